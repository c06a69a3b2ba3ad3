"""What is said of rows that say the same, or contradict one another, while cases are found.

From list sheets to cases (取数): which rows feed which facts of a clause.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, joined_sources
from xl_quality.core.findings import Finding, Severity, Step, Way
from xl_quality.schemes.unit_kinds import fits
from xl_quality.schemes.words import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.core.exam_kinds import ExamKind
    from xl_quality.core.facts import Record


def repeated(record: Record, first: str) -> Finding:
    """Say that a row that makes a case of its own says the same as another."""
    return Finding(
        code="row_repeated",
        severity=Severity.WARNING,
        sheet=record.sheet,
        cell=f"A{record.row}",
        found="",
        message=f"这一行与{first}写得完全一样，两行都计算了",
        suggestion="如果是重复填写，请删去一行",
    )


def overruled(key: tuple[str, ...], computed: Fact, stated: Fact) -> Finding:
    """Say that a stated figure goes before the computed one."""
    about = " ".join(filter(None, key))
    mine, theirs = _text(stated), _text(computed)
    return Finding(
        code="stated_not_computed",
        severity=Severity.WARNING,
        sheet=stated.sheet,
        cell=stated.cell,
        found=mine,
        message=f"{about}：填写的是{mine}，{computed.source or '成绩表'}算出的是{theirs}，"
        "按填写的计算",
        suggestion="请核对；如以成绩表为准，请删去填写的这一格",
    )


def computed_twice(key: tuple[str, ...], label: str, first: Fact, second: Fact) -> Finding:
    """Say that the scores give a figure that nobody wrote twice, as of two exams."""
    return Finding(
        code="computed_twice",
        severity=Severity.ERROR,
        sheet=first.sheet,
        cell=first.cell,
        found=f"{_text(first)} / {_text(second)}",
        message=f"{' '.join(filter(None, key))}：“{label}”从{first.source or '成绩表'}算出"
        f"{_text(first)}，从{second.source or '成绩表'}算出{_text(second)}，不知道按哪一个",
        suggestion="成绩表里有几次考试的，请指定一次考试；"
        "名单里没有写班级、学科、姓名的，请写明，或删去没有填的行",
        steps=(Step(Way.EXAM),),
    )


def fits_several(record: Record, count: int) -> Finding:
    """Say that a row states a figure that could be of several cases."""
    fact = record.facts.get("indicator") or next(iter(record.facts.values()))
    return Finding(
        code="row_fits_several",
        severity=Severity.ERROR,
        sheet=record.sheet,
        cell=fact.cell,
        found=str(fact.value),
        message=f"这一行填的实际数，成绩表里有{count}个考核对象都对得上，分不清是哪一个",
        suggestion="请写明年级、班级、学科、姓名；有几次考试的，请指定一次考试；"
        "如以成绩表为准，请删去这一行",
    )


def _text(fact: Fact) -> str:
    return "、".join(one if isinstance(one, str) else number_text(one) for one in fact.values)


def clash(record: Record, label: str, first: Fact, second: Fact) -> Finding:
    """Say that two rows give one fact differently.

    Args:
        record: the later row.
        label: the fact's Chinese name.
        first: its value in the row before, with its cell.
        second: its value in this row.
    """
    return Finding(
        code="fact_given_twice",
        severity=Severity.ERROR,
        sheet=record.sheet,
        cell=next((cell.address for cell in second.source.cells), ""),
        found=f"{_text(first)} / {_text(second)}",
        message=f"同一对象的“{label}”填了两个不同的值，另一个在 {first.source}",
        suggestion="请核对，只保留一个；改好之前这一条不计算",
    )


Key = tuple[str, ...]
EXAM_KIND: Final = "exam_kind"
"""The field of a row that tells its exam's kind (性质), as the value of an `ExamKind`."""
_FOR_ALL: Final = ("target", "full_points")
"""Fields that may hold for all cases a row agrees with, e.g. a line for all classes."""


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
        exam_kinds: the kinds of exams whose rows are taken (考试性质), () = whatever the kind; a
            row of which nobody knows the kind is not taken.
        only_adds: the rows complete cases that other takes found and make none of their own.
        stated: the rows are what a person wrote beside computed figures: they join the computed
            cases they agree with, go before them (with a finding), and else make their own.
        computed: the rows are computed figures that complete what a person wrote: where the two
            differ the written one is used, with a finding.
        joins_by: the key's fields that must agree for a row to join a case, () = all of them.
        only_with: option → value under which the rows are taken.
        gather: facts that hold a list: each row of a case adds its field's value, e.g. the ranks
            of all subjects of a teacher.
        over: the key's fields over which rows are gathered: they tell no cases apart.
        each: every row makes a case of its own, even one that says the same as another.
    """

    list_name: str
    facts: Mapping[str, str]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exam_kinds: tuple[ExamKind, ...] = ()
    only_adds: bool = False
    stated: bool = False
    computed: bool = False
    joins_by: tuple[str, ...] = ()
    only_with: Mapping[str, str] = field(default_factory=dict)
    gather: Mapping[str, str] = field(default_factory=dict)
    over: tuple[str, ...] = ()
    each: bool = False

    def in_use(self, choices: Mapping[str, str]) -> bool:
        """Tell whether the readings chosen want this take."""
        return all(choices.get(option) == value for option, value in self.only_with.items())

    def wants(self, record: Record) -> bool:
        """Tell whether a row is meant."""
        if self.exam_kinds and record.text(EXAM_KIND) not in self.exam_kinds:
            return False
        meant = all(_matches(record.text(name), texts) for name, texts in self.where.items())
        return meant and not any(
            _matches(record.text(name), texts) for name, texts in self.without.items()
        )

    def concerns(self, record: Record, fields: Iterable[str]) -> bool:
        """Tell whether a row could be meant, by some of its fields alone."""
        known = set(fields)
        part = {name: fact for name, fact in record.facts.items() if name in known}
        own = replace(
            self,
            where={name: texts for name, texts in self.where.items() if name in known},
            without={name: texts for name, texts in self.without.items() if name in known},
            exam_kinds=self.exam_kinds if EXAM_KIND in known else (),
        )
        return own.wants(record._replace(facts=part))

    @property
    def whoever(self) -> Take:
        """Return the same whatever unit a row is about."""
        return replace(self, where={n: texts for n, texts in self.where.items() if n != "unit"})

    def states_figures(self, record: Record, key: Sequence[str]) -> bool:
        """Tell whether a row states what somebody reached: that cannot hold for several cases."""
        fields = {place for place in self.facts.values() if place in record.facts}
        return self.stated and bool(fields - {*key, *_FOR_ALL})

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


def cases(
    feed: Feed,
    lists: Mapping[str, Sequence[Record]],
    choices: Mapping[str, str] = MappingProxyType({}),
    labels: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[FedCase], list[Finding]]:
    """
    Find the cases of one clause in the list sheets.

    Args:
        feed: which rows and fields to take.
        lists: the rows by list name; a missing list gives nothing.
        choices: the value of every option, for takes that depend on one.
        labels: the facts' Chinese names, for findings.

    Returns:
        The cases in order of first appearance, and a finding for each fact that two rows give
        differently: such a case is left out, but where one of them was stated beside a computed
        figure; then the stated one is used.
    """
    gathered = _Gathered(labels)
    for take in sorted(feed.takes, key=lambda take: (take.only_adds, take.stated)):
        for record in lists.get(take.list_name, ()) if take.in_use(choices) else ():
            if take.wants(record):
                keys = _keys(feed, take, record, list(gathered.facts))
                if len(keys) > 1 and take.states_figures(record, feed.key):
                    gathered.refuse(keys, record)
                    continue
                for key in keys:
                    gathered.add(key, take, record)
                    gathered.gather(key, take, record)
    return [
        _case(feed, key, facts, gathered)
        for key, facts in gathered.all_facts().items()
        if facts and key not in gathered.clashing
    ], gathered.findings


@dataclass(slots=True)
class _Gathered:
    """Facts by case while the lists are gone through."""

    labels: Mapping[str, str]
    facts: dict[Key, dict[str, Fact]] = field(default_factory=dict)
    clashing: set[Key] = field(default_factory=set)
    computed: set[tuple[Key, str]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    stated: set[tuple[Key, str]] = field(default_factory=set)
    several: dict[Key, dict[str, list[Fact]]] = field(default_factory=dict)
    together: dict[Key, dict[str, dict[str, None]]] = field(default_factory=dict)
    rows: dict[tuple[str, ...], str] = field(default_factory=dict)

    def gather(self, key: Key, take: Take, record: Record) -> None:
        """Add a row to the facts that hold a list, and to what the case is about."""
        for name, place in take.gather.items():
            if place in record.facts:
                lists = self.several.setdefault(key, {})
                lists.setdefault(name, []).append(record.facts[place])
        for name in take.over:
            texts = self.together.setdefault(key, {}).setdefault(name, {})
            texts |= dict.fromkeys([record.text(name)] if record.text(name) else [])
        if take.each:
            same = (take.list_name, *(str(fact.value) for fact in record.facts.values()))
            first = self.rows.setdefault(same, f"{record.sheet}第{record.row}行")
            if first != f"{record.sheet}第{record.row}行":
                self.findings.append(repeated(record, first))

    def refuse(self, keys: Sequence[Key], record: Record) -> None:
        """Leave out the cases that a row agrees with: nobody knows which of them it is about."""
        self.clashing.update(keys)
        self.findings.append(fits_several(record, len(keys)))

    def all_facts(self) -> dict[Key, dict[str, Fact]]:
        """Return the facts by case, those that hold a list included."""
        return {
            key: facts | {name: _listed(own) for name, own in self.several.get(key, {}).items()}
            for key, facts in self.facts.items()
        }

    def add(self, key: Key, take: Take, record: Record) -> None:
        known = self.facts.setdefault(key, {})
        for name, fact in take.of(record).items():
            if take.computed and name not in known:
                self.computed.add((key, name))
            first = known.setdefault(name, fact)
            overrules = take.stated and (key, name) not in self.stated
            if take.stated:
                self.stated.add((key, name))
            if first.value == fact.value:
                continue
            if take.computed and (key, name) in self.computed:
                self.clashing.add(key)
                label = self.labels.get(name, name)
                self.findings.append(computed_twice(key, label, first, fact))
            elif take.computed:
                self.findings.append(overruled(key, fact, first))
            elif overrules:
                known[name] = fact
                self.findings.append(overruled(key, first, fact))
            else:
                self.clashing.add(key)
                self.findings.append(clash(record, self.labels.get(name, name), first, fact))


def _keys(feed: Feed, take: Take, record: Record, known: Iterable[Key]) -> list[Key]:
    own = tuple("" if name in take.over else record.text(name) for name in feed.key)
    joined: list[Key] = []
    if take.only_adds or take.stated:
        by = [not take.joins_by or name in take.joins_by for name in feed.key]
        asked = [text if counts else "" for text, counts in zip(own, by, strict=True)]
        joined = [key for key in known if all(map(_agree, asked, key))]
    if joined or take.only_adds:
        return joined
    if take.each:
        own = (*own, f"{record.sheet}!{record.row}")
    return [own] if own[0] else []


def _agree(mine: str, theirs: str) -> bool:
    return not mine or not theirs or mine == theirs


def _matches(text: str, patterns: Sequence[str]) -> bool:
    return fits(text, patterns)


def _case(feed: Feed, key: Key, facts: Mapping[str, Fact], gathered: _Gathered) -> FedCase:
    named = dict(zip(feed.key, key[: len(feed.key)], strict=True))
    for name, texts in gathered.together.get(key, {}).items():
        named[name] = "、".join(texts)
    payees = {role: named[place] for role, place in feed.payees.items()}
    return FedCase(feed.clause, named, payees, facts)


def _listed(facts: Sequence[Fact]) -> Fact:
    """Bring single facts together; each sheet is named once: ``县名次!D5、D9``."""
    values = tuple(fact.value for fact in facts if not isinstance(fact.value, tuple))
    return Fact(values, joined_sources(fact.source for fact in facts))
