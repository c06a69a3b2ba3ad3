"""
The fields of a tariff (计奖办法的各项): what each holds, how it is called, where it stands.

A tariff declares each of its fields once, as a class attribute. From the declaration follow how
its TOML is read, which facts it needs, in which column of the 方案 sheet it stands and with which
words, and what a linter says of it.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Self, TypeVar, overload

from xl_quality.schemes.expressions import Edge, Expression
from xl_quality.schemes.toml_reader import A_LIMIT, A_SUM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from xl_quality.schemes.toml_reader import Reader

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

AN_AMOUNT: Final = "请写一个数，如 300、－100，不写逗号；原文空白的写参数的名称"
"""What to write as an amount."""


class Column(StrEnum):
    """The column of the 方案 sheet's 规则 in which a field stands."""

    MEASURED = "measured"  # 考核量
    EDGE = "edge"  # 方向
    LIMIT = "limit"  # 界线
    ONE = "one"  # 数额一
    TWO = "two"  # 数额二
    REST = "rest"  # 其他, as 名称＝内容


class Problem(NamedTuple):
    """Something a linter should report: the key at fault, what is wrong, what to do."""

    key: str
    message: str
    suggestion: str


class Field(Generic[T]):
    """
    One field of a tariff, or of a row inside one.

    Attributes:
        title: its Chinese name on the 方案 sheet.
        key: its name in TOML; the attribute's own where nothing else is said (`raise` is no
            name for an attribute).
        column: where it stands on the sheet.
        note: what the note on a column of amounts says of it: 每超1个的金额.
    """

    is_number = False
    """Whether the words of the sheet (达标, 每缺) may stand for its numbers in an address."""

    def __init__(
        self, title: str, *, key: str = "", column: Column = Column.REST, note: str = ""
    ) -> None:
        self.title, self.key, self.column, self.note = title, key, column, note
        self.attribute = key

    def named(self, name: str) -> Self:
        """Give it the name of the attribute that it is declared as."""
        self.attribute, self.key = name, self.key or name
        return self

    def __set_name__(self, owner: type, name: str) -> None:
        self.named(name)

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object | None, kind: type) -> Self | T:
        """Return the declaration; values of a tariff stand in its own dictionary."""
        return self

    def read(self, reader: Reader) -> T:
        """Read the value from a table of the scheme; faults go to the reader."""
        raise NotImplementedError

    def needs(self, _value: T, /) -> Iterable[str]:
        """Return the facts without which the tariff cannot be applied."""
        return ()

    def uses(self, _value: T, /) -> Iterable[str]:
        """Return the facts used where they are given."""
        return ()

    def problems(self, _value: T, /) -> Iterator[Problem]:
        """Yield what is wrong with a value that can be read."""
        return iter(())

    @property
    def inner(self) -> tuple[Field[Any], ...]:
        """Return the fields of its rows."""
        return ()


class Sum(Field[Expression]):
    """A sum of facts (算式), or a number."""

    advice = A_SUM

    def __init__(
        self,
        title: str,
        *,
        default: str | None = None,
        above_zero: str = "",
        key: str = "",
        column: Column = Column.REST,
        note: str = "",
    ) -> None:
        """Declare it; *above_zero* is what a linter says of a number that is 0 or less."""
        super().__init__(title, key=key, column=column, note=note)
        self.default, self.above_zero = default, above_zero

    def read(self, reader: Reader) -> Expression:
        """Read a sum, as TOML number or text."""
        return reader.expression(self.key, self.default, self.advice)

    def needs(self, value: Expression, /) -> Iterable[str]:
        """Return the facts in it."""
        return value.names

    def problems(self, value: Expression, /) -> Iterator[Problem]:
        """Yield a number that makes nothing of it."""
        if self.above_zero and value.constant is not None and value.constant <= 0:
            yield Problem(self.key, self.above_zero, "请填写正数")


class Amount(Sum):
    """An amount: mostly a number, or the parameter that a scheme leaves blank."""

    is_number = True
    advice = AN_AMOUNT


class Limit(Sum):
    """A limit: mostly a number, or the fact it is compared with."""

    is_number = True
    advice = A_LIMIT


class OptionalLimit(Field[Expression | None]):
    """A limit that may be left out: all the rest."""

    is_number = True

    def read(self, reader: Reader) -> Expression | None:
        """Read it where it is there."""
        return reader.expression(self.key, None, A_LIMIT) if reader.has(self.key) else None


class FactName(Field[str]):
    """The name of a fact."""

    def __init__(
        self,
        title: str,
        *,
        default: str | None = None,
        needed: bool = True,
        column: Column = Column.REST,
        note: str = "",
    ) -> None:
        """Declare it; the fact itself is *needed*, or used where it is given."""
        super().__init__(title, column=column, note=note)
        self.default, self.needed = default, needed

    def read(self, reader: Reader) -> str:
        """Read the name of a known fact."""
        return reader.fact(self.key, self.default)

    def needs(self, value: str, /) -> Iterable[str]:
        """Return the fact, where it is needed."""
        return (value,) if value and self.needed else ()

    def uses(self, value: str, /) -> Iterable[str]:
        """Return the fact, where the tariff does without it."""
        return () if self.needed or not value else (value,)


class FactNames(Field[tuple[str, ...]]):
    """The names of several facts, all needed."""

    def read(self, reader: Reader) -> tuple[str, ...]:
        """Read the names of known facts."""
        names = reader.texts(self.key)
        for name in names:
            reader.name(self.key, name)
        return names

    def needs(self, value: tuple[str, ...], /) -> Iterable[str]:
        """Return all of them."""
        return value


class Number(Field[Fraction]):
    """An exact number that is no fact."""

    is_number = True

    def __init__(
        self,
        title: str,
        *,
        above_zero: str = "",
        key: str = "",
        column: Column = Column.REST,
        note: str = "",
    ) -> None:
        """Declare it; *above_zero* is what a linter says of 0 or less."""
        super().__init__(title, key=key, column=column, note=note)
        self.above_zero = above_zero

    def read(self, reader: Reader) -> Fraction:
        """Read it."""
        return reader.number(self.key)

    def problems(self, value: Fraction, /) -> Iterator[Problem]:
        """Yield a number that makes nothing of it."""
        if self.above_zero and value <= 0:
            yield Problem(self.key, self.above_zero, "请填写正数")


class OptionalNumber(Field[Fraction | None]):
    """An exact number that may be left out."""

    is_number = True

    def read(self, reader: Reader) -> Fraction | None:
        """Read it where it is there."""
        return reader.number(self.key) if reader.has(self.key) else None


class Whole(Field[int]):
    """A whole number."""

    def read(self, reader: Reader) -> int:
        """Read it."""
        return reader.whole(self.key)


class OptionalWhole(Field[int | None]):
    """A whole number that may be left out."""

    def read(self, reader: Reader) -> int | None:
        """Read it where it is there."""
        return reader.whole(self.key) if reader.has(self.key) else None


class Numbers(Field[tuple[Fraction, ...]]):
    """Several numbers, in order; none where they may be left out."""

    is_number = True

    def __init__(
        self,
        title: str,
        *,
        needed: bool = True,
        column: Column = Column.REST,
        note: str = "",
    ) -> None:
        super().__init__(title, column=column, note=note)
        self.needed = needed

    def read(self, reader: Reader) -> tuple[Fraction, ...]:
        """Read them."""
        return reader.numbers(self.key, needed=self.needed)


class Text(Field[str]):
    """A text that is only shown."""

    def __init__(self, title: str, *, default: str | None = None) -> None:
        super().__init__(title)
        self.default = default

    def read(self, reader: Reader) -> str:
        """Read it."""
        return reader.text(self.key, self.default)


class Texts(Field[tuple[str, ...]]):
    """Several texts, in order."""

    def __init__(self, title: str, *, needed: bool = True) -> None:
        super().__init__(title)
        self.needed = needed

    def read(self, reader: Reader) -> tuple[str, ...]:
        """Read them."""
        return reader.texts(self.key, needed=self.needed)


class Choice(Field[Word]):
    """One of a closed set of words, each with its Chinese word for the sheet."""

    def __init__(
        self,
        kind: type[Word],
        title: str,
        words: Mapping[str, str],
        *,
        default: Word | None = None,
        needed_with: str = "",
        key: str = "",
        column: Column = Column.REST,
    ) -> None:
        """Declare it; beside the key *needed_with* no default stands in for it."""
        super().__init__(title, key=key, column=column)
        self.kind, self.words, self.default = kind, words, default
        self._needed_with = needed_with

    def read(self, reader: Reader) -> Word:
        """Read the word."""
        needed = bool(self._needed_with) and reader.has(self._needed_with)
        return reader.choice(self.key, self.kind, None if needed else self.default)


class Rows(Field[tuple[T, ...]]):
    """
    Rows with fields of their own (各档、各等).

    Attributes:
        inner: the fields of a row.
    """

    def __init__(
        self,
        title: str,
        make: Callable[..., T],
        *,
        check: Callable[[Reader, T], None] | None = None,
        **fields: Field[Any],
    ) -> None:
        """Declare them: each is made by *make* from its fields, and tried by *check*."""
        super().__init__(title)
        self._make, self._check = make, check
        self._inner = tuple(field.named(name) for name, field in fields.items())

    @property
    def inner(self) -> tuple[Field[Any], ...]:
        """Return the fields of a row."""
        return self._inner

    def read(self, reader: Reader) -> tuple[T, ...]:
        """Read row by row."""
        rows = []
        for table in reader.tables(self.key):
            row = self._make(**{field.attribute: field.read(table) for field in self._inner})
            if self._check is not None:
                self._check(table, row)
            table.finish()
            rows.append(row)
        return tuple(rows)


_AMOUNT: Final = Number("金额").named("amount")


class Combinations(Field[tuple[tuple[tuple[str, ...], Fraction], ...]]):
    """Rows of a table of combinations: the words of the facts that `keys` names, and an amount."""

    @property
    def inner(self) -> tuple[Field[Any], ...]:
        """Return the amount; the other entries of a row are facts."""
        return (_AMOUNT,)

    def read(self, reader: Reader) -> tuple[tuple[tuple[str, ...], Fraction], ...]:
        """Read row by row."""
        named = reader.table.get("keys")
        keys = tuple(map(str, named)) if isinstance(named, list) else ()
        rows = []
        for table in reader.tables(self.key):
            rows.append((tuple(table.text(key) for key in keys), _AMOUNT.read(table)))
            table.finish()
        return tuple(rows)


class Shares(Field[tuple[tuple[str, Fraction], ...]]):
    """Receivers by name, each with a share; none where they may be left out."""

    def read(self, reader: Reader) -> tuple[tuple[str, Fraction], ...]:
        """Read them."""
        table = reader.table_of(self.key, needed=False)
        return tuple((name, table.number(name)) for name in table.all_keys())


EDGE_WORDS: Final = {edge.value: edge.label for edge in Edge}
"""The words of a side of a limit (方向) on the sheet."""
