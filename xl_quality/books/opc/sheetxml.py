"""A table as a worksheet part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.opc.addresses import area_address, quoted_sheet, split_target
from xl_quality.books.opc.cells import rows_xml
from xl_quality.books.opc.vocabulary import DECLARATION
from xl_quality.books.opc.xmltext import escaped, quoted
from xl_quality.books.tables import Link, Orientation
from xl_quality.sheets.grid import address

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xl_quality.books.opc.choices import ChoiceLists
    from xl_quality.books.opc.styles import StyleSheet
    from xl_quality.books.opc.vocabulary import Dialect
    from xl_quality.books.tables import PrintSetup, Table

CONFIDENTIAL: Final = "内部资料"
_FIT_TO_PAGE: Final = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_LAST_ROW: Final = 1_048_575
_A4: Final = 9
_MARGINS: Final = (
    '<pageMargins left="0.59" right="0.59" top="0.79" bottom="0.79" header="0.39" footer="0.39"/>'
)


class SheetParts(NamedTuple):
    """What surrounds a sheet: relationship ids, ``""`` where there is none, and its neighbours.

    Attributes:
        drawing: the charts.
        notes: the shapes of the comments.
        source: the workbook that links lead to where this one has no such sheet.
        sheets: the names of all sheets of this workbook, in lower case.
    """

    drawing: str = ""
    notes: str = ""
    source: str = ""
    sheets: Collection[str] = ()


def sheet_xml(
    table: Table, choices: ChoiceLists, styles: StyleSheet, dialect: Dialect, parts: SheetParts
) -> bytes:
    """
    Return a table as the XML of a worksheet part.

    Args:
        table: the sheet.
        choices: its drop-downs, as placed by `choice_lists`.
        styles: looks are appended here.
        dialect: Transitional or Strict, as the workbook is.
        parts: what hangs on the sheet.

    Raises:
        ValueError: the table contradicts itself (styles not parallel to values).
    """
    pieces = [
        f'<worksheet xmlns="{dialect.main}" xmlns:r="{dialect.relationships}">',
        "" if table.print_setup.column_breaks else _FIT_TO_PAGE,
        f'<dimension ref="{_extent(table)}"/>',
        _view(table.freeze),
        '<sheetFormatPr defaultRowHeight="15"/>',
        _columns(table.widths, choices.hidden_columns),
        "<sheetData>",
        *rows_xml(choices.rows, styles.cell_look),
        "</sheetData>",
        _merges(table),
        *_highlights(table, styles),
        choices.xml,
        _links(table, parts),
        _page(table.print_setup, confidential=table.confidential),
        _quiet_errors(table),
        f'<drawing r:id="{parts.drawing}"/>' if parts.drawing else "",
        f'<legacyDrawing r:id="{parts.notes}"/>' if parts.notes else "",
        "</worksheet>",
    ]
    return DECLARATION + "".join(pieces).encode()


def _extent(table: Table) -> str:
    width = max((len(row.values) for row in table.rows), default=0)
    return area_address((0, 0, max(len(table.rows), 1) - 1, max(width, 1) - 1))


def _quiet_errors(table: Table) -> str:
    """Spare the clerk the green triangles on pupil numbers, which are text on purpose."""
    quiet = f'<ignoredError sqref="{_extent(table)}" numberStoredAsText="1"/>'
    return f"<ignoredErrors>{quiet}</ignoredErrors>"


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


def _links(table: Table, parts: SheetParts) -> str:
    links = [
        _link(address(row_index, column), value, table.name, parts)
        for row_index, row in enumerate(table.rows)
        if Link in map(type, row.values)
        for column, value in enumerate(row.values)
        if isinstance(value, Link)
    ]
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if any(links) else ""


def _link(cell: str, link: Link, own_sheet: str, parts: SheetParts) -> str:
    """Return one hyperlink; ``""`` where its sheet is nowhere: a dead link helps nobody."""
    sheet, target = split_target(link.target)
    sheet = sheet or own_sheet
    inside = sheet.casefold() in parts.sheets
    if not inside and not parts.source:
        return ""
    outside = "" if inside else f' r:id="{parts.source}"'
    place = quoted(f"{quoted_sheet(sheet)}!{target}")
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
        + (f"<headerFooter>{lines}</headerFooter>" if lines else "")
        + _column_breaks(setup.column_breaks)
    )


def _size(setup: PrintSetup) -> str:
    if not setup.column_breaks:
        return ' fitToWidth="1" fitToHeight="0"'
    return "" if setup.scale is None else f' scale="{setup.scale}"'


def _column_breaks(columns: Sequence[int]) -> str:
    if not columns:
        return ""
    count = len(columns)
    breaks = "".join(f'<brk id="{column}" max="{_LAST_ROW}" man="1"/>' for column in columns)
    return f'<colBreaks count="{count}" manualBreakCount="{count}">{breaks}</colBreaks>'


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
