"""The form 考核设置 as a clerk sees it: its columns, its items, what each item means.

What each item of the form 考核设置 changes.

Options written in the words of the form 考核设置, as `settings.reader` reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.exam_kinds import KIND_LABELS
from xl_quality.core.option_table import (
    ENROLLED,
    FIGURE_OPTIONS,
    FULL_MARK,
    OPTIONS,
    READING_OPTIONS,
    SCORES_USED,
    WEIGHED,
    WEIGHTS,
    BadValueError,
    Stated,
    choice,
    decimal_text,
    number,
    weights_of,
    whole,
    with_stated,
)
from xl_quality.core.options import Options
from xl_quality.sheets import setting_values
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.text import pattern, plain_label

if TYPE_CHECKING:
    from xl_quality.core.exam_kinds import ExamKind
    from xl_quality.core.option_table import Option
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


def _of_option(option: Option[Any]) -> Item:
    sheet = ANY_SHEET if option.per_sheet else ""
    return Item(option.name, sheet, option.of, option.example, option.help)


ITEMS: Final = (
    *map(_of_option, FIGURE_OPTIONS),
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
    *map(_of_option, READING_OPTIONS),
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
    **{option.name: option.offered for option in OPTIONS if option.offered},
    "单位类别": ("小学", "初中", "都不是"),
    "考试性质": KIND_LABELS,
    "名次范围": ("全镇", "全县"),
    "成绩表": ("是", "否"),
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
_UNIT_KINDS: Final = ("小学", "初中", "都不是")
_LAST_ROW: Final = 1_048_576


class BadColumnError(ValueError):
    """What stands under 列 cannot be used; its text says what would be right."""


class Draft:
    """The settings while the lines of the form are read."""

    def __init__(self) -> None:
        self.stated: list[Stated] = []
        self.weights: dict[str, Fraction] = {}
        self.sheets: dict[str, SheetOverride] = {}
        self.aliases: dict[str, str] = {}
        self.namesakes: set[str] = set()
        self.unit_kinds: dict[str, str] = {}
        self.exam_aliases: dict[str, str] = {}
        self.exam_kinds: dict[str, ExamKind] = {}
        self.whole_county = False
        self.parameters: list[tuple[str, str, str]] = []

    def options(self) -> Options:
        """Return the options that all lines together make."""
        options = with_stated(Options(), self.stated)
        if not self.weights:
            return options
        return options._replace(weights=weights_of(list(self.own_weights().values())))

    def own_weights(self) -> dict[str, Fraction]:
        """Return the weights of all four parts: one that is not named weighs nothing."""
        return {part: self.weights.get(part, Fraction(0)) for part in WEIGHED.values()}

    def change_sheet(self, sheet: str, **changes: Any) -> None:  # noqa: ANN401 - fields of SheetOverride
        """Fix something about one sheet."""
        self.sheets[sheet] = self.sheets.get(sheet, SheetOverride())._replace(**changes)


Apply = Callable[[Draft, str, str, str], None]
"""Puts a line of the form into the draft: sheet, what stands under 列, value."""


def _stated(option: Option[Any]) -> Apply:
    def apply(draft: Draft, _sheet: str, of: str, value: str) -> None:
        if of and option.parts and of not in option.parts:
            message = f"“列”应写{'、'.join(option.parts)}，或空着"
            raise BadColumnError(message)
        draft.stated.append(Stated(option, of if option.of else "", option.parse(value)))

    return apply


def _full_mark(draft: Draft, sheet: str, subject: str, value: str) -> None:
    if not sheet:
        _stated(FULL_MARK)(draft, sheet, subject, value)
        return
    before = draft.sheets.get(sheet, SheetOverride()).full_marks
    draft.change_sheet(sheet, full_marks={**before, subject: FULL_MARK.parse(value)})


def _weights(draft: Draft, sheet: str, part: str, value: str) -> None:
    if part in WEIGHED:
        draft.weights[WEIGHED[part]] = number(value)
    else:
        _stated(WEIGHTS)(draft, sheet, part, value)


def _enrolled(draft: Draft, sheet: str, group: str, value: str) -> None:
    parts = group.split("/")
    if len(parts) != 3 or not any(parts):  # noqa: PLR2004 - school, grade, class
        message = "“列”应写“学校/年级/班级”，没有的空着，如“/七年级/1班”"
        raise BadColumnError(message)
    _stated(ENROLLED)(draft, sheet, group, value)


def _scores_used(draft: Draft, sheet: str, column: str, value: str) -> None:
    if sheet:
        draft.change_sheet(sheet, scores_used=SCORES_USED.parse(value))
    else:
        _stated(SCORES_USED)(draft, sheet, column, value)


def _alias(draft: Draft, _sheet: str, column: str, value: str) -> None:
    if not column:
        message = "“列”应写表中的写法"
        raise BadColumnError(message)
    draft.aliases[column] = value


def _unit_kind(draft: Draft, _sheet: str, column: str, value: str) -> None:
    kind = choice(value, {word: word for word in _UNIT_KINDS})
    if not column:
        message = "“列”应写单位名，如 光明九年一贯制学校"
        raise BadColumnError(message)
    draft.unit_kinds[column] = kind


def _namesake(draft: Draft, _sheet: str, column: str, value: str) -> None:
    if not column:
        message = "“列”应写教师姓名"
        raise BadColumnError(message)
    if choice(value, _YES_NO):
        draft.namesakes.add(column)


def _exam_alias(draft: Draft, _sheet: str, column: str, value: str) -> None:
    if not column:
        message = "“列”应写县名次表里的考试名称"
        raise BadColumnError(message)
    draft.exam_aliases[column] = value


def _exam_kind(draft: Draft, _sheet: str, column: str, value: str) -> None:
    if not column:
        message = "“列”应写考试名称，与表里的写法一样"
        raise BadColumnError(message)
    kind = setting_values.exam_kind(value)
    if draft.exam_kinds.setdefault(column, kind) is not kind:
        message = f"“{column}”上面已写作“{draft.exam_kinds[column].label}”，请只留一行"
        raise BadValueError(message)


def _parameter(draft: Draft, sheet: str, column: str, value: str) -> None:
    draft.parameters.append((sheet, column, value))


def _range(draft: Draft, _sheet: str, _column: str, value: str) -> None:
    draft.whole_county = choice(value, {"全镇": False, "全县": True})


def _ignore(draft: Draft, sheet: str, _column: str, value: str) -> None:
    draft.change_sheet(sheet, ignore=choice(value, _YES_NO))


def _scores(draft: Draft, sheet: str, _column: str, value: str) -> None:
    said = "scores" if choice(value, _YES_NO) else "ignore"
    draft.change_sheet(sheet, **{said: True})


def _header(draft: Draft, sheet: str, _column: str, value: str) -> None:
    draft.change_sheet(sheet, header_rows=setting_values.rows(value))


def _row(name: str) -> Apply:
    def apply(draft: Draft, sheet: str, _column: str, value: str) -> None:
        draft.change_sheet(sheet, **{name: whole(value, 1, _LAST_ROW)})

    return apply


def _column(draft: Draft, sheet: str, column: str, value: str) -> None:
    letter = column.removesuffix("列").upper()
    if not _LETTERS.fullmatch(letter):
        message = "“列”应写列号，如 D"
        raise BadColumnError(message)
    before = draft.sheets.get(sheet, SheetOverride()).columns
    draft.change_sheet(sheet, columns={**before, letter: value})


def _text(name: str) -> Apply:
    def apply(draft: Draft, sheet: str, _column: str, value: str) -> None:
        if not value:
            message = "应写名称"
            raise BadValueError(message)
        draft.change_sheet(sheet, **{name: value})

    return apply


APPLY: Final[dict[str, Apply]] = {
    **{option.name: _stated(option) for option in OPTIONS},
    "满分": _full_mark,
    "综合权重": _weights,
    "应考人数": _enrolled,
    "赋分学科": _scores_used,
    "学校别名": _alias,
    "单位类别": _unit_kind,
    "同名教师": _namesake,
    "考试别名": _exam_alias,
    "考试性质": _exam_kind,
    "名次范围": _range,
    "方案参数": _parameter,
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


def words_of(options: Options) -> list[Words]:
    """
    Return a line for everything that the options decide but enrolled numbers.

    The full mark that is only assumed stays empty: a form that says 100 answers for the office.

    >>> from xl_quality.core.options import Options
    >>> words_of(Options())[:2]
    [('满分', '', ''), ('及格线', '', '60%')]
    """
    lines = [] if options.default_set else [(FULL_MARK.name, "", "")]
    for option in OPTIONS:
        lines += [(option.name, of, option.text(value)) for of, value in option.stated(options)]
    if WEIGHTS.text(options.weights):
        return lines
    at = lines.index((WEIGHTS.name, "", ""))
    parts = {label: getattr(options.weights, name) for label, name in WEIGHED.items()}
    lines[at : at + 1] = [(WEIGHTS.name, label, decimal_text(p)) for label, p in parts.items()]
    return lines
