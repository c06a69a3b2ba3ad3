"""A run's request in the words of the 运行记录 sheet, written and read back."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.grouping import Level
from xl_quality.core.marks import POINT
from xl_quality.core.marks_in_doubt import AllZero, SubjectZero
from xl_quality.core.options import (
    AbsentRule,
    BareLine,
    Digits,
    DropRule,
    Measure,
    PointLine,
    WholeRule,
)
from xl_quality.core.ranking import TieRule
from xl_quality.core.rounding import RoundingMode
from xl_quality.sheets.overrides import SheetOverride
from xl_quality.sheets.settings.values import line, line_text, weights, weights_text
from xl_quality.usecases.choices import COMMANDS, Choices, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.options import Line, Weights
    from xl_quality.schemes.model import Scheme

Words = tuple[str, str, str]
"""Kind, name and value of one thing chosen: ("设置", "及格线", "3/5")."""

_SET, _FIX, _DAY, _READING, _PARAMETER = "设置", "指定", "方案日期", "读法", "参数"
_FULL: Final = "满分"
_ZERO: Final = "学科0分"
_JOIN: Final = "；"
_CANNOT: Final = (_SET, "重新计算", "记录里写不全这次的选择，不能照样重算")
SHIPPED: Final = (_SET, "方案来源", "程序自带的，不用工作簿里的方案表")
UNPAID: Final = (_SET, "已兑现的", "不再计入")
_FIGURES: Final = ("mean", "rate", "composite")


def words_of(request: Request, scheme: Scheme | None = None) -> tuple[Words, ...]:
    """
    Return everything that was chosen, in words.

    Args:
        request: what was asked for.
        scheme: the one that was applied; its readings are told with their Chinese meaning.
    """
    words = (*_chosen(request.choices), *_fixed(request), *_ordered(request, scheme))
    told = _as_told(request, scheme)
    again = request_of(request.command, told.order.scheme if told.order else "", words)
    return words if again == told or request.command not in COMMANDS else (*words, _CANNOT)


def _as_told(request: Request, scheme: Scheme | None) -> Request:
    """Return the request with every reading said, also the defaults."""
    order = request.order
    if order is not None:
        given = tuple(f"{name}={value}" for name, value in map(_pair, order.parameters))
        readings = scheme.choices(order.options) if scheme else dict(order.options)
        order = order._replace(options=readings, parameters=given)
    return request._replace(order=order)


def request_of(command: str, scheme: str, words: Sequence[Words]) -> Request | None:
    """
    Return the request that words of a record say; None where they do not say all of it.

    Args:
        command: of the run.
        scheme: its scheme's id, ``""`` = none.
        words: as `words_of` returned them.
    """
    if command not in COMMANDS or _CANNOT in words:
        return None
    try:
        return _request(command, scheme, words)
    except (ValueError, KeyError, ZeroDivisionError):  # edited by hand, or of a later version
        return None


def _request(command: str, scheme: str, words: Sequence[Words]) -> Request:
    said = {name: value for kind, name, value in words if kind == _SET}
    fixed = {name: _override(value) for kind, name, value in words if kind == _FIX}
    order = None
    if scheme:
        from xl_quality.usecases.payouts.payout import Order  # noqa: PLC0415 - only with a scheme

        day = next(name for kind, name, _ in words if kind == _DAY)
        readings = {_id(name): _id(value) for kind, name, value in words if kind == _READING}
        given = tuple(f"{name}={value}" for kind, name, value in words if kind == _PARAMETER)
        order = Order(
            scheme,
            date.fromisoformat(day),
            readings,
            given,
            said.get("考试", ""),
            shipped=SHIPPED in words,
            unpaid=UNPAID in words,
        )
    return Request(command, _choices(said), fixed, said.get("上次考试", ""), order)


def _chosen(choices: Choices) -> list[Words]:
    texts: dict[str, str] = {
        "级别": "、".join(choices.levels),
        "考试": choices.exam,
        _FULL: "" if choices.default_full is None else _points(choices.default_full),
        **{f"{_FULL} {name}": _points(mark) for name, mark in choices.full_marks.items()},
        **{f"{_ZERO} {name}": str(rule) for name, rule in choices.subject_zero.items()},
    }
    for name, attribute, write, _ in _SINGLE:
        value = getattr(choices, attribute)
        texts[name] = "" if value is None else write(value)
    return [(_SET, name, text) for name, text in texts.items() if text]


def _choices(said: dict[str, str]) -> Choices:
    marks = {name: _hundredths(text) for name, text in said.items() if name.startswith(_FULL)}
    zeros = {name: text for name, text in said.items() if name.startswith(f"{_ZERO} ")}
    single = {attribute: read(said[name]) for name, attribute, _, read in _SINGLE if said.get(name)}
    return Choices(
        levels=tuple(Level(word) for word in said.get("级别", "").split("、") if word),
        exam=said.get("考试", ""),
        default_full=marks.pop(_FULL, None),
        full_marks={name.removeprefix(f"{_FULL} "): mark for name, mark in marks.items()},
        subject_zero={n.removeprefix(f"{_ZERO} "): SubjectZero(text) for n, text in zeros.items()},
        **single,  # type: ignore[arg-type] # each is read as its attribute wants it
    )


def _points(mark: int) -> str:
    return str(Fraction(mark, POINT))


def _hundredths(text: str) -> int:
    return int(Fraction(text) * POINT)


def _drop_text(drop: DropRule) -> str:
    table = "、".join(f"{size}人以下去{count}" for size, count in drop.table)
    return table or str(drop.share)


def _drop(text: str) -> DropRule:
    if "去" not in text:
        return DropRule(Fraction(text))
    rows = [part.split("人以下去") for part in text.split("、")]
    return DropRule(table=tuple((int(size), int(count)) for size, count in rows))


def _weights_text(own: Weights) -> str:
    return weights_text(own) or "自定"


def _line_text(line: Line) -> str:
    """Return a line exactly: a share as a fraction, points as 72分, a bare number as 72."""
    return line_text(line) if isinstance(line, (PointLine, BareLine)) else str(line)


def _line(text: str) -> Line:
    return Fraction(text) if "/" in text else line(text)


def _digits_text(digits: Digits) -> str:
    return "，".join(
        f"{name}={getattr(digits, name)}"
        + "t" * (getattr(digits, f"{name}_mode") is RoundingMode.TRUNCATE)
        for name in _FIGURES
    )


def _digits(text: str) -> Digits:
    counts, modes = {}, {}
    for part in text.split("，"):
        name, _, count = part.partition("=")
        counts[name] = int(count.rstrip("t"))
        truncated = count.endswith("t")
        modes[f"{name}_mode"] = RoundingMode.TRUNCATE if truncated else RoundingMode.HALF_UP
    return Digits(**counts, **modes)  # type: ignore[arg-type] # names of its fields


_SINGLE: Final[tuple[tuple[str, str, Callable[..., str], Callable[[str], object]], ...]] = (
    ("及格线", "passing", _line_text, _line),
    ("优秀线", "excellent", _line_text, _line),
    ("低分线", "low", _line_text, _line),
    ("缺考", "absent", str, AbsentRule),
    ("应考人数", "enrolled", str, str),
    ("去尾", "drop", _drop_text, _drop),
    ("综合分", "weights", _weights_text, weights),
    ("排名依据", "measure", str, Measure),
    ("并列", "ties", str, TieRule),
    ("小数位", "digits", _digits_text, _digits),
    ("全科率分母", "whole", str, WholeRule),
    ("全部0分", "all_zero", str, AllZero),
    ("带符号的分数", "accept_signs", lambda said: "计入" if said else "不计入", "计入".__eq__),
)
"""Name, attribute of `Choices`, how it is written, and how it is read."""


def _fixed(request: Request) -> list[Words]:
    words = [(_FIX, sheet, _override_text(said)) for sheet, said in sorted(request.fixed.items())]
    return [*words, *([(_SET, "上次考试", request.before)] if request.before else [])]


def _override_text(said: SheetOverride) -> str:
    parts = ["不读"] if said.ignore else []
    if said.header_rows:
        parts.append("表头行=" + "、".join(map(str, said.header_rows)))
    parts += [f"{_FULL}{name}={_points(mark)}" for name, mark in said.full_marks.items()]
    return _JOIN.join([*parts, *(f"{column}={role}" for column, role in said.columns.items())])


def _override(text: str) -> SheetOverride:
    pairs = [part.partition("=")[::2] for part in text.split(_JOIN) if part]
    said = dict(pairs)
    ignore = said.pop("不读", None) is not None
    rows = said.pop("表头行", "")
    header_rows = tuple(int(row) for row in rows.split("、") if row)
    fulls = {name: said.pop(name) for name in list(said) if name.startswith(_FULL)}
    full_marks = {name.removeprefix(_FULL): _hundredths(text) for name, text in fulls.items()}
    return SheetOverride(
        ignore=ignore, header_rows=header_rows, columns=said, full_marks=full_marks
    )


def _ordered(request: Request, scheme: Scheme | None) -> list[Words]:
    order = request.order
    if order is None:
        return []
    words = [(_DAY, order.on.isoformat(), "按这一天有效的条款")]
    words += [SHIPPED] if order.shipped else []
    words += [UNPAID] if order.unpaid else []
    if scheme is not None:
        for name, value in scheme.choices(order.options).items():
            option = scheme.options[name]
            shown = f"{value}（{option.choices[value]}）"
            words.append((_READING, f"{name}（{option.label}）", shown))
    else:
        words += [(_READING, name, value) for name, value in order.options.items()]
    return words + [(_PARAMETER, *_pair(given)) for given in order.parameters]


def _pair(given: str) -> tuple[str, str]:
    name, _, value = given.replace("＝", "=").partition("=")
    return name.strip(), value.strip()


def _id(text: str) -> str:
    """Return the English id before its Chinese meaning in brackets."""
    return text.partition("（")[0]
