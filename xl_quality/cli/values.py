"""Words of the command line made into exact values; every slip is said in Chinese."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level
from xl_quality.core.marks import POINT
from xl_quality.core.marks_in_doubt import AllZero, SubjectZero
from xl_quality.core.option_table import BadValueError, line, weights
from xl_quality.core.options import (
    AbsentRule,
    Digits,
    DropRule,
    Measure,
    RoundingMode,
    TieRule,
    WholeRule,
)
from xl_quality.runs.choices import Choices
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_LEVELS = {
    "school": (Level.SCHOOL,),
    "class": (Level.CLASS,),
    "teacher": (Level.TEACHER,),
    "grade": (Level.GRADE,),
    "subject": (Level.ALL,),
    "all": (Level.ALL,),
}
_MOST_DIGITS = 6
_PERCENT = 100
_ROWS = re.compile(r"([0-9]{1,7})(?:-([0-9]{1,7}))?")
_MOST_HEADER_ROWS = 10
_SUBJECT_AND_NUMBER = re.compile(r"([^\d\W]+)\W*(\d+(?:\.\d+)?)分?")
_NUMBER = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,12})?)(%)?")
_Word = TypeVar("_Word", bound=StrEnum)
_Value = TypeVar("_Value")


def choices_of(arguments: argparse.Namespace) -> Choices:
    """Return what the options say.

    Raises:
        BadInputError: an option cannot be understood.
    """
    return choices_for_reading(arguments)._replace(
        levels=_levels(arguments.by),
        exam=arguments.exam,
        passing=_read(line, arguments.passing, "--pass"),
        excellent=_read(line, arguments.excellent, "--excellent"),
        low=_read(line, arguments.low, "--low"),
        absent=_word(AbsentRule, arguments.absent, "--absent"),
        enrolled=arguments.enrolled,
        drop=_drop(arguments.drop),
        weights=_read(weights, arguments.composite, "--composite"),
        measure=_word(Measure, arguments.measure, "--measure"),
        ties=_word(TieRule, arguments.ties, "--ties"),
        digits=_digits(arguments.rounding),
        whole=_word(WholeRule, arguments.whole, "--whole"),
    )


def full_marks(text: str) -> dict[str, int]:
    """Return full marks in hundredths by subject; ``120`` alone is for all others, key ``""``.

    >>> full_marks("语文=120,数学=100.5")
    {'语文': 12000, '数学': 10050}
    """
    return _full_marks(text).get("", {})


def _full_marks(text: str) -> dict[str, dict[str, int]]:
    """Return full marks by sheet and subject; without a sheet (``""``) they are for all."""
    marks: dict[str, dict[str, int]] = {}
    for part in filter(None, text.replace("，", ",").split(",")):
        place, _, value = part.replace("＝", "=").rpartition("=")
        near = _SUBJECT_AND_NUMBER.fullmatch(part.strip())
        if not place and near:
            message = f"--full：满分写成“学科=数”，如 {near[1]}={near[2]}，写的是“{part.strip()}”"
            raise BadInputError(message)
        sheet, _, subject = place.replace("！", "!").rpartition("!")
        points = number(value, "--full") * POINT
        if points.denominator != 1 or points <= 0:
            message = f"--full：满分要大于 0，最多两位小数：{part}"
            raise BadInputError(message)
        own = marks.setdefault(sheet.strip(), {})
        if subject.strip() in own:
            message = f"--full：{place.strip() or '其余学科'}的满分写了两次"
            raise BadInputError(message)
        own[subject.strip()] = points.numerator
    return marks


def subject_zeros(text: str) -> dict[str, SubjectZero]:
    """Return what a 0 is by subject; a word alone is for all subjects, key ``""``.

    >>> subject_zeros("物理=untaken,zero")["物理"].value
    'untaken'
    """
    found: dict[str, SubjectZero] = {}
    for part in filter(None, text.replace("，", ",").split(",")):
        subject, _, word = part.replace("＝", "=").rpartition("=")
        rule = _word(SubjectZero, word.strip(), "--subject-zero")
        if rule is not None:
            found[subject.strip()] = rule
    return found


def number(text: str, option: str) -> Fraction:
    """Return a number exactly; a trailing ％ divides by 100.

    Raises:
        BadInputError: it is none.
    """
    plain = text.strip().replace("％", "%")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        message = f"{option}：这里要一个数，写的是“{text}”"
        raise BadInputError(message)
    value = Fraction(found[1])
    return value / _PERCENT if found[2] else value


def pairs(items: list[str], option: str) -> dict[str, str]:
    """Return ``名=值`` arguments as a mapping.

    Raises:
        BadInputError: one has no ``=``, or a name comes twice.
    """
    found: dict[str, str] = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name.strip() or name.strip() in found:
            message = f"{option}：要写成“名=值”，每个名只写一次：{item}"
            raise BadInputError(message)
        found[name.strip()] = value.strip()
    return found


def _levels(text: str) -> tuple[Level, ...]:
    words = [word.strip() for word in text.replace("，", ",").split(",") if word.strip()]
    unknown = [word for word in words if word not in _LEVELS]
    if unknown:
        message = f"--by：不认识“{'、'.join(unknown)}”，可用 {' '.join(_LEVELS)}"
        raise BadInputError(message)
    return tuple(level for word in words for level in _LEVELS[word])


def _read(reader: Callable[[str], _Value], text: str | None, option: str) -> _Value | None:
    """Read an option as the same words in 考核设置 are read."""
    if text is None:
        return None
    try:
        return reader(plain_text(text))
    except BadValueError as problem:
        message = f"{option}：{problem}，写的是“{text}”"
        raise BadInputError(message) from problem


def _drop(text: str | None) -> DropRule | None:
    if text is None:
        return None
    share = number(text.rstrip("%％"), "--drop") / _PERCENT
    if not 0 <= share < 1:
        message = f"--drop：去掉的百分数在 0 和 100 之间，写的是“{text}”"
        raise BadInputError(message)
    return DropRule(share)


def _word(kind: type[_Word], text: str | None, option: str) -> _Word | None:
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError as error:
        message = f"{option}：没有“{text}”，可用 {' '.join(kind)}"
        raise BadInputError(message) from error


def _digits(text: str | None) -> Digits | None:
    if text is None:
        return None
    digits = Digits()
    for name, value in pairs(text.replace("，", ",").split(","), "--round").items():
        count = value.rstrip("t")
        if name not in {"mean", "rate", "composite"} or not _is_digits(count):
            message = (
                f"--round：写成 mean=2,rate=2,composite=2（0—{_MOST_DIGITS} 位，末尾加 t 表示截尾）"
            )
            raise BadInputError(message)
        mode = RoundingMode.TRUNCATE if value.endswith("t") else RoundingMode.HALF_UP
        digits = digits._replace(**{name: int(count), f"{name}_mode": mode})  # type: ignore[arg-type] # names checked above
    return digits


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) <= _MOST_DIGITS


def day(text: str | None) -> date | None:
    """Return a day written as 2026-07-10.

    Raises:
        BadInputError: it is none.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"--on：日期写成 2026-07-10 的样子，写的是“{text}”"
        raise BadInputError(message) from error


def choices_for_reading(arguments: argparse.Namespace) -> Choices:
    """Return what every command that reads can be told: full marks, what zeros and signs mean."""
    marks = full_marks(arguments.full)
    return Choices(
        full_marks={name: mark for name, mark in marks.items() if name},
        default_full=marks.get(""),
        all_zero=_word(AllZero, arguments.all_zero, "--all-zero"),
        subject_zero=subject_zeros(arguments.subject_zero),
        accept_signs=None if arguments.signed is None else arguments.signed == "count",
    )


def fixed_of(arguments: argparse.Namespace) -> dict[str, SheetOverride]:
    """Return what ``--column``, ``--header``, ``--skip`` and ``--full`` fix about single sheets.

    Raises:
        BadInputError: one of them cannot be understood.
    """
    columns: dict[str, dict[str, str]] = {}
    for place, role in pairs(arguments.column, "--column").items():
        sheet, mark, letter = place.rpartition("!")
        if not mark or not letter.isascii() or not letter.isalpha():
            message = f"--column：写成“工作表!列=角色”，如 Sheet1!M=物理：{place}={role}"
            raise BadInputError(message)
        columns.setdefault(sheet, {})[letter.upper()] = role
    headers = {
        sheet: _header_rows(text) for sheet, text in pairs(arguments.header, "--header").items()
    }
    skipped = set(arguments.skip)
    fulls = {sheet: own for sheet, own in _full_marks(arguments.full).items() if sheet}
    return {
        sheet: SheetOverride(
            ignore=sheet in skipped,
            header_rows=headers.get(sheet, ()),
            columns=columns.get(sheet, {}),
            full_marks=fulls.get(sheet, {}),
        )
        for sheet in {*columns, *headers, *skipped, *fulls}
    }


def _header_rows(text: str) -> tuple[int, ...]:
    found = _ROWS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last < first + _MOST_HEADER_ROWS:
        message = f"--header：写成“工作表=行号”，两行表头写 2-3，写的是“{text}”"
        raise BadInputError(message)
    return tuple(range(first, last + 1))
