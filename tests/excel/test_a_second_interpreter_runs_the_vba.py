"""Procedures of the add-in's VBA in elixcee, an interpreter that shares no code with pyOpenVBA's.

It runs a procedure alone, on a workbook of its own. It knows nothing of a sheet whose name is in a
variable, Application's own members, named arguments, Collection.Add, MsgBox and DateDiff.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import elixcee
import openpyxl
import pytest

from xl_quality.excel.building.vba import sources
from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = re.compile(
    r"^(?:Public |Private )?(Sub|Function) (\w+)\(.*?^End \1$", re.MULTILINE | re.DOTALL
)
CASES = [
    (("XlqErrorNumber",), 'XlqErrorNumber("#N/A")', 2042),
    (("XlqErrorNumber",), 'XlqErrorNumber("#DIV/0!")', 2007),
    (("XlqErrorNumber",), 'XlqErrorNumber("#NUM!")', 2036),
    (("XlqErrorNumber",), 'XlqErrorNumber("#NULL!")', 2000),
    (("XlqErrorNumber",), 'XlqErrorNumber("anything else")', 2015),
    (("XlqPlace",), "XlqPlace(2, 30)", "2,30"),
    (("XlqRow",), 'XlqRow("xl_quality.texts", "DIED")', 2),
    (("XlqRow",), 'XlqRow("xl_quality.texts", "title")', 1),
    (("XlqRow",), 'XlqRow("xl_quality.texts", "none") + 0', 0),
]


@cache
def procedures() -> dict[str, str]:
    """Return every procedure of our modules by its name."""
    texts = [text for name, text in sources(FUNCTIONS).items() if name != "xlwings"]
    joined = "\n".join(texts).replace("\r\n", "\n")
    plain = ((found[2], found[0]) for found in WHOLE.finditer(joined))
    return {name: re.sub(r"^(Public|Private) ", "", text) for name, text in plain}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.Workbook()
    texts = book.create_sheet("xl_quality.texts")
    for row in (("title", "教学质量"), ("died", "中途停止")):
        texts.append(row)
    path: Path = tmp_path_factory.mktemp("elixcee") / "book.xlsx"
    book.save(path)
    return path


def run(workbook: Path, text: str, formula: str) -> object:
    machine = elixcee.load_workbook(str(workbook))
    probe = f"Sub Probe()\n    Cells(1, 1).Value = {formula}\nEnd Sub\n"
    machine.run(f"{text}\n{probe}", "Probe")
    return machine.get_cell(1, 1)


@pytest.mark.parametrize(("names", "formula", "wanted"), CASES)
def test_it_computes_what_is_meant(
    workbook: Path, names: tuple[str, ...], formula: str, wanted: object
) -> None:
    text = "\n".join(procedures()[name] for name in names)
    assert run(workbook, text, formula) == wanted


def test_it_takes_as_many_procedures_as_before(workbook: Path) -> None:
    taken = []
    for name, text in procedures().items():
        try:
            run(workbook, text, "7")
        except (SyntaxError, RuntimeError):
            continue
        taken.append(name)
    assert {"XlqErrorNumber", "XlqPlace", "XlqRow", "XlqDimensions"} <= set(taken)
    assert len(taken) >= 13  # of 60 and more, on 27 November 2026


def test_it_refuses_what_it_does_not_know(workbook: Path) -> None:
    for line in ("x = XlqNowhere(1)", "If Then", "Application.MacroOptions Macro:=1"):
        with pytest.raises((SyntaxError, RuntimeError)):
            run(workbook, f"Sub Other()\n    {line}\nEnd Sub", "7")
