"""Rates and places that the workbook's own scores give, as rows of lists (率、镇名次、教师名次).

`group_rates` has the rates of classes, teachers and schools beside those of the last time,
`whole_rates` who passes in all subjects at once, `standings` and `teachers_by_grade` the places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, FactValue, Record, Source
from xl_quality.core.findings import Finding, Step, Way
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Group, Level
from xl_quality.core.ranking import Rank, divide, ranks
from xl_quality.runs.facts import fact_findings as kinds
from xl_quality.runs.facts.derived_lists import (
    CLASS_RATES,
    CLASS_WHOLE_RATES,
    SCHOOL_RATES,
    SCHOOL_WHOLE_RATES,
    TEACHER_ORDER,
    TEACHER_RATES,
    TOWN_PLACES,
    about_result,
    derived_row,
    on_sheet,
    scored_on,
)
from xl_quality.runs.group_figures import JOINT, Figures, compute, joined, one_table, whole_counts
from xl_quality.runs.names import Taught, class_of, exam_key, taught_by
from xl_quality.sheets.titles import are_other_exams

if TYPE_CHECKING:
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import ScoreTable
    from xl_quality.core.options import Digits
    from xl_quality.core.statistics import AllSubjects

    _Sheets = Mapping[tuple[str, Group], str]
    """The score sheets by exam and group."""

OWN_SCHOOL: Final = "本校"  # Stands for a school that no sheet names
_PERCENT: Final = 100
_LISTS: Final = {Level.CLASS: CLASS_RATES, Level.TEACHER: TEACHER_RATES, Level.SCHOOL: SCHOOL_RATES}
_BEFORE: Final = ("上学期", "上次", "上期", "基数")
"""Exams so called are what this one is compared with; they are not judged themselves."""


_Contest = tuple[str, str, str]  # exam, grade, subject


def whole_rates(figures: Figures, teaching: Sequence[Record]) -> dict[str, list[Record]]:
    """Return 全科合格率 and 全科优秀率 of classes and schools, printed as on the rankings.

    The class teachers' names are those of *teaching*, the rows of 任课.
    """
    digits = figures.options.digits
    sheets = {
        (one.exam_name, one.group): one.sheet
        for level in (Level.CLASS, Level.SCHOOL)
        for one in figures.results.get(level, ())
    }
    heads = {
        class_of(row): row.text("head_teacher") for row in teaching if row.text("head_teacher")
    }
    return {
        CLASS_WHOLE_RATES: _classes(figures, heads, sheets),
        SCHOOL_WHOLE_RATES: [
            _whole_row(exam, group, _shares(counts, digits), sheets)
            for (exam, group), counts in whole_counts(figures, Level.SCHOOL).items()
            if counts.pupils
        ],
    }


def share_of(per_cent: object) -> Fraction:
    """Return a printed percentage as an exact share."""
    return Fraction(str(per_cent)) / _PERCENT


def _classes(
    figures: Figures, heads: Mapping[tuple[str, str, str], str], sheets: _Sheets
) -> list[Record]:
    """Return each class beside its grade: all pupils of the grade at its own school together."""
    digits, classes = figures.options.digits, whole_counts(figures, Level.CLASS)
    grades: dict[tuple[str, str, str], list[AllSubjects]] = {}
    for (exam, group), counts in classes.items():
        grades.setdefault((exam, group.school, group.grade), []).append(counts)
    rows = []
    for (exam, group), counts in classes.items():
        if not counts.pupils:
            continue
        own = grades[exam, group.school, group.grade]
        together = counts._replace(
            pupils=sum(one.pupils for one in own),
            passing=sum(one.passing for one in own),
            excellent=sum(one.excellent for one in own),
        )
        head = heads.get((group.school, group.grade, group.class_name), "")
        grade = {f"grade_{name}": rate for name, rate in _shares(together, digits).items()}
        rows.append(_whole_row(exam, group, _shares(counts, digits) | grade, sheets, head))
    return rows


def _shares(counts: AllSubjects, digits: Digits) -> dict[str, FactValue]:
    def rate(reached: int) -> Fraction:
        printed = divide(reached * _PERCENT, counts.pupils, digits.rate, digits.rate_mode)
        return share_of(printed)

    return {"pass_rate": rate(counts.passing), "excellent_rate": rate(counts.excellent)}


def _whole_row(
    exam: str, group: Group, rates: Mapping[str, FactValue], sheets: _Sheets, head: str = ""
) -> Record:
    about = {
        "unit": group.school or OWN_SCHOOL,
        "exam": exam,
        "grade": group.grade,
        "class_name": group.class_name,
        "name": head,
    }
    return derived_row(about, rates, scored_on(sheets.get((exam, group), "")))


def group_rates(
    figures: Figures, tables: Sequence[ScoreTable], teaching: Sequence[Record], exam: str = ""
) -> dict[str, list[Record]]:
    """Return the rates of classes, teachers and schools as rows of derived lists.

    Rates and means are the printed ones (as on 四率统计), so that everybody can check them.
    Exams called 上学期…, 上次… or 基数… only give the figures of the last time, unless there is
    no other exam or the run asks for them.

    *tables* are all score sheets, those of earlier exams too; *teaching* names the teachers.
    """
    taught = taught_by(teaching)
    now, before = _now_and_before(figures, tables, taught, exam)
    earlier = grouped(_counted(before) if before else (), lambda one: (one.group, one.subject))
    found: dict[str, list[Record]] = {name: [] for name in _LISTS.values()}
    for one in _counted(now):
        then = earlier.get((one.group, one.subject), ())
        own: dict[str, FactValue | Fact | None] = {
            "pass_rate": share_of(one.printed.pass_rate),
            "excellent_rate": share_of(one.printed.excellent_rate),
            "mean": Fraction(str(one.printed.mean)),
            "rank": one.rank,
            "of": None if one.rank is None else one.of,
            "score_rate": _score_rate(one, now),
        }
        if len(then) == 1:  # two earlier exams of one group: nobody knows which is meant
            own |= _previous(then[0])
        found[_LISTS[one.group.level]].append(_rates_row(one, taught, own))
    return found | whole_rates(now, teaching)


def _previous(then: GroupResult) -> dict[str, Fact]:
    """Return what a group reached last time (上次), with the sheet of that time as its source."""
    source = _rates_sheet(then)
    figures = {
        "previous_pass_rate": Fact(share_of(then.printed.pass_rate), source),
        "previous_excellent_rate": Fact(share_of(then.printed.excellent_rate), source),
    }
    return figures if then.rank is None else figures | {"previous_rank": Fact(then.rank, source)}


def _rates_sheet(one: GroupResult) -> Source:
    return scored_on(one.sheet)


def _now_and_before(
    figures: Figures, tables: Sequence[ScoreTable], taught: Taught, exam: str
) -> tuple[Figures, Figures | None]:
    earlier = [table for table in tables if _is_earlier(table)]
    judged = [table for table in figures.tables if not _is_earlier(table)]
    if not judged or any(word in exam for word in _BEFORE):
        return figures, None
    options = figures.options
    now = figures if len(judged) == len(figures.tables) else compute(judged, taught, options)
    return now, compute(earlier, taught, options) if earlier else None


def _is_earlier(table: ScoreTable) -> bool:
    return any(word in table.exam_or_sheet for word in _BEFORE)


def _counted(figures: Figures) -> list[GroupResult]:
    """Return all results with figures; places within a single school are none in the town."""
    results = [one for level in _LISTS for one in figures.results.get(level, ())]
    results = [result for result in results if result.printed.mean is not None]
    town = _of_several_schools(result for result in results if result.group.level is Level.SCHOOL)
    return [one if _contest_of(one) in town else one._replace(rank=None) for one in results]


def _of_several_schools(results: Iterable[GroupResult]) -> set[_Contest]:
    """Return the contests in which more than one school takes part."""
    schools: dict[_Contest, set[str]] = {}
    for result in results:
        schools.setdefault(_contest_of(result), set()).add(result.group.school)
    return {contest for contest, own in schools.items() if len(own) > 1}


def _contest_of(one: GroupResult) -> _Contest:
    return one.exam_name, one.group.grade, one.subject


def _score_rate(one: GroupResult, figures: Figures) -> FactValue | None:
    """Return 综合得分率: the printed mean as a share of the full mark, None where two differ."""
    marks = {
        figures.options.full_mark(one.subject, table.subjects[one.subject].full_mark)
        for table in map(one_table, joined(figures.tables))
        if table.exam == one.exam and one.subject in table.subjects
    }
    # full marks are in hundredths of a point
    return Fraction(str(one.printed.mean)) * _PERCENT / marks.pop() if len(marks) == 1 else None


def _rates_row(
    one: GroupResult, taught: Taught, figures: Mapping[str, FactValue | Fact | None]
) -> Record:
    school, grade, class_name = one.group.school, one.group.grade, one.group.class_name
    about = {
        **about_result(one),
        "unit": school or OWN_SCHOOL,
        "class_name": class_name,
        "name": one.group.teacher or taught.get((school, grade, class_name, one.subject), ""),
    }
    return derived_row(about, figures, _rates_sheet(one), at=on_sheet(one))


def standings(figures: Figures) -> dict[str, list[Record]]:
    """Return the places of schools and teachers as rows of derived lists."""
    return {
        TOWN_PLACES: _schools(figures.results.get(Level.SCHOOL, ())),
        TEACHER_ORDER: _teachers(figures.results.get(Level.TEACHER, ())),
    }


def teachers_by_grade(
    figures: Figures | None,
    graded: Collection[tuple[str, str]],
    exams: ScoredAs,
    taught: Iterable[Record] = (),
) -> list[Record]:
    """Return 教师名次 with a row a grade where the county's places are given grade by grade.

    A place of another exam orders nobody: only scores that can be those of the list's exam count.
    Who teaches a subject alone needs no place.

    *graded* are school and subject of which every county place names its grade; *taught* the
    rows of 任课.
    """
    results = figures.results.get(Level.TEACHER, ()) if figures else ()
    rows = [
        row._replace(facts={**row.facts, "exam": Fact(listed)})
        for listed, scored in exams.pairs(dict.fromkeys(one.exam_name for one in results)).items()
        for row in _teachers([result for result in results if result.exam_name == scored], graded)
    ]
    return [*rows, *_alone(taught, graded, rows, exams.listed)]


def _alone(
    taught: Iterable[Record],
    graded: Collection[tuple[str, str]],
    known: Sequence[Record],
    listed: Iterable[str],
) -> list[Record]:
    """Return who teaches a subject alone by 任课, for the exams that give no teachers' places."""
    together: dict[tuple[str, str, str], dict[str, Record]] = {}
    for row in taught:
        if row.text("teacher"):
            place = row.text("school"), row.text("subject")
            grade = row.text("grade") if place in graded else ""
            together.setdefault((*place, grade), {}).setdefault(row.text("teacher"), row)
    there = {tuple(map(row.text, ("unit", "subject", "grade", "exam"))) for row in known}
    rows = []
    for (school, subject, grade), found in together.items():
        if len(found) > 1:
            continue  # nobody knows their order
        [(name, row)] = found.items()
        about = {"unit": school, "grade": grade, "subject": subject}
        alone: dict[str, FactValue] = {"teachers": (name,), "teacher_ranks": (1,)}
        source = row.facts["teacher"].source
        rows += [
            derived_row({**about, "exam": exam}, alone, source, at=row)
            for exam in listed
            if (school, subject, grade, exam) not in there
        ]
    return rows


class ScoredAs(NamedTuple):
    """Which scores are those of the exams that lists name."""

    listed: Sequence[str] = ()  # the exams of 县名次
    # exam on the score sheets by its name in lists (考试别名)
    aliases: Mapping[str, str] = MappingProxyType({})

    def pairs(self, scored: Collection[str]) -> dict[str, str]:
        """Return the exam on the score sheets by its name in 县名次.

        Of several exams on the score sheets the one that 考试别名 names, or that is called the
        same; a single one is the exam of every list that does not deny it.
        """
        said = {name: exam for name, exam in self.aliases.items() if exam in scored}
        same = {exam_key(exam): exam for exam in scored}
        for name in self.listed:
            if name not in self.aliases and exam_key(name) in same:
                said[name] = same[exam_key(name)]
            elif name not in self.aliases and len(scored) == 1 and not self.denied(scored, name):
                said[name] = next(iter(scored))
        return said

    def denied(self, scored: Collection[str], name: str) -> bool:
        """Tell whether the only exam on the score sheets cannot be the one that a list names."""
        return (
            len(scored) == 1
            and name not in self.aliases
            and are_other_exams(name, next(iter(scored)), of_county=True)
        )


def several_exams(figures: Figures | None, listed: ScoredAs | None = None) -> list[Finding]:
    """Say whose place teachers have, where the scores are of several exams: of which, or none."""
    results = figures.results.get(Level.TEACHER, ()) if figures else ()
    exams = list(dict.fromkeys(result.exam_name for result in results))
    listed = listed or ScoredAs()
    denied = [name for name in listed.listed if listed.denied(exams, name)]
    if denied:
        names = "、".join(f"“{name}”" for name in denied)
        return [kinds.SCORES_OF_OTHER_EXAM.at(found=exams[0], exams=names, first=denied[0])]
    if len(exams) <= 1:
        return []
    found = listed.pairs(exams).items()  # an alias may be of 历次 alone, which orders nobody
    pairs = "、".join(f"{own}用{scored}" for own, scored in found if own in listed.listed)
    kind = kinds.TEACHERS_EXAM_BY_ALIAS if pairs else kinds.TEACHERS_EXAM_OPEN
    return [kind.at(found="、".join(exams), steps=(Step(Way.EXAM),), pairs=pairs)]


def _schools(results: Sequence[GroupResult]) -> list[Record]:
    rows = []
    for result in results:
        figure, gap = result.printed.composite, result.gap_to_first
        if result.rank is not None and figure is not None and gap is not None:
            scores = {"score": Fraction(figure), "first_score": Fraction(figure + gap)}
            figures = {"rank": result.rank, "of": result.of, **scores}
            source = scored_on(result.sheet)
            rows.append(derived_row(about_result(result), figures, source, at=on_sheet(result)))
    return rows


def _teachers(
    results: Sequence[GroupResult], graded: Collection[tuple[str, str]] = ()
) -> list[Record]:
    """Bring the teachers of one school and subject together: they share one county rank.

    Where they teach different grades their places cannot be compared as they are; then each
    teacher's mean share of the field (place ÷ number placed) decides the order within the school.
    """

    def shared(result: GroupResult) -> tuple[str, str, str]:
        place = (result.group.school, result.subject)
        return (*place, result.group.grade if place in graded else "")

    ranked = [result for result in results if result.rank is not None]
    town = _of_several_schools(ranked)
    return [
        _order_row(school, subject, grade, members, town)
        for (school, subject, grade), members in grouped(ranked, shared).items()
        if len({member.exam_name for member in members}) == 1
    ]


def _share_told(own: Sequence[GroupResult]) -> str:
    """Return a teacher's places of how many, by grade: 五年级1/9和六年级2/9的平均."""
    told = [f"{one.group.grade}{one.rank}/{one.of}" for one in own]
    return "和".join(told) + ("的平均" if len(own) > 1 else "")


def _order_row(
    school: str,
    subject: str,
    grade: str,
    members: Sequence[GroupResult],
    town: AbstractSet[_Contest],
) -> Record:
    """Return one row; its source says among whom the places are: *town* has several schools."""
    names = list(dict.fromkeys(member.group.teacher for member in members))
    places: list[Rank]
    told: tuple[str, ...] = ()
    if len({member.group.grade for member in members}) == 1:
        among = "各校一起排" if _contest_of(members[0]) in town else "校内排"
        places = [member.rank or 0 for member in members]
    else:
        each = [[member for member in members if member.group.teacher == name] for name in names]
        shares = [[Fraction(one.rank or 0, one.of) for one in own] for own in each]
        means = [-sum(own, Fraction(0)) / len(own) for own in shares]
        places = [place for place in ranks(means) if place is not None]
        told = tuple(map(_share_told, each))
        among = "跨年级，按名次占比折算为校内名次"
    sheets = JOINT.join(dict.fromkeys(member.sheet for member in members))
    about = {"unit": school, "grade": grade, "subject": subject}
    # who they are is no figure: only the places come from the scores
    made_of = f"名次占比依次为{'、'.join(told)}" if told else ""
    ranked = Fact(tuple(places), scored_on(sheets, among), made_of, told)
    figures = {"teachers": Fact(tuple(names)), "teacher_ranks": ranked}
    return derived_row(about, figures, at=on_sheet(members[0]))
