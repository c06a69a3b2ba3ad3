"""What a command line names, as values: options, days, workbooks to be read and written.

Every slip is said in Chinese.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_quality.books.files import FileBook, open_book
from xl_quality.cli import console
from xl_quality.cli.command_line import command_options
from xl_quality.core.facts import sheet_and_place
from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level
from xl_quality.core.option_table import DROP, FULL_MARK, Option, Stated
from xl_quality.core.options import BadValueError
from xl_quality.runs.choices import ChosenOptions, statements
from xl_quality.runs.publish import HandEdit, Published, Where, allow, publish, refuse
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.settings import header_rows
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    import argparse

    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry


_LEVELS = {
    "school": (Level.SCHOOL,),
    "class": (Level.CLASS,),
    "teacher": (Level.TEACHER,),
    "grade": (Level.GRADE,),
    "subject": (Level.ALL,),
    "all": (Level.ALL,),
}


def choices_of(arguments: argparse.Namespace) -> ChosenOptions:
    """Return what the options of a command say; what it has no option for is not said.

    Raises:
        BadInputError: an option cannot be understood.
    """
    given = vars(arguments)
    return ChosenOptions(
        levels=_levels(given.get("by", "")),
        exam=given.get("exam", ""),
        enrolled=given.get("enrolled", ""),
        stated=tuple(
            stated
            for option in command_options()
            if given.get(option.id) is not None
            for stated in _of_all_sheets(option, given[option.id])
        ),
    )


def _of_all_sheets(option: Option[Any], text: str) -> list[Stated]:
    """Return what is said for all sheets; an option that says nothing is a slip (``--pass ""``)."""
    if not text.strip(" ,，"):
        raise BadInputError(f"--{option.flag}：没有写值")
    return _statements(option, _by_sheet(option, text).get("", ""))


def _by_sheet(option: Option[Any], text: str) -> dict[str, str]:
    """Return what is said for all sheets, ``""``, and for single ones (``九年级!化学=60``).

    >>> _by_sheet(FULL_MARK, "100,九年级!化学=60,九年级!物理=80")
    {'': '100', '九年级': '化学=60,物理=80'}
    """
    if option is not FULL_MARK:
        return {"": text}
    found: dict[str, list[str]] = {}
    for part in filter(None, text.replace("，", ",").split(",")):
        sheet, words = sheet_and_place(part)
        found.setdefault(sheet, []).append(words)
    return {sheet: ",".join(words) for sheet, words in found.items()}


def _statements(option: Option[Any], text: str) -> list[Stated]:
    """Return what a word of the command line says; see `choices.statements`."""
    plain = plain_text(text)
    if option is DROP and plain.replace(".", "", 1).isdecimal():
        plain += "%"  # 5 is 5 % here, and 0.5 half a percent
    try:
        return statements(option, plain if option is DROP else text)
    except BadValueError as problem:
        raise BadInputError(f"--{option.flag}：{problem}") from problem


def pairs(items: list[str], option: str) -> dict[str, str]:
    """Return ``名=值`` arguments as a mapping.

    Raises:
        BadInputError: one has no ``=``, or a name comes twice.
    """
    found: dict[str, str] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name.strip() or name.strip() in found:
            raise BadInputError(f"{option}：要写成“名=值”，每个名只写一次：{item}")
        found[name.strip()] = value.strip()
    return found


def _levels(text: str) -> tuple[Level, ...]:
    words = [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]
    unknown = [word for word in words if word not in _LEVELS]
    if unknown:
        raise BadInputError(f"--by：不认识“{'、'.join(unknown)}”，可用 {' '.join(_LEVELS)}")
    return tuple(level for word in words for level in _LEVELS[word])


def day(text: str | None) -> date:
    """Return a day written as 2026-07-10, today where nothing is.

    Raises:
        BadInputError: it is none.
    """
    if text is None:
        return date.today()  # noqa: DTZ011 - the office's own calendar day
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"--on：日期写成 2026-07-10 的样子，写的是“{text}”") from error


def fixed_of(arguments: argparse.Namespace) -> dict[str, SheetOverride]:
    """Return what ``--column``, ``--header``, ``--skip`` and ``--full`` fix about single sheets.

    Raises:
        BadInputError: one of them cannot be understood.
    """
    columns: dict[str, dict[str, str]] = {}
    for place, role in pairs(arguments.column, "--column").items():
        sheet, letter = sheet_and_place(place)
        if not sheet or not letter.isascii() or not letter.isalpha():
            raise BadInputError(f"--column：写成“工作表!列=角色”，如 Sheet1!M=物理：{place}={role}")
        columns.setdefault(sheet, {})[letter.upper()] = role
    headers = {
        sheet: _header_rows(text) for sheet, text in pairs(arguments.header, "--header").items()
    }
    skipped = set(arguments.skip)
    marks = _by_sheet(FULL_MARK, arguments.full_marks or "")
    fulls = {
        sheet: {stated.of: stated.value for stated in _statements(FULL_MARK, text)}
        for sheet, text in marks.items()
        if sheet
    }
    return {
        sheet: SheetOverride(
            ignore=sheet in skipped,
            header_rows=headers.get(sheet, ()),
            columns=columns.get(sheet, {}),
            full_marks=fulls.get(sheet, {}),
        )
        for sheet in {*columns, *headers, *skipped, *fulls}
    }


def _header_rows(text: str) -> tuple[int, ...]:
    try:
        return header_rows(text)
    except BadValueError as problem:
        message = f"--header：写成“工作表=行号”，两行表头写 2-3，写的是“{text}”"
        raise BadInputError(message) from problem


def opened(name: str, *, despite_lock: bool = False) -> FileBook:
    """Open the workbook a command names; a protected structure may be declared no hindrance."""
    return open_book(Path(name), despite_lock=despite_lock)


def publish_results(
    book: FileBook,
    tables: Sequence[Table],
    arguments: argparse.Namespace,
    entry: RunEntry | None = None,
) -> Published:
    """Write result sheets where ``-o`` or ``--in-place`` say; see `publish`."""
    ask = allow if arguments.replace else _confirmed if sys.stdin.isatty() else refuse
    return publish(book, tables, where_of(arguments), entry, ask)


def where_of(arguments: argparse.Namespace) -> Where:
    """Return where ``-o`` or ``--in-place`` say that results go."""
    return Where(arguments.in_place, Path(arguments.output) if arguments.output else None)


def refuse_no_forms(book: FileBook) -> None:
    """Refuse a file that takes no sheets: a form in another workbook would not be read with it.

    Raises:
        BadInputError: it is no .xlsx or .xlsm.
    """
    if not book.writable_in_place:
        message = f"“{book.name}”里不能加工作表；请先用 Excel 或 WPS 另存为 .xlsx，再用新文件"
        raise BadInputError(message)


def tell_form(book: FileBook, tables: Sequence[Table], arguments: argparse.Namespace) -> str:
    """Write sheets that are there to be filled in and say so; return the path for a command."""
    written = publish_results(book, tables, arguments)
    console.tell_written(written)
    return quoted(written.path)


def quoted(path: Path) -> str:
    """Return a path as it can be typed behind a command.

    >>> quoted(Path("成绩册.xlsx")), quoted(Path("青石 镇.xlsx"))
    ('成绩册.xlsx', '"青石 镇.xlsx"')
    """
    return f'"{path}"' if " " in str(path) else str(path)


def _confirmed(edits: Sequence[HandEdit]) -> bool:
    """Ask the person at the terminal; anything but yes is no."""
    for edit in edits:
        print(f"{edit}，要替换吗？原来的文件会备份。(y/N) ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in {"y", "yes", "是"}:
            return False
    return True
