"""Whole tables of figures and places that spill into the sheet (四率表、排名表)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.figures import OVERALL
from xl_quality.core.groups import Level
from xl_quality.core.option_table import MEASURE
from xl_quality.core.options import divide
from xl_quality.functions import arguments
from xl_quality.functions.ranks import LEVEL_NAMES, Standings, checked_subject, standings
from xl_quality.functions.registry import answering

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xl_quality.core.figures import GroupResult
    from xl_quality.core.groups import Group
    from xl_quality.core.options import Digits, Measure, Rank

Cell = int | float | str
Rows = tuple[tuple[Cell, ...], ...]
_FIELDS: Final = {"学校": "school", "年级": "grade", "班级": "class_name", "教师": "teacher"}
_EXAM: Final = "考试"
_FIGURES: Final = ("应考", "实考", "参考率", "平均分", "及格率", "优秀率", "低分率", "综合分")


@answering
def rate_table(
    scores: object,
    level: object = None,
    subject: object = None,
    measure: object = None,
    teaching: object = None,
    settings: object = None,
) -> Rows:
    """Return figures and places, a row a group and subject, under a header row (四率表).

    >>> table = [("学校", "姓名", "语文"), ("甲小学", "张一", 90), ("乙小学", "李二", 30)]
    >>> for row in rate_table(table): print(*row)
    学校 学科 应考 实考 参考率 平均分 及格率 优秀率 低分率 综合分 名次
    甲小学 语文 1 1 1 90 1 1 0 96 1
    乙小学 语文 1 1 1 30 0 0 1 12 2
    """
    held, by = _held(scores, level, measure, teaching, settings)
    wanted = checked_subject(held, subject, by if arguments.text(subject) else None)
    rows = held.figures.results[held.level]
    if wanted != OVERALL:
        rows = [result for result in rows if result.subject == wanted]
    names, digits = _names(rows), held.figures.options.digits
    header = (*names, "学科", *_FIGURES, "名次")
    body = [
        (*_named(result, names), result.subject, *_figures(result, digits), _cell(result.rank))
        for result in rows
    ]
    return (header, *body)


@answering
def rank_table(
    scores: object,
    level: object = None,
    subject: object = None,
    measure: object = None,
    teaching: object = None,
    settings: object = None,
) -> Rows:
    """Return the ranking of a level, the best first, under a header row (排名表).

    >>> table = [("学校", "姓名", "语文"), ("甲小学", "张一", 30), ("乙小学", "李二", 90)]
    >>> for row in rank_table(table, "学校", "语文"): print(*row)
    名次 学校 应考 实考 参考率 平均分 及格率 优秀率 低分率 综合分 距第一
    1 乙小学 1 1 1 90 1 1 0 96 0
    2 甲小学 1 1 1 30 0 0 1 12 84
    """
    held, by = _held(scores, level, measure, teaching, settings)
    wanted = checked_subject(held, subject, by)
    rows = sorted(held.results(wanted), key=_place)
    names = _names(rows)
    if wanted == OVERALL:
        return _overall_table(held, rows, names)
    digits = held.figures.options.digits
    header = ("名次", *names, *_FIGURES, "距第一")
    body = [
        (_cell(one.rank), *_named(one, names), *_figures(one, digits), _gap(one, wanted, held))
        for one in rows
    ]
    return (header, *body)


def _held(
    scores: object, level: object, measure: object, teaching: object, said: object
) -> tuple[Standings, Measure | None]:
    wanted = arguments.word(level, "统计单位", arguments.LEVELS, Level.SCHOOL)
    by = arguments.read(measure, MEASURE.name, MEASURE.parse, None)
    return standings(wanted, scores, by, teaching, said), by


def _overall_table(held: Standings, rows: Sequence[GroupResult], names: Sequence[str]) -> Rows:
    parts: Mapping[tuple[str, Group, str], GroupResult] = {
        (one.exam, one.group, one.subject): one for one in held.figures.results[held.level]
    }
    titles = [f"{subject}{what}" for subject in held.subjects for what in ("综合分", "名次")]
    body: list[tuple[Cell, ...]] = []
    for one in rows:
        cells = [_cell(one.rank), *_named(one, names)]
        cells += [_cell(one.printed.composite), _cell(one.gap_to_first)]
        for subject in held.subjects:
            part = parts.get((one.exam, one.group, subject))
            cells += ["", ""] if part is None else [_cell(part.printed.composite), _cell(part.rank)]
        body.append(tuple(cells))
    return (("名次", *names, OVERALL, "距第一", *titles), *body)


def _place(result: GroupResult) -> tuple[str, str, bool, Rank]:
    return result.exam, result.group.grade, result.rank is None, result.rank or 0


def _names(rows: Sequence[GroupResult]) -> list[str]:
    """Return the columns in which the groups have names; the exam where there are several."""
    named = [name for name, field in _FIELDS.items() if any(getattr(r.group, field) for r in rows)]
    exams = [_EXAM] if len({row.exam for row in rows}) > 1 else []
    return exams + (named or [LEVEL_NAMES[Level.ALL]])


def _named(result: GroupResult, names: Sequence[str]) -> list[Cell]:
    group = result.group
    known = {_EXAM: result.exam, LEVEL_NAMES[Level.ALL]: group.label}
    return [known[name] if name in known else str(getattr(group, _FIELDS[name])) for name in names]


def _figures(result: GroupResult, digits: Digits) -> tuple[Cell, ...]:
    printed, counts = result.printed, result.rates
    due, scored = (counts.due, counts.scored) if counts else ("", "")
    share = counts.attendance if counts else None
    return (
        due,
        scored,
        ""
        if share is None
        else _cell(divide(share.numerator, share.denominator, digits.rate + 2, digits.rate_mode)),
        _cell(printed.mean),
        _share(printed.pass_rate),
        _share(printed.excellent_rate),
        _share(printed.low_rate),
        _cell(printed.composite),
    )


def _gap(result: GroupResult, subject: str, held: Standings) -> Cell:
    """Return the gap to the first in the unit its own figure is shown in."""
    by_rate = held.figures.options.measure.value.endswith("_rate") and subject != OVERALL
    return _share(result.gap_to_first) if by_rate else _cell(result.gap_to_first)


def _share(percent: Decimal | None) -> Cell:
    return "" if percent is None else arguments.shown(percent.scaleb(-2))


def _cell(value: Decimal | Rank | None) -> Cell:
    """Return a figure for a cell; an empty text where there is none, as None would show as 0."""
    return "" if value is None else arguments.shown(value)
