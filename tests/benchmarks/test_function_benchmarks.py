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
    assert header.startswith("call | peer")
    rows = json.loads(figures.read_text(encoding="utf-8"))
    assert len(rows) == len(lines) == 7
    assert all(row["own"] > 0 for row in rows)
    for row, line in zip(rows, lines, strict=True):
        verdict = "met" if row["kept"] else "NOT MET"
        assert line.startswith(row["title"])
        assert not row["promise"] or line.endswith(f"{row['promise']} {verdict}")
