"""A workbook taken in: every sheet recognised, scores and lists read, doubts collected.

Sheets that hold a scheme (方案表) are neither scores nor lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import BadInputError, Finding, Severity, first_of
from xl_quality.core.option_table import FULL_MARK, Stated
from xl_quality.runs import run_findings
from xl_quality.runs.names import (
    ENROLLED,
    Spellings,
    Taught,
    enrolled_numbers,
    hidden_in_use,
    lists_of,
    one_width,
    spellings,
    taught_by,
    two_teachers,
    unmatched,
    without_pupils,
    without_scores,
)
from xl_quality.sheets.list_kinds import TEACHING, is_list_form
from xl_quality.sheets.recognise import BookRecognition, recognise_book
from xl_quality.sheets.recognition import SheetKind, SheetOverride
from xl_quality.sheets.settings import SETTINGS_SHEET
from xl_quality.sheets.text import plain_text
from xl_quality.sheets.titles import several_sheets, term_of, without_grade

if TYPE_CHECKING:
    from xl_quality.books.port import Book
    from xl_quality.core.facts import Record
    from xl_quality.core.marks import ScoreTable
    from xl_quality.core.options import Options
    from xl_quality.runs.choices import ChosenOptions
    from xl_quality.runs.full_marks import StatedFullMarks
    from xl_quality.sheets.cells import Grid
    from xl_quality.sheets.lists import ListSheet
    from xl_quality.sheets.score_tables import Checkup
    from xl_quality.sheets.settings_reader import Settings

SHEET: Final = "方案"  # What the sheet is called; further ones add the id: 方案 rank-up
_FIRST_SECTION: Final = "【方案】"
_ABOVE: Final = 50  # rows in which the first section must begin


def scheme_sheets(book: Book) -> list[Grid]:
    """Return the sheets that hold a scheme, whatever they are called: ours or copied."""
    grids = map(book.read, sheets_to_read(book))
    return [grid for grid in grids if holds_scheme(grid)]


def sheets_to_read(book: Book) -> list[str]:
    """Return all sheets but those that earlier runs wrote.

    What we wrote to be filled in is among them: a scheme, a list; it is the office's own.
    """
    own = {name for name in book.own_sheets() if SHEET not in name and not is_list_form(name)}
    return [name for name in book.sheet_names() if name not in own]


def holds_scheme(grid: Grid) -> bool:
    """Tell whether a sheet holds a scheme, by what stands in it: a clerk may rename it."""
    texts = (row[0] for row in grid.rows[:_ABOVE] if row and isinstance(row[0], str))
    if not any(_FIRST_SECTION in text for text in texts):
        return False
    from xl_quality.schemes.sheet.codec import is_scheme  # noqa: PLC0415 - start-up

    return is_scheme(grid.rows)


_TOLD: Final = 3  # sheets that a message names
_NAMED: Final = 10  # pupils that a message names


class BookContents(NamedTuple):
    """A workbook as understood."""

    grids: Sequence[Grid]  # the sheets' cells, our own result sheets left out
    recognised: BookRecognition  # what each of them is, the score tables, and the 考核设置 sheet
    tables: Sequence[ScoreTable]  # the score tables, schools called by their official names
    lists: Sequence[ListSheet]  # the list sheets (任课, 县名次, 指标 …) as they stand
    names: Spellings  # how the score sheets spell schools and classes; `rows` goes by it
    options: Options  # settings with the choices of this run over them
    findings: Sequence[Finding]  # all doubts and notes of reading
    schemes: Sequence[Grid] = ()  # the 方案 sheets, which are neither scores nor lists
    # the sheets without scores that full marks were taken from (考试概览)
    full_mark_sheets: frozenset[str] = frozenset()

    def rows(self, list_name: str) -> list[Record]:
        """Return the rows of all lists of one name, schools and classes as on the score sheets."""
        return [
            self.names.official(record)
            for sheet in self.lists
            if sheet.name == list_name
            for record in sheet.records
        ]

    def terms(self, exams: Iterable[str]) -> dict[str, str]:
        """Return the 学年学期 that titles say, by exam; of exams without scores as far as said."""
        known = {table.exam_or_sheet: table.term for table in self.tables}
        return {one: known.get(one) or term_of(one, (), self.options.terms) for one in exams}

    @property
    def taught(self) -> Taught:
        """Return the teacher by (school, grade, class, subject)."""
        return taught_by(self.rows(TEACHING))


def understood(book: Book) -> BookContents:
    """Read and recognise a workbook for something that shows no marks (读取); no doubts are given.

    Raises:
        BadInputError: something in the settings cannot be used.
    """
    return _understood(book)[0]


def take_in(
    book: Book,
    choices: ChosenOptions,
    fixed: Mapping[str, SheetOverride] | None = None,
    *,
    scores_needed: bool = True,
    known: Mapping[str, Sequence[Checkup]] | None = None,
) -> BookContents:
    """Read and recognise a whole workbook (读取成绩册), and tell its doubts.

    Args:
        book: any host's workbook.
        choices: options said explicitly; they go before the 考核设置 sheet.
        fixed: what was said explicitly about single sheets.
        scores_needed: refuse a workbook without any score sheet.
        known: the score tables of sheets whose columns a program has named, by sheet.

    Raises:
        BadInputError: no score sheet, or something in the settings cannot be used.
    """
    from xl_quality.runs.full_marks import stated_full_marks  # noqa: PLC0415 - only for marks
    from xl_quality.sheets.checkup import check_schools  # noqa: PLC0415 - as above

    contents, listed, pupils = _understood(book, fixed, choices.stated, known or {})
    found = contents.recognised
    options = choices.over(found.settings.options)
    subjects = {name for table in found.tables for name in table.subjects}
    grades = (set(table.grades) for table in found.tables if table.rows)
    stated = stated_full_marks(contents.grids, found.sheets, subjects, grades)
    tables = _with_terms(contents, _score_tables(found, choices, options, stated), options.terms)
    findings = [*book.findings, *found.findings]
    findings += [doubt for sheet in listed for doubt in sheet.findings]
    used = {table.sheet for table in tables if table.rows}
    used |= {record.sheet for sheet in listed for record in sheet.records}
    findings += hidden_in_use(contents.grids, used)
    if scores_needed and not any(table.rows for table in tables):
        raise BadInputError(_no_scores(book.name, found), findings or [run_findings.NO_SCORES.at()])
    findings += _unknown_subjects(found.settings, choices, tables)
    findings += check_schools(found.score_sheets, listed, found.settings, only_scores=True)
    enrolled = enrolled_numbers(choices.enrolled, listed, contents.names)
    if enrolled:
        options = options._replace(enrolled={**options.enrolled, **enrolled})
        findings += unmatched(enrolled, tables)
    findings += [*pupils, *stated.findings, *_of_marks(tables, options)]
    rows = contents.rows(TEACHING)
    findings += [*two_teachers(rows), *without_scores(rows, tables)]
    tables = _with_doubts(tables, findings, contents.rows(ENROLLED))
    findings = list(dict.fromkeys([*findings, *(one for own in tables for one in own.doubts)]))
    return contents._replace(
        tables=tables, options=options, findings=findings, full_mark_sheets=stated.sheets
    )


def _no_scores(book: str, found: BookRecognition) -> str:
    """Return that a workbook has no score sheet, and which sheets might be some."""
    asked = [one.sheet for one in found.sheets if one.kind is SheetKind.PERHAPS_SCORES]
    perhaps = f"，有{len(asked)}张可能是：{'、'.join(asked[:_TOLD])}" if asked else ""
    return f"“{book}”里没有认出成绩表{perhaps}"


def _with_doubts(
    tables: Iterable[ScoreTable], findings: Iterable[Finding], due: Sequence[Record]
) -> list[ScoreTable]:
    """Return the score tables with what is serious about them, and where 应考 differs.

    *due* are the rows of 应考; what is wrong in the settings holds for all sheets.
    """
    from xl_quality.sheets.checkup import check_enrolment  # noqa: PLC0415 - only for marks

    serious = [one for one in findings if one.severity is Severity.ERROR]
    return [
        table._replace(
            doubts=[
                *table.doubts,
                *(one for one in serious if one.sheet in {table.sheet, SETTINGS_SHEET, ""}),
                *check_enrolment(table, due),
            ]
        )
        for table in tables
    ]


def _understood(
    book: Book,
    fixed: Mapping[str, SheetOverride] | None = None,
    stated: Sequence[Stated] = (),
    known: Mapping[str, Sequence[Checkup]] = MappingProxyType({}),
) -> tuple[BookContents, list[ListSheet], list[Finding]]:
    """Return a workbook, its list sheets with pupils in them, and what is doubtful about those."""
    schemes, grids = _sheets(book)
    names_of_sheets = [grid.name for grid in grids]
    unknown = [name for name in fixed or () if name not in names_of_sheets]
    if unknown:
        message = f"没有名为“{'、'.join(unknown)}”的工作表，有：{'、'.join(names_of_sheets)}"
        raise BadInputError(message)
    found = recognise_book(grids, file_name=book.name, fixed=fixed, stated=stated, known=known)
    settings = found.settings
    tables = [_renamed(table, settings) for table in found.tables]
    listed = lists_of(grids, found.sheets)
    rows = [record for sheet in listed for record in sheet.records]
    names = spellings(tables, settings.school_aliases, rows)
    lists, pupils = without_pupils(listed, names, tables, settings.namesakes)
    contents = BookContents(
        grids, found, tables, lists, names, settings.options, findings=(), schemes=schemes
    )
    return contents, listed, pupils


def _score_tables(
    found: BookRecognition, choices: ChosenOptions, options: Options, stated: StatedFullMarks
) -> list[ScoreTable]:
    """Return the score tables with everything in them that was said elsewhere."""
    from xl_quality.core.marks_in_doubt import zeros_answered  # noqa: PLC0415 - only for marks
    from xl_quality.runs.group_figures import blanks_told  # noqa: PLC0415 - as above

    said = choices.about(FULL_MARK)
    tables = []
    for table in map(stated.over, found.tables):
        # what was said explicitly goes before the sheet's own full marks
        columns = {
            label: column._replace(full_mark=None) if label in said else column
            for label, column in table.subjects.items()
        }
        known = table._replace(subjects=columns) if said else table
        tables.append(zeros_answered(_renamed(known, found.settings), options))
    return blanks_told(_subjects_together(tables))


def _subjects_together(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    """Return the sheets, those called after their only subject (数学, 语文) as one exam.

    Who names sheets so means one exam; as three they would have no 总分. They have no exam of
    their own and the same pupils, and a note says so.
    """
    from xl_quality.core.groups import lacking_pupils  # noqa: PLC0415 - only for marks
    from xl_quality.runs.group_figures import gathered  # noqa: PLC0415 - as above

    told: dict[int, ScoreTable] = {}
    for group in gathered(filter(_is_of_its_subject, tables), _beside_subjects):
        if len(group) > 1:
            names = [table.sheet for table in group]
            note = run_findings.SUBJECTS_TOGETHER.at(
                names[0], sheets="」「".join(names), first=names[0]
            )
            exam = several_sheets(names)
            for one, pupils in zip(group, lacking_pupils(group), strict=True):
                told[id(one)] = one._replace(exam=exam, doubts=[note, *_lacking(one, pupils)])
    return [told.get(id(table), table) for table in tables]


def _lacking(table: ScoreTable, pupils: Sequence[str]) -> list[Finding]:
    """Return that pupils of the other subjects do not stand on a sheet, if there are any."""
    found = first_of(pupils, _NAMED, "名学生")
    kind = run_findings.PUPILS_NOT_ON_SHEET
    return [kind.at(table.sheet, found=found, count=len(pupils))] if pupils else []


def _is_of_its_subject(table: ScoreTable) -> bool:
    return not table.exam and [*map(plain_text, table.subjects)] == [plain_text(table.sheet)]


def _beside_subjects(table: ScoreTable, group: Sequence[ScoreTable]) -> bool:
    from xl_quality.core.groups import same_pupils  # noqa: PLC0415 - only for marks

    return all(
        set(table.grades) == set(other.grades) and same_pupils(table, other) for other in group
    )


def _with_terms(
    contents: BookContents, tables: Sequence[ScoreTable], said: Mapping[str, str]
) -> list[ScoreTable]:
    """Return the score tables with the 学年学期 that titles say before their exams."""
    heads = {
        one.sheet: min(row for block in one.blocks or (one,) for row in block.header_rows)
        for one in contents.recognised.sheets
        if one.header_rows
    }
    titles = {
        grid.name: [
            "".join(str(value) for value in row if value is not None)
            for row in grid.rows[: heads.get(grid.name, 1) - 1]
        ]
        for grid in contents.grids
    }
    return [
        table._replace(term=term_of(table.exam_or_sheet, titles.get(table.sheet, ()), said))
        for table in tables
    ]


def _of_marks(tables: Sequence[ScoreTable], options: Options) -> list[Finding]:
    """Return what every command says of the marks: questions, lines, blanks, classes with few."""
    from xl_quality.runs.missing_marks import missing_marks  # noqa: PLC0415 - only for marks
    from xl_quality.sheets.checkup import doubtful_marks  # noqa: PLC0415 - as above

    doubtful = [finding for table in tables for finding in doubtful_marks(table, options)]
    unusable: dict[Finding, None] = {}  # score lines, with a full mark; figures refuse them
    for table in tables:
        for subject, column in table.subjects.items():
            try:
                options.thresholds(subject, column.full_mark)
            except BadInputError as problem:
                unusable |= dict.fromkeys(problem.findings)
    return [*doubtful, *unusable, *missing_marks(tables, options)]


def _sheets(book: Book) -> tuple[list[Grid], list[Grid]]:
    """Read the 方案 sheets, and all others but our own results; 考核设置 and lists are forms."""
    forms = (name for name in book.own_sheets() if name == SETTINGS_SHEET or is_list_form(name))
    results = {*book.own_sheets()} - {*forms}
    wanted = {*sheets_to_read(book), SETTINGS_SHEET}
    read = [book.read(name) for name in book.sheet_names() if name in wanted]
    schemes = [grid for grid in read if holds_scheme(grid)]
    left_out = {*results, *(grid.name for grid in schemes)}
    others = [grid for grid in read if grid.name not in left_out]
    return schemes, others


def _renamed(table: ScoreTable, settings: Settings) -> ScoreTable:
    """Call schools by their official names, and one exam of several grades by one name."""
    aliases, grades = settings.school_aliases, set(table.grades)
    exam = one_width(table.exam)
    exam = without_grade(exam, grades.pop()) if len(grades) == 1 else exam
    if not aliases and exam == table.exam:
        return table
    return table._replace(
        exam=exam, schools=[aliases.get(school, school) for school in table.schools]
    )


def _unknown_subjects(
    settings: Settings, choices: ChosenOptions, tables: Sequence[ScoreTable]
) -> list[Finding]:
    """Refuse a full mark for a subject that nobody has; in the settings it is only doubted.

    Raises:
        BadInputError: the command line names such a subject.
    """
    known = list(dict.fromkeys(subject for table in tables for subject in table.subjects))
    unknown = [name for name in choices.about(FULL_MARK) if name and name not in known]
    if unknown and known:
        message = f"--full：成绩表里没有学科“{'、'.join(unknown)}”，有：{'、'.join(known)}"
        raise BadInputError(message)
    options = settings.options
    said = dict.fromkeys([*options.full_marks, *options.subject_lines])
    return [
        run_findings.SUBJECT_UNKNOWN.at("考核设置", found=subject, subjects="、".join(known))
        for subject in said
        if known and subject not in known
    ]
