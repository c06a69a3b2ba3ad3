from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="they measure with os.wait4")


def test_a_small_province_is_counted_alike_by_everybody(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    size = ("--pupils", "20000", "--classes", "400", "--engines", "duckdb,polars")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", *size, "--json", str(figures)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = {row["name"]: row for row in json.loads(figures.read_text(encoding="utf-8"))}
    assert list(rows) == [
        "duckdb-counts", "duckdb-figures", "polars-counts", "polars-figures", "province", "engines",
    ]  # fmt: skip
    assert rows["duckdb-counts"]["cpu"] > 0
    assert rows["duckdb-figures"]["peak_mb"] > 50
    assert "figures and places of 4,110 groups" in rows["duckdb-figures"]["title"]
    for name in ("province", "engines"):
        assert rows[name]["promises"] == [{"promise": "equal", "met": True}]
    assert "totals by core, pandas, duckdb, polars: " in rows["engines"]["title"]
