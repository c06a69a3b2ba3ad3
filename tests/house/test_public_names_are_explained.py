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
