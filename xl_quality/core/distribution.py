"""How often each mark occurs in a group: all that its statistics need, whatever the order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_quality.core.marks import BLANK, Remark, State
from xl_quality.core.options import AbsentRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xl_quality.core.marks import Mark
    from xl_quality.core.options import DropRule


@dataclass(frozen=True, slots=True)
class Distribution:
    """
    The marks of one group in one subject, counted (分数分布).

    Attributes:
        scores: pupils by score, in hundredths of a point; 作弊 is in here as 0.
        remarks: cells by remark, blank and cheated ones included.
    """

    scores: Mapping[int, int]
    remarks: Mapping[Remark, int]

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> Distribution:
        """Count marks.

        >>> Distribution.of([6000, 6000, 0, BLANK]).scores
        {6000: 2, 0: 1}
        """
        scores: dict[int, int] = {}
        remarks: dict[Remark, int] = {}
        for mark, count in Counter(marks).items():
            if type(mark) is int:  # exact and fast: a mark is never a bool
                scores[mark] = count
            elif isinstance(mark, Remark):
                remarks[mark] = count
        cheated = _count(remarks, State.CHEATED)
        if cheated:
            scores[0] = scores.get(0, 0) + cheated
        return cls(scores, remarks)

    @property
    def scored(self) -> int:
        """Return the number of pupils with a score (实考)."""
        return sum(self.scores.values())

    @property
    def blank(self) -> int:
        """Return the number of empty cells."""
        return self.remarks.get(BLANK, 0)

    @property
    def absent(self) -> int:
        """Return the number of pupils marked absent (缺考)."""
        return _count(self.remarks, State.ABSENT)

    @property
    def rows(self) -> int:
        """Return the number of pupils, whatever their cell holds."""
        listed = sum(n for remark, n in self.remarks.items() if remark.state is not State.CHEATED)
        return self.scored + listed

    def remark_texts(self) -> dict[str, int]:
        """Return how often each remark's words occur, blanks left out."""
        texts: dict[str, int] = {}
        for remark, count in self.remarks.items():
            if remark is not BLANK:
                texts[remark.text] = texts.get(remark.text, 0) + count
        return texts


def _count(remarks: Mapping[Remark, int], state: State) -> int:
    return sum(count for remark, count in remarks.items() if remark.state is state)


@dataclass(frozen=True, slots=True)
class Counted:
    """The scores that count after the office's rules, and the number they are divided by.

    Attributes:
        scores: pupils by score in hundredths.
        divisor: the denominator of mean and rates (计算人数).
    """

    scores: Mapping[int, int]
    divisor: int


def counted(
    distribution: Distribution, absent: AbsentRule, drop: DropRule, enrolled: int | None = None
) -> Counted:
    """
    Apply the rules for absent pupils, the denominator and dropped scores.

    Args:
        distribution: the group's marks.
        absent: whether pupils marked absent count as 0.
        drop: how many of the lowest are left out; of the enrolled number where that is given,
            and then those without a score go first.
        enrolled: pupils due to sit (应考人数), None = not given. Those without a score are in
            the denominator only: they neither pass nor are they low.

    Returns:
        The scores that count; the divisor is 0 where nobody does.
    """
    scores = dict(distribution.scores)
    if absent is AbsentRule.ZERO and distribution.absent:
        scores[0] = scores.get(0, 0) + distribution.absent
    present = sum(scores.values())
    size = present if enrolled is None else max(enrolled, present)
    dropped = drop.count(size)
    if dropped:
        scores = _without_lowest(scores, max(0, dropped - (size - present)))
    return Counted(scores, size - dropped)


def _without_lowest(scores: Mapping[int, int], dropped: int) -> dict[int, int]:
    kept: dict[int, int] = {}
    for score in sorted(scores):
        gone = min(dropped, scores[score])
        dropped -= gone
        if scores[score] > gone:
            kept[score] = scores[score] - gone
    return kept
