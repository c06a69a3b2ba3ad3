"""The parts of an Office package by name, their relationships and content types."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xl_quality.books.file_findings import damaged
from xl_quality.books.opc.xml import (
    CONTENT_TYPES,
    DECLARATION,
    PACKAGE_RELATIONSHIPS,
    VML_TYPE,
    Edits,
    Element,
    XmlError,
    as_utf8,
    quoted,
    scan,
)
from xl_quality.books.opc.zip import Archive, Deflated, Member
from xl_quality.core.findings import BadInputError

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
    r"""Return the part name that the name of a zip member stands for, without leading slash.

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
    """Return what part names that mean the same part have in common.

    >>> part_key("xl/Worksheets/%E8%A1%A8.xml") == part_key("/xl/worksheets/表.xml")
    True
    """
    return unquoted(plain_name(name)).lower()


def part_uri(name: str) -> str:
    """Return a part's name as relationships, content types and the archive write it.

    >>> part_uri("xl/sheet1.xml"), part_uri("表 1/sheet1.xml")
    ('/xl/sheet1.xml', '/%E8%A1%A8%201/sheet1.xml')
    """
    if name and _NEEDS_NO_QUOTES.issuperset(name):
        return f"/{name}"
    from urllib.parse import quote  # noqa: PLC0415 - start-up; hardly ever needed

    return "/" + quote(unquoted(name), safe="/!$&'()*+,;=:@")


def may_be_part(name: str) -> bool:
    """Tell whether a member is a part: no folder, no list of types, no name that OPC forbids.

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
    """The types of all parts, and what is to change in them."""

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


class Relationship(NamedTuple):
    """A typed link from one part to another."""

    id: str  # unique within its source part
    kind: str  # last step of the type's URI, e.g. ``worksheet``
    target: str  # name of the part it leads to, or the address where it is external
    external: bool = False  # leads out of the package


def relationships_part(part: str) -> str:
    """Return the name of the part that holds a part's relationships.

    >>> relationships_part("xl/workbook.xml"), relationships_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def relationships_xml(links: Iterable[tuple[str, str, str]]) -> bytes:
    """Return a part of relationships: id, URI of the type and target of each."""
    each = "".join(
        f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>'
        for number, kind, target in links
    )
    body = f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}">{each}</Relationships>'
    return DECLARATION + body.encode()


def _content(content: bytes | Deflated) -> bytes:
    return content.content if isinstance(content, Deflated) else content


class Package:
    """An archive seen as parts; nothing changes before `result`.

    Part names have no leading slash; they are found whatever the case, the slashes and the percent
    signs in the archive. New relationships and content types are collected and inserted once.
    """

    def __init__(self, archive: Archive) -> None:
        self.file_name = archive.file_name
        self._archive = archive
        self._members: dict[str, Member] = {}
        for member in archive.members:
            self._members.setdefault(part_key(member.name), member)
        self._written: dict[str, tuple[str, bytes | Deflated]] = {}
        self._deleted: set[str] = set()
        self._new_relationships: dict[str, list[tuple[Relationship, str]]] = {}
        self._dropped_relationships: dict[str, set[str]] = {}
        self._new_types: dict[str, str] = {}
        self._dropped_types: set[str] = set()
        self._known_relationships: dict[str, list[Relationship]] = {}
        self._promised: set[str] | None = None
        self._used_up_to: dict[str, int] = {}

    def part_names(self) -> list[str]:
        """Return the names of all parts as they would be in `result`, slashes made plain."""
        kept = [plain_name(m.name) for key, m in self._members.items() if key not in self._deleted]
        return kept + [n for key, (n, _) in self._written.items() if key not in self._members]

    def members(self) -> Mapping[str, Member]:
        """Return what lies in the archive by the key of each part's name."""
        return self._members

    def member(self, part: str) -> Member | None:
        """Return where a part lies in the archive, None where it is not."""
        return self._members.get(part_key(part))

    def has(self, part: str) -> bool:
        """Return whether there is a part of that name."""
        key = part_key(part)
        return key in self._written or (key in self._members and key not in self._deleted)

    def xml(self, part: str) -> bytes:
        """Return a part's XML in UTF-8.

        Raises:
            BadInputError: there is no such part, or it is damaged.
        """
        if part_key(part) in self._written:
            return _content(self._written[part_key(part)][1])
        member = self.member(part)
        if member is None:
            raise damaged(self.file_name, f"缺少 {part}")
        try:
            return as_utf8(self._archive.read(member))
        except XmlError:
            raise damaged(self.file_name, part) from None

    def scan(self, part: str, depth: int = 3) -> tuple[bytes, Element]:
        """Return a part's XML and its elements; errors as of `xml`."""
        data = self.xml(part)
        try:
            return data, scan(data, depth)
        except XmlError:
            raise damaged(self.file_name, part) from None

    def write(self, part: str, content: bytes | Deflated) -> None:
        """Add a part, or replace the one of that name.

        What is large comes packed: the sheets of a county would be hundreds of megabytes.
        """
        self._known_relationships.pop(part, None)
        self._written[part_key(part)] = (part, content)
        self._deleted.discard(part_key(part))

    def delete(self, part: str) -> None:
        """Take a part away with its relationships and its content type."""
        self._used_up_to.clear()  # its name is free again
        for name in (part, relationships_part(part)):
            self._written.pop(part_key(name), None)
            if part_key(name) in self._members:
                self._deleted.add(part_key(name))
        self._dropped_types.add(part_key(part))
        self._new_types.pop(part, None)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern like ``xl/worksheets/sheet{}.xml`` not in use.

        A name that the archive speaks of without having the part is in use as well: a new part
        would take the place of what is missing.
        """
        if self._promised is None:
            self._promised = self._missing_parts()
        number = self._used_up_to.get(pattern, 1)  # those before it still are in use
        while self.has(name := pattern.format(number)) or part_key(name) in self._promised:
            number += 1
        self._used_up_to[pattern] = number
        return name

    def relationships(self, part: str) -> Sequence[Relationship]:
        """Return the relationships that a part (``""`` = the package) has in the archive."""
        name = relationships_part(part)
        if not self.has(name):
            return []
        if name not in self._known_relationships:
            _, root = self.scan(name, 2)
            found = [_relationship(part, kid) for kid in root.all("Relationship")]
            self._known_relationships[name] = found
        return self._known_relationships[name]

    def relate(self, part: str, kind_uri: str, target: str, *, external: bool = False) -> str:
        """Link a part to another part or an external address; return the relationship's id."""
        pending = self._new_relationships.setdefault(part, [])
        taken = {relationship.id.lower() for relationship in self.relationships(part)}
        number = int(pending[-1][0].id.removeprefix("rId")) + 1 if pending else 1
        while f"rid{number}" in taken:
            number += 1
        kind = kind_uri.rpartition("/")[2]
        pending.append((Relationship(f"rId{number}", kind, target, external), kind_uri))
        return f"rId{number}"

    def unrelate(self, part: str, relationship_id: str) -> None:
        """Take away a relationship that a part has in the archive."""
        self._dropped_relationships.setdefault(part, set()).add(relationship_id)

    def write_relationships(self, part: str) -> None:
        """Write what a part was related to since; `result` does it for all that are left."""
        name = relationships_part(part)
        if not self.has(name):
            self.write(name, relationships_xml(()))
        data, root = self.scan(name, 2)
        edits = Edits(data)
        dropped = self._dropped_relationships.pop(part, set())
        for kid in root.all("Relationship"):
            if kid.attributes.get("Id") in dropped:
                edits.remove(kid)
        new = "".join(
            f'<{root.mark}Relationship Id="{link.id}" Type="{kind}" '
            + (
                f'Target={quoted(link.target)} TargetMode="External"/>'
                if link.external
                else f"Target={quoted(part_uri(link.target))}/>"
            )
            for link, kind in self._new_relationships.pop(part, ())
        )
        if new:
            edits.append(root, new.encode())
        self.write(name, edits.result())

    def declare(self, part: str, content_type: str) -> None:
        """Say what a new part is."""
        self._new_types[part] = content_type

    def content_type(self, part: str) -> str:
        """Return what the archive says a part is; ``""`` where it says nothing."""
        return self.content_types().of(part)

    def content_types(self) -> ContentTypes:
        """Return what the archive says of all parts; errors as of `xml`."""
        return ContentTypes(*self.scan(CONTENT_TYPES, 2))

    def dangling(self) -> set[tuple[str, str]]:
        """Return (source part, id) of the archive's relationships that lead to no part."""
        found = set()
        for source in self._sources():
            for link in self._relationships_if_whole(source):
                if not link.external and part_key(link.target) not in self._members:
                    found.add((part_key(source), link.id))
        return found

    def result(self) -> bytes:
        """Return the whole package with everything written, deleted, related and declared.

        Raises:
            BadInputError: a part that stays as it is turns out to be damaged.
        """
        from xl_quality.books.opc.zip import Changes, rewrite  # noqa: PLC0415 - start-up

        for part in dict.fromkeys([*self._new_relationships, *self._dropped_relationships]):
            self.write_relationships(part)
        self._write_types()
        changes = Changes(removed={self._members[key].name for key in self._deleted})
        for key, (part, content) in self._written.items():
            if key in self._members:
                changes.replaced[self._members[key].name] = content
            else:
                changes.added[part_uri(part)[1:]] = content
        return rewrite(self._archive, changes)

    def written(self) -> dict[str, bytes]:
        """Return the content of every part that differs from the archive, by name."""
        return {part: _content(content) for part, content in self._written.values()}

    def _write_types(self) -> None:
        """Enter the types of new parts, and of any part that nothing was said of."""
        types = self.content_types()
        for key in self._dropped_types - {part_key(part) for part in self._new_types}:
            types.drop(key)
        for part, kind in self._new_types.items():
            types.declare(part, kind)
        for part in self.part_names():
            types.declare_missing(part)
        if types.changed:
            self.write(CONTENT_TYPES, types.result())

    def _missing_parts(self) -> set[str]:
        """Return the keys of the parts that the archive speaks of and does not hold."""
        named = self.content_types().named()
        for source in self._sources():
            links = self._relationships_if_whole(source)
            named |= {part_key(link.target) for link in links if not link.external}
        return named - set(self._members)

    def _sources(self) -> list[str]:
        """Return the names of the parts that have relationships, ``""`` for the package."""
        found = []
        for member in self._members.values():
            folder, base = posixpath.split(plain_name(member.name))
            above, last = posixpath.split(folder)
            if last.lower() == "_rels" and base.lower().endswith(".rels"):
                found.append(posixpath.join(above, base[: -len(".rels")]))
        return found

    def _relationships_if_whole(self, part: str) -> Sequence[Relationship]:
        """Return a part's relationships; none where others than we would stumble over them."""
        try:
            return self.relationships(part)
        except BadInputError:
            return []


def _relationship(part: str, element: Element) -> Relationship:
    attributes = element.attributes
    target = attributes.get("Target", "")
    external = attributes.get("TargetMode", "").lower() == "external"
    kind = attributes.get("Type", "").rpartition("/")[2]
    if not external:
        target = _resolved(part, target)
    return Relationship(attributes.get("Id", ""), kind, target, external)


def _resolved(part: str, target: str) -> str:
    target = unquoted(target.replace("\\", "/").partition("#")[0])
    if target.startswith("/"):
        return plain_name(target)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
    while joined.startswith("../"):
        joined = joined[len("../") :]
    return joined


def parts_only_under(package: Package, part: str) -> list[str]:
    """Return the names of the parts that would be left without a use if *part* went."""
    under = _reachable(package, part)
    if not under:
        return []
    kept = {name.lower() for name in package.part_names() if "_rels/" not in name} - set(under)
    kept.discard(part.lower())
    held: set[str] = set()
    for name in ["", *sorted(kept)]:
        targets = {r.target.lower() for r in package.relationships(name) if not r.external}
        held |= targets & set(under)
    for name in list(held):
        held |= set(_reachable(package, name))
    return [name for key, name in under.items() if key not in held]


def _reachable(package: Package, part: str) -> dict[str, str]:
    """Return the parts that relationships lead to from a part, by lower-case name."""
    found: dict[str, str] = {}
    ahead = [part]
    while ahead:
        for link in package.relationships(ahead.pop()):
            key = link.target.lower()
            if link.external or key in found or key == part.lower():
                continue
            if package.has(link.target):
                found[key] = link.target
                ahead.append(link.target)
    return found
