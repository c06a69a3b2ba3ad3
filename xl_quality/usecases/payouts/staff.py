"""Who holds the post that a clause means (校长、主任), by the list 人员."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_quality.core.facts import Record

STAFF: Final = "人员"
_NOT_MEANT: Final = ("副", "班主任", "原", "退")
"""A deputy, a class teacher or a former holder is not who the post's name means."""


def named(role: str, unit: str, staff: Iterable[Record]) -> str:
    """
    Return a role with the person who holds it, the role alone where no list says who.

    Where several persons of the unit may be meant all are named: which of them is not ours to say.

    Args:
        role: as the clause says: 校长, 主任.
        unit: the school.
        staff: rows of 人员.

    >>> from xl_quality.core.facts import Fact, Record
    >>> row = {"unit": Fact("甲小学"), "name": Fact("程晓云"), "post": Fact("教导主任")}
    >>> named("主任", "甲小学", [Record("人员", 3, row)]), named("校长", "甲小学", [])
    ('教导主任程晓云', '校长')
    """
    holders = [
        f"{row.text('post')}{row.text('name')}"
        for row in staff
        if row.text("unit") == unit and row.text("name") and _holds(role, row.text("post"))
    ]
    if len(holders) > 1:
        return f"{role}（{'或'.join(dict.fromkeys(holders))}）"
    return holders[0] if holders else role


def _holds(role: str, post: str) -> bool:
    return post.endswith(role) and not any(word in post for word in _NOT_MEANT)
