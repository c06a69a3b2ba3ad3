"""Worksheets and the collections of them, over openpyxl's model of a sheet."""

# Excel fixes the names and arguments of its members, its values have no types, and this must not
# be tidier than it is
# ruff: noqa: N802, N803, ARG002, FBT001, FBT002

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from openpyxl.workbook.defined_name import DefinedName

from tests.excel.stand_in.com import Model, com_error
from tests.excel.stand_in.copying import copy_sheet
from tests.excel.stand_in.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.excel.stand_in.books import Workbook

_CELL = r"\$?[A-Za-z]{1,3}\$?\d+"
_ADDRESS = re.compile(rf"{_CELL}(:{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?\d+:\$?\d+")
VISIBILITY = {"visible": -1, "hidden": 0, "veryHidden": 2}


class Worksheet(Model):
    def __init__(self, book: Workbook, sheet: Any, values: dict[tuple[int, int], Any]) -> None:
        self._book, self._sheet, self._values = book, sheet, values
        self._hits: list[tuple[int, int]] = []
        self._selected: Any = None

    @property
    def Name(self) -> str:
        return str(self._sheet.title)

    @Name.setter
    def Name(self, name: str) -> None:
        self._book._open_structure()
        others = {s.Name.casefold() for s in self._book._tabs() if s is not self}
        if name.casefold() in others or len(name) > 31 or re.search(r"[\[\]:*?/\\]", name):
            raise com_error("该名称已被使用。请尝试其他名称。")
        self._book._rewrite(self.Name, name)
        self._sheet.title = name

    @property
    def Visible(self) -> int:
        return VISIBILITY[self._sheet.sheet_state]

    @Visible.setter
    def Visible(self, given: int) -> None:
        self._book._open_structure()
        shown = [tab for tab in self._book._tabs() if tab.Visible == -1]
        if int(given) not in {-1, 1} and shown == [self]:
            raise com_error("不能设置类 Worksheet 的 Visible 属性")
        states = {number: state for state, number in VISIBILITY.items()}
        self._sheet.sheet_state = states[-1 if given is True else int(given)]

    @property
    def UsedRange(self) -> Range:
        sheet = self._sheet
        return Range(self, (sheet.min_column, sheet.min_row, sheet.max_column, sheet.max_row))

    @property
    def Cells(self) -> Range:
        return Range(self, (1, 1, 16_384, self._book._rows))

    @property
    def Names(self) -> Names:
        return Names(self)

    def ChartObjects(self) -> ChartObjects:
        return ChartObjects([ChartObject(chart) for chart in self._sheet._charts])

    def Range(self, Cell1: Any, Cell2: Any = None) -> Range:
        first, last = (
            one if isinstance(one, Range) else self._named(one) for one in (Cell1, Cell2 or Cell1)
        )
        corners = (*first._area, *last._area)
        columns, rows = corners[::2], corners[1::2]
        return Range(self, (min(columns), min(rows), max(columns), max(rows)))

    def _named(self, address: str) -> Any:
        """Return the range of an address or of a name that is known here; no name is an address."""
        if _ADDRESS.fullmatch(address):
            return Range._at(self, address)
        for names in (self.Names, self._book.Names):
            for number in range(1, names.Count + 1):
                name = names.Item(number)
                if name.Name.rpartition("!")[2].casefold() == address.casefold():
                    there = name.RefersToRange
                    if there.Worksheet is not self:
                        raise com_error("方法“Range”作用于对象“_Worksheet”时失败")
                    return there
        return Range._at(self, address)

    @property
    def Parent(self) -> Workbook:
        return self._book

    @property
    def Index(self) -> int:
        return self._book._tabs().index(self) + 1

    def Activate(self) -> None:
        self._book._application._active = self._book
        self._book._selected = [self]

    def Copy(self, Before: Worksheet | None = None, After: Worksheet | None = None) -> None:
        Sheets(self._book, lambda tab: tab is self).Copy(Before, After)

    def Move(self, Before: Worksheet | None = None, After: Worksheet | None = None) -> None:
        self._book._open_structure()
        there = Before or After
        assert there is not None, "without a place a new workbook would be made"
        sheets = self._book._file._sheets
        sheets.remove(self._sheet)
        sheets.insert(sheets.index(there._sheet) + (Before is None), self._sheet)
        self._book._selected = [self]

    def Select(self, Replace: bool = True) -> None:
        if self.Visible != -1 or self._book._application._active is not self._book:
            raise com_error("类 Worksheet 的 Select 方法无效")
        self._book._selected = [self]

    def _chosen(self) -> Any:
        return self._selected or Range(self, (1, 1, 1, 1))

    def Delete(self) -> None:
        application = self._book._application
        self._book._open_structure()
        if application.DisplayAlerts:
            raise AssertionError("Excel would ask the clerk and wait")
        visible = [s for s in self._book._tabs() if s.Visible == -1]
        if visible == [self]:
            raise com_error("工作簿内至少含有一张可视工作表。")
        if self.Name in application._undeletable:
            raise com_error("类 Worksheet 的 Delete 方法无效")
        self._book._rewrite(self.Name, None)
        self._book._file.remove(self._sheet)
        self._book._sheets.remove(self)
        self._deleted = True

    def _merged_at(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        for area in self._sheet.merged_cells.ranges:
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                bounds: tuple[int, int, int, int] = area.bounds
                return bounds
        return None

    def _value(self, row: int, column: int) -> tuple[Any, str, str]:
        """Return a cell's value, openpyxl's kind of it and its number format."""
        cell = self._sheet._cells.get((row, column))
        if cell is None:
            return None, "n", ""
        value = cell.value
        if self._holds_formula(row, column):
            known = (row, column) in self._values
            value = self._values[row, column] if known else self._book._looked_up(value, self)
        return value, cell.data_type, cell.number_format

    def _holds_formula(self, row: int, column: int) -> bool:
        cell = self._sheet._cells.get((row, column))
        return cell is not None and cell.data_type == "f"

    def _formula(self, row: int, column: int) -> Any:
        cell = self._sheet._cells.get((row, column))
        value = None if cell is None else cell.value
        return "" if value is None else getattr(value, "text", value)

    def _enter(self, row: int, column: int, text: Any) -> None:
        if self._sheet.protection.sheet:
            raise com_error("您试图更改的单元格受保护。")
        self._values.pop((row, column), None)
        self._sheet.cell(row, column).value = text

    def _filled(self) -> list[tuple[int, int]]:
        return sorted(place for place, cell in self._sheet._cells.items() if cell.value is not None)


class Names(Model):
    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet

    @property
    def Count(self) -> int:
        return len(self._texts())

    def Item(self, Index: int | str) -> Name:
        texts = self._texts()
        if isinstance(Index, str):
            words = [text[0].casefold() for text in texts]
            word = Index.rpartition("!")[2].casefold()
            return self.Item(words.index(word) + 1 if word in words else 0)
        if not 1 <= Index <= len(texts):
            raise com_error("应用程序定义或对象定义错误")
        return Name(self._sheet, *texts[Index - 1])

    def Add(self, Name: str, RefersTo: str, Visible: bool = True) -> Any:
        names = self._sheet._sheet.defined_names
        word = Name.rpartition("!")[2]
        names[word] = DefinedName(word, attr_text=RefersTo.removeprefix("="), hidden=not Visible)
        return next(one for one in map(self.Item, range(1, self.Count + 1)) if one._name == word)

    def _texts(self) -> list[tuple[str, str]]:
        sheet = self._sheet._sheet
        found = [(name, one.attr_text) for name, one in sheet.defined_names.items()]
        if sheet.print_title_rows or sheet.print_title_cols:
            found.append(("Print_Titles", sheet.print_titles))
        return found


class Name(Model):
    def __init__(self, sheet: Worksheet, name: str, text: str) -> None:
        self._sheet, self._name, self._text = sheet, name, text

    @property
    def Name(self) -> str:
        plain = re.fullmatch(r"\w+", self._sheet.Name)
        return f"{self._sheet.Name if plain else repr(self._sheet.Name)}!{self._name}"

    @property
    def RefersTo(self) -> str:
        return f"={self._text}"

    @property
    def RefersToRange(self) -> Range:
        return _there(self._sheet._book, self._text)

    def Delete(self) -> None:
        del self._sheet._sheet.defined_names[self._name]


def _there(book: Workbook, text: str) -> Range:
    """Return the range that a name stands for; a name of a number stands for none."""
    sheet, mark, address = text.rpartition("!")
    if not mark:
        raise com_error("应用程序定义或对象定义错误")
    found: Worksheet = book.Worksheets.Item(sheet.strip("'").replace("''", "'"))
    return Range._at(found, address)


class AllNames(Model):
    """The names of a workbook, those local to a sheet among them."""

    _type = "Names"

    def __init__(self, book: Workbook) -> None:
        self._book = book

    @property
    def Count(self) -> int:
        return len(self._all())

    def Item(self, Index: int | str) -> Name | GlobalName:
        if not isinstance(Index, str):
            return self._all()[Index - 1]
        for one in self._all():
            if one.Name.casefold() == Index.casefold():
                return one
        raise com_error("应用程序定义或对象定义错误")

    def Add(self, Name: str, RefersTo: Any, Visible: bool = True) -> Any:
        sheet, mark, word = Name.rpartition("!")
        text = str(RefersTo).removeprefix("=")
        if isinstance(RefersTo, Range):
            text = f"'{RefersTo.Worksheet.Name}'!{RefersTo.Address}"
        if mark:
            return self._book.Worksheets.Item(sheet.strip("'")).Names.Add(word, text, Visible)
        names = self._book._file.defined_names
        names[word] = DefinedName(word, attr_text=text, hidden=not Visible)
        return GlobalName(self._book, word, text)

    def _all(self) -> list[Name | GlobalName]:
        found: list[Name | GlobalName] = [
            GlobalName(self._book, name, one.attr_text)
            for name, one in self._book._file.defined_names.items()
        ]
        for sheet in self._book._tabs():
            if isinstance(sheet, Worksheet):
                names = sheet.Names
                found += [names.Item(n) for n in range(1, names.Count + 1)]
        return found


class GlobalName(Model):
    _type = "Name"

    def __init__(self, book: Workbook, name: str, text: str) -> None:
        self._book, self._name, self._text = book, name, text

    @property
    def RefersToRange(self) -> Range:
        return _there(self._book, self._text)

    def Delete(self) -> None:
        del self._book._file.defined_names[self._name]

    @property
    def Name(self) -> str:
        return self._name

    @property
    def RefersTo(self) -> str:
        return f"={self._text}"


class Several(Model):
    """Things counted from 1."""

    def __init__(self, held: list[Any]) -> None:
        self._list = held

    @property
    def _held(self) -> list[Any]:
        return self._list

    @property
    def Count(self) -> int:
        return len(self._held)

    def Item(self, Index: Any) -> Any:
        if not 1 <= Index <= len(self._held):
            raise com_error("下标越界")
        return self._held[Index - 1]


class Tabs(Several):
    """Tabs of a workbook, asked for by number, by name or by several names."""

    def __init__(self, book: Workbook, picked: Callable[[Any], bool]) -> None:
        self._book, self._picked = book, picked

    @property
    def _held(self) -> list[Any]:
        """What is there now: who keeps the collection sees every change."""
        return [tab for tab in self._book._tabs() if self._picked(tab)]

    def Item(self, Index: int | str | tuple[str, ...]) -> Any:
        if isinstance(Index, tuple):
            return type(self)(self._book, lambda tab: tab.Name in Index)
        if not isinstance(Index, str):
            return super().Item(Index)
        found = [s for s in self._held if s.Name.casefold() == Index.casefold()]
        if not found:
            raise com_error("下标越界")
        return found[0]

    @property
    def Parent(self) -> Workbook:
        return self._book

    def Copy(self, Before: Worksheet | None = None, After: Worksheet | None = None) -> None:
        there = Before or After
        assert there is not None, "without a place a new workbook would be made"
        book, held = there._book, self._held
        book._open_structure()
        source = held[0]._book
        if source._rows > book._rows:
            raise com_error(
                "Excel 无法将工作表插入到目标工作簿中，因为目标工作簿的行数和列数较少。"
            )
        application = book._application
        came = []
        place = book._file._sheets.index(there._sheet) + (Before is None)
        for number, sheet in enumerate(held):
            if number == application._copies_that_fail:
                raise com_error("内存不足")
            taken = {s.Name.casefold() for s in book._tabs()}
            names = (sheet.Name, *(f"{sheet.Name} ({n})" for n in range(2, 99)))
            name = next(one for one in names if one.casefold() not in taken)
            made = book._file.create_sheet(name, place + number)
            copy_sheet(sheet._sheet, made)
            if application._loses_names:
                made.defined_names.clear()
            came.append(Worksheet(book, made, dict(sheet._values)))
            book._sheets.append(came[-1])
        book._link(source, came, {s.Name for s in held})
        book._selected = came
        application._active = book


class Sheets(Tabs):
    """All tabs."""

    def Add(self, Before: Worksheet | None = None, After: Worksheet | None = None) -> Any:
        book: Workbook = self._book
        book._open_structure()
        at = book._tabs().index(Before or After or book.ActiveSheet) + (After is not None)
        made = book._file.create_sheet(f"Sheet{len(book._sheets) + 1}", at)
        book._sheets.append(Worksheet(book, made, {}))
        book._sheets[-1].Activate()
        return book._sheets[-1]


class ChartObjects(Several):
    """The charts that lie on a sheet."""


class SeriesCollection(Several):
    """What a chart draws."""


class ChartObject(Model):
    """The frame in which a chart lies on a sheet."""

    def __init__(self, drawn: Any) -> None:
        self._drawn = drawn

    @property
    def Chart(self) -> EmbeddedChart:
        return EmbeddedChart(self._drawn)


class EmbeddedChart(Model):
    _type = "Chart"

    def __init__(self, drawn: Any) -> None:
        self._drawn = drawn

    def SeriesCollection(self) -> SeriesCollection:
        return SeriesCollection([Series(one) for one in self._drawn.ser])


class Series(Model):
    def __init__(self, one: Any) -> None:
        self._one = one

    @property
    def Formula(self) -> str:
        if self._one.val is None:
            raise com_error("类 Series 的 Formula 属性无效")
        return f"=SERIES(,,{self._one.val.numRef.f},1)"


class Chart(Model):
    """A chart sheet: it has a tab and no cells."""

    def __init__(self, book: Workbook, sheet: Any) -> None:
        self._book, self._sheet = book, sheet

    @property
    def Name(self) -> str:
        return str(self._sheet.title)

    @property
    def Visible(self) -> int:
        return VISIBILITY[self._sheet.sheet_state]

    def SeriesCollection(self) -> SeriesCollection:
        return SeriesCollection([Series(one) for chart in self._sheet._charts for one in chart.ser])
