"""``python -m xl_quality.cli``, and the command ``xl-quality``."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from xl_quality.cli import main


def run() -> NoReturn:
    """Run one command and leave at once.

    All files are written and closed by then; to take a county's half a million cells apart, which
    the system does in one go, would cost Python a thirtieth of the whole run.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
