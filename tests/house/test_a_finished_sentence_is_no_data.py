"""Findings are told apart by code, cells, facts and steps: no code looks into their words."""

from __future__ import annotations

import ast
import itertools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.house.conftest import Module

SENTENCES = {"message", "suggestion", "why"}  # attributes of findings and of lines of a result
CUTTERS = {"startswith", "endswith", "partition", "rpartition", "split", "rsplit", "splitlines"}
CUTTERS |= {"removeprefix", "removesuffix", "find", "index", "count", "replace", "strip"}
PATTERNS = {"search", "match", "fullmatch", "sub", "findall", "finditer", "split"}


def is_sentence(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in SENTENCES


def looks_into(node: ast.AST) -> bool:
    """Say whether an expression compares, cuts or searches a finished sentence."""
    if isinstance(node, ast.Compare):
        if isinstance(node.ops[0], ast.Is | ast.IsNot):  # a member of an enumeration, or None
            return False
        return any(map(is_sentence, [node.left, *node.comparators]))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name, holder = node.func.attr, node.func.value
        if name in CUTTERS and is_sentence(holder):
            return True
        return name in PATTERNS and any(map(is_sentence, node.args))
    return isinstance(node, ast.Subscript) and is_sentence(node.value)


def places(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if looks_into(node):
            yield f"{module.name}:{getattr(node, 'lineno', 0)} {ast.unparse(node)}"


def test_no_code_looks_into_what_a_finding_says(modules: list[Module]) -> None:
    found = [place for module in modules for place in places(module)]
    assert [place for place in found if "reason.why.rpartition" not in place] == []  # reports.basis


def test_the_guard_finds_a_look() -> None:
    looks = ["one.why == line.why", "'--exam' in one.suggestion", "one.message.partition('：')"]
    looks += ["re.sub('x', '', one.message)", "one.message[:3]"]
    assert all(looks_into(ast.parse(look, mode="eval").body) for look in looks)
    assert not looks_into(ast.parse("print(one.message)", mode="eval").body)


class Row(NamedTuple):
    """A kind of finding as a module lists it."""

    module: str
    name: str
    line: int
    code: str
    names: frozenset[str]


def rows(module: Module) -> Iterator[Row]:
    """Yield the kinds of findings that a module lists as constants."""
    texts = {
        node.target.id: literal(node.value)
        for node in module.tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
    }
    for node in module.tree.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.value, ast.Call):
            continue
        call = node.value
        if getattr(call.func, "id", "") == "Kind" and isinstance(node.target, ast.Name):
            words = [*call.args[2:], *(word.value for word in call.keywords)]
            named = {name for word in words for name in placeholders(word, texts)}
            code = getattr(call.args[0], "value", "")
            yield Row(module.name, node.target.id, node.lineno, code, frozenset(named))


def literal(node: ast.AST | None) -> str:
    """Return the fixed words of an expression."""
    parts = ast.walk(node) if node else ()
    return "".join(
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def placeholders(node: ast.AST, texts: dict[str, str]) -> set[str]:
    """Return the facts that a template names, those of constants that it is made of included."""
    used = [texts.get(part.id, "") for part in ast.walk(node) if isinstance(part, ast.Name)]
    return set(re.findall(r"\{(\w+)\}", " ".join([literal(node), *used])))


def kinds(modules: list[Module]) -> list[Row]:
    return [row for module in modules for row in rows(module)]


def makings(module: Module, known: Collection[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls that make a finding of a kind: `KIND.at(…)` and `doubts.add(KIND, …)`."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of = node.func.value if node.func.attr == "at" else node.args[0] if node.args else None
        name = getattr(of, "attr", getattr(of, "id", ""))
        if node.func.attr in {"at", "add"} and name in known:
            yield name, node


def test_a_code_names_one_kind_of_finding(modules: list[Module]) -> None:
    made: dict[str, set[str]] = defaultdict(set)
    for row in kinds(modules):
        made[row.code].add(row.module)
    for module in modules:
        for code, function in makers(module):
            made[code].add(function)
    assert len(made) > 100, "the guard must have something to guard"
    several = {code: sorted(by) for code, by in made.items() if len(by) > 1}
    assert {code: by for code, by in several.items() if code not in SAID_IN_SEVERAL_PLACES} == {}


def test_rows_that_share_a_code_stand_side_by_side(modules: list[Module]) -> None:
    codes = [row.code for row in kinds(modules)]
    runs = [code for code, _ in itertools.groupby(codes)]
    assert [code for code in set(runs) if runs.count(code) > 1] == []


def test_every_kind_is_made_somewhere_with_all_that_its_words_name(modules: list[Module]) -> None:
    known: dict[str, set[Row]] = defaultdict(set)
    for row in kinds(modules):
        known[row.name].add(row)
    used: set[str] = set()
    lacking = []
    for module in modules:
        used |= {
            name
            for node in ast.walk(module.tree)
            if isinstance(getattr(node, "ctx", None), ast.Load)
            if (name := getattr(node, "attr", getattr(node, "id", ""))) in known
        }
        for name, call in makings(module, known.keys()):
            given = {word.arg for word in call.keywords} | {"found", "sheet", "cell"}
            if None not in given and not any(row.names <= given for row in known[name]):
                lacking.append(f"{module.name}:{call.lineno} {name}")
    assert sorted(known.keys() - used) == []
    assert lacking == []


# one thing to say, found in several ways
SAID_IN_SEVERAL_PLACES = {
    "error_cell": "an Excel error in a cell, of a score sheet or a list",
    "fact_given_twice": "two values where one can stand",
    "field_unknown": "of a template, seen when it is checked or when it is filled",
    "name_normalised": "of a template, seen in a tag or in the list of units",
    "scheme": "a scheme that cannot be loaded, as a file or as a sheet",
    "settings_value_bad": "a value of 考核设置, one line or one item",
}
MAKERS = {"Finding", "error", "warning", "note", "held"}


def makers(module: Module) -> Iterator[tuple[str, str]]:
    """Yield the code of every finding that a module makes, with the function that makes it."""
    constants = {
        target.id: node.value.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    functions = [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            code = getattr(node.args[0], "value", constants.get(getattr(node.args[0], "id", "")))
            if name in MAKERS and isinstance(code, str) and code.replace("_", "").isalpha():
                yield code, f"{module.name}.{function.name}"
