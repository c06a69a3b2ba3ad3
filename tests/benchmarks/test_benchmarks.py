from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from benchmarks.measuring import run

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="they measure with os.wait4")


def run_benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_help_row_names_both_costs_their_ratio_and_what_was_promised(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    done = run_benchmarks("--only", "help", "--quick", "--json", str(figures))
    assert done.returncode == 0, done.stderr
    header, line = done.stdout.splitlines()
    assert header.split()[:4] == ["job", "|", "peer", "CPU"]
    assert line.startswith("xl-quality --help | import pandas, openpyxl")
    (row,) = json.loads(figures.read_text(encoding="utf-8"))
    assert row["name"] == "help"
    assert 0 < row["cpu"] < row["peer_cpu"]
    assert row["ratio"] == pytest.approx(row["peer_cpu"] / row["cpu"], rel=0.1)
    assert [promise["promise"] for promise in row["promises"]] == ["<= 0.08 s"]


def test_a_row_without_a_peer_leaves_its_columns_empty(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    done = run_benchmarks("--only", "town-report", "--quick", "--json", str(figures))
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(figures.read_text(encoding="utf-8"))
    assert row["cpu"] > 0
    assert row["peak_mb"] > 0
    assert (row["peer_cpu"], row["ratio"], row["peer_peak_mb"]) == (None, None, None)
    assert [one["promise"] for one in row["promises"]] == ["<= 1.2 s", "<= 120 MB"]


def test_the_worksheet_functions_stand_in_the_same_table(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    chosen = ("--only", "help", "--only", "functions")
    done = run_benchmarks(*chosen, "--quick", "--json", str(figures))
    assert done.returncode == 0, done.stderr
    _, *lines = done.stdout.splitlines()
    rows = json.loads(figures.read_text(encoding="utf-8"))
    assert len(rows) == len(lines) == 10
    assert [row["name"] for row in rows][:3] == ["help", "first", "again"]
    for row, line in zip(rows, lines, strict=True):
        assert line.startswith(row["title"])


def test_a_program_that_fails_stops_the_run_and_shows_what_it_wrote() -> None:
    with pytest.raises(RuntimeError, match=r"exit code 1 from python -c [^\n]*\nno such thing"):
        run(("-c", "raise SystemExit('no such ' + 'thing')"))


def test_an_unknown_row_is_refused_with_the_names_there_are() -> None:
    done = run_benchmarks("--only", "nothing")
    assert done.returncode == 2
    assert "help" in done.stderr
    assert "county" in done.stderr


def places(book: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """Return place and 总评 of each class by 班级排名, whose pages each have the head again."""
    rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("班级排名").to_python()
    (head, *_) = (row for row in rows if row[0] == "名次")
    columns = [head.index(label) for label in ("学校", "班级", "名次", "总评")]
    listed = ([row[column] for column in columns] for row in rows if isinstance(row[0], float))
    return {
        (str(school), str(name)): (float(str(p)), float(str(o))) for school, name, p, o in listed
    }


def test_the_fastest_peer_computes_what_we_do(tmp_path: Path) -> None:
    book, ours, peers = (tmp_path / f"{name}.xlsx" for name in ("town", "ours", "peers"))
    run(("-m", "benchmarks.workload", "town", str(book)))
    run(("-m", "xl_quality.cli", "rank", str(book), "-o", str(ours)))
    run(("-m", "benchmarks.peers.rank_with_polars", str(book), str(peers)))
    assert len(places(peers)) == 60
    # it ranks by floats, and the mean of rounded figures is not always that of the exact ones
    assert {key: place for key, (place, _) in places(ours).items()} == pytest.approx(
        {key: place for key, (place, _) in places(peers).items()}, abs=1
    )
    assert {key: mean for key, (_, mean) in places(ours).items()} == pytest.approx(
        {key: mean for key, (_, mean) in places(peers).items()}, abs=0.011
    )
