from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dev.mutants import MEMORY, mutants_of, passes

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = '''
"""A module with 1 number in its text."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

FAR = 3


def reached(mark: "Literal[1]", line: Fraction, *, strict: bool = False) -> bool:
    """Return whether 1 is reached."""
    return mark > line or not strict
'''


@pytest.fixture
def changes(tmp_path: Path) -> list[tuple[str, str]]:
    path = tmp_path / "module.py"
    path.write_text(SOURCE, encoding="utf-8")
    return [(mutant.before, mutant.after) for mutant, _ in mutants_of(path, tmp_path)]


def test_edges_constants_and_words_of_logic_change(changes: list[tuple[str, str]]) -> None:
    assert {after for _, after in changes} == {
        "FAR = 4",
        'def reached(mark: "Literal[1]", line: Fraction, *, strict: bool = True) -> bool:',
        "return mark >= line or not strict",
        "return mark > line and not strict",
        "return mark > line or strict",
    }


def test_texts_annotations_and_what_only_a_type_checker_reads_stay(
    changes: list[tuple[str, str]],
) -> None:
    assert not any("number in" in before or "TYPE_CHECKING" in before for before, _ in changes)


def test_a_mutant_is_the_whole_module_with_one_line_changed(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(SOURCE, encoding="utf-8")
    for mutant, code in mutants_of(path, tmp_path):
        pairs = zip(SOURCE.splitlines(), code.splitlines(), strict=True)
        changed = [number for number, (old, new) in enumerate(pairs, 1) if old != new]
        assert changed == [mutant.line]


@pytest.mark.parametrize(
    ("body", "survives"),
    [
        ("pass", True),
        ("raise AssertionError", False),
        ("while True: pass", False),
        (f"bytearray({MEMORY})", False),
    ],
)
def test_a_mutant_that_loops_or_eats_memory_is_killed(
    tmp_path: Path, body: str, *, survives: bool
) -> None:
    (tmp_path / "test_one.py").write_text(f"def test_one():\n    {body}\n", encoding="utf-8")
    assert passes(tmp_path, ["test_one.py"], seconds=4) is survives
