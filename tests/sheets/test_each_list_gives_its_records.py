"""Small lists, one reason each why a row is a record, a cell a fact or a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xl_quality.sheets.lists import read_list, split_classes

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.facts import Record
    from xl_quality.sheets.cells import Grid


def as_text(record: Record) -> str:
    """Return the row of a record and each fact with its cell."""
    facts = (f"{name}={fact.value}@{fact.cell}" for name, fact in record.facts.items())
    return " ".join([str(record.row), *(fact.replace(" ", "_") for fact in facts)])


@pytest.mark.cases("sheets_lists.csv")
def test_each_list_gives_its_records(drawn: Callable[..., Grid], case: dict[str, str]) -> None:
    text, merged = case["sheet"].replace(" / ", "\n"), case["merged"].split()
    found = read_list(drawn(text, name=case["name"], merged=merged))
    if found is None:
        assert case["records"] == "none"
        return
    assert f"{found.name}: {' ; '.join(map(as_text, found.records))}" == case["records"]
    told = [
        f"{one.code}@{one.cell}={one.found or dict(one.facts).get('columns', '')}"
        for one in found.findings
    ]
    assert told == case["told"].split()


@pytest.mark.cases("sheets_classes.csv")
def test_a_cell_names_one_class_or_several(case: dict[str, str]) -> None:
    assert split_classes(case["cell"]) == case["classes"].split()
