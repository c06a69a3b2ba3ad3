"""`… MARKS ENGINE OUT`: xq.aggregate of one file into another; prints costs and digest as JSON.

The clock is read where the engine hands over what it counted, and when the figures are written.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pyarrow.compute as pc

import xl_quality as xq
from benchmarks.own.class_totals import CLASS, SCHOOL, SUBJECTS, digest, spent
from xl_quality.scale import aggregates


def main() -> None:
    marks, engine, out = sys.argv[1:]
    times: list[float] = []
    count = vars(aggregates)["counted_classes"]

    def counted(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - passed on
        found = count(*arguments, **options)
        times.append(spent().cpu)
        return found

    vars(aggregates)["counted_classes"] = counted
    result = xq.aggregate(marks, subjects=SUBJECTS, school=SCHOOL, class_=CLASS, engine=engine)
    rows = result.write(out, replace=True)
    written, peak = spent()
    counts = result.totals("pyarrow")
    classes = counts.filter(pc.field("level") == "class")
    told = {"counted": (times or [written])[0], "written": written, "peak": peak, "rows": rows}
    print(json.dumps({**told, "digest": digest(classes)}))


if __name__ == "__main__":
    main()
