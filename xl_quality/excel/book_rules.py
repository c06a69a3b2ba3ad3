"""When sheets cannot be written into the open workbook, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xl_quality.books.refusals import refusal
from xl_quality.excel.own_marks import own_sheets


def refuse_foreign(book: Any, name: str) -> None:  # noqa: ANN401 - COM has no types
    """Raise `BadInputError` where there is a tab of that name that is not ours, charts included."""
    sheets = book.Sheets
    tabs = [sheets(number).Name for number in range(1, sheets.Count + 1)]
    there = next((tab for tab in tabs if tab.casefold() == name.casefold()), None)
    if there is not None and there not in own_sheets(book):
        raise refusal(
            book.Name,
            "sheet_is_foreign",
            f"里已有工作表「{there}」，不是本工具生成的，没有覆盖",
            "请把原来的工作表改名后重试",
            sheet=there,
        )


def refuse_closed(book: Any) -> None:  # noqa: ANN401 - COM has no types
    """Raise `BadInputError` where the workbook takes no sheets: locked structure, shared."""
    if book.ProtectStructure:
        raise refusal(
            book.Name,
            "structure_protected",
            "保护了工作簿结构，不能增加或删除工作表",
            "请在「审阅→保护工作簿」中取消保护后重试",
        )
    if book.MultiUserEditing:
        raise refusal(
            book.Name,
            "workbook_shared",
            "是共享工作簿，不能增加或删除工作表",
            "请在「审阅→共享工作簿」中取消共享后重试",
        )


def folder_of(book: Any) -> Path:  # noqa: ANN401 - COM has no types
    """
    Return the folder in which the workbook lies.

    Raises:
        BadInputError: it was never saved, or lies in a cloud folder.
    """
    folder = str(book.Path)
    if not folder:
        raise refusal(
            book.Name, "not_saved_yet", "还没有保存过，不能备份", "请先按 Ctrl+S 保存，再重试"
        )
    if "://" in folder:
        raise refusal(
            book.Name,
            "in_the_cloud",
            "放在网盘（OneDrive、SharePoint 等）里，不能在它旁边备份",
            "请先另存到本机的文件夹，再重试",
        )
    return Path(folder)
