"""Checks of the marks themselves (分数检查): full marks, blank subjects, totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.core.marks import Remark, State
from xl_quality.core.marks_in_doubt import full_mark_doubts, full_mark_stated, zero_doubts
from xl_quality.sheets.cells import MarkReader, mark_text
from xl_quality.sheets.columns.unread_cells import listed
from xl_quality.sheets.doubts import Doubts
from xl_quality.sheets.grid import column_index
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import Mark
    from xl_quality.core.marks_in_doubt import FullMarkDoubt, ZeroDoubts
    from xl_quality.core.options import Options
    from xl_quality.core.scores import ScoreTable
    from xl_quality.sheets.doctor.checkup import Checkup
    from xl_quality.sheets.settings.reader import Settings

_HELD: Final = "核对之前这一科不排名次，也不计奖"
_ALL_HELD: Final = "核对之前各科不排名次，也不计奖"
_FEW: Final = 10
_NO_SLIPS: Final = 10
"""Marks above an unstated full mark from which nobody mistyped: it is the full mark that is off."""


def check_marks(patient: Checkup, settings: Settings) -> list[Finding]:
    """Return what is wrong with the marks of one table."""
    doubts = Doubts(patient.recognition.sheet)
    doubts.findings += doubtful_marks(patient.table, settings.options)
    for subject in patient.table.subjects:
        _check_blank(patient, subject, doubts)
    _check_total(patient, doubts)
    return doubts.findings


def doubtful_marks(table: ScoreTable, options: Options) -> list[Finding]:
    """Return the questions of a table: marks against the full mark, rows of zeros (满分、0分)."""
    doubts = Doubts(table.sheet)
    for doubt in full_mark_doubts(table, options):
        if doubt.above:
            _tell_above(table, doubt, doubts)
        else:
            _tell_far_below(table, doubt, doubts)
    _tell_zeros(table, zero_doubts(table, options), doubts)
    return doubts.findings


def _tell_above(table: ScoreTable, doubt: FullMarkDoubt, doubts: Doubts) -> None:
    marks = table.subjects[doubt.subject].marks
    cells = [f"{table.address(doubt.subject, n)}={_shown(marks[n])}" for n in doubt.above]
    if doubt.stated:
        code, why = "mark_above_full", f"超过满分{mark_text(doubt.full)}"
    else:
        code, why = "full_mark_unknown", f"超过{mark_text(doubt.full)}，满分却没有设置"
    row = settings_row("满分", mark_text(doubt.proposal), column=doubt.subject)
    slips = "写错的分数请改正" + (f"；如果满分不对，请{row}" if doubt.proposal else "")
    sure = doubt.proposal and not doubt.stated and len(doubt.above) >= _NO_SLIPS
    doubts.held(
        code,
        table.address(doubt.subject, doubt.above[0]),
        _shown(marks[doubt.above[0]]),
        (f"“{doubt.subject}”有{len(doubt.above)}个分数{why}：{listed(cells)}", f"，{_HELD}"),
        f"请{row}" if sure else slips,
    )


def _tell_far_below(table: ScoreTable, doubt: FullMarkDoubt, doubts: Doubts) -> None:
    marks = table.subjects[doubt.subject].marks
    number = sum(type(mark) is int for mark in marks)
    row = settings_row(
        "满分",
        f"{mark_text(doubt.proposal)}或{mark_text(doubt.full)}",
        sheet=table.sheet,
        column=doubt.subject,
    )
    asked = (
        f"没有设置“{doubt.subject}”的满分（按{mark_text(doubt.full)}分算），{number}个分数最高只有"
        f"{mark_text(doubt.highest)}，满分可能是{mark_text(doubt.proposal)}"
    )
    doubts.held(
        "full_mark_far_off",
        table.address(doubt.subject, list(marks).index(doubt.highest)),
        mark_text(doubt.highest),
        (asked, f"；{_HELD}"),
        f"请{row}",
    )


def _tell_zeros(table: ScoreTable, zeros: ZeroDoubts, doubts: Doubts) -> None:
    if zeros.rows:
        subject = next(iter(table.subjects))
        cells = [table.address(subject, pupil) for pupil in zeros.rows]
        tell = doubts.error if zeros.many else doubts.warning
        tell(
            "zero_in_all_subjects",
            cells[0],
            "0",
            f"{len(table.rows)}名学生中有{len(zeros.rows)}名学生各科都是0分（{listed(cells)}），"
            f"是缺考，还是真的0分？{_ALL_HELD if zeros.many else ''}",
            f"请{settings_row('全部0分', '缺考或0分')}；没有写的按0分计",
        )
    for subject, pupils in zeros.subjects.items():
        cells = [table.address(subject, pupil) for pupil in pupils]
        asked = (
            f"“{subject}”有{len(pupils)}名学生是0分（{listed(cells)}），是没有选考，还是真的0分？"
        )
        doubts.held(
            "zeros_in_subject",
            cells[0],
            "0",
            (asked, _HELD),
            f"请{settings_row('学科0分', '未选考或0分', column=subject)}",
        )


def _shown(mark: Mark) -> str:
    return mark_text(mark) if isinstance(mark, int) else mark.text


def tell_assumed(patients: Sequence[Checkup], settings: Settings) -> list[Finding]:
    """Say once for a workbook for which subjects a full mark of 100 is assumed."""
    options = settings.options
    doubtful = {
        (patient.recognition.sheet, doubt.subject)
        for patient in patients
        for doubt in full_mark_doubts(patient.table, options)
    }
    assumed = dict.fromkeys(
        name
        for patient in patients
        for name, column in patient.table.subjects.items()
        if not full_mark_stated(options, column)
        and (patient.recognition.sheet, name) not in doubtful
        and any(type(mark) is int and mark for mark in set(column.marks))
    )
    if not assumed:
        return []
    names = "、".join(assumed)
    doubts = Doubts("")
    doubts.note(
        "full_mark_assumed",
        "",
        names,
        "这些学科没有写满分，按100分计算",
        "如果不是100分（如120分），请" + settings_row("满分", "120", column=next(iter(assumed))),
    )
    return doubts.findings


def _unused(table: ScoreTable, subject: str) -> str:
    letter = table.subjects[subject].letter
    return settings_row("指定列", "不用", sheet=table.sheet, column=letter)


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
        f"请补上成绩；如果不考这一科，请{_unused(patient.table, subject)}",
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
