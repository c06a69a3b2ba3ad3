"""The sheet 转为数值清单: which formulas of a copy were replaced by their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Link, PrintSetup, Row, Table
from xl_quality.reports.looks import (
    COUNT,
    TEXT,
    header_row,
    note_row,
    title_row,
    wrapped_height,
)

if TYPE_CHECKING:
    from xl_quality.books.opc.freezing import Frozen, FrozenCell
    from xl_quality.books.tables import Value

SHEET: Final = "转为数值清单"
COLUMNS: Final = ("序号", "位置", "原来的公式", "现在的值", "说明")
_WIDTHS: Final = (7, 26, 56, 16, 40)
_LINK: Final = TEXT._replace(color="0563C1")
_STYLES: Final = (COUNT, _LINK, TEXT, TEXT, TEXT)
_LEFT: Final = "没有算出过值，公式没有换；请在装有本程序的电脑上打开、重算、保存后再转"
_ELSEWHERE: Final = "名称、条件格式或数据验证里的公式，不能换成数值"
_HEADER_ROWS: Final = 3


def frozen_table(found: Frozen, book: str, name: str = SHEET) -> Table:
    """
    Return the sheet that lists the cells.

    Args:
        found: what was replaced and what was not.
        book: name of the original workbook.
        name: of the sheet.
    """
    width = len(COLUMNS)
    count = sum(cell.value is not None for cell in found.cells)
    note = f"由“{book}”另存；本程序的函数 {count} 格已换成数值，不再随数据变化。其他公式没有动。"
    rows = [title_row(SHEET, width), note_row(note, width), header_row(COLUMNS)]
    lines = [_line(cell) for cell in found.cells]
    lines += [(sheet, _shown(formula), None, _ELSEWHERE) for sheet, formula in found.elsewhere]
    for number, line in enumerate(lines, start=1):
        values: tuple[Value, ...] = (number, *line)
        texts = (value.text if isinstance(value, Link) else value for value in values)
        rows.append(Row(values, _STYLES, wrapped_height(texts, _WIDTHS)))
    return Table(
        name,
        rows,
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1)),
    )


def _line(cell: FrozenCell) -> tuple[Value, ...]:
    place = f"{cell.sheet}!{cell.cell}"
    formula = _shown(cell.formula) if cell.formula else "（与同一组公式相同）"
    return Link(place, place), formula, cell.value, _LEFT if cell.value is None else None


def _shown(formula: str) -> str:
    return f"={formula}"
