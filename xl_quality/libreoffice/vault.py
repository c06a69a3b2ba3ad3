"""Where undo steps keep the sheets that left a document (撤销所需): gone when it closes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from xl_quality.libreoffice.values import uno_class

_FOLDERS: Final[dict[str, Path]] = {}
"""By document; LibreOffice ends without telling Python, so nothing may wait for that."""


def vault_of(document: Any) -> Path:  # noqa: ANN401 - UNO has no types
    """Return the folder of an open document, which nobody else may read."""
    key: str = document.RuntimeUID
    if key not in _FOLDERS:
        _FOLDERS[key] = Path(tempfile.mkdtemp(prefix="xlq-"))
        document.addCloseListener(_listener(key))
    return _FOLDERS[key]


def _listener(key: str) -> Any:  # noqa: ANN401 - UNO has no types
    def emptied(_self: object, _event: object) -> None:
        folder = _FOLDERS.pop(key, None)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    members: dict[str, object] = {
        "__init__": lambda _self: None,
        "queryClosing": lambda _self, _event, _ownership: None,
        "notifyClosing": emptied,
        "disposing": emptied,
    }
    return uno_class(members, "com.sun.star.util.XCloseListener")()
