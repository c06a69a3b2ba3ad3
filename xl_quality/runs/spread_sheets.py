"""The sheets of how scores are spread over schools and classes.

分数段, 前N名 and 上线统计 count; 临界生名单 names who is just below and above a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from xl_quality.books.tables import (
    Chart,
    ChartKind,
    Formula,
    Row,
    Series,
    Table,
    Value,
    ValueAxis,
)
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import WHOLE, Group, Level
from xl_quality.core.marks import POINT, Mark, ScoreTable
from xl_quality.core.options import Digits, Options, points_text
from xl_quality.core.pupils import TOTAL
from xl_quality.core.ranking import divide, rounded_figure
from xl_quality.core.school_terms import contest_words
from xl_quality.core.statistics import (
    USUAL_BANDS,
    Band,
    Counted,
    bands,
    border_score,
    cumulative,
    folded,
    median,
    near_line,
    reaching,
    round_bands,
    standard_deviation,
)
from xl_quality.reports.frame import (
    CENTER,
    TEXT,
    Column,
    Frame,
    ListGroup,
    grouped_sheets,
    listed,
    rate_style,
)
from xl_quality.reports.paper import Laid, RowStack
from xl_quality.reports.unit_columns import (
    CHARTS_BESIDE,
    ChartSpot,
    ColumnGroup,
    FigureColumn,
    UnitBlock,
    UnitRow,
    chart_spots,
    parted_sheet,
    tables_a_page,
    unit_sheet,
)
from xl_quality.runs.report import how_counted, title_and_unit, who_counts
from xl_quality.runs.score_spread import (
    ContestSpread,
    GroupScores,
    NamedLine,
    ScoreSpreads,
    Spread,
    beyond_total,
    lines_of,
    margin_of,
)
from xl_quality.sheets.cells import column_letter

_MOST_BANDS: Final = 12  # beside each other where the office says how wide; what lies lower is one
_TOTAL_WIDTHS: Final = (10, 20, 50, 100, 200, 500, 1000)
_MOST_TOTAL_BANDS: Final = 16
"""Totals are cut at round numbers: by the narrowest of these widths, in points, of which there are
no more bands."""
_COLUMNS_A_PART: Final = 16  # of counts; more would be printed too small to be read
_SHARES: Final = rate_style(1)
_SHARE_DIGITS, _SCORE_DIGITS = 3, 2
_PERCENT_DIGITS: Final = 2  # a share of 1 has two decimals more than its percentage
_CHART_ROOM: Final = 176.0  # points that a row of histograms is high, with a margin
_CHART_HEIGHT, _FEW_PUPILS = 220, 10  # pixels; pupils that are counted one by one on an axis
_LEAST_UNITS: Final = 2  # one school compares with nobody: then its classes do
_ALL_CLASSES, _SHARE = "全校", "占比"
_OF_TOTALS: Final = "总分只算各科都有成绩的学生"
_BANDS_NOTE: Final = (
    "各段含下限、不含上限，最高一段含满分；“≥”下是累计人数，达到这个分数的都算；" + _OF_TOTALS
)
_PLACES_NOTE: Final = (
    "名次在全体里按分数排，同分同名次，与最后一名同分的都算在内，所以前N名可能多于N人；"
    "{own}" + _OF_TOTALS
)
_LINES_NOTE: Final = (
    "上线含线上；线下是差得不超过临界分的人数，线上是刚到线、超得不超过临界分的人数，都含临界分；"
    + _OF_TOTALS
)


class _Naming(NamedTuple):
    """Which columns name the rows of a sheet."""

    schools: bool
    classes: bool

    @property
    def keys(self) -> list[str]:
        """Return the titles of these columns; there is at least one."""
        wanted = (("学校", self.schools), ("班级", self.classes))
        return [title for title, shown in wanted if shown] or ["范围"]

    def of(self, group: Group, grade: str) -> list[str]:
        """Return the names of a school, or of a class; one of a sheet of all grades has its own."""
        own = group.class_name if group.grade == grade else group.grade + group.class_name
        last = own if group.level is Level.CLASS else _ALL_CLASSES
        names = (*([group.school] if self.schools else []), *([last] if self.classes else []))
        return list(names)

    def titled(self, title: str) -> list[str]:
        """Return a name for all, in the first column."""
        return [title, *[""] * (len(self.keys) - 1)]


def _naming(units: Iterable[GroupScores], *, classes: bool) -> _Naming:
    own = list(units)
    return _Naming(
        any(one.group.school for one in own),
        classes=classes and any(one.group.class_name for one in own),
    )


def _shown(spread: Spread) -> Sequence[GroupScores]:
    """Return the schools; the classes where there are no two schools."""
    if len(spread.schools) >= _LEAST_UNITS:
        return spread.schools
    return spread.classes if len(spread.classes) >= _LEAST_UNITS else ()


def _together(spread: Spread) -> list[list[GroupScores]]:
    """Return each school with its classes; a school of one class is told by that class alone."""
    homes = {one.group.school: one for one in spread.schools}
    classes = grouped(spread.classes, lambda one: one.group.school)
    alone = len(homes) < _LEAST_UNITS
    found = []
    for school in dict.fromkeys([*homes, *classes]):
        own = classes.get(school, [])
        over = [homes[school]] if school in homes and len(own) != 1 and not alone else []
        found.append([*over, *own])
    return [own for own in found if own] if sum(map(len, found)) >= _LEAST_UNITS else []


def _heading(contest: ContestSpread, words: str = "") -> str:
    return "　".join(contest_words(contest.exam, contest.grade, words))


def _told(contest: ContestSpread) -> str:
    """Return which pupils and subjects are not in these figures."""
    words = [_held(contest)] if contest.held else []
    words += [spread.without_total for spread in contest.spreads if spread.without]
    return "；".join(words)


def _held(contest: ContestSpread) -> str:
    return f"{'、'.join(contest.held)}有成绩待核对，不在内，也不算总分"


# --- 分数段 -------------------------------------------------------------------------------------


def bands_sheet(spreads: ScoreSpreads, office: str = "") -> Table | None:
    """Return 分数段: schools by bands of each subject and of the total, counted and cumulated.

    Where there is but one school, or none is named, its classes stand there. None of nobody.

    Args:
        spreads: of the scores; the options say how wide a band is, and who counts.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    contests, tables, options = spreads
    shown = [one for contest in contests for s in contest.spreads for one in _shown(s)]
    naming = _naming(shown, classes=any(one.group.level is Level.CLASS for one in shown))
    own = [[_bands_block(one, s, options, naming) for s in one.spreads] for one in contests]
    if not any(own):
        return None
    title, unit = title_and_unit(tables, office, "分数段统计")
    alike = grouped((one for one in contests if one.held), _held)
    held = [f"{'、'.join(map(_heading, those))}：{words}" for words, those in alike.items()]
    note = "\n".join([unit, f"统计口径：{who_counts(options, tables)}；{_BANDS_NOTE}", *held])
    blocks: list[UnitBlock] = []
    drawn: list[list[tuple[int, str]]] = []  # under each block: the blocks and titles of charts
    fitting = tables_a_page(own, title=title, unit=note, room=_CHART_ROOM)
    for one, found, most in zip(contests, own, fitting, strict=True):
        first = len(blocks)  # whose heading names the exam, its chart does not
        titles = ["　".join(contest_words("", one.grade, s.subject)) for s in one.spreads]
        for block, under in _charted(one, found, min(most, CHARTS_BESIDE)):
            blocks.append(block)
            drawn.append([(first + n, titles[n]) for n in under])
    table, laid = unit_sheet("分数段", blocks, title=title, unit=note)
    charts = [
        _histogram(blocks, laid, (number, of), spot, words)
        for number, under in enumerate(drawn)
        for (of, words), spot in zip(under, chart_spots(len(under), table.widths), strict=True)
    ]
    return table._replace(rows=_with_live_sums(blocks, laid), charts=charts)


def _charted(
    contest: ContestSpread, found: Sequence[UnitBlock], most: int
) -> Iterator[tuple[UnitBlock, range]]:
    """Yield the tables of a contest, and which of them have their histograms under each.

    *most* tables stand on one page over their histograms; of tables that leave no room for these
    (0) all histograms stand together behind the last.
    """
    if not most:
        rows = -(-len(found) // CHARTS_BESIDE)
        heading = _heading(contest, f"{WHOLE}分数段直方图")
        yield from ((block, range(0)) for block in found)
        if found:
            room = UnitBlock(heading, "", found[0].keys, (), (), [_CHART_ROOM] * rows)
            yield room, range(len(found))
        return
    pages = -(-len(found) // most)
    each = -(-len(found) // pages) if pages else 1
    for number, block in enumerate(found):
        first = number // each * each
        last = number == min(first + each, len(found)) - 1
        one = block._replace(chapter=f"{block.chapter}{first}", rooms=[_CHART_ROOM] * last)
        yield one, range(first, number + 1) if last else range(0)


def _bands_of(one: GroupScores, spread: Spread, options: Options) -> list[Band]:
    base = Counted(one.scores, one.divisor)
    stated = options.band_widths
    width = stated.get(spread.subject, 0 if spread.subject == TOTAL else stated.get("", 0))
    if not width and spread.subject != TOTAL:
        return list(bands(base, spread.full))
    wanted = min(width or _total_width(spread.full), spread.full)
    most = _MOST_BANDS if width else USUAL_BANDS
    return folded(round_bands(base, spread.full, wanted), most)


def _total_width(full: int) -> int:
    widths = (points * POINT for points in _TOTAL_WIDTHS)
    return next(width for width in widths if full <= width * _MOST_TOTAL_BANDS)


def _bands_block(
    contest: ContestSpread, spread: Spread, options: Options, naming: _Naming
) -> UnitBlock:
    units = _shown(spread)
    counts = [_bands_of(one, spread, options) for one in units]
    whole = _bands_of(spread.whole, spread, options)
    groups = [
        ColumnGroup("人数", [FigureColumn("人数")]),
        ColumnGroup("各段人数", [FigureColumn(_band_words(band)) for band in whole]),
        ColumnGroup("累计人数", [FigureColumn(f"≥{points_text(b.low)}") for b in whole[:-1]]),
    ]
    rows = [
        [UnitRow(naming.of(one.group, contest.grade), _band_figures(own))]
        for one, own in zip(units, counts, strict=True)
    ]
    sums = [
        UnitRow(naming.titled(WHOLE), _band_figures(whole), stands_out=True),
        UnitRow(naming.titled(_SHARE), _band_shares(whole), style=_SHARES),
    ]
    heading = _heading(contest, f"{spread.subject}（满分{points_text(spread.full)}分）")
    block = UnitBlock(heading, _summary(spread), naming.keys, groups, [*rows, sums])
    return block._replace(chapter=_heading(contest))


def _band_words(band: Band) -> str:
    """Return a band as its column's title, in two lines: twenty columns stand on a page."""
    return f"{points_text(band.low)}—\n{points_text(band.high)}"


def _band_figures(found: Sequence[Band]) -> list[Value]:
    counts = cumulative(found)
    return [counts[-1], *(band.pupils for band in found), *counts[:-1]]


def _band_shares(found: Sequence[Band]) -> list[Value]:
    """Return the share of everybody in each band, and of those that reach it."""
    total, *parts = _band_figures(found)
    if not isinstance(total, int) or not total:
        return [None] * (len(parts) + 1)
    return [
        divide(part, total, _SHARE_DIGITS) if isinstance(part, int) else None
        for part in (total, *parts)
    ]


def _summary(spread: Spread) -> str:
    """Return median, spread and extremes of everybody, in points."""
    scores = spread.whole.scores
    words = []
    if scores:
        base = Counted(scores, spread.whole.divisor)
        words = [
            f"中位数{rounded_figure(median(base), _SCORE_DIGITS)}",
            f"标准差{standard_deviation(base, _SCORE_DIGITS)}",
            f"最高{points_text(scores[-1])}分，最低{points_text(scores[0])}分",
        ]
    if spread.dropped:
        words.append(spread.adding_up)
    elif spread.without:
        words.append(spread.without_total)
    elif spread.lacking and spread.subject != TOTAL:
        words.append(f"另有{spread.lacking}人应考没有成绩")
    return f"{WHOLE}：{'，'.join(words)}"


def _with_live_sums(blocks: Sequence[UnitBlock], laid: Laid) -> list[Row]:
    """Return the rows in which 全体 adds up the rows above it, where these are all pupils."""
    rows = list(laid.rows)
    for number, block in enumerate(blocks):
        if len(block.together) < _LEAST_UNITS:  # nothing but 全体, or only room
            continue
        at = laid.places[number, len(block.together) - 1][0]
        first = laid.places[number, 0][0]
        keys = len(block.keys)
        parts = [row.figures for own in block.together[:-1] for row in own]
        values = list(rows[at].values)
        for column, total in enumerate(values[keys:], keys):
            numbers = [part[column - keys] for part in parts]
            if isinstance(total, int) and sum(n for n in numbers if isinstance(n, int)) == total:
                letter = column_letter(column)
                values[column] = Formula(f"SUM({letter}{first + 1}:{letter}{at})", total)
        rows[at] = rows[at]._replace(values=values)
    return rows


def _histogram(
    blocks: Sequence[UnitBlock], laid: Laid, sections: tuple[int, int], spot: ChartSpot, title: str
) -> Chart:
    """Draw the bands of everybody: those of one block, in the room under another or itself."""
    room, of = sections
    block = blocks[of]
    first = len(block.keys) + 1  # behind the number of all
    last = first + len(block.groups[1].columns) - 1
    header = laid.places[of, 0][0] - 1
    whole = laid.places[of, len(block.together) - 1][0]
    series = Series("人数", (header, first, header, last), (whole, first, whole, last))
    anchor = (laid.places[room, len(blocks[room].together) + spot.row][0], spot.column)
    numbers = block.together[-1][0].figures[1 : last - first + 2]
    most = max((one for one in numbers if isinstance(one, int)), default=0)
    # of few pupils programs would draw lines between whole ones
    axis = ValueAxis(0, None, 1 if most <= _FEW_PUPILS else None, "0")
    # turned: the table begins with the highest band, an axis ends with it
    size = spot.width, _CHART_HEIGHT
    drawn = Chart(ChartKind.HISTOGRAM, title, [series], anchor, *size, labels="0", turned=True)
    return drawn._replace(axis=axis)


# --- 前N名 --------------------------------------------------------------------------------------


def places_sheet(spreads: ScoreSpreads, office: str = "") -> Table | None:
    """Return 前N名: who of the first N is in each school and class; between them 名次段.

    Args:
        spreads: of the scores; the options say which N (前N名), what absent pupils count as.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    ranked = [len(one.whole.ranked) for own in spreads.contests for one in own.spreads]
    shown = [n for n in spreads.options.first_places if n < max(ranked, default=0)]
    told = _PLACES_NOTE.format(own=_first_band(shown))
    note = f"统计口径：{who_counts(spreads.options, spreads.tables)}；{told}"
    return _side_by_side(
        "前N名", spreads, office, title="前N名与名次段统计", note=note, group=_places
    )


def _first_band(counts: Sequence[int]) -> str:
    """Return what the first column between two numbers of places is, "" where there is none.

    >>> _first_band((20, 200)), _first_band((10,))
    ('“21—200”是第21名到第200名；', '')
    """
    if len(counts) < 2:  # noqa: PLR2004 - a band has two ends
        return ""
    low, high = counts[0] + 1, counts[1]
    return f"“{low}—{high}”是第{low}名到第{high}名；"


def _places(_contest: ContestSpread, spread: Spread, options: Options) -> list[_Counting]:
    everybody = spread.whole.ranked
    counts = [n for n in options.first_places if n < len(everybody)]
    counts = counts or list(options.first_places[:1])
    borders = [border_score(everybody, n) or 0 for n in counts]
    titles: list[str] = []
    for before, n in zip([0, *counts], counts, strict=False):
        titles += [f"{before + 1}—{n}"] * bool(before) + [f"前{n}名"]

    def figures(one: GroupScores) -> list[Value]:
        inside = [reaching(one.ranked, border) for border in borders]
        found: list[Value] = [*inside[:1]]
        for less, more in pairwise(inside):
            found += [more - less, more]
        return found

    columns = [FigureColumn(title) for title in titles]
    tied = _tied(spread.subject, counts, borders, everybody)
    return [_Counting(ColumnGroup(spread.subject, columns, note=tied), figures)]


def _tied(
    subject: str, counts: Sequence[int], borders: Sequence[int], everybody: Sequence[int]
) -> str:
    """Say how many more than N the first N of a subject are, since they tie."""
    inside = [reaching(everybody, border) for border in borders]
    words = [
        f"前{n}名{found}人（同为{points_text(border)}分的都算）"
        for n, found, border in zip(counts, inside, borders, strict=True)
        if found > n
    ]
    return f"{subject}{'，'.join(words)}" if words else ""


# --- 上线统计 -----------------------------------------------------------------------------------


def lines_sheet(spreads: ScoreSpreads, office: str = "") -> Table | None:
    """Return 上线统计: who reaches each line, and who is just below and above it (临界).

    Args:
        spreads: of the scores; the options say the lines, margins, who counts.
        office: whose report it is (单位名称), ``""`` = not said.
    """

    def made_of(contest: ContestSpread) -> str:
        subjects = [spread for spread in contest.spreads if spread.subject != TOTAL]
        tables = {id(spread.table): spread.table for spread in subjects}
        total = next((one.full for one in contest.spreads if one.subject == TOTAL), None)
        told = how_counted(spreads.options, list(tables.values()), total, low=False)
        return "；".join(filter(None, (told, beyond_total(contest, spreads.options))))

    words = {"title": "上线与临界统计", "note": _LINES_NOTE}
    return _side_by_side("上线统计", spreads, office, **words, group=_lines, made_of=made_of)


def _lines(contest: ContestSpread, spread: Spread, options: Options) -> list[_Counting]:
    margin = margin_of(spread, options)
    return [
        _about(spread.subject, line, margin, options.digits)
        for line in lines_of(contest, spread, options)
    ]


def _about(subject: str, line: NamedLine, margin: int, digits: Digits) -> _Counting:
    decimals = digits.rate + _PERCENT_DIGITS

    def figures(one: GroupScores) -> list[Value]:
        reached = reaching(one.scores, line.mark)
        near = near_line(one.scores, line.mark, margin)
        share = divide(reached, one.divisor, decimals, digits.rate_mode) if one.divisor else None
        return [reached, share, near.below, near.above]

    away = points_text(margin)
    columns = [
        FigureColumn("上线"), FigureColumn("上线率", rate_style(digits.rate)),
        FigureColumn(f"线下{away}"), FigureColumn(f"线上{away}"),
    ]  # fmt: skip
    title = f"{subject}　{line.name}{points_text(line.mark)}"
    return _Counting(ColumnGroup(title, columns, subject), figures)


# --- Both ---------------------------------------------------------------------------------------


class _Counting(NamedTuple):
    """A group of columns, and what stands in them for a group of pupils."""

    columns: ColumnGroup
    figures: Callable[[GroupScores], list[Value]]


def _side_by_side(
    sheet: str,
    spreads: ScoreSpreads,
    office: str,
    *,
    title: str,
    note: str,
    group: Callable[[ContestSpread, Spread, Options], list[_Counting]],
    made_of: Callable[[ContestSpread], str] = lambda _: "",
) -> Table | None:
    """Return a sheet with a section an exam and grade, the subjects beside each other."""
    contests, tables, options = spreads
    units = [one for c in contests for s in c.spreads for own in _together(s) for one in own]
    naming = _naming(units, classes=True)
    wholes = [
        _counted_block(one, options, naming, group, made_of) for one in contests if one.spreads
    ]
    if not wholes:
        return None
    heading, unit = title_and_unit(tables, office, title)
    return parted_sheet(sheet, wholes, _COLUMNS_A_PART, title=heading, unit=f"{unit}\n{note}")


def _counted_block(
    contest: ContestSpread,
    options: Options,
    naming: _Naming,
    group: Callable[[ContestSpread, Spread, Options], list[_Counting]],
    made_of: Callable[[ContestSpread], str],
) -> UnitBlock:
    counted = [
        (spread, one) for spread in contest.spreads for one in group(contest, spread, options)
    ]
    found = {id(spread): _by_group(spread) for spread in contest.spreads}

    def row(wanted: Group | None, names: Sequence[str], *, bold: bool) -> UnitRow:
        figures: list[Value] = []
        for spread, counting in counted:
            own = spread.whole if wanted is None else found[id(spread)].get(wanted)
            nothing: list[Value] = [None] * len(counting.columns.columns)
            figures += counting.figures(own) if own else nothing
        return UnitRow(names, figures, stands_out=bold)

    together = _all_together(contest.spreads)
    rows = [
        [
            row(one, naming.of(one, contest.grade), bold=one.level is Level.SCHOOL and len(own) > 1)
            for one in own
        ]
        for own in together
    ]
    rows.append([row(None, naming.titled(WHOLE), bold=True)])
    groups = [one.columns for _, one in counted]
    note = "；".join(filter(None, (made_of(contest), _told(contest))))
    return UnitBlock(_heading(contest), note, naming.keys, groups, rows)


def _by_group(spread: Spread) -> dict[Group, GroupScores]:
    return {one.group: one for one in (*spread.schools, *spread.classes)}


def _all_together(spreads: Sequence[Spread]) -> list[list[Group]]:
    """Return the rows of all subjects: a class that sits only one of them is there as well."""
    found: dict[str, dict[Group, None]] = {}
    for spread in spreads:
        for own in _together(spread):
            for one in own:
                found.setdefault(one.group.school, {})[one.group] = None
    levels = (Level.SCHOOL, Level.CLASS)
    return [sorted(own, key=lambda one: levels.index(one.level)) for own in found.values()]


# --- 临界生名单 ---------------------------------------------------------------------------------


class _NearLine(NamedTuple):
    """The pupils of one class near one line, with their points to it; as many as a row holds."""

    subject: str
    line: NamedLine
    below: Sequence[str]  # 陈一 3, who is nearest first
    above: Sequence[str]


_Home = tuple[str, str]
"""School and class, ``""`` where the sheets do not say."""


def _near_lines(contest: ContestSpread, options: Options) -> dict[_Home, list[_NearLine]]:
    """Return who is near a line (临界生) by class, and of a class by subject and line."""
    found: dict[_Home, list[_NearLine]] = {}
    # the spreads of a contest mostly share one table; classes come in the order of the sheets
    tables = {id(spread.table): spread for spread in contest.spreads}
    homes = {key: _by_home(spread, contest.grade) for key, spread in tables.items()}
    for spread in contest.spreads:
        marks = spread.table.subjects[spread.subject].marks
        lines = _with_gaps(contest, spread, options)
        anywhere = set(chain.from_iterable(gaps for _, gaps in lines))
        for home, (pupils, names) in homes[id(spread.table)].items():
            own = zip([marks[pupil] for pupil in pupils], names, strict=True)
            some = [one for one in own if one[0] in anywhere]
            for line, gaps in lines:
                near = [one for one in some if one[0] in gaps]
                found.setdefault(home, []).extend(_in_rows(spread.subject, line, near, gaps))
    return {home: found[home] for own in homes.values() for home in own if found[home]}


def _by_home(spread: Spread, grade: str) -> dict[_Home, tuple[list[int], list[str]]]:
    """Return the pupils of a grade, or all of a contest without, and their names, by class."""
    table, everybody = spread.table, spread.whole.group.level is Level.ALL
    homes, names = list(zip(table.schools, table.classes, strict=True)), _names(table)
    pupils = [n for n, own in enumerate(table.grades) if everybody or own == grade]
    return {
        home: (own, [names[pupil] for pupil in own])
        for home, own in grouped(pupils, homes.__getitem__).items()
    }


def _with_gaps(
    contest: ContestSpread, spread: Spread, options: Options
) -> list[tuple[NamedLine, dict[Mark, str]]]:
    """Return the lines of a subject, with the marks near each and what they are called there."""
    scores = [
        mark for mark in set(spread.table.subjects[spread.subject].marks) if isinstance(mark, int)
    ]
    margin = margin_of(spread, options)
    return [
        (
            line,
            {mark: _apart(gap) for mark in scores if abs(gap := mark - line.mark) <= margin},
        )
        for line in lines_of(contest, spread, options)
    ]


def _in_rows(
    subject: str, line: NamedLine, near: Sequence[tuple[Mark, str]], gaps: Mapping[Mark, str]
) -> Iterator[_NearLine]:
    """Yield the pupils of a class near a line, on both sides who is nearest first."""
    ordered = sorted(near, key=itemgetter(0), reverse=True)
    below = [name + gaps[mark] for mark, name in ordered if mark < line.mark]  # type: ignore[operator]  # as above
    above = [name + gaps[mark] for mark, name in reversed(ordered) if mark >= line.mark]  # type: ignore[operator]  # as above
    for first in range(0, max(len(below), len(above)), _NAMES_A_ROW):
        part = slice(first, first + _NAMES_A_ROW)
        yield _NearLine(subject, line, below[part], above[part])


def _names(table: ScoreTable) -> list[str]:
    """Return how each pupil is called, namesakes of one class apart."""
    keys = list(zip(table.schools, table.grades, table.classes, table.names, strict=True))
    doubled = {key for key, times in Counter(keys).items() if times > 1}
    names = []
    for row, key, student_id in zip(table.rows, keys, table.student_ids, strict=True):
        name = key[3]
        if name and key in doubled:
            name = f"{name}（{student_id or f'第{row}行'}）"
        names.append(name or f"第{row}行")
    return names


@lru_cache(maxsize=4096)
def _apart(points: int) -> str:
    """Return how many points lie between a mark and the line; the column says on which side.

    Without a sign no line ends inside them. The no-break space is to keep them with the name;
    LibreOffice may still begin a line with them, and Excel was not tried.
    """
    return f"\N{NO-BREAK SPACE}{points_text(abs(points))}"


_NAMES_A_ROW: Final = 40
"""A whole grade without classes fills several rows: one could become higher than Excel allows."""
_NEAR_COLUMNS: Final[Sequence[Column[_NearLine]]] = (
    Column("学科", lambda row: row.subject, CENTER._replace(wrap=True), 12),
    Column("分数线", lambda row: f"{row.line.name}{points_text(row.line.mark)}", CENTER, 16),
    Column("线下人数", lambda row: len(row.below), CENTER, 8),
    Column("线下（差几分）", lambda row: "、".join(row.below) or None, TEXT, 52),
    Column("线上人数", lambda row: len(row.above), CENTER, 8),
    Column("线上（超几分）", lambda row: "、".join(row.above) or None, TEXT, 52),
)


def near_sheets(spreads: ScoreSpreads, office: str = "") -> list[Table]:
    """Return 临界生名单, a class a page; it names pupils. None where nobody is near a line.

    Args:
        spreads: of the scores; the options say the lines of subjects and of the total, margins.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    contests, tables, options = spreads
    found = [
        (_heading(contest, "　".join(filter(None, unit))), own)
        for contest in contests
        for unit, own in _near_lines(contest, options).items()
    ]
    lines = chain.from_iterable(own for _, own in found)
    rows = (RowStack([row]) for row in listed(lines, _NEAR_COLUMNS))
    groups = [
        ListGroup(heading, list(islice(rows, len(own))), fresh=True) for heading, own in found
    ]
    if not groups:
        return []
    title, unit = title_and_unit(tables, office, "临界生名单")
    note = f"{unit}\n统计口径：{who_counts(options, tables)}；{_NEAR_NOTE}"
    frame = Frame(
        "临界生名单", _NEAR_COLUMNS, title.removesuffix("表"), landscape=True, confidential=True
    )
    return grouped_sheets(frame, note, groups)


_NEAR_NOTE: Final = (
    "线下是差得不超过临界分的，线上是刚到线、超得不超过临界分的，都含临界分；" + _OF_TOTALS
)
