"""``import``: a scheme as a sheet of the workbook, to be edited there (导入方案)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, published
from xl_quality.usecases.payouts.scheme_sheet import import_table

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Write the 方案 sheet; one that was edited is only replaced with ``--replace``."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    table = import_table(book, arguments.scheme)
    written = published(book, [table], arguments)
    console.tell_written(written)
    console.say(
        f"改好“{table.name}”里黄色格的数并保存；检查：xl-quality lint {written.path.name}；"
        f"计奖：xl-quality payout {written.path.name} --scheme {arguments.scheme}"
    )
    return 0
