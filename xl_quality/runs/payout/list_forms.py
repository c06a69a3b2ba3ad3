"""The lists that the clauses of a scheme take facts from, by its feeds (需要的名单、补名单表).

`wanted_lists` and `places_of_facts` say what is to be written where; `lists_for` makes the sheets
that a workbook lacks, headed and with what its score sheets know already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record
from xl_quality.core.school_terms import ExamKind
from xl_quality.reports.forms import ListForm, heading, list_table
from xl_quality.runs.facts.derived_lists import COUNTY, HAND, INDICATORS, SCORES, made_of
from xl_quality.schemes.cases import EXAM_KIND, CaseSource, FactSource
from xl_quality.schemes.engine import Terms
from xl_quality.sheets.list_kinds import FORM_SUFFIX, KINDS, TEACHING, find_list, words_of
from xl_quality.sheets.lists import OVERALL_PLACE
from xl_quality.sheets.recognition import SheetKind

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.books.tables import Table
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.schemes.model import Scheme


_PLACES: Final = 2  # ways to state one fact that are named: more would hide the usual one
_UNITS: Final = ("unit", "school")
_CLASS_AND_SUBJECT: Final = ("school", "grade", "class_name", "subject")


class WantedList(NamedTuple):
    """One list that a scheme's clauses take facts from."""

    name: str  # 县名次, 指标 … or 成绩表
    fields: tuple[str, ...]  # its columns as the program calls them, in the list's own order
    # what must stand under 指标, ``*`` for any text; () where that is no column
    indicators: tuple[str, ...] = ()
    scored: str = ""  # of the score sheets, which exams and grades the clause goes by

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the usual headers of its columns."""
        return tuple(words_of(field)[0] for field in self.fields)

    def __str__(self) -> str:
        """Return it as a clerk reads it: “县名次”（列：单位、考试、学科、名次）."""
        if not self.fields:
            return f"“{self.name}”" + (f"（{self.scored}）" if self.scored else "")
        names = "、".join(indicator.replace("*", "…") for indicator in self.indicators)
        about = f"；指标写：{names}" if names else ""
        return f"“{self.name}”（列：{'、'.join(self.columns)}{about}）"


def wanted_lists(
    scheme: Scheme, choices: Mapping[str, str], clauses: Iterable[str]
) -> list[WantedList]:
    """Return the lists that clauses take their facts from, each once, in order of first use.

    Clauses that count what other clauses found want no list of their own.
    """
    asked = set(clauses)
    takes = [
        (feed, take)
        for feed in scheme.feeds
        for take in (feed.takes if feed.clause in asked else ())
        if take.in_use(choices)
    ]
    wanted = []
    for name, uses in _uses(takes).items():
        named = (use.take.where.get("indicator", ()) for use in uses if "indicator" in use.fields)
        about = (_scored(use.take) for use in uses if name == SCORES)
        wanted.append(
            WantedList(
                name,
                in_order(name, {field for use in uses for field in use.fields}),
                tuple(dict.fromkeys(one for names in named for one in names)),
                "，或".join(dict.fromkeys(filter(None, about))),
            )
        )
    return wanted


class _Use(NamedTuple):
    """One clause that takes one list, by one of its takes."""

    feed: CaseSource
    take: FactSource
    fields: Sequence[str]


def _uses(takes: Iterable[tuple[CaseSource, FactSource]]) -> dict[str, list[_Use]]:
    """Return by list, in order of first use, what takes draw from it."""
    uses: dict[str, list[_Use]] = {}
    for feed, take in takes:
        for name, fields in sheets_behind(feed, take):
            uses.setdefault(name, []).append(_Use(feed, take, fields))
    return uses


def places_of_facts(
    scheme: Scheme, choices: Mapping[str, str], clause: str, facts: Iterable[str]
) -> str:
    """Return in which lists and columns facts of a clause are written, as a clerk reads it.

    Facts that only the scores give, or other clauses, have no place: ``""`` where that holds of
    all. 标准线写在“指标”表的“目标”一栏（指标写“镇标准线”）.
    """
    takes = [
        take
        for feed in scheme.feeds
        if feed.clause == clause
        for take in feed.takes
        if take.in_use(choices) and take.list_name in KINDS
    ]
    said = []
    for fact in facts:
        spots = list(dict.fromkeys(spot for take in takes if (spot := _spot(take, fact))))
        if spots:
            label = scheme.vocabulary[fact].label
            said.append(f"{label}写在{'，或'.join(spots[:_PLACES])}")
    return "；".join(said)


def _spot(take: FactSource, fact: str) -> str:
    field = take.facts.get(fact, take.gather.get(fact, ""))
    if not field:
        return ""
    named = [one.replace("*", "…") for one in take.where.get("indicator", ())][:_PLACES]
    about = f"（指标写“{'”或“'.join(named)}”）" if named else ""
    return f"“{take.list_name}”表的“{words_of(field)[0]}”一栏{about}"


def _scored(take: FactSource) -> str:
    """Return which exams and grades of the score sheets a take goes by (全镇统考的，三年级)."""
    kinds = "或".join(kind.label for kind in take.exam_kinds)
    grades = "、".join(one for one in take.where.get("grade", ()) if "*" not in one)
    return "，".join(filter(None, [f"{kinds}的" if kinds else "", grades]))


def sheets_behind(feed: CaseSource, take: FactSource) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Return the sheets that a take draws from, with the fields; `SCORES` has none of its own."""
    made = made_of(take.list_name)
    if not made and take.list_name not in KINDS:  # counted from other clauses
        return ()
    places = (*feed.key, *take.facts.values(), *take.gather.values(), *take.where)
    places += ("reason", "approver") if take.list_name == HAND else ()
    kind = (EXAM_KIND,) if take.exam_kinds else ()
    return [(name, (*own, *kind)) for name, own in made or ((take.list_name, places),)]


def in_order(name: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Return fields in a list's own order, with those without which it is no such list."""
    known, wanted = KINDS.get(name), set(fields)
    if known is None:
        return ()
    lacking = [needed - wanted for needed in known.needed]
    wanted |= min(lacking, key=len, default=frozenset())
    return tuple(field for field in known.fields if field in wanted)


class Held(NamedTuple):
    """A list that the workbook has already; it stays as it is."""

    sheet: str  # its name
    kind: str  # which list it is
    missing: Sequence[str]  # the columns, as they are headed, that clauses could use and it has not

    def __str__(self) -> str:
        """Return what is said of a list that stays: what it lacks, if anything."""
        lacks = f"，没有这几列：{'、'.join(self.missing)}（用得到的请加上）" if self.missing else ""
        return f"已有{self.kind}表“{self.sheet}”，没有改动{lacks}"


class Lists(NamedTuple):
    """The list sheets to write for a scheme, headed and prefilled, and those that are there."""

    tables: Sequence[Table]
    held: Sequence[Held]


def lists_for(contents: BookContents, scheme: Scheme, on: date) -> Lists:
    """Return the list sheets that a workbook lacks for a scheme, and those that it has."""
    tables, held = [], []
    names = {grid.name for grid in contents.grids}
    for form in forms_of(scheme, on, scored_names(contents)):
        own = _held_lists(contents, form)
        held += own
        if not own:
            name = form.kind if form.kind not in names else f"{form.kind}{FORM_SUFFIX}"
            tables.append(list_table(form, name))
    return Lists(tables, held)


class ScoredNames(NamedTuple):
    """What score sheets tell: school, grade, class and subject, each once; names of exams."""

    classes: Sequence[tuple[str, str, str, str]] = ()
    exams: Sequence[str] = ()

    def column(self, number: int) -> list[str]:
        """Return each of the schools (0), grades (1), classes (2) or subjects (3) once."""
        return [text for text in dict.fromkeys(one[number] for one in self.classes) if text]


def scored_names(contents: BookContents) -> ScoredNames:
    """Return what the score sheets of a workbook tell."""
    classes = dict.fromkeys(
        (*unit, subject)
        for table in contents.tables
        for unit in dict.fromkeys(zip(table.schools, table.grades, table.classes, strict=True))
        for subject in table.subjects
    )
    exams = dict.fromkeys(table.exam for table in contents.tables if table.exam)
    return ScoredNames(list(classes), list(exams))


def forms_of(scheme: Scheme, on: date, book: ScoredNames) -> list[ListForm]:
    """Return the lists that a scheme's clauses take, in the usual order of lists."""
    uses = _uses(Terms(on).takes(scheme))
    return [
        ListForm(
            kind,
            in_order(kind, {field for use in uses[kind] for field in use.fields}),
            _rows(kind, uses[kind], book),
            _choices(kind, uses[kind], scheme, book),
            list(dict.fromkeys(use.feed.clause for use in uses[kind])),
        )
        for kind in KINDS
        if kind in uses
    ]


def _choices(
    kind: str, uses: Sequence[_Use], scheme: Scheme, book: ScoredNames
) -> dict[str, Sequence[str]]:
    """Return the words to choose from: those of the scores and of the scheme."""
    subjects = book.column(3)
    found: dict[str, Sequence[str]] = {
        **dict.fromkeys(_UNITS, book.column(0)),
        "grade": book.column(1),
        "class_name": book.column(2),
        "subject": subjects if kind == TEACHING else [OVERALL_PLACE, *subjects],
        "exam": book.exams,
        EXAM_KIND: [kind.label for kind in ExamKind],
    }
    if kind == INDICATORS:
        found["indicator"] = list(dict.fromkeys(filter(None, map(_indicator, uses))))
    if kind == HAND:
        found["clause"] = [*dict.fromkeys(use.feed.clause for use in uses), "调整"]
    for use in uses:
        for fact, field in use.take.facts.items():
            words = scheme.vocabulary[fact].words.values() or scheme.vocabulary[fact].synonyms
            if words:
                found[field] = list(words)
    return found


def _indicator(use: _Use) -> str:
    """Return what a take calls the indicator that it wants, ``""`` where it wants none by name."""
    texts = use.take.where.get("indicator", ())
    return texts[0].replace("*", "") if texts else ""


def _wants(use: _Use, **texts: str) -> bool:
    record = Record("", 0, {name: Fact(text) for name, text in texts.items()})
    return use.take.concerns(record, texts)


def _rows(kind: str, uses: Sequence[_Use], book: ScoredNames) -> list[dict[str, str]]:
    """Return the rows that the score sheets tell; of other lists they know nothing."""
    if kind == TEACHING:
        return [dict(zip(_CLASS_AND_SUBJECT, one, strict=True)) for one in book.classes]
    if kind == INDICATORS:
        return [
            {"unit": unit, "indicator": name}
            for unit in book.column(0)
            for name in dict.fromkeys(_indicator(use) for use in uses if _wants(use, unit=unit))
            if name
        ]
    if kind != COUNTY:
        return []
    exam = book.exams[0] if len(book.exams) == 1 else ""
    taught = dict.fromkeys((school, subject) for school, _, _, subject in book.classes)
    return [
        {"unit": unit, "exam": exam, "subject": subject}
        for unit in book.column(0)
        for subject in dict.fromkeys(
            [OVERALL_PLACE, *(own for school, own in taught if school == unit)]
        )
        if any(_wants(use, unit=unit, subject=subject) for use in uses)
    ]


def _held_lists(contents: BookContents, form: ListForm) -> list[Held]:
    """Return the sheets of the workbook that are this list, whatever they are called."""
    found = []
    for grid, recognition in zip(contents.grids, contents.recognised.sheets, strict=True):
        if recognition.kind is not SheetKind.LIST or recognition.list_name != form.kind:
            continue
        own = find_list(grid)
        columns = {*own.columns, *(("subject", "teacher") if own.teachers else ())} if own else ()
        missing = [heading(field) for field in form.fields if field not in columns]
        found.append(Held(grid.name, form.kind, missing))
    return found
