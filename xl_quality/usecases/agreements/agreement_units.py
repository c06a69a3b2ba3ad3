"""Who gets an agreement, and the fields of each: the clerk's own list first, then what follows."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.data_sheet import (
    DATA_SHEET,
    SCHOOL_TITLES,
    TEACHER_TITLES,
    DataSheet,
    read_data,
)
from xl_quality.agreements.names import field_name, nearest
from xl_quality.agreements.values import FieldRow, Gap, Unit
from xl_quality.agreements.wording import judges
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.schemes.unit_kinds import fits, in_words, tells_its_kind
from xl_quality.usecases.agreements.agreement_tables import TABLES, rows_about, table_of
from xl_quality.usecases.choices import Choices
from xl_quality.usecases.intake import take_in
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from xl_quality.agreements.wording import Reading
    from xl_quality.books.ports import Book
    from xl_quality.core.facts import Record
    from xl_quality.schemes.model import Clause, Scheme

_SCHOOL_YEAR_STARTS: Final = 8
_FEW: Final = 6


_Found = list[tuple[str, FieldRow, str]]
"""Name, fields and source of everybody found."""


class Basis(NamedTuple):
    """
    What the fields are taken from.

    Attributes:
        data: the clerk's list, None where the workbook has none.
        schools: those of the score sheets.
        lists: the rows of the lists that tables of a unit are made of, by list name.
        reading: the scheme whose clauses are printed, None = none.
        on: the day of the agreement.
        common: fields said explicitly for all units.
        whose: 学校, 班级 or 教师, where there is no list.
        faults: cells of the lists behind tables that could not be read, by table.
        answers: what the office has said of its units' kinds (单位类别).
    """

    data: DataSheet | None
    schools: Sequence[str]
    lists: Mapping[str, Sequence[Record]]
    reading: Reading | None
    on: date
    common: Mapping[str, str]
    whose: str
    faults: Mapping[str, Sequence[Finding]]
    answers: Mapping[str, str] = MappingProxyType({})


def basis_of(
    book: Book,
    reading: Reading | None,
    on: date,
    common: Mapping[str, str],
    whose: str,
    *,
    data_sheet: str = "",
) -> Basis:
    """
    Take from a workbook what agreements are filled with (读取责任书数据).

    Args:
        book: any host's workbook.
        reading: the scheme whose clauses are printed, None = none.
        on: the day of the agreement.
        common: fields said explicitly for all units, by name.
        whose: 学校, 班级 or 教师, where there is no list.
        data_sheet: the sheet that lists the units; ``""`` = 责任书数据, where there is one.

    Raises:
        BadInputError: the named sheet is missing, or the list cannot be used.
    """
    names = book.sheet_names()
    if data_sheet and data_sheet not in names:
        message = f"没有名为“{data_sheet}”的工作表，有：{'、'.join(names)}"
        raise BadInputError(message)
    wanted = data_sheet or next((name for name in names if name.strip() == DATA_SHEET), "")
    data = read_data(book.read(wanted)) if wanted else None
    intake = take_in(book, Choices(), scores_needed=False)
    lists = {name: intake.rows(name) for name, _, _ in TABLES.values()}
    schools = list(dict.fromkeys(one for table in intake.tables for one in table.schools if one))
    said = {field_name(name): value for name, value in common.items()}
    faults = {
        table: [
            finding
            for sheet in intake.lists
            if sheet.name == list_name
            for finding in sheet.findings
            if finding.severity is Severity.ERROR
        ]
        for table, (list_name, _, _) in TABLES.items()
    }
    answers = intake.recognised.settings.unit_kinds
    knowing = reading.knowing(answers) if reading else None
    return Basis(data, schools, lists, knowing, on, said, whose, faults, answers)


def units_of(basis: Basis) -> list[Unit]:
    """
    Return everybody who gets an agreement, numbered, with all fields (责任书的对象).

    Those whom the scheme does not concern get none, see `others_of`.

    Raises:
        BadInputError: the workbook names nobody, or nobody whom the scheme concerns.
    """
    found = _found(basis)
    if not found:
        message = (
            f"工作簿里没有可以生成责任书的{basis.whose}："
            f"请加一张“{DATA_SHEET}”表，一行一个单位，列标题就是字段名"
        )
        raise BadInputError(message)
    own = [one for one in found if _concerned(basis, one)]
    if not own:
        message = "工作簿里没有方案管的单位，责任书没有生成"
        raise BadInputError(message, others_of(basis))
    return [
        Unit(name, number, _complete(basis, name, number, fields), source)
        for number, (name, fields, source) in enumerate(own, start=1)
    ]


def others_of(basis: Basis) -> list[Finding]:
    """Return who gets no agreement, or one without some clauses, for the kind of the school."""
    reading = basis.reading
    if reading is None:
        return []
    left_out = [one for one in _found(basis) if not _concerned(basis, one)]
    known = [name for name, fields, _ in left_out if tells_its_kind(_school_of(fields))]
    findings = [_not_concerned(reading.scheme, known)] if known else []
    for school in dict.fromkeys(_school_of(fields) for _, fields, _ in _found(basis)):
        if school and not tells_its_kind(school) and school not in basis.answers:
            clauses = [one for one in reading.clauses if not judges(one, school)]
            findings += [_unknown_kind(school, clauses)] if clauses else []
    return findings


def _not_concerned(scheme: Scheme, names: Sequence[str]) -> Finding:
    more = f"等{len(names)}个" if len(names) > _FEW else ""
    return Finding(
        "agreement_not_for_unit",
        Severity.NOTE,
        "",
        "",
        "、".join(names[:_FEW]) + more,
        f"方案“{scheme.title}”只管{in_words(scheme.concerns)}，其他单位没有生成责任书",
        "不需要处理",
    )


def _unknown_kind(school: str, clauses: Sequence[Clause]) -> Finding:
    ids = "、".join(dict.fromkeys(one.id for one in clauses))
    kinds = in_words(pattern for one in clauses for pattern in one.concerns)
    row = settings_row("单位类别", "小学或初中或都不是", column=school)
    return Finding(
        "unit_of_no_clause",
        Severity.WARNING,
        "",
        "",
        school,
        f"条款{ids}只管{kinds}，从校名看不出“{school}”是哪一类，它的责任书没有写这些条款",
        f"请{row}",
    )


def _found(basis: Basis) -> _Found:
    if basis.data is not None:
        return [(row.name, row.fields, row.source) for row in basis.data.rows]
    if basis.whose == "教师":
        return _teachers(basis.lists[TEACHING]) or _named(basis.lists["指标"])
    return _classes(basis.lists[TEACHING]) if basis.whose == "班级" else _schools(basis)


def _concerned(basis: Basis, found: tuple[str, FieldRow, str]) -> bool:
    """Tell whether the scheme as a whole concerns somebody's school; one unknown may be any."""
    concerns = basis.reading.scheme.concerns if basis.reading else ()
    school = _school_of(found[1])
    return not concerns or not school or fits(school, concerns)


def _school_of(own: FieldRow) -> str:
    said = (own.get(title) for title in SCHOOL_TITLES)
    return next((str(one) for one in said if one and not isinstance(one, Gap)), "")


def only(units: Sequence[Unit], name: str, others: Sequence[Finding] = ()) -> list[Unit]:
    """
    Return the units of that name, with the numbers they have among all.

    Args:
        units: who gets an agreement.
        name: the one wanted.
        others: why others get none.

    Raises:
        BadInputError: there is none.
    """
    chosen = [unit for unit in units if unit.name == name]
    if not chosen:
        near = nearest(name, [unit.name for unit in units])
        hint = f"，是不是“{near}”？" if near else f"，有：{'、'.join(u.name for u in units[:20])}"
        message = f"没有名为“{name}”的单位{hint}"
        raise BadInputError(message, others)
    return chosen


def _schools(basis: Basis) -> _Found:
    names = dict.fromkeys(basis.schools, "")
    if not names:
        for list_name in ("指标", "县名次"):
            for record in basis.lists[list_name]:
                fact = record.facts.get("unit")
                if fact is not None:
                    names.setdefault(str(fact.value), fact.source)
    return [(name, FieldRow({"学校": name}), source) for name, source in names.items()]


def _teachers(rows: Iterable[Record]) -> _Found:
    found: dict[tuple[str, str], list[Record]] = {}
    for row in rows:
        if row.text("teacher"):
            found.setdefault((row.text("school"), row.text("teacher")), []).append(row)
    return [
        (teacher, _taught(school, records, 教师=teacher), records[0].facts["teacher"].source)
        for (school, teacher), records in found.items()
    ]


def _named(rows: Iterable[Record]) -> _Found:
    """Return the persons of 指标, where no list says who teaches what."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        fact = row.facts.get("name")
        if fact is not None and fact.value:
            found.setdefault((row.text("unit"), str(fact.value)), fact.source)
    return [
        (name, FieldRow({"学校": school or Gap("学校"), "教师": name}), source)
        for (school, name), source in found.items()
    ]


def _classes(rows: Iterable[Record]) -> _Found:
    found: dict[tuple[str, str, str], list[Record]] = {}
    for row in rows:
        if row.text("class_name"):
            key = (row.text("school"), row.text("grade"), row.text("class_name"))
            found.setdefault(key, []).append(row)
    return [
        (
            f"{school}{grade}{class_name}",
            _taught(school, records, 班主任=_or_gap(records[0], "head_teacher", "班主任")),
            records[0].facts["class_name"].source,
        )
        for (school, grade, class_name), records in found.items()
    ]


def _taught(school: str, records: Sequence[Record], **more: object) -> FieldRow:
    row = FieldRow({"学校": school or Gap("学校"), "任课表": table_of(records, "任课表"), **more})
    for field, fact in (("年级", "grade"), ("班级", "class_name"), ("学科", "subject")):
        texts = dict.fromkeys(record.text(fact) for record in records)
        row[field] = "、".join(text for text in texts if text) or Gap(field)
    return row


def _or_gap(record: Record, fact: str, field: str) -> object:
    found = record.facts.get(fact)
    return found.value if found else Gap(field, f"{record.sheet}第{record.row}行")


def _complete(basis: Basis, name: str, number: int, own: FieldRow) -> FieldRow:
    """Return all fields of a unit: what was said for all, its own row, then what follows."""
    fields = FieldRow(_dates(basis.on), sources=dict(own.sources))
    fields["编号"] = number
    for title in (*TEACHER_TITLES, *SCHOOL_TITLES):
        group = TEACHER_TITLES if title in TEACHER_TITLES else SCHOOL_TITLES
        known = next((one for one in group if one in own), None)
        if known is not None:
            fields[title] = own[known]
            fields.sources.setdefault(title, own.sources.get(known, ""))
    fields |= _derived(basis, name, own)
    fields |= own
    fields |= {name: value for name, value in basis.common.items() if value}
    return fields


def _derived(basis: Basis, name: str, own: FieldRow) -> dict[str, object]:
    school = _school_of(own)
    found: dict[str, object] = {
        table: table_of(rows_about(basis.lists, table, school, name), table) for table in TABLES
    }
    if basis.reading is not None:
        found.update(basis.reading.fields(school))
    return found


def _dates(on: date) -> dict[str, object]:
    first = on.year if on.month >= _SCHOOL_YEAR_STARTS else on.year - 1
    return {"日期": on, "年份": on.year, "学年": f"{first}—{first + 1}学年"}
