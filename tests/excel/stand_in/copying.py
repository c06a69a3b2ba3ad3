"""A worksheet copied into another workbook with all that Excel's Copy takes along."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

LOOKS = ("font", "fill", "border", "alignment", "protection")
SHEET_WIDE = (
    "sheet_format",
    "sheet_properties",
    "page_margins",
    "page_setup",
    "print_options",
    "data_validations",
    "conditional_formatting",
    "auto_filter",
    "col_breaks",
    "row_breaks",
    "HeaderFooter",
)
PRINTED = ("print_title_rows", "print_title_cols", "print_area")


def copy_sheet(source: Worksheet, target: Worksheet) -> None:
    looks: dict[bytes, StyleArray] = {}
    for row in source.iter_rows():
        for cell in row:
            made = target.cell(cell.row, cell.column)
            _copy_look(cell, made, looks)
            if not isinstance(cell, MergedCell):
                _copy_content(cell, made)
    for area in source.merged_cells.ranges:
        target.merged_cells.add(str(area))
    for which in ("column_dimensions", "row_dimensions"):
        for key, dimension in getattr(source, which).items():
            made = copy(dimension)
            made.worksheet = target
            getattr(target, which)[key] = made
    _copy_settings(source, target)


def _copy_settings(source: Worksheet, target: Worksheet) -> None:
    for what in SHEET_WIDE:
        setattr(target, what, copy(getattr(source, what)))
    for what in PRINTED:
        if value := getattr(source, what):
            setattr(target, what, value)
    target.freeze_panes = source.freeze_panes
    target.sheet_state = source.sheet_state
    target._charts = list(source._charts)
    for name, one in source.defined_names.items():
        target.defined_names[name] = DefinedName(name, attr_text=one.attr_text, hidden=one.hidden)


def _copy_look(cell: Cell, made: Cell, looks: dict[bytes, StyleArray]) -> None:
    """Give a cell the look of another workbook's; *looks* holds those already carried over."""
    if not cell.has_style:
        return
    key = cell._style.tobytes()
    if key not in looks:
        for look in LOOKS:
            setattr(made, look, copy(getattr(cell, look)))
        made.number_format = cell.number_format
        looks[key] = made._style
    made._style = copy(looks[key])


def _copy_content(cell: Cell, made: Cell) -> None:
    made.value = cell.value
    made.data_type = cell.data_type
    if cell.comment:
        made.comment = Comment(cell.comment.text, cell.comment.author)
    if cell.hyperlink:
        made.hyperlink = copy(cell.hyperlink)
