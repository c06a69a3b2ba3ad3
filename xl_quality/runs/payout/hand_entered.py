"""Amounts that a person enters (手工金额): who approved what, and that no row is lost."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record
from xl_quality.core.findings import Finding, Severity
from xl_quality.core.money import FEN_PER_YUAN, yuan_text
from xl_quality.runs.facts.derived_lists import HAND
from xl_quality.schemes.payout_lines import PayoutLine
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from xl_quality.core.facts import Source
    from xl_quality.schemes.cases import Case
    from xl_quality.schemes.model import Scheme

ADJUSTMENT: Final = "调整"
"""What stands in 条款 for a line outside all clauses; an empty cell means the same."""
_OTHER_SCHEME: Final = re.compile(r"([A-Z]+)\d+")
_NEEDED: Final = {"reason": "理由", "approver": "批准人"}


class Adjustment(NamedTuple):
    """A line of its own (手工调整): the row, whom it pays, and fen, negative for a penalty."""

    record: Record
    payee: str
    amount: int

    @property
    def line(self) -> PayoutLine:
        """Return it as a line of the payout sheet."""
        source = self.record.facts["amount"].source
        return PayoutLine(
            self.payee,
            ADJUSTMENT,
            max(self.amount, 0),
            max(-self.amount, 0),
            f"{remark_of(self.record)}（{source}）",
            (source,),
            "手工调整",
            by_hand=True,
        )


class HandEntered(NamedTuple):
    """
    The rows of 手工金额 sorted out.

    Attributes:
        remarks: what is said of each amount, by the cell the amount stands in.
        adjustments: lines outside all clauses.
        findings: what is missing in a row, rows that no clause takes, adjustments to confirm.
    """

    remarks: Mapping[Source, str]
    adjustments: Sequence[Adjustment]
    findings: Sequence[Finding]

    def remark(self, case: Case) -> str:
        """Return what a person said of the amount a case was fed, ``""`` where none was entered."""
        said = (self.remarks.get(fact.source, "") for fact in case.facts.values())
        return next((text for text in said if text), "")


def remark_of(record: Record) -> str:
    """Return reason and approval of a row in words."""
    return f"手工填报：{record.text('reason')}（批准人：{record.text('approver')}）"


def hand_entered(
    scheme: Scheme,
    rows: Sequence[Record],
    used: Collection[Source],
    told: Iterable[Finding] = (),
) -> HandEntered:
    """
    Sort out the rows of 手工金额 (手工填报核对).

    Args:
        scheme: whose clauses may take them.
        rows: all of them.
        used: cells of the amounts that cases of clauses were fed.
        told: findings so far; a row that has one already gets no second one.

    Returns:
        A row needs amount, reason and approver; without them, with an unknown clause or unused
        it is an error, so that nothing is paid. Only what is plainly another scheme's clause
        (``B9`` in a scheme of A clauses) is left alone with a warning.
    """
    known = {(one.sheet, _row_of(one.cell)) for one in told if one.severity is Severity.ERROR}
    taken = [take for feed in scheme.feeds for take in feed.takes if take.list_name == HAND]
    remarks: dict[Source, str] = {}
    adjustments: list[Adjustment] = []
    findings: list[Finding] = []
    columns = _columns(rows)
    for row in rows:
        if (row.sheet, row.row) in known:
            continue
        adjusts = row.text("clause") in {"", ADJUSTMENT}
        if not adjusts and not any(take.wants(row) for take in taken):
            findings.append(_untaken(scheme, row))
            continue
        missing = _missing(row, columns)
        findings += missing
        if missing:
            continue
        remarks[row.facts["amount"].source] = remark_of(row)
        if adjusts:
            done = _adjustment(row)
            findings.append(done if isinstance(done, Finding) else _to_confirm(done))
            adjustments += [done] if isinstance(done, Adjustment) else []
        elif row.facts["amount"].source not in used:
            findings.append(_unused(row))
    return HandEntered(remarks, adjustments, findings)


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
    for name, label in {"amount": "金额", **_NEEDED}.items():
        if not row.text(name):
            letter = columns.get((row.sheet, name))
            cell = f"{letter}{row.row}" if letter else _amount_cell(row)
            what = f"{_whom(row)}这一行没有写{label}，没有兑现"
            advice = f"请补上{label}" if letter else f"请在表里加一栏“{label}”并填上"
            findings.append(_finding(row, f"hand_{name}_missing", what, advice, cell))
    if not row.text("unit") and not row.text("name"):
        what = "这一行没有写单位或姓名，不知道兑现给谁"
        findings.append(_finding(row, "hand_payee_missing", what, "请补上单位或姓名"))
    return findings


def _adjustment(row: Record) -> Adjustment | Finding:
    amount = row.facts["amount"].value
    fen = Fraction(amount) * FEN_PER_YUAN if isinstance(amount, (int, Fraction)) else Fraction(0)
    if not fen or fen.denominator != 1:
        what = f"{_whom(row)}的调整金额应是不为 0、最多两位小数的数"
        return _finding(row, "hand_amount_bad", what, "请改正金额：奖励写正数，惩扣写负数")
    return Adjustment(row, row.text("name") or row.text("unit"), int(fen))


def _to_confirm(one: Adjustment) -> Finding:
    line = one.line
    what = f"手工调整：{one.payee}{'奖励' if line.reward else '惩扣'}"
    what += f"{yuan_text(abs(one.amount))}元，不属于任何条款"
    advice = "请核对批准手续；分几个方案计奖时，每个方案都会列出这一行，请确认只兑现一次"
    return _finding(one.record, "hand_adjustment", what, advice, severity=Severity.WARNING)


def _untaken(scheme: Scheme, row: Record) -> Finding:
    clause = row.text("clause")
    own = dict.fromkeys(one.id for one in scheme.clauses)
    by_hand = dict.fromkeys(
        feed.clause for feed in scheme.feeds for take in feed.takes if take.list_name == HAND
    )
    cell = row.facts["clause"].cell
    advice = f"手工填报的条款有：{'、'.join(by_hand) or '无'}；不属于条款的请写“{ADJUSTMENT}”"
    if clause in own:
        what = f"条款{clause}由程序计算，不能手工填报金额，{_whom(row)}这一行没有用上"
        return _finding(row, "hand_clause_computed", what, advice, cell)
    found = _OTHER_SCHEME.fullmatch(clause)
    letters = {match[1] for one in own if (match := _OTHER_SCHEME.match(one))}
    if found and found[1] not in letters:
        what = f"“{scheme.title}”没有条款{clause}，{_whom(row)}这一行留给别的方案，没有用上"
        return _finding(row, "hand_clause_foreign", what, advice, cell, severity=Severity.WARNING)
    what = f"“{scheme.title}”没有条款“{clause}”，{_whom(row)}这一行没有用上"
    return _finding(row, "hand_clause_unknown", what, advice, cell)


def _unused(row: Record) -> Finding:
    what = f"{_whom(row)}这一行没有条款用上：同一对象重复填写，或单位、姓名没有写全"
    return _finding(row, "hand_row_unused", what, "请核对；重复的删去一行，没有写全的补上")


def _whom(row: Record) -> str:
    return row.text("name") or row.text("unit")


def _amount_cell(row: Record) -> str:
    fact = row.facts.get("amount") or next(iter(row.facts.values()), Fact(""))
    return fact.cell or f"A{row.row}"


def _finding(
    row: Record,
    code: str,
    message: str,
    suggestion: str,
    cell: str = "",
    *,
    severity: Severity = Severity.ERROR,
) -> Finding:
    amount = row.facts["amount"].value if "amount" in row.facts else ""
    found = number_text(amount) if isinstance(amount, (int, Fraction)) else str(amount)
    return Finding(code, severity, row.sheet, cell or _amount_cell(row), found, message, suggestion)
