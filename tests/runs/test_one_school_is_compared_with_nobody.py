"""A workbook of one school: its classes are ranked, the school itself beside nobody is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.report_choice import refuse_lacking
from xl_quality.runs.run import carry_out, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.runs.conftest import MemoryBook
    from xl_quality.books.tables import Table

HEAD = ["学校", "年级", "班级", "姓名", "语文", "数学"]
EXAMS = ("2026年春季期末", "2026年春季期中")
Written = dict[str, "Table"]


def pupils(schools: Sequence[str], classes: Sequence[str], shift: int) -> list[list[Any]]:
    return [
        [school, grade, name, f"{school}{grade}{name}{n}", 60 + n + place * shift, 70 + n]
        for grade in ("四年级", "六年级")
        for school in schools
        for place, name in enumerate(classes)
        for n in range(3)
    ]


@pytest.fixture
def report(book: Callable[..., MemoryBook]) -> Callable[..., Written]:
    def written(
        schools: Sequence[str], classes: Sequence[str], *asked: str, command: str = "report"
    ) -> Written:
        sheets = {
            exam: [list(HEAD), *pupils(schools, classes, shift)]
            for exam, shift in zip(EXAMS, (5, -5), strict=True)
        }
        before = EXAMS[1] if command == "report" else ""
        request = Request(command, ChosenOptions(exam=EXAMS[0]), before=before, reports=asked)
        return {table.name: table for table in sheets_of(carry_out(request, book(sheets)))}

    return written


def levels_in(changes: Table) -> set[str]:
    """Return which levels have headings on 进退步."""
    words = [str(row.values[0]) for row in changes.rows if row.values]
    return {word[-2:] for word in words if word.endswith(("　学校", "　班级"))}


def test_one_school_has_no_place_of_its_own(report: Callable[..., Written]) -> None:
    found = report(["青石小学"], ["1班", "2班"])
    assert {"学校排名", "各年级合计"}.isdisjoint(found)
    assert {"四率统计", "班级排名", "分数段"} <= {*found}
    assert levels_in(found["进退步"]) == {"班级"}
    ranked = report(["青石小学"], ["1班", "2班"], command="rank")
    assert [*ranked] == ["四率统计", "班级排名"]


def test_two_schools_have_places(report: Callable[..., Written]) -> None:
    found = report(["青石小学", "白水小学"], ["1班"])
    assert {"学校排名", "班级排名", "各年级合计"} <= {*found}
    assert levels_in(found["进退步"]) == {"学校", "班级"}


def test_one_school_without_classes_keeps_what_there_is(report: Callable[..., Written]) -> None:
    found = report(["青石小学"], [""])
    assert "学校排名" in found
    assert levels_in(found["进退步"]) == {"学校"}


def test_the_sum_of_one_school_is_written_where_it_is_asked_for(
    report: Callable[..., Written],
) -> None:
    school = ["青石小学"], ["1班", "2班"]
    assert [*report(*school, "各年级合计")] == ["各年级合计"]
    assert "各年级合计" in report(*school, "全部")


def test_a_ranking_of_one_school_is_refused_by_name(report: Callable[..., Written]) -> None:
    found = report(["青石小学"], ["1班", "2班"], "学校排名")
    with pytest.raises(BadInputError, match="做不出学校排名") as told:
        refuse_lacking(["学校排名"], list(found.values()))
    assert "两所以上学校" in str(told.value.findings)


def test_one_class_is_ranked_with_nobody_and_has_one_page(report: Callable[..., Written]) -> None:
    alone = {*report(["青石小学"], ["1班"], "全部")}
    assert "班级排名" not in alone, "a class a grade is always the first"
    assert "班级排名" in report(["青石小学"], ["1班", "2班"], "全部")
    assert {"一校一页", "一班一页"} <= alone, "the page of a school has both grades"


def test_sheets_of_one_school_bear_its_name(report: Callable[..., Written]) -> None:
    def top(schools: Sequence[str]) -> tuple[str, str]:
        title, unit = (str(row.values[0]) for row in report(schools, ["1班"])["四率统计"].rows[:2])
        return title, unit.split("　")[0]

    assert top(["青石小学"]) == ("青石小学2026年春季期末四率统计表", "单位：青石小学")
    assert top(["青石小学", "白水小学"]) == ("2026年春季期末四率统计表", "单位：______________")
