"""`python -m benchmarks [--only NAME] [--quick] [--rounds N] [--json FILE]`."""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser, Namespace
from functools import cache
from pathlib import Path

from benchmarks.comparisons import NAMES, comparison
from benchmarks.measuring import measure, run, store_bytecode
from benchmarks.reporting import as_json, header, line


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        rows = _compare(options, Path(folder))
    if options.json:
        text = json.dumps(rows, ensure_ascii=False, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, action="append", help="this row (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="one round instead of the median of 3")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of which the median counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: at least 1")
    return options


def _compare(options: Namespace, folder: Path) -> list[dict[str, object]]:
    @cache
    def workbook(size: str) -> Path:
        path = folder / f"{size}.{'docx' if size == 'letter' else 'xlsx'}"
        run(("-m", "benchmarks.workload", size, str(path)))
        return path

    store_bytecode()
    print(header(), flush=True)
    rows = []
    for name in options.only or NAMES:
        compared = comparison(name, workbook)
        costs = measure(compared.ours, compared.peer, 1 if options.quick else options.rounds)
        print(line(compared, *costs), flush=True)
        rows.append(as_json(compared, *costs))
    return rows


if __name__ == "__main__":
    main()
