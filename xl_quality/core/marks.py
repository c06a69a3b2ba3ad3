"""Marks (分数) and score sheets (成绩表) after they have been understood.

A mark is an exact count of hundredths of a point, or a remark that says why there is none; a score
sheet has its pupils by row and their marks by subject.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from functools import cached_property
from itertools import repeat
from operator import is_not
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding

POINT: Final = 100  # Hundredths in one point: 85.5 分 is the integer 8550


class State(Enum):
    """Why a cell of a score column holds no score."""

    ABSENT = "缺考"
    EXEMPT = "免考"  # 免考 and 缓考: neither present nor absent
    CHEATED = "作弊"  # counts as a score of 0
    BLANK = "空白"
    INVALID = "无效"  # text that is no mark, an error cell

    __hash__ = object.__hash__  # identity, as equality is: counting marks must not run Python code


NOT_TAKEN: Final = frozenset({State.BLANK, State.EXEMPT})
"""Who has such a cell is not due to sit in the subject: neither present nor absent."""


class Remark:
    """A cell of a score column that holds words instead of a score.

    Compared by identity: `BLANK` and one object per distinct text are shared by
    all the cells that hold it, so that marks can be counted at full speed.
    """

    __slots__ = ("state", "text")

    def __init__(self, state: State, text: str) -> None:
        self.state: Final = state  # what the words mean
        self.text: Final = text  # the words as they stand in the cell, ``""`` for an empty one

    def __repr__(self) -> str:
        return f"Remark({self.state}, {self.text!r})"


Mark = int | Remark  # A score in hundredths of a point (>= 0; 0 is a score), or a `Remark`
BLANK: Final = Remark(State.BLANK, "")  # The one remark of every empty cell
NOT_DUE: Final = Remark(State.BLANK, "")
"""An empty cell of a pupil not due to sit the subject (未选考); see `groups.sorted_out`."""


def remarks_at(marks: Sequence[Mark]) -> list[int]:
    """Return where remarks stand, at the speed of looking for them: a county has few.

    >>> remarks_at([BLANK, 7000, 0, NOT_DUE])
    [0, 3]
    """
    flags = bytes(map(is_not, map(type, marks), repeat(int)))
    found: list[int] = []
    at = flags.find(1)
    while at >= 0:
        found.append(at)
        at = flags.find(1, at + 1)
    return found


def zeros_at(marks: Sequence[Mark]) -> list[int]:
    """Return the pupils with a mark of 0, at the speed of looking for it: a county has few.

    >>> zeros_at([0, 7000, 0])
    [0, 2]
    """
    found: list[int] = []
    at = -1
    for _ in range(marks.count(0)):
        at = marks.index(0, at + 1)
        found.append(at)
    return found


def is_due(mark: Mark) -> bool:
    """Say whether a cell is that of a pupil due to sit the subject (应考), present or not."""
    return not isinstance(mark, Remark) or (mark.state is not State.EXEMPT and mark is not NOT_DUE)


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


_PUPIL_COLUMNS: Final = ("rows", "schools", "grades", "classes", "names", "student_ids")


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
    term: str = ""
    id_title: str = "学号"
    others: Sequence[ScoreTable] = ()
    doubts: Sequence[Finding] = ()


class ScoreTable(_ScoreTable):
    """One score sheet; all sequences are parallel, a pupil (学生) each.

    Attributes:
        sheet: sheet name, as in the workbook.
        exam: exam name where the sheet or its title gives one, else ``""``.
        rows: 1-based sheet row of each pupil.
        schools, grades, classes, names, student_ids: ``""`` where the sheet does not say.
        subjects: by label, in column order.
        term: school year and term (学年学期) or month, as a title says it before an exam whose
            name has no year; ``""`` = the name has one, or nobody said.
        id_title: what the sheet calls the numbers of its pupils (考号), for the sheets printed.
        others: the other exams whose marks stand in the very same columns of the sheet.
        doubts: what readers of its figures must know (严重), and where it differs from 应考.
    """

    @property
    def exam_or_sheet(self) -> str:
        """Return the exam's name; an exam without a name is called after its sheet."""
        return self.exam or self.sheet

    @property
    def place(self) -> tuple[str, str]:
        """Return sheet and exam; only together they tell a table, exams may share a sheet."""
        return self.sheet, self.exam

    @cached_property
    def units(self) -> Mapping[tuple[str, str, str], int]:
        """Return the pupils of each school, grade and class, counted once for everybody."""
        return Counter(zip(self.schools, self.grades, self.classes, strict=True))

    def of_pupils(
        self, column: Callable[[str], Sequence[Any]], subjects: Mapping[str, SubjectColumn]
    ) -> ScoreTable:
        """Return the table with other pupils: each of their columns by its name, and marks."""
        columns: dict[str, Any] = {name: column(name) for name in _PUPIL_COLUMNS}
        return self._replace(subjects=subjects, **columns)

    def with_marks(self, marks: Mapping[str, Sequence[Mark]]) -> ScoreTable:
        """Return the table with other marks in some of its subjects."""
        own = {name: self.subjects[name]._replace(marks=column) for name, column in marks.items()}
        return self._replace(subjects={**self.subjects, **own})

    def address(self, subject: str, pupil: int) -> str:
        """Return the A1 address of the mark of pupil number *pupil* (0-based) in *subject*."""
        column = self.subjects[subject]
        row = column.rows[pupil] if column.rows else self.rows[pupil]
        letter = column.letters[pupil] if column.letters else column.letter
        return f"{letter}{row}"


def in_same_columns(exams: Sequence[ScoreTable]) -> list[ScoreTable]:
    """Return the exams that an exam column tells apart, each with the others of its sheet."""
    return [
        table._replace(others=[*exams[:number], *exams[number + 1 :]])
        for number, table in enumerate(exams)
    ]
