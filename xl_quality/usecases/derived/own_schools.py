"""Which schools of 县名次 are the office's own, where the sheet lists the whole county."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.usecases.derived.placing_teachers import Contest
from xl_quality.usecases.derived.teacher_places import COUNTY, schools_only

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.usecases.intake import Intake

_EXAMPLES: Final = 5
_CLOSE: Final = 0.7


def own_schools(
    rows: Sequence[Record], intake: Intake, lists: Mapping[str, Sequence[Record]]
) -> tuple[list[Record], list[Finding]]:
    """
    Leave out the county's other schools: they are only there to be ranked against.

    Own schools are those that any other sheet names: scores, 任课, 指标, 历次, 人员 … Where no exam
    is listed in full (总数), or none of its schools is known, every row stays.

    Args:
        rows: of 县名次.
        intake: the workbook as understood.
        lists: the rows of all lists by name.

    Returns:
        The rows of the own schools; a note on the others, and a warning for each of them that may
        be an own school written differently.
    """
    listed_in_full = [one for one in Contest.of(schools_only(rows)) if one.missing == 0]
    whole = {row.text("unit") for contest in listed_in_full for row in contest.rows}
    own = {school for table in intake.tables for school in table.schools}
    for name, others in lists.items():
        if name != COUNTY:
            own |= {row.text(field) for row in others for field in ("unit", "school")}
    units = dict.fromkeys(row.text("unit") for row in rows)
    strange = [unit for unit in units if unit in whole and unit not in own]
    if not strange or not own & whole:
        return list(rows), []
    missing = {school for table in intake.tables for school in table.schools} - units.keys()
    findings = [_only_ranked(rows[0].sheet, strange), *_spelt_otherwise(rows, strange, missing)]
    return [row for row in rows if row.text("unit") not in strange], findings


def overfull(rows: Sequence[Record]) -> list[Finding]:
    """Return an error for each contest of 县名次 with more units than its 总数 says (单位数不符).

    Rows are held against others of the same 总数: two kinds of schools may share an exam's name.
    """
    findings = []
    for contest in Contest.of(schools_only(rows)):
        fields: dict[int | Fraction, dict[str, Record]] = {}
        for row in contest.rows:
            number = row.facts["of"].value if "of" in row.facts else None
            if isinstance(number, int | Fraction):
                fields.setdefault(number, {})[row.text("unit")] = row
        findings += [
            _too_many(contest, list(units.values())[-1], len(units))
            for number, units in fields.items()
            if len(units) > number
        ]
    return findings


def _too_many(contest: Contest, last: Record, units: int) -> Finding:
    return Finding(
        "county_overfull",
        Severity.ERROR,
        last.sheet,
        last.facts["of"].cell,
        last.text("of"),
        f"{contest.about}：列了{units}个单位，总数却写{last.text('of')}",
        "请核对：是不是有一个学校写了两种名称，或者总数写错了",
    )


def _only_ranked(sheet: str, strange: Sequence[str]) -> Finding:
    names = "、".join(strange[:_EXAMPLES])
    more = f"等{len(strange)}个单位" if len(strange) > _EXAMPLES else ""
    return Finding(
        "county_only",
        Severity.NOTE,
        sheet,
        "",
        "",
        f"县名次表列了全县各校，其中{names}{more}别的表里都没有，只用来排名，不计奖惩",
        "如果其中有本单位的学校，请核对校名的写法",
    )


def _spelt_otherwise(
    rows: Sequence[Record], strange: Sequence[str], missing: Collection[str]
) -> list[Finding]:
    """Say of which school the name comes close to one that the score sheets have."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where names do not fit

    findings = []
    for unit in strange if missing else ():
        near = get_close_matches(unit, missing, n=1, cutoff=_CLOSE)
        row = next(row for row in rows if row.text("unit") == unit)
        if near:
            cell = row.facts["unit"].cell
            findings.append(
                Finding(
                    "school_spelt_otherwise",
                    Severity.WARNING,
                    row.sheet,
                    cell,
                    unit,
                    f"成绩表里没有“{unit}”，没有计奖惩；是不是“{near[0]}”？",
                    "如是同一所学校，请改成一样的写法，或"
                    + settings_row("学校别名", near[0], column=unit),
                )
            )
    return findings
