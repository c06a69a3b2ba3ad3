"""Which sheets of a document xl_quality wrote: the same hidden mark as in files (自己的表)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.workbook import OWN_MARK, mark_text
from xl_quality.libreoffice.cell_flags import CONTENT
from xl_quality.libreoffice.values import struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN: Final = 16
"""NamedRangeFlag.HIDDEN; LibreOffice before 7.2 does not know it and shows the name."""


def sheets_of(document: Any) -> Iterator[Any]:  # noqa: ANN401 - UNO has no types
    """Yield a document's sheets in order."""
    for number in range(document.Sheets.Count):
        yield document.Sheets.getByIndex(number)


def sheet_called(document: Any, name: str) -> Any:  # noqa: ANN401 - UNO has no types
    """Return the sheet of a name, whatever the case, None where there is none."""
    wanted = name.casefold()
    return next((one for one in sheets_of(document) if one.Name.casefold() == wanted), None)


def is_own(sheet: Any) -> bool:  # noqa: ANN401 - UNO has no types
    """Return whether a sheet carries our mark, under the name that it still has."""
    names = sheet.NamedRanges
    found = next((name for name in names.ElementNames if name.lower() == OWN_MARK), None)
    return found is not None and names.getByName(found).Content == mark_text(sheet.Name)


def mark(sheet: Any) -> None:  # noqa: ANN401 - UNO has no types
    """Mark a sheet as ours."""
    if is_own(sheet):
        return
    names = sheet.NamedRanges
    if names.hasByName(OWN_MARK):
        names.removeByName(OWN_MARK)
    place = struct("com.sun.star.table.CellAddress")
    place.Sheet = sheet.RangeAddress.Sheet
    names.addNewByName(OWN_MARK, mark_text(sheet.Name), place, _HIDDEN)


def own_sheets(document: Any) -> list[str]:  # noqa: ANN401 - UNO has no types
    """Return the names of the sheets that carry our mark, in order."""
    return [sheet.Name for sheet in sheets_of(document) if is_own(sheet)]


def only_charts(sheet: Any) -> bool:  # noqa: ANN401 - UNO has no types
    """Say whether a sheet is what LibreOffice makes of a chart sheet: a chart and no cell."""
    return bool(sheet.Charts.Count) and not sheet.queryContentCells(CONTENT).Count
