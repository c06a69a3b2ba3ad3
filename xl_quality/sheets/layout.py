"""Columns and rows of one score table while it is being understood; all indices 0-based."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xl_quality.sheets.cells import MarkReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.doubts import Doubts
    from xl_quality.sheets.headers import Header
    from xl_quality.sheets.labels import Label
    from xl_quality.sheets.overrides import SheetOverride
    from xl_quality.sheets.profiles import Profile
    from xl_quality.sheets.view import View


@dataclass(slots=True)
class Layout:
    """
    What is known so far.

    Attributes:
        labels, profiles: by column.
        name … subject_name: the column of each key, None where there is none.
        subjects: column by subject.
        data: rows of pupils; footers, repeated: rows that are none.
        between: (row, text) of rows below the header that hold one text only.
        reader: reads cells and remembers what it read.
    """

    view: View
    header: Header
    doubts: Doubts
    override: SheetOverride
    labels: list[Label] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    name: int | None = None
    student_id: int | None = None
    class_name: int | None = None
    school: int | None = None
    grade: int | None = None
    exam: int | None = None
    subject_name: int | None = None
    total: int | None = None
    subjects: dict[str, int] = field(default_factory=dict)
    full_marks: dict[str, int] = field(default_factory=dict)
    ranks: list[int] = field(default_factory=list)
    raw: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    unused: list[int] = field(default_factory=list)
    data: Sequence[int] = ()
    footers: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    between: list[tuple[int, str]] = field(default_factory=list)
    is_long: bool = False
    reader: MarkReader = field(default_factory=MarkReader)

    @property
    def keys(self) -> list[int]:
        """Return the columns that say whose row it is."""
        found = (self.name, self.student_id, self.class_name, self.school, self.grade)
        return [column for column in found if column is not None]
