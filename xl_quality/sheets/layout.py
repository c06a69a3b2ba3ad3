"""Columns and rows of one score table while it is being understood; all indices 0-based.

What the cells of a column look like (列的内容), from a sample of the pupils' rows.

Sums and means of a score column up to any row (累计), so that no row is summed twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.marks import POINT, State
from xl_quality.sheets.cells import Doubt, MarkReader, Reading
from xl_quality.sheets.grid import is_empty
from xl_quality.sheets.spelling import looks_like_school
from xl_quality.sheets.text import looks_like_class, looks_like_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue, View
    from xl_quality.sheets.header import Header
    from xl_quality.sheets.labels import Label
    from xl_quality.sheets.recognition import Doubts, SheetOverride


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


LARGEST_MARK: Final = 400 * POINT
"""No subject has a larger full mark; a larger number is a total, an id or a mistake."""
_SAMPLE_HEAD, _SAMPLE_SPREAD = 60, 60
_GRADES: Final = frozenset(
    (
        *("优", "良", "中", "差", "优秀", "良好", "中等", "合格", "不合格", "及格", "不及格"),
        *(
            "待合格",
            "达标",
            "未达标",
            *"ABCDE",
            *(f"{letter}{sign}" for letter in "ABCD" for sign in "+-"),
        ),
    )
)
"""等级 in place of a score."""


class Profile(NamedTuple):
    """
    A column's sample, counted.

    Attributes:
        sampled, filled: cells looked at, and those that show something.
        scores: scores, also typed as text; `highest` of them in hundredths, `beyond`: how many
            are too large for a subject.
        odd: ▲72, 94+10 and the like; a score with something added.
        remarks: 缺考, --, 免考 …; `grades`: 优, 良, A, B …; `texts`: all other texts.
        names, classes: texts that look like such.
        schools: likewise, counted only in a column that looks like one of names.
        distinct: how many different values.
        whole: all scores are whole points.
        rising: the scores go 1, 2, 3 … down the sheet.
    """

    sampled: int = 0
    filled: int = 0
    scores: int = 0
    odd: int = 0
    remarks: int = 0
    grades: int = 0
    texts: int = 0
    names: int = 0
    classes: int = 0
    schools: int = 0
    distinct: int = 0
    beyond: int = 0
    highest: int = 0
    whole: bool = True
    rising: bool = False

    @property
    def holds_scores(self) -> bool:
        """Say whether the column may be a subject's."""
        readable = self.scores + self.odd
        return (
            readable > 0
            and (readable + self.remarks + self.grades) * 10 >= self.filled * 6
            and self.beyond * 10 <= self.scores
        )

    @property
    def mostly_text(self) -> bool:
        """Say whether most of the column is neither a score nor a word for a missing one."""
        return (self.texts + self.grades) * 2 > self.filled

    @property
    def mostly_names(self) -> bool:
        """Say whether the column looks like pupils' names, hardly one twice."""
        return (
            self.names * 10 >= self.filled * 7
            and self.names > 0
            and self.distinct * 2 > self.filled
        )


def sample_of(rows: Sequence[int]) -> Sequence[int]:
    """Return some of the rows: the first ones and others spread over the rest."""
    if len(rows) <= _SAMPLE_HEAD + _SAMPLE_SPREAD:
        return rows
    step = (len(rows) - _SAMPLE_HEAD) // _SAMPLE_SPREAD
    return [*rows[:_SAMPLE_HEAD], *rows[_SAMPLE_HEAD::step]]


def profile_of(values: Sequence[CellValue], reader: MarkReader | None = None) -> Profile:
    """Count what the sampled cells of one column are; a *reader* remembers what it read."""
    reader = MarkReader() if reader is None else reader
    present = [value for value in values if not is_empty(value)]
    marks = reader.column(present)
    scores = [mark for mark in marks if isinstance(mark, int)]
    counts = dict.fromkeys(_COUNTED, 0)
    counts["scores"] = len(scores)
    odd = [value for value in present if type(value) not in _NUMERIC]
    for value, times in Counter(odd).items():
        for kind in _kinds(value, reader.reading(value)):
            counts[kind] += times
    if len(scores) + len(odd) < len(present):  # negative numbers
        counts["odd"] += sum(
            not isinstance(mark, int)
            for value, mark in zip(present, marks, strict=True)
            if type(value) in _NUMERIC
        )
    profile = Profile(
        sampled=len(values),
        filled=len(present),
        distinct=len(set(present)),
        beyond=sum(score > LARGEST_MARK for score in scores),
        highest=max(scores, default=0),
        whole=all(score % POINT == 0 for score in scores),
        rising=_is_rising(scores),
        **counts,
    )
    if not profile.mostly_names:
        return profile
    schools = sum(isinstance(value, str) and looks_like_school(value) for value in odd)
    return profile._replace(schools=schools)


_NUMERIC: Final = (int, float)  # by type, not isinstance: True is no number
_COUNTED: Final = ("scores", "odd", "remarks", "grades", "texts", "names", "classes")
_WITH_SCORE: Final = (Doubt.SIGNED, Doubt.BONUS, Doubt.NEGATIVE)


def _kinds(value: CellValue, reading: Reading) -> list[str]:
    """Return what one value that is no plain score counts as."""
    kinds: list[str] = []
    if isinstance(value, str):
        looks = (
            ("names", looks_like_name),
            ("classes", looks_like_class),
        )
        kinds = [kind for kind, looks_like in looks if looks_like(value)]
    mark = reading.mark
    if isinstance(mark, int):
        return kinds
    if mark.state is not State.INVALID or reading.doubt is Doubt.ERROR:
        kinds.append("remarks")
    elif mark.text in _GRADES:
        kinds.append("grades")
    else:
        kinds.append("odd" if reading.doubt in _WITH_SCORE else "texts")
    return kinds


_RUN: Final = 3


def _is_rising(scores: Sequence[int]) -> bool:
    """Say whether the numbers count up from row to row, gaps allowed: 1, 2, 3, 5 …"""
    if len(scores) < _RUN or any(score % POINT for score in scores):
        return False
    steps = [after - before for before, after in pairwise(scores)]
    ones = sum(step == POINT for step in steps[:_SAMPLE_HEAD])
    return all(step > 0 for step in steps) and ones * 2 > len(steps[:_SAMPLE_HEAD])


_ENOUGH: Final = 3
_FAR: Final = 3


class RunningColumn:
    """The marks of one column in the rows of pupils, in hundredths."""

    def __init__(self, layout: Layout, column: int) -> None:
        marks = layout.reader.column(layout.cells(column))
        numbers = [mark if isinstance(mark, int) else 0 for mark in marks]
        self.rows: Sequence[int] = layout.data
        self._counts = [0, *accumulate(isinstance(mark, int) for mark in marks)]
        self._sums = [0, *accumulate(numbers)]
        self._largest = [0, *accumulate(numbers, max)]

    def is_sum_or_mean(self, figure: int, row: int, start: int) -> bool:
        """
        Say whether a figure sums up the pupils above a row.

        Args:
            figure: in hundredths.
            row: where it stands, 0-based.
            start: first row of the pupils since the last footer; all pupils above are tried too.
        """
        end = bisect_left(self.rows, row)
        largest = self._largest[end]
        for first in (0, bisect_left(self.rows, start)):
            count = self._counts[end] - self._counts[first]
            total = self._sums[end] - self._sums[first]
            if count < _ENOUGH:
                continue
            near = abs(figure - Fraction(total, count)) < 1 and figure != largest
            if figure == total or near or figure > _FAR * largest:
                return True
        return False
