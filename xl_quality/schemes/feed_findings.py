"""What is said of rows that say the same, or contradict one another, while cases are found."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.facts import places_of
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from xl_quality.core.facts import Fact, Record


def repeated(record: Record, first: str) -> Finding:
    """Say that a row that makes a case of its own says the same as another."""
    return Finding(
        code="row_repeated",
        severity=Severity.WARNING,
        sheet=record.sheet,
        cell=f"A{record.row}",
        found="",
        message=f"这一行与{first}写得完全一样，两行都计算了",
        suggestion="如果是重复填写，请删去一行",
    )


def overruled(key: tuple[str, ...], computed: Fact, stated: Fact) -> Finding:
    """Say that a stated figure goes before the computed one."""
    about = " ".join(filter(None, key))
    mine, theirs = _text(stated), _text(computed)
    return Finding(
        code="stated_not_computed",
        severity=Severity.WARNING,
        sheet=stated.sheet,
        cell=stated.cell,
        found=mine,
        message=f"{about}：填写的是{mine}，{computed.source or '成绩表'}算出的是{theirs}，"
        "按填写的计算",
        suggestion="请核对；如以成绩表为准，请删去填写的这一格",
    )


def computed_twice(key: tuple[str, ...], label: str, first: Fact, second: Fact) -> Finding:
    """Say that the scores give a figure that nobody wrote twice, as of two exams."""
    return Finding(
        code="computed_twice",
        severity=Severity.ERROR,
        sheet=first.sheet,
        cell=first.cell,
        found=f"{_text(first)} / {_text(second)}",
        message=f"{' '.join(filter(None, key))}：“{label}”从{first.source or '成绩表'}算出"
        f"{_text(first)}，从{second.source or '成绩表'}算出{_text(second)}，不知道按哪一个",
        suggestion="成绩表里有几次考试的，请指定一次考试；"
        "名单里没有写班级、学科、姓名的，请写明，或删去没有填的行",
        steps=(Step(Way.EXAM),),
    )


def fits_several(record: Record, count: int) -> Finding:
    """Say that a row states a figure that could be of several cases."""
    fact = record.facts.get("indicator") or next(iter(record.facts.values()))
    return Finding(
        code="row_fits_several",
        severity=Severity.ERROR,
        sheet=record.sheet,
        cell=fact.cell,
        found=str(fact.value),
        message=f"这一行填的实际数，成绩表里有{count}个考核对象都对得上，分不清是哪一个",
        suggestion="请写明年级、班级、学科、姓名；有几次考试的，请指定一次考试；"
        "如以成绩表为准，请删去这一行",
    )


def _text(fact: Fact) -> str:
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    return "、".join(
        number_text(one) if isinstance(one, (int, Fraction)) else one for one in values
    )


def clash(record: Record, label: str, first: Fact, second: Fact) -> Finding:
    """Say that two rows give one fact differently.

    Args:
        record: the later row.
        label: the fact's Chinese name.
        first: its value in the row before, with its cell.
        second: its value in this row.
    """
    return Finding(
        code="fact_given_twice",
        severity=Severity.ERROR,
        sheet=record.sheet,
        cell=next((cells.partition("、")[0] for _, cells in places_of(second.source)), ""),
        found=f"{_text(first)} / {_text(second)}",
        message=f"同一对象的“{label}”填了两个不同的值，另一个在 {first.source}",
        suggestion="请核对，只保留一个；改好之前这一条不计算",
    )
