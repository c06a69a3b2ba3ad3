"""XLQ_WHY in a real Calc: the reason of an error, as Excel's add-in gives it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.libreoffice.formulas import in_calc, write
from xl_quality.functions import PASS_RATE
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.functions.registry import CellError
from xl_quality.libreoffice.why import WHY, Call, UnknownArgumentError, calls_of, constant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.libreoffice.office import Office
    from xl_quality.functions.registry import Example

pytestmark = pytest.mark.libreoffice
TABLE = Path(__file__).parents[1] / "cases" / "libreoffice_why.csv"
CASES = [tuple(row) for row in csv.reader(TABLE.read_text(encoding="utf-8").splitlines()[1:])]
REFUSED = [
    example
    for function in FUNCTIONS
    for example in function.examples
    if example.result.startswith("#")
]
CELLS = [
    [90, "一班", 50],
    ["优秀", "二班", 120],
    [None, "一班", -3],
    [60, "二班", "x"],
    [70, "一班"],
]


@pytest.fixture
def sheet(office: Office) -> Iterator[int]:
    document: int = office("opened")
    yield document
    office("closed", document)


def told(office: Office, document: int, formula: str) -> tuple[object, str]:
    """Return what a formula shows and why."""
    office("formula", document, 0, "Z1", in_calc(formula))
    office("formula", document, 0, "Z2", "=XLQ_WHY(Z1)")
    office("recalculated", document)
    ((shown,), (why,)) = office("showing", document, 0, "Z1:Z2")
    return shown, why


@pytest.mark.parametrize(("formula", "wanted", "part"), CASES, ids=[case[0] for case in CASES])
def test_a_reason_names_what_is_wrong(
    office: Office, sheet: int, formula: str, wanted: str, part: str
) -> None:
    write(office, sheet, CELLS)
    office("formula", sheet, 0, "D1", "=NA()")
    office("sheet_added", sheet, "一 班")
    shown, why = told(office, sheet, formula)
    assert (f"{shown:.10g}" if isinstance(shown, float) else shown) == wanted
    assert part in why
    assert bool(why) == bool(part)


@pytest.mark.parametrize("example", REFUSED, ids=[example.formula for example in REFUSED])
def test_every_refusal_of_the_reference_page_has_its_reason(
    office: Office, sheet: int, example: Example
) -> None:
    if example.cells:
        write(office, sheet, example.cells)
    shown, why = told(office, sheet, example.formula)
    assert shown == example.result
    assert why not in told(office, sheet, "=1/0")
    assert "先算在一个格子里" not in why


def test_the_reason_is_the_one_python_gives(office: Office, sheet: int) -> None:
    rows = [[90], ["不知道"], ["９5"]]
    write(office, sheet, rows)
    error = PASS_RATE(rows)
    assert isinstance(error, CellError)
    assert told(office, sheet, "=PASS_RATE(A1:A3)") == (error.code, error.reason)


def test_a_part_of_a_refused_result_has_the_reason_of_the_whole(office: Office, sheet: int) -> None:
    write(office, sheet, CELLS)
    shown, why = told(office, sheet, "=INDEX(FOUR_RATES(A1:A5),1,2)")
    assert shown in {"Err:502", "#REF!"}  # LibreOffice 7.4, 25.2
    assert "“优秀”不是分数" in why


def test_a_deleted_column_is_told(office: Office, sheet: int) -> None:
    write(office, sheet, CELLS)
    told(office, sheet, "=PASS_RATE(C1:C2)")
    office("column_deleted", sheet, 0, 2)
    assert office("showing", sheet, 0, "Y1") == [["#REF!"]]
    assert office("showing", sheet, 0, "Y2") == [["公式引用的格子已经被删除：请重新选区域"]]


def test_a_named_range_is_looked_up(office: Office, sheet: int) -> None:
    write(office, sheet, CELLS)
    office("cells_named", sheet, "语文成绩", "$Sheet1.$A$1:$A$5")
    shown, why = told(office, sheet, "=PASS_RATE(语文成绩)")
    assert shown == "#VALUE!"
    assert "“优秀”不是分数" in why


def test_a_mended_cell_has_no_reason_left_and_another_fault_has_another(
    office: Office, sheet: int
) -> None:
    write(office, sheet, [[90], ["优秀"]])
    assert "优秀" in told(office, sheet, "=PASS_RATE(A1:A2)")[1]
    office("written", sheet, 0, "A2:A2", [["良好"]])
    ((why,),) = office("showing", sheet, 0, "Z2")
    assert "良好" in why
    office("written", sheet, 0, "A2:A2", [[80]])
    assert office("showing", sheet, 0, "Z1:Z2") == [[1.0], [""]]


def test_each_cell_of_an_array_formula_has_its_own_reason(office: Office, sheet: int) -> None:
    write(office, sheet, [["学校", "语文"], ["甲", 90], ["乙", 80]])
    office("array_formula", sheet, 0, "F1:H5", "=RANK_TABLE(A1:B3)")
    office("formula", sheet, 0, "J1", "=XLQ_WHY(F2)")
    office("formula", sheet, 0, "J2", "=XLQ_WHY(F5)")
    assert office("showing", sheet, 0, "F5") == [["#N/A"]]
    assert office("showing", sheet, 0, "J1") == [[""]]
    ((why,),) = office("showing", sheet, 0, "J2")
    assert "在结果之外：结果只有3行" in why
    office("written", sheet, 0, "B3:B3", [["优秀"]])
    assert office("showing", sheet, 0, "F2") == [["#VALUE!"]]
    ((why,),) = office("showing", sheet, 0, "J1")
    assert "“优秀”不是分数" in why


def test_a_reason_travels_in_an_excel_file(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "优秀"
    sheet["C1"] = "=PASS_RATE(A1:A2)"
    sheet["C2"] = "=XLQ_WHY(C1)"
    sheet["C3"] = "=[0]!XLQ_WHY($C$1)"
    book.save(tmp_path / "原因.xlsx")
    document = office("opened", str(tmp_path / "原因.xlsx"))
    office("recalculated", document)
    ((first,), (second,)) = office("showing", document, 0, "C2:C3")
    assert first == second
    assert "“优秀”不是分数" in first
    office("closed", document)


def test_the_wizard_knows_it_beside_the_others(office: Office) -> None:
    found = office("functions_described")[WHY.name]
    assert found["text"].endswith(WHY.description)
    assert found["arguments"] == [("cell", "显示错误的单元格，例如 B2", False)]


@pytest.mark.parametrize(
    ("formula", "calls"),
    [
        ("=XLQ.PASS_RATE(A1:A9)", [Call("PASS_RATE", ("A1:A9",), alone=True)]),
        ("{=XLQ.PASS_RATE( A1:A9 ; )}", [Call("PASS_RATE", ("A1:A9", ""), alone=True)]),
        ("=XLQ.MET(1;2)+1", [Call("MET", ("1", "2"), alone=False)]),
        ('="XLQ.MET(1;2)"', []),
        ("=$'MET(1'.A1+MY_MET(1)", []),
        ("=MET", []),
        (
            '=XLQ.RANK_IN(XLQ.MET({1;2};(3;4));A1:A9;"a;""b)";)',
            [
                Call("RANK_IN", ("XLQ.MET({1;2};(3;4))", "A1:A9", '"a;""b)"', ""), alone=True),
                Call("MET", ("{1;2}", "(3;4)"), alone=False),
            ],
        ),
    ],
)
def test_calls_are_found_as_calc_writes_them(formula: str, calls: list[Call]) -> None:
    assert calls_of(formula) == calls


ATOMS = ["A1", '"a;b"', '"("', '""""', "'甲;(乙'", "(1;2)", "{1;2|3}", "+", "$Sheet1.B2:B9", "&"]


@given(st.lists(st.lists(st.sampled_from(ATOMS), min_size=1).map("".join), min_size=1))
def test_arguments_are_cut_where_calc_cuts_them(arguments: list[str]) -> None:
    formula = f"=1+XLQ.RANK_IN({';'.join(arguments)})"
    assert calls_of(formula) == [Call("RANK_IN", tuple(arguments), alone=False)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("-3", -3), ("1.5E2", 150), (".5", 0.5), ("60%", 0.6), ('"a""b"', 'a"b')],
)
def test_a_constant_is_what_calc_hands_over(text: str, value: object) -> None:
    assert constant(text) == value


@pytest.mark.parametrize("text", ["A1", "1+1", '"a"&"b"', "{1}", "PI()", "60%%"])
def test_what_calc_computes_is_no_constant(text: str) -> None:
    with pytest.raises(UnknownArgumentError):
        constant(text)
