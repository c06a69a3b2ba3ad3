"""The facts of a case (事实) before a clause uses them: as typed, as shares of 1, checked.

Every fact at fault becomes a finding; a rate that was written without its ``%`` is never read by
a silent guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from xl_quality.core.facts import Fact, FactValue
from xl_quality.core.findings import BadInputError, Finding, Kind, Severity
from xl_quality.core.money import FEN_PER_YUAN
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.words import (
    HALF_WIDTH,
    TYPED_NUMBER,
    FactKind,
    ValueKind,
    Vocabulary,
    common_facts,
    exact,
    values_text,
)

_WHOLE: Final = 100
_DOUBTFUL: Final = 2  # A cell between 1 and 2 may be 101% as a share or 1.01 as per cent
_SEPARATOR: Final = re.compile(r"[,，、]")
_BRACKETS: Final = re.compile(r"\[(.*)\]|\((.*)\)")
_QUOTES: Final = "\"'“”"
_YES: Final = {"是", "√", "已结清", "结清", "true", "yes"}
_NO: Final = {"否", "×", "未结清", "false", "no"}


def at_fact(
    kind: Kind, fact: Fact | None, known: FactKind | None = None, /, **facts: object
) -> Finding:
    """Return a finding at the cell of a fact, without a place where there is no fact.

    Kinds that name the fact need to be told which is `known`; its value is shown in its own words.
    """
    named: dict[str, Any] = facts
    if known is not None:
        named = {"label": known.label, "name": known.name} | facts
    if fact is None:
        return kind.at(**named)
    sheet, cell = next(iter(fact.source.by_sheet.items()), ("", ""))
    found = known.text(fact.value) if known is not None and known.words else values_text(fact)
    return kind.at(sheet, cell, found=found, **named)


def checked_facts(
    facts: Mapping[str, Fact], vocabulary: Vocabulary
) -> tuple[dict[str, Fact], list[Finding]]:
    """Check facts one by one and against each other; each that cannot be used is a finding.

    The usable facts have their values in one form: whole numbers as int, lists as tuples.
    """
    good: dict[str, Fact] = {}
    findings: list[Finding] = []
    for name, fact in facts.items():
        known = vocabulary.get(name)
        if known is None:
            near = [one for one in vocabulary if set(one) == set(name)]
            kind = kinds.NEARLY_A_FACT if near else kinds.UNKNOWN_FACT
            findings.append(at_fact(kind, fact, name=name, near=next(iter(near), "")))
        elif known.measure:
            findings.append(at_fact(kinds.COMPUTED_FACT, fact, known))
        else:
            usual = fact._replace(value=_usual(known, fact))
            faults = list(_faults(known, fact, usual))
            findings += faults
            if not faults:
                good[name] = usual
    findings += _contradictions(good, vocabulary)
    return good, findings


def _usual(known: FactKind, fact: Fact) -> FactValue:
    if known.kind.is_list:
        return tuple(_usual_value(known, value) for value in fact.values)
    return fact.value if isinstance(fact.value, tuple) else _usual_value(known, fact.value)


def _usual_value(known: FactKind, value: int | Fraction | str) -> int | Fraction | str:
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    if isinstance(value, str):
        text = value.strip()
        own = next((word for word, said in known.words.items() if said == text), text)
        return next((word for word, texts in known.synonyms.items() if own in texts), own)
    return value


def _faults(known: FactKind, fact: Fact, usual: Fact) -> Iterator[Finding]:
    if not known.kind.is_list and isinstance(usual.value, tuple):
        yield at_fact(kinds.NOT_SINGLE, fact, known)
        return
    if not usual.values:
        yield at_fact(kinds.EMPTY_FACT, fact, known)
    for value in usual.values:
        kind: Kind | None = None
        if known.kind not in {ValueKind.TEXT, ValueKind.TEXTS}:
            number = isinstance(value, (int, Fraction))
            kind = _number_fault(known, exact(value)) if number else kinds.NOT_A_NUMBER
        elif not isinstance(value, str) or not value:
            kind = kinds.NOT_A_TEXT
        elif known.words and value not in known.words:
            kind = kinds.NOT_A_WORD
        if kind is not None:
            words = "、".join(f"{text}（{word}）" for word, text in known.words.items())
            limit = known.at_least if kind is kinds.TOO_SMALL else known.at_most
            yield at_fact(kind, fact, known, value=value, known=words, limit=limit)


def _number_fault(known: FactKind, value: Fraction) -> Kind | None:
    whole = value.denominator == 1
    if known.kind in {ValueKind.RANK, ValueKind.RANKS}:
        return None if whole and value >= 1 else kinds.NOT_A_PLACE
    if value < known.at_least:
        return kinds.TOO_SMALL
    if known.at_most is not None and value > known.at_most:
        return kinds.TOO_LARGE
    wrong = {
        ValueKind.COUNT: (not whole, kinds.NOT_WHOLE),
        ValueKind.MONEY: ((value * FEN_PER_YUAN) % 1 != 0, kinds.NOT_IN_FEN),
        ValueKind.RATE: (value > 1, kinds.OVER_THE_WHOLE),
        ValueKind.FLAG: (value not in {0, 1}, kinds.NOT_A_FLAG),
    }.get(known.kind)
    return wrong[1] if wrong and wrong[0] else None


def _contradictions(facts: Mapping[str, Fact], vocabulary: Vocabulary) -> Iterator[Finding]:
    for name, fact in facts.items():
        known = vocabulary[name]
        if known.within in facts:
            total, most = vocabulary[known.within], facts[known.within].value
            if any(exact(value) > exact(most) for value in fact.values):
                limit = total.text(most)
                yield at_fact(kinds.BEYOND_TOTAL, fact, known, total=total.label, limit=limit)
        if known.parallel in facts:
            count, counts = len(fact.values), len(facts[known.parallel].values)
            if count != counts:
                other = vocabulary[known.parallel].label
                kind = kinds.UNEQUAL_LISTS
                yield at_fact(kind, fact, known, own=count, other=other, others=counts)


def as_shares(
    facts: Mapping[str, Fact], vocabulary: Vocabulary, signed: Collection[str] = ()
) -> tuple[dict[str, Fact], list[Finding]]:
    """Return facts whose rates are shares of 1 (比率换算).

    Rates of one case are written one way: where one of them is over 1, all are per cent, but for
    the `signed`, whose ``%`` was read: they are shares already.

    Each rate that was divided by 100 is a note; it is an error where some rates are over 1 and
    others under it, or one is over 100, or a cell stands between 1 and 2.
    """
    bare = {
        name: fact
        for name, fact in facts.items()
        if name in vocabulary
        and vocabulary[name].kind is ValueKind.RATE
        and fact.number is not None
        and name not in signed
    }
    if all(exact(fact.value) <= 1 for fact in bare.values()):
        return dict(facts), []
    findings = [
        at_fact(kind, fact, vocabulary[name])
        for name, fact in bare.items()
        if (kind := _no_per_cent(fact)) is not None
    ]
    if findings:
        return dict(facts), findings
    shares, notes = dict(facts), []
    for name, fact in bare.items():
        known, share = vocabulary[name], Fraction(exact(fact.value), _WHOLE)
        shares[name] = fact._replace(value=share)
        notes.append(at_fact(kinds.RATE_AS_PER_CENT, fact, known, share=known.text(share)))
    return shares, notes


def _no_per_cent(fact: Fact) -> Kind | None:
    """Say why a rate beside, or as, one over 1 cannot be read as per cent."""
    value = exact(fact.value)
    if value > _WHOLE:
        return kinds.RATE_OVER_THE_WHOLE
    if 0 < value <= 1:
        return kinds.RATES_MIXED
    return kinds.RATE_UNCLEAR if fact.source and value < _DOUBTFUL else None


def parse_fact(text: str, vocabulary: Vocabulary | None = None) -> tuple[str, Fact]:
    """Read ``name=value``; the name may be the Chinese one, digits may be full-width.

    The value of a list is separated by commas, square brackets around it and quotes around its
    parts are left out; a number may be a decimal, a fraction (2/3) or per cent; a flag 1, 0, 是
    or 否. Without a vocabulary of a scheme it is one of the facts every scheme may use.

    Raises:
        BadInputError: there is no ``=``, no such fact, or a number is none.

    >>> parse_fact("score=59.9")[1].value
    Fraction(599, 10)
    >>> parse_fact("任课教师＝甲，乙")[1].value
    ('甲', '乙')
    >>> parse_fact("weights=[1,2]")[1].value, parse_fact("费用结清=是")[1].value
    ((1, 2), 1)
    """
    usable = vocabulary if vocabulary is not None else common_facts()
    name, equals, value = text.replace("＝", "=").partition("=")
    name, value = name.strip(), value.strip()
    if not equals or not name or not value:
        raise BadInputError(f"看不懂“{text}”，请写成 rank=6 的样子")
    known = usable.get(name) or next((one for one in usable.values() if one.label == name), None)
    if known is None:
        given = (one for one in usable.values() if not one.measure)
        named = "、".join(f"{one.label}（{one.name}）" for one in given)
        raise BadInputError(f"没有名为“{name}”的事实，可用：{named}")
    if known.kind.is_list:
        inner = _BRACKETS.fullmatch(value)
        listed = value if inner is None else inner[1] or inner[2] or ""
        parts = [part.strip().strip(_QUOTES) for part in _SEPARATOR.split(listed)]
        return known.name, Fact(tuple(_value(known, part) for part in parts if part))
    return known.name, Fact(_value(known, value))


def parse_facts(texts: Iterable[str], vocabulary: Vocabulary) -> dict[str, Fact]:
    """Return ``name=value`` texts as facts; a rate may be typed 95%, 95 or 0.95.

    Raises:
        BadInputError: one cannot be read, a name comes twice, or rates are typed in two ways.

    >>> parse_facts(["rate=95", "line=90%"], common_facts())["rate"].value
    Fraction(19, 20)
    """
    facts: dict[str, Fact] = {}
    signed: set[str] = set()
    for text in texts:
        name, fact = parse_fact(text, vocabulary)
        if name in facts:
            raise BadInputError(f"“{name}”写了两次，请只写一次")
        facts[name] = fact
        if "%" in text.translate(HALF_WIDTH):
            signed.add(name)
    shares, findings = as_shares(facts, vocabulary, signed)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise BadInputError.of(findings)
    return shares


def _value(known: FactKind, text: str) -> int | Fraction | str:
    if known.kind in {ValueKind.TEXT, ValueKind.TEXTS}:
        return text
    plain = text.translate(HALF_WIDTH).replace(" ", "")
    if known.kind is ValueKind.FLAG and plain.lower() in _YES | _NO:
        return int(plain.lower() in _YES)
    if not TYPED_NUMBER.fullmatch(plain) or re.search(r"/0+(?!\d)", plain):
        raise BadInputError(f"{known.label}（{known.name}）应为数字，现为“{text}”")
    number = Fraction(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)
    return number.numerator if number.denominator == 1 else number
