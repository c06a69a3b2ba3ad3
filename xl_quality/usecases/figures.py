"""Figures and places of a workbook's groups (四率统计、排名), before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.analysis import analyse, analyse_teachers, overall, withheld
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import settings_row
from xl_quality.core.grouping import Level
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.pool import ClassPool
from xl_quality.usecases.exams import JOINT, homes, joined, one_table, sittings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.grouping import Group
    from xl_quality.core.options import Options
    from xl_quality.core.results import GroupResult
    from xl_quality.core.scores import ScoreTable
    from xl_quality.usecases.teaching import Taught


class Figures(NamedTuple):
    """
    All figures of one run.

    Attributes:
        results: by level, a group and subject each, ranked.
        overall: by level, a line a group over all its subjects, ranked.
        tables: the score sheets they were computed from.
        options: what they were computed with.
        single: where several sheets make one contest, also each sheet by itself.
    """

    results: Mapping[Level, Sequence[GroupResult]]
    overall: Mapping[Level, Sequence[GroupResult]]
    tables: Sequence[ScoreTable]
    options: Options
    single: Sequence[GroupResult] = ()

    def lines(self, levels: Iterable[Level]) -> list[GroupResult]:
        """Return the results of several levels, one behind the other."""
        return [result for level in levels for result in self.results.get(level, ())]


def compute(
    tables: Sequence[ScoreTable],
    taught: Taught,
    options: Options,
    levels: Sequence[Level] = (),
    exam: str = "",
) -> Figures:
    """
    Compute mean, rates, composites and places.

    Args:
        tables: the score sheets as understood.
        taught: who teaches what; empty where the workbook has no 任课 sheet.
        options: lines, denominators, weights, rounding, ties.
        levels: which groups; empty = every level the sheets tell apart.
        exam: only sheets of this exam or of this name; where there is none, those with it in the
            exam's or their own name; empty = all.

    Raises:
        BadInputError: no sheet has that exam, or no sheet tells a wanted level apart.
    """
    chosen = _chosen(tables, exam)
    wanted = list(dict.fromkeys(levels)) or _levels(chosen, taught)
    results: dict[Level, list[GroupResult]] = {level: [] for level in wanted}
    totals: dict[Level, list[GroupResult]] = {level: [] for level in wanted}
    contests = joined(chosen)
    for sitting in sittings(contests):
        pools = [ClassPool(one_table(contest)) for contest in sitting]
        held = [_held(contest, options) for contest in sitting]
        for level in wanted:
            found = [
                result
                for contest, pool, subjects in zip(sitting, pools, held, strict=True)
                for result in withheld(_contest(contest, pool, level, taught, options), subjects)
            ]
            results[level] += found
            lines = found if len(sitting) == 1 else _together(found)
            totals[level] += overall(lines, options, _unsettled(found, held))
    missing = [level for level in levels if not results[level]]
    if missing:
        raise BadInputError(_missing(missing[0], taught))
    single = _single(contests, options) if Level.ALL in wanted else []
    return Figures(results, totals, chosen, options, single)


def _held(contest: Sequence[ScoreTable], options: Options) -> set[str]:
    """Return the subjects of a contest that are not ranked before a person has answered."""
    return {subject for table in contest for subject in held_back(table, options)}


def _unsettled(results: Sequence[GroupResult], held: Sequence[set[str]]) -> set[Group]:
    """
    Return the groups whose line over all subjects would be no figure of all.

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
        known = "、".join(dict.fromkeys(table.exam or table.sheet for table in tables))
        message = f"没有“{exam}”这次考试，工作簿里有：{known}"
        raise BadInputError(message)
    return chosen


def _missing(level: Level, taught: Taught) -> str:
    if level is Level.TEACHER and taught:
        return "任课表里的学校、年级、班级、学科与成绩表都对不上，不能按教师统计：请核对写法"
    return _MISSING[level]


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


def _contest(
    tables: Sequence[ScoreTable], pool: ClassPool, level: Level, taught: Taught, options: Options
) -> list[GroupResult]:
    if level is Level.TEACHER:
        return analyse_teachers(pool.table, taught, options, pool)
    results = analyse(pool.table, level, options, pool)
    if len(tables) == 1 or level is Level.ALL:
        return results
    where = homes(tables, level)
    return [result._replace(sheet=where[result.group]) for result in results]


def _together(results: Sequence[GroupResult]) -> list[GroupResult]:
    """Name all sheets of a group in each of its lines: its subjects stand on several of them."""
    sheets: dict[Group, dict[str, None]] = {}
    for result in results:
        sheets.setdefault(result.group, {})[result.sheet] = None
    return [result._replace(sheet=JOINT.join(sheets[result.group])) for result in results]


def _single(contests: Iterable[Sequence[ScoreTable]], options: Options) -> list[GroupResult]:
    return [
        result
        for contest in contests
        if len(contest) > 1
        for table in contest
        for result in withheld(analyse(table, Level.ALL, options), _held([table], options))
    ]
