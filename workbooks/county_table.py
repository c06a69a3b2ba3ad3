"""The county's table of one exam of grade nine: all its junior schools, subject by subject.

The two schools of the town stand in it with the pass rates of their own score sheets; the others
are invented around them, so that the places come out as `list_figures` wants them.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from workbooks.list_figures import ENTRANCE_EXAM, JUNIOR_PLACES, JUNIORS_IN_COUNTY, points_of
from workbooks.township import NINTH, THIS_EXAM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbooks.list_figures import Record
    from workbooks.score_sheets import Sitting

OTHER_SCHOOLS: Final = tuple(
    f"{name}中学"
    for name in (
        *("云溪", "松林", "石牛", "望江", "南河", "龙潭", "清泉", "东岳", "红旗", "白云", "大桥"),
        *("新华", "平湖", "黄泥", "凤山", "金鸡", "马鞍", "银杏", "九龙", "长岭", "双桥", "玉泉"),
        "育才",
    )
)
_PASSING: Final = Fraction(3, 5)


def pass_rate(sitting: Sitting, subject: str, school: str) -> Fraction:
    """Return the share of a school's pupils with a mark who pass, in per cent, to hundredths."""
    column = list(sitting.grade.full_marks).index(subject)
    line = _PASSING * sitting.grade.full_marks[subject]
    marks = [
        Fraction(0) if entries[column] == "作弊" else Fraction(entries[column] or 0)
        for pupil, entries in zip(sitting.pupils, sitting.entries, strict=True)
        if pupil.school.name == school
        and (isinstance(entries[column], float) or entries[column] == "作弊")
    ]
    passed = sum(mark >= line for mark in marks)
    return Fraction((passed * 20_000 + len(marks)) // (2 * len(marks)), 100)


def own_rates(sittings: Sequence[Sitting]) -> dict[tuple[str, str], float]:
    """Return the pass rates of the town's junior schools by school and subject."""
    (sitting,) = (one for one in sittings if one.grade is NINTH and one.exam == THIS_EXAM)
    return {
        (school, subject): float(pass_rate(sitting, subject, school))
        for school in JUNIOR_PLACES
        for subject in NINTH.full_marks
    }


def other_schools(rates: dict[tuple[str, str], float]) -> Iterator[Record]:
    """Yield the rows of the county's other schools: 单位, 考试, 学科, 名次, 总数, 得分 …"""
    for subject in NINTH.full_marks:
        own = {places[subject]: rates[school, subject] for school, places in JUNIOR_PLACES.items()}
        others = iter(_turned(OTHER_SCHOOLS, list(NINTH.full_marks).index(subject)))
        for rank, rate in _table(own).items():
            if rank not in own:
                row = (next(others), ENTRANCE_EXAM, subject, rank, JUNIORS_IN_COUNTY)
                yield (*row, points_of(rank), NINTH.name, None, rate)


def _turned(names: Sequence[str], by: int) -> list[str]:
    """Let another school be first in each subject."""
    shift = by * 5 % len(names)
    return [*names[shift:], *names[:shift]]


def _table(own: dict[int, float]) -> dict[int, float]:
    """Return a pass rate for each place, evenly spread between the known ones."""
    known = {0: 100.0, **own, JUNIORS_IN_COUNTY + 1: min(own.values()) - 6.0}
    table: dict[int, float] = {}
    places = sorted(known)
    for start, end in pairwise(places):
        step = (known[start] - known[end]) / (end - start)
        for place in range(start, end):
            table[place] = (
                known[place] if place in known else round(known[start] - step * (place - start), 2)
            )
    del table[0]
    return table
