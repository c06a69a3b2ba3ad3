"""The school names of a workbook: how often each is written, where, and which look like one."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.findings import settings_row
from xl_quality.sheets.spelling import (
    CUT,
    KIND,
    REMARK,
    WEAK,
    is_school,
    likely_same_school,
    near_keys,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.sheets.doctor.checkup import Checkup

Cells = dict[str, list[str]]
"""Cells by sheet."""


class Seen(NamedTuple):
    """
    One name as the workbook writes it.

    Attributes:
        times: how often, every pupil's row counted.
        cells: where, by sheet; of a score sheet only the first cell.
        units: the exams, grades and classes of its pupils.
    """

    times: int
    cells: Cells
    units: frozenset[tuple[str, str, str]] = frozenset()


def names_of_scores(patients: Sequence[Checkup], aliases: Mapping[str, str]) -> dict[str, Seen]:
    """Return the schools of the score sheets, called by their official names (学校别名)."""
    counts: Counter[str] = Counter()
    cells: dict[str, Cells] = {}
    units: dict[str, set[tuple[str, str, str]]] = {}
    for patient in patients:
        table = patient.table
        last = len(table.schools) - 1
        firsts = dict(zip(reversed(table.schools), range(last, -1, -1), strict=True))
        for (school, grade, class_name), count in table.units.items():
            name = aliases.get(school, school)
            counts[name] += count
            units.setdefault(name, set()).add((table.exam, grade, class_name))
        for school in dict.fromkeys(school for school, _, _ in table.units):
            cell = patient.key_cell(patient.recognition.columns.school, firsts[school])
            own = cells.setdefault(aliases.get(school, school), {})
            own.setdefault(patient.recognition.sheet, []).append(cell)
    return {
        name: Seen(count, cells[name], frozenset(units[name]))
        for name, count in counts.items()
        if name
    }


def names_of_lists(records: Iterable[Record], aliases: Mapping[str, str]) -> dict[str, Seen]:
    """Return what the columns 单位 and 学校 of lists name, with every cell."""
    cells: dict[str, Cells] = {}
    for record in records:
        for field in ("school", "unit"):
            fact = record.facts.get(field)
            if fact is not None and fact.source and str(fact.value):
                name = aliases.get(str(fact.value), str(fact.value))
                own = cells.setdefault(name, {}).setdefault(record.sheet, [])
                cell = fact.cell
                if cell not in own:
                    own.append(cell)
    return {name: Seen(sum(map(len, own.values())), own) for name, own in cells.items()}


def together(*parts: Mapping[str, Seen]) -> dict[str, Seen]:
    """Return the names of several sources as one."""
    found: dict[str, Seen] = {}
    for part in parts:
        for name, seen in part.items():
            before = found.get(name, Seen(0, {}))
            found[name] = Seen(
                before.times + seen.times,
                {**before.cells, **seen.cells},
                before.units | seen.units,
            )
    return found


def near_pairs(names: Iterable[str], aliases: Mapping[str, str]) -> list[tuple[str, str]]:
    """
    Return the pairs of names worth comparing, in the order of the names.

    Pairs of which the office said that one is a school of its own (甲＝甲) are left out.
    """
    order = {name: number for number, name in enumerate(names)}
    sharing: dict[str, dict[str, None]] = {}
    for name in order:
        for key in near_keys(name):
            sharing.setdefault(key, {})[name] = None
    pairs = {pair for own in sharing.values() for pair in combinations(own, 2)}
    open_pairs = [pair for pair in pairs if not declared_apart(*pair, aliases)]
    return sorted(open_pairs, key=lambda pair: (order[pair[0]], order[pair[1]]))


def complement(one: Seen, other: Seen) -> bool:
    """
    Say whether each of two names has pupils, but never in the same class of the same exam.

    Two schools mostly have a class of one name in some grade; one school whose name was written
    differently for a class, a grade or an exam has none under both.
    """
    return bool(one.units and other.units) and one.units.isdisjoint(other.units)


def why_one_school(
    one: str,
    other: str,
    counts: tuple[int, int],
    records: Iterable[Record],
    *,
    complementing: bool = False,
) -> str:
    """
    Say why two names are probably one school, ``""`` where they are not.

    Names that are not called schools (classes, teachers) are left alone. Two names one character
    apart that have different ranks in one exam and subject are two schools: offices rank each
    school once.

    `counts` says how often each is written, `complementing` what `complement` says of them; of
    the `records` those with ranks are looked at.
    """
    if not (is_school(one) or is_school(other)):
        return ""
    why = likely_same_school(one, other, *counts, complement=complementing)
    if why not in (KIND, REMARK, CUT) and not (is_school(one) and is_school(other)):
        return ""
    return "" if why in WEAK and _ranked_apart(one, other, records) else why


def declared_apart(one: str, other: str, aliases: Mapping[str, str]) -> bool:
    """Tell whether the office said that one of two names stands for itself (甲＝甲)."""
    return any(aliases.get(name) == name for name in (one, other))


def alias_advice(rare: str, usual: str) -> str:
    """Return what to write into 考核设置, be it one school or two."""
    one, two = (settings_row("学校别名", name, column=rare) for name in (usual, rare))
    return f"如果是同一所，请改成“{usual}”，或{one}；如果确实是两所，{two}"


def _ranked_apart(one: str, other: str, records: Iterable[Record]) -> bool:
    ranks: dict[tuple[str, ...], dict[str, str]] = {}
    for record in records:
        unit = record.text("unit")
        if unit in {one, other} and "rank" in record.facts:
            contest = tuple(record.text(name) for name in ("exam", "grade", "subject"))
            ranks.setdefault((record.sheet, *contest), {})[unit] = record.text("rank")
    return any(len(set(own.values())) > 1 for own in ranks.values())
