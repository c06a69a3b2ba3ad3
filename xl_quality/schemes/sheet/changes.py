"""What differs between two 方案 sheets (方案改动): clause, rule, column, before and after."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.schemes.sheet import forms
from xl_quality.schemes.sheet.sections import sections_of
from xl_quality.schemes.sheet.texts import number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xl_quality.schemes.sheet.forms import Column, Section
    from xl_quality.schemes.sheet.sections import Row

_SEVERAL = re.compile(r"[、，,；;\n｜|＝= ]+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:/\d+)?")
_IDENTITY = {
    forms.HEAD.title: (),
    forms.FACTS_USED.title: ("name",),
    forms.READINGS.title: ("id",),
    forms.CLAUSES.title: ("id",),
    forms.BARS.title: ("clause",),
    forms.RULES.title: ("clause", "id"),
    forms.FEEDS.title: ("clause",),
}
"""What tells the rows of a section apart; equal ones are told apart by their order."""


class Change(NamedTuple):
    """
    One cell, or one whole row, that differs.

    Attributes:
        section: 规则, 条款, 读法 …
        row: which row of it: ``B2.first_top``, ``""`` for the head.
        column: title of the column; ``""`` where the whole row came or went.
        old, new: texts; ``""`` = blank, or no such row.
        cell: where the new text stands, ``""`` where the row went.
    """

    section: str
    row: str
    column: str
    old: str
    new: str
    cell: str

    def __str__(self) -> str:
        """Return it in words: B2.first_top 数额一：1600 → 2000."""
        where = f"{self.row or self.section} {self.column}".strip()
        if not self.column:
            return f"{self.section} {where}：{'新增' if self.new else '删去'}"
        return f"{where}：{_flat(self.old)} → {_flat(self.new)}"


def changes(
    old: Sequence[Sequence[object]],
    new: Sequence[Sequence[object]],
    address: Callable[[int, int], str],
) -> list[Change]:
    """
    Return what a 方案 sheet says differently from another, in the order of the sections.

    A number counts as the same however it is written: 600, 600.0, ６００; 70 %, 0.7. A section
    that is wholly missing in the new sheet is not compared where the loader can do without it
    (取数): the shipped one is used then.

    Args:
        old: rows of the sheet as it was written.
        new: rows of the sheet as it stands now.
        address: the A1 address of a 0-based row and column of the new sheet.
    """
    before = sections_of(old, address, lambda *_: None)
    after = sections_of(new, address, lambda *_: None)
    found: list[Change] = []
    for section in forms.SECTIONS:
        if section is forms.FEEDS and section.title not in after:
            continue
        found += _of_section(section, before.get(section.title, []), after.get(section.title, []))
    return found


def _of_section(section: Section, before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    name = section.title.strip("【】")
    old, new = _by_identity(section, before), _by_identity(section, after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        row = ".".join(filter(None, key[:-1]))
        if key not in new:
            found.append(Change(name, row, "", row or name, "", ""))
        elif key not in old:
            cell = next(iter(new[key].addresses.values()), "")
            found.append(Change(name, row, "", "", row or name, cell))
        else:
            found += _of_row(section.columns, (name, row), old[key], new[key])
    return found


def _by_identity(section: Section, rows: Sequence[Row]) -> Mapping[tuple[str, ...], Row]:
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.cells.get(one, "") for one in _IDENTITY[section.title])
        seen[key] += 1
        found[*key, str(seen[key])] = row
    return found


def _of_row(columns: Sequence[Column], where: tuple[str, str], old: Row, new: Row) -> list[Change]:
    return [
        Change(
            *where,
            column.title,
            old.cells.get(column.key, ""),
            new.cells.get(column.key, ""),
            new.addresses.get(column.key, ""),
        )
        for column in columns
        if column.key in new.addresses or column.key in old.cells
        if _canonical(old.cells.get(column.key, "")) != _canonical(new.cells.get(column.key, ""))
    ]


def _canonical(text: str) -> list[str | Fraction]:
    """Return the words and numbers of a cell, however they are written."""
    words: list[str | Fraction] = []
    for part in _SEVERAL.split(text.strip()):
        value = number(part)
        words.append(Fraction(value) if _NUMBER.fullmatch(value) else part)
    return words


def _flat(text: str) -> str:
    return text.replace("\n", "；") or "（空）"
