"""Result sheets written to a real file and read back by another program's reader."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.core.facts import Source
from xl_quality.core.figures import analyse, overall
from xl_quality.core.groups import Level
from xl_quality.core.marks import ScoreTable, SubjectColumn
from xl_quality.core.money import rmb_upper
from xl_quality.core.options import Options
from xl_quality.schemes.payout_lines import PayoutLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from xl_quality.books.tables import Table
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import Mark

_NUMERALS = re.compile(r'="((?:净额合计)?人民币（大写）：)"&IF\(ROUND\(ABS\(([DEG]\d+)\)')
_BY_SIGN = re.compile(r'=IF\((D\d+)<(E\d+),"([^"]+)","([^"]+)"\)(?:&"([^"]*)")?')
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write tables into a new workbook."""

    def work(*tables: Table) -> Path:
        source = tmp_path / "成绩.csv"
        source.write_text("a,b\n", encoding="utf-8")
        book = open_book(source)
        for table in tables:
            book.put(table)
        return book.save()

    return work


@pytest.fixture
def written(write: Callable[..., Path]) -> Callable[..., Workbook]:
    """Write tables and open the workbook with openpyxl, formulas as formulas."""

    def work(*tables: Table) -> Workbook:
        return openpyxl.load_workbook(write(*tables))

    return work


def computed(sheet: Worksheet, cell: str) -> Decimal:
    """Compute a cell's formula: a cell of another sheet, sums of cells and ranges, differences."""
    value = sheet[cell].value
    if not isinstance(value, str):
        return Decimal(0) if value is None else Decimal(str(value))
    assert value.startswith("="), value
    if elsewhere := re.fullmatch(r"='([^']+)'!([A-Z]+\d+)", value):
        return computed(sheet.parent[elsewhere[1]], elsewhere[2])
    if size := re.fullmatch(r"=ABS\(([A-Z]+\d+)-([A-Z]+\d+)\)", value):
        return abs(computed(sheet, size[1]) - computed(sheet, size[2]))
    total = Decimal(0)
    if elsewhere := re.fullmatch(r"=([A-Z]+\d+)-'([^']+)'!([A-Z]+\d+)", value):
        return computed(sheet, elsewhere[1]) - computed(sheet.parent[elsewhere[2]], elsewhere[3])
    for sign, part in re.findall(r"([+-]?)\(?(SUM\([^)]*\)|[A-Z]+\d+)\)?", value[1:]):
        arguments = part.removeprefix("SUM(").removesuffix(")").split(",")
        assert len(arguments) <= 255, "Excel takes no more"
        own = sum((_argument(sheet, one) for one in arguments), Decimal(0))
        total += -own if sign == "-" else own
    return total


def _argument(sheet: Worksheet, text: str) -> Decimal:
    found = _RANGE.fullmatch(text)
    if found is None:
        return Decimal(text) if text.isdigit() else computed(sheet, text)
    rows = range(int(found[2]), int(found[4]) + 1)
    return sum((computed(sheet, f"{found[1]}{row}") for row in rows), Decimal(0))


@pytest.fixture
def formulas_hold() -> Callable[[Path], int]:
    """Compare every formula's cached value with its own computation; return how many there are."""

    def check(path: Path) -> int:
        live, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
        found = 0
        for sheet in live:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        shown = cached[sheet.title][cell.coordinate].value
                        if amount := _NUMERALS.match(cell.value):
                            fen = int(computed(sheet, amount[2]) * 100)
                            assert shown == amount[1] + rmb_upper(fen)
                        elif said := _BY_SIGN.fullmatch(cell.value):
                            owes = computed(sheet, said[1]) < computed(sheet, said[2])
                            assert shown == said[3 if owes else 4] + (said[5] or "")
                        else:
                            assert computed(sheet, cell.coordinate) == Decimal(str(shown)), cell
                        found += 1
        return found

    return check


@pytest.fixture
def pupils() -> Callable[..., ScoreTable]:
    """Make a score table from (school, grade, class) and marks in points, a pupil a line."""

    def make(
        exam: str,
        subjects: Sequence[str],
        lines: Sequence[tuple[tuple[str, str, str], Sequence[int | Mark]]],
        sheet: str = "成绩",
    ) -> ScoreTable:
        columns = {
            name: SubjectColumn(
                name,
                "D",
                [
                    mark * 100 if isinstance(mark, int) else mark
                    for mark in (line[1][index] for line in lines)
                ],
            )
            for index, name in enumerate(subjects)
        }
        schools, grades, classes = (
            [line[0][part] for line in lines] if lines else [] for part in range(3)
        )
        nameless = [""] * len(lines)
        rows = range(2, len(lines) + 2)
        return ScoreTable(sheet, exam, rows, schools, grades, classes, nameless, nameless, columns)

    return make


@pytest.fixture
def figures() -> Callable[..., tuple[list[GroupResult], list[GroupResult]]]:
    """Compute results and overall lines of several tables at one level."""

    def work(
        *tables: ScoreTable,
        level: Level = Level.SCHOOL,
        **options: Any,
    ) -> tuple[list[GroupResult], list[GroupResult]]:
        chosen = Options(**options)
        results, totals = [], []
        for table in tables:
            own = analyse(table, level, chosen)
            results += own
            totals += overall(own, chosen)
        return results, totals

    return work


@pytest.fixture
def line() -> Callable[..., PayoutLine]:
    """Make a payout line; a negative amount is a penalty."""

    def make(
        payee: str, yuan: str | int | Decimal, why: str = "第1名奖", clause: str = "A7"
    ) -> PayoutLine:
        fen = int(Decimal(yuan) * 100)
        place = Source.at("县名次", "D3")
        return PayoutLine(payee, clause, max(fen, 0), max(-fen, 0), why, (place,))

    return make


@pytest.fixture
def rows_of() -> Callable[[Worksheet], list[tuple[Any, ...]]]:
    def read(sheet: Worksheet) -> list[tuple[Any, ...]]:
        return list(sheet.iter_rows(values_only=True))

    return read


@pytest.fixture
def formats_of() -> Callable[[Worksheet, int], Mapping[str, str]]:
    """Return the number formats of a row, by column letter."""

    def read(sheet: Worksheet, row: int) -> Mapping[str, str]:
        return {cell.column_letter: cell.number_format for cell in sheet[row]}

    return read
