"""``doctor``, ``functions`` and ``demo``: the program itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.cli import console
from xl_quality.cli.command_line import parse
from xl_quality.core.findings import BadInputError, EnvironmentFaultError
from xl_quality.excel.addin_doctor import Check, LinkState, examine
from xl_quality.functions.catalogue import every_function
from xl_quality.functions.reference import call_form
from xl_quality.libreoffice.extension_doctor import extension

if TYPE_CHECKING:
    import argparse


def doctor(arguments: argparse.Namespace) -> int:
    """Show the links; return 1 where one is broken."""
    checks = [*examine(), _libreoffice()]
    if arguments.json:
        console.say_json([check._asdict() for check in checks])
    else:
        rows = [(check.link, check.state, check.found, check.advice) for check in checks]
        console.table("诊断", ("环节", "状态", "情况", "怎么办"), rows)
    return int(any(check.state is LinkState.BROKEN for check in checks))


def _libreoffice() -> Check:
    """Tell whether the extension is there; its own menu looks at what happens inside."""
    link, found = "LibreOffice 扩展", extension()
    if found is None:
        return Check(link, LinkState.UNKNOWN, "本机没有 LibreOffice，或它没有回答")
    if not found:
        advice = "要在 LibreOffice 里用，请运行 ./install-libreoffice.sh"
        return Check(link, LinkState.UNKNOWN, "没有安装", advice)
    return Check(link, LinkState.GOOD, "已安装；函数和菜单请在菜单“教学质量→诊断”里查")


def functions(arguments: argparse.Namespace) -> int:
    """List the worksheet functions, or explain one."""
    name, known = arguments.name.upper(), {one.name: one for one in every_function()}
    if not name:
        rows = [(one.name, one.description) for one in known.values()]
        console.table("工作表函数", ("函数", "做什么"), rows)
        return 0
    if name not in known:
        raise BadInputError(f"没有函数“{arguments.name}”，现有：{'、'.join(known)}")
    one = known[name]
    console.say(call_form(one))
    console.say(one.description)
    for argument in one.arguments:
        console.say(f"  {argument.name}：{argument.help}")
    for example in one.examples:
        note = f"（{example.note}）" if example.note else ""
        console.say(f"例 {example.formula} → {example.result}{note}")
    return 0


_NAME: Final = "示例镇成绩册.xlsx"
_FOLDERS: Final = (Path(__file__).parents[3], Path(sys.prefix).parent)
"""The source code, and the folder that install.bat copies the samples to."""
SAMPLE: Final = next(
    (path for folder in _FOLDERS if (path := folder / "workbooks" / _NAME).exists()),
    _FOLDERS[0] / "workbooks" / _NAME,
)
_EXAM: Final = "本学期"
_BEFORE: Final = "上学期"


def demo(arguments: argparse.Namespace) -> int:
    """Copy the sample workbook into a folder and write every result sheet into it."""
    if not SAMPLE.exists():
        raise BadInputError(f"没有示例成绩册：{SAMPLE}")
    folder = Path(arguments.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        book = Path(shutil.copy(SAMPLE, folder))
    except OSError as error:
        raise EnvironmentFaultError(f"不能写到 {folder}：{error.strerror}") from error
    console.say(f"示例成绩册：{book}（学校、姓名、成绩均为虚构）")
    from xl_quality.cli.commands import run_commands  # noqa: PLC0415 - after the copy is sure

    words = f"--exam {_EXAM} --before {_BEFORE} --scheme luotuoao-brief --on 2026-07-10 --replace"
    return run_commands.run(parse(["report", str(book), *words.split()]))
