"""Town ↔ school: the short form, the detailed form, and the double-high plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from templates.making.paper import Paper

ROUTINE: Final = (
    "依法办学，按国家课程方案开齐课程、开足课时，不随意增减。",
    "管理制度健全，每次检查都有记录，写明结果、问题和整改办法。",
    "备课、上课、批改、辅导、评价各环节有明确要求，材料及时归档。",
    "学校领导深入课堂，坚持听课、评课、上课。",
    "落实实践活动：走读生每天课外作业不超过一小时，周末作业适量，有布置有检查；按单元测试。",
    "扎实开展校本教研，过程记录真实。",
    "提高教师业务能力：读书学习、计算机培训、课题研究、结对互助、教学反思、案例积累。",
    "教学档案齐全，分类存放，便于查阅。",
    "积极申报和开展课题研究，组织教师撰写论文。",
    "认真参加上级组织的各项竞赛，校内竞赛经常开展。",
    "学生评价把平时过程与考试综合结果结合起来。",
    "实验、电教、体育器材按规定管理和使用，有登记。",
    "制订并落实教师培训计划。",
    "加强师德建设，尊重学生，严禁体罚和变相体罚。",
    "做好控辍保学，学生流动登记清楚，辍学率小学为零、初中不超过规定。",
    "对优秀学生和学习困难学生都有培养、帮扶计划。",
    "每学期组织学科竞赛：初中不少于三科，小学至少语文、数学两科。",
    "学籍管理规范，入学、转学、休学、借读手续完备。",
    "学生请假有手续，缺席学生当天告知家长。",
    "建立学生成长档案，每学期两次品德评定、一次综合评定。",
)
_TARGETS: Final = (
    ("序号", "{{ 行.序号 }}", 1.5),
    ("条款", "{{ 行.条款 }}", 2.0),
    ("考核项目", "{{ 行.项目 }}", 6.5),
    ("目标", "{{ 行.目标 }}", 5.5),
)
_SET_TARGETS: Final = (
    ("序号", "{{ 行.序号 }}", 1.5),
    ("指标", "{{ 行.指标 }}", 8.5),
    ("下达数", "{{ 行.目标 }}", 5.5),
)
_AGREED_TARGETS: Final = (
    ("序号", "{{ 行.序号 }}", 1.5),
    ("指标", "{{ 行.指标 }}", 8.5),
    ("目标", "{{ 行.目标 }}", 5.5),
)
_GAP: Final = "与全镇第一名差距：小学每个年级每个学科分别认定，比较全镇统考的综合得分。"


def _opening(paper: Paper, why: str) -> None:
    paper.text("甲方：{{ 甲方|空白(16) }}", indent=False)
    paper.text("乙方：{{ 学校 }}", indent=False)
    paper.text(why)


def _targets(
    paper: Paper, gap: str = "", judged_by: str = "未注明的按全县统一考试口径认定"
) -> None:
    """Add the table of targets; *gap* tells whether the one about the town's first is among them.

    It alone is judged by the town's exams, so that the paper says by what.
    """
    paper.text(f"乙方应当达到下列目标，{judged_by}：")
    paper.table("目标表", _TARGETS)
    if gap:
        paper.tag(f"{{% if {gap} %}}")
        paper.text(_GAP)
        paper.tag("{% endif %}")


def _set_targets(paper: Paper) -> None:
    paper.tag("{% if 下达表 %}")
    paper.text("本学年另外下达以下指标：")
    paper.table("下达表", _SET_TARGETS)
    paper.tag("{% endif %}")


def _clauses(paper: Paper, *clauses: tuple[str, str, str]) -> None:
    """Add those clauses that concern the school: label, id, and what stands before the words."""
    for label, clause, lead in clauses:
        paper.tag(f"{{% if 方案.{clause} %}}")
        paper.subheading(label)
        paper.text(f"{lead}{{{{ 方案.{clause} }}}}。")
        paper.tag("{% endif %}")


def _closing(paper: Paper) -> None:
    paper.heading("附则")
    paper.item("责任期限：{{ 学年 }}。期满由甲方按通报结果考核兑现。")
    paper.item("本责任书一式两份，甲乙双方各执一份，签字盖章后生效。")
    paper.signatures(
        ("甲方（盖章）：", "负责人（签字）：", "日期：　　年　　月　　日"),
        ("乙方（盖章）：", "校长（签字）：", "日期：　　年　　月　　日"),
    )


_LAST_PLACES: Final = "{% if 方案.A6 %}中考、{% endif %}全县抽考单科"
"""By what A9 judges: pupils of a primary school sit no 中考, to which A6 alone belongs."""


def brief(paper: Paper) -> None:
    """The short form."""
    paper.title("{{ 年份 }}年教学质量目标责任书")
    _opening(
        paper,
        "为落实学校常规管理，稳步提高教育教学质量，明确双方责任，经协商签订本责任书。"
        "常规管理占30分，教学质量占70分。",
    )
    paper.heading("常规管理（30分，按检查表评定）")
    for line in ROUTINE:
        paper.item(line)
    paper.heading("教学质量目标（70分）")
    paper.tag("{% if 方案.A1 %}")
    paper.text(
        "小学一至四年级以人平分、及格率、优秀率、低分率评价，每学年参加全镇统考两次，每次排名通报。"
    )
    paper.tag("{% endif %}")
    _targets(paper, gap="方案.A4")
    _set_targets(paper)
    paper.heading("奖励与惩处")
    _clauses(
        paper,
        ("中考奖惩", "A6", ""),
        ("中考单科奖惩", "A7", ""),
        ("全县抽考及县级活动、竞赛奖惩", "A8", ""),
        ("末位交流", "A9", _LAST_PLACES),
        ("优秀校长奖", "A10", "评为优秀校长的，"),
        ("连续居末处理", "A11", ""),
    )
    _closing(paper)


_PRIMARY: Final = "按教师全年平均名次在同年级同学科中的位次"
_JUNIOR: Final = "按任教学科中考、全县统考、抽考的名次"
_JUDGED_OVER_A_YEAR: Final = (
    "{% if 方案.B8.初中教师评优限制 is defined and 方案.B8.小学教师评优限制 is defined %}"
    f"小学{_PRIMARY}，初中{_JUNIOR}："
    f"{{% elif 方案.B8.初中教师评优限制 is defined %}}{_JUNIOR}："
    f"{{% else %}}{_PRIMARY}：{{% endif %}}"
)
"""By what B8 judges: a school reads of its own kind, one of no known kind of both."""


def detailed(paper: Paper) -> None:
    """The detailed form."""
    paper.title("{{ 年份 }}年教学质量目标责任书（详表）")
    _opening(
        paper,
        "为进一步规范办学行为，把教学质量责任落实到学校、到岗位，双方签订本责任书，共同遵守。",
    )
    paper.heading("常规管理")
    for line in ROUTINE:
        paper.item(line)
    paper.heading("教学质量目标")
    _targets(paper, gap="方案.B9.与全镇第一名差距 is defined")
    _set_targets(paper)
    paper.heading("奖励与惩处")
    _clauses(
        paper,
        ("重点高中录取指标", "B1", ""),
        ("中考综合名次", "B2", "以下名次只用于计奖计罚，名次目标见教学质量目标。"),
        ("中考综合名次升降（与上年中考比，另行计算）", "B3", ""),
        ("中考单科名次", "B4", ""),
        ("全县统考、抽考名次（中考除外）", "B5", "综合名次和县里排名的各学科分别计算。"),
        ("全县活动与竞赛", "B6", ""),
        ("教研室初中年度名次", "B7", ""),
        (
            "评优晋级限制",
            "B8",
            _JUDGED_OVER_A_YEAR,
        ),
    )
    paper.heading("质量结果的运用")
    paper.text("教学质量考核结果与下列六项挂钩：")
    for line in (
        "教职工年度考核。",
        "教师教学质量评定。",
        "评选模范、先进。",
        "骨干教师、学科带头人的选拔。",
        "干部的选拔和任用。",
        "岗位聘任与人员交流。",
    ):
        paper.item(line)
    paper.heading("校长责任")
    paper.text("校长是教学质量第一责任人。评为优秀校长的，发给优秀校长奖。{{ 方案.B9 }}。")
    _closing(paper)


def double_high(paper: Paper) -> None:
    """The school-district plan of two high rates."""
    paper.title("{{ 年份 }}年教育质量“双高”提升责任书")
    _opening(paper, "为实现学区初中单科及格率高、全科合格率高的目标，双方签订本责任书。")
    paper.heading("提升目标")
    _targets(paper, judged_by="及格率、合格率按{{ 考核考试|空白(16) }}考试的成绩认定")
    paper.tag("{% if 商定表 %}")
    paper.text("双方另行商定以下比率指标：")
    paper.table("商定表", _AGREED_TARGETS)
    paper.tag("{% endif %}")
    paper.heading("主要措施")
    for line in (
        "学校每学期对照目标分析一次各学科质量，找出差距，落实到年级、班级和教师。",
        "薄弱学科由学区统一组织联合备课和听课指导。",
        "骨干教师带头上示范课，并与青年教师结对。",
        "对学习困难学生建立台账，逐人制订帮扶措施，定期回访。",
    ):
        paper.item(line)
    paper.heading("考核")
    paper.text("各学科分别认定，全部达到目标才算完成；结果列入学校年度考核。")
    _closing(paper)


TOWN: Final[Mapping[str, Callable[[Paper], None]]] = {
    "luotuoao-brief": brief,
    "luotuoao-2008": detailed,
    "double-high": double_high,
}
