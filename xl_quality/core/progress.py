"""Changes against an earlier exam (进退步): places and figures of the same groups compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xl_quality.core.grouping import Group
    from xl_quality.core.ranking import Rank
    from xl_quality.core.results import GroupResult


class Change(NamedTuple):
    """
    One group in one subject, now against before.

    Attributes:
        group, subject: whose change it is.
        rank, previous_rank: places now and then.
        rank_change: places gained (进步为正), None where either is missing.
        composite_change: printed composite now minus then.
    """

    group: Group
    subject: str
    rank: Rank | None
    previous_rank: Rank | None
    rank_change: Rank | None
    composite_change: Decimal | None


def changes(now: Sequence[GroupResult], before: Sequence[GroupResult]) -> list[Change]:
    """
    Compare two exams group by group and subject by subject (名次进退).

    Args:
        now: the later exam's results, ranked.
        before: the earlier one's; groups and subjects that only one exam has give no change.

    Returns:
        A change for each result of *now*, in its order.
    """
    earlier = {(result.group, result.subject): result for result in before}
    return [_change(result, earlier.get((result.group, result.subject))) for result in now]


def _change(now: GroupResult, before: GroupResult | None) -> Change:
    gained: Rank | None = None
    difference: Decimal | None = None
    if before is not None and now.rank is not None and before.rank is not None:
        gained = before.rank - now.rank
    if before is not None and now.printed.composite is not None:
        then = before.printed.composite
        difference = None if then is None else now.printed.composite - then
    previous = None if before is None else before.rank
    return Change(now.group, now.subject, now.rank, previous, gained, difference)
