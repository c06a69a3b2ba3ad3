"""Which rows are pupils and which are not (数据行、表尾、重复表头), as far as texts tell."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.columns.unread_cells import listed
from xl_quality.sheets.doubts import shown
from xl_quality.sheets.grid import CellValue, ErrorCell
from xl_quality.sheets.header.vocabulary import EXACT, FOOTER, FOOTER_WHOLE, SUBJECTS, Role
from xl_quality.sheets.names import looks_like_name
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_label, plain_text
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xl_quality.sheets.columns.layout import Layout

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


def find_rows(layout: Layout) -> list[int]:
    """
    Sort the rows below the header by the texts of their key columns.

    Sets `data`, `footers` and `repeated` of the layout; rows that show nothing are in none.

    Returns:
        The rows without name or number that are to be judged by their figures.
    """
    view, first = layout.view, layout.header.first_below
    last = layout.override.last_row or view.height
    first = max(first, (layout.override.first_row or 1) - 1)
    rows = range(first, min(last, view.height))
    named = layout.name if layout.name is not None else layout.student_id
    if named is None:
        return _rows_without_name(layout, rows)
    odd = _odd_rows(layout, named, rows)
    if not odd:
        layout.data = rows
        return []
    certain = [row for row in rows if row not in odd]
    layout.data = certain
    verdicts = {row: _judge(layout, named, row) for row in sorted(odd)}
    _tell_numbers(layout, named, verdicts)
    pupils = [row for row, verdict in verdicts.items() if verdict in _PUPILS]
    layout.data = sorted((*certain, *pupils))
    return [row for row, verdict in verdicts.items() if verdict is _Verdict.OPEN]


class _Verdict(Enum):
    """What an odd row is."""

    PUPIL = auto()
    NUMBER = auto()  # a pupil with a number among names
    NUMBER_BELOW = auto()  # a number below the names: mostly of a small table of figures
    OTHER = auto()  # a footer, a header again, an empty line
    OPEN = auto()  # its figures have to say


_PUPILS: Final = (_Verdict.PUPIL, _Verdict.NUMBER)


def _odd_rows(layout: Layout, named: int, rows: range) -> set[int]:
    """Return the rows in which the name is blank or no name, or a key column holds other words."""
    columns = layout.view.columns
    odd: set[int] = set()
    for column in {named, *layout.keys, *range(min(named, 3))}:
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


def _judge(layout: Layout, named: int, row: int) -> _Verdict:
    """File one odd row."""
    values = layout.view.rows[row]
    filled = layout.view.filled(row)
    if not filled:
        return _Verdict.OTHER
    if is_header_again(layout, row):
        layout.repeated.append(row)
        return _Verdict.OTHER
    name = values[named]
    if isinstance(name, str) and name.strip():
        return _judge_named(layout, named, row, name)
    if not is_empty(name):
        return _judge_number(layout, named, row)
    words = [value for column in filled if isinstance(value := values[column], str)]
    if len(filled) == len(words) == 1:
        layout.between.append((row, words[0]))
    if any(_is_strange(text, name=False) or FOOTER.search(plain_text(text)) for text in words):
        layout.footers.append(row)
        return _Verdict.OTHER
    return _Verdict.OPEN


def _judge_named(layout: Layout, named: int, row: int, name: str) -> _Verdict:
    """A name column that holds 平均分, a title, a remark, or only an unusual name."""
    plain = plain_text(name).lower()
    filled = layout.view.filled(row)
    alone = len(filled) == 1
    if _is_closing(layout, named, row, plain, alone=alone):
        layout.footers.append(row)
        if alone:
            layout.between.append((row, name))
        return _Verdict.OTHER
    if FOOTER.search(plain) or _too_long(plain):
        layout.doubts.warning(
            "name_like_footer",
            layout.view.at(row, named),
            shown(name),
            "这一行的姓名不像姓名，但不是空行，已当作学生",
            "请核对这一行是不是学生；如果不是，请删去，或"
            + settings_row("末行", "最后一名学生的行号", sheet=layout.doubts.sheet),
        )
    return _Verdict.PUPIL


def _is_closing(layout: Layout, named: int, row: int, plain: str, *, alone: bool) -> bool:
    """Say whether words in the name column are no name."""
    footer = bool(FOOTER.search(plain))
    if FOOTER_WHOLE.fullmatch(plain) or ":" in plain or plain_label(plain) in EXACT:
        return True
    if looks_like_name(plain):
        return alone and footer
    number = layout.student_id
    numbered = number not in (None, named) and not is_empty(layout.view.rows[row][number or 0])
    return alone or (footer and not numbered) or _key_footer(layout, named, row)


def _judge_number(layout: Layout, named: int, row: int) -> _Verdict:
    """A number among names, or below them: mostly of a small table of figures."""
    if layout.data and row < layout.data[-1]:
        return _Verdict.NUMBER
    layout.footers.append(row)
    # 合计 |  | 56: how many there are, below the names
    return _Verdict.OTHER if _key_footer(layout, named, row) else _Verdict.NUMBER_BELOW


def _tell_numbers(layout: Layout, named: int, verdicts: Mapping[int, _Verdict]) -> None:
    """Say once which rows among the names, and which below them, have a number for a name."""
    for kind in (_Verdict.NUMBER, _Verdict.NUMBER_BELOW):
        rows = [row for row, verdict in verdicts.items() if verdict is kind]
        if not rows:
            continue
        cell, found = layout.view.at(rows[0], named), shown(layout.view.rows[rows[0]][named])
        cells = listed([layout.view.at(row, named) for row in rows])
        if kind is _Verdict.NUMBER:
            message = f"有{len(rows)}行姓名列是数字，不是姓名（{cells}），已按学生计入"
            advice = "请改正姓名；如果不是学生，请删去这些行"
            layout.doubts.error("number_for_name", cell, found, message, advice)
        else:
            message = f"名单之后有{len(rows)}行姓名列是数字（{cells}），没有当作学生"
            advice = "如果是学生，请改正姓名"
            layout.doubts.warning("number_for_name", cell, found, message, advice)


def _key_footer(layout: Layout, named: int, row: int) -> bool:
    """Say whether another key column says 合计 or the like beside something that is no name."""
    values = layout.view.rows[row]
    columns = {*layout.keys, *range(min(named, 3))} - {named}
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


def _rows_without_name(layout: Layout, rows: range) -> list[int]:
    """Without names and numbers every row with a class or school and figures is a row of data."""
    view = layout.view
    keys = layout.keys
    data: list[int] = []
    for row in rows:
        filled = view.filled(row)
        if not filled:
            continue
        texts = [view.rows[row][c] for c in filled if isinstance(view.rows[row][c], str)]
        if is_header_again(layout, row):
            layout.repeated.append(row)
        elif any(_is_strange(text, name=False) for text in texts if isinstance(text, str)):
            layout.footers.append(row)
        elif not keys or any(not is_empty(view.rows[row][c]) for c in keys):
            data.append(row)
        else:
            layout.footers.append(row)
    layout.data = data
    return []
