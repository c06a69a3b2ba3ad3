"""Result sheets as others hold them: in openpyxl's workbooks, in an open Excel, as HTML.

A sheet for openpyxl is the one that we would write, read by openpyxl itself and copied cell by
cell: it looks the same because it is the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from copy import copy
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import product
from typing import Any, Final

from xl_quality.api.extras import needed
from xl_quality.books.files import local_now
from xl_quality.books.opc.workbook import blank_workbook
from xl_quality.books.opc.writer import saved_bytes
from xl_quality.books.opc.zip import read_archive
from xl_quality.books.tables import Align, Formula, Link, Style, Table, Value
from xl_quality.core.findings import BadInputError
from xl_quality.core.ranking import rounded_figure
from xl_quality.reports.frame import dated

_SHOWN_ROWS: Final = 60  # rows that a notebook shows: more are scrolled past
_LOOKS: Final = ("font", "border", "fill", "number_format", "alignment")
_PRINTED: Final = ("page_setup", "print_options", "page_margins")
"""What of a sheet's paper can be copied as it stands."""


def _of_today(tables: Sequence[Table]) -> list[Table]:
    return [dated(table, f"{local_now():%Y-%m-%d}") for table in tables]


def into_openpyxl(target: Any, tables: Sequence[Table]) -> None:  # noqa: ANN401 - of openpyxl
    """Write sheets into a workbook of openpyxl, or the first of them into an empty worksheet.

    Raises:
        BadInputError: the worksheet is not empty, or the workbook has a sheet of that name.
        MissingExtraError: openpyxl is not installed.
    """
    openpyxl = needed("openpyxl", "openpyxl")
    tables = _of_today(tables)
    if hasattr(target, "create_sheet"):
        taken = {name.casefold() for name in target.sheetnames}
        if there := [table.name for table in tables if table.name.casefold() in taken]:
            raise BadInputError(f"to_openpyxl：工作簿里已有“{'、'.join(there)}”表，没有写入")
        for table in tables:
            _copy_table(openpyxl, table, target.create_sheet(table.name))
        return
    if target.max_row > 1 or target.max_column > 1 or target.cell(1, 1).value is not None:
        raise BadInputError(
            f"to_openpyxl：工作表“{target.title}”不是空的，没有写入：请用 create_sheet 新建一张"
        )
    _copy_table(openpyxl, tables[0]._replace(name=target.title), target)


def _copy_table(openpyxl: Any, table: Table, target: Any) -> None:  # noqa: ANN401 - as above
    """Copy a table, as we write it, into an empty worksheet of its name."""
    blank = read_archive(blank_workbook(), "")
    ours = openpyxl.load_workbook(io.BytesIO(saved_bytes(blank, [table], [])))[table.name]
    for area in ours.merged_cells.ranges:
        target.merge_cells(str(area))  # first: it takes their looks from the covered cells
    for row in ours.iter_rows():
        for cell in row:
            new = target.cell(cell.row, cell.column)
            for look in _LOOKS:  # of a plain cell, too: the other workbook has another font
                setattr(new, look, copy(getattr(cell, look)))
            if isinstance(new, openpyxl.cell.cell.MergedCell):
                continue
            new.value = cell.value
            if isinstance(cell.value, str) and cell.data_type == "s":
                new.data_type = "s"  # a text that begins with = is no formula
            if cell.hyperlink:
                new.hyperlink = copy(cell.hyperlink)
            if cell.comment:
                new.comment = openpyxl.comments.Comment(cell.comment.text, cell.comment.author)
    _copy_shape(ours, target)
    _copy_paper(ours, target)


def _copy_shape(ours: Any, target: Any) -> None:  # noqa: ANN401 - as above
    """Copy widths, heights, panes, rules and charts."""
    for letter, column in ours.column_dimensions.items():
        target.column_dimensions[letter].width = column.width
        target.column_dimensions[letter].hidden = column.hidden
    for number, row in ours.row_dimensions.items():
        target.row_dimensions[number].height = row.height
    target.freeze_panes = ours.freeze_panes
    target.auto_filter.ref = ours.auto_filter.ref
    for rules in ours.conditional_formatting:
        for rule in rules.rules:
            target.conditional_formatting.add(str(rules.sqref), copy(rule))
    for rule in ours.data_validations.dataValidation:
        target.add_data_validation(copy(rule))
    for chart in ours._charts:  # noqa: SLF001 - openpyxl has no other way to them
        target.add_chart(chart, chart.anchor)


def _copy_paper(ours: Any, target: Any) -> None:  # noqa: ANN401 - as above
    """Copy how a sheet is printed: paper, repeated rows, breaks, header and footer."""
    for name in _PRINTED:
        setattr(target, name, copy(getattr(ours, name)))
    target.sheet_properties.pageSetUpPr = copy(ours.sheet_properties.pageSetUpPr)
    target.print_title_rows = ours.print_title_rows
    target.print_title_cols = ours.print_title_cols
    if ours.print_area:
        target.print_area = ours.print_area
    target.row_breaks, target.col_breaks = copy(ours.row_breaks), copy(ours.col_breaks)
    for line, part in product(("oddHeader", "oddFooter"), ("left", "center", "right")):
        getattr(getattr(target, line), part).text = getattr(getattr(ours, line), part).text


def into_xlwings(target: Any, tables: Sequence[Table]) -> Any:  # noqa: ANN401 - of xlwings
    """Write sheets into a workbook that Excel has open, or the first in place of an empty sheet.

    Returns:
        The sheet that holds the first table.

    Raises:
        BadInputError: the sheet is not empty, or the workbook has a sheet of that name.
        EnvironmentFaultError: Excel refuses; the workbook is as it was.
    """
    from xl_quality.excel.com import quiet, sheet_called  # noqa: PLC0415 - only where Excel is
    from xl_quality.excel.excel_book import ExcelBook  # noqa: PLC0415 - as above

    tables = _of_today(tables)
    book = target if hasattr(target, "sheets") else target.book
    host = ExcelBook(book.api)
    if book is target:
        for table in tables:
            host.put(table)
        host.save()
        return book.sheets[tables[0].name]
    name = target.name
    if host.read(name).rows:
        raise BadInputError(
            f"to_xlwings：工作表“{name}”不是空的，没有写入：请用 sheets.add 新建一张"
        )
    taken = {one.casefold() for one in host.sheet_names()}
    aside = next(one for one in (f"{n}~xlq" for n in range(1, 1000)) if one not in taken)
    host.put(tables[0]._replace(name=aside))
    host.save()
    new = sheet_called(book.api, aside)
    with quiet(book.api.Application):
        new.Move(target.api)  # to its place
        target.api.Delete()
        new.Name = name
    return book.sheets[name]


# --- HTML ----------------------------------------------------------------------------------------


def html_of(table: Table) -> str:
    """Return a sheet as an HTML table, its first rows: merged areas, alignment, numbers as printed.

    >>> from xl_quality.books.tables import Row, Style, Table
    >>> rate = Style(number_format="0.00%", align=Align.RIGHT)
    >>> print(html_of(Table("甲", [Row((Decimal("0.95"),), (rate,))])))
    <table style="border-collapse:collapse">
    <tr><td style="text-align:right;white-space:nowrap">95.00%</td></tr>
    </table>
    """
    spans = {area[:2]: (area[2] - area[0] + 1, area[3] - area[1] + 1) for area in table.merges}
    covered = {
        (row, column)
        for first, left, last, right in table.merges
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    lines = [
        "".join(_cells(table, number, spans, covered))
        for number in range(min(len(table.rows), _SHOWN_ROWS))
    ]
    more = len(table.rows) - _SHOWN_ROWS
    rest = f"\n<p>……还有 {more} 行</p>" if more > 0 else ""
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table style="border-collapse:collapse">\n{body}\n</table>{rest}'


def _cells(
    table: Table,
    number: int,
    spans: dict[tuple[int, int], tuple[int, int]],
    covered: set[tuple[int, int]],
) -> Iterator[str]:
    row = table.rows[number]
    for column, (value, style) in enumerate(zip(row.values, row.styles, strict=True)):
        if (number, column) in covered:
            continue
        down, across = spans.get((number, column), (1, 1))
        span = f' rowspan="{down}"' if down > 1 else ""
        span += f' colspan="{across}"' if across > 1 else ""
        text = escape(shown(value, style.number_format)).replace("\n", "<br>")
        yield f'<td{span} style="{_css(style)}">{text}</td>'


def _css(style: Style) -> str:
    words = [f"text-align:{style.align.value}"] if style.align is not Align.LEFT else []
    words += ["font-weight:bold"] if style.bold else []
    words += ["border:1px solid #999"] if style.border else []
    words += [f"background:#{style.fill}"] if style.fill else []
    words += [f"color:#{style.color}"] if style.color else []
    words.append("white-space:normal" if style.wrap else "white-space:nowrap")
    return ";".join(words)


def shown(value: Value, number_format: str = "") -> str:
    """Return a cell's value as the sheet shows it.

    >>> shown(Decimal("1234.5"), "#,##0.00"), shown(Decimal("0.8537"), "0.00%"), shown(None)
    ('1,234.50', '85.37%', '')
    """
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, Link):
        value = value.text
    if value is None:
        return ""
    if isinstance(value, str) or number_format in ("", "General"):
        return str(value)
    return _number(Decimal(value), number_format)


def _number(value: Decimal, number_format: str) -> str:
    """Return a number in one of the formats of our sheets: decimals, thousands, percent."""
    code = number_format.partition(";")[0]
    percent = code.endswith("%")
    decimals = len(code.removesuffix("%").partition(".")[2])
    shown = rounded_figure(Fraction(value) * (100 if percent else 1), decimals)
    return format(shown, ",f" if "," in code else "f") + ("%" if percent else "")
