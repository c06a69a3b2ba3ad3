from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_function_benchmark_prints_each_promise_with_its_verdict(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.functions", "--rounds", "1", "--json", str(figures)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    header, *lines = done.stdout.splitlines()
    assert header.startswith("job | peer")
    rows = json.loads(figures.read_text(encoding="utf-8"))
    assert len(rows) == len(lines) == 9
    assert all(row["cpu"] > 0 for row in rows)
    for row, line in zip(rows, lines, strict=True):
        assert line.startswith(row["title"])
        for promise in row["promises"]:
            verdict = "met" if promise["met"] else "NOT MET"
            assert f"{promise['promise']} {verdict}" in line
