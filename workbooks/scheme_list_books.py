"""Sample workbooks of the schemes that are mostly tables of indicators: H, I, K, L."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbooks.dice import Dice
from workbooks.scheme_classes import SchoolClass, pupil_rows
from workbooks.scheme_sheets import SchemeBook, Sheet, indicators, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbooks.looks import Cell
    from workbooks.scheme_classes import Reached

_NOW: Final = "2026年春季期末"
_WHO: Final = ("单位", "年级", "班级", "学科", "姓名", "指标", "目标", "实际", "分值")
_WORTH: Final = ("单位", "指标", "目标", "实际", "分值")


def _scores(name: str, grade: str, classes: Sequence[SchoolClass], dice: Dice) -> Sheet:
    labels = ("学校", "班级", "姓名", *classes[0].reached)
    title = f"{grade}{_NOW}成绩册（虚构）"
    return Sheet(name, title, labels, pupil_rows(dice, classes))


def _exam_settings(office: str, *sheets: tuple[str, str]) -> Sheet:
    return settings(
        ("满分", "", 100),
        ("及格线", "", "60%"),
        ("优秀线", "", "85%"),
        *(("考试", name, _NOW) for name, _ in sheets),
        *(("年级", name, grade) for name, grade in sheets),
        ("单位名称", "", office),
    )


_LETTER: Final[tuple[tuple[str, Cell, Cell], ...]] = (
    ("满意度", 0.9, 10),
    ("学困生转化率", 0.8, 10),
    ("辍学率", 0, 10),
    ("班委会", 10, 5),
    ("主题班会", 10, 5),
    ("家访", 10, 5),
    ("公开课", 5, 10),
    ("教案", 90, 5),
    ("作业", 90, 5),
    ("听课", 10, 5),
)
"""指标, 目标, 分值; 公开课: the months of the term; 教案 and 作业: the lessons due."""


def personal_goals() -> SchemeBook:
    """H: the letters of two teachers; their own three goals, two of them judged by the scores."""
    school, grade, dice = "柳溪小学", "二年级", Dice(20260608)
    classes = [
        SchoolClass(school, "1班", 40, {"语文": (40, 30)}),
        SchoolClass(school, "2班", 40, {"语文": (37, 24)}),
    ]
    people = {"1班": "何若云", "2班": "罗清扬"}
    done: dict[str, tuple[Cell, ...]] = {
        "1班": (0.93, 0.8, 0, 10, 12, 10, 5, 81, 81, 10),  # 81 of 90 lessons: just on 90 %
        "2班": (0.89, 0.75, 0.025, 9, 10, 8, 4, 80, 81, 9),
    }
    goals: dict[str, tuple[Cell, ...]] = {"1班": (8, 0.7, 0.98), "2班": (12, 0.65, 0.95)}
    county = {"1班": 6, "2班": 13}
    rows: list[tuple[Cell, ...]] = []
    for name, person in people.items():
        who = (school, grade, name, "语文", person)
        figures = zip(_LETTER, done[name], strict=True)
        rows += [(*who, indicator, goal, own, worth) for (indicator, goal, worth), own in figures]
        rank, excellent, passing = goals[name]
        rows += [
            (*who, "全县名次", rank, county[name], 10),
            (*who, "优秀率", excellent, None, 10),  # from the scores
            (*who, "及格率", passing, None, 10),
        ]
    taught = [(school, grade, name, "语文", person, person) for name, person in people.items()]
    labels = ("学校", "年级", "班级", "学科", "任课教师", "班主任")
    sheet = f"{grade}{_NOW}"
    return SchemeBook(
        "personal-goals",
        "个人工作目标示例.xlsx",
        (
            _scores(sheet, grade, classes, dice),
            Sheet("任课", f"{school}任课表（虚构）", labels, taught),
            indicators(f"{school}教师个人工作目标完成情况（虚构）", rows, *_WHO),
            _exam_settings(school, (sheet, grade)),
        ),
    )


_COMMON: Final = (
    ("综合素质良好率", 0.9, 6),
    ("体质健康合格率", 1, 6),
    ("体质健康良好率", 0.5, 6),
    ("骨干教师比例", 0.25, 6),
    ("学科带头人比例", 0.05, 6),
    ("教师县级竞赛获奖比例", 0.3, 6),
    ("家长满意度", 0.95, 6),
    ("教师参加县级课题比例", 0.4, 6),
    ("省级论文篇数", 10, 6),
    ("学生市级获奖人次", 50, 6),
)
_GOOD: Final = (0.94, 1, 0.56, 0.3, 0.08, 0.35, 0.97, 0.45, 14, 63)
_EDGE: Final = (0.9, 1, 0.5, 0.25, 0.05, 0.3, 0.95, 0.4, 10, 50)  # just on every target
_SOME: Final = (0.92, 0.995, 0.52, 0.24, 0.06, 0.28, 0.96, 0.41, 9, 55)
_POOR: Final = (0.85, 0.98, 0.42, 0.18, 0.04, 0.22, 0.93, 0.25, 3, 20)


def _county_rows(
    unit: str, rates: tuple[float, float], common: Sequence[Cell], *, junior: bool
) -> list[tuple[Cell, ...]]:
    attained, excellent = (0.9, 0.35) if junior else (0.95, 0.4)
    rows: list[tuple[Cell, ...]] = [
        (unit, "学业达标率", attained, rates[0], 10),
        (unit, "学业优秀率", excellent, rates[1], 10 if junior else 15),  # 100 points in all
    ]
    rows += [
        (unit, indicator, target, own, worth)
        for (indicator, target, worth), own in zip(_COMMON, common, strict=True)
    ]
    rows.append((unit, "自定指标：课后服务参与率", 0.9, rates[0], None))  # judged, not scored
    return rows


def county_2025() -> SchemeBook:
    """I: four schools, one in each of the four grades; what leavers reach comes from the scores."""
    dice = Dice(20260609)
    primaries: dict[str, Mapping[str, Reached]] = {
        "青禾镇中心小学": {"语文": (40, 25), "数学": (40, 22), "英语": (40, 20)},
        "石桥小学": {"语文": (40, 15), "数学": (39, 14), "英语": (38, 12)},
    }
    juniors: dict[str, Mapping[str, Reached]] = {
        "青禾镇初级中学": {"语文": (40, 18), "数学": (38, 16), "英语": (38, 15)},
        "柳溪中学": {"语文": (36, 10), "数学": (30, 9), "英语": (32, 8)},
    }
    sixth, ninth = f"六年级{_NOW}", f"九年级{_NOW}"
    rows = [
        *_county_rows("青禾镇中心小学", (0.97, 0.44), _GOOD, junior=False),
        *_county_rows("石桥小学", (0.95, 0.38), _SOME, junior=False),
        *_county_rows("青禾镇初级中学", (0.9, 0.35), _EDGE, junior=True),
        *_county_rows("柳溪中学", (0.86, 0.3), _POOR, junior=True),
        ("青禾镇初级中学", "毕业生优秀率", None, 0.35, 10),
        ("青禾镇初级中学", "2024年毕业生优秀率", None, 0.31, None),
        ("柳溪中学", "毕业生优秀率", None, 0.25, 10),
        ("柳溪中学", "2024年毕业生优秀率", None, 0.2, None),
        ("青禾镇中心小学", "语数英及格率", None, None, 5),
        ("石桥小学", "语数英及格率", None, None, 5),
        ("青禾镇初级中学", "全科合格率", None, None, 10),
        ("柳溪中学", "全科合格率", None, None, 10),
    ]
    return SchemeBook(
        "county-2025",
        "县教育局目标示例.xlsx",
        (
            _scores(sixth, "六年级", [_one(s, own) for s, own in primaries.items()], dice),
            _scores(ninth, "九年级", [_one(s, own) for s, own in juniors.items()], dice),
            indicators("2025年教育质量目标完成情况（虚构）", rows, *_WORTH),
            _exam_settings("青禾县教育局", (sixth, "六年级"), (ninth, "九年级")),
        ),
        ("cut_excellent=95", "cut_good=85", "cut_pass=50"),
    )


def _one(school: str, reached: Mapping[str, Reached]) -> SchoolClass:
    return SchoolClass(school, "1班", 40, reached)


def balanced() -> SchemeBook:
    """K: core indicators of four schools, the annual review in five outcomes, accountability."""
    rows: list[tuple[Cell, ...]] = [
        ("青禾镇中心小学", None, "核心指标达标项数", 10, 12),
        ("柳溪小学", None, "核心指标达标项数", 10, 10),
        ("石桥小学", None, "核心指标达标项数", 10, 9),
        ("竹园小学", None, "核心指标达标项数", 10, 11),
        ("青禾镇中心小学", None, "选定指标达标项数", 3, 3),
        ("竹园小学", None, "选定指标达标项数", 3, 2),  # enough in all, but not the chosen ones
        *(
            ("石桥小学", name, "问责次数", None, times)
            for times, name in enumerate(
                ("范清源", "石若谷", "金雨田", "姚怀瑾", "卢秋实"), start=1
            )
        ),
    ]
    outcomes = ("优秀", "合格", "基本合格", "不合格", "不定等次")
    names = ("谭明玉", "廖书航", "汪景行", "崔夏月", "姜安然")
    staff = [
        (name, "石桥小学", "教师", outcome, 3000)
        for name, outcome in zip(names, outcomes, strict=True)
    ]
    return SchemeBook(
        "balanced",
        "均衡发展示例.xlsx",
        (
            indicators(
                "均衡发展核心指标和问责（虚构）", rows, "单位", "姓名", "指标", "目标", "实际"
            ),
            Sheet(
                "人员",
                "年度考核结果（虚构）",
                ("姓名", "单位", "岗位", "年度考核", "全额"),
                staff,
            ),
        ),
    )


def class_duty() -> SchemeBook:
    """L: three teachers' duties: on, above and below what is asked."""
    asked = (("公开课", 1), ("听课", 20), ("工作总结", 1), ("论文", 1), ("集体备课无故缺席", 0))
    done = {
        "曾知远": (1, 20, 1, 1, 0),
        "范若溪": (2, 26, 1, 2, 1),
        "邓嘉木": (0, 19, 0, 0, 3),
    }
    rows = [
        ("石桥小学", name, indicator, goal, own)
        for name, figures in done.items()
        for (indicator, goal), own in zip(asked, figures, strict=True)
    ]
    return SchemeBook(
        "class-duty",
        "任课教师职责示例.xlsx",
        (
            indicators(
                "任课教师岗位职责完成情况（虚构）", rows, "单位", "姓名", "指标", "目标", "实际"
            ),
        ),
    )


def list_books() -> Iterator[SchemeBook]:
    """Yield the sample workbooks of H, I, K and L."""
    yield personal_goals()
    yield county_2025()
    yield balanced()
    yield class_duty()
