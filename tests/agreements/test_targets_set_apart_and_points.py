from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
import xlsxwriter

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.field_values import Gap, Party
from xl_quality.agreements.wording import PrintedScheme
from xl_quality.books.files import open_book
from xl_quality.runs.agreements.delivery import Wanted
from xl_quality.runs.agreements.order import AgreementOrder, plan, run
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SCHEMES = Path(__file__).parents[2] / "workbooks" / "schemes"
ON = date(2026, 9, 1)
JUNIOR, PRIMARY = "严家坳中学", "柳溪小学"
TITLES = ["单位", "年级", "班级", "学科", "姓名", "指标", "目标", "分值"]


@pytest.fixture
def tables(tmp_path: Path) -> Callable[..., list[list[list[str]]]]:
    """Return the tables of the agreement of one unit, but for the signatures."""

    def read(template: str, name: str, *indicators: Sequence[Any]) -> list[list[list[str]]]:
        taught = [
            ["学校", "年级", "班级", "学科", "任课教师"],
            [PRIMARY, "三年级", "1班", "语文", "乙教师"],
        ]
        schools = [["学校"], [JUNIOR], [PRIMARY]]
        lists: dict[str, list[Any]] = {
            "指标": [TITLES, *indicators],
            "任课": taught,
            "责任书数据": schools,
        }
        if name == "乙教师":
            del lists["责任书数据"]
        with xlsxwriter.Workbook(tmp_path / "镇.xlsx") as book:
            for title, rows in lists.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        prepared = plan(open_book(tmp_path / "镇.xlsx"), AgreementOrder(template, ON, only=name))
        made = run(prepared, Wanted(tmp_path / "出")).delivery
        document = docx.Document(str(made.files[0].path))
        cells = [[[c.text for c in row.cells] for row in t.rows] for t in document.tables]
        return cells[:-1]

    return read


def of(unit: str, indicator: str, target: object, *points: object) -> list[object]:
    return [unit, None, None, None, None, indicator, target, *points]


@pytest.mark.parametrize(
    ("template", "school", "row", "set_apart"),
    [
        ("luotuoao-brief", JUNIOR, ("目标名次", 10), None),  # A3 says 第10名以内
        ("luotuoao-brief", JUNIOR, ("目标名次", 9), "第9名以内"),  # A6 pays by this one
        ("luotuoao-brief", JUNIOR, ("重点高中指标", 10), None),  # A2 says 不少于10名
        ("luotuoao-brief", JUNIOR, ("重点高中指标", 13), "13名"),
        ("luotuoao-brief", JUNIOR, ("辍学率", 0.02), None),  # A5 judges by its own figure
        ("luotuoao-brief", JUNIOR, ("课外阅读量", 30), None),  # no clause asks for it
        ("luotuoao-brief", PRIMARY, ("目标名次", 4), None),  # A6 is not for primary schools
        ("luotuoao-2008", JUNIOR, ("目标名次", 9), None),
        ("luotuoao-2008", JUNIOR, ("重点高中指标", 10), "10名"),  # B1 has no figure of its own
    ],
)
def test_what_is_set_apart_is_what_the_scheme_judges_by_and_no_clause_says(
    template: str,
    school: str,
    row: tuple[str, object],
    set_apart: str | None,
    tables: Callable[..., list[list[list[str]]]],
) -> None:
    found = tables(template, school, of(school, *row))
    assert [rows[1:] for rows in found[1:]] == ([[["1", row[0], set_apart]]] if set_apart else [])


def test_points_stand_beside_the_goals_or_leave_room_to_write_them(
    tables: Callable[..., list[list[list[str]]]],
) -> None:
    given = [of(PRIMARY, "骨干教师比例", None, 6), of(JUNIOR, "家长满意度", None, 7)]
    (goals,) = tables("county-2025", PRIMARY, *given)
    assert goals[0][-1] == "分值"
    points = {row[2]: row[4] for row in goals}
    assert points["骨干教师比例"] == "6"
    assert points["家长满意度"] == "____"  # seven points are the other school's


def test_a_teacher_is_told_how_much_can_be_deducted_at_most(
    tables: Callable[..., list[list[list[str]]]],
) -> None:
    own = [PRIMARY, "三年级", "1班", "语文", "乙教师", "优秀率", None, 10]
    other = [PRIMARY, "三年级", "2班", "语文", "甲教师", "及格率", None, 20]
    (goals,) = tables("class-targets", "乙教师", own, other)
    assert {row[1]: row[4] for row in goals} == {
        "条款": "满分值",
        "D1": "____",
        "D2": "10",
        "D3": "—",  # an award for all, no points
    }


def test_points_that_differ_within_a_clause_are_written_by_hand(
    tables: Callable[..., list[list[list[str]]]],
) -> None:
    rows = [
        [PRIMARY, "三年级", "1班", "语文", "乙教师", name, 9, points]
        for name, points in (("教案节数", 5), ("作业批改节数", 6), ("家访次数", 4))
    ]
    (goals,) = tables("personal-goals", "乙教师", *rows)
    points = {row[2]: row[4] for row in goals}
    assert (points["教案"], points["作业"], points["家访"]) == ("____", "____", "4")


def test_a_line_of_all_cannot_be_raised() -> None:
    def goal(**options: str) -> str:
        said = PrintedScheme(load("class-targets"), ON, options).said_to(Party("", ("语文",)))
        return str(next(row["目标"] for row in said.targets if row["条款"] == "D1"))

    assert goal() == "达到100%"
    assert "在上次基础上提高3个百分点" in goal(highest_target="open")
    assert "须先补上" in goal(no_previous="refuse")


def test_by_what_a_pot_is_shared_is_said() -> None:
    def words(**options: str) -> str:
        said = PrintedScheme(load("school-2006"), ON, options).said_to(Party(JUNIOR))
        return str(said.clauses["C5"])

    assert "按单科倒数名次（名次越前份额越大）的权重分配" in words()
    assert "按各人相同的权重分配" in words(pot_weights="equal")


def test_a_goal_of_all_names_what_all_is_about() -> None:
    rows = PrintedScheme(load("class-targets"), ON).said_to(Party("")).targets
    assert ("全部班级学科", "全部达标") in {(row["项目"], row["目标"]) for row in rows}


@pytest.mark.parametrize(
    ("template", "rows", "told"),
    [
        ("luotuoao-brief", [of(JUNIOR, "目标名次", 9)], ""),
        ("luotuoao-brief", [of(JUNIOR, "课外阅读量", 30)], "note “课外阅读量”（指标!F2）"),
        (
            "luotuoao-brief",
            [of(JUNIOR, "课外阅读量", 30), of(PRIMARY, "课外阅读量", 40), of(JUNIOR, "绿化", 3)],
            "note “课外阅读量”（指标!F2、F3）、“绿化”（指标!F4）",
        ),
        ("luotuoao-brief", [of(JUNIOR, "课外阅读量", None)], ""),  # it was only reported
        ("luotuoao-brief", [of(JUNIOR, "上年综合名次", 9)], ""),  # no task
        (
            "luotuoao-brief",
            [of(JUNIOR, "名次目标", 9)],
            "warning “名次目标”（指标!F2，方案里叫“目标名次”）",
        ),
        (
            "luotuoao-brief",
            [of(PRIMARY, "目标名次", 4)],
            "warning “目标名次”（指标!F2，条款不管这一行的对象）",
        ),
        ("luotuoao-brief", [of(PRIMARY, "目标名次", 6)], ""),  # A3 says it
        ("school-2006", [of(JUNIOR, "升学目标", 20)], ""),  # a class's, by C3
        ("county-2025", [of(JUNIOR, "自定指标：满意度", 0.9)], ""),  # 商定表 prints it
        ("luotuoao-brief", [of(JUNIOR, "自定：满意度", 0.9)], "note “自定：满意度”（指标!F2）"),
        ("rule-of-law", [of(JUNIOR, "课外阅读量", 30)], ""),  # it prints no scheme
    ],
)
def test_a_target_that_no_clause_takes_is_told_when_it_drops_out(
    template: str, rows: list[list[object]], told: str, tmp_path: Path
) -> None:
    schools = [["学校", "教师"], [JUNIOR, "甲教师"], [PRIMARY, "乙教师"]]
    with xlsxwriter.Workbook(tmp_path / "镇.xlsx") as book:
        for title, own in (("指标", [TITLES, *rows]), ("责任书数据", schools)):
            sheet = book.add_worksheet(title)
            for number, row in enumerate(own):
                sheet.write_row(number, 0, row)
    planned = plan(open_book(tmp_path / "镇.xlsx"), AgreementOrder(template, ON))
    found = [one for one in planned.findings if one.code == "target_not_printed"]
    assert [f"{one.severity} {dict(one.facts)['names']}" for one in found] == [told] * bool(told)


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ([of(f"{JUNIOR}901班", "升学目标", 5)], [["1", "901班升学目标", "5名"]]),
        (
            [[JUNIOR, "九年级", "901班", None, None, "升学目标", 5]],
            [["1", "九年级901班升学目标", "5名"]],
        ),
        ([of(f"{JUNIOR}九(3)班", "升学目标", 4)], [["1", "九(3)班升学目标", "4名"]]),
        ([of(f"{JUNIOR}分校901班", "升学目标", 5)], []),  # another school
        ([of(f"{PRIMARY}901班", "升学目标", 5)], []),
        ([of(f"{JUNIOR}901班", "升学目标", None)], []),
        ([of(f"{JUNIOR}901班", "阅读量", 5)], []),  # the scheme does not judge by it
    ],
)
def test_the_targets_of_a_schools_classes_stand_in_its_rules(
    rows: list[list[object]], asked: list[list[str]], tables: Callable[..., list[list[list[str]]]]
) -> None:
    found = tables("school-2006", JUNIOR, *rows)
    assert [row for table in found for row in table[1:]] == asked


def test_the_points_of_all_goals_are_added_up() -> None:
    book = open_book(SCHEMES / "县教育局目标示例.xlsx")
    for unit in plan(book, AgreementOrder("county-2025", ON)).units:
        rows = unit.fields["目标表"]
        assert isinstance(rows, list)
        assert unit.fields["分值合计"] == str(sum(int(row["分值"]) for row in rows))


def test_points_that_are_missing_leave_the_sum_open(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "县.xlsx") as book:
        sheet = book.add_worksheet("指标")
        sheet.write_row(0, 0, TITLES)
        sheet.write_row(1, 0, of(PRIMARY, "学业达标率", 0.95, 10))
    (unit,) = plan(open_book(tmp_path / "县.xlsx"), AgreementOrder("county-2025", ON)).units
    assert isinstance(unit.fields["分值合计"], Gap)


def test_what_an_office_has_still_to_fill_in_is_told_once(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "镇.xlsx") as book:
        sheet = book.add_worksheet("责任书数据")
        sheet.write_column(0, 0, ["学校", JUNIOR, "骆驼坳中学"])
    order = AgreementOrder("luotuoao-2008", ON)

    def told(given: AgreementOrder) -> list[str]:
        findings = plan(open_book(tmp_path / "镇.xlsx"), given).findings
        return [one.found for one in findings if one.kind is kinds.AGREEMENT_AMOUNT_OPEN]

    (one,) = told(order)
    assert one == "B1的每个指标奖额"
    assert told(order._replace(parameters=("每个指标奖额=300",))) == []
    assert told(order._replace(template="luotuoao-brief")) == []
