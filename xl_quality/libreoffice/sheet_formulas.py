"""Formulas written as Excel writes them, entered into a Calc document (公式)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.libreoffice.values import struct

if TYPE_CHECKING:
    from xl_quality.books.authored import LateFormula

_EXCEL_OOXML: Final = 3
"""FormulaLanguage: A1 addresses, ``!`` behind sheets, commas between arguments."""


def enter(document: Any, formula: LateFormula) -> None:  # noqa: ANN401 - UNO has no types
    """Enter a formula that looks at other sheets of the document."""
    cell = document.Sheets.getByName(formula.sheet).getCellByPosition(formula.column, formula.row)
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    parser.FormulaConvention = _EXCEL_OOXML
    place = struct("com.sun.star.table.CellAddress")
    place.Sheet = cell.CellAddress.Sheet
    place.Column, place.Row = formula.column, formula.row
    cell.setTokens(parser.parseFormula(formula.text, place))
