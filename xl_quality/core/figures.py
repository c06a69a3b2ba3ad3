"""From a score table to the printed figures of its groups (四率、综合分、名次、进退步).

Marks are sorted once by class, and wider groups put together from their classes; counts become
exact figures, figures are rounded once, and what is printed is ranked among the groups of the
same contest. Two exams are compared group by group.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from operator import attrgetter, mul
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from xl_quality.core.groups import (
    Group,
    Level,
    Partition,
    UnitKey,
    by_level,
    by_teacher,
    due,
    levelled,
    partition,
    taught_groups,
    unit_keys,
)
from xl_quality.core.marks import POINT, ScoreTable
from xl_quality.core.options import (
    AbsentRule,
    Digits,
    DropRule,
    Measure,
    Options,
    Thresholds,
    Weights,
)
from xl_quality.core.ranking import Figure, Rank, RoundingMode, divide, ranks, rounded_figure
from xl_quality.core.statistics import (
    Counted,
    Distribution,
    Rates,
    contribution,
    counted,
    merged_marks,
    over_mean,
    rates,
    rates_together,
    t_score,
)

if TYPE_CHECKING:
    from decimal import Decimal

Of = TypeVar("Of")
Found = TypeVar("Found")
PERCENT = 100
OVERALL = "总评"
"""The line of a group over all its subjects: the mean of its subject composites."""
_ALL_TOGETHER: Final = (Level.ALL, Level.GRADE)
_NOBODY: Final = DropRule()  # the rule that drops nobody


class Printed(NamedTuple):
    """The figures as they are printed: rounded once, None where nobody counts."""

    # mean, composite: in points. pass_rate, excellent_rate, low_rate: in percent.
    mean: Decimal | None = None
    pass_rate: Decimal | None = None
    excellent_rate: Decimal | None = None
    low_rate: Decimal | None = None
    composite: Decimal | None = None


class RelativeFigures(NamedTuple):
    """Figures of a group beside everybody of the same exam, grade and subject (附加指标)."""

    # T分 of its mean, in points, half-up; the standard deviation is that of all pupils
    t_score: Decimal | None = None
    over_mean: Decimal | None = None  # 超均率 in percent
    # excellent, passing: 优秀贡献率, 及格贡献率 in percent
    excellent: Decimal | None = None
    passing: Decimal | None = None


class GroupResult(NamedTuple):
    """One group in one subject: counts, printed figures, place."""

    # sheet, exam: where the marks stand
    sheet: str
    exam: str
    # group, subject: whose they are; `OVERALL` for the line over all subjects
    group: Group
    subject: str
    rates: Rates | None  # the counts; None in an overall line
    composite: Fraction | None = None  # unrounded, None where nobody counts
    printed: Printed = Printed()  # the figures as printed
    rank: Rank | None = None  # place among groups of one contest, 1 = best, None without figure
    rank_from_end: Rank | None = None  # the same counted from the bottom, 1 = last
    of: int = 0  # how many groups have a place
    gap_to_first: Decimal | None = None  # printed figure of the first minus own, the measure's unit
    relative: RelativeFigures | None = None  # beside everybody, None where nobody asked for them

    @property
    def exam_name(self) -> str:
        """Return the exam's name, the sheet's where the exam has none."""
        return self.exam or self.sheet


def analyse(
    table: ScoreTable, level: Level, options: Options, pool: ClassPool | None = None
) -> list[GroupResult]:
    """Return every group of one level in every subject, ranked (四率统计与名次).

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
    results: list[GroupResult] = []
    for subject in table.subjects:
        enrolled = pool.enrolled(subject, level, options)
        results += _in_subject(pool, subject, groups, enrolled, options)
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
        members = by_teacher(table, subject, taught)
        enrolled = due(table, subject, members, options.enrolled) if options.enrolled else ()
        results += _in_subject(pool, subject, pool.by_teacher(subject, taught), enrolled, options)
    return results


def withheld(results: Sequence[GroupResult], subjects: Collection[str]) -> list[GroupResult]:
    """Return results in which some subjects have counts, but neither figures nor places."""
    if not subjects:
        return list(results)
    return [
        GroupResult(result.sheet, result.exam, result.group, result.subject, result.rates)
        if result.subject in subjects
        else result
        for result in results
    ]


def overall(
    results: Sequence[GroupResult], options: Options, unsettled: Collection[Group] = ()
) -> list[GroupResult]:
    """Return one line a group of a sheet over all its subjects (总评), ranked.

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
        printed = Printed(composite=rounded_composite(figure, options.digits))
        lines.append(
            GroupResult(sheet, exam, group, OVERALL, rates=None, composite=figure, printed=printed)
        )
    return placed(lines, options._replace(measure=Measure.COMPOSITE))


def _in_subject(
    pool: ClassPool, subject: str, groups: Pooled, enrolled: Sequence[int | None], options: Options
) -> list[GroupResult]:
    table = pool.table
    lines = options.thresholds(subject, table.subjects[subject].full_mark)
    counts = pool.rates(subject, groups, lines, options, enrolled)
    exam = (table.sheet, table.exam)
    ranked = results_of_counts(groups.groups, counts, (*exam, subject), lines.full, options)
    return _beside_all(ranked, pool, subject, lines, options) if options.extras else ranked


def results_of_counts(
    groups: Sequence[Group],
    counts: Sequence[Rates],
    column: tuple[str, str, str],
    full: int,
    options: Options,
) -> list[GroupResult]:
    """Return printed figures and places of groups of which the counts are known (由人数、总分计算).

    Args:
        groups: of one level, all of them: they compete with one another within their grade.
        counts: parallel to the groups.
        column: sheet, exam and subject that they are of.
        full: the subject's full mark in hundredths.
        options: weights, rounding, ties.
    """
    sheet, exam, subject = column
    figures = _composites(groups, counts, full, options)
    results = [
        GroupResult(
            sheet=sheet,
            exam=exam,
            group=group,
            subject=subject,
            rates=own,
            composite=figure,
            printed=_print(own, figure, options.digits),
        )
        for group, own, figure in zip(groups, counts, figures, strict=True)
    ]
    return placed(results, options)


class _Everybody(NamedTuple):
    """All pupils of a grade in one subject: counts, mean and population variance in points."""

    rates: Rates
    mean: Fraction
    variance: Fraction


def _beside_all(
    results: Sequence[GroupResult],
    pool: ClassPool,
    subject: str,
    lines: Thresholds,
    options: Options,
) -> list[GroupResult]:
    """Put each group beside everybody of its grade; all together have nobody beside them."""
    everybody = _everybody(pool, subject, lines, options)
    return [
        one
        if one.group.level in _ALL_TOGETHER or one.group.grade not in everybody
        else one._replace(relative=_relative_figures(one, everybody[one.group.grade], options))
        for one in results
    ]


def _everybody(
    pool: ClassPool, subject: str, lines: Thresholds, options: Options
) -> dict[str, _Everybody]:
    level = Level.GRADE if any(pool.table.grades) else Level.ALL
    groups = pool.at_level(level)
    enrolled = pool.enrolled(subject, level, options)
    counts = pool.rates(subject, groups, lines, options, enrolled)
    bases = pool.counted(subject, groups, options, enrolled)
    found = {}
    for group, own, base in zip(groups.groups, counts, bases, strict=True):
        if own.mean is not None:  # who is in the divisor without a score counts as 0
            squares = Fraction(sum(score * score for score in base.scores), POINT * POINT)
            found[group.grade] = _Everybody(own, own.mean, squares / own.divisor - own.mean**2)
    return found


def _relative_figures(one: GroupResult, all_: _Everybody, options: Options) -> RelativeFigures:
    own, whole, digits = one.rates, all_.rates, options.digits
    if own is None or own.mean is None:
        return RelativeFigures()
    mean, spread = own.mean, all_.variance

    def percent(figure: Fraction | None) -> Decimal | None:
        if figure is None:
            return None
        return rounded_figure(figure * PERCENT, digits.rate, digits.rate_mode)

    def part(reached: int, of_all: int) -> Decimal | None:
        return percent(contribution(reached, own.divisor, of_all, whole.divisor))

    return RelativeFigures(
        t_score(mean, all_.mean, spread, digits.mean) if spread else None,
        percent(over_mean(mean, all_.mean)),
        part(own.excellent_n, whole.excellent_n),
        part(own.pass_n, whole.pass_n),
    )


def _composites(
    groups: Sequence[Group], counts: Sequence[Rates], full: int, options: Options
) -> list[Fraction | None]:
    """Compute each contest (level, grade) in itself: relative composites need its best figures."""
    return _by_contest(groups, counts, lambda own: composites(own, full, options.weights))


def _print(own: Rates, composite: Fraction | None, digits: Digits) -> Printed:
    if not own.divisor:
        return Printed()
    return Printed(
        divide(own.total, own.divisor * POINT, digits.mean, digits.mean_mode),
        _percent(own.pass_n, own.divisor, digits.rate, digits.rate_mode),
        _percent(own.excellent_n, own.divisor, digits.rate, digits.rate_mode),
        _percent(own.low_n, own.divisor, digits.rate, digits.rate_mode),
        rounded_composite(composite, digits),
    )


@lru_cache(maxsize=10_000)  # classes are of a size: the same few shares come up all over a county
def _percent(count: int, divisor: int, digits: int, mode: RoundingMode) -> Decimal:
    return divide(count * PERCENT, divisor, digits, mode)


def rounded_composite(figure: Fraction | None, digits: Digits) -> Decimal | None:
    """Return a composite (综合分, 总评) as it is printed, in points."""
    if figure is None:
        return None
    return rounded_figure(figure, digits.composite, digits.composite_mode)


class Pooled(NamedTuple):
    """Groups and the classes that each is made of."""

    groups: Sequence[Group]  # in order of first appearance
    classes: Sequence[Sequence[int]]  # positions in the pool's classes, parallel to the groups


class ClassPool:
    """A score sheet's marks, a distribution a class and subject, each sorted only once.

    A school's marks are those of its classes, so ten thousand of a county need not be gone
    through again for every level.
    """

    def __init__(self, table: ScoreTable) -> None:
        self.table = table
        self._classes = partition(unit_keys(table))
        self._members: dict[Level, Partition[Group]] = {}
        self._sorted: dict[str, list[Distribution]] = {}
        self._rates: dict[tuple[str, Thresholds, AbsentRule], list[Rates]] = {}
        self._levels: dict[Level, Pooled] = {}
        self._merged: dict[tuple[str, Level], list[Distribution]] = {}

    @property
    def keys(self) -> Sequence[UnitKey]:
        """Return (school, grade, class) of each class, in order of first appearance."""
        return self._classes.groups

    def at_level(self, level: Level) -> Pooled:
        """Return the groups of one level other than TEACHER; see `by_level`."""
        if level not in self._levels:
            self._levels[level] = self._pooled(levelled(self.table, level, self.keys))
        return self._levels[level]

    def by_teacher(self, subject: str, taught: Mapping[tuple[str, str, str, str], str]) -> Pooled:
        """Return the teachers of one subject; see `groups.by_teacher`."""
        return self._pooled(taught_groups(subject, taught, self.keys))

    def enrolled(self, subject: str, level: Level, options: Options) -> Sequence[int | None]:
        """Return the numbers due to sit (应考), a group each; none where nothing was given."""
        if not options.enrolled:
            return ()
        if level not in self._members:
            self._members[level] = by_level(self.table, level)
        return due(self.table, subject, self._members[level], options.enrolled)

    def rates(
        self,
        subject: str,
        pooled: Pooled,
        lines: Thresholds,
        options: Options,
        enrolled: Sequence[int | None] = (),
    ) -> list[Rates]:
        """Return the counts of each group in one subject; *enrolled* is empty or one a group."""
        if not enrolled and options.drop == _NOBODY:  # then a group's counts are its classes'
            own = self._rates_by_class(subject, lines, options.absent)
            return [rates_together([own[number] for number in part]) for part in pooled.classes]
        numbers = enrolled or [None] * len(pooled.groups)
        return [
            rates(marks, lines, options.absent, options.drop, number)
            for marks, number in zip(self.distributions(subject, pooled), numbers, strict=True)
        ]

    def counted(
        self, subject: str, pooled: Pooled, options: Options, enrolled: Sequence[int | None]
    ) -> list[Counted]:
        """Return the scores that count of each group in one subject; *enrolled* as in `rates`."""
        numbers = enrolled or [None] * len(pooled.groups)
        return [
            counted(marks, options.absent, options.drop, number)
            for marks, number in zip(self.distributions(subject, pooled), numbers, strict=True)
        ]

    def distributions(self, subject: str, pooled: Pooled) -> list[Distribution]:
        """Return the marks of each group in one subject; those of a level are put together once."""
        level = next((level for level, own in self._levels.items() if own is pooled), None)
        if level is not None and (subject, level) in self._merged:
            return self._merged[subject, level]
        classes = self._by_class(subject)
        found = [merged_marks([classes[number] for number in own]) for own in pooled.classes]
        if level is not None:
            self._merged[subject, level] = found
        return found

    def _rates_by_class(self, subject: str, lines: Thresholds, absent: AbsentRule) -> list[Rates]:
        key = (subject, lines, absent)
        if key not in self._rates:
            own = self._by_class(subject)
            self._rates[key] = [rates(marks, lines, absent, _NOBODY) for marks in own]
        return self._rates[key]

    def _by_class(self, subject: str) -> list[Distribution]:
        if subject not in self._sorted:
            marks = self._classes.split(self.table.subjects[subject].marks)
            self._sorted[subject] = [Distribution.of(own) for own in marks]
        return self._sorted[subject]

    def _pooled(self, known: Mapping[UnitKey, Group | None]) -> Pooled:
        members: dict[Group, list[int]] = {}
        for number, key in enumerate(self.keys):
            group = known[key]
            if group is not None:
                members.setdefault(group, []).append(number)
        return Pooled(list(members), list(members.values()))


def composites(groups: Sequence[Rates], full: int, weights: Weights) -> Sequence[Fraction | None]:
    """Return the composite (综合分) of each group of one comparison, unrounded.

    Args:
        groups: the rates of all groups compared with one another.
        full: the subject's full mark in hundredths.
        weights: absolute weights sum figures on a scale of 100; relative ones sum
            own ÷ best × weight, a part whose best figure is 0 giving nobody anything.

    Returns:
        A composite a group, None where nobody counts.
    """
    if weights.relative:
        best = _best(groups)
        return [_relative(group, best, weights) for group in groups]
    return _absolute(groups, full, weights)


def mean_of(figures: Sequence[Fraction]) -> Fraction:
    """Return the mean of exact figures, of which there is at least one.

    Summed over one denominator: adding fractions one by one reduces every sum in between.

    >>> mean_of([Fraction(1, 2), Fraction(1, 3)])
    Fraction(5, 12)
    """
    ratios = [figure.as_integer_ratio() for figure in figures]
    scale = lcm(*(denominator for _, denominator in ratios))
    total = sum(numerator * (scale // denominator) for numerator, denominator in ratios)
    return Fraction(total, scale * len(ratios))


def weighted_mean(parts: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Return the weighted mean of exact figures (加权平均), unrounded.

    Args:
        parts: figures, each with its weight >= 0.

    Returns:
        The sum of figure x weight over the sum of the weights; None where nothing weighs.

    >>> weighted_mean([(Fraction(80), Fraction(1)), (Fraction(60), Fraction(3))])
    Fraction(65, 1)
    """
    weight = sum((own for _, own in parts), Fraction(0))
    if not weight:
        return None
    return sum((figure * own for figure, own in parts), Fraction(0)) / weight


def whole_factors(shares: Sequence[Fraction]) -> tuple[int, list[int]]:
    """Return one denominator of shares, and over it their numerators."""
    scale = lcm(*(share.denominator for share in shares))
    return scale, [share.numerator * (scale // share.denominator) for share in shares]


def absolute_factors(full: int, weights: Weights) -> tuple[int, list[int]]:
    """Return what the four counts of a group are multiplied by, over one denominator.

    Over this and the group's divisor they add up to its composite on a scale of 100.
    """
    mean = weights.mean / POINT if weights.raw_mean else weights.mean * PERCENT / full
    return whole_factors([mean, *(share * PERCENT for share in weights[1:4])])


def _absolute(groups: Sequence[Rates], full: int, weights: Weights) -> Sequence[Fraction | None]:
    """Sum in whole numbers over one denominator: ten thousand groups must not cost seconds."""
    scale, factors = absolute_factors(full, weights)
    return [
        Fraction(sum(map(mul, factors, _counts(group))), scale * group.divisor)
        if group.divisor
        else None
        for group in groups
    ]


def _counts(group: Rates) -> tuple[int, int, int, int]:
    return group.total, group.pass_n, group.excellent_n, group.low_n


def _best(groups: Sequence[Rates]) -> tuple[Fraction, ...]:
    rows = [_parts(group) for group in groups if group.divisor]
    return tuple(max(column) for column in zip(*rows, strict=True))


def _parts(group: Rates) -> tuple[Fraction, ...]:
    return tuple(Fraction(count, group.divisor) for count in _counts(group))


def _relative(group: Rates, best: tuple[Fraction, ...], weights: Weights) -> Fraction | None:
    if not group.divisor:
        return None
    parts = zip(_parts(group), best, weights[:4], strict=True)
    return sum((own / top * weight for own, top, weight in parts if top), Fraction(0))


def contests(groups: Iterable[Group]) -> Mapping[tuple[Level, str], list[int]]:
    """Return the positions of the groups that are compared with one another."""
    members: dict[tuple[Level, str], list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group.contest, []).append(index)
    return members


def placed(results: Sequence[GroupResult], options: Options) -> list[GroupResult]:
    """Give each result of one subject its place within its contest.

    Args:
        results: one a group, with printed figures.
        options: measure, ties, and whether exact figures decide instead of the printed ones.
    """
    groups = [result.group for result in results]
    return _by_contest(groups, results, lambda own: _placed_in_contest(own, options))


def _by_contest(
    groups: Sequence[Group], each: Sequence[Of], found: Callable[[Sequence[Of]], Sequence[Found]]
) -> list[Found]:
    """Return what is found of the groups of each contest together, in the order of the groups."""
    all_found: dict[int, Found] = {}
    for members in contests(groups).values():
        own = found([each[index] for index in members])
        all_found |= zip(members, own, strict=True)
    return [all_found[index] for index in range(len(groups))]


def _placed_in_contest(results: Sequence[GroupResult], options: Options) -> list[GroupResult]:
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
    own = zip(results, places, from_end, gaps, strict=True)
    # the fields before rank, then the place: a third of the price of _replace, ten thousand times
    return [GroupResult(*one[:7], place, last, of, gap) for one, place, last, gap in own]


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


class PlaceChange(NamedTuple):
    """One group in one subject, now against before."""

    # group, subject: whose change it is
    group: Group
    subject: str
    # rank, previous_rank: places now and then
    rank: Rank | None
    previous_rank: Rank | None
    rank_change: Rank | None  # places gained (进步为正), None where either is missing
    composite_change: Decimal | None  # printed composite now minus then
    new: bool = False  # the earlier exam knows neither the group nor its subject


def changes(now: Sequence[GroupResult], before: Sequence[GroupResult]) -> list[PlaceChange]:
    """Compare two exams group by group and subject by subject (名次进退).

    Args:
        now: the later exam's results, ranked.
        before: the earlier one's; groups and subjects that only one exam has give no change.

    Returns:
        A change for each result of *now*, in its order.
    """
    earlier = {(result.group, result.subject): result for result in before}
    return [_change(result, earlier.get((result.group, result.subject))) for result in now]


def _change(now: GroupResult, before: GroupResult | None) -> PlaceChange:
    gained: Rank | None = None
    difference: Decimal | None = None
    if before is not None and now.rank is not None and before.rank is not None:
        gained = before.rank - now.rank
    if before is not None and now.printed.composite is not None:
        then = before.printed.composite
        difference = None if then is None else now.printed.composite - then
    previous = None if before is None else before.rank
    return PlaceChange(
        now.group, now.subject, now.rank, previous, gained, difference, new=before is None
    )
