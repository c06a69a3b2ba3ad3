"""Runs in the Python that LibreOffice brings: starts LibreOffice and does in it what a test asks.

Usage: python -m tests.libreoffice.office_side SOFFICE PROFILE EXTENSIONS; requests come pickled on
standard input as (operation, arguments), answers go pickled to standard output.
"""

# UNO has no types
# ruff: noqa: ANN001, ANN002, ANN201

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
import time

import uno
import unohelper
from com.sun.star.awt import XCallback

from tests.libreoffice import operations


def started(soffice, profile, extensions, *more):
    pipe = f"xlq{os.getpid()}"
    arguments = [
        soffice,
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nofirststartwizard",
        f"-env:UserInstallation={profile}",
        f"--accept=pipe,name={pipe};urp;",
        *more,
    ]
    if extensions:
        arguments.append(f"-env:BUNDLED_EXTENSIONS={extensions}")
    output = subprocess.DEVNULL if "XLQ_SHOW" not in os.environ else sys.stderr
    office = subprocess.Popen(arguments, stdout=output, stderr=output)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(600):
        try:
            return office, resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001 - UNO's own, until LibreOffice is there
            time.sleep(0.1)
    sys.exit("LibreOffice did not start")


class Errand(unohelper.Base, XCallback):
    """Work for LibreOffice's main thread, where every click runs."""

    def __init__(self, work) -> None:
        self._work = work
        self._done = threading.Event()
        self._answer = None

    def notify(self, _data):
        self._answer = self._work()
        self._done.set()

    def run(self, context):
        operations.service(context, "com.sun.star.awt.AsyncCallback").addCallback(self, None)
        while not self._done.wait(1):
            operations.desktop(context)  # raises where LibreOffice has died
        return self._answer


def asked(context, name, arguments):
    if name in operations.FROM_OUTSIDE:
        return answered(context, name, arguments)
    return Errand(lambda: answered(context, name, arguments)).run(context)


def answered(context, name, arguments):
    try:
        return True, getattr(operations, name)(context, *arguments)
    except Exception as error:  # noqa: BLE001 - it is raised where it was asked for
        kinds = [kind.__name__ for kind in type(error).__mro__]
        text = getattr(error, "Message", None) or str(error)
        return False, (kinds, text)


def main(*arguments):
    office, context = started(*arguments)
    answers = sys.stdout.buffer
    try:
        pickle.dump(office.pid, answers)
        answers.flush()
        while True:
            try:
                name, given = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the test that started us
            except EOFError:
                break
            pickle.dump(asked(context, name, given), answers)
            answers.flush()
    finally:
        with contextlib.suppress(Exception):  # the connection ends with it
            operations.desktop(context).terminate()
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
