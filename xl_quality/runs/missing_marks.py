"""Marks that are missing (缺考、空白、零分), and classes that have far fewer than others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from xl_quality.core.marks import (
    BLANK,
    NOT_DUE,
    Mark,
    Remark,
    ScoreTable,
    State,
    SubjectColumn,
    is_due,
)
from xl_quality.core.marks_in_doubt import zero_doubts
from xl_quality.core.ranking import divide
from xl_quality.core.school_terms import grade_place
from xl_quality.runs import run_findings
from xl_quality.runs.group_figures import (
    exams_told,
    joined,
    terms_by_exam,
    titled,
    told_exams,
)
from xl_quality.sheets.recognition import listed
from xl_quality.sheets.sheet_findings import FEWER_THAN_ENROLLED, MORE_THAN_ENROLLED

if TYPE_CHECKING:
    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.core.groups import UnitKey
    from xl_quality.core.options import Options
    from xl_quality.reports.forms import MissingRow

_MISSING: Final = 10
"""A class is named from one missing mark in ten on: the lowest tenth left out raises the mean of an
ordinary class by three to five points, which is more than most places are apart."""
_LEAST: Final = 3
"""Missing marks below which a class is not named: one or two pupils are ill in any week."""
_TIMES: Final = 2
"""… and only where at least twice as large a part is missing as in all other classes together: in
a week of influenza all of them lack a tenth."""
_PUT_OFF: Final = "缓考"
_UNITS: Final = 5  # classes that a finding names; the list has them all


def missing_marks(tables: Sequence[ScoreTable], options: Options) -> list[Finding]:
    """Return what is to be said about blanks, zeros and classes with far fewer marks.

    Blanks have been told by `group_figures.blanks_told`.
    """
    odd: dict[int, _Odd] = {}
    for table in tables:
        found = {name: _remarks_in(column) for name, column in table.subjects.items()}
        odd[id(table)] = {name: own for name, own in found.items() if own}
    findings = [
        finding
        for table in tables
        for finding in (*_blanks(table, odd[id(table)]), *_zeros(table, options))
    ]
    for contest in joined(tables):
        own = [odd[id(table)] for table in contest]
        findings += [*_not_offered(contest, own), *_far_fewer(contest, own)]
    return findings


class NotEntered(NamedTuple):
    """A class of which the list of who is due (应考) has another number than the score sheet."""

    sheet: str  # of the scores
    key: UnitKey  # school, grade and class, as the score sheet calls them
    unit: str  # what the list calls the class
    due: int  # pupils by the list
    rows: int  # pupils on the score sheet


def not_entered(tables: Iterable[ScoreTable]) -> list[NotEntered]:
    """Return the classes that have other numbers on 应考 than rows, each once, as was found."""
    found: list[tuple[str, Finding, dict[str, Any]]] = [
        (table.sheet, one, dict(one.facts)) for table in tables for one in table.doubts
    ]
    return list(
        dict.fromkeys(
            NotEntered(sheet, own["key"], own["unit"], int(one.found), own["rows"])
            for sheet, one, own in found
            if one.code in _NUMBERS_DIFFER
        )
    )


_NUMBERS_DIFFER: Final = {MORE_THAN_ENROLLED.code, FEWER_THAN_ENROLLED.code}
_Odd = dict[str, list[tuple[int, Remark]]]
"""The pupils without a score, with what stands there instead, by subject."""


def _remarks_in(column: SubjectColumn) -> list[tuple[int, Remark]]:
    return [(pupil, cast("Remark", column.marks[pupil])) for pupil in column.remarks]


def _blanks(table: ScoreTable, odd: _Odd) -> list[Finding]:
    blank = {
        name: pupils
        for name, own in odd.items()
        if (pupils := [pupil for pupil, mark in own if mark is BLANK])
    }
    if not blank:
        return []
    by_unit: dict[UnitKey, Counter[str]] = {}
    for name, pupils in blank.items():
        for pupil in pupils:
            by_unit.setdefault(_key(table, pupil), Counter())[name] += 1
    most = sorted(by_unit.items(), key=lambda item: -item[1].total())
    words = [_unit(key) + "、".join(f"{name}{own[name]}格" for name in own) for key, own in most]
    number = sum(map(len, blank.values()))
    name, pupils = next(iter(blank.items()))
    cell = table.address(name, pupils[0])
    told = [run_findings.BLANKS.at(table.sheet, cell, count=number, classes=_some(words))]
    return told + (_blank_rows(table, odd) if len(blank) == len(table.subjects) else [])


def _key(table: ScoreTable, pupil: int) -> UnitKey:
    return table.schools[pupil], table.grades[pupil], table.classes[pupil]


def _blank_rows(table: ScoreTable, odd: _Odd) -> list[Finding]:
    """Name the pupils with nothing but blanks: did they sit at all, are they still there?"""
    blanks = [
        {pupil for pupil, mark in odd.get(name, ()) if mark.state is State.BLANK}
        for name in table.subjects
    ]
    # … one of them where a mark is due
    due = {pupil for own in odd.values() for pupil, mark in own if mark is BLANK}
    nothing = sorted(due.intersection(*blanks))
    if not nothing:
        return []
    first = next(iter(table.subjects))
    cells = [table.address(first, pupil) for pupil in nothing]
    units = Counter(_unit(_key(table, pupil)) for pupil in nothing)
    words = _some([f"{unit}{count}名" for unit, count in units.items()])
    return [
        run_findings.PUPILS_BLANK.at(
            table.sheet, cells[0], count=len(nothing), places=listed(cells), classes=words
        )
    ]


def _zeros(table: ScoreTable, options: Options) -> list[Finding]:
    """Say how many zeros count as marks, but those that are asked about anyway."""
    asked = zero_doubts(table, options)
    counts: Counter[str] = Counter()
    cells: list[str] = []
    left_out = set(asked.rows)
    for name, column in table.subjects.items():
        if name in asked.subjects or not column.zeros:
            continue
        pupils = [pupil for pupil in column.zeros if pupil not in left_out]
        counts[name] += len(pupils)
        cells += [table.address(name, pupil) for pupil in pupils]
    if not cells:
        return []
    words = "、".join(f"{name}{count}个" for name, count in counts.items() if count)
    return [
        run_findings.ZEROS.at(
            table.sheet, cells[0], found="0", count=len(cells), subjects=words, places=listed(cells)
        )
    ]


def _unit(key: UnitKey) -> str:
    """Return the name of a class; a bare number is told from the count behind it."""
    school, grade, name = key
    return f"{school}{grade}{name}{'班' if name.isdecimal() else ''}" or "本表"


def _some(words: Sequence[str]) -> str:
    """Return the first words, and how many there are where that is not all."""
    return "；".join(words[:_UNITS]) + (f"等{len(words)}个" if len(words) > _UNITS else "")


def _not_offered(contest: Sequence[ScoreTable], odd: Sequence[_Odd]) -> list[Finding]:
    """Name the schools without one mark in a subject that other schools of the grade have."""
    if not any(mark is NOT_DUE for own in odd for cells in own.values() for _, mark in cells):
        return []
    homes = [list(zip(table.schools, table.grades, strict=True)) for table in contest]
    sizes = Counter(home for of_table in homes for home in of_table)
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for own in odd for name in own):
        without = Counter(
            of_table[pupil]
            for of_table, own in zip(homes, odd, strict=True)
            for pupil, mark in own.get(name, ())
            if mark is NOT_DUE
        )
        idle = {home for home, number in without.items() if number == sizes[home]}
        sitting = {grade for _, grade in sizes.keys() - idle}
        for school, grade in sorted(home for home in idle if home[1] in sitting):
            found.setdefault(school + grade, []).append(name)
    if not found:
        return []
    words = [f"{unit}没有{'、'.join(names)}" for unit, names in found.items()]
    return [run_findings.NOT_OFFERED.at(contest[0].sheet, schools=_some(words))]


def _far_fewer(contest: Sequence[ScoreTable], odd: Sequence[_Odd]) -> list[Finding]:
    """Name the classes of a contest with far fewer marks than the other classes of the grade."""
    if not any(odd):
        return []
    sizes: Counter[UnitKey] = Counter()
    grades: Counter[str] = Counter()
    for table in contest:
        sizes.update(table.units)
    for key, number in sizes.items():
        grades[key[1]] += number
    by_unit: dict[UnitKey, list[str]] = {}
    for name in dict.fromkeys(name for own in odd for name in own):
        cells = [
            (_key(table, pupil), mark)
            for table, own in zip(contest, odd, strict=True)
            for pupil, mark in own.get(name, ())
        ]
        for key, words in _far_in(name, cells, sizes, grades):
            by_unit.setdefault(key, []).append(words)
    by_sheet: dict[str, list[str]] = {}
    homes = {key: own for own in contest for key in own.units} if by_unit else {}
    for key, texts in by_unit.items():
        by_sheet.setdefault(homes[key].sheet, []).append(f"{_unit(key)}：{'，'.join(texts)}")
    return [
        run_findings.FAR_FEWER.at(sheet, classes=_some(texts)) for sheet, texts in by_sheet.items()
    ]


def _far_in(
    subject: str,
    cells: Sequence[tuple[UnitKey, Remark]],
    sizes: Mapping[UnitKey, int],
    grades: Mapping[str, int],
) -> list[tuple[UnitKey, str]]:
    """Name the classes with far fewer marks in one subject; a county's others are not gone into."""
    not_due = Counter(key for key, mark in cells if not is_due(mark))
    missing = Counter(
        key for key, mark in cells if is_due(mark) and mark.state is not State.CHEATED
    )
    if max(missing.values(), default=0) < _LEAST:
        return []
    exempt = Counter(key[1] for key in not_due.elements())
    lacking = Counter(key[1] for key in missing.elements())
    found = []
    for key, gone in missing.items():
        due, grade = sizes[key] - not_due[key], key[1]
        own, rest = (due, gone), (grades[grade] - exempt[grade] - due, lacking[grade] - gone)
        if rest[0] and is_far_fewer(own, rest):
            there = f"应考{due}人、有成绩{due - gone}人"
            found.append((key, f"{subject}{there}（{_rate(*own)}，其他{_rate(*rest)}）"))
    return found


def is_far_fewer(own: tuple[int, int], others: tuple[int, int]) -> bool:
    """Say whether a class lacks far more marks than the others do.

    Both are pupils due and marks missing: of the class, of all others of its grade together.

    >>> is_far_fewer((40, 4), (200, 2)), is_far_fewer((40, 3), (200, 2))
    (True, False)
    """
    due, missing = own
    rest, gone = others
    enough = missing >= _LEAST and missing * _MISSING >= due
    return enough and missing * rest >= _TIMES * gone * due


def _rate(due: int, missing: int) -> str:
    return f"{divide((due - missing) * 100, due, 1)}%"


_Shown = tuple[str, str]
"""What a cell without an ordinary mark is called on the list, and what it says."""


def _kind_and_text(mark: Mark) -> _Shown | None:
    if not isinstance(mark, Remark):
        return ("0分", "0") if mark == 0 else None
    if mark is BLANK:
        return State.BLANK.value, ""
    if mark.state is State.BLANK:
        return None
    put_off = mark.state is State.EXEMPT and _PUT_OFF in mark.text  # sits later: not 免考
    return (_PUT_OFF if put_off else mark.state.value, mark.text)


def missing_sheets(tables: Sequence[ScoreTable], office: str = "") -> list[Table]:
    """Return 缺考·空白·零分清单: a row a pupil and kind, with the cells, by school, exam, grade.

    Schools come in the order of the score sheets, as on all other reports. Where 应考 has more
    pupils of a class than its score sheet, the school is asked who they are.

    Args:
        tables: the score sheets.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    from xl_quality.reports.forms import missing_tables  # noqa: PLC0415 - start-up
    from xl_quality.reports.frame import unit_line  # noqa: PLC0415 - start-up
    from xl_quality.runs.advice import on_paper  # noqa: PLC0415 - start-up

    terms = terms_by_exam(tables)
    doubts = chain.from_iterable(table.doubts for table in tables)
    unit = on_paper(unit_line(office, exams_told(terms)), doubts)
    title = titled(office, terms, "缺考、免考、空白、零分等情况清单")
    order = list(dict.fromkeys(table.exam for table in tables))
    names = dict.fromkeys(chain.from_iterable(table.schools for table in tables))
    schools = {name: place for place, name in enumerate(names)}

    def place(one: tuple[int, MissingRow]) -> tuple[int, int, tuple[int, str]]:
        exam, row = one
        return schools[row.school], exam, grade_place(row.grade)

    told = told_exams(tables)
    numbered = (
        (order.index(table.exam), row._replace(exam=told.get(row.exam, row.exam)))
        for table in tables
        for row in _rows(table)
    )
    rows = [row for _, row in sorted(numbered, key=place)]
    called = {table.id_title for table in tables}
    id_title = called.pop() if len(called) == 1 else "学号"
    short: dict[str, list[str]] = {name: [] for name in schools}
    for one in not_entered(tables):
        if one.due > one.rows:  # pupils too many are no absent ones
            short[one.key[0]].append(
                f"{one.unit}应考{one.due}人，“{one.sheet}”里{one.rows}人，"
                f"少{one.due - one.rows}人，请写明是谁、为什么："
            )
    return missing_tables(rows, title=title, unit=unit, id_title=id_title, short=short)


def _rows(table: ScoreTable) -> list[MissingRow]:
    from xl_quality.reports.forms import MissingRow  # noqa: PLC0415 - start-up

    found: dict[tuple[int, _Shown], list[str]] = {}
    for name, column in table.subjects.items():
        odd: list[tuple[int, Mark]] = [*_remarks_in(column), *((n, 0) for n in column.zeros)]
        for pupil, mark in odd:
            if (shown := _kind_and_text(mark)) is not None:
                found.setdefault((pupil, shown), []).append(name)
    return [
        MissingRow(
            exam=table.exam_or_sheet,
            school=table.schools[pupil],
            grade=table.grades[pupil],
            class_name=table.classes[pupil],
            name=table.names[pupil],
            student_id=table.student_ids[pupil],
            subjects="全部学科" if len(names) == len(table.subjects) > 1 else "、".join(names),
            kind=kind,
            text=text,
            sheet=table.sheet,
            cells=tuple(table.address(name, pupil) for name in names),
        )
        for (pupil, (kind, text)), names in sorted(found.items(), key=lambda item: item[0])
    ]


def far_fewer(findings: Iterable[Finding], tables: Sequence[ScoreTable]) -> list[Finding]:
    """Return what was said about classes with far fewer marks on the sheets that are used."""
    used = {table.sheet for table in tables}
    return [
        one for one in findings if one.code == run_findings.FAR_FEWER.code and one.sheet in used
    ]
