"""Lists made of what other clauses find: how much is on target (达标), money of classes (班级总额).

`met_counts` counts the cases of some clauses that are on target; `class_pools` adds up what clauses
earn a class, which another clause shares out among its teachers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import Fact, FactValue, Record, Source, joined_sources
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.core.money import FEN_PER_YUAN, yuan_text
from xl_quality.runs.facts import fact_findings as kinds
from xl_quality.runs.facts.derived_lists import (
    CLASS_POOLS,
    MET_CLAUSES,
    MET_OBJECTS,
    ONE_BY_ONE,
    TEACHERS_IN_COUNTY,
    ListRows,
    RowsAndFindings,
    derived_row,
    told_at,
)
from xl_quality.runs.names import class_of
from xl_quality.schemes.cases import Case, CaseSource, cases
from xl_quality.schemes.model import CLASS_POT, Clause, Scheme

if TYPE_CHECKING:
    from xl_quality.schemes.engine import Judge, Terms
    from xl_quality.schemes.results import Evaluation, Line

_COUNTED: Final = (MET_OBJECTS, MET_CLAUSES)
_FEW: Final = 3  # clauses named one by one; of more the first and the last
_WEIGHTS: Final = "pot_weights"
_EQUAL: Final = "equal"  # the reading of 班级总额 by which all teachers of a class share alike

ClassKey = tuple[str, str, str]  # school, grade, class
_Texts = tuple[str, ...]


def met_counts(
    scheme: Scheme, lists: ListRows, terms: Terms, judge: Judge
) -> dict[str, list[Record]]:
    """Return the lists that count what other clauses judged, those that the scheme asks for.

    A case that cannot be judged is told where its clause is assessed; until it can be, its unit
    has no count: nobody is on target by what is missing.
    """
    counts: dict[str, list[Record]] = {}
    for feed in scheme.feeds:
        for take in feed.takes:
            prefix = next((one for one in _COUNTED if take.list_name.startswith(one)), "")
            if not prefix:
                continue
            clauses = take.list_name.removeprefix(prefix).split("、")
            judged = _judged(scheme, clauses, lists, terms, judge)
            met = _met(judged, take.joins_by or feed.key, each_clause=prefix == MET_CLAUSES)
            few = len(clauses) <= _FEW
            source = (
                f"按{'、'.join(clauses) if few else f'{clauses[0]}至{clauses[-1]}'}{ONE_BY_ONE}"
            )
            counts[take.list_name] = [derived_row(whose, figures, source) for whose, figures in met]
    return counts


def _judged(
    scheme: Scheme, clauses: Sequence[str], lists: ListRows, terms: Terms, judge: Judge
) -> Iterator[tuple[Case, Evaluation | None]]:
    """Yield the cases of clauses in force with what they yield, None where that cannot be said."""
    choices = scheme.choices(terms.options)
    counted = terms.in_force(scheme).keys() & {*clauses}  # what does not hold yet misses no target
    for feed in (feed for feed in scheme.feeds if feed.clause in counted):
        for case in cases(feed, lists, choices)[0]:
            try:
                yield case, judge(case)
            except BadInputError:  # told where the clause itself is assessed
                yield case, None


def _met(
    judged: Iterable[tuple[Case, Evaluation | None]], by: Sequence[str], *, each_clause: bool
) -> Iterator[tuple[dict[str, str], dict[str, FactValue | None]]]:
    """Yield whose count it is, and how many items are met, of how many, with their points."""
    items: dict[_Texts, dict[_Texts, bool]] = {}
    points: dict[_Texts, list[Fraction]] = {}
    faulty: set[_Texts] = set()
    for case, evaluation in judged:
        rest = tuple(text for field, text in case.key.items() if field not in {*by, "name"})
        item = (case.clause,) if each_clause else rest
        whose = tuple(case.key.get(field, "") for field in by)
        if not any(item):
            continue
        if evaluation is None:
            faulty.add(whose)
        elif evaluation.indicators:
            met = all(indicator.met for indicator in evaluation.indicators)
            own = items.setdefault(whose, {})
            own[item] = own.get(item, True) and met
            if "full_points" in case.facts:
                points.setdefault(whose, []).append(Fraction(evaluation.amount))
    for whose, own in items.items():
        if whose not in faulty:
            figures: dict[str, FactValue | None] = {"met": sum(own.values()), "required": len(own)}
            if whose in points:
                scored = sum(points[whose], Fraction())
                figures["points"] = int(scored) if scored.denominator == 1 else scored
            yield dict(zip(by, whose, strict=True)), figures


def class_pools(
    scheme: Scheme, lists: ListRows, teaching: Sequence[Record], terms: Terms, judge: Judge
) -> RowsAndFindings:
    """Return a row for each class with money to share: how much, among whom, by which weights.

    The pool is what other clauses pay to `CLASS_POT`. A teacher's weight is the place from the
    last in the county (number of units − place + 1), of two subjects the sum; 0 where the sharing
    clause bars the subject (一票否决); with the reading `equal`, 1 each that is not barred.

    *lists* has 班级指标 and 教师县名次, *teaching* the rows of 任课.
    """
    sharing = (feed for feed in scheme.feeds if any(t.list_name == CLASS_POOLS for t in feed.takes))
    feed = next(sharing, None)
    if feed is None or feed.clause not in terms.in_force(scheme):
        return [], []
    clause = scheme.clause(feed.clause, terms.on)
    places, findings = _places(feed, lists.get(TEACHERS_IN_COUNTY, ()))
    equal = scheme.choices(terms.options).get(_WEIGHTS) == _EQUAL
    records = []
    for key, lines in _earned(scheme, lists, terms, judge).items():
        weights: dict[str, list[Fact]] = {}
        subjects: dict[str, list[str]] = {}
        for row in teaching:
            name = row.text("teacher")
            if name and class_of(row) == key:
                place = places.get((*key[:2], row.text("subject"), name))
                weights.setdefault(name, []).append(_weight(clause, place, equal=equal))
                subjects.setdefault(name, []).append(row.text("subject"))
        summed = {name: _sum_of_weights(facts) for name, facts in weights.items()}
        total = sum(int(line.amount) for line in lines)
        if not any(weight.value for weight in summed.values()):
            found = "".join(key)
            findings.append(kinds.POOL_WITHOUT_RECEIVERS.at(found=found, total=yuan_text(total)))
            continue
        told = "、".join("＋".join(own) for own in subjects.values())
        order = "" if equal else f"依次按{told}的倒数名次"
        records.append(_pool(key, total, lines, summed, order))
        names = "、".join(name for name, weight in summed.items() if not weight.source)
        if names:
            findings.append(kinds.POOL_WITHOUT_PLACE.at(found=names, about="".join(key)))
    return records, findings


def _earned(
    scheme: Scheme, lists: ListRows, terms: Terms, judge: Judge
) -> dict[ClassKey, list[Line]]:
    """Return what other clauses pay into each class's pool."""
    earned: dict[ClassKey, list[Line]] = {}
    paying = [
        clause.id
        for clause in scheme.clauses
        if clause.in_force(terms.on) and any(rule.payee == CLASS_POT for rule in clause.rules)
    ]
    for case, evaluation in _judged(scheme, paying, lists, terms, judge):
        lines = evaluation.lines if evaluation else ()
        own = [line for line in lines if line.payee == CLASS_POT and line.amount]
        if own:
            key = tuple(case.key.get(name, "") for name in ("unit", "grade", "class_name"))
            earned.setdefault((key[0], key[1], key[2]), []).extend(own)
    return earned


def _places(
    feed: CaseSource, rows: Sequence[Record]
) -> tuple[dict[tuple[str, str, str, str], Record], list[Finding]]:
    """Return the places that weigh by school, grade, subject and teacher; two exams cannot both."""
    takes = [take for take in feed.takes if take.list_name == TEACHERS_IN_COUNTY]
    wanted = [row for row in rows if any(take.wants(row) for take in takes)]
    exams = "、".join(dict.fromkeys(row.text("exam") for row in wanted))
    places: dict[tuple[str, str, str, str], Record] = {}
    findings: list[Finding] = []
    for row in wanted:
        key = (row.text("unit"), row.text("grade"), row.text("subject"), row.text("name"))
        first = places.setdefault(key, row)
        if first.text("exam") != row.text("exam") and not findings:
            findings.append(told_at(row, "rank", kinds.POOL_EXAM_OPEN, found=exams))
    return places, findings


def _weight(clause: Clause, place: Record | None, *, equal: bool) -> Fact:
    rank, of = (place.number(name) if place else None for name in ("rank", "of"))
    if place is None or rank is None or of is None:
        return Fact(0)
    numbers = {"rank": rank, "of": of}
    barred = any(
        bar.when and all(one.holds(numbers.__getitem__) for one in bar.when) for bar in clause.bars
    )
    weight = Fraction(0) if barred else Fraction(1) if equal else of - rank + 1
    return Fact(weight, place.facts["rank"].source)


def _sum_of_weights(weights: Sequence[Fact]) -> Fact:
    total = sum((fact.number or Fraction(0) for fact in weights), Fraction(0))
    return Fact(total, joined_sources(fact.source for fact in weights))


def _pool(
    key: ClassKey, total: int, lines: Sequence[Line], weights: Mapping[str, Fact], order: str
) -> Record:
    parts = "＋".join(f"{line.clause}{line.title}{yuan_text(int(line.amount))}元" for line in lines)
    sources = dict.fromkeys(source for line in lines for source in line.sources)
    cells = joined_sources(
        source._replace(words="") if source.words.startswith("，") else source for source in sources
    )
    firsts = (Source(one.source.cells[:1]) or one.source for one in weights.values())
    figures = {
        "pot": Fact(Fraction(total, FEN_PER_YUAN), cells, parts),
        "teachers": Fact(tuple(weights)),
        "weights": Fact(
            tuple(one.number or 0 for one in weights.values()), joined_sources(firsts), order
        ),
    }
    about = dict(zip(("unit", "grade", "class_name"), key, strict=True))
    return derived_row(about, figures, at=Record(CLASS_POOLS, 0, {}))
