"""The sheet 方案: a scheme as a clerk edits it, a rule a row, what may be changed marked yellow.

Its sections share one sheet's physical columns: the rules have one for each of theirs, other
sections take several for one. Codes and what only the program goes by stand in grey behind the
printed columns; over each rule stands what it says, in a sentence that the reader passes over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import (
    PLAIN,
    Align,
    Comment,
    DropDownList,
    Highlight,
    Orientation,
    PrintSetup,
    Row,
    Style,
    Table,
    Value,
)
from xl_quality.reports.frame import (
    HEADER,
    SECTION,
    TEXT,
    WideLine,
    fitted,
    spread,
    title_line,
    wrapped_height,
)
from xl_quality.reports.paper import Laid, ReportSection, RowStack, scale_for, stacked
from xl_quality.reports.paper import laid_out as paged
from xl_quality.schemes.sheet import columns
from xl_quality.schemes.sheet.codec import REMARK, TITLE, SchemeSheet
from xl_quality.sheets.cells import address

if TYPE_CHECKING:
    from xl_quality.schemes.sheet.columns import Section, SheetColumn

_ALWAYS: Final = {
    columns.RULES.title: {
        *("clause", "id", "title", "payee", "kind", "measured", "edge", "limit"),
        *("one", "two", "rest", "when", "only_for"),
    },
    columns.CLAUSES.title: {"effective_to"},
}
"""Columns that stay where all of their cells are blank: a clerk may want to fill them."""
_QUIET: Final = {
    columns.HEAD.title: ("id", "group"),
    columns.FACTS_USED.title: ("name", "measure", "within", "parallel"),
    columns.READINGS.title: ("id", "decides"),
    columns.CLAUSES.title: ("mean_rank_of", "verified_on"),
    columns.RULES.title: ("id", "given", "unless", "only_with", "about"),
}
"""Columns of codes, and of what no paper says: grey, at the right, not printed."""
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
_HEAD_HEIGHT: Final = 30.0  # points: narrow columns have titles of two lines
_SIZE: Final = 11
_WASTED: Final = 1000  # room that a column does not need hurts so much less than room it lacks
_SECTION: Final = SECTION._replace(color="1F4E78", wrap=False)
_HINT: Final = Style(size=_SIZE, color="595959")
_READ: Final = Style(size=_SIZE, color="1F4E78", wrap=True, bold=True)
_STALE: Final = "BFBFBF"
"""The colour of what a rule said before somebody changed its row."""
_CODE: Final = TEXT._replace(size=8, color="808080")
_CHUNK: Final = 200  # a text in a formula may have 255 characters
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
    """A column of a section: its place among its own, and the physical columns it takes."""

    column: SheetColumn  # title, note and key
    place: int  # 0-based, among all columns of the section, shown or not
    # start, end: the first physical column, and the one behind the last
    start: int
    end: int


class Block(NamedTuple):
    """One section of the sheet."""

    section: Section  # its title and hint
    first: int  # its title's row in the scheme's rows, 0-based; the header follows
    rows: Sequence[Sequence[str]]  # its records
    columns: Sequence[Placed]  # those that are shown, the printed ones first


Records = list[list[int]]
"""The rows of each record of a section, from 0: its reading, where it has one, and itself."""


class Widths(NamedTuple):
    """The widths of the physical columns: those that are printed, then the others."""

    printed: Sequence[float]
    quiet: Sequence[float]

    @property
    def every(self) -> list[float]:
        """Return all of them."""
        return [*self.printed, *self.quiet]


class _Shown(NamedTuple):
    """A column of a section with its place among the section's own, and how wide it would be."""

    place: int
    column: SheetColumn
    wanted: float


def laid_out(sheet: SchemeSheet) -> tuple[list[Block], Widths]:
    """Return the sections with their columns placed, and the widths of the physical columns."""
    sections = {section.title: section for section in columns.SECTIONS}
    ends = [*sheet.titles[1:], len(sheet.rows) + 1]
    found = []
    for first, end in zip(sheet.titles, ends, strict=True):
        section, rows = sections[sheet.rows[first][0]], sheet.rows[first + 2 : end - 1]
        found.append((section, first, rows, *_shown(section, rows)))
    open_, quiet = next((o, q) for section, *_, o, q in found if section is columns.RULES)
    most = max(len(o) for section, *_, o, _ in found if section is not columns.FEEDS)
    printed = [one.wanted for one in open_] + [_LEAST + 3] * (most - len(open_))
    widths = Widths(printed, [one.wanted for one in quiet])
    blocks = []
    for section, first, rows, shown, codes in found:
        if section is columns.FEEDS or len(codes) > len(widths.quiet):
            room = widths.every if section is columns.FEEDS else widths.printed
            placed = _placed([*shown, *codes], room, 0)
        else:
            behind = len(widths.printed)
            placed = _placed(shown, widths.printed, 0) + _placed(codes, widths.quiet, behind)
        blocks.append(Block(section, first, rows, placed))
    return blocks, widths


def _shown(section: Section, rows: Sequence[Sequence[str]]) -> tuple[list[_Shown], list[_Shown]]:
    """Return the columns of a section that are shown: those for everybody, and the quiet ones."""
    always, quiet = _ALWAYS.get(section.title, ()), _QUIET.get(section.title, ())
    shown = [
        _Shown(place, column, _wanted(column, [row[place] for row in rows]))
        for place, column in enumerate(section.columns)
        if column.key in always or any(row[place] for row in rows)
    ]
    return (
        [one for one in shown if one.column.key not in quiet],
        [one for one in shown if one.column.key in quiet],
    )


def _placed(shown: Sequence[_Shown], widths: Sequence[float], behind: int) -> list[Placed]:
    """Share physical columns, of which so many stand in front, among columns."""
    if not shown:
        return []
    starts = [behind + start for start in _starts([one.wanted for one in shown], widths)]
    return [
        Placed(one.column, one.place, start, end)
        for one, start, end in zip(shown, starts, starts[1:], strict=False)
    ]


def _wanted(column: SheetColumn, texts: Iterable[str]) -> float:
    """Return how wide a column would like to be."""
    lines = (line for text in texts for line in text.split("\n"))
    return fitted([column.title, *lines], _LEAST, _WIDEST.get(column.key, _MOST))


def _starts(wanted: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Share the physical columns among columns of these widths, each at least one.

    >>> _starts([10, 10], [10, 10]), _starts([30, 10], [10, 10, 10, 10]), _starts([5, 50], [10] * 3)
    ([0, 1, 2], [0, 3, 4], [0, 1, 3])
    """
    edges = [0.0, *accumulate(widths)]
    count, behind = len(wanted), len(widths)
    # shortage[n, e]: the least that n columns up to edge e must do without, and where they start
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for number, wish in enumerate(wanted, start=1):
        for end in range(number, behind - (count - number) + 1):
            best[number, end] = min(
                (known[0] + _discomfort(wish, edges[end] - edges[start]), start)
                for start in range(number - 1, end)
                if (known := best.get((number - 1, start))) is not None
            )
    starts = [behind]
    for number in range(count, 0, -1):
        starts.append(best[number, starts[-1]][1])
    return starts[::-1]


def _discomfort(wanted: float, room: float) -> float:
    """Return how bad a column's room is: a text in too little of it wraps, too much is wasted."""
    short = max(0.0, wanted - room) / wanted
    return short * short + abs(room / wanted - 1) / _WASTED


def scheme_table(sheet: SchemeSheet, name: str, readings: Sequence[str] = ()) -> Table:
    """Return the 方案 sheet of a scheme (导入方案), with drop-downs and notes, on A4 landscape.

    Args:
        sheet: the scheme.
        name: of the sheet.
        readings: what each rule says in a sentence, in their order; () = none are written.
    """
    blocks, widths = laid_out(sheet)
    sections = [_section(block, widths, readings) for block in blocks]
    top = _over(_above(sheet, name, widths, told=bool(readings)), widths)
    across, scale = Orientation.LANDSCAPE, scale_for(widths.printed, Orientation.LANDSCAPE)
    laid = paged(top, sections, across, scale)
    records = [
        [laid.places[number, place] for place in range(len(block.rows))]
        for number, block in enumerate(blocks)
    ]
    # where facts come from (取数) stands last: it is the program's business, and not printed
    printed = [
        own
        for own, block in zip(records, blocks, strict=True)
        if block.section is not columns.FEEDS
    ]
    last = max(rows[-1] for own in printed for rows in own)
    return Table(
        name,
        _told_apart(laid, len(widths.every)),
        widths=widths.every,
        merges=laid.merges,
        freeze=(_ABOVE, 0),
        print_setup=PrintSetup(
            across,
            title_rows=(0, 0),
            row_breaks=[row for row in laid.breaks if row <= last],
            scale=scale,
            area=(0, 0, last, len(widths.printed) - 1),
        ),
        choices=[
            one
            for block, own in zip(blocks, records, strict=True)
            for one in _choices(sheet, block, [rows[-1] for rows in own])
        ],
        comments=_comments(blocks, records),
        highlights=_stale(blocks, records, widths),
    )


def _comments(blocks: Sequence[Block], records: Sequence[Records]) -> list[Comment]:
    """Return the notes on column titles, which stand over the first record."""
    return [
        Comment((own[0][0] - 1, one.start), one.column.note)
        for block, own in zip(blocks, records, strict=True)
        for one in block.columns
        if one.column.note and own
    ]


def _stale(blocks: Sequence[Block], records: Sequence[Records], widths: Widths) -> list[Highlight]:
    """Return what greys the reading over a record that was changed."""
    return [
        Highlight((rows[0], 0, rows[0], len(widths.printed) - 1), changed, _STALE)
        for block, own in zip(blocks, records, strict=True)
        for record, rows in zip(block.rows, own, strict=True)
        if len(rows) > 1 and (changed := _changed(block, record, rows[-1]))
    ]


def _told_apart(laid: Laid, width: int) -> list[Row]:
    """Return the rows, all as wide as the sheet; titles repeated overleaf are marked as remarks.

    The reader passes over remarks: a section goes on where its titles stand again.
    """
    rows = [
        row if row.values else row._replace(values=(None,) * width, styles=(PLAIN,) * width)
        for row in laid.rows
    ]
    titles = {section.title for section in columns.SECTIONS}
    seen: set[Value] = set()
    for number, row in enumerate(rows):
        title = row.values[0]
        if title not in titles:
            continue
        if title in seen:
            for at, suffix in ((number, "（续）"), (number + 1, "")):
                first, *others = rows[at].values
                rows[at] = rows[at]._replace(values=(f"{REMARK}{first}{suffix}", *others))
        seen.add(title)
    return rows


def _section(block: Block, widths: Widths, readings: Sequence[str]) -> ReportSection:
    """Return a section: its title and column titles, a record each, its reading over it."""
    width = len(widths.every)
    spans = [(one.start, one.end - 1) for one in block.columns if one.end - one.start > 1]
    title = RowStack([_title(block, width)], [(0, 0, 0, 1), (0, 2, 0, len(widths.printed) - 1)])
    head = RowStack([_header(block, width)], [(0, a, 0, b) for a, b in spans])
    pieces = []
    for number, record in enumerate(block.rows):
        own = RowStack([_record(block, record, widths.every)], [(0, a, 0, b) for a, b in spans])
        if readings and block.section is columns.RULES:
            said = f"{REMARK}{readings[number]}"
            height = wrapped_height([said], [sum(widths.printed)])
            own = stacked([_over([WideLine(said, _READ, height)], widths), own])
        pieces.append(own)
    return ReportSection(stacked([title, head]), pieces)


def _over(lines: Sequence[WideLine], widths: Widths) -> RowStack:
    """Return texts over the printed columns."""
    rows, merges = spread(lines, len(widths.printed))
    rest = len(widths.quiet)
    padded = [
        row._replace(values=(*row.values, *[None] * rest), styles=(*row.styles, *[PLAIN] * rest))
        for row in rows
    ]
    return RowStack(padded, merges)


def _changed(block: Block, record: Sequence[str], row: int) -> str:
    """Return a formula that is true once a cell that may be edited says something else."""
    parts = []
    for one in block.columns:
        value = _value(one.column, record[one.place])
        if not _is_edited(one.column, record[one.place]):
            continue
        cell = f"${address(row, one.start).rstrip('0123456789')}${row + 1}"
        if isinstance(value, str):
            flat = value.replace("\n", "|")
            told = f'SUBSTITUTE({cell},CHAR(10),"|")'
            parts += [
                f"MID({told},{at + 1},{_CHUNK})<>{_quoted(flat[at : at + _CHUNK])}"
                for at in range(0, len(flat), _CHUNK)
            ]
            parts.append(f"LEN({cell})<>{len(value)}")
        else:
            parts.append(f"{cell}<>{value}")
    return f"OR({','.join(parts)})" if parts else ""


def _quoted(text: str) -> str:
    """Return a text as a formula writes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _above(sheet: SchemeSheet, name: str, widths: Widths, *, told: bool) -> list[WideLine]:
    head = dict(zip(sheet.rows[1], sheet.rows[2], strict=False))
    text = (
        f"{REMARK} 黄色格是可以改的数。改好并保存后，计奖时方案写“{name}”或“{head['代号']}”，"
        "就按这张表计算；先点“数据体检”检查一遍（命令行用 check 或 lint）。"
        "想恢复原样，重新导入方案。"
    )
    text += "蓝字是这一款导入时的读法，改了数就变灰，以格里的数为准。" if told else ""
    room = sum(widths.printed)
    hint = WideLine(text, _HINT._replace(wrap=True), wrapped_height([text], [room]))
    return [title_line(f"{TITLE}{head['名称']}"), hint]


def _title(block: Block, width: int) -> Row:
    values = (block.section.title, None, block.section.hint, *[None] * (width - 3))
    return Row(values, (_SECTION, _SECTION, *[_HINT] * (width - 2)), 22)


def _header(block: Block, width: int) -> Row:
    values: list[Value] = [None] * width
    styles = [PLAIN] * width
    for one in block.columns:
        values[one.start] = one.column.title
        styles[one.start : one.end] = [_HEAD] * (one.end - one.start)
    return Row(values, styles, _HEAD_HEIGHT)


def _record(block: Block, record: Sequence[str], widths: Sequence[float]) -> Row:
    values: list[Value] = [None] * len(widths)
    styles = [PLAIN] * len(widths)
    for one in block.columns:
        values[one.start] = _value(one.column, record[one.place])
        quiet = one.column.key in _QUIET.get(block.section.title, ())
        style = _CODE if quiet else _style(one.column, record[one.place])
        styles[one.start : one.end] = [style] * (one.end - one.start)
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
    return style._replace(fill=_EDITABLE) if _is_edited(column, text) else style


def _is_edited(column: SheetColumn, text: str) -> bool:
    """Tell whether a cell holds what a clerk may change."""
    numbers = column.key in _EDITED_IF_NUMBERS and bool(re.search(r"\d", text))
    return bool(text) and (column.key in _EDITED or numbers)


def _choices(sheet: SchemeSheet, block: Block, records: Sequence[int]) -> list[DropDownList]:
    """Return the drop-downs of a section, moved to where its columns and rows stand."""
    own = {one.place: one.start for one in block.columns}
    first, found = block.first + 2, []
    for one in sheet.drop_downs:
        if first <= one.first < first + len(block.rows) and one.column in own:
            beyond = max(0, one.last - first - len(records) + 1)
            last = records[min(one.last - first, len(records) - 1)] + beyond
            column = own[one.column]
            area = (records[one.first - first], column, last, column)
            found.append(DropDownList(area, one.choices))
    return found
