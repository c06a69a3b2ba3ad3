"""What a sample workbook of one scheme is made of, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from workbooks.looks import make_looks, print_on_a4, set_widths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from workbooks.looks import Cell, Looks

# a workbook's properties know no time zone
_CREATED: Final = datetime(2026, 6, 20, 8, tzinfo=UTC).replace(tzinfo=None)
_RATE_WORD: Final = "率"
_WIDE: Final = {"单位": 20, "学校": 20, "指标": 22, "工作表": 24, "考试": 18, "说明": 50}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its tab, the title merged over the header, labels and rows."""

    name: str
    title: str
    labels: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class SchemeBook:
    """The sample workbook of a scheme: its file and what it needs said beside it.

    Attributes:
        scheme: the scheme's id.
        file: file name.
        sheets: in the order of their tabs.
        parameters: what the scheme's form leaves blank, for ``--param``.
    """

    scheme: str
    file: str
    sheets: Sequence[Sheet]
    parameters: Sequence[str] = ()


INDICATOR_LABELS: Final = ("单位", "年级", "班级", "学科", "姓名", "指标", "目标", "实际", "分值")


def indicators(title: str, rows: Sequence[Sequence[Cell]], *columns: str) -> Sheet:
    """Return a 指标 sheet with the columns named."""
    return Sheet("指标", title, columns or ("单位", "指标", "目标", "实际"), rows)


def settings(*choices: tuple[str, str, Cell]) -> Sheet:
    """Return a 考核设置 sheet: 项目, 工作表, 值."""
    rows = [(item, sheet or None, None, value, None) for item, sheet, value in choices]
    return Sheet("考核设置", "考核设置", ("项目", "工作表", "列", "值", "说明"), rows)


def write_book(path: Path, book: SchemeBook) -> None:
    """Write a sample workbook; the same bytes on every run."""
    with Workbook(path, {"in_memory": True}) as file:
        title = f"{path.stem}（虚构）"
        file.set_properties({"title": title, "author": "xl_quality", "created": _CREATED})
        looks = make_looks(file)
        for sheet in book.sheets:
            _write(file.add_worksheet(sheet.name), looks, sheet)


def _write(page: Worksheet, looks: Looks, sheet: Sheet) -> None:
    page.merge_range(0, 0, 0, len(sheet.labels) - 1, sheet.title, looks.title)
    page.set_row(0, 28)
    for column, label in enumerate(sheet.labels):
        page.write_string(1, column, label, looks.header)
    for row, record in enumerate(sheet.rows, start=2):
        for column, value in enumerate(record):
            _cell(page, (row, column), value, looks, _look(record, value, looks))
    set_widths(page, [_WIDE.get(label, 11) for label in sheet.labels])
    print_on_a4(page, (0, 1))


def _look(record: Sequence[Cell], value: Cell, looks: Looks) -> Format:
    """Shares of 1 beside an indicator that is a rate are shown as per cent."""
    rate = any(isinstance(text, str) and _RATE_WORD in text for text in record)
    return looks.rate if rate and isinstance(value, (int, float)) and value <= 1 else looks.figure


def _cell(
    page: Worksheet, place: tuple[int, int], value: Cell, looks: Looks, number: Format
) -> None:
    if value is None:
        page.write_blank(*place, None, looks.text)
    elif isinstance(value, str):
        page.write_string(*place, value, looks.text)
    else:
        page.write_number(*place, value, number)
