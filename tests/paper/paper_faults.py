"""What is wrong with printed sheets, each fault a sentence that names its page."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tests.paper.pdf_pages import Box, Page, squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


SMALLEST = 6.45
"""Points: what is smaller an office's older eyes cannot read."""
SMALLEST_IN_CHART = 5.3
"""Numbers along an axis are seen as bars, too."""
SLACK = 0.8
"""Points by which ink may reach over a line: half its thickness, and rounding."""
FOOT = 50.0
"""Points at the lower edge: page number and date stand there."""
ALMOST_EMPTY = 0.25
"""Of the room between the margins: a page in the middle of a sheet fills more."""
PILES = ("成绩条",)
"""Sheets in which a new pile begins a page: the slips of each class go to its own teacher."""
MARGIN = 40.0
"""Points: the margins of our sheets, left and right; above and below they are wider."""
CONFIDENTIAL = "内部资料"
NUMBERED = re.compile(r"第(\d+)页，共(\d+)页")
CUTTING_LINE = re.compile(r"[✂\s┄]+")
"""Between slips to be cut apart: longer than any page, and cut off at its edge."""
TOO_NARROW = re.compile(r"#{2,}")


class Printed(NamedTuple):
    """What a workbook holds and what became of it on paper.

    Attributes:
        pages: all of them.
        titles: what stands over each sheet, by its name.
        texts: the texts of each sheet's cells.
        charts: how many charts each sheet has.
        persons: names of teachers and pupils.
    """

    pages: Sequence[Page]
    titles: Mapping[str, str]
    texts: Mapping[str, Sequence[str]]
    charts: Mapping[str, int]
    persons: Collection[str]


def faults(of: Printed) -> list[str]:
    """Return all faults, sheet by sheet."""
    found = [fault for check in CHECKS for fault in check(of)]
    order = list(of.titles)
    return sorted(found, key=lambda fault: order.index(fault.split("”")[0].removeprefix("“")))


def without_heading(of: Printed) -> Iterator[str]:
    """A page that does not say what it is: no title, or rows without column titles over them."""
    for page in of.pages:
        if squeezed(of.titles[page.sheet]) not in page.text:
            yield f"{page} has no title"
        grid = [rule for rule in page.rules if not _near_chart(page, rule)]
        if (
            grid
            and max(rule.top for rule in grid) > max((t.top for t in page.titles), default=0) + 2
        ):
            yield f"{page} has rows without column titles"


def _near_chart(page: Page, box: Box) -> bool:
    return any(chart.holds(box, slack=3) for chart in page.charts)


def too_wide_or_high(of: Printed) -> Iterator[str]:
    """A text whose ink goes over a line of its cell, beyond the paper's margins, or is ####."""
    for page in of.pages:
        rules = [rule for rule in page.rules if not _near_chart(page, rule)]
        upright = [rule for rule in rules if rule.height > rule.width]
        level = [rule for rule in rules if rule.height <= rule.width]
        for run in page.runs:
            if CUTTING_LINE.fullmatch(run.text):
                continue
            if TOO_NARROW.fullmatch(run.text):
                yield f"{page}: a number does not fit its cell"
            if not MARGIN - 2 <= run.box.left <= run.box.right <= page.width - MARGIN + 2:
                yield f"{page}: “{run.text}” goes beyond the margin"
            if page.in_chart(run.box):
                continue
            if not run.seen.holds(run.box):
                yield f"{page}: “{run.text}” is cut"
            if any(_across(run.box, rule) for rule in upright):
                yield f"{page}: “{run.text}” is wider than its cell"
            if any(_over(run.box, rule) for rule in level):
                yield f"{page}: “{run.text}” is higher than its row"


def _across(ink: Box, rule: Box) -> bool:
    at, middle = (rule.left + rule.right) / 2, (ink.bottom + ink.top) / 2
    return (
        ink.left + SLACK < at < ink.right - SLACK
        and rule.bottom + SLACK < middle < rule.top - SLACK
    )


def _over(ink: Box, rule: Box) -> bool:
    at, middle = (rule.bottom + rule.top) / 2, (ink.left + ink.right) / 2
    return (
        ink.bottom + SLACK < at < ink.top - SLACK
        and rule.left + SLACK < middle < rule.right - SLACK
    )


def under_a_chart(of: Printed) -> Iterator[str]:
    """A text that a chart lies on."""
    for page in of.pages:
        for run in page.covered:
            yield f"{page}: “{run.text}” lies under a chart"


def not_printed(of: Printed) -> Iterator[str]:
    """A text of a cell that is not on the sheet's pages, or not as often as in its cells."""
    for sheet, texts in of.texts.items():
        drawn = "".join(page.text for page in of.pages if page.sheet == sheet)
        for text, times in Counter(map(squeezed, texts)).items():
            if CUTTING_LINE.fullmatch(text):
                continue  # its scissors are of another font, and drawn by themselves
            if text and drawn.count(text) < times:
                yield f"“{sheet}”: {times} × “{text}”, printed {drawn.count(text)} times"


def torn_charts(of: Printed) -> Iterator[str]:
    """A chart that a page break cuts, or that is not printed."""
    drawn = Counter(page.sheet for page in of.pages for _ in page.charts)
    for sheet, wanted in of.charts.items():
        if drawn[sheet] != wanted:
            yield f"“{sheet}” has {wanted} charts, and {drawn[sheet]} frames on paper"
    for page in of.pages:
        body = Box(MARGIN, FOOT, page.width - MARGIN, page.height - FOOT)
        for chart, seen in page.charts.items():
            if not (body.holds(chart, slack=3) and seen.holds(chart, slack=3)):
                yield f"{page}: a chart is cut"


def almost_empty(of: Printed) -> Iterator[str]:
    """A page that is not its sheet's last and on which hardly anything stands."""
    for page, after in pairwise(of.pages):
        if page.sheet == after.sheet and not page.sheet.startswith(PILES):
            inked = [run.box.bottom for run in page.runs if run.box.bottom > FOOT]
            inked += [chart.bottom for chart in page.charts]
            lowest = min(inked, default=page.height)
            room = page.height - 2 * FOOT
            if page.height - FOOT - lowest < room * ALMOST_EMPTY:
                yield f"{page} is almost empty"


def named_openly(of: Printed) -> Iterator[str]:
    """A page that names a teacher or pupil and does not say 内部资料."""
    for page in of.pages:
        text = page.text
        if CONFIDENTIAL not in text:
            named = [name for name in of.persons if name in text]
            if named:
                yield f"{page} names {'、'.join(named[:3])} without {CONFIDENTIAL}"


def too_small(of: Printed) -> Iterator[str]:
    """A text that cannot be read."""
    for page in of.pages:
        for run in page.runs:
            least = SMALLEST_IN_CHART if page.in_chart(run.box) else SMALLEST
            if run.size < least:
                yield f"{page}: “{run.text}” has {run.size:.1f} points"
                break


def without_number(of: Printed) -> Iterator[str]:
    """A page that does not say which of how many it is."""
    for page in of.pages:
        foot = "".join(run.text for run in page.runs if run.box.top < FOOT)
        found = NUMBERED.search(squeezed(foot))
        if not found or tuple(map(int, found.groups())) != (page.number, len(of.pages)):
            yield f"{page} has no page number"


CHECKS = (
    without_heading,
    too_wide_or_high,
    under_a_chart,
    not_printed,
    torn_charts,
    almost_empty,
    named_openly,
    too_small,
    without_number,
)
