from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house.conftest import Module

# where a package that costs start-up time may be imported, and there only inside a function
ALLOWED = {
    "openpyxl": set(),  # the tests' independent reader: the program itself never uses it
    "pandas": {"functions"},
    "numpy": set(),
    "xlsxwriter": {"books", "scale"},  # a province's cells go into a new file, row by row
    "xlrd": {"books"},
    "rich": {"cli"},
    "xlwings": {"excel"},
    "jinja2": {"agreements"},
    "markupsafe": {"agreements"},
    "docx": set(),  # makes the templates and reads agreements in tests
    "docxtpl": set(),  # the peer of a benchmark
}


def packages(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [(node.module or "").split(".")[0]]
    return []


def run_on_import(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Yield what runs when the module is imported: no function bodies, no type checking."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.dump(statement.test):
            yield from run_on_import(statement.orelse)
            continue
        yield statement
        for name in ("body", "orelse", "finalbody"):
            yield from run_on_import(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            yield from run_on_import(handler.body)


def for_types_only(tree: ast.Module) -> set[ast.AST]:
    checks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    ]
    return {inner for check in checks for part in check.body for inner in ast.walk(part)}


def offences(name: str, tree: ast.Module) -> list[str]:
    layer = name.split(".")[1] if "." in name else ""
    early = set(run_on_import(tree.body))
    types = for_types_only(tree)
    found = []
    for node in ast.walk(tree):
        for package in packages(node):
            if package not in ALLOWED or node in types:
                continue
            line = getattr(node, "lineno", 0)
            if node in early:
                found.append(f"{name}:{line} imports {package} when it is imported itself")
            if layer not in ALLOWED[package]:
                found.append(f"{name}:{line} imports {package}, which {layer} may not")
    return found


def test_heavy_packages_are_imported_inside_functions_and_in_their_own_layer(
    modules: list[Module],
) -> None:
    assert [line for m in modules for line in offences(m.name, m.tree)] == []


@pytest.mark.parametrize(
    ("name", "source", "count"),
    [
        ("xl_quality.books.a", "import xlrd", 1),
        ("xl_quality.books.a", "def f():\n    import xlrd", 0),
        ("xl_quality.books.a", "class A:\n    import xlrd.book", 1),
        ("xl_quality.books.a", "try:\n    import xlrd\nexcept ImportError:\n    pass", 1),
        ("xl_quality.books.a", "if 1:\n    from xlsxwriter import Workbook", 1),
        ("xl_quality.books.a", "if TYPE_CHECKING:\n    from xlrd import Book", 0),
        ("xl_quality.books.a", "if TYPE_CHECKING:\n    pass\nelse:\n    import xlrd", 1),
        ("xl_quality.books.a", "def f():\n    import openpyxl", 1),
        ("xl_quality.core.a", "import pandas as pd", 2),
        ("xl_quality.cli.a", "from rich.table import Table", 1),
    ],
)
def test_the_guard_sees_each_kind_of_import(name: str, source: str, count: int) -> None:
    assert len(offences(name, ast.parse(source))) == count
