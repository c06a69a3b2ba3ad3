"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from xl_quality.books.refusals import encrypted, refusal


class Kind(Enum):
    """The kinds of file that can be read."""

    OOXML = "xlsx"  # a zip package: .xlsx, .xlsm
    BIFF = "xls"  # Excel 97–2003 and WPS .et
    TEXT = "text"  # tabs or commas between values


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SUFFIXES: Final = {
    Kind.OOXML: {".xlsx", ".xlsm", ".xltx", ".xltm"},
    Kind.BIFF: {".xls", ".et", ".xlt", ".ett"},
    Kind.TEXT: {".csv", ".txt", ".tsv"},
}
_READS_AS: Final = {
    Kind.OOXML: "新格式工作簿（.xlsx）",
    Kind.BIFF: "旧格式工作簿（.xls）",
    Kind.TEXT: "文本表格（制表符或逗号分隔）",
}


def kind_of(data: bytes, file_name: str) -> Kind:
    """
    Return what a file is.

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: it is empty, encrypted, a web page, or nothing that holds a table.
    """
    if not data.strip():
        raise refusal(
            file_name, "file_empty", "是空文件，里面没有任何内容", "请重新下载或向对方再要一份"
        )
    if data[:2] == b"PK":
        return Kind.OOXML
    if data[:8] == _OLE:
        return _ole_kind(data, file_name)
    if data.startswith(_BARE_BIFF):
        return Kind.BIFF
    _refuse_markup(data, file_name)
    if decoded(data) is None:
        raise _unknown(file_name)
    return Kind.TEXT


def misnamed(kind: Kind, suffix: str) -> str:
    """Return what the file reads as, in Chinese, where its suffix says otherwise; else ``""``."""
    return "" if suffix.lower() in _SUFFIXES[kind] else _READS_AS[kind]


def decoded(data: bytes) -> str | None:
    """Return a text file's text (UTF-8, UTF-16 with mark, GB 18030), None where it is no text."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def _ole_kind(data: bytes, file_name: str) -> Kind:
    if _utf16("EncryptedPackage") in data:
        raise encrypted(file_name)
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return Kind.BIFF
    raise _unknown(file_name)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _refuse_markup(data: bytes, file_name: str) -> None:
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head[:1] != b"<":
        return
    if b"<html" in head or b"<table" in head or b"<!doctype html" in head:
        what = "其实是网页（HTML），不是工作簿"
    elif b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        what = "是「XML 表格 2003」，不是工作簿"
    else:
        raise _unknown(file_name)
    advice = "请用 Excel 或 WPS 打开后「另存为」→「Excel 工作簿(.xlsx)」，再用另存的文件"
    raise refusal(file_name, "file_is_markup", what, advice)


def _unknown(file_name: str) -> Exception:
    return refusal(
        file_name,
        "file_unknown",
        "不是 Excel 或 WPS 表格文件",
        "请确认选对了文件；需要时在 Excel 或 WPS 中另存为 .xlsx",
    )
