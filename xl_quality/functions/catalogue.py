"""The registry's entries on one range of scores: names, Chinese help, examples.

The registry's entries on whole score tables: names, Chinese help, examples.

The registry's entries on rewards, money and judgements: names, Chinese help, examples.

All worksheet functions (函数一览): the one tuple that every host and the reference read.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xl_quality.functions import ranks, rates, rewards, tables
from xl_quality.functions.registry import Argument, Example, Function

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCORES: Final = Argument(
    "scores", "成绩区域，不带表头。认得文字数字、全角数字、缺考、免考、作弊；空格子不计"
)
_FULL: Final = Argument("full_mark", "满分，不写按100", optional=True)
_PASS: Final = Argument(
    "pass_line",
    "及格线：满分的60%写 0.6 或 60%，按分数写“72分”；满分不是100时不要只写 72。不写按60%",
    optional=True,
)
_EXCELLENT: Final = Argument(
    "excellent_line", "优秀线，写法同及格线。不写按85%，达到即优秀", optional=True
)
_LOW: Final = Argument("low_line", "低分线，写法同及格线。不写按40%，低于才算低分", optional=True)
_ABSENT: Final = Argument("absent", "缺考怎么算：“不计入”（默认）或“按0分”", optional=True)
_ENROLLED: Final = Argument(
    "enrolled", "应考人数。写了就以它为分母，没列出的学生也算在内；不写按实考", optional=True
)
_DROP: Final = Argument("drop", "去尾：去掉最低的百分之几，如 5%。不写不去", optional=True)
_RATE_DIGITS: Final = Argument(
    "digits", "小数位，不写是4位（0.9537 即 95.37%）；写“4截尾”是截尾", optional=True
)
_POINT_DIGITS: Final = Argument("digits", "小数位，不写是2位；写“2截尾”是截尾", optional=True)
_RULES: Final = (_ABSENT, _ENROLLED, _DROP)
_COLUMN: Final = (("语文",), (92,), ("８５",), (60,), (59.5,), ("缺考",), (None,))
_VALUES: Final = (("综合分",), (91.2,), (88.5,), (88.5,), (70,))

ENTRIES: Final = (
    Function(
        "MEAN_SCORE",
        rates.mean_score,
        "平均分。按实考人数算，缺考、免考、空格子不计，作弊按0分；精确计算，只在最后四舍五入一次。",
        (_SCORES, *_RULES, _POINT_DIGITS),
        examples=(
            Example("=MEAN_SCORE(A2:A7)", "74.13", "四个人有分数：296.5÷4", _COLUMN),
            Example('=MEAN_SCORE(A2:A7,"按0分")', "59.3", "缺考按0分，五个人", _COLUMN),
        ),
    ),
    Function(
        "PASS_RATE",
        rates.pass_rate,
        "及格率（0到1，格式设成百分比）。达到及格线即及格，按实考人数算，缺考、空格子不计。",
        (_SCORES, _FULL, _PASS, *_RULES, _RATE_DIGITS),
        examples=(
            Example("=PASS_RATE(A2:A7)", "0.75", "60分及格，59.5分不及格", _COLUMN),
            Example('=PASS_RATE(A2:A7,120,"72分")', "0.5", "满分120，72分及格", _COLUMN),
            Example("=PASS_RATE(A1:A7)", "#VALUE!", "选进了表头“语文”", _COLUMN),
        ),
    ),
    Function(
        "EXCELLENT_RATE",
        rates.excellent_rate,
        "优秀率（0到1）。达到优秀线即优秀，按实考人数算。",
        (_SCORES, _FULL, _EXCELLENT, *_RULES, _RATE_DIGITS),
        examples=(
            Example("=EXCELLENT_RATE(A2:A7)", "0.5", "全角的８５也认得", _COLUMN),
            Example("=EXCELLENT_RATE(A2:A7,100,90%)", "0.25", "优秀线改为90%", _COLUMN),
        ),
    ),
    Function(
        "LOW_RATE",
        rates.low_rate,
        "低分率（0到1）。低于低分线才算低分，正好等于的不算，按实考人数算。",
        (_SCORES, _FULL, _LOW, *_RULES, _RATE_DIGITS),
        examples=(Example("=LOW_RATE(A2:A7,100,60%)", "0.25", "60分不算低分", _COLUMN),),
    ),
    Function(
        "FOUR_RATES",
        rates.four_rates,
        "一分三率：一行四格，依次是平均分、及格率、优秀率、低分率。",
        (_SCORES, _FULL, _PASS, _EXCELLENT, _LOW, *_RULES, _RATE_DIGITS),
        spills=True,
        examples=(Example("=FOUR_RATES(A2:A7)", "74.13 | 0.75 | 0.5 | 0", "", _COLUMN),),
    ),
    Function(
        "COMPOSITE_SCORE",
        rates.composite_score,
        "综合分（100分制）：平均分、及格率、优秀率、低分率按权重合成。默认 4-3-3。",
        (
            _SCORES,
            _FULL,
            Argument(
                "weights",
                "权重：4-3-3（默认）、4-3-2-1，或依次写平均分、及格率、优秀率、低分率（总是扣）的权重，"
                "如“0.5/0.3/0.2”，也可选三四个格子",
                optional=True,
            ),
            _PASS,
            _EXCELLENT,
            _LOW,
            *_RULES,
            _POINT_DIGITS,
        ),
        examples=(
            Example("=COMPOSITE_SCORE(A2:A7)", "67.15", "74.125×0.4＋75×0.3＋50×0.3", _COLUMN),
            Example(
                '=COMPOSITE_SCORE(A2:A7,,"40-30-30")', "#VALUE!", "要同别的单位比的权重", _COLUMN
            ),
        ),
    ),
    Function(
        "RANK_IN",
        ranks.rank_in,
        "一个数在一组数里的名次，大的在前。并列的名次相同，默认占位（1、2、2、4）；也能倒着数。",
        (
            Argument("value", "要排名的数"),
            Argument("values", "全部的数，包括它自己；空格子和“缺考”不占名次"),
            Argument("ties", "并列：“占位”（默认）、“不占位”或“平均”", optional=True),
            Argument("from_end", "“是”＝倒数第几名", optional=True),
        ),
        examples=(
            Example("=RANK_IN(A3,A2:A5)", "2", "两个88.5并列第2", _VALUES),
            Example('=RANK_IN(A5,A2:A5,"不占位")', "3", "", _VALUES),
            Example('=RANK_IN(A2,A2:A5,,"是")', "4", "倒数第4", _VALUES),
            Example("=RANK_IN(60,A2:A5)", "#N/A", "60不在区域里", _VALUES),
        ),
    ),
    Function(
        "GAP_TO_FIRST",
        ranks.gap_to_first,
        "与第一名的差距：最好的数减自己的数。",
        (
            Argument("value", "自己的数"),
            Argument("values", "全部的数，包括它自己"),
            Argument("lowest_first", "“是”＝越小越好，如低分率", optional=True),
        ),
        examples=(Example("=GAP_TO_FIRST(A3,A2:A5)", "2.7", "91.2－88.5", _VALUES),),
    ),
    Function(
        "RANK_CHANGE",
        ranks.rank_change,
        "名次进退：上次名次减本次名次，进步为正，退步为负。",
        (Argument("rank", "本次名次"), Argument("previous_rank", "上次名次")),
        examples=(
            Example("=RANK_CHANGE(6,9)", "3", "进步3名"),
            Example("=RANK_CHANGE(9,6)", "-3", "退步3名"),
        ),
    ),
    Function(
        "T_SCORE",
        ranks.t_score,
        "T 分：50＋10×（分数－平均分）÷标准差。标准差按总体（÷人数）算。",
        (
            Argument("score", "一个分数，或一个班的平均分"),
            Argument("scores", "全体的成绩区域，不带表头"),
            _POINT_DIGITS,
        ),
        examples=(
            Example("=T_SCORE(80,A2:A3)", "60", "平均70，标准差10", (("分数",), (60,), (80,))),
            Example("=T_SCORE(80,A2:A2)", "#DIV/0!", "只有一个人，没有标准差", (("分数",), (80,))),
        ),
    ),
)


_ENTRIES_TABLES_SCORES: Final = Argument(
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

ENTRIES_TABLES_ENTRIES: Final = (
    Function(
        "RANK_SCHOOL",
        ranks.rank_school,
        "学校名次：一所学校在成绩表里某学科或总评的名次。要整张排名表请用 RANK_TABLE，快得多。",
        (
            Argument("school", "学校名称；一校有几个年级时写“青山小学六年级”"),
            _ENTRIES_TABLES_SCORES,
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
        ranks.rank_class,
        "班级名次：一个班在成绩表里某学科或总评的名次，同年级的班比。",
        (
            Argument("class_name", "班级；几所学校都有1班时写“青山小学1班”"),
            _ENTRIES_TABLES_SCORES,
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
        ranks.rank_teacher,
        "教师名次：按任课表把各人所教班级的学生合起来重算，再排名。",
        (
            Argument("teacher", "教师姓名；同名的写“青山小学吴敏”"),
            _ENTRIES_TABLES_SCORES,
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
        tables.rate_table,
        "四率表：每个单位每个学科一行：应考、实考、参考率、平均分、及格率、优秀率、低分率、综合分、名次，带表头。",
        (_ENTRIES_TABLES_SCORES, _LEVEL, _SUBJECT, _MEASURE, _TEACHING, _SETTINGS),
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
        tables.rank_table,
        "排名表：从第一名排起，带表头。不写学科＝总评，各学科的综合分和名次并列其后；写学科＝那一科的各项。",
        (_ENTRIES_TABLES_SCORES, _LEVEL, _SUBJECT, _MEASURE, _TEACHING, _SETTINGS),
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


_SCHEME: Final = Argument("scheme", "方案编号或名称，如 luotuoao-brief；见 xl-quality schemes")
_CLAUSE: Final = Argument("clause", "条款编号，如 A6")
_FACTS: Final = Argument(
    "facts",
    "事实：写“名次=6”或“rank=6”；也可名称、值各一个参数，或选两列的区域（名称、值）。"
    "方案的参数、读法和“日期=2026-07-10”同样写法；日期不写按今天",
    optional=True,
    repeated=True,
)
_WEIGHTS: Final = Argument("weights", "权重区域；空格子按0")
_FACT_CELLS: Final = (("名次", 6), ("目标名次", 8), ("排名单位数", 25))
_BRACKETS: Final = ((4, 9, 20), (10, 14, 30), (15, None, 50))
_GRADES: Final = (("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", None))

ENTRIES_REWARDS_ENTRIES: Final = (
    Function(
        "REWARD",
        rewards.reward,
        "按方案的条款计奖惩，得金额（元；按分计的条款得分）。惩处为负，各条规则相加。",
        (_SCHEME, _CLAUSE, _FACTS),
        examples=(
            Example('=REWARD("luotuoao-brief","A6",A1:B3)', "900", "", _FACT_CELLS),
            Example(
                '=REWARD("luotuoao-brief","A6","rank",B1,"target_rank",8,"of",25)',
                "900",
                "英文名也可以",
                _FACT_CELLS,
            ),
            Example('=REWARD("luotuoao-brief","A6")', "#VALUE!", "没有给事实"),
            Example('=REWARD("luotuoao-brief","A66")', "#N/A", "没有这一条"),
        ),
    ),
    Function(
        "REWARD_WHY",
        rewards.reward_why,
        "奖惩的理由：一句话写明用了哪些事实、怎么算的。参数与 REWARD 相同。",
        (_SCHEME, _CLAUSE, _FACTS),
        examples=(
            Example(
                '=REWARD_WHY("luotuoao-brief","A6",A1:B3)',
                "全县第6名，目标第8名：达标300元＋高2名×300元＝900元",
                "",
                _FACT_CELLS,
            ),
        ),
    ),
    Function(
        "CONTEST_PRIZE",
        rewards.contest_prize,
        "竞赛奖金（元），默认按 school-2006 方案 C8 条。",
        (
            Argument("category", "类别：校级教师竞赛、辅导学生、教师本人、作品送展"),
            Argument("level", "级别：县级、市级、省级；校级教师竞赛可空", optional=True),
            Argument("prize", "奖次：一等奖、二等奖、三等奖、优秀奖", optional=True),
            Argument("scheme", "方案编号，不写按 school-2006", optional=True),
            Argument("clause", "条款编号，不写按 C8", optional=True),
        ),
        examples=(
            Example('=CONTEST_PRIZE("辅导学生","县级","一等奖")', "200"),
            Example('=CONTEST_PRIZE("教师本人","省级","二等奖")', "1200"),
            Example('=CONTEST_PRIZE("辅导学生","县级","四等奖")', "#N/A", "条款里没有四等奖"),
        ),
    ),
    Function(
        "QUOTA_SPLIT",
        rewards.quota_split,
        "指标分配：把名额按比例分成整数，各份之和等于总数（最大余数法，余数相同归份额大的）。形状同权重。",
        (Argument("total", "名额总数"), _WEIGHTS),
        spills=True,
        examples=(
            Example("=QUOTA_SPLIT(52,A1:B1)", "39 | 13", "", ((30, 10),)),
            Example("=QUOTA_SPLIT(50,A1:B1)", "38 | 12", "余数相同归份额大的", ((30, 10),)),
        ),
    ),
    Function(
        "SPLIT_POT",
        rewards.split_pot,
        "奖金分配：把一笔钱按权重分到分，各份之和正好等于总额（最大余数法，余数相同归前面的）。形状同权重。",
        (
            Argument("pot", "总额（元）"),
            _WEIGHTS,
            Argument("unit", "分到：分（默认）、角或元", optional=True),
        ),
        spills=True,
        examples=(
            Example("=SPLIT_POT(100,A1:A3)", "33.34\n33.33\n33.33", "", ((1,), (1,), (1,))),
            Example('=SPLIT_POT(100,A1:A3,"元")', "34\n33\n33", "", ((1,), (1,), (1,))),
        ),
    ),
    Function(
        "LADDER",
        rewards.ladder,
        "分档累计：从倒数第几名起，每名按所在档的金额累加，得金额（元）。分档有重叠或空档时不算。",
        (
            Argument("place", "倒数名次，倒数第一写1"),
            Argument("brackets", "分档表三列：从第几名、到第几名（空＝不封顶）、每名金额"),
            Argument("mode", "“累进”（默认）逐档相加；“只按所在档”只计所在档", optional=True),
        ),
        examples=(
            Example("=LADDER(18,A1:C3)", "470", "6×20＋5×30＋4×50", _BRACKETS),
            Example('=LADDER(18,A1:C3,"只按所在档")', "200", "4×50", _BRACKETS),
        ),
    ),
    Function(
        "GRADE_OF",
        rewards.grade_of,
        "等次：按等次表从最好的看起，达到界线即得那个等次。",
        (
            Argument("value", "得分或比率"),
            Argument("grades", "等次表两列：等次、界线，从最好的写起；最后一等界线留空＝其余"),
        ),
        examples=(
            Example("=GRADE_OF(85,A1:B4)", "良好", "", _GRADES),
            Example("=GRADE_OF(59.9,A1:B4)", "不合格", "", _GRADES),
        ),
    ),
    Function(
        "MET",
        rewards.met,
        "指标达成：达标或未达标。目标可以连要求一起写，如“≥95%”“不超过8”。",
        (
            Argument("actual", "实际值，如 96%、0.96、8"),
            Argument("target", "目标值，如 95%、≥95%、不超过8"),
            Argument("edge", "要求：不低于（默认）、超过、不超过、低于", optional=True),
        ),
        examples=(
            Example('=MET(0.96,"≥95%")', "达标"),
            Example('=MET(9,8,"不超过")', "未达标", "名次要在8名以内"),
        ),
    ),
    Function(
        "RMB_UPPER",
        rewards.rmb_upper,
        "金额大写：按票据的写法，到分为止。",
        (Argument("amount", "金额（元），最多两位小数；负数前加“负”"),),
        examples=(
            Example("=RMB_UPPER(1200)", "壹仟贰佰元整"),
            Example("=RMB_UPPER(10504.05)", "壹万零伍佰零肆元零伍分"),
            Example('=RMB_UPPER("一千")', "#VALUE!"),
        ),
    ),
)


FUNCTIONS: Final[tuple[Function, ...]] = (
    *ENTRIES,
    *ENTRIES_TABLES_ENTRIES,
    *ENTRIES_REWARDS_ENTRIES,
)
"""In the order of the function reference."""
BY_NAME: Final[Mapping[str, Function]] = MappingProxyType({one.name: one for one in FUNCTIONS})
"""The same by name."""
