"""`… MARKS ENGINE`: class totals by the query that one writes by hand; prints cost and digest.

Marks are taken as they come: nothing is checked, and the totals are all that comes out.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pyarrow as pa

from benchmarks.own.class_totals import (
    CLASS,
    EXCELLENT,
    LOW,
    PASSING,
    SCHOOL,
    SUBJECTS,
    TOTALS,
    digest,
    spent,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    marks, engine = sys.argv[1:]
    table = ENGINES[engine](marks)
    cost = spent()
    print(json.dumps({"counted": cost.cpu, "peak": cost.peak, "digest": digest(_long(table))}))


def _by_duckdb(marks: str) -> pa.Table:
    import duckdb  # noqa: PLC0415 - only the engine measured

    def totals(subject: str) -> str:
        mark = f'cast(round("{subject}" * 100) as bigint)'
        own = (
            f'count("{subject}")', f"sum({mark})",
            *(f"count(*) filter ({mark} >= {line})" for line in (PASSING, EXCELLENT)),
            f"count(*) filter ({mark} < {LOW})", f"max({mark})", f"min({mark})",
        )  # fmt: skip
        return ", ".join(
            f'{what} as "{subject}_{name}"' for what, name in zip(own, TOTALS, strict=True)
        )

    columns = ", ".join(map(totals, SUBJECTS))
    query = f'select "{SCHOOL}", "{CLASS}", {columns} from read_parquet(?) group by all'  # noqa: S608 - names of ours
    return duckdb.connect().execute(query, [marks]).to_arrow_table()


def _by_polars(marks: str) -> pa.Table:
    import polars as pl  # noqa: PLC0415 - as above

    def totals(subject: str) -> list[pl.Expr]:
        mark = (pl.col(subject) * 100).round().cast(pl.Int64)
        own = (
            mark.count(), mark.sum(), (mark >= PASSING).sum(), (mark >= EXCELLENT).sum(),
            (mark < LOW).sum(), mark.max(), mark.min(),
        )  # fmt: skip
        return [what.alias(f"{subject}_{name}") for what, name in zip(own, TOTALS, strict=True)]

    columns = [one for subject in SUBJECTS for one in totals(subject)]
    found = pl.scan_parquet(marks).group_by(SCHOOL, CLASS).agg(columns)
    return found.collect(engine="streaming").to_arrow()


def _by_pandas(marks: str) -> pa.Table:
    import pandas as pd  # noqa: PLC0415 - as above

    frame = pd.read_parquet(marks)
    columns: dict[str, tuple[str, str]] = {}
    for subject in SUBJECTS:
        mark = (frame[subject] * 100).round()
        frame[subject] = mark
        frame[f"{subject}_passing"] = mark >= PASSING
        frame[f"{subject}_excellent"] = mark >= EXCELLENT
        frame[f"{subject}_low"] = mark < LOW
        columns |= {
            f"{subject}_scored": (subject, "count"), f"{subject}_total": (subject, "sum"),
            **{
                f"{subject}_{name}": (f"{subject}_{name}", "sum")
                for name in ("passing", "excellent", "low")
            },
            f"{subject}_highest": (subject, "max"), f"{subject}_lowest": (subject, "min"),
        }  # fmt: skip
    found = frame.groupby([SCHOOL, CLASS]).agg(**columns).reset_index()
    return pa.Table.from_pandas(found, preserve_index=False)


def _long(wide: pa.Table) -> pa.Table:
    """Return a row a class and subject."""
    return pa.concat_tables(
        pa.table(
            {
                "school": wide[SCHOOL].cast(pa.string()),
                "class": wide[CLASS].cast(pa.string()),
                "subject": pa.array([subject] * wide.num_rows),
                **{name: wide[f"{subject}_{name}"].cast(pa.int64()) for name in TOTALS},
            }
        )
        for subject in SUBJECTS
    )


ENGINES: dict[str, Callable[[str], pa.Table]] = {
    "duckdb": _by_duckdb,
    "polars": _by_polars,
    "pandas": _by_pandas,
}


if __name__ == "__main__":
    main()
