"""Reading a scheme's tables key by key; everything wrong is collected with file, clause and key.

A scheme's TOML as plain values, before anything in it is understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar

from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.schemes.expressions import Condition, Edge, Expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.schemes.words import Vocabulary

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(slots=True)
class Problems:
    """The findings of one file, as they are met."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def add(self, place: str, found: object, message: str, suggestion: str) -> None:
        """Add one problem; *place* is the clause, rule and key."""
        text = _shown(found)
        self.found.append(
            Finding("scheme", Severity.ERROR, self.file, place, text, message, suggestion)
        )


A_LIMIT: Final = "请写一个数，如 8、0.9 或 90%；要与别的量比的，写事实的名称"
"""What to write as a limit."""
A_SUM: Final = (
    "请用事实的名称写算式，如“录取数－指标数”，名称要与【事实和参数】或条款里的一样"
    "（方案文件里写 admitted - quota）"
)
"""What to write where a sum of facts is usual."""
_A_LIST: Final = "请写成 [500, 400, 300] 的样子；在方案表里用顿号分开：500、400、300"


def _shown(found: object) -> str:
    """Return what stands at a place as a person would write it; whole tables are not shown."""
    if isinstance(found, list) and not any(isinstance(one, (dict, list)) for one in found):
        return "、".join(map(str, found))
    return "" if found is None or isinstance(found, (dict, list)) else str(found)


class Reader:
    """One TOML table, read by typed getters; `finish` reports the keys nobody asked for."""

    def __init__(
        self, table: Mapping[str, object], place: str, problems: Problems, names: Vocabulary
    ) -> None:
        self.table, self.place, self.problems, self.names = table, place, problems, names
        self._asked: set[str] = set()

    def fault(self, key: str, message: str, suggestion: str) -> None:
        """Report a problem with one key."""
        self.problems.add(f"{self.place}.{key}", self.table.get(key), message, suggestion)

    def has(self, key: str) -> bool:
        """Tell whether a key is there."""
        return key in self.table

    def _get(self, key: str, *, needed: bool) -> object:
        self._asked.add(key)
        value = self.table.get(key)
        if needed and (value is None or value in ("", [], {})):
            self.fault(key, f"缺少“{key}”", "请补上这一项")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self._get(key, needed=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.fault(key, "应为文字", "请加上引号")
        return str(value)

    def day(self, key: str, *, needed: bool = True) -> date | None:
        """Return a date."""
        value = self._get(key, needed=needed)
        if value is not None and type(value) is not date:
            self.fault(key, "应为日期", "请写成 2025-09-01 的样子，不加引号")
        return value if type(value) is date else None

    def number(self, key: str) -> Fraction:
        """Return a number, exactly."""
        value = self._get(key, needed=True)
        exact = as_number(value)
        if exact is None and value is not None:
            self.fault(key, "应为数字", '请写成 300、0.5 或 "1/3" 的样子')
        return exact or Fraction()

    def whole(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._get(key, needed=default is None)
        if value is None:
            return default or 0
        if type(value) is not int:
            self.fault(key, "应为整数", "请写成整数")
            return 0
        return value

    def numbers(self, key: str, *, needed: bool = True) -> tuple[Fraction, ...]:
        """Return a list of numbers."""
        value = self._get(key, needed=needed)
        if value is None:
            return ()
        exact = [as_number(one) for one in value] if isinstance(value, list) else [None]
        if any(one is None for one in exact):
            self.fault(key, "应为一列数字", _A_LIST)
        return tuple(one for one in exact if one is not None)

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._get(key, needed=needed)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, "应为一列文字", '请写成 ["甲", "乙"] 的样子')
            return ()
        return tuple(value)

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Return one of a closed set of words."""
        word = self.text(key, None if default is None else default.value)
        try:
            return kind(word)
        except ValueError:
            known = "、".join(kind)
            self.fault(key, f"不认识“{word}”", f"只能写：{known}")
            return default or next(iter(kind))

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
        except ValueError as error:
            self.fault(key, str(error), advice)
            return Expression("0", ((Fraction(), ""),))
        for name in found.names:
            self.name(key, name, numeric=True)
        return found

    def name(self, key: str, name: str, *, numeric: bool = False) -> None:
        """Check that a name is a known fact (or parameter), and a number where one is needed."""
        known = self.names.get(name)
        if known is None:
            self.fault(key, f"没有名为“{name}”的事实", "请核对拼写，或在 [fact] 中登记")
        elif numeric and not known.kind.is_number:
            self.fault(key, f"“{name}”（{known.label}）不是数字，不能参与计算", "请换一个事实")

    def fact(self, key: str, default: str | None = None) -> str:
        """Return the name of a fact."""
        name = self.text(key, default)
        if name:
            self.name(key, name)
        return name

    def tables(self, key: str, *, needed: bool = True) -> list[Reader]:
        """Return a list of tables."""
        value = self._get(key, needed=needed)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, "应为一列表格", "请写成 [{…}, {…}] 的样子")
            return []
        return [
            Reader(one, f"{self.place}.{key}[{i}]", self.problems, self.names)
            for i, one in enumerate(value, start=1)
        ]

    def table_of(self, key: str, *, needed: bool = True) -> Reader:
        """Return an inner table."""
        value = self._get(key, needed=needed)
        if value is not None and not isinstance(value, dict):
            self.fault(key, "应为表格", "请写成 {键 = 值} 的样子")
        inner = value if isinstance(value, dict) else {}
        return Reader(inner, f"{self.place}.{key}", self.problems, self.names)

    def all_keys(self) -> list[str]:
        """Return all keys, as known: for tables whose keys are data."""
        self._asked |= set(self.table)
        return list(self.table)

    def conditions(self, key: str = "when") -> tuple[Condition, ...]:
        """Return the conditions that must all hold."""
        return tuple(read_condition(one) for one in self.tables(key, needed=False))

    def finish(self) -> None:
        """Report the keys that nobody asked for: a misspelt key must not be ignored."""
        for key in self.table:
            if key not in self._asked:
                self.fault(key, f"不认识“{key}”", "请核对拼写，或删去")


def read_condition(reader: Reader) -> Condition:
    """Read ``{ measure, edge, limit }``."""
    found = Condition(
        reader.expression("measure"),
        reader.choice("edge", Edge),
        reader.expression("limit", advice=A_LIMIT),
    )
    reader.finish()
    return found


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


Raw = dict[str, Any]
"""A scheme, or a part of it, as its TOML has it: texts, numbers, dates, lists, tables."""


def raw_scheme(text: str, file: str) -> Raw:
    """
    Return a scheme's TOML as plain values, decimals exact.

    Raises:
        BadInputError: it is no TOML.
    """
    import tomllib  # noqa: PLC0415 - only when a scheme is loaded
    from decimal import Decimal  # noqa: PLC0415

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        message = f"{file} {_place(str(error))}不是有效的 TOML：{error}"
        raise BadInputError(message) from error


def _place(error: str) -> str:
    found = re.search(r"line (\d+), column (\d+)", error)
    return f"第{found[1]}行第{found[2]}列" if found else "末尾"
