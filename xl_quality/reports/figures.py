"""The columns of figures that 四率统计 and 教师排名 have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xl_quality.core.rounding import divide
from xl_quality.reports.looks import COUNT, rate_style, score_style
from xl_quality.reports.shown import shown_share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xl_quality.books.tables import Style, Value
    from xl_quality.core.options import Digits
    from xl_quality.core.results import GroupResult
    from xl_quality.core.rounding import RoundingMode
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
    due, scored = counts[0].due, counts[0].scored
    for one in counts[1:]:
        due, scored = due + one.due, scored + one.scored
    return due, scored, _share(scored, due, digits.rate, digits.rate_mode)


@lru_cache(maxsize=4096)
def _share(part: int, whole: int, decimals: int, mode: RoundingMode) -> Decimal | None:
    """Return a share as a cell holds it; of a county's ten thousand classes few have their own."""
    return shown_share(divide(part * 100, whole, decimals, mode)) if whole else None


def figure_values(result: GroupResult, digits: Digits) -> tuple[Value, ...]:
    """Return the figures of one group in one subject, parallel to `FIGURES`."""
    printed, rates = result.printed, result.rates
    return (
        rates and rates.due,
        rates and rates.scored,
        rates and _share(rates.scored, rates.due, digits.rate, digits.rate_mode),
        printed.mean,
        shown_share(printed.pass_rate),
        shown_share(printed.excellent_rate),
        shown_share(printed.low_rate),
        printed.composite,
    )
