"""Figures of large data (大数据汇总): an engine counts, and what it counted is computed exactly.

Nothing but whole numbers leaves an engine, and rates, composites and places are computed from them
by the rules of core: every engine gives the same digits and the same places.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.api import given_findings as kinds
from xl_quality.api.extras import later, needed
from xl_quality.api.figure_results import BAND_COLUMNS, COUNT_COLUMNS, FIGURE_COLUMNS, BandRow
from xl_quality.api.result_frames import (
    ColumnKind,
    FilledColumn,
    filled,
    frame_of,
    frame_of_arrow,
    usual_backend,
)
from xl_quality.api.said_options import StatedOptions, levels_of
from xl_quality.api.score_books import telling
from xl_quality.api.score_frames import full_marks_of, in_two_schools
from xl_quality.core.figures import OVERALL, ClassPool, GroupResult, analyse, overall
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.core.groups import Group, Level
from xl_quality.core.marks import Remark, ScoreTable, State
from xl_quality.core.option_table import with_stated
from xl_quality.core.options import Options, Thresholds
from xl_quality.core.ranking import divide
from xl_quality.core.statistics import Band, counted, round_bands
from xl_quality.core.statistics import Counted as CountedScores
from xl_quality.core.statistics import bands as tenths
from xl_quality.core.statistics import median as middle_score
from xl_quality.scale.class_counts import counted_classes, rows_by_exam, score_tables, totals_table
from xl_quality.scale.engine_sources import (
    Frame,
    engine_for,
    lazy_frame,
    refuse_columns,
    refuse_repeated,
    told_in_words,
)
from xl_quality.scale.figure_columns import (
    ClassNames,
    Groups,
    SubjectFigures,
    TableForm,
    bands_table,
    overall_figures,
    printed_table,
    pyarrow,
    results_of,
    subject_figures,
)

if TYPE_CHECKING:
    from xl_quality.api.figure_results import By

np: Final = later("numpy", "scale")
_LEVELS: Final = {Level.GRADE: 2, Level.SCHOOL: 1, Level.CLASS: 3}
"""Levels that need a column, with its place among exam, school, grade and class."""
_NOT_HERE: Final = ("enrolled", "extras", "all_zero", "subject_zero")
"""Options that need more of a pupil, or of a book, than an engine counts."""

LEVEL_SHEETS: Final = {
    Level.ALL: "全体", Level.GRADE: "年级", Level.SCHOOL: "学校", Level.CLASS: "班级",
}  # fmt: skip
"""What the sheets of a result are called."""
_WIDE_FIRST: Final = (Level.SCHOOL, Level.GRADE, Level.ALL, Level.CLASS)
_TITLES: Final = {
    "exam": ("考试", "@"), "school": ("学校", "@"), "grade": ("年级", "@"), "class": ("班级", "@"),
    "subject": ("学科", "@"), "due": ("应考", "0"), "scored": ("实考", "0"),
    "mean": ("平均分", "0.00"), "pass_rate": ("及格率", "0.00%"),
    "excellent_rate": ("优秀率", "0.00%"), "low_rate": ("低分率", "0.00%"),
    "composite": ("综合分", "0.00"), "rank": ("名次", "General"), "of": ("参评", "0"),
    "median": ("中位数", "0.00"), "low": ("下限", "0.##"), "high": ("上限", "0.##"),
    "pupils": ("人数", "0"), "counted": ("计算人数", "0"),
}  # fmt: skip
"""Title and number format of each column that a sheet shows."""
_UNSHOWN: Final = ("level", "teacher")
BANDS_SHEET: Final = "分数段"
_BANDS: Final = 10  # of a full mark where no width is said, as in the report
_SHEET_ROWS: Final = 2**20  # of Excel
_PLAIN_TEXT: Final = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
}  # fmt: skip


class AggregateResult:
    """Figures of groups of large data, a row a group and subject (大数据汇总).

    Attributes:
        findings: what a person should look at: values that are no marks, by subject.
        engine: what has counted.
    """

    def __init__(
        self, figures: _ByColumns | _ByCore, findings: Sequence[Finding], engine: str
    ) -> None:
        self._figures: Final = figures
        self.findings: Final = tuple(findings)
        self.engine: Final = engine

    @cached_property
    def groups(self) -> tuple[GroupResult, ...]:
        """Return counts, unrounded and printed figures and places, as `xl_quality.rates` does.

        An object each, which of a whole province are gigabytes: `to_frame` and `write` make none.
        """
        return tuple(self._figures.groups())

    @cached_property
    def overall(self) -> tuple[GroupResult, ...]:
        """Return a line a group over all its subjects (总评), as `xl_quality.rank` does."""
        return tuple(self._figures.overall())

    def best(self, most: int) -> list[GroupResult]:
        """Return who is among the first over all subjects, of the widest units that are ranked."""
        return self._figures.best(most)

    def to_frame(self, backend: str | None = None, *, exact: bool = False) -> Any:  # noqa: ANN401 - of the kind asked for
        """Return the figures as a frame, lines over all subjects first; see `RunResult.to_frame`.

        Raises:
            BadInputError: there is no such kind.
            MissingExtraError: its package is not installed.
        """
        kind = backend or usual_backend(self.engine)
        if exact:
            return frame_of(filled(FIGURE_COLUMNS, [*self.overall, *self.groups], exact=True), kind)
        return _one_frame(self._figures.tables(), kind)

    def bands(self, backend: str | None = None) -> Any:  # noqa: ANN401 - as above
        """Return how many pupils are in each band of scores, with the columns of `xq.bands`.

        Raises:
            BadInputError: nobody asked for bands, or there is no such kind of frame.
            MissingExtraError: its package is not installed.
        """
        if not self._figures.asked.bands:
            raise BadInputError("aggregate：没有要分数段，请写 bands=True")
        return _one_frame(self._figures.bands(), backend or usual_backend(self.engine))

    def totals(self, backend: str | None = None) -> Any:  # noqa: ANN401 - as above
        """Return the whole numbers behind the figures: sums of what shards have add up (合并).

        Raises:
            BadInputError: there is no such kind of frame.
            MissingExtraError: its package is not installed.
        """
        return _one_frame(self._figures.totals(), backend or usual_backend(self.engine))

    def write(self, path: str | os.PathLike[str], *, replace: bool = False) -> int:
        """Write the printed figures into a file, all of it or nothing.

        Args:
            path: ``….xlsx`` (a sheet a level) or ``….parquet`` (one table; bands stand in
                ``….分数段.parquet`` beside it).
            replace: whether a file that is there already gives way.

        Returns:
            The number of rows.

        Raises:
            BadInputError: it is there already, has another ending, or a sheet cannot hold so many.
        """
        target, bands = Path(path), self._figures.asked.bands
        refuse_output(target, replace=replace, bands=bands)
        in_bands = self._figures.bands() if bands else iter(())
        if target.suffix.lower() != ".parquet":
            return _write_xlsx(self._figures.tables(), in_bands, target)
        with _whole_files(target, *([bands_path(target)] if bands else [])) as paths:
            rows = _write_parquet(self._figures.tables(), paths[0])
            if bands:
                _write_parquet(in_bands, paths[1])
        return rows

    def __repr__(self) -> str:
        return f"<AggregateResult {self.engine}: {self._figures.rows} rows>"


class _ByColumns:
    """Figures as columns, a level and subject each."""

    def __init__(
        self,
        asked: _Asked,
        units: ClassNames,
        whole: Sequence[SubjectFigures],
        subjects: Sequence[SubjectFigures],
    ) -> None:
        self.asked: Final = asked
        self._units, self._options = units, asked.options
        self._whole, self._subjects = whole, subjects

    @property
    def rows(self) -> int:
        return sum(subject.groups.number for subject in self._subjects)

    def groups(self) -> Iterator[GroupResult]:
        for subject in self._subjects:
            yield from results_of(subject, self._units, self._options)

    def overall(self) -> Iterator[GroupResult]:
        for one in self._whole:
            yield from results_of(one, self._units, self._options)

    def best(self, most: int) -> list[GroupResult]:
        levels = {one.groups.level: one for one in self._whole}
        widest = next(levels[level] for level in _WIDE_FIRST if level in levels)
        twice = widest.places.places  # twice the place
        at = np.flatnonzero((twice > 0) & (twice <= 2 * most))
        return list(results_of(widest, self._units, self._options, at))

    def tables(self) -> Iterator[tuple[Level, Any]]:
        """Yield tables of pyarrow, a level and subject each, lines over all subjects first."""
        parts = [*self._whole, *self._subjects]
        halves = any(bool((part.places.places % 2).any()) for part in parts)
        form = TableForm(self._units.names, self._options.digits, halves, self.asked.median)
        for one in parts:
            yield one.groups.level, printed_table(one, form)

    def totals(self) -> Iterator[tuple[Level, Any]]:
        """Yield tables of pyarrow, a level and subject each: counts."""
        for subject in self._subjects:
            yield subject.groups.level, totals_table(subject, self._units.names)

    def bands(self) -> Iterator[tuple[Level, Any]]:
        """Yield tables of pyarrow, a level and subject each: pupils by bands."""
        for subject in self._subjects:
            yield subject.groups.level, bands_table(subject, self._units.names)


class _ByCore:
    """Figures as core gives them, pupil by pupil."""

    def __init__(
        self,
        asked: _Asked,
        groups: Sequence[GroupResult],
        whole: Sequence[GroupResult],
        kept: Mapping[tuple[str, Group, str], CountedScores],
    ) -> None:
        self.asked: Final = asked
        self._groups, self._whole, self._kept_scores = groups, whole, kept

    @property
    def rows(self) -> int:
        return len(self._groups)

    def groups(self) -> Iterable[GroupResult]:
        return self._groups

    def overall(self) -> Iterable[GroupResult]:
        return self._whole

    def best(self, most: int) -> list[GroupResult]:
        levels = {one.group.level for one in self._whole}
        widest = next(level for level in _WIDE_FIRST if level in levels)
        own = (one for one in self._whole if one.group.level is widest)
        return [one for one in own if one.rank is not None and one.rank <= most]

    def tables(self) -> Iterator[tuple[Level, Any]]:
        lines = [*self._whole, *self._groups]
        columns = filled(FIGURE_COLUMNS, lines, exact=False)
        if self.asked.median:
            medians = list(map(self._median, lines))
            columns.append(FilledColumn("median", ColumnKind.NUMBER, medians))
        return _by_level([line.group.level for line in lines], columns)

    def totals(self) -> Iterator[tuple[Level, Any]]:
        columns = filled(COUNT_COLUMNS, self._groups, exact=False)
        return _by_level([one.group.level for one in self._groups], columns)

    def bands(self) -> Iterator[tuple[Level, Any]]:
        rows = [
            BandRow(one.exam, one.group, one.subject, band, len(base.scores))
            for one in self._groups
            if (base := self._kept_scores[one.exam, one.group, one.subject]).scores
            for band in _bands_of(base, self.asked.lines[one.subject].full, one.subject, self.asked)
        ]
        return _by_level([row.group.level for row in rows], filled(BAND_COLUMNS, rows, exact=False))

    def _median(self, one: GroupResult) -> float | None:
        base = self._kept_scores.get((one.exam, one.group, one.subject))  # None over all subjects
        if base is None or not base.scores:
            return None
        middle, digits = middle_score(base), self.asked.options.digits
        ratio = middle.as_integer_ratio()
        return float(divide(*ratio, digits.mean, digits.mean_mode))


def _by_level(
    levels: Iterable[Level], columns: Sequence[FilledColumn]
) -> Iterator[tuple[Level, Any]]:
    """Yield a table of pyarrow for each run of rows of one level."""
    table, begin = frame_of(columns, "pyarrow"), 0
    if not table.num_rows:
        yield Level.ALL, table  # a frame has its columns, whether or not somebody is in a band
    for level, own in groupby(levels):
        number = len(list(own))
        yield level, table.slice(begin, number)
        begin += number


def _one_frame(tables: Iterator[tuple[Level, Any]], kind: str) -> Any:  # noqa: ANN401 - of the kind asked for
    return frame_of_arrow(pyarrow.concat_tables([table for _, table in tables]), kind)


class _Asked(NamedTuple):
    """What somebody wants to know."""

    keys: Sequence[str]  # the columns of exam, school, grade and class; ``""`` = there is none
    lines: Mapping[str, Thresholds]  # of each subject, by its column
    options: Options  # lines, weights, dropped scores, ties …
    levels: Sequence[Level]  # of groups, the widest first
    # median, bands: whether these are wanted
    median: bool
    bands: bool

    @property
    def edges(self) -> dict[str, list[tuple[int, int]]] | None:
        """Return the bounds of the bands of each subject; None where no spread is wanted."""
        if not self.median and not self.bands:
            return None
        nobody = CountedScores((), 0)
        return {
            subject: [band[:2] for band in _bands_of(nobody, own.full, subject, self)]
            if self.bands
            else []
            for subject, own in self.lines.items()
        }


def _bands_of(base: CountedScores, full: int, subject: str, asked: _Asked) -> Sequence[Band]:
    """Return pupils by bands as the report 分数段 has them; a tenth of the full mark if unsaid."""
    stated = asked.options.band_widths
    width = stated.get(subject, stated.get("", 0))
    if width:
        return round_bands(base, full, min(width, full))
    return tenths(base, full, -(-full // _BANDS))


@telling
def aggregate(
    source: Any,  # noqa: ANN401 - paths, or a frame of any kind
    *,
    subjects: Iterable[str] | Mapping[str, float | str | None],
    exam: str = "",
    school: str = "",
    grade: str = "",
    class_: str = "",
    student_id: str = "",
    by: By = (),
    engine: str = "",
    table: str = "",
    memory: str = "",
    median: bool = False,
    bands: bool = False,
    options: StatedOptions | None = None,
) -> AggregateResult:
    """Return mean, rates and places of every group of large data (大数据汇总).

    Args:
        source: parquet or CSV files (UTF-8), a folder of them, a table of DuckDB or Spark, or a
            frame that narwhals knows; one row a pupil.
        subjects: the columns of marks; a mapping says full marks, too: ``{"语文": 120}``.
        exam: the column of the exam's name where there are several; each is ranked in itself.
        school: the column of the school's name, ``""`` = there is none.
        grade: of the grade.
        class_: of the class.
        student_id: of the pupil's number; where it is said, one that comes twice is refused.
        by: ``"all"``, ``"grade"``, ``"school"``, ``"class"``, one or several; none = all that
            there are columns for.
        engine: ``"duckdb"``, ``"polars"``, ``"spark"`` or ``"core"``; ``""`` = that of the frame,
            DuckDB for files.
        table: of a database: the name of a table or view, or a query (``select …``), in the DuckDB
            file that the source is; of Spark's catalogue where the source is None.
        memory: how much DuckDB may take (``"2GB"``); more goes to disk. ``""`` = its usual share.
        median: whether the frame has a column of medians.
        bands: whether scores are counted by bands; see `AggregateResult.bands`.
        options: lines, weights, dropped scores, ties …, as for `xl_quality.rates`.

    A value that is no mark is counted as 无效 and told in `findings`. Of pupils who choose their
    subjects (选考) a blank counts as due: who is due is not guessed from single pupils here.

    Raises:
        BadInputError: a column is missing or cannot be marks, a school or class is empty, a class
            stands in two schools, a number comes twice, or the engine cannot read the data.
        EnvironmentFaultError: the machine has not enough memory.
        MissingExtraError: the engine's package is not installed.

    >>> import polars as pl
    >>> import xl_quality as xq
    >>> marks = pl.DataFrame({"校": ["甲校", "甲校", "乙校"], "语文": [90.0, 60.5, 85.0]})
    >>> found = xq.aggregate(marks, school="校", subjects={"语文": 100}, by="school")
    >>> [(one.group.school, str(one.printed.mean), one.rank) for one in found.groups]
    [('乙校', '85.00', 1), ('甲校', '75.25', 2)]
    """
    chosen = _chosen(options)
    keys = (exam, school, grade, class_)
    levels = _levels(by, keys)
    full_marks = full_marks_of(subjects)
    lines = {name: chosen.thresholds(name, full) for name, full in full_marks.items()}
    asked = _Asked(keys, lines, chosen, levels, median, bands)
    own = engine_for(source, engine)
    wanted = [*filter(None, (*keys, student_id)), *full_marks]
    with told_in_words():
        frame = lazy_frame(source, own, wanted, table=table, memory=memory)
        refuse_columns(frame, wanted)
        refuse_repeated(frame, student_id, exam)
        count = _counted_by_core if own == "core" else _counted_by_engine
        figures, invalid = count(frame, asked)
    findings = [
        kinds.NOT_MARKS.at(topic=subject, column=subject, count=number)
        for subject, number in invalid.items()
        if number
    ]
    return AggregateResult(figures, findings, own)


def _counted_by_engine(frame: Frame, asked: _Asked) -> tuple[_ByColumns, dict[str, int]]:
    """Return the figures of every level, and by subject how many values are no marks."""
    options = asked.options
    found = counted_classes(frame, asked.keys, asked.lines, options, edges=asked.edges)
    units = found.units
    names = [
        [own[code] for code in codes.tolist()]
        for own, codes in zip(units.names, units.codes, strict=True)
    ]
    _refuse_units(asked.keys, names, found.pupils.tolist())
    groups = [Groups.of(units, level) for level in asked.levels]
    parts: dict[Level, list[SubjectFigures]] = {level: [] for level in asked.levels}
    invalid = {}
    for part in found.subjects:
        for own in groups:
            counts, full = part.of(own), asked.lines[part.subject].full
            figures = subject_figures(part.subject, own, counts, full, options)
            spread = part.spread(own) if asked.edges is not None else None
            parts[own.level].append(figures._replace(spread=spread))
        wrong = counts.marks.get(State.INVALID.value)
        invalid[part.subject] = 0 if wrong is None else int(wrong.sum())
    whole = [overall_figures(parts[level], options, OVERALL) for level in asked.levels]
    return _ByColumns(asked, units, whole, list(chain(*parts.values()))), invalid


def _counted_by_core(frame: Frame, asked: _Asked) -> tuple[_ByCore, dict[str, int]]:
    """Do the same without an engine, pupil by pupil, as the figures of a workbook are found."""
    tables, options = score_tables(frame, asked.keys, asked.lines), asked.options
    units = {(table.exam, *own): n for table in tables for own, n in table.units.items()}
    _refuse_units(asked.keys, list(zip(*units, strict=True)), list(units.values()))
    order = {subject: number for number, subject in enumerate(asked.lines)}
    groups: list[GroupResult] = []
    whole: list[GroupResult] = []
    for level in asked.levels:
        found = [analyse(table, level, options, ClassPool(table)) for table in tables]
        together = chain.from_iterable(found)
        groups += sorted(together, key=lambda one: (order[one.subject], one.exam, one.group))
        # an exam at a time: in a workbook they stand on sheets of their own, too
        all_subjects = chain.from_iterable(overall(own, options) for own in found)
        whole += sorted(all_subjects, key=lambda one: (one.exam, one.group))
    invalid = {
        subject: sum(
            isinstance(mark, Remark) and mark.state is State.INVALID
            for table in tables
            for mark in table.subjects[subject].marks
        )
        for subject in asked.lines
    }
    kept = {} if asked.edges is None else _kept_scores(tables, asked)
    return _ByCore(asked, groups, whole, kept), invalid


def _kept_scores(
    tables: Sequence[ScoreTable], asked: _Asked
) -> dict[tuple[str, Group, str], CountedScores]:
    """Return the scores that count of every group and subject."""
    return {
        (table.exam, group, subject): counted(marks, asked.options.absent, asked.options.drop)
        for table in tables
        for pool in [ClassPool(table)]
        for level in asked.levels
        for pooled in [pool.at_level(level)]
        for subject in asked.lines
        for group, marks in zip(pooled.groups, pool.distributions(subject, pooled), strict=True)
    }


def refuse_output(target: Path, *, replace: bool, bands: bool = False) -> None:
    """Refuse a file that cannot be written, before anything is counted for it.

    Raises:
        BadInputError: see `AggregateResult.write`.
    """
    if target.suffix.lower() not in {".xlsx", ".parquet"}:
        raise BadInputError(f"结果写成 .xlsx 或 .parquet，写的是“{target.name}”")
    two = bands and target.suffix.lower() == ".parquet"
    for path in (target, bands_path(target)) if two else (target,):
        if path.exists() and not replace:
            raise BadInputError(f"已有文件“{path}”：请换个名字，或选择替换")
    if not target.absolute().parent.is_dir():
        raise BadInputError(f"没有文件夹“{target.absolute().parent}”")


def bands_path(target: Path) -> Path:
    """Return where the bands go that belong to a parquet file."""
    return target.with_name(f"{target.stem}.分数段{target.suffix}")


def _write_parquet(tables: Iterator[tuple[Level, Any]], path: Path) -> int:
    """Write table by table: not all of them are in memory at once."""
    parquet = needed("pyarrow.parquet", "scale")
    rows = 0
    _, first = next(tables)
    with parquet.ParquetWriter(path, first.schema) as writer:
        for table in chain([first], (table for _, table in tables)):
            writer.write_table(table)
            rows += table.num_rows
    return rows


def _write_xlsx(
    tables: Iterator[tuple[Level, Any]], in_bands: Iterator[tuple[Level, Any]], target: Path
) -> int:
    """Write a sheet a level, row by row: not all of a province's cells are in memory at once.

    Raises:
        BadInputError: a level has more rows than a sheet holds.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only if asked

    sheets: dict[str, list[Any]] = {}
    for suffix, parts in (("", tables), (BANDS_SHEET, in_bands)):
        for level, table in parts:
            sheets.setdefault(f"{LEVEL_SHEETS[level]}{suffix}", []).append(table)
    most = max(sum(table.num_rows for table in own) for own in sheets.values())
    if most >= _SHEET_ROWS:
        raise BadInputError(f"有{most}行，一张工作表放不下：请写成 .parquet，或用 by 少算几级")
    with _whole_files(target) as (path,), Workbook(path, _PLAIN_TEXT) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        for name, own in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            _fill(book, sheet, own, head)
    main = (own for name, own in sheets.items() if not name.endswith(BANDS_SHEET))
    return sum(table.num_rows for own in main for table in own)


def _fill(book: Any, sheet: Any, tables: Sequence[Any], head: Any) -> None:  # noqa: ANN401 - of XlsxWriter and pyarrow
    shown = [name for name in tables[0].column_names if name not in _UNSHOWN]
    if not any(tables[0]["exam"].to_pylist()[:1]):
        shown.remove("exam")
    looks = [book.add_format({"num_format": _TITLES[name][1], "border": 1}) for name in shown]
    sheet.write_row(0, 0, [_TITLES[name][0] for name in shown], head)
    columns = (table.select(shown).to_pydict().values() for table in tables)
    rows = chain.from_iterable(zip(*table, strict=True) for table in columns)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            sheet.write(number, place, value, looks[place])


@contextmanager
def _whole_files(*targets: Path) -> Iterator[list[Path]]:
    """Yield paths to write to, which take the targets' names when all is well."""
    made = [path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}") for path in targets]
    try:
        yield made
        for path, target in zip(made, targets, strict=True):
            path.replace(target)
    finally:
        for path in made:
            path.unlink(missing_ok=True)


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


def _refuse_units(
    keys: Sequence[str], names: Sequence[Sequence[str]], pupils: Sequence[int]
) -> None:
    """Refuse rows of which nobody knows whose they are, classes in two schools, and no rows.

    Args:
        keys: the columns of exam, school, grade and class; ``""`` = there is none.
        names: of each class, parallel to the keys.
        pupils: of each class.
    """
    if not sum(pupils):
        raise BadInputError.of([kinds.NO_ROWS.at()])
    findings = []
    for column, own in zip(keys, names, strict=True):
        if column and "" in own:
            count = sum(number for name, number in zip(own, pupils, strict=True) if not name)
            findings.append(kinds.KEY_EMPTY.at(topic=column, column=column, count=count))
    roles = dict(
        zip(("school", "grade", "class_name"), list(zip(keys, names, strict=True))[1:], strict=True)
    )
    for rows in rows_by_exam(names[0]).values():
        texts = {
            role: [own[row] for row in rows] for role, (column, own) in roles.items() if column
        }
        findings += [
            kinds.UNIT_IN_TWO_SCHOOLS.at(
                topic=one.found, found=one.found, schools=dict(one.facts)["schools"]
            )
            for one in in_two_schools(texts)
        ]
    if findings:
        raise BadInputError.of(findings)
