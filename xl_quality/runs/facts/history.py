"""Places over exams and years: how long a unit has been last, its place of last year.

`streaks` counts from 历次 who was last in consecutive exams; `out_of_order`, `ranked_twice`,
`incomplete_exams` and `missing_in_history` say what keeps it from being counted, and
`other_than_scored` where its places are not those of the scores. `last_year`, `year_before` and
`stated_before` find the places of the year before, `whole_year` those of a teacher in all exams of
the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, FactValue, Record, Source, joined_sources
from xl_quality.core.grouping import grouped
from xl_quality.core.groups import Level
from xl_quality.core.school_terms import YEAR, ExamKind, kind_of_exam, school_year
from xl_quality.runs.facts import fact_findings as kinds
from xl_quality.runs.facts.derived_lists import (
    CONTEST,
    OVERALL,
    SCHOOL_RATES,
    SCHOOL_STREAKS,
    TEACHER_RATES,
    TEACHER_STREAKS,
    ListRows,
    RowsAndFindings,
    contest_of,
    derived_row,
    facts_of,
    first_places,
    on_sheet,
    scored_on,
    told_at,
    who_of,
)
from xl_quality.runs.group_figures import JOINT, Figures, compute, exam_names, grades_together
from xl_quality.runs.names import exam_key, one_width
from xl_quality.schemes.cases import EXAM_KIND
from xl_quality.schemes.words import number_text
from xl_quality.sheets.settings import CALENDAR_YEAR, SCHOOL_YEAR

if TYPE_CHECKING:
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.findings import Finding
    from xl_quality.core.ranking import Rank
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.schemes.arithmetic import Condition
    from xl_quality.schemes.model import Scheme

_NO_EXAM: Final = (ExamKind.ACTIVITY, ExamKind.OTHER)
_YEAR: Final = re.compile(r"(\d{4})(?=年)")
_SCHOOL_YEAR: Final = "学年"
"""2025-2026学年 names two years: which of them an exam is in nobody can tell."""
_SEASONS: Final = {"春": 0, "秋": 1}
_LAST_YEARS_PLACE: Final = re.compile("(上年|去年)(综合)?名次")
_SEVERAL: Final = 2  # exams from which there is a year to speak of
_NAMED: Final = ("rank", "名次"), ("points", "得分")
_RANKED: Final = (Level.SCHOOL, Level.TEACHER)
_SHOWN: Final = 4
"""Cells that a finding names one by one: enough to see what they have in common."""


class _Exam(NamedTuple):
    """One exam and subject (a contest) with all rows about it."""

    rows: Sequence[Record]  # as listed
    placed: Fraction | None  # how many units it placed, None where that cannot be known
    last: Fraction | None  # the last place that anybody has, None where not all are listed

    @classmethod
    def of(cls, rows: Sequence[Record]) -> _Exam:
        """Take what the rows of one contest say."""
        ranks = [rank for row in rows if (rank := row.number("rank")) is not None]
        stated = [number for row in rows if (number := row.number("of")) is not None]
        all_ranked = len(ranks) == len(rows)
        complete = all_ranked and (not stated or len(ranks) >= max(stated))
        greatest = max(ranks, default=Fraction(0))
        if stated:
            placed: Fraction | None = max(*stated, greatest)
        else:  # one without a rank may be the last
            placed = greatest if all_ranked and greatest <= len(rows) else None
        return cls(rows, placed, greatest if complete else None)

    @property
    def ranked(self) -> Fraction | int | None:
        """Return how many it ranked, None where neither a row says it nor all are listed."""
        stated = [number for row in self.rows if (number := row.number("of")) is not None]
        return max(stated) if stated else None if self.last is None else len(self.rows)

    def shared(self, rank: Fraction) -> bool:
        """Tell whether several have a place."""
        return sum(row.number("rank") == rank for row in self.rows) > 1


class _Place(NamedTuple):
    """One row's place: how many places lie behind it, and behind it before the last one taken."""

    row: Record
    rank: Fraction
    exam: _Exam

    def told(self, year: int | None = None) -> str:
        """Return it in words, e.g. 2026年中考第25名; without a *year* that is told already."""
        exam = self.row.text("exam")
        named = exam if year is None else exam.replace(f"{year}年", "")
        shared = "并列" if self.exam.shared(self.rank) else ""
        return f"{named}{shared}第{number_text(self.rank)}名"

    @property
    def behind(self) -> Fraction | None:
        """Return how many places lie behind it, None where that is not known."""
        return None if self.exam.placed is None else self.exam.placed - self.rank

    @property
    def from_last(self) -> Fraction | None:
        """Return the same up to the last place that anybody has, where all are listed."""
        if self.exam.placed is None or self.exam.last is None:
            return self.behind
        return self.exam.last - self.rank


def streaks(
    history: Sequence[Record], teachers: Iterable[str], year_kind: str = ""
) -> dict[str, list[Record]]:
    """Return the lists derived from the 历次 sheet.

    Exams follow each other as on the sheet; contests (活动竞赛) are none. A unit is last where its
    place is the number of units placed, or where all are listed and none has a place behind it:
    two that share the last place are both last, and the source says so (并列末位). A year counts
    where the unit was last in every exam of the year. Exams of which that number is not known
    (`incomplete_exams`) end every streak.

    *teachers* are names that stand for teachers, not schools; *year_kind* says which years are
    meant (连续年), ``""`` = those of which there are fewer: in doubt nobody is put up for
    dismissal, and which are meant is asked (`years_asked`).
    """
    history, known = [row for row in history if _is_exam(row)], set(teachers)
    derived: dict[str, list[Record]] = {SCHOOL_STREAKS: [], TEACHER_STREAKS: []}
    for (unit, grade, subject), places in _by_unit(history).items():
        latest = places[-1].row
        about = {"unit": unit, "grade": grade, "subject": subject}
        if unit in known or latest.text("name"):
            ends = _streak(places, lambda place: place.behind is not None and place.behind <= 1)
            figures = {"teachers": Fact((unit,)), "last_two_count": _counted(ends, places)}
            derived[TEACHER_STREAKS].append(derived_row(about, figures, at=latest))
        else:
            ends = _streak(places, lambda place: place.from_last == 0)
            figures = {"last_count": _with_ties(_counted(ends, places), ends)}
            figures |= _years(places, year_kind or _fewer_years(places))
            figures |= _gap(latest, history) if ends else {}
            derived[SCHOOL_STREAKS].append(derived_row(about, figures, at=latest))
    return derived


def _is_exam(row: Record) -> bool:
    """Tell whether a row is about an exam: the last of a choir contest is last in none."""
    own = row.text(EXAM_KIND)
    exam, grade, unit = (row.text(name) for name in ("exam", "grade", "unit"))
    return (own or kind_of_exam(exam, grade=grade, unit=unit)) not in _NO_EXAM


def _exams(history: Iterable[Record]) -> dict[tuple[str, str, str], _Exam]:
    """Return each exam and subject that ranks anybody."""
    listed = grouped(history, contest_of)
    ranked = {key for key, rows in listed.items() if any("rank" in row.facts for row in rows)}
    return {key: _Exam.of(rows) for key, rows in listed.items() if key in ranked}


def _by_unit(history: Sequence[Record]) -> Mapping[tuple[str, str, str], list[_Place]]:
    """Return each unit's places in order; an exam listed twice (two sheets) is one exam."""
    exams = _exams(history)
    found: dict[tuple[str, str, str], dict[str, _Place]] = {}
    for row in history:
        rank = row.number("rank")
        if rank is not None:
            place = _Place(row, rank, exams[contest_of(row)])
            found.setdefault(who_of(row), {}).setdefault(row.text("exam"), place)
    return {who: list(places.values()) for who, places in found.items()}


def _streak(places: Sequence[_Place], holds: Callable[[_Place], bool]) -> list[_Place]:
    """Return the latest places in a row for which something holds, in order."""
    count = next((n for n, place in enumerate(reversed(places)) if not holds(place)), len(places))
    return list(places[len(places) - count :])


def _counted(ends: Sequence[_Place], places: Sequence[_Place]) -> Fact:
    """Return how many they are, with their cells; none at all stands at the latest place."""
    return Fact(len(ends), _cells(ends or places[-1:]), _exams_in_words(ends))


def _exams_in_words(places: Sequence[_Place], year: int | None = None) -> str:
    """Return exams and places in words: 2025年中考第25名、2026年中考第24名，每次共25个.

    A *year* that is told already is not said again.
    """
    words = [place.told(year) for place in places]
    of = [place.exam.ranked for place in places]
    known = [None if each is None else f"共{number_text(each)}个" for each in of]
    if len(set(known)) <= 1:
        every = "每次" if len(known) > 1 else ""
        end = f"，{every}{known[0]}" if known and known[0] else ""
        return "、".join(words) + end
    pairs = zip(words, known, strict=True)
    return "、".join(f"{one}（{each}）" if each else one for one, each in pairs)


def _cells(places: Iterable[_Place]) -> Source:
    return joined_sources(place.row.facts["rank"].source for place in places)


def _with_ties(count: Fact, ends: Sequence[_Place]) -> Fact:
    """Say in the source of how many of the exams the last place was shared."""
    tied = sum(place.exam.shared(place.rank) for place in ends)
    if not tied:
        return count
    times = "" if tied == len(ends) else f"其中{tied}次"
    return count._replace(source=count.source.also(f"，{times}并列末位"))


def _calendar_year(exam: str) -> int | None:
    found = _YEAR.search(exam)
    return int(found[1]) if found else None


class _YearKind(NamedTuple):
    """What is meant by a year."""

    year_of: Callable[[str], int | None]  # the year of an exam by its name, None = it does not say
    named: Callable[[int], str]
    ends_with: str  # the season that ends it


_YEAR_KINDS: Final = {
    CALENDAR_YEAR: _YearKind(_calendar_year, "{}年".format, "秋"),
    SCHOOL_YEAR: _YearKind(school_year, lambda year: f"{year - 1}—{year}学年", "春"),
}


def _last_years(places: Sequence[_Place], kind: str) -> Mapping[int, Sequence[_Place]] | None:
    """Return the years up to the latest in which a unit was last in every exam; None = no years."""
    years: dict[int, list[_Place]] = {}
    for place in places:
        year = _YEAR_KINDS[kind].year_of(place.row.text("exam"))
        if year is not None:
            years.setdefault(year, []).append(place)
    year, last = max(years, default=0), dict[int, list[_Place]]()
    while year in years and all(place.from_last == 0 for place in years[year]):
        last = {year: years[year], **last}
        year -= 1
    return last if years else None


def _fewer_years(places: Sequence[_Place]) -> str:
    """Return the kind of year of which there are fewer: of as many 学年, by which schools count.

    自然年 where the exams' names do not tell both.
    """
    if any(school_year(place.row.text("exam")) is None for place in places):
        return CALENDAR_YEAR
    kinds_of_year = (SCHOOL_YEAR, CALENDAR_YEAR)
    return min(kinds_of_year, key=lambda kind: len(_last_years(places, kind) or ()))


def _years(places: Sequence[_Place], kind: str) -> dict[str, Fact]:
    """Return in how many years up to the latest a unit was last in every exam."""
    last = _last_years(places, kind)
    if last is None:
        return {}
    ends = [place for own in last.values() for place in own]
    return {"years_last": Fact(len(last), _cells(ends), _by_year(last, places, kind))}


def _by_year(years: Mapping[int, Sequence[_Place]], places: Sequence[_Place], kind: str) -> str:
    """Return exams year by year: 2025年：春季第9名、秋季第9名，每次共9个；2026年：春季第9名，共9个.

    It is told that the latest is not over where its exams lack the season that ends it, while
    *places*, all of the unit, have that season too.
    """
    meant, calendar = _YEAR_KINDS[kind], kind == CALENDAR_YEAR
    told = [
        f"{meant.named(year)}：{_exams_in_words(own, year if calendar else None)}"
        for year, own in years.items()
    ]
    end = _SEASONS[meant.ends_with]
    exams = [place.row.text("exam") for place in places]
    seasons = [(meant.year_of(exam), moment[1]) for exam in exams if (moment := _moment(exam))]
    latest = {season for year, season in seasons if year == max(years, default=0)}
    open_year = latest and end not in latest and any(season == end for _, season in seasons)
    so_far = "本年只列到春季" if calendar else "本学年只列到秋季"
    return "；".join(told) + (f"（{so_far}，未完）" if open_year else "")


def years_asked(
    history: Sequence[Record], teachers: Iterable[str], scheme: Scheme, year_kind: str
) -> list[Finding]:
    """Ask which years a scheme means (连续年), where a clause turns on it: in one finding.

    Nobody is asked where all exams' names do not tell both, or where 考核设置 says it.
    """
    turns = [
        (clause.id, one)
        for clause in scheme.clauses
        for rule in clause.rules
        for one in rule.when
        if one.measure.text == "years_last" and one.limit.constant is not None
    ]
    if year_kind or not turns:
        return []
    known = set(teachers)
    for (unit, *_), places in _by_unit([row for row in history if _is_exam(row)]).items():
        latest, years = places[-1].row, [school_year(place.row.text("exam")) for place in places]
        if unit in known or latest.text("name") or None in years:
            continue
        calendar, school = (len(_last_years(places, kind) or ()) for kind in _YEAR_KINDS)
        clauses = {clause: None for clause, one in turns if _differ(one, calendar, school)}
        if clauses:
            facts = {"calendar": calendar, "school": school, "clauses": "、".join(clauses)}
            return [told_at(latest, "rank", kinds.YEARS_OPEN, found=unit, **facts)]
    return []


def _differ(condition: Condition, *counts: int) -> bool:
    """Tell whether a condition is met by some counts and not by others."""
    limit = condition.limit.constant or Fraction(0)
    return len({condition.edge.holds(Fraction(count), limit) for count in counts}) > 1


def _gap(latest: Record, history: Iterable[Record]) -> dict[str, Fact]:
    """Return how far the last unit of its latest exam is behind the one before it."""
    own = latest.number("points")
    rivals = [
        points
        for row in history
        if contest_of(row) == contest_of(latest) and who_of(row) != who_of(latest)
        if (points := row.number("points")) is not None
    ]
    if own is None or not rivals:
        return {}
    gap = max(min(rivals) - own, Fraction(0))
    return {"gap_to_second_last": Fact(gap, latest.facts["points"].source)}


def incomplete_exams(history: Sequence[Record]) -> list[Finding]:
    """Say of which exams the last place is not known: neither 总数 nor all units are listed."""
    findings = []
    for contest, exam in _exams(history).items():
        if exam.placed is None:
            first = next(row for row in exam.rows if "rank" in row.facts)
            found = " ".join(filter(None, contest))
            findings.append(told_at(first, "rank", kinds.LAST_PLACE_UNKNOWN, found=found))
    return findings


def ranked_twice(history: Iterable[Record]) -> list[Finding]:
    """Return a finding for each unit to which one exam and subject gives two ranks or scores."""
    first: dict[tuple[str, ...], Record] = {}
    findings = []
    for row in (row for row in history if "rank" in row.facts):
        known = first.setdefault((*contest_of(row), *who_of(row)), row)
        differing = [
            (field, label, known.facts[field], row.facts[field])
            for field, label in _NAMED
            if field in known.facts and field in row.facts
            if known.facts[field].value != row.facts[field].value
        ]
        for field, label, other, own in differing[:1]:
            facts = {"who": who_of(row)[0], "exam": row.text("exam"), "what": label}
            facts |= {"found": f"{other.value} / {own.value}", "other": str(other.source)}
            findings.append(told_at(row, field, kinds.HISTORY_GIVEN_TWICE, **facts))
    return findings


def out_of_order(history: Iterable[Record]) -> list[Finding]:
    """Return an error where a unit's exams in 历次 do not go from the earliest to the latest.

    What follows what decides who was last in consecutive exams; only names that bear a year in
    the same way are compared.
    """
    latest: dict[tuple[str, ...], tuple[tuple[int, int], Record]] = {}
    for row in history:
        moment = _moment(row.text("exam"))
        if moment is None or "rank" not in row.facts:
            continue
        who = tuple(row.text(name) for name in ("unit", "name", "grade", "subject"))
        before = latest.get(who)
        if before is not None and moment < before[0]:
            exam = before[1].facts["exam"]
            facts = {"before": exam.value, "place": exam.source}
            return [told_at(row, "exam", kinds.HISTORY_OUT_OF_ORDER, **facts)]
        latest[who] = moment, row
    return []


def _moment(exam: str) -> tuple[int, int] | None:
    """Return year and season of an exam, None where the name does not tell them."""
    year = YEAR.search(exam)
    if year is None or _SCHOOL_YEAR in exam:
        return None
    season = next((number for word, number in _SEASONS.items() if word in exam), None)
    return None if season is None else (int(year[1]), season)


def missing_in_history(history: Sequence[Record], county: Iterable[Record]) -> list[Finding]:
    """Warn of the exams of 县名次 that 历次 does not have: no streak goes up to them.

    Where 历次 has no rows nobody expects a streak. The kinds of the exams of *county* are told.
    """
    known = {exam_key(row.text("exam")) for row in history if "rank" in row.facts}
    units = {row.text("unit") for row in history}
    left = dict.fromkeys(
        row.text("exam")
        for row in county
        if row.text("subject") in OVERALL
        and row.text("unit") in units
        and row.text(EXAM_KIND) not in (*_NO_EXAM, ExamKind.ANNUAL)
        and exam_key(row.text("exam")) not in known
    )
    if not known or not left:
        return []
    exams = "、".join(f"“{name}”" for name in left)
    return [kinds.HISTORY_WITHOUT_EXAM.at(history[0].sheet, exams=exams)]


def other_than_scored(
    history: Iterable[Record], figures: Figures | None, aliases: Mapping[str, str]
) -> list[Finding]:
    """Warn of the places of 历次 that are not those of the scores of the same exam (名次不一致).

    Streaks go by 历次, other clauses by the scores: one teacher could be last but one in the first
    and not in the second. Compared is whoever the scores rank in one contest of the subject; over
    all subjects (综合) a school, by its grade or its grades together (各年级合计), where 历次 ranks
    the same schools. *aliases* are the score sheets' exams by their names in lists (考试别名).
    """
    if figures is None:
        return []
    listed = [row for row in history if "rank" in row.facts]
    contests = grouped(listed, contest_of)
    ranked = grouped(
        (one for level in _RANKED for one in figures.results.get(level, ())),
        lambda one: (one.exam_name, one.group.teacher or one.group.school, one.subject),
    )
    exams = {contest: aliases.get(one_width(contest[0]), contest[0]) for contest in contests}
    over_all = {
        contest: _places_over_all(figures, exams[contest], rows)
        for contest, rows in contests.items()
        if contest[2] in OVERALL
    }
    differing: list[tuple[Record, Rank]] = []
    for row in listed:
        contest, (who, grade, subject) = contest_of(row), who_of(row)
        if contest in over_all:
            own = over_all[contest].get(who)
        else:
            places = [
                one.rank
                for one in ranked.get((exams[contest], who, subject), ())
                if one.rank is not None and grade in {"", one.group.grade}
            ]
            own = places[0] if len(places) == 1 else None
        if own is not None and own != row.facts["rank"].number:
            differing.append((row, own))
    if not differing:
        return []
    first, computed = differing[0]
    cells = [row.facts["rank"].source for row, _ in differing]
    who, _, subject = who_of(first)
    facts = {"who": " ".join(filter(None, (who, subject))), "computed": computed}
    facts |= {"exam": first.text("exam"), "places": first_places(cells, _SHOWN)}
    return [told_at(first, "rank", kinds.HISTORY_OTHER_THAN_SCORES, **facts)]


def _places_over_all(figures: Figures, exam: str, rows: Sequence[Record]) -> Mapping[str, Rank]:
    """Return the places over all subjects of an exam of the schools of some rows, and no others.

    The rows are of one grade, or without it of all that the exam has; none where the scores rank
    others.
    """
    grade, schools = rows[0].text("grade"), {who_of(row)[0] for row in rows}
    own = [one for one in figures.overall.get(Level.SCHOOL, ()) if one.exam_name == exam]
    grades = {one.group.grade for one in own}
    found = [
        {one.group.school: one.rank for one in own if one.group.grade == each}
        for each in ([grade] if grade else grades if len(grades) == 1 else ())
    ]
    if not grade:
        together = [one for one in grades_together(figures) if {*one.exams.values()} == {exam}]
        found += [{one.school: one.rank for one in each.schools} for each in together]
    same = (places for places in found if places.keys() == schools)
    return {who: rank for who, rank in next(same, {}).items() if rank is not None}


def gaps_of_history(
    history: Sequence[Record],
    county: Iterable[Record],
    figures: Figures | None,
    aliases: Mapping[str, str],
) -> list[Finding]:
    """Warn of what streaks are counted without, and of places that the scores give otherwise."""
    gaps = [*incomplete_exams(history), *missing_in_history(history, county)]
    return [*gaps, *other_than_scored(history, figures, aliases)]


def last_year(rates: ListRows, history: Sequence[Record]) -> list[Record]:
    """Return last year's places in the exams that the scores are of (上年同一学期的同类考试).

    The exam of last year is called the same but for the year: 2025年春季期末 for 2026年春季期末.
    """
    exams = {
        row.text("exam") for name in (TEACHER_RATES, SCHOOL_RATES) for row in rates.get(name, ())
    }
    before = {
        _YEAR.sub(str(int(year[1]) - 1), exam, count=1): exam
        for exam in exams
        if (year := _YEAR.search(exam))
    }
    return [
        row._replace(facts={**row.facts, "exam": Fact(before[row.text("exam")])})
        for row in history
        if "rank" in row.facts and row.text("exam") in before
    ]


def year_before(county: Sequence[Record], history: Sequence[Record]) -> list[Record]:
    """Return each school's place in the same exam one year earlier (2025年县统考 for 2026年县统考).

    Where none is called the same it is the only exam of that year of the same kind (2025年中考 for
    2026年初中学业水平考试); one of the same name and another kind is not compared.

    *county* has the kinds of its exams; last year's rows of 县名次 may stand in *history*, too.
    """
    earlier: dict[tuple[str, ...], Record] = {}
    by_kind: dict[tuple[str, ...], dict[str, Record]] = {}
    for row in history:
        if "rank" not in row.facts or row.text("name"):
            continue
        exam, kind = row.text("exam"), row.text(EXAM_KIND)
        earlier.setdefault(_unit_in(row, exam), row)
        year = _YEAR.search(exam)
        if kind and year:
            by_kind.setdefault((*_unit_in(row, year[0]), kind), {}).setdefault(exam, row)
    found = []
    for row in county:
        exam, kind = row.text("exam"), row.text(EXAM_KIND)
        year = _YEAR.search(exam)
        if year is None:
            continue
        last = str(int(year[0]) - 1)
        then = earlier.get(_unit_in(row, _YEAR.sub(last, exam, count=1)))
        if then is None:
            others = list(by_kind.get((*_unit_in(row, last), kind), {}).values())
            then = others[0] if len(others) == 1 else None
        if then is not None and then.text(EXAM_KIND) in ("", kind):
            found.append(derived_row(facts_of(row, CONTEST), {"rank": then.facts["rank"]}, at=row))
    return found


def _unit_in(row: Record, exam: str) -> tuple[str, ...]:
    return row.text("unit"), exam, row.text("grade"), row.text("subject")


def stated_before(indicators: Iterable[Record], county: Sequence[Record]) -> RowsAndFindings:
    """Return last year's places that 指标 states (上年名次), each for the exam it is about.

    The indicator may name the exam: 上年名次（2026年县统考）. Else it is the only one of the latest
    year in 县名次.

    *county* are the rows of 县名次 that may be compared with last year.
    """
    found, findings = [], []
    for row in indicators:
        field = "target" if "target" in row.facts else "actual"
        if field not in row.facts or not _LAST_YEARS_PLACE.match(row.text("indicator")):
            continue
        own = [one for one in county if one.text("unit") == row.text("unit")]
        meant = [one for one in own if one.text("exam") in row.text("indicator")] or _latest(own)
        if len({(one.text("exam"), one.text("grade")) for one in meant}) > 1:
            exams = "、".join(dict.fromkeys(one.text("exam") for one in meant))
            facts = {"found": row.text("indicator"), "unit": row.text("unit"), "exams": exams}
            findings.append(told_at(row, field, kinds.LAST_YEAR_EXAM_OPEN, **facts))
        elif meant:
            about, place = facts_of(meant[0], CONTEST), row.facts[field]
            found.append(derived_row(about, {"rank": place}, at=row))
    return found, findings


def _latest(rows: Sequence[Record]) -> list[Record]:
    """Return the rows of the latest year that an exam names, all where none names a year."""
    years = [year[0] if (year := _YEAR.search(row.text("exam"))) else "" for row in rows]
    latest = max(years, default="")
    return [row for row, year in zip(rows, years, strict=True) if year == latest]


def whole_year(contents: BookContents) -> RowsAndFindings:
    """Return the places of each teacher in all exams of the workbook (全年名次).

    Without two exams there is no year to speak of: no rows, and a finding. A teacher with a place
    in a single exam has none for the year.
    """
    taught = contents.taught
    exams = exam_names(contents.tables)
    if not taught or not contents.tables:
        return [], []
    if len(exams) < _SEVERAL:
        return [], [kinds.ONE_EXAM.at(found="、".join(exams))]
    figures = compute(contents.tables, taught, contents.options, [])
    ranked = (one for one in figures.results.get(Level.TEACHER, ()) if one.rank is not None)
    together = grouped(
        ranked, lambda one: (one.group.school, one.group.teacher, one.group.grade, one.subject)
    )
    return [_of_teacher(own) for own in together.values() if len(own) >= _SEVERAL], []


def _of_teacher(results: Sequence[GroupResult]) -> Record:
    group, subject = results[0].group, results[0].subject
    about = {"unit": group.school, "name": group.teacher, "grade": group.grade, "subject": subject}
    source = scored_on(JOINT.join(dict.fromkeys(result.sheet for result in results)))
    figures: dict[str, FactValue | Fact | None] = {
        "ranks": tuple(result.rank or 0 for result in results),
        "of": max(result.of for result in results),
        "teachers": Fact((group.teacher,)),
    }
    return derived_row(about, figures, source, at=on_sheet(results[0]))
