"""Is a scheme sound? (方案检查): gaps, overlaps, unreachable rows, reversed bounds, wrong sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from xl_quality.core.findings import BadInputError, Finding
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.loading import load_file
from xl_quality.schemes.model import NO_PAYEE, Clause, Rule, Scheme
from xl_quality.schemes.tariffs.amounts import Fixed
from xl_quality.schemes.tariffs.consequences import FixedConsequence
from xl_quality.schemes.words import Unit, number_text

if TYPE_CHECKING:
    from pathlib import Path

    from xl_quality.schemes.arithmetic import Condition

_DAY = timedelta(days=1)
_OF_COUNTY_EXAMS = ("县名次", "教师县名次")
"""The lists that hold places of several exams of the county."""


def lint_file(path: Path) -> list[Finding]:
    """Return everything wrong with a scheme file: what keeps it from loading, or what `lint` finds.

    The findings' sheet is the file's name, their cell the clause, rule and key.
    """
    try:
        scheme = load_file(path)
    except BadInputError as error:
        if error.findings:
            return list(error.findings)
        return [kinds.NOT_A_SCHEME.at(path.name, problem=str(error))]
    return [finding._replace(sheet=path.name) for finding in lint(scheme)]


def lint(scheme: Scheme) -> list[Finding]:
    """Return what is unsound in a scheme that loads, in its order; the sheet is the scheme's id."""
    found: list[Finding] = []
    for clause in scheme.clauses:
        for rule in clause.rules:
            found += _rule_findings(scheme, clause, rule)
        found += _pot_findings(scheme, clause)
    found += _version_gaps(scheme)
    found += _idle_options(scheme)
    found += _any_exam(scheme)
    return list(dict.fromkeys(found))


def _rule_findings(scheme: Scheme, clause: Clause, rule: Rule) -> Iterator[Finding]:
    place, tariffs = f"{clause.id}.{rule.id}", rule.tariffs.values()
    for tariff in tariffs:
        for key, message, suggestion in tariff.problems(scheme.vocabulary):
            where = f"{place}.tariff.{key}"
            yield kinds.TARIFF_UNSOUND.at(scheme.id, where, problem=message, advice=suggestion)
    for key, fact, word in _words_of(rule):
        words = scheme.vocabulary[fact].words
        if words and word not in words:
            where, known = f"{place}.{key}", "、".join(words)
            yield kinds.WORD_OF_NO_FACT.at(scheme.id, where, fact=fact, word=word, known=known)
    unpaid = rule.payee == NO_PAYEE and clause.unit is Unit.YUAN
    if unpaid and any(tariff.pays for tariff in tariffs):
        yield kinds.PAYS_NOBODY.at(scheme.id, f"{place}.payee")
    limited = rule.when or rule.only_for
    if not limited and any(isinstance(tariff, FixedConsequence) for tariff in tariffs):
        yield kinds.HITS_EVERYBODY.at(scheme.id, f"{place}.when")
    if clause.unit is Unit.YUAN and any(tariff.scores for tariff in tariffs):
        yield kinds.POINTS_IN_YUAN.at(scheme.id, f"{place}.tariff.points")
    if _never(rule.when):
        yield kinds.NEVER_TRUE.at(scheme.id, f"{place}.when")


def _words_of(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Yield every word that a fact must equal: (key, fact, word)."""
    for key, limits in (("only_for", rule.only_for), ("not_for", rule.not_for)):
        for fact, values in limits.items():
            yield from ((key, fact, value) for value in values)
    for tariff in rule.tariffs.values():
        yield from ((f"tariff.{key}", fact, word) for key, fact, word in tariff.words())


def _never(conditions: Sequence[Condition]) -> bool:
    """Tell whether two conditions on one measure exclude each other."""
    bounds = [
        (one.measure.terms, one.edge, limit)
        for one in conditions
        if (limit := one.limit.constant) is not None
    ]
    return any(
        measure == other and edge.rising and not opposite.rising
        and (low > high or (low == high and not (edge.includes and opposite.includes)))
        for measure, edge, low in bounds
        for other, opposite, high in bounds
    )  # fmt: skip


def _pot_findings(scheme: Scheme, clause: Clause) -> Iterator[Finding]:
    """Yield a pot whose fixed parts do not add up to it."""
    if clause.pot is None:
        return
    amounts = [
        tariff.amount.constant or Fraction()
        for rule in clause.rules
        for tariff in rule.tariffs.values()
        if isinstance(tariff, Fixed)
    ]
    total = sum(amounts, Fraction())
    if total != clause.pot:
        yield kinds.POT_DOES_NOT_ADD_UP.at(
            scheme.id,
            f"{clause.id}.pot",
            sums="＋".join(map(number_text, amounts)),
            total=number_text(total),
            pot=number_text(clause.pot),
        )


def _version_gaps(scheme: Scheme) -> Iterator[Finding]:
    """Yield the days between two versions of a clause on which none is in force."""
    for name in dict.fromkeys(clause.id for clause in scheme.clauses):
        versions = sorted(
            (clause for clause in scheme.clauses if clause.id == name),
            key=lambda clause: clause.effective_from,
        )
        for one, other in pairwise(versions):
            end = one.effective_to
            if end is not None and end + _DAY < other.effective_from:
                first, last = end + _DAY, other.effective_from - _DAY
                place = f"{name}.effective_to"
                yield kinds.DAYS_WITHOUT_VERSION.at(scheme.id, place, first=first, last=last)


def _any_exam(scheme: Scheme) -> Iterator[Finding]:
    """Yield once the clauses that would pay by the county's places in whatever exam."""
    open_to_all = {
        feed.clause: f"方案.feed[{number}].take[{place}]"
        for number, feed in enumerate(scheme.feeds, start=1)
        for place, take in enumerate(feed.takes, start=1)
        if take.list_name in _OF_COUNTY_EXAMS and not take.exam_kinds
    }
    if open_to_all:
        place = next(iter(open_to_all.values()))
        yield kinds.ANY_EXAM.at(scheme.id, place, clauses="、".join(open_to_all))


def _idle_options(scheme: Scheme) -> Iterator[Finding]:
    rules = [rule for clause in scheme.clauses for rule in clause.rules]
    used = {name for rule in rules for name in (*rule.options, *rule.only_with)}
    for option in scheme.options.values():
        if option.id not in used and not option.decides:
            yield kinds.IDLE_OPTION.at(scheme.id, f"option.{option.id}", label=option.label)
