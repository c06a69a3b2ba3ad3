"""From a scheme's TOML to the model (载入方案); whatever is wrong is reported at once, in Chinese.

A scheme that ships is loaded by its id, another one from its file; a 方案 sheet comes here as the
plain values that its cells say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Final

from xl_quality.core.findings import BadInputError
from xl_quality.core.school_terms import ExamKind
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.cases import CaseSource, FactSource, or_nobody, patterns_of
from xl_quality.schemes.model import SCHOOL, Bar, Clause, ClauseSource, ReadingOption, Rule, Scheme
from xl_quality.schemes.tariffs import TARIFFS, Tariff
from xl_quality.schemes.toml_reader import Problems, Raw, Reader, raw_scheme
from xl_quality.schemes.words import (
    JUDGED,
    PAYEES,
    Unit,
    ValueKind,
    Vocabulary,
    common_facts,
    fact_kind,
)

_FOLDER: Final = Path(__file__).with_name("data")
_UNIT: Final = "unit"  # the field of a list that names the unit
_KEYS: Final = (
    *("unit", "exam", "grade", "subject", "class_name", "name"),
    *("class_teacher", "post", "indicator"),
)
"""The fields of lists that may tell cases apart."""
_NO_DAY: Final = date.min
"""Stands for a day that is missing, which is a fault; the scheme is never used."""


def scheme_ids() -> list[str]:
    """Return the ids of all shipped schemes, sorted."""
    return sorted(path.stem.replace("_", "-") for path in _FOLDER.glob("*.toml"))


@cache
def load(scheme_id: str) -> Scheme:
    """Return a shipped scheme (载入方案).

    Raises:
        BadInputError: there is no such scheme, or its file has faults.
    """
    return load_file(_path(scheme_id))


def load_file(path: Path) -> Scheme:
    """Return the scheme in a TOML file.

    Raises:
        BadInputError: the file cannot be read as UTF-8, or has faults.
    """
    return read_scheme(_text(path), path.name)


def load_raw(scheme_id: str) -> Raw:
    """Return a shipped scheme as plain values, to be written as a sheet (导入方案).

    Raises:
        BadInputError: there is no such scheme.
    """
    path = _path(scheme_id)
    return raw_scheme(_text(path), path.name)


def _path(scheme_id: str) -> Path:
    if scheme_id not in scheme_ids():
        from difflib import get_close_matches  # noqa: PLC0415 - only on slips

        near = get_close_matches(scheme_id, scheme_ids())
        guess = f"，是不是“{near[0]}”？" if near else "，"
        raise BadInputError(f"没有名为“{scheme_id}”的方案{guess}现有：{'、'.join(scheme_ids())}")
    return _FOLDER / f"{scheme_id.replace('-', '_')}.toml"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"读不出方案文件 {path}：{error}") from error


def read_scheme(text: str, file: str) -> Scheme:
    """Read a scheme's TOML; *file* is its name in messages.

    Raises:
        BadInputError: it is no TOML, or see `scheme_from`.
    """
    return scheme_from(raw_scheme(text, file), file)


def scheme_from(raw: Raw, file: str, problems: Problems | None = None) -> Scheme:
    """Build a scheme from plain values, however they were written down.

    Messages name the file; faults go to the problems, in the words of where the scheme stands.

    Raises:
        BadInputError: something is missing, unknown or contradictory; `findings` has one entry
            for each fault, with clause and key.
    """
    problems = problems or Problems(file)
    scheme = _Loader(raw, problems).scheme()
    if problems.found:
        message = f"方案文件 {file} 有{len(problems.found)}处错误，未载入"
        raise BadInputError(message, problems.found)
    return scheme


class _Loader:
    def __init__(self, raw: Raw, problems: Problems) -> None:
        self.problems = problems
        self.names: Vocabulary = dict(common_facts())
        self.root = Reader(raw, "方案", problems, self.names)
        self.parameters = self._own_facts("parameter")
        self._own_facts("fact")
        options = [self._option(one) for one in self.root.tables("option", needed=False)]
        self.options = {option.id: option for option in options}

    def _own_facts(self, key: str) -> tuple[str, ...]:
        table = self.root.table_of(key, needed=False)
        own = table.all_keys()
        for name in own:
            entry = table.table[name]
            try:
                self.names[name] = fact_kind(name, entry if isinstance(entry, dict) else {})
            except (KeyError, TypeError, ValueError) as error:
                problem = str(error) if isinstance(entry, dict) else "应为表格"
                table.fault(name, kinds.BAD_FACT_ENTRY, problem=problem)
        # a reason says first whom or what it is about
        who = [
            name
            for name in own
            if name in self.names
            and self.names[name].kind is ValueKind.TEXT
            and name not in common_facts()
        ]
        in_order = {**{name: self.names[name] for name in who}, **self.names}
        self.names.clear()
        self.names.update(in_order)
        return tuple(own)

    def _option(self, reader: Reader) -> ReadingOption:
        answers = reader.table_of("choices")
        option = ReadingOption(
            reader.text("id"),
            reader.text("label"),
            {value: answers.text(value) for value in answers.all_keys()},
            reader.text("default"),
            reader.fact("decides", ""),
        )
        if option.default not in option.choices:
            reader.fault("default", kinds.DEFAULT_NOT_A_CHOICE, default=option.default)
        reader.finish()
        return option

    def scheme(self) -> Scheme:
        """Build the scheme; faults are among the problems."""
        head = self.root.table_of("scheme")
        concerns = patterns_of(head.texts("concerns", needed=False))
        read = [self._clause(reader) for reader in self.root.tables("clause")]
        own = [replace(clause, concerns=clause.concerns or concerns) for clause in read]
        ids = {clause.id for clause in own}
        feeds = [read_feed(reader, ids) for reader in self.root.tables("feed", needed=False)]
        clauses = tuple(_as_fed(clause, feeds) for clause in own)
        scheme = Scheme(
            id=head.text("id"),
            title=head.text("title"),
            document=head.text("document"),
            parties=head.texts("parties"),
            notes=head.texts("notes", needed=False),
            parameters=self.parameters,
            options=self.options,
            clauses=clauses,
            vocabulary=self.names,
            feeds=tuple(_concerning(feed, clauses) for feed in feeds),
            group=head.text("group", ""),
            concerns=concerns,
        )
        if scheme.group in ids:
            head.fault("group", kinds.GROUP_IS_A_CLAUSE)
        if scheme.group and len({clause.unit for clause in clauses}) > 1:
            head.fault("group", kinds.GROUP_OF_TWO_UNITS)
        head.finish()
        self.root.finish()
        for one, other in combinations(clauses, 2):
            if one.id == other.id and _overlap(one, other):
                place, start = f"{one.id}.effective_from", one.effective_from
                self.problems.add(place, other.effective_from, kinds.VERSIONS_OVERLAP, start=start)
        return scheme

    def _clause(self, reader: Reader) -> Clause:
        name = reader.text("id")
        reader.place = name or reader.place
        source = reader.table_of("source")
        source.place = f"{reader.place}.source"
        rules = reader.tables("rule")
        clause = Clause(
            id=name,
            title=reader.text("title"),
            applies_to=_word(reader, "applies_to", tuple(JUDGED)),
            unit=reader.choice("unit", Unit, Unit.YUAN),
            rules=tuple(self._rule(rule, reader.place) for rule in rules),
            bars=tuple(_bar(bar) for bar in reader.tables("bar", needed=False)),
            pot=reader.number("pot") if reader.has("pot") else None,
            mean_rank_of=reader.fact("mean_rank_of", ""),
            source=ClauseSource(
                source.text("document"), source.text("clause"), source.text("text")
            ),
            effective_from=reader.day("effective_from") or _NO_DAY,
            effective_to=reader.day("effective_to", needed=False),
            verified_on=reader.day("verified_on") or _NO_DAY,
            concerns=patterns_of(reader.texts("concerns", needed=False)),
        )
        if clause.effective_to is not None and clause.effective_to < clause.effective_from:
            reader.fault("effective_to", kinds.ENDS_BEFORE_IT_STARTS)
        ids = [rule.id for rule in clause.rules]
        for twice in {one for one in ids if ids.count(one) > 1}:
            reader.fault("rule", kinds.RULE_TWICE, rule=twice)
        source.finish()
        reader.finish()
        return clause

    def _rule(self, reader: Reader, clause: str) -> Rule:
        name = reader.text("id")
        reader.place = f"{clause}.{name or '?'}"
        only_with = reader.table_of("only_with", needed=False)
        options, tariffs = self._tariffs(reader)
        rule = Rule(
            id=name,
            title=reader.text("title"),
            about=reader.text("about", name),
            payee=_word(reader, "payee", tuple(PAYEES)),
            scope=reader.text("scope", ""),
            only_for=_limits(reader, "only_for", SCHOOL),
            not_for=_limits(reader, "not_for", SCHOOL),
            given=reader.facts("given", needed=False),
            unless=reader.facts("unless", needed=False),
            only_with={option: only_with.text(option) for option in only_with.all_keys()},
            when=reader.conditions(),
            options=options,
            tariffs=tariffs,
            concerns=patterns_of(reader.texts("concerns", needed=False)),
        )
        for key, limits in (("only_for", rule.only_for), ("not_for", rule.not_for)):
            for fact in limits:
                reader.table_of(key).name(fact, fact)
        for option, value in rule.only_with.items():
            if self._is_option(only_with, option) and value not in self.options[option].choices:
                only_with.fault(option, kinds.NO_SUCH_ANSWER, option=option, answer=value)
        reader.finish()
        return rule

    def _is_option(self, reader: Reader, option: str) -> bool:
        if option not in self.options:
            reader.fault(option, kinds.NO_SUCH_OPTION, option=option)
        return option in self.options

    def _tariffs(self, reader: Reader) -> tuple[tuple[str, ...], Mapping[tuple[str, ...], Tariff]]:
        """Build the tariff for every combination of the options that it refers to."""
        table = reader.table_of("tariff")
        table.place = f"{reader.place}.tariff"
        kind = TARIFFS.get(table.text("kind"))
        if kind is None:
            if table.has("kind"):
                table.fault("kind", kinds.UNKNOWN_TARIFF, known="、".join(TARIFFS))
            return (), {}
        named = {key: name for key, value in table.table.items() if (name := _option_in(value))}
        used = tuple(one for one in dict.fromkeys(named.values()) if self._is_option(table, one))
        tariffs: dict[tuple[str, ...], Tariff] = {}
        for values in product(*(self.options[name].choices for name in used)):
            chosen = dict(zip(used, values, strict=True))
            answers = {key: chosen.get(name, "") for key, name in named.items()}
            inner = Reader({**table.table, **answers}, table.place, self.problems, self.names)
            inner.text("kind")
            tariffs[values] = kind.read(inner)
            inner.finish()
        return used, tariffs


def _option_in(value: object) -> str:
    """Return the option that an entry of a tariff refers to as ``{ option = "id" }``."""
    refers = isinstance(value, dict) and set(value) == {"option"}
    return str(value["option"]) if isinstance(value, dict) and refers else ""


def _overlap(one: Clause, other: Clause) -> bool:
    one_end, other_end = one.effective_to or date.max, other.effective_to or date.max
    return one.effective_from <= other_end and other.effective_from <= one_end


def _bar(reader: Reader) -> Bar:
    bar = Bar(reader.conditions(), reader.text("why"))
    if not bar.when:
        reader.fault("when", kinds.BAR_WITHOUT_CONDITION)
    reader.finish()
    return bar


def _word(reader: Reader, key: str, known: tuple[str, ...]) -> str:
    word = reader.text(key)
    if word and word not in known:
        reader.fault(key, kinds.UNKNOWN_WORD, word=word, known="、".join(known))
    return word


def _limits(reader: Reader, key: str, units: str) -> dict[str, tuple[str, ...]]:
    """Return the texts each name may have; kinds of *units* become the patterns of their names."""
    inner = reader.table_of(key, needed=False)
    texts = {name: inner.texts(name) for name in inner.all_keys()}
    return {name: patterns_of(own) if name == units else own for name, own in texts.items()}


def read_feed(reader: Reader, clauses: Collection[str]) -> CaseSource:
    """Read one ``[[feed]]`` table of a scheme with clauses of these ids."""
    clause, key = reader.text("clause"), reader.texts("key")
    if clause not in clauses:
        reader.fault("clause", kinds.NO_SUCH_CLAUSE, clause=clause)
    if any(name not in _KEYS for name in key):
        reader.fault("key", kinds.UNKNOWN_FIELD, known="、".join(_KEYS))
    payees = _texts_by_key(reader, "payees")
    if any(name not in key for name in payees.values()):
        reader.fault("payees", kinds.PAYEE_NOT_IN_KEY)
    takes = tuple(_take(one) for one in reader.tables("take"))
    reader.finish()
    return CaseSource(clause, key, payees, takes)


def _take(reader: Reader) -> FactSource:
    named = {key: _texts_by_key(reader, key) for key in ("facts", "gather")}
    for key, facts in named.items():
        for name in facts:
            reader.name(key, name)
    made = reader.text("cases", "made")
    take = FactSource(
        list_name=reader.text("list"),
        facts=named["facts"],
        where=_limits(reader, "where", _UNIT),
        without=_limits(reader, "without", _UNIT),
        exam_kinds=_exam_kinds(reader),
        only_adds=made.startswith("known"),
        stated=made in {"stated", "known_stated"},
        computed=made == "known_computed",
        each=made == "each",
        joins_by=reader.texts("by") if reader.has("by") else (),
        only_with=_texts_by_key(reader, "only_with"),
        gather=named["gather"],
        over=reader.texts("over") if reader.has("over") else (),
    )
    reader.finish()
    return take


def _texts_by_key(reader: Reader, key: str) -> dict[str, str]:
    inner = reader.table_of(key, needed=False)
    return {name: inner.text(name) for name in inner.all_keys()}


def _exam_kinds(reader: Reader) -> tuple[ExamKind, ...]:
    """Read ``exam_kinds = ["entrance", "sampling"]``; the Chinese words are understood too."""
    words = reader.texts("exam_kinds") if reader.has("exam_kinds") else ()
    meant: list[ExamKind] = []
    for word in words:
        kind = ExamKind(word) if word in set(ExamKind) else ExamKind.labelled(word)
        if kind is None:
            known = "、".join(ExamKind)
            reader.fault("exam_kinds", kinds.UNKNOWN_EXAM_KIND, word=word, known=known)
        else:
            meant.append(kind)
    return tuple(meant)


def _as_fed(clause: Clause, feeds: Sequence[CaseSource]) -> Clause:
    """Let a clause that does not say whom it concerns concern the units its rows may name."""
    limits = [
        take.where.get(_UNIT, ())
        for feed in feeds
        if feed.clause == clause.id
        for take in feed.takes
        if not (take.only_adds or take.stated)
    ]
    if clause.concerns or not limits or not all(limits):
        return clause
    return replace(clause, concerns=tuple(dict.fromkeys(name for own in limits for name in own)))


def _concerning(feed: CaseSource, clauses: Sequence[Clause]) -> CaseSource:
    """Let a feed take the rows of those units only that its clause concerns."""
    versions = [clause.concerns for clause in clauses if clause.id == feed.clause]
    if _UNIT not in feed.key or not all(versions):
        return feed
    concerned = tuple(dict.fromkeys(name for own in versions for name in own))

    def limited(take: FactSource) -> FactSource:
        if take.only_adds or _UNIT in take.where:
            return take
        # a stated row joins the cases it agrees with, so it may name no unit
        units = or_nobody(concerned) if take.stated else concerned
        return replace(take, where={**take.where, _UNIT: units})

    return feed._replace(takes=tuple(map(limited, feed.takes)))
