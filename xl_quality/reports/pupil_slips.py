"""Slips for parents (成绩条): one a pupil, to be cut apart, each class on pages of its own.

A slip holds nothing about anybody else: no place, no mean, no comparison (公布排名 is forbidden).
Slips stand in the order of the score sheet, never by marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from xl_quality.books.tables import (
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
from xl_quality.core.marks import BLANK, NOT_DUE, Mark, Remark, SubjectColumn
from xl_quality.core.options import (
    BareLine,
    Line,
    Options,
    SlipContent,
    line_text,
    points_text,
)
from xl_quality.core.pupils import TOTAL, PupilContest, letter_lines
from xl_quality.reports.frame import (
    CENTER,
    HEADER,
    NOTE,
    SECTION,
    WideLine,
    display_width,
    fitted,
    score_style,
    title_line,
    wide,
)
from xl_quality.reports.paper import (
    MOST_BREAKS,
    RowStack,
    moved_down,
    page_height,
    scale_for,
    sized,
    stacked,
)
from xl_quality.reports.pupil_sheets import (
    PAGE_WIDTH,
    ListHeading,
    by_class,
    decimals_of,
    points_of,
    remark_of,
)

SLIPS_SHEET: Final = "成绩条"
_TITLE: Final = Style(bold=True, size=12)
_LEGEND: Final = Style(size=10)
_CUT: Final = Style(size=10, color="808080")
_DASHES: Final = "- "
_HEIGHT: Final = 16.0
_LEGEND_HEIGHT, _CUT_HEIGHT = 13.0, 14.0
_LEAST_SCALE: Final = 80
"""Percent: 8 points of the smallest text. An upright page holds twice the slips of one across."""
_DASHES_A_CHARACTER: Final = 0.5  # of column width: more would be cut off
_SMALL: Final = _LEGEND.size / 11  # of the width of an ordinary text
_IN_DOUBT: Final = "待核"
_NO_MARK: Final = "无成绩"


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
    packs = [pack for contest in contests for pack in _packs(contest, options)]
    widths = _widths(packs)
    upright = scale_for(widths, Orientation.PORTRAIT) >= _LEAST_SCALE
    lies = Orientation.PORTRAIT if upright else Orientation.LANDSCAPE
    lines = title_line(heading.title), WideLine(heading.unit, NOTE)
    top = stacked([wide(line, widths) for line in lines])
    room = page_height(lies, scale_for(widths, lies)) - top.height
    parts = _in_sheets([_section(pack, widths, room) for pack in packs])
    return [
        _sheet(heading.sheet + (str(number) if len(parts) > 1 else ""), top, part, widths, lies)
        for number, part in enumerate(parts, 1)
    ]


class _Section(NamedTuple):
    """The pages of one class: the heading of each, and the slips on each of them."""

    heading: RowStack
    pages: Sequence[RowBlock]


def _sheet(
    name: str,
    top: RowStack,
    sections: Sequence[_Section],
    widths: Sequence[float],
    lies: Orientation,
) -> Table:
    parts: list[Row | RowBlock] = list(sized(top.rows))
    merges = list(top.merges)
    breaks: list[int] = []
    count = len(parts)
    for section in sections:
        for page in section.pages:
            breaks.append(count)
            merges += moved_down(section.heading.merges, count)
            parts += [*section.heading.rows, page]
            count += len(section.heading.rows) + page.length
    return Table(
        name,
        RowList(parts),
        widths=widths,
        merges=merges,
        freeze=(len(top.rows), 0),
        print_setup=PrintSetup(
            lies,
            title_rows=(0, len(top.rows) - 1),
            row_breaks=breaks[1:],
            scale=scale_for(widths, lies),
            area=(0, 0, count - 1, len(widths) - 1),  # what is longer is cut off there
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
            None if total is None else points_of(total, digits[TOTAL])
            for total in contest.totals.marks
        ]
    named = {
        title: values
        for title, values in (("姓名", table.names), ("学号", table.student_ids))
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
        title = f"{home}　{contest.exam}成绩单".strip()
        styles = (*(CENTER for _ in named), *(score_style(digits[name], CENTER) for name in own))
        packs.append(_Pack(title, (*named, *own), columns, styles, legend))
    return packs


def _cells(column: SubjectColumn, shown: Callable[[int], Value]) -> list[Value]:
    """Return what stands on each pupil's slip; the same mark is worked out once."""
    known = {mark: shown(mark) for mark in set(column.marks) if not isinstance(mark, Remark)}
    return [_remark(mark) if isinstance(mark, Remark) else known[mark] for mark in column.marks]


def _doubtful(marks: Sequence[Mark]) -> list[Value]:
    return [_remark(mark) if isinstance(mark, Remark) else _IN_DOUBT for mark in marks]


def _remark(mark: Remark) -> str:
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
    reached = [f"{letter} {_line(line)}及以上" for letter, line in zip("ABCD", lines, strict=True)]
    shares = any(isinstance(line, Fraction) for line in lines)
    return "，".join([*reached, f"E {_line(own.low)}以下"]) + "（占满分）" * shares


def _line(line: Line) -> str:
    text = line_text(line)
    return f"{text}分" if isinstance(line, BareLine) else text


def _widths(packs: Sequence[_Pack]) -> list[float]:
    """Return the widths of the columns of all slips, which stand under one another.

    What is left of the page, or of what the longest legend needs, is one empty column more.
    """
    most = max(len(pack.titles) for pack in packs)
    texts: list[set[object]] = [set() for _ in range(most)]
    for pack in packs:
        for own, title in zip(texts, pack.titles, strict=False):
            own.add(title)
        for own, values in zip(texts, pack.columns, strict=False):
            own.update(values)
    widths = [fitted(own) for own in texts]
    legends = {text for pack in packs for text in pack.legend}
    needed = max(PAGE_WIDTH, *(display_width(text) * _SMALL for text in legends))
    return [*widths, needed - sum(widths)] if sum(widths) < needed else widths


def _section(pack: _Pack, widths: Sequence[float], room: float) -> _Section:
    """Return the pages of one class: its name over each, a slip a pupil between lines to cut.

    *room* is how many points of rows a page has under what all pages repeat.
    """
    count = len(pack.titles)
    title = Row((pack.title,), (_TITLE,), _HEIGHT)
    head = Row(pack.titles, (HEADER,) * count, _HEIGHT)
    legend = [Row((text,), (_LEGEND,), _LEGEND_HEIGHT) for text in pack.legend]
    dashes = "✂ " + _DASHES * int(sum(widths) * _DASHES_A_CHARACTER)
    cut = Row((dashes,), (_CUT,), _CUT_HEIGHT)
    above, below = [title, head], [*legend, cut]
    pupils = len(pack.columns[0])
    heading = wide(WideLine(f"{pack.title}（{pupils}人）", SECTION, 22), widths)
    slip = RowStack([*above, *below]).height + _HEIGHT
    slips = max(1, int((room - heading.height) // slip))
    pages = [
        RowBlock([own[at : at + slips] for own in pack.columns], pack.styles, _HEIGHT, above, below)
        for at in range(0, pupils, slips)
    ]
    return _Section(heading, pages)
