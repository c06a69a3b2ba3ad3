"""Are the facts usable? Every fact at fault becomes a finding; the good ones come back in order."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.facts import Fact, places_of
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.vocabulary import FactKind, Kind, exact
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xl_quality.core.facts import FactValue
    from xl_quality.schemes.vocabulary import Vocabulary

_FEN = 100


def checked(
    facts: Mapping[str, Fact], vocabulary: Vocabulary
) -> tuple[dict[str, Fact], list[Finding]]:
    """
    Check facts one by one and against each other.

    Returns:
        The usable facts with their values in one form (whole numbers as int, lists as tuples),
        and a finding for each fact that cannot be used.
    """
    good: dict[str, Fact] = {}
    found: list[Finding] = []
    for name, fact in facts.items():
        kind = vocabulary.get(name)
        if kind is None:
            found.append(_unknown(name, fact, vocabulary))
        elif kind.measure:
            found.append(fact_finding(kind, fact, ("computed_fact", "由其他事实算出", "请删去")))
        else:
            usual = Fact(_usual(kind, fact.value), fact.source)
            faults = [
                fact_finding(kind, fact, ("bad_fact", *fault)) for fault in _faults(kind, usual)
            ]
            found += faults
            if not faults:
                good[name] = usual
    found += _contradictions(good, vocabulary)
    return good, found


Fault = tuple[str, str, str]
"""Code of the finding, what is wrong, what to do."""


def fact_finding(
    kind: FactKind, fact: Fact, fault: Fault, severity: Severity = Severity.ERROR
) -> Finding:
    """Return a finding about one fact, at the cell it was taken from."""
    code, problem, suggestion = fault
    message = f"{kind.label}（{kind.name}）{problem}"
    found = finding_at(fact, (code, message, suggestion), severity)
    return found._replace(found=kind.text(fact.value)) if kind.words else found


def finding_at(fact: Fact | None, fault: Fault, severity: Severity = Severity.ERROR) -> Finding:
    """Return a finding at the cell of a fact, without a place where there is no fact."""
    sheet, cell = next(iter(places_of(fact.source if fact else "")), ("", ""))
    found = "" if fact is None else _shown(fact.value)
    return Finding(fault[0], severity, sheet, cell, found, fault[1], fault[2])


def _shown(value: FactValue) -> str:
    values = value if isinstance(value, tuple) else (value,)
    return "、".join(one if isinstance(one, str) else number_text(one) for one in values)


def _unknown(name: str, fact: Fact, vocabulary: Vocabulary) -> Finding:
    near = [known for known in vocabulary if set(known) == set(name)]
    hint = f"是否要写“{near[0]}”？" if near else "请核对名称，或用“方案”命令查看条款所需的事实"
    return finding_at(fact, ("unknown_fact", f"没有名为“{name}”的事实", hint))


def _usual(kind: FactKind, value: FactValue) -> FactValue:
    if kind.kind.is_list:
        values = value if isinstance(value, tuple) else (value,)
        return tuple(_single(kind, one) for one in values)
    return value if isinstance(value, tuple) else _single(kind, value)


def _single(kind: FactKind, value: int | Fraction | str) -> int | Fraction | str:
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    if isinstance(value, str):
        said = value.strip()
        known = next((word for word, text in kind.words.items() if text == said), said)
        return next((word for word, texts in kind.synonyms.items() if known in texts), known)
    return value


def _faults(kind: FactKind, fact: Fact) -> Iterator[tuple[str, str]]:
    """Yield (what is wrong, what to do)."""
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    if not kind.kind.is_list and isinstance(fact.value, tuple):
        yield "只能是一个值", "请只填一个"
        return
    if not values:
        yield "是空的", "请填写"
    for value in values:
        fault = _value_fault(kind, value)
        if fault is not None:
            yield fault


def _value_fault(kind: FactKind, value: object) -> tuple[str, str] | None:
    if kind.kind in {Kind.TEXT, Kind.TEXTS}:
        return _text_fault(kind, value)
    if not isinstance(value, (int, Fraction)):
        return f"应为数字，现为“{value}”", "请填写数字"
    return _number_fault(kind, value)


def _text_fault(kind: FactKind, value: object) -> tuple[str, str] | None:
    if not isinstance(value, str) or not value:
        return "应为文字", "请填写名称"
    if kind.words and value not in kind.words:
        known = "、".join(f"{text}（{word}）" for word, text in kind.words.items())
        return f"不能是“{value}”", f"只能写：{known}"
    return None


def _number_fault(kind: FactKind, value: int | Fraction) -> tuple[str, str] | None:
    whole = isinstance(value, int)
    if kind.kind in {Kind.RANK, Kind.RANKS}:
        right = whole and value >= 1
        return None if right else ("应为从1起的整数名次", "请核对名次（不能填平均名次）")
    if value < kind.at_least:
        return f"不能小于{kind.at_least}", "请核对数字"
    if kind.at_most is not None and value > kind.at_most:
        return f"不能大于{kind.at_most}", "请核对数字"
    wrong = {
        Kind.COUNT: (not whole, "应为整数", "请核对数字"),
        Kind.MONEY: ((value * _FEN) % 1 != 0, "最小到分，不能有更多小数", "请核对金额"),
        Kind.RATE: (value > 1, "比率不能大于100%", "请写成 2% 或 0.02 的样子"),
        Kind.FLAG: (value not in {0, 1}, "只能是1（是）或0（否）", "请填写1或0"),
    }.get(kind.kind)
    return wrong[1:] if wrong and wrong[0] else None


def _contradictions(facts: Mapping[str, Fact], vocabulary: Vocabulary) -> Iterator[Finding]:
    for name, fact in facts.items():
        kind = vocabulary[name]
        if kind.within in facts:
            yield from _beyond(kind, fact, vocabulary[kind.within], facts[kind.within])
        if kind.parallel in facts:
            yield from _unequal(kind, fact, vocabulary[kind.parallel], facts[kind.parallel])


def _beyond(kind: FactKind, fact: Fact, total: FactKind, limit: Fact) -> Iterator[Finding]:
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    if any(exact(value) > exact(limit.value) for value in values):
        problem = f"大于{total.label}{total.text(limit.value)}"
        yield fact_finding(kind, fact, ("beyond_total", problem, f"请核对名次与{total.label}"))


def _unequal(kind: FactKind, fact: Fact, other: FactKind, partner: Fact) -> Iterator[Finding]:
    if isinstance(fact.value, tuple) and isinstance(partner.value, tuple):
        mine, theirs = len(fact.value), len(partner.value)
        if mine != theirs:
            problem = f"有{mine}个，{other.label}却有{theirs}个"
            yield fact_finding(kind, fact, ("unequal_lists", problem, "请按同样顺序一一填写"))
