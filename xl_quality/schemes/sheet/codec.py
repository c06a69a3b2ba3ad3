"""The clerk's form of a scheme (方案表): rows of a sheet, written and read back without a loss.

Writing: a scheme's plain values become the rows of the sections, one rule a row, with drop-downs
and notes. Reading: rows are sorted by section and column, their cells become plain values, with
the cell of every place of the scheme, and the loader builds the scheme; everything wrong is told
at once, each with its cell and in the words of the sheet.

>>> from xl_quality.schemes.loading import load, load_raw
>>> sheet = to_sheet(load_raw("rank-up"))
>>> sheet.rows[2][:2]
('rank-up', '教师名次进位目标责任书')
>>> scheme_of(sheet.rows, "方案", _place) == load("rank-up")
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.findings import BadInputError, Finding, Kind
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import scheme_from
from xl_quality.schemes.sheet import columns
from xl_quality.schemes.sheet.columns import SchemeTexts, Section, SheetColumn
from xl_quality.schemes.tariffs import TARIFFS, every_field
from xl_quality.schemes.tariffs.base import Field
from xl_quality.schemes.tariffs.base import FieldColumn as Place
from xl_quality.schemes.toml_reader import Problems, Raw
from xl_quality.schemes.words import Vocabulary, common_facts, fact_kind

if TYPE_CHECKING:
    from xl_quality.schemes.model import Scheme

TITLE: Final = "奖惩方案："
REMARK: Final = "※"
"""How a line over the sections begins: the sheet's title, or an explanation."""
_SPARE: Final = 20  # rows below a section's last one that the drop-downs cover too
_SECTIONS: Final = {section.title: section for section in columns.SECTIONS}
_SOURCE: Final = {"document": "document", "source_clause": "clause", "text": "text"}
"""The key of a clause's source by the column that it stands in."""
_LAST_STEP: Final = re.compile(r"(\[\d+\]|\.[^.\[\]]*)$")

Cells = Sequence[Sequence[object]]
"""The cells of a sheet as read: texts, numbers, dates, None for blank ones."""
Address = Callable[[int, int], str]  # Returns the A1 address of a 0-based row and column


class DropDown(NamedTuple):
    """The words allowed in one column, rows 0-based and both included."""

    first: int
    last: int
    column: int
    choices: tuple[str, ...]


class Note(NamedTuple):
    """A note on a 0-based cell."""

    row: int
    column: int
    text: str


class SchemeSheet(NamedTuple):
    """A scheme ready to be written as a sheet."""

    rows: list[tuple[str, ...]]  # texts, from row 1 on; sections follow each other
    # titles, headers: 0-based rows of the section titles and of the column titles
    titles: list[int]
    headers: list[int]
    # drop_downs, notes: help for who edits it
    drop_downs: list[DropDown]
    notes: list[Note]


def to_sheet(raw: Raw) -> SchemeSheet:
    """Return a scheme, as `loading.load_raw` returns it, as the rows of a 方案 sheet (导入方案).

    Raises:
        BadInputError: the scheme has faults, or says something that a cell cannot hold (a name
            with a separator in it): a sheet that would be read differently is never written.
    """
    scheme = scheme_from(raw, "方案")
    texts = SchemeTexts(vocabulary_of(raw))
    sheet = SchemeSheet([], [], [], [], [])
    for section, records in _records(raw, texts):
        if records or section is columns.RULES:
            _add(sheet, section, records, texts)
    try:
        same = scheme_of(sheet.rows, "方案", _place) == scheme
    except BadInputError as error:
        message = "方案中有写不进表格的内容（名称里有顿号、分号或等号等分隔符），没有写出"
        raise BadInputError(message, error.findings) from error
    if not same:
        raise BadInputError("方案写成表格后读出的内容不一致，没有写出；请检查名称里的分隔符")
    return sheet


def _place(row: int, column: int) -> str:
    return f"第{row + 1}行第{column + 1}列"


def vocabulary_of(raw: Raw) -> Vocabulary:
    """Return the facts a scheme may use; own ones that cannot be read are left out."""
    known = dict(common_facts())
    for table in ("parameter", "fact"):
        for name, entry in raw.get(table, {}).items():
            try:
                known[name] = fact_kind(name, entry)
            except (KeyError, TypeError, ValueError):
                known.pop(name, None)  # the loader tells what is wrong with it
    return known


def _records(raw: Raw, texts: SchemeTexts) -> Iterator[tuple[Section, list[Raw]]]:
    """Yield every section with its rows as key → value."""
    clauses = raw["clause"]
    ids = [clause["id"] for clause in clauses]
    versions = {name for name in ids if ids.count(name) > 1}

    def of(clause: Raw) -> Raw:
        """Return which clause a row belongs to, and which version where it has several."""
        start = {"effective_from": clause["effective_from"]} if clause["id"] in versions else {}
        return {"clause": clause["id"]} | start

    facts = [
        {"table": table, "name": name, **entry}
        for table in ("parameter", "fact")
        for name, entry in raw.get(table, {}).items()
    ]
    yield columns.HEAD, [raw["scheme"]]
    yield columns.FACTS_USED, facts
    yield columns.READINGS, raw.get("option", [])
    sourced = [clause | clause["source"] for clause in clauses]
    yield columns.CLAUSES, [one | {"source_clause": one["clause"]} for one in sourced]
    yield columns.BARS, [of(one) | bar for one in clauses for bar in one.get("bar", [])]
    rules = [rule | of(one) for one in clauses for rule in one["rule"]]
    yield columns.RULES, [rule | _tariff_cells(rule["tariff"], texts) for rule in rules]
    yield columns.FEEDS, [feed | take for feed in raw.get("feed", []) for take in feed["take"]]


def _tariff_cells(tariff: Mapping[str, Any], texts: SchemeTexts) -> dict[str, str]:
    """Return a tariff as the columns 计奖办法 … 其他."""
    own = {field.key: field for field in TARIFFS[tariff["kind"]].fields}
    cells = {"kind": tariff["kind"]}
    rest: list[tuple[str, str]] = []
    for key, value in tariff.items():
        if key == "kind":
            continue
        text = texts.tariff_value(own[key], value)
        if own[key].column is Place.REST:
            rest.append((own[key].title, text))
        else:
            cells[own[key].column] = value if own[key].column is Place.EDGE else text
    return {**cells, Place.REST: columns.pairs_text(rest)}


def _add(sheet: SchemeSheet, section: Section, records: list[Raw], texts: SchemeTexts) -> None:
    if sheet.rows:
        sheet.rows.append(())
    sheet.titles.append(len(sheet.rows))
    sheet.rows.append((section.title,))
    header = len(sheet.rows)
    sheet.headers.append(header)
    sheet.rows.append(tuple(column.title for column in section.columns))
    sheet.rows.extend(
        tuple(
            column.form.write(texts, record[column.key]) if column.key in record else ""
            for column in section.columns
        )
        for record in records
    )
    last = len(sheet.rows) - 1 + (_SPARE if section is columns.FEEDS else 0)
    for number, column in enumerate(section.columns):
        if column.form.choices:
            sheet.drop_downs.append(DropDown(header + 1, last, number, column.form.choices))
        if column.note:
            sheet.notes.append(Note(header, number, column.note))


class SectionRow(NamedTuple):
    """One row of a section: its cells by key, and where each column of it stands."""

    cells: dict[str, str]
    addresses: dict[str, str]

    @property
    def first(self) -> str:
        """Return the address of its first column."""
        return next(iter(self.addresses.values()), "")


Fault = Callable[..., None]
"""Is told cell, text, kind and facts of whatever stands where nothing belongs."""


def _nobody(*_: object, **__: object) -> None:
    """Tell nobody."""


def sections_of(
    rows: Cells, address: Address, fault: Fault = _nobody
) -> dict[str, list[SectionRow]]:
    """Return the rows of each section by the section's title; see `Fault`."""
    found: dict[str, list[SectionRow]] = {}
    section: Section | None = None
    header: dict[int, SheetColumn] = {}
    for number, values in enumerate(rows):
        cells = [columns.plain(value) for value in values]
        if not any(cells) or cells[0].startswith((TITLE, REMARK)):
            continue
        if cells[0] in _SECTIONS:
            section, header = _SECTIONS[cells[0]], {}
            found[section.title] = []
        elif section is None:
            fault(address(number, 0), cells[0], kinds.STRAY_ROW)
        elif not header:
            titles = {column.title: column for column in section.columns}
            header = {i: titles[title] for i, title in enumerate(cells) if title in titles}
            for i, title in enumerate(cells):
                if title and title not in titles:
                    known = "、".join(titles)
                    fault(address(number, i), title, kinds.UNKNOWN_COLUMN, known=known)
        else:
            for i, text in enumerate(cells):
                if text and i not in header:
                    fault(address(number, i), text, kinds.STRAY_CELL)
            found[section.title].append(
                SectionRow(
                    {c.key: cells[i] for i, c in header.items() if i < len(cells) and cells[i]},
                    {column.key: address(number, i) for i, column in header.items()},
                )
            )
    return found


def is_scheme(rows: Cells) -> bool:
    """Tell whether cells are those of a 方案 sheet, by the titles of its sections."""
    first_texts = {columns.plain(row[0]) for row in rows if row and isinstance(row[0], str)}
    return {columns.HEAD.title, columns.RULES.title} <= first_texts


def scheme_id(rows: Cells) -> str:
    """Return the id (代号) that a 方案 sheet gives its scheme, ``""`` where it says none."""
    heads = sections_of(rows, _place).get(columns.HEAD.title, [])
    return next((row.cells.get("id", "") for row in heads), "")


class Written(NamedTuple):
    """One cell as a person sees it."""

    where: str  # its row and column: ``A6.quota 数额一``
    text: str  # what stands in it


class SheetScheme(NamedTuple):
    """What a 方案 sheet says, before the scheme is built from it."""

    sheet: str  # its name
    raw: Raw  # the scheme's values as TOML would have them
    cells: Mapping[str, str]  # cell of every place: ``B2.first_top.tariff.top`` → ``J31``
    findings: Sequence[Finding]  # what could not be understood
    written: Mapping[str, Written]  # what stands in each cell

    def located(self, finding: Finding) -> Finding:
        """Return a finding about a place of the scheme at the cell that this place stands in."""
        place = finding.cell
        while place and place not in self.cells:
            place = _LAST_STEP.sub("", place) if _LAST_STEP.search(place) else ""
        cell = self.cells.get(place, "")
        where = self.written[cell].where if cell in self.written else finding.cell
        return finding._replace(sheet=self.sheet, cell=cell, about=where)

    @property
    def problems(self) -> Problems:
        """Return where the loader tells faults, in the words of the sheet."""
        titles = {field.key: field.title for field in every_field()}
        texts = {
            place: self.written[c].text for place, c in self.cells.items() if c in self.written
        }
        return Problems(self.sheet, titles, texts)


def scheme_of(rows: Cells, sheet: str, address: Address) -> Scheme:
    """Return the scheme that a 方案 sheet holds; findings name the sheet.

    Raises:
        BadInputError: something cannot be understood, is missing, unknown or contradictory;
            `findings` has one entry for each fault, with its cell.
    """
    return built(said_by(rows, sheet, address))


def said_by(rows: Cells, sheet: str, address: Address) -> SheetScheme:
    """Return what a 方案 sheet says, faults and all; see `scheme_of`."""
    reading = _Reading(sheet)
    raw = reading.raw(sections_of(rows, address, reading.fault))
    return SheetScheme(sheet, raw, reading.cells, reading.findings, reading.written)


def built(said: SheetScheme) -> Scheme:
    """Return the scheme that a sheet says.

    Raises:
        BadInputError: see `scheme_of`.
    """
    findings = list(said.findings)
    try:
        scheme = scheme_from(said.raw, said.sheet, said.problems)
    except BadInputError as error:
        told = {finding.cell for finding in findings}
        located = dict.fromkeys(map(said.located, error.findings))
        findings += [finding for finding in located if finding.cell not in told]
        scheme = None
    if scheme is None or findings:
        message = f"工作表“{said.sheet}”中的方案有{len(findings)}处错误，未载入"
        raise BadInputError(message, findings)
    return scheme


def lint_sheet(rows: Cells, sheet: str, address: Address) -> list[Finding]:
    """Return everything wrong with a 方案 sheet (方案检查), each with its cell.

    What keeps the scheme from loading is an error; what `lint.lint` finds is a warning.
    """
    said = said_by(rows, sheet, address)
    try:
        scheme = built(said)
    except BadInputError as error:
        return list(error.findings)
    return [said.located(finding) for finding in lint(scheme)]


class _Reading:
    """Turns the rows of the sections into plain values and keeps the cell of every place."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.findings: list[Finding] = []
        self.cells: dict[str, str] = {}
        self.written: dict[str, Written] = {}
        self.texts = SchemeTexts({})

    def fault(self, cell: str, text: str, kind: Kind, /, **facts: object) -> None:
        """Report a cell."""
        named: dict[str, Any] = facts
        self.findings.append(kind.at(self.sheet, cell, found=text, **named))

    def raw(self, sections: Mapping[str, list[SectionRow]]) -> Raw:
        """Return the scheme's values as TOML would have them."""
        raw: Raw = {}
        for row in sections.get(columns.HEAD.title, [])[:1]:
            self._place("方案.scheme", row)
            raw["scheme"] = self._values(columns.HEAD, row)
        for row in sections.get(columns.FACTS_USED.title, []):
            entry = self._values(columns.FACTS_USED, row)
            table, name = entry.pop("table", "fact"), entry.pop("name", "")
            self._place(f"方案.{table}.{name}", row)
            raw.setdefault(str(table), {})[name] = entry
        self.texts = SchemeTexts(vocabulary_of(raw))
        raw["option"] = []
        for number, row in enumerate(sections.get(columns.READINGS.title, []), start=1):
            self._place(f"方案.option[{number}]", row)
            raw["option"].append(self._values(columns.READINGS, row))
        raw["clause"] = self._clauses(sections)
        raw["feed"] = self._feeds(sections.get(columns.FEEDS.title, []))
        return {key: value for key, value in raw.items() if value}

    def _place(self, name: str, row: SectionRow) -> None:
        """Keep the cells of a row as those of a place of the scheme."""
        self.cells.setdefault(name, row.first)
        self.cells.update({f"{name}.{key}": cell for key, cell in row.addresses.items()})

    def _values(self, section: Section, row: SectionRow) -> Raw:
        values: Raw = {}
        about = ".".join(filter(None, (row.cells.get("clause"), row.cells.get("id"))))
        for column in section.columns:
            text, cell = row.cells.get(column.key), row.addresses.get(column.key, "")
            self.written[cell] = Written(f"{about} {column.title}".strip(), text or "")
            if text is not None:
                values[column.key] = self._value(cell, text, partial(column.form.read, self.texts))
        return values

    def _value(self, cell: str, text: str, read: Callable[[str], object]) -> object:
        try:
            return read(text)
        except columns.UnreadableCellError as error:
            self.fault(cell, text, error.kind, **error.facts)
            return text

    def _clauses(self, sections: Mapping[str, list[SectionRow]]) -> list[Raw]:
        clauses = []
        for number, row in enumerate(sections.get(columns.CLAUSES.title, []), start=1):
            name = row.cells.get("id", f"方案.clause[{number}]")
            self._place(name, row)
            clause = self._values(columns.CLAUSES, row)
            clause["source"] = {
                key: clause.pop(column) for column, key in _SOURCE.items() if column in clause
            }
            for column, key in _SOURCE.items():
                place = f"{row.cells.get('id', '')}.source.{key}"
                self.cells[place] = row.addresses.get(column, "")
            clauses.append(clause)
        for row in sections.get(columns.BARS.title, []):
            bar = self._values(columns.BARS, row)
            if (own := self._clause_of(row, bar, clauses)) is not None:
                bars = own.setdefault("bar", [])
                bars.append(bar)
                self._place(f"{own.get('id')}.bar[{len(bars)}]", row)
        for row in sections.get(columns.RULES.title, []):
            rule = self._values(columns.RULES, row)
            if (own := self._clause_of(row, rule, clauses)) is not None:
                place = f"{own.get('id')}.{rule.get('id', '?')}"
                self._place(place, row)
                rule["tariff"] = self._tariff(place, row, rule)
                own.setdefault("rule", []).append(rule)
        return clauses

    def _clause_of(self, row: SectionRow, record: Raw, clauses: Sequence[Raw]) -> Raw | None:
        """Return the version of the clause a row belongs to."""
        name, start = record.pop("clause", ""), record.pop("effective_from", None)
        versions = [clause for clause in clauses if clause.get("id") == name]
        fitting = [version for version in versions if _fits(start, version.get("effective_from"))]
        if len(fitting) == 1:
            return fitting[0]
        key = "effective_from" if versions else "clause"
        kind = kinds.VERSION_UNKNOWN if versions else kinds.CLAUSE_NOT_ON_SHEET
        self.fault(row.addresses.get(key) or row.first, str(start or name), kind, clause=name)
        return None

    def _tariff(self, place: str, row: SectionRow, rule: Raw) -> Raw:
        """Take the tariff out of a rule's row."""
        kind = str(rule.pop("kind", ""))
        fields = TARIFFS[kind].fields if kind in TARIFFS else ()
        own = {field.column: field for field in fields}
        tariff: Raw = {"kind": kind} if kind else {}
        for column in (one for one in Place if one is not Place.REST):
            text, cell, field = rule.pop(column, ""), row.addresses.get(column, ""), own.get(column)
            if text and field is None and kind in TARIFFS:
                self.fault(cell, str(text), kinds.COLUMN_NOT_USED)
            if field is not None:
                self.cells[f"{place}.tariff.{field.key}"] = cell
            if text and field is not None:  # an edge was read with its column
                edge = column is Place.EDGE
                tariff[field.key] = text if edge else self._tariff_value(cell, field, str(text))
        rest = row.addresses.get(Place.REST, "")
        self.cells[f"{place}.tariff"] = rest
        self.cells[f"{place}.tariff.kind"] = row.addresses.get("kind", "")
        named = {name: field for field in fields for name in (field.key, field.title)}
        pairs = self._value(rest, str(rule.pop(Place.REST, "")), columns.pairs_of)
        for name, text in pairs.items() if isinstance(pairs, dict) else ():
            field = named.get(name)
            tariff[field.key if field else name] = self._tariff_value(rest, field, text)
        return tariff

    def _tariff_value(self, cell: str, field: Field[Any] | None, text: str) -> object:
        return self._value(cell, text, partial(self.texts.tariff_value_of, field))

    def _feeds(self, rows: Sequence[SectionRow]) -> list[Raw]:
        """Bring the rows of one clause's feed together: they share clause, key and payees."""
        read = [(row, self._values(columns.FEEDS, row)) for row in rows]
        feeds: list[Raw] = []
        for _, group in groupby(read, key=lambda one: _shared(one[1])):
            takes = list(group)
            feed = _shared(takes[0][1])
            feed["take"] = [
                {key: value for key, value in take.items() if key not in feed} for _, take in takes
            ]
            feeds.append(feed)
            name = f"方案.feed[{len(feeds)}]"
            self._place(name, takes[0][0])
            for number, (row, _) in enumerate(takes, start=1):
                self._place(f"{name}.take[{number}]", row)
        return feeds


def _fits(start: object, version: object) -> bool:
    """Tell whether a row's 版本 is that of a clause; a day that is none is told elsewhere."""
    unread = not (isinstance(start, date) and isinstance(version, date))
    return start is None or unread or start == version


def _shared(record: Raw) -> Raw:
    return {key: record[key] for key in ("clause", "key", "payees") if key in record}
