"""Facts as a person types them: rank=6, ranks=3,6, teachers=甲,乙, rate=2%."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError
from xl_quality.core.facts import Fact
from xl_quality.core.findings import Severity
from xl_quality.schemes.shares import as_shares
from xl_quality.schemes.vocabulary import FactKind, Kind, common_facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_quality.schemes.vocabulary import Vocabulary

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
    errors = [one.message for one in findings if one.severity is Severity.ERROR]
    if errors:
        raise BadInputError("；".join(errors), findings)
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
