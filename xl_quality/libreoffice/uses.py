"""Formulas of other sheets that look at a sheet of ours, kept over its replacement (引用)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xl_quality.libreoffice.cell_flags import FORMULA
from xl_quality.libreoffice.marks import sheet_called, sheets_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class Use(NamedTuple):
    """A formula as it stood; an array formula with the area that it fills."""

    sheet: str
    area: tuple[int, int, int, int]
    text: str
    fills: bool


def uses_of(document: Any, names: Collection[str]) -> list[Use]:  # noqa: ANN401 - UNO has no types
    """Return the formulas outside of some sheets that name one of them."""
    own = {name.casefold() for name in names}
    found: dict[tuple[str, tuple[int, int, int, int]], Use] = {}
    for sheet in sheets_of(document):
        if sheet.Name.casefold() not in own:
            for use in _in_sheet(sheet, sorted(own)):
                found[use.sheet, use.area] = use
    return list(found.values())


def _in_sheet(sheet: Any, names: Sequence[str]) -> Iterator[Use]:  # noqa: ANN401 - UNO has no types
    for part in sheet.queryContentCells(FORMULA).RangeAddresses:
        texts = sheet.getCellRangeByPosition(
            part.StartColumn, part.StartRow, part.EndColumn, part.EndRow
        ).getFormulaArray()
        for row, line in enumerate(texts, part.StartRow):
            for column, text in enumerate(line, part.StartColumn):
                if any(name in text.casefold() for name in names):
                    yield _use(sheet, row, column, text)


def _use(sheet: Any, row: int, column: int, text: str) -> Use:  # noqa: ANN401 - UNO has no types
    cell = sheet.getCellByPosition(column, row)
    whole = cell.ArrayFormula
    if not whole:
        return Use(sheet.Name, (column, row, column, row), text, fills=False)
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    area = cursor.RangeAddress
    place = (area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
    return Use(sheet.Name, place, whole.strip("{}"), fills=True)


def put_back(document: Any, uses: Sequence[Use]) -> None:  # noqa: ANN401 - UNO has no types
    """Enter formulas again, now that the sheets they name are there again."""
    for use in uses:
        sheet = sheet_called(document, use.sheet)
        if sheet is None:
            continue
        area = sheet.getCellRangeByPosition(*use.area)
        if use.fills:
            area.setArrayFormula(use.text)
        else:
            area.getCellByPosition(0, 0).Formula = use.text
