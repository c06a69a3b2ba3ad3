"""Calls into Excel: kept quiet, and what they fail with told in Chinese.

Arguments are given by position throughout: names need Excel's type library, which is not in order
on every machine.

Which sheets of the open workbook xl_quality wrote: the same hidden mark as in files.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from xl_quality.books.opc.workbook import OWN_MARK, mark_text
from xl_quality.core.findings import EnvironmentFaultError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SWITCHES: Final = ("ScreenUpdating", "DisplayAlerts", "EnableEvents")


@contextmanager
def quiet(application: Any) -> Iterator[None]:  # noqa: ANN401 - COM has no types
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


def left_out() -> Any:  # noqa: ANN401 - COM's own mark
    """Return what stands for an argument that is left out before one that is given."""
    try:
        import pythoncom  # noqa: PLC0415 - only on Windows
    except ImportError:
        return None
    return pythoncom.ArgNotFound


@contextmanager
def told(what: str, advice: str) -> Iterator[None]:
    """
    Turn an error of Excel into a message.

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
        message = f"{what}：{said(error)}{advice}"
        raise EnvironmentFaultError(message) from error


def is_refusal(error: BaseException) -> bool:
    """Return whether an exception is Excel's own (``pywintypes.com_error``, only on Windows)."""
    return type(error).__name__ == "com_error"


def said(error: BaseException) -> str:
    """Return what Excel itself says about an error, as a sentence; ``""`` where it says nothing."""
    details = error.args[2] if len(error.args) > 2 else None  # noqa: PLR2004 - pywin32's own order
    text = str(details[2] or "").strip() if isinstance(details, tuple) else ""
    return f"Excel 说“{text.rstrip('。.')}”。" if text else "Excel 没有说明原因。"


_HIDDEN: Final = False


def own_sheets(book: Any) -> list[str]:  # noqa: ANN401 - COM has no types
    """Return the names of the sheets that carry our mark, in the order of the tabs."""
    return [sheet.Name for sheet in worksheets(book) if is_own(sheet)]


def is_own(sheet: Any) -> bool:  # noqa: ANN401 - COM has no types
    """Return whether a sheet carries our mark, under the name that it still has."""
    names = sheet.Names
    for number in range(1, names.Count + 1):
        name = names.Item(number)
        if name.Name.rpartition("!")[2].lower() == OWN_MARK:
            return bool(name.RefersTo == f"={mark_text(sheet.Name)}")
    return False


def mark(sheet: Any) -> None:  # noqa: ANN401 - COM has no types
    """Mark a sheet as ours, where the mark did not come along with it."""
    if not is_own(sheet):
        sheet.Names.Add(OWN_MARK, f"={mark_text(sheet.Name)}", _HIDDEN)


def worksheets(book: Any) -> Iterator[Any]:  # noqa: ANN401 - COM has no types
    """Yield the worksheets in order: no chart sheets, no macro sheets."""
    sheets = book.Worksheets
    for number in range(1, sheets.Count + 1):
        yield sheets(number)


def sheet_called(book: Any, name: str) -> Any:  # noqa: ANN401 - COM has no types
    """Return the worksheet of a name, whatever the case, None where there is none."""
    wanted = name.casefold()
    return next((s for s in worksheets(book) if s.Name.casefold() == wanted), None)
