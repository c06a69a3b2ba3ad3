"""警示名单 from a reckoned payout: every consequence that warns, the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.reports.warning_list import Ground, Warned, warning_table
from xl_quality.schemes.effects import Consequence
from xl_quality.usecases.payouts.payout import warns
from xl_quality.usecases.payouts.staff import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.facts import Record
    from xl_quality.usecases.payouts.payout import Payout, Reckoned

GRAVEST_FIRST: Final = (
    "免职建议",
    "调离岗位",
    "末位交流",
    "年度考核不合格",
    "不合格",
    "黄牌警告",
    "诫勉谈话",
    "通报批评",
    "不得评优晋级",
    "不享受全额基础性绩效工资",
    "书面检讨",
    "书面说明",
    "说明原因",
)
"""Consequences in order of weight; those of an office's own scheme that are not here come last."""
_TEACHERS: Final = ("教师本人", "任课教师")
"""How clauses call the teachers they name; the list calls all of them 教师."""


def warned_by(reckoned: Iterable[Reckoned], staff: Sequence[Record] = ()) -> list[Warned]:
    """
    Return who is to be warned of what, with all reasons (警示名单).

    A person or unit stands once under each consequence, whatever the number of reasons. Where a
    clause names no persons, the unit stands for those whom the clause means (校长、主任); the list
    人员 says who they are.

    Args:
        reckoned: cases with what their clauses yield.
        staff: rows of 人员.
    """
    reckoned = list(reckoned)
    at_home = _units_of_persons(reckoned)
    found: dict[tuple[str, str, str, str], list[Ground]] = {}
    for case in reckoned:
        for line in case.evaluation.lines:
            one = line.effect
            if not isinstance(one, Consequence) or not warns(one.name):
                continue
            for subject, unit, role in _subjects(case, one, staff):
                ground = Ground(line.clause, _why(case, one, subject), line.sources)
                place = unit or at_home.get(subject, "")
                own = found.setdefault((one.name, subject, place, role), [])
                if ground not in own:
                    own.append(ground)
    warned = [Warned(*key, tuple(grounds)) for key, grounds in found.items()]
    names = _in_order(warned)
    warned.sort(key=lambda one: names.index(one.name))
    return [one._replace(also=_others(one, warned)) for one in warned]


def warning_sheet(payout: Payout) -> Table | None:
    """Return the sheet 警示名单, None where nobody is to be warned."""
    warned = warned_by(payout.reckoned, payout.staff)
    if not warned:
        return None
    note = f"依据：{payout.scheme.title}　　计算日期：{payout.terms.on.isoformat()}"
    return warning_table(warned, title="警示名单", note=note)


def _why(case: Reckoned, one: Consequence, subject: str) -> str:
    """Return the reason as one subject may read it, with what the case is about."""
    about = " ".join(
        text for name, text in case.case.key.items() if text and name not in {"unit", "name"}
    )
    reason = one.why_of(subject)
    return f"{about}：{reason}" if about else reason


def _subjects(
    case: Reckoned, one: Consequence, staff: Sequence[Record] = ()
) -> Iterator[tuple[str, str, str]]:
    """Yield person or unit, the person's unit, and who is meant."""
    key = case.case.key
    unit = key.get("unit", "")
    role = "、".join(role for role in one.roles if role not in _TEACHERS)
    if one.persons:
        for person in one.persons:
            yield person, "" if unit == person else unit, role or "教师"
    elif key.get("name"):
        yield key["name"], unit, role or "本人"
    else:
        yield unit or case.case.about, "", "、".join(named(role, unit, staff) for role in one.roles)


def _units_of_persons(reckoned: Iterable[Reckoned]) -> dict[str, str]:
    """Return the unit of each person whom some case names with one, and only with one."""
    found: dict[str, set[str]] = {}
    for case in reckoned:
        for one in case.evaluation.consequences:
            for subject, unit, _ in _subjects(case, one):
                found.setdefault(subject, set()).update({unit} - {""})
    return {subject: next(iter(units)) for subject, units in found.items() if len(units) == 1}


def _in_order(warned: Sequence[Warned]) -> list[str]:
    """Return the consequences that occur, the gravest first."""
    names = dict.fromkeys(one.name for one in warned)
    return [*(name for name in GRAVEST_FIRST if name in names),
            *(name for name in names if name not in GRAVEST_FIRST)]  # fmt: skip


def _others(one: Warned, warned: Sequence[Warned]) -> tuple[str, ...]:
    own = [
        other.name
        for other in warned
        if other.subject == one.subject and other.name != one.name and _same_place(one, other)
    ]
    return tuple(dict.fromkeys(own))


def _same_place(one: Warned, other: Warned) -> bool:
    """Persons of one name at two schools are two persons; a blank fits every school."""
    return not one.unit or not other.unit or one.unit == other.unit
