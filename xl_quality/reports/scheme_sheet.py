"""The sheet 方案: a scheme as a clerk edits it, a rule a row, what may be changed marked yellow.

Its sections share one sheet's physical columns: the rules have one for each of theirs, other
sections take several for one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

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
    SECTION,
    TEXT,
    WideLine,
    blank_row,
    fitted,
    spread,
    title_line,
    wrapped_height,
)
from xl_quality.schemes.sheet import columns
from xl_quality.schemes.sheet.codec import REMARK, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.tables import Value
    from xl_quality.schemes.sheet.codec import SchemeSheet
    from xl_quality.schemes.sheet.columns import Column, Section

_ALWAYS: Final = {
    columns.RULES.title: {
        *("clause", "id", "title", "payee", "kind", "measured", "edge", "limit"),
        *("one", "two", "rest", "when", "only_for"),
    },
    columns.CLAUSES.title: {"effective_to"},
}
"""Columns that stay where all of their cells are blank: a clerk may want to fill them."""
_LEAST, _MOST = 6.0, 14.0
_WIDEST: Final = {
    **dict.fromkeys(("notes", "text"), 60.0),
    **dict.fromkeys(("choices", "label", "facts", "where", "without"), 30.0),
    **dict.fromkeys(("one", "two", "when", "limit"), 17.0),
    "rest": 22.0,
    "document": 20.0,
}
"""The widest a column gets, by key; the others `_MOST`."""
_ABOVE: Final = 2
"""Rows over the first section: the title and how to use the sheet."""
_SIZE: Final = 10
_SECTION: Final = SECTION._replace(color="1F4E78")
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


class Block(NamedTuple):
    """One section of the sheet.

    Attributes:
        section: its title and columns.
        first: its title's row in the scheme's rows, 0-based; the header follows.
        rows: its records.
        kept: indices of the columns that are shown.
        starts: the physical column each of them begins at, and one more: where the last ends.
    """

    section: Section
    first: int
    rows: Sequence[Sequence[str]]
    kept: Sequence[int]
    starts: Sequence[int]

    @property
    def columns(self) -> list[Column]:
        """Return the columns shown."""
        return [self.section.columns[i] for i in self.kept]


def laid_out(sheet: SchemeSheet) -> tuple[list[Block], list[float]]:
    """Return the sections with their columns placed, and the widths of the physical columns.

    The rules have a physical column for each of theirs; other sections take several for one.
    """
    found = {section.title: section for section in columns.SECTIONS}
    ends = [*sheet.titles[1:], len(sheet.rows) + 1]
    blocks = []
    for first, end in zip(sheet.titles, ends, strict=True):
        section = found[sheet.rows[first][0]]
        rows = sheet.rows[first + 2 : end - 1]
        kept = [
            i for i, column in enumerate(section.columns) if _is_shown(section, column, i, rows)
        ]
        blocks.append(Block(section, first, rows, kept, ()))
    wanted = {block.section.title: _wanted(block) for block in blocks}
    widths = wanted[columns.RULES.title]
    most = max(map(len, wanted.values()))
    widths += [_LEAST + 3] * (most - len(widths))
    return [
        block._replace(starts=_starts(wanted[block.section.title], widths)) for block in blocks
    ], widths


def _is_shown(section: Section, column: Column, place: int, rows: Iterable[Sequence[str]]) -> bool:
    return column.key in _ALWAYS.get(section.title, ()) or any(row[place] for row in rows)


def _wanted(block: Block) -> list[float]:
    """Return how wide each column would like to be."""
    return [
        fitted(
            [column.title, *(line for row in block.rows for line in row[i].split("\n"))],
            _LEAST,
            _WIDEST.get(column.key, _MOST),
        )
        for i, column in zip(block.kept, block.columns, strict=True)
    ]


def _starts(wanted: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Share the physical columns among columns of these widths, each at least one.

    >>> _starts([10, 10], [10, 10]), _starts([30, 10], [10, 10, 10, 10]), _starts([5, 50], [10] * 3)
    ([0, 1, 2], [0, 3, 4], [0, 1, 3])
    """
    if len(wanted) == len(widths):
        return list(range(len(widths) + 1))
    edges = [0.0, *accumulate(widths)]
    scale = edges[-1] / sum(wanted)
    starts = [0]
    for number, goal in enumerate(accumulate(wanted[:-1]), start=1):
        rest = len(wanted) - number  # columns still to be placed
        possible = range(starts[-1] + 1, len(widths) - rest + 1)
        starts.append(min(possible, key=lambda edge: abs(edges[edge] - goal * scale)))
    return [*starts, len(widths)]


def scheme_table(sheet: SchemeSheet, name: str) -> Table:
    """Return the 方案 sheet of a scheme (导入方案), with drop-downs and notes, on A4 landscape."""
    blocks, widths = laid_out(sheet)
    width = len(widths)
    rows, merges = spread(_above(sheet, name, widths), width)
    choices: list[Choices] = []
    comments: list[Comment] = []
    for number, block in enumerate(blocks):
        if number:
            rows.append(blank_row(width, 8))
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


def _above(sheet: SchemeSheet, name: str, widths: Sequence[float]) -> list[WideLine]:
    head = dict(zip(sheet.rows[1], sheet.rows[2], strict=False))
    text = (
        f"{REMARK} 黄色格是可以改的数。改好并保存后，计奖时方案写“{name}”或“{head['代号']}”，"
        "就按这张表计算；先点“数据体检”检查一遍（命令行用 check 或 lint）。"
        "想恢复原样，重新导入方案。"
    )
    hint = WideLine(text, _HINT._replace(wrap=True), wrapped_height([text], [sum(widths)]))
    return [title_line(f"{TITLE}{head['名称']}"), hint]


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
