"""``import``: a scheme as a sheet of the workbook, to be edited there (导入方案)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, tell_form
from xl_quality.runs.payout.scheme_sheet import import_table

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Write the 方案 sheet; one that was edited is only replaced with ``--replace``."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    table = import_table(book, arguments.scheme)
    path = tell_form(book, [table], arguments)
    console.say(
        f"改好“{table.name}”里黄色格的数并保存；检查：xl-quality lint {path}；"
        f"计奖：xl-quality payout {path} --scheme {arguments.scheme} --in-place"
    )
    return 0
