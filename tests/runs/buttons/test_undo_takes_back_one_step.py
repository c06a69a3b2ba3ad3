"""撤销上一步: one button at a time, with a question before a person's work would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl

from xl_quality.buttons.menu import MessageKind, Said
from xl_quality.buttons.session import Kit, Session, Sessions, WrittenStep

if TYPE_CHECKING:
    from pathlib import Path

    from tests.runs.buttons.conftest import Office


def type_in(path: Path, sheet: str, cell: str, value: object) -> None:
    """Type into a sheet as a person with another program does."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_what_a_button_replaced_comes_back_step_by_step(township: Office) -> None:
    states = [township.path.read_bytes()]
    for action, *choices in (
        ("rates", "本学期期末"),
        ("rank", "上学期期末"),
        ("import_scheme", "rank-up"),
    ):
        township.press(action, *choices)
        states.append(township.path.read_bytes())
    assert len({*states}) == 4
    for state in states[-2::-1]:
        township.press("undo")
        assert township.path.read_bytes() == state


def test_undo_names_what_went_and_what_came_back(township: Office) -> None:
    township.press("rates", "本学期期末")
    township.press("rank", "上学期期末")
    said = township.press("undo")
    assert "已撤销“排名”" in said.text
    assert "已去掉：学校排名、班级排名、教师排名" in said.text
    assert "已恢复原来的：四率统计、运行记录" in said.text


def test_edits_since_are_only_given_up_after_a_yes(township: Office) -> None:
    township.press("rates", "")
    type_in(township.path, "四率统计", "B9", "手工改的")
    before = township.path.read_bytes()
    township.desk.yes = False
    assert township.press("undo") == Said(MessageKind.INFORMATION, "")
    assert "“四率统计”在生成后改过" in township.desk.asked[-1]
    assert township.path.read_bytes() == before
    township.desk.yes = True
    assert "已撤销" in township.press("undo").text
    assert "四率统计" not in township.book().sheet_names()


def test_what_was_typed_elsewhere_stays(township: Office) -> None:
    township.press("rates", "")
    type_in(township.path, "任课", "H2", "请核对")
    township.press("undo")
    assert list(township.book().own_sheets()) == []
    assert township.book().read("任课").rows[1][7] == "请核对"


def test_a_step_that_cannot_be_taken_back_says_where_the_copy_is(township: Office) -> None:
    township.press("rates", "本学期期末")
    township.press("rates", "上学期期末")
    type_in(township.path, "任课", "H2", "请核对")
    before = township.path.read_bytes()
    said = township.press("undo")
    assert said.kind is MessageKind.WARNING
    assert "备份" in said.text
    assert township.path.read_bytes() == before
    assert len(township.session.steps) == 2


def test_a_step_that_was_never_saved_is_forgotten(township: Office) -> None:
    """As in a spreadsheet that is closed without saving after a button."""
    before = township.path.read_bytes()
    township.press("import_scheme", "rank-up")
    after = township.path.read_bytes()
    township.press("rates", "")
    township.path.write_bytes(after)
    assert "已撤销“导入方案”" in township.press("undo").text
    assert township.path.read_bytes() == before


def test_a_missing_copy_is_named(township: Office) -> None:
    township.press("rates", "")
    [copy] = township.path.parent.glob("备份/*")
    copy.unlink()
    said = township.press("undo")
    assert said.kind is MessageKind.WARNING
    assert copy.name in said.text


def test_each_workbook_has_steps_of_its_own(tmp_path: Path) -> None:
    kit = Kit(lambda: None, tmp_path, lambda: Said(MessageKind.INFORMATION, ""), frozenset())  # type: ignore[arg-type, return-value]  # not used
    sessions = Sessions(kit)
    sessions.of("甲.xlsx").remember(WrittenStep("排名", (), tmp_path))
    assert sessions.of("甲.xlsx").steps
    assert not sessions.of("乙.xlsx").steps


def test_only_the_latest_steps_are_remembered(tmp_path: Path) -> None:
    session = Session(Kit(None, tmp_path, None, frozenset()))  # type: ignore[arg-type]  # not used
    for number in range(25):
        session.remember(WrittenStep(str(number), (), tmp_path))
    assert [step.label for step in session.steps] == [str(number) for number in range(5, 25)]
