"""Rows of 县名次 and 历次 that may be read as more, or as another place, than they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.exam_kinds import ExamKind
from xl_quality.core.facts import joined_sources
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.usecases.derived.teacher_places import OVERALL
from xl_quality.usecases.spellings import exam_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.facts import Record

_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SCHOOL_YEAR: Final = re.compile(r"学年")
_SEASONS: Final = (("春", 0), ("秋", 1))
_GRADES: Final = {
    "初一": "七年级",
    "初二": "八年级",
    "初三": "九年级",
    **{
        f"{number}年级": f"{word}年级"
        for number, word in zip("123456789", "一二三四五六七八九", strict=True)
    },
    **{
        number: f"{word}年级"
        for number, word in zip("123456789", "一二三四五六七八九", strict=True)
    },
    **{word: f"{word}年级" for word in "一二三四五六七八九"},
}
_SUBJECTS: Final = {
    **dict.fromkeys(("道法", "道德法治", "政治", "思想品德", "思品", "品德"), "道德与法治"),
    "外语": "英语",
    "信息技术": "信息科技",
}
"""Names of one subject that offices change between; two rows of one school are one result."""
_OF_NO_SUBJECT: Final = (ExamKind.ACTIVITY, ExamKind.ANNUAL)
"""A contest or a yearly review may have no subject."""


def doubtful_places(rows: Sequence[Record]) -> list[Finding]:
    """
    Return an error for each result that 县名次 holds twice, and one for places of no subject.

    Args:
        rows: of 县名次, told the kinds of their exams.
    """
    ranked = [row for row in rows if "rank" in row.facts]
    return [*_listed_twice(ranked), *_of_no_subject(ranked)]


def _listed_twice(rows: Iterable[Record]) -> list[Finding]:
    """Say which rows differ only in how exam, grade or subject are written: one is paid twice."""
    first: dict[tuple[str, ...], Record] = {}
    findings = []
    for row in rows:
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
    year = _YEAR.search(exam)
    if row.text(EXAM_KIND) == ExamKind.ENTRANCE:
        # there is one a year, of one grade
        exam, grade = f"{ExamKind.ENTRANCE}{year[1] if year else ''}", ""
    subject = row.text("subject")
    return (
        *(row.text("unit"), row.text("name"), exam, row.text(EXAM_KIND)),
        *(_GRADES.get(grade, grade), _SUBJECTS.get(subject, subject)),
    )


def _of_no_subject(rows: Sequence[Record]) -> list[Finding]:
    """
    Ask what the places of an exam are about where no row names a subject: all, or a single one.

    A row without one among others is told as incomplete (`complete_rows`).
    """
    named = {(row.sheet, row.text("exam")) for row in rows if row.text("subject")}
    bare = [
        row
        for row in rows
        if (row.sheet, row.text("exam")) not in named and row.text(EXAM_KIND) not in _OF_NO_SUBJECT
    ]
    if not bare:
        return []
    places = joined_sources(row.facts["rank"].source for row in bare[:3])
    more = f"等{len(bare)}处" if len(bare) > 3 else ""  # noqa: PLR2004 - the cells shown
    return [
        Finding(
            "place_without_subject",
            Severity.ERROR,
            bare[0].sheet,
            bare[0].facts["rank"].cell,
            "",
            f"{places}{more}的名次没有写学科，不知道是总排名还是哪一科的",
            "请在“学科”一栏写上学科；总排名写“综合”",
        )
    ]


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
    year = _YEAR.search(exam)
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
