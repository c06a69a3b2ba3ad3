"""Values a clerk writes into the form 考核设置: shares, counts, choices (设置值)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

from xl_quality.core.exam_kinds import KIND_LABELS, ExamKind
from xl_quality.core.marks import POINT
from xl_quality.core.marks_in_doubt import AllZero, SubjectZero
from xl_quality.core.options import (
    COMPOSITES,
    AbsentRule,
    BareLine,
    Measure,
    PointLine,
    TieRule,
    Weights,
    WholeRule,
)
from xl_quality.sheets.text import pattern, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.options import Line
    from xl_quality.sheets.grid import CellValue

Choice = TypeVar("Choice")
ABSENT: Final = {
    "不计入": AbsentRule.EXCLUDE, "不计": AbsentRule.EXCLUDE, "按0分": AbsentRule.ZERO,
    "计0分": AbsentRule.ZERO, "0分": AbsentRule.ZERO, "0": AbsentRule.ZERO,
}  # fmt: skip
"""What may be written for 缺考."""
TIES: Final = {"占位": TieRule.SKIP, "不占位": TieRule.DENSE, "平均": TieRule.AVERAGE}
"""What may be written for 并列."""
MEASURES: Final = {
    "综合分": Measure.COMPOSITE, "平均分": Measure.MEAN, "及格率": Measure.PASS_RATE,
    "优秀率": Measure.EXCELLENT_RATE, "低分率": Measure.LOW_RATE,
}  # fmt: skip
"""What may be written for 排名指标."""
WHOLE: Final = {"应考人数": WholeRule.DUE, "实考人数": WholeRule.SCORED}
"""What may be written for 全科率分母."""
ALL_ZERO: Final = {"缺考": AllZero.ABSENT, "0分": AllZero.SCORE, "0": AllZero.SCORE}
"""What may be written for 全部0分."""
SUBJECT_ZERO: Final = {
    "未选考": SubjectZero.UNTAKEN, "0分": SubjectZero.SCORE, "0": SubjectZero.SCORE,
}  # fmt: skip
"""What may be written for 学科0分."""
_NUMBER: Final = pattern(r"-?\d+(\.\d+)?")
_PERCENT: Final = 100
_HIGHEST: Final = 1000
"""No full mark is above so many points."""


class BadValueError(ValueError):
    """A value that cannot be used; its text says in Chinese what would be right."""


def text_of(value: CellValue) -> str:
    """Return a cell as the clerk sees it, without spaces."""
    if value is None or isinstance(value, bool):
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, (int, float)):
        return format(value, ".15g")
    return plain_text(value) if isinstance(value, str) else str(value)


def number(value: CellValue) -> Fraction:
    """
    Return an exact number.

    >>> number(0.1), number("３０")
    (Fraction(1, 10), Fraction(30, 1))
    """
    text = text_of(value).removesuffix("分")
    if not _NUMBER.fullmatch(text):
        message = "应写数字"
        raise BadValueError(message)
    return Fraction(text)


def whole(value: CellValue, lowest: int, highest: int) -> int:
    """Return a whole number between two limits."""
    found = number(value)
    if found.denominator != 1 or not lowest <= found <= highest:
        message = f"应写 {lowest} 到 {highest} 的整数"
        raise BadValueError(message)
    return int(found)


def share(value: CellValue) -> Fraction:
    """
    Return a share of 1: 60%, 60 and 0.6 are the same.

    >>> share("60%"), share(85), share(0.6)
    (Fraction(3, 5), Fraction(17, 20), Fraction(3, 5))
    """
    text = text_of(value)
    found = number(text.removesuffix("%"))
    if text.endswith("%") or found > 1:
        found /= _PERCENT
    if not 0 <= found <= 1:
        message = "应写 0% 到 100%"
        raise BadValueError(message)
    return found


def full_mark(value: CellValue) -> int:
    """Return a full mark in hundredths, above 0 and up to 1000 points."""
    found = number(value) * POINT
    if found.denominator != 1 or not 0 < found <= 1000 * POINT:
        message = "满分应写大于 0、不超过 1000 的数"
        raise BadValueError(message)
    return int(found)


def line(value: CellValue) -> Line:
    """
    Return a score line: 60% and 0.6 are shares of the full mark, 72分 are points.

    A bare number above 1 may be points or percent; which one matters only with a full mark other
    than 100, and then it is refused where it is used.

    >>> line("60%"), line(0.6), line("72分"), line(72)
    (Fraction(3, 5), Fraction(3, 5), 7200, 7200)
    >>> type(line("72分")).__name__, type(line(72)).__name__
    ('PointLine', 'BareLine')
    """
    text = text_of(value)
    if text.endswith("%"):
        return share(value)
    found = number(value)
    points = text.endswith("分")
    if not points and 0 <= found <= 1:
        return found
    marks = found * POINT
    if marks.denominator != 1 or not 0 <= found <= _HIGHEST:
        message = "分数线写成占满分的比例，如 60% 或 0.6，或写分数，如 72分（最多两位小数）"
        raise BadValueError(message)
    return PointLine(marks) if points else BareLine(marks)


def line_text(line: Line) -> str:
    """
    Return a score line as `line` reads it.

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


WEIGHTS_HELP: Final = (
    "4-3-3、4-3-2-1、40-30-30、60-70-70，或别的，如 50-30-30；依次是平均分、及格率、优秀率、低分率"
    "（低分率总是扣）。一位数合计是10的按十分之几，两位数的按“各项÷最高×分值”，0.5-0.3-0.2 按小数"
)
_PARTS: Final = 3, 4
_WEIGHT: Final = r"\d{1,4}(?:\.\d{1,6})?"
_DASHED: Final = pattern(rf"({_WEIGHT})-({_WEIGHT})-({_WEIGHT})(?:-(-?{_WEIGHT}))?")
_TENTHS: Final = 10


def weights(value: CellValue) -> Weights:
    """
    Return the weights of a composite (综合权重): a preset's name or three or four numbers.

    The numbers are those of 平均分, 及格率, 优秀率 and perhaps 低分率, which is always taken off:

    - whole numbers below 10 that make 10 are tenths, as 4-3-3 and 4-3-2-1 are;
    - numbers of which one is 10 or more are points, as 40-30-30 and 60-70-70 are: each part is
      own figure ÷ best figure × points;
    - numbers up to 1 are shares.

    >>> weights("50-30-30").relative, weights("0.5-0.3-0.2-0.1").low_rate
    (True, Fraction(-1, 10))
    """
    text = text_of(value)
    if text in COMPOSITES:
        return COMPOSITES[text]
    dashed = _DASHED.fullmatch(re.sub("[/:：,，、]", "-", text))
    if dashed is None:
        message = f"应写{WEIGHTS_HELP}"
        raise BadValueError(message)
    return weights_of([Fraction(part) for part in dashed.groups() if part])


def weights_of(parts: Sequence[Fraction]) -> Weights:
    """Return the weights that three or four numbers mean; see `weights`."""
    if len(parts) not in _PARTS or any(part < 0 for part in parts[:3]) or not any(parts):
        message = f"应写{WEIGHTS_HELP}"
        raise BadValueError(message)
    mean, passing, excellent = parts[:3]
    low = -abs(parts[3]) if len(parts) > 3 else Fraction(0)  # noqa: PLR2004 - the fourth
    sizes = (mean, passing, excellent, -low)
    if max(sizes) <= 1:
        return Weights(mean, passing, excellent, low)
    if max(sizes) >= _TENTHS:
        return Weights(mean, passing, excellent, low, relative=True)
    if sum(sizes) == _TENTHS and all(size.denominator == 1 for size in sizes):
        return Weights(mean / _TENTHS, passing / _TENTHS, excellent / _TENTHS, low / _TENTHS)
    message = "这几个权重合计不是 10，看不出是十分之几还是分值：请写成小数，如 0.5-0.3-0.2"
    raise BadValueError(message)


def weights_text(own: Weights) -> str:
    """
    Return weights as `weights` reads them, ``""`` where it cannot say them.

    >>> weights_text(weights("5-3-2")), weights_text(weights("50-30-30-10"))
    ('0.5-0.3-0.2', '50-30-30-10')
    """
    preset = next((name for name, known in COMPOSITES.items() if known == own), None)
    if preset:
        return preset
    parts = [own.mean, own.pass_rate, own.excellent_rate]
    text = "-".join(map(decimal_text, [*parts, *([-own.low_rate] if own.low_rate else [])]))
    try:
        return text if weights(text) == own else ""
    except BadValueError:
        return ""


def choice(value: CellValue, choices: Mapping[str, Choice]) -> Choice:
    """Return what a word stands for."""
    text = text_of(value)
    if text not in choices:
        message = "应写" + "、".join(f"“{word}”" for word in choices)
        raise BadValueError(message)
    return choices[text]


def exam_kind(value: CellValue) -> ExamKind:
    """Return the kind of exam (考试性质) that a word stands for."""
    kind = ExamKind.labelled(text_of(value))
    if kind is None:
        message = "应写" + "、".join(f"“{word}”" for word in KIND_LABELS)
        raise BadValueError(message)
    return kind


def rows(value: CellValue) -> tuple[int, ...]:
    """
    Return row numbers written as 3 or 2-3.

    >>> rows(3.0), rows("2-3")
    ((3,), (2, 3))
    """
    first, _, last = text_of(value).replace("至", "-").replace("、", "-").partition("-")
    start = whole(first, 1, 1_048_576)
    end = whole(last or first, 1, 1_048_576)
    if not start <= end < start + 5:
        message = "应写行号，如 3；两行表头写 2-3"
        raise BadValueError(message)
    return tuple(range(start, end + 1))
