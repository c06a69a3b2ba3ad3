"""Schools over all their grades: the sheet 各年级合计 (三年级合计), figures and places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.figures import GroupResult, rounded_composite, weighted_mean
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Level
from xl_quality.core.options import LackingGrade, Options, decimal_text
from xl_quality.core.ranking import Figure, Rank, ranks
from xl_quality.core.school_terms import ExamKind, grade_place, kind_of_exam, usual_grade
from xl_quality.reports.frame import NUMBER, TEXT, score_style, shown_rank
from xl_quality.reports.unit_columns import (
    ColumnGroup,
    FigureColumn,
    UnitBlock,
    UnitRow,
    in_parts,
    unit_sheet,
)
from xl_quality.runs.report import how_composed, how_counted, title_and_unit
from xl_quality.sheets.text import plain_text
from xl_quality.sheets.titles import are_other_exams

if TYPE_CHECKING:
    from decimal import Decimal

    from xl_quality.books.tables import Table, Value
    from xl_quality.core.marks import ScoreTable
    from xl_quality.runs.group_figures import Figures

SHEET: Final = "各年级合计"
_THREE: Final = "三年级合计"
_STAGES: Final = (("小学", 6), ("初中", 9), ("高中", 12))
"""The last grade of each stage: schools stand beside those of their own stage only."""
_LEAST_GRADES, _THREE_GRADES = 2, 3
_ALL: Final = "合计"
_COLUMNS_A_PART: Final = 17  # six grades beside the totals


class GradeTotal(NamedTuple):
    """A school over its grades."""

    school: str  # its name
    grades: Mapping[str, GroupResult]  # its lines over all subjects (总评), by grade
    figure: Fraction | None  # their weighted mean, unrounded; None where a grade has no 总评
    printed: Decimal | None  # the same as it is printed
    lacking: Sequence[str]  # grades that other schools have and this one has not
    unsettled: Sequence[str]  # grades whose 总评 is missing
    # place among the schools of the stage, 1 = best; None without a figure, or where the office
    # ranks no school that lacks a grade
    rank: Rank | None = None

    @property
    def remark(self) -> str:
        """Return what is particular about it, for the column 备注."""
        words = [f"缺{'、'.join(self.lacking)}"] if self.lacking else []
        if self.unsettled:
            words.append(f"{'、'.join(self.unsettled)}没有总评")
        return "；".join(words)


class GradesTogether(NamedTuple):
    """The schools of one stage over the grades of one exam, or of exams of one kind."""

    exams: Mapping[str, str]  # their names by grade; one name where all grades sat the same exam
    stage: str  # 小学, 初中, 高中
    grades: Sequence[str]  # in order
    schools: Sequence[GradeTotal]  # the best first; those without a place behind

    @property
    def name(self) -> str:
        """Return what it is called after the grades that it holds."""
        return _THREE if len(self.grades) == _THREE_GRADES else SHEET

    @property
    def exam(self) -> str:
        """Return the exam; where the grades sat different ones, each with its grade."""
        names = list(dict.fromkeys(self.exams.values()))
        if len(names) == 1:
            return names[0]
        return "、".join(f"{self.exams[grade]}（{grade}）" for grade in self.grades)


_Lines = dict[str, dict[str, dict[str, list["GroupResult"]]]]
"""The lines over all subjects by exam, grade and school; more than one is no line of all."""


def grades_together(
    figures: Figures, kinds: Mapping[str, ExamKind] | None = None
) -> list[GradesTogether]:
    """Return schools over their grades (各年级合计), exams as they come, stages from 小学 on.

    The grades of one exam are put together. Grades that sat exams of other names are only where
    these are of one kind and may be one exam, each grade in one of them.

    Args:
        figures: the results, with those of schools.
        kinds: kinds of exams that the office states (考试性质), by name.
    """
    stated = {plain_text(name): kind for name, kind in (kinds or {}).items()}
    found = []
    for stage, lines in _by_stage(figures.overall.get(Level.SCHOOL, ())).items():
        for exams in _exams_together(lines, stated):
            by_grade = {grade: exam for exam in exams for grade in lines[exam]}
            grades = sorted(by_grade, key=grade_place)
            own = {grade: lines[by_grade[grade]][grade] for grade in grades}
            if len(grades) >= _LEAST_GRADES and _several(own):
                schools = _ranked(_totals(own, figures.options), figures.options)
                ordered = {grade: by_grade[grade] for grade in grades}
                found.append(GradesTogether(ordered, stage, grades, schools))
    return found


def _by_stage(lines: Sequence[GroupResult]) -> dict[str, _Lines]:
    found: dict[str, _Lines] = {}
    for line in lines:
        stage = _stage(line.group.grade)
        if stage:
            grades = found.setdefault(stage, {}).setdefault(line.exam_name, {})
            schools = grades.setdefault(usual_grade(line.group.grade), {})
            schools.setdefault(line.group.school, []).append(line)
    order = [stage for stage, _ in _STAGES]
    return {stage: found[stage] for stage in sorted(found, key=order.index)}


def _stage(grade: str) -> str:
    """Return 小学, 初中 or 高中, ``""`` where a grade tells none."""
    place, _ = grade_place(usual_grade(grade))
    return next((stage for stage, last in _STAGES if 0 < place <= last), "")


def _exams_together(lines: _Lines, stated: Mapping[str, ExamKind]) -> list[list[str]]:
    """Return the exams whose grades are put together; most often each is one by itself."""
    groups: list[list[str]] = []
    for (kind, number), exams in grouped(
        lines, lambda exam: _kind(exam, lines[exam], stated, list(lines).index(exam))
    ).items():
        grades = [grade for exam in exams for grade in lines[exam]]
        one = kind and len(set(grades)) == len(grades)
        pairs = combinations(exams, 2)
        one = one and not any(are_other_exams(*pair, of_county=True) for pair in pairs)
        groups += [exams] if one or number else [[exam] for exam in exams]
    return groups


def _kind(
    exam: str, grades: Mapping[str, object], stated: Mapping[str, ExamKind], number: int
) -> tuple[str, int]:
    """Return the kind that an exam is of; one of no known kind is alone, by its number."""
    kinds = {stated.get(plain_text(exam)) or kind_of_exam(exam, grade=grade) for grade in grades}
    kind = kinds.pop() if len(kinds) == 1 else None
    return (kind, 0) if kind else ("", number + 1)


def _several(grades: Mapping[str, Mapping[str, object]]) -> bool:
    """Say whether some school has more than one of the grades."""
    schools = [school for own in grades.values() for school in own]
    return len(set(schools)) < len(schools)


def _totals(
    grades: Mapping[str, Mapping[str, Sequence[GroupResult]]], options: Options
) -> list[GradeTotal]:
    weighed = _weights(grades, options)
    counting = [grade for grade in grades if weighed[grade]]
    schools = dict.fromkeys(school for own in grades.values() for school in own)
    found = []
    for school in schools:
        own = {grade: by[school][0] for grade, by in grades.items() if school in by}
        unsettled = [
            grade
            for grade in counting
            if grade in own and (own[grade].composite is None or len(grades[grade][school]) > 1)
        ]
        parts = [
            (line.composite, weighed[grade])
            for grade, line in own.items()
            if line.composite is not None
        ]
        figure = None if unsettled else weighted_mean(parts)
        lacking = [grade for grade in counting if grade not in own]
        found.append(
            GradeTotal(
                school, own, figure, rounded_composite(figure, options.digits), lacking, unsettled
            )
        )
    return found


def _weights(grades: Iterable[str], options: Options) -> dict[str, Fraction]:
    """Return what each grade weighs: as the office says of it, or of every other one, else 1."""
    said = {usual_grade(grade): weight for grade, weight in options.grade_weights.items()}
    common = said.get("", Fraction(1))
    return {grade: said.get(grade, common) for grade in grades}


def _ranked(schools: Sequence[GradeTotal], options: Options) -> list[GradeTotal]:
    """Give each school its place, by the printed figure unless the office ranks exact ones."""
    out = options.lacking is LackingGrade.UNRANKED
    figures: list[Figure | None] = [
        None if out and one.lacking else one.figure if options.rank_unrounded else one.printed
        for one in schools
    ]
    placed = [
        one._replace(rank=rank)
        for one, rank in zip(schools, ranks(figures, options.ties), strict=True)
    ]
    return sorted(placed, key=lambda one: (one.rank is None, one.rank or 0))


# --- The sheet ----------------------------------------------------------------------------------


def grades_sheet(
    figures: Figures, kinds: Mapping[str, ExamKind] | None = None, office: str = ""
) -> Table | None:
    """Return 各年级合计; None where no school has two grades in one exam.

    Args:
        figures: the results, with those of schools.
        kinds: kinds of exams that the office states (考试性质), by name.
        office: whose report it is (单位名称), ``""`` = not said.
    """
    found = grades_together(figures, kinds)
    if not found:
        return None
    blocks = [
        part for one in found for part in in_parts(_block(one, figures.options), _COLUMNS_A_PART)
    ]
    names = {one.name for one in found}
    tables = [table for table in figures.tables if any(_holds(one, table) for one in found)]
    title, unit = title_and_unit(tables, office, names.pop() if len(names) == 1 else SHEET)
    note = "\n".join((unit, how_counted(figures.options, tables), how_composed(figures.options)))
    return unit_sheet(SHEET, blocks, title=title, unit=note)[0]


def _holds(one: GradesTogether, table: ScoreTable) -> bool:
    grades = {usual_grade(grade) for grade in table.grades}
    return any(one.exams.get(grade) == table.exam_or_sheet for grade in grades)


def _block(one: GradesTogether, options: Options) -> UnitBlock:
    score = score_style(options.digits.composite)
    groups = [
        ColumnGroup(_ALL, [FigureColumn("总评", score), FigureColumn("名次", NUMBER)], _ALL),
        ColumnGroup("差距", [FigureColumn("距第一", score), FigureColumn("距前一名", score)], _ALL),
        *(
            ColumnGroup(grade, [FigureColumn("总评", score), FigureColumn("名次", NUMBER)])
            for grade in one.grades
        ),
        ColumnGroup("备注", [FigureColumn("备注", TEXT._replace(wrap=False))]),
    ]
    rows = [[UnitRow([own.school], figures)] for own, figures in _figures(one)]
    heading = f"{one.exam}　{one.stage}　{one.name}"
    return UnitBlock(heading, _how_put_together(one, options), ["学校"], groups, rows)


def _figures(one: GradesTogether) -> list[tuple[GradeTotal, list[Value]]]:
    """Return what stands in the row of each school."""
    printed = [own.printed for own in one.schools if own.rank is not None and own.printed]
    found = []
    for own in one.schools:
        value = own.printed
        better = [other for other in printed if value is not None and other > value]
        ranked = own.rank is not None and value is not None
        figures: list[Value] = [
            value,
            shown_rank(own.rank),
            max(printed) - value if ranked and value is not None else None,
            min(better) - value if ranked and better and value is not None else None,
        ]
        for grade in one.grades:
            line = own.grades.get(grade)
            figures += [line.printed.composite, shown_rank(line.rank)] if line else [None, None]
        found.append((own, [*figures, own.remark or None]))
    return found


def _how_put_together(one: GradesTogether, options: Options) -> str:
    """Return how the grades are put together, and what becomes of who lacks one (统计口径)."""
    weights = _weights(one.grades, options)
    words = f"合计总评是{'、'.join(one.grades)}总评的平均"
    if len(set(weights.values())) > 1:
        shares = (f"{grade}{decimal_text(weight)}" for grade, weight in weights.items())
        words = f"合计总评是各年级总评按权重的平均：{'、'.join(shares)}"
    words += "，用没有舍入的总评算，算好才舍入"
    told = [words + f"，按{'未舍入' if options.rank_unrounded else '印出来'}的数排名次"]
    if any(school.lacking for school in one.schools):
        unranked = options.lacking is LackingGrade.UNRANKED
        told.append("缺年级的学校按有的年级平均，" + ("不排名次" if unranked else "照常排名次"))
    if any(school.unsettled for school in one.schools):
        told.append("有年级没有总评（有科目待核对，或没有成绩）的不合计")
    return "；".join(told)
