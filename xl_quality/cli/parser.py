"""A parser of commands that speaks Chinese: headings, errors, exit codes."""

from __future__ import annotations

import argparse
import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXIT_CODES = (
    "退出码：0 完成；1 检查发现严重问题；2 输入或命令有误；3 环境问题（无权限、磁盘满、文件被占用）"
)


_ANY_WIDTH = 100


class Parser(argparse.ArgumentParser):
    """A parser whose headings and errors are Chinese."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - argparse's own, passed through
        # argparse formats each option to check it, and would ask the terminal's width each time
        options |= {"formatter_class": partial(argparse.HelpFormatter, width=_ANY_WIDTH)}
        super().__init__(**options | {"add_help": False, "allow_abbrev": False})
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")
        self._later: Sequence[Callable[[Parser], None]] = ()

    def later(self, parts: Sequence[Callable[[Parser], None]]) -> None:
        """Have options added only when this parser is asked: of all commands one is."""
        self._later = parts

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - as above
        """Parse, the options put off included."""
        parts, self._later = self._later, ()
        for add in parts:
            add(self)
        return super().parse_known_args(args, namespace)

    def format_help(self) -> str:
        """Return the help with a Chinese heading, as wide as the terminal."""
        self.formatter_class = argparse.HelpFormatter
        text = super().format_help().replace("usage: ", "用法：", 1)
        text = text.replace("\n  命令\n", "\n", 1)  # argparse's line over the commands
        return re.sub(r"^(参数|选项|命令):$", r"\1：", text, flags=re.MULTILINE)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and leave with exit code 2."""
        lines = [f"命令有误：{_said(message)}", *_advice(message)]
        print(*lines, f"查看用法：{self.prog} --help", sep="\n", file=sys.stderr)
        sys.exit(2)


_MESSAGES = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"argument (\S+): expected one argument", r"\1 后面要写一个值"),
    (r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1 没有“\2”，可用 \3"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 不能和 \2 同时用"),
    (r"argument (\S+): ignored explicit argument '?(.*?)'?", r"\1 后面不写值：\2"),
)
"""What argparse says, and how a clerk reads it."""


def _said(message: str) -> str:
    for pattern, words in _MESSAGES:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, words, message).replace("'", "")
    return message


_NO_COMMAND = r"argument 命令: invalid choice: '(.+?)' \(choose from (.*)\)"
_MISSING = r"the following arguments are required: (.+)"


def _advice(message: str) -> list[str]:
    """Return lines on what can stand there, for what a clerk is most likely to leave out."""
    from pathlib import Path  # noqa: PLC0415 - only on slips

    lines = []
    given = re.fullmatch(_NO_COMMAND, message)
    if given and Path(given[1]).suffix:
        named = f'"{given[1]}"' if " " in given[1] else given[1]
        lines.append(f"最前面要写命令，再写文件，如：xl-quality check {named}")
    elif given:
        from difflib import get_close_matches  # noqa: PLC0415 - only on slips

        near = get_close_matches(given[1], given[2].replace("'", "").split(", "), n=1)
        lines += [f"是不是“{one}”？" for one in near]
    missing = re.fullmatch(_MISSING, message)
    if missing and "--scheme" in missing[1].split(", "):
        from xl_quality.schemes.catalogue import scheme_ids  # noqa: PLC0415 - only on slips

        lines.append(f"可用的方案：{'、'.join(scheme_ids())}（名称见 xl-quality schemes）")
        lines.append(f"写在后面，如：--scheme {scheme_ids()[0]}")
    if missing and "--template" in missing[1].split(", "):
        from xl_quality.agreements.shipped import template_ids  # noqa: PLC0415 - only on slips

        lines.append(f"自带的模板：{'、'.join(template_ids())}；也可写 Word 文件")
    return lines
