"""One school or class beside all of its contest (质量分析): margins, rates, spread, changes.

`standings_of` compares the results of one subject; a `UnitProfile` brings the subjects of one unit
together, with the places that it had in other exams.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.options import Measure
from xl_quality.core.ranking import Rank, TieRule, ranks

if TYPE_CHECKING:
    from decimal import Decimal

    from xl_quality.core.figures import GroupResult, PlaceChange
    from xl_quality.core.groups import Group
    from xl_quality.core.statistics import FiveNumbers, Rates

RATES: Final = (Measure.PASS_RATE, Measure.EXCELLENT_RATE, Measure.LOW_RATE)


class Standing(NamedTuple):
    """One unit in one subject, or over all of them, beside the others of its contest."""

    own: GroupResult  # its figures and place
    measure: Measure  # what places go by
    full: int = 0  # the full mark in hundredths, 0 over all subjects
    places: Mapping[Measure, Rank | None] = MappingProxyType({})  # place by rate, the best first
    # what its printed figure lacks to the next better one; None for the first
    margin: Decimal | None = None
    lead: Decimal | None = None  # what it has over the next worse one; None for the last
    shared: bool = False  # whether another unit has the same place
    whole: GroupResult | None = None  # of all units together; None where it is the only one
    # spread, whole_spread: how the scores lie; None where there are too few
    spread: FiveNumbers | None = None
    whole_spread: FiveNumbers | None = None
    change: PlaceChange | None = None  # against an earlier exam, None = not compared

    @property
    def figure(self) -> Decimal | None:
        """Return the printed figure that its place goes by."""
        return printed_figure(self.own, self.measure)


class PastPlace(NamedTuple):
    """The place of a unit over all subjects in one exam, among how many."""

    exam: str
    rank: Rank | None
    of: int


class FourRates(NamedTuple):
    """The four rates over several subjects (四率), each pupil counted once in each; in [0, 1]."""

    points: Fraction  # the points got of those there were to get (得分率)
    # passing, excellent: 及格率, 优秀率
    passing: Fraction
    excellent: Fraction
    not_low: Fraction  # not below the low line (非低分率 = 1 - 低分率): more is better


class RatesBeside(NamedTuple):
    """The four rates of a unit over its subjects, and of all units together in the same ones."""

    own: FourRates
    whole: FourRates | None


class UnitProfile(NamedTuple):
    """A school or class in one exam and grade."""

    exam: str  # its name
    group: Group  # the unit
    subjects: Sequence[Standing]  # a standing each
    overall: Standing | None  # over all subjects, None where there is no such line
    teachers: Mapping[str, str]  # by subject, as far as known
    past: Sequence[PastPlace]  # its places in the exams of this workbook, this one among them
    sheets: Sequence[str]  # on which its marks stand
    in_time: bool = True  # whether the past is in order of time, else in the workbook's

    @property
    def alone(self) -> bool:
        """Return whether there is no other unit to compare with."""
        return all(one.own.of < 2 for one in (*self.subjects, *filter(None, [self.overall])))  # noqa: PLR2004 - it and another

    @property
    def rates(self) -> RatesBeside | None:
        """Return the four rates over all subjects in which somebody of the unit counts.

        None where nobody does, or a subject is withheld: the others would not be all.
        """
        counted = [one for one in self.subjects if one.own.rates and one.own.rates.divisor]
        if any(one.own.printed.mean is None for one in counted):
            return None
        own = four_rates((one.own.rates, one.full) for one in counted if one.own.rates)
        wholes = [(one.whole.rates, one.full) for one in counted if one.whole]
        whole = four_rates((rates, full) for rates, full in wholes if rates)
        return None if own is None else RatesBeside(own, whole)


def printed_figure(result: GroupResult, measure: Measure) -> Decimal | None:
    """Return a printed figure of a result, in points or in percent."""
    figure: Decimal | None = getattr(result.printed, measure)  # called as the figure it means
    return figure


def standings_of(results: Sequence[GroupResult], measure: Measure, ties: TieRule) -> list[Standing]:
    """Return each of the results of one contest and subject beside the others.

    Args:
        results: of all units, ranked.
        measure: what their places go by.
        ties: how equal figures share a place by a rate.
    """
    figures = [printed_figure(result, measure) for result in results]
    low_first = measure is Measure.LOW_RATE
    order = sorted({figure for figure in figures if figure is not None}, reverse=not low_first)
    numbers = {figure: nth for nth, figure in enumerate(order)}  # of a county's thousand classes
    by_rate = {rate: _places(results, rate, ties) for rate in RATES}
    counts = Counter(result.rank for result in results)
    found = []
    for at, (own, figure) in enumerate(zip(results, figures, strict=True)):
        nth = None if figure is None else numbers[figure]
        found.append(
            Standing(
                own,
                measure,
                places={rate: places[at] for rate, places in by_rate.items()},
                margin=_margin(order, nth, -1),
                lead=_margin(order, nth, 1),
                shared=own.rank is not None and counts[own.rank] > 1,
            )
        )
    return found


def _places(results: Sequence[GroupResult], rate: Measure, ties: TieRule) -> list[Rank | None]:
    figures = [printed_figure(result, rate) for result in results]
    return ranks(figures, ties, from_end=rate is Measure.LOW_RATE)


def _margin(order: Sequence[Decimal], nth: int | None, step: int) -> Decimal | None:
    """Return how far the figure before (-1) or behind (1) one lies from it, None for no such."""
    if nth is None or not 0 <= nth + step < len(order):
        return None
    return abs(order[nth] - order[nth + step])


def four_rates(counts: Iterable[tuple[Rates, int]]) -> FourRates | None:
    """Return the four rates over several subjects; None where nobody counts.

    Args:
        counts: of each subject, with its full mark in hundredths.

    >>> from xl_quality.core.options import AbsentRule, DropRule, Thresholds
    >>> from xl_quality.core.statistics import Distribution, rates
    >>> lines = Thresholds(full=10000, passing=6000, excellent=8500, low=4000)
    >>> marks = Distribution.of([9000, 5000])
    >>> four_rates([(rates(marks, lines, AbsentRule.EXCLUDE, DropRule()), 10000)]).points
    Fraction(7, 10)
    """
    known = [(rates, full) for rates, full in counts if rates.divisor]
    heads = sum(rates.divisor for rates, _ in known)
    if not heads:
        return None
    best = sum(rates.divisor * full for rates, full in known)
    return FourRates(
        Fraction(sum(rates.total for rates, _ in known), best),
        Fraction(sum(rates.pass_n for rates, _ in known), heads),
        Fraction(sum(rates.excellent_n for rates, _ in known), heads),
        1 - Fraction(sum(rates.low_n for rates, _ in known), heads),
    )
