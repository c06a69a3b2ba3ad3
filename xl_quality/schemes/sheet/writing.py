"""A scheme as the rows of a 方案 sheet: one rule a row, with drop-downs and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from xl_quality.schemes.sheet import forms, words
from xl_quality.schemes.sheet.texts import Texts, pairs_text
from xl_quality.schemes.vocabulary import Vocabulary, common_facts, fact_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xl_quality.schemes.raw import Raw
    from xl_quality.schemes.sheet.forms import Section

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
        if records or section is forms.RULES:
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
    last = len(sheet.rows) - 1 + (_SPARE if section is forms.FEEDS else 0)
    for number, column in enumerate(section.columns):
        if column.form.choices and last > header:
            sheet.drop_downs.append(DropDown(header + 1, last, number, column.form.choices))
        if column.note:
            sheet.notes.append(Note(header, number, column.note))


def _records(raw: Raw, texts: Texts) -> Iterator[tuple[Section, list[Raw]]]:
    """Yield every section with its rows as key → value."""
    yield forms.HEAD, [raw["scheme"]]
    yield (
        forms.FACTS_USED,
        [
            {"table": table, "name": name, **entry}
            for table in ("parameter", "fact")
            for name, entry in raw.get(table, {}).items()
        ],
    )
    yield forms.READINGS, raw.get("option", [])
    clauses = raw["clause"]
    yield forms.CLAUSES, [_clause(clause) for clause in clauses]
    ids = [clause["id"] for clause in clauses]
    of = [_of(clause, several=ids.count(clause["id"]) > 1) for clause in clauses]
    yield (
        forms.BARS,
        [
            name | bar
            for clause, name in zip(clauses, of, strict=True)
            for bar in clause.get("bar", [])
        ],
    )
    yield (
        forms.RULES,
        [
            rule | name | _tariff(rule["tariff"], texts)
            for clause, name in zip(clauses, of, strict=True)
            for rule in clause["rule"]
        ],
    )
    yield forms.FEEDS, [feed | take for feed in raw.get("feed", []) for take in feed["take"]]


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
    kind = tariff["kind"]
    row = {column: key for column, key in places(kind).items() if key in tariff}
    rest = [key for key in tariff if key not in {"kind", *row.values()}]
    cells = {column: texts.tariff_value(key, tariff[key]) for column, key in row.items()}
    if "edge" in cells:
        cells["edge"] = tariff["edge"]
    other = pairs_text((words.KEYS[key], texts.tariff_value(key, tariff[key])) for key in rest)
    return {"kind": kind, **cells, "rest": other}


def places(kind: str) -> dict[str, str]:
    """Return which key of a tariff stands in which column of its own."""
    one, two = words.SIZES.get(kind, ("", ""))
    found = {
        "measured": words.MEASURED.get(kind, "measure"),
        "edge": "edge" if kind == "target" else "",
        "limit": "limit" if kind in {"target", "raised_line"} else "",
        "one": one,
        "two": two,
    }
    return {column: key for column, key in found.items() if key}
