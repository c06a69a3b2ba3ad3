"""School ↔ teacher: class targets, places, town line, basic targets, personal goals, duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from templates.making.paper import Paper

_TARGETS: Final = (
    ("序号", "{{ 行.序号 }}", 1.5),
    ("条款", "{{ 行.条款 }}", 1.8),
    ("项目", "{{ 行.项目 }}", 5.2),
    ("目标", "{{ 行.目标 }}", 7.0),
)

_TAUGHT: Final = (
    "任教{% if 任课学年 %}（{{ 任课学年 }}）{% endif %}："
    "{{ 年级|空白(6) }}　{{ 班级|空白(8) }}　{{ 学科|空白(8) }}"
)
"""What is taught, with the school year of the list that says it where that is another one."""

_TARGETS_WITH_POINTS: Final = (
    *_TARGETS[:2],
    ("项目", "{{ 行.项目 }}", 4.2),
    ("目标", "{{ 行.目标 }}", 6.3),
    ("满分值", "{{ 行.分值|空白(4) }}", 1.7),
)


def _opening(paper: Paper, title: str, why: str) -> None:
    paper.title(title)
    paper.text("学校：{{ 学校 }}　　责任人：{{ 教师 }}", indent=False)
    paper.text(_TAUGHT, indent=False)
    paper.text(why)


def _items(paper: Paper, lines: Iterable[str]) -> None:
    for line in lines:
        paper.item(line)


def _closing(paper: Paper, copies: str) -> None:
    paper.heading("其他")
    paper.item("责任期限：{{ 学年 }}。")
    paper.item(copies)
    paper.signatures(
        ("学校（盖章）：", "校长（签字）：", "日期：　　年　　月　　日"),
        ("", "责任人（签字）：", "日期：　　年　　月　　日"),
    )


def class_targets(paper: Paper) -> None:
    """School and class or subject teachers."""
    _opening(
        paper,
        "{{ 年份 }}年班级学科教学质量目标责任书",
        "为把教学质量目标落实到班级、落实到学科，学校与任课教师签订本责任书。",
    )
    paper.heading("教学管理与教研")
    _items(
        paper,
        (
            "按课程表上课，不擅自调课、缺课。",
            "认真备课、认真上课、认真批改、认真辅导、认真考核。",
            "质量监测严格考风考纪，不弄虚作假。",
            "参加教研组、备课组活动，完成教研任务。",
        ),
    )
    paper.heading("质量目标")
    paper.text(
        "本班各学科目标如下；上学期已达到学校基本线的，在自身基础上再提高，未达到的应达到基本线："
    )
    paper.table("目标表", _TARGETS_WITH_POINTS)
    paper.text(
        "上次成绩：{% if 上次成绩 %}{{ 上次成绩 }}{% else %}"
        "及格率____%，优秀率____%（任教几班几科的，逐一填写）{% endif %}。"
    )
    paper.heading("奖惩")
    _items(
        paper,
        (
            "目标完成情况作为年度考核的依据。",
            "没有达到本人学科目标的，{{ 方案.D1.扣分 }}。",
            "年级集体：{{ 方案.D3 }}。",
            "备课组长与本组教师同奖同责。",
        ),
    )
    paper.tag("{% if 班主任条款 %}")
    _items(
        paper,
        (
            "班主任：班级全科合格率与年级平均比较，{{ 方案.D4 }}。",
            "班主任：班级全科优秀率与年级平均比较，{{ 方案.D5 }}。",
        ),
    )
    paper.tag("{% endif %}")
    _closing(paper, "本责任书一式三份，校长、教务处、教师各存一份。")


def rank_up(paper: Paper) -> None:
    """School and all its teachers: better places."""
    paper.snug()
    _opening(
        paper,
        "{{ 年份 }}年教学质量进位目标责任书",
        "为使我校各学科名次稳中有升，学校与全体教师签订本责任书。",
    )
    paper.heading("政治思想与业务目标")
    _items(
        paper,
        (
            "遵守职业道德，服从工作安排，关爱每一名学生。",
            "钻研教材教法，不断更新知识，提高课堂效率。",
        ),
    )
    paper.heading("教研目标")
    _items(paper, ("按时参加教研活动，上好研究课。", "每学期有教学反思和质量分析。"))
    paper.heading("质量目标")
    paper.table("目标表", _TARGETS)
    paper.text(
        "名次指任教年级、任教学科的全镇综合名次（{{ 排名依据|空白(10) }}），"
        "考试：{{ 考核考试|空白(16) }}。"
    )
    paper.tag("{% if 方案.E2.比上年提高两名 is defined %}")
    paper.text("任教学科上年居全镇第____名，本年应在第____名以内（任教几科的，逐科填写）。")
    paper.tag("{% endif %}")
    paper.heading("奖惩")
    paper.text("达到目标的，学校给予奖励；没有达到的，分析原因，限期改进。")
    _closing(paper, "本责任书一式两份，学校和教师各存一份。")


def town_line(paper: Paper) -> None:
    """School and teacher: lessons, and the town's line."""
    _opening(
        paper,
        "{{ 年份 }}年课堂教学质量责任书",
        "为向课堂要质量，减轻学生负担，学校与任课教师签订本责任书。",
    )
    paper.heading("课堂教学要求")
    _items(
        paper,
        (
            "提前一至两课时备课，教案实用。",
            "一节40分钟的课，讲授不超过15分钟，学生练习不少于25分钟。",
            "练习分层设计，照顾不同程度的学生。",
            "作业适量，尽量在校内完成。",
            "课后写教学反思。",
            "每学期听课{{ 方案.F6.听课节数 }}。",
        ),
    )
    paper.heading("教学事故")
    paper.text(
        "无教案上课、迟到、中途离开教室、讲授有严重错误、拖堂、半数以上学生不满意的，"
        "均为教学事故，该节课不合格，并取消当年评优资格。"
    )
    paper.heading("质量目标")
    paper.text("以镇抽测公布的标准线为准，达到标准线的为合格：")
    paper.table("目标表", _TARGETS)
    _items(
        paper,
        (
            "表彰：{{ 方案.F2 }}；{{ 方案.F3 }}；{{ 方案.F4 }}。名次按任教学科的综合分排列。",
            "说明：{{ 方案.F5 }}。",
        ),
    )
    _closing(paper, "本责任书一式两份，学校和教师各存一份。")


def basic_targets(paper: Paper) -> None:
    """School and teacher: conduct, and the basic targets."""
    _opening(
        paper,
        "{{ 年份 }}年教育教学目标责任书",
        "为规范从教行为，保证基本教学质量，学校与教师签订本责任书。",
    )
    paper.heading("行为目标")
    _items(
        paper,
        (
            "遵守法律法规和学校各项制度。",
            "诚实守信，为人师表。",
            "不从事有偿家教。",
            "不向学生推销未经批准的教辅资料。",
            "关心爱护学生，不体罚和变相体罚。",
            "做好学困生帮扶，严肃考风考纪。",
            "积极参加培训，完成学习任务。",
            "按课程表上课，未经批准不调课。",
            "按新课程理念组织教学。",
            "作业少而精，批改认真。",
            "各类材料按时上交。",
            "常与家长联系；成绩下降要说明原因。",
        ),
    )
    paper.heading("质量目标（每班分别认定）")
    paper.table("目标表", _TARGETS)
    paper.text("{{ 方案.G5 }}。")
    _closing(paper, "本责任书一式两份，学校和教师各存一份。")


def personal_goals(paper: Paper) -> None:
    """A primary teacher's own goals."""
    paper.title("{{ 年份 }}年教师个人工作目标书")
    paper.text("学校：{{ 学校 }}　　教师：{{ 教师 }}", indent=False)
    paper.text(_TAUGHT, indent=False)
    paper.text("为做好本职工作，现确定本人本学期工作目标，学期末接受学校考核。")
    paper.heading("师德目标")
    _items(
        paper,
        (
            "言行文明，为人师表。",
            "关心每一名学生，不歧视后进生。",
            "学生和家长满意度{{ 方案.H1.满意度 }}。",
            "每学期学习笔记不少于5000字。",
            "培养学生良好的学习和生活习惯。",
        ),
    )
    paper.heading("班级管理目标")
    _items(
        paper,
        (
            "学困生转化率{{ 方案.H2.学困生转化率 }}。",
            "控制辍学，辍学率{{ 方案.H3.辍学率 }}。",
            "召开班委会{{ 方案.H4.班委会 }}，主题班会{{ 方案.H5.主题班会 }}。",
            "家访{{ 方案.H6.家访 }}。",
        ),
    )
    paper.heading("业务目标")
    _items(
        paper,
        (
            "公开课：{{ 方案.H7.公开课 }}。",
            "教案节数{{ 方案.H8.教案 }}，作业批改节数{{ 方案.H8.作业 }}。",
            "听课{{ 方案.H9.听课 }}。",
        ),
    )
    paper.heading("质量目标")
    _items(
        paper,
        (
            "全县名次：{{ 方案.H10.全县名次 }}。",
            "优秀率：{{ 方案.H11.优秀率 }}。",
            "及格率：{{ 方案.H12.及格率 }}。",
        ),
    )
    paper.text("以上各项学期末全部量化计分。目标一览：")
    paper.table("目标表", _TARGETS_WITH_POINTS)
    paper.text("责任期限：{{ 学年 }}第____学期。本目标书一式两份，学校和教师各存一份。")
    paper.signatures(("学校（盖章）：", "日期：　　年　　月　　日"), ("教师（签字）：", ""))


def class_duty(paper: Paper) -> None:
    """A subject teacher's duties."""
    _opening(
        paper,
        "{{ 年份 }}年任课教师岗位职责书",
        "为明确岗位职责，保证教学秩序，学校与任课教师签订本职责书。",
    )
    paper.heading("服从安排，尽职尽责")
    _items(paper, ("服从学校工作安排，坚守岗位。", "关心集体，团结协作。"))
    paper.heading("师德要求")
    _items(paper, ("不参加家长宴请，不收受礼品。", "不推销未经批准的资料。"))
    paper.heading("教学常规")
    _items(paper, ("每年上公开课{{ 方案.L1.公开课 }}。", "课后坚持写反思。"))
    paper.heading("教研")
    _items(
        paper,
        (
            "按时参加集体备课。{{ 方案.L5.缺席计为旷课 }}。",
            "参加各级教学竞赛。",
            "每年听课{{ 方案.L2.听课 }}。",
            "每年写工作总结{{ 方案.L3.工作总结 }}，论文{{ 方案.L4.论文 }}。",
        ),
    )
    paper.heading("安全")
    _items(
        paper,
        (
            "对所任课堂的学生安全负责。",
            "使用实验室须经批准，按规程操作。",
            "组织活动须有经批准的安全预案。",
        ),
    )
    paper.heading("考核项目")
    paper.table("目标表", _TARGETS)
    _closing(paper, "本职责书一式两份，学校和教师各存一份。")


TEACHERS: Final[Mapping[str, Callable[[Paper], None]]] = {
    "class-targets": class_targets,
    "rank-up": rank_up,
    "town-line": town_line,
    "basic-targets": basic_targets,
    "personal-goals": personal_goals,
    "class-duty": class_duty,
}
