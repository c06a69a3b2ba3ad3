"""Result sheets that a person changed since they were written (手工改动)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.books.fingerprints import as_read, grid_fingerprint, table_fingerprint
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.usecases.records.cell_changes import CellChange, cell_changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_quality.books.ports import Book
    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry

_SHOWN = 5


class HandEdit(NamedTuple):
    """
    A result sheet that is not as it was written.

    Attributes:
        sheet: its name.
        known: whether the record tells how it was written; else it may have been changed.
        cells: what differs from the sheet about to be written (before = what stands there now),
            empty where no sheet of that name is.
    """

    sheet: str
    known: bool
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
    """
    Return the result sheets that would be lost with what a person changed in them.

    Args:
        book: the workbook that holds them.
        names: sheets of ours in it that are to be replaced or go.
        tables: what is to be written.
        runs: the record of that workbook.
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
    message = f"“{file_name}”里有 {len(edits)} 张结果表被手工改过，没有替换，什么也没有写"
    return BadInputError(
        message,
        [
            Finding(
                "result_edited",
                Severity.ERROR,
                edit.sheet,
                edit.cells[0].cell if edit.cells else "",
                "",
                str(edit),
                "请先把改过的内容另存，再决定是否替换",
                steps=(Step(Way.REPLACE),),
            )
            for edit in edits
        ],
    )
