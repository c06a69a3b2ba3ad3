"""Run inside the installed Windows Python: the server's process is killed at its n-th call.

The add-in's own VBA presses the button and puts Excel in order; Excel is the stand-in behind real
COM, and the server that dies is the real one, started by xlwings' DLL.
"""

# COM has no types

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from contextlib import ExitStack
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

TERMINATE = 1  # PROCESS_TERMINATE


class Sitting:
    """Excel with the small township, the add-in's VBA, and the way to the real server."""

    def __init__(self, number: int, home: Path, source: Path, running: ExitStack) -> None:
        self.path = fresh(home, source)
        self.application = opened(self.path)
        self.player = Player(self.application, self._start)
        # this wine still knows a class whose process is gone: each sitting has its own
        self.player.vba.module("XlqHost").initialise()
        self.player.vba.module("XlqHost").variables["generation"].set(1000 * number)
        self._running = running
        self.process = self.kills = 0

    def _start(self, command: str) -> Any:
        python = interpreter(places(os.environ).python, windowed=True)
        link = self._running.enter_context(server(python, metadata.version("xlwings"), command))
        self.process = int(link.Str(link.Eval("__import__('os').getpid()")))
        return partial(self._call, link)

    def _call(self, link: Any, module: str, name: str, given: list[Any]) -> Any:
        action, book, *rest = given
        try:
            return link.CallUDF(module, name, [action, book and handed(book._model), *rest])
        except pywintypes.com_error as error:
            raise gone(error.hresult) from error

    def press(self, action: str, changes: int | None = None) -> str:
        """Press a button; the server is killed at its next call after so many changes."""
        typed = ANSWERS.get(action, ())
        self.application._answers = [
            str(self.path.with_name(one)) if one == "责任书" else one for one in typed
        ]
        Visits.begin(None if changes is None else partial(self._kill, changes))
        boxes = self.player.press(action)
        Visits.watch = None
        return boxes[-1][1] if boxes else ""

    def _kill(self, changes: int) -> None:
        if len(Visits.changing) >= changes and self.process:
            kernel = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 - Windows only
            handle = kernel.OpenProcess(TERMINATE, 0, self.process)
            assert kernel.TerminateProcess(handle, 1)
            kernel.CloseHandle(handle)
            self.process = 0
            self.kills += 1


def killed(
    job: dict[str, Any], number: int, home: Path, source: Path, running: ExitStack
) -> dict[str, Any]:
    """Press a button and kill the server at one of its calls; tell what is there then."""
    action = job["action"]
    sitting = Sitting(number, home, source, running)
    if action == "undo":
        sitting.press("rates")
    before = seen(sitting.application)
    said = sitting.press(action, job["changes"])
    made, after = Visits.made, seen(sitting.application)
    wrong = faults(action, before, after, job["finished"], said)
    if after.sheets != before.sheets and not [*(sitting.path.parent / "备份").glob("*")]:
        wrong.append("no backup")
    if job["again"] and "已备份" not in (again := sitting.press("backup")):
        wrong.append(f"the next button says {again}")
    found = {"kills": sitting.kills, "calls": made, "said": said, "wrong": wrong}
    return job | found


def main(home: Path, source: Path, jobs: Path, answers: Path) -> None:
    found = []
    for number, job in enumerate(json.loads(jobs.read_text(encoding="utf-8")), 1):
        began = time.perf_counter()
        with ExitStack() as running:
            one = killed(job, number, home / "镇", source, running)
            found.append(one | {"seconds": round(time.perf_counter() - began, 1)})
        answers.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    project, packages, *rest = sys.argv[1:]
    sys.path[:0] = [packages]
    sys.path.append(project)
    import pywintypes

    from tests.excel.deaths import (
        ANSWERS,
        faults,
        fresh,
        opened,
        seen,
    )
    from tests.excel.vba_player import Player, gone
    from tests.windows.played_com import Visits, handed
    from xl_quality.excel.server_link import server
    from xl_quality.installer.machine import interpreter, places

    main(*map(Path, rest))
