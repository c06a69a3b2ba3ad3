"""Enrolled numbers (应考人数) from a sheet of the workbook or from another workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.reading.book_recognition import recognise_book
from xl_quality.usecases.lists import lists_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.scores import ScoreTable
    from xl_quality.sheets.lists.reader import ListSheet
    from xl_quality.usecases.spellings import Spellings

ENROLLED: Final = "应考"
_EXAMPLES: Final = 5

Enrolled = dict[tuple[str, str, str], int]
"""Pupils due to sit by (school, grade, class)."""


def enrolled_numbers(wanted: str, lists: Iterable[ListSheet], names: Spellings) -> Enrolled:
    """
    Return the enrolled numbers that were asked for.

    Args:
        wanted: 应考, the name of a sheet, or the path of a workbook; ``""`` = none.
        lists: the list sheets of the workbook itself.
        names: how the score sheets spell schools and classes.

    Raises:
        BadInputError: there is no such list, or it gives two numbers for one class.
    """
    if not wanted:
        return {}
    records = _records(lists, wanted)
    if not records and Path(wanted).is_file():
        records = _records(_lists_of_file(Path(wanted)), ENROLLED)
    if not records:
        message = f"--enrolled：没有找到应考人数表“{wanted}”，要有“班级（或学校）”和“应考人数”两列"
        raise BadInputError(message)
    numbers: Enrolled = {}
    for record in map(names.official, records):
        if record.text("enrolled"):
            _add(numbers, record)
    return numbers


def _add(numbers: Enrolled, record: Record) -> None:
    key = (record.text("school"), record.text("grade"), record.text("class_name"))
    number = int(record.text("enrolled"))
    if numbers.setdefault(key, number) != number:
        where = record.facts["enrolled"].source
        message = (
            f"{where}：{_words(key)}的应考人数写了两个不同的数"
            f"（{numbers[key]}和{number}），请核对，只保留一个"
        )
        raise BadInputError(message)


def unmatched(enrolled: Enrolled, tables: Sequence[ScoreTable]) -> list[Finding]:
    """
    Return a finding where enrolled numbers are for classes that no score sheet has.

    Raises:
        BadInputError: none of them fits any class, so that none would count.
    """
    listed = {
        unit
        for table in tables
        for school, grade, name in zip(table.schools, table.grades, table.classes, strict=True)
        for unit in ((school, grade, name), (school, grade, ""), (school, "", ""))
    }
    strange = [key for key in enrolled if key not in listed]
    if not strange:
        return []
    names = "、".join(map(_words, strange[:_EXAMPLES]))
    more = f"等 {len(strange)} 个" if len(strange) > _EXAMPLES else ""
    message = f"应考人数表里的{names}{more}，成绩表里没有，没有用上"
    if len(strange) == len(enrolled):
        own = "、".join(sorted({_words(unit) for unit in listed if unit[2]})[:_EXAMPLES])
        message += f"；学校、年级、班级要与成绩表写得一样，成绩表里是：{own}"
        raise BadInputError(message)
    return [
        Finding(
            "enrolled_unknown",
            Severity.WARNING,
            ENROLLED,
            "",
            names,
            message,
            "请核对学校、年级、班级的写法，要与成绩表一样",
        )
    ]


def _words(key: Iterable[str]) -> str:
    return "".join(key) or "（没有写明班级）"


def _records(lists: Iterable[ListSheet], name: str) -> list[Record]:
    """Return the rows of the 应考 lists, or of the one on the sheet of that name."""
    return [
        record
        for sheet in lists
        if sheet.name == ENROLLED
        for record in sheet.records
        if name in {ENROLLED, record.sheet}
    ]


def _lists_of_file(path: Path) -> list[ListSheet]:
    from xl_quality.books.files import open_book  # noqa: PLC0415 - only when another file is named

    book = open_book(path)
    grids = [book.read(name) for name in book.sheet_names()]
    return lists_of(grids, recognise_book(grids, file_name=book.name).sheets)
