"""One run (一次运行) carried out: what every command, button and check of a record goes by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality import __version__
from xl_quality.books.fingerprints import grid_fingerprint
from xl_quality.core.findings import BadInputError, Finding, Step, Way
from xl_quality.core.groups import Level, only_school
from xl_quality.reports.run_record import PaidBefore, RunEntry, Sealed, payments_told
from xl_quality.runs.book_contents import BookContents, take_in
from xl_quality.runs.choices import COMMANDS, OF_SCHEME_ALONE, Request
from xl_quality.runs.group_figures import Figures, compute, terms_by_exam
from xl_quality.runs.names import ENROLLED
from xl_quality.runs.record import (
    FILE,
    PAYOUT_CONTENTS,
    file_fingerprint,
    joining,
    scheme_fingerprint,
    words_of,
)
from xl_quality.runs.run_findings import ALREADY_PAID, OFFICE_MISSING
from xl_quality.sheets.list_kinds import TEACHING
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.marks import ScoreTable
    from xl_quality.runs.payout.assessment import Payout
    from xl_quality.runs.publish import EarlierResults


class Run(NamedTuple):
    """What a run yields, before anything is written."""

    request: Request  # what was asked for
    book: Book  # the workbook that was read
    contents: BookContents  # as it was understood
    figures: Figures | None = None  # the results, None where only a scheme was asked for
    before: Figures | None = None  # earlier exam that places are compared with, None = none
    payout: Payout | None = None  # what the scheme pays, None = no scheme

    @property
    def tables(self) -> Sequence[ScoreTable]:
        """Return the score tables that the figures were computed from, without any all of them."""
        if self.figures is None:
            return self.contents.tables
        return [*self.figures.tables, *(self.before.tables if self.before else ())]

    @property
    def findings(self) -> list[Finding]:
        """Return what a person should look at, but nothing about exams that were not asked for."""
        counted = self.figures.tables if self.figures else self.contents.tables
        every = self.contents.tables
        other = {table.sheet for table in every} - {table.sheet for table in counted}
        # 应考 is compared with each of the score sheets
        apart = {one for table in every for one in table.doubts}
        apart -= {one for table in counted for one in table.doubts}
        own = [
            finding
            for finding in self.contents.findings
            if finding.sheet not in other and finding not in apart
        ]
        # sheets of figures of one school bear its name
        named = self.contents.options.office or (not self.payout and only_school(counted))
        unnamed = () if named else (OFFICE_MISSING.at(),)
        return [*(self.payout.findings if self.payout else ()), *own, *unnamed]


def carry_out(request: Request, book: Book, contents: BookContents | None = None) -> Run:
    """Do what was asked for; nothing is written.

    Where the workbook has been read already *contents* says how it was understood.

    Raises:
        BadInputError: the workbook or something asked for cannot be used.
    """
    alone = request.command in OF_SCHEME_ALONE
    if contents is None:
        contents = take_in(book, request.choices, request.fixed, scores_needed=not alone)
    if alone:
        return Run(request, book, contents, payout=_payout(request, contents, None))
    choices = request.choices
    figures = compute(
        contents.tables, contents.taught, contents.options, choices.levels, choices.exam
    )
    if figures.options.total_lines and request.order is None:
        from xl_quality.runs.score_spread import told_beyond  # noqa: PLC0415 - only with lines

        beyond = told_beyond(figures.tables, figures.options)
        contents = contents._replace(findings=[*contents.findings, *beyond])
    # a clause may need levels that were left out
    payout = _payout(request, contents, None if choices.levels else figures)
    before = None
    if request.before:
        levels = [level for level in (Level.SCHOOL, Level.CLASS) if figures.overall.get(level)]
        before = compute(contents.tables, contents.taught, contents.options, levels, request.before)
        _refuse_same(figures, before)
    return Run(request, book, contents, figures, before, payout)


def _refuse_same(figures: Figures, before: Figures) -> None:
    """Refuse an exam that is compared with itself: nobody would have moved."""
    earlier = {id(table) for table in before.tables}
    if all(id(table) in earlier for table in figures.tables):
        exams = "、".join(terms_by_exam(figures.tables))
        raise BadInputError(
            f"上次考试和本次考试是同一次（{exams}），没有可比的：请指定两次不同的考试"
        )


def _payout(request: Request, contents: BookContents, figures: Figures | None) -> Payout | None:
    if request.order is None:
        return None
    from xl_quality.runs.payout.assessment import pay  # noqa: PLC0415 - only if asked

    return pay(contents, request.order, figures)


_MOST_IN_VIEW: Final = 6
"""Sheets that need no contents: so many tabs are seen at once under a window of usual width."""


def sheets_of(run: Run) -> list[Table]:
    """Return the result sheets of a run, in order; 警示名单 alone may be none.

    In front of more than six stands 目录, before those of a payout alone 兑现目录.
    """
    tables: list[Table] = []
    office = run.contents.options.office
    if run.figures is not None:
        from xl_quality.runs.report_choice import figure_sheets  # noqa: PLC0415 - only if asked
        from xl_quality.runs.report_kinds import Material  # noqa: PLC0415 - as above

        command = run.request.command
        material = Material(
            command,
            run.contents,
            run.figures,
            run.before,
            run.payout,
            reachable=run.book.writable_in_place,
            asked=bool(run.request.reports),
        )
        tables += figure_sheets(material, run.request.reports)
        office = office if run.payout else material.office
    if run.payout is not None:
        from xl_quality.runs.payout import sheets  # noqa: PLC0415 - only if asked

        if run.request.command == "warnings":
            tables += filter(None, [sheets.warning_sheet(run.payout, office)])
        else:
            slips = run.contents.options.slips
            tables += sheets.sheets_of(run.payout, office, slips=slips)
    if len(tables) <= _MOST_IN_VIEW:
        return tables
    from xl_quality.runs.contents_sheet import contents_table  # noqa: PLC0415 - only before many sheets

    if run.figures is not None:
        terms = terms_by_exam(run.figures.tables)
        return [contents_table(tables, office, terms, doubts=run.findings), *tables]
    terms = run.contents.terms(run.payout.exams if run.payout else ())
    # both kinds of contents may stand in one workbook
    return [contents_table(tables, office, terms, PAYOUT_CONTENTS, run.findings), *tables]


_FORM_VALUE: Final = "设置参数"


_NOT_USED: Final = (SheetKind.OTHER, SheetKind.PERHAPS_SCORES, SheetKind.EMPTY)


def entry_of(run: Run) -> RunEntry:
    """Return what is to be recorded of a run, before anything is written."""
    used, unused = _sheets(run)
    enrolled = run.request.choices.enrolled
    if enrolled and Path(enrolled).is_file():  # another workbook gave the enrolled numbers
        used = (*used, Sealed(Path(enrolled).name, file_fingerprint(Path(enrolled)), FILE))
    return outline_of(run)._replace(inputs=used, unused=unused)


def outline_of(run: Run) -> RunEntry:
    """Return the record of a run without its inputs, whose fingerprints take their time."""
    request, payout = run.request, run.payout
    scheme = payout.scheme if payout else None
    entry = RunEntry(
        request.command,
        COMMANDS.get(request.command, ""),
        "",
        __version__,
        run.book.name,
        inside=False,
        settings=(*words_of(request, scheme), *_from_the_form(run)),
    )
    if payout is None:
        return entry
    entry = entry._replace(
        scheme=request.order.scheme if request.order else payout.scheme.id,
        scheme_title=payout.scheme.title,
        scheme_digest=scheme_fingerprint(payout.scheme),
    )
    if request.command == "warnings":  # names who is to be warned, and pays nobody
        return entry
    return entry._replace(exams=payout.exams, paid=payout.paid)


def _from_the_form(run: Run) -> list[tuple[str, str, str]]:
    """Return the parameters that 考核设置 gave; a run again takes them from there again."""
    if run.payout is None:
        return []
    vocabulary, values = run.payout.scheme.vocabulary, run.payout.terms.parameters
    return [
        (_FORM_VALUE, name, f"{vocabulary[name].text(fact.value)}（{fact.source}）")
        for name, fact in values.items()
        if fact.source
    ]


def _sheets(run: Run) -> tuple[tuple[Sealed, ...], tuple[str, ...]]:
    """Return the sheets that were used, with fingerprints, and the names of all others."""
    contents = run.contents
    chosen = None  # a scheme may take something from any list
    if not run.payout:  # figures go by scores, teachers, enrolled numbers
        lists = [sheet for sheet in contents.lists if sheet.name in {TEACHING, ENROLLED}]
        chosen = {record.sheet for sheet in lists for record in sheet.records}
        chosen |= {table.sheet for table in run.tables}
    used: list[Sealed] = []
    unused: list[str] = []
    for grid, found in zip(contents.grids, contents.recognised.sheets, strict=True):
        kind = found.kind
        if (
            kind is SheetKind.SETTINGS
            or grid.name in contents.full_mark_sheets
            or (kind not in _NOT_USED and (chosen is None or grid.name in chosen))
        ):
            used.append(Sealed(grid.name, grid_fingerprint(grid), kind.label))
        else:
            unused.append(grid.name)
    return tuple(used), tuple(unused)


class Repeat(StrEnum):
    """What is to become of payments that were made before."""

    REFUSE = "refuse"  # say so and stop
    AGAIN = "again"  # pay them once more
    UNPAID = "unpaid"  # pay the others only


def paid_before(run: Run, earlier: EarlierResults) -> list[PaidBefore]:
    """Return what a run would pay a second time, by what earlier runs left."""
    if run.payout is None:
        return []
    how = joining(outline_of(run), earlier.runs, earlier.sheets)
    return run.payout.paid_before(how.kept, how.replaced)


def settled(run: Run, earlier: EarlierResults, choice: Repeat) -> Run:
    """Return a run after what was paid before has been dealt with.

    Raises:
        BadInputError: something was paid before, and nobody said what is to become of it.
    """
    if choice is Repeat.UNPAID:
        return unpaid(run, joining(outline_of(run), earlier.runs, earlier.sheets).kept)
    found = paid_before(run, earlier)
    if found and choice is Repeat.REFUSE:
        message = f"有 {len(found)} 笔已经兑现过，兑现表没有生成"
        steps = (Step(Way.UNPAID), Step(Way.AGAIN))
        raise BadInputError(
            message,
            [ALREADY_PAID.at(topic=words, payments=words) for words in payments_told(found)],
            steps,
        )
    return run


def unpaid(run: Run, earlier: Iterable[RunEntry]) -> Run:
    """Return a run that pays only what the payouts made before did not pay."""
    order, payout = run.request.order, run.payout
    if order is None or payout is None:
        return run
    request = run.request._replace(order=order._replace(unpaid=True))
    rest = payout.without(payout.paid_before(earlier))
    return run._replace(request=request, payout=rest)
