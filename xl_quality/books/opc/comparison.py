"""Is a package what another one became when sheets were added to it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xl_quality.books.opc.archive import Archive

_REWRITTEN: Final = {
    "[content_types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/calcchain.xml",
}
"""Parts that change when a sheet is added."""


def grew_from(archive: Archive, other: Archive) -> bool:
    """Tell whether every part of *other* that adding sheets leaves alone is here unchanged."""
    mine = {member.name: member.crc for member in archive.members}
    return all(
        mine.get(member.name) == member.crc
        for member in other.members
        if member.name.lower() not in _REWRITTEN and not member.name.startswith("docProps/")
    )
