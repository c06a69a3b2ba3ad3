"""Indicators of the 指标 sheet that no clause of a scheme takes: they must not vanish silently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.facts import Record
    from xl_quality.schemes.model import Scheme

INDICATORS: Final = "指标"
_FEW: Final = 6


def unused_indicators(scheme: Scheme, rows: Sequence[Record]) -> list[Finding]:
    """
    Say which indicators the scheme does not use: perhaps a name is written in another way.

    Args:
        scheme: with its feeds; one that takes nothing from 指标 has nothing to say.
        rows: of the 指标 sheets.
    """
    takes = [t for feed in scheme.feeds for t in feed.takes if t.list_name == INDICATORS]
    left: dict[str, Record] = {}
    for row in rows:
        if row.text("indicator") and not any(take.wants(row) for take in takes):
            left.setdefault(row.text("indicator"), row)
    if not takes or not left:
        return []
    first = next(iter(left.values()))
    names = "、".join(list(left)[:_FEW])
    more = f"等{len(left)}种" if len(left) > _FEW else ""
    return [
        Finding(
            "indicator_not_used",
            Severity.NOTE,
            first.sheet,
            first.facts["indicator"].source.rpartition("!")[2],
            names,
            f"方案“{scheme.title}”没有用到这些指标：{names}{more}",
            "如果是别的方案用的，不必处理；如果应当用到，请核对指标的名称和所在单位",
        )
    ]
