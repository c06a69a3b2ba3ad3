"""What is said about columns that are doubtful (列的疑点)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.core.marks import POINT
from xl_quality.core.scores import ScoreKind
from xl_quality.sheets.doubts import shown
from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.header.labels import is_extended
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.sheets.columns.layout import Layout

_TOLD: Final = 6


def not_used(layout: Layout, column: int) -> str:
    """Return the advice for a column that was taken for a subject and may be none."""
    return f"如果不是成绩，请{fix_column(layout, column, '不用')}"


def label_cell(layout: Layout, column: int) -> str:
    """Return the address of a column's label, or of its first cell where there is no header."""
    if layout.header.rows:
        return layout.view.at(layout.header.rows[-1], column)
    return layout.view.at(layout.header.first_below, column)


def _warn(layout: Layout, code: str, column: int, message: str, suggestion: str) -> None:
    label, where = layout.labels[column].text, label_cell(layout, column)
    layout.doubts.warning(
        code, where, label, f"{layout.view.columns_named(column)}{message}", suggestion
    )


def agrees(layout: Layout, column: int) -> bool:
    """Say whether the data are scores, as the label promises; a finding where they are not."""
    profile = layout.profiles[column]
    if not profile.filled or (profile.holds_scores and not profile.mostly_text):
        return True
    label = layout.labels[column].text
    if profile.grades * 2 > profile.filled or (profile.grades and not profile.scores):
        layout.graded.append(column)
        return False
    too_large = profile.beyond * 10 > profile.scores and profile.scores * 2 > profile.filled
    if not too_large and (profile.scores or not profile.mostly_text):
        return True
    why = f"数字最大到{profile.highest // POINT}" if too_large else "内容多是文字"
    layout.doubts.error(
        "label_data_disagree",
        label_cell(layout, column),
        label,
        f"{layout.view.columns_named(column)}表头是“{label}”，但{why}，不像分数，没有计算",
        f"请核对表头与数据是否错列；确是成绩请{fix_column(layout, column)}",
    )
    return False


def tell_grades(layout: Layout) -> None:
    """Name the columns of a subject that hold 优, 良, A, B … in place of scores, in one finding."""
    if layout.graded:
        names = names_of(layout, layout.graded)
        layout.doubts.warning(
            "grades_not_scores",
            label_cell(layout, layout.graded[0]),
            names,
            f"{names}里是等级，不是分数，没有计算",
            "如需计算，请填写分数",
        )


def tell_duplicate(layout: Layout, column: int, name: str, unique: str) -> None:
    """A subject has two columns."""
    before = layout.view.columns_named(layout.subjects[name])
    message = f"和{before}都是学科“{name}”，这一列已叫作“{unique}”"
    _warn(layout, "duplicate_subject", column, message, not_used(layout, column))


def tell_left_out(layout: Layout, column: int, code: str, why: str) -> None:
    """A column that may hold scores is not used."""
    if layout.profiles[column].filled:
        message = f"“{layout.labels[column].text}”：{why}"
        _warn(layout, code, column, message, f"如需使用，请{fix_column(layout, column)}")


def tell_number(layout: Layout, column: int) -> None:
    """A column labelled with a number was taken as a test."""
    message = f"的表头是数字“{layout.labels[column].text}”，已当作一次测验的成绩"
    action = f"请在表头写明学科或考试；{not_used(layout, column)}"
    _warn(layout, "number_as_label", column, message, action)


def tell_unnamed(layout: Layout, column: int, name: str) -> None:
    """A column without a label was taken as a subject."""
    message = f"没有表头，内容像分数，已当作学科“{name}”"
    action = f"请在表头补上学科名；{not_used(layout, column)}"
    _warn(layout, "subject_label_missing", column, message, action)


def tell_second_names(layout: Layout, column: int) -> None:
    """A column without a label holds names: probably a second table beside the first."""
    rows = layout.view.rows
    row = next(r for r in layout.data if not is_empty(rows[r][column]))
    layout.doubts.error(
        "second_names",
        layout.view.at(row, column),
        shown(rows[row][column]),
        f"{layout.view.columns_named(column)}没有表头，内容像另一批学生的姓名，这些学生没有读取",
        "如果是并排的第二块成绩，请在表头补上“姓名”和学科名",
    )


def tell_unlabelled(layout: Layout, column: int) -> None:
    """A column without a label is not used."""
    rows = layout.view.rows
    row = next(r for r in layout.data if not is_empty(rows[r][column]))
    layout.doubts.note(
        "unlabelled_column",
        layout.view.at(row, column),
        shown(rows[row][column]),
        f"{layout.view.columns_named(column)}没有表头，内容不像一列成绩，没有使用",
        "如果是成绩，请在表头补上学科名",
    )


def tell_ranks(layout: Layout, ranked: Mapping[int, int]) -> None:
    """Columns without a rank's label hold the ranks of others: by column, whose ranks they are."""
    if not ranked:
        return
    columns = sorted(ranked)
    where = layout.view.columns_named(*columns[:_TOLD])
    where += f"等{len(columns)}列" if len(columns) > _TOLD else ""
    of = names_of(layout, list(dict.fromkeys(ranked[column] for column in columns)))
    layout.doubts.warning(
        "rank_without_label",
        label_cell(layout, columns[0]),
        names_of(layout, columns),
        f"{where}的内容正好是{of}的名次，已当作名次，不当作成绩",
        f"请在表头写明“名次”；如果是成绩，请{fix_column(layout, columns[0])}",
    )


def tell_total(layout: Layout, column: int) -> None:
    """A column without a total's label holds totals."""
    message = "的内容正好是各学科之和，已当作总分，不当作学科"
    action = f"请在表头写明“总分”；如果是学科，请{fix_column(layout, column)}"
    _warn(layout, "total_without_label", column, message, action)


def tell_parts(layout: Layout) -> None:
    """Say which columns that might be subjects were taken as parts of one."""
    found = [c for c in layout.parts if layout.labels[c].role is Role.UNKNOWN]
    if found:
        layout.doubts.warning(
            "parts_assumed",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"表里有考试成绩列，{names_of(layout, found)}当作平时成绩，没有计算",
            f"如果它们是学科，请逐列{fix_column(layout, found[0])}",
        )


def tell_unknown(layout: Layout) -> None:
    """Name the subjects that no word list knows, in one finding."""
    found = [c for c in layout.subjects.values() if layout.labels[c].role is Role.UNKNOWN]
    if found:
        layout.doubts.warning(
            "unknown_subject",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}不是常见学科的名称，已当作学科",
            not_used(layout, found[0]),
        )


def tell_extended(layout: Layout) -> None:
    """语文竞赛, 英语拓展: subjects with words that no rule knows are named, not taken silently."""
    found = [
        c
        for c in layout.subjects.values()
        if layout.labels[c].role is Role.SUBJECT
        and not layout.labels[c].group
        and not layout.labels[c].exam
        and layout.labels[c].score is not ScoreKind.ASSIGNED
        and is_extended(layout.labels[c].subject)
    ]
    if found:
        layout.doubts.warning(
            "subject_with_addition",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}在学科名前后还有别的字，已各作一个学科",
            not_used(layout, found[0]),
        )


def tell_beside(layout: Layout) -> None:
    """化学教学班名称, 物理考场号: named once, where the column holds numbers like marks."""
    found = [
        column
        for column in layout.unused
        if layout.labels[column].role is Role.HELPER
        and layout.labels[column].subject
        and layout.profiles[column].scores
        and layout.profiles[column].holds_scores
    ]
    if found:
        layout.doubts.note(
            "columns_beside_subjects",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}按表头不是成绩，没有当作学科",
            f"如果是成绩，请{fix_column(layout, found[0], layout.labels[found[0]].text)}",
        )


def fix_column(layout: Layout, column: int, name: str = "") -> str:
    """Return the words that tell how to make a column a subject, by default of its own name."""
    if layout.view.turned:
        return "把这张表改成一行一名学生，再指定各列"  # the form names columns, not rows
    label = layout.labels[column]
    name = name or label.of or label.text or "学科名"
    sheet = layout.view.grid.name
    return settings_row("指定列", name, sheet=sheet, column=column_letter(column))


def tell_no_subjects(layout: Layout) -> None:
    """Pupils, but no column that is a subject: what might be one is named."""
    found = [*layout.parts, *layout.raw]
    if layout.subjects or layout.total is not None or not layout.data or not found:
        return
    layout.doubts.warning(
        "only_parts",
        label_cell(layout, found[0]),
        names_of(layout, found),
        f"表里有学生，但没有学科总分，只有{names_of(layout, found)}，没有计算",
        f"请补上各学科的总分列；如果这些列就是学科，请逐列{fix_column(layout, found[0])}",
    )


def tell_exam_columns(layout: Layout) -> None:
    """第一单元 | 期中 | 期末: several exams of one subject, each computed like a subject."""
    found = [c for c in layout.subjects.values() if layout.labels[c].role is Role.EXAM_SCORE]
    if len(found) > 1:
        layout.doubts.warning(
            "exam_columns",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}是几次考试，已各作一个学科分别统计",
            not_used(layout, found[0]),
        )


def names_of(layout: Layout, columns: Sequence[int]) -> str:
    """Return the labels of columns for a sentence: a few, then how many."""
    names = "、".join(f"“{layout.labels[c].text}”" for c in columns[:_TOLD])
    return names if len(columns) <= _TOLD else f"{names}等{len(columns)}列"
