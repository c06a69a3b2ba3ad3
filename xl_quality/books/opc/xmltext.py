"""Text inside XML: escaped, and free of what XML cannot hold."""

from __future__ import annotations

import re
from typing import Final

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITY: Final = re.compile("&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|quot|apos);")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def escaped(text: str) -> str:
    r"""Return text for element content; characters that XML cannot hold are left out.

    >>> escaped("a<b & \x01c")
    'a&lt;b &amp; c'
    """
    text = _ILLEGAL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoted(text: str) -> str:
    r"""Return text as a quoted attribute value.

    >>> quoted('第"1"名')
    '"第&quot;1&quot;名"'
    """
    text = escaped(text).replace('"', "&quot;")
    return '"' + text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'


def unescaped(text: str) -> str:
    """Return the text that element content stands for.

    >>> unescaped("&quot;&#x7532;&amp;lt;")
    '"甲&lt;'
    """
    return _ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[1:].replace("x", "0x"), 0 if name[1] == "x" else 10)
    return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last Unicode character
