"""The button 报告: what is ticked is written, in printed order; what cannot be made is told."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from tests.runs.buttons.conftest import SAMPLE
from tests.runs.buttons.test_every_button_does_its_work import untimed
from xl_quality.books import pdf
from xl_quality.books.files import open_book
from xl_quality.buttons import statistics_buttons, written_sheets
from xl_quality.buttons.menu import MessageKind, Said
from xl_quality.cli import main
from xl_quality.runs.report_kinds import REPORT_KINDS
from xl_quality.runs.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runs.buttons.conftest import Office

EXAM, BEFORE = "本学期期末", "上学期期末"
PDF = "*"


@pytest.fixture(autouse=True)
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics_buttons, "libreoffice", lambda: None)


def pressed(office: Office, *ticks: str, choices: tuple[str, ...] = (EXAM,)) -> Said:
    office.desk.ticks = set(ticks)
    return office.press("report", *choices)


def test_what_is_ticked_is_written_in_printed_order_and_undo_gives_back_every_byte(
    township: Office,
) -> None:
    before = township.path.read_bytes()
    said = pressed(township, "分数段", "班级排名", "四率统计")
    assert [*township.book().own_sheets()] == ["四率统计", "班级排名", "分数段", "运行记录"]
    assert "已写入工作表：四率统计、班级排名、分数段。" in said.text
    [copy] = township.path.parent.glob("备份/*")
    assert copy.read_bytes() == before
    assert township.desk.asked == ["统计哪一次考试？", "写哪几张报表？"]
    assert township.desk.offered[1] == [kind.name for kind in REPORT_KINDS]
    [run] = verify(township.book())
    assert not run.changed
    assert "报告" in township.press("undo").text
    assert township.path.read_bytes() == before


def test_the_earlier_exam_is_asked_where_a_report_compares(township: Office) -> None:
    pressed(township, "进退步", choices=(EXAM, BEFORE))
    assert township.desk.asked[2:] == ["与哪次考试比名次？"] * (len(township.session.exams) > 2)
    sheet = township.book().read("进退步")
    assert "上次：2025—2026学年度第一学期期末" in str(sheet.rows[1][0])
    [run] = verify(township.book())
    assert ("设置", "上次考试", BEFORE) in run.entry.settings


@pytest.mark.parametrize(
    ("ticks", "options"),
    [
        (("学校排名", "缺考·空白·零分清单"), ("--only", "学校排名,缺考")),
        (None, ("--before", BEFORE)),  # the usual ones, as they stand ticked
        (tuple(kind.name for kind in REPORT_KINDS), ("--before", BEFORE, "--all")),
    ],
)
def test_it_writes_what_the_command_writes(
    ticks: tuple[str, ...] | None, options: tuple[str, ...], township: Office
) -> None:
    twin = township.path.parent / "命令行" / township.path.name
    twin.parent.mkdir()
    shutil.copy(township.path, twin)
    township.desk.ticks = None if ticks is None else set(ticks)
    township.press("report", EXAM)
    assert main(["report", str(twin), "--exam", EXAM, *options, "--in-place"]) == 0
    ours, theirs = township.book(), open_book(twin)
    assert [*ours.sheet_names()] == [*theirs.sheet_names()]
    asked = ("设置", "报表")  # all by their names here, all at once there
    for sheet in ours.own_sheets():
        rows = [untimed(book.read(sheet).rows) for book in (ours, theirs)]
        told = [[row for row in one if row[:2] != asked] for one in rows]
        assert told[0] == told[1], sheet


def test_what_the_workbook_cannot_give_is_told_and_the_rest_is_written(
    office: Callable[[Path], Office], tmp_path: Path
) -> None:
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    book = open_book(path)
    assert "任课" in book.sheet_names()
    clerk = office(without(path, "任课"))
    said = pressed(clerk, "学校排名", "教师排名")
    assert [*clerk.book().own_sheets()] == ["学校排名", "运行记录"]
    assert "“教师排名”没有生成：要有任课表。" in said.text
    said = pressed(clerk, "教师排名")
    assert said.kind is MessageKind.WARNING
    assert "做不出教师排名，什么也没有写" in said.text
    assert [*clerk.book().own_sheets()] == ["学校排名", "运行记录"], "as before"


def without(path: Path, sheet: str) -> Path:
    import openpyxl  # noqa: PLC0415 - the independent writer

    book = openpyxl.load_workbook(path)
    del book[sheet]
    book.save(path)
    return path


def test_of_one_exam_nothing_is_ticked_that_compares_two(
    office: Callable[[Path], Office], tmp_path: Path
) -> None:
    path = tmp_path / "成绩册.xlsx"
    shutil.copy(SAMPLE, path)
    for sheet in ("六年级上学期期末", "九年级上学期期末", "四年级上学期期末"):
        without(path, sheet)
    clerk = office(path)
    said = clerk.press("report")
    assert clerk.desk.asked == ["写哪几张报表？"]
    assert "学校排名" in clerk.book().own_sheets()
    assert "进退步" not in said.text


def test_nothing_ticked_writes_nothing(township: Office) -> None:
    before, files = township.path.read_bytes(), township.files()
    said = pressed(township)
    assert said == Said(MessageKind.INFORMATION, "一张报表也没有选，什么也没有写。")
    assert township.path.read_bytes() == before
    assert township.files() == files


@pytest.mark.parametrize("number", [1, 2])
def test_a_cancelled_question_changes_nothing(number: int, township: Office) -> None:
    before, files = township.path.read_bytes(), township.files()
    township.desk.cancels_at = number
    assert township.press("report") == Said(MessageKind.INFORMATION, "")
    assert len(township.desk.asked) == number
    assert township.path.read_bytes() == before
    assert township.files() == files


@pytest.mark.libreoffice
def test_where_libreoffice_is_the_sheets_can_be_bound_as_a_pdf(
    township: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics_buttons, "libreoffice", pdf.libreoffice)
    said = pressed(township, "学校排名", "教师排名", PDF)
    assert township.desk.offered[1][-1] == PDF
    bound = township.path.with_name("成绩册_结果.pdf")
    document = pypdfium2.PdfDocument(bound)
    assert [one.get_title() for one in document.get_toc()] == ["学校排名", "教师排名"]
    assert f"PDF（{len(document)}页）：{bound}" in said.text
    document.close()


def test_the_sheets_of_a_payout_can_be_bound_as_a_pdf_too(
    township: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = township.path.read_bytes()
    monkeypatch.setattr(written_sheets, "libreoffice", pdf.libreoffice)
    township.desk.cancels_at = 3
    township.press("payout", "luotuoao-brief", EXAM)
    assert township.desk.asked[2] == "写兑现表。另外还要："
    assert township.path.read_bytes() == before, "who cancels gets neither"
    township.desk.cancels_at = 0
    township.desk.ticks = {PDF}
    said = township.press("payout", "luotuoao-brief", EXAM)
    bound = township.path.with_name("成绩册_结果.pdf")
    document = pypdfium2.PdfDocument(bound)
    assert [one.get_title() for one in document.get_toc()] == [
        *("奖惩兑现表", "兑现汇总表", "指标完成情况", "计算依据", "警示名单"),
    ]
    assert f"PDF（{len(document)}页）：{bound}" in said.text
    document.close()


def test_a_payout_that_is_not_to_be_bound_leaves_no_pdf(
    township: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_sheets, "libreoffice", pdf.libreoffice)
    said = township.press("payout", "luotuoao-brief", EXAM)
    assert "已写入工作表：奖惩兑现表" in said.text
    assert "PDF" not in said.text
    assert not [*township.path.parent.glob("*.pdf")]


def test_a_pdf_that_fails_leaves_the_sheets_that_are_written(
    township: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics_buttons, "libreoffice", lambda: township.path)
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)
    said = pressed(township, "学校排名", PDF)
    assert said.kind is MessageKind.WARNING
    assert "表已写好，只有 PDF 没有做成：没有找到 LibreOffice" in said.text
    assert [*township.book().own_sheets()] == ["学校排名", "运行记录"]
