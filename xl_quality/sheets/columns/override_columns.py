"""Puts what a person said about columns in place of their labels (指定列)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.sheets.grid import column_index
from xl_quality.sheets.header.labels import Label, parse_label
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.texts import plain_label
from xl_quality.sheets.view import is_empty

if TYPE_CHECKING:
    from xl_quality.sheets.columns.layout import Layout

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
