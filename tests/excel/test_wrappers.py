from __future__ import annotations

import re
import sys

import pytest

from xl_quality.excel.building.vba import XlwingsChangedError, _once, wrappers
from xl_quality.excel.server_link import udf_info
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.functions.registry import Argument, Function

SCORES = Argument("scores", "成绩区域")
FULL = Argument("full", "满分", optional=True)
FACTS = Argument("facts", "事实", optional=True, repeated=True)


def function(name: str, *arguments: Argument) -> Function:
    return Function(name, lambda *_: None, "说明", arguments)


def test_the_wrappers_are_those_of_the_registry() -> None:
    text = wrappers(FUNCTIONS)
    signatures = dict(re.findall(r"^Function (\w+)\((.*)\)$", text, re.MULTILINE))
    assert signatures.keys() == {f.name for f in FUNCTIONS}
    for one in FUNCTIONS:
        wanted = []
        for argument in one.arguments:
            optional = "Optional " if argument.optional else ""
            plain = f"{optional}{argument.name}"
            wanted.append(f"ParamArray {argument.name}()" if argument.repeated else plain)
        assert signatures[one.name] == ", ".join(wanted)


def test_a_wrapper_sends_values_decodes_errors_and_never_fails() -> None:
    assert wrappers([function("PASS_RATE", SCORES, FULL)]).endswith(
        """
Function PASS_RATE(scores, Optional full)
    On Error GoTo failed
    PASS_RATE = XlqResult("PASS_RATE", XlqServer.CallUDF(XLQ_SERVER, "PASS_RATE", \
Array(XlqArg(scores), XlqArg(full))))
    Exit Function
failed:
    If XlqLost(Err.Number) Then Resume
    PASS_RATE = XlqFailed("PASS_RATE", Err.Description)
End Function
"""
    )


def test_repeated_arguments_are_sent_one_by_one() -> None:
    assert wrappers([function("REWARD", SCORES, FACTS)]).endswith(
        """
Function REWARD(scores, ParamArray facts())
    On Error GoTo failed
    Dim argsArray() As Variant
    Dim k As Long
    argsArray = Array(XlqArg(scores))
    ReDim Preserve argsArray(0 to UBound(facts) - LBound(facts) + 1)
    For k = LBound(facts) To UBound(facts)
    argsArray(1 + k - LBound(facts)) = XlqArg(facts(k))
    Next k
    REWARD = XlqResult("REWARD", XlqServer.CallUDF(XLQ_SERVER, "REWARD", argsArray))
    Exit Function
failed:
    If XlqLost(Err.Number) Then Resume
    REWARD = XlqFailed("REWARD", Err.Description)
End Function
"""
    )


def test_a_function_may_take_nothing_or_repeated_arguments_only() -> None:
    text = wrappers([function("NOTHING"), function("ALL_OF", FACTS)])
    assert 'XlqServer.CallUDF(XLQ_SERVER, "NOTHING", Array())' in text
    assert "    argsArray = Array()\n" in text


def test_what_vba_cannot_express_stops_the_build() -> None:
    with pytest.raises(ValueError, match="last argument"):
        udf_info(function("F", FACTS, SCORES))
    with pytest.raises(ValueError, match="no optional argument before"):
        udf_info(function("F", SCORES, FULL, FACTS))


def test_another_text_of_the_generator_stops_the_build() -> None:
    with pytest.raises(XlwingsChangedError, match="0 times"):
        _once("Function F()", "CallUDF", "")
    with pytest.raises(XlwingsChangedError, match="2 times"):
        _once("CallUDF CallUDF", "CallUDF", "")


def test_the_stand_ins_for_windows_packages_are_gone_afterwards() -> None:
    wrappers([function("F")])
    assert {"pythoncom", "pywintypes", "win32com"}.isdisjoint(sys.modules)
    assert "xlwings.udfs" not in sys.modules
