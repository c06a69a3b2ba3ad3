"""What a VBA project does with the things of Excel, Office and VBA, held against their libraries.

The parser is pyOpenVBA's. Types follow declarations and what is assigned with Set; where they end
(Variant, Object) a use is told apart, so that nothing goes unseen.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import vba_reference
from pyopenvba.interpreter import _ast as vba
from pyopenvba.interpreter import parse_module

from tests.excel.type_library import LibraryMember, Parameter, constants, members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

OPEN: Final = frozenset({"Variant", "Object", ""})
_HELD_BY_VALUE: Final = frozenset(
    {"String", "Long", "Integer", "Boolean", "Double", "Single", "Date", "Byte", "LongPtr", "void"}
)
_MODULES: Final = (
    "Interaction", "Strings", "Conversion", "DateTime", "Information", "Math", "FileSystem",
)  # fmt: skip
_OF_THE_LANGUAGE: Final = frozenset(
    {"lbound", "ubound", "array", "nothing", "empty", "null", "me", "choose", "switch", "debug"}
)
"""Words with a syntax of their own, or with any number of arguments."""
_GLOBAL: Final = "_"
"""Stands for the object whose members VBA knows without one: ActiveWorkbook, Range."""
_MODULE: Final = "Module"
_OVERLOADS: Final = ("_B_var_", "_B_str_")


class Use(NamedTuple):
    """Something done with a thing.

    Attributes:
        place: module, procedure and line.
        what: type and member, or only the member where the type is not known.
    """

    place: str
    what: str


class Findings(NamedTuple):
    """What was found in a project.

    Attributes:
        faults: uses that the libraries do not allow, each with why.
        untyped: members of things whose type is not known.
        seen: members of the libraries that are used, rightly or wrongly.
    """

    faults: list[str]
    untyped: list[Use]
    seen: list[Use]


def findings(texts: Mapping[str, str], given: Mapping[str, str]) -> Findings:
    """Hold the modules of a project against the libraries.

    Args:
        texts: of the modules by name.
        given: types of arguments and of a module's variables that are declared Variant or Object,
            and of what functions give, by name.
    """
    modules: dict[str, Any] = {name: parse_module(_readable(text)) for name, text in texts.items()}
    found = Findings([], [], [])
    outer: dict[str, Any] = {
        name.lower(): _MODULE for name in modules if name not in members("Global")
    }
    outer |= _project_names(modules.values())
    for name, module in modules.items():
        fields = _fields(module)
        fields |= {n.lower(): t for n, t in given.items() if fields.get(n.lower()) in OPEN}
        for procedure in module.procedures:
            _Reader(f"{name}.{procedure.name}", outer | fields, given, found).read(procedure)
    return found


def _readable(text: str) -> str:
    """Drop what the parser does not take: comments behind directives (``#If``), WithEvents."""
    plain = text.replace("\r\n", "\n").replace("WithEvents ", "")
    return re.sub(r"^( *#[^'\n]*)'.*$", r"\1", plain, flags=re.MULTILINE)


def _project_names(modules: Any) -> dict[str, Any]:
    """Return what every module can see, by name in small letters: procedures, public names."""
    names: dict[str, Any] = {}
    for module in modules:
        names |= {one.name.lower(): one for one in (*module.procedures, *module.declares)}
        names |= {
            key: value for key, value in _fields(module).items() if key not in names
        }  # what is private in another module is found by pyvbaanalysis
    return names


def _fields(module: Any) -> dict[str, str]:
    typed = {d.name.lower(): _declared(d) for one in module.variables for d in one.decls}
    return typed | {n.lower(): t for one in module.constants for n, t, _ in one.names}


def _declared(one: Any) -> str:
    return "Array" if one.is_array or getattr(one, "param_array", False) else str(one.declared)


@cache
def functions() -> dict[str, LibraryMember]:
    """Return VBA's own functions by name in small letters; some stand twice, ``Left`` as Left$."""
    found: dict[str, LibraryMember] = {}
    for module in _MODULES:
        for one in vba_reference.get_type(module, "vba").functions:
            plain = one.name
            for start in _OVERLOADS:
                plain = plain.removeprefix(start)
            parameters = tuple(Parameter(p.name, p.optional) for p in one.parameters)
            made = LibraryMember(plain, True, False, parameters, one.returns)  # noqa: FBT003
            key = plain.lower()
            if key not in found or len(parameters) > len(found[key].parameters):
                found[key] = made
    return found


class _Result(NamedTuple):
    """The name of a function inside itself: what it gives, and where it has arguments a call."""

    procedure: Any


class _Reader:
    """Reads one procedure."""

    def __init__(
        self, place: str, outer: dict[str, Any], given: Mapping[str, str], found: Findings
    ) -> None:
        self.place, self.found = place, found
        self.names = outer | {_GLOBAL: "Global"}
        self.given = given
        self.known = {name.lower() for name in constants()}
        self.subjects: list[str] = []

    def read(self, procedure: Any) -> None:
        self.names[procedure.name.lower()] = _Result(procedure)
        for one in procedure.params:
            declared = _declared(one)
            self.names[one.name.lower()] = (
                self.given.get(one.name, declared) if declared in OPEN else declared
            )
        for node in _all(procedure.body):
            if isinstance(node, vba.Dim | vba.ReDim):
                self.names |= {d.name.lower(): _declared(d) for d in node.decls}
            elif isinstance(node, vba.ConstDecl):
                self.names |= {name.lower(): declared for name, declared, _ in node.names}
        quiet, self.found = self.found, Findings([], [], [])
        for node in _all(procedure.body):  # a first time for the types that Set gives
            if isinstance(node, vba.Assign) and node.kind == "set":
                self._learn(node)
        self.found = quiet
        self._statements(procedure.body)

    def _learn(self, node: Any) -> None:
        if isinstance(node.target, vba.Name):
            key = node.target.name.lower()
            known = self.names.get(key)
            if isinstance(known, str) and known in OPEN:
                self.names[key] = self._type(node.value)

    def _statements(self, body: Sequence[Any]) -> None:
        for node in body:
            if isinstance(node, vba.With):
                self.subjects.append(self._type(node.subject))
                self._statements(node.body)
                self.subjects.pop()
            elif isinstance(node, vba.CallStmt):
                self._call(node.callee, node.args, node.line)
            elif isinstance(node, vba.Assign):
                self._type(node.value)
                self._assigned(node.target, node.kind)
            else:
                self._inside(node)

    def _inside(self, node: Any) -> None:
        """Read the expressions and bodies of any other statement."""
        for child in _children(node):
            if isinstance(child, vba.Expr):
                self._type(child)
            elif isinstance(child, vba.Stmt):
                self._statements([child])
            else:
                self._inside(child)

    def _assigned(self, target: Any, kind: str) -> None:
        if not isinstance(target, vba.Member):
            self._type(target)
            return
        owner = self._owner(target)
        one = self._member(owner, target)
        if one is not None and not one.is_settable and kind == "let":
            self._fault(target.line, f"{owner}.{one.name} can only be read")

    def _owner(self, node: Any) -> str:
        return self.subjects[-1] if node.target is None else self._type(node.target)

    def _member(self, owner: str, node: Any) -> LibraryMember | None:
        if owner in OPEN or "|" in owner:
            self.found.untyped.append(Use(f"{self.place}:{node.line}", node.name))
            return None
        if owner in _HELD_BY_VALUE or owner == "Array":
            self._fault(node.line, f"{owner} has no members, so no {node.name}")
            return None
        self.found.seen.append(Use(f"{self.place}:{node.line}", f"{owner}.{node.name}"))
        try:
            held = members(owner)
        except KeyError:
            self._fault(node.line, f"no library has a type {owner}")
            return None
        one = next((m for name, m in held.items() if name.lower() == node.name.lower()), None)
        if one is None:
            self._fault(node.line, f"{owner} has no {node.name}")
        return one

    def _type(self, node: Any) -> str:
        """Return the type of an expression, having read all in it."""
        if isinstance(node, vba.Index):
            return self._call(node.target, node.args, node.line)
        if isinstance(node, vba.Member | vba.Name):
            return self._call(node, (), node.line)
        for child in _children(node):
            self._type(child) if isinstance(child, vba.Expr) else self._inside(child)
        return node.type_name if isinstance(node, vba.NewExpr) else ""

    def _call(self, target: Any, args: Sequence[Any], line: int) -> str:
        for one in args:
            if one.value is not None:
                self._type(one.value)
        if isinstance(target, vba.Name):
            return self._named(target, args)
        if not isinstance(target, vba.Member):
            return self._default(self._type(target), args, line)
        if isinstance(target.target, vba.Name) and self._is_module(target.target.name):
            return self._named(vba.Name(line, target.name), args)
        owner = self._owner(target)
        one = self._member(owner, target)
        if one is None:
            return ""
        if args and not one.is_method and not one.parameters:
            return self._default(one.gives, args, line)
        self._arguments(f"{owner}.{one.name}", one.parameters, args, line)
        return one.gives

    def _default(self, owner: str, args: Sequence[Any], line: int) -> str:
        """Return what the default member gives: ``Cells(1, 2)`` means ``Cells.Item(1, 2)``."""
        if owner in OPEN or owner == "Array":
            return ""
        if owner == "Range":
            self._arguments("Range.Item", members("Range")["Item"].parameters, args, line)
            return "Range"
        item = members(owner).get("Item")
        if item is None:
            self._fault(line, f"{owner} takes no arguments")
            return ""
        self._arguments(f"{owner}.Item", item.parameters, args, line)
        return item.gives

    def _is_module(self, name: str) -> bool:
        return self.names.get(name.lower()) == _MODULE

    def _named(self, node: Any, args: Sequence[Any]) -> str:
        key = node.name.lower().rstrip("$%&")
        held = self.names.get(key)
        if isinstance(held, _Result) and not args:
            return str(held.procedure.returns)
        if isinstance(held, str):
            return self._default(held, args, node.line) if args else held
        if held is not None:
            return self._own(getattr(held, "procedure", held), args, node.line)
        return self._elsewhere(node, key, args)

    def _own(self, procedure: Any, args: Sequence[Any], line: int) -> str:
        """Return what a procedure of the project gives."""
        if not any(p.param_array for p in procedure.params):
            parameters = tuple(Parameter(p.name, p.optional) for p in procedure.params)
            self._arguments(procedure.name, parameters, args, line)
        return self.given.get(procedure.name, procedure.returns)

    def _elsewhere(self, node: Any, key: str, args: Sequence[Any]) -> str:
        """Return what a name of VBA or of Excel itself gives."""
        if key == "err":
            return "ErrObject"
        if key in _OF_THE_LANGUAGE or key in self.known:
            return ""
        if key in functions():
            one = functions()[key]
            self._arguments(one.name, one.parameters, args, node.line)
            return one.gives
        if node.name in members("Global"):
            owner = vba.Name(node.line, _GLOBAL)
            return self._call(vba.Member(node.line, owner, node.name), args, node.line)
        self._fault(node.line, f"nobody knows {node.name}")
        return ""

    def _arguments(
        self, what: str, parameters: Sequence[Parameter], args: Sequence[Any], line: int
    ) -> None:
        names = [p.name for p in parameters]
        by_place = [a for a in args if not a.name]
        by_name = [a.name for a in args if a.name]
        if len(by_place) > len(names):
            self._fault(line, f"{what} takes {len(names)} arguments, not {len(by_place)}")
        if strange := [name for name in by_name if name not in names[len(by_place) :]]:
            self._fault(line, f"{what} has no argument {', '.join(strange)}")
        given = {n for n, a in zip(names, by_place, strict=False) if a.value is not None}
        missing = [p.name for p in parameters if not p.optional]
        if lacking := [n for n in missing if n not in given | set(by_name)]:
            self._fault(line, f"{what} needs {', '.join(lacking)}")

    def _fault(self, line: int, text: str) -> None:
        self.found.faults.append(f"{self.place}:{line}: {text}")


def _children(node: Any) -> Iterator[Any]:
    if dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            yield from _flat(getattr(node, field.name))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    elif dataclasses.is_dataclass(value):
        yield value


def _all(body: Any) -> Iterator[Any]:
    for node in _flat(body):
        yield node
        yield from _all(list(_children(node)))
