"""Schools over all their grades: the sheet 各年级合计 (三年级合计), figures and places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from xl_quality.core.options import LackingGrade, Options, decimal_text
from xl_quality.core.school_terms import ExamKind, usual_grade
from xl_quality.reports.frame import CENTER, TEXT, score_style, shown_rank
from xl_quality.reports.unit_columns import (
    ColumnGroup,
    FigureColumn,
    UnitBlock,
    UnitRow,
    in_parts,
    unit_sheet,
)
from xl_quality.runs.group_figures import GRADE_TOTALS, grades_together, told_exams, weights_of
from xl_quality.runs.report import how_composed, how_counted, title_and_unit

if TYPE_CHECKING:
    from xl_quality.books.tables import Table, Value
    from xl_quality.core.marks import ScoreTable
    from xl_quality.runs.group_figures import Figures, GradesTogether, GradeTotal

_ALL: Final = "合计"
_COLUMNS_A_PART: Final = 17  # six grades beside the totals


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
    told = told_exams(figures.tables)
    blocks = [
        part
        for one in found
        for part in in_parts(_block(one, figures.options, told), _COLUMNS_A_PART)
    ]
    names = {one.name for one in found}
    tables = [table for table in figures.tables if any(_holds(one, table) for one in found)]
    title, unit = title_and_unit(tables, office, names.pop() if len(names) == 1 else GRADE_TOTALS)
    note = "\n".join((unit, how_counted(figures.options, tables), how_composed(figures.options)))
    return unit_sheet(GRADE_TOTALS, blocks, title=title, unit=note)[0]


def _holds(one: GradesTogether, table: ScoreTable) -> bool:
    grades = {usual_grade(grade) for grade in table.grades}
    return any(one.exams.get(grade) == table.exam_or_sheet for grade in grades)


def _block(one: GradesTogether, options: Options, told: Mapping[str, str]) -> UnitBlock:
    score = score_style(options.digits.composite)
    groups = [
        ColumnGroup(_ALL, [FigureColumn("总评", score), FigureColumn("名次", CENTER)], _ALL),
        ColumnGroup("差距", [FigureColumn("距第一", score), FigureColumn("距前一名", score)], _ALL),
        *(
            ColumnGroup(grade, [FigureColumn("总评", score), FigureColumn("名次", CENTER)])
            for grade in one.grades
        ),
    ]
    found = [(own.school, figures, own.remark) for own, figures in _figures(one)]
    remarked = any(remark for _, _, remark in found)
    if remarked:
        groups.append(ColumnGroup("备注", [FigureColumn("备注", TEXT._replace(wrap=False))]))
    rows = [
        [UnitRow([school], [*figures, *([remark or None] if remarked else [])])]
        for school, figures, remark in found
    ]
    exams = {grade: told.get(exam, exam) for grade, exam in one.exams.items()}
    exam = one._replace(exams=exams).exam
    heading = "　".join(filter(None, (exam, one.stage, one.name)))
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
        found.append((own, figures))
    return found


def _how_put_together(one: GradesTogether, options: Options) -> str:
    """Return how the grades are put together, and what becomes of who lacks one (统计口径)."""
    weights = weights_of(one.grades, options)
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
