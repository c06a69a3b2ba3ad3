"""Recognises a sheet (识别): what it is, where its header, columns and rows are, what is open.

A score table is read step by step: keys → rows → roles → `Recognition`. `recognise_book` goes over
all sheets of a workbook and finds what is doubtful between them (整本识别).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.option_table import READING_OPTIONS, Stated, with_stated
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import Grid, MarkReader, View, address, column_letter, is_empty
from xl_quality.sheets.column_findings import read_marks, subjects_twice, unread_findings
from xl_quality.sheets.header import (
    Header,
    find_header,
    header_of,
    is_report,
    kind_of,
    names_row,
    pupils_above,
)
from xl_quality.sheets.key_columns import fixed_labels, key_columns, no_name_findings
from xl_quality.sheets.labels import Role
from xl_quality.sheets.layout import Layout, Step
from xl_quality.sheets.list_kinds import find_list, find_named
from xl_quality.sheets.pupil_checks import check_across_sheets
from xl_quality.sheets.pupil_rows import judged_rows, pupil_rows
from xl_quality.sheets.recognition import (
    NO_OVERRIDE,
    Columns,
    Recognition,
    SheetKind,
    SheetOverride,
    listed,
    merged_overrides,
    shown,
)
from xl_quality.sheets.rival_columns import named_subject
from xl_quality.sheets.score_evidence import Verdict, evidence_of, verdict
from xl_quality.sheets.score_tables import (
    Checkup,
    absence_findings,
    score_tables,
    settled_findings,
    units_of,
    units_settled,
)
from xl_quality.sheets.settings import is_settings_sheet
from xl_quality.sheets.settings_reader import Settings, read_settings
from xl_quality.sheets.several_tables import (
    cut_above,
    exam_of_subjects,
    only_rows,
    split_blocks,
    stacked_exams,
    summary_of,
    transposed,
    turned_back,
)
from xl_quality.sheets.subject_columns import (
    column_roles,
    fixed_full_marks,
    read_full_marks,
    titled_subject,
)
from xl_quality.sheets.text import looks_like_name
from xl_quality.sheets.titles import Context, context_of, segments_of

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import ScoreTable

_STEPS: Final[tuple[Callable[[Layout], Step], ...]] = (
    fixed_labels,  # what a person said about columns goes before their labels
    key_columns,  # whose row it is
    pupil_rows,  # which rows are pupils, as far as texts tell
    column_roles,  # what the other columns hold
    judged_rows,  # rows that only the figures in those columns give away
    named_subject,  # the subject of a column that only says 分数, beside questions
    read_full_marks,
    titled_subject,  # the subject that only the sheet's name or a title says
    fixed_full_marks,  # a person's full marks go before the sheet's
)
"""Keys, rows, roles: each step needs what those before it found; findings come in this order."""
_TOLD: Final = 4  # so many columns the question names


def recognise(
    grid: Grid, *, overrides: SheetOverride | None = None, file_name: str = ""
) -> Recognition:
    """Recognise one sheet, with a finding for everything that was taken on trust.

    What a person fixed for this sheet (考核设置) wins; school and exam may stand in the workbook's
    file name. It never raises on data, however odd.
    """
    override = overrides or NO_OVERRIDE
    found = _recognise(grid, override, file_name)
    if override.full_marks:
        found = found._replace(findings=(*found.findings, *_full_marks_unused(found, override)))
    return found


def _full_marks_unused(found: Recognition, override: SheetOverride) -> Iterator[Finding]:
    """Name each full mark that a person fixed for a subject the sheet lacks."""
    parts = (found, *found.blocks)
    used = {name for part in parts for name in part.full_marks}
    known = "、".join(dict.fromkeys(name for part in parts for name in part.subjects))
    for name in override.full_marks:
        if name and name not in used:
            subjects = known or "（没有）"
            yield kinds.FULL_MARK_FOR_NO_SUBJECT.at(found.sheet, found=name, subjects=subjects)


def _recognise(grid: Grid, override: SheetOverride, file_name: str) -> Recognition:
    view = View(grid)
    if override.ignore:
        return Recognition(grid.name, SheetKind.OTHER)
    if not any(view.filled(row) for row in range(view.height)):
        return Recognition(grid.name, SheetKind.EMPTY)
    if is_settings_sheet(grid):
        return Recognition(grid.name, SheetKind.SETTINGS)
    fixed = bool(override.header_rows or override.columns or override.scores)
    if not fixed and (found := find_list(grid) or find_named(grid)):
        row = found.row + 1
        return Recognition(grid.name, SheetKind.LIST, header_rows=(row,), list_name=found.kind.name)
    if not fixed and (names := names_row(view)) is not None:
        return _transposed(grid, names, override, file_name)
    return _table(view, override, file_name)


def _table(view: View, override: SheetOverride, file_name: str) -> Recognition:
    grid = view.grid
    fixed = bool(override.header_rows or override.columns or override.scores)
    rows = tuple(row - 1 for row in override.header_rows if row <= view.height)
    header = header_of(view, rows) if rows else find_header(view)
    if header is None:
        findings = [] if is_report(view) else [kinds.NO_HEADER.at(grid.name)]
        kind = SheetKind.OTHER if findings else SheetKind.DASHBOARD
        return Recognition(grid.name, kind, findings=tuple(findings))
    if (found := _list_above(view, header, override, file_name)) is not None:
        return found
    kind = SheetKind.STUDENT_SCORES if fixed else kind_of(view, header)
    if kind is not SheetKind.STUDENT_SCORES or (not fixed and is_report(view)):
        kind = SheetKind.DASHBOARD if is_report(view) else kind
        return summary_of(view, header, kind)
    if not override.is_scores and (other := _no_scores(view, header, file_name)) is not None:
        return other
    blocks = [] if override.header_rows else split_blocks(view, header)
    if blocks:
        settled = override._replace(scores=True)  # the sheet as a whole is one of scores
        views = [View(block, turned=view.turned) for block in blocks]
        parts = [_table(block, settled, file_name) for block in views]
        return _tables_of_one_sheet(view, header.rows[0], parts)
    layout, findings = understand(view, header, override, file_name)
    if not header.known and not layout.labelled_as(Role.NAME):  # beside 姓名 stand 1, 2, 3 …
        findings.append(layout.finding(kinds.HEADER_WITHOUT_LABELS, layout.label_cell(0)))
    total = layout.roles.total
    if not layout.roles.subjects and total is not None:
        fix = layout.fix_column(total, "全科")
        findings.append(layout.finding(kinds.ONLY_TOTAL, total, fix=fix))
    found = recognition_of(layout, findings)
    empty = not layout.roles.subjects and total is None  # names alone
    return found._replace(kind=SheetKind.OTHER) if empty else found


def _end_of_bare_list(view: View, header: Header) -> int | None:
    """Return the first row of a header or report below which no list without header goes on."""
    if header.known:
        return header.rows[0]
    if not is_report(view):
        return None
    rows = range(header.first_below, view.height)
    return next((row for row in rows if is_report(View(only_rows(view, row, row + 1)))), None)


def _list_above(
    view: View, header: Header, override: SheetOverride, file_name: str
) -> Recognition | None:
    """Return a sheet with a list of pupils, without a header, above another table; else None.

    A summary or a score table below says what the numbers of the list are. Below anything else
    the list is judged by itself: it may be read, asked about, or only named.
    """
    end = None if override.header_rows or override.columns else _end_of_bare_list(view, header)
    pupils = [] if end is None else pupils_above(view, end)
    if not pupils or end is None:
        return None
    above, below = (View(grid) for grid in cut_above(view, end))
    lower = _table(below, override._replace(scores=False), file_name)
    of_marks = lower.holds_scores or lower.kind in (SheetKind.CLASS_SUMMARY, SheetKind.DASHBOARD)
    said = override._replace(scores=True) if of_marks else override
    upper = _table(above, said, file_name)
    if upper.holds_scores and lower.holds_scores:
        return _tables_of_one_sheet(view, end, [upper, lower])
    sheet = view.grid.name
    if upper.holds_scores:
        cell = address(end, view.filled(end)[0])
        finding = kinds.SUMMARY_BELOW_LIST.at(sheet, cell, row=end + 1, kind=lower.kind.label)
        return upper._replace(findings=(*upper.findings, finding))
    first, last, cell = pupils[0] + 1, pupils[-1] + 1, address(pupils[0], 0)
    kind = kinds.LIST_WITHOUT_HEADER
    finding = kind.at(sheet, cell, first=first, last=last, rows=len(pupils))
    return lower._replace(findings=(*lower.findings, finding))


def _no_scores(view: View, header: Header, file_name: str) -> Recognition | None:
    """Return what a sheet is that holds no scores or only perhaps, None where it surely does."""
    name = view.grid.name
    evidence = evidence_of(header, name, file_name)
    found = verdict(evidence)
    if found is Verdict.SCORES and (evidence.people or evidence.subjects > 1):
        return None
    rows = tuple(row + 1 for row in header.rows)
    other = Recognition(name, SheetKind.OTHER, header_rows=rows)
    cell = view.at(header.rows[-1] if header.rows else header.first_below, 0)
    if found is Verdict.FOREIGN:
        business = max(evidence.against, key=evidence.against.count)
        words = "、".join(map(shown, evidence.words))
        finding = kinds.FOREIGN_SHEET.at(name, cell, found=words, business=business)
        return other._replace(findings=(finding,))
    layout, _ = understand(view, header, NO_OVERRIDE, file_name)
    names = [] if layout.keys.name is None else layout.cells(layout.keys.name)
    alike = sum(isinstance(value, str) and looks_like_name(value) for value in names)
    named = alike * 2 > len(names)
    if found is Verdict.SCORES and (named or layout.keys.student_id is not None):
        return None
    people = evidence.pupils or named
    asked = evidence.subjects or found is Verdict.PERHAPS or (people and layout.roles.subjects)
    if not asked or not (people or evidence.people) or not layout.rows.data:
        return other._replace(findings=(kinds.NO_SCORES_SEEN.at(name, cell),))
    return other._replace(
        kind=SheetKind.PERHAPS_SCORES,
        data_rows=[row + 1 for row in layout.rows.data],
        findings=(_perhaps(layout, cell),),
    )


def _tables_of_one_sheet(view: View, row: int, parts: Sequence[Recognition]) -> Recognition:
    """Put the tables of one sheet together; a part that has parts of its own gives these."""
    flat = [inner for part in parts for inner in (part.blocks or (part,))]
    found = [part._replace(block=number) for number, part in enumerate(flat, start=1)]
    finding = kinds.SEVERAL_TABLES.at(view.grid.name, view.at(row, 0), found=f"{len(found)}块")
    beside = len({block.header_rows for block in found}) == 1
    return found[0]._replace(
        kind=SheetKind.SIDE_BY_SIDE if beside else SheetKind.STUDENT_SCORES,
        block=0,
        blocks=tuple(found),
        findings=(finding,),
    )


def _transposed(grid: Grid, row: int, override: SheetOverride, file_name: str) -> Recognition:
    """Read a sheet whose pupils go across: below its titles it is turned, read, and turned back."""
    found = turned_back(_table(View(transposed(grid, row), turned=True), override, file_name))
    view = View(grid)
    header = header_of(view, (row,))._replace(labels=())
    above = Layout(view, header, MarkReader(), (), override, file_name)
    context, findings = context_of(above)
    finding = kinds.TRANSPOSED.at(grid.name, address(row, 0))

    def under_titles(part: Recognition) -> Recognition:
        return part._replace(
            school=part.school or context.school,
            grade=part.grade or context.grade,
            class_name=part.class_name or context.class_name,
            exam=context.exam,
            blocks=tuple(map(under_titles, part.blocks)),
        )

    return under_titles(found)._replace(findings=(*findings, finding, *found.findings))


def _perhaps(layout: Layout, cell: str) -> Finding:
    columns = layout.roles.figures
    labels = [layout.labels[column].text or layout.view.columns_named(column) for column in columns]
    named = "、".join(labels[:_TOLD]) + (f"等{len(labels)}列" if len(labels) > _TOLD else "")
    rows, shown_as = len(layout.rows.data), named or "各列"
    return layout.finding(kinds.PERHAPS_SCORES, cell, found=named, rows=rows, columns=shown_as)


def understand(
    view: View, header: Header, override: SheetOverride, file_name: str
) -> tuple[Layout, list[Finding]]:
    """Return the columns and rows of the table under a header, and what they leave open."""
    reader = MarkReader(accept_signs=bool(override.accept_signs))
    layout = Layout(view, header, reader, header.labels, override, file_name)
    findings: list[Finding] = []
    for step in _STEPS:
        layout, told = step(layout)
        findings += told
    rows = layout.rows.data
    if isinstance(rows, list) and rows and rows[-1] - rows[0] + 1 == len(rows):
        gapless = range(rows[0], rows[-1] + 1)  # which costs nothing to keep
        layout = layout._replace(rows=layout.rows._replace(data=gapless))
    return layout, findings


def recognition_of(layout: Layout, findings: Sequence[Finding]) -> Recognition:
    """Return an understood table as a value, all rows 1-based, all columns as letters.

    Behind the findings so far come those of titles, marks, names, remarks, unread cells, exams
    under each other, subjects twice, titles inside the sheet, and blank schools and classes.
    """
    context, titles = context_of(layout)
    absent, marks = read_marks(layout)
    segments, inner_titles = segments_of(layout, context)
    found = _recognition(layout, context, absent)._replace(segments=segments)
    named = no_name_findings(layout) if layout.roles.subjects and layout.rows.data else ()
    own = (
        *findings,
        *titles,
        *marks,
        *named,
        *absence_findings(layout),
        *unread_findings(layout, school=context.school, class_name=context.class_name),
        *stacked_exams(layout),
        *subjects_twice(layout),
        *inner_titles,
        *_blank_units(layout, found),
    )
    return found._replace(findings=own)


def _recognition(layout: Layout, context: Context, absent: Mapping[str, int]) -> Recognition:
    rows, roles = layout.rows, layout.roles
    labels = {column_letter(c): label.text for c, label in enumerate(layout.header.labels)}
    return Recognition(
        sheet=layout.view.grid.name,
        kind=SheetKind.LONG_SCORES if roles.is_long else SheetKind.STUDENT_SCORES,
        header_rows=_from_one(layout.header.rows),
        data_rows=range(rows.data.start + 1, rows.data.stop + 1)
        if isinstance(rows.data, range)
        else [row + 1 for row in rows.data],
        columns=_columns(layout),
        subjects={name: column_letter(column) for name, column in roles.subjects.items()},
        full_marks=roles.full_marks,
        labels={letter: text for letter, text in labels.items() if text},
        school=context.school,
        grade=context.grade,
        class_name=context.class_name,
        exam=context.exam or roles.exam_in_labels,
        footers=_from_one(rows.footers),
        repeated_headers=_from_one(rows.repeated),
        absent=absent,
        exams=exam_of_subjects(layout),
        accept_signs=bool(layout.override.accept_signs),
    )


def _from_one(rows: Sequence[int]) -> tuple[int, ...]:
    return tuple(row + 1 for row in rows)


def _columns(layout: Layout) -> Columns:
    def letter(column: int | None) -> str | None:
        return None if column is None else column_letter(column)

    keys, roles = layout.keys, layout.roles
    return Columns(
        school=letter(keys.school),
        grade=letter(keys.grade),
        class_name=letter(keys.class_name),
        name=letter(keys.name),
        student_id=letter(keys.student_id),
        exam=letter(keys.exam),
        total=None if roles.exams_beside else letter(roles.total),
        subject_from=letter(keys.subject_name) if roles.is_long else None,
        ranks=tuple(map(column_letter, roles.ranks)),
        raw=tuple(map(column_letter, roles.raw)),
        parts=tuple(map(column_letter, roles.parts)),
        unused=tuple(map(column_letter, roles.unused)),
    )


def _blank_units(layout: Layout, found: Recognition) -> Iterator[Finding]:
    """Name pupils without school, grade or class: filled from above, or in none (空白的班级)."""
    keys, data = layout.keys, layout.rows.data
    columns = {"school": keys.school, "grade": keys.grade, "class": keys.class_name}
    own = [column for column in columns.values() if column is not None]
    distinct = layout.view.grid.distinct  # of whole columns: it often tells at once
    gaps = [column for column in own if any(map(is_empty, distinct[column]))]
    gaps = [column for column in gaps if any(map(is_empty, set(layout.cells(column))))]
    # rows above the first title inside the sheet have no unit either
    if not layout.roles.subjects or not (gaps or found.segments):
        return
    units = units_of(found, layout.view.grid)
    for (unit, column), filled in zip(columns.items(), units, strict=True):
        for kind, rows in (
            (kinds.UNIT_FILLED_DOWN[unit], filled.guessed),
            (kinds.UNIT_UNKNOWN[unit], filled.unknown),
        ):
            place = column if column is not None else layout.keys.name or 0
            if cells := [layout.view.at(data[row], place) for row in rows]:
                yield layout.finding(kind, cells[0], rows=len(cells), places=listed(cells))


class BookRecognition(NamedTuple):
    """A workbook as it was understood."""

    sheets: tuple[Recognition, ...] = ()  # one per sheet, in the workbook's order
    score_sheets: tuple[Checkup, ...] = ()  # each score table with its sheet, for the data doctor
    settings: Settings = Settings()  # what 考核设置 says; its findings are among `findings`
    findings: tuple[Finding, ...] = ()  # all of them: settings, sheets, and doubts between sheets

    @property
    def tables(self) -> list[ScoreTable]:
        """Return the score tables of all sheets."""
        return [scores.table for scores in self.score_sheets]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the entries of all sheets, those of a sheet with several tables in a row."""
        return [entry for sheet in self.sheets for entry in sheet.entries()]


def recognise_book(
    grids: Sequence[Grid],
    *,
    file_name: str = "",
    fixed: Mapping[str, SheetOverride] | None = None,
    stated: Sequence[Stated] = (),
    known: Mapping[str, Sequence[Checkup]] = MappingProxyType({}),
) -> BookRecognition:
    """Recognise every sheet of a workbook and read its scores.

    What a person fixed about single sheets goes before the 考核设置 sheet, what was stated of
    options of reading too. Nothing is guessed about `known` sheets, whose columns a program named.
    """
    names = [grid.name for grid in grids]
    forms = [grid for grid in grids if is_settings_sheet(grid)]
    settings = read_settings(forms[0], names) if forms else Settings()
    of_reading = [one for one in stated if one.option in READING_OPTIONS]
    settings = settings._replace(options=with_stated(settings.options, of_reading))
    said = fixed or {}

    def found(grid: Grid) -> Recognition:
        if grid.name in known:
            return known[grid.name][0].recognition
        override = merged_overrides(settings.override(grid.name), said.get(grid.name))
        return recognise(grid, overrides=override, file_name=file_name)

    sheets = tuple(map(found, grids))
    score_sheets = [
        one
        for sheet, grid in zip(sheets, grids, strict=True)
        for one in known.get(grid.name) or _read_scores(sheet, grid)
    ]
    findings = [*settings.findings, *(f for sheet in sheets for f in sheet.all_findings)]
    score_sheets, settled = _settled(score_sheets, known)
    findings += settled
    findings += check_across_sheets(score_sheets)
    return BookRecognition(sheets, tuple(score_sheets), settings, tuple(findings))


def _settled(
    score_sheets: Sequence[Checkup], known: Mapping[str, Sequence[Checkup]]
) -> tuple[list[Checkup], list[Finding]]:
    """Settle grades and classes over all sheets; a program's own columns stay as they are."""
    found = [one for one in score_sheets if one.recognition.sheet not in known]
    tables = units_settled([one.table for one in found])
    after = {id(one): one._replace(table=t) for one, t in zip(found, tables, strict=True)}
    told = [finding for one in found for finding in settled_findings(one, after[id(one)])]
    return [after.get(id(one), one) for one in score_sheets], told


def _read_scores(found: Recognition, grid: Grid) -> Iterator[Checkup]:
    for part in found.blocks or (found,):
        for table in score_tables(part, grid):
            yield Checkup(part, table, grid)
