"""Loading and linting: every fault is named with clause and key, all at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.findings import BadInputError
from xl_quality.schemes.lint import lint, lint_file
from xl_quality.schemes.loading import load, load_file, read_scheme

from .conftest import HEAD, SOURCE, applied, scheme_with

if TYPE_CHECKING:
    from pathlib import Path

GOOD = 'tariff = { kind = "by_place", top = [500, 400] }'
LADDER = 'tariff = {{ kind = "ladder", place = "rank", mode = "flat", brackets = [{}] }}'
AT_LEAST_5 = '{ measure = "rank", edge = "at_least", limit = 5 }'
UNDER_5 = '{ measure = "rank", edge = "under", limit = 5 }'
STEPS = 'tariff = {{ kind = "target_plus_steps", ahead = "8 - rank", at_target = 5, {} }}'
SPLIT = 'tariff = {{ kind = "split", total = "pot", {} }}'
TABLE = 'tariff = {{ kind = "table", key = "quota", continuation = "second_difference", {} }}'
MATRIX = 'tariff = {{ kind = "matrix", keys = ["{}"], rows = [{}] }}'
BANDS = (
    'tariff = {{ kind = "share_by_band", base = "full_amount", measure = "score", bands = [{}] }}'
)


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
        ('tariff = { kind = "fixed", amount = { option = "no" } }', "没有名为“no”的读法"),
        ('tariff = { kind = "split", total = "pot" }', "shares 与 weights 要写且只写一个"),
        ('tariff = { kind = "split", total = "pot", shares = { "甲" = 0 } }', "也不能全是0"),
        ('tariff = { kind = "split", total = "pot", shares = { "甲" = 2, "乙" = -1 } }', "负数"),
        (TABLE.format("amounts = [1, 2]"), "不足三行"),
        ('tariff = { kind = "fixed", amount = "1/0 of" }', "除以了0"),
        ('tariff = "fixed"', "T1.r.tariff 应为表格"),
        ("tariff = { kind = 5 }", "T1.r.tariff.kind 应为文字"),
        ('tariff = { kind = "hand_entered", low = "x", high = 1 }', "T1.r.tariff.low 应为数字"),
        ('tariff = { kind = "matrix", keys = "prize", rows = 1 }', "T1.r.tariff.rows 应为一列表格"),
        (LADDER.format("{first=4.5,each=1}"), "brackets[1].first 应为整数"),
        (GOOD + '\nonly_with = { ladder = "flat" }', "没有名为“ladder”的读法"),
        (GOOD + '\nunless = ["scool"]', "没有名为“scool”的事实"),
        (GOOD.replace("500", "true"), "应为一列数字"),
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
    with pytest.raises(BadInputError, match=r"示例\.toml 第2行第5列不是有效的 TOML"):
        read_scheme("[scheme]\nid =\n", "示例.toml")
    with pytest.raises(BadInputError, match="末尾不是有效的 TOML"):
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
    one_day = text.replace("2026-07-31", "2026-08-30")
    (finding,) = lint(read_scheme(one_day, "示例.toml"))
    assert finding.message == "2026-08-31至2026-08-31没有生效的版本"


@pytest.mark.parametrize(("last", "faults"), [("2025-09-01", 0), ("2025-08-31", 1)])
def test_a_clause_may_hold_for_a_single_day(last: str, faults: int) -> None:
    text = scheme_with(GOOD, clause=f"effective_to = {last}")
    if not faults:
        read_scheme(text, "示例.toml")
        return
    assert [fault.partition(" ")[0] for fault in _faults(text)] == ["T1.effective_to"]


@pytest.mark.parametrize(
    ("parts", "sound"), [((60, 60), True), ((60, 61), False), ((60, 59), False), ((120, 0), False)]
)
def test_a_pot_is_exactly_what_its_parts_make(parts: tuple[int, int], *, sound: bool) -> None:
    rule = 'tariff = {{ kind = "fixed", amount = {} }}'
    other = '\n[[clause.rule]]\nid = "s"\ntitle = "另一款"\npayee = "school"\n'
    text = scheme_with(rule.format(parts[0]) + other + rule.format(parts[1]), clause="pot = 120")
    assert (lint(read_scheme(text, "示例.toml")) == []) is sound


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
        ('tariff = { kind = "by_place" }', "没有任何名次的金额"),
        ('tariff = { kind = "hand_entered", low = "1/3", high = 1 }', "上下限不是整分"),
        ('tariff = { kind = "fixed", amount = 0 }', "定额为0"),
        (
            STEPS.format("per_step = -1"),
            "每高一步反而减少",
        ),
        (
            'tariff = { kind = "target", label = "名次", measure = 5, edge = "over", limit = 3 }',
            "目标不依赖任何事实",
        ),
        ('tariff = { kind = "consequence", names = ["诫勉谈话"] }', "没有写条件"),
        (
            BANDS.format(
                '{label="优",edge="at_least",limit=90,share=1},'
                '{label="良",edge="over",limit=90,share=1},{label="差",share=0}'
            ),
            "“良”在“优”之内，用不到",
        ),
        ('tariff = { kind = "by_place", bottom = [-100, -200] }', "名次越差反而越有利"),
        ('tariff = { kind = "per_unit", measure = "rank" }', "永远不奖不惩"),
        (
            'tariff = { kind = "per_unit", measure = "rank", over = -1, short = 1 }',
            "方向像是写反了",
        ),
        (
            SPLIT.format('adds_up_to = 100, shares = { "甲" = 60, "乙" = 50 }'),
            "份额之和为110，不是100",
        ),
        (
            TABLE.format("amounts = [1, 2, 4, 9]"),
            "无法依此类推",
        ),
        (
            MATRIX.format(
                "prize", '{ prize = "一等奖", amount = 1 }, { prize = "一等奖", amount = 2 }'
            ),
            "“一等奖”重复",
        ),
        (
            MATRIX.format("level", '{ level = "town", amount = 1 }'),
            "“level”没有“town”这个值",
        ),
        (
            f"{GOOD}\nwhen = [{AT_LEAST_5}, {UNDER_5}]",
            "这些条件不可能同时成立",
        ),
    ],
)
def test_the_linter_finds_what_can_be_read_but_makes_no_sense(rule: str, message: str) -> None:
    found = lint(read_scheme(scheme_with(rule), "示例.toml"))
    assert any(message in finding.message for finding in found), found
    assert all(finding.cell.startswith("T1.") for finding in found)


@pytest.mark.parametrize("high", ["500", "500.01"])
def test_an_amount_entered_by_hand_may_have_a_range_of_a_single_amount(high: str) -> None:
    tariff = f'tariff = {{ kind = "hand_entered", low = 500, high = {high} }}'
    scheme = read_scheme(scheme_with(tariff), "示例.toml")
    assert lint(scheme) == []
    assert applied(scheme, "T1", "填报金额=500").amount == 50_000


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


PARAMETER = """[parameter.bonus]
label = "奖额"
kind = "money"
"""


@pytest.mark.parametrize(
    ("top", "fault"),
    [
        (PARAMETER.replace('"money"', '"cash"'), "方案.parameter.bonus 写法不对"),
        (PARAMETER.replace("label", "name"), "方案.parameter.bonus 写法不对"),
        ('fact = { bonus = "money" }', "方案.fact.bonus 写法不对"),
        ('[[option]]\nid = "x"', "缺少“label”"),
        ('remark = "…"', "方案.remark 不认识“remark”"),
    ],
)
def test_a_faulty_head_is_named_with_its_key(top: str, fault: str) -> None:
    before = top if top.startswith(("fact", "remark")) else ""
    text = before + scheme_with(GOOD, top="" if before else top)
    assert any(fault in found for found in _faults(text))


@pytest.mark.parametrize(
    ("clause", "fault"),
    [
        ("effective_to = 2025-08-31", "失效日期早于生效日期"),
        ('unit = "dollars"', "不认识“dollars”"),
        ('pot = "all"', "应为数字"),
        ('[[clause.bar]]\nwhy = "…"', "请写明什么情况下一票否决"),
    ],
)
def test_a_faulty_clause_is_named_with_its_key(clause: str, fault: str) -> None:
    text = scheme_with(GOOD).replace("[[clause.rule]]", f"{clause}\n[[clause.rule]]")
    with pytest.raises(BadInputError) as caught:
        read_scheme(text, "示例.toml")
    assert any(fault in str(finding) for finding in caught.value.findings)


def test_two_rules_of_one_name_are_refused() -> None:
    again = f'[[clause.rule]]\nid = "r"\ntitle = "又一款"\npayee = "nobody"\n{GOOD}\n'
    faults = _faults(scheme_with(GOOD) + again)
    assert any("有两款的 id 都是“r”" in fault for fault in faults)
    assert any("不认识“nobody”" in fault for fault in faults)


def test_a_payment_to_nobody_is_found() -> None:
    text = scheme_with(GOOD).replace('payee = "school"', 'payee = "none"')
    (finding,) = lint(read_scheme(text, "示例.toml"))
    assert (finding.cell, finding.message) == ("T1.r.payee", "会产生金额，却没有兑现对象")


FEED = """
[[feed]]
clause = "T1"
key = ["unit", "exam", "subject"]
payees = {{ school = "unit" }}
[[feed.take]]
list = "{}"
{}
facts = {{ rank = "rank", of = "of" }}
"""


def test_a_clause_that_would_pay_by_any_exam_of_the_county_is_found_once() -> None:
    text = scheme_with(GOOD) + 2 * FEED.format("县名次", "")
    told = [one.message for one in lint(read_scheme(text, "示例.toml"))]
    assert told == ["条款T1取县名次时没有写考试性质，中考、统考、抽考的名次都会算进去"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("县名次", 'exam_kinds = ["entrance"]'),
        ("县名次", 'exam_kinds = ["全县抽考", "activity"]'),
        ("指标", ""),
    ],
)
def test_a_clause_that_names_its_kinds_or_takes_no_places_is_sound(name: str, kinds: str) -> None:
    assert lint(read_scheme(scheme_with(GOOD) + FEED.format(name, kinds), "示例.toml")) == []


def test_a_kind_of_exam_that_is_none_is_refused() -> None:
    [fault] = _faults(scheme_with(GOOD) + FEED.format("县名次", 'exam_kinds = ["联考"]'))
    assert "exam_kinds" in fault
    assert "不认识考试性质“联考”" in fault


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ('"五百"', "五百"),
        ('["五百", "四百"]', "五百、四百"),
        ("[{ first = 1 }]", ""),
        ("{ a = 1 }", ""),
    ],
)
def test_what_stands_at_a_fault_is_shown_unless_it_is_a_table(value: str, found: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_scheme(scheme_with(f'tariff = {{ kind = "by_place", top = {value} }}'), "示例.toml")
    assert caught.value.findings[0].found == found


def test_what_is_missing_shows_nothing() -> None:
    with pytest.raises(BadInputError) as caught:
        read_scheme(scheme_with('tariff = { kind = "fixed" }'), "示例.toml")
    assert caught.value.findings[0].found == ""


@pytest.mark.parametrize(
    ("first", "last", "second", "overlap"),
    [
        ("2025-09-01", "2026-08-31", "2026-09-01", False),
        ("2025-09-01", "2026-09-01", "2026-09-01", True),
    ],
)
@pytest.mark.parametrize("later_first", [False, True])
def test_two_versions_of_a_clause_share_no_day(
    first: str, last: str, second: str, *, overlap: bool, later_first: bool
) -> None:
    text = scheme_with(GOOD)
    head, _, clause = text.partition("[[clause]]")
    old, new = (
        "[[clause]]" + clause.replace("effective_from = 2025-09-01", days)
        for days in (
            f"effective_from = {first}\neffective_to = {last}",
            f"effective_from = {second}",
        )
    )
    whole = head + (new + old if later_first else old + new)
    if overlap:
        assert any("T1.effective_from" in fault for fault in _faults(whole))
    else:
        assert len(read_scheme(whole, "示例.toml").clauses) == 2


def test_a_slip_in_the_name_of_a_scheme_is_told_the_nearest() -> None:
    with pytest.raises(BadInputError, match="是不是“luotuoao-brief”？"):
        load("luotuoao-breif")


def test_a_reading_that_no_scheme_has_is_told_with_those_there_are() -> None:
    scheme = load("luotuoao-brief")
    with pytest.raises(BadInputError) as caught:
        scheme.choices({"way": "a"})
    assert f"有：{'、'.join(scheme.options)}" in str(caught.value)
    with pytest.raises(BadInputError, match="有：无"):
        read_scheme(scheme_with(GOOD), "示例.toml").choices({"way": "a"})
