"""`python -m benchmarks.scale`: what a province costs, and that every engine counts the same.

Each program runs once in a process of its own, as long as a province takes; the peer is the query
that one writes by hand for the same engine, which checks no mark and computes no figure.
"""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.measuring import run
from benchmarks.reporting import Figures, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEW: Final = 50
"""A part of the province that core counts, too, pupil by pupil: every fiftieth class."""
_MOST_RATIO, _MOST_SECONDS, _MOST_MEGABYTES = 1.3, 8, 1_500
_MARKS: Final = (
    "import sys; from pathlib import Path; from benchmarks.own.class_totals import write_marks; "
    "write_marks(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))"
)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        tell(measured(options, Path(folder)), options.json)


def measured(options: Namespace, folder: Path) -> Iterator[Figures]:
    """Yield the rows: each engine at full size, then all of them at a fiftieth."""
    full, few = folder / "province.parquet", folder / "few.parquet"
    run(("-c", _MARKS, str(full), str(options.pupils), str(options.classes)))
    digests: dict[str, str] = {}
    for engine in ("duckdb", "polars"):
        ours, by_hand = _ours(full, engine), _by_hand(full, engine)
        yield from _province(options, engine, ours, by_hand)
        digests |= {engine: ours["digest"], f"{engine} by hand": by_hand["digest"]}
    yield _equal("province", f"{options.pupils:,} × 9", digests, 0)
    run(("-c", _MARKS, str(few), str(options.pupils // _FEW), str(options.classes // _FEW)))
    core = _ours(few, "core")
    digests = {"core": core["digest"], "pandas": _by_hand(few, "pandas")["digest"]}
    digests |= {engine: _ours(few, engine)["digest"] for engine in options.engines.split(",")}
    yield _equal("engines", f"{options.pupils // _FEW:,} × 9", digests, core["written"])


def _province(
    options: Namespace, engine: str, ours: dict[str, Any], by_hand: dict[str, Any]
) -> Iterator[Figures]:
    size = f"{options.pupils:,} × 9, {options.classes:,} classes"
    least = ours["counted"] <= _MOST_RATIO * by_hand["counted"]
    yield Figures(
        f"{engine}-counts", f"{size}: {engine} counts checked marks | its query by hand",
        ours["counted"], by_hand["counted"], [(f"<= {_MOST_RATIO} x", least)],
        ours["peak"], by_hand["peak"],
    )  # fmt: skip
    finish = ours["written"] - ours["counted"]
    promises = [(f"<= {_MOST_SECONDS} s", finish <= _MOST_SECONDS)]
    if engine == "duckdb":
        promises.append((f"<= {_MOST_MEGABYTES} MB", ours["peak"] <= _MOST_MEGABYTES))
    title = f"figures and places of {ours['rows']:,} groups and subjects, in parquet"
    yield Figures(f"{engine}-figures", title, finish, None, promises, ours["peak"])


def _equal(name: str, size: str, digests: dict[str, str], seconds: float) -> Figures:
    told = ", ".join(sorted(set(digests.values())))
    title = f"{size}: totals by {', '.join(digests)}: {told}"
    return Figures(name, title, seconds, None, [("equal", len(set(digests.values())) == 1)])


def _ours(marks: Path, engine: str) -> dict[str, Any]:
    out = str(marks.with_suffix(f".{engine}.parquet"))
    return _told(("-m", "benchmarks.own.aggregate_marks", str(marks), engine, out))


def _by_hand(marks: Path, engine: str) -> dict[str, Any]:
    return _told(("-m", "benchmarks.peers.count_classes_by_hand", str(marks), engine))


def _told(arguments: Sequence[str]) -> dict[str, Any]:
    """Return what a program prints in its last line."""
    with tempfile.NamedTemporaryFile() as said:
        run(arguments, Path(said.name))
        lines = Path(said.name).read_text(encoding="utf-8").splitlines()
    return dict(json.loads(lines[-1]))


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--pupils", type=int, default=10_000_000)
    parser.add_argument("--classes", type=int, default=200_000)
    parser.add_argument("--engines", default="duckdb,polars,spark", help="compared with core")
    parser.add_argument("--rounds", type=int, default=1, help="each program runs once all the same")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


if __name__ == "__main__":
    main()
