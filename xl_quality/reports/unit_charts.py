"""The charts of a page a unit: boxes of the subjects, the four rates, places over exams.

What a chart is drawn from stands in cells behind the printed columns, beside the block it belongs
to, so that every program draws it and a reader can look the numbers up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.tables import Chart, ChartKind, Series, Value, ValueAxis
from xl_quality.core.marks import POINT
from xl_quality.core.ranking import rounded_figure
from xl_quality.reports.frame import shown_rank

if TYPE_CHECKING:
    from xl_quality.core.profiles import RatesBeside, Standing, UnitProfile
    from xl_quality.core.statistics import FiveNumbers
    from xl_quality.sheets.cells import Area

CHARTS_HEIGHT: Final = 206.0  # Points that boxes and rates are high at the least, with a margin
HIGHEST_SHARE: Final = 0.75
"""Of the width of the columns, that they are high at the most: higher ones would only be thin."""
PAST_HEIGHT: Final = 132.0  # As above, of the places over exams
_LEAST_EXAMS: Final = 3  # in a chart of places: two are a change, which has its column
_BOX_SHARE: Final = 0.52  # of the width, for the boxes: there are more of them than corners
_SCALE_STEPS: Final = 5  # gridlines of the boxes: 20 points each of 100, 24 of 120
_TEXT: Final = 12
"""Points of the letters; the names of its corners take of a radar, larger ones leave little."""
_PIXELS: Final = 4 / 3  # a point
_MARGIN: Final = 8  # pixels that a chart stays off what is under and beside it
_SCORE_DIGITS, _SHARE_DIGITS = 2, 4
_PERCENT: Final = 100
_NAME_SHARE: Final = 0.9  # of its part of the axis, that a line of a name fills
_CORNERS: Final = ("得分率", "及格率", "优秀率", "非低分率")
_BOX_TITLES: Final = (
    *("作图用（不打印）", "最低", "下四分位", "中位数", "上四分位", "最高"),
    *("最低到下四分位", "下四分位到中位数", "中位数到上四分位", "上四分位到最高"),
)
_LOWER, _FIRST_PART = 2, 6
_BOX_COLUMNS: Final = 12  # names, figures, parts, the median of all, and a gap
_RATE_COLUMNS: Final = 4


class ChartPlace(NamedTuple):
    """Where the charts of a block come to lie."""

    start: int  # the first row of the block, from which the cells behind it are filled
    charts: int  # the row that is left free for boxes and rates; the next one may be for the past
    height: float  # of that row, in points
    widths: Sequence[float]  # of the printed columns


class Drawing(NamedTuple):
    """Charts, and the cells that they are drawn from by (row, column)."""

    charts: list[Chart]
    cells: dict[tuple[int, int], Value]


def has_past(profile: UnitProfile) -> bool:
    """Say whether there are enough exams to draw the places over them."""
    return len(profile.past) >= _LEAST_EXAMS


def drawing(profile: UnitProfile, place: ChartPlace, own: str, whole: str) -> Drawing:
    """Return the charts of a block.

    Args:
        profile: the unit in one exam and grade.
        place: where they lie.
        own: what the unit is called (本校).
        whole: what all units together are called (全镇).
    """
    pixels = [int(width * 7 + 5) for width in place.widths]  # as Excel counts them
    split = next(
        at for at in range(len(pixels)) if sum(pixels[: at + 1]) >= sum(pixels) * _BOX_SHARE
    )
    left, right = sum(pixels[: split + 1]) - _MARGIN, sum(pixels[split + 1 :]) - _MARGIN
    height = int(place.height * _PIXELS) - _MARGIN
    aside = len(place.widths) + 2
    parts = []
    spread = [one for one in profile.subjects if one.spread]
    if spread:
        parts.append(_boxes(spread, place, aside, (left, height), whole))
    rates = profile.rates
    if rates:
        at = (place.charts, split + 1 if spread else 0)
        size = (right if spread else left, height)
        parts.append(_radar(rates, (place.start, aside + _BOX_COLUMNS), at, size, (own, whole)))
    if has_past(profile):
        column = aside + _BOX_COLUMNS + _RATE_COLUMNS
        size = (sum(pixels) - _MARGIN, int(PAST_HEIGHT * _PIXELS) - _MARGIN)
        parts.append(_places(profile, (place.start, column), (place.charts + 1, 0), size))
    cells = {cell: value for part in parts for cell, value in part.cells.items()}
    return Drawing([chart for part in parts for chart in part.charts], cells)


def _boxes(
    standings: Sequence[Standing], place: ChartPlace, aside: int, size: tuple[int, int], whole: str
) -> Drawing:
    """Draw a box a subject: in points, or in percent of the full marks where these differ."""
    fulls = {one.full for one in standings}
    percent = len(fulls) > 1
    top = _PERCENT if percent else max(fulls) // POINT
    rows: list[list[Value]] = [[*_BOX_TITLES, f"{whole}中位数"]]
    for one in standings:
        unit = Fraction(_PERCENT * POINT, one.full) if percent else Fraction(1)
        name = _in_lines(one.own.subject, size[0] // len(standings))
        rows.append([name, *_numbers(one.spread, unit), _median(one.whole_spread, unit)])
    first, last = place.start + 1, place.start + len(standings)

    def area(column: int) -> Area:
        return first, aside + column, last, aside + column

    def series(name: str, column: int, whiskers: int | None = None) -> Series:
        return Series(name, area(0), area(column), None if whiskers is None else area(whiskers))

    drawn = [
        series("", _LOWER, _FIRST_PART),
        series("下四分位—中位数", _FIRST_PART + 1),
        series("中位数—上四分位", _FIRST_PART + 2, _FIRST_PART + 3),
    ]
    if any(one.whole_spread for one in standings):
        drawn.append(series(f"{whole}中位数", _FIRST_PART + 4))
    above = any(one.spread and one.spread.most * POINT > one.full for one in standings)
    axis = ValueAxis(0, None if above else top, Decimal(top) / _SCALE_STEPS, "0")
    title = "各科分数分布（占满分的百分比）" if percent else "各科分数分布"
    chart = Chart(ChartKind.BOX, title, drawn, (place.charts, 0), *size, axis=axis, text=_TEXT)
    return Drawing([chart], _cells(rows, place.start, aside))


def _in_lines(subject: str, pixels: int) -> str:
    r"""Return a subject in lines that its part of the axis has room for: names must not meet.

    >>> _in_lines("道德与法治", 60), _in_lines("道德与法治", 120)
    ('道德与\n法治', '道德与法治')
    """
    most = max(2, int(pixels * _NAME_SHARE / (_TEXT * _PIXELS)))
    return "\n".join(subject[at : at + most] for at in range(0, len(subject), most))


def _numbers(spread: FiveNumbers | None, unit: Fraction) -> list[Value]:
    """Return the five numbers of a box and the lengths of its parts, rounded to be drawn."""
    if spread is None:
        return []
    numbers = [rounded_figure(number * unit, _SCORE_DIGITS) for number in spread]
    parts = [after - before for before, after in pairwise(numbers)]
    return [*numbers, *parts]


def _median(spread: FiveNumbers | None, unit: Fraction) -> Decimal | None:
    return None if spread is None else rounded_figure(spread.middle * unit, _SCORE_DIGITS)


def _radar(
    rates: RatesBeside,
    aside: tuple[int, int],
    anchor: tuple[int, int],
    size: tuple[int, int],
    names: tuple[str, str],
) -> Drawing:
    """Draw the four rates over all subjects; outward is better in each of them."""
    known = [one for one in rates if one is not None]
    rows: list[list[Value]] = [["作图用（不打印）", *names[: len(known)]]]
    for number, corner in enumerate(_CORNERS):
        rows.append([corner, *(_share(one[number]) for one in known)])
    start, column = aside

    def area(at: int) -> Area:
        return start + 1, column + at, start + len(_CORNERS), column + at

    lines = [Series(name, area(0), area(at)) for at, name in enumerate(names[: len(known)], 1)]
    series = lines[::-1]  # the own one is drawn last, over all together
    axis = ValueAxis(0, 1, Decimal("0.25"), ";;")  # numbers would lie on the lines
    title = "各科合计（外圈100%）"
    chart = Chart(ChartKind.RADAR, title, series, anchor, *size, axis=axis, text=_TEXT)
    return Drawing([chart], _cells(rows, start, column))


def _share(figure: Fraction) -> Decimal:
    return rounded_figure(figure, _SHARE_DIGITS)


def _places(
    profile: UnitProfile, aside: tuple[int, int], anchor: tuple[int, int], size: tuple[int, int]
) -> Drawing:
    """Draw the places over the exams, the first on top."""
    rows: list[list[Value]] = [["作图用（不打印）", "总评名次"]]
    rows += [[one.exam, shown_rank(one.rank)] for one in profile.past]
    start, column = aside
    last = start + len(profile.past)
    series = Series(
        "总评名次", (start + 1, column, last, column), (start + 1, column + 1, last, column + 1)
    )
    # a line over the first place, on which nothing lies, keeps its label out of the title
    axis = ValueAxis(0, max(one.of for one in profile.past), None, "0;;", downward=True)
    title = "历次考试总评名次" + ("" if profile.in_time else "（按工作簿中的顺序）")
    drawn = Chart(*(ChartKind.LINE, title, [series], anchor), *size, axis=axis, text=_TEXT)
    chart = drawn._replace(labels="General")
    return Drawing([chart], _cells(rows, start, column))


def _cells(
    rows: Iterable[Sequence[Value]], start: int, column: int
) -> dict[tuple[int, int], Value]:
    return {
        (start + down, column + across): value
        for down, row in enumerate(rows)
        for across, value in enumerate(row)
        if value is not None
    }
