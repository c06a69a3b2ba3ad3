"""README, the library's pages, the notebook: what they show runs, and gives what they print."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import xl_quality as xq

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "从数据框到兑现表.ipynb"
PAGES = sorted((ROOT / "docs" / "library").glob("*.md"))
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
SHOWN = re.compile(r"```python\n(.*?)```\n\n```\n(.*?)```", re.DOTALL)
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient
nb = nbformat.read(sys.argv[1], 4)
NotebookClient(nb, timeout=300, kernel_name="python3").execute()
nbformat.write(nb, sys.argv[2])
"""


def run(code: str, folder: Path, *more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *more],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder like the checkout, whose sample may be written to."""
    (tmp_path / "workbooks").mkdir()
    shutil.copy(ROOT / "workbooks" / "示例镇成绩册.xlsx", tmp_path / "workbooks")
    return tmp_path


def test_the_lines_of_the_readme_print_what_stands_below_them(folder: Path) -> None:
    (found,) = SHOWN.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    code, printed = found
    assert len([line for line in code.splitlines() if line.strip()]) <= 8
    assert run(code, folder) == printed
    assert (folder / "workbooks" / "示例镇成绩册_结果.xlsx").exists()


def test_the_examples_of_the_pages_run_one_after_the_other(folder: Path) -> None:
    start = (ROOT / "docs" / "library" / "index.md").read_text(encoding="utf-8")
    pages = [
        start,
        *(
            page.read_text(encoding="utf-8")
            for page in PAGES
            if page.stem in {"marks", "functions"}
        ),
    ]
    results = (ROOT / "docs" / "library" / "results.md").read_text(encoding="utf-8")
    for page in (*pages, start + results):
        blocks = PYTHON.findall(page)
        assert blocks
        run("\n".join(blocks), folder)


def texts(cell: dict[str, Any]) -> list[str]:
    """Return what a cell shows as text; where an object lies in memory is left out."""
    found = []
    for output in cell.get("outputs", ()):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        found.append("".join(text))
    return found


def test_the_notebook_runs_and_shows_what_it_shows(folder: Path) -> None:
    out = folder / "out.ipynb"
    run(EXECUTE, folder, str(NOTEBOOK), str(out))
    kept, again = (json.loads(path.read_text(encoding="utf-8")) for path in (NOTEBOOK, out))
    cells = [cell for cell in kept["cells"] if cell["cell_type"] == "code"]
    assert len(cells) > 10
    assert all(cell["outputs"] for cell in cells)
    new = [cell for cell in again["cells"] if cell["cell_type"] == "code"]
    assert list(map(texts, new)) == list(map(texts, cells))
    assert (folder / "兑现.xlsx").exists()


def test_the_reference_is_built_without_a_warning_and_names_everything(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "reference.html").read_text(encoding="utf-8")
    for name in xq.__all__:
        own = getattr(xq, name)
        assert f'id="{own.__module__}.{own.__name__}"' in page, name
    options = (tmp_path / "site" / "options.html").read_text(encoding="utf-8")
    assert all(f"<code>{name}</code>" in options for name in xq.Options.names())
