"""Names of one subject that offices change between (学科的别名): one table for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_USUAL: Final[Mapping[str, str]] = {
    **dict.fromkeys(("道法", "道德法治", "政治", "思想品德", "思品", "品德"), "道德与法治"),
    "外语": "英语",
    "生物学": "生物",
    **dict.fromkeys(("体育与健康", "体健"), "体育"),
    **dict.fromkeys(("信息技术", "信息"), "信息科技"),
}
"""A school sits each of them once, under whichever name: two rows of both names are one result."""


def usual_subject(name: str) -> str:
    """
    Return the usual name of a subject, the same for every name of it; others stay as they are.

    >>> usual_subject("道法"), usual_subject("道德与法治"), usual_subject("语文")
    ('道德与法治', '道德与法治', '语文')
    """
    return _USUAL.get(name, name)
