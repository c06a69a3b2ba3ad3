"""Tariffs that judge (指标): a target met or not, a line that rises, items met, a mere record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.arithmetic import (
    Condition,
    Counting,
    Credit,
    Edge,
    counted_units,
    credited,
    left_out,
    raised_line,
)
from xl_quality.schemes.results import CaseFacts, Effect, Indicator, Miss, Payment, Refusal
from xl_quality.schemes.tariffs import base as fields
from xl_quality.schemes.tariffs.amounts import COUNTING_WORDS
from xl_quality.schemes.tariffs.base import FieldColumn, Problem, Speech, Tariff, beside_target
from xl_quality.schemes.words import (
    ValueKind,
    Vocabulary,
    amount_text,
    bracketed,
    number_text,
    per_cent_text,
    rewarded,
)

_PER_CENT = 100
_POINT = "个百分点"


class Target(Tariff, kind="target", title="目标"):
    """A figure on the right side of a target (指标).

    Attributes:
        label: what is judged, e.g. 全县统考名次.
        measure, edge, limit: the figure, the side of the target that counts, the target.
        points: the fact that holds what the target is worth, used where it is given; ``""`` =
            nothing is scored.
        credit: what a target missed still earns.
    """

    pays = False
    label = fields.Text("名称")
    measure = fields.SumField("考核量", column=FieldColumn.MEASURED)
    edge = fields.Choice(Edge, "方向", fields.EDGE_WORDS, column=FieldColumn.EDGE)
    limit = fields.Limit("界线", column=FieldColumn.LIMIT)
    points = fields.FactName("分值", default="", needed=False)
    credit = fields.Choice(
        Credit,
        "得分法",
        {"all_or_nothing": "未达标不得分", "in_proportion": "按完成比例"},
        default=Credit.ALL_OR_NOTHING,
    )

    @property
    def condition(self) -> Condition:
        """Return the target as a condition."""
        return Condition(self.measure, self.edge, self.limit)

    def recorded(self) -> dict[str, object]:
        """Return what it says, figure, edge and target as one condition."""
        return {
            "label": self.label,
            "condition": self.condition,
            "points": self.points,
            "credit": self.credit,
        }

    @property
    def scores(self) -> bool:
        """Return whether points are given for it."""
        return bool(self.points)

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Say whether the target is met, and what it earns."""
        actual, limit = case.value(self.measure), case.value(self.limit)
        met, speech = self.edge.holds(actual, limit), Speech(case.vocabulary, case.unit)
        goal = speech.goal(self.measure, self.edge, limit)
        facts, verdict = case.reason(self.needs()), "达标" if met else "未达标"
        reason = facts.so(f"目标{goal}，{verdict}", label=self._judged(case))
        gap = speech.gap(self.measure, self.edge, actual - limit)
        scored = bool(self.points) and self.points in case.facts
        shown = speech.value(self.measure, actual)
        found = Indicator(self._judged(case), shown, goal, met, reason, gap, scored=scored)
        return [found, self._scored(case, actual, limit)] if scored else [found]

    def _judged(self, case: CaseFacts) -> str:
        """Return what is judged; beside it which figure counts, where a reading says that."""
        known = case.vocabulary.get(self.measure.text)
        return f"{self.label}（{known.label}）" if known and known.chosen else self.label

    @property
    def _partly(self) -> bool:
        """Return whether a target missed earns its share: only what rises has one."""
        return self.credit is Credit.IN_PROPORTION and self.edge.rising

    def _scored(self, case: CaseFacts, actual: Fraction, limit: Fraction) -> Effect:
        full, met = case.number(self.points), self.edge.holds(actual, limit)
        worth = replace(case, context=()).reason([self.points])
        paid = met or self._partly
        points = credited(full, actual, limit, met=met) if paid else Fraction()
        if not points:
            return Miss(worth.so("未达标，不得分", label=self._judged(case)))
        total = amount_text(points, case.unit)
        if met:
            return Payment(points, worth.so(f"达标，得{total}", label=self._judged(case)))
        speech = Speech(case.vocabulary, case.unit)
        done, asked = speech.value(self.measure, actual), speech.value(self.measure, limit)
        share = f"{number_text(full)}×{done}÷{asked}"
        told = f"未达标，按完成比例{share}，得{total}"
        return Payment(points, worth.so(told, label=self._judged(case)))

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 全县统考名次：名次不超过8."""
        goal = f"目标——{self.label}：{speech.condition(self.condition)}"
        if not self.points:
            return goal
        rest = "，未达标按完成比例" if self._partly else ""
        return f"{goal}（按{speech.label(self.points)}计分{rest}）"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield a target that is a fixed truth, and a rate held against more than the whole."""
        yield from super().problems(vocabulary)
        if not self.needs():
            yield Problem("measure", "目标不依赖任何事实", "请写明考核哪个数")
        kinds = {vocabulary[name].kind for name in self.measure.names}
        single = len(self.measure.terms) == 1 and self.measure.terms[0][0] == 1
        limit = self.limit.constant
        if kinds == {ValueKind.RATE} and single and limit is not None and limit > 1:
            yield Problem("limit", "比率的界线大于100%", "请写成 2% 或 0.02 的样子")


class NoPrevious(StrEnum):
    """What holds for somebody without a figure of the last time."""

    LINE = "line"  # 按标准线
    REFUSE = "refuse"  # 不判断，要求补上


class Ceiling(StrEnum):
    """What holds where the own figure plus the raise is beyond 100 %."""

    FULL = "full"  # 以100%为限
    OPEN = "open"  # 不设上限


class RaisedLine(Tariff, kind="raised_line", title="基础上提高"):
    """A rate against its line, or against the own last rate plus a raise; points for what is short.

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

    label = fields.Text("名称")
    rate = fields.SumField("考核量", key="measure", column=FieldColumn.MEASURED)
    line = fields.Limit("标准线")
    previous = fields.FactName("上次", needed=False)
    raise_by = fields.Number("提高", key="raise", column=FieldColumn.TWO)
    ceiling = fields.Choice(Ceiling, "封顶", {"full": "以100%为限", "open": "不设上限"})
    each = fields.Amount("每个", above_zero="每低1个百分点扣分应大于0", column=FieldColumn.ONE)
    counting = fields.Choice(Counting, "零头", COUNTING_WORDS, default=Counting.EXACT, key="count")
    no_previous = fields.Choice(NoPrevious, "无上次", {"line": "按标准线", "refuse": "须先补上"})
    limit = fields.FactName("界线", default="", needed=False, column=FieldColumn.LIMIT)

    @property
    def scores(self) -> bool:
        """Return whether points are taken: they are."""
        return True

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Say whether the line is met, and deduct for what is short of it."""
        if self.previous not in case.facts and self.no_previous is NoPrevious.REFUSE:
            label = case.vocabulary[self.previous].label
            return [Refusal(self.previous, kinds.MISSING_PREVIOUS, {"previous": label})]
        rate, goal = case.value(self.rate), self._goal(case)
        met = rate >= goal
        facts, how = case.reason(self._facts_shown), self._how(case, goal)
        speech = Speech(case.vocabulary, case.unit)
        actual = speech.value(self.rate, rate)
        gap, short = speech.gap(self.rate, Edge.AT_LEAST, rate - goal), _PER_CENT * (goal - rate)
        gap += "" if met else left_out(short, counted_units(short, self.counting), _POINT)
        told = "达标" if met else f"未达标{self._too_little(short)}"
        reason = facts.so(f"{how}，{told}")
        asked = f"不低于{per_cent_text(goal)}"
        found = Indicator(self.label, actual, asked, met, reason, gap, scored=True)
        return [found] if met else [found, self._deducted(case, short, how)]

    @property
    def _facts_shown(self) -> tuple[str, ...]:
        return (*self.rate.names, *self.line.names, self.previous, self.limit)

    def _goal(self, case: CaseFacts) -> Fraction:
        previous = case.number(self.previous) if self.previous in case.facts else None
        most = Fraction(1) if self.ceiling is Ceiling.FULL else None
        return raised_line(case.value(self.line), previous, self.raise_by, most)

    def _how(self, case: CaseFacts, goal: Fraction) -> str:
        line, asked = per_cent_text(case.value(self.line)), per_cent_text(goal)
        if self.previous not in case.facts:
            return f"没有{case.vocabulary[self.previous].label}，应达到标准{asked}"
        previous = case.number(self.previous)
        if previous < case.value(self.line):
            return f"上次未达到{line}，应达到标准{asked}"
        points = number_text(_PER_CENT * self.raise_by)
        end = f"，最高{asked}" if previous + self.raise_by > goal else f"＝{asked}"
        return f"上次已达到{line}，应达到{per_cent_text(previous)}＋{points}个百分点{end}"

    def _too_little(self, short: Fraction) -> str:
        """Say that what is short costs nothing, ``""`` where it does."""
        if counted_units(short, self.counting):
            return ""
        return f"，低{number_text(short)}个百分点，不满1个百分点，不扣分"

    def _deducted(self, case: CaseFacts, short: Fraction, how: str) -> Effect:
        facts, units = case.reason(self._facts_shown), counted_units(short, self.counting)
        if not units:
            return Miss(facts.so(f"{how}{self._too_little(short)}"))
        each = case.value(self.each)
        amount = -units * each
        low = f"低{number_text(short)}{_POINT}{left_out(short, units, _POINT)}"
        text = f"{how}，{low}×{bracketed(-each, case.unit)}"
        if self.limit in case.facts and -amount > case.number(self.limit):
            amount = -case.number(self.limit)
            limit = case.vocabulary[self.limit].say_value(case.facts[self.limit])
            text += f"，以{limit}为限"
        return Payment(amount, facts.so(f"{text}：{rewarded(amount, case.unit)}"))

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 优秀率不低于70%；上次已达到的，应在上次基础上提高3个百分点；…."""
        goal = f"目标——{self.label}：{speech.measure(self.rate)}不低于{self._line_words(speech)}"
        end = "（最高100%）" if self.ceiling is Ceiling.FULL else ""
        points = number_text(_PER_CENT * self.raise_by)
        raised = f"上次已达到的，应在上次基础上提高{points}个百分点{end}"
        none = RaisedLine.no_previous.said(self.no_previous)
        how = "只计满1个的" if self.counting is Counting.FULL else "不满1个的按比例"
        fine = f"每低1个百分点扣{speech.amount_of(self.each)}（{how}）"
        most = f"，以{speech.label(self.limit)}为限" if self.limit else ""
        missing = f"没有{speech.label(self.previous)}的{none}"
        return f"{goal}；{raised}；{missing}；{fine}{most}"

    def _line_words(self, speech: Speech) -> str:
        constant = self.line.constant
        return speech.measure(self.line) if constant is None else per_cent_text(constant)

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield a raise that lowers, a line beyond the end, and a deduction that adds."""
        line = self.line.constant
        if self.raise_by < 0:
            yield Problem("raise", "提高的幅度是负数", "请核对正负号")
        if line is not None and not 0 < line <= 1:
            yield Problem("line", "标准线应在0到100%之间", "请写成 0.7 的样子")
        yield from super().problems(vocabulary)


def missing_items(met: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Return the chosen items that are not among those met, in their order.

    >>> missing_items(["师资", "校舍"], ["校舍", "图书"])
    ['图书']
    """
    return [item for item in chosen if item not in met]


class ItemsMet(Tariff, kind="items_met", title="至少几项"):
    """At least k of n named items are met, and the chosen ones among them (n 项中至少 k 项).

    Attributes:
        label: what they are, e.g. 核心指标.
        met: the fact that lists the items met.
        at_least, of: how many must be met, of how many there are.
        chosen: the fact that lists the items that must hold in any case, where it is given.
    """

    pays = False
    label = fields.Text("名称")
    met = fields.FactName("达标项", column=FieldColumn.MEASURED)
    at_least = fields.Whole("至少", column=FieldColumn.ONE, note="至少几项")
    of = fields.Whole("共", column=FieldColumn.TWO, note="共几项")
    chosen = fields.FactName("必达项", needed=False)

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Judge their number and, apart from it, the chosen ones."""
        met, chosen = case.texts(self.met), case.texts(self.chosen)
        for name, items in ((self.met, met), (self.chosen, chosen)):
            if len(set(items)) < len(items):
                again = next(item for item in items if items.count(item) > 1)
                return [Refusal(name, kinds.ITEM_TWICE, {"item": again})]
            if len(items) > self.of:
                facts = {"items": len(items), "label": self.label, "of": self.of}
                return [Refusal(name, kinds.TOO_MANY_ITEMS, facts)]
        return [self._enough(case, len(met)), *self._chosen(case, met, chosen)]

    def _enough(self, case: CaseFacts, count: int) -> Indicator:
        enough = count >= self.at_least
        verdict = "达标" if enough else f"差{self.at_least - count}项，未达标"
        facts = case.reason([self.met])
        reason = facts.so(f"{self.of}项{self.label}达标{count}项，至少{self.at_least}项，{verdict}")
        gap = beside_target(count - self.at_least, "项")
        return Indicator(self.label, f"{count}项", f"至少{self.at_least}项", enough, reason, gap)

    def _chosen(
        self, case: CaseFacts, met: Sequence[str], chosen: Sequence[str]
    ) -> Iterator[Indicator]:
        if not chosen:
            return
        missing, label = missing_items(met, chosen), case.vocabulary[self.chosen].label
        verdict = f"{'、'.join(missing)}未达标" if missing else "全部达标"
        reason = case.reason([self.met, self.chosen]).so(verdict)
        held = f"{len(chosen) - len(missing)}项"
        yield Indicator(label, held, f"全部{len(chosen)}项", not missing, reason)

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 目标——核心指标：12项中至少达标10项，选定指标必须全部达标."""
        chosen = f"，{speech.label(self.chosen)}必须全部达标"
        return f"目标——{self.label}：{self.of}项中至少达标{self.at_least}项{chosen}"

    def problems(self, vocabulary: Vocabulary, /) -> Iterator[Problem]:
        """Yield a number that cannot be reached, or that everybody reaches."""
        yield from super().problems(vocabulary)
        if not 0 < self.at_least <= self.of:
            message = f"{self.of}项中至少{self.at_least}项，说不通"
            yield Problem("at_least", message, "请核对项数")


class OnRecord(Tariff, kind="record", title="通报"):
    """A figure that is only put on record (通报): nothing follows from it in this clause.

    Attributes:
        label: what it is called.
        measure: the figure.
    """

    pays = False
    label = fields.Text("名称")
    measure = fields.SumField("考核量", column=FieldColumn.MEASURED)

    def uses(self) -> tuple[str, ...]:
        """Return the number of units ranked."""
        return ("of",) if "rank" in self.measure.names else ()

    def apply(self, case: CaseFacts) -> list[Effect]:
        """Put the figure on record."""
        facts = case.reason(self.needs() + self.uses())
        return [Miss(facts.so(f"{self.label}，本款只作通报，不奖不惩"))]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 通报——分年级学科名次（名次）."""
        return f"通报——{self.label}（{speech.measure(self.measure)}）"
