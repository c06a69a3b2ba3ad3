"""An evaluation as JSON values, exact: whole numbers as int, other amounts as Decimal."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.money import FEN_PER_YUAN
from xl_quality.schemes.words import MINUS, Unit, number_text

if TYPE_CHECKING:
    from xl_quality.schemes.evaluation import Amount, Evaluation, Line


def to_json(evaluation: Evaluation) -> dict[str, object]:
    """
    Return an evaluation as a dict of JSON values.

    Amounts are in the unit named, as int where whole, as `Decimal` (two places) for yuan with
    fen, as a text for points that no decimal can hold. `json_text` writes them exactly.
    """
    return {
        "scheme": evaluation.scheme,
        "clause": evaluation.clause,
        "amount": amount_value(evaluation.amount, evaluation.unit),
        "unit": evaluation.unit.value,
        "lines": [_line(line, evaluation.unit) for line in evaluation.lines],
        "outcomes": evaluation.outcomes,
        "indicators": [
            {"label": one.label, "actual": one.actual, "target": one.target, "met": one.met}
            for one in evaluation.indicators
        ],
        "conflict": evaluation.conflict,
        "findings": [str(finding) for finding in evaluation.findings],
    }


def _line(line: Line, unit: Unit) -> dict[str, object]:
    return {
        "clause": line.clause,
        "rule": line.rule,
        "payee": line.payee,
        "amount": amount_value(line.amount, unit),
        "why": line.why,
        "sources": list(line.sources),
    }


def amount_value(amount: Amount, unit: Unit) -> int | Decimal | str:
    """Return an amount in its unit (yuan, points), exactly.

    >>> amount_value(90_000, Unit.YUAN), amount_value(66_667, Unit.YUAN)
    (900, Decimal('666.67'))
    """
    if unit is Unit.YUAN:
        yuan, rest = divmod(int(amount), FEN_PER_YUAN)
        return yuan if not rest else Decimal(int(amount)).scaleb(-2)
    points = Fraction(amount)
    if points.denominator == 1:
        return points.numerator
    text = number_text(points).replace(MINUS, "-")
    return text if "/" in text else Decimal(text)


def json_text(value: object) -> str:
    """
    Return JSON text in which a `Decimal` is a number with its own digits, never a float.

    >>> json_text({"amount": Decimal("666.70"), "why": "奖"})
    '{"amount": 666.70, "why": "奖"}'
    """
    import json  # noqa: PLC0415 - only where JSON is asked for

    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(str(k), ensure_ascii=False)}: {json_text(v)}" for k, v in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
