"""A scheme's TOML (方案文件): its plain values, and a reader that takes a table key by key.

Everything wrong is collected with file, clause and key; a scheme that stands on a sheet is told
of in the words of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar

from xl_quality.core.findings import BadInputError, Finding, Kind
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.arithmetic import Condition, Edge, Expression, ExpressionError

if TYPE_CHECKING:
    from xl_quality.schemes.words import Vocabulary

Choice = TypeVar("Choice", bound=StrEnum)
Raw = dict[str, Any]
"""A scheme, or a part of it, as its TOML has it: texts, numbers, dates, lists, tables."""
A_LIMIT: Final = "请写一个数，如 8、0.9 或 90%；要与别的量比的，写事实的名称"
"""What to write as a limit."""
A_SUM: Final = (
    "请用事实的名称写算式，如“录取数－指标数”，名称要与【事实和参数】或条款里的一样"
    "（方案文件里写 admitted - quota）"
)
"""What to write where a sum of facts is usual."""


@dataclass(slots=True)
class Problems:
    """The findings of one scheme, as they are met."""

    file: str  # its name, or that of the sheet
    titles: Mapping[str, str] = field(default_factory=dict)  # what the sheet calls a key
    # what stands in the cell of a place of the scheme
    cells: Mapping[str, str] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)

    def add(self, place: str, value: object, kind: Kind, /, **facts: object) -> None:
        """Add one problem at a place: clause, rule and key.

        Of what the words of the kind name, a fact that equals the value there is said as its cell
        has it.
        """
        text, key = _as_written(value), place.rpartition(".")[2]
        written = self.cells.get(place) or text
        said = {name: written if one == text else one for name, one in facts.items()}
        named: dict[str, Any] = {"key": self.titles.get(key, key), **said}
        self.found.append(kind.at(self.file, place, found=text, **named))


def _as_written(found: object) -> str:
    """Return what stands at a place as a person would write it; whole tables are not shown."""
    if isinstance(found, list) and not any(isinstance(one, (dict, list)) for one in found):
        return "、".join(map(str, found))
    return "" if isinstance(found, dict | list | None) else str(found)


class Reader:
    """One TOML table, read by typed getters; `finish` reports the keys nobody asked for."""

    def __init__(
        self, table: Mapping[str, object], place: str, problems: Problems, names: Vocabulary
    ) -> None:
        self.table, self.place, self.problems, self.names = table, place, problems, names
        self._asked: set[str] = set()

    def fault(self, key: str, kind: Kind, /, **facts: object) -> None:
        """Report a problem with one key."""
        self.problems.add(f"{self.place}.{key}", self.table.get(key), kind, **facts)

    def has(self, key: str) -> bool:
        """Tell whether a key is there."""
        return key in self.table

    def _get(self, key: str, *, needed: bool) -> object:
        self._asked.add(key)
        value = self.table.get(key)
        if needed and (value is None or value in ("", [], {})):
            self.fault(key, kinds.MISSING_KEY)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self._get(key, needed=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.fault(key, kinds.NO_TEXT)
        return str(value)

    def day(self, key: str, *, needed: bool = True) -> date | None:
        """Return a date."""
        value = self._get(key, needed=needed)
        if value is not None and type(value) is not date:
            self.fault(key, kinds.NO_DAY)
        return value if type(value) is date else None

    def number(self, key: str) -> Fraction:
        """Return a number, exactly."""
        value = self._get(key, needed=True)
        exact = as_number(value)
        if exact is None and value is not None:
            self.fault(key, kinds.NO_NUMBER)
        return exact or Fraction()

    def whole(self, key: str) -> int:
        """Return a whole number."""
        value = self._get(key, needed=True)
        if type(value) is int:
            return value
        if value is not None:
            self.fault(key, kinds.NO_WHOLE_NUMBER)
        return 0

    def numbers(self, key: str, *, needed: bool = True) -> tuple[Fraction, ...]:
        """Return a list of numbers."""
        value = self._get(key, needed=needed)
        if value is None:
            return ()
        exact = [as_number(one) for one in value] if isinstance(value, list) else [None]
        if any(one is None for one in exact):
            self.fault(key, kinds.NO_NUMBERS)
        return tuple(one for one in exact if one is not None)

    def _list(self, key: str, of: type, fault: Kind, *, needed: bool) -> list[Any]:
        """Return a list of values of one type, [] where it is missing or anything else."""
        value = self._get(key, needed=needed)
        if isinstance(value, list) and all(isinstance(one, of) for one in value):
            return value
        if value is not None:
            self.fault(key, fault)
        return []

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self._list(key, str, kinds.NO_TEXTS, needed=needed))

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Return one of a closed set of words."""
        word = self.text(key, None if default is None else default.value)
        try:
            return kind(word)
        except ValueError:
            known = "、".join(kind)
            self.fault(key, kinds.UNKNOWN_WORD, word=word, known=known)
            return next(iter(kind))

    def expression(self, key: str, default: str | None = None, advice: str = A_SUM) -> Expression:
        """Return a number, a fact, or a sum of facts; *advice* says what to write instead."""
        value = self._get(key, needed=default is None)
        if value is None and default is not None:
            value = default
        number = as_number(value)
        if number is not None:
            return Expression(str(number), ((number, ""),))
        derived = {name: kind.measure for name, kind in self.names.items() if kind.measure}
        try:
            found = Expression.parse(str(value or "0"), derived)
        except ExpressionError as error:
            self.fault(key, error.kind, text=error.text, advice=advice)
            return Expression("0", ((Fraction(), ""),))
        for name in found.names:
            self.name(key, name, numeric=True)
        return found

    def name(self, key: str, name: str, *, numeric: bool = False) -> None:
        """Check that a name is a known fact (or parameter), and a number where one is needed."""
        known = self.names.get(name)
        if known is None:
            self.fault(key, kinds.NO_SUCH_FACT, name=name)
        elif numeric and not known.kind.is_number:
            self.fault(key, kinds.NOT_NUMERIC, name=name, label=known.label)

    def fact(self, key: str, default: str | None = None) -> str:
        """Return the name of a fact."""
        name = self.text(key, default)
        if name:
            self.name(key, name)
        return name

    def facts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """Return the names of several facts."""
        names = self.texts(key, needed=needed)
        for name in names:
            self.name(key, name)
        return names

    def tables(self, key: str, *, needed: bool = True) -> list[Reader]:
        """Return a list of tables."""
        found = self._list(key, dict, kinds.NO_TABLES, needed=needed)
        return [
            Reader(one, f"{self.place}.{key}[{i}]", self.problems, self.names)
            for i, one in enumerate(found, start=1)
        ]

    def table_of(self, key: str, *, needed: bool = True) -> Reader:
        """Return an inner table."""
        value = self._get(key, needed=needed)
        if value is not None and not isinstance(value, dict):
            self.fault(key, kinds.NO_TABLE)
        inner = value if isinstance(value, dict) else {}
        return Reader(inner, f"{self.place}.{key}", self.problems, self.names)

    def all_keys(self) -> list[str]:
        """Return all keys, as known: for tables whose keys are data."""
        self._asked |= set(self.table)
        return list(self.table)

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions ``{ measure, edge, limit }`` under ``when``: all must hold."""
        found: list[Condition] = []
        for one in self.tables("when", needed=False):
            measure, edge = one.expression("measure"), one.choice("edge", Edge)
            found.append(Condition(measure, edge, one.expression("limit", advice=A_LIMIT)))
            one.finish()
        return tuple(found)

    def finish(self) -> None:
        """Report the keys that nobody asked for: a misspelt key must not be ignored."""
        for key in self.table:
            if key not in self._asked:
                self.fault(key, kinds.UNKNOWN_KEY)


def as_number(value: object) -> Fraction | None:
    """Return an exact number from a TOML value, None where it is none.

    >>> as_number("2/3"), as_number(Decimal("0.10")), as_number("quota"), as_number(True)
    (Fraction(2, 3), Fraction(1, 10), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None


def raw_scheme(text: str, file: str) -> Raw:
    """Return a scheme's TOML as plain values, decimals exact.

    Raises:
        BadInputError: it is no TOML.
    """
    import tomllib  # noqa: PLC0415 - only when a scheme is loaded

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(f"{file} {_place(str(error))}不是有效的 TOML：{error}") from error


def _place(error: str) -> str:
    found = re.search(r"line (\d+), column (\d+)", error)
    return f"第{found[1]}行第{found[2]}列" if found else "末尾"
