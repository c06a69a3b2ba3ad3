from __future__ import annotations

import pytest

from xl_quality.schemes.engine import own_id
from xl_quality.schemes.loading import load


@pytest.mark.parametrize(
    ("said", "own"),
    [("a6", "A6"), ("A6", "A6"), ("ａ１０", "A10"), (" a6 ", "A6"), ("a", "A"), ("x1", "x1")],
)
def test_a_clause_is_found_however_its_letter_is_written(said: str, own: str) -> None:
    assert own_id(load("luotuoao-brief"), said) == own


def test_a_letter_and_a_group_are_no_other_clause() -> None:
    rules = load("town-line")
    assert own_id(rules, rules.clauses[0].id.lower()) == rules.clauses[0].id
