"""Sheets of ours taken out of a document and put in, as one step that can be undone (换表).

Kept over it are the print setup, which LibreOffice leaves behind, and the formulas of other sheets
that look at a sheet which is replaced. Sheets that left are kept in files for undoing it.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from xl_quality.libreoffice.documents import mark, opened, sheet_called, sheets_of, store_copy
from xl_quality.libreoffice.uno_values import Uno, array_around, formulas_of, listener

_FIRST: Final = ("IsLandscape", "Width", "Height", "HeaderIsOn", "FooterIsOn")
"""What the other properties depend on."""
_FOLDERS: Final[dict[str, Path]] = {}
"""By document; LibreOffice ends without telling Python, so nothing may wait for that."""


def bring_page_style(source: Uno, sheet: Uno, document: Uno, new: Uno) -> None:
    """Give a new sheet of a document the page style of the sheet of the source it comes from."""
    there = source.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    styles = document.StyleFamilies.getByName("PageStyles")
    name = f"教学质量_{new.Name}"
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance("com.sun.star.style.PageStyle"))
    here = styles.getByName(name)
    known = {one.Name for one in there.PropertySetInfo.Properties}
    for one in (*_FIRST, *sorted(known.difference(_FIRST))):
        # some say something about the style itself, which cannot be set
        with contextlib.suppress(Exception):
            setattr(here, one, getattr(there, one))
    new.PageStyle = name


def vault_of(document: Uno) -> Path:
    """Return the folder of an open document, which nobody else may read."""
    key: str = document.RuntimeUID
    if key not in _FOLDERS:
        _FOLDERS[key] = Path(tempfile.mkdtemp(prefix="xlq-"))

        def emptied(_self: object, _event: object) -> None:
            folder = _FOLDERS.pop(key, None)
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)

        document.addCloseListener(
            listener(
                "com.sun.star.util.XCloseListener",
                queryClosing=lambda *_: None,
                notifyClosing=emptied,
                disposing=emptied,
            )
        )
    return _FOLDERS[key]


class FormulaUse(NamedTuple):
    """A formula as it stood; an array formula with the area that it fills."""

    sheet: str
    area: tuple[int, int, int, int]
    text: str
    fills: bool


def uses_of(document: Uno, names: Collection[str]) -> list[FormulaUse]:
    """Return the formulas outside of some sheets that name one of them."""
    going = {name.casefold() for name in names}
    uses: dict[tuple[str, tuple[int, int, int, int]], FormulaUse] = {}
    for sheet in sheets_of(document):
        if sheet.Name.casefold() not in going:
            for use in _in_sheet(sheet, sorted(going)):
                uses[use.sheet, use.area] = use
    return list(uses.values())


def looking_out(document: Uno, names: Collection[str]) -> list[FormulaUse]:
    """Return the formulas of some sheets that name another one: a file of theirs loses these."""
    every = [sheet.Name.casefold() for sheet in sheets_of(document)]
    found: list[FormulaUse] = []
    for name in names:
        sheet = sheet_called(document, name)
        if sheet is not None:
            found += _in_sheet(sheet, [one for one in every if one != name.casefold()])
    return found


def _in_sheet(sheet: Uno, names: Sequence[str]) -> Iterator[FormulaUse]:
    named = [name.replace("'", "''") for name in names]  # as formulas write them
    for part, formulas in formulas_of(sheet):
        for row, line in enumerate(formulas):
            for column, text in enumerate(line):
                if any(name in text.casefold() for name in named):
                    yield _use(part.getCellByPosition(column, row), text)


def _use(cell: Uno, text: str) -> FormulaUse:
    whole = cell.ArrayFormula
    area = (array_around(cell) if whole else cell).RangeAddress
    place = (area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
    return FormulaUse(cell.Spreadsheet.Name, place, whole.strip("{}") or text, bool(whole))


def put_back(document: Uno, uses: Sequence[FormulaUse]) -> None:
    """Enter formulas again, now that the sheets they name are there again."""
    for use in uses:
        sheet = sheet_called(document, use.sheet)
        if sheet is None:
            continue
        area = sheet.getCellRangeByPosition(*use.area)
        if use.fills:
            area.setArrayFormula(use.text)
        else:
            area.getCellByPosition(0, 0).Formula = use.text
        stay_quiet(document)


class SheetChange(NamedTuple):
    """What becomes of sheets of ours."""

    go: Sequence[str]  # names of those that leave; one that comes in too is replaced in place
    come: Sequence[tuple[Path, Sequence[str]]]  # files, names of the sheets to take from each
    freeze: dict[str, tuple[int, int]]  # (rows, columns) that stay in view, by sheet
    looking_out: Sequence[FormulaUse] = ()  # formulas of those that come which name other sheets


class UndoableExchange:
    """A change of an open document and the way back."""

    def __init__(self, context: Uno, document: Uno) -> None:
        self._context = context
        self._document = document

    def make(self, change: SheetChange) -> SheetChange:
        """Carry a change out, and return the one that takes it back.

        Where it fails half way, what has been done is taken back.

        Raises:
            EnvironmentFaultError: a file cannot be opened or written.
        """
        coming = [name for _, names in change.come for name in names]
        touched = [*change.go, *coming]
        leaving = [name for name in touched if sheet_called(self._document, name) is not None]
        back = SheetChange(
            tuple(coming),
            self._keep(leaving),
            self._frozen(leaving),
            looking_out(self._document, leaving),
        )
        uses = uses_of(self._document, touched)
        with elsewhere(self._document, touched), quiet(self._document):
            try:
                self._carry_out(change)
            except BaseException:
                self._carry_out(back)
                put_back(self._document, [*uses, *back.looking_out])
                raise
            if coming:
                put_back(self._document, [*uses, *change.looking_out])
        self._freeze(change.freeze)
        return back

    def _keep(self, names: Sequence[str]) -> list[tuple[Path, Sequence[str]]]:
        """Keep sheets in a file of the vault."""
        if not names:
            return []
        vault = vault_of(self._document)
        path = vault / f"{len(list(vault.iterdir()))}.ods"
        with opened(self._context) as held:
            for place, name in enumerate(names):
                held.Sheets.importSheet(self._document, name, place)
                sheet = sheet_called(self._document, name)
                bring_page_style(self._document, sheet, held, held.Sheets.getByIndex(place))
            store_copy(held, path)
        return [(path, tuple(names))]

    def _frozen(self, names: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return what of sheets stays in view; a document without a window cannot say."""
        panes = {}
        with shown(self._document) as view:
            for name in names if view is not None else ():
                view.setActiveSheet(self._document.Sheets.getByName(name))
                panes[name] = (view.SplitRow, view.SplitColumn) if view.hasFrozenPanes() else (0, 0)
        return panes

    def _carry_out(self, change: SheetChange) -> None:
        coming = {name.casefold(): name for _, names in change.come for name in names}
        places = {}
        for name in (*change.go, *coming.values()):
            sheet = sheet_called(self._document, name)
            if sheet is not None:
                places[name.casefold()] = sheet.RangeAddress.Sheet
        for path, names in change.come:
            with opened(self._context, path) as source:
                for name in names:
                    self._replace(source, name, places.get(name.casefold()))
        for name in change.go:
            sheet = sheet_called(self._document, name)
            if sheet is not None and name.casefold() not in coming:
                self._remove(sheet)

    def _replace(self, source: Uno, name: str, place: int | None) -> None:
        sheets = self._document.Sheets
        old = sheet_called(self._document, name)
        if old is not None:
            place = old.RangeAddress.Sheet
            name_there = old.Name
            old.Name = free_name(self._document)
        else:
            place, name_there = sheets.Count if place is None else min(place, sheets.Count), name
        sheet = sheet_called(source, name)
        sheets.importSheet(source, sheet.Name, place)
        stay_quiet(self._document)
        new = sheets.getByIndex(place)
        if old is not None:
            self._remove(old)
        if new.Name != name_there:
            new.Name = name_there
        bring_page_style(source, sheet, self._document, new)
        stay_quiet(self._document)
        mark(new)

    def _remove(self, sheet: Uno) -> None:
        stay_quiet(self._document)
        self._document.Sheets.removeByName(sheet.Name)
        stay_quiet(self._document)

    def _freeze(self, panes: dict[str, tuple[int, int]]) -> None:
        with shown(self._document) as view:
            for name, (rows, columns) in panes.items() if view is not None else ():
                sheet = sheet_called(self._document, name)
                if sheet is not None and (rows or columns):
                    view.setActiveSheet(sheet)
                    view.freezeAtPosition(columns, rows)


def free_name(document: Uno) -> str:
    """Return a name that no sheet has."""
    return next(name for n in range(10_000) if not document.Sheets.hasByName(name := f"xlq~{n}"))


@contextlib.contextmanager
def quiet(document: Uno) -> Iterator[None]:
    """Let nothing be drawn, and record no single steps for undoing, while sheets change."""
    document.UndoManager.lock()
    document.lockControllers()
    document.addActionLock()
    try:
        yield
    finally:
        document.removeActionLock()
        document.unlockControllers()
        document.UndoManager.unlock()


def stay_quiet(document: Uno) -> None:
    """Stop recording again: LibreOffice starts it by itself whenever a sheet comes or goes.

    It does so, too, whenever a formula is entered.
    """
    document.UndoManager.unlock()
    document.UndoManager.lock()


@contextlib.contextmanager
def shown(document: Uno) -> Iterator[Any]:
    """Lend the document's view, None where it has none, and show the same sheet afterwards."""
    view = document.CurrentController
    if view is None:
        yield None
        return
    active = view.ActiveSheet.Name
    try:
        yield view
    finally:
        sheet = sheet_called(document, active)
        if sheet is not None:
            view.setActiveSheet(sheet)


@contextlib.contextmanager
def elsewhere(document: Uno, names: Sequence[str]) -> Iterator[None]:
    """Look at a sheet that stays: LibreOffice 7.4 crashes where the sheet in view is deleted."""
    with shown(document) as view:
        going = {name.casefold() for name in names}
        if view is not None and view.ActiveSheet.Name.casefold() in going:
            stays = [one for one in sheets_of(document) if one.Name.casefold() not in going]
            if stays:
                view.setActiveSheet(next((one for one in stays if one.IsVisible), stays[0]))
        yield


def undoable(exchange: UndoableExchange, title: str, back: SheetChange) -> Uno:
    """Return the undo action of a change that was carried out."""
    steps = [back]

    def turn(_self: object) -> None:
        steps.append(exchange.make(steps.pop()))

    return listener("com.sun.star.document.XUndoAction", Title=title, undo=turn, redo=turn)
