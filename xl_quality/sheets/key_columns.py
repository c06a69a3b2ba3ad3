"""Whether key columns hold what their labels say (表头与内容是否一致).

Which columns say whose row it is (姓名、学号、班级、学校、年级).

Puts what a person said about columns in place of their labels (指定列).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.column_findings import fix_column, label_cell
from xl_quality.sheets.grid import column_index, is_empty
from xl_quality.sheets.labels import ID_ORDER, Label, Role, parse_label
from xl_quality.sheets.layout import Profile, profile_of
from xl_quality.sheets.recognition import shown
from xl_quality.sheets.text import pattern, plain_label, plain_text

if TYPE_CHECKING:
    from xl_quality.sheets.layout import Layout

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
            "named_by_ids",
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


_KEYS_LOOK: Final = 60
_LAST_CHOICE: Final = 90
_SEAT_ORDER: Final = 40


def assign_keys(layout: Layout) -> None:
    """Set the key columns of a layout from its labels and the first rows below the header."""
    view, first = layout.view, layout.header.first_below
    sample = view.rows[first : first + _KEYS_LOOK]
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
        "unit_column_of_ranks",
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
            "names_are_numbers",
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


ROLE_WORDS: Final = {
    "不用": Role.HELPER,
    "不使用": Role.HELPER,
    "忽略": Role.HELPER,
    "姓名": Role.NAME,
    "班级": Role.CLASS,
    "学校": Role.SCHOOL,
    "年级": Role.GRADE,
    "学号": Role.STUDENT_ID,
    "考号": Role.STUDENT_ID,
    "总分": Role.TOTAL,
    "名次": Role.RANK,
    "科目": Role.SUBJECT_NAME,
    "考试": Role.EXAM,
    "小题": Role.PART,
}
_SINGLE: Final = (
    Role.NAME, Role.CLASS, Role.SCHOOL, Role.GRADE, Role.STUDENT_ID, Role.TOTAL, Role.SUBJECT_NAME,
)  # fmt: skip


def apply_columns(layout: Layout) -> None:
    """Replace the labels of the columns that a person named; everything else is a subject."""
    for letter, word in layout.override.columns.items():
        column = column_index(letter)
        if column >= layout.view.width:
            layout.doubts.error(
                "override_beyond_sheet",
                "",
                f"{letter}列",
                f"考核设置里指定了{letter}列为“{word}”，但这张表没有这一列",
                "请改正考核设置的“列”一栏",
            )
            continue
        if all(is_empty(value) for value in layout.view.columns[column]):
            continue  # another block of the sheet has this column
        label = label_for(word)
        if label.role in _SINGLE:
            _retire(layout, label.role)
        layout.labels[column] = label


def label_for(word: str) -> Label:
    """Return the label that stands for the word a clerk wrote: a role, or else a subject."""
    role = ROLE_WORDS.get(plain_label(word))
    if role is not None:
        return Label(word, role)
    full_mark = parse_label(word).full_mark
    subject = parse_label(word).subject or word.strip()
    return Label(word.strip(), Role.SUBJECT, subject, full_mark)


def _retire(layout: Layout, role: Role) -> None:
    for column, label in enumerate(layout.labels):
        if label.role is role:
            layout.labels[column] = Label(label.text, Role.HELPER)
