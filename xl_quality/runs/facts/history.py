"""What the 历次 sheet tells over exams and years: how long a unit has been last.

Last year's place in the same exam (上年名次), from the 历次 sheet.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.exam_kinds import ExamKind, kind_of_exam
from xl_quality.core.facts import Fact, Record, joined_sources
from xl_quality.core.findings import Finding, Severity
from xl_quality.runs.facts.rates import CLASS_RATES_SCHOOLS
from xl_quality.runs.facts.rates import TEACHERS as RATES_TEACHERS
from xl_quality.schemes.cases import EXAM_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from xl_quality.core.facts import Source

if TYPE_CHECKING:
    Places = Sequence[tuple[Record, Fraction | None]]
    """Rows with the number of places behind each, None where it is not known."""

HISTORY: Final = "历次"
DERIVED: Final = "历次末位"
"""Derived list: unit, grade, subject, last_count, years_last, gap_to_second_last."""
TEACHERS: Final = "教师历次末位"
"""Derived list: unit (a teacher), grade, subject, teachers, last_two_count."""
_NO_EXAM: Final = (ExamKind.ACTIVITY, ExamKind.OTHER)
_WHO: Final = ("unit", "grade", "subject")
_YEAR: Final = re.compile(r"(\d{4})年")


def streaks(history: Sequence[Record], teachers: Iterable[str]) -> dict[str, list[Record]]:
    """
    Return the lists derived from the 历次 sheet.

    Exams follow each other as on the sheet; contests (活动竞赛) are none. A unit is last where its
    place is the number of units placed, or where all are listed and none has a place behind it:
    two that share the last place are both last, and the source says so (并列末位). A year counts
    where the unit was last in every exam that names the year. Exams of which that number is not
    known (`incomplete_exams`) end every streak.

    Args:
        history: rows with exam, unit, subject, rank and points.
        teachers: names that stand for teachers, not schools.
    """
    history, known = [row for row in history if _is_exam(row)], set(teachers)
    placed, listed = _placed(history), _listed(history)
    derived: dict[str, list[Record]] = {DERIVED: [], TEACHERS: []}
    for (unit, grade, subject), rows in _by_unit(history).items():
        places = [(row, _behind(row, placed[_contest(row)])) for row in rows]
        last = [(row, _from_last(row, behind, listed[_contest(row)])) for row, behind in places]
        if unit in known or rows[-1].text("name"):
            count = _streak(places, lambda behind: behind <= 1)
            facts = {"teachers": Fact((unit,)), "last_two_count": count}
            derived[TEACHERS].append(_record(rows[-1], (unit, grade, subject), facts))
        else:
            counted = _streak(last, lambda behind: not behind)
            facts = {"last_count": _with_ties(counted, last, listed), **_years(last)}
            facts |= _gap(rows[-1], history) if counted.value else {}
            derived[DERIVED].append(_record(rows[-1], (unit, grade, subject), facts))
    return derived


def _is_exam(row: Record) -> bool:
    """Tell whether a row is about an exam: the last of a choir contest is last in none."""
    own = row.text(EXAM_KIND)
    exam, grade, unit = (row.text(name) for name in ("exam", "grade", "unit"))
    return (own or kind_of_exam(exam, grade=grade, unit=unit)) not in _NO_EXAM


def _rank(row: Record) -> Fraction:
    value = row.facts["rank"].value
    return Fraction(value) if isinstance(value, (int, Fraction)) else Fraction(0)


def _contest(row: Record) -> tuple[str, str, str]:
    return row.text("exam"), row.text("grade"), row.text("subject")


def _who(row: Record) -> tuple[str, str, str]:
    """Return whom a row is about, a teacher by name, with grade and subject."""
    return row.text("name") or row.text("unit"), row.text("grade"), row.text("subject")


def incomplete_exams(history: Sequence[Record]) -> list[Finding]:
    """Say of which exams the last place is not known: neither 总数 nor all units are listed."""
    placed = _placed(history)
    first = {_contest(row): row for row in reversed(history) if "rank" in row.facts}
    return [
        Finding(
            "last_place_unknown",
            Severity.WARNING,
            first[contest].sheet,
            first[contest].facts["rank"].cell,
            " ".join(filter(None, contest)),
            "这次考试没有写总数，各单位的名次也没有列全，无法判断谁是末位，没有计入连续末位",
            "请加一列“总数”，或把所有单位的名次列全",
        )
        for contest, number in placed.items()
        if number is None
    ]


def ranked_twice(history: Iterable[Record]) -> list[Finding]:
    """Return a finding for each unit to which one exam and subject gives two ranks or scores."""
    first: dict[tuple[str, ...], Record] = {}
    findings = []
    for row in history:
        if "rank" not in row.facts:
            continue
        known = first.setdefault((*_contest(row), *_who(row)), row)
        differing = [
            (label, known.facts[name], row.facts[name])
            for name, label in (("rank", "名次"), ("points", "得分"))
            if name in known.facts
            and name in row.facts
            and known.facts[name].value != row.facts[name].value
        ]
        findings += [_two(row, *one) for one in differing[:1]]
    return findings


def _two(row: Record, label: str, other: Fact, own: Fact) -> Finding:
    return Finding(
        "fact_given_twice",
        Severity.ERROR,
        row.sheet,
        own.cell,
        f"{other.value} / {own.value}",
        f"{_who(row)[0]}在{row.text('exam')}有两个不同的{label}，另一个在 {other.source}",
        "请核对，只保留一个",
    )


def _placed(history: Iterable[Record]) -> dict[tuple[str, str, str], Fraction | None]:
    """Return how many units each exam and subject placed, None where that cannot be known."""
    return {
        contest: _number(rows)
        for contest, rows in _listed(history).items()
        if any("rank" in row.facts for row in rows)
    }


def _listed(history: Iterable[Record]) -> dict[tuple[str, str, str], list[Record]]:
    """Return the rows of each exam and subject."""
    listed: dict[tuple[str, str, str], list[Record]] = {}
    for row in history:
        listed.setdefault(_contest(row), []).append(row)
    return listed


def _from_last(row: Record, behind: Fraction | None, listed: Sequence[Record]) -> Fraction | None:
    """Return how many places lie between a row's place and the last one that anybody has."""
    ranked = [_rank(one) for one in listed if "rank" in one.facts]
    numbers = [number for number in map(_stated, listed) if number is not None]
    complete = len(ranked) == len(listed) and (not numbers or len(ranked) >= max(numbers))
    return max(ranked) - _rank(row) if behind is not None and complete else behind


def _with_ties(
    count: Fact, places: Places, listed: Mapping[tuple[str, str, str], Sequence[Record]]
) -> Fact:
    """Say in the source of how many of the exams the last place was shared."""
    number = count.value if isinstance(count.value, int) else 0
    tied = sum(
        sum("rank" in one.facts and _rank(one) == _rank(row) for one in listed[_contest(row)]) > 1
        for row, _ in places[len(places) - number :]
    )
    if not tied:
        return count
    times = "" if tied == number else f"其中{tied}次"
    return count._replace(source=count.source.also(f"，{times}并列末位"))


def _number(rows: Sequence[Record]) -> Fraction | None:
    stated = [Fraction(number) for number in map(_stated, rows) if number is not None]
    ranked = [row for row in rows if "rank" in row.facts]
    greatest = max(map(_rank, ranked))
    if stated:
        return max(*stated, greatest)
    # one without a rank may be the last
    return greatest if len(ranked) == len(rows) and greatest <= len(rows) else None


def _stated(row: Record) -> int | Fraction | None:
    value = row.facts["of"].value if "of" in row.facts else None
    return value if isinstance(value, (int, Fraction)) else None


def _behind(row: Record, placed: Fraction | None) -> Fraction | None:
    """Return how many places lie behind a row's own."""
    return None if placed is None else placed - _rank(row)


def _by_unit(history: Iterable[Record]) -> Mapping[tuple[str, str, str], list[Record]]:
    """Return each unit's rows in order; an exam listed twice (two sheets) is one exam."""
    found: dict[tuple[str, str, str], dict[str, Record]] = {}
    for row in history:
        if "rank" in row.facts:
            found.setdefault(_who(row), {}).setdefault(row.text("exam"), row)
    return {who: list(rows.values()) for who, rows in found.items()}


def _streak(places: Places, holds: Callable[[Fraction], bool]) -> Fact:
    """Count the latest exams in a row for which something holds, with their cells."""
    rows: list[Record] = []
    for row, behind in reversed(places):
        if behind is None or not holds(behind):
            break
        rows.append(row)
    return Fact(len(rows), _cells(rows) or places[-1][0].facts["rank"].source)


def _years(places: Places) -> dict[str, Fact]:
    years: dict[int, list[tuple[Record, Fraction | None]]] = {}
    for row, behind in places:
        found = _YEAR.search(row.text("exam"))
        if found:
            years.setdefault(int(found[1]), []).append((row, behind))
    rows: list[Record] = []
    count, expected = 0, max(years, default=0)
    while expected in years and all(behind == 0 for _, behind in years[expected]):
        rows += [row for row, _ in reversed(years[expected])]
        count, expected = count + 1, expected - 1
    return {"years_last": Fact(count, _cells(rows))} if years else {}


def _gap(latest: Record, history: Iterable[Record]) -> dict[str, Fact]:
    """Return how far the last unit of its latest exam is behind the one before it."""
    own = latest.facts.get("points")
    rivals = [
        row.facts["points"]
        for row in history
        if _contest(row) == _contest(latest) and _who(row) != _who(latest) and "points" in row.facts
    ]
    numbers = [fact.value for fact in rivals if isinstance(fact.value, (int, Fraction))]
    if own is None or not numbers or not isinstance(own.value, (int, Fraction)):
        return {}
    gap = Fraction(min(numbers)) - own.value
    return {"gap_to_second_last": Fact(max(gap, Fraction(0)), own.source)}


def _cells(rows: Sequence[Record]) -> Source:
    """Return the cells of the ranks of several rows."""
    return joined_sources(row.facts["rank"].source for row in reversed(rows))


def _record(row: Record, who: tuple[str, str, str], facts: Mapping[str, Fact]) -> Record:
    about = {name: Fact(text) for name, text in zip(_WHO, who, strict=True)}
    return Record(row.sheet, row.row, {**about, **facts})


LAST_YEAR_DERIVED: Final = "上年名次"
"""Derived list: unit, exam (this year's), grade, subject, name, rank (last year's)."""
_LAST_YEAR_YEAR: Final = re.compile(r"(\d{4})(?=年)")


def last_year(rates: Mapping[str, Sequence[Record]], history: Sequence[Record]) -> list[Record]:
    """
    Return last year's places in the exams that the scores are of (上年同一学期的同类考试).

    The exam of last year is called the same but for the year: 2025年春季期末 for 2026年春季期末.

    Args:
        rates: the derived lists of this year's rates.
        history: rows of 历次 with exam, unit, subject, rank, and grade or teacher where they say.
    """
    this_year = {
        row.text("exam"): _year_before(row.text("exam"))
        for name in (RATES_TEACHERS, CLASS_RATES_SCHOOLS)
        for row in rates.get(name, ())
    }
    before = {then: now for now, then in this_year.items() if then}
    return [
        row._replace(facts={**row.facts, "exam": Fact(before[row.text("exam")])})
        for row in history
        if "rank" in row.facts and row.text("exam") in before
    ]


def _year_before(exam: str) -> str:
    found = _LAST_YEAR_YEAR.search(exam)
    if found is None:
        return ""
    return f"{exam[: found.start()]}{int(found[1]) - 1}{exam[found.end() :]}"
