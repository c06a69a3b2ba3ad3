"""What schools call things: kinds of exams (考试性质), subjects and grades by their usual names.

Of what kind an exam is decides whether a clause pays by it. Grades have an order, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self


class LabelledWord(StrEnum):
    """A word of a closed set: its value stands in files and JSON, a clerk sees its `label`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member; its value alone, as in ``ExamKind("town")``, looks one up."""
        word = str.__new__(cls, value)
        word._value_, word.label = value, label
        return word


class ExamKind(LabelledWord):
    """What kind of contest an exam is; a result of one kind never pays a clause about another."""

    ENTRANCE = "entrance", "中考"  # 升学考试, 初中学业水平考试: the graduating year only
    UNIFIED = "unified", "全县统考"  # 统一检测, 期末检测 of the county
    SAMPLING = "sampling", "全县抽考"  # 抽测
    TOWN = "town", "全镇统考"  # 调考
    ACTIVITY = "activity", "活动竞赛"  # 大型活动, 竞赛
    ANNUAL = "annual", "年度考核"  # 教研室年度综合考核
    OTHER = "other", "其他考试"  # 中考模拟, 校内抽考, 月考: none of these, so no clause judges it

    @classmethod
    def labelled(cls, label: str) -> ExamKind | None:
        """Return the kind that a word stands for, its own label or a usual synonym, else None.

        >>> ExamKind.labelled("全县抽考").value, ExamKind.labelled("抽测").value
        ('sampling', 'sampling')
        >>> ExamKind.labelled("联考") is None
        True
        """
        own = next((kind for kind in cls if kind.label == label), None)
        return own or next((kind for kind, words in _SYNONYMS.items() if label in words), None)


_SYNONYMS: Final = {
    ExamKind.ENTRANCE: ("升学考试", "初中学业水平考试", "学业水平考试", "初中毕业升学考试"),
    ExamKind.UNIFIED: ("县统考", "统考", "统一检测", "全县统一检测", "期末检测", "县级统考"),
    ExamKind.SAMPLING: ("县抽考", "抽考", "抽测", "全县抽测", "县抽测", "县级抽考"),
    ExamKind.TOWN: ("镇统考", "镇级统考", "调考", "全镇调考", "镇考", "镇调考"),
    ExamKind.ACTIVITY: ("活动", "竞赛", "比赛", "大型活动", "活动、竞赛", "县级活动", "县级竞赛"),
    ExamKind.ANNUAL: ("年度综合考核", "综合考核", "教研室考核", "教研室年度考核", "年度评估"),
    ExamKind.OTHER: ("其他", "其它", "其它考试", "都不是", "模拟考试", "不计奖惩"),
}
"""Other words for 性质 that can mean nothing else, beside the labels themselves."""
KIND_LABELS: Final = tuple(kind.label for kind in ExamKind)
"""The words of the drop-down, in the order of the kinds."""

_TOWN_WORDS: Final = "街道|学区|片区|联区|联校|中心学校|中心校|教管会|教育总支|办事处"
_LEVELS: Final = (
    # 县实验小学, 县一中, 县城: the county in the name of one school says nothing about the exam
    ("county", r"全县|县(?!实验|直|城|[一二三四五]中|第|中|职|高中|外国语)|全区"),
    ("county", r"(?<![学片联校社小地园街])区(?!域)|旗"),
    ("town", rf"镇(?![一二]?中(?!心)|直)|(?<!城)乡(?!村|土)|{_TOWN_WORDS}"),
    ("school", r"校内|校级|本校|全校|我校|校本"),
    # a city may be a prefecture or a county of its own (县级市): its exams are asked
    ("above", r"省|市|州|全国|国家"),
)
_EVERY_SCHOOL: Final = r"各?乡镇|各(?:镇|乡|校|学区|学校|中小学|街道|片区)"
"""全县各乡镇统考 is the county's exam: these words name who takes part, not who holds it."""

_MOCK: Final = (
    r"模拟|(?<!规)[一二三四123]模|模考|适应|调研|摸底|诊断|备考|备战|迎考|冲刺|复习|预测|热身"
    r"|仿真|预考|演练|倒计时|百日|誓师|练兵|押题|练习|样卷|样题|前测|考前|赛前"
    r"|决战|决胜|对标|走进|聚焦"
)
"""中考模拟, 一模, 中考适应性考试: what prepares for the entrance exam is not the exam."""
_SAYS_NO_MORE: Final = (
    r"(?=(?:$|[^\u4e00-\u9fff]|[年届]|统一|考试|文化|综合|总[分评成]|单科|各科|学科|全科|成绩|名次|排名"
    r"|积分|分数|分析|结果|情况|录取|奖惩|兑现|一分三率|数据|统计|质量分析|升学|招生|暨|高中|初中|初三|九年级|全县|县|全市|市|全镇|通报|公布|及格|优秀|平均"
    r"|语文|数学|英语|物理|化学|道德|道法|历史|地理|生物|体育|理化|文综|理综))"
)
"""
What may follow 中考 in the name of the exam itself. 中考质量检测, 中考考前测试, 中考加油考 are
tests that prepare for it, in words nobody can list: what is not here is asked.
"""
_ENTRANCE: Final = (
    # 期中考, 初中考核, 高中考试, 小中考 (会考), 集中考试, 镇中考试, 年中考核, 一中考试 hold the two
    # characters by chance: what stands before or behind tells
    rf"(?<![期高初小集其途镇乡县附迎向新近距离])中考{_SAYS_NO_MORE}",
    rf"(?<=[区县])中考{_SAYS_NO_MORE}",
    r"(?<!小学)(?<!小学毕业)(?<!小学毕业暨)升学(?:统一)?考试",
)
_LEVEL_TEST: Final = r"学业(?:水平)?(?:考试|测试|检测)|学业水平"
_OTHER_LEVEL_TEST: Final = (
    r"高中(?!阶段)|会考|合格性|等级性|地理|生物|生地|地生|[七八78]年级|初[一二]|小学"
)
"""Of 学业水平考试 these are another one: 高中会考, 地理 and 生物 of grade eight."""
_EARLY_SUBJECTS: Final = ("地理", "生物", "信息技术", "信息科技")
"""Subjects that are tested a year before the entrance exam."""

_OPEN_UNIFIED: Final = r"统考|统一考试"
"""Of the graduating year such an exam may be the entrance exam: it is asked."""
_END_OF_TERM: Final = r"期末"
_SURE_UNIFIED: Final = rf"统测|统一(?:检测|测试|测评|监测)|{_END_OF_TERM}"
_NOT_IN_JUNE: Final = (
    r"期中|秋|冬|上学期|第一学期|上期|元月|(?<!\d)(?:1|9|10|11|12)月|(?<![十])(?:十|十一|十二)月"
)
"""The entrance exam is in June: an exam of the first term is none."""
_OF_TOWN: Final = rf"{_OPEN_UNIFIED}|{_SURE_UNIFIED}|调考|期中|联考"
_SAMPLING: Final = r"抽考|抽测"
_NO_CONTEST: Final = r"活动(?:中心|基地|室|课|板房)|赛(?:罕|里木|马)"
"""青少年活动中心小学, 赛罕区: names of schools and places that hold the words of a contest."""
_ACTIVITY: Final = r"竞赛|比赛|大赛|联赛|球赛|[唱讲舞书]赛|赛(?=$|[(（第成])|活动"
_ANNUAL: Final = r"教研室.*(?:考核|评估|考评|评价)|年度(?:综合)?(?:考核|评估)"
_GRADUATING: Final = r"(?<!十)[九9]年级|初三|高三|[九9]\(|毕业|初中升学|^[九9]$"
_EARLIER_YEARS: Final = r"[一二三四五六七八1-8]年级|初[一二]|^[一二三四五六七八1-8]$"
_PRIMARY: Final = r"小学|完小|教学点|幼儿园|小$"


@lru_cache(maxsize=4096)
def kind_of_exam(
    name: str, *, grade: str = "", unit: str = "", subject: str = "", of_county: bool = False
) -> ExamKind | None:
    """Return the kind of an exam where its name leaves no doubt, else None: then it is asked.

    Args:
        name: of the exam, as a sheet has it.
        grade: of the row, as far as known: 统考 of the graduating year may be the entrance exam.
        unit: the school of the row: a primary school sits no entrance exam.
        subject: of the row: 学业水平考试 in 地理 is one of grade eight.
        of_county: the list holds places of the county (县名次), so an exam that names no level is
            one of the county.

    >>> kind_of_exam("2026年中考").value, kind_of_exam("2026年县抽考").value
    ('entrance', 'sampling')
    >>> kind_of_exam("2025年秋季期中考试"), kind_of_exam("2026年县统考", grade="九年级")
    (None, None)
    """
    text = "".join(unicodedata.normalize("NFKC", name).split())
    text = re.sub(_EVERY_SCHOOL, "", text)
    found = {
        kind
        for kind in (
            _entrance(text, grade, unit, subject),
            _sampling(text),
            _unified_or_town(text, grade, unit, of_county=of_county),
            _activity(text),
            ExamKind.ANNUAL if re.search(_ANNUAL, text) else None,
        )
        if kind is not None
    }
    if ExamKind.ENTRANCE in found:  # 初中毕业升学统一考试
        found.discard(ExamKind.UNIFIED)
    return found.pop() if len(found) == 1 else None


def may_be_entrance(name: str, grade: str, unit: str) -> bool:
    """Tell whether a row can be about the entrance exam at all: the graduating year sits it."""
    return _graduates(name, grade, unit) is not False


def is_below_county(name: str) -> bool:
    """Tell whether a name says that a town, a school or a part of the county held the exam.

    >>> is_below_county("青禾镇抽考"), is_below_county("校内抽考"), is_below_county("全县月考")
    (True, True, False)
    """
    text = re.sub(_EVERY_SCHOOL, "", "".join(unicodedata.normalize("NFKC", name).split()))
    return _level(text, len(text), "") in ("town", "school")


def _level(text: str, place: int, default: str) -> str:
    """Return whose exam a word at a place is about: the nearest level named before it."""
    found = [
        (match.start(), level) for level, words in _LEVELS for match in re.finditer(words, text)
    ]
    before = [one for one in found if one[0] < place]
    return max(before)[1] if before else (min(found)[1] if found else default)


def _graduates(name: str, grade: str, unit: str) -> bool | None:
    """Tell whether a row is about the graduating year of a junior school, None = cannot tell."""
    for text in (unicodedata.normalize("NFKC", grade), name):
        if re.search(_PRIMARY, text):
            return False
        if re.search(_GRADUATING, text):
            return True
        if re.search(_EARLIER_YEARS, text):
            return False
    return False if re.search(_PRIMARY, unit) else None


def _entrance(text: str, grade: str, unit: str, subject: str) -> ExamKind | None:
    if re.search(_MOCK, text) or _graduates(text, grade, unit) is False:
        return None
    if any(re.search(words, text) for words in _ENTRANCE):
        return ExamKind.ENTRANCE
    test = re.search(_LEVEL_TEST, text)
    if not test or re.search(_OTHER_LEVEL_TEST, text):
        return None
    sure = "初中" in text or _graduates(text, grade, unit) or subject not in _EARLY_SUBJECTS
    return ExamKind.ENTRANCE if sure and "高" not in grade else None


def _sampling(text: str) -> ExamKind | None:
    word = re.search(_SAMPLING, text)
    if word is None or _level(text, word.start(), "county") != "county":
        return None
    return ExamKind.SAMPLING


def _unified_or_town(text: str, grade: str, unit: str, *, of_county: bool) -> ExamKind | None:
    default = "county" if of_county else ""
    town = re.search(_OF_TOWN, text)
    if town and _level(text, town.start(), default) == "town":
        return ExamKind.TOWN
    word = re.search(f"{_SURE_UNIFIED}|{_OPEN_UNIFIED}", text)
    if word is None or re.search(_MOCK, text):
        return None
    if _level(text, word.start(), default) != "county":
        return None
    sure = re.search(f"{_SURE_UNIFIED}|{_NOT_IN_JUNE}", text)
    if sure or _graduates(text, grade, unit) is False:
        return ExamKind.UNIFIED
    return None


def _activity(text: str) -> ExamKind | None:
    bare = re.sub(_NO_CONTEST, "", text)
    word = re.search(_ACTIVITY, bare)
    if word is None or _level(bare, word.start(), "county") != "county":
        return None
    return ExamKind.ACTIVITY


_SCHOOL_YEAR: Final = r"(20\d\d)(?:[-—–~至/]+(20\d\d|\d\d))?学年"
_SEASON: Final = r"(20\d\d)年?(秋|春)"
_MONTH: Final = r"(20\d\d)年(1[0-2]|[1-9])月"
_LAST_MONTH: Final = 8  # from September on exams are of the school year that ends next summer


def school_year(exam: str) -> int | None:
    """Return the year in which the school year of an exam ends, None where its name leaves a doubt.

    2025年上学期 is spring in some provinces and autumn in others: it says nothing.

    >>> school_year("2025—2026学年度第二学期期末"), school_year("2025年秋季期中")
    (2026, 2026)
    >>> school_year("2026年1月期末检测"), school_year("2025年上学期期末"), school_year("本学期期末")
    (2026, None, None)
    """
    text = "".join(unicodedata.normalize("NFKC", exam).split())
    found = {int(year) + 1 for year, _ in re.findall(_SCHOOL_YEAR, text)}
    found |= {int(year) + (season == "秋") for year, season in re.findall(_SEASON, text)}
    months = re.findall(_MONTH, text)
    found |= {int(year) + (int(month) > _LAST_MONTH) for year, month in months}
    return found.pop() if len(found) == 1 else None


_USUAL: Final[Mapping[str, str]] = {
    **dict.fromkeys(("道法", "道德法治", "政治", "思想品德", "思品", "品德"), "道德与法治"),
    "外语": "英语",
    "生物学": "生物",
    **dict.fromkeys(("体育与健康", "体健"), "体育"),
    **dict.fromkeys(("信息技术", "信息"), "信息科技"),
}
"""A school sits each of them once, under whichever name: two rows of both names are one result."""
_NUMERALS: Final = "一二三四五六七八九"
_LAST_GRADE: Final = 10_000  # where a grade without a number stands: behind all others
_USUAL_GRADES: Final = {
    "初一": "七年级",
    "初二": "八年级",
    "初三": "九年级",
    **{f"初{digit}": f"{_NUMERALS[5 + digit]}年级" for digit in (1, 2, 3)},
    **{f"{digit}年级": f"{word}年级" for digit, word in enumerate(_NUMERALS, start=1)},
    **{str(digit): f"{word}年级" for digit, word in enumerate(_NUMERALS, start=1)},
    **{word: f"{word}年级" for word in _NUMERALS},
}


YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
"""A year that a name says, with 年 or without."""
_TERM: Final = re.compile("第[一二12]学期|[上下]学期|[春秋]")
_SPRING: Final = ("第二学期", "第2学期", "下学期", "春")
_SEASONS: Final = ("春", "秋")
_RELATIVE: Final = {"去年": -2, "上学年": -2, "上学期": -1, "上次": -1, "本学期": 0, "本次": 0}
"""What a workbook calls exams by itself: what was before, and what is now."""
_MIDDLE: Final = 1
_PARTS: Final = {"期初": 0, "入学": 0, "开学": 0, "期中": _MIDDLE, "月考": _MIDDLE, "期末": 2}


def usual_subject(name: str) -> str:
    """Return the usual name of a subject, the same for every name of it; others stay as they are.

    >>> usual_subject("道法"), usual_subject("道德与法治"), usual_subject("语文")
    ('道德与法治', '道德与法治', '语文')
    """
    return _USUAL.get(name, name)


def usual_grade(name: str) -> str:
    """Return the usual name of a grade, the same for every name of it; others stay as they are.

    >>> usual_grade("初三"), usual_grade("9年级"), usual_grade("九"), usual_grade("高一")
    ('九年级', '九年级', '九年级', '高一')
    """
    return _USUAL_GRADES.get(name.removesuffix("年级") if name.startswith("初") else name, name)


def exam_moment(name: str) -> tuple[int, int, int] | None:
    """Return school year, term and part of the term of an exam; None where its name tells no term.

    Exams of equal moments, 期中 and 第二次月考, may be in either order.

    >>> exam_moment("2025—2026学年度第二学期期末教学质量检测"), exam_moment("2026年春期中")
    ((2025, 2, 2), (2025, 2, 1))
    >>> exam_moment("上学期期末") < exam_moment("本学期期末"), exam_moment("期末")
    (True, None)
    """
    part = next((at for word, at in _PARTS.items() if word in name), _MIDDLE)
    year, term = YEAR.search(name), _TERM.search(name)
    if year is None:
        when = next((when for word, when in _RELATIVE.items() if word in name), None)
        return None if when is None else (0, when, part)
    if term is None:
        return None
    spring = term[0] in _SPRING
    if term[0] in _SEASONS:  # 2026年春 belongs to the school year that began in 2025
        return int(year[1]) - spring, 1 + spring, part
    return (int(year[1]), 1 + spring, part) if "学年" in name else None


def in_time(names: Iterable[str]) -> list[str] | None:
    """Return names of exams in the order of time; None where they do not tell it.

    >>> in_time(["本学期期末", "上学期期末"]), in_time(["2025年秋", "本学期"])
    (['上学期期末', '本学期期末'], None)
    """
    moments = {name: exam_moment(name) for name in names}
    known = {name: moment for name, moment in moments.items() if moment is not None}
    relative = {bool(moment[0]) for moment in known.values()}
    if len(known) < len(moments) or len(relative) > 1:
        return None
    return sorted(known, key=known.__getitem__)


def grade_place(grade: str) -> tuple[int, str]:
    """Return a key that sorts grades as schools count them.

    >>> sorted(["九年级", "初二", "四年级", "高一", "三年级", ""], key=grade_place)
    ['', '三年级', '四年级', '初二', '九年级', '高一']
    """
    if not grade:
        return 0, ""
    years = {"初": 6, "高": 9}.get(grade[0], 0)
    numerals = "零" + _NUMERALS
    number = next((numerals.index(one) for one in grade if one in numerals), None)
    digits = "".join(one for one in grade if one.isdecimal())[:4]
    if number is None:
        number = int(digits) if digits else _LAST_GRADE
    return years + number, grade


def contest_words(exam: str, grade: str, *more: str) -> list[str]:
    """Return what a contest is called, its grade once: a sheet without an exam is its grade's.

    >>> contest_words("本学期期末", "六年级"), contest_words("六年级数学", "六年级", "数学")
    (['本学期期末', '六年级'], ['六年级数学', '数学'])
    >>> contest_words(NO_EXAM, "六年级"), contest_words(NO_EXAM, "")
    (['六年级'], ['未注明考试'])
    """
    own = "" if exam == NO_EXAM and (grade or any(more)) else exam
    return [word for word in (own, "" if grade in exam else grade, *more) if word]


NO_EXAM: Final = "未注明考试"
