"""Which characters the bytes of a text or of a web page stand for."""

from __future__ import annotations

import re
from typing import Final

from xl_quality.sheets.patterns import pattern

_CONTROL: Final = pattern(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKS: Final = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_DECLARED: Final = rb"(?:encoding|charset)\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9._-]{1,40})"
_CHINESE: Final = frozenset(("gb2312", "gbk", "gb18030", "x-gbk", "cp936"))
_HAN: Final = pattern(r"[\u4e00-\u9fff]")
_ENOUGH: Final = 4
"""Characters: so many in good UTF-8 are no Chinese text of another encoding by chance."""
_HEAD: Final = 4096


def decoded(data: bytes) -> str | None:
    """Return a text file's text (UTF-8, UTF-16 with mark, GB 18030), None where it is no text."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    text = _first(data, encodings)
    return None if text is None or _CONTROL.search(text) else text


def decoded_markup(data: bytes) -> str | None:
    """
    Return the text of a web page or an XML file, None where no encoding fits.

    A byte order mark goes first, then what the file declares, then UTF-8, then GB 18030. A file
    that declares GB 2312 but is sound UTF-8 throughout is read as what it is.

    >>> decoded_markup("<meta charset=gb2312>成绩".encode("gbk"))
    '<meta charset=gb2312>成绩'
    """
    if data[:2] in _MARKS:
        return _first(data, (_MARKS[data[:2]],), "\ufeff")
    declared = _declared(data[:_HEAD])
    if declared == "gb18030":
        text = _first(data, ("utf-8-sig",))
        if text is not None and len(_HAN.findall(text[: 1 << 16])) >= _ENOUGH:
            return text
    marked = data[:3] == b"\xef\xbb\xbf"
    order = ("utf-8-sig", declared) if marked else (declared, "utf-8-sig", "gb18030")
    return _first(data, order)


def _declared(head: bytes) -> str:
    found = re.search(_DECLARED, head, re.IGNORECASE)
    name = found.group(1).decode().lower() if found else "utf-8-sig"
    if name in _CHINESE:
        return "gb18030"  # the largest of the family reads them all
    return "utf-8-sig" if name.startswith(("utf-8", "utf8", "utf-16", "iso-8859", "us-")) else name


def _first(data: bytes, encodings: tuple[str, ...], mark: str = "") -> str | None:
    """Return the text in the first encoding that fits all bytes."""
    for encoding in encodings:
        try:
            return data.decode(encoding).removeprefix(mark)
        except (UnicodeDecodeError, LookupError):
            continue
    return None
