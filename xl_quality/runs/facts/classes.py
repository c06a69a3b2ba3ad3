"""Rows of 指标 about single classes: which class is meant, who answers for it, its best pupils.

`class_targets` fills in the class that a row names with its teachers; `with_top_pupils` counts the
pupils among the county's best (县前5、县前100) from the scores of a whole county.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record, joined_sources
from xl_quality.core.findings import Finding, Step, Way
from xl_quality.core.ranking import ranks
from xl_quality.runs.facts import fact_findings as kinds
from xl_quality.runs.facts.derived_lists import RowsAndFindings, derived_row, told_at
from xl_quality.runs.group_figures import Figures, exam_names, joined, sittings
from xl_quality.runs.names import class_of, plain_class, ways_to_write
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    from xl_quality.core.marks import ScoreTable

_TALENT: Final = "特长录取"
_ADMISSION: Final = "升学目标"
_FEES: Final = "费用结清"
TOP_OF_SUBJECT: Final = "县前5人数"
TOP_BY_TOTAL: Final = "县前100人数"
_FIRST: Final = {TOP_OF_SUBJECT: 5, TOP_BY_TOTAL: 100}  # the last place that counts
_FROM_SCORES: Final = "成绩表"
_EXAMPLES: Final = 20  # classes that a message names: all of most schools

ClassKey = tuple[str, str, str]  # school, grade, class


class Classes(NamedTuple):
    """The classes an office has, and who teaches them."""

    # class by the ways of writing it; None = two classes are written so
    by_text: Mapping[str, ClassKey | None]
    head_teachers: Mapping[ClassKey, Fact]  # with cell, by class
    teachers: Mapping[tuple[ClassKey, str], Fact]  # with cell, by (class, subject)

    @classmethod
    def of(cls, teaching: Sequence[Record], tables: Iterable[ScoreTable]) -> Classes:
        """Collect them from the rows of 任课 and the score sheets."""
        heads: dict[ClassKey, Fact] = {}
        teachers: dict[tuple[ClassKey, str], Fact] = {}
        keys: dict[ClassKey, None] = {}
        for row in teaching:
            key = class_of(row)
            keys[key] = None
            if row.text("head_teacher"):
                heads.setdefault(key, row.facts["head_teacher"])
            if row.text("teacher"):
                teachers.setdefault((key, row.text("subject")), row.facts["teacher"])
        for table in tables:
            keys |= dict.fromkeys(zip(table.schools, table.grades, table.classes, strict=True))
        by_text: dict[str, ClassKey | None] = {}
        for key in keys:
            for text in ways_to_write(key):
                if by_text.setdefault(text, key) != key:
                    by_text[text] = None
        return cls(by_text, heads, teachers)

    def named(self, row: Record) -> ClassKey | None:
        """Return the class that a row names in 单位, or in 单位, 年级 and 班级."""
        said = row.text("unit")
        if row.text("class_name"):
            said += row.text("grade") + row.text("class_name")
        return self.by_text.get(plain_class(said))


def class_targets(rows: Sequence[Record], classes: Classes) -> RowsAndFindings:
    """Return the rows of 指标 with the class they name, its teacher and 班主任 filled in.

    Rows about a whole school stay as they are. A pupil of a talent class who was finally admitted
    (特长录取) counts for the target of the class that the row names.

    Returns:
        The rows, and a finding for each class that is not known and each person that is missing.
    """
    meant = [(classes.named(row), row) for row in rows]
    lost = [row for key, row in meant if key is None and _about_class(row)]
    meant = [(key, row) for key, row in meant if key is not None or not _about_class(row)]
    admitted = [
        (key, row)
        for key, row in meant
        if row.text("indicator") == _TALENT and "actual" in row.facts
    ]
    findings = [_unknown(row, classes) for row in lost]
    if any(key and row.text("indicator").startswith(_ADMISSION) for key, row in meant):
        kind = kinds.TALENT_WITHOUT_CLASS
        for row in (row for key, row in admitted if key is None):
            who = f"{row.text('unit')}{row.text('name')}"
            findings.append(told_at(row, "actual", kind, who=who, indicator=_TALENT))
    records = []
    for key, row in meant:
        if key is None:
            records.append(row)
            continue
        own = [talent.facts["actual"] for other, talent in admitted if other == key]
        record = _with_persons(key, row, classes, own)
        missing = _without_people(record)
        findings += missing
        records += [] if missing else [record]
    return records, findings


def _about_class(row: Record) -> bool:
    return bool(row.text("class_name")) or row.text("unit").endswith("班")


def _with_persons(key: ClassKey, row: Record, classes: Classes, admitted: Sequence[Fact]) -> Record:
    """Return a row with its class, the persons responsible, and the talent pupils added."""
    text = plain_text(row.text("indicator"))  # 县前5人数语文 names the subject as the column would
    said = text.removeprefix(TOP_OF_SUBJECT).strip("()") if text.startswith(TOP_OF_SUBJECT) else ""
    subject = row.text("subject") or said
    about = dict(zip(("unit", "grade", "class_name"), key, strict=True)) | {"subject": subject}
    figures = {
        "name": row.facts.get("name", classes.teachers.get((key, subject))),
        "class_teacher": classes.head_teachers.get(key, row.facts.get("class_teacher")),
    }
    actual = row.facts.get("actual")
    if actual is not None and admitted and row.text("indicator").startswith(_ADMISSION):
        talents = sum((fact.number or 0 for fact in admitted), Fraction(0))
        source = joined_sources(fact.source for fact in (actual, *admitted))
        total = (actual.number or 0) + talents
        figures["admitted"] = Fact(total, source.also(f"，其中特长录取{talents}名"))
    elif actual is not None:
        figures["admitted"] = actual
    return derived_row({**row.facts, **about}, figures, at=row)


def _unknown(row: Record, classes: Classes) -> Finding:
    said = f"{row.text('unit')}{row.text('grade')}{row.text('class_name')}"
    kind = kinds.CLASS_OF_TWO if plain_class(said) in classes.by_text else kinds.CLASS_UNKNOWN
    school = [key for key in classes.by_text.values() if key and said.startswith(key[0])]
    names = "、".join(dict.fromkeys("".join(key) for key in school[:_EXAMPLES]))
    examples = f"，如：{names}" if names else ""
    return kind.at(row.sheet, f"A{row.row}", found=said, examples=examples)


def _without_people(record: Record) -> list[Finding]:
    """Say where nobody is named who is to be paid: 班主任, or the subject's teacher."""
    name = f"{record.text('unit')}{record.text('grade')}{record.text('class_name')}"
    indicator = record.text("indicator")
    missing = ""
    if indicator.startswith((_ADMISSION, _FEES)) and "class_teacher" not in record.facts:
        missing = "班主任"
    elif indicator.startswith(TOP_OF_SUBJECT) and "name" not in record.facts:
        missing = f"{record.text('subject')}任课教师"
    if not missing:
        return []
    kind, cell = kinds.CLASS_WITHOUT_TEACHER, f"A{record.row}"
    return [kind.at(record.sheet, cell, found=name, indicator=indicator, missing=missing)]


class _Top(NamedTuple):
    """What is counted: the pupils of a class among the best of a subject, "" = by the total."""

    key: ClassKey
    subject: str
    indicator: str


def with_top_pupils(rows: Sequence[Record], figures: Figures, classes: Classes) -> RowsAndFindings:
    """Return the rows of 班级指标 and, where they say nothing, the pupils counted from the scores.

    Where both say something the row is used, and a finding names any difference. Pupils of equal
    marks share a place, so more than five may be among the first five.

    *rows* are those of 班级指标, *figures* of scores that hold all schools of the county.
    """
    exams = exam_names(figures.tables)
    if not exams:
        return list(rows), []
    if len(exams) > 1:
        found = "、".join(exams)
        return list(rows), [kinds.TOP_PUPILS_EXAM_OPEN.at(found=found, steps=(Step(Way.EXAM),))]
    stated = {_top_stated(row): row for row in rows if "actual" in row.facts}
    records = list(rows)
    findings: list[Finding] = []
    apart = [one for one in sittings(joined(figures.tables)) if len(one) > 1]
    if apart:
        sheets = dict.fromkeys(table.sheet for contest in apart[0] for table in contest)
        findings.append(kinds.TOTALS_UNKNOWN.at(found="、".join(sheets)))
    for top, count in _top_counted(figures.tables).items():
        if apart and top.indicator == TOP_BY_TOTAL:
            continue
        if top in stated:
            row = stated[top]
            if row.facts["actual"].value != count:
                about = "".join((*top.key, row.text("indicator")))
                kind = kinds.TOP_PUPILS_DIFFER
                findings.append(told_at(row, "actual", kind, about=about, counted=count))
            continue
        teacher = classes.teachers.get((top.key, top.subject))
        if top.indicator == TOP_OF_SUBJECT and teacher is None:
            continue  # nobody to pay; 任课 says nothing about this class
        named = dict(zip(("unit", "grade", "class_name"), top.key, strict=True))
        named |= {"subject": top.subject, "exam": exams[0], "indicator": top.indicator}
        tally = {"actual": count, "admitted": count, "name": teacher}
        records.append(derived_row(named, tally, _FROM_SCORES))
    return records, findings


def _top_stated(row: Record) -> _Top:
    text = row.text("indicator")
    indicator = TOP_OF_SUBJECT if text.startswith(TOP_OF_SUBJECT) else text
    key = row.text("unit"), row.text("grade"), row.text("class_name")
    return _Top(key, row.text("subject"), indicator)


def _top_counted(tables: Sequence[ScoreTable]) -> dict[_Top, int]:
    """Count the pupils of each class among the first of their grade."""
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
    counts: dict[_Top, int] = {}
    for (_, subject), own in marks.items():
        indicator = TOP_OF_SUBJECT if subject else TOP_BY_TOTAL
        for (key, _), place in zip(own, ranks([mark for _, mark in own]), strict=True):
            if place is not None and place <= _FIRST[indicator]:
                top = _Top(key, subject, indicator)
                counts[top] = counts.get(top, 0) + 1
    return counts
