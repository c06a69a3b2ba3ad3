"""The result sheets of a run, in the order they stand in the workbook.

One run (一次运行) carried out: what every command, button and check of a record goes by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.figures import changes
from xl_quality.core.groups import Level, by_level
from xl_quality.core.marks import POINT
from xl_quality.core.option_table import line_text, weights_text
from xl_quality.core.options import AbsentRule, BareLine, Options, PointLine, divide
from xl_quality.core.statistics import Distribution, bands, counted, median, standard_deviation
from xl_quality.reports.bands import BandBlock, bands_table, changes_table
from xl_quality.reports.rankings import RANKING_SHEETS, ranking_table, rates_table, teachers_table
from xl_quality.runs.choices import OF_SCHEME_ALONE, Request
from xl_quality.runs.facts.rates import whole_counts
from xl_quality.runs.figures import Figures, compute, full_marks_text, joined, one_table
from xl_quality.runs.missing_marks import missing_sheet
from xl_quality.runs.reading import Intake, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.core.marks import ScoreTable
    from xl_quality.core.options import Line, Weights
    from xl_quality.core.statistics import Counted
    from xl_quality.runs.payout.assessment import Payout

_RATE_LEVELS = (Level.SCHOOL, Level.CLASS, Level.GRADE, Level.ALL)
_BANDS = 10
"""Bands a full mark is cut into: 10 points each of 100, 12 each of 120."""


def rates_sheet(figures: Figures) -> Table:
    """Return 四率统计 for all levels that were computed; teachers have a sheet of their own."""
    levels = [level for level in _RATE_LEVELS if level in figures.results]
    lines = figures.lines(levels or [Level.TEACHER])
    digits, note = figures.options.digits, how_counted(figures.options, figures.tables)
    return rates_table(lines, digits, title="四率统计表", note=note)


def ranking_sheets(figures: Figures, *, whole: bool) -> list[Table]:
    """
    Return 学校排名, 班级排名 and 教师排名, as far as they were computed.

    Args:
        figures: the results.
        whole: with all-subjects rates (全科合格率、全科优秀率) and charts.
    """
    digits, note = figures.options.digits, how_counted(figures.options, figures.tables)
    tables = [
        ranking_table(
            level,
            figures.results[level],
            figures.overall[level],
            digits,
            title=f"{name}表",
            note=note,
            charts=whole,
            all_subjects=whole_counts(figures, level) if whole else None,
        )
        for level, name in RANKING_SHEETS.items()
        if figures.results.get(level)
    ]
    teachers = figures.results.get(Level.TEACHER)
    if teachers:
        tables.append(teachers_table(teachers, digits, title="教师排名表", note=note))
    return tables


def changes_sheet(now: Figures, before: Figures) -> Table:
    """Return 进退步 of schools and classes over all their subjects, against an earlier exam."""
    compared = [
        change
        for level in (Level.SCHOOL, Level.CLASS)
        for change in changes(now.overall.get(level, ()), before.overall.get(level, ()))
    ]
    exams = [
        "、".join(dict.fromkeys(table.exam or table.sheet for table in figures.tables))
        for figures in (before, now)
    ]
    note = f"上次：{exams[0]}　　本次：{exams[1]}"
    return changes_table(compared, now.options.digits, title="名次进退表", note=note)


def bands_sheet(tables: Sequence[ScoreTable], options: Options) -> Table:
    """Return 分数段: every exam and subject, by grade where the sheets say it."""
    blocks = [
        block
        for table in map(one_table, joined(tables))
        for subject in table.subjects
        for block in _blocks(table, subject, options)
    ]
    return bands_table(blocks, title="分数段统计表", note=how_counted(options, tables))


def _blocks(table: ScoreTable, subject: str, options: Options) -> list[BandBlock]:
    groups = by_level(table, Level.GRADE if all(table.grades) else Level.ALL)
    full = options.full_mark(subject, table.subjects[subject].full_mark)
    blocks = []
    for group, marks in zip(
        groups.groups, groups.split(table.subjects[subject].marks), strict=True
    ):
        base = counted(Distribution.of(marks), options.absent, options.drop)
        if base.divisor:
            words = (table.exam or table.sheet, group.grade, subject)
            title = " ".join(filter(None, words))
            blocks.append(BandBlock(title, bands(base, full, -(-full // _BANDS)), _summary(base)))
    return blocks


def _summary(base: Counted) -> dict[str, Decimal]:
    """Return median, spread and extremes in points; of nobody there are none."""
    if not base.scores:
        return {}
    middle = median(base)
    return {
        "中位数": divide(middle.numerator, middle.denominator, 2),
        "标准差": standard_deviation(base),
        "最高分": divide(base.scores[-1], POINT, 2),
        "最低分": divide(base.scores[0], POINT, 2),
    }


def how_counted(options: Options, tables: Sequence[ScoreTable]) -> str:
    """Return in one line which pupils, full marks and lines figures are made of (统计口径)."""
    lines = options.lines
    shares = (("及格", lines.passing), ("优秀", lines.excellent))
    words = [full_marks_text(tables, options)]
    words += [f"{name}线为{_line(line)}（含）" for name, line in shares]
    words.append(f"低分为低于{_line(lines.low)}")
    words += _weights(options.weights)
    words.append("缺考按0分计" if options.absent is AbsentRule.ZERO else "按实考人数计算")
    if options.enrolled:
        words[-1] = "按应考人数计算"
    if options.drop.share or options.drop.table:
        words.append("已去掉每组最低分")
    return "统计口径：" + "，".join(words)


def _line(line: Line) -> str:
    if isinstance(line, (PointLine, BareLine)):
        return f"{line_text(line).removesuffix('分')}分"
    return f"满分的{divide(line.numerator * 100, line.denominator, 2).normalize():f}%"


def _weights(own: Weights) -> list[str]:
    """Say what the composite is made of, unless it is the usual 4-3-3."""
    text = weights_text(own)
    if not text or own == Options().weights:
        return []
    return [f"综合分按{text}" + ("（各项÷最高×分值）" if own.relative else "")]


class Run(NamedTuple):
    """
    What a run yields, before anything is written.

    Attributes:
        request: what was asked for.
        book: the workbook that was read.
        intake: as it was understood.
        figures: the results, None where only a scheme was asked for.
        before: the earlier exam that places are compared with, None = no comparison.
        payout: what the scheme pays, None = no scheme.
    """

    request: Request
    book: Book
    intake: Intake
    figures: Figures | None = None
    before: Figures | None = None
    payout: Payout | None = None

    @property
    def tables(self) -> Sequence[ScoreTable]:
        """Return the score tables that the figures were computed from, without any all of them."""
        if self.figures is None:
            return self.intake.tables
        return [*self.figures.tables, *(self.before.tables if self.before else ())]

    @property
    def findings(self) -> list[Finding]:
        """Return what a person should look at, but nothing about exams that were not asked for."""
        counted = self.figures.tables if self.figures else self.intake.tables
        other = {table.sheet for table in self.intake.tables} - {table.sheet for table in counted}
        own = [finding for finding in self.intake.findings if finding.sheet not in other]
        return [*(self.payout.findings if self.payout else ()), *own]


def carry_out(request: Request, book: Book, intake: Intake | None = None) -> Run:
    """
    Do what was asked for; nothing is written.

    Args:
        request: with a command of `COMMANDS`.
        book: the workbook to be read.
        intake: the workbook as understood, where it has been read already.

    Raises:
        BadInputError: the workbook or something asked for cannot be used.
    """
    alone = request.command in OF_SCHEME_ALONE
    if intake is None:
        intake = take_in(book, request.choices, request.fixed, scores_needed=not alone)
    if alone:
        return Run(request, book, intake, payout=_payout(request, intake, None))
    choices = request.choices
    figures = compute(intake.tables, intake.taught, intake.options, choices.levels, choices.exam)
    # a clause may need levels that were left out
    payout = _payout(request, intake, None if choices.levels else figures)
    before = _figures_before(request.before, intake, figures)
    return Run(request, book, intake, figures, before, payout)


def _payout(request: Request, intake: Intake, figures: Figures | None) -> Payout | None:
    if request.order is None:
        return None
    from xl_quality.runs.payout.assessment import pay  # noqa: PLC0415 - only if asked

    return pay(intake, request.order, figures)


def _figures_before(exam: str, intake: Intake, figures: Figures) -> Figures | None:
    """Compute the earlier exam that places are compared with; ``""`` = none."""
    if not exam:
        return None
    levels = [level for level in (Level.SCHOOL, Level.CLASS) if figures.overall.get(level)]
    return compute(intake.tables, intake.taught, intake.options, levels, exam)


def sheets_of(run: Run) -> list[Table]:
    """Return the result sheets of a run, in order; 警示名单 alone may be none."""
    tables: list[Table] = []
    whole = run.request.command == "report"
    if run.figures is not None:
        tables.append(rates_sheet(run.figures))
        if run.request.command != "rates":
            tables += ranking_sheets(run.figures, whole=whole)
        if whole:
            tables.append(bands_sheet(run.figures.tables, run.figures.options))
            tables.append(missing_sheet(run.figures.tables))
        if run.before is not None:
            tables.append(changes_sheet(run.figures, run.before))
    if run.payout is not None:
        tables += _of_scheme(run.request.command, run.payout)
    return tables


def _of_scheme(command: str, payout: Payout) -> list[Table]:
    if command == "warnings":
        from xl_quality.runs.payout.assessment import warning_sheet  # noqa: PLC0415 - only if asked

        return list(filter(None, [warning_sheet(payout)]))
    from xl_quality.runs.payout import sheets  # noqa: PLC0415 - only if asked

    return sheets.sheets_of(payout)
