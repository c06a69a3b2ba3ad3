"""All the lists that clauses may take their facts from: the workbook's own and the derived ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Severity
from xl_quality.sheets.doctor.mark_checks import doubtful_marks
from xl_quality.usecases.derived import (
    class_rates,
    class_targets,
    history,
    last_year,
    standings,
    teacher_places,
    whole_rates,
    year_places,
)
from xl_quality.usecases.derived.periods import scored_exam
from xl_quality.usecases.derived.teacher_places import COUNTY
from xl_quality.usecases.teaching import TEACHING, two_teachers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.model import Scheme
    from xl_quality.usecases.derived.periods import Period
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake


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
    then = {last_year.DERIVED: last_year.last_year(rates, intake.rows(history.HISTORY))}
    return lists | rates | then


_WHOLE = {COUNTY, history.HISTORY}
_RATES = {
    class_rates.CLASSES,
    class_rates.TEACHERS,
    class_rates.SCHOOLS,
    whole_rates.CLASSES,
    whole_rates.SCHOOLS,
    last_year.DERIVED,
}
"""Lists that take time to derive from many scores: only done where a scheme asks."""


_FROM_SCORES: Final = _RATES | {
    standings.TOWN,
    standings.TEACHERS,
    class_targets.DERIVED,
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
    year_places.BEFORE: ((history.HISTORY, _PLACED),),
    last_year.DERIVED: ((history.HISTORY, _PLACED),),
    standings.TOWN: (_SCORED,),
    standings.TEACHERS: (_SCORED, _TAUGHT),
    year_places.TEACHERS: (_SCORED, _TAUGHT),
    class_rates.SCHOOLS: (_SCORED,),
    class_rates.CLASSES: (_SCORED, _TAUGHT),
    class_rates.TEACHERS: (_SCORED, _TAUGHT),
    whole_rates.SCHOOLS: (_SCORED,),
    whole_rates.CLASSES: (_SCORED, _HEADED),
    teacher_places.DERIVED: ((teacher_places.COUNTY, _PLACED), _TAUGHT),
    class_targets.DERIVED: (
        (
            class_targets.INDICATORS,
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
