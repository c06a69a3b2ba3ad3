"""The stand-in offers nothing that Excel does not, and nothing in another way than Excel."""

# the wrong class below names its members as Excel would
# ruff: noqa: N802, N803

from __future__ import annotations

import ast
import inspect
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from tests.excel.stand_in import books, ranges, sheets
from tests.excel.stand_in.com import Model
from tests.excel.type_library import NO_OBJECTS, constants, members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.excel.type_library import LibraryMember

PLAYED = [
    found
    for module in (books, ranges, sheets)
    for found in vars(module).values()
    if isinstance(found, type)
    and issubclass(found, Model)
    and found.__module__ == module.__name__
    and found not in {sheets.Several, sheets.Tabs}  # what collections share
]
OPEN = {"Any", "Variant", "Object"}
NOTHING = "None"  # every object of COM may be missing


def played_type(cls: type) -> str:
    return getattr(cls, "_type", "") or cls.__name__


TYPES = {cls.__name__: played_type(cls) for cls in PLAYED}


def offered(cls: type) -> dict[str, Any]:
    """Return the public members of a class by name: functions, properties, plain attributes."""
    inherited = [one for one in cls.__mro__ if issubclass(one, Model)]
    found = {n: v for one in reversed(inherited) for n, v in vars(one).items() if n[0].isupper()}
    for one in inherited:
        found |= dict.fromkeys(assigned(one))
    return found


def assigned(cls: type) -> Iterator[str]:
    """Yield the public attributes that a class sets."""
    for node in ast.walk(ast.parse(dedent(inspect.getsource(cls)))):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
            and node.attr[0].isupper()
        ):
            yield node.attr


def faults(cls: type) -> Iterator[str]:
    """Yield what a class offers that its type in Excel does not, or otherwise than it does."""
    held = members(played_type(cls))
    for name, given in offered(cls).items():
        path = f"{cls.__name__}.{name}"
        there = held.get(name)
        if there is None:
            yield f"{path}: Excel has no such member"
        elif inspect.isfunction(given):
            yield from (f"{path}: {fault}" for fault in _faults_of_a_call(given, there))
        else:
            yield from (f"{path}: {fault}" for fault in _faults_of_a_property(given, there))


def _faults_of_a_property(given: property | None, there: LibraryMember) -> Iterator[str]:
    if there.is_method or there.fewest:
        yield "it has to be called"
    if (given is None or given.fset is not None) and not there.is_settable:
        yield "it can only be read"
    if given is not None:
        yield from _faults_of_what_it_gives(given.fget, there)


def _faults_of_a_call(given: Any, there: LibraryMember) -> Iterator[str]:
    if not there.is_method and not there.parameters:
        yield "it is no method"
    listed = list(inspect.signature(given).parameters.values())[1:]
    names = [one.name for one in listed]
    known = [one.name for one in there.parameters]
    if names != known[: len(names)]:
        yield f"its arguments are {', '.join(known)}"
    if len(names) < there.fewest:
        yield f"it takes {there.fewest} arguments at least"
    for one, other in zip(listed, there.parameters, strict=False):
        if one.default is not one.empty and not other.optional:
            yield f"{one.name} may not be left out"
    yield from _faults_of_what_it_gives(given, there)


def _faults_of_what_it_gives(given: Any, there: LibraryMember) -> Iterator[str]:
    says = given.__annotations__.get("return", "Any")
    gives = NO_OBJECTS.get(there.gives, there.gives)
    if gives.startswith(("Xl", "Mso")):
        gives = "int"
    played = {TYPES.get(name, name) for name in says.split(" | ")} - {NOTHING}
    if gives not in OPEN and not played <= OPEN | {gives}:
        yield f"it gives {there.gives}"


@pytest.mark.parametrize("cls", PLAYED, ids=lambda cls: cls.__name__)
def test_it_offers_only_what_excel_has_as_excel_has_it(cls: type) -> None:
    assert list(faults(cls)) == []


def test_nothing_is_played_that_is_not_looked_at() -> None:
    assert {"Application", "Workbook", "Worksheet", "Range", "Lines", "Sheets"} <= set(TYPES)
    assert sum(len(offered(cls)) for cls in PLAYED) >= 70


class TooMuch(Model):
    """Wrong in every way that is looked for."""

    _type = "Worksheet"

    def __init__(self) -> None:
        self.Index = 1

    @property
    def Title(self) -> str:
        return ""

    @property
    def Names(self) -> str:
        return ""

    @property
    def Move(self) -> str:
        return ""

    def UsedRange(self) -> Any: ...

    def Copy(self, After: Any = None, Before: Any = None) -> Any: ...

    def Range(self, Cell1: str = "A1") -> Any: ...


def test_what_excel_has_not_or_not_so_is_found() -> None:
    assert set(faults(TooMuch)) == {
        "TooMuch.Index: it can only be read",
        "TooMuch.Title: Excel has no such member",
        "TooMuch.Names: it gives Names",
        "TooMuch.Move: it has to be called",
        "TooMuch.Move: it gives void",
        "TooMuch.UsedRange: it is no method",
        "TooMuch.Copy: its arguments are Before, After",
        "TooMuch.Range: Cell1 may not be left out",
    }


def test_the_numbers_it_knows_are_those_of_excel() -> None:
    known = constants()
    assert {
        "visible": known["xlSheetVisible"],
        "hidden": known["xlSheetHidden"],
        "veryHidden": known["xlSheetVeryHidden"],
    } == sheets.VISIBILITY
    errors = {"#NULL!": "Null", "#DIV/0!": "Div0", "#VALUE!": "Value", "#REF!": "Ref"}
    errors |= {"#NAME?": "Name", "#NUM!": "Num", "#N/A": "NA"}
    assert {code: known[f"xlErr{name}"] for code, name in errors.items()} == ranges.ERRORS
