"""Workbook files as commands name them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.books.files import open_book
from xl_quality.usecases.publish import publish

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.books.files import FileBook
    from xl_quality.books.tables import Table
    from xl_quality.usecases.publish import Published


def opened(name: str, *, despite_lock: bool = False) -> FileBook:
    """Open the workbook a command names; a protected structure may be declared no hindrance."""
    return open_book(Path(name), despite_lock=despite_lock)


def published(book: FileBook, tables: Sequence[Table], arguments: argparse.Namespace) -> Published:
    """Write result sheets where ``-o`` or ``--in-place`` say."""
    output = Path(arguments.output) if arguments.output else None
    return publish(book, tables, output=output, in_place=arguments.in_place)
