"""The lists that need the whole county or single teachers and classes, brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding
from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.usecases.derived import (
    computed_county,
    pots,
    standings,
    teacher_places,
    top_pupils,
    year_places,
)
from xl_quality.usecases.derived.class_targets import DERIVED as CLASS_TARGETS
from xl_quality.usecases.derived.class_targets import INDICATORS, Classes, class_targets
from xl_quality.usecases.derived.doubtful_places import doubtful_places
from xl_quality.usecases.derived.history import HISTORY
from xl_quality.usecases.derived.own_schools import overfull, own_schools
from xl_quality.usecases.derived.periods import WHOLE, aliases_of
from xl_quality.usecases.derived.placing_teachers import Scores
from xl_quality.usecases.derived.standings import ScoredAs
from xl_quality.usecases.derived.teacher_places import COUNTY, schools_only
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.terms import Terms
    from xl_quality.usecases.derived.exam_kinds import ExamKinds
    from xl_quality.usecases.derived.periods import Period
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake

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
    rows, findings = list(lists.get(COUNTY, ())), list[Finding]()
    if settings.whole_county and figures is not None:
        rows, findings = computed_county.with_computed(rows, figures, exams)
        rows = kinds.told(COUNTY, rows)
    every, doubts = own_schools(rows, intake, lists)
    taking: Lists = {**lists, COUNTY: schools_only(period.of(every))}
    used = {take.list_name for feed in scheme.feeds for take in feed.takes}
    if used & {COUNTY, teacher_places.DERIVED}:
        findings += [*doubts, *overfull(rows), *doubtful_places(period.of(every))]
    if teacher_places.DERIVED in used:
        scores = Scores(figures, _measure(scheme, terms), exams)
        asked = [row for row in period.of(every) if _asked(scheme, teacher_places.DERIVED, row)]
        found = teacher_places.teacher_places(asked, rows, intake.rows(TEACHING), scores)
        taking[teacher_places.DERIVED], doubts = found
        findings += doubts
    if standings.TEACHERS in used:
        scored = scored_as(taking, exams)
        taking[standings.TEACHERS] = standings.teachers_by_grade(
            figures, _graded(taking[COUNTY]), scored, intake.rows(TEACHING)
        )
    taking[CONTESTS] = [_of_coach(row) for row in lists.get(CONTESTS, ())]
    if CLASS_TARGETS in used:
        own_figures = figures if settings.whole_county else None
        findings += _add_class_targets(scheme, intake, own_figures, taking)
        taking[CLASS_TARGETS] = kinds.told(CLASS_TARGETS, taking[CLASS_TARGETS])
    findings += _add_years(scheme, intake, taking, every)
    taking[pots.DERIVED], doubts = pots.pots(scheme, taking, intake.rows(TEACHING), terms)
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
    if year_places.BEFORE in used:
        past = [*taking.get(HISTORY, ()), *every]
        taking[year_places.BEFORE], doubts = _before(scheme, intake, taking[COUNTY], past)
        findings += doubts
    if year_places.TEACHERS in used:
        taking[year_places.TEACHERS], doubts = year_places.whole_year(intake)
        findings += doubts
    return findings


def _before(
    scheme: Scheme, intake: Intake, county: Sequence[Record], past: Sequence[Record]
) -> tuple[list[Record], list[Finding]]:
    """Return last year's places, out of all rows, of those that a clause compares with them."""
    takes = [
        take
        for feed in scheme.feeds
        if year_places.BEFORE in {one.list_name for one in feed.takes}
        for take in feed.takes
        if take.list_name == COUNTY
    ]
    rows = [row for row in county if any(take.wants(row) for take in takes)]
    stated, findings = year_places.stated_before(intake.rows(INDICATORS), rows)
    return [*stated, *year_places.year_before(rows, past)], findings


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
