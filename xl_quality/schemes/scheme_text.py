"""Schemes and results as text: in Chinese (方案全文), as JSON, and for a fingerprint.

Chinese: every clause, its tariffs in words, the readings. JSON values are exact: whole numbers as
int, other amounts as Decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.money import FEN_PER_YUAN
from xl_quality.schemes.cases import in_words
from xl_quality.schemes.tariffs import Speech, Tariff
from xl_quality.schemes.words import MINUS, PAYEES, Unit, number_text

if TYPE_CHECKING:
    from xl_quality.schemes.model import Clause, Rule, Scheme
    from xl_quality.schemes.results import Amount, Evaluation, Line


def scheme_text(scheme: Scheme, options: Mapping[str, str] | None = None) -> str:
    """Return a scheme as text of many lines, under the readings chosen.

    Raises:
        BadInputError: an option does not exist.
    """
    choices = scheme.choices(options)
    return "\n".join(_lines(scheme, choices)) + "\n"


def _lines(scheme: Scheme, choices: Mapping[str, str]) -> Iterator[str]:
    yield f"{scheme.title}（{scheme.id}）"
    yield f"文件：{scheme.document}"
    yield f"签约各方：{'、'.join(scheme.parties)}"
    yield from (f"说明：{note}" for note in scheme.notes)
    if scheme.group:
        yield f"条款写“{scheme.group}”时，凡事实足够的条款一并计算"
    if scheme.parameters:
        yield ""
        yield "必须填写的参数："
        yield from (f"  {scheme.vocabulary[name].label}（{name}）" for name in scheme.parameters)
    if scheme.options:
        yield ""
        yield "读法（*为现用，默认值另注）："
    for option in scheme.options.values():
        yield f"  {option.label}（{option.id}）"
        for value, answer in option.choices.items():
            mark = "*" if choices[option.id] == value else " "
            default = "，默认" if option.default == value else ""
            yield f"    {mark} {answer}（{value}{default}）"
    for clause in scheme.clauses:
        yield ""
        yield from _clause_lines(scheme, clause, choices)


def _clause_lines(scheme: Scheme, clause: Clause, choices: Mapping[str, str]) -> Iterator[str]:
    yield f"{clause.id} {clause.title}（{clause.span}生效，{clause.verified_on}核对）"
    yield f"  依据：{clause.source.document} {clause.source.clause}：{clause.source.text}"
    speech = Speech(scheme.vocabulary, clause.unit)
    for bar in clause.bars:
        yield f"  一票否决：{speech.conditions(bar.when)}时，{bar.why}"
    for rule in clause.rules:
        if rule.in_use(choices):
            yield f"  · {rule_text(scheme, clause, rule, choices)}"
    if clause.mean_rank_of:
        label = speech.label(clause.mean_rank_of)
        yield f"  只填{label}时，按平均名次（四舍五入到整数）计"
    facts = (f"{speech.label(name)}（{name}）" for name in clause.facts(choices))
    yield f"  所需事实：{'、'.join(facts)}"


def rule_text(scheme: Scheme, clause: Clause, rule: Rule, choices: Mapping[str, str]) -> str:
    """Return one rule as a sentence: for whom, when, what is paid, to whom."""
    speech = Speech(scheme.vocabulary, clause.unit)

    def words(fact: str, values: Iterable[str]) -> str:
        known = scheme.vocabulary[fact]
        return in_words(known.text(value) for value in values)

    parts = [f"限{words(fact, values)}" for fact, values in rule.only_for.items()]
    parts += [f"{words(fact, values)}除外" for fact, values in rule.not_for.items()]
    parts += [f"填了{speech.label(fact)}时" for fact in rule.given]
    parts += [f"没有填{speech.label(fact)}时" for fact in rule.unless]
    parts += [speech.condition(condition) for condition in rule.when]
    limits = f"（{'，'.join(parts)}）" if parts else ""
    paid = "" if rule.payee == "none" else f"；兑现对象：{PAYEES[rule.payee]}"
    return f"{rule.title}{limits}：{rule.tariff(choices).in_words(speech)}{paid}"


def to_json(evaluation: Evaluation) -> dict[str, object]:
    """Return an evaluation as a dict of JSON values.

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
        "sources": list(map(str, line.sources)),
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
    """Return JSON text in which a `Decimal` is a number with its own digits, never a float.

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


_RECORDED: Final = {
    "CaseSource": "Feed",
    "ClauseSource": "Source",
    "DueInFull": "Fixed",  # 均衡发展 paid its 基础性绩效工资 by that tariff, the same amounts
    "Expression": "Measure",
    "FactSource": "Take",
    "FixedConsequence": "Outcome",
    "OnRecord": "Record",
    "ReadingOption": "Option",
    "ShareBand": "Band",
    "ValueKind": "Kind",
}
"""
Names in the text of a scheme's fingerprint, by today's name of the class.

Run records hold fingerprints made of this text: a class may be renamed, its name here stays.
"""


def recorded_text(value: object) -> str:
    """Return everything a scheme, or a part of it, says, as the text its fingerprint is made of.

    >>> from xl_quality.schemes.arithmetic import Expression
    >>> recorded_text({"of": [Expression.parse("2 of")]})
    "{'of': [Measure(text='2 of', terms=((Fraction(2, 1), 'of'),))]}"
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {recorded_text(one)}" for key, one in value.items()) + "}"
    name = _RECORDED.get(type(value).__name__, type(value).__name__)
    if isinstance(value, Enum):
        return f"<{name}.{value.name}: {value.value!r}>"
    if isinstance(value, list):
        return f"[{', '.join(map(recorded_text, value))}]"
    if isinstance(value, Tariff):
        fields = value.recorded()
    elif is_dataclass(value):
        fields = {one.name: getattr(value, one.name) for one in dataclass_fields(value)}
    elif isinstance(value, tuple) and hasattr(value, "_asdict"):
        fields = value._asdict()
    elif isinstance(value, tuple):
        return f"({', '.join(map(recorded_text, value))}{',' * (len(value) == 1)})"
    else:
        return repr(value)
    return f"{name}({', '.join(f'{key}={recorded_text(one)}' for key, one in fields.items())})"
