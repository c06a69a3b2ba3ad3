"""Where large data comes from (数据源): parquet and CSV, tables of DuckDB and Spark, frames.

Whatever it is becomes a lazy frame of narwhals on the engine that is asked for. CSV is read as text
by every engine: what its values mean is then decided in one place, not by an engine's guess.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final

from xl_quality.api import given_findings as kinds
from xl_quality.api.extras import later, needed
from xl_quality.api.score_frames import columns_of
from xl_quality.core.findings import BadInputError, EnvironmentFaultError, QualityError

narwhals: Final = later("narwhals", "scale")
polars: Final = later("polars", "scale")
pyarrow: Final = later("pyarrow", "scale")
Frame = Any
"""A lazy frame of narwhals, on whatever engine."""
Native = Any
"""What an engine or a caller has: a relation, a frame, a table of pyarrow, a session; paths."""
ENGINES: Final = ("duckdb", "polars", "spark", "core")
"""What can count; `core` is this program itself, one pupil after the other."""
_EXTRAS: Final = {"duckdb": "scale", "polars": "scale", "spark": "spark", "core": "scale"}
_PACKAGES: Final = {"duckdb": "duckdb", "polars": "polars", "spark": "pyspark", "core": "polars"}
_KINDS: Final = ("parquet", "csv")
_OWN: Final = {
    "duckdb": "duckdb", "polars": "polars", "pyspark": "spark", "pyspark_connect": "spark",
}  # fmt: skip
"""The engine of a frame that is one, by what narwhals calls it."""
_FAILURES: Final = {
    "duckdb": ("duckdb", ("Error",)),
    "polars": ("polars.exceptions", ("PolarsError",)),
    "narwhals": ("narwhals.exceptions", ("NarwhalsError",)),
    "pyspark": ("pyspark.errors", ("PySparkException",)),
    "grpc": ("grpc", ("RpcError",)),  # what Spark Connect says
    "py4j": ("py4j.protocol", ("Py4JError",)),  # what Spark says inside of other exceptions
}
_MEMORY: Final = ("OutOfMemory", "Out of Memory", "Java heap space")
_AMOUNT: Final = re.compile(r"\d+(\.\d+)?\s*[KMGT]i?B", re.IGNORECASE)
_QUERY: Final = re.compile(r"\s*(select|with|from)\s", re.IGNORECASE)
_NO_MEMORY: Final = (
    "内存不够，没有算完，什么也没有写：请分几次汇总（每次几个文件），少算几级（by），"
    "或换一台内存大的电脑；duckdb 可用 memory 限量，多出的放到硬盘上"
)
_SAID: Final = 300  # characters of an engine's own words; some print whole plans


def engine_for(source: object, said: str) -> str:
    """Return the engine that counts: the one said, else the frame's own, else DuckDB.

    Raises:
        BadInputError: there is no such engine.
        MissingExtraError: narwhals, or the engine's package, is not installed.
    """
    if said and said not in ENGINES:
        raise BadInputError(f"engine：没有“{said}”，可用 {'、'.join(ENGINES)}")
    needed("narwhals", "scale")
    engine = said
    if not engine and source is None:  # a table of Spark's catalogue
        engine = "spark"
    if not engine:
        own = "" if _is_path(source) else _implementation(source)
        engine = _OWN.get(own, "duckdb")
    for package in (_PACKAGES[engine], "pyarrow", "numpy"):  # before hours of counting
        needed(package, _EXTRAS[engine])
    return engine


def lazy_frame(
    source: Native,
    engine: str,
    wanted: Collection[str],
    *,
    table: str = "",
    memory: str = "",
) -> Frame:
    """Return the source as a lazy frame on an engine; for `core` it is on polars.

    Args:
        source: a path, several paths, a folder, or a frame.
        engine: as `engine_for` returns it.
        wanted: the columns that are needed; only frames that must be copied are cut to them.
        table: a table or a query of a DuckDB file, or of Spark's catalogue (the source is None).
        memory: how much DuckDB may take.

    Raises:
        BadInputError: there is nothing to read, or it is no frame.
    """
    if memory and (engine != "duckdb" or not _AMOUNT.fullmatch(memory)):
        raise BadInputError(
            f"memory：只管 duckdb，写成 2GB、500MB 这样；写的是“{memory}”（{engine}）"
        )
    if source is None and not table:
        raise BadInputError("没有数据：请写明文件、文件夹、数据框，或 table")
    if source is None and engine != "spark":
        raise BadInputError(f"table：“{table}”在哪个数据库文件里？只有 spark 可以不写文件")
    if source is None:
        session = _session()
        return narwhals.from_native(
            session.sql(table) if _QUERY.match(table) else session.table(table)
        )
    if table:
        source = _table_of(source, table, memory)
    elif _is_path(source):
        kind, files = _files(source)
        read = (
            _by_duckdb(kind, files, memory) if engine == "duckdb" else _READERS[engine](kind, files)
        )
        return narwhals.from_native(read)
    if _OWN.get(_implementation(source)) == engine:
        return narwhals.from_native(source).lazy()
    return narwhals.from_native(_FROM_ARROW[engine](_as_arrow(source, wanted)))


def value_table(frame: Frame, values: Sequence[tuple[str, int | None, int | None]]) -> Frame:
    """Return what texts mean as a lazy frame (value, score, word) that can be joined to *frame*."""
    native = frame.to_native()
    names = ("xq_value", "xq_score", "xq_word")
    if frame.implementation.name.lower() == "duckdb":
        rows = ", ".join(f"({_literal(text)}, {_null(s)}, {_null(w)})" for text, s, w in values)
        told = f"select * from (values {rows or '(null, null, null)'}) as told({', '.join(names)})"  # noqa: S608 - literals, quoted
        casts = f"select xq_value, xq_score::bigint as xq_score, xq_word::bigint as xq_word from ({told})"  # noqa: S608, E501 - as above
        return narwhals.from_native(native.query("xq_given", casts))
    if _OWN.get(frame.implementation.name.lower()) == "spark":
        schema = "xq_value string, xq_score bigint, xq_word bigint"
        return narwhals.from_native(native.sparkSession.createDataFrame(list(values), schema))
    kinds = dict(zip(names, (polars.String, polars.Int64, polars.Int64), strict=True))
    return narwhals.from_native(polars.LazyFrame(list(values), schema=kinds, orient="row"))


def refuse_columns(frame: Frame, wanted: Sequence[str]) -> None:
    """Refuse columns that are not there, or have two uses."""
    with told_in_words():
        known = frame.collect_schema().names()
    findings = [
        kinds.COLUMN_MISSING.at(found=name, topic=name, advice="", columns="、".join(known))
        for name in dict.fromkeys(wanted)
        if name not in known
    ]
    findings += [
        kinds.COLUMN_TWICE.at(found=name, topic=name, roles="、".join(wanted))
        for name in dict.fromkeys(wanted)
        if wanted.count(name) > 1
    ]
    if findings:
        raise BadInputError.of(findings)


def refuse_repeated(frame: Frame, student_id: str, exam: str) -> None:
    """Refuse pupils' numbers that come twice in an exam; who has none is not compared."""
    if not student_id:
        return
    col = narwhals.col
    own = frame.filter(~col(student_id).is_null()).group_by(student_id, *filter(None, (exam,)))
    twice = own.agg(narwhals.len().alias("xq_rows")).filter(col("xq_rows") > 1)
    rows = collected(twice.select(student_id, "xq_rows").sort(student_id).head(5)).rows()
    if rows:
        raise BadInputError.of(
            [
                kinds.SOURCE_ID_TWICE.at(found=str(found), topic=str(found), count=count)
                for found, count in rows
            ]
        )


def collected(frame: Frame) -> Frame:
    """Return a lazy frame as a table of narwhals on pyarrow; polars reads shard by shard.

    Raises:
        BadInputError: the engine cannot read its source.
        EnvironmentFaultError: the machine has not enough memory.
    """
    streaming = {"engine": "streaming"} if frame.implementation.name.lower() == "polars" else {}
    with told_in_words():
        return frame.collect("pyarrow", **streaming)


@contextmanager
def told_in_words() -> Iterator[None]:
    """Make what an engine cannot do a refusal in words: a damaged file, columns that differ.

    Raises:
        BadInputError: with the engine's own words.
        EnvironmentFaultError: the machine has not enough memory.
    """
    try:
        yield
    except QualityError:
        raise
    except MemoryError as error:
        raise EnvironmentFaultError(_NO_MEMORY) from error
    except Exception as error:
        if not isinstance(error, _failures(type(error).__module__)):
            raise
        if any(word in f"{type(error).__name__} {error}" for word in _MEMORY):
            raise EnvironmentFaultError(_NO_MEMORY) from error
        said = str(error).strip()[:_SAID]
        raise BadInputError(f"数据读不了，引擎报告：{said}") from error


def _failures(module: str) -> tuple[type[Exception], ...]:
    """Return the exceptions of the engine that a module belongs to: none is imported for it."""
    top = module.strip("_").partition(".")[0]
    if top not in _FAILURES:
        return ()
    home, names = _FAILURES[top]
    return tuple(getattr(import_module(home), name) for name in names)


def _is_path(source: object) -> bool:
    if isinstance(source, (list, tuple)):
        return bool(source) and all(map(_is_path, source))
    return isinstance(source, (str, os.PathLike))


def _implementation(source: object) -> str:
    try:
        return str(narwhals.from_native(source).implementation.name).lower()
    except TypeError as error:
        message = f"认不出这种数据：{type(source).__name__}；可用文件、文件夹或数据框"
        raise BadInputError(message) from error


def _files(source: Native) -> tuple[str, list[str]]:
    """Return the kind and the paths of all files, those of folders included, each once.

    Raises:
        BadInputError: one is missing, there are none, or they are of two kinds.
    """
    given = list(source) if isinstance(source, (list, tuple)) else [source]
    found: list[Path] = []
    for path in map(Path, given):
        if not path.exists():
            raise BadInputError(f"找不到 {path}")
        inside = sorted(p for kind in _KINDS for p in path.rglob(f"*.{kind}"))
        found += inside if path.is_dir() else [path]
    files = list(dict.fromkeys(path.resolve() for path in found))
    kinds = {path.suffix.lower().removeprefix(".") for path in files}
    if len(files) < len(found):
        raise BadInputError("有文件给了两次：每个文件只给一次，否则同一批学生会算两遍")
    if not files or not kinds <= {*_KINDS} or len(kinds) > 1:
        listed = "、".join(sorted(kinds)) or "什么也没有"
        raise BadInputError(f"只读 parquet 或 csv，一次一种；给的是：{listed}")
    return kinds.pop(), list(map(str, files))


def _by_duckdb(kind: str, files: list[str], memory: str) -> Native:
    with told_in_words():
        connection = _connection(memory)
        if kind == "parquet":
            return connection.read_parquet(files)
        return connection.read_csv(files, all_varchar=True, header=True)


def _connection(memory: str, database: str = ":memory:") -> Native:
    """Return a connection that never writes into the folder the program happens to stand in."""
    settings = {"temp_directory": f"{gettempdir()}/xl_quality-{os.getpid()}"}
    if memory:
        settings["memory_limit"] = memory
    only_read = database != ":memory:"
    return needed("duckdb", "scale").connect(database, read_only=only_read, config=settings)


def _table_of(source: Native, table: str, memory: str) -> Native:
    """Return a table, a view or the answer to a query of a DuckDB file, which stays as it is.

    Raises:
        BadInputError: the source is not one file, or DuckDB cannot read it.
    """
    given = source if isinstance(source, (list, tuple)) else [source]
    if not _is_path(source) or len(given) != 1 or not Path(given[0]).is_file():
        raise BadInputError("table：要一个 DuckDB 数据库文件（.duckdb）")
    with told_in_words():
        connection = _connection(memory, str(given[0]))
        return connection.sql(table) if _QUERY.match(table) else connection.table(table)


def _by_polars(kind: str, files: list[str]) -> Native:
    with told_in_words():
        if kind == "parquet":
            return polars.scan_parquet(files, glob=False)
        return polars.scan_csv(files, infer_schema=False, glob=False)


def _by_spark(kind: str, files: list[str]) -> Native:
    with told_in_words():
        reader = _session().read
        if kind == "parquet":
            return reader.parquet(*files)
        return reader.csv(files, header=True, escape='"', multiLine=True)


def _session() -> Native:
    """Return the session that is running, else a local one; a cluster's is made by its program."""
    return needed("pyspark.sql", "spark").SparkSession.builder.getOrCreate()


def _as_arrow(source: Native, wanted: Collection[str]) -> Native:
    """Return a frame as an Arrow table; columns of mixed values as the texts that cells hold."""
    own = narwhals.from_native(source)
    schema = own.collect_schema()
    names = [name for name in schema.names() if name in wanted]
    if any(schema[name] == narwhals.Object for name in names):
        values = columns_of(source, wanted).values
        texts = {
            name: [None if v is None else str(v) for v in column] for name, column in values.items()
        }
        return pyarrow.table({n: pyarrow.array(c, pyarrow.string()) for n, c in texts.items()})
    own = own.select(*names)
    return (own.collect() if hasattr(own, "collect") else own).to_arrow()


def _duckdb_of(table: Native) -> Native:
    return needed("duckdb", "scale").connect().from_arrow(table)


def _polars_of(table: Native) -> Native:
    return polars.from_arrow(table).lazy()


def _spark_of(table: Native) -> Native:
    return _session().createDataFrame(table)


_READERS: Final = {
    "polars": _by_polars, "spark": _by_spark, "core": _by_polars,
}  # fmt: skip
_FROM_ARROW: Final = {
    "duckdb": _duckdb_of, "polars": _polars_of, "spark": _spark_of, "core": _polars_of,
}  # fmt: skip


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _null(value: int | None) -> str:
    return "null" if value is None else str(value)
