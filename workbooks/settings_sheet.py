"""The 考核设置 sheet: the choices of 青禾镇 that differ from what the program assumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.list_sheets import write_list

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from workbooks.looks import Looks


def write_settings(book: Workbook, looks: Looks) -> None:
    """Write the 考核设置 sheet."""
    write_list(book, looks, "考核设置", ("项目", "工作表", "列", "值", "说明"), [])
