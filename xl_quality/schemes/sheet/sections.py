"""The rows of a 方案 sheet sorted by section and column, before their cells are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.schemes.sheet import forms
from xl_quality.schemes.sheet.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xl_quality.schemes.sheet.forms import Column, Section

TITLE: Final = "奖惩方案："
REMARK: Final = "※"
"""How a line over the sections begins: the sheet's title, or an explanation."""
_KNOWN: Final = {section.title: section for section in forms.SECTIONS}


class Row(NamedTuple):
    """One row of a section: its cells by key, and where each column of it stands."""

    cells: dict[str, str]
    addresses: dict[str, str]


def sections_of(
    rows: Sequence[Sequence[object]],
    address: Callable[[int, int], str],
    fault: Callable[[str, str, str, str], None],
) -> dict[str, list[Row]]:
    """
    Return the rows of each section by the section's title.

    Args:
        rows: the sheet's cells.
        address: the A1 address of a 0-based row and column.
        fault: told cell, text, message and advice of whatever stands where nothing belongs.
    """
    return _Sorting(address, fault).sections(rows)


def is_scheme(rows: Sequence[Sequence[object]]) -> bool:
    """Tell whether cells are those of a 方案 sheet, by the titles of its sections."""
    first_texts = {plain(row[0]) for row in rows if row and isinstance(row[0], str)}
    return {forms.HEAD.title, forms.RULES.title} <= first_texts


def scheme_id(rows: Sequence[Sequence[object]]) -> str:
    """Return the id (代号) that a 方案 sheet gives its scheme, ``""`` where it says none."""
    sections = _Sorting(lambda _row, _column: "", lambda *_: None).sections(rows)
    return next((row.cells.get("id", "") for row in sections.get(forms.HEAD.title, [])), "")


def _is_remark(text: str) -> bool:
    return text.startswith((TITLE, REMARK))


class _Sorting:
    def __init__(
        self,
        address: Callable[[int, int], str],
        fault: Callable[[str, str, str, str], None],
    ) -> None:
        self.address, self.fault = address, fault

    def sections(self, rows: Sequence[Sequence[object]]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        section: Section | None = None
        header: dict[int, Column] = {}
        for number, row in enumerate(rows):
            cells = [plain(value) for value in row]
            if not any(cells) or _is_remark(cells[0]):
                continue
            if cells[0] in _KNOWN:
                section, header = _KNOWN[cells[0]], {}
                found[section.title] = []
            elif section is None:
                self.fault(self.address(number, 0), cells[0], "这一行不属于任何一节", "请删去")
            elif not header:
                header = self._header(section, number, cells)
            else:
                self._stray(number, cells, header)
                found[section.title].append(self._row(number, cells, header))
        return found

    def _header(self, section: Section, number: int, cells: Sequence[str]) -> dict[int, Column]:
        titles = {column.title: column for column in section.columns}
        for column, title in enumerate(cells):
            if title and title not in titles:
                advice = f"请用：{'、'.join(titles)}"
                self.fault(self.address(number, column), title, "不认识这一栏", advice)
        return {i: titles[title] for i, title in enumerate(cells) if title in titles}

    def _stray(self, number: int, cells: Sequence[str], header: Mapping[int, Column]) -> None:
        for column, text in enumerate(cells):
            if text and column not in header:
                where = self.address(number, column)
                self.fault(where, text, "这一格不在任何一栏之下", "请移到相应的栏，或删去")

    def _row(self, number: int, cells: Sequence[str], header: Mapping[int, Column]) -> Row:
        return Row(
            {c.key: cells[i] for i, c in header.items() if i < len(cells) and cells[i]},
            {column.key: self.address(number, i) for i, column in header.items()},
        )
