"""How many cases of some clauses are on target (达标), as list rows that other clauses can use.

Money that one clause earns a class and another shares out among its teachers (班级总额).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Record, Source, joined_sources
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.core.money import FEN_PER_YUAN, yuan_text
from xl_quality.runs.facts.county import DERIVED as PLACES
from xl_quality.schemes.cases import cases
from xl_quality.schemes.model import CLASS_POT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_quality.schemes.cases import Case, CaseSource
    from xl_quality.schemes.engine import Evaluation, Line, Terms
    from xl_quality.schemes.model import Clause, Scheme

OBJECTS: Final = "达标对象数："
"""A derived list so called counts what the clauses named behind it judge one by one (a class and
subject, a subject): ``达标对象数：D1、D2``; each is on target where all these clauses say so."""
CLAUSES: Final = "达标条款数："
"""A derived list so called counts the clauses themselves: ``达标条款数：I1、I2``.

The rows of both: the key of the clause that asks, met, required, and points where any are scored.
"""

_Item = tuple[str, ...]


class _Verdict(NamedTuple):
    """Whether one item is on target by one case of one clause, and its points if any are set."""

    item: _Item
    met: bool
    points: Fraction | None


def tallies(
    scheme: Scheme, lists: Mapping[str, Sequence[Record]], terms: Terms
) -> dict[str, list[Record]]:
    """
    Return the lists that count what other clauses judged, as far as the scheme's feeds ask for any.

    A case that cannot be judged is told where its clause is reckoned; until it can be, its unit
    has no tally: nobody is on target by what is missing.

    Args:
        scheme: with its feeds.
        lists: the rows that the clauses counted take their facts from.
        terms: day, readings, parameters.
    """
    return {
        take.list_name: _tally(scheme, take.joins_by or feed.key, take.list_name, lists, terms)
        for feed in scheme.feeds
        for take in feed.takes
        if take.list_name.startswith((OBJECTS, CLAUSES))
    }


def _tally(
    scheme: Scheme,
    by: Sequence[str],
    name: str,
    lists: Mapping[str, Sequence[Record]],
    terms: Terms,
) -> list[Record]:
    kind, clauses = name[: len(OBJECTS)], name[len(OBJECTS) :].split("、")
    by_unit: dict[_Item, list[_Verdict]] = {}
    faulty: set[_Item] = set()
    for case in _cases(scheme, clauses, lists, terms):
        rest = tuple(text for field, text in case.key.items() if field not in {*by, "name"})
        item = (case.clause,) if kind == CLAUSES else rest
        if not any(item):
            continue
        whose = tuple(case.key.get(field, "") for field in by)
        evaluation = _judged(scheme, case, terms)
        if evaluation is None:
            faulty.add(whose)
        elif evaluation.indicators:
            by_unit.setdefault(whose, []).append(_verdict(item, case, evaluation))
    named = f"{clauses[0]}至{clauses[-1]}" if len(clauses) > _FEW else "、".join(clauses)
    return [
        _record(dict(zip(by, whose, strict=True)), verdicts, Source(words=f"按{named}逐项认定"))
        for whose, verdicts in by_unit.items()
        if whose not in faulty
    ]


_FEW: Final = 3


def _cases(
    scheme: Scheme, clauses: Sequence[str], lists: Mapping[str, Sequence[Record]], terms: Terms
) -> Iterator[Case]:
    choices = scheme.choices(terms.options)
    counted = terms.in_force(scheme).keys() & {*clauses}  # what does not hold yet misses no target
    for feed in scheme.feeds:
        if feed.clause in counted:
            yield from cases(feed, lists, choices)[0]


def _judged(scheme: Scheme, case: Case, terms: Terms) -> Evaluation | None:
    try:
        return terms.judged(scheme, case)
    except BadInputError:
        return None


def _verdict(item: _Item, case: Case, evaluation: Evaluation) -> _Verdict:
    met = all(one.met for one in evaluation.indicators)
    scored = Fraction(evaluation.amount) if "full_points" in case.facts else None
    return _Verdict(item, met, scored)


def _record(whose: Mapping[str, str], verdicts: Sequence[_Verdict], source: Source) -> Record:
    items: dict[_Item, bool] = {}
    for verdict in verdicts:
        items[verdict.item] = items.get(verdict.item, True) and verdict.met
    scored = [verdict.points for verdict in verdicts if verdict.points is not None]
    figures: dict[str, int | Fraction] = {"met": sum(items.values()), "required": len(items)}
    if scored:
        figures["points"] = _whole(sum(scored, Fraction()))
    facts = {name: Fact(text) for name, text in whose.items() if text}
    return Record("", 0, facts | {name: Fact(value, source) for name, value in figures.items()})


def _whole(points: Fraction) -> int | Fraction:
    return points.numerator if points.denominator == 1 else points


DERIVED: Final = "班级总额"
"""Derived list: unit, grade, class_name, pot, teachers, weights."""
_OPTION: Final = "pot_weights"
_EQUAL: Final = "equal"
ClassKey = tuple[str, str, str]


def pots(
    scheme: Scheme,
    lists: Mapping[str, Sequence[Record]],
    teaching: Sequence[Record],
    terms: Terms,
) -> tuple[list[Record], list[Finding]]:
    """
    Return a row for each class with money to share: how much, among whom, by which weights.

    The pot is what other clauses pay to `CLASS_POT`. A teacher's weight is the place from the
    last in the county (number of units − place + 1), of two subjects the sum; 0 where the sharing
    clause bars the subject (一票否决); with the reading `equal`, 1 each that is not barred.

    Args:
        scheme: whose rules earn and share.
        lists: rows by list name, with 班级指标 and 教师县名次.
        teaching: rows of 任课.
        terms: day, readings, parameters.
    """
    feed = next((one for one in scheme.feeds if DERIVED in _lists_of(one)), None)
    if feed is None or feed.clause not in terms.in_force(scheme):
        return [], []
    clause = scheme.clause(feed.clause, terms.on)
    places, findings = _places(feed, lists.get(PLACES, ()))
    equal = scheme.choices(terms.options).get(_OPTION) == _EQUAL
    records = []
    for key, lines in _earned(scheme, lists, terms).items():
        weights = _weights(clause, key, teaching, places, equal=equal)
        if any(weight.value for weight in weights.values()):
            records.append(_pots_record(key, lines, weights))
            findings += _left_out(key, weights)
        else:
            findings.append(_nobody(key, lines))
    return records, findings


def _lists_of(feed: CaseSource) -> set[str]:
    return {take.list_name for take in feed.takes}


def _earned(
    scheme: Scheme, lists: Mapping[str, Sequence[Record]], terms: Terms
) -> dict[ClassKey, list[Line]]:
    """Return what other clauses pay into each class's pot."""
    earned: dict[ClassKey, list[Line]] = {}
    choices = scheme.choices(terms.options)
    in_force = terms.in_force(scheme)
    for feed in (feed for feed in scheme.feeds if feed.clause in in_force):
        rules = scheme.clause(feed.clause, terms.on).rules
        if not any(rule.payee == CLASS_POT for rule in rules):
            continue
        for case in cases(feed, lists, choices)[0]:
            key = tuple(case.key.get(name, "") for name in ("unit", "grade", "class_name"))
            try:
                found = terms.judged(scheme, case)
            except BadInputError:
                continue  # the clause itself will say what is wrong
            lines = [line for line in found.lines if line.payee == CLASS_POT and line.amount]
            if lines:
                earned.setdefault((key[0], key[1], key[2]), []).extend(lines)
    return earned


_Place = dict[tuple[str, str, str, str], Record]
"""Place by (school, grade, subject, teacher)."""


def _places(feed: CaseSource, rows: Sequence[Record]) -> tuple[_Place, list[Finding]]:
    """Return the places that weigh; two exams cannot both, so then none does."""
    takes = [take for take in feed.takes if take.list_name == PLACES]
    wanted = [row for row in rows if any(take.wants(row) for take in takes)]
    exams = list(dict.fromkeys(row.text("exam") for row in wanted))
    places: _Place = {}
    findings: list[Finding] = []
    for row in wanted:
        key = (row.text("unit"), row.text("grade"), row.text("subject"), row.text("name"))
        first = places.setdefault(key, row)
        if first.text("exam") != row.text("exam") and not findings:
            findings.append(_two_exams(exams, row))
    return places, findings


def _weights(
    clause: Clause,
    key: ClassKey,
    teaching: Sequence[Record],
    places: _Place,
    *,
    equal: bool,
) -> dict[str, Fact]:
    """Return the weight of each teacher of a class, in the order of 任课."""
    school, grade, _ = key
    weights: dict[str, Fact] = {}
    for row in teaching:
        said = (row.text("school"), row.text("grade"), row.text("class_name"))
        name = row.text("teacher")
        if said != key or not name:
            continue
        place = places.get((school, grade, row.text("subject"), name))
        own = _weight(clause, place, equal=equal)
        before = weights.get(name)
        weights[name] = own if before is None else _both(before, own)
    return weights


def _weight(clause: Clause, place: Record | None, *, equal: bool) -> Fact:
    if place is None or not {"rank", "of"} <= place.facts.keys():
        return Fact(0)
    rank, of = place.facts["rank"], place.facts["of"]
    numbers = {
        name: Fraction(fact.value)
        for name, fact in (("rank", rank), ("of", of))
        if isinstance(fact.value, (int, Fraction))
    }
    barred = any(
        bar.when and all(one.holds(numbers.__getitem__) for one in bar.when) for bar in clause.bars
    )
    weight = Fraction(0) if barred else Fraction(1)
    if not barred and not equal:
        weight = numbers["of"] - numbers["rank"] + 1
    return Fact(weight, rank.source)


def _both(one: Fact, other: Fact) -> Fact:
    return Fact(_plain(one) + _plain(other), joined_sources((one.source, other.source)))


def _pots_record(key: ClassKey, lines: Sequence[Line], weights: Mapping[str, Fact]) -> Record:
    school, grade, class_name = key
    total = sum(int(line.amount) for line in lines)
    parts = "＋".join(f"{line.clause}{line.title}{yuan_text(int(line.amount))}元" for line in lines)
    sources = dict.fromkeys(source for line in lines for source in line.sources)
    cells = joined_sources(
        source._replace(words="") if source.words.startswith("，") else source for source in sources
    )
    return Record(
        DERIVED,
        0,
        {
            "unit": Fact(school),
            "grade": Fact(grade),
            "class_name": Fact(class_name),
            "pot": Fact(Fraction(total, FEN_PER_YUAN), cells.also(f"，{parts}")),
            "teachers": Fact(tuple(weights)),
            "weights": Fact(tuple(_plain(fact) for fact in weights.values()), _sources(weights)),
        },
    )


def _plain(fact: Fact) -> int | Fraction:
    value = fact.value
    return value if isinstance(value, (int, Fraction)) else 0


def _sources(weights: Mapping[str, Fact]) -> Source:
    """Return the first cell of each teacher's places."""
    known = [fact.source for fact in weights.values()]
    return joined_sources(Source(one.cells[:1]) if one.cells else one for one in known)


def _nobody(key: ClassKey, lines: Sequence[Line]) -> Finding:
    total = yuan_text(sum(int(line.amount) for line in lines))
    return Finding(
        "pot_without_receivers",
        Severity.WARNING,
        "",
        "",
        "".join(key),
        f"{''.join(key)}的班级总额{total}元没有人可分：任课教师都没有县名次，或都被一票否决",
        "请补上任课教师的县名次；确实都被否决的，这笔不发",
    )


def _left_out(key: ClassKey, weights: Mapping[str, Fact]) -> list[Finding]:
    names = [name for name, weight in weights.items() if not weight.source]
    if not names:
        return []
    return [
        Finding(
            "pot_without_place",
            Severity.NOTE,
            "",
            "",
            "、".join(names),
            f"{''.join(key)}的{'、'.join(names)}任教的学科没有县名次，没有参加班级总额的分配",
            "如应参加，请在县名次表里补上这些学科的名次",
        )
    ]


def _two_exams(exams: Sequence[str], row: Record) -> Finding:
    return Finding(
        "class_total_exam_open",
        Severity.ERROR,
        row.sheet,
        row.facts["rank"].cell,
        "、".join(exams),
        "毕业年级有几次考试的县名次，不知道班级总额按哪一次分",
        "请只留一次考试的名次（其余的可移到历次表）",
    )
