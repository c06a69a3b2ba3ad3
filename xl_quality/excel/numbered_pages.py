"""Things to choose from as numbered lines, on pages that Excel's small input box can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE_ON: Final = "0"
"""What the clerk types for the next page."""
_LONGEST_LINE: Final = 70
_LONGEST_TITLE: Final = 80


class Page(NamedTuple):
    """
    What is shown at once.

    Attributes:
        text: heading and numbered lines.
        first: index of the first thing on it.
    """

    text: str
    first: int


def pages(title: str, labels: Sequence[str], longest: int) -> list[Page]:
    r"""
    Return the pages for a choice.

    Args:
        title: heading of every page.
        labels: of the things, in order, at least one.
        longest: characters that a page may have.

    >>> pages("选择考试：", ["期中", "期末"], 250)
    [Page(text='选择考试：\n（请输入序号）\n1. 期中\n2. 期末', first=0)]
    """
    lines = [_cut(f"{n}. {label}", _LONGEST_LINE) for n, label in enumerate(labels, 1)]
    head = f"{_cut(title, _LONGEST_TITLE)}\n（请输入序号）"
    more = f"{_cut(title, _LONGEST_TITLE)}\n（请输入序号；输入 {PAGE_ON} 看下一页）"
    whole = "\n".join([head, *lines])
    if len(whole) <= longest:
        return [Page(whole, 0)]
    found = [Page(more, 0)]
    for index, line in enumerate(lines):
        last = found[-1]
        if len(last.text) + 1 + len(line) > longest and last.text != more:
            found.append(Page(f"{more}\n{line}", index))
        else:
            found[-1] = Page(f"{last.text}\n{line}", last.first)
    return found


def _cut(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"
