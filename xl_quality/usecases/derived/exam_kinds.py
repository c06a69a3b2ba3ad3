"""What kind each exam of a workbook is (考试性质): a row says it, 考核设置, or the exam's name."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.exam_kinds import (
    KIND_LABELS,
    ExamKind,
    is_below_county,
    kind_of_exam,
    may_be_entrance,
)
from xl_quality.core.facts import Fact, joined_sources, places_of
from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.schemes.feeds import EXAM_KIND
from xl_quality.sheets.texts import plain_text
from xl_quality.usecases.derived.teacher_places import COUNTY, DOUBT
from xl_quality.usecases.derived.teacher_places import DERIVED as OF_TEACHERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.schemes.feeds import Take
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.terms import Terms

_OF_COUNTY: Final = (COUNTY, OF_TEACHERS)
_SHOWN: Final = 3
_MAY_BE_ENTRANCE: Final = "统考"
_ENTRANCE_WORD: Final = ExamKind.ENTRANCE.label


class ExamKinds(NamedTuple):
    """
    What is said about exams besides their names.

    Attributes:
        stated: kind by the exam's name in plain text, from 考核设置.
        stages: 小学, 初中 … of units whose names do not tell it (单位类别).
    """

    stated: Mapping[str, ExamKind]
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
        return [self._told(row, county=county) for row in rows]

    def all_told(self, lists: Mapping[str, Sequence[Record]]) -> dict[str, Sequence[Record]]:
        """Return all lists, each row about an exam with its kind."""
        return {name: self.told(name, rows) for name, rows in lists.items()}

    def _told(self, row: Record, *, county: bool) -> Record:
        if DOUBT in row.facts or (not county and "exam" not in row.facts):
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
        source = own.source if own is not None else ""
        if barred or by_name not in (None, said):
            doubt = Fact((said.value, "" if by_name is None else by_name.value), source)
            return _with(row, {DOUBT: doubt})
        return _with(row, {EXAM_KIND: Fact(said.value, source)})


def _with(row: Record, facts: Mapping[str, Fact]) -> Record:
    kept = {name: fact for name, fact in row.facts.items() if name != EXAM_KIND}
    return row._replace(facts={**kept, **facts})


def exams_asked(
    scheme: Scheme, lists: Mapping[str, Sequence[Record]], terms: Terms
) -> list[Finding]:
    """
    Ask for the kind of each exam that a clause needs and nobody states, in one finding an exam.

    Args:
        scheme: with its feeds.
        lists: rows by list name, told their kinds.
        terms: the day decides which clauses are in force, the readings which rows they take.

    Returns:
        An error an exam; at most one note, on the exams of which no clause takes a row.
    """
    takes = list(_takes(scheme, terms))
    asked: dict[tuple[str, bool], _Asked] = {}
    for clause, take in takes:
        anybody = replace(take, exam_kinds=())
        for row in lists.get(take.list_name, ()):
            if EXAM_KIND not in row.facts and anybody.wants(row) and not _is_unfilled(row):
                key = row.text("exam"), DOUBT in row.facts
                found = asked.setdefault(key, _Asked({}, {}, county=take.list_name in _OF_COUNTY))
                found.clauses[clause] = None
                found.rows[row.sheet, row.row] = row
    findings = [
        _contradiction(exam, found) if doubted else _unknown(exam, found)
        for (exam, doubted), found in asked.items()
    ]
    return [*findings, *_not_judged(takes, lists)]


_PREFILLED: Final = frozenset(("unit", "grade", "class_name", "subject", "name"))
"""What the form of a list says before anybody fills it in."""


def _is_unfilled(row: Record) -> bool:
    """Tell whether a row only says whom it would be about, as the rows of an empty form do."""
    return row.facts.keys() <= _PREFILLED


class _Asked(NamedTuple):
    """The clauses that need an exam's kind, and the rows they would take."""

    clauses: dict[str, None]
    rows: dict[tuple[str, int], Record]
    county: bool

    @property
    def where(self) -> str:
        """Return the first cells, and how many there are: 县名次!B3、B4、B5等9处."""
        rows = list(self.rows.values())
        named = list(dict.fromkeys(map(_place, rows)))
        more = f"等{len(named)}处" if len(named) > _SHOWN else ""
        return joined_sources(named[:_SHOWN]) + more

    @property
    def first(self) -> tuple[str, str]:
        """Return sheet and cell of the first row; a row computed from scores has no cell."""
        row = next(iter(self.rows.values()))
        if "exam" in row.facts:
            found = places_of(row.facts["exam"].source)
            return found[0] if found else (row.sheet, "")
        return row.sheet, f"A{row.row}"


def _place(row: Record) -> str:
    """Return the cell of a row's exam; what is computed from scores has only its sheet."""
    if "exam" not in row.facts:
        return f"{row.sheet}!A{row.row}"
    return row.facts["exam"].source or row.sheet


def _takes(scheme: Scheme, terms: Terms) -> Iterator[tuple[str, Take]]:
    """Yield the takes in use that go by the kind of exam, with their clauses in force."""
    in_force, choices = terms.in_force(scheme), scheme.choices(terms.options)
    for feed in scheme.feeds:
        for take in feed.takes:
            if feed.clause in in_force and take.exam_kinds and take.in_use(choices):
                yield feed.clause, take


def _unknown(exam: str, asked: _Asked) -> Finding:
    clauses = "、".join(asked.clauses)
    needs = f"条款{clauses}要看考试性质，没有计算"
    sheet, cell = asked.first
    if not exam:
        message = f"{asked.where}没有写是哪次考试，{needs}"
        advice = "请在“考试”一栏写上考试名称"
        return Finding("exam_kind_unknown", Severity.ERROR, sheet, cell, "", message, advice)
    if kind_of_exam(exam) is ExamKind.ENTRANCE:
        return _entrance_of_others(exam, asked, needs)
    message = f"看不出“{exam}”是哪种考试（{asked.where}），{needs}"
    advice = settings_row("考试性质", "或".join(_answers(exam, asked)), column=exam)
    if asked.county:
        advice += "；几个年级性质不同的，在这张表加“性质”一栏，逐行写明"
    return Finding("exam_kind_unknown", Severity.ERROR, sheet, cell, exam, message, advice)


def _entrance_of_others(exam: str, asked: _Asked, needs: str) -> Finding:
    """Say that an exam called 中考 is one of pupils who cannot sit it, by the name to give it."""
    sheet, cell = asked.first
    advice = "请把这些行的考试名称改成实际的考试"
    if not asked.county:
        other = exam.replace(_ENTRANCE_WORD, ExamKind.TOWN.label)
        advice = settings_row("考试", other, sheet=sheet)
    message = f"中考只有毕业年级参加，{asked.where}却写作“{exam}”，{needs}"
    return Finding("exam_kind_unknown", Severity.ERROR, sheet, cell, exam, message, advice)


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
    if not any(_may_sit_entrance(row) for row in asked.rows.values()):
        kinds = [kind for kind in kinds if kind is not ExamKind.ENTRANCE]
    return [kind.label for kind in kinds]


def _may_sit_entrance(row: Record) -> bool:
    return may_be_entrance(row.text("exam"), row.text("grade"), row.text("unit"))


def _contradiction(exam: str, asked: _Asked) -> Finding:
    row = next(iter(asked.rows.values()))
    doubt = row.facts[DOUBT]
    said, named = doubt.value if isinstance(doubt.value, tuple) else ("", "")
    label = ExamKind(str(said)).label
    sheet, cell = next(iter(places_of(doubt.source)), asked.first)
    where = doubt.source or "考核设置的“考试性质”"
    reason = (
        f"名称说明是{ExamKind(str(named)).label}" if named else "中考只有毕业年级参加，这一行不是"
    )
    return Finding(
        "exam_kind_contradicted",
        Severity.ERROR,
        sheet,
        cell,
        label,
        f"{where}把“{exam}”写作{label}，{reason}（{asked.where}），"
        f"条款{'、'.join(asked.clauses)}没有计算",
        "请核对：性质写错了就改性质，考试名称写错了就改名称",
    )


def _not_judged(
    takes: Sequence[tuple[str, Take]], lists: Mapping[str, Sequence[Record]]
) -> list[Finding]:
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
    return [
        Finding(
            "exam_of_no_clause",
            Severity.NOTE,
            rows_of[left[0]].sheet,
            "",
            "",
            f"这些考试按性质不计奖惩：{names}",
            f"如果性质不对，请{advice}",
        )
    ]
