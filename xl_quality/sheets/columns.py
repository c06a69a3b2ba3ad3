"""Which columns hold scores, totals, ranks and helpers (学科、总分、名次 …)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xl_quality.sheets.column_checks import is_rank_of, is_sum_of
from xl_quality.sheets.doubts import shown
from xl_quality.sheets.grid import address, column_letter
from xl_quality.sheets.profiles import Profile, profile_of, sample_of
from xl_quality.sheets.vocabulary import ASSIGNED, FINAL_EXAM, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.sheets.labels import Label
    from xl_quality.sheets.layout import Layout

_TOLD: Final = 6


def assign_columns(layout: Layout) -> None:
    """Give every column that is no key column its role; what is doubtful becomes a finding."""
    rows = sample_of(layout.data)
    sample = [layout.view.rows[row] for row in rows]
    layout.profiles = [
        Profile()
        if column in layout.keys
        else profile_of([values[column] for values in sample], layout.reader)
        for column in range(layout.view.width)
    ]
    taken = {*layout.keys, layout.exam, layout.subject_name}
    rest = [column for column in range(layout.view.width) if column not in taken]
    layout.is_long = _is_long(layout)
    _name_by_group(layout)
    for roles, settle in _STEPS:
        for column in rest:
            if layout.labels[column].role in roles and not _is_settled(layout, column):
                settle(layout, column)
    layout.subjects = dict(sorted(layout.subjects.items(), key=lambda item: item[1]))
    for found in (layout.ranks, layout.raw, layout.parts, layout.unused):
        found.sort()
    tell_parts(layout)
    tell_unknown(layout)


def _name_by_group(layout: Layout) -> None:
    """期中 and 期末 over the same subjects: the exam becomes part of the subject's name."""
    places: dict[str, list[int]] = {}
    for column, label in enumerate(layout.labels):
        if label.role is Role.SUBJECT:
            places.setdefault(label.subject, []).append(column)
    twice = [columns for columns in places.values() if len(columns) > 1]
    groups = {layout.labels[column].group for columns in twice for column in columns}
    if not twice or "" in groups or len(groups) == 1:
        return
    for column in (column for columns in twice for column in columns):
        label = layout.labels[column]
        layout.labels[column] = replace(label, subject=label.group + label.subject)
    layout.doubts.warning(
        "exams_side_by_side", label_cell(layout, twice[0][0]), "、".join(sorted(groups)),
        f"表里并排有几次考试的成绩（{'、'.join(sorted(groups))}），学科名前已加上考试名",
        "如只统计一次考试，请在考核设置里把其余各列设为“不用”",
    )


def _is_settled(layout: Layout, column: int) -> bool:
    return column == layout.total or any(
        column in found
        for found in (
            layout.subjects.values(),
            layout.ranks,
            layout.raw,
            layout.parts,
            layout.unused,
        )
    )


def _is_long(layout: Layout) -> bool:
    """A column of subject names beside one of scores: a row per pupil and subject."""
    column = layout.subject_name
    if column is None or any(label.role is Role.SUBJECT for label in layout.labels):
        return False
    scores = any(label.role in (Role.SCORE, Role.UNKNOWN) for label in layout.labels)
    return scores and layout.profiles[column].scores == 0


def _add_subject(layout: Layout, column: int, name: str) -> None:
    label = layout.labels[column]
    if name in layout.subjects:
        name = unique_name(layout, column, name)
    layout.subjects[name] = column
    if label.full_mark is not None:
        layout.full_marks[name] = label.full_mark


def _subject(layout: Layout, column: int) -> None:
    label, profile = layout.labels[column], layout.profiles[column]
    if not agrees(layout, column, label, profile):
        layout.unused.append(column)
        return
    earlier = layout.subjects.get(label.subject)
    if earlier == column - 1 and is_rank_of(layout, column, earlier):
        tell_rank(layout, column)
        return
    _add_subject(layout, column, label.subject)


def _score(layout: Layout, column: int) -> None:
    """分数, 成绩: the subject of a single-subject sheet, the marks of a long one, or a sum."""
    label, profile = layout.labels[column], layout.profiles[column]
    if layout.is_long:
        if layout.subjects:
            leave(layout, column, "long_score_ambiguous", "有几列都像分数，这一列没有用")
        elif agrees(layout, column, label, profile) or not profile.filled:
            _add_subject(layout, column, label.text)
        return
    if any(layout.labels[c].role is Role.SUBJECT for c in layout.subjects.values()):
        if layout.total is None and is_sum_of(layout, column, list(layout.subjects.values())):
            tell_total(layout, column)
        else:
            leave(layout, column, "score_beside_subjects", "已有各学科成绩，这一列没有当作学科")
        return
    if agrees(layout, column, label, profile):
        _add_subject(layout, column, label.text)
    else:
        layout.unused.append(column)


def _exam_score(layout: Layout, column: int) -> None:
    if any(layout.labels[c].role is Role.SUBJECT for c in layout.subjects.values()):
        leave(layout, column, "score_beside_subjects", "已有各学科成绩，这一列没有当作学科")
    elif agrees(layout, column, layout.labels[column], layout.profiles[column]):
        _add_subject(layout, column, layout.labels[column].text)
    else:
        layout.unused.append(column)


def _raw(layout: Layout, column: int) -> None:
    """A raw score is a helper beside an assigned one, and the subject itself where it is alone."""
    label = layout.labels[column]
    stem = label.subject.removesuffix("分").removesuffix("始").removesuffix("原")
    beside = any(stem and name.startswith(stem) for name in layout.subjects)
    if beside or (not label.subject and (layout.total is not None or layout.subjects)):
        layout.raw.append(column)
    elif not label.subject and layout.total is None and "总" in label.text:
        layout.total = column
    else:
        _subject(layout, column) if label.subject else _score(layout, column)


def _total(layout: Layout, column: int) -> None:
    if layout.total is None:
        layout.total = column
        return
    better = ASSIGNED.search(layout.labels[column].text) and not ASSIGNED.search(
        layout.labels[layout.total].text
    )
    if better:
        column, layout.total = layout.total, column
    layout.unused.append(column)


def _number(layout: Layout, column: int) -> None:
    """1 2 3 … over columns are questions; dates such as 12.08 stand for tests."""
    numbers = [label.text for label in layout.labels if label.role is Role.NUMBER]
    is_question = layout.labels[column].text.isdigit() and len(numbers) > 1
    if is_question and (layout.subjects or layout.total is not None):
        layout.parts.append(column)
    elif layout.profiles[column].holds_scores or not layout.data:
        _add_subject(layout, column, layout.labels[column].text)
        layout.doubts.warning(
            "number_as_label", label_cell(layout, column), layout.labels[column].text,
            f"{column_letter(column)}列的表头是数字“{layout.labels[column].text}”，已当作一次测验的成绩",
            "请在表头写明学科或考试；如果不是成绩，请在考核设置里设为“不用”",
        )
    else:
        layout.unused.append(column)


def _unknown(layout: Layout, column: int) -> None:
    label, profile = layout.labels[column], layout.profiles[column]
    if layout.is_long or (profile.filled and not _could_be_scores(profile)):
        layout.unused.append(column)
        return
    known = [c for c in layout.subjects.values() if layout.labels[c].role is Role.SUBJECT]
    exams = [c for c in layout.subjects.values() if FINAL_EXAM.search(layout.labels[c].text)]
    if exams and not known:
        layout.parts.append(column)
    elif not profile.filled and known:
        layout.unused.append(column)
    elif known and layout.total is None and is_sum_of(layout, column, known):
        tell_total(layout, column)
    elif known and column - 1 in known and is_rank_of(layout, column, column - 1):
        tell_rank(layout, column)
    else:
        _add_subject(layout, column, label.subject or label.text)


def _could_be_scores(profile: Profile) -> bool:
    return profile.holds_scores and not profile.mostly_text and not profile.rising


def _blank(layout: Layout, column: int) -> None:
    profile = layout.profiles[column]
    if not profile.filled:
        return
    if profile.filled * 4 < profile.sampled or not _could_be_scores(profile):
        tell_unlabelled(layout, column)
        return
    subjects = list(layout.subjects.values())
    left = column - 1
    if (left in subjects or left == layout.total) and is_rank_of(layout, column, left):
        tell_rank(layout, column)
    elif layout.total is None and is_sum_of(layout, column, subjects):
        tell_total(layout, column)
    else:
        name = f"未命名({column_letter(column)}列)"
        layout.labels[column] = replace(layout.labels[column], subject=name)
        _add_subject(layout, column, name)
        layout.doubts.warning(
            "subject_label_missing", label_cell(layout, column), "",
            f"{column_letter(column)}列没有表头，内容像分数，已当作学科“{name}”",
            "请在表头补上学科名；如果不是成绩，请在考核设置里设为“不用”",
        )


def _unused(layout: Layout, column: int) -> None:
    layout.unused.append(column)


def _rank(layout: Layout, column: int) -> None:
    layout.ranks.append(column)


def _part(layout: Layout, column: int) -> None:
    layout.parts.append(column)


_STEPS: Final[tuple[tuple[tuple[Role, ...], Callable[[Layout, int], None]], ...]] = (
    ((Role.SUBJECT,), _subject),
    ((Role.TOTAL,), _total),
    ((Role.RANK,), _rank),
    ((Role.PART,), _part),
    ((Role.SCORE,), _score),
    ((Role.EXAM_SCORE,), _exam_score),
    ((Role.RAW,), _raw),
    ((Role.NUMBER,), _number),
    ((Role.UNKNOWN,), _unknown),
    ((Role.BLANK,), _blank),
    (tuple(Role), _unused),
)
"""In this order, so that doubtful columns are judged beside the certain ones."""
