"""Who gets an agreement, and the fields of each: the clerk's own list first, then what follows."""

from __future__ import annotations

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
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Severity
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
    from xl_quality.core.findings import Finding

_SCHOOL_YEAR_STARTS: Final = 8


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
    """

    data: DataSheet | None
    schools: Sequence[str]
    lists: Mapping[str, Sequence[Record]]
    reading: Reading | None
    on: date
    common: Mapping[str, str]
    whose: str
    faults: Mapping[str, Sequence[Finding]]


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
    return Basis(data, schools, lists, reading, on, said, whose, faults)


def units_of(basis: Basis) -> list[Unit]:
    """
    Return everybody who gets an agreement, numbered, with all fields (责任书的对象).

    Raises:
        BadInputError: the workbook names nobody.
    """
    if basis.data is not None:
        found = [(row.name, row.fields, row.source) for row in basis.data.rows]
    elif basis.whose == "教师":
        found = _teachers(basis.lists[TEACHING]) or _named(basis.lists["指标"])
    elif basis.whose == "班级":
        found = _classes(basis.lists[TEACHING])
    else:
        found = _schools(basis)
    if not found:
        message = (
            f"工作簿里没有可以生成责任书的{basis.whose}："
            f"请加一张“{DATA_SHEET}”表，一行一个单位，列标题就是字段名"
        )
        raise BadInputError(message)
    return [
        Unit(name, number, _complete(basis, name, number, own), source)
        for number, (name, own, source) in enumerate(found, start=1)
    ]


def only(units: Sequence[Unit], name: str) -> list[Unit]:
    """
    Return the units of that name, with the numbers they have among all.

    Raises:
        BadInputError: there is none.
    """
    chosen = [unit for unit in units if unit.name == name]
    if not chosen:
        near = nearest(name, [unit.name for unit in units])
        hint = f"，是不是“{near}”？" if near else f"，有：{'、'.join(u.name for u in units[:20])}"
        message = f"没有名为“{name}”的单位{hint}"
        raise BadInputError(message)
    return chosen


_Found = list[tuple[str, FieldRow, str]]


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
    school = next((str(own[title]) for title in SCHOOL_TITLES if own.get(title)), "")
    found: dict[str, object] = {
        table: table_of(rows_about(basis.lists, table, school, name), table) for table in TABLES
    }
    if basis.reading is not None:
        found.update(basis.reading.fields(school))
    return found


def _dates(on: date) -> dict[str, object]:
    first = on.year if on.month >= _SCHOOL_YEAR_STARTS else on.year - 1
    return {"日期": on, "年份": on.year, "学年": f"{first}—{first + 1}学年"}
