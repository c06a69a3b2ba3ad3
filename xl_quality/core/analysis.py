"""From a score table to the printed figures and ranks of its groups (四率、综合分、名次)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xl_quality.core.composite import PERCENT, composites, mean_of
from xl_quality.core.enrolment import due
from xl_quality.core.grouping import by_level, by_teacher
from xl_quality.core.marks import POINT
from xl_quality.core.options import Measure
from xl_quality.core.placing import contests, placed
from xl_quality.core.pool import ClassPool
from xl_quality.core.results import OVERALL, GroupResult, Printed
from xl_quality.core.rounding import divide

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.core.grouping import Group, Level, Partition
    from xl_quality.core.options import Digits, Options
    from xl_quality.core.pool import Pooled
    from xl_quality.core.rounding import RoundingMode
    from xl_quality.core.scores import ScoreTable
    from xl_quality.core.statistics import Rates


def analyse(
    table: ScoreTable, level: Level, options: Options, pool: ClassPool | None = None
) -> list[GroupResult]:
    """
    Return every group of one level in every subject, ranked (四率统计与名次).

    Args:
        table: the score sheet.
        level: ALL, GRADE, SCHOOL or CLASS; teachers have `analyse_teachers`.
        options: lines, denominators, weights, rounding, ties.
        pool: the sheet's marks sorted by class, where several levels share them.

    Returns:
        Subject by subject, groups in order of appearance; a subject in which a group has
        nothing but blanks gives a result without figures.
    """
    pool = pool or ClassPool(table)
    groups = pool.at_level(level)
    members = by_level(table, level) if options.enrolled else None
    results: list[GroupResult] = []
    for subject in table.subjects:
        enrolled = _enrolled(table, subject, members, options)
        results += _subject(pool, subject, groups, enrolled, options)
    return results


def analyse_teachers(
    table: ScoreTable,
    taught: Mapping[tuple[str, str, str, str], str],
    options: Options,
    pool: ClassPool | None = None,
) -> list[GroupResult]:
    """Return every teacher in every subject he or she teaches, ranked within grade and subject.

    Args:
        table: the score sheet.
        taught: teacher by (school, grade, class, subject); see `by_teacher`.
        options: as in `analyse`.
        pool: as in `analyse`.
    """
    pool = pool or ClassPool(table)
    results: list[GroupResult] = []
    for subject in table.subjects:
        members = by_teacher(table, subject, taught) if options.enrolled else None
        enrolled = _enrolled(table, subject, members, options)
        results += _subject(pool, subject, pool.by_teacher(subject, taught), enrolled, options)
    return results


def _enrolled(
    table: ScoreTable, subject: str, members: Partition[Group] | None, options: Options
) -> Sequence[int | None]:
    """Return the numbers due to sit (应考), a group each; none where nothing was given."""
    return () if members is None else due(table, subject, members, options.enrolled)


def withheld(results: Sequence[GroupResult], subjects: Collection[str]) -> list[GroupResult]:
    """Return results in which some subjects have counts, but neither figures nor places."""
    if not subjects:
        return list(results)
    nothing = Printed(None, None, None, None, None)
    return [
        one._replace(
            composite=None, printed=nothing, rank=None, rank_from_end=None, of=0, gap_to_first=None
        )
        if one.subject in subjects
        else one
        for one in results
    ]


def overall(
    results: Sequence[GroupResult], options: Options, unsettled: Collection[Group] = ()
) -> list[GroupResult]:
    """
    Return one line a group of a sheet over all its subjects (总评), ranked.

    The figure is the mean of the group's unrounded subject composites, rounded once; subjects in
    which nobody of the group counts are left out of it. *Unsettled* groups have none: one of their
    subjects is withheld, and the mean of the others would be no figure of all.
    """
    parts: dict[tuple[str, str, Group], list[Fraction]] = {}
    for result in results:
        own = parts.setdefault((result.sheet, result.exam, result.group), [])
        if result.composite is not None:
            own.append(result.composite)
    lines = []
    for (sheet, exam, group), own in parts.items():
        figure = mean_of(own) if own and group not in unsettled else None
        printed = Printed(None, None, None, None, _round_composite(figure, options.digits))
        lines.append(GroupResult(sheet, exam, group, OVERALL, None, figure, printed))
    return placed(lines, options._replace(measure=Measure.COMPOSITE))


def _subject(
    pool: ClassPool,
    subject: str,
    groups: Pooled,
    enrolled: Sequence[int | None],
    options: Options,
) -> list[GroupResult]:
    table = pool.table
    lines = options.thresholds(subject, table.subjects[subject].full_mark)
    counts = pool.rates(subject, groups, lines, options, enrolled)
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
