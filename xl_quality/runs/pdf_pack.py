"""The sheets of a run as one PDF (PDF 合订): in order, a bookmark a sheet, by LibreOffice."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.files import FileBook
from xl_quality.books.opc.workbook import blank_workbook
from xl_quality.books.pdf import OF_SHEETS, bookmarks_of, pages_of, to_pdf
from xl_quality.books.saving import keep_copy, write_file
from xl_quality.books.tables import Formula, Link, Row, Table, Value
from xl_quality.runs.contents_sheet import with_pages
from xl_quality.runs.record import CONTENTS, PAYOUT_CONTENTS

if TYPE_CHECKING:
    from datetime import datetime


_OF_ITS_MAKING: Final = re.compile(
    rb"/CreationDate\(.*?\)|/ID \[.*?\]|/DocChecksum /\w+", re.DOTALL
)
"""What differs where the same pages are made again: time, and names drawn from it."""
_CONTENTS: Final = (CONTENTS, PAYOUT_CONTENTS)


class WrittenPdf(NamedTuple):
    """A PDF that was written."""

    path: Path  # the file
    pages: int  # their number
    backup: Path | None  # the copy made of what stood there before, None where nothing is lost


def write_pdf(tables: Sequence[Table], target: Path, now: datetime) -> WrittenPdf:
    """Write sheets as one PDF; another one that stands there is copied to 备份 first.

    Its pages are numbered through, and its contents tell the page of each sheet.

    Args:
        tables: the sheets, in order, at least one.
        target: the PDF; its folder exists.
        now: dates the copy.

    Raises:
        EnvironmentFaultError: there is no LibreOffice, or the file cannot be written.
    """
    pages = _first_pages(tables)
    content = _bound(tables, pages)
    found = bookmarks_of(content)
    if found != pages and any(table.name in _CONTENTS for table in tables):
        content = _bound(tables, found)  # a page that only LibreOffice knew of
    before = target.read_bytes() if target.is_file() else None
    kept = before is None or _OF_ITS_MAKING.sub(b"", before) == _OF_ITS_MAKING.sub(b"", content)
    backup = None if before is None or kept else keep_copy(before, target, now)
    write_file(target, content)
    return WrittenPdf(target, pages_of(content), backup)


def _first_pages(tables: Sequence[Table]) -> dict[str, int]:
    """Return the page that each sheet begins on, as far as their own breaks tell it."""
    pages = (len(table.print_setup.row_breaks) + 1 for table in tables)
    return dict(zip((table.name for table in tables), accumulate(pages, initial=1), strict=False))


def _bound(tables: Sequence[Table], pages: Mapping[str, int]) -> bytes:
    """Return sheets as one PDF, their contents with these pages."""
    with tempfile.TemporaryDirectory(prefix="xlq-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        source = folder / "pack.xlsx"  # ASCII: no program trips over it
        book = FileBook(source, data=blank_workbook())
        names = {table.name for table in tables}
        for table in tables:
            shown = with_pages(table, pages) if table.name in _CONTENTS else table
            book.put(shown._replace(rows=[_printed(row, names) for row in shown.rows]))
        book.save(source)
        (made,) = to_pdf([source], folder, OF_SHEETS)
        return made.read_bytes()


def _printed(row: Row, names: Collection[str]) -> Row:
    """Return a row of what is seen: the values of formulas, links inside the pack only."""
    if not any(isinstance(value, (Formula, Link)) for value in row.values):
        return row

    def seen(value: Value) -> Value:
        if isinstance(value, Formula):
            return value.cached  # what it looks at may stand on a sheet that is not printed
        if isinstance(value, Link) and value.target.sheet and value.target.sheet not in names:
            return value.text
        return value

    return row._replace(values=tuple(map(seen, row.values)))
