"""Every button on the sample township: what it writes, what it says, what it leaves alone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from xl_quality.books.files import open_book
from xl_quality.buttons.menu import ACTIONS, REFRESH, MessageKind, Said
from xl_quality.buttons.performers import PERFORMERS
from xl_quality.cli import main
from xl_quality.core.findings import EnvironmentFaultError
from xl_quality.runs.verify import verify

if TYPE_CHECKING:
    from tests.runs.buttons.conftest import Office

SCHEME, EXAM = "luotuoao-brief", "本学期期末"
WRITING = {
    "recognise": (["识别结果", "运行记录"], ()),
    "check": (["体检结果", "运行记录"], ()),
    "rates": (["四率统计", "运行记录"], ()),
    "rank": (["四率统计", "学校排名", "班级排名", "教师排名", "运行记录"], ()),
    "import_scheme": (["方案"], (SCHEME,)),
    "payout": (
        ["奖惩兑现表", "兑现汇总表", "指标完成情况", "计算依据", "警示名单", "运行记录"],
        (SCHEME, EXAM),
    ),
    "warnings": (["警示名单", "运行记录"], (SCHEME, EXAM)),
    "agreements": (["责任书清单", "运行记录"], ()),
}
"""Of each button that writes: its sheets, and what the clerk chooses."""


def test_every_button_of_the_menu_has_its_performer() -> None:
    assert list(PERFORMERS) == [*ACTIONS, REFRESH.id]


@pytest.mark.parametrize("action", WRITING)
def test_a_button_writes_its_sheets_after_a_backup_and_undo_gives_back_every_byte(
    action: str, township: Office
) -> None:
    sheets, choices = WRITING[action]
    before = township.path.read_bytes()
    foreign = list(township.book().sheet_names())
    said = township.press(action, *choices)
    book = township.book()
    assert list(book.own_sheets()) == sheets
    assert list(book.sheet_names()) == [*foreign, *sheets]
    [copy] = sorted(township.path.parent.glob("备份/*"))
    assert copy.read_bytes() == before
    assert f"备份：备份/{copy.name}" in said.text
    assert sheets[0] in said.text
    assert township.desk.shown[-1] == ""
    assert len(township.desk.asked) == DIALOGS.get(action, 0)
    said = township.press("undo")
    assert ACTIONS[action].label in said.text
    assert township.path.read_bytes() == before
    assert "没有可以撤销" in township.press("undo").text


COMMANDS = {
    "rates": ("rates",),
    "rank": ("rank",),
    "payout": ("payout", "--scheme", SCHEME, "--on", "2026-07-10", "--exam", EXAM),
    "warnings": ("warnings", "--scheme", SCHEME, "--on", "2026-07-10", "--exam", EXAM),
    "import_scheme": ("import", "--scheme", SCHEME),
    "agreements": ("agreements", "--template", SCHEME, "--on", "2026-07-10", "--merged"),
}
"""The command that does what a button does."""


@pytest.mark.parametrize("action", COMMANDS)
def test_a_button_writes_what_the_command_writes(action: str, township: Office) -> None:
    twin = township.path.parent / "命令行" / township.path.name
    twin.parent.mkdir()
    shutil.copy(township.path, twin)
    township.press(action, *WRITING[action][1])
    name, *options = COMMANDS[action]
    if name == "agreements":
        options += ["-o", str(twin.parent / "责任书")]
    assert main([name, str(twin), *options, "--in-place"]) == 0
    ours, theirs = township.book(), open_book(twin)
    assert list(ours.sheet_names()) == list(theirs.sheet_names())
    for sheet in ours.own_sheets():
        assert untimed(ours.read(sheet).rows) == untimed(theirs.read(sheet).rows), sheet


def untimed(rows: object) -> list[tuple[object, ...]]:
    """Leave out the line of the record that tells the time."""
    return [tuple(row) for row in rows if row[0] != "时间"]  # type: ignore[attr-defined] # rows of a grid


DIALOGS = {
    "rates": 1,
    "rank": 1,
    "import_scheme": 1,
    "trial": 2,
    "payout": 2,
    "warnings": 2,
    "template_check": 1,
    "agreements": 2,
}
"""How many dialogs a button opens on the sample."""


@pytest.mark.parametrize(
    ("action", "number"), [(name, i + 1) for name, count in DIALOGS.items() for i in range(count)]
)
def test_a_cancelled_dialog_changes_nothing(action: str, number: int, township: Office) -> None:
    before, files = township.path.read_bytes(), township.files()
    township.desk.cancels_at = number
    assert township.press(action) == Said(MessageKind.INFORMATION, "")
    assert len(township.desk.asked) == number
    assert township.path.read_bytes() == before
    assert township.files() == files
    assert township.session.steps == []


@pytest.mark.parametrize("action", ["recognise", "rank", "payout"])
def test_what_cannot_be_written_leaves_the_workbook_and_nothing_to_undo(
    action: str, township: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        message = "磁盘已满"
        raise EnvironmentFaultError(message)

    before = township.path.read_bytes()
    monkeypatch.setattr("xl_quality.books.files.write_file", full)
    with pytest.raises(EnvironmentFaultError, match="磁盘已满"):
        township.press(action, *WRITING[action][1])
    assert township.path.read_bytes() == before
    assert township.session.steps == []
    assert township.desk.shown[-1] == ""


def test_agreements_that_are_there_are_not_replaced(township: Office) -> None:
    township.press("agreements")
    before = township.path.read_bytes()
    said = township.press("agreements")
    assert said.kind is MessageKind.WARNING
    assert "13 个同名文件" in said.text
    assert township.path.read_bytes() == before


def test_agreements_stay_though_their_list_cannot_be_written(
    township: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        message = "磁盘已满"
        raise EnvironmentFaultError(message)

    before = township.path.read_bytes()
    monkeypatch.setattr("xl_quality.books.files.write_file", full)
    said = township.press("agreements")
    assert "已生成 12 份责任书" in said.text
    assert "“责任书清单”表没有写进工作簿：磁盘已满" in said.text
    assert township.path.read_bytes() == before
    assert len(list((township.path.parent / "责任书").glob("*.docx"))) == 13
    assert township.session.steps == []


def test_what_buttons_wrote_is_proved_by_its_record(township: Office) -> None:
    for action in ("check", "rank", "payout"):
        township.press(action, *WRITING[action][1])
    runs = verify(township.book())
    assert [run.entry.command for run in runs] == ["check", "rank", "payout"]
    assert [run.entry.title for run in runs] == ["数据体检", "学校、班级、教师排名", "奖惩兑现"]
    assert not any(run.changed for run in runs)
    assert all(run.entry.moment == "2026-07-10 15:30:00" for run in runs)


@pytest.mark.parametrize("action", ["recognise", "rank", "payout"])
def test_a_sheet_of_the_office_with_our_name_is_never_replaced(
    action: str, township: Office
) -> None:
    import openpyxl  # noqa: PLC0415 - the independent writer

    sheets, choices = WRITING[action]
    book = openpyxl.load_workbook(township.path)
    book.create_sheet(sheets[0])["A1"] = "办公室自己的"
    book.save(township.path)
    before = township.path.read_bytes()
    said = township.press(action, *choices)
    assert said.kind is MessageKind.WARNING
    assert sheets[0] in said.text
    assert township.path.read_bytes() == before
    assert not list(township.path.parent.glob("备份/*"))


def test_trial_tells_the_sums_and_writes_nothing(township: Office) -> None:
    before, files = township.path.read_bytes(), township.files()
    said = township.press("trial", SCHEME, EXAM)
    assert "合计" in said.text
    assert "元" in said.text
    assert "没有写入" in said.text
    assert township.path.read_bytes() == before
    assert township.files() == files


def test_help_opens_the_manual_and_diagnosis_comes_from_the_host(township: Office) -> None:
    assert township.press("help").text == ""
    assert [path.name for path in township.desk.opened] == ["使用手册.md"]
    assert township.press("diagnose").text == "各个环节正常"


def test_backup_copies_the_workbook(township: Office) -> None:
    said = township.press("backup")
    [copy] = township.path.parent.glob("备份/*")
    assert str(copy) in said.text
    assert copy.read_bytes() == township.path.read_bytes()
