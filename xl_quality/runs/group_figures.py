"""Figures and places of a workbook's groups (四率统计、排名), before anything is written.

Score sheets of one exam are brought together first: a sheet a class, or a school, is one contest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from xl_quality.core.figures import (
    ClassPool,
    GroupResult,
    analyse,
    analyse_teachers,
    overall,
    rounded_composite,
    weighted_mean,
    withheld,
)
from xl_quality.core.findings import BadInputError, settings_row
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Group, Level, by_level, same_pupils, sorted_out
from xl_quality.core.marks import BLANK, ScoreTable, SubjectColumn
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.options import LackingGrade
from xl_quality.core.ranking import Figure, Rank, ranks
from xl_quality.core.school_terms import (
    NO_EXAM,
    ExamKind,
    grade_place,
    kind_of_exam,
    school_year,
    usual_grade,
)
from xl_quality.core.statistics import AllSubjects, all_subjects
from xl_quality.sheets.text import grade_in, plain_text
from xl_quality.sheets.titles import are_other_exams, exam_called, exam_said, several_sheets

if TYPE_CHECKING:
    from decimal import Decimal

    from xl_quality.core.options import Options
    from xl_quality.runs.names import Taught


JOINT = "、"
Item = TypeVar("Item")


def joined(tables: Sequence[ScoreTable]) -> list[list[ScoreTable]]:
    """Return the sheets that belong to one contest, as lists in workbook order.

    Sheets are joined where exam, grade, subjects and full marks are the same and no class stands
    on two of them; a sheet that names neither class nor school stays alone: its pupils could be
    anybody's.
    """
    return gathered(tables, _fits)


def gathered(items: Iterable[Item], fits: Callable[[Item, list[Item]], bool]) -> list[list[Item]]:
    """Put each item to the first group that it fits, or begin a new one with it."""
    groups: list[list[Item]] = []
    for item in items:
        home = next((known for known in groups if fits(item, known)), None)
        if home is None:
            groups.append([item])
        else:
            home.append(item)
    return groups


def _fits(table: ScoreTable, contest: Sequence[ScoreTable]) -> bool:
    own = table.units.keys()
    named = all(any(unit) for unit in own)
    return named and all(
        other.exam == table.exam
        and _subjects(other) == _subjects(table)
        and set(other.grades) == set(table.grades)
        and own.isdisjoint(other.units)
        and all(any(unit) for unit in other.units)
        for other in contest
    )


def sittings(contests: Sequence[Sequence[ScoreTable]]) -> list[list[Sequence[ScoreTable]]]:
    """Return the contests whose subjects count together in 总评, as lists in workbook order.

    An office may give each subject a sheet of its own: contests of one named exam and the same
    grades belong together where they share classes or schools, or pupils where none are named, but
    no subject.
    """
    return gathered(contests, _continues)


def _continues(contest: Sequence[ScoreTable], sitting: Sequence[Sequence[ScoreTable]]) -> bool:
    first = contest[0]
    units = {unit for table in contest for unit in table.units if any(unit)}
    return bool(first.exam) and all(
        other[0].exam == first.exam
        and set(other[0].grades) == set(first.grades)
        and first.subjects.keys().isdisjoint(other[0].subjects)
        and any(
            not units.isdisjoint(table.units) if units else same_pupils(first, table)
            for table in other
        )
        for other in sitting
    )


def _subjects(table: ScoreTable) -> list[tuple[str, int | None]]:
    return [(column.label, column.full_mark) for column in table.subjects.values()]


def exam_names(tables: Sequence[ScoreTable]) -> list[str]:
    """Return the names of the exams; sheets that belong to one exam without a name are one."""
    return list(dict.fromkeys(map(_exam, joined(tables))))


def _exam(contest: Sequence[ScoreTable]) -> str:
    """Return the exam of a contest; without a name it is called after its sheets: they are one."""
    names = [table.sheet for table in contest]
    return contest[0].exam or (several_sheets(names) if len(names) > 1 else names[0])


def terms_by_exam(tables: Sequence[ScoreTable]) -> dict[str, str]:
    """Return the exams' 学年学期 by what they are called, ``""`` where nothing says it."""
    return dict(_exams(tables).values())


def told_exams(tables: Sequence[ScoreTable]) -> dict[str, str]:
    """Return what sheets call each exam: behind its 学年学期; by its name, or its sheet's."""
    return {name: exam_said(*own) for name, own in _exams(tables).items()}


def _exams(tables: Sequence[ScoreTable]) -> dict[str, tuple[str, str]]:
    """Return what each exam is called, and its 学年学期."""
    firsts = {_exam(contest): contest[0] for contest in joined(tables)}
    return {
        name: (exam_called(name, named=bool(one.exam), only=len(firsts) == 1), one.term)
        for name, one in firsts.items()
    }


def exams_told(terms: Mapping[str, str]) -> str:
    """Return exams with the 学年学期 that is stated of them, for the line under a title.

    >>> exams_told({"期末": "2025—2026学年度上学期", "九年级一模": ""})
    '考试：2025—2026学年度上学期期末、九年级一模'
    >>> exams_told({"四年级": "", "五年级": ""})
    '考试：______________'
    """
    from xl_quality.reports.frame import TO_BE_WRITTEN  # noqa: PLC0415 - only for sheets

    if all(grade_in(exam) == exam for exam in terms):  # sheets called after their grades
        return f"考试：{next(iter(terms.values()), '') or TO_BE_WRITTEN}"
    said = (TO_BE_WRITTEN if one == (NO_EXAM, "") else exam_said(*one) for one in terms.items())
    return f"考试：{'、'.join(said)}"


def titled(office: str, terms: Mapping[str, str], name: str) -> str:
    """Return the title of a sheet: office (单位名称), the one exam with its 学年学期, and its name.

    Of several exams stands the 学年学期 that all of them have, or the school year of all.

    Args:
        office: whose sheet it is, ``""`` = not said.
        terms: 学年学期 by exam (`terms_by_exam`); of an exam called ``""`` stands its term alone.
        name: of the sheet, e.g. 四率统计表.

    >>> titled("青禾镇中心学校", {"青禾镇期末": "2025—2026学年度第二学期"}, "四率统计表")
    '青禾镇中心学校2025—2026学年度第二学期期末四率统计表'
    >>> both = {"期末": "2025—2026学年度第二学期", "期中": "2025—2026学年度第一学期"}
    >>> titled("", both, "教师排名表"), titled("", {"期中": "", "期末": ""}, "教师排名表")
    ('2025—2026学年度教师排名表', '教师排名表')
    """
    if len(terms) == 1:
        ((exam, term),) = terms.items()
        called = "" if exam == NO_EXAM else exam_behind(office, exam)
        return f"{office}{exam_said(called, term)}{name}"
    for own in (terms.values(), [_SCHOOL_YEAR.split(term)[0] for term in terms.values()]):
        if len(set(own)) == 1:
            return f"{office}{next(iter(own))}{name}"
    return f"{office}{name}"


_SCHOOL_YEAR: Final = re.compile("(?<=学年度)|(?<=学年)(?!度)")


def exam_behind(office: str, exam: str) -> str:
    """Return an exam as a title says it behind the office, without the place said again.

    >>> exam_behind("柳树乡中心学校", "柳树乡2026年春季期末"), exam_behind("柳树小学", "青山县统考")
    ('2026年春季期末', '青山县统考')
    """
    ends = [match.end() for match in _PLACE_END.finditer(exam)]
    again = [exam[:end] for end in ends if end > 1 and exam[:end] in office]  # 县统考 names none
    said = office if office and exam.startswith(office) else max(again, key=len, default="")
    return exam.removeprefix(said) or exam


_PLACE_END: Final = re.compile("[省市县区旗乡镇]")


def one_table(tables: Sequence[ScoreTable]) -> ScoreTable:
    """Return the pupils of all sheets of one contest as one table."""
    if len(tables) == 1:
        return tables[0]
    first = tables[0]

    def chained(name: str) -> list[Any]:
        return [value for table in tables for value in getattr(table, name)]

    subjects = {
        label: SubjectColumn(
            label,
            column.letter,
            [mark for table in tables for mark in table.subjects[label].marks],
            full_mark=column.full_mark,
        )
        for label, column in first.subjects.items()
    }
    return first.of_pupils(chained, subjects)._replace(
        sheet=JOINT.join(table.sheet for table in tables),
        exam=_exam(tables),
        doubts=chained("doubts"),
    )


def blanks_told(tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    """Return the sheets with the blanks of pupils told who are not due (未选考); see `sorted_out`.

    The sheets of one contest are looked at together: a class on a sheet of its own that has no
    mark in a subject is missing where the others have them.
    """
    if not any(BLANK in c.marks for table in tables for c in table.subjects.values()):
        return list(tables)
    told: dict[int, ScoreTable] = {}
    for contest in joined(tables):
        joint, start = one_table(contest), 0
        whole = sorted_out(joint)
        if len(contest) == 1 or whole is joint:
            told |= {id(table): whole if len(contest) == 1 else table for table in contest}
            continue
        for table in contest:
            end = start + len(table.rows)
            subjects = {
                name: column._replace(marks=whole.subjects[name].marks[start:end])
                for name, column in table.subjects.items()
            }
            told[id(table)] = table._replace(subjects=subjects)
            start = end
    return [told[id(table)] for table in tables]


def homes(tables: Iterable[ScoreTable], level: Level) -> dict[Group, str]:
    """Return the sheets on which each group of a level stands."""
    found: dict[Group, list[str]] = {}
    for table in tables:
        for group in by_level(table, level).groups:
            found.setdefault(group, []).append(table.sheet)
    return {group: JOINT.join(sheets) for group, sheets in found.items()}


class ContestPools:
    """The marks of a run's contests, each brought together and sorted once for all its sheets."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[Sequence[ScoreTable], ClassPool]] = {}

    def of(self, contest: Sequence[ScoreTable]) -> ClassPool:
        """Return the marks of the sheets of one contest, which are known by the object."""
        key = tuple(map(id, contest))
        if key not in self._known:  # with the sheets, so that no other gets the same key
            self._known[key] = contest, ClassPool(one_table(contest))
        return self._known[key][1]

    def forget(self) -> None:
        """Give up what is known; who asks again has it sorted again."""
        self._known.clear()


class Figures(NamedTuple):
    """All figures of one run."""

    results: Mapping[Level, Sequence[GroupResult]]  # by level, a group and subject each, ranked
    # by level, a line a group over all its subjects, ranked
    overall: Mapping[Level, Sequence[GroupResult]]
    tables: Sequence[ScoreTable]  # the score sheets they were computed from
    options: Options  # what they were computed with
    pools: ContestPools  # the marks they were computed from
    single: Sequence[GroupResult] = ()  # where sheets make one contest, also each by itself

    def lines(self, levels: Iterable[Level]) -> list[GroupResult]:
        """Return the results of several levels, one behind the other."""
        return [result for level in levels for result in self.results.get(level, ())]

    @property
    def one_school(self) -> bool:
        """Return whether there is but one school, and classes in it: these are compared instead."""
        schools = {one.group.school for one in self.overall.get(Level.SCHOOL, ())}
        return len(schools) == 1 and bool(self.overall.get(Level.CLASS))


def compute(
    tables: Sequence[ScoreTable],
    taught: Taught,
    options: Options,
    levels: Sequence[Level] = (),
    exam: str = "",
    *,
    partial: bool = False,
) -> Figures:
    """Compute mean, rates, composites and places.

    Args:
        tables: the score sheets as understood.
        taught: who teaches what; empty where the workbook has no 任课 sheet.
        options: lines, denominators, weights, rounding, ties.
        levels: which groups; empty = every level the sheets tell apart.
        exam: only sheets of this exam or of this name; where there is none, those with it in the
            exam's or their own name; empty = all.
        partial: a wanted level that no sheet tells apart is left empty, not refused.

    Raises:
        BadInputError: no sheet has that exam, or no sheet tells a wanted level apart.
    """
    chosen = _chosen(tables, exam)
    wanted = list(dict.fromkeys(levels)) or _levels(chosen, taught)
    results: dict[Level, list[GroupResult]] = {level: [] for level in wanted}
    totals: dict[Level, list[GroupResult]] = {level: [] for level in wanted}
    contests, known = joined(chosen), ContestPools()
    for sitting in sittings(contests):
        pools = list(map(known.of, sitting))
        held = [_subjects_held(contest, options) for contest in sitting]
        for level in wanted:
            found = [
                result
                for contest, pool, subjects in zip(sitting, pools, held, strict=True)
                for result in withheld(_results(contest, pool, level, taught, options), subjects)
            ]
            results[level] += found
            lines = found if len(sitting) == 1 else _with_all_sheets(found)
            totals[level] += overall(lines, options, _unsettled(found, held))
    missing = [level for level in levels if not results[level]]
    if missing and not partial:
        fit_nowhere = missing[0] is Level.TEACHER and taught
        raise BadInputError(_TAUGHT_NOWHERE if fit_nowhere else _MISSING[missing[0]])
    single = _by_sheet(contests, options) if Level.ALL in wanted else []
    return Figures(results, totals, chosen, options, known, single)


def earlier_teachers(now: Figures, before: Figures, taught: Taught) -> list[GroupResult]:
    """Return an earlier exam's results by who teaches the pupils now (教师上次的数).

    A list of teachers (任课) is of today. Where the names of both exams tell the school years and
    these differ, a class goes back by as many grades: the pupils are the same then, and the
    results bear the grade of today. Otherwise grade and class are taken as they are.

    Args:
        now: the later exam.
        before: the earlier one; its levels do not matter.
        taught: teacher by (school, grade, class, subject).
    """
    years = _years_between(now, before)
    then, grades = _taught_then(taught, before.tables, years) if years else (taught, {})
    levels = [Level.TEACHER]
    found = compute(before.tables, then, before.options, levels, partial=True)
    return [
        one._replace(group=one.group._replace(grade=grades.get(one.group.grade, one.group.grade)))
        for one in found.results[Level.TEACHER]
    ]


def _years_between(now: Figures, before: Figures) -> int:
    """Return how many school years lie between two exams, 0 where their names do not tell."""
    past = {table.place for table in before.tables}
    later = {school_year(table.exam) for table in now.tables if table.place not in past}
    earlier = {school_year(table.exam) for table in before.tables}
    ends, starts = later.pop() if len(later) == 1 else None, earlier.pop()
    if ends is None or starts is None or earlier:
        return 0
    return max(0, ends - starts)


def _taught_then(
    taught: Taught, tables: Sequence[ScoreTable], years: int
) -> tuple[Taught, dict[str, str]]:
    """Return who teaches the pupils of an earlier exam today, and today's name of each grade."""
    names = {grade_place(grade)[0]: grade for table in tables for grade in table.grades if grade}
    units = {unit for table in tables for unit in table.units}
    then: Taught = {}
    grades: dict[str, str] = {}
    for (school, grade, class_name, subject), teacher in taught.items():
        number = grade_place(grade)[0]
        earlier = names.get(number - years, "")
        own = (class_name, class_name.replace(str(number), str(number - years), 1))
        known = next((name for name in own if (school, earlier, name) in units), None)
        if earlier and known is not None:
            then[school, earlier, known, subject] = teacher
            grades[earlier] = grade
    return then, grades


def _subjects_held(contest: Sequence[ScoreTable], options: Options) -> set[str]:
    """Return the subjects of a contest that are not ranked before a person has answered."""
    return {subject for table in contest for subject in held_back(table, options)}


def _unsettled(results: Sequence[GroupResult], held: Sequence[set[str]]) -> set[Group]:
    """Return the groups whose line over all subjects would be no figure of all.

    They have marks in a subject that is held back, or none at all in one that they were due to
    sit: without it they would be compared by fewer subjects than the others.
    """
    subjects = {subject for own in held for subject in own}
    return {
        one.group
        for one in results
        if one.rates and one.rates.due and (one.subject in subjects or not one.rates.divisor)
    }


def _chosen(tables: Sequence[ScoreTable], exam: str) -> list[ScoreTable]:
    exact = [table for table in tables if exam and exam in {table.exam, table.sheet}]
    chosen = exact or [table for table in tables if exam in table.exam or exam in table.sheet]
    if not chosen:
        known = "、".join(dict.fromkeys(table.exam_or_sheet for table in tables))
        raise BadInputError(f"没有“{exam}”这次考试，工作簿里有：{known}")
    return chosen


_TAUGHT_NOWHERE = "任课表里的学校、年级、班级、学科与成绩表都对不上，不能按教师统计：请核对写法"
_MISSING = {
    Level.ALL: "成绩表里没有学科成绩",
    Level.GRADE: "成绩表里没有年级，不能按年级统计",
    Level.SCHOOL: "成绩表里没有学校，不能按学校统计：请加“学校”列，或"
    + settings_row("学校", "校名", sheet="成绩表的名字"),
    Level.CLASS: "成绩表里没有班级，不能按班级统计：请加“班级”列，或"
    + settings_row("班级", "班级名", sheet="成绩表的名字"),
    Level.TEACHER: "没有任课表，不能按教师统计：请加一张“任课”表，教师一列写“任课教师”",
}


def _levels(tables: Sequence[ScoreTable], taught: Taught) -> list[Level]:
    """Return the levels that the sheets tell apart, the widest first."""
    levels = [Level.ALL]
    if any(len(set(table.grades)) > 1 for table in tables):
        levels.append(Level.GRADE)
    if any(any(table.schools) for table in tables):
        levels.append(Level.SCHOOL)
    if any(any(table.classes) for table in tables):
        levels.append(Level.CLASS)
    return [*levels, Level.TEACHER] if taught else levels


def _results(
    tables: Sequence[ScoreTable], pool: ClassPool, level: Level, taught: Taught, options: Options
) -> list[GroupResult]:
    if level is Level.TEACHER:
        return analyse_teachers(pool.table, taught, options, pool)
    results = analyse(pool.table, level, options, pool)
    if len(tables) == 1 or level is Level.ALL:
        return results
    where = homes(tables, level)
    return [result._replace(sheet=where[result.group]) for result in results]


def _with_all_sheets(results: Sequence[GroupResult]) -> list[GroupResult]:
    """Name all sheets of a group in each of its lines: its subjects stand on several of them."""
    sheets: dict[Group, dict[str, None]] = {}
    for result in results:
        sheets.setdefault(result.group, {})[result.sheet] = None
    return [result._replace(sheet=JOINT.join(sheets[result.group])) for result in results]


def _by_sheet(contests: Iterable[Sequence[ScoreTable]], options: Options) -> list[GroupResult]:
    return [
        result
        for contest in contests
        if len(contest) > 1
        for table in contest
        for result in withheld(analyse(table, Level.ALL, options), _subjects_held([table], options))
    ]


def whole_counts(figures: Figures, level: Level) -> dict[tuple[str, Group], AllSubjects]:
    """Count who passes, or excels, in all subjects by exam and group (全科合格、全科优秀).

    Sheets of a single subject have none, nor those with a subject that is held back.
    """
    found: dict[tuple[str, Group], AllSubjects] = {}
    for table in map(one_table, joined(figures.tables)):
        if len(table.subjects) > 1 and not held_back(table, figures.options):
            groups = by_level(table, level)
            counts = all_subjects(table, groups, figures.options)
            exam = table.exam_or_sheet
            found |= {(exam, group): own for group, own in zip(groups.groups, counts, strict=True)}
    return found


# --- Schools over their grades ------------------------------------------------------------------

_STAGES: Final = (("小学", 6), ("初中", 9), ("高中", 12))
"""The last grade of each stage: schools stand beside those of their own stage only."""
_LEAST_GRADES, _THREE_GRADES = 2, 3
_UNNAMED: Final = "?"  # the kind of exams that no sheet names
GRADE_TOTALS: Final = "各年级合计"


class GradeTotal(NamedTuple):
    """A school over its grades."""

    school: str  # its name
    grades: Mapping[str, GroupResult]  # its lines over all subjects (总评), by grade
    figure: Fraction | None  # their weighted mean, unrounded; None where a grade has no 总评
    printed: Decimal | None  # the same as it is printed
    lacking: Sequence[str]  # grades that other schools have and this one has not
    unsettled: Sequence[str]  # grades whose 总评 is missing
    # place among the schools of the stage, 1 = best; None without a figure, or where the office
    # ranks no school that lacks a grade
    rank: Rank | None = None

    @property
    def remark(self) -> str:
        """Return what is particular about it, for the column 备注."""
        words = [f"缺{'、'.join(self.lacking)}"] if self.lacking else []
        if self.unsettled:
            words.append(f"{'、'.join(self.unsettled)}没有总评")
        return "；".join(words)


class GradesTogether(NamedTuple):
    """The schools of one stage over the grades of one exam, or of exams of one kind."""

    exams: Mapping[str, str]  # their names by grade; one name where all grades sat the same exam
    stage: str  # 小学, 初中, 高中
    grades: Sequence[str]  # in order
    schools: Sequence[GradeTotal]  # the best first; those without a place behind
    named: bool = True  # whether the sheets say which exam it is

    @property
    def name(self) -> str:
        """Return what it is called after the grades that it holds."""
        return "三年级合计" if len(self.grades) == _THREE_GRADES else GRADE_TOTALS

    @property
    def exam(self) -> str:
        """Return the exam, "" where no sheet names it; of different ones each with its grade."""
        if not self.named:
            return ""
        names = list(dict.fromkeys(self.exams.values()))
        if len(names) == 1:
            return names[0]
        return "、".join(f"{self.exams[grade]}（{grade}）" for grade in self.grades)


_Lines = dict[str, dict[str, dict[str, list["GroupResult"]]]]
"""The lines over all subjects by exam, grade and school; more than one is no line of all."""


def grades_together(
    figures: Figures, kinds: Mapping[str, ExamKind] | None = None
) -> list[GradesTogether]:
    """Return schools over their grades (各年级合计), exams as they come, stages from 小学 on.

    The grades of one exam are put together. Grades that sat exams of other names are only where
    these are of one kind and may be one exam, each grade in one of them.

    Args:
        figures: the results, with those of schools.
        kinds: kinds of exams that the office states (考试性质), by name.
    """
    stated = {plain_text(name): kind for name, kind in (kinds or {}).items()}
    found = []
    for stage, lines in _by_stage(figures.overall.get(Level.SCHOOL, ())).items():
        for exams in _exams_together(lines, stated):
            by_grade = {grade: exam for exam in exams for grade in lines[exam]}
            grades = sorted(by_grade, key=grade_place)
            own = {grade: lines[by_grade[grade]][grade] for grade in grades}
            if len(grades) >= _LEAST_GRADES and _some_in_several(own):
                schools = _ranked(_totals(own, figures.options), figures.options)
                ordered = {grade: by_grade[grade] for grade in grades}
                named = any(_names_its_exam(lines[exam]) for exam in exams)
                found.append(GradesTogether(ordered, stage, grades, schools, named))
    return found


def _by_stage(lines: Sequence[GroupResult]) -> dict[str, _Lines]:
    found: dict[str, _Lines] = {}
    for line in lines:
        stage = _stage(line.group.grade)
        if stage:
            grades = found.setdefault(stage, {}).setdefault(line.exam_name, {})
            schools = grades.setdefault(usual_grade(line.group.grade), {})
            schools.setdefault(line.group.school, []).append(line)
    order = [stage for stage, _ in _STAGES]
    return {stage: found[stage] for stage in sorted(found, key=order.index)}


def _stage(grade: str) -> str:
    """Return 小学, 初中 or 高中, ``""`` where a grade tells none."""
    place, _ = grade_place(usual_grade(grade))
    return next((stage for stage, last in _STAGES if 0 < place <= last), "")


def _exams_together(lines: _Lines, stated: Mapping[str, ExamKind]) -> list[list[str]]:
    """Return the exams whose grades are put together; most often each is one by itself."""
    groups: list[list[str]] = []
    for (kind, number), exams in grouped(
        lines, lambda exam: _kind(exam, lines[exam], stated, list(lines).index(exam))
    ).items():
        grades = [grade for exam in exams for grade in lines[exam]]
        one = kind and len(set(grades)) == len(grades)
        pairs = combinations(exams, 2)
        one = one and not any(are_other_exams(*pair, of_county=True) for pair in pairs)
        groups += [exams] if one or number else [[exam] for exam in exams]
    return groups


def _names_its_exam(grades: Mapping[str, Mapping[str, Sequence[GroupResult]]]) -> bool:
    return any(line.exam for schools in grades.values() for own in schools.values() for line in own)


def _kind(
    exam: str,
    grades: Mapping[str, Mapping[str, Sequence[GroupResult]]],
    stated: Mapping[str, ExamKind],
    number: int,
) -> tuple[str, int]:
    """Return the kind that an exam is of; one of no known kind is alone, by its number.

    What no sheet names (四年级、五年级) is one exam.
    """
    if not _names_its_exam(grades):
        return _UNNAMED, 0
    kinds = {stated.get(plain_text(exam)) or kind_of_exam(exam, grade=grade) for grade in grades}
    kind = kinds.pop() if len(kinds) == 1 else None
    return (kind, 0) if kind else ("", number + 1)


def _some_in_several(grades: Mapping[str, Mapping[str, object]]) -> bool:
    """Say whether some school has more than one of the grades."""
    schools = [school for own in grades.values() for school in own]
    return len(set(schools)) < len(schools)


def _totals(
    grades: Mapping[str, Mapping[str, Sequence[GroupResult]]], options: Options
) -> list[GradeTotal]:
    weighed = weights_of(grades, options)
    counting = [grade for grade in grades if weighed[grade]]
    schools = dict.fromkeys(school for own in grades.values() for school in own)
    found = []
    for school in schools:
        own = {grade: by[school][0] for grade, by in grades.items() if school in by}
        unsettled = [
            grade
            for grade in counting
            if grade in own and (own[grade].composite is None or len(grades[grade][school]) > 1)
        ]
        parts = [
            (line.composite, weighed[grade])
            for grade, line in own.items()
            if line.composite is not None
        ]
        figure = None if unsettled else weighted_mean(parts)
        lacking = [grade for grade in counting if grade not in own]
        found.append(
            GradeTotal(
                school, own, figure, rounded_composite(figure, options.digits), lacking, unsettled
            )
        )
    return found


def weights_of(grades: Iterable[str], options: Options) -> dict[str, Fraction]:
    """Return what each grade weighs: as the office says of it, or of every other one, else 1."""
    said = {usual_grade(grade): weight for grade, weight in options.grade_weights.items()}
    common = said.get("", Fraction(1))
    return {grade: said.get(grade, common) for grade in grades}


def _ranked(schools: Sequence[GradeTotal], options: Options) -> list[GradeTotal]:
    """Give each school its place, by the printed figure unless the office ranks exact ones."""
    out = options.lacking is LackingGrade.UNRANKED
    figures: list[Figure | None] = [
        None if out and one.lacking else one.figure if options.rank_unrounded else one.printed
        for one in schools
    ]
    placed = [
        one._replace(rank=rank)
        for one, rank in zip(schools, ranks(figures, options.ties), strict=True)
    ]
    return sorted(placed, key=lambda one: (one.rank is None, one.rank or 0))
