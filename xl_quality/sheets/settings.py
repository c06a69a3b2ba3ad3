"""The form 考核设置 as a clerk sees it: its columns, its items, what each item means.

What each item of the form 考核设置 changes.

Options written in the words of the form 考核设置, as `settings.reader` reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.exam_kinds import KIND_LABELS
from xl_quality.core.marks import POINT, ScoreKind
from xl_quality.core.options import (
    DEFAULT_FULL_MARK,
    AbsentRule,
    Digits,
    DropRule,
    Lines,
    Options,
    RoundingMode,
)
from xl_quality.sheets import setting_values
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.setting_values import (
    ALL_ZERO,
    MEASURES,
    SUBJECT_ZERO,
    TIES,
    WHOLE,
    BadValueError,
    decimal_text,
    line_text,
    weights_text,
)
from xl_quality.sheets.text import pattern, plain_label

if TYPE_CHECKING:
    from xl_quality.core.exam_kinds import ExamKind
    from xl_quality.core.marks_in_doubt import SubjectZero
    from xl_quality.core.options import Line, Weights
    from xl_quality.sheets.grid import CellValue, Grid

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


_LETTERS: Final = pattern(r"[A-Za-z]{1,3}")
_YES_NO: Final = {"是": True, "否": False}
_MODES: Final = {"四舍五入": RoundingMode.HALF_UP, "截尾": RoundingMode.TRUNCATE}
_FIGURES: Final = {
    "": ("mean", "rate", "composite"),
    "平均分": ("mean",),
    "率": ("rate",),
    "综合分": ("composite",),
}
_PARTS: Final = {
    "平均分": "mean", "及格率": "pass_rate", "优秀率": "excellent_rate", "低分率": "low_rate",
}  # fmt: skip
_UNIT_KINDS: Final = ("小学", "初中", "都不是")
_MOST_DIGITS: Final = 6
_MOST_PUPILS: Final = 100_000
_LAST_ROW: Final = 1_048_576


class BadColumnError(ValueError):
    """What stands under 列 cannot be used; its text says what would be right."""


class Draft:
    """The settings while the lines of the form are read."""

    def __init__(self) -> None:
        self.full_marks: dict[str, int] = {}
        self.default_full: int = DEFAULT_FULL_MARK
        self.default_set = False
        self.subject_zero: dict[str, SubjectZero] = {}
        self.lines: dict[tuple[str, str], Line] = {}
        self.weights: dict[str, Fraction] = {}
        self.chosen = Options()
        self.enrolled: dict[tuple[str, str, str], int] = {}
        self.sheets: dict[str, SheetOverride] = {}
        self.aliases: dict[str, str] = {}
        self.accept_signs: bool | None = None
        self.namesakes: set[str] = set()
        self.unit_kinds: dict[str, str] = {}
        self.scores_used: ScoreKind | None = None
        self.exam_aliases: dict[str, str] = {}
        self.exam_kinds: dict[str, ExamKind] = {}
        self.whole_county = False
        self.parameters: list[tuple[str, str, str]] = []

    def options(self) -> Options:
        """Return the options that all lines together make."""
        common = Lines()._replace(
            **{name: share for (name, subject), share in self.lines.items() if not subject}
        )
        subjects = dict.fromkeys(subject for _, subject in self.lines if subject)
        return self.chosen._replace(
            full_marks=self.full_marks,
            default_full=self.default_full,
            default_set=self.default_set,
            subject_zero=self.subject_zero,
            lines=common,
            subject_lines={subject: self._own(common, subject) for subject in subjects},
            weights=self._weights(),
            enrolled=self.enrolled,
        )

    def own_weights(self) -> dict[str, Fraction]:
        """Return the weights of all four parts: one that is not named weighs nothing."""
        return {part: self.weights.get(part, Fraction(0)) for part in _PARTS.values()}

    def _weights(self) -> Weights:
        if not self.weights:
            return self.chosen.weights
        return setting_values.weights_of(list(self.own_weights().values()))

    def _own(self, common: Lines, subject: str) -> Lines:
        own = {name: share for (name, of), share in self.lines.items() if of == subject}
        return common._replace(**own)

    def change_sheet(self, sheet: str, **changes: Any) -> None:  # noqa: ANN401 - fields of SheetOverride
        """Fix something about one sheet."""
        self.sheets[sheet] = self.sheets.get(sheet, SheetOverride())._replace(**changes)


Apply = Callable[[Draft, str, str, "CellValue"], None]


def _full(draft: Draft, sheet: str, subject: str, value: CellValue) -> None:
    full = setting_values.full_mark(value)
    if sheet:
        before = draft.sheets.get(sheet, SheetOverride()).full_marks
        draft.change_sheet(sheet, full_marks={**before, subject: full})
    elif subject:
        draft.full_marks[subject] = full
    else:
        draft.default_full, draft.default_set = full, True


def _line(name: str) -> Apply:
    def apply(draft: Draft, _sheet: str, subject: str, value: CellValue) -> None:
        draft.lines[name, subject] = setting_values.line(value)

    return apply


def _chosen(name: str, choices: dict[str, Any]) -> Apply:
    def apply(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
        draft.chosen = draft.chosen._replace(**{name: setting_values.choice(value, choices)})

    return apply


def _digits(suffix: str) -> Apply:
    def apply(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
        if column not in _FIGURES:
            message = "“列”应写平均分、率、综合分，或空着"
            raise BadColumnError(message)
        found = (
            setting_values.choice(value, _MODES)
            if suffix
            else setting_values.whole(value, 0, _MOST_DIGITS)
        )
        names = {name + suffix: found for name in _FIGURES[column]}
        digits: Digits = draft.chosen.digits._replace(**names)  # type: ignore[arg-type] # by name
        draft.chosen = draft.chosen._replace(digits=digits)

    return apply


def _weights(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        draft.chosen = draft.chosen._replace(weights=setting_values.weights(value))
    elif column in _PARTS:
        draft.weights[_PARTS[column]] = setting_values.number(value)
    else:
        message = "“列”应写平均分、及格率、优秀率、低分率，或空着写成套的权重"
        raise BadColumnError(message)


def _drop(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
    draft.chosen = draft.chosen._replace(drop=DropRule(setting_values.share(value)))


def _enrolled(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    parts = column.split("/")
    if len(parts) != 3 or not any(parts):  # noqa: PLR2004 - school, grade, class
        message = "“列”应写“学校/年级/班级”，没有的空着，如“/七年级/1班”"
        raise BadColumnError(message)
    draft.enrolled[parts[0], parts[1], parts[2]] = setting_values.whole(value, 0, _MOST_PUPILS)


def _alias(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写表中的写法"
        raise BadColumnError(message)
    draft.aliases[column] = setting_values.text_of(value)


def _unit_kind(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    kind = setting_values.choice(value, {word: word for word in _UNIT_KINDS})
    if not column:
        message = "“列”应写单位名，如 光明九年一贯制学校"
        raise BadColumnError(message)
    draft.unit_kinds[column] = kind


def _namesake(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写教师姓名"
        raise BadColumnError(message)
    if setting_values.choice(value, _YES_NO):
        draft.namesakes.add(column)


def _exam_alias(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写县名次表里的考试名称"
        raise BadColumnError(message)
    draft.exam_aliases[column] = setting_values.text_of(value)


def _exam_kind(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写考试名称，与表里的写法一样"
        raise BadColumnError(message)
    kind = setting_values.exam_kind(value)
    if draft.exam_kinds.setdefault(column, kind) is not kind:
        message = f"“{column}”上面已写作“{draft.exam_kinds[column].label}”，请只留一行"
        raise BadValueError(message)


def _parameter(draft: Draft, sheet: str, column: str, value: CellValue) -> None:
    draft.parameters.append((sheet, column, setting_values.text_of(value)))


def _range(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
    draft.whole_county = setting_values.choice(value, {"全镇": False, "全县": True})


def _signs(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
    draft.accept_signs = setting_values.choice(value, {"不计入": False, "计入": True})


_SCORES_USED: Final = {"赋分": ScoreKind.ASSIGNED, "原始分": ScoreKind.RAW, "原始": ScoreKind.RAW}


def _scores_used(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    score = setting_values.choice(value, _SCORES_USED)
    if sheet:
        draft.change_sheet(sheet, scores_used=score)
    else:
        draft.scores_used = score


def _subject_zero(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    draft.subject_zero[column] = setting_values.choice(value, setting_values.SUBJECT_ZERO)


def _ignore(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    draft.change_sheet(sheet, ignore=setting_values.choice(value, _YES_NO))


def _scores(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    said = "scores" if setting_values.choice(value, _YES_NO) else "ignore"
    draft.change_sheet(sheet, **{said: True})


def _header(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    draft.change_sheet(sheet, header_rows=setting_values.rows(value))


def _row(name: str) -> Apply:
    def apply(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
        draft.change_sheet(sheet, **{name: setting_values.whole(value, 1, _LAST_ROW)})

    return apply


def _column(draft: Draft, sheet: str, column: str, value: CellValue) -> None:
    letter = column.removesuffix("列").upper()
    if not _LETTERS.fullmatch(letter):
        message = "“列”应写列号，如 D"
        raise BadColumnError(message)
    before = draft.sheets.get(sheet, SheetOverride()).columns
    draft.change_sheet(sheet, columns={**before, letter: setting_values.text_of(value)})


def _text(name: str) -> Apply:
    def apply(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
        text = setting_values.text_of(value)
        if not text:
            message = "应写名称"
            raise BadValueError(message)
        draft.change_sheet(sheet, **{name: text})

    return apply


APPLY: Final[dict[str, Apply]] = {
    "满分": _full,
    "及格线": _line("passing"),
    "优秀线": _line("excellent"),
    "低分线": _line("low"),
    "缺考": _chosen("absent", setting_values.ABSENT),
    "全部0分": _chosen("all_zero", setting_values.ALL_ZERO),
    "学科0分": _subject_zero,
    "并列": _chosen("ties", setting_values.TIES),
    "排名指标": _chosen("measure", setting_values.MEASURES),
    "小数位": _digits(""),
    "舍入": _digits("_mode"),
    "按未舍入排名": _chosen("rank_unrounded", _YES_NO),
    "综合权重": _weights,
    "全科率分母": _chosen("whole", setting_values.WHOLE),
    "去尾": _drop,
    "应考人数": _enrolled,
    "学校别名": _alias,
    "单位类别": _unit_kind,
    "同名教师": _namesake,
    "考试别名": _exam_alias,
    "考试性质": _exam_kind,
    "名次范围": _range,
    "方案参数": _parameter,
    "带符号的分数": _signs,
    "赋分学科": _scores_used,
    "不用": _ignore,
    "成绩表": _scores,
    "表头行": _header,
    "首行": _row("first_row"),
    "末行": _row("last_row"),
    "指定列": _column,
    "学校": _text("school"),
    "年级": _text("grade"),
    "班级": _text("class_name"),
    "考试": _text("exam"),
}
"""How each item of the form is put into the draft."""


Words = tuple[str, str, str]
"""项目, 列 (``""`` = all), 值."""
_LINES: Final = {"passing": "及格线", "excellent": "优秀线", "low": "低分线"}
_ABSENT: Final = {AbsentRule.EXCLUDE: "不计入", AbsentRule.ZERO: "按0分"}
_TIES: Final = {rule: word for word, rule in TIES.items()}
_ALL_ZERO: Final = {rule: word for word, rule in ALL_ZERO.items() if word != "0"}
_SUBJECT_ZERO: Final = {rule: word for word, rule in SUBJECT_ZERO.items() if word != "0"}
_WHOLE: Final = {rule: word for word, rule in WHOLE.items()}
_MEASURES: Final = {measure: word for word, measure in MEASURES.items()}
_WORDS_MODES: Final = {RoundingMode.HALF_UP: "四舍五入", RoundingMode.TRUNCATE: "截尾"}
_WORDS_FIGURES: Final = {"mean": "平均分", "rate": "率", "composite": "综合分"}
_WORDS_PARTS: Final = {
    "mean": "平均分",
    "pass_rate": "及格率",
    "excellent_rate": "优秀率",
    "low_rate": "低分率",
}


def words_of(options: Options) -> list[Words]:
    """
    Return a line for everything that the options decide but enrolled numbers and drop tables.

    The full mark that is only assumed stays empty: a form that says 100 answers for the office.

    >>> from xl_quality.core.options import Options
    >>> words_of(Options())[:2]
    [('满分', '', ''), ('及格线', '', '60%')]
    """
    digits = options.digits
    modes = {name: getattr(digits, f"{name}_mode") for name in _WORDS_FIGURES}
    lines = [("满分", "", _number(options.default_full, POINT) if options.default_set else "")]
    lines += [("满分", name, _number(mark, POINT)) for name, mark in options.full_marks.items()]
    lines += _line_words(options)
    lines += [
        ("缺考", "", _ABSENT[options.absent]),
        *([("全部0分", "", _ALL_ZERO[options.all_zero])] if options.all_zero else []),
        *(("学科0分", name, _SUBJECT_ZERO[own]) for name, own in options.subject_zero.items()),
        ("并列", "", _TIES[options.ties]),
        ("排名指标", "", _MEASURES[options.measure]),
        *_by_figure("小数位", {name: str(getattr(digits, name)) for name in _WORDS_FIGURES}),
        *_by_figure("舍入", {name: _WORDS_MODES[mode] for name, mode in modes.items()}),
        ("按未舍入排名", "", "是" if options.rank_unrounded else "否"),
        *_weight_words(options),
        ("全科率分母", "", _WHOLE[options.whole]),
        ("去尾", "", line_text(options.drop.share)),
    ]
    return lines


def _line_words(options: Options) -> list[Words]:
    lines: list[Words] = []
    for name, item in _LINES.items():
        common = getattr(options.lines, name)
        lines.append((item, "", line_text(common)))
        lines += [
            (item, subject, line_text(getattr(own, name)))
            for subject, own in options.subject_lines.items()
            if _differs(own, options.lines, name)
        ]
    return lines


def _differs(own: Lines, common: Lines, name: str) -> bool:
    return bool(getattr(own, name) != getattr(common, name))


def _by_figure(item: str, values: dict[str, str]) -> list[Words]:
    """Return one line where mean, rates and composite agree, else one each."""
    if len(set(values.values())) == 1:
        return [(item, "", next(iter(values.values())))]
    return [(item, _WORDS_FIGURES[name], value) for name, value in values.items()]


def _weight_words(options: Options) -> list[Words]:
    text = weights_text(options.weights)
    if text:
        return [("综合权重", "", text)]
    weights = {label: getattr(options.weights, name) for name, label in _WORDS_PARTS.items()}
    return [("综合权重", label, decimal_text(share)) for label, share in weights.items()]


def _number(value: int, unit: int) -> str:
    whole, rest = divmod(value, unit)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
