"""Marks that are missing (缺考、空白、零分), and the full marks (满分) that they count against.

`missing_marks` and `missing_sheet` say who has no mark where one is due, `far_fewer` which classes
have far fewer than others. `stated_full_marks` finds full marks that other sheets state;
`full_marks_text` says those that figures went by.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from xl_quality.core.marks import BLANK, NOT_DUE, POINT, Remark, ScoreTable, State, is_due
from xl_quality.core.marks_in_doubt import zero_doubts
from xl_quality.core.ranking import divide
from xl_quality.runs import run_findings
from xl_quality.runs.group_figures import joined
from xl_quality.sheets.cells import address, mark_text
from xl_quality.sheets.labels import SUBJECTS, Role, parse_label
from xl_quality.sheets.recognition import SheetKind, listed
from xl_quality.sheets.settings import text_of
from xl_quality.sheets.text import pattern, plain_label, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.core.groups import UnitKey
    from xl_quality.core.marks import Mark, SubjectColumn
    from xl_quality.core.options import Options
    from xl_quality.reports.forms import MissingRow
    from xl_quality.sheets.cells import CellValue, Grid
    from xl_quality.sheets.recognition import Recognition

_MISSING: Final = 10
"""A class is named from one missing mark in ten on: the lowest tenth left out raises the mean of an
ordinary class by three to five points, which is more than most places are apart."""
_LEAST: Final = 3
"""Missing marks below which a class is not named: one or two pupils are ill in any week."""
_TIMES: Final = 2
"""… and only where at least twice as large a part is missing as in all other classes together: in
a week of influenza all of them lack a tenth."""
_UNITS: Final = 5  # classes that a finding names; the list has them all


def missing_marks(tables: Sequence[ScoreTable], options: Options) -> list[Finding]:
    """Return what is to be said about blanks, zeros and classes with far fewer marks.

    Args:
        tables: the score sheets, blanks told by `figures.blanks_told`.
        options: what was said about zeros.
    """
    findings: list[Finding] = []
    odd: dict[int, _Odd] = {}
    for table in tables:
        found = {name: _remarks_in(column) for name, column in table.subjects.items()}
        odd[id(table)] = {name: own for name, own in found.items() if own}
    for table in tables:
        findings += _blanks(table, odd[id(table)])
        findings += _zeros(table, options)
    for contest in joined(tables):
        own = [odd[id(table)] for table in contest]
        findings += [*_not_offered(contest, own), *_far_fewer(contest, own)]
    return findings


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
    by_unit: dict[UnitKey, dict[str, int]] = {}
    for name, pupils in blank.items():
        for pupil in pupils:
            own = by_unit.setdefault(_key(table, pupil), {})
            own[name] = own.get(name, 0) + 1
    most = sorted(by_unit.items(), key=lambda item: -sum(item[1].values()))
    words = [
        _unit(key) + "、".join(f"{name}{count}" for name, count in own.items())
        for key, own in most[:_UNITS]
    ]
    number = sum(map(len, blank.values()))
    name, pupils = next(iter(blank.items()))
    cell, classes = table.address(name, pupils[0]), _some(words, len(most))
    told = [run_findings.BLANKS.at(table.sheet, cell, count=number, classes=classes)]
    return told + (_blank_rows(table, odd) if len(blank) == len(table.subjects) else [])


def _key(table: ScoreTable, pupil: int) -> UnitKey:
    return table.schools[pupil], table.grades[pupil], table.classes[pupil]


def _blank_rows(table: ScoreTable, odd: _Odd) -> list[Finding]:
    """Name the pupils with nothing but blanks: did they sit at all, are they still there?"""
    nothing = _blank_pupils(table, odd)
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


def _blank_pupils(table: ScoreTable, odd: _Odd) -> list[int]:
    """Return the pupils with nothing but blanks, one of them where a mark is due."""
    blanks = [
        {pupil for pupil, mark in odd.get(name, ()) if mark.state is State.BLANK}
        for name in table.subjects
    ]
    due = {pupil for own in odd.values() for pupil, mark in own if mark is BLANK}
    return sorted(due.intersection(*blanks))


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


def _some(words: Sequence[str], number: int = 0) -> str:
    """Return the first words, and how many there are: *number* where not all are given."""
    number = max(number, len(words))
    return "；".join(words[:_UNITS]) + (f"等{number}个" if number > _UNITS else "")


def _not_offered(contest: Sequence[ScoreTable], odd: Sequence[_Odd]) -> list[Finding]:
    """Name the schools without one mark in a subject that other schools of the grade have."""
    if not any(mark is NOT_DUE for own in odd for cells in own.values() for _, mark in cells):
        return []
    sizes = Counter(home for table in contest for home in _homes(table))
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for own in odd for name in own):
        without: Counter[_Home] = Counter()
        for table, own in zip(contest, odd, strict=True):
            homes = _homes(table)
            without.update(homes[pupil] for pupil, mark in own.get(name, ()) if mark is NOT_DUE)
        idle = {home for home, number in without.items() if number == sizes[home]}
        sitting = {grade for _, grade in sizes.keys() - idle}
        for school, grade in sorted(home for home in idle if home[1] in sitting):
            found.setdefault(school + grade, []).append(name)
    if not found:
        return []
    words = [f"{unit}没有{'、'.join(names)}" for unit, names in found.items()]
    return [run_findings.NOT_OFFERED.at(contest[0].sheet, schools=_some(words))]


_Home = tuple[str, str]  # school and grade


def _homes(table: ScoreTable) -> list[_Home]:
    return list(zip(table.schools, table.grades, strict=True))


def _far_fewer(contest: Sequence[ScoreTable], odd: Sequence[_Odd]) -> list[Finding]:
    """Name the classes of a contest with far fewer marks than the other classes of the grade."""
    if not any(odd):
        return []
    sizes: Counter[UnitKey] = Counter()
    for table in contest:
        sizes.update(table.units)
    grades: Counter[str] = Counter()
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


_Shown = tuple[str, str]
"""What a cell without an ordinary mark is called on the list, and what it says."""


def _shown(mark: Mark) -> _Shown | None:
    if not isinstance(mark, Remark):
        return ("0分", "0") if mark == 0 else None
    if mark is BLANK:
        return State.BLANK.value, ""
    return None if mark.state is State.BLANK else (mark.state.value, mark.text)


def missing_sheet(tables: Sequence[ScoreTable]) -> Table:
    """Return 缺考·空白·零分清单: a row a pupil and kind, with the cells."""
    from xl_quality.reports.forms import missing_table  # noqa: PLC0415 - start-up

    return missing_table([row for table in tables for row in _rows(table)])


def _rows(table: ScoreTable) -> list[MissingRow]:
    from xl_quality.reports.forms import MissingRow  # noqa: PLC0415 - start-up

    found: dict[tuple[int, _Shown], list[str]] = {}
    for name, column in table.subjects.items():
        odd: list[tuple[int, Mark]] = [*_remarks_in(column), *((n, 0) for n in column.zeros)]
        for pupil, mark in odd:
            if (shown := _shown(mark)) is not None:
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


def full_marks_text(tables: Iterable[ScoreTable], options: Options) -> str:
    """Return the full marks in words: 满分100分, or 满分：语文、数学120分，英语100分."""
    fulls: dict[str, dict[int, None]] = {}
    for table in tables:
        for subject, column in table.subjects.items():
            full = options.full_mark(subject, column.full_mark)
            fulls.setdefault(subject, {})[full] = None
    subjects: dict[str, list[str]] = {}
    for subject, own in fulls.items():
        subjects.setdefault("或".join(map(mark_text, own)), []).append(subject)
    if len(subjects) == 1:
        return f"满分{next(iter(subjects))}分"
    return "满分：" + "，".join(f"{'、'.join(names)}{full}分" for full, names in subjects.items())


_LOOK: Final = 60  # rows of a sheet in which full marks are looked for: an overview is short
_TITLED: Final = frozenset(
    (
        *("满分", "满分值", "满分(分)", "卷面满分", "卷面分", "卷面总分"),
        *("试卷满分", "各科满分", "总分值"),
    )
)
_SUBJECT_TITLES: Final = frozenset(
    ["学科", "科目", "课程", "学科名称", "科目名称", "考试科目", "考试学科"]
)
_GRADE_TITLES: Final = frozenset(["年级", "年段"])
_NUMBER: Final = pattern(r"(\d{2,3}(?:\.\d)?)分?")
_FEW: Final = 3
_LOWEST: Final = 10
_HIGHEST: Final = 300  # points between which a number can be the full mark of a subject
_LONG: Final = "|".join(sorted((one for one in SUBJECTS if len(one) > 1), key=len, reverse=True))
_IN_WORDS: Final = pattern(
    rf"((?:(?:{_LONG})[、,，和及]?)+)(?:每科|各科|均|各|满分|为|是|[:：=]|[(（])*(\d{{2,3}}(?:\.\d)?)分?"
)
_ONE: Final = pattern(_LONG)
_NOT_OVERVIEWS: Final = (SheetKind.LIST, SheetKind.SETTINGS, SheetKind.OWN, SheetKind.EMPTY)


class _Said(NamedTuple):
    """One full mark as a sheet states it; the grade is ``""`` where none is named."""

    grade: str
    subject: str
    full: int
    cell: str


class StatedFullMarks(NamedTuple):
    """Full marks that stand on sheets without scores (考试概览、科目满分).

    Attributes:
        marks: in hundredths by (grade, subject), the grade ``""`` = all.
        sheets: where they stand.
        findings: which were taken, and where two are stated for one subject.
    """

    marks: Mapping[tuple[str, str], int] = MappingProxyType({})
    sheets: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    def over(self, table: ScoreTable) -> ScoreTable:
        """Return a table with the full marks put where its own header states none."""
        if not self.marks:
            return table
        grades = set(table.grades)
        grade = next(iter(grades)) if len(grades) == 1 else ""
        subjects = {
            name: column
            if column.full_mark is not None
            else column._replace(
                full_mark=self.marks.get((grade, name), self.marks.get(("", name)))
            )
            for name, column in table.subjects.items()
        }
        return table._replace(subjects=subjects)


def stated_full_marks(
    grids: Sequence[Grid], recognised: Sequence[Recognition], subjects: Iterable[str]
) -> StatedFullMarks:
    """Return the full marks that sheets without scores state for the subjects of the score sheets.

    Three ways are understood: a column 满分 beside one of subjects, a row 满分 under subjects, and
    words (各科满分：语文、数学120分). Two values for one subject and grade are asked about.
    """
    known = set(subjects)
    found: dict[tuple[str, str], dict[int, tuple[str, str]]] = {}
    for grid, sheet in zip(grids, recognised, strict=True):
        if _holds_pupils(sheet) or sheet.kind in _NOT_OVERVIEWS:
            continue
        for said in _said_by(grid):
            if said.subject in known:
                places = found.setdefault((said.grade, said.subject), {})
                places.setdefault(said.full, (grid.name, said.cell))
    marks = {key: next(iter(own)) for key, own in found.items() if len(own) == 1}
    sheets = {place[0] for own in found.values() for place in own.values()}
    findings = [_taken(sheet, found, marks) for sheet in sorted(sheets)]
    findings += [_two(key, own) for key, own in found.items() if len(own) > 1]
    return StatedFullMarks(marks, frozenset(sheets), tuple(filter(None, findings)))


def _holds_pupils(sheet: Recognition) -> bool:
    """Say whether a sheet is one of scores: a small table of subjects without names is none."""
    keys = sheet.columns.name or sheet.columns.student_id
    pupils = len(sheet.data_rows) > _FEW or bool(keys and sheet.data_rows)
    return sheet.holds_scores and (pupils or bool(sheet.blocks))


def _taken(
    sheet: str,
    found: Mapping[tuple[str, str], Mapping[int, tuple[str, str]]],
    marks: Mapping[tuple[str, str], int],
) -> Finding | None:
    own = {key: full for key, full in marks.items() if found[key][full][0] == sheet}
    if not own:
        return None
    words = "、".join(
        f"{grade}{subject}{mark_text(full)}" for (grade, subject), full in own.items()
    )
    first, full = next(iter(own.items()))
    cell = found[first][full][1]
    return run_findings.FULL_MARKS_TAKEN.at(sheet, cell, found=words, subject=first[1])


def _two(key: tuple[str, str], own: Mapping[int, tuple[str, str]]) -> Finding:
    grade, subject = key
    values = [mark_text(full) for full in own]
    sheet, cell = list(own.values())[1]
    places = "、".join(f"{place}!{where}" for place, where in own.values())
    return run_findings.FULL_MARK_TWICE.at(
        sheet,
        cell,
        found=values[1],
        grade=grade,
        subject=subject,
        count=len(own),
        places=places,
        values="或".join(values),
    )


def _said_by(grid: Grid) -> Iterator[_Said]:
    rows = grid.rows[:_LOOK]
    for number, values in enumerate(rows):
        words = {c: plain_label(v) for c, v in enumerate(values) if isinstance(v, str)}
        full = next((c for c, word in words.items() if word in _TITLED), None)
        beside = next((c for c, word in words.items() if word in _SUBJECT_TITLES), None)
        if full is not None and beside is not None:
            grade = next((c for c, word in words.items() if word in _GRADE_TITLES), None)
            yield from _down(rows, number + 1, (grade, beside, full))
        elif full is not None:
            yield from _across(rows, number, full)
        for column, value in enumerate(values):
            if isinstance(value, str) and "满分" in value:
                yield from _in_words(value, address(number, column))


def _full(value: CellValue) -> int | None:
    match = _NUMBER.fullmatch(text_of(value))
    points = Fraction(match[1]) if match else 0
    return int(points * POINT) if _LOWEST <= points <= _HIGHEST else None


def _down(
    rows: Sequence[Sequence[CellValue]], first: int, columns: tuple[int | None, int, int]
) -> Iterator[_Said]:
    """Read a column 满分 beside one of subjects, a merged or repeated grade before them."""
    grade_at, subject_at, full_at = columns
    grade = ""
    for number in range(first, len(rows)):
        values = rows[number]
        subject, full = text_of(values[subject_at]), _full(values[full_at])
        if not subject:
            return
        grade = (text_of(values[grade_at]) or grade) if grade_at is not None else ""
        if full is not None:
            yield _Said(grade, subject, full, address(number, full_at))


def _across(rows: Sequence[Sequence[CellValue]], number: int, title: int) -> Iterator[_Said]:
    """Read a row 满分 under a row of subjects."""
    for above in range(number - 1, max(-1, number - 4), -1):
        labels = {c: parse_label(v) for c, v in enumerate(rows[above]) if isinstance(v, str)}
        subjects = {c: one.subject for c, one in labels.items() if one.role is Role.SUBJECT}
        if len(subjects) > 1:
            for column, subject in subjects.items():
                full = _full(rows[number][column]) if column > title else None
                if full is not None:
                    yield _Said("", subject, full, address(number, column))
            return


def _in_words(text: str, cell: str) -> Iterator[_Said]:
    for subjects, points in _IN_WORDS.findall(plain_text(text)):
        full = _full(points)
        if full is not None:
            for subject in _ONE.findall(subjects):
                yield _Said("", subject, full, cell)
