"""An empty workbook package, to which the first sheets are then added."""

from __future__ import annotations

from xl_quality.books.opc.archive_writer import new_archive
from xl_quality.books.opc.styles import blank_styles
from xl_quality.books.opc.vocabulary import (
    CONTENT_TYPES,
    DECLARATION,
    PACKAGE_RELATIONSHIPS,
    STYLES_TYPE,
    TRANSITIONAL,
    WORKBOOK_TYPE,
)


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
        "_rels/.rels": _relationships(f"{links}/officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": DECLARATION + workbook.encode(),
        "xl/_rels/workbook.xml.rels": _relationships(f"{links}/styles", "styles.xml"),
        "xl/styles.xml": blank_styles(main),
    }
    return new_archive(parts.items())


def _relationships(kind: str, target: str) -> bytes:
    body = (
        f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )
    return DECLARATION + body.encode()
