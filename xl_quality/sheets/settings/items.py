"""What each item of the form 考核设置 changes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.options import (
    DEFAULT_FULL_MARK,
    Digits,
    DropRule,
    Lines,
    Options,
)
from xl_quality.core.rounding import RoundingMode
from xl_quality.core.scores import ScoreKind
from xl_quality.sheets.overrides import SheetOverride
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.settings import values
from xl_quality.sheets.settings.values import BadValueError

if TYPE_CHECKING:
    from xl_quality.core.exam_kinds import ExamKind
    from xl_quality.core.marks_in_doubt import SubjectZero
    from xl_quality.core.options import Line, Weights
    from xl_quality.sheets.grid import CellValue

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
        return values.weights_of(list(self.own_weights().values()))

    def _own(self, common: Lines, subject: str) -> Lines:
        own = {name: share for (name, of), share in self.lines.items() if of == subject}
        return common._replace(**own)

    def change_sheet(self, sheet: str, **changes: Any) -> None:  # noqa: ANN401 - fields of SheetOverride
        """Fix something about one sheet."""
        self.sheets[sheet] = self.sheets.get(sheet, SheetOverride())._replace(**changes)


Apply = Callable[[Draft, str, str, "CellValue"], None]


def _full(draft: Draft, sheet: str, subject: str, value: CellValue) -> None:
    full = values.full_mark(value)
    if sheet:
        before = draft.sheets.get(sheet, SheetOverride()).full_marks
        draft.change_sheet(sheet, full_marks={**before, subject: full})
    elif subject:
        draft.full_marks[subject] = full
    else:
        draft.default_full, draft.default_set = full, True


def _line(name: str) -> Apply:
    def apply(draft: Draft, _sheet: str, subject: str, value: CellValue) -> None:
        draft.lines[name, subject] = values.line(value)

    return apply


def _chosen(name: str, choices: dict[str, Any]) -> Apply:
    def apply(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
        draft.chosen = draft.chosen._replace(**{name: values.choice(value, choices)})

    return apply


def _digits(suffix: str) -> Apply:
    def apply(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
        if column not in _FIGURES:
            message = "“列”应写平均分、率、综合分，或空着"
            raise BadColumnError(message)
        found = values.choice(value, _MODES) if suffix else values.whole(value, 0, _MOST_DIGITS)
        names = {name + suffix: found for name in _FIGURES[column]}
        digits: Digits = draft.chosen.digits._replace(**names)  # type: ignore[arg-type] # by name
        draft.chosen = draft.chosen._replace(digits=digits)

    return apply


def _weights(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        draft.chosen = draft.chosen._replace(weights=values.weights(value))
    elif column in _PARTS:
        draft.weights[_PARTS[column]] = values.number(value)
    else:
        message = "“列”应写平均分、及格率、优秀率、低分率，或空着写成套的权重"
        raise BadColumnError(message)


def _drop(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
    draft.chosen = draft.chosen._replace(drop=DropRule(values.share(value)))


def _enrolled(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    parts = column.split("/")
    if len(parts) != 3 or not any(parts):  # noqa: PLR2004 - school, grade, class
        message = "“列”应写“学校/年级/班级”，没有的空着，如“/七年级/1班”"
        raise BadColumnError(message)
    draft.enrolled[parts[0], parts[1], parts[2]] = values.whole(value, 0, _MOST_PUPILS)


def _alias(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写表中的写法"
        raise BadColumnError(message)
    draft.aliases[column] = values.text_of(value)


def _unit_kind(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    kind = values.choice(value, {word: word for word in _UNIT_KINDS})
    if not column:
        message = "“列”应写单位名，如 光明九年一贯制学校"
        raise BadColumnError(message)
    draft.unit_kinds[column] = kind


def _namesake(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写教师姓名"
        raise BadColumnError(message)
    if values.choice(value, _YES_NO):
        draft.namesakes.add(column)


def _exam_alias(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写县名次表里的考试名称"
        raise BadColumnError(message)
    draft.exam_aliases[column] = values.text_of(value)


def _exam_kind(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    if not column:
        message = "“列”应写考试名称，与表里的写法一样"
        raise BadColumnError(message)
    kind = values.exam_kind(value)
    if draft.exam_kinds.setdefault(column, kind) is not kind:
        message = f"“{column}”上面已写作“{draft.exam_kinds[column].label}”，请只留一行"
        raise BadValueError(message)


def _parameter(draft: Draft, sheet: str, column: str, value: CellValue) -> None:
    draft.parameters.append((sheet, column, values.text_of(value)))


def _range(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
    draft.whole_county = values.choice(value, {"全镇": False, "全县": True})


def _signs(draft: Draft, _sheet: str, _column: str, value: CellValue) -> None:
    draft.accept_signs = values.choice(value, {"不计入": False, "计入": True})


_SCORES_USED: Final = {"赋分": ScoreKind.ASSIGNED, "原始分": ScoreKind.RAW, "原始": ScoreKind.RAW}


def _scores_used(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    score = values.choice(value, _SCORES_USED)
    if sheet:
        draft.change_sheet(sheet, scores_used=score)
    else:
        draft.scores_used = score


def _subject_zero(draft: Draft, _sheet: str, column: str, value: CellValue) -> None:
    draft.subject_zero[column] = values.choice(value, values.SUBJECT_ZERO)


def _ignore(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    draft.change_sheet(sheet, ignore=values.choice(value, _YES_NO))


def _scores(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    said = "scores" if values.choice(value, _YES_NO) else "ignore"
    draft.change_sheet(sheet, **{said: True})


def _header(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
    draft.change_sheet(sheet, header_rows=values.rows(value))


def _row(name: str) -> Apply:
    def apply(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
        draft.change_sheet(sheet, **{name: values.whole(value, 1, _LAST_ROW)})

    return apply


def _column(draft: Draft, sheet: str, column: str, value: CellValue) -> None:
    letter = column.removesuffix("列").upper()
    if not _LETTERS.fullmatch(letter):
        message = "“列”应写列号，如 D"
        raise BadColumnError(message)
    before = draft.sheets.get(sheet, SheetOverride()).columns
    draft.change_sheet(sheet, columns={**before, letter: values.text_of(value)})


def _text(name: str) -> Apply:
    def apply(draft: Draft, sheet: str, _column: str, value: CellValue) -> None:
        text = values.text_of(value)
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
    "缺考": _chosen("absent", values.ABSENT),
    "全部0分": _chosen("all_zero", values.ALL_ZERO),
    "学科0分": _subject_zero,
    "并列": _chosen("ties", values.TIES),
    "排名指标": _chosen("measure", values.MEASURES),
    "小数位": _digits(""),
    "舍入": _digits("_mode"),
    "按未舍入排名": _chosen("rank_unrounded", _YES_NO),
    "综合权重": _weights,
    "全科率分母": _chosen("whole", values.WHOLE),
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
