"""The place of one school, class or teacher in a score table (名次)."""

from __future__ import annotations

from xl_quality.core.grouping import Level
from xl_quality.functions import arguments
from xl_quality.functions.refusals import answering, refuse
from xl_quality.functions.registry import ErrorCode
from xl_quality.functions.standings import checked_subject, result_of, standings


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
    by = arguments.word(measure, "排名指标", arguments.MEASURES, None)
    held = standings(level, scores, by, teaching, settings)
    wanted = checked_subject(held, subject, by)
    found = result_of(held, wanted, name)
    place = found.rank_from_end if arguments.flag(from_end, "倒数") else found.rank
    if place is None:
        refuse(ErrorCode.NOT_AVAILABLE, f"“{found.group.label}”没有人计入，没有名次")
    return arguments.shown(place)
