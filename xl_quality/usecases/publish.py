"""Result sheets into a workbook: beside the original, or into it after a backup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xl_quality.core.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xl_quality.books.files import FileBook
    from xl_quality.books.tables import Table

RESULT_SUFFIX: Final = "_结果"


@dataclass(frozen=True, slots=True)
class Published:
    """
    What was written.

    Attributes:
        path: the workbook that holds the result sheets.
        sheets: their names.
        backup: the copy made before, None where the original was not touched.
    """

    path: Path
    sheets: Sequence[str]
    backup: Path | None


def publish(
    book: FileBook, tables: Sequence[Table], *, output: Path | None, in_place: bool
) -> Published:
    """
    Write result sheets (写出结果表); sheets of an earlier run with the same names are replaced.

    Args:
        book: the workbook that was read.
        tables: the sheets, in order.
        output: where to; None = ``…_结果`` beside the workbook.
        in_place: into the workbook itself, a dated backup first.

    Raises:
        BadInputError: a sheet of that name is not ours, or the format cannot be written.
        EnvironmentFaultError: it cannot be written; the original is as it was.
    """
    if in_place and not book.writable_in_place:
        message = (
            f"“{book.name}”不是 .xlsx/.xlsm，不能写进原文件；"
            "请去掉 --in-place，结果会写到旁边的新工作簿"
        )
        raise BadInputError(message)
    for table in tables:
        book.put(table)
    names = [table.name for table in tables]
    if in_place:
        backup = book.backup()
        return Published(book.save(), names, backup)
    return Published(book.save(output or result_path(book)), names, None)


def result_path(book: FileBook) -> Path:
    """Return where results go when nobody says: ``成绩册_结果.xlsx`` beside the workbook."""
    suffix = book.path.suffix.lower() if book.writable_in_place else ".xlsx"
    suffix = suffix if suffix in {".xlsx", ".xlsm"} else ".xlsx"
    return book.path.with_name(f"{book.path.stem}{RESULT_SUFFIX}{suffix}")
