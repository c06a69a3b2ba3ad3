"""Places in the whole county (县名次): whose they are, and what the scores say beside them.

`own_schools` tells the office's own schools from the others; `with_computed` adds places that the
scores of a whole county give; `teacher_places` gives each teacher a place (教师县名次): that of the
own row, a lone teacher's school's, or, where several teach a subject, the place of each one's own
rate among the county's schools (分人重算). `listed_twice`, `of_no_subject` and `overfull` find rows
that may be read as more, or as another place, than they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.figures import OVERALL as WHOLE_LINE
from xl_quality.core.figures import GroupResult
from xl_quality.core.findings import Finding, Kind, first_of, settings_row
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Level
from xl_quality.core.school_terms import YEAR, ExamKind, usual_grade, usual_subject
from xl_quality.runs.facts import fact_findings as kinds
from xl_quality.runs.facts.derived_lists import (
    COUNTY,
    KIND_DOUBT,
    OVERALL,
    ListRows,
    RowsAndFindings,
    about_result,
    contest_of,
    derived_row,
    facts_of,
    first_places,
    on_sheet,
    scored_on,
    told_at,
)
from xl_quality.runs.names import exam_key, one_width
from xl_quality.schemes.cases import EXAM_KIND, KINDS, fits
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.runs.group_figures import Figures

OWN, ALONE, RECOMPUTED = "本人", "一人任教", "重算"  # How a teacher came to a place (how)
_EQUIVALENT: Final = "相当于此名次"
"""Who is paid sees no cells: without this he would take it for the school's published place."""
_MEASURES: Final = {"pass_rate": "及格率", "mean": "平均分"}
_PERCENT: Final = 100
_MOST_DECIMALS: Final = 2  # that a published figure is rounded to at most, as read here
_FEW: Final = 3  # places that a message names
_FEW_UNITS: Final = 5  # units or subjects that a message names
_OF_NO_SUBJECT: Final = (ExamKind.ACTIVITY, ExamKind.ANNUAL)
"""A contest or a yearly review may have no subject."""
_CLOSE: Final = 0.7
"""Likeness from which a school's name is offered for another: only a guess, to be checked."""


class Contest(NamedTuple):
    """All schools of the county in one exam, grade and subject, as far as 县名次 lists them."""

    key: tuple[str, str, str]
    rows: Sequence[Record]

    @classmethod
    def of(cls, rows: Iterable[Record]) -> list[Contest]:
        """Sort the rows of schools by contest."""
        return [cls(key, own) for key, own in grouped(rows, contest_of).items()]

    @property
    def about(self) -> str:
        """Return the words that name it."""
        return " ".join(filter(None, self.key))

    @property
    def missing(self) -> int | None:
        """Return how many schools are not listed, None where 总数 is not given."""
        stated = [number for row in self.rows if (number := row.number("of")) is not None]
        units = {row.text("unit") for row in self.rows}
        return int(max(stated)) - len(units) if stated else None

    def figures(self, measure: str) -> dict[str, tuple[Fraction, Source]]:
        """Return the schools' published figures: 及格率 or 平均分, else 得分; rates in per cent."""
        published = {
            row.text("unit"): (fact.number, fact.source)
            for row in self.rows
            if (fact := row.facts.get(measure) or row.facts.get("points"))
        }
        found = {unit: (n, source) for unit, (n, source) in published.items() if n is not None}
        if measure == "pass_rate" and all(number <= 1 for number, _ in found.values()):
            return {unit: (number * _PERCENT, source) for unit, (number, source) in found.items()}
        return found


class Scores(NamedTuple):
    """What teachers' figures are computed from."""

    figures: Figures | None  # of the workbook's scores by school and teacher, None without scores
    measure: str  # pass_rate or mean, by which the county ranks
    exams: Mapping[str, str]  # exam as on the score sheets by its name in 县名次 (考试别名)


def recomputed(
    contest: Contest, row: Record, grade: str, scores: Scores
) -> tuple[Mapping[str, Fact], list[Finding]]:
    """Place the teachers of one school, grade and subject among the other schools of the county.

    A teacher's figure stands in his or her own school's position; the place is one more than the
    number of other schools with a higher published figure.

    *contest* are the schools as 县名次 lists them, *row* is the school's own row.

    Returns:
        The place of each teacher by name; what stands in the way, if anything.
    """
    unit, measure = row.text("unit"), _MEASURES[scores.measure]
    published = contest.figures(scores.measure)
    own = _results(scores, Level.SCHOOL, row, grade)
    teachers = _results(scores, Level.TEACHER, row, grade)
    obstacle = _unlisted(contest, row, published, measure)
    if not obstacle and not (own and teachers):
        tables = scores.figures.tables if scores.figures else ()
        known = dict.fromkeys(table.exam_or_sheet for table in tables)
        exam = row.text("exam")
        answer = settings_row("考试别名", "或".join(known) or "成绩表的考试", column=exam)
        facts: dict[str, object] = {
            "exam": scores.exams.get(exam, exam),
            "known": "、".join(known) or "无",
        }
        doubt = _doubt(row, kinds.SCORES_MISSING, about=contest.about, setting=answer, **facts)
        obstacle = [doubt]
    if obstacle:
        return {}, obstacle
    computed, (said, source) = _printed(own[0], scores.measure), published[unit]
    if computed is None or not _agrees(computed, said):
        facts = {"subject": row.text("subject"), "source": source, "measure": measure}
        facts |= {"published": number_text(said)}
        facts |= {"computed": "没有" if computed is None else number_text(computed)}
        return {}, [_doubt(row, kinds.FIGURE_DIFFERS, **facts)]
    others = [number for other, (number, _) in published.items() if other != unit]
    percent = "%" if scores.measure == "pass_rate" else ""
    places = {}
    for result in teachers:
        figure = _printed(result, scores.measure)
        if figure is not None:
            told = f"按所教班级重算{measure}{number_text(figure)}{percent}，{_EQUIVALENT}"
            place = 1 + sum(other > figure for other in others)
            places[result.group.teacher] = Fact(place, source, told)
    return places, []


def _doubt(row: Record, kind: Kind, **facts: object) -> Finding:
    """Return a finding on the place of a school, by its name."""
    unit = row.text("unit")
    return told_at(row, "rank", kind, found=unit, unit=unit, **facts)


def _unlisted(
    contest: Contest, row: Record, published: Collection[str], measure: str
) -> list[Finding]:
    """Say what of the other schools the list does not say."""
    about = contest.about
    if contest.missing is None:
        return [_doubt(row, kinds.COUNTY_WITHOUT_TOTAL, about=about)]
    if contest.missing > 0:
        listed, missing = len(contest.rows), contest.missing
        return [_doubt(row, kinds.COUNTY_INCOMPLETE, about=about, listed=listed, missing=missing)]
    without = [row.text("unit") for row in contest.rows if row.text("unit") not in published]
    if without:
        units = first_of(without, _FEW, "个单位")
        kind = kinds.COUNTY_WITHOUT_FIGURES
        return [_doubt(row, kind, about=about, units=units, measure=measure)]
    return []


def _printed(result: GroupResult, measure: str) -> Fraction | None:
    printed = result.printed
    figure = printed.pass_rate if measure == "pass_rate" else printed.mean
    return None if figure is None else Fraction(figure)


def _agrees(computed: Fraction, said: Fraction) -> bool:
    """Tell whether two figures are the same, the published one with fewer decimals perhaps."""
    digits = 0
    while (said * 10**digits).denominator != 1 and digits < _MOST_DECIMALS:
        digits += 1
    return bool(abs(computed - said) * 2 * 10**digits <= 1)


def exam_matches(sheet: str, said: str, exams: Mapping[str, str]) -> bool:
    """Tell whether the score sheets' exam is the one that a list names."""
    sheet, meant = one_width(sheet), one_width(exams.get(said, said))
    return bool(sheet and meant) and (sheet in meant or meant in sheet)


def _results(scores: Scores, level: Level, row: Record, grade: str) -> list[GroupResult]:
    wanted = row.text("unit"), grade, row.text("subject")
    return [
        result
        for result in (scores.figures.results.get(level, ()) if scores.figures else ())
        if (result.group.school, result.group.grade, result.subject) == wanted
        and exam_matches(result.exam_name, row.text("exam"), scores.exams)
    ]


class Teaching(NamedTuple):
    """The grades by (school, subject), and who teaches by (school, grade, subject)."""

    grades: Mapping[tuple[str, str], Sequence[str]]
    teachers: Mapping[tuple[str, str, str], Sequence[str]]

    @classmethod
    def of(cls, rows: Iterable[Record]) -> Teaching:
        """Read it from the rows of 任课."""
        grades: dict[tuple[str, str], dict[str, None]] = {}
        teachers: dict[tuple[str, str, str], dict[str, None]] = {}
        for row in rows:
            school, grade, subject = row.text("school"), row.text("grade"), row.text("subject")
            if row.text("teacher"):
                grades.setdefault((school, subject), {})[grade] = None
                teachers.setdefault((school, grade, subject), {})[row.text("teacher")] = None
        return cls(
            {key: list(found) for key, found in grades.items()},
            {key: list(found) for key, found in teachers.items()},
        )


def schools_only(rows: Iterable[Record]) -> list[Record]:
    """Return the rows of 县名次 that are a school's, not a single teacher's."""
    return [row for row in rows if not row.text("name")]


def teacher_places(
    rows: Sequence[Record], county: Sequence[Record], teaching: Sequence[Record], scores: Scores
) -> RowsAndFindings:
    """Return the places of single teachers, and what keeps others from having one.

    A row that names a teacher holds for that teacher. Else the school's place is its only
    teacher's; where several teach the subject in that grade, each one's own rate takes the
    school's position among the other schools' figures.

    *rows* are those of the own schools and teachers, *county* all rows of 县名次: for the figures
    of the other schools.
    """
    known = Teaching.of(teaching)
    contests = {contest.key: contest for contest in Contest.of(schools_only(county))}
    findings = list(_faulty(schools_only(rows)))
    ranked = [row for row in rows if "rank" in row.facts]
    places = [
        _place(row, row.text("name"), row.text("grade"), OWN) for row in ranked if row.text("name")
    ]
    named = {_key(place, place.text("grade")): set[str]() for place in places}
    for place in places:
        named[_key(place, place.text("grade"))].add(place.text("name"))
    lost: dict[str, list[Record]] = {}
    for row in schools_only(ranked):
        if row.text("subject") in ("", *OVERALL):
            continue
        # a row without a grade means the only one that has the subject
        grades = known.grades.get((row.text("unit"), row.text("subject")), ())
        grade = row.text("grade") or (grades[0] if len(grades) == 1 else "")
        teachers = known.teachers.get((row.text("unit"), grade, row.text("subject")), ())
        have_own = named.get(_key(row, grade), ())
        if len(teachers) > 1:
            found, doubts = recomputed(contests[contest_of(row)], row, grade, scores)
            findings += doubts
            others = [name for name in teachers if name in found and name not in have_own]
            places += [_place(row, other, grade, RECOMPUTED, found[other]) for other in others]
        elif teachers and not have_own:
            places.append(_place(row, teachers[0], grade, ALONE))
        elif not have_own:
            lost.setdefault(row.text("unit"), []).append(row)
    once, twice = _each_once(places)
    findings += [*twice, *(_nobody(unit, own, known) for unit, own in lost.items())]
    return once, list(dict.fromkeys(findings))


def _each_once(places: Iterable[Record]) -> RowsAndFindings:
    """Return the first place of each teacher; a second, different one is a finding."""
    first: dict[tuple[str, ...], Record] = {}
    findings = []
    for place in places:
        known = first.setdefault((*_key(place, place.text("grade")), place.text("name")), place)
        if known.facts["rank"].value != place.facts["rank"].value:
            findings.append(_twice(known, place))
    return list(first.values()), findings


def _key(row: Record, grade: str) -> tuple[str, str, str, str]:
    return row.text("unit"), row.text("exam"), grade, row.text("subject")


def _place(row: Record, name: str, grade: str, how: str, rank: Fact | None = None) -> Record:
    about = facts_of(row, ("unit", "exam", "subject"))
    about |= {"name": row.facts.get("name", Fact(name))._replace(value=name), "grade": grade}
    told = {name: row.facts.get(name) for name in ("of", EXAM_KIND, KIND_DOUBT)}
    return derived_row(about, {"rank": rank or row.facts["rank"], **told, "how": how}, at=row)


def _faulty(rows: Sequence[Record]) -> Iterator[Finding]:
    """Yield school rows that cannot be right, also where only the teachers' own figures count."""
    first: dict[tuple[str, ...], Record] = {}
    for row in rows:
        if "rank" not in row.facts:
            continue
        known = first.setdefault(_key(row, row.text("grade")), row)
        if known.facts["rank"].value != row.facts["rank"].value:
            yield _twice(known, row)
        rank, of = row.number("rank"), row.number("of")
        if rank is not None and of is not None and rank > of:
            facts = {"unit": row.text("unit"), "subject": row.text("subject")}
            yield told_at(row, "rank", kinds.BEYOND_TOTAL, of=row.text("of"), **facts)


def _twice(first: Record, second: Record) -> Finding:
    about = " ".join(filter(None, (*_key(second, second.text("grade")), second.text("name"))))
    found = f"{first.text('rank')} / {second.text('rank')}"
    other = first.facts["rank"].source
    return told_at(second, "rank", kinds.PLACE_GIVEN_TWICE, found=found, about=about, other=other)


def _nobody(unit: str, rows: Sequence[Record], known: Teaching) -> Finding:
    subjects = list(dict.fromkeys(row.text("subject") for row in rows))
    several = [subject for subject in subjects if len(known.grades.get((unit, subject), ())) > 1]
    names = "、".join((several or subjects)[:_FEW_UNITS])
    kind = kinds.TEACHER_OF_SEVERAL_GRADES if several else kinds.TEACHER_UNKNOWN
    return told_at(rows[0], "rank", kind, found=unit, rows=len(rows), subjects=names)


def with_computed(
    rows: Sequence[Record], figures: Figures, exams: Mapping[str, str]
) -> RowsAndFindings:
    """Return the rows of 县名次 and, where it says nothing, the places computed from the scores.

    Where both say something the published place is used, and a finding names any difference.

    *figures* are of scores that hold all schools of the county; *exams* says how the score
    sheets call the exams of 县名次.
    """
    results = [*figures.results.get(Level.SCHOOL, ()), *figures.overall.get(Level.SCHOOL, ())]
    found, findings = list(rows), []
    schools = schools_only(rows)
    for result in results:
        if result.rank is None:
            continue
        said = [row for row in schools if _same(row, result, exams)]
        grades = {row.text("grade") for row in said}
        stated = [row for row in said if row.text("grade") in ("", result.group.grade)]
        if not said or (grades and "" not in grades and not stated):
            found.append(_computed(result))
        elif stated and _one_grade(results, result):
            row = stated[0]
            if "rank" in row.facts and row.facts["rank"].value != result.rank:
                named = (row.text("unit"), row.text("exam"), row.text("subject"))
                facts = {"about": " ".join(filter(None, named)), "computed": result.rank}
                facts |= {"of": result.of}
                findings.append(told_at(row, "rank", kinds.COUNTY_RANK_DIFFERS, **facts))
    return found, findings


def _same(row: Record, result: GroupResult, exams: Mapping[str, str]) -> bool:
    subject = row.text("subject")
    return (
        row.text("unit") == result.group.school
        and (WHOLE_LINE if subject in OVERALL else subject) == result.subject
        and exam_matches(result.exam_name, row.text("exam"), exams)
    )


def _one_grade(results: Sequence[GroupResult], result: GroupResult) -> bool:
    """Tell whether a place without a grade can only mean this one."""
    own = (result.group.school, result.subject, result.exam)
    same = [one for one in results if (one.group.school, one.subject, one.exam) == own]
    return len({one.group.grade for one in same}) == 1


def _computed(result: GroupResult) -> Record:
    printed = {"pass_rate": result.printed.pass_rate, "mean": result.printed.mean}
    figures = {name: None if one is None else Fraction(one) for name, one in printed.items()}
    places = {"rank": result.rank, "of": result.of}
    return derived_row(
        about_result(result), {**places, **figures}, scored_on(result.sheet), at=on_sheet(result)
    )


def own_schools(rows: Sequence[Record], contents: BookContents, lists: ListRows) -> RowsAndFindings:
    """Leave out the county's other schools: they are only there to be ranked against.

    Own schools are those that any other sheet names: scores, 任课, 指标, 历次, 人员 … Where no exam
    is listed in full (总数), or none of its schools is known, every row stays.

    Returns:
        The rows of the own schools; a note on the others, and a warning for each of them that may
        be an own school written differently.
    """
    listed_in_full = [one for one in Contest.of(schools_only(rows)) if one.missing == 0]
    whole = {row.text("unit") for contest in listed_in_full for row in contest.rows}
    scored = {school for table in contents.tables for school in table.schools}
    own = set(scored)
    for name, others in lists.items():
        if name != COUNTY:
            own |= {row.text(field) for row in others for field in ("unit", "school")}
    units = dict.fromkeys(row.text("unit") for row in rows)
    strange = [unit for unit in units if unit in whole and unit not in own]
    if not strange or not own & whole:
        return list(rows), _paid_unknown(rows, scored, own)
    units_shown = first_of(strange, _FEW_UNITS, "个单位")
    findings = [kinds.COUNTY_ONLY.at(rows[0].sheet, units=units_shown)]
    findings += _spelt_otherwise(rows, strange, scored - units.keys())
    left = [row for row in rows if row.text("unit") not in strange]
    return left, [*findings, *_paid_unknown(left, scored, own)]


def _paid_unknown(
    rows: Sequence[Record], scored: Collection[str], own: Collection[str]
) -> list[Finding]:
    """Tell the schools that only 县名次 names, while the scores hold others of their kind there.

    They may be another township's, and are judged as one's own. Of a kind without scores nobody is
    told: a township's junior schools often stand in 县名次 alone.
    """
    units = dict.fromkeys(row.text("unit") for row in schools_only(rows))
    unknown = [
        unit
        for patterns in KINDS.values()
        if any(unit in scored and fits(unit, patterns) for unit in units)
        for unit in units
        if unit not in own and fits(unit, patterns)
    ]
    if not unknown:
        return []
    first = next(row for row in rows if row.text("unit") == unknown[0])
    facts = {"found": "", "units": first_of(unknown, _FEW_UNITS, "个单位")}
    return [told_at(first, "unit", kinds.PAID_UNKNOWN, **facts)]


def overfull(rows: Sequence[Record]) -> list[Finding]:
    """Return an error for each contest of 县名次 with more units than its 总数 says (单位数不符).

    Rows are held against others of the same 总数: two kinds of schools may share an exam's name.
    """
    findings = []
    for contest in Contest.of(schools_only(rows)):
        fields: dict[Fraction, dict[str, Record]] = {}
        for row in contest.rows:
            number = row.number("of")
            if number is not None:
                fields.setdefault(number, {})[row.text("unit")] = row
        for number, units in fields.items():
            if len(units) > number:
                last, kind = list(units.values())[-1], kinds.COUNTY_OVERFULL
                findings.append(told_at(last, "of", kind, about=contest.about, units=len(units)))
    return findings


def _spelt_otherwise(
    rows: Sequence[Record], strange: Sequence[str], missing: Collection[str]
) -> Iterator[Finding]:
    """Say of which school the name comes close to one that the score sheets have."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where names do not fit

    for unit in strange if missing else ():
        row = next(row for row in rows if row.text("unit") == unit)
        for near in get_close_matches(unit, missing, n=1, cutoff=_CLOSE):
            yield told_at(row, "unit", kinds.SCHOOL_SPELT_OTHERWISE, near=near)


def listed_twice(rows: Iterable[Record]) -> list[Finding]:
    """Return an error for each result that 县名次 holds twice, written differently: paid twice."""
    first: dict[tuple[str, ...], Record] = {}
    findings = []
    for row in (row for row in rows if "rank" in row.facts):
        other = first.setdefault(_result(row), row)
        pairs = zip(contest_of(row), contest_of(other), strict=True)
        differing = [own for own, known in pairs if own != known]
        if differing:
            who = row.text("name") or row.text("unit")
            facts = {"found": " ".join(filter(None, differing)), "who": who}
            place = other.facts["rank"].source
            findings.append(told_at(row, "rank", kinds.RESULT_LISTED_TWICE, other=place, **facts))
    return findings


def _result(row: Record) -> tuple[str, ...]:
    """Return what makes two rows one result, however exam, grade and subject are written."""
    exam, grade = exam_key(row.text("exam")), row.text("grade")
    if row.text(EXAM_KIND) == ExamKind.ENTRANCE:
        # there is one a year, of one grade
        year = YEAR.search(exam)
        exam, grade = f"{ExamKind.ENTRANCE}{year[1] if year else ''}", ""
    about = (row.text("unit"), row.text("name"), exam, row.text(EXAM_KIND))
    return (*about, usual_grade(grade), usual_subject(row.text("subject")))


def of_teachers_alone(rows: Iterable[Record]) -> list[Finding]:
    """Tell the places that name a teacher and no row gives to the school: it gets nothing by them.

    In one finding. *rows* are those of 县名次 that clauses about schools could want.
    """
    every = [*rows]
    of_schools = {_place_of_school(row, row.text("grade")) for row in schools_only(every)}
    alone = [
        row
        for row in every
        if row.text("name")
        and not {_place_of_school(row, grade) for grade in (row.text("grade"), "")} & of_schools
    ]
    if not alone:
        return []
    about = [" ".join(filter(None, contest_of(row))) for row in alone]
    units = list(dict.fromkeys(row.text("unit") for row in alone))
    facts = {"count": len(alone), "units": first_of(units, _FEW, "个单位")}
    told = {"found": "", "about": first_of(list(dict.fromkeys(about)), _FEW, "次")}
    return [told_at(alone[0], "name", kinds.PLACES_OF_TEACHERS_ALONE, **facts, **told)]


def _place_of_school(row: Record, grade: str) -> tuple[str, ...]:
    exam, subject = exam_key(row.text("exam")), usual_subject(row.text("subject"))
    return row.text("unit"), exam, usual_grade(grade), subject


def of_no_subject(rows: Iterable[Record]) -> RowsAndFindings:
    """Return the places of 县名次 that do not say which subject they are of, and an error for them.

    Where others of the exam name a subject each row is an error; where none does nobody knows
    whether the places are over all subjects or of a single one: that is asked once.

    Returns:
        The rows of schools that are told one by one, so that nobody goes by them; the errors.
    """
    faulty: list[Record] = []
    findings: list[Finding] = []
    unclear: list[Record] = []
    for own in grouped(rows, lambda row: (row.sheet, row.text("exam"))).values():
        bare = [row for row in own if not row.text("subject")]
        named = next((row for row in own if row.text("subject")), None)
        if named is None:
            ranked = (row for row in bare if "rank" in row.facts)
            unclear += [row for row in ranked if row.text(EXAM_KIND) not in _OF_NO_SUBJECT]
            continue
        letter = named.facts["subject"].cell.rstrip("0123456789")
        for row in schools_only(bare) if letter else ():
            kind, unit, exam = kinds.ROW_WITHOUT_SUBJECT, row.text("unit"), row.text("exam")
            findings.append(kind.at(row.sheet, f"{letter}{row.row}", unit=unit, exam=exam))
            faulty.append(row)
    if unclear:
        places = first_places([row.facts["rank"].source for row in unclear], _FEW)
        kind = kinds.PLACE_WITHOUT_SUBJECT
        findings.append(told_at(unclear[0], "rank", kind, found="", places=places))
    return faulty, findings
