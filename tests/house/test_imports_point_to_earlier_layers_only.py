from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house.conftest import Module

LAYERS = (
    "installer",  # runs before anything is installed: it imports nothing of ours
    "core",
    "schemes",
    "sheets",
    "books",
    "reports",
    "agreements",
    "runs",
    "buttons",
    "functions",
    ("excel", "libreoffice"),  # two hosts beside each other that know nothing of one another
    "api",
    "scale",  # a question of the library, on engines of large data
    "cli",
    "release",
)
# the order of rooms inside a layer
ROOMS = {
    "runs": ("facts", "payout", "agreements"),
}
PLACE = {
    name: place
    for place, layer in enumerate(LAYERS)
    for name in ((layer,) if isinstance(layer, str) else layer)
}
# core is pure: no files, no clock, no chance, no operating system
IMPURE = {"io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "sys"}
IMPURE |= {"tempfile", "time", "datetime", "logging", "urllib", "http", "zipfile"}


def imported(tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of everything imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -node.level + 1 or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def layer_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "xl_quality" and len(parts) > 1 else None


def breaches(name: str, tree: ast.Module, package: str) -> list[str]:
    own = layer_of(name)
    if own is None:
        return []
    if own not in PLACE:
        return [f"{name} lies in no known layer"]
    found = []
    for line, target in imported(tree, package):
        other = layer_of(target)
        if other in {None, own, "__version__"}:
            continue
        if other not in PLACE or PLACE[other] >= PLACE[own]:
            found.append(f"{name}:{line} imports {target}")
    return found


def room_of(name: str, rooms: tuple[str, ...]) -> int | None:
    """Return the place of a module's room, -1 on the ground, None elsewhere."""
    parts = name.split(".")
    if parts[0] != "xl_quality" or len(parts) < 3 or parts[1] not in ROOMS:
        return None
    return rooms.index(parts[2]) if parts[2] in rooms else -1


def room_breaches(name: str, tree: ast.Module, package: str) -> list[str]:
    """Return imports of a room from a room that comes later in the same layer."""
    layer = layer_of(name)
    if layer is None:
        return []
    own = room_of(name, ROOMS.get(layer, ()))
    if own is None or own == -1:
        return []
    found = []
    for line, target in imported(tree, package):
        other = room_of(target, ROOMS[layer]) if layer_of(target) == layer else None
        if other is not None and other > own:
            found.append(f"{name}:{line} imports {target}")
    return found


def package_of(module: Module) -> str:
    return module.name if module.path.name == "__init__.py" else module.name.rpartition(".")[0]


def test_no_module_imports_from_a_later_layer(modules: list[Module]) -> None:
    found = [line for m in modules for line in breaches(m.name, m.tree, package_of(m))]
    assert found == []


def test_no_room_imports_from_a_later_room_of_its_layer(modules: list[Module]) -> None:
    found = [line for m in modules for line in room_breaches(m.name, m.tree, package_of(m))]
    assert found == []


def test_every_folder_of_a_layer_with_rooms_is_one_of_them(modules: list[Module]) -> None:
    for layer, rooms in ROOMS.items():
        folders = {
            m.name.split(".")[2]
            for m in modules
            if layer_of(m.name) == layer and m.name.count(".") > 2
        }
        assert folders == set(rooms), layer


def test_every_folder_is_a_known_layer(modules: list[Module]) -> None:
    layers = {layer_of(module.name) for module in modules} - {None}
    assert layers <= PLACE.keys()


def test_core_touches_neither_files_nor_clock_nor_chance(modules: list[Module]) -> None:
    found = [
        f"{m.name}:{line} imports {target}"
        for m in modules
        if layer_of(m.name) == "core"
        for line, target in imported(m.tree, package_of(m))
        if target.split(".")[0] in IMPURE
    ]
    calls = [
        f"{m.name}:{node.lineno} calls {node.func.id}"
        for m in modules
        if layer_of(m.name) == "core"
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"open", "print", "input", "eval", "exec"}
    ]
    assert found + calls == []


def test_xml_of_others_is_parsed_in_one_guarded_place(modules: list[Module]) -> None:
    found = {
        m.name
        for m in modules
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"ParserCreate", "fromstring", "iterparse"}
    }
    ours = {"xl_quality.excel.addin_sheets"}  # reads nothing but the add-in that we built
    assert found - ours == {"xl_quality.books.opc.xml"}


@pytest.mark.parametrize(
    ("name", "source", "count"),
    [
        ("xl_quality.core.a", "from xl_quality.books.port import Book", 1),
        ("xl_quality.core.a", "def f():\n    import xl_quality.cli.values", 1),
        ("xl_quality.core.a", "from xl_quality import sheets", 1),
        ("xl_quality.core.a", "from ..reports import rates", 1),
        ("xl_quality.core.a", "from . import marks", 0),
        ("xl_quality.core.a", "from xl_quality import __version__", 0),
        ("xl_quality.cli.a", "from xl_quality.core.marks import POINT\nimport xl_quality", 0),
        ("xl_quality.excel.a", "from xl_quality.libreoffice import b", 1),
        ("xl_quality.core.a", "from xl_quality.utils import b", 1),
        ("xl_quality.utils.a", "", 1),
    ],
)
def test_the_guard_sees_each_kind_of_import(name: str, source: str, count: int) -> None:
    assert len(breaches(name, ast.parse(source), "xl_quality.core")) == count


def test_the_guard_sees_an_import_from_a_later_room() -> None:
    later = ast.parse("from xl_quality.runs.agreements.order import deliver")
    earlier = ast.parse("from xl_quality.runs.facts.rates import class_rates")
    name, package = "xl_quality.runs.payout.pay", "xl_quality.runs.payout"
    assert len(room_breaches(name, later, package)) == 1
    assert room_breaches(name, earlier, package) == []
