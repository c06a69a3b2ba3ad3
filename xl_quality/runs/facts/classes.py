"""Rows of 指标 about single classes: which class is meant, and who is responsible for it.

How many pupils of each class are among the county's best (县前5、县前100), from the scores.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record, Source, joined_sources
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.core.options import ranks
from xl_quality.runs.figures import exam_names, joined, sittings
from xl_quality.runs.names import plain_class, ways_to_write
from xl_quality.sheets.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.marks import ScoreTable
    from xl_quality.runs.figures import Figures

INDICATORS: Final = "指标"
DERIVED: Final = "班级指标"
"""Derived list: unit (school), grade, class_name, subject, indicator, target, actual, admitted,
class_teacher, name (the teacher of the subject, or the coach as the row says)."""
_TALENT: Final = "特长录取"
_ADMISSION: Final = "升学目标"
_FEES: Final = "费用结清"
TOP_OF_SUBJECT: Final = "县前5人数"
TOP_BY_TOTAL: Final = "县前100人数"
_EXAMPLES: Final = 5

ClassKey = tuple[str, str, str]
"""school, grade, class."""


class Classes(NamedTuple):
    """
    The classes an office has, and who teaches them.

    Attributes:
        by_text: class by the ways of writing it; None = two classes are written so.
        head_teachers: with cell, by class.
        teachers: with cell, by (class, subject).
    """

    by_text: Mapping[str, ClassKey | None]
    head_teachers: Mapping[ClassKey, Fact]
    teachers: Mapping[tuple[ClassKey, str], Fact]

    @classmethod
    def of(cls, teaching: Sequence[Record], tables: Iterable[ScoreTable]) -> Classes:
        """Collect them from the rows of 任课 and the score sheets."""
        heads: dict[ClassKey, Fact] = {}
        teachers: dict[tuple[ClassKey, str], Fact] = {}
        keys: dict[ClassKey, None] = {}
        for row in teaching:
            key = (row.text("school"), row.text("grade"), row.text("class_name"))
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


def class_targets(rows: Sequence[Record], classes: Classes) -> tuple[list[Record], list[Finding]]:
    """
    Return the rows of 指标 with the class they name, its teacher and 班主任 filled in.

    Rows about a whole school stay as they are. A pupil of a talent class who was finally admitted
    (特长录取) counts for the target of the class that the row names.

    Args:
        rows: of 指标.
        classes: the classes known.

    Returns:
        The rows, and a finding for each class that is not known and each person that is missing.
    """
    findings: list[Finding] = []
    found: list[tuple[ClassKey | None, Record]] = []
    for row in rows:
        key = classes.named(row)
        if key is None and _about_class(row):
            findings.append(_unknown(row, classes))
        else:
            found.append((key, row))
    finals = _finals(found)
    findings += _uncounted(found)
    records = []
    for key, row in found:
        record = row if key is None else _filled(key, row, classes, finals.get(key, ()))
        missing = [] if key is None else _without_people(record)
        findings += missing
        records += [] if missing else [record]
    return records, findings


def _about_class(row: Record) -> bool:
    return bool(row.text("class_name")) or row.text("unit").endswith("班")


def _finals(found: Sequence[tuple[ClassKey | None, Record]]) -> dict[ClassKey, list[Fact]]:
    finals: dict[ClassKey, list[Fact]] = {}
    for key, row in found:
        if key is not None and row.text("indicator") == _TALENT and "actual" in row.facts:
            finals.setdefault(key, []).append(row.facts["actual"])
    return finals


def _uncounted(found: Sequence[tuple[ClassKey | None, Record]]) -> list[Finding]:
    """Say which talent pupils count for no class, because the row names none."""
    if not any(key and row.text("indicator").startswith(_ADMISSION) for key, row in found):
        return []
    return [
        Finding(
            "talent_without_class",
            Severity.WARNING,
            row.sheet,
            row.facts["actual"].cell,
            row.text("actual"),
            f"{row.text('unit')}{row.text('name')}的“{_TALENT}”没有写班级，没有计入班级升学目标",
            "如要计入，请在单位一栏写明学校和班级",
        )
        for key, row in found
        if key is None and row.text("indicator") == _TALENT and "actual" in row.facts
    ]


def _filled(key: ClassKey, row: Record, classes: Classes, finals: Sequence[Fact]) -> Record:
    school, grade, class_name = key
    subject = _subject_of(row)
    teacher = classes.teachers.get((key, subject))
    facts = {**row.facts, "unit": Fact(school), "grade": Fact(grade)}
    facts |= {"class_name": Fact(class_name), "subject": Fact(subject)}
    if teacher is not None:
        facts.setdefault("name", teacher)
    if key in classes.head_teachers:
        facts["class_teacher"] = classes.head_teachers[key]
    if "actual" in row.facts:
        counts = row.text("indicator").startswith(_ADMISSION)
        facts["admitted"] = _sum(row.facts["actual"], finals if counts else ())
    return Record(row.sheet, row.row, facts)


def _subject_of(row: Record) -> str:
    """Return the subject of 县前5人数语文, or of the column 学科."""
    text = plain_text(row.text("indicator"))
    said = text.removeprefix(TOP_OF_SUBJECT).strip("()") if text.startswith(TOP_OF_SUBJECT) else ""
    return row.text("subject") or said


def _sum(own: Fact, extra: Sequence[Fact]) -> Fact:
    """Add the talent pupils, with their cells."""
    numbers = [fact.value for fact in (own, *extra) if isinstance(fact.value, (int, Fraction))]
    if not extra:
        return own
    cells = joined_sources(fact.source for fact in (own, *extra))
    return Fact(sum(numbers), cells.also(f"，其中特长录取{sum(numbers[1:])}名"))


def _unknown(row: Record, classes: Classes) -> Finding:
    said = f"{row.text('unit')}{row.text('grade')}{row.text('class_name')}"
    double = plain_class(said) in classes.by_text
    school = [key for key in classes.by_text.values() if key and said.startswith(key[0])]
    names = "、".join(dict.fromkeys("".join(key) for key in school[: 4 * _EXAMPLES]))
    return Finding(
        "class_unknown",
        Severity.ERROR,
        row.sheet,
        f"A{row.row}",
        said,
        f"“{said}”{'可以是几个班' if double else '在任课表和成绩表里都没有这个班'}",
        f"请照任课表的写法写明学校、年级和班级{f'，如：{names}' if names else ''}",
    )


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
    return [
        Finding(
            "class_without_teacher",
            Severity.ERROR,
            record.sheet,
            f"A{record.row}",
            name,
            f"{name}的“{indicator}”要兑现给{missing}，任课表里没有写",
            f"请在任课表里补上这个班的{missing}",
        )
    ]


_FIRST_OF_SUBJECT: Final = 5
_FIRST_BY_TOTAL: Final = 100
_SCORES: Final = Source(words="成绩表")


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
        "actual": Fact(count, _SCORES),
        "admitted": Fact(count, _SCORES),
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
        "top_pupils_exam_open",
        Severity.WARNING,
        "",
        "",
        "、".join(exams),
        "成绩表里有几次考试，不知道按哪一次数全县前5名、前100名的学生，没有从成绩表计数",
        "请指定一次考试",
        steps=(Step(Way.EXAM),),
    )
