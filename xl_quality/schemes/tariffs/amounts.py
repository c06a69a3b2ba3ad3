"""Tariffs that pay an amount: per unit, target plus steps, fixed, by hand, and from tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import gt, lt
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.schemes import arithmetic
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.arithmetic import Continuation, Counting, row_of
from xl_quality.schemes.results import CaseFacts, Effect, Miss, Payment, Refusal
from xl_quality.schemes.tariffs import base as fields
from xl_quality.schemes.tariffs.base import FieldColumn, Problem, Speech, Tariff
from xl_quality.schemes.words import (
    ValueKind,
    Vocabulary,
    amount_text,
    bracketed,
    number_text,
    rewarded,
    to_fen,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from xl_quality.schemes.toml_reader import Reader

COUNTING_WORDS: Final = {"full": "只计满1个的", "exact": "按比例计"}
"""The words on the sheet for which units count (零头)."""
_SMALLEST_SEQUENCE: Final = 3
"""Rows from which the growth of a step can be told, so that a table can be continued."""


class PerUnit(Tariff, kind="per_unit", title="按差额计"):
    """Each unit over a target earns, each unit short of it costs (每超一个/每少一个).

    Attributes:
        measure: own figure minus target; or simply a count.
        over, short: amount of one unit above and below; 0 = nothing.
        counting: whether parts of a unit count (each *full* percentage point).
        unit, over_word, short_word: 名, 超, 缺.
    """

    measure = fields.SumField("考核量", column=FieldColumn.MEASURED)
    over = fields.Amount("每超", default="0", column=FieldColumn.ONE, note="每超1个的金额")
    short = fields.Amount(
        "每缺", default="0", column=FieldColumn.TWO, note="每缺1个的金额（扣罚写负数）"
    )
    counting = fields.Choice(Counting, "零头", COUNTING_WORDS, default=Counting.EXACT, key="count")
    unit = fields.Text("量词", default="名")
    over_word = fields.Text("超的说法", default="超")
    short_word = fields.Text("缺的说法", default="缺")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the difference times the amount of its side."""
        facts, exact = case.reason(self.measure.names), case.value(self.measure)
        difference = arithmetic.counted_units(exact, self.counting)
        each = case.value(self.over if difference > 0 else self.short)
        amount = abs(difference) * each
        if not amount:
            return [Miss(facts.so(f"{self._nothing(exact, difference)}，不奖不惩"))]
        parts = arithmetic.left_out(exact, difference, self.unit)
        count = self._side_and_size(exact) + parts
        total = amount_text(amount, case.unit)
        reason = facts.so(f"{count}×{bracketed(each, case.unit)}＝{total}")
        return [Payment(amount, reason, left_out=parts)]

    def _nothing(self, exact: Fraction, difference: Fraction) -> str:
        if exact and not difference:
            return f"{self._side_and_size(exact)}，不满1{self.unit}"
        if not difference:
            return "正好相等" if len(self.measure.terms) > 1 else f"为0{self.unit}"
        return f"{self._side_and_size(difference)}，本款未定金额"

    def _side_and_size(self, difference: Fraction) -> str:
        """Return on which side of the target a figure lies, and how far: 超3名, 缺1名."""
        word = self.over_word if difference > 0 else self.short_word
        return f"{word}{number_text(abs(difference))}{self.unit}"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 录取数－指标数：每超1名200元，每缺1名－100元."""
        counted = len(self.measure.terms) == 1
        sides = [
            f"每{'' if counted else word}1{self.unit}{speech.amount_of(each)}"
            for word, each in ((self.over_word, self.over), (self.short_word, self.short))
            if each.constant != 0
        ]
        full = f"，只计满1{self.unit}的" if self.counting is Counting.FULL else ""
        return f"{speech.measure(self.measure)}：{'，'.join(sides)}{full}"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield a tariff that never pays, and a penalty for being better."""
        yield from super().problems(vocabulary)
        over, short = self.over.constant, self.short.constant
        if over == 0 and short == 0:
            yield Problem("over", "超、缺两边都是0，永远不奖不惩", "请填写金额")
        if over is not None and short is not None and over < 0 < short:
            yield Problem("over", "超过反而扣、不足反而奖，方向像是写反了", "请核对正负号")


class TargetPlusSteps(Tariff, kind="target_plus_steps", title="达标加进位"):
    """A reward for reaching the target and one more for each step beyond it (达标另加每高一名).

    Attributes:
        ahead: how far beyond the target: 0 = exactly reached, negative = missed.
        at_target, per_step: amounts.
        unit, step_word, short_word: 名, 高, 低.
    """

    ahead = fields.SumField("超出多少", column=FieldColumn.MEASURED)
    at_target = fields.Amount("达标", column=FieldColumn.ONE, note="达标的金额")
    per_step = fields.Amount("每进一步", column=FieldColumn.TWO, note="每进一步的金额")
    unit = fields.Text("量词", default="名")
    step_word = fields.Text("进的说法", default="高")
    short_word = fields.Text("缺的说法", default="低")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the target, and the steps beyond it."""
        facts, ahead = case.reason(self.ahead.names), case.value(self.ahead)
        base, each = case.value(self.at_target), case.value(self.per_step)
        amount = arithmetic.target_plus_steps(ahead, base, each)
        distance = f"{number_text(abs(ahead))}{self.unit}"
        goal = self._fixed_goal(case)
        if amount is None:
            return [Miss(facts.so(f"{self.short_word}{distance}，未达标，不奖", beside=goal))]
        total = amount_text(amount, case.unit)
        if not ahead:
            return [Payment(amount, facts.so(f"正好达标，奖{total}", beside=goal))]
        steps = f"{self.step_word}{distance}×{bracketed(each, case.unit)}"
        reached = f"达标{amount_text(base, case.unit)}"
        return [Payment(amount, facts.so(f"{reached}＋{steps}＝{total}", beside=goal))]

    def _fixed_goal(self, case: CaseFacts) -> str:
        """Name a target that stands in the measure itself: 8 - rank."""
        constants = [factor for factor, name in self.ahead.terms if not name]
        if not constants:
            return ""
        goal = number_text(abs(constants[0]))
        ranked = any(case.vocabulary[name].kind is ValueKind.RANK for name in self.ahead.names)
        return f"目标第{goal}名" if ranked else f"目标{goal}{self.unit}"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 达标300元，每高1名再加300元（以“目标名次－名次”计）."""
        return (
            f"达标{speech.amount_of(self.at_target)}，每{self.step_word}1{self.unit}再加"
            f"{speech.amount_of(self.per_step)}（按“{speech.measure(self.ahead)}”计）"
        )

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield a step that takes away."""
        yield from super().problems(vocabulary)
        step = self.per_step.constant
        if step is not None and step < 0:
            yield Problem("per_step", "每高一步反而减少", "请核对正负号")


class Fixed(Tariff, kind="fixed", title="定额"):
    """One amount, paid where the rule's conditions hold (定额)."""

    amount = fields.Amount("金额", column=FieldColumn.ONE, note="金额")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the amount."""
        amount = case.value(self.amount)
        facts, paid = case.reason(self.amount.names), rewarded(amount, case.unit)
        return [Payment(amount, facts.so(paid))]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 定额100元."""
        return f"定额{speech.amount_of(self.amount)}"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield an amount of nothing."""
        yield from super().problems(vocabulary)
        if self.amount.constant == 0:
            yield Problem("amount", "定额为0", "请填写金额")


class DueInFull(Tariff, kind="due_in_full", title="按标准发给"):
    """What is due by regulation, such as basic pay (应发工资): paid in full, and no reward."""

    amount = fields.Amount("金额", column=FieldColumn.ONE, note="名单里的金额，如 满额")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the amount."""
        amount = case.value(self.amount)
        paid = f"发给{amount_text(amount, case.unit)}"
        return [Payment(amount, case.reason(self.amount.names).so(paid), due=True)]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 按满额发给."""
        return f"按{speech.measure(self.amount)}发给"


class HandEntered(Tariff, kind="hand_entered", title="人工填报"):
    """An amount a person decides, refused outside of its range (人工填报).

    Attributes:
        fact: the fact that holds the amount.
        low, high: both ends of the range, allowed.
    """

    fact = fields.FactName("填报项", default="amount", column=FieldColumn.MEASURED)
    low = fields.Number("下限", column=FieldColumn.ONE, note="下限")
    high = fields.Number("上限", column=FieldColumn.TWO, note="上限")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay what was entered; both ends of the range are allowed."""
        amount, limits = case.number(self.fact), self._range(case.unit.label)
        if self.low <= amount <= self.high:
            paid = rewarded(amount, case.unit)
            reason = case.reason([self.fact]).so(paid, beside=f"在{limits}之内")
            return [Payment(amount, reason)]
        entered = f"{number_text(amount)}{case.unit.label}"
        facts = {"amount": entered, "limits": limits}
        return [Refusal(self.fact, kinds.AMOUNT_OUT_OF_RANGE, facts)]

    def _range(self, unit: str) -> str:
        return f"{number_text(self.low)}—{number_text(self.high)}{unit}"

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 由人工填报，300—1000元（含两端），超出范围不予受理."""
        return f"由人工填报，{self._range(speech.unit.label)}（含两端），超出范围不予受理"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield reversed bounds and shares of a fen."""
        yield from super().problems(vocabulary)
        if self.low > self.high:
            yield Problem("low", "下限大于上限", "请对调上下限")
        if to_fen(self.low) != self.low * 100 or to_fen(self.high) != self.high * 100:
            yield Problem("low", "上下限不是整分", "金额最小到分")


class ByPlace(Tariff, kind="by_place", title="按名次"):
    """The first places earn, the last places cost (名次奖惩).

    Attributes:
        top: amounts of places 1, 2, 3 …
        bottom: amounts of the last, second last, third last … place.
    """

    top = fields.Numbers(
        "前列", needed=False, column=FieldColumn.ONE, note="第1名起各名的金额，用顿号分开"
    )
    bottom = fields.Numbers(
        "末位起", needed=False, column=FieldColumn.TWO, note="末位起各名的金额，用顿号分开"
    )

    def needs(self) -> tuple[str, ...]:
        """Return the place, and the number of places where it is counted from the end."""
        return ("rank", "of") if self.bottom else ("rank",)

    def uses(self) -> tuple[str, ...]:
        """Return the number of places."""
        return ("of",)

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay by the place from the top and, apart from it, by the place from the bottom."""
        facts, rank = case.reason(("rank", "of")), case.whole("rank")
        effects: list[Effect] = []
        if (amount := row_of(rank, self.top)) is not None:
            paid = rewarded(amount, case.unit)
            effects.append(Payment(amount, facts.so(f"第{rank}名{paid}")))
        if self.bottom:
            last = case.whole("of") - rank + 1
            if (amount := row_of(last, self.bottom)) is not None:
                paid = rewarded(amount, case.unit)
                effects.append(Payment(amount, facts.so(f"倒数第{last}名{paid}")))
        return effects or [Miss(facts.so(self._miss(rank, case)))]

    def _miss(self, rank: int, case: CaseFacts) -> str:
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

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield an empty table and places that pay more than a better one."""
        yield from super().problems(vocabulary)
        if not self.top and not self.bottom:
            yield Problem("top", "没有任何名次的金额", "请填写 top 或 bottom")
        for key, amounts, pays_more in (("top", self.top, gt), ("bottom", self.bottom, lt)):
            for i, (one, other) in enumerate(pairwise(amounts), start=1):
                if pays_more(other, one):
                    message = f"第{i + 1}格比第{i}格更有利，名次越差反而越有利"
                    yield Problem(key, message, "请核对金额的顺序")


class RowTable(Tariff, kind="table", title="查表"):
    """An amount for 1, 2, 3 … units, and what holds behind the last row (查表).

    Attributes:
        key: what is looked up, e.g. ``quota - admitted``.
        amounts: of 1, 2, 3 …
        continuation: behind the last row.
        key_word, unit: 缺, 名.
    """

    key = fields.SumField("查什么", column=FieldColumn.MEASURED)
    amounts = fields.Numbers("各行数额", column=FieldColumn.ONE, note="第1行起各行的金额")
    continuation = fields.Choice(
        Continuation, "表外", {"none": "表外不计", "second_difference": "依此类推"}
    )
    key_word = fields.Text("查的说法", default="缺")
    unit = fields.Text("量词", default="名")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the row's amount."""
        facts, key = case.reason(self.key.names), case.value(self.key)
        row = int(key) if key.denominator == 1 else 0
        amount = row_of(row, self.amounts, self.continuation)
        count = f"{self.key_word}{number_text(key)}{self.unit}"
        if key <= 0:
            return [Miss(facts.so(f"没有{self.key_word}，本款不适用"))]
        if amount is None:
            return [Miss(facts.so(f"{count}，不在表内（1—{len(self.amounts)}），不奖不惩"))]
        beyond = row > len(self.amounts)
        how = f"表列至{len(self.amounts)}{self.unit}，依此类推" if beyond else "查表"
        return [Payment(amount, facts.so(f"{count}，{how}{amount_text(amount, case.unit)}"))]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 缺1名－500元、缺2名－1200元，以后依此类推（差额每次增加相同数）."""
        rows = "、".join(
            f"{self.key_word}{i}{self.unit}{speech.amount(a)}"
            for i, a in enumerate(self.amounts, start=1)
        )
        return f"{rows}，{self.beyond}"

    @property
    def beyond(self) -> str:
        """Return what holds beyond the rows."""
        if self.continuation is Continuation.NONE:
            return "表外不奖不惩"
        return "以后依此类推（每级增幅再增加同一数额）"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield a table too uneven to be continued."""
        yield from super().problems(vocabulary)
        continued = self.continuation is Continuation.SECOND_DIFFERENCE
        if continued and len(set(_differences(_differences(self.amounts)))) > 1:
            yield Problem("amounts", "增幅的变化不一致，无法依此类推", "请核对各行金额")

    def check(self, reader: Reader) -> None:
        """Refuse a table too short to be continued."""
        continued = self.continuation is Continuation.SECOND_DIFFERENCE
        if continued and len(self.amounts) < _SMALLEST_SEQUENCE:
            reader.fault("amounts", kinds.TOO_SHORT_TO_CONTINUE)


def _differences(values: Sequence[Fraction]) -> list[Fraction]:
    return [b - a for a, b in pairwise(values)]


class MatrixRows(NamedTuple):
    """Rows of a table: the words they share, and the last word and amount of each, 一等奖400元."""

    shared: tuple[str, ...]
    amounts: tuple[str, ...]


class Matrix(Tariff, kind="matrix", title="对照表"):
    """An amount for a combination of words, e.g. category, level and prize (对照表).

    Attributes:
        keys: the facts looked up.
        rows: their values, parallel to the keys, and the amount.
    """

    keys = fields.FactNames("对照项")
    rows = fields.Combinations("对照各行")

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Pay the amount of the row that fits."""
        wanted = tuple(str(case.facts[key].value) for key in self.keys)
        facts = case.reason(self.keys)
        for words, amount in self.rows:
            if words == wanted:
                return [Payment(amount, facts.so(rewarded(amount, case.unit)))]
        return [Miss(facts.so("奖励表中没有这一组合，不奖不惩"), doubtful=True)]

    def in_words(self, speech: Speech) -> str:
        """Return every row."""
        kinds = [speech.vocabulary[key] for key in self.keys]
        return "；".join(
            "".join(k.text(w) for k, w in zip(kinds, words, strict=True)) + speech.amount(amount)
            for words, amount in self.rows
        )

    def by_shared_words(self, speech: Speech) -> list[MatrixRows]:
        """Return the rows by all of their words but the last, in their order."""
        kinds = [speech.vocabulary[key] for key in self.keys]
        groups: dict[tuple[str, ...], list[str]] = {}
        for words, amount in self.rows:
            *shared, last = [kind.text(word) for kind, word in zip(kinds, words, strict=True)]
            groups.setdefault(tuple(shared), []).append(last + speech.amount(amount))
        return [MatrixRows(shared, tuple(amounts)) for shared, amounts in groups.items()]

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield rows that stand twice: the second is never reached."""
        yield from super().problems(vocabulary)
        seen: set[tuple[str, ...]] = set()
        for words, _ in self.rows:
            if words in seen:
                yield Problem("rows", f"“{'、'.join(words)}”重复，后一行用不到", "请删去一行")
            seen.add(words)

    def words(self) -> Iterator[tuple[str, str, str]]:
        """Yield the words of every row."""
        for words, _ in self.rows:
            yield from (("rows", key, word) for key, word in zip(self.keys, words, strict=True))
