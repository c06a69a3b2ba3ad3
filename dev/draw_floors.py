"""Draws the floors of the code, each above those it imports from: docs/floors.svg.

    draw_floors.py

Needs Graphviz (`apt-get install graphviz`). The arrows come from the imports themselves; one that
follows from two others is left out. The SVG holds its own source, so that the tests can tell
without Graphviz whether it still is what the code says.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

# run as a script, from any folder
sys.path.insert(0, str(Path(__file__).parents[1]))
from dev.measure_house import House

ROOT: Final = Path(__file__).parents[1]
PICTURE: Final = ROOT / "docs" / "floors.svg"
SUBJECTS: Final = {
    "core": "marks, rates, ranks, money, facts, findings",
    "schemes": "reward rules as data, and the engine",
    "sheets": "what is what in a score workbook",
    "books": "workbook files: read as they are,\\nwritten without loss",
    "reports": "result sheets as table models",
    "agreements": "Word agreements: checked, filled, read back",
    "runs": "one function a task:\\nbook and request in, what to write out",
    "buttons": "what each button of the menu does",
    "functions": "worksheet functions, one registry",
    "excel": "host: Excel on Windows",
    "libreoffice": "host: LibreOffice",
    "api": "programs: import xl_quality as xq",
    "scale": "engines of large data count, core computes",
    "cli": "host: the command line",
    "installer": "install.bat: standard library only",
    "release": "the zip for Windows",
}
"""What each floor is about."""
HEAD: Final = """digraph floors {
  graph [rankdir=TB, nodesep=0.35, ranksep=0.45]
  node [shape=box, style="rounded,filled", fillcolor="#f4f6f8", color="#7a8794"]
  node [fontname="Helvetica", fontsize=11, margin="0.15,0.08"]
  edge [color="#7a8794", arrowsize=0.7]"""
NOTE: Final = "<!-- drawn by dev/draw_floors.py from\n"


def source(house: House) -> str:
    """Return the picture as Graphviz reads it."""
    arrows = _without_detours(_floor_imports(house))
    floors = sorted(arrows.keys() | {target for targets in arrows.values() for target in targets})
    boxes = (f'  {floor} [label="{floor}/\\n{SUBJECTS[floor]}"]' for floor in floors)
    lines = (
        f"  {floor} -> {target}" for floor in floors for target in sorted(arrows.get(floor, ()))
    )
    return "\n".join([HEAD, *boxes, *lines, "}", ""])


def drawn(svg: str) -> str:
    """Return the source that a picture was drawn from."""
    return svg.partition(NOTE)[2].partition("-->")[0].replace("- >", "->")


def _floor_imports(house: House) -> dict[str, set[str]]:
    """Return which floors each floor imports from."""
    found = defaultdict(set)
    for name, targets in house.imports.items():
        for target in targets:
            own, other = (one.split(".")[1:2] for one in (name, target))
            if own and other and own != other:
                found[own[0]].add(other[0])
    return dict(found)


def _without_detours(arrows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out each arrow whose end is reached through another one."""

    def reached(floor: str) -> set[str]:
        direct = arrows.get(floor, set())
        return direct.union(*map(reached, direct))

    return {
        floor: targets - set().union(*map(reached, targets)) for floor, targets in arrows.items()
    }


def main() -> int:
    """Write the picture."""
    text = source(House(ROOT))
    program = shutil.which("dot") or "dot"
    svg = subprocess.run(
        [program, "-Tsvg"], input=text, capture_output=True, encoding="utf-8", check=True
    ).stdout
    # a comment must not hold two hyphens in a row
    note = f"{NOTE}{text.replace('->', '- >')}-->\n"
    PICTURE.write_text(svg + note, encoding="utf-8")
    print(PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
