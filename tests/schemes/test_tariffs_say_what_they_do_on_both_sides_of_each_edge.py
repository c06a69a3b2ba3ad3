"""Every tariff on, below and above each of its edges: what it pays, and the words that say why."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xl_quality.core.facts import Fact, Source
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.arithmetic import CutTies, HalfRounding, lower_half
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import load, read_scheme
from xl_quality.schemes.results import Indicator
from xl_quality.schemes.scheme_text import scheme_text

from .conftest import DAY, applied, rows, scheme_with

TARIFFS = {
    "差额": 'kind = "per_unit", measure = "admitted - quota", over = 200, short = -100',
    "只奖超": 'kind = "per_unit", measure = "admitted - quota", over = 200',
    "只罚缺": 'kind = "per_unit", measure = "admitted - quota", short = -100',
    "人数": 'kind = "per_unit", measure = "admitted", over = 50, unit = "人"',
    "满个": 'kind = "per_unit", measure = "100 rate", over = 3, count = "full", unit = "个"',
    "目标名次": 'kind = "target_plus_steps", ahead = "8 - rank", at_target = 300, per_step = 200',
    "目标人数": 'kind = "target_plus_steps", ahead = "admitted - 30", at_target = 300,'
    " per_step = 9",
    "超过目标": 'kind = "target_plus_steps", ahead = "admitted - quota", at_target = 300,'
    " per_step = -200",
    "定额": 'kind = "fixed", amount = "full_amount"',
    "填报": 'kind = "hand_entered", low = 300, high = 1000',
    "首尾": 'kind = "by_place", top = [500, 400], bottom = [-500, -400]',
    "前列": 'kind = "by_place", top = [500, 400]',
    "末位": 'kind = "by_place", bottom = [-500, -400]',
    "查表": 'kind = "table", key = "quota", amounts = [100, 250, 450], continuation = "none"',
    "半个": 'kind = "table", key = "2 score", amounts = [100, 250, 450],'
    ' continuation = "second_difference"',
    "分档": 'kind = "ladder", place = "rank", mode = "progressive", brackets = ['
    "{ first = 4, last = 9, each = 20 }, { first = 10, each = 30 }]",
    "等次": 'kind = "share_by_band", base = "full_amount", measure = "score", bands = ['
    '{ label = "优", edge = "at_least", limit = 90, share = 1 },'
    '{ label = "良", edge = "over", limit = 80, share = "2/3" },'
    '{ label = "差", share = 0 }]',
    "下半": 'kind = "lower_half", name = "交流", persons = "teachers", ranks = "teacher_ranks",'
    ' rounding = "down", ties = "all_out"',
    "逐级": 'kind = "consequence_ladder", key = "last_count", rungs = ["检讨", "通报"],'
    ' mode = "own"',
    "折算": 'kind = "counts_as", name = "旷课", measure = "quota", each = 2, unit = "节"',
    "评等": 'kind = "rating", measure = "score", grades = ['
    '{ label = "优", edge = "over", limit = 90 }, { label = "良", limit = 80 }]',
    "名次目标": 'kind = "target", label = "名次", measure = "rank", edge = "at_most", limit = 8,'
    ' points = "full_points", credit = "in_proportion"',
    "比率目标": 'kind = "target", label = "率", measure = "rate", edge = "at_least",'
    ' limit = "line", points = "full_points", credit = "in_proportion"',
    "全或无": 'kind = "target", label = "率", measure = "rate", edge = "at_least", limit = "line",'
    ' points = "full_points"',
    "提高": 'kind = "raised_line", label = "率", measure = "rate", line = 0.7,'
    ' previous = "previous_rate", raise = 0.03, ceiling = "full", each = 2, no_previous = "line",'
    ' limit = "full_points"',
    "满点提高": 'kind = "raised_line", label = "率", measure = "rate", line = 0.7,'
    ' previous = "previous_rate", raise = 0.03, ceiling = "open", each = 2,'
    ' no_previous = "line", count = "full"',
    "几项": 'kind = "items_met", label = "指标", met = "teachers", at_least = 2, of = 3,'
    ' chosen = "receivers"',
    "份额": 'kind = "split", total = "quota", shares = { "甲" = 1, "乙" = 3 }, ties = "larger"',
    "权重": 'kind = "split", total = "quota", weights = "weights"',
    "通报": 'kind = "record", label = "名次", measure = "rank"',
}
RECEIVERS = '[fact.receivers]\nlabel = "必达项"\nkind = "texts"\nphrase = "必达{}"\n'


@pytest.mark.parametrize(
    "row", rows("schemes_tariff_edges.csv"), ids=lambda r: f"{r['计奖办法']} {r['事实']}"
)
def test_a_tariff_pays_and_says_what_the_table_has(row: dict[str, str]) -> None:
    rule = f"tariff = {{ {TARIFFS[row['计奖办法']]} }}"
    scheme = read_scheme(scheme_with(rule, top=RECEIVERS), "示例.toml")
    found = applied(scheme, "T1", row["事实"])
    assert found.amount == Fraction(row["金额（元）"]) * 100
    assert "、".join(one.gap for one in found.indicators) == row["差距"]
    told = [*(line.why for line in found.lines), *map(str, found.passed_over)]
    assert list(dict.fromkeys(told)) == row["理由"].split("\n")


@pytest.mark.parametrize("amount", ["299.99", "1000.01"])
def test_an_amount_by_hand_outside_of_its_range_is_refused(amount: str) -> None:
    scheme = read_scheme(scheme_with(f"tariff = {{ {TARIFFS['填报']} }}"), "示例.toml")
    with pytest.raises(BadInputError, match=f"金额{amount}元超出规定范围300—1000元"):
        applied(scheme, "T1", f"填报金额={amount}")


@pytest.mark.parametrize(
    ("ranks", "rounding", "all_in", "all_out"),
    [
        ([3, 9], HalfRounding.DOWN, [1], [1]),
        ([9, 9], HalfRounding.DOWN, [0, 1], []),
        ([7], HalfRounding.DOWN, [0], [0]),
        ([5, 9, 7], HalfRounding.DOWN, [1], [1]),
        ([5, 9, 7], HalfRounding.UP, [1, 2], [1, 2]),
        ([5, 9, 5], HalfRounding.UP, [0, 1, 2], [1]),
        ([5, 9, 8, 1], HalfRounding.UP, [1, 2], [1, 2]),
        ([8, 9, 8, 8], HalfRounding.DOWN, [0, 1, 2, 3], [1]),
    ],
)
def test_the_lower_half_ends_at_the_cut_and_ties_there_are_all_in_or_all_out(
    ranks: list[int], rounding: HalfRounding, all_in: list[int], all_out: list[int]
) -> None:
    assert lower_half(ranks, rounding, CutTies.ALL_IN) == all_in
    assert lower_half(ranks, rounding, CutTies.ALL_OUT) == all_out


def band(label: str, edge: str, limit: float) -> str:
    return f'{{ label = "{label}", edge = "{edge}", limit = {limit}, share = 1 }}'


def bands(*rows: str) -> str:
    rest = '{ label = "差", share = 0 }'
    return (
        'kind = "share_by_band", base = "full_amount", measure = "score",'
        f" bands = [{', '.join([*rows, rest])}]"
    )


def brackets(*limits: tuple[int, int | None]) -> str:
    rows = [
        f"{{ first = {first}, {f'last = {last}, ' if last else ''}each = 20 }}"
        for first, last in limits
    ]
    return f'kind = "ladder", place = "rank", mode = "flat", brackets = [{", ".join(rows)}]'


def table(amounts: str, continuation: str) -> str:
    return f'kind = "table", key = "quota", amounts = {amounts}, continuation = "{continuation}"'


SOUND = [
    ('kind = "per_unit", measure = "quota", over = 0, short = -1', ""),
    ('kind = "per_unit", measure = "quota", over = 1, short = 0', ""),
    ('kind = "per_unit", measure = "quota", over = 0, short = 0', "超、缺两边都是0"),
    ('kind = "per_unit", measure = "quota", over = -1, short = -1', ""),
    ('kind = "per_unit", measure = "quota", over = -1, short = 0', ""),
    ('kind = "per_unit", measure = "quota", over = 0, short = 1', ""),
    ('kind = "per_unit", measure = "quota", over = -1, short = 1', "超过反而扣"),
    ('kind = "target_plus_steps", ahead = "quota", at_target = 1, per_step = 0', ""),
    ('kind = "target_plus_steps", ahead = "quota", at_target = 1, per_step = -1', "反而减少"),
    ('kind = "fixed", amount = -1', ""),
    ('kind = "fixed", amount = 0', "定额为0"),
    ('kind = "fixed", amount = 1', ""),
    ('kind = "hand_entered", low = 300, high = 300', ""),
    ('kind = "hand_entered", low = 300.01, high = 300', "下限大于上限"),
    ('kind = "hand_entered", low = 0.01, high = 300', ""),
    ('kind = "hand_entered", low = 0.005, high = 300', "不是整分"),
    ('kind = "hand_entered", low = 1, high = 300.005', "不是整分"),
    ('kind = "by_place", top = [2, 1]', ""),
    ('kind = "by_place", top = [2, 2]', ""),
    ('kind = "by_place", top = [9, 1, 2]', "第3格比第2格更有利"),
    ('kind = "by_place", bottom = [-2, -1]', ""),
    ('kind = "by_place", bottom = [-2, -2]', ""),
    ('kind = "by_place", bottom = [-1, -2]', "第2格比第1格更有利"),
    ('kind = "by_place", top = [1], bottom = [-1]', ""),
    (table("[1, 3, 6, 10]", "second_difference"), ""),
    (table("[1, 3, 6, 11]", "second_difference"), "无法依此类推"),
    (table("[1, 3, 6, 11]", "none"), ""),
    (brackets((4, 9), (10, None)), ""),
    (brackets((4, 4), (5, 9)), ""),
    (brackets((4, 3)), "4—3 起止颠倒"),
    (brackets((4, 9), (9, 12)), "9—9 重叠"),
    (brackets((4, 9), (11, 12)), "10—10 没有规定"),
    (brackets((4, 9), (13, 14)), "10—12 没有规定"),
    (brackets((4, None), (10, 12)), "4 起不封顶"),
    (bands(band("优", "at_least", 90), band("良", "at_least", 80)), ""),
    (bands(band("优", "at_least", 80), band("良", "at_least", 90)), "“良”在“优”之内"),
    (bands(band("优", "over", 90), band("良", "at_least", 90)), ""),
    (bands(band("优", "at_least", 90), band("良", "over", 90)), "“良”在“优”之内"),
    (bands(band("优", "over", 90), band("良", "over", 90)), "“良”在“优”之内"),
    (bands(band("优", "at_most", 1), band("良", "at_most", 2)), ""),
    (bands(band("优", "at_most", 2), band("良", "under", 1)), "“良”在“优”之内"),
    (bands(band("优", "under", 2), band("良", "at_most", 2)), ""),
    (bands(band("优", "at_least", 90), band("良", "under", 90)), ""),
    (bands('{ label = "优", share = 1 }'), "“优”收下了其余全部"),
    (
        bands(band("优", "at_least", 90)).replace(', { label = "差", share = 0 }', ""),
        "最后一档以外的值没有规定",
    ),
    ('kind = "split", total = "quota", shares = { "甲" = 30, "乙" = 70 }, adds_up_to = 100', ""),
    (
        'kind = "split", total = "quota", shares = { "甲" = 30, "乙" = 71 }, adds_up_to = 100',
        "份额之和为101，不是100",
    ),
    ('kind = "consequence_ladder", key = "quota", rungs = ["一", "二"], mode = "own"', ""),
    ('kind = "counts_as", name = "旷课", measure = "quota", each = 0.01, unit = "节"', ""),
    ('kind = "counts_as", name = "旷课", measure = "quota", each = 0, unit = "节"', "应大于0"),
    ('kind = "counts_as", name = "旷课", measure = "quota", each = -1, unit = "节"', "应大于0"),
    ('kind = "target", label = "率", measure = "rate", edge = "over", limit = 1', ""),
    ('kind = "target", label = "率", measure = "rate", edge = "over", limit = 2', "大于100%"),
    ('kind = "target", label = "率", measure = "100 rate", edge = "over", limit = 2', ""),
    ('kind = "target", label = "率", measure = "rate + line", edge = "over", limit = 2', ""),
    ('kind = "target", label = "率", measure = "quota", edge = "over", limit = 2', ""),
    ('kind = "target", label = "率", measure = "1", edge = "over", limit = 2', "不依赖任何事实"),
]
"""A tariff and what is wrong with it, ``""`` = nothing."""


@pytest.mark.parametrize(("tariff", "message"), SOUND)
def test_what_a_tariff_cannot_mean_is_found_and_nothing_beside_it(
    tariff: str, message: str
) -> None:
    payee = 'payee = "school"' if "split" not in tariff else 'payee = "none"'
    text = scheme_with(f"tariff = {{ {tariff} }}").replace('payee = "school"', payee)
    found = [finding.message for finding in lint(read_scheme(text, "示例.toml"))]
    assert len(found) == bool(message), found
    assert message in "".join(found)


RAISED = (
    'kind = "raised_line", label = "率", measure = "rate", line = {}, previous = "previous_rate",'
    ' raise = {}, ceiling = "full", each = {}, no_previous = "line"'
)


@pytest.mark.parametrize(
    ("line", "by", "each", "message"),
    [
        ("0.01", "0.03", "1", ""),
        ("0", "0.03", "1", "标准线应在0到100%之间"),
        ("1", "0.03", "1", ""),
        ("1.01", "0.03", "1", "标准线应在0到100%之间"),
        ("0.7", "0", "1", ""),
        ("0.7", "-0.01", "1", "提高的幅度是负数"),
        ("0.7", "0.03", "0.5", ""),
        ("0.7", "0.03", "0", "应大于0"),
    ],
)
def test_a_raised_line_is_above_nothing_and_at_most_everybody(
    line: str, by: str, each: str, message: str
) -> None:
    text = scheme_with(f"tariff = {{ {RAISED.format(line, by, each)} }}", clause='unit = "points"')
    found = [finding.message for finding in lint(read_scheme(text, "示例.toml"))]
    assert len(found) == bool(message), found
    assert message in "".join(found)


@pytest.mark.parametrize(
    ("tariff", "message"),
    [
        (table("[1, 3]", "second_difference"), "依此类推"),
        (table("[1, 3, 6]", "second_difference"), ""),
        (table("[1, 3]", "none"), ""),
        ('kind = "split", total = "quota", shares = { "甲" = 0, "乙" = 0 }', "份额"),
        ('kind = "split", total = "quota", shares = { "甲" = 0, "乙" = 1 }', ""),
        ('kind = "split", total = "quota", shares = { "甲" = -1, "乙" = 2 }', "份额"),
        (
            'kind = "split", total = "quota", shares = { "甲" = 1 }, weights = "weights"',
            "shares 与 weights",
        ),
        ('kind = "split", total = "quota"', "shares 与 weights"),
        ('kind = "split", total = "quota", weights = "weights"', ""),
    ],
)
def test_a_tariff_that_contradicts_itself_is_not_read(tariff: str, message: str) -> None:
    text = scheme_with(f"tariff = {{ {tariff} }}")
    if not message:
        read_scheme(text, "示例.toml")
        return
    with pytest.raises(BadInputError) as caught:
        read_scheme(text, "示例.toml")
    assert [message in str(finding) for finding in caught.value.findings] == [True]


@pytest.mark.parametrize(
    ("tariff", "words"),
    [
        ("查表", "缺1名100元、缺2名250元、缺3名450元，表外不奖不惩"),
        ("首尾", "第1名500元、第2名400元；倒数第1名－500元、倒数第2名－400元"),
        ("前列", "第1名500元、第2名400元；兑现对象"),
        ("末位", "款：倒数第1名－500元、倒数第2名－400元"),
        ("逐级", "逐级追究：1→检讨、2→通报，超出的按最后一级；只用本级"),
        ("分档", "倒数第4—9名每名20元、倒数第10名及以前每名30元，分段累进"),
        ("差额", "录取数－指标数：每超1名200元，每缺1名－100元"),
        ("只奖超", "录取数－指标数：每超1名200元；"),
        ("人数", "录取数：每1人50元；"),
        ("满个", "每1个3元，只计满1个的"),
        ("提高", "上次已达到的，应在上次基础上提高3个百分点（最高100%）"),
        ("提高", "每低1个百分点扣2元（不满1个的按比例），以满分值为限"),
        ("满点提高", "每低1个百分点扣2元（只计满1个的）"),
        ("几项", "3项中至少达标2项"),
        ("份额", "指标数按1:3分给甲、乙（最大余数法，余数相同归份额大的，各份之和等于总数）"),
        ("权重", "指标数按权重分配（最大余数法，余数相同归排在前面的，各份之和等于总数）"),
        ("等次", "优（不低于90）按1；良（超过80）按2/3；差（其余）按0"),
        ("折算", "每1计为旷课2节"),
    ],
)
def test_a_tariff_is_told_in_the_scheme_row_by_row(tariff: str, words: str) -> None:
    rule = f"tariff = {{ {TARIFFS[tariff]} }}"
    assert words in scheme_text(read_scheme(scheme_with(rule, top=RECEIVERS), "示例.toml"))


@pytest.mark.parametrize(("admitted", "gap"), [(29, "差1名"), (30, "持平"), (31, "高1名")])
def test_a_share_that_is_reached_or_missed_by_one_says_by_what(admitted: int, gap: str) -> None:
    facts = f"县下达指标总数=40；学校=骆驼坳中学；录取数={admitted}"
    lines = applied(load("luotuoao-brief"), "A2", facts).lines
    (reached,) = (one.effect for one in lines if isinstance(one.effect, Indicator))
    assert (reached.gap, reached.met) == (gap, admitted >= 30)


@pytest.mark.parametrize(
    ("scheme", "pays"),
    [("luotuoao-brief", ["A6", "A7", "A8", "A10"]), ("balanced", ["K2"]), ("county-2025", [])],
)
def test_a_clause_pays_where_some_rule_gives_money_to_somebody(
    scheme: str, pays: list[str]
) -> None:
    assert [clause.id for clause in load(scheme).clauses if clause.pays] == pays


@pytest.mark.parametrize(("ties", "shares"), [("larger", [0, 2]), ("earlier", [1, 1])])
def test_equal_remainders_go_where_the_office_says_and_its_record_says_so(
    ties: str, shares: list[int]
) -> None:
    rule = f'tariff = {{ kind = "split", total = "quota", weights = "weights", ties = "{ties}" }}'
    scheme = read_scheme(scheme_with(rule), "示例.toml")
    found = applied(scheme, "T1", "指标数=2；权重=1，3")
    assert found.outcomes == shares
    assert [
        f"第{n}份得{size}名" in line.why
        for n, size, line in zip((1, 2), shares, found.lines, strict=True)
    ] == [True, True]
    (tariff,) = scheme.clauses[0].rules[0].tariffs.values()
    assert tariff.recorded()["larger_first"] is (ties == "larger")


def grades(*limits: str) -> str:
    rows = ", ".join(f'{{ label = "第{n}等"{limit} }}' for n, limit in enumerate(limits, 1))
    return f'kind = "rating", measure = "score", grades = [{rows}]'


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ((", limit = 90", ", limit = 80", ""), ""),
        ((", limit = 90", "", ""), "收下了其余全部"),
        (("", ""), "收下了其余全部"),
        ((", limit = 90", ", limit = 90", ""), "没有从高到低"),
        ((", limit = 90", ", limit = 80"), "最后一等以外"),
    ],
)
def test_only_the_last_grade_takes_all_the_rest(limits: tuple[str, ...], message: str) -> None:
    text = scheme_with(f"tariff = {{ {grades(*limits)} }}")
    found = [finding.message for finding in lint(read_scheme(text, "示例.toml"))]
    assert [message in one for one in found] == [True] * bool(message)


@pytest.mark.parametrize(
    ("source", "among"),
    [
        (Source(words="全镇任课教师"), "（全镇任课教师）"),
        (Source.at("教师名次", "D5").also("，并列"), ""),
        (Source.at("教师名次", "D5"), ""),
        (Source(), ""),
    ],
)
def test_a_teacher_is_told_among_whom_the_places_are_where_no_cell_shows_it(
    source: Source, among: str
) -> None:
    scheme = read_scheme(scheme_with(f"tariff = {{ {TARIFFS['下半']} }}"), "示例.toml")
    facts = {"teachers": Fact(("甲", "乙")), "teacher_ranks": Fact((3, 9), source)}
    (hit,) = evaluate(scheme, "T1", facts, on=DAY).consequences
    told = f"本人居第9名{among}，在任教的2人中居第2名，在靠后一半"
    assert str(hit.reason_for("乙")).startswith(told)


def test_a_teacher_reads_what_the_own_place_was_made_of_and_nobody_elses() -> None:
    scheme = read_scheme(scheme_with(f"tariff = {{ {TARIFFS['下半']} }}"), "示例.toml")
    shares = ("六年级2/9", "四年级24/25和五年级1/9的平均")
    made_of = f"名次占比依次为{'、'.join(shares)}"
    ranks = Fact((1, 2), Source(words="按名次占比折算"), made_of, shares)
    facts = {"teachers": Fact(("甲", "乙")), "teacher_ranks": ranks}
    (hit,) = evaluate(scheme, "T1", facts, on=DAY).consequences
    own = str(hit.reason_for("乙"))
    assert "（按名次占比折算，本人四年级24/25和五年级1/9的平均）" in own
    assert "2/9" not in own
    assert all(share in str(hit.reason) for share in shares), "the office checks all of them"


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ((1, 2), "2人任教，本人居第2名"),
        ((2, 3), "本人居第3名，在任教的2人中居第2名"),
    ],
)
def test_a_place_beyond_the_persons_is_told_beside_that_among_them(
    places: tuple[int, int], told: str
) -> None:
    scheme = read_scheme(scheme_with(f"tariff = {{ {TARIFFS['下半']} }}"), "示例.toml")
    facts = {"teachers": Fact(("甲", "乙")), "teacher_ranks": Fact(places)}
    (hit,) = evaluate(scheme, "T1", facts, on=DAY).consequences
    assert str(hit.reason_for("乙")).startswith(f"{told}，在靠后一半")


def test_a_raised_line_is_scored_and_a_chosen_item_is_counted() -> None:
    scheme = read_scheme(
        scheme_with(f"tariff = {{ {TARIFFS['提高']} }}", clause='unit = "points"'), "示例.toml"
    )
    (found,) = applied(scheme, "T1", "比率=68%；上次比率=60%").indicators
    assert (found.scored, found.met) == (True, False)
    items = read_scheme(
        scheme_with(f"tariff = {{ {TARIFFS['几项']} }}", top=RECEIVERS), "示例.toml"
    )
    _, chosen = applied(items, "T1", "任课教师=甲、乙；必达项=乙、丙").indicators
    assert (chosen.actual, chosen.target, chosen.met) == ("1项", "全部2项", False)


def test_a_rule_for_primary_schools_says_so_in_one_word() -> None:
    rule = 'only_for = { school = ["小学", "光明学校"] }\ntariff = { kind = "fixed", amount = 5 }'
    assert "（限小学、光明学校）" in scheme_text(read_scheme(scheme_with(rule), "示例.toml"))
