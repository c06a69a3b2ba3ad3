"""识别结果, 体检结果, 考核设置: what a clerk can check and change before anything is computed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from xl_quality.books.fingerprints import as_read
from xl_quality.books.tables import Link
from xl_quality.buttons.menu import MessageKind
from xl_quality.core.options import (
    COMPOSITES,
    AbsentRule,
    Digits,
    DropRule,
    Lines,
    Measure,
    Options,
    Weights,
)
from xl_quality.core.ranking import RoundingMode, TieRule
from xl_quality.reports.forms import settings_table
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.settings import FIXED_VALUES, ITEMS, Draft
from xl_quality.sheets.settings_reader import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.runs.buttons.conftest import Office


@pytest.fixture
def messy(tmp_path: Path, office: Callable[[Path], Office]) -> Office:
    """A score book with faults and without settings."""
    path = tmp_path / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("六年级")
    rows = [
        ["青石镇2026年期末考试成绩"],
        ["学校", "班级", "姓名", "语文", "数学"],
        ["青石小学", "1班", "安一", 190, 80],
        ["青石小学", "1班", "安一", 60, "缺"],
        ["白水小学", "1班", "白一", "七十", 61],
        ["白水小学", "1班", "白二", 75, -3],
        ["白水小学", "1班", "白三", 75, "▲60"],
        ["白水小学", "1班", "", 75, 90],
    ]
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.add_worksheet("便条").write("A1", "周五交")
    book.close()
    return office(path)


def values(office: Office, sheet: str) -> list[Any]:
    return [list(row) for row in office.book().read(sheet).rows]


def test_recognition_names_kind_rows_columns_and_doubts(township: Office) -> None:
    said = township.press("recognise")
    rows = values(township, "识别结果")
    by_sheet = {row[0]: row for row in rows[3:]}
    assert by_sheet["任课"][1] == "名单表：任课"
    assert by_sheet["考核设置"][1] == "考核设置"
    scores = by_sheet["九年级本学期期末"]
    assert scores[1] == "成绩表"
    assert scores[2] == "本学期期末"
    assert "语文（" in str(scores[13])
    assert "语文120" in str(scores[14])
    assert "6036 人次" in said.text
    doubts = next(i for i, row in enumerate(rows) if str(row[0]).startswith("疑点"))
    assert all(row[3] and row[13] for row in rows[doubts + 2 :]), "what is wrong, what to do"


def test_a_book_without_scores_is_said_to_have_none(
    tmp_path: Path, office: Callable[[Path], Office]
) -> None:
    path = tmp_path / "成绩册.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("便条").write("A1", "周五交")
    book.close()
    said = office(path).press("recognise")
    assert said.kind is MessageKind.WARNING
    assert "没有一张表认作成绩表" in said.text


def test_the_checkup_lists_the_gravest_first_with_links_to_the_cells(messy: Office) -> None:
    said = messy.press("check")
    rows = values(messy, "体检结果")[3:]
    order = ["严重", "注意", "提示"]
    places = [order.index(str(row[1])) for row in rows]
    assert places == sorted(places)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    cells = [row[2] for row in rows]
    assert {"六年级!D3", "六年级!D5"} <= set(cells)
    sheet = openpyxl.load_workbook(messy.path)["体检结果"]
    link = sheet.cell(cells.index("六年级!D3") + 4, 3).hyperlink
    assert link.location == "'六年级'!D3"
    assert said.kind is MessageKind.WARNING
    assert "六年级!D3" in said.text
    assert said.text.count("［") == 5, "five by name, the rest on the sheet"
    assert "体检结果" in said.text.splitlines()[-1]


def test_the_command_line_finds_the_same(messy: Office, capsys: pytest.CaptureFixture[str]) -> None:
    import json  # noqa: PLC0415 - for this test

    from xl_quality.cli import main  # noqa: PLC0415 - as above

    messy.press("check")
    capsys.readouterr()
    main(["check", str(messy.path), "--json"])
    found = json.loads(capsys.readouterr().out)
    places = [f"{one['sheet']}!{one['cell']}" if one["cell"] else one["sheet"] for one in found]
    rows = values(messy, "体检结果")[3:]
    assert [(row[2] or "", row[3]) for row in rows] == [
        (place, one["message"]) for place, one in zip(places, found, strict=True)
    ]


def test_a_second_checkup_replaces_the_first_without_a_question(messy: Office) -> None:
    messy.press("check")
    book = openpyxl.load_workbook(messy.path)
    book["六年级"]["D3"] = 90
    book.save(messy.path)
    messy.press("check")
    assert messy.desk.asked == []
    assert "六年级!D3" not in [row[2] for row in values(messy, "体检结果")]


def test_notes_written_into_the_checkup_are_only_replaced_after_a_yes(messy: Office) -> None:
    messy.press("check")
    book = openpyxl.load_workbook(messy.path)
    book["体检结果"]["G4"] = "已问过班主任"
    book["六年级"]["D3"] = 90
    book.save(messy.path)
    before = messy.path.read_bytes()
    messy.desk.yes = False
    assert messy.press("check").text == ""
    assert "“体检结果”在生成后被改过" in messy.desk.asked[-1]
    assert messy.path.read_bytes() == before


def test_settings_are_written_once_and_then_only_shown(messy: Office) -> None:
    messy.press("settings")
    before = messy.path.read_bytes()
    said = messy.press("settings")
    assert "没有覆盖" in said.text
    assert messy.path.read_bytes() == before
    form = values(messy, "考核设置")
    assert ["满分", None, "语文", None] in [row[:4] for row in form]


def test_the_settings_that_a_button_wrote_are_read_and_count(messy: Office) -> None:
    book = openpyxl.load_workbook(messy.path)
    for cell, value in {"D3": 90, "D5": 70, "E4": "缺考", "E6": 50, "E7": 60}.items():
        book["六年级"][cell] = value
    book["六年级"]["C8"] = "白四"
    book.save(messy.path)
    messy.press("settings")
    messy.press("rates")
    plain = values(messy, "四率统计")
    book = openpyxl.load_workbook(messy.path)
    sheet = book["考核设置"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "及格线")
    row[3].value = "80%"
    book.save(messy.path)
    messy.press("rates")
    assert "80%" in str(values(messy, "四率统计")[3][0])
    assert values(messy, "四率统计") != plain


def read_back(options: Options, subjects: tuple[str, ...] = ()) -> Options:
    table = settings_table(options, subjects, ["六年级"])
    settings = read_settings(Grid("考核设置", as_read(table)), ["六年级"])
    assert settings.findings == ()
    return settings.options


def test_the_blank_form_reads_as_the_defaults() -> None:
    assert read_back(Options(), ("语文", "数学")) == Options()


TWO_DIGITS = st.integers(0, 10_000).map(lambda n: Fraction(n, 10_000))
OPTIONS = st.builds(
    Options()._replace,  # fields not named keep their default
    full_marks=st.dictionaries(st.sampled_from(["语文", "数学"]), st.integers(1, 100_000)),
    default_full=st.integers(1, 100_000),
    default_set=st.sampled_from([True]),  # a full mark that is only assumed stays empty in the form
    lines=st.builds(Lines, TWO_DIGITS, TWO_DIGITS, TWO_DIGITS),
    absent=st.sampled_from(AbsentRule),
    ties=st.sampled_from(TieRule),
    measure=st.sampled_from(Measure),
    # nobody leaves everybody out: 100% is refused
    drop=st.builds(DropRule, TWO_DIGITS.filter(lambda share: share < 1), st.just(())),
    weights=st.one_of(
        st.sampled_from([*COMPOSITES.values()]),
        st.builds(
            Weights,
            st.integers(1, 100).map(lambda n: Fraction(n, 100)),
            *[st.integers(0, 100).map(lambda n: Fraction(n, 100))] * 2,
            st.integers(-100, 0).map(lambda n: Fraction(n, 100)),
            st.sampled_from([False]),
            st.sampled_from([False]),
        ),
    ),
    digits=st.builds(Digits, *[st.integers(0, 4)] * 3, *[st.sampled_from(RoundingMode)] * 3),
    rank_unrounded=st.booleans(),
)


@given(OPTIONS)
def test_every_form_reads_back_as_it_was_written(options: Options) -> None:
    assert read_back(options) == options


def test_lines_of_one_subject_read_back() -> None:
    own = Lines(Fraction(7, 10), Fraction(17, 20), Fraction(2, 5))
    options = Options(subject_lines={"语文": own})
    assert read_back(options) == options


@pytest.mark.parametrize(
    ("item", "word"), [(item, word) for item, words in FIXED_VALUES.items() for word in words]
)
def test_every_word_of_a_drop_down_is_understood(item: str, word: str) -> None:
    named = {"单位类别": "光明学校", "考试性质": "2026年县统考"}
    row = next(one for one in ITEMS if one.name == item)
    row.put(Draft(), "", named.get(item, ""), word)


def test_the_form_explains_every_item_and_offers_all_of_them() -> None:
    table = settings_table(Options(), ("语文",), ["六年级"])
    texts = [str(row.values[4]) for row in table.rows if row.values[4]]
    assert all(any(item.meaning in text for text in texts) for item in ITEMS)
    offered = [choices.choices for choices in table.choices]
    assert [item.name for item in ITEMS] in [list(one) for one in offered]
    assert not any(isinstance(v, Link | Decimal) for row in table.rows for v in row.values)
