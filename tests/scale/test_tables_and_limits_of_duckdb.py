from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

import xl_quality as xq
from tests.scale.conftest import KEYS, SUBJECTS, district

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "county.duckdb"
    frame = pl.DataFrame(district(6)).with_columns(pl.lit("期末").alias("考试"))
    frame = pl.concat([frame, frame.with_columns(pl.lit("期中").alias("考试"))])
    with duckdb.connect(path) as connection:
        connection.execute("create table marks as select * from frame")
        connection.execute("create view finals as select * from marks where 考试 = '期末'")
    return path


def figures(source: Any, **told: Any) -> Any:
    return xq.aggregate(source, subjects=SUBJECTS, **KEYS, **told).to_frame("polars")


@pytest.mark.parametrize("engine", ["", "duckdb", "polars", "core"])
def test_a_table_a_view_and_a_query_of_a_database_are_read(database: Path, engine: str) -> None:
    before = database.read_bytes()
    expected = figures(pl.DataFrame(district(6)), engine="core")
    query = "select * exclude (考试) from marks where 考试 = '期中'"
    for table in ("finals", query):
        assert figures(database, table=table, engine=engine).equals(expected)
    both = figures(database, table="marks", exam="考试", engine=engine)
    assert set(both["exam"]) == {"期中", "期末"}
    for exam in ("期中", "期末"):
        own = both.filter(pl.col("exam") == exam).with_columns(pl.lit("").alias("exam"))
        assert own.equals(expected), exam
    assert database.read_bytes() == before


def test_a_table_that_is_not_there_is_refused(database: Path, tmp_path: Path) -> None:
    with pytest.raises(xq.BadInputError, match=r"引擎报告.*pupils"):
        figures(database, table="pupils")
    with pytest.raises(xq.BadInputError, match="要一个 DuckDB 数据库文件"):
        figures(tmp_path, table="marks")
    with pytest.raises(xq.BadInputError, match="在哪个数据库文件里"):
        figures(None, table="marks", engine="duckdb")
    with pytest.raises(xq.BadInputError, match="没有数据"):
        figures(None)
    no_database = tmp_path / "marks.txt"
    no_database.write_text("语文", encoding="utf-8")
    with pytest.raises(xq.BadInputError, match="引擎报告"):
        figures(no_database, table="marks")


def test_an_exam_that_has_no_name_is_refused(database: Path) -> None:
    with pytest.raises(xq.BadInputError, match="“考试”列有400行是空的"):
        figures(
            database,
            table="select * replace (nullif(考试, '期中') as 考试) from marks",
            exam="考试",
        )


def test_a_number_may_come_once_in_every_exam(database: Path) -> None:
    told: dict[str, Any] = {"table": "marks", "student_id": "学号"}
    figures(database, exam="考试", **told)
    with pytest.raises(xq.BadInputError, match="学号“0”出现2次"):
        figures(database, **told)


def test_too_little_memory_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "marks.parquet"
    pl.DataFrame(district(8, pupils=4_000)).write_parquet(source)
    with pytest.raises(xq.QualityError, match="内存不够") as refused:
        figures(source, memory="1MB")
    assert refused.value.exit_code == 3
    assert [path.name for path in tmp_path.iterdir()] == [source.name]
    assert figures(source, memory="200 MB").equals(figures(source))
    with pytest.raises(xq.BadInputError, match="写成 2GB、500MB"):
        figures(source, memory="much")
    with pytest.raises(xq.BadInputError, match="只管 duckdb"):
        figures(source, memory="2GB", engine="polars")


def test_memory_of_python_itself_is_said_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("xl_quality.scale.aggregates.subject_figures", exhausted)
    source = tmp_path / "marks.parquet"
    pl.DataFrame(district(8)).write_parquet(source)
    with pytest.raises(xq.QualityError, match="内存不够"):
        figures(source)


def test_bands_nobody_asked_for_are_refused() -> None:
    found = xq.aggregate(pl.DataFrame({"分": [60, 70]}), subjects="分")
    with pytest.raises(xq.BadInputError, match="bands=True"):
        found.bands()
