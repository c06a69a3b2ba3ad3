"""The sheet 缺考·空白·零分清单: every pupil without an ordinary mark, with the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Link, Orientation, PrintSetup, Row, Table
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
    from collections.abc import Sequence

    from xl_quality.books.tables import Value

SHEET: Final = "缺考·空白·零分清单"
COLUMNS: Final = (
    *("序号", "考试", "学校", "年级", "班级", "姓名", "学号"),
    *("学科", "情况", "表中写法", "位置"),
)
_WIDTHS: Final = (6, 22, 20, 8, 8, 10, 14, 16, 8, 14, 26)
_LINK: Final = TEXT._replace(color="0563C1")
_STYLES: Final = (COUNT, TEXT, TEXT, *(CENTER,) * 4, TEXT, CENTER, TEXT, _LINK)
_HEADER_ROWS: Final = 3
_NOTE: Final = (
    "内部资料，含学生姓名。空白＝应考而没有分数，按没有考处理；0分按0分计入。"
    "请核对后在成绩表里写明缺考、免考，或补上分数。"
)


class MissingRow(NamedTuple):
    """
    One pupil and one kind of missing mark.

    Attributes:
        exam, school, grade, class_name, name, student_id: whose; ``""`` where not said.
        subjects: in which, as text.
        kind: 空白, 缺考, 免考, 作弊, 无效 or 0分.
        text: what stands in the cells.
        sheet, cells: where.
    """

    exam: str
    school: str
    grade: str
    class_name: str
    name: str
    student_id: str
    subjects: str
    kind: str
    text: str
    sheet: str
    cells: tuple[str, ...]


def missing_table(pupils: Sequence[MissingRow]) -> Table:
    """Return the list; one without anybody says so."""
    width = len(COLUMNS)
    rows = [title_row("缺考、空白、零分清单", width), note_row(_NOTE, width), header_row(COLUMNS)]
    rows += [_row(number, one) for number, one in enumerate(pupils, start=1)]
    if not pupils:
        nobody = ("", "没有缺考、空白和零分", *[None] * (width - 2))
        rows.append(Row(nobody, _STYLES))
    return Table(
        SHEET,
        rows,
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
        confidential=True,
    )


def _row(number: int, one: MissingRow) -> Row:
    place = f"{one.sheet}!{'、'.join(one.cells)}"
    texts = one[:9]
    values: tuple[Value, ...] = (
        number,
        *(text or None for text in texts),
        Link(place, f"{one.sheet}!{one.cells[0]}"),
    )
    may_wrap = (None, one.exam, one.school, *[None] * 4, one.subjects, None, one.text, place)
    return Row(values, _STYLES, wrapped_height(may_wrap, _WIDTHS))
