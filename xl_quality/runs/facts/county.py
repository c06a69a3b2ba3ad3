"""Where several teach a subject: each teacher's own rate among the county's schools (分人重算).

Each teacher's place in the county (教师县名次): own rows, a lone teacher's, or recomputed.

Places computed from the scores of all schools of a county (名次范围：全县), beside 县名次.

Which schools of 县名次 are the office's own, where the sheet lists the whole county.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.figures import OVERALL as FIGURES_OVERALL
from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.core.groups import Level
from xl_quality.runs.names import one_width
from xl_quality.schemes.cases import EXAM_KIND
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from xl_quality.core.figures import GroupResult
    from xl_quality.runs.figures import Figures
    from xl_quality.runs.reading import Intake

_WORDS = {"pass_rate": "及格率", "mean": "平均分"}
_EXAMPLES = 3
_PERCENT = 100


class Contest(NamedTuple):
    """All schools of the county in one exam, grade and subject, as far as 县名次 lists them."""

    key: tuple[str, str, str]
    rows: Sequence[Record]

    @staticmethod
    def key_of(row: Record) -> tuple[str, str, str]:
        """Return exam, grade and subject of a row."""
        return row.text("exam"), row.text("grade"), row.text("subject")

    @classmethod
    def of(cls, rows: Iterable[Record]) -> list[Contest]:
        """Sort the rows of schools by contest."""
        found: dict[tuple[str, str, str], list[Record]] = {}
        for row in rows:
            found.setdefault(cls.key_of(row), []).append(row)
        return [cls(key, own) for key, own in found.items()]

    @property
    def about(self) -> str:
        """Return the words that name it."""
        return " ".join(filter(None, self.key))

    @property
    def missing(self) -> int | None:
        """Return how many schools are not listed, None where 总数 is not given."""
        stated = [row.facts["of"].value for row in self.rows if "of" in row.facts]
        numbers = {value for value in stated if isinstance(value, int)}
        units = {row.text("unit") for row in self.rows}
        return max(numbers) - len(units) if numbers else None

    def figures(self, measure: str) -> dict[str, Fact]:
        """Return the schools' published figures: 及格率 or 平均分, else 得分; rates in per cent."""
        found = {
            row.text("unit"): fact
            for row in self.rows
            if (fact := row.facts.get(measure) or row.facts.get("points"))
        }
        shares = measure == "pass_rate" and all(_number(fact) <= 1 for fact in found.values())
        if not shares:
            return found
        return {unit: fact._replace(value=_number(fact) * _PERCENT) for unit, fact in found.items()}


class Scores(NamedTuple):
    """
    What teachers' figures are computed from.

    Attributes:
        figures: of the workbook's scores, at school and teacher level; None where it has none.
        measure: pass_rate or mean, by which the county ranks.
        exams: exam as on the score sheets by its name in 县名次 (考试别名).
    """

    figures: Figures | None
    measure: str
    exams: Mapping[str, str]


class Recomputed(NamedTuple):
    """The place of each teacher by name, and what stands in the way."""

    places: Mapping[str, Fact]
    findings: Sequence[Finding] = ()


def recomputed(contest: Contest, row: Record, grade: str, scores: Scores) -> Recomputed:
    """
    Place the teachers of one school, grade and subject among the other schools of the county.

    A teacher's figure stands in his or her own school's position; the place is one more than the
    number of other schools with a higher published figure.

    Args:
        contest: the schools as 县名次 lists them.
        row: the school's own row.
        grade: which grade it is about.
        scores: of the workbook's own sheets.
    """
    measure = scores.measure
    word, unit = _WORDS[measure], row.text("unit")
    if contest.missing is None or contest.missing > 0:
        return Recomputed({}, [_incomplete(contest, row)])
    published = contest.figures(measure)
    without = [one.text("unit") for one in contest.rows if one.text("unit") not in published]
    if without:
        return Recomputed({}, [_no_figure(contest, row, word, without)])
    own = _results(scores, Level.SCHOOL, row, grade)
    teachers = _results(scores, Level.TEACHER, row, grade)
    if not own or not teachers:
        return Recomputed({}, [_no_scores(contest, row, scores)])
    computed, said = _printed(own[0], measure), published[unit]
    if computed is None or not _agrees(computed, _number(said)):
        return Recomputed({}, [_other_figure(row, word, said, computed)])
    others = [_number(fact) for other, fact in published.items() if other != unit]
    return Recomputed(
        {
            result.group.teacher: _fact(figure, others, said, measure)
            for result in teachers
            if (figure := _printed(result, measure)) is not None
        }
    )


def _fact(figure: Fraction, others: Sequence[Fraction], said: Fact, measure: str) -> Fact:
    """Return the place of a figure among the other schools', with what it was computed from."""
    percent = "%" if measure == "pass_rate" else ""
    note = f"按所教班级重算{_WORDS[measure]}{number_text(figure)}{percent}"
    return Fact(1 + sum(other > figure for other in others), said.source.also(f"、{note}"))


def _number(fact: Fact) -> Fraction:
    return Fraction(fact.value) if isinstance(fact.value, (int, Fraction)) else Fraction(0)


def _printed(result: GroupResult, measure: str) -> Fraction | None:
    figure = getattr(result.printed, measure)
    return None if figure is None else Fraction(figure)


def _agrees(computed: Fraction, said: Fraction) -> bool:
    """Tell whether two figures are the same, the published one with fewer decimals perhaps."""
    digits = 0
    while (said * 10**digits).denominator != 1 and digits < 2:  # noqa: PLR2004 - hundredths
        digits += 1
    return bool(abs(computed - said) * 2 * 10**digits <= 1)


def exam_matches(sheet: str, said: str, exams: Mapping[str, str]) -> bool:
    """Tell whether the score sheets' exam is the one that a list names."""
    sheet, meant = one_width(sheet), one_width(exams.get(said, said))
    return bool(sheet and meant) and (sheet in meant or meant in sheet)


def _results(scores: Scores, level: Level, row: Record, grade: str) -> list[GroupResult]:
    return [
        result
        for result in (scores.figures.results.get(level, ()) if scores.figures else ())
        if (result.group.school, result.group.grade, result.subject)
        == (row.text("unit"), grade, row.text("subject"))
        and exam_matches(result.exam or result.sheet, row.text("exam"), scores.exams)
    ]


def _finding(row: Record, code: str, message: str, suggestion: str) -> Finding:
    cell = row.facts["rank"].cell
    return Finding(code, Severity.WARNING, row.sheet, cell, row.text("unit"), message, suggestion)


def _incomplete(contest: Contest, row: Record) -> Finding:
    gap = (
        f"只列了{len(contest.rows)}个单位，还缺{contest.missing}个"
        if contest.missing
        else "没有写总数"
    )
    return _finding(
        row,
        "county_incomplete",
        f"{contest.about}：{row.text('unit')}由几位教师任教，要把各人的成绩放进全县去排，"
        f"但县名次表里{gap}，没有计算",
        "请把全县各校的名次和得分列全，或给每位教师写一行名次（填上“教师”栏）",
    )


def _no_figure(contest: Contest, row: Record, word: str, without: Sequence[str]) -> Finding:
    names = "、".join(without[:_EXAMPLES])
    more = f"等{len(without)}个单位" if len(without) > _EXAMPLES else ""
    return _finding(
        row,
        "county_incomplete",
        f"{contest.about}：{names}{more}没有{word}，教师的{word}无法放进全县去排，没有计算",
        f"请在县名次表里补上“{word}”一栏",
    )


def _no_scores(contest: Contest, row: Record, scores: Scores) -> Finding:
    tables = scores.figures.tables if scores.figures else ()
    known = dict.fromkeys(table.exam or table.sheet for table in tables)
    meant = scores.exams.get(row.text("exam"), row.text("exam"))
    return _finding(
        row,
        "scores_missing",
        f"{contest.about}：{row.text('unit')}由几位教师任教，成绩表里没有“{meant}”这次考试的成绩"
        f"（有：{'、'.join(known) or '无'}），不能按所教学生重算，没有计算",
        "如果就是其中一次，请"
        + settings_row("考试别名", "或".join(known) or "成绩表的考试", column=row.text("exam")),
    )


def _other_figure(row: Record, word: str, said: Fact, computed: Fraction | None) -> Finding:
    shown = "没有" if computed is None else number_text(computed)
    return _finding(
        row,
        "figure_differs",
        f"{row.text('unit')} {row.text('subject')}：{said.source}公布的是"
        f"{number_text(_number(said))}，按成绩表算出的{word}是{shown}，口径不同，"
        f"教师的{word}不能与各校相比，没有重算名次",
        f"请核对这一栏是不是{word}，及格线和缺考的处理是否与县里一样",
    )


COUNTY: Final = "县名次"
DERIVED: Final = "教师县名次"
"""Derived list: unit, name, exam, grade, subject, rank, of, how (OWN, ALONE, RECOMPUTED)."""
OWN, ALONE, RECOMPUTED = "本人", "一人任教", "重算"
OVERALL: Final = ("综合", "总评", "总分")
DOUBT: Final = "exam_kind_doubt"
"""The field of a row whose stated kind cannot be: the kind stated, and the one the name tells."""
_TEACHER_PLACES_EXAMPLES: Final = 5


class Teaching(NamedTuple):
    """
    Who teaches a subject at a school.

    Attributes:
        grades: by (school, subject), in the order of the list.
        teachers: by (school, grade, subject).
    """

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
    rows: Sequence[Record],
    county: Sequence[Record],
    teaching: Sequence[Record],
    scores: Scores,
) -> tuple[list[Record], list[Finding]]:
    """
    Return the places of single teachers, and what keeps others from having one.

    A row that names a teacher holds for that teacher. Else the school's place is its only
    teacher's; where several teach the subject in that grade, each one's own rate takes the
    school's position among the other schools' figures.

    Args:
        rows: of 县名次, those of the own schools and teachers.
        county: all rows of 县名次, for the figures of the other schools.
        teaching: rows of 任课.
        scores: of the workbook's own sheets.
    """
    known = Teaching.of(teaching)
    contests = {contest.key: contest for contest in Contest.of(schools_only(county))}
    found = _Found({}, list(_faulty(schools_only(rows))))
    for row in rows:
        if row.text("name") and "rank" in row.facts:
            found.add(_place(row, row.text("name"), row.text("grade"), OWN))
    named = {key[:-1] for key in found.places}
    lost: dict[str, list[Record]] = {}
    for row in schools_only(rows):
        if "rank" not in row.facts or row.text("subject") in ("", *OVERALL):
            continue
        grade = row.text("grade") or _only(known, row)
        teachers = known.teachers.get((row.text("unit"), grade, row.text("subject")), ())
        if len(teachers) > 1:
            others = recomputed(contests[Contest.key_of(row)], row, grade, scores)
            found.add_recomputed(row, grade, teachers, others)
        elif teachers and _who(row, grade) not in named:
            found.add(_place(row, teachers[0], grade, ALONE))
        elif _who(row, grade) not in named:
            lost.setdefault(row.text("unit"), []).append(row)
    found.findings.extend(_nobody(unit, own, known) for unit, own in lost.items())
    return list(found.places.values()), list(dict.fromkeys(found.findings))


class _Found(NamedTuple):
    """Places by unit, exam, grade, subject and name, and findings, while they are gathered."""

    places: dict[tuple[str, ...], Record]
    findings: list[Finding]

    def add(self, place: Record) -> None:
        """Add a place; a second, different one of the same teacher is a finding."""
        key = (*_who(place, place.text("grade")), place.text("name"))
        first = self.places.setdefault(key, place)
        if first.facts["rank"].value != place.facts["rank"].value:
            self.findings.append(_twice(first, place))

    def add_recomputed(
        self, row: Record, grade: str, teachers: Sequence[str], found: Recomputed
    ) -> None:
        """Add the places of a school's teachers that have no row of their own."""
        self.findings.extend(found.findings)
        for name in teachers:
            if name in found.places and (*_who(row, grade), name) not in self.places:
                place = _place(row, name, grade, RECOMPUTED)
                self.add(place._replace(facts={**place.facts, "rank": found.places[name]}))


def _only(known: Teaching, row: Record) -> str:
    """Return the grade that a row without one must mean: the only one with that subject."""
    grades = known.grades.get((row.text("unit"), row.text("subject")), ())
    return grades[0] if len(grades) == 1 else ""


def _who(row: Record, grade: str) -> tuple[str, str, str, str]:
    return row.text("unit"), row.text("exam"), grade, row.text("subject")


def _place(row: Record, name: str, grade: str, how: str) -> Record:
    facts: dict[str, Fact] = {
        field: row.facts[field]
        for field in ("unit", "exam", "subject", "rank", "of", EXAM_KIND, DOUBT)
        if field in row.facts
    }
    said = row.facts.get("name", Fact(name))
    facts |= {"name": said._replace(value=name), "grade": Fact(grade), "how": Fact(how)}
    return Record(row.sheet, row.row, facts)


def _faulty(rows: Sequence[Record]) -> Iterator[Finding]:
    """Yield school rows that cannot be right, also where only the teachers' own figures count."""
    first: dict[tuple[str, ...], Record] = {}
    for row in rows:
        if "rank" not in row.facts:
            continue
        known = first.setdefault(_who(row, row.text("grade")), row)
        if known.facts["rank"].value != row.facts["rank"].value:
            yield _twice(known, row)
        numbers = [row.facts[name].value for name in ("rank", "of") if name in row.facts]
        rank, *of = [value for value in numbers if isinstance(value, (int, Fraction))]
        if of and rank > of[0]:
            yield _beyond(row)


def _beyond(row: Record) -> Finding:
    return Finding(
        "beyond_total",
        Severity.ERROR,
        row.sheet,
        row.facts["rank"].cell,
        row.text("rank"),
        f"{row.text('unit')} {row.text('subject')}：名次{row.text('rank')}大于总数{row.text('of')}",
        "请核对名次与总数",
    )


def _twice(first: Record, second: Record) -> Finding:
    about = " ".join(filter(None, (*_who(second, second.text("grade")), second.text("name"))))
    return Finding(
        "fact_given_twice",
        Severity.ERROR,
        second.sheet,
        second.facts["rank"].cell,
        f"{first.text('rank')} / {second.text('rank')}",
        f"{about}写了两个不同的名次，另一个在{first.facts['rank'].source}",
        "请核对，只保留一个",
    )


def _nobody(unit: str, rows: Sequence[Record], known: Teaching) -> Finding:
    subjects = list(dict.fromkeys(row.text("subject") for row in rows))
    several = [s for s in subjects if len(known.grades.get((unit, s), ())) > 1]
    names = "、".join((several or subjects)[:_TEACHER_PLACES_EXAMPLES])
    reason = (
        f"没有写年级，而{names}在几个年级都有人教"
        if several
        else f"没有写教师，任课表里也没有{names}的任课教师"
    )
    return Finding(
        "teacher_unknown",
        Severity.WARNING,
        rows[0].sheet,
        rows[0].facts["rank"].cell,
        unit,
        f"{unit}有{len(rows)}行名次{reason}，不知道是哪位教师的，教师奖没有计算这些名次",
        "请在县名次表里补上“年级”和“教师”两栏，或补全任课表",
    )


_SHEET = Source(words="四率统计")


def with_computed(
    rows: Sequence[Record], figures: Figures, exams: Mapping[str, str]
) -> tuple[list[Record], list[Finding]]:
    """
    Return the rows of 县名次 and, where it says nothing, the places computed from the scores.

    Where both say something the published place is used, and a finding names any difference.

    Args:
        rows: of 县名次.
        figures: of scores that hold all schools of the county.
        exams: exam as on the score sheets by its name in 县名次.
    """
    results = [
        *figures.results.get(Level.SCHOOL, ()),
        *figures.overall.get(Level.SCHOOL, ()),
    ]
    found, findings = list(rows), []
    schools = [row for row in rows if not row.text("name")]
    for result in results:
        if result.rank is None:
            continue
        said = [row for row in schools if _same(row, result, exams)]
        grades = {row.text("grade") for row in said}
        stated = [row for row in said if row.text("grade") in ("", result.group.grade)]
        if not said or (grades and "" not in grades and not stated):
            found.append(_record(result))
        elif stated and _one_grade(results, result):
            findings += _difference(stated[0], result)
    return found, findings


def _subject(text: str) -> str:
    return FIGURES_OVERALL if text in FIGURES_OVERALL else text


def _same(row: Record, result: GroupResult, exams: Mapping[str, str]) -> bool:
    return (
        row.text("unit") == result.group.school
        and _subject(row.text("subject")) == result.subject
        and exam_matches(result.exam or result.sheet, row.text("exam"), exams)
    )


def _one_grade(results: Sequence[GroupResult], result: GroupResult) -> bool:
    """Tell whether a place without a grade can only mean this one."""
    own = (result.group.school, result.subject, result.exam)
    return (
        len(
            {one.group.grade for one in results if (one.group.school, one.subject, one.exam) == own}
        )
        == 1
    )


def _record(result: GroupResult) -> Record:
    facts: dict[str, Fact] = {
        "unit": Fact(result.group.school),
        "exam": Fact(result.exam or result.sheet),
        "grade": Fact(result.group.grade),
        "subject": Fact(result.subject),
        "rank": Fact(result.rank or 0, _SHEET),
        "of": Fact(result.of, _SHEET),
    }
    for name, figure in (("pass_rate", result.printed.pass_rate), ("mean", result.printed.mean)):
        if figure is not None:
            facts[name] = Fact(Fraction(figure), _SHEET)
    return Record(result.sheet, 0, facts)


def _difference(row: Record, result: GroupResult) -> list[Finding]:
    stated = row.facts.get("rank")
    if stated is None or stated.value == result.rank:
        return []
    about = " ".join(filter(None, (row.text("unit"), row.text("exam"), row.text("subject"))))
    return [
        Finding(
            "county_rank_differs",
            Severity.WARNING,
            row.sheet,
            stated.cell,
            row.text("rank"),
            f"{about}：表上写第{row.text('rank')}名，按成绩表算是第"
            f"{number_text(Fraction(result.rank or 0))}名（共{result.of}个），"
            "已按表上公布的名次计奖",
            "请核对；如以成绩表为准，请删去这一行",
        )
    ]


_OWN_SCHOOLS_EXAMPLES: Final = 5
_CLOSE: Final = 0.7


def own_schools(
    rows: Sequence[Record], intake: Intake, lists: Mapping[str, Sequence[Record]]
) -> tuple[list[Record], list[Finding]]:
    """
    Leave out the county's other schools: they are only there to be ranked against.

    Own schools are those that any other sheet names: scores, 任课, 指标, 历次, 人员 … Where no exam
    is listed in full (总数), or none of its schools is known, every row stays.

    Args:
        rows: of 县名次.
        intake: the workbook as understood.
        lists: the rows of all lists by name.

    Returns:
        The rows of the own schools; a note on the others, and a warning for each of them that may
        be an own school written differently.
    """
    listed_in_full = [one for one in Contest.of(schools_only(rows)) if one.missing == 0]
    whole = {row.text("unit") for contest in listed_in_full for row in contest.rows}
    own = {school for table in intake.tables for school in table.schools}
    for name, others in lists.items():
        if name != COUNTY:
            own |= {row.text(field) for row in others for field in ("unit", "school")}
    units = dict.fromkeys(row.text("unit") for row in rows)
    strange = [unit for unit in units if unit in whole and unit not in own]
    if not strange or not own & whole:
        return list(rows), []
    missing = {school for table in intake.tables for school in table.schools} - units.keys()
    findings = [_only_ranked(rows[0].sheet, strange), *_spelt_otherwise(rows, strange, missing)]
    return [row for row in rows if row.text("unit") not in strange], findings


def overfull(rows: Sequence[Record]) -> list[Finding]:
    """Return an error for each contest of 县名次 with more units than its 总数 says (单位数不符).

    Rows are held against others of the same 总数: two kinds of schools may share an exam's name.
    """
    findings = []
    for contest in Contest.of(schools_only(rows)):
        fields: dict[int | Fraction, dict[str, Record]] = {}
        for row in contest.rows:
            number = row.facts["of"].value if "of" in row.facts else None
            if isinstance(number, int | Fraction):
                fields.setdefault(number, {})[row.text("unit")] = row
        findings += [
            _too_many(contest, list(units.values())[-1], len(units))
            for number, units in fields.items()
            if len(units) > number
        ]
    return findings


def _too_many(contest: Contest, last: Record, units: int) -> Finding:
    return Finding(
        "county_overfull",
        Severity.ERROR,
        last.sheet,
        last.facts["of"].cell,
        last.text("of"),
        f"{contest.about}：列了{units}个单位，总数却写{last.text('of')}",
        "请核对：是不是有一个学校写了两种名称，或者总数写错了",
    )


def _only_ranked(sheet: str, strange: Sequence[str]) -> Finding:
    names = "、".join(strange[:_OWN_SCHOOLS_EXAMPLES])
    more = f"等{len(strange)}个单位" if len(strange) > _OWN_SCHOOLS_EXAMPLES else ""
    return Finding(
        "county_only",
        Severity.NOTE,
        sheet,
        "",
        "",
        f"县名次表列了全县各校，其中{names}{more}别的表里都没有，只用来排名，不计奖惩",
        "如果其中有本单位的学校，请核对校名的写法",
    )


def _spelt_otherwise(
    rows: Sequence[Record], strange: Sequence[str], missing: Collection[str]
) -> list[Finding]:
    """Say of which school the name comes close to one that the score sheets have."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where names do not fit

    findings = []
    for unit in strange if missing else ():
        near = get_close_matches(unit, missing, n=1, cutoff=_CLOSE)
        row = next(row for row in rows if row.text("unit") == unit)
        if near:
            cell = row.facts["unit"].cell
            findings.append(
                Finding(
                    "school_spelt_otherwise",
                    Severity.WARNING,
                    row.sheet,
                    cell,
                    unit,
                    f"成绩表里没有“{unit}”，没有计奖惩；是不是“{near[0]}”？",
                    "如是同一所学校，请改成一样的写法，或"
                    + settings_row("学校别名", near[0], column=unit),
                )
            )
    return findings
