"""Figures judged by limits (等次、达标): percent is never compared with points or places.

A cell that shows 95 % holds 0.95, so a plain number between 0 and 1 may be a share or points, and 1
may be 100 %. Where both readings give the same answer it is given; otherwise the clerk is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from xl_quality.functions import given_arguments as arguments
from xl_quality.functions.declaring import worksheet_function
from xl_quality.functions.given_arguments import PERCENT, RANK, Quantity, filled_rows
from xl_quality.functions.host_cells import cell_value, leading_words, once, single
from xl_quality.functions.registry import ErrorCode, refuse
from xl_quality.schemes.arithmetic import Edge
from xl_quality.sheets.settings import text_of

_GRADES: Final = (("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", None))
MET: Final = "达标"
NOT_MET: Final = "未达标"
_REST: Final = "其余"
_SIGNS: Final = {
    "≥": Edge.AT_LEAST, ">=": Edge.AT_LEAST, "＞＝": Edge.AT_LEAST, "≧": Edge.AT_LEAST,
    "≤": Edge.AT_MOST, "<=": Edge.AT_MOST, "≦": Edge.AT_MOST,
    ">": Edge.OVER, "<": Edge.UNDER,
    "不低于": Edge.AT_LEAST, "不少于": Edge.AT_LEAST, "不小于": Edge.AT_LEAST,
    "达到": Edge.AT_LEAST, "至少": Edge.AT_LEAST,
    "不超过": Edge.AT_MOST, "不高于": Edge.AT_MOST, "不大于": Edge.AT_MOST,
    "不多于": Edge.AT_MOST, "至多": Edge.AT_MOST, "前": Edge.AT_MOST,
    "超过": Edge.OVER, "高于": Edge.OVER, "大于": Edge.OVER,
    "低于": Edge.UNDER, "不满": Edge.UNDER, "小于": Edge.UNDER, "少于": Edge.UNDER,
}  # fmt: skip
"""Words and signs that may stand before a limit."""
_AHEAD: Final = "前"  # 前8 are places even without 名
_SEAT: Final = "位"  # behind 前8 only: 8位 alone may be so many people
_ALL: Final = Quantity(Fraction(1))  # One of something, or what a cell that shows 100 % holds
_LIKELY: Final = 10
"""From here on a plain number beside a 1 may be percent; below it is a count, as of prizes."""
_BEHIND: Final = {"以上": Edge.AT_LEAST, "及以上": Edge.AT_LEAST, "以内": Edge.AT_MOST,
                  "以下": Edge.AT_MOST, "及以下": Edge.AT_MOST}  # fmt: skip
_EDGES: Final = {**_SIGNS, **_BEHIND, **{edge.value: edge for edge in Edge}}


class _Limit(NamedTuple):
    edge: Edge | None
    value: Quantity


@worksheet_function(
    "等次：按等次表从最好的看起，达到界线即得那个等次。",
    each=("value",),
    cells=_GRADES,
    examples=(
        ("=GRADE_OF(85,A1:B4)", "良好"),
        ("=GRADE_OF(59.9,A1:B4)", "不合格"),
        ('=GRADE_OF("85%",A1:B4)', "#VALUE!", "界线是分数，得分是百分数"),
    ),
    value="得分或比率",
    grades="等次表两列：等次、界线，从最好的写起；最后一等界线留空＝其余。界线和得分同是分数或同是百分数",
)
def grade_of(value: object, grades: object) -> str:
    """Return the grade (等次) that a figure reaches.

    >>> grade_of(85, [("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", None)])
    '良好'
    """
    figure = arguments.needed_quantity(value, "数值")
    if figure.unit == RANK:
        refuse(f"等次按得分或比率评，写的是名次“{figure.text}”")
    steps: list[tuple[str, _Limit | None]] = once(grades, "grades", lambda: _grades(grades))

    def reached(figure: Fraction) -> str:
        for label, limit in steps:
            if limit is None or (limit.edge or Edge.AT_LEAST).holds(figure, limit.value.figure):
                return label
        return ""

    limits = [limit.value for _, limit in steps if limit]
    _refuse_mixed(figure, limits, reached, "界线")
    _refuse_all(figure, limits, "界线")
    label = reached(figure.figure)
    if not label:
        reason = f"{figure.text}不在任何等次内：请在等次表最后加一行，界线留空"
        refuse(reason, ErrorCode.NOT_AVAILABLE)
    return label


@worksheet_function(
    "指标达成：达标或未达标。目标可以连要求一起写，如“≥95%”“不超过8”“前8名”。",
    each=("actual", "target"),
    examples=(
        ('=MET(0.96,"≥95%")', "达标"),
        ('=MET(9,8,"不超过")', "未达标", "名次要在8名以内"),
        ('=MET(8,"前8名")', "达标"),
        ('=MET("96%",95)', "#VALUE!", "一个是百分数，一个不是"),
    ),
    actual="实际值，如 96%、0.96、8、第8名",
    target="目标值，如 95%、≥95%、不超过8、前8名；和实际值同是分数或同是百分数",
    edge="要求：不低于（默认）、超过、不超过、低于；名次总是不超过",
)
def met(actual: object, target: object, edge: object = None) -> str:
    """Say whether a figure meets its target: 达标 or 未达标.

    >>> met("95%", 0.95), met(2.1, "≤2分"), met(6, 8, "不超过"), met("第6名", "前8名")
    ('达标', '未达标', '达标', '达标')
    """
    figure = arguments.needed_quantity(actual, "实际值")
    limit = _limit(target, "目标值")
    asked = arguments.word(edge, "要求", _EDGES, None)
    if asked and limit.edge and asked is not limit.edge:
        refuse(f"目标里写的是“{limit.edge.label}”，要求里写的是“{asked.label}”：请只写一处")
    side = asked or limit.edge or (Edge.AT_MOST if figure.unit == RANK else Edge.AT_LEAST)
    _refuse_odd_places(figure, limit.value, side)

    def reached(figure: Fraction) -> str:
        return MET if side.holds(figure, limit.value.figure) else NOT_MET

    _refuse_mixed(figure, [limit.value], reached, "目标")
    if side.rising:  # 1 of at most 30 is a place
        _refuse_all(figure, [limit.value], "目标")
    return reached(figure.figure)


def _refuse_odd_places(figure: Quantity, limit: Quantity, side: Edge) -> None:
    """Refuse a place that is none, or one that is to be as large as possible."""
    units = {figure.unit, limit.unit}
    if RANK not in units or PERCENT in units:
        return
    if side.rising:
        refuse(
            f"“{side.label}{limit.text}”：名次越小越好，看不出要在前面还是后面，"
            f"请写“前{arguments.shown(limit.figure)}名”"
        )
    for one in (figure, limit):
        if one.figure < 1:
            refuse(f"名次要从 1 起，写的是{one.text}")


def _refuse_mixed(
    figure: Quantity, limits: Sequence[Quantity], reached: Callable[[Fraction], str], what: str
) -> None:
    """Refuse a figure that cannot be compared with limits without a guess.

    Args:
        figure: what is judged.
        limits: what it is judged by.
        reached: what a figure in the unit of the limits reaches.
        what: what a limit is called.

    Raises:
        RefusedCallError: one is percent and the other is not, or may not be.
    """
    other = next((limit for limit in limits if _differ(figure, limit)), None)
    if other is not None:
        reason = f"{what}写的是{other.text}，这里是{figure.text}：请写成同一种，"
        refuse(reason + "都写百分数（如 95%）或都不写百分数")
    points = next((limit for limit in limits if not limit.unit and limit.figure > 1), None)
    if figure.unit or not figure.is_share or points is None:
        return
    if reached(figure.figure) != reached(figure.figure * 100):
        _ask(figure, points, what)


def _refuse_all(figure: Quantity, limits: Sequence[Quantity], what: str) -> None:
    """Refuse 1 beside 95, and 95 beside 1: the cell of the 1 may show 100 %.

    Raises:
        RefusedCallError: it makes a difference which is meant.
    """
    if figure == _ALL:
        if likely := next((limit for limit in limits if _is_likely(limit)), None):
            _ask(figure, likely, what)
    elif _ALL in limits and _is_likely(figure) and figure.figure < 100:  # noqa: PLR2004 - 100 %
        refuse(
            f"{what}写的是1，这里是{figure.text}：1 是100%吗？"
            f"是的请把这里写成“{figure.text}%”，不是的请把{what}写成“1分”"
        )


def _is_likely(one: Quantity) -> bool:
    return not one.unit and one.figure >= _LIKELY


def _ask(figure: Quantity, limit: Quantity, what: str) -> None:
    """Ask whether a figure is points or percent.

    Raises:
        RefusedCallError: always.
    """
    percent = Quantity(figure.figure, PERCENT).text
    refuse(
        f"{what}写的是{limit.text}，这里是{figure.text}：是{figure.text}分，还是{percent}？"
        f"请把{what}写成“{limit.text}分”或“{limit.text}%”"
    )


def _differ(one: Quantity, limit: Quantity) -> bool:
    """Say whether two figures are of different kinds: percent and points, points and places."""
    if one.unit and limit.unit:
        return one.unit != limit.unit
    if limit.is_share:
        return bool(one.unit not in {"", PERCENT}) or (not one.unit and one.figure > 1)
    return one.unit == PERCENT and limit.figure > 1


def _grades(grades: object) -> list[tuple[str, _Limit | None]]:
    wanted = "等次表要两列：等次、界线（最后一等的界线留空＝其余）"
    rows = filled_rows(grades, 2, wanted)
    headings = leading_words([[row[1]] for row in rows], lambda row, _: _is_limit(rows[row][1]))
    steps = [_grade(row) for row in rows[len(headings) :]]
    for (label, limit), (below, lower) in pairwise(steps):
        if limit is None:
            refuse(f"等次表：“{label}”没有写界线，只有最后一等可以不写")
        if lower is None:
            continue
        if _differ(limit.value, lower.value) or _differ(lower.value, limit.value):
            refuse(
                f"等次表：“{label}”的界线是{limit.value.text}，“{below}”的是{lower.value.text}，"
                "请都写百分数或都不写"
            )
        if lower.value.figure >= limit.value.figure:
            reason = f"等次表：“{below}”的界线没有比“{label}”低，请从最好的等次写起"
            refuse(reason)
    return steps


def _is_limit(cell: object) -> bool:
    """Say whether a cell of limits is no word above them; the last one may be 其余."""
    value = cell_value(cell)
    return not isinstance(value, str) or value == _REST or any(map(str.isdigit, value))


def _grade(row: Sequence[object]) -> tuple[str, _Limit | None]:
    label = arguments.text(row[0])
    if not label:
        refuse("等次表：有一行没有写等次的名称")
    if cell_value(row[1]) in (None, _REST):
        return label, None
    limit = _limit(row[1], f"“{label}”的界线")
    if limit.edge is not None and not limit.edge.rising:
        refuse(f"等次表：“{label}”只能写“不低于”或“超过”")
    return label, limit


def _limit(cell: object, what: str) -> _Limit:
    """Read a limit with or without its side: 95%, ≥95%, 不超过8, 60以上, 前8名."""
    found = single(cell)
    if not isinstance(found, str):
        return _Limit(None, arguments.needed_quantity(cell, what))
    plain = text_of(found)
    sign = next((s for s in sorted(_SIGNS, key=len, reverse=True) if plain.startswith(s)), "")
    end = next((s for s in sorted(_BEHIND, key=len, reverse=True) if plain.endswith(s)), "")
    before, behind = _SIGNS.get(sign), _BEHIND.get(end)
    if before and behind and before is not behind:
        refuse(f"{what}：“{plain}”前后都写了要求，请只写一处")
    plain = plain.removeprefix(sign).removesuffix(end)
    value = arguments.quantity(plain.removesuffix(_SEAT) if sign == _AHEAD else plain, what)
    if sign == _AHEAD and not value.unit:
        value = value._replace(unit=RANK)
    edge = before or behind
    return _Limit(Edge.AT_MOST if value.unit == RANK and edge is None else edge, value)
