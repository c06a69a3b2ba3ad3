"""What the installation says, on the screen and in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess


class Log:
    """Tells the user each step; programs' own output goes to the file only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")

    def step(self, text: str) -> None:
        """Say what is being done now."""
        print(text, flush=True)
        self.note(text)

    def note(self, text: str) -> None:
        """Write something down without showing it."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")

    def ran(self, done: CompletedProcess[str]) -> None:
        """Write down a program that ran, with what it said."""
        words = " ".join(map(str, done.args))
        self.note(f"> {words}\n{done.stdout}{done.stderr}= {done.returncode}")
