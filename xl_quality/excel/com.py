"""Calls into Excel: kept quiet, their errors told in Chinese; its sheets, and which are ours.

Arguments are given by position throughout: names need Excel's type library, which is not in order
on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from xl_quality.books.opc.workbook import OWN_MARK, mark_text
from xl_quality.core.facts import sheet_and_place
from xl_quality.core.findings import EnvironmentFaultError

if TYPE_CHECKING:
    # what the tests generate from Excel's own type library, to hold every use against it
    from excel_types import Application, Range, Workbook, Worksheet

Com = Any  # An object of Excel, or of its own: COM has no types while the program runs
Member_co = TypeVar("Member_co", covariant=True)

VISIBLE: Final = -1  # xlSheetVisible
_FORMULAS: Final = -4123  # xlFormulas
_PART: Final = 2  # xlPart
_HIDDEN: Final = False
_ANY_CASE: Final = False
_SWITCHES: Final = ("ScreenUpdating", "DisplayAlerts", "EnableEvents")


class ExcelCollection(Protocol[Member_co]):
    """One of Excel's collections, counted from 1."""

    @property
    def Count(self) -> int:  # noqa: N802 - Excel's own
        """How many there are."""

    def Item(self, number: int, /) -> Member_co:  # noqa: N802 - Excel's own
        """Return one of them."""


@contextmanager
def quiet(application: Application) -> Iterator[None]:
    """Keep Excel from redrawing, asking and running the clerk's own macros during the block."""
    before = {name: getattr(application, name) for name in _SWITCHES}
    try:
        for name in _SWITCHES:
            setattr(application, name, False)
        yield
    finally:
        for name, value in before.items():
            with as_far_as_it_goes():
                setattr(application, name, value)


@contextmanager
def as_far_as_it_goes() -> Iterator[None]:
    """Let the next step of putting back have its turn, whatever Excel says to this one."""
    try:
        yield
    except Exception as error:
        if not is_refusal(error):
            raise


def left_out() -> Com:
    """Return what stands for an argument that is left out before one that is given."""
    try:
        import pythoncom  # noqa: PLC0415 - only on Windows
    except ImportError:
        return None
    return pythoncom.ArgNotFound


@contextmanager
def told(what: str, advice: str) -> Iterator[None]:
    """Turn an error of Excel into a message.

    Args:
        what: what was not done, e.g. ``无法写入「成绩册.xlsx」``.
        advice: what the clerk can do.

    Raises:
        EnvironmentFaultError: Excel refused.
    """
    try:
        yield
    except Exception as error:
        if not is_refusal(error):
            raise
        raise EnvironmentFaultError(f"{what}：{said(error)}{advice}") from error


def is_refusal(error: BaseException) -> bool:
    """Return whether an exception is Excel's own (``pywintypes.com_error``, only on Windows)."""
    return type(error).__name__ == "com_error"


def said(error: BaseException) -> str:
    """Return what Excel itself says about an error, as a sentence; ``""`` where it says nothing."""
    details = error.args[2] if len(error.args) > 2 else None  # noqa: PLR2004 - pywin32's own order
    text = str(details[2] or "").strip() if isinstance(details, tuple) else ""
    return f"Excel 说“{text.rstrip('。.')}”。" if text else "Excel 没有说明原因。"


def own_sheets(book: Workbook) -> list[str]:
    """Return the names of the sheets that carry our mark, in the order of the tabs."""
    return [sheet.Name for sheet in worksheets(book) if is_own(sheet)]


def is_own(sheet: Worksheet) -> bool:
    """Return whether a sheet carries our mark (the same hidden name as in files), still valid."""
    names = ((name, sheet_and_place(name.Name)[1]) for name in each(sheet.Names))
    marks = (name for name, word in names if word.lower() == OWN_MARK)
    return any(name.RefersTo == f"={mark_text(sheet.Name)}" for name in marks)


def mark(sheet: Worksheet) -> None:
    """Mark a sheet as ours, where the mark did not come along with it."""
    if not is_own(sheet):
        sheet.Names.Add(OWN_MARK, f"={mark_text(sheet.Name)}", _HIDDEN)


def each(collection: ExcelCollection[Member_co]) -> Iterator[Member_co]:
    """Yield the members of one of Excel's collections in order."""
    for number in range(1, collection.Count + 1):
        yield collection.Item(number)


def worksheets(book: Workbook) -> Iterator[Worksheet]:
    """Yield the worksheets in order: no chart sheets, no macro sheets."""
    return each(book.Worksheets)


def sheet_called(book: Workbook, name: str) -> Worksheet:
    """Return the worksheet of a name, whatever the case, None where there is none."""
    wanted = name.casefold()
    return next((s for s in worksheets(book) if s.Name.casefold() == wanted), None)


def find(sheet: Worksheet, what: str, order: int, direction: int) -> Range | None:
    """Return the first cell whose formula or value holds a text, None where there is none."""
    how = _FORMULAS, _PART, order, direction, _ANY_CASE
    return sheet.Cells.Find(what, sheet.Range("A1"), *how)
