"""A rating (等次) by the band a figure falls into: 优秀, 良好, 合格, 不合格."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

from xl_quality.schemes.effects import Consequence, Effect, Miss, Refusal
from xl_quality.schemes.measures import Edge
from xl_quality.schemes.tariffs.base import Problem, Speech, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from xl_quality.schemes.case import Case
    from xl_quality.schemes.measures import Measure
    from xl_quality.schemes.reading import Reader


class Grade(NamedTuple):
    """One rating: its name and from which figure on; None = all the rest."""

    label: str
    edge: Edge
    limit: Measure | None


class Rating(NamedTuple):
    """
    The rating of a figure; the limits may be parameters.

    Attributes:
        measure: the figure.
        grades: from best to worst; the first that holds counts.
    """

    measure: Measure
    grades: tuple[Grade, ...]

    @property
    def _limits(self) -> list[Measure]:
        return [grade.limit for grade in self.grades if grade.limit is not None]

    def needs(self) -> tuple[str, ...]:
        """Return the figure and the limits that are parameters."""
        return names_of(self.measure, *self._limits)

    def uses(self) -> tuple[str, ...]:
        """Return nothing more."""
        return ()

    def apply(self, case: Case) -> list[Effect]:
        """Name the rating; limits that do not fall are refused."""
        limits = [case.value(limit) for limit in self._limits]
        if not _falling(limits):
            names = [name for limit in self._limits for name in limit.names]
            message = f"等次界线应从高到低，现为：{case.say(names)}"
            return [Refusal(names[0] if names else "", "bounds_reversed", message, "请核对界线")]
        facts, value = case.say(self.needs()), case.value(self.measure)
        speech = Speech(case.vocabulary, case.unit)
        for grade in self.grades:
            if grade.limit is None:
                return [Consequence(grade.label, (), f"{facts}：不在以上各等，评为{grade.label}")]
            limit = case.value(grade.limit)
            if grade.edge.holds(value, limit):
                goal = speech.goal(self.measure, grade.edge, limit)
                return [Consequence(grade.label, (), f"{facts}：{goal}，评为{grade.label}")]
        return [Miss(f"{facts}：不在任何等次内")]

    def in_words(self, speech: Speech) -> str:
        """Return every rating with its limit."""
        rows = "；".join(f"{grade.label}（{self._words(grade, speech)}）" for grade in self.grades)
        return f"按{speech.measure(self.measure)}评定等次：{rows}"

    def _words(self, grade: Grade, speech: Speech) -> str:
        if grade.limit is None:
            return "其余"
        constant = grade.limit.constant
        if constant is None:
            return f"{grade.edge.label}“{speech.measure(grade.limit)}”"
        return speech.goal(self.measure, grade.edge, constant)

    def problems(self) -> Iterator[Problem]:
        """Yield ratings that are never reached, and figures without one."""
        constants = [limit.constant for limit in self._limits]
        known = [limit for limit in constants if limit is not None]
        if not _falling(known):
            yield Problem("grades", "界线没有从高到低，有的等次用不到", "请从最好的等次写起")
        if any(grade.limit is None for grade in self.grades[:-1]):
            yield Problem("grades", "不写界线的一等收下了其余全部，后面的用不到", "请移到最后")
        if self.grades and self.grades[-1].limit is not None:
            yield Problem("grades", "最后一等以外的值没有规定", "请加一等不写界线的")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read measure, grades ({label, edge, limit}; no limit = the rest)."""
        grades = []
        for row in reader.tables("grades"):
            limit = row.measure("limit") if row.has("limit") else None
            edge = row.choice("edge", Edge, Edge.AT_LEAST)
            if not edge.rising:
                row.fault("edge", "等次从最好的写起，只能用“不低于”或“超过”", "at_least 或 over")
            grades.append(Grade(row.text("label"), edge, limit))
            row.finish()
        return cls(reader.measure("measure"), tuple(grades))


def _falling(limits: Sequence[Fraction]) -> bool:
    return all(one > other for one, other in pairwise(limits))
