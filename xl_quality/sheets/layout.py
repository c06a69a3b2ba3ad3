"""What is known of one score table while it is being understood (成绩表); indices are 0-based.

Every step of `sheets.recognise` takes a `Layout` and returns one in which more is known. What the
cells of a column look like says its `Profile`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from xl_quality.core.findings import Finding, Kind, settings_row
from xl_quality.core.marks import POINT, Mark, State
from xl_quality.sheets.cells import (
    GRADES,
    LARGEST_MARK,
    CellValue,
    Doubt,
    MarkReader,
    Reading,
    View,
    column_letter,
    is_empty,
)
from xl_quality.sheets.recognition import NO_OVERRIDE, SheetOverride
from xl_quality.sheets.spelling import looks_like_school
from xl_quality.sheets.text import looks_like_class, looks_like_name

if TYPE_CHECKING:
    from xl_quality.sheets.header import Header
    from xl_quality.sheets.labels import Label, Role

COLUMNS_NAMED: Final = 6  # So many columns a sentence can hold; of more it says how many there are
_SAMPLE_HEAD, _SAMPLE_SPREAD = 60, 60
"""A column is judged by so many of its first cells and as many of the rest."""
_RUN: Final = 3  # so many numbers rising by one are a running number: two may be marks
_NUMERIC: Final = (int, float)  # by type, not isinstance: True is no number
_WITH_SCORE: Final = (Doubt.SIGNED, Doubt.BONUS, Doubt.NEGATIVE)


class Profile(NamedTuple):
    """A column's sample, counted."""

    # sampled, filled: cells looked at, and those that show something
    sampled: int
    filled: int
    # scores, also typed as text; `highest` of them in hundredths, `beyond`: how many are too large
    # for a subject
    scores: int
    odd: int  # ▲72, 94+10 and the like; a score with something added
    remarks: int  # 缺考, --, 免考 …; `grades`: 优, 良, A, B …; `texts`: all other texts
    grades: int
    texts: int
    # names, classes: texts that look like such
    names: int
    classes: int
    schools: int  # likewise, counted only in a column that looks like one of names
    distinct: int  # how many different values
    beyond: int
    highest: int
    whole: bool  # all scores are whole points
    rising: bool  # the scores go 1, 2, 3 … down the sheet

    @property
    def holds_scores(self) -> bool:
        """Say whether the column may be a subject's.

        Six cells in ten say so (marks are missing, remarks are misspelt), and of the numbers at
        most one in ten is larger than any mark.
        """
        readable = self.scores + self.odd
        return (
            bool(readable)
            and (readable + self.remarks + self.grades) * 10 >= self.filled * 6
            and self.beyond * 10 <= self.scores
        )

    @property
    def mostly_text(self) -> bool:
        """Say whether most of the column is neither a score nor a word for a missing one."""
        return (self.texts + self.grades) * 2 > self.filled

    @property
    def could_be_scores(self) -> bool:
        """Say whether a column that no label explains may be a subject's."""
        return self.holds_scores and not self.mostly_text and not self.rising

    @property
    def is_too_large(self) -> bool:
        """Say whether the column holds numbers, of which more than one in ten is no mark."""
        return self.beyond * 10 > self.scores and self.scores * 2 > self.filled

    @property
    def is_graded(self) -> bool:
        """Say whether the column holds grades (优, A) in place of scores."""
        return self.grades * 2 > self.filled or bool(self.grades and not self.scores)

    @property
    def mostly_names(self) -> bool:
        """Say whether the column looks like pupils' names: seven in ten do, hardly one comes twice.

        Three in ten may be foreign, long or misspelt; teachers' names come for a whole class.
        """
        return self.names * 10 >= self.filled * 7 and self.distinct * 2 > self.filled


def sample_of(rows: Sequence[int]) -> Sequence[int]:
    """Return some of the rows: the first ones and others spread over the rest."""
    step = max((len(rows) - _SAMPLE_HEAD) // _SAMPLE_SPREAD, 1)
    return [*rows[:_SAMPLE_HEAD], *rows[_SAMPLE_HEAD::step]]


def profile_of(values: Sequence[CellValue], reader: MarkReader | None = None) -> Profile:
    """Count what the sampled cells of one column are; a *reader* remembers what it read."""
    reader = MarkReader() if reader is None else reader
    present = [value for value in values if not is_empty(value)]
    marks = reader.column(present)
    scores = [mark for mark in marks if isinstance(mark, int)]
    counts = dict.fromkeys(("odd", "remarks", "grades", "texts", "names", "classes"), 0)
    odd = [value for value in present if type(value) not in _NUMERIC]
    for value, times in Counter(odd).items():
        for kind in _kinds(value, reader.reading(value)):
            counts[kind] += times
    counts["odd"] += sum(  # negative numbers
        not isinstance(mark, int)
        for value, mark in zip(present, marks, strict=True)
        if type(value) in _NUMERIC
    )
    profile = Profile(
        sampled=len(values),
        filled=len(present),
        scores=len(scores),
        schools=0,
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


def _kinds(value: CellValue, reading: Reading) -> list[str]:
    """Return what one value that is no plain score counts as."""
    looks = (("names", looks_like_name), ("classes", looks_like_class))
    kinds = [kind for kind, looks_like in looks if isinstance(value, str) and looks_like(value)]
    mark = reading.mark
    if isinstance(mark, int):
        return kinds
    if mark.state is not State.INVALID or reading.doubt is Doubt.ERROR:
        kinds.append("remarks")
    elif mark.text in GRADES:
        kinds.append("grades")
    else:
        kinds.append("odd" if reading.doubt in _WITH_SCORE else "texts")
    return kinds


def _is_rising(scores: Sequence[int]) -> bool:
    """Say whether the numbers count up from row to row, gaps allowed: 1, 2, 3, 5 …"""
    if len(scores) < _RUN or any(score % POINT for score in scores):
        return False
    steps = list(pairwise(scores))
    ones = [after - before == POINT for before, after in steps[:_SAMPLE_HEAD]]
    return all(before < after for before, after in steps) and sum(ones) * 2 > len(ones)


class Keys(NamedTuple):
    """The columns that say whose row it is, and which exam or subject; None = no such column."""

    name: int | None = None
    student_id: int | None = None
    class_name: int | None = None
    school: int | None = None
    grade: int | None = None
    exam: int | None = None
    subject_name: int | None = None

    @property
    def of_pupil(self) -> list[int]:
        """Return the columns that say whose row it is."""
        return [column for column in self[:5] if column is not None]


class PupilRows(NamedTuple):
    """Which rows below the header are pupils."""

    data: Sequence[int] = ()  # rows of pupils
    footers: Sequence[int] = ()  # rows of figures and closing remarks
    repeated: Sequence[int] = ()  # rows that hold the header again
    between: Sequence[tuple[int, str]] = ()  # (row, text) of rows that hold one text only
    open: Sequence[int] = ()  # rows without name and number, which only their figures can place


class Roles(NamedTuple):
    """What the columns that are no keys hold."""

    subjects: Mapping[str, int] = MappingProxyType({})  # column by subject (学科)
    # full mark in hundredths by subject, where the sheet or a person says one
    full_marks: Mapping[str, int] = MappingProxyType({})
    total: int | None = None  # the column of the total
    # ranks, raw, parts, unused: columns of 名次, of 原始分 beside 赋分, of parts of a subject, and
    # of anything else
    ranks: tuple[int, ...] = ()
    raw: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()
    graded: tuple[int, ...] = ()  # columns of subjects that hold grades (优, A) in place of scores
    # by column of ranks that no label calls so, the column that it ranks
    ranked: Mapping[int, int] = MappingProxyType({})
    is_long: bool = False  # a row per pupil and subject (姓名 | 科目 | 分数)
    exams_beside: bool = False  # labels name several exams; `exam_in_labels`: all name this one
    exam_in_labels: str = ""

    @property
    def figures(self) -> list[int]:
        """Return the columns of the subjects and the total."""
        return [*self.subjects.values(), *([] if self.total is None else [self.total])]

    @property
    def columns(self) -> tuple[int, ...]:
        """Return every column that has a role."""
        return (*self.figures, *self.ranks, *self.raw, *self.parts, *self.unused)

    def renamed(self, name: str, subject: str) -> Roles:
        """Return the roles with the one subject called otherwise."""
        full_marks = {subject if n == name else n: full for n, full in self.full_marks.items()}
        return self._replace(subjects={subject: self.subjects[name]}, full_marks=full_marks)


class Layout(NamedTuple):
    """A table as far as it is understood: a value, of which each step returns a new one."""

    # view, header: the cells and where the labels stand
    view: View
    header: Header
    reader: MarkReader  # reads cells and remembers what it read
    # labels, profiles: by column
    labels: tuple[Label, ...]
    override: SheetOverride = NO_OVERRIDE  # what a person fixed
    file_name: str = ""  # of the workbook
    # keys, rows, roles: what the steps found
    keys: Keys = Keys()
    rows: PupilRows = PupilRows()
    profiles: tuple[Profile, ...] = ()
    roles: Roles = Roles()

    @property
    def file_stem(self) -> str:
        """Return the name of the workbook without its ending: it may name school, exam, subject."""
        return self.file_name.rsplit(".", 1)[0]

    def cells(self, column: int) -> Sequence[CellValue]:
        """Return the cells of a column in the pupils' rows."""
        values, rows = self.view.columns[column], self.rows.data
        if isinstance(rows, range):
            return values[rows.start : rows.stop]
        return [values[row] for row in rows]

    def marks(self, column: int) -> list[Mark]:
        """Return the marks of a column in the pupils' rows."""
        return self.reader.column(self.cells(column))

    def is_fixed(self, column: int) -> bool:
        """Say whether a person said what the column is."""
        return column_letter(column) in self.override.columns

    def labelled_as(self, *roles: Role) -> list[int]:
        """Return the columns whose label says they have one of the roles."""
        return [column for column, label in enumerate(self.labels) if label.role in roles]

    def relabelled(self, labels: Mapping[int, Label]) -> Layout:
        """Return the table with other labels over some columns."""
        own = (labels.get(column, label) for column, label in enumerate(self.labels))
        return self._replace(labels=tuple(own)) if labels else self

    def put(
        self, role: Literal["ranks", "raw", "parts", "unused", "graded"], *columns: int
    ) -> Layout:
        """Return the table with columns added to those of a role."""
        return self.with_roles(**{role: (*getattr(self.roles, role), *columns)})

    def with_roles(self, **roles: Any) -> Layout:  # noqa: ANN401 - fields of `Roles`
        """Return the table with some of its roles replaced."""
        return self._replace(roles=self.roles._replace(**roles))

    def called(self, role: Role, *columns: int) -> Layout:
        """Return the table with the labels of columns said to have a role."""
        return self.relabelled({c: self.labels[c]._replace(role=role) for c in columns})

    def label_cell(self, column: int) -> str:
        """Return the address of a column's label, or of its first cell where there is none."""
        rows = self.header.rows
        return self.view.at(rows[-1] if rows else self.header.first_below, column)

    def names_of(self, columns: Sequence[int]) -> str:
        """Return the labels of columns for a sentence: a few, then how many."""
        names = "、".join(f"“{self.labels[c].text}”" for c in columns[:COLUMNS_NAMED])
        return names if len(columns) <= COLUMNS_NAMED else f"{names}等{len(columns)}列"

    def fix_column(self, column: int, name: str = "") -> str:
        """Return the words that tell how to make a column a subject, by default of its own name."""
        if self.view.turned:
            return "把这张表改成一行一名学生，再指定各列"  # the form names columns, not rows
        label = self.labels[column]
        name = name or label.of or label.text or "学科名"
        sheet = self.view.grid.name
        return settings_row("指定列", name, sheet=sheet, column=column_letter(column))

    def finding(
        self,
        kind: Kind,
        place: int | str,
        *,
        found: str | None = None,
        **facts: Any,  # noqa: ANN401 - what a sentence names: words and numbers
    ) -> Finding:
        """Return a finding about a column or about the cell of an address.

        One about a column is at its label, which is what is found there if nothing else is said;
        its words may name ``{where}``, ``{label}``, and the rows of 考核设置 ``{fix}`` and
        ``{unused}``. The facts are what else they name.
        """
        sheet = self.view.grid.name
        if isinstance(place, str):
            return kind.at(sheet, place, found=found or "", **facts)
        about: dict[str, Any] = {
            "where": self.view.columns_named(place),
            "label": self.labels[place].text,
            "fix": self.fix_column(place),
            "unused": self.fix_column(place, "不用"),
        }
        found = about["label"] if found is None else found
        return kind.at(sheet, self.label_cell(place), found=found, **(about | facts))


Step = tuple[Layout, list[Finding]]
"""What a step returns: the table with what it found out, and what it leaves open."""
