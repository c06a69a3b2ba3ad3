"""The workbook part: which sheets there are, which of them are ours, what else uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import damaged, refused
from xl_quality.books.opc.package import (
    Package,
    part_key,
    parts_only_under,
    relationships_part,
    relationships_xml,
)
from xl_quality.books.opc.styles import blank_styles
from xl_quality.books.opc.xml import (
    CONTENT_TYPES,
    DECLARATION,
    MACRO_WORKBOOK_TYPE,
    STRICT,
    STYLES_TYPE,
    TRANSITIONAL,
    WORKBOOK_TYPE,
    Dialect,
    Edits,
    Element,
    escaped,
    unescaped,
)
from xl_quality.books.opc.zip import Archive, new_archive

OWN_MARK: Final = "_xlq_own"
"""Hidden name, local to each sheet that xl_quality writes; its value is the sheet's name then.

Excel, WPS and LibreOffice keep local names through any number of saves. A copy or a renamed
sheet carries a value that is no longer its own name: it belongs to the clerk, and is left alone.
"""
_WORKBOOK_OF: Final = {
    WORKBOOK_TYPE.lower(): WORKBOOK_TYPE,
    WORKBOOK_TYPE.replace("sheet.main", "template.main").lower(): WORKBOOK_TYPE,
    MACRO_WORKBOOK_TYPE.lower(): MACRO_WORKBOOK_TYPE,
    MACRO_WORKBOOK_TYPE.replace("sheet.", "template.").lower(): MACRO_WORKBOOK_TYPE,
}
"""What a workbook or template becomes when it is saved as a workbook, by its type in lower case."""
_SUFFIXES: Final = {WORKBOOK_TYPE: ".xlsx", MACRO_WORKBOOK_TYPE: ".xlsm"}
_HIDDEN: Final = ("hidden", "veryhidden")
_SHARED_BY_SHEETS: Final = ("styles", "calcChain")  # parts that change whenever a sheet is written
_NUMBERED: Final = re.compile(rb"&#(?:x[0-9A-Fa-f]{3,}|1[3-9]\d|12[89]|[2-9]\d\d|\d{4,});")
"""Characters beyond ASCII only: what stands for markup must stay as it is."""


class SheetEntry(NamedTuple):
    """One ``<sheet>`` of the workbook part."""

    name: str  # as on its tab
    place: int  # 0-based, among all sheets
    sheet_id: int  # the workbook's number for it
    relationship: str  # id of the relationship that leads to its part
    part: str  # name of its part, ``""`` where the relationship is missing
    kind: str  # ``worksheet``, ``chartsheet``, ``dialogsheet``, ``xlMacrosheet`` …
    hidden: bool  # not shown (hidden or very hidden)
    element: Element  # where it stands
    names_a_part: bool  # it says that it has a part; an old module sheet (模块) of Excel 5 does not


class DefinedName(NamedTuple):
    """One ``<definedName>``: `sheet` is the index of the sheet it is local to, None = global."""

    name: str
    sheet: int | None
    text: str
    element: Element


class WorkbookPart:
    """The workbook part of a package, read once.

    Raises:
        BadInputError: the package holds no workbook that can be read.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = _find_workbook(package)
        self.data, self.root = package.scan(self.part, 3)
        dialects = [one for one in (TRANSITIONAL, STRICT) if self.root.namespace == one.main]
        if self.root.tag != "workbook" or not dialects:
            raise refused(kinds.NO_WORKBOOK, package.file_name)
        self.dialect = dialects[0]
        self.sheets_element = self.root.child("sheets")
        self.sheets: Sequence[SheetEntry] = self._entries()

    @property
    def suffix(self) -> str:
        """Return what a file with this workbook must be called, else Excel does not open it."""
        return _SUFFIXES[self.saved_type]

    @property
    def saved_type(self) -> str:
        """Return the content type of the workbook part once it is no template any more."""
        stated = self.package.content_type(self.part)
        if stated.lower() in _WORKBOOK_OF:
            return _WORKBOOK_OF[stated.lower()]
        links = self.package.relationships(self.part)
        macros = any(link.kind == "vbaProject" for link in links)
        return MACRO_WORKBOOK_TYPE if macros else WORKBOOK_TYPE

    @property
    def is_template(self) -> bool:
        """Return whether Excel would open a new workbook made after this one (模板)."""
        return "template" in self.package.content_type(self.part).lower()

    @property
    def structure_locked(self) -> bool:
        """Return whether the workbook's structure is protected (保护工作簿结构)."""
        lock = self.root.child("workbookProtection")
        return lock is not None and lock.attributes.get("lockStructure") in ("1", "true")

    @property
    def since_1904(self) -> bool:
        """Return whether days count from 1904, as Excel for Mac long did."""
        settings = self.root.child("workbookPr")
        return settings is not None and settings.attributes.get("date1904") in ("1", "true")

    def defined_names(self) -> Sequence[DefinedName]:
        """Return all defined names."""
        parent = self.root.child("definedNames")
        edits = Edits(self.data)
        return [] if parent is None else [_defined(edits, e) for e in parent.all("definedName")]

    def own_sheets(self) -> Sequence[str]:
        """Return the names of the sheets that carry our mark, in the workbook's order."""
        if OWN_MARK.encode() not in self.data:
            return []
        marks = {n.sheet: n.text for n in self.defined_names() if n.name.lower() == OWN_MARK}
        return [s.name for s in self.sheets if marks.get(s.place) == mark_text(s.name)]

    def find(self, name: str) -> SheetEntry | None:
        """Return the sheet of that name, as Excel compares names: whatever the case."""
        wanted = name.casefold()
        return next((s for s in self.sheets if s.name.casefold() == wanted), None)

    def _entries(self) -> list[SheetEntry]:
        if self.sheets_element is None:
            return []
        by_id = {r.id: r for r in self.package.relationships(self.part)}
        entries = []
        for index, element in enumerate(self.sheets_element.all("sheet")):
            attributes = element.attributes
            link = relationship_id(element, self.dialect)
            relationship = by_id.get(link)
            number = attributes.get("sheetId", "0")
            entry = SheetEntry(
                name=attributes.get("name", ""),
                place=index,
                sheet_id=int(number) if number.isdecimal() else 0,
                relationship=relationship.id if relationship else "",
                part=relationship.target if relationship else "",
                kind=relationship.kind if relationship else "",
                hidden=attributes.get("state", "").lower() in _HIDDEN,
                element=element,
                names_a_part=bool(link),
            )
            entries.append(entry)
        return entries


def drop_calc_chain(workbook: WorkbookPart, sheet_id: int | None = None) -> None:
    """Drop the order of calculation, of which Excel makes a new one.

    With *sheet_id* only where it lists this sheet.
    """
    package = workbook.package
    for relationship in package.relationships(workbook.part):
        if relationship.kind != "calcChain" or not package.has(relationship.target):
            continue
        cells = package.scan(relationship.target, 2)[1].children if sheet_id is not None else ()
        if sheet_id is None or any(one.attributes.get("i") == str(sheet_id) for one in cells):
            package.delete(relationship.target)
            package.unrelate(workbook.part, relationship.id)


def mark_text(name: str) -> str:
    """Return the value of our mark on a sheet: its name as a text constant."""
    return '"' + name.replace('"', '""') + '"'


def relationship_id(element: Element, dialect: Dialect) -> str:
    """Return the id of the relationship that an element names, ``""`` for none."""
    for key, value in element.attributes.items():
        prefix, _, tag = key.rpartition(":")
        if prefix and tag == "id" and element.scope.get(prefix) == dialect.relationships:
            return value
    return ""


def _defined(edits: Edits, element: Element) -> DefinedName:
    local = element.attributes.get("localSheetId", "")
    sheet = int(local) if local.isdecimal() else None
    return DefinedName(element.attributes.get("name", ""), sheet, edits.text(element), element)


def _find_workbook(package: Package) -> str:
    main = [r.target for r in package.relationships("") if r.kind == "officeDocument"]
    if not main:
        raise refused(kinds.NO_WORKBOOK, package.file_name)
    main.sort(key=package.has, reverse=True)
    if main[0].lower().endswith(".bin"):
        raise refused(kinds.BINARY_WORKBOOK, package.file_name)
    if not package.has(main[0]):
        raise damaged(package.file_name, f"缺少 {main[0]}")
    return main[0]


def other_parts(archive: Archive, sheets: Sequence[str] = ()) -> dict[str, tuple[int, int]]:
    """Return checksum and size of every part that writing sheets leaves alone, by its key."""
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


def refuse_needed(
    package: Package, workbook: WorkbookPart, removed: Sequence[str], replaced: Iterable[str]
) -> None:
    """Make sure that a workbook stays whole when sheets are taken out.

    The present formulas of the sheets *replaced* do not count.

    Raises:
        BadInputError: a formula or chart elsewhere uses one of them, or no visible sheet stays.
    """
    gone = [sheet for sheet in workbook.sheets if sheet.name in set(removed)]
    if not gone:
        return
    fresh = set(replaced)
    stay = [sheet for sheet in workbook.sheets if sheet not in gone]
    if not fresh and all(sheet.hidden for sheet in stay):
        raise refused(kinds.LAST_SHEET, package.file_name)
    for sheet in stay:
        if sheet.name not in fresh and sheet.part:
            _refuse_use(package, sheet, [each.name for each in gone])


def _refuse_use(package: Package, sheet: SheetEntry, removed: Sequence[str]) -> None:
    names = "|".join(re.escape(escaped(name.replace("'", "''"))) for name in removed)
    use = re.compile(
        rf"<(?:[\w.-]+:)?(?:f|formula[12]?)(?:\s[^>]*)?>[^<]*?(?<![\w.\]\x80-\xff])(?:'|&apos;)?({names})(?:'|&apos;)?!".encode(),
        re.IGNORECASE,
    )
    for part in [sheet.part, *parts_only_under(package, sheet.part)]:
        if not part.lower().endswith(".xml") or not package.has(part):
            continue
        if found := use.search(_spelt_out(package.xml(part))):
            used = unescaped(found.group(1).decode())
            raise refused(kinds.SHEET_IN_USE, package.file_name, sheet.name, used=used)


def _spelt_out(xml: bytes) -> bytes:
    """Return XML with Chinese characters as such, which some programs write as ``&#29575;``."""
    if b"&#" not in xml:
        return xml
    return _NUMBERED.sub(lambda found: unescaped(found.group().decode()).encode(), xml)


def blank_workbook() -> bytes:
    """Return a workbook without sheets: no program opens it before one is added."""
    main, links = TRANSITIONAL.main, TRANSITIONAL.relationships
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK_TYPE}"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{STYLES_TYPE}"/></Types>'
    )
    workbook = (
        f'<workbook xmlns="{main}" xmlns:r="{links}"><bookViews><workbookView/></bookViews>'
        "<sheets/></workbook>"
    )
    parts = {
        CONTENT_TYPES: DECLARATION + types.encode(),
        "_rels/.rels": relationships_xml([("rId1", f"{links}/officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": DECLARATION + workbook.encode(),
        "xl/_rels/workbook.xml.rels": relationships_xml(
            [("rId1", f"{links}/styles", "styles.xml")]
        ),
        "xl/styles.xml": blank_styles(main),
    }
    return new_archive(parts.items())
