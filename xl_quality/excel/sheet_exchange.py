"""Sheets brought into the open workbook from a file, and sheets of ours taken out: all or none."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from xl_quality.excel import com

if TYPE_CHECKING:
    from pathlib import Path

    from excel_types import Workbook, Workbooks, Worksheet

_EXCEL_LINKS: Final = 1  # xlExcelLinks
_EXCEL_97: Final = 56  # xlExcel8
_AS_IT_IS: Final = 0  # links are not updated
_READ_ONLY: Final = True
_UNSAVED: Final = False


class _Aside(NamedTuple):
    """A sheet that goes once all else has worked; until then it has another name."""

    sheet: Worksheet
    name: str


class Exchange:
    """One change of the sheets of a workbook, used with ``with``; an exception takes it all back.

    Args:
        book: the Workbook; its application is kept quiet by the caller.
    """

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._new: list[Worksheet] = []
        self._aside: dict[str, _Aside] = {}

    def __enter__(self) -> Self:
        """Return itself: nothing has changed yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Take everything back after an exception."""
        if kind is not None:
            self._take_back()

    def bring(self, path: Path, names: Sequence[str]) -> None:
        """Copy sheets in from a workbook file; one of ours with the same name gives its place."""
        with self._opened(path) as source:
            self._bring(source, names)

    def bring_back(self, path: Path, names: Sequence[str]) -> None:
        """Put sheets back as they stand in a copy; those that it does not hold as ours go."""
        with self._opened(path) as source:
            held = {name.casefold(): name for name in com.own_sheets(source)}
            for name in names:
                if name.casefold() not in held:
                    self.take(name)
            wanted = [held[name.casefold()] for name in names if name.casefold() in held]
            if wanted:
                self._bring(source, wanted)

    def take(self, name: str) -> None:
        """Let a sheet of ours go."""
        sheet = com.sheet_called(self._book, name)
        if sheet is None or name.casefold() in self._aside:
            return
        taken = {one.Name.casefold() for one in com.worksheets(self._book)}
        self._aside[name.casefold()] = _Aside(sheet, sheet.Name)
        sheet.Name = next(f"xlq~{n}" for n in range(1, 10_000) if f"xlq~{n}" not in taken)

    def finish(self) -> None:
        """Delete the sheets that go; from the first of them on there is no way back."""
        while self._aside:
            key, old = next(iter(self._aside.items()))
            old.sheet.Delete()
            del self._aside[key]
            self._new.clear()

    def _bring(self, source: Workbook, names: Sequence[str]) -> None:
        for name in names:
            self.take(name)
        self._copy(source, names)
        links = self._book.LinkSources(_EXCEL_LINKS) or ()
        if source.FullName in links:  # a formula that looked at another sheet of the copy
            self._book.ChangeLink(source.FullName, self._book.FullName, _EXCEL_LINKS)
        for name in names:
            self._settle(name)

    def _copy(self, source: Workbook, names: Sequence[str]) -> None:
        before = {one.Name for one in com.worksheets(self._book)}
        try:
            last = self._book.Sheets(self._book.Sheets.Count)
            source.Worksheets(tuple(names)).Copy(com.left_out(), last)
        finally:  # even where it stopped half way
            came = [one for one in com.worksheets(self._book) if one.Name not in before]
            self._new += came
        order = [one.Name for one in com.worksheets(source) if one.Name in names]
        for sheet, name in zip(came, order, strict=True):
            if sheet.Name != name:
                sheet.Name = name

    def _settle(self, name: str) -> None:
        """Mark a new sheet as ours and move it to where the one before it stands."""
        sheet = com.sheet_called(self._book, name)
        com.mark(sheet)
        old = self._aside.get(name.casefold())
        if old is not None:
            sheet.Move(old.sheet)

    @contextlib.contextmanager
    def _opened(self, path: Path) -> Iterator[Workbook]:
        books = self._book.Application.Workbooks
        source = books.Open(str(path), _AS_IT_IS, _READ_ONLY)
        try:
            if self._book.Excel8CompatibilityMode and not source.Excel8CompatibilityMode:
                source = _as_excel_97(books, source, path)
            yield source
        finally:
            source.Close(_UNSAVED)
            self._book.Activate()

    def _take_back(self) -> None:
        """Delete what came and give the old sheets their names again, as far as Excel lets us."""
        for sheet in self._new:
            with com.as_far_as_it_goes():
                sheet.Delete()
        for old in self._aside.values():
            with com.as_far_as_it_goes():
                old.sheet.Name = old.name


def _as_excel_97(books: Workbooks, source: Workbook, path: Path) -> Workbook:
    """Return the file opened again as .xls: sheets of 65,536 rows take none of 1,048,576."""
    older = path.with_suffix(".xls")
    source.CheckCompatibility = False
    source.SaveAs(str(older), _EXCEL_97)
    source.Close(_UNSAVED)
    return books.Open(str(older), _AS_IT_IS, _READ_ONLY)
