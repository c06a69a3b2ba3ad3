"""Spark itself, on this machine: the same figures as core from its tables, files and frames."""

from __future__ import annotations

import shutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import xl_quality as xq
from tests.scale.conftest import KEYS, SUBJECTS, district

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.java,
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java"),
    # it warns of pandas 3, which is not used here, and leaves sockets to the garbage
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    settings = {
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    builder = (
        import_module("pyspark.sql").SparkSession.builder.master("local[2]").appName("xl_quality")
    )
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def by_group(result: xq.AggregateResult) -> dict[tuple[object, str], Any]:
    return {(one.group, one.subject): one for one in (*result.groups, *result.overall)}


def aggregated(source: Any, engine: str, **more: Any) -> xq.AggregateResult:
    return xq.aggregate(source, subjects=SUBJECTS, engine=engine, **KEYS, **more)


@pytest.mark.parametrize(
    "options", [xq.Options(absent="zero", weights="60-70-70"), xq.Options(drop="10%")], ids=str
)
def test_tables_files_and_frames_give_the_same(spark: Any, tmp_path: Path, options: Any) -> None:
    frame = pl.DataFrame(district(4))
    frame.write_parquet(tmp_path / "marks.parquet")
    frame.write_csv(tmp_path / "marks.csv")
    table = spark.read.parquet(str(tmp_path / "marks.parquet"))
    expected = by_group(aggregated(frame, "core", options=options))
    own = aggregated(table, "", student_id="学号", options=options)
    assert own.engine == "spark"
    assert by_group(own) == expected
    for source in (tmp_path / "marks.parquet", tmp_path / "marks.csv", frame):
        assert by_group(aggregated(source, "spark", options=options)) == expected


def test_bad_data_is_counted_or_refused_as_by_other_engines(spark: Any, tmp_path: Path) -> None:
    marks = [90.0, 73.666, float("nan"), float("inf"), -1.0, 99.99, 1e300]
    table = spark.createDataFrame(
        [(7 if n < 2 else n, mark) for n, mark in enumerate(marks)], "n int, m double"
    )
    found = xq.aggregate(table, subjects="m")
    (own,) = (one.rates for one in found.groups)
    assert own is not None
    assert (own.rows, own.scored, own.total, own.blank) == (7, 2, 18999, 1)
    assert [dict(one.facts)["count"] for one in found.findings] == [4]
    with pytest.raises(xq.BadInputError, match="学号“7”出现2次"):
        xq.aggregate(table, subjects="m", student_id="n")
    with pytest.raises(xq.BadInputError, match="没有“x”这一列"):
        xq.aggregate(table, subjects="x")
    torn = tmp_path / "torn.parquet"
    torn.write_bytes(b"PAR1 and no more")
    with pytest.raises(xq.BadInputError, match="引擎报告"):
        xq.aggregate(torn, subjects="m", engine="spark")
