"""Sheets that nobody sees and that count all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Finding, Severity, settings_row

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from xl_quality.sheets.grid import Grid


def hidden_in_use(grids: Sequence[Grid], used: Collection[str]) -> list[Finding]:
    """
    Return one note that names the hidden sheets (隐藏的工作表) among those used, if there are any.

    Args:
        grids: the workbook's sheets.
        used: names of the sheets whose scores or lists were read.
    """
    names = [grid.name for grid in grids if grid.hidden and grid.name in used]
    if not names:
        return []
    message = f"工作表「{'」「'.join(names)}」是隐藏的，也参与了计算"
    advice = f"不需要请删除，或{settings_row('不用', '是', sheet=names[0])}；需要的不用管"
    return [Finding("hidden_sheet_used", Severity.NOTE, names[0], "", "", message, advice)]
