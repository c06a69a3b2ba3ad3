"""Questions about the figures of a score book (四率、排名、分数段、进退步), and what they yield."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.api.result_frames import ColumnKind, FilledColumn, FrameColumn, RunResult, filled
from xl_quality.api.said_options import StatedOptions, choices, levels_of
from xl_quality.api.score_books import ScoreBook, as_book, telling
from xl_quality.core.figures import GroupResult, PlaceChange
from xl_quality.core.figures import changes as place_changes
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.core.groups import Group, Level, by_level
from xl_quality.core.marks import POINT, ScoreTable
from xl_quality.core.ranking import divide
from xl_quality.core.statistics import Band, Distribution, counted
from xl_quality.core.statistics import bands as score_bands
from xl_quality.reports.frame import shown_share
from xl_quality.reports.rankings import RANKING_SHEETS, RATES_SHEET, TEACHERS_SHEET
from xl_quality.runs.choices import Request
from xl_quality.runs.group_figures import Figures, joined, one_table
from xl_quality.runs.report_choice import EVERY, left_out, names_asked, refuse_lacking
from xl_quality.runs.report_kinds import REPORT
from xl_quality.runs.run import Run, carry_out

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from xl_quality.api.result_plots import Plots
    from xl_quality.api.score_books import BookSource
    from xl_quality.books.tables import Table

    By = str | Level | Iterable[str | Level]

_WHOLE, _NUMBER = ColumnKind.WHOLE, ColumnKind.NUMBER
_SHEETS: Final = {**RANKING_SHEETS, Level.TEACHER: TEACHERS_SHEET}
_RANKED: Final = (Level.SCHOOL, Level.CLASS, Level.TEACHER)
_BANDS: Final = "分数段"
_CHANGES: Final = "进退步"


def _counts(name: str) -> Callable[[GroupResult], int | None]:
    return lambda one: one.rates and getattr(one.rates, name)


def _share(name: str) -> Callable[[GroupResult], Fraction | None]:
    def share(one: GroupResult) -> Fraction | None:
        return one.rates and one.rates.share(getattr(one.rates, name))

    return share


def _printed_rate(name: str) -> Callable[[GroupResult], Decimal | None]:
    return lambda one: shown_share(getattr(one.printed, name))


def _unit_columns(group: Callable[[Any], Group]) -> list[FrameColumn[Any]]:
    """Return the columns that say whose figures a row holds."""
    return [
        FrameColumn("level", lambda one: str(group(one).level)),
        FrameColumn("school", lambda one: group(one).school),
        FrameColumn("grade", lambda one: group(one).grade),
        FrameColumn("class", lambda one: group(one).class_name),
        FrameColumn("teacher", lambda one: group(one).teacher),
    ]


FIGURE_COLUMNS: Final[tuple[FrameColumn[GroupResult], ...]] = (
    FrameColumn("exam", lambda one: one.exam_name),
    *_unit_columns(lambda one: one.group),
    FrameColumn("subject", lambda one: one.subject),
    FrameColumn("due", _counts("due"), _WHOLE),
    FrameColumn("scored", _counts("scored"), _WHOLE),
    FrameColumn(
        "mean", lambda one: one.printed.mean, _NUMBER, lambda one: one.rates and one.rates.mean
    ),
    FrameColumn("pass_rate", _printed_rate("pass_rate"), _NUMBER, _share("pass_n")),
    FrameColumn("excellent_rate", _printed_rate("excellent_rate"), _NUMBER, _share("excellent_n")),
    FrameColumn("low_rate", _printed_rate("low_rate"), _NUMBER, _share("low_n")),
    FrameColumn("composite", lambda one: one.printed.composite, _NUMBER, lambda one: one.composite),
    FrameColumn("rank", lambda one: one.rank, _WHOLE),
    FrameColumn("of", lambda one: one.of, _WHOLE),
)
"""The columns of a frame of figures, a row a group and subject."""
COUNT_COLUMNS: Final[tuple[FrameColumn[GroupResult], ...]] = (
    *FIGURE_COLUMNS[:7],  # whose they are
    *(
        FrameColumn(name, _counts(field), _WHOLE)
        for name, field in {
            "rows": "rows", "due": "due", "scored": "scored", "counted": "divisor",
            "total": "total", "passing": "pass_n", "excellent": "excellent_n", "low": "low_n",
            "highest": "highest", "lowest": "lowest",
        }.items()
    ),
)  # fmt: skip
"""The columns of a frame of counts; scores and their sum in hundredths."""


class FigureResult(RunResult):
    """Rates or places of groups, one row a group and subject (四率、排名).

    Attributes:
        groups: the results themselves: counts, unrounded and printed figures, places.
    """

    def __init__(self, run: Run, groups: Sequence[GroupResult], frame_kind: str = "") -> None:
        super().__init__(run, frame_kind)
        self.groups: Final = tuple(groups)

    def columns(self, *, exact: bool = False) -> list[FilledColumn]:
        """Return the figures as columns; see `to_frame`."""
        return filled(FIGURE_COLUMNS, self.groups, exact=exact)

    @property
    def plot(self) -> Plots:
        """Return what can be drawn of it; see `Plots`."""
        from xl_quality.api.result_plots import Plots  # noqa: PLC0415 - only if asked

        return Plots(self.groups)


@telling
def rates(
    book: BookSource | ScoreBook,
    *,
    by: By = (),
    exam: str = "",
    options: StatedOptions | None = None,
    enrolled: str = "",
) -> FigureResult:
    """Return mean and rates of every group in every subject (四率统计).

    Args:
        book: as `read` or `scores` gives it, or whatever `read` takes.
        by: ``"all"``, ``"grade"``, ``"school"``, ``"class"``, ``"teacher"``, one or several;
            none = all that the book tells apart.
        exam: only this exam (or sheet).
        options: lines, full marks, ties …; they go before the form 考核设置.
        enrolled: name of the sheet 应考, or path of a workbook that holds one.

    Raises:
        BadInputError: the book cannot be used, or has no such exam or level.

    >>> import xl_quality as xq
    >>> town = xq.rates("workbooks/示例镇成绩册.xlsx", by="all", exam="六年级本学期期末")
    >>> [(one.subject, one.rates.scored, str(one.printed.mean)) for one in town.groups][:2]
    [('语文', 1028, '74.88'), ('数学', 1026, '73.84')]
    """
    run, kind = _asked(book, RATES_SHEET, by=by, exam=exam, options=options, enrolled=enrolled)
    return FigureResult(run, run_figures(run).lines(run_figures(run).results), kind)


@telling
def rank(
    book: BookSource | ScoreBook,
    *,
    by: str | Level = Level.SCHOOL,
    exam: str = "",
    options: StatedOptions | None = None,
    enrolled: str = "",
) -> FigureResult:
    """Return the places of schools, classes or teachers (排名), over all subjects (总评) first.

    Groups of one grade are ranked among each other; teachers have no line over all subjects.

    Args:
        book: as for `rates`.
        by: ``"school"``, ``"class"`` or ``"teacher"``.
        exam: only this exam (or sheet).
        options: as for `rates`.
        enrolled: as for `rates`.

    Raises:
        BadInputError: the book cannot be used, or has no such exam or level.

    >>> import xl_quality as xq
    >>> places = xq.rank("workbooks/示例镇成绩册.xlsx", exam="九年级本学期期末")
    >>> [(one.group.school, one.rank) for one in places.groups if one.subject == "总评"][:2]
    [('骆驼坳中学', 1), ('严家坳中学', 2)]
    """
    (level,) = levels_of(str(by)) or (Level.SCHOOL,)
    if level not in _RANKED:
        raise BadInputError(f"rank：只给 {'、'.join(_RANKED)} 排名次，写的是“{by}”")
    own, sheet = as_book(book), _SHEETS[level]
    # all levels, so that one run makes rates and places of a book
    run, kind = _asked(own, sheet, exam=exam, options=options, enrolled=enrolled)
    if not run_figures(run).results.get(level):  # asked for by name it is refused in words
        run, kind = _asked(own, sheet, by=level, exam=exam, options=options, enrolled=enrolled)
    figures = run_figures(run)
    whole = [] if level is Level.TEACHER else figures.overall.get(level, [])
    return FigureResult(run, [*whole, *figures.results.get(level, [])], kind)


class BandRow(NamedTuple):
    """Pupils of one group in one band of scores (分数段); bounds in hundredths of a point."""

    exam: str
    group: Group
    subject: str
    band: Band
    counted: int


class BandResult(RunResult):
    """Pupils by bands of scores (分数段).

    Attributes:
        bands: a row a group, subject and band, the highest band first.
    """

    def __init__(self, run: Run, bands: Sequence[BandRow], frame_kind: str = "") -> None:
        super().__init__(run, frame_kind)
        self.bands: Final = tuple(bands)

    def columns(self, *, exact: bool = False) -> list[FilledColumn]:
        """Return the figures as columns; see `to_frame`."""
        return filled(BAND_COLUMNS, self.bands, exact=exact)


def _points(mark: int) -> Decimal:
    return divide(mark, POINT, 2)


BAND_COLUMNS: Final[tuple[FrameColumn[BandRow], ...]] = (
    FrameColumn("exam", lambda one: one.exam),
    *_unit_columns(lambda one: one.group),
    FrameColumn("subject", lambda one: one.subject),
    FrameColumn("low", lambda one: _points(one.band.low), _NUMBER),
    FrameColumn("high", lambda one: _points(one.band.high), _NUMBER),
    FrameColumn("pupils", lambda one: one.band.pupils, _WHOLE),
    FrameColumn("counted", lambda one: one.counted, _WHOLE),
)


@telling
def bands(
    book: BookSource | ScoreBook,
    *,
    by: By = Level.ALL,
    width: int | None = None,
    exam: str = "",
    options: StatedOptions | None = None,
) -> BandResult:
    """Return how many pupils are in each band of scores (分数段).

    A band holds its lower bound and not its upper one; the topmost holds the full mark, too.

    Args:
        book: as for `rates`.
        by: as for `rates`, teachers excepted.
        width: of a band in whole points; None = a tenth of the subject's full mark.
        exam: only this exam (or sheet).
        options: as for `rates`.

    Raises:
        BadInputError: the book cannot be used, or has no such exam or level.

    >>> import xl_quality as xq
    >>> found = xq.bands("workbooks/示例镇成绩册.xlsx", exam="六年级本学期期末", width=20)
    >>> [(one.band.high, one.band.pupils) for one in found.bands if one.subject == "语文"]
    [(10000, 388), (8000, 488), (6000, 147), (4000, 5), (2000, 0)]
    """
    levels = levels_of(by)
    if Level.TEACHER in levels:
        raise BadInputError("bands：分数段不按教师分")
    run, kind = _asked(book, _BANDS, exam=exam, options=options)
    tables = [one_table(contest) for contest in joined(run_figures(run).tables)]
    rows = [
        row
        for level in levels or run_figures(run).results
        if level is not Level.TEACHER
        for table in tables
        for row in _bands_of(table, level, width, run)
    ]
    return BandResult(run, rows, kind)


def _bands_of(table: ScoreTable, level: Level, width: int | None, run: Run) -> Iterator[BandRow]:
    options = run.contents.options
    groups = by_level(table, level)
    for subject, column in table.subjects.items():
        full = options.full_mark(subject, column.full_mark)
        own_width = None if width is None else width * POINT
        for group, marks in zip(groups.groups, groups.split(column.marks), strict=True):
            base = counted(Distribution.of(marks), options.absent, options.drop)
            for band in score_bands(base, full, own_width) if base.scores else ():
                yield BandRow(table.exam_or_sheet, group, subject, band, len(base.scores))


class ChangeResult(RunResult):
    """Places of two exams compared (进退步).

    Attributes:
        changes: a row a group and subject; gains are positive.
    """

    def __init__(self, run: Run, changes: Sequence[PlaceChange], frame_kind: str = "") -> None:
        super().__init__(run, frame_kind)
        self.changes: Final = tuple(changes)

    def columns(self, *, exact: bool = False) -> list[FilledColumn]:
        """Return the figures as columns; see `to_frame`."""
        return filled(_CHANGE_COLUMNS, self.changes, exact=exact)


_CHANGE_COLUMNS: Final[tuple[FrameColumn[PlaceChange], ...]] = (
    *_unit_columns(lambda one: one.group),
    FrameColumn("subject", lambda one: one.subject),
    FrameColumn("rank", lambda one: one.rank, _WHOLE),
    FrameColumn("previous_rank", lambda one: one.previous_rank, _WHOLE),
    FrameColumn("rank_change", lambda one: one.rank_change, _WHOLE),
    FrameColumn("composite_change", lambda one: one.composite_change, _NUMBER),
)


@telling
def changes(
    book: BookSource | ScoreBook,
    *,
    before: str,
    exam: str = "",
    options: StatedOptions | None = None,
) -> ChangeResult:
    """Compare schools and classes over two exams (进退步), all subjects together first.

    Args:
        book: as for `rates`.
        before: the earlier exam.
        exam: the later one; where the book has just two it need not be said.
        options: as for `rates`.

    Raises:
        BadInputError: the book cannot be used, or has no such exam.

    >>> import xl_quality as xq
    >>> moved = xq.changes("workbooks/示例镇成绩册.xlsx", before="上学期期末", exam="本学期期末")
    >>> max(one.rank_change for one in moved.changes if one.subject == "总评")
    4
    """
    own = as_book(book)
    others = [name for name in own.exams if name != before]
    later = exam or own.exam_chosen or (others[0] if len(others) == 1 else "")
    if not later or later == before:
        raise BadInputError(f"changes：写明 exam，和哪一次比；有：{'、'.join(own.exams)}")
    run, kind = _asked(own, _CHANGES, exam=later, options=options, before=before)
    now, then = run_figures(run), run.before
    assert then is not None  # noqa: S101 - the request names it
    found = [
        change
        for level in (Level.SCHOOL, Level.CLASS)
        for part in ("overall", "results")
        for change in place_changes(
            getattr(now, part).get(level, ()), getattr(then, part).get(level, ())
        )
    ]
    return ChangeResult(run, found, kind)


class ReportResult(RunResult):
    """Sheets that an office prints (报表); its frame lists them: name, rows, 内部资料 or not."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what a person should look at, with what could not be made of the book."""
        left = left_out(self.run.request.reports, list(self.sheets.values()))
        return (*super().findings, *left)

    def columns(self, *, exact: bool = False) -> list[FilledColumn]:
        """Return what sheets there are as columns; see `to_frame`."""
        return filled(_SHEET_COLUMNS, list(self.sheets.values()), exact=exact)


_SHEET_COLUMNS: Final[tuple[FrameColumn[Table], ...]] = (
    FrameColumn("sheet", lambda one: one.name),
    FrameColumn("rows", lambda one: len(one.rows), _WHOLE),
    FrameColumn("confidential", lambda one: int(one.confidential), _WHOLE),
)


@telling
def report(
    book: BookSource | ScoreBook,
    *names: str,
    exam: str = "",
    before: str = "",
    options: StatedOptions | None = None,
    enrolled: str = "",
) -> ReportResult:
    """Return sheets that an office prints, as ``xl-quality report`` writes them.

    Args:
        book: as for `rates`.
        names: of the reports: 一校一页, 成绩条 …; 全部 = all that the book has something for; none
            = the usual ones.
        exam: only this exam (or sheet).
        before: the earlier exam that places are compared with.
        options: as for `rates`.
        enrolled: as for `rates`.

    Raises:
        BadInputError: the book cannot be used, there is no report of a name, or the book lacks
            what it needs.

    >>> import xl_quality as xq
    >>> found = xq.report("workbooks/示例镇成绩册.xlsx", "分数段", "学校排名", exam="本学期期末")
    >>> list(found.sheets)[0]
    '学校排名'
    """
    own = as_book(book)
    asked = EVERY if names == EVERY else names_asked("、".join(names)) if names else ()
    said = choices(options, exam=exam or own.exam_chosen, enrolled=enrolled)
    request = Request(REPORT, said, own.fixed, before, reports=asked)
    run = carry_out(request, own.book, own.contents(said, scores_needed=True))
    found = ReportResult(run, own.frame_kind)
    refuse_lacking(asked, list(found.sheets.values()))
    return found


def _asked(
    book: BookSource | ScoreBook,
    report: str,
    *,
    by: By = (),
    exam: str = "",
    options: StatedOptions | None = None,
    enrolled: str = "",
    before: str = "",
) -> tuple[Run, str]:
    """Carry a run out whose one sheet is a report; return it, and the kind of the book's frames."""
    own = as_book(book)
    said = choices(options, by=by, exam=exam or own.exam_chosen, enrolled=enrolled)
    request = Request(REPORT, said, own.fixed, before, reports=(report,))
    return carry_out(request, own.book, own.contents(said, scores_needed=True)), own.frame_kind


def run_figures(run: Run) -> Figures:
    """Return the figures of a run that has some."""
    assert run.figures is not None  # noqa: S101 - a report computes them
    return run.figures
