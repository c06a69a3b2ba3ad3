"""Our own sheets are known again, replaced and removed; the office's never are."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xl_quality.books.files import open_book
from xl_quality.books.tables import Link
from xl_quality.core.facts import Cell
from xl_quality.core.findings import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xl_quality.books.tables import Table

    MakeTable = Callable[..., Table]
    Rezip = Callable[..., None]

WORKBOOK = "xl/workbook.xml"


def put(path: Path, *tables: Table) -> None:
    book = open_book(path)
    for table in tables:
        book.put(table)
    book.save()


def part(path: Path, name: str = WORKBOOK) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def parts(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return set(archive.namelist())


def test_sheets_that_we_wrote_are_known_again(office_book: Path, plain_table: MakeTable) -> None:
    put(office_book, plain_table("率表", ("a",)), plain_table('带"引号"', ("b",)))
    assert open_book(office_book).own_sheets() == ("率表", '带"引号"')


def test_a_second_run_replaces_ours_in_its_place(
    office_book: Path, payout: Table, plain_table: MakeTable
) -> None:
    put(office_book, payout, plain_table("末尾", ("x",)))
    put(office_book, plain_table("奖惩兑现表", ("新",)))
    book = open_book(office_book)
    assert book.sheet_names() == ("成绩", "参数", "奖惩兑现表", "末尾")
    assert book.read("奖惩兑现表").rows == [["新"]]
    assert book.read("末尾").rows == [["x"]]


def test_the_same_run_again_gives_the_same_file(office_book: Path, payout: Table) -> None:
    put(office_book, payout)
    once = office_book.read_bytes()
    put(office_book, payout)
    put(office_book, payout)
    assert {n: part(office_book, n) for n in parts(office_book) if n.endswith("xml")}
    assert len(office_book.read_bytes()) == len(once)
    openpyxl.load_workbook(office_book)


def test_replacing_leaves_no_orphans(
    office_book: Path, payout: Table, plain_table: MakeTable
) -> None:
    put(office_book, plain_table("奖惩兑现表", ("a",)))
    plain = parts(office_book)
    put(office_book, payout)
    assert {n for n in parts(office_book) - plain if "chart" in n}
    put(office_book, plain_table("奖惩兑现表", ("a",)))
    assert parts(office_book) == plain
    types = part(office_book, "[Content_Types].xml")
    for name in re.findall('PartName="/([^"]+)"', types):
        assert name in plain


def test_a_foreign_sheet_of_the_same_name_is_never_touched(
    office_book: Path, plain_table: MakeTable
) -> None:
    book = open_book(office_book)
    for name in ("成绩", "参数", "图"):
        with pytest.raises(BadInputError, match=name) as caught:
            book.put(plain_table(name, ("x",)))
        assert caught.value.findings[0].code == "sheet_is_foreign"


def test_names_clash_whatever_the_case(office_book: Path, plain_table: MakeTable) -> None:
    put(office_book, plain_table("Table", ("a",)))
    put(office_book, plain_table("TABLE", ("b",)))
    assert open_book(office_book).own_sheets() == ("Table",)
    assert open_book(office_book).read("Table").rows == [["b"]]


def test_a_sheet_of_ours_that_the_clerk_renamed_is_his(
    office_book: Path, plain_table: MakeTable, rezip: Rezip
) -> None:
    put(office_book, plain_table("率表", ("a",)))
    rezip(
        office_book,
        {
            WORKBOOK: lambda xml: xml.replace(
                'sheet name="率表"'.encode(), 'sheet name="存档"'.encode()
            )
        },
    )
    book = open_book(office_book)
    assert book.own_sheets() == ()
    with pytest.raises(BadInputError):
        book.remove("存档")
    put(office_book, plain_table("率表", ("b",)))
    assert open_book(office_book).read("存档").rows == [["a"]]


def test_our_mark_survives_another_program(office_book: Path, plain_table: MakeTable) -> None:
    put(office_book, plain_table("率表", ("a",)), plain_table("名次", ("b",)))
    book = openpyxl.load_workbook(office_book)
    del book["图"]
    book.move_sheet("名次", -2)
    book.save(office_book)
    assert set(open_book(office_book).own_sheets()) == {"率表", "名次"}


@pytest.mark.parametrize(
    "name",
    ["", " ", "一/二", "a:b", "[1]", "好?", "*", "\\", "'a", "a'", "长" * 32, "𠀀" * 16, "History"],
)
def test_names_that_excel_does_not_allow_are_refused(
    office_book: Path, plain_table: MakeTable, name: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        open_book(office_book).put(plain_table(name, ("x",)))
    assert caught.value.findings[0].code == "sheet_name_invalid"


@pytest.mark.parametrize("name", ["长" * 31, "𠀀" * 15, "a'b", '&<>"'])
def test_all_other_names_are_allowed(office_book: Path, plain_table: MakeTable, name: str) -> None:
    put(office_book, plain_table(name, ("x",)))
    assert open_book(office_book).own_sheets() == (name,)
    assert openpyxl.load_workbook(office_book)[name]["A1"].value == "x"


def test_removing_takes_a_sheet_out_without_a_trace(
    office_book: Path, payout: Table, plain_table: MakeTable
) -> None:
    put(office_book, plain_table("率表", ("a",)))
    before = parts(office_book)
    put(office_book, payout)
    book = open_book(office_book)
    book.remove("奖惩兑现表")
    book.save()
    assert parts(office_book) == before
    assert openpyxl.load_workbook(office_book).sheetnames == ["成绩", "参数", "图", "率表"]
    assert "奖惩兑现表" not in part(office_book)


def test_removing_the_last_of_ours_leaves_the_office_s_names(
    office_book: Path, plain_table: MakeTable
) -> None:
    put(office_book, plain_table("率表", ("a",)))
    book = open_book(office_book)
    book.remove("率表")
    book.save()
    loaded = openpyxl.load_workbook(office_book)
    assert set(loaded.defined_names) == {"及格线"}
    assert set(loaded["成绩"].defined_names) == {"本表"}


def test_names_of_sheets_behind_a_removed_one_move_up(
    office_book: Path, payout: Table, plain_table: MakeTable
) -> None:
    put(office_book, plain_table("率表", ("a",)), payout)
    book = open_book(office_book)
    book.remove("率表")
    book.save()
    assert open_book(office_book).own_sheets() == ("奖惩兑现表",)
    assert openpyxl.load_workbook(office_book)["奖惩兑现表"].print_title_rows == "$1:$1"


@pytest.mark.parametrize(("open_tab", "then"), [(4, 3), (3, 3), (1, 1)])
def test_the_open_tab_stays_valid_when_a_sheet_goes(
    office_book: Path, plain_table: MakeTable, rezip: Rezip, open_tab: int, then: int
) -> None:
    put(office_book, plain_table("率表", ("a",)), plain_table("名次", ("b",)))
    tab = b'<workbookView activeTab="%d" ' % open_tab
    rezip(office_book, {WORKBOOK: lambda xml: xml.replace(b"<workbookView ", tab)})
    book = open_book(office_book)
    book.remove("率表")
    book.save()
    assert f'activeTab="{then}"' in part(office_book)


def test_a_name_that_led_to_a_removed_sheet_leads_nowhere(
    office_book: Path, plain_table: MakeTable, rezip: Rezip
) -> None:
    put(office_book, plain_table("率表", ("a",)))
    name = "<definedName name=\"某处\">'率表'!$A$1</definedName></definedNames>".encode()
    rezip(office_book, {WORKBOOK: lambda xml: xml.replace(b"</definedNames>", name)})
    book = open_book(office_book)
    book.remove("率表")
    book.save()
    assert ">#REF!</definedName>" in part(office_book)


def test_a_sheet_that_formulas_of_the_office_use_is_not_removed(
    office_book: Path, plain_table: MakeTable
) -> None:
    put(office_book, plain_table("率表", ("a",)), plain_table("名次", ("b",)))
    loaded = openpyxl.load_workbook(office_book)
    del loaded["图"]
    loaded["参数"]["C1"] = "=SUM('率表'!A1:A9)"
    loaded.save(office_book)
    book = open_book(office_book)
    book.remove("率表")
    with pytest.raises(BadInputError, match="「参数」用到了「率表」") as caught:
        book.save()
    assert caught.value.findings[0].sheet == "参数"
    book = open_book(office_book)
    book.remove("名次")
    book.save()


@pytest.mark.parametrize(
    "spelt",
    ["'&#29575;&#34920;'!A1", "&apos;率表&apos;!A1", "&#x7387;&#x8868;!A1", "'率&#34920;'!A1"],
)
def test_a_use_is_seen_however_the_name_is_spelt_in_xml(
    office_book: Path, plain_table: MakeTable, rezip: Callable[..., None], spelt: str
) -> None:
    put(office_book, plain_table("率表", ("a",)))
    formula = f'<c r="Z1"><f>{spelt}&lt;&#60;</f></c></row>'.encode()
    rezip(
        office_book,
        {"xl/worksheets/sheet2.xml": lambda xml: xml.replace(b"</row>", formula, 1)},
    )
    book = open_book(office_book)
    book.remove("率表")
    with pytest.raises(BadInputError, match="用到了「率表」"):
        book.save()


def test_only_our_sheets_are_removed(office_book: Path) -> None:
    for name in ("成绩", "没有"):
        with pytest.raises(BadInputError) as caught:
            open_book(office_book).remove(name)
        assert caught.value.findings[0].code == "sheet_not_ours"


def test_what_was_put_and_removed_again_is_not_written(
    office_book: Path, plain_table: MakeTable
) -> None:
    before = office_book.read_bytes()
    book = open_book(office_book)
    book.put(plain_table("率表", ("a",)))
    book.remove("率表")
    book.save()
    assert office_book.read_bytes() == before


def test_what_was_removed_and_put_again_is_written(
    office_book: Path, plain_table: MakeTable
) -> None:
    put(office_book, plain_table("率表", ("a",)))
    book = open_book(office_book)
    book.remove("率表")
    book.put(plain_table("率表", ("b",)))
    book.save()
    assert open_book(office_book).read("率表").rows == [["b"]]


CHAIN = (
    '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</calcChain>'
)


@pytest.fixture
def with_chain(office_book: Path, plain_table: MakeTable, rezip: Rezip) -> Callable[[str], Path]:
    """A workbook with our sheet 率表 in it (number 4), saved by Excel with a calculation chain."""

    def make(entries: str) -> Path:
        put(office_book, plain_table("率表", ("a",)))
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
        link = f'<Relationship Id="c" Type="{kind}" Target="calcChain.xml"/></Relationships>'
        said = (
            '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.calcChain+xml"/></Types>'
        )
        rezip(
            office_book,
            {
                "xl/calcChain.xml": (CHAIN % entries).encode(),
                "xl/_rels/workbook.xml.rels": lambda x: x.replace(
                    b"</Relationships>", link.encode()
                ),
                "[Content_Types].xml": lambda x: x.replace(b"</Types>", said.encode()),
            },
        )
        return office_book

    return make


def test_a_calculation_chain_that_lists_our_old_cells_goes(
    with_chain: Callable[[str], Path], plain_table: MakeTable
) -> None:
    path = with_chain('<c r="E3" i="1"/><c r="A1" i="4"/>')
    put(path, plain_table("率表", ("b",)))
    assert "xl/calcChain.xml" not in parts(path)
    assert "calcChain" not in part(path, "xl/_rels/workbook.xml.rels")
    assert "calcChain" not in part(path, "[Content_Types].xml")


def test_a_calculation_chain_without_our_cells_stays(
    with_chain: Callable[[str], Path], plain_table: MakeTable
) -> None:
    path = with_chain('<c r="E3" i="1"/>')
    put(path, plain_table("率表", ("b",)))
    assert part(path, "xl/calcChain.xml") == CHAIN % '<c r="E3" i="1"/>'


def test_a_protected_structure_is_refused(
    office_book: Path, plain_table: MakeTable, rezip: Rezip
) -> None:
    lock = b'<workbookProtection lockStructure="1"/><bookViews>'
    rezip(office_book, {WORKBOOK: lambda xml: xml.replace(b"<bookViews>", lock)})
    with pytest.raises(BadInputError, match="取消保护") as caught:
        open_book(office_book).put(plain_table("率表", ("a",)))
    assert caught.value.findings[0].code == "structure_protected"
    told = open_book(office_book, despite_lock=True)
    told.put(plain_table("率表", ("a",)))
    told.save()
    assert list(open_book(office_book).own_sheets()) == ["率表"]
    assert lock.decode() in part(office_book, WORKBOOK)  # the protection itself stays


def test_a_protected_window_is_no_obstacle(
    office_book: Path, plain_table: MakeTable, rezip: Rezip
) -> None:
    lock = b'<workbookProtection lockWindows="1"/><bookViews>'
    rezip(office_book, {WORKBOOK: lambda xml: xml.replace(b"<bookViews>", lock)})
    put(office_book, plain_table("率表", ("a",)))


def test_a_signed_package_is_refused(
    office_book: Path, plain_table: MakeTable, rezip: Rezip
) -> None:
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    link = (
        f'<Relationship Id="s" Type="{kind}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    )
    rezip(
        office_book,
        {
            "_rels/.rels": lambda xml: xml.replace(b"</Relationships>", link.encode()),
            "_xmlsignatures/origin.sigs": b"",
        },
    )
    with pytest.raises(BadInputError, match="数字签名"):
        open_book(office_book).put(plain_table("率表", ("a",)))


def test_the_last_visible_sheet_is_not_removed(tmp_path: Path, plain_table: MakeTable) -> None:
    source = tmp_path / "成绩.csv"
    source.write_text("a,b\n", encoding="utf-8")
    book = open_book(source)
    book.put(plain_table("率表", ("a",)))
    made = book.save()
    result = open_book(made)
    result.remove("率表")
    with pytest.raises(BadInputError) as caught:
        result.save()
    assert caught.value.findings[0].code == "last_sheet"


def test_text_and_xls_get_a_new_workbook_beside_them(
    tmp_path: Path, payout: Table, plain_table: MakeTable
) -> None:
    source = tmp_path / "成绩.xls"
    source.write_text("学号\t语文\n1\t90\n", encoding="gb18030")
    before = source.read_bytes()
    book = open_book(source)
    assert not book.writable_in_place
    book.put(payout)
    made = book.save()
    assert (made, book.beside) == (tmp_path / "成绩_结果.xlsx",) * 2
    assert source.read_bytes() == before
    assert openpyxl.load_workbook(made)["奖惩兑现表"]["A1"].font.b
    again = open_book(source)
    again.put(plain_table("率表", ("a",)))
    again.save()
    assert open_book(made).sheet_names() == ("奖惩兑现表", "率表")
    third = open_book(source)
    third.put(payout)
    third.save()
    assert open_book(made).own_sheets() == ("奖惩兑现表", "率表")


def test_links_of_a_workbook_made_beside_lead_to_the_source(tmp_path: Path, payout: Table) -> None:
    source = tmp_path / "成绩 1.csv"
    source.write_text("a,b\n", encoding="utf-8")
    book = open_book(source)
    book.put(payout)
    sheet = openpyxl.load_workbook(book.save())["奖惩兑现表"]
    link = sheet["D2"].hyperlink
    assert (link.target, link.location) == ("成绩%201.csv", "'成绩'!D5")


def test_a_link_to_no_sheet_at_all_is_plain_text(office_book: Path, plain_table: MakeTable) -> None:
    put(
        office_book,
        plain_table("率表", (Link("甲", Cell("没有", "A1")), Link("乙", Cell("", "A1")))),
    )
    sheet = openpyxl.load_workbook(office_book)["率表"]
    assert (sheet["A1"].value, sheet["A1"].hyperlink) == ("甲", None)
    assert sheet["B1"].hyperlink.location == "'率表'!A1"


def test_a_text_book_with_nothing_put_writes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "成绩.csv"
    source.write_text("a,b\n", encoding="utf-8")
    assert open_book(source).save() == source
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("name", ["副本.xls", "副本.xlsm", "副本.csv", "副本"])
def test_a_copy_must_have_the_ending_of_what_it_is(
    office_book: Path, plain_table: MakeTable, name: str
) -> None:
    book = open_book(office_book)
    book.put(plain_table("率表", ("a",)))
    with pytest.raises(BadInputError, match=r"\.xlsx"):
        book.save(office_book.with_name(name))
