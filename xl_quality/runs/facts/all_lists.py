"""All lists that clauses take their facts from (取数的名单), the workbook's own and the derived.

`all_lists` derives, from what a run is given, every list that its scheme asks for: from the scores,
from 历次, from the places in the county, from what other clauses judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Finding, Severity
from xl_quality.runs.facts import county, history, judged, rates
from xl_quality.runs.facts.classes import Classes, class_targets, with_top_pupils
from xl_quality.runs.facts.county import Scores, schools_only
from xl_quality.runs.facts.derived_lists import (
    CLASS_POOLS,
    CLASS_RATES,
    CLASS_TARGETS,
    CLASS_WHOLE_RATES,
    CONTESTS,
    COUNTY,
    COUNTY_LAST_YEAR,
    HISTORY,
    INDICATORS,
    LAST_YEAR,
    MET_CLAUSES,
    MET_OBJECTS,
    SCHOOL_RATES,
    SCHOOL_WHOLE_RATES,
    TEACHER_ORDER,
    TEACHER_RATES,
    TEACHER_YEAR,
    TEACHERS_IN_COUNTY,
    TOWN_PLACES,
    ListRows,
    RowsAndFindings,
    lists_used,
    sheets_read,
)
from xl_quality.runs.facts.exams import WHOLE, ExamKinds, Period, aliases_of, scored_exam
from xl_quality.runs.facts.rates import ScoredAs
from xl_quality.runs.names import two_teachers
from xl_quality.schemes.cases import EXAM_KIND
from xl_quality.sheets.checkup import doubtful_marks
from xl_quality.sheets.list_kinds import TEACHING

if TYPE_CHECKING:
    from xl_quality.core.facts import Record
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.runs.group_figures import Figures
    from xl_quality.schemes.engine import Judge, Terms
    from xl_quality.schemes.model import Scheme

    Lists = dict[str, Sequence[Record]]
    Derivation = Callable[["Given", Lists, "_Places"], RowsAndFindings]

_WHOLE: Final = {COUNTY, HISTORY}  # lists of which every row is kept, whatever exam it is of
_RATES: Final = {
    *(CLASS_RATES, TEACHER_RATES, SCHOOL_RATES, CLASS_WHOLE_RATES, SCHOOL_WHOLE_RATES, LAST_YEAR)
}
"""Lists that take time to derive from many scores: only done where a scheme asks."""
_FROM_SCORES: Final = _RATES | {TOWN_PLACES, TEACHER_ORDER, CLASS_TARGETS, TEACHERS_IN_COUNTY}
"""Lists whose rows may be made from the score sheets."""
_NOWHERE: Final = frozenset(("school_unknown", "grade_unknown", "class_unknown", "sheet_twice"))
"""Findings on pupils who are in no school, grade or class, and so in no figure of it, or twice."""
_WHICH_EXAM: Final = frozenset(("exams_disagree", "one_exam_or_several"))
"""Marks that may be of the exam that is paid for, whichever the sheet was counted with."""


class Given(NamedTuple):
    """What the lists of a run are derived from."""

    scheme: Scheme  # whose feeds say which lists are wanted
    contents: BookContents  # the workbook as understood
    figures: Figures | None  # places of its own scores at every level, None where it holds none
    terms: Terms  # day, readings, parameters
    judge: Judge  # what judges the cases of clauses that others count
    exam_kinds: ExamKinds  # what is said of the exams' kinds
    period: Period = WHOLE  # the exam the run asks for

    @property
    def used(self) -> set[str]:
        """Return the names of the lists that the scheme takes facts from."""
        return lists_used(self.scheme)

    @property
    def whole_county(self) -> Figures | None:
        """Return the figures where 考核设置 says that the scores hold the whole county."""
        return self.figures if self.contents.recognised.settings.whole_county else None

    def asks(self, list_name: str, row: Record, fields: Sequence[str]) -> bool:
        """Tell whether some take of a list could want a row, by fields and its exam's kind."""
        kind = row.text(EXAM_KIND)
        return any(
            take.list_name == list_name
            and (not kind or not take.exam_kinds or kind in take.exam_kinds)
            and take.concerns(row, fields)
            for feed in self.scheme.feeds
            for take in feed.takes
        )


def all_lists(given: Given) -> tuple[Lists, list[Finding]]:
    """Return the rows of every list that a scheme may take facts from, each told its exam's kind.

    Returns:
        The rows by list name, and what a person should look at; an error among it stops the
        payout.
    """
    lists: Lists = given.exam_kinds.all_told(_single_lists(given))
    if any(name.startswith((MET_OBJECTS, MET_CLAUSES)) for name in given.used):
        lists |= judged.met_counts(given.scheme, lists, given.terms, given.judge)
    known = _places_of_county(given, lists)
    lists[COUNTY] = known.asked
    lists[CONTESTS] = [_of_coach(row) for row in lists.get(CONTESTS, ())]
    findings = list(known.findings)
    for name, derived in _DERIVED.items():
        if name in given.used:
            lists[name], doubts = derived(given, lists, known)
            findings += doubts
    return lists, findings


def _of_coach(row: Record) -> Record:
    """Return a pupil's prize as that of the teacher in the column 辅导教师."""
    coach = row.facts.get("coach")
    return row if coach is None else row._replace(facts={**row.facts, "name": coach})


def _single_lists(given: Given) -> Lists:
    """Return the workbook's own lists and those derived from one source: scores or 历次.

    Rows of other exams are left out, but 县名次 and 历次 stay whole: places of others and of the
    year before are taken from them.
    """
    contents, period = given.contents, given.period
    lists: Lists = {}
    for name in dict.fromkeys(sheet.name for sheet in contents.lists):
        rows = contents.rows(name)
        lists[name] = rows if name in _WHOLE else period.of(rows)
    past = contents.rows(HISTORY)
    kind = contents.recognised.settings.year_kind
    lists |= history.streaks(period.until(past), contents.taught.values(), kind)
    if given.figures is None:
        return lists
    lists |= rates.standings(given.figures)
    if not _RATES & given.used:
        return lists
    exam = scored_exam(contents, period) or ""
    of_groups = rates.group_rates(given.figures, contents.tables, contents.rows(TEACHING), exam)
    then = history.last_year(of_groups, past)
    return lists | of_groups | {LAST_YEAR: then}


class _Places(NamedTuple):
    """The rows of 县名次, sorted out."""

    every: Sequence[Record]  # all, those computed from the scores of the whole county included
    own: Sequence[Record]  # those of the office's own schools and teachers
    mine: Sequence[Record]  # those of the exam that the run asks for
    asked: Sequence[Record]  # of these the schools' rows that say what they are about
    findings: Sequence[Finding]  # what a person should look at


def _places_of_county(given: Given, lists: Lists) -> _Places:
    rows, findings = list(lists.get(COUNTY, ())), list[Finding]()
    if given.whole_county is not None:
        exams = aliases_of(given.contents)
        rows, findings = county.with_computed(rows, given.whole_county, exams)
        rows = given.exam_kinds.told(COUNTY, rows)
    own, doubts = county.own_schools(rows, given.contents, lists)
    mine = given.period.of(own)
    asked = schools_only(mine)
    if given.used & {COUNTY, TEACHERS_IN_COUNTY}:
        faulty, incomplete = county.of_no_subject(mine)
        paying = [row for row in mine if given.asks(COUNTY, row, ("unit", "exam", "subject"))]
        findings += [*doubts, *county.overfull(rows), *county.listed_twice(mine), *incomplete]
        findings += county.of_teachers_alone(paying)
        asked = [row for row in asked if row not in faulty]
    return _Places(rows, own, mine, asked, findings)


def _teachers_in_county(given: Given, _: Lists, known: _Places) -> RowsAndFindings:
    measure = given.scheme.choices(given.terms.options).get("rank_by", "pass_rate")
    scores = Scores(given.figures, measure, aliases_of(given.contents))
    about = ("unit", "exam", "subject")
    asked = [row for row in known.mine if given.asks(TEACHERS_IN_COUNTY, row, about)]
    return county.teacher_places(asked, known.every, given.contents.rows(TEACHING), scores)


def scored_as(lists: ListRows, aliases: Mapping[str, str]) -> ScoredAs:
    """Return how the exams of 县名次 find their scores."""
    exams = dict.fromkeys(row.text("exam") for row in lists.get(COUNTY, ()))
    return ScoredAs(tuple(exams), aliases)


def _teacher_order(given: Given, lists: Lists, _: _Places) -> RowsAndFindings:
    places = lists[COUNTY]
    scored = scored_as(lists, aliases_of(given.contents))
    # school and subject of which every place names its grade
    graded = {(row.text("unit"), row.text("subject")) for row in places}
    graded -= {(row.text("unit"), row.text("subject")) for row in places if not row.text("grade")}
    teaching = given.contents.rows(TEACHING)
    return rates.teachers_by_grade(given.figures, graded, scored, teaching), []


def _class_targets(given: Given, _: Lists, __: _Places) -> RowsAndFindings:
    known = Classes.of(given.contents.rows(TEACHING), given.contents.tables)
    rows = given.contents.rows(INDICATORS)
    asked = [row for row in rows if given.asks(CLASS_TARGETS, row, ("indicator",))]
    found, findings = class_targets(asked, known)
    if given.whole_county is not None:
        found, doubts = with_top_pupils(found, given.whole_county, known)
        findings += doubts
    return given.exam_kinds.told(CLASS_TARGETS, found), findings


def _year_before(given: Given, lists: Lists, known: _Places) -> RowsAndFindings:
    """Return last year's places, out of all rows, of those that a clause compares with them."""
    takes = [
        take
        for feed in given.scheme.feeds
        if COUNTY_LAST_YEAR in {take.list_name for take in feed.takes}
        for take in feed.takes
        if take.list_name == COUNTY
    ]
    rows = [row for row in lists[COUNTY] if any(take.wants(row) for take in takes)]
    stated, findings = history.stated_before(given.contents.rows(INDICATORS), rows)
    past = [*lists.get(HISTORY, ()), *known.own]
    return [*stated, *history.year_before(rows, past)], findings


def _class_pools(given: Given, lists: Lists, _: _Places) -> RowsAndFindings:
    teaching = given.contents.rows(TEACHING)
    return judged.class_pools(given.scheme, lists, teaching, given.terms, given.judge)


_DERIVED: Final[Mapping[str, Derivation]] = {
    TEACHERS_IN_COUNTY: _teachers_in_county,
    TEACHER_ORDER: _teacher_order,
    CLASS_TARGETS: _class_targets,
    COUNTY_LAST_YEAR: _year_before,
    TEACHER_YEAR: lambda given, *_: history.whole_year(given.contents),
    CLASS_POOLS: _class_pools,
}
"""How the lists are derived that need others, in this order; only those that a scheme asks for."""


def unsettled_scores(
    contents: BookContents, figures: Figures | None, scheme: Scheme
) -> list[Finding]:
    """Return the open questions about marks that a scheme would pay by: with any nothing is paid.

    Marks above the full mark, a full mark far off, zeros that may be absences, marks of which two
    exams are named, and pupils without school, grade or class, whose class would be ranked and
    paid without them. County places are
    made from scores only where 考核设置 says that they hold the whole county.
    """
    used = lists_used(scheme)
    places = {COUNTY} if contents.recognised.settings.whole_county else set()
    if figures is None or not used & (_FROM_SCORES | places):
        return []
    sheets = {table.sheet for table in figures.tables}
    nowhere = [
        finding
        for finding in contents.findings
        if finding.code in _WHICH_EXAM or (finding.code in _NOWHERE and finding.sheet in sheets)
    ]
    return nowhere + [
        finding
        for table in figures.tables
        for finding in doubtful_marks(table, figures.options)
        if finding.severity is Severity.ERROR
    ]


def unreadable(contents: BookContents, scheme: Scheme) -> list[Finding]:
    """Return the cells of the settings and of all lists a scheme takes facts from, unusable ones.

    Unreadable ones, and classes with two teachers in one subject where teachers are paid or
    warned: the scores would all be put down to one of them.
    """
    wanted = sheets_read(scheme)
    taught_twice = two_teachers(contents.rows(TEACHING)) if TEACHING in wanted else []
    read = [*contents.recognised.settings.findings]  # a setting that does not hold changes money
    read += [doubt for sheet in contents.lists if sheet.name in wanted for doubt in sheet.findings]
    return [*taught_twice, *(finding for finding in read if finding.severity is Severity.ERROR)]
