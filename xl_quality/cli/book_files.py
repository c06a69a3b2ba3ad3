"""Workbook files as commands name them: opened, written, filled in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.books.files import open_book
from xl_quality.cli import console
from xl_quality.core.findings import BadInputError
from xl_quality.runs.publish import allow, publish, refuse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.books.files import FileBook
    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry
    from xl_quality.runs.publish import HandEdit, Published


def opened(name: str, *, despite_lock: bool = False) -> FileBook:
    """Open the workbook a command names; a protected structure may be declared no hindrance."""
    return open_book(Path(name), despite_lock=despite_lock)


def published(
    book: FileBook,
    tables: Sequence[Table],
    arguments: argparse.Namespace,
    entry: RunEntry | None = None,
) -> Published:
    """
    Write result sheets where ``-o`` or ``--in-place`` say.

    Args:
        book: the workbook that was read.
        tables: the sheets.
        arguments: of the command.
        entry: what the record of runs says about this one, None = it is not recorded.
    """
    output = output_of(arguments)
    ask = allow if arguments.replace else _asked if sys.stdin.isatty() else refuse
    return publish(book, tables, output=output, in_place=arguments.in_place, entry=entry, ask=ask)


def output_of(arguments: argparse.Namespace) -> Path | None:
    """Return where ``-o`` says that results go, None where it does not."""
    return Path(arguments.output) if arguments.output else None


def refuse_no_forms(book: FileBook) -> None:
    """
    Refuse a file that takes no sheets: a form in another workbook would not be read with it.

    Raises:
        BadInputError: it is no .xlsx or .xlsm.
    """
    if not book.writable_in_place:
        message = f"“{book.name}”里不能加工作表；请先用 Excel 或 WPS 另存为 .xlsx，再用新文件"
        raise BadInputError(message)


def tell_form(book: FileBook, tables: Sequence[Table], arguments: argparse.Namespace) -> str:
    """Write sheets that are there to be filled in and say so; return the path for a command."""
    written = published(book, tables, arguments)
    console.tell_written(written)
    return quoted(written.path)


def quoted(path: Path) -> str:
    """
    Return a path as it can be typed behind a command.

    >>> quoted(Path("成绩册.xlsx")), quoted(Path("青石 镇.xlsx"))
    ('成绩册.xlsx', '"青石 镇.xlsx"')
    """
    return f'"{path}"' if " " in str(path) else str(path)


def _asked(edits: Sequence[HandEdit]) -> bool:
    """Ask the person at the terminal; anything but yes is no."""
    for edit in edits:
        print(f"{edit}，要替换吗？原来的文件会备份。(y/N) ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in {"y", "yes", "是"}:
            return False
    return True
