"""附加指标: T分, 超均率 and 贡献率 of a group beside all pupils of its grade."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from xl_quality.core.figures import analyse, analyse_teachers, withheld
from xl_quality.core.groups import Level
from xl_quality.core.marks import Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.options import AbsentRule, Digits, DropRule, Extra, Options
from xl_quality.core.ranking import RoundingMode
from xl_quality.core.statistics import contribution, over_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import Mark

ALL = tuple(Extra)
ABSENT = Remark(State.ABSENT, "缺考")


def shown(figure: Fraction | None) -> str:
    return "无" if figure is None else str(figure)


@pytest.mark.cases("core_over_mean.csv")
def test_the_over_mean_rate_is_as_the_table_says(case: dict[str, str]) -> None:
    assert (
        shown(over_mean(Fraction(case["平均分"]), Fraction(case["全体平均分"]))) == case["超均率"]
    )


@pytest.mark.cases("core_contribution.csv")
def test_a_contribution_is_as_the_table_says(case: dict[str, str]) -> None:
    numbers = [int(case[name]) for name in ("达线人数", "人数", "全体达线人数", "全体人数")]
    assert shown(contribution(*numbers)) == case["贡献率"]


def sheet(rows: Sequence[tuple[str, str, str, Mark]]) -> ScoreTable:
    schools, grades, classes, marks = map(list, zip(*rows, strict=True))
    nameless = [""] * len(rows)
    column = SubjectColumn("语文", "D", marks)
    numbers = range(2, len(rows) + 2)
    parts = (schools, grades, classes, nameless, nameless)
    return ScoreTable("成绩", "期末", numbers, *parts, {"语文": column})


def seeded(seed: int) -> list[tuple[str, str, str, Mark]]:
    dice = random.Random(seed)  # noqa: S311 - no secret
    return [
        (
            school,
            grade,
            f"{n}班",
            ABSENT if dice.random() < 0.08 else dice.randint(20, 100) * 100,
        )
        for school in ("甲", "乙", "丙")
        for grade in ("七年级", "八年级")
        for n in (1, 2)
        for _ in range(dice.randint(6, 15))
    ]


def two(value: float) -> Decimal:
    """Round half up what a binary float nearly is."""
    return Decimal(repr(round(float(value), 9))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def frame_of(rows: Sequence[tuple[str, str, str, Mark]], rule: AbsentRule) -> Any:
    frame = pd.DataFrame(rows, columns=["学校", "年级", "班级", "分数"])
    frame["分数"] = [
        (0.0 if rule is AbsentRule.ZERO else None) if mark is ABSENT else mark / 100
        for mark in frame["分数"]
    ]
    return frame.dropna()


@pytest.mark.parametrize("rule", AbsentRule)
@pytest.mark.parametrize("level", [Level.SCHOOL, Level.CLASS])
@pytest.mark.parametrize("seed", range(4))
def test_figures_beside_everybody_are_those_of_pandas(
    seed: int, level: Level, rule: AbsentRule
) -> None:
    rows = seeded(seed)
    found = analyse(sheet(rows), level, Options(extras=ALL, absent=rule))
    frame = frame_of(rows, rule)
    assert found
    for one in found:
        own = frame[(frame["学校"] == one.group.school) & (frame["年级"] == one.group.grade)]
        if level is Level.CLASS:
            own = own[own["班级"] == one.group.class_name]
        whole = frame[frame["年级"] == one.group.grade]["分数"]
        scores = own["分数"]
        relative = one.relative
        assert relative is not None
        mean = whole.mean()
        assert relative.t_score == two(50 + 10 * (scores.mean() - mean) / whole.std(ddof=0))
        assert relative.over_mean == two((scores.mean() - mean) / mean * 100)
        for printed, line in ((relative.excellent, 85), (relative.passing, 60)):
            part = (scores >= line).sum() / (whole >= line).sum()
            assert printed == two(part / (len(scores) / len(whole)) * 100)


def only(found: Sequence[GroupResult], school: str = "甲") -> GroupResult:
    return next(one for one in found if one.group.school == school)


SMALL: Sequence[tuple[str, str, str, Mark]] = [
    ("甲", "七年级", "1班", 90_00), ("甲", "七年级", "1班", 70_00),
    ("乙", "七年级", "1班", 60_00), ("乙", "七年级", "1班", 40_00),
]  # fmt: skip


def test_nobody_stands_beside_all_together_and_nothing_is_computed_unasked() -> None:
    table = sheet(SMALL)
    assert {one.relative for one in analyse(table, Level.SCHOOL, Options())} == {None}
    for level in (Level.ALL, Level.GRADE):
        assert {one.relative for one in analyse(table, level, Options(extras=ALL))} == {None}


def test_equal_scores_have_no_t_score_and_nobody_excellent_no_contribution() -> None:
    table = sheet([(school, "七年级", "1班", 70_00) for school in ("甲", "乙") for _ in range(3)])
    relative = only(analyse(table, Level.SCHOOL, Options(extras=ALL))).relative
    assert relative is not None
    assert relative == (None, Decimal("0.00"), None, Decimal("100.00"))


def test_zeros_of_everybody_leave_no_over_mean_rate() -> None:
    table = sheet([(school, "七年级", "1班", 0) for school in ("甲", "乙")])
    relative = only(analyse(table, Level.SCHOOL, Options(extras=ALL))).relative
    assert relative == (None, None, None, None)


def test_a_group_of_nobody_has_none_of_them() -> None:
    table = sheet([*SMALL, ("丙", "七年级", "1班", ABSENT)])
    relative = only(analyse(table, Level.SCHOOL, Options(extras=ALL)), "丙").relative
    assert relative == (None, None, None, None)


def test_one_school_alone_is_the_average() -> None:
    table = sheet([row for row in SMALL if row[0] == "甲"])
    relative = only(analyse(table, Level.SCHOOL, Options(extras=ALL))).relative
    assert relative == tuple(map(Decimal, ("50.00", "0.00", "100.00", "100.00")))


def test_further_figures_have_the_decimals_that_the_office_chose() -> None:
    digits = Digits(mean=1, rate=0, rate_mode=RoundingMode.TRUNCATE)
    options = Options(extras=ALL, digits=digits)
    relative = only(analyse(sheet(SMALL), Level.SCHOOL, options), "乙").relative
    # mean 50 of 65, deviation of 325: T = 50 − 150 ÷ 18.03; −23.08 % cut to −23
    assert relative == tuple(map(Decimal, ("41.7", "-23", "0", "66")))


def test_enrolled_pupils_without_a_score_count_as_zero_in_mean_and_deviation() -> None:
    enrolled = {("甲", "七年级", "1班"): 4, ("乙", "七年级", "1班"): 2}
    options = Options(extras=ALL, enrolled=enrolled)
    relative = only(analyse(sheet(SMALL), Level.SCHOOL, options)).relative
    scores = pd.Series([90, 70, 0, 0, 60, 40], dtype="float64")
    assert relative is not None
    assert relative.t_score == two(50 + 10 * (40 - scores.mean()) / scores.std(ddof=0))
    assert relative.over_mean == two((40 - scores.mean()) / scores.mean() * 100)


def test_dropped_scores_are_dropped_from_everybody_as_well() -> None:
    options = Options(extras=ALL, drop=DropRule(Fraction(1, 2)))
    relative = only(analyse(sheet(SMALL), Level.SCHOOL, options)).relative
    # 甲 keeps 90; of all four 90 and 70 are kept
    assert relative is not None
    assert relative.over_mean == two((90 - 80) / 80 * 100)


def test_teachers_stand_beside_everybody_of_the_grade() -> None:
    taught: Mapping[tuple[str, str, str, str], str] = {("甲", "七年级", "1班", "语文"): "江一帆"}
    (one,) = analyse_teachers(sheet(SMALL), taught, Options(extras=ALL))
    assert one.relative == only(analyse(sheet(SMALL), Level.SCHOOL, Options(extras=ALL))).relative


def test_a_subject_that_is_withheld_has_none(table: Callable[[str], ScoreTable]) -> None:
    text = "学校 年级 语文\n甲 七年级 90\n乙 七年级 60"
    found = withheld(analyse(table(text), Level.SCHOOL, Options(extras=ALL)), {"语文"})
    assert {one.relative for one in found} == {None}


def test_a_sheet_without_grades_is_one_contest(table: Callable[[str], ScoreTable]) -> None:
    found = analyse(table("学校 语文\n甲 90\n乙 60"), Level.SCHOOL, Options(extras=ALL))
    assert [one.relative and one.relative.t_score for one in found] == [
        Decimal("60.00"), Decimal("40.00")
    ]  # fmt: skip
