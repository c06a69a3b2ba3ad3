"""Own sheets of a workbook file put back as they stand in an earlier copy of it (撤销)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.books.opc.comparison import other_parts
from xl_quality.books.opc.package import Package
from xl_quality.books.opc.workbook import WorkbookPart
from xl_quality.books.refusals import refusal
from xl_quality.books.saving import saved_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.opc.archive import Archive


def restored_bytes(now: Archive, then: Archive, sheets: Sequence[str]) -> bytes:
    """
    Return a workbook with own sheets as they stood in an earlier copy.

    Where nothing but these sheets has changed since, that is the copy itself, byte for byte.
    Where the file was saved by another program in between, sheets that are new since the copy
    still go; one that had been there cannot be moved into the file as it is now.

    Args:
        now: the workbook.
        then: the copy.
        sheets: names of ours.

    Raises:
        BadInputError: a sheet would have to come back into a file that was changed meanwhile.
    """
    if other_parts(now, sheets) == other_parts(then, sheets):
        return then.data
    held = {name.casefold() for name in WorkbookPart(Package(then)).own_sheets()}
    lost = [name for name in sheets if name.casefold() in held]
    if lost:
        raise refusal(
            now.file_name,
            "changed_since_backup",
            f"在那一步之后又被别的程序改过，不能把“{'、'.join(lost)}”换回原来的样子",
            f"原来的表在备份「{then.file_name}」里，可以打开它复制回来",
        )
    present = {name.casefold(): name for name in WorkbookPart(Package(now)).own_sheets()}
    gone = [present[name.casefold()] for name in sheets if name.casefold() in present]
    return saved_bytes(now, (), gone) if gone else now.data
