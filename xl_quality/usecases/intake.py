"""A workbook taken in: every sheet recognised, scores and lists read, doubts collected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.lists import read_list
from xl_quality.sheets.recognise import recognise_book
from xl_quality.sheets.recognition import SheetKind
from xl_quality.sheets.settings import Settings, read_settings
from xl_quality.sheets.settings_form import is_settings_sheet
from xl_quality.sheets.tables import score_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.books.ports import Book
    from xl_quality.core.facts import Record
    from xl_quality.core.options import Options
    from xl_quality.core.scores import ScoreTable
    from xl_quality.sheets.grid import Grid
    from xl_quality.sheets.overrides import SheetOverride
    from xl_quality.sheets.recognition import Recognition
    from xl_quality.usecases.choices import Choices

ENROLLED: Final = "应考"
TEACHING: Final = "任课"


@dataclass(frozen=True, slots=True)
class Intake:
    """
    A workbook as understood.

    Attributes:
        grids: the sheets' cells, our own result sheets left out.
        recognitions: what each of them is, parallel to `grids`.
        tables: the score sheets.
        lists: rows of the list sheets by list name (任课, 县名次, 指标 …).
        settings: the 考核设置 sheet, defaults without one.
        options: settings with the choices of this run over them.
        findings: all doubts and notes of reading.
    """

    grids: Sequence[Grid]
    recognitions: Sequence[Recognition]
    tables: Sequence[ScoreTable]
    lists: Mapping[str, Sequence[Record]]
    settings: Settings
    options: Options
    findings: Sequence[Finding]

    @property
    def taught(self) -> dict[tuple[str, str, str, str], str]:
        """Return the teacher by (school, grade, class, subject)."""
        return {
            (row.text("school"), row.text("grade"), row.text("class_name"), row.text("subject")): (
                row.text("teacher")
            )
            for row in self.lists.get(TEACHING, ())
            if row.text("teacher")
        }


def take_in(
    book: Book,
    choices: Choices,
    fixed: Mapping[str, SheetOverride] | None = None,
    *,
    scores_needed: bool = True,
) -> Intake:
    """
    Read and recognise a whole workbook (读取成绩册).

    Args:
        book: any host's workbook.
        choices: options said explicitly; they go before the 考核设置 sheet.
        fixed: what was said explicitly about single sheets.
        scores_needed: refuse a workbook without any score sheet.

    Raises:
        BadInputError: no score sheet, or something in the settings cannot be used.
    """
    own = set(book.own_sheets())
    names = [name for name in book.sheet_names() if name not in own]
    grids = [book.read(name) for name in names]
    settings = _settings(grids, names)
    fixed = fixed or {}
    unknown = [name for name in fixed if name not in names]
    if unknown:
        message = f"没有名为“{'、'.join(unknown)}”的工作表，有：{'、'.join(names)}"
        raise BadInputError(message)
    overrides = {name: _merged(settings.override(name), fixed.get(name)) for name in names}
    recognitions = recognise_book(grids, overrides=overrides, file_name=book.name)
    read = [score_tables(found, grid) for found, grid in zip(recognitions, grids, strict=True)]
    tables = [_renamed(table, settings) for several in read for table in several]
    lists, doubts = _lists(grids, recognitions)
    findings = [
        *book.findings,
        *settings.findings,
        *(finding for found in recognitions for finding in found.all_findings),
        *doubts,
    ]
    if scores_needed and not any(table.rows for table in tables):
        message = f"“{book.name}”里没有认出成绩表"
        raise BadInputError(message, findings or [_no_scores()])
    options = choices.over(_with_full_marks(settings, recognitions))
    enrolled = _enrolled(lists, choices)
    if enrolled:
        options = replace(options, enrolled={**options.enrolled, **enrolled})
    return Intake(grids, recognitions, tables, lists, settings, options, findings)


def _settings(grids: Sequence[Grid], names: Sequence[str]) -> Settings:
    form = next((grid for grid in grids if is_settings_sheet(grid)), None)
    return Settings() if form is None else read_settings(form, names)


def _merged(settings: SheetOverride, said: SheetOverride | None) -> SheetOverride:
    """Put what was said explicitly over what the 考核设置 sheet says."""
    if said is None:
        return settings
    return replace(
        settings,
        ignore=said.ignore or settings.ignore,
        header_rows=said.header_rows or settings.header_rows,
        columns={**settings.columns, **said.columns},
    )


def _renamed(table: ScoreTable, settings: Settings) -> ScoreTable:
    """Call schools by their official names, where the settings list other spellings."""
    aliases = settings.school_aliases
    if not aliases:
        return table
    return replace(table, schools=[aliases.get(school, school) for school in table.schools])


def _lists(
    grids: Sequence[Grid], recognitions: Sequence[Recognition]
) -> tuple[dict[str, Sequence[Record]], list[Finding]]:
    lists: dict[str, list[Record]] = {}
    findings: list[Finding] = []
    for grid, found in zip(grids, recognitions, strict=True):
        sheet = read_list(grid) if found.kind is SheetKind.LIST else None
        if sheet is not None:
            lists.setdefault(sheet.name, []).extend(sheet.records)
            findings += sheet.findings
    return dict(lists), findings


def _with_full_marks(settings: Settings, recognitions: Sequence[Recognition]) -> Options:
    """Take full marks that headers state, e.g. 语文（120分）; the settings go before them."""
    stated: dict[str, int] = {}
    for found in recognitions:
        for block in (found, *found.blocks):
            stated |= block.full_marks
    options = settings.options
    return replace(options, full_marks={**stated, **options.full_marks})


def _enrolled(
    lists: Mapping[str, Sequence[Record]], choices: Choices
) -> dict[tuple[str, str, str], int]:
    """Return the enrolled numbers that were asked for: from the 应考 sheet or another workbook."""
    if not choices.enrolled:
        return {}
    records = lists.get(ENROLLED, ()) if choices.enrolled == ENROLLED else ()
    if not records and Path(choices.enrolled).exists():
        records = _enrolled_file(Path(choices.enrolled))
    if not records:
        message = f"--enrolled：没有找到应考人数表“{choices.enrolled}”"
        raise BadInputError(message)
    return {
        (row.text("school"), row.text("grade"), row.text("class_name")): int(row.text("enrolled"))
        for row in records
        if row.text("enrolled")
    }


def _enrolled_file(path: Path) -> Sequence[Record]:
    from xl_quality.books.files import open_book  # noqa: PLC0415 - only when another file is named

    book = open_book(path)
    grids = [book.read(name) for name in book.sheet_names()]
    lists, _ = _lists(grids, recognise_book(grids, file_name=book.name))
    return lists.get(ENROLLED, ())


def _no_scores() -> Finding:
    return Finding(
        "no_score_sheet",
        Severity.ERROR,
        "",
        "",
        "",
        "没有一张表像成绩表（要有姓名列和学科分数列）",
        "请确认打开的是成绩册；表头特殊时可在考核设置中指定表头行和各列",
    )
