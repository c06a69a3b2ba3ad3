"""Every finding that names a row for 考核设置 names one that the form takes, never a dead end."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.sheets.cells import Grid
from xl_quality.sheets.settings import FORM_HEADER, ITEMS
from xl_quality.sheets.settings_reader import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.house.conftest import Module

SHARED = ("core", "schemes", "sheets", "runs", "buttons")
SHEET = "九年级"
COLUMNS = {
    "指定列": "D", "应考人数": "青石小学/六年级/1班", "小数位": "平均分", "舍入": "率",
    "综合权重": "平均分",
}  # fmt: skip
"""What may stand under 列 of items where not any text may."""
NAMED = {item.name: item for item in ITEMS}
ANSWERED_BY_VARIABLES = {"学校", "年级", "班级", "考试"}
"""What a title or a key column can be about: the item is the word itself."""
VAGUE = re.compile(r"考核设置[里中]")


class Call(NamedTuple):
    """One use of `settings_row`: its place, item (None = a variable), value and other fields."""

    where: str
    item: str | None
    value: str | None
    fields: frozenset[str]


def text_of(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def constants(tree: ast.Module) -> dict[str, str]:
    """Return the texts that a module gives names to."""
    return {
        node.target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


def calls(modules: list[Module]) -> Iterator[Call]:
    for module in modules:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name == "settings_row":
                item, value = node.args[0], node.args[1] if len(node.args) > 1 else None
                fields = frozenset(word.arg for word in node.keywords if word.arg)
                where = f"{module.name}:{node.lineno}"
                said = constants(module.tree).get(item.id) if isinstance(item, ast.Name) else None
                yield Call(where, text_of(item) or said, text_of(value), fields)


def faults_of(call: Call) -> list[str]:
    """Read the row with each of its answers; an answer that stands for the right one is tried."""
    if call.item not in NAMED:
        return [f"{call.where} no item {call.item}"]
    answers = (call.value or "").split("或")
    example = NAMED[call.item].example
    faults = []
    for answer in answers:
        row = [
            call.item,
            SHEET if "sheet" in call.fields else None,
            COLUMNS.get(call.item, "语文") if "column" in call.fields else None,
            answer,
        ]
        tried = [[*row[:3], own] for own in dict.fromkeys([answer, example])]
        found = [
            read_settings(Grid("考核设置", [list(FORM_HEADER[:4]), one]), [SHEET]).findings
            for one in tried
        ]
        if all(found):
            faults.append(f"{call.where} {row}: {found[0][0].message}")
    return faults


def test_every_row_that_is_asked_for_is_taken_by_the_form(modules: list[Module]) -> None:
    found = list(calls(modules))
    assert len(found) > 30
    assert [fault for call in found if call.item is not None for fault in faults_of(call)] == []


def test_what_is_said_of_a_whole_sheet_is_an_item_by_that_word() -> None:
    assert NAMED.keys() >= ANSWERED_BY_VARIABLES


def test_no_advice_speaks_of_the_form_without_the_row(modules: list[Module]) -> None:
    vague = [
        f"{module.name}:{node.lineno} {node.value}"
        for module in modules
        if module.name.split(".")[1:2] and module.name.split(".")[1] in SHARED
        if not module.name.startswith(("xl_quality.sheets.settings", "xl_quality.buttons"))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if VAGUE.search(node.value) and "\n" not in node.value and "请" in node.value
    ]
    assert vague == []


def test_the_guard_sees_a_row_that_the_form_refuses() -> None:
    assert faults_of(Call("x:1", "满分值不对", "120", frozenset()))
    assert faults_of(Call("x:1", "及格线", "60%", frozenset({"sheet"})))
    assert faults_of(Call("x:1", "满分", "120", frozenset({"column"}))) == []
