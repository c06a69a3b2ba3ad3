"""A calculator for the formulas of the examples: cells, texts, numbers, percentages, gaps."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from xl_quality.functions.catalogue import BY_NAME
from xl_quality.functions.cells import COM_ERRORS
from xl_quality.sheets.grid import column_index

Calculate = Callable[[str, Sequence[Sequence[object]]], object]
TOKEN = re.compile(
    r'\s*(?:"(?P<text>(?:[^"]|"")*)"|(?P<range>[A-Z]+\d+(?::[A-Z]+\d+)?)|(?P<number>-?[\d.]+%?))?\s*'
)
FORMULA = re.compile(r"=([A-Z_]+)\((.*)\)")


def cell(place: str, cells: Sequence[Sequence[object]]) -> object:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()
    line = cells[int(row) - 1]
    column = column_index(letters)
    return line[column] if column < len(line) else None


def area(place: str, cells: Sequence[Sequence[object]]) -> object:
    """Return a range as Excel hands it over: one cell as a value, several as rows."""
    first, _, last = place.partition(":")
    if not last or first == last:
        return cell(first, cells)
    left, top = re.fullmatch(r"([A-Z]+)(\d+)", first).groups()
    right, bottom = re.fullmatch(r"([A-Z]+)(\d+)", last).groups()
    columns = range(column_index(left), column_index(right) + 1)
    return tuple(
        tuple(cells[row][c] if c < len(cells[row]) else None for c in columns)
        for row in range(int(top) - 1, int(bottom))
    )


def arguments(text: str, cells: Sequence[Sequence[object]]) -> list[object]:
    values: list[object] = []
    at = 0
    while at <= len(text):
        found = TOKEN.match(text, at)
        at = found.end() + 1
        assert found.end() == len(text) or text[found.end()] == ",", text[found.start() :]
        if found["text"] is not None:
            values.append(found["text"].replace('""', '"'))
        elif found["range"]:
            values.append(area(found["range"], cells))
        elif found["number"]:
            number = found["number"]
            share = number.endswith("%")
            values.append(float(number.rstrip("%")) / (100 if share else 1))
        else:
            values.append(None)
    return values


@pytest.fixture
def calculate() -> Calculate:
    """Compute a formula over cells that start at A1."""

    def run(formula: str, cells: Sequence[Sequence[object]] = ()) -> object:
        name, inner = FORMULA.fullmatch(formula).groups()
        return BY_NAME[name].call(*arguments(inner, cells))

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
def cells() -> Callable[[str], list[list[object]]]:
    """Read the cells of a case: rows parted by ；, cells by 、."""
    return lambda text: [[cell_of(one) for one in row.split("、")] for row in text.split("；")]
