"""Checks of the pupils (学生检查): who comes twice, odd names, classes of one."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.recognition import SheetFindings, SheetKind, listed
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.score_tables import Checkup

_EACH: Final = 10
_ONE_SHEET: Final = 8, 10
_Pupils = dict[tuple[str, ...], int]
"""A pupil's number in the table by what tells him or her from others."""


def check_pupils(patient: Checkup) -> list[Finding]:
    """Return what is wrong with the pupils of one table."""
    checks = (_ids_twice, _names_twice, _spellings, _classes_of_one)
    return [finding for check in checks for finding in check(patient)]


def _ids_twice(patient: Checkup) -> Iterator[Finding]:
    """One number may stand for one pupil only; row numbers per class start again and again."""
    keys = list(zip(patient.table.student_ids, *_units(patient), strict=True))
    seen, letter = _repeated(keys, 0), patient.recognition.columns.student_id
    about = SheetFindings(patient.recognition.sheet)
    for key, pupils in list(seen.items())[:_EACH]:
        cells = [patient.key_cell(letter, pupil) for pupil in pupils]
        names = "、".join(dict.fromkeys(patient.table.names[pupil] for pupil in pupils))
        message = f"学号（考号）“{key[0]}”出现{len(pupils)}次：{listed(cells)}（{names}）"
        advice = "请核对：删去重复的行，或改正学号"
        yield about.error("id_twice", cells[1], key[0], message, advice)
    if len(seen) > _EACH:
        yield _rest(patient, "id_twice", f"{len(seen)}个重复的学号（考号）")


def _rest(patient: Checkup, code: str, what: str) -> Finding:
    message = f"共有{what}，以上只列出{_EACH}个"
    return SheetFindings(patient.recognition.sheet).error(code, "", "", message, "请全部核对")


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


def _units(patient: Checkup) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    table = patient.table
    return table.schools, table.grades, table.classes


def _names_twice(patient: Checkup) -> Iterator[Finding]:
    table, recognition = patient.table, patient.recognition
    if recognition.columns.name is None or recognition.kind is SheetKind.LONG_SCORES:
        return
    plain = {name: plain_text(name) for name in set(table.names)}
    names = [plain[name] for name in table.names]
    seen = _repeated(list(zip(*_units(patient), names, strict=True)), 3)
    namesakes = {key: pupils for key, pupils in seen.items() if _are_two(patient, pupils)}
    doubtful = [(key[3], pupils) for key, pupils in seen.items() if key not in namesakes]
    for name, pupils in doubtful[:_EACH]:
        yield _name_twice(patient, name, pupils)
    if len(doubtful) > _EACH:
        yield _rest(patient, "pupil_twice", f"{len(doubtful)}组同班同名的学生")
    if namesakes:
        cells = [patient.name_cell(pupil) for pupils in namesakes.values() for pupil in pupils]
        yield SheetFindings(recognition.sheet).note(
            "same_name",
            cells[0],
            "、".join(list(dict.fromkeys(key[3] for key in namesakes))[:5]),
            f"同一个班里有学号不同的同名学生，共{len(namesakes)}组：{listed(cells)}",
            "如果确是同名的不同学生，不用改",
        )


def _are_two(patient: Checkup, pupils: Sequence[int]) -> bool:
    """Say whether equal names have numbers and marks of their own."""
    table = patient.table
    ids = {table.student_ids[pupil] for pupil in pupils if table.student_ids[pupil]}
    return len(ids) == len(pupils) and len(_different_marks(patient, pupils)) > 1


def _different_marks(patient: Checkup, pupils: Sequence[int]) -> set[tuple[object, ...]]:
    columns = patient.table.subjects.values()
    return {tuple(_mark(column.marks[pupil]) for column in columns) for pupil in pupils}


def _name_twice(patient: Checkup, name: str, pupils: Sequence[int]) -> Finding:
    about, where = SheetFindings(patient.recognition.sheet), patient.name_cell(pupils[1])
    cells = listed([patient.name_cell(pupil) for pupil in pupils])
    message = f"“{name}”在同一个班出现{len(pupils)}次，分数"
    if len(_different_marks(patient, pupils)) == 1:
        advice = "很可能是重复录入，请删去多余的行"
        return about.error("pupil_twice", where, name, f"{message}完全相同：{cells}", advice)
    advice = "请核对：是同名的两个人，还是重复录入"
    return about.warning("pupil_twice", where, name, f"{message}不同：{cells}", advice)


def _mark(mark: object) -> object:
    return mark if isinstance(mark, int) else str(getattr(mark, "text", ""))


def _spellings(patient: Checkup) -> Iterator[Finding]:
    names = patient.table.names
    odd = [n for n, name in enumerate(names) if name != plain_text(name) and not name.isascii()]
    odd = [n for n in odd if "".join(names[n].split()) != names[n] or _is_wide(names[n])]
    if odd:
        cells = [patient.name_cell(pupil) for pupil in odd]
        message = f"有{len(odd)}个姓名里有空格或全角字符：{listed(cells)}"
        advice = "与别的表对照时会自动忽略空格；最好统一写法"
        about = SheetFindings(patient.recognition.sheet)
        yield about.note("name_spelling", cells[0], names[odd[0]], message, advice)


def _is_wide(name: str) -> bool:
    return any("\uff01" <= character <= "\uff5e" for character in name)


def _classes_of_one(patient: Checkup) -> Iterator[Finding]:
    letter, about = patient.recognition.columns.class_name, SheetFindings(patient.recognition.sheet)
    units = list(zip(*_units(patient), strict=True))
    counts = Counter(units)
    if len(counts) < 2 or letter is None:  # noqa: PLR2004
        return
    single = [unit for unit, count in counts.items() if count == 1 and unit[2]]
    if len(single) * 2 > len(counts):
        return  # a list in which every class has one or two pupils, e.g. a sample
    for unit in single[:_EACH]:
        cell = patient.key_cell(letter, units.index(unit))
        message = f"“{''.join(unit)}”只有一名学生"
        yield about.warning("class_of_one", cell, unit[2], message, "请核对班级是否写错")


_QUESTIONS: Final = 2
"""Columns of questions that make a sheet one of questions."""


def check_across_sheets(patients: Sequence[Checkup]) -> list[Finding]:
    """Return which pupils stand on two sheets of one exam."""
    if len(patients) < 2:  # noqa: PLR2004 - nothing to compare
        return []
    findings: list[Finding] = []
    pupils = [(patient, _pupil_keys(patient), any(patient.table.schools)) for patient in patients]
    for (first, one, in_schools), (second, other, in_schools_too) in combinations(pupils, 2):
        if not _may_be_one_exam(first, second):
            continue
        if in_schools != in_schools_too:
            keys = _pupil_keys(first, schools=False), _pupil_keys(second, schools=False)
        else:
            keys = one, other
        if not keys[0].keys().isdisjoint(keys[1]):
            findings.append(_common_pupils(first, second, *keys))
    return findings + _items_counted_twice(patients)


def _items_counted_twice(patients: Sequence[Checkup]) -> list[Finding]:
    """Ask of a sheet of questions (小题分) whose pupils have the same marks on another sheet."""
    findings = []
    for items in patients:
        columns, subjects = items.recognition.columns, [*items.table.subjects]
        if len(columns.parts) < _QUESTIONS or len(subjects) != 1 or items.table.exam:
            continue
        wanted = set(_named_marks(items, subjects[0]))
        for whole in patients:
            if whole is items or whole.recognition.columns.parts:
                continue
            if subjects[0] not in whole.table.subjects:
                continue
            same = len(wanted.intersection(_named_marks(whole, subjects[0])))
            if wanted and same * _ONE_SHEET[1] >= len(wanted) * _ONE_SHEET[0]:
                findings.append(_items_of(items, whole, subjects[0], same))
                break
    return findings


def _items_of(items: Checkup, whole: Checkup, subject: str, same: int) -> Finding:
    return SheetFindings(items.recognition.sheet).warning(
        "items_counted_twice",
        items.name_cell(0),
        "",
        f"{same}名学生的“{subject}”与“{whole.recognition.sheet}”里的分数相同，像是同一次考试的小题分，"
        "现在当作另一次考试统计",
        f"是同一次考试的，{settings_row('不用', '是', sheet=items.recognition.sheet)}",
    )


def _named_marks(patient: Checkup, subject: str) -> Iterator[tuple[str, object]]:
    marks = patient.table.subjects[subject].marks
    for name, mark in zip(patient.table.names, marks, strict=True):
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
    sheet = second.recognition.sheet
    about = SheetFindings(sheet)
    subjects = [name for name in first.table.subjects if name in second.table.subjects]
    same = sum(
        _marks_of(first, one[key], subjects) == _marks_of(second, other[key], subjects)
        for key in common
    )
    whole = len(common) * _ONE_SHEET[1] >= min(len(one), len(other)) * _ONE_SHEET[0]
    cells = [second.name_cell(other[key]) for key in common]
    where = cells[0]
    both = (
        f"与“{first.recognition.sheet}”有{len(common)}名相同的学生（{listed(cells)}），"
        f"其中{same}名分数完全相同"
    )
    if not whole:
        advice = "请核对这些学生应在哪一张表，删去多余的行"
        return about.error("pupil_on_two_sheets", where, "", both, advice)
    if same * 2 < len(common):
        message = f"{both}，像是两次考试，但都没有写明是哪次考试"
        row = settings_row("考试", "考试名称", sheet=sheet)
        advice = f"两张表各{row}，否则会当作同一次考试重复计算"
        return about.warning("exams_unnamed", where, "", message, advice)
    message = f"{both}，像是同一次考试的两份成绩"
    advice = f"请保留一张；另一张请{settings_row('不用', '是', sheet=sheet)}，否则会重复计算"
    return about.error("sheet_twice", where, "", message, advice)


def _pupil_keys(patient: Checkup, *, schools: bool = True) -> _Pupils:
    """Identify pupils by long numbers, else by school, class and name."""
    table = patient.table
    ids = [number for number in table.student_ids if number]
    long_ids = ids and min(map(len, ids)) >= 5 and len(set(ids)) == len(ids)  # noqa: PLR2004
    if long_ids:
        return {(number,): pupil for pupil, number in enumerate(table.student_ids) if number}
    from_column = patient.recognition.columns.class_name is not None
    at = table.schools if schools else [""] * len(table.names)
    return {
        (at[pupil], table.classes[pupil] if from_column else "", plain_text(name)): pupil
        for pupil, name in enumerate(table.names)
        if name
    }


def _marks_of(patient: Checkup, pupil: int, subjects: Sequence[str]) -> list[object]:
    return [_mark(patient.table.subjects[name].marks[pupil]) for name in subjects]
