from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.house.conftest import Module

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(body: list[ast.stmt], prefix: str = "") -> list[tuple[str, Definition]]:
    """Return public functions and classes, and the public methods of those classes."""
    found = []
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            found.append((prefix + node.name, node))
            if isinstance(node, ast.ClassDef):
                found += public(node.body, f"{prefix}{node.name}.")
    return found


def unexplained(tree: ast.Module) -> list[str]:
    return [
        name
        for name, node in public(tree.body)
        if not ast.get_docstring(node) and not overloaded(node)
    ]


def overloaded(node: Definition) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


def test_every_public_function_class_and_method_has_a_docstring(modules: list[Module]) -> None:
    assert [f"{m.name}.{name}" for m in modules for name in unexplained(m.tree)] == []


def test_every_module_says_what_it_is_about(modules: list[Module]) -> None:
    assert [module.name for module in modules if not ast.get_docstring(module.tree)] == []


NO_VERB = {"A", "An", "The", "In", "One", "What", "Where", "Whether", "When", "How", "Without"}


def names_a_thing(node: ast.AST) -> bool:
    """Tell whether a function's docstring begins with anything but what the function does."""
    if not isinstance(node, ast.FunctionDef) or any(
        isinstance(mark, ast.Name) and mark.id == "property" for mark in node.decorator_list
    ):
        return False
    first = (ast.get_docstring(node) or "Return").split()[0].rstrip(":,;")
    return first in NO_VERB or not (first.isascii() and first.istitle() and first.isalpha())


def test_the_docstring_of_a_function_begins_with_what_it_does(modules: list[Module]) -> None:
    assert [
        f"{module.name}.{node.name}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and names_a_thing(node)
    ] == []


@pytest.mark.parametrize(
    ("source", "is_thing"),
    [
        ('def f():\n    """Return 1."""', False),
        ('def f():\n    """Refuse: there is no file."""', False),
        ('def f():\n    """A number."""', True),
        ('def f():\n    """语文, 数学: subjects."""', True),
        ('@property\ndef f():\n    """The number."""', False),
        ("def f():\n    pass", False),
    ],
)
def test_the_guard_sees_what_a_docstring_begins_with(source: str, *, is_thing: bool) -> None:
    assert names_a_thing(ast.parse(source).body[0]) is is_thing


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(): pass", ["f"]),
        ("def _f(): pass", []),
        ('def f():\n    """Yes."""', []),
        ('class A:\n    """Yes."""\n    def b(self): pass\n    def _c(self): pass', ["A.b"]),
    ],
)
def test_the_guard_sees_functions_classes_and_methods(source: str, names: list[str]) -> None:
    assert unexplained(ast.parse(source)) == names
