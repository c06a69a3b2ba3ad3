"""Result sheets into a workbook: beside the original, or into it after a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xl_quality.books.files import FileBook
    from xl_quality.books.tables import Table

RESULT_SUFFIX: Final = "_结果"


class Published(NamedTuple):
    """
    What was written.

    Attributes:
        path: the workbook that holds the result sheets.
        sheets: their names.
        backup: the copy made of what stood there before, None where nothing is lost.
    """

    path: Path
    sheets: Sequence[str]
    backup: Path | None


def publish(
    book: FileBook, tables: Sequence[Table], *, output: Path | None, in_place: bool
) -> Published:
    """
    Write result sheets (写出结果表); sheets of an earlier run with the same names are replaced.

    A result file of an earlier run is replaced, a copy kept where it was different. Any other
    file that is already there is left alone.

    Args:
        book: the workbook that was read.
        tables: the sheets, in order.
        output: where to; None = ``…_结果`` beside the workbook.
        in_place: into the workbook itself, a dated backup first.

    Raises:
        BadInputError: a sheet or the file of that name is not ours, or the format cannot be
            written.
        EnvironmentFaultError: it cannot be written; the original is as it was.
    """
    if in_place and not book.writable_in_place:
        message = (
            f"“{book.name}”不是 .xlsx/.xlsm，不能写进原文件；"
            "请去掉 --in-place，结果会写到旁边的新工作簿"
        )
        raise BadInputError(message)
    target = output or result_path(book)
    earlier = None if in_place else _earlier_result(book, target)
    for table in tables:
        book.put(table)
    names = [table.name for table in tables]
    if in_place:
        before = book.backup()
        return Published(book.save(), names, before)
    backup = None if earlier is None else earlier.backup()
    path = book.save(target)
    if backup is not None and backup.read_bytes() == path.read_bytes():
        backup.unlink()  # the same run again: nothing was replaced that is not still there
        backup = None
    return Published(path, names, backup)


def result_path(book: FileBook) -> Path:
    """Return where results go when nobody says: ``成绩册_结果.xlsx`` beside the workbook."""
    suffix = book.path.suffix.lower() if book.writable_in_place else ".xlsx"
    suffix = suffix if suffix in {".xlsx", ".xlsm"} else ".xlsx"
    return book.path.with_name(f"{book.path.stem}{RESULT_SUFFIX}{suffix}")


def _earlier_result(book: FileBook, target: Path) -> FileBook | None:
    """
    Return the result of an earlier run at *target*, None where nothing is there.

    Raises:
        BadInputError: it is the workbook itself, or something that no run of ours made.
    """
    if not target.exists():
        return None
    if book.path.exists() and target.samefile(book.path):
        message = f"“{target.name}”就是成绩册本身；要写进原文件，请用 --in-place（会先备份）"
        raise BadInputError(message)
    earlier = _opened_earlier(target)
    if earlier is None or not earlier.own_sheets():
        message = (
            f"“{target.name}”已经存在，而且不是本程序生成的结果，没有覆盖。"
            "请用 -o 换一个文件名，或先把它改名、移走"
        )
        raise BadInputError(message)
    kept = {*book.sheet_names(), *earlier.own_sheets()} if book.writable_in_place else None
    added = [name for name in earlier.sheet_names() if kept is not None and name not in kept]
    if added:
        message = (
            f"“{target.name}”里有成绩册没有的工作表“{'、'.join(added)}”，没有覆盖。"
            "请把它移到别处，或用 -o 换一个文件名"
        )
        raise BadInputError(message)
    return earlier


def _opened_earlier(target: Path) -> FileBook | None:
    from xl_quality.books.files import open_book  # noqa: PLC0415 - only where a file is there

    try:
        return open_book(target)
    except BadInputError:  # no workbook, so no result of ours
        return None
