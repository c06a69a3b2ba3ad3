"""The project's own source files, parsed once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# made by tools or by a run, never part of the project
MADE = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
MADE |= {".hypothesis", "build", "dist", "out", "htmlcov"}


@dataclass(frozen=True)
class Module:
    """One module of xl_quality: its dotted name and its syntax tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module


def read_modules() -> list[Module]:
    modules = []
    for path in sorted((ROOT / "xl_quality").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules.append(Module(name, path, text, ast.parse(text, path.name)))
    return modules


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    found = read_modules()
    assert len(found) > 20, "the guards must have something to guard"
    return found


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    found = [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not MADE.intersection(path.relative_to(ROOT).parts)
        and not any(part.endswith(".egg-info") for part in path.parts)
        and path.name != ".coverage"
    ]
    assert ROOT / "pyproject.toml" in found
    return found


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
