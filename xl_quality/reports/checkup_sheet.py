"""The sheet 体检结果: every finding with a link to its cell and what to do, the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Highlight, Link, Orientation, PrintSetup, Row, Style, Table
from xl_quality.core.findings import Severity
from xl_quality.reports.looks import (
    CENTER,
    COUNT,
    TEXT,
    header_row,
    note_row,
    title_row,
    wrapped_height,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from xl_quality.books.tables import Value
    from xl_quality.core.findings import Finding

SHEET: Final = "体检结果"
COLUMNS: Final = ("序号", "程度", "位置", "问题", "看到的", "怎么办", "处理情况")
_WIDTHS: Final = (6, 8, 24, 52, 20, 46, 16)
_LINK: Final = TEXT._replace(color="0563C1")
_STYLES: Final = (COUNT, CENTER, _LINK, TEXT, TEXT, TEXT, TEXT)
_HEADER_ROWS: Final = 3
_FILLS: Final = {Severity.ERROR: "F8CBAD", Severity.WARNING: "FFF2CC"}


def checkup_table(findings: Sequence[Finding], book: str, sheets: Collection[str]) -> Table:
    """
    Return the sheet 体检结果.

    Args:
        findings: in any order.
        book: name of the workbook.
        sheets: the sheets it has: only into them a link leads.
    """
    order = list(Severity)
    ordered = sorted(findings, key=lambda one: order.index(one.severity))
    width = len(COLUMNS)
    rows = [title_row("数据体检结果", width), _note(ordered, book, width), header_row(COLUMNS)]
    rows += [_row(number, one, sheets) for number, one in enumerate(ordered, start=1)]
    if not ordered:
        rows.append(Row(("", "", "", "没有发现问题", "", "", ""), (TEXT,) * width))
    last = len(rows) - 1
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
        highlights=[
            Highlight(
                (_HEADER_ROWS, 1, last, 1), f'$B{_HEADER_ROWS + 1}="{severity.label}"', fill=fill
            )
            for severity, fill in _FILLS.items()
        ],
        confidential=True,
    )


def place_link(finding: Finding, sheets: Collection[str]) -> Value:
    """
    Return where a finding is, as a link to its first cell where the workbook has that sheet.

    >>> from xl_quality.core.findings import Finding, Severity
    >>> place_link(Finding("", Severity.NOTE, "六年级", "D5:D9", "", "", ""), ["六年级"])
    Link(text='六年级!D5:D9', target='六年级!D5')
    """
    if finding.sheet not in sheets:
        return finding.where or None
    first = finding.cell.partition("、")[0].partition(":")[0]
    return Link(finding.where, f"{finding.sheet}!{first or 'A1'}")


def _note(findings: Sequence[Finding], book: str, width: int) -> Row:
    counts = "，".join(
        f"{severity.label} {sum(one.severity is severity for one in findings)} 条"
        for severity in Severity
    )
    how = (
        "“严重”的会算错或算不出，请先改；“注意”的请核对；“提示”的一般不用处理。点位置可跳到那一格。"
    )
    row = note_row(f"{book}：{counts}。{how}", width)
    return row._replace(styles=(Style(wrap=True),) * width, height=34)


def _row(number: int, one: Finding, sheets: Collection[str]) -> Row:
    place = place_link(one, sheets)
    values: tuple[Value, ...] = (
        number,
        one.severity.label,
        place,
        one.message,
        one.found or None,
        one.suggestion,
        None,
    )
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, _STYLES, wrapped_height(texts, _WIDTHS))
