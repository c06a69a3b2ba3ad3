"""Names that the Office Open XML standard (ECMA-376) fixes."""

from __future__ import annotations

from typing import Final, NamedTuple

CONTENT_TYPES: Final = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
SHEET_TYPE: Final = _SPREADSHEET + "worksheet+xml"
WORKBOOK_TYPE: Final = _SPREADSHEET + "sheet.main+xml"
MACRO_WORKBOOK_TYPE: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
STYLES_TYPE: Final = _SPREADSHEET + "styles+xml"
COMMENTS_TYPE: Final = _SPREADSHEET + "comments+xml"
VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
DRAWING_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawing+xml"
CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"


class Dialect(NamedTuple):
    """The namespaces of a workbook: Transitional as Excel saves, or Strict.

    Attributes:
        main: SpreadsheetML.
        relationships: prefix of relationship types, and namespace of ``r:id``.
        drawing, sheet_drawing, chart: DrawingML and its two uses in a sheet.
    """

    main: str
    relationships: str
    drawing: str
    sheet_drawing: str
    chart: str


_OPEN: Final = "http://schemas.openxmlformats.org/"
_PURL: Final = "http://purl.oclc.org/ooxml/"
TRANSITIONAL: Final = Dialect(
    main=_OPEN + "spreadsheetml/2006/main",
    relationships=_OPEN + "officeDocument/2006/relationships",
    drawing=_OPEN + "drawingml/2006/main",
    sheet_drawing=_OPEN + "drawingml/2006/spreadsheetDrawing",
    chart=_OPEN + "drawingml/2006/chart",
)
STRICT: Final = Dialect(
    main=_PURL + "spreadsheetml/main",
    relationships=_PURL + "officeDocument/relationships",
    drawing=_PURL + "drawingml/main",
    sheet_drawing=_PURL + "drawingml/spreadsheetDrawing",
    chart=_PURL + "drawingml/chart",
)
