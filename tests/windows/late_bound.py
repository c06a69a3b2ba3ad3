"""Run inside the installed Windows Python: hands Excel's things to the real server.

A function gets ranges, the workbook and the calling cell as things and not as values; then xlwings'
own object model looks at the workbook from inside the server's process. A type library that is
named besides is registered under Excel's id meanwhile.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pythoncom
from win32com.client import gencache

if TYPE_CHECKING:
    from collections.abc import Iterator


def rows(value: object) -> object:
    return [rows(one) for one in value] if isinstance(value, tuple) else value


@contextmanager
def registered(foreign: Path | None) -> Iterator[str]:
    """Register another program's library under Excel's id; yield what early binding makes of it."""
    if foreign is None:
        yield ""
        return
    held = pythoncom.LoadTypeLib(str(foreign))
    pythoncom.RegisterTypeLib(held, str(foreign), None)
    one = held.GetLibAttr()
    try:
        yield str(gencache.EnsureModule(str(one[0]), one[1], one[3], one[4]))
    finally:
        pythoncom.UnRegisterTypeLib(one[0], one[3], one[4], one[1], one[2])


def main(book_path: Path, answers: Path, foreign: Path | None = None) -> None:
    python = interpreter(places(os.environ).python, windowed=True)
    application = Application()
    application._open(book_path)
    book = application._books[0]
    sheet = book.Worksheets.Item("成绩")
    caller = handed(sheet.Range("E2"))

    def called(name: str, *given: Any) -> object:
        sent = [handed(one) for one in given]
        return rows(link.CallUDF("xl_quality.excel.server", name, sent, handed(book), caller))

    with registered(foreign) as early, server(python, metadata.version("xlwings")) as link:
        found: dict[str, Any] = {
            "range": called("PASS_RATE", sheet.Range("B2:B6")),
            "cell": called("RMB_UPPER", sheet.Range("B2")),
            "two ranges": called("RANK_IN", sheet.Range("B3"), sheet.Range("B2:B6")),
            "table": called("RANK_TABLE", sheet.Range("A1:B6")),
            "error": called("PASS_RATE", sheet.Range("D2:D3")),
            "early": early,
        }
        link.Eval(f"__import__('sys').path.append({str(Path(__file__).parent)!r})")
        model = link.Module("xlwings_model")
        found["model"] = json.loads(link.Str(link.Call(model, "looked", link.Tuple(handed(book)))))
    answers.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    project, packages, *rest = sys.argv[1:]
    sys.path[:0] = [packages]
    sys.path.append(project)
    from tests.excel.stand_in.books import Application
    from tests.windows.typed_com import handed
    from xl_quality.excel.server_link import server
    from xl_quality.installer.machine import interpreter, places

    main(*map(Path, rest))
