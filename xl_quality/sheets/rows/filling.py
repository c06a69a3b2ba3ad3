"""Blank schools, grades and classes (空白的班级): filled only where one reading remains."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


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
