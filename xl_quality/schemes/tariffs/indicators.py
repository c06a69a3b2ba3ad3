"""Tariffs that only judge: a target met or not (达标/未达标), a rank on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.effects import Effect, Indicator, Miss
from xl_quality.schemes.measures import Condition, Edge
from xl_quality.schemes.tariffs.base import Problem, Speech

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
    """

    label: str
    condition: Condition

    def needs(self) -> tuple[str, ...]:
        """Return the facts of the figure and of the target."""
        return self.condition.names

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Say whether the target is met."""
        measure, edge = self.condition.measure, self.condition.edge
        actual, limit = case.value(measure), case.value(self.condition.limit)
        met, speech = edge.holds(actual, limit), Speech(case.vocabulary, case.unit)
        goal = speech.goal(measure, edge, limit)
        why = f"{case.say(self.needs())}：{self.label}目标{goal}，{'达标' if met else '未达标'}"
        return [Indicator(self.label, speech.value(measure, actual), goal, met, why)]

    def in_words(self, speech: Speech) -> str:
        """Return e.g. 全县统考名次：名次不超过8."""
        return f"目标——{self.label}：{speech.condition(self.condition)}"

    def problems(self) -> Iterator[Problem]:
        """Yield a target that is a fixed truth."""
        if not self.condition.names:
            yield Problem("measure", "目标不依赖任何事实", "请写明考核哪个数")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read label, measure, edge, limit."""
        condition = Condition(
            reader.measure("measure"), reader.choice("edge", Edge), reader.measure("limit")
        )
        return cls(reader.text("label"), condition)


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
