"""Small things of UNO that have no types of their own: options, enumerations, URLs."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def option(name: str, value: object) -> Any:  # noqa: ANN401 - UNO has no types
    """Return a ``PropertyValue``."""
    made = struct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def struct(name: str) -> Any:  # noqa: ANN401 - UNO has no types
    """Return a new structure of a type."""
    import uno  # noqa: PLC0415 - only beside LibreOffice

    return uno.createUnoStruct(name)


def enumerated(kind: str, name: str) -> Any:  # noqa: ANN401 - UNO has no types
    """Return a value of an enumeration."""
    import uno  # noqa: PLC0415 - only beside LibreOffice

    return uno.Enum(kind, name)


def uno_class(members: dict[str, object], *interfaces: str) -> type:
    """Return a class that implements UNO interfaces; its bases exist only beside LibreOffice."""
    import uno  # noqa: PLC0415 - only beside LibreOffice
    import unohelper  # noqa: PLC0415 - likewise

    return type("Component", (unohelper.Base, *map(uno.getClass, interfaces)), members)


def path_of(url: str) -> Path | None:
    """Return the file that a URL names, None where it names none.

    >>> path_of("file:///srv/office/%E6%88%90%E7%BB%A9.xlsx").name, path_of("private:factory/scalc")
    ('成绩.xlsx', None)
    """
    if not url.startswith("file:"):
        return None
    parts = urlsplit(url)
    text = unquote(parts.path)
    if text[2:3] == ":":  # /C:/ of Windows
        text = text[1:]
    return Path(f"//{parts.netloc}{text}" if parts.netloc else text)
