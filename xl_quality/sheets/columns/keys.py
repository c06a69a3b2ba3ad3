"""Which columns say whose row it is (姓名、学号、班级、学校、年级)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.columns.column_doubts import fix_column, label_cell
from xl_quality.sheets.columns.key_checks import (
    holds_numbers,
    labelled_as,
    settle_swapped,
    tell_classes_in_names,
    tell_disagreements,
)
from xl_quality.sheets.columns.profiles import Profile, profile_of
from xl_quality.sheets.doubts import shown
from xl_quality.sheets.header.vocabulary import ID_ORDER, Role
from xl_quality.sheets.texts import plain_label
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from xl_quality.sheets.columns.layout import Layout
    from xl_quality.sheets.header.labels import Label

_LOOK: Final = 60
_LAST_CHOICE: Final = 90
_SEAT_ORDER: Final = 40


def assign_keys(layout: Layout) -> None:
    """Set the key columns of a layout from its labels and the first rows below the header."""
    view, first = layout.view, layout.header.first_below
    sample = view.rows[first : first + _LOOK]
    profiles = [profile_of([row[c] for row in sample], layout.reader) for c in range(view.width)]
    _settle_names_of_ranks(layout, profiles)
    settle_swapped(layout, profiles)
    layout.name = _name_column(layout, profiles)
    layout.class_name = _one_of(layout, Role.CLASS, profiles, "班级")
    layout.school = _one_of(layout, Role.SCHOOL, profiles, "学校")
    layout.grade = _one_of(layout, Role.GRADE, profiles, "年级")
    layout.exam = _one_of(layout, Role.EXAM, profiles, "")
    layout.subject_name = _one_of(layout, Role.SUBJECT_NAME, profiles, "")
    layout.student_id = _id_column(layout, profiles)
    _leave_out_blank_names(layout)
    if layout.class_name is None:
        layout.class_name = _unlabelled_class(layout, profiles)
    tell_disagreements(layout, profiles)
    tell_classes_in_names(layout)


def _settle_names_of_ranks(layout: Layout, profiles: list[Profile]) -> None:
    """班名, 校名, 班 | 年级 behind 总分: ranks over numbers, names of a unit over text."""
    scores = [c for c, label in enumerate(layout.labels) if label.role in _SCORED]
    first_score = min(scores, default=layout.view.width)
    for column, label in enumerate(layout.labels):
        profile = profiles[column]
        if label.role is Role.RANK and not label.subject:
            role = _unit_under_rank(layout, column, profile, first_score)
            layout.labels[column] = _as(layout, column, role)
        elif label.role in _UNITS and column > first_score and _like_ranks(profile):
            layout.labels[column] = _as(layout, column, Role.RANK)
            behind_rank = layout.labels[column - 1].role is Role.RANK
            if label.role is not Role.SCHOOL or not behind_rank:  # 班名 校名: places, nothing else
                _tell_unit_as_rank(layout, column)


def _unit_under_rank(layout: Layout, column: int, profile: Profile, first_score: int) -> Role:
    """班次, 校名 over texts that are classes or schools, or over a few class numbers in front."""
    word = plain_label(layout.labels[column].text)
    if word.endswith(("班名", "班次", "班级", "班")) and profile.classes * 2 > profile.filled:
        return Role.CLASS
    if word in ("校名", "学校名") and profile.texts * 2 > profile.filled:
        return Role.SCHOOL
    few = profile.scores > 0 and profile.distinct * _FEW <= profile.filled
    alone = not labelled_as(layout, Role.CLASS)
    if word == "班次" and column < first_score and alone and few:
        layout.doubts.warning(
            "rank_label_over_classes",
            label_cell(layout, column),
            layout.labels[column].text,
            f"{layout.view.columns_named(column)}“班次”里只有几个数字，像班级，已当作班级列",
            f"如果是名次，请{fix_column(layout, column, '名次')}",
        )
        return Role.CLASS
    return Role.RANK


def _like_ranks(profile: Profile) -> bool:
    """Say whether the numbers are too many different ones for classes, grades or schools."""
    numbers = profile.scores == profile.filled >= _SOME and profile.whole
    return numbers and (profile.distinct * 2 > profile.filled)


def _tell_unit_as_rank(layout: Layout, column: int) -> None:
    label = layout.labels[column].text
    layout.doubts.warning(
        "rank_without_label",
        label_cell(layout, column),
        label,
        f"{layout.view.columns_named(column)}表头是“{label}”，在成绩后面，内容像名次，已当作名次",
        f"请在表头写明“名次”；如果不是名次，请{fix_column(layout, column, '班级或不用')}",
    )


def _as(layout: Layout, column: int, role: Role) -> Label:
    return layout.labels[column]._replace(role=role)


_CODES: Final = ("班级代码", "班级号", "班号", "班级编号", "级别", "学段", "届别")
"""Labels of a key column that another one of the same role is better than."""
_UNITS: Final = (Role.CLASS, Role.GRADE, Role.SCHOOL)
_SCORED: Final = (Role.SUBJECT, Role.TOTAL, Role.SCORE)
_SOME: Final = 5
_FEW: Final = 5


def _name_column(layout: Layout, profiles: list[Profile]) -> int | None:
    labelled = labelled_as(layout, Role.NAME)
    good = [column for column in labelled if not holds_numbers(profiles[column])]
    if good:
        return _best_name(layout, good, profiles)
    if not layout.header.known or labelled or _may_be_scores(layout):
        found = _unlabelled_name(layout, profiles)
        if found is not None:
            _tell_name(layout, found, labelled)
            return found
    if labelled:
        column = labelled[0]
        if _are_ids(profiles[column]):
            layout.doubts.note(
                "numbers_for_names",
                label_cell(layout, column),
                layout.labels[column].text,
                f"{layout.view.columns_named(column)}写的是编号，不是名字，按编号区分学生",
                "可以不改",
            )
            return column
        layout.doubts.warning(
            "label_data_disagree",
            label_cell(layout, column),
            layout.labels[column].text,
            f"{layout.view.columns_named(column)}表头写的是“{layout.labels[column].text}”，下面却都是数字",
            "请核对表头；如果确实是编号代替姓名，可以不改",
        )
        return column
    return None


def _are_ids(profile: Profile) -> bool:
    """Say whether numbers are too large for marks and hardly come twice: 20240101, 20240102."""
    return profile.beyond == profile.filled and profile.distinct * 10 > profile.filled * 9


def _leave_out_blank_names(layout: Layout) -> None:
    """姓名 over nothing, beside exam numbers or the like: an anonymous list."""
    if layout.name is None or layout.student_id is None:
        return
    order = ID_ORDER.get(plain_label(layout.labels[layout.student_id].text), _LAST_CHOICE)
    below = layout.header.first_below
    if order < _SEAT_ORDER and all(map(is_empty, layout.view.columns[layout.name][below:])):
        layout.name = None


def _best_name(layout: Layout, good: list[int], profiles: list[Profile]) -> int:
    best = max(good, key=lambda column: (profiles[column].names, -column))
    filled = [column for column in good if profiles[column].filled]
    if len(filled) > 1:
        letters = layout.view.columns_named(*filled)
        layout.doubts.warning(
            "ambiguous_name",
            label_cell(layout, best),
            layout.labels[best].text,
            f"有几列都像姓名列（{letters}），这里用了{layout.view.columns_named(best)}",
            f"如果不对，请{fix_column(layout, filled[1], '姓名')}",
        )
    return best


def _may_be_scores(layout: Layout) -> bool:
    roles = {label.role for label in layout.labels}
    return bool(roles & {Role.SUBJECT, Role.SCORE, Role.TOTAL, Role.EXAM_SCORE, Role.NUMBER})


def _unlabelled_name(layout: Layout, profiles: list[Profile]) -> int | None:
    open_roles = (Role.BLANK, Role.UNKNOWN, Role.NAME)
    found = [
        column
        for column, profile in enumerate(profiles)
        if profile.mostly_names and layout.labels[column].role in open_roles
    ]
    return max(found, key=lambda column: profiles[column].names, default=None)


def _tell_name(layout: Layout, column: int, labelled: list[int]) -> None:
    label = layout.labels[column].text
    message = f"{layout.view.columns_named(column)}没有“姓名”表头，但内容像姓名，已当作姓名列"
    if labelled:
        wrong = layout.view.columns_named(labelled[0])
        message = f"表头“姓名”在{wrong}，但姓名像是在{layout.view.columns_named(column)}，已用后者"
    layout.doubts.warning(
        "name_label_missing",
        label_cell(layout, column),
        label,
        message,
        "请核对；最好在表头补上“姓名”",
    )


def _one_of(layout: Layout, role: Role, profiles: list[Profile], word: str) -> int | None:
    labelled = labelled_as(layout, role)
    if not labelled:
        return None
    filled = [column for column in labelled if profiles[column].filled]
    named = [c for c in filled if plain_label(layout.labels[c].text) not in _CODES]
    filled = named or filled
    column = (filled or labelled)[0]
    if word and len(filled) > 1:
        letters = layout.view.columns_named(*filled)
        layout.doubts.warning(
            "ambiguous_column",
            label_cell(layout, column),
            layout.labels[column].text,
            f"有几列都像{word}列（{letters}），这里用了{layout.view.columns_named(column)}",
            f"如果不对，请{fix_column(layout, filled[1], word)}",
        )
    return column


def _id_column(layout: Layout, profiles: list[Profile]) -> int | None:
    labelled = labelled_as(layout, Role.STUDENT_ID)
    if not labelled:
        return _unlabelled_number(layout, profiles)

    def order(column: int) -> tuple[bool, bool, int, int]:
        profile = profiles[column]
        kind = ID_ORDER.get(plain_label(layout.labels[column].text), _LAST_CHOICE)
        repeated = profile.distinct * 10 < profile.filled * 9 and kind < _SEAT_ORDER
        return not profile.filled and bool(layout.view.height), repeated, kind, column

    usable = [column for column in labelled if profiles[column].filled] or labelled
    return min(usable, key=order)


def _unlabelled_number(layout: Layout, profiles: list[Profile]) -> int | None:
    """Take 1, 2, 3 … in front of the names as the pupils' numbers."""
    if layout.name is None:
        return None
    for column in range(layout.name):
        if layout.labels[column].role is Role.BLANK and profiles[column].rising:
            first = layout.header.first_below
            layout.doubts.note(
                "id_label_missing",
                label_cell(layout, column),
                shown(layout.view.rows[first][column]),
                f"{layout.view.columns_named(column)}没有表头，内容是 1、2、3…，已当作序号",
                f"如果不是序号，请{fix_column(layout, column, '学号或不用')}",
            )
            return column
    return None


def _unlabelled_class(layout: Layout, profiles: list[Profile]) -> int | None:
    for column, profile in enumerate(profiles):
        label = layout.labels[column]
        if column == layout.name or label.role not in (Role.BLANK, Role.UNKNOWN):
            continue
        if "分" in label.text:
            continue  # 7.5 points look like class 7.5
        if profile.classes * 10 >= profile.filled * 8 and profile.texts and profile.classes > 1:
            layout.doubts.warning(
                "class_label_missing",
                label_cell(layout, column),
                label.text,
                f"{layout.view.columns_named(column)}的表头不是“班级”，但内容像班级，已当作班级列",
                "请核对；最好把表头改成“班级”",
            )
            return column
    return None
