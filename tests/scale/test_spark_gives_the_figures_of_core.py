"""Spark itself, on this machine: the same figures as core from its tables, files and frames."""

from __future__ import annotations

import shutil
import socket
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
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def spark(port: int) -> Iterator[Any]:
    """Start Spark in this process, and in it the server that others connect to."""
    settings = {
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.port": str(port),
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


@pytest.fixture
def remote(spark: Any, port: int) -> Iterator[Any]:
    """Connect to the server as a program on another machine does: nothing of Java in between."""
    assert spark is not None
    builder = import_module("pyspark.sql.connect.session").SparkSession.builder
    session = builder.remote(f"sc://127.0.0.1:{port}").create()
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


def test_spark_connect_gives_the_same(remote: Any, tmp_path: Path) -> None:
    frame = pl.DataFrame(district(5))
    frame.write_parquet(tmp_path / "marks.parquet")
    table = remote.read.parquet(str(tmp_path / "marks.parquet"))
    for options in (xq.Options(weights="60-70-70"), xq.Options(drop="10%")):
        told = {"options": options, "median": True, "bands": True}
        expected, own = aggregated(frame, "core", **told), aggregated(table, "", **told)
        assert own.engine == "spark"
        assert "connect" in type(table).__module__
        assert by_group(own) == by_group(expected)
        assert own.to_frame("polars").equals(expected.to_frame("polars"))
        assert own.bands("polars").equals(expected.bands("polars"))
    with pytest.raises(xq.BadInputError, match="“语文”列派了两个用处"):
        xq.aggregate(table, subjects="语文", school="语文")
    missing = remote.read.parquet(str(tmp_path / "marks.parquet")).withColumn("x", table["语文"])
    (tmp_path / "marks.parquet").unlink()
    with pytest.raises(xq.BadInputError, match="引擎报告"):
        xq.aggregate(missing, subjects="x")


def test_a_table_of_the_catalogue_is_found_by_its_name(spark: Any) -> None:
    rows = [("甲校", 90.0), ("乙校", 80.5), ("乙校", None)]
    spark.createDataFrame(rows, "school string, m double").createOrReplaceTempView("marks")
    by_name = xq.aggregate(None, table="marks", subjects="m", school="school")
    by_query = xq.aggregate(
        None, table="select school s, m from marks where m > 85", subjects="m", school="s"
    )
    assert [(one.group.school, one.rank) for one in by_name.overall if one.group.school] == [
        ("乙校", 2),
        ("甲校", 1),
    ]
    assert [one.group.school for one in by_query.overall] == ["", "甲校"]
    with pytest.raises(xq.BadInputError, match="引擎报告"):
        xq.aggregate(None, table="no_such", subjects="m")


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
