"""The help sheet that Excel-DNA IntelliSense shows while typing, and MacroOptions reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.functions.registry import Argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.functions.registry import Function

SHEET: Final = "_IntelliSense_"
LONGEST: Final = 255
"""What Excel takes as a description of a function or an argument."""

WHY: Final = (
    "XLQ_WHY",
    "说明本加载项的函数为什么在这个单元格里显示错误；没有错误时为空。",
    (Argument("cell", "显示错误的单元格，例如 B2；省略时说明最近一次出错的原因。", optional=True),),
)
"""The one function that lives in VBA: only there is it known which cell called."""


def help_rows(functions: Sequence[Function]) -> list[list[str]]:
    """
    Return the sheet's rows: name, description, help topic, then each argument and its help.

    The form is fixed by Excel-DNA IntelliSense: A1 says FunctionInfo, arguments start in column D.

    Raises:
        ValueError: a text is longer than Excel takes.
    """
    entries = [(f.name, f.description, f.arguments) for f in functions]
    rows = [["FunctionInfo", "1"]]
    for name, description, arguments in sorted([*entries, WHY]):
        pairs = [text for a in arguments for text in (_shown(a), a.help)]
        rows.append([name, description, "", *pairs])
        if too_long := [text for text in rows[-1] if len(text) > LONGEST]:
            msg = f"{name}: longer than {LONGEST}: {too_long[0]}"
            raise ValueError(msg)
    return rows


def _shown(argument: Argument) -> str:
    """Return the name as Excel's own functions show it: [optional], repeated…."""
    shown = f"{argument.name}…" if argument.repeated else argument.name
    return f"[{shown}]" if argument.optional else shown
