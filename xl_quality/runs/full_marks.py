"""The full marks (满分) that figures went by, and those that sheets without scores state.

`stated_full_marks` finds them where a score sheet has none of its own; `full_marks_text` says them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.grouping import grouped
from xl_quality.core.marks import POINT, ScoreTable
from xl_quality.core.options import DEFAULT_FULL_MARK, Options, points_text
from xl_quality.core.school_terms import grade_place, usual_grade
from xl_quality.runs import run_findings
from xl_quality.sheets.cells import CellValue, Grid, address
from xl_quality.sheets.labels import SUBJECTS, Role, parse_label
from xl_quality.sheets.recognition import Recognition, SheetKind
from xl_quality.sheets.settings import text_of
from xl_quality.sheets.text import grade_in, pattern, plain_label, plain_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding

_LOOK: Final = 60  # rows of a sheet in which full marks are looked for: an overview is short
_TITLED: Final = frozenset(
    (
        *("满分", "满分值", "满分(分)", "卷面满分", "卷面分", "卷面总分"),
        *("试卷满分", "各科满分", "总分值", "总分(满分)", "卷面分(满分)", "分值(满分)"),
    )
)
_DOUBLE: Final = frozenset(["总分", "分值"])
"""What may as well be the points of a class or of one pupil: see `_is_full`."""
_MEANS: Final = pattern(r".*(?:平均分?|均分)")
_ROUND: Final = 5 * POINT  # papers have 50, 80, 120 points; sums of marks end anyhow
_ROUNDED: Final = Fraction(1, 20)  # a mean is written with one decimal or more
_SUBJECT_TITLES: Final = frozenset(
    ["学科", "科目", "课程", "学科名称", "科目名称", "考试科目", "考试学科"]
)
_GRADE_TITLES: Final = frozenset(["年级", "年段"])
_NUMBER: Final = pattern(r"(\d{2,3}(?:\.\d)?)分?")
_ANY_NUMBER: Final = pattern(r"\d{1,4}(?:\.\d+)?")
_FEW: Final = 3  # rows of a table without names that may still be one of subjects
_LOWEST: Final = 10
_HIGHEST: Final = 300  # points between which a number can be the full mark of a subject
_LONG: Final = "|".join(sorted((one for one in SUBJECTS if len(one) > 1), key=len, reverse=True))
_IN_WORDS: Final = pattern(
    rf"((?:(?:{_LONG})[、,，和及]?)+)(?:每科|各科|均|各|满分|为|是|[:：=]|[(（])*(\d{{2,3}}(?:\.\d)?)分?"
)
_ONE: Final = pattern(_LONG)
_SEVERAL_GRADES: Final = pattern(r"[一二三四五六七八九1-9](?:年级)?[、,，和及至到~～—-]+.年级")
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
        grades = set(map(usual_grade, table.grades))
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
    grids: Sequence[Grid],
    recognised: Sequence[Recognition],
    subjects: Iterable[str],
    grades: Iterable[Collection[str]] = (),
) -> StatedFullMarks:
    """Return the full marks that sheets without scores state for the subjects of the score sheets.

    Three ways are understood: a column 满分 beside one of subjects, a row 满分 under subjects, and
    words (各科满分：语文、数学120分). Two values for one subject and grade are asked about. What a
    title or a column says of one grade holds for the score sheets of that grade alone.

    Args:
        grids: all sheets of the workbook.
        recognised: what each of them is.
        subjects: the subjects of the score sheets.
        grades: the grades of each score sheet; without any, all that is stated is returned.
    """
    known = set(subjects)
    of_sheets = [set(map(usual_grade, own)) for own in grades]
    every = {grade for own in of_sheets for grade in own}
    single = {grade for own in of_sheets if len(own) == 1 for grade in own}
    titled = bool(every) and all(map(_is_year, every))
    found: dict[tuple[str, str], dict[int, tuple[str, str]]] = {}
    findings = []
    for grid, sheet in zip(grids, recognised, strict=True):
        for said in _said_by(grid, titled=titled) if _is_overview(sheet) else ():
            if said.subject not in known:
                continue
            if said.grade and every and said.grade not in single:
                # of another grade, or of one of several on the same score sheet
                if (said.grade in every or every == {""}) and said.full != DEFAULT_FULL_MARK:
                    findings.append(_of_one_grade(grid.name, said))
                continue
            places = found.setdefault((said.grade, said.subject), {})
            places.setdefault(said.full, (grid.name, said.cell))
    marks = {key: next(iter(own)) for key, own in found.items() if len(own) == 1}
    sheets = sorted({place[0] for own in found.values() for place in own.values()})
    for name in sheets:
        taken = {key: full for key, full in marks.items() if found[key][full][0] == name}
        if taken:
            words = "、".join(f"{grade}{one}{points_text(n)}" for (grade, one), n in taken.items())
            first, full = next(iter(taken.items()))
            cell, kind = found[first][full][1], run_findings.FULL_MARKS_TAKEN
            findings.append(kind.at(name, cell, found=words, subject=first[1]))
    findings += [_two(key, own) for key, own in found.items() if len(own) > 1]
    return StatedFullMarks(marks, frozenset(sheets), tuple(findings))


def _is_overview(sheet: Recognition) -> bool:
    """Say whether a sheet may state full marks; a small table of subjects is none of scores."""
    keys = sheet.columns.name or sheet.columns.student_id
    pupils = len(sheet.data_rows) > _FEW or bool(keys and sheet.data_rows)
    holds_pupils = sheet.holds_scores and (pupils or bool(sheet.blocks))
    return not holds_pupils and sheet.kind not in _NOT_OVERVIEWS


def _is_year(grade: str) -> bool:
    """Say whether a grade is called by its year (四年级, 高二), not by when it came (2024级)."""
    return grade.endswith("年级") or grade[:1] == "高"


def _of_one_grade(sheet: str, said: _Said) -> Finding:
    return run_findings.FULL_MARK_OF_ONE_GRADE.at(
        sheet, said.cell, found=points_text(said.full), grade=said.grade, subject=said.subject
    )


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


def _said_by(grid: Grid, *, titled: bool) -> Iterator[_Said]:
    """Read what a sheet states; with *titled* a grade in its title or name holds, too."""
    rows = grid.rows[:_LOOK]
    for number in range(len(rows)):
        grade = ""
        for said in _in_row(rows, number):
            grade = grade or (_grade_over(grid, number) if titled else "")
            yield said if said.grade else said._replace(grade=grade)


def _grade_over(grid: Grid, number: int) -> str:
    """Return the grade of the nearest title from a row upwards, else of the sheet's name."""
    alone = ([v for v in grid.rows[above] if text_of(v)] for above in range(number, -1, -1))
    titles = (own[0] for own in alone if len(own) == 1 and isinstance(own[0], str))
    for title in (*titles, grid.name):
        if _SEVERAL_GRADES.search(plain_text(title)):
            return ""
        grade = usual_grade(grade_in(title))
        if _is_year(grade):
            return grade
    return ""


def _in_row(rows: Sequence[Sequence[CellValue]], number: int) -> Iterator[_Said]:
    """Read what a row states, or heads."""
    words = {c: plain_label(v) for c, v in enumerate(rows[number]) if isinstance(v, str)}
    full = next((c for c, word in words.items() if word in _TITLED), None)
    beside = next((c for c, word in words.items() if word in _SUBJECT_TITLES), None)
    if beside is not None:
        grade = next((c for c, word in words.items() if word in _GRADE_TITLES), None)
        if full is None:
            full = next((c for c, word in words.items() if word in _DOUBLE), None)
            if full is None or not _is_full(rows, number, (beside, full)):
                return
        yield from _down(rows, number + 1, (grade, beside, full))
    elif full is not None:
        yield from _across(rows, number, full)
    for column, value in enumerate(rows[number]):
        if isinstance(value, str) and "满分" in value:
            for subjects, points in _IN_WORDS.findall(plain_text(value)):
                if (points := _full(points)) is not None:
                    for subject in _ONE.findall(subjects):
                        yield _Said("", subject, points, address(number, column))


def _is_full(rows: Sequence[Sequence[CellValue]], number: int, columns: tuple[int, int]) -> bool:
    """Say whether a column 总分 or 分值 beside one of subjects can only be of full marks.

    Two subjects or more have round points, none below the highest mark (最高分) beside it, and they
    are not the mean (平均分) times a number of pupils: that is the sum of their marks.
    """
    subject_at, full_at = columns
    titles = {c: plain_label(v) for c, v in enumerate(rows[number]) if isinstance(v, str)}
    top_at = next((c for c, word in titles.items() if word.startswith("最高分")), None)
    mean_at = next((c for c, word in titles.items() if _MEANS.fullmatch(word)), None)
    if top_at is None or mean_at is None:
        return False
    lines = [
        (full, top, mean)
        for values in _filled(rows, number + 1, subject_at)
        if parse_label(values[subject_at]).role is Role.SUBJECT
        and (full := _full(values[full_at])) is not None
        and (top := _points(values[top_at])) is not None
        and (mean := _points(values[mean_at])) is not None
    ]
    fits = all(full % _ROUND == 0 and mean <= top <= full for full, top, mean in lines)
    return len(lines) > 1 and fits and not all(_is_sum(full, mean) for full, _, mean in lines)


def _is_sum(points: int, mean: Fraction) -> bool:
    """Say whether points may be the marks of some pupils with this mean together."""
    pupils = round(points / mean) if mean else 0
    return abs(points - mean * pupils) <= _ROUNDED * pupils * POINT


def _points(value: CellValue) -> Fraction | None:
    """Return a number of a cell in hundredths, None for anything else."""
    match = _ANY_NUMBER.fullmatch(text_of(value))
    return Fraction(match[0]) * POINT if match else None


def _filled(
    rows: Sequence[Sequence[CellValue]], first: int, column: int
) -> Iterator[Sequence[CellValue]]:
    """Return the rows of a table: down to the first without a value in a column."""
    return takewhile(lambda values: bool(text_of(values[column])), rows[first:])


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
    for number, values in enumerate(_filled(rows, first, subject_at), first):
        subject, full = text_of(values[subject_at]), _full(values[full_at])
        if grade_at is not None:
            grade = usual_grade(text_of(values[grade_at])) or grade
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
