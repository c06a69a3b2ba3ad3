"""Is the extension in order (诊断): versions, a function computed by Calc itself, the log."""

from __future__ import annotations

import sys
from typing import Any, Final

from xl_quality import __version__
from xl_quality.libreoffice.names import PREFIX
from xl_quality.libreoffice.places import MANUAL, log_file
from xl_quality.libreoffice.values import option
from xl_quality.usecases.desk import Kind, Said

_AMOUNT: Final = 1200.0
_IN_WORDS: Final = "壹仟贰佰元整"


def diagnosis(context: Any) -> Said:  # noqa: ANN401 - UNO has no types
    """Look at every link from Calc to our functions; nothing is changed."""
    computed = _computed(context)
    log = log_file(context)
    python = sys.version.split()[0]
    lines = [
        f"xl_quality {__version__}，LibreOffice {version_of(context)}，Python {python}",
        "函数：正常" if computed else "函数：Calc 没有算出来，请重新运行 install-libreoffice.sh",
        f"手册：{'有' if MANUAL.is_file() else '没有找到，请重新安装扩展'}",
        f"错误记录：{log}" if log and log.exists() else "错误记录：没有",
    ]
    return Said(Kind.INFORMATION if computed else Kind.FAULT, "\n".join(lines))


def _computed(context: Any) -> bool:  # noqa: ANN401 - UNO has no types
    """Let Calc call one of our functions."""
    service = "com.sun.star.sheet.FunctionAccess"
    calc = context.ServiceManager.createInstanceWithContext(service, context)
    try:
        return bool(calc.callFunction(f"{PREFIX}RMB_UPPER", (_AMOUNT,)) == _IN_WORDS)
    except Exception:  # noqa: BLE001 - UNO raises its own; that it does is the diagnosis
        return False


def version_of(context: Any) -> str:  # noqa: ANN401 - UNO has no types
    """Return LibreOffice's version, as its own window tells it."""
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    where = (option("nodepath", "/org.openoffice.Setup/Product"),)
    access = "com.sun.star.configuration.ConfigurationAccess"
    product = provider.createInstanceWithArguments(access, where)
    return str(product.getByName("ooSetupVersionAboutBox"))
