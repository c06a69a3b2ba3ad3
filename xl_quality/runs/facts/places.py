"""Places over a year: the county's of the year before, the teachers' over all exams.

Rows of 县名次 and 历次 that may be read as more, or as another place, than they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.exam_kinds import ExamKind
from xl_quality.core.facts import Fact, Record, Source, joined_sources
from xl_quality.core.findings import Finding, Severity
from xl_quality.core.grades import usual_grade
from xl_quality.core.groups import Level
from xl_quality.runs.facts.county import OVERALL
from xl_quality.runs.figures import compute, exam_names
from xl_quality.runs.names import exam_key
from xl_quality.schemes.cases import EXAM_KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.figures import GroupResult
    from xl_quality.runs.reading import Intake

BEFORE: Final = "上年县名次"
"""Derived list: unit, exam (this year's), grade, subject, rank (of the year before)."""
TEACHERS: Final = "教师全年名次"
"""Derived list: unit, name, teachers, grade, subject, ranks (one an exam), of."""
_YEAR: Final = re.compile(r"\d{4}(?=年)")
_BEFORE: Final = re.compile("(上年|去年)(综合)?名次")
_SEVERAL: Final = 2


def year_before(county: Sequence[Record], history: Sequence[Record]) -> list[Record]:
    """
    Return each school's place in the same exam one year earlier (2025年县统考 for 2026年县统考).

    Where none is called the same it is the only exam of that year of the same kind (2025年中考 for
    2026年初中学业水平考试); one of the same name and another kind is not compared.

    Args:
        county: rows of 县名次, told the kinds of their exams.
        history: rows of 历次, and of 县名次 where last year's stand there, too.
    """
    earlier: dict[tuple[str, ...], Record] = {}
    by_kind: dict[tuple[str, ...], dict[str, Record]] = {}
    for row in history:
        if "rank" not in row.facts or row.text("name"):
            continue
        exam, kind = row.text("exam"), row.text(EXAM_KIND)
        earlier.setdefault(_key(row, exam), row)
        year = _YEAR.search(exam)
        if kind and year:
            by_kind.setdefault((*_key(row, year[0]), kind), {}).setdefault(exam, row)
    found = []
    for row in county:
        exam, kind = row.text("exam"), row.text(EXAM_KIND)
        year = _YEAR.search(exam)
        if year is None:
            continue
        last = str(int(year[0]) - 1)
        then = earlier.get(_key(row, _YEAR.sub(last, exam, count=1)))
        if then is None:
            others = list(by_kind.get((*_key(row, last), kind), {}).values())
            then = others[0] if len(others) == 1 else None
        if then is not None and then.text(EXAM_KIND) in ("", kind):
            names = ("unit", "exam", "grade", "subject")
            facts = {name: row.facts[name] for name in names if name in row.facts}
            found.append(Record(row.sheet, row.row, {**facts, "rank": then.facts["rank"]}))
    return found


def stated_before(
    indicators: Iterable[Record], county: Sequence[Record]
) -> tuple[list[Record], list[Finding]]:
    """
    Return last year's places that 指标 states (上年名次), each for the exam it is about.

    The indicator may name the exam: 上年名次（2026年县统考）. Else it is the only one of the latest
    year in 县名次.

    Args:
        indicators: rows of 指标 with unit, indicator and target (or actual).
        county: rows of 县名次 that may be compared with last year.
    """
    found, findings = [], []
    for row in indicators:
        place = row.facts.get("target") or row.facts.get("actual")
        if place is None or not _BEFORE.match(row.text("indicator")):
            continue
        own = [one for one in county if one.text("unit") == row.text("unit")]
        meant = [one for one in own if one.text("exam") in row.text("indicator")] or _latest(own)
        if len({(one.text("exam"), one.text("grade")) for one in meant}) > 1:
            findings.append(_which_exam(row, place, meant))
            continue
        for one in meant[:1]:
            names = ("unit", "exam", "grade", "subject")
            facts = {name: one.facts[name] for name in names if name in one.facts}
            found.append(Record(row.sheet, row.row, {**facts, "rank": place}))
    return found, findings


def _latest(rows: Sequence[Record]) -> list[Record]:
    """Return the rows of the latest year that an exam names, all where none names a year."""
    years = [_YEAR.search(row.text("exam")) for row in rows]
    latest = max((year[0] for year in years if year), default="")
    return [
        row for row, year in zip(rows, years, strict=True) if (year[0] if year else "") == latest
    ]


def _which_exam(row: Record, place: Fact, meant: Sequence[Record]) -> Finding:
    exams = "、".join(dict.fromkeys(one.text("exam") for one in meant))
    return Finding(
        "last_year_exam_open",
        Severity.WARNING,
        row.sheet,
        place.cell,
        row.text("indicator"),
        f"{row.text('unit')}今年有几次考试（{exams}），不知道上年名次与哪一次比，没有计算升降",
        "请在指标名称里写明，如“上年名次（2026年县统考）”",
    )


def _key(row: Record, exam: str) -> tuple[str, ...]:
    return row.text("unit"), exam, row.text("grade"), row.text("subject")


def whole_year(intake: Intake) -> tuple[list[Record], list[Finding]]:
    """
    Return the places of each teacher in all exams of the workbook (全年名次).

    Without two exams there is no year to speak of: no rows, and a finding. A teacher with a place
    in a single exam has none for the year.
    """
    taught = intake.taught
    exams = exam_names(intake.tables)
    if not taught or not intake.tables:
        return [], []
    if len(exams) < _SEVERAL:
        return [], [_one_exam(exams)]
    figures = compute(intake.tables, taught, intake.options, [])
    together: dict[tuple[str, str, str, str], list[GroupResult]] = {}
    for result in figures.results.get(Level.TEACHER, ()):
        if result.rank is not None:
            group = result.group
            key = (group.school, group.teacher, group.grade, result.subject)
            together.setdefault(key, []).append(result)
    return [_record(key, own) for key, own in together.items() if len(own) >= _SEVERAL], []


def _record(key: tuple[str, str, str, str], results: Sequence[GroupResult]) -> Record:
    school, teacher, grade, subject = key
    exams = "、".join(result.exam or result.sheet for result in results)
    return Record(
        results[0].sheet,
        0,
        {
            "unit": Fact(school),
            "name": Fact(teacher),
            "teachers": Fact((teacher,)),
            "grade": Fact(grade),
            "subject": Fact(subject),
            "ranks": Fact(
                tuple(result.rank or 0 for result in results), Source(words=f"教师排名：{exams}")
            ),
            "of": Fact(max(result.of for result in results), Source(words="教师排名")),
        },
    )


def _one_exam(exams: Sequence[str]) -> Finding:
    return Finding(
        "one_exam",
        Severity.WARNING,
        "",
        "",
        "、".join(exams),
        "工作簿里只有一次考试的成绩，算不出全年平均名次，用到它的条款没有计算",
        "请把这一学年两次考试的成绩表放在同一个工作簿里",
    )


_DOUBTFUL_PLACES_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SCHOOL_YEAR: Final = re.compile(r"学年")
_SEASONS: Final = (("春", 0), ("秋", 1))
_SUBJECTS: Final = {
    **dict.fromkeys(("道法", "道德法治", "政治", "思想品德", "思品", "品德"), "道德与法治"),
    "外语": "英语",
    "信息技术": "信息科技",
}
"""Names of one subject that offices change between; two rows of one school are one result."""
_SHOWN: Final = 3
_OF_NO_SUBJECT: Final = (ExamKind.ACTIVITY, ExamKind.ANNUAL)
"""A contest or a yearly review may have no subject."""


def listed_twice(rows: Iterable[Record]) -> list[Finding]:
    """
    Return an error for each result that 县名次 holds twice, written differently: one is paid twice.

    Args:
        rows: of 县名次, told the kinds of their exams.
    """
    first: dict[tuple[str, ...], Record] = {}
    findings = []
    for row in (row for row in rows if "rank" in row.facts):
        other = first.setdefault(_result(row), row)
        if _written(other) == _written(row):
            continue
        differing = [a for a, b in zip(_written(row), _written(other), strict=True) if a != b]
        findings.append(
            Finding(
                "result_listed_twice",
                Severity.ERROR,
                row.sheet,
                row.facts["rank"].cell,
                " ".join(filter(None, differing)),
                f"{row.text('name') or row.text('unit')}的同一个名次像是写了两遍，写法不同，"
                f"另一处在 {other.facts['rank'].source}，会重复计算",
                "同一个结果只留一行；确是两次考试的，请把考试名称写得能分清（如 第一次、第二次）",
            )
        )
    return findings


def _written(row: Record) -> tuple[str, ...]:
    return tuple(row.text(name) for name in ("exam", "grade", "subject"))


def _result(row: Record) -> tuple[str, ...]:
    """Return what makes two rows one result, however exam, grade and subject are written."""
    exam, grade = exam_key(row.text("exam")), row.text("grade")
    year = _DOUBTFUL_PLACES_YEAR.search(exam)
    if row.text(EXAM_KIND) == ExamKind.ENTRANCE:
        # there is one a year, of one grade
        exam, grade = f"{ExamKind.ENTRANCE}{year[1] if year else ''}", ""
    subject = row.text("subject")
    return (
        *(row.text("unit"), row.text("name"), exam, row.text(EXAM_KIND)),
        *(usual_grade(grade), _SUBJECTS.get(subject, subject)),
    )


def of_no_subject(rows: Iterable[Record]) -> tuple[list[Record], list[Finding]]:
    """
    Return the places of 县名次 that do not say which subject they are of, and an error for them.

    Where others of the exam name a subject each row is an error; where none does nobody knows
    whether the places are over all subjects or of a single one: that is asked once.

    Args:
        rows: of 县名次, told the kinds of their exams.

    Returns:
        The rows of schools that are told one by one, so that nobody goes by them; the errors.
    """
    exams: dict[tuple[str, str], list[Record]] = {}
    for row in rows:
        exams.setdefault((row.sheet, row.text("exam")), []).append(row)
    faulty: list[Record] = []
    findings: list[Finding] = []
    open_places: list[Record] = []
    for own in exams.values():
        bare = [row for row in own if not row.text("subject")]
        named = next((row for row in own if row.text("subject")), None)
        if named is None:
            ranked = (row for row in bare if "rank" in row.facts)
            open_places += [row for row in ranked if row.text(EXAM_KIND) not in _OF_NO_SUBJECT]
            continue
        letter = named.facts["subject"].cell.rstrip("0123456789")
        wrong = [row for row in bare if not row.text("name")] if letter else []
        findings += [_one_of_no_subject(row, f"{letter}{row.row}") for row in wrong]
        faulty += wrong
    return faulty, [*findings, *([_all_of_no_subject(open_places)] if open_places else [])]


def _one_of_no_subject(row: Record, cell: str) -> Finding:
    return Finding(
        "row_without_subject",
        Severity.ERROR,
        row.sheet,
        cell,
        "",
        f"{row.text('unit')} {row.text('exam')}这一行没有写学科，不知道按哪一条计奖惩",
        "请补上学科；综合名次写“综合”",
    )


def _all_of_no_subject(rows: Sequence[Record]) -> Finding:
    places = joined_sources(row.facts["rank"].source for row in rows[:_SHOWN])
    more = f"等{len(rows)}处" if len(rows) > _SHOWN else ""
    return Finding(
        "place_without_subject",
        Severity.ERROR,
        rows[0].sheet,
        rows[0].facts["rank"].cell,
        "",
        f"{places}{more}的名次没有写学科，不知道是总排名还是哪一科的",
        "请在“学科”一栏写上学科；总排名写“综合”",
    )


def out_of_order(history: Iterable[Record]) -> list[Finding]:
    """
    Return an error where a unit's exams in 历次 do not go from the earliest to the latest.

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
            return [_backwards(row, before[1])]
        latest[who] = moment, row
    return []


def missing_in_history(history: Sequence[Record], county: Iterable[Record]) -> list[Finding]:
    """
    Warn of the exams of 县名次 that 历次 does not have: no streak goes up to them.

    Args:
        history: rows of 历次; without any nobody expects a streak.
        county: rows of 县名次 that are paid for, told the kinds of their exams.
    """
    known = {exam_key(row.text("exam")) for row in history if "rank" in row.facts}
    units = {row.text("unit") for row in history}
    left = dict.fromkeys(
        row.text("exam")
        for row in county
        if row.text("subject") in OVERALL
        and row.text("unit") in units
        and row.text(EXAM_KIND) not in (*_OF_NO_SUBJECT, ExamKind.OTHER)
        and exam_key(row.text("exam")) not in known
    )
    if not known or not left:
        return []
    names = "、".join(f"“{name}”" for name in left)
    return [
        Finding(
            "history_without_exam",
            Severity.WARNING,
            next(row.sheet for row in history),
            "",
            "",
            f"历次里没有县名次里的{names}，连续居末位没有算上它",
            "请把这次的名次也写进历次（排在最后）",
        )
    ]


def _moment(exam: str) -> tuple[int, int] | None:
    """Return year and season of an exam, None where the name does not tell them."""
    year = _DOUBTFUL_PLACES_YEAR.search(exam)
    if year is None or _SCHOOL_YEAR.search(exam):
        return None
    season = next((number for word, number in _SEASONS if word in exam), None)
    return None if season is None else (int(year[1]), season)


def _backwards(row: Record, before: Record) -> Finding:
    return Finding(
        "history_out_of_order",
        Severity.ERROR,
        row.sheet,
        row.facts["exam"].cell,
        row.text("exam"),
        f"历次要从早到晚排，“{row.text('exam')}”却排在“{before.text('exam')}”"
        f"（{before.facts['exam'].source}）的后面，不能判断谁连续居末位",
        "请把各次考试从早到晚排好（可以按考试时间排序）",
    )
