"""Writing tables into a workbook package; all that is not ours keeps its bytes."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.addresses import split_target, url_of
from xl_quality.books.opc.choices import choice_lists
from xl_quality.books.opc.content_types import part_uri
from xl_quality.books.opc.notes import note_boxes_xml, notes_xml
from xl_quality.books.opc.ownership import parts_only_under
from xl_quality.books.opc.package import Package, Relationship, relationships_part
from xl_quality.books.opc.register import Register
from xl_quality.books.opc.sheetxml import SheetParts, sheet_xml
from xl_quality.books.opc.styles import MOST_CELL_FORMATS, UNSAID_FONT, StyleSheet, blank_styles
from xl_quality.books.opc.vocabulary import (
    COMMENTS_TYPE,
    DECLARATION,
    PACKAGE_RELATIONSHIPS,
    SHEET_TYPE,
    STYLES_TYPE,
    VML_TYPE,
)
from xl_quality.books.opc.workbook import WorkbookPart, drop_calc_chain
from xl_quality.books.opc.xmltext import quoted
from xl_quality.books.refusals import refusal
from xl_quality.books.tables import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.books.opc.archive import Archive
    from xl_quality.books.opc.workbook import SheetEntry
    from xl_quality.books.tables import Table

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
) -> bytes:
    """
    Return a workbook with tables put in and own sheets taken out.

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
    """
    injection = _Injection(archive, [table.name for table in tables], source)
    for table in tables:
        injection.put(table)
    for name in removed:
        injection.remove(name)
    return injection.result(as_workbook=as_workbook)


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
        self._styles_part = self._find_styles()
        self._styles = StyleSheet(self._package.xml(self._styles_part), self._formats_used)

    def put(self, table: Table) -> None:
        entry = self._workbook.find(table.name)
        if entry is None:
            folder = posixpath.dirname(self._workbook.part)
            part = self._package.free_name(posixpath.join(folder, "worksheets/sheet{}.xml"))
            self._package.declare(part, SHEET_TYPE)
            kind = f"{self._workbook.dialect.relationships}/worksheet"
            relationship = self._package.relate(self._workbook.part, kind, part)
            self._register.new.append((table, relationship))
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
            raise refusal(
                self._package.file_name,
                "too_many_formats",
                f"已有 {count - new} 种单元格格式，结果表还要 {new} 种，"
                f"合计 {count} 种，超过 Excel 的上限 {MOST_CELL_FORMATS} 种，没有写入",
                "请新建一个空工作簿，把成绩表复制后“选择性粘贴→数值”到里面，用它重试",
            )

    def _clear(self, entry: SheetEntry) -> None:
        """Take away a sheet's part and all that only hangs on it."""
        for part in parts_only_under(self._package, entry.part):
            self._package.delete(part)
        self._package.delete(entry.part)
        drop_calc_chain(self._workbook, entry.sheet_id)

    def _write_sheet(self, table: Table, part: str) -> None:
        links: list[str] = []
        drawing = notes = ""
        if table.charts:
            from xl_quality.books.opc.charts import add_charts  # noqa: PLC0415 - XlsxWriter is big

            target = add_charts(self._package, self._workbook, table)
            drawing = self._link(links, "drawing", target)
        if table.comments:
            notes = self._add_notes(table, links)
        xml = sheet_xml(
            table,
            choice_lists(table),
            self._styles,
            self._workbook.dialect,
            SheetParts(drawing, notes, self._link_source(table, links), self._sheets),
        )
        self._package.write(part, xml)
        if links:
            head = f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">'
            body = DECLARATION + f"{head}{''.join(links)}</Relationships>".encode()
            self._package.write(relationships_part(part), body)

    def _add_notes(self, table: Table, links: list[str]) -> str:
        folder = posixpath.dirname(self._workbook.part)
        texts = self._package.free_name(posixpath.join(folder, "comments{}.xml"))
        self._package.write(texts, notes_xml(table.comments, self._workbook.dialect))
        self._package.declare(texts, COMMENTS_TYPE)
        boxes = self._package.free_name(posixpath.join(folder, "drawings/vmlDrawing{}.vml"))
        self._package.write(boxes, note_boxes_xml(table.comments))
        self._package.declare(boxes, VML_TYPE)
        self._link(links, "comments", texts)
        return self._link(links, "vmlDrawing", boxes)

    def _link(self, links: list[str], kind: str, target: str) -> str:
        link = Relationship(f"rId{len(links) + 1}", kind, target)
        uri = f"{self._workbook.dialect.relationships}/{kind}"
        place = quoted(part_uri(target))
        links.append(f'<Relationship Id="{link.id}" Type="{uri}" Target={place}/>')
        return link.id

    def _link_source(self, table: Table, links: list[str]) -> str:
        """Relate the sheet to the workbook its links lead to, where any leads out of this one."""
        targets = {v.target for row in table.rows for v in row.values if isinstance(v, Link)}
        sheets = {split_target(target)[0].casefold() for target in targets}
        if not self._source or sheets <= {*self._sheets, ""}:
            return ""
        number = f"rId{len(links) + 1}"
        uri = f"{self._workbook.dialect.relationships}/hyperlink"
        target = quoted(url_of(self._source))
        links.append(
            f'<Relationship Id="{number}" Type="{uri}" Target={target} TargetMode="External"/>'
        )
        return number

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
        kind = f"{self._workbook.dialect.relationships}/styles"
        self._package.relate(self._workbook.part, kind, part)
        return part

    def _formats_used(self) -> int:
        """Return how many cell formats the sheets count on, at least the one that all have."""
        used = [0]
        for entry in self._workbook.sheets:
            if entry.kind == "worksheet" and self._package.has(entry.part):
                used += map(int, set(re.findall(_FORMAT_USED, self._package.xml(entry.part))))
        return 1 + max(used)
