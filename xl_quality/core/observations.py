"""What stands out in the figures of a unit (数据发现): rules that can be read, words from a table.

A rule looks at exact figures and gives the facts that its words name, all of them printed figures;
`observed` chooses a few, the best and the worst first. Other units are never named, nor a pupil.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.groups import Level
from xl_quality.core.marks import POINT
from xl_quality.core.options import Measure
from xl_quality.core.profiles import Standing, UnitProfile, printed_figure
from xl_quality.core.ranking import Rank, rounded_figure

if TYPE_CHECKING:
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.statistics import FiveNumbers, Rates

MOST: Final = 5  # Sentences on a page: what a head remembers, and what leaves room for the charts
_OF_ONE_SUBJECT: Final = 2  # else a single bad subject would be all that is told
_OF_ONE_RULE: Final = 2  # else a school that is first everywhere would read nothing more
_LEAST_CONTEST: Final = 3  # of two units one is always first and the other last
_POINTS_APART: Final = Fraction(5, 100)
"""A rate that lies five 百分点 off: two pupils of a class of forty."""
_PUPILS_APART: Final = 2
"""A rate must lie off by so many pupils: one more or less is one child's good or bad day."""
_PLACES_MOVED: Final = 2  # units change by one place where hundredths lie between them
_ABSENT_APART: Final = Fraction(3, 100)
"""Of attendance (参考率), which is nearly full everywhere: one pupil of thirty."""
_WIDTH_APART: Final = Fraction(5, 100)
"""Of the full mark, by which the middle halves differ: as five 百分点 of a rate."""
_IN_A_QUARTER: Final = 3  # pupils, at the least, else a quartile is one pupil's mark
_TWO: Final = 2  # subjects, as the lower grades have them
_END: Final = Fraction(3)
"""Weight of a first or last place: it goes before a rate that is off by less than 15 百分点."""
_OF_A_PLACE: Final = frozenset(("first", "last", "between", "nearest", "farthest"))
"""Rules whose sentences tell the place of a subject: one of them is told of each."""
_RATE_WORDS: Final = {
    Measure.PASS_RATE: "及格率",
    Measure.EXCELLENT_RATE: "优秀率",
    Measure.LOW_RATE: "低分率",
}
_MEASURE_WORDS: Final = {Measure.COMPOSITE: "综合分", Measure.MEAN: "平均分", **_RATE_WORDS}
_UNITS: Final = {Level.SCHOOL: "校", Level.CLASS: "班"}

Facts = dict[str, str]


class Noticed(NamedTuple):
    """What a rule saw in a standing."""

    facts: Facts  # for its words, as printed
    weight: Fraction  # how much it stands out, 1 = just enough to be told
    good: bool  # whether it speaks for the unit
    # which of equal weight stands out more: points that a subject leads or lies behind
    apart: Decimal | int = 0


class ObservationRule(NamedTuple):
    """A rule of what is worth a sentence."""

    id: str  # its name
    words: str  # Chinese, with the facts in braces
    look: Callable[[Standing], Noticed | None] = lambda _: (
        None
    )  # what it sees in a standing, None = nothing


class Observation(NamedTuple):
    """Something that a rule saw in a subject of a unit."""

    rule: ObservationRule
    subject: str
    noticed: Noticed

    def sentence(self, whole: str, unit: str) -> str:
        """Return it in Chinese.

        Args:
            whole: what all units together are called: 全镇, 全校.
            unit: what units are counted by: 校, 班.
        """
        facts = {**self.noticed.facts, "subject": self.subject, "whole": whole, "unit": unit}
        return self.rule.words.format_map(facts)


def observed(profile: UnitProfile) -> list[Observation]:
    """Return what stands out in a unit, at most `MOST` sentences, the best and the worst first."""
    standings = [*profile.subjects, *filter(None, [profile.overall])]
    found = [
        Observation(rule, one.own.subject, noticed)
        for one in standings
        for rule in RULES
        if (noticed := rule.look(one)) is not None
    ]
    found += _extremes(profile.subjects) if profile.alone else _at_the_ends(profile.subjects, found)
    found += _both_sides(profile.subjects, found)
    order = sorted(found, key=lambda one: (-one.noticed.weight, -one.noticed.apart))
    good = next((one for one in order if one.noticed.good), None)
    bad = next((one for one in order if not one.noticed.good), None)
    chosen = [one for one in (good, bad) if one]
    for one in order:
        subjects = [known.subject for known in chosen].count(one.subject)
        rules = [known.rule.id for known in chosen].count(one.rule.id)
        again = any(_say_the_same(one, known) for known in chosen)
        if not again and subjects < _OF_ONE_SUBJECT and rules < _OF_ONE_RULE:
            chosen.append(one)
    return _with_change(chosen[:MOST], profile.overall)


def _with_change(chosen: list[Observation], overall: Standing | None) -> list[Observation]:
    """Return sentences with what became of 总评 since the earlier exam, however little it was.

    A head asks for that first; it takes the place of the least of many others.
    """
    since = overall and _since(overall)
    told = {one.rule.id for one in chosen if since and one.subject == since.subject}
    return chosen if since is None or told & _MOVED else [*chosen[: MOST - 1], since]


def _since(one: Standing) -> Observation | None:
    """Tell place and figure over all subjects against the earlier exam; None without one."""
    change = one.change
    if change is None or change.composite_change is None:
        return None
    moved, rank, previous = change.composite_change, change.rank, change.previous_rank
    more = f"{'增加' if moved > 0 else '减少'}{abs(moved):f}分" if moved else "没有变"
    facts, rule = {"more": more}, _SINCE
    if rank is not None and previous is not None and one.own.of > 1:
        facts |= {"place": _place(rank, shared=one.shared), "of": str(one.own.of)}
        facts |= {
            "previous": _place(previous, shared=False),
            "way": "升" if rank < previous else "降",
        }
        rule = _STAYED if rank == previous else _MOVED_A_PLACE
    return Observation(rule, one.own.subject, Noticed(facts, Fraction(0), good=moved >= 0))


_MOVED: Final = frozenset(("up", "down"))  # rules that tell the change of a subject
_SINCE: Final = ObservationRule("since", "{subject}与上次相比，综合分{more}。")
_STAYED: Final = ObservationRule(
    "stayed", "{subject}与上次一样是{place}（共{of}{unit}），综合分{more}。"
)
_MOVED_A_PLACE: Final = ObservationRule(
    "moved a place",
    "{subject}由上次{previous}{way}到{place}（共{of}{unit}），综合分{more}。",
)


def _say_the_same(one: Observation, other: Observation) -> bool:
    """Say whether two sentences tell the same thing of a subject, as both its place does."""
    same = one.rule.id == other.rule.id or _OF_A_PLACE.issuperset([one.rule.id, other.rule.id])
    return one.subject == other.subject and same


def _place(rank: Rank, *, shared: bool) -> str:
    number = str(rank) if isinstance(rank, int) else f"{rounded_figure(rank, 1)}"
    return f"{'并列' if shared else ''}第{number}位"


def _has_place(rank: Rank, *, shared: bool = False) -> str:
    """Return that a unit has a place: 列第2位, 并列第2位."""
    return f"{'' if shared else '列'}{_place(rank, shared=shared)}"


def _with_unit(figure: Decimal, measure: Measure) -> str:
    return f"{figure:f}{'个百分点' if measure in _RATE_WORDS else '分'}"


def _place_facts(one: Standing) -> Facts | None:
    """Return figure and place of a standing that has both."""
    own, figure = one.own, one.figure
    if own.rank is None or figure is None:
        return None
    percent = "%" if one.measure in _RATE_WORDS else ""
    measure = "" if own.rates is None else _MEASURE_WORDS[one.measure]
    gap = own.gap_to_first
    return {
        "measure": measure,
        "figure": f"{figure:f}{percent}",
        "place": _has_place(own.rank, shared=one.shared),
        "of": str(own.of),
        "behind": _how_far_behind(one),
        "lead": "" if one.lead is None else _with_unit(one.lead, one.measure),
        "gap": "" if gap is None else _with_unit(gap, one.measure),
    }


def _how_far_behind(one: Standing) -> str:
    """Return how far it is behind; once, where the one before it is the first."""
    gap = one.own.gap_to_first
    far = "" if gap is None else f"距第一名{_with_unit(gap, one.measure)}"
    if one.margin is None or one.margin == gap:
        return far
    return "，".join(filter(None, (f"距前一名{_with_unit(one.margin, one.measure)}", far)))


def _first(one: Standing) -> Noticed | None:
    if one.own.rank != 1 or one.own.of < _LEAST_CONTEST or one.lead is None:
        return None
    facts = _place_facts(one)
    return Noticed(facts, _END, good=True, apart=_points_apart(one, one.lead)) if facts else None


def _last(one: Standing) -> Noticed | None:
    if one.own.rank_from_end != 1 or one.own.of < _LEAST_CONTEST or one.margin is None:
        return None
    facts = _place_facts(one)
    apart = _points_apart(one, one.own.gap_to_first)
    return Noticed(facts, _END, good=False, apart=apart) if facts else None


def _points_apart(one: Standing, points: Decimal | None) -> Decimal | int:
    """Return the points of a subject; all together goes behind the subjects that make it."""
    return 0 if one.own.rates is None else points or 0


def _between(one: Standing) -> Noticed | None:
    """Tell the place of a unit over all subjects, where nothing else is to be told of it."""
    if one.own.rates is not None or one.margin is None or one.lead is None:
        return None
    facts = _place_facts(one)
    return Noticed(facts, Fraction(1), good=_in_upper_half(one.own)) if facts else None


def _in_upper_half(own: GroupResult) -> bool:
    """Say whether a unit stands as near to the first place as to the last, or nearer."""
    from_end = own.rank_from_end
    return own.rank is not None and from_end is not None and own.rank <= from_end


def _rate(one: Standing, *, better: bool) -> Noticed | None:
    """Tell the rate that lies farthest from that of all together, on one side."""
    if one.own.rates is None or one.whole is None or one.whole.rates is None:
        return None
    apart = _differences(one.own.rates, one.whole.rates, better=better)
    if not apart:
        return None
    measure = max(apart, key=apart.__getitem__)
    own, whole = printed_figure(one.own, measure), printed_figure(one.whole, measure)
    rank = one.places.get(measure)
    if own is None or whole is None or rank is None:
        return None
    facts = {
        "rate": _RATE_WORDS[measure],
        "figure": f"{own:f}%",
        "side": "高于" if _has_more(measure, better=better) else "低于",
        "difference": f"{abs(own - whole):f}",
        "place": _has_place(rank),
        "of": str(one.own.of),
    }
    scale = one.own.rates.divisor * one.whole.rates.divisor
    return Noticed(facts, Fraction(apart[measure], scale) / _POINTS_APART, good=better)


def _differences(own: Rates, whole: Rates, *, better: bool) -> dict[Measure, int]:
    """Return by how much rates lie off on one side, of those that are worth a word.

    It is a share in [0, 1] times both divisors: a county has a thousand classes with ten subjects
    each, compared in whole numbers.
    """
    scale = own.divisor * whole.divisor
    share, of = _POINTS_APART.as_integer_ratio()
    found: dict[Measure, int] = {}
    for measure, count in _COUNTS.items() if scale else ():
        above = count(own) * whole.divisor - count(whole) * own.divisor
        off = above if _has_more(measure, better=better) else -above
        if off * of >= share * scale and off >= _PUPILS_APART * whole.divisor:
            found[measure] = off
    return found


def _has_more(measure: Measure, *, better: bool) -> bool:
    """Say whether who is better, or worse, has the higher rate; of low rates it is the worse."""
    return better is (measure is not Measure.LOW_RATE)


_COUNTS: Final[Mapping[Measure, Callable[[Rates], int]]] = {
    Measure.PASS_RATE: attrgetter("pass_n"),
    Measure.EXCELLENT_RATE: attrgetter("excellent_n"),
    Measure.LOW_RATE: attrgetter("low_n"),
}


def _moved(one: Standing, *, up: bool) -> Noticed | None:
    change = one.change
    if change is None or change.composite_change is None:
        return None
    rank, previous, moved = change.rank, change.previous_rank, change.composite_change
    if rank is None or previous is None:
        return None
    gained = previous - rank if up else rank - previous
    if gained < _PLACES_MOVED:
        return None
    facts = {
        "previous": _place(previous, shared=False),
        "place": _place(rank, shared=one.shared),
        "of": str(one.own.of),
        "but": "" if (moved >= 0) is up or not moved else "但",
        "more": "增加" if moved >= 0 else "减少",
        "points": f"{abs(moved):f}",
    }
    return Noticed(facts, Fraction(gained) / _PLACES_MOVED, good=up)


def _attendance(one: Standing) -> Noticed | None:
    """Tell how many did not come, where fewer did than of all together; over one denominator."""
    own, whole = one.own.rates, one.whole and one.whole.rates
    if own is None or not whole or own.due - own.scored < _PUPILS_APART:
        return None
    scale = own.due * whole.due
    off = whole.scored * own.due - own.scored * whole.due
    if not scale or off * _ABSENT_APART.denominator < _ABSENT_APART.numerator * scale:
        return None
    facts = {"due": str(own.due), "scored": str(own.scored), "missing": str(own.due - own.scored)}
    return Noticed(facts, Fraction(off, scale) / _ABSENT_APART, good=False)


def _scattered(one: Standing) -> Noticed | None:
    own, whole, rates = one.spread, one.whole_spread, one.own.rates
    if own is None or whole is None or rates is None:
        return None
    wider = own.width - whole.width
    share, of = _WIDTH_APART.as_integer_ratio()
    enough = wider.numerator * POINT * of >= share * one.full * wider.denominator
    if not enough or rates.divisor < 4 * _IN_A_QUARTER:
        return None
    facts = {
        "lower": _points(own.lower),
        "upper": _points(own.upper),
        "width": _between_printed(own),
        "whole_width": _between_printed(whole),
    }
    return Noticed(facts, wider * POINT / one.full / _WIDTH_APART, good=False)


def _points(figure: Fraction) -> str:
    return f"{rounded_figure(figure, 2):f}"


def _between_printed(spread: FiveNumbers) -> str:
    """Return how far the printed quartiles lie apart: a reader takes one from the other."""
    return f"{rounded_figure(spread.upper, 2) - rounded_figure(spread.lower, 2):f}"


RULES: Final = (
    ObservationRule(
        "first", "{subject}{measure}{figure}，{place}（共{of}{unit}），领先后一名{lead}。", _first
    ),
    ObservationRule(
        "last", "{subject}{measure}{figure}，{place}（共{of}{unit}），{behind}。", _last
    ),
    ObservationRule(
        "rate above",
        "{subject}{rate}{figure}，{side}{whole}{difference}个百分点，{place}（共{of}{unit}）。",
        lambda one: _rate(one, better=True),
    ),
    ObservationRule(
        "rate below",
        "{subject}{rate}{figure}，{side}{whole}{difference}个百分点，{place}（共{of}{unit}）。",
        lambda one: _rate(one, better=False),
    ),
    ObservationRule(
        "up",
        "{subject}由上次{previous}升到{place}（共{of}{unit}），{but}综合分{more}{points}分。",
        lambda one: _moved(one, up=True),
    ),
    ObservationRule(
        "down",
        "{subject}由上次{previous}降到{place}（共{of}{unit}），{but}综合分{more}{points}分。",
        lambda one: _moved(one, up=False),
    ),
    ObservationRule(
        "attendance", "{subject}应考{due}人，实考{scored}人，有{missing}人没有成绩。", _attendance
    ),
    ObservationRule(
        "scattered",
        "{subject}分数相差较大：除去最高、最低各四分之一，中间一半学生在{lower}到{upper}分之间，"
        "相差{width}分，{whole}相差{whole_width}分。",
        _scattered,
    ),
    ObservationRule("between", "{subject}{figure}，{place}（共{of}{unit}），{behind}。", _between),
)
"""All rules of a standing; of equal weight the earlier subject and rule goes first."""
_BEST_WITHIN: Final = ObservationRule(
    "best within", "各科之中，{subject}及格率{figure}%，高于其余{others}科。"
)
_HIGHER_OF_TWO: Final = ObservationRule(
    "higher of two", "{subject}及格率{figure}%，比{other}（{low}%）高{apart}个百分点。"
)
_WORST_WITHIN: Final = ObservationRule(
    "worst within", "各科之中，{subject}及格率{figure}%，低于其余{others}科。"
)
_NEAREST: Final = ObservationRule(
    "nearest",
    "{subject}{measure}{figure}，{place}（共{of}{unit}），距第一名{gap}，是{those}{most}小的差距。",
)
_FARTHEST: Final = ObservationRule(
    "farthest",
    "{subject}{measure}{figure}，{place}（共{of}{unit}），距第一名{gap}，是{those}{most}大的差距。",
)
_ONLY_BEHIND: Final = ObservationRule(
    "only behind",
    "{subject}{measure}{figure}，{place}（共{of}{unit}），{behind}，{rest}列第1位。",
)


def _at_the_ends(standings: Sequence[Standing], found: Sequence[Observation]) -> list[Observation]:
    """Return the subject nearest to the first place, or farthest from it, where no rule saw one.

    The nearest speaks for the unit, so it is told of the upper half of the places only: the sixth
    of seven is no praise, however near.
    """
    known = [standing for standing in standings if standing.own.gap_to_first is not None]
    gaps = [one.own.gap_to_first for one in known]
    if len(known) < len(standings) or len(known) == 1:
        return []
    ends = []
    for rule, end, good in ((_NEAREST, min, True), (_FARTHEST, max, False)):
        told = any(one.noticed.good is good for one in found)
        if told or not gaps or gaps.count(end(gaps)) > 1:  # type: ignore[type-var]  # no None
            continue
        one = known[gaps.index(end(gaps))]  # type: ignore[type-var]  # as above
        if good and not _in_upper_half(one.own):
            continue
        facts = _place_facts(one)
        if facts and one.own.gap_to_first:
            facts |= _among(len(known))
            alone = sum(map(bool, gaps)) == 1  # one gap is not the largest of several
            words = _ONLY_BEHIND if alone else rule
            ends.append(Observation(words, one.own.subject, Noticed(facts, _END, good=good)))
    return ends


def _among(subjects: int) -> Facts:
    """Return how so many subjects are spoken of: of two one is the larger, none the largest."""
    if subjects == _TWO:
        return {"those": "两科中", "most": "较", "rest": "另一科"}
    return {"those": "各科中", "most": "最", "rest": "其余各科都"}


_FIRST_IN: Final = ObservationRule("first in", "{subject}列第1位（共{of}{unit}）。")
_GAINED_MOST: Final = ObservationRule(
    "gained most", "{subject}综合分比上次增加{points}分，是{those}增加{most}多的。"
)
_LOST_MOST: Final = ObservationRule(
    "lost most", "{subject}综合分比上次减少{points}分，是{those}减少{most}多的。"
)


def _both_sides(standings: Sequence[Standing], found: Sequence[Observation]) -> list[Observation]:
    """Return a word for a unit that has only blame, or against one that has only praise.

    Of praise the subjects in which it is first of two go before the one that gained most.
    """
    added = []
    firsts = [one.own for one in standings if one.own.rank == 1 and one.lead is not None]
    praised = any(one.noticed.good or one.rule is _ONLY_BEHIND for one in found)
    if firsts and not praised:
        facts = {"of": str(firsts[0].of)}
        subjects = "、".join(first.subject for first in firsts)
        added.append(Observation(_FIRST_IN, subjects, Noticed(facts, Fraction(1), good=True)))
    moves = {
        standing.own.subject: standing.change.composite_change
        for standing in standings
        if standing.change is not None and standing.change.composite_change is not None
    }
    for rule, end, good in ((_GAINED_MOST, max, True), (_LOST_MOST, min, False)):
        if len(moves) <= 1 or any(one.noticed.good is good for one in (*found, *added)):
            continue
        subject = end(moves, key=moves.__getitem__)
        points = moves[subject]
        if points and (points > 0) is good and [*moves.values()].count(points) == 1:
            facts = {"points": f"{abs(points):f}", **_among(len(moves))}
            added.append(Observation(rule, subject, Noticed(facts, Fraction(1), good=good)))
    return added


def _extremes(standings: Sequence[Standing]) -> list[Observation]:
    """Compare the subjects of a unit that has no other beside it."""
    rated = [standing for standing in standings if standing.own.printed.pass_rate is not None]
    figures = [one.own.printed.pass_rate for one in rated]
    found: list[Observation] = []
    if len(rated) == _TWO:
        return _of_two(rated)
    for rule, end, good in ((_BEST_WITHIN, max, True), (_WORST_WITHIN, min, False)):
        if len(rated) > 1 and figures.count(end(figures)) == 1:  # type: ignore[type-var]  # no None
            one = rated[figures.index(end(figures))]  # type: ignore[type-var]  # as above
            facts = {"figure": f"{one.own.printed.pass_rate:f}", "others": str(len(rated) - 1)}
            found.append(Observation(rule, one.own.subject, Noticed(facts, _END, good=good)))
    return found


def _of_two(rated: Sequence[Standing]) -> list[Observation]:
    """Say of two subjects once which has the higher rate; nothing where they are equal."""
    rates = {one.own.subject: one.own.printed.pass_rate or Decimal() for one in rated}
    lower, higher = sorted(rates, key=rates.__getitem__)
    low, high = rates[lower], rates[higher]
    if low == high:
        return []
    facts = {"figure": f"{high:f}", "other": lower, "low": f"{low:f}", "apart": f"{high - low:f}"}
    return [Observation(_HIGHER_OF_TWO, higher, Noticed(facts, _END, good=True))]


def unit_word(level: Level) -> str:
    """Return what units of a level are counted by (校、班)."""
    return _UNITS[level]
