"""Every worksheet function as a cell's formula, by the add-in's own VBA, in a real LibreOffice.

What LibreOffice's Basic cannot carry is not shown here: an error value of VBA (CVErr) stands in the
cell as the text "Error 2042", an error cell in a range reaches Basic as 0, an argument left out in
the middle as 0, and Application.Caller is empty, so XLQ_WHY is asked for the last reason.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.excel.conftest import unzipped
from tests.excel.twin import expected, shape, write_twin
from xl_quality.books.opc.zip import zipped
from xl_quality.excel import addin_sheets
from xl_quality.excel.building.addin import ADDIN, TEXTS
from xl_quality.excel.building.vba import sources
from xl_quality.excel.server_link import command_line
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.functions.registry import Example

if TYPE_CHECKING:
    from collections.abc import Mapping

Shown = dict[str, object]


class Answer(NamedTuple):
    """What `uno_host` prints: cells by example, results of the calls, sources by module."""

    results: list[list[list[Shown]]]
    calls: list[object]
    modules: dict[str, str]


SOFFICE = shutil.which("soffice")
HOST = Path(__file__).with_name("uno_host.py")
PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python")
EXAMPLES = [
    *(example for function in FUNCTIONS for example in function.examples),
    Example("=PASS_RATE(A:A)", "0.5", "a whole column", ((92,), (50,))),
    Example("=PROBE()", "1 | #N/A\n#DIV/0! | text", "errors inside a spilled result"),
    Example('=PASS_RATE(A1:A2,B9,"40")', "1", "an empty cell", ((92,), (50,))),
]
LOCAL = "L:\\Local Data"
INSTALLED = addin_sheets.INTERPRETER.replace("%LOCALAPPDATA%", LOCAL)
VBA_ERRORS = {"#N/A": 2042, "#VALUE!": 2015, "#DIV/0!": 2007, "#NUM!": 2036, "#REF!": 2023}

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
]


def python_with_uno() -> str:
    for python in PYTHONS:
        if Path(python).exists():
            known = subprocess.run([python, "-c", "import uno"], check=False, capture_output=True)
            if known.returncode == 0:
                return python
    pytest.fail("LibreOffice is there but no Python that can talk to it: apt install python3-uno")


@pytest.fixture(scope="module")
def answer(parts: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder: Path = tmp_path_factory.mktemp("twin")
    write_twin(folder / "twin.xlsm", FUNCTIONS, EXAMPLES)
    types = parts["[Content_Types].xml"].replace(
        ADDIN.encode(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    (folder / "addin.xlsm").write_bytes(zipped({**parts, "[Content_Types].xml": types}))
    job = {
        "twin": str(folder / "twin.xlsm"),
        "addin": str(folder / "addin.xlsm"),
        "sizes": [shape(example) for example in EXAMPLES],
        "calls": [
            ["xl_quality.xlwings_udfs.RMB_UPPER", ["一千"]],
            ["xl_quality.XlqWhy.XLQ_WHY", []],
            ["xl_quality.xlwings_udfs.RMB_UPPER", [5]],
            ["xl_quality.xlwings.MEMORY", []],
            ["xl_quality.XlqHost.XlqCommand", []],
            ["xl_quality.xlwings.INTERPRETER_WITHOUT", [INSTALLED]],
            ["xl_quality.xlwings.WITHOUT_PYTHON", []],
            ["xl_quality.xlwings.LOSSES", []],
            ["xl_quality.xlwings.SLOW_START", []],
            ["xl_quality.xlwings.PADDED", []],
            ["xl_quality.xlwings.FILLED", []],
            ["xl_quality.xlwings.HEADED_TABLE", []],
        ],
    }
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    project, profile = str(HOST.parents[2]), (folder / "profile").as_uri()
    run = subprocess.run(
        [python_with_uno(), HOST, project, SOFFICE or "soffice", profile, folder / "job.json"],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "LOCALAPPDATA": LOCAL},
    )
    assert run.returncode == 0, run.stderr
    return Answer(**json.loads(run.stdout))


def agrees(shown: Shown, wanted: str) -> bool:
    if wanted in VBA_ERRORS:
        return shown == {"text": f"Error {VBA_ERRORS[wanted]}"}
    if "number" in shown:
        return f"{shown['number']:.10g}" == wanted
    return shown == {"text": wanted}


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[e.formula for e in EXAMPLES])
def test_a_formula_shows_what_the_registry_says(answer: Answer, number: int) -> None:
    shown, wanted = answer.results[number], expected(EXAMPLES[number])
    assert [len(row) for row in shown] == [len(row) for row in wanted]
    wrong = [
        (cell, text)
        for cells, texts in zip(shown, wanted, strict=True)
        for cell, text in zip(cells, texts, strict=True)
        if not agrees(cell, text)
    ]
    assert wrong == []


def test_every_function_stands_in_a_cell() -> None:
    used = " ".join(example.formula for example in EXAMPLES)
    assert [f.name for f in FUNCTIONS if f"{f.name}(" not in used] == []


def test_the_reason_of_the_last_error_is_told(answer: Answer) -> None:
    _, reason, after, *_ = answer.calls
    assert "一千" in str(reason)
    assert after == "伍元整"


def test_the_reason_is_kept_for_the_cell_until_the_same_function_succeeds_there(
    answer: Answer,
) -> None:
    cell, other_cell, after_another_function, after_success, *_ = str(answer.calls[3]).split("|")
    assert "abc" in cell
    assert other_cell == ""
    assert after_another_function == cell
    assert after_success == ""


def test_each_cell_of_a_spilled_result_has_its_own_reason(answer: Answer) -> None:
    assert str(answer.calls[3]).split("|")[4:] == ["", "first", "second"]


def test_the_add_in_starts_python_by_the_command_that_was_tried_with_the_real_dll(
    answer: Answer,
) -> None:
    assert answer.calls[4] == command_line(Path(INSTALLED))


def test_a_python_that_lies_in_a_venv_is_found_in_scripts(answer: Answer) -> None:
    assert answer.calls[5] == INSTALLED.replace("pythonw.exe", r"Scripts\pythonw.exe")


def test_a_missing_python_is_said_before_the_dll_could_wait_for_it(answer: Answer) -> None:
    said = str(answer.calls[6])
    assert "install.bat" in said
    assert INSTALLED in said


def test_a_call_is_made_once_more_and_never_for_ever(answer: Answer) -> None:
    told = str(answer.calls[7]).split("|")
    assert told[:4] == ["served", "no more", "again", "no more"]  # gone: nothing left to lose
    assert told[4:8] == ["served", "no more", "served", "no more"]
    assert told[8] == TEXTS["keeps_dying"]
    assert told[9:] == ["served", "again"]


def test_a_start_that_hung_is_not_tried_again_for_every_cell(answer: Answer) -> None:
    hung, at_once, clock, quick, quick_again, later, served = str(answer.calls[8]).split("|")
    assert hung == at_once == TEXTS["no_start"] + "started 121"
    assert quick == quick_again == TEXTS["no_start"] + "started 3"
    assert int(later) - int(clock) == 301 + 3 + 3
    assert served == "served"


def test_an_array_formula_over_too_many_cells_is_filled_with_empty_texts(answer: Answer) -> None:
    probe = "[1][Error 2042]{};[Error 2007][text]{};"
    larger, row, single, fitting, one_cell, no_cell = str(answer.calls[9]).split("|")
    assert larger == probe.format("[]", "[]") + "[][][];" * 2
    assert row == "[7][8][];" + "[][][];" * 3
    assert single == "9"  # a single value is shown in every cell, as Excel does
    assert fitting == one_cell == no_cell == probe.format("", "")


def test_whole_columns_end_at_the_last_cell_with_content(answer: Answer) -> None:
    nothing, one, below, *formatted = str(answer.calls[10]).split("|")[1:]
    assert (nothing, one, below) == ("none", "one", "none")
    assert formatted == ["30x3", "30x1", "26x2", "2x3", "2x2", "30x2", "30x3", "2x3"]


def test_a_table_named_without_its_labels_is_sent_with_them(answer: Answer) -> None:
    _, none, hidden, whole, part, below, itself, text, left_out = str(answer.calls[11]).split("|")
    assert none == hidden == "3x3 first"
    assert whole == "4x3 label"
    assert part == "3x2 label"
    assert below == "2x3 second"
    assert itself == "4x3 label"
    assert (text, left_out) == ("text", "True")


def test_libreoffice_reads_every_source_of_the_add_in_as_it_was_meant(answer: Answer) -> None:
    for name, text in sources(FUNCTIONS).items():
        read = answer.modules[name].replace("\r", "")
        meant = text.replace("\r", "").split("\n", 1)[1]
        assert read.split("Option VBASupport 1\n", 1)[1].rstrip() == meant.rstrip(), name


def test_sheets_with_several_cells_and_with_one_are_told_apart(tmp_path: Path) -> None:
    write_twin(tmp_path / "t.xlsm", FUNCTIONS, [Example("=FOUR_RATES(A1:A2)", "1 | 2", "", ())])
    names = list(unzipped((tmp_path / "t.xlsm").read_bytes()))
    sheet = unzipped((tmp_path / "t.xlsm").read_bytes())[names[-1]]
    assert b'ref="AA1:AB1"' in sheet
