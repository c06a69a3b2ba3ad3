"""Schools that a scheme passes by because of how their names end (校名不在条款之列)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.facts import places_of
from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.schemes.unit_kinds import fits, in_words, tells_its_kind
from xl_quality.sheets.spelling import is_school

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.schemes.feeds import Take
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.terms import Terms


class _PassedBy(NamedTuple):
    """The clauses and rows by which one unit is passed over, and the names they want."""

    clauses: dict[str, None]
    rows: dict[tuple[str, int], Record]
    endings: dict[str, None]


def units_of_no_clause(
    scheme: Scheme,
    lists: Mapping[str, Sequence[Record]],
    terms: Terms,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """
    Say whose rows a clause leaves out only because the unit's name does not end as it says.

    九年一贯制学校 is neither …中学 nor …小学: whether a clause is meant for it nobody but the
    office can say, so its rows must not be lost without a word.

    Args:
        scheme: with its feeds.
        lists: rows by list name, derived lists included.
        terms: the day decides which clauses are in force, the readings which rows they take.
        answers: what the office has said of its units' kinds; these are not asked about again.
    """
    takes = list(_takes(scheme, terms))
    named = {name for _, take in takes for name in take.where["unit"] if name}
    found: dict[str, _PassedBy] = {}
    for clause, take in takes:
        anybody = replace(take, where={n: t for n, t in take.where.items() if n != "unit"})
        for row in lists.get(take.list_name, ()):
            unit = row.text("unit")
            if not is_school(unit) or tells_its_kind(unit) or unit in answers or fits(unit, named):
                continue
            if anybody.wants(row):
                passed = found.setdefault(unit, _PassedBy({}, {}, {}))
                passed.clauses[clause] = None
                passed.rows[row.sheet, row.row] = row
                passed.endings.update(dict.fromkeys(take.where["unit"]))
    return [_finding(unit, passed) for unit, passed in found.items()]


def _takes(scheme: Scheme, terms: Terms) -> Iterator[tuple[str, Take]]:
    """Yield the takes in use that name the units they are for, with their clauses in force."""
    in_force, choices = terms.in_force(scheme), scheme.choices(terms.options)
    for feed in scheme.feeds:
        for take in feed.takes:
            if feed.clause in in_force and "unit" in take.where and take.in_use(choices):
                yield feed.clause, take


def _finding(unit: str, passed: _PassedBy) -> Finding:
    first = next(iter(passed.rows.values()))
    sheet, cell = next(iter(places_of(first.facts["unit"].source)), (first.sheet, ""))
    clauses, kinds = "、".join(passed.clauses), in_words(passed.endings)
    row = settings_row("单位类别", "小学或初中或都不是", column=unit)
    return Finding(
        "unit_of_no_clause",
        Severity.WARNING,
        sheet,
        cell,
        unit,
        f"条款{clauses}只管{kinds}，从校名看不出“{unit}”是哪一类，它的{len(passed.rows)}行没有算",
        f"请{row}；两个学段都有的，请在各表里分开写成“{unit}小学部”“{unit}初中部”",
    )
