"""The printed figures and the place of one group in one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.core.grouping import Group
    from xl_quality.core.ranking import Rank
    from xl_quality.core.statistics import Rates

OVERALL = "总评"
"""The line of a group over all its subjects: the mean of its subject composites."""


class Printed(NamedTuple):
    """The figures as they are printed: rounded once, None where nobody counts.

    Attributes:
        mean, composite: in points. pass_rate, excellent_rate, low_rate: in percent.
    """

    mean: Decimal | None
    pass_rate: Decimal | None
    excellent_rate: Decimal | None
    low_rate: Decimal | None
    composite: Decimal | None


class GroupResult(NamedTuple):
    """
    One group in one subject: counts, printed figures, place.

    Attributes:
        sheet, exam: where the marks stand.
        group, subject: whose they are; `OVERALL` for the line over all subjects.
        rates: the counts; None in an overall line.
        composite: unrounded, None where nobody counts.
        printed: the figures as printed.
        rank: place among the groups of the same contest, 1 = best, None without a figure.
        rank_from_end: the same counted from the bottom, 1 = last.
        of: how many groups have a place.
        gap_to_first: printed figure of the first minus own, in the measure's unit.
    """

    sheet: str
    exam: str
    group: Group
    subject: str
    rates: Rates | None
    composite: Fraction | None
    printed: Printed
    rank: Rank | None = None
    rank_from_end: Rank | None = None
    of: int = 0
    gap_to_first: Decimal | None = None
