"""The sheet 方案: a scheme as a clerk edits it, a rule a row, what may be changed marked yellow."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import (
    Align,
    Choices,
    Comment,
    Orientation,
    PrintSetup,
    Row,
    Style,
    Table,
)
from xl_quality.reports.looks import (
    HEADER,
    HEADER_HEIGHT,
    PLAIN,
    TEXT,
    title_row,
    wrapped_height,
)
from xl_quality.reports.scheme_layout import laid_out
from xl_quality.schemes.sheet.sections import REMARK, TITLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Value
    from xl_quality.reports.scheme_layout import Block
    from xl_quality.schemes.sheet.forms import Column
    from xl_quality.schemes.sheet.writing import SchemeSheet

_ABOVE: Final = 2
"""Rows over the first section: the title and how to use the sheet."""
_SIZE: Final = 10
_SECTION: Final = Style(bold=True, size=12, font="黑体", color="1F4E78")
_HINT: Final = Style(size=_SIZE, color="595959")
_CELL: Final = TEXT._replace(size=_SIZE)
_SHORT: Final = _CELL._replace(align=Align.CENTER)
_HEAD: Final = HEADER._replace(size=_SIZE)
_EDITABLE: Final = "FFF2CC"
_NUMBERS: Final = frozenset(("limit", "one", "two", "pot", "at_least", "at_most"))
"""Columns whose plain numbers are written as numbers."""
_EDITED: Final = _NUMBERS | {"edge", "default", "effective_to"}
"""Columns a clerk edits; of `_EDITED_IF_NUMBERS` those cells that hold a number."""
_EDITED_IF_NUMBERS: Final = frozenset(("when", "rest", "measured"))
_CENTRED: Final = frozenset(
    ("clause", "payee", "kind", "edge", "table", "scope", "applies_to", "unit", "default")
) | {"effective_from", "effective_to", "verified_on", "limit"}
_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


def scheme_table(sheet: SchemeSheet, name: str) -> Table:
    """
    Return the 方案 sheet of a scheme (导入方案), with drop-downs and notes, on A4 landscape.

    Args:
        sheet: the scheme's rows; `schemes.sheet.reading.scheme_of` reads the table back.
        name: of the sheet.
    """
    blocks, widths = laid_out(sheet)
    width = len(widths)
    rows = [*_above(sheet, name, widths)]
    merges = [(row, 0, row, width - 1) for row in range(_ABOVE)]
    choices: list[Choices] = []
    comments: list[Comment] = []
    for number, block in enumerate(blocks):
        if number:
            rows.append(Row((None,) * width, (PLAIN,) * width, 8))
        first = len(rows)
        rows += [_title(block, width), _header(block, width)]
        rows += [_record(block, record, widths) for record in block.rows]
        merges += [(first, 0, first, 1), (first, 2, first, width - 1)]
        merges += _merges(block, range(first + 1, len(rows)))
        choices += _choices(sheet, block, first)
        comments += _comments(block, first + 1)
    return Table(
        name,
        rows,
        widths=widths,
        merges=merges,
        freeze=(_ABOVE, 0),
        print_setup=PrintSetup(
            Orientation.LANDSCAPE,
            title_rows=(0, 0),
            area=(0, 0, len(rows) - 1, width - 1),
        ),
        choices=choices,
        comments=comments,
    )


def _above(sheet: SchemeSheet, name: str, widths: Sequence[float]) -> list[Row]:
    head = dict(zip(sheet.rows[1], sheet.rows[2], strict=False))
    text = (
        f"{REMARK} 黄色格是可以改的数。改好并保存后，计奖时方案写“{name}”或“{head['代号']}”，"
        "就按这张表计算；先点“数据体检”检查一遍（命令行用 check 或 lint）。"
        "想恢复原样，重新导入方案。"
    )
    width = len(widths)
    style = _HINT._replace(wrap=True)
    hint = Row(
        (text, *[None] * (width - 1)), (style,) * width, wrapped_height([text], [sum(widths)])
    )
    return [title_row(f"{TITLE}{head['名称']}", width), hint]


def _title(block: Block, width: int) -> Row:
    values = (block.section.title, None, block.section.hint, *[None] * (width - 3))
    return Row(values, (_SECTION, _SECTION, *[_HINT] * (width - 2)), 22)


def _header(block: Block, width: int) -> Row:
    values = _spread(block, [column.title for column in block.columns], width)
    return Row(values, (_HEAD,) * width, HEADER_HEIGHT)


def _record(block: Block, record: Sequence[str], widths: Sequence[float]) -> Row:
    texts = [record[i] for i in block.kept]
    columns = block.columns
    styles: list[Style] = []
    for column, text, start, end in zip(
        columns, texts, block.starts, block.starts[1:], strict=False
    ):
        styles += [_style(column, text)] * (end - start)
    spans = [
        sum(widths[start:end]) for start, end in zip(block.starts, block.starts[1:], strict=False)
    ]
    values = [_value(column, text) for column, text in zip(columns, texts, strict=True)]
    height = wrapped_height(texts, spans)
    return Row(_spread(block, values, len(widths)), styles, height)


def _spread(block: Block, values: Sequence[Value], width: int) -> list[Value]:
    """Put each value into the first of its physical columns."""
    cells: list[Value] = [None] * width
    for start, value in zip(block.starts, values, strict=False):
        cells[start] = value
    return cells


def _value(column: Column, text: str) -> Value:
    if not text:
        return None
    if column.key in _NUMBERS and _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text


def _style(column: Column, text: str) -> Style:
    style = _SHORT if column.key in _CENTRED or _NUMBER.fullmatch(text) else _CELL
    edited = bool(text) and (
        column.key in _EDITED or (column.key in _EDITED_IF_NUMBERS and bool(re.search(r"\d", text)))
    )
    return style._replace(fill=_EDITABLE) if edited else style


def _merges(block: Block, rows: range) -> list[tuple[int, int, int, int]]:
    spans = list(zip(block.starts, block.starts[1:], strict=False))
    return [(row, start, row, end - 1) for row in rows for start, end in spans if end - start > 1]


def _choices(sheet: SchemeSheet, block: Block, first: int) -> list[Choices]:
    """Return the drop-downs of a section, moved to where its columns and rows stand."""
    own = dict(zip(block.kept, block.starts, strict=False))
    header = block.first + 1
    return [
        Choices(
            (
                first + one.first - block.first,
                own[one.column],
                first + one.last - block.first,
                own[one.column],
            ),
            one.choices,
        )
        for one in sheet.drop_downs
        if header < one.first <= header + len(block.rows) and one.column in own
    ]


def _comments(block: Block, row: int) -> list[Comment]:
    return [
        Comment((row, start), column.note)
        for column, start in zip(block.columns, block.starts, strict=False)
        if column.note
    ]
