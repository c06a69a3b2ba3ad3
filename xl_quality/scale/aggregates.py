"""Figures of large data (大数据汇总): an engine counts, core computes.

Nothing but whole numbers leaves an engine, and rates, composites and places are computed from them
by the same code as those of a workbook: every engine gives the same digits and the same places.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_quality.api import given_findings as kinds
from xl_quality.api.extras import needed
from xl_quality.api.figure_results import FIGURE_COLUMNS
from xl_quality.api.result_frames import filled, frame_of, usual_backend
from xl_quality.api.said_options import StatedOptions, levels_of
from xl_quality.api.score_books import telling
from xl_quality.api.score_frames import full_marks_of, in_two_schools
from xl_quality.core.figures import GroupResult, of_counts, overall
from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level, levelled
from xl_quality.core.marks import ScoreTable, State
from xl_quality.core.option_table import with_stated
from xl_quality.core.options import Options
from xl_quality.scale.class_counts import ClassCounts, counted_by_core, counted_by_engine
from xl_quality.scale.engine_sources import engine_for, lazy_frame, told_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xl_quality.api.figure_results import By
    from xl_quality.api.result_frames import FilledColumn
    from xl_quality.core.findings import Finding
    from xl_quality.core.groups import Group, UnitKey
    from xl_quality.core.options import Thresholds

_LEVELS: Final = {Level.GRADE: 1, Level.SCHOOL: 0, Level.CLASS: 2}
"""Levels that need a column, with its place among school, grade and class."""
_NOT_HERE: Final = ("enrolled", "extras", "all_zero", "subject_zero")
"""Options that need more of a pupil, or of a book, than an engine counts."""

LEVEL_SHEETS: Final = {
    Level.ALL: "全体", Level.GRADE: "年级", Level.SCHOOL: "学校", Level.CLASS: "班级",
}  # fmt: skip
"""What the sheets of a result are called."""
_FIRST_SHOWN: Final = 2  # exam and level stand on no sheet
_TITLES: Final = (
    *((title, "@") for title in ("学校", "年级", "班级", "教师", "学科")),
    ("应考", "0"), ("实考", "0"), ("平均分", "0.00"),
    *((title, "0.00%") for title in ("及格率", "优秀率", "低分率")),
    ("综合分", "0.00"), ("名次", "General"), ("参评", "0"),
)  # fmt: skip
"""Title and number format of each column of a sheet, parallel to `FIGURE_COLUMNS`."""
_SHEET_ROWS: Final = 2**20  # of Excel
_PLAIN_TEXT: Final = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


class AggregateResult:
    """Figures of groups of large data, a row a group and subject (大数据汇总).

    Attributes:
        groups: counts, unrounded and printed figures, places, as `xl_quality.rates` gives them.
        overall: a line a group over all its subjects (总评), as `xl_quality.rank` gives it.
        findings: what a person should look at: values that are no marks, by subject.
        engine: what has counted.
    """

    def __init__(
        self,
        groups: Sequence[GroupResult],
        overall_lines: Sequence[GroupResult],
        findings: Sequence[Finding],
        engine: str,
    ) -> None:
        self.groups: Final = tuple(groups)
        self.overall: Final = tuple(overall_lines)
        self.findings: Final = tuple(findings)
        self.engine: Final = engine

    def columns(self, *, exact: bool = False) -> list[FilledColumn]:
        """Return the figures as columns, lines over all subjects first."""
        return filled(FIGURE_COLUMNS, [*self.overall, *self.groups], exact=exact)

    def to_frame(self, backend: str | None = None, *, exact: bool = False) -> Any:  # noqa: ANN401 - of the kind asked for
        """Return the figures as a frame; see `RunResult.to_frame`.

        Raises:
            BadInputError: there is no such kind.
            MissingExtraError: its package is not installed.
        """
        return frame_of(self.columns(exact=exact), backend or usual_backend(self.engine))

    def write(self, path: str | os.PathLike[str], *, replace: bool = False) -> int:
        """Write the printed figures into a file, all of it or nothing.

        Args:
            path: ``….xlsx`` (a sheet a level) or ``….parquet`` (one table).
            replace: whether a file that is there already gives way.

        Returns:
            The number of rows.

        Raises:
            BadInputError: it is there already, has another ending, or a sheet cannot hold so many.
        """
        target = Path(path)
        refuse_output(target, replace=replace)
        write = _write_parquet if target.suffix.lower() == ".parquet" else _write_xlsx
        return write(self, target)

    def __repr__(self) -> str:
        return f"<AggregateResult {self.engine}: {len(self.groups)} rows>"


@telling
def aggregate(
    source: Any,  # noqa: ANN401 - paths, or a frame of any kind
    *,
    subjects: Iterable[str] | Mapping[str, float | str | None],
    school: str = "",
    grade: str = "",
    class_: str = "",
    student_id: str = "",
    by: By = (),
    engine: str = "",
    options: StatedOptions | None = None,
) -> AggregateResult:
    """Return mean, rates and places of every group of large data (大数据汇总).

    Args:
        source: parquet or CSV files (UTF-8), a folder of them, a table of DuckDB or Spark, or a
            frame that narwhals knows; one row a pupil.
        subjects: the columns of marks; a mapping says full marks, too: ``{"语文": 120}``.
        school: the column of the school's name, ``""`` = there is none.
        grade: of the grade.
        class_: of the class.
        student_id: of the pupil's number; where it is said, one that comes twice is refused.
        by: ``"all"``, ``"grade"``, ``"school"``, ``"class"``, one or several; none = all that
            there are columns for.
        engine: ``"duckdb"``, ``"polars"``, ``"spark"`` or ``"core"``; ``""`` = that of the frame,
            DuckDB for files.
        options: lines, weights, dropped scores, ties …, as for `xl_quality.rates`.

    A value that is no mark is counted as 无效 and told in `findings`. Of pupils who choose their
    subjects (选考) a blank counts as due: who is due is not guessed from single pupils here.

    Raises:
        BadInputError: a column is missing or cannot be marks, a school or class is empty, a class
            stands in two schools, a number comes twice, or the engine cannot read the data.
        MissingExtraError: the engine's package is not installed.

    >>> import polars as pl
    >>> import xl_quality as xq
    >>> marks = pl.DataFrame({"校": ["甲校", "甲校", "乙校"], "语文": [90.0, 60.5, 85.0]})
    >>> found = xq.aggregate(marks, school="校", subjects={"语文": 100}, by="school")
    >>> [(one.group.school, str(one.printed.mean), one.rank) for one in found.groups]
    [('乙校', '85.00', 1), ('甲校', '75.25', 2)]
    """
    chosen = _chosen(options)
    keys = (school, grade, class_)
    levels = _levels(by, keys)
    full_marks = full_marks_of(subjects)
    lines = {name: chosen.thresholds(name, full) for name, full in full_marks.items()}
    own = engine_for(source, engine)
    wanted = [*filter(None, (*keys, student_id)), *full_marks]
    frame = lazy_frame(source, own, wanted)
    _refuse_columns(frame, wanted)
    _refuse_repeated(frame, student_id)
    if own == "core":
        counts = counted_by_core(frame, keys, lines)
    else:
        counts = counted_by_engine(frame, keys, lines, chosen)
    _refuse_units(counts, keys, lines, chosen)
    return _finished(counts.offered(), levels, lines, chosen, own)


def refuse_output(target: Path, *, replace: bool) -> None:
    """Refuse a file that cannot be written, before anything is counted for it.

    Raises:
        BadInputError: see `AggregateResult.write`.
    """
    if target.suffix.lower() not in {".xlsx", ".parquet"}:
        raise BadInputError(f"结果写成 .xlsx 或 .parquet，写的是“{target.name}”")
    if target.exists() and not replace:
        raise BadInputError(f"已有文件“{target}”：请换个名字，或选择替换")
    if not target.absolute().parent.is_dir():
        raise BadInputError(f"没有文件夹“{target.absolute().parent}”")


def _write_parquet(result: AggregateResult, target: Path) -> int:
    table = frame_of(result.columns(), "pyarrow")
    with _whole_file(target) as path:
        needed("pyarrow.parquet", "scale").write_table(table, path)
    return int(table.num_rows)


def _write_xlsx(result: AggregateResult, target: Path) -> int:
    """Write a sheet a level, row by row: not all of a province's cells are in memory at once.

    Raises:
        BadInputError: a level has more rows than a sheet holds.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only if asked

    lines = [*result.overall, *result.groups]
    levels = list(dict.fromkeys(one.group.level for one in lines))
    parts = {level: [one for one in lines if one.group.level is level] for level in levels}
    most = max(map(len, parts.values()))
    if most >= _SHEET_ROWS:
        raise BadInputError(f"有{most}行，一张工作表放不下：请写成 .parquet，或用 by 少算几级")
    with _whole_file(target) as path, Workbook(path, _PLAIN_TEXT) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        looks = [book.add_format({"num_format": shown, "border": 1}) for _, shown in _TITLES]
        for level, own in parts.items():
            sheet = book.add_worksheet(LEVEL_SHEETS[level])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [title for title, _ in _TITLES], head)
            columns = filled(FIGURE_COLUMNS[_FIRST_SHOWN:], own, exact=False)
            for number, row in enumerate(zip(*(c.values for c in columns), strict=True), 1):
                for place, value in enumerate(row):
                    sheet.write(number, place, value, looks[place])
    return len(lines)


@contextmanager
def _whole_file(target: Path) -> Iterator[str]:
    """Yield a path to write to, which takes the target's name when all is well."""
    made = target.with_name(f".{target.stem}.{os.getpid()}{target.suffix}")
    try:
        yield str(made)
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)


def _chosen(options: StatedOptions | None) -> Options:
    said = options.stated if options else ()
    if unfit := [one.option.name for one in said if one.option.id in _NOT_HERE]:
        raise BadInputError(f"aggregate：不能用选项 {'、'.join(unfit)}")
    return with_stated(Options(), said)


def _levels(by: By, keys: Sequence[str]) -> list[Level]:
    """Return the levels wanted, the widest first.

    Raises:
        BadInputError: one needs a column that is not said.
    """
    known = [Level.ALL, *(level for level, place in _LEVELS.items() if keys[place])]
    asked = levels_of(by)
    for level in asked:
        if level not in known:
            raise BadInputError(f"by：要按 {level} 汇总，先写明哪一列是 {level}")
    return [level for level in known if level in asked or not asked]


def _refuse_columns(frame: Any, wanted: Sequence[str]) -> None:  # noqa: ANN401 - of narwhals
    """Refuse columns that are not there, or have two uses."""
    with told_in_words():
        known = frame.collect_schema().names()
    findings = [
        kinds.COLUMN_MISSING.at(found=name, topic=name, advice="", columns="、".join(known))
        for name in dict.fromkeys(wanted)
        if name not in known
    ]
    findings += [
        kinds.COLUMN_TWICE.at(found=name, topic=name, roles="、".join(wanted))
        for name in dict.fromkeys(wanted)
        if wanted.count(name) > 1
    ]
    if findings:
        raise BadInputError.of(findings)


def _refuse_repeated(frame: Any, student_id: str) -> None:  # noqa: ANN401 - of narwhals
    """Refuse pupils' numbers that come twice; who has none is not compared."""
    if not student_id:
        return
    from narwhals import col  # noqa: PLC0415 - a package that not every installation has
    from narwhals import len as size  # noqa: PLC0415 - as above

    own = frame.filter(~col(student_id).is_null()).group_by(student_id)
    twice = own.agg(size().alias("xq_rows")).filter(col("xq_rows") > 1)
    with told_in_words():
        rows = twice.sort(student_id).head(5).collect("pyarrow").rows()
    if rows:
        raise BadInputError.of(
            [
                kinds.SOURCE_ID_TWICE.at(found=str(found), topic=str(found), count=count)
                for found, count in rows
            ]
        )


def _refuse_units(
    counts: ClassCounts, keys: Sequence[str], lines: Mapping[str, Thresholds], options: Options
) -> None:
    """Refuse rows of which nobody knows whose they are, classes in two schools, and no rows."""
    if not counts.units:
        raise BadInputError.of([kinds.NO_ROWS.at()])
    findings = []
    for place, column in enumerate(keys):
        empty = [at for at, unit in enumerate(counts.units) if column and not unit[place]]
        if empty:
            subject = next(iter(lines))
            (own,) = counts.of(subject, [empty], lines[subject], options)
            findings.append(kinds.KEY_EMPTY.at(topic=column, column=column, count=own.rows))
    names = ("school", "grade", "class_name")
    columns = zip(names, keys, zip(*counts.units, strict=True), strict=True)
    texts = {name: values for name, column, values in columns if column}
    findings += [
        kinds.UNIT_IN_TWO_SCHOOLS.at(
            topic=one.found, found=one.found, schools=dict(one.facts)["schools"]
        )
        for one in in_two_schools(texts)
    ]
    if findings:
        raise BadInputError.of(findings)


def _finished(
    counts: ClassCounts,
    levels: Sequence[Level],
    lines: Mapping[str, Thresholds],
    options: Options,
    engine: str,
) -> AggregateResult:
    """Have core compute the figures of every level."""
    # in the order of names: an engine gives groups in any order, and so do its shards
    order = sorted(range(len(counts.units)), key=counts.units.__getitem__)
    results: list[GroupResult] = []
    whole: list[GroupResult] = []
    for level in levels:
        groups, members = _members(counts.units, order, level)
        own: list[GroupResult] = []
        for subject, thresholds in lines.items():
            found = counts.of(subject, members, thresholds, options)
            own += of_counts(groups, found, ("", "", subject), thresholds.full, options)
        results += own
        whole += overall(own, options)
    return AggregateResult(results, whole, _not_marks(counts, lines, options), engine)


def _not_marks(
    counts: ClassCounts, lines: Mapping[str, Thresholds], options: Options
) -> list[Finding]:
    """Return a finding for each subject in which values are no marks."""
    everybody = [range(len(counts.units))]
    found = []
    for subject, thresholds in lines.items():
        (own,) = counts.of(subject, everybody, thresholds, options)
        if count := own.marks.get(State.INVALID.value):
            found.append(kinds.NOT_MARKS.at(topic=subject, column=subject, count=count))
    return found


def _members(
    units: Sequence[UnitKey], order: Sequence[int], level: Level
) -> tuple[list[Group], list[list[int]]]:
    schools, grades, classes = zip(*units, strict=True)
    blank = [""] * len(units)
    table = ScoreTable(
        sheet="", exam="", rows=range(len(units)), schools=schools, grades=grades, classes=classes,
        names=blank, student_ids=blank, subjects={},
    )  # fmt: skip
    known = levelled(table, level, units)
    members: dict[Group, list[int]] = {}
    for at in order:
        group = known[units[at]]
        if group is not None:
            members.setdefault(group, []).append(at)
    return list(members), list(members.values())
