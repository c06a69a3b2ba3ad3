"""Whether formulas, names or charts of the clerk look at a sheet that is about to go."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused
from xl_quality.books.opc.writer import refers_to
from xl_quality.core.facts import sheet_and_place
from xl_quality.excel.com import each, find, is_refusal, worksheets
from xl_quality.sheets.cells import address

if TYPE_CHECKING:
    from excel_types import Chart, Workbook, Worksheet

_BY_ROWS: Final = 1  # xlByRows
_NEXT: Final = 1  # xlNext


def refuse_used(book: Workbook, going: Collection[str]) -> None:
    """Make sure that no formula and no name is left without the sheet that it looks at.

    The formulas on the sheets that go, or are written anew, do not count.

    Raises:
        BadInputError: a formula on another sheet, or a name (名称), uses one of them.
    """
    _refuse_named(book, going)
    for sheet in worksheets(book):
        if sheet.Name in going:
            continue
        for name in going:
            if cell := _user(sheet, name):
                raise refused(kinds.USED_BY_CELL, book.Name, sheet.Name, cell, used=name)


def _refuse_named(book: Workbook, going: Collection[str]) -> None:
    for name in each(book.Names):
        sheet, word = sheet_and_place(name.Name)
        if sheet in going:
            continue  # it goes with its sheet
        refers = name.RefersTo
        for gone in going:
            if refers_to(refers, gone):
                raise refused(kinds.USED_BY_NAME, book.Name, gone, name=word)


def _user(sheet: Worksheet, name: str) -> str:
    """Return the address of a formula that uses the sheet of that name, ``""`` for none."""
    for written in {f"{name}!", f"{name.replace(chr(39), chr(39) * 2)}'!"}:
        cell = find(sheet, written.replace("~", "~~"), _BY_ROWS, _NEXT)
        first = None
        while cell is not None:
            place = (cell.Row - 1, cell.Column - 1)
            if place == first:
                break
            first = first or place
            if cell.HasFormula and refers_to(cell.Formula, name):
                return address(*place)
            cell = sheet.Cells.FindNext(cell)
    return ""


def refuse_charted(book: Workbook, going: Collection[str]) -> None:
    """Make sure that no chart is left without the sheet that it draws; their own do not count.

    Raises:
        BadInputError: a chart elsewhere draws one of them.
    """
    for sheet, chart in _charts(book, going):
        for formula in _series(chart):
            for name in going:
                if refers_to(formula, name):
                    raise refused(kinds.USED_BY_CHART, book.Name, sheet, used=name)


def _charts(book: Workbook, going: Collection[str]) -> Iterator[tuple[str, Chart]]:
    """Yield each chart with the name of its tab: those on sheets, then those that are tabs."""
    for sheet in worksheets(book):
        if sheet.Name not in going:
            yield from ((sheet.Name, drawn.Chart) for drawn in each(sheet.ChartObjects()))
    yield from ((chart.Name, chart) for chart in each(book.Charts))


def _series(chart: Chart) -> Iterator[str]:
    for series in each(chart.SeriesCollection()):
        try:
            formula = series.Formula
        except Exception as error:
            if not is_refusal(error):
                raise
            continue  # maps, sunbursts and the like have none
        yield str(formula)
