"""A figure judged: met or not (达标), and its grade (等次)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.functions import arguments
from xl_quality.functions.cells import cell_value, rows_of
from xl_quality.functions.refusals import answering, refuse
from xl_quality.functions.registry import ErrorCode
from xl_quality.schemes.measures import Edge
from xl_quality.schemes.words import number_text
from xl_quality.sheets.settings.values import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

MET: Final = "达标"
NOT_MET: Final = "未达标"
_SIGNS: Final = {
    "≥": Edge.AT_LEAST, ">=": Edge.AT_LEAST, "＞＝": Edge.AT_LEAST, "≧": Edge.AT_LEAST,
    "≤": Edge.AT_MOST, "<=": Edge.AT_MOST, "≦": Edge.AT_MOST,
    ">": Edge.OVER, "<": Edge.UNDER,
    "不低于": Edge.AT_LEAST, "不少于": Edge.AT_LEAST, "不小于": Edge.AT_LEAST,
    "达到": Edge.AT_LEAST, "至少": Edge.AT_LEAST,
    "不超过": Edge.AT_MOST, "不高于": Edge.AT_MOST, "不大于": Edge.AT_MOST,
    "不多于": Edge.AT_MOST, "至多": Edge.AT_MOST,
    "超过": Edge.OVER, "高于": Edge.OVER, "大于": Edge.OVER,
    "低于": Edge.UNDER, "不满": Edge.UNDER, "小于": Edge.UNDER, "少于": Edge.UNDER,
}  # fmt: skip
"""Words and signs that may stand before a limit."""
_BEHIND: Final = {"以上": Edge.AT_LEAST, "及以上": Edge.AT_LEAST, "以内": Edge.AT_MOST,
                  "以下": Edge.AT_MOST, "及以下": Edge.AT_MOST}  # fmt: skip
_EDGES: Final = {**_SIGNS, **_BEHIND, **{edge.value: edge for edge in Edge}}
_COLUMNS: Final = 2


class _Limit(NamedTuple):
    edge: Edge | None
    value: Fraction


@answering
def met(actual: object, target: object, edge: object = None) -> str:
    """Say whether a figure meets its target: 达标 or 未达标.

    >>> met("95%", 0.95), met(2.1, "≤2"), met(6, 8, "不超过")
    ('达标', '未达标', '达标')
    """
    own = arguments.number(actual, "实际值")
    limit = _limit(target, "目标值")
    if _is_percent(target) and own > 1 and not _is_percent(actual):
        reason = f"目标是百分数，实际值写的是{number_text(own)}：请写成百分数，如 95%"
        refuse(ErrorCode.VALUE, reason)
    said = arguments.word(edge, "要求", _EDGES, None)
    if said and limit.edge and said is not limit.edge:
        refuse(
            ErrorCode.VALUE,
            f"目标里写的是“{limit.edge.label}”，要求里写的是“{said.label}”：请只写一处",
        )
    side = said or limit.edge or Edge.AT_LEAST
    return MET if side.holds(own, limit.value) else NOT_MET


@answering
def grade_of(value: object, grades: object) -> str:
    """Return the grade (等次) that a figure reaches.

    >>> grade_of(85, [("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", None)])
    '良好'
    """
    own = arguments.number(value, "数值")
    for label, limit in _grades(grades):
        if limit is None or (limit.edge or Edge.AT_LEAST).holds(own, limit.value):
            return label
    return refuse(
        ErrorCode.NOT_AVAILABLE,
        f"{number_text(own)}不在任何等次内：请在等次表最后加一行，界线留空",
    )


def _is_percent(cell: object) -> bool:
    return "%" in arguments.text(cell).replace("％", "%")


def _grades(grades: object) -> list[tuple[str, _Limit | None]]:
    rows = [row for row in rows_of(grades) if any(cell_value(cell) is not None for cell in row)]
    if not rows or any(len(row) != _COLUMNS for row in rows):
        refuse(ErrorCode.VALUE, "等次表要两列：等次、界线（最后一等的界线留空＝其余）")
    found = [_grade(row) for row in rows]
    for (label, limit), (below, lower) in pairwise(found):
        if limit is None:
            refuse(ErrorCode.VALUE, f"等次表：“{label}”没有写界线，只有最后一等可以不写")
        if lower is not None and lower.value >= limit.value:
            reason = f"等次表：“{below}”的界线没有比“{label}”低，请从最好的等次写起"
            refuse(ErrorCode.VALUE, reason)
    return found


def _grade(row: Sequence[object]) -> tuple[str, _Limit | None]:
    label = arguments.text(row[0])
    if not label:
        refuse(ErrorCode.VALUE, "等次表：有一行没有写等次的名称")
    if cell_value(row[1]) in (None, "其余"):
        return label, None
    limit = _limit(row[1], f"“{label}”的界线")
    if limit.edge is not None and not limit.edge.rising:
        refuse(ErrorCode.VALUE, f"等次表：“{label}”只能写“不低于”或“超过”")
    return label, limit


def _limit(cell: object, what: str) -> _Limit:
    """Read a limit with or without its side: 95%, ≥95%, 不超过8, 60以上."""
    found = arguments.read(cell, what, lambda value: value, None)
    if not isinstance(found, str):
        return _Limit(None, arguments.number(cell, what))
    plain = text_of(found)
    sign = next((s for s in sorted(_SIGNS, key=len, reverse=True) if plain.startswith(s)), "")
    end = next((s for s in sorted(_BEHIND, key=len, reverse=True) if plain.endswith(s)), "")
    if sign and end:
        refuse(ErrorCode.VALUE, f"{what}：“{plain}”前后都写了要求，请只写一处")
    bare = plain.removeprefix(sign).removesuffix(end)
    edge = _SIGNS[sign] if sign else _BEHIND.get(end)
    return _Limit(edge, arguments.exact(bare, what))
