"""Whether formulas of the clerk look at a sheet that is about to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.register import refers_to
from xl_quality.books.refusals import refusal
from xl_quality.excel.own_marks import worksheets
from xl_quality.sheets.grid import address

if TYPE_CHECKING:
    from collections.abc import Collection

_FORMULAS: Final = -4123  # xlFormulas
_PART: Final = 2  # xlPart
_BY_ROWS: Final = 1  # xlByRows
_NEXT: Final = 1  # xlNext
_ANY_CASE: Final = False


def refuse_used(book: Any, going: Collection[str]) -> None:  # noqa: ANN401 - COM has no types
    """
    Make sure that no formula and no name is left without the sheet that it looks at.

    Args:
        book: the Workbook.
        going: names of the sheets that go or are written anew; their own formulas do not count.

    Raises:
        BadInputError: a formula on another sheet, or a name (名称), uses one of them.
    """
    _refuse_named(book, going)
    for sheet in worksheets(book):
        if sheet.Name in going:
            continue
        for name in going:
            if cell := _user(sheet, name):
                raise refusal(
                    book.Name,
                    "sheet_in_use",
                    f"的「{sheet.Name}」{cell} 用到了「{name}」里的数据，没有改动「{name}」",
                    f"请先改掉「{sheet.Name}」里引用它的公式（可以复制后“选择性粘贴→数值”），再重试",
                    sheet=sheet.Name,
                    cell=cell,
                )


def _refuse_named(book: Any, going: Collection[str]) -> None:  # noqa: ANN401 - COM has no types
    names = book.Names
    for number in range(1, names.Count + 1):
        name = names.Item(number)
        sheet, _, own = name.Name.rpartition("!")
        if sheet.strip("'").replace("''", "'") in going:
            continue  # it goes with its sheet
        refers = name.RefersTo
        for gone in going:
            if refers_to(refers, gone):
                raise refusal(
                    book.Name,
                    "sheet_in_use",
                    f"的名称「{own}」指向「{gone}」，没有改动「{gone}」",
                    "请先在「公式→名称管理器」中改掉或删除这个名称，再重试",
                    sheet=gone,
                )


def _user(sheet: Any, name: str) -> str:  # noqa: ANN401 - COM has no types
    """Return the address of a formula that uses the sheet of that name, ``""`` for none."""
    for written in {f"{name}!", f"{name.replace(chr(39), chr(39) * 2)}'!"}:
        what = written.replace("~", "~~")
        found = sheet.Cells.Find(
            what, sheet.Range("A1"), _FORMULAS, _PART, _BY_ROWS, _NEXT, _ANY_CASE
        )
        first = None
        while found is not None:
            place = (found.Row - 1, found.Column - 1)
            if place == first:
                break
            first = first or place
            if found.HasFormula and refers_to(found.Formula, name):
                return address(*place)
            found = sheet.Cells.FindNext(found)
    return ""
