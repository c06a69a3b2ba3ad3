"""What stands out in a unit: which figures are worth a sentence, and which of them go first."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from string import Formatter
from typing import Any

import pytest

from xl_quality.core.figures import GroupResult, PlaceChange, Printed
from xl_quality.core.groups import Group, Level
from xl_quality.core.observations import RULES, observed
from xl_quality.core.options import Measure
from xl_quality.core.profiles import Standing, UnitProfile
from xl_quality.core.ranking import divide
from xl_quality.core.statistics import FiveNumbers, Rates

UNIT = Group(Level.SCHOOL, "青石小学", "六年级")


def rates(number: int, passing: int = 0, excellent: int = 0, low: int = 0, due: int = 0) -> Rates:
    return Rates(
        rows=due or number,
        scored=number,
        blank=0,
        marks={},
        divisor=number,
        total=0,
        pass_n=passing,
        excellent_n=excellent,
        low_n=low,
        highest=None,
        lowest=None,
        due=due or number,
    )


def result(
    subject: str,
    counts: Rates | None,
    composite: str = "60.00",
    rank: int | None = 4,
    *of_and_gap: Any,
) -> GroupResult:
    of, gap = [*of_and_gap, 7, "5.00"][:2] if len(of_and_gap) != 1 else [*of_and_gap, "5.00"]

    def share(count: int) -> Decimal | None:
        return divide(count * 100, counts.divisor, 2) if counts else None

    printed = Printed(
        mean=Decimal("60.00"),
        pass_rate=share(counts.pass_n if counts else 0),
        excellent_rate=share(counts.excellent_n if counts else 0),
        low_rate=share(counts.low_n if counts else 0),
        composite=Decimal(composite),
    )
    end = None if rank is None else of + 1 - rank
    return GroupResult(
        *("期末", "期末", UNIT, subject, counts, None, printed, rank, end, of, Decimal(gap))
    )


def standing(subject: str = "语文", *, whole: Rates | None = None, **changed: Any) -> Standing:
    own = changed.pop("own", None) or result(subject, rates(100, 70, 30, 5))
    fields: dict[str, Any] = {
        "full": 10_000,
        "places": {Measure.PASS_RATE: 6, Measure.EXCELLENT_RATE: 5, Measure.LOW_RATE: 4},
        "margin": Decimal("1.00"),
        "lead": Decimal("2.00"),
        "whole": whole and result(subject, whole),
    }
    return Standing(own, Measure.COMPOSITE, **{**fields, **changed})


def profile(*subjects: Standing, overall: Standing | None = None) -> UnitProfile:
    return UnitProfile("期末", UNIT, subjects, overall, {}, (), ("期末",))


def told(*subjects: Standing, overall: Standing | None = None) -> list[str]:
    return [one.sentence("全镇", "校") for one in observed(profile(*subjects, overall=overall))]


def noticed(*subjects: Standing, overall: Standing | None = None) -> list[str]:
    return [one.rule.id for one in observed(profile(*subjects, overall=overall))]


def test_a_rate_far_below_is_told_with_its_place() -> None:
    one = standing("语文", own=result("语文", rates(1000, 612)), whole=rates(1000, 695))
    assert told(one) == ["语文及格率61.20%，低于全镇8.30个百分点，列第6位（共7校）。"]


@pytest.mark.parametrize(
    ("own", "whole", "worth"),
    [
        (rates(100, 65), rates(100, 70), True),  # five points, five pupils
        (rates(1000, 650), rates(1000, 699), False),  # 4.9 points
        (rates(10_000, 6500), rates(10_000, 6999), False),  # 4.99 points
        (rates(40, 26), rates(1000, 700), True),  # exactly five points of forty: two pupils
        (rates(20, 13), rates(1000, 720), False),  # seven points of twenty: 1.4 pupils
        (rates(3, 1), rates(300, 200), False),  # a third of three: one pupil
        (rates(3, 0), rates(300, 200), True),  # two of three
    ],
)
def test_a_rate_is_worth_a_word_from_five_points_and_two_pupils(
    own: Rates, whole: Rates, *, worth: bool
) -> None:
    found = noticed(standing("语文", own=result("语文", own), whole=whole))
    assert ("rate below" in found) is worth
    assert "rate above" not in found


def test_a_low_rate_is_good_where_it_is_low() -> None:
    below = standing("语文", own=result("语文", rates(100, low=2)), whole=rates(100, low=12))
    above = standing("数学", own=result("数学", rates(100, low=22)), whole=rates(100, low=12))
    assert told(below, above) == [
        "语文低分率2.00%，低于全镇10.00个百分点，列第4位（共7校）。",
        "数学低分率22.00%，高于全镇10.00个百分点，列第4位（共7校）。",
    ]


@pytest.mark.parametrize(("of", "worth"), [(2, False), (3, True)])
def test_of_two_nobody_is_called_first_or_last(of: int, *, worth: bool) -> None:
    first = standing("语文", own=result("语文", rates(9), "80.00", 1, of, "0.00"), margin=None)
    last = standing("数学", own=result("数学", rates(9), "40.00", of, of, "9.00"), lead=None)
    found = noticed(first, last)
    assert ("first" in found, "last" in found) == (worth, worth)


def test_first_and_last_name_the_distance_and_no_other_unit() -> None:
    first = standing("语文", own=result("语文", rates(9), "80.00", 1, 7, "0.00"), margin=None)
    last = standing("数学", own=result("数学", rates(9), "40.00", 7, 7, "9.50"), lead=None)
    assert told(last, first) == [
        "语文综合分80.00，列第1位（共7校），领先后一名2.00分。",
        "数学综合分40.00，列第7位（共7校），距前一名1.00分，距第一名9.50分。",
    ]


def test_a_shared_place_says_so() -> None:
    first = standing("语文", own=result("语文", rates(9), "80.00", 1, 7), margin=None, shared=True)
    assert told(first)[0].startswith("语文综合分80.00，并列第1位")


@pytest.mark.parametrize(("gained", "rule"), [(2, "up"), (1, ""), (0, ""), (-1, ""), (-2, "down")])
def test_a_move_of_two_places_is_told(gained: int, rule: str) -> None:
    change = PlaceChange(UNIT, "语文", 4, 4 + gained, gained, Decimal("-1.20"))
    found = noticed(standing("语文", change=change))
    assert [one for one in found if one in {"up", "down"}] == ([rule] if rule else [])


def test_a_rise_with_fewer_points_says_both() -> None:
    change = PlaceChange(UNIT, "语文", 4, 7, 3, Decimal("-1.20"))
    expected = "语文由上次第7位升到第4位（共7校），但综合分减少1.20分。"
    assert expected in told(standing("语文", change=change))


@pytest.mark.parametrize(
    ("due", "scored", "worth"),
    [
        (100, 96, True),
        (100, 98, False),
        (10_000, 9_702, False),
        (30, 29, False),
        (40, 38, True),
    ],
)
def test_absent_pupils_are_told_from_three_points_and_two_pupils(
    due: int, scored: int, *, worth: bool
) -> None:
    own = result("语文", rates(scored, due=due))
    found = noticed(standing("语文", own=own, whole=rates(1000, due=1000)))
    assert ("attendance" in found) is worth


def spread(lower: int, upper: int) -> FiveNumbers:
    return FiveNumbers(*map(Fraction, (0, lower, (lower + upper) // 2, upper, 100)))


@pytest.mark.parametrize(
    ("number", "width", "worth"), [(12, 25, True), (12, 24, False), (11, 25, False), (60, 40, True)]
)
def test_wide_spread_is_told_from_three_pupils_a_quarter(
    number: int, width: int, *, worth: bool
) -> None:
    one = standing(
        own=result("语文", rates(number)),
        whole=rates(number),
        spread=spread(50, 50 + width),
        whole_spread=spread(50, 70),
    )
    assert ("scattered" in noticed(one)) is worth


def test_the_subjects_nearest_and_farthest_are_told_where_none_is_first_or_last() -> None:
    near = standing("语文", own=result("语文", rates(9), "70.00", 2, 7, "1.00"))
    far = standing("数学", own=result("数学", rates(9), "50.00", 5, 7, "21.00"))
    assert told(near, far) == [
        "语文综合分70.00，列第2位（共7校），距第一名1.00分，是两科中较小的差距。",
        "数学综合分50.00，列第5位（共7校），距第一名21.00分，是两科中较大的差距。",
    ]
    middle = standing("英语", own=result("英语", rates(9), "60.00", 4, 7, "9.00"))
    assert [one.rpartition("，")[2] for one in told(near, middle, far)] == [
        "是各科中最小的差距。",
        "是各科中最大的差距。",
    ]


def test_the_only_subject_that_is_not_first_has_no_largest_gap() -> None:
    first = [
        standing(name, own=result(name, rates(9), "80.00", 1, 3, "0.00"))
        for name in ("数学", "英语")
    ]
    own = result("语文", rates(9), "61.00", 2, 3, "8.24")
    found = told(*first, standing("语文", own=own, margin=Decimal("8.24")))
    assert "语文综合分61.00，列第2位（共3校），距第一名8.24分，其余各科都列第1位。" in found
    assert not any("各科中最" in sentence for sentence in found)
    found = told(first[0], standing("语文", own=own, margin=Decimal("8.24")))
    assert "语文综合分61.00，列第2位（共3校），距第一名8.24分，另一科列第1位。" in found


def test_of_subjects_that_are_all_last_the_farthest_from_the_first_are_told() -> None:
    gaps = {"语文": "12.66", "数学": "10.04", "英语": "13.45", "科学": "13.45"}
    last = [
        standing(name, own=result(name, rates(9), "50.00", 3, 3, gap), lead=None)
        for name, gap in gaps.items()
    ]
    whole = standing(own=result("总评", None, "50.00", 3, 3, "99.00"), lead=None)
    found = observed(profile(*last, overall=whole))
    assert [one.subject for one in found] == ["英语", "科学"]


def test_the_nearest_subject_of_a_unit_in_the_lower_half_is_no_praise() -> None:
    def whole(*places: int) -> list[str]:
        return noticed(
            *(
                standing(name, own=result(name, rates(9), "60.00", place, 7, f"{place}.00"))
                for name, place in zip(("语文", "数学", "英语"), places, strict=True)
            )
        )

    assert whole(5, 6, 3) == ["nearest", "farthest"]
    assert whole(5, 6, 4) == ["nearest", "farthest"], "the middle of seven is no lower half"
    assert whole(6, 7, 5) == ["last"]
    assert whole(5, 6, 7) == ["last"]
    assert sorted(whole(1, 5, 6)) == ["farthest", "first"], "the first is told already"
    assert whole(5, 6, 6) == [], "two are equally far: none is the farthest, the fifth no praise"


def test_a_subject_is_told_once_of_its_place() -> None:
    last = [
        standing(name, own=result(name, rates(9), "40.00", 7, 7, gap), lead=None)
        for name, gap in (("语文", "9.00"), ("数学", "8.00"), ("英语", "7.00"))
    ]
    found = observed(profile(*last))
    assert [(one.subject, one.rule.id) for one in found] == [("语文", "last"), ("数学", "last")]


@pytest.mark.parametrize(
    ("margin", "words"),
    [("5.00", "距第一名5.00分"), ("4.99", "距前一名4.99分，距第一名5.00分")],
)
def test_the_second_names_its_distance_once(margin: str, words: str) -> None:
    line = standing(own=result("总评", None, "61.50", 2), full=0, margin=Decimal(margin))
    assert told(overall=line) == [f"总评61.50，列第2位（共7校），{words}。"]


def test_a_unit_alone_compares_its_own_subjects() -> None:
    def alone(subject: str, passing: int) -> Standing:
        own = result(subject, rates(100, passing), "60.00", 1, 1, "0.00")
        return standing(subject, own=own, margin=None, lead=None)

    assert told(alone("语文", 80), alone("数学", 60), alone("英语", 70)) == [
        "各科之中，语文及格率80.00%，高于其余2科。",
        "各科之中，数学及格率60.00%，低于其余2科。",
    ]
    assert told(alone("语文", 80), alone("数学", 80)) == [], "equal: none is best or worst"
    assert told(alone("语文", 80)) == []


def test_at_most_five_the_best_and_the_worst_first_none_of_them_alike() -> None:
    subjects = [
        standing(
            name,
            own=result(name, rates(100, 70 - 8 * n, 30 - 4 * n), "50.00", 7, 7, "9.00"),
            whole=rates(100, 80, 20),
            lead=None,
        )
        for n, name in enumerate(("语文", "数学", "英语", "科学", "物理", "化学"))
    ]
    good = standing("历史", own=result("历史", rates(9), "80.00", 1, 7, "0.00"), margin=None)
    found = observed(profile(*subjects, good))
    assert len(found) == 5
    assert [one.noticed.good for one in found[:2]] == [True, False]
    rules = [one.rule.id for one in found]
    names = [one.subject for one in found]
    assert all(rules.count(one) <= 2 for one in rules)
    assert all(names.count(one) <= 2 for one in names)
    rest = [one.noticed.weight for one in found[2:]]
    assert rest == sorted(rest, reverse=True)


def test_over_all_subjects_a_place_in_the_middle_is_told_when_little_else_is() -> None:
    line = standing(own=result("总评", None, "61.50", 3, 7, "4.00"), full=0)
    assert told(overall=line) == ["总评61.50，列第3位（共7校），距前一名1.00分，距第一名4.00分。"]


def test_without_figures_nothing_is_told() -> None:
    nothing = Printed()
    own = result("语文", rates(9))._replace(printed=nothing, rank=None, rank_from_end=None, of=0)
    assert told(standing(own=own, margin=None, lead=None, places={}, whole=rates(9, 9))) == []


def test_every_fact_that_words_name_is_given_and_no_figure_is_without_words() -> None:
    """Each rule is made to see something, and its sentence has no brace left."""
    change = PlaceChange(UNIT, "语文", 4, 7, 3, Decimal("1.20"))
    fallen = PlaceChange(UNIT, "数学", 7, 4, -3, Decimal("1.20"))
    cases = [
        standing(own=result("语文", rates(9), "80.00", 1, 7, "0.00"), margin=None),
        standing(own=result("语文", rates(9), "80.00", 7, 7, "9.00"), lead=None),
        standing(own=result("语文", rates(100, 90)), whole=rates(100, 50)),
        standing(own=result("语文", rates(100, 10)), whole=rates(100, 50)),
        standing(change=change),
        standing(change=fallen),
        standing(own=result("语文", rates(90, due=100)), whole=rates(100)),
        standing(
            own=result("语文", rates(90)),
            whole=rates(100),
            spread=spread(20, 80),
            whole_spread=spread(40, 60),
        ),
        standing(own=result("总评", None, rank=3)),
    ]
    for rule in RULES:
        found = [noticed for one in cases if (noticed := rule.look(one)) is not None]
        assert found, f"no case for {rule.id}"
        named = {name for _, name, _, _ in Formatter().parse(rule.words) if name}
        assert named - {"subject", "whole", "unit"} <= found[0].facts.keys()
        assert "" not in {
            found[0].facts[name] for name in named & found[0].facts.keys() - {"measure", "but"}
        }


def test_a_place_shared_by_the_mean_of_two_is_told_with_its_half() -> None:
    own = result("语文", rates(100, 60), "70.00")._replace(rank=Fraction(5, 2))
    found = told(standing(own=own, margin=None, lead=None, whole=rates(100, 70), places=HALF))
    assert found == ["语文及格率60.00%，低于全镇10.00个百分点，列第2.5位（共7校）。"]


HALF = {Measure.PASS_RATE: Fraction(5, 2)}


def test_a_school_that_is_not_ranked_is_told_no_place() -> None:
    """缺年级＝不排名: it has figures, and others stand before and behind it."""
    line = standing(own=result("总评", None, "61.50", None), full=0)
    assert told(overall=line) == []
    moved = PlaceChange(UNIT, "语文", None, 4, None, Decimal("1.20"))
    assert told(standing(own=result("语文", rates(9), rank=None), change=moved)) == []


def test_a_rate_without_a_place_is_not_told() -> None:
    one = standing("语文", own=result("语文", rates(100, 60)), whole=rates(100, 70), places={})
    assert told(one) == []


def test_what_is_just_worth_a_word_goes_before_a_place_in_the_middle() -> None:
    rate = standing("语文", own=result("语文", rates(100, 75)), whole=rates(100, 70))
    line = standing(own=result("总评", None, "61.50", 3, 7, "4.00"), full=0)
    assert noticed(rate, overall=line) == ["rate above", "between"]


@pytest.mark.parametrize(("points", "words"), [("0.50", "增加0.50分"), ("-0.50", "减少0.50分")])
def test_a_rise_of_half_a_point_is_more(points: str, words: str) -> None:
    change = PlaceChange(UNIT, "语文", 4, 7, 3, Decimal(points))
    assert told(standing("语文", change=change))[0].endswith(f"综合分{words}。")


def test_three_of_a_hundred_away_are_told_and_no_praise() -> None:
    own = result("语文", rates(97, due=100))
    (found,) = observed(profile(standing(own=own, whole=rates(1000, due=1000))))
    assert (found.rule.id, found.noticed.good) == ("attendance", False)


@pytest.mark.parametrize(("hundredths", "worth"), [(600, True), (599, False)])
def test_a_spread_wider_by_five_hundredths_of_the_paper_is_told_and_no_praise(
    hundredths: int, *, worth: bool
) -> None:
    """A paper of 120 points: six points wider."""
    wide = spread(50, 50)._replace(upper=Fraction(70) + Fraction(hundredths, 100))
    own = result("语文", rates(60))
    one = standing(own=own, whole=rates(60), full=12_000, spread=wide, whole_spread=spread(50, 70))
    assert [found.noticed.good for found in observed(profile(one))] == ([False] if worth else [])


def test_a_class_too_small_for_quartiles_tells_no_spread() -> None:
    own = result("语文", rates(4))
    assert told(standing(own=own, whole=rates(60), whole_spread=spread(50, 70))) == []


def test_where_the_nearest_is_no_praise_the_farthest_is_told_all_the_same() -> None:
    fifth, sixth = (
        standing(name, own=result(name, rates(9), "60.00", place, 7, f"{place}.00"))
        for name, place in (("语文", 5), ("数学", 6))
    )
    assert noticed(fifth, sixth) == ["farthest"]


def test_of_two_schools_the_first_is_not_told_to_be_near_the_first() -> None:
    first = standing("语文", own=result("语文", rates(9), "80.00", 1, 2, "0.00"), margin=None)
    second = standing("数学", own=result("数学", rates(9), "70.00", 2, 2, "8.00"), lead=None)
    assert noticed(first, second) == ["only behind"]


def test_of_two_units_that_is_told_in_which_subjects_one_is_first() -> None:
    firsts = [
        standing(name, own=result(name, rates(9), "80.00", 1, 2, "0.00"), margin=None)
        for name in ("语文", "数学")
    ]
    behind = [
        standing(name, own=result(name, rates(9), "70.00", 2, 2, gap), lead=None)
        for name, gap in (("英语", "8.00"), ("物理", "9.00"))
    ]
    assert "语文、数学列第1位（共2校）。" in told(*firsts, *behind)
    assert "first in" not in noticed(*behind)


def moved(subject: str, points: str, rank: int, of: int = 7) -> Standing:
    change = PlaceChange(UNIT, subject, rank, rank, 0, Decimal(points))
    own = result(subject, rates(9), "60.00", rank, of, "1.00" if rank > 1 else "0.00")
    end = {"lead": None} if rank == of else {"margin": None} if rank == 1 else {}
    return standing(subject, own=own, change=change, **end)


def test_a_unit_with_only_last_places_reads_what_gained_and_one_with_only_first_what_fell() -> None:
    last = noticed(moved("语文", "-0.50", 7), moved("科学", "0.74", 7))
    assert ("gained most" in last, "lost most" in last) == (True, False)
    assert "科学综合分比上次增加0.74分，是两科中增加较多的。" in told(
        moved("语文", "-0.50", 7), moved("科学", "0.74", 7)
    )
    first = noticed(moved("语文", "0.50", 1), moved("物理", "-1.91", 1))
    assert ("gained most" in first, "lost most" in first) == (False, True)
    both = noticed(moved("语文", "0.50", 1), moved("物理", "-1.91", 7))
    assert not {"gained most", "lost most"} & {*both}, "both sides are told already"
    level = noticed(moved("语文", "-0.50", 7), moved("科学", "0.00", 7))
    assert "gained most" not in level


def test_a_fall_with_more_points_says_but_and_one_with_fewer_does_not() -> None:
    for points, words in (("1.20", "但综合分增加1.20分"), ("-1.20", "，综合分减少1.20分")):
        change = PlaceChange(UNIT, "语文", 7, 4, -3, Decimal(points))
        (sentence,) = [one for one in told(standing("语文", change=change)) if "降到" in one]
        assert words in sentence
        assert ("但" in sentence) is (points == "1.20")


def test_a_unit_alone_compares_two_subjects_too() -> None:
    own = [
        result(name, rates(100, n), "60.00", 1, 1, "0.00")
        for name, n in (("语文", 80), ("数学", 60))
    ]
    assert told(*(standing(one.subject, own=one, margin=None, lead=None) for one in own)) == [
        "语文及格率80.00%，比数学（60.00%）高20.00个百分点。",
    ]


def test_a_first_place_goes_before_a_rate_off_by_less_than_fifteen_points_only() -> None:
    def order(passing: int) -> list[str]:
        first = standing("语文", own=result("语文", rates(9), "80.00", 1, 7, "0.00"), margin=None)
        own = result("数学", rates(100, passing))
        found = noticed(first, standing("数学", own=own, whole=rates(100, 60)))
        return [one for one in found if one in {"first", "rate above"}]

    assert order(74) == ["first", "rate above"]
    assert order(76) == ["rate above", "first"]


def test_a_subject_that_is_first_goes_before_all_subjects_together() -> None:
    own = result("语文", rates(9), "80.00", 1, 7, "0.00")
    subject = standing("语文", own=own, margin=None, lead=Decimal("0.50"))
    line = standing(own=result("总评", None, "80.00", 1, 7, "0.00"), full=0, margin=None)
    assert [one.subject for one in observed(profile(subject, overall=line))] == ["语文", "总评"]


@pytest.mark.parametrize(
    ("now", "then", "points", "sentence"),
    [
        (3, 4, "1.20", "总评由上次第4位升到第3位（共7校），综合分增加1.20分。"),
        (3, 2, "-3.85", "总评由上次第2位降到第3位（共7校），综合分减少3.85分。"),
        (3, 3, "0.00", "总评与上次一样是第3位（共7校），综合分没有变。"),
        (3, None, "1.20", "总评与上次相比，综合分增加1.20分。"),
        (3, 1, "-1.20", "总评由上次第1位降到第3位（共7校），综合分减少1.20分。"),
    ],
)
def test_what_became_of_all_subjects_is_always_told_and_once(
    now: int, then: int | None, points: str, sentence: str
) -> None:
    gained = then and then - now
    change = PlaceChange(UNIT, "总评", now, then, gained, Decimal(points))
    own = result("总评", None, "61.50", now, 7, "4.00")
    line = standing(own=own, full=0, change=change)
    names = "语文数学英语科学历史地理"
    many = [
        standing(name, own=result(name, rates(1000, 612)), whole=rates(1000, 695))
        for name in (names[at : at + 2] for at in range(0, len(names), 2))
    ]
    for subjects in ((), many):
        found = told(*subjects, overall=line)
        assert found.count(sentence) == 1
        assert sum("上次" in one for one in found) == 1
        assert len(found) <= 5
    assert not any("上次" in one for one in told(*many, overall=line._replace(change=None)))


def test_what_is_not_known_of_a_line_over_all_subjects_is_not_told() -> None:
    line = standing(own=result("总评", None, "61.50", 3, 7, "4.00"), full=0, whole=rates(9, 9))
    assert noticed(overall=line) == ["between"]
    wide = standing(own=result("语文", rates(60)), spread=spread(20, 80))
    assert told(wide) == []


def test_a_wide_spread_is_told_in_points_with_two_decimals() -> None:
    own = result("语文", rates(60))
    wide = standing(own=own, whole=rates(60), spread=spread(20, 80), whole_spread=spread(50, 70))
    assert told(wide) == [
        (
            "语文分数相差较大：除去最高、最低各四分之一，中间一半学生在20.00到80.00分之间，"
            "相差60.00分，全镇相差20.00分。"
        )
    ]


def test_what_the_quartiles_lie_apart_is_the_difference_of_what_is_printed() -> None:
    own = result("语文", rates(60))
    lower, upper = Fraction(66_625, 1000), Fraction(93_753, 1000)
    drawn = FiveNumbers(Fraction(0), lower, Fraction(80), upper, Fraction(100))
    wide = standing(own=own, whole=rates(60), spread=drawn, whole_spread=spread(50, 70))
    (words,) = told(wide)
    assert "在66.63到93.75分之间，相差27.12分" in words, "not 27.13, of digits not shown"


def test_the_best_of_ones_own_subjects_is_praise_and_the_worst_is_none() -> None:
    own = [result(name, rates(100, n), "60.00", 1, 1, "0.00") for name, n in PASSED.items()]
    found = observed(profile(*(standing(own=one, margin=None, lead=None) for one in own)))
    assert [one.noticed.good for one in found] == [True, False]


PASSED = {"语文": 80, "数学": 60, "英语": 70}
