"""Result sheets into the open workbook: asked first, backed up, all or none, remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.buttons.menu import ACTIONS
from xl_quality.buttons.session import FEW, WrittenStep, asking, ended, for_buttons, to_look_at
from xl_quality.runs.book_checkup import checkup_table_of
from xl_quality.runs.publish import joined, named_for
from xl_quality.runs.record import sealed
from xl_quality.runs.run import entry_of, sheets_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xl_quality.books.tables import Table
    from xl_quality.buttons.menu import Said
    from xl_quality.buttons.session import Press
    from xl_quality.reports.run_record import RunEntry
    from xl_quality.runs.run import Run


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
    """Write a run's sheets and say so; where many points need attention, 体检结果 joins them.

    The run has at least one sheet.
    """
    entry = entry_of(run)
    sheets, many = named_for(press.book, sheets_of(run), entry), len(to_look_at(run.findings)) > FEW
    if many:
        sheets.append(checkup_table_of(press.book, map(for_buttons, run.findings)))
    lines = told(sheets, write(press, sheets, entry))
    lines += ["每一处见“体检结果”表。"] if many else []
    return ended(lines, run.findings, "见“体检结果”表。")


def told(tables: Sequence[Table], copy: Path) -> list[str]:
    """Return the lines that say what was written and where the backup is."""
    names = "、".join(table.name for table in tables)
    return [f"已写入工作表：{names}。", f"备份：{copy.parent.name}/{copy.name}"]
