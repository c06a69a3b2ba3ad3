"""`python -m benchmarks.functions`: what one call of a worksheet function costs.

Ours and the peer take turns in one process on the same cells, made anew for every call as a host
brings them; milliseconds of CPU, the median of all rounds. The peer is the usual converter: the
range as a DataFrame, then pandas.
"""

from __future__ import annotations

import json
import pickle
import random
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from xl_quality.functions import PASS_RATE, RANK_SCHOOL, RANK_TABLE
from xl_quality.functions.known_columns import COLUMNS
from xl_quality.functions.known_tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: Final = 5_000
SUBJECTS: Final = ("语文", "数学", "英语", "物理", "化学", "历史", "生物")
CELLS: Final = 1_000
SCHOOL: Final = "第3小学"
_SERVER: Final = (
    "import time; start = time.process_time()\n"
    "from xl_quality.functions.catalogue import FUNCTIONS\n"
    "print(time.process_time() - start)"
)
Range = tuple[tuple[object, ...], ...]


class Line(NamedTuple):
    """One line of the result: what, milliseconds of both, what was promised and whether kept."""

    title: str
    own: float
    peer: float | None
    promise: str
    kept: bool

    def text(self) -> str:
        """Return the line as it is printed."""
        peer = "" if self.peer is None else f"{self.peer:9.3f}"
        ratio = "" if self.peer is None else f"{self.peer / self.own:7.1f}"
        verdict = f"{self.promise} {'met' if self.kept else 'NOT MET'}" if self.promise else ""
        return f"{self.title:<62} {self.own:9.3f} {peer:>9} {ratio:>7}  {verdict}".rstrip()


def score_table() -> Range:
    """Return 5,000 pupils by 10 columns, scores in half points."""
    chance = random.Random(2026)  # noqa: S311 - figures to measure on
    rows = [("学校", "班级", "姓名", *SUBJECTS)]
    for number in range(ROWS):
        name = f"陈{chr(0x4E00 + number % 3000)}{chr(0x5000 + number // 50)}"
        scores = [chance.randint(60, 200) / 2 for _ in SUBJECTS]
        rows.append((f"第{number % 10 + 1}小学", f"{number // 10 % 6 + 1}班", name, *scores))
    return tuple(rows)


class Cells:
    """A range as a host hands it over: new objects every time."""

    def __init__(self, rows: Range) -> None:
        self._packed = pickle.dumps(rows)

    def new(self) -> Range:
        """Return the cells as new objects."""
        return pickle.loads(self._packed)  # noqa: S301 - packed above


def pandas_pass_rate(rows: Range) -> float:
    """Do what a DataFrame converter and a line of pandas do."""
    frame = pd.DataFrame([list(row) for row in rows])
    scores = pd.to_numeric(frame[0], errors="coerce").dropna()
    return round(float((scores >= 60).mean()), 4)


def pandas_rank_school(rows: Range) -> int:
    frame = pd.DataFrame([list(row) for row in rows[1:]], columns=list(rows[0]))
    scores = pd.to_numeric(frame["语文"], errors="coerce")
    means = scores.groupby(frame["学校"]).mean()
    return int(means.rank(ascending=False, method="min")[SCHOOL])


def own_pass_rate_first(rows: Range) -> object:
    COLUMNS.forget()  # the first call on these cells
    return PASS_RATE(rows)


def own_rank_school(rows: Range) -> object:
    return RANK_SCHOOL(SCHOOL, rows, "语文", "平均分")


def own_rank_school_first(rows: Range) -> object:
    TABLES.forget()  # the first call on these cells
    return own_rank_school(rows)


def own_rank_table_first(rows: Range) -> object:
    TABLES.forget()  # the first call on these cells
    return RANK_TABLE(rows)


def cost(function: Callable[[Range], object], cells: Cells) -> float:
    rows = cells.new()
    start = time.process_time()
    function(rows)
    return (time.process_time() - start) * 1000


def with_transfer(function: Callable[[Range], object], cells: Cells) -> float:
    """Return the cost of a call with the unpacking of the cells, which stands for COM's."""
    start = time.process_time()
    function(cells.new())
    return (time.process_time() - start) * 1000


def again(
    function: Callable[[Range], object],
    cells: Cells,
    price: Callable[[Callable[[Range], object], Cells], float],
) -> float:
    """Return the cost of a call on cells that were seen before, as other objects."""
    function(cells.new())
    return price(function, cells)


def measured(rounds: int) -> list[Line]:
    table = score_table()
    sheet, column = Cells(table), Cells(tuple((row[3],) for row in table[1:]))
    if own_rank_school(table) != pandas_rank_school(table):
        message = "the two sides do not compute the same"
        raise RuntimeError(message)
    jobs: dict[str, Callable[[], float]] = {
        "first": lambda: cost(own_pass_rate_first, column),
        "again": lambda: again(PASS_RATE, column, cost),
        "pandas": lambda: cost(pandas_pass_rate, column),
        "rank": lambda: again(own_rank_school, sheet, cost),
        "pandas rank": lambda: cost(pandas_rank_school, sheet),
        "rank first": lambda: cost(own_rank_school_first, sheet),
        "cell": lambda: again(own_rank_school, sheet, with_transfer),
        "table": lambda: with_transfer(own_rank_table_first, sheet),
        "table again": lambda: again(RANK_TABLE, sheet, with_transfer),
    }
    for job in jobs.values():
        job()
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            times[name].append(job())
    ms = {name: median(found) for name, found in times.items()}
    server = median(_server_import() for _ in range(3))
    thousand = CELLS * ms["cell"]
    return [
        Line("PASS_RATE 5,000, cells never seen | pandas", ms["first"], ms["pandas"], "",
             kept=True),
        Line("PASS_RATE 5,000 | pandas", ms["again"], ms["pandas"], "<= 0.5 ms, >= 4x",
             ms["again"] <= 0.5 and ms["pandas"] >= 4 * ms["again"]),
        Line("RANK_SCHOOL 5,000 x 10 | pandas", ms["rank"], ms["pandas rank"], "<= 1.2 ms",
             ms["rank"] <= 1.2),
        Line("RANK_SCHOOL, cells never seen | pandas", ms["rank first"], ms["pandas rank"], "",
             kept=True),
        Line("RANK_TABLE never seen, with transfer | 1,000 RANK_SCHOOL", ms["table"], thousand,
             ">= 100x", thousand >= 100 * ms["table"]),
        Line("RANK_TABLE again, with transfer | 1,000 RANK_SCHOOL", ms["table again"], thousand,
             ">= 100x", thousand >= 100 * ms["table again"]),
        Line("import of all functions", server, None, "<= 300 ms", server <= 300),
    ]  # fmt: skip


def _server_import() -> float:
    done = subprocess.run(
        [sys.executable, "-c", _SERVER], capture_output=True, text=True, check=True
    )
    return float(done.stdout) * 1000


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.functions", description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="rounds of which the median counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


def main() -> None:
    options = _options()
    lines = measured(options.rounds)
    print(f"{'call | peer':<62} {'ms':>9} {'peer':>9} {'ratio':>7}  promised")
    for line in lines:
        print(line.text())
    if options.json:
        rows = [line._asdict() for line in lines]
        text = json.dumps(rows, ensure_ascii=False, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
