"""Result sheets into a workbook: beside the original, or into it after a backup.

What a person changed in a result sheet (手工改动) is found cell by cell and not lost unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.books.fingerprints import as_read, grid_fingerprint, normal, table_fingerprint
from xl_quality.books.saving import drop_backup, refuse_if_in_use
from xl_quality.core.findings import BadInputError, Step, Way
from xl_quality.reports.frame import dated
from xl_quality.runs.record import (
    SHEETS,
    Joining,
    joining,
    labelled,
    left_behind,
    record_sheet,
    recorded,
    sealed,
    with_run,
)
from xl_quality.runs.run_findings import RESULT_EDITED
from xl_quality.sheets.cells import CellValue, address

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.books.files import FileBook
    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry

_LONGEST = 30  # characters of a cell's content that a message shows


class CellChange(NamedTuple):
    """A cell (``G5``) with what stood there and what stands there, ``""`` = nothing."""

    cell: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return it as a person reads it.

        >>> str(CellChange("G5", "300", ""))
        'G5：300 → （空）'
        """
        return f"{self.cell}：{self.before or '（空）'} → {self.after or '（空）'}"


def cell_changes(
    before: Sequence[Sequence[CellValue]], after: Sequence[Sequence[CellValue]]
) -> list[CellChange]:
    """Return the cells whose values differ, row by row.

    >>> cell_changes([["甲", 300]], [["甲", 300.0, "已领"]])
    [CellChange(cell='C1', before='', after='已领')]
    """
    return [
        CellChange(address(row, column), _short_text(old), _short_text(new))
        for row, (olds, news) in enumerate(zip_longest(before, after, fillvalue=()))
        for column, (old, new) in enumerate(zip_longest(olds, news))
        if old != new and normal(old) != normal(new)
    ]


def _short_text(value: CellValue) -> str:
    plain = normal(value)
    if plain is None:
        return ""
    text = f"{plain:.15g}" if isinstance(plain, float) else plain.lstrip("\0")
    text = text.replace("\n", " ")
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


_SHOWN = 5  # changed cells that a message names


class HandEdit(NamedTuple):
    """A result sheet that is not as it was written."""

    sheet: str  # its name
    known: bool  # whether the record tells how it was written; else it may have been changed
    # what differs from the sheet about to be written (before = what stands there now), empty where
    # no sheet of that name is
    cells: tuple[CellChange, ...]

    def __str__(self) -> str:
        """Return what a clerk reads before he decides."""
        how = "在生成后被改过" if self.known else "没有运行记录，可能被改过"
        if not self.cells:
            return f"“{self.sheet}”{how}"
        cells = "、".join(change.cell for change in self.cells[:_SHOWN])
        more = "等" if len(self.cells) > _SHOWN else ""
        return f"“{self.sheet}”{how}（与这次的结果有{len(self.cells)}处不同：{cells}{more}）"


Ask = Callable[[Sequence[HandEdit]], bool]
"""Says whether sheets that were changed by hand may be replaced: a prompt, a message box."""


def refuse(_: Sequence[HandEdit]) -> bool:
    """Say no: what a person wrote is not replaced unasked."""
    return False


def allow(_: Sequence[HandEdit]) -> bool:
    """Say yes: the person has been asked already (``--replace``)."""
    return True


def hand_edits(
    book: Book, names: Iterable[str], tables: Iterable[Table], runs: Iterable[RunEntry]
) -> list[HandEdit]:
    """Return the result sheets that would be lost with what a person changed in them.

    *names* are sheets of ours in *book* that are to be replaced by *tables* or go; *runs* is its
    record.
    """
    written = {one.sheet.casefold(): one.digest for run in runs for one in run.results}
    new = {table.name.casefold(): table for table in tables}
    edits = []
    for name in names:
        grid, known = book.read(name), written.get(name.casefold())
        table, digest = new.get(name.casefold()), grid_fingerprint(grid)
        if digest == known or (table is not None and digest == table_fingerprint(table)):
            continue
        cells = cell_changes(grid.rows, as_read(table)) if table else []
        edits.append(HandEdit(name, known is not None, tuple(cells)))
    return edits


def refusal(file_name: str, edits: Sequence[HandEdit]) -> BadInputError:
    """Return the error that says why nothing was written."""
    steps = (Step(Way.REPLACE),)
    cells = (edit.cells[0].cell if edit.cells else "" for edit in edits)
    return BadInputError(
        f"“{file_name}”里有 {len(edits)} 张结果表被手工改过，没有替换，什么也没有写",
        [
            RESULT_EDITED.at(edit.sheet, cell, steps=steps, edit=str(edit))
            for edit, cell in zip(edits, cells, strict=True)
        ],
    )


class Where(NamedTuple):
    """Where results go."""

    in_place: bool = False  # into the workbook itself, a dated backup first
    output: Path | None = None  # else to this file; None = ``…_结果`` beside the workbook

    def path(self, book: FileBook) -> Path:
        """Return the file that the results of a workbook go to."""
        return book.path if self.in_place else self.output or book.beside


class EarlierResults(NamedTuple):
    """The runs on record in the workbook read and the one written to; the result sheets there."""

    runs: Sequence[RunEntry] = ()
    sheets: Sequence[str] = ()


class Published(NamedTuple):
    """What was written."""

    path: Path  # the workbook that holds the result sheets
    sheets: Sequence[str]  # their names, the record of runs (运行记录) last
    backup: Path | None  # the copy made of what stood there before, None where nothing is lost
    tables: Sequence[Table] = ()  # the sheets of the run as they were written, the record left out


def publish(
    book: FileBook,
    tables: Sequence[Table],
    where: Where,
    entry: RunEntry | None = None,
    ask: Ask = refuse,
) -> Published:
    """Write result sheets (写出结果表); sheets of an earlier run with the same names are replaced.

    A result file of an earlier run is replaced, a copy kept where it was different; its other
    sheets stay as long as the workbook has not changed since. Any other file that is already
    there is left alone. What a person changed in a result sheet is only
    replaced where *ask* allows it. The same run again writes the same bytes and keeps no copy.

    Args:
        book: the workbook that was read.
        tables: the sheets, in order.
        where: they go.
        entry: what the record of runs (运行记录) says about this one; None = nothing, as for
            forms that are there to be filled in.
        ask: told which sheets were changed by hand since they were written, it says whether they
            may be replaced; the default says no.

    Raises:
        BadInputError: a sheet or the file of that name is not ours, or the format cannot be
            written, or sheets changed by hand stay.
        EnvironmentFaultError: it cannot be written; the original is as it was.
    """
    earlier = _earlier(book, where)
    if entry is not None:
        entry = entry._replace(inside=where.in_place, moment=f"{book.now():%Y-%m-%d %H:%M:%S}")
    joint = _joint(tables, entry, earlier)
    base = _base(book, earlier, joint.tables)
    own = base if book.writable_in_place else earlier  # the workbook that the sheets join
    written, going = _planned(joint, earlier, own, ask)
    for name in going if own is base else ():
        base.remove(name)
    for table in written:
        base.put(table)
    copy = None if earlier is None else earlier.backup()
    try:
        path = base.save(None if where.in_place else where.path(book))
    except BadInputError:
        if copy:
            drop_backup(copy)
        raise
    if copy and copy.read_bytes() == path.read_bytes():  # the same run again replaced nothing
        drop_backup(copy)
        copy = None
    names = [table.name for table in written]
    return Published(path, names, copy, written[: len(joint.tables)])


class _Joint(NamedTuple):
    """A run's sheets and record as they join a workbook; *how* is None for what is unrecorded."""

    tables: Sequence[Table]
    entry: RunEntry | None
    how: Joining | None
    past: Sequence[RunEntry]


def _joint(tables: Sequence[Table], entry: RunEntry | None, earlier: Book | None) -> _Joint:
    past = recorded(earlier)
    if entry is None:
        return _Joint(tables, None, None, past)
    how = joining(entry, past, earlier.own_sheets() if earlier else ())
    return _Joint(labelled(tables, how.label), entry._replace(label=how.label), how, past)


def _planned(
    joint: _Joint, earlier: Book | None, own: Book | None, ask: Ask
) -> tuple[list[Table], list[str]]:
    """Return the sheets to be put into a workbook, the record last, and the names of those that go.

    *earlier* is the workbook that is replaced, *own* the one that takes its place, before the
    tables are in it; None = there is none.

    Raises:
        BadInputError: sheets changed by hand stay.
    """
    going = []
    if own is not None and joint.how is not None and joint.entry is not None:
        # sheets of runs done again that this one does not make any more
        going = left_behind(joint.entry.command, joint.tables, joint.how, own.own_sheets())
    if earlier is not None:
        new = {name.casefold() for name in (*(table.name for table in joint.tables), *going)}
        staying = {name.casefold() for name in own.sheet_names()} - new if own else set()
        names = [
            name
            for name in earlier.own_sheets()
            if name not in SHEETS and name.casefold() not in staying
        ]
        edits = hand_edits(earlier, names, joint.tables, joint.past)
        if edits and not ask(edits):
            raise refusal(earlier.name, edits)
    kept = joint.past if own is earlier else recorded(own)
    runs = with_run(
        kept, joint.entry, sealed(joint.tables), joint.past, how=joint.how, removed=going
    )
    record = [record_sheet(own, runs)] if runs or kept else []
    if joint.entry is None:
        return [*joint.tables, *record], going
    # by the record: the same run again is dated as it was
    return [*(dated(table, runs[-1].moment) for table in joint.tables), *record], going


def named_for(book: Book, tables: Sequence[Table], entry: RunEntry) -> list[Table]:
    """Return a run's sheets under the names they get in a workbook that others share."""
    return list(_joint(tables, entry, book).tables)


def earlier_results(book: FileBook, where: Where) -> EarlierResults:
    """Return what earlier runs left where a run of a workbook writes to.

    Raises:
        BadInputError: the file there is not ours.
    """
    own = recorded(book)
    if where.in_place:
        return EarlierResults(own, book.own_sheets())
    earlier = _earlier(book, where)
    past = recorded(earlier)
    sheets = earlier.own_sheets() if earlier else ()
    return EarlierResults([*past, *(one for one in own if one not in past)], sheets)


def _base(book: FileBook, earlier: FileBook | None, tables: Sequence[Table]) -> FileBook:
    """Return the workbook that the sheets are put into: the one that was read, or its result.

    The result of an earlier run goes on where it holds sheets that this run does not write, and
    the workbook they were computed from is still the same.
    """
    if earlier is None or earlier is book or not book.writable_in_place:
        return book
    new = {*SHEETS, *(table.name for table in tables), *book.own_sheets()}
    others = [name for name in earlier.own_sheets() if name not in new]
    return earlier if others and earlier.contains(book) else book


def refuse_target(book: FileBook, where: Where) -> None:
    """Refuse a place that results could not be written to, before a long piece of work is begun.

    Raises:
        BadInputError: the file of that name is not ours, or the format cannot be written.
        EnvironmentFaultError: it is open elsewhere.
    """
    _earlier(book, where)
    refuse_if_in_use(where.path(book))


def joined(
    book: Book, tables: Sequence[Table], entry: RunEntry | None, ask: Ask
) -> tuple[list[Table], list[str]]:
    """Return the sheets that a run puts into the workbook itself, and the names of those that go.

    The record of runs is the last sheet; what goes are sheets of the same run done before that it
    does not make any more.

    *book* is of any host; *entry* has its time already; the others are as of `publish`.

    Raises:
        BadInputError: sheets changed by hand stay.
    """
    return _planned(_joint(tables, entry, book), book, book, ask)


def _earlier(book: FileBook, where: Where) -> FileBook | None:
    """Return the workbook that results replace: the one read, an earlier result, or None.

    Raises:
        BadInputError: the workbook takes no sheets, or the file there is none that a run made.
    """
    if where.in_place and not book.writable_in_place:
        raise BadInputError(
            f"“{book.name}”不是 .xlsx/.xlsm，不能写进原文件；"
            "请去掉 --in-place，结果会写到旁边的新工作簿"
        )
    if where.in_place:
        return book
    target = where.path(book)
    if not target.exists():
        return None
    if book.path.exists() and target.samefile(book.path):
        message = f"“{target.name}”就是成绩册本身；要写进原文件，请用 --in-place（会先备份）"
        raise BadInputError(message)
    from xl_quality.books.files import open_book  # noqa: PLC0415 - only where a file is there

    try:
        earlier = open_book(target)
    except BadInputError:  # no workbook, so no result of ours
        earlier = None
    if earlier is None or not earlier.own_sheets():
        raise BadInputError(
            f"“{target.name}”已经存在，而且不是本程序生成的结果，没有覆盖。"
            "请用 -o 换一个文件名，或先把它改名、移走"
        )
    kept = {*book.sheet_names(), *earlier.own_sheets()} if book.writable_in_place else None
    added = [name for name in earlier.sheet_names() if kept is not None and name not in kept]
    if added:
        raise BadInputError(
            f"“{target.name}”里有成绩册没有的工作表“{'、'.join(added)}”，没有覆盖。"
            "请把它移到别处，或用 -o 换一个文件名"
        )
    return earlier
