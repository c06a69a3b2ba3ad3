"""From a score table to the printed figures and ranks of its groups (四率、综合分、名次)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from xl_quality.core.composite import PERCENT, composites
from xl_quality.core.distribution import Distribution
from xl_quality.core.enrolment import due
from xl_quality.core.grouping import by_level, by_teacher
from xl_quality.core.marks import POINT
from xl_quality.core.options import Measure
from xl_quality.core.placing import contests, placed
from xl_quality.core.results import OVERALL, GroupResult, Printed
from xl_quality.core.rounding import divide
from xl_quality.core.statistics import rates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xl_quality.core.grouping import Group, Level, Partition
    from xl_quality.core.options import Digits, Options
    from xl_quality.core.rounding import RoundingMode
    from xl_quality.core.scores import ScoreTable
    from xl_quality.core.statistics import Rates


def analyse(table: ScoreTable, level: Level, options: Options) -> list[GroupResult]:
    """
    Return every group of one level in every subject, ranked (四率统计与名次).

    Args:
        table: the score sheet.
        level: ALL, GRADE, SCHOOL or CLASS; teachers have `analyse_teachers`.
        options: lines, denominators, weights, rounding, ties.

    Returns:
        Subject by subject, groups in order of appearance; a subject in which a group has
        nothing but blanks gives a result without figures.
    """
    groups = by_level(table, level)
    results: list[GroupResult] = []
    for subject in table.subjects:
        results += _subject(table, subject, groups, options)
    return results


def analyse_teachers(
    table: ScoreTable, taught: Mapping[tuple[str, str, str, str], str], options: Options
) -> list[GroupResult]:
    """Return every teacher in every subject he or she teaches, ranked within grade and subject.

    Args:
        table: the score sheet.
        taught: teacher by (school, grade, class, subject); see `by_teacher`.
        options: as in `analyse`.
    """
    results: list[GroupResult] = []
    for subject in table.subjects:
        results += _subject(table, subject, by_teacher(table, subject, taught), options)
    return results


def overall(results: Sequence[GroupResult], options: Options) -> list[GroupResult]:
    """
    Return one line a group of a sheet over all its subjects (总评), ranked.

    The figure is the mean of the group's unrounded subject composites, rounded once; subjects in
    which nobody of the group counts are left out of it.
    """
    parts: dict[tuple[str, str, Group], list[Fraction]] = {}
    for result in results:
        own = parts.setdefault((result.sheet, result.exam, result.group), [])
        if result.composite is not None:
            own.append(result.composite)
    lines = []
    for (sheet, exam, group), own in parts.items():
        figure = sum(own, Fraction(0)) / len(own) if own else None
        printed = Printed(None, None, None, None, _round_composite(figure, options.digits))
        lines.append(GroupResult(sheet, exam, group, OVERALL, None, figure, printed))
    return placed(lines, options._replace(measure=Measure.COMPOSITE))


def _subject(
    table: ScoreTable, subject: str, groups: Partition, options: Options
) -> list[GroupResult]:
    lines = options.thresholds(subject, table.subjects[subject].full_mark)
    counts = [
        rates(Distribution.of(marks), lines, options.absent, options.drop, number)
        for marks, number in zip(
            groups.split(table.subjects[subject].marks),
            due(table, subject, groups, options.enrolled),
            strict=True,
        )
    ]
    figures = _composites(groups.groups, counts, lines.full, options)
    results = [
        GroupResult(
            table.sheet,
            table.exam,
            group,
            subject,
            own,
            figure,
            _print(own, figure, options.digits),
        )
        for group, own, figure in zip(groups.groups, counts, figures, strict=True)
    ]
    return placed(results, options)


def _composites(
    groups: Sequence[Group], counts: Sequence[Rates], full: int, options: Options
) -> list[Fraction | None]:
    """Compute each contest (level, grade) in itself: relative composites need its best figures."""
    figures: list[Fraction | None] = [None] * len(groups)
    for members in contests(groups).values():
        found = composites([counts[index] for index in members], full, options.weights)
        for index, figure in zip(members, found, strict=True):
            figures[index] = figure
    return figures


def _print(own: Rates, composite: Fraction | None, digits: Digits) -> Printed:
    if not own.divisor:
        return Printed(None, None, None, None, None)

    return Printed(
        divide(own.total, own.divisor * POINT, digits.mean, digits.mean_mode),
        _percent(own.pass_n, own.divisor, digits.rate, digits.rate_mode),
        _percent(own.excellent_n, own.divisor, digits.rate, digits.rate_mode),
        _percent(own.low_n, own.divisor, digits.rate, digits.rate_mode),
        _round_composite(composite, digits),
    )


@lru_cache(maxsize=10_000)  # classes are of a size: the same few shares come up all over a county
def _percent(count: int, divisor: int, digits: int, mode: RoundingMode) -> Decimal:
    return divide(count * PERCENT, divisor, digits, mode)


def _round_composite(figure: Fraction | None, digits: Digits) -> Decimal | None:
    if figure is None:
        return None
    return divide(figure.numerator, figure.denominator, digits.composite, digits.composite_mode)
