"""What every tariff (计奖办法) can do, and the fields (各项) that it is made of.

A tariff declares each of its fields once, as a class attribute. From the declaration follow how
its TOML is read, which facts it needs, in which column of the 方案 sheet it stands and with which
words, and what a linter says of it. So a `Tariff` reads itself and names its facts; how it is
applied and said in words is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, NamedTuple, Self, TypeVar, overload

from xl_quality.schemes.arithmetic import Condition, Edge, Expression
from xl_quality.schemes.toml_reader import A_LIMIT, A_SUM, Reader
from xl_quality.schemes.words import Unit, ValueKind, Vocabulary, amount_text, number_text

if TYPE_CHECKING:
    from xl_quality.schemes.results import CaseFacts, Effect

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

AN_AMOUNT: Final = "请写一个数，如 300、－100，不写逗号；原文空白的写参数的名称"
"""What to write as an amount."""
EDGE_WORDS: Final = {edge.value: edge.label for edge in Edge}
"""The words of a side of a limit (方向) on the sheet."""


class FieldColumn(StrEnum):
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
    """One field of a tariff, or of a row inside one.

    Attributes:
        title: its Chinese name on the 方案 sheet.
        key: its name in TOML; the attribute's own where nothing else is said (`raise` is no
            name for an attribute).
        column: where it stands on the sheet.
        note: what the note on a column of amounts says of it: 每超1个的金额.
        default: what holds where the scheme says nothing, None = it must say something.
        needed: of facts, whether the tariff cannot do without them; of lists, whether they must
            hold something.
        above_zero: what a linter says of a number that is 0 or less, ``""`` = nothing.
        inner: the fields of its rows.
    """

    is_number = False
    """Whether the words of the sheet (达标, 每缺) may stand for its numbers in an address."""
    inner: tuple[Field[Any], ...] = ()

    def __init__(
        self,
        title: str,
        *,
        key: str = "",
        column: FieldColumn = FieldColumn.REST,
        note: str = "",
        default: str | None = None,
        needed: bool = True,
        above_zero: str = "",
    ) -> None:
        self.title, self.key, self.column, self.note = title, key, column, note
        self.default, self.needed, self.above_zero = default, needed, above_zero
        self.attribute = key

    def __set_name__(self, owner: type, name: str) -> None:
        self.attribute, self.key = name, self.key or name

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

    def facts(self, _value: T, /) -> Iterable[str]:
        """Return the facts that a value names; they are used where they are not `needed`."""
        return ()

    def problems(self, value: T, /) -> Iterator[Problem]:
        """Yield a number that makes nothing of what it counts."""
        number = value.constant if isinstance(value, Expression) else value
        if self.above_zero and isinstance(number, Fraction) and number <= 0:
            yield Problem(self.key, self.above_zero, "请填写正数")


class SumField(Field[Expression]):
    """A sum of facts (算式), or a number."""

    advice = A_SUM

    def read(self, reader: Reader) -> Expression:
        """Read a sum, as TOML number or text."""
        return reader.expression(self.key, self.default, self.advice)

    def facts(self, value: Expression, /) -> Iterable[str]:
        """Return the facts in it."""
        return value.names


class Amount(SumField):
    """An amount: mostly a number, or the parameter that a scheme leaves blank."""

    is_number, advice = True, AN_AMOUNT


class Limit(SumField):
    """A limit: mostly a number, or the fact it is compared with."""

    is_number, advice = True, A_LIMIT


class FactName(Field[str]):
    """The name of a fact."""

    def read(self, reader: Reader) -> str:
        """Read the name of a known fact."""
        return reader.fact(self.key, self.default)

    def facts(self, value: str, /) -> Iterable[str]:
        """Return the fact."""
        return (value,) if value else ()


class FactNames(Field[tuple[str, ...]]):
    """The names of several facts."""

    def read(self, reader: Reader) -> tuple[str, ...]:
        """Read the names of known facts."""
        return reader.facts(self.key)

    def facts(self, value: tuple[str, ...], /) -> Iterable[str]:
        """Return all of them."""
        return value


class Number(Field[Fraction]):
    """An exact number that is no fact."""

    is_number = True

    def read(self, reader: Reader) -> Fraction:
        """Read it."""
        return reader.number(self.key)


class Whole(Field[int]):
    """A whole number."""

    def read(self, reader: Reader) -> int:
        """Read it."""
        return reader.whole(self.key)


class Numbers(Field[tuple[Fraction, ...]]):
    """Several numbers, in order."""

    is_number = True

    def read(self, reader: Reader) -> tuple[Fraction, ...]:
        """Read them."""
        return reader.numbers(self.key, needed=self.needed)


class Text(Field[str]):
    """A text that is only shown."""

    def read(self, reader: Reader) -> str:
        """Read it."""
        return reader.text(self.key, self.default)


class SeveralTexts(Field[tuple[str, ...]]):
    """Several texts, in order."""

    def read(self, reader: Reader) -> tuple[str, ...]:
        """Read them."""
        return reader.texts(self.key, needed=self.needed)


class Optional(Field[T | None]):
    """A field that may be left out, like the last limit of several: all the rest."""

    def __init__(self, field: Field[T]) -> None:
        """Let another field be left out."""
        super().__init__(field.title, column=field.column, note=field.note)
        self.field, self.is_number = field, field.is_number

    def read(self, reader: Reader) -> T | None:
        """Read it where it is there."""
        self.field.key = self.key
        return self.field.read(reader) if reader.has(self.key) else None


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
        column: FieldColumn = FieldColumn.REST,
    ) -> None:
        """Declare it; beside the key *needed_with* no default stands in for it."""
        super().__init__(title, key=key, column=column)
        self.kind, self.words, self._usual = kind, words, default
        self._needed_with = needed_with

    def read(self, reader: Reader) -> Word:
        """Read the word."""
        needed = bool(self._needed_with) and reader.has(self._needed_with)
        return reader.choice(self.key, self.kind, None if needed else self._usual)

    def said(self, value: Word) -> str:
        """Return the Chinese word of a value."""
        return self.words[value.value]


class Rows(Field[tuple[T, ...]]):
    """Rows with fields of their own (各档、各等)."""

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
        self._make, self._check, self.inner = make, check, tuple(fields.values())
        for name, field in fields.items():
            field.__set_name__(Rows, name)

    def read(self, reader: Reader) -> tuple[T, ...]:
        """Read row by row."""
        rows = []
        for table in reader.tables(self.key):
            row = self._make(**{field.attribute: field.read(table) for field in self.inner})
            if self._check is not None:
                self._check(table, row)
            table.finish()
            rows.append(row)
        return tuple(rows)


_AMOUNT: Final = Number("金额", key="amount")


class Combinations(Field[tuple[tuple[tuple[str, ...], Fraction], ...]]):
    """Rows of a table of combinations: the words of the facts that `keys` names, and an amount."""

    inner = (_AMOUNT,)

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


def beside_target(over: Fraction | int, unit: str) -> str:
    """Return how far a figure lies beyond its target, or short of it: 高2名, 差1名, 持平."""
    if not over:
        return "持平"
    size = number_text(abs(Fraction(over)))
    return f"{'高' if over > 0 else '差'}{size}{unit}"


_RANK_EDGES: Final = {
    Edge.AT_MOST: "以内",
    Edge.UNDER: "之前",
    Edge.AT_LEAST: "及以后",
    Edge.OVER: "之后",
}


@dataclass(frozen=True, slots=True)
class Speech:
    """What is needed to put a tariff into words: the names of facts and the unit of amounts."""

    vocabulary: Vocabulary
    unit: Unit

    def label(self, name: str) -> str:
        """Return the Chinese name of a fact or parameter."""
        known = self.vocabulary.get(name)
        return known.label if known else name

    def measure(self, measure: Expression) -> str:
        """Return a measure in words."""
        return measure.words(self.label)

    def condition(self, condition: Condition) -> str:
        """Return a condition in words."""
        constant, edge = condition.limit.constant, condition.edge
        if self._kind(condition.measure) is ValueKind.FLAG:
            return self.measure(condition.measure)
        if constant is not None:
            name = self.measure(condition.measure)
            if self._kind(condition.measure) is ValueKind.RANK:
                name = name.removesuffix("名次")
            return name + self.goal(condition.measure, edge, constant)
        return f"{self.measure(condition.measure)}{edge.label}{self.measure(condition.limit)}"

    def conditions(self, conditions: Iterable[Condition]) -> str:
        """Return conditions that all must hold in words."""
        return "且".join(map(self.condition, conditions))

    def goal(self, measure: Expression, edge: Edge, limit: Fraction) -> str:
        """Return an edge and its limit: 不低于60分, 第8名以内."""
        text, kind = self.value(measure, limit), self._kind(measure)
        if kind is ValueKind.RANK:
            return text + _RANK_EDGES[edge]
        nothing_less = kind is not None and not limit and edge is Edge.AT_MOST
        return f"为{text}" if nothing_less else edge.label + text

    def _kind(self, measure: Expression) -> ValueKind | None:
        known = self.vocabulary.get(measure.text)
        return known.kind if known else None

    def value(self, measure: Expression, value: Fraction) -> str:
        """Return a value of a measure as its kind is written: 2%, 第8名, 20分."""
        known = self.vocabulary.get(measure.text)
        if known is None and len(measure.names) > 1 and self._are(ValueKind.RATE, measure):
            return f"{number_text(100 * value)}个百分点"
        if known is None:
            return number_text(value) + self._unit(measure)
        if known.kind is ValueKind.RANK:
            return f"第{number_text(value)}名"
        return known.text(value) + self._unit(measure)

    def gap(self, measure: Expression, edge: Edge, difference: Fraction) -> str:
        """Return where a figure stands beside its target (与目标相比), in a word and a size.

        Beyond a target to be reached it is 高, short of it 差; within a limit not to be passed 低,
        beyond it 超; equal is 持平. A place within its target is 高, whatever the numbers say.

        Args:
            measure: what the figure is of.
            edge: which side of the target counts.
            difference: the figure less the target.
        """
        if not difference:
            return "持平"
        over = difference > 0
        if self._kind(measure) is ValueKind.RANK:
            over, rising = not over, True
        else:
            rising = edge.rising
        word = ("高" if over else "差") if rising else ("超" if over else "低")
        size = abs(difference)
        if self._are(ValueKind.RATE, measure):
            return f"{word}{number_text(100 * size)}个百分点"
        return word + number_text(size) + self._unit(measure)

    def _unit(self, measure: Expression) -> str:
        """Return what a measure is counted in (分, 名, 个), ``""`` where nobody says."""
        if self._are(ValueKind.SCORE, measure):
            return "分"
        known = self.vocabulary.get(measure.text)
        return "名" if self._kind(measure) is ValueKind.RANK else known.unit if known else ""

    def _are(self, kind: ValueKind, measure: Expression) -> bool:
        """Return whether all facts of a measure are of a kind."""
        known = [self.vocabulary.get(name) for name in measure.names]
        return bool(known) and all(one is not None and one.kind is kind for one in known)

    def amount(self, amount: Fraction) -> str:
        """Return a fixed amount."""
        return amount_text(amount, self.unit)

    def amount_of(self, measure: Expression) -> str:
        """Return an amount that may be a parameter."""
        constant = measure.constant
        return f"“{self.measure(measure)}”" if constant is None else self.amount(constant)


TARIFFS: Final[dict[str, type[Tariff]]] = {}
"""Every tariff by the word a scheme names it with (`kind`); a class enters itself."""


class Tariff:
    """One way to turn facts into money, points or consequences.

    A new tariff is a class that declares its fields, says itself in words and applies itself;
    reading, needed facts, the columns of the 方案 sheet and the checks of single fields follow
    from the fields.
    """

    # kind, title: the word a scheme names it with, and the Chinese one of the 方案 sheet
    kind: ClassVar[str]
    title: ClassVar[str]
    fields: ClassVar[tuple[Field[Any], ...]]  # as declared, in order
    pays: ClassVar[bool] = True  # whether it yields an amount
    warns: ClassVar[bool] = False  # whether something follows for persons (处理)

    def __init_subclass__(cls, *, kind: str, title: str) -> None:
        """Enter the class among the tariffs."""
        cls.kind, cls.title = kind, title
        cls.fields = tuple(one for one in vars(cls).values() if isinstance(one, Field))
        TARIFFS[kind] = cls

    def __init__(self, **values: object) -> None:
        """Take a value for each field."""
        vars(self).update(values)

    def __eq__(self, other: object) -> bool:
        """Tell whether another tariff is of the same kind and says the same."""
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Return a hash of all values."""
        return hash((self.kind, *vars(self).items()))

    def __repr__(self) -> str:
        """Return kind and values."""
        return f"{type(self).__name__}({vars(self)})"

    def needs(self) -> tuple[str, ...]:
        """Return the facts and parameters without which it cannot be applied."""
        return self._facts(needed=True)

    def uses(self) -> tuple[str, ...]:
        """Return the facts it uses where they are given."""
        return self._facts(needed=False)

    def _facts(self, *, needed: bool) -> tuple[str, ...]:
        fields = [field for field in self.fields if field.needed is needed]
        named = (name for one in fields for name in one.facts(vars(self)[one.attribute]))
        return tuple(dict.fromkeys(named))

    def recorded(self) -> dict[str, object]:
        """Return what it says, under the names of the fingerprint of a scheme; these stay."""
        return {field.attribute: vars(self)[field.attribute] for field in self.fields}

    @property
    def scores(self) -> bool:
        """Return whether it gives or takes points, whatever the clause pays in."""
        return False

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Return what it yields for a case, at least one effect."""
        raise NotImplementedError

    def in_words(self, speech: Speech) -> str:
        """Return the tariff as one Chinese sentence, without a stop."""
        raise NotImplementedError

    def problems(self, _vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield what is wrong with its data though it can be read."""
        for field in self.fields:
            yield from field.problems(vars(self)[field.attribute])

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield every word that a fact must equal: (key, fact, word)."""
        return iter(())

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read it from its table in the scheme; faults go to the reader."""
        tariff = cls(**{field.attribute: field.read(reader) for field in cls.fields})
        tariff.check(reader)
        return tariff

    def check(self, reader: Reader) -> None:
        """Report values that contradict one another."""


def every_field() -> list[Field[Any]]:
    """Return the fields of all tariffs and of the rows inside them."""
    own = [one for tariff in TARIFFS.values() for one in tariff.fields]
    return [*own, *(inner for one in own for inner in one.inner)]
