from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.house.conftest import Module

EXACT_LAYERS = ("xl_quality.core", "xl_quality.schemes")
# functions of math that stay in whole numbers
EXACT_MATH = {"gcd", "lcm", "isqrt", "comb", "perm", "prod"}


def inexact(tree: ast.Module) -> list[str]:
    """Name what would bring binary floats in: literals, float(), round(), most of math."""
    found = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{line}: {node.value!r}")
        elif isinstance(node, ast.Name) and node.id in {"float", "round"}:
            found.append(f"{line}: {node.id}")
        elif isinstance(node, ast.ImportFrom) and node.module == "math":
            found += [f"{line}: {a.name}" for a in node.names if a.name not in EXACT_MATH]
        elif isinstance(node, ast.Import):
            wrong = {"math", "cmath", "statistics", "random"}
            found += [f"{line}: {a.name}" for a in node.names if a.name in wrong]
    return found


def test_no_binary_float_can_decide_in_core_or_schemes(modules: list[Module]) -> None:
    exact = [module for module in modules if module.name.startswith(EXACT_LAYERS)]
    assert len(exact) > 15
    assert [f"{module.name}:{line}" for module in exact for line in inexact(module.tree)] == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("x = 0.6", 1),
        ("x = 1e3", 1),
        ("x = float('60')", 1),
        ("x = map(float, y)", 1),
        ("x = round(y, 2)", 1),
        ("from math import sqrt", 1),
        ("from math import isqrt, lcm", 0),
        ("import math", 1),
        ("x = Fraction('0.6') + 60", 0),
        ("rounded = True", 0),
    ],
)
def test_the_guard_sees_each_way_in(source: str, count: int) -> None:
    assert len(inexact(ast.parse(source))) == count
