"""Who signs a printed sheet has not seen the screen: what is serious, and where 应考 differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.runs.book_checkup import examined
from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import Run, carry_out, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.runs.conftest import MemoryBook
    from xl_quality.books.tables import Table

    Books = Callable[..., MemoryBook]

OPEN = "还没有处理的严重问题"
FAMILIES = "赵钱孙李周吴郑王"
HEAD = ["学校", "年级", "班级", "姓名", "语文", "数学"]


def pupils(school: str, class_name: str, count: int, grade: str = "六年级") -> list[list[Any]]:
    return [
        [school, grade, class_name, f"{FAMILIES[n]}{school[0]}{class_name}", 60 + 3 * n, 90 - n]
        for n in range(count)
    ]


def scores(*rows: Sequence[list[Any]]) -> list[list[Any]]:
    return [HEAD, *[row for own in rows for row in own]]


TWO_CLASSES = scores(pupils("甲小学", "1班", 6), pupils("乙小学", "1班", 5))
DUE = [["学校", "年级", "班级", "应考人数"]]


def run_of(book: MemoryBook, **said: Any) -> Run:
    choices = ChosenOptions(exam=said.pop("exam", ""), enrolled=said.pop("enrolled", ""))
    return carry_out(Request("report", choices, reports=EVERY, **said), book)


def sheets(book: MemoryBook, **said: Any) -> dict[str, Table]:
    return {table.name: table for table in sheets_of(run_of(book, **said))}


def words(table: Table) -> str:
    return "\n".join(str(value) for row in table.rows for value in row.values if value is not None)


def told(run: Run) -> list[str]:
    return [one.code for one in run.findings if one.code.endswith("_than_enrolled")]


# --- 应考 ---------------------------------------------------------------------------------------


def due(*numbers: tuple[str, int]) -> list[list[Any]]:
    return [*DUE, *[[school, "六年级", "1班", number] for school, number in numbers]]


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        ([("甲小学", 6), ("乙小学", 5)], []),
        ([("甲小学", 7), ("乙小学", 5)], ["fewer_than_enrolled"]),
        ([("甲小学", 6), ("乙小学", 4)], ["more_than_enrolled"]),
        ([("丙小学", 9)], []),
    ],
)
def test_a_report_tells_where_the_list_of_who_is_due_and_the_rows_differ(
    book: Books, numbers: list[tuple[str, int]], codes: list[str]
) -> None:
    run = run_of(book({"期末": TWO_CLASSES, "应考": due(*numbers)}))
    assert told(run) == codes


def test_the_checkup_tells_it_once(book: Books) -> None:
    contents = run_of(book({"期末": TWO_CLASSES, "应考": due(("甲小学", 7))})).contents
    found = [one for one in examined(contents) if one.code == "fewer_than_enrolled"]
    assert [(one.where, one.found) for one in found] == [("应考!D2", "7")]


def test_the_sheets_that_print_attendance_say_both_numbers(book: Books) -> None:
    found = sheets(book({"期末": TWO_CLASSES, "应考": due(("甲小学", 7), ("乙小学", 5))}))
    note = "应考、参考率按成绩表：甲小学六年级1班应考表7人，成绩表6人"
    for name in ("四率统计", "学校排名", "班级排名", "一校一页"):
        assert note in words(found[name])
        assert "乙小学六年级1班应考表" not in words(found[name])
    for name in ("一校一页", "一班一页"):
        assert words(found[name]).count(note) == 1, "on its own page alone"
    assert note not in words(found["分数段"]), "there is no 参考率"


def test_a_school_is_asked_who_is_missing_over_its_signature(book: Books) -> None:
    absent = [*TWO_CLASSES[:-1], [*TWO_CLASSES[-1][:-1], "缺考"]]
    asked = "甲小学六年级1班应考7人，“期末”里6人，少1人，请写明是谁、为什么："
    for marks, rows in ((TWO_CLASSES, 0), (absent, 1)):
        own = book({"期末": marks, "应考": due(("甲小学", 7), ("乙小学", 5))})
        table = sheets(own)["缺考·空白·零分清单"]
        lines = [str(row.values[0]) for row in table.rows if row.values]
        signed = [at for at, line in enumerate(lines) if line.startswith("以上情况经本校核对属实")]
        assert len(signed) == 1 + rows
        assert lines[signed[0] - 1] == asked
        assert lines.count(asked) == 1
    for rows in (6, 5):  # as many, and more pupils on the score sheet than are due: nobody lacks
        own = book({"期末": TWO_CLASSES, "应考": due(("甲小学", rows), ("乙小学", 5))})
        assert "缺考·空白·零分清单" not in sheets(own)


def test_where_figures_go_by_the_list_nothing_differs_on_the_sheet(book: Books) -> None:
    own = book({"期末": TWO_CLASSES, "应考": due(("甲小学", 7), ("乙小学", 5))})
    assert "应考、参考率按成绩表" not in words(sheets(own, enrolled="应考")["四率统计"])


def test_classes_of_an_exam_that_was_not_asked_for_are_not_told(book: Books) -> None:
    now = scores(pupils("甲小学", "1班", 6))
    own = book(
        {
            "期中考试": now,
            "期末考试": scores(pupils("甲小学", "1班", 5)),
            "应考": due(("甲小学", 6)),
        }
    )
    assert told(run_of(own, exam="期中")) == []
    assert told(run_of(own, exam="期末")) == ["fewer_than_enrolled"]
    assert "应考表" not in words(sheets(own, exam="期中")["四率统计"])
    assert "应考表6人，成绩表5人" in words(sheets(own, exam="期末")["四率统计"])


def test_a_school_under_another_name_is_compared_as_well(book: Books) -> None:
    settings = [["项目", "工作表", "列", "值", "说明"], ["学校别名", "", "甲小", "甲小学", ""]]
    own = book({"期末": TWO_CLASSES, "应考": due(("甲小", 7)), "考核设置": settings})
    assert told(run_of(own)) == ["fewer_than_enrolled"]


def test_of_many_classes_three_are_named(book: Books) -> None:
    rows = [pupils("甲小学", f"{n}班", 3) for n in range(1, 6)]
    lists = [*DUE, *[["甲小学", "六年级", f"{n}班", 4] for n in range(1, 6)]]
    found = words(sheets(book({"期末": scores(*rows), "应考": lists}))["四率统计"])
    assert found.count("应考表4人，成绩表3人") == 3
    assert "共5个班不同" in found


# --- What is serious ----------------------------------------------------------------------------


def two_lists_of_the_same() -> dict[str, list[list[Any]]]:
    bare = [["姓名", "语文", "数学"], *[row[3:] for row in pupils("甲小学", "1班", 6)]]
    return {"一班": bare, "二班": bare}


def test_pupils_who_stand_on_two_sheets_are_told_on_every_sheet_of_figures(book: Books) -> None:
    found = sheets(book(two_lists_of_the_same()))
    assert len(found) > 6
    for name, table in found.items():
        assert f"{OPEN}：二班：与“一班”有6名相同的学生" in words(table), name


def test_a_sound_book_says_nothing_of_the_kind(book: Books) -> None:
    assert all(OPEN not in words(table) for table in sheets(book({"期末": TWO_CLASSES})).values())


def test_what_concerns_another_exam_does_not_stand_on_this_one(book: Books) -> None:
    bad = scores(pupils("甲小学", "1班", 6))
    bad[1] = [*bad[1][:4], "八十", bad[1][5]]
    own = book({"期中考试": bad, "期末考试": TWO_CLASSES})
    assert OPEN in words(sheets(own, exam="期中")["四率统计"])
    assert all(OPEN not in words(one) for one in sheets(own, exam="期末").values())


def test_no_pupil_is_named_where_everybody_may_read(book: Books) -> None:
    rows = [
        [name, subject, mark]
        for name in ("赵一", "钱二", "孙三")
        for subject, mark in (("语文", 80), ("数学", 70))
    ]
    found = sheets(book({"期末": [["姓名", "科目", "分数"], *rows, ["赵一", "语文", 60]]}))
    assert "学生”的“语文”出现两次" in words(found["四率统计"])
    assert "赵一" not in words(found["四率统计"])


def test_a_teacher_of_two_is_told_where_teachers_are_ranked_and_in_the_contents(
    book: Books,
) -> None:
    taught = [
        ["学校", "年级", "班级", "学科", "任课教师"],
        ["甲小学", "六年级", "1班", "语文", "安老师"],
        ["甲小学", "六年级", "1班", "语文", "白老师"],
        ["乙小学", "六年级", "1班", "语文", "常老师"],
    ]
    found = sheets(book({"期末": TWO_CLASSES, "任课": taught}))
    assert {name for name, one in found.items() if OPEN in words(one)} == {"目录", "教师排名"}


def test_a_setting_that_cannot_be_used_is_told_on_all_sheets(book: Books) -> None:
    settings = [["项目", "工作表", "列", "值", "说明"], ["及格线", "", "", "很高", ""]]
    found = sheets(book({"期末": TWO_CLASSES, "考核设置": settings}))
    assert all(OPEN in words(table) for table in found.values())
