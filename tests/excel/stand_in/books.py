"""Excel's application and its open workbooks, in memory, loaded and saved through openpyxl."""

# Excel fixes the names and arguments of its members, its values have no types, and this must not
# be tidier than it is
# ruff: noqa: N802, N803, ARG002, FBT001, FBT002

from __future__ import annotations

import pathlib
import re
import tempfile
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl

from tests.excel.stand_in.com import Calls, Com, Model, com_error
from tests.excel.stand_in.sheets import AllNames, Chart, Several, Sheets, Tabs, Worksheet
from xl_quality.books.files import open_book

if TYPE_CHECKING:
    from collections.abc import Callable

Values = dict[str, dict[tuple[int, int], Any]]


class Application(Model):
    """
    One running Excel.

    Attributes that begin with an underscore are not Excel's: they set up what goes wrong.
    """

    def __init__(self) -> None:
        self.ScreenUpdating = self.DisplayAlerts = self.EnableEvents = True
        self.StatusBar: str | bool = False
        self.Calculation = -4105  # xlCalculationAutomatic
        self.Cursor = -4143  # xlDefault
        self.EnableCancelKey = 1  # xlInterrupt
        self.Visible, self.Interactive = False, True  # as a program starts it
        self._books: list[Workbook] = []
        self._active: Workbook | None = None
        self._protected_view: ProtectedViewWindow | None = None
        self._computed: dict[bytes, Values] = {}  # by the content of the file
        self._undeletable: set[str] = set()
        self._copies_that_fail = -1
        self._loses_names = False
        self._answers: list[Any] = []
        self._macros: Callable[..., Any] | None = None  # runs VBA
        self._asked: list[tuple[Any, ...]] = []
        self._described: dict[str, tuple[str, str, int]] = {}
        self._calls = Calls()
        self._made = 0
        self._window = 4711
        self._end: Callable[[], None] | None = None  # of the process, where it is one

    @property
    def Application(self) -> Application:
        return self

    @property
    def Version(self) -> str:
        return "16.0"

    @property
    def Workbooks(self) -> Workbooks:
        return Workbooks(self)

    @property
    def Selection(self) -> Any:
        """The cells selected on the sheet in front, at first its first one."""
        return None if self._active is None else self._active.ActiveSheet._chosen()

    @property
    def ActiveWorkbook(self) -> Workbook | None:
        return None if self._protected_view else self._active

    @property
    def ActiveProtectedViewWindow(self) -> ProtectedViewWindow | None:
        return self._protected_view

    @property
    def Hwnd(self) -> int:
        return self._window

    def Quit(self) -> None:
        if self.DisplayAlerts and self._books:
            raise AssertionError("Excel would ask for each unsaved workbook and wait")
        self._books.clear()
        if self._end is not None:
            self._end()

    def InputBox(self, Prompt: str, Title: str, Default: str = "") -> Any:
        if len(Prompt) > 255:
            raise com_error("类 Application 的 InputBox 方法无效")
        self._asked.append(("InputBox", Prompt, Title, Default))
        return self._answers.pop(0)

    def Run(
        self, Macro: str, Arg1: Any = "", Arg2: Any = "", Arg3: Any = "", Arg4: Any = ""
    ) -> Any:
        given = [Arg1, Arg2, Arg3, Arg4]
        if any(isinstance(one, str) and len(one) > 255 for one in given):
            raise com_error("类 Application 的 Run 方法无效")
        if self._macros is not None:
            return self._macros(Macro, *given)
        self._asked.append(("Run", Macro, "".join(given)))
        return self._answers.pop(0)

    def MacroOptions(  # noqa: PLR0917
        self,
        Macro: str = "",
        Description: str = "",
        HasMenu: Any = None,
        MenuText: Any = None,
        HasShortcutKey: Any = None,
        ShortcutKey: Any = None,
        Category: str = "",
        StatusBar: Any = None,
        HelpContextID: Any = None,
        HelpFile: Any = None,
        ArgumentDescriptions: Any = (),
    ) -> None:
        if len(Description) > 255 or any(len(one) > 255 for one in ArgumentDescriptions):
            raise com_error("类 Application 的 MacroOptions 方法无效")
        self._described[Macro] = Description, Category, len(ArgumentDescriptions)

    def GetOpenFilename(self, FileFilter: str, FilterIndex: int, Title: str) -> Any:
        self._asked.append(("GetOpenFilename", FileFilter, Title))
        return self._answers.pop(0)

    def FileDialog(self, fileDialogType: int) -> FileDialog:
        assert fileDialogType == 4
        return FileDialog(self)

    def _open(self, path: Path) -> Com:
        """Open a workbook as the clerk does."""
        return Com(self.Workbooks.Open(str(path)), self._calls)


class ProtectedViewWindow(Model):
    """A file from elsewhere behind the yellow bar: no workbook as long as it is there."""


class FileDialog(Model):
    def __init__(self, application: Application) -> None:
        self._application = application
        self._title = ""
        self._chosen: list[str] = []

    @property
    def Title(self) -> str:
        return self._title

    @Title.setter
    def Title(self, text: str) -> None:
        self._title = text

    @property
    def SelectedItems(self) -> FileDialogSelectedItems:
        return FileDialogSelectedItems(self._chosen)

    def Show(self) -> int:
        self._application._asked.append(("FileDialog", self._title))
        answer = self._application._answers.pop(0)
        self._chosen = [answer] if answer else []
        return -1 if answer else 0


class FileDialogSelectedItems(Several):
    """The paths that were picked."""


class Workbooks(Model):
    def __init__(self, application: Application) -> None:
        self._application = application

    @property
    def Application(self) -> Application:
        return self._application

    @property
    def Count(self) -> int:
        return len(self._application._books)

    def Item(self, Index: int | str) -> Workbook:
        for number, book in enumerate(self._application._books, 1):
            if Index in (number, book.Name):
                return book
        raise com_error("下标越界")

    def Add(self) -> Workbook:
        """Make a new workbook, which lies nowhere before it is saved."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "new.xlsx"
            made = openpyxl.Workbook()
            made.worksheets[0].title = "Sheet1"
            made.save(path)
            book = Workbook(self._application, path)
        self._application._made += 1
        book._path = Path(f"Book{self._application._made}")
        self._application._books.append(book)
        self._application._active = book
        return book

    def Open(  # noqa: PLR0917
        self,
        Filename: str,
        UpdateLinks: int = 0,
        ReadOnly: bool = False,
        Format: Any = None,
        Password: Any = None,
        WriteResPassword: Any = None,
        IgnoreReadOnlyRecommended: Any = None,
        Origin: Any = None,
        Delimiter: Any = None,
        Editable: Any = None,
        Notify: Any = None,
        Converter: Any = None,
        AddToMru: Any = None,
        Local: Any = None,
        CorruptLoad: Any = None,
    ) -> Workbook:
        path = Path(Filename)
        if any(book.Name.casefold() == path.name.casefold() for book in self._application._books):
            raise com_error("不能同时打开两个同名的工作簿。")
        if not path.exists():
            raise com_error(f"很抱歉，找不到 {path.name}。")
        book = Workbook(self._application, path)
        self._application._books.append(book)
        self._application._active = book
        return book


class Worksheets(Sheets):
    """Those that have cells."""


class Charts(Tabs):
    """Those that are a chart."""


class Workbook(Model):
    def __init__(self, application: Application, path: Path) -> None:
        self._application, self._path = application, path
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl says what it leaves out
            self._file = openpyxl.load_workbook(BytesIO(path.read_bytes()))
            known = application._computed.get(path.read_bytes())
            computed = known or _computed(path, self._file)
        self.CheckCompatibility = True
        self._rows = 65_536 if path.suffix == ".xls" else 1_048_576
        self._shared = False
        self._links: list[str] = []
        self._folder = ""  # in the web; "" where it lies on the disk
        self._password = False
        self._sheets: list[Any] = [
            Worksheet(self, sheet, computed.get(sheet.title, {}))
            if hasattr(sheet, "iter_rows")
            else Chart(self, sheet)
            for sheet in self._file._sheets
        ]
        self._selected: list[Any] = []

    @property
    def Application(self) -> Application:
        return self._application

    @property
    def Name(self) -> str:
        return self._path.name

    @property
    def FullName(self) -> str:
        return f"{self._folder}/{self.Name}" if self._folder else str(self._path)

    @property
    def HasPassword(self) -> bool:
        return self._password

    @property
    def Path(self) -> str:
        on_disk = "" if str(self._path.parent) == "." else str(self._path.parent)
        return self._folder or on_disk

    @property
    def Worksheets(self) -> Worksheets:
        return Worksheets(self, lambda tab: isinstance(tab, Worksheet))

    @property
    def Sheets(self) -> Sheets:
        return Sheets(self, lambda _: True)

    @property
    def Charts(self) -> Charts:
        return Charts(self, lambda tab: isinstance(tab, Chart))

    @property
    def Names(self) -> AllNames:
        return AllNames(self)

    @property
    def ProtectStructure(self) -> bool:
        return bool(self._file.security and self._file.security.lockStructure)

    @property
    def MultiUserEditing(self) -> bool:
        return self._shared

    @property
    def Excel8CompatibilityMode(self) -> bool:
        return self._rows == 65_536

    @property
    def ActiveSheet(self) -> Any:
        tabs = [tab for tab in self._tabs() if tab.Visible == -1]
        return next((tab for tab in tabs if tab in self._selected), tabs[0])

    def Activate(self) -> None:
        self._application._active = self

    def LinkSources(self, Type: int) -> tuple[str, ...] | None:
        assert Type == 1
        return tuple(self._links) or None

    def ChangeLink(self, Name: str, NewName: str, Type: int) -> None:
        assert NewName == self.FullName
        self._links.remove(Name)
        _replace(self._tabs(), re.escape(f"[{Path(Name).name}]"), "")

    def SaveCopyAs(self, Filename: str) -> None:
        if not Path(Filename).parent.is_dir():
            raise com_error("无法访问文件。")
        if Path(Filename).exists():
            raise AssertionError("a file would be overwritten")
        self._write(Path(Filename))

    @property
    def FileFormat(self) -> int:
        return 56 if self._path.suffix == ".xls" else 51

    def Save(self) -> None:
        self._write(self._path)

    def SaveAs(self, Filename: str, FileFormat: int, Password: Any = None) -> None:
        if self.CheckCompatibility and FileFormat == 56:
            raise AssertionError("Excel would show its compatibility report and wait")
        assert FileFormat in {51, 56}
        assert not Password
        self._write(Path(Filename))
        self._path = Path(Filename)

    def Close(self, SaveChanges: bool) -> None:
        assert SaveChanges is False
        self._application._books.remove(self)
        books = self._application._books
        if self._application._active is self:
            self._application._active = books[-1] if books else None

    def _tabs(self) -> list[Any]:
        by_file = {id(s._sheet): s for s in self._sheets}
        return [by_file[id(sheet)] for sheet in self._file._sheets]

    def _write(self, path: pathlib.Path) -> None:
        order = self._file._sheets
        # openpyxl counts chart sheets when it reads local names, but not when it writes them
        self._file._sheets = sorted(order, key=lambda sheet: not hasattr(sheet, "iter_rows"))
        self._file.save(path)
        self._file._sheets = order
        self._application._computed[path.read_bytes()] = {
            s.Name: dict(s._values) for s in self._sheets if isinstance(s, Worksheet)
        }

    def _open_structure(self) -> None:
        if self.ProtectStructure:
            raise com_error("工作簿受保护，无法更改。")

    def _rewrite(self, old: str, new: str | None) -> None:
        """Let formulas follow a sheet that is renamed; they lose one that is deleted."""
        quoted, bare = rf"'{re.escape(old)}'!", rf"(?<![\w'.\]]){re.escape(old)}!"
        _replace(self._tabs(), f"{quoted}|{bare}", "#REF!" if new is None else f"'{new}'!")

    def _link(self, source: Workbook, came: list[Any], together: set[str]) -> None:
        """Let formulas that look at sheets left behind look into the other file."""
        for sheet in came:
            for cell in list(sheet._sheet._cells.values()):
                found = re.search(r"'?([^'!=(,]+)'?!", str(cell.value))
                if cell.data_type == "f" and found and found[1] not in together:
                    cell.value = cell.value.replace(found[0], f"'[{source.Name}]{found[1]}'!")
                    if source.FullName not in self._links:
                        self._links.append(source.FullName)

    def _looked_up(self, formula: str, own: Worksheet) -> Any:
        """Return what ``='成绩'!A3`` and ``=A1-'成绩'!A3`` give; nothing else is computed here.

        An empty cell is 0 for whoever looks at it.
        """
        terms = formula.removeprefix("=").split("-")
        found = [re.fullmatch(r"(?:'?([^'!]+)'?!)?([A-Z]+\d+)", term) for term in terms]
        values = []
        for term in found:
            if term is None:
                return "#NAME?"
            sheet = self.Worksheets.Item(term[1]) if term[1] else own
            cell = sheet.Range(term[2])
            value = sheet._value(cell.Row, cell.Column)[0]
            values.append(0.0 if value is None else value)
        if len(values) == 1:
            return values[0]
        words = [one for one in values if isinstance(one, str)]
        if words:  # an error is handed on; words are no numbers
            return next((one for one in words if one.startswith("#")), "#VALUE!")
        return values[0] - sum(values[1:])


def _replace(tabs: list[Any], old: str, new: str) -> None:
    """Change all formulas."""
    for sheet in tabs:
        if isinstance(sheet, Worksheet):
            for cell in sheet._sheet._cells.values():
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = re.sub(old, lambda _: new, cell.value)


def _computed(path: Path, file: Any) -> Values:
    """Return the values that the formulas of a file were saved with."""
    cached = open_book(path) if path.suffix != ".xls" else None
    found: Values = {}
    for sheet in file.worksheets:
        formulas = [place for place, cell in sheet._cells.items() if cell.data_type == "f"]
        if formulas and cached is not None:
            rows = cached.read(sheet.title).rows
            found[sheet.title] = {
                (row, column): getattr(rows[row - 1][column - 1], "code", rows[row - 1][column - 1])
                for row, column in formulas
                if row <= len(rows)
                and column <= len(rows[row - 1])
                and rows[row - 1][column - 1] is not None
            }
    return found
