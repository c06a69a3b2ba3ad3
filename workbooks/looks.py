"""The few looks that the sample's sheets share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Looks:
    """Cell formats: title, line under it, header, text, figure, rate, foot of the sheet."""

    title: Format
    subtitle: Format
    header: Format
    text: Format
    figure: Format
    rate: Format
    foot: Format
    foot_rate: Format
    note: Format


def make_looks(book: Workbook) -> Looks:
    """Add the formats to a workbook under construction."""
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "align": "center"}
    boxed = base | {"border": 1}
    foot = boxed | {"bold": True, "bg_color": "#F2F2F2"}

    def add(properties: dict[str, object]) -> Format:
        return book.add_format(properties)

    return Looks(
        title=add(base | {"font_name": "黑体", "font_size": 16, "bold": True}),
        subtitle=add(base | {"align": "left"}),
        header=add(boxed | {"bold": True, "text_wrap": True, "bg_color": "#DDEBF7"}),
        text=add(boxed),
        figure=add(boxed | {"num_format": "General"}),
        rate=add(boxed | {"num_format": "0.0%"}),
        foot=add(foot),
        foot_rate=add(foot | {"num_format": "0.0%"}),
        note=add(base | {"align": "left", "text_wrap": True}),
    )


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set column widths in characters, from column A on."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def print_on_a4(sheet: Worksheet, header_rows: tuple[int, int]) -> None:
    """Set A4, one page wide, the header rows (0-based) repeated, and keep them in view."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*header_rows)
    sheet.freeze_panes(header_rows[1] + 1, 0)
