"""What a person asks of one run (一次运行的要求): the command and everything chosen for it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.options import Lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.core.groups import Level
    from xl_quality.core.marks_in_doubt import AllZero, SubjectZero
    from xl_quality.core.options import (
        AbsentRule,
        Digits,
        DropRule,
        Line,
        Measure,
        Options,
        TieRule,
        Weights,
        WholeRule,
    )
    from xl_quality.runs.payout.assessment import Order
    from xl_quality.sheets.recognition import SheetOverride

COMMANDS: Final[Mapping[str, str]] = {
    "rates": "四率统计",
    "rank": "学校、班级、教师排名",
    "report": "全部统计和排名",
    "payout": "奖惩兑现",
    "warnings": "警示名单",
}
"""The runs that can be done again from their record, by command."""
OF_SCHEME_ALONE: Final = ("payout", "warnings")
"""Commands whose result is what a scheme yields, without sheets of figures."""


class Choices(NamedTuple):
    """
    Options said explicitly, which go before the 考核设置 sheet; None or empty = not said.

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


class Request(NamedTuple):
    """
    What was asked for.

    Attributes:
        command: one of `COMMANDS`, or another that leaves sheets behind.
        choices: options said explicitly.
        fixed: what was said explicitly about single sheets.
        before: the earlier exam that places are compared with, ``""`` = none.
        order: the scheme and how to apply it, None = no payout.
    """

    command: str
    choices: Choices = Choices()
    fixed: Mapping[str, SheetOverride] = MappingProxyType({})
    before: str = ""
    order: Order | None = None
