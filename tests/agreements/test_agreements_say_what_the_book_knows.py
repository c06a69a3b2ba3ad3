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


def taught(*rows: list[str]) -> Rows:
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
