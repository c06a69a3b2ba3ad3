from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
import xlsxwriter
from openxml_audit import OpenXmlValidator

from templates.making.build import MAKERS, build
from xl_quality.agreements.checking import check_template
from xl_quality.agreements.field_values import Party
from xl_quality.agreements.shipped import SHIPPED, shipped, template_ids
from xl_quality.agreements.word import open_template
from xl_quality.agreements.wording import PrintedScheme
from xl_quality.books.files import open_book
from xl_quality.core.findings import Severity
from xl_quality.runs.agreements.delivery import Wanted
from xl_quality.runs.agreements.order import AgreementOrder, check, plan, run
from xl_quality.schemes.loading import load, load_file, scheme_ids

if TYPE_CHECKING:
    from xl_quality.agreements.shipped import Shipped
    from xl_quality.books.files import FileBook
    from xl_quality.schemes.model import Scheme

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbooks" / "示例镇成绩册.xlsx"
DATA = ROOT / "xl_quality" / "schemes" / "data"
ON = date(2026, 9, 1)
LISTS: dict[str, list[Any]] = {
    "指标": [
        ["单位", "指标", "目标", "实际"],
        ["骆驼坳中学", "重点高中指标", 30, 33],
        ["骆驼坳中学", "辍学率", "2%", "1%"],
        ["严家坳中学", "重点高中指标", 10, 9],
        ["柳溪小学", "目标名次", 6, 5],
    ],
    "任课": [
        ["学校", "年级", "班级", "学科", "任课教师", "班主任"],
        ["骆驼坳中学", "九年级", "901班", "语文", "甲教师", "甲教师"],
        ["柳溪小学", "六年级", "1班", "数学", "乙教师", "丙教师"],
    ],
}
EACH = pytest.mark.parametrize("one", SHIPPED, ids=template_ids())


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> FileBook:
    """A small workbook with the lists that agreements take their tables from."""
    path = tmp_path_factory.mktemp("镇") / "镇.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in LISTS.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return open_book(path)


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [
        " | ".join(cell.text for cell in row.cells) for t in document.tables for row in t.rows
    ]
    return "\n".join(lines)


def made(
    book: FileBook, template: str, folder: Path, scheme: Scheme | None = None, school: str = ""
) -> str:
    order = AgreementOrder(template, ON, only=school)
    prepared = plan(book, order, scheme)
    delivery = run(prepared._replace(units=prepared.units[:1]), Wanted(folder)).delivery
    return text_of(delivery.files[0].path)


def test_a_teachers_agreement_names_the_own_subjects_only(tmp_path: Path) -> None:
    rows = [
        ["学校", "教师", "年级", "班级", "学科"],
        ["青山中学", "甲教师", "七年级", "701班", "语文"],
        ["青山中学", "乙教师", "七年级", "701班", "数学、英语"],
        ["青山中学", "丙教师", "七年级", "701班", "数学和英语"],
    ]
    path = tmp_path / "校.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("责任书数据")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    prepared = plan(open_book(path), AgreementOrder("class-targets", ON))
    files = run(prepared, Wanted(tmp_path / "出")).delivery.files
    texts = [text_of(one.path) for one in files]
    found = [{s for s in ("语文", "数学", "英语") if f"{s}优秀率" in text} for text in texts]
    assert found == [{"语文"}, {"数学", "英语"}, {"数学", "英语"}]
    assert all("目标" in text and "自定" not in text for text in texts)


def test_every_scheme_and_the_three_without_arithmetic_have_a_template() -> None:
    assert {one.scheme for one in SHIPPED} - {""} == set(scheme_ids())
    assert [one.id for one in SHIPPED if not one.scheme] == [
        "safety",
        "rule-of-law",
        "one-post-two-duties",
    ]
    assert set(MAKERS) == set(template_ids())


@EACH
def test_the_file_is_what_its_script_makes(one: Shipped) -> None:
    assert one.path.read_bytes() == build(one.id)


@EACH
def test_it_passes_its_own_check_with_no_doubt(one: Shipped) -> None:
    found = check_template(open_template(one.path.name, one.path.read_bytes()))
    assert [f for f in found.findings if f.severity is not Severity.NOTE] == []
    assert len(found.fields) >= 3


@EACH
def test_it_can_be_filled_from_lists_alone(one: Shipped, sample: FileBook) -> None:
    found = check(AgreementOrder(one.id, ON), sample)
    assert [f for f in found.findings if f.severity is Severity.ERROR] == []


def test_schools_and_teachers_of_the_sample_township_get_theirs() -> None:
    book = open_book(SAMPLE)
    for template_id in ("luotuoao-brief", "class-duty"):  # one for schools, one for teachers
        found = check(AgreementOrder(template_id, ON), book)
        assert [f for f in found.findings if f.severity is Severity.ERROR] == []


@EACH
def test_it_has_the_parts_of_an_agreement(one: Shipped, sample: FileBook, tmp_path: Path) -> None:
    text = made(sample, one.id, tmp_path)
    assert "{" not in text
    assert "签字" in text
    assert "盖章" in text
    assert "年　　月　　日" in text
    document = docx.Document(str(next(tmp_path.glob("*.docx"))))
    section = document.sections[0]
    assert section.page_width
    assert section.page_height
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21, 29.7)
    assert len([p for p in document.paragraphs if p.style and p.style.name == "Heading 1"]) >= 2


_STAY = 'measure = "rank", edge = "at_most", limit = 2'
AMOUNTS = [
    ("luotuoao-brief", "骆驼坳中学", "luotuoao_brief", "over = 200", "over = 234", "奖234元"),
    (
        "luotuoao-brief",
        "骆驼坳中学",
        "luotuoao_brief",
        "top = [500,",
        "top = [567,",
        "第1名奖567元",
    ),
    ("luotuoao-brief", "骆驼坳中学", "luotuoao_brief", "low = 300", "low = 321", "321元至1000元"),
    (
        *("luotuoao-brief", "骆驼坳中学", "luotuoao_brief"),
        *('"at_most", limit = 8 }', '"at_most", limit = 7 }', "第7名以内"),
    ),
    ("luotuoao-2008", "骆驼坳中学", "luotuoao_2008", "-1200", "-1299", "罚1299元"),
    ("school-2006", "骆驼坳中学", "school_2006", "each = 20 ", "each = 21 ", "每名奖21元"),
    ("county-2025", "骆驼坳中学", "county_2025", "limit = 0.90", "limit = 0.91", "91%"),
    ("double-high", "骆驼坳中学", "double_high", "limit = 0.85", "limit = 0.86", "86%"),
    ("basic-targets", "", "basic_targets", "limit = 60", "limit = 61", "61分"),
    ("personal-goals", "", "personal_goals", "0.8", "0.81", "不低于81%"),
    ("class-duty", "", "class_duty", "limit = 20", "limit = 22", "不少于22节"),
    ("rank-up", "乙教师", "rank_up", _STAY, _STAY.replace("2", "4"), "第4名以内"),
    ("town-line", "", "town_line", "limit = 20", "limit = 25", "不少于25节"),
    ("class-targets", "", "class_targets", "0.7", "0.72", "72%"),
    ("balanced", "骆驼坳中学", "balanced", "10", "11", "11项"),
]


@pytest.mark.parametrize("case", AMOUNTS, ids=[f"{c[0]} {c[4]}" for c in AMOUNTS])
def test_an_amount_changed_in_the_scheme_changes_in_the_agreement(
    case: tuple[str, str, str, str, str, str], sample: FileBook, tmp_path: Path
) -> None:
    template, school, data, old, new, printed = case
    toml = (DATA / f"{data}.toml").read_text(encoding="utf-8")
    assert old in toml
    changed = tmp_path / f"{data}.toml"
    changed.write_text(toml.replace(old, new), encoding="utf-8")
    before = made(sample, template, tmp_path / "前", load(template), school)
    after = made(sample, template, tmp_path / "后", load_file(changed), school)
    assert printed in after
    assert printed not in before


def test_a_scheme_prints_the_rules_of_the_own_school_only(sample: FileBook, tmp_path: Path) -> None:
    first = made(sample, "luotuoao-2008", tmp_path / "一", school="骆驼坳中学")
    second = made(sample, "luotuoao-2008", tmp_path / "二", school="严家坳中学")
    assert "第8名的，奖1600元" in first
    assert "第12名的，奖1000元" in second
    assert "第12名的，奖1000元" not in first


def test_what_the_scheme_leaves_open_is_a_line_to_write_on_until_it_is_said(
    sample: FileBook, tmp_path: Path
) -> None:
    order = AgreementOrder("luotuoao-2008", ON, only="骆驼坳中学")
    blank = run(plan(sample, order), Wanted(tmp_path / "一")).delivery
    said = run(
        plan(sample, order._replace(parameters=("per_place=350",))), Wanted(tmp_path / "二")
    ).delivery
    assert "每名奖________元" in text_of(blank.files[0].path)
    assert "每名奖350元" in text_of(said.files[0].path)


def test_a_template_that_an_office_changed_still_prints_its_scheme(
    sample: FileBook, tmp_path: Path
) -> None:
    own = tmp_path / "luotuoao-brief.docx"
    own.write_bytes(shipped("luotuoao-brief").path.read_bytes())
    assert "每超1名奖200元" in made(sample, str(own), tmp_path / "出")


def test_a_later_version_of_a_clause_is_printed_from_its_day() -> None:
    scheme = load("class-duty")
    clauses = [
        replace(clause, effective_from=date(2030, 1, 1)) if clause.id == "L4" else clause
        for clause in scheme.clauses
    ]
    assert len(clauses) == len(scheme.clauses)
    early = PrintedScheme(replace(scheme, clauses=tuple(clauses)), ON)
    late = PrintedScheme(replace(scheme, clauses=tuple(clauses)), date(2030, 1, 1))
    assert "L4" not in early.said_to(Party("")).clauses
    assert "L4" in late.said_to(Party("")).clauses


def faults(path: Path) -> list[str]:
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


@EACH
def test_template_and_filled_file_keep_to_the_published_schemas(
    one: Shipped, sample: FileBook, tmp_path: Path
) -> None:
    assert faults(one.path) == []
    delivery = run(plan(sample, AgreementOrder(one.id, ON)), Wanted(tmp_path, merged=True)).delivery
    assert faults(delivery.files[0].path) == []
    assert faults(delivery.printing[0]) == []
