"""Slips for parents (成绩条): one a pupil, to be cut apart, each class on pages of its own.

A slip holds nothing about anybody else: no place, no mean, no comparison (公布排名 is forbidden).
Slips stand in the order of the score sheet, never by marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import zip_longest
from math import inf
from typing import Final, NamedTuple

from xl_quality.books.tables import (
    LONGEST_NAME,
    PLAIN,
    Align,
    Orientation,
    PrintSetup,
    Row,
    RowBlock,
    RowList,
    Style,
    Table,
    Value,
)
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import grade_and_class
from xl_quality.core.marks import BLANK, NOT_DUE, Mark, Remark, State, SubjectColumn
from xl_quality.core.options import BareLine, Line, Options, SlipContent, line_text, points_text
from xl_quality.core.pupils import TOTAL, PupilContest, letter_lines
from xl_quality.core.school_terms import contest_words
from xl_quality.reports.frame import (
    CENTER,
    HEADER,
    NOTE,
    SECTION,
    WideLine,
    fitted,
    lines_of,
    score_style,
    title_line,
    wide,
    wrapped_height,
)
from xl_quality.reports.paper import (
    FULL_SIZE,
    MOST_BREAKS,
    RowStack,
    moved_down,
    page_height,
    scale_for,
    sized,
    stacked,
    widest,
)
from xl_quality.reports.pupil_sheets import (
    ListHeading,
    by_class,
    decimals_of,
    full_totals,
    points_of,
    remark_of,
)

SLIPS_SHEET: Final = "成绩条"
_TITLE: Final = Style(bold=True)
_CUT: Final = Style(color="808080")
_CUT_DOWN: Final = _CUT._replace(align=Align.CENTER)
_DASHES, _DOWN = "┄", "┊"  # as wide as a Chinese letter in every font, unlike a hyphen
_HEIGHT: Final = 16.0
_LEGEND_HEIGHT, _CUT_HEIGHT = 14.0, 14.0
_ALLEY: Final = 3.0  # characters between two slips beside each other, where they are cut apart
_DASHES_A_CHARACTER: Final = 0.5  # of column width: a little too long, and cut off at the edge
_BETWEEN: Final = "　"  # class and exam: each in a line of its own where both are too long
_NAME: Final = 40  # characters: a longer name goes in several lines
_TITLE_WIDTH, _BOLD = 50, 1.1
"""Characters that two slips beside each other have at the most, and how much wider is bold."""
_IN_DOUBT: Final = "待核"
_NO_MARK: Final = "无成绩"
_ASK: Final = "见班主任"
"""In place of 作弊: a family hears that from a person, not from a strip of paper."""
_NO_TOTAL: Final = "—"


def slip_tables(
    contests: Sequence[PupilContest], options: Options, heading: ListHeading
) -> list[Table]:
    """Return the slips of all pupils who have a name or an id, on as few sheets as Excel allows.

    Args:
        contests: by exam and grade.
        options: what stands on a slip, and the lines of the grades.
        heading: what the sheets are called and what stands on every page.

    Raises:
        BadInputError: the lines of the grades cannot be used.
    """
    if not any(any((*one.table.names, *one.table.student_ids)) for one in contests):
        return []
    lines = title_line(heading.title), WideLine(heading.unit, NOTE)
    packs = [
        [one._replace(grade=contest.grade) for one in own]
        for contest in contests
        if (own := _packs(contest, options))
    ]
    parts = [(own, _widths(own)) for own in packs]
    # a grade of nine subjects would take the room of one of three, whose slips are narrow
    alike = grouped(parts, lambda part: _paper(*part, lines).form)
    sheets = [sheet for own in alike.values() for sheet in _laid(own, lines)]
    if len(sheets) == 1:
        return [_sheet(heading.sheet, *sheets[0])]
    return [
        _sheet(_numbered(heading.sheet, number, sheet[2]), *sheet)
        for number, sheet in enumerate(sheets, 1)
    ]


def _numbered(name: str, number: int, sections: Sequence[_Section]) -> str:
    """Return the name of one of several sheets: 成绩条1 四年级·六年级, as far as there is room."""
    grades = "·".join(dict.fromkeys(one.grade for one in sections if one.grade))
    told = f"{name}{number} {grades}".strip()
    return told if len(told) <= LONGEST_NAME else f"{name}{number}"


def _laid(
    parts: Sequence[tuple[Sequence[_Pack], Sequence[float]]], lines: Sequence[WideLine]
) -> list[tuple[_Paper, RowStack, list[_Section]]]:
    """Return what stands on each sheet: its paper, what its pages repeat, and its classes.

    *parts* are the classes of an exam and grade, and how wide their columns must be.
    """
    packs = [pack for own, _ in parts for pack in own]
    slip = [max(column) for column in zip_longest(*(widths for _, widths in parts), fillvalue=0)]
    paper = _paper(packs, slip, lines)
    top = paper.top(lines)
    sections = [_section(pack, paper, top.height) for pack in packs]
    return [(paper, top, part) for part in _in_sheets(sections)]


class _Paper(NamedTuple):
    """How slips stand on a page: how it lies, how many beside each other, widths of a slip."""

    lies: Orientation
    across: int
    slip: Sequence[float]

    @property
    def form(self) -> tuple[Orientation, int]:
        """Return what slips of one sheet have in common."""
        return self.lies, self.across

    @property
    def widths(self) -> list[float]:
        """Return the widths of all columns: of the slips, and of the alley between them."""
        return [*self.slip, *[_ALLEY, *self.slip] * (self.across - 1)]

    @property
    def scale(self) -> int:
        """Return the percent of full size."""
        return scale_for(self.widths, self.lies)

    def top(self, lines: Iterable[WideLine]) -> RowStack:
        """Return what all pages repeat."""
        return stacked([wide(line, self.widths) for line in lines])

    def rows(self, pack: _Pack, top: float) -> int:
        """Return how many slips stand under one another below a class's heading."""
        room = page_height(self.lies, self.scale) - top - _heading(pack, self.widths).height
        above, below = _around(pack, self.slip, 1)
        slip = RowStack([*above, *below]).height + pack.cells_height(self.slip) + _CUT_HEIGHT
        return max(1, int(room // slip))


def _paper(packs: Sequence[_Pack], slip: Sequence[float], lines: Sequence[WideLine]) -> _Paper:
    """Return the paper that holds most slips, upright where that makes no difference."""
    largest = max(packs, key=lambda one: len(one.legend))
    found = []
    for lies in (Orientation.PORTRAIT, Orientation.LANDSCAPE):
        for across in (2, 1):
            own = _Paper(lies, across, slip)
            if across > 1 and sum(own.widths) > widest(lies):
                continue
            spare = widest(lies, FULL_SIZE) - sum(own.widths)
            if spare > 0:  # the slips fill the page
                factor = 1 + spare / across / sum(slip)
                own = own._replace(slip=[width * factor for width in slip])
            found.append((own.rows(largest, own.top(lines).height) * across, own))
    return max(found, key=lambda one: one[0])[1]


class _Section(NamedTuple):
    """The pages of one class: the heading of each, and the slips on each of them."""

    heading: RowStack
    pages: Sequence[Sequence[RowBlock]]
    grade: str = ""  # of the class, as far as known


def _sheet(name: str, paper: _Paper, top: RowStack, sections: Sequence[_Section]) -> Table:
    parts: list[Row | RowBlock] = list(sized(top.rows))
    merges = list(top.merges)
    breaks: list[int] = []
    count = len(parts)
    for section in sections:
        for page in section.pages:
            breaks.append(count)
            merges += moved_down(section.heading.merges, count)
            parts += [*section.heading.rows, *page]
            count += len(section.heading.rows) + sum(block.length for block in page)
    return Table(
        name,
        RowList(parts),
        widths=paper.widths,
        merges=merges,
        freeze=(len(top.rows), 0),
        print_setup=PrintSetup(
            paper.lies,
            title_rows=(0, len(top.rows) - 1),
            row_breaks=breaks[1:],
            scale=paper.scale,
            area=(0, 0, count - 1, len(paper.widths) - 1),  # what is longer is cut off there
        ),
        confidential=True,
    )


def _in_sheets(sections: Sequence[_Section]) -> list[list[_Section]]:
    """Return the classes in sheets of no more pages than Excel can break a sheet into."""
    sheets: list[list[_Section]] = []
    pages = MOST_BREAKS
    for section in sections:
        own = len(section.pages)
        if pages + own > MOST_BREAKS:
            sheets.append([])
            pages = 0
        sheets[-1].append(section)
        pages += own
    return sheets


class _Pack(NamedTuple):
    """The slips of one class."""

    title: str  # over each slip: school, grade, class, exam
    titles: tuple[str, ...]  # over the cells: name and id as far as the sheets say them, subjects
    columns: Sequence[Sequence[Value]]  # the cells of the pupils, by columns
    styles: tuple[Style, ...]  # how these cells look
    legend: Sequence[str]  # what the cells mean, a line each
    longest: Sequence[str]  # the longest text of each column that names a pupil
    grade: str = ""  # of the class, ``""`` = not said

    def cells_height(self, slip: Sequence[float]) -> float:
        """Return how high the row of a pupil's cells is on slips of such columns, in points."""
        return wrapped_height(self.longest, slip, _HEIGHT)


def _packs(contest: PupilContest, options: Options) -> list[_Pack]:
    table = contest.table
    marks = options.pupil_slips is SlipContent.MARKS
    cells = {
        name: _doubtful(column.marks)
        if name in contest.held
        else _cells(column, _marks(column) if marks else _letters(column, options))
        for name, column in table.subjects.items()
    }
    known = [name for name in table.subjects if name not in contest.held]
    legend = _full_marks(contest, options) if marks else _letter_words(known, options)
    digits = {name: decimals_of(column) for name, column in table.subjects.items()}
    if marks and len(known) == len(table.subjects) > 1:
        digits[TOTAL] = max(digits.values())
        cells[TOTAL] = [
            _NO_TOTAL if total is None else points_of(total, digits[TOTAL])
            for total in full_totals(contest)
        ]
    named = {
        title: values
        for title, values in (("姓名", table.names), (table.id_title, table.student_ids))
        if any(values)
    }
    packs = []
    for (school, class_name), pupils in by_class(table).items():
        own = [
            name
            for name in cells
            if name not in table.subjects
            or any(table.subjects[name].marks[pupil] is not NOT_DUE for pupil in pupils)
        ]
        every = [*named.values(), *(cells[name] for name in own)]
        columns = [[values[pupil] for pupil in pupils] for values in every]
        home = "".join((school, *grade_and_class(contest.grade, class_name)))
        title = f"{home}{_BETWEEN}{''.join(contest_words(contest.exam, '', '成绩单'))}".strip()
        longest = [max(map(str, values), key=len) for values in columns[: len(named)]]
        styles = (*map(_name_style, longest), *(score_style(digits[one], CENTER) for one in own))
        packs.append(_Pack(title, (*named, *own), columns, styles, legend, longest))
    return packs


def _name_style(longest: str) -> Style:
    return CENTER._replace(wrap=fitted([longest], most=inf, spare=0) > _NAME)


def _cells(column: SubjectColumn, shown: Callable[[int], Value]) -> list[Value]:
    """Return what stands on each pupil's slip; the same mark is worked out once."""
    known = {mark: shown(mark) for mark in set(column.marks) if not isinstance(mark, Remark)}
    return [_remark(mark) if isinstance(mark, Remark) else known[mark] for mark in column.marks]


def _doubtful(marks: Sequence[Mark]) -> list[Value]:
    return [_remark(mark) if isinstance(mark, Remark) else _IN_DOUBT for mark in marks]


def _remark(mark: Remark) -> str:
    if mark.state is State.CHEATED:
        return _ASK
    return _NO_MARK if mark is BLANK else remark_of(mark) or _NO_MARK


def _letters(column: SubjectColumn, options: Options) -> Callable[[int], Value]:
    return letter_lines(column.label, column.full_mark, options).letter


def _marks(column: SubjectColumn) -> Callable[[int], Value]:
    digits = decimals_of(column)
    return lambda mark: points_of(mark, digits)


def _full_marks(contest: PupilContest, options: Options) -> list[str]:
    fulls = {
        name: points_text(options.full_mark(name, column.full_mark))
        for name, column in contest.table.subjects.items()
    }
    by_mark = grouped(fulls, fulls.__getitem__)
    return ["满分：" + "，".join(f"{'、'.join(own)}{full}分" for full, own in by_mark.items())]


def _letter_words(subjects: Iterable[str], options: Options) -> list[str]:
    """Return what the grades mean, a line for all subjects of the same lines."""
    words = grouped(subjects, lambda name: _lines_in_words(name, options))
    alone = len(words) == 1
    return [f"{'等级' if alone else '、'.join(own)}：{text}" for text, own in words.items()]


def _lines_in_words(subject: str, options: Options) -> str:
    own = options.subject_lines.get(subject, options.lines)
    good = options.subject_good.get(subject, options.good)
    lines = (own.excellent, good, own.passing, own.low)
    reached = [f"{letter}≥{_line(line)}" for letter, line in zip("ABCD", lines, strict=True)]
    shares = any(isinstance(line, Fraction) for line in lines)
    return "，".join([*reached, f"E＜{_line(own.low)}"]) + "（占满分）" * shares


def _line(line: Line) -> str:
    text = line_text(line)
    return f"{text}分" if isinstance(line, BareLine) else text


def _widths(packs: Sequence[_Pack]) -> list[float]:
    """Return the widths of the columns of all slips, which stand under one another."""
    most = max(len(pack.titles) for pack in packs)
    texts: list[set[object]] = [set() for _ in range(most)]
    for pack in packs:
        for own, title in zip(texts, pack.titles, strict=False):
            own.add(title)
        for own, values in zip(texts, pack.columns, strict=False):
            own.update(values)
    widths = [fitted(own, most=_NAME, spare=0) for own in texts]
    titles = {part for pack in packs for part in pack.title.split(_BETWEEN)}
    wanted = fitted(titles, most=_TITLE_WIDTH, spare=0) * _BOLD
    return [width + max(0, wanted - sum(widths)) / most for width in widths]


def _heading(pack: _Pack, widths: Sequence[float]) -> RowStack:
    words = f"{pack.title}（{len(pack.columns[0])}人）"
    return wide(WideLine(words, SECTION, 22), widths)


def _lines(text: str, width: float, mark: str = "，", *, bold: bool = False) -> list[str]:
    """Return a text in lines, broken behind marks where a slip is not wide enough for one.

    What stands between two marks and is longer than a line is broken anywhere.

    >>> _lines("等级：A≥85%，B≥75%，C≥60%", 20)
    ['等级：A≥85%，', 'B≥75%，C≥60%']
    >>> _lines("青石县民族团结九年一贯制学校，期末", 20)
    ['青石县民族团结九', '年一贯制学校，', '期末']
    """
    lines: list[str] = []
    for part in text.split(mark):
        if lines and lines_of(f"{lines[-1]}{mark}{part}", width, bold=bold) == 1:
            lines[-1] += mark + part
        else:
            lines[-1:] = [f"{line}{mark}" for line in lines[-1:]]
            lines.append(part)
    return [piece.strip() for line in lines for piece in _pieces(line, width, bold=bold)]


def _pieces(text: str, width: float, *, bold: bool) -> list[str]:
    """Return a text in about equally long pieces, each of which a line holds."""
    most = -(-len(text) // lines_of(text, width, bold=bold))
    for length in range(most, 0, -1):
        pieces = [text[first : first + length] for first in range(0, len(text), length)]
        if all(lines_of(one, width, bold=bold) == 1 for one in pieces):
            return pieces
    return [text]


def _around(pack: _Pack, slip: Sequence[float], across: int) -> tuple[list[Row], list[Row]]:
    """Return what stands over and under some slips beside each other."""
    width = sum(slip)
    titles = [
        _beside((text,), (_TITLE,), len(slip), across, _HEIGHT)
        for text in _lines(pack.title, width, _BETWEEN, bold=True)
    ]
    heads = (HEADER,) * len(pack.titles)
    legend = [
        _beside((line,), (PLAIN,), len(slip), across, _LEGEND_HEIGHT)
        for text in pack.legend
        for line in _lines(text, width)
    ]
    return [*titles, _beside(pack.titles, heads, len(slip), across, _HEIGHT)], legend


def _beside(
    values: Sequence[Value], styles: Sequence[Style], columns: int, across: int, height: float
) -> Row:
    """Return a row that says the same of slips beside each other, of so many columns each."""
    free = columns - len(values)
    before = across - 1
    return Row(
        (*(*values, *[None] * free, _DOWN) * before, *values),
        (*(*styles, *[PLAIN] * free, _CUT_DOWN) * before, *styles),
        height,
    )


def _section(pack: _Pack, paper: _Paper, top: float) -> _Section:
    """Return the pages of one class: its name over each, a slip a pupil between lines to cut.

    Pages that are cut in one stack give piles, those of the left column first, which lie in the
    order of the class when they are put together: at each place of a page stands the pupil behind
    the one of the page before. *top* is how many points all pages repeat.
    """
    pupils = len(pack.columns[0])
    pages = -(-pupils // (paper.rows(pack, top) * paper.across))
    most = -(-pupils // pages)  # slips on each page but the last
    last = pupils - most * (pages - 1)
    rows = -(-most // paper.across)
    firsts = [at * pages - max(0, at - last) for at in range(most)]
    dashes = "✂ " + _DASHES * int(sum(paper.widths) * _DASHES_A_CHARACTER)
    cut = Row((dashes,), (_CUT,), _CUT_HEIGHT)
    empty = [None] * len(pack.styles)
    looks, high = [], pack.cells_height(paper.slip)  # of one slip, and of two beside each other
    for across in range(1, paper.across + 1):
        above, below = _around(pack, paper.slip, across)
        cells = _beside(empty, pack.styles, len(paper.slip), across, high)
        looks.append(RowBlock((), cells.styles, high, above, [*below, cut]))
    found = []
    for page in range(pages):
        own = [first + page for first in firsts[: last if page == pages - 1 else most]]
        left, right = own[:rows], own[rows:]
        both = len(right)
        runs = [[left[:both], right]] if right else []
        runs += [[left[both:]]] if left[both:] else []
        found.append(
            [looks[len(run) - 1]._replace(columns=_columns(pack, paper, run)) for run in runs]
        )
    return _Section(_heading(pack, paper.widths), found, pack.grade)


def _columns(pack: _Pack, paper: _Paper, pupils: Sequence[Sequence[int]]) -> list[Sequence[Value]]:
    """Return the cells of some pupils, by columns of slips."""
    free = len(paper.slip) - len(pack.columns)
    columns: list[Sequence[Value]] = []
    for own in pupils:
        if columns:
            columns += [[value] * len(own) for value in (*[None] * free, _DOWN)]
        columns += [[values[one] for one in own] for values in pack.columns]
    return columns
