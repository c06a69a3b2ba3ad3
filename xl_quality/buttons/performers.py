"""Every button of the menu with what it does; the hosts hand over book, desk and session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from xl_quality.buttons import agreement_buttons, figure_buttons, reward_buttons, statistics_buttons
from xl_quality.buttons.menu import Desk, MessageKind, Said
from xl_quality.buttons.session import CancelledError, Press, Session, refused
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from xl_quality.books.port import Book

    Button = Callable[[Press], Said]
    """Does the work of one button; CancelledError where the clerk cancelled."""

PERFORMERS: Final[Mapping[str, Button]] = {
    "recognise": figure_buttons.recognise,
    "check": figure_buttons.check,
    "settings": figure_buttons.settings,
    "rates": statistics_buttons.compute,
    "rank": statistics_buttons.compute,
    "report": statistics_buttons.report,
    "import_scheme": reward_buttons.import_scheme,
    "lists": reward_buttons.lists,
    "trial": reward_buttons.trial,
    "payout": reward_buttons.payout,
    "warnings": reward_buttons.warnings,
    "template_check": agreement_buttons.template_check,
    "agreements": agreement_buttons.agreements,
    "undo": figure_buttons.undo,
    "backup": figure_buttons.backup,
    "freeze": figure_buttons.freeze,
    "help": lambda press: figure_buttons.manual(press.desk, press.session),
    "diagnose": lambda press: figure_buttons.diagnose(press.desk, press.session),
    "refresh": reward_buttons.refresh,
}
"""Every button, by action id; `menu.REFRESH` among them."""
_WITHOUT_BOOK: Final[Mapping[str, Callable[[Desk, Session], Said]]] = {
    "help": figure_buttons.manual,
    "diagnose": figure_buttons.diagnose,
}
NOTHING: Final = Said(MessageKind.INFORMATION, "")


def perform(action: str, book: Book | None, desk: Desk, session: Session) -> Said:
    """Do what a button says.

    *book* is opened for this one button, nothing waiting in it; None for those that need none.

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
