from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.conftest import Module

MODULE_LINES = 700
# one subject a module; a bound of 300 made crumbs with one importer each
FUNCTION_LINES = 40


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring: explaining costs nothing."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_a_module_fits_seven_hundred_lines(modules: list[Module]) -> None:
    lines = {module.name: len(module.text.splitlines()) for module in modules}
    assert {name: n for name, n in lines.items() if n > MODULE_LINES} == {}


def test_a_function_fits_a_screen(modules: list[Module]) -> None:
    assert {
        f"{module.name}.{function.name}": length(function)
        for module in modules
        for function in functions(module.tree)
        if length(function) > FUNCTION_LINES
    } == {}


def test_the_length_of_a_function_leaves_its_docstring_out() -> None:
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    x = 1\n    return x\n'
    assert [length(function) for function in functions(ast.parse(source))] == [3]
