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
    Comment,
    DropDownList,
    Orientation,
    PrintSetup,
    Row,
    Style,
    Table,
)
from xl_quality.reports.frame import (
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
    from xl_quality.schemes.sheet.columns import Section, SheetColumn

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
_ABOVE: Final = 2  # rows over the first section: the title and how to use the sheet
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


class Placed(NamedTuple):
    """A column of a section: its place among the section's own, and the physical columns it takes.

    Attributes:
        column: title, note and key.
        place: 0-based, among all columns of the section, shown or not.
        start, end: the first physical column, and the one behind the last.
    """

    column: SheetColumn
    place: int
    start: int
    end: int


class Block(NamedTuple):
    """One section of the sheet.

    Attributes:
        section: its title and hint.
        first: its title's row in the scheme's rows, 0-based; the header follows.
        rows: its records.
        columns: those that are shown.
    """

    section: Section
    first: int
    rows: Sequence[Sequence[str]]
    columns: Sequence[Placed]


def laid_out(sheet: SchemeSheet) -> tuple[list[Block], list[float]]:
    """Return the sections with their columns placed, and the widths of the physical columns."""
    sections = {section.title: section for section in columns.SECTIONS}
    ends = [*sheet.titles[1:], len(sheet.rows) + 1]
    found = []
    for first, end in zip(sheet.titles, ends, strict=True):
        section, rows = sections[sheet.rows[first][0]], sheet.rows[first + 2 : end - 1]
        always = _ALWAYS.get(section.title, ())
        shown = [
            (place, column)
            for place, column in enumerate(section.columns)
            if column.key in always or any(row[place] for row in rows)
        ]
        wanted = [_wanted(column, [row[place] for row in rows]) for place, column in shown]
        found.append((section, first, rows, shown, wanted))
    widths = next(list(wanted) for section, *_, wanted in found if section is columns.RULES)
    widths += [_LEAST + 3] * (max(len(wanted) for *_, wanted in found) - len(widths))
    blocks = []
    for section, first, rows, shown, wanted in found:
        starts = _starts(wanted, widths)
        spans = zip(shown, starts, starts[1:], strict=False)
        placed = [Placed(column, place, start, end) for (place, column), start, end in spans]
        blocks.append(Block(section, first, rows, placed))
    return blocks, widths


def _wanted(column: SheetColumn, texts: Iterable[str]) -> float:
    """Return how wide a column would like to be."""
    lines = (line for text in texts for line in text.split("\n"))
    return fitted([column.title, *lines], _LEAST, _WIDEST.get(column.key, _MOST))


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
    choices: list[DropDownList] = []
    comments: list[Comment] = []
    for number, block in enumerate(blocks):
        if number:
            rows.append(blank_row(width, 8))
        first = len(rows)
        rows += [_title(block, width), _header(block, width)]
        rows += [_record(block, record, widths) for record in block.rows]
        merges += [(first, 0, first, 1), (first, 2, first, width - 1)]
        merges += [
            (row, one.start, row, one.end - 1)
            for row in range(first + 1, len(rows))
            for one in block.columns
            if one.end - one.start > 1
        ]
        choices += _choices(sheet, block, first)
        notes = [(one.start, one.column.note) for one in block.columns if one.column.note]
        comments += [Comment((first + 1, start), note) for start, note in notes]
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
    values: list[Value] = [None] * width
    for one in block.columns:
        values[one.start] = one.column.title
    return Row(values, (_HEAD,) * width, HEADER_HEIGHT)


def _record(block: Block, record: Sequence[str], widths: Sequence[float]) -> Row:
    values: list[Value] = [None] * len(widths)
    styles: list[Style] = []
    for one in block.columns:
        values[one.start] = _value(one.column, record[one.place])
        styles += [_style(one.column, record[one.place])] * (one.end - one.start)
    texts = [record[one.place] for one in block.columns]
    rooms = [sum(widths[one.start : one.end]) for one in block.columns]
    return Row(values, styles, wrapped_height(texts, rooms))


def _value(column: SheetColumn, text: str) -> Value:
    if not text:
        return None
    if column.key in _NUMBERS and _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text


def _style(column: SheetColumn, text: str) -> Style:
    style = _SHORT if column.key in _CENTRED or _NUMBER.fullmatch(text) else _CELL
    edited = bool(text) and (
        column.key in _EDITED or (column.key in _EDITED_IF_NUMBERS and bool(re.search(r"\d", text)))
    )
    return style._replace(fill=_EDITABLE) if edited else style


def _choices(sheet: SchemeSheet, block: Block, first: int) -> list[DropDownList]:
    """Return the drop-downs of a section, moved to where its columns and rows stand."""
    own = {one.place: one.start for one in block.columns}
    header, down = block.first + 1, first - block.first
    return [
        DropDownList(
            (one.first + down, own[one.column], one.last + down, own[one.column]), one.choices
        )
        for one in sheet.drop_downs
        if header < one.first <= header + len(block.rows) and one.column in own
    ]
