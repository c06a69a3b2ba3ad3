"""The real server's process is killed while a button works; see `deaths_played`.

Where it dies for every button and at every place is tried with a played death, in `tests/excel`.
Here each button loses a real process once, 四率统计 and 撤销 at further places (some minutes);
``XLQ_EVERY_DEATH=1`` kills it after each change of every button (some hours).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.excel.deaths import BUTTONS, NOT_DONE, fresh, small_township
from tests.excel.test_excel_is_given_back_whatever_dies import Sitting
from xl_quality.buttons import written_sheets

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from tests.windows.conftest import Windows

pytestmark = pytest.mark.windows
ROOT = Path(__file__).parents[2]
Job = dict[str, Any]


@pytest.fixture(scope="module")
def township(windows: Windows) -> Path:
    """The small township with rates in it, so that every button finds a sheet to replace."""
    bare = windows.home / "小镇.xlsx"
    small_township(bare)
    sitting = Sitting(fresh(windows.home / "先做", bare))
    sitting.press("rates")
    path = windows.home / "做过的小镇.xlsx"
    sitting.application._books[1]._write(path)
    return path


@pytest.fixture(scope="module")
def jobs(township: Path, windows: Windows) -> list[Job]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(written_sheets, "libreoffice", lambda: None)  # that Windows has none
        return [job for action in BUTTONS for job in _jobs(action, township, windows.home / "全程")]


def _jobs(action: str, township: Path, home: Path) -> list[Job]:
    """Press a button here, where it is quick, to know how many changes it makes."""
    sitting = Sitting(fresh(home, township))
    if action == "undo":
        sitting.press("rates")
    assert NOT_DONE not in sitting.press(action)
    count, sheets = len(sitting.calls.changing), list(sitting.seen().sheets)
    wanted = {count * 2 // 3}
    if action in {"rates", "undo"}:
        wanted |= {0, 2, count - 5, count}
    if os.environ.get("XLQ_EVERY_DEATH"):
        wanted = {*range(count + 1)}
    last = max(wanted)
    return [
        {"action": action, "changes": after, "again": after == last, "finished": sheets}
        for after in sorted(wanted)
    ]


@pytest.fixture(scope="module")
def killed(
    installed: CompletedProcess[str],
    windows: Windows,
    packages: Path,
    township: Path,
    jobs: list[Job],
) -> list[Job]:
    assert installed.returncode == 0
    asked, answer = windows.home / "死法.json", windows.home / "死后.json"
    asked.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    python = windows.local / "python" / "python.exe"
    script = Path(__file__).with_name("deaths_played.py")
    words = [script, ROOT, packages, windows.home / "死", township, asked, answer]
    done = windows.run(python, "-X", "utf8", *words, seconds=240 * len(jobs))
    assert answer.exists(), done.stdout + done.stderr
    found: list[Job] = json.loads(answer.read_text(encoding="utf-8"))
    assert len(found) == len(jobs), done.stdout + done.stderr
    return found


def test_every_server_was_killed_at_its_work(killed: list[Job]) -> None:
    assert [job["action"] for job in killed if job["kills"] != 1] == []
    assert {job["action"] for job in killed} == set(BUTTONS)


def test_switches_books_sheets_and_backup_are_in_order_and_the_next_button_works(
    killed: list[Job],
) -> None:
    wrong = [f"{j['action']} after {j['changes']}: {w}" for j in killed for w in j["wrong"]]
    assert wrong == []


def test_the_server_dies_before_and_after_the_sheets_have_changed_for_good(
    killed: list[Job],
) -> None:
    ends = {job["said"][:20] for job in killed if job["action"] in {"rates", "undo"}}
    assert len(ends) == 2
