"""Books as no sample has them: what their reports say is true of them, and no sheet is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.runs.choices import Request
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import carry_out, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from xl_quality.books.tables import Table

    Report = Callable[[Mapping[str, Sequence[Sequence[Any]]]], dict[str, Table]]


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Return every report of a book, given by its sheets' rows, by name."""

    def made(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, Table]:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        book.save(tmp_path / "成绩册.xlsx")
        run = carry_out(Request("report", reports=EVERY), open_book(tmp_path / "成绩册.xlsx"))
        return {table.name: table for table in sheets_of(run)}

    return made


def texts(table: Table) -> list[str]:
    return [value for row in table.rows for value in row.values if isinstance(value, str)]


def pupils(*homes: Sequence[str], marks: Callable[[int], Sequence[Any]], of: int = 6) -> list[Any]:
    """Return rows of so many pupils of each home, the marks by the pupil's number in it."""
    each = [(home, n) for home in homes for n in range(of)]
    return [[*home, f"欧阳{at}", *marks(n)] for at, (home, n) in enumerate(each)]


def test_who_has_no_total_is_told_why_and_no_chart_of_nothing_is_drawn(report: Report) -> None:
    homes = ("青石中学", "1班"), ("白水中学", "1班")
    head = ["学校", "班级", "姓名", "语文", "化学"]

    def ranking(chemistry: Any) -> Table:
        rows = pupils(*homes, marks=lambda n: (60 + n, chemistry))
        return report({"九年级期末": [head, *rows]})["学校排名"]

    none, some = ranking("缺考"), ranking(70)
    why = "有应考的学科没有成绩或待核对的没有总评"
    assert [any(why in one for one in texts(table)) for table in (none, some)] == [True, False]
    assert [len(table.charts) for table in (none, some)] == [0, 1]
