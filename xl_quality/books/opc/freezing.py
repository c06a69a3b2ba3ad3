"""Formulas with certain functions replaced by the values they came to (转为数值)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.books.opc.package import Package, Relationship
from xl_quality.books.opc.workbook import WorkbookPart, drop_calc_chain, relationship_id
from xl_quality.books.opc.xml import Edits, Element, unescaped

if TYPE_CHECKING:
    from xl_quality.books.opc.zip import Archive

_ADD_IN: Final = "xl_quality.xlam"
_MAY_USE: Final = ("worksheets/", "charts/", "drawings/", "pivotcache/")
_LITERAL: Final = re.compile(r'"(?:[^"]|"")*"' + r"|'(?:[^']|'')*'")
_ARRAY_MARKS: Final = re.compile(rb'\s(?:cm|vm)\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_OTHER_FORMULA: Final = re.compile(rb"<((?:\w+:)?formula[12]?)(?:\s[^>]*)?>([^<]*)</\1>")
_IN_CELLS: Final = 5  # depth of a formula: worksheet, sheetData, row, c, f


class FrozenCell(NamedTuple):
    """A formula with one of the functions."""

    # sheet, cell: where
    sheet: str
    cell: str
    formula: str  # without ``=``; ``""`` where a shared formula is written out elsewhere
    value: str | None  # what it came to, as the file says it; None = never computed, so it was left


class Frozen(NamedTuple):
    """A workbook without these formulas."""

    data: bytes  # its bytes; every part that held none is as it was
    cells: tuple[FrozenCell, ...]  # those that were replaced, and those that had no value
    # (sheet or name, formula) of names, conditional formats and validations that use the functions,
    # too; they have no value and stay
    elsewhere: tuple[tuple[str, str], ...]


def frozen(archive: Archive, functions: Collection[str]) -> Frozen:
    """Replace every cell formula that uses a function of these (upper-case) names by its value.

    Raises:
        BadInputError: a part is damaged.
    """
    package = Package(archive)
    workbook = WorkbookPart(package)
    uses = _pattern(functions)
    cells: list[FrozenCell] = []
    elsewhere = [(n.name, n.text) for n in workbook.defined_names() if _calls(uses, n.text)]
    for entry in workbook.sheets:
        if entry.kind != "worksheet" or not package.has(entry.part):
            continue
        if not uses.search(unescaped(package.xml(entry.part).decode())):
            continue
        data, root = package.scan(entry.part, _IN_CELLS)
        edits = Edits(data)
        cells += _sheet(entry.name, root, edits, uses)
        texts = (unescaped(text.decode()) for _, text in _OTHER_FORMULA.findall(data))
        elsewhere += [(entry.name, text) for text in texts if _calls(uses, text)]
        package.write(entry.part, edits.result())
    if not any(cell.value is not None for cell in cells):
        return Frozen(archive.data, tuple(cells), tuple(elsewhere))
    drop_calc_chain(workbook)
    _drop_add_in_links(package, workbook)
    return Frozen(package.result(), tuple(cells), tuple(elsewhere))


def _pattern(functions: Collection[str]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(functions, reverse=True)))
    return re.compile(rf"(?<![\w.])(?:_xl\w+\.)*(?:{names})\s*\(", re.IGNORECASE)


def _calls(uses: re.Pattern[str], formula: str) -> bool:
    """Tell whether a formula calls one of the functions; texts and sheet names do not count.

    >>> _calls(_pattern({"MET"}), 'IF([1]!MET(A1,B1),1,0)'), _calls(_pattern({"MET"}), '"MET(1)"')
    (True, False)
    """
    return bool(uses.search(_LITERAL.sub("''", formula)))


class _Formula(NamedTuple):
    """A cell with a formula: its element, that of the formula, the text, its shared group."""

    cell: Element
    element: Element
    text: str
    group: str


def _sheet(name: str, root: Element, edits: Edits, uses: re.Pattern[str]) -> list[FrozenCell]:
    formulas = list(_formulas(root, edits))
    shared = {one.group: one.text for one in formulas if one.group and one.text}
    # a group shares the text of one of its cells: it is replaced as a whole or not at all
    left = {one.group for one in formulas if one.group and _value(one.cell, edits) is None}
    cells = []
    for one in formulas:
        text = one.text or shared.get(one.group, "")
        if not _calls(uses, text):
            continue
        value = None if one.group in left else _value(one.cell, edits)
        if value is not None:
            edits.remove(one.element)
            _drop_array_marks(one.cell, edits)
        cells.append(FrozenCell(name, one.cell.attributes.get("r", ""), one.text, value))
    return cells


def _formulas(root: Element, edits: Edits) -> Iterator[_Formula]:
    rows = root.child("sheetData")
    for row in rows.children if rows is not None else ():
        for cell in row.children:
            element = cell.child("f")
            if element is None:
                continue
            shared = element.attributes.get("t") == "shared"
            group = element.attributes.get("si", "") if shared else ""
            yield _Formula(cell, element, edits.text(element), group)


def _value(cell: Element, edits: Edits) -> str | None:
    """Return what a formula came to; nothing but a text may be empty."""
    value = cell.child("v")
    if value is None:
        return None
    text = edits.text(value)
    return text if text or cell.attributes.get("t") == "str" else None


def _drop_array_marks(cell: Element, edits: Edits) -> None:
    """Take away what says that a value is the head of a dynamic array."""
    end = edits.tag_end(cell)
    for mark in _ARRAY_MARKS.finditer(edits.data, cell.start, end):
        edits.replace(mark.start(), mark.end(), b"")


def _drop_add_in_links(package: Package, workbook: WorkbookPart) -> None:
    """Take the links to ``xl_quality.xlam`` away, about which Excel would ask.

    Formulas name a link by its place, ``[2]!``: one that others stand behind stays. The workbook
    part is written here, all others are written already.
    """
    parent = workbook.root.child("externalReferences")
    references = list(parent.all("externalReference")) if parent is not None else []
    gone: list[tuple[Element, Relationship]] = []
    links = package.relationships(workbook.part)
    for place in range(len(references), 0, -1):
        wanted = relationship_id(references[place - 1], workbook.dialect)
        link = next((one for one in links if one.id == wanted), None)
        if link is None or not _to_add_in(package, link) or _link_in_use(package, workbook, place):
            break
        gone.append((references[place - 1], link))
    if not gone or parent is None:
        return
    edits = Edits(workbook.data)
    for element in [parent] if len(gone) == len(references) else [one for one, _ in gone]:
        edits.remove(element)
    for _, link in gone:
        package.delete(link.target)
        package.unrelate(workbook.part, link.id)
    package.write(workbook.part, edits.result())


def _to_add_in(package: Package, link: Relationship) -> bool:
    targets = [one.target for one in package.relationships(link.target) if one.external]
    return bool(targets) and all(
        target.replace("\\", "/").rpartition("/")[2].lower() == _ADD_IN for target in targets
    )


def _link_in_use(package: Package, workbook: WorkbookPart, place: int) -> bool:
    """Tell whether a formula or a name still goes by the link at a place."""
    mark = f"[{place}]".encode()
    if mark in workbook.data:
        return True
    parts = [name for name in package.part_names() if any(one in name.lower() for one in _MAY_USE)]
    return any(mark in package.xml(name) for name in parts if name.endswith(".xml"))
