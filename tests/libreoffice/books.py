"""A document open in a real LibreOffice, as a book that a test in another process asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.libreoffice.office import Office


class OpenBook:
    """Our adapter over an open document; whatever is asked of it is asked there."""

    def __init__(self, office: Office, document: int) -> None:
        self._office = office
        self._number: int = office("book_made", document)

    def __getattr__(self, name: str) -> Any:
        if name in {"name", "findings"}:
            return self._office("book_asked", self._number, name)
        return self._asked(name)

    def _asked(self, name: str) -> Callable[..., Any]:
        return lambda *arguments: self._office("book_asked", self._number, name, *arguments)


class OfficeHost:
    """The host of the contract suite: one document, opened as a book as often as is asked."""

    def __init__(self, office: Office, path: Path) -> None:
        self.office = office
        self.document: int = office("opened", str(path), False)  # noqa: FBT003 - in a window, as clerks have it

    def open(self) -> OpenBook:
        return OpenBook(self.office, self.document)

    def close(self) -> None:
        self.office("closed", self.document)
