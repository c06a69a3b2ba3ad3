"""Checks of the pupils (学生检查): who comes twice, odd names, classes of one."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.column_findings import listed
from xl_quality.sheets.recognition import Doubts, SheetKind
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
    doubts = Doubts(patient.recognition.sheet)
    _check_ids(patient, doubts)
    _check_names_twice(patient, doubts)
    _check_spelling(patient, doubts)
    _check_single(patient, doubts)
    return doubts.findings


def _check_ids(patient: Checkup, doubts: Doubts) -> None:
    """One number may stand for one pupil only; row numbers per class start again and again."""
    ids = patient.table.student_ids
    keys: list[tuple[str, ...]] = list(zip(ids, *_units(patient), strict=True))
    seen = _repeated(keys, 0)
    letter = patient.recognition.columns.student_id
    for key, pupils in list(seen.items())[:_EACH]:
        cells = [patient.key_cell(letter, pupil) for pupil in pupils]
        names = "、".join(dict.fromkeys(patient.table.names[pupil] for pupil in pupils))
        doubts.error(
            "id_twice",
            cells[1],
            key[0],
            f"学号（考号）“{key[0]}”出现{len(pupils)}次：{listed(cells)}（{names}）",
            "请核对：删去重复的行，或改正学号",
        )
    _tell_rest(doubts, "id_twice", len(seen), "个重复的学号（考号）")


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


def _tell_rest(doubts: Doubts, code: str, count: int, what: str) -> None:
    if count > _EACH:
        doubts.error(code, "", "", f"共有{count}{what}，以上只列出{_EACH}个", "请全部核对")


def _units(patient: Checkup) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    table = patient.table
    return table.schools, table.grades, table.classes


def _check_names_twice(patient: Checkup, doubts: Doubts) -> None:
    table = patient.table
    if (
        patient.recognition.columns.name is None
        or patient.recognition.kind is SheetKind.LONG_SCORES
    ):
        return
    plain = {name: plain_text(name) for name in set(table.names)}
    names = [plain[name] for name in table.names]
    keys: list[tuple[str, ...]] = list(zip(*_units(patient), names, strict=True))
    seen = _repeated(keys, 3)
    namesakes = {key: pupils for key, pupils in seen.items() if _are_two(patient, pupils)}
    doubtful = [(key[3], pupils) for key, pupils in seen.items() if key not in namesakes]
    for name, pupils in doubtful[:_EACH]:
        _tell_name_twice(patient, doubts, name, pupils)
    _tell_rest(doubts, "pupil_twice", len(doubtful), "组同班同名的学生")
    if namesakes:
        _tell_namesakes(patient, doubts, namesakes)


def _are_two(patient: Checkup, pupils: Sequence[int]) -> bool:
    """Say whether equal names have numbers and marks of their own."""
    table = patient.table
    ids = {table.student_ids[pupil] for pupil in pupils if table.student_ids[pupil]}
    return len(ids) == len(pupils) and len(_different_marks(patient, pupils)) > 1


def _different_marks(patient: Checkup, pupils: Sequence[int]) -> set[tuple[object, ...]]:
    columns = patient.table.subjects.values()
    return {tuple(_mark(column.marks[pupil]) for column in columns) for pupil in pupils}


def _tell_namesakes(
    patient: Checkup, doubts: Doubts, seen: dict[tuple[str, ...], list[int]]
) -> None:
    cells = [patient.name_cell(pupil) for pupils in seen.values() for pupil in pupils]
    names = list(dict.fromkeys(key[3] for key in seen))
    doubts.note(
        "same_name",
        cells[0],
        "、".join(names[:5]),
        f"同一个班里有学号不同的同名学生，共{len(seen)}组：{listed(cells)}",
        "如果确是同名的不同学生，不用改",
    )


def _tell_name_twice(patient: Checkup, doubts: Doubts, name: str, pupils: Sequence[int]) -> None:
    cells = listed([patient.name_cell(pupil) for pupil in pupils])
    where = patient.name_cell(pupils[1])
    if len(_different_marks(patient, pupils)) == 1:
        doubts.error(
            "pupil_twice",
            where,
            name,
            f"“{name}”在同一个班出现{len(pupils)}次，分数完全相同：{cells}",
            "很可能是重复录入，请删去多余的行",
        )
    else:
        doubts.warning(
            "pupil_twice",
            where,
            name,
            f"“{name}”在同一个班出现{len(pupils)}次，分数不同：{cells}",
            "请核对：是同名的两个人，还是重复录入",
        )


def _mark(mark: object) -> object:
    return mark if isinstance(mark, int) else str(getattr(mark, "text", ""))


def _check_spelling(patient: Checkup, doubts: Doubts) -> None:
    names = patient.table.names
    odd = [n for n, name in enumerate(names) if name != plain_text(name) and not name.isascii()]
    odd = [n for n in odd if "".join(names[n].split()) != names[n] or _is_wide(names[n])]
    if odd:
        cells = listed([patient.name_cell(pupil) for pupil in odd])
        doubts.note(
            "name_spelling",
            patient.name_cell(odd[0]),
            names[odd[0]],
            f"有{len(odd)}个姓名里有空格或全角字符：{cells}",
            "与别的表对照时会自动忽略空格；最好统一写法",
        )


def _is_wide(name: str) -> bool:
    return any("\uff01" <= character <= "\uff5e" for character in name)


def _check_single(patient: Checkup, doubts: Doubts) -> None:
    units = list(zip(*_units(patient), strict=True))
    counts = Counter(units)
    if len(counts) < 2 or patient.recognition.columns.class_name is None:  # noqa: PLR2004
        return
    single = [unit for unit, count in counts.items() if count == 1 and unit[2]]
    if len(single) * 2 > len(counts):
        return  # a list in which every class has one or two pupils, e.g. a sample
    for unit in single[:_EACH]:
        pupil = units.index(unit)
        doubts.warning(
            "class_of_one",
            patient.key_cell(patient.recognition.columns.class_name, pupil),
            unit[2],
            f"“{''.join(part for part in unit if part)}”只有一名学生",
            "请核对班级是否写错",
        )


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
            findings += _common_pupils(first, second, *keys)
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
    doubts = Doubts(items.recognition.sheet)
    doubts.warning(
        "items_counted_twice",
        items.name_cell(0),
        "",
        f"{same}名学生的“{subject}”与“{whole.recognition.sheet}”里的分数相同，像是同一次考试的小题分，"
        "现在当作另一次考试统计",
        f"是同一次考试的，{settings_row('不用', '是', sheet=items.recognition.sheet)}",
    )
    return doubts.findings[0]


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


def _common_pupils(first: Checkup, second: Checkup, one: _Pupils, other: _Pupils) -> list[Finding]:
    common = [key for key in other if key in one]
    doubts = Doubts(second.recognition.sheet)
    subjects = [name for name in first.table.subjects if name in second.table.subjects]
    same = sum(
        _marks_of(first, one[key], subjects) == _marks_of(second, other[key], subjects)
        for key in common
    )
    whole = len(common) * _ONE_SHEET[1] >= min(len(one), len(other)) * _ONE_SHEET[0]
    cells = listed([second.name_cell(other[key]) for key in common])
    where = second.name_cell(other[common[0]])
    about = (
        f"与“{first.recognition.sheet}”有{len(common)}名相同的学生（{cells}），"
        f"其中{same}名分数完全相同"
    )
    if whole and same * 2 < len(common):
        doubts.warning(
            "exams_unnamed",
            where,
            "",
            f"{about}，像是两次考试，但都没有写明是哪次考试",
            f"两张表各{settings_row('考试', '考试名称', sheet=second.recognition.sheet)}，"
            "否则会当作同一次考试重复计算",
        )
    elif whole:
        doubts.error(
            "sheet_twice",
            where,
            "",
            f"{about}，像是同一次考试的两份成绩",
            f"请保留一张；另一张请{settings_row('不用', '是', sheet=second.recognition.sheet)}，"
            "否则会重复计算",
        )
    else:
        doubts.error(
            "pupil_on_two_sheets", where, "", about, "请核对这些学生应在哪一张表，删去多余的行"
        )
    return doubts.findings


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
