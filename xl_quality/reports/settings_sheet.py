"""The sheet 考核设置 as a form: what holds now, drop-downs, and room for what is special."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Align, Choices, Comment, PrintSetup, Row, Style, Table
from xl_quality.reports.looks import TEXT, header_row, note_row, title_row, wrapped_height
from xl_quality.sheets.settings.form import FIXED_VALUES, FORM_HEADER, ITEMS, SETTINGS_SHEET
from xl_quality.sheets.settings.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Value
    from xl_quality.core.options import Options

_NOTE: Final = (
    "改黄色格里的值，保存后再点“四率统计”“排名”等就按新的算；值空着的行不起作用，多余的行可以删掉。"
    "要写没有列出的项目，用下面的空行：选项目，需要时写工作表和列，再写值。"
)
_WIDTHS: Final = (16, 26, 22, 16, 70)
_EDITABLE: Final = TEXT._replace(fill="FFF2CC")
_VALUE: Final = _EDITABLE._replace(align=Align.CENTER)
_STYLES: Final = (TEXT, TEXT, TEXT, _VALUE, TEXT)
_FREE: Final = (_EDITABLE, _EDITABLE, _EDITABLE, _VALUE, TEXT)
_LEGEND: Final = (TEXT._replace(color="595959"),) * len(FORM_HEADER)
_FREE_ROWS: Final = 20
_HEADER_ROWS: Final = 3


class Asked(NamedTuple):
    """
    A line that this workbook may need, its value still empty.

    Attributes:
        item: what stands under 项目.
        sheet: under 工作表, ``""`` = nothing.
        column: under 列.
        why: what to write, in place of the item's general meaning; ``""`` = that.
    """

    item: str
    sheet: str
    column: str
    why: str = ""


def settings_table(
    options: Options, subjects: Sequence[str], sheets: Sequence[str], asked: Sequence[Asked] = ()
) -> Table:
    """
    Return the form 考核设置; `sheets.settings.reader.read_settings` reads the same options from it.

    Args:
        options: what holds now.
        subjects: those of the score sheets: a line each for the full mark, still empty.
        sheets: names of the workbook's sheets, for the drop-down.
        asked: further lines that this workbook may need, still empty.
    """
    width = len(FORM_HEADER)
    note = note_row(_NOTE, width)._replace(styles=(Style(wrap=True),) * width, height=34)
    rows = [title_row(SETTINGS_SHEET, width), note, header_row(FORM_HEADER)]
    known = {item.name for item in ITEMS}
    own = [one for one in asked if one.item in known]
    lines = [
        *_lines(options, subjects),
        *((one.item, one.sheet or None, one.column or None, None) for one in own),
    ]
    meanings = [_meaning(line[0]) for line in lines[: len(lines) - len(own)]]
    meanings += [one.why or _meaning(one.item) for one in own]
    rows += [_row((*line, meaning), _STYLES) for line, meaning in zip(lines, meanings, strict=True)]
    first_free = len(rows)
    rows += [Row((None,) * width, _FREE, 18) for _ in range(_FREE_ROWS)]
    last_free = len(rows) - 1
    rows += [_row((None, None, None, None, text), _LEGEND) for text in _legend(lines)]
    return Table(
        SETTINGS_SHEET,
        rows,
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1)),
        choices=[
            *_value_choices(lines),
            Choices((first_free, 0, last_free, 0), [item.name for item in ITEMS]),
            *([Choices((first_free, 1, last_free, 1), sheets)] if sheets else []),
        ],
        comments=[
            Comment((2, 1), "只管一张表的项目在这里写工作表名；空着＝所有表。"),
            Comment((2, 2), "学科、列号，或说明里写的其他内容；空着＝全部。"),
        ],
    )


Line = tuple[str, "str | None", "str | None", "Value"]
"""项目, 工作表, 列, 值."""


def _lines(options: Options, subjects: Sequence[str]) -> list[Line]:
    """Return the lines that say what holds now, a full mark for every subject behind the first."""
    lines: list[Line] = []
    for item, column, value in words_of(options):
        lines.append((item, None, column or None, value))
    said = {line[2] for line in lines if line[0] == "满分"}
    after = max(i for i, line in enumerate(lines) if line[0] == "满分") + 1
    lines[after:after] = [("满分", None, one, None) for one in subjects if one not in said]
    return lines


def _row(values: tuple[Value, ...], styles: Sequence[Style]) -> Row:
    return Row(values, styles, wrapped_height(values, _WIDTHS))


def _meaning(name: str) -> str:
    return next(item.meaning for item in ITEMS if item.name == name)


def _value_choices(lines: Sequence[Line]) -> list[Choices]:
    """Return drop-downs for the values that are one of a few words."""
    return [
        Choices((row, 3, row, 3), FIXED_VALUES[item])
        for row, (item, _, column, _value) in enumerate(lines, start=_HEADER_ROWS)
        if item in FIXED_VALUES and not (item == "综合权重" and column)
    ]


def _legend(lines: Sequence[Line]) -> list[str]:
    """Explain the items that no line above shows."""
    shown = {line[0] for line in lines}
    return ["空行里还可以写这些项目："] + [
        f"{item.name}：{item.meaning}。"
        + (f"工作表：{item.sheet}；" if item.sheet else "")
        + (f"列：{item.column}；" if item.column else "")
        + f"值如：{item.example}"
        for item in ITEMS
        if item.name not in shown
    ]
