"""What we write keeps to the package rules (OPC), also in books that hardly keep to them."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.books.package_rules import faults, main_type
from xl_quality.books.files import open_book
from xl_quality.books.opc import writer
from xl_quality.books.opc.zip import Changes, Deflated, read_archive, rewrite
from xl_quality.books.saving import BACKUP_FOLDER
from xl_quality.books.tables import Row, Style, Table
from xl_quality.core.findings import BadInputError
from xl_quality.runs.publish import Where, publish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Rezip = Callable[..., None]

TYPES = "[Content_Types].xml"
RELS = "application/vnd.openxmlformats-package.relationships+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE = SHEET.removesuffix("sheet") + "template"
EXCEL = "application/vnd.ms-excel."


def with_types(path: Path, rezip: Rezip, change: Callable[[str], str]) -> None:
    rezip(path, {TYPES: lambda xml: change(xml.decode()).encode()})


def written(path: Path, *tables: Table) -> bytes:
    book = open_book(path)
    for table in tables:
        book.put(table)
    return book.save().read_bytes()


def libreoffice_6(types: str) -> str:
    """Declare relationship parts one by one, as LibreOffice up to 6.2 does."""
    types = re.sub(r'<Default Extension="rels"[^>]*/>', "", types)
    parts = ["_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels"]
    parts += ["xl/chartsheets/_rels/sheet1.xml.rels"]
    parts += [f"xl/drawings/_rels/drawing{n}.xml.rels" for n in (1, 2)]
    each = "".join(f'<Override PartName="/{part}" ContentType="{RELS}"/>' for part in parts)
    return types.replace("</Types>", f"{each}</Types>")


DECLARED = {
    "rels 只逐个声明": libreoffice_6,
    "没有 xml 的默认类型": lambda t: re.sub(r'<Default Extension="xml"[^>]*/>', "", t),
    "没有 png 的默认类型": lambda t: re.sub(r'<Default Extension="png"[^>]*/>', "", t),
    "没有 vml 的默认类型": lambda t: re.sub(r'<Default Extension="vml"[^>]*/>', "", t),
    "一个默认类型也没有": lambda t: re.sub(r"<Default [^>]*/>", "", t),
    "扩展名大写": lambda t: t.replace('"rels"', '"RELS"').replace('"vml"', '"Vml"'),
    "vml 另有类型": lambda t: t.replace(
        "application/vnd.openxmlformats-officedocument.vmlDrawing", "application/xml"
    ),
    "逐个声明的名称大小写不同": lambda t: t.replace("/xl/worksheets/", "/XL/WorkSheets/"),
    "声明了没有的表": lambda t: t.replace(
        "</Types>",
        f'<Override PartName="/xl/worksheets/sheet3.xml" ContentType="{EXCEL}macrosheet+xml"/>'
        "</Types>",
    ),
    "带前缀": lambda t: re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1t:\2", t).replace(
        "xmlns=", "xmlns:t="
    ),
}


@pytest.mark.parametrize("change", DECLARED.values(), ids=DECLARED.keys())
def test_every_part_that_is_written_has_one_content_type(
    office_book: Path, rezip: Rezip, payout: Table, change: Callable[[str], str]
) -> None:
    with_types(office_book, rezip, change)
    first = written(office_book, payout)
    assert faults(office_book) == []
    sheet = openpyxl.load_workbook(office_book)["奖惩兑现表"]
    assert (sheet["C2"].value, sheet["C2"].comment.text[:2]) == (900.5, "达标")
    assert written(office_book, payout) == first


def test_what_other_programs_left_in_the_zip_is_declared_where_it_may_be(
    office_book: Path, payout: Table
) -> None:
    strays = ["xl/.DS_Store", "缩略图.db", "xl/media/照片.JPG", "[trash]/0000.dat", "xl/空/"]
    with zipfile.ZipFile(office_book, "a") as archive:
        for name in strays:
            archive.writestr(name, b"" if name.endswith("/") else b"x")
    written(office_book, payout)
    assert faults(office_book) == ["no content type: [trash]/0000.dat"]
    with zipfile.ZipFile(office_book) as archive:
        assert set(strays) <= set(archive.namelist())


def spoilt(
    path: Path, part: str, old: bytes, new: bytes
) -> Callable[..., tuple[bytes, Mapping[str, Deflated]]]:
    """Make an injection that goes wrong in one part."""
    inject: Callable[..., tuple[bytes, Mapping[str, Deflated]]] = vars(writer)["inject"]

    def run(*given: object, **named: object) -> tuple[bytes, Mapping[str, Deflated]]:
        written, made = inject(*given, **named)
        archive = read_archive(written, path.name)
        member = next(each for each in archive.members if each.name == part)
        content = archive.read(member)
        assert old in content
        return rewrite(archive, Changes(replaced={part: content.replace(old, new)})), made

    return run


SPOILT = {
    "类型没有了": (TYPES, b'Extension="vml"', b'Extension="xyz"', "content type"),
    "表的关系指错": (
        "xl/_rels/workbook.xml.rels",
        b"/xl/worksheets/sheet3.xml",
        b"/xl/sheet3.xml",
        "target",
    ),
    "图的关系指错": (
        "xl/worksheets/_rels/sheet3.xml.rels",
        b"drawing3.xml",
        b"drawing9.xml",
        "target",
    ),
}


@pytest.mark.parametrize("fault", SPOILT.values(), ids=SPOILT.keys())
def test_a_package_that_came_out_wrong_is_never_written(
    office_book: Path,
    payout: Table,
    monkeypatch: pytest.MonkeyPatch,
    fault: tuple[str, bytes, bytes, str],
) -> None:
    part, old, new, said = fault
    monkeypatch.setattr(writer, "inject", spoilt(office_book, part, old, new))
    before = office_book.read_bytes()
    with pytest.raises(writer.UnprovenError, match=said):
        written(office_book, payout)
    assert office_book.read_bytes() == before


def test_links_that_led_nowhere_stay_and_no_new_part_takes_their_place(
    office_book: Path, rezip: Rezip, payout: Table
) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{90 + n}" Type="{kind}/{name}" Target="{target}"/>'
        for n, (name, target) in enumerate(
            [
                ("worksheet", "worksheets/sheet3.xml"),
                ("worksheet", "/xl/WORKSHEETS/Sheet4.xml"),
                ("comments", "./comments2.xml"),
                ("drawing", "worksheets/../drawings/drawing3.xml"),
                ("chart", "charts/chart%33.xml"),
            ]
        )
    )
    sheets = f'<sheet xmlns:q="{kind}" name="丢了的表" sheetId="9" q:id="rId90"/></sheets>'
    rezip(
        office_book,
        {
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                b"</Relationships>", links.encode() + b"</Relationships>"
            ),
            "xl/workbook.xml": lambda xml: xml.replace(b"</sheets>", sheets.encode()),
        },
    )
    before = faults(office_book)
    assert len(before) == 5
    book = open_book(office_book)
    assert [(f.code, f.sheet) for f in book.findings] == [("sheet_without_content", "丢了的表")]
    first = written(office_book, payout)
    assert faults(office_book) == before
    again = open_book(office_book)
    assert again.sheet_names() == ("成绩", "参数", "奖惩兑现表")
    assert again.read("奖惩兑现表").rows[1][2] == 900.5
    with zipfile.ZipFile(office_book) as archive:
        new = [
            name for name in archive.namelist() if re.search(r"(sheet|comments|ing|rt)[3-9]", name)
        ]
    assert "xl/worksheets/sheet5.xml" in new
    assert "xl/worksheets/sheet3.xml" not in new
    assert not {"xl/drawings/drawing3.xml", "xl/charts/chart3.xml"} & set(new)
    assert written(office_book, payout) == first


KINDS = {
    "宏工作簿没有宏": ("成绩.xlsm", f"{EXCEL}sheet.macroEnabled.main+xml", ".xlsm", None),
    "名称写错的宏工作簿": ("成绩.xlsx", f"{EXCEL}sheet.macroEnabled.main+xml", ".xlsm", None),
    "名称写错的工作簿": ("成绩.xlsm", f"{SHEET}.main+xml", ".xlsx", None),
    "后缀是 xls": ("成绩.xls", f"{SHEET}.main+xml", ".xlsx", None),
    "模板": ("成绩.xltx", f"{TEMPLATE}.main+xml", ".xlsx", f"{SHEET}.main+xml"),
    "带宏模板": (
        "成绩.xltm",
        f"{EXCEL}template.macroEnabled.main+xml",
        ".xlsm",
        f"{EXCEL}sheet.macroEnabled.main+xml",
    ),
    "大小写不同": ("成绩.xlsx", f"{EXCEL}SHEET.macroenabled.MAIN+xml", ".xlsm", None),
    "没有说是什么": ("成绩.xlsx", "application/xml", ".xlsx", None),
}


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS.keys())
def test_the_result_is_called_what_its_workbook_part_is(
    office_book: Path, rezip: Rezip, payout: Table, case: tuple[str, str, str, str | None]
) -> None:
    name, kind, suffix, becomes = case
    with_types(office_book, rezip, lambda types: types.replace(f"{SHEET}.main+xml", kind))
    path = office_book.rename(office_book.with_name(name))
    before = path.read_bytes()
    book = open_book(path)
    assert book.beside.name == f"成绩_结果{suffix}"
    made = publish(book, [payout], Where())
    assert made.path.name == f"成绩_结果{suffix}"
    assert main_type(made.path) == (becomes or kind)
    assert faults(made.path) == []
    assert path.read_bytes() == before
    other = {".xlsx": ".xlsm", ".xlsm": ".xlsx"}[suffix]
    with pytest.raises(BadInputError, match=suffix):
        publish(book, [payout], Where(output=path.with_name(f"别的{other}")))


def test_a_template_written_into_stays_a_template(
    office_book: Path, rezip: Rezip, payout: Table
) -> None:
    template = f"{TEMPLATE}.main+xml"
    with_types(office_book, rezip, lambda types: types.replace(f"{SHEET}.main+xml", template))
    path = office_book.rename(office_book.with_name("成绩.xltx"))
    written(path, payout)
    assert main_type(path) == template
    copy = open_book(path).save(path.with_suffix(".xlsx"))  # nothing is put, only saved elsewhere
    assert main_type(copy) == f"{SHEET}.main+xml"


NAMES = {
    "反斜杠": lambda name: name.replace("/", "\\"),
    "开头斜杠": lambda name: f"/{name}",
    "点斜杠": lambda name: f"./{name}",
    "大写目录": lambda name: name.replace("xl/", "XL/"),
    "百分号": lambda name: name.replace("sheet1", "%73heet1"),
}


@pytest.mark.parametrize("rename", NAMES.values(), ids=NAMES.keys())
def test_a_step_is_undone_however_the_parts_are_spelt(
    office_book: Path,
    rezip: Rezip,
    payout: Table,
    plain_table: Callable[..., Table],
    rename: Callable[[str], str],
) -> None:
    rezip(office_book, {}, rename=lambda n: n if n == TYPES else rename(n))
    before = office_book.read_bytes()
    assert open_book(office_book).read("成绩").rows[2][1] == "学生0"
    book = open_book(office_book, lambda: datetime(2026, 6, 30, 8))  # noqa: DTZ001 - wall clock
    book.put(payout)
    copy = book.backup()
    book.save()
    assert open_book(office_book).own_sheets() == ("奖惩兑现表",)
    book = open_book(office_book)
    book.restore(copy, [payout.name])
    book.save()
    assert office_book.read_bytes() == before
    written(office_book, payout)
    copy = open_book(office_book).backup()
    full = office_book.read_bytes()
    written(office_book, plain_table(payout.name, ("新",)))
    book = open_book(office_book)
    book.restore(copy, [payout.name])
    book.save()
    assert office_book.read_bytes() == full


def with_formats(path: Path, rezip: Rezip, count: int) -> None:
    def filled(xml: bytes) -> bytes:
        formats = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * count
        return re.sub(
            rb"<cellXfs.*</cellXfs>", b'<cellXfs count="%d">%s</cellXfs>' % (count, formats), xml
        )

    rezip(path, {"xl/styles.xml": filled})


@pytest.mark.parametrize(("present", "fits"), [(65_488, True), (65_489, True), (65_490, False)])
def test_more_cell_formats_than_excel_opens_are_refused_with_their_number(
    office_book: Path, rezip: Rezip, present: int, *, fits: bool
) -> None:
    with_formats(office_book, rezip, present)
    before = office_book.read_bytes()
    book = open_book(office_book)
    table = Table("率表", [Row(("a",), (Style(bold=True),))])
    if fits:
        publish(book, [table], Where(in_place=True))
        assert open_book(office_book).read("率表").rows == [["a"]]
        return
    with pytest.raises(BadInputError, match="65490 种") as caught:
        publish(book, [table], Where(in_place=True))
    assert caught.value.findings[0].code == "too_many_formats"
    assert "合计 65491 种" in str(caught.value)
    assert office_book.read_bytes() == before
    assert not (office_book.parent / BACKUP_FOLDER).exists(), "nothing was replaced"


def test_formats_that_are_there_already_are_used_at_the_limit(
    office_book: Path, rezip: Rezip
) -> None:
    table = Table("率表", [Row(("a",), (Style(bold=True),))])
    with_formats(office_book, rezip, 65_489)
    first = written(office_book, table)
    assert written(office_book, table) == first


@pytest.mark.parametrize(
    ("present", "new"),
    [("7", [8, 9]), ("65532", [65_533, 65_534]), ("65533", [3, 4]), ("65534", [3, 4])],
)
def test_a_new_sheet_takes_a_number_that_excel_opens(
    office_book: Path,
    rezip: Rezip,
    plain_table: Callable[..., Table],
    present: str,
    new: list[int],
) -> None:
    rezip(
        office_book,
        {"xl/workbook.xml": lambda x: x.replace(b'sheetId="3"', f'sheetId="{present}"'.encode())},
    )
    written(office_book, plain_table("甲", ("a",)), plain_table("乙", ("b",)))
    with zipfile.ZipFile(office_book) as archive:
        numbers = re.findall(rb'sheetId="(\d+)"', archive.read("xl/workbook.xml"))
    assert [int(number) for number in numbers] == [1, 2, int(present), *new]


def without_styles(path: Path, rezip: Rezip) -> None:
    rezip(
        path,
        {
            "xl/_rels/workbook.xml.rels": lambda xml: re.sub(
                rb'<Relationship [^>]*Target="styles.xml"/>', b"", xml
            ),
            TYPES: lambda xml: re.sub(rb'<Override PartName="/xl/styles.xml"[^>]*/>', b"", xml),
            "xl/styles.xml": None,
        },
    )


def without_fonts(path: Path, rezip: Rezip) -> None:
    rezip(path, {"xl/styles.xml": lambda xml: re.sub(rb"<fonts.*</fonts>", b"", xml)})


def with_bare_styles(path: Path, rezip: Rezip) -> None:
    bare = rb'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    rezip(path, {"xl/styles.xml": bare})


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
@pytest.mark.parametrize("spoil", [without_styles, without_fonts, with_bare_styles])
def test_the_offices_cells_keep_their_look_where_the_book_names_none(
    office_book: Path, rezip: Rezip, payout: Table, spoil: Callable[[Path, Rezip], None]
) -> None:
    spoil(office_book, rezip)
    written(office_book, payout)
    book = openpyxl.load_workbook(office_book)
    names = {cell.font.name for row in book["成绩"].iter_rows() for cell in row}
    bold = {cell.font.b for row in book["成绩"].iter_rows() for cell in row}
    assert (names, bold) == ({None}, {False})
    if spoil is not without_fonts:  # there the formats of the cells are whole
        fills = {cell.fill.fill_type for row in book["成绩"].iter_rows() for cell in row}
        assert fills == {None}
    ours = book["奖惩兑现表"]
    assert (ours["A1"].font.b, ours["B2"].font.name) == (True, "宋体")
    assert ours["A1"].fill.fgColor.rgb == "FFDDEBF7"


def test_a_new_workbook_of_ours_is_in_a_chinese_font(tmp_path: Path, payout: Table) -> None:
    source = tmp_path / "成绩.csv"
    source.write_text("a,b\n", encoding="utf-8")
    book = open_book(source)
    book.put(payout)
    made = book.save()
    assert openpyxl.load_workbook(made)["奖惩兑现表"]["B2"].font.name == "宋体"
    assert faults(made) == []


def test_sixty_thousand_formats_cost_little(office_book: Path, rezip: Rezip, payout: Table) -> None:
    import time  # noqa: PLC0415 - here alone
    import tracemalloc  # noqa: PLC0415 - here alone

    with_formats(office_book, rezip, 60_804)
    start = time.process_time()
    written(office_book, payout)
    assert time.process_time() - start < 2
    tracemalloc.start()
    written(office_book, payout)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 << 20
