from __future__ import annotations

import pandas as pd
import pytest

from xl_quality.functions import (
    MEAN_SCORE,
    PASS_RATE,
    QUOTA_SPLIT,
    RANK_IN,
    RANK_SCHOOL,
    RANK_TABLE,
)
from xl_quality.functions.host_cells import cell_value

ROWS = [("青山小学", "陈一", 92, 88), ("青山小学", "林二", 61, 45), ("白水小学", "黄三", 85, None)]
HEADER = ("学校", "姓名", "语文", "数学")


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=HEADER)


def test_a_series_or_a_frame_of_scores_is_a_range_without_its_header(frame: pd.DataFrame) -> None:
    assert PASS_RATE(frame["语文"]) == 1
    assert PASS_RATE(frame[["语文"]]) == 1
    assert MEAN_SCORE(frame["数学"]) == 66.5, "NaN is an empty cell"
    assert MEAN_SCORE(frame["语文"].to_numpy()) == MEAN_SCORE([92, 61, 85])
    assert RANK_IN(85, frame["语文"]) == 2
    assert RANK_IN(frame["语文"].iloc[2], frame["语文"]) == 2


def test_a_frame_is_a_score_table_whose_columns_are_the_header(frame: pd.DataFrame) -> None:
    rows = [HEADER, *ROWS]
    assert RANK_TABLE(frame) == RANK_TABLE(rows)
    assert RANK_SCHOOL("白水小学", frame, "语文") == 1
    assert RANK_TABLE([HEADER, *frame.itertuples(index=False)]) == RANK_TABLE(rows)


def test_every_kind_of_nothing_and_number_of_pandas_is_understood() -> None:
    assert [cell_value(nothing) for nothing in (pd.NA, pd.NaT, float("nan"))] == [None] * 3
    whole, half = pd.Series([60]).to_numpy()[0], pd.Series([59.5]).to_numpy()[0]
    assert (cell_value(whole), cell_value(half)) == (60, 59.5)
    mixed = pd.Series([60, "缺考", None, pd.NA, 59.5], dtype=object)
    assert PASS_RATE(mixed) == 0.5
    assert PASS_RATE(pd.Series([60, None], dtype="Int64")) == 1


def test_cells_that_pandas_cannot_compare_do_no_harm() -> None:
    rows = [HEADER, *ROWS[:2], ("白水小学", "黄三", 85, pd.NA)]
    assert RANK_TABLE(rows) == RANK_TABLE([HEADER, *ROWS])
    assert RANK_TABLE(tuple(rows)) == RANK_TABLE(pd.DataFrame(rows[1:], columns=HEADER))
    scores = ((60,),) * 300
    assert MEAN_SCORE((*scores, (pd.NA,))) == MEAN_SCORE((*scores, (70,), (50,)))
    assert MEAN_SCORE((*scores, (70,))) == 60.03


def test_parts_come_back_in_the_shape_of_their_weights() -> None:
    assert QUOTA_SPLIT(52, pd.Series([30, 10])) == ((39,), (13,))
    assert QUOTA_SPLIT(52, pd.DataFrame([[30, 10]]).to_numpy()) == ((39, 13),)
    assert QUOTA_SPLIT(52, [30, 10]) == ((39,), (13,))
