"""The lists that the clauses of a scheme take their facts from (需要的名单), column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.sheets.lists.list_kinds import HISTORY, LISTS, words_of
from xl_quality.usecases.derived import (
    class_rates,
    class_targets,
    history,
    last_year,
    standings,
    teacher_places,
    whole_rates,
    year_places,
)
from xl_quality.usecases.derived.sources import HAND
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.schemes.feeds import Feed, Take
    from xl_quality.schemes.model import Scheme

SCORES: Final = "成绩表"
"""What stands for the score sheets themselves, which have columns of their own."""
_TAUGHT: Final = (TEACHING, ("school", "grade", "class_name", "subject", "teacher"))
_HEADED: Final = (TEACHING, ("school", "grade", "class_name", "head_teacher"))
_PLACED: Final = ("unit", "exam", "grade", "subject", "rank", "of")
_SCORED: Final[tuple[str, tuple[str, ...]]] = (SCORES, ())
_MADE_OF: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    history.DERIVED: ((history.HISTORY, (*_PLACED, "points")),),
    history.TEACHERS: ((history.HISTORY, ("unit", "name", "exam", "subject", "rank", "of")),),
    year_places.BEFORE: ((history.HISTORY, _PLACED),),
    last_year.DERIVED: ((history.HISTORY, _PLACED),),
    standings.TOWN: (_SCORED,),
    standings.TEACHERS: (_SCORED, _TAUGHT),
    year_places.TEACHERS: (_SCORED, _TAUGHT),
    class_rates.SCHOOLS: (_SCORED,),
    class_rates.CLASSES: (_SCORED, _TAUGHT),
    class_rates.TEACHERS: (_SCORED, _TAUGHT),
    whole_rates.SCHOOLS: (_SCORED,),
    whole_rates.CLASSES: (_SCORED, _HEADED),
    teacher_places.DERIVED: ((teacher_places.COUNTY, _PLACED), _TAUGHT),
    class_targets.DERIVED: (
        (
            class_targets.INDICATORS,
            ("unit", "grade", "class_name", "subject", "name", "indicator", "target", "actual"),
        ),
    ),
}
"""The sheets a person writes behind each list that the program derives, with the columns."""
_KINDS: Final = {kind.name: kind for kind in (*LISTS, HISTORY)}


class WantedList(NamedTuple):
    """
    One list that a scheme's clauses take facts from.

    Attributes:
        name: 县名次, 指标 … or 成绩表.
        fields: its columns as the program calls them, in the list's own order.
        indicators: what must stand under 指标, ``*`` for any text; () where that is no column.
    """

    name: str
    fields: tuple[str, ...]
    indicators: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the usual headers of its columns."""
        return tuple(words_of(field)[0] for field in self.fields)

    def __str__(self) -> str:
        """Return it as a clerk reads it: “县名次”（列：单位、考试、学科、名次）."""
        if not self.fields:
            return f"“{self.name}”"
        names = "、".join(one.replace("*", "…") for one in self.indicators)
        about = f"；指标写：{names}" if names else ""
        return f"“{self.name}”（列：{'、'.join(self.columns)}{about}）"


def wanted_lists(
    scheme: Scheme, choices: Mapping[str, str], clauses: Iterable[str]
) -> list[WantedList]:
    """
    Return the lists that clauses take their facts from, each once, in order of first use.

    Args:
        scheme: with its feeds.
        choices: the value of every option: some takes depend on one.
        clauses: ids; those that count what other clauses found want no list of their own.
    """
    asked = set(clauses)
    fields: dict[str, dict[str, None]] = {}
    indicators: dict[str, dict[str, None]] = {}
    for feed in scheme.feeds:
        for take in feed.takes if feed.clause in asked else ():
            if take.in_use(choices):
                for name, own in _behind(feed, take):
                    fields.setdefault(name, {}).update(dict.fromkeys(own))
                    named = take.where.get("indicator", ()) if "indicator" in own else ()
                    indicators.setdefault(name, {}).update(dict.fromkeys(named))
    return [
        WantedList(name, _in_order(name, own), tuple(indicators[name]))
        for name, own in fields.items()
    ]


def _behind(feed: Feed, take: Take) -> Sequence[tuple[str, tuple[str, ...]]]:
    if take.list_name in _MADE_OF:
        return _MADE_OF[take.list_name]
    if take.list_name not in _KINDS:  # counted from other clauses
        return ()
    places = (*feed.key, *take.facts.values(), *take.gather.values(), *take.where)
    places += ("reason", "approver") if take.list_name == HAND else ()
    return ((take.list_name, places),)


def _in_order(name: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the fields in the list's order, with those without which it is no such list."""
    known, wanted = _KINDS.get(name), set(fields)
    if known is None:
        return ()
    lacking = [needed - wanted for needed in known.needed]
    wanted |= min(lacking, key=len, default=frozenset())
    return tuple(field for field in known.fields if field in wanted)
