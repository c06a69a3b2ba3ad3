from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from xl_quality.buttons.menu import ACTIONS, MENU, MessageKind, Said
from xl_quality.core.findings import BadInputError
from xl_quality.excel.ribbon import press

if TYPE_CHECKING:
    import pytest


def test_the_menu_follows_the_work() -> None:
    assert [(g.label, [a.label for a in g.actions]) for g in MENU] == [
        ("准备", ["识别成绩表", "数据体检", "考核设置"]),
        ("统计", ["四率统计", "排名", "报告"]),
        ("奖惩", ["导入方案", "补名单表", "试算", "生成兑现表", "警示名单"]),
        ("责任书", ["模板体检", "生成责任书"]),
        ("工具", ["撤销上一步", "备份", "转为数值", "帮助", "诊断"]),
    ]


def test_every_tip_says_what_changes_and_fits_where_office_shows_it() -> None:
    for action in ACTIONS.values():
        words = ("不改动", "不覆盖", "不写", "不变", "不受影响", "不向", "只")
        assert any(word in action.supertip for word in words), action.id
        assert len(action.supertip) <= 255
        assert len(action.label) <= 6
    assert sum(len(group.actions) for group in MENU) == len(ACTIONS)


def test_a_pressed_button_gets_the_workbook_and_its_message_comes_back() -> None:
    book = object()
    seen = []

    def check(action: str, given: object) -> Said:
        seen.append((action, given))
        return Said(MessageKind.INFORMATION, "写好了")

    assert press("check", book, check) == Said(MessageKind.INFORMATION, "写好了")
    assert seen == [("check", book)]


def test_only_help_and_diagnosis_work_without_a_workbook() -> None:
    done = Said(MessageKind.INFORMATION, "好")
    works = [name for name in ACTIONS if press(name, None, lambda *_: done) == done]
    assert works == ["help", "diagnose"]


def test_bad_data_is_told_in_its_own_words() -> None:
    def refuse(*_: object) -> Said:
        message = "Sheet1!D5：成绩超过满分"
        raise BadInputError(message)

    assert press("rates", object(), refuse) == Said(MessageKind.WARNING, "Sheet1!D5：成绩超过满分")


def test_a_bug_is_logged_and_told_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> Said:
        message = "李小红的成绩"
        raise ZeroDivisionError(message)

    with caplog.at_level(logging.ERROR):
        said = press("rates", object(), fail)
    assert said.kind is MessageKind.FAULT
    assert "诊断" in said.text
    assert "Error" not in said.text
    assert "ZeroDivisionError at" in caplog.text
    assert "李小红" not in caplog.text


def test_an_unknown_button_names_itself() -> None:
    assert "gone" in press("gone", object()).text
