"""Writes every template: `python -m templates.making.build [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from templates.making.county import COUNTY
from templates.making.paper import Paper
from templates.making.pledges import PLEDGES
from templates.making.school import SCHOOL
from templates.making.teachers import TEACHERS
from templates.making.town import TOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAKERS: Mapping[str, Callable[[Paper], None]] = {**TOWN, **SCHOOL, **TEACHERS, **COUNTY, **PLEDGES}
"""What writes the text of each template, by id."""


def build(template_id: str) -> bytes:
    """Return one template; the same script gives the same bytes."""
    paper = Paper(template_id)
    MAKERS[template_id](paper)
    return paper.bytes()


def main() -> None:
    """Write all templates into the folder named, else beside this package."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1]
    for template_id in MAKERS:
        (folder / f"{template_id}.docx").write_bytes(build(template_id))
        print(folder / f"{template_id}.docx")


if __name__ == "__main__":
    main()
