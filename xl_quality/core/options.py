"""The choices an office makes before it computes (选项), and the rules that some of them are.

Lines, denominators, weights, dropped scores, decimals, ties; numbers, shares and lines as people
write them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Self

from xl_quality.core.findings import BadInputError, Kind, settings_row
from xl_quality.core.marks import POINT, ScoreKind
from xl_quality.core.ranking import RoundingMode, TieRule, half_up

DEFAULT_FULL_MARK: Final = 100 * POINT


class FixedFullMark(int):
    """A full mark in hundredths that a person fixed for one sheet (满分, 限一张表).

    As a sheet's stated full mark it goes before everything said about the subject elsewhere.
    """

    __slots__ = ()


class AbsentRule(StrEnum):
    """What a pupil marked absent (缺考) counts as."""

    EXCLUDE = "exclude"  # not counted at all: rates over pupils present (实考)
    ZERO = "zero"  # counted with a score of 0


class WholeRule(StrEnum):
    """Of whom all-subjects rates are taken (全科合格率、全科优秀率的分母)."""

    DUE = "due"  # everybody due to sit a subject, so that who stays away is not passed
    SCORED = "scored"  # pupils with a score in at least one subject


class SlipContent(StrEnum):
    """What a pupil's slip (成绩条) says of each subject."""

    GRADES = "grades"  # 等级 A–E
    MARKS = "marks"  # 分数


class AllZero(StrEnum):
    """What a pupil with 0 in every subject is (全部0分)."""

    ABSENT = "absent"  # 缺考
    SCORE = "zero"  # really 0


class SubjectZero(StrEnum):
    """What a 0 is in a subject with many of them (学科0分)."""

    UNTAKEN = "untaken"  # 未选考
    SCORE = "zero"  # really 0


def _require_share(name: str, share: Fraction) -> None:
    if not 0 <= share <= 1:
        raise BadInputError(f"{name}必须在 0 到 100% 之间：{share}")


class PointLine(int):
    """A score line in hundredths of a point (72分), whatever the full mark."""

    __slots__ = ()


class BareLine(int):
    """A score line written as a number above 1 (72), in hundredths: points, or percent?

    Both are the same where the full mark is 100; with any other one it is asked, not guessed.
    """

    __slots__ = ()


Line = Fraction | PointLine | BareLine
"""A score line: a share of the full mark, points, or a number that may be either."""


class _Lines(NamedTuple):
    passing: Line
    excellent: Line
    low: Line


class Lines(_Lines):
    """Score lines (分数线), most often shares of the full mark; offices differ in all three.

    Attributes:
        passing: 及格线; reaching it passes.
        excellent: 优秀线; reaching it is excellent.
        low: 低分线; low is strictly below it.

    Raises:
        BadInputError: a share is not between 0 and 1.
    """

    __slots__ = ()

    def __new__(
        cls,
        passing: Line = Fraction(3, 5),
        excellent: Line = Fraction(17, 20),
        low: Line = Fraction(2, 5),
    ) -> Self:
        """Refuse a line that is no share."""
        for line in (passing, excellent, low):
            if not isinstance(line, (PointLine, BareLine)):
                _require_share("分数线", line)
        return super().__new__(cls, passing, excellent, low)


class Thresholds(NamedTuple):
    """The lines of one subject in hundredths of a point; a score compares with these integers.

    A line that falls between two hundredths is moved up to the next one, which changes neither
    who reaches it nor who stays strictly below it.
    """

    full: int
    passing: int
    excellent: int
    low: int

    @classmethod
    def of(cls, full: int, lines: Lines) -> Thresholds:
        """Return the thresholds for a full mark of *full* hundredths.

        Raises:
            BadInputError: the full mark is not above 0, a line in points is above it, or a bare
                number may be points or percent.

        >>> Thresholds.of(12000, Lines()).excellent
        10200
        """
        if full <= 0:
            raise BadInputError("满分必须大于 0")

        reached = (
            line_in_hundredths(full, name, line) for name, line in zip(LINES, lines, strict=True)
        )
        return cls(full, *reached)

    def in_order(self) -> Thresholds:
        """Return the thresholds, of which none lies above one that is harder to reach.

        Raises:
            BadInputError: the pass line is above the excellent line, or the low line above the
                pass line; all of a subject's rates hold together, one rate alone asks for one.
        """
        passing, excellent, low = zip(LINES, self[1:], strict=True)
        for (line, mark), (other, most) in ((passing, excellent), (low, passing)):
            if mark > most:
                found, limit = points_text(mark), points_text(most)
                row = settings_row(line, f"不高于{limit}分")
                facts: dict[str, Any] = {"line": line, "other": other, "limit": limit, "row": row}
                raise BadInputError.of([LINE_ABOVE.at("考核设置", found=found, **facts)])
        return self


LINE_UNCLEAR: Final = Kind.error(
    "line_unclear",
    "满分{full}分，{line}写的是{found}：是{found}分，还是满分的{found}%（{either}分）？"
    "请写“{found}分”或“{found}%”",
    "{row}",
)
LINE_ABOVE_FULL: Final = Kind.error("line_above_full", "{line}{found}分超过满分{full}分", "{row}")
LINE_ABOVE: Final = Kind.error(
    "line_above_another", "{line}{found}分高于{other}{limit}分", "{row}，或改{other}"
)
LINES: Final = ("及格线", "优秀线", "低分线")
"""What the three lines are called in 考核设置, parallel to the fields of `Lines`."""


def line_in_hundredths(full: int, name: str, line: Line) -> int:
    """Return the hundredths of a point at which a line (及格线 …) is reached.

    Raises:
        BadInputError: it cannot be used with a full mark of *full* hundredths; the finding names
            the row to write.
    """
    if not isinstance(line, (PointLine, BareLine)):
        return -(-full * line.numerator // line.denominator)
    points, whole = points_text(line), points_text(full)
    if isinstance(line, BareLine) and full != DEFAULT_FULL_MARK:
        either = points_text(-(-full * line // DEFAULT_FULL_MARK))
        row = settings_row(name, f"{points}分或{points}%")
        told = LINE_UNCLEAR.at(
            "考核设置", found=points, line=name, full=whole, either=either, row=row
        )
        raise BadInputError.of([told])
    if line > full:
        row = settings_row(name, "60%")
        told = LINE_ABOVE_FULL.at("考核设置", found=points, line=name, full=whole, row=row)
        raise BadInputError.of([told])
    return int(line)


def points_text(mark: int) -> str:
    """Return hundredths of a point as points.

    >>> points_text(72_50), points_text(72_05), points_text(100_00)
    ('72.5', '72.05', '100')
    """
    points, rest = divmod(mark, POINT)
    return f"{points}.{rest:02d}".rstrip("0") if rest else str(points)


class _DropRule(NamedTuple):
    share: Fraction
    table: tuple[tuple[int, int], ...]


class DropRule(_DropRule):
    """How many of the lowest scores of a group are left out before anything is computed (去尾).

    Attributes:
        share: part of the group's size, the count rounded half-up; 0 drops nobody.
        table: instead, (size up to which the row holds, scores dropped), sizes ascending; a
            group larger than the last size takes the last row.

    Raises:
        BadInputError: the share is not between 0 and 1, or the table's sizes do not ascend.
    """

    __slots__ = ()

    def __new__(
        cls, share: Fraction = Fraction(0), table: tuple[tuple[int, int], ...] = ()
    ) -> Self:
        """Refuse a share or a table that makes no sense."""
        _require_share("去尾比例", share)
        sizes = [size for size, _ in table]
        if sizes != sorted(set(sizes)) or any(dropped < 0 for _, dropped in table):
            raise BadInputError("去尾表的人数必须从小到大，去掉的人数不能为负")
        return super().__new__(cls, share, table)

    def count(self, size: int) -> int:
        """Return how many of *size* scores are dropped.

        >>> DropRule(Fraction(5, 100)).count(50), DropRule(table=((30, 1), (60, 2))).count(31)
        (3, 2)
        """
        if self.table:
            rows = (dropped for largest, dropped in self.table if size <= largest)
            return min(size, next(rows, self.table[-1][1]))
        if not self.share:  # nearly always, ten thousand times in a county
            return 0
        return half_up(size * self.share.numerator, self.share.denominator)


class Weights(NamedTuple):
    """Weights of a composite score (综合分); low_rate usually weighs below zero."""

    # mean, pass_rate, excellent_rate, low_rate: exact shares, e.g. 2/5; for a relative composite
    # the points of each part, e.g. 40
    mean: Fraction
    pass_rate: Fraction
    excellent_rate: Fraction
    low_rate: Fraction = Fraction(0)
    relative: bool = False  # each part is own figure ÷ best figure of the comparison × weight
    raw_mean: bool = False  # the mean enters in points; otherwise scaled to a full mark of 100


COMPOSITES: Final[Mapping[str, Weights]] = {
    "4-3-3": Weights(Fraction(4, 10), Fraction(3, 10), Fraction(3, 10)),
    "4-3-2-1": Weights(Fraction(4, 10), Fraction(3, 10), Fraction(2, 10), Fraction(-1, 10)),
    "40-30-30": Weights(Fraction(40), Fraction(30), Fraction(30), relative=True),
    "60-70-70": Weights(Fraction(60), Fraction(70), Fraction(70), relative=True),
}
"""Shipped presets of the composite (综合分), by the name a clerk chooses."""


class Digits(NamedTuple):
    """Decimals of the printed figures and how the rest goes (小数位)."""

    # mean, composite: decimals of a score
    mean: int = 2
    rate: int = 2  # decimals of a percentage: 2 prints 85.37 %
    composite: int = 2
    # mean_mode, rate_mode, composite_mode: half-up or truncated, per figure
    mean_mode: RoundingMode = RoundingMode.HALF_UP
    rate_mode: RoundingMode = RoundingMode.HALF_UP
    composite_mode: RoundingMode = RoundingMode.HALF_UP


class Measure(StrEnum):
    """The figure that groups are ranked by."""

    COMPOSITE = "composite"
    MEAN = "mean"
    PASS_RATE = "pass_rate"  # noqa: S105 - a rate, no password
    EXCELLENT_RATE = "excellent_rate"
    LOW_RATE = "low_rate"  # the smallest is first


class Extra(StrEnum):
    """A figure that stands beside the four rates where the office asks for it (附加指标)."""

    T_SCORE = "t"  # T分
    OVER_MEAN = "over"  # 超均率
    CONTRIBUTION = "contribution"  # 优秀、及格贡献率


class LackingGrade(StrEnum):
    """What a school that lacks one of the grades is, where grades are put together (缺年级)."""

    OWN = "own"  # the mean over the grades it has
    UNRANKED = "unranked"  # without a place


class Options(NamedTuple):
    """Everything that decides a figure, in one value."""

    full_marks: Mapping[str, int] = MappingProxyType(
        {}
    )  # full mark (满分) by subject in hundredths
    default_full: int = DEFAULT_FULL_MARK  # full mark of every other subject
    lines: Lines = Lines()  # shares of the full mark for every subject not in `subject_lines`
    subject_lines: Mapping[str, Lines] = MappingProxyType({})  # lines of single subjects
    absent: AbsentRule = AbsentRule.EXCLUDE  # what absent pupils count as
    # pupils due to sit (应考人数) by (school, grade, class), ``""`` = unknown; where given it is
    # the denominator of mean and rates, so that pupils not listed count too
    enrolled: Mapping[tuple[str, str, str], int] = MappingProxyType({})
    drop: DropRule = DropRule()  # lowest scores left out
    weights: Weights = COMPOSITES["4-3-3"]  # of the composite
    measure: Measure = Measure.COMPOSITE  # what ranks go by
    ties: TieRule = TieRule.SKIP  # how equal figures share a place
    digits: Digits = Digits()  # rounding of printed figures
    rank_unrounded: bool = False  # rank on exact figures instead of the printed ones
    whole: WholeRule = WholeRule.DUE  # the denominator of all-subjects rates
    default_set: bool = False  # whether somebody set `default_full`; else it is assumed
    all_zero: AllZero | None = None  # what a pupil with 0 in every subject is, None = nobody said
    # what a 0 is in a subject with many of them, by subject, ``""`` = all
    subject_zero: Mapping[str, SubjectZero] = MappingProxyType({})
    accept_signs: bool | None = None  # whether ▲72 counts as 72, None = nobody said
    # which of 原始分 and 赋分 counts where a subject has both, None = nobody said
    scores_used: ScoreKind | None = None
    office: str = ""  # whose sheets these are (单位名称), ``""`` = nobody said; decides no figure
    # school year and term (学年学期) that titles say, by exam, ``""`` = every other one
    terms: Mapping[str, str] = MappingProxyType({})
    slips: bool = False  # whether a payout writes each payee a slip (兑现通知单); decides no figure
    # whether figures are written as formulas over the score sheets; decides no figure
    formulas: bool = False
    # what slips for parents (成绩条) say of each subject
    pupil_slips: SlipContent = SlipContent.GRADES
    # 良好线, which a mark of letter grade B reaches; A, C and D go by `lines`
    good: Line = Fraction(3, 4)
    subject_good: Mapping[str, Line] = MappingProxyType({})  # 良好线 of single subjects
    # 偏科线: by how large a share of the pupils a subject lies behind the total; with three
    # tenths it is two or three pupils of an ordinary class, with two tenths a quarter
    lopsided: Fraction = Fraction(3, 10)
    # width of a band of scores in hundredths by subject, ``""`` = all subjects; a tenth of
    # the full mark where nothing is said
    band_widths: Mapping[str, int] = MappingProxyType({})
    # how many first places are counted (前N名), ascending
    first_places: tuple[int, ...] = (10, 50, 100)
    # lines that the office sets for the total, by name, or by grade and name (九年级/重点线)
    total_lines: Mapping[str, Line] = MappingProxyType({})
    # how far from a line a pupil is near it (临界分), by subject; ``""`` = all
    margins: Mapping[str, Line] = MappingProxyType({"": Fraction(1, 20)})
    # what a grade weighs where a school's are put together, ``""`` = every other one; 1 where
    # nothing is said
    grade_weights: Mapping[str, Fraction] = MappingProxyType({})
    lacking: LackingGrade = LackingGrade.OWN  # what a school is that lacks one of the grades then
    extras: tuple[Extra, ...] = ()  # further figures beside the rates

    def thresholds(self, subject: str, stated: int | None = None) -> Thresholds:
        """Return the lines of *subject* in hundredths; see `full_mark`.

        Raises:
            BadInputError: a line cannot be used with the subject's full mark, or with another.
        """
        lines = self.subject_lines.get(subject, self.lines)
        try:
            return Thresholds.of(self.full_mark(subject, stated), lines).in_order()
        except BadInputError as problem:
            told = [finding._replace(about=f"“{subject}”") for finding in problem.findings]
            raise BadInputError(f"“{subject}”：{problem}", told, told=told) from problem

    def full_mark(self, subject: str, stated: int | None = None) -> int:
        """Return the full mark of *subject* in hundredths.

        Args:
            subject: as labelled on the sheet.
            stated: full mark that the sheet itself states, in hundredths; it holds where
                `full_marks` says nothing about the subject, a `FixedFullMark` always.
        """
        if isinstance(stated, FixedFullMark):
            return stated
        return self.full_marks.get(subject, stated or self.default_full)


# --- Values as people write them: what means none is refused with BadValueError ----------------

_NUMBER: Final = r"-?\d+(\.\d+)?"
_SHARE: Final = r"(\d{1,9})/(\d{1,9})"
_PERCENT: Final = 100
_HIGHEST: Final = 1000  # no full mark is above so many points
_HIGHEST_TOTAL: Final = 10_000  # nor a total of all subjects
MOST_PUPILS: Final = 10_000_000  # no county has so many pupils: a larger number is a slip
_MOST_PLACES: Final = 6  # columns of 前N名 that a page still holds


class BadValueError(ValueError):
    """A value that cannot be used; its text says in Chinese what would be right."""


def number(text: str) -> Fraction:
    """Return an exact number.

    >>> number("0.1"), number("30分")
    (Fraction(1, 10), Fraction(30, 1))
    """
    plain = text.removesuffix("分")
    if not re.fullmatch(_NUMBER, plain):
        raise BadValueError("应写数字")
    return Fraction(plain)


def whole(text: str, lowest: int, highest: int) -> int:
    """Return a whole number between two limits."""
    value = number(text)
    if value.denominator != 1 or not lowest <= value <= highest:
        raise BadValueError(f"应写 {lowest} 到 {highest} 的整数")
    return int(value)


def share(text: str) -> Fraction:
    """Return a share of 1: 60%, 60, 0.6 and 3/5 are the same.

    >>> share("60%"), share("85"), share("0.6"), share("3/5")
    (Fraction(3, 5), Fraction(17, 20), Fraction(3, 5), Fraction(3, 5))
    """
    value = _fraction(text)
    if value is None:
        value = number(text.removesuffix("%"))
        if text.endswith("%") or value > 1:
            value /= _PERCENT
    if not 0 <= value <= 1:
        raise BadValueError("应写 0% 到 100%")
    return value


def _fraction(text: str) -> Fraction | None:
    """Return a share written as 3/5, None where it is written otherwise."""
    parts = re.fullmatch(_SHARE, text)
    return Fraction(int(parts[1]), int(parts[2])) if parts and int(parts[2]) else None


def full_mark(text: str) -> int:
    """Return a full mark in hundredths, above 0 and up to 1000 points.

    >>> full_mark("70.5"), full_mark("141/2")  # as run records of the first versions say it
    (7050, 7050)
    """
    halves = _fraction(text)
    points = number(text) if halves is None else halves
    return _hundredths(points, _HIGHEST, "满分应写大于 0、不超过 1000 的数，最多两位小数")


def _hundredths(points: Fraction, most: int, words: str) -> int:
    """Return points as hundredths; the words say what would be right where they are none."""
    marks = points * POINT
    if marks.denominator != 1 or not 0 < points <= most:
        raise BadValueError(words)
    return int(marks)


def line(text: str) -> Line:
    """Return a score line: 60%, 0.6 and 3/5 are shares of the full mark, 72分 are points.

    A bare number above 1 may be points or percent; which one matters only with a full mark other
    than 100, and then it is refused where it is used.

    >>> line("60%"), line("0.6"), line("72分"), line("72")
    (Fraction(3, 5), Fraction(3, 5), 7200, 7200)
    >>> type(line("72分")).__name__, type(line("72")).__name__
    ('PointLine', 'BareLine')
    """
    if text.endswith("%") or _fraction(text) is not None:
        return share(text)
    value = number(text)
    points = text.endswith("分")
    if not points and 0 <= value <= 1:
        return value
    marks = value * POINT
    if marks.denominator != 1 or not 0 <= value <= _HIGHEST:
        message = "分数线写成占满分的比例，如 60% 或 0.6，或写分数，如 72分（最多两位小数）"
        raise BadValueError(message)
    return PointLine(marks) if points else BareLine(marks)


def line_text(line: Line) -> str:
    """Return a score line as `line` reads it.

    >>> line_text(Fraction(17, 20)), line_text(PointLine(7250)), line_text(BareLine(7200))
    ('85%', '72.5分', '72')
    """
    if isinstance(line, (PointLine, BareLine)):
        points = decimal_text(Fraction(line, POINT))
        return f"{points}分" if isinstance(line, PointLine) else points
    return f"{decimal_text(line * _PERCENT)}%"


def decimal_text(value: Fraction) -> str:
    """Return a finite decimal exactly; what has none is cut at twelve places."""
    sign = "-" if value < 0 else ""
    scaled = abs(value.numerator) * 10**12 // value.denominator
    whole_part, rest = divmod(scaled, 10**12)
    return f"{sign}{whole_part}.{rest:012d}".rstrip("0").rstrip(".")


def exact_text(value: Fraction) -> str:
    """Return an exact number as it is typed: a decimal, or a fraction where that does not end.

    >>> exact_text(Fraction(-1, 4)), exact_text(Fraction(1, 3))
    ('-0.25', '1/3')
    """
    text = decimal_text(value)
    return text if Fraction(text) == value else f"{value.numerator}/{value.denominator}"


class Decimals(NamedTuple):
    """How a figure is printed (小数位): decimals, and what happens to the rest where it is said."""

    places: int
    mode: RoundingMode | None = None


_MOST_DIGITS: Final = 6


def drop(text: str) -> DropRule:
    """Return how many of the lowest are left out: a share, or a table by the size of the group.

    >>> drop("5%").share, drop("30人以下去1、60人以下去2").table
    (Fraction(1, 20), ((30, 1), (60, 2)))
    """
    if "人以下去" not in text:
        part = share(text)
        if part == 1:
            raise BadValueError("去掉的应不到 100%")
        return DropRule(part)
    rows = [re.fullmatch(r"(\d{1,6})人以下去(\d{1,6})", part) for part in text.split("、")]
    table = tuple((int(row[1]), int(row[2])) for row in rows if row)
    if len(table) < len(rows) or [size for size, _ in table] != sorted({n for n, _ in table}):
        raise BadValueError("按人数去尾写成“30人以下去1、60人以下去2”，人数从小到大")
    return DropRule(table=table)


def drop_text(rule: DropRule) -> str:
    """Return a rule as `drop` reads it."""
    table = "、".join(f"{size}人以下去{count}" for size, count in rule.table)
    return table or line_text(rule.share)


def decimals(text: str) -> Decimals:
    """Return decimals and, where it is said, what happens to the rest: 2, 2截尾, 2t.

    >>> decimals("2"), decimals("1截尾").mode.value
    (Decimals(places=2, mode=None), 'truncate')
    """
    bare = text.removesuffix("截尾").removesuffix("t").removesuffix("T")
    mode = None if bare == text else RoundingMode.TRUNCATE
    return Decimals(whole(bare, 0, _MOST_DIGITS), mode)


def decimals_text(value: Decimals) -> str:
    """Return decimals as `decimals` reads them."""
    return f"{value.places}{'截尾' if value.mode is RoundingMode.TRUNCATE else ''}"


def any_name(text: str) -> str:
    """Return a name (单位名称, 校名 …): any text but none."""
    if not text:
        raise BadValueError("应写名称")
    return text


def points(text: str) -> int:
    """Return a number of points, above 0, in hundredths: 5, 5分, 2.5分.

    >>> points("2.5分")
    250
    """
    return _hundredths(number(text), _HIGHEST, "应写大于 0、不超过 1000 的分数，最多两位小数")


def margin(text: str) -> Line:
    """Return how far from a line is near it: points (5, 5分), or a share of the full mark (5%).

    >>> margin("5"), margin("5%")
    (500, Fraction(1, 20))
    """
    return share(text) if text.endswith("%") else PointLine(points(text))


def total_line(text: str) -> Line:
    """Return a line of the total (总分线): points (520, 520分), or a share of the full mark (60%).

    >>> total_line("520"), total_line("60%")
    (52000, Fraction(3, 5))
    """
    if text.endswith("%"):
        return share(text)
    words = "总分线写成分数，如 520分，或占总分满分的比例，如 60%"
    return PointLine(_hundredths(number(text), _HIGHEST_TOTAL, words))


def first_places(text: str) -> tuple[int, ...]:
    """Return how many first places are counted, ascending: 10、50、100.

    >>> first_places("10、50、100"), first_places("20,10")
    ((10, 50, 100), (10, 20))
    """
    parts = [part.removeprefix("前").removesuffix("名") for part in re.split("[、,，/]", text)]
    counts = sorted({whole(part, 1, MOST_PUPILS) for part in parts})
    if len(counts) > _MOST_PLACES:
        raise BadValueError(f"最多写 {_MOST_PLACES} 个名次")
    return tuple(counts)


def first_places_text(counts: Sequence[int]) -> str:
    """Return numbers of first places as `first_places` reads them."""
    return "、".join(map(str, counts))


def grade_weight(text: str) -> Fraction:
    """Return what a grade weighs, from 0 to 1000: 1, 0.4, 40%, 40."""
    value = share(text) if text.endswith("%") else number(text)
    if not 0 <= value <= _HIGHEST:
        raise BadValueError(f"应写 0 到 {_HIGHEST} 的数")
    return value


EXTRA_WORDS: Final = {
    "T分": Extra.T_SCORE, "超均率": Extra.OVER_MEAN, "贡献率": Extra.CONTRIBUTION,
}  # fmt: skip
_NO_EXTRAS, _ALL_EXTRAS = "无", "全部"


def extras(text: str) -> tuple[Extra, ...]:
    """Return further figures, in their own order: T分、超均率、贡献率, 全部 or 无.

    >>> [str(one) for one in extras("贡献率、T分")], extras("无")
    (['t', 'contribution'], ())
    """
    if text in (_NO_EXTRAS, _ALL_EXTRAS):
        return tuple(Extra) if text == _ALL_EXTRAS else ()
    words = {word.lower(): one for word, one in EXTRA_WORDS.items()} | {one: one for one in Extra}
    parts = re.split("[、,，+]", text.lower())
    if any(part not in words for part in parts):
        raise BadValueError("应写“T分”“超均率”“贡献率”，几样用顿号连写，或“全部”“无”")
    named = {words[part] for part in parts}
    return tuple(one for one in Extra if one in named)


def extras_text(chosen: Sequence[Extra]) -> str:
    """Return further figures as `extras` reads them."""
    return "、".join(word for word, one in EXTRA_WORDS.items() if one in chosen) or _NO_EXTRAS
