"""Who teaches what (任课), and classes of the list that no score sheet has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.sheets.columns.unread_cells import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.scores import ScoreTable
    from xl_quality.sheets.lists.reader import ListSheet
    from xl_quality.usecases.spellings import Spellings

TEACHING: Final = "任课"
_EXAMPLES: Final = 5

Taught = dict[tuple[str, str, str, str], str]
"""Teacher by (school, grade, class, subject)."""


def taught_by(rows: Iterable[Record]) -> Taught:
    """Return the teacher by school, grade, class and subject from the rows of 任课."""
    return {_place(row): row.text("teacher") for row in rows if row.text("teacher")}


def without_pupils(
    lists: Sequence[ListSheet],
    names: Spellings,
    tables: Sequence[ScoreTable],
    namesakes: Collection[str] = (),
) -> tuple[list[ListSheet], list[Finding]]:
    """
    Leave out the rows of 任课 whose teacher is a pupil of that very class (学生不能是本班教师).

    Args:
        lists: the list sheets.
        names: how the score sheets spell schools and classes.
        tables: the score tables.
        namesakes: teachers of whom the office said that a pupil has the same name (同名教师).

    Returns:
        The lists without those rows, and a finding for each sheet that had some.
    """
    teachers = {
        record.text("teacher")
        for sheet in lists
        if sheet.name == TEACHING
        for record in sheet.records
    }
    pupils = _pupils_called(teachers - {"", *namesakes}, tables)
    if not pupils:
        return list(lists), []
    kept: list[ListSheet] = []
    findings: list[Finding] = []
    for sheet in lists:
        own = sheet.records if sheet.name == TEACHING else ()
        wrong = [record for record in own if _is_pupil(names, record, pupils)]
        right = tuple(record for record in own if record not in wrong)
        kept.append(sheet._replace(records=right) if wrong else sheet)
        findings += [_pupils_taught(wrong)] if wrong else []
    return kept, findings


def _pupils_called(
    wanted: Collection[str], tables: Sequence[ScoreTable]
) -> set[tuple[str, str, str, str]]:
    """Return (school, grade, class, name) of the pupils who have one of the wanted names."""
    found: set[tuple[str, str, str, str]] = set()
    for table in tables if wanted else ():
        names = set(table.names)
        spaced = len(f"|{'|'.join(names)}|".split()) > 1  # one at least: 张 三
        spelled = (
            {name for name in names if "".join(name.split()) in wanted}
            if spaced
            else names.intersection(wanted)
        )
        if spelled:
            units = zip(table.schools, table.grades, table.classes, table.names, strict=True)
            found.update(
                (school, grade, class_name, "".join(name.split()))
                for school, grade, class_name, name in units
                if name in spelled
            )
    return found


def _is_pupil(
    names: Spellings, record: Record, pupils: Collection[tuple[str, str, str, str]]
) -> bool:
    row = names.official(record)
    return (*_place(row)[:3], row.text("teacher")) in pupils


def _pupils_taught(wrong: Sequence[Record]) -> Finding:
    first = wrong[0]
    cells = [row.facts["teacher"].cell for row in wrong]
    people = list(dict.fromkeys(row.text("teacher") for row in wrong))
    sheet, same = (
        settings_row("不用", "是", sheet=first.sheet),
        settings_row("同名教师", "是", column=people[0]),
    )
    return Finding(
        "teacher_is_pupil",
        Severity.ERROR,
        first.sheet,
        cells[0],
        "、".join(people[:_EXAMPLES]),
        f"有{len(wrong)}行（{listed(cells)}）写的任课教师是成绩表里本班的学生，没有当作教师",
        f"请改成任课教师的姓名；这张表是学生名单的，{sheet}；教师恰与学生同名的，{same}",
    )


def two_teachers(rows: Iterable[Record]) -> list[Finding]:
    """Return a finding for each class that two rows give different teachers in one subject."""
    first: dict[tuple[str, str, str, str], Record] = {}
    findings = []
    for row in rows:
        known = first.setdefault(_place(row), row) if row.text("teacher") else row
        if known.text("teacher") != row.text("teacher"):
            findings.append(_two(known, row))
    return findings


def _place(row: Record) -> tuple[str, str, str, str]:
    return row.text("school"), row.text("grade"), row.text("class_name"), row.text("subject")


def _two(known: Record, row: Record) -> Finding:
    names = f"{known.text('teacher')}、{row.text('teacher')}"
    return Finding(
        "two_teachers",
        Severity.ERROR,
        row.sheet,
        row.facts["teacher"].cell,
        names,
        f"{''.join(_place(row))}写了两位任课教师，另一位在{known.facts['teacher'].source}，"
        f"成绩都算给了{row.text('teacher')}",
        "请核对，只保留一位",
    )


def without_scores(rows: Sequence[Record], tables: Iterable[ScoreTable]) -> list[Finding]:
    """Return one finding on the classes of 任课 whose teachers get no figures."""
    units = {unit for table in tables for unit in table.units}
    missing = {
        (row.text("school"), row.text("grade"), row.text("class_name")): row
        for row in reversed(rows)  # the first row of each class stays
        if row.text("teacher")
    }
    strange = [key for key in reversed(missing) if key not in units]
    if not strange or not units:
        return []
    first = missing[strange[0]]
    written = "、".join(list(dict.fromkeys(filter(None, map("".join, sorted(units)))))[:_EXAMPLES])
    names = "、".join("".join(key) for key in strange[:_EXAMPLES])
    more = f"等 {len(strange)} 个班" if len(strange) > _EXAMPLES else ""
    return [
        Finding(
            "teaching_without_scores",
            Severity.WARNING,
            first.sheet,
            f"A{first.row}",
            "",
            f"“{first.sheet}”里的{names}{more}，成绩表里没有，这些班的任课教师没有统计",
            f"如果有成绩，请核对学校、年级、班级的写法；成绩表里写作：{written}",
        )
    ]
