from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_quality.core.figures import OVERALL
from xl_quality.core.groups import Level
from xl_quality.core.marks import ScoreTable, SubjectColumn
from xl_quality.core.options import Measure, Options
from xl_quality.functions import (
    COMPOSITE_SCORE,
    FOUR_RATES,
    RANK_CLASS,
    RANK_SCHOOL,
    RANK_TABLE,
    RANK_TEACHER,
    RATE_TABLE,
)
from xl_quality.functions.registry import CellError, ErrorCode
from xl_quality.reports.frame import shown_rank, shown_share
from xl_quality.runs.group_figures import compute
from xl_quality.sheets.cells import MarkReader

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHOOLS = ("青山小学", "白水小学", "石桥小学")
SUBJECTS = ("语文", "数学")
SCORE = st.one_of(st.integers(3, 200).map(lambda n: n / 2), st.just("缺考"))
"""No 0, and none up to 1: who has nothing else, and shares of a full mark, are asked about."""
PUPIL = st.tuples(st.sampled_from(SCHOOLS), st.sampled_from(("1班", "2班")), SCORE, SCORE)
SURNAMES = "陈林黄周吴郑王冯褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
HEADER = ("学校", "班级", "姓名", *SUBJECTS)
Row = tuple[object, ...]


def sheet(pupils: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows as Excel hands them over, each pupil with a name of its own."""
    rows = [
        (school, class_name, f"{SURNAMES[number % len(SURNAMES)]}明{number}", *scores)
        for number, (school, class_name, *scores) in enumerate(pupils)
    ]
    return (HEADER, *rows)


def core_table(pupils: Sequence[Row]) -> ScoreTable:
    """Return the same pupils as the core takes them, without any recognition."""
    count, columns = len(pupils), list(zip(*pupils, strict=True))
    subjects = {
        name: SubjectColumn(name, letter, MarkReader().column(marks))
        for name, letter, marks in zip(SUBJECTS, "DE", columns[2:], strict=True)
    }
    none = [""] * count
    return ScoreTable(
        "", "", range(2, count + 2), columns[0], none, columns[1], none, none, subjects
    )


def cell(figure: object) -> object:
    return "" if figure is None else float(figure)  # type: ignore[arg-type] # a Decimal


@settings(deadline=None, max_examples=40)
@given(st.lists(PUPIL, min_size=8, max_size=20), st.sampled_from(Measure))
def test_every_figure_is_the_one_the_report_prints(pupils: list[Row], measure: Measure) -> None:
    rows = sheet(pupils)
    for level, word in ((Level.SCHOOL, "学校"), (Level.CLASS, "班级")):
        figures = compute([core_table(pupils)], {}, Options(measure=measure), (level,))
        wanted = [
            (
                result.group.label,
                result.subject,
                cell(result.printed.mean),
                cell(shown_share(result.printed.pass_rate)),
                cell(result.printed.composite),
                cell(shown_rank(result.rank)),
            )
            for result in figures.results[level]
        ]
        header, *body = RATE_TABLE(rows, word)
        assert header[-1] == "名次"
        own: Any = RATE_TABLE(rows, word, "语文", measure.value)[1:]
        own += RATE_TABLE(rows, word, "数学", measure.value)[1:]
        assert len(own) == len(body)
        names = header.index("学科")
        shown = [
            (
                "".join(filter(None, row[:names])),
                row[names],
                *(row[names + n] for n in (4, 5, 8, 9)),
            )
            for row in own
        ]
        assert shown == [(name.replace(" ", ""), *rest) for name, *rest in wanted]


@settings(deadline=None, max_examples=25)
@given(st.lists(PUPIL, min_size=8, max_size=20))
def test_single_places_are_those_of_the_whole_table(pupils: list[Row]) -> None:
    rows = sheet(pupils)
    table: Any = RANK_TABLE(rows)
    for rank, school, *_ in table[1:]:
        place = RANK_SCHOOL(school, rows)
        assert place == rank if rank != "" else isinstance(place, CellError)
    for row in RATE_TABLE(rows, "班级", "数学")[1:]:
        place = RANK_CLASS(f"{row[0]}{row[1]}", rows, "数学")
        assert place == row[-1] if row[-1] != "" else isinstance(place, CellError)


@settings(deadline=None, max_examples=25)
@given(st.lists(PUPIL, min_size=8, max_size=20))
def test_one_range_and_one_row_of_the_table_have_the_same_figures(pupils: list[Row]) -> None:
    for row in RATE_TABLE(sheet(pupils), "学校", "语文")[1:]:
        scores = [pupil[2] for pupil in pupils if pupil[0] == row[0]]
        assert row[2] == len(scores)
        if row[3]:
            assert FOUR_RATES(scores) == (row[5:9],)
            assert COMPOSITE_SCORE(scores) == row[9]


@settings(deadline=None, max_examples=25)
@given(st.lists(PUPIL, min_size=8, max_size=20), st.randoms())
def test_the_order_of_the_pupils_changes_no_place(pupils: list[Row], chance: object) -> None:
    other = pupils[:]
    chance.shuffle(other)  # type: ignore[attr-defined] # a random.Random
    assert sorted(RANK_TABLE(sheet(pupils))[1:], key=str) == sorted(
        RANK_TABLE(sheet(other))[1:], key=str
    )


TWO_ROWS = (
    ("青山镇六年级期末成绩", None, None, None, None),
    ("学校", "姓名", "成绩", None, None),
    (None, None, "语文（120分）", "数学（120分）", "总分"),
    ("青山小学", "陈一", 100, 110, 210),
    ("青山小学", "林二", 80, 90, 170),
    ("白水小学", "黄三", 119, "缺考", 119),
    ("白水小学", "周四", 71, 72, 143),
    ("合计", None, 370, 272, 642),
    ("平均分", None, 92.5, 90.67, None),
)


def test_titles_two_row_headers_full_marks_and_footers_are_understood() -> None:
    assert RANK_TABLE(TWO_ROWS, "学校", "语文") == (
        (
            "名次",
            "学校",
            "年级",
            "应考",
            "实考",
            "参考率",
            "平均分",
            "及格率",
            "优秀率",
            "低分率",
            "综合分",
            "距第一",
        ),
        # 0.4 × 95 ÷ 1.2 + 0.3 × 50 + 0.3 × 50 against 0.4 × 90 ÷ 1.2 + 0.3 × 100
        (1, "白水小学", "六年级", 2, 2, 1, 95, 0.5, 0.5, 0, 61.67, 0),
        (2, "青山小学", "六年级", 2, 2, 1, 90, 1, 0, 0, 60, 1.67),
    )


def test_several_grades_are_ranked_apart_and_a_school_is_named_with_its_grade() -> None:
    rows: list[tuple[object, ...]] = [("学校", "年级", "姓名", "语文")]
    for grade, scores in (("五年级", (90, 80)), ("六年级", (70, 85))):
        rows += [(s, grade, f"{n}明", m) for s, n, m in zip(SCHOOLS, "陈林", scores, strict=False)]
    assert RANK_SCHOOL("青山小学五年级", rows) == 1
    assert RANK_SCHOOL("青山小学 六年级", rows) == 2
    both = RANK_SCHOOL("青山小学", rows)
    assert isinstance(both, CellError)
    assert "青山小学 五年级、青山小学 六年级" in both.reason


def test_a_teacher_of_several_classes_is_one_group_in_each_school() -> None:
    rows = sheet(
        [("青山小学", "1班", 90, 50), ("青山小学", "2班", 60, 70), ("白水小学", "1班", 80, 80)] * 3
    )
    teaching = (
        ("学校", "班级", "学科", "任课教师"),
        ("青山小学", "1、2班", "语文", "周敏"),
        ("白水小学", "1班", "语文", "吴江"),
        ("青山小学", "1班", "数学", "郑刚"),
    )
    assert RANK_TEACHER("吴江", rows, "语文", "平均分", teaching) == 1
    assert RANK_TEACHER("青山小学周敏", rows, "语文", "平均分", teaching) == 2
    table = RATE_TABLE(rows, "教师", None, None, teaching)
    assert ("青山小学", "周敏", "语文", 6, 6, 1, 75, 1, 0.5, 0, 75, 1) in table
    unknown = RANK_TEACHER("孙武", rows, "语文", None, teaching)
    assert isinstance(unknown, CellError)
    assert unknown.code is ErrorCode.NOT_AVAILABLE


def test_two_teachers_for_one_class_are_refused_not_chosen_from() -> None:
    teaching = (
        ("学校", "班级", "学科", "任课教师"),
        ("青山小学", "1班", "语文", "周敏"),
        ("青山小学", "1班", "语文", "吴江"),
    )
    rows = sheet([("青山小学", "1班", 90, 50)] * 6)
    result = RANK_TEACHER("周敏", rows, "语文", None, teaching)
    assert isinstance(result, CellError)
    assert "两位任课教师" in result.reason


def test_the_settings_sheet_and_the_short_text_say_the_same() -> None:
    rows = sheet(
        [("青山小学", "1班", 70, 90), ("白水小学", "1班", 66, "缺考"), ("白水小学", "2班", 80, 60)]
    )
    form = (
        ("项目", "工作表", "列", "值", "说明"),
        ("及格线", None, "语文", "70%", None),
        ("缺考", None, None, "按0分", None),
        ("学校别名", None, "白水小学", "白水中心小学", None),
    )
    text = "及格线 语文=70%；缺考=按0分；学校别名 白水小学=白水中心小学"
    table = RATE_TABLE(rows, "学校", None, None, None, form)
    assert table == RATE_TABLE(rows, "学校", None, None, None, text)
    assert ("白水中心小学", "语文", 2, 2, 1, 73, 0.5, 0, 0, 44.2, 2) in table
    assert RANK_SCHOOL("白水小学", rows, "语文", None, form) == 2
    bad = RATE_TABLE(rows, "学校", None, None, None, "及格线 语文=七成")
    assert isinstance(bad, CellError)
    assert "及格线" in bad.reason


def test_several_exams_in_one_range_stand_apart_and_a_single_place_asks_for_one() -> None:
    rows: list[tuple[object, ...]] = [("考试", "学校", "姓名", "语文")]
    for exam, scores in (("期中", (90, 80)), ("期末", (70, 85))):
        rows += [(exam, s, f"{n}明", m) for s, n, m in zip(SCHOOLS, "陈林", scores, strict=False)]
    header, *body = RANK_TABLE(rows, "学校", "语文")
    assert header[:3] == ("名次", "考试", "学校")
    assert [row[:3] for row in body] == [
        (1, "期中", "青山小学"),
        (2, "期中", "白水小学"),
        (1, "期末", "白水小学"),
        (2, "期末", "青山小学"),
    ]
    place = RANK_SCHOOL("青山小学", rows)
    assert isinstance(place, CellError)
    assert "几次考试：期中、期末" in place.reason


def test_a_school_without_marks_has_no_place_and_stands_behind_the_others() -> None:
    rows = sheet(
        [
            *[("青山小学", "1班", "缺考", "缺考")] * 4,
            *[("白水小学", "1班", 60, 70)] * 4,
            *[("石桥小学", "1班", 90, 80)] * 4,
        ]
    )
    for subject in ("语文", OVERALL):
        _, *body = RANK_TABLE(rows, "学校", subject)
        places = [row[:2] for row in body]
        assert places == [(1, "石桥小学"), (2, "白水小学"), ("", "青山小学")]


def test_whole_columns_may_be_selected() -> None:
    rows = sheet([("青山小学", "1班", 90, 80), ("白水小学", "1班", 60, 70)] * 4)
    below = ((None,) * 5,) * 50_000
    assert RANK_TABLE((*rows, *below)) == RANK_TABLE(rows)
    assert RANK_TABLE((*rows, *(("",) * 5,) * 100)) == RANK_TABLE(rows)


def test_no_pupil_at_all_or_a_header_alone_is_said() -> None:
    for rows in ((HEADER,), (), None, "", ((None,) * 3,) * 5):
        result = RANK_TABLE(rows)
        assert isinstance(result, CellError)
        assert "认不出成绩表" in result.reason


def test_the_overall_place_goes_by_the_composite_and_nothing_else() -> None:
    rows = sheet([("青山小学", "1班", 90, 80), ("白水小学", "1班", 60, 70)] * 4)
    for function, arguments in ((RANK_TABLE, ("学校", None, "平均分")), (RANK_SCHOOL, ())):
        given = (rows, *arguments) if arguments else ("青山小学", rows, None, "平均分")
        result = function(*given)
        assert isinstance(result, CellError)
        assert "总评只按综合分" in result.reason
    one = [row[:4] for row in rows]
    assert RANK_SCHOOL("青山小学", one, None, "平均分") == 1, "the only subject there is"


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("优秀", ErrorCode.VALUE, "第4行“数学”的“优秀”不是分数"),
        (-2146826246, ErrorCode.NOT_AVAILABLE, "第4行“数学”有一个格子是错误值#N/A"),
        (130, ErrorCode.NUMBER, "“数学”有分数130，高于满分100"),
    ],
)
def test_a_bad_cell_stops_its_own_subject_and_the_overall_place_only(
    value: object, code: ErrorCode, words: str
) -> None:
    pupils = [
        ("青山小学", "1班", 90, 80),
        ("白水小学", "1班", 60, 70),
        ("白水小学", "2班", 70, value),
    ]
    rows = sheet([*pupils, *[("石桥小学", "1班", 50, 50)] * 5])
    assert RANK_SCHOOL("青山小学", rows, "语文") == 1
    for subject in ("数学", OVERALL, None):
        result = RANK_SCHOOL("青山小学", rows, subject)
        assert isinstance(result, CellError)
        assert (result.code, words in result.reason) == (code, True)


def test_rows_of_unequal_length_are_filled_up() -> None:
    rows = [[*row] for row in sheet([("青山小学", "1班", 90, 80), ("白水小学", "1班", 60, 70)] * 4)]
    rows[3] = rows[3][:4]
    filled = [[*row, None][:5] for row in rows]
    assert RANK_TABLE(rows) == RANK_TABLE(filled)
    rates: Any = RATE_TABLE(rows)
    assert rates[3][3] + rates[4][3] == 7


def test_rows_of_zeros_are_asked_and_the_settings_answer() -> None:
    rows = sheet([("青山小学", "1班", 90, 80), ("白水小学", "1班", 60, 70)] * 4)
    rows = (*rows, ("白水小学", "1班", "周八", 0, 0))
    asked = RANK_SCHOOL("青山小学", rows, "语文")
    assert isinstance(asked, CellError)
    assert "各科都是0分" in asked.reason
    assert "项目“全部0分”，值“缺考或0分”" in asked.reason
    table = RATE_TABLE(rows, "学校", "语文", None, None, "全部0分=缺考")
    assert [row[2:5] for row in table[1:]] == [(4, 4, 1), (5, 4, 0.8)]
    counted = RATE_TABLE(rows, "学校", "语文", None, None, "全部0分=0分")
    assert [row[2:6] for row in counted[1:]] == [(4, 4, 1, 90), (5, 5, 1, 48)]


def test_a_bare_line_with_another_full_mark_is_asked_in_a_table_too() -> None:
    rows = sheet([("青山小学", "1班", 90, 80), ("白水小学", "1班", 60, 70)] * 4)
    asked = RATE_TABLE(rows, "学校", "语文", None, None, "满分 语文=120；及格线 语文=72")
    assert isinstance(asked, CellError)
    assert "72分" in asked.reason
    assert "72%" in asked.reason
    points = RATE_TABLE(rows, "学校", "语文", None, None, "满分 语文=120；及格线 语文=72分")
    share = RATE_TABLE(rows, "学校", "语文", None, None, "满分 语文=120；及格线 语文=60%")
    assert points == share
    weights = RANK_TABLE(rows, "学校", "语文", None, None, "综合权重=50-30-30")
    assert weights[1][-2] == 110, "the best in every part"
