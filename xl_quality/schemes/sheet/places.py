"""What a 方案 sheet says, and in which of its cells each part of the scheme stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.schemes.sheet import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.schemes.raw import Raw

_LAST_STEP: Final = re.compile(r"(\[\d+\]|\.[^.\[\]]*)$")


class Written(NamedTuple):
    """
    One cell as a person sees it.

    Attributes:
        where: its row and column: ``A6.quota 数额一``.
        text: what stands in it.
    """

    where: str
    text: str


class SheetScheme(NamedTuple):
    """
    What a 方案 sheet says, before the scheme is built from it.

    Attributes:
        sheet: its name.
        raw: the scheme's values as TOML would have them.
        cells: the cell of every place of the scheme: ``B2.first_top.tariff.top`` → ``J31``.
        findings: what could not be understood.
        written: what stands in each cell.
    """

    sheet: str
    raw: Raw
    cells: Mapping[str, str]
    findings: Sequence[Finding]
    written: Mapping[str, Written]

    def located(self, finding: Finding) -> Finding:
        """Return a finding about a place of the scheme at the cell that this place stands in."""
        place = finding.cell
        while place and place not in self.cells:
            place = _LAST_STEP.sub("", place) if _LAST_STEP.search(place) else ""
        cell = self.cells.get(place, "")
        seen = self.written.get(cell)
        where = seen.where if seen else finding.cell
        message = f"{where}：{self._as_written(finding, place, seen)}"
        return finding._replace(sheet=self.sheet, cell=cell, message=message)

    @staticmethod
    def _as_written(finding: Finding, place: str, seen: Written | None) -> str:
        """Say it with the words of the sheet: the name of a key, the text of a whole cell."""
        message, key = finding.message, finding.cell.rpartition(".")[2]
        if key in words.KEYS:
            message = message.replace(f"“{key}”", f"“{words.KEYS[key]}”")
        if seen and seen.text and finding.found and place == finding.cell:
            message = message.replace(f"“{finding.found}”", f"“{seen.text}”")
        return message
