"""The lists that clauses take facts from, by name (名单): as a person writes them, or derived.

A derived list is its name, its fields, the sheets behind it, and rows; `derived_row` makes each
row, whatever it is derived from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, FactValue, Record, Source, joined_sources
from xl_quality.runs.group_figures import JOINT
from xl_quality.schemes.cases import EXAM_KIND
from xl_quality.sheets.list_kinds import TEACHING

if TYPE_CHECKING:
    from xl_quality.core.figures import GroupResult
    from xl_quality.core.findings import Finding, Kind
    from xl_quality.schemes.model import Scheme

COUNTY: Final = "县名次"
HISTORY: Final = "历次"
INDICATORS: Final = "指标"
CONTESTS: Final = "竞赛"
STAFF: Final = "人员"
HAND: Final = "手工金额"
"""The list of amounts that a person enters; every payout reads it."""
SCORES: Final = "成绩表"
"""What stands for the score sheets themselves, which have columns of their own."""

TOWN_PLACES: Final = "镇名次"
TEACHER_ORDER: Final = "教师名次"
CLASS_RATES: Final = "班级率"
TEACHER_RATES: Final = "教师率"
SCHOOL_RATES: Final = "学校率"
CLASS_WHOLE_RATES: Final = "班级全科率"
SCHOOL_WHOLE_RATES: Final = "学校全科率"
SCHOOL_STREAKS: Final = "历次末位"
TEACHER_STREAKS: Final = "教师历次末位"
LAST_YEAR: Final = "上年名次"
COUNTY_LAST_YEAR: Final = "上年县名次"
TEACHER_YEAR: Final = "教师全年名次"
TEACHERS_IN_COUNTY: Final = "教师县名次"
CLASS_TARGETS: Final = "班级指标"
CLASS_POOLS: Final = "班级总额"
MET_OBJECTS: Final = "达标对象数："
"""A derived list so called counts what the clauses named behind it judge one by one (a class and
subject, a subject): ``达标对象数：D1、D2``; each is on target where all these clauses say so."""
MET_CLAUSES: Final = "达标条款数："
"""A derived list so called counts the clauses themselves: ``达标条款数：I1、I2``.

The rows of both: the key of the clause that asks, met, required, and points where any are scored.
"""
ONE_BY_ONE: Final = "逐项认定"  # What stands for the cells of such counts, behind their clauses

OVERALL: Final = ("综合", "总评", "总分")  # The subjects of a place over all subjects
KIND_DOUBT: Final = "exam_kind_doubt"
"""The field of a row whose stated kind cannot be: the kind stated, and the one the name tells."""

Behind = tuple[str, tuple[str, ...]]
"""A sheet that a person writes, and the fields that are taken from it."""


ListRows = Mapping[str, Sequence[Record]]  # The rows of lists by the list's name
RowsAndFindings = tuple[list[Record], list["Finding"]]
"""Rows of a list, and what a person should look at."""


class DerivedList(NamedTuple):
    """A list that the program derives."""

    fields: tuple[str, ...]  # what its rows may hold
    # the sheets it is made of; () where it is made of what other clauses find
    behind: tuple[Behind, ...] = ()


CONTEST: Final = ("unit", "exam", "grade", "subject")
_SHEETS_NAMED: Final = 32
"""Characters of the names of score sheets that are written out: a sheet a class fills lines."""
_TAUGHT: Final[Behind] = (TEACHING, ("school", "grade", "class_name", "subject", "teacher"))
_HEADED: Final[Behind] = (TEACHING, ("school", "grade", "class_name", "head_teacher"))
_PLACED: Final = (*CONTEST, "rank", "of")
_SCORED: Final[Behind] = (SCORES, ())
_RATES: Final = ("pass_rate", "excellent_rate")
_PREVIOUS: Final = ("previous_pass_rate", "previous_excellent_rate", "previous_rank")
_GROUP: Final = (*_RATES, "mean", "score_rate", "rank", "of", *_PREVIOUS)
_CLASS: Final = ("unit", "grade", "class_name")
_TARGET: Final = ("unit", "grade", "class_name", "subject", "name", "indicator", "target", "actual")

DERIVED_LISTS: Final[Mapping[str, DerivedList]] = {
    TOWN_PLACES: DerivedList((*_PLACED, "score", "first_score"), (_SCORED,)),
    # exam as 县名次 calls it (考试别名); grade where it tells teachers apart
    TEACHER_ORDER: DerivedList((*CONTEST, "teachers", "teacher_ranks"), (_SCORED, _TAUGHT)),
    CLASS_RATES: DerivedList((*CONTEST, "class_name", "name", *_GROUP), (_SCORED, _TAUGHT)),
    TEACHER_RATES: DerivedList((*CONTEST, "name", *_GROUP), (_SCORED, _TAUGHT)),
    SCHOOL_RATES: DerivedList((*CONTEST, *_GROUP), (_SCORED,)),
    # name: the class teacher; beside each class its grade
    CLASS_WHOLE_RATES: DerivedList(
        (*_CLASS, "exam", "name", *_RATES, "grade_pass_rate", "grade_excellent_rate"),
        (_SCORED, _HEADED),
    ),
    SCHOOL_WHOLE_RATES: DerivedList(("unit", "exam", "grade", *_RATES), (_SCORED,)),
    SCHOOL_STREAKS: DerivedList(
        ("unit", "grade", "subject", "last_count", "years_last", "gap_to_second_last"),
        ((HISTORY, (*_PLACED, "points")),),
    ),
    # unit: a teacher
    TEACHER_STREAKS: DerivedList(
        ("unit", "grade", "subject", "teachers", "last_two_count"),
        ((HISTORY, ("unit", "name", "exam", "subject", "rank", "of")),),
    ),
    # rows of 历次 with the exam of this year that they are compared with
    LAST_YEAR: DerivedList((), ((HISTORY, _PLACED),)),
    COUNTY_LAST_YEAR: DerivedList((*CONTEST, "rank"), ((HISTORY, _PLACED),)),
    # ranks: one an exam
    TEACHER_YEAR: DerivedList(
        ("unit", "name", "teachers", "grade", "subject", "ranks", "of"), (_SCORED, _TAUGHT)
    ),
    TEACHERS_IN_COUNTY: DerivedList(  # how: a teacher's own row, a lone teacher's, or anew
        (*_PLACED, "name", EXAM_KIND, KIND_DOUBT, "how"), ((COUNTY, _PLACED), _TAUGHT)
    ),
    # name: the teacher of the subject, or the coach as the row says
    CLASS_TARGETS: DerivedList(
        (*_TARGET, "exam", "admitted", "class_teacher"), ((INDICATORS, _TARGET), _TAUGHT)
    ),
    CLASS_POOLS: DerivedList((*_CLASS, "pot", "teachers", "weights")),
}


def made_of(list_name: str) -> tuple[Behind, ...]:
    """Return the sheets behind a derived list with their fields, () for a list as it is written.

    >>> made_of("教师名次")[1]
    ('任课', ('school', 'grade', 'class_name', 'subject', 'teacher'))
    """
    return DERIVED_LISTS[list_name].behind if list_name in DERIVED_LISTS else ()


def lists_used(scheme: Scheme) -> set[str]:
    """Return the names of the lists, derived ones included, that a scheme takes facts from."""
    return {take.list_name for feed in scheme.feeds for take in feed.takes}


def sheets_read(scheme: Scheme) -> set[str]:
    """Return the sheets that a payout reads: a scheme's lists, those behind them, 手工金额."""
    used = lists_used(scheme)
    return {HAND, *used, *(sheet for name in used for sheet, _ in made_of(name))}


COMPUTED: Final = Record("", 0, {})  # Where a row stands that nobody wrote


def counts_others(source: Source) -> bool:
    """Tell whether a figure counts what other clauses judged (`MET_OBJECTS`, `MET_CLAUSES`)."""
    return not source.cells and source.words.endswith(ONE_BY_ONE)


def derived_row(
    about: Mapping[str, str | Fact],
    figures: Mapping[str, FactValue | Fact | None],
    source: Source | str = "",
    *,
    at: Record = COMPUTED,
) -> Record:
    """Return one row of a derived list.

    Args:
        about: what the row is about, by field; a blank text is left out as an empty cell is.
        figures: what it says, by field; None is left out.
        source: where the figures come from that are not facts with a source of their own; a text
            is what is said where there are no cells.
        at: the row on whose sheet findings about it are told.
    """
    origin = source if isinstance(source, Source) else Source(words=source)
    words = {name: text if isinstance(text, Fact) else Fact(text) for name, text in about.items()}
    told = {
        name: value if isinstance(value, Fact) else Fact(value, origin)
        for name, value in figures.items()
        if value is not None
    }
    return Record(at.sheet, at.row, {n: f for n, f in words.items() if f.value != ""} | told)


def scored_on(sheets: str, among: str = "") -> Source:
    """Return where a figure computed from scores comes from: the score sheets, as named there.

    Args:
        sheets: as a `GroupResult` names them; of many the first are named.
        among: what else is said of it, e.g. among whom a place is.

    >>> scored_on("九年级期末", "校内排").words
    '校内排，成绩表九年级期末'
    >>> scored_on("、".join(f"九年级{number}班期末" for number in range(1, 9))).words
    '成绩表九年级1班期末、九年级2班期末、九年级3班期末、九年级4班期末等'
    """
    first, more = sheets, ""
    if len(sheets) > _SHEETS_NAMED and JOINT in sheets[:_SHEETS_NAMED]:
        first, more = sheets[:_SHEETS_NAMED].rpartition(JOINT)[0], "等"
    named = f"成绩表{first}{more}"
    return Source(words=f"{among}，{named}" if among else named)


def facts_of(row: Record, fields: Iterable[str]) -> dict[str, str | Fact]:
    """Return some facts of a row, those that it has."""
    return {name: row.facts[name] for name in fields if name in row.facts}


def about_result(result: GroupResult) -> dict[str, str]:
    """Return what a result of the scores is about, as the fields of a list."""
    group = result.group
    about = {"unit": group.school, "exam": result.exam_name, "grade": group.grade}
    return {**about, "subject": result.subject}


def on_sheet(result: GroupResult) -> Record:
    """Return where a row stands that was computed from a score sheet."""
    return Record(result.sheet, 0, {})


def told_at(row: Record, field: str, kind: Kind, **facts: object) -> Finding:
    """Return a finding about one cell of a row; without the cell it stands at the row's first."""
    cell = row.facts[field].cell if field in row.facts else f"A{row.row}"
    found = str(facts.pop("found", row.text(field)))
    return kind.at(row.sheet, cell, found=found, **facts)  # type: ignore[arg-type]


def who_of(row: Record) -> tuple[str, str, str]:
    """Return whom a row of places is about, a teacher by name, with grade and subject."""
    return row.text("name") or row.text("unit"), row.text("grade"), row.text("subject")


def contest_of(row: Record) -> tuple[str, str, str]:
    """Return exam, grade and subject of a row of places."""
    return row.text("exam"), row.text("grade"), row.text("subject")


def first_places(places: Sequence[Source], most: int) -> str:
    """Return the first cells, and how many there are: 县名次!B3、B4、B5等9处."""
    more = f"等{len(places)}处" if len(places) > most else ""
    return f"{joined_sources(places[:most])}{more}"
