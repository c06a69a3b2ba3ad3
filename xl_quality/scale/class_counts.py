"""Counts of every class, as an engine counts them (各班人数与总分): whole numbers only.

An engine groups by school, grade and class, and gives per subject how many, their sum, the lines
they reach, the extrema; or, where scores are dropped, how often each score stands (a histogram).
Wider groups are put together from the classes by core, and so is everything that is computed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from xl_quality.api.extras import needed
from xl_quality.api.score_frames import columns_of, text_of
from xl_quality.core.groups import ALWAYS, partition
from xl_quality.core.marks import BLANK, NOT_DUE, Remark, State
from xl_quality.core.options import AbsentRule, DropRule
from xl_quality.core.statistics import Distribution, Rates, rates, together
from xl_quality.scale.engine_sources import told_in_words
from xl_quality.scale.mark_columns import INVALID, value_as_mark, with_marks
from xl_quality.sheets.cells import MarkReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.groups import UnitKey
    from xl_quality.core.options import Options, Thresholds
    from xl_quality.scale.mark_columns import MarkColumn


class ClassCounts(NamedTuple):
    """What is known of every class; all that leaves an engine.

    Attributes:
        units: school, grade and class.
        rates: of each subject, parallel to the units; empty where histograms were asked for.
        histograms: of each subject, parallel to the units: cells by score or remark.
    """

    units: Sequence[UnitKey]
    rates: Mapping[str, Sequence[Rates]]
    histograms: Mapping[str, Sequence[Counter[int | Remark]]]

    def of(
        self,
        subject: str,
        members: Sequence[Sequence[int]],
        lines: Thresholds,
        options: Options,
    ) -> list[Rates]:
        """Return the counts of groups, each given as positions of its classes."""
        if self.rates:
            own = self.rates[subject]
            return [together([own[unit] for unit in part]) for part in members]
        cells = self.histograms[subject]
        return [
            rates(_distribution(cells[unit] for unit in part), lines, options.absent, options.drop)
            for part in members
        ]

    def offered(self) -> ClassCounts:
        """Return the counts without pupils due in a subject that their school does not offer.

        That is one in which nobody of its grade has anything (see `core.groups.sorted_out`); 语文
        and 数学 are offered everywhere, unless nobody at all sits them.
        """
        own, cells = dict(self.rates), dict(self.histograms)
        for subject, counts in self.rates.items():
            blank = [one.rows == one.blank for one in counts]
            not_due = self._without(subject, blank)
            if not_due:
                own[subject] = [
                    one._replace(due=0) if at in not_due else one for at, one in enumerate(counts)
                ]
        for subject, parts in self.histograms.items():
            not_due = self._without(subject, [part.keys() == {BLANK} for part in parts])
            if not_due:
                cells[subject] = [
                    Counter({NOT_DUE: part.total()}) if at in not_due else part
                    for at, part in enumerate(parts)
                ]
        return ClassCounts(self.units, own, cells)

    def _without(self, subject: str, blank: Sequence[bool]) -> set[int]:
        """Return the classes of schools that do not offer a subject; *blank*: nothing in it."""
        if not any(blank) or (subject in ALWAYS and not all(blank)):
            return set()
        offering = {unit[:2] for unit, none in zip(self.units, blank, strict=True) if not none}
        return {at for at, unit in enumerate(self.units) if unit[:2] not in offering}


def counted_by_engine(
    frame: Any,  # noqa: ANN401 - of narwhals
    keys: Sequence[str],
    lines: Mapping[str, Thresholds],
    options: Options,
) -> ClassCounts:
    """Have an engine count classes.

    Args:
        frame: lazy, of narwhals.
        keys: the columns of school, grade and class; ``""`` = there is none.
        lines: of each subject, by its column.
        options: what absent pupils count as; whether scores are dropped.

    Raises:
        BadInputError: a column cannot be marks, or the engine cannot read the data.
    """
    full_marks = {subject: own.full for subject, own in lines.items()}
    frame, columns = with_marks(frame, full_marks)
    if options.drop != DropRule():
        return _histograms(frame, keys, columns)
    given = [key for key in keys if key]
    flags, sums = [], [needed("narwhals", "scale").len().alias("xq_rows")]
    for column in columns:
        flags += _flags(column, lines[column.subject])
        sums += _sums(column)
    table = _collected(frame.with_columns(*flags), given, sums)
    units = _units(table, keys)
    found = {
        column.subject: _rates_of(column, table, lines[column.subject], options.absent)
        for column in columns
    }
    return _put_together(units, found)


def counted_by_core(
    frame: Any,  # noqa: ANN401 - of narwhals
    keys: Sequence[str],
    lines: Mapping[str, Thresholds],
) -> ClassCounts:
    """Count classes without an engine, pupil by pupil; see `counted_by_engine`."""
    wanted = {*filter(None, keys), *lines}
    with told_in_words():
        taken = columns_of(frame.to_native(), wanted).values
    count = len(next(iter(taken.values())))
    texts = (map(text_of, taken[key]) if key else repeat("", count) for key in keys)
    classes = partition(zip(*texts, strict=True))
    histograms = {}
    for subject, own in lines.items():
        reader, values = MarkReader(), taken[subject]
        kinds = list(zip(map(type, values), values, strict=True))  # True is no 1
        known = {kind: value_as_mark(reader, kind[1], own.full) for kind in set(kinds)}
        marks = [known[kind] for kind in kinds]
        histograms[subject] = [Counter(part) for part in classes.split(marks)]
    return ClassCounts(classes.groups, {}, histograms)


def _distribution(parts: Iterable[Counter[int | Remark]]) -> Distribution:
    """Return the cells of several classes together as core has them."""
    cells: Counter[int | Remark] = Counter()
    for part in parts:
        cells.update(part)
    scores = {mark: count for mark, count in cells.items() if isinstance(mark, int)}
    remarks = {mark: count for mark, count in cells.items() if isinstance(mark, Remark)}
    cheated = sum(n for mark, n in remarks.items() if mark.state is State.CHEATED)
    scores[0] = scores.get(0, 0) + cheated
    every = chain.from_iterable(repeat(mark, scores[mark]) for mark in sorted(scores))
    return Distribution(list(every), remarks)


def _flags(column: MarkColumn, lines: Thresholds) -> list[Any]:
    """Return columns of 0 and 1 that an engine only has to add up.

    Made before the grouping: inside of it some engines leave their fast path for each of them.
    """
    narwhals = needed("narwhals", "scale")
    score, name = narwhals.col(column.score), column.score
    made = {
        f"{name}_pass": score >= lines.passing,
        f"{name}_best": score >= lines.excellent,
        f"{name}_low": score < lines.low,
    }
    for number in range(len(column.words)):
        made[f"{name}_w{number}"] = narwhals.col(column.word) == number
    return [flag.cast(narwhals.Int64).alias(flag_name) for flag_name, flag in made.items()]


def _sums(column: MarkColumn) -> list[Any]:
    col = needed("narwhals", "scale").col
    name = column.score
    found = [
        col(name).count().alias(f"{name}_n"),
        col(name).sum().alias(f"{name}_total"),
        col(name).max().alias(f"{name}_max"),
        col(name).min().alias(f"{name}_min"),
        *(col(f"{name}_{what}").sum().alias(f"{name}_{what}_n") for what in _reached(column)),
    ]
    if column.present:
        found.append(col(column.present).count().alias(f"{name}_there"))
    return found


def _reached(column: MarkColumn) -> list[str]:
    return ["pass", "best", "low", *(f"w{number}" for number in range(len(column.words)))]


def _collected(frame: Any, keys: Sequence[str], sums: Sequence[Any]) -> Mapping[str, list[Any]]:  # noqa: ANN401 - of narwhals
    """Return the groups as lists of plain values; without keys there is one group."""
    narwhals = needed("narwhals", "scale")
    grouped = frame.group_by(*keys).agg(*sums) if keys else frame.select(*sums)
    names = [name for name in grouped.collect_schema().names() if name not in keys]
    whole = (narwhals.col(name).cast(narwhals.Int64) for name in names)  # sums may be wider
    with told_in_words():
        table = grouped.select(*keys, *whole).collect("pyarrow")
        return {name: table.get_column(name).to_list() for name in table.columns}


def _units(table: Mapping[str, list[Any]], keys: Sequence[str]) -> list[UnitKey]:
    count = len(next(iter(table.values())))
    texts = [list(map(text_of, table[key])) if key else [""] * count for key in keys]
    return list(zip(*texts, strict=True))


def _rates_of(
    column: MarkColumn, table: Mapping[str, list[Any]], lines: Thresholds, absent: AbsentRule
) -> list[Rates]:
    """Return the counts of each class in one subject, as `core.statistics.rates` has them."""
    name = column.score
    figures = ("_n", "_total", "_max", "_min", "_pass_n", "_best_n", "_low_n")
    words = [table[f"{name}_w{number}_n"] for number in range(len(column.words))]
    rows = zip(table["xq_rows"], *(table[f"{name}{figure}"] for figure in figures), strict=True)
    there = table[f"{name}_there"] if column.present else repeat(None)
    said = zip(*words, strict=True) if words else repeat(())
    found = []
    for (pupils, scored, total, most, least, *reached), present, counts in zip(
        rows, there, said, strict=False
    ):
        remarks = {mark: count for mark, count in zip(column.words, counts, strict=True) if count}
        if present is not None and present > scored:
            remarks[INVALID] = present - scored
        cells = _Cells(
            pupils=pupils, scored=scored, total=total, most=most, least=least, reached=reached,
            remarks=remarks,
        )  # fmt: skip
        found.append(cells.rates(lines, absent))
    return found


class _Cells(NamedTuple):
    pupils: int
    scored: int
    total: int
    most: int | None
    least: int | None
    reached: Sequence[int]
    remarks: Mapping[Remark, int]

    def rates(self, lines: Thresholds, absent: AbsentRule) -> Rates:
        """Return the counts with what absent pupils count as."""
        passing, best, low = self.reached
        most, least, zeros = self.most, self.least, 0
        remarks = self.remarks
        if not remarks:
            blank, due = self.pupils - self.scored, self.pupils
            marks: dict[str, int] = {}
        else:
            blank, due, marks = self._remarked()
            if absent is AbsentRule.ZERO:
                zeros = sum(n for mark, n in remarks.items() if mark.state is State.ABSENT)
        if zeros:
            passing += zeros * (lines.passing <= 0)
            best += zeros * (lines.excellent <= 0)
            low += zeros * (lines.low > 0)
            most, least = most or 0, 0
        return Rates(
            rows=self.pupils, scored=self.scored, blank=blank, marks=marks,
            divisor=self.scored + zeros, total=self.total, pass_n=passing, excellent_n=best,
            low_n=low, highest=most, lowest=least, due=due,
        )  # fmt: skip

    def _remarked(self) -> tuple[int, int, dict[str, int]]:
        """Return how many are blank, how many are due, and the cells by their words."""
        marks: dict[str, int] = {}
        blank, due = self.pupils - self.scored, self.pupils
        for mark, count in self.remarks.items():
            marks[mark.text] = marks.get(mark.text, 0) + count
            blank -= count * (mark.state is not State.CHEATED)  # who has a score of 0
            due -= count * (mark.state is State.EXEMPT)
        return blank, due, marks


def _histograms(frame: Any, keys: Sequence[str], columns: Sequence[MarkColumn]) -> ClassCounts:  # noqa: ANN401 - of narwhals
    """Have an engine count how often each score and each remark stands in each class."""
    narwhals = needed("narwhals", "scale")
    given = [key for key in keys if key]
    found: dict[UnitKey, dict[str, Counter[int | Remark]]] = defaultdict(dict)
    for column in columns:
        if column.present:
            there = ~narwhals.col(column.present).is_null()
            cell = (there & narwhals.col(column.score).is_null()).cast(narwhals.Int64) - 1
        else:
            cell = narwhals.col(column.word)
        own = frame.with_columns(cell.fill_null(-1).alias("xq_cell"))
        by = [*given, column.score, "xq_cell"]
        with told_in_words():
            table = own.group_by(*by).agg(narwhals.len().alias("xq_rows")).collect("pyarrow")
            values = {name: table.get_column(name).to_list() for name in table.columns}
        words = column.words or (INVALID,)
        cells = zip(values[column.score], values["xq_cell"], values["xq_rows"], strict=True)
        for unit, (score, word, count) in zip(_units(values, keys), cells, strict=True):
            mark = words[word] if word >= 0 else BLANK if score is None else score
            found[unit].setdefault(column.subject, Counter())[mark] += count
    names = [column.subject for column in columns]
    parts = {name: [own[name] for own in found.values()] for name in names}
    return ClassCounts(list(found), {}, parts)


def _put_together(units: Sequence[UnitKey], found: Mapping[str, Sequence[Rates]]) -> ClassCounts:
    """Return each class once: an engine tells ``1班`` from ``1班`` with a blank behind it."""
    if len(set(units)) == len(units):
        return ClassCounts(units, found, {})
    classes = partition(units)
    merged = {
        subject: [together(part) for part in classes.split(own)] for subject, own in found.items()
    }
    return ClassCounts(classes.groups, merged, {})
