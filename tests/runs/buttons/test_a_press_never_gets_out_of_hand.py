"""Whatever happens behind a button, the host gets a message back, and the log names no pupil."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from xl_quality.buttons.menu import ACTIONS, MessageKind, Said
from xl_quality.buttons.session import attention, fitting, pressed, refused
from xl_quality.core.findings import (
    BadInputError,
    EmptyGroupError,
    EnvironmentFaultError,
    Finding,
    Kind,
    Severity,
)

if TYPE_CHECKING:
    from pathlib import Path

GOOD = Said(MessageKind.INFORMATION, "好")


def fault(number: int, severity: Severity = Severity.ERROR) -> Finding:
    kind = Kind(f"x{number}", severity, "第{number}处有错", "请改")
    return kind.at("六年级", f"D{number}", number=number)


def test_only_help_and_diagnosis_work_without_a_workbook() -> None:
    works = [name for name in ACTIONS if pressed(name, lambda: GOOD, book_open=False) == GOOD]
    assert works == ["help", "diagnose"]
    assert all(pressed(name, lambda: GOOD, book_open=True) == GOOD for name in ACTIONS)


def test_an_unknown_button_names_itself() -> None:
    said = pressed("gone", lambda: GOOD, book_open=True)
    assert said.kind is MessageKind.FAULT
    assert "gone" in said.text


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (BadInputError("没有认出成绩表"), MessageKind.WARNING),
        (EmptyGroupError("没有人计入"), MessageKind.WARNING),
        (EnvironmentFaultError("磁盘已满"), MessageKind.FAULT),
    ],
)
def test_what_we_know_is_told_in_its_own_words(error: Exception, kind: MessageKind) -> None:
    def fail() -> Said:
        raise error

    assert pressed("rates", fail, book_open=True) == Said(kind, str(error))


def test_a_bug_is_noted_with_its_place_and_without_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> Said:
        message = "李小红的成绩"
        raise ZeroDivisionError(message)

    log = tmp_path / "新文件夹" / "按钮.log"
    with caplog.at_level(logging.ERROR):
        said = pressed("rates", fail, book_open=True, log=log)
    assert said.kind is MessageKind.FAULT
    assert "诊断" in said.text
    assert str(log) in said.text
    assert "Error" not in said.text
    for text in (caplog.text, log.read_text(encoding="utf-8")):
        assert "button rates: ZeroDivisionError at " in text
        assert "李小红" not in text


def test_a_log_that_cannot_be_written_is_no_second_fault(tmp_path: Path) -> None:
    def fail() -> Said:
        raise ZeroDivisionError

    said = pressed("rates", fail, book_open=True, log=tmp_path)
    assert said.kind is MessageKind.FAULT
    assert str(tmp_path) not in said.text


@pytest.mark.parametrize(("count", "named"), [(1, 1), (8, 8), (9, 8)])
def test_a_refusal_names_the_first_eight_places(count: int, named: int) -> None:
    said = refused(BadInputError("不能用", [fault(number) for number in range(count)]))
    assert said.text.count("［严重］六年级!D") == named
    assert (f"共 {count} 类" in said.text) == (count > named)


def test_errors_come_before_notes() -> None:
    said = refused(BadInputError("不能用", [fault(1, Severity.NOTE), fault(2)]))
    assert said.text.index("D2") < said.text.index("D1")


@pytest.mark.parametrize(("count", "named"), [(5, 5), (6, 5)])
def test_a_message_names_the_first_five_places(count: int, named: int) -> None:
    lines = attention([fault(number) for number in range(count)], "见“体检结果”表。")
    assert sum("六年级!D" in line for line in lines) == named
    assert (lines[-1] == "其余 1 类见“体检结果”表。") == (count > named)


@pytest.mark.parametrize(("length", "shown"), [(960, 960), (961, 962)])
def test_a_message_fits_into_a_message_box(length: int, shown: int) -> None:
    assert len(fitting(["字" * length])) == shown


def test_the_same_at_many_places_of_a_sheet_is_one_line() -> None:
    kind = Kind("x", Severity.ERROR, "第{number}处有错", "请改")
    alike = [kind.at("六年级", f"D{number}", number=number) for number in range(1, 10)]
    said = refused(BadInputError("不能用", alike))
    assert said.text.count("［严重］") == 1
    assert "六年级!D1、D2、D3等9处" in said.text
