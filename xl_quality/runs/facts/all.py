"""All the lists that clauses may take their facts from: the workbook's own and the derived ones.

The lists that need the whole county or single teachers and classes, brought together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity
from xl_quality.runs.facts import classes, county, history, judged, places, rates
from xl_quality.runs.facts import classes as top_pupils
from xl_quality.runs.facts import county as teacher_places
from xl_quality.runs.facts import rates as class_rates
from xl_quality.runs.facts import rates as standings
from xl_quality.runs.facts.classes import DERIVED as CLASS_TARGETS
from xl_quality.runs.facts.classes import INDICATORS, Classes, class_targets
from xl_quality.runs.facts.county import COUNTY, Scores, overfull, own_schools, schools_only
from xl_quality.runs.facts.exams import WHOLE, aliases_of, scored_exam
from xl_quality.runs.facts.history import HISTORY
from xl_quality.runs.facts.places import listed_twice, of_no_subject
from xl_quality.runs.facts.rates import ScoredAs
from xl_quality.runs.names import TEACHING, two_teachers
from xl_quality.schemes.cases import EXAM_KIND
from xl_quality.sheets.checkup import doubtful_marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.runs.facts.exams import ExamKinds, Period
    from xl_quality.runs.figures import Figures
    from xl_quality.runs.reading import Intake
    from xl_quality.schemes.engine import Terms
    from xl_quality.schemes.model import Scheme


def clause_lists(
    intake: Intake, figures: Figures | None, scheme: Scheme, period: Period
) -> Mapping[str, Sequence[Record]]:
    """
    Return rows by list name, those of other exams left out.

    县名次 and 历次 stay whole: places of others and of the year before are taken from them.

    Args:
        intake: the workbook as understood.
        figures: places of its own scores, None where it holds none.
        scheme: whose feeds ask for the lists.
        period: the exam the run asks for.
    """
    names = dict.fromkeys(sheet.name for sheet in intake.lists)
    lists = {
        name: intake.rows(name) if name in _WHOLE else period.of(intake.rows(name))
        for name in names
    }
    past = period.until(intake.rows(history.HISTORY))
    lists |= history.streaks(past, intake.taught.values())
    if figures is None:
        return lists
    lists |= standings.standings(figures)
    if not _RATES & lists_used(scheme):
        return lists
    exam = scored_exam(intake, period) or ""
    rates = class_rates.group_rates(figures, intake.tables, intake.rows(TEACHING), exam)
    then = {history.LAST_YEAR_DERIVED: history.last_year(rates, intake.rows(history.HISTORY))}
    return lists | rates | then


_WHOLE = {COUNTY, history.HISTORY}
_RATES = {
    class_rates.CLASS_RATES_CLASSES,
    class_rates.TEACHERS,
    class_rates.CLASS_RATES_SCHOOLS,
    rates.CLASSES,
    rates.SCHOOLS,
    history.LAST_YEAR_DERIVED,
}
"""Lists that take time to derive from many scores: only done where a scheme asks."""


_FROM_SCORES: Final = _RATES | {
    standings.TOWN,
    standings.STANDINGS_TEACHERS,
    classes.DERIVED,
    teacher_places.DERIVED,
}
"""Lists whose rows may be made from the score sheets."""


_NOWHERE: Final = frozenset(("school_unknown", "grade_unknown", "class_unknown", "sheet_twice"))
"""Findings on pupils who are in no school, grade or class, and so in no figure of it, or twice."""


def unsettled_scores(intake: Intake, figures: Figures | None, scheme: Scheme) -> list[Finding]:
    """
    Return the open questions about marks that a scheme would pay by: with any nothing is paid.

    Marks above the full mark, a full mark far off, zeros that may be absences, and pupils without
    school, grade or class, whose class would be ranked and paid without them. County places are
    made from scores only where 考核设置 says that they hold the whole county.
    """
    used = lists_used(scheme)
    county = {teacher_places.COUNTY} if intake.recognised.settings.whole_county else set()
    if figures is None or not used & (_FROM_SCORES | county):
        return []
    sheets = {table.sheet for table in figures.tables}
    nowhere = [one for one in intake.findings if one.code in _NOWHERE and one.sheet in sheets]
    return nowhere + [
        finding
        for table in figures.tables
        for finding in doubtful_marks(table, figures.options)
        if finding.severity is Severity.ERROR
    ]


def lists_used(scheme: Scheme) -> set[str]:
    """Return the names of the lists, derived ones included, that a scheme takes facts from."""
    return {take.list_name for feed in scheme.feeds for take in feed.takes}


HAND: Final = "手工金额"
"""The list of amounts that a person enters; every payout reads it."""
SCORES: Final = "成绩表"
"""What stands for the score sheets themselves, which have columns of their own."""
_TAUGHT: Final = (TEACHING, ("school", "grade", "class_name", "subject", "teacher"))
_HEADED: Final = (TEACHING, ("school", "grade", "class_name", "head_teacher"))
_PLACED: Final = ("unit", "exam", "grade", "subject", "rank", "of")
_SCORED: Final[tuple[str, tuple[str, ...]]] = (SCORES, ())
_MADE_OF: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    history.DERIVED: ((history.HISTORY, (*_PLACED, "points")),),
    history.TEACHERS: ((history.HISTORY, ("unit", "name", "exam", "subject", "rank", "of")),),
    places.BEFORE: ((history.HISTORY, _PLACED),),
    history.LAST_YEAR_DERIVED: ((history.HISTORY, _PLACED),),
    standings.TOWN: (_SCORED,),
    standings.STANDINGS_TEACHERS: (_SCORED, _TAUGHT),
    places.TEACHERS: (_SCORED, _TAUGHT),
    class_rates.CLASS_RATES_SCHOOLS: (_SCORED,),
    class_rates.CLASS_RATES_CLASSES: (_SCORED, _TAUGHT),
    class_rates.TEACHERS: (_SCORED, _TAUGHT),
    rates.SCHOOLS: (_SCORED,),
    rates.CLASSES: (_SCORED, _HEADED),
    teacher_places.DERIVED: ((teacher_places.COUNTY, _PLACED), _TAUGHT),
    classes.DERIVED: (
        (
            classes.INDICATORS,
            ("unit", "grade", "class_name", "subject", "name", "indicator", "target", "actual"),
        ),
        _TAUGHT,
    ),
}
"""The sheets a person writes behind each list that the program derives, with the columns."""


def made_of(list_name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """
    Return the sheets behind a derived list with their fields, () for a list as it is written.

    >>> made_of("教师名次")[1]
    ('任课', ('school', 'grade', 'class_name', 'subject', 'teacher'))
    """
    return _MADE_OF.get(list_name, ())


def unreadable(intake: Intake, scheme: Scheme) -> list[Finding]:
    """
    Return the cells of the settings and of all lists a scheme takes facts from, unusable ones.

    Unreadable ones, and classes with two teachers in one subject where teachers are paid or
    warned: the scores would all be put down to one of them.
    """
    used = lists_used(scheme)
    wanted = used | {HAND} | {own for name in used for own, _ in made_of(name)}
    taught_twice = two_teachers(intake.rows(TEACHING)) if TEACHING in wanted else []
    read = [*intake.recognised.settings.findings]  # a setting that does not hold changes money
    read += [doubt for sheet in intake.lists if sheet.name in wanted for doubt in sheet.findings]
    return [*taught_twice, *(finding for finding in read if finding.severity is Severity.ERROR)]


CONTESTS: Final = "竞赛"
Lists = dict[str, "Sequence[Record]"]


def county_lists(
    scheme: Scheme,
    intake: Intake,
    figures: Figures | None,
    lists: Mapping[str, Sequence[Record]],
    *,
    terms: Terms,
    kinds: ExamKinds,
    period: Period = WHOLE,
) -> tuple[Lists, list[Finding]]:
    """
    Return all lists with those that are derived from county places, teachers and classes.

    Args:
        scheme: whose feeds say which lists are wanted.
        intake: the workbook as understood.
        figures: of its own scores, None where it holds none.
        lists: rows by list name so far.
        terms: day, readings, parameters.
        kinds: what is said of the exams; the rows of `lists` know theirs already.
        period: the exam the run asks for.

    Returns:
        The rows by list name, and what a person should look at; an error among it stops the
        payout.
    """
    settings = intake.recognised.settings
    exams = aliases_of(intake)
    whole = figures if settings.whole_county else None
    rows, findings = list(lists.get(COUNTY, ())), list[Finding]()
    if whole is not None:
        rows, findings = county.with_computed(rows, whole, exams)
        rows = kinds.told(COUNTY, rows)
    every, doubts = own_schools(rows, intake, lists)
    mine = period.of(every)
    taking: Lists = {**lists, COUNTY: schools_only(mine)}
    used = lists_used(scheme)
    if used & {COUNTY, county.DERIVED}:
        faulty, incomplete = of_no_subject(mine)
        findings += [*doubts, *overfull(rows), *listed_twice(mine), *incomplete]
        taking[COUNTY] = [row for row in taking[COUNTY] if row not in faulty]
    if county.DERIVED in used:
        scores = Scores(figures, _measure(scheme, terms), exams)
        asked = [row for row in mine if _asked(scheme, county.DERIVED, row)]
        taking[county.DERIVED], doubts = county.teacher_places(
            asked, rows, intake.rows(TEACHING), scores
        )
        findings += doubts
    if rates.STANDINGS_TEACHERS in used:
        graded, scored = _graded(taking[COUNTY]), scored_as(taking, exams)
        found = rates.teachers_by_grade(figures, graded, scored, intake.rows(TEACHING))
        taking[rates.STANDINGS_TEACHERS] = found
    taking[CONTESTS] = [_of_coach(row) for row in lists.get(CONTESTS, ())]
    if CLASS_TARGETS in used:
        findings += _add_class_targets(scheme, intake, whole, taking)
        taking[CLASS_TARGETS] = kinds.told(CLASS_TARGETS, taking[CLASS_TARGETS])
    findings += _add_years(scheme, intake, taking, every)
    taking[judged.DERIVED], doubts = judged.pots(scheme, taking, intake.rows(TEACHING), terms)
    return taking, findings + doubts


def scored_as(lists: Mapping[str, Sequence[Record]], aliases: Mapping[str, str]) -> ScoredAs:
    """Return how the exams of 县名次 find their scores."""
    exams = dict.fromkeys(row.text("exam") for row in lists.get(COUNTY, ()))
    return ScoredAs(tuple(exams), aliases)


_ABOUT: Final = ("unit", "exam", "subject")


def _of_coach(row: Record) -> Record:
    """Return a pupil's prize as that of the teacher in the column 辅导教师."""
    coach = row.facts.get("coach")
    return row if coach is None else row._replace(facts={**row.facts, "name": coach})


def _graded(rows: Sequence[Record]) -> set[tuple[str, str]]:
    """Return school and subject of which every place names its grade."""
    without = {(row.text("unit"), row.text("subject")) for row in rows if not row.text("grade")}
    return {(row.text("unit"), row.text("subject")) for row in rows} - without


def _measure(scheme: Scheme, terms: Terms) -> str:
    return scheme.choices(terms.options).get("rank_by", "pass_rate")


def _asked(scheme: Scheme, list_name: str, row: Record, fields: Sequence[str] = _ABOUT) -> bool:
    """Tell whether some take of a list could want a row, by these fields and its exam's kind."""
    kind = row.text(EXAM_KIND)
    return any(
        take.list_name == list_name
        and (not kind or not take.exam_kinds or kind in take.exam_kinds)
        and take.concerns(row, fields)
        for feed in scheme.feeds
        for take in feed.takes
    )


def _add_years(
    scheme: Scheme, intake: Intake, taking: Lists, every: Sequence[Record]
) -> list[Finding]:
    """Add the places over a year that a scheme uses: the year before, and over all exams."""
    used = {take.list_name for feed in scheme.feeds for take in feed.takes}
    findings: list[Finding] = []
    if places.BEFORE in used:
        past = [*taking.get(HISTORY, ()), *every]
        taking[places.BEFORE], doubts = _before(scheme, intake, taking[COUNTY], past)
        findings += doubts
    if places.TEACHERS in used:
        taking[places.TEACHERS], doubts = places.whole_year(intake)
        findings += doubts
    return findings


def _before(
    scheme: Scheme, intake: Intake, county: Sequence[Record], past: Sequence[Record]
) -> tuple[list[Record], list[Finding]]:
    """Return last year's places, out of all rows, of those that a clause compares with them."""
    takes = [
        take
        for feed in scheme.feeds
        if places.BEFORE in {one.list_name for one in feed.takes}
        for take in feed.takes
        if take.list_name == COUNTY
    ]
    rows = [row for row in county if any(take.wants(row) for take in takes)]
    stated, findings = places.stated_before(intake.rows(INDICATORS), rows)
    return [*stated, *places.year_before(rows, past)], findings


def _add_class_targets(
    scheme: Scheme, intake: Intake, county: Figures | None, taking: Lists
) -> list[Finding]:
    teaching = intake.rows(TEACHING)
    classes = Classes.of(teaching, intake.tables)
    rows = [
        row for row in intake.rows(INDICATORS) if _asked(scheme, CLASS_TARGETS, row, ("indicator",))
    ]
    found, findings = class_targets(rows, classes)
    if county is not None:
        found, doubts = top_pupils.with_computed(found, county, classes)
        findings += doubts
    taking[CLASS_TARGETS] = found
    return findings
