"""Writes the words of the field into docs/glossary.md and into the manual (docs/使用手册.md).

    write_glossary.py

Both come from one table, `dev/glossary.csv`; in the manual the list is the last section.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Term(NamedTuple):
    """A word of the field, a row of the table."""

    id: str  # the English name that the code uses
    word: str  # the Chinese word that clerks use
    meaning: str  # what it is, for who reads the code
    explained: str  # what it is, for who reads the manual
    unit: str  # what it is counted in; empty where it is no figure
    home: str  # module and name that stand for it


def _terms() -> tuple[Term, ...]:
    with Path(__file__).with_name("glossary.csv").open(encoding="utf-8", newline="") as table:
        return tuple(Term(**row) for row in csv.DictReader(table))


TERMS: Final = _terms()
ROOT: Final = Path(__file__).parents[1]
GLOSSARY: Final = ROOT / "docs" / "glossary.md"
MANUAL: Final = ROOT / "docs" / "使用手册.md"
HEADING: Final = "## 11 名词\n"
_PREFACE: Final = """# Glossary

Made by `dev/write_glossary.py` from `dev/glossary.csv`: change it there. One word stands for one
idea, in the code (English) and in everything a clerk reads (Chinese).

"""


def glossary() -> str:
    """Return docs/glossary.md."""
    rows = [
        (f"**{term.id}**", term.word, term.meaning, term.unit, f"`{term.home.replace(':', ' ')}`")
        for term in sorted(TERMS, key=lambda one: one.id.casefold())
    ]
    return _PREFACE + _table(("in the code", "clerks say", "meaning", "unit", "home"), rows)


def words_of_the_manual() -> str:
    """Return the manual's last section."""
    return HEADING + "\n" + _table(("名词", "意思"), [(one.word, one.explained) for one in TERMS])


def manual(text: str) -> str:
    """Return the manual with the list of words as it should be."""
    return text.partition("\n" + HEADING)[0].rstrip("\n") + "\n\n" + words_of_the_manual()


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write both files."""
    GLOSSARY.write_text(glossary(), encoding="utf-8")
    MANUAL.write_text(manual(MANUAL.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
