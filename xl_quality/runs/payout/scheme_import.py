"""A scheme as a sheet of the workbook (方案表): written, read again once edited, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import BadInputError, Finding, Step, Way
from xl_quality.reports.scheme_sheet import scheme_table
from xl_quality.runs.book_contents import SHEET, scheme_sheets
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.runs.payout.scheme_choice import ChosenScheme
from xl_quality.schemes.cases import in_words
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import load, load_raw, scheme_ids
from xl_quality.schemes.model import NO_PAYEE, Rule, Scheme
from xl_quality.schemes.sheet.changes import SchemeChange, changes
from xl_quality.schemes.sheet.codec import (
    SheetScheme,
    built,
    lint_sheet,
    said_by,
    scheme_id,
    to_sheet,
)
from xl_quality.schemes.sheet.columns import list_values, number
from xl_quality.schemes.words import PAYEES
from xl_quality.sheets.cells import Grid, address

if TYPE_CHECKING:
    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.schemes.toml_reader import Raw

_CONCERNS: Final = "concerns"


def import_table(book: Book, name: str) -> Table:
    """Return the 方案 sheet of a shipped scheme for this workbook (导入方案).

    It is called 方案; where that sheet holds another scheme or something else, 方案 and the id.

    Raises:
        BadInputError: there is no such scheme.
    """
    sheet = to_sheet(load_raw(name))
    held = {grid.name: scheme_id(grid.rows) for grid in scheme_sheets(book)}
    free = SHEET if SHEET not in book.sheet_names() else f"{SHEET} {name}"
    own = next((sheet_name for sheet_name, one in held.items() if one == name), free)
    return scheme_table(sheet, own, sentences_of(load(name)))


def sentences_of(scheme: Scheme) -> list[str]:
    """Return each rule in a sentence: A10 优秀校长奖（校长）：奖300元至1000元。"""
    from xl_quality.agreements.wording import PrintedScheme  # noqa: PLC0415 - only to import one

    return [
        f"{clause.id} {rule.title}{_whom(rule)}：{words}。"
        for clause, rule, words in PrintedScheme(scheme, date.max).read_aloud()
    ]


def _whom(rule: Rule) -> str:
    """Return whom a rule pays and which units it concerns, in brackets; nothing where neither."""
    units = in_words([*rule.only_for.get("school", ()), *rule.concerns])
    payee = "" if rule.payee == NO_PAYEE else PAYEES.get(rule.payee, rule.payee)
    told = "，".join(filter(None, (units, payee)))
    return f"（{told}）" if told else ""


def turned_signs(edited: Sequence[SchemeChange], sheet: str) -> list[Finding]:
    """Say where an edit made a reward of a penalty or a penalty of a reward."""
    return [
        kinds.SIGN_TURNED.at(
            sheet,
            one.cell,
            found=one.new,
            row=one.row,
            column=one.column,
            before=_side(one.old),
            after=_side(one.new),
        )
        for one in edited
        if one.column.startswith("数额")
        and {_side(one.old), _side(one.new)} == {"奖励（正数）", "扣罚（负数）"}
    ]


def _side(text: str) -> str:
    numbers = [part for part in map(number, list_values(text)) if part.strip("+-")]
    if not numbers:
        return ""
    if all(part.startswith("-") for part in numbers):
        return "扣罚（负数）"
    return "" if any(part.startswith("-") for part in numbers) else "奖励（正数）"


def scheme_on(grid: Grid) -> ChosenScheme:
    """Return the scheme that a 方案 sheet says, with its edits and what is doubtful.

    Raises:
        BadInputError: the sheet has faults.
    """
    said = _with_feeds(said_by(grid.rows, grid.name, address), grid.rows)
    said = _with_units_concerned(said, grid.rows)
    scheme = built(said)
    edited = _changes(grid, scheme.id)
    doubts = [said.located(finding) for finding in lint(scheme)]
    doubts += turned_signs(edited, grid.name)
    return ChosenScheme(scheme, said.raw, grid.name, edited, doubts)


def _with_feeds(said: SheetScheme, rows: Sequence[Sequence[object]]) -> SheetScheme:
    """Take 取数 of the shipped scheme where the sheet has none and the ids agree."""
    own = scheme_id(rows)
    if "feed" in said.raw or own not in scheme_ids():
        return said
    clauses = {clause.get("id") for clause in said.raw.get("clause", ())}
    feeds = [feed for feed in load_raw(own).get("feed", []) if feed["clause"] in clauses]
    return said._replace(raw=said.raw | {"feed": feeds}) if feeds else said


def _with_units_concerned(said: SheetScheme, rows: Sequence[Sequence[object]]) -> SheetScheme:
    """Take 适用单位 of the shipped scheme where an earlier version's sheet has no such column."""
    own = scheme_id(rows)
    if own not in scheme_ids() or any(place.endswith(f".{_CONCERNS}") for place in said.cells):
        return said
    shipped = load_raw(own)
    known = {clause["id"]: clause for clause in shipped["clause"]}
    clauses = [_concerning(one, known.get(one.get("id"), {})) for one in said.raw.get("clause", ())]
    head = _concerning(said.raw.get("scheme", {}), shipped["scheme"])
    return said._replace(raw={**said.raw, "scheme": head, "clause": clauses})


def _concerning(written: Raw, shipped: Raw) -> Raw:
    """Return a head, clause or rule with what the shipped one says of the units it concerns."""
    rules = {rule["id"]: rule for rule in shipped.get("rule", ())}
    own = {_CONCERNS: shipped[_CONCERNS]} if _CONCERNS in shipped else {}
    if "rule" not in written:
        return {**written, **own}
    parts = [_concerning(rule, rules.get(rule.get("id"), {})) for rule in written["rule"]]
    return {**written, **own, "rule": parts}


def _changes(grid: Grid, own: str) -> list[SchemeChange]:
    if own not in scheme_ids():
        return []
    return changes(to_sheet(load_raw(own)).rows, grid.rows, address)


def lint_book(book: Book) -> list[Finding]:
    """Check every 方案 sheet of a workbook (方案检查); each finding has its cell.

    Raises:
        BadInputError: the workbook has no such sheet.
    """
    sheets = scheme_sheets(book)
    if not sheets:
        raise BadInputError(f"“{book.name}”里没有方案表，请先导入方案", steps=[Step(Way.IMPORT)])
    return [finding for grid in sheets for finding in lint_grid(grid)]


def lint_grid(grid: Grid) -> list[Finding]:
    """Check one 方案 sheet (方案检查): what keeps it from being used, what looks like a slip."""
    edited = _changes(grid, scheme_id(grid.rows))
    return [*lint_sheet(grid.rows, grid.name, address), *turned_signs(edited, grid.name)]
