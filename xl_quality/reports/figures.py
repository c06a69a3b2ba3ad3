"""The columns of figures that 四率统计 and 教师排名 have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.reports.looks import COUNT, rate_style, score_style
from xl_quality.reports.shown import shown_share

if TYPE_CHECKING:
    from xl_quality.books.tables import Style, Value
    from xl_quality.core.options import Digits
    from xl_quality.core.results import GroupResult

FIGURES: Final = ("实考", "平均分", "及格率", "优秀率", "低分率", "综合分")


def figure_styles(digits: Digits) -> tuple[Style, ...]:
    """Return the styles of the figures, parallel to `FIGURES`."""
    rate = rate_style(digits.rate)
    mean, composite = score_style(digits.mean), score_style(digits.composite)
    return COUNT, mean, rate, rate, rate, composite


def figure_values(result: GroupResult) -> tuple[Value, ...]:
    """Return the figures of one group in one subject, parallel to `FIGURES`."""
    printed = result.printed
    return (
        result.rates.scored if result.rates else None,
        printed.mean,
        shown_share(printed.pass_rate),
        shown_share(printed.excellent_rate),
        shown_share(printed.low_rate),
        printed.composite,
    )
