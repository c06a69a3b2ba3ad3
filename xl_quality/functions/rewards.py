"""Rewards by the clauses of a scheme (按条款计奖), and the sentence that explains them."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.functions import arguments
from xl_quality.functions.cells import cell_value, flat, refuse_error, rows_of
from xl_quality.functions.refusals import answering, refuse, shortened
from xl_quality.functions.registry import ErrorCode
from xl_quality.schemes.catalogue import load, scheme_ids
from xl_quality.schemes.evaluation import evaluate
from xl_quality.schemes.explanation import json_text
from xl_quality.schemes.fact_texts import parse_facts
from xl_quality.schemes.words import Unit
from xl_quality.sheets.grid import ErrorCell
from xl_quality.sheets.settings.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.result import Evaluation
    from xl_quality.sheets.grid import CellValue

_DAY: Final = ("日期", "on")
_CONTEST: Final = ("school-2006", "C8")
_PAIR: Final = 2
_DAYS_BEFORE: Final = date(1899, 12, 30).toordinal()
"""Day 0 of Excel's calendar."""


@answering
def reward(scheme: object, clause: object, *facts: object) -> float:
    """Return what a clause pays for given facts, in yuan (or points, where it pays points).

    >>> reward("luotuoao-brief", "A6", "target_rank=8", "rank", 6)
    900
    """
    return _amount(_evaluated(scheme, clause, facts))


@answering
def reward_why(scheme: object, clause: object, *facts: object) -> str:
    """Return the sentence that says how the amount comes about (理由).

    >>> reward_why("luotuoao-brief", "A6", "target_rank=8", "rank=6", "of=25")
    '全县第6名，目标第8名：达标300元＋高2名×300元＝900元'
    """
    found = _evaluated(scheme, clause, facts)
    parts = [line.why for line in found.lines]
    if found.outcomes:
        parts.append(f"结果：{_said(found.outcomes)}")
    parts += [f"注意：{finding.message}" for finding in found.findings]
    return shortened("；".join(parts))


@answering
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
    found = _evaluated(chosen.id, arguments.text(clause, _CONTEST[1]), facts)
    if not found.amount:
        refuse(ErrorCode.NOT_AVAILABLE, "；".join(line.why for line in found.lines))
    return _amount(found)


def _amount(found: Evaluation) -> float:
    yuan = found.unit is Unit.YUAN
    return arguments.shown(Fraction(found.amount, 100) if yuan else Fraction(found.amount))


def _said(outcomes: object) -> str:
    return json_text(outcomes).replace('"', "")


def _evaluated(scheme: object, clause: object, facts: Sequence[object]) -> Evaluation:
    chosen = _scheme(arguments.text(scheme))
    wanted = _clause(chosen, arguments.text(clause))
    said = list(_pairs(list(facts)))
    days = [value for name, value in said if name in _DAY]
    day = _day(days[0]) if days else date.today()  # noqa: DTZ011 - the office's own calendar day
    options = {name: value for name, value in said if name in chosen.options}
    texts = [f"{n}={value}" for n, value in said if n not in _DAY and n not in chosen.options]
    known = parse_facts(texts, chosen.vocabulary)
    return evaluate(chosen, wanted, known, on=day, options=options)


def _scheme(name: str) -> Scheme:
    if name not in scheme_ids():
        by_title = {load(one).title: one for one in scheme_ids()}
        if name in by_title:
            return load(by_title[name])
        reason = f"没有名为“{name}”的方案{_near(name, [*scheme_ids(), *by_title])}"
        refuse(ErrorCode.NOT_AVAILABLE, f"{reason}，现有：{'、'.join(scheme_ids())}")
    return load(name)


def _clause(scheme: Scheme, name: str) -> str:
    known = list(dict.fromkeys(clause.id for clause in scheme.clauses))
    known += [scheme.group] if scheme.group else []
    if name.upper() in known:
        return name.upper()
    if name not in known:
        refuse(
            ErrorCode.NOT_AVAILABLE,
            f"方案“{scheme.title}”没有条款“{name}”，只有：{'、'.join(known)}",
        )
    return name


def _near(name: str, known: Sequence[str]) -> str:
    found = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"，是不是“{found[0]}”" if found else ""


def _pairs(facts: list[object]) -> Iterator[tuple[str, str]]:
    """Read facts written as one text, as name and value, or as a range of two columns."""
    while facts:
        fact = facts.pop(0)
        rows = rows_of(fact)
        cells = [cell_value(cell) for cell in flat(fact)]
        _refuse_errors(cells)
        if all(cell is None for cell in cells):
            continue
        if len(cells) > 1 and all(len(row) == _PAIR for row in rows):
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
        refuse(ErrorCode.VALUE, f"“{name}”后面缺少值：写成“{name}=6”，或名称、值各占一个参数")
    cells = [cell_value(cell) for cell in flat(facts.pop(0))]
    _refuse_errors(cells)
    return ",".join(_fact_text(cell) for cell in cells if cell is not None)


def _refuse_errors(cells: Sequence[CellValue]) -> None:
    for cell in cells:
        if isinstance(cell, ErrorCell):
            refuse_error(cell.code)


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
        return refuse(ErrorCode.VALUE, f"日期写成 2026-07-10 的样子，写的是“{text}”")


def _english(scheme: Scheme, name: str, text: str) -> str:
    """Return the word that a scheme writes for a Chinese one: 县级 and 县 are county."""
    words = scheme.vocabulary[name].words
    by_chinese = {chinese: english for english, chinese in words.items()}
    by_chinese |= {chinese.removesuffix("级"): english for english, chinese in words.items()}
    return by_chinese.get(text, text)
