"""What a command prints: tables, findings, and why it cannot go on."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xl_quality.core.findings import (
    BadInputError,
    Finding,
    QualityError,
    Severity,
    Step,
    Way,
    WordedFinding,
)
from xl_quality.runs.advice import Host, gathered, step_words, worded

if TYPE_CHECKING:
    from xl_quality.runs.pdf_pack import WrittenPdf
    from xl_quality.runs.publish import Published

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
    """Print findings to standard error: one a kind and sheet, the most serious first.

    At most *most* lines, 0 = all; *book* is how the command line named the workbook.
    """
    if not items:
        return
    ordered = told(items, book)
    shown = ordered[:most] if most else ordered
    for item in shown:
        colours = sys.stderr.isatty()
        line = f"\x1b[{_COLOURS[item.severity]}m{item}\x1b[0m" if colours else str(item)
        print(line, file=sys.stderr)
    if len(shown) < len(ordered):
        rest = len(ordered) - len(shown)
        print(f"还有 {rest} 条，用 xl-quality check 查看全部", file=sys.stderr)


def told(items: Iterable[Finding], book: str = "") -> list[WordedFinding]:
    """Return findings as they are printed: gathered, in the words of the command line."""
    return [worded(one, Host.COMMAND, book) for one in gathered(items)]


def findings_json(items: Iterable[Finding], book: str = "") -> list[dict[str, str | list[str]]]:
    """Return every finding with its own cell, for programs, in the words of the command line."""
    return [worded(item, Host.COMMAND, book).to_json() for item in items]


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


def tell_pdf(pack: WrittenPdf) -> None:
    """Say where the PDF is, and where that which stood there before."""
    say(f"PDF：{pack.path}（{pack.pages}页）")
    if pack.backup is not None:
        say(f"原来的 PDF 已备份：{pack.backup}")


_MOST = 40  # lines of a refusal; what is beyond is told when these are mended, or by ``check``
_INTERRUPTED = 130  # what shells expect of a program ended with Ctrl+C


def reported(run: Callable[[], int], book: str = "") -> int:
    """Run a command; print a failure we know in Chinese and return its exit code.

    *book* is how the command line named the workbook.
    """
    try:
        code = run()
        sys.stdout.flush()  # a reader who has gone shows here, not in the interpreter's last breath
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
        return _INTERRUPTED
    except QualityError as error:
        _tell(error, book)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _tell(error: QualityError, book: str) -> None:
    """Print why the command stops, what can be done, and every kind of fault with its places."""
    print(f"错误：{error}", file=sys.stderr)
    if not isinstance(error, BadInputError):
        return
    for words in step_words(error.steps, Host.COMMAND, book):
        print(f"  {words}", file=sys.stderr)
    lines = told(error.untold, book)
    for finding in lines[:_MOST]:
        print(f"  {finding}", file=sys.stderr)
    if len(lines) > _MOST:
        print(f"  ……共 {len(lines)} 类问题", file=sys.stderr)
    if lines and book:
        (form,) = step_words([Step(Way.SETTINGS)], Host.COMMAND, book)
        print(f"  工作簿里还没有考核设置表的，{form}", file=sys.stderr)


_ALLOCATIONS: Final = 1_000_000
"""Between two collections; a county makes millions of cells and rows, and none of them garbage."""


def collect_rarely() -> None:
    """Collect cyclic garbage rarely from now on: each collection goes through all cells again.

    What is left when the program ends goes with its memory; nobody searches it before.
    """
    gc.set_threshold(_ALLOCATIONS, *gc.get_threshold()[1:])
    atexit.register(gc.freeze)
