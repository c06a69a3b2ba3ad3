"""Is the extension installed and in order (诊断)? Versions, a computed function, the log."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from xl_quality import __version__
from xl_quality.buttons.menu import MessageKind, Said
from xl_quality.libreoffice import uno_values

_AMOUNT: Final = 1200.0
_IN_WORDS: Final = "壹仟贰佰元整"
_PATTERNS: Final = ("usr/lib/libreoffice/program/unopkg", "opt/libreoffice*/program/unopkg")
_PATIENCE: Final = 60


def diagnosis(context: uno_values.Uno) -> Said:
    """Look at every link from Calc to our functions; nothing is changed."""
    computed = _computed(context)
    log = uno_values.log_file(context)
    python = sys.version.split()[0]
    lines = [
        f"xl_quality {__version__}，LibreOffice {version_of(context)}，Python {python}",
        "函数：正常" if computed else "函数：Calc 没有算出来，请重新运行 install-libreoffice.sh",
        f"手册：{'有' if uno_values.MANUAL.is_file() else '没有找到，请重新安装扩展'}",
        f"错误记录：{log}" if log and log.exists() else "错误记录：没有",
    ]
    return Said(MessageKind.INFORMATION if computed else MessageKind.FAULT, "\n".join(lines))


def _computed(context: uno_values.Uno) -> bool:
    """Let Calc call one of our functions."""
    calc = uno_values.service(context, "com.sun.star.sheet.FunctionAccess")
    try:
        answer = calc.callFunction(f"{uno_values.PREFIX}RMB_UPPER", (_AMOUNT,))
    except Exception:  # noqa: BLE001 - UNO raises its own; that it does is the diagnosis
        return False
    return answer in (_IN_WORDS, ((_IN_WORDS,),))  # it may answer ranges, so with rows of one


def version_of(context: uno_values.Uno) -> str:
    """Return LibreOffice's version, as its own window tells it."""
    provider = uno_values.service(context, "com.sun.star.configuration.ConfigurationProvider")
    where = (uno_values.option("nodepath", "/org.openoffice.Setup/Product"),)
    access = "com.sun.star.configuration.ConfigurationAccess"
    product = provider.createInstanceWithArguments(access, where)
    return str(product.getByName("ooSetupVersionAboutBox"))


def extension() -> bool | None:
    """Return whether it is installed; None where there is no LibreOffice or it does not answer."""
    places = (str(path) for pattern in _PATTERNS for path in sorted(Path("/").glob(pattern)))
    tool = shutil.which("unopkg") or next(places, None)
    if tool is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - LibreOffice's own tool, no shell
            [tool, "list"], capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return uno_values.EXTENSION in done.stdout if done.returncode == 0 else None
