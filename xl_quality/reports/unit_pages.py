"""A page a school or class (一校一页、一班一页): figures, what stands out in them, and charts.

All that one reader needs of the own unit: it stands beside all units together, and no other one is
named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import (
    PLAIN,
    Chart,
    Link,
    Orientation,
    PrintSetup,
    Row,
    Style,
    Table,
    Value,
)
from xl_quality.core.facts import Cell
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Group, Level, grade_and_class
from xl_quality.core.observations import observed, unit_word
from xl_quality.core.ranking import Rank, rounded_figure
from xl_quality.core.school_terms import contest_words
from xl_quality.reports.frame import (
    ASIDE,
    CENTER,
    COUNT,
    HEADER_HEIGHT,
    NOTE,
    PLACES_GAINED,
    SECTION,
    Column,
    WideLine,
    display_width,
    header_row,
    listed,
    rate_style,
    score_style,
    shown_rank,
    shown_share,
    sign_off,
    title_line,
    wide,
    widths_of,
)
from xl_quality.reports.paper import (
    GAP,
    MOST_BREAKS,
    ROW_HEIGHT,
    Laid,
    ReportSection,
    RowStack,
    laid_out,
    page_height,
    scale_to_hold,
    stacked,
)
from xl_quality.reports.rankings import attendance_share
from xl_quality.reports.unit_charts import (
    CHARTS_HEIGHT,
    HIGHEST_SHARE,
    PAST_HEIGHT,
    ChartPlace,
    drawing,
    has_past,
)

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.core.figures import GroupResult
    from xl_quality.core.options import Digits
    from xl_quality.core.profiles import FourRates, Standing, UnitProfile
    from xl_quality.core.statistics import Rates
    from xl_quality.reports.figure_pages import Caption

UNIT_SHEETS: Final = {Level.SCHOOL: "一校一页", Level.CLASS: "一班一页"}
_OWN_WORDS: Final = {Level.SCHOOL: "本校", Level.CLASS: "本班"}
_TOP_ROWS: Final = 2
_CHARACTER: Final = 5.25  # points of a character of column width, with Excel's usual font
_HEADER_HEIGHT: Final = 32.0  # of two lines
_MOST_DRAWN: Final = 300
"""Blocks with charts, three each: with more no program opens the workbook in a sensible time."""
_MOST_BLOCKS: Final = MOST_BREAKS // 2  # of a sheet: a block of very many subjects takes two pages
_NOT_DRAWN: Final = f"　　超过{_MOST_DRAWN}页，不画图"
_PLACE: Final = "名次\n{of}"
_SITTINGS: Final = "（人次）"  # behind 总评: a pupil counts once in each subject
_NO_COMPOSITE: Final = "—"  # all units together are no unit that 总评 is given for
_SIZE: Final = 13  # points of all letters: a page of nine subjects is printed at 62 percent
_LEAST_SCALE: Final = 62  # percent: 8 points of these letters
_GOOD_SCALE: Final = 70  # percent: for the grades of a school on one page
_HEADING, _PLAIN_TEXT = SECTION._replace(size=14), NOTE._replace(size=_SIZE)
_WIDTHS: Final = (15.6, 12.6, 10.8, 12, 10.8, 12, 12, 12, 10.8)
"""Of the columns, which both tables share: a subject of five letters, a teacher, 100.00%. Together
they fill a page at three quarters of full size, at which it holds seven subjects and charts."""
_NAME: Final = 12  # Latin characters of a subject that the first column holds in a line
_SPACE: Final = Row((), (), 14.0)  # between the tables; a link may stand behind it
_ROOMY: Final = 18.0  # points of a row
_FEW_SUBJECTS: Final = 5  # with so many a page has room for such rows
_LINK: Final = Style(color="0563C1")
_OF_ALL: Final = "F2F2F2"
"""Behind the lines of all units together, between those of the own one; grey letters print pale."""


class UnitPages(NamedTuple):
    """What all pages of a sheet have in common."""

    level: Level  # SCHOOL or CLASS
    whole: str  # what all units together are called: 全镇, 全校
    digits: Digits  # decimals of the printed figures
    caption: Caption  # title, unit line and 统计口径
    # what is said of a unit alone under 统计口径, by the unit and the sheets of its marks
    told_of: Callable[[Group, Sequence[str]], str] = lambda _, __: ""


class _Line(NamedTuple):
    """The figures of a row, as they are printed."""

    name: str
    teacher: str | None = None
    due: int | None = None
    scored: int | None = None
    attendance: Decimal | None = None
    mean: Decimal | None = None
    passing: Decimal | None = None
    excellent: Decimal | None = None
    low: Decimal | None = None
    composite: Decimal | str | None = None
    rank: Rank | None = None
    margin: Decimal | None = None
    gap: Decimal | None = None
    moved: Rank | None = None
    gained: Decimal | None = None


class _Columns(NamedTuple):
    """The columns of the two tables of a block, one under the other: letters are large so."""

    figures: Sequence[Column[_Line]]  # of the unit and of all together, a pair of rows a subject
    places: Sequence[Column[_Line]]  # the unit's among others, a row a subject; none = no table


class _Block(NamedTuple):
    """A unit in one exam and grade."""

    profile: UnitProfile  # the unit
    first: bool  # whether it is the first of its unit
    body: ReportSection  # figures and what stands out, without the charts
    text: float  # the points that these are high
    fresh: bool = True  # whether it begins a page
    signed: bool = True  # whether it ends one, which is signed
    charts: float = CHARTS_HEIGHT  # points that boxes and rates are high, 0 = nothing is drawn

    @property
    def height(self) -> float:
        """Return the points that it is high, with charts, without the line for signatures."""
        return self.text + sum(self.rooms)

    @property
    def rooms(self) -> Sequence[float]:
        """Return the heights of the rows that its charts lie on."""
        if not self.charts:
            return ()
        return (self.charts, *((PAST_HEIGHT,) if has_past(self.profile) else ()))


def unit_pages(pages: UnitPages, profiles: Sequence[UnitProfile]) -> list[Table]:
    """Return 一校一页 or 一班一页: every unit begins a page, each exam and grade is a block.

    Args:
        pages: what they have in common.
        profiles: in printed order, those of one unit together.

    Returns:
        One sheet; several, with their numbers, where Excel could not break one into so many pages.
    """
    columns = _columns(pages, profiles)
    blocks = list(_blocks(pages, profiles, columns))
    name = UNIT_SHEETS[pages.level]
    if len(blocks) <= _MOST_BLOCKS:
        return [_sheet(name, pages, blocks, columns)]
    parts: list[list[_Block]] = [[]]
    for block in blocks:
        if block.first and len(parts[-1]) >= _MOST_BLOCKS:
            parts.append([])
        parts[-1].append(block)
    return [_sheet(f"{name}{number}", pages, part, columns) for number, part in enumerate(parts, 1)]


def _sheet(name: str, pages: UnitPages, blocks: Sequence[_Block], columns: _Columns) -> Table:
    widths = widths_of(columns.figures)
    top = _top(pages, blocks, widths)
    signing = _signatures(widths).height
    scale = _scale(blocks, widths, top.height, signing)
    room = page_height(Orientation.PORTRAIT, scale) - top.height
    blocks = _paged(blocks, room, signing, sum(widths) * _CHARACTER * HIGHEST_SHARE)
    sections = [_with_room(block, widths) for block in blocks]
    laid = laid_out(top, sections, Orientation.PORTRAIT, scale)
    rows, charts = _with_aside(pages, blocks, laid, widths)
    return Table(
        name,
        rows,
        widths=widths,
        merges=laid.merges,
        freeze=(_TOP_ROWS, 0),
        print_setup=PrintSetup(
            title_rows=(0, _TOP_ROWS - 1),
            row_breaks=laid.breaks,
            scale=scale,
            area=(0, 0, len(rows) - 1, len(widths) - 1),
        ),
        charts=charts,
        confidential=any(block.profile.teachers for block in blocks),
    )


def _top(pages: UnitPages, blocks: Sequence[_Block], widths: Sequence[float]) -> RowStack:
    """Return title and unit line, which says so where nothing is drawn."""
    drawn = all(block.charts for block in blocks)
    unit = pages.caption.unit + ("" if drawn else _NOT_DRAWN)
    return stacked(
        [wide(title_line(pages.caption.title), widths), wide(WideLine(unit, _PLAIN_TEXT), widths)]
    )


def _blocks(
    pages: UnitPages, profiles: Sequence[UnitProfile], columns: _Columns
) -> Iterator[_Block]:
    by_school = pages.level is Level.SCHOOL
    units = grouped(profiles, lambda one: one.group.school if by_school else one.group)
    charts = CHARTS_HEIGHT if len(profiles) <= _MOST_DRAWN else 0
    together = _AllTogether(pages, columns.figures)
    for own in units.values():
        for number, profile in enumerate(own):
            body = _body(pages, profile, columns, together)
            yield _Block(profile, number == 0, body, body.height, charts=charts)


def _columns(pages: UnitPages, profiles: Sequence[UnitProfile]) -> _Columns:
    """Return the columns; those of teachers and changes only where some profile has any."""
    digits = pages.digits
    rate, score = rate_style(digits.rate), score_style(digits.composite)
    names = {one.own.subject for profile in profiles for one in profile.subjects}
    name = CENTER._replace(wrap=any(display_width(own) > _NAME for own in names))
    figures: list[Column[_Line]] = [
        Column("学科", lambda one: one.name, name),
        Column("应考", lambda one: one.due, COUNT),
        Column("实考", lambda one: one.scored, COUNT),
        Column("参考率", lambda one: one.attendance, rate),
        Column("平均分", lambda one: one.mean, score_style(digits.mean)),
        Column("及格率", lambda one: one.passing, rate),
        Column("优秀率", lambda one: one.excellent, rate),
        Column("低分率", lambda one: one.low, rate),
        Column("综合分", lambda one: one.composite, score),
    ]
    subject: Column[_Line] = Column("学科", lambda one: one.name.removesuffix(_SITTINGS), name)
    places: list[Column[_Line]] = [
        Column("任课教师", lambda one: one.teacher, CENTER._replace(wrap=True)),
        Column(_PLACE, lambda one: shown_rank(one.rank), CENTER),
        Column("距前一名", lambda one: one.margin, score),
        Column("距第一名", lambda one: one.gap, score),
        Column("名次进退", lambda one: shown_rank(one.moved), PLACES_GAINED),
        Column("综合分\n增减", lambda one: one.gained, score_style(digits.composite, signed=True)),
    ]
    standings = [one for p in profiles for one in (*p.subjects, p.overall) if one]
    unseen = set() if any(p.teachers for p in profiles) else {"任课教师"}
    if all(profile.alone for profile in profiles):
        unseen |= {_PLACE, "距前一名", "距第一名"}
    if not any(one.change for one in standings):
        unseen |= {"名次进退", "综合分\n增减"}
    seen = [column for column in places if column.title not in unseen]
    return _Columns(_sized(figures), _sized([subject, *seen]) if seen else [])


def _sized(columns: Sequence[Column[_Line]]) -> list[Column[_Line]]:
    """Return columns as wide as the page has them at their places, their letters larger."""
    return [
        column._replace(style=column.style._replace(size=_SIZE), width=width)
        for column, width in zip(columns, _WIDTHS, strict=False)
    ]


def _body(
    pages: UnitPages, profile: UnitProfile, columns: _Columns, together: _AllTogether
) -> ReportSection:
    """Return a block without its charts: figures, places, and what stands out in them."""
    widths, unit = widths_of(columns.figures), unit_word(pages.level)
    words = contest_words(pages.caption.exam_of(profile.exam), "", _called(profile.group))
    heading = wide(WideLine("　".join(words), _HEADING, 22), widths)
    said = pages.caption.note_of(profile.sheets), pages.told_of(profile.group, profile.sheets)
    note = wide(WideLine("\n".join(filter(None, said)), _PLAIN_TEXT), widths)
    header = RowStack([_header(tuple(column.title for column in columns.figures))])
    high = _ROOMY if len(profile.subjects) <= _FEW_SUBJECTS else None
    lines = _lines(pages, profile)
    own = _high_rows((line for line, _ in lines), columns.figures, high)
    pieces = [
        RowStack([row] if whole is None else [row, together.row(whole, high)])
        for row, (_, whole) in zip(own, lines, strict=True)
    ]
    if columns.places:
        of = max((one.own.of for one in (*profile.subjects, profile.overall) if one), default=0)
        titles = tuple(column.title.format(of=f"共{of}{unit}") for column in columns.places)
        rows = _high_rows((line for line, _ in lines), columns.places, high)
        pieces.append(RowStack([_SPACE, _header(titles, _HEADER_HEIGHT), *rows]))
    # of one subject the total says nothing more
    told_of = profile if len(profile.subjects) > 1 else profile._replace(overall=None)
    sentences = [one.sentence(pages.whole, unit) for one in observed(told_of)]
    if sentences:
        told = [wide(WideLine("主要情况", _HEADING, 22), widths)]
        told += [
            wide(WideLine(f"{at}．{words}", _PLAIN_TEXT), widths)
            for at, words in enumerate(sentences, 1)
        ]
        pieces.append(stacked(told))
    return ReportSection(stacked([heading, note, header]), pieces)


@lru_cache(maxsize=64)  # a thousand pages have the same: one object, which is written once
def _header(titles: tuple[str, ...], height: float = HEADER_HEIGHT) -> Row:
    row = header_row(titles, height)
    return row._replace(styles=[style._replace(size=_SIZE) for style in row.styles])


class _AllTogether:
    """The rows of all units together, each made once: a thousand pages have the same object."""

    def __init__(self, pages: UnitPages, columns: Sequence[Column[_Line]]) -> None:
        self._pages = pages
        self._columns = [
            column._replace(style=column.style._replace(fill=_OF_ALL)) for column in columns
        ]
        self._known: dict[tuple[int | _Line, float | None], Row] = {}

    def row(self, whole: GroupResult | _Line, height: float | None) -> Row:
        """Return the row of a subject by its result, which the profiles hold, or of a line."""
        key = whole if isinstance(whole, _Line) else id(whole), height
        if key not in self._known:
            line = whole if isinstance(whole, _Line) else _whole_line(whole, self._pages)
            (self._known[key],) = _high_rows([line], self._columns, height)
        return self._known[key]


def _high_rows(
    lines: Iterable[_Line], columns: Sequence[Column[_Line]], height: float | None
) -> list[Row]:
    """Return a row a subject, higher where its name or its teachers need several lines."""
    # the letters are larger than those that widths are counted in
    narrower = [
        column._replace(width=(column.width or 0) * PLAIN.size / _SIZE) for column in columns
    ]
    rows = listed(lines, narrower, least=height or ROW_HEIGHT)
    return [row._replace(height=row.height or height or ROW_HEIGHT) for row in rows]


def _called(group: Group) -> str:
    """Return what a unit is called on its page."""
    own = grade_and_class(group.grade, group.class_name)
    return " ".join(filter(None, (group.school, *own)))


def _signatures(widths: Sequence[float]) -> RowStack:
    line = sign_off()
    return wide(line._replace(style=line.style._replace(size=_SIZE)), widths)


def _units(blocks: Sequence[_Block]) -> list[list[_Block]]:
    found: list[list[_Block]] = []
    for block in blocks:
        if block.first:
            found.append([])
        found[-1].append(block)
    return found


def _scale(blocks: Sequence[_Block], widths: Sequence[float], top: float, signing: float) -> int:
    """Return the percent at which a page holds each unit, or each block where that is too small."""

    def holding(pages: Sequence[Sequence[_Block]], least: int) -> int:
        highest = top + max((_page_height(page, signing) for page in pages), default=0)
        return scale_to_hold(widths, highest, Orientation.PORTRAIT, least)

    together = holding(_units(blocks), 1)
    alone = [[block] for block in blocks]
    return together if together >= _GOOD_SCALE else holding(alone, _LEAST_SCALE)


def _page_height(blocks: Sequence[_Block], signing: float) -> float:
    """Return the points that blocks and a line for signatures, *signing* high, take of a page."""
    gaps = (len(blocks) - 1) * GAP.height
    return sum(one.height for one in blocks) + gaps + signing


def _paged(blocks: Sequence[_Block], room: float, signing: float, highest: float) -> list[_Block]:
    """Return blocks on signed pages, with charts that fill what the pages leave, up to a height.

    Where the blocks of a unit do not fit one page together, each has one of its own. The charts of
    pages with as many subjects are equally high, so that pages can be laid beside one another;
    those of the past take their room.
    """
    pages = [
        page
        for unit in _units(blocks)
        for page in ([unit] if _page_height(unit, signing) <= room else [[one] for one in unit])
    ]
    spare: dict[tuple[tuple[int, ...], bool], float] = {}
    for page in pages:
        rest = max(0.0, room - _page_height(page, signing)) / len(page)
        spare[_alike(page)] = min(rest, spare.get(_alike(page), rest))
    return [
        one._replace(
            fresh=at == 0,
            signed=at == len(page) - 1,
            charts=_filling(one.charts, int(spare[_alike(page)]), highest),
        )
        for page in pages
        for at, one in enumerate(page)
    ]


def _alike(page: Sequence[_Block]) -> tuple[tuple[int, ...], bool]:
    """Return what pages with equally high charts have in common."""
    return tuple(len(one.profile.subjects) for one in page), any(
        has_past(one.profile) for one in page
    )


def _filling(charts: float, spare: float, highest: float) -> float:
    return max(charts, min(highest, charts + spare)) if charts else 0


def _with_room(block: _Block, widths: Sequence[float]) -> ReportSection:
    """Return a block with the rows that its charts lie on, and the line for signatures."""
    rows = RowStack([Row((), (), height) for height in block.rooms])
    room = stacked([rows, *([_signatures(widths)] if block.signed else [])])
    return block.body._replace(pieces=[*block.body.pieces, room], fresh=block.fresh)


def _lines(
    pages: UnitPages, profile: UnitProfile
) -> list[tuple[_Line, GroupResult | _Line | None]]:
    """Return a subject's line and the result of all units together, then both over all subjects."""
    pairs: list[tuple[_Line, GroupResult | _Line | None]] = [
        (_own_line(one, profile, pages.digits), one.whole) for one in profile.subjects
    ]
    if profile.overall and len(profile.subjects) > 1:
        pairs.append(_total_lines(profile, profile.overall, pages))
    return pairs


def _own_line(one: Standing, profile: UnitProfile, digits: Digits) -> _Line:
    teacher = profile.teachers.get(one.own.subject)
    return _placed(_figures(one.own.subject, one.own, digits, teacher), one)


def _placed(line: _Line, one: Standing) -> _Line:
    """Return a line with composite, place, margins and change; alone in its contest it has none."""
    own, change = one.own, one.change
    contested = own.of > 1
    return line._replace(
        composite=own.printed.composite,
        rank=own.rank if contested else None,
        margin=one.margin if contested else None,
        gap=own.gap_to_first if contested else None,
        moved=change and change.rank_change,
        gained=change and change.composite_change,
    )


def _whole_line(whole: GroupResult, pages: UnitPages) -> _Line:
    """Return the line of all units together, which has no place."""
    line = _figures(pages.whole, whole, pages.digits)
    return line._replace(composite=whole.printed.composite)


def _figures(name: str, result: GroupResult, digits: Digits, teacher: str | None = None) -> _Line:
    """Return the figures of a result under a name."""
    rates, printed = result.rates, result.printed
    if rates is None:
        return _Line(name, teacher)
    return _Line(
        name,
        teacher,
        due=rates.due,
        scored=rates.scored,
        attendance=attendance_share(rates.scored, rates.due, digits),
        mean=printed.mean,
        passing=shown_share(printed.pass_rate),
        excellent=shown_share(printed.excellent_rate),
        low=shown_share(printed.low_rate),
    )


def _total_lines(
    profile: UnitProfile, overall: Standing, pages: UnitPages
) -> tuple[_Line, _Line | None]:
    """Return the lines over all subjects: each pupil counts once in each subject."""
    own = [one.own.rates for one in profile.subjects]
    whole = [one.whole.rates for one in profile.subjects if one.whole]
    rates, digits = profile.rates, pages.digits
    line = _together(overall.own.subject + _SITTINGS, own, rates and rates.own, digits)
    of_all = _together(pages.whole, whole, rates and rates.whole, digits)
    of_all = of_all._replace(composite=_NO_COMPOSITE)
    return _placed(line, overall), of_all if whole else None


def _together(
    name: str, counts: Sequence[Rates | None], told: FourRates | None, digits: Digits
) -> _Line:
    """Return what several subjects come to together; means of different full marks do not."""
    due = sum(one.due for one in counts if one)
    scored = sum(one.scored for one in counts if one)
    line = _Line(name, due=due, scored=scored, attendance=attendance_share(scored, due, digits))
    if told is None:
        return line
    return line._replace(
        passing=_share(told.passing, digits),
        excellent=_share(told.excellent, digits),
        low=_share(1 - told.not_low, digits),
    )


def _share(figure: Fraction, digits: Digits) -> Decimal:
    return rounded_figure(figure, digits.rate + 2, digits.rate_mode)


def _contents(starts: Mapping[int, UnitProfile], column: int) -> dict[tuple[int, int], Value]:
    """Return a link to the page of each unit, under one another behind the printed columns."""
    cells: dict[tuple[int, int], Value] = {}
    if len(starts) > 1:
        for number, (start, profile) in enumerate(starts.items()):
            group = profile.group
            name = _called(group) if group.class_name else group.school
            cells[_TOP_ROWS + number, column] = Link(name, Cell("", f"A{start + 1}"))
    return cells


def _with_aside(
    pages: UnitPages, blocks: Sequence[_Block], laid: Laid, widths: Sequence[float]
) -> tuple[list[Row], list[Chart]]:
    """Return the rows, with what stands behind the printed columns, and the charts."""
    starts = {
        laid.places[number, 0][0] - len(block.body.heading.rows): block
        for number, block in enumerate(blocks)
    }
    firsts = {start: block.profile for start, block in starts.items() if block.first}
    cells, charts = _contents(firsts, len(widths) + 1), []
    for number, (start, block) in enumerate(starts.items()):
        if not block.charts:
            continue
        room = laid.places[number, len(block.body.pieces)][0]
        place = ChartPlace(start, room, block.charts, widths)
        drawn = drawing(block.profile, place, _OWN_WORDS[pages.level], pages.whole)
        cells |= drawn.cells
        charts += drawn.charts
    return _filled(laid.rows, cells), charts


def _filled(rows: Sequence[Row], cells: Mapping[tuple[int, int], Value]) -> list[Row]:
    by_row: dict[int, dict[int, Value]] = {}
    for (row, column), value in cells.items():
        by_row.setdefault(row, {})[column] = value
    found = list(rows)
    for row, own in by_row.items():
        there, width = found[row], max(own) + 1
        values = [*there.values, *[None] * (width - len(there.values))]
        styles = [*there.styles, *[PLAIN] * (width - len(there.styles))]
        for column, value in own.items():
            values[column] = value
            styles[column] = _LINK if isinstance(value, Link) else ASIDE
        found[row] = there._replace(values=values, styles=styles)
    return found
