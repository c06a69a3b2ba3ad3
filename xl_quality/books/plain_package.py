"""A plain copy of a workbook in memory, for a fast reader that knows only how Excel writes.

The reader takes the parts by their usual names, not by their relationships, and stops at what
others write: titles merged over a whole row, macro sheets, sheets without a part, states that no
standard names, UTF-16. The copy holds the worksheets with their values and nothing else.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.package import relationships_xml
from xl_quality.books.opc.xml import DECLARATION, TRANSITIONAL, quoted
from xl_quality.books.opc.zip import new_archive
from xl_quality.sheets.grid import Area, address, column_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.books.opc.package import Package
    from xl_quality.books.opc.workbook import SheetEntry, WorkbookPart
    from xl_quality.books.opc.zip import Archive

_TAKEN_BY_NAME: Final = {"styles": "styles.xml", "sharedStrings": "sharedStrings.xml"}
"""Parts that the fast reader finds by name, beside the workbook."""
_SHEET_KINDS: Final = ("worksheet", "chartsheet", "dialogsheet")
_STATES: Final = ("visible", "hidden", "veryHidden")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_NOTHING_PACKED: Final = 1
"""Level of packing: the copy is read at once and thrown away."""
_AREA: Final = (
    rb"(<(?:[\w.-]+:)?(?:mergeCell|dimension)\s(?:[^>]*?\s)?ref\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')"
)
_CORNER: Final = r"\$?([A-Za-z]{0,3})\$?([0-9]{0,7})"
"""Compiled where they are used: most workbooks need no copy."""
_LAST_ROW: Final = 1_048_575
_LAST_COLUMN: Final = 16_383


def written_plainly(archive: Archive, package: Package, workbook: WorkbookPart) -> bool:
    """Tell whether the fast reader finds every part where it looks, and knows all that it meets."""
    folder, base = posixpath.split(workbook.part)
    links = package.relationships(workbook.part)
    for kind, name in _TAKEN_BY_NAME.items():
        usual = posixpath.join(folder, name)
        stated = [link.target.lower() for link in links if link.kind == kind]
        if stated != [usual.lower()] and (stated or package.has(usual)):
            return False
    return (
        base.lower() == "workbook.xml"
        and all(_plain_sheet(package, entry) for entry in workbook.sheets)
        and not any(set(member.name) & set("\\%") for member in archive.members)
        and not any(
            next(iter(archive.chunks(member)), b"")[:2] in _UTF16
            for member in archive.members
            if member.name.lower().endswith((".xml", ".rels"))
        )
    )


def _plain_sheet(package: Package, entry: SheetEntry) -> bool:
    state = entry.element.attributes.get("state", "visible")
    return entry.kind in _SHEET_KINDS and state in _STATES and package.has(entry.part)


def plain_copy(package: Package, workbook: WorkbookPart, sheets: Sequence[SheetEntry]) -> bytes:
    """Return a workbook with the values of some sheets, written as Excel writes.

    Raises:
        BadInputError: a part is damaged.
    """
    return new_archive(_parts(package, workbook, sheets), _NOTHING_PACKED)


def _parts(
    package: Package, workbook: WorkbookPart, sheets: Sequence[SheetEntry]
) -> Iterator[tuple[str, bytes]]:
    links = TRANSITIONAL.relationships
    yield "_rels/.rels", relationships_xml([("rId1", f"{links}/officeDocument", "xl/workbook.xml")])
    kept = [("rId0", f"{links}/{kind}", name) for kind, name in _TAKEN_BY_NAME.items()]
    kept += [
        (f"rId{number}", f"{links}/worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, len(sheets) + 1)
    ]
    yield "xl/_rels/workbook.xml.rels", relationships_xml(kept)
    yield "xl/workbook.xml", _workbook(workbook, sheets)
    for link in package.relationships(workbook.part):
        if link.kind in _TAKEN_BY_NAME and package.has(link.target):
            yield f"xl/{_TAKEN_BY_NAME[link.kind]}", package.xml(link.target)
    for number, entry in enumerate(sheets, 1):
        xml = re.sub(_AREA, _usual_area, package.xml(entry.part))
        yield f"xl/worksheets/sheet{number}.xml", xml


def _workbook(workbook: WorkbookPart, sheets: Sequence[SheetEntry]) -> bytes:
    settings = workbook.root.child("workbookPr")
    since = settings.attributes.get("date1904", "0") if settings is not None else "0"
    each = "".join(
        f'<sheet name={quoted(entry.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, entry in enumerate(sheets, 1)
    )
    body = (
        f'<workbook xmlns="{TRANSITIONAL.main}" xmlns:r="{TRANSITIONAL.relationships}">'
        f"<workbookPr date1904={quoted(since)}/><sheets>{each}</sheets></workbook>"
    )
    return DECLARATION + body.encode()


def _usual_area(found: re.Match[bytes]) -> bytes:
    if b"dimension" in found.group(1):  # what it claims is not needed
        return found.group(1) + b'"A1"'
    area = merged_area((found.group(2) or found.group(3) or b"").decode("ascii", "replace"))
    first_row, first_column, last_row, last_column = area or (0, 0, 0, 0)
    written = f"{address(first_row, first_column)}:{address(last_row, last_column)}"
    return found.group(1) + b'"' + written.encode() + b'"'


def merged_area(written: str) -> Area | None:
    """Return a merged area from its address, which may be whole rows or columns; None for none.

    >>> merged_area("1:2"), merged_area("$B:$A"), merged_area("C3")
    ((0, 0, 1, 16383), (0, 0, 1048575, 1), (2, 2, 2, 2))
    """
    first, _, last = written.partition(":")
    corners = [re.fullmatch(_CORNER, corner) for corner in (first, last or first)]
    if not all(corner and any(corner.groups()) for corner in corners):
        return None
    letters, numbers = zip(*(corner.groups() for corner in corners if corner), strict=True)
    columns = sorted(map(column_index, letters)) if all(letters) else [0, _LAST_COLUMN]
    rows = sorted(int(number) - 1 for number in numbers) if all(numbers) else [0, _LAST_ROW]
    inside = rows[0] >= 0 and rows[1] <= _LAST_ROW and columns[1] <= _LAST_COLUMN
    return (rows[0], columns[0], rows[1], columns[1]) if inside else None
