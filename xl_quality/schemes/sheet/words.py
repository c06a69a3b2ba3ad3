"""The Chinese words of the 方案 sheet: kinds of tariffs, their keys, and their closed choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Words = dict[str, str]
"""Chinese word by the English one of the shipped form."""

TARIFF_KINDS: Final[Words] = {
    "per_unit": "按差额计",
    "target_plus_steps": "达标加进位",
    "fixed": "定额",
    "hand_entered": "人工填报",
    "by_place": "按名次",
    "table": "查表",
    "matrix": "对照表",
    "ladder": "名次分档",
    "share_by_band": "按等次发放",
    "split": "按份额分配",
    "consequence": "处理",
    "lower_half": "靠后一半",
    "consequence_ladder": "逐级追究",
    "counts_as": "折算",
    "rating": "评定等次",
    "target": "目标",
    "raised_line": "基础上提高",
    "items_met": "至少几项",
    "record": "通报",
}
EDGES: Final[Words] = {
    "at_least": "不低于",
    "over": "超过",
    "at_most": "不超过",
    "under": "低于",
}
JUDGED: Final[Words] = {
    "school": "学校",
    "subject": "学科",
    "class": "班级",
    "teacher": "教师",
    "pupil": "学生",
    "grade": "年级",
    "staff": "人员",
}
UNITS: Final[Words] = {"yuan": "元", "points": "分"}
KINDS: Final[Words] = {
    "rank": "名次",
    "count": "个数",
    "money": "金额",
    "score": "分数",
    "rate": "比率",
    "flag": "是否",
    "text": "文字",
    "texts": "多个文字",
    "ranks": "多个名次",
    "weights": "多个数",
}
FIELDS: Final[Words] = {
    "unit": "单位",
    "exam": "考试",
    "grade": "年级",
    "subject": "学科",
    "class_name": "班级",
    "name": "姓名",
    "clause": "条款",
    "indicator": "指标",
    "target": "目标",
    "actual": "实际",
    "amount": "金额",
    "level": "级别",
    "prize": "奖次",
    "category": "类别",
    "post": "岗位",
    "rank": "名次",
    "of": "总数",
    "score": "得分",
    "first_score": "第一名得分",
    "points": "积分",
    "teachers": "任课教师",
    "teacher_ranks": "各教师名次",
    "last_count": "连续末位次数",
    "last_two_count": "连续居后两名次数",
    "years_last": "连续末位年数",
    "gap_to_second_last": "与倒数第二名差距",
    "previous_rank": "上次名次",
}
"""Columns of the list sheets a fact may be taken from; others keep their own name."""

MODES: Final[Mapping[str, Words]] = {
    "edge": EDGES,
    "continuation": {"none": "表外不计", "second_difference": "依此类推"},
    "mode": {
        "progressive": "分段累进",
        "flat": "只计所在档",
        "own": "只用本级",
        "up_to": "本级及以前",
    },
    "rounding": {"down": "向下取整", "up": "向上取整"},
    "ties": {
        "all_in": "并列都列入",
        "all_out": "并列都不列入",
        "earlier": "归靠前的",
        "larger": "归份额大的",
    },
    "credit": {"all_or_nothing": "未达标不得分", "in_proportion": "按完成比例"},
    "count": {"full": "只计满1个的", "exact": "按比例计"},
    "ceiling": {"full": "以100%为限", "open": "不设上限"},
    "no_previous": {"line": "按标准线", "refuse": "须先补上"},
}
"""The closed choices of a tariff, by key."""

KEYS: Final[Words] = {
    "measure": "考核量",
    "key": "查什么",
    "place": "名次",
    "ahead": "超出多少",
    "total": "总数",
    "fact": "填报项",
    "base": "基数",
    "edge": "方向",
    "limit": "界线",
    "over": "每超",
    "short": "每缺",
    "at_target": "达标",
    "per_step": "每进一步",
    "amount": "金额",
    "low": "下限",
    "high": "上限",
    "top": "前列",
    "bottom": "末位起",
    "amounts": "各行数额",
    "each": "每个",
    "raise": "提高",
    "line": "标准线",
    "label": "名称",
    "unit": "量词",
    "over_word": "超的说法",
    "short_word": "缺的说法",
    "step_word": "进的说法",
    "key_word": "查的说法",
    "name": "事项",
    "names": "处理",
    "roles": "对象",
    "rungs": "各级处理",
    "persons": "人员",
    "ranks": "人员名次",
    "weights": "权重",
    "receivers": "分给",
    "judged": "考核谁",
    "achieved": "完成数",
    "shares": "份额",
    "adds_up_to": "份额合计",
    "keys": "对照项",
    "rows": "对照各行",
    "brackets": "各档",
    "bands": "各等",
    "grades": "等次",
    "first": "起",
    "last": "止",
    "share": "发放比例",
    "met": "达标项",
    "chosen": "必达项",
    "at_least": "至少",
    "of": "共",
    "previous": "上次",
    "points": "分值",
    "continuation": "表外",
    "mode": "计法",
    "rounding": "取整",
    "ties": "并列",
    "credit": "得分法",
    "count": "零头",
    "ceiling": "封顶",
    "no_previous": "无上次",
}
"""Chinese name of every key of a tariff and of the rows inside one."""

TEXT_KEYS: Final = frozenset(
    ("label", "unit", "over_word", "short_word", "step_word", "key_word", "name")
)
LIST_KEYS: Final = frozenset(("names", "roles", "rungs"))
AMOUNT_KEYS: Final = frozenset(("top", "bottom", "amounts"))
WHOLE_KEYS: Final = frozenset(("at_least", "of", "first", "last"))
ROW_KEYS: Final = frozenset(("rows", "brackets", "bands", "grades"))
SEVERAL_KEYS: Final = LIST_KEYS | AMOUNT_KEYS | ROW_KEYS | {"keys", "shares"}
"""Keys whose cells hold several values."""

SIZES: Final[Mapping[str, tuple[str, str]]] = {
    "per_unit": ("over", "short"),
    "target_plus_steps": ("at_target", "per_step"),
    "fixed": ("amount", ""),
    "hand_entered": ("low", "high"),
    "by_place": ("top", "bottom"),
    "table": ("amounts", ""),
    "raised_line": ("each", "raise"),
    "counts_as": ("each", ""),
    "items_met": ("at_least", "of"),
}
"""What stands in the columns 数额一 and 数额二, by kind of tariff."""

MEASURED: Final[Mapping[str, str]] = {
    "table": "key",
    "ladder": "place",
    "target_plus_steps": "ahead",
    "split": "total",
    "hand_entered": "fact",
    "consequence_ladder": "key",
    "lower_half": "persons",
    "items_met": "met",
    "fixed": "",
    "by_place": "",
    "matrix": "",
    "consequence": "",
}
"""What stands in the column 考核量 where it is not ``measure``; ``""`` = nothing does."""
