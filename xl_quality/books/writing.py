"""The bytes of a workbook with our sheets in it, or as they were: proven before they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused
from xl_quality.books.opc.package import Package, may_be_part
from xl_quality.books.opc.workbook import WorkbookPart, other_parts, refuse_needed
from xl_quality.books.opc.writer import inject
from xl_quality.books.opc.xml import XmlError, as_utf8, check_well_formed
from xl_quality.books.opc.zip import read_archive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.opc.zip import Archive, Member
    from xl_quality.books.tables import Table


class UnprovenError(AssertionError):
    """What was about to be written is not what it should be: a bug, nothing was written."""


def saved_bytes(
    archive: Archive,
    tables: Sequence[Table],
    removed: Sequence[str],
    source: str = "",
    *,
    as_workbook: bool = False,
) -> bytes:
    """Return a workbook with tables put in and own sheets taken out, checked by reading it again.

    The arguments are those of `inject`.

    Raises:
        BadInputError: a part of the workbook is damaged, or what stays needs a sheet that goes.
        UnprovenError: a part that should not change did, one we wrote cannot be read, has no
            content type, or leads nowhere.
    """
    package = Package(archive)
    refuse_needed(package, WorkbookPart(package), removed, [table.name for table in tables])
    content = inject(archive, tables, removed, source, as_workbook=as_workbook)
    again = read_archive(content, archive.file_name)
    before = {member.name: member for member in archive.members}
    for member in again.members:
        if not _same(archive, before.get(member.name), again, member):
            _check_part(again, member)
    written = Package(again)
    _check_types(written)
    _check_relationships(package, written)
    workbook = WorkbookPart(written)
    own = {name.casefold() for name in workbook.own_sheets()}
    _prove(all(table.name.casefold() in own for table in tables), "own sheets")
    _prove(all(workbook.find(name) is None for name in removed), "removed sheets")
    return content


def restored_bytes(now: Archive, then: Archive, sheets: Sequence[str]) -> bytes:
    """Return a workbook with own sheets as they stood in an earlier copy.

    Where nothing but these sheets has changed since, that is the copy itself, byte for byte.
    Where the file was saved by another program in between, sheets that are new since the copy
    still go; one that had been there cannot be moved into the file as it is now.

    Raises:
        BadInputError: a sheet would have to come back into a file that was changed meanwhile.
    """
    if other_parts(now, sheets) == other_parts(then, sheets):
        return then.data
    held = {name.casefold() for name in WorkbookPart(Package(then)).own_sheets()}
    lost = [name for name in sheets if name.casefold() in held]
    if lost:
        back, copy = "、".join(lost), then.file_name
        raise refused(kinds.CHANGED_SINCE, now.file_name, sheets=back, copy=copy)
    present = {name.casefold(): name for name in WorkbookPart(Package(now)).own_sheets()}
    gone = [present[name.casefold()] for name in sheets if name.casefold() in present]
    return saved_bytes(now, (), gone) if gone else now.data


def _same(archive: Archive, old: Member | None, again: Archive, new: Member) -> bool:
    return (
        old is not None
        and (old.crc, old.unpacked, old.packed, old.method)
        == (new.crc, new.unpacked, new.packed, new.method)
        and archive.content(old) == again.content(new)
    )


def _check_part(archive: Archive, member: Member) -> None:
    try:
        check_well_formed(as_utf8(archive.read(member)))
    except XmlError as error:
        message = f"{member.name}: {error}"
        raise UnprovenError(message) from None


def _check_types(after: Package) -> None:
    """Make sure that every part has a content type, but for what OPC forbids to be a part."""
    types = after.content_types()
    untyped = [name for name in after.part_names() if may_be_part(name) and not types.of(name)]
    _prove(not untyped, f"no content type: {untyped}")


def _check_relationships(before: Package, after: Package) -> None:
    """Make sure that every relationship leads to a part, if it did when the file was opened."""
    lost = after.dangling()
    if lost:
        lost -= before.dangling()
    _prove(not lost, f"relationships without a target: {sorted(lost)}")


def _prove(holds: bool, what: str) -> None:  # noqa: FBT001 - a predicate
    if not holds:
        raise UnprovenError(what)
