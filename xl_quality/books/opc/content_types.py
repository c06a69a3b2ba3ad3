"""What the parts of a package are (内容类型): the part ``[Content_Types].xml``."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from xl_quality.books.opc.vocabulary import VML_TYPE
from xl_quality.books.opc.xmlscan import Edits
from xl_quality.books.opc.xmltext import quoted

if TYPE_CHECKING:
    from xl_quality.books.opc.xmlscan import Element

_ONE_FOR_ALL: Final = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "vml": VML_TYPE,
    "xml": "application/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
"""Extensions that mean the same in every package, so that one entry may speak for all parts."""
_ANYTHING: Final = "application/octet-stream"
_NEEDS_NO_QUOTES: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-"
)


def plain_name(name: str) -> str:
    r"""
    Return the part name that the name of a zip member stands for, without leading slash.

    >>> plain_name("xl\\workbook.xml"), plain_name("./xl//workbook.xml")
    ('xl/workbook.xml', 'xl/workbook.xml')
    """
    name = name.replace("\\", "/").lstrip("/")
    if "./" in name or "//" in name:
        steps = name.split("/")
        last = steps.pop()  # a folder's entry keeps its slash
        name = "/".join([*(step for step in steps if step not in ("", ".")), last])
    return name


@lru_cache(maxsize=1024)
def part_key(name: str) -> str:
    """
    Return what part names that mean the same part have in common.

    >>> part_key("xl/Worksheets/%E8%A1%A8.xml") == part_key("/xl/worksheets/表.xml")
    True
    """
    return unquoted(plain_name(name)).lower()


def part_uri(name: str) -> str:
    """
    Return a part's name as relationships, content types and the archive write it.

    >>> part_uri("xl/sheet1.xml"), part_uri("表 1/sheet1.xml")
    ('/xl/sheet1.xml', '/%E8%A1%A8%201/sheet1.xml')
    """
    if name and _NEEDS_NO_QUOTES.issuperset(name):
        return f"/{name}"
    from urllib.parse import quote  # noqa: PLC0415 - start-up; hardly ever needed

    return "/" + quote(unquoted(name), safe="/!$&'()*+,;=:@")


def may_be_part(name: str) -> bool:
    """
    Tell whether a member is a part: no folder, no list of types, nothing OPC forbids to be named.

    >>> may_be_part("xl/a.xml"), may_be_part("xl/"), may_be_part("[trash]/0000.dat")
    (True, False, False)
    """
    steps = part_uri(name)[1:].split("/")  # its other characters are quoted where they must be
    return "[" not in name and all(
        step and not step.endswith(".") and ".." not in step for step in steps
    )


def unquoted(name: str) -> str:
    """Return a name with its percent signs resolved."""
    if "%" not in name:
        return name
    from urllib.parse import unquote  # noqa: PLC0415 - start-up; hardly ever needed

    return unquote(name)


class ContentTypes:
    """
    The types of all parts, and what is to change in them.

    Args:
        data: the part in UTF-8.
        root: its elements.
    """

    def __init__(self, data: bytes, root: Element) -> None:
        self._edits = Edits(data)
        self._root = root
        self._defaults = {
            kid.attributes.get("Extension", "").lower(): kid.attributes.get("ContentType", "")
            for kid in root.all("Default")
        }
        self._overrides: dict[str, Element] = {}
        for kid in root.all("Override"):
            self._overrides.setdefault(part_key(kid.attributes.get("PartName", "")), kid)
        self._new: dict[str, str] = {}
        self._new_defaults: dict[str, str] = {}
        self.changed = False

    def named(self) -> set[str]:
        """Return the keys of the parts that have an entry of their own."""
        return set(self._overrides)

    def of(self, part: str) -> str:
        """Return a part's type; ``""`` where nothing says it."""
        key = part_key(part)
        if key in self._new:
            return self._new[key]
        if key in self._overrides:
            return self._overrides[key].attributes.get("ContentType", "")
        extension = _extension(key)
        return self._new_defaults.get(extension, self._defaults.get(extension, ""))

    def drop(self, key: str) -> None:
        """Take away the entry of a part that goes."""
        element = self._overrides.pop(key, None)
        if element is not None:
            self._edits.remove(element)
            self.changed = True

    def declare(self, part: str, content_type: str) -> None:
        """Say what a part is, where that is not said yet."""
        if self.of(part).lower() == content_type.lower():
            return
        self.changed = True
        key = part_key(part)
        extension = _extension(key)
        if key in self._overrides:
            self._edits.set_attribute(self._overrides[key], "ContentType", content_type)
            self._new[key] = content_type
        elif _ONE_FOR_ALL.get(extension) == content_type and extension not in self._defaults:
            self._new_defaults[extension] = content_type
        else:
            self._new[key] = content_type
            xml = f"Override PartName={quoted(part_uri(part))} ContentType={quoted(content_type)}/>"
            self._append(xml)

    def declare_missing(self, part: str) -> None:
        """Say what a part is that nothing was said of; no name that OPC forbids is entered."""
        if may_be_part(part) and not self.of(part):
            self.declare(part, _ONE_FOR_ALL.get(_extension(part_key(part)), _ANYTHING))

    def result(self) -> bytes:
        """Return the part with all changes."""
        for extension, kind in self._new_defaults.items():
            self._append(f'Default Extension="{extension}" ContentType="{kind}"/>')
        self._new_defaults = {}
        return self._edits.result()

    def _append(self, entry: str) -> None:
        self._edits.append(self._root, f"<{self._root.mark}{entry}".encode())


def _extension(key: str) -> str:
    """Return what stands behind the last stop of a name's last step."""
    return key.rpartition("/")[2].rpartition(".")[2] if "." in key.rpartition("/")[2] else ""
