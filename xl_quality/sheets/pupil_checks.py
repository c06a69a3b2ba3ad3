"""Checks of the pupils (学生检查): who comes twice, odd names, classes of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final

from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.recognition import Facts, SheetKind, listed
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.sheets.score_tables import Checkup

_EACH: Final = 10  # findings told one by one; then they are counted
_ONE_SHEET: Final = 8, 10  # of ten pupils on both sheets make them one list: a few come and go
_Pupils = dict[tuple[str, ...], int]
"""A pupil's number in the table by what tells him or her from others."""
_QUESTIONS: Final = 2  # columns of questions that make a sheet one of questions


def check_pupils(scores: Checkup) -> list[Finding]:
    """Return what is wrong with the pupils of one table."""
    checks = (_ids_twice, _names_twice, _spellings, _classes_of_one)
    return [finding for check in checks for finding in check(scores)]


def _ids_twice(scores: Checkup) -> Iterator[Finding]:
    """Name the numbers of several pupils in one class; row numbers begin again in each class."""
    keys = list(zip(scores.table.student_ids, *_units(scores), strict=True))
    seen, letter = _repeated(keys, 0), scores.recognition.columns.student_id
    sheet = scores.recognition.sheet
    for key, pupils in list(seen.items())[:_EACH]:
        cells = [scores.key_cell(letter, pupil) for pupil in pupils]
        facts: Facts = {"times": len(pupils), "places": listed(cells)}
        names = "、".join(dict.fromkeys(scores.table.names[pupil] for pupil in pupils))
        yield kinds.ID_TWICE.at(sheet, cells[1], found=key[0], names=names, **facts)
    if len(seen) > _EACH:
        yield kinds.MORE_IDS_TWICE.at(sheet, number=len(seen), listed=_EACH)


def _repeated(keys: Sequence[tuple[str, ...]], part: int) -> dict[tuple[str, ...], list[int]]:
    """Return the pupils that share a key, by key; one in which that part is blank says nothing."""
    twice = {key for key, count in Counter(keys).items() if count > 1 and key[part]}
    if not twice:
        return {}
    seen: dict[tuple[str, ...], list[int]] = {}
    for pupil, key in enumerate(keys):
        if key in twice:
            seen.setdefault(key, []).append(pupil)
    return seen


def _units(scores: Checkup) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    table = scores.table
    return table.schools, table.grades, table.classes


def _names_twice(scores: Checkup) -> Iterator[Finding]:
    table, recognition = scores.table, scores.recognition
    if recognition.columns.name is None or recognition.kind is SheetKind.LONG_SCORES:
        return
    plain = {name: plain_text(name) for name in set(table.names)}
    names = [plain[name] for name in table.names]
    seen = _repeated(list(zip(*_units(scores), names, strict=True)), 3)
    namesakes = {key: pupils for key, pupils in seen.items() if _are_two(scores, pupils)}
    doubtful = [(key[3], pupils) for key, pupils in seen.items() if key not in namesakes]
    for name, pupils in doubtful[:_EACH]:
        cells = [scores.name_cell(pupil) for pupil in pupils]
        same = len(_different_marks(scores, pupils)) == 1
        kind = kinds.PUPIL_ENTERED_TWICE if same else kinds.PUPIL_TWICE
        facts: Facts = {"found": name, "times": len(pupils), "places": listed(cells)}
        yield kind.at(recognition.sheet, cells[1], **facts)
    if len(doubtful) > _EACH:
        yield kinds.MORE_PUPILS_TWICE.at(recognition.sheet, number=len(doubtful), listed=_EACH)
    if namesakes:
        cells = [scores.name_cell(pupil) for pupils in namesakes.values() for pupil in pupils]
        found = "、".join(list(dict.fromkeys(key[3] for key in namesakes))[:5])
        facts = {"found": found, "groups": len(namesakes), "places": listed(cells)}
        yield kinds.SAME_NAME.at(recognition.sheet, cells[0], **facts)


def _are_two(scores: Checkup, pupils: Sequence[int]) -> bool:
    """Say whether equal names have numbers and marks of their own."""
    table = scores.table
    ids = {table.student_ids[pupil] for pupil in pupils if table.student_ids[pupil]}
    return len(ids) == len(pupils) and len(_different_marks(scores, pupils)) > 1


def _different_marks(scores: Checkup, pupils: Sequence[int]) -> set[tuple[object, ...]]:
    return {_marks_of(scores, pupil, [*scores.table.subjects]) for pupil in pupils}


def _spellings(scores: Checkup) -> Iterator[Finding]:
    names = scores.table.names
    odd = [n for n, name in enumerate(names) if not name.isascii() and _is_oddly_spelt(name)]
    if odd:
        cells = [scores.name_cell(pupil) for pupil in odd]
        facts: Facts = {"found": names[odd[0]], "names": len(odd), "places": listed(cells)}
        yield kinds.NAME_SPELLING.at(scores.recognition.sheet, cells[0], **facts)


def _is_oddly_spelt(name: str) -> bool:
    """Say whether a name has spaces or full-width letters in it."""
    wide = any("\uff01" <= character <= "\uff5e" for character in name)
    return name != plain_text(name) and (wide or "".join(name.split()) != name)


def _classes_of_one(scores: Checkup) -> Iterator[Finding]:
    letter, counts = scores.recognition.columns.class_name, scores.table.units
    if letter is None:
        return
    single = [unit for unit, count in counts.items() if count == 1 and unit[2]]
    if len(single) * 2 > len(counts):
        return  # a list in which every class has one or two pupils, e.g. a sample
    units = list(zip(*_units(scores), strict=True)) if single else []
    for unit in single[:_EACH]:
        cell, named = scores.key_cell(letter, units.index(unit)), "".join(unit)
        yield kinds.CLASS_OF_ONE.at(scores.recognition.sheet, cell, found=unit[2], unit=named)


def check_across_sheets(score_sheets: Sequence[Checkup]) -> list[Finding]:
    """Return which pupils stand on two sheets of one exam."""
    if len(score_sheets) < 2:  # noqa: PLR2004 - nothing to compare
        return []
    findings: list[Finding] = []
    pupils = [(scores, _pupil_keys(scores), any(scores.table.schools)) for scores in score_sheets]
    for (first, one, in_schools), (second, other, in_schools_too) in combinations(pupils, 2):
        if not _may_be_one_exam(first, second):
            continue
        if in_schools != in_schools_too:
            keys = _pupil_keys(first, schools=False), _pupil_keys(second, schools=False)
        else:
            keys = one, other
        if not keys[0].keys().isdisjoint(keys[1]):
            findings.append(_common_pupils(first, second, *keys))
    return findings + _items_counted_twice(score_sheets)


def _items_counted_twice(score_sheets: Sequence[Checkup]) -> list[Finding]:
    """Ask of a sheet of questions (小题分) whose pupils have the same marks on another sheet."""
    findings = []
    for items in score_sheets:
        columns, subjects = items.recognition.columns, [*items.table.subjects]
        if len(columns.parts) < _QUESTIONS or len(subjects) != 1 or items.table.exam:
            continue
        wanted = set(_named_marks(items, subjects[0]))
        for whole in score_sheets:
            if whole is items or whole.recognition.columns.parts:
                continue
            if subjects[0] not in whole.table.subjects:
                continue
            same = len(wanted.intersection(_named_marks(whole, subjects[0])))
            if wanted and same * _ONE_SHEET[1] >= len(wanted) * _ONE_SHEET[0]:
                other = whole.recognition.sheet
                facts: Facts = {"same": same, "subject": subjects[0], "other": other}
                sheet, cell = items.recognition.sheet, items.name_cell(0)
                findings.append(kinds.ITEMS_COUNTED_TWICE.at(sheet, cell, **facts))
                break
    return findings


def _named_marks(scores: Checkup, subject: str) -> Iterator[tuple[str, object]]:
    marks = scores.table.subjects[subject].marks
    for name, mark in zip(scores.table.names, marks, strict=True):
        if name and isinstance(mark, int):
            yield plain_text(name), mark


def _may_be_one_exam(first: Checkup, second: Checkup) -> bool:
    one, other = first.table, second.table
    if one.exam and one.exam == other.exam:
        # a sheet of all subjects beside one of a single subject counts that one twice
        return not one.subjects.keys().isdisjoint(other.subjects)
    return (not one.exam or not other.exam) and set(one.subjects) == set(other.subjects)


def _common_pupils(first: Checkup, second: Checkup, one: _Pupils, other: _Pupils) -> Finding:
    common = [key for key in other if key in one]
    subjects = [name for name in first.table.subjects if name in second.table.subjects]
    same = sum(
        _marks_of(first, one[key], subjects) == _marks_of(second, other[key], subjects)
        for key in common
    )
    whole = len(common) * _ONE_SHEET[1] >= min(len(one), len(other)) * _ONE_SHEET[0]
    kind = kinds.PUPIL_ON_TWO_SHEETS
    if whole:
        kind = kinds.EXAMS_UNNAMED if same * 2 < len(common) else kinds.SHEET_TWICE
    cells = [second.name_cell(other[key]) for key in common]
    facts: Facts = {"pupils": len(common), "places": listed(cells), "same": same}
    return kind.at(second.recognition.sheet, cells[0], other=first.recognition.sheet, **facts)


def _pupil_keys(scores: Checkup, *, schools: bool = True) -> _Pupils:
    """Identify pupils by long numbers, else by school, class and name."""
    table = scores.table
    ids = [number for number in table.student_ids if number]
    if ids and min(map(len, ids)) >= 5 and len(set(ids)) == len(ids):  # noqa: PLR2004
        return {(number,): pupil for pupil, number in enumerate(table.student_ids) if number}
    from_column = scores.recognition.columns.class_name is not None
    at = table.schools if schools else [""] * len(table.names)
    return {
        (at[pupil], table.classes[pupil] if from_column else "", plain_text(name)): pupil
        for pupil, name in enumerate(table.names)
        if name
    }


def _marks_of(scores: Checkup, pupil: int, subjects: Sequence[str]) -> tuple[object, ...]:
    """Return a pupil's marks, remarks by their text."""
    marks = (scores.table.subjects[name].marks[pupil] for name in subjects)
    return tuple(mark if isinstance(mark, int) else mark.text for mark in marks)
