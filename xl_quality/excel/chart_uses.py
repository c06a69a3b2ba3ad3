"""Whether charts of the clerk draw what stands on a sheet that is about to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_quality.books.opc.register import refers_to
from xl_quality.books.refusals import refusal
from xl_quality.excel.calls import is_refusal
from xl_quality.excel.own_marks import worksheets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def refuse_charted(book: Any, going: Collection[str]) -> None:  # noqa: ANN401 - COM has no types
    """
    Make sure that no chart is left without the sheet that it draws.

    Args:
        book: the Workbook.
        going: names of the sheets that go or are written anew; their own charts do not count.

    Raises:
        BadInputError: a chart elsewhere draws one of them.
    """
    for sheet, chart in _charts(book, going):
        for formula in _series(chart):
            for name in going:
                if refers_to(formula, name):
                    raise refusal(
                        book.Name,
                        "sheet_in_use",
                        f"的「{sheet}」里有图表画的是「{name}」里的数据，没有改动「{name}」",
                        f"请先删去「{sheet}」里的这张图表，或给它换一个数据源，再重试",
                        sheet=sheet,
                    )


def _charts(book: Any, going: Collection[str]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - COM
    """Yield each chart with the name of its tab: those on sheets, then those that are tabs."""
    for sheet in worksheets(book):
        if sheet.Name not in going:
            drawn = sheet.ChartObjects()
            for number in range(1, drawn.Count + 1):
                yield sheet.Name, drawn.Item(number).Chart
    charts = book.Charts
    for number in range(1, charts.Count + 1):
        chart = charts(number)
        yield chart.Name, chart


def _series(chart: Any) -> Iterator[str]:  # noqa: ANN401 - COM has no types
    series = chart.SeriesCollection()
    for number in range(1, series.Count + 1):
        try:
            formula = series.Item(number).Formula
        except Exception as error:
            if not is_refusal(error):
                raise
            continue  # maps, sunbursts and the like have none
        yield str(formula)
