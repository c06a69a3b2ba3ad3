"""Builds the Excel add-in: ``python -m xl_quality.excel.building.addin [OUT.xlam]``.

The same functions give the same bytes.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import quoteattr

from xl_quality import __version__
from xl_quality.books.opc.zip import zipped
from xl_quality.buttons.menu import TITLE
from xl_quality.excel import addin_sheets
from xl_quality.excel.building import parts
from xl_quality.excel.building.parts import ribbon_xml, sheet_xml
from xl_quality.excel.building.vba import base_path, sources, vba_project
from xl_quality.installer.machine import ADD_IN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.functions.registry import Function

FORMAT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ADDIN: Final = "application/vnd.ms-excel.addin.macroEnabled.main+xml"


class Sheet(NamedTuple):
    """A sheet of the add-in; all but the settings are hidden even from the VBA editor's user."""

    name: str
    rows: Sequence[Sequence[str]]
    code_name: str = ""


def sheets(functions: Sequence[Function]) -> tuple[Sheet, ...]:
    """Return the add-in's sheets; the first one has the VBA module ``Sheet2`` of the base."""
    return (
        Sheet(addin_sheets.SHEET, list(addin_sheets.settings().items()), "Sheet2"),
        Sheet(parts.SHEET, list(parts.TEXTS.items())),
        Sheet(addin_sheets.INTELLISENSE_SHEET, addin_sheets.help_rows(functions)),
        Sheet(parts.NOTICE_SHEET, [[line] for line in parts.notice().splitlines()]),
    )


def package(base: Mapping[str, bytes], project: bytes, contents: Sequence[Sheet]) -> bytes:
    """
    Return the finished file.

    Args:
        base: parts of xlwings' add-in; its styles and theme are kept.
        project: ``vbaProject.bin``.
        contents: the sheets, the first one visible.
    """
    parts = {
        "[Content_Types].xml": _content_types(len(contents)),
        "_rels/.rels": _package_relations(),
        "xl/workbook.xml": _workbook(contents),
        "xl/_rels/workbook.xml.rels": _workbook_relations(len(contents)),
        "xl/styles.xml": base["xl/styles.xml"],
        "xl/theme/theme1.xml": base["xl/theme/theme1.xml"],
        "xl/vbaProject.bin": project,
        "customUI/customUI.xml": ribbon_xml(),
        "docProps/core.xml": _core_properties(),
    }
    for number, sheet in enumerate(contents, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet_xml(sheet.rows, sheet.code_name)
    return zipped(parts)


def _content_types(count: int) -> bytes:
    overrides = {
        "/xl/workbook.xml": ADDIN,
        "/xl/styles.xml": f"{FORMAT}.styles+xml",
        "/xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    for number in range(1, count + 1):
        overrides[f"/xl/worksheets/sheet{number}.xml"] = f"{FORMAT}.worksheet+xml"
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    ).encode()


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{listed}</Relationships>"
    ).encode()


def _package_relations() -> bytes:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    ribbon = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
    return _relations(
        [
            (f"{RELATIONS}/officeDocument", "xl/workbook.xml"),
            (core, "docProps/core.xml"),
            (ribbon, "customUI/customUI.xml"),
        ]
    )


def _workbook_relations(count: int) -> bytes:
    listed = [(f"{RELATIONS}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)]
    vba = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    return _relations(
        [
            *listed,
            (f"{RELATIONS}/styles", "styles.xml"),
            (f"{RELATIONS}/theme", "theme/theme1.xml"),
            (vba, "vbaProject.bin"),
        ]
    )


def _workbook(contents: Sequence[Sheet]) -> bytes:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}"'
        f'{"" if number == 1 else " state=" + quoteattr("veryHidden")} r:id="rId{number}"/>'
        for number, sheet in enumerate(contents, 1)
    )
    return (
        f'{_XML}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        f' xmlns:r="{RELATIONS}"><workbookPr codeName="ThisWorkbook"/>'
        f'<bookViews><workbookView visibility="hidden"/></bookViews><sheets>{listed}</sheets>'
        "</workbook>"
    ).encode()


def _core_properties() -> bytes:
    """State title, version and licence; no date and no person, so that builds agree."""
    return (
        f"{_XML}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{TITLE}</dc:title><dc:subject>xl_quality {__version__}</dc:subject>"
        f"<dc:creator>xl_quality</dc:creator><dc:description>{parts.NOTICE_SHEET}: licences"
        "</dc:description></cp:coreProperties>"
    ).encode()


def build(functions: Sequence[Function]) -> bytes:
    """Return the add-in with a wrapper for each function; the same input gives the same bytes."""
    project = vba_project(sources(functions))
    with zipfile.ZipFile(base_path()) as archive:
        base = {name: archive.read(name) for name in archive.namelist()}
    return package(base, project, sheets(functions))


def main(arguments: Sequence[str]) -> None:
    """Write the add-in to the path given, ``xl_quality.xlam`` in this folder otherwise."""
    from xl_quality.functions.catalogue import FUNCTIONS  # noqa: PLC0415 - imports every function

    out = Path(arguments[0] if arguments else ADD_IN)
    out.write_bytes(build(FUNCTIONS))
    sys.stdout.write(f"{out} ({out.stat().st_size} bytes, {len(FUNCTIONS)} functions)\n")


if __name__ == "__main__":
    main(sys.argv[1:])
