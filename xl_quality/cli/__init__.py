"""The command line: the same use cases on files, for people and scripts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from xl_quality.cli.command_line import parse


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done; 1 `check` or `lint` found something serious; 2 the input or the command line cannot be
    used; 3 the machine refuses (no permission, disk full, file open elsewhere).
    """
    for stream in (sys.stdout, sys.stderr):
        # Chinese text must come out whatever the console's code page is
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = parse(argv)
    from xl_quality.cli.console import collect_rarely, reported  # noqa: PLC0415 - as below

    collect_rarely()
    module, _, function = arguments.work.partition(".")
    work = getattr(import_module(f"xl_quality.cli.commands.{module}"), function)
    return reported(lambda: work(arguments), getattr(arguments, "book", "") or "")
