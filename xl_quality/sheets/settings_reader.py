"""Reads the form 考核设置: options of the figures and what a person fixed about sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import BadInputError, Finding, Kind
from xl_quality.core.option_table import weights_of
from xl_quality.core.options import LINES, BadValueError, Options, line_in_hundredths
from xl_quality.core.options import line as line_of
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import CellValue, Grid, address
from xl_quality.sheets.recognition import NO_OVERRIDE, Facts, SheetOverride, shown
from xl_quality.sheets.settings import (
    ANY_SCHEME,
    ANY_SHEET,
    ITEMS,
    BadColumnError,
    Draft,
    form_header_row,
    text_of,
)
from xl_quality.sheets.text import plain_label

if TYPE_CHECKING:
    from xl_quality.core.school_terms import ExamKind

_NAMES: Final = {item.name: item for item in ITEMS}
_OTHER_WORDS: Final = {word: item.name for item in ITEMS for word in item.synonyms.split()}
_COLUMN_WORDS: Final = {
    "项目": ("项目", "设置项", "设置项目"),
    "工作表": ("工作表", "工作表名", "表"),
    "列": ("列", "列号", "学科", "列(学科)", "列/学科", "学科(列)"),
    "值": ("值", "设置值", "取值", "内容"),
}
"""What may head a column of the form."""


class SchemeValue(NamedTuple):
    """A value that a scheme leaves open (方案参数), as the form says it."""

    scheme: str  # the scheme's id or title, ``""`` = every scheme that has such a parameter
    name: str  # of the parameter, English or Chinese
    value: str  # as written: 300, 95%
    sheet: str  # of the form
    cell: str  # where the value stands


class Settings(NamedTuple):
    """What the clerk set."""

    # lines, full marks, weights, rounding; what the form does not say is the default
    options: Options = Options()
    given: frozenset[str] = frozenset()  # items the form says something about, e.g. 满分, 并列
    # what was fixed about single sheets, by sheet name
    sheets: Mapping[str, SheetOverride] = MappingProxyType({})
    # official school name (校名) by the way it is written in sheets
    school_aliases: Mapping[str, str] = MappingProxyType({})
    # teachers who are called like a pupil of a class of theirs (同名教师)
    namesakes: frozenset[str] = frozenset()
    # exam as on the score sheets by its name in 县名次
    exam_aliases: Mapping[str, str] = MappingProxyType({})
    # 小学, 初中 or 都不是, as the office says it, by the unit's name
    unit_kinds: Mapping[str, str] = MappingProxyType({})
    exam_kinds: Mapping[str, ExamKind] = MappingProxyType({})  # of exams by name (考试性质)
    # the score sheets hold all schools of the county, so their places count as the county's
    whole_county: bool = False
    year_kind: str = ""  # 自然年 or 学年, where a scheme counts years (连续年); ``""`` = not said
    scheme_values: tuple[SchemeValue, ...] = ()  # what schemes leave open for the office to say
    findings: tuple[Finding, ...] = ()  # every line that cannot be used, with its cell

    def override(self, sheet: str) -> SheetOverride:
        """Return what holds for one sheet, the choices for all sheets included."""
        found = self.sheets.get(sheet, NO_OVERRIDE)
        used = found.scores_used or self.options.scores_used
        general = self.options.accept_signs
        signs = found.accept_signs if general is None else general
        return found._replace(accept_signs=signs, scores_used=used)


class _Line(NamedTuple):
    """One line of the form, the sheet it is on and the 0-based cells it stands in."""

    form: str
    row: int
    item: str
    sheet: str
    column: str
    value: CellValue
    cells: Mapping[str, int]

    def cell(self, word: str) -> str:
        return address(self.row, self.cells.get(word, 0))

    def finding(self, kind: Kind, word: str, **facts: str) -> Finding:
        """Return a finding about what stands under a word of the header."""
        parts = {"项目": self.item, "工作表": self.sheet, "列": self.column}
        found = parts[word] if word in parts else shown(self.value)
        named: Facts = {"item": self.item, **facts}
        return kind.at(self.form, self.cell(word), found=found, **named)


def read_settings(grid: Grid, sheet_names: Sequence[str] = ()) -> Settings:
    """Read the form 考核设置; a line that cannot be used changes nothing and is a finding.

    The names of sheets in the form are checked by those of the workbook; () = unchecked.
    """
    header = form_header_row(grid)
    if header is None:
        finding = kinds.SETTINGS_HEADER_MISSING.at(grid.name, "A1")
        return Settings(findings=(finding,))
    work = Draft()
    checked = [_checked(line, sheet_names) for line in _lines(grid, header)]
    findings = [line for line in checked if isinstance(line, Finding)]
    usable = [line for line in checked if isinstance(line, _Line)]
    for line in usable:
        findings += _applied(work, line)
    findings += _weight_findings(work, usable)
    options = work.options()
    findings += _line_findings(options, usable)
    cells = [line.cell("值") for line in usable if line.item == "方案参数"]
    values = zip(work.parameters, cells, strict=True)  # both in the order of the form
    return Settings(
        options=options,
        given=frozenset(line.item for line in usable),
        sheets=work.sheets,
        school_aliases=work.aliases,
        namesakes=frozenset(name for name, same in work.namesakes.items() if same),
        exam_aliases=work.exam_aliases,
        unit_kinds=work.unit_kinds,
        exam_kinds=work.exam_kinds,
        whole_county=work.whole_county,
        year_kind=work.year_kind,
        scheme_values=tuple(SchemeValue(*said, grid.name, cell) for said, cell in values),
        findings=tuple(findings),
    )


def _weight_findings(work: Draft, lines: Sequence[_Line]) -> Iterator[Finding]:
    """Take back single weights that cannot be understood together."""
    if not work.weights:
        return
    try:
        weights_of(list(work.own_weights().values()))
    except BadValueError as problem:
        line = next(line for line in lines if line.item == "综合权重" and line.column)
        work.weights.clear()
        yield line.finding(kinds.SETTINGS_WEIGHTS_BAD, "值", wanted=str(problem))


def _line_findings(options: Options, lines: Sequence[_Line]) -> Iterator[Finding]:
    """Name the cells of score lines that cannot be used with the full mark that the form says."""
    for line in lines:
        full = options.full_marks.get(line.column) or (options.default_set and options.default_full)
        if line.item not in LINES or not full:
            continue
        try:
            line_in_hundredths(full, line.item, line_of(text_of(line.value)))
        except BadInputError as problem:
            cell = line.cell("值")
            yield from (f._replace(sheet=line.form, cell=cell) for f in problem.findings)
        except BadValueError:
            pass  # told already


def _lines(grid: Grid, header: int) -> list[_Line]:
    cells: dict[str, int] = {}
    for column, value in enumerate(grid.rows[header]):
        word = plain_label(value) if isinstance(value, str) else ""
        for name, words in _COLUMN_WORDS.items():
            if word in words:
                cells.setdefault(name, column)
    lines: list[_Line] = []
    for row in range(header + 1, len(grid.rows)):
        values = {name: grid.rows[row][column] for name, column in cells.items()}
        texts = {name: text_of(value) for name, value in values.items()}
        if texts.get("项目") or texts.get("值"):
            sheet = values.get("工作表")
            lines.append(
                _Line(
                    form=grid.name,
                    row=row,
                    item=texts.get("项目", ""),
                    sheet=sheet.strip() if isinstance(sheet, str) else text_of(sheet),
                    column=texts.get("列", ""),
                    value=values["值"],
                    cells=cells,
                )
            )
    return lines


def _checked(line: _Line, sheet_names: Sequence[str]) -> _Line | Finding | None:
    """Return a line with its item in standard words, why it is unusable, None where it is blank."""
    name = _OTHER_WORDS.get(line.item, line.item)
    if name not in _NAMES:
        near = _nearest(line.item, [*_NAMES, *_OTHER_WORDS], cutoff=0.4)
        kind = kinds.SETTINGS_ITEM_LIKELY if near else kinds.SETTINGS_ITEM_UNKNOWN
        facts: Facts = {"guess": _OTHER_WORDS.get(near, near), "items": "、".join(_NAMES)}
        return line.finding(kind, "项目", **facts)
    if not text_of(line.value):
        if name != "不用":
            return None  # a prepared line that nobody filled in
        line = line._replace(value="是")
    wanted = _NAMES[name].sheet
    if line.sheet and not wanted:
        return line.finding(kinds.SETTINGS_SHEET_USELESS, "工作表")
    needed = line.sheet or wanted not in ("", ANY_SHEET, ANY_SCHEME)
    known = line.sheet and (not sheet_names or line.sheet in sheet_names)
    if not needed or wanted == ANY_SCHEME or known:
        return line._replace(item=name)
    if not line.sheet:
        return line.finding(kinds.SETTINGS_SHEET_MISSING, "工作表")
    near = _nearest(line.sheet, sheet_names, cutoff=0.3)
    kind = kinds.SETTINGS_SHEET_LIKELY if near else kinds.SETTINGS_SHEET_UNKNOWN
    return line.finding(kind, "工作表", guess=near)


def _nearest(word: str, known: Sequence[str], *, cutoff: float) -> str:
    """Return the known word most like one that is not known, ``""`` where none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where a word does not fit

    return next(iter(get_close_matches(word, known, cutoff=cutoff)), "")


def _applied(work: Draft, line: _Line) -> Iterator[Finding]:
    """Put a line into the draft; yield why where it cannot be used."""
    try:
        _NAMES[line.item].put(work, line.sheet, line.column, text_of(line.value))
    except BadColumnError as problem:
        yield line.finding(kinds.SETTINGS_COLUMN_BAD, "列", wanted=str(problem))
    except BadValueError as problem:
        yield line.finding(kinds.SETTINGS_VALUE_BAD, "值", wanted=str(problem))
