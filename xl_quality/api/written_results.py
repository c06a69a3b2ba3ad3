"""Results into workbooks without loss, and agreements into a folder (写出结果、生成责任书)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from os import PathLike, fspath
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.api.payout_results import RewardScheme, day_of
from xl_quality.api.result_frames import RunResult
from xl_quality.api.said_options import typed
from xl_quality.api.score_books import as_book, telling
from xl_quality.books.files import FileBook, local_now, open_book
from xl_quality.books.opc.workbook import blank_workbook
from xl_quality.books.saving import backup_file, drop_backup, refuse_if_in_use, write_file
from xl_quality.core.findings import BadInputError, EnvironmentFaultError, Finding
from xl_quality.runs.agreements import order as agreements
from xl_quality.runs.agreements.delivery import Delivered, Wanted
from xl_quality.runs.publish import Published, Where, allow, earlier_results, publish, refuse
from xl_quality.runs.record import SHARED
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import Repeat, Run, entry_of, settled, sheets_of

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.api.said_options import Number
    from xl_quality.api.score_books import BookSource, ScoreBook

_NO_SOURCE: Final = "来源.xlsx"  # stands for the workbook that results of frames do not have


@telling
def write(
    path: str | PathLike[str],
    results: RunResult | Sequence[RunResult],
    *,
    in_place: bool = False,
    replace: bool = False,
    paid: str = "refuse",
) -> Published:
    """Write the sheets of results into a workbook, as the command line does, all or nothing.

    Every part of the workbook that is not ours stays byte for byte; what stood there before is
    copied to ``备份/`` beside it, unless nothing changes. Each run stands in the sheet 运行记录.

    Args:
        path: a workbook (.xlsx, .xlsm). One that does not exist is made, and one that holds
            nothing but result sheets is made anew.
        results: what `rates`, `rank`, `bands`, `changes` and `pay` gave.
        in_place: into the workbook itself; otherwise beside it, into ``…_结果.xlsx``.
        replace: whether result sheets that a person has changed since may be replaced.
        paid: where an earlier payout of the workbook has paid some of it: ``"refuse"``,
            ``"again"`` to pay it once more, ``"unpaid"`` to pay only the rest.

    Returns:
        The workbook written, the names of its new sheets, and the copy of what was there.

    Raises:
        BadInputError: a sheet of that name is not ours or was changed by hand, two results make
            the same sheet, or something was paid before; nothing is written.
        EnvironmentFaultError: it cannot be written; the workbook is as it was.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import xl_quality as xq
    >>> ranks = xq.rank("workbooks/示例镇成绩册.xlsx", exam="本学期期末")
    >>> with TemporaryDirectory() as folder:
    ...     xq.write(Path(folder, "名次.xlsx"), ranks).sheets
    ['学校排名', '运行记录']
    """
    given = [results] if isinstance(results, RunResult) else list(results)
    if paid not in set(Repeat):
        raise BadInputError(f"paid：可写 {'、'.join(Repeat)}，写的是“{paid}”")
    target, runs = Path(fspath(path)), _joined_runs(given)
    _refuse_twice(runs)
    how = _How(in_place, replace, Repeat(paid))
    _refuse_changed(target, runs)
    if len(runs) == 1:
        return _write(target, runs[0], how)
    with TemporaryDirectory() as folder:
        return _write_together(target, runs, how, Path(folder))


class _How(NamedTuple):
    in_place: bool
    replace: bool
    paid: Repeat


def _joined_runs(results: Sequence[RunResult]) -> list[Run]:
    """Return the runs of results, those alike but for their reports as one."""
    if not results:
        raise BadInputError("write：没有给结果")
    runs: list[Run] = []
    for run in (result.run for result in results):
        alike = [one for one in runs if _of_one_run(one, run)]
        if not alike:
            runs.append(run)
            continue
        known = alike[0]
        asked = known.request.reports, run.request.reports
        reports = EVERY if EVERY in asked else tuple(dict.fromkeys([*asked[0], *asked[1]]))
        runs[runs.index(known)] = known._replace(
            request=known.request._replace(reports=reports), before=known.before or run.before
        )
    return runs


def _of_one_run(one: Run, other: Run) -> bool:
    return (
        bool(one.request.reports and other.request.reports)  # none named are the usual ones
        and (one.book is other.book or _of_one_file(one, other))
        and one.payout is None is other.payout
        and one.request._replace(reports=()) == other.request._replace(reports=())
    )


def _of_one_file(one: Run, other: Run) -> bool:
    """Tell whether two runs read one file, which is unchanged: it was named by its path twice."""
    books = [run.book for run in (one, other) if isinstance(run.book, FileBook)]
    files = [book.path for book in books if book.path.exists() and book.is_on_disk()]
    return len(files) == len((one, other)) and files[0].samefile(files[1])


def _refuse_twice(runs: Sequence[Run]) -> None:
    """Refuse results that would write over each other's sheets; payouts have names of their own."""
    seen: set[str] = set()
    for name in (table.name for run in runs for table in sheets_of(run)):
        if name in seen and name not in SHARED:
            raise BadInputError(f"write：两个结果都有“{name}”表，一个工作簿里只能有一张：请分开写")
        seen.add(name)


def _refuse_changed(target: Path, runs: Sequence[Run]) -> None:
    """Refuse a workbook that has changed since the results were computed from it."""
    books = (run.book for run in runs if isinstance(run.book, FileBook))
    own = (book for book in books if target.exists() and book.path.exists())
    if any(book.path.samefile(target) and not book.is_on_disk() for book in own):
        message = f"「{target.name}」在计算之后又被改过，没有写入。请重新读取、计算后再写。"
        raise EnvironmentFaultError(message)


def _write(target: Path, run: Run, how: _How) -> Published:
    """Write the sheets of one run."""
    made = not target.exists() or _holds_results(target)
    if made:
        book = FileBook(target.with_name(_NO_SOURCE), local_now, blank_workbook())
        where = Where(output=target)
    else:
        book, where = open_book(target), Where(how.in_place)
    if run.payout is not None:
        run = settled(run, earlier_results(book, where), how.paid)
    ask = allow if how.replace else refuse
    return publish(book, sheets_of(run), where, entry_of(run), ask)


def _holds_results(path: Path) -> bool:
    """Tell whether a workbook is nothing but what an earlier run wrote."""
    try:
        book = open_book(path)
    except BadInputError:  # `publish` says what is wrong with it
        return False
    names = set(book.sheet_names())
    return bool(names) and names <= set(book.own_sheets())


def _write_together(target: Path, runs: Sequence[Run], how: _How, folder: Path) -> Published:
    """Write the sheets of several runs into a copy first, then put it in its place at once."""
    copy, sheets = folder / target.name, list[str]()
    result = target
    if target.exists():
        shutil.copyfile(target, copy)
        if not how.in_place and not _holds_results(target):
            result = open_book(target).beside
            with suppress(FileNotFoundError):
                shutil.copyfile(result, folder / result.name)
    refuse_if_in_use(result)
    for run in runs:
        sheets += _write(copy, run, how).sheets
    new = (folder / result.name).read_bytes()
    backup = backup_file(result, local_now()) if result.exists() else None
    if backup and backup.read_bytes() == new:
        drop_backup(backup)
        backup = None
    write_file(result, new)
    record = sheets[-1]
    names = [*dict.fromkeys(sheet for sheet in sheets if sheet != record), record]
    return Published(result, names, backup)


class AgreementFiles(NamedTuple):
    """Agreements that were made (责任书).

    Attributes:
        files: one each: whose, the Word file, its PDF, what the read-back found.
        printing: one file of all for printing, where it was wanted.
        findings: what a person should look at.
        values: how many values were read back from the files and agreed.
    """

    files: tuple[Delivered, ...]
    printing: tuple[Path, ...]
    findings: tuple[Finding, ...]
    values: int


@telling
def fill_agreements(
    book: BookSource | ScoreBook,
    template: str | PathLike[str],
    folder: str | PathLike[str],
    *,
    on: date | str | None = None,
    only: str = "",
    fields: Mapping[str, str] | None = None,
    scheme: str | RewardScheme = "",
    readings: Mapping[str, str] | None = None,
    parameters: Mapping[str, Number] | None = None,
    merged: bool = False,
    pdf: bool = False,
    replace: bool = False,
) -> AgreementFiles:
    """Fill agreements (目标责任书) from a score book: all files or none, each read back.

    Args:
        book: as `read` or `scores` gives it, or whatever `read` takes.
        template: id of a template that ships, or path of a Word file with tags.
        folder: where the files go; it is made where it does not exist.
        on: day of the agreements, which decides the clauses, too; None = today.
        only: the one unit wanted.
        fields: values that are the same for all, by the name of the tag.
        scheme: whose clauses are printed; ``""`` = the template's own.
        readings: by option id, where the paper can be read in several ways.
        parameters: what the scheme leaves open, by name.
        merged: one file of all for printing, too.
        pdf: a PDF of every file, too (needs LibreOffice).
        replace: whether files of these names may be replaced.

    Raises:
        BadInputError: template or data cannot be used, or a file is there already.
        EnvironmentFaultError: it cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> import xl_quality as xq
    >>> book = xq.read("workbooks/示例镇成绩册.xlsx")
    >>> with TemporaryDirectory() as folder:
    ...     done = xq.fill_agreements(
    ...         book, "luotuoao-brief", folder, on="2026-07-10", only="骆驼坳中学"
    ...     )
    >>> done.files[0].path.name, done.values
    ('11_骆驼坳中学_教学质量目标责任书.docx', 24)
    """
    ordered = agreements.AgreementOrder(
        fspath(template),
        day_of(on),
        scheme.id if isinstance(scheme, RewardScheme) else scheme,
        dict(readings or {}),
        tuple(f"{name}={typed(value)}" for name, value in (parameters or {}).items()),
        common=dict(fields or {}),
        only=only,
    )
    given = scheme.chosen.scheme if isinstance(scheme, RewardScheme) else None
    planned = agreements.plan(as_book(book).book, ordered, given)
    wanted = Wanted(Path(fspath(folder)), merged=merged, pdf=pdf, replace=replace)
    done = agreements.run(planned, wanted)
    delivery = done.delivery
    return AgreementFiles(delivery.files, delivery.printing, tuple(done.findings), delivery.values)
