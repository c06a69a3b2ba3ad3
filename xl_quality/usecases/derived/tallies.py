"""How many cases of some clauses are on target (达标), as list rows that other clauses can use."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.errors import BadInputError
from xl_quality.core.facts import Fact, Record
from xl_quality.schemes.feeds import cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_quality.schemes.evaluation import Evaluation
    from xl_quality.schemes.feeds import FedCase
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.terms import Terms

OBJECTS: Final = "达标对象数："
"""A derived list so called counts what the clauses named behind it judge one by one (a class and
subject, a subject): ``达标对象数：D1、D2``; each is on target where all these clauses say so."""
CLAUSES: Final = "达标条款数："
"""A derived list so called counts the clauses themselves: ``达标条款数：I1、I2``.

The rows of both: the key of the clause that asks, met, required, and points where any are scored.
"""

_Item = tuple[str, ...]


class _Verdict(NamedTuple):
    """Whether one item is on target by one case of one clause, and its points if any are set."""

    item: _Item
    met: bool
    points: Fraction | None


def tallies(
    scheme: Scheme, lists: Mapping[str, Sequence[Record]], terms: Terms
) -> dict[str, list[Record]]:
    """
    Return the lists that count what other clauses judged, as far as the scheme's feeds ask for any.

    A case that cannot be judged is told where its clause is reckoned; until it can be, its unit
    has no tally: nobody is on target by what is missing.

    Args:
        scheme: with its feeds.
        lists: the rows that the clauses counted take their facts from.
        terms: day, readings, parameters.
    """
    return {
        take.list_name: _tally(scheme, take.joins_by or feed.key, take.list_name, lists, terms)
        for feed in scheme.feeds
        for take in feed.takes
        if take.list_name.startswith((OBJECTS, CLAUSES))
    }


def _tally(
    scheme: Scheme,
    by: Sequence[str],
    name: str,
    lists: Mapping[str, Sequence[Record]],
    terms: Terms,
) -> list[Record]:
    kind, clauses = name[: len(OBJECTS)], name[len(OBJECTS) :].split("、")
    by_unit: dict[_Item, list[_Verdict]] = {}
    faulty: set[_Item] = set()
    for case in _cases(scheme, clauses, lists, terms):
        rest = tuple(text for field, text in case.key.items() if field not in {*by, "name"})
        item = (case.clause,) if kind == CLAUSES else rest
        if not any(item):
            continue
        whose = tuple(case.key.get(field, "") for field in by)
        evaluation = _judged(scheme, case, terms)
        if evaluation is None:
            faulty.add(whose)
        elif evaluation.indicators:
            by_unit.setdefault(whose, []).append(_verdict(item, case, evaluation))
    source = f"{clauses[0]}至{clauses[-1]}" if len(clauses) > _FEW else "、".join(clauses)
    return [
        _record(dict(zip(by, whose, strict=True)), verdicts, f"按{source}逐项认定")
        for whose, verdicts in by_unit.items()
        if whose not in faulty
    ]


_FEW: Final = 3


def _cases(
    scheme: Scheme, clauses: Sequence[str], lists: Mapping[str, Sequence[Record]], terms: Terms
) -> Iterator[FedCase]:
    choices = scheme.choices(terms.options)
    counted = terms.in_force(scheme) & {*clauses}  # what does not hold yet misses no target
    for feed in scheme.feeds:
        if feed.clause in counted:
            yield from cases(feed, lists, choices)[0]


def _judged(scheme: Scheme, case: FedCase, terms: Terms) -> Evaluation | None:
    try:
        return terms.judged(scheme, case)
    except BadInputError:
        return None


def _verdict(item: _Item, case: FedCase, evaluation: Evaluation) -> _Verdict:
    met = all(one.met for one in evaluation.indicators)
    scored = Fraction(evaluation.amount) if "full_points" in case.facts else None
    return _Verdict(item, met, scored)


def _record(whose: Mapping[str, str], verdicts: Sequence[_Verdict], source: str) -> Record:
    items: dict[_Item, bool] = {}
    for verdict in verdicts:
        items[verdict.item] = items.get(verdict.item, True) and verdict.met
    scored = [verdict.points for verdict in verdicts if verdict.points is not None]
    figures: dict[str, int | Fraction] = {"met": sum(items.values()), "required": len(items)}
    if scored:
        figures["points"] = _whole(sum(scored, Fraction()))
    facts = {name: Fact(text) for name, text in whose.items() if text}
    return Record("", 0, facts | {name: Fact(value, source) for name, value in figures.items()})


def _whole(points: Fraction) -> int | Fraction:
    return points.numerator if points.denominator == 1 else points
