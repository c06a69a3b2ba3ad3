"""What the list sheets of 青禾镇 say: county ranks, targets, contests, staff; invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbooks.township import (
    EARLIER_EXAM,
    EXAM_DATES,
    JUNIOR_SCHOOLS,
    NINTH,
    PRIMARY_SCHOOLS,
    THIS_EXAM,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbooks.looks import Cell

Record = tuple["Cell", ...]

ENTRANCE_EXAM: Final = "2026年中考"  # grade nine alone
COUNTY_EXAM: Final = "2026年县统考"  # the primary schools, and grade eight
_WINTER_EXAM: Final = "2025年秋季县统考"
SAMPLING_EXAM: Final = "2026年县抽考"
_ACTIVITY: Final = "2026年县合唱比赛"
JUNIORS_IN_COUNTY: Final = 25
_PRIMARIES_IN_COUNTY: Final = 48

JUNIOR_PLACES: Final = {
    "骆驼坳中学": {
        "综合": 6,  # two above its target of 8
        "语文": 1,
        "数学": 3,
        "英语": 6,  # the first place that pays nothing
        "物理": 5,
        "化学": 12,
        "道德与法治": 2,
        "历史": 4,
    },
    "严家坳中学": {
        "综合": 18,  # 8th last: the smallest penalty
        "语文": 13,
        "数学": 21,  # 5th last
        "英语": 23,  # 3rd last: its weaker teachers are to be exchanged
        "物理": 20,  # 6th last: nothing
        "化学": 22,
        "道德与法治": 25,  # last
        "历史": 24,
    },
}
_PRIMARY_SUBJECTS = ("综合", "语文", "数学", "英语", "科学")
_PRIMARY_PLACES = {
    "青禾镇中心小学": (3, 1, 2, 4, 7),
    "柳溪小学": (6, 4, 5, 9, 3),  # just on the target of 6
    "石桥小学": (7, 6, 8, 10, 11),  # just below it
    "枫树岭小学": (12, 5, 15, 18, 14),
    "白鹭洲小学": (15, 17, 13, 12, 20),
    "长塘小学": (22, 24, 21, 26, 19),
    "竹园小学": (40, 31, 28, 30, 33),  # 9th last: nothing
    "杨柳湾小学": (41, 43, 44, 39, 42),  # 8th last: the smallest penalty
    "双龙小学": (45, 45, 46, 44, 47),
    "月亮坪小学": (48, 48, 47, 46, 48),  # last
}
_WINTER_PLACES = (
    ("骆驼坳中学", "综合", 8),  # just on its target
    ("严家坳中学", "综合", 11),  # just below its target of 10
)
_SAMPLING_PLACES = (
    ("骆驼坳中学", "数学", 2),
    ("严家坳中学", "数学", 21),
    ("青禾镇中心小学", "语文", 1),
    ("柳溪小学", "语文", 5),
    ("石桥小学", "语文", 6),  # the first place that pays nothing
    ("枫树岭小学", "语文", 43),  # 6th last: nothing
    ("双龙小学", "语文", 44),
    ("杨柳湾小学", "语文", 45),
    ("月亮坪小学", "语文", 48),  # last: its weaker teachers are to be exchanged
    ("青禾镇中心小学", "数学", 2),
    ("柳溪小学", "数学", 3),
    ("白鹭洲小学", "数学", 4),
    ("长塘小学", "数学", 21),
    ("杨柳湾小学", "数学", 44),
    ("双龙小学", "数学", 46),
    ("月亮坪小学", "数学", 47),
)
_ACTIVITY_PLACES = (("白鹭洲小学", "合唱", 3), ("长塘小学", "合唱", 47))


def _of(unit: str) -> int:
    juniors = {school.name for school in JUNIOR_SCHOOLS}
    return JUNIORS_IN_COUNTY if unit in juniors else _PRIMARIES_IN_COUNTY


def points_of(rank: int) -> float:
    """Return the points of a place in the county's table."""
    return 96 - 0.75 * rank


def _ranked(unit: str, exam: str, subject: str, rank: int) -> Record:
    return (unit, exam, subject, rank, _of(unit), points_of(rank))


def _of_ninth(unit: str, subject: str, rank: int, rates: dict[tuple[str, str], float]) -> Record:
    row = _ranked(unit, ENTRANCE_EXAM, subject, rank)
    if subject == "综合":
        return row
    return (*row, NINTH.name, None, rates[unit, subject])


def county_ranks(rates: dict[tuple[str, str], float]) -> Iterator[Record]:
    """Yield the rows of 县名次 about the town, with the columns of its list.

    Args:
        rates: pass rate of the junior schools by school and subject.
    """
    for unit, places in JUNIOR_PLACES.items():
        for subject, rank in places.items():
            yield _of_ninth(unit, subject, rank, rates)
    yield from _OTHER_RANKS
    for unit, subject, rank in _OFFICE_PLACES:
        yield _ranked(unit, _OFFICE, subject, rank)
    for unit, grade, subject, teacher, rank in _TEACHER_PLACES:
        yield (*_ranked(unit, COUNTY_EXAM, subject, rank), grade, teacher, None)
    for unit, subject, teacher, rank in _WINTER_TEACHERS:
        yield (*_ranked(unit, _WINTER_EXAM, subject, rank), NINTH.name, teacher, None)


_OFFICE = "2026年县教研室年度评估"
_OFFICE_PLACES = (("骆驼坳中学", "综合", 5), ("严家坳中学", "综合", 22))
_TEACHER_PLACES = (
    ("骆驼坳中学", "八年级", "语文", "方晓晴", 2),
    ("骆驼坳中学", "八年级", "生物", "白若谷", 7),  # with 地理 the mean is 5.5: the 6th
    ("骆驼坳中学", "八年级", "地理", "白若谷", 4),
    ("骆驼坳中学", "八年级", "物理", "古月明", 12),
    ("严家坳中学", "八年级", "数学", "贺长风", 22),  # 4th last: the first place that pays
    ("严家坳中学", "八年级", "英语", "穆清扬", 23),  # 3rd last: nothing
)
"""Where one teacher has a subject of grade eight alone, the office writes a row a teacher."""

_WINTER_TEACHERS = (
    ("骆驼坳中学", "历史", "汪文以", 4),
    ("严家坳中学", "历史", "蔡怡", 23),  # 3rd last: nothing
)
"""The graduating year's end test of the first term: paid by the ladder of the other grades."""

_OTHER_RANKS: Final = (
    *(
        _ranked(unit, COUNTY_EXAM, subject, rank)
        for unit, places in _PRIMARY_PLACES.items()
        for subject, rank in zip(_PRIMARY_SUBJECTS, places, strict=True)
    ),
    *(_ranked(unit, _WINTER_EXAM, subject, rank) for unit, subject, rank in _WINTER_PLACES),
    *(_ranked(unit, SAMPLING_EXAM, subject, rank) for unit, subject, rank in _SAMPLING_PLACES),
    *(_ranked(unit, _ACTIVITY, subject, rank) for unit, subject, rank in _ACTIVITY_PLACES),
)

INDICATORS: Final[tuple[Record, ...]] = (
    ("青禾镇中心学校", "县下达重点高中名额", 40, None),
    ("骆驼坳中学", "重点高中指标", 30, 33),
    ("严家坳中学", "重点高中指标", 10, 8),
    ("骆驼坳中学", "目标名次", 8, 6),
    ("严家坳中学", "目标名次", 10, 18),
    *((unit, "目标名次", 6, places[0]) for unit, places in _PRIMARY_PLACES.items()),
    ("骆驼坳中学", "辍学率", 0.02, 0.02),
    ("严家坳中学", "辍学率", 0.02, 0.025),
    *((unit, "辍学率", 0, 0.004 if unit == "双龙小学" else 0) for unit in _PRIMARY_PLACES),
    ("骆驼坳中学", "上年综合名次", 9, None),  # three up
    ("严家坳中学", "上年综合名次", 16, None),  # two down
    ("骆驼坳中学901班", "升学目标", 5, 6),  # one over, and a pupil of the talent class
    ("骆驼坳中学902班", "升学目标", 4, 4),
    ("骆驼坳中学九(3)班", "升学目标", 4, 2),
    ("严家坳中学901班", "升学目标", 2, 3),
    ("骆驼坳中学901班", "县前5人数语文", None, 2),
    ("骆驼坳中学904班", "县前5人数数学", None, 1),
    ("严家坳中学901班", "县前5人数历史", None, 1),  # 历史 is second last in the county
    ("骆驼坳中学901班", "县前100人数", None, 3),
    ("骆驼坳中学905班", "县前100人数", None, 1),
    ("骆驼坳中学", "特长预录", None, 3, "钟静怡"),
    ("骆驼坳中学901班", "特长录取", None, 1, "钟静怡"),
    ("骆驼坳中学901班", "费用结清", None, "是"),
    ("骆驼坳中学902班", "费用结清", None, "否"),
    ("严家坳中学九年级901班", "费用结清", None, "是"),
)
"""单位, 指标, 目标, 实际, 姓名; a rate is a share of 1, shown as a percentage."""

_ORDER = [school.name for school in PRIMARY_SCHOOLS]
_POINTS = (72.4, 69.8, 67.25, 64.9, 63.1, 61.6, 60.2, 58.5, 56.3)  # the last school's stand apart


def _places(last_two: tuple[str, str], last_points: float) -> tuple[tuple[str, float], ...]:
    units = [unit for unit in _ORDER if unit not in last_two] + list(last_two)
    return tuple(zip(units, (*_POINTS, last_points), strict=True))


TOWN_HISTORY: Final = {
    "2024年春季期末": _places(("月亮坪小学", "双龙小学"), 55.75),
    "2024年秋季期末": _places(("双龙小学", "月亮坪小学"), 41.5),
    "2025年春季期末": _places(("双龙小学", "月亮坪小学"), 41.2),
    EXAM_DATES[EARLIER_EXAM]: (
        *(("青禾镇中心小学", 72.98), ("石桥小学", 69.94), ("柳溪小学", 68.41), ("长塘小学", 65.28)),
        *(("白鹭洲小学", 64.79), ("枫树岭小学", 62.61), ("竹园小学", 61.94), ("双龙小学", 58.18)),
        *(("杨柳湾小学", 57.95), ("月亮坪小学", 37.59)),
    ),
    EXAM_DATES[THIS_EXAM]: (
        *(
            ("青禾镇中心小学", 73.28),
            ("石桥小学", 69.3),
            ("柳溪小学", 67.52),
            ("白鹭洲小学", 64.89),
        ),
        *(("枫树岭小学", 63.07), ("长塘小学", 62.65), ("竹园小学", 61.35), ("杨柳湾小学", 57.39)),
        *(("双龙小学", 56.68), ("月亮坪小学", 36.78)),
    ),
}
"""By exam, the ten primary schools with their composite scores, best first; in the last two exams
those of the score sheets, over both grades (各年级合计)."""

CONTESTS: Final[tuple[Record, ...]] = (
    ("沈知夏", "骆驼坳中学", "校内", "校级", "一等奖"),
    ("廖思远", "骆驼坳中学", "校内", "校级", "三等奖"),
    ("钟静怡", "骆驼坳中学", "辅导", "县级", "一等奖"),
    ("钟静怡", "骆驼坳中学", "辅导", "市级", "二等奖"),
    ("欧阳海", "严家坳中学", "本人", "县级", "优秀奖"),
    ("姚天泽", "严家坳中学", "本人", "市级", "一等奖"),
    ("姚天泽", "严家坳中学", "本人", "省级", "二等奖"),
    ("蔡佳宁", "青禾镇中心小学", "作品", "县级", "一等奖"),
    ("石雨桐", "柳溪小学", "作品", "省级", "三等奖"),
)
"""姓名, 单位, 类别, 级别, 奖次."""

_HEADS = {
    "骆驼坳中学": ("卢明远", "任文博"),
    "严家坳中学": ("汪浩然", "谭雪琴"),
    "青禾镇中心小学": ("宋安然", "杜心怡"),
    "柳溪小学": ("韩景行", "崔雅静"),
    "石桥小学": ("邓志远", "陆思涵"),
    "枫树岭小学": ("曾俊宁", "范秋月"),
    "白鹭洲小学": ("肖海燕", "姜子文"),
    "长塘小学": ("董阳春", "戴若梅"),
    "竹园小学": ("袁柏松", "潘洁如"),
    "杨柳湾小学": ("于冬青", "蒋可心"),
    "双龙小学": ("余清和", "叶知秋"),
    "月亮坪小学": ("程晓云", "苏玉明"),
}
STAFF: Final[tuple[Record, ...]] = (
    *(
        (name, unit, post, 96 - 0.5 * number)
        for number, (unit, names) in enumerate(_HEADS.items())
        for post, name in zip(("校长", "教导主任"), names, strict=True)
    ),
    ("魏建平", "骆驼坳中学", "会计", 90, 900),  # just 优
    ("吕秀兰", "骆驼坳中学", "图书管理员", 89.5, 900),  # just not
    ("丁长海", "骆驼坳中学", "食堂", 75, 600),
    ("沈桂香", "严家坳中学", "会计", 74.5, 900),
    ("姚国栋", "严家坳中学", "门卫", 60, 600),
    ("卢德胜", "严家坳中学", "食堂", 59.5, 600),
)
"""姓名, 单位, 岗位, 得分, 津贴."""

HAND_ENTERED: Final[tuple[Record, ...]] = (
    (
        *("青禾镇中心小学", "宋安然", "A10", 500),
        *("连续三年全县前五名，县教育局通报表扬", "青禾镇中心学校校务会"),
    ),
    (
        *("骆驼坳中学", "卢明远", "B9", 800),
        *("全县综合名次升3名，评为县优秀校长", "青禾镇中心学校校务会"),
    ),
)
"""单位, 姓名, 条款, 金额, 理由, 批准人."""
