"""``settings``: the form 考核设置 with every line that fits the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened, refuse_no_forms, tell_form
from xl_quality.runs.choices import Choices
from xl_quality.runs.reading import take_in
from xl_quality.runs.settings_form import has_settings, settings_form
from xl_quality.sheets.settings import SETTINGS_SHEET

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
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
