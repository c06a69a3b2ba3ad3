"""Agreements without arithmetic: safety, rule of law, one post with two duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from templates.making.paper import Paper


def safety(paper: Paper) -> None:
    """A teacher's responsibility for safety."""
    paper.snug()
    paper.title("{{ 年份 }}年教师安全工作责任书")
    paper.text("学校：{{ 学校 }}　　责任人：{{ 教师 }}", indent=False)
    paper.text("为保护学生生命安全，落实安全工作人人有责，学校与教师签订本责任书。")
    paper.heading("安全职责")
    for line in (
        "树立安全第一的思想，遵守学校安全制度。",
        "课前清点人数，缺席学生及时查明原因并告知班主任。",
        "课堂上不离岗，维护秩序，防止伤害事故。",
        "实验、体育等课程讲清操作要求，做好保护。",
        "课间、午间、放学按安排值班护导。",
        "不体罚、不变相体罚学生，不把学生赶出课堂。",
        "组织外出活动须报批，有方案，有人负责。",
        "发现校舍、设施有隐患，立即报告。",
        "经常进行交通、防溺水、防火、饮食等安全教育。",
        "关注学生身心状况，发现异常及时与家长联系。",
    ):
        paper.item(line)
    paper.heading("应急处置")
    paper.text("发生意外时，首先救护学生，同时报告学校和家长，保护现场，不得隐瞒、拖延。")
    paper.heading("其他")
    paper.text("责任期限：{{ 学年 }}。本责任书一式两份，学校和责任人各存一份。")
    paper.signatures(
        ("学校（盖章）：", "校长（签字）：", "日期：　　年　　月　　日"),
        ("", "责任人（签字）：", "日期：　　年　　月　　日"),
    )


def rule_of_law(paper: Paper) -> None:
    """A teacher's duties under the law."""
    paper.title("{{ 年份 }}年依法执教责任书")
    paper.text("学校：{{ 学校 }}　　教师：{{ 教师 }}", indent=False)
    paper.text("为增强法治意识，规范从教行为，学校与教师签订本责任书。")
    paper.heading("职责")
    for line in (
        "学习并遵守教育法律法规，按时参加普法学习。",
        "贯彻国家教育方针，完成教育教学任务。",
        "尊重学生人格，平等对待每一名学生。",
        "不体罚、不侮辱、不歧视学生。",
        "不乱收费，不有偿补课，不收受财物。",
        "保护学生隐私，不公开学生成绩和名次。",
        "结合学科渗透法治教育。",
        "制止侵害学生合法权益的行为，并及时报告。",
    ):
        paper.item(line)
    paper.heading("考核")
    paper.text("执行情况与年度考核挂钩；违反的，按有关规定处理。责任期限：{{ 学年 }}。")
    paper.text("本责任书一式两份，学校和教师各存一份。")
    paper.signatures(("学校（盖章）：", "日期：　　年　　月　　日"), ("教师（签字）：", ""))


def two_duties(paper: Paper) -> None:
    """One post, two duties: everybody's work and its safety."""
    paper.title("{{ 年份 }}年安全工作“一岗双责”责任书")
    paper.text("主管单位：{{ 甲方|空白(16) }}", indent=False)
    paper.text("责任单位：{{ 学校 }}", indent=False)
    paper.text("按照谁主管谁负责、谁在岗谁负责的原则，各岗位在做好本职工作的同时承担安全责任。")
    paper.heading("岗位责任")
    for line in (
        "校长：学校安全工作第一责任人，全面负责。",
        "办公室：负责安全制度、值班、信息报送和应急预案。",
        "教导处：负责教学活动、实验、体育课的安全。",
        "总务处：负责校舍、水电、消防、食堂、设备的安全检查和维修。",
        "班主任：负责本班学生安全教育、点名考勤、与家长联系。",
        "教师：负责所任课堂和所带活动的学生安全。",
        "外出活动：由组织者负责，事前报批，全程有人管理。",
        "上课：任课教师不离岗，发现问题及时处理。",
        "课后辅导：由辅导教师负责，学生离校后方可离开。",
    ):
        paper.item(line)
    paper.heading("责任划分")
    paper.text(
        "班主任与任课教师互相告知学生异常情况；已告知而没有处理造成后果的，"
        "班主任与任课教师各承担一半责任。"
    )
    paper.text("班主任、任课教师知悉（签字，可另附页）：________________________________")
    paper.heading("期限")
    paper.text(
        "责任期限：{{ 学年 }}，自{{ 起始日期|空白(16) }}起，至{{ 截止日期|空白(16) }}止。"
        "本责任书一式两份，签订双方各执一份。"
    )
    paper.signatures(
        ("主管单位（盖章）：", "负责人（签字）：", "日期：　　年　　月　　日"),
        ("学校（盖章）：", "校长（签字）：", "日期：　　年　　月　　日"),
    )


PLEDGES: Final[Mapping[str, Callable[[Paper], None]]] = {
    "safety": safety,
    "rule-of-law": rule_of_law,
    "one-post-two-duties": two_duties,
}
