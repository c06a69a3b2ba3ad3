"""The form 考核设置: its columns and its items, a row each, with what a line changes.

What a line says about the figures is an option of `core.option_table`; all other items stand here
with their words, values and what they change. To add one, add a row to `ITEMS`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, Final, NamedTuple

from xl_quality.core import option_table as table
from xl_quality.core.option_table import Option, Stated, choice, weights_of, with_stated
from xl_quality.core.options import BadValueError, Options, any_name, decimal_text, number, whole
from xl_quality.core.school_terms import KIND_LABELS, ExamKind
from xl_quality.sheets.cells import MOST_ROWS, CellValue, Grid
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.text import pattern, plain_label, plain_text

SETTINGS_SHEET: Final = "考核设置"
FORM_HEADER: Final = ("项目", "工作表", "列", "值", "说明")
ANY_SHEET: Final = "工作表名（空＝所有表）"
ANY_SCHEME: Final = "方案编号（空＝所有方案）"
_ONE_SHEET: Final = "工作表名"
_HEADER_ROWS: Final = 10  # the form's header stands in one of so many rows: notes may be above it
_LETTERS: Final = pattern(r"[A-Za-z]{1,3}")
_YES_NO: Final = {"是": True, "否": False}
_UNIT_KINDS: Final = ("小学", "初中", "都不是")
CALENDAR_YEAR: Final = "自然年"
SCHOOL_YEAR: Final = "学年"
YEAR_KINDS: Final = (CALENDAR_YEAR, SCHOOL_YEAR)
"""What an office may mean by a year where a scheme does not say it (连续两年)."""
_RANGES: Final = {"全镇": False, "全县": True}
_yes_no: Final = partial(choice, words=_YES_NO)
_MOST_HEADER_ROWS: Final = 5  # more are no labels: 3-20 is a slip


class BadColumnError(ValueError):
    """What stands under 列 cannot be used; its text says what would be right."""


class Draft:
    """The settings while the lines of the form are read."""

    def __init__(self) -> None:
        self.stated: list[Stated] = []
        self.weights: dict[str, Fraction] = {}
        self.sheets: dict[str, SheetOverride] = {}
        self.aliases: dict[str, str] = {}
        self.namesakes: dict[str, bool] = {}
        self.unit_kinds: dict[str, str] = {}
        self.exam_aliases: dict[str, str] = {}
        self.exam_kinds: dict[str, ExamKind] = {}
        self.whole_county = False
        self.year_kind = ""
        self.parameters: list[tuple[str, str, str]] = []

    def options(self) -> Options:
        """Return the options that all lines together make."""
        options = with_stated(Options(), self.stated)
        if not self.weights:
            return options
        return options._replace(weights=weights_of(list(self.own_weights().values())))

    def own_weights(self) -> dict[str, Fraction]:
        """Return the weights of all four parts: one that is not named weighs nothing."""
        return {part: self.weights.get(part, Fraction(0)) for part in table.WEIGHED.values()}

    def change_sheet(self, sheet: str, **changes: Any) -> None:  # noqa: ANN401 - fields of SheetOverride
        """Fix something about one sheet."""
        self.sheets[sheet] = self.sheets.get(sheet, SheetOverride())._replace(**changes)


Apply = Callable[[Draft, str, str, str], None]
"""Puts a line of the form into the draft: sheet, what stands under 列, value."""


class Item(NamedTuple):
    """One kind of line in the form."""

    name: str  # what stands under 项目
    sheet: str  # what may stand under 工作表: "" nothing, else a word for the clerk
    column: str  # likewise under 列
    example: str  # a value that is right
    meaning: str  # the explanation under 说明
    apply: Apply  # what a line changes
    values: tuple[str, ...] = ()  # what may stand under 值, where only a few words may
    synonyms: str = ""  # other names that a clerk may write, separated by spaces
    needs: str = ""  # what 列 must say, where it may not be empty

    def put(self, draft: Draft, sheet: str, column: str, value: str) -> None:
        """Put a line into the draft.

        Raises:
            BadColumnError: what stands under 列 cannot be used.
            BadValueError: the value cannot.
        """
        if self.needs and not column:
            raise BadColumnError(f"“列”应写{self.needs}")
        self.apply(draft, sheet, column, value)


def text_of(value: CellValue) -> str:
    """Return a cell of the form as the clerk sees it, without spaces."""
    if value is None or isinstance(value, bool):
        return "" if value is None else ("是" if value else "否")
    if isinstance(value, (int, float)):
        return format(value, ".15g")
    return plain_text(value) if isinstance(value, str) else str(value)


def _said_of(option: Option[Any]) -> Apply:
    def apply(draft: Draft, _sheet: str, of: str, value: str) -> None:
        if of and option.parts and of not in option.parts:
            raise BadColumnError(f"“列”应写{'、'.join(option.parts)}，或空着")
        draft.stated.append(Stated(option, of if option.of else "", option.parse(value)))

    return apply


def _full_mark(draft: Draft, sheet: str, subject: str, value: str) -> None:
    if not sheet:
        _said_of(table.FULL_MARK)(draft, sheet, subject, value)
        return
    before = draft.sheets.get(sheet, SheetOverride()).full_marks
    draft.change_sheet(sheet, full_marks={**before, subject: table.FULL_MARK.parse(value)})


def _weights(draft: Draft, sheet: str, part: str, value: str) -> None:
    if part in table.WEIGHED:
        draft.weights[table.WEIGHED[part]] = number(value)
    else:
        _said_of(table.WEIGHTS)(draft, sheet, part, value)


def _enrolled(draft: Draft, sheet: str, group: str, value: str) -> None:
    parts = group.split("/")
    if len(parts) != 3 or not any(parts):  # noqa: PLR2004 - school, grade, class
        raise BadColumnError("“列”应写“学校/年级/班级”，没有的空着，如“/七年级/1班”")
    _said_of(table.ENROLLED)(draft, sheet, group, value)


def _scores_used(draft: Draft, sheet: str, column: str, value: str) -> None:
    if sheet:
        draft.change_sheet(sheet, scores_used=table.SCORES_USED.parse(value))
    else:
        _said_of(table.SCORES_USED)(draft, sheet, column, value)


def _of_name(field: str, read: Callable[[str], object] = str) -> Apply:
    """Return what keeps a value in the draft by what stands under 列."""

    def apply(draft: Draft, _sheet: str, name: str, value: str) -> None:
        getattr(draft, field)[name] = read(value)

    return apply


def _exam_kind(draft: Draft, _sheet: str, exam: str, value: str) -> None:
    kind = ExamKind.labelled(value)
    if kind is None:
        raise BadValueError("应写" + "、".join(f"“{word}”" for word in KIND_LABELS))
    if draft.exam_kinds.setdefault(exam, kind) is not kind:
        raise BadValueError(f"“{exam}”上面已写作“{draft.exam_kinds[exam].label}”，请只留一行")


def _parameter(draft: Draft, scheme: str, name: str, value: str) -> None:
    draft.parameters.append((scheme, name, value))


def _range(draft: Draft, _sheet: str, _column: str, value: str) -> None:
    draft.whole_county = choice(value, _RANGES)


def _year_kind(draft: Draft, _sheet: str, _column: str, value: str) -> None:
    draft.year_kind = choice(value, {kind: kind for kind in YEAR_KINDS})


def _is_scores(draft: Draft, sheet: str, _column: str, value: str) -> None:
    draft.change_sheet(sheet, **{"scores" if choice(value, _YES_NO) else "ignore": True})


def _column(draft: Draft, sheet: str, column: str, value: str) -> None:
    letter = column.removesuffix("列").upper()
    if not _LETTERS.fullmatch(letter):
        raise BadColumnError("“列”应写列号，如 D")
    before = draft.sheets.get(sheet, SheetOverride()).columns
    draft.change_sheet(sheet, columns={**before, letter: value})


def _of_sheet(field: str, read: Callable[[str], object]) -> Apply:
    """Return what fixes a field of `SheetOverride` for a sheet."""

    def apply(draft: Draft, sheet: str, _column: str, value: str) -> None:
        draft.change_sheet(sheet, **{field: read(value)})

    return apply


def _row(value: str) -> int:
    return whole(value, 1, MOST_ROWS)


def header_rows(value: str) -> tuple[int, ...]:
    """Return row numbers written as 3 or 2-3.

    >>> header_rows("3"), header_rows("2-3")
    ((3,), (2, 3))
    """
    first, _, last = value.replace("至", "-").replace("、", "-").partition("-")
    start, end = _row(first), _row(last or first)
    if not start <= end < start + _MOST_HEADER_ROWS:
        raise BadValueError("应写行号，如 3；两行表头写 2-3")
    return tuple(range(start, end + 1))


_OWN_WAYS: Final[dict[str, Apply]] = {
    table.FULL_MARK.name: _full_mark,
    table.WEIGHTS.name: _weights,
    table.ENROLLED.name: _enrolled,
    table.SCORES_USED.name: _scores_used,
}
"""Options that a line may say of one sheet, in parts, or of groups."""


def _of_option(option: Option[Any]) -> Item:
    return Item(
        name=option.name,
        sheet=ANY_SHEET if option.per_sheet else "",
        column=option.of,
        example=option.example,
        meaning=option.help,
        apply=_OWN_WAYS.get(option.name) or _said_of(option),
        values=option.offered,
        synonyms=option.synonyms,
    )


ITEMS: Final = (
    *map(_of_option, table.FIGURE_OPTIONS),
    *map(_of_option, table.SHEET_OPTIONS),
    Item(
        "学校别名", "", "表中写法", "骆驼坳中学", "统一成“值”里的校名；确是另一所的照写原名",
        _of_name("aliases"), synonyms="别名 校名别名", needs="表中的写法",
    ),
    Item(
        "单位类别", "", "单位名", "初中", "校名看不出学段的单位按哪类考核：“小学”“初中”“都不是”",
        _of_name("unit_kinds", partial(choice, words={kind: kind for kind in _UNIT_KINDS})),
        values=_UNIT_KINDS, synonyms="学校类别 学段",
        needs="单位名，如 光明九年一贯制学校",
    ),
    Item(
        "同名教师", "", "教师姓名", "是", "这位教师恰与所教班的一名学生同名，照常统计",
        _of_name("namesakes", _yes_no), needs="教师姓名",
    ),
    Item(
        "考试别名", "", "表中写法", "本学期期末", "县名次表里的考试就是成绩表的哪次考试",
        _of_name("exam_aliases"), needs="县名次表里的考试名称",
    ),
    Item(
        "考试性质", "", "考试名，如 2026年县统考", "中考",
        "考试名看不出性质时写明；奖惩条款只认它说的那种考试，毕业年级的县统考可能就是中考",
        _exam_kind, values=KIND_LABELS, synonyms="性质 考试类型 考试类别 考试种类",
        needs="考试名称，与表里的写法一样",
    ),
    Item(
        "名次范围", "", "", "全镇", "“全镇”；成绩表有全县各校、算出的就是县名次的写“全县”",
        _range, values=tuple(_RANGES),
    ),
    Item(
        "连续年", "", "", SCHOOL_YEAR,
        "方案里“连续两年居末位”的一年：“自然年”（考试名里的年份）或“学年”（秋季到下一年春季）",
        _year_kind, values=YEAR_KINDS,
    ),
    Item(
        "方案参数", ANY_SCHEME, "参数名，如 每个指标奖额", "300",
        "方案原文空着、要本单位填写的数，如 B1 每个指标奖多少元",
        _parameter, synonyms="参数 方案的参数",
    ),
    *map(_of_option, table.READING_OPTIONS),
    Item(
        "不用", _ONE_SHEET, "", "是", "整张工作表不读",
        _of_sheet("ignore", _yes_no), synonyms="忽略 不使用",
    ),
    Item(
        "成绩表", _ONE_SHEET, "", "是", "“是”：这张表是成绩表，要读；“否”：不是，不读也不再问",
        _is_scores, values=tuple(_YES_NO), synonyms="是成绩表 是否成绩表",
    ),
    Item(
        "表头行", _ONE_SHEET, "", "3", "表头在第几行；两行表头写“2-3”",
        _of_sheet("header_rows", header_rows), synonyms="表头",
    ),
    Item(
        "首行", _ONE_SHEET, "", "4", "第一名学生在第几行",
        _of_sheet("first_row", _row), synonyms="首行数据",
    ),
    Item(
        "末行", _ONE_SHEET, "", "50", "最后一名学生在第几行",
        _of_sheet("last_row", _row), synonyms="末行数据",
    ),
    Item(
        "指定列", _ONE_SHEET, "列号，如 D", "语文", "学科名，或姓名、班级、学号、总分、不用",
        _column, synonyms="列 学科",
    ),
    Item("学校", _ONE_SHEET, "", "骆驼坳中学", "整张表都是这个学校", _of_sheet("school", any_name)),
    Item("年级", _ONE_SHEET, "", "七年级", "整张表都是这个年级", _of_sheet("grade", any_name)),
    Item("班级", _ONE_SHEET, "", "1班", "整张表都是这个班", _of_sheet("class_name", any_name)),
    Item(
        "考试", _ONE_SHEET, "", "本学期期末", "整张表是哪次考试",
        _of_sheet("exam", any_name), synonyms="考试名称",
    ),
)  # fmt: skip
"""Every line that the form may hold, in the order in which a blank form lists them."""
FIXED_VALUES: Final = {item.name: item.values for item in ITEMS if item.values}
"""The words that may stand under 值, of items where there are only a few."""


def form_header_row(grid: Grid) -> int | None:
    """Return the 0-based row of a form's header, None where the sheet is no such form."""
    for row, values in enumerate(grid.rows[:_HEADER_ROWS]):
        words = {plain_label(value) for value in values if isinstance(value, str)}
        if {"项目", "值"} < words.intersection(FORM_HEADER):
            return row
    return None


def is_settings_sheet(grid: Grid) -> bool:
    """Say whether a sheet is the form 考核设置, by its name or its header."""
    return plain_label(grid.name) == SETTINGS_SHEET or form_header_row(grid) is not None


def words_of(options: Options) -> list[tuple[str, str, str]]:
    """Return a line (项目, 列, 值) for everything that the options decide but enrolled numbers.

    The full mark that is only assumed stays empty: a form that says 100 answers for the office.

    >>> from xl_quality.core.options import Options
    >>> words_of(Options())[:2]
    [('满分', '', ''), ('及格线', '', '60%')]
    """
    lines = [] if options.default_set else [(table.FULL_MARK.name, "", "")]
    for option in table.OPTIONS:
        lines += [(option.name, of, option.text(value)) for of, value in option.stated(options)]
    if table.WEIGHTS.text(options.weights):
        return lines
    at = lines.index((table.WEIGHTS.name, "", ""))
    parts = {label: getattr(options.weights, name) for label, name in table.WEIGHED.items()}
    lines[at : at + 1] = [
        (table.WEIGHTS.name, label, decimal_text(p)) for label, p in parts.items()
    ]
    return lines
