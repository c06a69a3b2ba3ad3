"""The plain Chinese messages with which a workbook is refused.

What Excel allows as the name of a sheet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import BadInputError, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.findings import Step


def refusal(
    file_name: str,
    code: str,
    message: str,
    suggestion: str,
    *,
    sheet: str = "",
    cell: str = "",
    steps: Sequence[Step] = (),
) -> BadInputError:
    """
    Return the exception that says why a file cannot be used and what to do.

    Args:
        file_name: shown in the message in 「」.
        code: stable English id, e.g. ``file_damaged``.
        message: what is wrong, without the file's name.
        suggestion: what the clerk should do.
        sheet: where inside the workbook.
        cell: where in the sheet, A1 address.
        steps: what else can be done, by each host in its own way.

    >>> str(refusal("成绩册.xlsx", "file_empty", "是空文件", "请重新获取该文件"))
    '「成绩册.xlsx」是空文件。请重新获取该文件。'
    """
    said = f"「{file_name}」{message}"
    finding = Finding(code, Severity.ERROR, sheet, cell, "", said, suggestion)
    return BadInputError(f"{said}。{suggestion}。", [finding], steps, told=[finding])


def damaged(file_name: str, detail: str = "") -> BadInputError:
    """Return the refusal of a file whose content is broken; *detail* names the place."""
    where = f"（{detail}）" if detail else ""
    return refusal(
        file_name,
        "file_damaged",
        f"已损坏或没有下载完整{where}",
        "请重新下载或向对方再要一份；能用 Excel 或 WPS 打开的话，打开后另存为新的 .xlsx 再试",
    )


def encrypted(file_name: str) -> BadInputError:
    """Return the refusal of a workbook that asks for a password to open."""
    return refusal(
        file_name,
        "file_encrypted",
        "设有打开密码，无法读取",
        "请用 Excel 打开，在「文件→信息→保护工作簿→用密码进行加密」中清空密码"
        "（WPS：审阅→文档加密），保存后重试",
    )


def too_large(file_name: str, detail: str, sheet: str = "") -> BadInputError:
    """Return the refusal of a file that would fill the memory; *detail* says how large it is."""
    return refusal(
        file_name,
        "file_too_large",
        f"太大，无法处理（{detail}）",
        "请删除表格右侧和下方多余的空行空列，或只把需要的工作表复制到新的工作簿后重试",
        sheet=sheet,
    )


def no_workbook(file_name: str) -> BadInputError:
    """Return the refusal of an office file that holds no tables."""
    return refusal(
        file_name,
        "file_no_workbook",
        "不是 Excel 工作簿",
        "请确认选对了文件；Word、PPT 等文件里的表格请先复制到 Excel 或 WPS 中，另存为 .xlsx",
    )


def structure_protected(file_name: str, where: str, steps: Sequence[Step] = ()) -> BadInputError:
    """Return the refusal of sheets for a workbook whose structure is protected; *where* undoes it.

    >>> str(structure_protected("成绩册.xlsx", "审阅→保护工作簿")).partition("。")[2]
    '请在「审阅→保护工作簿」中取消保护后重试。'
    """
    return refusal(
        file_name,
        "structure_protected",
        "保护了工作簿结构，不能增加或删除工作表",
        f"请在「{where}」中取消保护后重试",
        steps=steps,
    )


LONGEST_NAME: Final = 31
"""UTF-16 units."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def fault_of_name(name: str) -> str:
    r"""
    Return what is wrong with a sheet name, in Chinese; ``""`` for a good one.

    >>> fault_of_name("奖惩兑现表"), fault_of_name("语文/数学")
    ('', '含有不允许的字符（[ ] : * ? / \\）')
    """
    if not name.strip():
        return "是空的"
    if _FORBIDDEN.search(name):
        return "含有不允许的字符（[ ] : * ? / \\）"
    if name[0] == "'" or name[-1] == "'":
        return "以单引号开头或结尾"
    if len(name.encode("utf-16-le")) // 2 > LONGEST_NAME:
        return f"超过 {LONGEST_NAME} 个字符"
    if name.casefold() == "history":
        return "是 Excel 保留的名称"
    return ""


def fitting_names(wanted: Iterable[str]) -> list[str]:
    """
    Return names like those wanted that Excel allows beside one another.

    >>> fitting_names(["语文/数学", "1班", "1班", ""])
    ['语文_数学', '1班', '1班_2', '表4']
    """
    names: list[str] = []
    taken: set[str] = set()
    for number, name in enumerate(wanted, 1):
        whole = _FORBIDDEN.sub("_", name).strip(" '")
        fitted, again = _shortened(whole), 1
        if fault_of_name(fitted):
            whole = fitted = f"表{number}"
        while fitted.casefold() in taken:
            again += 1
            fitted = _shortened(whole, f"_{again}")
        taken.add(fitted.casefold())
        names.append(fitted)
    return names


def _shortened(name: str, ending: str = "") -> str:
    """Return a name cut off so that it fits with its ending."""
    units = name.encode("utf-16-le")[: 2 * (LONGEST_NAME - len(ending))]
    return units.decode("utf-16-le", "ignore").strip(" '") + ending
