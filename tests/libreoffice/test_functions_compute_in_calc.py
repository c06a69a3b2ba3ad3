"""Every worksheet function as a formula of a real Calc, against the registry and Calc's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from tests.libreoffice.formulas import result, write
from xl_quality.functions import PASS_RATE, RANK_TABLE
from xl_quality.functions.catalogue import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.libreoffice.office import Office
    from xl_quality.functions.registry import Example

pytestmark = pytest.mark.libreoffice
EXAMPLES = [example for function in FUNCTIONS for example in function.examples]
SCORES = [92, 85, 60, 59.5, 60, 40, 39.5, 100, 0, 77.25] * 30


@pytest.fixture
def sheet(office: Office) -> Iterator[int]:
    document: int = office("opened")
    yield document
    office("closed", document)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.formula for example in EXAMPLES])
def test_a_formula_shows_what_the_registry_says(
    office: Office, sheet: int, example: Example
) -> None:
    if example.cells:
        write(office, sheet, example.cells)
    wanted = [row.split(" | ") for row in example.result.split("\n")]
    shown = result(office, sheet, example.formula, len(wanted), len(wanted[0]))
    texts = [[f"{v:.10g}" if isinstance(v, float) else v for v in row] for row in shown]
    assert texts == wanted


def test_every_function_has_an_example_here() -> None:
    used = " ".join(example.formula for example in EXAMPLES)
    assert [one.name for one in FUNCTIONS if f"={one.name}(" not in used] == []


@pytest.mark.parametrize(
    ("ours", "native"),
    [
        ("MEAN_SCORE(A1:A300,,,,6)", "ROUND(AVERAGE(A1:A300),6)"),
        ("PASS_RATE(A1:A300)", 'ROUND(COUNTIF(A1:A300,">=60")/COUNT(A1:A300),4)'),
        ("EXCELLENT_RATE(A1:A300)", 'ROUND(COUNTIF(A1:A300,">=85")/COUNT(A1:A300),4)'),
        ("LOW_RATE(A1:A300)", 'ROUND(COUNTIF(A1:A300,"<40")/COUNT(A1:A300),4)'),
        ("RANK_IN(A3,A1:A300)", "RANK(A3,A1:A300)"),
        ('RANK_IN(A3,A1:A300,"平均")', "RANK.AVG(A3,A1:A300)"),
        ('RANK_IN(A3,A1:A300,,"是")', "RANK(A3,A1:A300,1)"),
        ("GAP_TO_FIRST(A3,A1:A300)", "MAX(A1:A300)-A3"),
        (
            "T_SCORE(A3,A1:A300)",
            "ROUND(50+10*(A3-AVERAGE(A1:A300))/STDEVP(A1:A300),2)",
        ),
        ("PASS_RATE(A:A)", 'ROUND(COUNTIF(A:A,">=60")/COUNT(A:A),4)'),
    ],
)
def test_it_agrees_with_calcs_own_functions(
    office: Office, sheet: int, ours: str, native: str
) -> None:
    write(office, sheet, [[score] for score in SCORES])
    ((own,),) = result(office, sheet, f"={ours}")
    ((calc,),) = result(office, sheet, f"={native}")
    assert own == pytest.approx(calc, abs=1e-12)


def test_errors_words_and_empty_cells_are_told_apart(office: Office, sheet: int) -> None:
    write(office, sheet, [[90], ["缺考"], [None], ["５５"], [" 70 "]])
    assert result(office, sheet, "=MEAN_SCORE(A1:A5)") == [[71.67]]
    assert result(office, sheet, '=MEAN_SCORE(A1:A5,"按0分")') == [[53.75]]
    office("formula", sheet, 0, "A3", "=1/0")
    assert result(office, sheet, "=MEAN_SCORE(A1:A5)") == [["#DIV/0!"]]
    office("formula", sheet, 0, "A3", "=NA()")
    assert result(office, sheet, "=MEAN_SCORE(A1:A5)") == [["#N/A"]]
    office("formula", sheet, 0, "A3", "=TRUE()")
    assert result(office, sheet, "=MEAN_SCORE(A1:A5)") == [["#VALUE!"]]
    office("formula", sheet, 0, "A3", '=""')
    assert result(office, sheet, "=MEAN_SCORE(A1:A5)") == [[71.67]]


def test_a_single_empty_cell_is_zero_as_in_calcs_own_functions(office: Office, sheet: int) -> None:
    write(office, sheet, [[0], [None], [5]])
    assert result(office, sheet, "=RANK_IN(A2,A1:A3)") == result(office, sheet, "=RANK(A2,A1:A3)")


def test_an_error_goes_through_a_single_argument(office: Office, sheet: int) -> None:
    write(office, sheet, [[1], [2]])
    office("formula", sheet, 0, "B1", "=NA()")
    assert result(office, sheet, "=RANK_IN(B1,A1:A2)") == [["#N/A"]]
    assert result(office, sheet, "=RMB_UPPER(B1)") == [["#N/A"]]


def test_an_array_longer_than_the_result_ends_in_not_available(office: Office, sheet: int) -> None:
    write(office, sheet, [["学校", "语文"], ["甲", 90], ["乙", 80]])
    shown = result(office, sheet, "=RANK_TABLE(A1:B3)", 4, 3)
    assert [row[:2] for row in shown[:3]] == [["名次", "学校"], [1.0, "甲"], [2.0, "乙"]]
    assert shown[3] == ["#N/A"] * 3


def test_part_of_an_array_can_be_taken(office: Office, sheet: int) -> None:
    write(office, sheet, [["学校", "语文"], ["甲", 90], ["乙", 95]])
    assert result(office, sheet, "=INDEX(RANK_TABLE(A1:B3),2,2)") == [["乙"]]


def test_a_whole_table_gives_the_cores_result(office: Office, sheet: int) -> None:
    rows: list[tuple[object, ...]] = [("学校", "班级", "姓名", "语文", "数学")]
    rows += [
        (f"第{n % 7 + 1}小学", f"{n % 3 + 1}班", f"学生{n}", n * 37 % 101, n * 53 % 97)
        for n in range(400)
    ]
    write(office, sheet, rows)
    wanted = RANK_TABLE(rows)
    shown = result(office, sheet, "=RANK_TABLE(A1:E401)", len(wanted), len(wanted[0]))
    assert shown == [list(row) for row in wanted]


def test_the_function_wizard_knows_names_and_help_in_chinese(office: Office) -> None:
    described = office("functions_described")
    for function in FUNCTIONS:
        found = described[function.name]
        assert found["text"] == f"【教学质量】{function.description}"
        assert [name for name, _, _ in found["arguments"]] == [a.name for a in function.arguments]
        for (_, help_text, optional), one in zip(
            found["arguments"], function.arguments, strict=True
        ):
            assert help_text.endswith(one.help)
            assert optional == (one.name not in {"scores", "values"})
            assert help_text.startswith("可不写。") == one.optional


def test_five_thousand_pupils_are_ranked_at_once(office: Office, sheet: int) -> None:
    rows: list[tuple[object, ...]] = [("学校", "班级", "姓名", "语文", "数学", "英语")]
    rows += [
        (f"第{n % 20 + 1}小学", f"{n % 6 + 1}班", f"学生{n}", n % 101, n * 7 % 101, n * 3 % 101)
        for n in range(5000)
    ]
    write(office, sheet, rows)
    wanted = RANK_TABLE(rows)
    shown = result(office, sheet, "=RANK_TABLE(A1:F5001)", len(wanted), len(wanted[0]))
    assert shown == [list(row) for row in wanted]


def test_what_a_number_shows_is_what_python_computes(office: Office, sheet: int) -> None:
    write(office, sheet, [[score] for score in SCORES])
    assert result(office, sheet, "=PASS_RATE(A1:A300,100,60%)") == [
        [PASS_RATE([(score,) for score in SCORES])]
    ]


RANKED = [[""], [2.0], [""], [""], [3.0], [1.0]]


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("=RANK_IN(A1:A6,A1:A6)", RANKED),
        ("=RANK_IN(A1:A6,A:A)", RANKED),
        ("=RANK_IN(A2,A1:A6)", [[2.0]]),
        ("=RANK_IN(A2,A1:A6)*10", [[20.0]]),
        ("=RANK_IN(90,A1:A6)", [[2.0]]),
        ('=MET(A1:A6,"≥85分")', [[""], ["达标"], [""], [""], ["未达标"], ["达标"]]),
        ("=SUM(RANK_IN(A1:A6,A1:A6))", [[6.0]]),
        ("=RMB_UPPER(A2:A4)", [["玖拾元整"], [""], [""]]),
        ("=RANK_IN(A2:A3,A5:A6)", [["#N/A"], [""]]),
        ("=RANK_IN(A1:A6,A1:A6)", [*RANKED, ["#N/A"]]),
        ("=RANK_IN({90|80},A1:A6)", [[2.0], [3.0]]),
        ("=RANK_IN(A5:A6*1,A1:A6)", [[3.0], [1.0]]),
        ("=SUM(RANK_IN({90|80},A1:A6))", [[5.0]]),
        ("=RANK_IN(A4:A5,A1:A6)", [[""], [3.0]]),
        ("=RANK_CHANGE({6|9},{9|6})", [[3.0], [-3.0]]),
    ],
)
def test_a_range_is_answered_cell_by_cell_in_one_array(
    office: Office, sheet: int, formula: str, wanted: list[list[object]]
) -> None:
    write(office, sheet, [["语文"], [90], ["缺考"], [None], [80], [90.5]])
    assert result(office, sheet, formula, len(wanted)) == wanted


TABLE = [
    ["学校", "班级", "姓名", "语文"],
    ["青山小学", "1班", "陈一", 92],
    ["青山小学", "1班", "林二", 61],
    ["白水小学", "1班", "黄三", 85],
]


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ('=RANK_SCHOOL("青山小学",表1,"语文")', 2.0),
        ('=RANK_SCHOOL("青山小学",表1[],"语文")', 2.0),
        ('=RANK_SCHOOL("青山小学",A2:D4,"语文")', 2.0),
        ('=RANK_SCHOOL("青山小学",A3:D4,"语文")', "#VALUE!"),  # not all of the table
        ('=RANK_SCHOOL("青山小学",A2:E4,"语文")', "#VALUE!"),  # more than the table
        ("=PASS_RATE(表1[语文])", 1.0),
    ],
)
def test_a_table_named_without_its_labels_is_taken_with_them(
    office: Office, sheet: int, formula: str, wanted: object
) -> None:
    write(office, sheet, TABLE)
    office("table_named", sheet, "表1", "A1:D4")
    assert result(office, sheet, formula) == [[wanted]]


def test_a_table_of_an_excel_file_is_taken_with_its_labels(office: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.worksheets[0].append(row)
    book.worksheets[0].add_table(Table(displayName="表1", ref="A1:D4"))
    book.worksheets[0]["H1"] = '=RANK_SCHOOL("青山小学",表1[],"语文")'  # so Excel stores 表1
    book.save(tmp_path / "表.xlsx")
    document = office("opened", str(tmp_path / "表.xlsx"))
    office("recalculated", document)
    assert office("showing", document, 0, "H1") == [[2.0]]
    office("closed", document)


def test_a_sheet_formatted_to_its_end_is_read_to_its_last_content(
    office: Office, sheet: int
) -> None:
    write(office, sheet, TABLE)
    office("formatted", sheet, 0, "A1:K500000")
    office("formatted", sheet, 0, "B1048576:C1048576")
    assert result(office, sheet, '=RANK_SCHOOL("青山小学",A:K,"语文")') == [[2.0]]
    assert result(office, sheet, "=PASS_RATE(D:D)") == [[1.0]]
    quick: float = office("recalculated", sheet)
    assert quick < 3  # seconds; a million rows of eleven columns take a minute
