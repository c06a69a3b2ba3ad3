"""``python -m xl_quality.excel.self_test``: may this Python serve Excel? Run by the installer."""

from __future__ import annotations

import os
import sys
from importlib import metadata

from xl_quality.core.errors import QualityError
from xl_quality.excel.doctor import State, one_call
from xl_quality.installer.places import places


def main() -> int:
    """Compute once through the DLL and the server; return 0 where that works."""
    try:
        check = one_call(places(os.environ), metadata.version("xlwings"))
    except QualityError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{check.found}\n")
    return int(check.state is not State.GOOD)


if __name__ == "__main__":
    sys.exit(main())
