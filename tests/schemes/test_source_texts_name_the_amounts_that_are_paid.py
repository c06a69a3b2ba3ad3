"""原文要点 of a clause and its rules name the same amounts, so that a slip in either is noticed."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.schemes.loading import load_raw, scheme_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

CLAUSES = [(scheme, clause) for scheme in scheme_ids() for clause in load_raw(scheme)["clause"]]


def amounts_of(text: str) -> set[float]:
    """Return the numbers of a text that are followed by 元, those of a list before it included."""
    lists = re.findall(r"((?:\d+(?:\.\d+)?[、至])*\d+(?:\.\d+)?)元", text)
    return {float(number) for one in lists for number in re.findall(r"\d+(?:\.\d+)?", one)}


def numbers_of(value: Any) -> Iterator[float]:
    """Yield all numbers of a rule, and how far those of a list lie apart (每高1名少罚200元)."""
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers_of(one)
    elif isinstance(value, list):
        own = [number for one in value for number in numbers_of(one)]
        yield from own
        yield from (abs(second - first) for first, second in pairwise(own))
    else:
        yield from map(float, re.findall(r"\d+(?:\.\d+)?", str(value)))


@pytest.mark.parametrize(
    ("scheme", "clause"), CLAUSES, ids=[f"{name}-{clause['id']}" for name, clause in CLAUSES]
)
def test_every_amount_of_the_text_is_paid_by_a_rule(scheme: str, clause: dict[str, Any]) -> None:
    paid = {*numbers_of(clause["rule"])}
    assert amounts_of(clause["source"]["text"]) <= paid, scheme


def test_amounts_are_found_where_a_text_lists_them() -> None:
    assert amounts_of("居第1至5名，分别奖500、400、300元；每高1名少罚200元") == {500, 400, 300, 200}
    assert amounts_of("奖300元至1000元，不满60分不发") == {300, 1000}
