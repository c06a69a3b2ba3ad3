"""The form 考核设置 as a clerk sees it: its columns, its items, what each item means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.exam_kinds import KIND_LABELS
from xl_quality.sheets.texts import plain_label

if TYPE_CHECKING:
    from xl_quality.sheets.grid import Grid

SETTINGS_SHEET: Final = "考核设置"
FORM_HEADER: Final = ("项目", "工作表", "列", "值", "说明")
ANY_SHEET: Final = "工作表名（空＝所有表）"
ANY_SCHEME: Final = "方案编号（空＝所有方案）"
_HEADER_ROWS: Final = 10


class Item(NamedTuple):
    """
    One kind of line in the form.

    Attributes:
        name: what stands under 项目.
        sheet: what may stand under 工作表: "" nothing, else a word for the clerk.
        column: likewise under 列.
        example: a value that is right.
        meaning: the explanation under 说明.
    """

    name: str
    sheet: str
    column: str
    example: str
    meaning: str


ITEMS: Final = (
    Item(
        "满分", ANY_SHEET, "学科（空＝其余学科）", "120",
        "各学科满分，不写的按100分；写了工作表名的只管那一张表",
    ),
    Item("及格线", "", "学科（空＝所有学科）", "60%", "占满分的比例，达到即及格；按分数写“72分”"),
    Item("优秀线", "", "学科（空＝所有学科）", "85%", "占满分的比例，达到即优秀"),
    Item("低分线", "", "学科（空＝所有学科）", "40%", "占满分的比例，低于才算低分"),
    Item("缺考", "", "", "不计入", "“不计入”或“按0分”"),
    Item("全部0分", "", "", "缺考", "各科都是0分的学生：“缺考”，或确是“0分”"),
    Item(
        "学科0分", "", "学科（空＝所有学科）", "未选考",
        "0分很多的学科：0分是“未选考”，或确是“0分”",
    ),
    Item("并列", "", "", "占位", "“占位”1、2、2、4；“不占位”1、2、2、3；“平均”1、2.5、2.5、4"),
    Item("排名指标", "", "", "综合分", "“综合分”“平均分”“及格率”“优秀率”“低分率”"),
    Item("小数位", "", "平均分、率、综合分（空＝全部）", "2", "0 到 6"),
    Item("舍入", "", "平均分、率、综合分（空＝全部）", "四舍五入", "“四舍五入”或“截尾”"),
    Item("按未舍入排名", "", "", "否", "“是”或“否”：是否用舍入前的数排名"),
    Item(
        "综合权重", "", "平均分、及格率、优秀率、低分率（空＝成套）", "4-3-3",
        "成套：4-3-3、4-3-2-1、40-30-30、60-70-70，或别的如 50-30-30、0.5-0.3-0.2-0.1（末项低分率，"
        "总是扣）；也可四行分别写，如 0.4",
    ),
    Item(
        "全科率分母", "", "", "应考人数",
        "全科合格率、全科优秀率按谁算：“应考人数”（没有考的算不合格）或“实考人数”（至少考了一科的）",
    ),
    Item("去尾", "", "", "0%", "每个统计单位去掉最低的百分之几"),
    Item("应考人数", "", "学校/年级/班级", "45", "没有应考表时使用；不分学校的写“/七年级/1班”"),
    Item("学校别名", "", "表中写法", "骆驼坳中学", "统一成“值”里的校名；确是另一所的照写原名"),
    Item("单位类别", "", "单位名", "初中", "校名看不出学段的单位按哪类考核：“小学”“初中”“都不是”"),
    Item("同名教师", "", "教师姓名", "是", "这位教师恰与所教班的一名学生同名，照常统计"),
    Item("考试别名", "", "表中写法", "本学期期末", "县名次表里的考试就是成绩表的哪次考试"),
    Item(
        "考试性质", "", "考试名，如 2026年县统考", "中考",
        "考试名看不出性质时写明；奖惩条款只认它说的那种考试，毕业年级的县统考可能就是中考",
    ),
    Item("名次范围", "", "", "全镇", "“全镇”；成绩表有全县各校、算出的就是县名次的写“全县”"),
    Item(
        "方案参数", ANY_SCHEME, "参数名，如 每个指标奖额", "300",
        "方案原文空着、要本单位填写的数，如 B1 每个指标奖多少元",
    ),
    Item("带符号的分数", "", "", "不计入", "▲72 之类：“不计入”或“计入”"),
    Item(
        "赋分学科", ANY_SHEET, "", "赋分",
        "同一学科有原始分和赋分两列时用哪一列：“赋分”或“原始分”",
    ),
    Item("不用", "工作表名", "", "是", "整张工作表不读"),
    Item("成绩表", "工作表名", "", "是", "“是”：这张表是成绩表，要读；“否”：不是，不读也不再问"),
    Item("表头行", "工作表名", "", "3", "表头在第几行；两行表头写“2-3”"),
    Item("首行", "工作表名", "", "4", "第一名学生在第几行"),
    Item("末行", "工作表名", "", "50", "最后一名学生在第几行"),
    Item("指定列", "工作表名", "列号，如 D", "语文", "学科名，或姓名、班级、学号、总分、不用"),
    Item("学校", "工作表名", "", "骆驼坳中学", "整张表都是这个学校"),
    Item("年级", "工作表名", "", "七年级", "整张表都是这个年级"),
    Item("班级", "工作表名", "", "1班", "整张表都是这个班"),
    Item("考试", "工作表名", "", "本学期期末", "整张表是哪次考试"),
)  # fmt: skip
"""Every line that the form may hold, in the order in which a blank form lists them."""


FIXED_VALUES: Final = {
    "缺考": ("不计入", "按0分"),
    "全部0分": ("缺考", "0分"),
    "学科0分": ("未选考", "0分"),
    "并列": ("占位", "不占位", "平均"),
    "排名指标": ("综合分", "平均分", "及格率", "优秀率", "低分率"),
    "小数位": ("0", "1", "2", "3", "4"),
    "舍入": ("四舍五入", "截尾"),
    "按未舍入排名": ("否", "是"),
    "综合权重": ("4-3-3", "4-3-2-1", "40-30-30", "60-70-70"),
    "全科率分母": ("应考人数", "实考人数"),
    "单位类别": ("小学", "初中", "都不是"),
    "考试性质": KIND_LABELS,
    "名次范围": ("全镇", "全县"),
    "带符号的分数": ("不计入", "计入"),
    "成绩表": ("是", "否"),
    "赋分学科": ("赋分", "原始分"),
}
"""The words that may stand under 值, of items where there are only a few."""


def form_header_row(grid: Grid) -> int | None:
    """Return the 0-based row of a form's header, None where the sheet is no such form."""
    for row, values in enumerate(grid.rows[:_HEADER_ROWS]):
        words = {plain_label(value) for value in values if isinstance(value, str)}
        if {"项目", "值"} <= words and words & {"工作表", "列", "说明"}:
            return row
    return None


def is_settings_sheet(grid: Grid) -> bool:
    """Say whether a sheet is the form 考核设置, by its name or its header."""
    return plain_label(grid.name) == SETTINGS_SHEET or form_header_row(grid) is not None
