"""Texts and numbers against their cells, measured as Excel prints them: no LibreOffice needed.

LibreOffice here has neither 宋体 nor Calibri. In 宋体 a Chinese character is as wide as it is high
and all others are half of that; a column is counted in digits of the workbook's usual font, which
are narrowest in Calibri.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest
import xlsxwriter

from tests.paper.office_books import DAY, OFFICES, every_sheet, office_of
from workbooks.build import SAMPLE
from workbooks.scheme_books import FOLDER, scheme_books
from xl_quality.books.files import open_book
from xl_quality.books.tables import Formula, Link, Row, Style, Table
from xl_quality.core.option_table import EXTRAS, Stated
from xl_quality.core.options import Extra
from xl_quality.reports.frame import CENTER, TEXT
from xl_quality.reports.paper import scale_for
from xl_quality.reports.payout import Heading, payout_tables
from xl_quality.runs.choices import ChosenOptions, Order, Request
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import carry_out, sheets_of
from xl_quality.schemes.payout_lines import PayoutLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xl_quality.books.tables import Value

DIGIT = 7
"""Pixels of a column's unit, the least: of Calibri 11."""
PADDING = 4
"""Pixels that a cell keeps free on both sides together."""
PIXEL = 0.75
"""Points."""
LINE = 1.22
"""Height of a line of 宋体 in its size."""
WIDE = re.compile(r"[⺀-￯—…“”‘’·]")
"""Characters that 宋体 has as wide as high."""
FORMAT = re.compile(r"(#,##)?0(?:\.(0+))?(%)?")


class Cell(NamedTuple):
    """A cell or what several were merged to."""

    place: str
    text: str
    number: bool
    style: Style
    width: float
    height: float | None


def cells_of(table: Table) -> Iterator[Cell]:
    merged = {(top, left): (bottom, right) for top, left, bottom, right in table.merges}
    below = {
        (row, column)
        for top, left, bottom, right in table.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - merged.keys()
    area = table.print_setup.area
    for at, row in enumerate(table.rows):
        for column, (value, style) in enumerate(zip(row.values, row.styles, strict=True)):
            text = shown(value, style)
            if text is None or (at, column) in below or (area and column > area[3]):
                continue  # what a chart is drawn from stands beside what is printed
            bottom, right = merged.get((at, column), (at, column))
            heights = [one.height for one in table.rows[at : bottom + 1]]
            yield Cell(
                f"“{table.name}”{at + 1}行{column + 1}列",
                text,
                not isinstance(value, str | Link),
                style,
                sum(table.widths[column : right + 1]),
                None if None in heights else sum(one or 0 for one in heights),
            )


def shown(value: Value, style: Style) -> str | None:
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, int | Decimal):
        known = FORMAT.fullmatch(style.number_format)
        if not known:
            return str(value)
        times = 100 if known[3] else 1
        places = len(known[2] or "")
        return f"{Decimal(value) * times:{',' if known[1] else ''}.{places}f}{known[3] or ''}"
    return value


def width_of(text: str, size: float) -> float:
    """Return points."""
    return sum(size if WIDE.match(one) else size / 2 for one in text)


def misfit(cell: Cell) -> str:
    room = (cell.width * DIGIT - PADDING) * PIXEL
    lines = 0
    for part in cell.text.split("\n"):
        needed = width_of(part, cell.style.size)
        if needed > room and (cell.number or not cell.style.wrap) and cell.style.border:
            return f"{cell.place}：“{cell.text}” is {needed:.0f} points wide, its cell {room:.0f}"
        whole = max(1, room // cell.style.size) * cell.style.size
        lines += max(1, -int(-needed // whole)) if cell.style.wrap else 1
    high = lines * cell.style.size * LINE
    if cell.height is not None and high > cell.height + 1:
        return f"{cell.place}：“{cell.text}” is {high:.0f} points high, its cell {cell.height:.0f}"
    return ""


LEAST = 8
"""Points of the smallest text that an office prints."""


def too_small(table: Table) -> list[str]:
    """Return the texts that are printed smaller than `LEAST`, their sizes in points before them."""
    setup = table.print_setup
    scale = setup.scale or scale_for(table.widths, setup.orientation)
    last = setup.area[3] + 1 if setup.area else None
    return [
        f"“{table.name}”{style.size * scale / 100:.1f}：{value}"
        for row in table.rows
        for value, style in list(zip(row.values, row.styles, strict=True))[:last]
        if value not in {None, ""} and style.size * scale < LEAST * 100
    ]


@pytest.mark.parametrize("name", OFFICES)
def test_nothing_is_printed_smaller_than_eight_points(name: str, tmp_path: Path) -> None:
    tables = every_sheet(office_of(name, tmp_path), tmp_path)
    assert [told for table in tables for told in too_small(table)[:1]] == []


PAID = {"luotuoao-2008": ("per_place=300",), "school-2006": ()}
"""Schemes whose workbook is the sample, and what they ask for."""


@pytest.mark.parametrize("scheme", sorted({*PAID, *scheme_books()} - {*OFFICES}))
def test_neither_is_a_payout_of_any_other_scheme(scheme: str) -> None:
    own = scheme_books().get(scheme)
    path = FOLDER / own.file if own else SAMPLE
    order = Order(scheme, DAY, parameters=tuple(own.parameters) if own else PAID[scheme])
    tables = sheets_of(carry_out(Request("payout", order=order), open_book(path)))
    assert "计算依据" in {table.name for table in tables}
    assert [told for table in tables for told in too_small(table)[:1]] == []
    assert [told for table in tables for cell in cells_of(table) if (told := misfit(cell))] == []


@pytest.mark.parametrize("extras", [(), tuple(Extra)])
def test_neither_is_any_of_nine_subjects_with_long_names(
    extras: tuple[Extra, ...], tmp_path: Path
) -> None:
    book = open_book(nine_subjects(tmp_path))
    asked = Request(
        "report", ChosenOptions(stated=(Stated(EXTRAS, "", extras),)), before="期中", reports=EVERY
    )
    tables = sheets_of(carry_out(asked, book))
    assert len(tables) > 12
    assert [told for table in tables for told in too_small(table)[:1]] == []
    assert [told for table in tables for cell in cells_of(table) if (told := misfit(cell))] == []


@pytest.mark.parametrize("fen", [99_999_999, 100_000_000, 123_456_789, -123_456_789])
def test_amounts_of_millions_fit_their_columns(fen: int) -> None:
    reward, penalty = max(fen, 0), max(-fen, 0)
    lines = [PayoutLine(f"{n}小学", "A7", reward, penalty, "全县第1名") for n in "一二"]
    tables = payout_tables(lines, Heading("奖惩兑现表", "单位："))
    assert len(tables) == 2
    assert [told for table in tables for cell in cells_of(table) if (told := misfit(cell))] == []
    assert [told for table in tables for told in too_small(table)] == []


NINE = ("语文", "数学", "英语", "物理", "化学", "生物", "道德与法治", "历史", "地理")


def nine_subjects(folder: Path) -> Path:
    """Write two exams of three schools and six classes, names and numbers as long as they come."""
    path = folder / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for at, exam in enumerate(("期中", "期末")):
        page = book.add_worksheet(f"九年级{exam}")
        page.write_row(0, 0, ["学校", "年级", "班级", "姓名", "学号", "考试", *NINE])
        pupils = [(school, room, n) for school in SCHOOLS for room in (1, 12) for n in range(20)]
        for row, (school, room, n) in enumerate(pupils, 1):
            name = "阿卜杜拉·买买提" if n == 3 else f"欧阳{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}"
            marks = [(at * 7 + row * 37 + subject * 53) % 401 / 4 for subject in range(len(NINE))]
            number = 20230100 + room * 1000 + n
            page.write_row(row, 0, [school, "九年级", f"90{room}班", name, number, exam, *marks])
    book.close()
    return path


SCHOOLS = ("青石镇中心学校", "青石县第一实验初级中学", "青石县民族团结九年一贯制寄宿学校")


def test_names_of_forty_characters_are_neither_cut_nor_run_into_their_neighbour(
    tmp_path: Path,
) -> None:
    book = open_book(long_names(tmp_path))
    tables = sheets_of(carry_out(Request("report", before=LONG_EXAMS[0], reports=EVERY), book))
    assert {"教师排名", "一班一页", "偏科", "成绩条", "学校排名"} <= {one.name for one in tables}
    assert [told for table in tables for cell in cells_of(table) if (told := misfit(cell))] == []
    assert [told for table in tables for told in running_over(table)] == []


def running_over(table: Table) -> list[str]:
    """Return the texts in one line that reach into a filled cell, or beyond what is printed."""
    area = table.print_setup.area
    last = area[3] + 1 if area else len(table.widths)
    merged = {(top, left): right for top, left, _, right in table.merges}
    found = []
    for at, row in enumerate(table.rows):
        cells = list(zip(row.values, row.styles, strict=True))[:last]
        for column, (text, style) in enumerate(cells):
            if not isinstance(text, str) or style.wrap or text.startswith("✂"):
                continue
            behind = merged.get((at, column), column) + 1
            end = next((n for n in range(behind, len(cells)) if cells[n][0] is not None), last)
            room = (sum(table.widths[column:end]) * DIGIT - PADDING) * PIXEL
            if width_of(text, style.size) > room:
                found.append(f"“{table.name}”{at + 1}行{column + 1}列：{text}")
    return found


LONG_SCHOOLS = (
    "西河省东山市青石县骆驼镇望江村联合完全小学附属青山湖教学点",
    "东海自治区那山市色河区那山镇第二中心小学暨少数民族双语教育实验学校（北校区）",
    "石桥小学",
)
LONG_EXAMS = tuple(
    f"2025—2026学年度第二学期青石镇义务教育阶段{moment}教学质量监测暨学业水平抽测（第{n}次）"
    for n, moment in (("一", "期中"), ("二", "期末"))
)
LONG_TEACHER = "古丽巴哈尔·阿不都克里木·麦麦提敏"


def long_names(folder: Path) -> Path:
    """Write two exams of three schools with names of 30 to 40 characters, and who teaches."""
    path = folder / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("六年级")
    page.write_row(0, 0, ["考试", "学校", "班级", "姓名", "语文", "数学", "英语"])
    pupils = [(school, room, n) for school in LONG_SCHOOLS for room in (1, 2) for n in range(9)]
    rows = [(exam, *pupil) for exam in LONG_EXAMS for pupil in pupils]
    for row, (exam, school, room, n) in enumerate(rows, 1):
        name = f"阿卜杜热西提·{'吐尔逊尼亚孜·' * 4}买买提" if n == 0 else f"欧阳{n}{room}"
        marks = [(row * 37 + subject * 53) % 101 for subject in range(3)]
        page.write_row(row, 0, [exam, school, f"{room}班", name, *marks])
    teaching = book.add_worksheet("任课")
    teaching.write_row(0, 0, ["学校", "班级", "学科", "教师"])
    taught = [(school, room) for school in LONG_SCHOOLS for room in (1, 2)]
    for row, (school, room) in enumerate(taught, 1):
        teaching.write_row(row, 0, [school, f"{room}班", "语文", LONG_TEACHER])
    book.close()
    return path


@pytest.mark.parametrize("name", OFFICES)
def test_every_text_and_number_fits_its_cell(name: str, tmp_path: Path) -> None:
    office = office_of(name, tmp_path)
    tables = every_sheet(office, tmp_path)
    found = [told for table in tables for cell in cells_of(table) if (told := misfit(cell))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("value", "style", "width", "height", "seen"),
    [
        ("示例镇中心小学", CENTER, 16, 16, False),  # 7 × 11 = 77 points; (16 × 7 - 4) × 0.75 = 81
        ("示例镇中心小学", CENTER, 15, 16, True),
        ("示例镇中心小学", TEXT, 15, 32, False),
        ("示例镇中心小学", TEXT, 15, 16, True),
        (Decimal("12345.678"), CENTER._replace(number_format="0.00"), 7, 16, True),
        (Decimal("12345.678"), CENTER._replace(number_format="0"), 7, 16, False),
        (Decimal("0.98765"), CENTER._replace(number_format="0.00%"), 6, 16, True),
        (None, CENTER, 1, 16, False),
    ],
)
def test_the_measure_sees_what_does_not_fit(
    value: Value, style: Style, width: float, height: float, *, seen: bool
) -> None:
    table = Table("表", [Row((value,), (style,), height)], widths=[width])
    assert any(map(misfit, cells_of(table))) is seen
