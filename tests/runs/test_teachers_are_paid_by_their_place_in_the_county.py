"""The secondary school's own scheme on small workbooks: C1 to C10, right and wrong input."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.runs.book_contents import take_in
from xl_quality.runs.choices import ChosenOptions, Order
from xl_quality.runs.facts.history import stated_before
from xl_quality.runs.payout.assessment import pay

if TYPE_CHECKING:
    from collections.abc import Callable

    from xl_quality.core.facts import Record
    from xl_quality.runs.payout.assessment import Payout

    Listed = Callable[..., list[Record]]
    Books = Callable[..., Any]
    Rows = list[Any]

RANKS = ["单位", "考试", "年级", "学科", "教师", "名次", "总数", "及格率"]
TEACHING = ["学校", "年级", "班级", "学科", "任课教师", "班主任"]
TARGETS = ["单位", "指标", "目标", "实际", "姓名"]
SCHOOL = "东河中学"


def rank(
    grade: str | None,
    subject: str,
    place: int | str,
    teacher: str | None = None,
    rate: str | None = None,
) -> list[Any]:
    exam = "县统考" if grade == "八年级" else "中考"
    return [SCHOOL, exam, grade, subject, teacher, place, 20, rate]


def lesson(
    class_name: str, subject: str, teacher: str, head: str = "", grade: str = "九年级"
) -> list[Any]:
    return [SCHOOL, grade, class_name, subject, teacher, head]


def paid(
    book: Books, sheets: dict[str, Rows], scheme: str = "school-2006", **options: str
) -> Payout:
    order = Order(scheme, date(2026, 7, 10), options)
    return pay(take_in(book(sheets), ChosenOptions(), scores_needed=False), order)


def lines(payout: Payout, clause: str) -> dict[str, int]:
    """Yuan by payee of one clause."""
    found: dict[str, int] = {}
    for line in payout.lines:
        if line.clause == clause:
            found[line.payee] = found.get(line.payee, 0) + line.net // 100
    return found


def codes(payout: Payout) -> set[str]:
    return {finding.code for finding in payout.findings} - {"clause_without_data"}


def test_a_row_that_names_a_teacher_pays_that_teacher(book: Books) -> None:
    payout = paid(book, {"县名次": [RANKS, rank("八年级", "语文", 3, "江一帆")]})
    assert lines(payout, "C1") == {"江一帆": 570}
    assert tuple(map(str, payout.lines[0].sources)) == ("县名次!F2", "县名次!G2")
    assert payout.lines[0].why.startswith(f"{SCHOOL} 县统考 八年级 语文：")


def test_one_subject_has_one_place_and_two_have_their_mean(book: Books) -> None:
    payout = paid(book, {"县名次": [RANKS, rank("八年级", "语文", 3, "江一帆")]})
    facts = [line.plain.split("：")[1] for line in payout.lines]
    assert facts == ["全县第3名，共20个"] * 2
    assert "（县名次!F2）" in payout.lines[0].why


@pytest.mark.parametrize("grade", ["九年级", "初三", "高三", "毕业班"])
def test_a_graduating_grade_is_paid_by_the_other_ladder(book: Books, grade: str) -> None:
    payout = paid(book, {"县名次": [RANKS, rank(grade, "语文", 3, "江一帆")]})
    assert lines(payout, "C2") == {"江一帆": 1900}
    assert lines(payout, "C1") == {}


def test_the_schools_place_is_its_only_teachers(book: Books) -> None:
    sheets = {
        "县名次": [RANKS, rank("九年级", "语文", 3)],
        "任课": [TEACHING, lesson("1班", "语文", "江一帆"), lesson("2班", "语文", "江一帆")],
    }
    payout = paid(book, sheets)
    assert lines(payout, "C2") == {"江一帆": 1900}
    assert lines(payout, "C10") == {}


def test_a_row_without_a_grade_means_the_only_grade_that_has_the_subject(book: Books) -> None:
    one = {
        "县名次": [RANKS, rank(None, "语文", 3)],
        "任课": [TEACHING, lesson("1班", "语文", "江一帆")],
    }
    assert lines(paid(book, one), "C2") == {"江一帆": 1900}
    two = {**one, "任课": [*one["任课"], lesson("1班", "语文", "何小满", grade="八年级")]}
    two["竞赛"] = [
        ["姓名", "单位", "类别", "级别", "奖次"],
        ["甲", SCHOOL, "校内", "校级", "一等奖"],
    ]
    payout = paid(book, two)
    assert lines(payout, "C1") == lines(payout, "C2") == {}
    (doubt,) = [one for one in payout.findings if one.code == "teacher_unknown"]
    assert "没有写年级" in doubt.message
    assert (doubt.sheet, doubt.cell) == ("县名次", "F2")


def test_a_teacher_of_two_subjects_is_paid_once_on_the_mean_place(book: Books) -> None:
    rows = [rank("八年级", "语文", 3, "江一帆"), rank("八年级", "历史", 4, "江一帆")]
    payout = paid(book, {"县名次": [RANKS, *rows]})
    assert lines(payout, "C1") == {"江一帆": 420}  # the mean 3.5 is the 4th place
    assert "语文、历史：各科名次3、4（县名次!F2、F3）" in payout.lines[0].why


def county(own: str = "50%", teacher_rows: Rows | None = None) -> dict[str, Rows]:
    """Two teachers of one subject: of one all pupils pass, of the other none."""
    pupils = [
        [SCHOOL, "九年级", name, f"学生{name}{number}", mark]
        for name, mark in (("1班", 90), ("2班", 30))
        for number in range(4)
    ]
    others = [
        [f"第{place}中学", "中考", "九年级", "语文", None, place, 20, f"{100 - 4 * place}%"]
        for place in range(1, 21)
        if place != 12
    ]
    return {
        "中考": [["学校", "年级", "班级", "姓名", "语文"], *pupils],
        "县名次": [RANKS, rank("九年级", "语文", 12, rate=own), *others, *(teacher_rows or [])],
        "任课": [TEACHING, lesson("1班", "语文", "江一帆"), lesson("2班", "语文", "何小满")],
    }


def test_each_of_several_teachers_is_placed_by_the_own_pupils(book: Books) -> None:
    payout = paid(book, county())
    on_record = {
        case.case.key["name"]: case.case.facts["rank"]
        for case in payout.assessed
        if case.case.clause == "C10"
    }
    assert {name: fact.value for name, fact in on_record.items()} == {"江一帆": 1, "何小满": 20}
    assert str(on_record["何小满"].source) == "县名次!H2"
    assert on_record["何小满"].made_of == "按所教班级重算及格率0%，相当于此名次"
    told = [line.plain for line in payout.lines if line.clause == "C2"]
    place = (
        f"{SCHOOL} 中考 九年级 语文：全县第1名（按所教班级重算及格率100%，相当于此名次），共20个："
    )
    assert [text.startswith(place.removeprefix(f"{SCHOOL} ")) for text in told] == [True, True]
    # 1st: 6×50+5×100+6×150 and 1500; the last place is barred
    assert lines(payout, "C2") == {"江一帆": 3200}
    assert "county_only" in codes(payout)


@pytest.mark.parametrize("column", ["平均分", "得分"])
def test_the_county_may_rank_by_the_mean(book: Books, column: str) -> None:
    sheets = county()
    head, own, *others = sheets["县名次"]
    means = [[*row[:7], 100 - 4 * row[5]] for row in others]
    sheets["县名次"] = [[*head[:7], column], [*own[:7], 60], *means]
    payout = paid(book, sheets, rank_by="mean")
    ranks = {
        case.case.key["name"]: case.case.facts["rank"].value
        for case in payout.assessed
        if case.case.clause == "C10"
    }
    # 90 points: behind 96 and 92; 30 points: behind all above 32, the own school left out
    assert ranks == {"江一帆": 3, "何小满": 17}


def test_an_own_school_written_otherwise_in_a_full_list_is_asked_about(book: Books) -> None:
    sheets = county()
    sheets["中考"].append(["第三初级中学", "九年级", "1班", "某生", 90])
    told = [
        (one.code, one.cell, one.found)
        for one in paid(book, sheets).findings
        if one.code == "school_spelt_otherwise"
    ]
    assert told == []  # no name comes close to 第三初级中学
    sheets["中考"].append(["县第3中学", "九年级", "1班", "某生", 90])
    told = [
        (one.code, one.cell, one.found)
        for one in paid(book, sheets).findings
        if one.code == "school_spelt_otherwise"
    ]
    assert ("school_spelt_otherwise", "A5", "第3中学") in told


def test_a_teacher_with_a_row_of_the_own_is_not_recomputed(book: Books) -> None:
    payout = paid(book, county(teacher_rows=[rank("九年级", "语文", 4, "何小满")]))
    assert lines(payout, "C2")["何小满"] == 1250  # the 17th last: 300+500+3×150
    assert lines(payout, "C2")["江一帆"] == 3200


def test_a_county_that_is_not_listed_in_full_places_nobody_and_says_so(book: Books) -> None:
    sheets = county()
    sheets["县名次"] = [*sheets["县名次"][:-2], rank("八年级", "语文", 4, "白若")]
    payout = paid(book, sheets)
    assert lines(payout, "C2") == {}
    (doubt,) = [one for one in payout.findings if one.code == "county_incomplete"]
    assert "还缺2个" in doubt.message
    assert (doubt.sheet, doubt.cell) == ("县名次", "F2")


def test_figures_that_mean_something_else_are_not_compared(book: Books) -> None:
    sheets = county(own="62%")
    sheets["县名次"].append(rank("八年级", "语文", 4, "白若"))
    payout = paid(book, sheets)
    assert lines(payout, "C2") == {}
    (doubt,) = [one for one in payout.findings if one.code == "figure_differs"]
    assert "公布的是62" in doubt.message
    assert "及格率是50" in doubt.message


def test_the_exam_of_the_county_may_go_by_another_name(book: Books) -> None:
    sheets = county()
    sheets["本学期期末"] = sheets.pop("中考")
    sheets["县名次"].append(rank("八年级", "语文", 4, "白若"))
    form = [["项目", "工作表", "列", "值", "说明"], ["考试", "本学期期末", "", "本学期期末", ""]]
    payout = paid(book, {**sheets, "考核设置": form})
    assert lines(payout, "C2") == {}
    assert "scores_missing" in codes(payout)
    form = [*form, ["考试别名", "", "中考", "本学期期末", ""]]
    assert lines(paid(book, {**sheets, "考核设置": form}), "C2") == {"江一帆": 3200}


def classes(*rows: list[Any], heads: bool = True) -> dict[str, Rows]:
    """One class with three teachers, 1st, 5th and last in the county, and rows of 指标."""
    head = "江一帆" if heads else ""
    return {
        "县名次": [
            RANKS,
            rank("九年级", "语文", 1),
            rank("九年级", "数学", 5),
            rank("九年级", "英语", 20),
        ],
        "任课": [
            TEACHING,
            lesson("1班", "语文", "江一帆", head),
            lesson("1班", "数学", "何小满", head),
            lesson("1班", "英语", "白若", head),
        ],
        "指标": [TARGETS, *rows],
    }


@pytest.mark.parametrize(
    "unit", ["东河中学九年级1班", "东河中学九（1）班", "东河中学 1班", "东河中学九1班"]
)
def test_a_class_over_its_target_earns_a_pot_that_its_teachers_share(
    book: Books, unit: str
) -> None:
    payout = paid(book, classes([unit, "升学目标", 10, 12]))
    assert lines(payout, "C3") == {"江一帆": 200}
    # 500 + 2×400 by 20:16:0, the last place is barred
    assert lines(payout, "C5") == {"江一帆": 722, "何小满": 578}
    why = next(line.why for line in payout.lines if line.clause == "C5")
    assert "总额1300元（C3班级目标奖1300元；指标!" in why
    assert "的倒数名次；县名次!" in why
    assert "指标!D2" in why


def test_equal_shares_are_a_reading(book: Books) -> None:
    sheets = classes(["东河中学九年级1班", "升学目标", 10, 12])
    payout = paid(book, sheets, pot_weights="equal")
    assert lines(payout, "C5") == {"江一帆": 650, "何小满": 650}


def test_talent_pupils_count_for_the_class_and_pay_their_coach(book: Books) -> None:
    payout = paid(
        book,
        classes(
            ["东河中学九年级1班", "升学目标", 10, 10],
            ["东河中学九年级1班", "特长录取", None, 2, "钟静怡"],
            ["东河中学", "特长预录", None, 3, "钟静怡"],
        ),
    )
    assert lines(payout, "C6") == {"钟静怡": 460}
    assert sum(lines(payout, "C5").values()) == 1300
    why = next(line.why for line in payout.lines if line.clause == "C3")
    assert why.endswith(
        "升学录取12名（指标!D2、D3，其中特长录取2名），目标10名（指标!C2）：达标100元＋超2名×50元＝200元"
    )


def test_a_talent_pupil_without_a_class_counts_for_none_and_that_is_said(book: Books) -> None:
    payout = paid(
        book,
        classes(
            ["东河中学九年级1班", "升学目标", 10, 9],
            ["东河中学", "特长录取", None, 2, "钟静怡"],
        ),
    )
    assert lines(payout, "C6") == {"钟静怡": 400}
    assert lines(payout, "C5") == {}
    assert "talent_without_class" in codes(payout)


def test_the_best_pupils_pay_teacher_and_pot(book: Books) -> None:
    payout = paid(
        book,
        classes(
            ["东河中学九年级1班", "县前5人数语文", None, 2],
            ["东河中学九年级1班", "县前5人数（英语）", None, 3],
            ["东河中学九年级1班", "县前100人数", None, 9],
        ),
    )
    assert lines(payout, "C4") == {"江一帆": 200}  # 英语 is last in the county
    assert sum(lines(payout, "C5").values()) == 900


@pytest.mark.parametrize(("said", "amount"), [("是", 100), (1, 100), ("否", 0), (0, 0)])
def test_settled_fees_pay_the_class_teacher(book: Books, said: object, amount: int) -> None:
    payout = paid(book, classes(["东河中学九年级1班", "费用结清", None, said]))
    assert lines(payout, "C7").get("江一帆", 0) == amount


def test_a_pot_that_nobody_may_share_is_told(book: Books) -> None:
    sheets = classes(["东河中学九年级1班", "升学目标", 10, 12])
    sheets["任课"] = [TEACHING, lesson("1班", "英语", "白若", "白若")]
    payout = paid(book, sheets)
    assert lines(payout, "C5") == {}
    assert "pot_without_receivers" in codes(payout)


CONTEST = ["姓名", "单位", "类别", "级别", "奖次"]


@pytest.mark.parametrize(
    ("category", "level", "prize", "amount"),
    [
        ("校内", "校级", "一等奖", 50),
        ("校级教师竞赛", "校级", "三等奖", 30),
        ("辅导", "市", "一等", 500),
        ("辅导学生", "县级", "三等奖", 100),
        ("本人", "省级", "2等奖", 1200),
        ("作品", "省", "一等奖", 600),
    ],
)
def test_contests_may_be_written_as_clerks_do(
    book: Books, category: str, level: str, prize: str, amount: int
) -> None:
    payout = paid(book, {"竞赛": [CONTEST, ["江一帆", SCHOOL, category, level, prize]]})
    assert lines(payout, "C8") == {"江一帆": amount}


def test_a_prize_won_twice_is_paid_twice_and_pointed_out(book: Books) -> None:
    row = ["江一帆", SCHOOL, "校内", "校级", "一等奖"]
    payout = paid(book, {"竞赛": [CONTEST, row, row]})
    assert lines(payout, "C8") == {"江一帆": 100}
    assert [(one.code, one.cell) for one in payout.findings if one.code == "row_repeated"] == [
        ("row_repeated", "A3")
    ]


def test_a_pupils_prize_pays_the_coach_in_the_column_beside(book: Books) -> None:
    rows = [
        ["学生姓名", "辅导教师", *CONTEST[1:]],
        ["小明", "江一帆", SCHOOL, "辅导", "县级", "一等奖"],
    ]
    assert lines(paid(book, {"竞赛": rows}), "C8") == {"江一帆": 200}


def test_primary_schools_have_no_part_in_it(book: Books) -> None:
    rows = [
        ["江一帆", SCHOOL, "校内", "校级", "一等奖"],
        ["何小满", "西山小学", "校内", "校级", "一等奖"],
    ]
    assert lines(paid(book, {"竞赛": [CONTEST, *rows]}), "C8") == {"江一帆": 50}


def test_staff_are_paid_by_the_column_but_not_teachers(book: Books) -> None:
    rows = [
        ["姓名", "单位", "岗位", "得分", "津贴"],
        ["江一帆", SCHOOL, "会计", 75, 900],
        ["何小满", SCHOOL, "语文教师", 95, 900],
        ["白若", SCHOOL, "教导主任", 95, 900],
    ]
    assert lines(paid(book, {"人员": rows}), "C9") == {"江一帆": 600}


def refused(book: Books, sheets: dict[str, Rows]) -> list[tuple[str, str, str]]:
    with pytest.raises(BadInputError) as caught:
        paid(book, sheets)
    errors = [one for one in caught.value.findings if one.severity.value == "error"]
    return [(one.code, one.sheet, one.cell) for one in errors]


def test_all_that_is_wrong_is_told_at_once_with_its_cell(book: Books) -> None:
    sheets = classes(
        ["东河中学九年级7班", "升学目标", 10, 12],
        ["东河中学九年级1班", "费用结清", None, "是"],
        heads=False,
    )
    sheets["县名次"] += [
        rank("八年级", "语文", 21, "白若"),
        rank("九年级", "数学", 6),
        rank("八年级", "数学", "第六", "何小满"),
    ]
    found = refused(book, sheets)
    assert ("fact_beyond_total", "县名次", "F5") in found
    assert ("ranked_twice", "县名次", "F6") in found
    assert ("list_cell_bad", "县名次", "F7") in found
    assert ("class_not_listed", "指标", "A2") in found
    assert ("class_without_teacher", "指标", "A3") in found


def test_a_place_beyond_the_field_is_refused_also_where_rates_are_recomputed(book: Books) -> None:
    sheets = county()
    sheets["县名次"][1][5] = 21
    assert ("beyond_total", "县名次", "F2") in refused(book, sheets)


def test_two_places_of_one_school_are_refused_also_where_rates_are_recomputed(book: Books) -> None:
    sheets = county()
    sheets["县名次"].append(rank("九年级", "语文", 13, rate="50%"))
    assert ("ranked_twice", "县名次", "F22") in refused(book, sheets)


def whole_county(*rows: list[Any]) -> dict[str, Rows]:
    """Three schools of a county with 6, 4 and 2 pupils who get 90, 80 and 70."""
    pupils = [
        [school, "九年级", "1班", f"{school}{number}", mark]
        for school, mark, size in ((SCHOOL, 90, 6), ("西山中学", 80, 4), ("南湖中学", 70, 2))
        for number in range(size)
    ]
    found: dict[str, Rows] = {
        "中考": [["学校", "年级", "班级", "姓名", "语文"], *pupils],
        "任课": [TEACHING, lesson("1班", "语文", "江一帆")],
        "考核设置": [
            ["项目", "工作表", "列", "值", "说明"],
            ["名次范围", "", "", "全县", ""],
        ],
    }
    return {**found, "县名次": [RANKS[:7], *rows]} if rows else found


def test_places_of_a_whole_county_are_computed_not_asked_for(book: Books) -> None:
    payout = paid(book, whole_county(), scheme="luotuoao-brief")
    # of three, the first is also among the last five: both lines
    assert sum(1 for line in payout.lines if line.clause == "A7") == 6
    teachers = paid(book, whole_county())
    assert lines(teachers, "C2") == {"江一帆": 1500}
    assert lines(teachers, "C4") == {"江一帆": 600}  # six pupils share the first place


def test_without_the_setting_the_scores_are_the_towns(book: Books) -> None:
    sheets = whole_county()
    del sheets["考核设置"]
    with pytest.raises(BadInputError, match="没有方案"):
        paid(book, sheets, scheme="luotuoao-brief")


def test_a_published_place_goes_before_the_computed_one_and_each_difference_is_told(
    book: Books,
) -> None:
    rows = [
        [SCHOOL, "中考", "九年级", "语文", None, 2, 3],
        ["西山中学", "中考", "九年级", "语文", None, 2, 3],
    ]
    payout = paid(book, whole_county(*rows), scheme="luotuoao-brief")
    told = [one for one in payout.findings if one.code == "county_rank_differs"]
    assert [(one.sheet, one.cell, one.found) for one in told] == [("县名次", "F2", "2")]
    assert "按成绩表算是第1名" in told[0].message
    assert "已按表上公布的名次计奖" in told[0].message
    assert lines(payout, "A7")[SCHOOL] == 400 - 400
    assert lines(payout, "A7")["南湖中学"] == 300 - 500


@pytest.mark.parametrize("subject", ["综合", "总评", "总分"])
def test_a_published_place_over_all_subjects_goes_before_that_of_the_scores(
    book: Books, subject: str
) -> None:
    sheets = whole_county([SCHOOL, "中考", "九年级", subject, None, 2, 3])
    heads, *pupils = sheets["中考"]
    sheets["中考"] = [[*heads, "数学"], *([*pupil, pupil[-1]] for pupil in pupils)]
    payout = paid(book, sheets, scheme="luotuoao-brief")
    told = [one for one in payout.findings if one.code == "county_rank_differs"]
    assert [(one.sheet, one.cell, one.found) for one in told] == [("县名次", "F2", "2")]


def previous(*rows: list[Any], **sheets: Rows) -> dict[str, Rows]:
    exams = [[SCHOOL, "2026年中考", "综合", 6, 25], [SCHOOL, "2024年中考", "综合", 8, 25]]
    found = {"县名次": [["单位", "考试", "学科", "名次", "总数"], *exams], **sheets}
    return {**found, "指标": [TARGETS[:4], *rows]} if rows else found


@pytest.mark.parametrize(
    "sheets",
    [
        previous([SCHOOL, "上年名次", 9, None]),
        previous([SCHOOL, "去年综合名次", None, 9]),
        previous([SCHOOL, "上年名次（2026年中考）", 9, None]),
        previous(历次=[["考试", "单位", "学科", "名次"], ["2025年中考", SCHOOL, "综合", 9]]),
    ],
)
def test_last_years_place_is_compared_with_this_years_exam(
    book: Books, sheets: dict[str, Rows]
) -> None:
    payout = paid(book, sheets, scheme="luotuoao-2008")
    assert lines(payout, "B3") == {SCHOOL: 1500}


def test_two_exams_of_one_year_leave_last_years_place_open(listed: Listed) -> None:
    county = listed(
        "县名次",
        """
        unit exam subject rank
        东河中学 2026年春季县统考 综合 6
        东河中学 2026年4月县统考 综合 7
        """,
    )
    place = listed("指标", "unit indicator target\n东河中学 上年名次 9")
    found, doubts = stated_before(place, county)
    assert found == []
    assert [one.code for one in doubts] == ["last_year_exam_open"]


def test_two_entrance_exams_of_one_year_are_one_result_written_twice(book: Books) -> None:
    sheets = previous([SCHOOL, "上年名次", 9, None])
    sheets["县名次"][2][1:3] = ["2026年全县中考", "综合"]
    with pytest.raises(BadInputError) as caught:
        paid(book, sheets, scheme="luotuoao-2008")
    assert caught.value.findings[0].code == "result_listed_twice"


def test_the_year_of_a_primary_teacher_is_the_mean_of_its_exams(book: Books) -> None:
    units = [("甲小学", 90), ("乙小学", 80), ("丙小学", 70)]
    head = ["学校", "年级", "班级", "姓名", "语文"]
    sheets: dict[str, Rows] = {
        exam: [
            head,
            *(
                [unit, "四年级", "1班", f"{unit}生{i}", mark]
                for unit, mark in units
                for i in range(3)
            ),
        ]
        for exam in ("上学期期末", "下学期期末")
    }
    sheets["考核设置"] = [
        ["项目", "工作表", "列", "值", "说明"],
        *(["考试性质", "", exam, "全镇统考", ""] for exam in ("上学期期末", "下学期期末")),
    ]
    sheets["任课"] = [
        TEACHING[:5],
        *([unit, "四年级", "1班", "语文", f"{unit[0]}老师"] for unit, _ in units),
    ]
    payout = paid(book, sheets, scheme="luotuoao-2008")
    warned = [
        one.persons
        for case in payout.assessed
        if case.case.clause == "B8"
        for one in case.evaluation.consequences
    ]
    assert warned == [("丙老师",)]
    del sheets["上学期期末"]
    sheets["手工金额"] = [
        ["单位", "姓名", "条款", "金额", "理由", "批准人"],
        ["甲小学", "宋安然", "B9", 500, "通报表扬", "校务会"],
    ]
    assert "one_exam" in codes(paid(book, sheets, scheme="luotuoao-2008"))
