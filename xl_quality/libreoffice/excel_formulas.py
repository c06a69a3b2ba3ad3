"""Formulas of an .xlsx that use our functions, made computable in the open document (公式识别).

LibreOffice 7.4 reads ``PASS_RATE(B2:B9)`` of an Excel file as an unknown name. Entering the same
text again lets it find the function. The document counts as unchanged and nothing can be undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_quality.libreoffice.cell_flags import FORMULA
from xl_quality.libreoffice.excel_names import calc_formula, names_ours
from xl_quality.libreoffice.exchange import quiet
from xl_quality.libreoffice.marks import sheets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def understand(document: Any) -> int:  # noqa: ANN401 - UNO has no types
    """Enter every formula again that uses our functions; return how many cells."""
    modified = document.isModified()
    count = 0
    with quiet(document):
        for sheet in sheets_of(document):
            for part in sheet.queryContentCells(FORMULA).RangeAddresses:
                count += _part(sheet, part)
        _names(document.NamedRanges)
        for sheet in sheets_of(document):
            _names(sheet.NamedRanges)
    if not modified and document.isModified():
        document.setModified(False)
    return count


def _part(sheet: Any, part: Any) -> int:  # noqa: ANN401 - UNO has no types
    area = sheet.getCellRangeByPosition(
        part.StartColumn, part.StartRow, part.EndColumn, part.EndRow
    )
    count = 0
    for column, texts in enumerate(zip(*area.getFormulaArray(), strict=True)):
        for first, last in _runs(texts):
            count += last - first + 1
            _enter(
                sheet,
                area.getCellRangeByPosition(column, first, column, last),
                texts[first : last + 1],
            )
    return count


def _runs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last index of neighbours that use our functions; array formulas alone."""
    first = None
    for index, text in enumerate(texts):
        ours = names_ours(text)
        array = text.startswith("{")
        if first is not None and (not ours or array):
            yield first, index - 1
            first = None
        if ours and array:
            yield index, index
        elif ours and first is None:
            first = index
    if first is not None:
        yield first, len(texts) - 1


def _enter(sheet: Any, cells: Any, texts: Sequence[str]) -> None:  # noqa: ANN401 - UNO has no types
    if not texts[0].startswith("{"):
        cells.setFormulaArray(tuple((calc_formula(text),) for text in texts))
        return
    cursor = sheet.createCursorByRange(cells)
    cursor.collapseToCurrentArray()
    corner, place = cursor.RangeAddress, cells.RangeAddress
    if (corner.StartRow, corner.StartColumn) == (place.StartRow, place.StartColumn):
        cursor.setArrayFormula(calc_formula(texts[0].strip("{}")))


def _names(names: Any) -> None:  # noqa: ANN401 - UNO has no types
    for name in names.ElementNames:
        one = names.getByName(name)
        if names_ours(one.Content):
            one.setContent(calc_formula(one.Content))
