"""Notes (批注) on cells: their texts, and the boxes in which Excel shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.cells import cell_text
from xl_quality.books.opc.vocabulary import DECLARATION
from xl_quality.sheets.grid import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.opc.vocabulary import Dialect
    from xl_quality.books.tables import Comment

_VML_HEAD: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" '
    'coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke '
    'joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX_COLUMNS: Final = 3
_LINE_CHARACTERS: Final = 16


def notes_xml(comments: Sequence[Comment], dialect: Dialect) -> bytes:
    """Return the comments part."""
    items = "".join(
        f'<comment ref="{address(*comment.cell)}" authorId="0"><text><r><rPr><sz val="9"/>'
        '<rFont val="宋体"/><charset val="134"/></rPr><t xml:space="preserve">'
        f"{cell_text(comment.text)}</t></r></text></comment>"
        for comment in comments
    )
    body = (
        f'<comments xmlns="{dialect.main}"><authors><author>xl_quality</author></authors>'
        f"<commentList>{items}</commentList></comments>"
    )
    return DECLARATION + body.encode()


def note_boxes_xml(comments: Sequence[Comment]) -> bytes:
    """Return the VML drawing of the hidden boxes, each large enough for its text."""
    shapes = "".join(_shape(number, comment) for number, comment in enumerate(comments, 1025))
    return f"{_VML_HEAD}{shapes}</xml>".encode()


def _shape(number: int, comment: Comment) -> str:
    row, column = comment.cell
    lines = sum(len(line) // _LINE_CHARACTERS + 1 for line in comment.text.split("\n"))
    anchor = (
        f"{column + 1}, 12, {max(row - 1, 0)}, 8, "
        f"{column + 1 + _BOX_COLUMNS}, 12, {max(row - 1, 0) + max(lines, 3) + 1}, 8"
    )
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
        "</x:ClientData></v:shape>"
    )
