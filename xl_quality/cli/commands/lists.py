"""``lists``: the empty list sheets that a scheme's clauses take (补名单表)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, quoted, refuse_no_forms, tell_form
from xl_quality.cli.values import day
from xl_quality.runs.choices import Choices
from xl_quality.runs.payout.list_forms import held_text, lists_for
from xl_quality.runs.payout.scheme_choice import choose
from xl_quality.runs.reading import take_in

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Write the lists that are missing; those that are there stay, what they lack is named."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    refuse_no_forms(book)
    intake = take_in(book, Choices(), scores_needed=False)
    scheme = choose(intake.schemes, arguments.scheme, shipped=arguments.shipped).scheme
    on = day(arguments.on) or date.today()  # noqa: DTZ011 - the office's own calendar day
    found = lists_for(intake, scheme, on)
    for held in found.held:
        console.say(held_text(held))
    if not found.tables:
        console.say(f"方案“{scheme.title}”要用的名单表都有了，没有写入任何表。")
    path = tell_form(book, found.tables, arguments) if found.tables else quoted(book.path)
    console.say(
        f"填好黄色格并保存，再计奖：xl-quality payout {path} --scheme {arguments.scheme} --in-place"
    )
    return 0
