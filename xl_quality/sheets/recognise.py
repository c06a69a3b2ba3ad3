"""Reads one score table out of a view (成绩表): columns, rows, context → `Recognition`.

Recognises a sheet (识别): what it is, where its header, columns and rows are, what is open.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import settings_row
from xl_quality.sheets.absences import tell_told
from xl_quality.sheets.column_findings import (
    fix_column,
    label_cell,
    listed,
    tell_marks,
    tell_subjects_twice,
    tell_unread,
)
from xl_quality.sheets.grid import Grid, View, address, column_letter, is_empty
from xl_quality.sheets.header import (
    find_header,
    header_of,
    is_report,
    kind_of,
    names_row,
    pupils_above,
)
from xl_quality.sheets.key_columns import apply_columns, assign_keys, tell_no_names
from xl_quality.sheets.layout import Layout
from xl_quality.sheets.list_kinds import find_list, find_named
from xl_quality.sheets.pupil_rows import find_rows, judge_by_figures
from xl_quality.sheets.recognition import (
    NO_OVERRIDE,
    Columns,
    Doubts,
    Recognition,
    SheetKind,
    SheetOverride,
    shown,
)
from xl_quality.sheets.rival_columns import name_subject
from xl_quality.sheets.score_evidence import Verdict, evidence_of, verdict
from xl_quality.sheets.score_tables import units_of
from xl_quality.sheets.settings import is_settings_sheet
from xl_quality.sheets.several_tables import (
    cut_above,
    exam_of_subjects,
    only_rows,
    split_blocks,
    summary_of,
    tell_exams,
    transposed,
    turned_back,
)
from xl_quality.sheets.subject_columns import (
    assign_columns,
    fix_full_marks,
    name_by_title,
    read_full_marks,
)
from xl_quality.sheets.text import looks_like_name
from xl_quality.sheets.titles import context_of, segments_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.header import Header
    from xl_quality.sheets.score_evidence import Evidence


def understand(
    view: View,
    header: Header,
    override: SheetOverride,
    doubts: Doubts,
    file_name: str,
) -> Layout:
    """Return the columns and rows of the table under a header."""
    layout = Layout(view, header, doubts, override)
    apply_columns(layout)
    assign_keys(layout)
    open_rows = find_rows(layout)
    assign_columns(layout)
    judge_by_figures(layout, open_rows)
    name_subject(layout, file_name)
    read_full_marks(layout)
    name_by_title(layout)
    fix_full_marks(layout)
    if isinstance(layout.data, list):
        layout.data = _as_range(layout.data)
    return layout


def _as_range(rows: Sequence[int]) -> Sequence[int]:
    """Return rows without a gap as a range, which costs nothing to keep."""
    if rows and rows[-1] - rows[0] + 1 == len(rows):
        return range(rows[0], rows[-1] + 1)
    return rows


def recognition_of(layout: Layout, file_name: str) -> Recognition:
    """Return an understood table as a value, all rows 1-based, all columns as letters."""
    context = context_of(layout, file_name)
    absent = tell_marks(layout)
    if layout.subjects and layout.data:
        tell_no_names(layout)
    tell_told(layout)
    tell_unread(layout, school=context.school, class_name=context.class_name)
    tell_exams(layout)
    tell_subjects_twice(layout)
    kind = SheetKind.LONG_SCORES if layout.is_long else SheetKind.STUDENT_SCORES
    data = layout.data
    rows = (
        range(data.start + 1, data.stop + 1) if isinstance(data, range) else [r + 1 for r in data]
    )
    found = Recognition(
        sheet=layout.view.grid.name,
        kind=kind,
        header_rows=tuple(row + 1 for row in layout.header.rows),
        data_rows=rows,
        columns=_columns(layout),
        subjects={name: column_letter(column) for name, column in layout.subjects.items()},
        full_marks=dict(layout.full_marks),
        labels={
            column_letter(column): label.text
            for column, label in enumerate(layout.header.labels)
            if label.text
        },
        school=context.school,
        grade=context.grade,
        class_name=context.class_name,
        exam=context.exam or layout.exam_in_labels,
        footers=tuple(row + 1 for row in layout.footers),
        repeated_headers=tuple(row + 1 for row in layout.repeated),
        absent=absent,
        segments=segments_of(layout, context),
        exams=exam_of_subjects(layout),
        accept_signs=bool(layout.override.accept_signs),
    )
    _tell_blank_units(layout, found)
    return found._replace(findings=tuple(layout.doubts.findings))


_UNITS: Final = (
    ("school", "学校", "没有算入任何学校和班级"),
    ("grade", "年级", "没有算入任何年级、学校和班级"),
    ("class", "班级", "没有算入任何班级（学校、年级和全体照算）"),
)
"""Of each column: its code, its word, and where pupils count who are in none."""


def _tell_blank_units(layout: Layout, found: Recognition) -> None:
    """Name pupils without school, grade or class: filled from above, or in none (空白的班级)."""
    columns = (layout.school, layout.grade, layout.class_name)
    own = [column for column in columns if column is not None]
    distinct = layout.view.grid.distinct  # of whole columns: it often tells at once
    gaps = [column for column in own if any(map(is_empty, distinct[column]))]
    if not layout.subjects or not any(is_empty(v) for c in gaps for v in set(layout.cells(c))):
        return
    units = units_of(found, layout.view.grid)
    for column, filled, (code, word, nowhere) in zip(columns, units, _UNITS, strict=True):
        if column is not None:
            _tell_guessed(layout, code, word, _cells(layout, filled.guessed, column))
            _tell_unknown(layout, code, (word, nowhere), _cells(layout, filled.unknown, column))


def _cells(layout: Layout, rows: Sequence[int], column: int) -> list[str]:
    return [layout.view.at(layout.data[row], column) for row in rows]


def _tell_guessed(layout: Layout, code: str, word: str, cells: Sequence[str]) -> None:
    if cells:
        layout.doubts.warning(
            f"{code}_filled_down",
            cells[0],
            "",
            f"有{len(cells)}行没有写{word}（{listed(cells)}），名单是按{word}排的，"
            f"已按上一行的{word}计入",
            f"请核对；最好每一行都写上{word}",
        )


def _tell_unknown(layout: Layout, code: str, words: tuple[str, str], cells: Sequence[str]) -> None:
    word, nowhere = words
    if cells:
        row = settings_row(word, f"这个{word}的名称", sheet=layout.view.grid.name)
        layout.doubts.error(
            f"{code}_unknown",
            cells[0],
            "",
            f"有{len(cells)}行没有写{word}（{listed(cells)}），名单里看不出是哪个{word}，{nowhere}",
            f"请填上{word}；没有写的都是同一个{word}的，{row}",
        )


def _columns(layout: Layout) -> Columns:
    def letter(column: int | None) -> str | None:
        return None if column is None else column_letter(column)

    return Columns(
        school=letter(layout.school),
        grade=letter(layout.grade),
        class_name=letter(layout.class_name),
        name=letter(layout.name),
        student_id=letter(layout.student_id),
        exam=letter(layout.exam),
        total=None if layout.exams_beside else letter(layout.total),
        subject_from=letter(layout.subject_name) if layout.is_long else None,
        ranks=tuple(map(column_letter, layout.ranks)),
        raw=tuple(map(column_letter, layout.raw)),
        parts=tuple(map(column_letter, layout.parts)),
        unused=tuple(map(column_letter, layout.unused)),
    )


PERHAPS: Final = "perhaps_scores"
"""The code of the question whether a sheet holds scores."""
_TOLD: Final = 4
_DEPTH: Final = 2
"""Tables under each other may each have blocks beside each other; no deeper."""


def recognise(
    grid: Grid, *, overrides: SheetOverride | None = None, file_name: str = ""
) -> Recognition:
    """
    Recognise one sheet.

    Args:
        grid: its cells.
        overrides: what a person fixed for this sheet (考核设置); it wins.
        file_name: name of the workbook; school and exam may stand in it.

    Returns:
        What the sheet is, with a finding for everything that was taken on trust. It never
        raises on data, however odd.
    """
    override = overrides or NO_OVERRIDE
    found = _recognise(grid, override, file_name, _DEPTH)
    if override.full_marks:
        found = found._replace(findings=(*found.findings, *_full_marks_unused(found, override)))
    return found


def _full_marks_unused(found: Recognition, override: SheetOverride) -> list[Finding]:
    """Return a finding for each full mark that a person fixed for a subject the sheet lacks."""
    used = {name for part in (found, *found.blocks) for name in part.full_marks}
    known = [name for part in (found, *found.blocks) for name in part.subjects]
    doubts = Doubts(found.sheet)
    for name in override.full_marks:
        if name and name not in used:
            doubts.error(
                "full_mark_for_no_subject",
                "",
                name,
                f"考核设置里有工作表“{found.sheet}”“{name}”的满分，但这张表没有这个学科，没有采用",
                f"请改正学科名；这张表的学科是：{'、'.join(dict.fromkeys(known)) or '（没有）'}",
            )
    return doubts.findings


def _recognise(grid: Grid, override: SheetOverride, file_name: str, depth: int) -> Recognition:
    view = View(grid)
    if override.ignore:
        return Recognition(grid.name, SheetKind.OTHER)
    if not any(view.filled(row) for row in range(view.height)):
        return Recognition(grid.name, SheetKind.EMPTY)
    if is_settings_sheet(grid):
        return Recognition(grid.name, SheetKind.SETTINGS)
    fixed = bool(override.header_rows or override.columns or override.scores)
    if not fixed and (found := find_list(grid) or find_named(grid)):
        row = found.row + 1
        return Recognition(grid.name, SheetKind.LIST, header_rows=(row,), list_name=found.kind.name)
    if not fixed and (names := names_row(view)) is not None:
        return _transposed(grid, names, override, file_name)
    return _table(view, override, file_name, depth)


def _table(view: View, override: SheetOverride, file_name: str, depth: int) -> Recognition:
    grid, doubts = view.grid, Doubts(view.grid.name)
    fixed = bool(override.header_rows or override.columns or override.scores)
    header = _header(view, override)
    if header is None:
        kind = SheetKind.DASHBOARD if is_report(view) else SheetKind.OTHER
        if kind is SheetKind.OTHER:
            _tell_no_header(doubts, grid)
        return Recognition(grid.name, kind, findings=tuple(doubts.findings))
    if depth and (found := _list_above(view, header, override, file_name, depth)) is not None:
        return found
    kind = SheetKind.STUDENT_SCORES if fixed else kind_of(view, header)
    if kind is not SheetKind.STUDENT_SCORES or (not fixed and is_report(view)):
        kind = SheetKind.DASHBOARD if is_report(view) else kind
        return summary_of(view, header, kind)
    if not override.is_scores and (other := _no_scores(view, header, file_name)) is not None:
        return other
    blocks = split_blocks(view, header) if depth and not override.header_rows else []
    if blocks:
        settled = override._replace(scores=True)  # the sheet as a whole is one of scores
        parts = [_recognise(block, settled, file_name, depth - 1) for block in blocks]
        return _several(grid, header.rows[0] if header.rows else 0, parts)
    layout = understand(view, header, override, doubts, file_name)
    if not header.known:
        _tell_bare_header(doubts, view, header)
    read = recognition_of if layout.subjects else _without_subjects
    return read(layout, file_name)


def _end_of_bare_list(view: View, header: Header) -> int | None:
    """Return the first row of a header or report below which no list without header goes on."""
    if header.known:
        return header.rows[0]
    if not is_report(view):
        return None
    rows = range(header.first_below, view.height)
    return next((row for row in rows if is_report(View(only_rows(view, row, row + 1)))), None)


def _list_above(
    view: View, header: Header, override: SheetOverride, file_name: str, depth: int
) -> Recognition | None:
    """
    Return a sheet with a list of pupils without a header above another table, None for any other.

    A summary or a score table below says what the numbers of the list are. Below anything else
    the list is judged by itself: it may be read, asked about, or only named.
    """
    end = None if override.header_rows or override.columns else _end_of_bare_list(view, header)
    pupils = [] if end is None else pupils_above(view, end)
    if not pupils or end is None:
        return None
    above, below = (View(grid) for grid in cut_above(view, end))
    lower = _table(below, override._replace(scores=False), file_name, depth - 1)
    of_marks = lower.holds_scores or lower.kind in (SheetKind.CLASS_SUMMARY, SheetKind.DASHBOARD)
    said = override._replace(scores=True) if of_marks else override
    upper = _table(above, said, file_name, depth - 1)
    if upper.holds_scores and lower.holds_scores:
        return _several(view.grid, end, [upper, lower])
    doubts = Doubts(view.grid.name)
    if upper.holds_scores:
        doubts.note(
            "summary_below_list",
            address(end, view.filled(end)[0]),
            "",
            f"第{end + 1}行起是另一张表（{lower.kind.label}），没有当作学生；上面的名单没有表头",
            "可以不改；最好给名单加上“姓名”和学科名的表头",
        )
        return upper._replace(findings=(*upper.findings, *doubts.findings))
    doubts.warning(
        "list_without_header",
        address(pupils[0], 0),
        "",
        f"第{pupils[0] + 1}到{pupils[-1] + 1}行有{len(pupils)}行姓名和数字，上面没有表头，没有读取",
        "如果是成绩，请在名单上面加一行表头：姓名、学科名",
    )
    return lower._replace(findings=(*lower.findings, *doubts.findings))


def _header(view: View, override: SheetOverride) -> Header | None:
    if override.header_rows:
        rows = tuple(row - 1 for row in override.header_rows if 0 < row <= view.height)
        if rows:
            return header_of(view, rows)
    return find_header(view)


def _no_scores(view: View, header: Header, file_name: str) -> Recognition | None:
    """Return what a sheet is that holds no scores or only perhaps, None where it surely does."""
    name = view.grid.name
    evidence = evidence_of(header, name, file_name)
    found = verdict(evidence)
    if found is Verdict.SCORES and (evidence.people or evidence.subjects > 1):
        return None
    doubts, rows = Doubts(name), tuple(row + 1 for row in header.rows)
    other = Recognition(name, SheetKind.OTHER, header_rows=rows)
    if found is Verdict.FOREIGN:
        _tell_foreign(doubts, view, header, evidence)
        return other._replace(findings=tuple(doubts.findings))
    layout = understand(view, header, NO_OVERRIDE, Doubts(name), file_name)
    named = layout.name is not None and _names_of(layout, layout.name) * 2 > len(layout.data)
    if found is Verdict.SCORES and (named or layout.student_id is not None):
        return None
    people = evidence.pupils or named
    marks = [*layout.subjects.values(), *([] if layout.total is None else [layout.total])]
    asked = evidence.subjects or found is Verdict.PERHAPS or (people and layout.subjects)
    if not asked or not (people or evidence.people) or not layout.data:
        _tell_nothing(doubts, view, header)
        return other._replace(findings=tuple(doubts.findings))
    _tell_perhaps(doubts, layout, marks)
    return other._replace(
        kind=SheetKind.PERHAPS_SCORES,
        data_rows=[row + 1 for row in layout.data],
        findings=tuple(doubts.findings),
    )


def _names_of(layout: Layout, column: int) -> int:
    """Return how many rows of pupils hold what looks like the name of a person."""
    values = layout.cells(column)
    return sum(isinstance(value, str) and looks_like_name(value) for value in values)


def _without_subjects(layout: Layout, file_name: str) -> Recognition:
    """A table of names without any subject: totals only, or no score sheet at all."""
    if layout.total is not None:
        layout.doubts.warning(
            "only_total",
            label_cell(layout, layout.total),
            layout.labels[layout.total].text,
            f"这张表只有总分（{layout.view.columns_named(layout.total)}），没有各学科成绩，没有计算",
            f"如果要按总分统计，请{fix_column(layout, layout.total, '全科')}",
        )
        return recognition_of(layout, file_name)
    return recognition_of(layout, file_name)._replace(kind=SheetKind.OTHER)


def _several(grid: Grid, row: int, parts: Sequence[Recognition]) -> Recognition:
    """Put the tables of one sheet together; a part that has parts of its own gives these."""
    flat = [inner for part in parts for inner in (part.blocks or (part,))]
    found = [part._replace(block=number) for number, part in enumerate(flat, start=1)]
    doubts = Doubts(grid.name)
    doubts.warning(
        "several_tables",
        address(row, 0),
        f"{len(found)}块",
        f"这张表里有{len(found)}块成绩表，已分别读取",
        "请核对每一块的识别结果；不用的列可"
        + settings_row("指定列", "不用", sheet=grid.name, column="那一列的列号"),
    )
    beside = len({block.header_rows for block in found}) == 1
    return found[0]._replace(
        kind=SheetKind.SIDE_BY_SIDE if beside else SheetKind.STUDENT_SCORES,
        block=0,
        blocks=tuple(found),
        findings=tuple(doubts.findings),
    )


def _transposed(grid: Grid, row: int, override: SheetOverride, file_name: str) -> Recognition:
    """Read a sheet whose pupils go across: below its titles it is turned, read, and turned back."""
    found = turned_back(_table(View(transposed(grid, row), turned=True), override, file_name, 0))
    view, doubts = View(grid), Doubts(grid.name)
    header = header_of(view, (row,))._replace(labels=())
    context = context_of(Layout(view, header, doubts, override), file_name)
    doubts.warning(
        "transposed",
        address(row, 0),
        "",
        "这张表是横排的（学生在列、学科在行），已按横排读取",
        "请核对识别结果；最好改成一行一名学生",
    )
    return found._replace(
        school=found.school or context.school,
        grade=found.grade or context.grade,
        class_name=found.class_name or context.class_name,
        exam=context.exam,
        findings=(*doubts.findings, *found.findings),
    )


def _tell_no_header(doubts: Doubts, grid: Grid) -> None:
    doubts.note(
        "no_header",
        "",
        "",
        f"工作表“{grid.name}”里没有找到成绩表的表头，没有读取",
        "如果是成绩表，请" + settings_row("表头行", "表头的行号", sheet=grid.name),
    )


def _yes(sheet: str) -> str:
    return settings_row("成绩表", "是", sheet=sheet)


def _header_cell(view: View, header: Header) -> str:
    return view.at(header.rows[-1] if header.rows else header.first_below, 0)


def _tell_foreign(doubts: Doubts, view: View, header: Header, evidence: Evidence) -> None:
    kinds = Counter(evidence.against)
    words = "、".join(shown(word) for word in evidence.words)
    doubts.note(
        "foreign_sheet",
        _header_cell(view, header),
        words,
        f"“{doubts.sheet}”像是{kinds.most_common(1)[0][0]}（{words}），不是成绩表，没有读取",
        f"确是成绩表的，请{_yes(doubts.sheet)}",
    )


def _tell_nothing(doubts: Doubts, view: View, header: Header) -> None:
    doubts.note(
        "no_scores_seen",
        _header_cell(view, header),
        "",
        f"“{doubts.sheet}”里没有各学科的分数，也看不出是成绩，没有读取",
        f"确是成绩表的，请{_yes(doubts.sheet)}",
    )


def _tell_perhaps(doubts: Doubts, layout: Layout, columns: Sequence[int]) -> None:
    labels = [layout.labels[column].text or layout.view.columns_named(column) for column in columns]
    listed = "、".join(labels[:_TOLD]) + (f"等{len(labels)}列" if len(labels) > _TOLD else "")
    no = settings_row("成绩表", "否", sheet=doubts.sheet)
    doubts.warning(
        PERHAPS,
        _header_cell(layout.view, layout.header),
        listed,
        f"“{doubts.sheet}”有{len(layout.data)}行，{listed or '各列'}可能是成绩，"
        "但看不出是不是，没有读取，也没有统计",
        f"是成绩表的，请{_yes(doubts.sheet)}；不是的，请{no}",
    )


def _tell_bare_header(doubts: Doubts, view: View, header: Header) -> None:
    row = header.rows[-1] if header.rows else header.first_below
    doubts.warning(
        "header_without_labels",
        view.at(row, 0),
        "",
        "表头里没有“姓名”“语文”之类的字样，各列是按内容判断的",
        "请在表头补上姓名和学科名，或逐列"
        + settings_row("指定列", "姓名或学科名", sheet=doubts.sheet, column="列号"),
    )
