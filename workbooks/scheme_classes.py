"""Classes whose rates are set beforehand: so many pass, so many excel, the rest is chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks.names import invent_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbooks.dice import Dice
    from workbooks.looks import Cell

_FULL = 100
_PASSING, _EXCELLENT = 60, 85

Reached = tuple[int, int]
"""How many pupils of a class pass in a subject, and how many of them are excellent."""


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class of a grade: its size and what it reaches in each subject."""

    school: str
    name: str
    size: int
    reached: Mapping[str, Reached]


def pupil_rows(dice: Dice, classes: Sequence[SchoolClass]) -> list[tuple[Cell, ...]]:
    """Return 学校, 班级, 姓名 and a mark a subject, a pupil a row.

    The same pupils lead in every subject, so that the all-subjects rates can be foreseen too.
    """
    rows: list[tuple[Cell, ...]] = []
    for one in classes:
        order = _shuffled(dice, one.size)
        columns = [_marks(dice, one.size, *reached) for reached in one.reached.values()]
        for place in order:
            marks = (column[place] for column in columns)
            rows.append((one.school, one.name, invent_name(dice), *marks))
    return rows


def _shuffled(dice: Dice, count: int) -> list[int]:
    left = list(range(count))
    return [left.pop(dice.below(len(left))) for _ in range(count)]


def _marks(dice: Dice, size: int, passing: int, excellent: int) -> list[float]:
    """Return marks in half points, the best first."""
    spans = [(_EXCELLENT, _FULL)] * excellent
    spans += [(_PASSING, _EXCELLENT)] * (passing - excellent)
    spans += [(_PASSING // 2, _PASSING)] * (size - passing)
    return [low + dice.below(2 * (high - low)) / 2 for low, high in spans]
