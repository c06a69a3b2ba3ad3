"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from xl_quality.books.markup.encodings import decoded
from xl_quality.books.opc.zip import UTF8_FLAG
from xl_quality.books.refusals import encrypted, no_workbook, refusal
from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from xl_quality.books.opc.zip import Archive, Member


class Kind(Enum):
    """The kinds of file that can be read."""

    OOXML = "xlsx"  # a zip package: .xlsx, .xlsm
    BIFF = "xls"  # Excel 97–2003 and WPS .et
    ODS = "ods"  # OpenDocument, of LibreOffice and WPS
    TEXT = "text"  # tabs or commas between values
    HTML = "html"  # a web page with tables
    XML_TABLE = "xml"  # Excel's "XML 表格 2003"


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_STREAM: Final = re.compile(rb"b\0o\0o\0k\0", re.IGNORECASE)
"""``Workbook``, of some programs ``WORKBOOK``; of Excel 5 ``Book``."""
_ARCHIVES: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_TABLE_FILES: Final = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".xlsb", ".xltx")
_MOST_NAMED: Final = 3
_BARE_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_HEAD: Final = 1 << 16
_BEFORE_MARKUP: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_SUFFIXES: Final = {
    Kind.OOXML: {".xlsx", ".xlsm", ".xltx", ".xltm"},
    Kind.BIFF: {".xls", ".et", ".xlt", ".ett"},
    Kind.ODS: {".ods", ".ots"},
    Kind.TEXT: {".csv", ".txt", ".tsv"},
    Kind.HTML: {".html", ".htm"},
    Kind.XML_TABLE: {".xml"},
}
_READS_AS: Final = {
    Kind.OOXML: "新格式工作簿（.xlsx）",
    Kind.BIFF: "旧格式工作簿（.xls）",
    Kind.ODS: "OpenDocument 表格（.ods）",
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
    if data.startswith(_ARCHIVES):
        raise _archive_of_files(file_name, "")
    if data[:8] == _OLE:
        return _ole_kind(data, file_name)
    if data.startswith(_BARE_BIFF):
        return Kind.BIFF
    return _text_kind(data, file_name)


def kind_of_zip(archive: Archive) -> Kind:
    """
    Return what a zip file is: a package of Excel's or of OpenDocument.

    Raises:
        BadInputError: it is an archive of table files, or another kind of OpenDocument file.
    """
    members = {member.name.replace("\\", "/").lower(): member for member in archive.members}
    if "[content_types].xml" in members:
        return Kind.OOXML
    stated = members.get("mimetype")
    if stated is not None and stated.unpacked <= _HEAD:
        kind = archive.read(stated).strip()
        if kind.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
            return Kind.ODS
        if kind.startswith(_OPEN_DOCUMENT):
            raise no_workbook(archive.file_name)
    if {"content.xml", "meta-inf/manifest.xml"} <= set(members):
        return Kind.ODS
    inside = [_chinese(one) for one in archive.members if one.name.lower().endswith(_TABLE_FILES)]
    if inside:
        named = "”“".join(name.rpartition("/")[2] for name in inside[:_MOST_NAMED])
        rest = f"等 {len(inside)} 个" if len(inside) > _MOST_NAMED else ""
        raise _archive_of_files(archive.file_name, f"，里面有表格文件“{named}”{rest}")
    return Kind.OOXML


def _chinese(member: Member) -> str:
    """Return a member's name; Windows packs Chinese names without saying their encoding."""
    if member.flags & UTF8_FLAG:
        return member.name
    try:
        return member.name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.name


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
    if _WORKBOOK_STREAM.search(data):
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


def _archive_of_files(file_name: str, detail: str) -> Exception:
    return refusal(
        file_name,
        "file_is_archive",
        f"是压缩包，不是工作簿{detail}",
        "请先解压缩，再用解压出来的文件",
    )


def _unknown(file_name: str) -> Exception:
    return refusal(
        file_name,
        "file_unknown",
        "不是 Excel 或 WPS 表格文件",
        "请确认选对了文件；需要时在 Excel 或 WPS 中另存为 .xlsx",
    )
