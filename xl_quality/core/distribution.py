"""The marks of a group put in order: all that its statistics need, whoever comes first."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from xl_quality.core.marks import NOT_TAKEN, Remark, State, is_due
from xl_quality.core.options import AbsentRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.marks import Mark
    from xl_quality.core.options import DropRule


class Distribution(NamedTuple):
    """
    The marks of one group in one subject, sorted (分数分布).

    Attributes:
        scores: in hundredths of a point, ascending; 作弊 is in here as 0.
        remarks: cells by remark, blank and cheated ones included.
    """

    scores: Sequence[int]
    remarks: Mapping[Remark, int]

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> Distribution:
        """Sort marks.

        Raises:
            TypeError: something is neither a whole number of hundredths nor a `Remark`.

        >>> Distribution.of([6000, 6000, 0]).scores
        [0, 6000, 6000]
        """
        cells = tuple(marks)
        if set(map(type, cells)) <= {int}:  # most groups, ten thousand times in a county
            return cls(sorted(cast("tuple[int, ...]", cells)), {})
        scores = [mark for mark in cells if type(mark) is int]  # a bool is no mark
        remarks = Counter(_remark(mark) for mark in cells if type(mark) is not int)
        scores += [0] * _count(remarks, State.CHEATED)
        return cls(sorted(scores), remarks)

    @property
    def scored(self) -> int:
        """Return the number of pupils with a score (实考)."""
        return len(self.scores)

    @property
    def blank(self) -> int:
        """Return the number of empty cells."""
        return _count(self.remarks, State.BLANK)

    @property
    def absent(self) -> int:
        """Return the number of pupils marked absent (缺考)."""
        return _count(self.remarks, State.ABSENT)

    @property
    def rows(self) -> int:
        """Return the number of pupils, whatever their cell holds."""
        if not self.remarks:  # most groups
            return len(self.scores)
        return self.scored + sum(self.remarks.values()) - _count(self.remarks, State.CHEATED)

    @property
    def due(self) -> int:
        """Return the number of pupils due to sit (应考): all but those exempt or not taking it."""
        due = len(self.scores)
        for mark, count in self.remarks.items():
            if is_due(mark) and mark.state is not State.CHEATED:  # who is a score of 0 already
                due += count
        return due

    @property
    def taken(self) -> bool:
        """Return whether anybody takes the subject: not all cells are blank or exempt."""
        return bool(self.scores) or any(mark.state not in NOT_TAKEN for mark in self.remarks)

    def remark_texts(self) -> dict[str, int]:
        """Return how often each remark's words occur, blanks left out."""
        texts: dict[str, int] = {}
        for remark, count in self.remarks.items():
            if remark.state is not State.BLANK:
                texts[remark.text] = texts.get(remark.text, 0) + count
        return texts


def merged(parts: Sequence[Distribution]) -> Distribution:
    """Return the marks of several groups together; each part is sorted, which makes it cheap.

    >>> merged([Distribution([0, 9000], {}), Distribution([6000], {})]).scores
    [0, 6000, 9000]
    """
    if len(parts) == 1:
        return parts[0]
    scores = sorted(chain.from_iterable(part.scores for part in parts))
    remarks: Counter[Remark] = Counter()
    for part in parts:
        if part.remarks:
            remarks.update(part.remarks)
    return Distribution(scores, remarks)


def _remark(mark: Mark) -> Remark:
    if not isinstance(mark, Remark):
        message = f"neither hundredths nor a remark: {mark!r}"
        raise TypeError(message)
    return mark


def _count(remarks: Mapping[Remark, int], state: State) -> int:
    if not remarks:  # most groups
        return 0
    return sum([count for remark, count in remarks.items() if remark.state is state])


class Counted(NamedTuple):
    """The scores that count after the office's rules, and the number they are divided by.

    Attributes:
        scores: in hundredths, ascending.
        divisor: the denominator of mean and rates (计算人数).
    """

    scores: Sequence[int]
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
            the denominator only: they neither pass nor are they low. A number below that of
            the scores is not believed, nor one for a subject that nobody takes.

    Returns:
        The scores that count; the divisor is 0 where nobody does.
    """
    scores = distribution.scores
    if absent is AbsentRule.ZERO:
        scores = [*[0] * distribution.absent, *scores]
    present = len(scores)
    size = max(enrolled, present) if enrolled and distribution.taken else present
    dropped = drop.count(size)
    return Counted(scores[max(0, dropped - (size - present)) :], size - dropped)
