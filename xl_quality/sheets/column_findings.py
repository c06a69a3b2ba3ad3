"""What is doubtful about the columns of an understood table, and about the cells in them (疑点)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.core.marks import Remark, ScoreKind, State
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import CellValue, Doubt, Reading, is_empty, is_error
from xl_quality.sheets.labels import SUBJECTS, Role, is_extended
from xl_quality.sheets.layout import COLUMNS_NAMED, Layout
from xl_quality.sheets.recognition import listed, shown
from xl_quality.sheets.text import plain_label

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding, Kind

_COUNTED: Final = (State.ABSENT, State.EXEMPT, State.CHEATED)
_EACH: Final = 5  # up to so many odd cells of one kind in a column get a finding of their own
_TOGETHER: Final = (Doubt.TEXT_NUMBER, Doubt.ROUNDED, Doubt.SIGNED)
"""One answer does for all cells of these kinds."""


def column_findings(layout: Layout) -> Iterator[Finding]:
    """Name what was assumed of columns, each kind once for all its columns."""
    labels, roles = layout.labels, layout.roles
    subjects = list(roles.subjects.values())
    exams = [c for c in subjects if labels[c].role is Role.EXAM_SCORE]
    only_parts = () if roles.figures or not layout.rows.data else (*roles.parts, *roles.raw)
    for kind, columns in (
        (kinds.GRADES_NOT_SCORES, roles.graded),
        (kinds.RANK_WITHOUT_LABEL, sorted(roles.ranked)),
        (kinds.PARTS_ASSUMED, [c for c in roles.parts if labels[c].role is Role.UNKNOWN]),
        (kinds.PARTS_WITHOUT_TOTAL, _parts_alone(layout)),
        (kinds.COLUMNS_BESIDE_SUBJECTS, _numbers_beside(layout)),
        (kinds.UNKNOWN_SUBJECT, [c for c in subjects if labels[c].role is Role.UNKNOWN]),
        (kinds.SUBJECT_WITH_ADDITION, [c for c in subjects if _has_addition(layout, c)]),
        (kinds.EXAM_COLUMNS, exams if len(exams) > 1 else ()),
        (kinds.ONLY_PARTS, only_parts),
    ):
        if columns:
            found, facts = layout.names_of(columns), _facts(layout, kind, columns)
            yield layout.finding(kind, columns[0], found=found, **facts)


def _facts(layout: Layout, kind: Kind, columns: Sequence[int]) -> dict[str, str]:
    """Return what the words of a kind name beside the columns themselves."""
    labels, ranked = layout.labels, layout.roles.ranked
    if kind is kinds.RANK_WITHOUT_LABEL:
        more = f"等{len(columns)}列" if len(columns) > COLUMNS_NAMED else ""
        where = layout.view.columns_named(*columns[:COLUMNS_NAMED]) + more
        of = layout.names_of(list(dict.fromkeys(ranked[column] for column in columns)))
        return {"columns": where, "ranked": of}
    if kind is kinds.PARTS_WITHOUT_TOTAL:
        return {"subjects": "、".join(dict.fromkeys(labels[c].subject for c in columns))}
    if kind is kinds.COLUMNS_BESIDE_SUBJECTS:
        return {"fix": layout.fix_column(columns[0], labels[columns[0]].text)}
    return {}


def _parts_alone(layout: Layout) -> list[int]:
    """Return the parts of subjects that the sheet does not have whole, beside whole ones."""
    labels, subjects = layout.labels, layout.roles.subjects
    if not any(labels[c].role is Role.SUBJECT for c in subjects.values()):
        return []  # `only_parts` says so, or 分数 is the mark of the one subject that has parts
    whole = {labels[c].of for c in subjects.values()}
    return [
        column
        for column in layout.roles.parts
        if (label := labels[column]).role is Role.PART
        and plain_label(label.subject) in SUBJECTS
        and label.subject not in whole
        and layout.profiles[column].holds_scores
    ]


def _numbers_beside(layout: Layout) -> list[int]:
    """Return columns beside subjects whose numbers look like marks: 化学教学班名称, 物理考场号."""
    return [
        column
        for column in layout.roles.unused
        if (label := layout.labels[column]).role is Role.HELPER
        and label.subject
        and (profile := layout.profiles[column]).scores
        and profile.holds_scores
    ]


def _has_addition(layout: Layout, column: int) -> bool:
    """Say whether a subject has words that no rule knows: 语文竞赛, 英语拓展."""
    label = layout.labels[column]
    explained = label.group or label.exam or label.score is ScoreKind.ASSIGNED
    explained = explained or layout.is_fixed(column)
    return label.role is Role.SUBJECT and not explained and is_extended(label.subject)


def unread_findings(layout: Layout, *, school: str, class_name: str) -> Iterator[Finding]:
    """Name formulas without a result, errors in columns that are read, and blank columns.

    School and class are those of the whole sheet, ``""`` where nothing says so.
    """
    view, keys, data = layout.view, layout.keys, layout.rows.data
    used = {*layout.roles.subjects.values(), *keys.of_pupil}
    total = [] if layout.roles.total is None else [layout.roles.total]
    rows = data if isinstance(data, range) else set(data)
    uncached = [(row, column) for row, column in view.grid.uncached if row in rows]
    for kind, columns in (
        (kinds.FORMULA_WITHOUT_RESULT, used),
        (kinds.TOTAL_WITHOUT_RESULT, total),
    ):
        if cells := [view.at(row, column) for row, column in uncached if column in columns]:
            yield layout.finding(kind, cells[0], places=listed(cells))
    for column in (*keys.of_pupil, *total):
        values = view.columns[column]
        if not any(map(is_error, view.grid.distinct[column])):  # as mostly: soon known
            continue
        if cells := [view.at(row, column) for row in data if is_error(values[row])]:
            where, places = view.columns_named(column), listed(cells)
            yield layout.finding(kinds.ERRORS_IN_KEYS, cells[0], column=where, places=places)
    for key, unit, stated in (
        (keys.class_name, "class", class_name),
        (keys.school, "school", school),
    ):
        # a column that is there and says nothing, though nothing else says it either
        if key is not None and not stated and data and all(map(is_empty, layout.cells(key))):
            yield layout.finding(kinds.KEY_COLUMN_BLANK[unit], view.at(data[0], key))


def subjects_twice(layout: Layout) -> Iterator[Finding]:
    """Name the rows of the long layout in which a pupil's subject comes again: it is not used.

    Another exam is no excuse: a sheet of several exams gives its first one only.
    """
    keys, roles = layout.keys, layout.roles
    who = keys.student_id if keys.name is None else keys.name
    column = next(iter(roles.subjects.values()), None)
    if not roles.is_long or keys.subject_name is None or who is None or column is None:
        return
    view = layout.view
    own = (*keys.of_pupil, keys.subject_name)
    seen: dict[tuple[CellValue, ...], int] = {}
    for row in layout.rows.data:
        cells = view.rows[row]
        if is_empty(cells[who]):
            continue
        first = seen.setdefault(tuple(cells[key] for key in own), row)
        if first != row:
            yield layout.finding(
                kinds.LONG_SUBJECT_TWICE,
                view.at(row, column),
                found=shown(cells[column]),
                pupil=shown(cells[who]),
                subject=shown(cells[keys.subject_name]),
                first=view.at(first, column),
            )


_Place = tuple[str, str, str]  # One odd cell as a finding shows it: address, text and proposal


def read_marks(layout: Layout) -> tuple[dict[str, int], list[Finding]]:
    """Return how often each remark (缺考 …) stands in the subjects; odd cells are findings."""
    absent: Counter[str] = Counter()
    findings: list[Finding] = []
    for name, column in layout.roles.subjects.items():
        values = layout.cells(column)
        odd: dict[CellValue, Reading] = {}
        for value in _distinct(layout, column, values):
            reading = layout.reader.reading(value)
            mark = reading.mark
            if isinstance(mark, Remark) and mark.state in _COUNTED:
                absent[mark.text] += values.count(value)
            if reading.doubt:
                odd[value] = reading
        if odd:
            for doubt, places in _places(layout, column, values, odd).items():
                each = len(places) <= _EACH and doubt not in _TOGETHER
                groups = [[place] for place in places] if each else [places]
                findings += (_odd_cells(layout, name, doubt, group) for group in groups)
    return dict(sorted((+absent).items(), key=lambda item: (-item[1], item[0]))), findings


def _distinct(layout: Layout, column: int, values: Sequence[CellValue]) -> Collection[CellValue]:
    """Return what stands in a column, its label too; True, if there, is kept apart from 1."""
    grid = layout.view.grid
    if bool not in grid.kinds[column]:
        return grid.distinct[column]
    distinct: list[CellValue] = [v for v in set(values) if not isinstance(v, bool)]
    return [*distinct, *{value for value in values if isinstance(value, bool)}]


def _places(
    layout: Layout, column: int, values: Sequence[CellValue], odd: Mapping[CellValue, Reading]
) -> dict[Doubt, list[_Place]]:
    """Return the odd cells of a column by what is odd about them."""
    places: dict[Doubt, list[_Place]] = {}
    for row, value in zip(layout.rows.data, values, strict=True):
        # 0 and 1 are found where FALSE and TRUE are looked up
        if value in odd and (isinstance(value, bool) or value not in (0, 1)):
            place = layout.view.at(row, column), shown(value), odd[value].proposal
            places.setdefault(odd[value].doubt, []).append(place)
    return places


def _odd_cells(layout: Layout, name: str, doubt: Doubt, places: Sequence[_Place]) -> Finding:
    settled = doubt is Doubt.SIGNED and layout.override.accept_signs is False
    kind = kinds.SIGNS_SETTLED if settled else kinds.ODD_MARKS[doubt.value]
    cells, texts, proposals = (list(dict.fromkeys(own)) for own in zip(*places, strict=True))
    usual = "不带符号的数" if doubt is Doubt.SIGNED else "分数，缺考的写“缺考”"
    where = listed(cells)
    return layout.finding(
        kind,
        cells[0],
        found="、".join(texts[:_EACH]) + ("…" if len(texts) > _EACH else ""),
        where=f"“{name}”{where}" if len(cells) == 1 else f"“{name}”有{len(cells)}格（{where}）",
        proposal=(proposals[0] if len(proposals) == 1 else "") or usual,
    )
