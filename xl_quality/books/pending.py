"""What is to be written into a workbook: the part that every host's book has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused
from xl_quality.books.tables import Table, fault_of_name

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from xl_quality.core.findings import Finding


class PendingSheets(ABC):
    """The sheets of a book that wait for `save`: those put and those taken out (see `port.Book`).

    A host says which sheets there are, which of them are ours, and when it takes none.
    """

    program: ClassVar = "表格软件"  # Where the clerk deletes a sheet by hand

    def __init__(self) -> None:
        self._put: dict[str, Table] = {}
        self._removed: dict[str, str] = {}

    @property
    @abstractmethod
    def name(self) -> str:
        """File name, as shown to a clerk."""

    @abstractmethod
    def _own(self, sheet: str) -> str:
        """Return the name that a sheet of ours has there, whatever the case; ``""`` for none."""

    @abstractmethod
    def _foreign(self, sheet: str) -> str:
        """Return the name of a tab that is not ours, charts included; ``""`` for none."""

    @abstractmethod
    def _refuse_closed(self) -> None:
        """Raise `BadInputError` where the workbook takes no sheets, e.g. is protected."""

    def put(self, table: Table) -> None:
        """Add a sheet, or replace the one of ours with that name.

        Raises:
            BadInputError: the name is not allowed or belongs to a foreign sheet, or the workbook
                takes no new sheets (protected structure, signature, shared workbook).
        """
        refuse_bad_name(self.name, table.name)
        self.refuse_foreign(table.name)
        self._refuse_closed()
        self._put[table.name.casefold()] = table
        self._removed.pop(table.name.casefold(), None)

    def refuse_foreign(self, sheet: str) -> None:
        """Raise `BadInputError` where there is a tab of that name that is not ours."""
        if foreign := self._foreign(sheet):
            raise refused(kinds.FOREIGN_SHEET, self.name, foreign)

    def remove(self, sheet: str) -> None:
        """Take away a sheet of ours, or one put and not yet saved.

        Raises:
            BadInputError: there is no such sheet, it is not ours, or the workbook is closed to it.
        """
        waiting = self._put.pop(sheet.casefold(), None)
        if own := self._own(sheet):
            self._refuse_closed()
            self._removed[sheet.casefold()] = own
        elif waiting is None:
            raise refused(kinds.NOT_OURS, self.name, sheet, program=self.program)


class OpenBook(PendingSheets):
    """A workbook that a program has open; what was typed and not saved yet counts too.

    `save` writes into the open workbook and leaves it to the clerk to save that.

    Args:
        now: the clock that dates backups.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._restored: list[tuple[Path, tuple[str, ...]]] = []

    @abstractmethod
    def _write(self) -> None:
        """Write what waits into the open workbook, all or nothing."""

    @abstractmethod
    def _save_copy(self, path: Path) -> Path:
        """Write what waits into a copy; the open workbook stays as it is."""

    @property
    def writable_in_place(self) -> bool:
        """Return that sheets go into the workbook itself."""
        return True

    @property
    @abstractmethod
    def path(self) -> Path:
        """The file that is open, only a name before it is saved first."""

    @property
    def findings(self) -> Sequence[Finding]:
        """Return nothing: what a program has open is in order."""
        return ()

    def save(self, path: Path | None = None) -> Path:
        """Write everything put, removed and restored; see `port.Book`.

        With *path* into a copy there instead.

        Returns:
            The workbook, which the clerk has yet to save, or the copy.

        Raises:
            BadInputError: a formula of the clerk uses a sheet that would go.
            EnvironmentFaultError: the program refuses; the workbook is as it was.
        """
        if path is not None:
            return self._save_copy(path)
        if self._put or self._removed or self._restored:
            self._write()
            self._put.clear()
            self._removed.clear()
            self._restored.clear()
        return self.path


def refuse_bad_name(file_name: str, sheet: str) -> None:
    """Raise `BadInputError` where Excel does not allow a sheet of that name."""
    if fault := fault_of_name(sheet):
        raise refused(kinds.BAD_SHEET_NAME, file_name, sheet, fault=fault)
