"""Shapes of agreements still to ship, written as data: they load, lint and evaluate as they are."""

from __future__ import annotations

import pytest

from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import read_scheme

from .conftest import HEAD, SOURCE, applied

RULE = '[[clause.rule]]\nid = "{}"\ntitle = "{}"\npayee = "none"\n{}\n'


def _scheme(*rules: str, top: str = "", unit: str = "yuan") -> str:
    clause = (
        f'[[clause]]\nid = "T1"\ntitle = "示例"\napplies_to = "teacher"\nunit = "{unit}"\n{SOURCE}'
    )
    text = HEAD + top + clause
    return text + "".join(RULE.format(f"r{i}", f"第{i}款", rule) for i, rule in enumerate(rules))


RANK_UP = _scheme(
    'only_for = { grade = ["一年级"] }\n'
    'tariff = { kind = "target", label = "名次", measure = "rank", edge = "at_most", limit = 5 }',
    'unless = ["grade"]\nwhen = [{ measure = "previous_rank", edge = "over", limit = 2 }]\n'
    'tariff = { kind = "target", label = "名次", measure = "rank", edge = "at_most",'
    ' limit = "previous_rank - 2" }',
    'unless = ["grade"]\nwhen = [{ measure = "previous_rank", edge = "at_most", limit = 2 }]\n'
    'tariff = { kind = "target", label = "名次", measure = "rank", edge = "at_most", limit = 2 }',
    top='[fact.grade]\nlabel = "年级"\nkind = "text"\n',
)
CLASS_TARGETS = _scheme(
    'when = [{ measure = "previous_rate", edge = "under", limit = "line" }]\n'
    'tariff = { kind = "per_unit", measure = "100 rate - 100 line", short = "per_point",'
    ' count = "full", unit = "个百分点", short_word = "低", over_word = "高" }',
    'when = [{ measure = "previous_rate", edge = "at_least", limit = "line" }]\n'
    'tariff = { kind = "per_unit", measure = "100 rate - 100 previous_rate - 3",'
    ' short = "per_point", count = "full", unit = "个百分点", short_word = "低",'
    ' over_word = "高" }',
    top='[parameter.per_point]\nlabel = "每点扣分"\nkind = "score"\nphrase = "每点{}分"\n',
    unit="points",
).replace('short = "per_point"', 'short = "-per_point"')
TOWN_LINE = _scheme(
    'when = [{ measure = "rate - line", edge = "at_least", limit = 0.1 }]\n'
    'tariff = { kind = "consequence", names = ["表彰"] }',
    'when = [{ measure = "line - rate", edge = "at_least", limit = 0.03 }]\n'
    'tariff = { kind = "consequence", names = ["书面说明"] }',
)
BALANCED = _scheme(
    'tariff = { kind = "target", label = "核心指标", measure = "met", edge = "at_least",'
    ' limit = "required" }'
)


@pytest.mark.parametrize(
    ("text", "facts", "outcomes"),
    [
        (RANK_UP, "年级=一年级；名次=5", ["达标"]),
        (RANK_UP, "年级=一年级；名次=6", ["未达标"]),
        (RANK_UP, "名次=5；上次名次=7", ["达标"]),
        (RANK_UP, "名次=6；上次名次=7", ["未达标"]),
        (RANK_UP, "名次=1；上次名次=3", ["达标"]),
        (RANK_UP, "名次=2；上次名次=1", ["达标"]),
        (RANK_UP, "名次=3；上次名次=2", ["未达标"]),
        (TOWN_LINE, "比率=80%；标准线=70%", ["表彰"]),
        (TOWN_LINE, "比率=79.99%；标准线=70%", {}),
        (TOWN_LINE, "比率=67%；标准线=70%", ["书面说明"]),
        (TOWN_LINE, "比率=67.01%；标准线=70%", {}),
        (BALANCED, "达标项数=10；应达标项数=10", ["达标"]),
        (BALANCED, "达标项数=9；应达标项数=10", ["未达标"]),
    ],
)
def test_a_target_or_consequence_follows_its_conditions(
    text: str, facts: str, outcomes: object
) -> None:
    assert applied(read_scheme(text, "示例.toml"), "T1", facts).outcomes == outcomes


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ("比率=66%；标准线=70%；上次比率=60%；每点扣分=2", -8),
        ("比率=66.5%；标准线=70%；上次比率=60%；每点扣分=2", -6),
        ("比率=70%；标准线=70%；上次比率=60%；每点扣分=2", 0),
        ("比率=74%；标准线=70%；上次比率=72%；每点扣分=2", -2),
        ("比率=75%；标准线=70%；上次比率=72%；每点扣分=2", 0),
        ("比率=71%；标准线=70%；上次比率=70%；每点扣分=0.5", -1),
    ],
)
def test_points_are_deducted_for_full_percentage_points_below_the_own_line(
    facts: str, points: int
) -> None:
    assert applied(read_scheme(CLASS_TARGETS, "示例.toml"), "T1", facts).amount == points


@pytest.mark.parametrize("text", [RANK_UP, CLASS_TARGETS, TOWN_LINE, BALANCED])
def test_these_shapes_satisfy_the_linter(text: str) -> None:
    assert lint(read_scheme(text, "示例.toml")) == []
