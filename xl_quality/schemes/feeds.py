"""From list sheets to cases (取数): which rows feed which facts of a clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.facts import Fact, Record

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Take:
    """
    Facts taken from the rows of one list.

    Attributes:
        list_name: 县名次, 指标 … or a list that the program derives, e.g. 教师名次.
        facts: the list's field by the clause's fact name.
        where: the texts a field may have; ``*小学`` stands for every text that ends so, ``*赛*``
            for every one with 赛 in it.
        without: the texts a field may not have.
        only_adds: the rows complete cases that other takes found and make none of their own.
    """

    list_name: str
    facts: Mapping[str, str]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_adds: bool = False

    def wants(self, record: Record) -> bool:
        """Tell whether a row is meant."""
        meant = all(_matches(record.text(name), texts) for name, texts in self.where.items())
        return meant and not any(
            _matches(record.text(name), texts) for name, texts in self.without.items()
        )

    def of(self, record: Record) -> dict[str, Fact]:
        """Return the facts a row gives."""
        return {
            name: record.facts[place] for name, place in self.facts.items() if place in record.facts
        }


class Feed(NamedTuple):
    """
    How the cases of one clause are found.

    Attributes:
        clause: its id.
        key: the fields that make a case, the first always filled, e.g. unit, exam and subject; a
            row that lacks one of the others agrees with every value of it.
        payees: the field that holds the name, by the role a rule pays.
        takes: where the facts come from.
    """

    clause: str
    key: tuple[str, ...]
    payees: Mapping[str, str]
    takes: tuple[Take, ...]


class FedCase(NamedTuple):
    """The facts found for one case of one clause.

    Attributes:
        clause: the clause's id.
        key: the case by field, e.g. unit, exam, subject.
        payees: names by role.
        facts: by fact name, each with its cell.
    """

    clause: str
    key: Mapping[str, str]
    payees: Mapping[str, str]
    facts: Mapping[str, Fact]

    @property
    def about(self) -> str:
        """Return the words that name the case: 骆驼坳中学 2026年县统考 语文."""
        return self.about_beside("")

    def about_beside(self, payee: str) -> str:
        """Return the same without one name, where that name stands beside it anyway."""
        return " ".join(text for text in self.key.values() if text not in {"", payee})


def cases(feed: Feed, lists: Mapping[str, Sequence[Record]]) -> tuple[list[FedCase], list[Finding]]:
    """
    Find the cases of one clause in the list sheets.

    Args:
        feed: which rows and fields to take.
        lists: the rows by list name; a missing list gives nothing.

    Returns:
        The cases in order of first appearance, and a finding for each fact that two rows give
        differently: such a case is left out.
    """
    gathered = _Gathered()
    for take in sorted(feed.takes, key=lambda take: take.only_adds):
        for record in lists.get(take.list_name, ()):
            if take.wants(record):
                for key in _keys(feed, take, record, gathered.facts):
                    gathered.add(key, take.of(record), record)
    return [
        _case(feed, key, facts)
        for key, facts in gathered.facts.items()
        if facts and key not in gathered.clashing
    ], gathered.findings


@dataclass(slots=True)
class _Gathered:
    """Facts by case while the lists are gone through."""

    facts: dict[Key, dict[str, Fact]] = field(default_factory=dict)
    clashing: set[Key] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def add(self, key: Key, facts: Mapping[str, Fact], record: Record) -> None:
        known = self.facts.setdefault(key, {})
        for name, fact in facts.items():
            first = known.setdefault(name, fact)
            if first.value != fact.value:
                self.clashing.add(key)
                self.findings.append(_clash(record, name, first, fact))


def _keys(feed: Feed, take: Take, record: Record, known: Iterable[Key]) -> list[Key]:
    own = tuple(record.text(name) for name in feed.key)
    if not take.only_adds:
        return [own] if own[0] else []
    return [key for key in known if all(map(_agree, own, key))]


def _agree(mine: str, theirs: str) -> bool:
    return not mine or not theirs or mine == theirs


def _matches(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(text, pattern) for pattern in patterns)


def _case(feed: Feed, key: Key, facts: Mapping[str, Fact]) -> FedCase:
    named = dict(zip(feed.key, key, strict=True))
    payees = {role: named[place] for role, place in feed.payees.items()}
    return FedCase(feed.clause, named, payees, facts)


def _clash(record: Record, name: str, first: Fact, second: Fact) -> Finding:
    return Finding(
        code="fact_given_twice",
        severity=Severity.ERROR,
        sheet=record.sheet,
        cell=second.source.rpartition("!")[2],
        found=f"{first.value} / {second.value}",
        message=f"同一对象的“{name}”填了两个不同的值，另一个在 {first.source}",
        suggestion="请核对，只保留一个；改好之前这一条不计算",
    )
