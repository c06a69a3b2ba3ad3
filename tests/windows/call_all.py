"""Run inside the installed Windows Python: call functions as Excel does, through the real DLL."""

import json
import os
import sys
from importlib import metadata
from pathlib import Path

from xl_quality.excel.server_link import server
from xl_quality.installer.machine import interpreter, places

SERVER = "xl_quality.excel.server"


def rows(value: object) -> object:
    return [rows(one) for one in value] if isinstance(value, tuple) else value


def main(asked: Path, answers: Path) -> None:
    python = interpreter(places(os.environ).python, windowed=True)
    version = metadata.version("xlwings")
    with server(python, version) as one, server(python, version) as two:
        found = {
            "results": [
                rows(one.CallUDF(SERVER, name, given, None, None))
                for name, given in json.loads(asked.read_text(encoding="utf-8"))
            ],
            "servers": [each.Str(each.Eval("__import__('os').getpid()")) for each in (one, two)],
            "path": one.Str(one.Eval("__import__('sys').path")),
            "loaded": one.Str(one.Eval("sorted(__import__('sys').modules)")),
            "button": rows(one.CallUDF(SERVER, "run_action", ["help_that_is_not_there", None])),
        }
    answers.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


main(*map(Path, sys.argv[1:]))
