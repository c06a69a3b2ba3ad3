from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor

from xl_quality.functions import MEAN_SCORE, RANK_SCHOOL, RANK_TABLE
from xl_quality.functions.host_cells import COLUMNS, TABLES, KnownTables, distribution_of
from xl_quality.functions.registry import CellError

TRUE, FALSE = True, False
HEADER = ("学校", "姓名", "语文")


def table(first: object = 90.0) -> tuple[tuple[object, ...], ...]:
    return (
        HEADER,
        ("青山小学", "陈一", first),
        ("白水小学", "林二", 80.0),
        ("白水小学", "黄三", 1.0),
    )


def copy(rows: tuple[tuple[object, ...], ...]) -> tuple[tuple[object, ...], ...]:
    """Return equal rows that are other objects, as a host's next call brings them."""
    copied: tuple[tuple[object, ...], ...] = pickle.loads(pickle.dumps(rows))  # noqa: S301 - our own
    return copied


def test_equal_content_is_one_table_and_other_content_another() -> None:
    known = KnownTables(most=16, most_cells=1000)
    first = known.table(table())
    assert known.table(copy(table())) is first
    assert known.table(table(90)) is first, "85 and 85.0 are one score"
    assert known.table(table("90")) is not first
    assert len(known) == 2


def test_true_is_not_one_although_python_says_so() -> None:
    known = KnownTables(most=16, most_cells=1000)
    one = known.table(table(1.0))
    assert known.table(table(TRUE)) is not one
    assert known.table(table(1)) is one
    assert known.table(table(0)) is not known.table(table(FALSE))
    assert RANK_SCHOOL("青山小学", table(1.0)) == 2
    assert isinstance(RANK_SCHOOL("青山小学", table(TRUE)), CellError)
    assert RANK_SCHOOL("青山小学", table(1.0)) == 2


def test_a_list_changed_afterwards_is_another_table() -> None:
    rows = [list(row) for row in table(90.0)]
    assert RANK_SCHOOL("青山小学", rows) == 1
    rows[1][2] = 10.0
    assert RANK_SCHOOL("青山小学", rows) == 2
    rows[1][2] = 90.0
    assert RANK_SCHOOL("青山小学", rows) == 1


def test_a_text_in_place_of_a_number_is_seen() -> None:
    assert RANK_SCHOOL("青山小学", table(90.0)) == 1
    assert isinstance(RANK_SCHOOL("青山小学", table("优秀")), CellError)
    assert RANK_SCHOOL("青山小学", table(10.0)) == 2


def test_a_list_of_fixed_rows_that_grows_afterwards_is_another_table() -> None:
    known = KnownTables(most=16, most_cells=1000)
    rows = list(table())
    first = known.table(rows)
    rows.append(("白水小学", "周四", 70.0))
    assert len(first.rows) == len(table())
    assert known.table(rows) is not first
    assert known.table(rows[:-1]) is first


def test_the_table_used_longest_ago_goes_first() -> None:
    known = KnownTables(most=2, most_cells=1000)
    first, second = known.table(table(1.5)), known.table(table(2.5))
    assert known.table(copy(table(1.5))) is first
    known.table(table(3.5))
    assert known.table(table(1.5)) is first
    assert known.table(table(2.5)) is not second
    assert len(known) == 2


def test_cells_are_bounded_but_the_latest_table_stays() -> None:
    known = KnownTables(most=16, most_cells=20)
    known.table(table(1.5))
    latest = known.table(table(2.5))
    assert len(known) == 1
    assert known.table(table(2.5)) is latest


def test_an_answer_is_found_once() -> None:
    known = KnownTables(most=16, most_cells=1000).table(table())
    calls: list[int] = []

    def answer() -> str:
        calls.append(1)
        return "a"

    for _ in range(3):
        assert known.answer("q", answer) == "a"
    assert calls == [1]


def test_a_forgotten_answer_never_answers_for_another_question() -> None:
    rows = table()
    for number in range(200):
        line = f"优秀线={(60 + number % 40) / 100}"
        assert RANK_SCHOOL("青山小学", rows, "语文", None, line) == 1


def test_long_columns_are_known_and_short_ones_are_not_kept() -> None:
    COLUMNS.forget()
    short = tuple((60.0,) for _ in range(10))
    long = tuple((60.0,) for _ in range(1000))
    assert MEAN_SCORE(short) == 60
    assert len(COLUMNS) == 0
    assert MEAN_SCORE(long) == 60
    assert len(COLUMNS) == 1
    assert distribution_of(copy(long)) is distribution_of(long)


def test_a_known_column_is_not_taken_for_one_with_true_in_it() -> None:
    ones = tuple((1.0,) for _ in range(1000))
    zeros = tuple((0.0,) for _ in range(1000))
    for column, truth in ((ones, True), (zeros, False)):
        assert not isinstance(MEAN_SCORE(column), CellError)
        wrong = (*column[:-1], (truth,))
        assert wrong == column, "for Python they are the same"
        assert isinstance(MEAN_SCORE(wrong), CellError)
        assert not isinstance(MEAN_SCORE(column), CellError)


def test_a_list_changed_inside_a_column_is_seen() -> None:
    cell = [60.0]
    rows = ([80.0],) * 999 + (cell,)
    assert MEAN_SCORE(rows) == 79.98
    cell[0] = 80.0
    assert MEAN_SCORE(rows) == 80


def test_several_threads_get_the_same_answers() -> None:
    tables = [table(float(score)) for score in range(2, 100, 2)]
    alone = [RANK_TABLE(rows) for rows in tables]
    TABLES.forget()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(RANK_TABLE, tables * 4))
    assert together == alone * 4
