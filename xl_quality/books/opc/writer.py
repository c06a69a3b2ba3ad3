"""Writing tables into a workbook package; all that is not ours keeps its bytes.

`inject` writes the parts of the sheets, parsed as they are made; `Register` enters them into the
workbook part, or takes them out, with the names that go with them; `saved_bytes` reads the result
again and proves it before any file is replaced.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused
from xl_quality.books.opc.package import Package, may_be_part, part_key, parts_only_under
from xl_quality.books.opc.sheet import (
    SheetParts,
    absolute_area,
    choice_lists,
    note_boxes_xml,
    notes_xml,
    quoted_sheet,
    sheet_xml,
    url_of,
)
from xl_quality.books.opc.styles import MOST_CELL_FORMATS, UNSAID_FONT, StyleSheet, blank_styles
from xl_quality.books.opc.workbook import (
    OWN_MARK,
    DefinedName,
    SheetEntry,
    WorkbookPart,
    drop_calc_chain,
    mark_text,
    other_parts,
    refuse_needed,
)
from xl_quality.books.opc.xml import (
    COMMENTS_TYPE,
    SHEET_TYPE,
    STYLES_TYPE,
    VML_TYPE,
    Edits,
    XmlError,
    check_well_formed,
    escaped,
    in_utf8,
    quoted,
)
from xl_quality.books.opc.zip import Archive, Deflated, Member, read_archive
from xl_quality.books.tables import Link, Row, Table, parts_of
from xl_quality.core.findings import BadInputError
from xl_quality.sheets.cells import column_letter

MOST_SHEET_NUMBER: Final = 65_534  # The largest sheetId that Excel opens
_BEFORE_NAMES: Final = ("sheets", "functionGroups", "externalReferences")
_OURS: Final = ("_xlnm.print_titles", "_xlnm.print_area", "_xlnm._filterdatabase", OWN_MARK)
_FORMAT_USED: Final = (
    rb"<(?:[\w.-]+:)?(?:c|row|col)\s(?:[^>]*?\s)?(?:s|style)\s*=\s*[\"'](\d{1,5})[\"']"
)
"""Compiled where it is used: nearly all workbooks say themselves which formats they have."""


def inject(
    archive: Archive,
    tables: Sequence[Table],
    removed: Iterable[str] = (),
    source: str = "",
    *,
    as_workbook: bool = False,
) -> tuple[bytes, Mapping[str, Deflated]]:
    """Return a workbook with tables put in and own sheets taken out, and its new sheets by member.

    Args:
        archive: the workbook.
        tables: each goes to the end, or into the place of the sheet of its name, which the
            caller has made sure is ours.
        removed: names of own sheets to take out.
        source: file name of the workbook that links lead to where this one has no such sheet.
        as_workbook: a template becomes a workbook.

    Raises:
        BadInputError: a part that stays turns out to be damaged, or the workbook can hold no
            more formats or sheets.
        UnprovenError: the XML of a sheet is not well formed.
    """
    injection = _Injection(archive, [table.name for table in tables], source)
    for table in tables:
        injection.put(table)
    for name in removed:
        injection.remove(name)
    return injection.result(as_workbook=as_workbook), injection.made


class _Injection:
    """One run over one workbook."""

    def __init__(self, archive: Archive, names: Iterable[str], source: str) -> None:
        self._package = Package(archive)
        self._workbook = WorkbookPart(self._package)
        self._register = Register(self._workbook)
        self._sheets = {
            name.casefold() for name in (*names, *(sheet.name for sheet in self._workbook.sheets))
        }
        self._source = source
        self.made: dict[str, Deflated] = {}
        self._styles_part = self._find_styles()
        self._styles = StyleSheet(self._package.xml(self._styles_part), self._formats_used)

    def put(self, table: Table) -> None:
        entry = self._workbook.find(table.name)
        if entry is None:
            part = self._new_part("worksheets/sheet{}.xml", SHEET_TYPE)
            link = self._link(self._workbook.part, "worksheet", part)
            self._register.new.append((table, link))
        else:
            table = table._replace(name=entry.name)  # its case is the clerk's
            part = entry.part
            self._clear(entry)
            self._package.declare(part, SHEET_TYPE)
            self._register.replaced.append((table, entry))
        self._write_sheet(table, part)

    def remove(self, name: str) -> None:
        entry = self._workbook.find(name)
        if entry is None:
            raise KeyError(name)
        self._clear(entry)
        self._package.unrelate(self._workbook.part, entry.relationship)
        self._register.removed.append(entry)

    def result(self, *, as_workbook: bool) -> bytes:
        self._refuse_formats()
        if as_workbook:
            self._package.declare(self._workbook.part, self._workbook.saved_type)
        self._package.write(self._styles_part, self._styles.result())
        self._package.write(self._workbook.part, self._register.result())
        return self._package.result()

    def _refuse_formats(self) -> None:
        """Refuse more cell formats than Excel opens, before anything is written."""
        count, new = self._styles.formats, self._styles.new_formats
        if new and count > MOST_CELL_FORMATS:
            raise refused(
                kinds.MANY_FORMATS,
                self._package.file_name,
                present=count - new,
                new=new,
                count=count,
                limit=MOST_CELL_FORMATS,
            )

    def _clear(self, entry: SheetEntry) -> None:
        """Take away a sheet's part and all that only hangs on it."""
        for part in parts_only_under(self._package, entry.part):
            self._package.delete(part)
        self._package.delete(entry.part)
        drop_calc_chain(self._workbook, entry.sheet_id)

    def _write_sheet(self, table: Table, part: str) -> None:
        drawing = notes = ""
        if table.charts:
            from xl_quality.books.opc.charts import add_charts  # noqa: PLC0415 - XlsxWriter is big

            drawing = self._link(part, "drawing", add_charts(self._package, self._workbook, table))
        if table.comments:
            notes = self._add_notes(table, part)
        source = self._link_source(table, part)
        xml = sheet_xml(
            table,
            choice_lists(table),
            self._styles,
            self._workbook.dialect,
            SheetParts(drawing, notes, source, self._sheets),
        )
        try:
            self.made[part_key(part)] = packed = Deflated.of(xml)
        except XmlError as error:
            raise UnprovenError(f"{part}: {error}") from None
        self._package.write(part, packed)
        if drawing or notes or source:
            self._package.write_relationships(part)

    def _add_notes(self, table: Table, part: str) -> str:
        texts = self._new_part("comments{}.xml", COMMENTS_TYPE)
        self._package.write(texts, notes_xml(table.comments, self._workbook.dialect))
        boxes = self._new_part("drawings/vmlDrawing{}.vml", VML_TYPE)
        self._package.write(boxes, note_boxes_xml(table.comments))
        self._link(part, "comments", texts)
        return self._link(part, "vmlDrawing", boxes)

    def _new_part(self, pattern: str, content_type: str) -> str:
        """Return the name of a part that is to be written, beside the workbook's own."""
        folder = posixpath.dirname(self._workbook.part)
        part = self._package.free_name(posixpath.join(folder, pattern))
        self._package.declare(part, content_type)
        return part

    def _link(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        uri = f"{self._workbook.dialect.relationships}/{kind}"
        return self._package.relate(part, uri, target, external=external)

    def _link_source(self, table: Table, part: str) -> str:
        """Relate the sheet to the workbook its links lead to, where any leads out of this one."""
        if not self._source:
            return ""
        rows = (part for _, part in parts_of(table.rows) if isinstance(part, Row))
        values = chain.from_iterable(row.values for row in rows)
        sheets = {value.target.sheet.casefold() for value in values if isinstance(value, Link)}
        if sheets <= {*self._sheets, ""}:
            return ""
        return self._link(part, "hyperlink", url_of(self._source), external=True)

    def _find_styles(self) -> str:
        """Return the styles part's name; a workbook without one gets it."""
        for relationship in self._package.relationships(self._workbook.part):
            if relationship.kind == "styles" and self._package.has(relationship.target):
                return relationship.target
        folder = posixpath.dirname(self._workbook.part)
        part = posixpath.join(folder, "styles.xml")
        if self._package.has(part):  # there, but not in use
            part = self._package.free_name(posixpath.join(folder, "styles{}.xml"))
        main = self._workbook.dialect.main
        self._package.write(part, blank_styles(main, UNSAID_FONT, self._formats_used()))
        self._package.declare(part, STYLES_TYPE)
        self._link(self._workbook.part, "styles", part)
        return part

    def _formats_used(self) -> int:
        """Return how many cell formats the sheets count on, at least the one that all have."""
        used = [0]
        for entry in self._workbook.sheets:
            if entry.kind == "worksheet" and self._package.has(entry.part):
                used += map(int, set(re.findall(_FORMAT_USED, self._package.xml(entry.part))))
        return 1 + max(used)


class Register:
    """What changes in the list of sheets."""

    __slots__ = ("new", "removed", "replaced", "workbook")

    def __init__(self, workbook: WorkbookPart) -> None:
        self.workbook = workbook  # the workbook part as it is
        # (table, relationship id) of each sheet added at the end
        self.new: list[tuple[Table, str]] = []
        # (table, its entry) of each own sheet written anew in its place
        self.replaced: list[tuple[Table, SheetEntry]] = []
        self.removed: list[SheetEntry] = []  # entries taken out

    def result(self) -> bytes:
        """Return the workbook part with the changes."""
        edits = Edits(self.workbook.data)
        for entry in self.removed:
            edits.remove(entry.element)
        sheets, mark = self.workbook.sheets_element, self.workbook.root.mark
        if sheets is not None and self.workbook.root.child("bookViews") is None:
            # the window that the views of our sheets belong to
            view = f"<{mark}bookViews><{mark}workbookView/></{mark}bookViews>"
            edits.insert(sheets.start, view.encode())
        self._enter_sheets(edits)
        self._change_names(edits)
        self._move_tabs(edits)
        return edits.result()

    def _enter_sheets(self, edits: Edits) -> None:
        sheets, dialect = self.workbook.sheets_element, self.workbook.dialect
        if sheets is None or not self.new:
            return
        prefix = next(
            (p for p, uri in sheets.scope.items() if p and uri == dialect.relationships), ""
        )
        declared = "" if prefix else f' xmlns:r="{dialect.relationships}"'
        numbers = free_numbers({s.sheet_id for s in self.workbook.sheets}, len(self.new))
        xml = "".join(
            f'<{sheets.mark}sheet name={quoted(table.name)} sheetId="{number}"{declared} '
            f'{prefix or "r"}:id="{relationship}"/>'
            for number, (table, relationship) in zip(numbers, self.new, strict=True)
        )
        edits.append(sheets, xml.encode())

    def _place(self, old_index: int) -> int:
        """Return where a sheet that stays stands after the removals."""
        return old_index - sum(1 for entry in self.removed if entry.place < old_index)

    def _change_names(self, edits: Edits) -> None:
        new = self._new_names()
        parent = self.workbook.root.child("definedNames")
        if parent is None:
            if new:
                mark = self.workbook.root.mark
                xml = f"<{mark}definedNames>{new}</{mark}definedNames>"
                places = [k for k in self.workbook.root.children if k.tag in _BEFORE_NAMES]
                edits.insert_behind(places[-1], xml.encode())
            return
        names = self.workbook.defined_names()
        removed = {entry.place for entry in self.removed}
        replaced = {entry.place for _, entry in self.replaced}
        dropped = [
            name
            for name in names
            if name.sheet in removed or (name.sheet in replaced and name.name.lower() in _OURS)
        ]
        if len(dropped) == len(parent.children) and not new:
            edits.remove(parent)
            return
        for name in names:
            if name in dropped:
                edits.remove(name.element)
            else:
                self._keep_name(edits, name)
        if new:
            edits.append(parent, new.encode())

    def _keep_name(self, edits: Edits, name: DefinedName) -> None:
        if name.sheet is not None and self._place(name.sheet) != name.sheet:
            edits.set_attribute(name.element, "localSheetId", str(self._place(name.sheet)))
        if any(refers_to(name.text, entry.name) for entry in self.removed):
            edits.replace(edits.tag_end(name.element), name.element.close, b"#REF!")

    def _new_names(self) -> str:
        mark = self.workbook.root.mark
        places = [(table, self._place(entry.place)) for table, entry in self.replaced]
        start = len(self.workbook.sheets) - len(self.removed)
        places += [(table, start + i) for i, (table, _) in enumerate(self.new)]
        return "".join(
            f'<{mark}definedName name="{name}" localSheetId="{place}"{hidden}>{escaped(text)}'
            f"</{mark}definedName>"
            for table, place in sorted(places, key=lambda each: each[1])
            for name, hidden, text in _names(table)
        )

    def _move_tabs(self, edits: Edits) -> None:
        views = self.workbook.root.child("bookViews")
        if views is None or not self.removed:
            return
        last = len(self.workbook.sheets) - len(self.removed) + len(self.new) - 1
        for view in views.all("workbookView"):
            for attribute in ("activeTab", "firstSheet"):
                tab = view.attributes.get(attribute, "")
                if tab.isdecimal() and int(tab):
                    place = min(self._place(int(tab)), last)
                    edits.set_attribute(view, attribute, str(place))


def free_numbers(taken: Collection[int], count: int) -> list[int]:
    """Return numbers (sheetId) for new sheets: the next ones, or those that are free below.

    >>> free_numbers({1, 3}, 2), free_numbers({1, 3, 65_534}, 2)
    ([4, 5], [2, 4])
    """
    last = max(taken, default=0)
    if last + count <= MOST_SHEET_NUMBER:
        return list(range(last + 1, last + 1 + count))
    free = (number for number in range(1, MOST_SHEET_NUMBER + 1) if number not in taken)
    return list(islice(free, count))


def refers_to(formula: str, sheet: str) -> bool:
    """Return whether a formula names a sheet, quoted or not.

    >>> refers_to("SUM('1 班'!A1:A9)", "1 班"), refers_to("县名次!A1", "名次")
    (True, False)
    """
    text, name = formula.casefold(), sheet.casefold()
    if f"{quoted_sheet(name)}!" in text:
        return True
    at = text.find(f"{name}!")
    while at >= 0:
        if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "_.]'"):
            return True
        at = text.find(f"{name}!", at + 1)
    return False


def _names(table: Table) -> list[tuple[str, str, str]]:
    """Return (name, attributes, text) of the names local to a sheet of ours."""
    names = []
    setup = table.print_setup
    if setup.area is not None:
        names.append(("_xlnm.Print_Area", "", absolute_area(table.name, setup.area)))
    titles = []
    if setup.title_columns is not None:
        first, last = map(column_letter, setup.title_columns)
        titles.append(f"{quoted_sheet(table.name)}!${first}:${last}")
    if setup.title_rows is not None:
        top, bottom = (row + 1 for row in setup.title_rows)
        titles.append(f"{quoted_sheet(table.name)}!${top}:${bottom}")
    if titles:
        names.append(("_xlnm.Print_Titles", "", ",".join(titles)))
    if table.filtered is not None:  # Excel keeps one beside each filter, and mends a file without
        area = absolute_area(table.name, table.filtered)
        names.append(("_xlnm._FilterDatabase", ' hidden="1"', area))
    names.append((OWN_MARK, ' hidden="1"', mark_text(table.name)))
    return names


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
    content, made = inject(archive, tables, removed, source, as_workbook=as_workbook)
    again = read_archive(content, archive.file_name)
    before = {member.name: member for member in archive.members}
    for member in again.members:
        packed = made.get(part_key(member.name))
        if packed is not None or not _same(archive, before.get(member.name), again, member):
            _prove_part(again, member, packed)
    written = Package(again)
    types = written.content_types()
    untyped = [one for one in written.part_names() if may_be_part(one) and not types.of(one)]
    _prove(not untyped, f"no content type: {untyped}")
    if lost := written.dangling():
        lost -= package.dangling()  # what led nowhere when the file was opened still may
    _prove(not lost, f"relationships without a target: {sorted(lost)}")
    workbook = WorkbookPart(written)
    own = {name.casefold() for name in workbook.own_sheets()}
    _prove(all(table.name.casefold() in own for table in tables), "own sheets")
    _prove(all(workbook.find(name) is None for name in removed), "removed sheets")
    return content


def _prove_part(again: Archive, member: Member, packed: Deflated | None) -> None:
    """Prove that a part of ours is XML; a sheet, that it is the bytes parsed as they were made."""
    try:
        if packed is not None and (packed.crc, packed.size) == (member.crc, member.unpacked):
            again.prove(member)
        else:
            check_well_formed(in_utf8(again.chunks(member)))
    except (BadInputError, XmlError) as error:
        raise UnprovenError(f"{member.name}: {error}") from None


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


def _prove(holds: bool, what: str) -> None:  # noqa: FBT001 - a predicate
    if not holds:
        raise UnprovenError(what)
