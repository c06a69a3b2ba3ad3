"""Rates of classes, teachers and schools become rows that clauses take facts from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xl_quality.core.facts import Source
from xl_quality.core.options import Options
from xl_quality.runs.facts.derived_lists import (
    CLASS_RATES,
    CLASS_WHOLE_RATES,
    SCHOOL_RATES,
    SCHOOL_WHOLE_RATES,
    TEACHER_RATES,
    counts_others,
)
from xl_quality.runs.facts.history import last_year
from xl_quality.runs.facts.judged import met_counts
from xl_quality.runs.facts.rates import group_rates
from xl_quality.runs.group_figures import compute
from xl_quality.runs.names import taught_by
from xl_quality.runs.payout.assessment import assess
from xl_quality.schemes import engine
from xl_quality.schemes.engine import Terms, judge_of
from xl_quality.schemes.loading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pytest

    from xl_quality.core.facts import Fact, Record
    from xl_quality.core.marks import ScoreTable
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.results import Evaluation

    Scores = Callable[..., ScoreTable]
    Listed = Callable[..., list[Record]]

ONE, TWO = ("甲小学", "四年级", "1班"), ("甲小学", "四年级", "2班")
TERMS = Terms(date(2026, 7, 10), {}, {})
TEACHING = """
school grade class_name subject teacher head_teacher
甲小学 四年级 1班 语文 江一帆 江一帆
甲小学 四年级 1班 数学 何小满 江一帆
甲小学 四年级 2班 语文 江一帆 白若
"""


def rates(
    tables: Sequence[ScoreTable], teaching: Sequence[Record] = (), exam: str = ""
) -> dict[str, list[Record]]:
    figures = compute(tables, taught_by(teaching), Options(), exam=exam)
    return group_rates(figures, tables, teaching, exam)


def tallies(scheme: str, lists: dict[str, list[Record]]) -> dict[str, list[Record]]:
    own = load(scheme)
    return met_counts(own, lists, TERMS, judge_of(own, TERMS))


def value(row: Record, name: str) -> Any:
    return row.facts[name].value if name in row.facts else None


def test_a_class_has_its_rates_and_its_teacher(scores: Scores, listed: Listed) -> None:
    table = scores("四", [ONE, ONE, ONE, TWO], 语文=[90, 60, 30, 85], 数学=[60, 60, 60, 59])
    found = rates([table], listed("任课", TEACHING))[CLASS_RATES]
    told = {(row.text("class_name"), row.text("subject")): row for row in found}
    first = told["1班", "语文"]
    assert (first.text("name"), first.text("unit"), first.text("exam")) == (
        "江一帆", "甲小学", "期末",
    )  # fmt: skip
    assert value(first, "pass_rate") == Fraction(6667, 10000)  # as printed: 66.67 %
    assert value(first, "excellent_rate") == Fraction(3333, 10000)
    assert value(first, "mean") == 60
    assert told["2班", "数学"].text("name") == ""
    assert value(told["2班", "数学"], "pass_rate") == 0


def test_a_head_teachers_class_stands_beside_its_grade(scores: Scores, listed: Listed) -> None:
    units = [ONE, ONE, TWO, TWO, TWO, TWO]
    table = scores("四", units, 语文=[90, 90, 90, 59, 60, 60], 数学=[90, 59, 90, 90, 90, 90])
    first, second = rates([table], listed("任课", TEACHING))[CLASS_WHOLE_RATES]
    assert (first.text("name"), second.text("name")) == ("江一帆", "白若")
    assert (value(first, "pass_rate"), value(second, "pass_rate")) == (
        Fraction(1, 2), Fraction(3, 4),
    )  # fmt: skip
    # the grade is all its pupils together, 4 of 6, not the mean of the two rates
    assert value(first, "grade_pass_rate") == value(second, "grade_pass_rate")
    assert value(first, "grade_pass_rate") == Fraction(6667, 10000)
    assert value(first, "grade_excellent_rate") == Fraction(3333, 10000)


def test_grades_of_two_schools_are_not_mixed(scores: Scores) -> None:
    other = ("乙小学", "四年级", "1班")
    table = scores("四", [ONE, other], 语文=[90, 30], 数学=[90, 30])
    found = rates([table])
    assert [value(row, "grade_pass_rate") for row in found[CLASS_WHOLE_RATES]] == [1, 0]
    assert [value(row, "pass_rate") for row in found[SCHOOL_WHOLE_RATES]] == [1, 0]


def test_a_school_has_its_rate_and_place_in_every_subject(scores: Scores) -> None:
    other = ("乙小学", "四年级", "1班")
    table = scores("四", [ONE, other], 语文=[90, 30], 数学=[60, 90])
    found = {(row.text("unit"), row.text("subject")): row for row in rates([table])[SCHOOL_RATES]}
    assert value(found["甲小学", "语文"], "rank") == 1
    assert value(found["甲小学", "数学"], "rank") == 2
    assert value(found["甲小学", "数学"], "of") == 2
    assert str(found["甲小学", "数学"].facts["rank"].source) == "成绩表四"


def test_places_within_one_school_are_none_in_the_town(scores: Scores, listed: Listed) -> None:
    table = scores("四", [ONE, TWO], 语文=[90, 30])
    found = rates([table], listed("任课", TEACHING))
    assert [value(row, "rank") for row in found[SCHOOL_RATES] + found[TEACHER_RATES]] == [
        None,
        None,
    ]


def test_an_exam_called_last_term_only_gives_the_figures_of_the_last_time(
    scores: Scores, listed: Listed
) -> None:
    other = ("乙小学", "四年级", "1班")
    now = scores("四下", [ONE, TWO, other], "本学期期末", 语文=[90, 90, 90])
    then = scores("四上", [ONE, TWO, other], "上学期期末", 语文=[50, 90, 60])
    found = rates([now, then], listed("任课", TEACHING))
    assert [(row.text("exam"), value(row, "previous_pass_rate")) for row in found[CLASS_RATES]] == [
        ("本学期期末", 0),
        ("本学期期末", 1),
        ("本学期期末", 1),
    ]
    (teacher,) = found[TEACHER_RATES]
    assert (value(teacher, "previous_pass_rate"), value(teacher, "previous_rank")) == (
        Fraction(1, 2), 1,
    )  # fmt: skip


def test_figures_of_the_last_time_name_the_sheet_of_that_time(scores: Scores) -> None:
    other = ("乙小学", "四年级", "1班")
    now = scores("四下", [ONE, other], "本学期期末", 语文=[90, 90])
    then = scores("四上", [ONE, other], "上学期期末", 语文=[50, 60])
    found = rates([now, then])
    for row in (found[CLASS_RATES][0], found[SCHOOL_RATES][0]):
        sources = {name: str(fact.source) for name, fact in row.facts.items() if fact.source}
        last = {name for name in sources if name.startswith("previous_")}
        assert last == {"previous_pass_rate", "previous_excellent_rate", "previous_rank"}
        assert {sources.pop(name) for name in last} == {"成绩表四上"}
        assert {*sources.values()} == {"成绩表四下"}


def test_the_last_time_is_known_though_the_run_is_for_one_exam(scores: Scores) -> None:
    now = scores("四下", [ONE], "本学期期末", 语文=[90])
    then = scores("四上", [ONE], "上学期期末", 语文=[50])
    (row,) = rates([now, then], exam="本学期期末")[CLASS_RATES]
    assert value(row, "previous_pass_rate") == 0


def test_last_terms_exam_is_judged_itself_where_the_run_asks_for_it(scores: Scores) -> None:
    now = scores("四下", [ONE], "本学期期末", 语文=[90])
    then = scores("四上", [ONE], "上学期期末", 语文=[50])
    (row,) = rates([now, then], exam="上学期期末")[CLASS_RATES]
    assert (value(row, "pass_rate"), value(row, "previous_pass_rate")) == (0, None)
    (alone,) = rates([then])[CLASS_RATES]
    assert value(alone, "pass_rate") == 0


def test_two_earlier_exams_leave_the_last_time_open(scores: Scores) -> None:
    tables = [
        scores("四下", [ONE], "本学期期末", 语文=[90]),
        scores("四中", [ONE], "上学期期中", 语文=[50]),
        scores("四上", [ONE], "上学期期末", 语文=[60]),
    ]
    (row,) = rates(tables)[CLASS_RATES]
    assert value(row, "previous_pass_rate") is None


def test_a_book_without_schools_is_of_ones_own(scores: Scores) -> None:
    table = scores("四", [("", "四年级", "1班")], 语文=[90])
    (row,) = rates([table])[CLASS_RATES]
    assert row.text("unit") == "本校"


def test_a_mean_is_also_known_as_a_share_of_the_full_mark(scores: Scores, listed: Listed) -> None:
    table = scores("四", [ONE], 语文=[90])
    column = table.subjects["语文"]._replace(full_mark=12_000)
    table = table._replace(subjects={"语文": column})
    (row,) = rates([table], listed("任课", TEACHING))[TEACHER_RATES]
    assert value(row, "score_rate") == Fraction(3, 4)


def test_last_years_exam_is_called_the_same_but_for_the_year(
    scores: Scores, listed: Listed
) -> None:
    table = scores("四", [ONE], "2026年春季期末", 语文=[90])
    history = listed(
        "历次",
        """
exam unit grade subject rank
2025年春季期末 甲小学 四年级 语文 3
2025年秋季期末 甲小学 四年级 语文 4
2024年春季期末 甲小学 四年级 语文 5
2025年春季期末 甲小学 四年级 数学 -
""",
    )
    (row,) = last_year(rates([table]), history)
    assert (row.text("exam"), value(row, "rank")) == ("2026年春季期末", 3)
    assert row.facts["rank"].source == history[0].facts["rank"].source
    assert last_year(rates([scores("四", [ONE], "期末", 语文=[90])]), history) == []


def test_the_subjects_on_target_are_counted(scores: Scores) -> None:
    home = ("甲中学", "九年级", "1班")
    table = scores("九", [home] * 10, 语文=[60] * 9 + [10], 数学=[60] * 8 + [10, 10])
    ((name, (row,)),) = tallies("double-high", rates([table])).items()
    assert name == "达标对象数：J1"
    assert (value(row, "met"), value(row, "required")) == (1, 2)
    assert str(row.facts["met"].source) == "按J1逐项认定"
    assert counts_others(row.facts["met"].source)
    assert not counts_others(Source.at("指标", "D3"))


def test_clauses_on_target_and_their_points_are_counted(listed: Listed) -> None:
    rows = listed(
        "指标",
        """
unit indicator actual full_points
甲小学 家长满意度 1 10
甲小学 省级论文 9 6
甲小学 骨干教师比例 1 -
乙小学 家长满意度 1 -
""",
    )
    (counted,) = tallies("county-2025", {"指标": rows}).values()
    told = [
        tuple(value(row, name) for name in ("unit", "met", "required", "points")) for row in counted
    ]
    assert told == [("甲小学", 2, 3, 10), ("乙小学", 1, 1, None)]


def test_what_is_counted_is_judged_once_a_run(
    listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    judged = engine._evaluation

    def noted(scheme: Scheme, clause: str, facts: dict[str, Fact], terms: Terms) -> Evaluation:
        tried.append((clause, tuple(facts.items())))
        return judged(scheme, clause, facts, terms)

    monkeypatch.setattr(engine, "_evaluation", noted)
    rows = listed("指标", "unit indicator actual\n甲小学 家长满意度 1\n乙小学 家长满意度 1")
    scheme = load("county-2025")
    judge = judge_of(scheme, TERMS)
    lists = {"指标": rows, **met_counts(scheme, {"指标": rows}, TERMS, judge)}
    payout = assess(scheme, lists, TERMS, judge=judge)
    assert len(tried) == len(set(tried))
    assert payout == assess(scheme, lists, TERMS)


def test_a_unit_with_a_faulty_figure_is_not_counted(listed: Listed) -> None:
    rows = listed(
        "指标",
        """
unit indicator actual
甲小学 家长满意度 2
甲小学 省级论文 11
乙小学 省级论文 11
""",
    )
    (counted,) = tallies("county-2025", {"指标": rows}).values()
    assert [row.text("unit") for row in counted] == ["乙小学"]


def test_a_scheme_that_counts_nothing_asks_for_no_tally(listed: Listed) -> None:
    rows = listed("指标", "unit indicator actual\n甲 论文 1")
    assert tallies("class-duty", {"指标": rows}) == {}


def test_class_sheets_without_an_exam_name_have_a_score_rate_too(scores: Scores) -> None:
    tables = [scores(unit[2], [unit, unit], "", 语文=[90, 60]) for unit in (ONE, TWO)]
    found = rates(tables)[CLASS_RATES]
    assert [value(row, "score_rate") for row in found] == [Fraction(3, 4), Fraction(3, 4)]


def test_a_clause_that_ended_misses_no_target(listed: Listed) -> None:
    scheme = load("county-2025")
    rows = listed(
        "指标",
        """
        unit indicator actual
        甲小学 综合素质良好率 1
        甲小学 体质健康合格率 1
        """,
    )
    clauses = tuple(
        replace(one, effective_to=date(2025, 12, 31)) if one.id == "I3" else one
        for one in scheme.clauses
    )
    for own, required in ((scheme, 2), (replace(scheme, clauses=clauses), 1)):
        [row] = next(iter(met_counts(own, {"指标": rows}, TERMS, judge_of(own, TERMS)).values()))
        assert (value(row, "met"), value(row, "required")) == (required, required)
