"""Links to the add-in's file that no formula needs any more: Excel would ask about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.xmlscan import Edits

if TYPE_CHECKING:
    from xl_quality.books.opc.package import Package, Relationship
    from xl_quality.books.opc.workbook import WorkbookPart
    from xl_quality.books.opc.xmlscan import Element

_ADD_IN: Final = "xl_quality.xlam"
_MAY_USE: Final = ("worksheets/", "charts/", "drawings/", "pivotcache/")


def drop_add_in_links(package: Package, workbook: WorkbookPart) -> None:
    """
    Take the links to ``xl_quality.xlam`` away, the last links of the workbook only.

    Formulas name a link by its place, ``[2]!``: one that others stand behind stays.

    Args:
        package: written so far but for the workbook part, which is written here.
        workbook: of the package.
    """
    parent = workbook.root.child("externalReferences")
    references = list(parent.all("externalReference")) if parent is not None else []
    gone: list[tuple[Element, Relationship]] = []
    for place in range(len(references), 0, -1):
        link = _link(package, workbook, references[place - 1])
        if link is None or not _to_add_in(package, link) or _used(package, workbook, place):
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


def _link(package: Package, workbook: WorkbookPart, reference: Element) -> Relationship | None:
    ids = {
        value
        for key, value in reference.attributes.items()
        if key.rpartition(":")[2] == "id" and key != "id"
    }
    return next((one for one in package.relationships(workbook.part) if one.id in ids), None)


def _to_add_in(package: Package, link: Relationship) -> bool:
    targets = [one.target for one in package.relationships(link.target) if one.external]
    return bool(targets) and all(
        target.replace("\\", "/").rpartition("/")[2].lower() == _ADD_IN for target in targets
    )


def _used(package: Package, workbook: WorkbookPart, place: int) -> bool:
    """Tell whether a formula or a name still goes by the link at a place."""
    mark = f"[{place}]".encode()
    if mark in workbook.data:
        return True
    parts = [name for name in package.part_names() if any(one in name.lower() for one in _MAY_USE)]
    return any(mark in package.xml(name) for name in parts if name.endswith(".xml"))
