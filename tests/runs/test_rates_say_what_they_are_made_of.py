"""四率统计 and rankings: how many count, nothing blank or empty, what places of 总评 go by."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from xl_quality.core.option_table import DROP, MEASURE, Stated
from xl_quality.runs.choices import ChosenOptions, Request, statements
from xl_quality.runs.report_choice import EVERY
from xl_quality.runs.run import carry_out, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.runs.conftest import MemoryBook
    from xl_quality.books.tables import Table

    Books = Callable[..., MemoryBook]

HEAD = ["学校", "年级", "班级", "姓名", "语文", "数学"]
TAUGHT = [
    ["学校", "年级", "班级", "学科", "任课教师"],
    *[[school, "六年级", "1班", "语文", f"{school[0]}老师"] for school in ("甲小学", "乙小学")],
]


def pupils(sizes: dict[tuple[str, str], int]) -> list[list[Any]]:
    dice = random.Random(11)  # noqa: S311 - no secret
    return [
        [school, "六年级", name, f"{school}{name}{n}", dice.randint(30, 100), dice.randint(30, 100)]
        for (school, name), size in sizes.items()
        for n in range(size)
    ]


def sheets(book: MemoryBook, *stated: Stated) -> dict[str, Table]:
    choices = ChosenOptions(stated=stated)
    return {
        table.name: table
        for table in sheets_of(carry_out(Request("report", choices, reports=EVERY), book))
    }


def titles(table: Table) -> list[object]:
    row = next(row.values for row in table.rows if "应考" in row.values)
    return list(row)


def words(table: Table) -> str:
    return "\n".join(str(value) for row in table.rows for value in row.values if value is not None)


SIZES = {("甲小学", "1班"): 30, ("甲小学", "2班"): 9, ("乙小学", "1班"): 31}


@pytest.mark.parametrize("share", ["5%", "10%", "50%"])
def test_rates_say_how_many_count_where_the_lowest_are_left_out(book: Books, share: str) -> None:
    rows = pupils(SIZES)
    found = sheets(book({"期末": [HEAD, *rows], "任课": TAUGHT}), *statements(DROP, share))
    frame = pd.DataFrame(rows, columns=HEAD)
    for name, keys in (("四率统计", ["学校", "班级"]), ("教师排名", ["学校"])):
        table = found[name]
        at, mean = titles(table).index("计算人数"), titles(table).index("平均分")
        own = {tuple(row.values[:2]): row.values for row in table.rows if len(row.values) > mean}
        for key, group in frame.groupby(keys):
            if name == "教师排名":
                line = next(row for row in own.values() if row[2] == key[0])
                group = group[group["班级"] == "1班"]  # noqa: PLW2901 - who is taught
            else:
                line = own[key]
            left = int(len(group) * float(share[:-1]) / 100 + 0.5)
            marks = group["语文"].sort_values()[left:]
            assert line[at] == len(marks)
            assert float(str(line[mean])) == pytest.approx(marks.mean(), abs=0.005)
        assert "计算人数是去掉最低分以后计入平均分和各率的人数" in words(table)


def test_where_everybody_counts_there_is_no_such_column(book: Books) -> None:
    found = sheets(book({"期末": [HEAD, *pupils(SIZES)], "任课": TAUGHT}))
    assert "计算人数" not in words(found["四率统计"]) + words(found["教师排名"])


def first_cells(table: Table) -> list[object]:
    at = next(n for n, row in enumerate(table.rows) if "应考" in row.values)
    below = (row.values for row in table.rows[at + 1 :] if len(row.values) > 3)
    return [values[0] for values in below if any(values[3:])]


@pytest.mark.parametrize(
    ("left_out", "keys", "named", "places"),
    [
        ((), ["学校", "班级"], ["甲小学", "乙小学", "甲小学", "甲小学", "乙小学", "全体"], 1),
        (("学校",), ["班级"], ["1班", "2班", "全体"], 1),
        (("学校", "班级"), ["范围"], ["全体"], 0),
    ],
)
def test_a_bare_book_has_no_blank_school_and_no_empty_column_of_places(
    book: Books, left_out: Sequence[str], keys: list[str], named: list[str], places: int
) -> None:
    kept = [n for n, title in enumerate(HEAD) if title not in left_out]
    rows = [[row[n] for n in kept] for row in [HEAD, *pupils(SIZES)]]
    table = sheets(book({"期末": rows}))["四率统计"]
    heading = next(row.values for row in table.rows if "语文" in row.values)
    assert list(heading[: len(keys)]) == keys
    assert first_cells(table) == named
    assert titles(table).count("名次") == places * 2, "under each subject"


def test_a_class_alone_in_its_book_has_no_place_to_print(book: Books) -> None:
    rows = pupils({("甲小学", "1班"): 8})
    assert "名次" not in titles(sheets(book({"期末": [HEAD, *rows]}))["四率统计"])


@pytest.mark.parametrize("measure", ["平均分", "及格率", "优秀率", "低分率"])
def test_a_ranking_by_another_figure_says_what_its_places_over_all_go_by(
    book: Books, measure: str
) -> None:
    own = book({"期末": [HEAD, *pupils(SIZES)], "任课": TAUGHT})
    told = f"总评的名次按它排，不按{measure}"
    found = sheets(own, *statements(MEASURE, measure))
    for name in ("学校排名", "班级排名", "一校一页", "一班一页"):
        assert told in words(found[name])
        assert "总评的名次按它排" not in words(sheets(own)[name])
    assert f"距第一是{measure}的差" in words(found["教师排名"])
    assert "距第一是" not in words(sheets(own)["教师排名"])
