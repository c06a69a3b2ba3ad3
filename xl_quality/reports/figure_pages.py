"""Groups and their figures on paper: a section an exam and grade, subjects side by side.

Results come group by group and subject by subject; `pivot` puts a group's subjects side by side.
Of more subjects than a page holds, a section has several parts under one another, each complete in
itself: a page beside another would lack the names or the heading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Orientation, PrintSetup, Row, Table, Value
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import WHOLE, Group, Level
from xl_quality.core.school_terms import contest_words, grade_place
from xl_quality.reports.frame import (
    CENTER,
    NOTE,
    SECTION,
    Column,
    WideLine,
    header_row,
    name_height,
    name_width,
    sign_off,
    title_line,
    wide,
    widths_of,
    wrapped_height,
)
from xl_quality.reports.paper import (
    GAP,
    ROW_HEIGHT,
    Laid,
    ReportSection,
    RowStack,
    laid_out,
    page_height,
    scale_for_sections,
    stacked,
    stands_upright,
)

if TYPE_CHECKING:
    from xl_quality.core.figures import GroupResult
    from xl_quality.sheets.cells import Area

_TOP_ROWS: Final = 2  # title and unit line, repeated on every page
_HEADING_ROWS: Final = 4  # exam and grade, note, two rows of column titles
_EMPTY_WIDTH: Final = 40.0
_SCHOOLS: Final = (
    "F2F2F2"  # behind schools, where their classes stand below with places of their own
)
_ALL_CLASSES: Final = "全校"
_BOLD_TITLE: Final = 1.1  # how much wider a subject in bold is
_LEAST_SCALE: Final = 75
"""Percent to which all of a contest is shrunk to stand on one page: 8.2 points."""


class PivotRow(NamedTuple):
    """One group in one exam: its results by subject, and the line over all of them if any."""

    exam: str
    group: Group
    subjects: Mapping[str, GroupResult]
    overall: GroupResult | None = None


def _school(row: PivotRow) -> str:
    """Return the school, or what stands in its column for groups over all schools."""
    over_all = row.group.level in {Level.ALL, Level.GRADE}
    return WHOLE if over_all else row.group.school


def _class_or_school(row: PivotRow) -> str:
    """Return the class; 全校 for a school among classes, which grey alone would not tell."""
    return _ALL_CLASSES if row.group.level is Level.SCHOOL else row.group.class_name


_NAMES: Final[Sequence[Column[PivotRow]]] = (
    Column("学校", _school, CENTER),
    Column("班级", lambda row: row.group.class_name, CENTER),
    Column("教师", lambda row: row.group.teacher, CENTER),
)


def pivot(results: Sequence[GroupResult], overall: Sequence[GroupResult] = ()) -> list[PivotRow]:
    """Bring each group's subjects together, groups in order of first appearance.

    Where an exam has a group twice in one subject, on two sheets, each sheet is an exam of its
    own, called after exam and sheet, and numbered where not even the sheet tells them apart: no
    figure hides another.
    """
    seen = Counter((one.exam_name, one.group, one.subject) for one in results)
    once = len(seen) == len(results)  # nearly always
    doubled = () if once else {exam for (exam, _, _), times in seen.items() if times > 1}

    def key(result: GroupResult, number: int = 1) -> tuple[str, Group]:
        exam = result.exam_name
        if exam in doubled and exam != result.sheet:
            exam = f"{exam}（{result.sheet}）"
        return exam if number == 1 else f"{exam} 第{number}块", result.group

    rows: dict[tuple[str, Group], dict[str, GroupResult]] = {}
    for result in results:
        own, number = key(result), 1
        while result.subject in rows.get(own, ()):
            number += 1
            own = key(result, number)
        rows.setdefault(own, {})[result.subject] = result
    totals: dict[tuple[str, Group], GroupResult] = {}
    for total in overall:
        own, number = key(total), 1
        while own in totals:
            number += 1
            own = key(total, number)
        totals[own] = total
    return [
        PivotRow(exam, group, subjects, totals.get((exam, group)))
        for (exam, group), subjects in rows.items()
    ]


Contest = tuple[str, str]  # Exam and grade: groups of one contest stand in one section


def contests(rows: Sequence[PivotRow]) -> dict[Contest, list[PivotRow]]:
    """Return the rows by exam and grade: exams as they come, grades as school years follow.

    Sheets without an exam's name are one exam here: a book often has a sheet a grade.
    """
    found = grouped(rows, lambda row: (row.exam, row.group.grade))
    exams = list(dict.fromkeys(_exam(own) for own in found.values()))

    def place(contest: Contest) -> tuple[int, tuple[int, str]]:
        return exams.index(_exam(found[contest])), grade_place(contest[1])

    return {contest: found[contest] for contest in sorted(found, key=place)}


def _exam(rows: Sequence[PivotRow]) -> str:
    first = rows[0]
    return first.exam if any(result.exam for result in first.subjects.values()) else ""


def subjects_of(rows: Sequence[PivotRow]) -> tuple[str, ...]:
    """Return the subjects in which some group has more than blanks, in order of appearance."""
    found: dict[str, None] = {}
    for row in rows:
        for subject, result in row.subjects.items():
            if subject in found:  # by the first group nearly always
                continue
            if result.rates is None or result.rates.rows > result.rates.blank:
                found[subject] = None
    return tuple(found)


def names_of(rows: Sequence[PivotRow]) -> list[Column[PivotRow]]:
    """Return the columns needed to name the groups of all sections.

    Where no group has a school the first of the others says who all together are.
    """
    if any(row.group.school for row in rows):
        own = [name for name in _NAMES if name.value and any(map(name.value, rows))]
        return [one._replace(value=_class_or_school) if one.title == "班级" else one for one in own]
    own = [name for name in _NAMES[1:] if name.value and any(map(name.value, rows))]
    first, *others = own or [Column[PivotRow]("范围", None, CENTER)]
    value = first.value
    return [first._replace(value=lambda row: _school(row) or (value and value(row))), *others]


class Caption(NamedTuple):
    """What stands over a sheet of figures and over its sections."""

    title: str  # of the sheet
    unit: str  # the line under it: whose figures, which exams
    # what figures are made of (统计口径), by the sheets that their results stand on
    note_of: Callable[[Collection[str]], str]
    exam_of: Callable[[str], str] = str  # what sheets call an exam

    def heading(self, contest: Contest, *more: str) -> str:
        """Return what stands over a section, or its chart with what *more* it shows."""
        exam, grade = contest
        return "　".join(contest_words(self.exam_of(exam), grade, *more))


class FigureBlock(NamedTuple):
    """The groups of one exam and grade."""

    contest: Contest  # the exam and grade
    together: Sequence[Sequence[PivotRow]]  # groups, those that no page break may part in one list
    keys: Sequence[Column[PivotRow]]  # the first columns, the title of each over both header rows
    figures: Sequence[Column[GroupResult]]  # the columns under each subject
    subjects: Sequence[str]  # titles over the figures

    @property
    def sheets(self) -> set[str]:
        """Return what the results say of their sheets; one of several sheets names all."""
        rows = chain.from_iterable(self.together)
        return {result.sheet for row in rows for result in row.subjects.values()}

    @property
    def width(self) -> int:
        """Return its number of columns."""
        return len(self.keys) + len(self.figures) * len(self.subjects)

    def header(self) -> tuple[Row, Row]:
        """Return the two header rows."""
        top: list[Value] = [key.title for key in self.keys]
        for subject in self.subjects:
            top += [subject, *[None] * (len(self.figures) - 1)]
        figures = [figure.title for figure in self.figures]
        below = (*[None] * len(self.keys), *figures * len(self.subjects))
        height = wrapped_height(figures, widths_of(self.figures), ROW_HEIGHT)
        over = sum(widths_of(self.figures)) / _BOLD_TITLE
        high = wrapped_height(self.subjects, [over] * len(self.subjects), ROW_HEIGHT)
        return header_row(top, high), header_row(below, height)

    def merges(self) -> list[Area]:
        """Return the merged cells of the header, its rows counted from 0."""
        starts = range(len(self.keys), self.width, len(self.figures))
        return [
            *((0, column, 1, column) for column in range(len(self.keys))),
            *((0, start, 0, start + len(self.figures) - 1) for start in starts),
        ]

    def body(self) -> list[list[Row]]:
        """Return a row for each group."""
        styles = (
            *(key.style for key in self.keys),
            *tuple(figure.style for figure in self.figures) * len(self.subjects),
        )
        shaded = tuple(style._replace(fill=_SCHOOLS) for style in styles)
        levels = {row.group.level for row in chain.from_iterable(self.together)}
        mixed = levels >= {Level.SCHOOL, Level.CLASS}  # two rankings in one column of places
        keys = [key.value for key in self.keys if key.value]
        figures = [figure.value for figure in self.figures if figure.value]
        nothing = [None] * len(figures)

        def row_of(row: PivotRow) -> Row:
            values = [value(row) for value in keys]
            for subject in self.subjects:
                result = row.subjects.get(subject)
                values += nothing if result is None else [value(result) for value in figures]
            looks = shaded if mixed and row.group.level is Level.SCHOOL else styles
            high = name_height((row.group.school, row.group.class_name), ROW_HEIGHT)
            if high > ROW_HEIGHT:
                looks = tuple(style._replace(wrap=True) for style in looks)
            return Row(values, looks, high)

        return [list(map(row_of, rows)) for rows in self.together]


def in_pages(block: FigureBlock, room: int) -> list[FigureBlock]:
    """Return the block as several under one another, at most *room* subjects in each."""
    subjects = block.subjects
    parts = -(-len(subjects) // room) or 1
    each = -(-len(subjects) // parts)
    return [
        block._replace(subjects=subjects[first : first + each])
        for first in range(0, max(1, len(subjects)), max(1, each))
    ]


def tall(blocks: Sequence[FigureBlock]) -> bool:
    """Say whether the longest block stands whole on a page held upright, and on no other."""
    rows = max((sum(map(len, block.together)) for block in blocks), default=0)
    if not stands_upright(rows, (), _LEAST_SCALE):
        return False
    return stands_upright(rows, shared_widths(blocks), _LEAST_SCALE)


def figure_sheet(
    sheet: str,
    blocks: Sequence[FigureBlock],
    caption: Caption,
    *,
    frozen: int,
    rooms: Sequence[float] = (),
    lies: Orientation = Orientation.LANDSCAPE,
) -> tuple[Table, Laid]:
    """Return a sheet of figures, a section a block, and where its rows came to stand.

    Args:
        sheet: its name.
        blocks: from top to bottom; they fit a page, those of parts of a contest under one another.
        caption: what stands over them.
        frozen: columns that stay in view.
        rooms: points that are left free under each block, for its charts.
        lies: how the paper lies.
    """
    widths = shared_widths(blocks)
    bodies = [block.body() for block in blocks]
    # the parts of a contest have the same groups, a thousand of them in nine subjects in a county
    parts = {id(block.together): block for block in blocks}
    notes = {groups: caption.note_of(block.sheets) for groups, block in parts.items()}
    sections = [
        _section(caption.heading(block.contest), block, body, notes[id(block.together)], widths)
        for block, body in zip(blocks, bodies, strict=True)
    ]
    rooms = rooms or [0] * len(blocks)
    drawn = [
        _room(caption.heading(block.contest), room) if room else None
        for block, room in zip(blocks, rooms, strict=True)
    ]
    scale, laid = _laid(caption, sections, drawn, widths, lies)
    table = Table(
        sheet,
        laid.rows,
        widths=widths,
        merges=laid.merges,
        freeze=(_TOP_ROWS + (_HEADING_ROWS if len(blocks) == 1 else 0), frozen),
        print_setup=PrintSetup(
            lies,
            title_rows=(0, _TOP_ROWS - 1),
            row_breaks=laid.breaks,
            scale=scale,
        ),
    )
    return table, laid


def _section(
    title: str,
    block: FigureBlock,
    body: Sequence[Sequence[Row]],
    note_text: str,
    widths: Sequence[float],
) -> ReportSection:
    """Return a block under its heading."""
    heading = wide(WideLine(title, SECTION, 22), widths)
    note = wide(WideLine(note_text, NOTE), widths)
    header = RowStack(block.header(), block.merges())
    pieces = [RowStack(rows) for rows in body]
    return ReportSection(stacked([heading, note, header]), pieces, chapter=title)


def _room(title: str, room: float) -> ReportSection:
    """Return the room of a block's chart, which has a title of its own."""
    return ReportSection(RowStack(()), [RowStack([Row((), (), room)])], chapter=title)


def _laid(
    caption: Caption,
    sections: Sequence[ReportSection],
    drawn: Sequence[ReportSection | None],
    widths: Sequence[float],
    lies: Orientation,
) -> tuple[int, Laid]:
    """Lay blocks out, each with its chart's room behind it, which counts as its last piece.

    Charts that have no room on the page of their block come together behind the last one.

    Returns:
        the scale of the page, and where the rows of each block came to stand.
    """
    title, unit = title_line(caption.title), WideLine(caption.unit, NOTE)
    top, end = stacked([wide(title, widths), wide(unit, widths)]), wide(sign_off(), widths)
    around = top.height + end.height
    most = page_height(lies, _LEAST_SCALE) - around
    parts: list[tuple[int, int, ReportSection]] = []
    apart: list[tuple[int, int, ReportSection]] = []  # charts that would have a page to themselves
    for number, (section, chart) in enumerate(zip(sections, drawn, strict=True)):
        parts.append((number, 0, section))
        if chart and section.height + GAP.height + chart.height <= most:
            parts.append((number, len(section.pieces), chart))
        elif chart:
            heading = wide(WideLine(chart.chapter, SECTION, 22), widths)
            alone = chart._replace(heading=heading, chapter="")
            apart.append((number, len(section.pieces), alone))
    parts += apart
    every = [own for _, _, own in parts]
    scale = scale_for_sections(widths, every, lies, around, leasts=(_LEAST_SCALE, _LEAST_SCALE))
    laid = laid_out(top, every, lies, scale, closing=end)
    places = {
        (parts[at][0], parts[at][1] + piece): rows for (at, piece), rows in laid.places.items()
    }
    return scale, laid._replace(places=places)


def shared_widths(blocks: Sequence[FigureBlock]) -> list[float]:
    """Return the widths of the columns of blocks under one another, as the widest needs them."""
    known: dict[int, list[float]] = {}  # the parts of a contest have the same groups
    own = []
    for block in blocks:
        titles = tuple(key.title for key in block.keys)
        at = hash((id(block.together), titles))
        keys = known.get(at) or known.setdefault(at, _key_widths(block))
        own.append([*keys, *widths_of(block.figures) * len(block.subjects)])
    return [max(column) for column in zip_longest(*own, fillvalue=0)] or [_EMPTY_WIDTH]


def _key_widths(block: FigureBlock) -> list[float]:
    rows = list(chain.from_iterable(block.together))
    return [
        key.width or name_width({key.title, *(key.value(row) for row in rows if key.value)})
        for key in block.keys
    ]
