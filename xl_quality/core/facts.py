"""A fact (事实): a value that a clause uses, together with the cells it was taken from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, NamedTuple

FactValue = int | Fraction | str | tuple["int | Fraction | str", ...]
"""Numbers are exact; a tuple holds several of one kind, e.g. the ranks of two subjects."""


_PLACE: Final = re.compile(r"\s*'((?:[^']|'')+)'\s*[!！](.*)|(.*)[!！](.*)", re.DOTALL)
"""A quoted sheet may hold any sign, even ``!``; of an unquoted one the last ``!`` is the end."""


def sheet_and_place(text: str) -> tuple[str, str]:
    """Return sheet and place (工作表!列) of what a clerk types or Excel names.

    The sheet may be quoted as Excel does it, the ``!`` be a Chinese one; without any the sheet is
    ``""``. What the place is, a cell, a column, a name, is not looked at.

    >>> sheet_and_place("九年级!M"), sheet_and_place("'a!b''c'!C3"), sheet_and_place("M")
    (('九年级', 'M'), ("a!b'c", 'C3'), ('', 'M'))
    """
    found = _PLACE.fullmatch(text)
    if found is None:
        return "", text
    quoted, behind, plain, place = found.groups()
    return (plain.strip(), place) if quoted is None else (quoted.replace("''", "'"), behind)


class Cell(NamedTuple):
    """One cell: the sheet's name and the A1 address."""

    sheet: str
    address: str

    def __str__(self) -> str:
        """Return it as Excel writes it: 县名次!D5."""
        return f"{self.sheet}!{self.address}"


class Source(NamedTuple):
    """Where a value comes from (出处); false where a person typed it in."""

    cells: tuple[Cell, ...] = ()  # the cells, in the order in which they are named
    # what is said behind the cells, with its comma: ，其中特长录取2名; or in their place: 教师排名
    words: str = ""

    @classmethod
    def at(cls, sheet: str, *addresses: str) -> Source:
        """Return cells of one sheet as a source.

        >>> str(Source.at("历次", "D5", "D9"))
        '历次!D5、D9'
        """
        return cls(tuple(Cell(sheet, address) for address in addresses))

    def also(self, words: str) -> Source:
        """Return it with something said behind it."""
        return self._replace(words=self.words + words)

    def __bool__(self) -> bool:
        """Tell whether anything is known."""
        return bool(self.cells or self.words)

    @property
    def by_sheet(self) -> dict[str, str]:
        """Return the addresses by sheet, sheets in order: ``{"历次": "D5、D9"}``."""
        sheets: dict[str, list[str]] = {}
        for sheet, address in self.cells:
            sheets.setdefault(sheet, []).append(address)
        return {sheet: "、".join(addresses) for sheet, addresses in sheets.items()}

    def __str__(self) -> str:
        """Return it as a clerk reads it; each sheet is named once.

        >>> str(Source((Cell("历次", "D5"), Cell("县", "D3"), Cell("历次", "D9")), "，并列末位"))
        '历次!D5、D9；县!D3，并列末位'
        """
        places = "；".join(f"{sheet}!{cells}" for sheet, cells in self.by_sheet.items())
        if not places or not self.words or self.words[0] in "，、":
            return places + self.words
        return f"{places}；{self.words}"


NOWHERE = Source()  # The source of what a person typed in


class Fact(NamedTuple):
    """One value with its source."""

    value: FactValue
    source: Source = NOWHERE
    made_of: str = ""  # what it was counted from, for those who see no cells: exams and places
    each: tuple[str, ...] = ()  # the same of each of several values alone, parallel to them

    @property
    def cell(self) -> str:
        """Return the cells of the last sheet that the source names, ``""`` where it names none.

        >>> Fact(3, Source.at("历次", "D5", "D9")).cell, Fact(3, Source(words="四率统计")).cell
        ('D5、D9', '')
        """
        return next(reversed(self.source.by_sheet.values()), "")

    @property
    def sheet(self) -> str:
        """Return the last sheet of which the source names cells, ``""`` where it names none."""
        return next(reversed(self.source.by_sheet), "")

    @property
    def number(self) -> Fraction | None:
        """Return the value as an exact number, None where it is a text or several values.

        >>> Fact(3).number, Fact("八").number
        (Fraction(3, 1), None)
        """
        return Fraction(self.value) if isinstance(self.value, (int, Fraction)) else None

    @property
    def values(self) -> tuple[int | Fraction | str, ...]:
        """Return the single values: several of a list, else the one."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


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

    def number(self, field: str) -> Fraction | None:
        """Return the field as an exact number, None where the cell is empty or holds no number."""
        fact = self.facts.get(field)
        return None if fact is None else fact.number


def joined_sources(sources: Iterable[Source]) -> Source:
    """Return several sources as one, in which each cell stands once.

    >>> exams = Source.at("历次", "D5"), Source.at("历次", "D5", "D9")
    >>> str(joined_sources([exams[0], Source(words="教师排名"), exams[1]]))
    '历次!D5、D9；教师排名'
    """
    known = list(sources)
    words = list(dict.fromkeys(source.words for source in known if source.words))
    behind = [text for text in words if text[0] in "，、"]
    alone = [text for text in words if text[0] not in "，、"]
    cells = tuple(dict.fromkeys(cell for source in known for cell in source.cells))
    return Source(cells, "；".join(filter(None, ["".join(behind), *alone])))
