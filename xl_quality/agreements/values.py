"""Values that go into an agreement: exact, with the cell each came from; a gap is a value, too."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.sheets.grid import ErrorCell

if TYPE_CHECKING:
    from xl_quality.sheets.grid import CellValue


_VISIBLE: Final = re.compile("[^\\s\u00ad\u200b-\u200f\u2060\ufeff]")
"""A cell that holds signs without width only is empty to whoever looks at it."""


class GapComparedError(Exception):
    """A condition compares a field that has no value."""

    def __init__(self, gap: Gap) -> None:
        super().__init__(gap.field)
        self.gap = gap


class Gap:
    """
    A field without a value (空缺); it is false, and printing it is an error.

    Attributes:
        field: as the clerk writes it.
        source: the cell that should hold it, ``""`` where no cell is known.
        why: what stands there instead, ``""`` where nothing does.
    """

    __slots__ = ("field", "source", "why")

    def __init__(self, field: str, source: str = "", why: str = "") -> None:
        self.field = field
        self.source = source
        self.why = why

    def __bool__(self) -> bool:
        return False

    def _compared(self, _: object) -> bool:
        raise GapComparedError(self)

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = _compared
    __hash__ = object.__hash__


class FieldRow(dict[str, object]):
    """
    The fields of a unit, or of one row of its tables; values by field name.

    Attributes:
        sources: the cell behind a field, where there is one.
    """

    __slots__ = ("sources",)

    def __init__(self, *args: object, sources: dict[str, str] | None = None) -> None:
        super().__init__(*args)
        self.sources: dict[str, str] = sources or {}


class ClauseWords(dict[str, object]):
    """
    The rules of a clause in words by their titles.

    Printed, they follow one after another: a single one without its title, and goals only where
    there is nothing else, since they stand in the table of targets.

    Attributes:
        goals: titles of the rules that only set a goal.
        titles: as the scheme writes them, where that is no name of a field.
    """

    __slots__ = ("goals", "titles")

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.goals: set[str] = set()
        self.titles: dict[str, str] = {}

    def __str__(self) -> str:
        spoken = {title: words for title, words in self.items() if title not in self.goals}
        spoken = spoken or dict(self)
        if len(spoken) == 1:
            return str(next(iter(spoken.values())))
        return "；".join(f"{self.titles.get(one, one)}：{words}" for one, words in spoken.items())


class Unit(NamedTuple):
    """
    Somebody who gets an agreement.

    Attributes:
        name: 学校, 班级 or 教师, as it stands in the sheet.
        number: from 1, part of the file name.
        fields: everything a template may use.
        source: where it was found, ``sheet!cell``.
    """

    name: str
    number: int
    fields: FieldRow
    source: str = ""


def from_cell(value: CellValue, field: str, source: str, *, per_cent: bool = False) -> object:
    """
    Return a cell as a field value: numbers exact, an empty or broken cell as a `Gap`.

    Args:
        value: as the host delivers it.
        field: its column title.
        source: ``sheet!cell``.
        per_cent: the title says ％: a number is divided by 100.
    """
    if isinstance(value, ErrorCell):
        return Gap(field, source, f"公式出错 {value.code}")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, field, source, per_cent=per_cent)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = "" if value is None else str(value).strip()
    return text if _VISIBLE.search(text) else Gap(field, source)


def _number(value: float, field: str, source: str, *, per_cent: bool) -> object:
    decimal = Decimal(repr(value))
    if not decimal.is_finite():
        return Gap(field, source, str(value))
    exact = Fraction(decimal) / (100 if per_cent else 1)
    return exact.numerator if exact.denominator == 1 else exact
