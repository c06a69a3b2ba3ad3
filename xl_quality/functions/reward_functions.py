"""Rewards (奖惩): clauses of a scheme and why, money and places shared out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.money import FEN_PER_YUAN, split_largest_remainder
from xl_quality.core.money import rmb_upper as core_rmb_upper
from xl_quality.functions import given_arguments as arguments
from xl_quality.functions.declaring import worksheet_function
from xl_quality.functions.given_arguments import filled_rows
from xl_quality.functions.host_cells import cell_value, flat, once, refuse_error, rows_of
from xl_quality.functions.registry import ErrorCode, refuse, shortened
from xl_quality.schemes.arithmetic import Bracket, LadderMode
from xl_quality.schemes.arithmetic import ladder as core_ladder
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.fact_checks import parse_facts
from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.schemes.scheme_text import json_text
from xl_quality.schemes.tariffs.bands import bracket_problems
from xl_quality.schemes.words import Unit, to_fen
from xl_quality.sheets.cells import CellValue, ErrorCell
from xl_quality.sheets.settings import text_of

if TYPE_CHECKING:
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.results import Evaluation

_HELPS: Final = {
    "scheme": "方案编号或名称，如 luotuoao-brief；见 xl-quality schemes",
    "clause": "条款编号，如 A6",
    "facts": (
        "事实：写“名次=6”或“rank=6”；也可名称、值各一个参数，或选两列的区域（名称、值）。"
        "方案的参数、读法和“日期=2026-07-10”同样写法；日期不写按今天"
    ),
    "weights": "权重区域；空格子按0",
}
_FACT_CELLS: Final = (("名次", 6), ("目标名次", 8), ("排名单位数", 25))
_BRACKETS: Final = ((4, 9, 20), (10, 14, 30), (15, None, 50))
_DAY: Final = ("日期", "on")
_CONTEST: Final = ("school-2006", "C8")
_PAIR: Final = 2
_DAYS_BEFORE: Final = date(1899, 12, 30).toordinal()  # day 0 of Excel's calendar
_MODES: Final = {
    "累进": LadderMode.PROGRESSIVE, "分段累进": LadderMode.PROGRESSIVE,
    "只按所在档": LadderMode.FLAT, "所在档": LadderMode.FLAT,
    **{mode.value: mode for mode in LadderMode},
}  # fmt: skip
_UNITS: Final = {"分": 1, "角": 10, "元": 100, "0.01": 1, "0.1": 10, "1": 100}
_LONGEST_AMOUNT: Final = 10**15


@worksheet_function(
    "按方案的条款计奖惩，得金额（元；按分计的条款得分）。惩处为负，各条规则相加。",
    _HELPS,
    each=("scheme", "clause"),
    cells=_FACT_CELLS,
    examples=(
        ('=REWARD("luotuoao-brief","A6",A1:B3)', "900"),
        ('=REWARD("luotuoao-brief","A6","rank",B1,"target_rank",8,"of",25)', "900", "英文名也可以"),
        ('=REWARD("luotuoao-brief","A6")', "#VALUE!", "没有给事实"),
        ('=REWARD("luotuoao-brief","A66")', "#N/A", "没有这一条"),
    ),
)
def reward(scheme: object, clause: object, *facts: object) -> float:
    """Return what a clause pays for given facts, in yuan (or points, where it pays points).

    >>> reward("luotuoao-brief", "A6", "target_rank=8", "rank", 6)
    900
    """
    return _amount(_evaluated(scheme, clause, facts))


@worksheet_function(
    "奖惩的理由：一句话写明用了哪些事实、怎么算的。参数与 REWARD 相同。",
    _HELPS,
    each=("scheme", "clause"),
    cells=_FACT_CELLS,
    examples=(
        (
            '=REWARD_WHY("luotuoao-brief","A6",A1:B3)',
            "全县第6名，目标第8名：达标300元＋高2名×300元＝900元",
        ),
    ),
)
def reward_why(scheme: object, clause: object, *facts: object) -> str:
    """Return the sentence that says how the amount comes about (理由).

    >>> reward_why("luotuoao-brief", "A6", "target_rank=8", "rank=6", "of=25")
    '全县第6名，目标第8名：达标300元＋高2名×300元＝900元'
    """
    result = _evaluated(scheme, clause, facts)
    parts = [line.why for line in result.lines]
    if result.outcomes:
        outcomes = json_text(result.outcomes).replace('"', "")
        parts.append(f"结果：{outcomes}")
    parts += [f"注意：{finding.message}" for finding in result.findings]
    return shortened("；".join(parts))


@worksheet_function(
    "竞赛奖金（元），默认按 school-2006 方案 C8 条。",
    _HELPS,
    each=("category", "level", "prize"),
    examples=(
        ('=CONTEST_PRIZE("辅导学生","县级","一等奖")', "200"),
        ('=CONTEST_PRIZE("教师本人","省级","二等奖")', "1200"),
        ('=CONTEST_PRIZE("辅导学生","县级","四等奖")', "#N/A", "条款里没有四等奖"),
    ),
    category="类别：校级教师竞赛、辅导学生、教师本人、作品送展",
    level="级别：县级、市级、省级；校级教师竞赛可空",
    prize="奖次：一等奖、二等奖、三等奖、优秀奖",
    scheme="方案编号，不写按 school-2006",
    clause="条款编号，不写按 C8",
)
def contest_prize(
    category: object,
    level: object = None,
    prize: object = None,
    scheme: object = None,
    clause: object = None,
) -> float:
    """Return the reward of a contest prize (竞赛奖), in yuan.

    >>> contest_prize("辅导学生", "县级", "一等奖"), contest_prize("school", None, "二等奖")
    (200, 40)
    """
    chosen = _scheme(arguments.text(scheme, _CONTEST[0]))
    given = {
        "category": arguments.text(category),
        "level": arguments.text(level),
        "prize": arguments.text(prize),
    }
    facts = [f"{name}={_english(chosen, name, value)}" for name, value in given.items() if value]
    result = _evaluated(chosen.id, arguments.text(clause, _CONTEST[1]), facts)
    if not result.amount:
        refuse("；".join(line.why for line in result.lines), ErrorCode.NOT_AVAILABLE)
    return _amount(result)


def _amount(result: Evaluation) -> float:
    yuan = result.unit is Unit.YUAN
    return arguments.shown(Fraction(result.amount, 100) if yuan else Fraction(result.amount))


def _evaluated(scheme: object, clause: object, facts: Sequence[object]) -> Evaluation:
    chosen = _scheme(arguments.text(scheme))
    wanted = _clause(chosen, arguments.text(clause))
    pairs = list(_pairs(list(facts)))
    days = [value for name, value in pairs if name in _DAY]
    day = _day(days[0]) if days else date.today()  # noqa: DTZ011 - the office's own calendar day
    options = {name: value for name, value in pairs if name in chosen.options}
    texts = [f"{n}={value}" for n, value in pairs if n not in _DAY and n not in chosen.options]
    known = parse_facts(texts, chosen.vocabulary)
    return evaluate(chosen, wanted, known, on=day, options=options)


def _scheme(name: str) -> Scheme:
    if name not in scheme_ids():
        by_title = {load(one).title: one for one in scheme_ids()}
        if name in by_title:
            return load(by_title[name])
        reason = f"没有名为“{name}”的方案{_near(name, [*scheme_ids(), *by_title])}"
        refuse(f"{reason}，现有：{'、'.join(scheme_ids())}", ErrorCode.NOT_AVAILABLE)
    return load(name)


def _clause(scheme: Scheme, name: str) -> str:
    known = list(dict.fromkeys(clause.id for clause in scheme.clauses))
    known += [scheme.group] if scheme.group else []
    if name.upper() in known:
        return name.upper()
    if name not in known:
        refuse(
            f"方案“{scheme.title}”没有条款“{name}”，只有：{'、'.join(known)}",
            ErrorCode.NOT_AVAILABLE,
        )
    return name


def _near(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, cutoff=0.5)
    return f"，是不是“{near[0]}”" if near else ""


def _pairs(facts: list[object]) -> Iterator[tuple[str, str]]:
    """Read facts written as one text, as name and value, or as a range of two columns."""
    while facts:
        fact = facts.pop(0)
        rows = rows_of(fact)
        cells = _cells(fact)
        if all(cell is None for cell in cells):
            continue
        if all(len(row) == _PAIR for row in rows):
            yield from _table(cells)
            continue
        for cell in cells:
            text = _fact_text(cell).replace("＝", "=")
            name, equals, value = text.partition("=")
            if not equals:
                value = _value_of(facts, name, several=len(cells) > 1)
            yield name.strip(), value.strip()


def _table(cells: Sequence[CellValue]) -> Iterator[tuple[str, str]]:
    for name, value in zip(cells[::2], cells[1::2], strict=True):
        if name is not None and value is not None:
            yield _fact_text(name), _fact_text(value)


def _value_of(facts: list[object], name: str, *, several: bool) -> str:
    if several or not facts:
        refuse(f"“{name}”后面缺少值：写成“{name}=6”，或名称、值各占一个参数")
    return ",".join(_fact_text(cell) for cell in _cells(facts.pop(0)) if cell is not None)


def _cells(given: object) -> list[CellValue]:
    cells = [cell_value(cell) for cell in flat(given)]
    for cell in cells:
        if isinstance(cell, ErrorCell):
            refuse_error(cell.code)
    return cells


def _fact_text(cell: CellValue) -> str:
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell if isinstance(cell, str) else text_of(cell)


def _day(text: str) -> date:
    """Read a day as 2026-07-10, 2026/7/10 or as Excel's number of it."""
    try:
        if text.isascii() and text.isdigit():
            return date.fromordinal(_DAYS_BEFORE + int(text))
        year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError):
        return refuse(f"日期写成 2026-07-10 的样子，写的是“{text}”")


def _english(scheme: Scheme, name: str, text: str) -> str:
    """Return the word that a scheme writes for a Chinese one: 县级 and 县 are county."""
    words = scheme.vocabulary[name].words
    by_chinese = {chinese: english for english, chinese in words.items()}
    by_chinese |= {chinese.removesuffix("级"): english for english, chinese in words.items()}
    return by_chinese.get(text, text)


@worksheet_function(
    "指标分配：把名额按比例分成整数，各份之和等于总数（最大余数法，余数相同归份额大的）。形状同权重。",
    _HELPS,
    spills=True,
    cells=((30, 10),),
    examples=(
        ("=QUOTA_SPLIT(52,A1:B1)", "39 | 13"),
        ("=QUOTA_SPLIT(50,A1:B1)", "38 | 12", "余数相同归份额大的"),
    ),
    total="名额总数",
)
def quota_split(total: object, weights: object) -> tuple[tuple[float, ...], ...]:
    """Split places in proportion (指标分配): largest remainder, ties to the larger weight.

    >>> quota_split(50, [(30,), (10,)])
    ((38,), (12,))
    """
    whole = arguments.number(total, "总数")
    if whole.denominator != 1 or whole < 0:
        refuse(f"总数要是不小于 0 的整数，写的是{arguments.shown(whole)}")
    parts = split_largest_remainder(int(whole), _weights(weights), larger_first=True)
    return _in_shape(parts, weights)


@worksheet_function(
    "奖金分配：把一笔钱按权重分到分，各份之和正好等于总额（最大余数法，余数相同归前面的）。形状同权重。",
    _HELPS,
    spills=True,
    cells=((1,), (1,), (1,)),
    examples=(
        ("=SPLIT_POT(100,A1:A3)", "33.34\n33.33\n33.33"),
        ('=SPLIT_POT(100,A1:A3,"元")', "34\n33\n33"),
    ),
    pot="总额（元）",
    unit="分到：分（默认）、角或元",
)
def split_pot(pot: object, weights: object, unit: object = None) -> tuple[tuple[float, ...], ...]:
    """Split an amount of yuan by weights (奖金分配); the parts add up to it exactly.

    >>> split_pot(100, [(1,), (1,), (1,)])
    ((33.34,), (33.33,), (33.33,))
    """
    fen = _fen(pot, "总额")
    step = arguments.word(unit, "分到", _UNITS, 1)
    if fen % step:
        refuse("总额不能按这个单位分尽：请改总额，或改为分到“分”")
    parts = split_largest_remainder(fen // step, _weights(weights))
    yuan = [arguments.shown(Fraction(part * step, FEN_PER_YUAN)) for part in parts]
    return _in_shape(yuan, weights)


@worksheet_function(
    "分档累计：从倒数第几名起，每名按所在档的金额累加，得金额（元）。分档有重叠或空档时不算。",
    _HELPS,
    each=("place",),
    cells=_BRACKETS,
    examples=(
        ("=LADDER(18,A1:C3)", "470", "6×20＋5×30＋4×50"),
        ('=LADDER(18,A1:C3,"只按所在档")', "200", "4×50"),
    ),
    place="倒数名次，倒数第一写1",
    brackets="分档表三列：从第几名、到第几名（空＝不封顶）、每名金额",
    mode="“累进”（默认）逐档相加；“只按所在档”只计所在档",
)
def ladder(place: object, brackets: object, mode: object = None) -> float:
    """Return what the places of brackets add up to (分档累计), in yuan.

    >>> ladder(18, [(4, 9, 20), (10, 14, 30), (15, None, 50)])
    470
    """
    from_last = arguments.place(place, "名次")
    if from_last is None:
        refuse("没有写名次")
    if from_last.denominator != 1:
        refuse(f"名次要是从 1 起的整数，写的是{arguments.shown(from_last)}")
    rows: list[Bracket] = once(brackets, "brackets", lambda: _brackets(brackets))
    parts = core_ladder(
        int(from_last), rows, arguments.word(mode, "算法", _MODES, LadderMode.PROGRESSIVE)
    )
    amount = sum((count * each for count, each in parts), Fraction())
    return arguments.shown(Fraction(to_fen(amount), FEN_PER_YUAN))


def _fen(amount: object, what: str) -> int:
    found = arguments.needed_quantity(amount, what)
    if found.unit not in {"", "元"}:
        refuse(f"{what}：这里要金额，写的是“{found.text}”")
    yuan = found.figure
    fen = yuan * FEN_PER_YUAN
    if fen.denominator != 1:
        refuse(f"{what}最多两位小数，写的是{arguments.shown(yuan)}：请先四舍五入到分")
    if abs(fen.numerator) >= _LONGEST_AMOUNT:  # Excel keeps 15 digits: beyond, fen are guesswork
        refuse(f"{what}太大，Excel 只保留 15 位数字", ErrorCode.NUMBER)
    return fen.numerator


def _weights(weights: object) -> list[Fraction]:
    shares = [arguments.optional_number(cell, "权重") or Fraction(0) for cell in flat(weights)]
    if any(weight < 0 for weight in shares) or not any(shares):
        refuse("权重不能小于 0，且至少有一个大于 0")
    return shares


def _in_shape(parts: Sequence[float], like: object) -> tuple[tuple[float, ...], ...]:
    """Return parts as the rows in which their weights stand."""
    rest = iter(parts)
    return tuple(tuple(next(rest) for _ in row) for row in rows_of(like))


def _brackets(brackets: object) -> list[Bracket]:
    wanted = "分档表要三列：从第几名、到第几名（空＝不封顶）、每名金额"
    rows = [_bracket(row) for row in filled_rows(brackets, 3, wanted)]
    for _, message, advice in bracket_problems(rows):
        refuse(f"分档表：{message}，{advice}")
    return rows


def _bracket(row: Sequence[object]) -> Bracket:
    first, last = arguments.number(row[0], "起"), arguments.optional_number(row[1], "止")
    each = arguments.number(row[2], "每名金额")
    if first.denominator != 1 or first < 1 or (last is not None and last.denominator != 1):
        refuse("分档表：名次要是从 1 起的整数")
    return Bracket(int(first), None if last is None else int(last), each)


@worksheet_function(
    "金额大写：按票据的写法，到分为止。",
    _HELPS,
    each=("amount",),
    examples=(
        ("=RMB_UPPER(1200)", "壹仟贰佰元整"),
        ("=RMB_UPPER(10504.05)", "壹万零伍佰零肆元零伍分"),
        ('=RMB_UPPER("一千")', "#VALUE!"),
    ),
    amount="金额（元），最多两位小数；负数前加“负”",
)
def rmb_upper(amount: object) -> str:
    """Return an amount of yuan in formal numerals (大写).

    >>> rmb_upper(1200)
    '壹仟贰佰元整'
    """
    return core_rmb_upper(_fen(amount, "金额"))
