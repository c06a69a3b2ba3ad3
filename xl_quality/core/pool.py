"""The marks of a sheet sorted once by class; wider groups are put together from their classes."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.distribution import Distribution, merged
from xl_quality.core.grouping import levelled, partition, taught_groups, unit_keys
from xl_quality.core.options import DropRule
from xl_quality.core.statistics import rates, together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.grouping import Group, Level, UnitKey
    from xl_quality.core.options import AbsentRule, Options, Thresholds
    from xl_quality.core.scores import ScoreTable
    from xl_quality.core.statistics import Rates

_NOBODY: Final = DropRule()
"""The rule that drops nobody."""


class Pooled(NamedTuple):
    """
    Groups and the classes that each is made of.

    Attributes:
        groups: in order of first appearance.
        classes: positions in the pool's classes, parallel to the groups.
    """

    groups: Sequence[Group]
    classes: Sequence[Sequence[int]]


class ClassPool:
    """
    A score sheet's marks, a distribution a class and subject, each sorted only once.

    A school's marks are those of its classes, so ten thousand of a county need not be gone
    through again for every level.
    """

    def __init__(self, table: ScoreTable) -> None:
        self.table = table
        self._classes = partition(unit_keys(table))
        self._sorted: dict[str, list[Distribution]] = {}
        self._rates: dict[tuple[str, Thresholds, AbsentRule], list[Rates]] = {}

    @property
    def keys(self) -> Sequence[UnitKey]:
        """Return (school, grade, class) of each class, in order of first appearance."""
        return self._classes.groups

    def at_level(self, level: Level) -> Pooled:
        """Return the groups of one level other than TEACHER; see `by_level`."""
        return self._pooled(levelled(self.table, level, self.keys))

    def by_teacher(self, subject: str, taught: Mapping[tuple[str, str, str, str], str]) -> Pooled:
        """Return the teachers of one subject; see `grouping.by_teacher`."""
        return self._pooled(taught_groups(subject, taught, self.keys))

    def rates(
        self,
        subject: str,
        pooled: Pooled,
        lines: Thresholds,
        options: Options,
        enrolled: Sequence[int | None] = (),
    ) -> list[Rates]:
        """Return the counts of each group in one subject; *enrolled* is empty or one a group."""
        if not enrolled and options.drop == _NOBODY:  # then a group's counts are its classes'
            own = self._rates_by_class(subject, lines, options.absent)
            return [together([own[number] for number in part]) for part in pooled.classes]
        return [
            rates(marks, lines, options.absent, options.drop, number)
            for marks, number in zip(
                self.distributions(subject, pooled),
                enrolled or repeat(None, len(pooled.groups)),
                strict=True,
            )
        ]

    def distributions(self, subject: str, pooled: Pooled) -> list[Distribution]:
        """Return the marks of each group in one subject."""
        classes = self._by_class(subject)
        return [merged([classes[number] for number in own]) for own in pooled.classes]

    def _rates_by_class(self, subject: str, lines: Thresholds, absent: AbsentRule) -> list[Rates]:
        key = (subject, lines, absent)
        if key not in self._rates:
            own = self._by_class(subject)
            self._rates[key] = [rates(marks, lines, absent, _NOBODY) for marks in own]
        return self._rates[key]

    def _by_class(self, subject: str) -> list[Distribution]:
        if subject not in self._sorted:
            marks = self._classes.split(self.table.subjects[subject].marks)
            self._sorted[subject] = [Distribution.of(own) for own in marks]
        return self._sorted[subject]

    def _pooled(self, known: Mapping[UnitKey, Group | None]) -> Pooled:
        members: dict[Group, list[int]] = {}
        for number, key in enumerate(self.keys):
            group = known[key]
            if group is not None:
                members.setdefault(group, []).append(number)
        return Pooled(list(members), list(members.values()))
