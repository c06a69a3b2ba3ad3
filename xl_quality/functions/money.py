"""Money and places to be shared (金额、分配): splits that add up, ladders, 大写."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.money import FEN_PER_YUAN, split_largest_remainder
from xl_quality.core.money import rmb_upper as core_rmb_upper
from xl_quality.functions import arguments
from xl_quality.functions.cells import cell_value, flat, rows_of
from xl_quality.functions.refusals import answering, refuse
from xl_quality.functions.registry import ErrorCode
from xl_quality.schemes.arithmetic import Bracket, LadderMode
from xl_quality.schemes.arithmetic import ladder as core_ladder
from xl_quality.schemes.measures import Measure
from xl_quality.schemes.tariffs.ladders import Ladder
from xl_quality.schemes.words import to_fen

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODES: Final = {
    "累进": LadderMode.PROGRESSIVE, "分段累进": LadderMode.PROGRESSIVE,
    "只按所在档": LadderMode.FLAT, "所在档": LadderMode.FLAT,
    **{mode.value: mode for mode in LadderMode},
}  # fmt: skip
_UNITS: Final = {"分": 1, "角": 10, "元": 100, "0.01": 1, "0.1": 10, "1": 100}
_COLUMNS: Final = 3
_LONGEST_AMOUNT: Final = 10**15


@answering
def rmb_upper(amount: object) -> str:
    """Return an amount of yuan in formal numerals (大写).

    >>> rmb_upper(1200)
    '壹仟贰佰元整'
    """
    fen = _fen(arguments.number(amount, "金额"), "金额")
    return core_rmb_upper(fen)


@answering
def quota_split(total: object, weights: object) -> tuple[tuple[float, ...], ...]:
    """Split places in proportion (指标分配): largest remainder, ties to the larger weight.

    >>> quota_split(50, [(30,), (10,)])
    ((38,), (12,))
    """
    whole = arguments.number(total, "总数")
    if whole.denominator != 1 or whole < 0:
        refuse(ErrorCode.VALUE, f"总数要是不小于 0 的整数，写的是{arguments.shown(whole)}")
    parts = split_largest_remainder(int(whole), _weights(weights), larger_first=True)
    return _in_shape(parts, weights)


@answering
def split_pot(pot: object, weights: object, unit: object = None) -> tuple[tuple[float, ...], ...]:
    """Split an amount of yuan by weights (奖金分配); the parts add up to it exactly.

    >>> split_pot(100, [(1,), (1,), (1,)])
    ((33.34,), (33.33,), (33.33,))
    """
    fen = _fen(arguments.number(pot, "总额"), "总额")
    step = arguments.word(unit, "分到", _UNITS, 1)
    if fen % step:
        refuse(ErrorCode.VALUE, "总额不能按这个单位分尽：请改总额，或改为分到“分”")
    parts = split_largest_remainder(fen // step, _weights(weights))
    yuan = [arguments.shown(Fraction(part * step, FEN_PER_YUAN)) for part in parts]
    return _in_shape(yuan, weights)


@answering
def ladder(place: object, brackets: object, mode: object = None) -> float:
    """Return what the places of brackets add up to (分档累计), in yuan.

    >>> ladder(18, [(4, 9, 20), (10, 14, 30), (15, None, 50)])
    470
    """
    own = arguments.number(place, "名次")
    if own.denominator != 1 or own < 1:
        refuse(ErrorCode.VALUE, f"名次要是从 1 起的整数，写的是{arguments.shown(own)}")
    rows = _brackets(brackets)
    parts = core_ladder(
        int(own), rows, arguments.word(mode, "算法", _MODES, LadderMode.PROGRESSIVE)
    )
    amount = sum((count * each for count, each in parts), Fraction())
    return arguments.shown(Fraction(to_fen(amount), FEN_PER_YUAN))


def _fen(yuan: Fraction, what: str) -> int:
    fen = yuan * FEN_PER_YUAN
    if fen.denominator != 1:
        refuse(
            ErrorCode.VALUE, f"{what}最多两位小数，写的是{arguments.shown(yuan)}：请先四舍五入到分"
        )
    if abs(fen.numerator) >= _LONGEST_AMOUNT:  # Excel keeps 15 digits: beyond, fen are guesswork
        refuse(ErrorCode.NUMBER, f"{what}太大，Excel 只保留 15 位数字")
    return fen.numerator


def _weights(weights: object) -> list[Fraction]:
    found = [arguments.optional_number(cell, "权重") or Fraction(0) for cell in flat(weights)]
    if any(weight < 0 for weight in found) or not any(found):
        refuse(ErrorCode.VALUE, "权重不能小于 0，且至少有一个大于 0")
    return found


def _in_shape(parts: Sequence[float], like: object) -> tuple[tuple[float, ...], ...]:
    """Return parts as the rows in which their weights stand."""
    rest = iter(parts)
    return tuple(tuple(next(rest) for _ in row) for row in rows_of(like))


def _brackets(brackets: object) -> list[Bracket]:
    rows = [row for row in rows_of(brackets) if any(cell_value(cell) is not None for cell in row)]
    if not rows or any(len(row) != _COLUMNS for row in rows):
        refuse(ErrorCode.VALUE, "分档表要三列：从第几名、到第几名（空＝不封顶）、每名金额")
    found = [_bracket(row) for row in rows]
    tariff = Ladder(Measure.parse("place_from_last"), tuple(found), LadderMode.PROGRESSIVE, "名")
    for _, message, advice in tariff.problems():
        refuse(ErrorCode.VALUE, f"分档表：{message}，{advice}")
    return found


def _bracket(row: Sequence[object]) -> Bracket:
    first, last = arguments.number(row[0], "起"), arguments.optional_number(row[1], "止")
    each = arguments.number(row[2], "每名金额")
    if first.denominator != 1 or first < 1 or (last is not None and last.denominator != 1):
        refuse(ErrorCode.VALUE, "分档表：名次要是从 1 起的整数")
    return Bracket(int(first), None if last is None else int(last), each)
