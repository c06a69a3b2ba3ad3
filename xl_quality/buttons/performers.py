"""Every button of the menu with what it does; the hosts hand over book, desk and session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.buttons import agreements, figures, rewards
from xl_quality.buttons.menu import Kind, Said
from xl_quality.buttons.session import CancelledError, Press, refused
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xl_quality.books.port import Book
    from xl_quality.buttons.menu import Desk
    from xl_quality.buttons.session import Session

    Button = Callable[[Press], Said]
    """Does the work of one button; CancelledError where the clerk cancelled."""

PERFORMERS: Final[Mapping[str, Button]] = {
    "recognise": figures.recognise,
    "check": figures.check,
    "settings": figures.settings,
    "rates": figures.compute,
    "rank": figures.compute,
    "import_scheme": rewards.import_scheme,
    "lists": rewards.lists,
    "trial": rewards.trial,
    "payout": rewards.payout,
    "warnings": rewards.warnings,
    "template_check": agreements.template_check,
    "agreements": agreements.agreements,
    "undo": figures.undo,
    "backup": figures.backup,
    "freeze": figures.freeze,
    "help": lambda press: figures.manual(press.desk, press.session),
    "diagnose": lambda press: figures.diagnose(press.desk, press.session),
}
"""Every button, by action id."""
_WITHOUT_BOOK: Final[Mapping[str, Callable[[Desk, Session], Said]]] = {
    "help": figures.manual,
    "diagnose": figures.diagnose,
}
NOTHING: Final = Said(Kind.INFORMATION, "")


def perform(action: str, book: Book | None, desk: Desk, session: Session) -> Said:
    """
    Do what a button says.

    Args:
        action: id of an action of the menu.
        book: opened for this one button, nothing waiting in it; None for those that need none.
        desk: the person in front of the host.
        session: of this workbook.

    Returns:
        The message to show; bad input comes back as a warning with the cells at fault, a
        cancelled dialog as a message without text.

    Raises:
        KeyError: there is no such button, or it needs a workbook.
        EnvironmentFaultError: the machine refuses; the workbook is as it was.
    """
    try:
        if book is not None:
            return PERFORMERS[action](Press(action, book, desk, session))
        return _WITHOUT_BOOK[action](desk, session)
    except CancelledError:
        return NOTHING
    except BadInputError as error:
        return refused(error)
    finally:
        desk.progress("")
