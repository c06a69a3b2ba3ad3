"""The open workbook of a running Excel as a book (see `port.Book`), and where its backups lie.

Excel says ``https://…`` for a workbook in a folder that OneDrive keeps in step, the desktop among
them once Windows backs it up there. A backup belongs beside the workbook, so the folder on the disk
is looked for: OneDrive notes its folders in the registry, the usual ones in the environment, too.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote

from xl_quality.books import file_findings as kinds
from xl_quality.books.authored import write_tables
from xl_quality.books.file_findings import refused
from xl_quality.books.files import local_now, open_book
from xl_quality.books.pending import OpenBook
from xl_quality.books.saving import dated_copies
from xl_quality.core.findings import EnvironmentFaultError
from xl_quality.excel import com
from xl_quality.excel.live_sheets import read_sheet
from xl_quality.excel.sheet_exchange import Exchange
from xl_quality.excel.uses import refuse_charted, refuse_used

if TYPE_CHECKING:
    from datetime import datetime

    from excel_types import Workbook

    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.sheets.cells import Grid


_PROVIDERS: Final = r"Software\SyncEngines\Providers\OneDrive"
_SHELL: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
_PERSONAL: Final = re.compile(
    r"https://(?:d\.docs\.live\.net/[^/]+"
    r"|my\.microsoftpersonalcontent\.com/personal/[^/]+/Documents)/?(.*)",
    re.IGNORECASE,
)
_BUSINESS: Final = re.compile(
    r"https://[^/]+-my\.sharepoint\.[^/]+/personal/[^/]+/Documents/?(.*)", re.IGNORECASE
)
_USUAL: Final = (
    (_PERSONAL, ("OneDriveConsumer", "OneDrive")),
    (_BUSINESS, ("OneDriveCommercial", "OneDrive")),
)
_DEEPEST: Final = 3
"""Folders of the web that may lie between what the registry names and what is synced: the owner's
number (personal), the library and a folder in it (SharePoint)."""
KEPT_APART: Final = "教学质量"
"""Folder in the user's documents for backups of workbooks that lie in the web only."""
_BUSY: Final = "请按 Esc 结束单元格的编辑，关掉 Excel 里打开的对话框后重试。"


class ExcelBook(OpenBook):
    """A workbook (COM) that is open in Excel."""

    program = " Excel "

    def __init__(self, book: Workbook, now: Callable[[], datetime] = local_now) -> None:
        super().__init__(now)
        self._book = book
        self._read: dict[str, Grid] = {}
        # where backups go instead of beside it; None where they lie beside it
        self.kept_apart: Path | None = None

    @property
    def name(self) -> str:
        """Return the workbook's name, as in Excel's title bar."""
        return str(self._book.Name)

    @property
    def path(self) -> Path:
        """Return the file that is open, only a name before it is saved first."""
        return Path(str(self._book.FullName))

    def sheet_names(self) -> Sequence[str]:
        """Return the names of all worksheets, in order."""
        return [sheet.Name for sheet in com.worksheets(self._book)]

    def read(self, sheet: str) -> Grid:
        """Return one sheet's values as they stand now, saved or not; each is asked for once.

        Raises:
            KeyError: there is no such worksheet.
            BadInputError: it is too large.
            EnvironmentFaultError: Excel refuses, as while a cell is being edited.
        """
        if sheet not in self._read:
            with com.told(f"无法读取「{self.name}」的工作表「{sheet}」", _BUSY):
                found = com.sheet_called(self._book, sheet)
                if found is None or found.Name != sheet:
                    raise KeyError(sheet)
                self._read[sheet] = read_sheet(found, self.name)
        return self._read[sheet]

    def own_sheets(self) -> Sequence[str]:
        """Return the names of the sheets that xl_quality wrote."""
        return com.own_sheets(self._book)

    def _own(self, sheet: str) -> str:
        found = com.sheet_called(self._book, sheet)
        return str(found.Name) if found is not None and com.is_own(found) else ""

    def _foreign(self, sheet: str) -> str:
        tabs = (one.Name for one in com.each(self._book.Sheets))
        there = next((tab for tab in tabs if tab.casefold() == sheet.casefold()), "")
        return "" if there in self.own_sheets() else there

    def _refuse_closed(self) -> None:
        if self._book.ProtectStructure:
            raise refused(kinds.PROTECTED, self.name, where="审阅→保护工作簿")
        if self._book.MultiUserEditing:
            raise refused(kinds.SHARED, self.name)

    def restore(self, copy: Path, sheets: Sequence[str]) -> None:
        """Put sheets of ours back as they stand in a copy that `backup` made.

        Raises:
            BadInputError: the copy is gone, or the workbook takes no sheets.
        """
        if not copy.exists():
            raise refused(kinds.BACKUP_GONE, copy.name)
        self._refuse_closed()
        self._restored.append((copy, tuple(sheets)))

    def show(self, sheet: str) -> None:
        """Bring a sheet into view; alone, so that nothing typed goes into several sheets."""
        found = com.sheet_called(self._book, sheet)
        if found is not None and found.Visible == com.VISIBLE:
            with com.told(f"无法显示工作表「{sheet}」", _BUSY):
                self._book.Activate()
                found.Select()

    def backup(self) -> Path:
        """Copy the workbook as it stands now to ``备份/`` beside it, dated; return the copy.

        Where it lies in the web, and nowhere on this machine, the copy goes to the user's
        documents.

        Raises:
            BadInputError: it was never saved.
            EnvironmentFaultError: the copy cannot be written.
        """
        with com.told(f"无法备份「{self.name}」", "请检查文件夹能不能写入。"):
            try:
                beside = self._folder() / self.name
                copy = next(path for path in dated_copies(beside, self._now()) if not path.exists())
            except OSError as error:
                message = f"无法备份「{self.name}」：不能在它旁边建立“备份”文件夹。"
                raise EnvironmentFaultError(message) from error
            self._book.SaveCopyAs(str(copy))
        return copy

    def _folder(self) -> Path:
        """Return the folder in which the workbook lies, or its backups are to lie.

        Raises:
            BadInputError: it was never saved.
        """
        folder = str(self._book.Path)
        if not folder:
            raise refused(kinds.NOT_SAVED, self.name)
        if "://" not in folder:
            return Path(folder)
        beside = local_folder(folder, self.name, synced_roots())
        if beside is None:
            self.kept_apart = beside = documents() / KEPT_APART
            beside.mkdir(parents=True, exist_ok=True)
        return beside

    def _write(self) -> None:
        with com.told(f"没有写入「{self.name}」", f"工作簿没有改动。{_BUSY}"):
            self._exchange()
        self._read.clear()

    def _exchange(self) -> None:
        self._refuse_used()
        names = [table.name for table in self._put.values()]
        with (
            com.quiet(self._book.Application),
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            Exchange(self._book) as exchange,
        ):
            for copy, sheets in self._restored:
                exchange.bring_back(_copy_of_backup(copy, Path(folder)), sheets)
            for sheet in self._removed.values():
                exchange.take(sheet)
            if names:
                self._bring_tables(exchange, Path(folder))
            exchange.finish()
        if names:
            self.show(names[0])

    def _bring_tables(self, exchange: Exchange, folder: Path) -> None:
        path = _own_path(folder, ".xlsx")
        tables = [self._named_as_there(table) for table in self._put.values()]
        late = write_tables(path, tables, self.sheet_names())
        exchange.bring(path, [table.name for table in tables])
        for formula in late:
            cell = com.sheet_called(self._book, formula.sheet).Range(formula.cell)
            cell.Formula = f"={formula.text}"

    def _named_as_there(self, table: Table) -> Table:
        """Return a table under the name of the sheet that it replaces: its case is the clerk's."""
        there = com.sheet_called(self._book, table.name)
        return table if there is None else table._replace(name=there.Name)

    def _save_copy(self, path: Path) -> Path:
        """Write into a copy, as into any file."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            suffix = "" if Path(self.name).suffix else ".xlsx"
            copy = Path(folder) / f"{self.name}{suffix}"
            with com.told(f"无法保存「{path.name}」", _BUSY):
                self._book.SaveCopyAs(str(copy))
            book = open_book(copy, self._now)
            for old, sheets in self._restored:
                book.restore(old, sheets)
            for table in self._put.values():
                book.put(table)
            for sheet in self._removed.values():
                book.remove(sheet)
            return book.save(path)

    def _refuse_used(self) -> None:
        own = {name.casefold(): name for name in self.own_sheets()}
        back = [name.casefold() for _, sheets in self._restored for name in sheets]
        keys = [key for key in (*self._put, *self._removed, *back) if key in own]
        going = [own[key] for key in dict.fromkeys(keys)]
        if going:
            refuse_used(self._book, going)
            refuse_charted(self._book, going)


def _own_path(folder: Path, suffix: str) -> Path:
    """Return a path whose name no open workbook has: Excel opens no two of one name."""
    return folder / f"xlq_{uuid.uuid4().hex}{suffix}"


def _copy_of_backup(copy: Path, folder: Path) -> Path:
    """Return a copy of a backup to open: the clerk may be looking at the backup itself."""
    path = _own_path(folder, copy.suffix)
    try:
        shutil.copyfile(copy, path)
    except OSError as error:
        message = f"无法打开备份「{copy.name}」：{error.strerror}。工作簿没有改动。"
        raise EnvironmentFaultError(message) from error
    return path


class SyncedRoot(NamedTuple):
    """A folder that OneDrive keeps in step."""

    url: str  # of the folder in the web
    folder: str  # on this machine


def local_folder(
    url: str,
    file_name: str,
    roots: Sequence[SyncedRoot],
    environment: Mapping[str, str] = os.environ,
) -> Path | None:
    """Return the folder on this machine, None where there is none that holds the file.

    Args:
        url: of the folder, as ``Workbook.Path`` says it.
        file_name: of the workbook, which proves that it is the folder.
        roots: what OneDrive has noted, see `synced_roots`.
        environment: names the usual folders.
    """
    plain = unquote(url).rstrip("/")
    for folder in (*_noted(plain, roots), *_usual(plain, environment)):
        with suppress(OSError):
            if (folder / file_name).is_file():
                return folder
    return None


def _noted(url: str, roots: Sequence[SyncedRoot]) -> Iterator[Path]:
    """Yield what the longest fitting roots make of a URL, the nearest first."""
    for root in sorted(roots, key=lambda one: -len(one.url)):
        start = unquote(root.url).rstrip("/")
        if not f"{url}/".lower().startswith(f"{start}/".lower()):
            continue
        parts = PurePosixPath(url[len(start) :].strip("/")).parts
        for left_out in range(min(len(parts), _DEEPEST) + 1):
            yield Path(root.folder, *parts[left_out:])


def _usual(url: str, environment: Mapping[str, str]) -> Iterator[Path]:
    for pattern, names in _USUAL:
        if found := pattern.fullmatch(url):
            for name in names:
                if root := environment.get(name):
                    yield Path(root, *PurePosixPath(found[1]).parts)


def synced_roots() -> list[SyncedRoot]:
    """Return the folders that OneDrive has noted in the registry, none outside Windows."""
    if os.name != "nt":
        return []
    winreg = import_module("winreg")  # only Windows has one
    found = []
    with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _PROVIDERS) as providers:
        for number in range(winreg.QueryInfoKey(providers)[0]):
            with (
                suppress(OSError),
                winreg.OpenKey(providers, winreg.EnumKey(providers, number)) as one,
            ):
                url, _ = winreg.QueryValueEx(one, "UrlNamespace")
                folder, _ = winreg.QueryValueEx(one, "MountPoint")
                found.append(SyncedRoot(str(url), str(folder)))
    return found


def documents() -> Path:
    """Return the user's folder for documents (文档), wherever he has moved it."""
    if os.name == "nt":
        winreg = import_module("winreg")
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _SHELL) as folders:
            return Path(os.path.expandvars(winreg.QueryValueEx(folders, "Personal")[0]))
    return Path.home() / "Documents"


if TYPE_CHECKING:
    _AS_PORT: Callable[[Any], Book] = ExcelBook  # mypy proves that an ExcelBook is a Book
