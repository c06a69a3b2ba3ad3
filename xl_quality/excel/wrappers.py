"""The VBA function behind each worksheet function: xlwings' wrapper, errors treated our way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.excel.server_link import SERVER
from xl_quality.excel.udf_info import udf_info
from xl_quality.excel.xlwings_generator import generated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.functions.registry import Function

MODULE: Final = "xlwings_udfs"

_HEAD: Final = f"""Attribute VB_Name = "{MODULE}"
Option Explicit

' Made by xlwings' generator and xl_quality.excel.wrappers: do not edit.

"""


class GeneratorChangedError(Exception):
    """The text of xlwings' generator is not the one this module knows how to adapt."""


def wrappers(functions: Sequence[Function]) -> str:
    """
    Return the text of the VBA module with one function for each worksheet function.

    Ranges are turned into values before they are sent (one call to Python instead of a call back
    for each range), coded errors into error cells, and a failed call into #VALUE! with its reason.

    Raises:
        GeneratorChangedError: another version of xlwings writes other text.
    """
    text = generated(SERVER, [udf_info(function) for function in functions])
    blocks = re.findall(r"^Function .*?^End Function$", text, flags=re.DOTALL | re.MULTILINE)
    if len(blocks) != len(functions):
        msg = f"{len(functions)} functions, {len(blocks)} wrappers"
        raise GeneratorChangedError(msg)
    by_name = {function.name: function for function in functions}
    adapted = [_adapted(block, by_name[_name(block)]) for block in blocks]
    return _HEAD + "\n".join(adapted)


def _name(block: str) -> str:
    match = re.match(r"Function (\w+)\(", block)
    if match is None:
        raise GeneratorChangedError(block)
    return match[1]


def _adapted(block: str, function: Function) -> str:
    name, plain = function.name, [a.name for a in function.arguments if not a.repeated]
    given = f"Array({', '.join(plain)})"
    sent = f"Array({', '.join(f'XlqArg({argument})' for argument in plain)})"
    call = rf'{name} = XLPy\.CallUDF\("{re.escape(SERVER)}", "{name}", (.+), .+, .+\)'
    result = rf'{name} = XlqResult("{name}", XlqServer.CallUDF(XLQ_SERVER, "{name}", \1))'
    block = _once(block, r'^ *#If App = "Microsoft Excel" Then\n', "")
    block = _once(block, r"^ *#Else\n(?s:.*?)#End If\n", "")
    block = _once(block, rf"\b{re.escape(given)}", sent)
    block = _once(
        block, r"^ *If TypeOf Application\.Caller Is Range Then On Error GoTo failed\n", ""
    )
    block = _once(block, r"\A(Function .+?\))$", r"\1\nOn Error GoTo failed")
    block = _once(block, call, result)
    if function.arguments and function.arguments[-1].repeated:
        block = _with_repeated(block, function.arguments[-1].name)
    block = _once(
        block,
        rf"{name} = Err\.Description",
        f'If XlqLost(Err.Number) Then Resume\n{name} = XlqFailed("{name}", Err.Description)',
    )
    return _indented(block)


def _with_repeated(block: str, name: str) -> str:
    """Declare the counter that xlwings leaves undeclared; send values, not ranges."""
    declared = r"Dim argsArray() As Variant\nDim k As Long"
    block = _once(block, r"Dim argsArray\(\) As Variant", declared)
    return _once(block, rf"= {name}\(k\)$", f"= XlqArg({name}(k))")


def _indented(block: str) -> str:
    """Put every line but the first, the last and the label one step in."""
    lines = [line.strip() for line in block.splitlines()]
    inner = [line if line == "failed:" else f"    {line}" for line in lines[1:-1]]
    return "\n".join([lines[0], *inner, lines[-1], ""])


def _once(text: str, pattern: str, replacement: str) -> str:
    """Replace what must be there once, so that a changed generator breaks the build loudly."""
    changed, count = re.subn(pattern, replacement, text, flags=re.MULTILINE)
    if count != 1:
        msg = f"{count} times {pattern!r} in:\n{text}"
        raise GeneratorChangedError(msg)
    return changed
