"""Checks of the marks themselves (分数检查): full marks, blank subjects, totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import POINT, Remark, State
from xl_quality.core.options import DEFAULT_FULL_MARK
from xl_quality.sheets.cells import MarkReader, mark_text
from xl_quality.sheets.columns.unread_cells import listed
from xl_quality.sheets.doubts import Doubts
from xl_quality.sheets.grid import column_index
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import Mark
    from xl_quality.sheets.doctor.checkup import Checkup
    from xl_quality.sheets.settings.reader import Settings

_USUAL_FULL_MARKS: Final = tuple(points * POINT for points in (100, 120, 150, 200, 300))
_MAIN_SUBJECTS: Final = ("语文", "数学", "英语", "外语")
_FEW: Final = 10


def check_marks(patient: Checkup, settings: Settings) -> list[Finding]:
    """Return what is wrong with the marks of one table."""
    doubts = Doubts(patient.recognition.sheet)
    for subject in patient.table.subjects:
        _check_full(patient, subject, settings, doubts)
        _check_blank(patient, subject, doubts)
    _tell_assumed(patient, settings, doubts)
    _check_total(patient, doubts)
    return doubts.findings


def _stated(patient: Checkup, subject: str, settings: Settings) -> int | None:
    """Return the full mark that anybody stated, None where the program's own 100 is assumed."""
    options, stated = settings.options, patient.table.subjects[subject].full_mark
    told = stated is not None or subject in options.full_marks
    if not told and options.default_full == DEFAULT_FULL_MARK:
        return None
    return options.full_mark(subject, stated)


def _highest(patient: Checkup, subject: str) -> int:
    marks = patient.table.subjects[subject].marks
    return max((mark for mark in marks if isinstance(mark, int)), default=0)


def _check_full(patient: Checkup, subject: str, settings: Settings, doubts: Doubts) -> None:
    column = patient.table.subjects[subject]
    full = _stated(patient, subject, settings)
    highest = _highest(patient, subject)
    if highest <= (full or settings.options.default_full):
        return
    if full is None:
        _propose_full(patient, subject, highest, doubts)
        return
    above = [n for n, mark in enumerate(column.marks) if isinstance(mark, int) and mark > full]
    texts = [f"{patient.table.address(subject, n)}={_shown(column.marks[n])}" for n in above]
    doubts.error(
        "mark_above_full",
        patient.table.address(subject, above[0]),
        _shown(column.marks[above[0]]),
        f"“{subject}”有{len(above)}个分数超过满分{mark_text(full)}：{listed(texts)}",
        "请核对分数；如果满分不对，请在考核设置里改正满分",
    )


def _shown(mark: Mark) -> str:
    return mark_text(mark) if isinstance(mark, int) else mark.text


def _propose_full(patient: Checkup, subject: str, highest: int, doubts: Doubts) -> None:
    """Propose a usual full mark; 语文 数学 英语 mostly have the same one."""
    marks = patient.table.subjects[subject].marks
    pupil = next(n for n, mark in enumerate(marks) if mark == highest)
    alike = [name for name in _MAIN_SUBJECTS if name in patient.table.subjects]
    if subject in alike:
        highest = max(_highest(patient, name) for name in alike)
    proposal = next((full for full in _USUAL_FULL_MARKS if full >= highest), highest)
    doubts.warning(
        "full_mark_unknown",
        patient.table.address(subject, pupil),
        _shown(marks[pupil]),
        f"没有设置“{subject}”的满分（按100分算），但最高分是{_shown(marks[pupil])}",
        f"满分可能是{mark_text(proposal)}：请在考核设置里写明“满分｜{subject}｜{mark_text(proposal)}”",
    )


def _tell_assumed(patient: Checkup, settings: Settings, doubts: Doubts) -> None:
    """Say once for which subjects a full mark of 100 is assumed."""
    if "满分" in settings.given:
        return
    assumed = [
        subject
        for subject in patient.table.subjects
        if _stated(patient, subject, settings) is None
        and 0 < _highest(patient, subject) <= settings.options.default_full
    ]
    if assumed and patient.recognition.kind is not SheetKind.LONG_SCORES:
        doubts.note(
            "full_mark_assumed",
            "",
            "、".join(assumed),
            f"没有设置{'、'.join(f'“{subject}”' for subject in assumed)}的满分，按100分计算",
            "如果不是100分，请在考核设置里写明满分",
        )


def _check_blank(patient: Checkup, subject: str, doubts: Doubts) -> None:
    marks = patient.table.subjects[subject].marks
    if not marks or any(isinstance(mark, int) for mark in marks):
        return
    blank = all(isinstance(mark, Remark) and mark.state is State.BLANK for mark in marks)
    doubts.warning(
        "subject_without_scores",
        patient.table.address(subject, 0),
        subject,
        f"“{subject}”一列{'全是空白' if blank else '没有一个分数'}",
        "请补上成绩；如果不考这一科，请在考核设置里把这一列设为“不用”",
    )


def _check_total(patient: Checkup, doubts: Doubts) -> None:
    """Compare the sheet's own total with the sum; the office's figure is not used anyway."""
    letter = patient.recognition.columns.total
    plain = patient.recognition.kind is SheetKind.STUDENT_SCORES
    if letter is None or len(patient.table.subjects) < 2 or not plain:  # noqa: PLR2004
        return
    column, rows = column_index(letter), patient.table.rows
    totals = MarkReader().column([patient.grid.rows[row - 1][column] for row in rows])
    sums = _sums(patient)
    filled = [n for n, total in enumerate(totals) if isinstance(total, int)]
    wrong = [n for n in filled if totals[n] != sums[n]]
    if not wrong:
        return
    cells = [f"{letter}{rows[n]}={_shown(totals[n])}，各科之和{mark_text(sums[n])}" for n in wrong]
    if len(wrong) * _FEW <= len(filled):
        doubts.warning(
            "total_not_sum",
            f"{letter}{rows[wrong[0]]}",
            _shown(totals[wrong[0]]),
            f"有{len(wrong)}名学生的总分不等于各学科之和：{listed(cells)}",
            "请核对这几行的分数和总分",
        )
        return
    doubts.note(
        "total_not_sum",
        f"{letter}{rows[wrong[0]]}",
        _shown(totals[wrong[0]]),
        f"{len(filled)}名学生中有{len(wrong)}名的总分不等于各学科之和（如{cells[0]}）",
        "总分可能按折算分、赋分或部分学科计算；本程序不使用表中的总分",
    )


def _sums(patient: Checkup) -> Sequence[int]:
    columns = [column.marks for column in patient.table.subjects.values()]
    return [
        sum(mark for mark in marks if isinstance(mark, int)) for marks in zip(*columns, strict=True)
    ]
