"""Workbooks as grids in memory, and score tables written as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.marks import ScoreTable, SubjectColumn
from xl_quality.runs.facts.exams import ExamKinds
from xl_quality.sheets.cells import Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding


class MemoryBook:
    """A workbook that was never a file."""

    def __init__(self, sheets: dict[str, list[Any]], own: Sequence[str] = ()) -> None:
        self.name = "成绩册.xlsx"
        self.findings: Sequence[Finding] = ()
        self._sheets = sheets
        self._own = own
        self.writable_in_place = True

    def sheet_names(self) -> list[str]:
        return list(self._sheets)

    def own_sheets(self) -> Sequence[str]:
        return self._own

    def put(self, table: Table) -> None:
        raise NotImplementedError(table.name)

    def remove(self, sheet: str) -> None:
        raise NotImplementedError(sheet)

    def backup(self) -> Path:
        raise NotImplementedError

    def restore(self, copy: Path, sheets: Sequence[str]) -> None:
        raise NotImplementedError(copy, sheets)

    def show(self, sheet: str) -> None:
        raise NotImplementedError(sheet)

    def save(self, path: Path | None = None) -> Path:
        raise NotImplementedError(path)

    def read(self, sheet: str) -> Grid:
        rows = self._sheets[sheet]
        width = max(map(len, rows), default=0)
        cells = [
            [float(cell) if isinstance(cell, int) else cell or None for cell in row] for row in rows
        ]
        return Grid(sheet, [row + [None] * (width - len(row)) for row in cells])


@pytest.fixture
def book() -> Callable[..., MemoryBook]:
    """Make a workbook from rows by sheet name."""
    return MemoryBook


@pytest.fixture
def scores() -> Callable[..., ScoreTable]:
    """Make a table: units are school, grade and class; a mark in points a pupil and subject."""

    def make(
        sheet: str,
        units: Sequence[tuple[str, str, str]],
        exam: str = "期末",
        **marks: Sequence[int],
    ) -> ScoreTable:
        schools, grades, classes = (
            [unit[part] for unit in units] if units else [] for part in range(3)
        )
        nobody = [""] * len(units)
        columns = {
            name: SubjectColumn(name, "D", [mark * 100 for mark in own])
            for name, own in marks.items()
        }
        rows = range(2, len(units) + 2)
        return ScoreTable(sheet, exam, rows, schools, grades, classes, nobody, nobody, columns)

    return make


@pytest.fixture
def listed() -> Callable[..., list[Record]]:
    """Make list rows from a table of words: field names, then a row a line; - is empty.

    The rows know the kinds of their exams where the names tell, as in every payout.
    """

    def make(sheet: str, text: str) -> list[Record]:
        head, *lines = [line.split() for line in text.strip().splitlines()]
        rows = [
            Record(
                sheet,
                number,
                {
                    name: Fact(_value(word), Source.at(sheet, f"{letter}{number}"))
                    for name, word, letter in zip(head, words, "ABCDEFGHI", strict=False)
                    if word != "-"
                },
            )
            for number, words in enumerate(lines, 2)
        ]
        return ExamKinds.of({}).told(sheet, rows)

    return make


def _value(word: str) -> int | str:
    return int(word) if word.removeprefix("-").isdigit() else word
