"""What the cells of a column look like (列的内容), from a sample of the pupils' rows."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.marks import POINT, State
from xl_quality.sheets.cells import Doubt, MarkReader, Reading
from xl_quality.sheets.names import looks_like_class, looks_like_name
from xl_quality.sheets.schools import looks_like_school
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.grid import CellValue

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
