"""A scheme as the rows of a 方案 sheet: one rule a row, with drop-downs and notes.

The rows of a 方案 sheet sorted by section and column, before their cells are understood.

What a 方案 sheet says, and in which of its cells each part of the scheme stands.

A scheme from the rows of a 方案 sheet; everything wrong is reported at once, with its cell.

The clerk's form of a scheme (方案表): rows of a sheet, written and read back without a loss.

>>> from xl_quality.schemes.loading import load, load_raw
>>> sheet = to_sheet(load_raw("rank-up"))
>>> sheet.rows[2][:2]
('rank-up', '教师名次进位目标责任书')
>>> scheme_of(sheet.rows, "方案", _place) == load("rank-up")
True
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import scheme_from
from xl_quality.schemes.sheet import columns
from xl_quality.schemes.sheet.columns import CellError, Texts, pairs_of, pairs_text, plain
from xl_quality.schemes.tariffs import TARIFFS, every_field
from xl_quality.schemes.tariffs.fields import Column as Place
from xl_quality.schemes.words import Vocabulary, common_facts, fact_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.sheet.columns import Column, Section
    from xl_quality.schemes.tariffs.fields import Field
    from xl_quality.schemes.toml_reader import Raw

_SPARE = 20
"""Rows below a section's last one that the drop-downs cover too."""


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
    """
    A scheme ready to be written as a sheet.

    Attributes:
        rows: texts, from row 1 on; sections follow each other.
        titles, headers: 0-based rows of the section titles and of the column titles.
        drop_downs, notes: help for who edits it.
    """

    rows: list[tuple[str, ...]]
    titles: list[int]
    headers: list[int]
    drop_downs: list[DropDown]
    notes: list[Note]


def scheme_sheet(raw: Raw) -> SchemeSheet:
    """
    Return a scheme as rows (导入方案); `sheet_reading.scheme_of` reads them back.

    Args:
        raw: the scheme's values, as `catalogue.load_raw` returns them; a scheme that loads.
    """
    texts = Texts(vocabulary_of(raw))
    sheet = SchemeSheet([], [], [], [], [])
    for section, records in _records(raw, texts):
        if records or section is columns.RULES:
            _add(sheet, section, records, texts)
    return sheet


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


def _add(sheet: SchemeSheet, section: Section, records: list[Raw], texts: Texts) -> None:
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
        if column.form.choices and last > header:
            sheet.drop_downs.append(DropDown(header + 1, last, number, column.form.choices))
        if column.note:
            sheet.notes.append(Note(header, number, column.note))


def _records(raw: Raw, texts: Texts) -> Iterator[tuple[Section, list[Raw]]]:
    """Yield every section with its rows as key → value."""
    yield columns.HEAD, [raw["scheme"]]
    yield (
        columns.FACTS_USED,
        [
            {"table": table, "name": name, **entry}
            for table in ("parameter", "fact")
            for name, entry in raw.get(table, {}).items()
        ],
    )
    yield columns.READINGS, raw.get("option", [])
    clauses = raw["clause"]
    yield columns.CLAUSES, [_clause(clause) for clause in clauses]
    ids = [clause["id"] for clause in clauses]
    of = [_of(clause, several=ids.count(clause["id"]) > 1) for clause in clauses]
    yield (
        columns.BARS,
        [
            name | bar
            for clause, name in zip(clauses, of, strict=True)
            for bar in clause.get("bar", [])
        ],
    )
    yield (
        columns.RULES,
        [
            rule | name | _tariff(rule["tariff"], texts)
            for clause, name in zip(clauses, of, strict=True)
            for rule in clause["rule"]
        ],
    )
    yield columns.FEEDS, [feed | take for feed in raw.get("feed", []) for take in feed["take"]]


def _clause(clause: Raw) -> Raw:
    source = clause["source"]
    row: Raw = clause | source | {"source_clause": source["clause"]}
    return row


def _of(clause: Raw, *, several: bool) -> Raw:
    """Return which clause a row belongs to, and which version where it has several."""
    version = {"effective_from": clause["effective_from"]} if several else {}
    return {"clause": clause["id"]} | version


def _tariff(tariff: Mapping[str, Any], texts: Texts) -> dict[str, str]:
    """Return a tariff as the columns 计奖办法 … 其他."""
    own = {field.key: field for field in TARIFFS[tariff["kind"]].fields}
    cells: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for key, value in tariff.items():
        if key == "kind":
            continue
        text = texts.tariff_value(own[key], value)
        if own[key].column is Place.REST:
            rest.append((own[key].title, text))
        else:
            cells[own[key].column] = text
    if Place.EDGE in cells:
        cells[Place.EDGE] = tariff["edge"]
    return {"kind": tariff["kind"], **cells, "rest": pairs_text(rest)}


def _fields(kind: str) -> tuple[Field[Any], ...]:
    """Return the fields of a kind of tariff, none where there is no such kind."""
    return TARIFFS[kind].fields if kind in TARIFFS else ()


TITLE: Final = "奖惩方案："
REMARK: Final = "※"
"""How a line over the sections begins: the sheet's title, or an explanation."""
_KNOWN: Final = {section.title: section for section in columns.SECTIONS}


class Row(NamedTuple):
    """One row of a section: its cells by key, and where each column of it stands."""

    cells: dict[str, str]
    addresses: dict[str, str]


def sections_of(
    rows: Sequence[Sequence[object]],
    address: Callable[[int, int], str],
    fault: Callable[[str, str, str, str], None],
) -> dict[str, list[Row]]:
    """
    Return the rows of each section by the section's title.

    Args:
        rows: the sheet's cells.
        address: the A1 address of a 0-based row and column.
        fault: told cell, text, message and advice of whatever stands where nothing belongs.
    """
    return _Sorting(address, fault).sections(rows)


def is_scheme(rows: Sequence[Sequence[object]]) -> bool:
    """Tell whether cells are those of a 方案 sheet, by the titles of its sections."""
    first_texts = {plain(row[0]) for row in rows if row and isinstance(row[0], str)}
    return {columns.HEAD.title, columns.RULES.title} <= first_texts


def scheme_id(rows: Sequence[Sequence[object]]) -> str:
    """Return the id (代号) that a 方案 sheet gives its scheme, ``""`` where it says none."""
    sections = _Sorting(lambda _row, _column: "", lambda *_: None).sections(rows)
    return next((row.cells.get("id", "") for row in sections.get(columns.HEAD.title, [])), "")


def _is_remark(text: str) -> bool:
    return text.startswith((TITLE, REMARK))


class _Sorting:
    def __init__(
        self,
        address: Callable[[int, int], str],
        fault: Callable[[str, str, str, str], None],
    ) -> None:
        self.address, self.fault = address, fault

    def sections(self, rows: Sequence[Sequence[object]]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        section: Section | None = None
        header: dict[int, Column] = {}
        for number, row in enumerate(rows):
            cells = [plain(value) for value in row]
            if not any(cells) or _is_remark(cells[0]):
                continue
            if cells[0] in _KNOWN:
                section, header = _KNOWN[cells[0]], {}
                found[section.title] = []
            elif section is None:
                self.fault(self.address(number, 0), cells[0], "这一行不属于任何一节", "请删去")
            elif not header:
                header = self._header(section, number, cells)
            else:
                self._stray(number, cells, header)
                found[section.title].append(self._row(number, cells, header))
        return found

    def _header(self, section: Section, number: int, cells: Sequence[str]) -> dict[int, Column]:
        titles = {column.title: column for column in section.columns}
        for column, title in enumerate(cells):
            if title and title not in titles:
                advice = f"请用：{'、'.join(titles)}"
                self.fault(self.address(number, column), title, "不认识这一栏", advice)
        return {i: titles[title] for i, title in enumerate(cells) if title in titles}

    def _stray(self, number: int, cells: Sequence[str], header: Mapping[int, Column]) -> None:
        for column, text in enumerate(cells):
            if text and column not in header:
                where = self.address(number, column)
                self.fault(where, text, "这一格不在任何一栏之下", "请移到相应的栏，或删去")

    def _row(self, number: int, cells: Sequence[str], header: Mapping[int, Column]) -> Row:
        return Row(
            {c.key: cells[i] for i, c in header.items() if i < len(cells) and cells[i]},
            {column.key: self.address(number, i) for i, column in header.items()},
        )


_LAST_STEP: Final = re.compile(r"(\[\d+\]|\.[^.\[\]]*)$")


class Written(NamedTuple):
    """
    One cell as a person sees it.

    Attributes:
        where: its row and column: ``A6.quota 数额一``.
        text: what stands in it.
    """

    where: str
    text: str


class SheetScheme(NamedTuple):
    """
    What a 方案 sheet says, before the scheme is built from it.

    Attributes:
        sheet: its name.
        raw: the scheme's values as TOML would have them.
        cells: the cell of every place of the scheme: ``B2.first_top.tariff.top`` → ``J31``.
        findings: what could not be understood.
        written: what stands in each cell.
    """

    sheet: str
    raw: Raw
    cells: Mapping[str, str]
    findings: Sequence[Finding]
    written: Mapping[str, Written]

    def located(self, finding: Finding) -> Finding:
        """Return a finding about a place of the scheme at the cell that this place stands in."""
        place = finding.cell
        while place and place not in self.cells:
            place = _LAST_STEP.sub("", place) if _LAST_STEP.search(place) else ""
        cell = self.cells.get(place, "")
        seen = self.written.get(cell)
        where = seen.where if seen else finding.cell
        message = f"{where}：{self._as_written(finding, place, seen)}"
        return finding._replace(sheet=self.sheet, cell=cell, message=message)

    @staticmethod
    def _as_written(finding: Finding, place: str, seen: Written | None) -> str:
        """Say it with the words of the sheet: the name of a key, the text of a whole cell."""
        message, key = finding.message, finding.cell.rpartition(".")[2]
        title = next((field.title for field in every_field() if field.key == key), key)
        message = message.replace(f"“{key}”", f"“{title}”")
        if seen and seen.text and finding.found and place == finding.cell:
            message = message.replace(f"“{finding.found}”", f"“{seen.text}”")
        return message


def scheme_of(
    rows: Sequence[Sequence[object]], sheet: str, address: Callable[[int, int], str]
) -> Scheme:
    """
    Return the scheme that a 方案 sheet holds.

    Args:
        rows: the cells as read: texts, numbers, dates, None for blank ones.
        sheet: its name, for findings.
        address: the A1 address of a 0-based row and column.

    Raises:
        BadInputError: something cannot be understood, is missing, unknown or contradictory;
            `findings` has one entry for each fault, with its cell.
    """
    return built(said_by(rows, sheet, address))


def said_by(
    rows: Sequence[Sequence[object]], sheet: str, address: Callable[[int, int], str]
) -> SheetScheme:
    """Return what a 方案 sheet says, faults and all; see `scheme_of`."""
    reading = _Reading(sheet, address)
    raw = reading.raw(rows)
    return SheetScheme(sheet, raw, reading.cells, reading.findings, reading.written)


def built(said: SheetScheme) -> Scheme:
    """
    Return the scheme that a sheet says.

    Raises:
        BadInputError: see `scheme_of`.
    """
    found = list(said.findings)
    try:
        scheme = scheme_from(said.raw, said.sheet)
    except BadInputError as error:
        told = {finding.cell for finding in found}
        located = [said.located(finding) for finding in error.findings]
        found += [finding for finding in dict.fromkeys(located) if finding.cell not in told]
        scheme = None
    if scheme is None or found:
        message = f"工作表“{said.sheet}”中的方案有{len(found)}处错误，未载入"
        raise BadInputError(message, found)
    return scheme


class _Reading:
    def __init__(self, sheet: str, address: Callable[[int, int], str]) -> None:
        self.sheet, self.address = sheet, address
        self.findings: list[Finding] = []
        self.cells: dict[str, str] = {}
        self.written: dict[str, Written] = {}
        self.texts = Texts({})

    def raw(self, rows: Sequence[Sequence[object]]) -> Raw:
        """Return the scheme's values as TOML would have them."""
        sections = sections_of(rows, self.address, self._fault)
        raw: Raw = {}
        for _, head in self._records(columns.HEAD, sections, ["方案.scheme"]):
            raw.setdefault("scheme", head)
        self._facts(raw, sections)
        self.texts = Texts(vocabulary_of(raw))
        options = sections.get(columns.READINGS.title, [])
        names = [f"方案.option[{i}]" for i in range(1, len(options) + 1)]
        raw["option"] = [one for _, one in self._records(columns.READINGS, sections, names)]
        raw["clause"] = self._clauses(sections)
        raw["feed"] = self._feeds(sections)
        return {key: value for key, value in raw.items() if value}

    def _fault(self, cell: str, found: str, message: str, advice: str) -> None:
        self.findings.append(
            Finding("scheme", Severity.ERROR, self.sheet, cell, found, message, advice)
        )

    def _records(
        self, section: Section, sections: Mapping[str, list[Row]], names: Sequence[str]
    ) -> Iterator[tuple[Row, Raw]]:
        """Yield the rows of a section with the values of their cells; *names* are their places."""
        for row, name in zip(sections.get(section.title, []), names, strict=False):
            self._place(name, row)
            yield row, self._values(section, row)

    def _place(self, name: str, row: Row, *, suffix: str = "") -> None:
        self.cells.setdefault(name, next(iter(row.addresses.values()), ""))
        self.cells.update({f"{name}.{key}{suffix}": cell for key, cell in row.addresses.items()})

    def _values(self, section: Section, row: Row) -> Raw:
        found: Raw = {}
        about = ".".join(filter(None, (row.cells.get("clause"), row.cells.get("id"))))
        for column in section.columns:
            text = row.cells.get(column.key)
            where = f"{about} {column.title}".strip()
            self.written[row.addresses.get(column.key, "")] = Written(where, text or "")
            if text is not None:
                read = partial(column.form.read, self.texts)
                found[column.key] = self._value(row.addresses[column.key], text, read)
        return found

    def _value(self, cell: str, text: str, read: Callable[[str], object]) -> object:
        try:
            return read(text)
        except CellError as error:
            self._fault(cell, text, str(error), error.advice)
            return text

    def _facts(self, raw: Raw, sections: Mapping[str, list[Row]]) -> None:
        rows = sections.get(columns.FACTS_USED.title, [])
        for row in rows:
            entry = self._values(columns.FACTS_USED, row)
            table, name = entry.pop("table", "fact"), entry.pop("name", "")
            self._place(f"方案.{table}.{name}", row)
            raw.setdefault(str(table), {})[name] = entry

    def _clauses(self, sections: Mapping[str, list[Row]]) -> list[Raw]:
        rows = sections.get(columns.CLAUSES.title, [])
        names = [row.cells.get("id", f"方案.clause[{i}]") for i, row in enumerate(rows, start=1)]
        clauses = []
        for row, clause in self._records(columns.CLAUSES, sections, names):
            source = {"document": "document", "source_clause": "clause", "text": "text"}
            clause["source"] = {
                key: clause.pop(column) for column, key in source.items() if column in clause
            }
            for column, key in source.items():
                place = f"{row.cells.get('id', '')}.source.{key}"
                self.cells[place] = row.addresses.get(column, "")
            clauses.append(clause)
        for row in sections.get(columns.BARS.title, []):
            self._bar(row, clauses)
        for row in sections.get(columns.RULES.title, []):
            self._rule(row, clauses)
        return clauses

    def _bar(self, row: Row, clauses: Sequence[Raw]) -> None:
        bar = self._values(columns.BARS, row)
        clause = self._clause_of(row, bar, clauses)
        if clause is not None:
            bars = clause.setdefault("bar", [])
            bars.append(bar)
            self._place(f"{clause.get('id')}.bar[{len(bars)}]", row)

    def _rule(self, row: Row, clauses: Sequence[Raw]) -> None:
        rule = self._values(columns.RULES, row)
        clause = self._clause_of(row, rule, clauses)
        if clause is None:
            return
        place = f"{clause.get('id')}.{rule.get('id', '?')}"
        self._place(place, row)
        rule["tariff"] = self._tariff(place, row, rule)
        clause.setdefault("rule", []).append(rule)

    def _clause_of(self, row: Row, record: Raw, clauses: Sequence[Raw]) -> Raw | None:
        """Return the version of the clause a row belongs to."""
        name, start = record.pop("clause", ""), record.pop("effective_from", None)
        versions = [clause for clause in clauses if clause.get("id") == name]
        fitting = [one for one in versions if _fits(start, one.get("effective_from"))]
        if len(fitting) == 1:
            return fitting[0]
        key = "effective_from" if versions else "clause"
        message = "不知道属于哪个版本" if versions else f"没有条款“{name}”"
        advice = "请填写该版本的生效日期" if versions else "请先在【条款】中写上"
        cell = row.addresses.get(key) or next(iter(row.addresses.values()), "")
        self._fault(cell, str(start or name), message, advice)
        return None

    def _tariff(self, place: str, row: Row, rule: Raw) -> Raw:
        """Take the tariff out of a rule's row."""
        tariff: Raw = {}
        kind = str(rule.pop("kind", ""))
        own = {field.column: field for field in _fields(kind)}
        for column in Place:
            if column is Place.REST:
                continue
            text, cell, field = rule.pop(column, ""), row.addresses.get(column, ""), own.get(column)
            if text and field is None and kind in TARIFFS:
                self._fault(cell, str(text), "这种计奖办法不用这一栏", "请删去")
            if field is None:
                continue
            self.cells[f"{place}.tariff.{field.key}"] = cell
            if text:  # an edge is read with its column
                edge = column is Place.EDGE
                tariff[field.key] = text if edge else self._tariff_value(cell, field, str(text))
        self.cells[f"{place}.tariff"] = row.addresses.get("rest", "")
        self.cells[f"{place}.tariff.kind"] = row.addresses.get("kind", "")
        others = self._others(kind, row.addresses.get("rest", ""), str(rule.pop("rest", "")))
        return ({"kind": kind} if kind else {}) | tariff | others

    def _others(self, kind: str, cell: str, text: str) -> Raw:
        own = {name: field for field in _fields(kind) for name in (field.key, field.title)}
        try:
            pairs = pairs_of(text)
        except CellError as error:
            self._fault(cell, text, str(error), error.advice)
            return {}
        return {
            own[said].key if said in own else said: self._tariff_value(cell, own.get(said), value)
            for said, value in pairs.items()
        }

    def _tariff_value(self, cell: str, field: Field[Any] | None, text: str) -> object:
        return self._value(cell, text, lambda said: self.texts.tariff_value_of(field, said))

    def _feeds(self, sections: Mapping[str, list[Row]]) -> list[Raw]:
        """Bring the rows of one clause's feed together: they share clause, key and payees."""
        rows = [
            (row, self._values(columns.FEEDS, row)) for row in sections.get(columns.FEEDS.title, [])
        ]
        feeds: list[Raw] = []
        for _, group in groupby(rows, key=lambda one: _shared(one[1])):
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


def to_sheet(raw: Raw) -> SchemeSheet:
    """
    Return a scheme as the rows of a 方案 sheet (导入方案).

    Args:
        raw: the scheme's values, as `catalogue.load_raw` returns them.

    Raises:
        BadInputError: the scheme has faults, or says something that a cell cannot hold (a name
            with a separator in it): a sheet that would be read differently is never written.
    """
    scheme = scheme_from(raw, "方案")
    sheet = scheme_sheet(raw)
    try:
        same = scheme_of(sheet.rows, "方案", _place) == scheme
    except BadInputError as error:
        message = "方案中有写不进表格的内容（名称里有顿号、分号或等号等分隔符），没有写出"
        raise BadInputError(message, error.findings) from error
    if not same:
        message = "方案写成表格后读出的内容不一致，没有写出；请检查名称里的分隔符"
        raise BadInputError(message)
    return sheet


def lint_sheet(
    rows: Sequence[Sequence[object]], sheet: str, address: Callable[[int, int], str]
) -> list[Finding]:
    """
    Return everything wrong with a 方案 sheet (方案检查), each with its cell.

    What keeps the scheme from loading is an error; what `lint.lint` finds is a warning.
    """
    said = said_by(rows, sheet, address)
    try:
        scheme = built(said)
    except BadInputError as error:
        return list(error.findings)
    return [said.located(finding) for finding in lint(scheme)]


def _place(row: int, column: int) -> str:
    return f"第{row + 1}行第{column + 1}列"
