"""``functions``: which worksheet functions there are, and what one of them takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.core.findings import BadInputError
from xl_quality.functions.catalogue import BY_NAME, FUNCTIONS
from xl_quality.functions.reference import call_form

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """List the worksheet functions, or explain one."""
    name = arguments.name.upper()
    if not name:
        rows = [(one.name, one.description) for one in FUNCTIONS]
        console.table("工作表函数", ("函数", "做什么"), rows)
        return 0
    if name not in BY_NAME:
        message = f"没有函数“{arguments.name}”，现有：{'、'.join(BY_NAME)}"
        raise BadInputError(message)
    one = BY_NAME[name]
    console.say(call_form(one))
    console.say(one.description)
    for argument in one.arguments:
        console.say(f"  {argument.name}：{argument.help}")
    for example in one.examples:
        note = f"（{example.note}）" if example.note else ""
        console.say(f"例 {example.formula} → {example.result}{note}")
    return 0
