"""When a workbook must not be written into, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.books.refusals import refusal
from xl_quality.books.sheet_names import fault_of_name
from xl_quality.core.findings import Step, Way

if TYPE_CHECKING:
    from xl_quality.books.ooxml_source import OoxmlSource


def refuse_bad_name(file_name: str, sheet: str) -> None:
    """Raise `BadInputError` where Excel does not allow a sheet of that name."""
    if fault := fault_of_name(sheet):
        raise refusal(
            file_name,
            "sheet_name_invalid",
            f"中不能有名为「{sheet}」的工作表：名称{fault}",
            "请换一个工作表名称",
            sheet=sheet,
        )


def refuse_foreign_sheet(file_name: str, source: OoxmlSource, sheet: str) -> None:
    """Raise `BadInputError` where there is a sheet of that name which is not ours."""
    entry = source.workbook.find(sheet)
    if entry and entry.name not in source.workbook.own_sheets():
        raise refusal(
            file_name,
            "sheet_is_foreign",
            f"里已有工作表「{entry.name}」，不是本工具生成的，没有覆盖",
            "请把原来的工作表改名后重试",
            sheet=entry.name,
        )


def refuse_closed_package(
    file_name: str, source: OoxmlSource, *, despite_lock: bool = False
) -> None:
    """Raise `BadInputError` where the workbook takes no sheets: locked structure, signature.

    Args:
        file_name: as shown to the clerk.
        source: the workbook.
        despite_lock: a person said that a protected structure is no hindrance.
    """
    if source.workbook.structure_locked and not despite_lock:
        raise refusal(
            file_name,
            "structure_protected",
            "保护了工作簿结构，不能增加或删除工作表",
            "请在「审阅→保护工作簿」中取消保护后重试",
            steps=(Step(Way.PROTECTED),),
        )
    if source.signed:
        raise refusal(
            file_name,
            "file_signed",
            "带有数字签名，任何改动都会使签名失效，没有写入",
            "请另存一份不带签名的副本，用副本重试",
        )
