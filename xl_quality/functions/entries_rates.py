"""The registry's entries on one range of scores: names, Chinese help, examples."""

from __future__ import annotations

from typing import Final

from xl_quality.functions import ranks, rates
from xl_quality.functions.registry import Argument, Example, Function

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
