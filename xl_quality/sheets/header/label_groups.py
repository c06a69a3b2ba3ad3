"""Labels of two header rows put together (两行表头): 语文 over 成绩|名次."""

from __future__ import annotations

from typing import Final

from xl_quality.core.scores import ScoreKind
from xl_quality.sheets.header import vocabulary as words
from xl_quality.sheets.header.labels import Label, parse_label
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.texts import plain_text

_UNDER_SUBJECT: Final = (
    Role.SCORE,
    Role.RANK,
    Role.RAW,
    Role.STAT,
    Role.HELPER,
    Role.PART,
    Role.UNKNOWN,
    Role.TOTAL,
    Role.SUBTOTAL,
    Role.EXAM_SCORE,
)
_OVER_UNITS: Final = frozenset(
    f"{scope}{unit}{word}"
    for scope in ("", "本", "全", "在")
    for unit in ("班", "级", "年", "校", "片", "组", "镇", "乡", "县", "区", "市", "省")
    for word in ("", "级", "内", "次", "名")
)
"""班 | 年级 | 校 | 县 under 名次: each says among whom the rank is, not which class it is."""
_UNITS: Final = (Role.CLASS, Role.GRADE, Role.SCHOOL, Role.EXAM_SCORE)
_RULING: Final = (Role.RANK, Role.STAT, Role.RAW, Role.HELPER, Role.PART)
"""名次 merged over 语文|数学 makes both columns ranks, and so on."""


def combine(group: str, label: Label) -> Label:
    """
    Return a label of a lower header row together with the title that is merged over it.

    >>> combine("语文", parse_label("成绩")).role, combine("语文", parse_label("名次")).subject
    (<Role.SUBJECT: 8>, '语文')
    >>> combine("名次", parse_label("语文")).role
    <Role.RANK: 13>
    """
    group = plain_text(group)
    if not group or group == label.text:
        return label
    over = parse_label(group)
    if label.role is Role.BLANK:
        return over
    if over.role is Role.SUBJECT and label.role in _UNDER_SUBJECT:
        return _under_subject(over, label)
    if over.role is Role.SUBJECT and label.role is Role.SUBJECT and over.text not in words.UNITED:
        return _subject_under_subject(over, label)
    return _under_figure(over, label)._replace(group=group)


def _under_figure(over: Label, label: Label) -> Label:
    """名次 over 班 | 年级, 名次 over 语文 | 数学, 总分 over 得分 | 名次, 赋分 over 物理 | 化学."""
    joined = over.text + label.text
    if over.role is Role.RANK and is_unit(label):
        return Label(joined, Role.RANK, over.subject)
    if over.role in _RULING and label.role in (Role.SUBJECT, *_UNDER_SUBJECT):
        return Label(joined, over.role, label.subject, label.full_mark, score=over.score)
    if over.score is ScoreKind.ASSIGNED and label.role is Role.SUBJECT:
        return _assigned(joined, label.subject, label.full_mark)
    if over.role in (Role.TOTAL, Role.SUBTOTAL):
        return _under_total(over, label, joined)
    if label.role is Role.SCORE and words.COMBINATION.fullmatch(over.text):
        return over._replace(text=joined)
    return label


def _under_total(over: Label, label: Label, joined: str) -> Label:
    """总分 over 原始分 | 赋分 | 名次 | 档次: none of them is a subject."""
    if label.role is Role.RAW:
        return Label(joined, Role.RAW, full_mark=over.full_mark, score=ScoreKind.RAW)
    if label.role is Role.SCORE:
        return Label(joined, over.role, full_mark=over.full_mark, score=label.score)
    if label.role in (Role.RANK, Role.STAT):
        return Label(joined, label.role)
    return Label(joined, Role.HELPER) if label.role is Role.UNKNOWN else label


def _assigned(text: str, subject: str, full_mark: int | None) -> Label:
    name = f"{subject}赋分"
    return Label(text, Role.SUBJECT, name, full_mark, score=ScoreKind.ASSIGNED, stem=subject)


def is_unit(label: Label) -> bool:
    """Say whether a label names a unit, as 班, 年级 and 县 do under 名次."""
    return label.text in _OVER_UNITS or label.role in _UNITS


def _under_subject(over: Label, label: Label) -> Label:
    joined, subject, group = over.text + label.text, over.subject, over.text
    full_mark = label.full_mark or over.full_mark
    if label.role is Role.RAW or words.RAW.search(label.text):
        return Label(joined, Role.RAW, subject, full_mark, group, ScoreKind.RAW)
    if label.score is ScoreKind.ASSIGNED or words.ASSIGNED.search(label.text):
        return _assigned(joined, subject, full_mark)._replace(group=group)
    if words.WHOLE.fullmatch(label.text):
        return Label(joined, Role.SUBJECT, subject, full_mark, group, ScoreKind.WHOLE)
    if label.role is Role.EXAM_SCORE:
        name = label.text + subject
        return Label(joined, Role.SUBJECT, name, full_mark, group, stem=subject, exam=label.text)
    if label.role in (Role.UNKNOWN, Role.TOTAL):
        own = parse_label(joined)._replace(group=group)
        is_detail = own.role is Role.SUBJECT and own.subject != subject
        return own._replace(score=ScoreKind.DETAIL, stem=subject) if is_detail else own
    role = Role.SUBJECT if label.role is Role.SCORE else label.role
    return Label(joined, role, subject, full_mark, group)


def _subject_under_subject(over: Label, label: Label) -> Label:
    """阅读 under 语文 is a part of it; so is 物理 under 科学 where 科学 has a total."""
    joined = over.text + label.text
    skill = label.subject in words.SKILLS
    name = joined if skill else label.subject
    detail = ScoreKind.DETAIL
    return Label(joined, Role.SUBJECT, name, label.full_mark, over.text, detail, over.subject)
