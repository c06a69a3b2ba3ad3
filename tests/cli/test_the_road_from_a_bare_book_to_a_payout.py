"""A clerk with nothing but scores gets to a payout by doing what the program says, and no more."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.clerk import PLACES, bare_book, fill_in, rows_to_write, write_setting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Run

    Cli = Callable[..., Run]

COMMAND = re.compile(r"xl-quality [^，；：。\n]+")
STEPS = 12


class Road:
    """
    What she read and did.

    Attributes:
        done: the rows written and commands run, so that a road in a circle ends.
    """

    def __init__(self, cli: Cli, book: Path) -> None:
        self.cli, self.book = cli, book
        self.done: list[str] = []

    def follow(self, said: str) -> None:
        """Do what the last words say: write the rows that are new, else run the first command."""
        new = [row for row in rows_to_write(said) if str(row) not in self.done]
        if new and "考核设置" not in openpyxl.load_workbook(self.book).sheetnames:
            self.run(next(found[0] for found in COMMAND.finditer(said) if "settings" in found[0]))
        for row in new:
            self.done.append(str(row))
            write_setting(self.book, row)
        if new:
            return
        commands = [found[0] for found in COMMAND.finditer(said)]
        self.run(next(one for one in commands if one not in self.done))
        fill_in(self.book)

    def run(self, command: str) -> None:
        self.done.append(command)
        run = self.cli(*shlex.split(command)[1:])
        assert run.code == 0, run.err


@pytest.mark.parametrize("exam", ["2026年春季期末", "2026年中考", "2026年春季全县统考"])
def test_a_bare_score_book_leads_to_a_payout(
    cli: Cli, make: Callable[..., Path], exam: str
) -> None:
    book = make(bare_book(exam))
    road = Road(cli, book)
    words = ("payout", book, "--scheme", "luotuoao-brief", "--on", "2026-07-10", "--in-place")
    run = cli(*words)
    assert run.code == 2
    assert "奖惩兑现表" not in openpyxl.load_workbook(book).sheetnames
    for _ in range(STEPS):
        if run.code == 2:
            road.follow(run.err)
            run = cli(*words)
    assert run.code == 0, run.err
    assert any(" lists " in step for step in road.done)
    rows = list(openpyxl.load_workbook(book)["奖惩兑现表"].values)
    assert {row[1] for row in rows} & PLACES.keys()
    assert cli("verify", book).code == 0
