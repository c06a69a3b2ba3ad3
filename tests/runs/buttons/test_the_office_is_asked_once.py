"""单位名称: a question of the first button that writes, remembered, and never asked for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.runs.buttons.conftest import Office

NAME = "青石镇中心学校"


@pytest.fixture
def nameless(township: Office) -> Office:
    """Take the row 单位名称 out of the sample's 考核设置."""
    book = openpyxl.load_workbook(township.path)
    sheet = book["考核设置"]
    [row] = [cell.row for cell in sheet["A"] if cell.value == "单位名称"]
    sheet.delete_rows(row)
    book.save(township.path)
    return township


def asked(office: Office) -> list[str]:
    return [question for question in office.desk.asked if "哪个单位" in question]


def titles(path: Path) -> dict[str, str]:
    return {sheet.title: str(sheet["A1"].value) for sheet in openpyxl.load_workbook(path)}


def test_the_answer_stands_over_the_sheets_and_in_the_record(nameless: Office) -> None:
    nameless.desk.lines = [NAME]
    nameless.press("rank", "本学期期末")
    assert titles(nameless.path)["学校排名"].startswith(NAME)
    record = [row[:3] for row in openpyxl.load_workbook(nameless.path)["运行记录"].values]
    assert any("单位名称" in row and NAME in row for row in record)
    assert main(["verify", str(nameless.path)]) == 0


def test_it_is_asked_once_a_session(nameless: Office) -> None:
    nameless.desk.lines = [NAME]
    nameless.press("rank", "本学期期末")
    nameless.press("payout", "luotuoao-brief", "")
    assert len(asked(nameless)) == 1
    assert titles(nameless.path)["奖惩兑现表"].startswith(NAME)
    assert titles(nameless.path)["兑现汇总表"].startswith(NAME)


def test_an_empty_answer_is_an_answer(nameless: Office) -> None:
    nameless.desk.lines = [""]
    nameless.press("rank", "本学期期末")
    nameless.press("rates", "本学期期末")
    assert len(asked(nameless)) == 1
    assert not titles(nameless.path)["学校排名"].startswith(NAME)
    assert main(["verify", str(nameless.path)]) == 0


def test_who_cancels_the_question_writes_nothing(nameless: Office) -> None:
    before = nameless.path.read_bytes()
    nameless.desk.cancels_at = 2  # the exam, then the office
    nameless.press("rank", "本学期期末")
    assert asked(nameless)
    assert nameless.path.read_bytes() == before


@pytest.mark.parametrize("action", ["check", "recognise", "trial", "refresh"])
def test_buttons_that_print_nothing_under_its_name_do_not_ask(
    action: str, nameless: Office
) -> None:
    nameless.press(action)
    assert asked(nameless) == []


def test_what_the_settings_say_is_not_asked(township: Office) -> None:
    township.press("rank", "本学期期末")
    assert asked(township) == []
    assert titles(township.path)["学校排名"].startswith("青禾镇中心学校")


def test_agreements_have_it_as_the_first_party(nameless: Office, tmp_path: Path) -> None:
    nameless.desk.lines = [NAME]
    nameless.desk.picked = tmp_path / "责任书"
    nameless.press("agreements", "luotuoao-brief")
    assert parties(tmp_path / "责任书") == {f"甲方：{NAME}"}
    nameless.press("rank", "本学期期末")
    assert len(asked(nameless)) == 1


def test_agreements_without_a_first_party_ask_nothing(nameless: Office, tmp_path: Path) -> None:
    nameless.desk.picked = tmp_path / "责任书"
    nameless.press("agreements", "safety")
    assert asked(nameless) == []


def test_the_first_party_is_the_office_of_the_settings(township: Office, tmp_path: Path) -> None:
    township.desk.picked = tmp_path / "责任书"
    township.press("agreements", "luotuoao-brief")
    assert parties(tmp_path / "责任书") == {"甲方：青禾镇中心学校"}


@pytest.mark.parametrize(
    ("words", "party"),
    [
        (("--set", "甲方=青石县教育局"), "甲方：青石县教育局"),
        (("--set", "甲方="), "甲方：青禾镇中心学校"),
        ((), "甲方：青禾镇中心学校"),
    ],
)
def test_what_is_said_for_this_order_goes_before_it(
    words: tuple[str, ...], party: str, township: Office, tmp_path: Path
) -> None:
    out = tmp_path / "责任书"
    order = ["agreements", str(township.path), "--template", "luotuoao-brief", "-o", str(out)]
    assert main([*order, "--on", "2026-07-10", "--only", "柳溪小学", *words]) == 0
    assert parties(out) == {party}


def test_nobody_agrees_with_himself(
    nameless: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(nameless.path)
    book["考核设置"].append(["单位名称", None, None, "柳溪小学", None])
    book.save(nameless.path)
    out = tmp_path / "责任书"
    order = ["agreements", str(nameless.path), "--template", "luotuoao-brief", "-o", str(out)]
    assert main([*order, "--on", "2026-07-10", "--only", "柳溪小学"]) == 0, capsys.readouterr().err
    [party] = parties(out)
    assert set(party.removeprefix("甲方：")) <= {"_", " ", "　"}, "a line to fill by hand"


def parties(folder: Path) -> set[str]:
    import docx  # noqa: PLC0415 - of these tests alone

    return {
        paragraph.text
        for path in folder.glob("*.docx")
        for paragraph in docx.Document(str(path)).paragraphs
        if paragraph.text.startswith("甲方：")
    }


def test_a_command_tells_which_row_to_write_once(
    nameless: Office, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = str(tmp_path / "结果.xlsx")
    words = ["rank", str(nameless.path), "--exam", "本学期", "-o", out]
    assert main(words) == 0
    told = capsys.readouterr().err
    assert told.count("没有写单位名称") == 1
    assert "项目“单位名称”" in told
    assert main([*words, "--office", NAME]) == 0
    assert "没有写单位名称" not in capsys.readouterr().err
    assert titles(tmp_path / "结果.xlsx")["学校排名"].startswith(NAME)
    assert main(["verify", out]) == 0
