"""The exams of a workbook: of what kind each is (考试性质), which of them a run is for (考试范围).

`ExamKinds` tells every row its exam's kind, by what the row says, 考核设置, or the exam's name;
`exams_asked` asks for those that a clause needs and nobody states. `Period` is what a run for one
exam takes, `left_out` what it does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.facts import NOWHERE, Fact, Record, Source
from xl_quality.core.findings import BadInputError, Finding, first_of, settings_row
from xl_quality.core.school_terms import (
    KIND_LABELS,
    ExamKind,
    is_below_county,
    kind_of_exam,
    may_be_entrance,
)
from xl_quality.runs.facts import fact_findings as kinds
from xl_quality.runs.facts.derived_lists import (
    COUNTY,
    HISTORY,
    KIND_DOUBT,
    TEACHERS_IN_COUNTY,
    ListRows,
    first_places,
    told_at,
    who_of,
)
from xl_quality.runs.group_figures import Figures, compute
from xl_quality.runs.names import exam_key, one_width
from xl_quality.schemes.cases import EXAM_KIND, FactSource
from xl_quality.sheets.text import grade_in, plain_text

if TYPE_CHECKING:
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.schemes.engine import Terms
    from xl_quality.schemes.model import Scheme

_OF_COUNTY: Final = (COUNTY, TEACHERS_IN_COUNTY)
_PREFILLED: Final = frozenset(("unit", "grade", "class_name", "subject", "name"))
"""What the form of a list says before anybody fills it in."""
_SHOWN: Final = 3  # places that a message names
_MAY_BE_ENTRANCE: Final = "统考"
_ENTRANCE: Final = ExamKind.ENTRANCE.label
_RENAME: Final = "请把这些行的考试名称改成实际的考试"


class ExamKinds(NamedTuple):
    """What is said about exams besides their names."""

    stated: Mapping[str, ExamKind]  # kind by the exam's name in plain text, from 考核设置
    # 小学, 初中 … of units whose names do not tell it (单位类别)
    stages: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def of(
        cls, stated: Mapping[str, ExamKind], stages: Mapping[str, str] = MappingProxyType({})
    ) -> ExamKinds:
        """Take the rows 考试性质 and 单位类别 of 考核设置."""
        return cls({plain_text(name): kind for name, kind in stated.items()}, stages)

    def told(self, list_name: str, rows: Iterable[Record]) -> list[Record]:
        """Return the rows of a list, those about an exam with its kind where that is known."""
        county = list_name in _OF_COUNTY
        return [self._with_kind(row, county=county) for row in rows]

    def all_told(self, lists: ListRows) -> dict[str, Sequence[Record]]:
        """Return all lists, each row about an exam with its kind."""
        return {name: self.told(name, rows) for name, rows in lists.items()}

    def _with_kind(self, row: Record, *, county: bool) -> Record:
        if KIND_DOUBT in row.facts or (not county and "exam" not in row.facts):
            return row
        exam, grade = row.text("exam"), row.text("grade")
        unit = self.stages.get(row.text("unit"), row.text("unit"))
        subject = row.text("subject")
        by_name = kind_of_exam(exam, grade=grade, unit=unit, subject=subject)
        own = row.facts.get(EXAM_KIND)
        said = ExamKind(str(own.value)) if own is not None else self.stated.get(plain_text(exam))
        barred = said is ExamKind.ENTRANCE and not may_be_entrance(exam, grade, unit)
        if said is None:
            named = kind_of_exam(exam, grade=grade, unit=unit, subject=subject, of_county=county)
            return row if named is None else _with(row, {EXAM_KIND: Fact(named.value)})
        if barred and own is None:
            # 考核设置 speaks of the whole exam; those who cannot sit the entrance exam are judged
            # by what its name says of them
            return row if by_name is None else _with(row, {EXAM_KIND: Fact(by_name.value)})
        source = own.source if own is not None else NOWHERE
        if barred or by_name not in (None, said):
            doubt = Fact((said.value, "" if by_name is None else by_name.value), source)
            return _with(row, {KIND_DOUBT: doubt})
        return _with(row, {EXAM_KIND: Fact(said.value, source)})


def _with(row: Record, facts: Mapping[str, Fact]) -> Record:
    kept = {name: fact for name, fact in row.facts.items() if name != EXAM_KIND}
    return row._replace(facts={**kept, **facts})


def exams_asked(scheme: Scheme, lists: ListRows, terms: Terms) -> list[Finding]:
    """Ask for the kind of each exam that a clause needs and nobody states, in one finding an exam.

    Returns:
        An error an exam; at most one note, on the exams of which no clause takes a row.
    """
    takes = [(feed.clause, take) for feed, take in terms.takes(scheme) if take.exam_kinds]
    asked: dict[tuple[str, bool], _Asked] = {}
    for clause, take in takes:
        anybody = replace(take, exam_kinds=())
        for row in lists.get(take.list_name, ()):
            if row.facts.keys() <= _PREFILLED:
                continue
            if EXAM_KIND not in row.facts and anybody.wants(row):
                key = row.text("exam"), KIND_DOUBT in row.facts
                found = asked.setdefault(key, _Asked({}, {}, county=take.list_name in _OF_COUNTY))
                found.clauses[clause] = None
                found.rows[row.sheet, row.row] = row
    findings = [
        _contradiction(exam, found) if doubted else _unknown(exam, found)
        for (exam, doubted), found in asked.items()
    ]
    return [*findings, *_not_judged(takes, lists)]


class _Asked(NamedTuple):
    """The clauses that need an exam's kind, and the rows they would take."""

    clauses: dict[str, None]
    rows: dict[tuple[str, int], Record]
    county: bool

    @property
    def first(self) -> tuple[str, str]:
        """Return sheet and cell of the first row; a row computed from scores has no cell."""
        row = next(iter(self.rows.values()))
        if "exam" in row.facts:
            return next(iter(row.facts["exam"].source.by_sheet.items()), (row.sheet, ""))
        return row.sheet, f"A{row.row}"

    @property
    def facts(self) -> dict[str, Any]:
        """Return what every question about the exam names; of the cells the first."""
        cells: dict[Source, None] = {}
        for row in self.rows.values():
            if "exam" in row.facts:  # what is computed from scores has only its sheet
                cells[row.facts["exam"].source or Source(words=row.sheet)] = None
            else:
                cells[Source.at(row.sheet, f"A{row.row}")] = None
        places = first_places(list(cells), _SHOWN)
        return {"places": places, "clauses": "、".join(self.clauses)}


def _unknown(exam: str, asked: _Asked) -> Finding:
    sheet, cell = asked.first
    if not exam:
        return kinds.EXAM_NOT_NAMED.at(sheet, cell, **asked.facts)
    if kind_of_exam(exam) is ExamKind.ENTRANCE:  # of pupils who cannot sit it
        other = settings_row("考试", exam.replace(_ENTRANCE, ExamKind.TOWN.label), sheet=sheet)
        advice = _RENAME if asked.county else other
        return kinds.ENTRANCE_OF_OTHERS.at(sheet, cell, found=exam, advice=advice, **asked.facts)
    setting = settings_row("考试性质", "或".join(_answers(exam, asked)), column=exam)
    kind = kinds.EXAM_KIND_UNKNOWN_IN_COUNTY if asked.county else kinds.EXAM_KIND_UNKNOWN
    return kind.at(sheet, cell, found=exam, setting=setting, **asked.facts)


def _answers(exam: str, asked: _Asked) -> list[str]:
    """Return the kinds that such an exam may well be; one of them always fits."""
    if not asked.county:
        kinds = [ExamKind.TOWN, ExamKind.UNIFIED]
    elif is_below_county(exam):
        kinds = [ExamKind.TOWN, ExamKind.OTHER]
    elif _MAY_BE_ENTRANCE in exam:
        kinds = [ExamKind.ENTRANCE, ExamKind.UNIFIED]
    else:
        kinds = [ExamKind.ENTRANCE, ExamKind.UNIFIED, ExamKind.SAMPLING, ExamKind.OTHER]
    who = (map(row.text, ("exam", "grade", "unit")) for row in asked.rows.values())
    if not any(may_be_entrance(*one) for one in who):
        kinds = [kind for kind in kinds if kind is not ExamKind.ENTRANCE]
    return [kind.label for kind in kinds]


def _contradiction(exam: str, asked: _Asked) -> Finding:
    row = next(iter(asked.rows.values()))
    doubt = row.facts[KIND_DOUBT]
    said, named = doubt.value if isinstance(doubt.value, tuple) else ("", "")
    label = ExamKind(str(said)).label
    sheet, cell = next(iter(doubt.source.by_sheet.items()), asked.first)
    reason = (
        f"名称说明是{ExamKind(str(named)).label}" if named else "中考只有毕业年级参加，这一行不是"
    )
    stated = str(doubt.source) or "考核设置的“考试性质”"
    facts = {"stated": stated, "exam": exam, "reason": reason, **asked.facts}
    return kinds.KIND_CONTRADICTED.at(sheet, cell, found=label, **facts)


def _not_judged(takes: Sequence[tuple[str, FactSource]], lists: ListRows) -> list[Finding]:
    """Say once which exams no clause of the scheme takes a row of, by their kinds."""
    taken: dict[tuple[str, str], bool] = {}
    rows_of: dict[tuple[str, str], Record] = {}
    for name in dict.fromkeys(take.list_name for _, take in takes):
        own = [take for _, take in takes if take.list_name == name]
        for row in lists.get(name, ()):
            key = row.text("exam"), row.text(EXAM_KIND)
            if not key[1] or taken.get(key):
                continue
            rows_of.setdefault(key, row)
            taken[key] = any(take.wants(row) for take in own)
    left = [key for key, used in taken.items() if not used]
    if not left:
        return []
    names = "、".join(f"{exam}（{ExamKind(kind).label}）" for exam, kind in left)
    unsure = [exam for exam, _ in left if kind_of_exam(exam) is None]
    if unsure:  # a name that says its kind cannot be told another one
        advice = settings_row("考试性质", "或".join(KIND_LABELS), column=unsure[0])
    else:
        advice = "改正考试的名称"
    return [kinds.EXAM_OF_NO_CLAUSE.at(rows_of[left[0]].sheet, exams=names, advice=advice)]


class Period(NamedTuple):
    """What a run is limited to."""

    said: str = ""  # the exam as a person names it, ``""`` = every exam of the workbook
    # everything that this exam is called: in lists, on score sheets, by 考试别名
    names: frozenset[str] = frozenset()

    def covers(self, exam: str) -> bool:
        """Tell whether rows of an exam are taken; what names none is of no exam in particular."""
        return not self.said or not exam or exam in self.names

    def of(self, rows: Iterable[Record]) -> list[Record]:
        """Return the rows that are taken."""
        return [row for row in rows if self.covers(row.text("exam"))]

    def kinds(self, lists: Iterable[Sequence[Record]]) -> set[str]:
        """Return the kinds of this exam that rows tell, none where the run is for all exams."""
        named = (row for rows in lists for row in rows if row.text("exam") in self.names)
        return {row.text(EXAM_KIND) for row in named} - {""}

    def until(self, history: Sequence[Record]) -> list[Record]:
        """Return the rows of 历次 that a streak in this exam is made of: its own and all before.

        Whoever has no row in this exam has no streak that ends with it.
        """
        if not self.said:
            return list(history)
        own = [place for place, row in enumerate(history) if row.text("exam") in self.names]
        there = {who_of(history[place]) for place in own}
        return [row for row in history[: max(own, default=-1) + 1] if who_of(row) in there]


WHOLE: Final = Period()


def period_of(contents: BookContents, exam: str) -> Period:
    """Return the exam that a person names, with all its names in the workbook.

    *exam* is a name in a list or on a score sheet, or a part of one; ``""`` = all exams.

    Raises:
        BadInputError: the workbook has no such exam, or several that the part of a name fits.
    """
    if not exam:
        return WHOLE
    aliases = aliases_of(contents)
    scored = {table.exam_or_sheet for table in contents.tables}
    by_sheet = {table.exam_or_sheet for table in contents.tables if table.sheet == exam}
    listed = {row.text("exam") for sheet in contents.lists for row in sheet.records} - {""}
    known = scored | {one_width(name) for name in listed}
    wanted = one_width(exam)
    found = by_sheet or {name for name in known if wanted in {name, aliases.get(name)}}
    found = found or _by_part(wanted, known, aliases)
    if not found:
        raise BadInputError(
            f"没有“{exam}”这次考试，工作簿里有：{'、'.join(sorted(known)) or '没有写考试名称的表'}"
        )
    found |= {aliases[name] for name in found if name in aliases}
    found |= {name for name, score in aliases.items() if score in found}
    return Period(exam, frozenset(found))


def _by_part(wanted: str, known: Iterable[str], aliases: Mapping[str, str]) -> set[str]:
    """Return the exam that a part of its name tells: 期末 where there is one.

    Raises:
        BadInputError: it is a part of several names (中考 stands in 期中考试, too).
    """
    found = {name for name in known if wanted in name}
    exams = {aliases.get(name, name) for name in found}
    # 期末（四年级）, 期末（六年级）: one exam, a name a grade
    if len({exam_key(name.replace(grade_in(name), "")) for name in exams}) > 1:
        message = f"“{wanted}”是好几次考试的名称：{'、'.join(sorted(found))}，请把要算的那一次写全"
        raise BadInputError(message)
    return found


def aliases_of(contents: BookContents) -> Mapping[str, str]:
    """Return the exam of the score sheets by its name in lists (考试别名)."""
    settings = contents.recognised.settings
    return {one_width(name): exam for name, exam in settings.exam_aliases.items()}


def scored_exam(contents: BookContents, period: Period) -> str | None:
    """Return what the exam is called on the score sheets; None where none of them is of it."""
    said = period.said
    if not said or any(said in f"{table.exam}\n{table.sheet}" for table in contents.tables):
        return said
    own = [table.exam_or_sheet for table in contents.tables]
    return next((exam for exam in own if exam in period.names), None)


def places_of_scores(contents: BookContents, period: Period) -> Figures | None:
    """Compute places where the workbook has scores of the exam; lists alone can feed a scheme."""
    exam = scored_exam(contents, period)
    if not contents.tables or exam is None:
        return None
    return compute(contents.tables, contents.taught, contents.options, exam=exam)


def not_in_history(
    history: Iterable[Record], contents: BookContents, period: Period
) -> list[Finding]:
    """Warn where 历次 has nothing about the exam that a run is for: no streak is counted.

    The lists may call it by another name than the score sheets, and only a person can say so.
    """
    named = [row for row in history if row.text("exam")]
    if not period.said or not named or period.of(named):
        return []
    last = named[-1]
    scored = next((t.exam_or_sheet for t in contents.tables if t.exam_or_sheet in period.names), "")
    facts = {"exam": period.said, "found": last.text("exam"), "scored": scored or period.said}
    return [told_at(last, "exam", kinds.HISTORY_OF_OTHER_EXAMS, **facts)]


class LeftOut(NamedTuple):
    """What a run for one exam did not take, and what it took though it names no exam."""

    other: Mapping[tuple[str, str], int]  # rows of other exams, by sheet and exam
    undated: Mapping[str, int]  # rows without an exam, by sheet, that were taken

    def __str__(self) -> str:
        """Return it for the payout sheet."""
        words = []
        if self.other:
            listed = [f"{sheet} {exam}（{n}行）" for (sheet, exam), n in self.other.items()]
            words.append(f"别的考试没有计入：{first_of(listed, _SHOWN, '处')}")
        if self.undated:
            listed = [f"{sheet}（{number}行）" for sheet, number in self.undated.items()]
            words.append(f"没有写考试的行不分考试，没有排除：{'、'.join(listed)}")
        return "；".join(words)


NOTHING_LEFT: Final = LeftOut({}, {})


def left_out(period: Period, lists: ListRows) -> LeftOut:
    """Return what a run for one exam leaves out of the sheets it takes facts from.

    Of 历次 every exam up to this one counts.
    """
    if not period.said:
        return NOTHING_LEFT
    other: Counter[tuple[str, str]] = Counter()
    undated: Counter[str] = Counter()
    for name, rows in lists.items():
        for row in rows:
            exam = row.text("exam")
            if not exam:
                undated[row.sheet] += 1
            elif name != HISTORY and not period.covers(exam):
                other[row.sheet, exam] += 1
    return LeftOut(other, undated)


def left_out_told(left: LeftOut, period: Period) -> list[Finding]:
    """Say what a run for one exam left out, and what it counted though it names no exam."""
    if not (left.other or left.undated):
        return []
    kind = kinds.UNDATED_ROWS_TAKEN if left.undated else kinds.OTHER_EXAMS_LEFT_OUT
    return [kind.at(exam=period.said, left_out=str(left))]
