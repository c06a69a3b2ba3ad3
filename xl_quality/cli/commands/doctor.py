"""``doctor``: every link of the installation, the broken one named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.excel.doctor import State, examine

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Show the links; return 1 where one is broken."""
    checks = examine()
    if arguments.json:
        console.say_json([check._asdict() for check in checks])
    else:
        rows = [(check.link, check.state, check.found, check.advice) for check in checks]
        console.table("诊断", ("环节", "状态", "情况", "怎么办"), rows)
    return int(any(check.state is State.BROKEN for check in checks))
