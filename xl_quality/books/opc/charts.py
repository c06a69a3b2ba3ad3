"""Charts: XlsxWriter authors the parts as Excel would, we graft them into the workbook."""

from __future__ import annotations

import posixpath
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.package import Package
from xl_quality.books.opc.xml import CHART_TYPE, DRAWING_TYPE, STRICT, TRANSITIONAL
from xl_quality.books.opc.zip import read_archive
from xl_quality.books.tables import ChartKind, Formula, Link

if TYPE_CHECKING:
    from xl_quality.books.opc.workbook import WorkbookPart
    from xl_quality.books.tables import Chart, Series, Table

_KINDS: Final = {
    ChartKind.COLUMN: {"type": "column"},
    ChartKind.BAR: {"type": "bar"},
    ChartKind.HISTOGRAM: {"type": "column"},
    ChartKind.LINE: {"type": "line"},
    ChartKind.RADAR: {"type": "radar", "subtype": "with_markers"},
}
_COLOURS: Final = ("#4472C4", "#ED7D31", "#70AD47", "#FFC000", "#5B9BD5", "#A5A5A5")
"""Stated for every series: automatic colours follow the theme, and a workbook may have none."""
_FROM_ZERO: Final = {ChartKind.COLUMN, ChartKind.BAR, ChartKind.HISTOGRAM}
"""Bars that do not start at zero make small differences look large."""
_DRAWING: Final = "xl/drawings/drawing1.xml"


def add_charts(package: Package, workbook: WorkbookPart, table: Table) -> str:
    """Add the charts of a table to a package.

    Returns:
        The name of the drawing part, to be related to the sheet.
    """
    authored = Package(read_archive(_authored(table), package.file_name))
    folder = posixpath.dirname(workbook.part)
    drawing = package.free_name(posixpath.join(folder, "drawings/drawing{}.xml"))
    for relationship in authored.relationships(_DRAWING):
        chart = package.free_name(posixpath.join(folder, "charts/chart{}.xml"))
        package.write(chart, _in_dialect(authored.xml(relationship.target), workbook))
        package.declare(chart, CHART_TYPE)
        # in the order of XlsxWriter, so under the ids that its drawing names
        package.relate(drawing, f"{workbook.dialect.relationships}/chart", chart)
    package.write(drawing, _in_dialect(authored.xml(_DRAWING), workbook))
    package.declare(drawing, DRAWING_TYPE)
    package.write_relationships(drawing)
    return drawing


def _in_dialect(xml: bytes, workbook: WorkbookPart) -> bytes:
    """Return XML with the namespaces of the workbook, which may be Strict."""
    if workbook.dialect is TRANSITIONAL:
        return xml
    for name in ("sheet_drawing", "chart", "drawing", "relationships"):
        old, new = getattr(TRANSITIONAL, name), getattr(STRICT, name)
        xml = xml.replace(f'"{old}'.encode(), f'"{new}'.encode())
    return xml


def _authored(table: Table) -> bytes:
    """Return a workbook with nothing but the table's sheet and its charts."""
    import xlsxwriter  # noqa: PLC0415 - start-up

    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(table.name)
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    for index, row in enumerate(table.rows):
        if row.height is not None:
            sheet.set_row(index, row.height)
    for row_index, column in _charted(table):
        _write(sheet, row_index, column, table.rows[row_index].values[column])
    for chart in table.charts:
        sheet.insert_chart(*chart.anchor, _chart(book, table.name, chart))
    book.close()
    return file.getvalue()


def _charted(table: Table) -> set[tuple[int, int]]:
    """Return the cells of the table that a chart shows: no others need writing."""
    areas = {
        area for chart in table.charts for s in chart.series for area in (s.categories, s.values)
    }
    return {
        (row, column)
        for first_row, first_column, last_row, last_column in areas
        for row in range(first_row, min(last_row + 1, len(table.rows)))
        for column in range(first_column, min(last_column + 1, len(table.rows[row].values)))
    }


def _write(sheet: Any, row: int, column: int, value: object) -> None:  # noqa: ANN401 - no types
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _chart(book: Any, sheet: str, chart: Chart) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    drawn = book.add_chart(dict(_KINDS[chart.kind]))
    for number, series in enumerate(chart.series):
        colour = _COLOURS[number % len(_COLOURS)]
        drawn.add_series(_series(sheet, chart.kind, series, colour))
    if chart.kind in _FROM_ZERO:
        drawn.set_y_axis({"min": 0})
    drawn.set_title({"name": _plain(chart.title), "name_font": {"size": 14}, "overlay": False})
    drawn.set_size({"width": chart.width, "height": chart.height})
    if len(chart.series) == 1:
        drawn.set_legend({"none": True})
    else:
        drawn.set_legend({"position": "bottom"})
    return drawn


def _series(sheet: str, kind: ChartKind, series: Series, colour: str) -> dict[str, object]:
    options: dict[str, object] = {
        "name": _plain(series.name),
        "categories": [sheet, *series.categories],
        "values": [sheet, *series.values],
    }
    if kind in _FROM_ZERO:
        options |= {"fill": {"color": colour}}
    else:
        options |= {"line": {"color": colour, "width": 2}}
    if kind is ChartKind.HISTOGRAM:
        options |= {"gap": 0, "border": {"color": "#FFFFFF"}}
    if kind is ChartKind.LINE:
        paint = {"color": colour}
        options["marker"] = {"type": "circle", "size": 6, "fill": paint, "border": paint}
    return options


def _plain(text: str) -> str:
    """Return a text that XlsxWriter does not take for a reference."""
    return f" {text}" if text.startswith("=") else text
