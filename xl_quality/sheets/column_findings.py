"""What is said about columns that are doubtful (列的疑点).

Cells that a table needs and that say nothing: formulas never computed, errors, blank classes.

Reads the subject columns once to count remarks and name odd cells (缺考数, 问题单元格).

Checks of the long layout (一行一科): a pupil has each subject once.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.core.marks import POINT, Remark, ScoreKind, State
from xl_quality.sheets.cells import Doubt, Reading
from xl_quality.sheets.grid import column_letter, has_errors, is_empty, is_error
from xl_quality.sheets.labels import Role, is_extended
from xl_quality.sheets.recognition import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.sheets.grid import CellValue
    from xl_quality.sheets.layout import Layout

_TOLD: Final = 6


def not_used(layout: Layout, column: int) -> str:
    """Return the advice for a column that was taken for a subject and may be none."""
    return f"如果不是成绩，请{fix_column(layout, column, '不用')}"


def label_cell(layout: Layout, column: int) -> str:
    """Return the address of a column's label, or of its first cell where there is no header."""
    if layout.header.rows:
        return layout.view.at(layout.header.rows[-1], column)
    return layout.view.at(layout.header.first_below, column)


def _warn(layout: Layout, code: str, column: int, message: str, suggestion: str) -> None:
    label, where = layout.labels[column].text, label_cell(layout, column)
    layout.doubts.warning(
        code, where, label, f"{layout.view.columns_named(column)}{message}", suggestion
    )


def agrees(layout: Layout, column: int) -> bool:
    """Say whether the data are scores, as the label promises; a finding where they are not."""
    profile = layout.profiles[column]
    if not profile.filled or (profile.holds_scores and not profile.mostly_text):
        return True
    label = layout.labels[column].text
    if profile.grades * 2 > profile.filled or (profile.grades and not profile.scores):
        layout.graded.append(column)
        return False
    too_large = profile.beyond * 10 > profile.scores and profile.scores * 2 > profile.filled
    if not too_large and (profile.scores or not profile.mostly_text):
        return True
    why = f"数字最大到{profile.highest // POINT}" if too_large else "内容多是文字"
    layout.doubts.error(
        "subject_column_odd",
        label_cell(layout, column),
        label,
        f"{layout.view.columns_named(column)}表头是“{label}”，但{why}，不像分数，没有计算",
        f"请核对表头与数据是否错列；确是成绩请{fix_column(layout, column)}",
    )
    return False


def tell_grades(layout: Layout) -> None:
    """Name the columns of a subject that hold 优, 良, A, B … in place of scores, in one finding."""
    if layout.graded:
        names = names_of(layout, layout.graded)
        layout.doubts.warning(
            "grades_not_scores",
            label_cell(layout, layout.graded[0]),
            names,
            f"{names}里是等级，不是分数，没有计算",
            "如需计算，请填写分数",
        )


def tell_duplicate(layout: Layout, column: int, name: str, unique: str) -> None:
    """A subject has two columns."""
    before = layout.view.columns_named(layout.subjects[name])
    message = f"和{before}都是学科“{name}”，这一列已叫作“{unique}”"
    _warn(layout, "duplicate_subject", column, message, not_used(layout, column))


def tell_left_out(layout: Layout, column: int, code: str, why: str) -> None:
    """A column that may hold scores is not used."""
    if layout.profiles[column].filled:
        message = f"“{layout.labels[column].text}”：{why}"
        _warn(layout, code, column, message, f"如需使用，请{fix_column(layout, column)}")


def tell_number(layout: Layout, column: int) -> None:
    """A column labelled with a number was taken as a test."""
    message = f"的表头是数字“{layout.labels[column].text}”，已当作一次测验的成绩"
    action = f"请在表头写明学科或考试；{not_used(layout, column)}"
    _warn(layout, "number_as_label", column, message, action)


def tell_unnamed(layout: Layout, column: int, name: str) -> None:
    """A column without a label was taken as a subject."""
    message = f"没有表头，内容像分数，已当作学科“{name}”"
    action = f"请在表头补上学科名；{not_used(layout, column)}"
    _warn(layout, "subject_label_missing", column, message, action)


def tell_second_names(layout: Layout, column: int) -> None:
    """A column without a label holds names: probably a second table beside the first."""
    rows = layout.view.rows
    row = next(r for r in layout.data if not is_empty(rows[r][column]))
    layout.doubts.error(
        "second_names",
        layout.view.at(row, column),
        shown(rows[row][column]),
        f"{layout.view.columns_named(column)}没有表头，内容像另一批学生的姓名，这些学生没有读取",
        "如果是并排的第二块成绩，请在表头补上“姓名”和学科名",
    )


def tell_unlabelled(layout: Layout, column: int) -> None:
    """A column without a label is not used."""
    rows = layout.view.rows
    row = next(r for r in layout.data if not is_empty(rows[r][column]))
    layout.doubts.note(
        "unlabelled_column",
        layout.view.at(row, column),
        shown(rows[row][column]),
        f"{layout.view.columns_named(column)}没有表头，内容不像一列成绩，没有使用",
        "如果是成绩，请在表头补上学科名",
    )


def tell_ranks(layout: Layout, ranked: Mapping[int, int]) -> None:
    """Columns without a rank's label hold the ranks of others: by column, whose ranks they are."""
    if not ranked:
        return
    columns = sorted(ranked)
    where = layout.view.columns_named(*columns[:_TOLD])
    where += f"等{len(columns)}列" if len(columns) > _TOLD else ""
    of = names_of(layout, list(dict.fromkeys(ranked[column] for column in columns)))
    layout.doubts.warning(
        "rank_without_label",
        label_cell(layout, columns[0]),
        names_of(layout, columns),
        f"{where}的内容正好是{of}的名次，已当作名次，不当作成绩",
        f"请在表头写明“名次”；如果是成绩，请{fix_column(layout, columns[0])}",
    )


def tell_total(layout: Layout, column: int) -> None:
    """A column without a total's label holds totals."""
    message = "的内容正好是各学科之和，已当作总分，不当作学科"
    action = f"请在表头写明“总分”；如果是学科，请{fix_column(layout, column)}"
    _warn(layout, "total_without_label", column, message, action)


def tell_parts(layout: Layout) -> None:
    """Say which columns that might be subjects were taken as parts of one."""
    found = [c for c in layout.parts if layout.labels[c].role is Role.UNKNOWN]
    if found:
        layout.doubts.warning(
            "parts_assumed",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"表里有考试成绩列，{names_of(layout, found)}当作平时成绩，没有计算",
            f"如果它们是学科，请逐列{fix_column(layout, found[0])}",
        )


def tell_unknown(layout: Layout) -> None:
    """Name the subjects that no word list knows, in one finding."""
    found = [c for c in layout.subjects.values() if layout.labels[c].role is Role.UNKNOWN]
    if found:
        layout.doubts.warning(
            "unknown_subject",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}不是常见学科的名称，已当作学科",
            not_used(layout, found[0]),
        )


def tell_extended(layout: Layout) -> None:
    """语文竞赛, 英语拓展: subjects with words that no rule knows are named, not taken silently."""
    found = [
        c
        for c in layout.subjects.values()
        if layout.labels[c].role is Role.SUBJECT
        and not layout.labels[c].group
        and not layout.labels[c].exam
        and layout.labels[c].score is not ScoreKind.ASSIGNED
        and is_extended(layout.labels[c].subject)
    ]
    if found:
        layout.doubts.warning(
            "subject_with_addition",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}在学科名前后还有别的字，已各作一个学科",
            not_used(layout, found[0]),
        )


def tell_beside(layout: Layout) -> None:
    """化学教学班名称, 物理考场号: named once, where the column holds numbers like marks."""
    found = [
        column
        for column in layout.unused
        if layout.labels[column].role is Role.HELPER
        and layout.labels[column].subject
        and layout.profiles[column].scores
        and layout.profiles[column].holds_scores
    ]
    if found:
        layout.doubts.note(
            "columns_beside_subjects",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}按表头不是成绩，没有当作学科",
            f"如果是成绩，请{fix_column(layout, found[0], layout.labels[found[0]].text)}",
        )


def fix_column(layout: Layout, column: int, name: str = "") -> str:
    """Return the words that tell how to make a column a subject, by default of its own name."""
    if layout.view.turned:
        return "把这张表改成一行一名学生，再指定各列"  # the form names columns, not rows
    label = layout.labels[column]
    name = name or label.of or label.text or "学科名"
    sheet = layout.view.grid.name
    return settings_row("指定列", name, sheet=sheet, column=column_letter(column))


def tell_no_subjects(layout: Layout) -> None:
    """Pupils, but no column that is a subject: what might be one is named."""
    found = [*layout.parts, *layout.raw]
    if layout.subjects or layout.total is not None or not layout.data or not found:
        return
    layout.doubts.warning(
        "only_parts",
        label_cell(layout, found[0]),
        names_of(layout, found),
        f"表里有学生，但没有学科总分，只有{names_of(layout, found)}，没有计算",
        f"请补上各学科的总分列；如果这些列就是学科，请逐列{fix_column(layout, found[0])}",
    )


def tell_exam_columns(layout: Layout) -> None:
    """第一单元 | 期中 | 期末: several exams of one subject, each computed like a subject."""
    found = [c for c in layout.subjects.values() if layout.labels[c].role is Role.EXAM_SCORE]
    if len(found) > 1:
        layout.doubts.warning(
            "exam_columns",
            label_cell(layout, found[0]),
            names_of(layout, found),
            f"{names_of(layout, found)}是几次考试，已各作一个学科分别统计",
            not_used(layout, found[0]),
        )


def names_of(layout: Layout, columns: Sequence[int]) -> str:
    """Return the labels of columns for a sentence: a few, then how many."""
    names = "、".join(f"“{layout.labels[c].text}”" for c in columns[:_TOLD])
    return names if len(columns) <= _TOLD else f"{names}等{len(columns)}列"


_SHOWN: Final = 5


def tell_unread(layout: Layout, *, school: str, class_name: str) -> None:
    """
    Name formulas without a result, errors in columns that are read, and blank columns.

    Args:
        layout: the understood table.
        school: of the whole sheet, ``""`` where nothing says so.
        class_name: likewise.
    """
    _tell_uncached(layout)
    _tell_key_errors(layout)
    for column, word, said in (
        (layout.class_name, "班级", class_name),
        (layout.school, "学校", school),
    ):
        if column is not None:
            _tell_blank(layout, column, word, said)


def listed(cells: Sequence[str]) -> str:
    """Return addresses for a sentence: all of a few, else the first ones and how many."""
    if len(cells) <= _SHOWN:
        return "、".join(cells)
    return f"{'、'.join(cells[:_SHOWN])}等{len(cells)}处"


def _tell_uncached(layout: Layout) -> None:
    used = {*layout.subjects.values(), *layout.keys}
    rows = layout.data if isinstance(layout.data, range) else set(layout.data)
    cells = [
        layout.view.at(row, column)
        for row, column in layout.view.grid.uncached
        if column in used and row in rows
    ]
    if cells:
        layout.doubts.error(
            "formula_without_result",
            cells[0],
            "",
            f"公式没有计算结果：{listed(cells)}，读出来是空的",
            "请在 Excel 中打开这个工作簿并保存一次，再重新读取",
        )
    totals = [
        layout.view.at(row, column)
        for row, column in layout.view.grid.uncached
        if column == layout.total and row in rows
    ]
    if totals:
        layout.doubts.note(
            "total_without_result",
            totals[0],
            "",
            f"总分列的公式没有计算结果（{listed(totals)}），不影响各学科",
            "如需核对总分，请在 Excel 中打开并保存一次",
        )


def _tell_key_errors(layout: Layout) -> None:
    rows = layout.view.rows
    columns = [*layout.keys, *([] if layout.total is None else [layout.total])]
    for column in columns:
        if not has_errors(layout.view.columns[column]):
            continue
        cells = [layout.view.at(row, column) for row in layout.data if is_error(rows[row][column])]
        if cells:
            layout.doubts.error(
                "error_cell",
                cells[0],
                "",
                f"{layout.view.columns_named(column)}有错误值：{listed(cells)}",
                "请修正公式，或直接填写",
            )


def _tell_blank(layout: Layout, column: int, word: str, said: str) -> None:
    """A column that is there and says nothing, though nothing else says it either."""
    if said or not layout.data or not all(map(is_empty, layout.cells(column))):
        return
    layout.doubts.warning(
        "key_column_blank",
        layout.view.at(layout.data[0], column),
        "",
        f"有“{word}”列，但是空的",
        f"请填上{word}；整张表是同一个{word}的，"
        + settings_row(word, f"这个{word}的名称", sheet=layout.view.grid.name),
    )


_COUNTED: Final = (State.ABSENT, State.EXEMPT, State.CHEATED)
_EACH: Final = 5
"""Up to so many odd cells of one kind in a column get a finding of their own."""

_WORDS: Final[dict[Doubt, tuple[Severity, str, str]]] = {
    Doubt.TEXT_NUMBER: (
        Severity.NOTE,
        "是文本形式的数字，已按分数读取",
        "可以不改；最好转换为数字",
    ),
    Doubt.ROUNDED: (
        Severity.WARNING,
        "有两位以上小数，已四舍五入到两位",
        "请核对：这一列可能是平均分，或应先定好小数位",
    ),
    Doubt.SIGNED: (
        Severity.ERROR,
        "分数带有符号，不能确定是否计入，没有计分",
        "如果是分数，请改为{}；或" + settings_row("带符号的分数", "计入或不计入"),
    ),
    Doubt.BONUS: (Severity.ERROR, "是“分数+加分”，没有计分", "请改为一个分数：{}"),
    Doubt.NOT_A_MARK: (Severity.ERROR, "不是分数，没有计分", "请改为{}"),
    Doubt.NEGATIVE: (Severity.ERROR, "是负数，没有计分", "请改为{}"),
    Doubt.WRONG_TYPE: (Severity.ERROR, "是日期或逻辑值，不是分数，没有计分", "请改为{}"),
    Doubt.ERROR: (Severity.ERROR, "是错误值，没有计分", "请修正公式或填上{}"),
    Doubt.REMARK_ZERO: (Severity.WARNING, "既写了 0 又写了原因，已按原因处理，不算 0 分", "请核对"),
}

_TOGETHER: Final = (Doubt.TEXT_NUMBER, Doubt.ROUNDED, Doubt.SIGNED)
"""One answer does for all cells of these kinds."""
_INSTEAD: Final = {Doubt.SIGNED: "不带符号的数"}
_SIGNS_SETTLED: Final = "按考核设置“带符号的分数”不计入；要计入请改成“计入”"


def tell_marks(layout: Layout) -> dict[str, int]:
    """Return how often each remark stands in the subjects; odd cells become findings."""
    absent: Counter[str] = Counter()
    reader = layout.reader
    for name, column in layout.subjects.items():
        values = layout.cells(column)
        odd: dict[CellValue, Reading] = {}
        has_flags = bool in layout.view.grid.kinds[column]
        for value in _distinct(values, has_flags=has_flags):
            reading = reader.reading(value)
            mark = reading.mark
            if isinstance(mark, Remark) and mark.state in _COUNTED:
                absent[mark.text] += values.count(value)
            if reading.doubt:
                odd[value] = reading
        if odd:
            _tell_column(layout, name, column, values, odd)
    return dict(sorted(absent.items(), key=lambda item: (-item[1], item[0])))


def _distinct(values: Sequence[CellValue], *, has_flags: bool) -> list[CellValue]:
    """Return what stands in the cells, each once; True, if any is there, is kept apart from 1."""
    distinct: list[CellValue] = list(set(values))
    if has_flags:
        flags = {value for value in values if isinstance(value, bool)}
        return [*(v for v in distinct if not isinstance(v, bool)), *flags]
    return distinct


def _tell_column(
    layout: Layout,
    name: str,
    column: int,
    values: Sequence[CellValue],
    odd: dict[CellValue, Reading],
) -> None:
    flags = any(isinstance(value, bool) for value in odd)  # True is found where 1 is looked up
    cells: dict[Doubt, list[_Place]] = {}
    for row, value in zip(layout.data, values, strict=True):
        if value in odd and (flags or not isinstance(value, bool)):
            place = _Place(layout.view.at(row, column), shown(value), odd[value].proposal)
            cells.setdefault(odd[value].doubt, []).append(place)
    for doubt, places in cells.items():
        each = len(places) <= _EACH and doubt not in _TOGETHER
        for group in [[place] for place in places] if each else [places]:
            found = _finding(layout.view.grid.name, name, doubt, group)
            if doubt is Doubt.SIGNED and layout.override.accept_signs is False:
                found = found._replace(severity=Severity.NOTE, suggestion=_SIGNS_SETTLED)
            layout.doubts.findings.append(found)


class _Place(NamedTuple):
    """One odd cell as a finding shows it."""

    cell: str
    text: str
    proposal: str


def _finding(sheet: str, name: str, doubt: Doubt, places: Sequence[_Place]) -> Finding:
    severity, wrong, action = _WORDS[doubt]
    texts = list(dict.fromkeys(place.text for place in places))
    proposals = {place.proposal for place in places}
    proposal = proposals.pop() if len(proposals) == 1 else ""
    cells = listed([place.cell for place in places])
    where = f"“{name}”{cells}" if len(places) == 1 else f"“{name}”有{len(places)}格（{cells}）"
    return Finding(
        str(doubt),
        severity,
        sheet,
        places[0].cell,
        "、".join(texts[:_EACH]) + ("…" if len(texts) > _EACH else ""),
        f"{where}{wrong}",
        action.format(proposal or _INSTEAD.get(doubt, "分数，缺考的写“缺考”")),
    )


def tell_subjects_twice(layout: Layout) -> None:
    """Name the rows in which a pupil's subject comes again; only its first mark is used."""
    if not layout.is_long or layout.subject_name is None or not layout.subjects:
        return
    rows, column = layout.view.rows, next(iter(layout.subjects.values()))
    keys = [key for key in (*layout.keys, layout.exam) if key is not None]
    seen: dict[tuple[CellValue, ...], int] = {}
    for row in layout.data:
        if layout.name is None or is_empty(rows[row][layout.name]):
            continue
        values = (*(rows[row][key] for key in keys), rows[row][layout.subject_name])
        first = seen.setdefault(values, row)
        if first != row:
            layout.doubts.error(
                "long_subject_twice",
                layout.view.at(row, column),
                shown(rows[row][column]),
                f"“{shown(rows[row][layout.name])}”的“{shown(values[-1])}”出现两次"
                f"（{layout.view.at(first, column)}和{layout.view.at(row, column)}），只用了前一个",
                "请核对并删去多余的一行",
            )
