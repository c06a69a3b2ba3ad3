"""Every row of tests/cases/schemes_*.csv, and what holds for all shipped schemes."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import xl_quality.schemes
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.schemes.scheme_text import amount_value
from xl_quality.schemes.tariffs import TARIFFS

from .conftest import CASES, DAY, applied, rows

if TYPE_CHECKING:
    from xl_quality.schemes.results import Evaluation

REFUSED = "拒绝"


def _cases() -> list[object]:
    return [
        pytest.param(scheme, row, id=f"{row['条款']} {row['说明']}")
        for scheme in scheme_ids()
        for row in rows(f"schemes_{scheme.replace('-', '_')}.csv")
    ]


def _day(row: dict[str, str]) -> date:
    """Return the day of a case: a table has the column 日期 where a clause has several versions."""
    return date.fromisoformat(row.get("日期") or DAY.isoformat())


def _applied(scheme: str, row: dict[str, str]) -> Evaluation:
    return applied(load(scheme), row["条款"], row["事实"], row["读法"], _day(row))


def _outcomes(evaluation: Evaluation) -> str:
    found = evaluation.outcomes
    if isinstance(found, list):
        words = "、".join(map(str, found))
    else:
        words = "；".join(
            f"{name}={'、'.join(value) if isinstance(value, list) else value}"
            for name, value in found.items()
        )
    conflict = "既奖又罚" if evaluation.conflict else ""
    return "；".join(part for part in (words, conflict) if part)


@pytest.mark.parametrize(("scheme", "row"), _cases())
def test_a_case_yields_its_amount_and_outcomes(scheme: str, row: dict[str, str]) -> None:
    if row["应得金额"] == REFUSED:
        with pytest.raises(BadInputError):
            _applied(scheme, row)
        return
    evaluation = _applied(scheme, row)
    amount = str(amount_value(evaluation.amount, evaluation.unit))
    assert (amount, _outcomes(evaluation)) == (row["应得金额"], row["结果"])


@pytest.mark.parametrize(("scheme", "row"), _cases())
def test_every_line_says_why(scheme: str, row: dict[str, str]) -> None:
    if row["应得金额"] == REFUSED:
        return
    evaluation = _applied(scheme, row)
    assert evaluation.lines
    assert all(line.why for line in evaluation.lines)
    assert sum(line.amount for line in evaluation.lines) == evaluation.amount


def test_every_tariff_is_used_by_a_scheme() -> None:
    clauses = [clause for scheme in scheme_ids() for clause in load(scheme).clauses]
    rules = [rule for clause in clauses for rule in clause.rules]
    used = {type(tariff) for rule in rules for tariff in rule.tariffs.values()}
    own = [one for one in TARIFFS.values() if one.__module__.startswith("xl_quality.")]
    assert [one.kind for one in own if one not in used] == []


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_version_of_a_clause_has_a_case_that_pays_or_judges(scheme: str) -> None:
    cases = rows(f"schemes_{scheme.replace('-', '_')}.csv")
    clauses, group = load(scheme).clauses, load(scheme).group
    assert {row["条款"] for row in cases} - {group} == {clause.id for clause in clauses}
    days = {(row["条款"], _day(row)) for row in cases}
    untried = [
        (clause.id, clause.span)
        for clause in clauses
        if not any(clause.id == id_ and clause.in_force(day) for id_, day in days)
    ]
    assert untried == []


@pytest.mark.parametrize("scheme", scheme_ids())
def test_a_shipped_scheme_has_nothing_for_the_linter(scheme: str) -> None:
    assert lint(load(scheme)) == []


@pytest.mark.parametrize("scheme", scheme_ids())
def test_a_file_is_named_after_its_scheme(scheme: str) -> None:
    assert load(scheme).id == scheme


@pytest.mark.parametrize("scheme", scheme_ids())
def test_every_value_of_every_option_has_a_case_or_only_decides_a_fact(scheme: str) -> None:
    used = " ".join(row["读法"] for row in rows(f"schemes_{scheme.replace('-', '_')}.csv"))
    for option in load(scheme).options.values():
        for value in option.choices:
            if value != option.default and not option.decides and option.id in used:
                assert f"{option.id}={value}" in used


def test_the_engine_knows_no_scheme_and_no_school() -> None:
    code = Path(xl_quality.schemes.__file__).parent
    names = [*scheme_ids(), "luotuoao", "骆驼坳", "严家坳"]
    for file in code.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [
            str(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and id(node) not in told
        ]
        assert not [name for name in names for text in texts if name in text], file.name


def test_the_tables_can_be_opened_in_excel_with_chinese_intact() -> None:
    for file in CASES.glob("schemes_*.csv"):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
