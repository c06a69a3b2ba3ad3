"""Tariffs that only judge: a target met or not (达标/未达标), a rank on record."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.arithmetic import Credit, credited
from xl_quality.schemes.effects import Effect, Indicator, Miss, Payment
from xl_quality.schemes.measures import Condition, Edge
from xl_quality.schemes.tariffs.base import Problem, Speech
from xl_quality.schemes.words import amount_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.measures import Measure
    from xl_quality.schemes.reading import Reader


class Target(NamedTuple):
    """
    A figure on the right side of a target (指标).

    Attributes:
        label: what is judged, e.g. 全县统考名次.
        condition: the figure, the edge and the target.
        points: the fact that holds what the target is worth, used where it is given; ``""`` =
            nothing is scored.
        credit: what a target missed still earns.
    """

    label: str
    condition: Condition
    points: str = ""
    credit: Credit = Credit.ALL_OR_NOTHING

    def needs(self) -> tuple[str, ...]:
        """Return the facts of the figure and of the target."""
        return self.condition.names

    def uses(self) -> tuple[str, ...]:
        """Return what the target is worth."""
        return (self.points,) if self.points else ()

    def apply(self, case: Case) -> list[Effect]:
        """Say whether the target is met, and what it earns."""
        measure, edge = self.condition.measure, self.condition.edge
        actual, limit = case.value(measure), case.value(self.condition.limit)
        met, speech = edge.holds(actual, limit), Speech(case.vocabulary, case.unit)
        goal = speech.goal(measure, edge, limit)
        why = f"{case.say(self.needs())}：{self.label}目标{goal}，{'达标' if met else '未达标'}"
        gap = speech.gap(measure, actual - limit)
        found = Indicator(self.label, speech.value(measure, actual), goal, met, why, gap)
        scored = self.points and self.points in case.facts
        return [found, self._scored(case, actual, limit)] if scored else [found]

    def _scored(self, case: Case, actual: Fraction, limit: Fraction) -> Effect:
        edge, full = self.condition.edge, case.number(self.points)
        met = edge.holds(actual, limit)
        worth = case.vocabulary[self.points].say(case.facts[self.points])
        partly = self.credit is Credit.IN_PROPORTION and edge.rising
        points = credited(full, actual, limit, met=met) if met or partly else Fraction()
        if not points:
            return Miss(f"{worth}：{self.label}未达标，不得分")
        total = amount_text(points, case.unit)
        if met:
            return Payment(points, f"{worth}：{self.label}达标，得{total}")
        speech, measure = Speech(case.vocabulary, case.unit), self.condition.measure
        done, asked = speech.value(measure, actual), speech.value(measure, limit)
        share = f"{number_text(full)}×{done}÷{asked}"
        return Payment(points, f"{worth}：{self.label}未达标，按完成比例{share}，得{total}")

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 全县统考名次：名次不超过8."""
        goal = f"目标——{self.label}：{speech.condition(self.condition)}"
        if not self.points:
            return goal
        partly = self.credit is Credit.IN_PROPORTION and self.condition.edge.rising
        rest = "，未达标按完成比例" if partly else ""
        return f"{goal}（按{speech.label(self.points)}计分{rest}）"

    def problems(self) -> Iterator[Problem]:
        """Yield a target that is a fixed truth."""
        if not self.condition.names:
            yield Problem("measure", "目标不依赖任何事实", "请写明考核哪个数")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read label, measure, edge, limit, points, credit."""
        condition = Condition(
            reader.measure("measure"), reader.choice("edge", Edge), reader.measure("limit")
        )
        return cls(
            reader.text("label"),
            condition,
            reader.fact("points", ""),
            reader.choice("credit", Credit, Credit.ALL_OR_NOTHING),
        )


class Record(NamedTuple):
    """A figure that is only put on record (通报): nothing follows from it in this clause."""

    label: str
    measure: Measure

    def needs(self) -> tuple[str, ...]:
        """Return the facts of the figure."""
        return self.measure.names

    def uses(self) -> tuple[str, ...]:
        """Return the number of units ranked."""
        return ("of",) if "rank" in self.measure.names else ()

    def apply(self, case: Case) -> list[Effect]:
        """Put the figure on record."""
        facts = case.say(self.needs() + self.uses())
        return [Miss(f"{facts}：{self.label}，本款只作通报，不奖不惩")]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 通报——分年级学科名次（名次）."""
        return f"通报——{self.label}（{speech.measure(self.measure)}）"

    def problems(self) -> Iterator[Problem]:
        """Yield nothing: whatever can be read makes sense."""
        return iter(())

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read label, measure."""
        return cls(reader.text("label"), reader.measure("measure"))
