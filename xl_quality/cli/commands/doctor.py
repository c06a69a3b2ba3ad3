"""``doctor``: every link of the installation, the broken one named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.excel.addin_doctor import Check, LinkState, examine
from xl_quality.libreoffice.extension_doctor import extension

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Show the links; return 1 where one is broken."""
    checks = [*examine(), _libreoffice()]
    if arguments.json:
        console.say_json([check._asdict() for check in checks])
    else:
        rows = [(check.link, check.state, check.found, check.advice) for check in checks]
        console.table("诊断", ("环节", "状态", "情况", "怎么办"), rows)
    return int(any(check.state is LinkState.BROKEN for check in checks))


def _libreoffice() -> Check:
    """Tell whether the extension is there; its own menu looks at what happens inside."""
    link, found = "LibreOffice 扩展", extension()
    if found is None:
        return Check(link, LinkState.UNKNOWN, "本机没有 LibreOffice，或它没有回答")
    if not found:
        advice = "要在 LibreOffice 里用，请运行 ./install-libreoffice.sh"
        return Check(link, LinkState.UNKNOWN, "没有安装", advice)
    return Check(link, LinkState.GOOD, "已安装；函数和菜单请在菜单“教学质量→诊断”里查")
