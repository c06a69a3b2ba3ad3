"""Whether key columns hold what their labels say (表头与内容是否一致)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.columns.column_doubts import fix_column, label_cell
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from xl_quality.sheets.columns.layout import Layout
    from xl_quality.sheets.columns.profiles import Profile

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
        f"{layout.view.columns_named(name)}表头是“{labels[name].text}”，但姓名在{layout.view.columns_named(other)}"
        f"（“{labels[other].text}”），已对调使用",
        "请核对并改正表头",
    )
    labels[name], labels[other] = labels[other], labels[name]


def tell_no_names(layout: Layout) -> None:
    """Without names a row is a pupil only on trust; the more so without numbers."""
    if layout.name is not None or not layout.header.rows:
        return
    cell, row = label_cell(layout, 0), layout.view.row_named(layout.header.rows[-1])
    if layout.student_id is None:
        layout.doubts.warning(
            "no_name_column",
            cell,
            "",
            f"表头（{row}）里没有姓名也没有学号（考号），每一行都当作一名学生",
            f"如果这些行不是学生，请{settings_row('不用', '是', sheet=layout.doubts.sheet)}；"
            "否则请补上姓名列",
        )
    else:
        where = layout.view.columns_named(layout.student_id)
        layout.doubts.note(
            "no_name_column",
            cell,
            "",
            f"没有写学生的名字，按{where}（{layout.labels[layout.student_id].text}）区分学生",
            "可以不改；如果另有一列是名字，请在那一列的表头写明",
        )


def tell_classes_in_names(layout: Layout) -> None:
    """701张三: the class stands in front of the name and in no column."""
    if layout.name is None or layout.class_name is not None:
        return
    first = layout.header.first_below
    rows = range(first, min(layout.view.height, first + _LOOK))
    texts = [plain_text(layout.view.text(row, layout.name)) for row in rows]
    found = [row for row, text in zip(rows, texts, strict=True) if _CLASS_AND_NAME.fullmatch(text)]
    if len(found) * 2 > sum(map(bool, texts)):
        layout.doubts.warning(
            "class_in_names",
            layout.view.at(found[0], layout.name),
            layout.view.text(found[0], layout.name),
            "姓名前面写着班级，没有拆开，这些学生没有按班级分开",
            "请把班级单独写成一列；整张表是一个班的，请"
            + settings_row("班级", "班级名", sheet=layout.doubts.sheet),
        )


_LOOK: Final = 40
_CLASS_AND_NAME: Final = pattern(r"(\d{1,4}班?|.{1,6}班)[-_.]?[\u4e00-\u9fff]{2,4}")


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
                f"{layout.view.columns_named(column)}表头是“{label}”，但内容不像{word}",
                f"请核对表头；如果错列，请{fix_column(layout, column, '不用')}",
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
