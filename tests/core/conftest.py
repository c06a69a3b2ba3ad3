"""Tables of cases from tests/cases, and the words of a score column as marks."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from xl_quality.core.marks import BLANK, NOT_DUE, POINT, Remark, ScoreTable, State, SubjectColumn

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.marks import Mark

CASES = Path(__file__).parents[1] / "cases"
REMARKS = {
    "空": BLANK,
    "缺考": Remark(State.ABSENT, "缺考"),
    "免考": Remark(State.EXEMPT, "免考"),
    "缓考": Remark(State.EXEMPT, "缓考"),
    "作弊": Remark(State.CHEATED, "作弊"),
    "无效": Remark(State.INVALID, "？"),
    "未选": NOT_DUE,
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cases(file): run once a row of tests/cases/<file>")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("cases")
    if marker is None:
        return
    rows = read_rows(marker.args[0])
    names = [f"{number} {next(iter(row.values()))}" for number, row in enumerate(rows, 2)]
    metafunc.parametrize("case", rows, ids=names)


def read_rows(file: str) -> list[dict[str, str]]:
    with (CASES / file).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, strict=True))
    assert rows
    assert all(None not in row and None not in row.values() for row in rows), file
    return rows


def to_hundredths(text: str) -> int:
    exact = Decimal(text) * POINT
    assert exact == int(exact), f"{text} has more than two decimals"
    return int(exact)


def to_share(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def to_marks(text: str) -> list[Mark]:
    """Read ``60 59.5 缺考 30×199``."""
    marks: list[Mark] = []
    for word in text.split():
        cell, _, times = word.partition("×")
        mark = REMARKS[cell] if cell in REMARKS else to_hundredths(cell)
        marks += [mark] * int(times or 1)
    return marks


def to_table(text: str) -> ScoreTable:
    """Read a sheet written as words: 学校 年级 班级 as far as given, then subjects; - is empty."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    columns = dict(zip(header, zip(*lines, strict=True), strict=True))
    empty = ("-",) * len(lines)
    schools, grades, classes = (
        ["" if name == "-" else name for name in columns.pop(key, empty)]
        for key in ("学校", "年级", "班级")
    )
    subjects = {
        label: SubjectColumn(label, "ABCDEFGHIJ"[header.index(label)], to_marks(" ".join(cells)))
        for label, cells in columns.items()
    }
    rows, nameless = range(2, len(lines) + 2), [""] * len(lines)
    return ScoreTable("成绩", "期末", rows, schools, grades, classes, nameless, nameless, subjects)


@pytest.fixture
def table() -> Callable[[str], ScoreTable]:
    return to_table


@pytest.fixture
def rows_of() -> Callable[[str], list[dict[str, str]]]:
    return read_rows


@pytest.fixture
def hundredths() -> Callable[[str], int]:
    return to_hundredths


@pytest.fixture
def share() -> Callable[[str], Fraction]:
    return to_share


@pytest.fixture
def marks() -> Callable[[str], list[Mark]]:
    return to_marks


# A slow moment of the machine is no failure: no time limit on a single example.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
