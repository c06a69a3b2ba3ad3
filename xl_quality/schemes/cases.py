"""From list sheets to cases (取数): which rows give which facts of a clause, and whom it concerns.

Rows of computed figures and rows that a person wrote meet in `cases`; where they differ, or two
rows contradict one another, a finding says what was used.

Whom a clause concerns a scheme says by kinds of units (学段): ``concerns = ["初中"]`` or
``only_for = { school = ["小学"] }``; where it is loaded the word becomes the name patterns below
(`patterns_of`). ``非小学`` means every unit but those: where grade or indicator tell what a row is
about, a school whose name tells nothing is not left out. So the rows a clause takes, the clauses
an agreement prints and the answers an office gives about its own schools all come from one
statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Final, NamedTuple

from xl_quality.core.facts import Fact, Record, joined_sources
from xl_quality.core.findings import Finding, Step, Way
from xl_quality.core.school_terms import ExamKind, grade_place
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.words import values_text

_NOT_WORD: Final = "非"
_NOT: Final = "!"
_NUMBER: Final = "[一二三四五六七八九十]"
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "小学": ("*小学", "*完小", "*教学点", "*小学部", f"*{_NUMBER}小"),
    "初中": ("*中学", "*初中", "*初中部", "*中学部", f"*{_NUMBER}中"),
}
"""The kinds that clauses name, with the names of their units: 城关一小, 光明学校初中部."""
_OTHERS: Final = ("*幼儿园", "*高中")
"""Names that say by themselves that their unit is of none of these kinds."""


def patterns_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the name patterns that a scheme's words stand for; names stay as they are.

    >>> patterns_of(["教学点", "初中"])[:3], patterns_of(["非初中"])[:2]
    (('教学点', '*中学', '*初中'), ('!*中学', '!*初中'))
    """
    found = [pattern for word in words for pattern in _patterns(word)]
    return tuple(dict.fromkeys(found))


def _patterns(word: str) -> tuple[str, ...]:
    other = word.removeprefix(_NOT_WORD)
    if other != word and other in KINDS:
        return tuple(_NOT + pattern for pattern in KINDS[other])
    return KINDS.get(word, (word,))


def fits(name: str, patterns: Iterable[str]) -> bool:
    """Tell whether a unit's name is one of those meant.

    >>> fits("青石小学", ("*小学", "*完小")), fits("光明学校", ("!*中学",)), fits("", ("*小学",))
    (True, True, False)
    """
    own = [*patterns]
    wanted = [pattern for pattern in own if not pattern.startswith(_NOT)]
    barred = [pattern[1:] for pattern in own if pattern.startswith(_NOT)]
    if any(fnmatchcase(name, pattern) for pattern in barred):
        return False
    return not wanted or any(fnmatchcase(name, pattern) for pattern in wanted)


def or_nobody(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return patterns that a row without a unit fits, too."""
    only_bar = all(pattern.startswith(_NOT) for pattern in patterns)
    return patterns if only_bar else (*patterns, "")


def tells_its_kind(name: str) -> bool:
    """Tell whether a unit's name says by itself of which kind it is.

    >>> tells_its_kind("东湾附属小学"), tells_its_kind("光明九年一贯制学校")
    (True, False)
    """
    return fits(name, [*patterns_of(KINDS), *_OTHERS])


def in_words(patterns: Iterable[str]) -> str:
    """Return whom patterns mean as a clerk reads it.

    >>> in_words(patterns_of(["小学"])), in_words(["甲中学", "*校"])
    ('小学', '甲中学、…校')
    """
    own = [pattern for pattern in patterns if pattern]
    said = {
        pattern: word
        for kind in KINDS
        for word in (kind, _NOT_WORD + kind)
        if {*_patterns(word)} <= {*own}
        for pattern in _patterns(word)
    }
    return "、".join(dict.fromkeys(said.get(one, one.replace("*", "…")) for one in own))


def also_named(patterns: Iterable[str], kind: str, units: Iterable[str]) -> list[str]:
    """Return what patterns of names must hold, too, where an office counts units to a kind.

    >>> also_named(patterns_of(["初中"]), "初中", ["光明学校"])
    ['光明学校']
    """
    first = next(iter(KINDS[kind]))
    return [mark + unit for mark in ("", _NOT) if mark + first in patterns for unit in units]


Key = tuple[str, ...]
EXAM_KIND: Final = "exam_kind"
"""The field of a row that tells its exam's kind (性质), as the value of an `ExamKind`."""
_SCORES: Final = "成绩表"  # where a computed figure comes from that names no source
_FOR_ALL: Final = ("target", "full_points")
"""Fields that may hold for all cases a row agrees with, e.g. a line for all classes."""


@dataclass(frozen=True, slots=True)
class FactSource:
    """Facts taken from the rows of one list."""

    list_name: str  # 县名次, 指标 … or a list that the program derives, e.g. 教师名次
    facts: Mapping[str, str]  # the list's field by the clause's fact name
    # the texts a field may have; ``*小学`` stands for every text that ends so, ``*赛*`` for every
    # one with 赛 in it
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # the texts a field may not have
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # the kinds of exams whose rows are taken (考试性质), () = whatever the kind; a row of which
    # nobody knows the kind is not taken
    exam_kinds: tuple[ExamKind, ...] = ()
    only_adds: bool = False  # its rows complete cases that other takes found, make none
    # the rows are what a person wrote beside computed figures: they join the computed cases they
    # agree with, go before them (with a finding), and else make their own
    stated: bool = False
    # the rows are computed figures that complete what a person wrote: where the two differ the
    # written one is used, with a finding
    computed: bool = False
    # the key's fields that must agree for a row to join a case, () = all of them
    joins_by: tuple[str, ...] = ()
    # option → value under which the rows are taken
    only_with: Mapping[str, str] = field(default_factory=dict)
    # facts that hold a list: each row of a case adds its field's value, e.g. the ranks of all
    # subjects of a teacher
    gather: Mapping[str, str] = field(default_factory=dict)
    over: tuple[str, ...] = ()  # key fields over which rows are gathered: they tell no cases apart
    each: bool = False  # every row makes a case of its own, even one that says the same as another

    def in_use(self, choices: Mapping[str, str]) -> bool:
        """Tell whether the readings chosen want this take."""
        return all(choices.get(option) == value for option, value in self.only_with.items())

    def wants(self, record: Record) -> bool:
        """Tell whether a row is meant."""
        if self.exam_kinds and record.text(EXAM_KIND) not in self.exam_kinds:
            return False
        meant = all(fits(record.text(name), texts) for name, texts in self.where.items())
        return meant and not any(
            fits(record.text(name), texts) for name, texts in self.without.items()
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
    def whoever(self) -> FactSource:
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


class CaseSource(NamedTuple):
    """How the cases of one clause are found."""

    clause: str  # its id
    # the fields that make a case, the first always filled, e.g. unit, exam and subject; a row that
    # lacks one of the others agrees with every value of it
    key: tuple[str, ...]
    payees: Mapping[str, str]  # the field that holds the name, by the role a rule pays
    takes: tuple[FactSource, ...]  # where the facts come from


class Case(NamedTuple):
    """The facts found for one case of one clause."""

    clause: str  # the clause's id
    key: Mapping[str, str]  # the case by field, e.g. unit, exam, subject
    payees: Mapping[str, str]  # names by role
    facts: Mapping[str, Fact]  # by fact name, each with its cell

    @property
    def about(self) -> str:
        """Return the words that name the case: 骆驼坳中学 2026年县统考 语文."""
        return " ".join(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """Return what names the case, the unit or person first."""
        return tuple(filter(None, self.key.values()))

    def about_beside(self, *there: str) -> str:
        """Return the same without what stands beside it anyway."""
        return " ".join(text for text in self.names if text not in there)


def in_order(found: Iterable[Case], clauses: Iterable[str], units: Iterable[str]) -> list[Case]:
    """Return cases as every sheet lists them: by clause, unit, exam, grade, class and subject.

    Grades stand as schools count them; exams, classes and subjects in order of first appearance.

    Args:
        found: the cases of some clauses.
        clauses: the ids of these clauses, in the scheme's order.
        units: all units of these cases, in order.
    """
    known = list(found)

    def placed(name: str) -> dict[str, int]:
        texts = dict.fromkeys(case.key.get(name, "") for case in known)
        return {text: place for place, text in enumerate(texts)}

    clause_at = {clause: place for place, clause in enumerate(dict.fromkeys(clauses))}
    unit_at = {unit: place for place, unit in enumerate(units)}
    exams, classes, subjects = map(placed, ("exam", "class_name", "subject"))

    def place(case: Case) -> tuple[object, ...]:
        of = case.key.get
        unit, grade = unit_at[of("unit", "")], grade_place(of("grade", ""))
        within = classes[of("class_name", "")], subjects[of("subject", "")]
        return clause_at[case.clause], unit, exams[of("exam", "")], grade, within

    return sorted(known, key=place)


def cases(
    feed: CaseSource,
    lists: Mapping[str, Sequence[Record]],
    choices: Mapping[str, str] = MappingProxyType({}),
    labels: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[Case], list[Finding]]:
    """Find the cases of one clause in the rows of the lists, by list name.

    A missing list gives nothing; takes may depend on the value chosen of an option; the labels
    are the facts' Chinese names, for findings.

    The cases stand in order of first appearance. Each fact that two rows give differently is a
    finding: such a case is left out, but where one of them was stated beside a computed figure;
    then the stated one is used.
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
    found = [_case(feed, key, gathered) for key in gathered.facts if key not in gathered.clashing]
    return [case for case in found if case.facts], gathered.findings


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

    def gather(self, key: Key, take: FactSource, record: Record) -> None:
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
            row = f"{record.sheet}第{record.row}行"
            first = self.rows.setdefault(same, row)
            if first != row:
                cell = f"A{record.row}"
                self.findings.append(kinds.ROW_REPEATED.at(record.sheet, cell, first=first))

    def refuse(self, keys: Sequence[Key], record: Record) -> None:
        """Leave out the cases that a row agrees with: nobody knows which of them it is about."""
        self.clashing.update(keys)
        fact = record.facts.get("indicator") or next(iter(record.facts.values()))
        kind, found = kinds.ROW_FITS_SEVERAL, str(fact.value)
        self.findings.append(kind.at(record.sheet, fact.cell, found=found, count=len(keys)))

    def add(self, key: Key, take: FactSource, record: Record) -> None:
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
            label = self.labels.get(name, name)
            if take.computed and (key, name) in self.computed:
                self.clashing.add(key)
                self.findings.append(_computed_twice(key, label, first, fact))
            elif take.computed:
                self.findings.append(_overruled(key, fact, first))
            elif overrules:
                known[name] = fact
                self.findings.append(_overruled(key, first, fact))
            else:
                self.clashing.add(key)
                self.findings.append(_clash(record, label, first, fact))


def _overruled(key: Key, computed: Fact, stated: Fact) -> Finding:
    return kinds.STATED_NOT_COMPUTED.at(
        stated.sheet,
        stated.cell,
        found=values_text(stated),
        case=" ".join(filter(None, key)),
        source=str(computed.source) or _SCORES,
        computed=values_text(computed),
    )


def _computed_twice(key: Key, label: str, first: Fact, second: Fact) -> Finding:
    return kinds.COMPUTED_TWICE.at(
        first.sheet,
        first.cell,
        found=f"{values_text(first)} / {values_text(second)}",
        steps=(Step(Way.EXAM),),
        case=" ".join(filter(None, key)),
        label=label,
        source=str(first.source) or _SCORES,
        value=values_text(first),
        other_source=str(second.source) or _SCORES,
        other=values_text(second),
    )


def _clash(record: Record, label: str, first: Fact, second: Fact) -> Finding:
    """Say that a row gives a fact differently from one before it."""
    return kinds.FACT_GIVEN_TWICE.at(
        record.sheet,
        next((cell.address for cell in second.source.cells), ""),
        found=f"{values_text(first)} / {values_text(second)}",
        label=label,
        other=str(first.source),
    )


def _keys(feed: CaseSource, take: FactSource, record: Record, known: Iterable[Key]) -> list[Key]:
    own = tuple("" if name in take.over else record.text(name) for name in feed.key)
    joined: list[Key] = []
    if take.only_adds or take.stated:
        by = [not take.joins_by or name in take.joins_by for name in feed.key]
        asked = [text if counts else "" for text, counts in zip(own, by, strict=True)]
        joined = [
            key
            for key in known
            if all(not a or not b or a == b for a, b in zip(asked, key, strict=False))
        ]
    if joined or take.only_adds:
        return joined
    if take.each:
        own = (*own, f"{record.sheet}!{record.row}")
    return [own] if own[0] else []


def _case(feed: CaseSource, key: Key, gathered: _Gathered) -> Case:
    named = dict(zip(feed.key, key[: len(feed.key)], strict=True))
    for name, texts in gathered.together.get(key, {}).items():
        named[name] = "、".join(texts)
    payees = {role: named[place] for role, place in feed.payees.items()}
    several = {name: _list_fact(own) for name, own in gathered.several.get(key, {}).items()}
    return Case(feed.clause, named, payees, gathered.facts[key] | several)


def _list_fact(facts: Sequence[Fact]) -> Fact:
    """Bring single facts together; each sheet is named once: ``县名次!D5、D9``."""
    values = tuple(fact.value for fact in facts if not isinstance(fact.value, tuple))
    behind = "；".join(dict.fromkeys(fact.made_of for fact in facts if fact.made_of))
    return Fact(values, joined_sources(fact.source for fact in facts), behind)
