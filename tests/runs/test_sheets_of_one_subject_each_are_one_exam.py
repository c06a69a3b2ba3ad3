"""Sheets called 数学, 英语, 语文 with the same pupils are one exam with a total, not three."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from xl_quality.runs.choices import ChosenOptions, Request
from xl_quality.runs.pupil_figures import pupil_contests
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import Run, carry_out, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.runs.conftest import MemoryBook

    Books = Callable[..., MemoryBook]

NAMES = ("赵一", "钱二", "孙三", "李四", "周五", "吴六")
SUBJECTS = ("数学", "英语", "语文")


def sheet(subject: str, names: Sequence[str] = NAMES, *, seed: int = 0) -> list[list[Any]]:
    dice = random.Random(f"{subject}{seed}")  # noqa: S311 - no secret
    return [["姓名", subject], *[[name, dice.randint(40, 100)] for name in names]]


def long_sheet(subject: str, names: Sequence[str] = NAMES) -> list[list[Any]]:
    rows = [[name, subject, 60 + n] for n, name in enumerate(names)]
    return [["姓名", "科目", "分数"], *rows]


def run_of(book: MemoryBook) -> Run:
    return carry_out(Request("report", ChosenOptions(), reports=EVERY), book)


def exams(run: Run) -> list[str]:
    """Each contest of pupils with its subjects."""
    tables = run.contents.tables
    options = run.contents.options
    return ["、".join(one.table.subjects) for one in pupil_contests(tables, options)]


def told(run: Run) -> list[str]:
    return [one.text for one in run.findings if one.code == "subjects_together"]


def lacking(run: Run) -> dict[str, str]:
    """The pupils that a sheet is told to lack, by sheet."""
    return {one.sheet: one.found for one in run.findings if one.code == "pupils_not_on_sheet"}


def test_a_pupil_who_stands_on_two_of_three_sheets_is_named(book: Books) -> None:
    own = {
        "数学": sheet("数学"),
        "英语": sheet("英语", NAMES[1:]),
        "语文": sheet("语文", NAMES[::-1]),
    }
    assert lacking(run_of(book(own))) == {"英语": NAMES[0]}
    both = own | {"语文": sheet("语文", [*NAMES[:5], "郑七"])}
    assert lacking(run_of(book(both))) == {
        "数学": "郑七",
        "英语": "赵一、郑七",
        "语文": NAMES[5],
    }


def test_nobody_is_lacking_where_the_sheets_agree_or_are_exams_of_their_own(book: Books) -> None:
    assert lacking(run_of(book({name: sheet(name) for name in SUBJECTS}))) == {}
    # who is absent stands on the sheet
    absent = sheet("英语")
    absent[1][1] = "缺考"
    assert lacking(run_of(book({"数学": sheet("数学"), "英语": absent}))) == {}
    other = sheet("语文", [f"{name}二" for name in NAMES])
    assert lacking(run_of(book({"数学": sheet("数学"), "语文": other}))) == {}


TOGETHER, APART = ["数学、英语、语文"], ["数学", "英语", "语文"]


@pytest.mark.parametrize("make", [sheet, long_sheet])
def test_three_sheets_of_the_same_pupils_are_one_exam_and_that_is_told_once(
    book: Books, make: Callable[[str], list[list[Any]]]
) -> None:
    run = run_of(book({name: make(name) for name in SUBJECTS}))
    assert exams(run) == TOGETHER
    (text,) = told(run)
    assert "「数学」「英语」「语文」各是一科" in text


def test_their_totals_are_what_pandas_adds_up(book: Books) -> None:
    own = {
        "数学": sheet("数学"),
        "英语": sheet("英语", NAMES[1:]),  # one has not sat it
        "语文": sheet("语文", NAMES[::-1]),  # in another order
    }
    frames = [pd.DataFrame(rows[1:], columns=rows[0]).set_index("姓名") for rows in own.values()]
    expected = pd.concat(frames, axis=1).sum(axis=1, skipna=False).dropna()
    tables = {table.name: table for table in sheets_of(run_of(book(own)))}
    rows = [row.values for row in tables["学生总表"].rows]
    head = next(row for row in rows if "总分" in row)
    lines = {str(row[0]): row[head.index("总分")] for row in rows if row and row[0] in NAMES}
    assert {name: float(str(total)) for name, total in lines.items() if total is not None} == (
        expected.to_dict()
    )
    assert set(lines) == set(NAMES), "a line a pupil"


@pytest.mark.parametrize(
    ("shared", "found"), [(6, TOGETHER), (3, TOGETHER), (2, APART), (0, APART)]
)
def test_half_of_the_shorter_sheet_must_be_the_same_pupils(
    book: Books, shared: int, found: list[str]
) -> None:
    def names(number: int) -> list[str]:
        own = [f"{name}{number}" for name in NAMES]
        return [*NAMES[:shared], *own[shared:]]

    run = run_of(book({name: sheet(name, names(n)) for n, name in enumerate(SUBJECTS)}))
    assert exams(run) == found
    assert bool(told(run)) == (found == TOGETHER)


def with_exam(subject: str, exam: str) -> list[list[Any]]:
    return [["考试", "姓名", subject], *[[exam, *row] for row in sheet(subject)[1:]]]


@pytest.mark.parametrize(
    ("book_of", "found", "notes"),
    [
        ({"数学": sheet("数学")}, ["数学"], 0),
        ({"数学": sheet("数学"), "一班": sheet("英语")}, ["数学", "英语"], 0),
        ({"数学": sheet("英语"), "英语": sheet("数学")}, ["英语", "数学"], 0),
        ({"数学": with_exam("数学", "期中"), "英语": with_exam("英语", "期末")},
         ["数学", "英语"], 0),
        ({"数学": with_exam("数学", "期中"), "英语": with_exam("英语", "期中")}, ["数学、英语"], 0),
        ({"期中数学": sheet("数学"), "期中英语": sheet("英语")}, ["数学、英语"], 0),
        ({"期中数学": sheet("数学"), "期末英语": sheet("英语")}, ["数学", "英语"], 0),
        ({"数学": sheet("数学"), "英语": sheet("英语"), "语文": sheet("语文", ["甲", "乙"])},
         ["数学、英语", "语文"], 1),
    ],
)  # fmt: skip
def test_what_looks_alike_is_read_by_what_it_says(
    book: Books, book_of: dict[str, list[list[Any]]], found: list[str], notes: int
) -> None:
    run = run_of(book(book_of))
    assert exams(run) == found
    assert len(told(run)) == notes


@pytest.mark.parametrize(
    ("said", "found"),
    [(("期中", "期中", "期中"), TOGETHER), (("期中", "期末", "月考"), APART)],
)
def test_the_exams_that_the_office_states_hold(
    book: Books, said: tuple[str, ...], found: list[str]
) -> None:
    settings = [
        ["项目", "工作表", "列", "值", "说明"],
        *[["考试", name, "", exam, ""] for name, exam in zip(SUBJECTS, said, strict=True)],
    ]
    run = run_of(book({**{name: sheet(name) for name in SUBJECTS}, "考核设置": settings}))
    assert exams(run) == found
    assert told(run) == []


def test_grades_stay_apart(book: Books) -> None:
    def graded(subject: str, grade: str) -> list[list[Any]]:
        head, *rows = sheet(subject)
        return [["年级", *head], *[[grade, *row] for row in rows]]

    run = run_of(book({"数学": graded("数学", "五年级"), "语文": graded("语文", "六年级")}))
    assert exams(run) == ["数学", "语文"]


def test_namesakes_are_not_put_together_by_guess(book: Books) -> None:
    names = [*NAMES, NAMES[0]]
    run = run_of(book({name: sheet(name, names) for name in ("数学", "语文")}))
    (contest,) = pupil_contests(run.contents.tables, run.contents.options)
    totals = zip(contest.table.names, contest.totals.marks, strict=True)
    assert [name for name, total in totals if total is None] == [NAMES[0]] * 4
