from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xl_quality as xq
from tests.scale.conftest import KEYS, SUBJECTS, district

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("duckdb", "polars", "core")
OPTIONS = {
    "usual": xq.Options(),
    "absent are zero": xq.Options(absent="zero"),
    "relative": xq.Options(weights="60-70-70"),
    "lowest dropped": xq.Options(drop="10%"),
    "lowest dropped, absent are zero": xq.Options(drop="5%", absent="zero", ties="dense"),
    "rank by low rate": xq.Options(measure="低分率", passing="72.5%", ties="average"),
}


def by_group(results: Any) -> dict[tuple[object, str], Any]:
    return {(one.group, one.subject): one._replace(sheet="", exam="") for one in results}


def aggregated(frame: Any, engine: str, **more: Any) -> xq.AggregateResult:
    return xq.aggregate(frame, subjects=SUBJECTS, engine=engine, **KEYS, **more)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("engine", ENGINES)
def test_figures_and_places_are_those_of_a_score_book(
    engine: str, options: Any, frame: pl.DataFrame
) -> None:
    book = xq.scores(frame, subjects=SUBJECTS, student_id="学号", **KEYS)
    levels = ("grade", "school", "class")
    expected = by_group(xq.rates(book, by=levels, options=options).groups)
    found = by_group(aggregated(frame, engine, by=levels, options=options).groups)
    assert len(found) > 100
    assert found == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_lines_over_all_subjects_are_those_of_a_score_book(
    engine: str, frame: pl.DataFrame
) -> None:
    book = xq.scores(frame, subjects=SUBJECTS, student_id="学号", **KEYS)
    ranked = xq.rank(book, by="school").groups
    expected = by_group(one for one in ranked if one.subject == "总评")
    assert by_group(aggregated(frame, engine, by="school").overall) == expected


def in_forms(columns: dict[str, list[Any]], folder: Path) -> dict[str, Any]:
    """Return one district as files of every kind, in two shards, and as a frame of every kind."""
    frame = pl.DataFrame(columns)
    (folder / "parquet").mkdir()
    (folder / "csv").mkdir()
    for number, shard in enumerate((frame[:150], frame[150:])):
        shard.write_parquet(folder / "parquet" / f"{number}.parquet")
        shard.write_csv(folder / "csv" / f"{number}.csv")
    mixed = [float(v) if v and v.replace(".", "").isdigit() else v for v in columns["英语"]]
    connection = duckdb.connect(folder / "district.duckdb")
    connection.execute("create table marks as select * from frame")
    return {
        "parquet": folder / "parquet",
        "parquet files": [folder / "parquet" / f"{number}.parquet" for number in (1, 0)],
        "csv": folder / "csv",
        "polars": frame,
        "lazy polars": frame.lazy(),
        "pyarrow": frame.to_arrow(),
        "pandas": pd.DataFrame(columns),
        "pandas, mixed": pd.DataFrame({**columns, "英语": pd.Series(mixed, dtype=object)}),
        "duckdb": connection.table("marks"),
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_files_tables_and_frames_give_the_same(engine: str, tmp_path: Path) -> None:
    columns = district(seed=7)
    expected = by_group(aggregated(pl.DataFrame(columns), "core").groups)
    for name, source in in_forms(columns, tmp_path).items():
        assert by_group(aggregated(source, engine).groups) == expected, name


def test_who_says_no_engine_gets_that_of_the_frame(tmp_path: Path) -> None:
    used = {
        name: aggregated(source, "").engine
        for name, source in in_forms(district(seed=7), tmp_path).items()
    }
    polars = {"polars", "lazy polars"}
    assert used == {name: "polars" if name in polars else "duckdb" for name in used}


MARKS = st.one_of(
    st.integers(0, 100).map(float),
    st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
    st.sampled_from([None, 60.0, 59.99, 85.0, 39.99, 40.0]),
)
ROWS = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("12"), MARKS), min_size=1)


@given(rows=ROWS, engine=st.sampled_from(ENGINES))
@settings(max_examples=60, deadline=None)
def test_counts_and_places_are_those_of_plain_pandas(rows: list[Any], engine: str) -> None:
    frame = pd.DataFrame(rows, columns=["校", "班", "分"]).astype({"分": "float64"})
    marks = (frame["分"] * 100).round()
    plain = frame.assign(
        分=marks, 及格=marks >= 6000, 优秀=marks >= 8500, 低分=marks < 4000
    ).groupby("校")
    found = xq.aggregate(frame, subjects="分", school="校", class_="班", by="school", engine=engine)
    sizes, scored = plain.size(), plain["分"].count()
    sums = plain[["分", "及格", "优秀", "低分"]].sum()
    for one in found.groups:
        school, own = one.group.school, one.rates
        assert own is not None
        assert (own.rows, own.scored) == (sizes[school], scored[school])
        assert [own.total, own.pass_n, own.excellent_n, own.low_n] == list(sums.loc[school])
        assert own.blank == own.rows - own.scored
    composites = {
        one.group.school: one.printed.composite
        for one in found.groups
        if one.printed.composite is not None
    }
    places = pd.Series({name: int(value * 100) for name, value in composites.items()})
    expected = places.rank(method="min", ascending=False).to_dict() if composites else {}
    assert expected == {one.group.school: one.rank for one in found.groups if one.rank is not None}


@pytest.mark.parametrize("engine", ENGINES)
def test_counts_of_shards_add_up_to_those_of_the_whole(engine: str, frame: pl.DataFrame) -> None:
    whole = aggregated(frame, engine).totals("polars")
    assert whole.equals(aggregated(frame, "core").totals("polars"))
    shards = pl.concat(
        aggregated(frame[rows], engine, by=("school", "class")).totals("polars")
        for rows in (slice(0, 130), slice(130, 131), slice(131, 400))
    )
    units = ("level", "school", "grade", "class", "subject")
    sums = ("rows", "scored", "counted", "total", "passing", "excellent", "low")
    # who is due depends on whether anybody of a school sits a subject, in whatever shard
    added = shards.group_by(units).agg(
        *(pl.col(name).sum() for name in sums), pl.col("highest").max(), pl.col("lowest").min()
    )
    own = whole.filter(pl.col("level").is_in(["school", "class"])).select(added.columns)
    assert added.sort(units).equals(own.sort(units))
