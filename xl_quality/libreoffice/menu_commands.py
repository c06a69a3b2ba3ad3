"""The menu's commands: from a click to the work it stands for, and back to a message (菜单命令).

Whatever leaves a command's `dispatch` as an exception ends LibreOffice with all open documents,
so nothing leaves it. A macro from outside reaches a command on a thread of its own: LibreOffice
7.4 crashes now and then where such a thread deletes a sheet while the main thread still draws
another, so the work is done on the main thread.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from xl_quality.buttons.menu import ACTIONS, MessageKind, Said
from xl_quality.libreoffice.uno_desk import AnsweredDesk, UnoDesk
from xl_quality.libreoffice.uno_values import (
    COMMANDS,
    MANUAL,
    PROTOCOL,
    Uno,
    component,
    listener,
    log_file,
    service,
    struct,
)

if TYPE_CHECKING:
    from xl_quality.buttons.session import Sessions

Answer = TypeVar("Answer")
_SERVICES: Final = (COMMANDS, "com.sun.star.frame.ProtocolHandler")
_SPREADSHEET: Final = "com.sun.star.sheet.SpreadsheetDocument"
_ANSWERS: Final = "Answers"
"""Argument of a command: a macro's answers to its questions, see `AnsweredDesk`."""
_BUSY: Final = "上一个按钮还没有做完。请等它结束后再点别的按钮。"
_SUCCESS: Final = 1
_FAILURE: Final = 0
_FIXED: Final[dict[str, object]] = {
    "addStatusListener": lambda _self, _listener, _url: None,
    "removeStatusListener": lambda _self, _listener, _url: None,
}
"""Methods that no command changes: nothing is ever greyed out."""


def on_main_thread(context: Uno, work: Callable[[], Answer]) -> Answer:
    """Do the work on the main thread and return its result; *work* never raises."""
    # elsewhere it cannot be told; commands from outside are a matter of Linux servers and tests
    if sys.platform != "linux" or threading.get_native_id() == os.getpid():
        return work()
    done = threading.Event()
    answers: list[Answer] = []

    def notify(_self: object, _data: object) -> None:
        answers.append(work())
        done.set()

    waiting = service(context, "com.sun.star.awt.AsyncCallback")
    waiting.addCallback(listener("com.sun.star.awt.XCallback", notify=notify), None)
    done.wait()
    return answers[0]


class _Shared:
    """What the windows share."""

    sessions: Sessions | None = None  # of all documents, made on the first click
    # a button has not ended yet: while one works LibreOffice takes clicks, and a second button
    # inside the first would change the workbook under its hands
    at_work: bool = False


def commands_class() -> type:
    """Return the class that takes the menu's commands; only LibreOffice's Python can make it."""
    shared = _Shared()

    def make(self: Uno, context: Uno, *_given: object) -> None:
        self.context, self.frame = context, None

    def initialize(self: Uno, given: Uno) -> None:
        self.frame = given[0] if given else None

    def answered(self: Uno, url: Uno, given: Uno) -> Said:
        return on_main_thread(self.context, lambda: _carry_out(self, url.Path, given, shared))

    def dispatch(self: Uno, url: Uno, given: Uno) -> None:
        answered(self, url, given)

    def with_notification(self: Uno, url: Uno, given: Uno, notified: Uno) -> None:
        message = answered(self, url, given)
        with contextlib.suppress(Exception):  # the caller is not there any more
            if notified is not None:
                notified.dispatchFinished(_event(self, message))

    members: dict[str, object] = {
        "__init__": make,
        "initialize": initialize,
        "queryDispatch": lambda self, url, _target, _flags: self if _is_ours(url) else None,
        "queryDispatches": lambda self, asked: tuple(
            self if _is_ours(one.FeatureURL) else None for one in asked
        ),
        "dispatch": dispatch,
        "dispatchWithNotification": with_notification,
        **_FIXED,
    }
    return component(
        COMMANDS,
        _SERVICES,
        members,
        "com.sun.star.lang.XInitialization",
        "com.sun.star.frame.XDispatchProvider",
        "com.sun.star.frame.XNotifyingDispatch",
    )


def _is_ours(url: Uno) -> bool:
    return bool(url.Protocol == PROTOCOL)


def _event(source: Uno, said: Said) -> Uno:
    event = struct("com.sun.star.frame.DispatchResultEvent")
    event.Source = source
    event.State = _FAILURE if said.kind is MessageKind.FAULT else _SUCCESS
    event.Result = said.text
    return event


def _carry_out(handler: Uno, action: str, given: Uno, shared: _Shared) -> Said:
    """Do what a command says and tell the clerk; nothing is raised, whatever happens."""
    if shared.at_work:  # message to a macro; a clerk's second click is ignored
        return Said(MessageKind.FAULT, _BUSY)
    shared.at_work = True
    try:
        answers = next((one.Value for one in given if one.Name == _ANSWERS), None)
        desk = UnoDesk(handler.context, handler.frame)
        message = _done(handler, action, desk if answers is None else AnsweredDesk(answers), shared)
        if message.text and answers is None:
            desk.tell(message.kind, message.text)
    except BaseException as error:  # noqa: BLE001 - see the module's docstring
        with contextlib.suppress(BaseException):
            # without its text, which may name pupils
            logging.getLogger(__name__).error("command %s: %s", action, type(error).__name__)  # noqa: TRY400 - likewise
        return Said(MessageKind.FAULT, type(error).__name__)
    else:
        return message
    finally:
        shared.at_work = False


def _done(handler: Uno, action: str, desk: UnoDesk | AnsweredDesk, shared: _Shared) -> Said:
    from xl_quality.buttons.session import pressed  # noqa: PLC0415 - on the first click

    document = _document(handler)

    def work() -> Said:
        from xl_quality.buttons.performers import perform  # noqa: PLC0415 - likewise
        from xl_quality.libreoffice.uno_book import UnoBook  # noqa: PLC0415 - on the first click

        shared.sessions = shared.sessions or _sessions(handler.context)
        label = ACTIONS[action].label
        book = None if document is None else UnoBook(handler.context, document, step=label)
        identity = "" if document is None else document.RuntimeUID
        return perform(action, book, desk, shared.sessions.of(identity))

    return pressed(action, work, book_open=document is not None, log=log_file(handler.context))


def _document(handler: Uno) -> Uno:
    """Return the spreadsheet in the command's window, None where there is none."""
    controller = handler.frame.Controller if handler.frame is not None else None
    model = controller.Model if controller is not None else None
    return model if model is not None and model.supportsService(_SPREADSHEET) else None


def _sessions(context: Uno) -> Sessions:
    from xl_quality.books.files import local_now  # noqa: PLC0415 - on the first click
    from xl_quality.buttons.session import Kit, Sessions  # noqa: PLC0415 - likewise
    from xl_quality.functions import NAMES  # noqa: PLC0415 - likewise
    from xl_quality.libreoffice.extension_doctor import diagnosis  # noqa: PLC0415 - likewise
    from xl_quality.libreoffice.why import WHY  # noqa: PLC0415 - likewise

    names = frozenset((*NAMES, WHY.name))
    return Sessions(Kit(local_now, MANUAL, lambda: diagnosis(context), names))
