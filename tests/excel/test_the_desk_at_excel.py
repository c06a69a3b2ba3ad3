"""The clerk at Excel: what he is asked in Excel's own dialogs, and what his answers mean."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.excel.stand_in.books import Application
from tests.excel.stand_in.com import Com
from tests.excel.vba_player import Player
from xl_quality.buttons.menu import Alternative
from xl_quality.excel.excel_desk import ASKER, ExcelDesk, pages

NO, YES = False, True  # what the add-in's VBA returns
CANCELLED = False  # what Excel's dialogs return for 取消
EXAMS = [Alternative("mid", "期中考试"), Alternative("end", "期末考试")]
MANY = [Alternative(f"s{n}", f"第 {n} 个方案，名称比较长，一页放不下许多") for n in range(1, 31)]


class Clerk:
    """A desk and the Excel behind it."""

    def __init__(self, *answers: object) -> None:
        self.application = Application()
        self.application._answers = [*answers]
        self.desk = ExcelDesk(Com(self.application, self.application._calls))


@pytest.mark.parametrize(
    ("typed", "chosen"), [("1", "mid"), (" 2. ", "end"), ("2、", "end"), (CANCELLED, None)]
)
def test_he_chooses_by_number(typed: object, chosen: str | None) -> None:
    clerk = Clerk(typed)
    assert clerk.desk.choose("哪一次考试？", EXAMS) == chosen
    [(_, prompt, title, default)] = clerk.application._asked
    assert prompt == "哪一次考试？\n（请输入序号）\n1. 期中考试\n2. 期末考试"
    assert (title, default) == ("教学质量", "1")


@pytest.mark.parametrize("wrong", ["3", "0", "-1", "期末", "", "1.5", "²"])
def test_what_is_no_number_of_the_list_is_asked_again(wrong: str) -> None:
    clerk = Clerk(wrong, "2")
    assert clerk.desk.choose("哪一次考试？", EXAMS) == "end"
    assert len(clerk.application._asked) == 2


def test_long_lists_are_shown_in_pages_that_excel_accepts() -> None:
    clerk = Clerk("0", "0", "30")
    assert clerk.desk.choose("选择方案", MANY) == "s30"
    prompts = [asked[1] for asked in clerk.application._asked]
    assert len(set(prompts)) == 3
    assert all("下一页" in prompt for prompt in prompts)
    defaults = [asked[3] for asked in clerk.application._asked]
    assert [f"\n{number}. " in prompt for number, prompt in zip(defaults, prompts, strict=True)]


def test_every_thing_is_on_exactly_one_page() -> None:
    labels = [choice.label for choice in MANY]
    lines = [line for page in pages("选择", labels, 250) for line in page.text.splitlines()[2:]]
    assert lines == [f"{number}. {label}" for number, label in enumerate(labels, 1)]


def test_after_the_last_page_comes_the_first() -> None:
    count = len(pages("选择方案", [choice.label for choice in MANY], 250))
    clerk = Clerk(*["0"] * count, "1")
    assert clerk.desk.choose("选择方案", MANY) == "s1"
    prompts = [asked[1] for asked in clerk.application._asked]
    assert prompts[0] == prompts[count]


@pytest.mark.parametrize(
    ("typed", "ticked"),
    [
        ("1-2", ["mid", "end"]),
        ("2", ["end"]),
        ("２，１", ["mid", "end"]),
        ("1 至 2", ["mid", "end"]),
        ("1至2", ["mid", "end"]),
        ("全部", ["mid", "end"]),
        (CANCELLED, None),
    ],
)
def test_he_ticks_by_numbers(typed: object, ticked: list[str] | None) -> None:
    clerk = Clerk(typed, CANCELLED)
    assert clerk.desk.tick("哪几次考试？", EXAMS, ["end"]) == ticked
    (_, prompt, title, default) = clerk.application._asked[0]
    assert prompt == "哪几次考试？\n（请输入序号，可写几个，如 1-3,5）\n1. 期中考试\n2. 期末考试"
    assert (title, default) == ("教学质量", "2")


@pytest.mark.parametrize("wrong", ["3", "0", "2-1", "-1", "期末", "", " ", "1;期末", "²"])
def test_numbers_with_a_slip_are_asked_again_as_they_were_typed(wrong: str) -> None:
    clerk = Clerk(wrong, "2")
    assert clerk.desk.tick("哪几次考试？", EXAMS, ["mid"]) == ["end"]
    assert [asked[3] for asked in clerk.application._asked] == ["1", wrong]


@pytest.mark.parametrize("typed", ["", " "])
def test_where_nothing_was_ticked_beforehand_he_may_leave_it_so(typed: str) -> None:
    clerk = Clerk(typed)
    assert clerk.desk.tick("另外还要：", EXAMS, []) == []
    [(_, prompt, _, default)] = clerk.application._asked
    assert "都不要就空着" in prompt
    assert default == ""


def test_pages_of_a_long_list_are_leafed_through_without_losing_what_is_ticked() -> None:
    clerk = Clerk("0", "0", "2-4,30")
    ticked = clerk.desk.tick("选择方案", MANY, ["s1", "s2", "s9"])
    assert ticked == ["s2", "s3", "s4", "s30"]
    prompts = [asked[1] for asked in clerk.application._asked]
    assert len(set(prompts)) == 3
    assert all(len(prompt) <= 255 for prompt in prompts)
    assert {asked[3] for asked in clerk.application._asked} == {"1-2,9"}


def test_a_question_longer_than_excel_allows_is_cut() -> None:
    clerk = Clerk("600")
    assert clerk.desk.enter("基" * 400, "500") == "600"
    [(_, prompt, _, default)] = clerk.application._asked
    assert len(prompt) == 250
    assert default == "500"


def test_a_line_may_be_empty_or_cancelled() -> None:
    assert Clerk("").desk.enter("奖励基数") == ""
    assert Clerk(CANCELLED).desk.enter("奖励基数") is None


def test_excel_itself_asks_yes_or_no() -> None:
    clerk = Clerk(NO, YES)
    assert clerk.desk.confirm("要替换吗？") is False
    assert clerk.desk.confirm("要替换吗？") is True
    assert clerk.application._asked[0] == ("Run", ASKER, "要替换吗？")


@pytest.mark.parametrize(("length", "shown"), [(250, 250), (251, 251), (960, 960), (961, 960)])
def test_a_long_question_goes_over_in_pieces_and_fits_into_a_message_box(
    length: int, shown: int
) -> None:
    clerk = Clerk(YES)
    clerk.desk.confirm("问" * length)
    [(_, _, question)] = clerk.application._asked
    assert len(question) == shown
    assert question.endswith("…" if length > shown else "问")


@pytest.mark.parametrize(("button", "answer"), [(6, True), (7, False)])
def test_the_question_reaches_the_clerk_through_the_add_ins_own_vba(
    button: int, *, answer: bool
) -> None:
    clerk = Clerk()
    player = Player(clerk.application, pytest.fail)
    player.vba.answers.append(button)
    assert clerk.desk.confirm("改过的表：" + "四率统计、" * 60) is answer
    [(kind, text, title, style)] = player.vba.dialogs
    assert (kind, title) == ("MsgBox", "教学质量")
    assert text == "改过的表：" + "四率统计、" * 60
    assert style == 4 + 32 + 256  # yes and no, a question mark, no is the default


def test_he_picks_a_file_or_none() -> None:
    clerk = Clerk("C:/责任书.docx", CANCELLED)
    assert clerk.desk.file("选择模板", ("*.docx", "*.docm")) == Path("C:/责任书.docx")
    assert clerk.desk.file("选择模板", ("*.docx",)) is None
    assert clerk.application._asked[0] == (
        "GetOpenFilename",
        "*.docx;*.docm,*.docx;*.docm",
        "选择模板",
    )


def test_he_picks_a_folder_or_none() -> None:
    clerk = Clerk("C:/责任书", None)
    assert clerk.desk.folder("放到哪里") == Path("C:/责任书")
    assert clerk.desk.folder("放到哪里") is None


def test_the_status_bar_is_given_back() -> None:
    clerk = Clerk()
    clerk.desk.progress("正在备份……")
    assert clerk.application.StatusBar == "正在备份……"
    clerk.desk.progress("")
    assert clerk.application.StatusBar is False


def test_without_a_workbook_progress_is_not_shown() -> None:
    ExcelDesk(None).progress("正在检查……")


def test_a_document_opens_with_its_program_or_the_text_editor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(os, "startfile", opened.append, raising=False)
    monkeypatch.setattr(subprocess, "Popen", opened.append)
    ExcelDesk(None).open(Path("手册.docx"))

    def none_set_up(_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "startfile", none_set_up)
    ExcelDesk(None).open(Path("手册.md"))
    assert opened == [Path("手册.docx"), ["notepad.exe", "手册.md"]]
