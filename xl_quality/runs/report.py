"""The sheets of figures of a run: 四率统计, rankings, 分数段, 进退步."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from itertools import chain, compress, product
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.figures import GroupResult, PlaceChange, changes
from xl_quality.core.groups import Group, Level
from xl_quality.core.marks import Remark, ScoreTable, State
from xl_quality.core.marks_in_doubt import held_back
from xl_quality.core.option_table import MEASURE, weights_text
from xl_quality.core.options import (
    AbsentRule,
    BareLine,
    DropRule,
    Extra,
    Line,
    Options,
    PointLine,
    WholeRule,
    decimal_text,
    line_text,
    points_text,
)
from xl_quality.core.ranking import rounded_figure
from xl_quality.reports.figure_pages import Caption
from xl_quality.reports.frame import unit_line
from xl_quality.reports.marks_sheets import changes_table
from xl_quality.reports.rankings import (
    RANKING_SHEETS,
    RATES_SHEET,
    TEACHERS_SHEET,
    ranking_table,
    rates_table,
    teachers_table,
)
from xl_quality.runs.advice import on_paper
from xl_quality.runs.full_marks import full_marks_text
from xl_quality.runs.group_figures import (
    JOINT,
    Figures,
    earlier_teachers,
    exams_told,
    terms_by_exam,
    titled,
    told_exams,
    whole_counts,
)
from xl_quality.runs.missing_marks import not_entered

if TYPE_CHECKING:
    from fractions import Fraction

    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.reports.live_figures import LiveFigures
    from xl_quality.runs.missing_marks import NotEntered
    from xl_quality.runs.names import Taught


_RATE_LEVELS = (Level.SCHOOL, Level.CLASS, Level.GRADE, Level.ALL)


def rates_sheet(figures: Figures, office: str = "", live: LiveFigures | None = None) -> Table:
    """Return 四率统计 for all levels that were computed; teachers have a sheet of their own.

    Args:
        figures: the results.
        office: whose report it is (单位名称), ``""`` = not said.
        live: what makes figures formulas, None = they are values.
    """
    levels = [level for level in _RATE_LEVELS if level in figures.results]
    lines = figures.lines(levels or [Level.TEACHER])
    graded = _graded(lines, figures.tables)
    note = live.note(graded) if live else ""
    mixed = not figures.one_school and {Level.SCHOOL, Level.CLASS} <= set(levels)
    options, dropped = figures.options, figures.options.drop != DropRule()
    also = [_APART] * mixed + [_COUNTED] * dropped
    caption = _with_extras(figures, office, RATES_SHEET, note, also=also)
    return rates_table(
        graded,
        options.digits,
        caption,
        live,
        extras=options.extras,
        dropped=dropped,
    )


_APART: Final = "灰底的学校另排名次"
_COUNTED: Final = "计算人数是去掉最低分以后计入平均分和各率的人数"


def _graded(results: Sequence[GroupResult], tables: Sequence[ScoreTable]) -> list[GroupResult]:
    """Return results in which all pupils of a sheet of one grade are that grade (全年级)."""
    grades = {table.sheet: set(table.grades) for table in tables}
    graded = []
    for one in results:
        if one.group.level is Level.ALL:
            own = set().union(*(grades.get(sheet, ()) for sheet in one.sheet.split(JOINT)))
            if len(own) == 1:
                one = one._replace(group=Group(Level.GRADE, grade=own.pop()))  # noqa: PLW2901
        graded.append(one)
    return graded


def caption_of(
    figures: Figures, office: str, name: str, note: str = "", *, enrolment: bool = True
) -> Caption:
    """Return what stands over a sheet of figures: title, unit, exams, what they are made of.

    *note* is what else is said of them, behind what they are made of; *enrolment* is whether it
    tells of which classes 应考 has other numbers.
    """

    @cache  # a county has a thousand classes on one sheet
    def of_sheets(sheets: tuple[str, ...]) -> str:
        tables, options = _tables_on(sheets, figures.tables), figures.options
        held = {name for one in tables for name in held_back(one, options)}
        blank = [name for name in _labels(tables) if name in held]
        told = f"{'、'.join(blank)}有成绩待核对，各项空着，也不排名次" if blank else ""
        differ = _enrolment_told(options, tables) if enrolment else ""
        parts = (how_counted(options, tables), told, differ, note)
        return "\n".join(filter(None, parts))

    def note_of(sheets: Collection[str]) -> str:
        return of_sheets(tuple(sheets))

    told = told_exams(figures.tables)
    top = title_and_unit(figures.tables, office, name)
    return Caption(*top, note_of, lambda exam: told.get(exam, exam))


def _enrolment_told(options: Options, tables: Sequence[ScoreTable]) -> str:
    """Return which classes have other numbers on 应考 than rows, ``""`` where these are counted."""
    if options.enrolled:
        return ""
    return _differing(not_entered(tables))


def enrolment_of_unit(figures: Figures) -> Callable[[Group, Collection[str]], str]:
    """Return what says so of one school or class alone, by the sheets that its marks stand on."""
    tables = figures.tables
    found = [] if figures.options.enrolled else not_entered(tables)
    names = {table.sheet for table in tables}

    def told(group: Group, sheets: Collection[str]) -> str:
        if not found:
            return ""
        own = set(chain.from_iterable(_sheets_in(one, names) for one in sheets))
        home = (group.school, group.grade, group.class_name)
        size = len(home) if group.level is Level.CLASS else len(home) - 1
        return _differing([x for x in found if x.sheet in own and x.key[:size] == home[:size]])

    return told


def _differing(classes: Iterable[NotEntered]) -> str:
    """Return the numbers of classes in words, those of the first few, ``""`` for none."""
    told = dict.fromkeys(f"{x.unit}应考表{x.due}人，成绩表{x.rows}人" for x in classes)
    if not told:
        return ""
    differ = list(told)
    return f"应考、参考率按成绩表：{'；'.join(differ[:_NAMED])}" + (
        f"；共{len(differ)}个班不同" if len(differ) > _NAMED else ""
    )


_NAMED: Final = 3  # classes that a note names


def _labels(tables: Sequence[ScoreTable]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(one.subjects for one in tables)))


def _tables_on(sheets: Collection[str], tables: Sequence[ScoreTable]) -> list[ScoreTable]:
    """Return the tables that results come from, by what they say of their sheets.

    A text that is the name of a sheet means that sheet alone, also where it looks like several.
    """
    names = {table.sheet for table in tables}
    own = set(chain.from_iterable(_sheets_in(one, names) for one in sheets))
    return [table for table in tables if table.sheet in own]


def _sheets_in(text: str, names: Collection[str]) -> list[str]:
    return [text] if text in names else text.split(JOINT)


def title_and_unit(tables: Sequence[ScoreTable], office: str, name: str) -> tuple[str, str]:
    """Return the title of a sheet (`titled`) and its unit line, under what is still open."""
    terms = terms_by_exam(tables)
    doubts = chain.from_iterable(table.doubts for table in tables)
    unit = on_paper(unit_line(office, exams_told(terms)), doubts)
    return titled(office, terms, f"{name}表"), unit


def ranking_sheet(
    figures: Figures,
    level: Level,
    *,
    whole: bool,
    office: str = "",
    live: LiveFigures | None = None,
) -> Table:
    """Return 学校排名 or 班级排名; the level was computed.

    Args:
        figures: the results.
        level: SCHOOL or CLASS.
        whole: with all-subjects rates (全科合格率、全科优秀率) and charts.
        office: whose report it is (单位名称), ``""`` = not said.
        live: what makes figures formulas, None = they are values.
    """
    note = live.note(figures.results[level]) if live else ""
    counts = whole_counts(figures, level) if whole else None
    also = [_overall_words(figures.options)]
    also += [_WHOLE_WORDS[figures.options.whole]] if counts else []
    also += [_NO_OVERALL] * any(one.composite is None for one in figures.overall[level])
    caption = _with_extras(figures, office, RANKING_SHEETS[level], note, also=also)
    return ranking_table(
        level,
        figures.results[level],
        figures.overall[level],
        figures.options.digits,
        caption,
        charts=whole,
        all_subjects=counts,
        live=live,
        extras=figures.options.extras,
    )


_NO_OVERALL: Final = "有应考的学科没有成绩或待核对的没有总评，不排名次"
_WHOLE_WORDS: Final = {
    WholeRule.DUE: (
        "全科合格率、全科优秀率按应考人数计算（缺考、空白算不合格；免考、缓考的科目不看，都免考的不算）"
    ),
    WholeRule.SCORED: (
        "全科合格率、全科优秀率按至少考了一科的人数计算（缺考、空白算不合格；免考、缓考的科目不看）"
    ),
}


def teachers_sheet(
    figures: Figures,
    office: str = "",
    earlier: EarlierTeachers | None = None,
    doubts: Iterable[Finding] = (),
) -> Table:
    """Return 教师排名; teachers were computed.

    Args:
        figures: the results.
        office: whose report it is (单位名称), ``""`` = not said.
        earlier: what their places are compared with, None = nothing.
        doubts: findings of who teaches what.
    """
    dropped = figures.options.drop != DropRule()
    also, measure = [_COUNTED] * dropped, figures.options.measure
    if measure is not MEASURE.default:
        also.append(f"距第一是{MEASURE.text(measure)}的差")
    caption = _with_extras(figures, office, TEACHERS_SHEET, also=also)
    note = f"统计口径：{_how_rated(figures.options, figures.tables)}"
    unit = f"{on_paper(caption.unit, doubts)}\n{note}" + (
        "，本表都是数值，没有公式" * figures.options.formulas
    )
    teachers = figures.results[Level.TEACHER]
    moves = None
    if earlier is not None:
        exams = "、".join(told_exams(earlier.before.tables).values())
        unit += f"\n上次：{exams}。{_TEACHERS_NOTE}"
        moves = _moves(figures, earlier)
    return teachers_table(
        teachers,
        figures.options.digits,
        title=caption.title,
        unit=unit,
        moves=moves,
        extras=figures.options.extras,
        full_of=lambda results: _full_mark(results, figures),
        dropped=dropped,
        exam_of=caption.exam_of,
    )


def _full_mark(results: Sequence[GroupResult], figures: Figures) -> str:
    """Return the full mark of results of one subject in words."""
    tables = _tables_on({one.sheet for one in results}, figures.tables)
    subject = results[0].subject
    alone = [
        table._replace(subjects={subject: table.subjects[subject]})
        for table in tables
        if subject in table.subjects
    ]
    return full_marks_text(alone, figures.options)


_EXTRA_WORDS: Final = {
    Extra.T_SCORE: "T分＝50＋10×（平均分－全体平均分）÷全体学生分数的标准差",
    Extra.OVER_MEAN: "超均率＝（平均分－全体平均分）÷全体平均分",
    Extra.CONTRIBUTION: (
        "优秀（及格）贡献率＝优秀（及格）人数占全体的比例÷计算人数占全体的比例，100%是与人数相称"
    ),
}


def _with_extras(
    figures: Figures, office: str, name: str, note: str = "", *, also: Sequence[str] = ()
) -> Caption:
    """Return what stands over a sheet, and what its 综合分 and further figures (附加指标) are.

    *Also* is what else is said of its figures, in the line of 综合分: two lines take a page's room.
    """
    caption, extras = caption_of(figures, office, name, note), figures.options.extras
    composed = "；".join([how_composed(figures.options, overall=False), *also])
    caption = caption._replace(unit=f"{caption.unit}　　{composed}")
    if not extras:
        return caption
    words = "；".join(_EXTRA_WORDS[extra] for extra in extras)
    told = f"{caption.unit}\n附加指标：{words}；全体是同一考试、同一年级的全部学生。"
    return caption._replace(unit=told)


class EarlierTeachers(NamedTuple):
    """An earlier exam that teachers are compared with, and who teaches what (任课)."""

    before: Figures
    taught: Taught


_TEACHERS_NOTE: Final = (
    "上次的数按现在的任课表，由现在所教班的学生算出；跨学年的，按学生上一年级的成绩。"
    "名次进退＝上次名次－本次名次：正数（红）是前进，负数（绿）是后退；“新”是上次没有这位教师这一科的成绩。"
)


def _moves(figures: Figures, earlier: EarlierTeachers) -> list[PlaceChange | None]:
    """Return each teacher's change, None for rows of the earlier exam itself."""
    teachers = figures.results[Level.TEACHER]
    then = earlier_teachers(figures, earlier.before, earlier.taught)
    late = _later(teachers, figures, earlier.before)
    return [
        change if own else None for own, change in zip(late, changes(teachers, then), strict=True)
    ]


def _later(results: Sequence[GroupResult], now: Figures, before: Figures) -> list[bool]:
    """Say of each result whether it is none of the earlier exam, which may be counted, too."""
    names = {table.sheet for table in now.tables}
    past = {table.place for table in before.tables}
    return [
        # sheets of one exam without a name are called after the first
        past.isdisjoint(product(_sheets_in(one.sheet, names), (one.exam, "")))
        for one in results
    ]


def changes_sheet(now: Figures, before: Figures, office: str = "") -> Table | None:
    """Return 进退步 of schools and classes over all their subjects, against an earlier exam.

    None where there are none: a sheet without rows is nothing to sign.

    One school by itself has no place that could change; its classes have.

    Args:
        now: the later exam's results.
        before: the earlier one's.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    past = {table.place for table in before.tables}
    alone = now.one_school and before.one_school  # always the first of one
    compared = [
        change
        for level in ((Level.CLASS,) if alone else (Level.SCHOOL, Level.CLASS))
        for lines in [now.overall.get(level, ())]
        for change in changes(
            # where all exams are counted the earlier one is among them
            list(compress(lines, _later(lines, now, before))),
            before.overall.get(level, ()),
        )
    ]
    if not compared:
        return None
    later = [table for table in now.tables if table.place not in past]
    exams = ["、".join(told_exams(tables).values()) for tables in (before.tables, later)]
    doubts = chain.from_iterable(table.doubts for table in (*later, *before.tables))
    unit = on_paper(unit_line(office, f"上次：{exams[0]}", f"本次：{exams[1]}"), doubts)
    title = titled(office, terms_by_exam(later), "名次进退表")
    return changes_table(compared, now.options.digits, title=title, unit=unit)


def how_counted(
    options: Options, tables: Sequence[ScoreTable], total: int | None = None, *, low: bool = True
) -> str:
    """Return in one line which pupils, full marks and lines figures are made of (统计口径).

    *Total* is the full mark of the totals, in hundredths, None where there are none; *low* is
    whether the sheet has low marks (低分).
    """
    words = full_marks_text(tables, options)
    if total is not None:
        words += f"，总分满分{points_text(total)}分"
    return f"统计口径：{words}，{_how_rated(options, tables, low=low)}"


def how_composed(options: Options, *, overall: bool = True) -> str:
    """Return what 综合分 is, what places go by if not by it and, where a sheet has it, 总评.

    >>> how_composed(Options())
    '综合分＝平均分（折成百分制）×40%＋及格率×30%＋优秀率×30%；总评＝各科综合分的平均'
    """
    weights = options.weights
    mean = "平均分" if weights.raw_mean or weights.relative else "平均分（折成百分制）"
    parts = (
        (mean, weights.mean),
        ("及格率", weights.pass_rate),
        ("优秀率", weights.excellent_rate),
        ("低分率", weights.low_rate),
    )
    sum_of = "".join(
        f"{'－' if weight < 0 else '＋'}{_weighed(name, abs(weight), relative=weights.relative)}"
        for name, weight in parts
        if weight
    )
    words = [f"综合分＝{sum_of.removeprefix('＋')}"]
    if options.measure is not MEASURE.default:
        words.append(f"各科名次按{MEASURE.text(options.measure)}排")
    return "；".join([*words, *([_overall_words(options)] if overall else [])])


def _overall_words(options: Options) -> str:
    """Return what 总评 is, and that its places go by it where those of subjects go by another.

    >>> from xl_quality.core.options import Measure
    >>> _overall_words(Options(measure=Measure.LOW_RATE))
    '总评＝各科综合分的平均，总评的名次按它排，不按低分率'
    """
    words = "总评＝各科综合分的平均"
    if options.measure is MEASURE.default:
        return words
    return f"{words}，总评的名次按它排，不按{MEASURE.text(options.measure)}"


def _weighed(name: str, weight: Fraction, *, relative: bool) -> str:
    if relative:
        return f"{name}÷最高的{name}×{decimal_text(weight)}"
    return f"{name}×{decimal_text(weight * 100)}%"


def _how_rated(options: Options, tables: Sequence[ScoreTable], *, low: bool = True) -> str:
    """Return which lines and pupils figures are made of, without the full marks."""
    lines = options.lines
    shares = (("及格", lines.passing), ("优秀", lines.excellent))
    words = [f"{name}线为{_line(line)}（含）" for name, line in shares]
    if low:
        words.append(f"低分为低于{_line(lines.low)}")
    weights = weights_text(options.weights)
    if weights and options.weights != Options().weights:  # the usual 4-3-3 needs no words
        relative = "（各项÷最高×分值）" if options.weights.relative else ""
        words.append(f"综合分按{weights}{relative}")
    return "，".join([*words, who_counts(options, tables)])


def who_counts(options: Options, tables: Sequence[ScoreTable]) -> str:
    """Return in words which pupils figures are made of, and that somebody's 作弊 counts as 0."""
    words = "缺考按0分计" if options.absent is AbsentRule.ZERO else "按实考人数计算"
    if options.enrolled:
        words = "按应考人数计算"
    share, table = options.drop
    dropped = f"（{decimal_text(share * 100)}%，四舍五入）" if share else "（按人数定）"
    return (
        words
        + (f"，已去掉每组最低分{dropped}" if share or table else "")
        + "".join(f"，{words}" for words in [cheated_words(tables)] if words)
    )


def cheated_words(tables: Sequence[ScoreTable]) -> str:
    """Return that 作弊 counts as 0, ``""`` where nobody has such a mark."""
    columns = (column for table in tables for column in table.subjects.values())
    marks = (column.marks[pupil] for column in columns for pupil in column.remarks)
    cheated = any(isinstance(mark, Remark) and mark.state is State.CHEATED for mark in marks)
    return "作弊按0分计" if cheated else ""


def _line(line: Line) -> str:
    if isinstance(line, (PointLine, BareLine)):
        return f"{line_text(line).removesuffix('分')}分"
    return f"满分的{rounded_figure(line * 100, 2).normalize():f}%"
