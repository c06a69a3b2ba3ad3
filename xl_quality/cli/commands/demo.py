"""``demo``: the whole main job on the sample workbook."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.cli import console
from xl_quality.cli.arguments import parse
from xl_quality.core.findings import BadInputError, EnvironmentFaultError

if TYPE_CHECKING:
    import argparse

_NAME: Final = "示例镇成绩册.xlsx"
_FOLDERS: Final = (Path(__file__).parents[3], Path(sys.prefix).parent)
"""The source code, and the folder that install.bat copies the samples to."""
SAMPLE: Final = next(
    (path for folder in _FOLDERS if (path := folder / "workbooks" / _NAME).exists()),
    _FOLDERS[0] / "workbooks" / _NAME,
)
_EXAM: Final = "本学期"
_BEFORE: Final = "上学期"


def run(arguments: argparse.Namespace) -> int:
    """Copy the sample workbook into a folder and write every result sheet into it."""
    if not SAMPLE.exists():
        message = f"没有示例成绩册：{SAMPLE}"
        raise BadInputError(message)
    folder = Path(arguments.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        book = Path(shutil.copy(SAMPLE, folder))
    except OSError as error:
        message = f"不能写到 {folder}：{error.strerror}"
        raise EnvironmentFaultError(message) from error
    console.say(f"示例成绩册：{book}（学校、姓名、成绩均为虚构）")
    from xl_quality.cli.commands import figures  # noqa: PLC0415 - after the copy is sure

    words = [
        "report",
        str(book),
        "--exam",
        _EXAM,
        "--before",
        _BEFORE,
        "--scheme",
        "luotuoao-brief",
        "--on",
        "2026-07-10",
        "--replace",
    ]
    return figures.run(parse(words))
