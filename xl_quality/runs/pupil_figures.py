"""Pupils of a workbook by exam and grade: totals, places, an earlier exam, and their sheets.

The sheets name pupils: none is written unless somebody asks for it by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from xl_quality.books.tables import Table, fitting_names
from xl_quality.core.groups import Level
from xl_quality.core.marks import BLANK, NOT_DUE, Mark, ScoreTable, SubjectColumn
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.options import AbsentRule, Options, SlipContent, line_text
from xl_quality.core.pupils import (
    LEAST_COMPARED,
    Compared,
    PupilContest,
    Unmatched,
    compared,
    lopsided,
    matched,
    places_of,
    totals_of,
)
from xl_quality.core.ranking import TieRule
from xl_quality.core.school_terms import contest_words, grade_place
from xl_quality.reports.pupil_sheets import (
    COUNTS_SHEET,
    GAINS_SHEET,
    LOPSIDED_SHEET,
    PUPILS_SHEET,
    ListHeading,
    Uneven,
    counts_table,
    gains_table,
    lopsided_table,
    pupils_table,
)
from xl_quality.reports.pupil_slips import SLIPS_SHEET, slip_tables
from xl_quality.runs.full_marks import full_marks_text
from xl_quality.runs.group_figures import JOINT, Figures, joined, one_table, sittings, told_exams
from xl_quality.runs.report import cheated_words, title_and_unit


class PupilFigures(NamedTuple):
    """The pupils of a run."""

    contests: Sequence[PupilContest]  # of the exam asked about, by exam, then grade
    # parallel to them, None where the earlier exam holds none of a contest's pupils
    compared: Sequence[Compared | None]
    options: Options  # what they were computed with
    against: Sequence[ScoreTable] = ()  # the earlier exam's tables; none = no comparison asked for


def pupil_figures(figures: Figures, before: Figures | None = None) -> PupilFigures:
    """Return the pupils of a run; sheets of the earlier exam are compared with, not listed."""
    against = before.tables if before else ()
    earlier = {table.place for table in against}
    own = [table for table in figures.tables if table.place not in earlier] or figures.tables
    contests = pupil_contests(own, figures.options)
    previous = pupil_contests(against, figures.options)
    found = [compared(contest, previous) for contest in contests]
    return PupilFigures(contests, found, figures.options, against)


def pupil_contests(tables: Sequence[ScoreTable], options: Options) -> list[PupilContest]:
    """Return the pupils by exam and grade, totals over all subjects of an exam.

    Where an exam has a sheet for each subject its pupils are brought together as those of two
    exams are (`core.pupils.matched`); who stands on one sheet only lacks the other's subjects.
    """
    contests, told = [], told_exams(tables)
    for sitting in sittings(joined(tables)):
        held = {subject for own in sitting for one in own for subject in held_back(one, options)}
        whole = side_by_side([one_table(own) for own in sitting])
        exam = told.get(whole.exam_or_sheet, whole.exam_or_sheet)
        contests += [_pupil_contest(exam, part, options, held) for part in _by_grade(whole)]
    exams = list(dict.fromkeys(one.exam for one in contests))
    return sorted(contests, key=lambda one: (exams.index(one.exam), grade_place(one.grade)))


def _pupil_contest(
    exam: str, table: ScoreTable, options: Options, held: Collection[str]
) -> PupilContest:
    own = [subject for subject in table.subjects if subject in held]
    totals = totals_of(table, options, own)
    places = places_of(table, totals, options.ties)
    grade = table.grades[0] if table.grades else ""
    return PupilContest(exam, grade, table, totals, places, own)


def _by_grade(table: ScoreTable) -> list[ScoreTable]:
    """Return the pupils of each grade, without subjects that it does not have."""
    grades = sorted(set(table.grades), key=grade_place)
    if len(grades) < 2:  # noqa: PLR2004 - most sheets
        return [table._replace(subjects=_subjects_taken(table.subjects))] if table.rows else []
    return [
        _only(table, [n for n, own in enumerate(table.grades) if own == grade]) for grade in grades
    ]


def _only(table: ScoreTable, pupils: Sequence[int]) -> ScoreTable:
    def of(values: Sequence[Any]) -> Sequence[Any]:
        return itemgetter(*pupils)(values) if len(pupils) > 1 else (values[pupils[0]],)

    subjects = {
        name: SubjectColumn(name, column.letter, of(column.marks), full_mark=column.full_mark)
        for name, column in table.subjects.items()
    }
    return table.of_pupils(lambda name: of(getattr(table, name)), _subjects_taken(subjects))


def _subjects_taken(subjects: Mapping[str, SubjectColumn]) -> dict[str, SubjectColumn]:
    return {
        name: column
        for name, column in subjects.items()
        if len(column.remarks) < len(column.marks)
        or any(mark is not NOT_DUE for mark in column.marks)
    }


def side_by_side(tables: Sequence[ScoreTable]) -> ScoreTable:
    """Return the pupils of sheets of different subjects as one table, the longest sheet's first."""
    if len(tables) == 1:
        return tables[0]
    base, *others = sorted(tables, key=lambda table: -len(table.rows))
    for other in others:
        base = _with_subjects_of(base, other)
    base = base._replace(doubts=[one for table in tables for one in table.doubts])
    order = {subject: number for number, table in enumerate(tables) for subject in table.subjects}
    ordered = dict(sorted(base.subjects.items(), key=lambda item: order[item[0]]))
    return base._replace(sheet=JOINT.join(table.sheet for table in tables), subjects=ordered)


def _with_subjects_of(base: ScoreTable, other: ScoreTable) -> ScoreTable:
    """Return a table with the subjects of another; pupils who stand only there come last."""
    matches = matched(other, base)
    alone = [pupil for pupil, place in enumerate(matches) if not isinstance(place, int)]
    size = len(base.rows) + len(alone)

    def longer(name: str) -> list[Any]:
        more = getattr(other, name)
        return [*getattr(base, name), *(more[pupil] for pupil in alone)]

    subjects = {
        label: SubjectColumn(
            label, column.letter, [*column.marks, *[BLANK] * len(alone)], full_mark=column.full_mark
        )
        for label, column in base.subjects.items()
    }
    for label, column in other.subjects.items():
        marks: list[Mark] = [BLANK] * size
        for pupil, place in enumerate(matches):
            if isinstance(place, int):
                marks[place] = column.marks[pupil]
        marks[len(base.rows) :] = [column.marks[pupil] for pupil in alone]
        subjects[label] = SubjectColumn(label, column.letter, marks, full_mark=column.full_mark)
    return base.of_pupils(longer, subjects)


# --- The sheets ----------------------------------------------------------------------------------

_TIES: Final = {
    TieRule.SKIP: "并列占位（1、2、2、4）",
    TieRule.DENSE: "并列不占位（1、2、2、3）",
    TieRule.AVERAGE: "并列取平均（1、2.5、2.5、4）",
}
_SIGNS: Final = (
    "进退＝上次名次－本次名次：正数（红）是前进的名次，负数（绿）是后退的名次；"
    "转了班、转了校的不比班、校名次。"
)


def pupils_sheets(of: PupilFigures, office: str = "") -> list[Table]:
    """Return 学生总表, a sheet an exam and grade; where there is one only it bears no addition.

    Args:
        of: the pupils.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    several = len({one.exam for one in of.contests}) > 1
    exams = [one.table.exam_or_sheet if several else "" for one in of.contests]
    wanted = [
        f"{PUPILS_SHEET} {''.join(contest_words(_in_a_name(exam), one.grade))}"
        if len(of.contests) > 1
        else ""
        for exam, one in zip(exams, of.contests, strict=True)
    ]
    sheets = []
    for name, contest, against in zip(
        fitting_names(name or PUPILS_SHEET for name in wanted),
        of.contests,
        of.compared,
        strict=True,
    ):
        # an exam that is called after its sheet names the grade already
        grade = "" if contest.grade in contest.exam else contest.grade
        title, unit = title_and_unit([contest.table], office, f"{grade}学生成绩总")
        notes = [unit, _how_totalled(contest, of.options), *_against(against, of)]
        sheets.append(pupils_table(contest, against, ListHeading(name, title, "\n".join(notes))))
    return sheets


def _in_a_name(exam: str) -> str:
    """Return an exam as the name of a sheet has room for it; what tells exams apart stands last.

    >>> _in_a_name("2025—2026学年度第二学期期末教学质量检测"), _in_a_name("上学期期末")
    ('…学期期末教学质量检测', '上学期期末')
    """
    return f"…{exam[1 - _LONGEST_EXAM :]}" if len(exam) > _LONGEST_EXAM else exam


_LONGEST_EXAM: Final = (
    11  # characters: with 学生总表 before and the grade behind 目录 has room for it
)


def _how_totalled(contest: PupilContest, options: Options) -> str:
    """Return in words what totals and places are made of, and how many pupils have none."""
    words = [f"统计口径：{full_marks_text([contest.table], options)}", "总分为各科之和"]
    words.append(f"名次按总分，{_TIES[options.ties]}")
    if options.absent is AbsentRule.ZERO:
        words.append("缺考按0分计")
    words += filter(None, [cheated_words([contest.table])])
    if contest.held:
        words.append(f"{'、'.join(contest.held)}的满分或0分等待核对，总分和名次都没有算")
        return "，".join(words) + "。"
    places = contest.places[Level.ALL]
    none = sum(place is None for place in places)
    if none:
        words.append(f"有科目没有分数或科目与多数学生不同的{none}人不排名次（见备注）")
    return "，".join(words) + "。"


def _against(against: Compared | None, of: PupilFigures) -> list[str]:
    """Return in words what the earlier exam is, and once who could not be matched."""
    if not of.against:
        return []
    exam = "、".join(told_exams(of.against).values())
    if against is None:
        return [f"上次：{exam}，没有一名学生对得上（学号、姓名都不同），没有比。"]
    there = {one for one in against.matches if not isinstance(one, Unmatched)}
    lost = len(against.matches) - len(there)
    gone = len(against.before.table.rows) - len(there)
    words = [f"上次：{against.before.exam}{against.before.grade}", f"对上{len(there)}人"]
    words += [f"没有对上{lost}人（见备注），不猜"] if lost else []
    words += [f"上次有、这次没有{gone}人"] if gone else []
    return [f"{_SIGNS}{'，'.join(words)}。"]


def gains_sheet(of: PupilFigures, office: str = "") -> list[Table]:
    """Return 学生进退步, those with a place in both exams; none where nobody has.

    Args:
        of: the pupils, compared with an earlier exam.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    pairs = [
        (contest, against)
        for contest, against in zip(of.contests, of.compared, strict=True)
        if against is not None
    ]
    listed = sum(one is not None for _, own in pairs for one in own.changes[Level.ALL])
    if not listed:
        return []
    pupils = sum(len(contest.table.rows) for contest, _ in pairs)
    told = f"上次：{'、'.join(told_exams(of.against).values())}。"
    told += f"有全体名次的：{'；'.join(map(_placed, pairs))}。"
    if pupils > listed:
        told += f"{pupils - listed}人没有列入：有一次没有名次，或对不上（见学生总表的备注）。"
    own = [contest.table for contest, _ in pairs]
    note = f"各班按进退从多到少排。{_SIGNS}{told}"
    return [gains_table(pairs, _heading(GAINS_SHEET, own, office, "学生名次进退", note))]


def _placed(pair: tuple[PupilContest, Compared]) -> str:
    """Return how many pupils have a place in both exams: the tenth of 40 is not that of 400."""
    own, against = pair
    now, then = (
        sum(place is not None for place in one.places[Level.ALL]) for one in (own, against.before)
    )
    return f"{own.grade}本次{now}人，上次{then}人"


def _heading(
    sheet: str, tables: Sequence[ScoreTable], office: str, words: str, note: str
) -> ListHeading:
    """Return what stands over a list: its title, called by *words*, its unit line and a note."""
    title, unit = title_and_unit(tables, office, words)
    return ListHeading(sheet, title, f"{unit}\n{note}")


def lopsided_sheets(of: PupilFigures, office: str = "") -> list[Table]:
    """Return 偏科 and 偏科统计; none where no exam has two subjects and enough pupils.

    Where nobody is uneven 偏科统计 says so with its zeros, and there is no list.

    Args:
        of: the pupils.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    compared_in = [
        one
        for one in of.contests
        if len(one.table.subjects) > 1
        and sum(place is not None for place in one.places[Level.ALL]) >= LEAST_COMPARED
    ]
    if not compared_in:
        return []
    parts = [Uneven(one, lopsided(one.table, one.totals, of.options)) for one in compared_in]
    tables = [one.table for one in compared_in]
    line = line_text(of.options.lopsided)
    rule = (
        f"偏科线{line}：一科的名次比总分名次靠后的人数，占参加比较人数的{line}及以上。"
        f"名次都在全体有总分名次、考了该科的学生里排，{_TIES[of.options.ties]}，"
        f"缺考、作弊的不算考了；不足{LEAST_COMPARED}人不比。"
    )
    names = _heading(LOPSIDED_SHEET, tables, office, "学生偏科情况", rule)
    twice = f"{rule}偏几科的学生各科都计，所以各科人数之和可以大于偏科人数。"
    counts = _heading(COUNTS_SHEET, tables, office, "偏科人数统计", twice)
    listed = [lopsided_table(parts, names)] * any(part.found for part in parts)
    return [*listed, counts_table(parts, counts)]


def slip_sheets(of: PupilFigures, office: str = "") -> list[Table]:
    """Return 成绩条: a slip a pupil, by class; none where pupils have neither name nor id.

    An exam whose subjects are all in doubt (待核对) has none yet either.

    Args:
        of: the pupils.
        office: whose report it is (单位名称), ``""`` = not said.

    Raises:
        BadInputError: the lines of the grades cannot be used.
    """
    contests = [one for one in of.contests if not set(one.held).issuperset(one.table.subjects)]
    if not contests:  # on every slip would stand 待核对 alone
        return []
    tables = [one.table for one in contests]
    note = (
        "每班另起一页；沿虚线裁开，只发给学生本人或家长。一班的几页叠齐一起裁，先左后右、从上到下叠起来，"
        "就是班内顺序。成绩条不写名次，不与他人比较。"
        + "有科目没有成绩（免考的也是）的，总分写“—”。"
        * (of.options.pupil_slips is SlipContent.MARKS)
    )
    heading = _heading(SLIPS_SHEET, tables, office, "学生成绩条", note)
    heading = heading._replace(title=heading.title.removesuffix("表"))
    return slip_tables(contests, of.options, heading)
