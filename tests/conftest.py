"""A reader of formulas as clerks type them: cells, texts, numbers, percentages, gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from xl_quality.sheets.cells import column_index

Cells = Sequence[Any]
TOKEN = re.compile(
    r'\s*(?:"(?P<text>(?:[^"]|"")*)"|(?P<range>[A-Z]+\d+(?::[A-Z]+\d+)?)|(?P<number>-?[\d.]+%?))?\s*'
)
FORMULA = re.compile(r"=([A-Z_]+)\((.*)\)")
PLACE = re.compile(r"([A-Z]+)(\d+)")


def matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    assert found, text
    return found


def cell(place: str, cells: Cells) -> object:
    letters, row = matched(PLACE, place).groups()
    line = cells[int(row) - 1]
    column = column_index(letters)
    return line[column] if column < len(line) else None


def area(place: str, cells: Cells) -> object:
    """Return a range as Excel hands it over: one cell as a value, several as rows."""
    first, _, last = place.partition(":")
    if not last or first == last:
        return cell(first, cells)
    left, top = matched(PLACE, first).groups()
    right, bottom = matched(PLACE, last).groups()
    columns = range(column_index(left), column_index(right) + 1)
    return tuple(
        tuple(cells[row][c] if c < len(cells[row]) else None for c in columns)
        for row in range(int(top) - 1, int(bottom))
    )


def arguments(text: str, cells: Cells) -> list[object]:
    values: list[object] = []
    at = 0
    while at <= len(text):
        found = TOKEN.match(text, at)
        assert found, text
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


@pytest.fixture(scope="session")
def parsed() -> Callable[[str, Cells], tuple[str, list[object]]]:
    """Take a formula apart: the function's name, and its arguments from cells that start at A1."""

    def run(formula: str, cells: Cells) -> tuple[str, list[object]]:
        name, inner = matched(FORMULA, formula).groups()
        return name, arguments(inner, cells)

    return run
