"""Result sheets into the open workbook: asked first, backed up, all or none, remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.books.pdf import libreoffice
from xl_quality.buttons.menu import ACTIONS, Alternative, Said
from xl_quality.buttons.session import (
    FEW,
    Press,
    WrittenStep,
    asking,
    ended,
    for_buttons,
    office_of,
    ticked,
    to_look_at,
)
from xl_quality.core.findings import EnvironmentFaultError
from xl_quality.core.option_table import OFFICE, Stated, with_stated
from xl_quality.reports.frame import dated
from xl_quality.runs.book_checkup import checkup_table_of
from xl_quality.runs.publish import joined, named_for
from xl_quality.runs.record import sealed
from xl_quality.runs.run import Run, entry_of, sheets_of

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.books.tables import Table
    from xl_quality.reports.run_record import RunEntry


PDF: Final = Alternative("*", "另存一份 PDF，每张表一个书签")
"""Offered where there is a LibreOffice; no report can have this name."""


def write(
    press: Press, tables: Sequence[Table], entry: RunEntry | None = None, copy: Path | None = None
) -> Path:
    """Write the sheets of one button into the workbook; return the copy made of it before.

    The desk is asked before sheets are replaced that a person changed; the session remembers
    the step for 撤销上一步. *entry* is what the record of runs says about it, None = nothing;
    *copy* is the backup where it has been made already.

    Raises:
        CancelledError: sheets changed by hand stay.
        BadInputError: a sheet of that name is not ours, or the workbook takes no sheets.
        EnvironmentFaultError: it cannot be written; the workbook is as it was.
    """
    book, desk, session = press.book, press.desk, press.session
    moment = f"{session.kit.now():%Y-%m-%d %H:%M:%S}"
    stamped = entry._replace(inside=True, moment=moment) if entry else None
    written, going = joined(book, tables, stamped, asking(desk))
    for name in going:
        book.remove(name)
    for table in written:
        book.put(table)
    if copy is None:
        desk.progress("正在备份……")
        copy = book.backup()
    desk.progress("正在写入……")
    book.save()
    session.remember(WrittenStep(ACTIONS[press.action].label, sealed(written), copy, tuple(going)))
    book.show(written[0].name)
    return copy


def write_and_tell(press: Press, run: Run) -> Said:
    """Write a run's sheets and say so; see `write_sheets`. The run has at least one sheet."""
    run = named(press, run)
    return write_sheets(press, run, sheets_of(run))


def write_sheets(
    press: Press,
    run: Run,
    tables: Sequence[Table],
    *,
    notes: Sequence[str] = (),
    bound: bool = False,
) -> Said:
    """Write the sheets of a run; where many points need attention, 体检结果 joins them.

    Args:
        press: the button.
        run: what was done.
        tables: its sheets, at least one.
        notes: what else the clerk is told.
        bound: they are to be bound as a PDF beside the workbook, too.
    """
    entry = entry_of(run)
    sheets, many = named_for(press.book, tables, entry), len(to_look_at(run.findings)) > FEW
    checked = [checkup_table_of(press.book, map(for_buttons, run.findings))] if many else []
    copy = write(press, [*sheets, *checked], entry)
    pack, failed = _write_pdf(press, sheets, copy) if bound else ("", False)
    lines = [*told([*sheets, *checked], copy), *notes, pack]
    lines += ["每一处见“体检结果”表。"] if many else []
    return ended(lines, run.findings, "见“体检结果”表。", odd=failed)


def wants_pdf(press: Press, sheets: str) -> bool:
    """Ask whether sheets are to be bound as a PDF, too, where there is a LibreOffice to do it.

    Raises:
        CancelledError: the clerk cancelled.
    """
    return bool(libreoffice()) and bool(ticked(press.desk, f"写{sheets}。另外还要：", [PDF], ()))


def _write_pdf(press: Press, sheets: Sequence[Table], copy: Path) -> tuple[str, bool]:
    """Write sheets as a PDF beside the workbook; say where it is, or why there is none."""
    from xl_quality.runs.pdf_pack import write_pdf  # noqa: PLC0415 - only where it is asked for

    press.desk.progress("正在转成 PDF……")
    stem = press.book.name.rpartition(".")[0] or press.book.name
    now = press.session.kit.now()
    pages = [dated(sheet, f"{now:%Y-%m-%d %H:%M:%S}") for sheet in sheets]
    try:
        pack = write_pdf(pages, copy.parent.parent / f"{stem}_结果.pdf", now)
    except EnvironmentFaultError as error:
        return f"表已写好，只有 PDF 没有做成：{error}", True
    return f"PDF（{pack.pages}页）：{pack.path}", False


def named(press: Press, run: Run) -> Run:
    """Return a run whose sheets and record name the office (单位名称) that the clerk names."""
    contents, request = run.contents, run.request
    office = office_of(press, contents.options.office)
    if office == contents.options.office:
        return run
    said = Stated(OFFICE, "", office)
    choices = request.choices._replace(stated=(*request.choices.stated, said))
    return run._replace(
        request=request._replace(choices=choices),
        contents=contents._replace(options=with_stated(contents.options, [said])),
    )


def told(tables: Sequence[Table], copy: Path) -> list[str]:
    """Return the lines that say what was written and where the backup is."""
    names = "、".join(table.name for table in tables)
    return [f"已写入工作表：{names}。", f"备份：{copy.parent.name}/{copy.name}"]
