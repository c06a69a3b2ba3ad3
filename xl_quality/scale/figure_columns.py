"""Figures and places of many groups at once, column by column (整列计算四率、综合分、名次).

What `core.figures` computes group by group is computed here for hundreds of thousands of them, in
the same whole numbers: a quotient is rounded once, by a division of integers, and no float decides
anything. Where a product could pass 63 bits the same formula runs on Python's own integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import repeat
from math import lcm
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.api.extras import later
from xl_quality.core.figures import PERCENT, GroupResult, Printed, absolute_factors, whole_factors
from xl_quality.core.groups import Group, Level
from xl_quality.core.marks import POINT
from xl_quality.core.options import Digits, Measure, Options, Weights
from xl_quality.core.ranking import Rank, RoundingMode, TieRule, divide
from xl_quality.core.statistics import Rates

if TYPE_CHECKING:
    from decimal import Decimal


np: Final = later("numpy", "scale")
pyarrow: Final = later("pyarrow", "scale")
ArrowTable = Any
"""A table of pyarrow, or a column of one."""
Column = Any
"""An array of numpy, a group each: int64, or Python's own integers where they may be larger."""
NONE_LOWEST: Final = 2**31 - 1
"""The lowest score of nobody: larger than every score, so that a minimum passes over it."""
_LARGEST: Final = 2**63 - 1


class ClassNames(NamedTuple):
    """Classes in the order of their names (各班)."""

    # the different exams, schools, grades and classes, each in order; ``""`` = not said
    names: Sequence[Sequence[str]]
    codes: Sequence[Column]  # parallel to the classes, for each of these four: which of its names


class Groups(NamedTuple):
    """The groups of one level, and the classes of which each is made."""

    level: Level  # what they are
    order: Column | None  # the classes, group by group; None = as they stand
    starts: Column  # where each group begins in this order
    # exam, school, grade and class of each group as in `ClassNames`; -1 = it has none
    codes: Sequence[Column]
    contests: Column  # a group's contest, from 0: those of one exam and grade are compared

    @classmethod
    def of(cls, units: ClassNames, level: Level) -> Groups:
        """Return the groups of one level other than TEACHER; see `core.groups.levelled`."""
        exams, schools, grades, classes = units.codes
        nobody = np.full(len(exams), -1)
        # everybody together keeps the grade of an exam that has just one
        kept = grades if level is not Level.ALL else _only_grade(exams, grades)
        school = schools if level in {Level.SCHOOL, Level.CLASS} else nobody
        keys = [exams, school, kept, classes if level is Level.CLASS else nobody]
        order, starts = sorted_runs(keys)
        first = order[starts]
        contests = dense(exams[first] * (len(units.names[2]) + 1) + kept[first] + 1)
        # classes by their names are in this order already, each a group
        same = len(starts) == len(exams) and bool((np.diff(order) == 1).all())
        return cls(level, None if same else order, starts, [key[first] for key in keys], contests)

    @property
    def number(self) -> int:
        """Return how many groups there are."""
        return len(self.starts)

    def total(self, values: Column) -> Column:
        """Return the sum of a column of classes, a group each."""
        return self._reduced(values, np.add)

    def most(self, values: Column) -> Column:
        """Return the largest value of a column of classes, a group each."""
        return self._reduced(values, np.maximum)

    def least(self, values: Column) -> Column:
        """Return the smallest value of a column of classes, a group each."""
        return self._reduced(values, np.minimum)

    def of_units(self) -> Column:
        """Return which group each class is in."""
        if self.order is None:
            return np.arange(self.number)
        found = np.empty(len(self.order), np.int64)
        lengths = np.diff(self.starts, append=len(self.order))
        found[self.order] = np.repeat(np.arange(self.number), lengths)
        return found

    def _reduced(self, values: Column, how: Any) -> Column:  # noqa: ANN401 - of numpy
        if self.order is None:
            return values
        return how.reduceat(values[self.order], self.starts)


def _only_grade(exams: Column, grades: Column) -> Column:
    """Return the grade of each exam that has just one, else -1, parallel to the classes."""
    least = np.full(int(exams.max()) + 1, _LARGEST)
    most = np.full(int(exams.max()) + 1, -1)
    np.minimum.at(least, exams, grades)
    np.maximum.at(most, exams, grades)
    return np.where(least == most, least, -1)[exams]


def sorted_runs(keys: Sequence[Column]) -> tuple[Column, Column]:
    """Return the order by several keys, the first before the others, and where each run begins."""
    order = np.lexsort(tuple(reversed(keys)))
    changed = np.zeros(len(order), bool)
    changed[:1] = True
    for key in keys:
        own = key[order]
        changed[1:] |= own[1:] != own[:-1]
    return order, np.flatnonzero(changed)


def dense(values: Column) -> Column:
    """Return numbers from 0 in place of values, in their order."""
    return np.unique(values, return_inverse=True)[1].reshape(-1)


class Counts(NamedTuple):
    """The counts of groups in one subject, columns of what `core.statistics.Rates` has.

    `lowest` of nobody is `NONE_LOWEST`, `highest` -1.
    """

    rows: Column
    scored: Column
    blank: Column
    divisor: Column
    total: Column
    passing: Column
    excellent: Column
    low: Column
    highest: Column
    lowest: Column
    due: Column
    marks: Mapping[str, Column]

    @property
    def present(self) -> Column:
        """Return in which groups anybody counts."""
        return self.divisor > 0


class Quotients(NamedTuple):
    """Exact figures, a group each: numerator ÷ (scale of its contest × divisor)."""

    # numerators, divisors: parallel to the groups
    numerators: Column
    divisors: Column
    scales: Sequence[int]  # of each contest
    contests: Column  # which contest a group is in
    present: Column  # which groups have a figure

    def denominators(self) -> Column:
        """Return the denominators, 1 where there is no figure."""
        divisors = np.where(self.present, self.divisors, 1)
        if len(set(self.scales)) == 1:
            return fitting(divisors, self.scales[0] * _most(divisors)) * self.scales[0]
        largest = max(self.scales)
        scales = np.array(list(self.scales), object if largest > _LARGEST else np.int64)
        return fitting(divisors, largest * _most(divisors)) * scales[self.contests]

    def fractions(self) -> list[Fraction | None]:
        """Return the figures as fractions, None where there is none."""
        own = zip(self.numerators.tolist(), self.denominators().tolist(), self.present, strict=True)
        return [Fraction(above, below) if there else None for above, below, there in own]


def _most(values: Column) -> int:
    return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 0


def fitting(values: Column, bound: int) -> Column:
    """Return whole numbers as int64, or as Python's own where a result may pass *bound* 2**63."""
    return values.astype(np.int64 if bound <= _LARGEST else object)


def quotient(numerators: Column, denominators: Column, digits: int, mode: RoundingMode) -> Column:
    """Return quotients × 10**digits as int64, rounded once, as `core.ranking.divide` does.

    Args:
        numerators: whole numbers.
        denominators: above 0.
        digits: decimals kept.
        mode: half-up or truncated, both symmetric about zero.
    """
    scale = 10**digits
    bound = 2 * scale * max(1, _most(numerators)) + 2 * _most(denominators)
    above = abs(fitting(numerators, bound)) * scale
    below = fitting(denominators, bound)
    half_up = mode is RoundingMode.HALF_UP
    found = (2 * above + below) // (2 * below) if half_up else above // below
    return np.where(numerators < 0, -found, found).astype(np.int64)


def keys_of(numerators: Column, denominators: Column) -> Column:
    """Return whole numbers that are in the order of quotients, and equal where these are equal.

    Two different quotients of denominators up to B are at least 1/B² apart, so that their whole
    parts differ after a multiplication by B².
    """
    apart = _most(denominators) ** 2
    bound = apart * max(1, _most(numerators))
    keys = fitting(numerators, bound) * apart // fitting(denominators, bound)
    return keys if keys.dtype != object else dense(keys)


def composites(counts: Counts, groups: Groups, full: int, weights: Weights) -> Quotients:
    """Return the composite (综合分) of each group; see `core.figures.composites`."""
    columns = (counts.total, counts.passing, counts.excellent, counts.low)
    present = counts.present
    if not weights.relative:
        scale, factors = absolute_factors(full, weights)
        scales, each = [scale] * (int(groups.contests.max()) + 1), [[f] for f in factors]
        chosen = np.zeros(groups.number, np.int64)
    else:
        best = [_best(column, counts.divisor, groups, present) for column in columns]
        own = [
            whole_factors(
                [
                    share / top if top else Fraction(0)
                    for share, top in zip(weights[:4], tops, strict=True)
                ]
            )
            for tops in zip(*best, strict=True)
        ]
        scales = [scale for scale, _ in own]
        each = [list(factors) for factors in zip(*(f for _, f in own), strict=True)]
        chosen = groups.contests
    bound = sum(_most(column) * max(map(abs, f)) for column, f in zip(columns, each, strict=True))
    kind = np.int64 if bound <= _LARGEST else object
    parts = [
        np.array(list(f), kind)[chosen] * fitting(column, bound)
        for column, f in zip(columns, each, strict=True)
    ]
    return Quotients(sum(parts[1:], parts[0]), counts.divisor, scales, groups.contests, present)


def _best(column: Column, divisors: Column, groups: Groups, present: Column) -> list[Fraction]:
    """Return the best quotient of each contest, 0 where it has none."""
    found = [Fraction(0)] * (int(groups.contests.max()) + 1)
    at = np.flatnonzero(present)
    if not len(at):
        return found
    own = groups.contests[at]
    order = np.lexsort((keys_of(column[at], divisors[at]), own))
    last = np.flatnonzero(np.append(own[order][1:] != own[order][:-1], True))
    for place in at[order[last]].tolist():
        contest = int(groups.contests[place])
        found[contest] = Fraction(int(column[place]), int(divisors[place]))
    return found


def means(parts: Sequence[Quotients]) -> Quotients:
    """Return the mean of the figures that each group has (总评): subjects without one are left out.

    Over the least common multiple of a group's divisors, in whole numbers.
    """
    contests = parts[0].contests
    number = np.sum([part.present for part in parts], axis=0)
    each = [lcm(*(part.scales[at] for part in parts)) for at in range(len(parts[0].scales))]
    divisors = [np.where(part.present, part.divisors, 1) for part in parts]
    common = _common(divisors)
    weights = [
        [scale // own for scale, own in zip(each, part.scales, strict=True)] for part in parts
    ]
    bound = sum(
        _most(common) * _most(part.numerators) * max(own)
        for part, own in zip(parts, weights, strict=True)
    )
    total = fitting(np.zeros(len(common), np.int64), bound)
    for part, own, below in zip(parts, weights, divisors, strict=True):
        shares = np.array(own, total.dtype)[contests] * (fitting(common, bound) // below)
        total = total + np.where(part.present, fitting(part.numerators, bound) * shares, 0)
    below = fitting(common, _most(common) * len(parts)) * number
    return Quotients(total, below, each, contests, number > 0)


def _common(divisors: Sequence[Column]) -> Column:
    """Return the least common multiple of each group's divisors."""
    found = divisors[0].astype(np.int64)
    for own in divisors[1:]:
        bound = _most(found) * _most(own)
        found = np.lcm(fitting(found, bound), fitting(own, bound))
        if found.dtype == object and _most(found) <= _LARGEST:
            found = found.astype(np.int64)
    return found


class PlaceColumns(NamedTuple):
    """Twice the places of groups within their contests (名次): shared evenly they end in a half."""

    # places, from_end: 1 = best, and 1 = last; 0 = none
    places: Column
    from_end: Column
    of: Column  # how many groups of the contest have one
    firsts: Column  # the best printed figure of the contest


def placed(
    printed: Column, keys: Column, quotients: Quotients, ties: TieRule, *, low_first: bool
) -> PlaceColumns:
    """Return the places of groups; see `core.figures.placed`.

    Args:
        printed: figures as they are printed, in units of their last decimal.
        keys: what is compared; the printed figures, or `keys_of` those that are not rounded.
        quotients: who has a figure, and in which contest.
        ties: how equal figures share a place.
        low_first: whether the smallest is best.
    """
    number = len(printed)
    best, last, first = (np.zeros(number, np.int64) for _ in range(3))
    at = np.flatnonzero(quotients.present)
    sizes = np.zeros(len(quotients.scales), np.int64)  # of each contest
    np.add.at(sizes, quotients.contests[at], 1)
    of = narrowed(sizes[quotients.contests])
    if not len(at):
        return PlaceColumns(best, last, of, first)
    order, starts = sorted_runs([quotients.contests[at], keys[at] if low_first else -keys[at]])
    at = at[order]
    contests = quotients.contests[at]
    ends = np.append(starts[1:], len(at))
    begin = np.append(0, np.cumsum(sizes)[:-1])
    own = contests[starts]  # the contest of each run of equal figures
    start, end, size = starts - begin[own], ends - begin[own], sizes[own]
    before = np.searchsorted(own, own)  # runs of the contests before
    runs = np.searchsorted(own, own, side="right") - before
    number_before = np.arange(len(starts)) - before
    times = ends - starts
    best[at] = np.repeat(_twice(ties, start, end, number_before), times)
    last[at] = np.repeat(_twice(ties, size - end, size - start, runs - 1 - number_before), times)
    # the best printed figure; where unrounded ones decide it is that of the first all the same
    there = np.flatnonzero(sizes)
    how = np.minimum if low_first else np.maximum
    firsts = np.zeros(len(sizes), np.int64)
    firsts[there] = how.reduceat(printed[at], begin[there])
    first[at] = firsts[contests]
    return PlaceColumns(*map(narrowed, (best, last, of, first)))


def _twice(ties: TieRule, start: Column, end: Column, runs_before: Column) -> Column:
    """Return twice the place of those who stand from *start* to *end*, counted from 0."""
    if ties is TieRule.DENSE:
        return 2 * (runs_before + 1)
    if ties is TieRule.AVERAGE:
        return start + 1 + end
    return 2 * (start + 1)


def narrowed(values: Column) -> Column:
    """Return a column in 32 bits where they hold it: a province has two million rows."""
    return values.astype(np.int32) if _most(values) < 2**31 else values


class PrintedColumns(NamedTuple):
    """Figures as they are printed, in units of their last decimal; see `core.figures.Printed`."""

    mean: Column
    pass_rate: Column
    excellent_rate: Column
    low_rate: Column
    composite: Column


class SubjectFigures(NamedTuple):
    """The figures of all groups of one level in one subject, or over all of them (总评)."""

    subject: str  # its name
    groups: Groups  # whose they are
    counts: Counts | None  # None over all subjects
    composite: Quotients  # unrounded
    printed: PrintedColumns  # over all subjects only the composite
    places: PlaceColumns  # by the measure chosen
    spread: SpreadColumns | None = None  # median and bands where somebody asked for them


class SpreadColumns(NamedTuple):
    """How the scores that count lie (中位数、分数段), columns a group each."""

    halves: Column  # twice the median in hundredths
    # lower and upper bound of each band in hundredths, the highest band first
    edges: Sequence[tuple[int, int]]
    bands: Sequence[Column]  # pupils in each


class TableForm(NamedTuple):
    """What the tables of one result have in common."""

    names: Sequence[Sequence[str]]  # of exams, schools, grades and classes
    digits: Digits  # decimals of the figures
    halves: bool  # whether places may end in a half
    medians: bool  # whether there is a column of medians


def subject_figures(
    subject: str, groups: Groups, counts: Counts, full: int, options: Options
) -> SubjectFigures:
    """Return figures and places of one subject; see `core.figures.results_of_counts`."""
    figures = composites(counts, groups, full, options.weights)
    divisors = np.where(counts.present, counts.divisor, 1)
    printed = _printed(counts, divisors, figures, options.digits)
    shown = getattr(printed, options.measure)
    keys = shown
    if options.rank_unrounded:
        counted = {
            Measure.MEAN: counts.total,
            Measure.PASS_RATE: counts.passing,
            Measure.EXCELLENT_RATE: counts.excellent,
            Measure.LOW_RATE: counts.low,
        }
        # of one contest they have one scale, which changes no order
        keys = keys_of(counted.get(options.measure, figures.numerators), divisors)
    low_first = options.measure is Measure.LOW_RATE
    places = placed(shown, keys, figures, options.ties, low_first=low_first)
    return SubjectFigures(subject, groups, counts, figures, printed, places)


def _printed(
    counts: Counts, divisors: Column, figures: Quotients, digits: Digits
) -> PrintedColumns:
    rates = [
        quotient(reached * PERCENT, divisors, digits.rate, digits.rate_mode)
        for reached in (counts.passing, counts.excellent, counts.low)
    ]
    mean = quotient(counts.total, divisors * POINT, digits.mean, digits.mean_mode)
    composite = quotient(
        figures.numerators, figures.denominators(), digits.composite, digits.composite_mode
    )
    return PrintedColumns(*map(narrowed, (mean, *rates, composite)))


def overall_figures(parts: Sequence[SubjectFigures], options: Options, name: str) -> SubjectFigures:
    """Return the line over all subjects of each group of one level; see `core.figures.overall`."""
    figures = means([part.composite for part in parts])
    below, digits = figures.denominators(), options.digits
    shown = narrowed(quotient(figures.numerators, below, digits.composite, digits.composite_mode))
    keys = shown
    if options.rank_unrounded:
        keys = keys_of(figures.numerators, np.where(figures.present, figures.divisors, 1))
    places = placed(shown, keys, figures, options.ties, low_first=False)
    nothing = np.zeros(0, np.int32)
    printed = PrintedColumns(nothing, nothing, nothing, nothing, shown)
    return SubjectFigures(name, parts[0].groups, None, figures, printed, places)


def results_of(
    figures: SubjectFigures, units: ClassNames, options: Options, at: Column | None = None
) -> Iterator[GroupResult]:
    """Yield the figures of groups as core has them, one by one; *at*: of these groups only."""
    groups, counts = figures.groups, figures.counts
    own = figures if at is None else _of_groups(figures, at)
    rates = _rates(own.counts) if counts is not None else repeat(None)
    exams, rest = _names(units, groups, at)
    places, from_end = (map(_place, column.tolist()) for column in own.places[:2])
    measure = options.measure if counts is not None else Measure.COMPOSITE
    shown = list(_printed_values(own, options.digits))
    firsts = own.places.firsts.tolist()
    digits = _digits_of(measure, options.digits)
    for exam, names, count, composite, printed, place, last, of, first in zip(
        exams, rest, rates, own.composite.fractions(), shown, places, from_end,
        own.places.of.tolist(), firsts, strict=False,
    ):  # fmt: skip
        figure = getattr(printed, measure)
        gap = None if figure is None else abs(_decimal(first, digits) - figure)
        yield GroupResult(
            sheet="", exam=exam, group=Group(groups.level, *names), subject=figures.subject,
            rates=count, composite=composite, printed=printed, rank=place, rank_from_end=last,
            of=of, gap_to_first=gap,
        )  # fmt: skip


def _names(
    units: ClassNames, groups: Groups, at: Column | None
) -> tuple[list[str], Iterator[tuple[str, str, str]]]:
    exams, *rest = (
        [names[code] if code >= 0 else "" for code in (codes if at is None else codes[at]).tolist()]
        for names, codes in zip(units.names, groups.codes, strict=True)
    )
    return exams, zip(*rest, strict=True)


def _of_groups(figures: SubjectFigures, at: Column) -> SubjectFigures:
    """Return figures of some groups only; of the groups themselves nothing is left out."""
    counts, composite = figures.counts, figures.composite
    if counts is not None:
        marks = {text: number[at] for text, number in counts.marks.items()}
        columns = {name: getattr(counts, name)[at] for name in Counts._fields if name != "marks"}
        counts = Counts(**columns, marks=marks)
    return figures._replace(
        counts=counts,
        composite=composite._replace(
            numerators=composite.numerators[at],
            divisors=composite.divisors[at],
            contests=composite.contests[at],
            present=composite.present[at],
        ),
        printed=PrintedColumns(*(c[at] if len(c) else c for c in figures.printed)),
        places=PlaceColumns(*(column[at] for column in figures.places)),
    )


def _rates(counts: Counts | None) -> Iterator[Rates]:
    assert counts is not None  # noqa: S101 - asked for single subjects only
    columns = {name: getattr(counts, name).tolist() for name in Counts._fields if name != "marks"}
    marks = [(text, number.tolist()) for text, number in counts.marks.items() if number.any()]
    rows = zip(*columns.values(), strict=True)
    for at, row in enumerate(rows):
        own = dict(zip(columns, row, strict=True))
        there = own["divisor"] > 0
        yield Rates(
            rows=own["rows"], scored=own["scored"], blank=own["blank"],
            marks={text: number[at] for text, number in marks if number[at]},
            divisor=own["divisor"], total=own["total"], pass_n=own["passing"],
            excellent_n=own["excellent"], low_n=own["low"],
            highest=own["highest"] if there else None, lowest=own["lowest"] if there else None,
            due=own["due"],
        )  # fmt: skip


def _printed_values(figures: SubjectFigures, digits: Digits) -> Iterator[Printed]:
    nothing = Printed(None, None, None, None, None)
    decimals = [_digits_of(name, digits) for name in PrintedColumns._fields]
    columns = [column.tolist() if len(column) else repeat(None) for column in figures.printed]
    for there, *row in zip(figures.composite.present.tolist(), *columns, strict=False):
        if not there:
            yield nothing
            continue
        yield Printed(
            *(
                None if value is None else _decimal(value, own)
                for value, own in zip(row, decimals, strict=True)
            )
        )


def _digits_of(figure: str, digits: Digits) -> int:
    return {"mean": digits.mean, "composite": digits.composite}.get(figure, digits.rate)


def _decimal(units: int, digits: int) -> Decimal:
    return divide(units, 10**digits, digits)


def _place(twice: int) -> Rank | None:
    if not twice:
        return None
    return Fraction(twice, 2) if twice % 2 else twice // 2


def printed_table(figures: SubjectFigures, form: TableForm) -> ArrowTable:
    """Return printed figures as a table of pyarrow, with the columns of `FIGURE_COLUMNS`."""
    counts, number = figures.counts, figures.groups.number
    nobody = ~figures.composite.present

    def points(column: Column, digits: int) -> ArrowTable:
        if not len(column):
            return pyarrow.nulls(number, pyarrow.float64())
        # of two whole numbers the float nearest to their quotient: what Decimal gives as a float
        return pyarrow.array(column / 10**digits, mask=nobody)

    def figure(name: str, moved: int = 0) -> ArrowTable:
        return points(getattr(figures.printed, name), _digits_of(name, form.digits) + moved)

    def whole(column: Column | None) -> ArrowTable:
        if column is None:
            return pyarrow.nulls(number, pyarrow.int64())
        return pyarrow.array(column.astype(np.int64))

    twice = figures.places.places
    place = twice / 2 if form.halves else (twice // 2).astype(np.int64)
    columns = name_columns(figures.subject, figures.groups, form.names) | {
        "due": whole(counts and counts.due), "scored": whole(counts and counts.scored),
        "mean": figure("mean"), "pass_rate": figure("pass_rate", 2),
        "excellent_rate": figure("excellent_rate", 2), "low_rate": figure("low_rate", 2),
        "composite": figure("composite"), "rank": pyarrow.array(place, mask=twice == 0),
        "of": whole(figures.places.of),
    }  # fmt: skip
    if form.medians:
        columns["median"] = points(_medians(figures.spread, form.digits), form.digits.mean)
    return pyarrow.table(columns)


def _medians(spread: SpreadColumns | None, digits: Digits) -> Column:
    if spread is None:
        return np.zeros(0, np.int64)
    points = np.full(len(spread.halves), 2 * POINT)
    return quotient(np.maximum(spread.halves, 0), points, digits.mean, digits.mean_mode)


def name_columns(subject: str, groups: Groups, names: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return columns of pyarrow that say whose figures a row holds."""

    def said(text: str) -> ArrowTable:
        return pyarrow.repeat(pyarrow.scalar(text, pyarrow.string()), groups.number)

    def spelt(own: Sequence[str], codes: Column) -> ArrowTable:
        at = pyarrow.array(np.where(codes < 0, len(own), codes).astype(np.int32))
        texts = pyarrow.array([*own, ""], pyarrow.string())
        return pyarrow.DictionaryArray.from_arrays(at, texts).dictionary_decode()

    exam, school, grade, class_name = map(spelt, names, groups.codes)
    return {
        "exam": exam, "level": said(str(groups.level)), "school": school, "grade": grade,
        "class": class_name, "teacher": said(""), "subject": said(subject),
    }  # fmt: skip


def bands_table(figures: SubjectFigures, names: Sequence[Sequence[str]]) -> ArrowTable:
    """Return pupils by bands as a table of pyarrow, a row a group and band, the highest first."""
    spread = figures.spread
    assert spread is not None  # noqa: S101 - asked for where bands are
    at = np.flatnonzero(figures.composite.present)
    own = pyarrow.table(name_columns(figures.subject, figures.groups, names))
    low, high = np.array(spread.edges, np.int64).reshape(-1, 2).T
    pupils = np.array(spread.bands, np.int64).reshape(len(low), -1)[:, at]
    columns = {
        "low": np.tile(low / POINT, len(at)),
        "high": np.tile(high / POINT, len(at)),
        "pupils": pupils.T.reshape(-1),
        "counted": np.repeat(pupils.sum(axis=0), len(low)),
    }
    table = own.take(pyarrow.array(np.repeat(at, len(low))))
    for name, column in columns.items():
        table = table.append_column(name, pyarrow.array(column))
    return table
