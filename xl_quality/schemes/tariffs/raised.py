"""A line that rises with the own figure (在自身基础上提高): whoever reached it must do better."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.arithmetic import Counting, counted_units, raised_line
from xl_quality.schemes.effects import Effect, Indicator, Miss, Payment, Refusal
from xl_quality.schemes.tariffs.base import Problem, Speech, names_of
from xl_quality.schemes.words import bracketed, number_text, per_cent_text, rewarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.measures import Measure
    from xl_quality.schemes.reading import Reader

_PER_CENT = 100


class NoPrevious(StrEnum):
    """What holds for somebody without a figure of the last time."""

    LINE = "line"  # 按标准线
    REFUSE = "refuse"  # 不判断，要求补上


class Ceiling(StrEnum):
    """What holds where the own figure plus the raise is beyond 100 %."""

    FULL = "full"  # 以100%为限
    OPEN = "open"  # 不设上限


class RaisedLine(NamedTuple):
    """
    A rate against its line, or against the own last rate plus a raise; points for what is short.

    Attributes:
        label: what is judged, e.g. 优秀率.
        rate, line: of this time, and what everybody must reach; both 0 … 1.
        previous: the fact that holds the own rate of the last time.
        raise_by: how much better it must become where it had reached the line.
        ceiling: whether more than 100 % is asked for.
        each: points deducted for each percentage point short, >= 0.
        counting: whether parts of a percentage point count.
        no_previous: what holds where there is no last time.
        limit: the fact that holds the most points deducted, used where it is given.
    """

    label: str
    rate: Measure
    line: Measure
    previous: str
    raise_by: Fraction
    ceiling: Ceiling
    each: Measure
    counting: Counting
    no_previous: NoPrevious
    limit: str

    def needs(self) -> tuple[str, ...]:
        """Return the rate, its line and the points."""
        return names_of(self.rate, self.line, self.each)

    def uses(self) -> tuple[str, ...]:
        """Return the rate of the last time, and the most that is deducted."""
        return tuple(name for name in (self.previous, self.limit) if name)

    def apply(self, case: Case) -> list[Effect]:
        """Say whether the line is met, and deduct for what is short of it."""
        if self.previous not in case.facts and self.no_previous is NoPrevious.REFUSE:
            label = case.vocabulary[self.previous].label
            message = f"缺少{label}，不能确定应达到多少"
            return [Refusal(self.previous, "missing_previous", message, f"请填写{label}")]
        rate, goal = case.value(self.rate), self._goal(case)
        met = rate >= goal
        facts = case.say([*self.rate.names, *self.line.names, self.previous])
        why = f"{facts}：{self._how(case, goal)}"
        speech = Speech(case.vocabulary, case.unit)
        actual, gap = speech.value(self.rate, rate), speech.gap(self.rate, rate - goal)
        verdict = f"{why}，{'达标' if met else '未达标'}"
        found = Indicator(self.label, actual, f"不低于{per_cent_text(goal)}", met, verdict, gap)
        return [found] if met else [found, self._deducted(case, _PER_CENT * (goal - rate), why)]

    def _goal(self, case: Case) -> Fraction:
        previous = case.number(self.previous) if self.previous in case.facts else None
        most = Fraction(1) if self.ceiling is Ceiling.FULL else None
        return raised_line(case.value(self.line), previous, self.raise_by, most)

    def _how(self, case: Case, goal: Fraction) -> str:
        line, asked = per_cent_text(case.value(self.line)), per_cent_text(goal)
        if self.previous not in case.facts:
            return f"没有{case.vocabulary[self.previous].label}，应达到标准{asked}"
        previous = case.number(self.previous)
        if previous < case.value(self.line):
            return f"上次未达到{line}，应达到标准{asked}"
        points = number_text(_PER_CENT * self.raise_by)
        end = f"，最高{asked}" if previous + self.raise_by > goal else f"＝{asked}"
        return f"上次已达到{line}，应达到{per_cent_text(previous)}＋{points}个百分点{end}"

    def _deducted(self, case: Case, short: Fraction, why: str) -> Effect:
        units = counted_units(short, self.counting)
        if not units:
            return Miss(f"{why}，低{number_text(short)}个百分点，不满1个百分点，不扣分")
        each = case.value(self.each)
        amount = -units * each
        text = f"{why}，低{number_text(units)}个百分点×{bracketed(-each, case.unit)}"
        if self.limit in case.facts and -amount > case.number(self.limit):
            amount = -case.number(self.limit)
            limit = case.vocabulary[self.limit].say(case.facts[self.limit])
            text += f"，以{limit}为限"
        return Payment(amount, f"{text}：{rewarded(amount, case.unit)}")

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 优秀率不低于70%；上次已达到的，应在上次基础上提高3个百分点；…."""
        goal = f"目标——{self.label}：{speech.measure(self.rate)}不低于{self._line_words(speech)}"
        end = "（最高100%）" if self.ceiling is Ceiling.FULL else ""
        points = number_text(_PER_CENT * self.raise_by)
        raised = f"上次已达到的，应在上次基础上提高{points}个百分点{end}"
        none = {NoPrevious.LINE: "按标准线", NoPrevious.REFUSE: "须先补上"}[self.no_previous]
        how = "只计满1个的" if self.counting is Counting.FULL else "不满1个的按比例"
        fine = f"每低1个百分点扣{speech.amount_of(self.each)}（{how}）"
        most = f"，以{speech.label(self.limit)}为限" if self.limit else ""
        missing = f"没有{speech.label(self.previous)}的{none}"
        return f"{goal}；{raised}；{missing}；{fine}{most}"

    def _line_words(self, speech: Speech) -> str:
        constant = self.line.constant
        return speech.measure(self.line) if constant is None else per_cent_text(constant)

    def problems(self) -> Iterator[Problem]:
        """Yield a raise that lowers, a line beyond the end, and a deduction that adds."""
        line, each = self.line.constant, self.each.constant
        if self.raise_by < 0:
            yield Problem("raise", "提高的幅度是负数", "请核对正负号")
        if line is not None and not 0 < line <= 1:
            yield Problem("line", "标准线应在0到100%之间", "请写成 0.7 的样子")
        if each is not None and each <= 0:
            yield Problem("each", "每低1个百分点扣分应大于0", "请填写正数")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read label, measure, line, previous, raise, ceiling, each, count, no_previous, limit."""
        return cls(
            reader.text("label"),
            reader.measure("measure"),
            reader.measure("line"),
            reader.fact("previous"),
            reader.number("raise"),
            reader.choice("ceiling", Ceiling),
            reader.measure("each"),
            reader.choice("count", Counting, Counting.EXACT),
            reader.choice("no_previous", NoPrevious),
            reader.fact("limit", ""),
        )
