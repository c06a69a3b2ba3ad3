from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest
import xlsxwriter

from tests.agreements.conftest import Draft, write_book
from xl_quality.books.files import open_book
from xl_quality.cli import main
from xl_quality.runs.agreements.order import AgreementOrder, check, plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xl_quality.books.files import FileBook

ON = date(2026, 9, 1)
INDICATORS: list[Any] = [
    ["单位", "姓名", "指标", "目标", "实际"],
    ["石桥小学", "曾知远", "公开课", 1, 1],
    ["石桥小学", "曾知远", "自定指标：阅读量", 30, 31],
    ["石桥小学", "何若云", "听课", 20, 20],
    ["石桥小学", None, "自定指标：课后服务参与率", 0.9, 0.95],
]


def run(*words: object) -> int:
    return main([str(word) for word in words])


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A workbook whose own sheet of the scheme pays 234 yuan for a place over the quota."""
    book = write_book(tmp_path / "册.xlsx", ["学校"], [["骆驼坳中学"]])
    assert run("import", book.path, "--scheme", "luotuoao-brief", "-o", tmp_path / "改.xlsx") == 0
    workbook = openpyxl.load_workbook(tmp_path / "改.xlsx")
    cells = [cell for row in workbook["方案"].iter_rows() for cell in row if cell.value == 200]
    assert cells
    for cell in cells:
        cell.value = 234
    workbook.save(tmp_path / "改.xlsx")
    return tmp_path / "改.xlsx"


def test_an_edited_sheet_of_the_scheme_is_what_is_printed(office: Path, tmp_path: Path) -> None:
    words = ("agreements", office, "--template", "luotuoao-brief", "--on", "2026-09-01")
    assert run(*words, "-o", tmp_path / "改后") == 0
    own = text_of(tmp_path / "改后" / "01_骆驼坳中学_教学质量目标责任书.docx")
    assert "每超1名奖234元" in own
    assert run(*words, "-o", tmp_path / "原方案", "--shipped") == 0
    shipped = text_of(tmp_path / "原方案" / "01_骆驼坳中学_教学质量目标责任书.docx")
    assert "每超1名奖200元" in shipped


def test_whose_scheme_it_is_is_said_and_recorded(office: Path) -> None:
    order = AgreementOrder("luotuoao-brief", ON)
    prepared = plan(open_book(office), order)
    assert prepared.scheme_sheet == "方案"
    assert "scheme_sheet_used" in [finding.code for finding in prepared.findings]
    found = check(order, open_book(office))
    assert "scheme_sheet_used" in [finding.code for finding in found.findings]
    assert not plan(open_book(office), order._replace(shipped=True)).scheme_sheet


@pytest.fixture
def indicators(tmp_path: Path) -> FileBook:
    path = tmp_path / "指标.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("指标")
        for number, row in enumerate(INDICATORS):
            sheet.write_row(number, 0, row)
    return open_book(path)


def tables(book: FileBook, template: str, tmp_path: Path, **order: Any) -> dict[str, Any]:
    path = tmp_path / "表.docx"
    path.write_bytes(Draft([template]).bytes())
    prepared = plan(book, AgreementOrder(str(path), ON, **order))
    return {unit.name: unit.fields for unit in prepared.units}


def names(rows: Sequence[dict[str, object]]) -> list[object]:
    return [row["指标"] for row in rows]


def test_persons_of_the_indicators_get_agreements_where_nothing_says_who_teaches(
    indicators: FileBook,
) -> None:
    prepared = plan(indicators, AgreementOrder("class-duty", ON))
    assert [(unit.name, unit.fields["学校"]) for unit in prepared.units] == [
        ("曾知远", "石桥小学"),
        ("何若云", "石桥小学"),
    ]
    assert str(prepared.units[0].source) == "指标!B2"


def test_a_person_sees_the_own_indicators_and_a_school_those_of_nobody(
    indicators: FileBook, tmp_path: Path
) -> None:
    person = tables(indicators, "{{ 教师 }}", tmp_path)["曾知远"]
    assert names(person["指标表"]) == ["公开课", "阅读量", "课后服务参与率"]
    assert names(person["商定表"]) == ["阅读量", "课后服务参与率"]
    school = tables(indicators, "{{ 学校 }}", tmp_path)["石桥小学"]
    assert names(school["商定表"]) == ["课后服务参与率"]


def test_a_trial_needs_no_folder_and_a_real_run_does(
    book: FileBook, letter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("agreements", book.path, "--template", letter)
    assert run(*words, "--dry-run") == 0
    assert run(*words) == 2
    assert "-o" in capsys.readouterr().err


def test_where_the_list_cannot_be_written_nothing_is_begun(
    book: FileBook, letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("agreements", book.path, "--template", letter, "-o", tmp_path / "出")
    (tmp_path / "数据_结果.xlsx").write_bytes(b"somebody else's")
    assert run(*words) == 2
    assert "责任书没有生成，因为清单写不进去" in capsys.readouterr().err
    (tmp_path / "数据_结果.xlsx").unlink()
    (tmp_path / "~$数据_结果.xlsx").touch()
    assert run(*words) == 3
    assert not (tmp_path / "出").exists()


def test_a_list_edited_by_hand_stays_and_the_agreements_are_delivered_all_the_same(
    book: FileBook, letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("agreements", book.path, "--template", letter)
    assert run(*words, "-o", tmp_path / "一") == 0
    result = tmp_path / "数据_结果.xlsx"
    workbook = openpyxl.load_workbook(result)
    workbook["责任书清单"]["F4"] = "已签收"
    workbook.save(result)
    capsys.readouterr()
    assert run(*words, "-o", tmp_path / "二") == 1
    told = capsys.readouterr()
    assert "责任书已全部交付；只有“责任书清单”表没有写进工作簿" in told.out
    assert len(list((tmp_path / "二").glob("*.docx"))) == 3
    assert openpyxl.load_workbook(result)["责任书清单"]["F4"].value == "已签收"


def test_a_secondary_schools_rules_are_for_no_primary_school(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [["骆驼坳中学"], ["柳溪小学"], ["光明学校"]]
    book = write_book(tmp_path / "册.xlsx", ["学校"], names)
    found = plan(book, AgreementOrder("school-2006", ON))
    assert [unit.name for unit in found.units] == ["骆驼坳中学"]
    told = {one.code: one for one in found.findings}
    assert told["agreement_not_for_unit"].found == "柳溪小学"
    assert "列“光明学校”，值“小学或初中或都不是”" in told["agreement_unit_kind_open"].suggestion
    words = ("agreements", book.path, "--template", "school-2006", "--only", "柳溪小学")
    assert run(*words, "-o", tmp_path / "书") == 2
    assert "只管初中" in capsys.readouterr().err


def test_what_was_reached_last_year_is_no_task_of_this_year(tmp_path: Path) -> None:
    titles = ("上年综合名次", "去年名次", "目标名次")
    with xlsxwriter.Workbook(tmp_path / "册.xlsx") as book:
        sheets: dict[str, list[list[object]]] = {
            "责任书数据": [["学校"], ["骆驼坳中学"]],
            "指标": [
                ["单位", "指标", "目标", "实际"],
            ],
        }
        sheets["指标"] += [["骆驼坳中学", name, 9, None] for name in titles]
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    found = plan(open_book(tmp_path / "册.xlsx"), AgreementOrder("luotuoao-2008", ON))
    fields: dict[str, Any] = dict(found.units[0].fields)
    assert names(fields["指标表"]) == ["目标名次"]
