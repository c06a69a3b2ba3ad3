"""Amounts that a person enters (手工金额): who approved what, and that no row is lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record, Source
from xl_quality.core.findings import Finding, Kind, Severity
from xl_quality.core.money import FEN_PER_YUAN, yuan_text
from xl_quality.runs.facts.derived_lists import HAND
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.schemes.payout_lines import Approval, PayoutLine
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from xl_quality.schemes.model import Scheme

ADJUSTMENT: Final = "调整"
"""What stands in 条款 for a line outside all clauses; an empty cell means the same."""
_CLAUSE: Final = re.compile(r"([A-Z]+)\d+")
_NEEDED: Final = {
    "amount": ("金额", kinds.AMOUNT_MISSING, kinds.NO_AMOUNT_COLUMN),
    "reason": ("理由", kinds.REASON_MISSING, kinds.NO_REASON_COLUMN),
    "approver": ("批准人", kinds.APPROVER_MISSING, kinds.NO_APPROVER_COLUMN),
}
"""What a row must say: its title, and what is told where the cell or the column is missing."""


class HandEntries(NamedTuple):
    """The rows of 手工金额 sorted out."""

    approvals: Mapping[Source, Approval]  # what is said of an amount, by the amount's cell
    # lines outside all clauses (手工调整), each with the unit of the row
    adjustments: Sequence[tuple[str, PayoutLine]]
    # what is missing in a row, rows that no clause takes, adjustments to confirm
    findings: Sequence[Finding]


NOBODY: Final = HandEntries({}, (), ())  # No amount was entered by hand


def hand_entered(
    scheme: Scheme, rows: Sequence[Record], used: Collection[Source], told: Iterable[Finding] = ()
) -> HandEntries:
    """Sort out the rows of 手工金额 (手工填报核对).

    *used* are the sources of the amounts that cases of clauses were fed; a row that has a
    finding already (*told*) gets no second one.

    Returns:
        A row needs amount, reason and approver; without them, with an unknown clause or unused
        it is an error, so that nothing is paid. Only what is plainly another scheme's clause
        (``B9`` in a scheme of A clauses) is left alone with a warning.
    """
    known = {(one.sheet, _row_of(one.cell)) for one in told if one.severity is Severity.ERROR}
    taken = [take for feed in scheme.feeds for take in feed.takes if take.list_name == HAND]
    approvals: dict[Source, Approval] = {}
    adjustments: list[tuple[str, PayoutLine]] = []
    findings: list[Finding] = []
    columns = _columns(rows)
    for row in (row for row in rows if (row.sheet, row.row) not in known):
        adjusts = row.text("clause") in {"", ADJUSTMENT}
        if not adjusts and not any(take.wants(row) for take in taken):
            findings.append(_untaken(scheme, row))
            continue
        missing = _missing(row, columns)
        findings += missing
        if missing:
            continue
        source = row.facts["amount"].source
        approvals[source] = _approval(row)
        if not adjusts:
            findings += [] if source in used else [_finding_on_row(row, kinds.HAND_ROW_UNUSED)]
            continue
        fen = (row.number("amount") or Fraction(0)) * FEN_PER_YUAN
        if not fen or fen.denominator != 1:
            findings.append(_finding_on_row(row, kinds.AMOUNT_BAD))
            continue
        side, yuan = "奖励" if fen > 0 else "惩扣", yuan_text(abs(int(fen)))
        findings.append(_finding_on_row(row, kinds.ADJUSTMENT_TO_CONFIRM, side=side, yuan=yuan))
        adjustments.append((row.text("unit"), _adjustment(row, int(fen))))
    return HandEntries(approvals, adjustments, findings)


def _approval(row: Record) -> Approval:
    return Approval(row.text("reason"), row.text("approver"))


def _adjustment(row: Record, fen: int) -> PayoutLine:
    source = row.facts["amount"].source
    return PayoutLine(
        payee=_whom(row),
        clause=ADJUSTMENT,
        reward=max(fen, 0),
        penalty=max(-fen, 0),
        why=f"{_approval(row)}（{source}）",
        plain=str(_approval(row)),
        unit=row.text("unit"),
        sources=(source,),
        title="手工调整",
        by_hand=True,
    )


def _row_of(cell: str) -> int:
    digits = re.search(r"\d+", cell)
    return int(digits[0]) if digits else 0


def _columns(rows: Iterable[Record]) -> Mapping[tuple[str, str], str]:
    """Return the column letter of each field, by sheet and field, as far as some row fills it."""
    return {
        (row.sheet, name): re.sub(r"\d+", "", fact.cell)
        for row in rows
        for name, fact in row.facts.items()
    }


def _missing(row: Record, columns: Mapping[tuple[str, str], str]) -> list[Finding]:
    findings = []
    for name, (label, unwritten, no_column) in _NEEDED.items():
        if not row.text(name):
            letter = columns.get((row.sheet, name))
            kind, cell = (unwritten, f"{letter}{row.row}") if letter else (no_column, "")
            findings.append(_finding_on_row(row, kind, cell, what=label))
    if not _whom(row):
        findings.append(_finding_on_row(row, kinds.HAND_PAYEE_MISSING))
    return findings


def _untaken(scheme: Scheme, row: Record) -> Finding:
    clause = row.text("clause")
    by_hand = dict.fromkeys(
        feed.clause for feed in scheme.feeds for take in feed.takes if take.list_name == HAND
    )
    own = {clause.id for clause in scheme.clauses}
    letters = {match[1] for one in own if (match := _CLAUSE.match(one))}
    named = _CLAUSE.fullmatch(clause)
    kind = kinds.CLAUSE_UNKNOWN
    if clause in own:
        kind = kinds.CLAUSE_COMPUTED
    elif named and named[1] not in letters:
        kind = kinds.CLAUSE_FOREIGN
    facts: dict[str, object] = {"clause": clause, "scheme": scheme.title}
    facts["by_hand"] = "、".join(by_hand) or "无"
    return _finding_on_row(row, kind, row.facts["clause"].cell, adjustment=ADJUSTMENT, **facts)


def _whom(row: Record) -> str:
    return row.text("name") or row.text("unit")


def _finding_on_row(row: Record, kind: Kind, cell: str = "", **facts: object) -> Finding:
    """Return a finding on a row, at its amount unless another cell is at fault."""
    amount = row.facts.get("amount")
    first = amount or next(iter(row.facts.values()), Fact(""))
    cell = cell or first.cell or f"A{row.row}"
    number = amount.number if amount else None
    found = number_text(number) if number is not None else row.text("amount")
    return kind.at(row.sheet, cell, found=found, whom=_whom(row), **facts)  # type: ignore[arg-type]
