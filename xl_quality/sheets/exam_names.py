"""The name of an exam (考试名称) as a title gives it, without school, class and leftovers."""

from __future__ import annotations

from typing import Final

from xl_quality.sheets.names import classes_in, grade_in
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.schools import school_in
from xl_quality.sheets.texts import plain_text

_SHEET_WORDS: Final = pattern(
    r"(学生)?(考试)?成绩(统计|汇总|登记|公示)?(总)?(表|单|册|汇总|统计|一览表|排名)?(\(.*?\))?$"
)
_GROUP: Final = pattern(
    r"[-—–_、,(]*(?:全(?:年级|校|体|部)(?:学生)?|(?:[初高][一二三]|[一二三四五六七八九1-9]年)?年?级?"
    r"(?:文理|文科|理科|艺体|体艺|艺术|体育|(?:物理|历史)(?:类|方向|组)|普通|实验|重点|平行|特优)+"
    r"(?:班|类|组|学生)*|(?<![一二三四五六七八九\d])年级|(?<![一二三四五六七八九\d)])班级?|[和与及]+)\)?$"
)
"""Behind the exam's name: which pupils the sheet is about (——高二年级文科班)."""
_SAYS_WHEN: Final = pattern(r"[期月周次考测检联模练赛届年]|单元")
"""One of these tells exams apart; without them 4考试成绩单 would be the exam 4."""
_SHORTEST_SUBJECT: Final = 2
"""A subject of one letter (语, 化) may be part of any word."""
_PAIRS: Final = {"(": ")", "[": "]", "【": "】", "《": "》", "<": ">", "〔": "〕"}
_LEFT: Final = dict(zip(_PAIRS.values(), _PAIRS, strict=True))
_EDGE: Final = " -—–－―_、,，.。·;；:|/+"
_OWN_EXAM: Final = pattern(r"[赛奖]|活动|等级|会考|合格考|学考|口语|听力|实验|操作")
"""An exam that is held in one subject alone: 语文竞赛 and 数学竞赛 are two."""
_JOINT: Final = pattern(r"^[和与及的](?=[期第月中单联统模检测春秋上下\d])")
"""Between two classes that were left out."""


def exam_name(text: str) -> str:
    """
    Return the exam that a title names; the sheets of one exam get one name.

    >>> exam_name("青禾镇第一小学四年级2班期末考试成绩册")
    '期末'
    >>> exam_name("白河第七中学高二下学期第十次限时练——高二年级文科班")
    '高二下学期第十次限时练'
    """
    plain = name = plain_text(text)
    for part in (school_in(name), *classes_in(name)):
        name = name.replace(part, "", 1) if part else name
    name = _tidy(name)
    bare = _tidy(_SHEET_WORDS.sub("", name))
    return bare if _SAYS_WHEN.search(bare) else name or plain


def without_grade(exam: str, grade: str) -> str:
    """
    Return an exam's name without the grade whose sheet it was read from.

    A grade that is only written 7 stands in years too, so it counts only as 7年级.

    >>> without_grade("高二下学期期末", "高二"), without_grade("2027年7年级期末", "7")
    ('下学期期末', '2027年期末')
    >>> without_grade("期末(五年级)", "五年级"), without_grade("2027年期末", "7")
    ('期末', '2027年期末')
    """
    plain = plain_text(grade)
    if not plain:
        return exam
    bare = exam.replace(f"{plain}年级", "")
    if grade_in(plain) == plain or plain.endswith(("级", "届")):
        bare = bare.replace(plain, "")
    return exam if bare == exam else _tidy(bare)


def without_subject(exam: str, subject: str) -> str:
    """
    Return an exam's name without the one subject whose marks are all that its sheet has.

    Offices keep a sheet a subject; 期末语文 and 期末数学 are one exam, and only together they make
    a 总评. What is held in one subject alone (语文竞赛) keeps its name.

    >>> without_subject("2026年春期末全镇统考语文", "语文"), without_subject("数学学科期中", "数学")
    ('2026年春期末全镇统考', '期中')
    >>> without_subject("语文竞赛", "语文"), without_subject("语文成绩", "语文")
    ('语文竞赛', '语文成绩')
    """
    name = plain_text(subject)
    if len(name) < _SHORTEST_SUBJECT or name not in exam or _OWN_EXAM.search(exam):
        return exam
    joined = f"{name}学科", f"{name}单科", f"{name}科目", f"{name}科", name
    found = next(word for word in joined if word in exam)
    bare = _tidy(exam.replace(found, "", 1))
    return bare if _SAYS_WHEN.search(bare) else exam


def _tidy(name: str) -> str:
    """Leave out dashes and brackets that hold or close nothing, and who the pupils are."""
    before = ""
    while name != before:
        before = name
        name = _JOINT.sub("", _balanced(name).strip(_EDGE))
        name = _GROUP.sub("", name) or name
    return name


def _balanced(name: str) -> str:
    """Leave out each bracket without its other half, and pairs with nothing between them."""
    for opening, closing in _PAIRS.items():
        while opening + closing in name:
            name = name.replace(opening + closing, "")
    open_at: list[int] = []
    lone: set[int] = set()
    for place, character in enumerate(name):
        if character in _PAIRS:
            open_at.append(place)
        elif character in _LEFT:
            if open_at and name[open_at[-1]] == _LEFT[character]:
                open_at.pop()
            else:
                lone.add(place)
    lone.update(open_at)
    return "".join(text for place, text in enumerate(name) if place not in lone)
