"""The buttons of every host, in the order of the work (菜单), and the person in front of it.

The hosts draw the buttons and ask, tell and inform the person; what a button does is not here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

TITLE: Final = "教学质量"  # The ribbon tab and the menu


class Action(NamedTuple):
    """One button."""

    id: str  # what the host hands back when it is pressed
    label: str  # Chinese, on the button (≤ 6 characters, so that the group stays narrow)
    screentip: str  # Chinese heading of the tip
    supertip: str  # Chinese: what it reads, what it will change, what it never changes
    needs_book: bool = True  # whether it works on the open workbook


class ButtonGroup(NamedTuple):
    """Buttons that stand together, under one heading."""

    id: str
    label: str
    actions: tuple[Action, ...]


MENU: Final = (
    ButtonGroup(
        "prepare",
        "准备",
        (
            Action(
                "recognise",
                "识别成绩表",
                "看程序把每张表认成了什么",
                "读取本工作簿的各张表，新建（或更新）“识别结果”表，列出表头、学校、班级、各科成绩列。"
                "不改动原有的表。",
            ),
            Action(
                "check",
                "数据体检",
                "计算之前先找出数据里的问题",
                "检查重名、缺考写法、超满分、文本数字等，有方案表的连它一起查；"
                "新建（或更新）“体检结果”表，逐条写明在哪一格、怎么改。"
                "不改动原有的表。",
            ),
            Action(
                "settings",
                "考核设置",
                "满分、及格线、优秀线、综合分权重等",
                "在本工作簿里新建“考核设置”表，写上当前的默认值，供您修改；已有这张表时只把它打开，不覆盖。",
            ),
        ),
    ),
    ButtonGroup(
        "figures",
        "统计",
        (
            Action(
                "rates",
                "四率统计",
                "平均分、及格率、优秀率、低分率、综合分",
                "按学校、班级统计各科四率，先备份，再新建（或更新）统计表。不改动成绩表。",
            ),
            Action(
                "rank",
                "排名",
                "学校、班级、教师排名",
                "按综合分排出学校、班级、教师的名次，先备份，再新建（或更新）排名表。不改动成绩表。",
            ),
            Action(
                "report",
                "报告",
                "要哪几张报表由您勾选，一次写好",
                "列出所有报表，勾选要的，按顺序写好；成绩册里没有的会说明缺什么。先备份，再新建（或更新）"
                "这些表，多于六张时前面加“目录”。装有 LibreOffice 的还可以另存 PDF。不改动成绩表。",
            ),
        ),
    ),
    ButtonGroup(
        "rewards",
        "奖惩",
        (
            Action(
                "import_scheme",
                "导入方案",
                "把奖惩方案写进工作簿，供您修改",
                "选择一个方案，新建方案表，金额、名次、档次都写在单元格里，改了就按改的算。不改动其他表。",
            ),
            Action(
                "lists",
                "补名单表",
                "方案要用、工作簿里还没有的名单表",
                "按方案的条款新建县名次、指标、任课等空表，表头、学校、班级、学科写好，供您填写。"
                "已有的名单表不改动，缺的列会告诉您。",
            ),
            Action(
                "trial",
                "试算",
                "先看会奖多少、罚多少，不写兑现表",
                "按方案表试算一遍，只显示合计和需要留意的地方，不向工作簿写任何内容。",
            ),
            Action(
                "payout",
                "生成兑现表",
                "奖惩兑现表：每一笔写明条款、依据和算式",
                "按方案计算每一笔奖惩，先备份，再新建（或更新）兑现表和明细表，可直接打印。不改动其他表。",
            ),
            Action(
                "warnings",
                "警示名单",
                "诫勉、约谈、不得评优等",
                "按方案列出应提醒的学校和教师，先备份，再新建（或更新）“警示名单”表。不改动其他表。",
            ),
        ),
    ),
    ButtonGroup(
        "agreements",
        "责任书",
        (
            Action(
                "template_check",
                "模板体检",
                "填写之前检查责任书模板",
                "选择一个 Word 模板，检查每个字段能否从本工作簿取到，并显示结果。"
                "不改动模板和工作簿。",
            ),
            Action(
                "agreements",
                "生成责任书",
                "每个学校一份责任书，另有合订打印版",
                "用模板和本工作簿的数据生成 Word 文件，放到您选的文件夹，不覆盖已有文件；"
                "工作簿里新建（或更新）“责任书清单”表。",
            ),
        ),
    ),
    ButtonGroup(
        "tools",
        "工具",
        (
            Action(
                "undo",
                "撤销上一步",
                "去掉上一个按钮写出的表",
                "只去掉上一个按钮新建或更新的表，恢复它们原来的样子。您自己输入的内容不受影响。",
            ),
            Action(
                "backup",
                "备份",
                "把工作簿另存一份",
                "把工作簿现在的样子复制到它旁边的“备份”文件夹，文件名带日期时间。不改动工作簿。",
            ),
            Action(
                "freeze",
                "转为数值",
                "没装本程序的电脑也能看",
                "另存一份工作簿，其中本程序的函数都换成算好的数值，并附一张表说明哪些格换过。原工作簿不变。",
            ),
            Action(
                "help",
                "帮助",
                "使用说明和函数说明",
                "打开使用手册。不读取也不改动工作簿。",
                needs_book=False,
            ),
            Action(
                "diagnose",
                "诊断",
                "按钮或函数不工作时先点这里",
                "逐项检查 Python、加载项、版本、宏设置，指出坏在哪一环、怎么修。不改动任何文件。",
                needs_book=False,
            ),
        ),
    ),
)

REFRESH: Final = Action(
    "refresh",
    "刷新列表",
    "列出本工作簿里的考试和方案",
    "读取本工作簿，把里面的考试和可用的方案列到旁边的下拉框里。不改动工作簿。",
)
"""Of hosts that show the exams and schemes of the workbook as lists (Excel's ribbon)."""
ACTIONS: Final = {action.id: action for group in MENU for action in group.actions}
"""Every action by its id, in the order of the work."""


class MessageKind(StrEnum):
    """How a message is meant."""

    INFORMATION = "information"
    WARNING = "warning"
    FAULT = "fault"


class Said(NamedTuple):
    """What the clerk is told when a button has done its work."""

    kind: MessageKind  # decides the icon
    text: str  # Chinese; what was written and what needs attention; ``""`` = nothing to say


class Alternative(NamedTuple):
    """One of several things to choose from: what the program uses, what the clerk reads."""

    value: str
    label: str


class Desk(Protocol):
    """What every host (Excel, LibreOffice) can do for a button; None always means cancelled."""

    def choose(self, title: str, choices: Sequence[Alternative]) -> str | None:
        """Let the clerk choose one; the first is the default."""

    def tick(
        self, title: str, choices: Sequence[Alternative], ticked: Collection[str]
    ) -> list[str] | None:
        """Let the clerk choose any number, *ticked* beforehand; return the values in order."""

    def enter(self, title: str, default: str = "") -> str | None:
        """Let the clerk type a line."""

    def confirm(self, question: str) -> bool:
        """Ask yes or no; no is the default."""

    def file(self, title: str, patterns: Sequence[str]) -> Path | None:
        """Let the clerk pick an existing file, e.g. ``("*.docx",)``."""

    def folder(self, title: str) -> Path | None:
        """Let the clerk pick a folder."""

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; ``""`` = it is done."""

    def open(self, path: Path) -> None:
        """Open a document with the program the system has for it."""

    def today(self) -> date:
        """Return the office's own calendar day."""
