"""Writes workbooks/schemes/*.xlsx, one a scheme D–L, the same bytes each time.

`python -m workbooks.scheme_books` builds them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbooks.scheme_list_books import list_books
from workbooks.scheme_score_books import score_books
from workbooks.scheme_sheets import write_book

if TYPE_CHECKING:
    from workbooks.scheme_sheets import SchemeBook

FOLDER: Final = Path(__file__).parent / "schemes"


def scheme_books() -> dict[str, SchemeBook]:
    """Return the sample workbooks by scheme id."""
    return {book.scheme: book for book in (*score_books(), *list_books())}


def build_scheme_books(folder: Path = FOLDER) -> None:
    """Write all sample workbooks of schemes D–L."""
    folder.mkdir(exist_ok=True)
    for book in scheme_books().values():
        write_book(folder / book.file, book)


if __name__ == "__main__":
    build_scheme_books()
    print(f"{FOLDER}: {sum(path.stat().st_size for path in FOLDER.glob('*.xlsx')) / 1024:.0f} KB")
