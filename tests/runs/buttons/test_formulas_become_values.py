"""转为数值: a copy that needs none of our functions; everything else in it stays as it was."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from tests.runs.buttons.conftest import Office
from xl_quality.books.opc.freezing import frozen
from xl_quality.books.opc.zip import read_archive
from xl_quality.buttons.menu import MessageKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMULAS = {
    "B1": ("=PASS_RATE(A1:A3)", 0.6667),
    "B2": ('=ROUND(PASS_RATE(A1:A3)*100,1)&"%"', "66.7%"),
    "B3": ("=_xludf.MEAN_SCORE(A1:A3)", 71),
    "B4": ("='C:\\x y\\xl_quality.xlam'!rank_in(A1,A1:A3)", 1),
    "B5": ("=SUM(A1:A3)", 213),
    "B6": ('=IF(A1>60,"PASS_RATE(x)","")', "PASS_RATE(x)"),
    "B7": ("=MY_PASS_RATE(A1)", 5),
    "B8": ("=PASS_RATE(A9)", "#DIV/0!"),
}
OURS = ["B1", "B2", "B3", "B4", "B8"]


@pytest.fixture
def computed(tmp_path: Path) -> Office:
    """A workbook with our functions, Excel's, and some that only look like ours."""
    path = tmp_path / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("成绩 甲")
    sheet.write_column(0, 0, [90, 63, 60])
    for cell, (formula, value) in FORMULAS.items():
        sheet.write_formula(cell, formula, None, value)
    sheet.write_dynamic_array_formula("D1:D3", "=FOUR_RATES(A1:A3)", None, 1)
    sheet.write("D2", 2)
    sheet.write("D3", 3)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='成绩 甲'!$A$1:$A$3"})
    book.add_worksheet("图").insert_chart("A1", chart)
    book.close()
    return Office(path)


def copy_of(office: Office) -> Path:
    return office.path.with_name("成绩册_数值.xlsx")


def test_our_functions_become_values_and_no_other_formula(computed: Office) -> None:
    before = computed.path.read_bytes()
    said = computed.press("freeze")
    assert said.kind is MessageKind.INFORMATION
    assert str(copy_of(computed)) in said.text
    assert computed.path.read_bytes() == before
    formulas = openpyxl.load_workbook(copy_of(computed))["成绩 甲"]
    values = openpyxl.load_workbook(copy_of(computed), data_only=True)["成绩 甲"]
    for cell, (formula, value) in FORMULAS.items():
        assert values[cell].value == value
        held = formulas[cell].value
        assert held == value if cell in OURS else str(held).replace("_xlfn.", "") == formula
    assert [formulas[f"D{row}"].value for row in (1, 2, 3)] == [1, 2, 3]


def test_every_other_part_keeps_its_bytes(computed: Office) -> None:
    before = computed.parts()
    computed.press("freeze")
    with zipfile.ZipFile(copy_of(computed)) as file:
        after = {name: file.read(name) for name in file.namelist()}
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed <= {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "[Content_Types].xml",
        "xl/styles.xml",
        "xl/calcChain.xml",
    }
    assert b"cm=" not in after["xl/worksheets/sheet1.xml"]


def test_the_copy_lists_what_was_replaced(computed: Office) -> None:
    computed.press("freeze")
    rows = Office(copy_of(computed)).book().read("转为数值清单").rows[3:]
    assert [row[1] for row in rows] == [
        f"成绩 甲!{cell}" for cell in ("B1", "D1", "B2", "B3", "B4", "B8")
    ]
    assert rows[0][2:4] == ("=PASS_RATE(A1:A3)", "0.6667") or list(rows[0][2:4]) == [
        "=PASS_RATE(A1:A3)",
        "0.6667",
    ]


def test_nothing_but_the_copy_is_left_behind(computed: Office) -> None:
    computed.press("freeze")
    computed.press("freeze")
    assert computed.files() == {"成绩册.xlsx", "成绩册_数值.xlsx", "成绩册_数值2.xlsx"}


def test_a_book_without_our_functions_needs_no_copy(township: Office) -> None:
    files = township.files()
    assert "不需要转换" in township.press("freeze").text
    assert township.files() == files


def test_a_formula_without_a_value_stays_and_is_named(computed: Office) -> None:
    book = openpyxl.load_workbook(computed.path)
    book.save(computed.path)  # this program knows no values
    said = computed.press("freeze")
    assert said.kind is MessageKind.WARNING
    assert "成绩 甲!B1" in said.text
    sheet = openpyxl.load_workbook(copy_of(computed))["成绩 甲"]
    assert sheet["B1"].value == "=PASS_RATE(A1:A3)"


def test_a_name_that_uses_a_function_is_told(tmp_path: Path) -> None:
    path = tmp_path / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("成绩").write_formula("A1", "=MET(1,2)", None, 1)
    book.define_name("达标", "=MET(成绩!$B$1,2)")
    book.close()
    said = Office(path).press("freeze")
    assert "1 处名称、条件格式或数据验证" in said.text


@pytest.mark.parametrize(
    ("second", "values"), [("<v>8</v>", ["7", "8"]), ("<v></v>", [None, None])]
)
def test_formulas_shared_by_a_group_become_values_together_or_not_at_all(
    tmp_path: Path, second: str, values: list[str | None]
) -> None:
    path = tmp_path / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("成绩").write_formula("B1", "=MET(A1,2)", None, 7)
    book.close()
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    name = "xl/worksheets/sheet1.xml"
    alone = b'<c r="B1"><f>MET(A1,2)</f><v>7</v></c>'
    shared = (
        b'<c r="B1"><f t="shared" ref="B1:B2" si="0">MET(A1,2)</f><v>7</v></c></row>'
        b'<row r="2"><c r="B2"><f t="shared" si="0"/>' + second.encode() + b"</c>"
    )
    assert alone in parts[name]
    parts[name] = parts[name].replace(alone, shared)
    with zipfile.ZipFile(path, "w") as file:
        for part, content in parts.items():
            file.writestr(part, content)
    found = frozen(read_archive(path.read_bytes(), path.name), {"MET"})
    assert [(cell.cell, cell.value) for cell in found.cells] == [
        ("B1", values[0]),
        ("B2", values[1]),
    ]
    assert (found.data == path.read_bytes()) == (values[0] is None)
    again = frozen(read_archive(found.data, path.name), {"MET"})
    assert len(again.cells) == values.count(None)


def linked(path: Path, formulas: dict[str, str], files: Sequence[str]) -> None:
    """Write formulas that name other workbooks by their place, as Excel saves them."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("成绩")
    for cell, formula in formulas.items():
        sheet.write_formula(cell, formula, None, 1)
    book.close()
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    base = "http://schemas.openxmlformats.org"
    rels = f"{base}/officeDocument/2006/relationships"
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    references = types = links = ""
    for number, target in enumerate(files, 1):
        name = f"xl/externalLinks/externalLink{number}.xml"
        references += f'<externalReference r:id="rIdX{number}"/>'
        types += f'<Override PartName="/{name}" ContentType="{main}"/>'
        links += (
            f'<Relationship Id="rIdX{number}" Type="{rels}/externalLink" '
            f'Target="externalLinks/externalLink{number}.xml"/>'
        )
        parts[name] = f'<externalLink xmlns="{base}/spreadsheetml/2006/main"/>'
        parts[f"xl/externalLinks/_rels/externalLink{number}.xml.rels"] = (
            f'<Relationships xmlns="{base}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{rels}/externalLinkPath" Target="{target}" TargetMode="External"/>'
            "</Relationships>"
        )
    book_part, rels_part = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    parts[book_part] = parts[book_part].replace(
        "</sheets>", f"</sheets><externalReferences>{references}</externalReferences>"
    )
    parts[rels_part] = parts[rels_part].replace("</Relationships>", f"{links}</Relationships>")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "</Types>", f"{types}</Types>"
    )
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)


OURS_AT, THEIRS = "file:///C:\\Users\\x\\XLSTART\\xl_quality.xlam", "去年成绩.xlsx"


@pytest.mark.parametrize(
    ("formulas", "files", "left"),
    [
        ({"A1": "=[1]!MET(1,2)"}, [OURS_AT], 0),
        ({"A1": "=[2]!MET(1,2)", "A2": "=[1]成绩!A1"}, [THEIRS, OURS_AT], 1),
        ({"A1": "=[1]!MET(1,2)", "A2": "=[2]成绩!A1"}, [OURS_AT, THEIRS], 2),
        ({"A1": "=[1]!MET(1,2)", "A2": "=[1]!OTHER(1)"}, [OURS_AT], 1),
    ],
)
def test_a_link_to_the_add_in_goes_where_no_other_formula_is_moved_by_it(
    tmp_path: Path, formulas: dict[str, str], files: list[str], left: int
) -> None:
    path = tmp_path / "成绩册.xlsx"
    linked(path, formulas, files)
    office = Office(path)
    office.press("freeze")
    with zipfile.ZipFile(copy_of(office)) as file:
        names = file.namelist()
        book = file.read("xl/workbook.xml").decode()
    assert len([name for name in names if "externalLink" in name and "_rels" not in name]) == left
    assert book.count("<externalReference ") == left
    assert ("<externalReferences>" in book) == bool(left)
    sheet = openpyxl.load_workbook(copy_of(office), keep_links=False)["成绩"]
    assert sheet["A1"].value == 1
    assert sheet["A2"].value == formulas.get("A2")
