"""The clerks' manual (使用手册) against the program: commands, buttons, lists, messages."""

from __future__ import annotations

import ast
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from xl_quality.agreements.shipped import template_ids
from xl_quality.buttons.menu import MENU, TITLE
from xl_quality.cli.command_line import parse
from xl_quality.functions.catalogue import BY_NAME
from xl_quality.runs.report_kinds import REPORT_KINDS
from xl_quality.schemes.loading import scheme_ids
from xl_quality.sheets.list_kinds import HISTORY, LISTS, columns_of
from xl_quality.sheets.settings import FIXED_VALUES, FORM_HEADER, ITEMS

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "使用手册.md"
TEXT = MANUAL.read_text(encoding="utf-8")
CODE = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))
FENCED = [
    line for block in re.findall(r"```\n(.*?)```", TEXT, re.DOTALL) for line in block.split("\n")
]
COMMANDS = sorted({code for code in [*CODE, *FENCED] if code.startswith("xl-quality ")})
OPTIONS = sorted(
    {option for code in CODE for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", code)}
)
KINDS = {kind.name: kind for kind in (*LISTS, HISTORY)}
_ANY_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def section(title: str) -> str:
    """Return what stands under a heading, up to the next heading of its level or above."""
    level = title.split(" ", maxsplit=1)[0]
    after = TEXT.split(f"\n{title}\n")[1]
    return re.split(rf"\n#{{1,{len(level)}}} ", after)[0]


def rows(text: str) -> list[list[str]]:
    """Return the rows of Markdown tables without their headers."""
    lines = [line.strip() for line in text.splitlines()]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [
        row
        for i, row in enumerate(cells)
        if lines[i].startswith("| ")
        and not lines[i].startswith("| ---")
        and not lines[min(i + 1, len(lines) - 1)].startswith("| ---")
    ]


def known_commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    helped(capsys, "--help")
    return re.findall(r"^    ([a-z]+)(?:\s|$)", helped(capsys, "--help"), re.MULTILINE)


def helped(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    with pytest.raises(SystemExit):
        parse(argv)
    return capsys.readouterr().out


def known_options(capsys: pytest.CaptureFixture[str]) -> set[str]:
    texts = [helped(capsys, name, "--help") for name in known_commands(capsys)]
    return set(_ANY_OPTION.findall("".join([helped(capsys, "--help"), *texts])))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_manual_is_understood(command: str) -> None:
    assert parse(shlex.split(command)[1:]).work


def test_every_command_stands_in_the_manual(capsys: pytest.CaptureFixture[str]) -> None:
    known = known_commands(capsys)
    assert len(known) > 15
    said = {command.split()[1] for command in COMMANDS}
    assert sorted(set(known) - said) == []


def test_the_manual_names_the_options_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    known = known_options(capsys)
    assert [option for option in OPTIONS if option not in known | {"-o"}] == []
    assert sorted(known - set(OPTIONS)) == []


def test_every_report_is_explained() -> None:
    said = {name for row in rows(section("## 4 统计和排名")) for name in row[0].split("、")}
    assert [kind.name for kind in REPORT_KINDS if kind.name not in said] == []


def test_every_button_is_explained_in_its_group() -> None:
    said = [row[:2] for row in rows(section("### 每个按钮做什么"))]
    assert said == [[group.label, one.label] for group in MENU for one in group.actions]
    assert f"**{TITLE}**" in TEXT


@pytest.mark.parametrize("name", KINDS)
def test_the_columns_of_a_list_are_recognised_as_the_manual_writes_them(name: str) -> None:
    told = {row[0]: row[1].split("、") for row in rows(section("### 名单表"))}
    assert set(told) == set(KINDS)
    columns = columns_of(KINDS[name], dict(enumerate(told[name])))
    assert sorted(columns.values()) == list(range(len(told[name])))


def test_every_item_of_the_settings_stands_in_the_manual_with_its_words() -> None:
    text = section("### 考核设置")
    said = [item for row in rows(text) for item in row[0].split("、")]
    assert {item.name for item in ITEMS}.symmetric_difference(said) == set()
    assert len(said) == len(ITEMS)
    assert "、".join(FORM_HEADER) in text
    words = {word for name, values in FIXED_VALUES.items() if name != "小数位" for word in values}
    assert sorted(word for word in words - {"是", "计入"} if word not in text) == []


def test_schemes_templates_and_functions_are_those_that_ship() -> None:
    assert sorted(row[0].strip("`") for row in rows(section("## 5 奖惩"))[:12]) == scheme_ids()
    assert f"带有 {len(scheme_ids())} 个方案" in TEXT
    assert f"带有 {len(template_ids())} 个模板" in TEXT
    assert f"共 {len(BY_NAME)} 个" in section("## 7 工作表函数")
    assert set(re.findall(r"`=([A-Z_]+)\(", TEXT)) - {"XLQ_WHY"} <= set(BY_NAME)


def test_the_first_page_counts_functions_and_buttons() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    buttons = sum(len(group.actions) for group in MENU)
    assert f"{buttons} buttons, {len(BY_NAME)} worksheet functions" in readme


def test_the_samples_and_the_pages_that_are_linked_are_there() -> None:
    samples = {path.name for path in (ROOT / "workbooks").rglob("*.xlsx")}
    assert set(re.findall(r"[\w（）]+示例\.xlsx|示例镇成绩册\.xlsx", TEXT)) == samples
    linked = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert [name for name in linked if not (MANUAL.parent / name).is_file()] == []


@cache
def spoken() -> tuple[str, ...]:
    """Return every text that stands in the program."""
    trees = [ast.parse(p.read_text(encoding="utf-8")) for p in (ROOT / "xl_quality").rglob("*.py")]
    return tuple(
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@pytest.mark.parametrize("message", [row[0] for row in rows(section("## 8 常见提示与处理"))])
def test_a_message_of_the_manual_is_one_the_program_gives(message: str) -> None:
    for piece in filter(None, (part.strip(" 「」“”") for part in message.split("…"))):
        assert any(piece in text for text in spoken()), piece
