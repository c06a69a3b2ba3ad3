"""The lists that the clauses of a scheme take their facts from (需要的名单), column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.sheets.lists.list_kinds import KINDS, words_of
from xl_quality.usecases.derived.sources import HAND, SCORES, made_of

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
        scored: of the score sheets, which exams and grades the clause goes by.
    """

    name: str
    fields: tuple[str, ...]
    indicators: tuple[str, ...] = ()
    scored: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the usual headers of its columns."""
        return tuple(words_of(field)[0] for field in self.fields)

    def __str__(self) -> str:
        """Return it as a clerk reads it: “县名次”（列：单位、考试、学科、名次）."""
        if not self.fields:
            return f"“{self.name}”" + (f"（{self.scored}）" if self.scored else "")
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
    scored: dict[str, dict[str, None]] = {}
    for feed in scheme.feeds:
        for take in feed.takes if feed.clause in asked else ():
            if take.in_use(choices):
                for name, own in behind(feed, take):
                    fields.setdefault(name, {}).update(dict.fromkeys(own))
                    named = take.where.get("indicator", ()) if "indicator" in own else ()
                    indicators.setdefault(name, {}).update(dict.fromkeys(named))
                    about = _scored(take) if name == SCORES else ""
                    scored.setdefault(name, {}).update(dict.fromkeys([about] if about else []))
    return [
        WantedList(name, in_order(name, own), tuple(indicators[name]), "，或".join(scored[name]))
        for name, own in fields.items()
    ]


def places_of_facts(
    scheme: Scheme, choices: Mapping[str, str], clause: str, facts: Iterable[str]
) -> str:
    """
    Return in which lists and columns facts of a clause are written, as a clerk reads it.

    Facts that only the scores give, or other clauses, have no place: ``""`` where that holds of
    all. 标准线写在“指标”表的“目标”一栏（指标写“镇标准线”）.
    """
    takes = [
        take
        for feed in scheme.feeds
        if feed.clause == clause
        for take in feed.takes
        if take.in_use(choices) and take.list_name in KINDS
    ]
    said = []
    for fact in facts:
        spots = list(dict.fromkeys(spot for take in takes if (spot := _spot(take, fact))))
        if spots:
            label = scheme.vocabulary[fact].label
            said.append(f"{label}写在{'，或'.join(spots[:_PLACES])}")
    return "；".join(said)


_PLACES: Final = 2
"""Ways to state one fact that are named: more would hide the usual one."""


def _spot(take: Take, fact: str) -> str:
    field = take.facts.get(fact, take.gather.get(fact, ""))
    if not field:
        return ""
    named = [one.replace("*", "…") for one in take.where.get("indicator", ())][:_PLACES]
    about = f"（指标写“{'”或“'.join(named)}”）" if named else ""
    return f"“{take.list_name}”表的“{words_of(field)[0]}”一栏{about}"


def _scored(take: Take) -> str:
    """Return which exams and grades of the score sheets a take goes by (全镇统考的，三年级)."""
    kinds = "或".join(kind.label for kind in take.exam_kinds)
    grades = "、".join(one for one in take.where.get("grade", ()) if "*" not in one)
    return "，".join(filter(None, [f"{kinds}的" if kinds else "", grades]))


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
