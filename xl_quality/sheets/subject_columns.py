"""Which columns hold scores, totals, ranks and helpers (学科、总分、名次 …).

Full marks and subjects that a sheet states outside its labels (满分行、小题分值、标题).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.core.marks import POINT
from xl_quality.core.options import FixedFullMark
from xl_quality.sheets import column_findings as doubts
from xl_quality.sheets import rival_columns
from xl_quality.sheets.cells import mark_text
from xl_quality.sheets.column_findings import fix_column, label_cell
from xl_quality.sheets.header import full_mark_in
from xl_quality.sheets.labels import (
    ASSIGNED,
    COMBINATION,
    FINAL_EXAM,
    SUBJECT_LETTERS,
    SUBJECTS,
    Role,
)
from xl_quality.sheets.layout import Profile, profile_of, sample_of
from xl_quality.sheets.rival_columns import (
    holds_places_of,
    is_rank_of,
    is_sum_of,
    settle_items,
    take_total,
)
from xl_quality.sheets.score_evidence import is_of_business
from xl_quality.sheets.several_tables import settle_exams
from xl_quality.sheets.text import pattern, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.sheets.labels import Label
    from xl_quality.sheets.layout import Layout


def assign_columns(layout: Layout) -> None:
    """Give every column that is no key column its role; what is doubtful becomes a finding."""
    layout.profiles = _profiles(layout)
    layout.is_long = _is_long(layout)
    settle_items(layout)
    rival_columns.settle_parts(layout)
    settle_exams(layout)
    rival_columns.settle_scores(layout)
    taken = {*layout.keys, layout.exam, layout.subject_name}
    rest = [column for column in range(layout.view.width) if column not in taken]
    for roles, settle in _STEPS:
        for column in rest:
            if layout.labels[column].role in roles and not _is_settled(layout, column):
                settle(layout, column)
    rival_columns.drop_sums(layout)
    take_total(layout)
    layout.subjects = dict(sorted(layout.subjects.items(), key=lambda item: item[1]))
    for found in (layout.ranks, layout.raw, layout.parts, layout.unused):
        found.sort()
    doubts.tell_grades(layout)
    doubts.tell_ranks(layout, layout.ranked)
    doubts.tell_parts(layout)
    rival_columns.tell_parts_alone(layout)
    doubts.tell_beside(layout)
    doubts.tell_unknown(layout)
    doubts.tell_extended(layout)
    doubts.tell_exam_columns(layout)
    doubts.tell_no_subjects(layout)


def _profiles(layout: Layout) -> list[Profile]:
    sample = [layout.view.rows[row] for row in sample_of(layout.data)]
    return [
        Profile()
        if column in layout.keys
        else profile_of([values[column] for values in sample], layout.reader)
        for column in range(layout.view.width)
    ]


def _is_settled(layout: Layout, column: int) -> bool:
    lists = (layout.subjects.values(), layout.ranks, layout.raw, layout.parts, layout.unused)
    return column == layout.total or any(column in found for found in lists)


def _is_long(layout: Layout) -> bool:
    """A column of subject names beside one of scores: a row per pupil and subject."""
    column = layout.subject_name
    if column is None or any(label.role is Role.SUBJECT for label in layout.labels):
        return False
    scores = any(label.role in (Role.SCORE, Role.UNKNOWN) for label in layout.labels)
    return scores and layout.profiles[column].scores == 0


def _known_subjects(layout: Layout) -> list[int]:
    return [c for c in layout.subjects.values() if layout.labels[c].role is Role.SUBJECT]


def _add_subject(layout: Layout, column: int, name: str) -> None:
    label = layout.labels[column]
    if name in layout.subjects:
        unique = f"{name}({layout.view.columns_named(column)})"
        doubts.tell_duplicate(layout, column, name, unique)
        name = unique
    layout.subjects[name] = column
    if label.full_mark is not None:
        layout.full_marks[name] = label.full_mark


def _subject(layout: Layout, column: int) -> None:
    label = layout.labels[column]
    earlier = layout.subjects.get(label.subject, layout.subjects.get(label.of))
    if earlier is None and len(label.subject) == 1:  # 语 behind 语文 may be its rank
        full = (name for name in layout.subjects if name.startswith(label.subject))
        earlier = layout.subjects.get(next(full, ""))
    again = earlier if label.subject in layout.subjects else None
    if not doubts.agrees(layout, column):
        layout.unused.append(column)
    elif again is not None and holds_places_of(layout, again, column):
        layout.subjects[label.subject] = column  # 语 数 英 twice: the ranks may stand in front
        _rank_by_data(layout, again, column)
    elif earlier is not None and is_rank_of(layout, column, earlier):
        _rank_by_data(layout, column, earlier)
    else:
        _add_subject(layout, column, label.subject)


def _score(layout: Layout, column: int) -> None:
    """分数, 成绩: the subject of a single-subject sheet, the marks of a long one, or a sum."""
    known = _known_subjects(layout)
    if layout.is_long and layout.subjects:
        _leave(layout, column, "long_score_ambiguous", "有几列都像分数，这一列没有用")
    elif not known:
        _add_if_scores(layout, column)
    elif layout.total is None and is_sum_of(layout, column, known):
        _total_by_data(layout, column)
    else:
        _leave(layout, column, "score_beside_subjects", "已有各学科成绩，这一列没有当作学科")


def _exam_score(layout: Layout, column: int) -> None:
    """期中考, 第一次: the subject where no other subject is known."""
    if _known_subjects(layout):
        _leave(layout, column, "score_beside_subjects", "已有各学科成绩，这一列没有当作学科")
    else:
        _add_if_scores(layout, column)


def _add_if_scores(layout: Layout, column: int) -> None:
    if doubts.agrees(layout, column):
        _add_subject(layout, column, layout.labels[column].text)
    else:
        layout.unused.append(column)


def _leave(layout: Layout, column: int, code: str, why: str) -> None:
    layout.unused.append(column)
    doubts.tell_left_out(layout, column, code, why)


def _raw(layout: Layout, column: int) -> None:
    """A raw score is a helper beside an assigned one, and the subject itself where it is alone."""
    label = layout.labels[column]
    if label.subject:
        _subject(layout, column)
    elif layout.total is not None or layout.subjects:
        layout.raw.append(column)
    elif "总" in label.text:
        layout.total = column
    else:
        _score(layout, column)


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
        doubts.tell_number(layout, column)
    else:
        layout.unused.append(column)


def _unknown(layout: Layout, column: int) -> None:
    label, profile = layout.labels[column], layout.profiles[column]
    known = _known_subjects(layout)
    exams = [c for c in layout.subjects.values() if _is_final(layout.labels[c])]
    no_scores = profile.filled and not _could_be_scores(profile)
    if layout.is_long or no_scores or is_of_business(label.text):
        layout.unused.append(column)
    elif exams and not known:
        layout.parts.append(column)
    elif not profile.filled and known:
        layout.unused.append(column)
    elif layout.total is None and is_sum_of(layout, column, known):
        _total_by_data(layout, column)
    elif (ranked := _ranked_neighbour(layout, column)) is not None:
        _rank_by_data(layout, column, ranked)
    elif _is_combination(layout, label.subject):
        layout.unused.append(column)
    else:
        _add_subject(layout, column, label.subject or label.text)


def _ranked_neighbour(layout: Layout, column: int) -> int | None:
    """Return what a column ranks: the nearest figures on its left or the total, else None."""
    profile = layout.profiles[column]
    if not profile.whole or not profile.scores:
        return None
    figures = [*layout.subjects.values(), *([] if layout.total is None else [layout.total])]
    near = max((c for c in figures if c < column), default=None)
    candidates = dict.fromkeys(c for c in (near, layout.total) if c is not None)
    return next((c for c in candidates if is_rank_of(layout, column, c)), None)


def _is_combination(layout: Layout, name: str) -> bool:
    """语数外, 语数外史/物 beside all these subjects can only be made of them."""
    if not COMBINATION.fullmatch(name):
        return False
    firsts = {subject[0] for subject in layout.subjects}
    likes = {"外": "英", "史": "历", "道": "政"}  # one subject, two letters
    likes |= {letter: other for other, letter in likes.items()}
    return all(c in firsts or likes.get(c) in firsts for c in name if c in SUBJECT_LETTERS)


def _is_final(label: Label) -> bool:
    """分数, 期末: the marks of a sheet that names no subject; what stands beside are parts."""
    return label.role is Role.SCORE or bool(FINAL_EXAM.search(label.text))


def _could_be_scores(profile: Profile) -> bool:
    return profile.holds_scores and not profile.mostly_text and not profile.rising


def _blank(layout: Layout, column: int) -> None:
    profile = layout.profiles[column]
    subjects = list(layout.subjects.values())
    if not profile.filled:
        return
    if layout.name is not None and profile.mostly_names:
        layout.unused.append(column)
        doubts.tell_second_names(layout, column)
    elif _is_behind_names(layout, column):
        layout.unused.append(column)
    elif profile.filled * 4 < profile.sampled or not _could_be_scores(profile):
        layout.unused.append(column)
        doubts.tell_unlabelled(layout, column)
    elif (ranked := _ranked_neighbour(layout, column)) is not None:
        _rank_by_data(layout, column, ranked)
    elif layout.total is None and is_sum_of(layout, column, subjects):
        _total_by_data(layout, column)
    else:
        name = f"未命名({layout.view.columns_named(column)})"
        layout.labels[column] = layout.labels[column]._replace(subject=name)
        _add_subject(layout, column, name)
        doubts.tell_unnamed(layout, column, name)


def _is_behind_names(layout: Layout, column: int) -> bool:
    """Say whether the column belongs to a second batch of names without labels."""
    return layout.name is not None and any(
        layout.labels[before].role is Role.BLANK and layout.profiles[before].mostly_names
        for before in range(layout.name + 1, column)
    )


def _rank_by_data(layout: Layout, column: int, ranked: int) -> None:
    layout.ranks.append(column)
    layout.ranked[column] = ranked


def _total_by_data(layout: Layout, column: int) -> None:
    layout.total = column
    doubts.tell_total(layout, column)


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


_QUESTION: Final = pattern(r"^\d+\..*\((\d+(?:\.\d+)?)\)分$")
_FULL_IN_TITLE: Final = pattern(r"(?:满分|总分|全卷)[:为]?(\d{2,3})分")
_LONG_SUBJECTS: Final = sorted((s for s in SUBJECTS if len(s) > 1), key=len, reverse=True)
_SUBJECT: Final = pattern("|".join(_LONG_SUBJECTS))


def read_full_marks(layout: Layout) -> None:
    """Take the full marks from a row 满分 under the header; questions only give a proposal."""
    row = layout.header.full_mark_row
    if row is not None:
        _from_row(layout, row)
    elif len(layout.subjects) == 1 and not layout.full_marks:
        _propose_from_questions(layout)


def fix_full_marks(layout: Layout) -> None:
    """Put the full marks that a person fixed for this sheet over everything it states."""
    fixed = layout.override.full_marks
    if not fixed:
        return
    for name in _courses(layout) if layout.is_long else layout.subjects:
        if (full_mark := fixed.get(name, fixed.get(""))) is not None:
            layout.full_marks[name] = FixedFullMark(full_mark)


def _courses(layout: Layout) -> list[str]:
    """Return the subjects of a long sheet, which stand in its rows."""
    column = layout.subject_name or 0
    return sorted({layout.view.text(row, column).strip() for row in layout.data} - {""})


def _from_row(layout: Layout, row: int) -> None:
    for name, column in layout.subjects.items():
        full_mark = full_mark_in(layout.view.text(row, column))
        if full_mark is not None:
            layout.full_marks[name] = full_mark
    if layout.full_marks:
        layout.doubts.note(
            "full_marks_from_row",
            layout.view.at(row, min(layout.subjects.values())),
            "、".join(f"{name}{mark_text(full)}" for name, full in layout.full_marks.items()),
            f"{layout.view.row_named(row)}是满分，不是学生",
            "如果不对，各科逐行" + settings_row("满分", "正确的满分", column="学科名"),
        )


def _propose_from_questions(layout: Layout) -> None:
    """1.(2.0)分 2.(4.0)分 …: the points of all questions make the full mark."""
    found = [_QUESTION.match(layout.labels[column].text) for column in layout.parts]
    points = [Fraction(match[1]) for match in found if match]
    total = sum(points) * POINT
    if len(points) < 2 or total.denominator != 1:  # noqa: PLR2004 - one question is no paper
        return
    name, column = next(iter(layout.subjects.items()))
    full = mark_text(int(total))
    layout.doubts.warning(
        "full_mark_from_questions",
        label_cell(layout, column),
        full,
        f"{len(points)}道小题的分值合计{full}，“{name}”的满分可能是{full}",
        f"请{_full_row(layout, name, full)}，否则按100分计算",
    )


def name_by_title(layout: Layout) -> None:
    """
    Name the subject of a column that only says 成绩.

    A sheet called 数学 gives its name to the column; a title only gives a proposal, since it may
    speak of something else. A full mark in the title is proposed likewise.
    """
    if len(layout.subjects) != 1 or layout.is_long:
        return
    name, column = next(iter(layout.subjects.items()))
    texts = [plain_text(text) for _, text in layout.header.titles]
    if name not in layout.full_marks:
        _propose_full_mark(layout, name, column, "".join(texts))
    if layout.labels[column].role is not Role.SCORE:
        return
    sheet = plain_text(layout.view.grid.name)
    if sheet in _LONG_SUBJECTS:
        _take_sheet_name(layout, name, column, sheet)
        return
    found = {match for text in (*texts, sheet) for match in _SUBJECT.findall(text)}
    if len(found) == 1:
        _propose_subject(layout, name, column, found.pop())


def _take_sheet_name(layout: Layout, name: str, column: int, sheet: str) -> None:
    del layout.subjects[name]
    layout.subjects[sheet] = column
    if name in layout.full_marks:
        layout.full_marks[sheet] = layout.full_marks.pop(name)
    layout.doubts.note(
        "subject_from_sheet",
        label_cell(layout, column),
        sheet,
        f"{layout.view.columns_named(column)}的表头只写“{name}”，学科“{sheet}”取自工作表名",
        f"如果不对，请{fix_column(layout, column, '学科名')}",
    )


def _full_row(layout: Layout, name: str, full: str) -> str:
    return settings_row("满分", full, sheet=layout.doubts.sheet, column=name)


def _propose_subject(layout: Layout, name: str, column: int, subject: str) -> None:
    where = layout.view.columns_named(column)
    layout.doubts.note(
        "subject_in_title",
        label_cell(layout, column),
        subject,
        f"标题说的是“{subject}”，{where}的表头只写“{name}”，学科名仍用“{name}”",
        f"如需叫“{subject}”，请{fix_column(layout, column, subject)}",
    )


def _propose_full_mark(layout: Layout, name: str, column: int, title: str) -> None:
    stated = _FULL_IN_TITLE.search(title)
    if stated:
        layout.doubts.warning(
            "full_mark_in_title",
            label_cell(layout, column),
            stated[1],
            f"标题里写着满分{stated[1]}，“{name}”的满分可能是{stated[1]}",
            f"请{_full_row(layout, name, stated[1])}，否则按100分计算",
        )
