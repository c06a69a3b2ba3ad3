"""What is remembered between the buttons of one workbook, and what the host brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from xl_quality.books.ports import Book
    from xl_quality.reports.run_record import Sealed
    from xl_quality.usecases.desk import Desk, Said

_MOST_STEPS: Final = 20


class Kit(NamedTuple):
    """
    What only the host knows.

    Attributes:
        now: the clock that dates the record of runs (运行记录).
        manual: the manual that 帮助 opens; it may be missing.
        diagnose: looks at every link of the installation (诊断).
        functions: the names of our worksheet functions, for 转为数值.
    """

    now: Callable[[], datetime]
    manual: Path
    diagnose: Callable[[], Said]
    functions: frozenset[str]


class Step(NamedTuple):
    """
    What one button wrote, so that 撤销上一步 can take it back.

    Attributes:
        label: of the button.
        sheets: the sheets it wrote with their fingerprints.
        copy: the workbook as it stood before.
        taken: the sheets that it took away, since its run makes them no more.
    """

    label: str
    sheets: tuple[Sealed, ...]
    copy: Path
    taken: tuple[str, ...] = ()


class Session:
    """
    What lasts while one workbook is open; the host keeps one for each, see `Sessions`.

    Attributes:
        kit: what the host brings along.
        steps: what was written and can be taken back, the latest last.
        typed: what was typed for a parameter of a scheme, offered again the next time.
        scheme: the scheme that was chosen last, offered first the next time.
    """

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.steps: list[Step] = []
        self.typed: dict[str, str] = {}
        self.scheme = ""

    def remember(self, step: Step) -> None:
        """Add a step; the oldest ones are forgotten."""
        self.steps = [*self.steps, step][-_MOST_STEPS:]


class Press(NamedTuple):
    """
    One press of a button.

    Attributes:
        action: id of the button.
        book: the open workbook; nothing is waiting in it.
        desk: the person in front of the host.
        session: of this workbook.
    """

    action: str
    book: Book
    desk: Desk
    session: Session


class Sessions:
    """The sessions of all workbooks of one host, by the full name under which each is saved."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._known: dict[str, Session] = {}

    def of(self, full_name: str) -> Session:
        """Return the session of a workbook, a new one where it was not seen before."""
        return self._known.setdefault(full_name, Session(self._kit))
