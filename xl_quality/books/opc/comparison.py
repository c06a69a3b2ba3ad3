"""Which parts of a package stay when sheets are written, and whether another one has the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.content_types import part_key
from xl_quality.books.opc.ownership import parts_only_under
from xl_quality.books.opc.package import Package, relationships_part
from xl_quality.books.opc.vocabulary import CONTENT_TYPES
from xl_quality.books.opc.workbook import WorkbookPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.opc.archive import Archive

_SHARED_BY_SHEETS: Final = ("styles", "calcChain")
"""Parts that change whenever a sheet is written."""


def other_parts(archive: Archive, sheets: Sequence[str] = ()) -> dict[str, tuple[int, int]]:
    """
    Return checksum and size of every part that writing sheets leaves alone, by its key.

    Args:
        archive: the workbook.
        sheets: names of sheets that are written; what only hangs on them counts as theirs.
    """
    package = Package(archive)
    workbook = WorkbookPart(package)
    touched = {CONTENT_TYPES, workbook.part, relationships_part(workbook.part)}
    for relationship in package.relationships(workbook.part):
        if relationship.kind in _SHARED_BY_SHEETS:
            touched.add(relationship.target)
    for entry in (workbook.find(name) for name in sheets):
        if entry is not None:
            parts = [entry.part, *parts_only_under(package, entry.part)]
            touched |= {name for part in parts for name in (part, relationships_part(part))}
    skipped = {part_key(name) for name in touched}
    members = package.members().items()
    return {key: (one.crc, one.unpacked) for key, one in members if key not in skipped}


def grew_from(archive: Archive, other: Archive) -> bool:
    """Tell whether every part of *other* that adding sheets leaves alone is here unchanged."""
    mine = {part_key(one.name): (one.crc, one.unpacked) for one in archive.members}
    theirs = other_parts(other).items()
    return all(mine.get(key) == one for key, one in theirs if not key.startswith("docprops/"))
