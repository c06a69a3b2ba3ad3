"""Who gets an agreement, and the fields of each: the clerk's own list first, then what follows."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.data_sheet import DATA_SHEET, DataSheet
from xl_quality.agreements.field_values import (
    RATE_WORDS,
    SCHOOL_TITLES,
    TEACHER_TITLES,
    AgreementUnit,
    Candidate,
    FieldRow,
    Gap,
    Party,
    ReachedBefore,
    StatedTarget,
    judges,
)
from xl_quality.agreements.tag_code import field_name, nearest
from xl_quality.core.facts import NOWHERE, Fact, Record, Source
from xl_quality.core.findings import BadInputError, Finding, Severity, first_of
from xl_quality.core.grouping import grouped
from xl_quality.core.school_terms import school_year, usual_grade, usual_subject
from xl_quality.runs.facts.derived_lists import CLASS_TARGETS, LAST_YEAR
from xl_quality.runs.names import class_of
from xl_quality.schemes.cases import fits, in_words, tells_its_kind
from xl_quality.schemes.fact_checks import checked_facts
from xl_quality.schemes.words import (
    AGREED,
    ValueKind,
    agreed_name,
    number_text,
    per_cent_text,
    values_text,
)
from xl_quality.sheets.list_kinds import TEACHING

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.agreements.wording import PrintedScheme
    from xl_quality.core.facts import FactValue
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.runs.facts.derived_lists import ListRows
    from xl_quality.schemes.cases import CaseSource, FactSource
    from xl_quality.schemes.model import Scheme

T = TypeVar("T")
PARTY: Final = "甲方"
"""The field of whoever asks for what is agreed: the office (单位名称), unless another is named."""
_INDICATORS: Final = "指标"
_INDICATORS_OF_UNIT: Final = "指标表"
_SET_APART: Final = "下达表"
_AGREED_UPON: Final = "商定表"
_COUNTY_RANKS: Final = "县名次"
_SCHOOL_YEAR_STARTS: Final = 8
"""The month from which on an agreement is about the school year that begins."""
_PART_FIELDS: Final = ("grade", "class_name", "subject")
_Part = tuple[str, ...]
"""A part of what somebody teaches, by these fields: 五年级, 1班, 语文."""
_FEW: Final = 6  # names that a finding lists before it only counts the others
_BEFORE: Final = ("上年", "上学年", "上学期", "上一年", "上次", "去年", "往年", "前年", "基数")
"""So begin indicators that say what was reached before: 上年综合名次 9 is nothing to be reached."""
_CLASS_NAME: Final = re.compile(r"[\d一二三四五六七八九十初年级()（）.]+班")
_PAID_IN: Final = {ValueKind.MONEY, ValueKind.SCORE}
_NO_POINTS: Final = "—"  # of goals of a clause that no points are given for
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_BETWEEN: Final = re.compile(r"[\s、，,；;/／和与及]+")
"""What may stand between the subjects or grades of one cell."""


def school_year_of(day: date) -> int:
    """Return the year in which the school year begins that an agreement of a day is about."""
    return day.year if day.month >= _SCHOOL_YEAR_STARTS else day.year - 1


class ListTable(NamedTuple):
    """A table of a unit: the list it comes from, the fact that names the unit, facts by column."""

    list_name: str
    unit: str
    columns: Mapping[str, str]
    of_targets: bool = False


_TARGETS: Final = ListTable(
    _INDICATORS, "unit", {"指标": "indicator", "目标": "target", "实际": "actual"}, of_targets=True
)
TABLES: Final[Mapping[str, ListTable]] = {
    _INDICATORS_OF_UNIT: _TARGETS,
    _SET_APART: _TARGETS,  # with a scheme: those alone that it judges by and its goals do not say
    _AGREED_UPON: _TARGETS,
    "名次表": ListTable(
        _COUNTY_RANKS,
        "unit",
        {"考试": "exam", "学科": "subject", "名次": "rank", "总数": "of", "得分": "points"},
    ),
    "任课表": ListTable(
        TEACHING, "", {"年级": "grade", "班级": "class_name", "学科": "subject", "教师": "teacher"}
    ),
}
"""The tables inside an agreement that are made of the office's lists."""


@dataclass(frozen=True)
class Basis:
    """What agreements are filled with (责任书数据)."""

    contents: BookContents  # the workbook
    data: DataSheet | None  # the clerk's list, None where the workbook has none
    printed: PrintedScheme | None  # the scheme whose clauses are printed, None = none
    on: date  # the day of the agreement
    common: Mapping[str, str]  # fields said explicitly for all units, by name
    whose: str  # 学校, 班级 or 教师, where there is no list
    last_year: Sequence[Record] = ()  # places of the school year before (上年名次), with exams
    last_rates: Sequence[Record] = ()  # rates of classes in the latest exam (班级率), by teacher

    @cached_property
    def lists(self) -> ListRows:
        """Return the rows of the lists that tables of a unit are made of, by list name."""
        return {name: self.contents.rows(name) for name in {t.list_name for t in TABLES.values()}}

    @cached_property
    def candidates(self) -> Sequence[Candidate]:
        """Return everybody whom the workbook names."""
        if self.data is not None:
            return self.data.rows
        taught = self.lists[TEACHING]
        if self.whose == "教师":
            return list(_teachers(taught)) or list(_persons_of_indicators(self.lists[_INDICATORS]))
        return list(_classes(taught) if self.whose == "班级" else self._schools())

    def faults(self, tables: Iterable[str]) -> list[Finding]:
        """Return the cells that could not be read in the lists behind tables."""
        lists = [TABLES[table].list_name for table in tables if table in TABLES]
        return [
            finding
            for name in lists
            for sheet in self.contents.lists
            if sheet.name == name
            for finding in sheet.findings
            if finding.severity is Severity.ERROR
        ]

    def concerned(self, candidate: Candidate) -> bool:
        """Tell whether the scheme concerns somebody's school; one that is not known may be any."""
        concerns = self.printed.scheme.concerns if self.printed else ()
        return not concerns or not candidate.school or fits(candidate.school, concerns)

    def _schools(self) -> Iterator[Candidate]:
        names = dict.fromkeys(
            (school for table in self.contents.tables for school in table.schools if school),
            NOWHERE,
        )
        if not names:
            for list_name in (_INDICATORS, _COUNTY_RANKS):
                for record in self.lists[list_name]:
                    fact = record.facts.get("unit")
                    if fact is not None:
                        names.setdefault(str(fact.value), fact.source)
        for name, source in names.items():
            yield Candidate(name, FieldRow({"学校": name}), source)


class Recipients(NamedTuple):
    """Who gets an agreement, numbered, with all fields; and what is to be said of the others."""

    units: Sequence[AgreementUnit]
    others: Sequence[Finding]

    def only(self, name: str) -> list[AgreementUnit]:
        """Return the units of that name, with the numbers they have among all.

        Raises:
            BadInputError: there is none; why others get none is in `findings`.
        """
        chosen = [unit for unit in self.units if unit.name == name]
        if not chosen:
            names = [unit.name for unit in self.units]
            near = nearest(name, names)
            hint = f"，是不是“{near}”？" if near else f"，有：{'、'.join(names[:20])}"
            raise BadInputError(f"没有名为“{name}”的单位{hint}", self.others)
        return chosen


def recipients(basis: Basis) -> Recipients:
    """Return who gets an agreement (责任书的对象); those get none whom the scheme leaves out.

    Raises:
        BadInputError: the workbook names nobody, or nobody whom the scheme concerns.
    """
    if not basis.candidates:
        raise BadInputError(
            f"工作簿里没有可以生成责任书的{basis.whose}："
            f"请加一张“{DATA_SHEET}”表，一行一个单位，列标题就是字段名"
        )
    others = [*_left_out(basis), *_of_unknown_kind(basis)]
    own = [candidate for candidate in basis.candidates if basis.concerned(candidate)]
    if not own:
        raise BadInputError("工作簿里没有方案管的单位，责任书没有生成", others)
    units = [
        AgreementUnit(one.name, number, _fields(basis, number, one), one.source)
        for number, one in enumerate(own, start=1)
    ]
    return Recipients(units, others)


def perhaps_unprinted(
    basis: Basis, units: Iterable[AgreementUnit], tables: Container[str]
) -> list[Record]:
    """Return the rows of 指标 with a target that no table of these and no goal of a unit says."""
    if _INDICATORS_OF_UNIT in tables or basis.printed is None:  # the table has all of them
        return []
    rows = [
        row
        for row in basis.lists[_INDICATORS]
        if _is_task(row)
        and not (_AGREED_UPON in tables and row.text("indicator").startswith(AGREED))
    ]
    goals: dict[str, set[str]] = {}
    for unit in units:
        for name in {unit.name, str(unit.fields.get("学校"))}:
            goals.setdefault(name, set()).update(_goals_of(unit))
    said = {
        row.row
        for _, take, row in _takings(basis.printed, rows)
        for fact, field in take.facts.items()
        if field == "target"
        and _is_said(
            _as_goal(basis.printed.scheme, fact, row),
            goals.get(row.text("name") or row.text("unit"), ()),
        )
    }
    return [row for row in rows if row.row not in said]


def open_amounts(printed: PrintedScheme, units: Iterable[AgreementUnit]) -> Iterator[Finding]:
    """Yield what the scheme leaves to the office and nobody has filled in (印成横线): 元 and 分."""
    schools = {str(unit.fields.get("学校") or "") for unit in units}
    known = printed.scheme.vocabulary
    left = {n for n, v in printed.parameters.items() if v is None and known[n].kind in _PAID_IN}
    wanted = dict.fromkeys(
        (known[name].label, clause.id)
        for clause in printed.clauses
        if any(not school or judges(clause, school) for school in schools)
        for rule in clause.rules
        if rule.in_use(printed.choices)
        for name in rule.needs(printed.choices)
        if name in left
    )
    by_label = grouped(wanted, lambda one: one[0])
    said = [f"{'、'.join(c for _, c in own)}的{label}" for label, own in by_label.items()]
    if said:
        yield kinds.AGREEMENT_AMOUNT_OPEN.at(found="；".join(said))


def _goals_of(unit: AgreementUnit) -> set[str]:
    rows = unit.fields.get("目标表")
    return {str(row["目标"]) for row in rows} if isinstance(rows, list) else set()


def _left_out(basis: Basis) -> Iterator[Finding]:
    """Yield who gets no agreement since the scheme does not concern a school of its kind."""
    names = [
        candidate.name
        for candidate in basis.candidates
        if not basis.concerned(candidate) and tells_its_kind(candidate.school)
    ]
    if names and basis.printed:
        scheme = basis.printed.scheme
        yield kinds.AGREEMENT_NOT_FOR_UNIT.at(
            found=first_of(names, _FEW, "个"), scheme=scheme.title, units=in_words(scheme.concerns)
        )


def _of_unknown_kind(basis: Basis) -> Iterator[Finding]:
    """Yield the schools of no known kind whose agreements lack clauses therefore."""
    if basis.printed is None:
        return
    answers = basis.contents.recognised.settings.unit_kinds
    for school in dict.fromkeys(candidate.school for candidate in basis.candidates):
        if not school or tells_its_kind(school) or school in answers:
            continue
        clauses = [clause for clause in basis.printed.clauses if not judges(clause, school)]
        if clauses:
            yield kinds.AGREEMENT_UNIT_KIND_OPEN.at(
                found=school,
                clauses="、".join(dict.fromkeys(clause.id for clause in clauses)),
                units=in_words(pattern for one in clauses for pattern in one.concerns),
            )


def _teachers(rows: Iterable[Record]) -> Iterator[Candidate]:
    named = (row for row in rows if row.text("teacher"))
    taught = grouped(named, lambda row: (row.text("school"), row.text("teacher")))
    for (school, teacher), records in taught.items():
        fields = _taught(school, records, 教师=teacher)
        yield Candidate(teacher, fields, records[0].facts["teacher"].source)


def _persons_of_indicators(rows: Iterable[Record]) -> Iterator[Candidate]:
    """Yield the persons of 指标, where no list says who teaches what."""
    persons: dict[tuple[str, str], Fact] = {}
    for row in rows:
        fact = row.facts.get("name")
        if fact is not None and fact.value:
            persons.setdefault((row.text("unit"), str(fact.value)), fact)
    for (school, name), fact in persons.items():
        fields = FieldRow({"学校": school or Gap("学校"), "教师": name})
        yield Candidate(name, fields, fact.source)


def _classes(rows: Iterable[Record]) -> Iterator[Candidate]:
    for key, records in grouped((row for row in rows if row.text("class_name")), class_of).items():
        head_teacher, _ = _value(records[0], "head_teacher", "班主任")
        fields = _taught(key[0], records, 班主任=head_teacher)
        yield Candidate("".join(key), fields, records[0].facts["class_name"].source)


def _taught(school: str, records: Sequence[Record], **more: object) -> FieldRow:
    row = FieldRow({"学校": school or Gap("学校"), "任课表": _table(records, "任课表"), **more})
    for field, fact in (("年级", "grade"), ("班级", "class_name"), ("学科", "subject")):
        texts = dict.fromkeys(record.text(fact) for record in records)
        row[field] = "、".join(text for text in texts if text) or Gap(field)
    return row


def _fields(basis: Basis, number: int, one: Candidate) -> FieldRow:
    """Return all fields of a unit: what was said for all, its own row, then what follows."""
    first = school_year_of(basis.on)
    days = {"日期": basis.on, "年份": basis.on.year, "学年": f"{first}—{first + 1}学年"}
    fields = FieldRow({**days, "编号": number}, sources=dict(one.fields.sources))
    office = basis.contents.options.office
    if office and office not in {one.name, one.school}:  # nobody agrees with himself
        fields[PARTY] = office
        fields.sources[PARTY] = Source(words="考核设置的单位名称")
    for titles in (TEACHER_TITLES, SCHOOL_TITLES):  # what is written under one is known by all
        known = next((title for title in titles if title in one.fields), None)
        if known is not None:
            fields |= dict.fromkeys(titles, one.fields[known])
            for title in titles:
                fields.sources.setdefault(title, one.fields.sources.get(known, NOWHERE))
    fields["任课学年"] = _year_taught(basis) if basis.data is None else ""
    fields["上次成绩"] = _rates_last_time(basis.last_rates, one)
    fields["班主任条款"] = "有" if _may_be_head_teacher(basis, one) else ""
    for table in TABLES:
        fields[table] = _table(_rows_about(basis.lists, table, one), table)
    if basis.printed is not None:
        stated = _stated_targets(basis, basis.printed, one)
        before = tuple(_reached(basis, basis.printed, one))
        said = basis.printed.said_to(_party(one)._replace(stated=tuple(stated), before=before))
        points = _points(basis, basis.printed, one)
        goals = [
            FieldRow({**row, "分值": points.get(row["条款"], _NO_POINTS)}) for row in said.targets
        ]
        fields |= {**said.fields, "目标表": goals, "分值合计": _sum_of_points(goals)}
        fields["排名依据"] = _ranked_by(basis.printed)
        fields[_SET_APART] = list(_set_apart(basis.lists, basis.printed, one, said.targets))
    fields |= one.fields
    fields |= {field_name(name): value for name, value in basis.common.items() if value}
    return fields


def _year_taught(basis: Basis) -> str:
    """Return the school year of the scores that 任课 stands beside, ``""`` = the agreement's own.

    An agreement signed in September is about the year that begins; the classes of the book are
    still those of the year before.
    """
    tables = basis.contents.tables
    years = {school_year(one.exam) or school_year(one.term) for one in tables} - {None}
    latest = max((year for year in years if year), default=school_year_of(basis.on) + 1)
    return "" if latest == school_year_of(basis.on) + 1 else f"{latest - 1}—{latest}学年"


def _ranked_by(printed: PrintedScheme) -> str:
    """Return by what places are, as the reading chosen says: 及格率; ``""`` where none decides."""
    options = printed.scheme.options.items()
    said = [one.choices[printed.choices[name]] for name, one in options if one.decides == "rank"]
    return said[0] if len(said) == 1 else ""


def _rates_last_time(rates: Iterable[Record], one: Candidate) -> str:
    """Return what a teacher's classes reached in the latest exam, with its name; ``""`` = unknown.

    Goals that are set by it (在上次基础上提高) can be told from it.
    """
    own = [
        row
        for row in rates
        if row.text("name") == one.name and row.text("unit") in ("", one.school)
    ]
    parts = [(row.text("grade"), row.text("class_name"), row.text("subject")) for row in own]
    said = [
        f"及格率{per_cent_text(row.facts['pass_rate'].number or Fraction(0))}，"
        f"优秀率{per_cent_text(row.facts['excellent_rate'].number or Fraction(0))}"
        for row in own
    ]
    told = "；".join(part + figures for part, figures in _by_value(parts, said))
    return f"{own[0].text('exam')}，{told}" if own else ""


def _may_be_head_teacher(basis: Basis, one: Candidate) -> bool:
    """Tell whether somebody is 班主任, or nobody knows who is it of the classes taught."""
    rows = [row for row in basis.lists[TEACHING] if row.text("school") in ("", one.school)]
    own = [row for row in rows if row.text("teacher") == one.name]
    others = bool(own) and all(row.text("head_teacher") for row in own)
    return not others or any(row.text("head_teacher") == one.name for row in rows)


def _sum_of_points(goals: Iterable[FieldRow]) -> object:
    """Return the points of all goals together, as printed; a gap where one is not known."""
    printed = [row["分值"] for row in goals]
    points = [text for text in printed if isinstance(text, Gap) or text != _NO_POINTS]
    if not points or not all(isinstance(text, str) and _FIGURE.fullmatch(text) for text in points):
        return Gap("分值合计")
    return number_text(sum((Fraction(str(text)) for text in points), Fraction(0)))


def _party(one: Candidate) -> Party:
    """Return a unit as the scheme speaks to it: the rules of its school, subjects and grades."""
    subjects = (usual_subject(name) for name in _names_in(one, "学科"))
    grades = (usual_grade(name) for name in _names_in(one, "年级"))
    return Party(one.school, tuple(subjects), tuple(grades))


def _names_in(one: Candidate, field: str) -> list[str]:
    """Return the names in a field that may hold several: 语文、数学."""
    value = one.fields.get(field)
    named = isinstance(value, str) and any(title in one.fields for title in TEACHER_TITLES)
    return [name for name in _BETWEEN.split(str(value)) if name] if named else []


def _stated_targets(basis: Basis, printed: PrintedScheme, one: Candidate) -> Iterator[StatedTarget]:
    """Yield the lines and goals that 指标 states for a unit, taken as for judging it."""
    parts = _taught_parts(basis, one)
    takings = [
        (feed, fact, take.joins_by or feed.key, row)
        for feed, take, row in _takings(printed, basis.lists[_INDICATORS])
        for fact, field in take.facts.items()
        if field == "target" and "target" in row.facts
    ]
    for (_, fact), own in grouped(takings, lambda taking: (id(taking[0]), taking[1])).items():
        values = [
            _agreed_value(
                printed.scheme,
                fact,
                [row.facts["target"] for _, _, by, row in own if _is_about(row, by, one, part)],
            )
            for part in parts
        ]
        if any(value is not None for value in values):
            yield StatedTarget(own[0][0].clause, fact, tuple(_by_value(parts, values)))


def _reached(basis: Basis, printed: PrintedScheme, one: Candidate) -> Iterator[ReachedBefore]:
    """Yield what a unit reached before: as 指标 states it, else its places of last year."""
    parts, indicators = _taught_parts(basis, one), basis.lists[_INDICATORS]
    lists = ((_INDICATORS, "actual", indicators), (LAST_YEAR, "rank", basis.last_year))
    takings = [
        (feed, fact, take.joins_by or feed.key, row, field)
        for name, field, rows in lists
        for feed, take, row in _takings(printed, rows, name)
        for fact, given in take.facts.items()
        if given == field and fact.startswith("previous_") and field in row.facts
    ]
    for (_, fact), own in grouped(takings, lambda taking: (id(taking[0]), taking[1])).items():
        reached = []
        for part in parts:
            about = [(row, field) for _, _, by, row, field in own if _is_about(row, by, one, part)]
            stated = [row for row, field in about if field == "actual"]
            exams = grouped(stated or [row for row, _ in about], lambda row: row.text("exam"))
            found = [
                (_agreed_value(printed.scheme, fact, [each.facts[field] for each in rows]), exam)
                for exam, rows in exams.items()
                for field in ["actual" if stated else "rank"]
            ]
            reached.append(tuple(found) or ((None, ""),))
        if any(value is not None for each in reached for value, _ in each):
            values = tuple((p, *one) for p, each in _by_value(parts, reached) for one in each)
            yield ReachedBefore(own[0][0].clause, fact, values)


def _points(basis: Basis, printed: PrintedScheme, one: Candidate) -> dict[object, object]:
    """Return the points (分值) that 指标 gives a unit's goals, by clause.

    Where it gives none, or not one figure for all of a clause, they are a gap: written by hand.
    Clauses without points are not there.
    """
    feeds, parts = printed.scheme.feeds, _taught_parts(basis, one)
    found: dict[str, set[str]] = {
        feed.clause: set()
        for feed in feeds
        if any("full_points" in take.facts.values() for take in feed.takes)
    }
    for feed, take, row in _takings(printed, basis.lists[_INDICATORS]):
        by, given = take.joins_by or feed.key, row.facts.get("full_points")
        if feed.clause in found and given and any(_is_about(row, by, one, part) for part in parts):
            found[feed.clause].add(values_text(given))
    return {
        clause: texts.pop() if len(texts) == 1 else Gap("分值") for clause, texts in found.items()
    }


def _takings(
    printed: PrintedScheme, rows: Iterable[Record], list_name: str = _INDICATORS
) -> Iterator[tuple[CaseSource, FactSource, Record]]:
    """Yield what a scheme takes from rows of a list: for which clause, as which facts, what."""
    known = [*rows]
    for feed, take in takes_in_use(printed):
        if take.list_name == list_name:
            yield from ((feed, take, row) for row in known if take.wants(row))


def takes_in_use(printed: PrintedScheme) -> Iterator[tuple[CaseSource, FactSource]]:
    """Yield what a scheme takes from lists under the readings chosen."""
    for feed in printed.scheme.feeds:
        for take in feed.takes:
            if take.in_use(printed.choices):
                yield feed, take


def _set_apart(
    lists: ListRows, printed: PrintedScheme, one: Candidate, goals: Iterable[FieldRow]
) -> Iterator[FieldRow]:
    """Yield what 指标 sets a unit (下达表) and the scheme judges by, less what its goals say."""
    said = {str(row["目标"]) for row in goals}
    own = [
        *_rows_about(lists, _INDICATORS_OF_UNIT, one),
        *_of_classes(lists[_INDICATORS], one),
    ]
    clauses = {c.id for c in printed.clauses if not one.school or judges(c, one.school)}
    taken: dict[int, str] = {}
    for feed, take, row in (
        *_takings(printed, own),
        *_takings(printed, (row for row in own if row.text("class_name")), CLASS_TARGETS),
    ):
        if feed.clause in clauses and "target" in take.facts.values():
            fact = next(name for name, field in take.facts.items() if field == "target")
            taken.setdefault(row.row, _as_goal(printed.scheme, fact, row))
    kept = [row for row in own if row.row in taken and not _is_said(taken[row.row], said)]
    for record, fields in zip(kept, _table(kept, _INDICATORS_OF_UNIT), strict=True):
        fields["目标"] = taken[record.row]
        fields["指标"] = "".join((*class_of(record)[1:], str(fields["指标"])))
        yield fields


def _of_classes(rows: Iterable[Record], one: Candidate) -> Iterator[Record]:
    """Yield the tasks of a school's classes, each with its class apart: 甲校901班 → 甲校, 901班."""
    for row in rows:
        unit = row.facts.get("unit")
        name = row.text("unit").removeprefix(one.school) if one.school == one.name else ""
        if unit and _CLASS_NAME.fullmatch(name) and _is_task(row):
            own = {"unit": unit._replace(value=one.school), "class_name": unit._replace(value=name)}
            yield row._replace(facts={**row.facts, **own})


def _is_said(goal: str, goals: Container[str]) -> bool:
    return goal in goals or f"不少于{goal}" in goals


def _as_goal(scheme: Scheme, name: str, row: Record) -> str:
    """Return the target of a row as it is agreed upon: 第6名以内, 30名."""
    known, given = scheme.vocabulary[name], row.facts["target"]
    value = _agreed_value(scheme, name, [given])
    if value is None:
        return values_text(given)
    rank = known.kind is ValueKind.RANK
    return f"第{known.text(value)}名以内" if rank else known.text(value) + known.unit


def _agreed_value(scheme: Scheme, name: str, given: Iterable[Fact]) -> FactValue | None:
    """Return the value that all rows give, None where they differ or none of them can be used."""
    usable = [checked_facts({name: fact}, scheme.vocabulary)[0].get(name) for fact in given]
    values = {fact.value if fact else None for fact in usable}
    return values.pop() if len(values) == 1 else None


def _by_value(parts: Sequence[_Part], values: Sequence[T]) -> Iterator[tuple[str, T]]:
    """Yield each value once, with the words that tell the parts it is for; ``""`` = all of them."""
    telling = [len(set(texts)) > 1 for texts in zip(*parts, strict=True)]
    for value in dict.fromkeys(values):
        own = [part for part, other in zip(parts, values, strict=True) if other == value]
        said = ("".join(t for t, tells in zip(part, telling, strict=True) if tells) for part in own)
        yield "" if len(own) == len(parts) else "、".join(dict.fromkeys(said)), value


def _taught_parts(basis: Basis, one: Candidate) -> list[_Part]:
    """Return the parts of a unit's work, by 任课, else by its own fields, else by its rows of 指标.

    What nobody tells of a part is ``""``.
    """
    taught = [
        row
        for row in basis.lists[TEACHING]
        if one.name in (row.text("teacher"), "".join(class_of(row)))
        and row.text("school") in ("", one.school)
    ]
    if not taught:
        names = [_names_in(one, field) for field in ("年级", "班级", "学科")]
        if any(names):
            return [tuple(texts[0] if len(texts) == 1 else "" for texts in names)]
        own = (row for row in basis.lists[_INDICATORS] if row.text("name") == one.name)
        taught = [row for row in own if row.text("unit") in ("", one.school)]
    parts = dict.fromkeys(tuple(map(row.text, _PART_FIELDS)) for row in taught)
    return [part for part in parts if any(part)] or [("",) * len(_PART_FIELDS)]


def _is_about(row: Record, by: Sequence[str], one: Candidate, part: _Part) -> bool:
    """Tell whether a row of 指标 concerns a part of a unit's work; never if it names another."""
    named = row.text("name") == one.name
    if not named and row.text("name"):
        return False
    if (named or "unit" in by) and row.text("unit") not in ("", one.school, one.name):
        return False
    return all(
        field not in by or row.text(field) in ("", text) or (named and not text)
        for field, text in zip(_PART_FIELDS, part, strict=True)
    )


def _rows_about(lists: ListRows, table: str, one: Candidate) -> Sequence[Record]:
    """Return the rows of a list that concern a school or a person."""
    shape, school = TABLES[table], one.school
    rows = lists[shape.list_name]
    if not shape.unit:
        same_school = [row for row in rows if row.text("school") == school or not school]
        return [row for row in same_school if row.text("teacher") == one.name] or same_school
    about = [row for row in rows if row.text(shape.unit) in (school, one.name)]
    if not shape.of_targets:
        return about
    tasks = [row for row in about if _is_task(row) and row.text("name") in ("", one.name)]
    agreed = [row for row in tasks if row.text("indicator").startswith(AGREED)]
    return agreed if table == _AGREED_UPON else tasks


def _is_task(row: Record) -> bool:
    """Tell whether a row of 指标 asks for something to be reached (目标).

    An indicator without a target was only reported, one of the year before is no task.
    """
    return "target" in row.facts and not row.text("indicator").startswith(_BEFORE)


def _table(records: Iterable[Record], table: str) -> list[FieldRow]:
    """Return rows as a table of fields, numbered, each value with its cell."""
    shape = TABLES[table]
    rows = []
    for number, record in enumerate(records, start=1):
        row = FieldRow({"序号": number})
        for field, fact in shape.columns.items():
            value, source = _value(record, fact, field)
            value = _as_rate(record, value) if shape.of_targets else value
            row[field] = _printed_name(value) if fact == "indicator" else value
            if source:
                row.sources[field] = source
        rows.append(row)
    return rows


def _value(record: Record, fact: str, field: str) -> tuple[object, Source]:
    known = record.facts.get(fact)
    if known is None:
        return Gap(field, Source(words=f"{record.sheet}第{record.row}行")), NOWHERE
    return known.value, known.source


def _printed_name(name: object) -> object:
    """Return an indicator without the mark that puts it into 商定表: 自定指标：满意度 → 满意度."""
    return (agreed_name(name) or name) if isinstance(name, str) else name


def _as_rate(record: Record, value: object) -> object:
    """Return the figure of an indicator as per cent, where its name says that it is a rate."""
    named = record.text("indicator").endswith(RATE_WORDS)
    if not named or not isinstance(value, int | Fraction):
        return value
    share = Fraction(value)
    return per_cent_text(share) if abs(share) <= 1 else value
