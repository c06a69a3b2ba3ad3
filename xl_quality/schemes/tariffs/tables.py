"""Tariffs that look an amount up: by place from either end, by row of a table, by several words."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.arithmetic import Continuation, row_of
from xl_quality.schemes.effects import Effect, Miss, Payment
from xl_quality.schemes.tariffs.base import Problem, Speech
from xl_quality.schemes.words import amount_text, number_text, rewarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.measures import Measure
    from xl_quality.schemes.reading import Reader

_SMALLEST_SEQUENCE = 3


class ByPlace(NamedTuple):
    """
    The first places earn, the last places cost (名次奖惩).

    Attributes:
        top: amounts of places 1, 2, 3 …
        bottom: amounts of the last, second last, third last … place.
    """

    top: tuple[Fraction, ...]
    bottom: tuple[Fraction, ...]

    def needs(self) -> tuple[str, ...]:
        """Return the place, and the number of places where it is counted from the end."""
        return ("rank", "of") if self.bottom else ("rank",)

    def uses(self) -> tuple[str, ...]:
        """Return the number of places."""
        return ("of",)

    def apply(self, case: Case) -> list[Effect]:
        """Pay by the place from the top and, apart from it, by the place from the bottom."""
        facts, rank = case.say(("rank", "of")), case.whole("rank")
        effects: list[Effect] = []
        if (amount := row_of(rank, self.top)) is not None:
            effects.append(Payment(amount, f"{facts}：第{rank}名{rewarded(amount, case.unit)}"))
        if self.bottom:
            last = case.whole("of") - rank + 1
            if (amount := row_of(last, self.bottom)) is not None:
                paid = rewarded(amount, case.unit)
                effects.append(Payment(amount, f"{facts}：倒数第{last}名{paid}"))
        return effects or [Miss(f"{facts}：{self._miss(rank, case)}")]

    def _miss(self, rank: int, case: Case) -> str:
        parts = [f"第{rank}名"]
        if self.top:
            parts.append(f"不在奖励名次1—{len(self.top)}内，")
        if self.bottom:
            of, also = case.whole("of"), "也" if self.top else ""
            first = max(1, of - len(self.bottom) + 1)
            parts.append(f"后{len(self.bottom)}名（{first}—{of}名）{also}不含，")
        return "".join(parts) + "不奖不惩"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 第1名500元、第2名400元；倒数第1名－500元."""
        ends = (("第", self.top), ("倒数第", self.bottom))
        return "；".join(
            "、".join(f"{word}{i}名{speech.amount(a)}" for i, a in enumerate(amounts, start=1))
            for word, amounts in ends
            if amounts
        )

    def problems(self) -> Iterator[Problem]:
        """Yield an empty table and places that pay more than a better one."""
        if not self.top and not self.bottom:
            yield Problem("top", "没有任何名次的金额", "请填写 top 或 bottom")
        for key, amounts, better in (("top", self.top, 1), ("bottom", self.bottom, -1)):
            for i, (one, other) in enumerate(pairwise(amounts), start=1):
                if (other - one) * better > 0:
                    message = f"第{i + 1}格比第{i}格更有利，名次越差反而越有利"
                    yield Problem(key, message, "请核对金额的顺序")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read top and bottom, at least one of them."""
        return cls(reader.numbers("top", needed=False), reader.numbers("bottom", needed=False))


class RowTable(NamedTuple):
    """
    An amount for 1, 2, 3 … units, and what holds behind the last row (查表).

    Attributes:
        key: what is looked up, e.g. ``quota - admitted``.
        amounts: of 1, 2, 3 …
        continuation: behind the last row.
        key_word, unit: 缺, 名.
    """

    key: Measure
    amounts: tuple[Fraction, ...]
    continuation: Continuation
    key_word: str
    unit: str

    def needs(self) -> tuple[str, ...]:
        """Return the facts of the key."""
        return self.key.names

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Pay the row's amount."""
        facts, key = case.say(self.key.names), case.value(self.key)
        row = int(key) if key.denominator == 1 else 0
        amount = row_of(row, self.amounts, self.continuation)
        count = f"{self.key_word}{number_text(key)}{self.unit}"
        if key <= 0:
            return [Miss(f"{facts}：没有{self.key_word}，本款不适用")]
        if amount is None:
            return [Miss(f"{facts}：{count}，不在表内（1—{len(self.amounts)}），不奖不惩")]
        beyond = row > len(self.amounts)
        how = f"表列至{len(self.amounts)}{self.unit}，依此类推" if beyond else "查表"
        return [Payment(amount, f"{facts}：{count}，{how}{amount_text(amount, case.unit)}")]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 缺1名－500元、缺2名－1200元，以后依此类推（差额每次增加相同数）."""
        rows = "、".join(
            f"{self.key_word}{i}{self.unit}{speech.amount(a)}"
            for i, a in enumerate(self.amounts, start=1)
        )
        more = {
            Continuation.NONE: "表外不奖不惩",
            Continuation.SECOND_DIFFERENCE: "以后依此类推（每级增幅再增加同一数额）",
        }[self.continuation]
        return f"{rows}，{more}"

    def problems(self) -> Iterator[Problem]:
        """Yield a table too uneven to be continued."""
        continued = self.continuation is Continuation.SECOND_DIFFERENCE
        if continued and len(set(_differences(_differences(self.amounts)))) > 1:
            yield Problem("amounts", "增幅的变化不一致，无法依此类推", "请核对各行金额")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read key, amounts, continuation, key_word, unit."""
        amounts, continuation = (
            reader.numbers("amounts"),
            reader.choice("continuation", Continuation),
        )
        if continuation is Continuation.SECOND_DIFFERENCE and len(amounts) < _SMALLEST_SEQUENCE:
            reader.fault("amounts", "不足三行，无法依此类推", "请至少写三行")
        return cls(
            reader.measure("key"),
            amounts,
            continuation,
            reader.text("key_word", "缺"),
            reader.text("unit", "名"),
        )


def _differences(values: Sequence[Fraction]) -> list[Fraction]:
    return [b - a for a, b in pairwise(values)]


class Matrix(NamedTuple):
    """
    An amount for a combination of words, e.g. category, level and prize (对照表).

    Attributes:
        keys: the facts looked up.
        rows: their values, parallel to the keys, and the amount.
    """

    keys: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], Fraction], ...]

    def needs(self) -> tuple[str, ...]:
        """Return the facts looked up."""
        return self.keys

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Pay the amount of the row that fits."""
        wanted = tuple(str(case.facts[key].value) for key in self.keys)
        facts = case.say(self.keys)
        for words, amount in self.rows:
            if words == wanted:
                return [Payment(amount, f"{facts}：{rewarded(amount, case.unit)}")]
        return [Miss(f"{facts}：奖励表中没有这一组合，不奖不惩", doubtful=True)]

    def in_words(self, speech: Speech) -> str:
        """Return every row."""
        kinds = [speech.vocabulary[key] for key in self.keys]
        return "；".join(
            "".join(k.text(w) for k, w in zip(kinds, words, strict=True)) + speech.amount(amount)
            for words, amount in self.rows
        )

    def problems(self) -> Iterator[Problem]:
        """Yield rows that stand twice: the second is never reached."""
        seen: set[tuple[str, ...]] = set()
        for words, _ in self.rows:
            if words in seen:
                yield Problem("rows", f"“{'、'.join(words)}”重复，后一行用不到", "请删去一行")
            seen.add(words)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read keys (facts) and rows ([word, word, …, amount])."""
        keys = reader.texts("keys")
        for key in keys:
            reader.name("keys", key)
        rows: list[tuple[tuple[str, ...], Fraction]] = []
        for row in reader.tables("rows"):
            rows.append((tuple(row.text(key) for key in keys), row.number("amount")))
            row.finish()
        return cls(keys, tuple(rows))
