"""Whether key columns hold what their labels say (表头与内容是否一致)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.column_doubts import label_cell
from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.vocabulary import Role

if TYPE_CHECKING:
    from xl_quality.sheets.layout import Layout
    from xl_quality.sheets.profiles import Profile

_MANY: Final = 15
_KEYS: Final = (Role.CLASS, Role.STUDENT_ID, Role.SCHOOL, Role.GRADE, Role.HELPER)


def labelled_as(layout: Layout, role: Role) -> list[int]:
    """Return the columns whose label says they have a role."""
    return [column for column, label in enumerate(layout.labels) if label.role is role]


def holds_numbers(profile: Profile) -> bool:
    """Say whether a column is made of numbers, in which no name can be."""
    return profile.scores * 10 > profile.filled * 8 and profile.filled > 0


def settle_swapped(layout: Layout, profiles: list[Profile]) -> None:
    """姓名 over classes or numbers, another key label over the names: both are swapped."""
    wrong = [c for c in labelled_as(layout, Role.NAME) if _is_no_name(profiles[c])]
    others = [
        column
        for column, label in enumerate(layout.labels)
        if label.role in _KEYS and profiles[column].mostly_names and not profiles[column].schools
    ]
    named = [c for c in labelled_as(layout, Role.NAME) if profiles[c].names]
    if len(wrong) != 1 or len(others) != 1 or named:
        return
    labels, (name, other) = layout.labels, (wrong[0], others[0])
    layout.doubts.warning(
        "labels_swapped",
        label_cell(layout, name),
        labels[name].text,
        f"{column_letter(name)}列表头是“{labels[name].text}”，但姓名在{column_letter(other)}列"
        f"（“{labels[other].text}”），已对调使用",
        "请核对并改正表头",
    )
    labels[name], labels[other] = labels[other], labels[name]


def tell_disagreements(layout: Layout, profiles: list[Profile]) -> None:
    """Name key columns whose cells are not what the label says."""
    for column, word, is_odd in (
        (layout.class_name, "班级", _is_no_class),
        (layout.school, "学校", _is_no_school),
        (layout.name, "姓名", _is_classes),
    ):
        if column is not None and is_odd(profiles[column]):
            label = layout.labels[column].text
            layout.doubts.warning(
                "label_data_disagree",
                label_cell(layout, column),
                label,
                f"{column_letter(column)}列表头是“{label}”，但内容不像{word}",
                f"请核对表头；如果错列，请在考核设置里指定{word}列",
            )


def _is_no_name(profile: Profile) -> bool:
    return holds_numbers(profile) or _is_classes(profile)


def _is_no_class(profile: Profile) -> bool:
    """Names, or hardly a value twice among many: pupils or their numbers, not classes."""
    one_each = profile.filled >= _MANY and profile.distinct * 10 > profile.filled * 9
    return profile.mostly_names or one_each


def _is_no_school(profile: Profile) -> bool:
    return holds_numbers(profile) or (profile.mostly_names and not profile.schools)


def _is_classes(profile: Profile) -> bool:
    return profile.classes * 2 > profile.filled > 0
