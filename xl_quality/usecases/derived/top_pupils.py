"""How many pupils of each class are among the county's best (县前5、县前100), from the scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.core.ranking import ranks
from xl_quality.usecases.derived.class_targets import TOP_BY_TOTAL, TOP_OF_SUBJECT
from xl_quality.usecases.exams import exam_names, joined, sittings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.scores import ScoreTable
    from xl_quality.usecases.derived.class_targets import Classes, ClassKey
    from xl_quality.usecases.figures import Figures

_FIRST_OF_SUBJECT: Final = 5
_FIRST_BY_TOTAL: Final = 100


def with_computed(
    rows: Sequence[Record], figures: Figures, classes: Classes
) -> tuple[list[Record], list[Finding]]:
    """
    Return the rows of 班级指标 and, where they say nothing, the pupils counted from the scores.

    Where both say something the row is used, and a finding names any difference. Pupils of equal
    marks share a place, so more than five may be among the first five.

    Args:
        rows: of 班级指标.
        figures: of scores that hold all schools of the county.
        classes: who teaches which class.
    """
    exams = exam_names(figures.tables)
    if not exams:
        return list(rows), []
    if len(exams) > 1:
        return list(rows), [_several(exams)]
    apart = [one for one in sittings(joined(figures.tables)) if len(one) > 1]
    stated = {
        (_class_of(row), row.text("subject"), _kind(row)): row
        for row in rows
        if "actual" in row.facts
    }
    found = list(rows)
    findings = (
        [_subjects_apart([table.sheet for contest in apart[0] for table in contest])]
        if apart
        else []
    )
    for (key, subject, kind), count in _counted(figures.tables).items():
        if apart and kind == TOP_BY_TOTAL:
            continue
        row = stated.get((key, subject, kind))
        if row is None:
            found += _record((key, subject, kind), exams[0], count, classes)
        elif row.facts["actual"].value != count:
            findings.append(_difference(row, count))
    return found, findings


def _class_of(row: Record) -> ClassKey:
    return row.text("unit"), row.text("grade"), row.text("class_name")


def _kind(row: Record) -> str:
    text = row.text("indicator")
    return TOP_OF_SUBJECT if text.startswith(TOP_OF_SUBJECT) else text


def _counted(tables: Sequence[ScoreTable]) -> dict[tuple[ClassKey, str, str], int]:
    """Count the pupils by class, subject ("" = total) and kind, grade by grade."""
    marks: dict[tuple[str, str], list[tuple[ClassKey, int]]] = {}
    for table in tables:
        keys = list(zip(table.schools, table.grades, table.classes, strict=True))
        totals: dict[int, int] = {}
        for subject, column in table.subjects.items():
            for pupil, mark in enumerate(column.marks):
                if isinstance(mark, int):
                    marks.setdefault((keys[pupil][1], subject), []).append((keys[pupil], mark))
                    totals[pupil] = totals.get(pupil, 0) + mark
        for pupil, total in totals.items():
            marks.setdefault((keys[pupil][1], ""), []).append((keys[pupil], total))
    counts: dict[tuple[ClassKey, str, str], int] = {}
    for (_, subject), own in marks.items():
        first, kind = (
            (_FIRST_OF_SUBJECT, TOP_OF_SUBJECT) if subject else (_FIRST_BY_TOTAL, TOP_BY_TOTAL)
        )
        for (key, _), place in zip(own, ranks([mark for _, mark in own]), strict=True):
            if place is not None and place <= first:
                counts[key, subject, kind] = counts.get((key, subject, kind), 0) + 1
    return counts


def _record(
    counted: tuple[ClassKey, str, str], exam: str, count: int, classes: Classes
) -> list[Record]:
    key, subject, kind = counted
    teacher = classes.teachers.get((key, subject))
    if kind == TOP_OF_SUBJECT and teacher is None:
        return []  # nobody to pay; 任课 says nothing about this class
    facts = {
        "unit": Fact(key[0]),
        "grade": Fact(key[1]),
        "class_name": Fact(key[2]),
        "subject": Fact(subject),
        "exam": Fact(exam),
        "indicator": Fact(kind),
        "actual": Fact(count, "成绩表"),
        "admitted": Fact(count, "成绩表"),
    }
    if teacher is not None:
        facts["name"] = teacher
    return [Record("", 0, facts)]


def _difference(row: Record, count: int) -> Finding:
    fact = row.facts["actual"]
    return Finding(
        "top_pupils_differ",
        Severity.WARNING,
        row.sheet,
        fact.cell,
        row.text("actual"),
        f"{''.join(_class_of(row))}{row.text('indicator')}：表上写{row.text('actual')}人，"
        f"按成绩表数是{count}人，已按表上写的计奖",
        "请核对；如以成绩表为准，请删去这一行",
    )


def _subjects_apart(sheets: Sequence[str]) -> Finding:
    names = "、".join(dict.fromkeys(sheets))
    return Finding(
        "totals_unknown",
        Severity.WARNING,
        "",
        "",
        names,
        "各科成绩分在几张表上，没有按总分数全县前100名的学生",
        "请在指标表里填“县前100人数”，或把各科放进一张成绩表",
    )


def _several(exams: Sequence[str]) -> Finding:
    return Finding(
        "several_exams",
        Severity.WARNING,
        "",
        "",
        "、".join(exams),
        "成绩表里有几次考试，不知道按哪一次数全县前5名、前100名的学生，没有从成绩表计数",
        "请指定一次考试",
        steps=(Step(Way.EXAM),),
    )
