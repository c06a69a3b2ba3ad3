"""Places (名次): each result is ranked among the groups of its own contest."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from xl_quality.core.options import Measure
from xl_quality.core.ranking import ranks
from xl_quality.core.results import GroupResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.core.grouping import Group, Level
    from xl_quality.core.options import Options
    from xl_quality.core.ranking import Figure, Rank


def contests(groups: Iterable[Group]) -> Mapping[tuple[Level, str], list[int]]:
    """Return the positions of the groups that are compared with one another."""
    members: dict[tuple[Level, str], list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group.contest, []).append(index)
    return members


def placed(results: Sequence[GroupResult], options: Options) -> list[GroupResult]:
    """
    Give each result of one subject its place within its contest.

    Args:
        results: one a group, with printed figures.
        options: measure, ties, and whether exact figures decide instead of the printed ones.
    """
    finished = list(results)
    for members in contests(result.group for result in results).values():
        own = _contest([results[index] for index in members], options)
        for index, result in zip(members, own, strict=True):
            finished[index] = result
    return finished


def _contest(results: Sequence[GroupResult], options: Options) -> list[GroupResult]:
    low_first = options.measure is Measure.LOW_RATE
    printed = attrgetter(options.measure)  # a measure is called as the figure it means
    shown: list[Decimal | None] = [printed(result.printed) for result in results]
    figures: Sequence[Figure | None] = shown
    if options.rank_unrounded:
        figures = [_exact(result, options.measure) for result in results]
    present = [figure for figure in shown if figure is not None]
    best = (min if low_first else max)(present, default=None)
    gaps = [None if own is None or best is None else abs(best - own) for own in shown]
    places = ranks(figures, options.ties, from_end=low_first)
    from_end = ranks(figures, options.ties, from_end=not low_first)
    of = len(present)
    return [
        _with_place(result, place, last, of, gap)
        for result, place, last, gap in zip(results, places, from_end, gaps, strict=True)
    ]


def _with_place(
    own: GroupResult, place: Rank | None, last: Rank | None, of: int, gap: Decimal | None
) -> GroupResult:
    """Do what `replace` does, at a third of its price: a county has ten thousand results."""
    return GroupResult(
        own.sheet,
        own.exam,
        own.group,
        own.subject,
        own.rates,
        own.composite,
        own.printed,
        place,
        last,
        of,
        gap,
    )


def _exact(result: GroupResult, measure: Measure) -> Fraction | None:
    counts = result.rates
    if measure is Measure.COMPOSITE or counts is None:
        return result.composite
    return {
        Measure.MEAN: counts.mean,
        Measure.PASS_RATE: counts.share(counts.pass_n),
        Measure.EXCELLENT_RATE: counts.share(counts.excellent_n),
        Measure.LOW_RATE: counts.share(counts.low_n),
    }[measure]
