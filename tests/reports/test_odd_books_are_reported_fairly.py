"""Books as no sample has them: what their reports say is true of them, and no sheet is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.reports.frame import display_width
from xl_quality.runs.choices import Request
from xl_quality.runs.contents_sheet import contents_table
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


def test_a_class_called_with_its_grade_is_not_told_its_grade_twice(report: Report) -> None:
    rows = [[f"欧{n}", 60 + n, 80 - n] for n in range(31)]
    sheets = report({"三年级1班期中": [["姓名", "语文", "数学"], *rows]})
    told = [one for name in ("一班一页", "成绩条") for one in texts(sheets[name])]
    assert any("三年级1班" in one for one in told)
    assert not any(one.count("三年级") > 1 for one in told)


def test_sheets_called_after_their_grades_are_one_exam_that_has_still_to_be_named(
    report: Report,
) -> None:
    def marks(grade: int) -> Callable[[int], Sequence[Any]]:
        return lambda n: (60 + n * grade, 90 - n)

    homes = ("青石小学", "1班"), ("白水小学", "1班")
    head = ["学校", "班级", "姓名", "语文", "数学"]
    sheets = report(
        {
            grade: [head, *pupils(*homes, marks=marks(at))]
            for at, grade in enumerate(("四年级", "五年级", "六年级"), 1)
        }
    )
    told = texts(sheets["各年级合计"])
    assert "小学　三年级合计" in told
    assert any("考试：____" in one for one in texts(sheets["四率统计"]))
    assert not any("考试：四年级" in one for one in texts(sheets["四率统计"]))


def test_the_first_n_explain_a_column_only_where_there_is_one(report: Report) -> None:
    def told(of: int) -> bool:
        rows = pupils(("青石小学", "1班"), marks=lambda n: (n,), of=of)
        sheet = report({"期末": [["学校", "班级", "姓名", "语文"], *rows]})["前N名"]
        column = any(one == "11—50" for one in texts(sheet))
        assert column is any("“11—50”" in one for one in texts(sheet))
        return column

    assert (told(50), told(51)) == (False, True)


def test_a_list_of_nobody_is_no_sheet_and_no_school_no_column(report: Report) -> None:
    head = ["班级", "姓名", "语文", "数学"]

    def made(marks: Callable[[int], Sequence[Any]]) -> dict[str, Table]:
        return report({"五年级期末": [head, *pupils(("1班",), marks=marks, of=30)]})

    level, uneven = made(lambda n: (60 + n, 60 + n)), made(lambda n: (60 + n, 2 * (n % 15) + 20))
    assert ["偏科" in sheets for sheets in (level, uneven)] == [False, True]
    assert "学校" not in texts(level["偏科统计"])
    (row,) = [row for row in level["偏科统计"].rows if "1班" in row.values]
    assert row.values[:3] == ("1班", 30, 0)


def test_a_chart_of_the_first_of_many_says_so(report: Report) -> None:
    def title(schools: int) -> str:
        homes = [(f"第{n}小学", "1班") for n in range(schools)]
        rows = pupils(*homes, marks=lambda n: (60 + n,), of=3)
        sheet = report({"五年级期末": [["学校", "班级", "姓名", "数学"], *rows]})["学校排名"]
        (chart,) = sheet.charts
        return chart.title

    assert title(60).endswith("个，共60个）")
    assert "个" not in title(6)


def test_sheets_of_long_exams_are_told_apart_and_their_names_fit_the_contents(
    report: Report,
) -> None:
    exams = [f"2025—2026学年度第二学期{moment}教学质量检测" for moment in ("期中", "期末")]
    head = ["考试", "学校", "年级", "班级", "姓名", "语文", "数学"]
    homes = [(exam, "青石小学", grade, "1班") for exam in exams for grade in ("四年级", "五年级")]
    sheets = report({"成绩": [head, *pupils(*homes, marks=lambda n: (60 + n, 80 - n))]})
    lists = [name for name in sheets if name.startswith("学生总表")]
    told = [(moment, name[-3:]) for name in lists for moment in ("期中", "期末") if moment in name]
    assert sorted(told) == sorted((m, g) for m in ("期中", "期末") for g in ("四年级", "五年级"))
    contents = contents_table([*sheets.values()], "", {})
    assert max(map(display_width, lists)) < contents.widths[1] < 40
