"""The columns of figures that 四率统计 and 教师排名 have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.rounding import divide
from xl_quality.reports.looks import COUNT, rate_style, score_style
from xl_quality.reports.shown import shown_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Style, Value
    from xl_quality.core.options import Digits
    from xl_quality.core.results import GroupResult
    from xl_quality.core.statistics import Rates

ATTENDANCE: Final = ("应考", "实考", "参考率")
FIGURES: Final = (*ATTENDANCE, "平均分", "及格率", "优秀率", "低分率", "综合分")


def figure_styles(digits: Digits) -> tuple[Style, ...]:
    """Return the styles of the figures, parallel to `FIGURES`."""
    rate = rate_style(digits.rate)
    mean, composite = score_style(digits.mean), score_style(digits.composite)
    return COUNT, COUNT, rate, mean, rate, rate, rate, composite


def attendance_values(counts: Sequence[Rates], digits: Digits) -> tuple[Value, Value, Value]:
    """
    Return who was due (应考), who has a score (实考) and their share (参考率).

    Args:
        counts: of one group, a subject each; of several subjects each pupil counts in each.
        digits: decimals and rounding of a rate.
    """
    if not counts:
        return None, None, None
    due, scored = sum(one.due for one in counts), sum(one.scored for one in counts)
    share = divide(scored * 100, due, digits.rate, digits.rate_mode) if due else None
    return due, scored, shown_share(share)


def figure_values(result: GroupResult, digits: Digits) -> tuple[Value, ...]:
    """Return the figures of one group in one subject, parallel to `FIGURES`."""
    printed = result.printed
    return (
        *attendance_values([result.rates] if result.rates else [], digits),
        printed.mean,
        shown_share(printed.pass_rate),
        shown_share(printed.excellent_rate),
        shown_share(printed.low_rate),
        printed.composite,
    )
