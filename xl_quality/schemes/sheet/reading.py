"""A scheme from the rows of a 方案 sheet; everything wrong is reported at once, with its cell."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.loading import scheme_from
from xl_quality.schemes.sheet import forms, words
from xl_quality.schemes.sheet.places import SheetScheme, Written
from xl_quality.schemes.sheet.sections import sections_of
from xl_quality.schemes.sheet.texts import CellError, Texts, pairs_of
from xl_quality.schemes.sheet.writing import places, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.raw import Raw
    from xl_quality.schemes.sheet.forms import Section
    from xl_quality.schemes.sheet.sections import Row


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
        for _, head in self._records(forms.HEAD, sections, ["方案.scheme"]):
            raw.setdefault("scheme", head)
        self._facts(raw, sections)
        self.texts = Texts(vocabulary_of(raw))
        options = sections.get(forms.READINGS.title, [])
        names = [f"方案.option[{i}]" for i in range(1, len(options) + 1)]
        raw["option"] = [one for _, one in self._records(forms.READINGS, sections, names)]
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
        rows = sections.get(forms.FACTS_USED.title, [])
        for row in rows:
            entry = self._values(forms.FACTS_USED, row)
            table, name = entry.pop("table", "fact"), entry.pop("name", "")
            self._place(f"方案.{table}.{name}", row)
            raw.setdefault(str(table), {})[name] = entry

    def _clauses(self, sections: Mapping[str, list[Row]]) -> list[Raw]:
        rows = sections.get(forms.CLAUSES.title, [])
        names = [row.cells.get("id", f"方案.clause[{i}]") for i, row in enumerate(rows, start=1)]
        clauses = []
        for row, clause in self._records(forms.CLAUSES, sections, names):
            source = {"document": "document", "source_clause": "clause", "text": "text"}
            clause["source"] = {
                key: clause.pop(column) for column, key in source.items() if column in clause
            }
            for column, key in source.items():
                place = f"{row.cells.get('id', '')}.source.{key}"
                self.cells[place] = row.addresses.get(column, "")
            clauses.append(clause)
        for row in sections.get(forms.BARS.title, []):
            self._bar(row, clauses)
        for row in sections.get(forms.RULES.title, []):
            self._rule(row, clauses)
        return clauses

    def _bar(self, row: Row, clauses: Sequence[Raw]) -> None:
        bar = self._values(forms.BARS, row)
        clause = self._clause_of(row, bar, clauses)
        if clause is not None:
            bars = clause.setdefault("bar", [])
            bars.append(bar)
            self._place(f"{clause.get('id')}.bar[{len(bars)}]", row)

    def _rule(self, row: Row, clauses: Sequence[Raw]) -> None:
        rule = self._values(forms.RULES, row)
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
        kind = rule.pop("kind", "")
        columns = places(str(kind))
        for key in ("measured", "edge", "limit", "one", "two"):
            text, cell = rule.pop(key, ""), row.addresses.get(key, "")
            if text and key not in columns and kind in words.TARIFF_KINDS:
                self._fault(cell, str(text), "这种计奖办法不用这一栏", "请删去")
            elif text and key in columns:
                name = columns[key]
                read = text if key == "edge" else self._tariff_value(cell, name, str(text))
                tariff[name] = read
            if key in columns:
                self.cells[f"{place}.tariff.{columns[key]}"] = cell
        self.cells[f"{place}.tariff"] = row.addresses.get("rest", "")
        self.cells[f"{place}.tariff.kind"] = row.addresses.get("kind", "")
        others = self._others(row.addresses.get("rest", ""), str(rule.pop("rest", "")))
        return ({"kind": kind} if kind else {}) | tariff | others

    def _others(self, cell: str, text: str) -> Raw:
        keys = {chinese: key for key, chinese in words.KEYS.items()}
        try:
            pairs = pairs_of(text)
        except CellError as error:
            self._fault(cell, text, str(error), error.advice)
            return {}
        return {
            keys.get(said, said): self._tariff_value(cell, keys.get(said, said), value)
            for said, value in pairs.items()
        }

    def _tariff_value(self, cell: str, key: str, text: str) -> object:
        return self._value(cell, text, lambda said: self.texts.tariff_value_of(key, said))

    def _feeds(self, sections: Mapping[str, list[Row]]) -> list[Raw]:
        """Bring the rows of one clause's feed together: they share clause, key and payees."""
        rows = [
            (row, self._values(forms.FEEDS, row)) for row in sections.get(forms.FEEDS.title, [])
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
