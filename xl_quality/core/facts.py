"""A fact (事实): a value that a clause uses, together with the cell it was taken from."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

FactValue = int | Fraction | str | tuple["int | Fraction | str", ...]
"""Numbers are exact; a tuple holds several of one kind, e.g. the ranks of two subjects."""

_CELL: Final = "[A-Z]{1,3}[0-9]+"
_PLACES: Final = f"(?:^|；)([^；]+?)!({_CELL}(?:[、:]{_CELL})*)"  # compiled on use: start-up counts


class Fact(NamedTuple):
    """One value with its source.

    Attributes:
        value: the value, exact.
        source: ``sheet!cell`` where it stands, ``""`` where a person typed it in.
    """

    value: FactValue
    source: str = ""

    @property
    def cell(self) -> str:
        """
        Return the cells of the last sheet that the source names, ``""`` where it names none.

        >>> Fact(3, "县名次!D5").cell, Fact(3, "历次!D5、D9").cell, Fact(3, "四率统计").cell
        ('D5', 'D5、D9', '')
        """
        places = places_of(self.source)
        return places[-1][1] if places else ""

    @property
    def sheet(self) -> str:
        """Return the last sheet of which the source names cells, ``""`` where it names none."""
        places = places_of(self.source)
        return places[-1][0] if places else ""


class Record(NamedTuple):
    """One row of a list sheet (任课, 县名次, 指标 …): its facts by field name.

    A field whose cell is empty is not in `facts`.
    """

    sheet: str
    row: int
    facts: dict[str, Fact]

    def text(self, field: str) -> str:
        """Return the field as text, ``""`` where the cell is empty."""
        fact = self.facts.get(field)
        return "" if fact is None else str(fact.value)


def places_of(source: str) -> list[tuple[str, str]]:
    """
    Return sheet and cells that a source names, a pair a sheet; what is no cell is left out.

    >>> places_of("历次!D5、D9；历次下!D3，其中特长录取2名"), places_of("四率统计")
    ([('历次', 'D5、D9'), ('历次下', 'D3')], [])
    """
    return re.findall(_PLACES, source)


def joined_sources(sources: Iterable[str]) -> str:
    """
    Return several sources as one text, in which each sheet is named once.

    >>> joined_sources(["历次!D5", "历次!D9", "历次下!D3", "教师排名"])
    '历次!D5、D9；历次下!D3；教师排名'
    """
    by_sheet: dict[str, list[str]] = {}
    others: list[str] = []
    for part in dict.fromkeys(part for source in sources for part in source.split("；")):
        sheet, mark, cells = part.rpartition("!")
        if mark:
            by_sheet.setdefault(sheet, []).append(cells)
        elif part:
            others.append(part)
    return "；".join([*(f"{sheet}!{'、'.join(own)}" for sheet, own in by_sheet.items()), *others])
