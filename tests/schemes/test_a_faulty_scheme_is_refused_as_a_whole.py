"""Loading and linting: every fault is named with clause and key, all at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.errors import BadInputError
from xl_quality.schemes.catalogue import load, load_file
from xl_quality.schemes.lint import lint, lint_file
from xl_quality.schemes.loading import read_scheme

from .conftest import HEAD, SOURCE, applied, scheme_with

if TYPE_CHECKING:
    from pathlib import Path

GOOD = 'tariff = { kind = "by_place", top = [500, 400] }'


def _faults(text: str) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        read_scheme(text, "示例.toml")
    return [f"{finding.cell} {finding.message}" for finding in caught.value.findings]


def test_a_good_scheme_loads() -> None:
    scheme = read_scheme(scheme_with(GOOD), "示例.toml")
    assert (scheme.id, [clause.id for clause in scheme.clauses]) == ("sample", ["T1"])
    assert lint(scheme) == []


@pytest.mark.parametrize("key", ["effective_from", "verified_on", "source"])
def test_a_clause_without_source_or_dates_is_refused(key: str) -> None:
    text = "\n".join(
        line for line in scheme_with(GOOD).splitlines() if not line.startswith(f"{key} =")
    )
    assert any(f"缺少“{key}”" in fault for fault in _faults(text))


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ('tariff = { kind = "by_rank", top = [5] }', "T1.r.tariff.kind 不认识这种计奖办法"),
        ('tariff = { kind = "by_place", tops = [5] }', "T1.r.tariff.tops 不认识“tops”"),
        ('tariff = { kind = "by_place", top = ["五百"] }', "T1.r.tariff.top 应为一列数字"),
        ('tariff = { kind = "by_place", top = 500 }', "T1.r.tariff.top 应为一列数字"),
        ('tariff = { kind = "fixed" }', "T1.r.tariff.amount 缺少“amount”"),
        ('tariff = { kind = "fixed", amount = "bonus" }', "没有名为“bonus”的事实"),
        ('tariff = { kind = "fixed", amount = "school" }', "不是数字，不能参与计算"),
        ('tariff = { kind = "fixed", amount = "5 *" }', "看不懂的算式“5 *”"),
        ('tariff = { kind = "fixed", amount = { option = "no" } }', "没有名为“no”的选项"),
        (GOOD + '\npayees = "school"', "T1.r.payees 不认识“payees”"),
        (GOOD + '\nonly_for = { scool = ["甲"] }', "没有名为“scool”的事实"),
        (GOOD + '\nwhen = [{ measure = "rank", edge = "以上", limit = 3 }]', "不认识“以上”"),
        (GOOD + '\nwhen = [{ measure = "rank", edge = "over" }]', "缺少“limit”"),
    ],
)
def test_a_faulty_rule_is_named_with_its_key(rule: str, fault: str) -> None:
    assert any(fault in found for found in _faults(scheme_with(rule)))


def test_all_faults_are_told_at_once() -> None:
    text = scheme_with('tariff = { kind = "by_rank" }').replace("verified_on", "verified")
    assert len(_faults(text)) == 3


def test_a_text_that_is_no_toml_says_where() -> None:
    with pytest.raises(BadInputError, match=r"示例\.toml 不是有效的 TOML.*line 1"):
        read_scheme("[[clause", "示例.toml")


def test_a_date_with_quotes_is_refused() -> None:
    faults = _faults(scheme_with(GOOD).replace("2025-09-02", '"2025-09-02"'))
    assert faults == ["T1.verified_on 应为日期"]


def _versions(first: str, second: str) -> str:
    versions = ""
    for dates, amount in ((first, 500), (second, 600)):
        source = SOURCE.replace("effective_from = 2025-09-01", dates)
        versions += (
            f'[[clause]]\nid = "T1"\ntitle = "示例条款"\napplies_to = "school"\n{source}'
            '[[clause.rule]]\nid = "r"\ntitle = "示例款"\npayee = "school"\n'
            f'tariff = {{ kind = "by_place", top = [{amount}] }}\n'
        )
    return HEAD + versions


def test_two_versions_in_force_on_one_day_are_refused() -> None:
    text = _versions(
        "effective_from = 2025-09-01\neffective_to = 2026-09-01", "effective_from = 2026-09-01"
    )
    assert _faults(text) == ["T1.effective_from 同一条款有两个版本在同一天生效"]
    open_end = _versions("effective_from = 2025-09-01", "effective_from = 2026-09-01")
    assert len(_faults(open_end)) == 1


def test_the_version_in_force_on_the_day_counts() -> None:
    text = _versions(
        "effective_from = 2025-09-01\neffective_to = 2026-08-31", "effective_from = 2026-09-01"
    )
    scheme = read_scheme(text, "示例.toml")
    assert lint(scheme) == []
    assert scheme.clause("T1", date(2026, 8, 31)) is scheme.clauses[0]
    assert scheme.clause("T1", date(2026, 9, 1)) is scheme.clauses[1]
    assert applied(scheme, "T1", "名次=1").amount == 50_000


def test_days_between_two_versions_are_a_finding() -> None:
    text = _versions(
        "effective_from = 2025-09-01\neffective_to = 2026-07-31", "effective_from = 2026-09-01"
    )
    (finding,) = lint(read_scheme(text, "示例.toml"))
    assert finding.message == "2026-08-01至2026-08-31没有生效的版本"


LADDER = 'tariff = {{ kind = "ladder", place = "rank", mode = "flat", brackets = [{}] }}'
BANDS = (
    'tariff = {{ kind = "share_by_band", base = "full_amount", measure = "score", bands = [{}] }}'
)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (LADDER.format("{first=4,last=9,each=1},{first=11,last=14,each=2}"), "10—10 没有规定"),
        (LADDER.format("{first=4,last=9,each=1},{first=9,last=14,each=2}"), "9—9 重叠"),
        (LADDER.format("{first=9,last=4,each=1}"), "9—4 起止颠倒"),
        (LADDER.format("{first=4,each=1},{first=9,each=2}"), "4 起不封顶，后面的档用不到"),
        (
            BANDS.format(
                '{label="良",edge="at_least",limit=75,share=1},'
                '{label="优",edge="at_least",limit=90,share=1},{label="差",share=0}'
            ),
            "“优”在“良”之内，用不到",
        ),
        (BANDS.format('{label="优",edge="at_least",limit=90,share=1}'), "最后一档以外的值没有规定"),
        (
            BANDS.format('{label="差",share=0},{label="优",edge="over",limit=90,share=1}'),
            "“差”收下了其余全部，后面的档用不到",
        ),
        ('tariff = { kind = "hand_entered", low = 1000, high = 300 }', "下限大于上限"),
        ('tariff = { kind = "by_place", top = [400, 500] }', "名次越差反而越有利"),
        ('tariff = { kind = "by_place", bottom = [-100, -200] }', "名次越差反而越有利"),
        ('tariff = { kind = "per_unit", measure = "rank" }', "永远不奖不惩"),
        (
            'tariff = { kind = "per_unit", measure = "rank", over = -1, short = 1 }',
            "方向像是写反了",
        ),
        (
            'tariff = { kind = "split", total = "pot", adds_up_to = 100,'
            ' shares = { "甲" = 60, "乙" = 50 } }',
            "份额之和为110，不是100",
        ),
        ('tariff = { kind = "split", total = "pot", shares = { "甲" = 0 } }', "份额全是0"),
        (
            'tariff = { kind = "table", key = "quota", amounts = [1, 2, 4, 9],'
            ' continuation = "second_difference" }',
            "无法依此类推",
        ),
        (
            'tariff = { kind = "matrix", keys = ["prize"],'
            ' rows = [{ prize = "一等奖", amount = 1 }, { prize = "一等奖", amount = 2 }] }',
            "“一等奖”重复",
        ),
        (
            'tariff = { kind = "matrix", keys = ["level"], rows = [{ level = "town", amount = 1 }] }',
            "“level”没有“town”这个值",
        ),
        (
            GOOD + '\nwhen = [{ measure = "rank", edge = "at_least", limit = 5 },'
            ' { measure = "rank", edge = "under", limit = 5 }]',
            "这些条件不可能同时成立",
        ),
    ],
)
def test_the_linter_finds_what_can_be_read_but_makes_no_sense(rule: str, message: str) -> None:
    found = lint(read_scheme(scheme_with(rule), "示例.toml"))
    assert any(message in finding.message for finding in found), found
    assert all(finding.cell.startswith("T1.") for finding in found)


def test_parts_that_do_not_add_up_to_their_pot_are_found() -> None:
    parts = "".join(
        f'\n[[clause.rule]]\nid = "p{i}"\ntitle = "率奖"\npayee = "teacher"\n'
        f'tariff = {{ kind = "fixed", amount = {amount} }}\n'
        for i, amount in enumerate((35, 35, 25))
    )
    text = scheme_with('tariff = { kind = "fixed", amount = 35 }', clause="pot = 120") + parts
    (finding,) = lint(read_scheme(text, "示例.toml"))
    assert finding.message == "各款之和35＋35＋35＋25＝130，与总额120不符"
    assert lint(read_scheme(text.replace("pot = 120", "pot = 130"), "示例.toml")) == []


def test_an_option_that_nothing_uses_is_found() -> None:
    option = (
        '[[option]]\nid = "idle"\nlabel = "闲置"\nchoices = { a = "甲", b = "乙" }\ndefault = "a"\n'
    )
    (finding,) = lint(read_scheme(scheme_with(GOOD, top=option), "示例.toml"))
    assert finding.cell == "option.idle"
    faults = _faults(scheme_with(GOOD, top=option.replace('default = "a"', 'default = "c"')))
    assert any("默认值“c”不在可选值中" in fault for fault in faults)


def test_linting_a_file_tells_what_keeps_it_from_loading(tmp_path: Path) -> None:
    path = tmp_path / "校方案.toml"
    path.write_text(scheme_with('tariff = { kind = "no" }'), encoding="utf-8")
    (finding,) = lint_file(path)
    assert (finding.sheet, finding.cell) == ("校方案.toml", "T1.r.tariff.kind")
    path.write_text(scheme_with('tariff = { kind = "by_place", top = [1, 2] }'), encoding="utf-8")
    (finding,) = lint_file(path)
    assert (finding.sheet, finding.cell) == ("校方案.toml", "T1.r.tariff.top")
    path.write_bytes(b"\xff\xfe")
    (finding,) = lint_file(path)
    assert "读不出方案文件" in finding.message


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(BadInputError, match="luotuoao-brief"):
        load("no-such-scheme")


def test_a_missing_file_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="读不出方案文件"):
        load_file(tmp_path / "none.toml")
