"""What engines are compared by: the whole numbers of every class, sorted, as one digest."""

from __future__ import annotations

import hashlib
import resource
import time
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measuring import RSS_UNITS_A_MEGABYTE

if TYPE_CHECKING:
    from pathlib import Path

SCHOOL, CLASS = "学校", "班级"
SUBJECTS: Final = ("语文", "数学", "英语", "物理", "化学", "政治", "历史", "地理", "生物")
TOTALS: Final = ("scored", "total", "passing", "excellent", "low", "highest", "lowest")
PASSING, EXCELLENT, LOW = 6000, 8500, 4000
"""The usual lines of a full mark of 100, in hundredths."""
_STEP: Final = 1_000_000
_CLASSES_A_SCHOOL: Final = 40


def write_marks(path: Path, pupils: int, classes: int) -> None:
    """Write marks in half points, a hundredth of them blank, of pupils in any order."""
    chance = np.random.default_rng(1)
    writer = None
    for begin in range(0, pupils, _STEP):
        number = min(_STEP, pupils - begin)
        own = chance.integers(0, classes, number)
        columns = {
            SCHOOL: pa.array(own // _CLASSES_A_SCHOOL).cast(pa.string()),
            CLASS: pa.array(own % _CLASSES_A_SCHOOL + 1).cast(pa.string()),
        }
        for subject in SUBJECTS:
            marks = np.clip(np.round(chance.normal(70, 16, number) * 2) / 2, 0, 100)
            marks[chance.random(number) < 0.01] = np.nan
            columns[subject] = pa.array(marks, from_pandas=True)
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None  # noqa: S101 - there are pupils
    writer.close()


def digest(table: pa.Table) -> str:
    """Return the digest of all class totals, whatever order the rows come in.

    Args:
        table: a row a class and subject: school, class, subject, and the columns `TOTALS`.
    """
    keys = [(name, "ascending") for name in ("school", "class", "subject")]
    ordered = table.sort_by(keys)
    found = hashlib.sha256()
    for name, _ in keys:
        found.update("\n".join(ordered[name].to_pylist()).encode())
    for name in TOTALS:
        found.update(ordered[name].cast(pa.int64()).to_numpy().tobytes())
    return found.hexdigest()[:16]


class Spent(NamedTuple):
    """What this process has cost since its start, the imports among it; memory in MB."""

    cpu: float
    peak: float


def spent() -> Spent:
    """Return what this process has cost up to now."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / RSS_UNITS_A_MEGABYTE
    return Spent(time.process_time(), peak)
