"""The lists that the clauses of a scheme take their facts from (需要的名单), column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.sheets.lists.list_kinds import KINDS, words_of
from xl_quality.usecases.derived.sources import HAND, made_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.schemes.feeds import Feed, Take
    from xl_quality.schemes.model import Scheme


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
                for name, own in behind(feed, take):
                    fields.setdefault(name, {}).update(dict.fromkeys(own))
                    named = take.where.get("indicator", ()) if "indicator" in own else ()
                    indicators.setdefault(name, {}).update(dict.fromkeys(named))
    return [
        WantedList(name, in_order(name, own), tuple(indicators[name]))
        for name, own in fields.items()
    ]


def behind(feed: Feed, take: Take) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Return the sheets that a take draws from, with the fields; `SCORES` has none of its own."""
    made = made_of(take.list_name)
    if not made and take.list_name not in KINDS:  # counted from other clauses
        return ()
    places = (*feed.key, *take.facts.values(), *take.gather.values(), *take.where)
    places += ("reason", "approver") if take.list_name == HAND else ()
    kind = (EXAM_KIND,) if take.exam_kinds else ()
    return [(name, (*own, *kind)) for name, own in made or ((take.list_name, places),)]


def in_order(name: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Return fields in a list's own order, with those without which it is no such list."""
    known, wanted = KINDS.get(name), set(fields)
    if known is None:
        return ()
    lacking = [needed - wanted for needed in known.needed]
    wanted |= min(lacking, key=len, default=frozenset())
    return tuple(field for field in known.fields if field in wanted)
