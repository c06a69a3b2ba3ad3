"""Are the facts usable? Every fact at fault becomes a finding; the good ones come back in order.

Rates that were written as per cent without the sign: 95 for 95%; never by a silent guess.

Facts as a person types them: rank=6, ranks=3,6, teachers=甲,乙, rate=2%.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.schemes.words import FactKind, Kind, common_facts, exact, number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from xl_quality.core.facts import FactValue
    from xl_quality.schemes.words import Vocabulary

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
    sheet, cell = next(iter(fact.source.by_sheet.items()), ("", "")) if fact else ("", "")
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


_WHOLE: Final = 100
_DOUBTFUL: Final = 2
"""A cell between 1 and 2 may be 101% as a share or 1.01 as per cent."""


def as_shares(
    facts: Mapping[str, Fact], vocabulary: Vocabulary, signed: Collection[str] = ()
) -> tuple[dict[str, Fact], list[Finding]]:
    """
    Return facts whose rates are shares of 1 (比率换算).

    Rates of one case are written one way: where one of them is over 1, all are per cent.

    Args:
        facts: by name; only rates change.
        vocabulary: the meaning of every name.
        signed: names whose ``%`` was read; they are shares already.

    Returns:
        The facts, and a note on each rate that was divided by 100; an error where some rates are
        over 1 and others under it, or one is over 100, or a cell stands between 1 and 2.
    """
    bare = {name: fact for name, fact in facts.items() if _is_bare(name, fact, vocabulary, signed)}
    if all(exact(fact.value) <= 1 for fact in bare.values()):
        return dict(facts), []
    findings = [
        fact_finding(vocabulary[name], fact, ("rate_unclear", problem, "请统一写成 95% 的样子"))
        for name, fact in bare.items()
        if (problem := _problem(fact))
    ]
    if findings:
        return dict(facts), findings
    changed = {
        name: fact._replace(value=Fraction(exact(fact.value), _WHOLE))
        for name, fact in bare.items()
    }
    notes = [_note(vocabulary[name], bare[name], changed[name]) for name in changed]
    return {**facts, **changed}, notes


def _is_bare(name: str, fact: Fact, vocabulary: Vocabulary, signed: Collection[str]) -> bool:
    kind = vocabulary.get(name)
    number = isinstance(fact.value, (int, Fraction))
    return kind is not None and kind.kind is Kind.RATE and number and name not in signed


def _problem(fact: Fact) -> str:
    """Say why a rate beside, or as, one over 1 cannot be read as per cent."""
    value = exact(fact.value)
    if value > _WHOLE:
        return "不能大于100%"
    if 0 < value <= 1:
        return "写成了小数，别的比率却写成了百分数，分不清"
    if fact.source and value < _DOUBTFUL:
        return "在1和2之间，分不清是百分之几还是超过了100%"
    return ""


def _note(kind: FactKind, written: Fact, share: Fact) -> Finding:
    said = f"没有写百分号，按{kind.text(share.value)}计算"
    fault = ("rate_as_per_cent", said, "如果不是这个意思，请带上百分号重写")
    return fact_finding(kind, written, fault, Severity.NOTE)


_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:/\d+)?%?")
_SEPARATOR = re.compile(r"[,，、]")
_BRACKETS = re.compile(r"\[(.*)\]|\((.*)\)")
_QUOTES = "\"'“”"
_YES = {"是", "√", "已结清", "结清", "true", "yes"}
_NO = {"否", "×", "未结清", "false", "no"}
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}


def parse_fact(text: str, vocabulary: Vocabulary | None = None) -> tuple[str, Fact]:
    """
    Read ``name=value``; the name may be the Chinese one, digits may be full-width.

    Args:
        text: the value of a list is separated by commas, square brackets around it and quotes
            around its parts are left out; a number may be a decimal, a fraction (2/3) or per
            cent; a flag 1, 0, 是 or 否.
        vocabulary: of the scheme; default: the facts every scheme may use.

    Raises:
        BadInputError: there is no ``=``, no such fact, or a number is none.

    >>> parse_fact("score=59.9")
    ('score', Fact(value=Fraction(599, 10), source=''))
    >>> parse_fact("任课教师＝甲，乙")
    ('teachers', Fact(value=('甲', '乙'), source=''))
    >>> parse_fact("weights=[1,2]")[1].value, parse_fact("费用结清=是")[1].value
    ((1, 2), 1)
    """
    known = vocabulary if vocabulary is not None else common_facts()
    name, equals, value = text.replace("＝", "=").partition("=")
    name, value = name.strip(), value.strip()
    if not equals or not name or not value:
        message = f"看不懂“{text}”，请写成 rank=6 的样子"
        raise BadInputError(message)
    kind = known.get(name) or next((one for one in known.values() if one.label == name), None)
    if kind is None:
        usable = "、".join(
            f"{one.label}（{one.name}）" for one in known.values() if not one.measure
        )
        message = f"没有名为“{name}”的事实，可用：{usable}"
        raise BadInputError(message)
    if kind.kind.is_list:
        parts = [part.strip().strip(_QUOTES) for part in _SEPARATOR.split(_unwrapped(value))]
        return kind.name, Fact(tuple(_value(kind, part) for part in parts if part))
    return kind.name, Fact(_value(kind, value))


def parse_facts(texts: Iterable[str], vocabulary: Vocabulary) -> dict[str, Fact]:
    """
    Return ``name=value`` texts as facts; a rate may be typed 95%, 95 or 0.95.

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
            message = f"“{name}”写了两次，请只写一次"
            raise BadInputError(message)
        facts[name] = fact
        if "%" in text.translate(_HALF_WIDTH):
            signed.add(name)
    shares, findings = as_shares(facts, vocabulary, signed)
    if any(one.severity is Severity.ERROR for one in findings):
        raise BadInputError.of(findings)
    return shares


def _unwrapped(text: str) -> str:
    found = _BRACKETS.fullmatch(text)
    return text if found is None else found[1] or found[2] or ""


def _value(kind: FactKind, text: str) -> int | Fraction | str:
    if kind.kind in {Kind.TEXT, Kind.TEXTS}:
        return text
    plain = text.translate(_HALF_WIDTH).replace(" ", "")
    if kind.kind is Kind.FLAG and plain.lower() in _YES | _NO:
        return int(plain.lower() in _YES)
    if not _NUMBER.fullmatch(plain) or re.search(r"/0+(?!\d)", plain):
        message = f"{kind.label}（{kind.name}）应为数字，现为“{text}”"
        raise BadInputError(message)
    exact = Fraction(plain.rstrip("%")) / (100 if plain.endswith("%") else 1)
    return exact.numerator if exact.denominator == 1 else exact
