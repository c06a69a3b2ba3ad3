"""The workbook port: all that xl_quality asks of a host, be it a file, Excel or LibreOffice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.sheets.cells import Grid


class Book(Protocol):
    """One open workbook.

    Nothing is written before `save`; whatever fails, the workbook stays as it was.
    """

    @property
    def name(self) -> str:
        """File name, as shown to a clerk."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What is doubtful about the file as opened: its name, a sheet that cannot be read."""

    @property
    def writable_in_place(self) -> bool:
        """Whether result sheets join the sheets that were read; else they go to a new workbook."""

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all sheets that hold cells, in the workbook's order."""

    def read(self, sheet: str) -> Grid:
        """Return the values of one sheet, with its merged areas."""

    def own_sheets(self) -> Sequence[str]:
        """Return the names of the sheets that xl_quality wrote earlier."""

    def put(self, table: Table) -> None:
        """Add a sheet at the end; one of ours with the same name is replaced, a foreign one never.

        Raises:
            BadInputError: a sheet of that name exists and is not ours.
        """

    def remove(self, sheet: str) -> None:
        """Take away a sheet that xl_quality wrote.

        Raises:
            BadInputError: there is no such sheet, or it is not ours.
        """

    def backup(self) -> Path:
        """Copy the workbook as it stands on disk to ``备份/`` beside it, dated; return the copy."""

    def restore(self, copy: Path, sheets: Sequence[str]) -> None:
        """Put sheets of ours back as they stand in a copy that `backup` made (撤销).

        Those that the copy does not hold as ours go; the others come back with everything they
        had: values, looks, widths, print setup, our mark. No other sheet changes. As with `put`
        nothing is written before `save`.

        Args:
            copy: made by `backup` of this workbook, before the sheets were written.
            sheets: names of ours; one that is not in the workbook any more is only put back.

        Raises:
            BadInputError: the copy is missing or damaged, or its sheets can no longer be joined
                to the workbook as it stands now.
        """

    def show(self, sheet: str) -> None:
        """Bring a sheet into view where there is a window; a file has none."""

    def save(self, path: Path | None = None) -> Path:
        """Write everything put and removed: to *path*, or over the workbook itself.

        Raises:
            EnvironmentFaultError: it cannot be written; the original is as it was.
        """
