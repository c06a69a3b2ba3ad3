"""Each teacher's place in the county (教师县名次): own rows, a lone teacher's, or recomputed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.usecases.derived.placing_teachers import Contest, Recomputed, Scores, recomputed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

COUNTY: Final = "县名次"
DERIVED: Final = "教师县名次"
"""Derived list: unit, name, exam, grade, subject, rank, of, how (OWN, ALONE, RECOMPUTED)."""
OWN, ALONE, RECOMPUTED = "本人", "一人任教", "重算"
OVERALL: Final = ("综合", "总评", "总分")
DOUBT: Final = "exam_kind_doubt"
"""The field of a row whose stated kind cannot be: the kind stated, and the one the name tells."""
_EXAMPLES: Final = 5


class Teaching(NamedTuple):
    """
    Who teaches a subject at a school.

    Attributes:
        grades: by (school, subject), in the order of the list.
        teachers: by (school, grade, subject).
    """

    grades: Mapping[tuple[str, str], Sequence[str]]
    teachers: Mapping[tuple[str, str, str], Sequence[str]]

    @classmethod
    def of(cls, rows: Iterable[Record]) -> Teaching:
        """Read it from the rows of 任课."""
        grades: dict[tuple[str, str], dict[str, None]] = {}
        teachers: dict[tuple[str, str, str], dict[str, None]] = {}
        for row in rows:
            school, grade, subject = row.text("school"), row.text("grade"), row.text("subject")
            if row.text("teacher"):
                grades.setdefault((school, subject), {})[grade] = None
                teachers.setdefault((school, grade, subject), {})[row.text("teacher")] = None
        return cls(
            {key: list(found) for key, found in grades.items()},
            {key: list(found) for key, found in teachers.items()},
        )


def schools_only(rows: Iterable[Record]) -> list[Record]:
    """Return the rows of 县名次 that are a school's, not a single teacher's."""
    return [row for row in rows if not row.text("name")]


def teacher_places(
    rows: Sequence[Record],
    county: Sequence[Record],
    teaching: Sequence[Record],
    scores: Scores,
) -> tuple[list[Record], list[Finding]]:
    """
    Return the places of single teachers, and what keeps others from having one.

    A row that names a teacher holds for that teacher. Else the school's place is its only
    teacher's; where several teach the subject in that grade, each one's own rate takes the
    school's position among the other schools' figures.

    Args:
        rows: of 县名次, those of the own schools and teachers.
        county: all rows of 县名次, for the figures of the other schools.
        teaching: rows of 任课.
        scores: of the workbook's own sheets.
    """
    known = Teaching.of(teaching)
    contests = {contest.key: contest for contest in Contest.of(schools_only(county))}
    found = _Found({}, list(_faulty(schools_only(rows))))
    for row in rows:
        if row.text("name") and "rank" in row.facts:
            found.add(_place(row, row.text("name"), row.text("grade"), OWN))
    named = {key[:-1] for key in found.places}
    lost: dict[str, list[Record]] = {}
    for row in schools_only(rows):
        if "rank" not in row.facts or row.text("subject") in ("", *OVERALL):
            continue
        grade = row.text("grade") or _only(known, row)
        teachers = known.teachers.get((row.text("unit"), grade, row.text("subject")), ())
        if len(teachers) > 1:
            others = recomputed(contests[Contest.key_of(row)], row, grade, scores)
            found.add_recomputed(row, grade, teachers, others)
        elif teachers and _who(row, grade) not in named:
            found.add(_place(row, teachers[0], grade, ALONE))
        elif _who(row, grade) not in named:
            lost.setdefault(row.text("unit"), []).append(row)
    found.findings.extend(_nobody(unit, own, known) for unit, own in lost.items())
    return list(found.places.values()), list(dict.fromkeys(found.findings))


class _Found(NamedTuple):
    """Places by unit, exam, grade, subject and name, and findings, while they are gathered."""

    places: dict[tuple[str, ...], Record]
    findings: list[Finding]

    def add(self, place: Record) -> None:
        """Add a place; a second, different one of the same teacher is a finding."""
        key = (*_who(place, place.text("grade")), place.text("name"))
        first = self.places.setdefault(key, place)
        if first.facts["rank"].value != place.facts["rank"].value:
            self.findings.append(_twice(first, place))

    def add_recomputed(
        self, row: Record, grade: str, teachers: Sequence[str], found: Recomputed
    ) -> None:
        """Add the places of a school's teachers that have no row of their own."""
        self.findings.extend(found.findings)
        for name in teachers:
            if name in found.places and (*_who(row, grade), name) not in self.places:
                place = _place(row, name, grade, RECOMPUTED)
                self.add(place._replace(facts={**place.facts, "rank": found.places[name]}))


def _only(known: Teaching, row: Record) -> str:
    """Return the grade that a row without one must mean: the only one with that subject."""
    grades = known.grades.get((row.text("unit"), row.text("subject")), ())
    return grades[0] if len(grades) == 1 else ""


def _who(row: Record, grade: str) -> tuple[str, str, str, str]:
    return row.text("unit"), row.text("exam"), grade, row.text("subject")


def _place(row: Record, name: str, grade: str, how: str) -> Record:
    facts: dict[str, Fact] = {
        field: row.facts[field]
        for field in ("unit", "exam", "subject", "rank", "of", EXAM_KIND, DOUBT)
        if field in row.facts
    }
    said = row.facts.get("name", Fact(name))
    facts |= {"name": said._replace(value=name), "grade": Fact(grade), "how": Fact(how)}
    return Record(row.sheet, row.row, facts)


def _faulty(rows: Sequence[Record]) -> Iterator[Finding]:
    """Yield school rows that cannot be right, also where only the teachers' own figures count."""
    first: dict[tuple[str, ...], Record] = {}
    for row in rows:
        if "rank" not in row.facts:
            continue
        known = first.setdefault(_who(row, row.text("grade")), row)
        if known.facts["rank"].value != row.facts["rank"].value:
            yield _twice(known, row)
        numbers = [row.facts[name].value for name in ("rank", "of") if name in row.facts]
        rank, *of = [value for value in numbers if isinstance(value, (int, Fraction))]
        if of and rank > of[0]:
            yield _beyond(row)


def _beyond(row: Record) -> Finding:
    return Finding(
        "beyond_total",
        Severity.ERROR,
        row.sheet,
        row.facts["rank"].cell,
        row.text("rank"),
        f"{row.text('unit')} {row.text('subject')}：名次{row.text('rank')}大于总数{row.text('of')}",
        "请核对名次与总数",
    )


def _twice(first: Record, second: Record) -> Finding:
    about = " ".join(filter(None, (*_who(second, second.text("grade")), second.text("name"))))
    return Finding(
        "fact_given_twice",
        Severity.ERROR,
        second.sheet,
        second.facts["rank"].cell,
        f"{first.text('rank')} / {second.text('rank')}",
        f"{about}写了两个不同的名次，另一个在{first.facts['rank'].source}",
        "请核对，只保留一个",
    )


def _nobody(unit: str, rows: Sequence[Record], known: Teaching) -> Finding:
    subjects = list(dict.fromkeys(row.text("subject") for row in rows))
    several = [s for s in subjects if len(known.grades.get((unit, s), ())) > 1]
    names = "、".join((several or subjects)[:_EXAMPLES])
    reason = (
        f"没有写年级，而{names}在几个年级都有人教"
        if several
        else f"没有写教师，任课表里也没有{names}的任课教师"
    )
    return Finding(
        "teacher_unknown",
        Severity.WARNING,
        rows[0].sheet,
        rows[0].facts["rank"].cell,
        unit,
        f"{unit}有{len(rows)}行名次{reason}，不知道是哪位教师的，教师奖没有计算这些名次",
        "请在县名次表里补上“年级”和“教师”两栏，或补全任课表",
    )
