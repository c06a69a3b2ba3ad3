"""Last year's place in the same exam (上年名次), from the 历次 sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact, Record
from xl_quality.usecases.derived.class_rates import SCHOOLS, TEACHERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DERIVED: Final = "上年名次"
"""Derived list: unit, exam (this year's), grade, subject, name, rank (last year's)."""
_YEAR: Final = re.compile(r"(\d{4})(?=年)")


def last_year(rates: Mapping[str, Sequence[Record]], history: Sequence[Record]) -> list[Record]:
    """
    Return last year's places in the exams that the scores are of (上年同一学期的同类考试).

    The exam of last year is called the same but for the year: 2025年春季期末 for 2026年春季期末.

    Args:
        rates: the derived lists of this year's rates.
        history: rows of 历次 with exam, unit, subject, rank, and grade or teacher where they say.
    """
    this_year = {
        row.text("exam"): _year_before(row.text("exam"))
        for name in (TEACHERS, SCHOOLS)
        for row in rates.get(name, ())
    }
    before = {then: now for now, then in this_year.items() if then}
    return [
        row._replace(facts={**row.facts, "exam": Fact(before[row.text("exam")])})
        for row in history
        if "rank" in row.facts and row.text("exam") in before
    ]


def _year_before(exam: str) -> str:
    found = _YEAR.search(exam)
    if found is None:
        return ""
    return f"{exam[: found.start()]}{int(found[1]) - 1}{exam[found.end() :]}"
