"""Workbooks as offices have them, made with other programs' writers, and ways to spoil them."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from xl_quality.books.tables import (
    Align,
    Chart,
    ChartKind,
    Comment,
    DropDownList,
    Formula,
    Highlight,
    Link,
    Orientation,
    PrintSetup,
    Row,
    Series,
    Style,
    Table,
    ValueAxis,
)
from xl_quality.core.facts import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def png() -> bytes:
    """One red dot."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def write_office_book(path: Path, *, macros: bytes | None = None) -> None:
    """A score book with all that offices hang on one: charts, pictures, notes, rules, names."""
    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#FFEEAA", "align": "center"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("成绩")
    sheet.merge_range("A1:E1", "青石镇中心学校期末成绩", bold)
    sheet.write_row("A2", ["学号", "姓名", "语文", "数学", "合计"], bold)
    for index in range(30):
        row = index + 2
        sheet.write_string(row, 0, f"2026{index:04d}")
        sheet.write_string(row, 1, f"学生{index}")
        sheet.write_number(row, 2, 60 + index / 2)
        sheet.write_number(row, 3, 90 - index)
        sheet.write_formula(row, 4, f"=C{row + 1}+D{row + 1}", None, 150 - index / 2)
    sheet.write_datetime("G1", datetime(2026, 6, 30), day)  # noqa: DTZ001 - Excel has no zones
    sheet.write_boolean("G2", True)  # noqa: FBT003 - XlsxWriter's signature
    sheet.write_comment("B3", "转学")
    sheet.data_validation("F3:F32", {"validate": "list", "source": ["是", "否"]})
    sheet.conditional_format(
        "C3:D32", {"type": "cell", "criteria": "<", "value": 60, "format": bold}
    )
    sheet.insert_image("J2", "dot.png", {"image_data": BytesIO(png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=成绩!$B$3:$B$12", "values": "=成绩!$C$3:$C$12"})
    sheet.insert_chart("J10", chart)
    hidden = book.add_worksheet("参数")
    hidden.write("A1", "及格线")
    hidden.write("B1", 60)
    hidden.hide()
    sheet_of_charts = book.add_chartsheet("图")
    other = book.add_chart({"type": "line"})
    other.add_series({"values": "=成绩!$C$3:$C$12"})
    sheet_of_charts.set_chart(other)
    book.define_name("及格线", "=参数!$B$1")
    book.define_name("成绩!本表", "=成绩!$A$1:$E$32")
    if macros is not None:
        book.add_vba_project(BytesIO(macros), is_stream=True)
    book.close()


@pytest.fixture
def office_book(tmp_path: Path) -> Path:
    """The score book of a township, `成绩册.xlsx`."""
    path = tmp_path / "成绩册.xlsx"
    write_office_book(path)
    return path


@pytest.fixture
def make_office_book() -> Callable[..., None]:
    return write_office_book


@pytest.fixture
def rezip() -> Callable[..., None]:
    """Rewrite a zip file with members changed (by a function or bytes), dropped or renamed."""

    def work(
        path: Path,
        changes: Mapping[str, bytes | Callable[[bytes], bytes] | None],
        rename: Callable[[str], str] = lambda name: name,
        method: int = zipfile.ZIP_DEFLATED,
    ) -> None:
        with zipfile.ZipFile(path) as old:
            members = {info.filename: old.read(info) for info in old.infolist()}
        for name, change in changes.items():
            if change is None:
                del members[name]
            else:
                members[name] = change if isinstance(change, bytes) else change(members[name])
        with zipfile.ZipFile(path, "w", method) as new:
            for name, content in members.items():
                info = zipfile.ZipInfo(rename(name), (2026, 1, 1, 0, 0, 0))
                info.compress_type = method
                new.writestr(info, content)

    return work


@pytest.fixture
def sheet_book(tmp_path: Path, rezip: Callable[..., None]) -> Callable[..., Path]:
    """Make a workbook whose one sheet has exactly the XML given inside ``<worksheet>``."""

    def make(inside: str | bytes, name: str = "手写.xlsx", whole: bytes | None = None) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path))
        book.add_worksheet("成绩").write("A1", "占位")
        book.close()
        body = inside.encode() if isinstance(inside, str) else inside
        xml = whole or b'<worksheet xmlns="%s">%s</worksheet>' % (MAIN.encode(), body)
        rezip(path, {"xl/worksheets/sheet1.xml": xml})
        return path

    return make


HEAD = Style(bold=True, border=True, fill="DDEBF7", align=Align.CENTER, wrap=True)
TEXT = Style(border=True)
AMOUNT = Style(border=True, number_format='0.00"元"', align=Align.RIGHT)
ALARM = Style(bold=True, color="C00000", size=14, font="黑体")


@pytest.fixture
def payout() -> Table:
    """A small payout sheet that uses all that a table can say."""
    heads = (HEAD,) * 4
    line = (TEXT, TEXT, AMOUNT, TEXT)
    rows = [
        Row(("序号", "姓名", "金额", "依据"), heads, 30.0),
        Row((1, "=cmd|' /C calc'!A0", Decimal("900.5"), Link("D5", Cell("成绩", "D5"))), line),
        Row((2, '<王> & "小"\n红', Decimal(-300), Link("去", Cell("成绩", "A1"))), line),
        Row((None, " 前后空格 ", Formula("SUM(C2:C3)", Decimal("600.5")), None), line),
        Row(("合计", Formula('"共"&2&"人"', "共2人"), None, None), (ALARM,) * 4),
    ]
    return Table(
        "奖惩兑现表",
        rows,
        widths=(6, 12.5, 10, 40),
        merges=((4, 2, 4, 3),),
        freeze=(1, 2),
        print_setup=PrintSetup(
            Orientation.LANDSCAPE, title_rows=(0, 0), area=(0, 0, 4, 3), header="&C兑现表"
        ),
        charts=(
            Chart(
                ChartKind.COLUMN, "金额", (Series("元", (1, 1, 2, 1), (1, 2, 2, 2)),), (6, 0), 400
            ),
        ),
        choices=(DropDownList((1, 3, 2, 3), ("同意", "不同意")),),
        comments=(Comment((1, 2), "达标300元\n高2名×300元"),),
        highlights=(Highlight((1, 2, 3, 2), "$C2<0", "9C0006", "FFC7CE", bold=True),),
        confidential=True,
        filtered=(0, 0, 2, 3),
    )


@pytest.fixture
def charted() -> Table:
    """A sheet with a box of each subject, places over exams, and bars."""
    lines: list[tuple[str, *tuple[int, ...]]] = [
        ("语文", 60, 10, 10, 20, 15, 68, 3),
        ("数学", 50, 25, 13, 30, 12, 69, 1),
        ("英语", 30, 22, 19, 25, 27, 70, 5),
    ]
    rows = [Row(line, (Style(),) * 8) for line in lines]

    def series(name: str, column: int, whiskers: int = 0) -> Series:
        lengths = (0, whiskers, 2, whiskers) if whiskers else None
        return Series(name, (0, 0, 2, 0), (0, column, 2, column), lengths)

    box = [series("", 1, 4), series("到中位数", 2), series("到上四分位", 3, 5), series("全镇", 6)]
    places = ValueAxis(0, 6, 1, "0;;", downward=True)
    return Table(
        "图 1",
        rows,
        charts=(
            Chart(ChartKind.BOX, "分布", box, (4, 0), axis=ValueAxis(0, 100, 20)),
            Chart(ChartKind.LINE, "名次", [series("总评", 7)], (21, 0), labels="0", axis=places),
            Chart(ChartKind.BAR, "条", [series("中位", 6)], (38, 0), labels="0.0", turned=True),
            Chart(ChartKind.RADAR, "率", [series("本", 1), series("全", 6)], (55, 0)),
        ),
    )


@pytest.fixture
def plain_table() -> Callable[..., Table]:
    """Make a table of text and whole numbers in no style."""

    def make(name: str, *lines: tuple[object, ...]) -> Table:
        styles = Style()
        rows = [Row(line, (styles,) * len(line)) for line in lines]  # type: ignore[arg-type]  # cases
        return Table(name, rows)

    return make


@pytest.fixture
def members_of() -> Callable[[Path], dict[str, tuple[int, int, bytes]]]:
    """Read a zip file with the standard library: CRC, size and packed bytes by name."""

    def read(path: Path) -> dict[str, tuple[int, int, bytes]]:
        data = path.read_bytes()
        found = {}
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            for info in archive.infolist():
                name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
                start = info.header_offset + 30 + name + extra
                packed = data[start : start + info.compress_size]
                found[info.filename] = (info.CRC, info.file_size, packed)
        return found

    return read


@pytest.fixture
def prefixed() -> Callable[[bytes], bytes]:
    """Write an XML part again with a prefix before every element, as some programs do."""

    def change(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)([A-Za-z]\w*)(?=[\s/>])", rb"<\1x:\2", xml)
        return xml.replace(b' xmlns="', b' xmlns:x="', 1)

    return change


@pytest.fixture
def today() -> date:
    return date(2026, 6, 30)
