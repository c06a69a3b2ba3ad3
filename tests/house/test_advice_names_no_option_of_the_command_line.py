"""Buttons and commands share their findings: what one host alone can do is a `Step`."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house.conftest import Module

OPTION = re.compile(r"(?<![\w-])--[a-z]|xl-quality |命令行")
SHARED = ("core", "schemes", "sheets", "books", "agreements", "runs", "buttons")
ONLY_COMMANDS = {
    "xl_quality.runs.advice": "the words of every host",
    "xl_quality.runs.publish": "writes files that only a command names",
    "xl_quality.runs.names": "--enrolled names a file",
    "xl_quality.runs.book_contents": "refuses a subject of --full",
    "xl_quality.runs.payout.whatif": "--set is no button",
    "xl_quality.books.pdf": "starts another program",
}


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the string constants of a module, docstrings left out."""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def faults(modules: list[Module]) -> list[str]:
    return [
        f"{module.name}:{line} {text}"
        for module in modules
        if module.name.split(".")[1:2] and module.name.split(".")[1] in SHARED
        if module.name not in ONLY_COMMANDS
        for line, text in texts(module.tree)
        if OPTION.search(text)
    ]


def test_shared_texts_name_no_option(modules: list[Module]) -> None:
    assert faults(modules) == [], (
        "a finding takes a Step of a Way: each host has its words (runs/advice.py)"
    )


def test_the_guard_finds_an_option(modules: list[Module]) -> None:
    module = next(one for one in modules if one.name == "xl_quality.runs.advice")
    renamed = type(module)("xl_quality.runs.other", module.path, module.text, module.tree)
    assert faults([renamed])
