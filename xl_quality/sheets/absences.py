"""Absences that a sheet tells in words beside the marks (备注、说明、缺考标记)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.marks import BLANK, Remark, State
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.grid import column_index, column_letter
from xl_quality.sheets.labels import SUBJECT_WORDS
from xl_quality.sheets.text import pattern, plain_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import Mark
    from xl_quality.sheets.grid import CellValue
    from xl_quality.sheets.layout import Layout
    from xl_quality.sheets.recognition import Facts

_REMARKS: Final = frozenset(
    (
        *("备注", "说明", "备注说明", "情况说明", "考试情况", "缺考情况", "缺考说明"),
        *("缺考原因", "参考情况", "学籍状态", "状态"),
    )
)
_FLAGS: Final = frozenset(["是否缺考", "缺考", "缺考标记", "缺考标志"])
_SUBJECTS_OF: Final = frozenset(["缺考科目", "缺考学科"])
_YES: Final = frozenset(["是", "√", "✓", "✔", "v", "y", "yes", "1", "缺", "缺考", "true"])
_ABSENT: Final = (
    "缺考|缺席|缺试|弃考|旷考|未考|没考|未参考|未参加考试|没参加考试|没有参加考试|未到考"
)
_EXEMPT: Final = (
    "免考|免试|缓考|病假|事假|请假|病休|休学|退学|辍学|转学|转出|转走|转校|已转学|已转出|已转走|已转|"
    "住院|借读|借读生|旁听|旁听生|外校借读|随班就读|未选考"
)
_GUESTS: Final = ["借读", "借读生", "旁听", "旁听生", "外校借读", "随班就读"]
_TOLD: Final = pattern(
    rf"(?:因病|因事|因伤|生病|请假|病假|事假|全部|全科|各科|本次|本次考试|该生)?"
    rf"(?P<before>(?:(?:{SUBJECT_WORDS})[、和及,，]?)*)"
    rf"(?:(?P<absent>{_ABSENT})|(?P<exempt>{_EXEMPT}))"
    rf"(?P<behind>(?:[:：]?(?:{SUBJECT_WORDS})[、和及,，]?)*)"
    r"(?:到外地|到外县|到外校|外地|回原籍)?(?:\(.{0,12}\))?[。.]?"
)
"""The whole text is an absence, perhaps of named subjects: 缺考, 数学缺考, 因病缺考, 缺考(病).
Anything around it makes it another story: 上次缺考, 未缺考, 缺考补考已完成, 转学来的."""
_NAMES: Final = pattern(SUBJECT_WORDS)


class Told(NamedTuple):
    """
    What a remark says.

    Attributes:
        state: `ABSENT` or `EXEMPT` (不应考: also 借读, 转出 …).
        text: the words.
        subjects: of which subjects, () = of all.
    """

    state: State
    text: str
    subjects: tuple[str, ...] = ()


def told_in(text: str) -> Told | None:
    """
    Return the absence that a remark tells, None where it tells none.

    >>> told_in("缺考").state, told_in("数学缺考").subjects, told_in("已转走").state
    (<State.ABSENT: '缺考'>, ('数学',), <State.EXEMPT: '免考'>)
    >>> [told_in(text) for text in ("上次缺考", "未缺考", "缺考补考已完成")]
    [None, None, None]
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "、")
    found = _TOLD.fullmatch(plain)
    if found is None:
        return None
    named = tuple(_NAMES.findall(found["before"] + found["behind"]))
    return Told(State.ABSENT if found["absent"] else State.EXEMPT, text.strip(), named)


def reader_of(label: str) -> Callable[[str], Told | None] | None:
    """Return how the cells of a column are read as absences by its label, None = not at all."""
    word = plain_label(label)
    if word in _REMARKS:
        return told_in
    if word in _FLAGS:
        return _flag
    return _subjects if word in _SUBJECTS_OF else None


def _flag(text: str) -> Told | None:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return Told(State.ABSENT, "缺考") if plain in _YES else told_in(text)


def _subjects(text: str) -> Told | None:
    plain = unicodedata.normalize("NFKC", text)
    named = tuple(_NAMES.findall(plain))
    rest = _NAMES.sub("", plain).strip(" 、,，;；和及")
    return Told(State.ABSENT, f"缺考（{text.strip()}）", named) if named and not rest else None


def told_by_row(
    labels: Mapping[str, str], cells: Callable[[str], Sequence[CellValue]]
) -> dict[int, Told]:
    """
    Return the absence told of each pupil, by the pupil's number.

    Args:
        labels: label by column letter.
        cells: returns the cells of a column, a pupil each.
    """
    found: dict[int, Told] = {}
    for letter, label in labels.items():
        read = reader_of(label)
        if read is None:
            continue
        values = cells(letter)
        texts = {value: _text(value) for value in set(values) if value is not None}
        told = {value: one for value, text in texts.items() if text and (one := read(text))}
        for pupil, value in enumerate(values) if told else ():
            if value in told:
                found.setdefault(pupil, told[value])
    return found


def _text(value: CellValue) -> str:
    if isinstance(value, str):
        return value
    return "1" if value is True or value == 1 else ""


def with_told(marks: Mapping[str, list[Mark]], told: Mapping[int, Told]) -> dict[str, list[Mark]]:
    """
    Return marks in which the blanks of pupils told absent, and rows of only zeros, say so.

    A pupil told absent who has a mark keeps it: the mark is there to be seen.
    """
    changed = {name: list(column) for name, column in marks.items()}
    for pupil, one in told.items():
        remark = Remark(one.state, one.text)
        row = [column[pupil] for column in changed.values()]
        scores = [mark for mark in row if not isinstance(mark, Remark)]
        zeros = bool(scores) and not any(scores)
        for name, column in changed.items():
            if one.subjects and name not in one.subjects:
                continue
            mark = column[pupil]
            if mark is BLANK or (mark == 0 and (zeros or one.subjects)):
                column[pupil] = remark
    return changed


def absence_findings(layout: Layout) -> Iterator[Finding]:
    """Say once how many absences were taken from words beside the marks, and where marks differ."""
    labels = {column_letter(c): label.text for c, label in enumerate(layout.header.labels)}
    letter = next((one for one, label in labels.items() if label and reader_of(label)), None)
    if layout.roles.is_long or letter is None:
        return
    told = told_by_row(labels, lambda letter: layout.cells(column_index(letter)))
    if not told:
        return
    marks = {name: layout.marks(column) for name, column in layout.roles.subjects.items()}
    against = [
        pupil
        for pupil, one in told.items()
        if not any(
            isinstance(mark := marks[name][pupil], Remark) or mark == 0
            for name in one.subjects or marks
            if name in marks
        )
    ]
    rows, differ = layout.rows.data, set(against)
    quiet = [pupil for pupil in told if pupil not in differ]
    if quiet:
        words = "、".join(dict.fromkeys(told[pupil].text for pupil in quiet[:3]))
        facts: Facts = {"found": words, "label": labels[letter], "pupils": len(quiet)}
        yield layout.finding(kinds.ABSENCE_TOLD, f"{letter}{rows[quiet[0]] + 1}", **facts)
    if against:
        guests = all(told[pupil].text in _GUESTS for pupil in against)
        kind = kinds.GUESTS_WITH_MARKS if guests else kinds.ABSENCE_TOLD_WITH_MARKS
        facts = {"found": told[against[0]].text, "label": labels[letter], "pupils": len(against)}
        yield layout.finding(kind, f"{letter}{rows[against[0]] + 1}", **facts)
