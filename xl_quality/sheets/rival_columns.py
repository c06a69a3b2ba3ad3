"""Columns that compete for one subject: 总评 and its parts, 原始 and 赋分, questions, sums.

Whether a column follows from others (名次、总分) is tried over all pupils, exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.marks import POINT, Mark, ScoreKind
from xl_quality.core.school_terms import usual_subject
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.labels import UNITED, WHOLE, Label, Role
from xl_quality.sheets.score_evidence import is_item, subjects_in
from xl_quality.sheets.text import pattern, plain_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.sheets.cells import CellValue
    from xl_quality.sheets.layout import Layout, Step
    from xl_quality.sheets.recognition import Facts

_ENOUGH: Final = 4  # rows: of fewer, places and sums may agree by chance
_MOST: Final = 9, 10
"""A paper of its own equals the sum of others once in a hundred pupils or less; a sum in which a
few marks were changed later, or typed by hand, still agrees for nine pupils in ten."""
_SOME: Final = 3
"""Right for fewer than one pupil in so many it is a paper of its own; between the two nobody but
the office can know."""
_FIRST: Final = 60
_HARDLY_EVER: Final = 10
"""A column that agrees in fewer than 10 of 60 rows is given up: sheets have 50,000 rows."""
_FOLLOWING: Final = 7, 8
"""A few places may be stale (a mark changed after the ranking); such a pupil breaks two steps."""
_STEPS: Final = 8
"""Steps from pupil to pupil that tell a ranking among strangers (place 348 of the county) from two
papers: seven of eight steps falling are chance once in 700 times, three of three once in 24."""
_SAMPLE: Final = 200  # rows, evenly spread, in which a sum would show
_MOST_OTHERS: Final = 10  # sets of more columns are too many to try; the runs are tried in any case
_TRIED_ROWS: Final = 24  # rows against each of 1,000 sets of columns: they tell which fits
_MARKS: Final = (Role.SUBJECT, Role.RAW, Role.PART)
_TAUGHT_APART: Final = {
    "科学": {"物理", "化学", "生物", "地理"},
    "社会": {"历史", "地理", "道德与法治"},
    "历史与社会": {"历史", "地理", "道德与法治"},
}
"""Subjects of their own in most places; where their parts stand beside them they may be sums."""
_SHOWN: Final = 3  # cells that a message names
_NUMBERED: Final = pattern(r"\(?(\d+)(?:[-.~_(](\d+))?\)?[、.]?")
_POINTS: Final = pattern(r"\((\d{1,3}(?:\.\d+)?)分\)$")
_FEWEST: Final = 3  # 1 | 2 may be two tests; a paper has more questions than two
_MANY: Final = 6  # so many numbers in a row are questions even where no total stands beside them
_LARGEST_PART: Final = 60_00
"""书面表达(25分) is a part of a paper; from 60 points on it may be a paper of its own."""
_TOTALS: Final = (Role.SCORE, Role.TOTAL)
_OPEN: Final = (Role.NUMBER, Role.UNKNOWN, Role.PART)  # 1(1) is a part by its look alone


class ColumnSum(NamedTuple):
    """What a column sums up."""

    parts: tuple[int, ...]  # the columns
    seen: int  # rows in which there is a figure and at least two parts
    apart: tuple[int, ...]  # those of them (0-based) in which the figure is not the sum

    @property
    def is_certain(self) -> bool:
        """Say whether the column is a sum, a few changed marks apart."""
        return (self.seen - len(self.apart)) * _MOST[1] >= self.seen * _MOST[0]


def is_rank_of(layout: Layout, column: int, scores: int) -> bool:
    """Say whether a column ranks another one.

    Either it holds the pupils' places among those of the sheet, of their class or school; or it
    falls from pupil to pupil as the scores rise, as places in a larger unit do.
    """
    ranks, marks = layout.marks(column), layout.marks(scores)
    found = {mark for mark in ranks if isinstance(mark, int)}
    if len(found) == 1 or any(mark % POINT or mark == 0 for mark in found):
        return False
    return holds_places_of(layout, column, scores) or _falls(marks, ranks)


def _falls(marks: Sequence[Mark], ranks: Sequence[Mark]) -> bool:
    """Say whether the larger mark has the smaller number; equal marks say nothing."""
    pairs = sorted(
        (-mark, rank)
        for mark, rank in zip(marks, ranks, strict=True)
        if isinstance(mark, int) and isinstance(rank, int)
    )
    steps = [before[1] < after[1] for before, after in pairwise(pairs) if before[0] != after[0]]
    return len(steps) >= _STEPS and _nearly_all(steps)


def _nearly_all(found: Sequence[bool]) -> bool:
    return sum(found) * _FOLLOWING[1] >= len(found) * _FOLLOWING[0]


def holds_places_of(layout: Layout, column: int, scores: int) -> bool:
    """Say whether a column holds the places 1, 2, 2, 4 or 1, 2, 2, 3 that the scores make."""
    ranks, marks = layout.marks(column), layout.marks(scores)
    everybody: Sequence[CellValue] = [None] * len(marks)
    units = [layout.cells(c) for c in (layout.keys.class_name, layout.keys.school) if c is not None]
    return any(_are_places(marks, ranks, groups) for groups in (everybody, *units))


def _are_places(marks: Sequence[Mark], ranks: Sequence[Mark], groups: Sequence[CellValue]) -> bool:
    by_group: dict[CellValue, list[tuple[int, int]]] = {}
    for mark, rank, group in zip(marks, ranks, groups, strict=True):
        if isinstance(mark, int) and isinstance(rank, int):
            by_group.setdefault(group, []).append((-mark, rank))
    right: list[bool] = []
    for pairs in by_group.values():
        pairs.sort()
        place = dense = 0
        before = None
        for number, (mark, rank) in enumerate(pairs, start=1):
            if mark != before:
                place, dense, before = number, dense + 1, mark
            right.append(rank in (place * POINT, dense * POINT))
    return len(right) >= _ENOUGH and _nearly_all(right)


def is_sum_of(layout: Layout, column: int, parts: Sequence[int]) -> bool:
    """Say whether a column is the sum of others for at least nine pupils in ten."""
    if len(parts) < 2:  # noqa: PLR2004 - the sum of one column is a copy
        return False
    known = {one: layout.marks(one) for one in (column, *parts)}
    found = _sum_of(layout.rows.data, column, parts, known)
    return found is not None and found.is_certain


def sum_of(layout: Layout, column: int, others: Sequence[int]) -> ColumnSum | None:
    """Return of which columns a column is the sum, None where it is a paper of its own.

    Tried are all others, those right before or right behind it, and the set that fits the first
    rows best (政治 and 历史 need not stand together). The best one is returned. It may agree for
    a third of the pupils only: then it is not certain.
    """
    step = len(layout.rows.data) // _SAMPLE
    if step > 1 and _best_sum(layout, column, others, step) is None:
        return None  # 50,000 rows of a paper of its own need not be added up
    return _best_sum(layout, column, others, 1)


def _best_sum(layout: Layout, column: int, others: Sequence[int], step: int) -> ColumnSum | None:
    """Compare a column with sums of others, in every row or in every so many."""
    read = layout.reader.column
    known = {one: read(layout.cells(one)[::step]) for one in (column, *others)}
    before = [other for other in others if other < column]
    behind = [other for other in others if other not in before]
    runs = [others, *(before[cut:] for cut in range(len(before)))]
    runs += [behind[: len(behind) - cut] for cut in range(len(behind))]
    if len(others) <= _MOST_OTHERS:
        runs.append(_parts_of_sum(known[column], [known[other] for other in others], others))
    data = layout.rows.data[::step]
    sums = [_sum_of(data, column, run, known) for run in runs]
    found = [one for one in sums if one is not None]
    return min(found, key=lambda one: (len(one.apart), -one.seen), default=None)


def _parts_of_sum(
    marks: Sequence[Mark], parts: Sequence[Sequence[Mark]], columns: Sequence[int]
) -> list[int]:
    """Return the set of columns whose sum is the figure in most of the first rows."""
    hits: Counter[int] = Counter()
    rows = (row for row in zip(marks, *parts, strict=True) if isinstance(row[0], int) and row[0])
    for mark, *values in islice(rows, _TRIED_ROWS):
        sums = [0]
        for value in values:
            number = value if isinstance(value, int) else 0
            sums += [known + number for known in sums]
        hits.update(choice for choice, total in enumerate(sums) if total == mark)
    best = max(sorted(hits), key=lambda choice: (hits[choice], -choice.bit_count()), default=0)
    return [column for place, column in enumerate(columns) if best >> place & 1]


def _sum_of(
    rows: Sequence[int], column: int, parts: Sequence[int], known: Mapping[int, Sequence[Mark]]
) -> ColumnSum | None:
    """Compare a column with a sum; rows with one part only (a copy, not a sum) say nothing."""
    seen, apart = 0, []
    marks = zip(rows, known[column], *(known[part] for part in parts), strict=True)
    for row, mark, *values in marks:
        numbers = [value for value in values if isinstance(value, int)]
        if not isinstance(mark, int) or len(numbers) < 2 or not any(numbers):  # noqa: PLR2004
            continue
        seen += 1
        if mark != sum(numbers):
            apart.append(row)
        if seen == _FIRST and seen - len(apart) < _HARDLY_EVER:
            return None
    right = seen - len(apart)
    agrees = right >= _ENOUGH and right * _SOME >= seen
    return ColumnSum(tuple(parts), seen, tuple(apart)) if agrees else None


def settle_parts(layout: Layout) -> Step:
    """Keep one column of each subject that has parts (阅读 | 写话 | 总评): its 总评.

    The others become PART columns and are named. A subject with parts and no column for all of
    it has no score: that is asked, since no part is the subject.
    """
    layout = _let_fixed_win(layout)
    parts: list[int] = []
    wholes: list[int] = []
    only: list[int] = []
    for (_, group), members in _families(layout).items():
        whole = _whole(layout, members, in_group=bool(group))
        if whole is not None:
            spare = _spare(layout, members, whole)
            parts += spare
            scored = any(layout.labels[c].role in (Role.SUBJECT, Role.RAW) for c in spare)
            wholes += [whole] if scored else []
        elif group and _are_only_parts([layout.labels[c] for c in members]):
            only += members
    layout = _with_parts(layout, only)
    if not layout.labelled_as(Role.SUBJECT):
        wholes, parts = _unnamed_parts(layout)
    changed = [c for c in parts if layout.labels[c].role is not Role.PART]
    if not changed:
        return layout, []
    found, names = layout.names_of(sorted(changed)), layout.names_of(wholes)
    finding = layout.finding(kinds.PARTS_NOT_USED, changed[0], found=found, wholes=names)
    return _with_parts(layout, changed), [finding]


def _families(layout: Layout) -> dict[tuple[str, str], list[int]]:
    """Return the columns of each subject's scores and parts, by subject and group title."""
    families: dict[tuple[str, str], list[int]] = {}
    for column in layout.labelled_as(*_MARKS):
        label = layout.labels[column]
        if label.of and not layout.is_fixed(column):
            families.setdefault((label.of, label.group), []).append(column)
    return families


def _unnamed_parts(layout: Layout) -> tuple[list[int], list[int]]:
    """Return 总评 and its parts (平时, 期中, 期末) where only the title names their subject."""
    whole = [
        column
        for column in layout.labelled_as(Role.SCORE)
        if WHOLE.fullmatch(layout.labels[column].text) and layout.profiles[column].scores
    ]
    parts = layout.labelled_as(Role.EXAM_SCORE)
    fixed = any(layout.is_fixed(column) for column in (*whole, *parts))
    return ([], []) if len(whole) != 1 or fixed else (whole, parts)


def _let_fixed_win(layout: Layout) -> Layout:
    """Make parts of the columns of a subject whose column a person has said."""
    labels = layout.labels
    fixed = {label.subject for column, label in enumerate(labels) if layout.is_fixed(column)} - {""}
    losing: list[int] = []
    for column in layout.labelled_as(Role.SUBJECT, Role.RAW):
        label = labels[column]
        one_of_two = label.score in (ScoreKind.RAW, ScoreKind.ASSIGNED) and label.of in fixed
        if (label.subject in fixed or one_of_two) and not layout.is_fixed(column):
            losing.append(column)
    return layout.called(Role.PART, *losing)


def _spare(layout: Layout, members: Sequence[int], whole: int) -> list[int]:
    """Return the members of a family that are parts beside the whole; 原始 beside 赋分 is none."""
    scores = {layout.labels[c].score for c in members}
    no_parts = (ScoreKind.RAW, ScoreKind.ASSIGNED) if ScoreKind.ASSIGNED in scores else ()
    return [c for c in members if c != whole and layout.labels[c].score not in no_parts]


def _whole(layout: Layout, members: Sequence[int], *, in_group: bool) -> int | None:
    """Return the column that is all of a subject, None where there is none or nothing else."""
    subjects = [c for c in members if layout.labels[c].role is Role.SUBJECT]
    whole = [c for c in subjects if layout.labels[c].score is ScoreKind.WHOLE]
    if whole:
        rated = [c for c in whole if "评" in layout.labels[c].text]  # 总评 is made of 总分
        return (rated or whole)[-1]
    details = [c for c in subjects if layout.labels[c].score is ScoreKind.DETAIL]
    plain = [c for c in subjects if layout.labels[c].score is ScoreKind.PLAIN]
    own = [c for c in plain if not layout.labels[c].exam]
    return own[0] if in_group and details and len(own) == 1 else None


def _are_only_parts(labels: Sequence[Label]) -> bool:
    """Say whether several columns under a subject are all parts of it, by their own words."""
    are_parts = all(label.role is Role.PART or label.subject == label.text for label in labels)
    return len(labels) > 1 and are_parts and any(one.score is ScoreKind.DETAIL for one in labels)


def _with_parts(layout: Layout, columns: Sequence[int]) -> Layout:
    changed: dict[int, Label] = {}
    for column in columns:
        label = layout.labels[column]
        subject = "" if label.role is Role.EXAM_SCORE else label.of
        changed[column] = label._replace(role=Role.PART, subject=subject)
    return layout.relabelled(changed)


class _Pair(NamedTuple):
    """The columns of one subject's scores: 化学原始, one that only says 化学, 化学赋分."""

    raw: int | None
    plain: int | None
    assigned: int | None

    def used(self, score: ScoreKind) -> int:
        """Return the column to use; a plain one stands for the score that no column names."""
        wanted = self if score is ScoreKind.RAW else reversed(self)
        return next(column for column in wanted if column is not None)

    @property
    def columns(self) -> list[int]:
        """Return all of them, in the sheet's order."""
        return sorted(c for c in self if c is not None)


def settle_scores(layout: Layout) -> Step:
    """Keep one column of each subject that has 原始 and 赋分; what is used is told in one finding.

    The answer in 考核设置 (赋分学科) goes first, then the total of the sheet, which is the sum of
    one of the two. Otherwise: where both are named, the one that the office puts first, as it
    does with the one it counts by; where one column only says 化学, that is the raw score beside
    化学赋分, and the assigned one beside 化学原始.
    """
    pairs, empty = _pairs(layout)
    layout = layout.put("raw", *empty)
    if not pairs:
        return layout, []
    said = layout.override.scores_used or _by_total(layout, pairs)
    score = said or _by_order(pairs)
    used = [pair.used(score) for pair in pairs]
    left = [c for pair in pairs for c in pair.columns if c not in used]
    layout = layout.put("raw", *left)
    for column in used:
        role = Role.SUBJECT if layout.labels[column].subject else Role.SCORE
        layout = layout.called(role, column)
    layout = _prefer_raw_total(layout) if score is ScoreKind.RAW else layout
    if layout.override.scores_used:
        return layout, []
    kind = kinds.RAW_BESIDE_ASSIGNED if said is None else kinds.RAW_BESIDE_ASSIGNED_BY_TOTAL
    found, names = layout.names_of(left), layout.names_of(used)
    return layout, [layout.finding(kind, left[0], found=found, used=names)]


def _pairs(layout: Layout) -> tuple[list[_Pair], list[int]]:
    """Return the subjects of which several scores hold numbers, and columns that hold none."""
    stems: dict[tuple[str, str], dict[ScoreKind, int]] = {}
    known = dict.fromkeys(layout.labels[c].of for c in layout.labelled_as(Role.SUBJECT))
    for column, label in enumerate(layout.labels):
        named = label.role in (Role.SUBJECT, Role.RAW) and bool(label.of)
        alone = not known and label.role in (Role.SCORE, Role.RAW) and "总" not in label.text
        plain = label.score is ScoreKind.PLAIN and label.of != label.subject
        if not (named or alone) or plain or layout.is_fixed(column):
            continue
        whole = label.score in (ScoreKind.WHOLE, ScoreKind.DETAIL)
        score = ScoreKind.PLAIN if whole else label.score
        stem = _full_stem(label.of, known) if named else ""
        stems.setdefault((stem, label.exam), {}).setdefault(score, column)
    pairs: list[_Pair] = []
    empty: list[int] = []
    for scores in stems.values():
        filled = {score: c for score, c in scores.items() if layout.profiles[c].scores}
        if filled:
            empty += [column for score, column in scores.items() if score not in filled]
        if len(filled) > 1:
            kinds = (ScoreKind.RAW, ScoreKind.PLAIN, ScoreKind.ASSIGNED)
            pairs.append(_Pair(*map(filled.get, kinds)))
    return pairs, empty


def _full_stem(stem: str, known: dict[str, None]) -> str:
    """Return the subject that a one-letter form stands for: 物 of 物赋 beside 物理."""
    if len(stem) > 1:
        return stem
    return next((name for name in known if len(name) > 1 and name.startswith(stem)), stem)


def _by_order(pairs: Sequence[_Pair]) -> ScoreKind:
    for pair in pairs:
        if pair.raw is not None and pair.assigned is not None:
            return min((pair.raw, ScoreKind.RAW), (pair.assigned, ScoreKind.ASSIGNED))[1]
    return ScoreKind.ASSIGNED


def _by_total(layout: Layout, pairs: Sequence[_Pair]) -> ScoreKind | None:
    """Return the score of which the sheet's only total is the sum, None where that says nothing."""
    totals = layout.labelled_as(Role.TOTAL)
    if len(totals) != 1:
        return None
    paired = {column for pair in pairs for column in pair.columns}
    subjects = layout.labelled_as(Role.SUBJECT)
    others = [c for c in subjects if c not in paired and not layout.labels[c].exam]
    fitting = [
        score
        for score in (ScoreKind.RAW, ScoreKind.ASSIGNED)
        if is_sum_of(layout, totals[0], [*others, *(pair.used(score) for pair in pairs)])
    ]
    return fitting[0] if len(fitting) == 1 else None


def _prefer_raw_total(layout: Layout) -> Layout:
    """Let 总分原始 be the total where the raw scores are used, beside which 总分赋分 stands."""
    for column in layout.labelled_as(Role.RAW):
        if "总" in layout.labels[column].text and layout.profiles[column].scores:
            others = layout.labelled_as(Role.TOTAL)
            return layout.called(Role.HELPER, *others).called(Role.TOTAL, column)
    return layout


def drop_sums(layout: Layout) -> Step:
    """Take out columns that are the sum of other subjects (综合, 理综, 三科): told in one finding.

    Only names of united papers and names that no rule knows are tried; a paper of its own, whose
    marks are no sums, stays a subject.
    """
    sums: list[tuple[int, ColumnSum]] = []
    for name, column in layout.roles.subjects.items():
        label, roles = layout.labels[column], layout.roles
        united = label.subject in UNITED or label.role in (Role.UNKNOWN, Role.BLANK)
        apart = _TAUGHT_APART.get(label.subject, set()) & set(map(usual_subject, roles.subjects))
        if not (united or len(apart) > 1) or layout.is_fixed(column):
            continue
        others = {other: c for other, c in roles.subjects.items() if other != name}
        total = sum_of(layout, column, list(others.values()))
        if total is None:
            continue
        is_total = total.is_certain and set(total.parts) == {*others.values()}
        full_marks = {n: full for n, full in roles.full_marks.items() if n != name}
        layout = layout.with_roles(subjects=others, full_marks=full_marks)
        as_total = roles.total is None and is_total
        layout = layout.with_roles(total=column) if as_total else layout.put("unused", column)
        sums.append((column, total))
    return layout, [_sum_finding(layout, column, total) for column, total in sums]


def _sum_finding(layout: Layout, column: int, total: ColumnSum) -> Finding:
    apart = total.apart
    more = "等" if len(apart) > _SHOWN else ""
    kind = kinds.COMBINED_BUT_FOR_SOME if apart else kinds.COMBINED_SUBJECT
    return layout.finding(
        kind if total.is_certain else kinds.SUM_OR_SUBJECT,
        column,
        parts=layout.names_of(total.parts),
        places="、".join(layout.view.at(row, column) for row in apart[:_SHOWN]) + more,
        apart=len(apart),
        rows=total.seen,
        right=total.seen - len(apart),
    )


def settle_items(layout: Layout) -> Step:
    """Make parts of columns that only number questions or state points beside a total."""
    labels, items = layout.labels, _items(layout)
    # 客观题 beside 1-1 1-2 says as much as 总分: the numbers count questions
    beside = items > 0 or bool(layout.labelled_as(*_TOTALS, Role.SUBJECT))
    numbered = [c for c in layout.labelled_as(*_OPEN) if _NUMBERED.fullmatch(labels[c].text)]
    if len(numbered) >= (_FEWEST if beside else _MANY) and are_questions(
        [labels[column].text for column in numbered]
    ):
        layout = _called_questions(layout, numbered)
        items = _items(layout)
    pointed = [c for c, label in enumerate(layout.labels) if _is_pointed(label)]
    if layout.labelled_as(*_TOTALS) and pointed and len(pointed) + items >= _FEWEST - 1:
        layout = _called_questions(layout, pointed)
    return layout, []


def _items(layout: Layout) -> int:
    return sum(label.role is Role.PART and is_item(label.text) for label in layout.labels)


def _is_pointed(label: Label) -> bool:
    """Say whether a label that names no subject states few points: 文言文阅读(22.0分)."""
    points = _POINTS.search(label.text) if "分)" in label.text else None
    if points is None or Fraction(points[1]) * POINT >= _LARGEST_PART:
        return False
    return label.role is Role.UNKNOWN or (
        label.role is Role.SUBJECT and not subjects_in(label.text)
    )


def _called_questions(layout: Layout, columns: Sequence[int]) -> Layout:
    """Return the table with columns called parts, but those that a person called otherwise."""
    return layout.called(Role.PART, *(c for c in columns if not layout.is_fixed(c)))


def are_questions(texts: Sequence[str]) -> bool:
    """Say whether labels count questions from the first one on: 1 2 3, 1-1 1-2 2-1, (1) (2).

    Days of tests begin anywhere and leap (12.08, 12.15). One label in four may be out of order,
    for a cell that holds the number 1.10 shows 1.1.

    >>> are_questions(["1-1", "1-2", "2", "3-1"]), are_questions(["12.08", "12.15", "12.22"])
    (True, False)
    """
    found = [_NUMBERED.fullmatch(text) for text in texts]
    parts = [list(filter(None, match.groups())) for match in found if match]  # 12-1 → 12, 1
    if len(parts) < len(texts) or any(p.startswith("0") for number in parts for p in number):
        return False
    numbers = [tuple(map(int, number)) for number in parts]
    if numbers[0] not in ((1,), (1, 1)):
        return False
    steps = [_follows(before, after) for before, after in pairwise(numbers)]
    return sum(steps) * 4 >= len(steps) * 3


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Say whether a number follows another one: 1-2 on 1-1, 2 and 2-1 on 1-2, 2-1 on 2."""
    if after[0] == before[0] + 1:
        return after[1:] in ((), (1,))
    minor = before[1] if len(before) > 1 else 0
    return after[0] == before[0] and after[1:] == (minor + 1,)


def take_total(layout: Layout) -> Layout:
    """Make 总分 beside nothing but questions the mark of the one subject they belong to."""
    roles, column = layout.roles, layout.roles.total
    if roles.subjects or column is None or not _has_items(layout):
        return layout
    return layout.with_roles(total=None, subjects={layout.labels[column].text: column})


def _has_items(layout: Layout) -> bool:
    """Say whether the table has columns of questions."""
    texts = [layout.labels[column].text for column in layout.roles.parts]
    return sum(is_item(text) or bool(_POINTS.search(text)) for text in texts) >= _FEWEST - 1


def named_subject(layout: Layout) -> Step:
    """Name the subject of the one column of marks beside questions that only says 分数 or 总分.

    The questions are of one paper, so a title, sheet name or file name that names one subject
    names theirs. Where none does, that is asked.
    """
    roles = layout.roles
    if len(roles.subjects) != 1 or roles.is_long or not _has_items(layout):
        return layout, []
    name, column = next(iter(roles.subjects.items()))
    label, fix = layout.labels[column], layout.fix_column(column, "学科名")
    if label.role not in _TOTALS:
        return layout, []
    sources = [("标题", text) for _, text in layout.header.titles]
    sources += [("工作表名", layout.view.grid.name), ("文件名", layout.file_stem)]
    for source, text in sources:
        named = subjects_in(plain_text(text))
        if len(named) == 1:
            subject = named.pop()
            layout = layout._replace(roles=roles.renamed(name, subject))
            own = label._replace(role=Role.SUBJECT, subject=subject)
            layout = layout.relabelled({column: own})
            facts: Facts = {"found": subject, "name": name, "source": source, "fix": fix}
            return layout, [layout.finding(kinds.SUBJECT_OF_QUESTIONS, column, **facts)]
    return layout, [layout.finding(kinds.SUBJECT_NOT_NAMED, column, found=name, fix=fix)]
