"""Sheets drawn as text, so that a test shows what the clerk sees; all names are invented."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from xl_quality.core.marks import Remark
from xl_quality.sheets.cells import CellValue, ErrorCell, Grid, column_index
from xl_quality.sheets.recognise import recognise
from xl_quality.sheets.score_tables import score_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import ScoreTable
    from xl_quality.sheets.recognition import Recognition

NAMES = [f"{family}{given}" for given in ("云山", "文海", "雨晴") for family in "张李王赵钱孙"]
"""Invented pupils."""
CASES = Path(__file__).parents[1] / "cases"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_AREA = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")

# the machines that run this are slow and shared: no deadline, few but varied examples
settings.register_profile("sheets", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("sheets")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cases(file): run once a row of tests/cases/<file>")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("cases")
    if marker is None:
        return
    with (CASES / marker.args[0]).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, strict=True))
    assert rows
    names = [f"{number} {next(iter(row.values()))}" for number, row in enumerate(rows, 2)]
    metafunc.parametrize("case", rows, ids=names)


def draw(text: str, *, name: str = "Sheet1", merged: Sequence[str] = ()) -> Grid:
    """
    Return the grid that a drawing shows: a line a row, cells between bars.

    Numbers become floats as Excel keeps them, ``'85`` is text, ``#N/A`` an error, an empty cell
    None, ``/n`` a line break. Lines count from 1 as in the sheet.
    """
    lines = text.strip("\n").split("\n")
    rows = [[value_of(cell.strip()) for cell in line.strip().split("|")] for line in lines]
    width = max(map(len, rows))
    return Grid(
        name, [row + [None] * (width - len(row)) for row in rows], [_area(area) for area in merged]
    )


def value_of(cell: str) -> CellValue:
    if cell == "":
        return None
    if cell.startswith("#"):
        return ErrorCell(cell)
    if cell.startswith("'"):
        return cell[1:]
    return float(cell) if _NUMBER.fullmatch(cell) else cell.replace("/n", "\n").replace("␣", " ")


def _area(text: str) -> tuple[int, int, int, int]:
    found = _AREA.fullmatch(text)
    assert found is not None
    top, bottom = int(found[2]) - 1, int(found[4]) - 1
    return top, column_index(found[1]), bottom, column_index(found[3])


class Read:
    """A drawn sheet, recognised and read."""

    def __init__(self, grid: Grid, found: Recognition) -> None:
        self.grid = grid
        self.found = found
        self.tables: list[ScoreTable] = score_tables(found, grid)

    @property
    def table(self) -> ScoreTable:
        assert len(self.tables) == 1
        return self.tables[0]

    @property
    def codes(self) -> list[str]:
        return [finding.code for finding in self.found.all_findings]

    @property
    def doubts(self) -> list[str]:
        """The codes of all findings that are more than a note."""
        return [one.code for one in self.found.all_findings if one.severity.value != "note"]

    def finding(self, code: str) -> Finding:
        matching = [one for one in self.found.all_findings if one.code == code]
        assert len(matching) == 1, self.codes
        return matching[0]

    def marks(self, subject: str) -> list[int | str]:
        """Marks in hundredths; remarks by their text."""
        marks = self.table.subjects[subject].marks
        return [mark.text if isinstance(mark, Remark) else mark for mark in marks]

    def rows(self) -> tuple[int | None, int | None]:
        return self.found.first_data_row, self.found.last_data_row


@pytest.fixture
def drawn() -> Callable[..., Grid]:
    return draw


@pytest.fixture
def read() -> Callable[..., Read]:
    """Draw a sheet, recognise it, read its scores."""

    def read_drawn(
        text: str, *, name: str = "Sheet1", merged: Sequence[str] = (), **options: object
    ) -> Read:
        grid = draw(text, name=name, merged=merged)
        return Read(grid, recognise(grid, **options))  # type: ignore[arg-type] # passed on as given

    return read_drawn


def pupils(count: int, *cells: str) -> str:
    """Rows of names, each with a mark between 60 and 77 and the cells given."""
    return "\n".join(
        "|".join([NAMES[n], str(60 + n), *(cell.format(n=n) for cell in cells)])
        for n in range(count)
    )
