"""``settings``, ``lists`` and ``import``: sheets that are written to be filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.values import day, opened, quoted, refuse_no_forms, tell_form
from xl_quality.runs.choices import Choices
from xl_quality.runs.payout.list_forms import held_text, lists_for
from xl_quality.runs.payout.scheme_choice import choose
from xl_quality.runs.payout.scheme_sheet import import_table
from xl_quality.runs.reading import take_in
from xl_quality.runs.settings_form import has_settings, settings_form
from xl_quality.sheets.settings import SETTINGS_SHEET

if TYPE_CHECKING:
    import argparse


def settings(arguments: argparse.Namespace) -> int:
    """Write the form; one that is there already is only named."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    refuse_no_forms(book)
    if has_settings(book):
        console.say(f"“{book.name}”里已有“{SETTINGS_SHEET}”表，没有覆盖。请直接在表里修改。")
        return 0
    table = settings_form(take_in(book, Choices(), scores_needed=False))
    path = tell_form(book, [table], arguments)
    console.say(f"改好黄色格里的值并保存；空着的行不起作用。再算：xl-quality rates {path}")
    return 0


def lists(arguments: argparse.Namespace) -> int:
    """Write the lists that are missing; those that are there stay, what they lack is named."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    refuse_no_forms(book)
    intake = take_in(book, Choices(), scores_needed=False)
    scheme = choose(intake.schemes, arguments.scheme, shipped=arguments.shipped).scheme
    found = lists_for(intake, scheme, day(arguments.on))
    for held in found.held:
        console.say(held_text(held))
    if not found.tables:
        console.say(f"方案“{scheme.title}”要用的名单表都有了，没有写入任何表。")
    path = tell_form(book, found.tables, arguments) if found.tables else quoted(book.path)
    console.say(
        f"填好黄色格并保存，再计奖：xl-quality payout {path} --scheme {arguments.scheme} --in-place"
    )
    return 0


def scheme(arguments: argparse.Namespace) -> int:
    """Write the 方案 sheet; one that was edited is only replaced with ``--replace``."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    table = import_table(book, arguments.scheme)
    path = tell_form(book, [table], arguments)
    console.say(
        f"改好“{table.name}”里黄色格的数并保存；检查：xl-quality lint {path}；"
        f"计奖：xl-quality payout {path} --scheme {arguments.scheme} --in-place"
    )
    return 0
