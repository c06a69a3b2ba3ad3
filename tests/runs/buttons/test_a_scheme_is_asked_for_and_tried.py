"""奖惩 buttons: which scheme, what it leaves open, what a changed 方案 sheet does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from tests.runs.buttons.conftest import ROOT
from xl_quality.buttons.menu import MessageKind, Said
from xl_quality.schemes.loading import scheme_ids

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runs.buttons.conftest import Office

SCHEME, EXAM = "luotuoao-brief", "本学期期末"
COUNTY = ROOT / "workbooks" / "schemes" / "县教育局目标示例.xlsx"


def change(path: Path, sheet: str, old: object, new: object) -> int:
    """Replace a value in all cells of a sheet; return in how many."""
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == old]
    for cell in cells:
        cell.value = new
    book.save(path)
    return len(cells)


def test_all_schemes_are_offered_the_last_one_chosen_first(township: Office) -> None:
    township.press("import_scheme", "rank-up")
    township.press("import_scheme")
    first, second = township.desk.offered
    assert sorted(first) == sorted(second) == scheme_ids()
    assert first[0] == SCHEME
    assert second[0] == "rank-up"


def test_the_only_scheme_sheet_is_taken_without_a_question(township: Office) -> None:
    township.press("import_scheme", SCHEME)
    township.desk.asked.clear()
    said = township.press("trial", EXAM)
    assert township.desk.asked == ["成绩表里有几次考试，按哪一次计算？"]
    assert "按工作簿里“方案”表计算，与原方案相同" in said.text


def test_of_several_scheme_sheets_one_is_chosen(township: Office) -> None:
    township.press("import_scheme", SCHEME)
    township.press("import_scheme", "rank-up")
    township.desk.offered.clear()
    township.press("trial", SCHEME, EXAM)
    assert township.desk.offered[0] == [SCHEME, "rank-up"]


def test_an_edited_scheme_is_compared_with_the_one_that_ships(township: Office) -> None:
    township.press("import_scheme", SCHEME)
    assert change(township.path, "方案", 300, 400)
    said = township.press("trial", EXAM)
    assert "已修改" in said.text
    assert "与原方案相比：" in said.text
    assert len(said.text) <= 1023, "a message box of Excel shows no more"


def test_an_edited_scheme_is_only_replaced_after_a_yes(township: Office) -> None:
    township.press("import_scheme", SCHEME)
    change(township.path, "方案", 300, 400)
    before = township.path.read_bytes()
    township.desk.yes = False
    assert township.press("import_scheme", SCHEME) == Said(MessageKind.INFORMATION, "")
    assert "“方案”" in township.desk.asked[-1]
    assert township.path.read_bytes() == before
    township.desk.yes = True
    township.press("import_scheme", SCHEME)
    township.press("undo")
    assert township.path.read_bytes() == before


def test_what_a_scheme_leaves_open_is_asked_until_it_can_be_read(
    office: Callable[[Path], Office],
) -> None:
    county = office(COUNTY)
    county.desk.lines = ["很多", "180", "150", "120"]
    said = county.press("trial", "county-2025")
    asked = [question for question in county.desk.asked if "请" in question]
    assert len(asked) == 4
    assert "应为数字，现为“很多”" in asked[1]
    assert "合计" in said.text or "没有应兑现" in said.text
    county.desk.asked.clear()
    county.desk.lines = []
    county.press("payout", "county-2025")
    settings = [row for row in county.book().read("运行记录").rows if row[0] == "参数"]
    assert [row[2] for row in settings] == ["180", "150", "120"], "what was typed is offered again"


def test_what_is_left_empty_stops_the_clauses_that_need_it(
    office: Callable[[Path], Office],
) -> None:
    county = office(COUNTY)
    before = county.path.read_bytes()
    county.desk.lines = ["", "", ""]
    said = county.press("payout", "county-2025")
    assert said.kind is MessageKind.WARNING
    assert "缺少参数：优秀界线" in said.text
    assert county.path.read_bytes() == before


def test_what_the_settings_say_is_not_asked(office: Callable[[Path], Office]) -> None:
    county = office(COUNTY)
    book = openpyxl.load_workbook(county.path)
    sheet = book["考核设置"]
    row = sheet.max_row + 1
    for column, value in ((1, "方案参数"), (3, "优秀界线"), (4, "180")):
        sheet.cell(row, column).value = value
    book.save(county.path)
    county.desk.lines = ["150", "120"]
    county.press("trial", "county-2025")
    asked = [question.partition("“")[2].partition("”")[0] for question in county.desk.asked[1:]]
    assert asked == ["良好界线", "合格界线"]


def test_cancelling_a_parameter_ends_the_button(office: Callable[[Path], Office]) -> None:
    county = office(COUNTY)
    before = county.path.read_bytes()
    county.desk.cancels_at = 3
    assert county.press("payout", "county-2025") == Said(MessageKind.INFORMATION, "")
    assert county.path.read_bytes() == before


def test_without_an_exam_teachers_are_placed_by_the_exam_that_the_lists_mean(
    township: Office,
) -> None:
    said = township.press("trial", SCHEME, "")
    assert "没有计算" not in said.text
    assert "--exam" not in said.text


def test_without_an_exam_the_clauses_that_need_one_are_left_out_and_said(township: Office) -> None:
    book = openpyxl.load_workbook(township.path)
    settings = book["考核设置"]
    for row in reversed(range(1, settings.max_row + 1)):
        if settings.cell(row, 1).value == "考试别名":
            settings.delete_rows(row)
    book.save(township.path)
    said = township.press("trial", SCHEME, "")
    assert "没有计算" in said.text
    assert "--exam" not in said.text


def test_many_open_points_go_to_a_sheet_with_what_a_button_can_do(township: Office) -> None:
    book = openpyxl.load_workbook(township.path)
    for sheet in ("六年级本学期期末", "九年级本学期期末"):
        for column in range(6, 10):
            book[sheet].cell(column, column).value = "看不清"
    book.save(township.path)
    said = township.press("rates", EXAM)
    assert said.kind is MessageKind.WARNING
    assert "体检结果" in township.book().own_sheets()
    assert "见“体检结果”表" in said.text
    assert len(said.text) <= 1023


def test_a_result_that_was_edited_is_only_replaced_after_a_yes(township: Office) -> None:
    township.press("payout", SCHEME, EXAM)
    book = openpyxl.load_workbook(township.path)
    book["奖惩兑现表"]["H5"] = "已领"
    book.save(township.path)
    before = township.path.read_bytes()
    township.desk.yes = False
    assert township.press("payout", SCHEME, EXAM) == Said(MessageKind.INFORMATION, "")
    assert "“奖惩兑现表”" in township.desk.asked[-1]
    assert township.path.read_bytes() == before
    township.desk.yes = True
    township.press("payout", SCHEME, EXAM)
    assert township.book().read("奖惩兑现表").rows[4][7] is None


def test_a_scheme_that_finds_no_data_says_what_is_missing(township: Office) -> None:
    before = township.path.read_bytes()
    said = township.press("payout", "balanced")
    assert said.kind is MessageKind.WARNING
    assert "没有方案“义务教育均衡发展责任书及问责办法”能用的数据" in said.text
    assert "手工金额!C3" in said.text
    assert township.path.read_bytes() == before


def test_the_exam_chosen_is_the_only_one_computed(township: Office) -> None:
    tables = []
    for exam in ("本学期期末", "上学期期末"):
        township.press("rank", exam)
        settings = [row for row in township.book().read("运行记录").rows if row[0] == "设置"]
        assert [row[2] for row in settings] == [exam]
        tables.append(township.book().read("学校排名").rows)
    assert len(tables[0]) == len(tables[1])
    assert tables[0] != tables[1]
