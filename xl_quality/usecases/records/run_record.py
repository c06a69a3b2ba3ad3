"""The record of runs (运行记录) that a workbook keeps: what was read, chosen and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality import __version__
from xl_quality.books.fingerprints import grid_fingerprint, table_fingerprint
from xl_quality.reports.run_record import (
    SHEET,
    RunEntry,
    Sealed,
    read_record,
    record_table,
)
from xl_quality.sheets.recognition import SheetKind
from xl_quality.usecases.choices import COMMANDS
from xl_quality.usecases.enrolled import ENROLLED
from xl_quality.usecases.records.request_words import words_of
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.ports import Book
    from xl_quality.books.tables import Table
    from xl_quality.schemes.model import Scheme
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.records.belonging import Joining
    from xl_quality.usecases.records.request import Run

SHEETS: Final = (SHEET, f"{SHEET}（教学质量）")
"""The record's sheet; the second name where the office has a sheet of the first."""
FILE: Final = "文件"
"""What an input is called that is no sheet but another file; its bytes are compared."""
_FORM_VALUE: Final = "设置参数"
_NOT_USED: Final = (
    SheetKind.OTHER,
    SheetKind.PERHAPS_SCORES,
    SheetKind.EMPTY,
    SheetKind.OWN,
)


def entry_of(run: Run) -> RunEntry:
    """Return what is to be recorded of a run, before anything is written."""
    used, unused = _sheets(run)
    return outline_of(run)._replace(
        inputs=(*used, *_file(run.request.choices.enrolled)), unused=unused
    )


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
    if run.payout is None or run.request.order is None:
        return []
    from xl_quality.usecases.payouts.scheme_values import scheme_values  # noqa: PLC0415 - only with one

    scheme = run.payout.scheme
    values, _ = scheme_values(
        run.intake.recognised.settings.scheme_values, scheme, run.request.order.parameters
    )
    return [
        (_FORM_VALUE, name, f"{scheme.vocabulary[name].text(fact.value)}（{fact.source}）")
        for name, fact in values.items()
        if fact.source
    ]


def _sheets(run: Run) -> tuple[tuple[Sealed, ...], tuple[str, ...]]:
    """Return the sheets that were used, with fingerprints, and the names of all others."""
    intake = run.intake
    # a scheme may take something from any list
    chosen = None if run.payout else {table.sheet for table in run.tables} | _counted(intake)
    used: list[Sealed] = []
    unused: list[str] = []
    for grid, found in zip(intake.grids, intake.recognised.sheets, strict=True):
        kind = found.kind
        if (
            kind is SheetKind.SETTINGS
            or grid.name in intake.full_mark_sheets
            or (kind not in _NOT_USED and (chosen is None or grid.name in chosen))
        ):
            used.append(Sealed(grid.name, grid_fingerprint(grid), kind.label))
        else:
            unused.append(grid.name)
    return tuple(used), tuple(unused)


def _counted(intake: Intake) -> set[str]:
    """Return the list sheets that figures take something from: teachers, enrolled numbers."""
    return {
        record.sheet
        for sheet in intake.lists
        if sheet.name in {TEACHING, ENROLLED}
        for record in sheet.records
    }


def _file(wanted: str) -> list[Sealed]:
    """Return the fingerprint of the other workbook that gave the enrolled numbers, if one did."""
    if not wanted or not Path(wanted).is_file():
        return []
    return [Sealed(Path(wanted).name, file_fingerprint(Path(wanted)), FILE)]


def file_fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - start-up

    return hashlib.sha256(path.read_bytes()).hexdigest()


def scheme_fingerprint(scheme: Scheme) -> str:
    """Return the SHA-256 of everything a scheme says, in hexadecimal."""
    import hashlib  # noqa: PLC0415 - start-up

    return hashlib.sha256(repr(scheme).encode()).hexdigest()


def recorded(book: Book | None) -> list[RunEntry]:
    """Return the runs that a workbook's record tells, none where it has no record."""
    name = _own_record(book)
    return read_record(book.read(name).rows) if book and name else []


def sealed(tables: Iterable[Table]) -> tuple[Sealed, ...]:
    """Return the names and fingerprints of result sheets."""
    return tuple(Sealed(table.name, table_fingerprint(table)) for table in tables)


def with_run(
    kept: Sequence[RunEntry],
    entry: RunEntry | None,
    results: Sequence[Sealed],
    past: Sequence[RunEntry],
    *,
    how: Joining | None = None,
    removed: Iterable[str] = (),
) -> list[RunEntry]:
    """
    Return the record after a run; the same run again leaves the time of the earlier one.

    What an earlier run paid stays on record when its sheets go, unless this run replaces it.

    Args:
        kept: the runs whose sheets stay in the workbook.
        entry: the run with its present time, None where it leaves no record.
        results: the sheets it writes; they are nobody else's any more.
        past: the runs recorded in the workbook that is replaced.
        how: the run joins these, None = it leaves no record.
        removed: the sheets that go with the runs it replaces.
    """
    written = {name.casefold() for name in (*(one.sheet for one in results), *removed)}
    replaced = how.replaced if how else ()
    corrected = [one for one in replaced if one.paid and entry and entry.paid]
    gone = [one._replace(results=()) for one in past if one.paid and one not in kept]
    remaining = []
    for run in (*(one for one in gone if one._replace(results=()) not in _bare(corrected)), *kept):
        left = tuple(one for one in run.results if one.sheet.casefold() not in written)
        if left or (run.paid and run not in corrected):
            remaining.append(run._replace(results=left))
    if entry is None:
        return remaining
    run = entry._replace(results=tuple(results))
    same = [one for one in past if one._replace(moment=run.moment) == run]
    return [*remaining, same[-1] if same else run]


def _bare(runs: Iterable[RunEntry]) -> list[RunEntry]:
    return [one._replace(results=()) for one in runs]


def record_sheet(book: Book | None, entries: Sequence[RunEntry]) -> Table:
    """Return the record as a sheet, under a name that is free or ours in the workbook it joins."""
    taken = {name.casefold() for name in book.sheet_names()} if book else set()
    free = next((name for name in SHEETS if name.casefold() not in taken), SHEET)
    return record_table(entries, _own_record(book) or free)


def _own_record(book: Book | None) -> str | None:
    own = book.own_sheets() if book else ()
    return next((name for name in SHEETS if name in own), None)
