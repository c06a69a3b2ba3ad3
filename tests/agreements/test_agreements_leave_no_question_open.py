from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import docx
import pytest
import xlsxwriter

from xl_quality.agreements.shipped import shipped, template_ids
from xl_quality.books.files import open_book
from xl_quality.runs.agreements.delivery import Wanted
from xl_quality.runs.agreements.order import AgreementOrder, plan, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ON = date(2026, 9, 1)
JUNIOR, PRIMARY, TEACHER = "严家坳中学", "柳溪小学", "乙教师"
LISTS: dict[str, list[list[Any]]] = {
    "指标": [
        ["单位", "指标", "目标", "实际"],
        [JUNIOR, "重点高中指标", 10, None],
        [PRIMARY, "辍学率", 0, None],
        [JUNIOR, "自定指标：阅读量", 30, None],
    ],
    "任课": [
        ["学校", "年级", "班级", "学科", "任课教师"],
        [JUNIOR, "九年级", "901班", "语文", "甲教师"],
        [PRIMARY, "三年级", "1班", "数学", TEACHER],
        [PRIMARY, "一年级", "1班", "数学", "丙教师"],
    ],
}


@pytest.fixture
def printed(tmp_path: Path) -> Callable[..., str]:
    """Return the text of one agreement that ships, filled for a school or a teacher."""

    def read(template: str, name: str) -> str:
        with xlsxwriter.Workbook(tmp_path / "镇.xlsx") as book:
            for title, rows in LISTS.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        prepared = plan(open_book(tmp_path / "镇.xlsx"), AgreementOrder(template, ON))
        one = [unit for unit in prepared.units if unit.name == name]
        made = run(prepared._replace(units=one), Wanted(tmp_path / template)).delivery
        document = docx.Document(str(made.files[0].path))
        cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])

    return read


SAID = [
    (
        *("school-2006", JUNIOR),
        "按非毕业学科的县期末统一检测，以及毕业年级第一学期的期末统一检测计奖",
    ),
    ("school-2006", JUNIOR, "一票否决：毕业学科升学考试全县名次居后2名的，C2至C5一律不奖"),
    ("luotuoao-brief", PRIMARY, "小学每个年级每个学科分别认定，比较全镇统考的综合得分"),
    ("luotuoao-2008", PRIMARY, "小学每个年级每个学科分别认定，比较全镇统考的综合得分"),
    ("luotuoao-brief", JUNIOR, "中考、全县抽考单科居全县后3名的，将任课教师列为末位交流人选"),
    ("luotuoao-brief", JUNIOR, "评为优秀校长的，奖300元至1000元"),
    ("luotuoao-2008", JUNIOR, "评为优秀校长的，发给优秀校长奖。优秀校长奖：奖300元至1000元"),
    ("luotuoao-2008", JUNIOR, "以下名次只用于计奖计罚，名次目标见教学质量目标。"),
    ("luotuoao-2008", PRIMARY, "综合名次和县里排名的各学科分别计算。第1名奖600元"),
    (
        *("luotuoao-2008", PRIMARY),
        "按教师全年平均名次在同年级同学科中的位次：居后三分之一的，",
    ),
    ("luotuoao-2008", JUNIOR, "按任教学科中考、全县统考、抽考的名次：居全县后3名的，"),
    ("luotuoao-brief", PRIMARY, "全县名次（全县统考、全县抽考，综合）"),
    ("luotuoao-brief", JUNIOR, "全县名次（中考、全县统考、全县抽考，综合）"),
    ("luotuoao-2008", PRIMARY, "与全镇第一名差距（全镇统考）"),
    ("double-high", JUNIOR, "双方另行商定以下比率指标："),
    ("personal-goals", TEACHER, "责任期限：2026—2027学年第____学期。"),
    (
        "rank-up",
        TEACHER,
        "名次指任教年级、任教学科的全镇综合名次（各校的年级学科名次），考试：________________。",
    ),
    ("rank-up", "丙教师", "一年级全镇名次"),
    ("rank-up", "丙教师", "学校：柳溪小学　　责任人：丙教师\n任教：一年级　1班　数学"),
    ("personal-goals", TEACHER, "任教：三年级　1班　数学"),
    ("town-line", TEACHER, "名次按任教学科的综合分排列。"),
    ("double-high", JUNIOR, "及格率、合格率按________________考试的成绩认定："),
    ("balanced", PRIMARY, f"选定的核心指标：{'_' * 40}。"),
    ("county-2025", PRIMARY, "分值合计：____分。"),  # no points are given
    ("school-2006", JUNIOR, "全县名次按及格率排列；一人任教"),
    ("class-targets", TEACHER, "上次成绩：及格率____%，优秀率____%"),
    ("school-2006", JUNIOR, f"各岗位全额：{'_' * 30}。"),
    ("school-2006", JUNIOR, "本办法自________________起试行一年"),
    ("luotuoao-brief", PRIMARY, "全县抽考单科居全县后3名的，将任课教师列为末位交流人选"),
    ("rank-up", TEACHER, "任教学科上年居全镇第____名，本年应在第____名以内"),
    ("county-2025", JUNIOR, "初中毕业生优秀率：2024年为________%，本年应达到________%。"),
    ("one-post-two-duties", JUNIOR, "主管单位：________________"),
    ("one-post-two-duties", JUNIOR, "班主任与任课教师各承担一半责任"),
    ("one-post-two-duties", JUNIOR, "班主任、任课教师知悉（签字，可另附页）"),
    ("one-post-two-duties", JUNIOR, "责任期限：2026—2027学年，自________________起"),
]


@pytest.mark.parametrize(("template", "name", "words"), SAID)
def test_what_a_signer_would_ask_is_said(
    template: str, name: str, words: str, printed: Callable[..., str]
) -> None:
    assert words in printed(template, name)


NOT_SAID = [
    ("luotuoao-brief", JUNIOR, "与全镇第一名差距"),
    ("luotuoao-2008", JUNIOR, "与全镇第一名差距"),
    ("double-high", JUNIOR, "下达"),
    ("double-high", JUNIOR, "统一考试口径"),
    ("luotuoao-brief", PRIMARY, "中考、全县抽考单科"),
    ("school-2006", JUNIOR, "升学目标："),  # none of its classes has one
    ("rank-up", TEACHER, "任教（"),  # no exam says its year
    ("rank-up", TEACHER, "以资鞭策"),
    ("rank-up", "丙教师", "上年"),  # of the first grade, which has no last year
    ("county-2025", PRIMARY, "2024年"),
]


@pytest.mark.parametrize(("template", "name", "words"), NOT_SAID)
def test_what_does_not_concern_a_signer_is_not_said(
    template: str, name: str, words: str, printed: Callable[..., str]
) -> None:
    assert words not in printed(template, name)


@pytest.mark.parametrize("template", template_ids())
def test_rows_of_a_table_and_the_line_before_it_stay_on_one_page(template: str) -> None:
    document = docx.Document(str(shipped(template).path))
    for table in document.tables[:-1]:  # the last one is for signatures
        above = table._tbl.getprevious()
        lines = [p for p in document.paragraphs if p._p is above]
        lines += [cell.paragraphs[0] for row in table.rows for cell in row.cells]
        assert all(line.paragraph_format.keep_with_next for line in lines)
        behind = [p for p in document.paragraphs if p._p is table._tbl.getnext()]
        assert [line.paragraph_format.keep_with_next for line in behind] == [False]


@pytest.mark.parametrize("template", template_ids())
def test_two_lines_stand_with_the_signatures_on_their_page(template: str) -> None:
    *_, before, last, gap = docx.Document(str(shipped(template).path)).paragraphs
    assert not gap.text
    assert all(p.paragraph_format.keep_with_next for p in (before, last, gap) if p.text or p is gap)
