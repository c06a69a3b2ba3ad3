"""The statistics of one group in one subject (一分三率 and more), exact until they are printed.

The marks of a group are sorted (`Distribution`), the office's rules say which scores count
(`Counted`), and these are counted against the lines (`Rates`). Beside the single subjects: who
passes, or excels, in every subject at once (全科合格率, 全科优秀率). And how
scores lie in bands, about a line, and among the first N.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import chain
from math import isqrt
from operator import and_, or_
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from xl_quality.core.findings import BadInputError, EmptyGroupError
from xl_quality.core.groups import Group, Partition, due_at_all
from xl_quality.core.marks import NOT_TAKEN, POINT, Mark, Remark, ScoreTable, State, is_due
from xl_quality.core.options import AbsentRule, DropRule, Options, Thresholds, WholeRule
from xl_quality.core.ranking import divide, rounded_figure

if TYPE_CHECKING:
    from decimal import Decimal


USUAL_BANDS: Final = 10  # How many bands a full mark is cut into where nobody says how wide one is


class Distribution(NamedTuple):
    """The marks of one group in one subject, sorted (分数分布)."""

    scores: Sequence[int]  # in hundredths of a point, ascending; 作弊 is in here as 0
    remarks: Mapping[Remark, int]  # cells by remark, blank and cheated ones included

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> Distribution:
        """Sort marks.

        Raises:
            TypeError: something is neither a whole number of hundredths nor a `Remark`.

        >>> Distribution.of([6000, 6000, 0]).scores
        [0, 6000, 6000]
        """
        cells = tuple(marks)
        if {int}.issuperset(map(type, cells)):  # most groups, ten thousand times in a county
            return cls(sorted(cast("tuple[int, ...]", cells)), {})
        scores = [mark for mark in cells if type(mark) is int]  # a bool is no mark
        remarks = Counter(_remark(mark) for mark in cells if type(mark) is not int)
        scores += [0] * _count(remarks, State.CHEATED)
        return cls(sorted(scores), remarks)

    @property
    def scored(self) -> int:
        """Return the number of pupils with a score (实考)."""
        return len(self.scores)

    @property
    def blank(self) -> int:
        """Return the number of empty cells."""
        return _count(self.remarks, State.BLANK)

    @property
    def absent(self) -> int:
        """Return the number of pupils marked absent (缺考)."""
        return _count(self.remarks, State.ABSENT)

    @property
    def rows(self) -> int:
        """Return the number of pupils, whatever their cell holds."""
        if not self.remarks:  # most groups
            return len(self.scores)
        return self.scored + sum(self.remarks.values()) - _count(self.remarks, State.CHEATED)

    @property
    def due(self) -> int:
        """Return the number of pupils due to sit (应考): all but those exempt or not taking it."""
        due = len(self.scores)
        for mark, count in self.remarks.items():
            if is_due(mark) and mark.state is not State.CHEATED:  # who is a score of 0 already
                due += count
        return due

    @property
    def taken(self) -> bool:
        """Return whether anybody takes the subject: not all cells are blank or exempt."""
        return bool(self.scores) or any(mark.state not in NOT_TAKEN for mark in self.remarks)

    def remark_texts(self) -> dict[str, int]:
        """Return how often each remark's words occur, blanks left out."""
        texts: dict[str, int] = {}
        for remark, count in self.remarks.items():
            if remark.state is not State.BLANK:
                texts[remark.text] = texts.get(remark.text, 0) + count
        return texts


def merged_marks(parts: Sequence[Distribution]) -> Distribution:
    """Return the marks of several groups together; each part is sorted, which makes it cheap.

    >>> merged_marks([Distribution([0, 9000], {}), Distribution([6000], {})]).scores
    [0, 6000, 9000]
    """
    if len(parts) == 1:
        return parts[0]
    scores = sorted(chain.from_iterable(part.scores for part in parts))
    remarks: Counter[Remark] = Counter()
    for part in parts:
        if part.remarks:
            remarks.update(part.remarks)
    return Distribution(scores, remarks)


def _remark(mark: Mark) -> Remark:
    if not isinstance(mark, Remark):
        raise TypeError(f"neither hundredths nor a remark: {mark!r}")
    return mark


def _count(remarks: Mapping[Remark, int], state: State) -> int:
    if not remarks:  # most groups
        return 0
    return sum([count for remark, count in remarks.items() if remark.state is state])


class Counted(NamedTuple):
    """The scores that count after the office's rules, and the number they are divided by."""

    scores: Sequence[int]  # in hundredths, ascending
    divisor: int  # the denominator of mean and rates (计算人数)


def counted(
    distribution: Distribution, absent: AbsentRule, drop: DropRule, enrolled: int | None = None
) -> Counted:
    """Apply the rules for absent pupils, the denominator and dropped scores.

    Args:
        distribution: the group's marks.
        absent: whether pupils marked absent count as 0.
        drop: how many of the lowest are left out; of the enrolled number where that is given,
            and then those without a score go first.
        enrolled: pupils due to sit (应考人数), None = not given. Those without a score are in
            the denominator only: they neither pass nor are they low. A number below that of
            the scores is not believed, nor one for a subject that nobody takes.

    Returns:
        The scores that count; the divisor is 0 where nobody does.
    """
    scores = distribution.scores
    if absent is AbsentRule.ZERO:
        scores = [*[0] * distribution.absent, *scores]
    present = len(scores)
    size = max(enrolled, present) if enrolled and distribution.taken else present
    dropped = drop.count(size)
    lowest = max(0, dropped - (size - present))
    return Counted(scores[lowest:] if lowest else scores, size - dropped)  # of a county no copy


class Rates(NamedTuple):
    """The counts behind mean and rates (一分三率): whole numbers only."""

    rows: int  # pupils listed. scored: with a score (实考). blank: empty cells
    scored: int
    blank: int
    marks: Mapping[str, int]  # cells by the words they hold for a score, e.g. ``{"缺考": 2}``
    divisor: int  # denominator of mean and rates (计算人数)
    total: int  # sum of the scores that count, in hundredths of a point
    # pass_n, excellent_n, low_n: pupils that reach 及格线, 优秀线, or stay below 低分线
    pass_n: int
    excellent_n: int
    low_n: int
    # highest, lowest: in hundredths, None where nobody counts
    highest: int | None
    lowest: int | None
    # pupils due to sit (应考): the enrolled number where it is given and believed, else those
    # listed, without who is exempt (免考 …) or does not take the subject
    due: int

    @property
    def attendance(self) -> Fraction | None:
        """Return 参考率, scored ÷ due, unrounded in [0, 1]; None where nobody is due."""
        return Fraction(self.scored, self.due) if self.due else None

    @property
    def mean(self) -> Fraction | None:
        """Return the mean (平均分) in points, unrounded; None where nobody counts."""
        return Fraction(self.total, self.divisor * POINT) if self.divisor else None

    def share(self, count: int) -> Fraction | None:
        """Return count ÷ divisor, unrounded in [0, 1]; None where nobody counts."""
        return Fraction(count, self.divisor) if self.divisor else None


def rates(
    distribution: Distribution,
    lines: Thresholds,
    absent: AbsentRule,
    drop: DropRule,
    enrolled: int | None = None,
) -> Rates:
    """Count what mean and rates are made of (一分三率).

    Args:
        distribution: the group's marks in one subject.
        lines: that subject's lines; reaching one counts, low is strictly below.
        absent: whether pupils marked absent count as 0.
        drop: how many of the lowest are left out.
        enrolled: pupils due to sit, None = not given; see `counted`.
    """
    base = counted(distribution, absent, drop, enrolled)
    scores = base.scores
    return Rates(
        rows=distribution.rows,
        scored=distribution.scored,
        blank=distribution.blank,
        marks=distribution.remark_texts(),
        divisor=base.divisor,
        total=sum(scores),
        pass_n=len(scores) - bisect_left(scores, lines.passing),
        excellent_n=len(scores) - bisect_left(scores, lines.excellent),
        low_n=bisect_left(scores, lines.low),
        highest=scores[-1] if scores else None,
        lowest=scores[0] if scores else None,
        due=_due(distribution, enrolled) if enrolled else distribution.due,
    )


def _due(distribution: Distribution, enrolled: int) -> int:
    """Return who is due; an enrolled number counts under the same terms as in `counted`."""
    if distribution.taken:
        return max(enrolled, distribution.scored)
    return distribution.due


def rates_together(parts: Sequence[Rates]) -> Rates:
    """Return the counts of several groups taken as one, of which nobody was dropped.

    The same as `rates` of all their marks, which need not be sorted again.

    Args:
        parts: at least one, all of the same subject and lines, without enrolled numbers.
    """
    if len(parts) == 1:
        return parts[0]
    # figure by figure: a part's attributes one by one take four times as long
    rows, scored, blank, remarks, divisor, total, *counts, highest, lowest, due = zip(
        *parts, strict=True
    )
    pass_n, excellent_n, low_n = map(sum, counts)
    marks: dict[str, int] = {}
    for own in filter(None, remarks):
        for text, number in own.items():
            marks[text] = marks.get(text, 0) + number
    return Rates(
        rows=sum(rows),
        scored=sum(scored),
        blank=sum(blank),
        marks=marks,
        divisor=sum(divisor),
        total=sum(total),
        pass_n=pass_n,
        excellent_n=excellent_n,
        low_n=low_n,
        highest=max((mark for mark in highest if mark is not None), default=None),
        lowest=min((mark for mark in lowest if mark is not None), default=None),
        due=sum(due),
    )


def median(base: Counted) -> Fraction:
    """Return the median (中位数) of the scores that count, in points.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    scores = base.scores
    _require(scores)
    upper = len(scores) // 2  # counted from the end it is the lower of the middle two
    return Fraction(scores[upper] + scores[~upper], 2 * POINT)


class FiveNumbers(NamedTuple):
    """How scores are spread (五数概括), all in points, unrounded."""

    # least, most: 最低分, 最高分
    least: Fraction
    # lower, upper: 下四分位数, 上四分位数: between them lies the middle half of the scores
    lower: Fraction
    middle: Fraction  # 中位数
    upper: Fraction
    most: Fraction

    @property
    def width(self) -> Fraction:
        """Return how far the quartiles lie apart (四分位距), in points."""
        return self.upper - self.lower


def five_numbers(base: Counted) -> FiveNumbers:
    """Return least score, quartiles, median and greatest score (五数概括) of those that count.

    A quartile is what Excel's QUARTILE.INC gives: of n scores in order it stands at place
    1 + (n - 1) x k / 4; between two places it is interpolated.

    Raises:
        EmptyGroupError: nobody has a score.

    >>> [str(number) for number in five_numbers(Counted([0, 1000, 2000, 4000], 4))]
    ['0', '15/2', '15', '25', '40']
    """
    scores = base.scores
    _require(scores)

    def quartile(number: int) -> Fraction:
        place, rest = divmod((len(scores) - 1) * number, 4)
        step = scores[place + bool(rest)] - scores[place]
        return Fraction(4 * scores[place] + step * rest, 4 * POINT)

    return FiveNumbers(*map(quartile, range(5)))


def variance(base: Counted) -> Fraction:
    """Return the population variance (方差, ÷ n) of the scores that count, in points squared.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    _require(base.scores)
    number, total = len(base.scores), sum(base.scores)
    squares = sum(score * score for score in base.scores)
    return Fraction(number * squares - total * total, number * number * POINT * POINT)


def standard_deviation(base: Counted, digits: int = 2) -> Decimal:
    """Return the population standard deviation (标准差) in points, half-up at *digits*.

    The root is taken in whole numbers, so the last digit is always right.

    Raises:
        EmptyGroupError: nobody has a score.
    """
    return rounded_root(variance(base), digits)


def rounded_root(square: Fraction, digits: int) -> Decimal:
    """Return the square root of *square* >= 0, correctly rounded half-up at *digits*.

    >>> rounded_root(Fraction(2), 3)
    Decimal('1.414')
    """
    doubled = isqrt(4 * 10 ** (2 * digits) * square.numerator // square.denominator)
    return divide((doubled + 1) // 2, 10**digits, digits)


def t_score(score: Fraction, mean: Fraction, spread: Fraction, digits: int = 2) -> Decimal:
    """Return the T-score (T 分): 50 + 10 × (score − mean) ÷ standard deviation.

    Args:
        score: a score or a group's mean, in points.
        mean: mean of the population compared with, in points.
        spread: that population's *variance* in points squared, > 0.
        digits: decimals, half-up.

    Raises:
        EmptyGroupError: all scores are equal, so there is no scale.

    >>> t_score(Fraction(80), Fraction(70), Fraction(100))
    Decimal('60.00')
    """
    if not spread:
        raise EmptyGroupError("所有分数相同，没有标准差，T 分不存在")
    deviation = score - mean
    square = 100 * deviation * deviation / spread
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    sign = -1 if deviation < 0 else 1
    if root * root != square:  # irrational: no tie, both sides of the mean round alike
        return 50 + sign * rounded_root(square, digits)
    return rounded_figure(50 + sign * root, digits)


def over_mean(mean: Fraction, whole: Fraction) -> Fraction | None:
    """Return by how much a group's mean is above that of all (超均率), unrounded, below it < 0.

    (own mean − mean of all) ÷ mean of all, as reports of joint exams define it
    (学校超均率＝(学校平均分－联考平均分)÷联考平均分). None where the mean of all is 0.

    >>> over_mean(Fraction(77), Fraction(70)), over_mean(Fraction(63), Fraction(70))
    (Fraction(1, 10), Fraction(-1, 10))
    """
    return (mean - whole) / whole if whole else None


def contribution(reached: int, size: int, all_reached: int, all_size: int) -> Fraction | None:
    """Return a group's share of those who reach a line over its share of all pupils (贡献率).

    1 is a group that has as large a part of the excellent pupils as of all; 1.2 a fifth more. It
    is the group's rate over the rate of all. Offices also call the numerator alone so, and the
    part of a subject in a total: what is meant here stands on the sheet (统计口径).

    Args:
        reached: pupils of the group who reach the line.
        size: its pupils that count (计算人数).
        all_reached: of everybody, who reach it.
        all_size: of everybody, who count.

    Returns:
        None where nobody at all reaches the line, or nobody of the group counts.

    >>> contribution(6, 40, 20, 160)
    Fraction(6, 5)
    """
    if not all_reached or not size:
        return None
    return Fraction(reached * all_size, size * all_reached)


class Band(NamedTuple):
    """Pupils in one band of scores (分数段): low <= score < high, in hundredths of a point.

    The topmost band takes in its upper end, the full mark.
    """

    low: int
    high: int
    pupils: int


def bands(base: Counted, full: int, width: int | None = None) -> Sequence[Band]:
    """Count pupils by bands of scores (分数段), the highest band first.

    Args:
        base: the scores that count.
        full: full mark in hundredths; scores above it are counted in the topmost band.
        width: of a band, in hundredths, > 0; the lowest band may be narrower. None = a tenth of
            the full mark: 10 points each of 100, 12 each of 120.

    Raises:
        BadInputError: the width is not above 0.
    """
    width = -(-full // USUAL_BANDS) if width is None else width
    if width <= 0:
        raise BadInputError("分数段的宽度必须大于 0")
    result: list[Band] = []
    high, end = full, len(base.scores)
    while high > 0:
        low = max(0, high - width)
        start = bisect_left(base.scores, low)
        result.append(Band(low, high, end - start))
        high, end = low, start
    return result


def round_bands(base: Counted, full: int, width: int) -> list[Band]:
    """Count pupils by bands that begin at multiples of their width, the highest band first.

    What is left over at the top, up to the full mark, is a band of its own from half a width on;
    less is counted in the band below.

    Args:
        base: the scores that count.
        full: full mark in hundredths; scores above it are counted in the topmost band.
        width: of a band, in hundredths, > 0 and at most the full mark.

    >>> [(band.low, band.high) for band in round_bands(Counted((), 0), 760_00, 250_00)]
    [(50000, 76000), (25000, 50000), (0, 25000)]
    """
    whole, rest = divmod(full, width)
    own_band = 2 * rest >= width
    found = bands(base, (whole + own_band) * width, width)
    return [found[0]._replace(high=full), *found[1:]]


def reaching(scores: Sequence[int], line: int) -> int:
    """Count the scores that reach a line (上线人数); the line itself is reached.

    >>> reaching([5900, 6000, 6100], 6000)
    2
    """
    return len(scores) - bisect_left(scores, line)


class NearLine(NamedTuple):
    """Pupils just below and just above a line (临界): who may still reach it, who barely does."""

    below: int
    above: int


def near_line(scores: Sequence[int], line: int, margin: int) -> NearLine:
    """Count the scores that miss a line, or pass it, by at most *margin* (线下、线上临界人数).

    Args:
        scores: sorted upwards.
        line: in hundredths; a score on it is above, missing nothing.
        margin: in hundredths, >= 0; who is exactly so far away still counts.

    >>> near_line([5499, 5500, 5999, 6000, 6500, 6501], 6000, 500)
    NearLine(below=2, above=2)
    """
    at = bisect_left(scores, line)
    return NearLine(
        at - bisect_left(scores, line - margin), bisect_right(scores, line + margin) - at
    )


def border_score(scores: Sequence[int], places: int) -> int | None:
    """Return the score of the last who is among the first N (前N名的界线); None of nobody.

    All who tie with him or her are in as well: whoever reaches this score is among the first N,
    and they may be more than N. Of fewer than N pupils everybody is.

    Args:
        scores: of everybody who competes, sorted upwards.
        places: N, >= 1.

    >>> border_score([6000, 7000, 7000, 9000], 2)
    7000
    """
    return scores[-min(places, len(scores))] if scores else None


def cumulative(bands: Sequence[Band]) -> list[int]:
    """Return how many pupils reach the lower end of each band (累计人数), the topmost band first.

    >>> cumulative([Band(9000, 10000, 2), Band(8000, 9000, 3)])
    [2, 5]
    """
    counts = [band.pupils for band in bands]
    return [sum(counts[: place + 1]) for place in range(len(counts))]


def folded(bands: Sequence[Band], most: int) -> list[Band]:
    """Return at most *most* bands, >= 1: what lies lower is one, down to 0 (某分以下).

    >>> folded([Band(20, 30, 1), Band(10, 20, 2), Band(0, 10, 4)], 2)
    [Band(low=20, high=30, pupils=1), Band(low=0, high=20, pupils=6)]
    """
    top, rest = bands[: most - 1], bands[most - 1 :]
    if not rest:
        return list(bands)
    last = rest[0]._replace(low=rest[-1].low, pupils=sum(band.pupils for band in rest))
    return [*top, last]


def _require(scores: Sequence[int]) -> None:
    if not scores:
        raise EmptyGroupError("没有人计入，统计值不存在")


class AllSubjects(NamedTuple):
    """How many pupils of a group reach a line in all their subjects."""

    # the denominator: pupils due to sit at least one subject (the enrolled number where it is
    # given), or those with a score in one; see `WholeRule`
    pupils: int
    passing: int  # of these, who reach 及格线 in every subject
    excellent: int  # of these, who reach 优秀线 in every subject

    @property
    def pass_rate(self) -> Fraction | None:
        """Return 全科合格率, unrounded in [0, 1]; None where nobody counts."""
        return Fraction(self.passing, self.pupils) if self.pupils else None

    @property
    def excellent_rate(self) -> Fraction | None:
        """Return 全科优秀率, unrounded in [0, 1]; None where nobody counts."""
        return Fraction(self.excellent, self.pupils) if self.pupils else None


def all_subjects(
    table: ScoreTable, groups: Partition[Group], options: Options
) -> list[AllSubjects]:
    """Count all-subjects passes and excellents, a result a group.

    A subject that a pupil is exempt from (免考) or is not due to sit is left out for that pupil;
    one in which he or she is absent, cheated, has an invalid cell or no mark is not passed.

    Args:
        table: the score sheet; all its subjects count.
        groups: how its pupils are grouped.
        options: full marks, lines, the denominator. A group of which nobody has a score has none.
    """
    any_mark, every_mark = _told_of_all(table, options)
    scored = [code & _SCORED for code in any_mark]
    passing, excellent = (
        [one * (code & bit) // bit for one, code in zip(scored, every_mark, strict=True)]
        for bit in (_PASSES, _EXCELS)
    )
    by_due = options.whole is WholeRule.DUE
    counted = [(code & _DUE) // _DUE for code in any_mark] if by_due else scored
    enrolled = due_at_all(table, groups, options.enrolled if by_due else {})
    parts = (groups.split(flags) for flags in (scored, counted, passing, excellent))
    return [
        AllSubjects(_number(present, due, given), sum(passes), sum(best))
        for present, due, passes, best, given in zip(*parts, enrolled, strict=True)
    ]


def _number(scored: Sequence[int], due: Sequence[int], enrolled: int | None) -> int:
    """Return the denominator: nobody where nobody has a score, never fewer than have one."""
    present = sum(scored)
    return max(enrolled or sum(due), present) if present else 0


_SCORED, _DUE, _PASSES, _EXCELS = 1, 2, 4, 8
"""Bits of what is said of a pupil's mark; who need not sit the subject passes it for this."""


def _told_of_all(table: ScoreTable, options: Options) -> tuple[bytes, bytes]:
    """Return a byte a pupil twice: what is said of any of the marks, and what of every one.

    The bytes of a column are one number, so that a county's columns are taken together at once.
    """
    columns = []
    for subject, column in table.subjects.items():
        lines = options.thresholds(subject, column.full_mark)
        known = {mark: _flags(mark, lines) for mark in set(column.marks)}
        columns.append(int.from_bytes(bytes(map(known.__getitem__, column.marks)), "big"))
    either, every = (reduce(taken, columns) for taken in (or_, and_))
    return either.to_bytes(len(table.rows), "big"), every.to_bytes(len(table.rows), "big")


def _flags(mark: Mark, lines: Thresholds) -> int:
    if isinstance(mark, Remark):
        scored = _SCORED * (mark.state is State.CHEATED)  # a score of 0
        return scored | (_DUE if is_due(mark) else _PASSES | _EXCELS)
    reached = _PASSES * (mark >= lines.passing) | _EXCELS * (mark >= lines.excellent)
    return _SCORED | _DUE | reached
