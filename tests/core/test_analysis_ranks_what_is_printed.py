from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from xl_quality.core.figures import OVERALL, analyse, analyse_teachers, overall, placed
from xl_quality.core.groups import Level
from xl_quality.core.options import COMPOSITES, Digits, Measure, Options
from xl_quality.core.ranking import RoundingMode, TieRule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_quality.core.figures import GroupResult
    from xl_quality.core.marks import ScoreTable

THREE_CLASSES = """
    学校 年级 班级 语文  数学
    青山 六   1班  85.1  60
    青山 六   1班  85.1  60
    青山 六   2班  90    空
    青山 六   2班  39.99 空
    绿水 六   1班  60    60
    绿水 六   1班  59.99 缺考
"""
NEARLY_LEVEL = """
    班级 语文
    1班  80
    1班  80
    1班  80.01
    2班  80
    2班  80
    2班  80
    3班  79.99
"""


def by_label(results: Sequence[GroupResult], subject: str) -> dict[str, GroupResult]:
    return {result.group.label: result for result in results if result.subject == subject}


def test_every_printed_figure_of_a_class_is_right(table: Callable[[str], ScoreTable]) -> None:
    found = by_label(analyse(table(THREE_CLASSES), Level.CLASS, Options()), "语文")
    figures = {
        label: [str(f) for f in (r.printed.mean, r.printed.pass_rate, r.printed.excellent_rate,
                                 r.printed.low_rate, r.printed.composite)]
        for label, r in found.items()
    }  # fmt: skip
    assert figures == {
        "青山 六 1班": ["85.10", "100.00", "100.00", "0.00", "94.04"],
        "青山 六 2班": ["65.00", "50.00", "50.00", "50.00", "56.00"],
        "绿水 六 1班": ["60.00", "50.00", "0.00", "0.00", "39.00"],
    }
    places = [(r.rank, r.rank_from_end, r.of, str(r.gap_to_first)) for r in found.values()]
    assert places == [(1, 3, 3, "0.00"), (2, 2, 3, "38.04"), (3, 1, 3, "55.04")]


def test_a_subject_that_a_class_does_not_take_gives_no_figures_and_no_place(
    table: Callable[[str], ScoreTable],
) -> None:
    found = by_label(analyse(table(THREE_CLASSES), Level.CLASS, Options()), "数学")
    blank = found["青山 六 2班"]
    assert (blank.rank, blank.rank_from_end, blank.composite, blank.gap_to_first) == (None,) * 4
    assert blank.printed.mean is None
    assert blank.rates is not None
    assert blank.rates.blank == 2
    assert [result.of for result in found.values()] == [2, 2, 2]
    assert [result.rank for result in found.values()] == [1, None, 1]


def test_classes_that_print_the_same_share_a_place_unless_exact_figures_decide(
    table: Callable[[str], ScoreTable],
) -> None:
    options = Options(measure=Measure.MEAN)
    sheet = table(NEARLY_LEVEL)
    assert [r.rank for r in analyse(sheet, Level.CLASS, options)] == [1, 1, 3]
    exact = options._replace(rank_unrounded=True)
    assert [r.rank for r in analyse(sheet, Level.CLASS, exact)] == [1, 2, 3]
    assert [r.rank_from_end for r in analyse(sheet, Level.CLASS, exact)] == [3, 2, 1]


def test_fewer_decimals_make_more_ties(table: Callable[[str], ScoreTable]) -> None:
    options = Options(measure=Measure.MEAN, digits=Digits(mean=1))
    assert [r.rank for r in analyse(table(NEARLY_LEVEL), Level.CLASS, options)] == [1, 1, 1]
    cut = options._replace(digits=Digits(mean=1, mean_mode=RoundingMode.TRUNCATE))
    results = analyse(table(NEARLY_LEVEL), Level.CLASS, cut)
    assert [(str(r.printed.mean), r.rank) for r in results] == [
        ("80.0", 1),
        ("80.0", 1),
        ("79.9", 3),
    ]


def test_truncated_rates_are_printed_where_the_office_wants_them(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet = table("班级 语文\n1 60\n1 60\n1 30")
    (usual,) = analyse(sheet, Level.CLASS, Options())
    (cut,) = analyse(sheet, Level.CLASS, Options(digits=Digits(rate_mode=RoundingMode.TRUNCATE)))
    assert (str(usual.printed.pass_rate), str(cut.printed.pass_rate)) == ("66.67", "66.66")
    assert cut.printed.mean == usual.printed.mean == 50


@pytest.mark.parametrize(
    ("measure", "places", "gaps"),
    [
        (Measure.MEAN, [1, 2, 3], ["0.00", "20.10", "25.10"]),
        (Measure.PASS_RATE, [1, 2, 2], ["0.00", "50.00", "50.00"]),
        (Measure.EXCELLENT_RATE, [1, 2, 3], ["0.00", "50.00", "100.00"]),
        (Measure.LOW_RATE, [1, 3, 1], ["0.00", "50.00", "0.00"]),
        (Measure.COMPOSITE, [1, 2, 3], ["0.00", "38.04", "55.04"]),
    ],
)
@pytest.mark.parametrize("unrounded", [False, True], ids=["printed", "exact"])
def test_any_figure_may_decide_and_the_lowest_low_rate_is_first(
    table: Callable[[str], ScoreTable],
    measure: Measure,
    places: list[int],
    gaps: list[str],
    unrounded: bool,  # noqa: FBT001 - a parameter of the case
) -> None:
    options = Options(measure=measure, rank_unrounded=unrounded)
    found = by_label(analyse(table(THREE_CLASSES), Level.CLASS, options), "语文").values()
    assert [result.rank for result in found] == places
    assert [str(result.gap_to_first) for result in found] == gaps


def test_the_last_of_the_low_rates_is_the_highest_one(table: Callable[[str], ScoreTable]) -> None:
    options = Options(measure=Measure.LOW_RATE)
    found = by_label(analyse(table(THREE_CLASSES), Level.CLASS, options), "语文").values()
    assert [result.rank_from_end for result in found] == [2, 1, 2]


def test_dense_and_averaged_places_reach_the_results(table: Callable[[str], ScoreTable]) -> None:
    options = Options(measure=Measure.MEAN, ties=TieRule.DENSE)
    assert [r.rank for r in analyse(table(NEARLY_LEVEL), Level.CLASS, options)] == [1, 1, 2]
    average = options._replace(ties=TieRule.AVERAGE)
    results = analyse(table(NEARLY_LEVEL), Level.CLASS, average)
    assert [r.rank for r in results] == [Fraction(3, 2), Fraction(3, 2), 3]
    assert [r.rank_from_end for r in results] == [Fraction(5, 2), Fraction(5, 2), 1]


def test_grades_are_ranked_apart(table: Callable[[str], ScoreTable]) -> None:
    sheet = table("""
        学校 年级 班级 语文
        青山 六   1班  50
        青山 五   1班  90
        青山 五   2班  80
        绿水 六   1班  60
    """)
    results = analyse(sheet, Level.CLASS, Options())
    assert [(r.rank, r.of) for r in results] == [(2, 2), (1, 2), (2, 2), (1, 2)]
    relative = Options(weights=COMPOSITES["40-30-30"])
    best = [r.group.label for r in analyse(sheet, Level.CLASS, relative) if r.composite == 100]
    assert best == ["青山 五 1班"]
    top_six = [r for r in analyse(sheet, Level.CLASS, relative) if r.group.label == "绿水 六 1班"]
    assert top_six[0].composite == 70  # best mean and pass rate of its grade, nobody excellent


def test_the_overall_line_is_the_mean_of_unrounded_composites_rounded_once(
    table: Callable[[str], ScoreTable],
) -> None:
    options = Options(digits=Digits(composite=1))
    results = analyse(table(THREE_CLASSES), Level.CLASS, options)
    lines = overall(results, options)
    assert [line.subject for line in lines] == [OVERALL] * 3
    exact = {r.group: [s.composite for s in results if s.group == r.group] for r in results}
    for line in lines:
        parts = [part for part in exact[line.group] if part is not None]
        assert line.composite == sum(parts) / len(parts)
    # 1班: (94.04 + 54) / 2 = 74.02; 2班: 56 alone; 绿水: (38.998 + 54) / 2 = 46.499
    assert [str(line.printed.composite) for line in lines] == ["74.0", "56.0", "46.5"]
    assert [(line.rank, line.rank_from_end, line.of) for line in lines] == [
        (1, 3, 3), (2, 2, 3), (3, 1, 3)
    ]  # fmt: skip


def test_the_overall_line_is_ranked_by_its_composite_whatever_decides_in_the_subjects(
    table: Callable[[str], ScoreTable],
) -> None:
    options = Options(measure=Measure.LOW_RATE)
    lines = overall(analyse(table(THREE_CLASSES), Level.CLASS, options), options)
    assert [line.rank for line in lines] == [1, 2, 3]


def test_the_same_group_on_two_sheets_has_two_overall_lines(
    table: Callable[[str], ScoreTable],
) -> None:
    first = analyse(table("班级 语文\n1 60"), Level.ALL, Options())
    second = analyse(table("班级 语文\n2 90"), Level.ALL, Options())
    second = [result._replace(sheet="另一张") for result in second]
    lines = overall([*first, *second], Options())
    assert [(line.sheet, line.composite) for line in lines] == [
        (result.sheet, result.composite) for result in [*first, *second]
    ]


def test_a_group_without_any_figure_has_an_overall_line_without_place(
    table: Callable[[str], ScoreTable],
) -> None:
    results = analyse(table("班级 语文\n1 缺考\n2 60"), Level.CLASS, Options())
    one, two = overall(results, Options())
    assert (one.composite, one.printed.composite, one.rank) == (None, None, None)
    assert (two.rank, two.of) == (1, 1)


def test_a_teacher_of_two_classes_is_judged_by_all_pupils_not_by_the_mean_of_means(
    table: Callable[[str], ScoreTable],
) -> None:
    sheet = table("""
        学校 年级 班级 语文
        青山 六   1班  90
        青山 六   2班  60
        青山 六   2班  60
        青山 六   3班  70
    """)
    taught = {("青山", "六", name, "语文"): who for name, who in zip(
        ("1班", "2班", "3班"), "甲甲乙", strict=True
    )}  # fmt: skip
    results = analyse_teachers(sheet, taught, Options(measure=Measure.MEAN))
    assert [(r.group.teacher, r.printed.mean, r.rank) for r in results] == [
        ("甲", Decimal("70.00"), 1),
        ("乙", Decimal("70.00"), 1),
    ]


def test_results_say_where_their_marks_stand(table: Callable[[str], ScoreTable]) -> None:
    results = analyse(table(THREE_CLASSES), Level.SCHOOL, Options())
    assert {(r.sheet, r.exam) for r in results} == {("成绩", "期末")}
    assert [r.subject for r in results] == ["语文", "语文", "数学", "数学"]


def test_placing_again_by_another_figure_changes_only_the_places(
    table: Callable[[str], ScoreTable],
) -> None:
    results = analyse(table(THREE_CLASSES), Level.CLASS, Options())
    chinese = [result for result in results if result.subject == "语文"]
    again = placed(chinese, Options(measure=Measure.LOW_RATE))
    assert [result.rank for result in again] == [1, 3, 1]
    unplaced: dict[str, Any] = {"rank": None, "rank_from_end": None, "of": 0, "gap_to_first": None}
    assert [r._replace(**unplaced) for r in again] == [r._replace(**unplaced) for r in chinese]


def test_a_sheet_without_subjects_gives_no_results(table: Callable[[str], ScoreTable]) -> None:
    assert analyse(table("班级\n1"), Level.CLASS, Options()) == []
    assert overall([], Options()) == []
