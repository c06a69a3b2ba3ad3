"""Why a cell shows an error (出错的原因): ``XLQ_WHY``.

Calc does not tell a function which cell asks, so no reason can be kept for a cell. Instead the
formula of the cell is read, and each of our functions in it is computed once more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from xl_quality.functions.catalogue import every_function
from xl_quality.functions.registry import Argument, CellError, ErrorCode, Function, call_safely
from xl_quality.libreoffice.calc_cells import CALC_ERRORS, Rows, headed, range_values
from xl_quality.libreoffice.signatures import Passing, passing
from xl_quality.libreoffice.uno_values import PREFIX, Uno, array_around
from xl_quality.sheets.cells import ErrorCell

_KNOWN: Final = {one.name: one for one in every_function()}
_TOKEN: Final = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|[^\W\d][\w.]*|.', re.DOTALL)
"""A text, a sheet's quoted name, a word, or any other character."""
_DEEPER: Final = frozenset("({")
_HIGHER: Final = frozenset(")}")
_NEXT: Final = ";"
_NUMBER: Final = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(%?)")
_TEXT: Final = re.compile(r'"((?:[^"]|"")*)"', re.DOTALL)
_TRUTHS: Final = {"TRUE()": 1.0, "FALSE()": 0.0}  # calc hands a truth value over as a number
_CELLS: Final = re.compile(
    r"(?:\$?(?:'((?:[^']|'')+)'|([^.'!:;\s]+))\.)?"
    r"(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3})"
)
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
_REFUSED: Final = 504  # calc's error for a range that is none; it does not call the function then
_DERIVED: Final = frozenset((502, CALC_ERRORS[ErrorCode.REFERENCE]))
"""Calc's errors for a part of a result that is one error only: those of INDEX in 7.4 and 25.2."""


class Call(NamedTuple):
    """A function with its arguments."""

    name: str  # as in the registry
    arguments: tuple[str, ...]  # as written, without spaces around; ``""`` where one is left out
    alone: bool  # there is nothing else in the formula


def calls_of(formula: str) -> list[Call]:
    """Return every call of our functions, one inside another's argument too, in their order.

    >>> calls_of('=IF(A1>0;XLQ.RANK_IN(B2;$甲.B2:B9;;"是");"MET(1)")')
    [Call(name='RANK_IN', arguments=('B2', '$甲.B2:B9', '', '"是"'), alone=False)]
    """
    tokens = _TOKEN.findall(formula.strip("{}= "))
    calls = []
    for place, token in enumerate(tokens):
        name = token.removeprefix(PREFIX).upper()
        if name in _KNOWN and tokens[place + 1 : place + 2] == ["("]:
            arguments, end = _arguments(tokens, place + 2)
            calls.append(Call(name, arguments, alone=place == 0 and end == len(tokens)))
    return calls


def _arguments(tokens: Sequence[str], start: int) -> tuple[tuple[str, ...], int]:
    """Return what stands in a bracket opened before *start*, and where it has ended."""
    parts = [""]
    depth, end = 0, start
    for end, token in enumerate(tokens[start:], start + 1):  # noqa: B007 - used behind the loop
        depth += (token in _DEEPER) - (token in _HIGHER)
        if depth < 0:
            break
        if depth == 0 and token == _NEXT:
            parts.append("")
        else:
            parts[-1] += token
    texts = tuple(part.strip() for part in parts)
    return (() if texts == ("",) else texts), end


class UnknownArgumentError(Exception):
    """What an argument stands for is computed by Calc alone."""


def constant(text: str) -> float | str | None:
    """Return a constant as Calc hands it over, None for an argument left out.

    >>> constant("60%"), constant('"2截尾"'), constant("TRUE()"), constant("")
    (0.6, '2截尾', 1.0, None)

    Raises:
        UnknownArgumentError: it is none.
    """
    if not text:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if number := _NUMBER.fullmatch(text):
        return float(number[1]) / (100 if number[2] else 1)
    if quoted := _TEXT.fullmatch(text):
        return quoted[1].replace('""', '"')
    raise UnknownArgumentError


def range_of(document: Uno, sheet: Uno, text: str) -> Uno:
    """Return the cells that a reference or a name in a formula of a sheet stands for.

    Raises:
        UnknownArgumentError: it is neither.
    """
    for names in (sheet.NamedRanges, document.NamedRanges):
        if names.hasByName(text):
            return _referred(names.getByName(text))
    if document.DatabaseRanges.hasByName(text.removesuffix("[]")):
        return _of_table(document, document.DatabaseRanges.getByName(text.removesuffix("[]")), text)
    reference = _CELLS.fullmatch(text)
    if reference is None:
        raise UnknownArgumentError
    quoted, plain, cells = reference.groups()
    name = quoted.replace("''", "'") if quoted else plain
    if name and not document.Sheets.hasByName(name):
        raise UnknownArgumentError
    return (document.Sheets.getByName(name) if name else sheet).getCellRangeByName(cells)


def _of_table(document: Uno, table: Uno, text: str) -> Uno:
    """Return the cells of a table (数据区域), written ``表1[]`` those without its labels."""
    place = table.DataArea
    below = int(text.endswith("[]") and table.ContainsHeader)
    return document.Sheets.getByIndex(place.Sheet).getCellRangeByPosition(
        place.StartColumn, place.StartRow + below, place.EndColumn, place.EndRow
    )


def _referred(name: Uno) -> Uno:
    cells = name.getReferredCells()
    if cells is None:
        raise UnknownArgumentError
    return cells


def anything(document: Uno, sheet: Uno, text: str) -> float | str | Rows | None:
    """Return a constant, a cell's value or a range's cells as Calc hands them over.

    A single empty cell is 0, as in Calc's own functions; an error is an `ErrorCell`.

    Raises:
        UnknownArgumentError: Calc computes it.
    """
    try:
        return constant(text)
    except UnknownArgumentError:
        area = range_of(document, sheet, text)
    rows = range_values(None, area)
    if len(rows) > 1 or len(rows[0]) > 1:
        return rows
    value: float | str = rows[0][0]
    return 0.0 if value == "" and not area.getCellByPosition(0, 0).Formula else value


def why(document: Uno, selected: Uno, rows: Callable[[Any], Rows]) -> str:
    """Return why a cell shows an error, ``""`` where it shows none.

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
        if any(map(_lacks_a_range, calls)):
            return _TOO_FEW
        given = [text for call in calls for text in call.arguments]
        errors = (_error_among(document, start.Spreadsheet, text) for text in given)
        return next(filter(None, errors), _NOT_CELLS)
    reasons: dict[str, None] = {}
    for call in calls:
        try:
            shown = _errors(_answer(document, start.Spreadsheet, call, rows), call, start, cell)
            fitting = (one for one in shown if error in {CALC_ERRORS[one.code], *_DERIVED})
            reasons |= {one.reason: None for one in fitting}
        except UnknownArgumentError:
            reasons[_COMPUTED] = None
    return "；或者：".join(reasons) or _ELSEWHERE


def _lacks_a_range(call: Call) -> bool:
    arguments = _KNOWN[call.name].arguments
    ranges = [place for place, one in enumerate(arguments) if passing(one) is Passing.RANGE]
    return any(not "".join(call.arguments[place : place + 1]) for place in ranges)


def _error_among(document: Uno, sheet: Uno, text: str) -> str:
    """Return the advice about a range with an error in it, ``""`` where an argument is none."""
    try:
        error = _error_in(anything(document, sheet, text))
    except UnknownArgumentError:
        return ""
    return _HANDED_ON.format(text, error.code) if error else ""


def _start(cell: Uno) -> Uno:
    """Return the cell that holds the formula: of an array formula its first one."""
    if not cell.ArrayFormula:
        return cell
    return array_around(cell).getCellByPosition(0, 0)


def _answer(document: Uno, sheet: Uno, call: Call, rows: Callable[[Any], Rows]) -> object:
    """Compute a call as Calc has it computed.

    Raises:
        UnknownArgumentError: an argument is computed by Calc alone.
    """
    function = _KNOWN[call.name]
    given: list[object] = []
    for number, text in enumerate(call.arguments):
        if _GONE in text:
            return CellError(ErrorCode.REFERENCE, _DELETED)
        argument = function.arguments[min(number, len(function.arguments) - 1)]
        if passing(argument) is Passing.RANGE:
            area = range_of(document, sheet, text)
            given.append(rows(headed(document, area) if argument.headed else area))
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


def _errors(result: object, call: Call, start: Uno, cell: Uno) -> list[CellError]:
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
