"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused
from xl_quality.books.markup.plain_text import decoded
from xl_quality.books.opc.zip import UTF8_FLAG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.opc.zip import Archive, Member
    from xl_quality.core.findings import Finding

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: .xls, .et, encrypted workbooks, but old Word files as well."""
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_STREAM: Final = re.compile(rb"b\0o\0o\0k\0", re.IGNORECASE)
"""``Workbook``, of some programs ``WORKBOOK``; of Excel 5 ``Book``."""
_ARCHIVES: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_TABLE_FILES: Final = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".xlsb", ".xltx")
_MOST_NAMED: Final = 3
"""Files of an archive that a message names."""
_BARE_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_HEAD: Final = 1 << 16
"""Bytes in which a text file says what it is; the longest style sheets of Office take 20,000."""
_BEFORE_MARKUP: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"


class FileKind(Enum):
    """The kinds of file that can be read."""

    OOXML = "xlsx"  # a zip package: .xlsx, .xlsm
    BIFF = "xls"  # Excel 97–2003 and WPS .et
    ODS = "ods"  # OpenDocument, of LibreOffice and WPS
    TEXT = "text"  # tabs or commas between values
    HTML = "html"  # a web page with tables
    XML_TABLE = "xml"  # Excel's "XML 表格 2003"


_FORMATS: Final = {
    FileKind.OOXML: ("新格式工作簿（.xlsx）", {".xlsx", ".xlsm", ".xltx", ".xltm"}),
    FileKind.BIFF: ("旧格式工作簿（.xls）", {".xls", ".et", ".xlt", ".ett"}),
    FileKind.ODS: ("OpenDocument 表格（.ods）", {".ods", ".ots"}),
    FileKind.TEXT: ("文本表格（制表符或逗号分隔）", {".csv", ".txt", ".tsv"}),
    FileKind.HTML: ("网页表格（HTML）", {".html", ".htm"}),
    FileKind.XML_TABLE: ("「XML 表格 2003」", {".xml"}),
}
"""What each kind is called, and the suffixes that tell it rightly."""


def kind_of(data: bytes, file_name: str) -> FileKind:
    """Return what a file is.

    Raises:
        BadInputError: it is empty, encrypted, or nothing that holds a table.
    """
    if not data.strip():
        raise refused(kinds.EMPTY, file_name)
    if data[:2] == b"PK":
        return FileKind.OOXML
    if data.startswith(_ARCHIVES):
        raise refused(kinds.ARCHIVE, file_name)
    if data.startswith(_BARE_BIFF):
        return FileKind.BIFF
    if data[:8] != OLE:
        return _text_kind(data, file_name)
    if _ENCRYPTED_STREAM in data:
        raise refused(kinds.ENCRYPTED, file_name)
    if _WORKBOOK_STREAM.search(data):
        return FileKind.BIFF
    raise refused(kinds.UNKNOWN, file_name)


def kind_of_zip(archive: Archive) -> FileKind:
    """Return what a zip file is: a package of Excel's or of OpenDocument.

    Raises:
        BadInputError: it is an archive of table files, or another kind of OpenDocument file.
    """
    members = {member.name.replace("\\", "/").lower(): member for member in archive.members}
    if "[content_types].xml" in members:
        return FileKind.OOXML
    stated = members.get("mimetype")
    if stated is not None and stated.unpacked <= _HEAD:
        kind = archive.read(stated).strip()
        if kind.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
            return FileKind.ODS
        if kind.startswith(_OPEN_DOCUMENT):
            raise refused(kinds.NO_WORKBOOK, archive.file_name)
    if {"content.xml", "meta-inf/manifest.xml"} <= set(members):
        return FileKind.ODS
    inside = [
        _chinese(member).rpartition("/")[2]
        for member in archive.members
        if member.name.lower().endswith(_TABLE_FILES)
    ]
    if inside:
        rest = f"等 {len(inside)} 个" if len(inside) > _MOST_NAMED else ""
        named = "”“".join(inside[:_MOST_NAMED])
        raise refused(kinds.ARCHIVE_OF_TABLES, archive.file_name, inside=named, rest=rest)
    return FileKind.OOXML


def _chinese(member: Member) -> str:
    """Return a member's name; Windows packs Chinese names without saying their encoding."""
    if member.flags & UTF8_FLAG:
        return member.name
    try:
        return member.name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.name


def misnamed(kind: FileKind, file_name: str) -> Sequence[Finding]:
    """Return a note where a file's suffix says something else than its content."""
    suffix, (actual, fitting) = PurePath(file_name).suffix, _FORMATS[kind]
    if suffix.lower() in fitting:
        return []
    return [kinds.MISNAMED.at(found=suffix, file=file_name, actual=actual)]


def _text_kind(data: bytes, file_name: str) -> FileKind:
    start = data[:_HEAD].replace(b"\0", b"").lstrip(_BEFORE_MARKUP).lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"workbook" in start:
        return FileKind.XML_TABLE
    if b"<table" in start or (start.startswith(b"<") and b"<html" in start):
        return FileKind.HTML
    if start.startswith(b"mime-version:"):
        raise refused(kinds.WEB_ARCHIVE, file_name)
    if start.startswith(b"<") or decoded(data) is None:
        raise refused(kinds.UNKNOWN, file_name)
    return FileKind.TEXT
