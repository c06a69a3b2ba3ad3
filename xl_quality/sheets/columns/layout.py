"""Columns and rows of one score table while it is being understood; all indices 0-based."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.sheets.cells import MarkReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.columns.profiles import Profile
    from xl_quality.sheets.doubts import Doubts
    from xl_quality.sheets.grid import CellValue
    from xl_quality.sheets.header.headers import Header
    from xl_quality.sheets.header.labels import Label
    from xl_quality.sheets.overrides import SheetOverride
    from xl_quality.sheets.view import View


class Layout:
    """
    What is known so far.

    Attributes:
        labels, profiles: by column.
        name … subject_name: the column of each key, None where there is none.
        subjects: column by subject.
        data: rows of pupils; footers, repeated: rows that are none.
        between: (row, text) of rows below the header that hold one text only.
        graded: columns of subjects that hold grades (优, A) in place of scores.
        ranked: by column of ranks that no label calls so, the column that it ranks.
        exams_beside: the labels name several exams; `exam_in_labels`: they all name this one.
        fixed: the letters of the columns that a person named.
        reader: reads cells and remembers what it read.
    """

    def __init__(self, view: View, header: Header, doubts: Doubts, override: SheetOverride) -> None:
        self.view = view
        self.header = header
        self.doubts = doubts
        self.override = override
        self.reader = MarkReader(accept_signs=bool(override.accept_signs))
        self.labels: list[Label] = list(header.labels)
        self.profiles: list[Profile] = []
        self.name: int | None = None
        self.student_id: int | None = None
        self.class_name: int | None = None
        self.school: int | None = None
        self.grade: int | None = None
        self.exam: int | None = None
        self.subject_name: int | None = None
        self.total: int | None = None
        self.subjects: dict[str, int] = {}
        self.full_marks: dict[str, int] = {}
        self.ranks: list[int] = []
        self.raw: list[int] = []
        self.parts: list[int] = []
        self.unused: list[int] = []
        self.data: Sequence[int] = ()
        self.footers: list[int] = []
        self.repeated: list[int] = []
        self.between: list[tuple[int, str]] = []
        self.is_long = False
        self.graded: list[int] = []
        self.ranked: dict[int, int] = {}
        self.exams_beside = False
        self.exam_in_labels = ""
        self.fixed = frozenset(override.columns)

    @property
    def keys(self) -> list[int]:
        """Return the columns that say whose row it is."""
        found = (self.name, self.student_id, self.class_name, self.school, self.grade)
        return [column for column in found if column is not None]

    def cells(self, column: int) -> Sequence[CellValue]:
        """Return the cells of a column in the pupils' rows."""
        values, rows = self.view.columns[column], self.data
        if isinstance(rows, range):
            return values[rows.start : rows.stop]
        return [values[row] for row in rows]
