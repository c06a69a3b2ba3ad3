"""Why a cell shows an error: ``XLQ_WHY`` (出错的原因).

Calc does not tell a function which cell asks, so no reason can be kept for a cell. Instead the
formula of the cell is read, and each of our functions in it is computed once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xl_quality.functions.catalogue import BY_NAME
from xl_quality.functions.refusals import call_safely
from xl_quality.functions.registry import Argument, CellError, ErrorCode, Function
from xl_quality.libreoffice.formula_arguments import UnknownArgumentError, anything, range_of
from xl_quality.libreoffice.formula_calls import calls_of
from xl_quality.libreoffice.results import CALC_ERRORS
from xl_quality.libreoffice.signatures import Passing, passing
from xl_quality.sheets.grid import ErrorCell

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.libreoffice.formula_calls import Call
    from xl_quality.libreoffice.ranges import Rows

_NOT_CELLS: Final = (
    "成绩区域要直接选格子，不能写数组，也不能写算出来的数组（如 B2:B9*1、按 Ctrl+Shift+Enter 的"
    " IF）：请把要统计的数放在一列格子里，再选那一列"
)
_TOO_FEW: Final = "参数没有写全：请按函数说明填写"
_COMPUTED: Final = (
    "这个公式的参数里还有别的计算，从这里看不出原因：请把那一部分先算在一个格子里，"
    "公式里改为引用那个格子"
)
_ELSEWHERE: Final = "这个错误不是本扩展的函数给出的：请看公式里别的函数，和它引用的格子"
_BESIDE: Final = "这个格子在结果之外：结果只有{}行{}列"
_GONE: Final = "#REF!"
_DELETED: Final = "公式引用的格子已经被删除：请重新选区域"
_HANDED_ON: Final = "{} 是错误值{}：请先改好那个格子"
_REFUSED: Final = 504
"""Calc's error for a range that is none; it does not call the function then."""
_DERIVED: Final = frozenset((502, CALC_ERRORS[ErrorCode.REFERENCE]))
"""Calc's errors for a part of a result that is one error only: those of INDEX in 7.4 and 25.2."""


def why(document: Any, selected: Any, rows: Callable[[Any], Rows]) -> str:  # noqa: ANN401 - UNO has no types
    """
    Return why a cell shows an error, ``""`` where it shows none.

    Args:
        document: the spreadsheet document.
        selected: a cell range; its first cell is meant.
        rows: gives the cells of a range of the document.
    """
    cell = selected.getCellByPosition(0, 0)
    error = cell.getError()
    if not error:
        return ""
    start = _start(cell)
    calls = calls_of(start.Formula)
    if calls and error == _REFUSED:
        return _TOO_FEW if any(map(_lacks_a_range, calls)) else _NOT_CELLS
    reasons: dict[str, None] = {}
    for call in calls:
        try:
            shown = _shown(_answer(document, start.Spreadsheet, call, rows), call, start, cell)
            fitting = (one for one in shown if error in {CALC_ERRORS[one.code], *_DERIVED})
            reasons |= {one.reason: None for one in fitting}
        except UnknownArgumentError:
            reasons[_COMPUTED] = None
    return "；或者：".join(reasons) or _ELSEWHERE


def _lacks_a_range(call: Call) -> bool:
    arguments = BY_NAME[call.name].arguments
    ranges = [place for place, one in enumerate(arguments) if passing(one) is Passing.RANGE]
    return any(not "".join(call.arguments[place : place + 1]) for place in ranges)


def _start(cell: Any) -> Any:  # noqa: ANN401 - UNO has no types
    """Return the cell that holds the formula: of an array formula its first one."""
    if not cell.ArrayFormula:
        return cell
    cursor = cell.Spreadsheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    return cursor.getCellByPosition(0, 0)


def _answer(document: Any, sheet: Any, call: Call, rows: Callable[[Any], Rows]) -> object:  # noqa: ANN401 - UNO has no types
    """
    Compute a call as Calc has it computed.

    Raises:
        UnknownArgumentError: an argument is computed by Calc alone.
    """
    function = BY_NAME[call.name]
    given: list[object] = []
    for number, text in enumerate(call.arguments):
        if _GONE in text:
            return CellError(ErrorCode.REFERENCE, _DELETED)
        argument = function.arguments[min(number, len(function.arguments) - 1)]
        if passing(argument) is Passing.RANGE:
            given.append(rows(range_of(document, sheet, text)))
            continue
        given.append(anything(document, sheet, text))
        if error := _error_in(given[-1]):  # Calc hands it on without a call
            return CellError(ErrorCode(error.code), _HANDED_ON.format(text, error.code))
    return call_safely(function.call, *given)


def _error_in(value: object) -> ErrorCell | None:
    if isinstance(value, ErrorCell):
        return value
    rows = value if isinstance(value, tuple) else ()
    return next((cell for row in rows for cell in row if isinstance(cell, ErrorCell)), None)


def _shown(result: object, call: Call, start: Any, cell: Any) -> list[CellError]:  # noqa: ANN401 - UNO has no types
    """Return the errors of a result that a cell of its formula's area may show."""
    if isinstance(result, CellError):
        return [result]
    if not isinstance(result, (tuple, list)):
        return []
    if not call.alone:
        return [one for row in result for one in row if isinstance(one, CellError)]
    row = cell.CellAddress.Row - start.CellAddress.Row
    column = cell.CellAddress.Column - start.CellAddress.Column
    if row < len(result) and column < len(result[0]):
        one = result[row][column]
        return [one] if isinstance(one, CellError) else []
    size = _BESIDE.format(len(result), len(result[0]))
    return [CellError(ErrorCode.NOT_AVAILABLE, size)]


WHY: Final = Function(
    "XLQ_WHY",
    why,
    "说明本扩展的函数为什么在这个单元格里显示错误；没有错误时为空。",
    (Argument("cell", "显示错误的单元格，例如 B2"),),
)
"""In Excel it is part of the add-in's VBA; so it stands in no registry."""
