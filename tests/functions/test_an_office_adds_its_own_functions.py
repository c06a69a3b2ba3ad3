"""An office's file of functions, in the conventions of xlwings, is served by every host."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import xl_quality as xq
from xl_quality.cli import main
from xl_quality.core.findings import BadInputError
from xl_quality.excel import server
from xl_quality.excel.building.addin import build
from xl_quality.excel.building.vba import wrappers
from xl_quality.excel.server_link import MARK
from xl_quality.functions import own_functions
from xl_quality.functions.catalogue import FUNCTIONS, every_function
from xl_quality.functions.registry import CellError, entry_of
from xl_quality.libreoffice.build import build as build_extension
from xl_quality.libreoffice.build import functions_xcu
from xl_quality.libreoffice.signatures import interface_idl

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FILE = '''
import pandas as pd
import xl_quality as xq


@xq.func(examples=[('=SPREAD_OF(A1:A3)', '32')])
@xq.arg("marks", ndim=1, doc="成绩区域")
def spread_of(marks):
    """最高分减最低分。"""
    numbers = [mark for mark in marks if isinstance(mark, (int, float))]
    if not numbers:
        raise xq.BadInputError("没有分数：请选成绩区域")
    return max(numbers) - min(numbers)


@xq.func(name="OFFICE_TABLE")
@xq.arg("table", pd.DataFrame)
def by_school(table, least=0):
    """各校人数。

    Args:
        table: 带表头的区域
        least: 不到这么多人的
            不列

    Returns:
        学校: 各校
    """
    counts = table.groupby("学校").size().reset_index(name="人数")
    return counts[counts["人数"] >= least]


@xq.func
@xq.arg("mark", each=True, doc="一个分数，也可以是一片")
def half(mark):
    """一半。"""
    return mark / 2
'''
TABLE = (("学校", "姓名"), ("甲", "赵"), ("乙", "钱"), ("甲", "孙"))


def served(name: str) -> Any:
    """Return a function as xlwings finds it on the server."""
    return getattr(server, name)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "office.py"
    path.write_text(FILE, encoding="utf-8")
    monkeypatch.setenv(own_functions.ENVIRONMENT, str(path))
    server.__getattr__.cache_clear()
    yield path
    server.__getattr__.cache_clear()


@pytest.mark.usefixtures("office")
def test_they_stand_behind_ours_with_their_words() -> None:
    own = every_function()[len(FUNCTIONS) :]
    assert every_function()[: len(FUNCTIONS)] == FUNCTIONS
    assert [one.name for one in own] == ["SPREAD_OF", "OFFICE_TABLE", "HALF"]
    assert [one.description for one in own] == ["最高分减最低分。", "各校人数。", "一半。"]
    assert [(arg.name, arg.help, arg.optional) for arg in own[1].arguments] == [
        ("table", "带表头的区域", False), ("least", "不到这么多人的不列", True),
    ]  # fmt: skip


@pytest.mark.usefixtures("office")
def test_excels_server_calls_them_and_keeps_the_reason_of_a_refusal() -> None:
    assert served("SPREAD_OF")(((92,), (60.5,), ("缺考",), (None,))) == [[31.5]]
    ((refused,),) = served("SPREAD_OF")((("缺考",), (None,)))
    assert refused == f"{MARK}#VALUE!{MARK}没有分数：请选成绩区域"
    assert served("OFFICE_TABLE")(TABLE) == [["学校", "人数"], ["乙", 1.0], ["甲", 2.0]]
    assert served("OFFICE_TABLE")(TABLE, 2.0) == [["学校", "人数"], ["甲", 2.0]]
    assert served("HALF")(((90, 61), (None, 30))) == [[45.0, 30.5], ["", 15.0]]
    with pytest.raises(AttributeError):
        served("NO_SUCH_FUNCTION")


@pytest.mark.usefixtures("office")
def test_the_add_in_has_a_wrapper_for_each_and_is_the_same_bytes_again() -> None:
    text = wrappers(every_function())
    assert 'XlqServer.CallUDF(XLQ_SERVER, "SPREAD_OF"' in text
    assert "Function OFFICE_TABLE(table, Optional least)" in text
    assert build(every_function()) == build(every_function())


def test_the_extension_for_libreoffice_describes_them_and_brings_the_file(office: Path) -> None:
    listed = every_function()
    assert "sequence< sequence< any > > SPREAD_OF( [in] any marksArg );" in interface_idl(listed)
    assert "各校人数。" in functions_xcu(listed)
    with zipfile.ZipFile(io.BytesIO(build_extension(listed))) as extension:
        brought = "pythonpath/xl_quality/functions/own/office.py"
        assert extension.read(brought) == office.read_bytes()
        assert not [name for name in extension.namelist() if "/xl_quality/api/" in name]


@pytest.mark.usefixtures("office")
def test_the_command_line_and_the_reference_page_explain_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["functions", "spread_of"]) == 0
    assert "成绩区域" in capsys.readouterr().out
    command = [
        sys.executable,
        "-m",
        "xl_quality.functions.reference",
        str(tmp_path / "functions.md"),
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    page = (tmp_path / "functions.md").read_text(encoding="utf-8")
    assert "SPREAD_OF" in page
    assert "=SPREAD_OF(A1:A3)" in page


def test_without_a_file_nothing_is_added_and_nothing_imported() -> None:
    assert every_function() == FUNCTIONS
    work = (
        "import sys\nfrom xl_quality.excel import server\nserver.PASS_RATE(((60,),))\n"
        "assert 'xl_quality.functions.own_functions' not in sys.modules"
    )
    environment = {k: v for k, v in os.environ.items() if k != own_functions.ENVIRONMENT}
    subprocess.run([sys.executable, "-c", work], cwd=ROOT, env=environment, check=True)


def test_files_of_the_folder_count_as_well(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "more.py").write_text(
        'import xl_quality as xq\n@xq.func\ndef one():\n    """一。"""\n    return 1\n', "utf-8"
    )
    monkeypatch.setattr(own_functions, "FOLDER", folder)
    assert [one.name for one in own_functions.own_functions()][-1] == "ONE"
    (folder / "twice.py").write_text(office.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadInputError, match="定义了两次"):
        own_functions.own_functions()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / 0", "运行出错：division by zero"),
        ("x = 1", "没有用 @xq.func 定义的函数"),
        ("import no_such_package", "运行出错"),
        ('import xl_quality as xq\n@xq.func\ndef pass_rate():\n    """一。"""', "is called so"),
        ("import xl_quality as xq\n@xq.func\ndef silent():\n    return 1", "docstring"),
        ('import xl_quality as xq\n@xq.func\ndef f(x):\n    """一。"""', "no help for"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    text: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bad.py"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(own_functions.ENVIRONMENT, str(path))
    with pytest.raises(BadInputError, match=rf"自定函数：“bad\.py”.*{reason}"):
        every_function()
    monkeypatch.setenv(own_functions.ENVIRONMENT, str(tmp_path / "gone.py"))
    with pytest.raises(BadInputError, match="没有文件"):
        every_function()
    path.rename(tmp_path / "office.txt")
    monkeypatch.setenv(own_functions.ENVIRONMENT, str(tmp_path / "office.txt"))
    with pytest.raises(BadInputError, match="没有文件"):
        every_function()


@pytest.mark.parametrize("name", ["A1", "ABC12", "R1C1", "RC", "名次", "2X", "PASS-X", "MET"])
def test_a_name_that_excel_would_take_for_something_else_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        xq.func(name=name)


@pytest.mark.parametrize(
    ("ndim", "given", "handed"),
    [
        (None, 5.0, 5.0), (None, ((5.0,),), 5.0), (None, ((1, 2),), [[1, 2]]),
        (1, 5.0, [5.0]), (1, ((1, 2), (3, None)), [1, 2, 3, None]),
        (2, 5.0, [[5.0]]), (2, ((1,), (2,)), [[1], [2]]), (None, None, None),
    ],
)  # fmt: skip
def test_cells_are_handed_over_as_an_argument_asks(ndim: Any, given: Any, handed: Any) -> None:
    @xq.func
    @xq.arg("cells", ndim=ndim, doc="区域")
    def echo(cells: Any) -> str:
        """照原样。"""
        return repr(cells)

    assert echo(given) == repr(handed)


@pytest.mark.parametrize(
    ("convert", "header", "handed"),
    [
        (len, 1, [4]), (pd.DataFrame, 1, [3, "学校"]), (pd.DataFrame, 2, [2, "甲"]),
        (pd.DataFrame, 0, [4, "0"]),
    ],
)  # fmt: skip
def test_a_frame_takes_the_last_title_row_anything_else_takes_all_rows(
    convert: Any, header: int, handed: list[object]
) -> None:
    @xq.func
    @xq.arg("cells", convert, header=header, doc="区域")
    def told(cells: Any) -> list[Any]:
        """有几行。"""
        return [cells] if isinstance(cells, int) else [len(cells), str(cells.columns[0])]

    assert told(TABLE) == [[one] for one in handed]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (Decimal("2.50"), 2.5), (Fraction(1, 4), 0.25), ("甲", "甲"), (None, None), (True, True),
        ([1, 2], [[1], [2]]), ([["甲", Fraction(1, 2)]], [["甲", 0.5]]),
        (pd.Series([1.5, 2]), [[1.5], [2.0]]), (pd.DataFrame({"a": [1]}), [["a"], [1]]),
    ],
)  # fmt: skip
def test_an_answer_is_cells_whatever_it_is(answer: Any, shown: Any) -> None:
    @xq.func
    def give() -> Any:
        """给出。"""
        return answer

    assert give() == shown
    assert entry_of(give).name == "GIVE"


def test_a_bug_of_the_office_is_no_exception_in_a_cell() -> None:
    from xl_quality.functions.registry import call_safely  # noqa: PLC0415

    @xq.func
    def broken() -> Any:
        """坏的。"""
        raise KeyError

    assert isinstance(call_safely(broken), CellError)
    with pytest.raises(KeyError):
        broken()
