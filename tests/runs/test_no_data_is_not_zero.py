from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError, Step, Way
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.facts.derived_lists import SCORES
from xl_quality.runs.payout.assessment import Why, pay
from xl_quality.runs.payout.list_forms import places_of_facts, wanted_lists
from xl_quality.runs.payout.sheets import payout_json, sheets_of
from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.sheets.list_kinds import LISTS, columns_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runs.conftest import MemoryBook
    from xl_quality.core.findings import Finding
    from xl_quality.runs.payout.assessment import Payout

    Books = Callable[..., MemoryBook]

DAY = date(2026, 7, 10)
MARKS: list[Any] = [
    ["青石镇2026年春季期末统考成绩"],
    ["学校", "年级", "班级", "姓名", "语文", "数学"],
    ["青石小学", "四年级", "1班", "安一", 90, 80],
    ["白水小学", "四年级", "1班", "白一", 60, 39],
]
COUNTY = [
    ["单位", "考试", "学科", "名次", "总数"],
    ["青石小学", "2026年县抽考", "语文", 3, 25],
]
TARGETS = ["单位", "指标", "目标", "实际"]


def paid(book: MemoryBook, scheme: str = "luotuoao-brief", *parameters: str) -> Payout:
    order = Order(scheme, DAY, parameters=parameters)
    return pay(take_in(book, ChosenOptions(), scores_needed=False), order)


def refused(book: MemoryBook, scheme: str = "luotuoao-brief") -> dict[str, Finding]:
    with pytest.raises(BadInputError, match="没有数据不等于没有奖惩") as caught:
        paid(book, scheme)
    found = [one for one in caught.value.findings if one.code == "clause_without_data"]
    return {one.message.partition("（")[0]: one for one in found}


def texts(payout: Payout, sheet: str) -> list[str]:
    table = next(table for table in sheets_of(payout) if table.name == sheet)
    return [value for row in table.rows for value in row.values if isinstance(value, str)]


def test_a_bare_score_book_pays_nothing_and_says_what_every_clause_needs(book: Books) -> None:
    found = refused(book({"成绩": MARKS}))
    assert [*found] == [f"条款A{number}" for number in (2, 3, 5, 6, 7, 8, 9, 10, 11)]
    assert "“县名次”（列：单位、考试、年级、学科、名次、总数、性质）" in found["条款A7"].suggestion
    assert "“指标”（列：单位、指标、实际；指标写：辍学率）" in found["条款A5"].suggestion
    assert "“手工金额”（列：单位、姓名、条款、金额、理由、批准人）" in found["条款A10"].suggestion
    assert "“历次”（列：单位、考试" in found["条款A11"].suggestion


@pytest.mark.parametrize("scheme", ["luotuoao-2008", "school-2006"])
def test_the_other_paying_schemes_refuse_a_bare_book_too(book: Books, scheme: str) -> None:
    assert refused(book({"成绩": MARKS}), scheme)


def test_the_refusal_names_the_command_that_makes_the_lists(book: Books) -> None:
    with pytest.raises(BadInputError) as caught:
        paid(book({"成绩": MARKS}))
    assert caught.value.steps == (Step(Way.LISTS, "luotuoao-brief"),)


def test_lists_without_a_row_are_no_data(book: Books) -> None:
    assert "条款A7" in refused(book({"成绩": MARKS, "县名次": COUNTY[:1], "指标": [TARGETS]}))


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("县名次", COUNTY),
        ("指标", [TARGETS, ["青石小学", "辍学率", 0, 0]]),
        (
            "手工金额",
            [
                ["单位", "姓名", "条款", "金额", "理由", "批准人"],
                ["青石小学", "安宁", "A10", 500, "评为优秀校长", "刘"],
            ],
        ),
    ],
)
def test_one_row_of_one_list_is_data(book: Books, sheet: str, rows: list[Any]) -> None:
    payout = paid(book({"成绩": MARKS, sheet: rows}))
    assert payout.uncounted
    assert not {one.clause for one in payout.uncounted} & {
        one.case.clause for one in payout.assessed
    }


def test_the_sheets_themselves_say_what_was_not_reckoned(book: Books) -> None:
    payout = paid(book({"成绩": MARKS, "县名次": COUNTY}))
    for sheet in ("奖惩兑现表", "计算依据"):
        (line,) = [text for text in texts(payout, sheet) if text.startswith("未计算的条款：")]
        assert "A5 辍学率（没有数据，需要“指标”）" in line
        assert "A8 " not in line
    told = {one["clause"]: one["why"] for one in payout_json(payout)["not_computed"]}  # type: ignore[attr-defined]
    assert told["A5"] == "no_data"


def test_a_sheet_without_lines_never_claims_that_all_clauses_were_reckoned(book: Books) -> None:
    place = [COUNTY[0], ["青石小学", "2026年县抽考", "语文", 12, 25]]
    payout = paid(book({"县名次": place}))
    assert not payout.lines
    said = " ".join(texts(payout, "奖惩兑现表"))
    assert "按方案各条计算，本次没有应兑现" not in said
    assert "没有计算的条款、已经兑现的各项见表下" in said


def test_a_clause_with_rows_that_say_too_little_is_not_reckoned_either(book: Books) -> None:
    places = [*COUNTY, ["青石小学", "2026年县抽考", "数学", 3, None]]
    alone = [COUNTY[0], ["青石小学", "2026年县抽考", "数学", 3, None]]
    targets = [TARGETS, ["青石小学", "辍学率", 0, 0]]
    whys = {one.clause: one.why for one in paid(book({"县名次": alone, "指标": targets})).uncounted}
    assert whys["A8"] is Why.TOO_FEW
    assert "A8" not in {one.clause for one in paid(book({"县名次": places})).uncounted}


def test_a_scheme_that_only_judges_is_fed_by_scores_alone(book: Books) -> None:
    payout = paid(book({"成绩": MARKS}), "class-targets", "per_point=1")
    assert {one.case.clause for one in payout.assessed} >= {"D1", "D2"}


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_clause_names_lists_that_a_header_made_of_its_columns_would_be(scheme: str) -> None:
    whole = load(scheme)
    kinds = {kind.name: kind for kind in LISTS}
    for wanted in wanted_lists(whole, whole.choices(), {feed.clause for feed in whole.feeds}):
        if wanted.name in {SCORES, "历次"}:
            continue
        header = dict(enumerate(wanted.columns))
        assert columns_of(kinds[wanted.name], header).keys() == {*wanted.fields}
        assert any(needed <= {*wanted.fields} for needed in kinds[wanted.name].needed)


@pytest.mark.parametrize(
    ("scheme", "clause", "facts", "said"),
    [
        (
            "town-line",
            "F1",
            ["line"],
            (
                "标准线写在“指标”表的“目标”一栏（指标写“学科成绩”或“镇抽测”），"
                "或“指标”表的“目标”一栏（指标写“镇标准线”或“镇抽测标准线”）"
            ),
        ),
        (
            "town-line",
            "F3",
            ["previous_rank"],
            "基数考试名次写在“指标”表的“实际”一栏（指标写“基数考试名次”）",
        ),
        ("luotuoao-brief", "A5", ["rate"], "比率写在“指标”表的“实际”一栏（指标写“辍学率”）"),
        (
            "luotuoao-brief",
            "A6",
            ["target_rank", "rank"],
            "目标名次写在“指标”表的“目标”一栏（指标写“…目标名次”）；名次写在“县名次”表的“名次”一栏",
        ),
        ("luotuoao-brief", "A4", ["first_score"], ""),  # only the scores give it
        ("luotuoao-brief", "A6", [], ""),
    ],
)
def test_what_a_clause_lacks_is_named_with_its_list_and_column(
    scheme: str, clause: str, facts: list[str], said: str
) -> None:
    own = load(scheme)
    assert places_of_facts(own, own.choices({}), clause, facts) == said


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("A1", "“成绩表”（全镇统考的，一年级、二年级、三年级、四年级）"),
        ("A4", "“成绩表”（全镇统考的）"),
    ],
)
def test_a_clause_that_goes_by_scores_says_by_which(clause: str, said: str) -> None:
    scheme = load("luotuoao-brief")
    assert [*map(str, wanted_lists(scheme, scheme.choices({}), [clause]))] == [said]


def test_a_target_that_is_missing_is_asked_in_its_column(book: Books) -> None:
    county = [
        ["单位", "考试", "学科", "名次", "总数"],
        ["青石中学", "2026年中考", "综合", 6, 25],
    ]
    payout = paid(book({"县名次": county, "指标": [TARGETS, ["青石中学", "辍学率", 0, 0]]}))
    told = [one for one in payout.findings if one.code == "rule_not_applied"]
    assert "要计算的，目标名次写在“指标”表的“目标”一栏" in told[0].suggestion


def test_lists_that_are_there_and_blank_are_to_be_filled_in_not_written_again(book: Books) -> None:
    blank = {
        "县名次": [*COUNTY[:1], ["青石小学", "", "综合", "", ""]],
        "历次": [["单位", "考试", "学科", "名次", "总数"], ["青石小学", "", "综合", "", ""]],
        "指标": [TARGETS, ["青石小学", "辍学率", "", ""]],
        "任课": [["学校", "年级", "班级", "学科", "任课教师"]],
        "手工金额": [["单位", "姓名", "条款", "金额", "理由", "批准人"]],
    }
    with pytest.raises(BadInputError, match="名单表已经有了，请把下面列出的各栏填好再算") as caught:
        paid(book({"成绩": MARKS, **blank}))
    assert caught.value.steps == ()
    del blank["手工金额"]
    with pytest.raises(BadInputError, match="各条要的名单列在下面") as caught:
        paid(book({"成绩": MARKS, **blank}))
    assert caught.value.steps == (Step(Way.LISTS, "luotuoao-brief"),)


@pytest.mark.parametrize(
    ("places", "named"),
    [
        ([COUNTY[1]], "没有名次、指标可以按有金额的条款考核的（1 个）：白水小学。"),
        ([COUNTY[1], ["白水小学", "2026年县抽考", "语文", 9, 25]], ""),
    ],
)
def test_a_school_that_no_clause_with_money_judges_was_not_forgotten(
    book: Books, places: list[Any], named: str
) -> None:
    payout = paid(book({"成绩": MARKS, "县名次": [COUNTY[0], *places]}))
    for sheet in ("奖惩兑现表", "兑现汇总表"):
        told = [text for text in texts(payout, sheet) if text.startswith("没有名次、指标")]
        assert told == [named] * bool(named)


def test_schools_are_not_named_where_only_teachers_are_paid(book: Books) -> None:
    staff = [
        ["姓名", "单位", "职务", "年度考核", "基础性绩效工资"],
        ["谭明玉", "甲小学", "教师", "合格", 3000],
    ]
    targets = [TARGETS, ["乙小学", "辍学率", 0, 0]]
    payout = paid(book({"人员": staff, "指标": targets}), "balanced")
    assert not [text for text in texts(payout, "奖惩兑现表") if "乙小学" in text]
