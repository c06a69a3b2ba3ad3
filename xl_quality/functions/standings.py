"""Figures and places of the groups of a score range, computed once by content (名次)."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.grouping import Group, Level
from xl_quality.core.options import Measure
from xl_quality.core.results import OVERALL, GroupResult
from xl_quality.functions import arguments, ranges
from xl_quality.functions.refusals import refuse
from xl_quality.functions.registry import ErrorCode
from xl_quality.sheets.texts import plain_text
from xl_quality.usecases.figures import Figures, compute

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.functions.known_tables import KnownTable
    from xl_quality.functions.ranges import Understood

_EXAMPLES = 5
LEVEL_NAMES = {
    Level.SCHOOL: "学校", Level.CLASS: "班级", Level.TEACHER: "教师", Level.GRADE: "年级",
    Level.ALL: "全体",
}  # fmt: skip


class Standings(NamedTuple):
    """
    The groups of one level of a score range.

    Attributes:
        level: what they are.
        figures: their figures and places.
        subjects: the range's subjects, in column order.
        understood: the range.
        known: where answers about it are kept.
        question: under which key they are.
    """

    level: Level
    figures: Figures
    subjects: Sequence[str]
    understood: Understood
    known: KnownTable
    question: tuple[object, ...]

    def results(self, subject: str) -> Sequence[GroupResult]:
        """Return the results in a subject, or those over all subjects."""
        if subject == OVERALL:
            return self.figures.overall[self.level]
        found = self.figures.results[self.level]
        return [result for result in found if result.subject == subject]


def standings(
    level: Level, scores: object, measure: Measure | None, teaching: object, settings: object
) -> Standings:
    """
    Return the groups of a level with figures and places.

    Args:
        level: SCHOOL, CLASS, TEACHER, GRADE or ALL.
        scores: the range with its header rows.
        measure: what places go by, None = what the settings say.
        teaching: the 任课 range, needed for teachers.
        settings: the 考核设置 range or text, empty for the defaults.

    Raises:
        RefusedError: something cannot be read.
        BadInputError: the range does not tell the groups apart.
    """
    table = ranges.known(scores)
    said, found = ranges.understood(table, settings)
    list_table, taught = ranges.taught_of(teaching, found.tables, found.aliases)
    if level is Level.TEACHER and list_table is None:
        reason = "没有给任课区域，不能按教师排名：请选上任课表（学校、班级、学科、任课教师）"
        refuse(ErrorCode.VALUE, reason)
    options = found.options if measure is None else found.options._replace(measure=measure)

    question = ("standings", level, options.measure, said, list_table)

    def find() -> Standings:
        figures = compute(found.tables, taught, options, (level,))
        subjects = list(dict.fromkeys(name for one in found.tables for name in one.subjects))
        return Standings(level, figures, subjects, found, table, question)

    answer: Standings = table.answer(question, find)
    return answer


def checked_subject(held: Standings, subject: object, measure: Measure | None) -> str:
    """
    Return the subject asked for; without one the only one there is, else 总评.

    Raises:
        RefusedError: there is no such subject, or its marks cannot be used.
    """
    name = arguments.text(subject)
    if not name:
        name = held.subjects[0] if len(held.subjects) == 1 else OVERALL
    if name == OVERALL:
        if measure is not None and measure is not Measure.COMPOSITE:
            refuse(ErrorCode.VALUE, "总评只按综合分排名：要按别的指标排名，请写明学科")
    elif name not in held.subjects:
        near = {plain_text(known): known for known in held.subjects}
        if plain_text(name) not in near:
            known = "、".join(held.subjects)
            refuse(ErrorCode.NOT_AVAILABLE, f"成绩表里没有学科“{name}”，有：{known}、{OVERALL}")
        name = near[plain_text(name)]
    wanted = held.subjects if name == OVERALL else [name]
    held.known.answer(
        ("checked", name, held.question),
        lambda: ranges.check_subjects(held.understood, wanted),
    )
    return name


def result_of(held: Standings, subject: str, name: object) -> GroupResult:
    """
    Return the result of the group of a name.

    Raises:
        RefusedError: there is none, or several; the reason names the nearest.
    """
    wanted = plain_text(arguments.text(name))
    if not wanted:
        refuse(ErrorCode.NOT_AVAILABLE, f"没有写{LEVEL_NAMES[held.level]}名称")
    index: Mapping[str, list[GroupResult]] = held.known.answer(
        ("index", subject, held.question), lambda: _index(held, subject)
    )
    found = index.get(wanted)
    if found is None:
        official = held.understood.aliases.get(wanted)
        found = index.get(plain_text(official)) if official else None
    if found is None:
        refuse(ErrorCode.NOT_AVAILABLE, _not_found(held, wanted, index))
    if len(found) > 1:
        exams = list(dict.fromkeys(one.exam or one.sheet for one in found))
        if len(exams) > 1:
            which = "、".join(exams[:_EXAMPLES])
            refuse(ErrorCode.NOT_AVAILABLE, f"区域里有几次考试：{which}，请只选一次考试的成绩")
        labels = "、".join(dict.fromkeys(one.group.label for one in found[:_EXAMPLES]))
        reason = f"“{wanted}”有{len(found)}个：{labels}，请写全"
        refuse(ErrorCode.NOT_AVAILABLE, reason)
    return found[0]


def _not_found(held: Standings, wanted: str, index: Mapping[str, list[GroupResult]]) -> str:
    near = get_close_matches(wanted, index, n=3, cutoff=0.5)
    labels = list(dict.fromkeys(index[key][0].group.label for key in near))
    kind = LEVEL_NAMES[held.level]
    if labels:
        return f"没有找到{kind}“{wanted}”，相近的有：{'、'.join(labels)}"
    some = list(dict.fromkeys(one[0].group.label for one in index.values()))[:_EXAMPLES]
    return f"没有找到{kind}“{wanted}”，成绩表里有：{'、'.join(some)}等"


def _index(held: Standings, subject: str) -> Mapping[str, list[GroupResult]]:
    """Return results by every way to name their group: 1班, 六年级1班, 青山小学1班 …."""
    found: dict[str, list[GroupResult]] = {}
    for result in held.results(subject):
        for name in _names(result.group):
            found.setdefault(name, []).append(result)
    return found


def _names(group: Group) -> set[str]:
    own = {
        Level.SCHOOL: group.school, Level.CLASS: group.class_name, Level.TEACHER: group.teacher,
        Level.GRADE: group.grade,
    }.get(group.level, group.label)  # fmt: skip
    parts = [p for p in (group.school, group.grade, group.class_name, group.teacher) if p]
    if group.level is Level.ALL:
        return {plain_text(own)}
    chosen = (some for size in range(1, len(parts) + 1) for some in combinations(parts, size))
    return {plain_text("".join(some)) for some in chosen if own in some}
