"""Ranges are remembered within a recalculation; whatever changes, the next result is the new one.

Every change is followed at once by the formula's value, well within the time that a range is
remembered, and compared with Python's result on the cells as they are.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.libreoffice.formulas import write
from xl_quality.functions import PASS_RATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.libreoffice.office import Office

pytestmark = pytest.mark.libreoffice
COUNT = 400


@pytest.fixture
def book(office: Office) -> Iterator[int]:
    document: int = office("opened")
    write(office, document, [[n % 101] for n in range(COUNT)])
    office("formula", document, 0, "C1", f"=PASS_RATE(A1:A{COUNT};;;;;;6)")
    office("formula", document, 0, "C2", f"=MEAN_SCORE(A1:A{COUNT};;;;6)")
    yield document
    office("closed", document)


def shown(office: Office, book: int) -> object:
    return office("showing", book, 0, "C1")[0][0]


def wanted(office: Office, book: int) -> object:
    cells = office("values", book, 0, f"A1:A{COUNT}")
    return PASS_RATE(cells, None, None, None, None, None, 6)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([("A5", 99), ("A5", 3), ("A5", 61)], id="number by number"),
        pytest.param([("A5", "缺考"), ("A5", "作弊"), ("A5", "免考")], id="text by text"),
        pytest.param([("A5", 60), ("A5", "60"), ("A5", "５9"), ("A5", None)], id="kind by kind"),
        pytest.param([("A5", 59.9999999), ("A5", 60), ("A5", 60.0000001)], id="by very little"),
    ],
)
def test_a_changed_cell_counts_at_once(
    office: Office, book: int, changes: list[tuple[str, object]]
) -> None:
    assert shown(office, book) == wanted(office, book)
    for cell, value in changes:
        office("written", book, 0, f"{cell}:{cell}", [[value]])
        assert shown(office, book) == wanted(office, book), (cell, value)


def test_changes_that_leave_sum_and_variance_alone_count(office: Office, book: int) -> None:
    def put(numbers: tuple[float, ...]) -> None:
        office("written", book, 0, "A1:A3", [[number] for number in numbers])

    put((10, 50, 60))
    before = shown(office, book)
    put((20, 30, 70))  # the same sum and the same sum of squares, another number that passes
    assert before == shown(office, book) == wanted(office, book)
    put((59, 59, 62))
    assert shown(office, book) == wanted(office, book)


def test_a_formula_inside_the_range_is_followed(office: Office, book: int) -> None:
    office("formula", book, 0, "A7", "=E1*2")
    for value in (10, 30, 29.5, 40):
        office("written", book, 0, "E1:E1", [[value]])
        assert shown(office, book) == wanted(office, book)


def test_hard_recalculation_and_undo_are_followed(office: Office, book: int) -> None:
    first = shown(office, book)
    office("written", book, 0, "A2:A2", [[100]])
    second = shown(office, book)
    assert second != first
    office("undone", book)
    assert shown(office, book) == first
    office("redone", book)
    office("recalculated", book)
    assert shown(office, book) == second


def test_inserted_and_deleted_rows_are_followed(office: Office, book: int) -> None:
    for operation in ("row_inserted", "row_deleted", "row_deleted"):
        office(operation, book, 0, 2)
        office("written", book, 0, "A4:A4", [[88]])
        cells = office("formulas", book, 0, "C1")[0][0]
        last = int(cells.split("A1:A")[1].split(";")[0])
        rows = office("values", book, 0, f"A1:A{last}")
        found = PASS_RATE(rows, None, None, None, None, None, 6)
        assert shown(office, book) == found


def test_two_documents_with_the_same_cells_are_kept_apart(office: Office, book: int) -> None:
    other = office("opened")
    write(office, other, [[n % 101] for n in range(COUNT)])
    office("written", other, 0, "A5:A5", [["缺考"]])
    office("written", book, 0, "A5:A5", [["作弊"]])
    office("formula", other, 0, "C1", f"=PASS_RATE(A1:A{COUNT};;;;;;6)")
    assert shown(office, book) == wanted(office, book)
    assert shown(office, other) == wanted(office, other)
    assert shown(office, book) != shown(office, other)
    office("closed", other)


def test_a_formula_that_decides_its_rows_height_sees_the_change(office: Office, book: int) -> None:
    """Calc computes such a cell in the midst of the change, before it reports the change."""
    office("wrapped", book, 0, "C1:C2")
    for value in (99, 1, "缺考", "作弊", 61.5, 59):
        office("written", book, 0, "A1:A1", [[value]])
        assert shown(office, book) == wanted(office, book), value


def test_a_hundred_changes_of_any_kind_are_followed(office: Office, book: int) -> None:
    chance = random.Random(7)  # noqa: S311 - not cryptography
    for _ in range(100):
        cell = f"A{chance.randint(1, COUNT)}"
        value = chance.choice([chance.randint(0, 100), "缺考", "作弊", None, 60, 59.5])
        office("written", book, 0, f"{cell}:{cell}", [[value]])
        assert shown(office, book) == wanted(office, book)
