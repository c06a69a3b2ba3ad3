"""The registry's entries on rewards, money and judgements: names, Chinese help, examples."""

from __future__ import annotations

from typing import Final

from xl_quality.functions import judging, money, rewards
from xl_quality.functions.registry import Argument, Example, Function

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

ENTRIES: Final = (
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
        money.quota_split,
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
        money.split_pot,
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
        money.ladder,
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
        judging.grade_of,
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
        judging.met,
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
        money.rmb_upper,
        "金额大写：按票据的写法，到分为止。",
        (Argument("amount", "金额（元），最多两位小数；负数前加“负”"),),
        examples=(
            Example("=RMB_UPPER(1200)", "壹仟贰佰元整"),
            Example("=RMB_UPPER(10504.05)", "壹万零伍佰零肆元零伍分"),
            Example('=RMB_UPPER("一千")', "#VALUE!"),
        ),
    ),
)
