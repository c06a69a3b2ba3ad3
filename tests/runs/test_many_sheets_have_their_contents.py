"""目录: in front of more than six sheets, a line with a link for each; it can be verified."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.files import FileBook
from xl_quality.books.tables import Chart, ChartKind, Link, Row, Table
from xl_quality.core.facts import Cell
from xl_quality.runs.choices import ChosenOptions, Order, Request
from xl_quality.runs.contents_sheet import contents_table
from xl_quality.runs.publish import Where, publish
from xl_quality.runs.record import CONTENTS, PAYOUT_CONTENTS, labelled
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import carry_out, entry_of, sheets_of
from xl_quality.runs.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
START = datetime(2026, 7, 10, 8, tzinfo=UTC)
NOW = ChosenOptions(exam="本学期")
ORDER = Order("luotuoao-brief", date(2026, 7, 10), exam="本学期")
SIX = ("四率统计", "学校排名", "班级排名", "教师排名", "分数段", "进退步")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    return path


def names_of(path: Path, *reports: str) -> list[str]:
    request = Request("report", NOW, before="上学期", reports=reports)
    run = carry_out(request, FileBook(path, lambda: START))
    return [table.name for table in sheets_of(run)]


def test_six_sheets_stand_alone_and_a_seventh_brings_their_contents(path: Path) -> None:
    assert names_of(path, *SIX) == [*SIX]
    seven = (*SIX[:5], "缺考·空白·零分清单", SIX[5])
    assert names_of(path, *seven) == [CONTENTS, *seven]


def links_in(rows: Sequence[Row]) -> list[tuple[str, Cell]]:
    return [
        (value.text, value.target)
        for row in rows
        for value in row.values
        if isinstance(value, Link)
    ]


def test_every_sheet_has_a_line_that_leads_to_it_and_says_whether_it_names_persons(
    path: Path,
) -> None:
    request = Request("report", NOW, before="上学期", order=ORDER, reports=EVERY)
    book = FileBook(path, lambda: START)
    run = carry_out(request, book)
    contents, *tables = sheets_of(run)
    assert contents.name == CONTENTS
    assert links_in(contents.rows) == [(one.name, Cell(one.name, "A1")) for one in tables]
    written = publish(book, [contents, *tables], Where(), entry_of(run))
    sheet = openpyxl.load_workbook(written.path)[CONTENTS]
    lines = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [line[0] for line in lines] == [*range(1, len(tables) + 1)]
    assert [line[1] for line in lines] == [one.name for one in tables]
    assert all(line[2] for line in lines), "something is said of each"
    assert [line[3] for line in lines] == [
        "内部资料" if one.confidential else None for one in tables
    ]
    links = [row[1].hyperlink for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert [link.location for link in links] == [f"'{one.name}'!A1" for one in tables]
    [done] = verify(FileBook(written.path, lambda: START))
    assert not done.changed
    assert CONTENTS in [part.name for part in done.parts if part.item == "写出"]


def test_the_links_follow_sheets_that_get_a_label() -> None:
    tables = [Table("四率统计", []), Table("奖惩兑现表", [], confidential=True)]
    report = labelled([contents_table(tables, "", {"期末": ""}), *tables], "双高")
    assert [one.name for one in report] == [CONTENTS, "四率统计", "奖惩兑现表（双高）"]
    assert links_in(report[0].rows)[1] == ("奖惩兑现表（双高）", Cell("奖惩兑现表（双高）", "A1"))
    payout = labelled(
        [contents_table(tables[1:], "", {"期末": ""}, PAYOUT_CONTENTS), tables[1]], "双高"
    )
    assert payout[0].name == f"{PAYOUT_CONTENTS}（双高）"


def test_a_sheet_that_nobody_describes_says_its_own_title() -> None:
    other = Table("别的", [Row(("某校自定表",), ())])
    rows = contents_table([other], "", {"期末": ""}).rows
    assert "某校自定表" in [value for row in rows for value in row.values]


def shown_on(table: Table) -> str:
    rows = contents_table([table], "", {"期末": ""}).rows
    (line,) = [row.values[2] for row in rows if row.values and row.values[0] == 1]
    return str(line)


def test_nothing_is_promised_that_this_book_has_not_got() -> None:
    chart = Chart(ChartKind.LINE, "历次考试总评名次", [], (0, 0), 100, 100)
    assert "历次名次" not in shown_on(Table("一校一页", []))
    assert "历次名次" in shown_on(Table("一校一页", [], charts=[chart]))
    plain = shown_on(Table("学生总表", [Row(("姓名", "总分", "全体名次"), ())]))
    assert plain.endswith("总分，全体名次")
    told = ("班名次", "班进退", "校名次", "全体名次")
    assert shown_on(Table("学生总表", [Row(told, ())])).endswith(
        "班、校、全体名次和与上次考试相比的进退"
    )


def test_the_contents_name_the_office_and_the_one_exam() -> None:
    assert contents_table([], "青禾镇", {"期末": ""}).rows[0].values[0] == "青禾镇期末结果表目录"
    two = contents_table([], "青禾镇", {"期中": "", "期末": ""})
    assert two.rows[0].values[0] == "青禾镇结果表目录"
    assert "考试：期中、期末" in str(two.rows[1].values[0])
