"""Is the extension installed for this user, as LibreOffice's own tool tells it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from xl_quality.libreoffice.names import EXTENSION

_PATTERNS: Final = ("usr/lib/libreoffice/program/unopkg", "opt/libreoffice*/program/unopkg")
_PATIENCE: Final = 60


def extension() -> bool | None:
    """Return whether it is installed; None where there is no LibreOffice or it does not answer."""
    places = (str(path) for pattern in _PATTERNS for path in sorted(Path("/").glob(pattern)))
    tool = shutil.which("unopkg") or next(places, None)
    if tool is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - LibreOffice's own tool, no shell
            [tool, "list"], capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return EXTENSION in done.stdout if done.returncode == 0 else None
