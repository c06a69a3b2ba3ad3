"""The lists that a scheme takes are written headed and prefilled, and read back as those lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.books.fingerprints import as_read
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.facts.derived_lists import SCORES, made_of
from xl_quality.runs.payout.list_forms import ScoredNames, forms_of, lists_for
from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.sheets.cells import Grid
from xl_quality.sheets.list_kinds import KINDS, find_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.books.tables import Table
    from xl_quality.runs.payout.list_forms import Lists

    Books = Callable[..., MemoryBook]

DAY = date(2026, 7, 10)
BARE = {
    "成绩": [
        ["青石镇2026年春季期末考试成绩"],
        ["学校", "年级", "班级", "姓名", "语文", "数学"],
        ["青石小学", "六年级", "1班", "安一", 90, 80],
        ["青石小学", "六年级", "2班", "安二", 60, 39],
        ["白水中学", "九年级", "1班", "安三", 85, 71],
    ]
}


def lists(book: MemoryBook, scheme: str = "luotuoao-brief") -> Lists:
    return lists_for(take_in(book, ChosenOptions(), scores_needed=False), load(scheme), DAY)


def body(table: Table) -> list[tuple[Any, ...]]:
    return [tuple(row.values) for row in table.rows[3:] if any(row.values)]


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_list_of_every_scheme_is_read_back_as_itself_with_all_its_columns(
    book: Books, scheme: str
) -> None:
    found = lists(book(BARE), scheme)
    forms = {form.kind: form for form in forms_of(load(scheme), DAY, ScoredNames())}
    assert [table.name for table in found.tables] == list(forms)
    for table in found.tables:
        rows = [list(row) for row in as_read(table)]
        own = find_list(Grid(table.name, rows))
        assert own is not None, table.name
        assert own.kind.name == table.name
        assert set(own.columns) == set(forms[table.name].fields)


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_list_that_clauses_take_is_written_or_derived_from_one_or_from_scores(
    scheme: str,
) -> None:
    rules = load(scheme)
    written = {form.kind for form in forms_of(rules, DAY, ScoredNames())}
    takes = [take for feed in rules.feeds for take in feed.takes]
    used = {take.list_name for take in takes if take.in_use(rules.choices())}
    assert {name for name in used if name in KINDS} <= written
    assert {own for name in used for own, _ in made_of(name)} - {SCORES} <= written


def test_teachers_are_asked_for_by_class_and_subject(book: Books) -> None:
    (table,) = [one for one in lists(book(BARE)).tables if one.name == "任课"]
    assert body(table) == [
        ("青石小学", "六年级", "1班", "语文", None),
        ("青石小学", "六年级", "1班", "数学", None),
        ("青石小学", "六年级", "2班", "语文", None),
        ("青石小学", "六年级", "2班", "数学", None),
        ("白水中学", "九年级", "1班", "语文", None),
        ("白水中学", "九年级", "1班", "数学", None),
    ]


def test_indicators_are_named_as_the_clauses_look_for_them(book: Books) -> None:
    (table,) = [one for one in lists(book(BARE)).tables if one.name == "指标"]
    assert {row[1] for row in body(table)} == {"下达", "重点高中", "辍学率", "目标名次"}
    assert {row[0] for row in body(table)} == {"青石小学", "白水中学"}


def test_places_are_asked_with_the_kind_of_their_exam(book: Books) -> None:
    (table,) = [one for one in lists(book(BARE)).tables if one.name == "县名次"]
    head = list(table.rows[2].values)
    column = head.index("性质")
    (offered,) = [one.choices for one in table.choices if one.area[1] == column]
    assert {"中考", "全县统考", "全县抽考", "活动竞赛"} <= set(offered)


def test_a_list_that_is_there_stays_and_what_it_lacks_is_named(book: Books) -> None:
    held = {**BARE, "县里的名次": [["单位", "学科", "名次"], ["青石小学", "语文", 1]]}
    found = lists(book(held))
    assert "县名次" not in [table.name for table in found.tables]
    (said,) = map(str, found.held)
    assert said.startswith("已有县名次表“县里的名次”，没有改动，没有这几列：考试、年级、总数")


def test_another_sheet_of_that_name_is_left_alone(book: Books) -> None:
    found = lists(book({**BARE, "指标": [["说明"], ["指标见文件"]]}))
    assert "指标（待填）" in [table.name for table in found.tables]


def test_what_we_wrote_is_read_once_it_is_filled_in(book: Books) -> None:
    filled = [["单位", "指标", "目标", "实际"], ["白水中学", "辍学率", 0, 0.02]]
    own = book({**BARE, "指标": filled, "四率统计": filled}, own=["指标", "四率统计"])
    contents = take_in(own, ChosenOptions())
    assert [sheet.name for sheet in contents.lists] == ["指标"]


def test_a_blank_form_says_nothing_and_stops_nothing(book: Books) -> None:
    tables = lists(book(BARE)).tables
    sheets = {table.name: [list(row) for row in as_read(table)] for table in tables}
    contents = take_in(book({**BARE, **sheets}, own=list(sheets)), ChosenOptions())
    assert not [one for one in contents.findings if one.sheet in sheets]
