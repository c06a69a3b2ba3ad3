"""Pages as PDFium sees them: runs of text with the box of their ink, ruled lines, charts."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HEADER_FILL = (0xDD, 0xEB, 0xF7)
"""Of column titles."""
FRAME = (0xD9, 0xD9, 0xD9)
"""Of the line round a chart."""
THIN = 2.0
"""Points: a path no wider is a ruled line."""
CHART = 60.0
"""Points: a frame is no smaller."""
DEEP = 6
"""Levels of form objects in a page: a chart may be one."""


class Box(NamedTuple):
    """Points from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def common(self, other: Box) -> Box:
        """Return what lies in both; a width or height below 0 = nothing does."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def holds(self, other: Box, slack: float = 1.0) -> bool:
        return (
            self.left - slack <= other.left
            and self.bottom - slack <= other.bottom
            and other.right <= self.right + slack
            and other.top <= self.top + slack
        )


EVERYWHERE = Box(-1e6, -1e6, 1e6, 1e6)


class Run(NamedTuple):
    """Glyphs of one font in a row; a line of text is one or several.

    Attributes:
        text: what they say.
        box: of their ink.
        seen: what of the box is not clipped away.
        size: of the font, in points.
        upright: not turned.
    """

    text: str
    box: Box
    seen: Box
    size: float
    upright: bool


class Page(NamedTuple):
    """One page, with the sheet that it is of.

    Attributes:
        sheet: its name.
        number: from 1 through the document.
        width, height: in points.
        runs: texts that can be seen.
        rules: lines of cells and charts.
        titles: what is filled as column titles are.
        charts: the frame of each, and what can be seen of it.
        covered: texts that were there before a chart was drawn over them.
    """

    sheet: str
    number: int
    width: float
    height: float
    runs: list[Run]
    rules: list[Box]
    titles: list[Box]
    charts: dict[Box, Box]
    covered: list[Run]

    def __str__(self) -> str:
        return f"“{self.sheet}”第{self.number}页"

    @property
    def text(self) -> str:
        """Return all that stands on it, as it is drawn, without spaces."""
        return squeezed("".join(run.text for run in self.runs))

    def in_chart(self, box: Box) -> bool:
        return any(chart.holds(box) for chart in self.charts)


def squeezed(text: str) -> str:
    return "".join(text.split())


def pages_of(path: Path) -> list[Page]:
    """Return the pages; LibreOffice names the first page of each sheet in the outline."""
    document = pypdfium2.PdfDocument(path)
    firsts: dict[int, str] = {}
    for mark in document.get_toc():
        firsts[mark.get_dest().get_index()] = mark.get_title()
    sheet, pages = "", []
    for number in range(len(document)):
        sheet = firsts.get(number, sheet)
        pages.append(_page(document[number], sheet, number + 1))
    document.close()
    return pages


def _page(page: Any, sheet: str, number: int) -> Page:
    width, height = page.get_size()
    found = Page(sheet, number, width, height, [], [], [], {}, [])
    for thing in page.get_objects(max_depth=DEEP, textpage=page.get_textpage()):
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            found.runs.extend(_run(thing))
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            _sort_in(found, thing)
    # rings of a radar are drawn as frames are
    for box in [one for one in found.charts if _within_another(one, found.charts)]:
        del found.charts[box]
    return found


def _within_another(box: Box, frames: Iterable[Box]) -> bool:
    return any(other is not box and other.holds(box) for other in frames)


def _run(thing: Any) -> Iterator[Run]:
    text, box = thing.extract().strip(), Box(*thing.get_bounds())
    seen = box.common(_window(thing))
    if text and seen.width > 0 and seen.height > 0:
        matrix = thing.get_matrix()
        size = thing.get_font_size() * (matrix.b**2 + matrix.d**2) ** 0.5
        yield Run(text, box, seen, size, upright=abs(matrix.b) < abs(matrix.a))


def _window(thing: Any) -> Box:
    """Return the part of the page that a thing may be drawn on."""
    clip = raw.FPDFPageObj_GetClipPath(thing.raw)
    window = EVERYWHERE
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
        segments = range(raw.FPDFClipPath_CountPathSegments(clip, path))
        points = [_point(raw.FPDFClipPath_GetPathSegment(clip, path, one)) for one in segments]
        across, up = zip(*points, strict=True)
        window = window.common(Box(min(across), min(up), max(across), max(up)))
    return window


def _point(segment: Any) -> tuple[float, float]:
    across, up = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, across, up)
    return across.value, up.value


def _sort_in(page: Page, thing: Any) -> None:
    box = Box(*thing.get_bounds())
    seen = box.common(_window(thing))
    if seen.width <= 0 or seen.height <= 0:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing.raw, fill, stroke)
    filled, stroked = fill.value != raw.FPDF_FILLMODE_NONE, bool(stroke.value)
    if stroked and min(box.width, box.height) <= THIN:
        page.rules.append(seen)
    elif stroked and min(box.width, box.height) >= CHART and _colour(thing, _STROKE) == FRAME:
        page.charts[box] = seen
        page.covered.extend(run for run in page.runs if seen.holds(run.box))
    elif filled and _colour(thing, _FILL) == HEADER_FILL:
        page.titles.append(seen)


_STROKE, _FILL = raw.FPDFPageObj_GetStrokeColor, raw.FPDFPageObj_GetFillColor


def _colour(thing: Any, of: Any) -> tuple[int, ...]:
    parts = [ctypes.c_uint() for _ in range(4)]
    of(thing.raw, *parts)
    return tuple(part.value for part in parts[:3])
