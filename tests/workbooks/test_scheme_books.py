from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from workbooks.scheme_books import FOLDER, build_scheme_books, scheme_books
from xl_quality.cli import main
from xl_quality.cli.values import opened
from xl_quality.core.findings import BadInputError
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.payout.assessment import pay
from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.schemes.words import Unit

if TYPE_CHECKING:
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.runs.payout.assessment import Payout

BOOKS = scheme_books()
TOWN_SCHEMES = {"luotuoao-brief", "luotuoao-2008", "school-2006"}
"""These have the township's workbook."""
CASES = Path(__file__).parents[1] / "cases" / "scheme_books.csv"
DAY = date(2026, 7, 10)


def taken_in(scheme: str) -> BookContents:
    return take_in(opened(str(FOLDER / BOOKS[scheme].file)), ChosenOptions(), scores_needed=False)


def paid(scheme: str, **options: str) -> Payout:
    order = Order(scheme, DAY, options, tuple(BOOKS[scheme].parameters))
    return pay(taken_in(scheme), order)


@pytest.fixture(scope="module")
def payouts() -> dict[str, Payout]:
    return {scheme: paid(scheme) for scheme in BOOKS}


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def outcomes(payout: Payout, clause: str) -> set[str]:
    found: set[str] = set()
    for evaluation in (one.evaluation for one in payout.assessed):
        if evaluation.clause != clause:
            continue
        own = {one.name for one in evaluation.consequences}
        own |= {"达标" if one.met else "未达标" for one in evaluation.indicators}
        if evaluation.unit is Unit.POINTS and evaluation.amount:
            own.add("加分" if evaluation.amount > 0 else "扣分")
        found |= own or {"无"}
    return found


def test_every_other_scheme_has_a_workbook() -> None:
    assert {*BOOKS, *TOWN_SCHEMES} == set(scheme_ids())
    assert sorted(path.name for path in FOLDER.glob("*.xlsx")) == sorted(
        book.file for book in BOOKS.values()
    )


def test_the_committed_workbooks_are_what_the_generator_writes(tmp_path: Path) -> None:
    build_scheme_books(tmp_path)
    differing = [
        path.name
        for path in tmp_path.iterdir()
        if path.read_bytes() != (FOLDER / path.name).read_bytes()
        and cells(path) != cells(FOLDER / path.name)
    ]
    assert differing == []


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Deflate may differ between zlibs; what a sheet says may not."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.values) for sheet in book}


@pytest.mark.parametrize("scheme", BOOKS)
def test_a_workbook_is_understood_without_a_doubt(scheme: str) -> None:
    assert [str(finding) for finding in taken_in(scheme).findings] == []


@pytest.mark.parametrize("scheme", BOOKS)
def test_every_clause_is_reckoned_and_none_is_left_to_be_done_by_hand(
    scheme: str, payouts: dict[str, Payout]
) -> None:
    clauses = {clause.id for clause in load(scheme).clauses}
    assert {one.case.clause for one in payouts[scheme].assessed} == clauses
    codes = {finding.code for finding in payouts[scheme].findings}
    meant = {
        "county-2025": {"scheme_of_other_year"},  # an agreement of 2025, exams of 2026
        "balanced": {"review_to_enter"},  # of whoever is held to account for the fourth time
    }
    assert codes - {"nobody_warned"} == meant.get(scheme, set())


@pytest.mark.parametrize(
    "row", rows(), ids=lambda row: f"{row['条款']} {row['结果']} {row['说明']}"
)
def test_each_outcome_of_each_clause_occurs(
    row: dict[str, str], payouts: dict[str, Payout]
) -> None:
    assert row["结果"] in outcomes(payouts[row["方案"]], row["条款"])


def test_the_table_of_outcomes_forgets_no_clause() -> None:
    told = {(row["方案"], row["条款"]) for row in rows()}
    assert told == {(scheme, clause.id) for scheme in BOOKS for clause in load(scheme).clauses}


def test_a_class_that_had_reached_the_line_must_do_better(payouts: dict[str, Payout]) -> None:
    targets = {
        (case.key["grade"], case.key["class_name"], case.key["subject"]): evaluation.indicators[0]
        for case, evaluation, *_ in payouts["class-targets"].assessed
        if case.clause == "D2"
    }
    assert targets["四年级", "1班", "语文"].target == "不低于73%"  # 28 of 40 last term
    assert targets["四年级", "1班", "语文"].actual == "72.5%"  # 29 of 40
    assert targets["四年级", "2班", "语文"].target == "不低于70%"  # 27 of 40 last term
    assert targets["四年级", "3班", "语文"].target == "不低于70.5%"  # the school's own line of 62 %


def test_the_head_teachers_points_come_from_the_scores(payouts: dict[str, Payout]) -> None:
    points = {
        (case.key["grade"], case.key["class_name"]): evaluation.amount
        for case, evaluation, *_ in payouts["class-targets"].assessed
        if case.clause == "D4"
    }
    # all subjects passed: 40, 36 and 38 of 40 pupils; together 114 of 120 = 95 %
    assert points["四年级", "1班"] == 5
    assert points["四年级", "2班"] == -5
    assert points["四年级", "3班"] == 0


def test_the_school_is_graded_by_the_points_of_its_indicators(payouts: dict[str, Payout]) -> None:
    scores = {
        case.key["unit"]: case.facts["score"].value
        for case, *_ in payouts["county-2025"].assessed
        if case.clause == "I16"
    }
    own: dict[str, Fraction] = dict.fromkeys(map(str, scores), Fraction())
    for case, evaluation, *_ in payouts["county-2025"].assessed:
        own[case.key["unit"]] += evaluation.amount
    assert own == scores
    assert sorted(scores.values()) == [10, 51, 90, 100]


def test_the_school_may_be_graded_by_the_indicators_met() -> None:
    order = Order(
        "county-2025",
        DAY,
        {"graded_by": "met"},
        ("cut_excellent=13", "cut_good=12", "cut_pass=8"),
    )
    grades = {
        one.case.key["unit"]: one.evaluation.outcomes
        for one in pay(taken_in("county-2025"), order).assessed
        if one.case.clause == "I16"
    }
    assert grades == {
        "青禾镇中心小学": ["优秀"],  # 13 of 13
        "石桥小学": ["不合格"],  # 7 of 13
        "青禾镇初级中学": ["优秀"],  # 13 of 14
        "柳溪中学": ["不合格"],
    }


def test_places_may_be_taken_by_teacher_instead_of_by_school() -> None:
    named = {
        one.case.key["name"] != ""
        for one in paid("rank-up", placed="teacher").assessed
        if one.case.clause == "E1"
    }
    assert named == {True}


@pytest.mark.parametrize(
    ("by", "actual"), [("pass_rate", "80%"), ("excellent_rate", "45%"), ("composite", "77.8%")]
)
def test_the_reading_chosen_decides_which_rate_meets_the_towns_line(by: str, actual: str) -> None:
    first = next(
        one.evaluation.indicators[0]
        for one in paid("town-line", result_by=by).assessed
        if one.case.clause == "F1"
    )
    assert first.actual == actual


def test_a_stated_rate_goes_before_the_computed_one_and_is_told(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(FOLDER / BOOKS["double-high"].file)
    book["指标"].append(["石桥中学", "全科合格率", 0.85, 0.86])
    changed = tmp_path / "改.xlsx"
    book.save(changed)
    contents = take_in(opened(str(changed)), ChosenOptions(), scores_needed=False)
    payout = pay(contents, Order("double-high", DAY))
    (told,) = [one for one in payout.findings if one.code == "stated_not_computed"]
    assert told.where == "指标!D9"
    (second,) = [
        one.evaluation.indicators[0].actual
        for one in payout.assessed
        if one.case.clause == "J2" and one.case.key["unit"] == "石桥中学"
    ]
    assert second == "86%"


def test_an_indicator_that_no_clause_knows_is_told(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(FOLDER / BOOKS["class-duty"].file)
    book["指标"]["C3"] = "公开观摩课"
    changed = tmp_path / "改.xlsx"
    book.save(changed)
    contents = take_in(opened(str(changed)), ChosenOptions(), scores_needed=False)
    found = pay(contents, Order("class-duty", DAY)).findings
    (told,) = [one for one in found if one.code == "indicator_not_used"]
    assert (told.where, told.found) == ("指标!C3", "公开观摩课")


@pytest.mark.parametrize(
    ("scheme", "sheet", "cell", "value", "said"),
    [
        ("balanced", "人员", "D3", "良好", "良好"),
        ("balanced", "指标", "E3", 13, "不能大于12"),
        ("class-duty", "指标", "E3", "两节", "E3的内容不能用"),
        ("class-duty", "指标", "E4", 19.5, "应为整数"),
        ("county-2025", "指标", "D3", 1.07, "1.07"),
        ("personal-goals", "指标", "I3", -5, "I3的内容不能用"),
    ],
)
def test_a_cell_that_cannot_be_used_stops_the_whole_run(  # noqa: PLR0917 - a table
    scheme: str, sheet: str, cell: str, value: object, said: str, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(FOLDER / BOOKS[scheme].file)
    book[sheet][cell] = value
    changed = tmp_path / "改.xlsx"
    book.save(changed)
    contents = take_in(opened(str(changed)), ChosenOptions(), scores_needed=False)
    with pytest.raises(BadInputError) as caught:
        pay(contents, Order(scheme, DAY, {}, tuple(BOOKS[scheme].parameters)))
    told = [str(finding) for finding in caught.value.findings if finding.severity == "error"]
    assert any(said in one and cell in one for one in told), told


def test_what_the_form_leaves_blank_is_asked_for() -> None:
    with pytest.raises(BadInputError) as caught:
        pay(taken_in("class-targets"), Order("class-targets", DAY))
    assert any("per_point" in finding.message for finding in caught.value.findings)


def test_the_full_performance_pay_is_all_that_these_schemes_pay(
    payouts: dict[str, Payout],
) -> None:
    lines = [(line.payee, line.net) for payout in payouts.values() for line in payout.lines]
    assert lines == [("谭明玉", 300_000), ("廖书航", 300_000)]


@pytest.mark.parametrize("scheme", BOOKS)
def test_the_button_writes_a_sheet_of_indicators_with_verdicts(
    scheme: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = tmp_path / "结果.xlsx"
    said = [part for one in BOOKS[scheme].parameters for part in ("--param", one)]
    book = str(FOLDER / BOOKS[scheme].file)
    command = ["payout", book, "--scheme", scheme, "--on", "2026-07-10", "-o", str(result)]
    assert main([*command, *said]) == 0
    heading = "兑现对象" if scheme == "balanced" else "考核对象\t达标\t未达标\t得分\t认定"
    assert heading in capsys.readouterr().out
    written = openpyxl.load_workbook(result)
    assert ("奖惩兑现表" in written.sheetnames) == (scheme == "balanced")
    sheet = written["指标完成情况"]
    verdicts = {row[7] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert {"达标", "未达标"} <= verdicts
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.paperSize == 9


def test_the_book_of_reviews_asks_for_the_one_that_accountability_decides(
    payouts: dict[str, Payout],
) -> None:
    told = {
        scheme: [one.text for one in payout.findings if one.code == "review_to_enter"]
        for scheme, payout in payouts.items()
    }
    [asked] = told.pop("balanced")
    assert asked.startswith("石桥小学姚怀瑾按条款K3应定为年度考核不合格")
    assert not any(told.values())
