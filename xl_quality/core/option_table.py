"""The options of the figures (统计口径), a row each: what every host offers, reads and writes.

The command line, the form 考核设置, the run record, the worksheet functions and the library derive
from `OPTIONS` how an option is called, what may be written for it and how it is put into `Options`.
To add an option, add a row here (`_of_field` where it is a field and nothing else), name it in one
of the lists below the rows, and use its field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, Generic, NamedTuple, TypeVar

from xl_quality.core import options as written
from xl_quality.core.marks import ScoreKind
from xl_quality.core.options import (
    AbsentRule,
    AllZero,
    BadValueError,
    Decimals,
    Digits,
    DropRule,
    Extra,
    LackingGrade,
    Line,
    Lines,
    Measure,
    Options,
    SlipContent,
    SubjectZero,
    Weights,
    WholeRule,
)
from xl_quality.core.ranking import RoundingMode, TieRule

Value = TypeVar("Value")


class Option(NamedTuple, Generic[Value]):
    """One option of the figures."""

    id: str  # field of `Options`, of `Lines` or of `Digits`
    name: str  # what it is called in Chinese, the item of the form 考核设置
    help: str  # what it decides and what may be written
    example: str  # a value that is right
    default: Value  # what holds where nobody says anything; None = nothing is decided
    # makes a value of what a person writes, without spaces and in half width; raises
    # `BadValueError`
    parse: Callable[[str], Value]
    text: Callable[[Value], str]  # writes a value as `parse` reads it
    # returns options in which a value holds for a subject, a figure …, ``""`` = all
    put: Callable[[Options, str, Value], Options]
    # what options say, as pairs of a subject, figure … and a value
    stated: Callable[[Options], list[tuple[str, Value]]]
    flag: str  # its word on the command line, without dashes
    # what may be written where only a few words may; the first word of a value is the one shown,
    # the one in ASCII letters is that of programs
    words: Mapping[str, Value] = MappingProxyType({})
    offered: tuple[str, ...] = ()  # values that a drop-down offers
    of: str = ""  # what one value may be for, in words for the clerk; ``""`` = for everything
    # those in words with the fields they stand for, where only these may be named
    parts: Mapping[str, str] = MappingProxyType({})
    per_sheet: bool = False  # whether it may be said of a single sheet
    recorded: str = ""  # its name in the run record, where that is another
    synonyms: str = ""  # other names that a clerk may write into the form, separated by spaces

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the words of programs, one for each value."""
        return tuple(word for word in self.words if word.isascii() and word[:1].isalpha())


def _shown_words(words: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(_main_words(words).values())


def _main_words(words: Mapping[str, Value]) -> dict[Value, str]:
    first: dict[Value, str] = {}
    for word, value in words.items():
        first.setdefault(value, word)
    return first


# --- Values as people write them: what means none is refused with BadValueError ----------------

WEIGHTS_HELP: Final = (
    "4-3-3、4-3-2-1、40-30-30、60-70-70，或别的，如 50-30-30；依次是平均分、及格率、优秀率、低分率"
    "（低分率总是扣）。一位数合计是10的按十分之几，两位数的按“各项÷最高×分值”，0.5-0.3-0.2 按小数"
)
_PARTS: Final = 3, 4
_WEIGHT: Final = r"\d{1,4}(?:\.\d{1,6})?"
_DASHED: Final = rf"({_WEIGHT})-({_WEIGHT})-({_WEIGHT})(?:-(-?{_WEIGHT}))?"
_TENTHS: Final = 10


def weights(text: str) -> Weights:
    """Return the weights of a composite (综合权重): a preset's name or three or four numbers.

    The numbers are those of 平均分, 及格率, 优秀率 and perhaps 低分率, which is always taken off:

    - whole numbers below 10 that make 10 are tenths, as 4-3-3 and 4-3-2-1 are;
    - numbers of which one is 10 or more are points, as 40-30-30 and 60-70-70 are: each part is
      own figure ÷ best figure × points;
    - numbers up to 1 are shares.

    >>> weights("50-30-30").relative, weights("0.5-0.3-0.2-0.1").low_rate
    (True, Fraction(-1, 10))
    """
    if text in written.COMPOSITES:
        return written.COMPOSITES[text]
    dashed = re.fullmatch(_DASHED, re.sub("[/:：∶,，、]", "-", text))
    if dashed is None:
        raise BadValueError(f"应写{WEIGHTS_HELP}")
    return weights_of([Fraction(part) for part in dashed.groups() if part])


def weights_of(parts: Sequence[Fraction]) -> Weights:
    """Return the weights that three or four numbers mean; see `weights`."""
    if len(parts) not in _PARTS or any(part < 0 for part in parts[:3]) or not any(parts):
        raise BadValueError(f"应写{WEIGHTS_HELP}")
    mean, passing, excellent = parts[:3]
    low = -abs(parts[3]) if len(parts) > 3 else Fraction(0)  # noqa: PLR2004 - the fourth
    sizes = (mean, passing, excellent, -low)
    if max(sizes) <= 1:
        return Weights(mean, passing, excellent, low)
    if max(sizes) >= _TENTHS:
        return Weights(mean, passing, excellent, low, relative=True)
    if sum(sizes) == _TENTHS and all(size.denominator == 1 for size in sizes):
        return Weights(mean / _TENTHS, passing / _TENTHS, excellent / _TENTHS, low / _TENTHS)
    message = "这几个权重合计不是 10，看不出是十分之几还是分值：请写成小数，如 0.5-0.3-0.2"
    raise BadValueError(message)


def weights_text(own: Weights) -> str:
    """Return weights as `weights` reads them, ``""`` where it cannot say them.

    >>> weights_text(weights("5-3-2")), weights_text(weights("50-30-30-10"))
    ('0.5-0.3-0.2', '50-30-30-10')
    """
    preset = next((name for name, known in written.COMPOSITES.items() if known == own), None)
    if preset:
        return preset
    parts = [own.mean, own.pass_rate, own.excellent_rate]
    text = "-".join(map(written.decimal_text, [*parts, *([-own.low_rate] if own.low_rate else [])]))
    try:
        return text if weights(text) == own else ""
    except BadValueError:
        return ""


def term(text: str) -> str:
    """Return 学年学期 as titles say it; it has a year.

    >>> term("2025-2026学年度第二学期")
    '2025—2026学年度第二学期'
    """
    if not re.search(r"20\d\d", text):
        raise BadValueError("应写年份和学期，如 2025—2026学年度第二学期、2026年6月")
    return re.sub(r"(?<=\d)[-–~](?=\d)", "—", text)


def choice(text: str, words: Mapping[str, Value]) -> Value:
    """Return what a word stands for."""
    if text not in words:
        raise BadValueError("应写" + "、".join(f"“{word}”" for word in _shown_words(words)))
    return words[text]


# --- The table ---------------------------------------------------------------------------------

_EVERY_SUBJECT: Final = "学科（空＝所有学科）"
_SUBJECT_OR_TOTAL: Final = "学科，或 总分（空＝所有学科）"
_EVERY_FIGURE: Final = "平均分、率、综合分（空＝全部）"
_YES_OR_NO: Final = {"否": False, "是": True, "no": False, "yes": True}
_FIGURES: Final = {"平均分": "mean", "率": "rate", "综合分": "composite"}
WEIGHED: Final = {
    "平均分": "mean", "及格率": "pass_rate", "优秀率": "excellent_rate", "低分率": "low_rate",
}  # fmt: skip
"""The parts of a composite with the fields of `Weights`."""


def _of_field(id: str) -> dict[str, Any]:  # noqa: A002 - the column's name
    """Return the columns of an option whose value is the field of its id, None = nobody said."""

    def stated(options: Options) -> list[tuple[str, Any]]:
        value = getattr(options, id)
        return [] if value is None else [("", value)]

    return {
        "id": id,
        "put": lambda options, _of, value: options._replace(**{id: value}),
        "stated": stated,
    }


def _of_mapping(id: str) -> dict[str, Any]:  # noqa: A002 - likewise
    """Return those of an option whose field holds a value by subject, grade … it is said of."""

    def put(options: Options, of: str, value: object) -> Options:
        changes: dict[str, Any] = {id: {**getattr(options, id), of: value}}
        return options._replace(**changes)

    return {"id": id, "put": put, "stated": lambda options: list(getattr(options, id).items())}


def _chosen(
    id: str,  # noqa: A002 - the column's name
    name: str,
    words: Mapping[str, Value],
    *,
    help: str,  # noqa: A002 - likewise
    flag: str,
    default: Value,
    kept: Callable[[str], dict[str, Any]] = _of_field,
    **more: Any,  # noqa: ANN401 - further columns
) -> Option[Value]:
    """Return the row of an option for which one of a few words may be written."""
    known = {**words, **{str(one): one for one in words.values() if isinstance(one, StrEnum)}}
    return Option(
        name=name,
        help=help,
        example=next(iter(words)),
        default=default,
        parse=lambda text: choice(text, known),
        text=_main_words(words).__getitem__,
        flag=flag,
        words=known,
        offered=_shown_words(words),
        **{**kept(id), **more},
    )


def _score_line(id: str, name: str, help: str, flag: str, synonyms: str) -> Option[Line]:  # noqa: A002 - columns of the table
    """Return the row of a score line."""
    default: Line = getattr(Lines(), id)

    def put(options: Options, subject: str, value: Line) -> Options:
        if not subject:
            return options._replace(lines=options.lines._replace(**{id: value}))
        own = options.subject_lines.get(subject, options.lines)._replace(**{id: value})
        return options._replace(subject_lines={**options.subject_lines, subject: own})

    def stated(options: Options) -> list[tuple[str, Line]]:
        common = getattr(options.lines, id)
        own = [(subject, getattr(lines, id)) for subject, lines in options.subject_lines.items()]
        return [("", common), *((subject, value) for subject, value in own if value != common)]

    example = written.line_text(default)
    return Option(
        id=id,
        name=name,
        help=help,
        example=example,
        default=default,
        parse=written.line,
        text=written.line_text,
        put=put,
        stated=stated,
        flag=flag,
        of=_EVERY_SUBJECT,
        synonyms=synonyms,
    )


def _put_good(options: Options, subject: str, value: Line) -> Options:
    if subject:
        return options._replace(subject_good={**options.subject_good, subject: value})
    return options._replace(good=value)


def _put_full_mark(options: Options, subject: str, mark: int) -> Options:
    if subject:
        return options._replace(full_marks={**options.full_marks, subject: mark})
    return options._replace(default_full=mark, default_set=True)


def _full_marks(options: Options) -> list[tuple[str, int]]:
    """Return what was said; the full mark that is only assumed was not."""
    common = [("", options.default_full)] if options.default_set else []
    return [*common, *options.full_marks.items()]


def _put_decimals(options: Options, figure: str, value: Decimals) -> Options:
    names = [_FIGURES[figure]] if figure else _FIGURES.values()
    changes: dict[str, Any] = dict.fromkeys(names, value.places)
    options = options._replace(digits=options.digits._replace(**changes))
    return options if value.mode is None else _put_rounding(options, figure, value.mode)


def _put_rounding(options: Options, figure: str, mode: RoundingMode) -> Options:
    names = [_FIGURES[figure]] if figure else _FIGURES.values()
    changes: dict[str, Any] = {f"{name}_mode": mode for name in names}
    return options._replace(digits=options.digits._replace(**changes))


def _by_figure(digits: Digits, suffix: str) -> list[tuple[str, Any]]:
    """Return one value where mean, rates and composite agree, else one each."""
    values = [(label, getattr(digits, name + suffix)) for label, name in _FIGURES.items()]
    different = {value for _, value in values}
    return values if len(different) > 1 else [("", different.pop())]


def _enrolled(text: str) -> int:
    return written.whole(text, 0, written.MOST_PUPILS)


def _put_enrolled(options: Options, group: str, count: int) -> Options:
    school, grade, class_name = group.split("/")
    return options._replace(enrolled={**options.enrolled, (school, grade, class_name): count})


FULL_MARK: Final = Option(
    id="full_marks",
    name="满分",
    help="各学科满分，不写的按100分；写了工作表名的只管那一张表",
    example="120",
    default=written.DEFAULT_FULL_MARK,
    parse=written.full_mark,
    text=written.points_text,
    put=_put_full_mark,
    stated=_full_marks,
    flag="full",
    of="学科（空＝其余学科）",
    per_sheet=True,
    synonyms="各科满分 学科满分 满分值",
)
PASSING: Final = _score_line(
    "passing", "及格线", "占满分的比例，达到即及格；按分数写“72分”", "pass",
    "及格 及格分数线 合格线",
)  # fmt: skip
EXCELLENT: Final = _score_line(
    "excellent", "优秀线", "占满分的比例，达到即优秀", "excellent", "优秀 优秀分数线"
)
LOW: Final = _score_line("low", "低分线", "占满分的比例，低于才算低分", "low", "低分")
ABSENT: Final = _chosen(
    "absent",
    "缺考",
    {
        "不计入": AbsentRule.EXCLUDE, "按0分": AbsentRule.ZERO, "不计": AbsentRule.EXCLUDE,
        "计0分": AbsentRule.ZERO, "0分": AbsentRule.ZERO, "0": AbsentRule.ZERO,
    },
    help="“不计入”或“按0分”",
    flag="absent",
    default=AbsentRule.EXCLUDE,
    synonyms="缺考处理",
)  # fmt: skip
ALL_ZERO: Final[Option[AllZero | None]] = _chosen(
    "all_zero",
    "全部0分",
    {"缺考": AllZero.ABSENT, "0分": AllZero.SCORE, "0": AllZero.SCORE},
    help="各科都是0分的学生：“缺考”，或确是“0分”",
    flag="all-zero",
    default=None,
)
SUBJECT_ZERO: Final[Option[SubjectZero | None]] = _chosen(
    "subject_zero",
    "学科0分",
    {"未选考": SubjectZero.UNTAKEN, "0分": SubjectZero.SCORE, "0": SubjectZero.SCORE},
    help="0分很多的学科：0分是“未选考”，或确是“0分”",
    flag="subject-zero",
    default=None,
    of=_EVERY_SUBJECT,
    kept=_of_mapping,
)
TIES: Final = _chosen(
    "ties",
    "并列",
    {"占位": TieRule.SKIP, "不占位": TieRule.DENSE, "平均": TieRule.AVERAGE},
    help="“占位”1、2、2、4；“不占位”1、2、2、3；“平均”1、2.5、2.5、4",
    flag="ties",
    default=TieRule.SKIP,
    synonyms="并列处理 并列名次",
)
MEASURE: Final = _chosen(
    "measure",
    "排名指标",
    {
        "综合分": Measure.COMPOSITE, "平均分": Measure.MEAN, "及格率": Measure.PASS_RATE,
        "优秀率": Measure.EXCELLENT_RATE, "低分率": Measure.LOW_RATE,
    },
    help="“综合分”“平均分”“及格率”“优秀率”“低分率”",
    flag="measure",
    default=Measure.COMPOSITE,
    recorded="排名依据",
    synonyms="排名依据 排名方式",
)  # fmt: skip
DECIMALS: Final = Option(
    id="digits",
    name="小数位",
    help="0 到 6",
    example="2",
    default=Decimals(2, RoundingMode.HALF_UP),
    parse=written.decimals,
    text=written.decimals_text,
    put=_put_decimals,
    stated=lambda options: [(of, Decimals(n)) for of, n in _by_figure(options.digits, "")],
    flag="round",
    offered=("0", "1", "2", "3", "4"),
    of=_EVERY_FIGURE,
    parts=_FIGURES,
    synonyms="小数 小数位数",
)
ROUNDING: Final = _chosen(
    "digits_mode",
    "舍入",
    {"四舍五入": RoundingMode.HALF_UP, "截尾": RoundingMode.TRUNCATE},
    help="“四舍五入”或“截尾”",
    flag="round",
    default=RoundingMode.HALF_UP,
    of=_EVERY_FIGURE,
    parts=_FIGURES,
    put=_put_rounding,
    stated=lambda options: _by_figure(options.digits, "_mode"),
    synonyms="取舍 取整",
)
RANK_UNROUNDED: Final = _chosen(
    "rank_unrounded",
    "按未舍入排名",
    _YES_OR_NO,
    help="“是”或“否”：是否用舍入前的数排名",
    flag="rank-unrounded",
    default=False,
)
WEIGHTS: Final = Option(
    **_of_field("weights"),
    name="综合权重",
    help=(
        "成套：4-3-3、4-3-2-1、40-30-30、60-70-70，或别的如 50-30-30、0.5-0.3-0.2-0.1（末项低分率，"
        "总是扣）；也可四行分别写，如 0.4"
    ),
    example="4-3-3",
    default=written.COMPOSITES["4-3-3"],
    parse=weights,
    text=weights_text,
    flag="composite",
    offered=tuple(written.COMPOSITES),
    of="平均分、及格率、优秀率、低分率（空＝成套）",
    parts=WEIGHED,
    recorded="综合分",
    synonyms="权重 综合分权重",
)
WHOLE: Final = _chosen(
    "whole",
    "全科率分母",
    {"应考人数": WholeRule.DUE, "实考人数": WholeRule.SCORED},
    help="全科合格率、全科优秀率按谁算：“应考人数”（没有考的算不合格）或“实考人数”（至少考了一科的）",
    flag="whole",
    default=WholeRule.DUE,
)
DROP: Final = Option(
    **_of_field("drop"),
    name="去尾",
    help="每个统计单位去掉最低的百分之几",
    example="0%",
    default=DropRule(),
    parse=written.drop,
    text=written.drop_text,
    flag="drop",
)
ENROLLED: Final[Option[Any]] = Option(
    id="enrolled",
    name="应考人数",
    help="没有应考表时使用；不分学校的写“/七年级/1班”",
    example="45",
    default=None,
    parse=_enrolled,
    text=str,
    put=_put_enrolled,
    # an office keeps them in a list of its own (应考), hundreds of lines
    stated=lambda _options: [],
    flag="enrolled",
    of="学校/年级/班级",
    synonyms="应考",
)
SIGNS: Final[Option[bool | None]] = _chosen(
    "accept_signs",
    "带符号的分数",
    {"不计入": False, "计入": True, "skip": False, "count": True},
    help="▲72 之类：“不计入”或“计入”",
    flag="signed",
    default=None,
)
SCORES_USED: Final[Option[ScoreKind | None]] = _chosen(
    "scores_used",
    "赋分学科",
    {
        "赋分": ScoreKind.ASSIGNED, "原始分": ScoreKind.RAW, "原始": ScoreKind.RAW,
        "assigned": ScoreKind.ASSIGNED, "raw": ScoreKind.RAW,
    },
    help="同一学科有原始分和赋分两列时用哪一列：“赋分”或“原始分”",
    flag="scores-used",
    default=None,
    per_sheet=True,
)  # fmt: skip

SLIPS: Final = _chosen(
    "slips", "兑现通知单", _YES_OR_NO, flag="slips",
    help="“是”或“否”：计奖时是否给每个兑现对象写一张通知单", default=False,
    synonyms="通知单 奖惩兑现通知单",
)  # fmt: skip
PUPIL_SLIPS: Final = _chosen(
    "pupil_slips", "成绩条内容", {"等级": SlipContent.GRADES, "分数": SlipContent.MARKS},
    help="成绩条上每科写“等级”（A—E）或“分数”；名次总不写", flag="pupil-slips",
    default=SlipContent.GRADES,
)  # fmt: skip
GOOD: Final[Option[Line]] = Option(
    id="good",
    name="良好线",
    help="占满分的比例，成绩条上达到即B；A看优秀线，C看及格线，不低于低分线为D，低于为E",
    example="75%",
    default=Options().good,
    parse=written.line,
    text=written.line_text,
    put=_put_good,
    stated=lambda options: [("", options.good), *options.subject_good.items()],
    flag="good",
    of=_EVERY_SUBJECT,
    synonyms="良好 良好分数线",
)
LOPSIDED: Final = Option(
    **_of_field("lopsided"),
    name="偏科线",
    help="一科名次比总分名次靠后的人数占参加排名人数的比例，达到即列入偏科",
    example="30%",
    default=Options().lopsided,
    parse=written.share,
    text=written.line_text,
    flag="lopsided",
    synonyms="偏科 偏科标准",
)
BAND_WIDTH: Final[Option[int | None]] = Option(
    **_of_mapping("band_widths"),
    name="分数段宽",
    help="分数段每段多少分，不写的是满分的十分之一",
    example="5分",
    default=None,
    parse=written.points,
    text=lambda width: f"{written.points_text(width or 0)}分",
    flag="band",
    of=_SUBJECT_OR_TOTAL,
    synonyms="段宽 分段 分数段",
)
FIRST_PLACES: Final = Option(
    **_of_field("first_places"),
    name="前N名",
    help="数前多少名，从小到大，如 10、50、100；名次段就是相邻两个之间",
    example="10、50、100",
    default=Options().first_places,
    parse=written.first_places,
    text=written.first_places_text,
    flag="first",
    synonyms="名次段 前几名",
)
TOTAL_LINE: Final[Option[Line | None]] = Option(
    **_of_mapping("total_lines"),
    name="总分线",
    help="总分的上线线，写分数或占总分满分的比例；只管一个年级的写“九年级/重点线”",
    example="520分",
    default=None,
    parse=written.total_line,
    text=lambda own: "" if own is None else written.line_text(own),
    flag="total-line",
    of="线名，如 重点线",
    synonyms="上线线 录取线",
)
MARGIN: Final = Option(
    **_of_mapping("margins"),
    name="临界分",
    help="离分数线多少分以内算临界，写分数或占满分的比例",
    example="5%",
    default=Options().margins[""],
    parse=written.margin,
    text=written.line_text,
    flag="near",
    of=_SUBJECT_OR_TOTAL,
    synonyms="临界 临界线",
)
GRADE_WEIGHT: Final[Option[Fraction | None]] = Option(
    **_of_mapping("grade_weights"), name="年级权重",
    help="各年级合计时这个年级占的分量，不写的都是1",
    example="2", default=None, parse=written.grade_weight,
    text=lambda weight: "" if weight is None else written.decimal_text(weight),
    flag="grade-weight", of="年级（空＝其余年级）",
)  # fmt: skip
LACKING: Final = _chosen(
    "lacking",
    "缺年级",
    {"按有的年级": LackingGrade.OWN, "不排名": LackingGrade.UNRANKED},
    help="各年级合计时缺一个年级的学校：“按有的年级”平均，或“不排名”",
    flag="lacking",
    default=LackingGrade.OWN,
)
EXTRAS: Final[Option[tuple[Extra, ...]]] = Option(
    **_of_field("extras"),
    name="附加指标",
    help="四率之外再印“T分”“超均率”“贡献率”，几样用顿号连写，或“全部”“无”",
    example="T分、超均率",
    default=(),
    parse=written.extras,
    text=written.extras_text,
    flag="extra",
    offered=("无", "全部", *written.EXTRA_WORDS),
)
FORMULAS: Final = _chosen(
    "formulas", "公式", _YES_OR_NO, flag="formulas",
    help="“是”或“否”：四率统计、学校和班级排名写成随成绩表变动的公式，旁边加“核对”", default=False,
    synonyms="写公式 公式模式",
)  # fmt: skip
OFFICE: Final[Option[Any]] = Option(
    id="office",
    name="单位名称",
    help="印在各表标题和表头里的单位全称，也是责任书的甲方",
    example="青禾镇中心学校", default=None, parse=written.any_name, text=str, flag="office",
    put=lambda options, _of, name: options._replace(office=name),
    stated=lambda options: [("", options.office)] if options.office else [],
    synonyms="单位 单位全称 主管单位",
)  # fmt: skip
TERM: Final[Option[Any]] = Option(
    **_of_mapping("terms"), name="学年学期",
    help="考试名没有写年份的，标题里写在它前面；不写的取成绩表的标题、考试日期",
    example="2025—2026学年度第二学期", default=None, parse=term, text=str, flag="term",
    of="考试名（空＝其余考试）", synonyms="学年 学期 学年度",
)  # fmt: skip

FIGURE_OPTIONS: Final[tuple[Option[Any], ...]] = (
    FULL_MARK, PASSING, EXCELLENT, LOW, ABSENT, ALL_ZERO, SUBJECT_ZERO, TIES, MEASURE, DECIMALS,
    ROUNDING, RANK_UNROUNDED, WEIGHTS, WHOLE, DROP, ENROLLED, BAND_WIDTH, FIRST_PLACES, TOTAL_LINE,
    MARGIN, GRADE_WEIGHT, LACKING, EXTRAS,
)  # fmt: skip
"""What decides how figures are computed, in the order in which the form lists it."""
READING_OPTIONS: Final[tuple[Option[Any], ...]] = (SIGNS, SCORES_USED)
"""What decides which marks are read at all."""
SHEET_OPTIONS: Final[tuple[Option[Any], ...]] = (
    OFFICE, TERM, SLIPS, PUPIL_SLIPS, GOOD, LOPSIDED, FORMULAS,
)  # fmt: skip
"""What decides which further sheets are written, and what stands on single ones; no figure."""
OPTIONS: Final = FIGURE_OPTIONS + READING_OPTIONS + SHEET_OPTIONS


class Stated(NamedTuple):
    """What somebody said: an option, the subject, figure … it is for (``""`` = all), its value."""

    option: Option[Any]
    of: str
    value: Any


def with_stated(options: Options, statements: Sequence[Stated]) -> Options:
    """Return options in which statements hold; what is for all gives way to what is for one."""
    for option, of, value in sorted(statements, key=lambda stated: bool(stated.of)):
        options = option.put(options, of, value)
    return options
