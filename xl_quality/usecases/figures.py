"""Figures and places of a workbook's groups (四率统计、排名), before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xl_quality.core.analysis import analyse, analyse_teachers, overall
from xl_quality.core.errors import BadInputError
from xl_quality.core.grouping import Level
from xl_quality.usecases.exams import homes, joined, one_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.options import Options
    from xl_quality.core.results import GroupResult
    from xl_quality.core.scores import ScoreTable

Taught = dict[tuple[str, str, str, str], str]
"""Teacher by (school, grade, class, subject)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """
    All figures of one run.

    Attributes:
        results: by level, a group and subject each, ranked.
        overall: by level, a line a group over all its subjects, ranked.
        options: what they were computed with.
    """

    results: Mapping[Level, Sequence[GroupResult]]
    overall: Mapping[Level, Sequence[GroupResult]]
    options: Options

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
        exam: only sheets with this in the exam's or their own name; empty = all.

    Raises:
        BadInputError: no sheet has that exam, or no sheet tells a wanted level apart.
    """
    chosen = [table for table in tables if exam in table.exam or exam in table.sheet]
    if not chosen:
        known = "、".join(dict.fromkeys(table.exam or table.sheet for table in tables))
        message = f"没有“{exam}”这次考试，工作簿里有：{known}"
        raise BadInputError(message)
    wanted = list(dict.fromkeys(levels)) or _levels(chosen, taught)
    results: dict[Level, list[GroupResult]] = {level: [] for level in wanted}
    totals: dict[Level, list[GroupResult]] = {level: [] for level in wanted}
    for contest in joined(chosen):
        for level in wanted:
            found = _contest(contest, level, taught, options)
            results[level] += found
            totals[level] += overall(found, options)
    missing = [level for level in levels if not results[level]]
    if missing:
        raise BadInputError(_MISSING[missing[0]])
    return Figures(results, totals, options)


_MISSING = {
    Level.ALL: "成绩表里没有学科成绩",
    Level.GRADE: "成绩表里没有年级，不能按年级统计",
    Level.SCHOOL: "成绩表里没有学校，不能按学校统计：请加“学校”列，或在考核设置中填写",
    Level.CLASS: "成绩表里没有班级，不能按班级统计：请加“班级”列，或在考核设置中填写",
    Level.TEACHER: "没有任课表，不能按教师统计：请加一张“任课”表",
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
    tables: Sequence[ScoreTable], level: Level, taught: Taught, options: Options
) -> list[GroupResult]:
    whole = one_table(tables)
    if level is Level.TEACHER:
        return analyse_teachers(whole, taught, options)
    if level is Level.ALL:
        several = [*tables, whole] if len(tables) > 1 else tables
        return [result for table in several for result in analyse(table, level, options)]
    results = analyse(whole, level, options)
    if len(tables) == 1:
        return results
    where = homes(tables, level)
    return [replace(result, sheet=where[result.group]) for result in results]
