"""Checks of schools and classes (单位检查): spellings, enrolment, who teaches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.doctor.school_names import (
    alias_advice,
    complement,
    names_of_lists,
    names_of_scores,
    near_pairs,
    together,
    why_one_school,
)
from xl_quality.sheets.doubts import Doubts
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.grouping import UnitKey
    from xl_quality.sheets.doctor.checkup import Checkup
    from xl_quality.sheets.doctor.school_names import Seen
    from xl_quality.sheets.lists.reader import ListSheet
    from xl_quality.sheets.settings.reader import Settings

SCHOOL_SPELLING: Final = "school_spelling"
_EACH: Final = 10
_CELLS: Final = 3


def check_schools(
    patients: Sequence[Checkup],
    lists: Sequence[ListSheet],
    settings: Settings,
    *,
    only_scores: bool = False,
) -> list[Finding]:
    """
    Return pairs of school names that are probably one school, with the alias to set (近似校名).

    Args:
        patients: the score tables.
        lists: the list sheets.
        settings: whose 学校别名 settle what a name stands for.
        only_scores: leave out pairs of which not both stand on score sheets; the others change
            no figure.
    """
    aliases = settings.school_aliases
    scored = names_of_scores(patients, aliases)
    pairs = near_pairs(scored, aliases) if only_scores else []
    if only_scores and not pairs:
        return []
    records = [record for found in lists for record in found.records]
    names = together(scored, names_of_lists(records, aliases))
    findings: list[Finding] = []
    for one, other in pairs if only_scores else near_pairs(names, aliases):
        counts = (names[one].times, names[other].times)
        apart = complement(names[one], names[other])
        why = why_one_school(one, other, counts, records, complementing=apart)
        if why:
            findings.append(_same_school(one, other, names, why))
    return findings


def _same_school(one: str, other: str, names: Mapping[str, Seen], why: str) -> Finding:
    rare, usual = sorted((one, other), key=lambda name: names[name].times)
    sheet, cells = next(iter(names[rare].cells.items()))
    return Finding(
        SCHOOL_SPELLING,
        Severity.WARNING,
        sheet,
        cells[0],
        rare,
        f"“{rare}”（{_places(names[rare])}）和“{usual}”（{_places(names[usual])}）{why}，"
        "像是同一所学校，现在当作两所分开统计",
        alias_advice(rare, usual),
        topic=f"{rare} {usual}",
    )


def _places(seen: Seen) -> str:
    """Say where a name stands: 成绩!A2、县名次!B3，共40处."""
    first = [f"{sheet}!{cell}" for sheet, cells in seen.cells.items() for cell in cells]
    return f"{'、'.join(first[:_CELLS])}，共{seen.times}处"


def check_enrolment(patients: Sequence[Checkup], lists: Sequence[ListSheet]) -> list[Finding]:
    """Return the classes that list more pupils than are enrolled (应考), or fewer."""
    findings: list[Finding] = []
    for patient in patients:
        listed = Counter(patient.unit(pupil) for pupil in range(len(patient.table.rows)))
        classes = _by_class(listed)
        for record in _records(lists, "应考"):
            found = _fitting(_unit_of(record), classes)
            due = record.facts.get("enrolled")
            if len(found) == 1 and due is not None and isinstance(due.value, int):
                findings += _compare(patient, record, listed[found[0]], due.value)
    return findings


def _records(lists: Sequence[ListSheet], name: str) -> list[Record]:
    return [record for found in lists if found.name == name for record in found.records]


def _unit_of(record: Record) -> UnitKey:
    return record.text("school"), record.text("grade"), record.text("class_name")


def _by_class(units: Iterable[UnitKey]) -> dict[str, list[UnitKey]]:
    """Return units by the name of their class: a county has a thousand, and lists as long."""
    found: dict[str, list[UnitKey]] = {}
    for unit in units:
        found.setdefault(plain_text(unit[2]), []).append(unit)
    return found


def _fitting(said: UnitKey, classes: Mapping[str, Sequence[UnitKey]]) -> list[UnitKey]:
    """Return the units that a list's school, grade and class may mean; blanks on a side fit."""
    if not said[2]:
        return []
    return [
        unit
        for unit in (*classes.get(plain_text(said[2]), ()), *classes.get("", ()))
        if all(
            not one or not other or plain_text(one) == plain_text(other)
            for one, other in zip(said, unit, strict=True)
        )
    ]


def _compare(patient: Checkup, record: Record, rows: int, due: int) -> list[Finding]:
    if rows == due:
        return []
    doubts = Doubts(record.sheet)
    source = record.facts["enrolled"].source.rsplit("!", 1)[-1]
    unit = "".join(_unit_of(record))
    found = f"应考{due}人，“{patient.recognition.sheet}”里有{rows}人"
    if rows > due:
        doubts.warning(
            "more_than_enrolled",
            source,
            str(due),
            f"{unit}{found}，多出{rows - due}人",
            "请核对应考人数，或成绩表里是否混入了别班学生",
        )
    else:
        doubts.note(
            "fewer_than_enrolled",
            source,
            str(due),
            f"{unit}{found}，少{due - rows}人",
            "请核对是否漏登；按应考人数统计时，少的人会计入分母",
        )
    return doubts.findings
