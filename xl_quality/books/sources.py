"""The sheets of one file, the bounds of what is read, and what all readers do with their rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.cells import Area, CellValue, Grid

MOST_SHEETS: Final = 2_000  # Sheets of one file that are read at most: far more than any office's
MOST_CELLS: Final = 30_000_000
"""Cells of the used rectangle that are read at most: more would fill an office's memory."""

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: .xls, .et, encrypted workbooks, but old Word files as well."""


class Sheets:
    """The sheets of one file, each read when it is asked for.

    Args:
        readers: what reads a sheet, by its name, in the file's order.
        findings: what opening the file showed.
    """

    def __init__(
        self, readers: Mapping[str, Callable[[], Grid]], findings: Sequence[Finding] = ()
    ) -> None:
        self._readers = readers
        self.findings = findings

    def sheet_names(self) -> Sequence[str]:
        """Return the names of the sheets that hold cells, in order."""
        return list(self._readers)

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values.

        Raises:
            KeyError: there is no such sheet.
            BadInputError: it is damaged or too large.
        """
        return self._readers[sheet]()


def refuse_overfull(file_name: str, sheet: str, rows: int, columns: int) -> None:
    """Refuse a sheet that would fill the memory.

    Raises:
        BadInputError: it has more cells than any office's.
    """
    if rows * columns > MOST_CELLS:
        raise refused(kinds.LARGE_SHEET, file_name, sheet, rows=rows, columns=columns)


def refuse_many(file_name: str, count: int) -> None:
    """Refuse a workbook with more sheets than any office's.

    Raises:
        BadInputError: it has more than 2,000.
    """
    if count > MOST_SHEETS:
        raise refused(kinds.MANY_SHEETS, file_name, count=count)


def trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Return equally long rows without the empty rows and columns at their end.

    >>> trimmed([[1, None], [None, None]])
    [[1]]
    """
    while rows and rows[-1].count(None) == len(rows[-1]):
        rows.pop()
    if not rows:
        return []
    width = len(rows[0])
    while width and all(row[width - 1] is None for row in rows):
        width -= 1
    return rows if width == len(rows[0]) else [row[:width] for row in rows]


def enlarge(rows: list[list[CellValue]], height: int, width: int) -> None:
    """Make a rectangle of values at least so high and wide, in place."""
    width = max(width, len(rows[0]) if rows else 0)
    rows.extend([] for _ in range(height - len(rows)))
    for row in rows:
        row.extend([None] * (width - len(row)))


def blank_covered(rows: list[list[CellValue]], merged: Sequence[Area]) -> None:
    """Blank, in place, what a merged area hides: some programs leave values that nobody sees."""
    for first_row, first_column, last_row, last_column in dict.fromkeys(merged):
        start = first_column + 1  # the first cell is the one that is seen
        for row in rows[first_row : last_row + 1]:
            end = min(last_column + 1, len(row))
            row[start:end] = [None] * (end - start)
            start = first_column


class UnreadableError(Exception):
    """The fast reader (calamine) does not understand the file that it was given."""


def fast_reader(data: bytes) -> CalamineWorkbook:
    """Return the fast reader of a file.

    Raises:
        UnreadableError: it does not understand the file.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - start-up

    with _understood():
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def fast_values(
    reader: CalamineWorkbook, sheet: str
) -> tuple[list[list[CellValue]], Sequence[Area]]:
    """Return one sheet's rows, all equally long, and the merged areas where the format has them.

    Raises:
        UnreadableError: the reader does not understand the sheet.
    """
    with _understood():
        found = reader.get_sheet_by_name(sheet)
        rows, areas = found.to_python(skip_empty_area=False), found.merged_cell_ranges or ()
    merged = [(min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)) for (r1, c1), (r2, c2) in areas]
    return list(map(_emptied, rows)), merged


def _emptied(row: list[Any]) -> list[CellValue]:
    """Return a row with None for the empty text that the fast reader gives for no value."""
    return [None if value == "" else value for value in row] if "" in row else row


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # a bug of the reader itself comes as a PanicException, which is no Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableError from None
        raise
