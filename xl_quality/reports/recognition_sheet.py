"""The sheet 识别结果: what every sheet was taken for, where its columns are, what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Link, Orientation, PrintSetup, Row, Style, Table
from xl_quality.core.marks import POINT
from xl_quality.reports.checkup_sheet import place_link
from xl_quality.reports.looks import (
    CENTER,
    COUNT,
    TEXT,
    header_row,
    note_row,
    title_row,
    wrapped_height,
)
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from xl_quality.books.tables import Value
    from xl_quality.core.findings import Finding
    from xl_quality.sheets.recognition import Recognition

SHEET: Final = "识别结果"
COLUMNS: Final = (
    *("工作表", "认作", "考试", "表头行", "首行", "末行", "行数"),
    *("学校", "年级", "班级", "姓名", "学号", "总分", "学科（列）", "满分", "缺考等", "疑点"),
)
DOUBT_COLUMNS: Final = ("位置", "程度", "看到的", "问题", "怎么办")
_NOTE: Final = (
    "请核对：每张成绩表的表头、学校、班级和各科的列是不是认对了。"
    "认错的在“考核设置”表里写“表头行、指定列、学校、班级、不用”等，再点一次“识别成绩表”。"
)
_WIDTHS: Final = (22, 16, 18, 8, 7, 7, 7, 14, 10, 10, 7, 7, 7, 34, 16, 16, 8)
_LINK: Final = TEXT._replace(color="0563C1")
_CENTRED: Final = CENTER._replace(wrap=True)
_STYLES: Final = (
    *(_LINK, TEXT, TEXT, _CENTRED, COUNT, COUNT, COUNT),
    *(_CENTRED,) * 6,
    *(TEXT, TEXT, TEXT, COUNT),
)
_SECTION: Final = Style(bold=True, size=12, font="黑体")
_DOUBT_SPANS: Final = ((0, 0), (1, 1), (2, 2), (3, 12), (13, 16))
"""First and last column of each of `DOUBT_COLUMNS`."""
_HEADER_ROWS: Final = 3


def recognition_table(found: Sequence[Recognition], book: str) -> Table:
    """
    Return the sheet 识别结果: a row a sheet or block of a sheet, the doubts below.

    Args:
        found: the sheets of the workbook, in its order.
        book: its name.
    """
    width = len(COLUMNS)
    note = note_row(f"{book}：{_NOTE}", width)._replace(styles=(Style(wrap=True),) * width)
    rows = [title_row("识别结果", width), note._replace(height=34), header_row(COLUMNS)]
    rows += [_row(part) for sheet in found for part in (sheet, *sheet.blocks)]
    merges = [(row, 0, row, width - 1) for row in (0, 1)]
    doubts = list(dict.fromkeys(one for sheet in found for one in sheet.all_findings))
    if doubts:
        names = {sheet.sheet for sheet in found}
        rows.append(Row((None,) * width, (Style(),) * width))
        merges.append((len(rows), 0, len(rows), width - 1))
        for row in _doubts(doubts, names):
            if row.styles[0] != _SECTION:
                merges += [(len(rows), a, len(rows), b) for a, b in _DOUBT_SPANS if a != b]
            rows.append(row)
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=merges,
        freeze=(_HEADER_ROWS, 1),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, 0)),
        confidential=True,
    )


def _row(found: Recognition) -> Row:
    columns = found.columns
    rows = found.data_rows
    name = f"{found.sheet}（第{found.block}块）" if found.block else found.sheet
    values: tuple[Value, ...] = (
        Link(name, f"{found.sheet}!A{found.header_rows[0] if found.header_rows else 1}"),
        found.kind.label + (f"：{found.list_name}" if found.list_name else ""),
        found.exam or columns.exam or None,
        "、".join(map(str, found.header_rows)) or None,
        found.first_data_row,
        found.last_data_row,
        len(rows) or None,
        _place(columns.school, found.school),
        _place(columns.grade, found.grade),
        _place(columns.class_name, found.class_name),
        _place(columns.name),
        _place(columns.student_id),
        _place(columns.total),
        _listed(f"{subject}（{place}）" for subject, place in found.subjects.items()),
        _listed(f"{subject}{mark / POINT:g}" for subject, mark in found.full_marks.items()),
        _listed(f"{text}×{count}" for text, count in found.absent.items()),
        len(found.all_findings) or None,
    )
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, _styles(found), wrapped_height(texts, _WIDTHS))


def _styles(found: Recognition) -> Sequence[Style]:
    """Sheets that are not used at all stand back."""
    if found.kind in {SheetKind.OTHER, SheetKind.EMPTY, SheetKind.OWN}:
        return _GREY
    return _STYLES


_GREY: Final = tuple(style._replace(color="808080") for style in _STYLES)


def _place(column: str | None, fixed: str = "") -> str | None:
    """Return a column's letter (a row's number in a transposed sheet), or what holds for all."""
    if column:
        return f"{column}行" if column.isdigit() else f"{column}列"
    return fixed or None


def _listed(words: Iterator[str]) -> str | None:
    return "、".join(words) or None


def _doubts(doubts: Sequence[Finding], sheets: Collection[str]) -> Iterator[Row]:
    width = len(COLUMNS)
    yield Row((f"疑点（{len(doubts)} 处）", *[None] * (width - 1)), (_SECTION,) * width, 24)
    yield header_row(_spread(DOUBT_COLUMNS))
    style = (_LINK, CENTER, TEXT, *(TEXT,) * (width - 3))
    room = [sum(_WIDTHS[a : b + 1]) for a, b in _DOUBT_SPANS]
    for one in doubts:
        place = place_link(one, sheets)
        cells = (place, one.severity.label, one.found or None, one.message, one.suggestion)
        texts = (value.text if isinstance(value, Link) else value for value in cells)
        yield Row(_spread(cells), style, wrapped_height(texts, room))


def _spread(cells: Sequence[Value]) -> tuple[Value, ...]:
    """Put cells at the first columns of the areas they are merged over."""
    values: list[Value] = [None] * len(COLUMNS)
    for (first, _), cell in zip(_DOUBT_SPANS, cells, strict=True):
        values[first] = cell
    return tuple(values)
