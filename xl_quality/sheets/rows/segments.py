"""Titles inside a sheet (中间的小标题): 701班 … 702班 …, each over its own pupils."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from xl_quality.sheets.doubts import shown
from xl_quality.sheets.names import classes_in, looks_like_class
from xl_quality.sheets.schools import looks_like_school, school_in
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from xl_quality.sheets.columns.layout import Layout
    from xl_quality.sheets.recognition import Recognition
    from xl_quality.sheets.rows.context import Context

SCHOOL: Final = 1
CLASS: Final = 2


def segments_of(layout: Layout, context: Context) -> tuple[tuple[int, str, str], ...]:
    """Return (1-based row, school, class) of each title between the pupils that names one."""
    found: list[tuple[int, str, str]] = []
    school = context.school
    for row, text in sorted(layout.between):
        if not layout.data or row > layout.data[-1]:
            continue
        named_school = "" if layout.school is not None else _school(text)
        named_class = "" if layout.class_name is not None else _class(text)
        if named_school or named_class:
            school = named_school or school
            found.append((row + 1, school, named_class or context.class_name))
            _tell(layout, row, named_school + named_class, text)
    return tuple(found)


def _school(text: str) -> str:
    return plain_text(text) if looks_like_school(text) else school_in(text)


def _class(text: str) -> str:
    if looks_like_class(text):
        return plain_text(text)
    found = classes_in(text)
    return found[0] if len(found) == 1 else ""


def _tell(layout: Layout, row: int, unit: str, text: str) -> None:
    column = layout.view.filled(row)[0]
    layout.doubts.note(
        "unit_from_inner_title",
        layout.view.at(row, column),
        shown(text),
        f"{layout.view.row_named(row)}是小标题，以下的学生算作“{unit}”",
        "如果不对，请在表里加上班级（学校）列",
    )


def by_segment(texts: list[str], recognition: Recognition, part: int) -> list[str]:
    """Put what the titles inside the sheet say (SCHOOL or CLASS) over the pupils below them."""
    segments = [segment for segment in recognition.segments if segment[part]]
    if not segments:
        return texts
    starts = [int(segment[0]) for segment in segments]
    for index, row in enumerate(recognition.data_rows):
        before = bisect_right(starts, row)
        if before:
            texts[index] = str(segments[before - 1][part])
    return texts
