"""The sheet 缺考·空白·零分清单: every pupil without an ordinary mark, with the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Link, Row
from xl_quality.core.facts import Source
from xl_quality.reports.looks import CENTER, COUNT, LINK, TEXT, Column, Frame, framed_sheet, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Table

_NOTE: Final = (
    "内部资料，含学生姓名。空白＝应考而没有分数，按没有考处理；0分按0分计入。"
    "请核对后在成绩表里写明缺考、免考，或补上分数。"
)


class MissingRow(NamedTuple):
    """One pupil and one kind of missing mark.

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


def _place(one: MissingRow) -> Link:
    place = Source.at(one.sheet, *one.cells)
    return Link(str(place), place.cells[0])


_FRAME: Final = Frame[MissingRow](
    "缺考·空白·零分清单",
    (
        Column("序号", None, COUNT, 6),
        Column("考试", lambda one: one.exam or None, TEXT, 22),
        Column("学校", lambda one: one.school or None, TEXT, 20),
        Column("年级", lambda one: one.grade or None, CENTER, 8, stretches=False),
        Column("班级", lambda one: one.class_name or None, CENTER, 8, stretches=False),
        Column("姓名", lambda one: one.name or None, CENTER, 10, stretches=False),
        Column("学号", lambda one: one.student_id or None, CENTER, 14, stretches=False),
        Column("学科", lambda one: one.subjects or None, TEXT, 16),
        Column("情况", lambda one: one.kind or None, CENTER, 8, stretches=False),
        Column("表中写法", lambda one: one.text or None, TEXT, 14),
        Column("位置", _place, LINK, 26),
    ),
    title="缺考、空白、零分清单",
    landscape=True,
    confidential=True,
)
SHEET: Final = _FRAME.sheet
COLUMNS: Final = tuple(column.title for column in _FRAME.columns)


def missing_table(pupils: Sequence[MissingRow]) -> Table:
    """Return the list; one without anybody says so."""
    body = listed(pupils, _FRAME.columns)
    if not pupils:
        nobody = ("", "没有缺考、空白和零分", *[None] * (len(COLUMNS) - 2))
        body.append(Row(nobody, tuple(column.style for column in _FRAME.columns)))
    return framed_sheet(_FRAME, _NOTE, body)
