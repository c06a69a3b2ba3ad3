"""The parts of an Office package by name, their relationships and content types."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.books.opc.guarded_xml import XmlError
from xl_quality.books.opc.vocabulary import CONTENT_TYPES, DECLARATION, PACKAGE_RELATIONSHIPS
from xl_quality.books.opc.xmlscan import Edits, Element, as_utf8, scan
from xl_quality.books.opc.xmltext import quoted
from xl_quality.books.refusals import damaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.opc.archive import Archive, Member


class Relationship(NamedTuple):
    """A typed link from one part to another.

    Attributes:
        id: unique within its source part.
        kind: last step of the type's URI, e.g. ``worksheet``.
        target: name of the part it leads to, or the address where it is external.
        external: leads out of the package.
    """

    id: str
    kind: str
    target: str
    external: bool = False


def relationships_part(part: str) -> str:
    """Return the name of the part that holds a part's relationships.

    >>> relationships_part("xl/workbook.xml"), relationships_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


class Package:
    """
    An archive seen as parts; nothing changes before `result`.

    Part names have no leading slash; they are found whatever the case and the slashes in the
    archive. New relationships and content types are collected and inserted once.
    """

    def __init__(self, archive: Archive) -> None:
        self.file_name = archive.file_name
        self._archive = archive
        self._members: dict[str, Member] = {}
        for member in archive.members:
            self._members.setdefault(_key(member.name), member)
        self._written: dict[str, tuple[str, bytes]] = {}
        self._deleted: set[str] = set()
        self._new_relationships: dict[str, list[tuple[Relationship, str]]] = {}
        self._dropped_relationships: dict[str, set[str]] = {}
        self._new_types: dict[str, str] = {}
        self._new_defaults: dict[str, str] = {}
        self._dropped_types: set[str] = set()
        self._known_relationships: dict[str, list[Relationship]] = {}

    def part_names(self) -> list[str]:
        """Return the names of all parts as they would be in `result`, slashes made plain."""
        kept = [_plain(m.name) for key, m in self._members.items() if key not in self._deleted]
        return kept + [n for key, (n, _) in self._written.items() if key not in self._members]

    def member(self, part: str) -> Member | None:
        """Return where a part lies in the archive, None where it is not."""
        return self._members.get(_key(part))

    def has(self, part: str) -> bool:
        """Return whether there is a part of that name."""
        key = _key(part)
        return key in self._written or (key in self._members and key not in self._deleted)

    def xml(self, part: str) -> bytes:
        """Return a part's XML in UTF-8.

        Raises:
            BadInputError: there is no such part, or it is damaged.
        """
        if _key(part) in self._written:
            return self._written[_key(part)][1]
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

    def write(self, part: str, content: bytes) -> None:
        """Add a part, or replace the one of that name."""
        self._known_relationships.pop(part, None)
        self._written[_key(part)] = (part, content)
        self._deleted.discard(_key(part))

    def delete(self, part: str) -> None:
        """Take a part away with its relationships and its content type."""
        for name in (part, relationships_part(part)):
            self._written.pop(_key(name), None)
            if _key(name) in self._members:
                self._deleted.add(_key(name))
        self._dropped_types.add(_key(part))
        self._new_types.pop(part, None)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern like ``xl/worksheets/sheet{}.xml`` not in use."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

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

    def relate(self, part: str, kind_uri: str, target: str) -> str:
        """Link a part to another part; return the new relationship's id."""
        pending = self._new_relationships.setdefault(part, [])
        present = [*self.relationships(part), *(new for new, _ in pending)]
        taken = {relationship.id.lower() for relationship in present}
        number = 1
        while f"rid{number}" in taken:
            number += 1
        relationship = Relationship(f"rId{number}", kind_uri.rpartition("/")[2], target)
        pending.append((relationship, kind_uri))
        return relationship.id

    def unrelate(self, part: str, relationship_id: str) -> None:
        """Take away a relationship that a part has in the archive."""
        self._dropped_relationships.setdefault(part, set()).add(relationship_id)

    def declare(self, part: str, content_type: str) -> None:
        """Say what a new part is."""
        self._new_types[part] = content_type

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Say what all parts with an extension are, where that is not said yet."""
        self._new_defaults[extension] = content_type

    def result(self) -> bytes:
        """Return the whole package with everything written, deleted, related and declared.

        Raises:
            BadInputError: a part that stays as it is turns out to be damaged.
        """
        from xl_quality.books.opc.archive_writer import Changes, rewrite  # noqa: PLC0415 - start-up

        for part in {*self._new_relationships, *self._dropped_relationships}:
            self._write_relationships(part)
        if self._new_types or self._new_defaults or self._dropped_types:
            self._write_types()
        changes = Changes(removed={self._members[key].name for key in self._deleted})
        for key, (part, content) in self._written.items():
            if key in self._members:
                changes.replaced[self._members[key].name] = content
            else:
                changes.added[part] = content
        return rewrite(self._archive, changes)

    def written(self) -> dict[str, bytes]:
        """Return the content of every part that differs from the archive, by name."""
        return dict(self._written.values())

    def _write_relationships(self, part: str) -> None:
        name = relationships_part(part)
        if not self.has(name):
            empty = f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}"/>'
            self.write(name, DECLARATION + empty.encode())
        data, root = self.scan(name, 2)
        edits = Edits(data)
        dropped = self._dropped_relationships.get(part, set())
        for kid in root.all("Relationship"):
            if kid.attributes.get("Id") in dropped:
                edits.remove(kid)
        new = "".join(
            f'<{root.mark}Relationship Id="{r.id}" Type="{kind}" Target={quoted("/" + r.target)}/>'
            for r, kind in self._new_relationships.get(part, ())
        )
        if new:
            edits.append(root, new.encode())
        self.write(name, edits.result())

    def _write_types(self) -> None:
        data, root = self.scan(CONTENT_TYPES, 2)
        edits = Edits(data)
        types = dict(self._new_types)
        for kid in root.all("Override"):
            part = _plain(kid.attributes.get("PartName", ""))
            if part in types and types[part] == kid.attributes.get("ContentType"):
                del types[part]
            elif _key(part) in self._dropped_types:
                edits.remove(kid)
        known = {kid.attributes.get("Extension", "").lower() for kid in root.all("Default")}
        new = [
            f'<{root.mark}Default Extension="{extension}" ContentType="{kind}"/>'
            for extension, kind in self._new_defaults.items()
            if extension not in known
        ]
        new += [
            f'<{root.mark}Override PartName={quoted("/" + part)} ContentType="{kind}"/>'
            for part, kind in types.items()
        ]
        if new:
            edits.append(root, "".join(new).encode())
        self.write(CONTENT_TYPES, edits.result())


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _key(name: str) -> str:
    return _plain(name).lower()


def _relationship(part: str, element: Element) -> Relationship:
    attributes = element.attributes
    target = attributes.get("Target", "")
    external = attributes.get("TargetMode", "").lower() == "external"
    kind = attributes.get("Type", "").rpartition("/")[2]
    if not external:
        target = _resolved(part, target)
    return Relationship(attributes.get("Id", ""), kind, target, external)


def _resolved(part: str, target: str) -> str:
    target = target.replace("\\", "/")
    if "%" in target:
        from urllib.parse import unquote  # noqa: PLC0415 - start-up; hardly ever needed

        target = unquote(target)
    if target.startswith("/"):
        return target.lstrip("/")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
    return joined.removeprefix("../")
