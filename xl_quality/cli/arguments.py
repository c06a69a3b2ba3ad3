"""A parser of commands that speaks Chinese: headings, errors, exit codes.

The commands and their options, in Chinese; nothing heavy is imported here.
"""

from __future__ import annotations

import argparse
import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn

from xl_quality import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.option_table import Option

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
        from xl_quality.schemes.loading import scheme_ids  # noqa: PLC0415 - only on slips

        lines.append(f"可用的方案：{'、'.join(scheme_ids())}（名称见 xl-quality schemes）")
        lines.append(f"写在后面，如：--scheme {scheme_ids()[0]}")
    if missing and "--template" in missing[1].split(", "):
        from xl_quality.agreements.shipped import template_ids  # noqa: PLC0415 - only on slips

        lines.append(f"自带的模板：{'、'.join(template_ids())}；也可写 Word 文件")
    return lines


class Command:
    """
    A command and what belongs to it.

    Attributes:
        name, text: as the command line and its help say.
        module: in ``cli.commands``.
        parts: functions that add its options.
        defaults: what it has without an option.
    """

    def __init__(
        self, name: str, module: str, text: str, parts: Sequence[Callable[[Parser], None]]
    ) -> None:
        self.name = name
        self.module = module
        self.text = text
        self.parts = parts
        self.defaults: dict[str, object] = {}


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the arguments; `module` names the command's module in ``cli.commands``."""
    commands = _commands()
    words = sys.argv[1:] if argv is None else argv
    parser = Parser(
        prog="xl-quality",
        description="教学质量统计、排名与奖惩兑现：直接用学校现有的成绩册。",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=__version__, help="显示版本")
    parsers = parser.add_subparsers(title="命令", metavar="命令", required=True)
    # a parser takes longer to make than the command line to read: one for the command that is run
    for command in [one for one in commands if one.name in words[:1]] or commands:
        own = parsers.add_parser(
            command.name, help=command.text, description=command.text, epilog=EXIT_CODES
        )
        own.set_defaults(module=command.module, **command.defaults)
        own.later(command.parts)
    return _with_late_facts(parser, *parser.parse_known_args(words))


def _commands() -> list[Command]:
    commands: list[Command] = []
    _reading(commands)
    for name, text in (
        ("rates", "四率统计：平均分、及格率、优秀率、低分率、综合分"),
        ("rank", "学校、班级、教师排名"),
        ("report", "四率统计、各级排名、分数段和图表，加 --scheme 连同兑现表，一次做完"),
    ):
        more = (_of_report, _rules, _shipped, _paid_before) if name == "report" else ()
        command = _command(commands, name, "figures", text, *more, _figures, _output)
        command.defaults = {
            **dict.fromkeys(("again", "unpaid", "shipped"), False),
            "command": name,
            "scheme": "",
            "option": [],
            "param": [],
            "on": None,
            "before": "",
        }
    _forms(commands)
    _rewards(commands)
    _verify(commands)
    _command(commands, "doctor", "doctor", "诊断安装：逐个环节检查，指出坏在哪里", _json)
    _agreements(commands)
    _command(commands, "demo", "demo", "用示例成绩册完整演示一遍", _folder)
    return commands


def _with_late_facts(
    parser: Parser, arguments: argparse.Namespace, rest: list[str]
) -> argparse.Namespace:
    """Take facts that stand behind an option (``A6 --json rank=6``), which argparse leaves over."""
    facts = [word for word in rest if not word.startswith("-")]
    if len(facts) < len(rest) or (rest and arguments.module != "explain"):
        parser.error(f"不认识：{' '.join(rest)}")
    if facts:
        arguments.facts += facts
    return arguments


def _command(
    commands: list[Command], name: str, module: str, text: str, *parts: Callable[[Parser], None]
) -> Command:
    commands.append(command := Command(name, module, text, parts))
    return command


def _folder(demo: Parser) -> None:
    demo.add_argument("folder", nargs="?", default="out/demo", help="结果放在哪里（默认 out/demo）")


def _of_report(report: Parser) -> None:
    report.add_argument("--before", default="", metavar="上学期", help="与这次考试比名次进退")
    report.add_argument("--scheme", default="", metavar="方案", help="同时生成奖惩兑现表")


def _json(command: Parser) -> None:
    command.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")


def _book(command: Parser) -> None:
    command.add_argument(
        "book", metavar="成绩册", help="工作簿：.xlsx .xlsm .xls .et .ods，或文本、网页、XML 表格"
    )
    _json(command)


def _book_to_write(command: Parser) -> None:
    command.add_argument("book", metavar="成绩册", help="工作簿：.xlsx 或 .xlsm")


def _reading(commands: list[Command]) -> None:
    for name, text in (
        ("read", "看程序把每张表认成了什么"),
        ("check", "数据体检：有严重问题时退出码为 1"),
    ):
        _command(commands, name, name, text, _book, _marks, _recognition)


def _verify(commands: list[Command]) -> None:
    text = "核对运行记录：数据、方案、结果在生成之后改过没有（0 未变，1 有变，2 没有记录）"
    _command(commands, "verify", "verify", text, _book)


def _recognition(command: Parser) -> None:
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="工作表!列=角色",
        help="指定某列是什么，如 Sheet1!M=物理、Sheet1!K=不用、Sheet1!A=班级；可多次",
    )
    command.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="工作表=行号",
        help="指定表头所在的行；可多次",
    )
    command.add_argument(
        "--skip", action="append", default=[], metavar="工作表", help="不读这张表；可多次"
    )


def command_options() -> list[Option[Any]]:
    """Return the options of the figures that have a word on the command line."""
    from xl_quality.core.option_table import ENROLLED, OPTIONS, ROUNDING  # noqa: PLC0415 - start-up

    # --enrolled names a list of numbers, --round says the rounding with the decimals
    return [option for option in OPTIONS if option not in (ENROLLED, ROUNDING)]


_OF_READING: Final = ("full_marks", "all_zero", "subject_zero", "accept_signs", "scores_used")
"""Options that decide which marks are read and asked about; commands without figures have them."""


def _marks(command: Parser) -> None:
    for option in command_options():
        if option.id in _OF_READING:
            _option(command, option)


def _option(command: Parser, option: Option[Any]) -> None:
    """Add an option of the figures as its row in the table says."""
    from xl_quality.core.option_table import WEIGHTS  # noqa: PLC0415 - start-up

    words: list[str] = [f"{option.name}：{option.help}"]
    fixed = option.ids and not option.of
    if option.ids:
        told = ((word, option.text(option.words[word])) for word in option.ids)
        words.append("，".join(f"{word} {meaning}" for word, meaning in told))
    if option.parts and option is not WEIGHTS:
        apart = ",".join(f"{word}={option.example}" for word in option.parts.values())
        words.append(f"分开写：{apart}，截尾加 t")
    elif option.of and option is not WEIGHTS:
        words.append(f"只管一科的写 语文={(option.ids or (option.example,))[0]}，几科用逗号连写")
    if option.per_sheet and option.of:
        words.append("只管一张表的写 九年级!化学=60")
    default = "" if option.default is None else f"（默认 {option.text(option.default)}）"
    command.add_argument(
        f"--{option.flag}",
        dest=option.id,
        choices=option.ids if fixed else None,
        metavar=None if fixed else (option.ids or (option.example,))[0],
        help=("；".join(words) + default).replace("%", "%%"),
    )


def _figures(command: Parser) -> None:
    _book(command)
    add = command.add_argument
    add(
        "--by",
        default="",
        metavar="school|class|teacher|grade|subject",
        help="只算这一级，可用逗号连写",
    )
    add("--exam", default="", metavar="考试", help="只算这次考试（考试名或工作表名）")
    for option in command_options():
        _option(command, option)
    add("--enrolled", default="", metavar="文件|工作表", help="应考人数表，以它为分母")
    _recognition(command)


def _output(command: Parser) -> None:
    command.add_argument(
        "--despite-protection", action="store_true", help="工作簿结构受保护也写入新工作表"
    )
    command.add_argument(
        "--replace", action="store_true", help="结果表被手工改过也替换（原来的文件会备份）"
    )
    where = command.add_mutually_exclusive_group()
    where.add_argument(
        "-o", "--output", metavar="文件", help="写到这里（默认：成绩册旁的 …_结果.xlsx）"
    )
    where.add_argument("--in-place", action="store_true", help="写进成绩册本身，先自动备份")


def _rewards(commands: list[Command]) -> None:
    for name, text in (
        ("payout", "按方案生成奖惩兑现表和计算依据"),
        ("warnings", "按方案生成警示名单（诫勉谈话、黄牌警告等）"),
    ):
        more = (_paid_before,) if name == "payout" else ()
        parts = (_scheme, _rules, _shipped, *more, _figures, _output)
        command = _command(commands, name, "figures", text, *parts)
        command.defaults = {"command": name, "before": ""}
    _command(
        commands, "explain", "explain", "按给定事实算一条条款，并说明理由", _explaining, _rules
    )
    _command(commands, "schemes", "schemes", "列出方案，或显示一个方案", _showing)
    text = "列出工作表函数，或说明一个函数"
    _command(commands, "functions", "functions", text, _one_function)
    _command(commands, "lint", "lint", "检查方案：缺口、重叠、无法到达的行", _scheme_file)
    _scheme_sheets(commands)


def _scheme(command: Parser) -> None:
    command.add_argument(
        "--scheme", required=True, metavar="方案", help="方案编号（见 schemes），或方案表的名称"
    )


def _explaining(explain: Parser) -> None:
    explain.add_argument("scheme", metavar="方案", help="方案编号，有 --book 时也可写方案表的名称")
    explain.add_argument("clause", metavar="条款", help="条款编号，如 A6")
    explain.add_argument(
        "facts", nargs="*", metavar="事实=值", help="如 rank=6 of=25 target_rank=8"
    )
    _json(explain)
    explain.add_argument(
        "--book",
        default="",
        metavar="成绩册",
        help="按这个工作簿里的方案表和考核设置里的方案参数算",
    )


def _showing(schemes: Parser) -> None:
    schemes.add_argument(
        "action", nargs="?", choices=("list", "show"), default="list", help="list 或 show"
    )
    schemes.add_argument("scheme", nargs="?", default="", metavar="方案", help="方案编号")


def _one_function(functions: Parser) -> None:
    functions.add_argument("name", nargs="?", default="", metavar="函数", help="如 PASS_RATE")


def _scheme_file(lint: Parser) -> None:
    lint.add_argument(
        "file", metavar="方案文件", help="方案的 TOML 文件、方案编号，或有方案表的工作簿"
    )


def _forms(commands: list[Command]) -> None:
    text = "写出考核设置表，本工作簿用得着的行都写好；已有的不覆盖"
    _command(commands, "settings", "settings", text, _book_to_write, _output)
    text = "写出方案要用而工作簿里没有的名单表（县名次、指标、任课等），表头、学校、班级写好"
    parts = (_book_to_write, _scheme, _day, _shipped, _output)
    _command(commands, "lists", "lists", text, *parts)


def _day(command: Parser) -> None:
    command.add_argument("--on", metavar="2026-07-10", help="按哪一天有效的条款（默认今天）")


def _scheme_sheets(commands: list[Command]) -> None:
    text = "把一个方案写成工作簿里的方案表，供修改；改了就按改的算"
    _command(commands, "import", "import_scheme", text, _taking, _output)
    text = "试算：改一个数或一种读法，看谁多谁少；不写文件"
    _command(commands, "whatif", "whatif", text, _trying, _rules, _shipped, _figures)


def _taking(take: Parser) -> None:
    take.add_argument("book", metavar="成绩册", help="工作簿")
    take.add_argument("--scheme", required=True, metavar="方案", help="方案编号")


def _trying(trial: Parser) -> None:
    add = trial.add_argument
    add("--scheme", required=True, metavar="方案", help="方案编号，或方案表的名称")
    add(
        "--set",
        action="append",
        default=[],
        metavar="条款.项目=数",
        help="如 B2.base=2000、A7.top.1=600；可多次",
    )
    add("--sheet", action="store_true", help="用工作簿里改过的方案表，与原方案比")
    add(
        "--list",
        nargs="?",
        const="",
        default=None,
        metavar="条款",
        help="列出这一条（不写为全部）能改的数",
    )


def _agreements(commands: list[Command]) -> None:
    text = "按模板从成绩册生成责任书，每单位一份，写好后读回核对"
    _command(commands, "agreements", "agreements", text, _making)
    text = "模板体检：有严重问题时退出码为 1"
    check = _command(commands, "template", "template", text, _checking)
    check.defaults = {"only": ""}


def _making(make: Parser) -> None:
    make.add_argument("book", metavar="成绩册", help="工作簿；“责任书数据”表一行一个单位")
    _filling(make, template="--template")
    add = make.add_argument
    add("-o", "--output", default="", metavar="文件夹", help="责任书放在哪个文件夹（试运行不用写）")
    add("--merged", action="store_true", help="另外合成一个文件，供打印")
    add("--pdf", action="store_true", help="另外转成 PDF（要装 LibreOffice）")
    add("--only", default="", metavar="名称", help="只生成这一个单位的")
    add("--dry-run", action="store_true", help="只试填，不写文件")
    add("--replace", action="store_true", help="文件夹里已有的同名文件也替换")
    add("--in-place", action="store_true", help="责任书清单写进成绩册本身，先自动备份")
    add("--despite-protection", action="store_true", help="工作簿结构受保护也写入责任书清单")


def _checking(check: Parser) -> None:
    check.add_argument("action", choices=("check", "list"), help="check 体检，list 列出模板")
    _filling(check, template="template")
    check.add_argument("--book", default="", metavar="成绩册", help="对照这个工作簿的数据体检")
    _json(check)


def _filling(command: Parser, template: str) -> None:
    _shipped(command)
    add = command.add_argument
    if template.startswith("-"):
        add(template, required=True, metavar="文件|编号", help="Word 模板，或自带模板的编号")
    else:
        add(template, nargs="?", default="", metavar="文件|编号", help="Word 模板，或自带的编号")
    add("--scheme", default="", metavar="方案", help="印哪个方案的条款（默认按模板）")
    add("--data", default="", metavar="工作表", help="数据在哪张表（默认“责任书数据”）")
    add(
        "--for",
        dest="whose",
        default="",
        choices=("学校", "教师", "班级"),
        help="没有数据表时，给谁生成（默认看模板）",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="字段=值",
        help="所有单位都一样的字段，如 甲方=某镇中心学校；可多次",
    )
    _rules(command)


def _shipped(command: Parser) -> None:
    command.add_argument(
        "--shipped", action="store_true", help="工作簿里有这个方案的方案表时，仍按原方案计算"
    )


def _paid_before(command: Parser) -> None:
    ways = command.add_mutually_exclusive_group()
    ways.add_argument("--unpaid", action="store_true", help="只兑现以前没有兑现过的")
    ways.add_argument("--again", action="store_true", help="以前兑现过的，也再兑现一次")


def _rules(command: Parser) -> None:
    command.set_defaults(again=False, unpaid=False)
    add = command.add_argument
    add(
        "--option",
        action="append",
        default=[],
        metavar="选项=取值",
        help="条款的读法，见 schemes show；可多次",
    )
    add("--param", action="append", default=[], metavar="参数=值", help="方案要求填写的数；可多次")
    add("--on", metavar="2026-07-10", help="按哪一天有效的条款计算（默认今天）")
