"""County ↔ school: education quality, and balanced development."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from templates.making.paper import Paper

_TARGETS: Final = (
    ("序号", "{{ 行.序号 }}", 1.5),
    ("条款", "{{ 行.条款 }}", 1.8),
    ("项目", "{{ 行.项目 }}", 6.0),
    ("目标", "{{ 行.目标 }}", 4.7),
    ("分值", "{{ 行.分值|空白(4) }}", 1.5),
)
_OWN_TARGETS: Final = (
    ("序号", "{{ 行.序号 }}", 1.5),
    ("指标", "{{ 行.指标 }}", 9.0),
    ("目标", "{{ 行.目标 }}", 5.0),
)
_TASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "德育为先": (
        "每学期主题德育课不少于4节，跨学科德育活动不少于2次。",
        "积累德育案例不少于20个。",
        "每学期举行一次校园开放日、两次社区服务活动。",
        "学生行为规范合格率达到100%。",
    ),
    "教学为本": (
        "小学科学实验开出率不低于80%，初中实验考查合格率达到100%。",
        "每周体育课不少于3节。",
        "每学科参赛课不少于10节，录制优质课不少于20节。",
        "一、二年级不布置书面作业，三至六年级不超过60分钟，初中不超过90分钟；每学期组织两次作业设计比赛。",
        "社团不少于20个，学生全员参加；每学期举办4次讲座。",
    ),
    "教师发展": (
        "新教师培训不少于100学时。",
        "中年教师参加县级活动2次，培训不少于50学时。",
        "骨干教师每学期上公开课2节、作讲座1次。",
        "每周集体备课，每月教研活动，每学期各学科有质量分析报告。",
        "建成县级教研团队2个，形成可推广成果3项。",
        "教师参加县级以上课题比例{{ 方案.I13.教师参加县级课题比例 }}。",
        "省级论文{{ 方案.I14.省级论文 }}。",
    ),
    "学生成长": (
        "每学期质量监测2次，对每名学习困难学生制订帮扶计划。",
        "每1000名学生配1名心理教师，心理辅导室不小于50平方米；每学期讲座4次、团体辅导2次，每月回访，有效率不低于90%。",
        "兴趣小组不少于30个，打造3至5个品牌社团，市级以上获奖{{ 方案.I15.学生市级获奖 }}。",
    ),
    "治理与保障": (
        "每学期听课：校长不少于40节，中层干部不少于30节，教师不少于20节。",
        "设备投入不低于预算的20%，培训经费不低于工资总额的5%。",
        "家长委员会每学期活动2次，每月一封家长信，家长参与率不低于90%，对教师满意度不低于95%。",
    ),
}


def county_2025(paper: Paper) -> None:
    """Bureau and school."""
    paper.title("{{ 年份 }}年教育质量目标责任书")
    paper.text("甲方：{{ 甲方|空白(16) }}", indent=False)
    paper.text("乙方：{{ 学校 }}", indent=False)
    paper.text("为全面落实立德树人根本任务，提高全县教育质量，甲乙双方签订本责任书。")
    paper.heading("总体目标")
    paper.table("目标表", _TARGETS)
    paper.text("分值合计：{{ 分值合计|空白(4) }}分。")
    paper.tag("{% if 方案.I12.毕业生优秀率提高 is defined %}")
    paper.text("初中毕业生优秀率：2024年为________%，本年应达到________%。")
    paper.tag("{% endif %}")
    paper.tag("{% if 商定表 %}")
    paper.text("双方另行商定以下指标：")
    paper.table("商定表", _OWN_TARGETS)
    paper.tag("{% endif %}")
    paper.heading("主要任务")
    for label, lines in _TASKS.items():
        paper.subheading(label)
        for line in lines:
            paper.item(line)
    paper.heading("考核与奖惩")
    for line in (
        "每学期进行一次过程检查，年终总评。",
        "各项目标的分值见总体目标。{{ 方案.I16.考核等次 }}。",
        "评为优秀的，优先推荐评先并给予经费支持；不合格的，约谈负责人，限三个月整改，整改不到位的调整领导班子。",
        "个人考核结果与绩效工资、职称评聘挂钩。",
    ):
        paper.item(line)
    paper.heading("附则")
    paper.item("责任期限：{{ 年份 }}年1月1日至{{ 年份 }}年12月31日。")
    paper.item("本责任书一式两份，甲乙双方各执一份，签字盖章后生效。")
    paper.signatures(
        ("甲方（盖章）：", "负责人（签字）：", "日期：　　年　　月　　日"),
        ("乙方（盖章）：", "校长（签字）：", "日期：　　年　　月　　日"),
    )


_DUTIES: Final[Mapping[str, str]] = {
    "校长": "全面负责，制订规划，落实经费和人员，组织自查，对达标负总责。",
    "教导主任": "具体组织实施，管好课程、学籍和教学质量，整理档案。",
    "会计": "按规定使用经费，账目清楚，保证均衡发展所需支出。",
    "财务小组": "监督经费使用，定期公开。",
    "教研组长": "组织教研，帮助薄弱学科和青年教师。",
    "班主任": "做好控辍保学、平行分班和学生管理。",
    "教师": "上好每一节课，关爱每一名学生，完成帮扶任务。",
}


def balanced(paper: Paper) -> None:
    """Balanced development: goals, duties, accountability."""
    paper.title("{{ 年份 }}年义务教育均衡发展目标责任书")
    paper.text("责任单位：{{ 学校 }}", indent=False)
    paper.text(
        "责任人：{{ 责任人|空白(10) }}（各部门负责人均为责任人，由教导主任具体组织）", indent=False
    )
    paper.heading("工作目标")
    paper.text("布局、设施、师资、管理、质量均衡发展，通过省级督导评估。")
    paper.heading("工作内容")
    for line in (
        "有长远规划和年度计划。",
        "推进标准化学校建设。",
        "核心指标：{{ 方案.K1.核心指标按名称 }}。选定的核心指标：{{ 选定的核心指标|空白(40) }}。",
        "规范办学：按学区招生，平行分班，开齐开足课程。",
    ):
        paper.item(line)
    paper.heading("岗位责任")
    for who, what in _DUTIES.items():
        paper.item(f"{who}：{what}")
    paper.heading("考核与问责")
    paper.item(
        "年度考核从德、能、勤、绩、廉五方面进行，分优秀、合格、基本合格、不合格、不定等次五种结果。"
    )
    paper.item("{{ 方案.K2.全额发放 }}；{{ 方案.K2.不享受全额 }}。")
    paper.item("未完成责任的，逐级问责：{{ 方案.K3.逐级问责 }}。")
    paper.text("本责任书一式两份，签订双方各执一份。责任期限：{{ 学年 }}。")
    paper.signatures(
        ("上级主管（盖章）：", "负责人（签字）：", "日期：　　年　　月　　日"),
        ("责任单位（盖章）：", "责任人（签字）：", "日期：　　年　　月　　日"),
    )


COUNTY: Final[Mapping[str, Callable[[Paper], None]]] = {
    "county-2025": county_2025,
    "balanced": balanced,
}
