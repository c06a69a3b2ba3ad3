"""Several exams beside each other in one sheet (月考1_语文 | 期中_语文): told, and kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.columns.column_doubts import fix_column, label_cell
from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.header.vocabulary import EXAM_WORD, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xl_quality.core.scores import ScoreTable
    from xl_quality.sheets.columns.layout import Layout
    from xl_quality.sheets.header.labels import Label

_TWO: Final = 2


def settle_exams(layout: Layout) -> None:
    """
    Find the exams that labels or group titles name beside the subjects.

    Where all columns are of one exam, its name comes off the subjects and is the sheet's exam.
    Several exams are kept apart: each becomes a table of its own.
    """
    _name_by_group(layout)
    subjects = {
        column: label
        for column, label in enumerate(layout.labels)
        if label.role is Role.SUBJECT and column_letter(column) not in layout.fixed
    }
    exams = dict.fromkeys(label.exam for label in subjects.values())
    if not any(exams):
        return
    if len(exams) == 1:
        layout.exam_in_labels = next(iter(exams))
        for column, label in subjects.items():
            layout.labels[column] = _without_exam(label)
        return
    layout.exams_beside = True
    first = min(column for column, label in subjects.items() if label.exam)
    _tell(layout, first, (exam for exam in exams if exam))


def _without_exam(label: Label) -> Label:
    return label._replace(subject=label.of, stem="", exam="")


def _name_by_group(layout: Layout) -> None:
    """期中 and 期末 over the same subjects: the exam becomes part of the subject's name."""
    places: dict[str, list[int]] = {}
    for column, label in enumerate(layout.labels):
        if label.role is Role.SUBJECT and not label.exam:
            places.setdefault(label.subject, []).append(column)
    twice = [column for columns in places.values() if len(columns) > 1 for column in columns]
    groups = dict.fromkeys(layout.labels[column].group for column in sorted(twice))
    if "" in groups or len(groups) < _TWO:  # one group cannot tell two columns apart
        return
    named = {layout.labels[column].subject for column in twice}
    are_exams = all(EXAM_WORD.search(group) for group in groups)
    for column, label in enumerate(layout.labels):
        only_here = are_exams and label.role is Role.SUBJECT and label.group in groups
        if column in twice or (only_here and label.subject not in named):
            exam = label.group if are_exams else ""
            stem = label.of if are_exams else label.stem
            name = label.group + label.subject
            layout.labels[column] = label._replace(subject=name, stem=stem, exam=exam)
    if not are_exams:
        _tell(layout, min(twice), groups)


def _tell(layout: Layout, column: int, groups: Iterable[str]) -> None:
    names = "、".join(groups)
    kept = "已按考试分开统计" if layout.exams_beside else "学科名前已加上它们的名称"
    layout.doubts.warning(
        "exams_side_by_side",
        label_cell(layout, column),
        names,
        f"表里并排有几次考试的成绩（{names}），{kept}",
        f"请核对；如只统计一次考试，其余各列请逐列{fix_column(layout, column, '不用')}",
    )


def exam_of_subjects(layout: Layout) -> dict[str, tuple[str, str]]:
    """Return by subject, as it is listed, its exam (``""`` = the sheet's own) and plain name."""
    if not layout.exams_beside:
        return {}
    labels = {name: layout.labels[column] for name, column in layout.subjects.items()}
    return {
        name: (label.exam, label.of if label.exam and label.of else name)
        for name, label in labels.items()
    }


def by_label_exam(table: ScoreTable, exams: Mapping[str, tuple[str, str]]) -> list[ScoreTable]:
    """Return one table per exam that the labels name, its subjects by their plain names."""
    if not exams:
        return [table]
    tables: dict[str, dict[str, str]] = {}
    for name, (exam, subject) in exams.items():
        tables.setdefault(exam, {}).setdefault(subject, name)
    return [
        table._replace(
            exam=exam or table.exam,
            subjects={
                subject: table.subjects[name]._replace(label=subject)
                for subject, name in names.items()
                if name in table.subjects
            },
        )
        for exam, names in tables.items()
    ]
