"""Options written in the words of the form 考核设置, as `settings.reader` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT
from xl_quality.core.options import AbsentRule
from xl_quality.core.rounding import RoundingMode
from xl_quality.sheets.settings.values import (
    ALL_ZERO,
    MEASURES,
    SUBJECT_ZERO,
    TIES,
    WHOLE,
    decimal_text,
    line_text,
    weights_text,
)

if TYPE_CHECKING:
    from xl_quality.core.options import Lines, Options

Words = tuple[str, str, str]
"""项目, 列 (``""`` = all), 值."""
_LINES: Final = {"passing": "及格线", "excellent": "优秀线", "low": "低分线"}
_ABSENT: Final = {AbsentRule.EXCLUDE: "不计入", AbsentRule.ZERO: "按0分"}
_TIES: Final = {rule: word for word, rule in TIES.items()}
_ALL_ZERO: Final = {rule: word for word, rule in ALL_ZERO.items() if word != "0"}
_SUBJECT_ZERO: Final = {rule: word for word, rule in SUBJECT_ZERO.items() if word != "0"}
_WHOLE: Final = {rule: word for word, rule in WHOLE.items()}
_MEASURES: Final = {measure: word for word, measure in MEASURES.items()}
_MODES: Final = {RoundingMode.HALF_UP: "四舍五入", RoundingMode.TRUNCATE: "截尾"}
_FIGURES: Final = {"mean": "平均分", "rate": "率", "composite": "综合分"}
_PARTS: Final = {
    "mean": "平均分",
    "pass_rate": "及格率",
    "excellent_rate": "优秀率",
    "low_rate": "低分率",
}


def words_of(options: Options) -> list[Words]:
    """
    Return a line for everything that the options decide but enrolled numbers and drop tables.

    The full mark that is only assumed stays empty: a form that says 100 answers for the office.

    >>> from xl_quality.core.options import Options
    >>> words_of(Options())[:2]
    [('满分', '', ''), ('及格线', '', '60%')]
    """
    digits = options.digits
    modes = {name: getattr(digits, f"{name}_mode") for name in _FIGURES}
    lines = [("满分", "", _number(options.default_full, POINT) if options.default_set else "")]
    lines += [("满分", name, _number(mark, POINT)) for name, mark in options.full_marks.items()]
    lines += _line_words(options)
    lines += [
        ("缺考", "", _ABSENT[options.absent]),
        *([("全部0分", "", _ALL_ZERO[options.all_zero])] if options.all_zero else []),
        *(("学科0分", name, _SUBJECT_ZERO[own]) for name, own in options.subject_zero.items()),
        ("并列", "", _TIES[options.ties]),
        ("排名指标", "", _MEASURES[options.measure]),
        *_by_figure("小数位", {name: str(getattr(digits, name)) for name in _FIGURES}),
        *_by_figure("舍入", {name: _MODES[mode] for name, mode in modes.items()}),
        ("按未舍入排名", "", "是" if options.rank_unrounded else "否"),
        *_weight_words(options),
        ("全科率分母", "", _WHOLE[options.whole]),
        ("去尾", "", line_text(options.drop.share)),
    ]
    return lines


def _line_words(options: Options) -> list[Words]:
    lines: list[Words] = []
    for name, item in _LINES.items():
        common = getattr(options.lines, name)
        lines.append((item, "", line_text(common)))
        lines += [
            (item, subject, line_text(getattr(own, name)))
            for subject, own in options.subject_lines.items()
            if _differs(own, options.lines, name)
        ]
    return lines


def _differs(own: Lines, common: Lines, name: str) -> bool:
    return bool(getattr(own, name) != getattr(common, name))


def _by_figure(item: str, values: dict[str, str]) -> list[Words]:
    """Return one line where mean, rates and composite agree, else one each."""
    if len(set(values.values())) == 1:
        return [(item, "", next(iter(values.values())))]
    return [(item, _FIGURES[name], value) for name, value in values.items()]


def _weight_words(options: Options) -> list[Words]:
    text = weights_text(options.weights)
    if text:
        return [("综合权重", "", text)]
    weights = {label: getattr(options.weights, name) for name, label in _PARTS.items()}
    return [("综合权重", label, decimal_text(share)) for label, share in weights.items()]


def _number(value: int, unit: int) -> str:
    whole, rest = divmod(value, unit)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
