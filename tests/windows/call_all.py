"""Run inside the installed Windows Python: call functions as Excel does, through the real DLL."""

import json
import os
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import pythoncom
import win32com.client

from xl_quality.excel.server_link import server
from xl_quality.installer.machine import interpreter, places

SERVER = "xl_quality.excel.server"


def rows(value: object) -> object:
    return [rows(one) for one in value] if isinstance(value, tuple) else value


def column_of(number: int) -> tuple[tuple[object], ...]:
    """Return different numbers, some of them absent, as Excel hands a column over."""
    return tuple(("缺考",) if n % 97 == 0 else (n * 7919 % 3001 / 10,) for n in range(number))


def score_table() -> tuple[tuple[tuple[str], ...], tuple[tuple[object, ...], ...]]:
    """Return twenty schools, and a table of 3,000 pupils of theirs."""
    header = (
        "学校",
        "班级",
        "姓名",
        "语文",
        "数学",
        "英语",
        "科学",
        "品德",
        "总分",
        "名次",
        "备注",
    )
    body = [
        (
            f"第{n % 20}小学",
            f"{n // 20 % 5}班",
            f"学生{n}",
            *(n * k % 199 / 2 for k in (3, 5, 7, 11, 13)),
        )
        for n in range(3000)
    ]
    filled = [(*row, sum(row[3:]), None, None) for row in body]  # type: ignore[arg-type] # numbers
    return tuple((f"第{n}小学",) for n in range(20)), (header, *filled)


def spent(server_object: Any) -> float:
    """Return the CPU seconds of both processes: the machine may be busy with other things."""
    there = server_object.Str(server_object.Eval("__import__('time').process_time()"))
    return time.process_time() + float(there)


def ranked(server_object: Any) -> dict[str, object]:
    """Return what 3,000 ranks cost in one call and in calls of their own, in seconds."""
    column = column_of(3000)
    cells: Any = None
    began = spent(server_object)
    for _ in range(5):
        cells = server_object.CallUDF(SERVER, "RANK_IN", (column, column), None, None)
    array = (spent(server_object) - began) / 5
    began = spent(server_object)
    alone = [
        server_object.CallUDF(SERVER, "RANK_IN", (score, column), None, None)
        for (score,) in column[:30]
    ]
    single = (spent(server_object) - began) / len(alone)
    schools, table = score_table()
    began = spent(server_object)
    places = server_object.CallUDF(SERVER, "RANK_SCHOOL", (schools, table, "语文"), None, None)
    table_once = spent(server_object) - began
    return {
        "schools": sorted(place for (place,) in places),
        "table": table_once,
        "array": array,
        "singly": single * len(column),
        "same": [cells[n][0] for n in range(30)] == alone,
        "count": len(cells),
    }


def no_book() -> object:
    """Return what VBA sends for Nothing: an object of COM that points nowhere."""
    return win32com.client.VARIANT(pythoncom.VT_DISPATCH, None)


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
            "ranked": ranked(one),
            "path": one.Str(one.Eval("__import__('sys').path")),
            "loaded": one.Str(one.Eval("sorted(__import__('sys').modules)")),
            "button": rows(one.CallUDF(SERVER, "run_action", ["help_that_is_not_there", None])),
            "no book": rows(one.CallUDF(SERVER, "run_action", ["check", no_book(), "", ""])),
        }
    answers.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


main(*map(Path, sys.argv[1:]))
