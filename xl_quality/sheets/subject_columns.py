"""Which columns hold scores, totals, ranks and helpers (学科、总分、名次 …).

Behind the roles stand full marks and subjects that a sheet states outside its labels (满分行、
小题分值、标题).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

from xl_quality.core.marks import POINT
from xl_quality.core.options import FixedFullMark, points_text
from xl_quality.sheets import labels, rival_columns
from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import is_empty
from xl_quality.sheets.column_findings import column_findings
from xl_quality.sheets.header import full_mark_in
from xl_quality.sheets.labels import Role
from xl_quality.sheets.layout import Layout, Profile, Step, profile_of, sample_of
from xl_quality.sheets.recognition import Facts, shown
from xl_quality.sheets.score_evidence import is_of_business
from xl_quality.sheets.several_tables import settle_exams
from xl_quality.sheets.text import pattern, plain_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding, Kind

_QUESTION: Final = pattern(r"^\d+\..*\((\d+(?:\.\d+)?)\)分$")
_FULL_IN_TITLE: Final = pattern(r"(?:满分|总分|全卷)[:为]?(\d{2,3})分")
_SUBJECT: Final = pattern(labels.SUBJECT_WORDS)


def column_roles(layout: Layout) -> Step:
    """Give every column that is no key column its role; what is doubtful becomes a finding."""
    layout = layout._replace(profiles=_profiles(layout))
    layout = layout.with_roles(is_long=_is_long(layout))
    findings: list[Finding] = []
    for step in (
        rival_columns.settle_items,  # questions are parts
        rival_columns.settle_parts,  # 阅读 | 写话 | 总评: the whole is the subject
        settle_exams,  # 月考1_语文 | 期中_语文
        rival_columns.settle_scores,  # 化学原始 | 化学赋分
        _by_labels,
        rival_columns.drop_sums,  # 理综 beside 物理 | 化学 | 生物
    ):
        layout, told = step(layout)
        findings += told
    layout = rival_columns.take_total(layout)
    roles = layout.roles
    layout = layout.with_roles(
        subjects=dict(sorted(roles.subjects.items(), key=lambda item: item[1])),
        ranks=tuple(sorted(roles.ranks)),
        raw=tuple(sorted(roles.raw)),
        parts=tuple(sorted(roles.parts)),
        unused=tuple(sorted(roles.unused)),
    )
    return layout, [*findings, *column_findings(layout)]


def _profiles(layout: Layout) -> tuple[Profile, ...]:
    sample = [layout.view.rows[row] for row in sample_of(layout.rows.data)]
    keys = layout.keys.of_pupil
    columns = ([values[column] for values in sample] for column in range(layout.view.width))
    return tuple(
        profile_of(() if column in keys else values, layout.reader)
        for column, values in enumerate(columns)
    )


def _is_long(layout: Layout) -> bool:
    """Say whether a row is a pupil in one subject: names of subjects stand beside one score."""
    column = layout.keys.subject_name
    if column is None or layout.labelled_as(Role.SUBJECT):
        return False
    return bool(layout.labelled_as(Role.SCORE, Role.UNKNOWN)) and not layout.profiles[column].scores


def _by_labels(layout: Layout) -> Step:
    """Give the columns their roles by their labels and contents, the certain ones first."""
    findings: list[Finding] = []
    taken = {*layout.keys.of_pupil, layout.keys.exam, layout.keys.subject_name}
    for roles, settle in _ORDER:
        for column in (c for c in range(layout.view.width) if c not in taken):
            if layout.labels[column].role in roles and column not in layout.roles.columns:
                layout, told = settle(layout, column)
                findings += told
    return layout, findings


def _known_subjects(layout: Layout) -> list[int]:
    subjects = layout.roles.subjects.values()
    return [c for c in subjects if layout.labels[c].role is Role.SUBJECT]


def _as_subject(layout: Layout, column: int, name: str) -> Step:
    """Make a column a subject; the second one of a name is told from the first by its letter."""
    subjects, findings = layout.roles.subjects, []
    if name in subjects:
        unique = f"{name}({layout.view.columns_named(column)})"
        facts: Facts = {"before": layout.view.columns_named(subjects[name]), "name": name}
        findings = [layout.finding(kinds.DUPLICATE_SUBJECT, column, unique=unique, **facts)]
        name = unique
    full_mark = layout.labels[column].full_mark
    stated = {} if full_mark is None else {name: full_mark}
    layout = layout.with_roles(subjects={**subjects, name: column})
    return _with_full_marks(layout, stated), findings


def _as_scores(layout: Layout, column: int, name: str) -> Step:
    """Make a column a subject, or leave it out where its cells are no scores."""
    if not _holds_no_scores(layout.profiles[column]):
        return _as_subject(layout, column, name)
    profile, layout = layout.profiles[column], layout.put("unused", column)
    if profile.is_graded:
        return layout.put("graded", column), []  # named for all columns at once
    if profile.is_too_large:
        kind, highest = kinds.SUBJECT_COLUMN_TOO_LARGE, profile.highest // POINT
        return layout, [layout.finding(kind, column, highest=highest)]
    return layout, [layout.finding(kinds.SUBJECT_COLUMN_OF_TEXTS, column)]


def _holds_no_scores(profile: Profile) -> bool:
    """Say whether a column holds no scores though its label promises them."""
    if profile.holds_scores and not profile.mostly_text:
        return False
    words = not profile.scores and profile.mostly_text
    return profile.is_graded or profile.is_too_large or words


def _as_rank(layout: Layout, column: int, ranked: int) -> Layout:
    """Make a column that no label calls so the rank of another one."""
    return layout.put("ranks", column).with_roles(ranked={**layout.roles.ranked, column: ranked})


def _settle_subject(layout: Layout, column: int) -> Step:
    label, subjects = layout.labels[column], layout.roles.subjects
    earlier = subjects.get(label.subject, subjects.get(label.of))
    if len(label.subject) == 1:  # 语 behind 语文 may be its rank
        full = (name for name in subjects if name.startswith(label.subject))
        earlier = subjects.get(next(full, ""))
    if earlier is None or _holds_no_scores(layout.profiles[column]):
        return _as_scores(layout, column, label.subject)
    if label.subject in subjects and rival_columns.holds_places_of(layout, earlier, column):
        # 语 数 英 twice: the ranks may stand in front
        layout = layout.with_roles(subjects={**subjects, label.subject: column})
        return _as_rank(layout, earlier, column), []
    if rival_columns.is_rank_of(layout, column, earlier):
        return _as_rank(layout, column, earlier), []
    return _as_subject(layout, column, label.subject)


def _settle_score(layout: Layout, column: int) -> Step:
    """Settle 分数 or 成绩: the only subject, the marks of a long sheet, or a sum."""
    known = _known_subjects(layout)
    if layout.roles.is_long and layout.roles.subjects:
        return _leave(layout, column, kinds.LONG_SCORE_AMBIGUOUS)
    if not known:
        return _as_scores(layout, column, layout.labels[column].text)
    if layout.roles.total is None and rival_columns.is_sum_of(layout, column, known):
        return layout.with_roles(total=column), [layout.finding(kinds.TOTAL_WITHOUT_LABEL, column)]
    return _leave(layout, column, kinds.SCORE_BESIDE_SUBJECTS)


def _settle_exam_score(layout: Layout, column: int) -> Step:
    """Settle 期中考 or 第一次: the subject where no other subject is known."""
    if _known_subjects(layout):
        return _leave(layout, column, kinds.SCORE_BESIDE_SUBJECTS)
    return _as_scores(layout, column, layout.labels[column].text)


def _leave(layout: Layout, column: int, kind: Kind) -> Step:
    """Leave a column out and say so, unless it is empty."""
    filled = layout.profiles[column].filled
    return layout.put("unused", column), [layout.finding(kind, column)] if filled else []


def _settle_raw(layout: Layout, column: int) -> Step:
    """Settle a raw score: a helper beside an assigned one, the subject itself where it is alone."""
    label = layout.labels[column]
    if label.subject:
        return _settle_subject(layout, column)
    if layout.roles.figures:
        return layout.put("raw", column), []
    if "总" in label.text:
        return layout.with_roles(total=column), []
    return _settle_score(layout, column)


def _settle_total(layout: Layout, column: int) -> Step:
    total = layout.roles.total
    if total is None:
        return layout.with_roles(total=column), []
    assigned = [bool(labels.ASSIGNED.search(layout.labels[c].text)) for c in (total, column)]
    if assigned == [False, True]:  # 总分赋分 beside 总分
        layout, column = layout.with_roles(total=column), total
    return layout.put("unused", column), []


def _settle_number(layout: Layout, column: int) -> Step:
    """Settle a number over a column: a question (1 2 3 …), or the day of a test (12.08)."""
    text = layout.labels[column].text
    is_question = text.isdigit() and len(layout.labelled_as(Role.NUMBER)) > 1
    if is_question and layout.roles.figures:
        return layout.put("parts", column), []
    if layout.profiles[column].holds_scores or not layout.rows.data:
        layout, findings = _as_subject(layout, column, text)
        return layout, [*findings, layout.finding(kinds.NUMBER_AS_LABEL, column)]
    return layout.put("unused", column), []


def _settle_unknown(layout: Layout, column: int) -> Step:
    label, profile, roles = layout.labels[column], layout.profiles[column], layout.roles
    known = _known_subjects(layout)
    no_scores = profile.filled and not profile.could_be_scores
    empty = known and not profile.filled
    if roles.is_long or no_scores or empty or is_of_business(label.text):
        return layout.put("unused", column), []
    # beside 分数 and 期末, the marks of a sheet that names no subject, stand parts of them
    named = [layout.labels[c] for c in roles.subjects.values()]
    if not known and any(n.role is Role.SCORE or labels.FINAL_EXAM.search(n.text) for n in named):
        return layout.put("parts", column), []
    if roles.total is None and rival_columns.is_sum_of(layout, column, known):
        return layout.with_roles(total=column), [layout.finding(kinds.TOTAL_WITHOUT_LABEL, column)]
    if (ranked := _ranked_neighbour(layout, column)) is not None:
        return _as_rank(layout, column, ranked), []
    if _is_combination(layout, label.subject):
        return layout.put("unused", column), []
    return _as_subject(layout, column, label.subject or label.text)


def _ranked_neighbour(layout: Layout, column: int) -> int | None:
    """Return what a column ranks: the nearest figures on its left or the total, else None."""
    near = max((c for c in layout.roles.figures if c < column), default=None)
    candidates = dict.fromkeys(c for c in (near, layout.roles.total) if c is not None)
    return next((c for c in candidates if rival_columns.is_rank_of(layout, column, c)), None)


def _is_combination(layout: Layout, name: str) -> bool:
    """Say whether a name means several subjects that are all there: 语数外, 语数外史/物."""
    if not labels.COMBINATION.fullmatch(name):
        return False
    firsts = {subject[0] for subject in layout.roles.subjects}
    likes = {"外": "英", "史": "历", "道": "政"}  # one subject, two letters
    likes |= {letter: other for other, letter in likes.items()}
    return all(c in firsts or likes.get(c) in firsts for c in name if c in labels.SUBJECT_LETTERS)


def _settle_blank(layout: Layout, column: int) -> Step:
    profile, named = layout.profiles[column], layout.keys.name is not None
    if not profile.filled:
        return layout, []
    if named and profile.mostly_names:
        return layout.put("unused", column), [_at_first_cell(layout, kinds.SECOND_NAMES, column)]
    if _is_behind_names(layout, column):
        return layout.put("unused", column), []
    if profile.filled * 4 < profile.sampled or not profile.could_be_scores:
        finding = _at_first_cell(layout, kinds.UNLABELLED_COLUMN, column)
        return layout.put("unused", column), [finding]
    return _scores_without_label(layout, column)


def _at_first_cell(layout: Layout, kind: Kind, column: int) -> Finding:
    """Return a finding at the first pupil's cell of a column that shows something."""
    rows, where = layout.view.rows, layout.view.columns_named(column)
    row = next(r for r in layout.rows.data if not is_empty(rows[r][column]))
    found = shown(rows[row][column])
    return layout.finding(kind, layout.view.at(row, column), found=found, column=where)


def _scores_without_label(layout: Layout, column: int) -> Step:
    if (ranked := _ranked_neighbour(layout, column)) is not None:
        return _as_rank(layout, column, ranked), []
    subjects = list(layout.roles.subjects.values())
    if layout.roles.total is None and rival_columns.is_sum_of(layout, column, subjects):
        return layout.with_roles(total=column), [layout.finding(kinds.TOTAL_WITHOUT_LABEL, column)]
    name = f"未命名({layout.view.columns_named(column)})"
    layout = layout.relabelled({column: layout.labels[column]._replace(subject=name)})
    layout, findings = _as_subject(layout, column, name)
    return layout, [*findings, layout.finding(kinds.SUBJECT_LABEL_MISSING, column, name=name)]


def _is_behind_names(layout: Layout, column: int) -> bool:
    """Say whether the column belongs to a second batch of names without labels."""
    name = layout.keys.name
    return name is not None and any(
        layout.labels[before].role is Role.BLANK and layout.profiles[before].mostly_names
        for before in range(name + 1, column)
    )


def _settle_as(role: Literal["ranks", "parts", "unused"]) -> Callable[[Layout, int], Step]:
    return lambda layout, column: (layout.put(role, column), [])


_ORDER: Final[tuple[tuple[tuple[Role, ...], Callable[[Layout, int], Step]], ...]] = (
    ((Role.SUBJECT,), _settle_subject),
    ((Role.TOTAL,), _settle_total),
    ((Role.RANK,), _settle_as("ranks")),
    ((Role.PART,), _settle_as("parts")),
    ((Role.SCORE,), _settle_score),
    ((Role.EXAM_SCORE,), _settle_exam_score),
    ((Role.RAW,), _settle_raw),
    ((Role.NUMBER,), _settle_number),
    ((Role.UNKNOWN,), _settle_unknown),
    ((Role.BLANK,), _settle_blank),
    (tuple(Role), _settle_as("unused")),
)
"""In this order, so that doubtful columns are judged beside the certain ones."""


def read_full_marks(layout: Layout) -> Step:
    """Take the full marks from a row 满分 under the header; questions only give a proposal."""
    row, roles = layout.header.full_mark_row, layout.roles
    if row is None:
        return layout, list(_from_questions(layout))
    texts = {name: layout.view.text(row, column) for name, column in roles.subjects.items()}
    found = {name: full_mark_in(text) for name, text in texts.items()}
    stated = {name: full for name, full in found.items() if full is not None}
    layout = _with_full_marks(layout, stated)
    full_marks = layout.roles.full_marks
    if not full_marks:
        return layout, []
    cell = layout.view.at(row, min(roles.subjects.values()))
    named = "、".join(f"{name}{points_text(full)}" for name, full in full_marks.items())
    where = layout.view.row_named(row)
    return layout, [layout.finding(kinds.FULL_MARKS_FROM_ROW, cell, found=named, row=where)]


def _with_full_marks(layout: Layout, full_marks: Mapping[str, int]) -> Layout:
    return layout.with_roles(full_marks={**layout.roles.full_marks, **full_marks})


def _from_questions(layout: Layout) -> Iterator[Finding]:
    """Propose as the full mark the points of all questions together: 1.(2.0)分 2.(4.0)分 …."""
    roles = layout.roles
    if len(roles.subjects) != 1 or roles.full_marks:
        return
    found = [_QUESTION.match(layout.labels[column].text) for column in roles.parts]
    points = [Fraction(match[1]) for match in found if match]
    total = sum(points) * POINT
    if len(points) < 2 or total.denominator != 1:  # noqa: PLR2004 - one question is no paper
        return
    name, column = next(iter(roles.subjects.items()))
    full = points_text(int(total))
    facts: Facts = {"questions": len(points), "name": name, "full": full}
    yield layout.finding(kinds.FULL_MARK_FROM_QUESTIONS, column, found=full, **facts)


def fixed_full_marks(layout: Layout) -> Step:
    """Put the full marks that a person fixed for this sheet over everything it states."""
    fixed = layout.override.full_marks
    if not fixed:
        return layout, []
    names = list(layout.roles.subjects)
    column = layout.keys.subject_name if layout.roles.is_long else None
    if column is not None:  # the subjects stand in the rows
        courses = {layout.view.text(row, column).strip() for row in layout.rows.data}
        names = sorted(courses - {""})
    stated = {name: fixed.get(name, fixed.get("")) for name in names}
    own = {name: FixedFullMark(full) for name, full in stated.items() if full is not None}
    return _with_full_marks(layout, own), []


def titled_subject(layout: Layout) -> Step:
    """Name the subject of a column that only says 成绩.

    A sheet called 数学 gives its name to the column; a title only gives a proposal, since it may
    speak of something else. A full mark in the title is proposed likewise.
    """
    roles, findings = layout.roles, []
    if len(roles.subjects) != 1 or roles.is_long:
        return layout, []
    name, column = next(iter(roles.subjects.items()))
    titles = [plain_text(text) for _, text in layout.header.titles]
    stated = None if name in roles.full_marks else _FULL_IN_TITLE.search("".join(titles))
    if stated:
        facts: Facts = {"found": stated[1], "full": stated[1], "name": name}
        findings.append(layout.finding(kinds.FULL_MARK_IN_TITLE, column, **facts))
    if layout.labels[column].role is not Role.SCORE:
        return layout, findings
    sheet = plain_text(layout.view.grid.name)
    if _SUBJECT.fullmatch(sheet):
        facts = {"found": sheet, "name": name, "fix": layout.fix_column(column, "学科名")}
        findings.append(layout.finding(kinds.SUBJECT_FROM_SHEET, column, **facts))
        return layout._replace(roles=roles.renamed(name, sheet)), findings
    named = {match for text in (*titles, sheet) for match in _SUBJECT.findall(text)}
    if len(named) == 1:
        subject = named.pop()
        facts = {"found": subject, "name": name, "fix": layout.fix_column(column, subject)}
        findings.append(layout.finding(kinds.SUBJECT_IN_TITLE, column, **facts))
    return layout, findings
