"""The package rules (OPC), told from the standard alone: shares no code with what it judges."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def same(name: str) -> str:
    """Write a part's name as it is compared."""
    return unquote(posixpath.normpath(name.replace("\\", "/").lstrip("/"))).lower()


def faults(path: Path) -> list[str]:
    """Return what is against the rules: no type, no target, something said twice."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {
            same(name): archive.read(name) for name in archive.namelist() if not name.endswith("/")
        }
        assert len(set(archive.namelist())) == len(archive.namelist())
    return [*untyped(parts), *unled(parts)]


def untyped(parts: dict[str, bytes]) -> Iterator[str]:
    types = ET.fromstring(parts["[content_types].xml"])
    defaults = [each.get("Extension", "").lower() for each in types.iter(f"{TYPES}Default")]
    named = [same(each.get("PartName", "")) for each in types.iter(f"{TYPES}Override")]
    yield from (f"said twice: {name}" for name in {*defaults} if defaults.count(name) > 1)
    yield from (f"said twice: {name}" for name in {*named} if named.count(name) > 1)
    for name in parts:
        extension = posixpath.splitext("x" + posixpath.basename(name))[1][1:]
        if name != "[content_types].xml" and name not in named and extension not in defaults:
            yield f"no content type: {name}"


def unled(parts: dict[str, bytes]) -> Iterator[str]:
    for name, content in parts.items():
        folder, base = posixpath.split(name)
        if posixpath.basename(folder) != "_rels" or not base.endswith(".rels"):
            continue
        links = list(ET.fromstring(content).iter(f"{LINKS}Relationship"))
        ids = [link.get("Id") for link in links]
        yield from (f"{name}: {each} twice" for each in {*ids} if ids.count(each) > 1)
        for link in links:
            if link.get("TargetMode") == "External":
                continue
            target = unquote(link.get("Target", ""))
            if not target.startswith("/"):
                target = posixpath.join(posixpath.dirname(folder), target)
            if same(target) not in parts:
                yield f"{name}: {link.get('Id')} leads nowhere: {target}"


def main_type(path: Path) -> str:
    """Return what the content types say the workbook part is."""
    with zipfile.ZipFile(path) as archive:
        types = ET.fromstring(archive.read("[Content_Types].xml"))
    [kind] = [
        each.get("ContentType", "")
        for each in types.iter(f"{TYPES}Override")
        if each.get("PartName") == "/xl/workbook.xml"
    ]
    return kind
