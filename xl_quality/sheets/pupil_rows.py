"""Which rows are pupils and which are not (数据行、表尾、重复表头), as far as texts tell.

Rows that only their figures give away (没有字样的合计、平均行) and pupils without a name.

Blank schools, grades and classes (空白的班级): filled only where one reading remains.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from enum import Enum, auto
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import settings_row
from xl_quality.core.marks import POINT
from xl_quality.sheets.grid import CellValue, ErrorCell, is_empty
from xl_quality.sheets.labels import EXACT, FOOTER, FOOTER_WHOLE, SUBJECTS, Role
from xl_quality.sheets.layout import LARGEST_MARK, PupilRows, RunningColumn
from xl_quality.sheets.recognition import listed, shown
from xl_quality.sheets.text import looks_like_name, pattern, plain_label, plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.grid import View
    from xl_quality.sheets.layout import Layout, Step

_LONGEST_NAME: Final = 20
_CJK_NAME: Final = 8
_HINTS: Final = (
    "均平计总和及合优良差长核低高得准差位众数难区全班校级率比备说注制审填签负任阅监登统录日打段满分以年姓名学文外"
    "物化生语参实应"
)
_OF_FOOTERS: Final = frozenset(_HINTS)
_NO_FOOTER: Final = pattern(rf"[^{_HINTS}]{{2,{_CJK_NAME}}}")
_CHINESE_PAGES: Final = bytes(range(0x4E, 0xA0))
"""First bytes of Chinese characters in UTF-16."""
_ASCII: Final = pattern(r"total|average|avg|mean|sum|max|min|count|name", re.IGNORECASE)
_LABEL_ROLES: Final = (Role.NAME, Role.STUDENT_ID, Role.SUBJECT, Role.CLASS, Role.TOTAL, Role.SCORE)


def pupil_rows(layout: Layout) -> Step:
    """Sort the rows below the header by the texts of their key columns; empty rows are in none."""
    view, override, keys = layout.view, layout.override, layout.keys
    first = max(layout.header.first_below, (override.first_row or 1) - 1)
    rows = range(first, min(override.last_row or view.height, view.height))
    named = keys.name if keys.name is not None else keys.student_id
    if named is None:
        return layout._replace(rows=_rows_without_name(layout, rows)), []
    odd = _odd_rows(layout, named, rows)
    if not odd:
        return layout._replace(rows=PupilRows(rows)), []
    certain = [row for row in rows if row not in odd]
    last = certain[-1] if certain else None
    kinds = {row: _judge(layout, named, row, last) for row in sorted(odd)}
    by_kind = {kind: [row for row, own in kinds.items() if own is kind] for kind in _Kind}
    alone = [row for row in kinds if len(view.filled(row)) == 1]
    found = PupilRows(
        data=sorted((*certain, *by_kind[_Kind.PUPIL], *by_kind[_Kind.ODD], *by_kind[_Kind.NUMBER])),
        footers=[row for row, kind in kinds.items() if kind in _FOOTERS],
        repeated=by_kind[_Kind.HEADER],
        between=[(row, text) for row in alone if (text := _title(view, row, kinds[row]))],
        open=by_kind[_Kind.OPEN],
    )
    findings = [_name_like_footer(layout, named, row) for row in by_kind[_Kind.ODD]]
    numbers = (kind for kind in (_Kind.NUMBER, _Kind.NUMBER_BELOW) if by_kind[kind])
    findings += (_numbers(layout, named, by_kind[kind], kind) for kind in numbers)
    return layout._replace(rows=found), findings


class _Kind(Enum):
    """What an odd row is."""

    PUPIL = auto()
    ODD = auto()  # a pupil whose name does not look like one
    NUMBER = auto()  # a pupil with a number among names
    NUMBER_BELOW = auto()  # a number below the names: mostly of a small table of figures
    FOOTER = auto()
    HEADER = auto()  # the header again
    EMPTY = auto()
    OPEN = auto()  # its figures have to say


_FOOTERS: Final = (_Kind.FOOTER, _Kind.NUMBER_BELOW)


def _title(view: View, row: int, kind: _Kind) -> str:
    """Return the one text of a row that holds nothing else: a title inside the sheet."""
    value = view.rows[row][view.filled(row)[0]]
    return value if isinstance(value, str) and kind in (_Kind.FOOTER, _Kind.OPEN) else ""


def _odd_rows(layout: Layout, named: int, rows: range) -> set[int]:
    """Return the rows in which the name is blank or no name, or a key column holds other words."""
    columns = layout.view.columns
    odd: set[int] = set()
    for column in {named, *layout.keys.of_pupil, *range(min(named, 3))}:
        values = columns[column][rows.start : rows.stop]
        texts = layout.view.distinct_texts(column)
        strange = _strange(texts, name=column == named)
        if column == named:
            blank = {None} & layout.view.grid.distinct[column]
            odd.update(_where(values, {*blank, *strange}, rows.start))
            odd.update(_no_texts(values, rows, texts))
            odd.difference_update(_continued(layout, named, rows))
        else:
            odd.update(_where(values, strange, rows.start))
    return odd


def _no_texts(values: Sequence[CellValue], rows: range, texts: AbstractSet[str]) -> Iterable[int]:
    """Return rows with an error or, among names in words, a number in place of the name."""
    types = set(map(type, values)) - {str, type(None)}
    if not types:
        return ()
    other = [r for r, value in zip(rows, values, strict=True) if type(value) in types]
    # pupils may be called by numbers (A001, '20240101, 20240102): only among names one is odd
    worded = sum(not text.isascii() for text in texts) > len(other)
    return [r for r in other if worded or isinstance(values[r - rows.start], ErrorCell)]


def _continued(layout: Layout, named: int, rows: range) -> set[int]:
    """Return rows without a name that belong to the pupil above: the name's cell is merged."""
    view = layout.view
    return {
        row
        for first, last in view.merged_down(named)
        if first in rows and not is_empty(view.rows[first][named])
        for row in range(first + 1, last + 1)
        if row in rows and len(view.filled(row)) > 0
    }


def _where(values: Sequence[CellValue], wanted: Collection[CellValue], start: int) -> Iterable[int]:
    if not wanted:
        return ()
    return [row for row, value in enumerate(values, start) if value in wanted]


def _strange(texts: AbstractSet[str], *, name: bool) -> set[str]:
    """Return the texts that _is_strange names, sparing it the plain ones."""
    if name:
        # of 50,000 names nearly all are plain: a call of Python for each would take longer
        pages = "".join(texts).encode("utf-16-be", "surrogatepass")[::2]
        chinese = not pages.translate(None, _CHINESE_PAGES)
        is_plain = _NO_FOOTER.fullmatch if chinese else _is_plain_name
        texts = {text for text in texts if not is_plain(text)}
    else:
        texts = {text for text in texts if not text.isascii()}
    return {text for text in texts if _is_strange(text, name=name)}


def _is_plain_name(text: str) -> bool:
    """Say whether a text is two to eight Chinese characters, none of a footer's: no footer."""
    return (
        1 < len(text) <= _CJK_NAME
        and _OF_FOOTERS.isdisjoint(text)
        and min(text) >= "\u4e00"
        and max(text) <= "\u9fff"
    )


def _is_strange(text: str, *, name: bool) -> bool:
    if not text.strip():
        return name
    if text.isascii():
        return name and (":" in text or len(text) > _LONGEST_NAME or bool(_ASCII.search(text)))
    if _is_plain_name(text):
        return False
    if name and not looks_like_name(text):
        return True
    plain = plain_text(text)
    word = plain_label(text)
    if FOOTER.search(plain) or word in SUBJECTS or EXACT.get(word) in _LABEL_ROLES:
        return True
    return name and (":" in plain or _too_long(plain))


def _too_long(plain: str) -> bool:
    cjk = sum(not character.isascii() for character in plain)
    return len(plain) > _LONGEST_NAME or (cjk > _CJK_NAME and "·" not in plain)


def _judge(layout: Layout, named: int, row: int, last: int | None) -> _Kind:
    """Say what an odd row is; `last` is the last row whose name is beyond doubt."""
    values, filled = layout.view.rows[row], layout.view.filled(row)
    if not filled:
        return _Kind.EMPTY
    if is_header_again(layout, row):
        return _Kind.HEADER
    name = values[named]
    if isinstance(name, str) and name.strip():
        return _judge_named(layout, named, row, plain_text(name).lower())
    if not is_empty(name):  # a number among names, or below them
        if last is not None and row < last:
            return _Kind.NUMBER
        # 合计 |  | 56: how many there are, below the names
        return _Kind.FOOTER if _key_footer(layout, named, row) else _Kind.NUMBER_BELOW
    words = [value for column in filled if isinstance(value := values[column], str)]
    closing = any(_is_strange(w, name=False) or FOOTER.search(plain_text(w)) for w in words)
    return _Kind.FOOTER if closing else _Kind.OPEN


def _judge_named(layout: Layout, named: int, row: int, plain: str) -> _Kind:
    """A name column that holds 平均分, a title, a remark, or only an unusual name."""
    footer = bool(FOOTER.search(plain))
    if FOOTER_WHOLE.fullmatch(plain) or ":" in plain or plain_label(plain) in EXACT:
        return _Kind.FOOTER
    alone = len(layout.view.filled(row)) == 1
    if looks_like_name(plain):
        closing = alone and footer
    else:
        number = layout.keys.student_id
        numbered = number not in (None, named) and not is_empty(layout.view.rows[row][number or 0])
        closing = alone or (footer and not numbered) or _key_footer(layout, named, row)
    if closing:
        return _Kind.FOOTER
    return _Kind.ODD if footer or _too_long(plain) else _Kind.PUPIL


def _name_like_footer(layout: Layout, named: int, row: int) -> Finding:
    return layout.warning(
        "name_like_footer",
        layout.view.at(row, named),
        "这一行的姓名不像姓名，但不是空行，已当作学生",
        "请核对这一行是不是学生；如果不是，请删去，或"
        + settings_row("末行", "最后一名学生的行号", sheet=layout.view.grid.name),
        shown(layout.view.rows[row][named]),
    )


def _numbers(layout: Layout, named: int, rows: Sequence[int], kind: _Kind) -> Finding:
    """Say once which rows among the names, or which below them, have a number for a name."""
    cells = [layout.view.at(row, named) for row in rows]
    found = shown(layout.view.rows[rows[0]][named])
    if kind is _Kind.NUMBER:
        message = f"有{len(rows)}行姓名列是数字，不是姓名（{listed(cells)}），已按学生计入"
        advice = "请改正姓名；如果不是学生，请删去这些行"
        return layout.error("number_for_name", cells[0], message, advice, found)
    message = f"名单之后有{len(rows)}行姓名列是数字（{listed(cells)}），没有当作学生"
    return layout.warning("number_below_list", cells[0], message, "如果是学生，请改正姓名", found)


def _key_footer(layout: Layout, named: int, row: int) -> bool:
    """Say whether another key column says 合计 or the like beside something that is no name."""
    values = layout.view.rows[row]
    columns = {*layout.keys.of_pupil, *range(min(named, 3))} - {named}
    texts = [value for c in columns if isinstance(value := values[c], str)]
    return any(FOOTER.search(plain_text(text)) for text in texts)


def is_header_again(layout: Layout, row: int) -> bool:
    """Say whether a row repeats most of the labels of the header."""
    if not layout.header.rows:
        return False
    view = layout.view
    for header_row in layout.header.rows:
        pairs = [
            (plain_label(view.text(header_row, c)), plain_label(view.text(row, c)))
            for c in range(view.width)
        ]
        labelled = [pair for pair in pairs if pair[0]]
        same = sum(first == second for first, second in labelled)
        if same >= 2 and same * 10 >= len(labelled) * 6:  # noqa: PLR2004 - one may be chance
            return True
    return False


def _rows_without_name(layout: Layout, rows: range) -> PupilRows:
    """Without names and numbers every row with a class or school and figures is a row of data."""
    view, keys = layout.view, layout.keys.of_pupil
    data: list[int] = []
    footers: list[int] = []
    repeated: list[int] = []
    for row in rows:
        values, filled = view.rows[row], view.filled(row)
        if not filled:
            continue
        texts = [value for c in filled if isinstance(value := values[c], str)]
        if is_header_again(layout, row):
            repeated.append(row)
        elif any(_is_strange(text, name=False) for text in texts):
            footers.append(row)
        elif not keys or any(not is_empty(values[c]) for c in keys):
            data.append(row)
        else:
            footers.append(row)
    return PupilRows(data, footers, repeated)


_ENOUGH: Final = 3
"""So many pupils stay whatever their figures are: fewer make no list."""
_FAR: Final = 3
"""A number over three times the largest mark is no mark, whatever it sums up."""
_NEAR: Final = 60
"""A figure below one of so many marks above it is no sum of them all."""


class _Row(Enum):
    """What a row without a name is."""

    GOES_ON = auto()  # belongs to the pupil above
    NAMELESS = auto()  # a pupil without a name
    PREPARED = auto()  # a number, and nobody on it
    SUMMED = auto()  # figures that sum up others
    ELSEWHERE = auto()  # figures outside the score columns
    WORDS = auto()


def judged_rows(layout: Layout) -> Step:
    """
    Decide on rows without a name, and on last rows whose figures are sums or means.

    Whatever is decided by figures is a finding, one for all rows of a kind.
    """
    columns = layout.roles.figures
    kinds = _kinds(layout, columns)
    pupils = [*kinds.get(_Row.GOES_ON, ()), *kinds.get(_Row.NAMELESS, ())]
    others = [row for kind in _NO_PUPILS for row in kinds.get(kind, ())]
    findings = [
        finding for kind, rows in kinds.items() for finding in _of_kind(layout, kind, rows, columns)
    ]
    data = sorted((*layout.rows.data, *pupils)) if pupils else layout.rows.data
    layout = _with_rows(layout, data, others)
    for drop in (_drop_named_sums, _drop_lonely_names):
        layout, told = drop(layout, columns)
        findings += told
    return layout, findings


_NO_PUPILS: Final = (_Row.SUMMED, _Row.ELSEWHERE, _Row.WORDS)


def _with_rows(layout: Layout, data: Sequence[int], footers: Sequence[int]) -> Layout:
    """Return the table with other rows of pupils and more footers."""
    both = sorted((*layout.rows.footers, *footers))
    return layout._replace(rows=layout.rows._replace(data=data, footers=both))


def _kinds(layout: Layout, columns: Sequence[int]) -> dict[_Row, list[int]]:
    """Return the open rows by what they are; a sum begins anew behind a footer or another sum."""
    running = {c: RunningColumn(layout, c) for c in columns} if layout.rows.open else {}
    kinds: dict[_Row, list[int]] = {}
    footers, start = layout.rows.footers, 0
    for row in layout.rows.open:
        above = bisect_left(footers, row)
        start = max(start, footers[above - 1] + 1 if above else 0)
        kind = _kind(layout, row, running, start)
        kinds.setdefault(kind, []).append(row)
        if kind is _Row.SUMMED:
            start = row + 1
    return kinds


def _kind(layout: Layout, row: int, running: dict[int, RunningColumn], start: int) -> _Row:
    values, data, number = layout.view.rows[row], layout.rows.data, layout.keys.student_id
    above = bool(data) and row > data[0]
    several = layout.keys.subject_name if layout.roles.is_long else layout.keys.exam
    if above and several is not None and not is_empty(values[several]):
        return _Row.GOES_ON  # several exams or subjects a pupil: the name is in the first row only
    if number is not None and not is_empty(values[number]):
        scored = any(not is_empty(values[column]) for column in layout.roles.subjects.values())
        return _Row.NAMELESS if scored else _Row.PREPARED
    figures = {c: f for c in running if (f := _figure(layout, row, c)) is not None}
    if not figures:
        other = any(isinstance(value, (int, float)) for value in values)
        return _Row.ELSEWHERE if other else _Row.WORDS
    summed = sum(running[c].is_sum_or_mean(f, row, start) for c, f in figures.items())
    below = bool(data) and row > data[-1]
    return _Row.SUMMED if summed * 2 > len(figures) or below else _Row.NAMELESS


def _marks(layout: Layout, rows: Sequence[int], column: int) -> list[int]:
    values = layout.view.columns[column]
    marks = layout.reader.column([values[row] for row in rows])
    return [mark for mark in marks if isinstance(mark, int)]


def _figure(layout: Layout, row: int, column: int) -> int | None:
    mark = layout.reader.read(layout.view.rows[row][column]).mark
    return mark if isinstance(mark, int) else None


def _of_kind(
    layout: Layout, kind: _Row, rows: Sequence[int], columns: Sequence[int]
) -> Iterator[Finding]:
    """Say what was decided, once for all rows of one kind; WORDS are footers like any other."""
    telling = [_telling_column(layout, kind, row, columns) for row in rows]
    cells = [layout.view.at(row, column) for row, column in zip(rows, telling, strict=True)]
    where, found = (
        f"有{len(rows)}行（{listed(cells)}）",
        shown(layout.view.rows[rows[0]][telling[0]]),
    )
    if kind is _Row.NAMELESS:
        message = f"{where}有成绩但没有姓名，已按学生计入"
        row = settings_row("末行", "最后一名学生的行号", sheet=layout.view.grid.name)
        advice = f"请补上姓名；如果不是学生，请删去这些行，或{row}"
        yield layout.error("name_missing", cells[0], message, advice, found)
    elif kind is _Row.GOES_ON:
        message = f"{where}没有写姓名，已算作上一行的学生"
        advice = "请核对；最好每一行都写上姓名"
        yield layout.warning("name_filled_down", cells[0], message, advice, found)
    elif kind is _Row.PREPARED:
        message = f"{where}只有序号（学号），没有姓名和成绩，没有当作学生"
        yield layout.note("prepared_lines", cells[0], message, "如果是学生，请补上姓名", found)
    elif kind is _Row.SUMMED:
        message = f"{where}没有姓名，像是合计或平均，没有当作学生"
        advice = "请核对；如果是学生，请补上姓名"
        yield layout.warning("unlabelled_footer", cells[0], message, advice, found)
    elif kind is _Row.ELSEWHERE:
        message = f"{where}没有姓名，只有别处的数字，没有当作学生"
        yield layout.note("unlabelled_row", cells[0], message, "如果是学生，请补上姓名", found)


def _telling_column(layout: Layout, kind: _Row, row: int, columns: Sequence[int]) -> int:
    """Return the column of the cell that shows what a row is."""
    if kind in (_Row.NAMELESS, _Row.GOES_ON):
        return layout.keys.name or 0
    if kind is _Row.PREPARED:
        return layout.keys.student_id or 0
    values, filled = layout.view.rows[row], layout.view.filled(row)
    scored = [column for column in columns if _figure(layout, row, column) is not None]
    numbers = [column for column in filled if isinstance(values[column], (int, float))]
    return next(iter((*scored, *numbers, *filled, 0)))


def _drop_named_sums(layout: Layout, columns: Sequence[int]) -> Step:
    """Take out last rows in which somebody's name stands beside a sum or a mean."""
    findings: list[Finding] = []
    while len(layout.rows.data) > _ENOUGH:
        row, name = layout.rows.data[-1], layout.keys.name
        if not any(_is_stray_sum(layout, row, column) for column in columns):
            break
        layout = _with_rows(layout, layout.rows.data[:-1], [row])
        values = layout.view.rows[row]
        written = "" if name is None else shown(values[name])
        column = next(c for c in columns if _figure(layout, row, c) is not None)
        findings.append(
            layout.warning(
                "stray_name_footer",
                layout.view.at(row, column),
                f"{layout.view.row_named(row)}写着“{written}”，数字却是上面各行的合计或平均，"
                "没有当作学生",
                "请核对；如果是学生，请改正这一行的分数",
                shown(values[column]),
            )
        )
    return layout, findings


def _is_stray_sum(layout: Layout, row: int, column: int) -> bool:
    figure, data = _figure(layout, row, column), layout.rows.data
    if figure is None:
        return False
    keys = [c for c in (layout.keys.class_name, layout.keys.student_id) if c is not None]
    bare = bool(keys) and all(is_empty(layout.view.rows[row][c]) for c in keys)
    near = _marks(layout, data[-_NEAR:-1], column)
    if not bare and near and figure <= max(near):
        return False  # no sum of them all; spares reading the whole column
    marks = _marks(layout, data[:-1], column)
    if len(marks) < _ENOUGH:
        return False
    largest = max(marks)
    is_sum = figure == sum(marks) and figure > largest
    far = column != layout.roles.total and figure > max(LARGEST_MARK, _FAR * largest)
    usual = not any(is_empty(layout.view.rows[data[-2]][c]) for c in keys)
    mean = Fraction(sum(marks), len(marks))
    is_mean = bare and usual and figure % POINT != 0 and abs(figure - mean) < 1
    return is_sum or far or is_mean


def _drop_lonely_names(layout: Layout, columns: Sequence[int]) -> Step:
    """Take out a name that stands alone under a gap: whoever made the sheet."""
    view, findings = layout.view, []
    others = (*columns, *layout.keys.of_pupil[1:])
    while len(data := layout.rows.data) > _ENOUGH and data[-1] - data[-2] > 1:
        row = data[-1]
        if any(not is_empty(view.rows[row][c]) for c in others):
            break
        layout = _with_rows(layout, data[:-1], [row])
        column = view.filled(row)[0]
        findings.append(
            layout.warning(
                "stray_name_row",
                view.at(row, column),
                f"{view.row_named(row)}只有一个名字，与上面隔着空行，没有当作学生",
                "如果是学生，请把这一行移到上面",
                shown(view.rows[row][column]),
            )
        )
    return layout, findings


class Filled(NamedTuple):
    """
    A key column, a text per pupil's row.

    Attributes:
        texts: what holds for each row, ``""`` where nothing says so.
        guessed: the rows that took the text above them.
        unknown: the rows whose blank may mean several things.
    """

    texts: list[str]
    guessed: Sequence[int] = ()
    unknown: Sequence[int] = ()


class Units(NamedTuple):
    """Schools, grades and classes of all rows."""

    schools: Filled
    grades: Filled
    classes: Filled


def fill_units(
    units: tuple[list[str], list[str], list[str]],
    exams: Sequence[str],
    goes_on: Sequence[bool],
) -> Units:
    """
    Fill blank schools, grades and classes.

    Schools come first, alone or within grades, then grades, then classes within both. Pupils
    whose school is unknown are in no class, those whose grade is unknown in no school either: a
    group of just them would be ranked as one of its own.

    Args:
        units: what the columns say, merged cells filled; ``""`` where a cell is blank.
        exams: the exam of each row.
        goes_on: rows that belong to the pupil above them, who has several exams or subjects.
    """
    schools, grades, classes = units
    school, grade, own = Filled(schools), Filled(grades), Filled(classes)
    if _has_gaps(schools):
        within = [list(zip(exams, grades, strict=True))] if all(grades) else []
        school = fill_down(schools, [exams, *within], goes_on)
    if _has_gaps(grades):
        within = [list(zip(exams, school.texts, strict=True))]
        grade = fill_down(grades, [exams, *within], goes_on)
    if _has_gaps(classes):
        inside = list(zip(exams, school.texts, grade.texts, strict=True))
        own = fill_down(classes, [inside], goes_on)
    for row in (*school.unknown, *grade.unknown):
        own.texts[row] = ""
    for row in grade.unknown:
        school.texts[row] = ""
    return Units(school, grade, own)


def fill_down(
    texts: list[str], within: Sequence[Sequence[Hashable]], goes_on: Sequence[bool] = ()
) -> Filled:
    """
    Fill the blanks of one column from above where the list is grouped by it (每个班连成一段).

    A blank takes the text above it where the same text follows below; where each text is written
    once, over its group; or where the list has one text only and few blanks. At the border of
    two groups a blank could belong to either.

    Args:
        texts: of the rows; changed in place.
        within: what a group must not reach beyond, several views of it; the first one by which
            the list is grouped counts.
        goes_on: rows that always have what the row above has.
    """
    if not _has_gaps(texts):
        return Filled(texts)
    heads = [row for row in range(len(texts)) if not (goes_on and goes_on[row])]
    blank = [row for row in heads if not texts[row]]
    places = next((place for place in within if _is_grouped(texts, place, heads)), None)
    guessed = [] if places is None else _guessed(texts, places, heads)
    if goes_on:
        for row in range(1, len(texts)):
            texts[row] = texts[row] or (texts[row - 1] if goes_on[row] else "")
    return Filled(texts, guessed, [row for row in blank if not texts[row]])


def _has_gaps(texts: Sequence[str]) -> bool:
    """Say whether some rows have a text and others none."""
    return any(texts) and not all(texts)


def _is_grouped(texts: Sequence[str], places: Sequence[Hashable], heads: Sequence[int]) -> bool:
    """Say whether every text stands in one run of rows of its place, blanks apart."""
    keys = [(places[row], texts[row]) for row in heads if texts[row]]
    changes = sum(before != key for before, key in pairwise(keys))
    return changes + 1 == len(set(keys))


def _guessed(texts: list[str], places: Sequence[Hashable], heads: Sequence[int]) -> list[int]:
    """Fill the rows whose blank has one reading, and return them."""
    keys = {row: (places[row], texts[row]) for row in heads if texts[row]}
    few = 2 * (len(heads) - len(keys)) <= len(heads)
    single = next(iter(keys.values())) if few and len(set(keys.values())) == 1 else None
    once = _written_once(keys, heads)
    below: dict[int, tuple[Hashable, str] | None] = {}
    after: tuple[Hashable, str] | None = None
    for row in reversed(heads):
        below[row] = after
        after = keys.get(row, after)
    guessed: list[int] = []
    above: tuple[Hashable, str] | None = None
    for row in heads:
        own = keys.get(row)
        if own is not None:
            above = own
            continue
        found = above if once or (above is not None and above == below[row]) else single
        if found is not None and found[0] == places[row]:
            texts[row] = found[1]
            guessed.append(row)
    return guessed


def _written_once(keys: dict[int, tuple[Hashable, str]], heads: Sequence[int]) -> bool:
    """Say whether texts stand over their groups only: half of the rows blank, none repeated."""
    repeated = any(row in keys and keys[row] == keys.get(before) for before, row in pairwise(heads))
    return heads[0] in keys and 2 * len(keys) <= len(heads) and not repeated
