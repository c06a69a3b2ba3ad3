"""A score sheet after it has been understood (成绩表): pupils by row, marks by subject."""

from __future__ import annotations

from collections import Counter
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.marks import remarks_at, zeros_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.marks import Mark


class ScoreKind(Enum):
    """Which of a subject's scores a column holds, where several stand beside each other."""

    PLAIN = auto()  # 语文, 语文 over 得分
    RAW = auto()  # 化学原始, 化学 over 原始成绩
    ASSIGNED = auto()  # 化学赋分, 化学等级分, 化学 over 赋分成绩
    WHOLE = auto()  # 语文总评, 数学合计: what the parts beside it make
    DETAIL = auto()  # 写话 under 语文: a part, unless nothing else is the subject


class _SubjectColumn(NamedTuple):
    label: str
    letter: str
    marks: Sequence[Mark]
    rows: Sequence[int] = ()
    full_mark: int | None = None
    letters: Sequence[str] = ()


class SubjectColumn(_SubjectColumn):
    """The marks of one subject (学科), a pupil each.

    Attributes:
        label: the subject's name as the office writes it.
        letter: the column it stands in, e.g. ``D``.
        marks: parallel to the table's pupils.
        rows: 1-based sheet row of each mark where that is not the pupil's own row
            (long layout 姓名/科目/分数); empty otherwise.
        letters: column of each mark where pupils go across (横排); empty otherwise.
    """

    @cached_property
    def remarks(self) -> Sequence[int]:
        """Return the pupils without a score, looked for once for everybody who asks."""
        return remarks_at(self.marks)

    @cached_property
    def zeros(self) -> Sequence[int]:
        """Return the pupils with a mark of 0."""
        return zeros_at(self.marks)

    @cached_property
    def highest(self) -> int:
        """Return the highest mark, 0 where there is none."""
        return max([mark for mark in set(self.marks) if type(mark) is int], default=0)


class _ScoreTable(NamedTuple):
    sheet: str
    exam: str
    rows: Sequence[int]
    schools: Sequence[str]
    grades: Sequence[str]
    classes: Sequence[str]
    names: Sequence[str]
    student_ids: Sequence[str]
    subjects: Mapping[str, SubjectColumn]


class ScoreTable(_ScoreTable):
    """One score sheet; all sequences are parallel, a pupil (学生) each.

    Attributes:
        sheet: sheet name, as in the workbook.
        exam: exam name where the sheet or its title gives one, else ``""``.
        rows: 1-based sheet row of each pupil.
        schools, grades, classes, names, student_ids: ``""`` where the sheet does not say.
        subjects: by label, in column order.
    """

    @cached_property
    def units(self) -> Mapping[tuple[str, str, str], int]:
        """Return the pupils of each school, grade and class, counted once for everybody."""
        return Counter(zip(self.schools, self.grades, self.classes, strict=True))

    def address(self, subject: str, pupil: int) -> str:
        """Return the A1 address of the mark of pupil number *pupil* (0-based) in *subject*."""
        column = self.subjects[subject]
        row = column.rows[pupil] if column.rows else self.rows[pupil]
        letter = column.letters[pupil] if column.letters else column.letter
        return f"{letter}{row}"
