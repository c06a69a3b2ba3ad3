"""Which rows are pupils and which are not (数据行、表尾、重复表头).

First the texts of the key columns tell (`pupil_rows`); rows without a name wait until the columns
of marks are known, whose figures give sums and means away (`judged_rows`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, compress
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import LARGEST_MARK, CellValue, ErrorCell, View, is_empty
from xl_quality.sheets.labels import EXACT, FOOTER, FOOTER_WHOLE, SUBJECTS, Role
from xl_quality.sheets.layout import Layout, PupilRows, Step
from xl_quality.sheets.recognition import Facts, listed, shown
from xl_quality.sheets.text import (
    Words,
    is_chinese,
    looks_like_name,
    pattern,
    plain_label,
    plain_text,
)

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding, Kind

_LONGEST_NAME: Final = 20  # characters of a name in Latin letters; remarks are longer
_CJK_NAME: Final = 8
"""Chinese characters of a name without dots; 欧阳 and the like have four at most."""
_HINTS: Final = (
    "均平计总和及合优良差长核低高得准差位众数难区全班校级率比备说注制审填签负任阅监登统录日打段满分以年姓名学文外"
    "物化生语参实应"
)
"""Every footer has one of these characters; hardly a name has."""
_MAYBE_FOOTER: Final = pattern(rf"^(?![^{_HINTS}\n]{{2,{_CJK_NAME}}}$).*", re.MULTILINE)
"""A line that is no plain name, among Chinese characters."""
_ASCII: Final = pattern(r"total|average|avg|mean|sum|max|min|count|name", re.IGNORECASE)
_LABEL_ROLES: Final = (Role.NAME, Role.STUDENT_ID, Role.SUBJECT, Role.CLASS, Role.TOTAL, Role.SCORE)
_WORDS: Final = SUBJECTS | {word for word, role in EXACT.items() if role in _LABEL_ROLES}
"""考号 and 历史 are built like names: these words are labels all the same."""
_TENTH: Final = POINT // 10
_BEFORE_NAMES: Final = 3
"""合计 may stand in one of so many columns in front of the names, whatever they are."""
_ENOUGH: Final = 3  # sums and means of fewer marks are met by chance, and fewer pupils make no list
_FAR: Final = 3  # A number over three times the largest mark is no mark, whatever it sums up
_NEAR: Final = 60  # A figure below one of so many marks above it is no sum of them all


class _Odd(Enum):
    """What a row is that has no plain name."""

    PUPIL = auto()
    UNLIKE = auto()  # a pupil whose name does not look like one
    NUMBER = auto()  # a pupil with a number among names
    NUMBER_BELOW = auto()  # a number below the names: mostly of a small table of figures
    FOOTER = auto()
    HEADER = auto()  # the header again
    EMPTY = auto()
    OPEN = auto()  # its figures have to say


class _Nameless(Enum):
    """What a row without a name is by its figures."""

    GOES_ON = auto()  # belongs to the pupil above
    NAMELESS = auto()  # a pupil without a name
    PREPARED = auto()  # a number, and nobody on it
    SUMMED = auto()  # figures that sum up others
    ELSEWHERE = auto()  # figures outside the score columns
    WORDS = auto()


_NO_PUPILS: Final = (_Nameless.SUMMED, _Nameless.ELSEWHERE, _Nameless.WORDS)
_TOLD: Final = {
    _Nameless.NAMELESS: kinds.NAME_MISSING,
    _Nameless.GOES_ON: kinds.NAME_FILLED_DOWN,
    _Nameless.PREPARED: kinds.PREPARED_LINES,
    _Nameless.SUMMED: kinds.UNLABELLED_FOOTER,
    _Nameless.ELSEWHERE: kinds.UNLABELLED_ROW,
}
"""WORDS are footers like any other."""


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
    among = range(first, certain[-1] if certain else first)
    odd_rows = {row: _judge(layout, named, row, among) for row in sorted(odd)}
    rows_of = {kind: [row for row, own in odd_rows.items() if own is kind] for kind in _Odd}
    pupils = (row for kind in (_Odd.PUPIL, _Odd.UNLIKE, _Odd.NUMBER) for row in rows_of[kind])
    found = PupilRows(
        data=sorted((*certain, *pupils)),
        footers=sorted((*rows_of[_Odd.FOOTER], *rows_of[_Odd.NUMBER_BELOW])),
        repeated=rows_of[_Odd.HEADER],
        between=_inner_titles(view, sorted((*rows_of[_Odd.FOOTER], *rows_of[_Odd.OPEN]))),
        open=rows_of[_Odd.OPEN],
    )
    findings = [
        layout.finding(kinds.NAME_LIKE_FOOTER, view.at(r, named), found=shown(view.rows[r][named]))
        for r in rows_of[_Odd.UNLIKE]
    ]
    for kind, numbers in (
        (kinds.NUMBER_FOR_NAME, rows_of[_Odd.NUMBER]),
        (kinds.NUMBER_BELOW_LIST, rows_of[_Odd.NUMBER_BELOW]),
    ):
        if numbers:
            findings.append(_of_rows(layout, kind, numbers, [named] * len(numbers)))
    return layout._replace(rows=found), findings


def _of_rows(layout: Layout, kind: Kind, rows: Sequence[int], columns: Sequence[int]) -> Finding:
    """Return one finding about a cell of each row; the first one is shown."""
    cells = [layout.view.at(row, column) for row, column in zip(rows, columns, strict=True)]
    found = shown(layout.view.rows[rows[0]][columns[0]])
    return layout.finding(kind, cells[0], found=found, rows=len(rows), places=listed(cells))


def _inner_titles(view: View, rows: Sequence[int]) -> list[tuple[int, str]]:
    """Return those rows that hold one text and nothing else, with the text."""
    filled = ((row, view.filled(row)) for row in rows)
    single = ((row, view.rows[row][columns[0]]) for row, columns in filled if len(columns) == 1)
    return [(row, value) for row, value in single if isinstance(value, str)]


def _odd_rows(layout: Layout, named: int, rows: range) -> set[int]:
    """Return the rows in which the name is blank or no name, or a key column holds other words."""
    view = layout.view
    values, texts = view.columns[named][rows.start : rows.stop], view.distinct_texts(named)
    odd = {*_rows_with({None, *_strange_names(texts)}, values, rows)}
    odd = odd.union(_no_texts(values, rows, texts)) - _continued(layout, named, rows)
    for column in _beside_names(layout, named):
        words = _strange_words(view.distinct_texts(column))
        odd.update(_rows_with(words, view.columns[column][rows.start : rows.stop], rows))
    return odd


def _rows_with(
    wanted: AbstractSet[CellValue], values: Sequence[CellValue], rows: range
) -> Iterable[int]:
    return compress(rows, map(wanted.__contains__, values)) if wanted else ()


def _beside_names(layout: Layout, named: int) -> set[int]:
    """Return the columns beside the names that may say 合计: other keys, and those in front."""
    return {*layout.keys.of_pupil, *range(min(named, _BEFORE_NAMES))} - {named}


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
        if row in rows and view.filled(row)
    }


def _strange_names(texts: frozenset[str]) -> set[str]:
    """Return the texts that are no names in a column of names.

    Of 50,000 names nearly all are plain: a call of Python for each would take longer.
    """
    doubtful = texts.intersection({*_MAYBE_FOOTER.findall("\n".join(texts)), *_WORDS})
    if not is_chinese("".join(texts)):
        doubtful |= {text for text in texts if not is_chinese(text)}
    footer = _standing_in(doubtful)
    return {text for text in doubtful if _is_no_name(text, footer)}


def _strange_words(texts: AbstractSet[str]) -> set[str]:
    """Return the texts that are a footer's or labels in another column."""
    words = {text for text in texts if not text.isascii()}
    footer = _standing_in(words)
    return {text for text in words if _is_strange(text, footer)}


def _standing_in(texts: Collection[str]) -> Words:
    """Return the words of footers that stand in any of the texts: hardly one of hundreds does."""
    return FOOTER.standing_in(plain_text("\n".join(texts)))


def _is_no_name(text: str, footer: Words) -> bool:
    if text.isascii():
        too_long = len(text) > _LONGEST_NAME
        return too_long or not text.strip() or ":" in text or bool(_ASCII.search(text))
    return not looks_like_name(text) or _is_strange(text, footer)


def _is_strange(text: str, footer: Words = FOOTER) -> bool:
    """Say whether a text is a footer's or a label: 平均分, 学号."""
    if text.isascii():
        return False
    return footer.search(plain_text(text)) or plain_label(text) in _WORDS


def _too_long(plain: str) -> bool:
    cjk = sum(not character.isascii() for character in plain)
    return len(plain) > _LONGEST_NAME or (cjk > _CJK_NAME and "·" not in plain)


def _judge(layout: Layout, named: int, row: int, among: range) -> _Odd:
    """Say what an odd row is; `among` ends at the last row whose name is beyond doubt."""
    values, filled = layout.view.rows[row], layout.view.filled(row)
    if not filled:
        return _Odd.EMPTY
    if is_header_again(layout, row):
        return _Odd.HEADER
    name = values[named]
    if isinstance(name, str) and name.strip():
        return _judge_named(layout, named, row, plain_text(name).lower())
    if not is_empty(name):  # a number among names, or below them
        if row in among:
            return _Odd.NUMBER
        # 合计 |  | 56: how many there are, below the names
        return _Odd.FOOTER if _key_footer(layout, named, row) else _Odd.NUMBER_BELOW
    closing = any(
        FOOTER.search(plain_text(word))
        # one subject a row: 数学 below a name goes on with its pupil, though labels are called so
        or (column != layout.keys.subject_name and _is_strange(word))
        for column in filled
        if isinstance(word := values[column], str)
    )
    return _Odd.FOOTER if closing else _Odd.OPEN


def _judge_named(layout: Layout, named: int, row: int, plain: str) -> _Odd:
    """Say what a row with a text for a name is: 平均分, a title, a remark, or an unusual name."""
    footer = bool(FOOTER.search(plain)) or plain in SUBJECTS
    if FOOTER_WHOLE.fullmatch(plain) or ":" in plain or plain_label(plain) in EXACT:
        return _Odd.FOOTER
    alone = len(layout.view.filled(row)) == 1
    if looks_like_name(plain):
        closing = (alone and footer) or _is_signed(layout, named, row)
    else:
        number = layout.keys.student_id
        numbered = number not in (None, named) and not is_empty(layout.view.rows[row][number])
        closing = alone or (footer and not numbered) or _key_footer(layout, named, row)
    if closing:
        return _Odd.FOOTER
    return _Odd.UNLIKE if footer or _too_long(plain) else _Odd.PUPIL


def _is_signed(layout: Layout, named: int, row: int) -> bool:
    """Say whether a key column says 制表人 or the like: who stands beside it is no pupil."""
    values = layout.view.rows[row]
    texts = (v for c in _beside_names(layout, named) if isinstance(v := values[c], str))
    return any(FOOTER_WHOLE.fullmatch(plain_label(text)) for text in texts)


def _key_footer(layout: Layout, named: int, row: int) -> bool:
    """Say whether another key column says 合计 or the like beside something that is no name."""
    values = layout.view.rows[row]
    texts = [v for c in _beside_names(layout, named) if isinstance(v := values[c], str)]
    return any(FOOTER.search(plain_text(text)) for text in texts)


@lru_cache(maxsize=64)
def _plain_labels(texts: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return column and plain form of the labels of a header row; every odd row asks for them."""
    labels = enumerate(map(plain_label, texts))
    return [(column, label) for column, label in labels if label]


def is_header_again(layout: Layout, row: int) -> bool:
    """Say whether a row repeats most of the labels of the header."""
    view = layout.view
    for header_row in layout.header.rows:
        labels = _plain_labels(tuple(view.text(header_row, c) for c in range(view.width)))
        same = sum(plain_label(view.text(row, column)) == label for column, label in labels)
        if same >= 2 and same * 10 >= len(labels) * 6:  # noqa: PLR2004 - one may be chance
            return True
    return False


def _rows_without_name(layout: Layout, rows: range) -> PupilRows:
    """Sort the rows of a table without names and numbers: with a class or school a row is data."""
    view, keys = layout.view, layout.keys.of_pupil
    data: list[int] = []
    footers: list[int] = []
    repeated: list[int] = []
    for row in rows:
        values, filled = view.rows[row], view.filled(row)
        if not filled:
            continue
        texts = [value for c in filled if isinstance(value := values[c], str)]
        nobody = keys and all(is_empty(values[c]) for c in keys)
        if is_header_again(layout, row):
            repeated.append(row)
        elif nobody or any(map(_is_strange, texts)):
            footers.append(row)
        else:
            data.append(row)
    return PupilRows(data, footers, repeated)


class _RunningColumn:
    """The marks of one column in the rows of pupils, in hundredths."""

    def __init__(self, layout: Layout, column: int) -> None:
        marks = layout.marks(column)
        numbers = [mark if isinstance(mark, int) else 0 for mark in marks]
        self.rows: Sequence[int] = layout.rows.data
        self._counts = [0, *accumulate(isinstance(mark, int) for mark in marks)]
        self._sums = [0, *accumulate(numbers)]
        self._largest = [0, *accumulate(numbers, max)]

    def is_sum_or_mean(self, figure: int, row: int, start: int) -> bool:
        """Say whether a figure in hundredths sums up the pupils above its row.

        Tried are all of them and those from the row `start` on, the first behind the last footer.
        """
        end = bisect_left(self.rows, row)
        largest = self._largest[end]
        for first in (0, bisect_left(self.rows, start)):
            count = self._counts[end] - self._counts[first]
            total = self._sums[end] - self._sums[first]
            if count < _ENOUGH:
                return False  # the second choice has no more of them
            mean = _is_mean(figure, total, count) and figure != largest
            if figure == total or mean or figure > _FAR * largest:
                return True
        return False


def _is_mean(figure: int, total: int, count: int) -> bool:
    """Say whether a figure is a mean, rounded or cut to hundredths or, as 71.3, to tenths."""
    unit = 1 if figure % _TENTH or not figure % POINT else _TENTH
    return abs(figure - Fraction(total, count)) < unit


def judged_rows(layout: Layout) -> Step:
    """Decide on rows without a name, and on last rows whose figures are sums or means.

    Whatever is decided by figures is a finding, one for all rows of a kind.
    """
    columns = layout.roles.figures
    nameless = _nameless_rows(layout, columns)
    pupils = [*nameless.get(_Nameless.GOES_ON, ()), *nameless.get(_Nameless.NAMELESS, ())]
    others = [row for kind in _NO_PUPILS for row in nameless.get(kind, ())]
    findings = []
    for kind, rows in nameless.items():
        if kind in _TOLD:
            telling = [_telling_column(layout, kind, row, columns) for row in rows]
            findings.append(_of_rows(layout, _TOLD[kind], rows, telling))
    data = sorted((*layout.rows.data, *pupils)) if pupils else layout.rows.data
    layout = _with_rows(layout, data, others)
    for drop in (_drop_named_sums, _drop_lonely_names):
        layout, told = drop(layout, columns)
        findings += told
    return layout, findings


def _with_rows(layout: Layout, data: Sequence[int], footers: Sequence[int]) -> Layout:
    """Return the table with other rows of pupils and more footers."""
    both = sorted((*layout.rows.footers, *footers))
    return layout._replace(rows=layout.rows._replace(data=data, footers=both))


def _nameless_rows(layout: Layout, columns: Sequence[int]) -> dict[_Nameless, list[int]]:
    """Return the open rows by what they are; a sum begins anew behind a footer or another sum."""
    running = {c: _RunningColumn(layout, c) for c in columns} if layout.rows.open else {}
    rows: dict[_Nameless, list[int]] = {}
    footers, start = layout.rows.footers, layout.header.first_below
    for row in layout.rows.open:
        above = bisect_left(footers, row)
        if above:
            start = max(start, footers[above - 1] + 1)
        kind = _by_figures(layout, row, running, start)
        rows.setdefault(kind, []).append(row)
        if kind is _Nameless.SUMMED:
            start = row + 1
    return rows


def _by_figures(
    layout: Layout, row: int, running: dict[int, _RunningColumn], start: int
) -> _Nameless:
    values, data, number = layout.view.rows[row], layout.rows.data, layout.keys.student_id
    above = bisect_left(data, row)  # so many pupils
    several = layout.keys.subject_name if layout.roles.is_long else layout.keys.exam
    if above and several is not None and not is_empty(values[several]):
        return _Nameless.GOES_ON  # several exams or subjects a pupil, named in the first row
    if number is not None and not is_empty(values[number]):
        scored = any(not is_empty(values[column]) for column in layout.roles.subjects.values())
        return _Nameless.NAMELESS if scored else _Nameless.PREPARED
    figures = {c: f for c in running if (f := _figure(layout, row, c)) is not None}
    if not figures:
        other = any(isinstance(value, (int, float)) for value in values)
        return _Nameless.ELSEWHERE if other else _Nameless.WORDS
    summed = sum(running[c].is_sum_or_mean(f, row, start) for c, f in figures.items())
    below = data and above == len(data)
    return _Nameless.SUMMED if summed * 2 > len(figures) or below else _Nameless.NAMELESS


def _marks(layout: Layout, rows: Sequence[int], column: int) -> list[int]:
    values = layout.view.columns[column]
    marks = layout.reader.column([values[row] for row in rows])
    return [mark for mark in marks if isinstance(mark, int)]


def _figure(layout: Layout, row: int, column: int) -> int | None:
    mark = layout.reader.read(layout.view.rows[row][column]).mark
    return mark if isinstance(mark, int) else None


def _telling_column(layout: Layout, kind: _Nameless, row: int, columns: Sequence[int]) -> int:
    """Return the column of the cell that shows what a row is."""
    named, *others = layout.keys.of_pupil  # the names, or the numbers in their place
    if kind in (_Nameless.NAMELESS, _Nameless.GOES_ON):
        return named
    if kind is _Nameless.PREPARED:
        return others[0]  # the number beside a blank name
    values, filled = layout.view.rows[row], layout.view.filled(row)
    scored = [column for column in columns if _figure(layout, row, column) is not None]
    numbers = [column for column in filled if isinstance(values[column], (int, float))]
    return (*scored, *numbers, *filled)[0]


def _drop_named_sums(layout: Layout, columns: Sequence[int]) -> Step:
    """Take out last rows in which somebody's name stands beside a sum or a mean."""
    findings: list[Finding] = []
    while layout.rows.data:
        row, name = layout.rows.data[-1], layout.keys.name
        column = next((c for c in columns if _is_stray_sum(layout, row, c)), None)
        if column is None:
            break
        layout = _with_rows(layout, layout.rows.data[:-1], [row])
        values, view = layout.view.rows[row], layout.view
        own = "" if name is None else shown(values[name])
        facts: Facts = {"found": shown(values[column]), "row": view.row_named(row), "name": own}
        findings.append(layout.finding(kinds.STRAY_NAME_FOOTER, view.at(row, column), **facts))
    return layout, findings


def _is_stray_sum(layout: Layout, row: int, column: int) -> bool:
    figure, data = _figure(layout, row, column), layout.rows.data
    if figure is None:
        return False
    keys = [c for c in (layout.keys.class_name, layout.keys.student_id) if c is not None]
    bare = bool(keys) and all(is_empty(layout.view.rows[row][c]) for c in keys)
    if not bare and figure < max(_marks(layout, data[-_NEAR:], column)):
        return False  # no sum of them all; spares reading the whole column
    marks = _marks(layout, data[:-1], column)
    if len(marks) < _ENOUGH:
        return False
    largest = max(marks)
    is_sum = figure == sum(marks) and figure > largest
    far = column != layout.roles.total and figure > max(LARGEST_MARK, _FAR * largest)
    usual = not any(is_empty(layout.view.rows[data[-2]][c]) for c in keys)
    is_mean = bare and usual and figure % POINT != 0 and _is_mean(figure, sum(marks), len(marks))
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
        facts: Facts = {"found": shown(view.rows[row][column]), "row": view.row_named(row)}
        findings.append(layout.finding(kinds.STRAY_NAME_ROW, view.at(row, column), **facts))
    return layout, findings
