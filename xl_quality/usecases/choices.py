"""What the person at the command line or the ribbon chose; it goes before the 考核设置 sheet."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.options import Lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.core.grouping import Level
    from xl_quality.core.marks_in_doubt import AllZero, SubjectZero
    from xl_quality.core.options import (
        AbsentRule,
        Digits,
        DropRule,
        Line,
        Measure,
        Options,
        Weights,
        WholeRule,
    )
    from xl_quality.core.ranking import TieRule


class Choices(NamedTuple):
    """
    Options said explicitly; None or empty = not said.

    Attributes:
        levels: which groups are wanted, empty = all that the workbook gives.
        exam: only this exam (or sheet), empty = all.
        enrolled: name of the 应考 sheet, or path of a workbook that holds one.
        accept_signs: whether ▲72 counts as 72.
        others: as in `core.options.Options`.
    """

    levels: tuple[Level, ...] = ()
    exam: str = ""
    full_marks: Mapping[str, int] = MappingProxyType({})
    default_full: int | None = None
    passing: Line | None = None
    excellent: Line | None = None
    low: Line | None = None
    absent: AbsentRule | None = None
    enrolled: str = ""
    drop: DropRule | None = None
    weights: Weights | None = None
    measure: Measure | None = None
    ties: TieRule | None = None
    digits: Digits | None = None
    whole: WholeRule | None = None
    all_zero: AllZero | None = None
    subject_zero: Mapping[str, SubjectZero] = MappingProxyType({})
    accept_signs: bool | None = None

    def over(self, options: Options) -> Options:
        """Return *options* with everything chosen here put over them."""
        lines = Lines(
            passing=options.lines.passing if self.passing is None else self.passing,
            excellent=options.lines.excellent if self.excellent is None else self.excellent,
            low=options.lines.low if self.low is None else self.low,
        )
        return options._replace(
            full_marks={**options.full_marks, **self.full_marks},
            default_full=self.default_full or options.default_full,
            default_set=bool(self.default_full) or options.default_set,
            lines=lines,
            absent=self.absent or options.absent,
            drop=self.drop or options.drop,
            weights=self.weights or options.weights,
            measure=self.measure or options.measure,
            ties=self.ties or options.ties,
            digits=self.digits or options.digits,
            whole=self.whole or options.whole,
            all_zero=self.all_zero or options.all_zero,
            subject_zero={**options.subject_zero, **self.subject_zero},
        )
