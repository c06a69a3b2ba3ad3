"""Reads the subject columns once to count remarks and name odd cells (缺考数, 问题单元格)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.core.marks import Remark, State
from xl_quality.sheets.cells import Doubt, Reading
from xl_quality.sheets.columns.unread_cells import listed
from xl_quality.sheets.doubts import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.columns.layout import Layout
    from xl_quality.sheets.grid import CellValue

_COUNTED: Final = (State.ABSENT, State.EXEMPT, State.CHEATED)
_EACH: Final = 5
"""Up to so many odd cells of one kind in a column get a finding of their own."""

_WORDS: Final[dict[Doubt, tuple[Severity, str, str]]] = {
    Doubt.TEXT_NUMBER: (
        Severity.NOTE,
        "是文本形式的数字，已按分数读取",
        "可以不改；最好转换为数字",
    ),
    Doubt.ROUNDED: (
        Severity.WARNING,
        "有两位以上小数，已四舍五入到两位",
        "请核对：这一列可能是平均分，或应先定好小数位",
    ),
    Doubt.SIGNED: (
        Severity.ERROR,
        "分数带有符号，不能确定是否计入，没有计分",
        "如果是分数，请改为{}；或" + settings_row("带符号的分数", "计入或不计入"),
    ),
    Doubt.BONUS: (Severity.ERROR, "是“分数+加分”，没有计分", "请改为一个分数：{}"),
    Doubt.NOT_A_MARK: (Severity.ERROR, "不是分数，没有计分", "请改为{}"),
    Doubt.NEGATIVE: (Severity.ERROR, "是负数，没有计分", "请改为{}"),
    Doubt.WRONG_TYPE: (Severity.ERROR, "是日期或逻辑值，不是分数，没有计分", "请改为{}"),
    Doubt.ERROR: (Severity.ERROR, "是错误值，没有计分", "请修正公式或填上{}"),
    Doubt.REMARK_ZERO: (Severity.WARNING, "既写了 0 又写了原因，已按原因处理，不算 0 分", "请核对"),
}

_TOGETHER: Final = (Doubt.TEXT_NUMBER, Doubt.ROUNDED, Doubt.SIGNED)
"""One answer does for all cells of these kinds."""
_INSTEAD: Final = {Doubt.SIGNED: "不带符号的数"}
_SIGNS_SETTLED: Final = "按考核设置“带符号的分数”不计入；要计入请改成“计入”"


def tell_marks(layout: Layout) -> dict[str, int]:
    """Return how often each remark stands in the subjects; odd cells become findings."""
    absent: Counter[str] = Counter()
    reader = layout.reader
    for name, column in layout.subjects.items():
        values = layout.cells(column)
        odd: dict[CellValue, Reading] = {}
        has_flags = bool in layout.view.grid.kinds[column]
        for value in _distinct(values, has_flags=has_flags):
            reading = reader.reading(value)
            mark = reading.mark
            if isinstance(mark, Remark) and mark.state in _COUNTED:
                absent[mark.text] += values.count(value)
            if reading.doubt:
                odd[value] = reading
        if odd:
            _tell_column(layout, name, column, values, odd)
    return dict(sorted(absent.items(), key=lambda item: (-item[1], item[0])))


def _distinct(values: Sequence[CellValue], *, has_flags: bool) -> list[CellValue]:
    """Return what stands in the cells, each once; True, if any is there, is kept apart from 1."""
    distinct: list[CellValue] = list(set(values))
    if has_flags:
        flags = {value for value in values if isinstance(value, bool)}
        return [*(v for v in distinct if not isinstance(v, bool)), *flags]
    return distinct


def _tell_column(
    layout: Layout,
    name: str,
    column: int,
    values: Sequence[CellValue],
    odd: dict[CellValue, Reading],
) -> None:
    flags = any(isinstance(value, bool) for value in odd)  # True is found where 1 is looked up
    cells: dict[Doubt, list[_Place]] = {}
    for row, value in zip(layout.data, values, strict=True):
        if value in odd and (flags or not isinstance(value, bool)):
            place = _Place(layout.view.at(row, column), shown(value), odd[value].proposal)
            cells.setdefault(odd[value].doubt, []).append(place)
    for doubt, places in cells.items():
        each = len(places) <= _EACH and doubt not in _TOGETHER
        for group in [[place] for place in places] if each else [places]:
            found = _finding(layout.view.grid.name, name, doubt, group)
            if doubt is Doubt.SIGNED and layout.override.accept_signs is False:
                found = found._replace(severity=Severity.NOTE, suggestion=_SIGNS_SETTLED)
            layout.doubts.findings.append(found)


class _Place(NamedTuple):
    """One odd cell as a finding shows it."""

    cell: str
    text: str
    proposal: str


def _finding(sheet: str, name: str, doubt: Doubt, places: Sequence[_Place]) -> Finding:
    severity, wrong, action = _WORDS[doubt]
    texts = list(dict.fromkeys(place.text for place in places))
    proposals = {place.proposal for place in places}
    proposal = proposals.pop() if len(proposals) == 1 else ""
    cells = listed([place.cell for place in places])
    where = f"“{name}”{cells}" if len(places) == 1 else f"“{name}”有{len(places)}格（{cells}）"
    return Finding(
        str(doubt),
        severity,
        sheet,
        places[0].cell,
        "、".join(texts[:_EACH]) + ("…" if len(texts) > _EACH else ""),
        f"{where}{wrong}",
        action.format(proposal or _INSTEAD.get(doubt, "分数，缺考的写“缺考”")),
    )
