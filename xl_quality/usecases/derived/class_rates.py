"""Rates that the workbook's own scores give, as list rows: by class, teacher and school (率)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record
from xl_quality.core.grouping import Level
from xl_quality.usecases.derived.whole_rates import OWN_SCHOOL, share_of, whole_rates
from xl_quality.usecases.exams import joined, one_table
from xl_quality.usecases.figures import compute
from xl_quality.usecases.teaching import taught_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import FactValue
    from xl_quality.core.options import Options
    from xl_quality.core.results import GroupResult
    from xl_quality.core.scores import ScoreTable
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.teaching import Taught

CLASSES: Final = "班级率"
"""Derived list: unit, exam, grade, class_name, subject, name (the teacher), pass_rate,
excellent_rate, mean, previous_pass_rate, previous_excellent_rate."""
TEACHERS: Final = "教师率"
"""Derived list: unit, exam, grade, subject, name, pass_rate, excellent_rate, score_rate, mean,
rank, of, previous_rank, previous_pass_rate."""
SCHOOLS: Final = "学校率"
"""Derived list: unit, exam, grade, subject, pass_rate, excellent_rate, mean, rank, of."""

_BEFORE: Final = ("上学期", "上次", "上期", "基数")
"""Exams so called are what this one is compared with; they are not judged themselves."""
_PERCENT: Final = 100


class _Exams(NamedTuple):
    """Figures of the exams judged, and of those they are compared with."""

    now: Figures
    before: Figures | None


def group_rates(
    figures: Figures, tables: Sequence[ScoreTable], teaching: Sequence[Record], exam: str = ""
) -> dict[str, list[Record]]:
    """
    Return the rates of classes, teachers and schools as rows of derived lists.

    Rates and means are the printed ones (as on 四率统计), so that everybody can check them.
    Exams called 上学期…, 上次… or 基数… only give the figures of the last time, unless there is
    no other exam or the run asks for them.

    Args:
        figures: of this run, at class, school and teacher level.
        tables: all score sheets, those of earlier exams too.
        teaching: the rows of 任课, for the teachers' and class teachers' names.
        exam: the exam the run asks for, empty = all.
    """
    exams = _exams(figures, tables, teaching, exam)
    taught = taught_by(teaching)
    now, then = exams.now, exams.before
    earlier, contests = _earlier(then), _between_schools(now)
    found: dict[str, list[Record]] = {CLASSES: [], TEACHERS: [], SCHOOLS: []}
    for level, name in _LISTS.items():
        for one in _counted(now, level):
            place = _place(one) if _contest(one) in contests else {}
            figures_of_one = _rates(one) | place | _score_rate(one, now)
            named = _names(one, taught)
            found[name].append(_record(one, named, figures_of_one | _previous(one, earlier)))
    return found | whole_rates(now, teaching)


_LISTS: Final = {Level.CLASS: CLASSES, Level.TEACHER: TEACHERS, Level.SCHOOL: SCHOOLS}


def _names(one: GroupResult, taught: Taught) -> dict[str, str]:
    group = one.group
    place = (group.school, group.grade, group.class_name, one.subject)
    return {"class_name": group.class_name, "name": group.teacher or taught.get(place, "")}


def _exams(
    figures: Figures, tables: Sequence[ScoreTable], teaching: Sequence[Record], exam: str
) -> _Exams:
    earlier = [table for table in tables if _is_earlier(table)]
    judged = [table for table in figures.tables if not _is_earlier(table)]
    if not judged or any(word in exam for word in _BEFORE):
        return _Exams(figures, None)
    taught, options = taught_by(teaching), figures.options
    now = figures if len(judged) == len(figures.tables) else compute(judged, taught, options)
    return _Exams(now, compute(earlier, taught, options) if earlier else None)


def _is_earlier(table: ScoreTable) -> bool:
    return any(word in (table.exam or table.sheet) for word in _BEFORE)


def _counted(figures: Figures, level: Level) -> list[GroupResult]:
    results = figures.results.get(level, ())
    return [one for one in results if one.printed.mean is not None]


_Whose = tuple[Level, str, str, str, str, str]


def _whose(one: GroupResult) -> _Whose:
    return (*one.group, one.subject)


_Contest = tuple[str, str, str]


def _contest(one: GroupResult) -> _Contest:
    return one.exam or one.sheet, one.group.grade, one.subject


def _between_schools(figures: Figures) -> set[_Contest]:
    """Return the contests of several schools: places within one school are none in the town."""
    schools: dict[_Contest, set[str]] = {}
    for one in _counted(figures, Level.SCHOOL):
        schools.setdefault(_contest(one), set()).add(one.group.school)
    return {contest for contest, names in schools.items() if len(names) > 1}


def _earlier(before: Figures | None) -> Mapping[_Whose, GroupResult]:
    """Return the results of the last time; two earlier exams of one group give none."""
    if before is None:
        return {}
    contests = _between_schools(before)
    found: dict[_Whose, list[GroupResult]] = {}
    for level in (Level.CLASS, Level.TEACHER, Level.SCHOOL):
        for one in _counted(before, level):
            placed = one if _contest(one) in contests else one._replace(rank=None)
            found.setdefault(_whose(one), []).append(placed)
    return {whose: results[0] for whose, results in found.items() if len(results) == 1}


def _source(one: GroupResult) -> str:
    return f"四率统计（{one.sheet}）"


def _rates(one: GroupResult) -> dict[str, FactValue]:
    printed = one.printed
    return {
        "pass_rate": share_of(printed.pass_rate),
        "excellent_rate": share_of(printed.excellent_rate),
        "mean": Fraction(str(printed.mean)),
    }


def _score_rate(one: GroupResult, figures: Figures) -> dict[str, FactValue]:
    """Return 综合得分率: the printed mean as a share of the full mark."""
    marks = {
        _full_mark(figures.options, table, one.subject)
        for table in map(one_table, joined(figures.tables))
        if table.exam == one.exam and one.subject in table.subjects
    }
    if len(marks) != 1:
        return {}
    return {"score_rate": Fraction(str(one.printed.mean)) * _PERCENT / marks.pop()}


def _full_mark(options: Options, table: ScoreTable, subject: str) -> int:
    """Return the full mark of a subject on a sheet, in hundredths."""
    return options.full_mark(subject, table.subjects[subject].full_mark)


def _place(one: GroupResult) -> dict[str, FactValue]:
    return {} if one.rank is None else {"rank": one.rank, "of": one.of}


def _previous(one: GroupResult, earlier: Mapping[_Whose, GroupResult]) -> dict[str, FactValue]:
    before = earlier.get(_whose(one))
    if before is None:
        return {}
    facts: dict[str, FactValue] = {
        "previous_pass_rate": share_of(before.printed.pass_rate),
        "previous_excellent_rate": share_of(before.printed.excellent_rate),
    }
    return facts if before.rank is None else facts | {"previous_rank": before.rank}


def _record(one: GroupResult, names: Mapping[str, str], figures: Mapping[str, FactValue]) -> Record:
    group, source = one.group, _source(one)
    said = {
        "unit": group.school or OWN_SCHOOL,
        "exam": one.exam or one.sheet,
        "grade": group.grade,
        "subject": one.subject,
        **names,
    }
    facts = {name: Fact(text) for name, text in said.items() if text}
    return Record(
        one.sheet, 0, facts | {name: Fact(value, source) for name, value in figures.items()}
    )
