"""Only D, I or J typed for a clause: the facts say which clause is meant, or the clerk is asked."""

from __future__ import annotations

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.loading import load

from .conftest import applied

EACH = "每个百分点分值=1"


@pytest.mark.parametrize(
    ("scheme", "letter", "facts", "clause", "outcomes", "amount"),
    [
        ("class-targets", "D", f"比率=68；标准线=70；上次比率=66；{EACH}", "D1", ["未达标"], -2),
        ("class-targets", "D", f"学科=语文；比率=68%；上次比率=70%；{EACH}", "D2", ["未达标"], -5),
        ("class-targets", "D", "达标项数=12；应达标项数=12", "D3", ["年级集体奖", "达标"], 0),
        ("basic-targets", "G", "平均分=60", "G4", ["达标"], 0),
        ("personal-goals", "H", "家访次数=9", "H6", ["未达标"], 0),
        ("county-2025", "I", "比率=35%；2024年比率=30%", "I12", ["达标"], 0),
        ("county-2025", "I", "得分=85；优秀界线=90；良好界线=80；合格界线=60", "I16", ["良好"], 0),
        ("double-high", "J", "学科=语文；比率=88%", "J1", ["未达标"], 0),
        ("double-high", "J", "比率=90%", "J1", ["达标"], 0),  # so do J2 and J3
    ],
)  # fmt: skip
def test_the_facts_say_which_clause_is_meant(  # noqa: PLR0917 - a table
    scheme: str, letter: str, facts: str, clause: str, outcomes: list[str], amount: int
) -> None:
    found = applied(load(scheme), letter, facts)
    assert (found.clause, found.outcomes, found.amount) == (clause, outcomes, amount)


@pytest.mark.parametrize(
    ("scheme", "letter", "facts", "asked"),
    [
        ("double-high", "J", "比率=88%", ["J1 单科及格率", "J2 全科合格率", "J3 骨干教师比例"]),
        ("class-targets", "D", "比率=81%；标准线=80%；每个百分点分值=1", ["D1", "D4"]),
        ("county-2025", "I", "学段=小学；比率=50%", ["I1 学业达标率", "I2 学业优秀率"]),
        ("double-high", "J", "平均分=60", ["没有名为"]),
        ("double-high", "J", "得分=60", ["不合“J”的任何一条"]),
    ],
)
def test_where_the_facts_fit_several_clauses_the_clerk_is_asked(
    scheme: str, letter: str, facts: str, asked: list[str]
) -> None:
    with pytest.raises(BadInputError) as caught:
        applied(load(scheme), letter, facts)
    assert all(words in str(caught.value) for words in asked)


def test_what_the_form_leaves_blank_is_asked_for_all_the_same() -> None:
    with pytest.raises(BadInputError, match="per_point"):
        applied(load("class-targets"), "D", "比率=68%；标准线=70%；上次比率=66%")


def test_a_letter_of_another_scheme_is_no_clause() -> None:
    with pytest.raises(BadInputError, match="没有条款“Q”"):
        applied(load("double-high"), "Q", "比率=90%")
