"""The commands and their options, in Chinese, and a parser that speaks Chinese.

Nothing heavy is imported before a command is known: `--help` must not wait for it.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from xl_quality import __version__

if TYPE_CHECKING:
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
        """Parse the command line, the options put off included."""
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
        lines = [f"命令有误：{_in_chinese(message)}", *_advice(message)]
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


def _in_chinese(message: str) -> str:
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


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the arguments; `work` names what does the command's work in ``cli.commands``."""
    words = sys.argv[1:] if argv is None else argv
    parser = Parser(
        prog="xl-quality",
        description="教学质量统计、排名与奖惩兑现：直接用学校现有的成绩册。",
        epilog=EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=__version__, help="显示版本")
    parsers = parser.add_subparsers(title="命令", metavar="命令", required=True)
    # a parser takes longer to make than the command line to read: one for the command that is run
    for command in [one for one in COMMANDS if one.name in words[:1]] or COMMANDS:
        own = parsers.add_parser(
            command.name, help=command.text, description=command.text, epilog=EXIT_CODES
        )
        own.set_defaults(command=command.name, work=command.work, **command.defaults)
        own.later(command.parts)
    return _with_late_facts(parser, *parser.parse_known_args(words))


def _with_late_facts(
    parser: Parser, arguments: argparse.Namespace, rest: list[str]
) -> argparse.Namespace:
    """Take facts that stand behind an option (``A6 --json rank=6``), which argparse leaves over."""
    facts = [word for word in rest if not word.startswith("-")]
    if len(facts) < len(rest) or (rest and arguments.command != "explain"):
        parser.error(f"不认识：{' '.join(rest)}")
    if facts:
        arguments.facts += facts
    return arguments


def command_options() -> list[Option[Any]]:
    """Return the options of the figures that have a word on the command line."""
    from xl_quality.core.option_table import ENROLLED, OPTIONS, ROUNDING  # noqa: PLC0415 - start-up

    # --enrolled names a list of numbers, --round says the rounding with the decimals
    return [option for option in OPTIONS if option not in (ENROLLED, ROUNDING)]


_OF_READING: Final = ("full_marks", "all_zero", "subject_zero", "accept_signs", "scores_used")
"""Options that decide which marks are read and asked about; commands without figures have them."""


def _reading_options(command: Parser) -> None:
    for option in command_options():
        if option.id in _OF_READING:
            _option(command, option)


def _figure_options(command: Parser) -> None:
    for option in command_options():
        _option(command, option)


def _option(command: Parser, option: Option[Any]) -> None:
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
        words.append(_how_for_one(option.of, (option.ids or (option.example,))[0]))
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


def _how_for_one(of: str, value: str) -> str:
    """Return how a value is written for one subject, grade or line."""
    if of.startswith("学科"):
        return f"只管一科的写 语文={value}，几科用逗号连写"
    name = {"年级": "九年级", "考试": "本学期期末"}.get(of[:2], "重点线")
    return f"写成 {name}={value}，几个用逗号连写"


Part = Callable[[Parser], None]  # Adds arguments to the parser of a command


def _argument(*names: str, **how: Any) -> Part:  # noqa: ANN401 - argparse's own, passed through
    def add(command: Parser) -> None:
        command.add_argument(*names, **how)

    return add


def _flag(name: str, text: str) -> Part:
    return _argument(name, action="store_true", help=text)


def _word(name: str, metavar: str, text: str) -> Part:
    return _argument(name, default="", metavar=metavar, help=text)


def _several(name: str, metavar: str, text: str) -> Part:
    return _argument(name, action="append", default=[], metavar=metavar, help=f"{text}；可多次")


def _either(*parts: Part) -> Part:
    """Return what adds arguments of which at most one may be given."""

    def add(command: Parser) -> None:
        group: Any = command.add_mutually_exclusive_group()  # takes arguments as a parser does
        for part in parts:
            part(group)

    return add


def _only(command: Any) -> None:  # noqa: ANN401 - a parser, or a group of one
    from xl_quality.runs.report_kinds import REPORT_KINDS  # noqa: PLC0415 - start-up

    names = "、".join(kind.name for kind in REPORT_KINDS)
    command.add_argument(
        "--only", metavar="学校排名,分数段", help=f"只生成这几张报表，用逗号连写。可写：{names}"
    )


_JSON = _flag("--json", "输出 JSON，供程序读取")
_BOOK = (
    _argument(
        "book", metavar="成绩册", help="工作簿：.xlsx .xlsm .xls .et .ods，或文本、网页、XML 表格"
    ),
    _JSON,
)
_BOOK_TO_WRITE = _argument("book", metavar="成绩册", help="工作簿：.xlsx 或 .xlsm")
_RECOGNITION = (
    _several(
        "--column",
        "工作表!列=角色",
        "指定某列是什么，如 Sheet1!M=物理、Sheet1!K=不用、Sheet1!A=班级",
    ),
    _several("--header", "工作表=行号", "指定表头所在的行"),
    _several("--skip", "工作表", "不读这张表"),
)
_FIGURES = (
    *_BOOK,
    _word("--by", "school|class|teacher|grade|subject", "只算这一级，可用逗号连写"),
    _word("--exam", "考试", "只算这次考试（考试名或工作表名）"),
    _figure_options,
    _word("--enrolled", "文件|工作表", "应考人数表，以它为分母"),
    *_RECOGNITION,
)
_OUTPUT = (
    _flag("--despite-protection", "工作簿结构受保护也写入新工作表"),
    _flag("--replace", "结果表被手工改过也替换（原来的文件会备份）"),
    _either(
        _argument(
            "-o", "--output", metavar="文件", help="写到这里（默认：成绩册旁的 …_结果.xlsx）"
        ),
        _flag("--in-place", "写进成绩册本身，先自动备份"),
    ),
)
_PDF = _flag("--pdf", "写出的结果表另外合成一个 PDF，每张表一个书签（要装 LibreOffice）")
_SCHEME = _argument(
    "--scheme", required=True, metavar="方案", help="方案编号（见 schemes），或方案表的名称"
)
_SHIPPED = _flag("--shipped", "工作簿里有这个方案的方案表时，仍按原方案计算")
_DAY = _argument("--on", metavar="2026-07-10", help="按哪一天有效的条款（默认今天）")
_RULES = (
    _several("--option", "选项=取值", "条款的读法，见 schemes show"),
    _several("--param", "参数=值", "方案要求填写的数"),
    _argument("--on", metavar="2026-07-10", help="按哪一天有效的条款计算（默认今天）"),
)
_PAID_BEFORE = _either(
    _flag("--unpaid", "只兑现以前没有兑现过的"), _flag("--again", "以前兑现过的，也再兑现一次")
)
_AGREEMENT = (
    _word("--scheme", "方案", "印哪个方案的条款（默认按模板）"),
    _word("--data", "工作表", "数据在哪张表（默认“责任书数据”）"),
    _argument(
        "--for",
        dest="whose",
        default="",
        choices=("学校", "教师", "班级"),
        help="没有数据表时，给谁生成（默认看模板）",
    ),
    _several("--set", "字段=值", "所有单位都一样的字段，如 甲方=某镇中心学校"),
    *_RULES,
)
_USUAL: Final = {"only": None, "all": False}
"""The reports of a command that lets nobody choose."""
_NO_SCHEME: Final[Mapping[str, Any]] = {
    **_USUAL,
    "pdf": False,
    **dict.fromkeys(("again", "unpaid", "shipped"), False),
    **dict.fromkeys(("scheme", "before"), ""),
    "option": [],
    "param": [],
    "on": None,
}
"""What a run of figures has without options of schemes."""
_NOTHING_BEFORE: Final = {**_USUAL, "before": "", "again": False, "unpaid": False}


class Command:
    """A command and what belongs to it; a plain class, since making a named tuple delays `--help`.

    Attributes:
        name, text: as the command line and its help say.
        work: module and function in ``cli.commands`` that do its work.
        parts: what adds its arguments.
        defaults: what it has without an option.
    """

    def __init__(
        self,
        name: str,
        text: str,
        work: str,
        parts: Sequence[Part],
        defaults: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.name, self.text, self.work = name, text, work
        self.parts, self.defaults = parts, defaults


COMMANDS: Final = (
    Command(
        "read",
        "看程序把每张表认成了什么",
        "inspection_commands.read",
        (*_BOOK, _reading_options, *_RECOGNITION),
    ),
    Command(
        "check",
        "数据体检：有严重问题时退出码为 1",
        "inspection_commands.check",
        (*_BOOK, _reading_options, *_RECOGNITION),
    ),
    Command(
        "rates",
        "四率统计：平均分、及格率、优秀率、低分率、综合分",
        "run_commands.run",
        (*_FIGURES, *_OUTPUT),
        _NO_SCHEME,
    ),
    Command("rank", "学校、班级、教师排名", "run_commands.run", (*_FIGURES, *_OUTPUT), _NO_SCHEME),
    Command(
        "report",
        "四率统计、各级排名、分数段和图表，加 --scheme 连同兑现表，一次做完",
        "run_commands.run",
        (
            _word("--before", "上学期", "与这次考试比名次进退"),
            _word("--scheme", "方案", "同时生成奖惩兑现表"),
            _either(_only, _flag("--all", "成绩册里有内容的报表全部生成")),
            *(*_RULES, _SHIPPED, _PAID_BEFORE, *_FIGURES, *_OUTPUT, _PDF),
        ),
    ),
    Command(
        "settings",
        "写出考核设置表，本工作簿用得着的行都写好；已有的不覆盖",
        "scheme_commands.settings",
        (_BOOK_TO_WRITE, *_OUTPUT),
    ),
    Command(
        "lists",
        "写出方案要用而工作簿里没有的名单表（县名次、指标、任课等），表头、学校、班级写好",
        "scheme_commands.lists",
        (_BOOK_TO_WRITE, _SCHEME, _DAY, _SHIPPED, *_OUTPUT),
    ),
    Command(
        "payout",
        "按方案生成奖惩兑现表和计算依据",
        "run_commands.run",
        (_SCHEME, *_RULES, _SHIPPED, _PAID_BEFORE, *_FIGURES, *_OUTPUT, _PDF),
        _NOTHING_BEFORE,
    ),
    Command(
        "warnings",
        "按方案生成警示名单（诫勉谈话、黄牌警告等）",
        "run_commands.run",
        (_SCHEME, *_RULES, _SHIPPED, *_FIGURES, *_OUTPUT),
        {**_NOTHING_BEFORE, "pdf": False},
    ),
    Command(
        "explain",
        "按给定事实算一条条款，并说明理由",
        "scheme_commands.explain",
        (
            _argument("scheme", metavar="方案", help="方案编号，有 --book 时也可写方案表的名称"),
            _argument("clause", metavar="条款", help="条款编号，如 A6"),
            _argument("facts", nargs="*", metavar="事实=值", help="如 rank=6 of=25 target_rank=8"),
            _JSON,
            _word("--book", "成绩册", "按这个工作簿里的方案表和考核设置里的方案参数算"),
            *_RULES,
        ),
    ),
    Command(
        "schemes",
        "列出方案，或显示一个方案",
        "scheme_commands.show",
        (
            _argument(
                "action", nargs="?", choices=("list", "show"), default="list", help="list 或 show"
            ),
            _argument("scheme", nargs="?", default="", metavar="方案", help="方案编号"),
        ),
    ),
    Command(
        "functions",
        "列出工作表函数，或说明一个函数",
        "program_commands.functions",
        (_argument("name", nargs="?", default="", metavar="函数", help="如 PASS_RATE"),),
    ),
    Command(
        "lint",
        "检查方案：缺口、重叠、无法到达的行",
        "scheme_commands.check",
        (
            _argument(
                "file", metavar="方案文件", help="方案的 TOML 文件、方案编号，或有方案表的工作簿"
            ),
        ),
    ),
    Command(
        "import",
        "把一个方案写成工作簿里的方案表，供修改；改了就按改的算",
        "scheme_commands.scheme",
        (
            _argument("book", metavar="成绩册", help="工作簿"),
            _argument("--scheme", required=True, metavar="方案", help="方案编号"),
            *_OUTPUT,
        ),
    ),
    Command(
        "whatif",
        "试算：改一个数或一种读法，看谁多谁少；不写文件",
        "scheme_commands.try_out",
        (
            _argument("--scheme", required=True, metavar="方案", help="方案编号，或方案表的名称"),
            _several("--set", "条款.项目=数", "如 B2.base=2000、A7.top.1=600"),
            _flag("--sheet", "用工作簿里改过的方案表，与原方案比"),
            _argument(
                "--list",
                nargs="?",
                const="",
                default=None,
                metavar="条款",
                help="列出这一条（不写为全部）能改的数",
            ),
            *(*_RULES, _SHIPPED, *_FIGURES),
        ),
        _NOTHING_BEFORE,
    ),
    Command(
        "verify",
        "核对运行记录：数据、方案、结果在生成之后改过没有（0 未变，1 有变，2 没有记录）",
        "inspection_commands.verified",
        _BOOK,
    ),
    Command(
        "aggregate",
        "汇总大数据（一市一省的 parquet、CSV）：引擎计数，四率、名次照常精确计算",
        "aggregate_orders.run",
        (
            _argument(
                "sources",
                nargs="*",
                metavar="数据",
                help="parquet 或 CSV（UTF-8）文件，或文件夹；配 --table 是一个 DuckDB 数据库文件",
            ),
            _argument(
                "--subjects", required=True, metavar="语文=120,数学", help="分数列，可写满分"
            ),
            _word("--exam", "列", "考试在哪一列；各次考试各排各的名次"),
            _word("--school", "列", "学校在哪一列"),
            _word("--grade", "列", "年级在哪一列"),
            _word("--class", "列", "班级在哪一列"),
            _word("--student-id", "列", "学号在哪一列；写了就查重号"),
            _word(
                "--by",
                "school|class|grade|subject",
                "只算这几级，可用逗号连写（默认：写了列的各级）",
            ),
            _argument(
                "--engine",
                default="duckdb",
                choices=("duckdb", "polars", "spark", "core"),
                help="由谁计数（默认 duckdb）；core 是本程序自己",
            ),
            _word(
                "--table", "表名", "数据库里的哪张表、哪个视图，或一句 select …；spark 可不写文件"
            ),
            _word("--memory", "2GB", "DuckDB 最多用多少内存，多出的放到硬盘上"),
            _flag("--median", "加一列中位数"),
            _flag("--bands", "加分数段人数；写 .parquet 时另成一个文件"),
            _figure_options,
            _argument(
                "-o", "--output", required=True, metavar="文件", help="写到这里：.xlsx 或 .parquet"
            ),
            _flag("--replace", "已有的同名文件也替换"),
        ),
    ),
    Command("doctor", "诊断安装：逐个环节检查，指出坏在哪里", "program_commands.doctor", (_JSON,)),
    Command(
        "agreements",
        "按模板从成绩册生成责任书，每单位一份，写好后读回核对",
        "agreement_orders.make_all",
        (
            _argument("book", metavar="成绩册", help="工作簿；“责任书数据”表一行一个单位"),
            _SHIPPED,
            _argument(
                "--template", required=True, metavar="文件|编号", help="Word 模板，或自带模板的编号"
            ),
            *_AGREEMENT,
            _argument(
                "-o",
                "--output",
                default="",
                metavar="文件夹",
                help="责任书放在哪个文件夹（试运行不用写）",
            ),
            _flag("--merged", "另外合成一个文件，供打印"),
            _flag("--pdf", "另外转成 PDF（要装 LibreOffice）"),
            _word("--only", "名称", "只生成这一个单位的"),
            _flag("--dry-run", "只试填，不写文件"),
            _flag("--replace", "文件夹里已有的同名文件也替换"),
            _flag("--in-place", "责任书清单写进成绩册本身，先自动备份"),
            _flag("--despite-protection", "工作簿结构受保护也写入责任书清单"),
        ),
    ),
    Command(
        "template",
        "模板体检：有严重问题时退出码为 1",
        "agreement_orders.check",
        (
            _argument("action", choices=("check", "list"), help="check 体检，list 列出模板"),
            _SHIPPED,
            _argument(
                "template",
                nargs="?",
                default="",
                metavar="文件|编号",
                help="Word 模板，或自带的编号",
            ),
            *_AGREEMENT,
            _word("--book", "成绩册", "对照这个工作簿的数据体检"),
            _JSON,
        ),
        {"only": ""},
    ),
    Command(
        "demo",
        "用示例成绩册完整演示一遍",
        "program_commands.demo",
        (_argument("folder", nargs="?", default="out/demo", help="结果放在哪里（默认 out/demo）"),),
    ),
)
"""All commands, in the order of the help."""
