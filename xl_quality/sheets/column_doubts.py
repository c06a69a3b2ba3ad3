"""What is said about columns that are doubtful (列的疑点)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.doubts import shown
from xl_quality.sheets.grid import address, column_letter
from xl_quality.sheets.vocabulary import Role

if TYPE_CHECKING:
    from xl_quality.sheets.layout import Layout

_TOLD: Final = 6


def label_cell(layout: Layout, column: int) -> str:
    """Return the address of a column's label, or of its first cell where there is no header."""
    if layout.header.rows:
        return address(layout.header.rows[-1], column)
    return address(layout.header.first_below, column)


def unique_name(layout: Layout, column: int, name: str) -> str:
    group = layout.labels[column].group
    unique = f"{group}{name}" if group and group + name not in layout.subjects else ""
    unique = unique or f"{name}({column_letter(column)}列)"
    layout.doubts.warning(
        "duplicate_subject",
        label_cell(layout, column),
        layout.labels[column].text,
        f"学科“{name}”有两列（{column_letter(layout.subjects[name])}列和{column_letter(column)}列）",
        f"后一列已叫作“{unique}”；如果不是成绩，请在考核设置里设为“不用”",
    )
    return unique


def agrees(layout: Layout, column: int, label: Label, profile: Profile) -> bool:
    """Say whether the data are scores, as the label promises; a finding where they are not."""
    if not profile.filled or (profile.holds_scores and not profile.mostly_text):
        return True
    cell, letter = label_cell(layout, column), column_letter(column)
    if profile.grades * 2 > profile.filled:
        layout.doubts.warning(
            "grades_not_scores", cell, label.text,
            f"{letter}列“{label.text}”里是等级，不是分数，没有计算",
            "如需计算，请填写分数",
        )
        return False
    if profile.beyond * 10 > profile.scores and profile.scores * 2 > profile.filled:
        layout.doubts.error(
            "label_data_disagree", cell, label.text,
            f"{letter}列表头是“{label.text}”，但数字最大到{profile.highest // 100}，不像分数，没有计算",
            "请核对表头与数据是否错列；确是成绩请在考核设置里指定学科",
        )
        return False
    if profile.mostly_text and not profile.scores:
        layout.doubts.error(
            "label_data_disagree", cell, label.text,
            f"{letter}列表头是“{label.text}”，但内容多是文字，不像分数，没有计算",
            "请核对表头与数据是否错列；确是成绩请在考核设置里指定学科",
        )
        return False
    return True


def leave(layout: Layout, column: int, code: str, why: str) -> None:
    layout.unused.append(column)
    if layout.profiles[column].filled:
        layout.doubts.warning(
            code,
            label_cell(layout, column),
            layout.labels[column].text,
            f"{column_letter(column)}列“{layout.labels[column].text}”：{why}",
            "如需使用，请在考核设置里把这一列指定为学科",
        )


def tell_unlabelled(layout: Layout, column: int) -> None:
    layout.unused.append(column)
    row = next(r for r in layout.data if layout.view.rows[r][column] is not None)
    layout.doubts.note(
        "unlabelled_column",
        address(row, column),
        shown(layout.view.rows[row][column]),
        f"{column_letter(column)}列没有表头，内容不像一列成绩，没有使用",
        "如果是成绩，请在表头补上学科名",
    )


def tell_rank(layout: Layout, column: int) -> None:
    layout.ranks.append(column)
    layout.doubts.warning(
        "rank_without_label", label_cell(layout, column), layout.labels[column].text,
        f"{column_letter(column)}列的内容正好是左边一列的名次，已当作名次，不当作成绩",
        "请在表头写明“名次”；如果是成绩，请在考核设置里指定学科",
    )


def tell_total(layout: Layout, column: int) -> None:
    layout.total = column
    layout.doubts.warning(
        "total_without_label", label_cell(layout, column), layout.labels[column].text,
        f"{column_letter(column)}列的内容正好是各学科之和，已当作总分，不当作学科",
        "请在表头写明“总分”；如果是学科，请在考核设置里指定",
    )


def tell_parts(layout: Layout) -> None:
    """Say which columns that might be subjects were taken as parts of one."""
    doubtful = [c for c in layout.parts if layout.labels[c].role is Role.UNKNOWN]
    if doubtful:
        names = "、".join(layout.labels[c].text for c in doubtful[:_TOLD])
        layout.doubts.warning(
            "parts_assumed", label_cell(layout, doubtful[0]), names,
            f"表里有考试成绩列，其余{len(doubtful)}列（{names}等）当作平时成绩，没有计算",
            "如果它们是学科，请在考核设置里把这些列指定为学科",
        )


def tell_unknown(layout: Layout) -> None:
    """Name the subjects that no word list knows, in one finding."""
    found = [c for c in layout.subjects.values() if layout.labels[c].role is Role.UNKNOWN]
    if found:
        names = "、".join(layout.labels[c].text for c in found[:_TOLD])
        more = f"等{len(found)}列" if len(found) > _TOLD else ""
        layout.doubts.warning(
            "unknown_subject", label_cell(layout, found[0]), names,
            f"“{names}”{more}不是常见学科的名称，已当作学科",
            "如果不是成绩，请在考核设置里把这一列设为“不用”",
        )
