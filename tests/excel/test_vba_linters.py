from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pyvbaanalysis
import vbalidator
from pyopenvba.interpreter import parse_module
from pyvbaanalysis import DiagnosticSeverity

from xl_quality.excel.building.vba import sources
from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OURS = {name: text for name, text in sources(FUNCTIONS).items() if name != "xlwings"}
# xlwings' own text: VBA takes a function without a result, and undeclared names, as it stands
XLWINGS_OWN = {"option-explicit-missing", "missing-return-assignment"}
# vbalidator looks at one module at a time and knows a part of Excel's objects only
OUT_OF_SIGHT = ("Undefined identifier", "not found in type", "Executable statement 'Declare'")

GOOD = "Public Function F(ByVal a As Long) As Long\n    F = a\nEnd Function\n"
FAULTS = {
    "a misspelt statement": GOOD.replace("    F = a\n", "    F = a\n    Exit Functio\n"),
    "a missing End If": GOOD.replace("    F = a\n", "    If a > 1 Then\n    F = a\n"),
    "an argument named like a keyword": GOOD.replace("ByVal a", "ByVal next"),
    "a label that is not there": GOOD.replace("    F = a\n", "    On Error GoTo gone\n    F = a\n"),
}


def parsed(text: str) -> list[str]:
    try:
        parse_module(text)
    except Exception as error:  # noqa: BLE001 - whatever it raises is its finding
        return [str(error)]
    return []


def prechecked(text: str) -> list[str]:
    issues = vbalidator.precheck_source(text.replace("\r\n", "\n"), name="M.bas").errors
    said = [issue["message"] for issue in issues]
    return [message for message in said if not any(words in message for words in OUT_OF_SIGHT)]


def analysed(text: str) -> list[str]:
    found = pyvbaanalysis.analyze_module(text)
    return [one.message for one in found if one.severity is DiagnosticSeverity.ERROR]


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("linter", [parsed, prechecked])
def test_every_module_of_ours_is_clean(linter: Callable[[str], list[str]], name: str) -> None:
    assert linter(OURS[name]) == []


def test_the_whole_project_is_clean_for_the_analyser_that_sees_across_modules(
    addin_file: Path,
) -> None:
    found = pyvbaanalysis.analyze_office_file(addin_file)
    assert found.keys() > OURS.keys()
    faults = {
        (name, one.code)
        for name, diagnostics in found.items()
        for one in diagnostics
        if one.severity in {DiagnosticSeverity.ERROR, DiagnosticSeverity.WARNING}
        and not (name == "xlwings" and one.code in XLWINGS_OWN)
    }
    assert faults == set()


@pytest.mark.parametrize(
    ("linter", "fault"),
    [
        (parsed, "a misspelt statement"),
        (parsed, "a missing End If"),
        (prechecked, "a missing End If"),
        (analysed, "an argument named like a keyword"),
        (analysed, "a label that is not there"),
    ],
)
def test_each_linter_still_sees_the_fault_it_is_here_for(
    linter: Callable[[str], list[str]], fault: str
) -> None:
    assert linter('Attribute VB_Name = "M"\nOption Explicit\n' + GOOD) == []
    assert linter('Attribute VB_Name = "M"\nOption Explicit\n' + FAULTS[fault])
