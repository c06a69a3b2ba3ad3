"""Places (名次): each result is ranked among the groups of its own contest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xl_quality.core.options import Measure
from xl_quality.core.ranking import ranks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.core.grouping import Group, Level
    from xl_quality.core.options import Options
    from xl_quality.core.ranking import Figure
    from xl_quality.core.results import GroupResult


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
    sign = -1 if options.measure is Measure.LOW_RATE else 1
    shown = [_printed(result, options.measure) for result in results]
    deciding: Sequence[Figure | None] = shown
    if options.rank_unrounded:
        deciding = [_exact(result, options.measure) for result in results]
    figures = [None if figure is None else sign * figure for figure in deciding]
    best = max((sign * figure for figure in shown if figure is not None), default=None)
    places = ranks(figures, options.ties)
    from_end = ranks(figures, options.ties, from_end=True)
    of = len(figures) - figures.count(None)
    return [
        replace(
            result,
            rank=place,
            rank_from_end=last,
            of=of,
            gap_to_first=None if own is None or best is None else best - sign * own,
        )
        for result, own, place, last in zip(results, shown, places, from_end, strict=True)
    ]


def _printed(result: GroupResult, measure: Measure) -> Decimal | None:
    figures = result.printed
    return {
        Measure.COMPOSITE: figures.composite,
        Measure.MEAN: figures.mean,
        Measure.PASS_RATE: figures.pass_rate,
        Measure.EXCELLENT_RATE: figures.excellent_rate,
        Measure.LOW_RATE: figures.low_rate,
    }[measure]


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
