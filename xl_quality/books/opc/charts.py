"""Charts: XlsxWriter authors the parts as Excel would, we graft them into the workbook."""

from __future__ import annotations

import posixpath
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.package import Package
from xl_quality.books.opc.xml import CHART_TYPE, DRAWING_TYPE, STRICT, TRANSITIONAL
from xl_quality.books.opc.zip import read_archive
from xl_quality.books.tables import Chart, ChartKind, Formula, Link, Series, Table, ValueAxis

if TYPE_CHECKING:
    from xl_quality.books.opc.workbook import WorkbookPart
    from xl_quality.sheets.cells import Area

_Options = dict[str, object]
_KINDS: Final = {
    ChartKind.COLUMN: {"type": "column"},
    ChartKind.BAR: {"type": "bar"},
    ChartKind.HISTOGRAM: {"type": "column"},
    ChartKind.LINE: {"type": "line"},
    ChartKind.RADAR: {"type": "radar", "subtype": "with_markers"},
    ChartKind.BOX: {"type": "column", "subtype": "stacked"},
}
_COLOURS: Final = (
    *("#4472C4", "#ED7D31", "#70AD47", "#FFC000", "#5B9BD5", "#A5A5A5"),
    *("#7030A0", "#C00000", "#264478", "#43682B", "#997300", "#000000"),
)
"""Stated for every series: automatic colours follow the theme, and a workbook may have none."""
_FROM_ZERO: Final = {ChartKind.COLUMN, ChartKind.BAR, ChartKind.HISTOGRAM}
"""Bars that do not start at zero make small differences look large."""
_BOX: Final = 3
"""Series that a box is stacked of: up to the lower quartile, the median, the upper quartile."""
_BOX_COLOURS: Final = ("", "#BDD7EE", "#5B9BD5")
_DARK: Final = "#404040"
_IN_A_LINE: Final = 4  # names of series that fit under a chart
_GRID: Final = "#D9D9D9"
_TICKS: Final = {"major_tick_mark": "outside", "minor_tick_mark": "none"}
_FONT: Final = "宋体"
"""That of our sheets: a chart without one gets what the program has for Latin letters."""
_STATED: Final = tuple(
    (re.compile(pattern), told)
    for pattern, told in (
        (rb'<a:latin typeface=("[^"]*")/>', rb"\g<0><a:ea typeface=\1/>"),
        (rb"<c:lang [^>]*/>", rb'\g<0><c:roundedCorners val="0"/>'),
        (rb"<c:layout/>(?=</c:title>|</c:legend>|<c:txPr>)", rb'\g<0><c:overlay val="0"/>'),
        (rb"</c:title>", rb'\g<0><c:autoTitleDeleted val="0"/>'),
        (rb'<c:(?:grouping|radarStyle) val="\w+"/>', rb'\g<0><c:varyColors val="0"/>'),
        (rb"</c:spPr>(?=<c:(?:dLbls|errBars|cat)>)", rb'\g<0><c:invertIfNegative val="0"/>'),
        (rb'<c:errValType val="\w+"/>', rb'\g<0><c:noEndCap val="0"/>'),
        (rb"</c:scaling>", rb'\g<0><c:delete val="0"/>'),
        (rb'<c:plotVisOnly val="1"/>', rb'\g<0><c:dispBlanksAs val="gap"/>'),
        (
            rb'<c:showVal val="1"/>',
            (
                rb'<c:showLegendKey val="0"/>\g<0><c:showCatName val="0"/>'
                rb'<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
            ),
        ),
    )
)
"""What XlsxWriter leaves out since Excel 2007 takes it for granted. Programs go by the version that
the workbook was last saved by, which is the office's: without these lines would be smooth, axes
missing, labels full of names, and Chinese letters in another font."""
_LINES: Final = re.compile(rb"<c:lineChart>.*?</c:lineChart>", re.DOTALL)
_OFF_THE_LINE: Final = 3  # pixels
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
        drawn = _all_stated(authored.xml(relationship.target))
        package.write(chart, _in_dialect(drawn, workbook))
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


def _all_stated(chart: bytes) -> bytes:
    """Return the XML of a chart with all that programs would else take for granted."""
    for pattern, told in _STATED:
        chart = pattern.sub(told, chart)

    def straight(lines: re.Match[bytes]) -> bytes:
        return lines[0].replace(b"</c:ser>", b'<c:smooth val="0"/></c:ser>')

    return _LINES.sub(straight, chart)


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
        # a frame on the line between two pages would be drawn on both
        below = {"y_offset": _OFF_THE_LINE}
        sheet.insert_chart(*chart.anchor, _chart(book, table, chart), below)
    book.close()
    return file.getvalue()


def _charted(table: Table) -> set[tuple[int, int]]:
    """Return the cells of the table that a chart shows: no others need writing."""
    areas = {
        area
        for chart in table.charts
        for s in chart.series
        for area in (s.categories, s.values, s.whiskers)
        if area
    }
    return {
        (row, column)
        for first_row, first_column, last_row, last_column in areas
        for row in range(first_row, min(last_row + 1, len(table.rows)))
        for column in range(first_column, min(last_column + 1, len(table.rows[row].values)))
    }


def _write(sheet: Any, row: int, column: int, value: object) -> None:  # noqa: ANN401 - no types
    value = _seen(value)
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _seen(value: object) -> object:
    """Return what a viewer sees of a cell."""
    if isinstance(value, Formula):
        return value.cached
    return value.text if isinstance(value, Link) else value


def _chart(book: Any, table: Table, chart: Chart) -> Any:  # noqa: ANN401 - XlsxWriter has no types
    drawn = book.add_chart(dict(_KINDS[chart.kind]))
    boxes = chart.kind is ChartKind.BOX
    for number, series in enumerate(chart.series[: _BOX if boxes else None]):
        options = _refers(table, series)
        drawn.add_series(
            options | (_box(table, number, series) if boxes else _series(chart, number))
        )
    if boxes and chart.series[_BOX:]:
        marks = book.add_chart({"type": "line"})
        for number, series in enumerate(chart.series[_BOX:], 1):
            marks.add_series(_refers(table, series) | _mark(_COLOURS[number % len(_COLOURS)]))
        drawn.combine(marks)
    _axes(drawn, chart)
    name_font = {"name": _FONT, "size": chart.text + 3, "bold": True}
    drawn.set_title({"name": _plain(chart.title), "name_font": name_font})
    drawn.set_size({"width": chart.width, "height": chart.height})
    drawn.set_legend(_legend(chart))
    return drawn


def _refers(table: Table, series: Series) -> _Options:
    return {
        "name": _plain(series.name),
        "categories": [table.name, *series.categories],
        "values": [table.name, *series.values],
    }


def _series(chart: Chart, number: int) -> _Options:
    """Return how a series looks, boxes left out."""
    colour = _COLOURS[number % len(_COLOURS)]
    options: _Options = {}
    if chart.kind in _FROM_ZERO:
        options |= {"fill": {"color": colour}, "gap": 60}
    else:
        options |= {"line": {"color": colour, "width": 2}}
    if chart.kind is ChartKind.HISTOGRAM:
        options |= {"gap": 0, "border": {"color": "#FFFFFF"}}
    if chart.kind in {ChartKind.LINE, ChartKind.RADAR}:
        paint = {"color": colour}
        options["marker"] = {"type": "circle", "size": 6, "fill": paint, "border": paint}
    if chart.labels:
        options["data_labels"] = {
            "value": True,
            "num_format": chart.labels,
            "font": _font(chart.text),
        }
        if chart.kind is ChartKind.LINE:
            options["data_labels"] |= {"position": "above"}  # type: ignore[operator]  # a dict
    return options


def _box(table: Table, number: int, series: Series) -> _Options:
    """Return how a part of the boxes looks."""
    colour = _BOX_COLOURS[number]
    seen = {"fill": {"color": colour}, "border": {"color": _DARK}}
    options: _Options = dict(seen if colour else {"fill": {"none": True}, "border": {"none": True}})
    options |= {"gap": 80, "overlap": 100}
    if series.whiskers:
        direction = "plus" if number else "minus"
        options["y_error_bars"] = {
            "type": "custom",
            "direction": direction,
            "line": {"color": _DARK},
            **_lengths(table, series.whiskers, direction),
        }
    return options


def _lengths(table: Table, area: Area, direction: str) -> _Options:
    """Return where the lengths of whiskers stand, and the lengths for a viewer."""
    from xlsxwriter.utility import quote_sheetname, xl_range_abs  # noqa: PLC0415 - start-up

    first_row, column, last_row, _ = area
    lengths = [_seen(table.rows[row].values[column]) for row in range(first_row, last_row + 1)]
    return {
        f"{direction}_values": f"={quote_sheetname(table.name)}!{xl_range_abs(*area)}",
        f"{direction}_data": lengths,
    }


def _mark(colour: str) -> _Options:
    """Return how a mark over the boxes looks."""
    paint = {"color": colour}
    marker = {"type": "diamond", "size": 7, "fill": paint, "border": paint}
    return {"line": {"none": True}, "marker": marker}


def _axes(drawn: Any, chart: Chart) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Set the axes."""
    axis = chart.axis
    values = _value_axis(axis) | {"num_font": _font(chart.text)}
    if chart.kind in _FROM_ZERO and axis.least is None:
        values["min"] = 0
    categories: _Options = {"num_font": _font(chart.text), **_TICKS}
    if axis.downward:
        categories["label_position"] = "high"  # the greatest value is at the bottom
    if chart.turned:
        categories |= {"reverse": True, "crossing": "max"}
    lying = chart.kind is ChartKind.BAR  # its categories stand beside it
    drawn.set_x_axis(values if lying else categories)
    drawn.set_y_axis(categories if lying else values)


def _value_axis(axis: ValueAxis) -> _Options:
    options: _Options = {
        **_TICKS,
        "major_gridlines": {"visible": True, "line": {"color": _GRID}},
        "reverse": axis.downward,
        "min": axis.least,
        "max": axis.most,
        "major_unit": axis.step,
        "num_format": axis.number_format,
    }
    return {name: value for name, value in options.items() if value is not None and value != ""}


def _legend(chart: Chart) -> _Options:
    if len(chart.series) == 1:
        return {"none": True}
    unseen = {"delete_series": [0]} if chart.kind is ChartKind.BOX else {}
    position = "right" if len(chart.series) > _IN_A_LINE else "bottom"
    return {"position": position, "font": _font(chart.text), **unseen}


def _font(size: int) -> dict[str, object]:
    return {"name": _FONT, "size": size}


def _plain(text: str) -> str:
    """Return a text that XlsxWriter does not take for a reference."""
    return f" {text}" if text.startswith("=") else text
