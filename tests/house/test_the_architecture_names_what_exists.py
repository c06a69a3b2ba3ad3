from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("docs/architecture.md", "README.md", "CONTRIBUTING.md")]
PLACE = re.compile(r"`((?:[a-z_]+/)+[\w.]*)`((?: `[\w.]+`)*)")


def places() -> list[tuple[str, list[str]]]:
    """Return every path of the pages with the functions named after it."""
    found = [one for page in PAGES for one in PLACE.findall(page.read_text(encoding="utf-8"))]
    return [(path, re.findall(r"`([\w.]+)`", names)) for path, names in found]


def test_every_room_of_the_pages_is_there() -> None:
    assert len(places()) > 30
    roots = (ROOT / "xl_quality", ROOT)
    assert [path for path, _ in places() if not any((root / path).exists() for root in roots)] == []


def test_every_function_of_the_pages_is_in_its_room() -> None:
    missing = []
    for path, names in places():
        if names:
            tree = ast.parse((ROOT / "xl_quality" / path).read_text(encoding="utf-8"))
            defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            missing += [f"{path}: {name}" for name in names if name not in defined]
    assert missing == []
