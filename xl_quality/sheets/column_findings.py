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
from xl_quality.sheets.grid import has_errors, is_empty, is_error
from xl_quality.sheets.labels import SUBJECTS, Role, is_extended
from xl_quality.sheets.recognition import listed, shown
from xl_quality.sheets.text import plain_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_quality.sheets.grid import CellValue
    from xl_quality.sheets.layout import Layout

_COLUMNS_NAMED: Final = 6
"""So many columns a sentence can hold; of more it says how many there are."""


def column_findings(layout: Layout) -> Iterator[Finding]:
    """Name what was assumed of columns, after all have their roles."""
    subjects, labels = layout.roles.subjects, layout.labels
    unknown = [c for c in subjects.values() if labels[c].role is Role.UNKNOWN]
    exams = [c for c in subjects.values() if labels[c].role is Role.EXAM_SCORE]
    yield from _grades(layout)
    yield from _ranks(layout)
    yield from _assumed_parts(layout)
    yield from _parts_alone(layout)
    yield from _beside(layout)
    if unknown:
        names = layout.names_of(unknown)
        message = f"{names}不是常见学科的名称，已当作学科"
        advice = layout.not_used(unknown[0])
        yield layout.warning("unknown_subject", unknown[0], message, advice, names)
    yield from _extended(layout)
    if len(exams) > 1:  # 第一单元 | 期中 | 期末: several exams of one subject
        names = layout.names_of(exams)
        message = f"{names}是几次考试，已各作一个学科分别统计"
        advice = layout.not_used(exams[0])
        yield layout.warning("exam_columns", exams[0], message, advice, names)
    yield from _no_subjects(layout)


def no_scores(layout: Layout, column: int) -> tuple[bool, list[Finding]]:
    """
    Say whether a column holds no scores though its label promises them, and what is odd.

    Grades (优, A) are no scores; they are named for all columns at once.
    """
    profile = layout.profiles[column]
    if not profile.filled or (profile.holds_scores and not profile.mostly_text):
        return False, []
    if profile.is_graded:
        return True, []
    too_large = profile.beyond * 10 > profile.scores and profile.scores * 2 > profile.filled
    if not too_large and (profile.scores or not profile.mostly_text):
        return False, []
    label, where = layout.labels[column].text, layout.view.columns_named(column)
    why = f"数字最大到{profile.highest // POINT}" if too_large else "内容多是文字"
    finding = layout.error(
        "subject_column_odd",
        column,
        f"{where}表头是“{label}”，但{why}，不像分数，没有计算",
        f"请核对表头与数据是否错列；确是成绩请{layout.fix_column(column)}",
    )
    return True, [finding]


def duplicate_subject(layout: Layout, column: int, name: str, unique: str) -> Finding:
    """Return what is said of the second column of a subject."""
    where, before = (layout.view.columns_named(c) for c in (column, layout.roles.subjects[name]))
    message = f"{where}和{before}都是学科“{name}”，这一列已叫作“{unique}”"
    return layout.warning("duplicate_subject", column, message, layout.not_used(column))


def left_out(layout: Layout, column: int, code: str, why: str) -> list[Finding]:
    """Return what is said of a column that may hold scores and is not used."""
    if not layout.profiles[column].filled:
        return []
    message = f"{layout.view.columns_named(column)}“{layout.labels[column].text}”：{why}"
    advice = f"如需使用，请{layout.fix_column(column)}"
    return [layout.warning(code, column, message, advice)]


def number_as_label(layout: Layout, column: int) -> Finding:
    """Return what is said of a column labelled with a number that was taken as a test."""
    where, label = layout.view.columns_named(column), layout.labels[column].text
    message = f"{where}的表头是数字“{label}”，已当作一次测验的成绩"
    advice = f"请在表头写明学科或考试；{layout.not_used(column)}"
    return layout.warning("number_as_label", column, message, advice)


def label_missing(layout: Layout, column: int, name: str) -> Finding:
    """Return what is said of a column without a label that was taken as a subject."""
    where = layout.view.columns_named(column)
    message = f"{where}没有表头，内容像分数，已当作学科“{name}”"
    advice = f"请在表头补上学科名；{layout.not_used(column)}"
    return layout.warning("subject_label_missing", column, message, advice)


def total_without_label(layout: Layout, column: int) -> Finding:
    """Return what is said of a column without a total's label that holds totals."""
    where = layout.view.columns_named(column)
    message = f"{where}的内容正好是各学科之和，已当作总分，不当作学科"
    advice = f"请在表头写明“总分”；如果是学科，请{layout.fix_column(column)}"
    return layout.warning("total_without_label", column, message, advice)


def second_names(layout: Layout, column: int) -> Finding:
    """Return what is said of names in a column without a label: mostly a second table beside."""
    where, (cell, found) = layout.view.columns_named(column), _first_cell(layout, column)
    message = f"{where}没有表头，内容像另一批学生的姓名，这些学生没有读取"
    advice = "如果是并排的第二块成绩，请在表头补上“姓名”和学科名"
    return layout.error("second_names", cell, message, advice, found)


def unlabelled_column(layout: Layout, column: int) -> Finding:
    """Return what is said of a column without a label that is not used."""
    where, (cell, found) = layout.view.columns_named(column), _first_cell(layout, column)
    message = f"{where}没有表头，内容不像一列成绩，没有使用"
    advice = "如果是成绩，请在表头补上学科名"
    return layout.note("unlabelled_column", cell, message, advice, found)


def _first_cell(layout: Layout, column: int) -> tuple[str, str]:
    """Return the address and text of the first pupil's cell that shows something."""
    rows = layout.view.rows
    row = next(r for r in layout.rows.data if not is_empty(rows[r][column]))
    return layout.view.at(row, column), shown(rows[row][column])


def _grades(layout: Layout) -> Iterator[Finding]:
    """Name the columns of a subject that hold 优, 良, A, B … in place of scores."""
    graded = layout.roles.graded
    if graded:
        names = layout.names_of(graded)
        message = f"{names}里是等级，不是分数，没有计算"
        yield layout.warning("grades_not_scores", graded[0], message, "如需计算，请填写分数", names)


def _ranks(layout: Layout) -> Iterator[Finding]:
    """Name columns without a rank's label that hold the ranks of others."""
    ranked = layout.roles.ranked
    columns = sorted(ranked)
    if not columns:
        return
    where = layout.view.columns_named(*columns[:_COLUMNS_NAMED])
    where += f"等{len(columns)}列" if len(columns) > _COLUMNS_NAMED else ""
    of = layout.names_of(list(dict.fromkeys(ranked[column] for column in columns)))
    yield layout.warning(
        "rank_without_label",
        columns[0],
        f"{where}的内容正好是{of}的名次，已当作名次，不当作成绩",
        f"请在表头写明“名次”；如果是成绩，请{layout.fix_column(columns[0])}",
        layout.names_of(columns),
    )


def _assumed_parts(layout: Layout) -> Iterator[Finding]:
    """Say which columns that might be subjects were taken as parts of one."""
    parts = [c for c in layout.roles.parts if layout.labels[c].role is Role.UNKNOWN]
    if parts:
        names = layout.names_of(parts)
        message = f"表里有考试成绩列，{names}当作平时成绩，没有计算"
        advice = f"如果它们是学科，请逐列{layout.fix_column(parts[0])}"
        yield layout.warning("parts_assumed", parts[0], message, advice, names)


def _parts_alone(layout: Layout) -> Iterator[Finding]:
    """Ask about subjects of which the sheet has parts only, beside subjects that it has whole."""
    labels, subjects = layout.labels, layout.roles.subjects
    if not any(labels[c].role is Role.SUBJECT for c in subjects.values()):
        return  # `only_parts` says so, or 分数 is the mark of the one subject that has parts
    whole = {labels[c].of for c in subjects.values()} | {*subjects}
    alone = [
        column
        for column in layout.roles.parts
        if labels[column].role is Role.PART
        and plain_label(labels[column].subject) in SUBJECTS
        and labels[column].subject not in whole
        and layout.profiles[column].holds_scores
    ]
    if alone:
        names = layout.names_of(alone)
        parted = "、".join(dict.fromkeys(labels[c].subject for c in alone))
        message = f"{parted}只有{names}，没有总评（总分）列，这一学科没有计算"
        advice = f"请补上总评列；如果其中一列就是学科成绩，请{layout.fix_column(alone[0])}"
        yield layout.warning("parts_without_total", alone[0], message, advice, names)


def _beside(layout: Layout) -> Iterator[Finding]:
    """化学教学班名称, 物理考场号: named once, where the column holds numbers like marks."""
    beside = [
        column
        for column in layout.roles.unused
        if layout.labels[column].role is Role.HELPER
        and layout.labels[column].subject
        and layout.profiles[column].scores
        and layout.profiles[column].holds_scores
    ]
    if beside:
        names = layout.names_of(beside)
        message = f"{names}按表头不是成绩，没有当作学科"
        advice = f"如果是成绩，请{layout.fix_column(beside[0], layout.labels[beside[0]].text)}"
        yield layout.note("columns_beside_subjects", beside[0], message, advice, names)


def _extended(layout: Layout) -> Iterator[Finding]:
    """语文竞赛, 英语拓展: subjects with words that no rule knows are named, not taken silently."""
    extended = [
        column
        for column in layout.roles.subjects.values()
        if (label := layout.labels[column]).role is Role.SUBJECT
        and not (label.group or label.exam or label.score is ScoreKind.ASSIGNED)
        and is_extended(label.subject)
    ]
    if extended:
        names = layout.names_of(extended)
        message = f"{names}在学科名前后还有别的字，已各作一个学科"
        advice = layout.not_used(extended[0])
        yield layout.warning("subject_with_addition", extended[0], message, advice, names)


def _no_subjects(layout: Layout) -> Iterator[Finding]:
    """Pupils, but no column that is a subject: what might be one is named."""
    roles, names = layout.roles, layout.names_of((*layout.roles.parts, *layout.roles.raw))
    if names and layout.rows.data and not roles.figures:
        first = (*roles.parts, *roles.raw)[0]
        message = f"表里有学生，但没有学科总分，只有{names}，没有计算"
        row = layout.fix_column(first)
        advice = f"请补上各学科的总分列；如果这些列就是学科，请逐列{row}"
        yield layout.warning("only_parts", first, message, advice, names)


def unread_findings(layout: Layout, *, school: str, class_name: str) -> Iterator[Finding]:
    """
    Name formulas without a result, errors in columns that are read, and blank columns.

    Args:
        layout: the understood table.
        school: of the whole sheet, ``""`` where nothing says so.
        class_name: likewise.
    """
    yield from _uncached(layout)
    yield from _key_errors(layout)
    for column, word, stated in (
        (layout.keys.class_name, "班级", class_name),
        (layout.keys.school, "学校", school),
    ):
        # a column that is there and says nothing, though nothing else says it either
        if column is None or stated or not layout.rows.data:
            continue
        if all(map(is_empty, layout.cells(column))):
            row = settings_row(word, f"这个{word}的名称", sheet=layout.view.grid.name)
            yield layout.warning(
                "key_column_blank",
                layout.view.at(layout.rows.data[0], column),
                f"有“{word}”列，但是空的",
                f"请填上{word}；整张表是同一个{word}的，{row}",
            )


def _uncached(layout: Layout) -> Iterator[Finding]:
    data = layout.rows.data
    rows = data if isinstance(data, range) else set(data)
    uncached = [(row, column) for row, column in layout.view.grid.uncached if row in rows]
    used = {*layout.roles.subjects.values(), *layout.keys.of_pupil}
    if cells := [layout.view.at(row, column) for row, column in uncached if column in used]:
        message = f"公式没有计算结果：{listed(cells)}，读出来是空的"
        advice = "请在 Excel 中打开这个工作簿并保存一次，再重新读取"
        yield layout.error("formula_without_result", cells[0], message, advice)
    total = layout.roles.total
    if cells := [layout.view.at(row, column) for row, column in uncached if column == total]:
        message = f"总分列的公式没有计算结果（{listed(cells)}），不影响各学科"
        advice = "如需核对总分，请在 Excel 中打开并保存一次"
        yield layout.note("total_without_result", cells[0], message, advice)


def _key_errors(layout: Layout) -> Iterator[Finding]:
    view, total = layout.view, layout.roles.total
    for column in (*layout.keys.of_pupil, *([] if total is None else [total])):
        values = view.columns[column]
        if not has_errors(values):
            continue
        if cells := [view.at(row, column) for row in layout.rows.data if is_error(values[row])]:
            message = f"{view.columns_named(column)}有错误值：{listed(cells)}"
            yield layout.error("error_cell", cells[0], message, "请修正公式，或直接填写")


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


class _Place(NamedTuple):
    """One odd cell as a finding shows it."""

    cell: str
    text: str
    proposal: str


def read_marks(layout: Layout) -> tuple[dict[str, int], list[Finding]]:
    """Return how often each remark stands in the subjects, and a finding for every odd cell."""
    absent: Counter[str] = Counter()
    findings: list[Finding] = []
    for name, column in layout.roles.subjects.items():
        values = layout.cells(column)
        odd: dict[CellValue, Reading] = {}
        has_flags = bool in layout.view.grid.kinds[column]
        for value in _distinct(values, has_flags=has_flags):
            reading = layout.reader.reading(value)
            mark = reading.mark
            if isinstance(mark, Remark) and mark.state in _COUNTED:
                absent[mark.text] += values.count(value)
            if reading.doubt:
                odd[value] = reading
        if odd:
            places = _places(layout, column, values, odd)
            findings += [f for d, own in places.items() for f in _of_doubt(layout, name, d, own)]
    return dict(sorted(absent.items(), key=lambda item: (-item[1], item[0]))), findings


def _distinct(values: Sequence[CellValue], *, has_flags: bool) -> list[CellValue]:
    """Return what stands in the cells, each once; True, if any is there, is kept apart from 1."""
    distinct: list[CellValue] = list(set(values))
    if has_flags:
        flags = {value for value in values if isinstance(value, bool)}
        return [*(v for v in distinct if not isinstance(v, bool)), *flags]
    return distinct


def _places(
    layout: Layout, column: int, values: Sequence[CellValue], odd: Mapping[CellValue, Reading]
) -> dict[Doubt, list[_Place]]:
    """Return the odd cells of a column by what is odd about them."""
    flags = any(isinstance(value, bool) for value in odd)  # True is found where 1 is looked up
    places: dict[Doubt, list[_Place]] = {}
    for row, value in zip(layout.rows.data, values, strict=True):
        if value in odd and (flags or not isinstance(value, bool)):
            place = _Place(layout.view.at(row, column), shown(value), odd[value].proposal)
            places.setdefault(odd[value].doubt, []).append(place)
    return places


def _of_doubt(
    layout: Layout, name: str, doubt: Doubt, places: Sequence[_Place]
) -> Iterator[Finding]:
    """Name a few odd cells of one kind each by itself, many together."""
    each = len(places) <= _EACH and doubt not in _TOGETHER
    for group in [[place] for place in places] if each else [places]:
        finding = _finding(layout.view.grid.name, name, doubt, group)
        if doubt is Doubt.SIGNED and layout.override.accept_signs is False:
            finding = finding._replace(severity=Severity.NOTE, suggestion=_SIGNS_SETTLED)
        yield finding


def _finding(sheet: str, name: str, doubt: Doubt, places: Sequence[_Place]) -> Finding:
    severity, wrong, action = _WORDS[doubt]
    texts = list(dict.fromkeys(place.text for place in places))
    proposals = {place.proposal for place in places}
    proposal = proposals.pop() if len(proposals) == 1 else ""
    cells = listed([place.cell for place in places])
    where = f"“{name}”{cells}" if len(places) == 1 else f"“{name}”有{len(places)}格（{cells}）"
    return Finding(
        code=str(doubt),
        severity=severity,
        sheet=sheet,
        cell=places[0].cell,
        found="、".join(texts[:_EACH]) + ("…" if len(texts) > _EACH else ""),
        message=f"{where}{wrong}",
        suggestion=action.format(proposal or _INSTEAD.get(doubt, "分数，缺考的写“缺考”")),
    )


def subjects_twice(layout: Layout) -> Iterator[Finding]:
    """Name the rows in which a pupil's subject comes again; only its first mark is used."""
    keys, roles = layout.keys, layout.roles
    if not roles.is_long or keys.subject_name is None or keys.name is None or not roles.subjects:
        return
    view, column = layout.view, next(iter(roles.subjects.values()))
    own = [key for key in (*keys.of_pupil, keys.exam, keys.subject_name) if key is not None]
    seen: dict[tuple[CellValue, ...], int] = {}
    for row in layout.rows.data:
        cells = view.rows[row]
        if is_empty(cells[keys.name]):
            continue
        first = seen.setdefault(tuple(cells[key] for key in own), row)
        if first != row:
            pupil, subject = shown(cells[keys.name]), shown(cells[keys.subject_name])
            yield layout.error(
                "long_subject_twice",
                view.at(row, column),
                f"“{pupil}”的“{subject}”出现两次"
                f"（{view.at(first, column)}和{view.at(row, column)}），只用了前一个",
                "请核对并删去多余的一行",
                shown(cells[column]),
            )
