"""DLL → COM server → Python on Windows, for every function of the registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.excel.server_link import encode
from xl_quality.functions.catalogue import BY_NAME, FUNCTIONS
from xl_quality.functions.registry import call_safely

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

    Parsed = Callable[..., tuple[str, list[object]]]

pytestmark = pytest.mark.windows
EXAMPLES = [(one, example) for one in FUNCTIONS for example in one.examples]


@pytest.fixture(scope="module")
def asked(parsed: Parsed) -> list[tuple[str, list[object]]]:
    return [parsed(example.formula, example.cells) for _, example in EXAMPLES]


@pytest.fixture(scope="module")
def answers(
    asked: list[tuple[str, list[object]]],
    installed: CompletedProcess[str],
    windows: Windows,
) -> dict[str, Any]:
    assert installed.returncode == 0
    question, answer = windows.home / "问.json", windows.home / "答.json"
    question.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    script = Path(__file__).with_name("call_all.py")
    python = windows.local / "python" / "python.exe"
    done = windows.run(python, "-X", "utf8", script, question, answer)
    assert answer.exists(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


def test_every_function_has_an_example(asked: list[tuple[str, list[object]]]) -> None:
    assert {name for name, _ in asked} == set(BY_NAME)


def test_every_function_gives_what_the_core_gives(
    asked: list[tuple[str, list[object]]], answers: dict[str, Any]
) -> None:
    wanted = [as_sent(encode(call_safely(BY_NAME[name].call, *given))) for name, given in asked]
    assert answers["results"] == wanted


def as_sent(rows: list[Any]) -> object:
    """A single cell leaves xlwings' server as a value, a single row as one list."""
    if len(rows) > 1:
        return rows
    return rows[0] if len(rows[0]) > 1 else rows[0][0]


def test_three_thousand_ranks_are_one_quick_call(answers: dict[str, Any]) -> None:
    ranked = answers["ranked"]
    assert ranked["count"] == 3000
    assert ranked["same"]
    assert ranked["array"] <= 0.2  # CPU seconds: what a clerk does not notice after an edit
    assert ranked["table"] <= 2  # a table never seen before, 33,000 cells, for twenty schools
    assert len(ranked["schools"]) == 20
    assert ranked["schools"][0] == 1
    assert ranked["singly"] >= 100 * ranked["array"]


def test_two_workbooks_share_one_server(answers: dict[str, Any]) -> None:
    assert len(set(answers["servers"])) == 1


def test_nothing_beside_a_workbook_can_be_imported(answers: dict[str, Any]) -> None:
    paths = answers["path"]
    assert "'Z:" not in paths
    assert "''" not in paths


def test_the_server_needs_no_pandas(answers: dict[str, Any]) -> None:
    assert "xl_quality.functions.rate_functions" in answers["loaded"]
    assert "'pandas'" not in answers["loaded"]
    assert "'numpy'" not in answers["loaded"]


def test_a_wrong_button_is_answered_with_a_sentence(answers: dict[str, Any]) -> None:
    kind, text, *_ = answers["button"]
    assert kind == "fault"
    assert "没有这个按钮" in text


def test_nothing_in_place_of_a_workbook_is_none(answers: dict[str, Any]) -> None:
    kind, text, *_ = answers["no book"]
    assert kind == "warning"
    assert "请先打开一个工作簿" in text
