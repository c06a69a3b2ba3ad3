"""The sheet 考核设置 as a form: what holds now, drop-downs, and room for what is special.

The sheet 体检结果: every finding with a link to its cell and what to do, the gravest first.

The sheet 识别结果: what every sheet was taken for, where its columns are, what is doubtful.

The sheet 转为数值清单: which formulas of a copy were replaced by their values.

A list to be filled in (名单表): headed, with drop-downs and the rows known already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import (
    Align,
    Choices,
    Comment,
    Highlight,
    Link,
    Orientation,
    PrintSetup,
    Row,
    Style,
    Table,
)
from xl_quality.core.findings import Severity
from xl_quality.core.marks import POINT
from xl_quality.reports.looks import (
    CENTER,
    COUNT,
    TEXT,
    fitted,
    header_row,
    note_row,
    title_row,
    wrapped_height,
)
from xl_quality.sheets.list_kinds import words_of as list_kinds_words_of
from xl_quality.sheets.recognition import SheetKind
from xl_quality.sheets.settings import FIXED_VALUES, FORM_HEADER, ITEMS, SETTINGS_SHEET, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xl_quality.books.opc.freezing import Frozen, FrozenCell
    from xl_quality.books.tables import Value
    from xl_quality.core.findings import Finding
    from xl_quality.core.options import Options
    from xl_quality.sheets.recognition import Recognition

_NOTE: Final = (
    "改黄色格里的值，保存后再点“四率统计”“排名”等就按新的算；值空着的行不起作用，多余的行可以删掉。"
    "要写没有列出的项目，用下面的空行：选项目，需要时写工作表和列，再写值。"
)
_WIDTHS: Final = (16, 26, 22, 16, 70)
_EDITABLE: Final = TEXT._replace(fill="FFF2CC")
_VALUE: Final = _EDITABLE._replace(align=Align.CENTER)
_STYLES: Final = (TEXT, TEXT, TEXT, _VALUE, TEXT)
_FREE: Final = (_EDITABLE, _EDITABLE, _EDITABLE, _VALUE, TEXT)
_LEGEND: Final = (TEXT._replace(color="595959"),) * len(FORM_HEADER)
_FREE_ROWS: Final = 20
_HEADER_ROWS: Final = 3


class Asked(NamedTuple):
    """
    A line that this workbook may need, its value still empty.

    Attributes:
        item: what stands under 项目.
        sheet: under 工作表, ``""`` = nothing.
        column: under 列.
        why: what to write, in place of the item's general meaning; ``""`` = that.
    """

    item: str
    sheet: str
    column: str
    why: str = ""


def settings_table(
    options: Options, subjects: Sequence[str], sheets: Sequence[str], asked: Sequence[Asked] = ()
) -> Table:
    """
    Return the form 考核设置; `sheets.settings.reader.read_settings` reads the same options from it.

    Args:
        options: what holds now.
        subjects: those of the score sheets: a line each for the full mark, still empty.
        sheets: names of the workbook's sheets, for the drop-down.
        asked: further lines that this workbook may need, still empty.
    """
    width = len(FORM_HEADER)
    note = note_row(_NOTE, width)._replace(styles=(Style(wrap=True),) * width, height=34)
    rows = [title_row(SETTINGS_SHEET, width), note, header_row(FORM_HEADER)]
    known = {item.name for item in ITEMS}
    own = [one for one in asked if one.item in known]
    lines = [
        *_lines(options, subjects),
        *((one.item, one.sheet or None, one.column or None, None) for one in own),
    ]
    meanings = [_meaning(line[0]) for line in lines[: len(lines) - len(own)]]
    meanings += [one.why or _meaning(one.item) for one in own]
    rows += [_row((*line, meaning), _STYLES) for line, meaning in zip(lines, meanings, strict=True)]
    first_free = len(rows)
    rows += [Row((None,) * width, _FREE, 18) for _ in range(_FREE_ROWS)]
    last_free = len(rows) - 1
    rows += [_row((None, None, None, None, text), _LEGEND) for text in _legend(lines)]
    return Table(
        SETTINGS_SHEET,
        rows,
        widths=_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1)),
        choices=[
            *_value_choices(lines),
            Choices((first_free, 0, last_free, 0), [item.name for item in ITEMS]),
            *([Choices((first_free, 1, last_free, 1), sheets)] if sheets else []),
        ],
        comments=[
            Comment((2, 1), "只管一张表的项目在这里写工作表名；空着＝所有表。"),
            Comment((2, 2), "学科、列号，或说明里写的其他内容；空着＝全部。"),
        ],
    )


Line = tuple[str, "str | None", "str | None", "Value"]
"""项目, 工作表, 列, 值."""


def _lines(options: Options, subjects: Sequence[str]) -> list[Line]:
    """Return the lines that say what holds now, a full mark for every subject behind the first."""
    lines: list[Line] = []
    for item, column, value in words_of(options):
        lines.append((item, None, column or None, value))
    said = {line[2] for line in lines if line[0] == "满分"}
    after = max(i for i, line in enumerate(lines) if line[0] == "满分") + 1
    lines[after:after] = [("满分", None, one, None) for one in subjects if one not in said]
    return lines


def _row(values: tuple[Value, ...], styles: Sequence[Style]) -> Row:
    return Row(values, styles, wrapped_height(values, _WIDTHS))


def _meaning(name: str) -> str:
    return next(item.meaning for item in ITEMS if item.name == name)


def _value_choices(lines: Sequence[Line]) -> list[Choices]:
    """Return drop-downs for the values that are one of a few words."""
    return [
        Choices((row, 3, row, 3), FIXED_VALUES[item])
        for row, (item, _, column, _value) in enumerate(lines, start=_HEADER_ROWS)
        if item in FIXED_VALUES and not (item == "综合权重" and column)
    ]


def _legend(lines: Sequence[Line]) -> list[str]:
    """Explain the items that no line above shows."""
    shown = {line[0] for line in lines}
    return ["空行里还可以写这些项目："] + [
        f"{item.name}：{item.meaning}。"
        + (f"工作表：{item.sheet}；" if item.sheet else "")
        + (f"列：{item.column}；" if item.column else "")
        + f"值如：{item.example}"
        for item in ITEMS
        if item.name not in shown
    ]


SHEET: Final = "体检结果"
COLUMNS: Final = ("序号", "程度", "位置", "问题", "看到的", "怎么办", "处理情况")
_CHECKUP_SHEET_WIDTHS: Final = (6, 8, 24, 52, 20, 46, 16)
_LINK: Final = TEXT._replace(color="0563C1")
_CHECKUP_SHEET_STYLES: Final = (COUNT, CENTER, _LINK, TEXT, TEXT, TEXT, TEXT)
_FILLS: Final = {Severity.ERROR: "F8CBAD", Severity.WARNING: "FFF2CC"}


def checkup_table(findings: Sequence[Finding], book: str, sheets: Collection[str]) -> Table:
    """
    Return the sheet 体检结果.

    Args:
        findings: in any order.
        book: name of the workbook.
        sheets: the sheets it has: only into them a link leads.
    """
    order = list(Severity)
    ordered = sorted(findings, key=lambda one: order.index(one.severity))
    width = len(COLUMNS)
    rows = [title_row("数据体检结果", width), _note(ordered, book, width), header_row(COLUMNS)]
    rows += [_checkup_sheet_row(number, one, sheets) for number, one in enumerate(ordered, start=1)]
    if not ordered:
        rows.append(Row(("", "", "", "没有发现问题", "", "", ""), (TEXT,) * width))
    last = len(rows) - 1
    return Table(
        SHEET,
        rows,
        widths=_CHECKUP_SHEET_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, _HEADER_ROWS - 1)),
        highlights=[
            Highlight(
                (_HEADER_ROWS, 1, last, 1), f'$B{_HEADER_ROWS + 1}="{severity.label}"', fill=fill
            )
            for severity, fill in _FILLS.items()
        ],
        confidential=True,
    )


def place_link(finding: Finding, sheets: Collection[str]) -> Value:
    """
    Return where a finding is, as a link to its first cell where the workbook has that sheet.

    >>> from xl_quality.core.findings import Finding, Severity
    >>> place_link(Finding("", Severity.NOTE, "六年级", "D5:D9", "", "", ""), ["六年级"])
    Link(text='六年级!D5:D9', target='六年级!D5')
    """
    if finding.sheet not in sheets:
        return finding.where or None
    first = finding.cell.partition("、")[0].partition(":")[0]
    return Link(finding.where, f"{finding.sheet}!{first or 'A1'}")


def _note(findings: Sequence[Finding], book: str, width: int) -> Row:
    counts = "，".join(
        f"{severity.label} {sum(one.severity is severity for one in findings)} 条"
        for severity in Severity
    )
    how = (
        "“严重”的会算错或算不出，请先改；“注意”的请核对；“提示”的一般不用处理。点位置可跳到那一格。"
    )
    row = note_row(f"{book}：{counts}。{how}", width)
    return row._replace(styles=(Style(wrap=True),) * width, height=34)


def _checkup_sheet_row(number: int, one: Finding, sheets: Collection[str]) -> Row:
    place = place_link(one, sheets)
    values: tuple[Value, ...] = (
        number,
        one.severity.label,
        place,
        one.text,
        one.found or None,
        one.suggestion,
        None,
    )
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, _CHECKUP_SHEET_STYLES, wrapped_height(texts, _CHECKUP_SHEET_WIDTHS))


RECOGNITION_SHEET_SHEET: Final = "识别结果"
RECOGNITION_SHEET_COLUMNS: Final = (
    *("工作表", "认作", "考试", "表头行", "首行", "末行", "行数"),
    *("学校", "年级", "班级", "姓名", "学号", "总分", "学科（列）", "满分", "缺考等", "疑点"),
)
DOUBT_COLUMNS: Final = ("位置", "程度", "看到的", "问题", "怎么办")
_RECOGNITION_SHEET_NOTE: Final = (
    "请核对：每张成绩表的表头、学校、班级和各科的列是不是认对了。"
    "认错的在“考核设置”表里写“表头行、指定列、学校、班级、不用”等，再点一次“识别成绩表”。"
)
_RECOGNITION_SHEET_WIDTHS: Final = (22, 16, 18, 8, 7, 7, 7, 14, 10, 10, 7, 7, 7, 34, 16, 16, 8)
_CENTRED: Final = CENTER._replace(wrap=True)
_RECOGNITION_SHEET_STYLES: Final = (
    *(_LINK, TEXT, TEXT, _CENTRED, COUNT, COUNT, COUNT),
    *(_CENTRED,) * 6,
    *(TEXT, TEXT, TEXT, COUNT),
)
_SECTION: Final = Style(bold=True, size=12, font="黑体")
_DOUBT_SPANS: Final = ((0, 0), (1, 1), (2, 2), (3, 12), (13, 16))
"""First and last column of each of `DOUBT_COLUMNS`."""


def recognition_table(found: Sequence[Recognition], book: str) -> Table:
    """
    Return the sheet 识别结果: a row a sheet or block of a sheet, the doubts below.

    Args:
        found: the sheets of the workbook, in its order.
        book: its name.
    """
    width = len(RECOGNITION_SHEET_COLUMNS)
    note = note_row(f"{book}：{_RECOGNITION_SHEET_NOTE}", width)._replace(
        styles=(Style(wrap=True),) * width
    )
    rows = [
        title_row("识别结果", width),
        note._replace(height=34),
        header_row(RECOGNITION_SHEET_COLUMNS),
    ]
    rows += [_recognition_sheet_row(part) for sheet in found for part in (sheet, *sheet.blocks)]
    merges = [(row, 0, row, width - 1) for row in (0, 1)]
    doubts = list(dict.fromkeys(one for sheet in found for one in sheet.all_findings))
    if doubts:
        names = {sheet.sheet for sheet in found}
        rows.append(Row((None,) * width, (Style(),) * width))
        merges.append((len(rows), 0, len(rows), width - 1))
        for row in _doubts(doubts, names):
            if row.styles[0] != _SECTION:
                merges += [(len(rows), a, len(rows), b) for a, b in _DOUBT_SPANS if a != b]
            rows.append(row)
    return Table(
        RECOGNITION_SHEET_SHEET,
        rows,
        widths=_RECOGNITION_SHEET_WIDTHS,
        merges=merges,
        freeze=(_HEADER_ROWS, 1),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(0, 0)),
        confidential=True,
    )


def _recognition_sheet_row(found: Recognition) -> Row:
    columns = found.columns
    rows = found.data_rows
    name = f"{found.sheet}（第{found.block}块）" if found.block else found.sheet
    values: tuple[Value, ...] = (
        Link(name, f"{found.sheet}!A{found.header_rows[0] if found.header_rows else 1}"),
        found.kind.label + (f"：{found.list_name}" if found.list_name else ""),
        found.exam or columns.exam or None,
        "、".join(map(str, found.header_rows)) or None,
        found.first_data_row,
        found.last_data_row,
        len(rows) or None,
        _place(columns.school, found.school),
        _place(columns.grade, found.grade),
        _place(columns.class_name, found.class_name),
        _place(columns.name),
        _place(columns.student_id),
        _place(columns.total),
        _listed(f"{subject}（{place}）" for subject, place in found.subjects.items()),
        _listed(f"{subject}{mark / POINT:g}" for subject, mark in found.full_marks.items()),
        _listed(f"{text}×{count}" for text, count in found.absent.items()),
        len(found.all_findings) or None,
    )
    texts = (value.text if isinstance(value, Link) else value for value in values)
    return Row(values, _styles(found), wrapped_height(texts, _RECOGNITION_SHEET_WIDTHS))


def _styles(found: Recognition) -> Sequence[Style]:
    """Sheets that are not used at all stand back."""
    if found.kind in {SheetKind.OTHER, SheetKind.EMPTY, SheetKind.OWN}:
        return _GREY
    return _RECOGNITION_SHEET_STYLES


_GREY: Final = tuple(style._replace(color="808080") for style in _RECOGNITION_SHEET_STYLES)


def _place(column: str | None, fixed: str = "") -> str | None:
    """Return a column's letter (a row's number in a transposed sheet), or what holds for all."""
    if column:
        return f"{column}行" if column.isdigit() else f"{column}列"
    return fixed or None


def _listed(words: Iterator[str]) -> str | None:
    return "、".join(words) or None


def _doubts(doubts: Sequence[Finding], sheets: Collection[str]) -> Iterator[Row]:
    width = len(RECOGNITION_SHEET_COLUMNS)
    yield Row((f"疑点（{len(doubts)} 处）", *[None] * (width - 1)), (_SECTION,) * width, 24)
    yield header_row(_spread(DOUBT_COLUMNS))
    style = (_LINK, CENTER, TEXT, *(TEXT,) * (width - 3))
    room = [sum(_RECOGNITION_SHEET_WIDTHS[a : b + 1]) for a, b in _DOUBT_SPANS]
    for one in doubts:
        place = place_link(one, sheets)
        cells = (place, one.severity.label, one.found or None, one.text, one.suggestion)
        texts = (value.text if isinstance(value, Link) else value for value in cells)
        yield Row(_spread(cells), style, wrapped_height(texts, room))


def _spread(cells: Sequence[Value]) -> tuple[Value, ...]:
    """Put cells at the first columns of the areas they are merged over."""
    values: list[Value] = [None] * len(RECOGNITION_SHEET_COLUMNS)
    for (first, _), cell in zip(_DOUBT_SPANS, cells, strict=True):
        values[first] = cell
    return tuple(values)


FROZEN_SHEET_SHEET: Final = "转为数值清单"
FROZEN_SHEET_COLUMNS: Final = ("序号", "位置", "原来的公式", "现在的值", "说明")
_FROZEN_SHEET_WIDTHS: Final = (7, 26, 56, 16, 40)
_FROZEN_SHEET_STYLES: Final = (COUNT, _LINK, TEXT, TEXT, TEXT)
_LEFT: Final = "没有算出过值，公式没有换；请在装有本程序的电脑上打开、重算、保存后再转"
_ELSEWHERE: Final = "名称、条件格式或数据验证里的公式，不能换成数值"


def frozen_table(found: Frozen, book: str, name: str = FROZEN_SHEET_SHEET) -> Table:
    """
    Return the sheet that lists the cells.

    Args:
        found: what was replaced and what was not.
        book: name of the original workbook.
        name: of the sheet.
    """
    width = len(FROZEN_SHEET_COLUMNS)
    count = sum(cell.value is not None for cell in found.cells)
    note = f"由“{book}”另存；本程序的函数 {count} 格已换成数值，不再随数据变化。其他公式没有动。"
    rows = [
        title_row(FROZEN_SHEET_SHEET, width),
        note_row(note, width),
        header_row(FROZEN_SHEET_COLUMNS),
    ]
    lines = [_line(cell) for cell in found.cells]
    lines += [(sheet, _shown(formula), None, _ELSEWHERE) for sheet, formula in found.elsewhere]
    for number, line in enumerate(lines, start=1):
        values: tuple[Value, ...] = (number, *line)
        texts = (value.text if isinstance(value, Link) else value for value in values)
        rows.append(Row(values, _FROZEN_SHEET_STYLES, wrapped_height(texts, _FROZEN_SHEET_WIDTHS)))
    return Table(
        name,
        rows,
        widths=_FROZEN_SHEET_WIDTHS,
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1)),
    )


def _line(cell: FrozenCell) -> tuple[Value, ...]:
    place = f"{cell.sheet}!{cell.cell}"
    formula = _shown(cell.formula) if cell.formula else "（与同一组公式相同）"
    return Link(place, place), formula, cell.value, _LEFT if cell.value is None else None


def _shown(formula: str) -> str:
    return f"={formula}"


_LIST_FORM_FREE_ROWS: Final = 30
_KNOWN: Final = TEXT
_TO_FILL: Final = TEXT._replace(fill="FFF2CC")


class ListForm(NamedTuple):
    """
    A list that a scheme takes facts from, before anybody filled it in.

    Attributes:
        kind: which list: 任课, 县名次 ….
        fields: its columns, in order.
        rows: what is known, by field.
        choices: the words to choose from, by field.
        clauses: ids of the clauses that take facts from it.
    """

    kind: str
    fields: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    choices: Mapping[str, Sequence[str]]
    clauses: Sequence[str]


def heading(field: str) -> str:
    """Return what the column of a field is called: 名次."""
    return list_kinds_words_of(field)[0]


def list_table(form: ListForm, sheet: str) -> Table:
    """
    Return the sheet of a form; filled in, `sheets.lists.reader` reads it as that list.

    Args:
        form: which columns and rows.
        sheet: its name.
    """
    width = len(form.fields)
    note = f"条款{'、'.join(form.clauses)}要用。填黄色格；没有的行可以删，也可以在下面加。"
    head = [
        title_row(form.kind, width),
        note_row(note, width)._replace(styles=(Style(wrap=True),) * width, height=34),
        header_row([heading(field) for field in form.fields]),
    ]
    known = [_list_form_row([row.get(field) or None for field in form.fields]) for row in form.rows]
    rows = [*head, *known, *(_list_form_row([None] * width) for _ in range(_LIST_FORM_FREE_ROWS))]
    last = len(rows) - 1
    return Table(
        sheet,
        rows,
        widths=[_width(form, field) for field in form.fields],
        merges=[(row, 0, row, width - 1) for row in (0, 1)],
        freeze=(_HEADER_ROWS, 0),
        print_setup=PrintSetup(title_rows=(0, _HEADER_ROWS - 1)),
        choices=[
            Choices((_HEADER_ROWS, column, last, column), form.choices[field], others=True)
            for column, field in enumerate(form.fields)
            if form.choices.get(field)
        ],
    )


def _list_form_row(values: Sequence[str | None]) -> Row:
    return Row(values, tuple(_TO_FILL if value is None else _KNOWN for value in values))


def _width(form: ListForm, field: str) -> float:
    return fitted([heading(field), *(row.get(field) for row in form.rows)], least=12)
