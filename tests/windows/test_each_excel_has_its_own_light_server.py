"""How a server starts, beside whom, and what it finds on the machine; see `servers_started`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

pytestmark = pytest.mark.windows
LIGHT = 0.5
"""Seconds of CPU until a server answers: what the first formula of the day waits for."""
TRIES = 3


@pytest.fixture(scope="module")
def started(installed: CompletedProcess[str], windows: Windows) -> list[dict[str, Any]]:
    assert installed.returncode == 0
    script = Path(__file__).with_name("servers_started.py")
    found = []
    for number in range(TRIES):
        answer = windows.home / f"服务{number}.json"
        python = windows.local / "python" / "python.exe"
        done = windows.run(python, "-X", "utf8", script, "first", answer)
        assert answer.exists(), done.stdout + done.stderr
        found.append(json.loads(answer.read_text(encoding="utf-8")))
    return found


def test_it_answers_after_half_a_second_of_cpu(started: list[dict[str, Any]]) -> None:
    # the least of a few: what else runs on the machine can only add to it
    assert min(one["cpu"] for one in started) <= LIGHT


def test_excel_starts_it_without_a_shell_between(started: list[dict[str, Any]]) -> None:
    for one in started:
        assert one["parent"] == one["client"]
        assert one["rate"] == 0.5


def test_it_makes_and_knows_no_early_bound_classes(started: list[dict[str, Any]]) -> None:
    for one in started:
        assert (one["made"], one["known"], one["early bound"]) == ("None", "None", "[]")


def test_two_excels_have_a_server_each_and_one_outlives_the_others(
    started: list[dict[str, Any]],
) -> None:
    for one in started:
        assert len(set(one["servers"])) == 2
        assert one["other rate"] == "0.5"


def test_onedrives_folders_and_the_documents_are_found_in_the_registry(
    started: list[dict[str, Any]], windows: Windows
) -> None:
    for one in started:
        assert one["synced"] == [["https://d.docs.live.net/1a", "C:\\同步"]]
        assert windows.user.name in one["documents"]
