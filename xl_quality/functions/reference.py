"""The function reference (函数说明): `python -m xl_quality.functions.reference` writes it anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from xl_quality.functions.registry import CATEGORY, CellError, Example, Function, Scalar
from xl_quality.sheets.cells import column_letter

PAGE: Final = Path(__file__).parents[2] / "docs" / "functions.md"
_CELLS: Final = (
    ("数 85、85.5", "分数；按 Excel 显示的15位有效数字取到百分之一分，四舍五入"),
    ("文字数字 `85`、全角 `８５．５`、`85分`", "分数"),
    ("空格子、空文字、只有空格", "空白：不算人数"),
    ("缺考、缺、未考、旷考、`--`、`/`、na、缺考0", "缺考：不计入，或按0分（缺考参数）"),
    ("免考、缓考、病假、转学、休学 …", "免考：不计入，也不算缺考"),
    ("作弊、违纪", "0分，计入"),
    ("错误值 #N/A、#DIV/0! …", "函数得同样的错误值，和 Excel 自带函数一样"),
    ("`优秀`、`▲72`、`94+10`、负数、日期、TRUE", "不是分数：#VALUE!，原因里写明是什么"),
    ("高于满分的分数", "#NUM!：满分写错或分数写错"),
    (
        "成绩区域里第一个分数上面的文字（标题、学科名，最多5个格子）",
        "表头，不算；`优秀`、`九十`、`▲72` 之类像分数的除外。分数中间和下面的文字：#VALUE!",
    ),
    ("NaN、pandas 的 NA（Python 里）", "空白"),
)
_ARRAYS: Final = (
    "要填一整列，不要往下填几千个公式，写一个就行，快得多：",
    "",
    "```text",
    "=RANK_IN(C2:C3000,C2:C3000)",
    '=RANK_SCHOOL(A2:A21,成绩!A1:K3000,"语文")',
    "=GRADE_OF(D2:D500,等次!A2:B5)",
    '=MET(B2:B90,"≥95%")',
    "```",
    "",
    "- 说明里写着“可以选一个区域”的参数，选几格就得几格结果，行列和所选的区域一样；",
    "  同时选了几个这样的区域（`=RANK_CHANGE(B2:B30,C2:C30)`）就一格对一格，行列要一样多。",
    "- 空格子、缺考、免考之类得空文字；某一格有错，只有那一格是错误值；最上面的表头也得空文字。",
    "- Excel 365、2021 及以上：按回车，结果自己往下铺。下面要有空格子，不然是 #SPILL!；",
    "  在“套用表格格式”的区域里面不能铺，写到表格外面。",
    "- Excel 2019 及以前：先选中要放结果的所有格子，输入公式，按 `Ctrl+Shift+Enter`。",
    "  多选了的格子是空的。只按回车，只得第一格的结果。",
    "- LibreOffice：见 [libreoffice.md](libreoffice.md)。",
    "- **公式前面的 `@`**：旧版 Excel 里按回车写的公式，用 365 打开成了 `=@RANK_IN(C2:C3000,…)`，",
    "  意思是只要第一个结果，和在旧版里一样；去掉 `@` 就铺满一列。",
    "  `=RANK_IN(@C2:C3000,…)` 是只拿公式这一行的那一格去算。",
    "- 整列（`C:C`）算到这张表最后一个有内容的格子为止，下面设了格式的空行不算。",
    "- 成绩表、任课表、考核设置已经“套用表格格式”的，可以写表名：`=RANK_SCHOOL(A2,表1)`，",
    "  表头会自动带上。只改了表头的字，要按 `Ctrl+Alt+F9` 重算。",
)
_ERRORS: Final = (
    ("#N/A", "没有这个学校、班级、学科、方案、条款，或没有名次；原因里写相近的名称"),
    ("#VALUE!", "参数或格子看不懂，或能有两种读法；原因里写明是哪一个，怎么写才清楚"),
    ("#DIV/0!", "没有人有分数，平均分和比率不存在"),
    ("#NUM!", "分数高于满分，或数太大"),
    ("其他错误值", "引用的格子本身就是这个错误值"),
)


def result_text(result: object) -> str:
    r"""Return a result as examples write it: cells joined by `` | ``, rows by ``\n``.

    >>> result_text(((1, 0.5), ("甲", "")))
    '1 | 0.5\n甲 | '
    """
    if isinstance(result, CellError):
        return str(result.code)
    if isinstance(result, (list, tuple)):
        return "\n".join(" | ".join(map(result_text, row)) for row in result)
    return format(result, ".15g") if isinstance(result, float) else str(result)


def reference(functions: Sequence[Function]) -> str:
    """Return the reference page as Markdown, for clerks and for whoever writes formulas."""
    return "\n".join(_page(functions)) + "\n"


def _page(functions: Sequence[Function]) -> Iterator[str]:
    yield "# 工作表函数"
    yield ""
    yield "<!-- 由 python -m xl_quality.functions.reference 生成，请不要手改 -->"
    yield ""
    yield f"在 Excel 的“插入函数”里，这些函数都在“{CATEGORY}”一类。成绩逐一精确计算，只在最后舍入"
    yield "一次。出错时格子显示错误值，用 `=XLQ_WHY(格子)` 看原因。在 Python 里写"
    yield "`from xl_quality.functions import PASS_RATE`，区域可以是列表、Series 或 DataFrame。"
    yield ""
    yield "| 函数 | 做什么 |"
    yield "| --- | --- |"
    for one in functions:
        yield f"| [{one.name}](#{one.name.lower()}) | {one.description} |"
    yield ""
    yield "## 格子怎么读"
    yield ""
    yield "所有函数、所有软件（Excel、LibreOffice、Python）用同一套规则："
    yield ""
    yield from _pairs(("格子里是", "当作"), _CELLS)
    yield ""
    yield "## 一列一次算完（数组）"
    yield ""
    yield from _ARRAYS
    yield ""
    yield "## 错误值"
    yield ""
    yield from _pairs(("显示", "意思"), _ERRORS)
    for one in functions:
        yield ""
        yield from _entry(one)


def _pairs(header: tuple[str, str], rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"| {header[0]} | {header[1]} |"
    yield "| --- | --- |"
    yield from (f"| {one} | {other} |" for one, other in rows)


def _entry(one: Function) -> Iterator[str]:
    yield f"## {one.name}"
    yield ""
    yield one.description + ("结果占几个格子。" if one.spills else "")
    yield ""
    if each := "、".join(f"`{argument.name}`" for argument in one.arguments if argument.each):
        yield f"{each} 可以选一个区域，一次算完一列。"
        yield ""
    yield f"`{call_form(one)}`"
    yield ""
    yield from _pairs(("参数", "说明"), [(each.shown, each.help) for each in one.arguments])
    cells: tuple[tuple[Scalar, ...], ...] = ()
    for example in one.examples:
        if example.cells and example.cells != cells:
            cells = example.cells
            yield ""
            yield "例中的格子："
            yield ""
            yield from _cells(cells)
        yield ""
        yield from _example(example)


def call_form(one: Function) -> str:
    """Return how a function is called, optional arguments in brackets."""
    return f"={one.name}({','.join(each.shown for each in one.arguments)})"


def _cells(rows: Sequence[Sequence[Scalar]]) -> Iterator[str]:
    width = max(map(len, rows))
    yield "|  | " + " | ".join(column_letter(number) for number in range(width)) + " |"
    yield "| --- |" + " --- |" * width
    for number, row in enumerate(rows, start=1):
        texts = ["" if cell is None else str(cell) for cell in row]
        yield f"| **{number}** | " + " | ".join([*texts, *[""] * (width - len(texts))]) + " |"


def _example(one: Example) -> Iterator[str]:
    note = f"（{one.note}）" if one.note else ""
    if "\n" in one.result or " | " in one.result:
        yield f"`{one.formula}` 得{note}："
        yield ""
        yield "```text"
        yield from one.result.split("\n")
        yield "```"
    else:
        yield f"`{one.formula}` → **{one.result}**{note}"


def main(arguments: Sequence[str] = ()) -> None:
    """Write the page of our functions; to a path given, with those of the office's own."""
    from xl_quality.functions.catalogue import (  # noqa: PLC0415 - imports every function
        FUNCTIONS,
        every_function,
    )

    page = Path(arguments[0]) if arguments else PAGE
    page.write_text(reference(every_function() if arguments else FUNCTIONS), encoding="utf-8")
    sys.stdout.write(f"{page}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
