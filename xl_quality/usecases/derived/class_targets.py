"""Rows of 指标 about single classes: which class is meant, and who is responsible for it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record, joined_sources
from xl_quality.core.findings import Finding, Severity
from xl_quality.sheets.texts import plain_text
from xl_quality.usecases.spellings import plain_class, ways_to_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.scores import ScoreTable

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
    return Fact(sum(numbers), f"{cells}，其中特长录取{sum(numbers[1:])}名")


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
