"""A rate may be written 95%, 95 or 0.95; what cannot be told is asked, never guessed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xl_quality.core.facts import Fact, Source
from xl_quality.core.findings import BadInputError, Severity
from xl_quality.schemes.fact_checks import as_shares, parse_facts
from xl_quality.schemes.words import common_facts

WORDS = common_facts()


def facts(**values: str) -> dict[str, Fact]:
    return {
        name: Fact(Fraction(value), Source.at("指标", f"{name}1")) for name, value in values.items()
    }


@pytest.mark.parametrize("typed", ["95", "95%", "95％", "0.95", "19/20"])
def test_the_ways_of_writing_a_rate_mean_the_same(typed: str) -> None:
    assert parse_facts([f"rate={typed}"], WORDS)["rate"].value == Fraction(95, 100)


@pytest.mark.parametrize("typed", ["100", "100%", "1"])
def test_everybody_is_one_hundred_per_cent(typed: str) -> None:
    assert parse_facts([f"rate={typed}"], WORDS)["rate"].value == 1


def test_a_signed_rate_may_stand_beside_a_bare_one() -> None:
    found = parse_facts(["rate=68%", "line=70"], WORDS)
    assert [found[name].value for name in ("rate", "line")] == [Fraction(68, 100), Fraction(7, 10)]


@pytest.mark.parametrize("line", ["0.7", "1"])
def test_shares_beside_per_cents_are_refused(line: str) -> None:
    with pytest.raises(BadInputError, match="分不清"):
        parse_facts(["rate=68", f"line={line}"], WORDS)


def test_nothing_of_nobody_fits_both_ways() -> None:
    found = parse_facts(["rate=0", "line=70"], WORDS)
    assert (found["rate"].value, found["line"].value) == (0, Fraction(7, 10))


def test_more_than_everybody_is_refused() -> None:
    with pytest.raises(BadInputError, match="不能大于100%"):
        parse_facts(["rate=100.1"], WORDS)


def test_other_numbers_stay_as_they_are() -> None:
    assert parse_facts(["rank=6", "rate=50"], WORDS)["rank"].value == 6


def test_cells_are_read_the_same_way_with_a_note() -> None:
    read, findings = as_shares(facts(rate="96.5", line="95"), WORDS)
    assert read["rate"] == Fact(Fraction(965, 1000), Source.at("指标", "rate1"))
    assert {one.severity for one in findings} == {Severity.NOTE}


@pytest.mark.parametrize(("value", "doubted"), [("1", False), ("1.01", True), ("2", False)])
def test_a_cell_just_over_one_could_be_either(value: str, doubted: bool) -> None:  # noqa: FBT001 - a column of the table
    _, findings = as_shares(facts(rate=value), WORDS)
    assert any(one.severity is Severity.ERROR for one in findings) is doubted
