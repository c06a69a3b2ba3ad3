"""`python -m benchmarks.functions`: what one call of a worksheet function costs.

Ours and the peer take turns in one process on the same cells, made anew for every call as a host
brings them; CPU time, the median of all rounds. The peer is the usual converter: the
range as a DataFrame, then pandas.
"""

from __future__ import annotations

import gc
import pickle
import random
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import pandas as pd

from benchmarks.reporting import Figures, tell
from xl_quality.functions import PASS_RATE, RANK_IN, RANK_SCHOOL, RANK_TABLE
from xl_quality.functions.host_cells import COLUMNS, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: Final = 5_000
SUBJECTS: Final = ("语文", "数学", "英语", "物理", "化学", "历史", "生物")
CELLS: Final = 1_000
RANKED: Final = 3_000
MILLION: Final = 1_000_000
SCHOOL: Final = "第3小学"
_SERVER: Final = (
    "import time; start = time.process_time()\n"
    "from xl_quality.functions.catalogue import FUNCTIONS\n"
    "print(time.process_time() - start)"
)
Range = tuple[tuple[object, ...], ...]


def score_table() -> Range:
    """Return 5,000 pupils by 10 columns, scores in half points."""
    chance = random.Random(2026)  # noqa: S311 - figures to measure on
    rows: list[tuple[object, ...]] = [("学校", "班级", "姓名", *SUBJECTS)]
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
        rows: Range = pickle.loads(self._packed)  # noqa: S301 - packed above
        return rows


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


def own_ranks_first(rows: Range) -> object:
    TABLES.forget()  # the first call on these cells
    return RANK_IN(rows, rows)


def own_rank_first(rows: Range) -> object:
    TABLES.forget()  # the first call on these cells
    return RANK_IN(rows[0][0], rows)


def own_rank(rows: Range) -> object:
    return RANK_IN(rows[0][0], rows)


def cost(function: Callable[[Range], object], cells: Cells) -> float:
    rows = cells.new()
    start = time.process_time()
    function(rows)
    return time.process_time() - start


def with_transfer(function: Callable[[Range], object], cells: Cells) -> float:
    """Return the cost of a call with the unpacking of the cells, which stands for COM's."""
    start = time.process_time()
    function(cells.new())
    return time.process_time() - start


def again(
    function: Callable[[Range], object],
    cells: Cells,
    price: Callable[[Callable[[Range], object], Cells], float],
) -> float:
    """Return the cost of a call on cells that were seen before, as other objects."""
    function(cells.new())
    return price(function, cells)


def measured(rounds: int) -> list[Figures]:
    table = score_table()
    sheet, column = Cells(table), Cells(tuple((row[3],) for row in table[1:]))
    composites = Cells(tuple((n * 7919 % RANKED / 10,) for n in range(RANKED)))
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
        "ranks": lambda: with_transfer(own_ranks_first, composites),
        "a rank": lambda: again(own_rank, composites, with_transfer),
    }
    for job in jobs.values():
        job()
    gc.freeze()  # what pandas loads must not slow down the collector in our calls
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            times[name].append(job())
    cost_of = {name: median(found) for name, found in times.items()}
    million = Cells(tuple((n * 7919 % 15_001 / 100,) for n in range(MILLION)))
    cost_of["million"] = min(cost(own_rank_first, million) for _ in range(3))
    return _lines(cost_of, median(_server_import() for _ in range(3)))


def _lines(cost_of: dict[str, float], server: float) -> list[Figures]:
    """Return the rows of the table from the seconds of each job."""

    def row(title: str, own: str, peer: float, *promises: tuple[str, bool]) -> Figures:
        return Figures(own, title, cost_of[own], peer, promises)

    pandas_rate, pandas_rank = cost_of["pandas"], cost_of["pandas rank"]
    again, rank = cost_of["again"], cost_of["rank"]
    thousand = CELLS * cost_of["cell"]
    singly = RANKED * cost_of["a rank"]
    hundred = {name: thousand >= 100 * cost_of[name] for name in ("table", "table again")}
    return [
        row("PASS_RATE 5,000, cells never seen | pandas", "first", pandas_rate),
        row("PASS_RATE 5,000 | pandas", "again", pandas_rate,
            ("<= 0.5 ms", again <= 0.0005), (">= 4x less", pandas_rate >= 4 * again)),
        row("RANK_SCHOOL 5,000 x 10 | pandas", "rank", pandas_rank,
            ("<= 1.2 ms", rank <= 0.0012)),
        row("RANK_SCHOOL, cells never seen | pandas", "rank first", pandas_rank),
        row("RANK_TABLE never seen, with transfer | 1,000 RANK_SCHOOL", "table", thousand,
            (">= 100x less", hundred["table"])),
        row("RANK_TABLE again, with transfer | 1,000 RANK_SCHOOL", "table again", thousand,
            (">= 100x less", hundred["table again"])),
        row("3,000 ranks in one call, never seen | 3,000 RANK_IN", "ranks", singly,
            ("<= 0.2 s", cost_of["ranks"] <= 0.2),
            (">= 20x less", singly >= 20 * cost_of["ranks"])),
        Figures("million", "one rank among 1,000,000, never seen", cost_of["million"], None,
                [("<= 3 s", cost_of["million"] <= 3)]),
        Figures("import", "import of all functions", server, None,
                [("<= 0.3 s", server <= 0.3)]),
    ]  # fmt: skip


def _server_import() -> float:
    done = subprocess.run(
        [sys.executable, "-c", _SERVER], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.functions", description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="rounds of which the median counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


def main() -> None:
    options = _options()
    tell(measured(options.rounds), options.json)


if __name__ == "__main__":
    main()
