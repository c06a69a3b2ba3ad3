"""`python -m benchmarks [--only NAME] [--quick] [--rounds N] [--json FILE]`: one table of all."""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser, Namespace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.comparisons import NAMES, comparison
from benchmarks.measuring import measure, run, store_bytecode
from benchmarks.reporting import Figures, figures_of, from_json, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

_CALLS: Final = {"functions": "benchmarks.functions", "scale": "benchmarks.scale"}
"""Modules that time calls inside a process of their own (``--rounds N --json FILE``), by name."""
_LONG: Final = ("scale",)
"""Minutes and some gigabytes: only where somebody asks for them."""
_CALL_ROUNDS: Final = 7
"""Rounds of such a module for each round of whole programs: calls are short."""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        tell(_compare(options, Path(folder)), options.json)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", choices=(*NAMES, *_CALLS), action="append", help="only this (may be repeated)"
    )
    parser.add_argument("--quick", action="store_true", help="one round instead of the median of 3")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of which the median counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: at least 1")
    return options


def _compare(options: Namespace, folder: Path) -> Iterator[Figures]:
    @cache
    def workbook(size: str) -> Path:
        path = folder / f"{size}.{'docx' if size == 'letter' else 'xlsx'}"
        run(("-m", "benchmarks.workload", size, str(path)))
        return path

    store_bytecode()
    usual = [name for name in (*NAMES, *_CALLS) if name not in _LONG]
    for name in options.only or usual:
        if name in _CALLS:
            yield from _calls(_CALLS[name], options, folder / f"{name}.json")
            continue
        compared = comparison(name, workbook)
        jobs = [compared.ours, *([compared.peer] if compared.peer else [])]
        yield figures_of(compared, *measure(jobs, 1 if options.quick else options.rounds))


def _calls(module: str, options: Namespace, figures: Path) -> list[Figures]:
    """Run a module that times calls; it imports the peer, and this process must stay small."""
    rounds = 1 if options.quick else options.rounds * _CALL_ROUNDS
    run(("-m", module, "--rounds", str(rounds), "--json", str(figures)))
    return [from_json(row) for row in json.loads(figures.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    main()
