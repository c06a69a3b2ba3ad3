from __future__ import annotations

import importlib
import json
import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.excel import server
from xl_quality.excel.server_link import LONGEST_TEXT, MARK, encode
from xl_quality.functions import rate_functions
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.functions.registry import CellError, ErrorCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEFT_OUT = -2147352572
NOT_AVAILABLE = -2146826246
HEAVY = {"pandas", "numpy", "openpyxl", "xlsxwriter", "xlrd", "rich", "xlwings"}


@pytest.fixture
def call_udf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., object]]:
    """xlwings' own dispatcher with its real conversion; only COM itself is stood in for."""
    for name in ("pythoncom", "pywintypes", "win32com", "win32com.client", "xlwings.com_server"):
        stand_in = ModuleType(name)
        stand_in.__dict__.update(
            CoInitialize=None, com_error=OSError, Dispatch=lambda x: x, loop=None
        )
        monkeypatch.setitem(sys.modules, name, stand_in)
    udfs = importlib.import_module("xlwings.udfs")
    windows = SimpleNamespace(
        Range=lambda xl: SimpleNamespace(xl=xl), is_range_instance=lambda _: False
    )
    monkeypatch.setattr(udfs.xlwings, "_xlwindows", windows, raising=False)
    engine = SimpleNamespace(name="excel", type="desktop")
    monkeypatch.setitem(udfs.xlwings.engines.engines_by_name, "excel", engine)
    yield udfs.call_udf
    del sys.modules["xlwings.udfs"]


def test_xlwings_finds_every_function_and_calls_it(call_udf: Callable[..., Any]) -> None:
    for function in FUNCTIONS:
        arguments = [None] * sum(not one.repeated for one in function.arguments)
        rows = call_udf(server.__name__, function.name, arguments)
        assert rows == encode(function.call(*arguments))


def test_values_pass_through_xlwings_as_they_are(call_udf: Callable[..., Any]) -> None:
    column = ((92.0,), ("８５",), (60.0,), (59.5,), ("缺考",), (None,))
    assert call_udf(server.__name__, "PASS_RATE", (column, LEFT_OUT)) == [[0.75]]
    assert rate_functions.pass_rate(column) == 0.75


def test_an_error_cell_in_a_range_comes_back_as_that_error_with_a_reason(
    call_udf: Callable[..., Any],
) -> None:
    column = ((92.0,), (NOT_AVAILABLE,))
    ((sent,),) = call_udf(server.__name__, "PASS_RATE", (column,))
    _, code, reason = sent.split(MARK)
    assert code == "#N/A"
    assert 0 < len(reason) <= 255


def test_a_bug_in_a_function_is_an_error_cell_and_no_exception() -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError

    ((sent,),) = server.Served(FUNCTIONS[0]._replace(call=broken))(1)
    assert str(sent).startswith(f"{MARK}#VALUE!{MARK}")


def test_a_name_that_is_no_function_is_not_there() -> None:
    with pytest.raises(AttributeError, match="NO_SUCH"):
        getattr(server, "NO_" + "SUCH")
    with pytest.raises(AttributeError, match="pass_rate"):
        getattr(server, "pass_" + "rate")


def test_a_button_answers_through_the_same_way(call_udf: Callable[..., Any]) -> None:
    ((kind, text, *lists),) = call_udf(server.__name__, "run_action", ("check", None))
    assert kind == "warning"
    assert "请先打开一个工作簿" in text
    assert lists == ["", ""]


@pytest.mark.parametrize(
    ("result", "rows"),
    [
        (3, [[3.0]]),
        (True, [[True]]),
        (None, [[""]]),
        ("及格", [["及格"]]),
        ([], [[""]]),
        ([["a", 1], [None, 2]], [["a", 1.0], ["", 2.0]]),
        (
            [[CellError(ErrorCode.NOT_AVAILABLE, "没有"), 1]],
            [[f"{MARK}#N/A{MARK}没有", 1.0]],
        ),
        (f"{MARK}#N/A{MARK}假", [[f"#N/A{MARK}假"]]),
        ("长" * 40000, [["长" * LONGEST_TEXT]]),
    ],
)
def test_results_travel_as_rows_of_what_a_cell_can_hold(
    result: object, rows: list[list[object]]
) -> None:
    sent = encode(result)
    assert sent == rows
    assert [type(value) for row in sent for value in row] == [type(v) for row in rows for v in row]


def test_the_server_loads_nothing_heavy_and_neither_does_the_first_call() -> None:
    code = (
        "import sys, json, xl_quality.excel.server as s;"
        "s.PASS_RATE(((60,), (50,)));"
        "print(json.dumps(sorted(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    assert HEAVY.isdisjoint(loaded)
