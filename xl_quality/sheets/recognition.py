"""What was recognised in a sheet (识别结果), as a value that can be shown, and what a person fixed.

How values and cells are written in the sentences of findings stands here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.school_terms import LabelledWord
from xl_quality.sheets.cells import CellValue, ErrorCell

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import ScoreKind

_SHOWN: Final = 30  # characters of a cell that a message quotes
_CELLS: Final = 5  # that a message names; more are counted
Facts = dict[str, Any]  # What the words of a finding name: texts and numbers


class SheetKind(LabelledWord):
    """What a sheet is."""

    STUDENT_SCORES = "student_scores", "成绩表"  # a row per pupil
    LONG_SCORES = "long_scores", "成绩表（一行一科）"  # 姓名 | 科目 | 分数
    SIDE_BY_SIDE = "side_by_side", "并排的成绩表"
    TRANSPOSED = "transposed", "横排的成绩表"  # subjects down, pupils across
    CLASS_SUMMARY = "class_summary", "班级（学校）汇总表"  # a row per class, school or subject
    DASHBOARD = "dashboard", "分析简报"  # several small tables of figures
    LIST = "list", "名单表"  # 任课, 县名次, 指标 …
    SETTINGS = "settings", "考核设置"
    PERHAPS_SCORES = "perhaps_scores", "可能是成绩表（待确认）"  # nothing says that they are marks
    OTHER = "other", "其他表"
    EMPTY = "empty", "空表"


_KEYS: Final = ("school", "grade", "student_id", "exam", "total")


class Columns(NamedTuple):
    """Where things stand, by column letter; None or empty where the sheet has no such column.

    In a transposed sheet the "letters" are row numbers.
    """

    school: str | None = None
    grade: str | None = None
    class_name: str | None = None
    name: str | None = None
    student_id: str | None = None
    exam: str | None = None
    total: str | None = None
    subject_from: str | None = None
    ranks: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def mapped(self, change: Callable[[str], str]) -> Columns:
        """Return the same roles, every place changed."""
        return Columns._make(
            tuple(map(change, place)) if isinstance(place, tuple) else place and change(place)
            for place in self
        )


class Recognition(NamedTuple):
    """One sheet, or one block of a sheet, as it was understood. All rows are 1-based."""

    sheet: str  # sheet name
    kind: SheetKind  # what the sheet is
    # the rows that hold the column labels; titles above are not among them
    header_rows: tuple[int, ...] = ()
    data_rows: Sequence[int] = ()  # the rows of pupils, in order
    columns: Columns = Columns()  # roles of columns
    subjects: Mapping[str, str] = MappingProxyType({})  # column letter by subject (学科), in order
    # full mark (满分) in hundredths by subject, where the header states one
    full_marks: Mapping[str, int] = MappingProxyType({})
    # the label of each column as it stands in the sheet, by letter
    labels: Mapping[str, str] = MappingProxyType({})
    # school, grade, class_name, exam: where one holds for all rows (title, sheet name); else ""
    school: str = ""
    grade: str = ""
    class_name: str = ""
    exam: str = ""
    # rows under or between the data that are no pupils (平均分, 合计, 制表人 …)
    footers: tuple[int, ...] = ()
    repeated_headers: tuple[int, ...] = ()  # header rows that come again inside the data
    # how often each remark (缺考, 免考, 作弊, --) stands in a subject column
    absent: Mapping[str, int] = MappingProxyType({})
    list_name: str = ""  # 任课, 县名次 … where `kind` is LIST; else ""
    # (row, school, class) where titles inside the sheet begin a new school or class
    segments: tuple[tuple[int, str, str], ...] = ()
    # by subject its exam and plain name, where the labels name several exams (月考1_语文 |
    # 期中_语文); ``""`` for the exam of the whole sheet
    exams: Mapping[str, tuple[str, str]] = MappingProxyType({})
    accept_signs: bool = False  # ▲72 counts as 72, as a person said
    block: int = 0  # 1, 2 … for a block of a sheet, 0 for a whole sheet
    blocks: tuple[Recognition, ...] = ()  # blocks, each recognised by itself, if there are several
    findings: tuple[Finding, ...] = ()  # what is open or worth knowing

    @property
    def first_data_row(self) -> int | None:
        """Return the first row of a pupil, None where there is none."""
        return self.data_rows[0] if self.data_rows else None

    @property
    def last_data_row(self) -> int | None:
        """Return the last row of a pupil, None where there is none."""
        return self.data_rows[-1] if self.data_rows else None

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Return the findings of the sheet and of its blocks."""
        inner = (finding for block in self.blocks for finding in block.all_findings)
        return (*self.findings, *inner)

    @property
    def holds_scores(self) -> bool:
        """Say whether `score_tables` reads at least one table from it."""
        return bool(self.subjects) or any(block.holds_scores for block in self.blocks)

    def to_json(self) -> dict[str, Any]:
        """Return the sheet as plain values for ``json.dumps``; blocks are `entries`."""
        columns = self.columns
        keys = {key: getattr(columns, key) for key in _KEYS}
        entry: dict[str, Any] = {
            "sheet": self.sheet,
            "kind": str(self.kind),
            "header_rows": list(self.header_rows),
            "first_data_row": self.first_data_row,
            "last_data_row": self.last_data_row,
            "columns": {"name": columns.name, "class": columns.class_name} | keys,
            "subjects": dict(self.subjects),
            "subject_from": columns.subject_from,
            "ranks": list(columns.ranks),
            "raw": list(columns.raw),
            "parts": list(columns.parts),
            "full_marks": dict(self.full_marks),
            "absent": dict(self.absent),
            "footers": list(self.footers),
            "repeated_headers": list(self.repeated_headers),
            "school": self.school,
            "grade": self.grade,
            "class": self.class_name,
            "exam": self.exam,
            "findings": [finding.in_words.to_json() for finding in self.findings],
        }
        rare: dict[str, Any] = {  # what only some sheets have
            "list": self.list_name,
            "subject_exams": {name: exam for name, (exam, _) in self.exams.items()},
            "segments": [list(segment) for segment in self.segments],
            "block": self.block,
        }
        return entry | {name: value for name, value in rare.items() if value}

    def entries(self) -> list[dict[str, Any]]:
        """Return the sheet and, behind it, each of its blocks as JSON entries."""
        return [self.to_json(), *(block.to_json() for block in self.blocks)]


def shown(value: CellValue) -> str:
    """Return a cell's value as a clerk sees it, shortened to 30 characters.

    >>> shown(85.0), shown(None), shown("缺考")
    ('85', '', '缺考')
    """
    if value is None:
        return ""
    if isinstance(value, ErrorCell):
        return value.code
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def listed(cells: Sequence[str]) -> str:
    """Return addresses for a sentence: up to five of them, else the first five and how many."""
    if len(cells) <= _CELLS:
        return "、".join(cells)
    return f"{'、'.join(cells[:_CELLS])}等{len(cells)}处"


class SheetOverride(NamedTuple):
    """What the clerk fixed for one sheet; unset fields are recognised as usual."""

    ignore: bool = False  # the sheet is not used at all (不用)
    scores: bool = False  # the sheet is one of scores, whatever its header looks like (成绩表)
    header_rows: tuple[int, ...] = ()  # 1-based label rows (表头行)
    # first_row, last_row: 1-based first and last row of pupils
    first_row: int | None = None
    last_row: int | None = None
    # by column letter what it is: 姓名, 班级, 学校, 年级, 学号, 总分, 名次, 科目, 不用, or the name
    # of a subject
    columns: Mapping[str, str] = MappingProxyType({})
    # full mark in hundredths by subject, this sheet alone; "" = all others
    full_marks: Mapping[str, int] = MappingProxyType({})
    # school, grade, class_name, exam: what holds for all rows of the sheet
    school: str = ""
    grade: str = ""
    class_name: str = ""
    exam: str = ""
    accept_signs: bool | None = None  # whether ▲72 counts as 72; None = nobody said
    scores_used: ScoreKind | None = None  # which of 原始分 and 赋分 counts where a subject has both

    @property
    def is_scores(self) -> bool:
        """Say whether a person treated the sheet as one of scores, in these words or by others."""
        return self._replace(ignore=False, accept_signs=None, scores_used=None) != NO_OVERRIDE


NO_OVERRIDE = SheetOverride()  # Nothing fixed


def merged_overrides(below: SheetOverride, above: SheetOverride | None) -> SheetOverride:
    """Return what holds when one override goes before another."""
    if above is None:
        return below
    said = {name: getattr(above, name) for name in _PLAIN if getattr(above, name)}
    if above.accept_signs is not None:
        said["accept_signs"] = above.accept_signs
    return below._replace(
        **said,
        columns={**below.columns, **above.columns},
        full_marks={**below.full_marks, **above.full_marks},
    )


_PLAIN = tuple(name for name in SheetOverride._fields if name not in ("columns", "full_marks"))
