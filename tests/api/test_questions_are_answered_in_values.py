from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import xl_quality as xq
from tests.api.conftest import FRAMES, as_pandas, book_from, from_frame, workbook_of
from xl_quality.core.groups import Level
from xl_quality.core.options import Options, PointLine
from xl_quality.core.ranking import TieRule

if TYPE_CHECKING:
    from tests.api.conftest import Town

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
DAY = "2026-07-10"


@pytest.fixture(scope="module")
def sample() -> xq.ScoreBook:
    return xq.read(SAMPLE)


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"passing": "72分"}, "lines", Options().lines._replace(passing=PointLine(7200))),
        ({"passing": 0.55}, "lines", Options().lines._replace(passing=Fraction(11, 20))),
        ({"low": Decimal("0.3")}, "lines", Options().lines._replace(low=Fraction(3, 10))),
        ({"low": Fraction(1, 3)}, "lines", Options().lines._replace(low=Fraction(1, 3))),
        ({"ties": TieRule.DENSE}, "ties", TieRule.DENSE),
        ({"ties": "不占位"}, "ties", TieRule.DENSE),
        ({"full_marks": 120}, "default_full", 12000),
        ({"full_marks": {"语文": 120, "": 100}}, "full_marks", {"语文": 12000}),
        ({"full_marks": "语文=120,数学=100"}, "full_marks", {"语文": 12000, "数学": 10000}),
        ({"enrolled": {("甲校", "", "1班"): 45}}, "enrolled", {("甲校", "", "1班"): 45}),
        ({"rank_unrounded": True}, "rank_unrounded", True),
    ],
)  # fmt: skip
def test_a_value_may_be_what_a_program_has_at_hand(
    said: dict[str, Any], field: str, value: object
) -> None:
    from xl_quality.api.said_options import choices  # noqa: PLC0415

    assert getattr(choices(xq.Options(**said)).over(Options()), field) == value


@pytest.mark.parametrize(
    "said",
    [
        {"tie": "dense"}, {"ties": "三"}, {"passing": None}, {"passing": [60]}, {"passing": True},
        {"ties": {"语文": "平均"}}, {"full_marks": {"语文": 0}}, {"digits": {"语文": 2}},
        {"enrolled": {"甲校": 45}},
    ],
)  # fmt: skip
def test_a_slip_in_the_options_is_told_with_what_would_be_right(said: dict[str, Any]) -> None:
    with pytest.raises(xq.BadInputError, match=r"^Options：.*(写|可用)"):
        xq.Options(**said)


def test_options_said_go_before_the_settings_and_tell_books_apart(town: Town) -> None:
    book = from_frame(town, as_pandas)
    usual, strict = xq.rates(book), xq.rates(book, options=xq.Options(passing="80%"))
    passed = [sum(one.rates.pass_n for one in r.groups if one.rates) for r in (usual, strict)]
    assert passed[0] > passed[1]
    assert exact(xq.rates(book)) == exact(usual)
    assert book.contents().options.lines.passing == Fraction(55, 100)


def exact(result: Any) -> list[object]:
    return [values for _, _, values, _ in result.columns(exact=True)]


def test_options_alike_are_equal_and_shown_in_words() -> None:
    one, other = xq.Options(ties="平均"), xq.Options(ties="average")
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == "<Options 并列 平均>"
    assert xq.Options.names()["drop"].startswith("去尾：")


def test_places_shared_evenly_are_halves_in_every_frame(town: Town) -> None:
    book = from_frame(town._replace(pupils=[{**row, "语文": 60} for row in town.pupils]), as_pandas)
    ranks = xq.rank(book, options=xq.Options(ties="average", rank_unrounded=True))
    frame = ranks.to_frame("polars")
    assert set(frame.filter(frame["subject"] == "语文")["rank"]) == {2.0}


# --- books ---------------------------------------------------------------------------------------


def test_a_book_tells_exams_lists_and_tables(sample: xq.ScoreBook) -> None:
    assert sample.exams == ("本学期期末", "上学期期末")
    assert sample.lists["任课"] > 100
    assert [table.sheet for table in sample.exam("上学期期末").tables] == [
        "六年级上学期期末", "九年级上学期期末", "四年级上学期期末",
    ]  # fmt: skip
    assert sample.exam("六年级本学期期末").exams == ("本学期期末",)
    with pytest.raises(xq.BadInputError, match="有：本学期期末、上学期期末"):
        sample.exam("期中")


def test_the_doctor_says_what_the_command_line_says(sample: xq.ScoreBook, town: Town) -> None:
    assert {str(one) for one in sample.findings} <= {str(one) for one in sample.check()}
    pupils = [*town.pupils, {**town.pupils[0], "姓名": "赵 平", "班级": "9班"}]
    found = from_frame(town._replace(pupils=pupils), as_pandas).check()
    assert "class_of_one" in {one.code for one in found}


def test_files_of_several_schools_are_one_book(town: Town, tmp_path: Path) -> None:
    paths = []
    for school in dict.fromkeys(row["学校"] for row in town.pupils):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "四年级"
        titles = [title for title in town.titles if title not in {"学校", "考试"}]
        sheet.append([*titles[:3], "语文（120分）", "数学（100分）"])
        for row in town.pupils:
            if row["学校"] == school:
                sheet.append([row[title] for title in titles])
        paths.append(tmp_path / f"{school}2026年春季全县抽考.xlsx")
        book.save(paths[-1])
    together = xq.read(paths)
    alone = from_frame(town._replace(lists={}), FRAMES["pandas"])
    assert {one.group.school for one in xq.rank(together).groups} == {
        "青石小学", "白水小学", "红岭小学",
    }  # fmt: skip
    places = [
        {(one.group.school, one.subject): (one.composite, one.rank) for one in xq.rank(book).groups}
        for book in (together, alone)
    ]
    assert places[0] == places[1]


def test_two_settings_or_one_file_twice_are_refused(town: Town, tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        workbook_of(town).save(tmp_path / f"{name}.xlsx")
    paths = [tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"]
    with pytest.raises(xq.BadInputError, match=r"甲\.xlsx、乙\.xlsx里都有“考核设置”"):
        xq.read(paths)
    with pytest.raises(xq.BadInputError, match="给了两次"):
        xq.read([paths[0], str(paths[0])])
    with pytest.raises(xq.BadInputError, match="没有给文件"):
        xq.read([])
    with pytest.raises(xq.BadInputError):
        xq.read(tmp_path / "没有.xlsx")


def test_a_book_without_scores_can_be_read_but_not_ranked(town: Town) -> None:
    book = workbook_of(town)
    del book["成绩"]
    found = xq.read(book)
    assert found.tables == ()
    assert repr(found) == "<ScoreBook 工作簿.xlsx: 没有成绩表>"
    with pytest.raises(xq.BadInputError, match="没有认出成绩表"):
        xq.rank(found)


def test_what_is_in_no_file_is_not_written(town: Town) -> None:
    book = from_frame(town, as_pandas).book
    for act in (book.backup, book.save, lambda: book.remove("成绩")):
        with pytest.raises(xq.BadInputError, match=r"xq\.write"):
            act()


# --- figures -------------------------------------------------------------------------------------


def test_levels_are_named_in_english_and_a_slip_is_told(sample: xq.ScoreBook) -> None:
    levels = {one.group.level for one in xq.rates(sample, by=["school", Level.CLASS]).groups}
    assert levels == {Level.SCHOOL, Level.CLASS}
    with pytest.raises(xq.BadInputError, match="by：不认识“town”"):
        xq.rates(sample, by="town")
    with pytest.raises(xq.BadInputError, match="rank："):
        xq.rank(sample, by="all")
    with pytest.raises(xq.BadInputError, match="bands："):
        xq.bands(sample, by="teacher")


def test_a_level_that_the_book_does_not_tell_is_refused_with_advice(town: Town) -> None:
    bare = from_frame(town._replace(lists={}), as_pandas)
    with pytest.raises(xq.BadInputError, match="没有任课表"):
        xq.rank(bare, by="teacher")


def test_bands_hold_every_pupil_once(sample: xq.ScoreBook) -> None:
    scored = {
        (one.exam_name, one.subject): one.rates.scored
        for one in xq.rates(sample, by="all", exam="九年级本学期期末").groups
        if one.rates
    }
    for width in (None, 7, 60, 500):
        found = xq.bands(sample, exam="九年级本学期期末", width=width).bands
        sums = dict.fromkeys(scored, 0)
        for row in found:
            sums[row.exam, row.subject] += row.band.pupils
        assert sums == scored


def test_changes_need_two_exams_named(sample: xq.ScoreBook) -> None:
    moved = xq.changes(sample, before="上学期期末")
    assert moved.sheets.keys() == {"进退步"}
    frame = moved.to_frame("pandas")
    assert (frame["previous_rank"] - frame["rank"]).dropna().equals(frame["rank_change"].dropna())
    with pytest.raises(xq.BadInputError, match="changes："):
        xq.changes(sample, before="上学期期末", exam="上学期期末")


def test_a_frame_of_no_known_kind_is_refused(sample: xq.ScoreBook) -> None:
    with pytest.raises(xq.BadInputError, match="可用 pandas、polars、pyarrow、duckdb"):
        xq.rank(sample).to_frame("spss")


def test_a_report_is_the_sheets_that_the_command_writes(
    sample: xq.ScoreBook, tmp_path: Path
) -> None:
    found = xq.report(sample, "成绩条", "一校一页", exam="九年级本学期期末")
    assert found.sheets
    assert all(name.startswith(("成绩条", "一校一页")) for name in found.sheets)
    frame = found.to_frame("pandas")
    assert list(frame["sheet"]) == list(found.sheets)
    assert {bool(one) for one in frame["confidential"]} >= {True}
    written = xq.write(tmp_path / "报表.xlsx", found)
    assert written.sheets == [*found.sheets, "运行记录"]
    assert "四率统计" in xq.report(sample, exam="九年级本学期期末").sheets


def test_a_report_that_the_book_cannot_give_is_refused_or_told(town: Town) -> None:
    book = from_frame(town._replace(lists={}), as_pandas)
    with pytest.raises(xq.BadInputError, match="做不出教师排名"):
        xq.report(book, "教师排名")
    with pytest.raises(xq.BadInputError, match="没有叫“体育”的报表"):
        xq.report(book, "体育")
    every = xq.report(book, "全部")
    assert "教师排名" not in every.sheets
    assert any(dict(one.facts).get("report") == "教师排名" for one in every.findings)


# --- schemes and money ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def payout(sample: xq.ScoreBook) -> xq.PayoutResult:
    return xq.pay(sample, "luotuoao-brief", on=DAY)


def test_totals_are_the_sums_of_the_lines(payout: xq.PayoutResult) -> None:
    fen = [line.net for line in payout.lines]
    assert payout.total == Decimal(sum(fen)) / 100 == sum(payout.by_payee().values())
    assert payout.total == payout.rewards - payout.penalties
    frame = payout.to_frame("pandas", exact=True)
    assert list(frame["net_fen"]) == fen
    assert list(payout.to_frame("polars")["net"]) == [one / 100 for one in fen]


def test_a_line_is_explained_by_its_clause_its_facts_and_their_cells(
    payout: xq.PayoutResult,
) -> None:
    found = payout.explain(0)
    assert found.clause == "A6 中考奖惩"
    assert found.cells == ("指标!D4", "指标!C4")
    assert "每超指标1名奖200元" in found.text
    assert str(found).startswith("骆驼坳中学 A6 中考奖惩：重点高中录取33名")
    assert payout.explain(-1).line == payout.lines[-1]
    with pytest.raises(xq.BadInputError, match="一共 30 行"):
        payout.explain(30)


def test_a_line_entered_by_hand_is_explained_by_its_approval(payout: xq.PayoutResult) -> None:
    by_hand = [number for number, line in enumerate(payout.lines) if line.by_hand]
    assert by_hand
    assert all("批准人" in payout.explain(number).why for number in by_hand)


def test_a_scheme_that_was_set_pays_otherwise_and_says_so(
    sample: xq.ScoreBook, payout: xq.PayoutResult
) -> None:
    scheme = xq.scheme("luotuoao-brief").set({"A6.base": 500}, on=DAY)
    other = xq.pay(sample, scheme, on=DAY)
    found = payout.compare(other)
    assert found.difference == other.total - payout.total == 200
    assert [(one.payee, one.difference) for one in found.payees] == [("骆驼坳中学", 20000)]
    assert found.lines[0].clause == "A6"
    notes = [
        str(value)
        for row in other.sheets["奖惩兑现表"].rows
        for value in row.values
        if isinstance(value, str)
    ]
    assert any("改动 1 处" in note for note in notes)
    assert not any("改动" in str(row.values) for row in payout.sheets["奖惩兑现表"].rows)
    assert repr(scheme).endswith("（改动 1 处）>")


def test_setting_what_is_not_there_lists_what_is() -> None:
    scheme = xq.scheme("luotuoao-brief")
    with pytest.raises(xq.BadInputError, match="没有条款“Z9”"):
        scheme.set({"Z9.base": 1}, on=DAY)
    with pytest.raises(xq.BadInputError, match="这里要一个数"):
        scheme.set({"A6.base": "很多"}, on=DAY)
    with pytest.raises(xq.BadInputError, match="是不是“luotuoao-brief”"):
        xq.scheme("luotuoao-breif")
    with pytest.raises(xq.BadInputError, match="on：日期写成"):
        scheme.settable("昨天")


def test_a_scheme_in_a_file_or_on_a_sheet_is_the_same_scheme(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "xl_quality/schemes/data/luotuoao_brief.toml"
    own = tmp_path / "own.toml"
    own.write_text(shipped.read_text(encoding="utf-8").replace("倒数", "倒數"), encoding="utf-8")
    assert xq.scheme(own).clauses == xq.scheme("luotuoao-brief").clauses
    own.write_bytes("方案".encode("gb18030"))
    with pytest.raises(xq.BadInputError, match="读不出"):
        xq.scheme(own)


def test_a_clause_is_explained_for_facts_that_a_program_has() -> None:
    scheme = xq.scheme("luotuoao-brief")
    found = scheme.explain("A6", {"rank": 20, "of": 25}, on=DAY)
    assert found.amount == -30000
    assert "第20名" in found.lines[0].why
    with pytest.raises(xq.BadInputError):
        scheme.explain("A6", {"rang": 20}, on=DAY)


def test_an_unsound_scheme_is_told_by_its_lint() -> None:
    bad = xq.scheme("luotuoao-brief").set({"A6.bottom.bottom.1": 800}, on=DAY)
    assert xq.scheme("luotuoao-brief").lint() == ()
    assert bad.settable(DAY)["A6.bottom.bottom.1"] == "800"
    assert "中考" in bad.text
    assert bad.readings == xq.scheme("luotuoao-brief").readings


def test_money_follows_the_book_under_every_way_to_name_the_scheme(
    town: Town, tmp_path: Path
) -> None:
    book = book_from("file", town, tmp_path)
    by_id, by_value = (
        xq.pay(book, scheme, on=DAY) for scheme in ("luotuoao-brief", xq.scheme("luotuoao-brief"))
    )
    assert by_id.lines == by_value.lines
    assert by_id.compare(by_value).payees == ()
