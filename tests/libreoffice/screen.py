"""A virtual screen with a mouse and a keyboard, and a hand that waits for what it sees."""

# ruff: noqa: S607 - the programs lie where the system has them

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH, HEIGHT = 1400, 900


class Screen:
    """A virtual screen with a mouse and a keyboard."""

    def __init__(self) -> None:
        number = next(n for n in range(90, 130) if not os.path.exists(f"/tmp/.X{n}-lock"))  # noqa: PTH110, S108 - X's own place
        display = f":{number}"
        self._server = subprocess.Popen(
            ["Xvfb", display, "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.environment = {"DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}
        assert waited(lambda: bool(self.do("getdisplaygeometry"))), "no screen"

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(20)

    def do(self, *arguments: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, arguments)],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=20,
        )
        return done.stdout

    def click(self, left: int, top: int, times: int = 1) -> None:
        """Press the left button, as a hand does; LibreOffice needs a moment between."""
        self.do("mousemove", left, top)
        time.sleep(0.3)
        for _ in range(times):
            self.do("mousedown", 1)
            time.sleep(0.1)
            self.do("mouseup", 1)
            time.sleep(0.1)

    def press(self, *keys: str) -> None:
        """Press keys in the window that opened last."""
        self.do("windowfocus", "--sync", self.windows()[-1])
        for key in keys:
            time.sleep(0.2)
            self.do("key", key)

    def type(self, text: str) -> None:
        """Type plain letters in the window that opened last."""
        self.do("windowfocus", "--sync", self.windows()[-1])
        time.sleep(0.2)
        self.do("type", "--delay", 30, text)

    def windows(self) -> list[str]:
        return self.do("search", "--onlyvisible", "--name", "").split()

    def picture(self, path: Path) -> None:
        subprocess.run(
            ["import", "-window", "root", str(path)],
            env={**os.environ, **self.environment},
            check=True,
            timeout=30,
        )


def waited(until: Callable[[], bool], seconds: float = 40) -> bool:
    """Say whether it came true in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.2)
    return False
