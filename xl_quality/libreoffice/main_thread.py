"""Work that must run where a click runs: on LibreOffice's main thread (主线程).

A macro from outside reaches a command on a thread of its own. LibreOffice 7.4 crashes now and then
where such a thread deletes a sheet while the main thread still draws another.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any, TypeVar

from xl_quality.libreoffice.values import uno_class

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")


def on_main_thread(context: Any, work: Callable[[], Answer]) -> Answer:  # noqa: ANN401 - UNO has no types
    """Do the work on the main thread and return its result; *work* never raises."""
    # elsewhere it cannot be told; commands from outside are a matter of Linux servers and tests
    if sys.platform != "linux" or threading.get_native_id() == os.getpid():
        return work()
    done = threading.Event()
    found: list[Answer] = []

    def notify(_self: object, _data: object) -> None:
        found.append(work())
        done.set()

    members: dict[str, object] = {"__init__": lambda _self: None, "notify": notify}
    service = "com.sun.star.awt.AsyncCallback"
    waiting = context.ServiceManager.createInstanceWithContext(service, context)
    waiting.addCallback(uno_class(members, "com.sun.star.awt.XCallback")(), None)
    done.wait()
    return found[0]
