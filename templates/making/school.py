"""A secondary school's own rules for its quality bonus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from templates.making.paper import Paper


_CLASS_TARGETS: Final = (
    ("序号", "{{ 行.序号 }}", 1.5),
    ("班级、指标", "{{ 行.指标 }}", 8.5),
    ("目标", "{{ 行.目标 }}", 5.5),
)


def rules(paper: Paper) -> None:
    """The rules of the quality bonus; one of them names others by the ids that stand there."""
    paper.title("{{ 学校 }}教学质量奖惩办法")
    paper.text(
        "为调动全体教职工的积极性，鼓励先进，鞭策后进，不断提高教学质量，结合我校实际制定本办法。"
    )
    paper.heading("非毕业年级")
    paper.item(
        "学科奖（C1，按非毕业学科的县期末统一检测，以及毕业年级第一学期的期末统一检测计奖）："
        "{{ 方案.C1 }}。"
    )
    paper.item(
        "全县名次按{{ 排名依据|空白(10) }}排列；一人任教两门以上学科的，按各科名次的平均数计奖。"
    )
    paper.heading("毕业年级")
    paper.subheading("奖项")
    paper.item(
        "学科奖（C2，按升学考试计奖）：{{ 方案.C2.名次分档奖 }}；"
        "全县前三名：{{ 方案.C2.全县前三名奖 }}。"
    )
    paper.item(
        "班级升学目标奖（C3）：班级{{ 方案.C3.班级目标奖 }}；班主任{{ 方案.C3.班主任目标奖 }}。"
    )
    paper.tag("{% if 下达表 %}")
    paper.text("各班升学目标：")
    paper.table("下达表", _CLASS_TARGETS)
    paper.tag("{% endif %}")
    paper.item("尖子生奖（C4）：{{ 方案.C4.单科尖子奖 }}；{{ 方案.C4.总分尖子奖 }}。")
    paper.item("特长生辅导奖（C6）：{{ 方案.C6 }}。")
    paper.item("班主任奖（C7）：{{ 方案.C7 }}。")
    paper.subheading("原则与办法")
    paper.item("班级奖金总额在任课教师之间按单科名次分配（C5）：{{ 方案.C5.班级奖励分配 }}。")
    paper.item("一票否决：毕业学科升学考试全县名次{{ 方案.C2.一票否决 }}。")
    paper.heading("竞赛奖（C8）")
    paper.text("{{ 方案.C8 }}。")
    paper.heading("非教学人员（C9）")
    paper.text("由学校考核小组按百分制评分。{{ 方案.C9 }}。各岗位全额：{{ 各岗位全额|空白(30) }}。")
    paper.heading("说明")
    for line in (
        "非毕业年级每学期兑现一次，毕业年级每学年兑现一次，均在上级通报之后。",
        "计奖以教育局或教研室的通报为依据。",
        "班级内各人所得随单科名次分配；一科由几位教师任教的，按各自所教班级学生重新计算。",
        "本办法自{{ 起始日期|空白(16) }}起试行一年，由学校负责解释。",
    ):
        paper.item(line)
    paper.signatures(
        ("学校（盖章）：", "校长（签字）："), ("教代会主席（签字）：", "日期：　　年　　月　　日")
    )


SCHOOL: Final[Mapping[str, Callable[[Paper], None]]] = {"school-2006": rules}
