"""The reader for each kind of file that is no package; those are imported only when one comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.books.content import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.sources import Source
    from xl_quality.core.findings import Finding


def foreign_source(kind: Kind, data: bytes, file_name: str) -> tuple[Source, Sequence[Finding]]:
    """
    Return the sheets of a file that is read and never written, and what reading brought to light.

    Args:
        kind: what it is, no OOXML package.
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: it is encrypted, damaged or too large, or holds no table.
    """
    if kind is Kind.BIFF:
        from xl_quality.books.biff_source import BiffSource  # noqa: PLC0415 - xlrd is slow

        return BiffSource(data, file_name), ()
    if kind is Kind.ODS:
        from xl_quality.books.ods_source import OdsSource  # noqa: PLC0415 - rarely needed

        return OdsSource(data, file_name), ()
    if kind is Kind.HTML:
        from xl_quality.books.markup.html_source import HtmlSource  # noqa: PLC0415 - rarely needed

        page = HtmlSource(data, file_name)
        return page, page.findings
    if kind is Kind.XML_TABLE:
        from xl_quality.books.markup.xml_source import XmlSource  # noqa: PLC0415 - rarely needed

        return XmlSource(data, file_name), ()
    from xl_quality.books.text_source import TextSource  # noqa: PLC0415 - rarely needed

    return TextSource(data, file_name), ()
