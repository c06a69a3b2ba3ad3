"""The registry's entries on whole score tables: names, Chinese help, examples."""

from __future__ import annotations

from typing import Final

from xl_quality.functions import places, spills
from xl_quality.functions.registry import Argument, Example, Function

_SCORES: Final = Argument(
    "scores", "成绩表区域，连表头一起选：学校、班级、姓名和各学科；合计行、两行表头都认得"
)
_SUBJECT: Final = Argument("subject", "学科；不写或写“总评”＝各学科合在一起", optional=True)
_MEASURE: Final = Argument(
    "measure", "按什么排：综合分（默认）、平均分、及格率、优秀率、低分率（小的在前）", optional=True
)
_TEACHING: Final = Argument(
    "teaching", "任课表区域，连表头：学校、班级、学科、任课教师。按教师统计时必须给", optional=True
)
_SETTINGS: Final = Argument(
    "settings",
    "考核口径：选“考核设置”表的区域，或直接写“满分 语文=120；及格线=60%；并列=不占位”。"
    "不写按默认；只管单张工作表的行不起作用",
    optional=True,
)
_FROM_END: Final = Argument("from_end", "“是”＝倒数第几名", optional=True)
_LEVEL: Final = Argument("level", "统计单位：学校（默认）、班级、教师、年级、全体", optional=True)
_TABLE: Final = (
    ("学校", "班级", "姓名", "语文", "数学"),
    ("青山小学", "1班", "陈一", 92, 88),
    ("青山小学", "1班", "林二", 61, 45),
    ("白水小学", "1班", "黄三", 85, 97),
    ("白水小学", "2班", "周四", "缺考", 72),
)
_TEACHERS: Final = (
    ("学校", "班级", "姓名", "数学", None, "学校", "班级", "学科", "任课教师"),
    ("青山小学", "1班", "陈一", 88, None, "青山小学", "1班", "数学", "吴敏"),
    ("青山小学", "1班", "林二", 45, None, "白水小学", "1班", "数学", "郑刚"),
    ("白水小学", "1班", "黄三", 97, None, "白水小学", "2班", "数学", "郑刚"),
    ("白水小学", "2班", "周四", 72),
)

ENTRIES: Final = (
    Function(
        "RANK_SCHOOL",
        places.rank_school,
        "学校名次：一所学校在成绩表里某学科或总评的名次。要整张排名表请用 RANK_TABLE，快得多。",
        (
            Argument("school", "学校名称；一校有几个年级时写“青山小学六年级”"),
            _SCORES,
            _SUBJECT,
            _MEASURE,
            _SETTINGS,
            _FROM_END,
        ),
        examples=(
            Example('=RANK_SCHOOL("青山小学",A1:E5)', "2", "总评", _TABLE),
            Example('=RANK_SCHOOL("青山小学",A1:E5,"语文","及格率")', "1", "并列第1", _TABLE),
            Example('=RANK_SCHOOL("青山小",A1:E5)', "#N/A", "没有这所学校", _TABLE),
        ),
    ),
    Function(
        "RANK_CLASS",
        places.rank_class,
        "班级名次：一个班在成绩表里某学科或总评的名次，同年级的班比。",
        (
            Argument("class_name", "班级；几所学校都有1班时写“青山小学1班”"),
            _SCORES,
            _SUBJECT,
            _MEASURE,
            _SETTINGS,
            _FROM_END,
        ),
        examples=(
            Example('=RANK_CLASS("青山小学1班",A1:E5,"数学")', "3", "", _TABLE),
            Example('=RANK_CLASS("1班",A1:E5)', "#N/A", "有两个1班，要写全", _TABLE),
        ),
    ),
    Function(
        "RANK_TEACHER",
        places.rank_teacher,
        "教师名次：按任课表把各人所教班级的学生合起来重算，再排名。",
        (
            Argument("teacher", "教师姓名；同名的写“青山小学吴敏”"),
            _SCORES,
            _SUBJECT,
            _MEASURE,
            _TEACHING,
            _SETTINGS,
            _FROM_END,
        ),
        examples=(
            Example('=RANK_TEACHER("吴敏",A1:D5,"数学",,F1:I4)', "2", "", _TEACHERS),
            Example('=RANK_TEACHER("吴敏",A1:D5,"数学")', "#VALUE!", "没有给任课表", _TEACHERS),
        ),
    ),
    Function(
        "RATE_TABLE",
        spills.rate_table,
        "四率表：每个单位每个学科一行：应考、实考、参考率、平均分、及格率、优秀率、低分率、综合分、名次，带表头。",
        (_SCORES, _LEVEL, _SUBJECT, _MEASURE, _TEACHING, _SETTINGS),
        spills=True,
        examples=(
            Example(
                '=RATE_TABLE(A1:E5,"学校","语文")',
                "学校 | 学科 | 应考 | 实考 | 参考率 | "
                "平均分 | 及格率 | 优秀率 | 低分率 | 综合分 | 名次\n"
                "青山小学 | 语文 | 2 | 2 | 1 | 76.5 | 1 | 0.5 | 0 | 75.6 | 2\n"
                "白水小学 | 语文 | 2 | 1 | 0.5 | 85 | 1 | 1 | 0 | 94 | 1",
                "",
                _TABLE,
            ),
        ),
    ),
    Function(
        "RANK_TABLE",
        spills.rank_table,
        "排名表：从第一名排起，带表头。不写学科＝总评，各学科的综合分和名次并列其后；写学科＝那一科的各项。",
        (_SCORES, _LEVEL, _SUBJECT, _MEASURE, _TEACHING, _SETTINGS),
        spills=True,
        examples=(
            Example(
                "=RANK_TABLE(A1:E5)",
                "名次 | 学校 | 总评 | 距第一 | 语文综合分 | 语文名次 | 数学综合分 | 数学名次\n"
                "1 | 白水小学 | 86.4 | 0 | 94 | 1 | 78.8 | 1\n"
                "2 | 青山小学 | 66.1 | 20.3 | 75.6 | 2 | 56.6 | 2",
                "",
                _TABLE,
            ),
        ),
    ),
)
