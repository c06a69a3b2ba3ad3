from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from xl_quality.core.figures import analyse, analyse_teachers, changes, overall
from xl_quality.core.groups import Level, by_level
from xl_quality.core.options import COMPOSITES, AbsentRule, DropRule, Options
from xl_quality.core.ranking import TieRule
from xl_quality.core.statistics import (
    Distribution,
    all_subjects,
    bands,
    counted,
    median,
    standard_deviation,
    t_score,
    variance,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xl_quality.core.marks import ScoreTable

SHEET = """
    学校 年级 班级 语文 数学
    青山 六   1班  85.1 100.5
    青山 六   1班  59.9 缺考
    青山 六   2班  33.3 作弊
    绿水 六   1班  85.1 71.7
    绿水 六   1班  空   免考
"""


def floats_in(thing: object, path: str = "") -> Iterator[str]:
    """Walk named tuples, mappings and sequences down to the last number."""
    if isinstance(thing, float):
        yield f"{path} = {thing!r}"
    elif isinstance(thing, tuple) and hasattr(thing, "_fields"):
        for name in thing._fields:
            yield from floats_in(getattr(thing, name), f"{path}.{name}")
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from floats_in(key, f"{path} key")
            yield from floats_in(value, f"{path}[{key!r}]")
    elif isinstance(thing, list | tuple):
        for number, part in enumerate(thing):
            yield from floats_in(part, f"{path}[{number}]")


def test_the_walker_finds_a_float_wherever_it_hides() -> None:
    hidden = DropRule(table=((30, 1), (60, 2.0)))  # type: ignore[arg-type]
    assert list(floats_in([{"a": hidden}])) == ["[0]['a'].table[1][1] = 2.0"]
    assert list(floats_in(Options())) == []


@pytest.mark.parametrize("weights", COMPOSITES.values(), ids=COMPOSITES)
@pytest.mark.parametrize("ties", TieRule)
def test_analysis_holds_no_float(
    table: Callable[[str], ScoreTable], weights: object, ties: TieRule
) -> None:
    sheet = table(SHEET)
    options = Options(
        full_marks={"数学": 120_00},
        weights=weights,  # type: ignore[arg-type]
        ties=ties,
        drop=DropRule(Fraction(1, 20)),
        absent=AbsentRule.ZERO,
    )
    taught = {("青山", "六", "1班", "语文"): "甲", ("青山", "六", "2班", "数学"): "乙"}
    for level in (Level.ALL, Level.GRADE, Level.SCHOOL, Level.CLASS):
        results = analyse(sheet, level, options)
        lines = overall(results, options)
        assert results
        assert lines
        assert list(floats_in([results, lines, changes(results, results)])) == []
        assert list(floats_in(all_subjects(sheet, by_level(sheet, level), options))) == []
    teachers = analyse_teachers(sheet, taught, options)
    assert len(teachers) == 2
    assert list(floats_in(teachers)) == []


def test_statistics_hold_no_float(table: Callable[[str], ScoreTable]) -> None:
    marks = table(SHEET).subjects["语文"].marks
    base = counted(Distribution.of(marks), AbsentRule.EXCLUDE, DropRule())
    figures = [median(base), variance(base), standard_deviation(base), bands(base, 100_00, 10_00)]
    assert (
        list(floats_in([base, *figures, t_score(Fraction(80), Fraction(70), Fraction(90))])) == []
    )
