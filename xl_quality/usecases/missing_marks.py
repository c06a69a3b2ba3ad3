"""Who has no mark where one is due (缺考、空白、零分), and classes with far fewer marks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Finding, Severity
from xl_quality.core.grouping import unit_keys
from xl_quality.core.marks import BLANK, Remark, State, is_due
from xl_quality.core.marks_in_doubt import zero_doubts
from xl_quality.core.rounding import divide
from xl_quality.reports.missing import MissingRow, missing_table
from xl_quality.sheets.columns.unread_cells import listed
from xl_quality.usecases.exams import joined, one_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.grouping import UnitKey
    from xl_quality.core.marks import Mark
    from xl_quality.core.options import Options
    from xl_quality.core.scores import ScoreTable

FEWER: Final = "far_fewer_marks"
"""Code of the finding about classes with far fewer marks than the others."""
_MISSING: Final = 10
"""A class is named from one missing mark in ten on: the lowest tenth left out raises the mean of an
ordinary class by three to five points, which is more than most places are apart."""
_LEAST: Final = 3
"""Missing marks below which a class is not named: one or two pupils are ill in any week."""
_TIMES: Final = 2
"""… and only where at least twice as large a part is missing as in all other classes together: in
a week of influenza all of them lack a tenth."""
_UNITS: Final = 5
"""Classes that a finding names; the list has them all."""
_ADVICE: Final = (
    "没有考的请写“缺考”，不用考的写“免考”，漏登的请补上；整科不考的，在考核设置把这一列设为“不用”"
)


def missing_marks(tables: Sequence[ScoreTable], options: Options) -> list[Finding]:
    """
    Return what is to be said about blanks, zeros and classes with far fewer marks.

    Args:
        tables: the score sheets, blanks told by `exams.blanks_told`.
        options: what was said about zeros.
    """
    findings: list[Finding] = []
    for table in tables:
        findings += _blanks(table)
        findings += _zeros(table, options)
    for contest in joined(tables):
        findings += _far_fewer(contest)
    return findings


def _blanks(table: ScoreTable) -> list[Finding]:
    gaps = [name for name, column in table.subjects.items() if BLANK in column.marks]
    if not gaps:
        return []
    keys = unit_keys(table)
    blank = {
        name: [pupil for pupil, mark in enumerate(table.subjects[name].marks) if mark is BLANK]
        for name in gaps
    }
    by_unit: dict[UnitKey, Counter[str]] = {}
    for name, pupils in blank.items():
        for pupil in pupils:
            by_unit.setdefault(keys[pupil], Counter())[name] += 1
    cells = [table.address(name, pupil) for name, own in blank.items() for pupil in own]
    words = [
        _unit(key) + "、".join(f"{name}{count}" for name, count in own.items())
        for key, own in sorted(by_unit.items(), key=lambda item: -item[1].total())
    ]
    message = f"有{len(cells)}格应考而空白：{_some(words)}，按没有考处理，不进平均分和率"
    found = [Finding("marks_blank", Severity.NOTE, table.sheet, cells[0], "", message, _ADVICE)]
    return found + (_blank_rows(table, keys) if len(gaps) == len(table.subjects) else [])


def _blank_rows(table: ScoreTable, keys: Sequence[UnitKey]) -> list[Finding]:
    """Name the pupils with nothing but blanks: did they sit at all, are they still there?"""
    nothing = _blank_pupils(table)
    if not nothing:
        return []
    first = next(iter(table.subjects))
    cells = [table.address(first, pupil) for pupil in nothing]
    units = Counter(_unit(keys[pupil]) for pupil in nothing)
    words = _some([f"{unit}{count}名" for unit, count in units.items()])
    return [
        Finding(
            "pupils_blank",
            Severity.NOTE,
            table.sheet,
            cells[0],
            "",
            f"有{len(nothing)}名学生各科都是空白（{listed(cells)}）：{words}",
            "没有参加考试的请写“缺考”；已转走、休学的请写明，或删去这一行",
        )
    ]


def _blank_pupils(table: ScoreTable) -> list[int]:
    """Return the pupils with nothing but blanks, one of them where a mark is due."""
    rows = zip(*(column.marks for column in table.subjects.values()), strict=True)
    return [
        pupil
        for pupil, marks in enumerate(rows)
        if BLANK in marks
        and all(isinstance(mark, Remark) and mark.state is State.BLANK for mark in marks)
    ]


def _zeros(table: ScoreTable, options: Options) -> list[Finding]:
    """Say how many zeros count as marks, but those that are asked about anyway."""
    asked = zero_doubts(table, options)
    counts: Counter[str] = Counter()
    cells: list[str] = []
    left_out = set(asked.rows)
    for name, column in table.subjects.items():
        if name in asked.subjects or 0 not in column.marks:
            continue
        pupils = [p for p, m in enumerate(column.marks) if m == 0 and p not in left_out]
        counts[name] += len(pupils)
        cells += [table.address(name, pupil) for pupil in pupils]
    if not cells:
        return []
    words = "、".join(f"{name}{count}个" for name, count in counts.items() if count)
    return [
        Finding(
            "marks_zero",
            Severity.NOTE,
            table.sheet,
            cells[0],
            "0",
            f"有{len(cells)}个0分（{words}：{listed(cells)}），按0分计入",
            "没有考的请改为“缺考”",
        )
    ]


def _unit(key: UnitKey) -> str:
    """Return the name of a class; a bare number is told from the count behind it."""
    school, grade, name = key
    return f"{school}{grade}{name}{'班' if name.isdecimal() else ''}" or "本表"


def _some(words: Sequence[str]) -> str:
    more = f"等{len(words)}个" if len(words) > _UNITS else ""
    return "；".join(words[:_UNITS]) + more


def _far_fewer(contest: Sequence[ScoreTable]) -> list[Finding]:
    """Name the classes of a contest with far fewer marks than the other classes of the grade."""
    table = one_table(contest)
    gaps = [name for name, c in table.subjects.items() if set(map(type, c.marks)) != {int}]
    if not gaps:
        return []
    keys = unit_keys(table)
    sizes = Counter(keys)
    by_unit: dict[UnitKey, list[str]] = {}
    for name in gaps:
        for key, words in _far_in(table, name, keys, sizes):
            by_unit.setdefault(key, []).append(words)
    by_sheet: dict[str, list[str]] = {}
    homes = {key: own for own in contest for key in set(unit_keys(own))} if by_unit else {}
    for key, texts in by_unit.items():
        by_sheet.setdefault(homes[key].sheet, []).append(f"{_unit(key)}：{'，'.join(texts)}")
    return [
        Finding(
            FEWER,
            Severity.WARNING,
            sheet,
            "",
            "",
            f"有成绩的人数明显少于其他班：{_some(texts)}",
            f"请核对：少的若是低分，平均分、比率和名次会偏高。{_ADVICE}",
        )
        for sheet, texts in by_sheet.items()
    ]


def _far_in(
    table: ScoreTable, subject: str, keys: Sequence[UnitKey], sizes: Counter[UnitKey]
) -> list[tuple[UnitKey, str]]:
    marks = table.subjects[subject].marks
    due = Counter(sizes)
    missing: Counter[UnitKey] = Counter()
    for key, mark in zip(keys, marks, strict=True):
        if type(mark) is int:
            continue
        if not is_due(mark):
            due[key] -= 1
        elif not _counts(mark):
            missing[key] += 1
    grades: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for key, number in due.items():
        grades[key[1]] += number
        lacking[key[1]] += missing[key]
    found = []
    for key, gone in missing.items():
        own = due[key], gone
        rest = grades[key[1]] - due[key], lacking[key[1]] - gone
        if rest[0] and is_far_fewer(own, rest):
            there = f"应考{due[key]}人、有成绩{due[key] - gone}人"
            found.append((key, f"{subject}{there}（{_rate(*own)}，其他{_rate(*rest)}）"))
    return found


def _counts(mark: Mark) -> bool:
    return isinstance(mark, Remark) and mark.state is State.CHEATED


def is_far_fewer(own: tuple[int, int], others: tuple[int, int]) -> bool:
    """
    Say whether a class lacks far more marks than the others do.

    Args:
        own: pupils due and marks missing of the class.
        others: the same of all other classes of its grade together.

    >>> is_far_fewer((40, 4), (200, 2)), is_far_fewer((40, 3), (200, 2))
    (True, False)
    """
    due, missing = own
    rest, gone = others
    enough = missing >= _LEAST and missing * _MISSING >= due
    return enough and missing * rest >= _TIMES * gone * due


def _rate(due: int, missing: int) -> str:
    return f"{divide((due - missing) * 100, due, 1)}%"


class _Kind(NamedTuple):
    """What a cell without an ordinary mark is called on the list, and what it says."""

    name: str
    text: str


def _kind(mark: Mark) -> _Kind | None:
    if not isinstance(mark, Remark):
        return _Kind("0分", "0") if mark == 0 else None
    if mark is BLANK:
        return _Kind(State.BLANK.value, "")
    return None if mark.state is State.BLANK else _Kind(mark.state.value, mark.text)


def missing_sheet(tables: Sequence[ScoreTable]) -> Table:
    """Return 缺考·空白·零分清单: a row a pupil and kind, with the cells."""
    rows = [row for table in tables for row in _rows(table)]
    return missing_table(rows)


def _rows(table: ScoreTable) -> list[MissingRow]:
    found: dict[tuple[int, _Kind], list[str]] = {}
    for name, column in table.subjects.items():
        if 0 not in column.marks and set(map(type, column.marks)) == {int}:
            continue
        for pupil, mark in enumerate(column.marks):
            kind = _kind(mark) if type(mark) is not int or mark == 0 else None
            if kind is not None:
                found.setdefault((pupil, kind), []).append(name)
    return [
        _row(table, pupil, kind, subjects)
        for (pupil, kind), subjects in sorted(found.items(), key=lambda item: item[0])
    ]


def _row(table: ScoreTable, pupil: int, kind: _Kind, subjects: Sequence[str]) -> MissingRow:
    return MissingRow(
        table.exam or table.sheet,
        table.schools[pupil],
        table.grades[pupil],
        table.classes[pupil],
        table.names[pupil],
        table.student_ids[pupil],
        "全部学科" if len(subjects) == len(table.subjects) > 1 else "、".join(subjects),
        kind.name,
        kind.text,
        table.sheet,
        tuple(table.address(name, pupil) for name in subjects),
    )


def far_fewer(findings: Iterable[Finding], tables: Sequence[ScoreTable]) -> list[Finding]:
    """Return what was said about classes with far fewer marks on the sheets that are used."""
    used = {table.sheet for table in tables}
    return [one for one in findings if one.code == FEWER and one.sheet in used]
