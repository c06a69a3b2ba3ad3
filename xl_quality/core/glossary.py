"""The words of the field: English name, Chinese word, meaning, unit and where it lives in the code.

`python dev/write_glossary.py` makes docs/glossary.md and the list of words of the manual from it.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Term(NamedTuple):
    """A word of the field."""

    id: str  # the English name that the code uses
    word: str  # the Chinese word that clerks use
    meaning: str  # what it is, for who reads the code
    explained: str  # what it is, for who reads the manual
    unit: str  # what it is counted in; empty where it is no figure
    home: str  # module and name that stand for it


_PERCENT: Final = "0 … 1, printed as %"
_PUPILS: Final = "pupils"

TERMS: Final = (
    Term(
        *("mark", "分数"),
        "What a score cell says: a score, or a remark why there is none.",
        "成绩格里写的：一个分数，或没有分数的原因。",
        *("hundredths of a point", "core.marks:Mark"),
    ),
    Term(
        *("remark", "缺考、免考、作弊 …"),
        "Why a cell holds no score; each kind counts in its own way.",
        "没有分数的原因；缺考、免考、缓考、作弊、空白各有各的算法。",
        *("", "core.marks:State"),
    ),
    Term(
        *("full mark", "满分"),
        "The highest score a subject can have; lines are shares of it.",
        "一科最高能得的分；及格线、优秀线按它折算。",
        *("hundredths of a point", "core.options:Options.full_marks"),
    ),
    Term(
        *("due", "应考"),
        "Pupils who ought to sit a subject: on the list, not exempt, of that choice of subjects.",
        "应当考这一科的人：不算免考、缓考、休学、转学和没有选考的。",
        *(_PUPILS, "core.statistics:Rates.due"),
    ),
    Term(
        *("scored", "实考"),
        "Pupils with a score in a subject.",
        "这一科有分数的人。",
        *(_PUPILS, "core.statistics:Rates.scored"),
    ),
    Term(
        *("enrolled", "应考人数"),
        "How many pupils the office states for a class or school; it may replace those due.",
        "学校上报的人数，写在应考表里；给了的，率以它为分母。",
        *(_PUPILS, "core.options:Options.enrolled"),
    ),
    Term(
        *("mean", "平均分"),
        "The sum of the scores counted over how many are counted.",
        "计入的分数之和÷计入的人数。",
        *("points", "core.statistics:Rates.mean"),
    ),
    Term(
        *("pass rate", "及格率"),
        "The share of the pupils counted who reach the pass line.",
        "达到及格线（默认满分的60%）的人所占的比率。",
        *(_PERCENT, "core.statistics:Rates.pass_n"),
    ),
    Term(
        *("excellent rate", "优秀率"),
        "The share of the pupils counted who reach the excellent line.",
        "达到优秀线（默认满分的85%）的人所占的比率。",
        *(_PERCENT, "core.statistics:Rates.excellent_n"),
    ),
    Term(
        *("low rate", "低分率"),
        "The share of the pupils counted who stay below the low line.",
        "低于低分线（默认满分的40%）的人所占的比率。",
        *(_PERCENT, "core.statistics:Rates.low_n"),
    ),
    Term(
        *("composite", "综合分"),
        "Mean, pass, excellent and low rate weighed and added up.",
        "平均分、及格率、优秀率、低分率按权重合成的分。",
        *("points", "core.figures:composites"),
    ),
    Term(
        *("overall", "总评"),
        "The mean of a group's composites over its subjects.",
        "一个单位各学科综合分的平均。",
        *("points", "core.figures:OVERALL"),
    ),
    Term(
        *("all-subjects rate", "全科合格率、全科优秀率"),
        "The share of pupils who pass (are excellent in) every subject they are due to sit.",
        "每一科都及格（优秀）的学生所占的比率。",
        *(_PERCENT, "core.statistics:AllSubjects"),
    ),
    Term(
        *("rank", "名次"),
        "Place by the printed figure, 1 is best; equal figures share a place.",
        "按印出来的数排，第1最好；数相同的并列。",
        *("from 1", "core.ranking:ranks"),
    ),
    Term(
        *("rank from end", "倒数名次"),
        "Place counted from the last, 1 is worst.",
        "从最后一名数起，倒数第1最差。",
        *("from 1", "core.figures:GroupResult.rank_from_end"),
    ),
    Term(
        *("T score", "T分"),
        "A mark by its distance from the mean in standard deviations: 50 + 10 of them.",
        "标准分：50＋10×（分数－平均分）÷标准差。",
        *("points", "core.statistics:t_score"),
    ),
    Term(
        *("five numbers", "五数概括"),
        "Least score, lower quartile, median, upper quartile, greatest score: a box of a chart.",
        "最低分、四分位数、中位数、最高分，画成箱线图；算法同 Excel 的 QUARTILE.INC。",
        *("points", "core.statistics:five_numbers"),
    ),
    Term(
        *("observation", "主要情况"),
        "What stands out in the figures of a school or class, by a rule that can be read.",
        "学校、班级的数据里突出的几条，按写明的规则从数据得出。",
        *("", "core.observations:observed"),
    ),
    Term(
        *("over-mean rate", "超均率"),
        "By how much a group's mean is above that of all pupils of the grade, as a share of it.",
        "（平均分－全体平均分）÷全体平均分；低于全体的是负数。",
        *("share, printed as %", "core.statistics:over_mean"),
    ),
    Term(
        *("contribution rate", "优秀贡献率、及格贡献率"),
        "A group's share of the excellent (passing) pupils over its share of all pupils.",
        "优秀（及格）人数占全体的比例÷人数占全体的比例；100%是与人数相称。",
        *("share, printed as %", "core.statistics:contribution"),
    ),
    Term(
        *("first N places", "前N名、名次段"),
        "The first N pupils of an exam and grade, with all who tie with the last; places between.",
        "全体里的前几名，与最后一名同分的都算在内；相邻两个之间是名次段。",
        *("pupils", "core.statistics:border_score"),
    ),
    Term(
        *("near a line", "临界"),
        "Pupils who miss a line, or pass it, by at most the margin.",
        "离分数线不超过临界分的人：线下的有望上线，线上的刚刚上线。",
        *("pupils", "core.statistics:near_line"),
    ),
    Term(
        *("grade total", "各年级合计、三年级合计"),
        "The weighted mean of a school's overall figures in its grades, ranked within its stage.",
        "一所学校各年级总评按权重的平均，在同学段的学校里排名。",
        *("points", "runs.group_figures:GradeTotal"),
    ),
    Term(
        *("option", "统计口径"),
        "What an office decides about figures or sheets, a row of one table with a default.",
        "由单位定的算法：满分、分数线、缺考、并列、去尾等；写在考核设置里，不写的按默认。",
        *("", "core.option_table:Option"),
    ),
    Term(
        *("drop rule", "去尾"),
        "Leaves a share of the lowest scores of each group out before anything is counted.",
        "每组先去掉最低的百分之几，再算。",
        *("", "core.options:DropRule"),
    ),
    Term(
        *("level", "统计层级"),
        "What pupils are grouped by: school, class, teacher, grade, all.",
        "按什么分组：学校、班级、教师、年级、全体。",
        *("", "core.groups:Level"),
    ),
    Term(
        *("exam kind", "考试性质"),
        "What an exam is: entrance, unified, sampling, town, activity, annual; clauses go by it.",
        "中考、统考、抽考、镇统考、活动、年度考核；条款只认它所说的那种考试。",
        *("", "core.school_terms:ExamKind"),
    ),
    Term(
        *("fact", "事实"),
        "A value with the cells it came from.",
        "一个数或一个词，连同它的出处（哪张表哪一格）。",
        *("", "core.facts:Fact"),
    ),
    Term(
        *("finding", "提示"),
        "Something about the data that the clerk should know: serious, to note, or a hint.",
        "数据里要核对的地方，分严重、注意、提示三等；有严重的不计奖。",
        *("", "core.findings:Finding"),
    ),
    Term(
        *("scheme", "方案"),
        "A paper's rules of reward and penalty, as dated and sourced data.",
        "一份奖惩办法或责任书，条款写成数据，注明出处和生效日期。",
        *("", "schemes.model:Scheme"),
    ),
    Term(
        *("clause", "条款"),
        "One numbered part of a scheme: its rules, its source, when it is in force.",
        "方案里编了号的一条。",
        *("", "schemes.model:Clause"),
    ),
    Term(
        *("rule", "细则"),
        "One reward or penalty of a clause: for whom, on what conditions, by which tariff.",
        "条款里的一项奖或罚：给谁，什么条件，怎么算。",
        *("", "schemes.model:Rule"),
    ),
    Term(
        *("tariff", "计奖办法"),
        "How a rule turns facts into an amount or consequence: fixed, by place, ladder, target …",
        "由事实算出金额或处理的办法：定额、按名次、名次分档、目标等。",
        *("", "schemes.tariffs.base:Tariff"),
    ),
    Term(
        *("reading", "读法"),
        "An option of a scheme: what its paper leaves open, with a stated default.",
        "原文没有说清的地方怎么理解；有默认的读法，可以改。",
        *("", "schemes.model:ReadingOption"),
    ),
    Term(
        *("case", "对象"),
        "What a clause is applied to once: a unit, class, subject or person with its facts.",
        "一条条款算一次的对象：一个单位、班级、学科或个人。",
        *("", "schemes.cases:Case"),
    ),
    Term(
        *("indicator", "指标"),
        "A target with what was reached, met or not.",
        "定了目标的一项：目标多少，实际多少，达标没有。",
        *("", "schemes.results:Indicator"),
    ),
    Term(
        *("consequence", "处理"),
        "What happens besides money: 诫勉谈话, 黄牌警告 …",
        "钱以外的处理：诫勉谈话、黄牌警告等，列在警示名单里。",
        *("", "schemes.results:Consequence"),
    ),
    Term(
        *("payee", "兑现对象"),
        "Who is paid: the school, the class, the teacher, the person.",
        "钱发给谁或由谁扣：学校、班级、任课教师、教职工本人。",
        *("", "schemes.payout_lines:PayoutLine.payee"),
    ),
    Term(
        *("payout line", "兑现行"),
        "An amount for one payee by one clause, with reason and cells.",
        "兑现表的一行：一个对象、一条条款的奖励或惩扣，连同理由和出处。",
        *("whole fen", "schemes.payout_lines:PayoutLine"),
    ),
    Term(
        *("largest remainder", "最大余数法"),
        "How a sum is split so that the parts add up to it exactly.",
        "分钱分到分：先取整，余下的按余数从大到小补，各份之和等于总数。",
        *("whole fen", "core.money:split_largest_remainder"),
    ),
    Term(
        *("contents", "读入的工作簿"),
        "A workbook as understood: score tables, lists, settings, findings.",
        "程序读懂的整个工作簿：成绩表、名单表、考核设置、提示。",
        *("", "runs.book_contents:BookContents"),
    ),
    Term(
        *("run record", "运行记录"),
        "What a run was made from and what it wrote: to verify it, and to pay nothing twice.",
        "每次运行用了什么数据、写了什么结果；核对和防止重复兑现都靠它。",
        *("", "reports.run_record:RunEntry"),
    ),
    Term(
        *("agreement", "目标责任书"),
        "A signed Word paper filled from a template, the scheme and the workbook.",
        "按 Word 模板、方案和工作簿填好的责任书。",
        *("", "agreements.compiling:Template"),
    ),
)
