"""What a column label means (表头 → 角色), before its data are looked at."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from xl_quality.core.marks import POINT
from xl_quality.core.scores import ScoreKind
from xl_quality.sheets.header import vocabulary as words
from xl_quality.sheets.header.vocabulary import Role
from xl_quality.sheets.names import looks_like_name
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_label, plain_text

_NUMERIC: Final = pattern(r"\d+(\.\d+)?")
_BRACKETS: Final = pattern(r"[(\[【](.*?)[)\]】]")
_LONG_SUBJECTS: Final = "|".join(
    sorted((s for s in words.SUBJECTS if len(s) > 1), key=len, reverse=True)
)
_SUBJECT_WORD: Final = pattern(f"^({_LONG_SUBJECTS})(?:(?<![a-z])|(?![a-z]))")
_SUBJECT_END: Final = pattern(f"(?:(?<![a-z])|(?![a-z]))({_LONG_SUBJECTS})$")
"""Latin words stand alone: neither quantity ends in ty (体育) nor does typing begin with it."""
_ASSIGNED_SHORT: Final = pattern(rf"^[{words.SUBJECT_ALONE}](赋分?|原始?分?|成绩|分数?)$")
_JOINTS: Final = "-_:·./、—~()"
_LABEL_LENGTH: Final = 24
_POINTS: Final = pattern(r"(.*)\((\d{1,3}(?:\.\d+)?)\)分")
_SMALLEST_PAPER: Final = 50
"""Papers of single subjects have 50 points and more; 阅读(30)分 is a part of one."""
_SMALLEST_FULL_MARK, _LARGEST_FULL_MARK = 10, 400


class Label(NamedTuple):
    """
    A column label understood.

    Attributes:
        text: the label without spaces and line breaks.
        role: what it says the column is.
        subject: the subject it names, as the office writes it; for RANK, RAW, PART and STAT the
            subject they belong to; else "".
        full_mark: full mark in hundredths that the label states (语文（120分）), else None.
        group: the merged title over it in a two-row header.
        score: which of the subject's scores it is.
        stem: the subject without what tells this column from others: 化学 of 化学赋分, 语文 of
            期中语文 and of 写话 under 语文; ``""`` where `subject` is that already.
        exam: the exam that the label names beside the subject: 月考1 of 月考1_语文.
    """

    text: str
    role: Role
    subject: str = ""
    full_mark: int | None = None
    group: str = ""
    score: ScoreKind = ScoreKind.PLAIN
    stem: str = ""
    exam: str = ""

    @property
    def of(self) -> str:
        """Return the subject whose score, rank or part the column is, additions left out."""
        return self.stem or self.subject


NO_LABEL: Final = Label("", Role.BLANK)


@lru_cache(maxsize=8192)
def parse_label(text: str) -> Label:
    r"""
    Return what one label says.

    >>> parse_label("语文\n（120分）").subject, parse_label("语文\n（120分）").full_mark
    ('语文', 12000)
    >>> parse_label("！级名").role, parse_label("1.\n(2.0)分").role
    (<Role.RANK: 13>, <Role.PART: 15>)
    >>> parse_label("英语B1").subject, parse_label("月考1_语文").exam
    ('英语B1', '月考1')
    """
    label = _parsed(plain_text(text))
    at = label.text.lower().find(label.subject) if label.subject else -1
    if at < 0:
        return label
    written = label.text[at : at + len(label.subject)]  # words are compared in lower case
    return label._replace(subject=written)


def _parsed(text: str) -> Label:
    """Return what a label in plain form says; subjects may be in lower case."""
    word = plain_label(text)
    if not word:
        return Label(text, Role.BLANK if not text else Role.UNKNOWN)
    if _NUMERIC.fullmatch(word):
        return Label(text, Role.NUMBER)
    if corner := words.DIAGONAL.fullmatch(word):
        word = corner[1] or corner[2] or corner[3]
    if word in words.EXACT:
        return Label(text, words.EXACT[word])
    if word in words.SUBJECTS:
        return Label(text, Role.SUBJECT, plain_text(text).strip("*★☆!"))
    if (points := _POINTS.fullmatch(word)) is not None:
        return _pointed_label(text, points[1], Fraction(points[2]))
    return _figure_label(text, word) or _subject_label(text, word) or _other_label(text, word)


def _figure_label(text: str, word: str) -> Label | None:
    """Labels of totals, ranks, statistics and question scores."""
    subject = _leading_subject(word)
    if words.RANK.search(word) or _is_rank_behind(word, subject):
        return Label(text, Role.RANK, subject)
    if words.QUESTION.search(word):
        return Label(text, Role.PART, subject)
    bare = _BRACKETS.sub("", word)
    if words.TOTAL.search(word) or words.COUNTED.fullmatch(bare):
        return _total_label(text, word)
    if words.PART.search(word) and not subject:
        return Label(text, Role.PART)
    if words.STAT.search(bare) or words.STAT.search(word):
        return Label(text, Role.STAT, subject)
    return None


def _pointed_label(text: str, stem: str, points: Fraction) -> Label:
    """作文(25.0)分, 1.(2.0)分: a part of a paper, unless it is a whole one: 语文(120)分."""
    if stem in words.SUBJECTS and points >= _SMALLEST_PAPER:
        return Label(text, Role.SUBJECT, stem, int(points * POINT))
    return Label(text, Role.PART, _leading_subject(stem))


def _is_rank_behind(word: str, subject: str) -> bool:
    """Say whether a rank's word follows a subject or 总分: 语文班次, 总分校名, 化学赋分级次."""
    before = subject or next((total for total in _BEFORE_RANKS if word.startswith(total)), "")
    return bool(before and words.RANK_BEHIND.fullmatch(word[len(before) :]))


_BEFORE_RANKS: Final = ("总分", "总成绩", "赋分", "原始分", "原始")


def _total_label(text: str, word: str) -> Label:
    bare, full_mark = _without_full_mark(word)
    if words.RAW.search(word):
        return Label(text, Role.RAW, score=ScoreKind.RAW)
    if words.TOTAL_ALONE.fullmatch(bare) or words.TOTAL_ALONE.fullmatch(word):
        return Label(text, Role.TOTAL, full_mark=full_mark)
    stem = words.TOTAL.sub("", bare).strip("()")
    if len(stem) > 1 and stem in words.SUBJECTS:  # 数学总分 beside 数学A卷 and 数学B卷
        return Label(text, Role.SUBJECT, stem, full_mark, score=ScoreKind.WHOLE)
    return Label(text, Role.SUBTOTAL, full_mark=full_mark)


def _subject_label(text: str, word: str) -> Label | None:
    """Labels that name a subject, alone or with something behind it."""
    bare, full_mark = _without_full_mark(word)
    stem = words.SUFFIX.sub("", bare).strip(_JOINTS) or bare
    if stem in words.SUBJECTS:
        return Label(text, Role.SUBJECT, stem, full_mark)
    if short := _ASSIGNED_SHORT.match(bare):
        raw, assigned = short[1].startswith("原"), short[1].startswith("赋")
        score = ScoreKind.RAW if raw else ScoreKind.ASSIGNED if assigned else ScoreKind.PLAIN
        role = Role.RAW if raw else Role.SUBJECT
        return Label(text, role, bare, full_mark, score=score, stem=bare[0])
    subject = _leading_subject(word)
    if subject:
        return _extended_subject(text, bare, subject, full_mark)
    named = _SUBJECT_END.search(stem)  # 期中语文, 七年级语文
    if named is None:
        return None
    before = stem[: named.start()].strip(_JOINTS)
    if words.EXAM_BESIDE.fullmatch(before):
        return Label(text, Role.SUBJECT, stem, full_mark, stem=named[1], exam=before)
    return Label(text, Role.SUBJECT, stem, full_mark)


def _extended_subject(text: str, bare: str, subject: str, full_mark: int | None) -> Label:
    """语文等级, 英语听力, 化学赋分, 化学原始, 语文总评, 语文(期末), 语文1."""
    rest = bare[len(subject) :].strip(_JOINTS)
    if _is_teacher(rest):
        return Label(text, Role.SUBJECT, subject, full_mark)
    if words.EXAM_BESIDE.fullmatch(rest):
        return Label(text, Role.SUBJECT, bare, full_mark, stem=subject, exam=rest)
    return _score_of(text, bare, subject, full_mark)


def _score_of(text: str, bare: str, subject: str, full_mark: int | None) -> Label:
    """Say which score of a subject a column is, or what it is beside the subject's scores."""
    rest = bare[len(subject) :].strip(_JOINTS)
    if words.RAW.search(bare):
        return Label(text, Role.RAW, subject, full_mark, score=ScoreKind.RAW)
    if words.ASSIGNED.search(rest):
        name = f"{subject}赋分" if "赋" in rest else bare
        return Label(text, Role.SUBJECT, name, full_mark, score=ScoreKind.ASSIGNED, stem=subject)
    if words.WHOLE.fullmatch(rest):
        return Label(text, Role.SUBJECT, subject, full_mark, score=ScoreKind.WHOLE)
    if words.BESIDE.fullmatch(rest):
        return Label(text, Role.HELPER, subject)
    if words.PART.search(rest):
        return Label(text, Role.PART, subject, full_mark)
    return Label(text, Role.SUBJECT, bare, full_mark, stem=subject)


def _is_teacher(rest: str) -> bool:
    """Say whether what stands behind a subject names its teacher: (张老师), 任课教师:李文."""
    bare = rest.removeprefix("任课教师").removeprefix("教师").removeprefix("任课").strip(_JOINTS)
    return bool(bare) and (bare.endswith("老师") or (bare != rest and looks_like_name(bare)))


def _other_label(text: str, word: str) -> Label:
    """Everything else: exams, parts, 教师姓名, and what no rule knows."""
    bare, full_mark = _without_full_mark(word)
    if words.ASSIGNED_ALONE.fullmatch(bare):
        return Label(text, Role.SCORE, full_mark=full_mark, score=ScoreKind.ASSIGNED)
    for known in (bare, _BRACKETS.sub("", word)):
        if known in words.EXACT:
            return Label(text, words.EXACT[known], full_mark=full_mark)
    if words.EXAM_WORD.search(word):
        return Label(text, Role.EXAM_SCORE, words.SUFFIX.sub("", bare) or bare, full_mark)
    if words.RAW.search(word) or words.PART.search(word):
        is_raw = bool(words.RAW.search(word))
        score = ScoreKind.RAW if is_raw else ScoreKind.PLAIN
        return Label(text, Role.RAW if is_raw else Role.PART, score=score)
    ends = (r for end, r in _ENDINGS if word.endswith(end) and len(word) <= len(end) + 4)
    if role := next(ends, None):
        return Label(text, role)
    return Label(text, Role.UNKNOWN, text if full_mark is None else bare, full_mark)


_ENDINGS: Final = (
    ("姓名", Role.HELPER),  # 教师姓名, 家长姓名; the pupil's own are in EXACT
    ("学号", Role.STUDENT_ID),
    ("考号", Role.STUDENT_ID),
    ("证号", Role.STUDENT_ID),
    ("编号", Role.STUDENT_ID),
    ("序号", Role.STUDENT_ID),
    ("班级", Role.CLASS),
    ("年级", Role.GRADE),
    ("学校", Role.SCHOOL),
    ("教师", Role.HELPER),
    ("老师", Role.HELPER),
    ("电话", Role.HELPER),
    ("日期", Role.HELPER),
    ("时间", Role.HELPER),
    ("等级", Role.HELPER),
    ("备注", Role.HELPER),
    ("满分", Role.HELPER),  # 编程题满分: the points that can be had, not a mark
    ("用时", Role.HELPER),
    ("名称", Role.HELPER),
    ("代码", Role.HELPER),
    ("组合", Role.HELPER),
    ("考场", Role.HELPER),
    ("手机号", Role.HELPER),
    ("手机", Role.HELPER),
    ("号", Role.HELPER),  # 手机号, 考场号; numbers of pupils are known before
)


def _leading_subject(word: str) -> str:
    found = _SUBJECT_WORD.match(word)
    return found[1] if found else ""


def _without_full_mark(word: str) -> tuple[str, int | None]:
    found = words.FULL_MARK.search(word)
    if found is None or found.start() == 0:
        return word, None
    marked = found[0][0] in "([/【" or "分" in found[0]
    value = Fraction(found[1])
    if not (_SMALLEST_FULL_MARK <= value <= _LARGEST_FULL_MARK):
        return word, None
    if not marked and _leading_subject(word) != word[: found.start()]:
        return word, None  # "Python123" is a name, "语文120" is not
    return word[: found.start()], int(value * POINT)


_KNOWN_ADDITION: Final = pattern(
    r"[-_(（]?([一二三四\d]|[abAB甲乙上下文理]|赋分?|折合?分?|折算分?|卷|原始?分?|成绩|分|必修|选修|选考|学考|等级赋分"
    r"|赋分后|百分制?|卷面|笔试|总分|总|满分|合计|考试)+[)）]?"
)


def is_extended(subject: str) -> bool:
    """
    Say whether a subject's name has a part before or behind it that no rule knows.

    >>> is_extended("语文"), is_extended("化学赋分"), is_extended("语文2"), is_extended("语文竞赛")
    (False, False, False, True)
    """
    word = plain_label(subject)
    if word in words.SUBJECTS or _ASSIGNED_SHORT.match(word):
        return False
    leading = _leading_subject(word)
    return not (leading and _KNOWN_ADDITION.fullmatch(word[len(leading) :]))


def is_label_like(text: str) -> bool:
    """Say whether a text is short enough to be a column label."""
    return len(plain_text(text)) <= _LABEL_LENGTH
