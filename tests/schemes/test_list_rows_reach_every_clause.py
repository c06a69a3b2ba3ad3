"""From rows of 指标 to the verdicts of the agreements that are tables of indicators."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.cases import cases
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import load, read_scheme

from .conftest import DAY, applied, scheme_with

OWN = ["class-targets", "rank-up", "town-line", "basic-targets", "personal-goals"]
SCHEMES = [*OWN, "county-2025", "double-high", "balanced", "class-duty"]


def _rows(*rows: tuple[str, str, object, object]) -> dict[str, list[Record]]:
    records = []
    for number, (unit, indicator, target, actual) in enumerate(rows, start=2):
        given = {"unit": unit, "indicator": indicator, "target": target, "actual": actual}
        facts = {
            name: Fact(value, Source.at("指标", f"{letter}{number}"))  # type: ignore[arg-type]  # a table
            for letter, (name, value) in zip("ABCD", given.items(), strict=True)
            if value is not None
        }
        records.append(Record("指标", number, facts))
    return {"指标": records}


def _verdicts(scheme: str, lists: dict[str, list[Record]], **parameters: int) -> dict[str, object]:
    own = {name: Fact(value) for name, value in parameters.items()}
    found: dict[str, object] = {}
    for feed in load(scheme).feeds:
        for case in cases(feed, lists)[0]:
            result = evaluate(load(scheme), case.clause, case.facts, on=DAY, parameters=own)
            found[f"{case.clause} {case.about}"] = result.outcomes or result.amount
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_clause_can_be_fed(scheme: str) -> None:
    clauses = {clause.id for clause in load(scheme).clauses}
    assert {feed.clause for feed in load(scheme).feeds} == clauses


def test_a_schools_indicators_are_judged_by_its_name() -> None:
    rows = _rows(
        ("甲小学", "学业达标率", None, Fraction(94, 100)),
        ("乙中学", "学业达标率", None, Fraction(94, 100)),
        ("乙中学", "毕业生优秀率", None, Fraction(35, 100)),
        ("乙中学", "2024年毕业生优秀率", None, Fraction(30, 100)),
        ("乙中学", "考核得分", None, 85),
    )
    cuts = {"cut_excellent": 90, "cut_good": 80, "cut_pass": 60}
    assert _verdicts("county-2025", rows, **cuts) == {
        "I1 甲小学": ["未达标"],
        "I1 乙中学": ["达标"],
        "I12 乙中学": ["达标"],
        "I16 乙中学": ["良好"],
    }


def test_a_teachers_results_are_judged_by_the_towns_line_and_places() -> None:
    rows = _rows(
        ("甲老师", "学科成绩", Fraction(7, 10), Fraction(8, 10)),
        ("甲老师", "全镇名次", None, 6),
        ("甲老师", "基数考试名次", None, 8),
        ("甲老师", "听课", 20, 19),
    )
    assert _verdicts("town-line", rows) == {
        "F1 甲老师": ["合格", "达标"],
        "F2 甲老师": 0,
        "F3 甲老师": ["表彰"],
        "F4 甲老师": ["表彰"],
        "F5 甲老师": 0,
        "F6 甲老师": ["未达标"],
    }


def test_a_class_pays_in_points_for_what_is_short_of_its_own_line() -> None:
    rows = _rows(
        ("七（1）班语文", "优秀率", Fraction(7, 10), Fraction(72, 100)),
        ("七（1）班语文", "上学期优秀率", None, Fraction(7, 10)),
    )
    (feed,) = [feed for feed in load("class-targets").feeds if feed.clause == "D2"]
    (case,) = cases(feed, rows)[0]
    parameters = {"per_point": Fact(2)}
    result = evaluate(load("class-targets"), "D2", case.facts, on=DAY, parameters=parameters)
    assert (result.amount, result.outcomes) == (-2, ["未达标"])
    assert tuple(map(str, result.lines[1].sources)) == ("指标!D2", "指标!C2", "指标!D3")


def test_all_clauses_together_name_the_facts_that_none_uses() -> None:
    result = applied(load("town-line"), "F", "听课节数=20；比率=70%")
    assert result.clause == "F"
    assert result.outcomes == ["达标"]
    assert [(one.code, one.message[:8]) for one in result.findings] == [
        ("unused_fact", "比率（rate）")
    ]


def test_clauses_that_yield_nothing_are_told_behind_those_that_do() -> None:
    result = applied(load("town-line"), "F", "比率=70%；标准线=70%")
    assert [line.clause for line in result.lines] == ["F1", "F1"]
    assert len(result.passed_over) == 2
    nothing = applied(load("town-line"), "F", "名次=6")
    assert [line.clause for line in nothing.lines] == ["F2"]


def _grouped(group: str, unit: str) -> str:
    """Return a scheme of two clauses, T1 in yuan and T2 in another unit."""
    rule = 'tariff = { kind = "by_place", top = [5] }'
    first = scheme_with(rule).replace('id = "sample"', f'id = "sample"\ngroup = "{group}"')
    second = scheme_with(rule, clause=f'unit = "{unit}"').replace("T1", "T2")
    return first + second[second.index("[[clause]]") :]


def test_a_name_for_all_clauses_must_be_its_own_and_of_one_unit() -> None:
    assert lint(read_scheme(_grouped("T", "yuan"), "示例.toml")) == []
    for faulty in (_grouped("T1", "yuan"), _grouped("T", "points")):
        with pytest.raises(BadInputError) as caught:
            read_scheme(faulty, "示例.toml")
        assert [finding.cell for finding in caught.value.findings] == ["方案.scheme.group"]
