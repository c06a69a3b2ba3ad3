from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import docx
import pytest
import xlsxwriter

from xl_quality.books.files import open_book
from xl_quality.cli import main
from xl_quality.runs.agreements.order import AgreementOrder, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Rows = Sequence[Sequence[Any]]

ON = date(2026, 9, 1)
TEACHING = ["学校", "年级", "班级", "学科", "任课教师", "班主任"]
INDICATORS = ["单位", "年级", "班级", "学科", "姓名", "指标", "目标", "实际"]
HE = ["柳溪小学", "二年级", "1班", "语文", "何若云"]
LUO = ["柳溪小学", "二年级", "2班", "语文", "罗清扬"]
HE_MATHS = ["柳溪小学", "二年级", "1班", "数学", "何若云"]
FIFTH = ["全镇", "五年级", None]
OPEN = "第________名以内"
LINE = "不低于标准线"


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook of lists, by sheet."""

    def write(**sheets: Rows) -> Path:
        path = tmp_path / "册.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return path

    return write


@pytest.fixture
def goals(written: Callable[..., Path]) -> Callable[..., dict[str, dict[str, str]]]:
    """Return what every agreement asks for by item, by whose it is."""

    def read(
        template: str, teaching: Rows, indicators: Rows, *more: str, **sheets: Rows
    ) -> dict[str, dict[str, str]]:
        lists = {"任课": [TEACHING, *teaching]} if teaching else {}
        book = written(**lists, 指标=[INDICATORS, *indicators], **sheets)
        found: dict[str, dict[str, str]] = {}
        for unit in plan(open_book(book), AgreementOrder(template, ON, parameters=more)).units:
            rows = unit.fields["目标表"]
            assert isinstance(rows, list)
            found[unit.name] = {str(row["项目"]): str(row["目标"]) for row in rows}
        return found

    return read


def taught(*rows: Sequence[Any]) -> Rows:
    return [[*row, row[-1]] for row in rows]


def printed(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_everybody_signs_his_own_goals_and_nobody_elses(
    written: Callable[..., Path], tmp_path: Path
) -> None:
    book = written(
        任课=[TEACHING, *taught(HE, LUO)],
        指标=[
            INDICATORS,
            [*HE, "全县名次", 8, 6],
            [*HE, "优秀率", 0.7, None],
            [*LUO, "全县名次", 21, 12],
            [*LUO, "及格率", "96.5%", None],
        ],
    )
    words = ["--template", "personal-goals", "--on", "2026-09-01", "-o", str(tmp_path / "出")]
    assert main(["agreements", str(book), *words]) == 0
    he = printed(tmp_path / "出" / "01_何若云_教师个人工作目标书.docx")
    luo = printed(tmp_path / "出" / "02_罗清扬_教师个人工作目标书.docx")
    assert "全县名次：第8名以内。" in he
    assert "优秀率：不低于70%。" in he
    assert "及格率：不低于________%。" in he  # not set yet: a line to write on
    assert "全县名次：第21名以内。" in luo
    assert "优秀率：不低于________%。" in luo
    assert "及格率：不低于96.5%。" in luo
    assert not any(figure in he for figure in ("第21名", "96.5"))
    assert not any(figure in luo for figure in ("第8名", "70%"))
    assert "第6名" not in he  # what was reached is no goal


def test_the_line_of_the_town_stands_beside_its_name_on_the_papers_of_its_subject(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    team = [
        ["石桥小学", "五年级", "1班", "语文", "石可泽"],
        ["石桥小学", "五年级", "1班", "数学", "谢云航"],
        ["石桥小学", "六年级", "1班", "语文", "唐思洁"],
        ["石桥小学", "五年级", "1班", "英语", "赵一"],
    ]
    lines = [
        [*FIFTH, "语文", None, "镇标准线", 0.7],
        [*FIFTH, "数学", None, "镇标准线", "68.5%"],
        [*FIFTH, "英语", None, "镇标准线", None],
    ]
    found = goals("town-line", taught(*team), lines)
    asked = {name: items["达到镇标准线"] for name, items in found.items()}
    assert asked == {
        "石可泽": f"{LINE}（70%）",
        "谢云航": f"{LINE}（68.5%）",
        "唐思洁": LINE,  # the sixth grade has none yet
        "赵一": LINE,  # nor has this subject
    }


def test_two_subjects_have_their_own_figures_each_with_its_name(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    both = [["石桥小学", "五年级", "1班", subject, "石可泽"] for subject in ("语文", "数学")]
    lines = [[*FIFTH, "语文", None, "镇标准线", 0.7], [*FIFTH, "数学", None, "镇标准线", 0.68]]
    known = goals("town-line", taught(*both), lines)["石可泽"]["达到镇标准线"]
    assert known == f"{LINE}（语文70%，数学68%）"
    half = goals("town-line", taught(*both), lines[:1])["石可泽"]["达到镇标准线"]
    assert half == f"{LINE}（语文70%）"
    same = [lines[0], [*lines[1][:-1], 0.7]]
    assert goals("town-line", taught(*both), same)["石可泽"]["达到镇标准线"] == f"{LINE}（70%）"


def test_a_goal_of_one_subject_leaves_a_blank_for_the_other(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    found = goals("personal-goals", taught(HE, HE_MATHS), [[*HE, "全县名次", 8]])
    assert found["何若云"]["全县名次"] == f"语文第8名以内；数学{OPEN}"
    said = "个人全县名次目标=20"
    found = goals("personal-goals", taught(HE, HE_MATHS), [[*HE, "全县名次", 8]], said)
    assert found["何若云"]["全县名次"] == "语文第8名以内；数学第20名以内"


@pytest.mark.parametrize(
    "row",
    [
        ["柳溪小学", "二年级", "1班", "语文", "罗清扬", "全县名次", 8],  # another person
        ["石桥小学", "二年级", "1班", "语文", "何若云", "全县名次", 8],  # the namesake elsewhere
        ["柳溪小学", "三年级", None, "语文", None, "全县名次", 8],  # another grade
        ["柳溪小学", "二年级", "2班", "语文", None, "全县名次", 8],  # another class
        ["柳溪小学", "二年级", "1班", "数学", None, "全县名次", 8],  # another subject
        ["柳溪小学", "二年级", "1班", "语文", "何若云", "全镇名次", 8],  # another indicator
        ["柳溪小学", "二年级", "1班", "语文", "何若云", "全县名次", None, 8],  # what was reached
        ["柳溪小学", "二年级", "1班", "语文", "何若云", "全县名次", 0],  # no place
        ["柳溪小学", "二年级", "1班", "语文", "何若云", "全县名次", 0.5],
    ],
)
def test_what_is_no_goal_of_this_person_leaves_the_blank(
    goals: Callable[..., dict[str, dict[str, str]]], row: list[object]
) -> None:
    found = goals("personal-goals", taught(HE), [row, [*HE, "听课", 10]])
    assert found["何若云"]["全县名次"] == OPEN


def test_two_rows_that_differ_leave_the_blank_and_a_repeated_one_does_not(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    rows = [[*HE, "全县名次", 8], [*HE, "全县名次", 9]]
    assert goals("personal-goals", taught(HE), rows)["何若云"]["全县名次"] == OPEN
    rows[1][-1] = 8
    assert goals("personal-goals", taught(HE), rows)["何若云"]["全县名次"] == "第8名以内"


def test_a_goal_set_for_the_whole_school_holds_for_each_of_its_teachers(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    found = goals("personal-goals", taught(HE, LUO), [["柳溪小学", *[None] * 4, "优秀率", 0.6]])
    assert [found[name]["优秀率"] for name in ("何若云", "罗清扬")] == ["不低于60%"] * 2


def test_persons_whom_only_their_own_rows_name_get_their_goals(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    found = goals("personal-goals", [], [[*HE, "全县名次", 8], [*LUO, "全县名次", 13]])
    asked = {name: items["全县名次"] for name, items in found.items()}
    assert asked == {"何若云": "第8名以内", "罗清扬": "第13名以内"}


def test_a_goal_of_the_list_goes_before_one_said_for_all(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    said = "个人全县名次目标=20"
    found = goals("personal-goals", taught(HE, LUO), [[*HE, "全县名次", 8]], said)
    assert found["何若云"]["全县名次"] == "第8名以内"
    assert found["罗清扬"]["全县名次"] == "第20名以内"


def test_a_class_with_a_line_of_its_own_is_not_promised_the_common_one(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    team = [["石桥小学", "四年级", f"{n}班", "语文", f"教师{n}"] for n in (1, 2)]
    own = [["石桥小学", "四年级", "2班", "语文", None, "优秀率", 0.62]]
    found = goals("class-targets", taught(*team), own)
    assert found["教师1"]["语文优秀率"].startswith("不低于70%；")
    assert "优秀率（学校另定基本线）" not in found["教师1"]
    assert "语文优秀率" not in found["教师2"]
    assert found["教师2"]["优秀率（学校另定基本线）"].startswith("不低于标准线（62%）；")


def test_a_teacher_of_both_classes_reads_both_lines(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    team = [["石桥小学", "四年级", f"{n}班", "语文", "石可泽"] for n in (1, 2)]
    own = [["石桥小学", "四年级", "2班", "语文", None, "优秀率", 0.62]]
    found = goals("class-targets", taught(*team), own)["石可泽"]
    assert found["语文优秀率"].startswith("不低于70%；")
    assert found["优秀率（学校另定基本线）"].startswith("不低于标准线（2班62%）；")


def test_a_template_that_names_the_common_line_prints_the_one_that_holds(
    written: Callable[..., Path],
) -> None:
    team = [["石桥小学", "四年级", "2班", "语文", "石可泽"]]
    own = ["石桥小学", "四年级", "2班", "语文", None, "优秀率", 0.62]
    book = written(任课=[TEACHING, *taught(*team)], 指标=[INDICATORS, own])
    (unit,) = plan(open_book(book), AgreementOrder("class-targets", ON)).units
    clause: Any = unit.fields["方案"]
    assert clause["D2"]["语文优秀率"].startswith("不低于标准线（62%）；")
    assert str(clause["D2"]).count("62%") == 1
    assert "70%" not in str(clause["D2"])


def test_what_the_settings_say_of_a_scheme_is_printed_and_what_is_said_now_goes_before(
    written: Callable[..., Path],
) -> None:
    rows = [
        ["项目", "工作表", "列", "值", "说明"],
        ["方案参数", None, "个人全县名次目标", 15, None],
    ]
    book = written(任课=[TEACHING, *taught(HE)], 指标=[INDICATORS], 考核设置=rows)
    order = AgreementOrder("personal-goals", ON)
    for one, place in ((order, 15), (order._replace(parameters=("个人全县名次目标=20",)), 20)):
        (unit,) = plan(open_book(book), one).units
        clause: Any = unit.fields["方案"]
        assert clause["H10"]["全县名次"] == f"第{place}名以内"


SPRING = "2026年春季期末"
THIRD = [
    ["甲小学", "三年级", "1班", "语文", "江一帆"],
    ["甲小学", "三年级", "1班", "数学", "何小满"],
]
BOTH = [
    ["甲小学", "三年级", "1班", "语文", "江一帆"],
    ["甲小学", "三年级", "1班", "数学", "江一帆"],
]
PLACES = ["考试", "单位", "年级", "学科", "名次", "总数"]
UP, STAY = "比上年提高2名及以上", "第2名以内"
GENERAL = {"比上年提高两名": f"上年居第2名之后的，{UP}", "保持前两名": f"上年居前2名的，应在{STAY}"}


def placed(exam: str, subject: str, rank: int) -> list[object]:
    return [exam, "甲小学", "三年级", subject, rank, 7]


@pytest.mark.parametrize(
    ("teaching", "past", "options", "asked"),
    [
        (
            THIRD[:1],
            [placed(SPRING, "语文", 6)],
            {},
            {"全镇名次": f"{UP}（{SPRING}第6名，应在第4名以内）"},
        ),
        (
            THIRD[:1],
            [placed(SPRING, "语文", 3)],
            {},
            {"全镇名次": f"{UP}（{SPRING}第3名，应在第1名以内）"},
        ),
        (THIRD[:1], [placed(SPRING, "语文", 2)], {}, {"全镇名次": f"{STAY}（{SPRING}第2名）"}),
        (
            THIRD[:1],
            [placed(SPRING, "语文", 3)],
            {"third_place": "within_two"},
            {"全镇名次": f"{STAY}（{SPRING}第3名）"},
        ),
        # of another school year, of another subject, of nobody: as the scheme says it
        (THIRD[:1], [placed("2025年春季期末", "语文", 6)], {}, GENERAL),
        (THIRD[:1], [placed("2026年秋季期末", "语文", 6)], {}, GENERAL),
        (THIRD[:1], [placed("期末", "语文", 6)], {}, GENERAL),  # of which year nobody can tell
        (THIRD[:1], [placed(SPRING, "数学", 6)], {}, GENERAL),
        (THIRD[:1], [], {}, GENERAL),
        # both terms of the year before, or the latest alone
        (
            THIRD[:1],
            [placed("2025年秋季期末", "语文", 5), placed(SPRING, "语文", 1)],
            {"previous_by": "last_exam"},
            {"全镇名次": f"{STAY}（{SPRING}第1名）"},
        ),
        # several subjects, each by its own; of one nobody knows it
        (
            BOTH,
            [placed(SPRING, "语文", 6), placed(SPRING, "数学", 1)],
            {},
            {
                "语文全镇名次": f"{UP}（{SPRING}第6名，应在第4名以内）",
                "数学全镇名次": f"{STAY}（{SPRING}第1名）",
            },
        ),
        (
            BOTH,
            [placed(SPRING, "语文", 6)],
            {},
            {"语文全镇名次": f"{UP}（{SPRING}第6名，应在第4名以内）", **GENERAL},
        ),
    ],
)
def test_a_goal_by_last_years_place_says_both(
    teaching: Rows,
    past: Rows,
    options: dict[str, str],
    asked: dict[str, str],
    written: Callable[..., Path],
) -> None:
    book = written(任课=[TEACHING, *taught(*teaching)], 历次=[PLACES, *past])
    (unit,) = plan(open_book(book), AgreementOrder("rank-up", ON, options=options)).units
    rows = unit.fields["目标表"]
    assert isinstance(rows, list)
    assert {str(row["项目"]): str(row["目标"]) for row in rows} == asked


def test_both_terms_of_last_year_are_goals_of_their_own(written: Callable[..., Path]) -> None:
    past = [placed("2025年秋季期末", "语文", 5), placed(SPRING, "语文", 1)]
    book = written(任课=[TEACHING, *taught(*THIRD[:1])], 历次=[PLACES, *past])
    (unit,) = plan(open_book(book), AgreementOrder("rank-up", ON)).units
    rows = unit.fields["目标表"]
    assert isinstance(rows, list)
    assert [str(row["目标"]) for row in rows] == [
        f"{UP}（2025年秋季期末第5名，应在第3名以内）",
        f"{STAY}（{SPRING}第1名）",
    ]


def test_places_of_the_scores_are_last_years_where_no_list_has_them(
    written: Callable[..., Path],
) -> None:
    schools = [f"{name}小学" for name in "甲乙丙丁"]
    marks = [
        [school, "三年级", "1班", f"{school[0]}{pupil}", 95 - 10 * place - pupil]
        for place, school in enumerate(schools[1:] + schools[:1])
        for pupil in range(5)
    ]
    head = ["学校", "年级", "班级", "姓名", "语文"]
    lists = {"任课": [TEACHING, *taught(*THIRD[:1])], f"三年级{SPRING}": [head, *marks]}

    def goals(**more: Rows) -> list[str]:
        (unit,) = plan(open_book(written(**lists, **more)), AgreementOrder("rank-up", ON)).units
        rows = unit.fields["目标表"]
        assert isinstance(rows, list)
        return [str(row["目标"]) for row in rows]

    assert goals() == [f"{UP}（{SPRING}第4名，应在第2名以内）"]  # 甲小学 is last of four
    published = [placed(SPRING, "语文", 3)]
    assert goals(历次=[PLACES, *published]) == [f"{UP}（{SPRING}第3名，应在第1名以内）"]


def test_the_indicators_own_last_place_goes_before_the_lists(
    goals: Callable[..., dict[str, dict[str, str]]],
) -> None:
    stated = [["甲小学", "三年级", None, "语文", None, "上年名次", None, 5]]
    past = [PLACES, placed(SPRING, "语文", 6)]
    found = goals("rank-up", taught(*THIRD[:1]), stated, 历次=past)
    assert found["江一帆"] == {"全镇名次": f"{UP}（上年第5名，应在第3名以内）"}


@pytest.mark.parametrize(
    ("rate", "goal"),
    [
        (0.2, "比2024年提高5个百分点（2024年20%，应不低于25%）"),
        ("31.5%", "比2024年提高5个百分点（2024年31.5%，应不低于36.5%）"),
        (0.95, "比2024年提高5个百分点（2024年95%，应不低于100%）"),
        (0.98, "比2024年提高5个百分点（2024年98%）"),  # nobody reaches 103%
        (None, "比2024年提高5个百分点"),
    ],
)
def test_a_rate_that_is_to_rise_says_from_what_to_what(
    rate: object, goal: str, written: Callable[..., Path], tmp_path: Path
) -> None:
    indicators = [["单位", "指标", "目标", "实际"], ["柳溪中学", "2024年毕业生优秀率", None, rate]]
    book = written(指标=indicators, 责任书数据=[["学校"], ["柳溪中学"]])
    words = ["--template", "county-2025", "--on", "2025-09-01", "-o", str(tmp_path / "出")]
    words += [f"--param=cut_{name}={n}" for name, n in (("excellent", 9), ("good", 8), ("pass", 6))]
    assert main(["agreements", str(book), *words]) == 0
    told = printed(tmp_path / "出" / "01_柳溪中学_教育质量目标责任书.docx")
    assert goal in told.split("\n")
    assert ("2024年为________%" in told) == (rate is None)


@pytest.mark.parametrize(
    ("exam", "on", "said"),
    [
        ("2026年春季期末", date(2026, 9, 1), "2025—2026学年"),
        ("2026年春季期末", date(2026, 3, 1), ""),  # signed within that school year
        ("2026年秋季期中", date(2026, 9, 1), ""),
        ("2025—2026学年度第二学期期末", date(2026, 9, 1), "2025—2026学年"),
        ("期末", date(2026, 9, 1), ""),  # of which year nobody can tell
    ],
)
def test_classes_of_another_school_year_say_which(
    exam: str, on: date, said: str, written: Callable[..., Path]
) -> None:
    marks = [
        ["学校", "班级", "姓名", "语文"],
        ["柳溪小学", "1班", "甲", 80],
        ["柳溪小学", "1班", "乙", 70],
    ]
    book = written(任课=[TEACHING, *taught(HE)], **{f"二年级{exam}": marks})
    (unit,) = plan(open_book(book), AgreementOrder("class-duty", on)).units
    assert unit.fields["任课学年"] == said


def test_only_a_class_teacher_reads_the_clauses_for_class_teachers(
    written: Callable[..., Path],
) -> None:
    def told(*rows: Sequence[Any]) -> dict[str, object]:
        book = written(任课=[TEACHING, *rows])
        units = plan(open_book(book), AgreementOrder("class-targets", ON)).units
        return {unit.name: unit.fields["班主任条款"] for unit in units}

    other = [*HE[:3], "数学", "谢云航"]
    assert told([*HE, "何若云"], [*other, "何若云"]) == {"何若云": "有", "谢云航": ""}
    # where no 班主任 is named, nobody knows
    assert told([*HE, None], [*other, None]) == {"何若云": "有", "谢云航": "有"}
    # of another class than the own one
    assert told([*HE, "谢云航"], [*other, "何若云"]) == {"何若云": "有", "谢云航": "有"}


def rates_told(written: Callable[..., Path], teaching: Rows, **exams: Rows) -> dict[str, object]:
    marked = {
        f"三年级{exam}": [["学校", "班级", "姓名", "语文", "数学"], *rows]
        for exam, rows in exams.items()
    }
    settings = [
        ["项目", "工作表", "列", "值", "说明"],
        *([one, None, None, value, None] for one, value in LINES.items()),
    ]
    book = written(任课=[TEACHING, *taught(*teaching)], 考核设置=settings, **marked)
    units = plan(open_book(book), AgreementOrder("class-targets", ON)).units
    return {unit.name: unit.fields["上次成绩"] for unit in units}


LINES = {"满分": 100, "及格线": "60%", "优秀线": "85%"}
LATEST = [
    ["甲小学", "1班", f"学生{number}", chinese, maths]
    for number, (chinese, maths) in enumerate([(90, 50), (85, 60), (84, 59), (60, 100)], start=1)
]
EARLIER = [[*row[:3], 100, 100] for row in LATEST]
RATES = {"江一帆": "及格率100%，优秀率50%", "何小满": "及格率50%，优秀率25%"}  # 2 and 1 of 4


def test_a_goal_set_by_last_time_stands_beside_what_was_reached_in_the_latest_exam(
    written: Callable[..., Path],
) -> None:
    expected = {name: f"{SPRING}，{said}" for name, said in RATES.items()}
    assert rates_told(written, THIRD, **{SPRING: LATEST}) == expected
    both = {"2025年秋季期末": EARLIER, SPRING: LATEST}
    assert rates_told(written, THIRD, **both) == expected
    told = {name: f"本学期期末，{said}" for name, said in RATES.items()}
    assert rates_told(written, THIRD, 本学期期末=LATEST, 上学期期末=EARLIER) == told
    # who teaches both subjects reads both
    both_told = f"{SPRING}，语文{RATES['江一帆']}；数学{RATES['何小满']}"
    assert rates_told(written, BOTH, **{SPRING: LATEST}) == {"江一帆": both_told}


def test_what_was_reached_last_time_is_left_open_where_nobody_knows_it(
    written: Callable[..., Path],
) -> None:
    assert rates_told(written, THIRD[:1]) == {"江一帆": ""}
    other = [["乙小学", *THIRD[0][1:]]]  # a namesake elsewhere
    assert rates_told(written, other, **{SPRING: LATEST}) == {"江一帆": ""}
    both = {"甲联考": LATEST, "乙联考": EARLIER}  # nobody knows which came last
    assert set(rates_told(written, THIRD, **both).values()) == {""}


@pytest.mark.parametrize(
    ("template", "options", "said"),
    [
        ("school-2006", {}, "及格率"),
        ("school-2006", {"rank_by": "mean"}, "平均分"),
        ("rank-up", {"placed": "teacher"}, "任课教师的名次"),
        ("class-duty", {}, ""),
    ],
)
def test_by_what_places_are_is_said_as_the_reading_chosen_has_it(
    template: str, options: dict[str, str], said: str, written: Callable[..., Path]
) -> None:
    rows = [["学校", "教师"], ["骆驼坳中学", "江一帆"]]
    order = AgreementOrder(template, ON, options=options)
    (unit,) = plan(open_book(written(责任书数据=rows)), order).units
    assert unit.fields["排名依据"] == said
