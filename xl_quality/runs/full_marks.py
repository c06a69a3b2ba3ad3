"""The full marks (满分) that figures went by, and those that sheets without scores state.

`stated_full_marks` finds them where a score sheet has none of its own; `full_marks_text` says them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.grouping import grouped
from xl_quality.core.marks import POINT, ScoreTable
from xl_quality.core.options import Options, points_text
from xl_quality.core.school_terms import grade_place
from xl_quality.runs import run_findings
from xl_quality.sheets.cells import CellValue, Grid, address
from xl_quality.sheets.labels import SUBJECTS, Role, parse_label
from xl_quality.sheets.recognition import Recognition, SheetKind
from xl_quality.sheets.settings import text_of
from xl_quality.sheets.text import pattern, plain_label, plain_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding

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
_FEW: Final = 3  # rows of a table without names that may still be one of subjects
_LOWEST: Final = 10
_HIGHEST: Final = 300  # points between which a number can be the full mark of a subject
_LONG: Final = "|".join(sorted((one for one in SUBJECTS if len(one) > 1), key=len, reverse=True))
_IN_WORDS: Final = pattern(
    rf"((?:(?:{_LONG})[、,，和及]?)+)(?:每科|各科|均|各|满分|为|是|[:：=]|[(（])*(\d{{2,3}}(?:\.\d)?)分?"
)
_ONE: Final = pattern(_LONG)
_NOT_OVERVIEWS: Final = (SheetKind.LIST, SheetKind.SETTINGS, SheetKind.EMPTY)


def full_marks_text(tables: Iterable[ScoreTable], options: Options) -> str:
    """Return the full marks in words: 满分100分, or 满分：语文、数学120分，英语100分.

    Where a subject has several, they are told by grade:
    满分：四年级各科100分；九年级语文120分，历史100分.
    """
    by_grade: dict[str, _Fulls] = {}
    everywhere: _Fulls = {}
    for table in tables:
        own = [by_grade.setdefault(grade, {}) for grade in dict.fromkeys(table.grades)]
        for subject, column in table.subjects.items():
            full = options.full_mark(subject, column.full_mark)
            for fulls in (everywhere, *own):
                fulls.setdefault(subject, {})[full] = None
    grades = sorted(by_grade, key=lambda grade: (not grade, grade_place(grade)))
    told = grouped(grades, lambda grade: _fulls_text(by_grade[grade]))
    if len(told) > 1 and any(len(fulls) > 1 for fulls in everywhere.values()):
        words = ("、".join(one or _NO_GRADE for one in own) + text for text, own in told.items())
        return "满分：" + "；".join(words)
    alike = _by_full_mark(everywhere)
    return f"满分{next(iter(alike))}分" if len(alike) == 1 else f"满分：{_fulls_text(everywhere)}"


_Fulls = dict[str, dict[int, None]]
"""The full marks of each subject, in hundredths; more than one where sheets differ."""
_NO_GRADE: Final = "没有写年级的"


def _by_full_mark(fulls: _Fulls) -> dict[str, list[str]]:
    """Return the subjects that have the same full mark together, by that in points."""
    return grouped(fulls, lambda subject: "或".join(map(points_text, fulls[subject])))


def _fulls_text(fulls: _Fulls) -> str:
    """Return full marks in words: 语文、数学120分，英语100分, or 各科100分."""
    alike = _by_full_mark(fulls)
    if len(alike) == 1 and len(fulls) > 1:
        return f"各科{next(iter(alike))}分"
    return "，".join(f"{'、'.join(names)}{full}分" for full, names in alike.items())


class _Said(NamedTuple):
    """One full mark as a sheet states it; the grade is ``""`` where none is named."""

    grade: str
    subject: str
    full: int
    cell: str


class StatedFullMarks(NamedTuple):
    """Full marks that stand on sheets without scores (考试概览、科目满分)."""

    # in hundredths by (grade, subject), the grade ``""`` = all
    marks: Mapping[tuple[str, str], int] = MappingProxyType({})
    sheets: frozenset[str] = frozenset()  # where they stand
    findings: tuple[Finding, ...] = ()  # which were taken, and where two are stated for one subject

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
        # a small table of subjects without names is none of scores
        keys = sheet.columns.name or sheet.columns.student_id
        pupils = len(sheet.data_rows) > _FEW or bool(keys and sheet.data_rows)
        holds_pupils = sheet.holds_scores and (pupils or bool(sheet.blocks))
        if holds_pupils or sheet.kind in _NOT_OVERVIEWS:
            continue
        for said in _said_by(grid):
            if said.subject in known:
                places = found.setdefault((said.grade, said.subject), {})
                places.setdefault(said.full, (grid.name, said.cell))
    marks = {key: next(iter(own)) for key, own in found.items() if len(own) == 1}
    sheets = sorted({place[0] for own in found.values() for place in own.values()})
    findings = []
    for name in sheets:
        taken = {key: full for key, full in marks.items() if found[key][full][0] == name}
        if taken:
            words = "、".join(f"{grade}{one}{points_text(n)}" for (grade, one), n in taken.items())
            first, full = next(iter(taken.items()))
            cell, kind = found[first][full][1], run_findings.FULL_MARKS_TAKEN
            findings.append(kind.at(name, cell, found=words, subject=first[1]))
    findings += [_two(key, own) for key, own in found.items() if len(own) > 1]
    return StatedFullMarks(marks, frozenset(sheets), tuple(findings))


def _two(key: tuple[str, str], own: Mapping[int, tuple[str, str]]) -> Finding:
    grade, subject = key
    values = [points_text(full) for full in own]
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
                for subjects, points in _IN_WORDS.findall(plain_text(value)):
                    if (points := _full(points)) is not None:
                        for subject in _ONE.findall(subjects):
                            yield _Said("", subject, points, address(number, column))


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
    for above in range(number - 1, max(-1, number - 4), -1):
        labels = {c: parse_label(v) for c, v in enumerate(rows[above]) if isinstance(v, str)}
        subjects = {c: one.subject for c, one in labels.items() if one.role is Role.SUBJECT}
        if len(subjects) > 1:
            for column, subject in subjects.items():
                full = _full(rows[number][column]) if column > title else None
                if full is not None:
                    yield _Said("", subject, full, address(number, column))
            return
