"""What a command prints: colours and drawn tables on a terminal, plain text in a pipe."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xl_quality.core.findings import Severity
from xl_quality.usecases.advice import Host, worded
from xl_quality.usecases.gathering import gathered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.usecases.publish import Published

_COLOURS = {Severity.ERROR: 31, Severity.WARNING: 33, Severity.NOTE: 36}
"""ANSI codes: red, yellow, cyan."""


def say(text: str) -> None:
    """Print one line."""
    print(text)


def say_json(value: Any) -> None:  # noqa: ANN401 - whatever json.dumps takes
    """Print a value as JSON, Chinese unescaped."""
    import json  # noqa: PLC0415 - only where JSON is asked for

    print(json.dumps(value, ensure_ascii=False, indent=1))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: drawn on a terminal, tab-separated in a pipe."""
    texts = [["" if value is None else str(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        say(title)
        for row in (columns, *texts):
            say("\t".join(row))
        return
    from rich.console import Console  # noqa: PLC0415 - heavy, and only for a terminal
    from rich.markup import escape  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    drawn = Table(*map(escape, columns), title=escape(title), title_justify="left")
    for row in texts:
        drawn.add_row(*map(escape, row))
    Console().print(drawn)


def findings(items: Iterable[Finding], book: str = "", *, most: int = 0) -> None:
    """
    Print findings to standard error: one a kind and sheet, the most serious first.

    Args:
        items: in any order.
        book: how the command line named the workbook.
        most: lines at most, 0 = all.
    """
    ordered = told(items, book)
    shown = ordered[:most] if most else ordered
    for item in shown:
        print(_coloured(item), file=sys.stderr)
    if len(shown) < len(ordered):
        rest = len(ordered) - len(shown)
        print(f"还有 {rest} 条，用 xl-quality check 查看全部", file=sys.stderr)


def told(items: Iterable[Finding], book: str = "") -> list[Finding]:
    """Return findings as they are printed: gathered, in the words of the command line."""
    return [worded(one, Host.COMMAND, book) for one in gathered(items)]


def findings_json(items: Iterable[Finding], book: str = "") -> list[dict[str, str | list[str]]]:
    """Return every finding with its own cell, for programs, in the words of the command line."""
    return [worded(one, Host.COMMAND, book).to_json() for one in items]


def _coloured(item: Finding) -> str:
    if not sys.stderr.isatty():
        return str(item)
    return f"\x1b[{_COLOURS[item.severity]}m{item}\x1b[0m"


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show on a terminal that something takes its time; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 - heavy, and only for a terminal

    with Console(stderr=True).status(text):
        yield


def tell_written(written: Published) -> None:
    """Say which sheets were written, where, and where the backup is."""
    say(f"已写入：{written.path}")
    say(f"工作表：{'、'.join(written.sheets)}")
    if written.backup is not None:
        say(f"原来的文件已备份：{written.backup}")
