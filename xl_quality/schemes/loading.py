"""Reads a scheme's feeds: which list rows give which facts of a clause.

From a scheme's TOML text to the model; whatever is wrong is reported at once, in Chinese.

The schemes that ship with xl_quality: which there are, and loading one by its id.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.core.exam_kinds import ExamKind
from xl_quality.core.findings import BadInputError
from xl_quality.schemes import scheme_findings as kinds
from xl_quality.schemes.cases import CaseSource, FactSource
from xl_quality.schemes.model import Bar, Clause, Option, Rule, Scheme, Source
from xl_quality.schemes.tariffs import TARIFFS
from xl_quality.schemes.toml_reader import Problems, Raw, Reader, raw_scheme
from xl_quality.schemes.unit_kinds import or_nobody, patterns_of
from xl_quality.schemes.words import (
    JUDGED,
    PAYEES,
    FactKind,
    Unit,
    ValueKind,
    Vocabulary,
    common_facts,
    fact_kind,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xl_quality.schemes.tariffs import Tariff

UNIT: Final = "unit"
"""The field of a list that names the unit."""
_KEYS: Final = (
    *("unit", "exam", "grade", "subject", "class_name", "name"),
    *("class_teacher", "post", "indicator"),
)


def read_feed(reader: Reader, clauses: Collection[str]) -> CaseSource:
    """
    Read one ``[[feed]]`` table.

    Args:
        reader: the table: clause, key, payees, take.
        clauses: ids of the scheme's clauses.
    """
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
    facts = _texts_by_key(reader, "facts")
    for name in facts:
        reader.name("facts", name)
    gather = _texts_by_key(reader, "gather")
    for name in gather:
        reader.name("gather", name)
    made = reader.text("cases", "made")
    found = FactSource(
        reader.text("list"),
        facts,
        _patterns(reader, "where"),
        _patterns(reader, "without"),
        _kinds(reader),
        only_adds=made.startswith("known"),
        stated=made in {"stated", "known_stated"},
        computed=made == "known_computed",
        each=made == "each",
        joins_by=reader.texts("by") if reader.has("by") else (),
        only_with=_texts_by_key(reader, "only_with"),
        gather=gather,
        over=reader.texts("over") if reader.has("over") else (),
    )
    reader.finish()
    return found


def _kinds(reader: Reader) -> tuple[ExamKind, ...]:
    """Read ``exam_kinds = ["entrance", "sampling"]``; the Chinese words are understood too."""
    if not reader.has("exam_kinds"):
        return ()
    words = reader.texts("exam_kinds")
    for word in words:
        if word not in set(ExamKind) and ExamKind.labelled(word) is None:
            known = "、".join(ExamKind)
            reader.fault("exam_kinds", kinds.UNKNOWN_EXAM_KIND, word=word, known=known)
    meant = (ExamKind.labelled(word) or word for word in words)
    return tuple(ExamKind(word) for word in meant if word in set(ExamKind))


def _texts_by_key(reader: Reader, key: str) -> dict[str, str]:
    inner = reader.table_of(key, needed=False)
    return {name: inner.text(name) for name in inner.all_keys()}


def _patterns(reader: Reader, key: str) -> dict[str, tuple[str, ...]]:
    inner = reader.table_of(key, needed=False)
    texts = {name: inner.texts(name) for name in inner.all_keys()}
    return {name: patterns_of(own) if name == UNIT else own for name, own in texts.items()}


_NO_DAY: Final = date.min


def read_scheme(text: str, file: str) -> Scheme:
    """
    Read a scheme.

    Args:
        text: TOML.
        file: name for messages.

    Raises:
        BadInputError: it is no TOML, or something in it is missing, unknown or contradictory;
            `findings` has one entry for each fault, with clause and key.
    """
    return scheme_from(raw_scheme(text, file), file)


def scheme_from(raw: Raw, file: str, problems: Problems | None = None) -> Scheme:
    """
    Build a scheme from plain values, however they were written down.

    Args:
        raw: the values.
        file: name for messages.
        problems: where faults go, in the words of where the scheme stands; default: of a file.

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
        self.options = {option.id: option for option in map(self._option, self._list("option"))}

    def _list(self, key: str) -> list[Reader]:
        return self.root.tables(key, needed=False)

    def _own_facts(self, key: str) -> tuple[str, ...]:
        table = self.root.table_of(key, needed=False)
        for name in table.all_keys():
            try:
                self.names[name] = _own_fact(name, table.table[name])
            except (KeyError, TypeError, ValueError) as error:
                table.fault(name, kinds.BAD_FACT_ENTRY, problem=str(error))
        own = {name: self.names[name] for name in table.all_keys() if name in self.names}
        who = {n: k for n, k in own.items() if k.kind is ValueKind.TEXT and n not in common_facts()}
        in_order = {**who, **self.names}  # a reason says first whom or what it is about
        self.names.clear()
        self.names.update(in_order)
        return tuple(table.all_keys())

    def _option(self, reader: Reader) -> Option:
        answers = reader.table_of("choices")
        option = Option(
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
        head = self.root.table_of("scheme")
        concerns = patterns_of(head.texts("concerns", needed=False))
        read = [self._clause(reader) for reader in self.root.tables("clause")]
        own = [replace(clause, concerns=clause.concerns or concerns) for clause in read]
        ids = {clause.id for clause in own}
        feeds = [read_feed(reader, ids) for reader in self._list("feed")]
        clauses = tuple(_as_fed(clause, feeds) for clause in own)
        scheme = Scheme(
            head.text("id"),
            head.text("title"),
            head.text("document"),
            head.texts("parties"),
            head.texts("notes", needed=False),
            self.parameters,
            self.options,
            clauses,
            self.names,
            tuple(_concerning(feed, clauses) for feed in feeds),
            head.text("group", ""),
            concerns,
        )
        self._check_group(head, scheme)
        head.finish()
        self.root.finish()
        self._refuse_overlaps(scheme.clauses)
        return scheme

    def _check_group(self, head: Reader, scheme: Scheme) -> None:
        if scheme.group in {clause.id for clause in scheme.clauses}:
            head.fault("group", kinds.GROUP_IS_A_CLAUSE)
        if scheme.group and len({clause.unit for clause in scheme.clauses}) > 1:
            head.fault("group", kinds.GROUP_OF_TWO_UNITS)

    def _clause(self, reader: Reader) -> Clause:
        name = reader.text("id")
        reader.place = name or reader.place
        source = reader.table_of("source")
        source.place = f"{reader.place}.source"
        rules = reader.tables("rule")
        clause = Clause(
            name,
            reader.text("title"),
            self._word(reader, "applies_to", tuple(JUDGED)),
            reader.choice("unit", Unit, Unit.YUAN),
            tuple(self._rule(rule, reader.place) for rule in rules),
            tuple(_bar(bar) for bar in reader.tables("bar", needed=False)),
            reader.number("pot") if reader.has("pot") else None,
            reader.fact("mean_rank_of", ""),
            Source(source.text("document"), source.text("clause"), source.text("text")),
            reader.day("effective_from") or _NO_DAY,
            reader.day("effective_to", needed=False),
            reader.day("verified_on") or _NO_DAY,
            patterns_of(reader.texts("concerns", needed=False)),
        )
        self._check_dates(clause, reader)
        source.finish()
        reader.finish()
        return clause

    def _check_dates(self, clause: Clause, reader: Reader) -> None:
        if clause.effective_to is not None and clause.effective_to < clause.effective_from:
            reader.fault("effective_to", kinds.ENDS_BEFORE_IT_STARTS)
        ids = [rule.id for rule in clause.rules]
        for name in {name for name in ids if ids.count(name) > 1}:
            reader.fault("rule", kinds.RULE_TWICE, rule=name)

    def _word(self, reader: Reader, key: str, known: tuple[str, ...], default: str = "") -> str:
        word = reader.text(key, default or None)
        if word and word not in known:
            reader.fault(key, kinds.UNKNOWN_WORD, word=word, known="、".join(known))
        return word

    def _rule(self, reader: Reader, clause: str) -> Rule:
        name = reader.text("id")
        reader.place = f"{clause}.{name or '?'}"
        only_for = reader.table_of("only_for", needed=False)
        not_for = reader.table_of("not_for", needed=False)
        only_with = reader.table_of("only_with", needed=False)
        options, tariffs = self._tariffs(reader)
        rule = Rule(
            name,
            reader.text("title"),
            reader.text("about", name),
            self._word(reader, "payee", tuple(PAYEES)),
            reader.text("scope", ""),
            {fact: _limit(only_for, fact, "school") for fact in only_for.all_keys()},
            {fact: _limit(not_for, fact, "school") for fact in not_for.all_keys()},
            reader.texts("given", needed=False),
            reader.texts("unless", needed=False),
            {option: only_with.text(option) for option in only_with.all_keys()},
            reader.conditions(),
            options,
            tariffs,
            patterns_of(reader.texts("concerns", needed=False)),
        )
        for fact in rule.only_for:
            only_for.name(fact, fact)
        for fact in rule.not_for:
            not_for.name(fact, fact)
        for key, facts in (("given", rule.given), ("unless", rule.unless)):
            for fact in facts:
                reader.name(key, fact)
        for option, value in rule.only_with.items():
            self._check_option(only_with, option, value)
        reader.finish()
        return rule

    def _check_option(self, reader: Reader, option: str, value: str | None = None) -> bool:
        if option not in self.options:
            reader.fault(option, kinds.NO_SUCH_OPTION, option=option)
            return False
        if value is not None and value not in self.options[option].choices:
            reader.fault(option, kinds.NO_SUCH_ANSWER, option=option, answer=value)
        return True

    def _tariffs(self, reader: Reader) -> tuple[tuple[str, ...], Mapping[tuple[str, ...], Tariff]]:
        """Build the tariff for every combination of the options that it refers to."""
        table = reader.table_of("tariff")
        table.place = f"{reader.place}.tariff"
        kind = TARIFFS.get(table.text("kind"))
        if kind is None:
            if table.has("kind"):
                table.fault("kind", kinds.UNKNOWN_TARIFF, known="、".join(TARIFFS))
            return (), {}
        used = tuple(name for name in _options_in(table.table) if self._check_option(table, name))
        tariffs: dict[tuple[str, ...], Tariff] = {}
        for values in product(*(self.options[name].choices for name in used)):
            chosen = dict(zip(used, values, strict=True))
            filled = {key: _filled(value, chosen) for key, value in table.table.items()}
            inner = Reader(filled, table.place, self.problems, self.names)
            inner.text("kind")
            tariffs[values] = kind.read(inner)
            inner.finish()
        return used, tariffs

    def _refuse_overlaps(self, clauses: tuple[Clause, ...]) -> None:
        for i, one in enumerate(clauses):
            for other in clauses[i + 1 :]:
                if one.id == other.id and _overlap(one, other):
                    self.problems.add(
                        f"{one.id}.effective_from",
                        other.effective_from,
                        kinds.VERSIONS_OVERLAP,
                        start=one.effective_from,
                    )


def _limit(reader: Reader, fact: str, units: str) -> tuple[str, ...]:
    """Return the values of a limit; kinds of units become the patterns of their names."""
    texts = reader.texts(fact)
    return patterns_of(texts) if fact == units else texts


def _as_fed(clause: Clause, feeds: Sequence[CaseSource]) -> Clause:
    """Let a clause that does not say whom it concerns concern the units its rows may name."""
    takes = [
        take
        for feed in feeds
        if feed.clause == clause.id
        for take in feed.takes
        if not (take.only_adds or take.stated)
    ]
    limits = [take.where.get(UNIT, ()) for take in takes]
    if clause.concerns or not limits or not all(limits):
        return clause
    return replace(clause, concerns=tuple(dict.fromkeys(name for own in limits for name in own)))


def _concerning(feed: CaseSource, clauses: Sequence[Clause]) -> CaseSource:
    """Let a feed take the rows of those units only that its clause concerns."""
    versions = [clause.concerns for clause in clauses if clause.id == feed.clause]
    if UNIT not in feed.key or not all(versions):
        return feed
    concerned = tuple(dict.fromkeys(name for own in versions for name in own))
    return feed._replace(takes=tuple(_limited(take, concerned) for take in feed.takes))


def _limited(take: FactSource, concerned: tuple[str, ...]) -> FactSource:
    if take.only_adds or UNIT in take.where:
        return take
    units = or_nobody(concerned) if take.stated else concerned  # it joins the cases it agrees with
    return replace(take, where={**take.where, UNIT: units})


def _bar(reader: Reader) -> Bar:
    bar = Bar(reader.conditions(), reader.text("why"))
    if not bar.when:
        reader.fault("when", kinds.BAR_WITHOUT_CONDITION)
    reader.finish()
    return bar


def _own_fact(name: str, entry: object) -> FactKind:
    if not isinstance(entry, dict):
        message = "应为表格"
        raise TypeError(message)
    return fact_kind(name, entry)


def _options_in(table: Mapping[str, object]) -> tuple[str, ...]:
    """Return the options a tariff refers to as ``key = { option = "id" }``."""
    found = (
        str(value["option"])
        for value in table.values()
        if isinstance(value, dict) and set(value) == {"option"}
    )
    return tuple(dict.fromkeys(found))


def _filled(value: object, chosen: Mapping[str, str]) -> object:
    if isinstance(value, dict) and set(value) == {"option"}:
        return chosen.get(str(value["option"]), "")
    return value


def _overlap(one: Clause, other: Clause) -> bool:
    one_end, other_end = one.effective_to or date.max, other.effective_to or date.max
    return one.effective_from <= other_end and other.effective_from <= one_end


_FOLDER = Path(__file__).with_name("data")


def scheme_ids() -> list[str]:
    """Return the ids of all shipped schemes, sorted."""
    return sorted(path.stem.replace("_", "-") for path in _FOLDER.glob("*.toml"))


@cache
def load(scheme_id: str) -> Scheme:
    """
    Return a shipped scheme (载入方案).

    Raises:
        BadInputError: there is no such scheme, or its file has faults.
    """
    return load_file(_path(scheme_id))


def load_file(path: Path) -> Scheme:
    """
    Return the scheme in a TOML file.

    Raises:
        BadInputError: the file cannot be read as UTF-8, or has faults.
    """
    return read_scheme(_text(path), path.name)


def load_raw(scheme_id: str) -> Raw:
    """
    Return a shipped scheme as plain values, to be written as a sheet (导入方案).

    Raises:
        BadInputError: there is no such scheme.
    """
    path = _path(scheme_id)
    return raw_scheme(_text(path), path.name)


def _path(scheme_id: str) -> Path:
    if scheme_id not in scheme_ids():
        from difflib import get_close_matches  # noqa: PLC0415 - only on slips

        near = get_close_matches(scheme_id, scheme_ids(), n=1)
        guess = f"，是不是“{near[0]}”？" if near else "，"
        message = f"没有名为“{scheme_id}”的方案{guess}现有：{'、'.join(scheme_ids())}"
        raise BadInputError(message)
    return _FOLDER / f"{scheme_id.replace('-', '_')}.toml"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"读不出方案文件 {path}：{error}"
        raise BadInputError(message) from error
