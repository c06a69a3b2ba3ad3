"""Run inside the installed Windows Python: two Excels at once, each with its own server.

The second Excel is this script once more; it is told to call when the first one's server is gone.
"""

# COM has no types

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from xl_quality.excel.excel_book import documents, synced_roots
from xl_quality.excel.server_link import server
from xl_quality.installer.machine import interpreter, places

SERVER = "xl_quality.excel.server"
PROCESS = "__import__('os').getpid()"
GENCACHE = "__import__('win32com.client.gencache', fromlist=['gencache'])"
EXCEL = "'{00020813-0000-0000-C000-000000000046}'"
WORKBOOK = "'{00020819-0000-0000-C000-000000000046}'"
TERMINATE = 1  # PROCESS_TERMINATE
PROVIDER = r"Software\SyncEngines\Providers\OneDrive\Personal"


def asked(link: Any, expression: str) -> str:
    return str(link.Str(link.Eval(expression)))


def rate(link: Any) -> object:
    return link.CallUDF(SERVER, "PASS_RATE", [((90.0,), (50.0,))])


def end(process: int) -> None:
    kernel = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 - Windows only
    assert kernel.TerminateProcess(kernel.OpenProcess(TERMINATE, 0, process), 1)


def second(link: Any) -> None:
    sys.stdout.write(asked(link, PROCESS) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{rate(link)}\n")
    sys.stdout.flush()


def first(link: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "cpu": float(asked(link, "__import__('time').process_time()")),
        "rate": rate(link),
        "parent": int(asked(link, "__import__('os').getppid()")),
        "client": os.getpid(),
        "made": asked(link, f"{GENCACHE}.EnsureModule({EXCEL}, 0, 1, 2)"),
        "known": asked(link, f"{GENCACHE}.GetClassForCLSID({WORKBOOK})"),
        "early bound": asked(
            link, "[m for m in __import__('sys').modules if m.startswith('win32com.gen_py.')]"
        ),
    }
    process = int(asked(link, PROCESS))
    words = [sys.executable, "-X", "utf8", __file__, "second"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        found["servers"] = [process, int(other.stdout.readline())]
        end(process)
        other.stdin.write("now\n")
        other.stdin.flush()
        found["other rate"] = other.stdout.readline().strip()
    return found


def synced() -> list[list[str]]:
    """Note a folder as OneDrive does, and return what is found of it."""
    winreg = import_module("winreg")  # only Windows has one
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, PROVIDER) as key:
        winreg.SetValueEx(key, "UrlNamespace", 0, winreg.REG_SZ, "https://d.docs.live.net/1a")
        winreg.SetValueEx(key, "MountPoint", 0, winreg.REG_SZ, r"C:\同步")
    return [list(root) for root in synced_roots()]


def main(role: str, answers: str = "") -> None:
    python = interpreter(places(os.environ).python, windowed=True)
    with server(python, metadata.version("xlwings")) as link:
        if role == "second":
            second(link)
            return
        found = first(link) | {"synced": synced(), "documents": str(documents())}
    Path(answers).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


main(*sys.argv[1:])
