"""Excel's type library as Windows reads it: made from the data, with Excel's own names and ids.

Only the dispinterfaces of the stand-in's things are in it, with all their members. The numbers of
the members are ours: late binding asks for them by name.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Final

import vba_reference

from tests.excel.type_library import members

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.excel.type_library import LibraryMember

LIBRARY: Final = "{00020813-0000-0000-C000-000000000046}"
"""Under which Excel registers its type library."""
VERSION: Final = "1.9"
TYPES: Final = (
    "Application", "Areas", "Chart", "ChartObject", "ChartObjects", "Charts", "Name", "Names",
    "Range", "Series", "SeriesCollection", "Sheets", "Window", "Windows", "Workbook", "Workbooks",
    "Worksheet", "Worksheets",
)  # fmt: skip
_PRELUDE: Final = (
    "typedef struct tagVARIANT { long part; } VARIANT;",
    "[object, uuid(00000000-0000-0000-C000-000000000046)] interface IUnknown {}",
    "[object, uuid(00020400-0000-0000-C000-000000000046)] interface IDispatch : IUnknown {}",
)
"""The compiler knows them by their names; what stands in them here is not used."""
_DISPINTERFACES: Final = {
    "Application": "{000208D5-0000-0000-C000-000000000046}",
    "Workbook": "{000208DA-0000-0000-C000-000000000046}",
    "Worksheet": "{000208D8-0000-0000-C000-000000000046}",
    "Chart": "{000208D6-0000-0000-C000-000000000046}",
}
"""What these classes are called by; the data has the ids of the classes."""


def numbered(type_name: str) -> dict[str, int]:
    """Return the number of each member; the default member is 0, as everywhere."""
    names = (name for name in members(type_name) if not name.startswith("_"))
    return {name: number for number, name in enumerate(names, 1)}


def described(path: Path) -> Path:
    """Write ids and numbers of the types, for whoever plays them."""
    found = {one: {"id": identity(one), "members": numbered(one)} for one in TYPES}
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def identity(type_name: str) -> str:
    return _DISPINTERFACES.get(type_name) or vba_reference.get_type(type_name, "excel").guid


def compiled(path: Path, widl: str, system: Path, *, foreign: bool = False) -> Path:
    """Compile the library.

    Args:
        path: where to; ``.tlb``.
        widl: the compiler of interfaces.
        system: where ``stdole2.tlb`` lies.
        foreign: as another program registers one of its own under Excel's id: every member has
            another number.
    """
    source = path.with_suffix(".idl")
    source.write_text("\n".join(_library(1000 if foreign else 0)), encoding="ascii")
    subprocess.run([widl, "-t", "-L", system, "-o", path, source], check=True)
    return path


def _library(shift: int) -> Iterator[str]:
    yield from _PRELUDE
    yield f"[uuid({LIBRARY[1:-1]}), version({VERSION})]"
    yield "library Excel {"
    yield 'importlib("stdole2.tlb");'
    yield from (f"dispinterface {name};" for name in TYPES)
    for name in TYPES:
        yield f"[uuid({identity(name)[1:-1]})]"
        yield f"dispinterface {name} {{ properties: methods:"
        for member, number in numbered(name).items():
            yield from _member(members(name)[member], number + shift)
        yield "};"
    yield "};"


def _member(one: LibraryMember, number: int) -> Iterator[str]:
    gives = f"{one.gives}*" if one.gives in TYPES else "VARIANT"
    listed = [f"[in{', optional' if p.optional else ''}] VARIANT {p.name}" for p in one.parameters]
    kind = "" if one.is_method else ", propget"
    yield f"[id({number}){kind}] {gives} {one.name}({', '.join(listed)});"
    if one.is_settable:
        value = [*listed, f"[in] {gives} value_"]
        yield f"[id({number}), propput] void {one.name}({', '.join(value)});"
