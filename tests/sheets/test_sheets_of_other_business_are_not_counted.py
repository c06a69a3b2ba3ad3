"""Payrolls, stock lists and the like are no score sheets; what may be one is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sheets.conftest import Read, draw
from xl_quality.core.findings import Severity
from xl_quality.sheets.cells import Grid, View
from xl_quality.sheets.header import find_header
from xl_quality.sheets.recognise import recognise, recognise_book
from xl_quality.sheets.recognition import SheetOverride
from xl_quality.sheets.score_evidence import Evidence, Verdict, evidence_of, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xl_quality.sheets.cells import CellValue

NAMES = [f"{family}{given}" for given in ("云山", "文海", "雨晴") for family in "张李王赵"]
TEXTS = {
    "姓名": NAMES,
    "Name": NAMES,
    "班级": ["1班", "2班"],
    "学校": ["青山小学"],
    "部门": ["教务处", "总务处"],
    "民族": ["汉族"],
    "出版社": ["青山出版社"],
    "考核等级": ["优秀", "合格"],
}


def sheet_of(header: str, name: str = "Sheet1", title: str = "", rows: int = 10) -> Grid:
    """Return a sheet under a header; what is no text is a number that could be a mark."""
    labels = header.split("|")
    body: list[list[CellValue]] = [
        [
            TEXTS[label][row % len(TEXTS[label])]
            if label in TEXTS
            else float(61 + (7 * row + c) % 38)
            for c, label in enumerate(labels)
        ]
        for row in range(rows)
    ]
    above: list[list[CellValue]] = [[title, *[None] * (len(labels) - 1)]] if title else []
    return Grid(name, [*above, [*labels], *body])


def codes(grid: Grid, file_name: str = "") -> list[str]:
    return [one.code for one in recognise(grid, file_name=file_name).all_findings]


@pytest.mark.cases("sheets_foreign.csv")
def test_a_sheet_is_what_its_words_make_it(case: Mapping[str, str]) -> None:
    grid = sheet_of(case["表头"], case["工作表"], case["标题"])
    found = recognise(grid, file_name=case["文件"])
    assert found.kind == case["认作"], [str(one) for one in found.findings]
    assert found.holds_scores == (found.kind == "student_scores")


@pytest.mark.cases("sheets_evidence.csv")
def test_each_word_speaks_for_a_score_sheet_or_against_it(case: Mapping[str, str]) -> None:
    header = find_header(View(sheet_of(case["表头"], case["工作表"], case["标题"])))
    assert header is not None
    found = evidence_of(header, case["工作表"], case["文件"])._asdict()
    said = {name: ",".join(own) if isinstance(own, tuple) else own for name, own in found.items()}
    assert case["evidence"].split() == [
        name if own is True else f"{name}={own}" for name, own in said.items() if own
    ]


PAYROLL = "学校|部门|账号|姓名|基本工资|绩效奖金|加班工资|考核分数|值班补贴|社保|个税|实发"


def test_a_payroll_is_told_in_one_note_that_names_the_row_to_write() -> None:
    found = recognise(sheet_of(PAYROLL, "工资"))
    (finding,) = found.all_findings
    assert (finding.code, finding.severity) == ("foreign_sheet", Severity.NOTE)
    assert "像是工资表（基本工资、绩效奖金、加班工资）" in finding.message
    assert "在考核设置写一行：项目“成绩表”，工作表“工资”，值“是”" in finding.suggestion


def test_a_payroll_beside_scores_leaves_the_scores_alone() -> None:
    scores = sheet_of("班级|姓名|语文|数学|英语|总分", "成绩表")
    book = recognise_book([scores, sheet_of(PAYROLL, "工资表")], file_name="期末.xlsx")
    assert [table.sheet for table in book.tables] == ["成绩表"]
    assert set(book.tables[0].classes) == {"1班", "2班"}
    assert [one.code for one in book.findings if one.sheet == "工资表"] == ["foreign_sheet"]


def test_what_may_be_scores_is_asked_once_with_both_answers() -> None:
    found = recognise(sheet_of("姓名|甲项|乙项|丙项|丁项|戊项", "名册"))
    (finding,) = found.all_findings
    assert list(found.data_rows) == list(range(2, 12))
    assert (finding.code, finding.severity) == ("perhaps_scores", Severity.WARNING)
    assert "“名册”有10行，甲项、乙项、丙项、丁项等5列可能是成绩" in finding.message
    row = "在考核设置写一行：项目“成绩表”，工作表“名册”，值“{}”"
    assert finding.suggestion == f"是成绩表的，请{row.format('是')}；不是的，请{row.format('否')}"


SETTINGS = "项目|工作表|列|值|说明\n成绩表|名册||{}|"


@pytest.mark.parametrize(
    ("answer", "kind", "asked"),
    [
        ("是", "student_scores", ["unknown_subject"]),
        ("否", "other", []),
        ("", "perhaps_scores", ["perhaps_scores"]),
    ],
)
def test_the_answer_in_the_settings_settles_it(answer: str, kind: str, asked: list[str]) -> None:
    grids = [sheet_of("姓名|甲项|乙项", "名册"), draw(SETTINGS.format(answer), name="考核设置")]
    book = recognise_book(grids)
    assert book.sheets[0].kind == kind
    assert [one.code for one in book.findings] == asked


def test_a_person_may_even_call_a_payroll_a_score_sheet() -> None:
    grid = sheet_of("姓名|社保|考核分数", "工资")
    assert recognise(grid, overrides=SheetOverride(scores=True)).holds_scores


@pytest.mark.parametrize(
    "override",
    [
        SheetOverride(header_rows=(1,)),
        SheetOverride(columns={"B": "语文"}),
        SheetOverride(class_name="1班"),
        SheetOverride(exam="期末"),
        SheetOverride(full_marks={"甲项": 10000}),
    ],
)
def test_whoever_says_something_about_a_sheet_of_scores_is_not_asked(
    override: SheetOverride,
) -> None:
    found = recognise(sheet_of("姓名|甲项|乙项", "名册"), overrides=override)
    assert found.kind == "student_scores"


def test_columns_of_other_business_beside_subjects_are_no_subjects() -> None:
    grid = sheet_of("姓名|班级|语文|数学|年龄|奖金|总分")
    assert recognise(grid).subjects == {"语文": "C", "数学": "D"}


@pytest.mark.parametrize("label", ["Quantity", "City", "Typing", "Humidity", "Slots"])
def test_latin_words_do_not_contain_subjects_by_chance(label: str) -> None:
    found = Read(grid := sheet_of(f"姓名|语文|{label}"), recognise(grid))
    assert "subject_with_addition" not in found.codes


def test_several_words_of_one_business_weigh_more_than_a_word_for_marks() -> None:
    one, two = ("工资表",), ("工资表", "工资表")
    assert verdict(Evidence(scores=1, against=one)) is Verdict.PERHAPS
    assert verdict(Evidence(scores=1, against=two)) is Verdict.FOREIGN
    assert verdict(Evidence(subjects=1, against=two)) is Verdict.SCORES
    assert verdict(Evidence(subjects=2, totals=1, against=two, doubting=1)) is Verdict.SCORES
    assert verdict(Evidence(subjects=1, totals=1, against=two, doubting=1)) is Verdict.PERHAPS
    assert verdict(Evidence(pupils=True, totals=1)) is Verdict.SCORES
    assert verdict(Evidence(pupils=True)) is Verdict.NOTHING
    assert verdict(Evidence(one_class=True, against=one)) is Verdict.FOREIGN
    assert verdict(Evidence(weak_subjects=1)) is Verdict.PERHAPS
    assert verdict(Evidence(weak_subjects=2)) is Verdict.SCORES
    assert verdict(Evidence(items=1)) is Verdict.NOTHING
    assert verdict(Evidence(items=2)) is Verdict.PERHAPS
    assert verdict(Evidence(items=2, totals=1)) is Verdict.SCORES
    assert verdict(Evidence(items=2, pupils=True)) is Verdict.SCORES
    assert verdict(Evidence(items=1, pupils=True)) is Verdict.NOTHING
