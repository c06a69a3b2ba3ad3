"""The workbooks that are printed: the sample township, a bare book, three offices with schemes.

Every sheet that xl_quality can write for one is put into a workbook of its own, as a live host
takes them, so that one LibreOffice prints them all.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.utils import get_column_letter

from tests.clerk import bare_book
from tests.paper.paper_faults import Printed
from tests.paper.pdf_pages import pages_of
from workbooks.build import SAMPLE
from workbooks.scheme_books import FOLDER, scheme_books
from xl_quality.books.authored import write_tables
from xl_quality.books.files import FileBook, open_book
from xl_quality.books.pdf import OF_SHEETS, to_pdf
from xl_quality.core.option_table import EXTRAS, FORMULAS, PUPIL_SLIPS, SLIPS, TOTAL_LINE, Stated
from xl_quality.core.options import Extra, SlipContent
from xl_quality.reports.forms import recognition_table
from xl_quality.reports.frame import dated
from xl_quality.runs.agreements.delivery import Wanted
from xl_quality.runs.agreements.order import AgreementOrder, plan
from xl_quality.runs.agreements.order import run as make_agreements
from xl_quality.runs.book_checkup import checkup_table_of, examined
from xl_quality.runs.choices import ChosenOptions, Order, Request
from xl_quality.runs.payout.scheme_import import import_table
from xl_quality.runs.record import record_sheet, sealed
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import carry_out, entry_of, sheets_of
from xl_quality.runs.settings_form import settings_form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from xl_quality.books.tables import Table
    from xl_quality.runs.run import Run
    from xl_quality.sheets.cells import Area

DAY: Final = date(2026, 7, 10)
MOMENT: Final = "2026-07-10 15:30:00"
OFFICES: Final = ("sample", "bare", "county-2025", "class-targets", "balanced")
"""By what is in them: 3 grades, 2 exams, teachers, money; marks alone; lists; classes; lists."""
MOST_PAGES: Final = 6
"""Of a sheet that is printed in tests: a township has seven hundred of slips and classes alone."""
MOST_ROWS: Final = 200
"""Of a sheet whose pages break where they fall."""
SIXTY: Final = Fraction(60, 100)
_PERSONS: Final = ("name", "teacher", "head_teacher")


class Office(NamedTuple):
    """A workbook and what is asked of it."""

    path: Path
    scheme: str = ""
    before: str = ""
    parameters: Sequence[str] = ()
    stated: tuple[Stated, ...] = ()


_STATED: Final = {
    "class-targets": (Stated(EXTRAS, "", tuple(Extra)), Stated(TOTAL_LINE, "重点线", SIXTY)),
    "county-2025": (Stated(FORMULAS, "", value=True),),
}
"""What is printed only where it is asked for."""


def office_of(name: str, folder: Path) -> Office:
    if name == "sample":
        stated = (Stated(SLIPS, "", value=True), Stated(PUPIL_SLIPS, "", SlipContent.MARKS))
        return Office(SAMPLE, "luotuoao-brief", "上学期期末", stated=stated)
    if name == "bare":
        return Office(_bare(folder / "成绩册.xlsx"))
    own = scheme_books()[name]
    return Office(FOLDER / own.file, name, "", tuple(own.parameters), _STATED.get(name, ()))


def _bare(path: Path) -> Path:
    """Write one sheet of marks: no 考核设置, no list, no unit."""
    [(sheet, rows), *_] = bare_book("2025—2026学年度第二学期期末").items()
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


def every_sheet(office: Office, folder: Path) -> list[Table]:
    """Return every sheet there is: reports, payout, agreements' list, forms, the record."""
    book = open_book(office.path)
    run = _run(office, book)
    tables = sheets_of(run)
    if office.scheme == "luotuoao-brief":
        order = AgreementOrder(template=office.scheme, on=DAY)
        tables += make_agreements(plan(book, order), Wanted(folder / "责任书")).tables
    entry = entry_of(run)._replace(moment=MOMENT, results=sealed(tables))
    contents = run.contents
    forms = [
        recognition_table(contents.recognised.sheets, book.name),
        checkup_table_of(book, examined(contents)),
        settings_form(contents),
        record_sheet(None, [entry]),
    ]
    forms += [import_table(book, office.scheme)] if office.scheme else []
    return [*(dated(table, MOMENT) for table in tables), *forms]


def first_pages(table: Table) -> Table:
    """Return the first pages of a long sheet and what lies on them."""
    setup = table.print_setup
    breaks = setup.row_breaks
    if len(breaks) < MOST_PAGES and (breaks or len(table.rows) <= MOST_ROWS):
        return table
    end = breaks[MOST_PAGES - 1] if breaks else MOST_ROWS

    def cut(area: Area | None) -> Area | None:
        return area and (*area[:2], min(area[2], end - 1), area[3])

    return table._replace(
        rows=table.rows[:end],
        merges=[one for one in table.merges if one[2] < end],
        charts=[one for one in table.charts if one.anchor[0] < end],
        filtered=cut(table.filtered),
        print_setup=setup._replace(row_breaks=breaks[: MOST_PAGES - 1], area=cut(setup.area)),
    )


def _run(office: Office, book: FileBook) -> Run:
    order = Order(office.scheme, DAY, parameters=tuple(office.parameters))
    chosen = ChosenOptions(stated=office.stated)
    asked = Request("report", chosen, before=office.before, reports=EVERY)
    if not office.scheme:
        return carry_out(asked, book)
    if office.scheme == "balanced":  # lists alone, no marks
        return carry_out(Request("payout", order=order), book)
    return carry_out(asked._replace(order=order), book)


def persons_of(run: Run) -> set[str]:
    """Return the teachers and pupils of a book, but nobody whose name is in that of a school."""
    contents = run.contents
    pupils = {name for table in contents.tables for name in table.names if name}
    listed = [one for sheet in contents.lists for one in sheet.records]
    staff = {one.text(field) for one in listed for field in _PERSONS} - {""}
    units = {one.text("unit") for one in listed}
    units |= {school for table in contents.tables for school in table.schools}
    return {one for one in pupils | staff if not any(one in unit for unit in units)}


def printed(names: Sequence[str], folder: Path) -> dict[str, Printed]:
    """Print the books, all by one LibreOffice."""
    files, persons = {}, {}
    for name in names:
        own = folder / name
        own.mkdir()
        office = office_of(name, own)
        files[name] = folder / f"{name}.xlsx"
        write_tables(files[name], [*map(first_pages, every_sheet(office, own))], ())
        persons[name] = persons_of(_run(office, open_book(office.path)))
    to_pdf(list(files.values()), folder, OF_SHEETS)
    return {name: on_paper(file, persons[name]) for name, file in files.items()}


def on_paper(file: Path, persons: set[str]) -> Printed:
    """Return what a workbook holds, as openpyxl reads it, and the pages of its PDF."""
    book = openpyxl.load_workbook(file, data_only=True)
    return Printed(
        pages_of(file.with_suffix(".pdf")),
        {sheet.title: str(sheet["A1"].value) for sheet in book},
        {sheet.title: _texts(sheet) for sheet in book},
        {sheet.title: len(sheet._charts) for sheet in book},
        persons,
    )


def _texts(sheet: Worksheet) -> list[str]:
    """Return the texts of cells that are printed: not hidden, not outside the printed area."""
    area = sheet.print_area.rpartition("!")[2] if sheet.print_area else sheet.dimensions
    cells = (cell for row in sheet[area.replace("$", "")] for cell in row)
    hidden = {name for name, column in sheet.column_dimensions.items() if column.hidden}
    return [
        cell.value
        for cell in cells
        if isinstance(cell.value, str) and get_column_letter(cell.column) not in hidden
    ]
