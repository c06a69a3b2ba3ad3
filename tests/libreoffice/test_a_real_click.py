"""A real LibreOffice on a virtual screen: the menu is opened with the mouse, a button pressed."""

# ruff: noqa: S607 - the programs lie where the system has them

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.libreoffice.office import Office
from tests.libreoffice.test_every_button_works_in_calc import SAMPLE
from xl_quality.usecases.menu import MENU, TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.libreoffice
SCREEN = "1400x900x24"
WIDTH, HEIGHT = 1400, 900


class Screen:
    """A virtual screen with a mouse and a keyboard."""

    def __init__(self, number: int) -> None:
        self.display = f":{number}"
        self._server = subprocess.Popen(
            ["Xvfb", self.display, "-screen", "0", SCREEN, "-nolisten", "tcp"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.environment = {"DISPLAY": self.display, "SAL_USE_VCLPLUGIN": "gen"}
        time.sleep(1)

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(20)

    def do(self, *arguments: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, arguments)],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return done.stdout

    def click(self, left: int, top: int) -> None:
        self.do("mousemove", left, top)
        time.sleep(0.3)
        self.do("mousedown", 1)
        time.sleep(0.2)
        self.do("mouseup", 1)
        time.sleep(0.8)

    def press_in_every_window(self, key: str) -> None:
        for window in self.windows():
            self.do("windowfocus", window)
            time.sleep(0.3)
            self.do("key", key)
        time.sleep(1)

    def windows(self) -> list[str]:
        return self.do("search", "--onlyvisible", "--name", "").split()

    def picture(self, path: Path) -> None:
        subprocess.run(
            ["import", "-window", "root", str(path)],
            env={**os.environ, **self.environment},
            check=True,
            timeout=30,
        )


@pytest.fixture
def screen() -> Iterator[Screen]:
    number = next(n for n in range(90, 130) if not os.path.exists(f"/tmp/.X{n}-lock"))  # noqa: PTH110, S108 - X's own place
    opened = Screen(number)
    yield opened
    opened.close()


def waited(until: Callable[[], bool], seconds: float = 40) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.5)
    return False


def test_a_click_in_the_menu_writes_the_sheets(
    screen: Screen, extension: Path, tmp_path: Path
) -> None:
    path = tmp_path / SAMPLE.name
    shutil.copy(SAMPLE, path)
    soffice = shutil.which("soffice") or "soffice"
    with Office(soffice, tmp_path, extension, (), **screen.environment) as office:
        document = office("opened", str(path), False)  # noqa: FBT003 - handed over as data
        menu = office("menu_place", document, WIDTH, HEIGHT, TITLE)
        time.sleep(2)
        before = office("sheet_names", document)
        screen.do("windowfocus", screen.windows()[-1])
        screen.click(*menu)
        screen.picture(tmp_path / "菜单.png")
        place = [one.id for group in MENU for one in group.actions].index("recognise")
        for _ in range(place + 1):
            screen.do("key", "Down")
            time.sleep(0.2)
        screen.do("key", "Return")
        assert waited(lambda: "识别结果" in office("sheet_names", document))
        time.sleep(2)
        screen.picture(tmp_path / "完成.png")
        screen.press_in_every_window("Return")
        assert office("sheet_names", document) == [*before, "识别结果", "运行记录"]
        assert office("undo_titles", document) == ["识别成绩表"]
        rows, _columns = office("frozen", document, "识别结果")
        assert rows > 0
        os.kill(office.pid, 0)
        office("discarded", document)
