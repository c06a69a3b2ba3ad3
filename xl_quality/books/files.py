"""Workbooks as files on disk: opened by content, written without loss.

What a file is, its first bytes tell and never its name (`kind_of`).
"""

# ruff: noqa: PLC0415 - start-up: most files are packages, most books are only read
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from xl_quality.books import file_findings as kinds
from xl_quality.books.file_findings import refused
from xl_quality.books.markup.plain_text import decoded
from xl_quality.books.opc.workbook import grew_from
from xl_quality.books.opc.zip import UTF8_FLAG, Archive, Member, read_archive
from xl_quality.books.pending import PendingSheets
from xl_quality.books.saving import backup_file, read_file, refuse_if_in_use, write_file
from xl_quality.books.sources import OLE, Sheets
from xl_quality.books.xlsx_reader import OoxmlSheets
from xl_quality.core.findings import EnvironmentFaultError, Finding, Step, Way

if TYPE_CHECKING:
    from xl_quality.books.port import Book
    from xl_quality.sheets.cells import Grid

_PACKAGE_SUFFIXES: Final = (".xlsx", ".xlsm")
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK_STREAM: Final = re.compile(rb"b\0o\0o\0k\0", re.IGNORECASE)
"""``Workbook``, of some programs ``WORKBOOK``; of Excel 5 ``Book``."""
_ARCHIVES: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_TABLE_FILES: Final = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".xlsb", ".xltx")
_MOST_NAMED: Final = 3  # files of an archive that a message names
_BARE_BIFF: Final = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_HEAD: Final = 1 << 16
"""Bytes in which a text file says what it is: its head and style sheets come first."""
_BEFORE_MARKUP: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"


def local_now() -> datetime:
    """Return the local time, as the clerk's clock shows it."""
    return datetime.now().astimezone()


def open_book(
    path: Path, now: Callable[[], datetime] = local_now, *, despite_lock: bool = False
) -> FileBook:
    """Open a workbook file, told by its content: .xlsx, .xlsm, .xls, .et, .ods, text, web tables.

    The clock *now* dates backups; *despite_lock*: sheets may be added although the workbook's
    structure is protected.

    Raises:
        BadInputError: missing, empty, encrypted, damaged, too large, or no workbook.
        EnvironmentFaultError: it cannot be read.
    """
    book = FileBook(path, now)
    book.despite_lock = despite_lock
    return book


class FileBook(PendingSheets):
    """A workbook file (see `port.Book`); its bytes are taken once, when it is opened.

    What `sheet_names`, `read` and `own_sheets` tell is the file as it was opened or last saved
    in place; tables put since then do not show before `save`.
    """

    def __init__(
        self, path: Path, now: Callable[[], datetime] = local_now, data: bytes | None = None
    ) -> None:
        super().__init__()
        self.path = path
        self.despite_lock = False
        self._now = now
        self._link_source = ""
        self._restored: bytes | None = None
        self._load(data)

    def _load(self, data: bytes | None = None) -> None:
        self._data = read_file(self.path) if data is None else data
        self.kind = kind_of(self._data, self.name)
        self._archive: Archive | None = None
        if self.kind is FileKind.OOXML:
            self._archive = read_archive(self._data, self.name)
            self.kind = kind_of_zip(self._archive)
        if self._archive is not None and self.kind is FileKind.OOXML:
            self._sheets: Sheets = OoxmlSheets(self._archive)
        else:
            self._archive = None
            self._sheets = _sheets_only_read(self.kind, self._data, self.name)

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.name

    @property
    def findings(self) -> Sequence[Finding]:
        """Return what opening the file showed."""
        return (*misnamed(self.kind, self.name), *self._sheets.findings)

    def now(self) -> datetime:
        """Return the time of the clock that dates backups."""
        return self._now()

    @property
    def writable_in_place(self) -> bool:
        """Return whether sheets go into the file itself; else `save` makes a new one beside it."""
        return self.kind is FileKind.OOXML

    @property
    def beside(self) -> Path:
        """Return where results go when nobody says: ``成绩册_结果.xlsx`` beside the workbook."""
        return self.path.with_name(f"{self.path.stem}_结果{self.saved_suffix}")

    @property
    def saved_suffix(self) -> str:
        """Return how what is saved elsewhere must be called: by its content, not by its name."""
        return self._package.workbook.suffix if self._package else ".xlsx"

    def is_on_disk(self) -> bool:
        """Tell whether the file still is as it was when it was opened or last saved."""
        return read_file(self.path) == self._data

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all sheets that hold cells, in order."""
        return tuple(self._sheets.sheet_names())

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values.

        Raises:
            KeyError: there is no such sheet.
            BadInputError: the sheet is damaged or too large.
        """
        return self._sheets.read(sheet)

    def own_sheets(self) -> Sequence[str]:
        """Return the names of the sheets that xl_quality wrote."""
        return tuple(self._package.workbook.own_sheets()) if self._package else ()

    def contains(self, other: FileBook) -> bool:
        """Tell whether every sheet of another workbook stands in this one as it stands there."""
        if self._archive is None or other._archive is None:
            return False
        all_there = set(other.sheet_names()) <= set(self.sheet_names())
        return all_there and grew_from(self._archive, other._archive)

    def _own(self, sheet: str) -> str:
        own = {name.casefold(): name for name in self.own_sheets()}
        return own.get(sheet.casefold(), "")

    def _foreign(self, sheet: str) -> str:
        entry = self._package.workbook.find(sheet) if self._package else None
        return "" if entry is None or entry.name in self.own_sheets() else entry.name

    def _refuse_closed(self) -> None:
        """Raise `BadInputError` where the package takes no sheets: locked structure, signature."""
        if self._package is None:
            return
        if self._package.workbook.structure_locked and not self.despite_lock:
            steps = [Step(Way.PROTECTED)]
            raise refused(kinds.PROTECTED, self.name, steps=steps, where="审阅→保护工作簿")
        if self._package.signed:
            raise refused(kinds.SIGNED, self.name)

    def backup(self) -> Path:
        """Copy the file as it stands on disk to ``备份/`` beside it, dated; return the copy."""
        return backup_file(self.path, self._now())

    def restore(self, copy: Path, sheets: Sequence[str]) -> None:
        """Put sheets of ours back as they stand in a copy that `backup` made; see `port.Book`."""
        from xl_quality.books.opc.writer import restored_bytes

        if self._archive is None:
            raise refused(kinds.NO_UNDO, self.name)
        then = read_archive(read_file(copy), copy.name)
        self._restored = restored_bytes(self._archive, then, sheets)
        self._archive = read_archive(self._restored, self.name)

    def show(self, sheet: str) -> None:
        """Do nothing: a file has no window."""

    def save(self, path: Path | None = None) -> Path:
        """Write everything put and removed, to *path* or, without one, into the file or `beside`.

        Returns:
            The file written. After saving to the file itself nothing is waiting any more.

        Raises:
            BadInputError: the workbook is damaged, or *path* asks for another format.
            EnvironmentFaultError: it cannot be written; the original is as it was.
        """
        target = path or (self.path if self.writable_in_place else self.beside)
        if target != self.path and target.suffix.lower() != self.saved_suffix:
            raise refused(kinds.WRONG_SUFFIX, target.name, suffix=self.saved_suffix)
        if not self.writable_in_place:
            return self._save_beside(target)
        in_place = target.exists() and self.path.exists() and target.samefile(self.path)
        if in_place and not (self._put or self._removed or self._restored):
            return target
        refuse_if_in_use(target)
        if in_place and not self.is_on_disk():
            message = f"「{self.name}」打开之后又被别人改过，没有写入。请重新打开后再试。"
            raise EnvironmentFaultError(message)
        write_file(target, self._content(target))
        if in_place:
            self._put.clear()
            self._removed.clear()
            self._restored = None
            self._load()
        return target

    def _content(self, target: Path) -> bytes:
        """Return the bytes of the workbook with everything put and removed."""
        as_workbook = (
            self._package is not None
            and target.suffix.lower() in _PACKAGE_SUFFIXES
            and self._package.workbook.is_template
        )
        if self._archive is None or not (self._put or self._removed or as_workbook):
            return self._restored or self._data
        from xl_quality.books.opc.writer import saved_bytes

        tables, removed = tuple(self._put.values()), tuple(self._removed.values())
        return saved_bytes(
            self._archive, tables, removed, self._link_source, as_workbook=as_workbook
        )

    def _save_beside(self, target: Path) -> Path:
        """Put the tables into a new workbook, or into the one that an earlier run made there."""
        from xl_quality.books.opc.workbook import blank_workbook

        if not self._put:
            return self.path
        data = None if target.exists() else blank_workbook()
        book = FileBook(target, self._now, data)
        book._link_source = self.name
        for table in self._put.values():
            book.put(table)
        return book.save()

    @property
    def _package(self) -> OoxmlSheets | None:
        return self._sheets if isinstance(self._sheets, OoxmlSheets) else None


def _sheets_only_read(kind: FileKind, data: bytes, file_name: str) -> Sheets:
    """Return the sheets of a file that is never written; its reader is imported only now."""
    if kind is FileKind.BIFF:
        from xl_quality.books.xls import xls_sheets as sheets_of
    elif kind is FileKind.ODS:
        from xl_quality.books.open_document import ods_sheets as sheets_of
    elif kind is FileKind.HTML:
        from xl_quality.books.markup.html import html_sheets as sheets_of
    elif kind is FileKind.XML_TABLE:
        from xl_quality.books.markup.xml_2003 import xml_sheets as sheets_of
    else:
        from xl_quality.books.markup.plain_text import text_sheets as sheets_of
    return sheets_of(data, file_name)


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


if TYPE_CHECKING:
    _AS_PORT: Callable[[Path], Book] = open_book  # mypy proves that a FileBook is a Book
