from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from xl_quality.core.figures import analyse, overall
from xl_quality.core.groups import Level
from xl_quality.core.marks import BLANK, Mark, Remark, ScoreTable, State, SubjectColumn
from xl_quality.core.options import COMPOSITES, AbsentRule, Digits, DropRule, Measure, Options
from xl_quality.core.ranking import RoundingMode

WIDE = Context(prec=200)
MODES = {RoundingMode.HALF_UP: ROUND_HALF_UP, RoundingMode.TRUNCATE: ROUND_DOWN}
REMARKS = [BLANK, Remark(State.ABSENT, "缺考"), Remark(State.CHEATED, "作弊")]
Pupil = tuple[str, Mark]
pupils = st.tuples(
    st.sampled_from(["1班", "2班", "3班"]),
    st.one_of(st.integers(0, 120_00), st.sampled_from([60_00, 85_10, *REMARKS])),
)
decimals, modes = st.integers(0, 4), st.sampled_from(RoundingMode)
options_of_offices = st.builds(
    Options()._replace,  # fields not named keep their default
    default_full=st.sampled_from([100_00, 120_00]),
    absent=st.sampled_from(AbsentRule),
    drop=st.sampled_from([DropRule(), DropRule(Fraction(1, 10))]),
    weights=st.sampled_from(list(COMPOSITES.values())),
    measure=st.sampled_from(Measure),
    digits=st.builds(Digits, decimals, decimals, decimals, modes, modes, modes),
)


def sheet(rows: list[Pupil]) -> ScoreTable:
    classes, marks = [list(column) for column in zip(*rows, strict=True)]
    blank = [""] * len(rows)
    subjects = {"语文": SubjectColumn("语文", "D", marks)}
    return ScoreTable("成绩", "", range(len(rows)), blank, blank, classes, blank, blank, subjects)


def rounded(exact: Fraction | None, digits: int, mode: RoundingMode) -> Decimal | None:
    if exact is None:
        return None
    long = WIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return long.quantize(Decimal(1).scaleb(-digits), MODES[mode], WIDE)


def percent(share: Fraction | None) -> Fraction | None:
    return None if share is None else share * 100


@given(st.lists(pupils, min_size=1, max_size=40), options_of_offices)
def test_every_printed_figure_is_the_exact_one_rounded_once(
    rows: list[Pupil], options: Options
) -> None:
    digits = options.digits
    for result in analyse(sheet(rows), Level.CLASS, options):
        own, printed = result.rates, result.printed
        assert own is not None
        assert printed.mean == rounded(own.mean, digits.mean, digits.mean_mode)
        for shown, count in (
            (printed.pass_rate, own.pass_n),
            (printed.excellent_rate, own.excellent_n),
            (printed.low_rate, own.low_n),
        ):
            assert shown == rounded(percent(own.share(count)), digits.rate, digits.rate_mode)
        figure = rounded(result.composite, digits.composite, digits.composite_mode)
        assert printed.composite == figure


@given(st.lists(pupils, min_size=1, max_size=40), options_of_offices)
def test_the_overall_figure_is_rounded_once_too(rows: list[Pupil], options: Options) -> None:
    results = analyse(sheet(rows), Level.CLASS, options)
    for line, only_subject in zip(overall(results, options), results, strict=True):
        assert line.composite == only_subject.composite
        assert line.printed.composite == only_subject.printed.composite


@given(st.lists(pupils, min_size=1, max_size=40), options_of_offices)
def test_places_run_from_one_and_the_first_has_no_gap(rows: list[Pupil], options: Options) -> None:
    for result in analyse(sheet(rows), Level.CLASS, options):
        if result.composite is None:
            assert (result.rank, result.rank_from_end, result.gap_to_first) == (None, None, None)
            continue
        assert result.rank is not None
        assert result.rank_from_end is not None
        assert result.gap_to_first is not None
        assert 1 <= result.rank <= result.of
        assert 1 <= result.rank_from_end <= result.of
        assert result.rank + result.rank_from_end <= result.of + 1
        assert (result.rank == 1) == (result.gap_to_first == 0)
        assert result.gap_to_first >= 0
