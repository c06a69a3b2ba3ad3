"""A mark (分数): an exact count of hundredths of a point, or a remark saying why there is none."""

from __future__ import annotations

from enum import Enum
from itertools import repeat
from operator import is_not
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

POINT: Final = 100
"""Hundredths in one point: 85.5 分 is the integer 8550."""


class State(Enum):
    """Why a cell of a score column holds no score."""

    ABSENT = "缺考"
    EXEMPT = "免考"  # 免考 and 缓考: neither present nor absent
    CHEATED = "作弊"  # counts as a score of 0
    BLANK = "空白"
    INVALID = "无效"  # text that is no mark, an error cell

    __hash__ = object.__hash__  # identity, as equality is: counting marks must not run Python code


NOT_TAKEN: Final = frozenset({State.BLANK, State.EXEMPT})
"""Who has such a cell is not due to sit in the subject: neither present nor absent."""


class Remark:
    """A cell of a score column that holds words instead of a score.

    Compared by identity: `BLANK` and one object per distinct text are shared by
    all the cells that hold it, so that marks can be counted at full speed.

    Attributes:
        state: what the words mean.
        text: the words as they stand in the cell, ``""`` for an empty one.
    """

    __slots__ = ("state", "text")

    def __init__(self, state: State, text: str) -> None:
        self.state: Final = state
        self.text: Final = text

    def __repr__(self) -> str:
        return f"Remark({self.state}, {self.text!r})"


Mark = int | Remark
"""A score in hundredths of a point (>= 0; 0 is a score), or a `Remark`."""

BLANK: Final = Remark(State.BLANK, "")
"""The one remark of every empty cell."""

NOT_DUE: Final = Remark(State.BLANK, "")
"""An empty cell of a pupil not due to sit the subject (未选考); see `enrolment.sorted_out`."""


def remarks_at(marks: Sequence[Mark]) -> list[int]:
    """
    Return where remarks stand, at the speed of looking for them: a county has few.

    >>> remarks_at([BLANK, 7000, 0, NOT_DUE])
    [0, 3]
    """
    flags = bytes(map(is_not, map(type, marks), repeat(int)))
    found: list[int] = []
    at = flags.find(1)
    while at >= 0:
        found.append(at)
        at = flags.find(1, at + 1)
    return found


def zeros_at(marks: Sequence[Mark]) -> list[int]:
    """
    Return the pupils with a mark of 0, at the speed of looking for it: a county has few.

    >>> zeros_at([0, 7000, 0])
    [0, 2]
    """
    found: list[int] = []
    at = -1
    for _ in range(marks.count(0)):
        at = marks.index(0, at + 1)
        found.append(at)
    return found


def is_due(mark: Mark) -> bool:
    """Say whether a cell is that of a pupil due to sit the subject (应考), present or not."""
    return not isinstance(mark, Remark) or (mark.state is not State.EXEMPT and mark is not NOT_DUE)
