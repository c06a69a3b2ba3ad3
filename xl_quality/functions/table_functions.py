"""Groups of a score table with figures and places: one group's place, or a whole table (名次).

A table is understood and computed once by its content; formulas filled down share the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.figures import OVERALL, GroupResult
from xl_quality.core.groups import Group, Level
from xl_quality.core.option_table import MEASURE
from xl_quality.core.options import Digits, Measure
from xl_quality.functions import given_arguments as arguments
from xl_quality.functions import ranges
from xl_quality.functions.declaring import worksheet_function
from xl_quality.functions.host_cells import KnownTable, known_table
from xl_quality.functions.registry import ErrorCode, refuse
from xl_quality.runs.group_figures import Figures, compute
from xl_quality.sheets.labels import EXACT, Role
from xl_quality.sheets.text import plain_label, plain_text

if TYPE_CHECKING:
    from xl_quality.books.tables import Value
    from xl_quality.core.ranking import Rank
    from xl_quality.functions.ranges import Understood

Cell = int | float | str
Rows = tuple[tuple[Cell, ...], ...]
_FIELDS: Final = {"学校": "school", "年级": "grade", "班级": "class_name", "教师": "teacher"}
_NAME_LABELS: Final = {Role.SCHOOL, Role.CLASS, Role.GRADE, Role.NAME, Role.HELPER}
"""What a column of names may be labelled as: A:A is selected with its label."""
_EXAM: Final = "考试"
_EXAMPLES: Final = 5  # names that a refusal lists
_LEVEL_NAMES: Final = {
    Level.SCHOOL: "学校", Level.CLASS: "班级", Level.TEACHER: "教师", Level.GRADE: "年级",
    Level.ALL: "全体",
}  # fmt: skip
_LEVELS: Final = {
    **{word: level for level, word in _LEVEL_NAMES.items()},
    **{level.value: level for level in Level},
}

_HELPS: Final = {
    "scores": "成绩表区域，连表头一起选：学校、班级、姓名和各学科；合计行、两行表头都认得",
    "subject": "学科；不写或写“总评”＝各学科合在一起",
    "measure": "按什么排：综合分（默认）、平均分、及格率、优秀率、低分率（小的在前）",
    "teaching": "任课表区域，连表头：学校、班级、学科、任课教师。按教师统计时必须给",
    "settings": (
        "考核口径：选“考核设置”表的区域，或直接写“满分 语文=120；及格线=60%；并列=不占位”。"
        "不写按默认；只管单张工作表的行不起作用"
    ),
    "from_end": arguments.FROM_END,
    "level": "统计单位：学校（默认）、班级、教师、年级、全体",
}
_TABLE: Final = (
    ("学校", "班级", "姓名", "语文", "数学"),
    ("青山小学", "1班", "陈一", 92, 88),
    ("青山小学", "1班", "林二", 61, 45),
    ("白水小学", "1班", "黄三", 85, 97),
    ("白水小学", "2班", "周四", "缺考", 72),
)
_TEACHERS: Final = (
    ("学校", "班级", "姓名", "数学", None, "学校", "班级", "学科", "任课教师"),
    ("青山小学", "1班", "陈一", 88, None, "青山小学", "1班", "数学", "吴敏"),
    ("青山小学", "1班", "林二", 45, None, "白水小学", "1班", "数学", "郑刚"),
    ("白水小学", "1班", "黄三", 97, None, "白水小学", "2班", "数学", "郑刚"),
    ("白水小学", "2班", "周四", 72),
)


class _Standings(NamedTuple):
    """The groups of one level of a score range."""

    level: Level  # what they are
    figures: Figures  # their figures and places
    subjects: Sequence[str]  # the range's subjects, in column order
    understood: Understood  # the range
    known: KnownTable  # where answers about it are kept
    question: tuple[object, ...]  # under which key they are

    def results(self, subject: str) -> Sequence[GroupResult]:
        """Return the results in a subject, or those over all subjects."""
        if subject == OVERALL:
            return self.figures.overall[self.level]
        every = self.figures.results[self.level]
        return [result for result in every if result.subject == subject]


def _standings(
    level: Level, scores: object, measure: object, teaching: object, settings: object
) -> tuple[_Standings, Measure | None]:
    """Return the groups of a level with figures and places, and the measure that was asked for.

    Args:
        level: SCHOOL, CLASS, TEACHER, GRADE or ALL.
        scores: the range with its header rows.
        measure: what places go by, empty = what the settings say.
        teaching: the 任课 range, needed for teachers.
        settings: the 考核设置 range or text, empty for the defaults.

    Raises:
        RefusedCallError: something cannot be read.
        BadInputError: the range does not tell the groups apart.
    """
    by = arguments.optional_value(measure, MEASURE.name, MEASURE.parse, None)
    table = known_table(scores)
    said, found = ranges.understood(table, settings)
    list_table, taught = ranges.taught_of(teaching, found.tables, found.aliases)
    if level is Level.TEACHER and list_table is None:
        reason = "没有给任课区域，不能按教师排名：请选上任课表（学校、班级、学科、任课教师）"
        refuse(reason)
    options = found.options if by is None else found.options._replace(measure=by)

    question = ("standings", level, options.measure, said, list_table)

    def find() -> _Standings:
        figures = compute(found.tables, taught, options, (level,))
        subjects = list(dict.fromkeys(name for one in found.tables for name in one.subjects))
        return _Standings(level, figures, subjects, found, table, question)

    return table.answer(question, find), by


def _checked_subject(held: _Standings, subject: object, measure: Measure | None) -> str:
    """Return the subject asked for; without one the only one there is, else 总评.

    Raises:
        RefusedCallError: there is no such subject, or its marks cannot be used.
    """
    name = arguments.text(subject)
    if not name:
        name = held.subjects[0] if len(held.subjects) == 1 else OVERALL
    if name == OVERALL:
        if measure is not None and measure is not Measure.COMPOSITE:
            refuse("总评只按综合分排名：要按别的指标排名，请写明学科")
    elif name not in held.subjects:
        near = {plain_text(known): known for known in held.subjects}
        if plain_text(name) not in near:
            known = "、".join(held.subjects)
            refuse(f"成绩表里没有学科“{name}”，有：{known}、{OVERALL}", ErrorCode.NOT_AVAILABLE)
        name = near[plain_text(name)]
    wanted = held.subjects if name == OVERALL else [name]
    held.known.answer(
        ("checked", name, held.question), lambda: ranges.check_subjects(held.understood, wanted)
    )
    return name


def _result_of(held: _Standings, subject: str, name: object) -> GroupResult | None:
    """Return the result of the group of a name, None for the label above a column of names.

    Raises:
        RefusedCallError: there is none, or several; the reason names the nearest.
    """
    wanted = plain_text(arguments.text(name))
    if not wanted:
        refuse(f"没有写{_LEVEL_NAMES[held.level]}名称", ErrorCode.NOT_AVAILABLE)
    index: Mapping[str, list[GroupResult]] = held.known.answer(
        ("index", subject, held.question), lambda: _index(held, subject)
    )
    hits = index.get(wanted)
    if hits is None:
        official = held.understood.aliases.get(wanted)
        hits = index.get(plain_text(official)) if official else None
    if hits is None and EXACT.get(plain_label(wanted)) in _NAME_LABELS:
        return None
    if hits is None:
        refuse(_not_found(held, wanted, index), ErrorCode.NOT_AVAILABLE)
    if len(hits) > 1:
        exams = list(dict.fromkeys(hit.exam or hit.sheet for hit in hits))
        if len(exams) > 1:
            which = "、".join(exams[:_EXAMPLES])
            refuse(f"区域里有几次考试：{which}，请只选一次考试的成绩", ErrorCode.NOT_AVAILABLE)
        labels = "、".join(dict.fromkeys(one.group.label for one in hits[:_EXAMPLES]))
        reason = f"“{wanted}”有{len(hits)}个：{labels}，请写全"
        refuse(reason, ErrorCode.NOT_AVAILABLE)
    return hits[0]


def _not_found(held: _Standings, wanted: str, index: Mapping[str, list[GroupResult]]) -> str:
    near = get_close_matches(wanted, index, n=3, cutoff=0.5)
    labels = list(dict.fromkeys(index[key][0].group.label for key in near))
    kind = _LEVEL_NAMES[held.level]
    if labels:
        return f"没有找到{kind}“{wanted}”，相近的有：{'、'.join(labels)}"
    some = list(dict.fromkeys(one[0].group.label for one in index.values()))[:_EXAMPLES]
    return f"没有找到{kind}“{wanted}”，成绩表里有：{'、'.join(some)}等"


def _index(held: _Standings, subject: str) -> Mapping[str, list[GroupResult]]:
    """Return results by every way to name their group: 1班, 六年级1班, 青山小学1班 …."""
    index: dict[str, list[GroupResult]] = {}
    for result in held.results(subject):
        for name in _names(result.group):
            index.setdefault(name, []).append(result)
    return index


def _names(group: Group) -> set[str]:
    name = {
        Level.SCHOOL: group.school, Level.CLASS: group.class_name, Level.TEACHER: group.teacher,
        Level.GRADE: group.grade,
    }.get(group.level, group.label)  # fmt: skip
    parts = [p for p in (group.school, group.grade, group.class_name, group.teacher) if p]
    if group.level is Level.ALL:
        return {plain_text(name)}
    chosen = (some for size, _ in enumerate(parts, 1) for some in combinations(parts, size))
    return {plain_text("".join(some)) for some in chosen if name in some}


@worksheet_function(
    "学校名次：一所学校在成绩表里某学科或总评的名次。要整张排名表请用 RANK_TABLE。",
    _HELPS,
    each=("school", "subject"),
    headed=("scores", "settings"),
    cells=_TABLE,
    examples=(
        ('=RANK_SCHOOL("青山小学",A1:E5)', "2", "总评"),
        ('=RANK_SCHOOL("青山小学",A1:E5,"语文","及格率")', "1", "并列第1"),
        ('=RANK_SCHOOL("青山小",A1:E5)', "#N/A", "没有这所学校"),
        ('=RANK_SCHOOL(A3:A4,A1:E5,"语文")', "2\n1", "几所学校一次算完"),
    ),
    school="学校名称；一校有几个年级时写“青山小学六年级”",
)
def rank_school(
    school: object,
    scores: object,
    subject: object = None,
    measure: object = None,
    settings: object = None,
    from_end: object = None,
) -> float | str:
    """Return the place of a school (学校名次) in a subject or over all (总评).

    >>> table = [("学校", "姓名", "语文"), ("甲小学", "张一", 90), ("乙小学", "李二", 80)]
    >>> rank_school("乙小学", table, "语文")
    2
    """
    held, by = _standings(Level.SCHOOL, scores, measure, None, settings)
    return _place(held, _checked_subject(held, subject, by), school, from_end)


@worksheet_function(
    "班级名次：一个班在成绩表里某学科或总评的名次，同年级的班比。",
    _HELPS,
    each=("class_name", "subject"),
    headed=("scores", "settings"),
    cells=_TABLE,
    examples=(
        ('=RANK_CLASS("青山小学1班",A1:E5,"数学")', "3"),
        ('=RANK_CLASS("1班",A1:E5)', "#N/A", "有两个1班，要写全"),
    ),
    class_name="班级；几所学校都有1班时写“青山小学1班”",
)
def rank_class(
    class_name: object,
    scores: object,
    subject: object = None,
    measure: object = None,
    settings: object = None,
    from_end: object = None,
) -> float | str:
    """Return the place of a class (班级名次) in a subject or over all (总评).

    >>> table = [("班级", "姓名", "语文"), ("1班", "张一", 90), ("2班", "李二", 80)]
    >>> rank_class("1班", table, "语文"), rank_class("1班", table, "语文", None, None, "是")
    (1, 2)
    """
    held, by = _standings(Level.CLASS, scores, measure, None, settings)
    return _place(held, _checked_subject(held, subject, by), class_name, from_end)


@worksheet_function(
    "教师名次：按任课表把各人所教班级的学生合起来重算，再排名。",
    _HELPS,
    each=("teacher", "subject"),
    headed=("scores", "teaching", "settings"),
    cells=_TEACHERS,
    examples=(
        ('=RANK_TEACHER("吴敏",A1:D5,"数学",,F1:I4)', "2"),
        ('=RANK_TEACHER("吴敏",A1:D5,"数学")', "#VALUE!", "没有给任课表"),
    ),
    teacher="教师姓名；同名的写“青山小学吴敏”",
)
def rank_teacher(
    teacher: object,
    scores: object,
    subject: object = None,
    measure: object = None,
    teaching: object = None,
    settings: object = None,
    from_end: object = None,
) -> float | str:
    """Return the place of a teacher (教师名次), by the pupils of the classes he or she teaches.

    >>> table = [("班级", "姓名", "语文"), ("1班", "张一", 90), ("2班", "李二", 80)]
    >>> taught = [("班级", "学科", "任课教师"), ("1班", "语文", "周敏"), ("2班", "语文", "吴江")]
    >>> rank_teacher("吴江", table, "语文", None, taught)
    2
    """
    held, by = _standings(Level.TEACHER, scores, measure, teaching, settings)
    return _place(held, _checked_subject(held, subject, by), teacher, from_end)


def _place(held: _Standings, subject: str, name: object, from_end: object) -> float | str:
    result = _result_of(held, subject, name)
    if result is None:
        return ""
    place = result.rank_from_end if arguments.flag(from_end, "倒数") else result.rank
    if place is None:
        refuse(f"“{result.group.label}”没有人计入，没有名次", ErrorCode.NOT_AVAILABLE)
    return arguments.shown(place)


@worksheet_function(
    "四率表：每个单位每个学科一行：应考、实考、参考率、平均分、及格率、优秀率、低分率、综合分、名次，带表头。",
    _HELPS,
    spills=True,
    headed=("scores", "teaching", "settings"),
    cells=_TABLE,
    examples=(
        (
            '=RATE_TABLE(A1:E5,"学校","语文")',
            (
                "学校 | 学科 | 应考 | 实考 | 参考率 | "
                "平均分 | 及格率 | 优秀率 | 低分率 | 综合分 | 名次\n"
                "青山小学 | 语文 | 2 | 2 | 1 | 76.5 | 1 | 0.5 | 0 | 75.6 | 2\n"
                "白水小学 | 语文 | 2 | 1 | 0.5 | 85 | 1 | 1 | 0 | 94 | 1"
            ),
        ),
    ),
)
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
    held, by = _standings(_level(level), scores, measure, teaching, settings)
    wanted = _checked_subject(held, subject, by if arguments.text(subject) else None)
    rows = held.figures.results[held.level]
    if wanted != OVERALL:
        rows = [result for result in rows if result.subject == wanted]
    names, (titles, figures) = _name_columns(rows), _figures(rows, held.figures.options.digits)
    body = [
        (*_name_cells(one, names), one.subject, *own, _cell(one.rank))
        for one, own in zip(rows, figures, strict=True)
    ]
    return ((*names, "学科", *titles, "名次"), *body)


@worksheet_function(
    "排名表：从第一名排起，带表头。不写学科＝总评，各学科的综合分和名次并列其后；写学科＝那一科的各项。",
    _HELPS,
    spills=True,
    headed=("scores", "teaching", "settings"),
    cells=_TABLE,
    examples=(
        (
            "=RANK_TABLE(A1:E5)",
            (
                "名次 | 学校 | 总评 | 距第一 | 语文综合分 | 语文名次 | 数学综合分 | 数学名次\n"
                "1 | 白水小学 | 86.4 | 0 | 94 | 1 | 78.8 | 1\n"
                "2 | 青山小学 | 66.1 | 20.3 | 75.6 | 2 | 56.6 | 2"
            ),
        ),
    ),
)
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
    held, by = _standings(_level(level), scores, measure, teaching, settings)
    wanted = _checked_subject(held, subject, by)
    rows = sorted(held.results(wanted), key=_by_place)
    names = _name_columns(rows)
    if wanted == OVERALL:
        return _overall_table(held, rows, names)
    titles, figures = _figures(rows, held.figures.options.digits)
    by_rate = held.figures.options.measure.value.endswith("_rate")
    gap = _share if by_rate else _cell  # in the unit its own figure is shown in
    body = [
        (_cell(one.rank), *_name_cells(one, names), *own, gap(one.gap_to_first))
        for one, own in zip(rows, figures, strict=True)
    ]
    return (("名次", *names, *titles, "距第一"), *body)


def _level(value: object) -> Level:
    return arguments.word(value, "统计单位", _LEVELS, Level.SCHOOL)


def _overall_table(held: _Standings, rows: Sequence[GroupResult], names: Sequence[str]) -> Rows:
    parts: Mapping[tuple[str, Group, str], GroupResult] = {
        (one.exam, one.group, one.subject): one for one in held.figures.results[held.level]
    }
    titles = [f"{subject}{what}" for subject in held.subjects for what in ("综合分", "名次")]
    body: list[tuple[Cell, ...]] = []
    for one in rows:
        cells = [_cell(one.rank), *_name_cells(one, names)]
        cells += [_cell(one.printed.composite), _cell(one.gap_to_first)]
        for subject in held.subjects:
            part = parts.get((one.exam, one.group, subject))
            cells += ["", ""] if part is None else [_cell(part.printed.composite), _cell(part.rank)]
        body.append(tuple(cells))
    return (("名次", *names, OVERALL, "距第一", *titles), *body)


def _by_place(result: GroupResult) -> tuple[str, str, Rank | float]:
    return result.exam, result.group.grade, result.rank or inf


def _name_columns(rows: Sequence[GroupResult]) -> list[str]:
    """Return the columns in which the groups have names; the exam where there are several."""
    named = [name for name, field in _FIELDS.items() if any(getattr(r.group, field) for r in rows)]
    exams = [_EXAM] if len({row.exam for row in rows}) > 1 else []
    return exams + (named or [_LEVEL_NAMES[Level.ALL]])


def _name_cells(result: GroupResult, names: Sequence[str]) -> list[Cell]:
    group = result.group
    known = {_EXAM: result.exam, _LEVEL_NAMES[Level.ALL]: group.label}
    return [known[name] if name in known else str(getattr(group, _FIELDS[name])) for name in names]


def _figures(results: Sequence[GroupResult], digits: Digits) -> tuple[list[str], list[list[Cell]]]:
    """Return the titles of the figures as on the sheet 四率统计, and each group's figures."""
    from xl_quality.reports.rankings import figure_columns  # noqa: PLC0415 - only whole tables

    columns = [(column.title, column.value) for column in figure_columns(digits) if column.value]
    figures = [[_cell(value(result)) for _, value in columns] for result in results]
    return [title for title, _ in columns], figures


def _share(percent: Decimal | None) -> Cell:
    return "" if percent is None else arguments.shown(percent.scaleb(-2))


def _cell(value: Value | Fraction) -> Cell:
    """Return a figure for a cell; an empty text where there is none, as None would show as 0."""
    return arguments.shown(value) if isinstance(value, (int, Decimal, Fraction)) else ""
