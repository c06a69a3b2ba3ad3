"""Excel's own type library (16) as data, Office's and VBA's with it, and types made of it.

The data was read from the registered libraries themselves; what they call Object or Variant is
narrowed here where every reader of Excel's documents knows better.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import vba_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE: Final = "excel_types"
"""What the adapter imports its annotations from, where they are looked at."""
CASES: Final = Path(__file__).parents[1] / "cases"
LIBRARIES: Final = ("excel", "office", "vba", "vbide")
NARROWER: Final = {
    "Workbook.Worksheets": "Worksheets",
    "Workbook.Charts": "Charts",
    "Worksheets.Item": "Worksheet",
    "Sheets.Item": "Worksheet | Chart",
    "Charts.Item": "Chart",
    "Worksheet.ChartObjects": "ChartObjects",
    "ChartObjects.Item": "ChartObject",
    "Chart.SeriesCollection": "SeriesCollection",
    "Application.Caller": "Range",
    "Application.ActiveWorkbook": "Workbook",
}
"""What the library itself leaves open."""
NO_OBJECTS: Final = {
    "String": "str",
    "Long": "int",
    "LongPtr": "int",
    "Integer": "int",
    "Double": "float",
    "Single": "float",
    "Boolean": "bool",
    "Date": "datetime",
    "void": "None",
}


class Parameter(NamedTuple):
    """One argument of a member.

    Attributes:
        name: as in the library; named arguments of VBA go by it.
        optional: whether a call may leave it out.
    """

    name: str
    optional: bool


class LibraryMember(NamedTuple):
    """One member of a type.

    Attributes:
        name: as in the library.
        is_method: whether it is called; a property is read.
        is_settable: whether it may be assigned to.
        parameters: of a method, or of a property that takes some (``Range.Address``), in order.
        gives: the type of what it gives, ``Variant`` and ``Object`` for anything.
    """

    name: str
    is_method: bool
    is_settable: bool
    parameters: tuple[Parameter, ...]
    gives: str

    @property
    def fewest(self) -> int:
        """How many arguments a call has at least."""
        return sum(not one.optional for one in self.parameters)


@cache
def members(type_name: str) -> dict[str, LibraryMember]:
    """Return the members of a type by name.

    Raises:
        KeyError: no library has this type.
    """
    doc = vba_reference.get_type(type_name, _library(type_name))
    read = {one.name: _property(type_name, one) for one in doc.properties}
    called = {one.name: _method(type_name, one) for one in (*doc.methods, *doc.functions)}
    return read | called


@cache
def constants() -> dict[str, int]:
    """Return the value of every constant of the libraries by its name: ``xlUp``, ``vbYes``."""
    types = [(name, one["name"]) for name in LIBRARIES for one in vba_reference.list_types(name)]
    docs = [vba_reference.get_type(type_name, library) for library, type_name in types]
    return {one.name: one.value for doc in docs for one in doc.constants}


@cache
def taken() -> dict[str, tuple[Parameter, ...]]:
    """Return the parameters of properties that take some; the data has them of methods only."""
    with (CASES / "excel_properties_with_arguments.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["property"]: tuple(
                Parameter(word.strip("[]"), word.startswith("["))
                for word in row["arguments"].split()
            )
            for row in csv.DictReader(file)
        }


@cache
def _library(type_name: str) -> str:
    for library in LIBRARIES:
        if any(one["name"] == type_name for one in vba_reference.list_types(library)):
            return library
    raise KeyError(type_name)


def _property(type_name: str, one: vba_reference.Member) -> LibraryMember:
    path = f"{type_name}.{one.name}"
    return LibraryMember(
        one.name,
        is_method=False,
        is_settable=one.access != "read-only",
        parameters=taken().get(path, ()),
        gives=NARROWER.get(path, one.type),
    )


def _method(type_name: str, one: vba_reference.Member) -> LibraryMember:
    return LibraryMember(
        one.name,
        is_method=True,
        is_settable=False,
        parameters=tuple(Parameter(p.name, p.optional) for p in one.parameters),
        gives=NARROWER.get(f"{type_name}.{one.name}", one.returns),
    )


def annotated_types(type_names: tuple[str, ...]) -> str:
    """Return the types as a module of annotations that mypy reads, arguments by position only."""
    # by their module: in a class a member of the same name would hide the type
    lines = ["from datetime import datetime", "from typing import Any", f"import {MODULE}", ""]
    for type_name in type_names:
        lines += [f"class {type_name}:", *_annotated(type_name, type_names), ""]
    return "\n".join(lines)


def _annotated(type_name: str, known: tuple[str, ...]) -> Iterator[str]:
    held = members(type_name)
    for one in held.values():
        gives = _annotation(one.gives, known)
        if one.is_method or one.fewest:
            yield f"    def {one.name}(self{_parameters(one)}) -> {gives}: ..."
            continue
        yield "    @property"
        yield f"    def {one.name}(self) -> {gives}: ..."
        if one.is_settable:
            yield f"    @{one.name}.setter"
            yield f"    def {one.name}(self, value: {gives}) -> None: ..."
    if item := held.get("Item"):  # the default member
        yield f"    def __call__(self{_parameters(item)}) -> {_annotation(item.gives, known)}: ..."


def _parameters(one: LibraryMember) -> str:
    listed = [f"{p.name}_: Any{' = ...' if p.optional else ''}" for p in one.parameters]
    return "".join(f", {text}" for text in (*listed, "/")) if listed else ""


def _annotation(gives: str, known: tuple[str, ...]) -> str:
    names = gives.split(" | ")
    if set(names) <= set(known):
        return " | ".join(f"{MODULE}.{name}" for name in names)
    return NO_OBJECTS.get(gives, "Any")
