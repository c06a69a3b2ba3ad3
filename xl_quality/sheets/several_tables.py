"""Takes apart a sheet that holds several tables or exams, and turns one whose pupils go across.

Tables stand side by side or under each other; exams under each other (考试名称列) or beside each
other (月考1_语文 | 期中_语文); class summaries (一分三率表) are only located.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import ScoreTable, in_same_columns
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import CellValue, Grid, View, column_index, column_letter, is_empty
from xl_quality.sheets.header import Header, is_group_row, label_score
from xl_quality.sheets.labels import EXAM_WORD, FOOTER, Label, Role, parse_label
from xl_quality.sheets.recognition import Columns, Facts, Recognition, SheetKind, shown
from xl_quality.sheets.text import plain_label, plain_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.sheets.layout import Layout, Step

_NAME_HINTS: Final = ("姓", "名字", "学生", "考生", "学员", "xm", "name")
_MOST_NAME_LABELS: Final = 100
"""More different texts than this are pupils (学生1, 学生2 …), not labels: thousands of them take
seconds to parse."""
_IDENTITY: Final = (Role.NAME, Role.STUDENT_ID, Role.CLASS, Role.SCHOOL, Role.GRADE, Role.BLANK)
_MOST_EXAMS: Final = 12
"""More different values than this are no exams, but numbers of rooms or the like."""


def split_blocks(view: View, header: Header) -> list[Grid]:
    """Return one grid per table where a sheet holds several, [] where it holds one.

    Every grid keeps the coordinates of the sheet and its merged areas; the cells of the other
    tables are empty.
    """
    if starts := _side_by_side(header):
        sides = pairwise([*starts, view.width])
        return [_only_columns(view, header, left, right) for left, right in sides]
    rows = _under_each_other(view, header)
    return [only_rows(view, *part) for part in pairwise([*rows, view.height])] if rows else []


def _side_by_side(header: Header) -> list[int]:
    """Return the first column of each block where the label 姓名 comes several times."""
    roles = [label.role for label in header.labels]
    names = [column for column, role in enumerate(roles) if role is Role.NAME]
    if len(names) < 2:  # noqa: PLR2004 - one table has one column of names
        return []
    starts = [0]
    for before, name in pairwise(names):
        figures = [c for c in range(before + 1, name) if roles[c] not in _IDENTITY]
        if not figures:
            return []  # 姓名 | 曾用名: two names of one pupil
        behind = range(figures[0], len(roles))  # the first that tells who it is, at last the name
        keys = (c for c in behind if roles[c] in _IDENTITY and roles[c] is not Role.BLANK)
        starts.append(next(keys))
    return starts


def _only_columns(view: View, header: Header, left: int, right: int) -> Grid:
    """Keep one block; a title over the whole sheet counts for every block."""
    grid = view.grid
    front: list[CellValue] = [None] * left
    back: list[CellValue] = [None] * (view.width - right)
    rows = [[*front, *row[left:right], *back] for row in grid.rows]
    for row in range(header.rows[0]):  # a header with names twice has its rows
        if len(view.filled(row)) == 1:
            rows[row] = [*grid.rows[row]]
    return grid._replace(rows=rows)


def _under_each_other(view: View, header: Header) -> list[int]:
    """Return the first row of each table where further, different headers follow below."""
    if not header.known:
        return []
    labels = [plain_label(label.text) for label in header.labels]
    starts = [0]
    for row in _header_rows_below(view, header):
        words = {column: plain_label(view.text(row, column)) for column in view.filled(row)}
        known = [column for column, word in words.items() if word in labels]
        # 姓名 | 数学 | 语文 below 姓名 | 语文 | 数学: the same words, but other columns
        moved = any(words[column] != labels[column] for column in known)
        if moved or len(known) * 10 < len(words) * 7:
            starts.append(_with_titles(view, row))
    return starts if len(starts) > 1 else []


def _header_rows_below(view: View, header: Header) -> list[int]:
    """Return the rows below the header that hold the label 姓名 among others."""
    found: set[int] = set()
    for column in range(view.width):
        texts = _name_labels(view, header, column)
        if texts:
            values = view.columns[column]
            found.update(
                row for row in range(header.first_below, view.height) if values[row] in texts
            )
    return [row for row in sorted(found) if label_score(view, row) >= 6]  # noqa: PLR2004


def _name_labels(view: View, header: Header, column: int) -> set[str]:
    """Return the texts of a column that are a label 姓名, in the header or below it."""
    values = view.columns[column]
    above = {value for value in values[: header.first_below] if isinstance(value, str)}
    labels = {text for text in above if parse_label(text).role is Role.NAME}
    below = view.distinct_texts(column) - above
    # fifty thousand names at once; as bytes, of which only the Latin letters have two cases
    everything = "\n".join(below).encode(errors="surrogatepass").lower()
    if hints := [hint for hint in _NAME_HINTS if hint.encode() in everything]:
        likely = [text for text in below if any(hint in text.lower() for hint in hints)]
        if len(likely) <= _MOST_NAME_LABELS:
            labels |= {text for text in likely if parse_label(text).role is Role.NAME}
    return labels


def _with_titles(view: View, row: int) -> int:
    """Return the first of the rows of titles right above a header, of groups (语文 | 数学) too."""
    while row and (len(view.filled(row - 1)) == 1 or is_group_row(view, row - 1, row)):
        row -= 1
    return row


def cut_above(view: View, row: int) -> tuple[Grid, Grid]:
    """Return what stands above a header row and its titles, and the rest."""
    row = _with_titles(view, row)
    return only_rows(view, 0, row), only_rows(view, row, view.height)


def only_rows(view: View, top: int, bottom: int) -> Grid:
    """Return the grid with only the rows from *top* up to *bottom*; all others are empty."""
    grid = view.grid
    nothing: Sequence[CellValue] = [None] * view.width
    rows = [row if top <= number < bottom else nothing for number, row in enumerate(grid.rows)]
    return grid._replace(rows=rows)


def transposed(grid: Grid, first: int = 0) -> Grid:
    """Return a grid with rows and columns exchanged; the rows above *first* are left empty."""
    rows = [[None] * len(row) if n < first else row for n, row in enumerate(grid.rows)]
    return grid._replace(
        rows=[list(column) for column in zip(*rows, strict=True)],
        merged=[(left, top, right, bottom) for top, left, bottom, right in grid.merged],
        uncached=[(column, row) for row, column in grid.uncached],
    )


def turned_back(recognition: Recognition) -> Recognition:
    """Return what was found in the turned sheet in terms of the sheet, and the other way round.

    Findings name the sheet's own cells from the start: the view of a turned grid does.

    In a TRANSPOSED recognition columns and subjects are given by row number, and the numbers
    in `header_rows` and `data_rows` are those of columns.
    """
    back = recognition.kind is SheetKind.TRANSPOSED
    return recognition._replace(
        kind=SheetKind.STUDENT_SCORES if back else SheetKind.TRANSPOSED,
        columns=recognition.columns.mapped(_exchange),
        subjects={name: _exchange(letter) for name, letter in recognition.subjects.items()},
        labels={_exchange(letter): label for letter, label in recognition.labels.items()},
        blocks=tuple(map(turned_back, recognition.blocks)),
    )


def _exchange(text: str) -> str:
    """Return the row number of a column letter, or the letter of a row number.

    >>> _exchange("C"), _exchange("3")
    ('3', 'C')
    """
    return column_letter(int(text) - 1) if text.isdigit() else str(column_index(text) + 1)


def summary_of(view: View, header: Header, kind: SheetKind) -> Recognition:
    """Return a sheet whose rows are classes, schools or subjects, not pupils."""
    found = Recognition(view.grid.name, kind, header_rows=tuple(row + 1 for row in header.rows))
    if kind is not SheetKind.CLASS_SUMMARY:
        return found
    roles = [label.role for label in header.labels]
    own = (Role.SCHOOL, Role.GRADE, Role.CLASS, Role.NAME)
    school, grade, class_name, name = (
        column_letter(roles.index(role)) if role in roles else None for role in own
    )
    data: list[int] = []
    footers: list[int] = []
    for row in range(header.first_below, view.height):
        if filled := view.filled(row):
            text = plain_text(view.text(row, filled[0]))
            closing = FOOTER.search(text) or len(filled) == 1
            (footers if closing else data).append(row + 1)
    return found._replace(
        data_rows=data, columns=Columns(school, grade, class_name, name), footers=tuple(footers)
    )


def stacked_exams(layout: Layout) -> Iterator[Finding]:
    """Say that a sheet holds several exams, which are then computed apart."""
    column, data = layout.keys.exam, layout.rows.data
    if column is None or layout.roles.is_long or not data:
        return
    values = [value for value in layout.cells(column) if not is_empty(value)]
    exams = list(dict.fromkeys(map(shown, values)))
    cell, where = layout.view.at(data[0], column), layout.view.columns_named(column)
    facts: Facts = {"column": where, "exams": len(exams)}
    if len(exams) > _MOST_EXAMS:
        yield layout.finding(kinds.EXAM_COLUMN_ODD, cell, found="、".join(exams[:3]), **facts)
    elif len(exams) > 1:
        facts |= {"unused": layout.fix_column(column, "不用"), "exam": layout.override.exam}
        kind = kinds.ONE_EXAM_OR_SEVERAL if layout.override.exam else kinds.EXAMS_APART
        yield layout.finding(kind, cell, found="、".join(exams), **facts)


def by_exam(table: ScoreTable, exams: Sequence[str]) -> list[ScoreTable]:
    """Return one table per exam; the table itself where there is only one exam."""
    names = [name for name in dict.fromkeys(exams) if name]
    if len(names) == 1 and not table.exam:
        return [table._replace(exam=names[0])]
    if not 1 < len(names) <= _MOST_EXAMS:
        return [table]
    return in_same_columns(
        [
            _rows(table, [n for n, exam in enumerate(exams) if exam == name])._replace(exam=name)
            for name in names
        ]
    )


def _rows(table: ScoreTable, pupils: Sequence[int]) -> ScoreTable:
    subjects = {
        name: column._replace(marks=[column.marks[pupil] for pupil in pupils])
        for name, column in table.subjects.items()
    }
    return table.of_pupils(lambda name: [getattr(table, name)[pupil] for pupil in pupils], subjects)


def settle_exams(layout: Layout) -> Step:
    """Find the exams that labels or group titles name beside the subjects.

    Where all columns are of one exam, its name comes off the subjects and is the sheet's exam.
    Several exams are kept apart: each becomes a table of its own.
    """
    layout, findings = _named_by_group(layout)
    subjects = {
        column: layout.labels[column]
        for column in layout.labelled_as(Role.SUBJECT)
        if not layout.is_fixed(column)
    }
    exams = dict.fromkeys(label.exam for label in subjects.values())
    if not any(exams):
        return layout, findings
    if len(exams) == 1:
        bare = {c: one._replace(subject=one.of, stem="", exam="") for c, one in subjects.items()}
        return layout.relabelled(bare).with_roles(exam_in_labels=next(iter(exams))), findings
    layout = layout.with_roles(exams_beside=True)
    first = min(column for column, label in subjects.items() if label.exam)
    found = "、".join(filter(None, exams))
    return layout, [*findings, layout.finding(kinds.EXAMS_SIDE_BY_SIDE, first, found=found)]


def _named_by_group(layout: Layout) -> Step:
    """Put the titles 期中 and 期末 over the same subjects into the names of these subjects."""
    labels = layout.labels
    subjects = layout.labelled_as(Role.SUBJECT)
    places: dict[str, list[int]] = {}
    for column in subjects:
        if not labels[column].exam:
            places.setdefault(labels[column].subject, []).append(column)
    twice = {column for columns in places.values() if len(columns) > 1 for column in columns}
    groups = dict.fromkeys(labels[column].group for column in sorted(twice))
    if "" in groups or len(groups) < 2:  # noqa: PLR2004 - one group tells no columns apart
        return layout, []
    named = {labels[column].subject for column in twice}
    are_exams = all(EXAM_WORD.search(group) for group in groups)
    changed: dict[int, Label] = {}
    for column in subjects:
        label = labels[column]
        only_here = are_exams and label.group in groups and label.subject not in named
        if column in twice or only_here:
            exam, stem = (label.group, label.of) if are_exams else ("", label.stem)
            name = label.group + label.subject
            changed[column] = label._replace(subject=name, stem=stem, exam=exam)
    layout = layout.relabelled(changed)
    if are_exams:
        return layout, []
    found = "、".join(groups)
    return layout, [layout.finding(kinds.GROUPS_SIDE_BY_SIDE, min(twice), found=found)]


def exam_of_subjects(layout: Layout) -> dict[str, tuple[str, str]]:
    """Return by subject, as it is listed, its exam (``""`` = the sheet's own) and plain name."""
    if not layout.roles.exams_beside:
        return {}
    labels = {name: layout.labels[column] for name, column in layout.roles.subjects.items()}
    return {
        name: (label.exam, label.of if label.exam and label.of else name)
        for name, label in labels.items()
    }


def by_label_exam(table: ScoreTable, exams: Mapping[str, tuple[str, str]]) -> list[ScoreTable]:
    """Return one table per exam that the labels name, its subjects by their plain names."""
    tables: dict[str, dict[str, str]] = {}
    for name, (exam, subject) in exams.items():
        tables.setdefault(exam, {}).setdefault(subject, name)
    return [
        table._replace(
            exam=exam or table.exam,
            subjects={
                subject: table.subjects[name]._replace(label=subject)
                for subject, name in names.items()
                if name in table.subjects
            },
        )
        for exam, names in tables.items()
    ]
