"""Schools and classes brought together from a run's figures, for 一校一页 and 一班一页.

Figures and places are those of the other sheets; added are the spread of the scores, the figures of
all together, the change against an earlier exam and the places in the other exams of the workbook.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.figures import ClassPool, GroupResult, PlaceChange, analyse, changes, withheld
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Group, Level
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.options import Measure, Options
from xl_quality.core.profiles import PastPlace, Standing, UnitProfile, standings_of
from xl_quality.core.school_terms import grade_place, in_time
from xl_quality.core.statistics import FiveNumbers, five_numbers
from xl_quality.reports.figure_pages import PivotRow, pivot, subjects_of
from xl_quality.reports.unit_pages import UnitPages, unit_pages
from xl_quality.runs.group_figures import (
    JOINT,
    Figures,
    compute,
    exam_names,
    homes,
    joined,
    sittings,
    told_exams,
)
from xl_quality.runs.report import caption_of, enrolment_of_unit, how_composed

if TYPE_CHECKING:
    from xl_quality.books.tables import Table
    from xl_quality.core.marks import ScoreTable
    from xl_quality.runs.names import Taught
    from xl_quality.runs.report_kinds import Material

_LEAST_SPREAD: Final = 5  # Scores: five numbers of fewer pupils would be the marks of each
_MOST_EXAMS: Final = 6  # the latest: three school years, as long as a pupil stays
_SITTINGS_WORDS: Final = "总评（人次）的人数是各科之和，各率按人次算，与排名表的全科合格率不同"
_BOX_WORDS: Final = "箱线图的箱子是中间一半学生，箱中横线是中位数，上下两头是最高、最低分"
_REGION: Final = re.compile("[镇乡县区市]")

Place = tuple[str, str, "Group", str]  # Sheet, exam, group and subject of a result


def profile_sheet(of: Material, level: Level) -> list[Table]:
    """Return 一校一页 or 一班一页: a page a unit; none where the sheets tell no such units."""
    figures = of.figures
    if not figures.results.get(level):
        return []
    schools = {one.group.school for one in figures.results[level]}
    name = f"{'各校' if level is Level.SCHOOL else '各班'}质量分析"
    caption = caption_of(figures, of.office, name, enrolment=False)
    if of.before is not None:
        earlier = "、".join(told_exams(of.before.tables).values())
        caption = caption._replace(unit=f"{caption.unit}　　上次：{earlier}")
    profiles = unit_profiles(of, level)
    composed = how_composed(figures.options)
    if any(one.overall and len(one.subjects) > 1 for one in profiles):
        composed = f"{composed}；{_SITTINGS_WORDS}"
    caption = caption._replace(unit=f"{caption.unit}\n{composed}；{_BOX_WORDS}")
    whole = whole_word(of.office, len(schools))
    told_of = enrolment_of_unit(figures)
    return unit_pages(UnitPages(level, whole, figures.options.digits, caption, told_of), profiles)


def whole_word(office: str, schools: int) -> str:
    """Return what all units together are called, by the name of the office.

    >>> whole_word("青禾镇中心学校", 7), whole_word("青禾镇实验小学", 1), whole_word("教研室", 7)
    ('全镇', '全校', '全体')
    """
    if schools == 1:
        return "全校"
    regions = _REGION.findall(office)
    return f"全{regions[-1]}" if regions else "全体"


def unit_profiles(of: Material, level: Level) -> list[UnitProfile]:
    """Return the units of a level, each with its exams and grades in order.

    Args:
        of: what the run found out.
        level: SCHOOL or CLASS.
    """
    figures = of.figures
    standings = _standings(figures, level)
    changed = _changes(of, level)
    past = _past(of, level)
    taught = of.contents.taught if level is Level.CLASS else {}
    rows = pivot(figures.results[level], figures.overall.get(level, ()))
    told = set(subjects_of(rows))
    profiles = [_profile(_sat(row, told), standings, changed, past, taught) for row in rows]
    exams = list(dict.fromkeys(row.exam for row in rows))
    schools = list(dict.fromkeys(row.group.school for row in rows))
    classes = list(dict.fromkeys(row.group.class_name for row in rows))

    def order(one: UnitProfile) -> tuple[object, ...]:
        group = one.group
        grade = grade_place(group.grade)
        if level is Level.SCHOOL:
            return schools.index(group.school), exams.index(one.exam), grade
        return (
            schools.index(group.school),
            grade,
            _number(group.class_name),
            classes.index(group.class_name),
            exams.index(one.exam),
        )

    return sorted(profiles, key=order)


def _sat(row: PivotRow, told: AbstractSet[str]) -> PivotRow:
    """Return a row without the subjects that nobody of the unit was due to sit."""
    own = {
        subject: one
        for subject, one in row.subjects.items()
        if subject in told and one.rates and one.rates.due
    }
    return row._replace(subjects=own)


def _number(class_name: str) -> int:
    """Return the number of a class; 0 without digits: 一班, 二班 stand as on the sheet."""
    number = re.search(r"\d+", class_name)
    return int(number[0]) if number else 0


def _profile(
    row: PivotRow,
    standings: Mapping[Place, Standing],
    changed: Mapping[tuple[str, Group, str], PlaceChange],
    past: Mapping[Group, _Past],
    taught: Taught,
) -> UnitProfile:
    group = row.group

    def standing(result: GroupResult) -> Standing:
        found = standings[_place(result)]
        change = changed.get((result.exam_name, group, result.subject))
        return found._replace(change=change) if change else found

    names = {
        name: taught.get((group.school, group.grade, group.class_name, name), "")
        for name in row.subjects
    }
    return UnitProfile(
        exam=row.exam,
        group=group,
        subjects=[standing(result) for result in row.subjects.values()],
        overall=row.overall and standing(row.overall),
        teachers={name: teacher for name, teacher in names.items() if teacher},
        past=past.get(group, _Past()).until(row.exam),
        sheets=list(dict.fromkeys(one.sheet for one in row.subjects.values())),
        in_time=past.get(group, _Past()).in_time,
    )


def _place(result: GroupResult) -> Place:
    return result.sheet, result.exam, result.group, result.subject


class _Around(NamedTuple):
    """What surrounds a result: the number of its contest, full mark, spread, all together."""

    contest: int
    full: int
    spread: FiveNumbers | None
    whole: GroupResult | None
    whole_spread: FiveNumbers | None


def _standings(figures: Figures, level: Level) -> dict[Place, Standing]:
    """Return every result of a level, over all subjects too, beside the others of its contest."""
    options = figures.options
    around: dict[Place, _Around] = {}
    sitting_of: dict[tuple[str, str, Group], int] = {}
    for number, sitting in enumerate(sittings(joined(figures.tables))):
        sheets: dict[Group, dict[str, None]] = defaultdict(dict)
        exam = ""
        for contest in sitting:
            for place, surroundings in _around_contest(figures, contest, level, len(around)):
                around[place] = surroundings
                sheets[place[2]][place[0]] = None
                exam = place[1]
        for group, names in sheets.items():
            sitting_of[JOINT.join(names), exam, group] = number
    found: dict[Place, Standing] = {}
    results = [one for one in figures.results[level] if _place(one) in around]
    rivals = grouped(
        results, lambda one: (around[_place(one)].contest, one.subject, one.group.contest)
    )
    for own in rivals.values():
        for one in standings_of(own, options.measure, options.ties):
            found[_place(one.own)] = _surrounded(one, around[_place(one.own)])
    lines = grouped(
        figures.overall.get(level, ()),
        lambda one: (sitting_of.get((one.sheet, one.exam, one.group)), one.group.contest),
    )
    for own in lines.values():
        found |= {
            _place(one.own): one for one in standings_of(own, Measure.COMPOSITE, options.ties)
        }
    return found


def _surrounded(one: Standing, around: _Around) -> Standing:
    return one._replace(
        full=around.full,
        spread=around.spread,
        whole=around.whole if one.own.of > 1 else None,
        whole_spread=around.whole_spread if one.own.of > 1 else None,
    )


def _around_contest(
    figures: Figures, contest: Sequence[ScoreTable], level: Level, number: int
) -> Iterator[tuple[Place, _Around]]:
    """Yield what surrounds each result of a contest at one level."""
    pool, options = figures.pools.of(contest), figures.options
    table = pool.table
    where = homes(contest, level) if len(contest) > 1 else {}
    held = {subject for one in contest for subject in held_back(one, options)}
    over = Level.GRADE if all(table.grades) else Level.ALL
    wholes = {
        (one.group.grade, one.subject): one
        for one in withheld(analyse(table, over, options, pool), held)
    }
    for subject, column in table.subjects.items():
        full = options.full_mark(subject, column.full_mark)
        spreads = {} if subject in held else _spreads(pool, subject, level, options)
        all_together = {} if subject in held else _spreads(pool, subject, over, options)
        by_grade = {group.grade: spread for group, spread in all_together.items()}
        for group in pool.at_level(level).groups:
            grade = group.grade if over is Level.GRADE or (group.grade, subject) in wholes else ""
            yield (
                (where.get(group, table.sheet), table.exam, group, subject),
                _Around(
                    number,
                    full,
                    spreads.get(group),
                    wholes.get((grade, subject)),
                    by_grade.get(grade),
                ),
            )


def _spreads(
    pool: ClassPool, subject: str, level: Level, options: Options
) -> dict[Group, FiveNumbers]:
    """Return five numbers of the scores that count of each group that has enough."""
    pooled = pool.at_level(level)
    bases = pool.counted(subject, pooled, options, pool.enrolled(subject, level, options))
    return {
        group: five_numbers(base)
        for group, base in zip(pooled.groups, bases, strict=True)
        if len(base.scores) >= _LEAST_SPREAD
    }


def _changes(of: Material, level: Level) -> dict[tuple[str, Group, str], PlaceChange]:
    """Return the changes against the earlier exam, by exam, group and subject; not its own."""
    if of.before is None:
        return {}
    earlier = set(exam_names(of.before.tables))
    now = [*of.figures.results[level], *of.figures.overall.get(level, ())]
    then = [*of.before.results.get(level, ()), *of.before.overall.get(level, ())]
    later = [one for one in now if one.exam_name not in earlier]
    return {
        (one.exam_name, one.group, one.subject): change
        for one, change in zip(later, changes(later, then), strict=True)
    }


class _Past(NamedTuple):
    """The places of a unit over all subjects in the exams of the workbook."""

    places: Sequence[PastPlace] = ()  # an exam each
    in_time: bool = True  # whether they are in order of time, else in the workbook's

    def until(self, exam: str) -> list[PastPlace]:
        """Return the latest places up to an exam: later ones are not known on the day of it."""
        exams = [one.exam for one in self.places]
        end = exams.index(exam) + 1 if self.in_time and exam in exams else len(exams)
        return list(self.places[max(0, end - _MOST_EXAMS) : end])


def _past(of: Material, level: Level) -> dict[Group, _Past]:
    """Return the places of each unit in the exams of the workbook, also those not asked for."""
    figures = of.figures
    everything = figures
    if len(of.contents.tables) != len(figures.tables):  # one exam was chosen
        told = [table for table in of.contents.tables if _tells(table, level)]
        everything = compute(told, {}, figures.options, [level])
    lines = [one for one in everything.overall.get(level, ()) if one.rank is not None]
    found = {}
    for group, own in grouped(lines, lambda one: one.group).items():
        places = {one.exam_name: PastPlace(one.exam_name, one.rank, one.of) for one in own}
        order = in_time(places)
        known = [places[name] for name in order or places]
        found[group] = _Past(known, in_time=order is not None)
    return found


def _tells(table: ScoreTable, level: Level) -> bool:
    """Say whether a sheet tells the units of a level apart."""
    return any(table.schools if level is Level.SCHOOL else table.classes)
