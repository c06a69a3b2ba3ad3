"""Small hard books with all that is understood of them: columns, rows, marks, lists, findings.

``tests/cases/sheets_books.txt`` holds a book a paragraph: ``=== what it shows``, its sheets as
drawn (``[name] merged areas``), and behind ``-->`` the whole reading. What a finding says is
written out, so that its cells and numbers are pinned too. Whoever changes how sheets are understood
looks at each reading that differs: it must be what a clerk would say of the sheet.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from tests.sheets.conftest import CASES, draw
from tests.sheets.test_the_doctor_names_what_is_wrong import compared_with_due
from xl_quality.core.marks import Remark
from xl_quality.sheets.checkup import examine
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import Mark, ScoreTable
    from xl_quality.sheets.cells import Grid
    from xl_quality.sheets.lists import ListSheet
    from xl_quality.sheets.recognition import Recognition

_SHEET: Final = re.compile(r"\[(.+?)\](.*)")


class Book(NamedTuple):
    """A drawn book and its reading."""

    sentence: str
    sheets: list[Grid]
    reading: list[str]


def books() -> Iterator[Book]:
    text = (CASES / "sheets_books.txt").read_text(encoding="utf-8")
    for part in text.split("=== ")[1:]:
        sentence, _, rest = part.partition("\n")
        drawing, _, reading = rest.partition("-->\n")
        yield Book(sentence, sheets_of(drawing), reading.strip("\n").split("\n"))


def sheets_of(drawing: str) -> list[Grid]:
    sheets = []
    for line in drawing.strip("\n").split("\n"):
        if found := _SHEET.fullmatch(line):
            sheets.append((found[1], found[2].split(), list[str]()))
        else:
            sheets[-1][2].append(line)
    return [draw("\n".join(rows), name=name, merged=merged) for name, merged, rows in sheets]


def spans(numbers: Iterable[int]) -> str:
    """Write 2, 3, 4, 7 as 2-4,7."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    parts = [[number for _, number in run] for _, run in runs]
    return ",".join(f"{one[0]}-{one[-1]}" if len(one) > 1 else str(one[0]) for one in parts)


def shown(mark: Mark) -> str:
    return f"{mark.state.value}:{mark.text}" if isinstance(mark, Remark) else f"{mark / 100:g}"


def sheet_lines(found: Recognition) -> Iterator[str]:
    """Return what a sheet is and where what stands, a line; another for each of its tables."""
    said = {
        "labels": spans(found.header_rows),
        "pupils": spans(found.data_rows),
        **found.columns._asdict(),
        "subjects": " ".join(f"{name}={letter}" for name, letter in found.subjects.items()),
        "full": " ".join(f"{name}={shown(full)}" for name, full in found.full_marks.items()),
        "of": "/".join(filter(None, (found.school, found.grade, found.class_name, found.exam))),
        "footers": spans(found.footers),
        "again": spans(found.repeated_headers),
        "absent": " ".join(f"{word}*{count}" for word, count in found.absent.items()),
        "titles": " ".join(f"{row}:{school}/{own}" for row, school, own in found.segments),
        "exams": " ".join(f"{name}={exam}" for name, (exam, _) in found.exams.items()),
    }
    words = {key: ",".join(own) if isinstance(own, tuple) else own for key, own in said.items()}
    parts = [f"{key} {own}" for key, own in words.items() if own]
    yield " | ".join([f"[{found.sheet}] {found.list_name or found.kind.label}", *parts])
    for block in found.blocks:
        yield from sheet_lines(block)


def table_lines(table: ScoreTable) -> Iterator[str]:
    """Return a line a pupil: row, school/grade/class/number/name, marks."""
    yield f"{table.sheet} {table.exam}: {' '.join(table.subjects)}".replace(" :", ":")
    keys = zip(
        *(table.schools, table.grades, table.classes, table.student_ids, table.names), strict=True
    )
    for pupil, (row, key) in enumerate(zip(table.rows, keys, strict=True)):
        marks = [shown(column.marks[pupil]) for column in table.subjects.values()]
        yield f"  {row} {'/'.join(key)} {' '.join(marks)}"


def list_lines(sheet: ListSheet) -> Iterator[str]:
    for record in sheet.records:
        facts = " ".join(f"{field}={fact.value}" for field, fact in record.facts.items())
        yield f"  {record.row} {facts}"


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    for one in dict.fromkeys(findings):
        found = f" [{one.found}]" if one.found else ""
        advice = f" -> {one.suggestion}" if one.suggestion else ""
        yield f"! {one.severity.value} {one.code} {one.where}{found}: {one.text}{advice}"


def reading_of(sheets: Sequence[Grid]) -> list[str]:
    """Return all that is understood of a book."""
    book = recognise_book(sheets)
    pairs = zip(sheets, book.sheets, strict=True)
    kept = [read_list(grid) for grid, found in pairs if found.kind is SheetKind.LIST]
    lists = [one for one in kept if one is not None]
    findings = [
        *book.findings,
        *(finding for one in lists for finding in one.findings),
        *examine(book.score_sheets, book.settings, lists),
        *compared_with_due(book, lists),
    ]
    return [
        *(line for sheet in book.sheets for line in sheet_lines(sheet)),
        *(line for table in book.tables for line in table_lines(table)),
        *(line for one in lists for line in list_lines(one)),
        *finding_lines(findings),
    ]


@pytest.mark.parametrize("book", list(books()), ids=lambda book: book.sentence)
def test_whole_books_are_read_as_written(book: Book) -> None:
    assert reading_of(book.sheets) == book.reading


def test_each_book_says_what_it_shows() -> None:
    sentences = [book.sentence for book in books()]
    assert len(sentences) == len(set(sentences))
    assert min(map(len, sentences)) > 10
