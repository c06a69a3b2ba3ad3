"""Large plain score workbooks, as big as a town's or a county's, for the benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlsxwriter import Workbook

from workbooks.dice import Dice
from workbooks.marking import half_points
from workbooks.names import invent_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from workbooks.looks import Cell

SUBJECTS: Final = (
    *("语文", "数学", "英语", "物理", "化学", "生物"),
    *("道德与法治", "历史", "地理"),
)
LABELS: Final = ("学校", "班级", "考号", "姓名")
_BLANK: Final = 0.006


def build_township(path: Path, pupils: int = 3_000, subjects: int = 6) -> None:
    """Write one score sheet of a town: 10 schools with 6 classes each."""
    _build(path, pupils, SUBJECTS[:subjects], schools=10, classes=6)


def build_county(path: Path, pupils: int = 50_000, subjects: int = 9) -> None:
    """Write one score sheet of a county: 60 schools with 17 classes each."""
    _build(path, pupils, SUBJECTS[:subjects], schools=60, classes=17)


def _build(path: Path, pupils: int, subjects: Sequence[str], schools: int, classes: int) -> None:
    dice = Dice(pupils)
    groups = schools * classes
    with Workbook(path, {"in_memory": True}) as book:
        sheet = book.add_worksheet("成绩")
        sheet.write_row(0, 0, (*LABELS, *subjects))
        for number in range(pupils):
            school, class_index = divmod(number * groups // pupils, classes)
            cells = (f"第{school + 1}学校", f"{class_index + 1}班", f"{number + 1:06d}")
            sheet.write_row(number + 1, 0, (*cells, *_name_and_marks(dice, len(subjects))))


def _name_and_marks(dice: Dice, subjects: int) -> tuple[Cell, ...]:
    """Return an invented name and marks of 100 in half points, one in 160 left blank."""
    name, ability = invent_name(dice), dice.bell()
    shares = [0.75 + 0.11 * ability + 0.07 * dice.bell() for _ in range(subjects)]
    return (name, *(None if dice.chance(_BLANK) else half_points(share, 100) for share in shares))
