"""The marks of an exam: by chance, but good schools stay good and weak classes stay weak."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbooks.dice import Dice
    from workbooks.township import Grade, Pupil

Entry = float | str | None
"""What stands in a cell of a score column: a mark, words instead of one, or nothing."""

ClassEffects = dict[tuple[str, str, str], float]
"""How much better (+) a school's class does in a subject, in shares of the full mark."""

_AVERAGE = 0.75
_ABSENT_ALL_DAY = 0.006
_ABSENT_ONCE = 0.002
_LEFT_BLANK = 0.0007


def class_effects(dice: Dice, pupils: Sequence[Pupil]) -> ClassEffects:
    """Return an effect for each class and subject, the same in every exam: its teacher's work."""
    classes = dict.fromkeys((pupil.school.name, pupil.class_name) for pupil in pupils)
    subjects = pupils[0].grade.full_marks
    return {(*where, subject): dice.bell() * 0.02 for where in classes for subject in subjects}


def sit_exam(dice: Dice, pupils: Sequence[Pupil], effects: ClassEffects) -> list[list[Entry]]:
    """Return a row of entries for each pupil, a subject each, in steps of half a point."""
    return [_pupil_entries(dice, pupil, effects) for pupil in pupils]


def _pupil_entries(dice: Dice, pupil: Pupil, effects: ClassEffects) -> list[Entry]:
    subjects = pupil.grade.full_marks
    if dice.chance(_ABSENT_ALL_DAY):
        return ["缺考"] * len(subjects)
    return [_entry(dice, pupil, subject, effects) for subject in subjects]


def _entry(dice: Dice, pupil: Pupil, subject: str, effects: ClassEffects) -> Entry:
    if dice.chance(_ABSENT_ONCE):
        return "缺考"
    if dice.chance(_LEFT_BLANK):
        return None
    level = pupil.school.level + effects[pupil.school.name, pupil.class_name, subject]
    share = _AVERAGE + level + 0.11 * pupil.ability + 0.07 * dice.bell()
    return half_points(share, pupil.grade.full_marks[subject])


def half_points(share: float, full_mark: int) -> float:
    """Return a share of the full mark in steps of half a point, from 2 points to the full mark."""
    doubled = int(share * full_mark * 2 + 0.5)
    return max(4, min(doubled, full_mark * 2)) / 2


def add_rare_remarks(rows: list[list[Entry]], grade: Grade) -> None:
    """Put in, at fixed places, what is rare but real: 免考, 缓考, 作弊, a mark of 0."""
    last = len(grade.full_marks) - 1
    remarks: list[tuple[int, Entry]] = [
        *((0, "免考"), (last, "免考"), (1, "作弊"), (2, "缓考"), (1, 0.0)),
    ]
    for place, (column, entry) in enumerate(remarks, start=1):
        rows[len(rows) * place // 6][column] = entry
