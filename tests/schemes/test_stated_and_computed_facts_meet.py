"""Where a person wrote a figure that the scores give, too: one is used, and the clerk is told."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.findings import Severity, Step, Way
from xl_quality.core.school_terms import ExamKind
from xl_quality.schemes.cases import CaseSource, FactSource, cases

KEY = ("unit", "class_name", "subject")
COMPUTED = FactSource("班级率", {"rate": "pass_rate"})
STATED = FactSource("指标", {"rate": "actual", "line": "target"}, stated=True)


def computed(**facts: Any) -> Record:
    return Record(
        "", 0, {name: Fact(value, Source(words="四率统计")) for name, value in facts.items()}
    )


def stated(row: int, **facts: Any) -> Record:
    return Record(
        "指标",
        row,
        {name: Fact(value, Source.at("指标", f"D{row}")) for name, value in facts.items()},
    )


def one_class(rate: Fraction) -> Record:
    return computed(unit="甲校", class_name="1班", subject="语文", pass_rate=rate)


def test_a_stated_figure_goes_before_the_computed_one_and_is_told() -> None:
    rows = [stated(4, unit="甲校", class_name="1班", subject="语文", actual=Fraction(9, 10))]
    lists = {"班级率": [one_class(Fraction(4, 5))], "指标": rows}
    (case,), (doubt,) = cases(CaseSource("D1", KEY, {}, (COMPUTED, STATED)), lists)
    assert case.facts["rate"] == Fact(Fraction(9, 10), Source.at("指标", "D4"))
    assert (doubt.code, doubt.severity, doubt.where) == (
        "stated_not_computed", Severity.WARNING, "指标!D4",
    )  # fmt: skip
    assert "填写的是0.9" in doubt.message
    assert "四率统计算出的是0.8" in doubt.message


def test_a_stated_figure_that_agrees_is_no_matter() -> None:
    rows = [stated(4, unit="甲校", class_name="1班", actual=Fraction(4, 5))]
    lists = {"班级率": [one_class(Fraction(4, 5))], "指标": rows}
    (case,), doubts = cases(CaseSource("D1", KEY, {}, (COMPUTED, STATED)), lists)
    assert doubts == []
    assert str(case.facts["rate"].source) == "四率统计"


def test_two_rows_that_state_one_figure_differently_are_refused() -> None:
    rows = [
        stated(4, unit="甲校", class_name="1班", actual=Fraction(9, 10)),
        stated(5, unit="甲校", class_name="1班", actual=Fraction(7, 10)),
    ]
    lists = {"班级率": [one_class(Fraction(4, 5))], "指标": rows}
    found, doubts = cases(CaseSource("D1", KEY, {}, (COMPUTED, STATED)), lists)
    assert found == []
    assert [doubt.severity for doubt in doubts] == [Severity.WARNING, Severity.ERROR]


def test_a_row_that_names_only_the_school_holds_for_all_its_classes() -> None:
    second = computed(unit="甲校", class_name="2班", subject="语文", pass_rate=Fraction(1, 2))
    rows = [stated(4, unit="甲校", subject="语文", target=Fraction(3, 5))]
    lists = {"班级率": [one_class(Fraction(4, 5)), second], "指标": rows}
    found, doubts = cases(CaseSource("D1", KEY, {}, (COMPUTED, STATED)), lists)
    assert [case.facts["line"].value for case in found] == [Fraction(3, 5)] * 2
    assert doubts == []


def test_without_scores_stated_rows_make_the_cases() -> None:
    rows = [stated(4, unit="七（1）班语文", actual=Fraction(9, 10))]
    (case,), doubts = cases(CaseSource("D1", KEY, {}, (COMPUTED, STATED)), {"指标": rows})
    assert (case.about, doubts) == ("七（1）班语文", [])


def test_a_row_may_join_by_the_subject_alone() -> None:
    line = FactSource("指标", {"line": "target"}, only_adds=True, joins_by=("subject",))
    rows = [stated(4, unit="全镇", subject="语文", target=Fraction(7, 10))]
    lists = {"班级率": [one_class(Fraction(4, 5))], "指标": rows}
    (case,), _ = cases(CaseSource("F1", KEY, {}, (COMPUTED, line)), lists)
    assert case.facts["line"].value == Fraction(7, 10)


def test_a_row_of_another_subject_or_class_says_nothing_here() -> None:
    line = FactSource("指标", {"line": "target"}, only_adds=True, joins_by=("subject",))
    lists = {
        "班级率": [one_class(Fraction(4, 5))],
        "指标": [
            stated(4, unit="全镇", subject="数学", target=Fraction(1, 2)),
            stated(5, unit="甲校", class_name="2班", subject="语文", target=Fraction(7, 10)),
        ],
    }
    (by_subject,), _ = cases(CaseSource("F1", KEY, {}, (COMPUTED, line)), lists)
    assert by_subject.facts["line"] == Fact(Fraction(7, 10), Source.at("指标", "D5"))
    own = FactSource("指标", {"line": "target"}, only_adds=True)
    (by_all,), _ = cases(CaseSource("F1", KEY, {}, (COMPUTED, own)), lists)
    assert "line" not in by_all.facts


def test_a_row_could_be_meant_as_far_as_the_fields_asked_of_it_say() -> None:
    source = FactSource(
        "指标",
        {"rate": "actual"},
        where={"unit": ("甲校",), "indicator": ("及格率",)},
        without={"subject": ("体育",), "class_name": ("2班",)},
        exam_kinds=(ExamKind.UNIFIED,),
    )

    def concerned(*fields: str, **facts: str) -> bool:
        row = {"unit": "甲校", "indicator": "优秀率", "subject": "语文", "class_name": "2班"}
        return source.concerns(stated(4, **row | facts), fields)

    assert concerned("unit", "subject"), "the indicator, the class and the exam are not asked yet"
    assert not concerned("unit", "subject", unit="乙校")
    assert not concerned("unit", "subject", subject="体育")
    assert not concerned("unit", "indicator")
    assert concerned("unit", "indicator", indicator="及格率")
    assert not concerned("unit", "class_name")
    assert concerned("unit", "class_name", class_name="1班")
    assert not concerned("unit", "exam_kind", exam_kind=ExamKind.TOWN)
    assert concerned("unit", "exam_kind", exam_kind=ExamKind.UNIFIED)


def test_a_computed_figure_completes_a_goal_that_was_set() -> None:
    goal = FactSource("指标", {"rate": "actual", "goal": "target"})
    own = FactSource("班级率", {"rate": "pass_rate"}, only_adds=True, computed=True)
    feed = CaseSource("H12", KEY, {}, (goal, own))
    lists = {"班级率": [one_class(Fraction(4, 5))], "指标": []}
    assert cases(feed, lists) == ([], [])
    rows = [stated(4, unit="甲校", class_name="1班", target=Fraction(3, 4))]
    (case,), doubts = cases(feed, lists | {"指标": rows})
    assert (case.facts["rate"].value, doubts) == (Fraction(4, 5), [])
    rows = [stated(4, unit="甲校", class_name="1班", target=Fraction(3, 4), actual=Fraction(1, 2))]
    (case,), (doubt,) = cases(feed, lists | {"指标": rows})
    assert (case.facts["rate"].value, doubt.code) == (Fraction(1, 2), "stated_not_computed")


def test_rows_gathered_over_their_subjects_make_one_case_with_all_their_places() -> None:
    places = FactSource("县名次", {}, gather={"ranks": "rank"}, over=("subject",))
    rows = [
        stated(4, unit="甲校", subject="语文", rank=3),
        stated(5, unit="甲校", subject="数学", rank=8),
        stated(6, unit="乙校", subject="语文", rank=1),
    ]
    found, doubts = cases(CaseSource("A4", ("unit", "subject"), {}, (places,)), {"县名次": rows})
    assert {case.about: case.facts["ranks"].value for case in found} == {
        "甲校 语文、数学": (3, 8),
        "乙校 语文": (1,),
    }
    assert doubts == []


def test_a_take_may_depend_on_a_reading() -> None:
    mean = FactSource("班级率", {"rate": "mean"}, only_with={"by": "mean"})
    lists = {"班级率": [one_class(Fraction(4, 5))]}
    feed = CaseSource(
        "F1", KEY, {}, (FactSource("班级率", {"rate": "pass_rate"}, only_with={"by": "rate"}), mean)
    )
    assert [case.facts["rate"].value for case in cases(feed, lists, {"by": "rate"})[0]] == [
        Fraction(4, 5)
    ]
    assert cases(feed, lists, {"by": "mean"})[0] == []


def test_a_stated_figure_that_could_be_of_several_classes_is_refused() -> None:
    second = computed(unit="甲校", class_name="2班", subject="语文", pass_rate=Fraction(1, 2))
    rows = [stated(4, unit="甲校", indicator="及格率", actual=Fraction(9, 10))]
    lists = {"班级率": [one_class(Fraction(4, 5)), second], "指标": rows}
    found, (doubt,) = cases(CaseSource("D1", KEY, {}, (COMPUTED, STATED)), lists)
    assert found == []
    assert (doubt.code, doubt.severity, doubt.where) == (
        "row_fits_several", Severity.ERROR, "指标!D4",
    )  # fmt: skip
    assert "2个考核对象" in doubt.message


def test_two_computed_figures_of_one_goal_are_asked_and_neither_is_used() -> None:
    goal = FactSource("指标", {"rate": "actual", "goal": "target"})
    own = FactSource("班级率", {"rate": "pass_rate"}, only_adds=True, computed=True)
    feed = CaseSource("H12", KEY, {}, (goal, own))
    midterm, final = one_class(Fraction(4, 5)), one_class(Fraction(1, 2))
    rows = [stated(4, unit="甲校", class_name="1班", target=Fraction(3, 4))]
    found, (doubt,) = cases(feed, {"班级率": [midterm, final], "指标": rows})
    assert found == []
    assert (doubt.code, doubt.severity) == ("computed_twice", Severity.ERROR)
    assert doubt.steps == (Step(Way.EXAM),)
    assert "算出0.8，从四率统计算出0.5，不知道按哪一个" in doubt.message
    # alike twice is one figure; what a person wrote decides
    (case,), doubts = cases(feed, {"班级率": [midterm, midterm], "指标": rows})
    assert (case.facts["rate"].value, doubts) == (Fraction(4, 5), [])
    rows = [stated(4, unit="甲校", class_name="1班", target=Fraction(3, 4), actual=Fraction(1, 4))]
    (case,), doubts = cases(feed, {"班级率": [midterm, final], "指标": rows})
    assert case.facts["rate"].value == Fraction(1, 4)
    assert {one.code for one in doubts} == {"stated_not_computed"}
