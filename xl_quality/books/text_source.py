"""Reading tables saved as text: tabs or commas, often under the name of a workbook."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath
from typing import TYPE_CHECKING

from xl_quality.books.cell_scan import MOST_CELLS
from xl_quality.books.markup.encodings import decoded
from xl_quality.books.markup.plain_values import plain_value
from xl_quality.books.refusals import damaged, too_large
from xl_quality.books.sheet_names import fitting_names
from xl_quality.books.sources import trimmed
from xl_quality.sheets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue


class TextSource:
    """The one sheet of a text file, named after the file.

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: it is no text table.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        text = decoded(data)
        if text is None:
            raise damaged(file_name)
        self._sheet = fitting_names([PurePath(file_name).stem])[0]
        self._rows = _rows(text, file_name)

    def sheet_names(self) -> Sequence[str]:
        """Return the one sheet's name."""
        return [self._sheet]

    def read(self, sheet: str) -> Grid:
        """Return the values: plain numbers as numbers, all else as the text it is.

        Raises:
            KeyError: there is no such sheet.
        """
        if sheet != self._sheet:
            raise KeyError(sheet)
        return Grid(sheet, self._rows)


def _rows(text: str, file_name: str) -> list[list[CellValue]]:
    delimiter = "\t" if "\t" in text else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise damaged(file_name) from None
    width = max(map(len, lines), default=0)
    if width * len(lines) > MOST_CELLS:
        raise too_large(file_name, f"{len(lines)} 行 × {width} 列")
    return trimmed([[*map(plain_value, line), *[None] * (width - len(line))] for line in lines])
