"""Which sheets of the open workbook xl_quality wrote: the same hidden mark as in files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.workbook import OWN_MARK, mark_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN: Final = False


def own_sheets(book: Any) -> list[str]:  # noqa: ANN401 - COM has no types
    """Return the names of the sheets that carry our mark, in the order of the tabs."""
    return [sheet.Name for sheet in worksheets(book) if is_own(sheet)]


def is_own(sheet: Any) -> bool:  # noqa: ANN401 - COM has no types
    """Return whether a sheet carries our mark, under the name that it still has."""
    names = sheet.Names
    for number in range(1, names.Count + 1):
        name = names.Item(number)
        if name.Name.rpartition("!")[2].lower() == OWN_MARK:
            return bool(name.RefersTo == f"={mark_text(sheet.Name)}")
    return False


def mark(sheet: Any) -> None:  # noqa: ANN401 - COM has no types
    """Mark a sheet as ours, where the mark did not come along with it."""
    if not is_own(sheet):
        sheet.Names.Add(OWN_MARK, f"={mark_text(sheet.Name)}", _HIDDEN)


def worksheets(book: Any) -> Iterator[Any]:  # noqa: ANN401 - COM has no types
    """Yield the worksheets in order: no chart sheets, no macro sheets."""
    sheets = book.Worksheets
    for number in range(1, sheets.Count + 1):
        yield sheets(number)


def sheet_called(book: Any, name: str) -> Any:  # noqa: ANN401 - COM has no types
    """Return the worksheet of a name, whatever the case, None where there is none."""
    wanted = name.casefold()
    return next((s for s in worksheets(book) if s.Name.casefold() == wanted), None)
