"""Places, gaps and changes among values that stand in cells (名次、差距、进退步、T 分).

Figures and places of the groups of a score range, computed once by content (名次).

The place of one school, class or teacher in a score table (名次).
"""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.figures import OVERALL, GroupResult
from xl_quality.core.findings import EmptyGroupError
from xl_quality.core.groups import Group, Level
from xl_quality.core.marks import POINT
from xl_quality.core.option_table import MEASURE, TIES
from xl_quality.core.options import AbsentRule, DropRule, Measure, ranks
from xl_quality.core.statistics import counted, variance
from xl_quality.core.statistics import t_score as core_t_score
from xl_quality.functions import arguments, ranges
from xl_quality.functions.cells import distribution_of
from xl_quality.functions.ranges import known
from xl_quality.functions.registry import ErrorCode, answering, refuse
from xl_quality.runs.figures import Figures, compute
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xl_quality.core.options import Rank, TieRule
    from xl_quality.functions.cache import KnownTable
    from xl_quality.functions.ranges import Understood


@answering
def rank_in(value: object, values: object, ties: object = None, from_end: object = None) -> float:
    """Return the place of a value among values, the largest first (名次).

    >>> rank_in(85, [(90,), (85,), (85,), (70,)]), rank_in(70, [90, 85, 70], None, "是")
    (2, 1)
    """
    own = arguments.number(value, "数值")
    places = _places(values, arguments.said(ties, TIES), from_end=arguments.flag(from_end, "倒数"))
    _require_member(own, places)
    return arguments.shown(places[own])


@answering
def gap_to_first(value: object, values: object, lowest_first: object = None) -> float:
    """Return how far a value is behind the best of all values (距第一).

    >>> gap_to_first(85.1, [(90,), (85.1,)]), gap_to_first(0.3, [0.1, 0.3], "是")
    (4.9, 0.2)
    """
    own = arguments.number(value, "数值")
    figures = _figures(values)
    _require_member(own, figures)
    present = [figure for figure in figures if figure is not None]
    best = (min if arguments.flag(lowest_first, "越小越好") else max)(present)
    return arguments.shown(abs(best - own))


@answering
def rank_change(rank: object, previous_rank: object) -> float:
    """Return the places gained since the last time, lost ones as a negative number (进退步).

    >>> rank_change(6, 9), rank_change(9, 6)
    (3, -3)
    """
    now = _place(rank, "本次名次")
    before = _place(previous_rank, "上次名次")
    return arguments.shown(before - now)


@answering
def t_score(score: object, scores: object, digits: object = None) -> float:
    """Return the T-score (T 分) of a score or a mean among scores.

    >>> t_score(80, [(60,), (80,)])
    60
    """
    own = arguments.number(score, "分数")
    base = counted(distribution_of(scores), AbsentRule.EXCLUDE, DropRule())
    if not base.divisor:
        message = "所选区域里没有人有分数，算不出来"
        raise EmptyGroupError(message)
    mean = Fraction(sum(base.scores), base.divisor * POINT)
    places, _ = arguments.decimals(digits, 2)
    return arguments.shown(core_t_score(own, mean, variance(base), places))


def _figures(values: object) -> list[Fraction | None]:
    figures = arguments.numbers(values, "比较的数")
    if all(figure is None for figure in figures):
        refuse(ErrorCode.NOT_AVAILABLE, "比较的区域里没有数")
    return figures


def _places(values: object, ties: TieRule, *, from_end: bool) -> Mapping[Fraction, Rank]:
    """Return the place of each figure; a formula filled down asks for the same range each time."""

    def find() -> dict[Fraction, Rank]:
        figures = _figures(values)
        pairs = zip(figures, ranks(figures, ties, from_end=from_end), strict=True)
        return {figure: place for figure, place in pairs if figure is not None and place}

    found: dict[Fraction, Rank] = known(values).answer(("places", ties, from_end), find)
    return found


def _require_member(own: Fraction, figures: Collection[Fraction | None]) -> None:
    if own not in figures:
        reason = "这个数不在比较的区域里：请把它自己也选进区域，两边用同样的小数位"
        refuse(ErrorCode.NOT_AVAILABLE, reason)


def _place(value: object, what: str) -> Fraction:
    found = arguments.optional_number(value, what)
    if found is None:
        refuse(ErrorCode.NOT_AVAILABLE, f"没有{what}，不能比")
    if found < 1:
        refuse(ErrorCode.VALUE, f"{what}要从 1 起，写的是{arguments.shown(found)}")
    return found


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


@answering
def rank_school(
    school: object,
    scores: object,
    subject: object = None,
    measure: object = None,
    settings: object = None,
    from_end: object = None,
) -> float:
    """Return the place of a school (学校名次) in a subject or over all (总评).

    >>> table = [("学校", "姓名", "语文"), ("甲小学", "张一", 90), ("乙小学", "李二", 80)]
    >>> rank_school("乙小学", table, "语文")
    2
    """
    return _rank(Level.SCHOOL, school, scores, subject, measure, None, settings, from_end)


@answering
def rank_class(
    class_name: object,
    scores: object,
    subject: object = None,
    measure: object = None,
    settings: object = None,
    from_end: object = None,
) -> float:
    """Return the place of a class (班级名次) in a subject or over all (总评).

    >>> table = [("班级", "姓名", "语文"), ("1班", "张一", 90), ("2班", "李二", 80)]
    >>> rank_class("1班", table, "语文"), rank_class("1班", table, "语文", None, None, "是")
    (1, 2)
    """
    return _rank(Level.CLASS, class_name, scores, subject, measure, None, settings, from_end)


@answering
def rank_teacher(
    teacher: object,
    scores: object,
    subject: object = None,
    measure: object = None,
    teaching: object = None,
    settings: object = None,
    from_end: object = None,
) -> float:
    """Return the place of a teacher (教师名次), by the pupils of the classes he or she teaches.

    >>> table = [("班级", "姓名", "语文"), ("1班", "张一", 90), ("2班", "李二", 80)]
    >>> taught = [("班级", "学科", "任课教师"), ("1班", "语文", "周敏"), ("2班", "语文", "吴江")]
    >>> rank_teacher("吴江", table, "语文", None, taught)
    2
    """
    return _rank(Level.TEACHER, teacher, scores, subject, measure, teaching, settings, from_end)


def _rank(
    level: Level,
    name: object,
    scores: object,
    subject: object,
    measure: object,
    teaching: object,
    settings: object,
    from_end: object,
) -> float:
    by = arguments.read(measure, MEASURE.name, MEASURE.parse, None)
    held = standings(level, scores, by, teaching, settings)
    wanted = checked_subject(held, subject, by)
    found = result_of(held, wanted, name)
    place = found.rank_from_end if arguments.flag(from_end, "倒数") else found.rank
    if place is None:
        refuse(ErrorCode.NOT_AVAILABLE, f"“{found.group.label}”没有人计入，没有名次")
    return arguments.shown(place)
