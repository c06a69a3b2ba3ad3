"""Where the extension's own files lie, and where it notes faults (位置)."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import Any, Final

from xl_quality.libreoffice.values import path_of

_ROOT: Final = Path(__file__).parents[3]
"""The unpacked extension: this package lies in its ``pythonpath/``."""
MANUAL: Final = _ROOT / "docs" / "使用手册.md"
_LOG: Final = "xl_quality.log"


def log_file(context: Any) -> Path | None:  # noqa: ANN401 - UNO has no types
    """Return the log in the user's LibreOffice folder."""
    service = "com.sun.star.util.PathSubstitution"
    paths = context.ServiceManager.createInstanceWithContext(service, context)
    folder = path_of(paths.substituteVariables("$(user)", True))  # noqa: FBT003 - UNO knows no keywords
    return folder / _LOG if folder else None


def note_faults(context: Any) -> None:  # noqa: ANN401 - UNO has no types
    """Let what the functions log go to the log file; it names no cell's content."""
    path = None
    with contextlib.suppress(Exception):  # without a log the functions still compute
        path = log_file(context)
    logger = logging.getLogger("xl_quality")
    if path is not None and not logger.handlers:
        handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
