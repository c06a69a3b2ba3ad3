"""Run inside the installed Windows Python: plays Excel with a workbook, and presses buttons.

The workbook is the tests' stand-in, here behind real COM: its members are called by the real
xlwings server, in another process, while the call that pressed the button is still under way.
"""

# COM has no types

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path
from typing import Any


def main(home: Path, answers: Path) -> None:
    path = home / "成绩册.xlsx"
    python = interpreter(places(os.environ).python, windowed=True)
    application = Application()
    seen = application._open(path)
    found: dict[str, Any] = {"bars": []}

    def press(action: str, book: object = application._books[0], *typed: str) -> list[str]:
        application._answers = [*typed]
        given = [action, book and handed(book)]
        kind, text, *_ = link.CallUDF("xl_quality.excel.server", "run_action", given)
        found["bars"].append(application.StatusBar)
        return [kind, text]

    def grids() -> dict[str, list[list[str]]]:
        book = ExcelBook(seen)
        read = {name: book.read(name).rows for name in book.sheet_names()}
        return {name: [[repr(v) for v in row] for row in rows] for name, rows in read.items()}

    with server(python, metadata.version("xlwings")) as link:
        found["before"] = grids()
        found["backup"] = press("backup")
        found["rates"] = press("rates", application._books[0], "1")
        found["written"] = grids()
        found["own"] = ExcelBook(seen).own_sheets()
        found["undo"] = press("undo")
        found["after"] = grids()
        application._copies_that_fail = 0
        found["refused"] = press("rates", application._books[0], "1")
        found["untouched"] = grids()
        found["no_book"] = press("rates", None)
        found["unknown"] = press("explode")
    found["open"] = len(application._books)
    answers.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    project, packages, *rest = sys.argv[1:]
    sys.path[:0] = [packages]
    sys.path.append(project)
    shutil.rmtree(Path(rest[0]) / "备份", ignore_errors=True)
    from tests.excel.stand_in.books import Application
    from tests.windows.played_com import handed
    from xl_quality.excel.excel_book import ExcelBook
    from xl_quality.excel.server_link import server
    from xl_quality.installer.machine import interpreter, places

    main(*map(Path, rest))
