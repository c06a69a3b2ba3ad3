"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath
from typing import Final

from xl_quality.books.markup.encodings import decoded
from xl_quality.books.refusals import encrypted, refusal
from xl_quality.core.findings import Finding, Severity


class Kind(Enum):
    """The kinds of file that can be read."""

    OOXML = "xlsx"  # a zip package: .xlsx, .xlsm
    BIFF = "xls"  # Excel 97–2003 and WPS .et
    TEXT = "text"  # tabs or commas between values
    HTML = "html"  # a web page with tables
    XML_TABLE = "xml"  # Excel's "XML 表格 2003"


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_HEAD: Final = 1 << 16
_BEFORE_MARKUP: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_SUFFIXES: Final = {
    Kind.OOXML: {".xlsx", ".xlsm", ".xltx", ".xltm"},
    Kind.BIFF: {".xls", ".et", ".xlt", ".ett"},
    Kind.TEXT: {".csv", ".txt", ".tsv"},
    Kind.HTML: {".html", ".htm"},
    Kind.XML_TABLE: {".xml"},
}
_READS_AS: Final = {
    Kind.OOXML: "新格式工作簿（.xlsx）",
    Kind.BIFF: "旧格式工作簿（.xls）",
    Kind.TEXT: "文本表格（制表符或逗号分隔）",
    Kind.HTML: "网页表格（HTML）",
    Kind.XML_TABLE: "「XML 表格 2003」",
}


def kind_of(data: bytes, file_name: str) -> Kind:
    """
    Return what a file is.

    Args:
        data: the whole file.
        file_name: as shown in messages.

    Raises:
        BadInputError: it is empty, encrypted, or nothing that holds a table.
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
    return _text_kind(data, file_name)


def misnamed(kind: Kind, file_name: str) -> list[Finding]:
    """Return a note where a file's suffix says something else than its content."""
    suffix = PurePath(file_name).suffix
    if suffix.lower() in _SUFFIXES[kind]:
        return []
    message = f"「{file_name}」的扩展名与内容不符，实际是{_READS_AS[kind]}，已按实际内容读取"
    advice = "可以在 Excel 或 WPS 中另存为 .xlsx，以免别人打不开"
    return [Finding("file_misnamed", Severity.NOTE, "", "", suffix, message, advice)]


def _ole_kind(data: bytes, file_name: str) -> Kind:
    if _utf16("EncryptedPackage") in data:
        raise encrypted(file_name)
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return Kind.BIFF
    raise _unknown(file_name)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _text_kind(data: bytes, file_name: str) -> Kind:
    start = data[:_HEAD].replace(b"\0", b"").lstrip(_BEFORE_MARKUP).lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"workbook" in start:
        return Kind.XML_TABLE
    if b"<table" in start or (start.startswith(b"<") and b"<html" in start):
        return Kind.HTML
    if start.startswith(b"mime-version:"):
        raise refusal(
            file_name,
            "file_is_markup",
            "是「单个文件网页」(.mht)，不是工作簿",
            "请用 Excel 或 WPS 打开后「另存为」→「Excel 工作簿(.xlsx)」，再用另存的文件",
        )
    if start.startswith(b"<") or decoded(data) is None:
        raise _unknown(file_name)
    return Kind.TEXT


def _unknown(file_name: str) -> Exception:
    return refusal(
        file_name,
        "file_unknown",
        "不是 Excel 或 WPS 表格文件",
        "请确认选对了文件；需要时在 Excel 或 WPS 中另存为 .xlsx",
    )
