"""The list of finished agreements (责任书清单) as a sheet of the workbook."""

from __future__ import annotations

from os.path import relpath
from typing import TYPE_CHECKING, Final

from xl_quality.books.tables import Formula, Orientation, PrintSetup, Row, Table
from xl_quality.reports.looks import CENTER, COUNT, TEXT, header_row, note_row, title_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from xl_quality.usecases.agreements.agreement_files import Delivered

LIST_SHEET: Final = "责任书清单"
_LABELS: Final = ("编号", "单位", "文件", "页数", "核对", "打开")
_WIDTHS: Final = (7, 24, 44, 8, 30, 10)
_LINK: Final = CENTER._replace(color="0563C1")
_LONGEST_LINK: Final = 250  # Excel takes 255 characters in a text of a formula


def list_sheet(files: Sequence[Delivered], *, template: str, on: date, beside: Path) -> Table:
    """
    Return the sheet 责任书清单: unit, file, pages, result of the read-back, a link to the file.

    Args:
        files: as delivered.
        template: its name.
        on: the day of the agreements.
        beside: the folder in which the workbook with this sheet will lie; links start there.
    """
    columns = len(_LABELS)
    rows = [
        title_row(LIST_SHEET, columns),
        note_row(f"模板：{template}　　日期：{on.isoformat()}　　共 {len(files)} 份", columns),
        header_row(_LABELS),
    ]
    styles = (COUNT, TEXT, TEXT, COUNT, TEXT, _LINK)
    rows += [Row(_values(one, beside), styles) for one in files]
    return Table(
        LIST_SHEET,
        rows,
        widths=_WIDTHS,
        merges=[(0, 0, 0, columns - 1), (1, 0, 1, columns - 1)],
        freeze=(3, 0),
        print_setup=PrintSetup(Orientation.LANDSCAPE, title_rows=(2, 2)),
    )


def _values(one: Delivered, beside: Path) -> tuple[int | str | Formula | None, ...]:
    proof = one.proof
    result = f"一致（{proof.values} 个值，{proof.paragraphs} 段，{proof.tables} 表）"
    return one.unit.number, one.unit.name, one.path.name, one.pages, result, _link(one.path, beside)


def _link(path: Path, beside: Path) -> Formula | str:
    try:
        target = relpath(path.resolve(), beside.resolve())
    except ValueError:  # another drive of a Windows machine
        target = str(path.resolve())
    target = target.replace("\\", "/")
    if len(target) > _LONGEST_LINK or '"' in target:
        return target
    return Formula(f'HYPERLINK("{target}","打开")', "打开")
