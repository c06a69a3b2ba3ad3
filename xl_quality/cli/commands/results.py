"""``rates``, ``rank``, ``report``, ``payout`` and ``warnings``: a run done, shown and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xl_quality.cli import console
from xl_quality.cli.book_files import opened, output_of, published
from xl_quality.cli.values import choices_of, fixed_of
from xl_quality.core.groups import Level
from xl_quality.core.option_table import DECIMALS
from xl_quality.reports.figures_json import rates_json
from xl_quality.reports.looks import shown_rank
from xl_quality.reports.rankings import exam_of, grade_place
from xl_quality.runs.choices import Request
from xl_quality.runs.run import carry_out, entry_of, sheets_of

if TYPE_CHECKING:
    import argparse

    from xl_quality.books.files import FileBook
    from xl_quality.runs.figures import Figures
    from xl_quality.runs.run import Run

_SHOWN_LEVELS = (Level.SCHOOL, Level.CLASS, Level.TEACHER, Level.GRADE, Level.ALL)
_SHOWN_ROWS = 20


def run(arguments: argparse.Namespace) -> int:
    """Compute what was asked for; print JSON, or write the sheets and a short table."""
    request = _request(arguments)
    with console.working("正在读取和计奖……" if request.order else "正在读取和统计……"):
        book = opened(arguments.book, despite_lock=arguments.despite_protection)
        done = carry_out(request, book)
    writes = not arguments.json or arguments.output or arguments.in_place
    if writes and request.command != "warnings":
        done = _paid_once(done, book, arguments)
    if arguments.json:
        console.say_json(_json(done))
    if not writes:
        return 0
    tables = sheets_of(done)  # nobody to be warned: none, and nothing is written
    written = published(book, tables, arguments, entry_of(done)) if tables else None
    if not arguments.json:
        _show(done)
        if written is not None:
            console.tell_written(written)
        console.findings(done.findings, arguments.book, most=_SHOWN_ROWS)
    return 0


def _request(arguments: argparse.Namespace) -> Request:
    order = None
    if arguments.scheme:
        from xl_quality.cli.commands.scheme_results import order_of  # noqa: PLC0415 - only if asked

        order = order_of(arguments)
    chosen = choices_of(arguments), fixed_of(arguments), arguments.before, order
    return Request(arguments.command, *chosen)


def _paid_once(done: Run, book: FileBook, arguments: argparse.Namespace) -> Run:
    """
    Return the run as the options about what was paid before want it.

    Raises:
        BadInputError: something was paid before, and no option says what is to become of it.
    """
    if done.payout is None:
        return done
    from xl_quality.runs.publish import there  # noqa: PLC0415 - only if asked
    from xl_quality.runs.run import Repeat, settled  # noqa: PLC0415 - as above

    where = there(book, output=output_of(arguments), in_place=arguments.in_place)
    way = Repeat.AGAIN if arguments.again else Repeat.REFUSE
    return settled(done, where, Repeat.UNPAID if arguments.unpaid else way)


def _json(done: Run) -> Any:  # noqa: ANN401 - whatever json.dumps takes
    """Return the figures of a run, or what its scheme yields, as plain values."""
    if done.figures is None:
        from xl_quality.cli.commands.scheme_results import json_of  # noqa: PLC0415 - only if asked

        return json_of(done)
    figures, asked = done.figures, bool(done.request.choices.about(DECIMALS))
    results = [*figures.single, *(one for lines in figures.results.values() for one in lines)]
    if done.request.command != "rates":
        results += [result for lines in figures.overall.values() for result in lines]
    return rates_json(results, figures.options.digits if asked else None)


def _show(done: Run) -> None:
    if done.figures is not None:
        _show_places(done.figures)
    if done.payout is not None:
        from xl_quality.cli.commands.scheme_results import show  # noqa: PLC0415 - only if asked

        show(done)


def _show_places(figures: Figures) -> None:
    """Print the overall places of the widest level that ranks anything."""
    level = next((level for level in _SHOWN_LEVELS if figures.overall.get(level)), None)
    if level is None:
        return
    lines = sorted(
        figures.overall[level],
        key=lambda line: (
            line.exam,
            grade_place(line.group.grade),
            line.rank is None,
            line.rank or 0,
        ),
    )
    rows = [
        (exam_of(line), line.group.label, line.printed.composite, shown_rank(line.rank))
        for line in lines[:_SHOWN_ROWS]
    ]
    console.table("总评", ("考试", "单位", "综合分", "名次"), rows)
    if len(lines) > _SHOWN_ROWS:
        console.say(f"……共 {len(lines)} 行，全部在结果工作簿里")
