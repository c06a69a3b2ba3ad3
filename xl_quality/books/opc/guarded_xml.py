"""The one way in which we parse XML that others wrote: a DOCTYPE, and so entities, are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterable


class XmlError(ValueError):
    """The part is no well-formed XML, or holds a DOCTYPE, which Office never writes."""


def guarded_parser(separator: str | None = None) -> expat.XMLParserType:
    """
    Return a parser of UTF-8 that refuses a DOCTYPE; its handlers are to be set.

    Args:
        separator: stands between namespace and tag where expat is to resolve prefixes.
    """
    parser = expat.ParserCreate("UTF-8", separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
    """
    Lead a parser through a whole part.

    Raises:
        XmlError: it is not well formed, or holds a DOCTYPE.

    >>> parse(guarded_parser(), [b"<a>", b"</a>"])
    >>> parse(guarded_parser(), [b"<!DOCTYPE a><a/>"])
    Traceback (most recent call last):
    xl_quality.books.opc.guarded_xml.XmlError: DOCTYPE
    """
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003 - likewise
    except expat.ExpatError as error:
        raise XmlError(str(error)) from None


def _refuse_doctype(*_: object) -> None:
    message = "DOCTYPE"
    raise XmlError(message)
