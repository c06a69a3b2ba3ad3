"""Findings are told apart by code, cells, facts and steps: no code looks into their words."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from tests.house.conftest import Module
from xl_quality.core.findings import Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

HOSTS = ("xl_quality.excel", "xl_quality.libreoffice")  # need Excel or LibreOffice around them

SENTENCES = {"message", "suggestion", "why", "outcome"}  # of findings, lines and their reasons
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
    assert found == []


def test_the_guard_finds_a_look() -> None:
    looks = ["one.why == line.why", "'--exam' in one.suggestion", "one.message.partition('：')"]
    looks += [
        "re.sub('x', '', one.message)",
        "one.message[:3]",
        "line.effect.reason.outcome.split('：')",
    ]
    assert all(looks_into(ast.parse(look, mode="eval").body) for look in looks)
    assert not looks_into(ast.parse("print(one.message)", mode="eval").body)


class Row(NamedTuple):
    """A kind of finding as a module lists it: by itself, or in a table of several."""

    module: str
    name: str
    kind: Kind

    @property
    def names(self) -> set[str]:
        """Return the facts that its words name."""
        words = self.kind.message + self.kind.suggestion + self.kind.common
        return {field for _, field, _, _ in Formatter().parse(words) if field}


def rows(module: str, listed: Mapping[str, object]) -> Iterator[Row]:
    """Yield the kinds that a module's constants hold."""
    for name, value in listed.items():
        held = value.values() if isinstance(value, dict) else [value]
        yield from (Row(module, name, one) for one in held if isinstance(one, Kind))


def kinds(modules: list[Module]) -> list[Row]:
    """Return all kinds, each where it is listed and not where it is imported."""
    return [
        row
        for module in modules
        if re.search(r"\bKind[.(]", module.text) and module.name != "xl_quality.core.findings"
        if not module.name.startswith(HOSTS)
        for row in rows(module.name, vars(import_module(module.name)))
        if re.search(rf"^{row.name}\b.* =", module.text, re.MULTILINE)
    ]


def makings(module: Module, known: Collection[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls that make a finding of a kind: `KIND.at(…)` and `doubts.add(KIND, …)`."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of = node.func.value if node.func.attr == "at" else node.args[0] if node.args else None
        name = getattr(of, "attr", getattr(of, "id", ""))
        if node.func.attr in {"at", "add"} and name in known:
            yield name, node


def test_findings_are_made_from_kinds_alone(modules: list[Module]) -> None:
    made = [
        f"{module.name}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
        if module.name != "xl_quality.core.findings"
    ]
    assert made == []


def test_a_code_names_one_kind_of_finding(modules: list[Module]) -> None:
    made: dict[str, set[str]] = defaultdict(set)
    for row in kinds(modules):
        made[row.kind.code].add(row.module)
    assert len(made) > 200, "the guard must have something to guard"
    assert {code: sorted(by) for code, by in made.items() if len(by) > 1} == {}


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
    assert sorted(known.keys() - used) == [], "no code makes these kinds"
    assert lacking == [], "made without a fact that their words name"


def test_the_guard_finds_a_fact_that_is_not_given() -> None:
    few = Kind("few", Severity.NOTE, "{count}个（{places}）", "{advice}")
    (row,) = rows("own", {"FEW": few})
    assert row.names == {"count", "places", "advice"}
    text = "made = [kinds.FEW.at('表', count=1, places='A1')]"
    [(name, call)] = makings(Module("own", Path(), text, ast.parse(text)), {"FEW"})
    assert name == "FEW"
    assert row.names - {word.arg for word in call.keywords} == {"advice"}
