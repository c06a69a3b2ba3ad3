"""Counts of every class, as an engine counts them (各班人数与总分): whole numbers only.

An engine makes whole hundredths of marks, and checks them on the way: a number is a mark if it is
a whole number of hundredths from 0 to the full mark; a text is what the rules for cells say
(`api.score_frames.mark_of`), asked once for each different text. Whatever is no mark is neither
dropped nor rounded: it is counted as 无效, by class.

Then it groups by school, grade and class, and gives per subject how many, their sum, the lines they
reach, the extrema; or, where scores are dropped or spread out, how often each stands (a histogram).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import Any, Final, NamedTuple

from xl_quality.api import given_findings as kinds
from xl_quality.api.extras import later
from xl_quality.api.score_frames import columns_of, fault_of, mark_of, text_of
from xl_quality.core.findings import BadInputError
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import ALWAYS, offered
from xl_quality.core.marks import BLANK, POINT, Mark, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.options import AbsentRule, DropRule, Options, Thresholds
from xl_quality.scale.engine_sources import (
    Frame,
    Native,
    collected,
    narwhals,
    told_in_words,
    value_table,
)
from xl_quality.scale.figure_columns import (
    NONE_LOWEST,
    ArrowTable,
    ClassNames,
    Column,
    Counts,
    Groups,
    SpreadColumns,
    SubjectFigures,
    fitting,
    name_columns,
    pyarrow,
    sorted_runs,
)
from xl_quality.sheets.cells import MarkReader

np: Final = later("numpy", "scale")

INVALID: Final = Remark(State.INVALID, State.INVALID.value)
"""What every value that is no mark becomes."""
_NEAR: Final = 4e-16
"""How far a float may lie from a whole hundredth, as a share of it.

The float nearest to a number of two decimals lies within 2.2e-16 after the multiplication by 100;
of a number that differs in its 15 digits, which are what Excel shows, it is more than this. Not a
division by 100, which some engines turn into a multiplication by its inverse, rounded elsewhere.
"""
_NEAR_SHORT: Final = 7e-8  # The same for floats of 32 bits, whose nearest lies within 6e-8
_MOST_TEXTS: Final = 50_000
"""Different texts that a column of marks may hold: a full mark of 150 has 15,001 marks at most."""


class MarkColumn(NamedTuple):
    """One subject of a lazy frame that has been through `with_marks`."""

    subject: str  # its column in the source
    score: str  # the column of whole hundredths; null where there is no score
    present: str = ""  # the column that is null where a cell is empty; ``""`` = `word` tells
    word: str = ""  # the column of positions in `words`; ``""`` = the source holds numbers only
    words: Sequence[Remark] = ()  # what stands in place of marks; 作弊 has a score of 0 besides


class ClassCounts(NamedTuple):
    """The counts of every class in one subject; wider groups are put together from them."""

    subject: str  # its name
    counts: Counts  # of each class

    def of(self, groups: Groups) -> Counts:
        """Return the counts of groups."""
        own = self.counts
        if groups.order is None:
            return own
        sums = {name: groups.total(getattr(own, name)) for name in _SUMS}
        marks = {text: groups.total(number) for text, number in own.marks.items()}
        most, least = groups.most(own.highest), groups.least(own.lowest)
        return Counts(highest=most, lowest=least, marks=marks, **sums)

    def spread(self, groups: Groups) -> None:
        """Return nothing: counts do not tell how scores lie."""


_SUMS: Final = (
    "rows", "scored", "blank", "divisor", "total", "passing", "excellent", "low", "due",
)  # fmt: skip


class Histograms(NamedTuple):
    """How often each score and remark stands in each class, in one subject."""

    subject: str  # its name
    units: Column  # the class of each row
    scores: Column  # in hundredths; -1 = there is none
    words: Column  # which of *remarks* stands there; -1 = none
    numbers: Column  # how many pupils
    remarks: Sequence[Remark]  # what stands in place of marks; 作弊 has a score of 0 besides
    idle: Column  # the classes of schools that do not offer the subject
    lines: Thresholds  # the subject's
    options: Options  # what absent pupils count as; how many scores are dropped
    edges: Sequence[tuple[int, int]] = ()  # of bands in hundredths, highest first; none = unwanted

    def of(self, groups: Groups) -> Counts:
        """Return the counts of groups, of which each drops its own lowest scores (去尾)."""
        own, total = groups.of_units()[self.units], groups.number

        def number(which: Column) -> Column:
            found = np.zeros(total, np.int64)
            np.add.at(found, own[which], self.numbers[which])
            return found

        blank = (self.scores < 0) & (self.words < 0)
        marks: dict[str, Column] = {}
        exempt = self.idle[self.units] & blank
        for at, remark in enumerate(self.remarks):
            here = self.words == at
            marks[remark.text] = marks.get(remark.text, 0) + number(here)
            if remark.state is State.EXEMPT:
                exempt |= here
        rows, kept = number(np.ones(len(own), bool)), self._kept(groups)
        return Counts(
            rows=rows, scored=number(self.scores >= 0), blank=number(blank),
            due=rows - number(exempt), marks=marks, divisor=kept.sizes,
            total=kept.sums(kept.scores),
            passing=kept.sums(kept.scores >= self.lines.passing),
            excellent=kept.sums(kept.scores >= self.lines.excellent),
            low=kept.sums(kept.scores < self.lines.low),
            highest=np.where(kept.sizes > 0, kept.at(kept.sizes - 1), -1),
            lowest=np.where(kept.sizes > 0, kept.at(0 * kept.sizes), NONE_LOWEST),
        )  # fmt: skip

    def spread(self, groups: Groups) -> SpreadColumns:
        """Return median and bands of the scores that count; see `core.statistics`."""
        kept = self._kept(groups)
        middle = kept.at((kept.sizes - 1) // 2) + kept.at(kept.sizes // 2)
        bands = [
            kept.sums((kept.scores >= low) & ((kept.scores < high) | (high == self.lines.full)))
            for low, high in self.edges
        ]
        return SpreadColumns(np.where(kept.sizes > 0, middle, -1), self.edges, bands)

    def _kept(self, groups: Groups) -> _Kept:
        scores = self.scores
        if self.options.absent is AbsentRule.ZERO:
            absent = [at for at, one in enumerate(self.remarks) if one.state is State.ABSENT]
            scores = np.where(np.isin(self.words, absent), 0, scores)
        there = np.flatnonzero(scores >= 0)
        own = groups.of_units()[self.units[there]]
        order, _ = sorted_runs([own, scores[there]])
        numbers = self.numbers[there][order]
        ends = np.searchsorted(own[order], np.arange(groups.number), side="right")
        return _Kept.of(scores[there][order], numbers, ends, self.options.drop)


class _Kept(NamedTuple):
    """The scores that count, group by group, the lowest first."""

    scores: Column  # in hundredths
    numbers: Column  # how often each still stands after the lowest of its group were dropped
    ends: Column  # where each group ends
    sizes: Column  # how many scores of each group count
    before: Column  # how many scores of all groups stand before each row, and in all

    @classmethod
    def of(cls, scores: Column, numbers: Column, ends: Column, drop: DropRule) -> _Kept:
        """Drop the lowest scores of each group."""
        before = np.append(0, np.cumsum(numbers))
        starts = np.append(0, ends[:-1])
        sizes = before[ends] - before[starts]
        different, at = np.unique(sizes, return_inverse=True)  # few, and a rule is asked once each
        dropped = np.array([drop.count(size) for size in different.tolist()], np.int64)[at]
        line = np.repeat(before[starts] + dropped, ends - starts)  # so many in front of a score go
        kept = np.clip(before[1:] - line, 0, numbers)
        return cls(scores, kept, ends, sizes - dropped, np.append(0, np.cumsum(kept)))

    def sums(self, values: Column) -> Column:
        """Return the sum of a value over the scores of each group."""
        sums = np.append(0, np.cumsum(values * self.numbers))
        return sums[self.ends] - sums[np.append(0, self.ends[:-1])]

    def at(self, places: Column) -> Column:
        """Return the score at a place of each group, from 0; anything of a group without one."""
        if not len(self.scores):
            return np.zeros(len(places), np.int64)
        first = self.before[np.append(0, self.ends[:-1])]
        rows = np.searchsorted(self.before[1:], first + places, side="right")
        return self.scores[np.minimum(rows, len(self.scores) - 1)]


class CountedClasses(NamedTuple):
    """What an engine has counted."""

    units: ClassNames  # the classes
    pupils: Column  # rows of each
    # counts or histograms, one subject after the other; to be gone through once
    subjects: Iterator[ClassCounts | Histograms]


def counted_classes(
    frame: Frame,
    keys: Sequence[str],
    lines: Mapping[str, Thresholds],
    options: Options,
    *,
    edges: Mapping[str, Sequence[tuple[int, int]]] | None = None,
) -> CountedClasses:
    """Have an engine count classes.

    Args:
        frame: lazy, of narwhals.
        keys: the columns of exam, school, grade and class; ``""`` = there is none.
        lines: of each subject, by its column.
        options: what absent pupils count as; whether scores are dropped.
        edges: of bands in hundredths by subject, the highest first, where the spread of scores is
            wanted: median, and how many are in each.

    Raises:
        BadInputError: a column cannot be marks, or the engine cannot read the data.
    """
    full_marks = {subject: own.full for subject, own in lines.items()}
    frame, columns = with_marks(frame, full_marks)
    given = [key for key in keys if key]
    sums = [narwhals.len().alias("xq_rows")]
    spread = edges is not None or options.drop.share or options.drop.table
    flags = []
    for column in () if spread else columns:
        flags += _flags(column, lines[column.subject])
        sums += _sums(column)
    table = _collected(frame.with_columns(*flags) if flags else frame, given, sums)
    units, place = units_of(table, keys)
    pupils = _added(table, "xq_rows", place, len(units.codes[0]))
    if spread:
        own = (
            _histogram(
                frame, keys, column, units, lines=lines[column.subject], options=options
            )._replace(edges=(edges or {}).get(column.subject, ()))
            for column in columns
        )
        return CountedClasses(units, pupils, own)
    found = _Table(table, place, units, pupils)
    return CountedClasses(
        units,
        pupils,
        (found.counts(column, lines[column.subject], options.absent) for column in columns),
    )


def totals_table(figures: SubjectFigures, names: Sequence[Sequence[str]]) -> ArrowTable:
    """Return the counts of groups as a table of pyarrow, with the columns of `COUNT_COLUMNS`."""
    own = figures.counts
    assert own is not None  # noqa: S101 - of a single subject
    whole = {
        "rows": own.rows, "due": own.due, "scored": own.scored, "counted": own.divisor,
        "total": own.total, "passing": own.passing, "excellent": own.excellent, "low": own.low,
    }  # fmt: skip
    columns = {name: pyarrow.array(column) for name, column in whole.items()}
    for name in ("highest", "lowest"):
        columns[name] = pyarrow.array(getattr(own, name), mask=~own.present)
    return pyarrow.table(name_columns(figures.subject, figures.groups, names) | columns)


def score_tables(
    frame: Frame, keys: Sequence[str], lines: Mapping[str, Thresholds]
) -> list[ScoreTable]:
    """Return the pupils of each exam as core has them."""
    with told_in_words():
        taken = columns_of(frame.to_native(), {*filter(None, keys), *lines}).values
    count = len(next(iter(taken.values())))
    texts = [list(map(text_of, taken[key])) if key else [""] * count for key in keys]
    marks: dict[str, list[Mark]] = {}
    for subject, own in lines.items():
        reader, values = MarkReader(), taken[subject]
        seen = list(zip(map(type, values), values, strict=True))  # True is no 1
        known = {kind: value_as_mark(reader, kind[1], own.full) for kind in set(seen)}
        marks[subject] = [known[kind] for kind in seen]
    columns: list[Sequence[Any]] = [*texts[1:], *marks.values()]
    return [
        _score_table(name, lines, [[column[row] for row in rows] for column in columns])
        for name, rows in rows_by_exam(texts[0]).items()
    ]


def rows_by_exam(names: Sequence[str]) -> dict[str, list[int]]:
    """Return the rows of each exam."""
    return grouped(range(len(names)), names.__getitem__)


def _score_table(
    exam: str, lines: Mapping[str, Thresholds], columns: Sequence[Sequence[Any]]
) -> ScoreTable:
    schools, grades, classes, *marks = columns
    blank = [""] * len(schools)
    table = ScoreTable(
        sheet="", exam=exam, rows=range(len(schools)), schools=schools, grades=grades,
        classes=classes, names=blank, student_ids=blank,
        subjects={
            subject: SubjectColumn(subject, "", own, full_mark=lines[subject].full)
            for subject, own in zip(lines, marks, strict=True)
        },
    )  # fmt: skip
    gaps = {name: column for name, column in table.subjects.items() if BLANK in column.marks}
    return table.with_marks(offered(table, gaps))


def units_of(table: Mapping[str, Any], keys: Sequence[str]) -> tuple[ClassNames, Column]:
    """Return the classes that the rows of a table are of, and which each row is of.

    An engine tells ``1班`` from ``1班`` with a blank behind it; here it is one class.
    """
    count = len(next(iter(table.values())))
    names, codes = [], []
    for key in keys:
        own, code = _names_and_codes(table[key]) if key else ([""], np.zeros(count, np.int64))
        names.append(own)
        codes.append(code)
    order, starts = sorted_runs(codes)
    first = order[starts]
    place = np.empty(count, np.int64)
    place[order] = np.repeat(np.arange(len(starts)), np.diff(starts, append=count))
    return ClassNames(names, [code[first] for code in codes]), place


def _names_and_codes(column: Native) -> tuple[list[str], Column]:
    """Return the different names of a column in order, and which each row holds."""
    encoded = column.combine_chunks().dictionary_encode()
    texts = [*map(text_of, encoded.dictionary.to_pylist()), ""]
    at = encoded.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)
    used = np.unique(at)
    names = sorted({texts[number] for number in used.tolist()})
    known = {name: number for number, name in enumerate(names)}
    return names, np.array([known.get(text, 0) for text in texts], np.int64)[at]


def _added(table: Mapping[str, Any], name: str, place: Column, units: int) -> Column:
    found = np.zeros(units, np.int64)
    np.add.at(found, place, table[name])
    return found


class _Table(NamedTuple):
    """What an engine has counted, and which class each row of it is of."""

    table: Mapping[str, Any]
    place: Column
    units: ClassNames
    pupils: Column

    def counts(self, column: MarkColumn, lines: Thresholds, absent: AbsentRule) -> ClassCounts:
        """Return the counts of each class in one subject, with what absent pupils count as."""
        name, pupils = column.score, self.pupils
        scored, total, passing, excellent, low = (
            self._own(f"{name}{what}") for what in ("_n", "_total", "_pass_n", "_best_n", "_low_n")
        )
        most = self._own(f"{name}_max", np.maximum, -1)
        least = self._own(f"{name}_min", np.minimum, NONE_LOWEST)
        said = [self._own(f"{name}_w{number}_n") for number in range(len(column.words))]
        remarks = list(zip(column.words, said, strict=True))
        if column.present:
            remarks.append((INVALID, self._own(f"{name}_there") - scored))
        marks: dict[str, Column] = {}
        blank, due, zeros = pupils - scored, pupils, 0 * pupils
        for mark, number in remarks:
            marks[mark.text] = marks.get(mark.text, 0) + number
            if mark.state is not State.CHEATED:  # who has a score of 0
                blank = blank - number
            if mark.state is State.EXEMPT:
                due = due - number
            if mark.state is State.ABSENT and absent is AbsentRule.ZERO:
                zeros = zeros + number
        idle = _idle(self.units, blank == pupils, column.subject)
        found = Counts(
            rows=pupils, scored=scored, blank=blank, divisor=scored + zeros, total=total,
            passing=passing + zeros * (lines.passing <= 0),
            excellent=excellent + zeros * (lines.excellent <= 0),
            low=low + zeros * (lines.low > 0),
            highest=np.where(zeros > 0, np.maximum(most, 0), most),
            lowest=np.where(zeros > 0, 0, least), due=np.where(idle, 0, due), marks=marks,
        )  # fmt: skip
        return ClassCounts(column.subject, found)

    def _own(self, name: str, how: Any = None, nothing: int = 0) -> Column:  # noqa: ANN401 - of numpy
        values = self.table[name]
        found = np.full(len(self.pupils), nothing, np.int64)
        if len(values) == len(found):
            found[self.place] = values
        else:
            (how or np.add).at(found, self.place, values)
        return found


def _idle(units: ClassNames, nothing: Column, subject: str) -> Column:
    """Return the classes of schools that do not offer a subject; *nothing*: all blank in it.

    That is one in which nobody of its grade has anything (see `core.groups.sorted_out`); 语文
    and 数学 are offered everywhere, unless nobody at all of the exam sits them.
    """
    if not nothing.any():
        return nothing
    home = units.codes[:1] if subject in ALWAYS else units.codes[:3]
    _, starts = sorted_runs(home)  # classes stand in this order
    lengths = np.diff(starts, append=len(nothing))
    return np.repeat(np.logical_and.reduceat(nothing, starts), lengths)


def _flags(column: MarkColumn, lines: Thresholds) -> list[Any]:
    """Return columns of 0 and 1 that an engine only has to add up: small ones, in sums of 64 bits.

    Made before the grouping: inside of it some engines leave their fast path for each of them.
    """
    score, name = narwhals.col(column.score), column.score
    made = {
        f"{name}_pass": score >= lines.passing,
        f"{name}_best": score >= lines.excellent,
        f"{name}_low": score < lines.low,
    }
    for number in range(len(column.words)):
        made[f"{name}_w{number}"] = narwhals.col(column.word) == number
    return [flag.cast(narwhals.Int16).alias(flag_name) for flag_name, flag in made.items()]


def _sums(column: MarkColumn) -> list[Any]:
    col, name = narwhals.col, column.score
    reached = ["pass", "best", "low", *(f"w{number}" for number in range(len(column.words)))]
    found = [
        col(name).count().alias(f"{name}_n"),
        col(name).sum().alias(f"{name}_total"),
        col(name).max().alias(f"{name}_max"),
        col(name).min().alias(f"{name}_min"),
        *(col(f"{name}_{what}").sum().alias(f"{name}_{what}_n") for what in reached),
    ]
    if column.present:
        found.append(col(column.present).count().alias(f"{name}_there"))
    return found


def _collected(frame: Frame, keys: Sequence[str], sums: Sequence[Any]) -> dict[str, Any]:
    """Return the groups, keys as they are and numbers as int64; without keys there is one group."""
    grouped = frame.group_by(*keys).agg(*sums) if keys else frame.select(*sums)
    names = [name for name in grouped.collect_schema().names() if name not in keys]
    nothing = {name: -1 for name in names if name.endswith("_max")}
    nothing |= {name: NONE_LOWEST for name in names if name.endswith("_min")}
    whole = (  # sums may be wider, and are null of no scores at all
        narwhals.col(name).cast(narwhals.Int64).fill_null(nothing.get(name, 0)) for name in names
    )
    table = collected(grouped.select(*keys, *whole))
    return {
        name: table.get_column(name).to_native() if name in keys else _plain(table, name)
        for name in table.columns
    }


def _plain(table: Frame, name: str) -> Column:
    return table.get_column(name).to_numpy()


def _histogram(
    frame: Frame,
    keys: Sequence[str],
    column: MarkColumn,
    units: ClassNames,
    *,
    lines: Thresholds,
    options: Options,
) -> Histograms:
    """Have an engine count how often each score and each remark stands in each class."""
    if column.present:
        there = ~narwhals.col(column.present).is_null()
        cell = (there & narwhals.col(column.score).is_null()).cast(narwhals.Int64) - 1
    else:
        cell = narwhals.col(column.word)
    given = [key for key in keys if key]
    own = frame.with_columns(
        cell.fill_null(-1).cast(narwhals.Int64).alias("xq_cell"),
        narwhals.col(column.score).fill_null(-1).alias("xq_score"),
    ).group_by(*given, "xq_score", "xq_cell")
    table = collected(own.agg(narwhals.len().cast(narwhals.Int64).alias("xq_rows")))
    place = _places(units, [table.get_column(key).to_native() if key else None for key in keys])
    scores, words = _plain(table, "xq_score"), _plain(table, "xq_cell")
    place = np.zeros(len(scores), np.int64) if place is None else place
    nothing = np.ones(len(units.codes[0]), bool)
    nothing[place[(scores >= 0) | (words >= 0)]] = False
    return Histograms(
        subject=column.subject, units=place, scores=scores, words=words,
        numbers=_plain(table, "xq_rows"), remarks=column.words or (INVALID,),
        idle=_idle(units, nothing, column.subject), lines=lines, options=options,
    )  # fmt: skip


def _places(units: ClassNames, columns: Sequence[Any]) -> Column | None:
    """Return which class each row is of, by its key columns; None where there are no keys."""
    found: Column | None = None
    size = prod(map(len, units.names))
    known = fitting(np.zeros(len(units.codes[0]), np.int64), size)
    for names, codes, column in zip(units.names, units.codes, columns, strict=True):
        known = known * len(names) + codes  # the first key weighs most, as in the classes' order
        if column is not None:
            here, at = _names_and_codes(column)
            number = {name: code for code, name in enumerate(names)}
            code = np.array([number[name] for name in here], np.int64)[at]
            found = code if found is None else fitting(found, size) * len(names) + code
    return None if found is None else np.searchsorted(known, found)


def value_as_mark(reader: MarkReader, value: object, full: int) -> Mark:
    """Return the mark that a value is; `INVALID` where it is none or above the full mark."""
    mark, doubt = mark_of(reader, value)
    if fault_of(mark, doubt, full):
        return INVALID
    if isinstance(value, float) and isinstance(mark, int):  # as an engine sees it
        return mark if abs(value * POINT - mark) <= mark * _NEAR else INVALID
    return mark


def with_marks(frame: Frame, full_marks: Mapping[str, int]) -> tuple[Frame, list[MarkColumn]]:
    """Return the frame with its marks as whole hundredths, and where they stand.

    Args:
        frame: lazy, of narwhals.
        full_marks: in hundredths, by the subject's column.

    Raises:
        BadInputError: a column holds neither numbers nor texts, or texts that are no marks.
    """
    schema, columns = frame.collect_schema(), []
    for number, (subject, full) in enumerate(full_marks.items()):
        dtype, name = schema[subject], f"xq_{number}"
        if dtype.is_integer():
            frame, column = _whole_points(frame, MarkColumn(subject, name), full)
        elif dtype.is_float():
            near = _NEAR_SHORT if dtype == narwhals.Float32 else _NEAR
            made = MarkColumn(subject, name, f"{name}_present")
            frame, column = _decimals(frame, made, full, near)
        elif dtype == narwhals.String or dtype.is_decimal():
            frame, column = _texts(frame, MarkColumn(subject, name), full)
        else:
            found = kinds.NO_NUMBERS.at(found=subject, topic=subject, dtype=str(dtype))
            raise BadInputError.of([found])
        columns.append(column)
    return frame, columns


def _whole_points(frame: Frame, column: MarkColumn, full: int) -> tuple[Frame, MarkColumn]:
    mark = narwhals.col(column.subject)
    inside = (mark >= 0) & (mark <= full // POINT)
    score = narwhals.when(inside).then(mark.cast(narwhals.Int64)) * POINT
    return frame.with_columns(score.alias(column.score)), column._replace(present=column.subject)


def _decimals(
    frame: Frame, column: MarkColumn, full: int, nearness: float
) -> tuple[Frame, MarkColumn]:
    given = narwhals.col(column.subject)
    present = narwhals.when(~given.is_nan()).then(given)
    frame = frame.with_columns(present.alias(column.present))
    mark = narwhals.col(column.present).cast(narwhals.Float64) * POINT
    whole = mark.round()
    # nothing below 0 is near: the bound is below 0 there, too
    near = ((mark - whole).abs() <= whole * nearness) & (whole <= full)
    # only then: a float may be too large for a whole number
    score = narwhals.when(near).then(whole).cast(narwhals.Int64)
    return frame.with_columns(score.alias(column.score)), column


def _texts(frame: Frame, column: MarkColumn, full: int) -> tuple[Frame, MarkColumn]:
    text = narwhals.col(column.subject).cast(narwhals.String)
    frame = frame.with_columns(text.alias(f"{column.score}_text"))
    different = frame.select(f"{column.score}_text").unique().head(_MOST_TEXTS + 1)
    values = collected(different).get_column(f"{column.score}_text").to_list()
    if len(values) > _MOST_TEXTS:
        found = kinds.TEXTS_NOT_MARKS.at(
            found=column.subject, topic=column.subject, most=_MOST_TEXTS
        )
        raise BadInputError.of([found])
    rows, words = _meanings(sorted(value for value in values if value is not None), full)
    table = value_table(frame, rows).rename(
        {"xq_value": f"{column.score}_value", "xq_score": column.score,
         "xq_word": f"{column.score}_word"}
    )  # fmt: skip
    joined = frame.join(
        table, left_on=f"{column.score}_text", right_on=f"{column.score}_value", how="left"
    )
    return joined, column._replace(word=f"{column.score}_word", words=words)


def _meanings(
    texts: Iterable[str], full: int
) -> tuple[list[tuple[str, int | None, int | None]], list[Remark]]:
    """Return each text with its score and the position of its remark, and the remarks."""
    reader, words = MarkReader(), dict[Remark, int]()
    rows: list[tuple[str, int | None, int | None]] = []
    for text in texts:
        mark = value_as_mark(reader, text, full)
        if not isinstance(mark, Remark):
            rows.append((text, mark, None))
        elif mark.state is not State.BLANK:
            score = 0 if mark.state is State.CHEATED else None
            rows.append((text, score, words.setdefault(mark, len(words))))
    return rows, list(words)
