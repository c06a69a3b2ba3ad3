"""Rows of lists that do not say whose or which they are (缺单位、缺学科): nothing is paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import places_of
from xl_quality.core.findings import Finding, Severity
from xl_quality.usecases.derived.sources import HAND
from xl_quality.usecases.derived.teacher_places import COUNTY
from xl_quality.usecases.derived.teacher_places import DERIVED as OF_TEACHERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.schemes.feeds import Take
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.terms import Terms

_SHOWN: Final = 5


def complete_rows(
    scheme: Scheme, lists: Mapping[str, Sequence[Record]], terms: Terms
) -> tuple[Mapping[str, Sequence[Record]], list[Finding]]:
    """
    Return the lists without the rows that lack a unit or a subject, and an error for each of these.

    Args:
        scheme: with its feeds.
        lists: rows by list name, derived lists included.
        terms: the day decides which clauses are in force, the readings which rows they take.

    Returns:
        The lists, so that a row at fault is told once and not again by all that it would touch.
    """
    choices, in_force = scheme.choices(terms.options), terms.in_force(scheme)
    takes = [
        (feed.clause, take)
        for feed in scheme.feeds
        for take in feed.takes
        if feed.clause in in_force and take.in_use(choices)
    ]
    county = any(take.list_name in {COUNTY, OF_TEACHERS} for _, take in takes)
    cells = _without_subject(lists.get(COUNTY, ())) if county else []
    faults = {id(row) for row, _ in cells}
    kept = [row for row in lists.get(COUNTY, ()) if id(row) not in faults]
    findings = [*_without_unit(takes, lists), *(_no_subject(row, cell) for row, cell in cells)]
    return ({**lists, COUNTY: kept} if cells else lists), findings


def _without_unit(
    takes: Sequence[tuple[str, Take]], lists: Mapping[str, Sequence[Record]]
) -> list[Finding]:
    """Find rows that would make a case; one that only completes others may hold for all units."""
    found: dict[str, dict[int, Record]] = {}
    clauses: dict[str, dict[str, None]] = {}
    for clause, take in takes:
        if take.only_adds or take.stated or take.list_name == HAND:  # HAND tells its own rows
            continue
        anybody = replace(take, where={n: t for n, t in take.where.items() if n != "unit"})
        for row in lists.get(take.list_name, ()):
            if row.row and not row.text("unit") and anybody.wants(row):
                found.setdefault(row.sheet, {})[row.row] = row
                clauses.setdefault(row.sheet, {})[clause] = None
    return [_no_unit(sheet, list(rows), list(clauses[sheet])) for sheet, rows in found.items()]


def _no_unit(sheet: str, rows: Sequence[int], clauses: Sequence[str]) -> Finding:
    more = f"等{len(rows)}行" if len(rows) > _SHOWN else ""
    where = "、".join(f"第{row}行" for row in rows[:_SHOWN]) + more
    return Finding(
        "row_without_unit",
        Severity.ERROR,
        sheet,
        f"A{rows[0]}",
        "",
        f"{where}没有写单位，不知道是哪个学校的，条款{'、'.join(clauses)}没法算",
        "请补上单位；表里没有“单位”一栏的，请加上这一栏",
    )


def _without_subject(rows: Sequence[Record]) -> list[tuple[Record, str]]:
    """Return rows of 县名次 without a subject in an exam whose others name one, and the cell."""
    letters = {
        (row.sheet, row.text("exam")): cell.rstrip("0123456789")
        for row in rows
        if "subject" in row.facts
        for _, cell in places_of(row.facts["subject"].source)
    }
    return [
        (row, f"{letters[row.sheet, row.text('exam')]}{row.row}")
        for row in rows
        if "subject" not in row.facts and (row.sheet, row.text("exam")) in letters
    ]


def _no_subject(row: Record, cell: str) -> Finding:
    return Finding(
        "row_without_subject",
        Severity.ERROR,
        row.sheet,
        cell,
        "",
        f"{row.text('unit')} {row.text('exam')}这一行没有写学科，不知道按哪一条计奖惩",
        "请补上学科；综合名次写“综合”",
    )
