"""Fills and saves a hundred agreements as docxtpl is usually used; nothing is read back."""

from __future__ import annotations

import sys
from pathlib import Path

from docxtpl import DocxTemplate

from benchmarks.agreements import COUNT, values

if __name__ == "__main__":
    path, folder = map(Path, sys.argv[1:])
    folder.mkdir()
    for number in range(1, COUNT + 1):
        template = DocxTemplate(path)
        template.render(values(number), autoescape=True)
        template.save(folder / f"{number:03d}.docx")
