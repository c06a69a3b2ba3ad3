"""Sheets for going over the data before a run, and after: what to fill in, check and mend.

The forms 考核设置 and lists to be filled in (名单表); 识别结果, what every sheet was taken for;
体检结果, every finding with a link to its cell; 缺考·空白·零分清单, every pupil without an ordinary
mark; 转为数值清单, the formulas a copy has lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase, digits
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import (
    Align,
    Comment,
    DropDownList,
    Highlight,
    Link,
    Row,
    Style,
    Table,
    Value,
)
from xl_quality.core.facts import Cell, Source
from xl_quality.core.findings import Finding, Severity, WordedFinding
from xl_quality.core.grouping import grouped
from xl_quality.core.marks import POINT, State
from xl_quality.reports.frame import (
    CENTER,
    COUNT,
    HEADER_ROWS,
    LINK,
    SECTION,
    TEXT,
    TO_FILL,
    Column,
    Frame,
    ListGroup,
    WideLine,
    fitted,
    framed_sheet,
    grouped_sheets,
    header_row,
    listed,
    note_line,
    sectioned_sheet,
    wide,
    widths_of,
)
from xl_quality.reports.paper import ReportSection, RowStack, stacked
from xl_quality.sheets.cells import column_index
from xl_quality.sheets.list_kinds import words_of as words_of_field
from xl_quality.sheets.recognition import Recognition, SheetKind
from xl_quality.sheets.settings import FIXED_VALUES, FORM_HEADER, ITEMS, SETTINGS_SHEET, words_of

if TYPE_CHECKING:
    from xl_quality.books.opc.freezing import Frozen, FrozenCell
    from xl_quality.core.options import Options

_SETTINGS_NOTE: Final = (
    "改黄色格里的值，保存后再点“四率统计”“排名”等就按新的算；值空着的行不起作用，多余的行可以删掉。"
    "要写没有列出的项目，用下面的空行：选项目，需要时写工作表和列，再写值。"
)
_SETTINGS_ROWS: Final = 20  # empty rows for what is special to this workbook
_FULL_MARK: Final = "满分"
_VALUE: Final = TO_FILL._replace(align=Align.CENTER)
_FREE_STYLES: Final = (TO_FILL, TO_FILL, TO_FILL, _VALUE, TEXT)
_LEGEND_STYLES: Final = (TEXT._replace(color="595959"),) * len(FORM_HEADER)
_FILLS: Final = {Severity.ERROR: "F8CBAD", Severity.WARNING: "FFF2CC"}
_CHECKUP_NOTE: Final = (
    "“严重”的会算错或算不出，请先改；“注意”的请核对；“提示”的一般不用处理。点位置可跳到那一格。"
)
_CENTRED: Final = CENTER._replace(wrap=True)
_RECOGNITION_NOTE: Final = (
    "请核对：每张成绩表的表头、学校、班级和各科的列是不是认对了。"
    "认错的在“考核设置”表里写“表头行、指定列、学校、班级、不用”等，再点一次“识别成绩表”。"
)
_UNUSED: Final = {SheetKind.OTHER, SheetKind.EMPTY}
"""Sheets that are not used at all stand back, in grey."""
_DOUBT_SPANS: Final = ((0, 0), (1, 1), (2, 2), (3, 12), (13, 16))
"""First and last column of the sheet for each column of the doubts."""
_FrozenLine = tuple["Value", str, "str | None", "str | None"]
"""Where, the formula, its value, what to know about it."""
_FROZEN: Final = Frame[_FrozenLine](
    "转为数值清单",
    (
        Column("序号", None, CENTER, 7),
        Column("位置", lambda line: line[0], LINK, 26),
        Column("原来的公式", lambda line: line[1], TEXT, 56),
        Column("现在的值", lambda line: line[2], TEXT, 16),
        Column("说明", lambda line: line[3], TEXT, 40),
    ),
    landscape=True,
)
FROZEN_SHEET: Final = _FROZEN.sheet
_LEFT: Final = "没有算出过值，公式没有换；请在装有本程序的电脑上打开、重算、保存后再转"
_ELSEWHERE: Final = "名称、条件格式或数据验证里的公式，不能换成数值"
_LIST_ROWS: Final = 30  # empty rows under those that are known already
_BLANKS_NOTE: Final = (
    "列出没有普通分数的：缺考、免考、缓考、作弊，"
    "空白（应考而没有分数，按没有考处理）和0分（按0分计入）。"
)
_MISSING_NOTE: Final = (
    f"内部资料，含学生姓名。{_BLANKS_NOTE}"
    "每所学校另起一页，请各校核对签字，在成绩表里写明缺考、免考，或补上分数。"
)
_SIGNED_BY_SCHOOL: Final = WideLine(
    "以上情况经本校核对属实。　　核对人：　　　　　　　校长（签字盖章）：　　　　　　　　　　"
    "　　　年　　月　　日",
    Style(),
    34,
)
_NO_SCHOOL: Final = "没有写学校的"
_FEW_CELLS: Final = 2  # addresses written out; of more, side by side, their range


class Asked(NamedTuple):
    """A line that this workbook may need, its value still empty."""

    item: str  # what stands under 项目
    sheet: str  # under 工作表, ``""`` = nothing
    column: str  # under 列
    why: str = ""  # what to write, in place of the item's general meaning; ``""`` = that


class _SettingsLine(NamedTuple):
    """One row of the form, its cells from left to right."""

    item: str | None
    sheet: str | None
    column: str | None
    value: Value
    meaning: str


_SETTINGS: Final = Frame[_SettingsLine](
    SETTINGS_SHEET,
    (
        Column(FORM_HEADER[0], lambda line: line.item, TEXT, 16),
        Column(FORM_HEADER[1], lambda line: line.sheet, TEXT, 26),
        Column(FORM_HEADER[2], lambda line: line.column, TEXT, 22),
        Column(FORM_HEADER[3], lambda line: line.value, _VALUE, 16),
        Column(FORM_HEADER[4], lambda line: line.meaning, TEXT, 70),
    ),
    landscape=True,
)


def settings_table(
    options: Options, subjects: Sequence[str], sheets: Sequence[str], asked: Sequence[Asked] = ()
) -> Table:
    """Return the form 考核设置; `read_settings` reads the same options from it.

    Args:
        options: what holds now.
        subjects: those of the score sheets: a line each for the full mark, still empty.
        sheets: names of the workbook's sheets, for the drop-down.
        asked: further lines that this workbook may need, still empty.
    """
    lines = _lines(options, subjects, asked)
    first_free = HEADER_ROWS + len(lines)
    last_free = first_free + _SETTINGS_ROWS - 1
    legend = [_SettingsLine(None, None, None, None, text) for text in _other_items(lines)]
    body = [
        *listed(lines, _SETTINGS.columns),
        *[Row((None,) * len(FORM_HEADER), _FREE_STYLES, 18)] * _SETTINGS_ROWS,
        *(row._replace(styles=_LEGEND_STYLES) for row in listed(legend, _SETTINGS.columns)),
    ]
    return framed_sheet(_SETTINGS, note_line(_SETTINGS_NOTE, 34), body)._replace(
        choices=[
            *_value_choices(lines),
            DropDownList((first_free, 0, last_free, 0), [item.name for item in ITEMS]),
            *([DropDownList((first_free, 1, last_free, 1), sheets)] if sheets else []),
        ],
        comments=[
            Comment((2, 1), "只管一张表的项目在这里写工作表名；空着＝所有表。"),
            Comment((2, 2), "学科、列号，或说明里写的其他内容；空着＝全部。"),
        ],
    )


def _lines(
    options: Options, subjects: Sequence[str], asked: Sequence[Asked]
) -> list[_SettingsLine]:
    """Return what holds now, a full mark for every subject behind the first, then what is asked."""
    meanings = {item.name: item.meaning for item in ITEMS}
    lines = [
        _SettingsLine(item, None, column or None, value, meanings[item])
        for item, column, value in words_of(options)
    ]
    stated = {line.column for line in lines if line.item == _FULL_MARK}
    after = max(place for place, line in enumerate(lines) if line.item == _FULL_MARK) + 1
    lines[after:after] = [
        _SettingsLine(_FULL_MARK, None, subject, None, meanings[_FULL_MARK])
        for subject in subjects
        if subject not in stated
    ]
    return lines + [
        _SettingsLine(
            one.item, one.sheet or None, one.column or None, None, one.why or meanings[one.item]
        )
        for one in asked
        if one.item in meanings
    ]


def _value_choices(lines: Sequence[_SettingsLine]) -> list[DropDownList]:
    """Return drop-downs for the values that are one of a few words."""
    return [
        DropDownList((row, 3, row, 3), FIXED_VALUES[line.item])
        for row, line in enumerate(lines, start=HEADER_ROWS)
        if line.item in FIXED_VALUES and not (line.item == "综合权重" and line.column)
    ]


def _other_items(lines: Sequence[_SettingsLine]) -> list[str]:
    """Explain the items that no line above shows."""
    shown = {line.item for line in lines}
    return ["空行里还可以写这些项目："] + [
        f"{item.name}：{item.meaning}。"
        + (f"工作表：{item.sheet}；" if item.sheet else "")
        + (f"列：{item.column}；" if item.column else "")
        + f"值如：{item.example}"
        for item in ITEMS
        if item.name not in shown
    ]


def checkup_table(findings: Sequence[WordedFinding], book: str, sheets: Collection[str]) -> Table:
    """Return the sheet 体检结果; a place is a link only where it is in one of *sheets*."""
    frame: Frame[WordedFinding] = Frame(
        "体检结果",
        (
            Column("序号", None, CENTER, 6),
            Column("程度", lambda one: one.severity.label, CENTER, 8),
            Column("位置", lambda one: place_link(one, sheets), LINK, 24),
            Column("问题", lambda one: one.text, TEXT, 50),
            Column("看到的", lambda one: one.found or None, TEXT, 20),
            Column("怎么办", lambda one: one.suggestion, TEXT, 44),
            Column("处理情况", lambda _: None, TEXT, 16),
        ),
        title="数据体检结果",
        landscape=True,
        confidential=True,
    )
    order = list(Severity)
    body = listed(sorted(findings, key=lambda one: order.index(one.severity)), frame.columns)
    if not body:
        width = len(frame.columns)
        body = [Row(("", "", "", "没有发现问题", *[""] * (width - 4)), (TEXT,) * width)]
    counts = "，".join(
        f"{severity.label} {sum(one.severity is severity for one in findings)} 条"
        for severity in Severity
    )
    area = (HEADER_ROWS, 1, HEADER_ROWS + len(body) - 1, 1)
    table = framed_sheet(frame, note_line(f"{book}：{counts}。{_CHECKUP_NOTE}", 34), body)
    return table._replace(
        highlights=[
            Highlight(area, f'$B{HEADER_ROWS + 1}="{severity.label}"', fill=fill)
            for severity, fill in _FILLS.items()
        ]
    )


def place_link(finding: Finding | WordedFinding, sheets: Collection[str]) -> Value:
    """Return where a finding is, as a link to its first cell where the workbook has that sheet.

    >>> from xl_quality.core.findings import Kind, Severity
    >>> place_link(Kind("", Severity.NOTE, "", "").at("六年级", "D5:D9"), ["六年级"])
    Link(text='六年级!D5:D9', target=Cell(sheet='六年级', address='D5'))
    """
    if finding.sheet not in sheets:
        return finding.where or None
    first = finding.cell.partition("、")[0].partition(":")[0]
    return Link(finding.where, Cell(finding.sheet, first or "A1"))


def _name(found: Recognition) -> Link:
    name = f"{found.sheet}（第{found.block}块）" if found.block else found.sheet
    return Link(name, Cell(found.sheet, f"A{found.header_rows[0] if found.header_rows else 1}"))


def _kind(found: Recognition) -> str:
    return found.kind.label + (f"：{found.list_name}" if found.list_name else "")


def _place(column: str | None, fixed: str = "") -> str | None:
    """Return a column's letter (a row's number in a transposed sheet), or what holds for all."""
    if column:
        return f"{column}行" if column.isdigit() else f"{column}列"
    return fixed or None


def _listed(words: Iterator[str]) -> str | None:
    return "、".join(words) or None


def _subjects(found: Recognition) -> str | None:
    return _listed(f"{subject}（{place}）" for subject, place in found.subjects.items())


def _full_marks(found: Recognition) -> str | None:
    return _listed(f"{subject}{mark / POINT:g}" for subject, mark in found.full_marks.items())


def _absent(found: Recognition) -> str | None:
    return _listed(f"{text}×{count}" for text, count in found.absent.items())


_RECOGNITION: Final[Frame[Recognition]] = Frame(
    "识别结果",
    (
        Column("工作表", _name, LINK, 18),
        Column("认作", _kind, TEXT, 14),
        Column("考试", lambda one: one.exam or one.columns.exam or None, TEXT, 13),
        Column("表头行", lambda one: _listed(map(str, one.header_rows)), _CENTRED, 7),
        Column("首行", lambda one: one.first_data_row, COUNT, 6),
        Column("末行", lambda one: one.last_data_row, COUNT, 6),
        Column("行数", lambda one: len(one.data_rows) or None, COUNT, 6),
        Column("学校", lambda one: _place(one.columns.school, one.school), _CENTRED, 12),
        Column("年级", lambda one: _place(one.columns.grade, one.grade), _CENTRED, 7),
        Column("班级", lambda one: _place(one.columns.class_name, one.class_name), _CENTRED, 7),
        Column("姓名", lambda one: _place(one.columns.name), _CENTRED, 5),
        Column("学号", lambda one: _place(one.columns.student_id), _CENTRED, 5),
        Column("总分", lambda one: _place(one.columns.total), _CENTRED, 5),
        Column("学科（列）", _subjects, TEXT, 26),
        Column("满分", _full_marks, TEXT, 13),
        Column("缺考等", _absent, TEXT, 12),
        Column("疑点", lambda one: len(one.all_findings) or None, COUNT, 5),
    ),
    keys=1,
    landscape=True,
    confidential=True,
)
_GREY: Final = tuple(column.style._replace(color="808080") for column in _RECOGNITION.columns)


def recognition_table(found: Sequence[Recognition], book: str) -> Table:
    """Return the sheet 识别结果: a row a sheet or block of a sheet, the doubts below."""
    columns = _RECOGNITION.columns
    parts = [part for sheet in found for part in (sheet, *sheet.blocks)]
    rows = [
        row._replace(styles=_GREY) if part.kind in _UNUSED else row
        for row, part in zip(listed(parts, columns), parts, strict=True)
    ]
    head = header_row(tuple(column.title for column in columns))
    sections = [ReportSection(RowStack([head]), [RowStack([row]) for row in rows])]
    doubts = list(dict.fromkeys(one for sheet in found for one in sheet.all_findings))
    if doubts:
        sections.append(_doubts(doubts, {sheet.sheet for sheet in found}))
    note = f"{book}：{_RECOGNITION_NOTE}"
    return sectioned_sheet(_RECOGNITION, note, sections)


def _doubts(doubts: Sequence[Finding], sheets: Collection[str]) -> ReportSection:
    """Return the doubts under a heading; they have columns of their own."""
    widths = widths_of(_RECOGNITION.columns)
    room = [sum(widths[first : last + 1]) for first, last in _DOUBT_SPANS]
    columns: Sequence[Column[Finding]] = (
        Column("位置", lambda one: place_link(one, sheets), LINK, room[0]),
        Column("程度", lambda one: one.severity.label, CENTER, room[1]),
        Column("看到的", lambda one: one.found or None, TEXT, room[2]),
        Column("问题", lambda one: one.text, TEXT, room[3]),
        Column("怎么办", lambda one: one.suggestion, TEXT, room[4]),
    )
    head = _across(header_row(_spread([column.title for column in columns])))
    styles = (LINK, CENTER, *(TEXT,) * (len(_RECOGNITION.columns) - 2))
    pieces = [
        _across(Row(_spread(row.values), styles, row.height)) for row in listed(doubts, columns)
    ]
    title = wide(WideLine(f"疑点（{len(doubts)} 处）", SECTION, 24), widths)
    return ReportSection(stacked([title, head]), pieces)


def _across(row: Row) -> RowStack:
    """Return a row of the doubts, its cells merged over the columns of the sheets."""
    return RowStack([row], [(0, first, 0, last) for first, last in _DOUBT_SPANS if first != last])


def _spread(cells: Sequence[Value]) -> tuple[Value, ...]:
    """Put cells at the first columns of the areas they are merged over."""
    values: list[Value] = [None] * len(_RECOGNITION.columns)
    for (first, _), cell in zip(_DOUBT_SPANS, cells, strict=True):
        values[first] = cell
    return tuple(values)


def frozen_table(found: Frozen, book: str, name: str = FROZEN_SHEET) -> Table:
    """Return the sheet that lists the cells."""
    count = sum(cell.value is not None for cell in found.cells)
    note = f"由“{book}”另存；本程序的函数 {count} 格已换成数值，不再随数据变化。其他公式没有动。"
    lines = [_frozen_line(cell) for cell in found.cells]
    lines += [(sheet, f"={formula}", None, _ELSEWHERE) for sheet, formula in found.elsewhere]
    frame = _FROZEN._replace(sheet=name, title=FROZEN_SHEET)
    return framed_sheet(frame, note, listed(lines, frame.columns))


def _frozen_line(cell: FrozenCell) -> _FrozenLine:
    place = Cell(cell.sheet, cell.cell)
    formula = f"={cell.formula}" if cell.formula else "（与同一组公式相同）"
    return Link(str(place), place), formula, cell.value, _LEFT if cell.value is None else None


class ListForm(NamedTuple):
    """A list that a scheme takes facts from, before anybody filled it in."""

    kind: str  # which list: 任课, 县名次 …
    fields: Sequence[str]  # its columns, in order
    rows: Sequence[Mapping[str, str]]  # what is known, by field
    choices: Mapping[str, Sequence[str]]  # the words to choose from, by field
    clauses: Sequence[str]  # ids of the clauses that take facts from it


def heading(field: str) -> str:
    """Return what the column of a field is called: 名次."""
    return words_of_field(field)[0]


def list_table(form: ListForm, sheet: str) -> Table:
    """Return the sheet of a form; filled in, the reader of lists reads it as that list."""
    columns: list[Column[None]] = [
        Column(
            heading(field),
            None,
            TEXT,
            fitted([heading(field), *(row.get(field) for row in form.rows)], least=12),
        )
        for field in form.fields
    ]
    note = f"条款{'、'.join(form.clauses)}要用。填黄色格；没有的行可以删，也可以在下面加。"
    body = [_row([row.get(field) or None for field in form.fields]) for row in form.rows]
    body += [_row([None] * len(columns)) for _ in range(_LIST_ROWS)]
    table = framed_sheet(Frame(sheet, columns, title=form.kind), note_line(note, 34), body)
    last = HEADER_ROWS + len(body) - 1
    return table._replace(
        choices=[
            DropDownList((HEADER_ROWS, column, last, column), form.choices[field], others=True)
            for column, field in enumerate(form.fields)
            if form.choices.get(field)
        ]
    )


def _row(values: Sequence[str | None]) -> Row:
    return Row(values, tuple(TO_FILL if value is None else TEXT for value in values))


class MissingRow(NamedTuple):
    """One pupil and one kind of missing mark."""

    # exam, school, grade, class_name, name, student_id: whose; ``""`` where not said
    exam: str
    school: str
    grade: str
    class_name: str
    name: str
    student_id: str
    subjects: str  # in which, as text
    kind: str  # 空白, 缺考, 免考, 作弊, 无效 or 0分
    text: str  # what stands in the cells
    # sheet, cells: where
    sheet: str
    cells: tuple[str, ...]


def _missing_place(one: MissingRow) -> Link:
    place = Source.at(one.sheet, *one.cells)
    first, last = one.cells[0], one.cells[-1]
    if len(one.cells) > _FEW_CELLS and _side_by_side(one.cells):
        return Link(f"{one.sheet}!{first}:{last}", place.cells[0])  # a link does not wrap in Calc
    return Link(str(place), place.cells[0])


def _side_by_side(cells: Sequence[str]) -> bool:
    """Return whether cells follow one another in a row: D5, E5, F5."""
    columns = [column_index(cell.rstrip(digits)) for cell in cells]
    rows = {cell.lstrip(ascii_uppercase) for cell in cells}
    return len(rows) == 1 and columns == [*range(columns[0], columns[0] + len(cells))]


_MISSING: Final = Frame[MissingRow](
    "缺考·空白·零分清单",
    (
        Column("序号", None, CENTER, 6),
        Column("考试", lambda one: one.exam or None, TEXT, 22),
        Column("年级", lambda one: one.grade or None, CENTER, 8, stretches=False),
        Column("班级", lambda one: one.class_name or None, CENTER, 8, stretches=False),
        Column("姓名", lambda one: one.name or None, CENTER, 10, stretches=False),
        Column("学号", lambda one: one.student_id or None, CENTER, 14, stretches=False),
        Column("学科", lambda one: one.subjects or None, TEXT, 16),
        Column("情况", lambda one: one.kind or None, CENTER, 8, stretches=False),
        Column("表中写法", lambda one: one.text or None, TEXT, 14),
        Column("位置", _missing_place, LINK, 32),
    ),
    landscape=True,
    confidential=True,
)


_MISSING_KEYS: Final = frozenset(["年级", "班级", "姓名", "学号"])
"""Columns that a workbook may have nothing for."""


def missing_tables(
    pupils: Sequence[MissingRow],
    *,
    title: str,
    unit: str,
    id_title: str = "学号",
    short: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[Table]:
    """Return the list, a school's pupils on pages of their own and signed by it.

    It takes as many sheets as Excel needs for its pages, one nearly always.

    A school signs without seeing the pupils of another. Of nobody there is no list: a page to say
    so is nothing to sign. A column of keys that no pupil has (学号) is left out.

    Args:
        pupils: in order; those of a school come together.
        title: over the sheet.
        unit: the line under the title: unit and exams.
        id_title: what the score sheets call the numbers of pupils.
        short: what a school has to explain of pupils who are on no score sheet, by school in
            order; who has no pupil here signs for that alone.
    """
    frame = _MISSING._replace(title=title)
    if not pupils and not any(short.values()):
        return []
    columns = [
        one._replace(title=id_title) if one.title == "学号" else one for one in _columns_of(pupils)
    ]
    by_school = grouped(pupils, lambda one: one.school)
    groups = [
        _school(school or _NO_SCHOOL, by_school.get(school, ()), columns, short.get(school, ()))
        for school in dict.fromkeys((*short, *by_school))
        if school in by_school or short[school]
    ]
    frame = frame._replace(columns=columns)
    note = f"{unit}\n{_MISSING_NOTE}{_strokes_told(pupils)}"
    return grouped_sheets(frame, note, groups, RowStack(()))


def _strokes_told(pupils: Iterable[MissingRow]) -> str:
    """Return that a stroke for a mark (--、/) is read as 缺考, ``""`` where there is none."""
    absent = (one.text for one in pupils if one.kind == State.ABSENT.value)
    strokes = dict.fromkeys(text for text in absent if text and not any(map(str.isalpha, text)))
    return f"表中的“{'”、“'.join(strokes)}”读作缺考，不是缺考的请改写。" if strokes else ""


def _columns_of(pupils: Sequence[MissingRow]) -> list[Column[MissingRow]]:
    """Return the columns, without the keys that nobody here has; 学科 takes their room.

    The one exam stands over the list, so it needs no column.
    """
    one_exam = len({one.exam for one in pupils}) == 1
    idle = [
        column
        for column in _MISSING.columns
        if (column.title == "考试" and one_exam)
        or (
            column.title in _MISSING_KEYS
            and column.value is not None
            and not any(map(column.value, pupils))
        )
    ]
    room = sum(widths_of(idle))
    return [
        column._replace(width=(column.width or 0) + room) if column.title == "学科" else column
        for column in _MISSING.columns
        if column not in idle
    ]


def _school(
    name: str,
    pupils: Sequence[MissingRow],
    columns: Sequence[Column[MissingRow]],
    short: Sequence[str],
) -> ListGroup:
    """Return the pupils of one school, its signature on the page of the last.

    Over it stands what the school has to write of pupils who are *short*.
    """
    widths = widths_of(columns)
    rows = [RowStack([row]) for row in listed(pupils, columns)]
    asked = [wide(WideLine(words, Style(), 24), widths) for words in short]
    signed = wide(_SIGNED_BY_SCHOOL, widths)
    pieces = [*rows[:-1], stacked([*rows[-1:], *asked, signed])]
    return ListGroup(f"{name}（{len(rows)} 条）", pieces, fresh=True)
