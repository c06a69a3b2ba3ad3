"""学生总表, 学生进退步, 偏科 and 成绩条: figures against pandas, pages as they are handed out."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from xl_quality.books.files import open_book
from xl_quality.books.tables import Orientation
from xl_quality.core import option_table
from xl_quality.core.findings import BadInputError
from xl_quality.core.marks import BLANK, NOT_DUE, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.option_table import Stated
from xl_quality.core.options import Options, SlipContent
from xl_quality.core.ranking import TieRule
from xl_quality.reports.paper import MOST_BREAKS
from xl_quality.reports.pupil_sheets import ListHeading
from xl_quality.reports.pupil_slips import slip_tables
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.group_figures import Figures, compute
from xl_quality.runs.pupil_figures import (
    gains_sheet,
    lopsided_sheets,
    pupil_contests,
    pupil_figures,
    pupils_sheets,
    slip_sheets,
)
from xl_quality.runs.run import carry_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.marks import Mark
    from xl_quality.runs.pupil_figures import PupilFigures

SAMPLE = Path(__file__).parents[2] / "workbooks" / "示例镇成绩册.xlsx"
NOW, BEFORE = "本学期期末", "上学期期末"
ABSENT = Remark(State.ABSENT, "缺考")


@pytest.fixture(scope="module")
def sample() -> PupilFigures:
    run = carry_out(Request("report", ChosenOptions(exam=NOW), before=BEFORE), open_book(SAMPLE))
    assert run.figures is not None
    return pupil_figures(run.figures, run.before)


def listed(table: Table) -> pd.DataFrame:
    """The rows under the column titles as a frame of pandas."""
    assert table.filtered is not None
    first, _, last, _ = table.filtered
    titles = table.rows[first].values
    return pd.DataFrame([row.values for row in table.rows[first + 1 : last + 1]], columns=titles)


@lru_cache
def of_excel(sheet: str) -> pd.DataFrame:
    """A score sheet as pandas reads it from the file."""
    raw = pd.read_excel(SAMPLE, sheet_name=sheet, header=None, dtype=str, engine="openpyxl")
    head = next(n for n in range(len(raw)) if "姓名" in set(raw.iloc[n]))
    titles = raw.iloc[head].where(raw.iloc[head] != "各科成绩")
    below = raw.iloc[head + 1].where(raw.iloc[head + 1].astype(str).str.contains("分）"))
    frame = raw.iloc[head + 1 :].copy()
    frame.columns = titles.fillna(below).str.partition("\n")[0]
    return frame[frame["考号"].astype(str).str.isdigit()].reset_index(drop=True)


def scored(frame: pd.DataFrame, subjects: Sequence[str]) -> pd.DataFrame:
    """Marks as numbers: full-width digits as the sample has them, 作弊 as 0, words as no mark."""
    digits = str.maketrans("０１２３４５６７８９．", "0123456789.")
    marks = frame[list(subjects)].map(
        lambda one: "0" if one == "作弊" else str(one).strip().translate(digits)
    )
    return marks.apply(pd.to_numeric, errors="coerce")


GRADES = {
    "四年级": ["语文", "数学", "英语", "科学"],
    "九年级": ["语文", "数学", "英语", "物理", "化学", "道德与法治", "历史"],
}


def ranked(grade: str, exam: str) -> pd.DataFrame:
    """Totals and places of a grade by pandas alone, by student id."""
    frame = of_excel(f"{grade}{exam}").copy()
    marks = scored(frame, GRADES[grade])
    frame["总分"] = marks.sum(axis=1).where(marks.notna().all(axis=1))
    levels = {"班名次": ["学校", "班级"], "校名次": ["学校"], "全体名次": []}
    for title, keys in levels.items():
        totals = frame.groupby(keys)["总分"] if keys else frame["总分"]
        frame[title] = totals.rank(method="min", ascending=False)
    return frame.set_index("考号")


@pytest.mark.parametrize("grade", GRADES)
def test_totals_places_and_changes_of_the_sample_are_those_of_pandas(
    grade: str, sample: PupilFigures
) -> None:
    (table,) = [one for one in pupils_sheets(sample) if one.name == f"学生总表 {grade}"]
    found = listed(table).set_index("考号")
    now, before = ranked(grade, NOW), ranked(grade, BEFORE)
    assert len(found) == len(now)
    exempt = found["备注"].astype(str).str.contains("免考|缓考")
    assert exempt.any()
    assert found.loc[exempt, "班名次"].isna().all()
    found.loc[exempt, "总分"] = None  # of the other subjects: it is shown, but has no place
    for title in ("总分", "班名次", "校名次", "全体名次"):
        expected = now.loc[found.index, title].tolist()
        pd.testing.assert_series_equal(
            found[title].astype(float), pd.Series(expected, index=found.index, name=title)
        )
    for level in ("班", "校", "全体"):
        title = f"{level}名次"
        gained = (before.loc[found.index, title] - now.loc[found.index, title]).to_numpy()
        assert (
            found[f"{level}进退"]
            .astype(float)
            .equals(pd.Series(gained, index=found.index, dtype=float))
        )
    assert found["全体进退"].notna().sum() > 900


def test_the_best_of_a_class_come_first_and_who_has_no_total_last(sample: PupilFigures) -> None:
    for table in pupils_sheets(sample):
        frame = listed(table)
        homes = list(zip(frame["学校"], frame["班级"], strict=True))
        assert len([n for n in range(1, len(homes)) if homes[n] != homes[n - 1]]) == (
            len(set(homes)) - 1
        )
        for _, own in frame.groupby(["学校", "班级"]):
            totals = [-1 if pd.isna(one) else one for one in own["总分"]]
            assert totals == sorted(totals, reverse=True)
        lacking = frame[frame["全体名次"].isna()]
        assert len(lacking) > 0
        assert lacking["备注"].notna().all(), "who has no place is told why"


def test_every_change_that_is_missing_has_a_reason(sample: PupilFigures) -> None:
    for table in pupils_sheets(sample):
        frame = listed(table)
        assert frame[frame["全体进退"].isna()]["备注"].notna().all()
        assert table.confidential
        looks = [one.formula for one in table.highlights]
        assert len(looks) == 6


def test_titles_of_places_stand_in_one_line_where_the_paper_has_room(sample: PupilFigures) -> None:
    def widths(of: PupilFigures) -> dict[str, float]:
        table = pupils_sheets(of)[0]
        titles = next(row.values for row in table.rows if "姓名" in row.values)
        return dict(zip(map(str, titles), table.widths, strict=True))

    alone = widths(sample._replace(compared=[None] * len(sample.contests), against=()))
    beside = widths(sample)
    for own in (alone, beside):
        assert min(own["班名次"], own["校名次"]) >= 8
        assert own["全体名次"] >= 10
    assert beside["备注"] <= 18


def test_gains_are_listed_with_both_places(sample: PupilFigures) -> None:
    (table,) = gains_sheet(sample)
    frame = listed(table)
    then, now = frame["上次全体名次"].astype(int), frame["本次全体名次"].astype(int)
    assert (then - now).equals(frame["全体进退"].astype(int))
    for _, own in frame.groupby(["年级", "学校", "班级"]):
        assert own["全体进退"].is_monotonic_decreasing
    expected = sum(
        (ranked(grade, NOW)["全体名次"].notna() & ranked(grade, BEFORE)["全体名次"].notna()).sum()
        for grade in GRADES
    )
    assert len(frame[frame["年级"].isin(list(GRADES))]) == expected
    note = str(table.rows[1].values[0])
    for grade in GRADES:
        now_placed, then_placed = (
            ranked(grade, exam)["全体名次"].notna().sum() for exam in (NOW, BEFORE)
        )
        assert f"{grade}本次{now_placed}人，上次{then_placed}人" in note


@pytest.mark.parametrize("grade", GRADES)
def test_uneven_pupils_of_the_sample_are_those_of_pandas(grade: str, sample: PupilFigures) -> None:
    names, counts = lopsided_sheets(sample)
    frame = listed(names)
    frame = frame[frame["年级"] == grade]
    now = ranked(grade, NOW)
    pool = now[now["总分"].notna()]
    marks = scored(pool, GRADES[grade])
    expected = set()
    for subject in GRADES[grade]:
        sat = pool[subject] != "作弊"
        totals = pool["总分"][sat].rank(method="min", ascending=False)
        behind = marks[subject][sat].rank(method="min", ascending=False) - totals
        far = behind[behind * 10 >= 3 * sat.sum()]
        expected |= {(number, subject, int(gap)) for number, gap in far.items()}
    assert len(expected) > 50
    found = zip(frame["考号"], frame["偏科学科"], frame["靠后名次"], strict=True)
    assert set(found) == expected
    rows = [row.values for row in counts.rows]
    heading = next(
        n for n, row in enumerate(rows) if row and str(row[0]).endswith(f"期末　{grade}")
    )
    per_class = frame.groupby(["学校", "班级"])["考号"].nunique()
    own = [
        row for row in rows[heading + 1 :] if len(row) > 3 and (row[0], row[1]) in per_class.index
    ]
    counts_of = {(row[0], row[1]): row[3] for row in own[: len(per_class)]}
    assert counts_of == per_class.to_dict()
    assert "各科人数之和可以大于偏科人数" in str(rows[1][0]), "who asks why finds it on the sheet"


# --- 成绩条 --------------------------------------------------------------------------------------


def slips_of(table: Table) -> list[dict[Any, Any]]:
    """What each slip says, by the titles over its cells, with its class and its place."""
    rows = [row.values for row in table.rows]
    found, title = [], ""
    for number, row in enumerate(rows):
        title = str(row[0]) if str(row[0]).endswith("人）") else title
        for at in (at for at, value in enumerate(row) if value == "姓名"):
            titles = list(takewhile(lambda value: value not in {None, "┊"}, row[at:]))
            own = dict(zip(titles, rows[number + 1][at:], strict=False))
            page = bisect_right(table.print_setup.row_breaks, number)
            place: dict[Any, Any] = {"page": page, "side": at, "at": number}
            found.append({**own, "title": title, "row": number - 1, **place})
    return found


def all_slips(tables: Sequence[Table]) -> list[dict[Any, Any]]:
    return [slip for table in tables for slip in slips_of(table)]


def stacked(slips: Sequence[dict[Any, Any]]) -> list[dict[Any, Any]]:
    """Return the slips of a class as they lie when its pages are cut as one stack."""
    places = sorted({(one["side"], _on_page(one, slips)) for one in slips})
    piles: dict[tuple[int, int], list[dict[Any, Any]]] = {place: [] for place in places}
    for one in sorted(slips, key=lambda one: one["page"]):
        piles[one["side"], _on_page(one, slips)].append(one)
    return [one for place in places for one in piles[place]]


def _on_page(one: dict[Any, Any], slips: Sequence[dict[Any, Any]]) -> int:
    first: int = min(other["at"] for other in slips if other["page"] == one["page"])
    return int(one["at"]) - first


def test_an_exam_whose_subjects_are_all_in_doubt_has_no_slips_yet(sample: PupilFigures) -> None:
    first, *others = sample.contests
    doubtful = first._replace(held=frozenset(first.table.subjects))
    told = slip_sheets(sample._replace(contests=[doubtful, *others]))
    assert len(all_slips(told)) == sum(len(one.table.rows) for one in others)
    assert slip_sheets(sample._replace(contests=[doubtful])) == []


def test_a_slip_says_the_grades_of_one_pupil_and_nothing_about_others(
    sample: PupilFigures,
) -> None:
    tables = slip_sheets(sample)
    slips = all_slips(tables)
    assert len(slips) == sum(len(one.table.rows) for one in sample.contests)
    assert all(table.confidential for table in tables)
    letters = {"A": 85, "B": 75, "C": 60, "D": 40, "E": 0}
    by_id = {slip["考号"]: slip for slip in slips}
    for grade, subjects in GRADES.items():
        frame = of_excel(f"{grade}{NOW}")
        marks = scored(frame, subjects)
        for subject in subjects:
            full = 120 if grade == "九年级" and subject in ("语文", "数学", "英语") else 100
            for number, mark, cell in zip(
                frame["考号"], marks[subject], frame[subject], strict=True
            ):
                slip = by_id[number]
                if cell == "作弊":
                    assert slip[subject] == "见班主任"
                elif pd.isna(mark):
                    assert slip[subject] in ("无成绩" if pd.isna(cell) else cell, "缺考")
                else:
                    exact = Decimal(str(mark)) * 100 / full
                    assert slip[subject] == next(k for k, low in letters.items() if exact >= low)
    rows = [row for table in tables for row in table.rows]
    words = " ".join(str(value) for row in rows for value in row.values if value)
    assert not re.search(r"第\s*\d+\s*名|平均|最高|进退", words)
    assert "名次" not in {value for slip in slips for value in slip}


@pytest.mark.parametrize("content", SlipContent)
def test_a_stack_that_is_cut_lies_in_the_order_of_the_class_each_on_pages_of_its_own(
    sample: PupilFigures, content: SlipContent
) -> None:
    tables = slip_sheets(sample._replace(options=sample.options._replace(pupil_slips=content)))
    order = [number for one in sample.contests for number in one.table.student_ids]
    assert sorted(order) == sorted(one["考号"] for one in all_slips(tables))
    for table in tables:
        own = slips_of(table)
        classes: dict[str, list[dict[Any, Any]]] = {}
        for slip in own:
            classes.setdefault(slip["title"], []).append(slip)
        pages = [{one["page"] for one in slips} for slips in classes.values()]
        assert sum(map(len, pages)) == len(set().union(*pages)), "each class on pages of its own"
        for slips in classes.values():
            places = [order.index(one["考号"]) for one in stacked(slips)]
            assert places == sorted(places)
        for slip in own:
            torn = set(table.print_setup.row_breaks) & set(range(slip["row"] + 1, slip["row"] + 4))
            assert not torn, "title, cells and their meaning stay together"


def test_two_slips_stand_beside_each_other_where_the_paper_is_wide_enough() -> None:
    lines = [("1", f"生{n}", [60_00] * 9) for n in range(5)]
    names = ("语文", "数学", "英语", "物理", "化学", "生物", "政治", "历史", "地理")
    (wide,) = slips(contest_of(lines, *names), Options(pupil_slips=SlipContent.MARKS))
    (narrow,) = slips(contest_of(lines, "语文", "数学"))
    assert {slip["side"] for slip in slips_of(narrow)} != {0}
    assert [slip["姓名"] for slip in stacked(slips_of(narrow))] == [line[1] for line in lines]
    assert narrow.print_setup.orientation is Orientation.PORTRAIT
    assert len(slips_of(wide)) == len(lines)


def test_a_total_of_fewer_subjects_is_no_total() -> None:
    exempt = Remark(State.EXEMPT, "免考")
    table = contest_of(
        [("1", "安", [90_00, exempt]), ("1", "白", [7_00, 8_00]), ("1", "曹", [7_00, ABSENT])],
        *("语文", "英语"),
    )
    (written,) = slips(table, Options(pupil_slips=SlipContent.MARKS))
    assert [slip["总分"] for slip in stacked(slips_of(written))] == ["—", 15, "—"]


def contest_of(lines: Sequence[tuple[str, str, Sequence[Mark]]], *subjects: str) -> ScoreTable:
    """A sheet of one school: class, name, marks."""
    columns = {
        name: SubjectColumn(name, "D", [line[2][number] for line in lines])
        for number, name in enumerate(subjects)
    }
    many = len(lines)
    return ScoreTable(
        "成绩",
        "期末",
        range(2, many + 2),
        ["青石小学"] * many,
        ["六年级"] * many,
        [line[0] for line in lines],
        [line[1] for line in lines],
        [""] * many,
        columns,
    )


def slips(table: ScoreTable, options: Options | None = None) -> list[Table]:
    options = options or Options()
    contests = pupil_contests([table], options)
    return slip_tables(contests, options, ListHeading("成绩条", "成绩条", "单位"))


def test_who_was_absent_is_told_so_and_a_subject_nobody_of_the_class_takes_is_left_out() -> None:
    table = contest_of(
        [("1", "安", [0, ABSENT]), ("1", "白", [BLANK, 60_00]), ("2", "曹", [99_50, NOT_DUE])],
        *("语文", "英语"),
    )
    (written,) = slips(table)
    other = ("title", "row", "page", "side", "at")
    own = [{k: v for k, v in one.items() if k not in other} for one in slips_of(written)]
    assert own == [
        {"姓名": "安", "语文": "E", "英语": "缺考"},
        {"姓名": "白", "语文": "无成绩", "英语": "C"},
        {"姓名": "曹", "语文": "A"},
    ]


def test_marks_stand_on_a_slip_only_where_the_office_says_so() -> None:
    table = contest_of([("1", "安", [0, 95_50]), ("1", "白", [7_00, ABSENT])], "语文", "英语")
    (written,) = slips(table, Options(pupil_slips=SlipContent.MARKS))
    first, second = slips_of(written)
    assert [first[one] for one in ("语文", "英语", "总分")] == [0, Decimal("95.5"), Decimal("95.5")]
    assert [second[one] for one in ("语文", "英语", "总分")] == [7, "缺考", "—"]
    words = [row.values[0] for row in written.rows if row.values]
    assert "满分：语文、英语100分" in words


def test_a_subject_in_doubt_gets_no_grade() -> None:
    table = contest_of([("1", "安", [110_00, 80_00])], "语文", "英语")
    (written,) = slips(table)
    (slip,) = slips_of(written)
    assert (slip["语文"], slip["英语"]) == ("待核", "B")
    (listed_,) = pupils_sheets(figures_of(table))
    assert "语文的满分或0分等待核对" in str(listed_.rows[1].values[0])
    assert listed(listed_)["总分"].isna().all()


def test_subjects_in_doubt_are_named_in_the_order_of_the_sheet() -> None:
    subjects = ("语文", "数学", "英语", "物理", "化学", "生物")
    table = contest_of([("1", "安", [110_00] * 6), ("1", "白", [80_00] * 6)], *subjects)
    (written,) = pupils_sheets(figures_of(table))
    assert f"{'、'.join(subjects)}的满分或0分等待核对" in str(written.rows[1].values[0])


def test_of_several_sheets_of_slips_the_contents_tell_the_grades(sample: PupilFigures) -> None:
    tables = slip_sheets(sample)
    assert [table.name for table in tables] == ["成绩条1 四年级·六年级", "成绩条2 九年级"]
    unsaid = contest_of([(str(n), f"生{n}", [60_00]) for n in range(MOST_BREAKS + 2)], "语文")
    unsaid = unsaid._replace(grades=[""] * len(unsaid.rows))
    assert [table.name for table in slips(unsaid)] == ["成绩条1", "成绩条2"]


def test_the_line_to_cut_along_reaches_over_the_slips(sample: PupilFigures) -> None:
    for table in slip_sheets(sample):
        (line,) = {
            text for row in table.rows for text in map(str, row.values[:1]) if text.startswith("✂")
        }
        pixels = 96 / 72 * 11 * line.count("┄")  # letters of eleven points
        assert pixels >= 7 * sum(table.widths)


def test_pupils_without_name_and_id_get_no_slip() -> None:
    assert slips(contest_of([("1", "", [60_00])], "语文")) == []


def test_lines_that_cross_are_refused_with_the_row_to_write() -> None:
    options = Options(good=option_table.GOOD.parse("90%"))
    with pytest.raises(BadInputError, match="语文"):
        slips(contest_of([("1", "安", [60_00])], "语文"), options)


def test_more_pages_than_excel_takes_go_onto_several_sheets() -> None:
    lines = [(str(n), f"生{n}", [60_00]) for n in range(MOST_BREAKS + 2)]
    tables = slips(contest_of(lines, "语文"))
    assert [table.name for table in tables] == ["成绩条1 六年级", "成绩条2 六年级"]
    assert max(len(table.print_setup.row_breaks) for table in tables) < MOST_BREAKS
    assert [one["姓名"] for table in tables for one in slips_of(table)] == [
        line[1] for line in lines
    ]


# --- look-alikes ---------------------------------------------------------------------------------


def figures_of(
    *tables: ScoreTable, before: Sequence[ScoreTable] = (), **options: Any
) -> PupilFigures:
    chosen = Options(**options)
    earlier: Figures | None = compute(before, {}, chosen) if before else None
    return pupil_figures(compute(tables, {}, chosen), earlier)


def test_ties_share_places_as_the_office_says() -> None:
    table = contest_of(
        [("1", name, [mark * 100]) for name, mark in zip("安白曹邓", (9, 8, 8, 7), strict=True)],
        "语文",
    )
    for ties, places in ((TieRule.SKIP, [1, 2, 2, 4]), (TieRule.DENSE, [1, 2, 2, 3])):
        (sheet,) = pupils_sheets(figures_of(table, ties=ties))
        assert listed(sheet)["班名次"].tolist() == places
    (sheet,) = pupils_sheets(figures_of(table, ties=TieRule.AVERAGE))
    assert listed(sheet)["班名次"].tolist() == [1, Decimal("2.5"), Decimal("2.5"), 4]
    assert "并列取平均" in str(sheet.rows[1].values[0])


def test_one_subject_has_no_total_and_one_exam_no_change() -> None:
    (sheet,) = pupils_sheets(figures_of(contest_of([("1", "安", [90_00])], "语文")))
    assert list(listed(sheet)) == ["学校", "班级", "姓名", "语文", "班名次"]


@pytest.mark.parametrize(
    ("homes", "shown"),
    [
        ([("甲校", "1"), ("甲校", "1")], ["班名次"]),
        ([("甲校", "1"), ("甲校", "2")], ["班名次", "校名次"]),
        ([("甲校", "1"), ("乙校", "1")], ["班名次", "全体名次"]),
        ([("甲校", "1"), ("甲校", "2"), ("乙校", "1")], ["班名次", "校名次", "全体名次"]),
    ],
)
def test_a_school_has_places_of_its_own_where_it_is_more_than_a_class(
    homes: list[tuple[str, str]], shown: list[str]
) -> None:
    table = contest_of([(one, f"生{n}", [90_00 - n]) for n, (_, one) in enumerate(homes)], "语文")
    (sheet,) = pupils_sheets(figures_of(table._replace(schools=[school for school, _ in homes])))
    assert [title for title in listed(sheet) if title.endswith("名次")] == shown


def test_who_cannot_be_matched_is_told_and_never_guessed() -> None:
    now = contest_of([("1", n, [90_00]) for n in ("安", "白", "白", "曹")], "语文")
    then = contest_of([("1", n, [80_00]) for n in ("安", "白", "邓")], "语文")
    before = then._replace(sheet="上次", exam="期中")
    (sheet,) = pupils_sheets(figures_of(now, before=[before]))
    frame = listed(sheet).set_index("姓名")
    assert frame.loc["安", "班进退"] == 0
    assert frame.drop("安")["班进退"].isna().all()
    assert set(frame.loc["白", "备注"]) == {"同班有同名的，没有与上次比"}
    assert frame.loc["曹", "备注"] == "上次没有"
    note = str(sheet.rows[1].values[0])
    assert "对上1人，没有对上3人（见备注），不猜，上次有、这次没有2人" in note


def test_a_sheet_for_each_subject_makes_one_list() -> None:
    chinese = contest_of([("1", "安", [90_00]), ("1", "白", [80_00])], "语文")
    maths = contest_of([("1", "白", [70_00]), ("1", "曹", [50_00])], "数学")
    (sheet,) = pupils_sheets(figures_of(chinese, maths._replace(sheet="数学")))
    frame = listed(sheet).set_index("姓名")
    assert frame.loc["白", ["语文", "数学", "总分", "班名次"]].tolist() == [80, 70, 150, 1]
    assert frame.loc[["安", "曹"], "总分"].isna().all()
    assert frame.loc["安", "备注"] == "数学空白"


def test_grades_of_one_sheet_are_lists_of_their_own_in_the_order_of_schools() -> None:
    table = contest_of([("1", n, [90_00, NOT_DUE]) for n in "安白曹"], "语文", "科学")
    table = table._replace(grades=["六年级", "一年级", "六年级"])
    sheets = pupils_sheets(figures_of(table))
    assert [one.name for one in sheets] == ["学生总表 一年级", "学生总表 六年级"]
    assert [len(listed(one)) for one in sheets] == [1, 2]
    assert "科学" not in listed(sheets[0])


def test_of_few_pupils_or_one_subject_nothing_is_said_about_uneven_ones() -> None:
    few = contest_of([("1", f"生{n}", [n * 100, 0]) for n in range(29)], "语文", "英语")
    one = contest_of([("1", f"生{n}", [n * 100]) for n in range(40)], "语文")
    assert lopsided_sheets(figures_of(few)) == []
    assert lopsided_sheets(figures_of(one)) == []
    level = contest_of([("1", f"生{n}", [n * 100, n * 100]) for n in range(30)], "语文", "英语")
    (counts,) = lopsided_sheets(figures_of(level))
    assert counts.name == "偏科统计", "its zeros say it: no list to sign is printed of nobody"


def test_the_options_reach_the_reports_from_the_request() -> None:
    stated = (Stated(option_table.PUPIL_SLIPS, "", SlipContent.MARKS),)
    run = carry_out(
        Request("report", ChosenOptions(exam="四年级本", stated=stated)), open_book(SAMPLE)
    )
    assert run.figures is not None
    slips = all_slips(slip_sheets(pupil_figures(run.figures)))
    assert {type(slip["语文"]) for slip in slips} <= {Decimal, str}
    assert "总分" in slips[0]


def test_a_sum_of_fewer_subjects_is_no_total_unless_it_has_a_place() -> None:
    exempt = Remark(State.EXEMPT, "免考")
    marks: dict[str, list[Mark]] = {name: [60_00, 70_00] for name in "安白曹"}
    marks |= {"邓": [99_00, exempt], "冯": [80_00, NOT_DUE], "高": [80_00, NOT_DUE]}
    lines = [("2" if name in "冯高" else "1", name, own) for name, own in marks.items()]
    (sheet,) = pupils_sheets(figures_of(contest_of(lines, "语文", "英语")))
    frame = listed(sheet).set_index("姓名")
    assert frame.loc["安", "总分"] == 130
    assert pd.isna(frame.loc["邓", "总分"])
    assert frame.loc["邓", "备注"] == "英语免考"
    assert list(frame.index)[:4] == ["安", "白", "曹", "邓"], "who has no total comes last"
    assert frame.loc["冯", ["总分", "班名次"]].tolist() == [80, 1], "in his class it compares"
