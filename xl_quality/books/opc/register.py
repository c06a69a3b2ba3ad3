"""Entering sheets into the workbook part, and taking them out, with the names that go with them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.addresses import absolute_area, quoted_sheet
from xl_quality.books.opc.workbook import OWN_MARK, mark_text
from xl_quality.books.opc.xmlscan import Edits
from xl_quality.books.opc.xmltext import escaped, quoted
from xl_quality.sheets.grid import column_letter

if TYPE_CHECKING:
    from collections.abc import Collection

    from xl_quality.books.opc.workbook import DefinedName, SheetEntry, WorkbookPart
    from xl_quality.books.tables import Table

MOST_SHEET_NUMBER: Final = 65_534
"""The largest sheetId that Excel opens."""
_BEFORE_NAMES: Final = ("sheets", "functionGroups", "externalReferences")
_OURS: Final = ("_xlnm.print_titles", "_xlnm.print_area", "_xlnm._filterdatabase", OWN_MARK)


class Register:
    """
    What changes in the list of sheets.

    Attributes:
        workbook: the workbook part as it is.
        new: (table, relationship id) of each sheet added at the end.
        replaced: (table, its entry) of each own sheet written anew in its place.
        removed: entries taken out.
    """

    __slots__ = ("new", "removed", "replaced", "workbook")

    def __init__(self, workbook: WorkbookPart) -> None:
        self.workbook = workbook
        self.new: list[tuple[Table, str]] = []
        self.replaced: list[tuple[Table, SheetEntry]] = []
        self.removed: list[SheetEntry] = []

    def result(self) -> bytes:
        """Return the workbook part with the changes."""
        edits = Edits(self.workbook.data)
        for entry in self.removed:
            edits.remove(entry.element)
        self._open_view(edits)
        self._enter_sheets(edits)
        self._change_names(edits)
        self._move_tabs(edits)
        return edits.result()

    def _open_view(self, edits: Edits) -> None:
        """Add the window that the views of our sheets belong to, where none is described."""
        sheets, mark = self.workbook.sheets_element, self.workbook.root.mark
        if sheets is not None and self.workbook.root.child("bookViews") is None:
            view = f"<{mark}bookViews><{mark}workbookView/></{mark}bookViews>"
            edits.insert(sheets.start, view.encode())

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
        dropped = [name for name in names if self._goes(name)]
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

    def _goes(self, name: DefinedName) -> bool:
        if name.sheet in {entry.place for entry in self.removed}:
            return True
        replaced = {entry.place for _, entry in self.replaced}
        return name.sheet in replaced and name.name.lower() in _OURS

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
    """
    Return numbers (sheetId) for new sheets: the next ones, or those that are free below.

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
    names.append((OWN_MARK, ' hidden="1"', mark_text(table.name)))
    return names
