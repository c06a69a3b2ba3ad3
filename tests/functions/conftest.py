"""A calculator for the formulas of the examples."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from xl_quality.functions.catalogue import BY_NAME
from xl_quality.functions.host_cells import COM_ERRORS

Calculate = Callable[[str, Sequence[Any]], object]


@pytest.fixture
def calculate(parsed: Callable[..., tuple[str, list[object]]]) -> Calculate:
    """Compute a formula over cells that start at A1."""

    def run(formula: str, cells: Sequence[Any] = ()) -> object:
        name, given = parsed(formula, cells)
        return BY_NAME[name].call(*given)

    return run


CASES = Path(__file__).parents[1] / "cases"
HOST_ERRORS = {code: number for number, code in COM_ERRORS.items()}
TRUTHS = {"TRUE": True, "FALSE": False}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cases(file): run once a row of tests/cases/<file>")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("cases")
    if marker is None:
        return
    with (CASES / marker.args[0]).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 20
    names = [f"{number}-{next(iter(row.values()))}" for number, row in enumerate(rows, start=2)]
    metafunc.parametrize("case", rows, ids=names)


def cell_of(text: str) -> object:
    """Return what Excel hands over for a cell of a case: a number, a text, an error, nothing."""
    if text == "空":
        return None
    if text in HOST_ERRORS:
        return HOST_ERRORS[text]
    if text in TRUTHS:
        return TRUTHS[text]
    if text.startswith("'"):
        return text[1:]
    try:
        return float(text)
    except ValueError:
        return text


@pytest.fixture
def cells() -> Callable[[str], list[Any]]:
    """Read the cells of a case: rows parted by ；, cells by 、."""
    return lambda text: [[cell_of(one) for one in row.split("、")] for row in text.split("；")]
