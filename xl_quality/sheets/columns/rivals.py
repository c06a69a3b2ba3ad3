"""Columns that compete for one subject: 总评 and its parts, 原始 and 赋分, sums of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import settings_row
from xl_quality.core.scores import ScoreKind
from xl_quality.sheets.columns.column_checks import Sum, is_sum_of, sum_of
from xl_quality.sheets.columns.column_doubts import fix_column, label_cell, names_of
from xl_quality.sheets.grid import column_letter
from xl_quality.sheets.header.vocabulary import SUBJECTS, UNITED, WHOLE, Role
from xl_quality.sheets.texts import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.sheets.columns.layout import Layout

SCORES_USED: Final = "赋分学科"
"""The item of 考核设置 that says which of 原始 and 赋分 counts."""


def settle_parts(layout: Layout) -> None:
    """
    Keep one column of each subject that has parts (阅读 | 写话 | 总评): its 总评.

    The others become PART columns and are named. A subject with parts and no column for all of
    it has no score: that is asked, since no part is the subject.
    """
    _let_fixed_win(layout)
    families: dict[tuple[str, str], list[int]] = {}
    for column, label in enumerate(layout.labels):
        if label.role in _MARKS and label.of and not _is_fixed(layout, column):
            families.setdefault((label.of, label.group), []).append(column)
    parts, wholes = [], []
    for (_, group), members in families.items():
        whole = _whole(layout, members, in_group=bool(group))
        if whole is not None:
            spare = _spare(layout, members, whole, in_group=bool(group))
            parts += spare
            wholes += [whole] if any(layout.labels[c].role in _MARKS[:2] for c in spare) else []
        elif group and _are_only_parts(layout, members):
            _make_parts(layout, members)
    if not any(label.role is Role.SUBJECT for label in layout.labels):
        wholes, parts = _unnamed_parts(layout)
    changed = [c for c in parts if layout.labels[c].role is not Role.PART]
    if changed:
        layout.doubts.note(
            "parts_not_used",
            label_cell(layout, changed[0]),
            names_of(layout, sorted(parts)),
            f"{names_of(layout, sorted(parts))}是学科的组成部分，没有单独计算；学科成绩用的是"
            f"{names_of(layout, wholes)}",
            f"如果不对，请{fix_column(layout, changed[0])}",
        )
    _make_parts(layout, changed)


_MARKS: Final = (Role.SUBJECT, Role.RAW, Role.PART)


def _unnamed_parts(layout: Layout) -> tuple[list[int], list[int]]:
    """平时 | 期中 | 期末 | 总评 of one subject that only the title names: 总评 is its mark."""
    labels = layout.labels
    whole = [
        c
        for c, label in enumerate(labels)
        if label.role is Role.SCORE and WHOLE.fullmatch(label.text) and layout.profiles[c].scores
    ]
    parts = [c for c, label in enumerate(labels) if label.role is Role.EXAM_SCORE]
    fixed = any(_is_fixed(layout, c) for c in (*whole, *parts))
    return ([], []) if len(whole) != 1 or fixed else (whole, parts)


def _let_fixed_win(layout: Layout) -> None:
    """Where a person said which column a subject is, no other column is that subject."""
    fixed = {layout.labels[c].subject for c in range(layout.view.width) if _is_fixed(layout, c)}
    fixed.discard("")
    for column, label in enumerate(layout.labels):
        one_of_two = label.score in (ScoreKind.RAW, ScoreKind.ASSIGNED) and label.of in fixed
        marks = label.role in (Role.SUBJECT, Role.RAW) and (label.subject in fixed or one_of_two)
        if marks and not _is_fixed(layout, column):
            layout.labels[column] = label._replace(role=Role.PART)


def _is_fixed(layout: Layout, column: int) -> bool:
    """Say whether a person said what the column is."""
    return column_letter(column) in layout.fixed


def _spare(layout: Layout, members: Sequence[int], whole: int, *, in_group: bool) -> list[int]:
    """Return the members of a family that are parts beside the whole; 原始 beside 赋分 is none."""
    scores = {layout.labels[c].score for c in members}
    kinds = {ScoreKind.PLAIN, ScoreKind.WHOLE, ScoreKind.DETAIL}
    kinds |= set() if ScoreKind.ASSIGNED in scores else {ScoreKind.RAW}
    return [
        column
        for column in members
        if column != whole
        and layout.labels[column].score in kinds
        and (in_group or not layout.labels[column].group)
    ]


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


def _are_only_parts(layout: Layout, members: Sequence[int]) -> bool:
    """Say whether several columns under a subject are all parts of it, by their own words."""
    labels = [layout.labels[c] for c in members]
    parts = [one for one in labels if one.role is Role.PART or one.subject == one.text]
    details = [one for one in labels if one.score is ScoreKind.DETAIL]
    return len(labels) > 1 and len(parts) == len(labels) and bool(details)


def _make_parts(layout: Layout, columns: Sequence[int]) -> None:
    for column in columns:
        label = layout.labels[column]
        subject = "" if label.role is Role.EXAM_SCORE else label.of
        layout.labels[column] = label._replace(role=Role.PART, subject=subject)


def tell_parts_alone(layout: Layout) -> None:
    """Ask about subjects of which the sheet has parts only, beside subjects that it has whole."""
    named = any(layout.labels[c].role is Role.SUBJECT for c in layout.subjects.values())
    if not named:
        return  # `only_parts` says so, or 分数 is the mark of the one subject that has parts
    whole = {layout.labels[c].of for c in layout.subjects.values()} | {*layout.subjects}
    alone = [
        column
        for column in layout.parts
        if layout.labels[column].role is Role.PART
        and plain_label(layout.labels[column].subject) in SUBJECTS
        and layout.labels[column].subject not in whole
        and layout.profiles[column].holds_scores
    ]
    if alone:
        subjects = "、".join(dict.fromkeys(layout.labels[c].subject for c in alone))
        layout.doubts.warning(
            "parts_without_total",
            label_cell(layout, alone[0]),
            names_of(layout, alone),
            f"{subjects}只有{names_of(layout, alone)}，没有总评（总分）列，这一学科没有计算",
            f"请补上总评列；如果其中一列就是学科成绩，请{fix_column(layout, alone[0])}",
        )


class _Pair(NamedTuple):
    """The columns of one subject's scores: 化学原始, 化学赋分, and one that only says 化学."""

    stem: str
    raw: int | None
    assigned: int | None
    plain: int | None

    def used(self, score: ScoreKind) -> int:
        """Return the column to use; a plain one stands for the score that no column names."""
        column = self.raw if score is ScoreKind.RAW else self.assigned
        found = self.plain if column is None else column
        return next(c for c in (found, self.raw, self.assigned) if c is not None)

    @property
    def columns(self) -> list[int]:
        """Return all of them, in the sheet's order."""
        return sorted(c for c in (self.raw, self.assigned, self.plain) if c is not None)


def settle_scores(layout: Layout) -> None:
    """
    Keep one column of each subject that has 原始 and 赋分; what is used is told in one finding.

    The answer in 考核设置 (赋分学科) goes first, then the total of the sheet, which is the sum of
    one of the two. Otherwise: where both are named, the one that the office puts first, as it
    does with the one it counts by; where one column only says 化学, that is the raw score beside
    化学赋分, and the assigned one beside 化学原始.
    """
    pairs = _pairs(layout)
    if not pairs:
        return
    score = layout.override.scores_used or _by_total(layout, pairs)
    left: list[int] = []
    for pair in pairs:
        used = pair.used(score or _by_order(pairs))
        left += [column for column in pair.columns if column != used]
        label = layout.labels[used]
        if label.role is Role.RAW:
            role = Role.SUBJECT if label.subject else Role.SCORE
            layout.labels[used] = label._replace(role=role)
    layout.raw += left
    _prefer_total(layout, score or _by_order(pairs))
    if not layout.override.scores_used:
        _tell_scores(layout, pairs, left, score is not None)


def _pairs(layout: Layout) -> list[_Pair]:
    """Return the subjects of which several scores hold numbers; an empty one is left aside."""
    stems: dict[tuple[str, str], dict[ScoreKind, int]] = {}
    bare = not any(label.role is Role.SUBJECT for label in layout.labels)
    known = dict.fromkeys(label.of for label in layout.labels if label.role is Role.SUBJECT)
    for column, label in enumerate(layout.labels):
        named = label.role in (Role.SUBJECT, Role.RAW) and bool(label.of)
        alone = bare and label.role in (Role.SCORE, Role.RAW) and "总" not in label.text
        plain = label.score is ScoreKind.PLAIN and label.of != label.subject
        if not (named or alone) or plain or _is_fixed(layout, column):
            continue
        score = (
            ScoreKind.PLAIN if label.score in (ScoreKind.WHOLE, ScoreKind.DETAIL) else label.score
        )
        stem = _full_stem(label.of, known) if named else ""
        stems.setdefault((stem, label.exam), {}).setdefault(score, column)
    pairs: list[_Pair] = []
    for (stem, _), found in stems.items():
        filled = {score: c for score, c in found.items() if layout.profiles[c].scores}
        if filled:
            layout.raw += [column for score, column in found.items() if score not in filled]
        if len(filled) > 1:
            columns = [
                filled.get(score) for score in (ScoreKind.RAW, ScoreKind.ASSIGNED, ScoreKind.PLAIN)
            ]
            pairs.append(_Pair(stem, *columns))
    return pairs


def _full_stem(stem: str, known: dict[str, None]) -> str:
    """Return the subject that a one-letter form stands for: 物 of 物赋 beside 物理."""
    if len(stem) > 1:
        return stem
    return next((name for name in known if len(name) > 1 and name.startswith(stem)), stem)


def _by_order(pairs: Sequence[_Pair]) -> ScoreKind:
    named = [pair for pair in pairs if pair.raw is not None and pair.assigned is not None]
    if named and (named[0].raw or 0) < (named[0].assigned or 0):
        return ScoreKind.RAW
    return ScoreKind.ASSIGNED


def _by_total(layout: Layout, pairs: Sequence[_Pair]) -> ScoreKind | None:
    """Return the score of which the sheet's only total is the sum, None where that says nothing."""
    totals = [c for c, label in enumerate(layout.labels) if label.role is Role.TOTAL]
    paired = {column for pair in pairs for column in pair.columns}
    others = [
        column
        for column, label in enumerate(layout.labels)
        if label.role is Role.SUBJECT and column not in paired and not label.exam
    ]
    if len(totals) != 1:
        return None
    fitting = [
        score
        for score in (ScoreKind.RAW, ScoreKind.ASSIGNED)
        if is_sum_of(layout, totals[0], [*others, *(pair.used(score) for pair in pairs)])
    ]
    return fitting[0] if len(fitting) == 1 else None


def _prefer_total(layout: Layout, score: ScoreKind) -> None:
    """Let 总分原始 be the total where the raw scores are used, beside which 总分赋分 stands."""
    if score is not ScoreKind.RAW:
        return
    for column, label in enumerate(layout.labels):
        if label.role is Role.RAW and "总" in label.text and layout.profiles[column].scores:
            for other, total in enumerate(layout.labels):
                if total.role is Role.TOTAL:
                    layout.labels[other] = total._replace(role=Role.HELPER)
            layout.labels[column] = label._replace(role=Role.TOTAL)
            return


def _tell_scores(
    layout: Layout,
    pairs: Sequence[_Pair],
    left: Sequence[int],
    by_total: bool,  # noqa: FBT001
) -> None:
    used = [column for pair in pairs for column in pair.columns if column not in left]
    why = "（总分正好是它们与其他学科之和）" if by_total else ""
    layout.doubts.warning(
        "raw_beside_assigned",
        label_cell(layout, left[0]),
        names_of(layout, left),
        f"同一学科有原始分和赋分两列：用了{names_of(layout, used)}{why}，"
        f"{names_of(layout, left)}没有计算",
        f"请确认用哪一种，{settings_row(SCORES_USED, '赋分或原始分')}",
    )


def drop_sums(layout: Layout) -> None:
    """
    Take out columns that are the sum of other subjects (综合, 理综, 三科): told in one finding.

    Only names of united papers and names that no rule knows are tried; a paper of its own, whose
    marks are no sums, stays a subject.
    """
    found: list[tuple[int, Sum]] = []
    for name, column in list(layout.subjects.items()):
        label = layout.labels[column]
        united = label.subject in UNITED or label.role in (Role.UNKNOWN, Role.BLANK)
        apart = sum(part in layout.subjects for part in _TAUGHT_APART.get(label.subject, ()))
        if not (united or apart > 1) or _is_fixed(layout, column):
            continue
        others = [c for other, c in layout.subjects.items() if other != name]
        total = sum_of(layout, column, others)
        if total is None:
            continue
        del layout.subjects[name]
        layout.full_marks.pop(name, None)
        if layout.total is None and total.is_certain and set(total.parts) == set(others):
            layout.total = column
        else:
            layout.unused.append(column)
        found.append((column, total))
    for column, total in found:
        _tell_sum(layout, column, total)


_TAUGHT_APART: Final = {
    "科学": ("物理", "化学", "生物", "地理"),
    "社会": ("历史", "地理", "政治", "道法", "道德与法治"),
    "历史与社会": ("历史", "地理", "政治", "道法", "道德与法治"),
}
"""Subjects of their own in most places; where their parts stand beside them they may be sums."""


def _tell_sum(layout: Layout, column: int, total: Sum) -> None:
    label, where = layout.labels[column].text, layout.view.columns_named(column)
    parts, fix = names_of(layout, total.parts), fix_column(layout, column)
    cells = "、".join(layout.view.at(row, column) for row in total.apart[:_SHOWN])
    cells += "等" if len(total.apart) > _SHOWN else ""
    if total.is_certain:
        apart = f"（只有{len(total.apart)}行不等：{cells}）" if total.apart else ""
        message = f"{where}“{label}”是{parts}之和{apart}，不当作学科"
        action = f"如果它是单独的一科，请{fix}"
    else:
        message = (
            f"{where}“{label}”在{total.seen}行里有{total.seen - len(total.apart)}行正好是{parts}"
            f"之和，其余不等（{cells}），不知道是总分还是单独的一科，没有计算"
        )
        action = f"是总分请改正不等的行；是单独的一科，请{fix}"
    code = "combined_subject" if total.is_certain else "sum_or_subject"
    layout.doubts.warning(code, label_cell(layout, column), label, message, action)


_SHOWN: Final = 3
