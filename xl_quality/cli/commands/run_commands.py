"""``rates``, ``rank``, ``report``, ``payout`` and ``warnings``: a run done, shown and written."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xl_quality.cli import console
from xl_quality.cli.values import (
    choices_of,
    day,
    fixed_of,
    opened,
    pairs,
    publish_results,
    where_of,
)
from xl_quality.core.findings import EnvironmentFaultError, Finding
from xl_quality.core.groups import Level
from xl_quality.core.money import yuan_text
from xl_quality.core.option_table import DECIMALS
from xl_quality.core.school_terms import grade_place
from xl_quality.reports.frame import shown_rank
from xl_quality.runs.choices import OF_SCHEME_ALONE, Order, Request
from xl_quality.runs.run import Run, carry_out, entry_of, sheets_of

if TYPE_CHECKING:
    import argparse

    from xl_quality.books.files import FileBook
    from xl_quality.books.tables import Table
    from xl_quality.core.figures import GroupResult
    from xl_quality.reports.judged_sheets import Sheaf
    from xl_quality.runs.group_figures import Figures
    from xl_quality.runs.payout.assessment import Payout
    from xl_quality.runs.pdf_pack import WrittenPdf
    from xl_quality.runs.publish import Published

_SHOWN_LEVELS = (Level.SCHOOL, Level.CLASS, Level.TEACHER, Level.GRADE, Level.ALL)
_SHOWN_ROWS = 20  # of a table or of findings: a screen


def run(arguments: argparse.Namespace) -> int:
    """Compute what was asked for; print JSON, or write the sheets and a short table."""
    ordered = arguments.scheme or arguments.command in OF_SCHEME_ALONE  # these pay or refuse
    order = order_of(arguments) if ordered else None
    choices, fixed = choices_of(arguments), fixed_of(arguments)
    reports = _reports(arguments)
    if arguments.pdf:
        _refuse_no_libreoffice()
    request = Request(arguments.command, choices, fixed, arguments.before, order, reports)
    with console.working("正在读取和计奖……" if request.order else "正在读取和统计……"):
        book = opened(arguments.book, despite_lock=arguments.despite_protection)
        done = carry_out(request, book)
    writes = not arguments.json or arguments.output or arguments.in_place or arguments.pdf
    if writes and request.command != "warnings":
        done = _paid_once(done, book, arguments)
    if arguments.json:
        console.say_json(_json(done))
    if not writes:
        return 0
    tables = sheets_of(done)  # nobody to be warned: none, and nothing is written
    left_out = _missed(request, tables) if reports or request.before else []
    written = publish_results(book, tables, arguments, entry_of(done)) if tables else None
    pack = _write_pdf(written, book, arguments) if written and arguments.pdf else None
    if not arguments.json:
        if done.figures is not None:
            _show_places(done.figures)
        if done.payout is not None:
            (_show_warned if request.command == "warnings" else _show_paid)(done.payout)
        if written is not None:
            console.tell_written(written)
        if pack is not None:
            console.tell_pdf(pack)
        console.findings([*left_out, *done.findings], arguments.book, most=_SHOWN_ROWS)
    return 0


def _refuse_no_libreoffice() -> None:
    """Refuse a PDF where no LibreOffice is, before anything is computed.

    Raises:
        EnvironmentFaultError: there is none.
    """
    from xl_quality.books.pdf import required_libreoffice  # noqa: PLC0415 - only if asked

    required_libreoffice()


def _write_pdf(written: Published, book: FileBook, arguments: argparse.Namespace) -> WrittenPdf:
    """Write the sheets as a PDF beside the workbook that holds them.

    Raises:
        EnvironmentFaultError: it cannot be made; the workbook is written all the same.
    """
    from xl_quality.runs.pdf_pack import write_pdf  # noqa: PLC0415 - only if asked

    beside = book.beside if arguments.in_place else written.path
    try:
        with console.working("正在转成 PDF……"):
            return write_pdf(written.tables, beside.with_suffix(".pdf"), book.now())
    except EnvironmentFaultError as error:
        message = f"结果已经写进“{written.path.name}”，只有 PDF 没有做成：{error}"
        raise EnvironmentFaultError(message) from error


def _reports(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the reports asked for, empty = the usual ones."""
    if arguments.only is None and not arguments.all:
        return ()
    from xl_quality.runs.report_choice import EVERY, names_asked  # noqa: PLC0415 - only if asked

    return EVERY if arguments.all else names_asked(arguments.only)


def _missed(request: Request, tables: Sequence[Table]) -> list[Finding]:
    """Return which reports a run for all of them, or for what compares exams, has nothing for.

    Raises:
        BadInputError: one asked for by name cannot be made.
    """
    from xl_quality.runs.report_choice import left_out, refuse_lacking  # noqa: PLC0415 - as above

    refuse_lacking(request.reports, tables)
    return left_out(request.reports, tables, request.command if request.before else "")


def order_of(arguments: argparse.Namespace) -> Order:
    """Return what the command line orders."""
    return Order(
        arguments.scheme,
        day(arguments.on),
        pairs(arguments.option, "--option"),
        tuple(arguments.param),
        arguments.exam,
        shipped=arguments.shipped,
        unpaid=arguments.unpaid,
    )


def _paid_once(done: Run, book: FileBook, arguments: argparse.Namespace) -> Run:
    """Return the run as the options about what was paid before want it.

    Raises:
        BadInputError: something was paid before, and no option says what is to become of it.
    """
    if done.payout is None:
        return done
    from xl_quality.runs.publish import earlier_results  # noqa: PLC0415 - only if asked
    from xl_quality.runs.run import Repeat, settled  # noqa: PLC0415 - as above

    way = Repeat.AGAIN if arguments.again else Repeat.REFUSE
    return settled(
        done, earlier_results(book, where_of(arguments)), Repeat.UNPAID if arguments.unpaid else way
    )


def _json(done: Run) -> Any:  # noqa: ANN401 - whatever json.dumps takes
    """Return the figures of a run, or what its scheme yields, as plain values."""
    figures, payout = done.figures, done.payout
    if figures is not None:
        results = [*figures.single, *(one for lines in figures.results.values() for one in lines)]
        if done.request.command != "rates":
            results += [result for lines in figures.overall.values() for result in lines]
        asked = bool(done.request.choices.about(DECIMALS))
        from xl_quality.reports.rankings import rates_json  # noqa: PLC0415 - of figures alone

        return rates_json(results, figures.options.digits if asked else None)
    if payout is None:
        return None
    from xl_quality.runs.payout import sheets  # noqa: PLC0415 - only with a scheme

    if done.request.command == "warnings":
        return sheets.warned_json(sheets.warned_by(payout))
    return sheets.payout_json(payout)


def _exam_shown(line: GroupResult, *, only: bool) -> str:
    """Return what the screen calls an exam; by its sheet where it has no name and one sheet."""
    from xl_quality.sheets.titles import exam_called  # noqa: PLC0415 - of figures alone

    named = bool(line.exam)
    return exam_called(line.exam_name, named=named, only=named and only)


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
    only = len({line.exam_name for line in lines}) == 1
    rows = [
        (
            _exam_shown(line, only=only),
            line.group.label,
            line.printed.composite,
            shown_rank(line.rank),
        )
        for line in lines[:_SHOWN_ROWS]
    ]
    console.table("总评", ("考试", "单位", "综合分", "名次"), rows)
    if len(lines) > _SHOWN_ROWS:
        console.say(f"……共 {len(lines)} 行，全部在结果工作簿里")


def _show_warned(payout: Payout) -> None:
    from xl_quality.runs.payout.sheets import warned_by  # noqa: PLC0415 - only with a scheme

    rows = [
        (one.name, one.subject, one.unit, one.role, "、".join(g.clause for g in one.grounds))
        for one in warned_by(payout)
    ]
    console.table("警示名单", ("处理", "对象", "所在单位", "针对", "条款"), rows)


def _show_paid(payout: Payout) -> None:
    """Print what each payee gets or owes, and the total; where nothing is paid, what was judged."""
    from xl_quality.reports.payout import by_payee  # noqa: PLC0415 - only with a scheme
    from xl_quality.runs.payout.sheets import sheaves_of  # noqa: PLC0415 - as above
    from xl_quality.schemes.payout_lines import sums  # noqa: PLC0415 - as above

    if not payout.lines and (sheaves := sheaves_of(payout)):
        rows = [_judged(sheaf) for sheaf in sheaves]
        columns = ("考核对象", "达标", "未达标", "得分", "认定")
        console.table(payout.scheme.title, columns, rows)
        return
    paid = {**by_payee(payout.by_unit), "合计": payout.lines}
    rows = [(payee, *map(yuan_text, sums(lines))) for payee, lines in paid.items()]
    console.table(f"{payout.scheme.title}（元）", ("兑现对象", "奖励", "惩扣", "净额"), rows)


def _judged(sheaf: Sheaf) -> tuple[object, ...]:
    from xl_quality.schemes.words import number_text  # noqa: PLC0415 - only with a scheme

    met = [one.met for one in sheaf.judged]
    points = [one.points for one in sheaf.judged if one.points is not None]
    total = number_text(sum(points, Fraction())) if points else ""
    return sheaf.name, met.count(True), met.count(False), total, "、".join(sheaf.verdicts)
