"""A table as a worksheet part: rows, drop-downs, notes (批注), print setup.

Rows that look alike share a template, filled once a row. What is written is parsed as it is made,
but for rows of a block that are made of what was parsed before. Short lists of a drop-down stand in
the rule itself, long ones in hidden columns of the sheet. A note has a text and a box in which
Excel shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import chain, groupby, pairwise, repeat
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.opc.xml import DECLARATION, Dialect, XmlCheck, escaped, quoted
from xl_quality.books.tables import (
    CONFIDENTIAL,
    PLAIN,
    Comment,
    DropDownList,
    Formula,
    Link,
    Orientation,
    PrintSetup,
    Row,
    RowBlock,
    Style,
    Table,
    Value,
    parts_of,
)
from xl_quality.sheets.cells import MOST_COLUMNS, MOST_ROWS, Area, address, column_letter

if TYPE_CHECKING:
    from xl_quality.books.opc.styles import StyleSheet

LONGEST_TEXT: Final = 32_767  # UTF-16 units that Excel allows in a cell
_ROW_MARK: Final = "\x00"
_NEEDS_CARE: Final = re.compile(
    "[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_"
)
_CODED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_BLANK: Final = re.compile(r"\s")
"""A text with any keeps its blanks by `xml:space`: XML would allow to drop those at its edges."""
_NOT_PLAIN: Final = re.compile(f"{_BLANK.pattern}|{_NEEDS_CARE.pattern}")
_TEXT: Final = '" t="inlineStr"><is><t>%s</t></is></c>'
_KEPT_TEXT: Final = '" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>'
_NUMBER: Final = '"><v>%s</v></c>'
_NOTHING: Final = '"/>%.0s'


class BlankedText(str):
    """Stands for the type of a text with blanks."""

    __slots__ = ()


_ENDINGS: Final[dict[type, str]] = {
    str: _TEXT,
    BlankedText: _KEPT_TEXT,
    int: _NUMBER,
    Decimal: _NUMBER,
    type(None): _NOTHING,
    bool: '" t="b"><v>%d</v></c>',
    Link: _KEPT_TEXT,
}
_VML_HEAD: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke '
    'joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX_COLUMNS: Final = 3
_LINE_CHARACTERS: Final = 16
_FIT_TO_PAGE: Final = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_A4: Final = 9
_MARGINS: Final = (
    '<pageMargins left="0.59" right="0.59" top="0.79" bottom="0.79" header="0.39" footer="0.39"/>'
)
_AT_ONCE: Final = 1 << 16  # bytes that are packed together
_BLOCK_ROWS: Final = 200  # of a block that are made together
_MOST_BREAKS: Final = 1_026  # that Excel allows on a sheet, across or down
_LONGEST_RULE: Final = 255  # UTF-16 units that Excel allows in the list of a rule


_QUICK_TYPES: Final = frozenset({str, int, type(None)})  # of cells that are written in one go


class SheetParts(NamedTuple):
    """What surrounds a sheet: relationship ids, ``""`` where there is none, and its neighbours."""

    drawing: str = ""  # the charts
    notes: str = ""  # the shapes of the comments
    source: str = ""  # the workbook that links lead to where this one has no such sheet
    sheets: Collection[str] = ()  # the names of all sheets of this workbook, in lower case


class AlikeRows(bytes):
    """Rows of a template and of kinds of cells, or the very row, that were parsed before."""

    __slots__ = ()


def sheet_xml(
    table: Table, choices: ChoiceLists, styles: StyleSheet, dialect: Dialect, parts: SheetParts
) -> Iterator[bytes]:
    """Yield a table as the XML of a worksheet part, some rows at a time: a sheet may be large.

    Raises:
        ValueError: the table contradicts itself (styles not parallel to values).
        XmlError: what was made is not well formed.
    """
    check = XmlCheck()
    check.take(DECLARATION)
    yield DECLARATION
    for kind, own in groupby(_pieces(table, choices, styles, dialect, parts), type):
        for chunk in _chunks(own):
            if kind is not AlikeRows:
                check.take(chunk)
            yield chunk
    check.end()


def _chunks(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """Yield pieces in UTF-8, many together."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece if isinstance(piece, bytes) else piece.encode())
        size += len(piece)
        if size > _AT_ONCE:
            yield b"".join(waiting)
            waiting.clear()
            size = 0
    yield b"".join(waiting)


def _pieces(
    table: Table, choices: ChoiceLists, styles: StyleSheet, dialect: Dialect, parts: SheetParts
) -> Iterator[str | bytes]:
    extent = area_address((0, 0, max(len(table.rows), 1) - 1, max(table.width, 1) - 1))
    yield f'<worksheet xmlns="{dialect.main}" xmlns:r="{dialect.relationships}">'
    yield _FIT_TO_PAGE if table.print_setup.scale is None else ""
    yield f'<dimension ref="{extent}"/>'
    yield _view(table.freeze)
    yield '<sheetFormatPr defaultRowHeight="15"/>'
    yield _columns(table.widths, choices.hidden_columns)
    yield "<sheetData>"
    linked = yield from rows_xml(choices.rows, styles.cell_look)
    yield "</sheetData>"
    yield f'<autoFilter ref="{area_address(table.filtered)}"/>' if table.filtered else ""
    yield _merges(table)
    yield from _highlights(table, styles)
    yield choices.xml
    yield _links(table.name, linked, parts)
    yield _page(table.print_setup, confidential=table.confidential)
    # spare the clerk the green triangles on pupil numbers, which are text on purpose
    yield f'<ignoredErrors><ignoredError sqref="{extent}" numberStoredAsText="1"/></ignoredErrors>'
    yield f'<drawing r:id="{parts.drawing}"/>' if parts.drawing else ""
    yield f'<legacyDrawing r:id="{parts.notes}"/>' if parts.notes else ""
    yield "</worksheet>"


def _view(freeze: tuple[int, int]) -> str:
    rows, columns = freeze
    if not rows and not columns:
        return '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    split = (f' xSplit="{columns}"' if columns else "") + (f' ySplit="{rows}"' if rows else "")
    corner = {(True, True): "bottomRight", (True, False): "bottomLeft"}.get(
        (bool(rows), bool(columns)), "topRight"
    )
    pane = f'<pane{split} topLeftCell="{address(rows, columns)}" activePane="{corner}" '
    return (
        f'<sheetViews><sheetView workbookViewId="0">{pane}state="frozen"/>'
        f'<selection pane="{corner}"/></sheetView></sheetViews>'
    )


def _columns(widths: Sequence[float], hidden: Sequence[int]) -> str:
    columns = [
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    ]
    columns += [
        f'<col min="{column + 1}" max="{column + 1}" width="9" hidden="1" customWidth="1"/>'
        for column in hidden
    ]
    return f"<cols>{''.join(columns)}</cols>" if columns else ""


def _merges(table: Table) -> str:
    areas = [area for area in table.merges if area[:2] != area[2:]]
    merges = "".join(f'<mergeCell ref="{area_address(area)}"/>' for area in areas)
    return f'<mergeCells count="{len(areas)}">{merges}</mergeCells>' if areas else ""


def _highlights(table: Table, styles: StyleSheet) -> Iterator[str]:
    for priority, highlight in enumerate(table.highlights, 1):
        yield (
            f'<conditionalFormatting sqref="{area_address(highlight.area)}">'
            f'<cfRule type="expression" dxfId="{styles.change_of_look(highlight)}" '
            f'priority="{priority}"><formula>{escaped(highlight.formula)}</formula></cfRule>'
            "</conditionalFormatting>"
        )


def _links(sheet: str, linked: Iterable[tuple[int, Row]], parts: SheetParts) -> str:
    links = [
        _link(address(row_index, column), value, sheet, parts)
        for row_index, row in linked
        for column, value in enumerate(row.values)
        if isinstance(value, Link)
    ]
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if any(links) else ""


def _link(cell: str, link: Link, own_sheet: str, parts: SheetParts) -> str:
    """Return one hyperlink; ``""`` where its sheet is nowhere: a dead link helps nobody."""
    sheet = link.target.sheet or own_sheet
    inside = sheet.casefold() in parts.sheets
    if not inside and not parts.source:
        return ""
    outside = "" if inside else f' r:id="{parts.source}"'
    place = quoted(f"{quoted_sheet(sheet)}!{link.target.address}")
    return f'<hyperlink ref="{cell}"{outside} location={place} display={quoted(link.text)}/>'


def _page(setup: PrintSetup, *, confidential: bool) -> str:
    lies = "landscape" if setup.orientation is Orientation.LANDSCAPE else "portrait"
    header = _confidential_header(setup.header) if confidential else setup.header
    lines = (f"<oddHeader>{escaped(header)}</oddHeader>" if header else "") + (
        f"<oddFooter>{escaped(setup.footer)}</oddFooter>" if setup.footer else ""
    )
    return (
        f'<printOptions horizontalCentered="1"/>{_MARGINS}'
        f'<pageSetup paperSize="{_A4}" orientation="{lies}"{_size(setup)}/>'
        + (f'<headerFooter scaleWithDoc="0">{lines}</headerFooter>' if lines else "")
        + _breaks("rowBreaks", setup.row_breaks, MOST_COLUMNS - 1)
        + _breaks("colBreaks", setup.column_breaks, MOST_ROWS - 1)
    )


def _size(setup: PrintSetup) -> str:
    if setup.scale is None:
        return ' fitToWidth="1" fitToHeight="0"'
    return f' scale="{setup.scale}"'


def _breaks(element: str, places: Sequence[int], across: int) -> str:
    """Return page breaks in front of 0-based rows or columns, each over the whole sheet."""
    if not places:
        return ""
    places = places[:_MOST_BREAKS]  # with one more Excel calls the workbook damaged
    count = len(places)
    breaks = "".join(f'<brk id="{place}" max="{across}" man="1"/>' for place in places)
    return f'<{element} count="{count}" manualBreakCount="{count}">{breaks}</{element}>'


def _confidential_header(header: str) -> str:
    """Return a header with 内部资料 at its left.

    >>> _confidential_header(""), _confidential_header("期末成绩"), _confidential_header("&L甲&C乙")
    ('&L内部资料', '&L内部资料&C期末成绩', '&L内部资料 甲&C乙')
    """
    if "&L" in header:
        return header.replace("&L", f"&L{CONFIDENTIAL} ", 1)
    if header and not header.startswith(("&C", "&R")):
        header = "&C" + header
    return f"&L{CONFIDENTIAL}{header}"


def rows_xml(
    rows: Sequence[Row], look: Callable[[Style], int]
) -> Generator[bytes, None, list[tuple[int, Row]]]:
    """Yield the ``<row>`` elements of a table, from row 1 on; return those with links, from 0.

    *look* gives the index of the cell format of a style; rows that share a styles tuple are
    written fastest, then those that look alike.

    Raises:
        ValueError: a row has not as many styles as values, or a number is not finite.
    """
    looks = _Looks(look)
    shapes = _Shapes(looks)
    blocks = _BlockWriter(looks, shapes)
    parsed: set[int] = set()
    linked: list[tuple[int, Row]] = []
    # one object that stands in many places, as a heading on each page does, is filled in once
    seen: set[int] = set()
    filled: dict[int, bytes] = {}
    for first, row in parts_of(rows):
        number = first + 1
        if isinstance(row, RowBlock):
            yield from blocks.rows(row, number)
        elif id(row) in filled:
            yield AlikeRows(filled[id(row)].replace(_ROW_MARK.encode(), b"%d" % number))
        else:
            shape, filling, plain = shapes.of(row)
            if shape.linked:
                linked.append((first, row))
            elif id(row) in seen:
                filled[id(row)] = (shape.template % filling).encode()
            seen.add(id(row))
            xml = (str(number).join(shape.pieces) % filling).encode()
            yield AlikeRows(xml) if plain and id(shape) in parsed else xml
            parsed.add(id(shape))
    return linked


class _Looks:
    """The cell formats of styles; the styles of a table stay there as long as it is written."""

    def __init__(self, look: Callable[[Style], int]) -> None:
        self._look = look
        self._known: dict[int, int] = {}
        self._rows: dict[int, tuple[int, ...]] = {}

    def of(self, styles: Sequence[Style]) -> tuple[int, ...]:
        """Return the index of the cell format of each style of a row."""
        if id(styles) not in self._rows:
            self._rows[id(styles)] = tuple(map(self._one, styles))
        return self._rows[id(styles)]

    def _one(self, style: Style) -> int:
        if id(style) not in self._known:
            self._known[id(style)] = self._look(style)
        return self._known[id(style)]


class _Shapes:
    """The shapes of rows, each made once; a row's styles stay there as long as it is written."""

    def __init__(self, looks: _Looks) -> None:
        self._looks = looks
        self._known: dict[tuple[object, ...], _Shape] = {}

    def of(self, row: Row) -> tuple[_Shape, tuple[object, ...], bool]:
        """Return the shape of a row, its values as they go into it, and whether all are plain.

        Plain values stand in the XML as they are, texts with blanks among them.
        """
        values = tuple(row.values)
        shape = self._by_kinds(row, tuple(map(type, values)))
        if shape.plain:
            joined = "".join([values[i] for i in shape.texts])  # type: ignore[misc]  # they are
            letters = joined.isalnum()  # and digits: nothing that needs care, no blanks
            if (
                (letters or not _NEEDS_CARE.search(joined))
                and len(joined) <= LONGEST_TEXT // 2
                and all(map(Decimal.is_finite, [values[i] for i in shape.decimals]))  # type: ignore[arg-type]  # they are
            ):
                if not letters and _BLANK.search(joined):  # which of them decides how all look
                    shape = self._by_kinds(row, tuple(map(_kind, values)))
                return shape, values, True
        shape = self._by_kinds(row, tuple(map(_kind, values)))
        return shape, tuple(map(_piece, values)), False

    def _by_kinds(self, row: Row, kinds: tuple[object, ...]) -> _Shape:
        key = (id(row.styles), row.height, kinds)
        if key not in self._known:  # other objects may look the same
            own = self._looks.of(row.styles)
            alike = (own, *key[1:])
            shape = self._known.get(alike) or _shape(kinds, own, row.height)
            self._known[key] = self._known[alike] = shape
        return self._known[key]


_CellKind = tuple[int, object]
"""How a cell is written: its look, and the kind of its value or a text that is escaped."""


class _Template(NamedTuple):
    """What is said of one thing in a block: pieces of XML between which its row numbers stand."""

    above: Sequence[Sequence[bytes]]  # of each row above
    opening: Sequence[bytes]  # of the thing's own row, up to the first cell
    # looks, ends: of each of its cells, and what stands behind it
    looks: Sequence[int]
    ends: Sequence[str]
    below: Sequence[Sequence[bytes]]


class _BlockWriter:
    """Writes blocks: a template for all that is said of one thing, filled from the columns.

    What stands in a block is known by the object: it is there as long as the table is written.
    """

    def __init__(self, looks: _Looks, shapes: _Shapes) -> None:
        self._looks = looks
        self._shapes = shapes
        self._templates: dict[tuple[int, int, int, float], _Template] = {}
        self._cells: dict[tuple[int, str], dict[int, bytes]] = {}
        self._parsed: set[_CellKind] = set()

    def rows(self, block: RowBlock, first: int) -> Iterator[bytes]:
        """Yield the ``<row>`` elements of a block from a 1-based row on, some at a time.

        The first rows of a template, and rows with a kind of cell that was not met, are to be
        parsed; the others are `AlikeRows`.
        """
        key = (id(block.above), id(block.below), id(block.styles), block.height)
        new = key not in self._templates
        if new:
            self._templates[key] = self._template(block)
        template = self._templates[key]
        columns = list(zip(block.columns, template.looks, template.ends, strict=True))
        step = block.length // block.times
        starts = [*([0] if new else []), *range(int(new), block.times, _BLOCK_ROWS)]
        for start, end in pairwise([*starts, block.times]):
            filled = [self._filled(own[start:end], look, tail) for own, look, tail in columns]
            kinds = frozenset[_CellKind]().union(*(own for _, own in filled))
            numbers = range(first + start * step, first + end * step)
            xml = _numbered(template, numbers, [own for own, _ in filled])
            known = not (new and start == 0) and kinds <= self._parsed
            self._parsed |= kinds
            yield AlikeRows(xml) if known else xml

    def _template(self, block: RowBlock) -> _Template:
        letters = map(column_letter, range(1, len(block.styles)))
        return _Template(
            [self._pieces(row) for row in block.above],
            [b'<row r="', f'"{_height(block.height)}><c r="A'.encode()],
            self._looks.of(block.styles),
            [*(f'<c r="{letter}' for letter in letters), "</row>"],
            [self._pieces(row) for row in block.below],
        )

    def _pieces(self, row: Row) -> list[bytes]:
        shape, filling, _ = self._shapes.of(row)
        return (shape.template % filling).encode().split(_ROW_MARK.encode())

    def _filled(
        self, values: Sequence[Value], look: int, end: str
    ) -> tuple[Sequence[bytes], AbstractSet[_CellKind]]:
        """Return what stands behind the row number in each cell of a column, and the new kinds."""
        known = self._cells.setdefault((look, end), {})
        try:
            return [known[id(value)] for value in values], frozenset()
        except KeyError:
            distinct = dict(zip(map(id, values), values, strict=True))
        if 2 * len(distinct) > len(values):  # names and places hardly come again
            return _cells(values, look, end)
        cells, kinds = _cells(list(distinct.values()), look, end)
        known |= dict(zip(distinct, cells, strict=True))
        return [known[id(value)] for value in values], kinds


def _numbered(template: _Template, numbers: range, columns: Sequence[Sequence[bytes]]) -> bytes:
    """Return rows by their numbers and what stands behind the number in each cell."""
    opening = (repeat(piece, len(columns[0])) for piece in template.opening)
    own = zip(*opening, *columns, strict=True)
    rows = [*map(repeat, template.above), own, *map(repeat, template.below)]
    numbered = [
        map(bytes.join, map(b"%d".__mod__, numbers[at :: len(rows)]), pieces)
        for at, pieces in enumerate(rows)
    ]
    return b"".join(chain.from_iterable(zip(*numbered, strict=True)))


def _cells(
    values: Sequence[Value], look: int, end: str
) -> tuple[list[bytes], AbstractSet[_CellKind]]:
    """Return what stands behind the row number in cells of one look, *end* too, and their kinds."""
    types = set(map(type, values))
    begin = _look(look)
    texts = [value for value in values if type(value) is str]
    if types <= _QUICK_TYPES and stand_as_they_are(texts, _NOT_PLAIN):
        quick = {kind: (begin + _ENDINGS[kind] + end).encode() for kind in types}
        written = zip(map(type, values), map(str.encode, map(str, values)), strict=True)
        return [quick[kind] % text for kind, text in written], {(look, kind) for kind in types}
    cells: list[bytes] = []
    kinds: set[_CellKind] = set()
    for value in values:
        kind, piece = _kind(value), _piece(value)
        cells.append((begin + _ENDINGS[kind] % piece + end).encode())  # type: ignore[index]  # no formula
        escaped_one = isinstance(value, str) and not stand_as_they_are([value])
        kinds.add((look, piece if escaped_one else kind))
    return cells, kinds


class _Shape(NamedTuple):
    """What rows of the same styles and the same types of values have in common."""

    template: str  # the row, with a mark for its number and ``%s`` for each value
    pieces: Sequence[str]  # what stands between the marks
    # texts, decimals: where the values of those types stand
    texts: Sequence[int]
    decimals: Sequence[int]
    plain: bool  # no formulas, whose types do not say how they are written, and no links
    linked: bool = False  # whether any value is a link


def _shape(kinds: Sequence[object], styles: Sequence[int], height: float | None) -> _Shape:
    if len(styles) != len(kinds):
        raise ValueError(f"{len(kinds)} values with {len(styles)} styles")
    if Formula in kinds:
        return _Shape("", (), (), (), plain=False)
    cells = []
    for column, (kind, style) in enumerate(zip(kinds, styles, strict=True)):
        if isinstance(kind, tuple):  # a formula, and the type of its cached value
            ending = '" t="str">%s</c>' if kind[1] is str else '">%s</c>'
        else:
            ending = _ENDINGS[kind]  # type: ignore[index]  # a kind that is no tuple is a type
        cells.append(f'<c r="{column_letter(column)}{_ROW_MARK}{_look(style)}{ending}')
    template = f'<row r="{_ROW_MARK}"{_height(height)}>{"".join(cells)}</row>'
    return _Shape(
        template,
        template.split(_ROW_MARK),
        [i for i, kind in enumerate(kinds) if kind is str],
        [i for i, kind in enumerate(kinds) if kind is Decimal],
        plain=Link not in kinds,
        linked=Link in kinds,
    )


def _look(style: int) -> str:
    return f'" s="{style}' if style else ""


def _height(height: float | None) -> str:
    return "" if height is None else f' ht="{height}" customHeight="1"'


def _kind(value: Value) -> object:
    """Return what decides the XML: a value's type, for a formula that of its cached value too."""
    if isinstance(value, Formula):
        return Formula, type(value.cached)
    return BlankedText if type(value) is str and _BLANK.search(value) else type(value)


def _piece(value: object) -> object:
    if isinstance(value, str):
        return cell_text(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"no finite number: {value}")
    if isinstance(value, Link):
        return cell_text(value.text)
    if isinstance(value, Formula):
        return f"<f>{escaped(value.text)}</f><v>{_piece(value.cached)}</v>"
    return value


def stand_as_they_are(texts: Collection[str], odd: re.Pattern[str] = _NEEDS_CARE) -> bool:
    """Tell quickly whether `cell_text` leaves some texts as they are; where not, each may differ.

    >>> stand_as_they_are(["甲", "乙"]), stand_as_they_are(["甲", "a<b"])
    (True, False)
    """
    longest = max(map(len, texts), default=0)
    joined = "".join(texts)
    # letters and digits alone are told at once
    return longest <= LONGEST_TEXT // 2 and (joined.isalnum() or not odd.search(joined))


def cell_text(text: str) -> str:
    """Return a text as it must stand in the XML of a cell.

    What XML cannot hold is left out; ``_x0041_``, which Excel would read as a coded character, is
    protected; what is longer than a cell may hold is cut and ends in ``…``.
    """
    if not _NEEDS_CARE.search(text) and len(text) <= LONGEST_TEXT // 2:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        text = text[: LONGEST_TEXT // 2] + "…"
    return escaped(_CODED.sub("_x005F_", text))


class ChoiceLists(NamedTuple):
    """The drop-downs of a table, placed."""

    rows: Sequence[Row]  # the table's rows, with the long lists to the right of them
    hidden_columns: Sequence[int]  # 0-based columns that hold the long lists
    xml: str  # the ``<dataValidations>`` element, ``""`` for none


def choice_lists(table: Table) -> ChoiceLists:
    """Place a table's drop-downs; one empty column stays between the table and the long lists."""
    long = list(dict.fromkeys(tuple(c.choices) for c in table.choices if _is_long(c)))
    start = max(len(table.widths), table.width) + 1 if long else 0
    sources = {
        texts: f"${column_letter(start + i)}$1:${column_letter(start + i)}${len(texts)}"
        for i, texts in enumerate(long)
    }
    rules = "".join(_rule(choices, sources) for choices in table.choices)
    count = len(table.choices)
    xml = f'<dataValidations count="{count}">{rules}</dataValidations>' if count else ""
    rows = _beside(table.rows, long, start) if long else table.rows
    return ChoiceLists(rows, range(start, start + len(long)), xml)


def notes_xml(comments: Sequence[Comment], dialect: Dialect) -> bytes:
    """Return the comments part."""
    items = "".join(
        f'<comment ref="{address(*comment.cell)}" authorId="0"><text><r><rPr><sz val="9"/>'
        '<rFont val="宋体"/><charset val="134"/></rPr><t xml:space="preserve">'
        f"{cell_text(comment.text)}</t></r></text></comment>"
        for comment in comments
    )
    body = (
        f'<comments xmlns="{dialect.main}"><authors><author>xl_quality</author></authors>'
        f"<commentList>{items}</commentList></comments>"
    )
    return DECLARATION + body.encode()


def note_boxes_xml(comments: Sequence[Comment]) -> bytes:
    """Return the VML drawing of the hidden boxes, each large enough for its text."""
    shapes = "".join(_notes_shape(number, comment) for number, comment in enumerate(comments, 1025))
    return f"{_VML_HEAD}{shapes}</xml>".encode()


def _notes_shape(number: int, comment: Comment) -> str:
    row, column = comment.cell
    lines = sum(len(line) // _LINE_CHARACTERS + 1 for line in comment.text.split("\n"))
    anchor = (
        f"{column + 1}, 12, {max(row - 1, 0)}, 8, "
        f"{column + 1 + _BOX_COLUMNS}, 12, {max(row - 1, 0) + max(lines, 3) + 1}, 8"
    )
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    )


def area_address(area: Area) -> str:
    """Return an area in A1 notation.

    >>> area_address((0, 0, 4, 1)), area_address((2, 2, 2, 2))
    ('A1:B5', 'C3')
    """
    first, last = address(area[0], area[1]), address(area[2], area[3])
    return first if first == last else f"{first}:{last}"


def absolute_area(sheet: str, area: Area) -> str:
    """Return an area of a sheet with ``$`` before everything.

    >>> absolute_area("县名次", (0, 0, 4, 1))
    "'县名次'!$A$1:$B$5"
    """
    first = f"${column_letter(area[1])}${area[0] + 1}"
    last = f"${column_letter(area[3])}${area[2] + 1}"
    return f"{quoted_sheet(sheet)}!{first}:{last}"


def quoted_sheet(name: str) -> str:
    """Return a sheet name as it stands before ``!``; quotes are always allowed.

    >>> quoted_sheet("1'班")
    "'1''班'"
    """
    return "'" + name.replace("'", "''") + "'"


def url_of(file_name: str) -> str:
    """Return a file name as a relative link: what has a meaning in links is coded.

    >>> url_of("成绩 1#.xls")
    '成绩%201%23.xls'
    """
    return "".join(f"%{ord(c):02X}" if c in ' %#?"<>|*:' else c for c in file_name)


def _is_long(choices: DropDownList) -> bool:
    units = sum(len(text.encode("utf-16-le")) // 2 + 1 for text in choices.choices)
    return units > _LONGEST_RULE or any("," in t or '"' in t for t in choices.choices)


def _rule(choices: DropDownList, sources: dict[tuple[str, ...], str]) -> str:
    source = sources.get(tuple(choices.choices)) or '"' + ",".join(choices.choices) + '"'
    return (
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="{int(not choices.others)}" '
        'errorTitle="只能选择" error="请从下拉列表中选择" '
        f'sqref="{area_address(choices.area)}"><formula1>{escaped(source)}</formula1>'
        "</dataValidation>"
    )


def _beside(rows: Sequence[Row], lists: Sequence[Sequence[str]], start: int) -> list[Row]:
    height = max([len(rows), *(len(texts) for texts in lists)])
    padded = []
    for index in range(height):
        row = rows[index] if index < len(rows) else Row((), ())
        gap = start - len(row.values)
        more = [texts[index] if index < len(texts) else None for texts in lists]
        values = (*row.values, *[None] * gap, *more)
        styles = (*row.styles, *[PLAIN] * (gap + len(more)))
        padded.append(row._replace(values=values, styles=styles))
    return padded
