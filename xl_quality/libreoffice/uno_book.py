"""A document that is open in LibreOffice Calc as a book (see `port.Book`)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.authored import LateFormula, write_tables
from xl_quality.books.file_findings import refused
from xl_quality.books.files import local_now
from xl_quality.books.pending import OpenBook
from xl_quality.books.saving import backup_file, keep_copy
from xl_quality.libreoffice.calc_cells import read_sheet
from xl_quality.libreoffice.documents import (
    is_own,
    only_charts,
    opened,
    own_sheets,
    sheet_called,
    sheets_of,
    store_copy,
)
from xl_quality.libreoffice.excel_names import make_plain
from xl_quality.libreoffice.undoable_exchange import (
    FormulaUse,
    SheetChange,
    UndoableExchange,
    looking_out,
    quiet,
    stay_quiet,
    undoable,
)
from xl_quality.libreoffice.uno_values import Uno, cell_address, path_of

if TYPE_CHECKING:
    from datetime import datetime

    from xl_quality.books.port import Book
    from xl_quality.sheets.cells import Grid

_EXCEL_OOXML: Final = 3
"""FormulaLanguage: A1 addresses, ``!`` behind sheets, commas between arguments."""


class UnoBook(OpenBook):
    """A spreadsheet document that is open in LibreOffice; a change is one *step* to be undone."""

    program = " LibreOffice "

    def __init__(
        self,
        context: Uno,
        document: Uno,
        now: Callable[[], datetime] = local_now,
        step: str = "教学质量",
    ) -> None:
        super().__init__(now)
        self._context = context
        self._document = document
        self._step = step
        self._looking_out: list[FormulaUse] = []

    @property
    def name(self) -> str:
        """Return the file's name; the window's title before it is saved first."""
        path = self._file()
        return path.name if path else str(self._document.Title)

    @property
    def path(self) -> Path:
        """Return the file that is open, only a name before it is saved first."""
        return self._file() or Path(self.name)

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all sheets that hold cells, in order."""
        return [sheet.Name for sheet in sheets_of(self._document) if not only_charts(sheet)]

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values as they stand now, saved or not.

        Raises:
            KeyError: there is no such sheet.
            BadInputError: it is too large.
        """
        if not self._document.Sheets.hasByName(sheet):
            raise KeyError(sheet)
        return read_sheet(self._document, self._document.Sheets.getByName(sheet), self.name)

    def own_sheets(self) -> Sequence[str]:
        """Return the names of the sheets that xl_quality wrote."""
        return own_sheets(self._document)

    def _own(self, sheet: str) -> str:
        found = sheet_called(self._document, sheet)
        return str(found.Name) if found is not None and is_own(found) else ""

    def _foreign(self, sheet: str) -> str:
        found = sheet_called(self._document, sheet)
        return "" if found is None or is_own(found) else str(found.Name)

    def _refuse_closed(self) -> None:
        if self._document.isProtected():
            raise refused(kinds.PROTECTED, self.name, where="工具→保护电子表格结构")
        if self._document.isReadonly():
            raise refused(kinds.READ_ONLY, self.name)

    def backup(self) -> Path:
        """Copy the workbook to ``备份/`` beside it, dated, with what was typed since the last save.

        Raises:
            BadInputError: it was never saved, so there is no "beside it".
            EnvironmentFaultError: the copy cannot be written.
        """
        path = self._file()
        if path is None:
            raise refused(kinds.NOT_SAVED, self.name)
        if path.exists() and not self._document.isModified():
            return backup_file(path, self._now())  # the file itself, byte by byte
        with tempfile.TemporaryDirectory() as folder:
            stored = Path(folder) / path.name
            self._store(stored)
            return keep_copy(stored.read_bytes(), path, self._now())

    def restore(self, copy: Path, sheets: Sequence[str]) -> None:
        """Put sheets of ours back as they stand in a copy that `backup` made (撤销).

        Raises:
            BadInputError: a sheet of that name is not ours, or the structure is protected.
            EnvironmentFaultError: the copy cannot be opened.
        """
        self._refuse_closed()
        for name in sheets:
            self.refuse_foreign(name)
        with opened(self._context, copy) as source:
            held = {name.casefold(): name for name in own_sheets(source)}
            back = tuple(held[name.casefold()] for name in sheets if name.casefold() in held)
            self._looking_out += looking_out(source, back)
        if back:
            self._restored.append((copy, back))
        for name in sheets:
            found = sheet_called(self._document, name)
            if name.casefold() not in held and found is not None:
                self._removed[name.casefold()] = found.Name

    def show(self, sheet: str) -> None:
        """Bring a sheet into view."""
        view = self._document.CurrentController
        found = sheet_called(self._document, sheet)
        if view is not None and found is not None:
            view.setActiveSheet(found)

    def _write(self) -> None:
        exchange = UndoableExchange(self._context, self._document)
        tables = tuple(self._put.values())
        with tempfile.TemporaryDirectory() as folder:
            come = list(self._restored)
            late = []
            if tables:
                authored = Path(folder) / "tables.xlsx"
                late = write_tables(authored, tables, self.sheet_names())
                come.append((authored, tuple(table.name for table in tables)))
            freeze = {table.name: table.freeze for table in tables}
            gone, lost = tuple(self._removed.values()), tuple(self._looking_out)
            back = exchange.make(SheetChange(gone, come, freeze, lost))
        self._looking_out.clear()
        with quiet(self._document):  # else each would be a step of its own to undo
            for formula in late:
                _enter(self._document, formula)
                stay_quiet(self._document)
        self._document.UndoManager.addUndoAction(undoable(exchange, self._step, back))

    def _save_copy(self, path: Path) -> Path:
        """Store the document elsewhere and write into that file; the open one stays as it is.

        The copy has no window while it is written, so new sheets get no frozen panes in it.
        """
        self._store(path)
        if self._put or self._removed or self._restored:
            with opened(self._context, path) as copy:
                other = UnoBook(self._context, copy, self._now)
                other._put, other._removed = dict(self._put), dict(self._removed)
                other._restored = list(self._restored)
                other.save()
                other._store(path)
        return path

    def _store(self, path: Path) -> None:
        store_copy(self._document, path)
        if path.suffix.lower() in {".xlsx", ".xlsm"}:
            make_plain(path)

    def _file(self) -> Path | None:
        return path_of(self._document.URL)


def _enter(document: Uno, formula: LateFormula) -> None:
    """Enter a formula that looks at other sheets of the document."""
    cell = document.Sheets.getByName(formula.sheet).getCellByPosition(formula.column, formula.row)
    parser = document.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish = True
    parser.FormulaConvention = _EXCEL_OOXML
    place = cell_address(cell.CellAddress.Sheet, formula.row, formula.column)
    cell.setTokens(parser.parseFormula(formula.text, place))


if TYPE_CHECKING:
    _AS_PORT: Callable[[Any, Any], Book] = UnoBook  # mypy proves that a UnoBook is a Book
