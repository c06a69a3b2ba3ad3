from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbooks.scheme_books import FOLDER, scheme_books
from xl_quality.cli.values import opened
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.facts.all_lists import Given, all_lists
from xl_quality.runs.facts.derived_lists import DERIVED_LISTS, LAST_YEAR, made_of
from xl_quality.runs.facts.exams import WHOLE, ExamKinds, places_of_scores
from xl_quality.schemes.cases import EXAM_KIND
from xl_quality.schemes.engine import Terms, judge_of
from xl_quality.schemes.loading import load
from xl_quality.sheets.list_kinds import KINDS

if TYPE_CHECKING:
    from xl_quality.core.facts import Record

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
BOOKS = {
    "luotuoao-brief": SAMPLE,
    "luotuoao-2008": SAMPLE,
    "school-2006": SAMPLE,
    **{scheme: FOLDER / book.file for scheme, book in scheme_books().items()},
}


def derived(scheme: str) -> dict[str, list[Record]]:
    contents = take_in(opened(str(BOOKS[scheme])), ChosenOptions(), scores_needed=False)
    figures = places_of_scores(contents, WHOLE)
    settings = contents.recognised.settings
    kinds = ExamKinds.of(settings.exam_kinds, settings.unit_kinds)
    own, terms = load(scheme), Terms(date(2026, 7, 10))
    given = Given(own, contents, figures, terms, judge_of(own, terms), kinds)
    lists, _ = all_lists(given)
    return {name: list(rows) for name, rows in lists.items() if name in DERIVED_LISTS}


@pytest.fixture(scope="module")
def every() -> dict[str, dict[str, list[Record]]]:
    return {scheme: derived(scheme) for scheme in BOOKS}


def test_rows_have_no_field_that_their_list_does_not_declare(
    every: dict[str, dict[str, list[Record]]],
) -> None:
    strange = {
        (scheme, name, field)
        for scheme, lists in every.items()
        for name, rows in lists.items()
        if name != LAST_YEAR  # rows of 历次 as they are
        for row in rows
        for field in row.facts
        if field not in {*DERIVED_LISTS[name].fields, EXAM_KIND}
    }
    assert strange == set()


def test_most_derived_lists_have_rows_in_some_book(
    every: dict[str, dict[str, list[Record]]],
) -> None:
    filled = {name for lists in every.values() for name, rows in lists.items() if rows}
    assert len(filled) * 3 >= len(DERIVED_LISTS) * 2, sorted(DERIVED_LISTS.keys() - filled)


def test_a_row_without_a_text_has_no_such_field(every: dict[str, dict[str, list[Record]]]) -> None:
    blank = {
        (scheme, name, field)
        for scheme, lists in every.items()
        for name, rows in lists.items()
        for row in rows
        for field, fact in row.facts.items()
        if fact.value == ""
    }
    assert blank == set()


def test_the_sheets_behind_a_derived_list_have_the_fields_that_it_is_made_of() -> None:
    lacking = {
        (name, sheet, field)
        for name in DERIVED_LISTS
        for sheet, fields in made_of(name)
        for field in fields
        if field not in KINDS[sheet].fields
    }
    assert lacking == set()
