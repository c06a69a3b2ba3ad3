"""Names of one subject that offices change between (学科的别名): one table for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "道德与法治": ("道法", "道德法治", "政治", "思想品德", "思品", "品德"),
    "英语": ("外语",),
    "生物": ("生物学",),
    "体育": ("体育与健康", "体健"),
    "信息科技": ("信息技术", "信息"),
}
"""A school sits each of them once, under whichever name: two rows of both names are one result."""
_USUAL: Final = {name: usual for usual, names in _SYNONYMS.items() for name in names}


def usual_subject(name: str) -> str:
    """
    Return the usual name of a subject, the same for every name of it; others stay as they are.

    >>> usual_subject("道法"), usual_subject("道德与法治"), usual_subject("语文")
    ('道德与法治', '道德与法治', '语文')
    """
    return _USUAL.get(name, name)
