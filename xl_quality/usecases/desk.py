"""The person in front of the host, as a button sees him: asked, told, kept informed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path


class Kind(StrEnum):
    """How a message is meant."""

    INFORMATION = "information"
    WARNING = "warning"
    FAULT = "fault"


class Said(NamedTuple):
    """
    What the clerk is told when a button has done its work.

    Attributes:
        kind: decides the icon.
        text: Chinese; what was written and what needs attention; ``""`` = nothing to say.
    """

    kind: Kind
    text: str


class Choice(NamedTuple):
    """One of several things to choose from: what the program uses, what the clerk reads."""

    value: str
    label: str


class Desk(Protocol):
    """What every host (Excel, LibreOffice) can do for a button; None always means cancelled."""

    def choose(self, title: str, choices: Sequence[Choice]) -> str | None:
        """Let the clerk choose one; the first is the default."""

    def enter(self, title: str, default: str = "") -> str | None:
        """Let the clerk type a line."""

    def confirm(self, question: str) -> bool:
        """Ask yes or no; no is the default."""

    def file(self, title: str, patterns: Sequence[str]) -> Path | None:
        """Let the clerk pick an existing file, e.g. ``("*.docx",)``."""

    def folder(self, title: str) -> Path | None:
        """Let the clerk pick a folder."""

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; ``""`` = it is done."""

    def open(self, path: Path) -> None:
        """Open a document with the program the system has for it."""

    def today(self) -> date:
        """Return the office's own calendar day."""
