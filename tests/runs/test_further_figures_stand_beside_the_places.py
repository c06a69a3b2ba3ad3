"""附加指标 on 四率统计, 学校排名, 教师排名 and in JSON: only where the office asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.groups import Level
from xl_quality.core.options import Extra, Options
from xl_quality.reports.rankings import rates_json
from xl_quality.runs.group_figures import compute
from xl_quality.runs.report import ranking_sheet, rates_sheet, teachers_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.marks import ScoreTable
    from xl_quality.runs.group_figures import Figures

    Scores = Callable[..., ScoreTable]

TAUGHT = {(school, "六年级", "1班", "语文"): f"{school}师" for school in "甲乙丙"}
TITLES = {"t": ["T分"], "over": ["超均率"], "contribution": ["优秀贡献率", "及格贡献率"]}


@pytest.fixture
def figures(scores: Scores) -> Callable[..., Figures]:
    def make(*extras: Extra, subjects: int = 1) -> Figures:
        units = [(school, "六年级", "1班") for school in "甲乙丙" for _ in range(4)]
        names = ("语文", "数学", "英语", "科学", "道德与法治", "信息科技", "体育")[:subjects]
        marks = {name: [90 - number for number in range(12)] for name in names}
        return compute([scores("六年级", units, **marks)], TAUGHT, Options(extras=extras))

    return make


def cells(table: Table) -> list[Sequence[Any]]:
    return [row.values for row in table.rows]


def sheets(figures: Figures) -> list[Table]:
    return [
        rates_sheet(figures),
        ranking_sheet(figures, Level.SCHOOL, whole=True),
        teachers_sheet(figures),
    ]


@pytest.mark.parametrize("extra", Extra)
def test_a_figure_asked_for_has_its_column_and_is_explained(
    extra: Extra, figures: Callable[..., Figures]
) -> None:
    for table in sheets(figures(extra)):
        titles = [value for row in cells(table) for value in row if isinstance(value, str)]
        for one, words in TITLES.items():
            for word in words:
                assert (word in titles) is (one == extra), table.name
        told = "\n".join(title for title in titles if "附加指标" in title)
        assert "全体是同一考试、同一年级的全部学生" in told
        assert TITLES[extra][0].removeprefix("优秀").removeprefix("（及格）") in told


def test_nothing_more_stands_there_unasked(figures: Callable[..., Figures]) -> None:
    for table in sheets(figures()):
        words = {word for row in cells(table) for word in row if isinstance(word, str)}
        assert not words & {title for own in TITLES.values() for title in own}
        assert not any("附加指标" in word for word in words)


def test_many_figures_stand_in_more_parts_and_none_is_printed_too_small(
    figures: Callable[..., Figures],
) -> None:
    for table in sheets(figures(*Extra, subjects=7)):
        assert (table.print_setup.scale or 0) >= 60, table.name


def test_json_tells_them_as_they_are_printed(figures: Callable[..., Figures]) -> None:
    asked = rates_json(figures(*Extra).results[Level.SCHOOL])
    assert [one["t_score"] for one in asked] == [61.59, 50.0, 38.41]
    assert [one["over_mean"] for one in asked] == [0.0473, 0.0, -0.0473]
    assert [one["passing_contribution"] for one in asked] == [1.0, 1.0, 1.0]
    plain = rates_json(figures().results[Level.SCHOOL])
    assert all("t_score" not in one for one in plain)
