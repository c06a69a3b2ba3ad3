"""Writes workbooks/示例镇成绩册.xlsx, the same bytes each time: `python workbooks/build.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook

from workbooks.dice import Dice
from workbooks.list_sheets import write_lists
from workbooks.looks import make_looks
from workbooks.marking import add_rare_remarks, class_effects, sit_exam
from workbooks.score_sheets import (
    Sitting,
    write_header_by_school,
    write_merged_down,
    write_plain,
    write_two_row_header,
    write_with_footers,
)
from workbooks.settings_sheet import write_settings
from workbooks.teaching import assign_teachers
from workbooks.township import (
    EARLIER_EXAM,
    FOURTH,
    GRADES,
    NINTH,
    SIXTH,
    THIS_EXAM,
    TOWN,
    Pupil,
    enrol,
)

SAMPLE: Final = Path(__file__).parent / "示例镇成绩册.xlsx"
_SEED: Final = 20260620
# a workbook's properties know no time zone
_CREATED: Final = datetime(2026, 6, 20, 8, tzinfo=UTC).replace(tzinfo=None)

_LAYOUTS: Final = {  # this exam first: the sheets in the order of their tabs
    (SIXTH.name, THIS_EXAM): write_plain,
    (NINTH.name, THIS_EXAM): write_plain,
    (FOURTH.name, THIS_EXAM): write_with_footers,
    (SIXTH.name, EARLIER_EXAM): write_merged_down,
    (NINTH.name, EARLIER_EXAM): write_two_row_header,
    (FOURTH.name, EARLIER_EXAM): write_header_by_school,
}


def build_sample(path: Path = SAMPLE) -> None:
    """Write the sample workbook; the same bytes on every run."""
    dice = Dice(_SEED)
    sittings = {
        (sitting.grade.name, sitting.exam): sitting
        for grade in GRADES
        for sitting in _hold_exams(dice, enrol(dice, grade))
    }
    with Workbook(path, {"in_memory": True}) as book:
        book.set_properties(
            {"title": f"{TOWN}成绩册（虚构示例）", "author": "xl_quality", "created": _CREATED}
        )
        looks = make_looks(book)
        for (grade, exam), write in _LAYOUTS.items():
            write(book, looks, sittings[grade, exam])
        write_lists(book, looks, assign_teachers(dice), list(sittings.values()))
        write_settings(book, looks)


def _hold_exams(dice: Dice, pupils: list[Pupil]) -> list[Sitting]:
    """Return both exams of one grade."""
    effects, grade = class_effects(dice, pupils), pupils[0].grade
    sittings = []
    for exam in (EARLIER_EXAM, THIS_EXAM):
        entries = sit_exam(dice, pupils, effects)
        add_rare_remarks(entries, grade)
        sittings.append(Sitting(grade, exam, pupils, entries))
    return sittings


if __name__ == "__main__":
    build_sample()
    print(f"{SAMPLE}: {SAMPLE.stat().st_size / 1024:.0f} KB")
