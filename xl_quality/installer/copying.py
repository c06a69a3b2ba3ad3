"""Files written anew, so that Windows' mark "from the internet" stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder with all in it; files that are there already are replaced."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.is_dir():
            copy_tree(path, target / path.name)
        else:
            (target / path.name).write_bytes(path.read_bytes())
