"""What would be lost without a word: names, indicators, units that a payout passes by (计奖核对).

Names nearly those of the town's own schools and teachers (近似名称) are never merged: `near_units`,
`near_persons`. `unused_indicators`, `unused_targets` and `units_of_no_clause` find rows that no
clause takes,
`without_unit` rows that do not say whose they are, `without_account` payees of whom the workbook
names no account (`accounts_of`), `reviews_to_enter` reviews that a clause decides and no list has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Finding, first_of
from xl_quality.core.grouping import grouped
from xl_quality.core.school_terms import YEAR
from xl_quality.runs.facts.derived_lists import (
    CLASS_TARGETS,
    COUNTY_LAST_YEAR,
    HAND,
    HISTORY,
    INDICATORS,
    ListRows,
    first_places,
    lists_used,
    told_at,
)
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.schemes.cases import fits, in_words, tells_its_kind
from xl_quality.schemes.loading import load_raw, scheme_ids
from xl_quality.schemes.payout_lines import Account, PayoutLine
from xl_quality.schemes.results import Consequence
from xl_quality.schemes.tariffs.bands import Split
from xl_quality.sheets.checkup import (
    Seen,
    alias_advice,
    complement,
    declared_apart,
    names_of_lists,
    names_of_scores,
    names_together,
    why_one_school,
)
from xl_quality.sheets.list_kinds import TEACHING
from xl_quality.sheets.sheet_findings import SCHOOL_SPELLING
from xl_quality.sheets.spelling import is_school, is_surely_a_slip, likely_same_person

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.core.facts import Record
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.schemes.cases import Case
    from xl_quality.schemes.engine import Terms
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.results import Evaluation

_FAILED: Final = "不合格"
_FAILED_REVIEW: Final = f"年度考核{_FAILED}"
_CONTESTS: Final = ("县名次", HISTORY)
"""Lists that may name every school of the county; the others name the town's own."""
_SHOWN: Final = 5  # places or payees that a message names
_IN_SCHEME: Final = 10  # A name in the scheme's own text weighs as much as one often written


def near_units(contents: BookContents, scheme: Scheme) -> list[Finding]:
    """Return the units of a payout that are written nearly like one of the town's own (近似校名).

    Two spellings would be two payees, or a rule for a named school would pass its own school by;
    so each is an error until the cells agree or 学校别名 in 考核设置 says what holds; a warning
    where two villages may be called so (`is_surely_a_slip`). Schools of other towns in 县名次 are
    only compared with the town's own.
    """
    aliases = contents.recognised.settings.school_aliases
    scores = names_of_scores(contents.recognised.score_sheets, aliases)
    rows = {name: contents.rows(name) for name in _used_lists(contents, scheme)}
    lists = {name: names_of_lists(some, aliases) for name, some in rows.items()}
    own_lists = [names for name, names in lists.items() if name not in _CONTESTS]
    own = names_together(scores, *own_lists) or names_together(*lists.values())
    named = _schools_of(scheme)
    own = names_together(own, {name: Seen(0, {}) for name in named})
    used = names_together(scores, *lists.values())
    every = names_together(used, own)
    records = [record for some in rows.values() for record in some]
    told = {one.topic: one for one in contents.findings if one.code == SCHOOL_SPELLING.code}
    findings: list[Finding] = []
    for one, other in _pairs(used, own):
        if declared_apart(one, other, aliases):
            continue
        counts = _weights(one, other, every, named)
        apart = complement(every[one], every[other])
        why = why_one_school(one, other, counts, records, complementing=apart)
        if not why:
            continue
        rare, usual = _rarer(one, other, every, named)
        sure = is_surely_a_slip(one, other, why)
        if not sure and f"{rare} {usual}" in told:
            findings.append(told[f"{rare} {usual}"])
            continue
        kind = kinds.SURE_SLIP if sure else kinds.LIKELY_SLIP
        advice = alias_advice(rare, usual)
        for sheet, cells in every[rare].cells.items():
            more = f"等 {len(cells)} 处" if len(cells) > _SHOWN else ""
            places = f"（{'、'.join(cells[:_SHOWN])}{more}）" if len(cells) > 1 else ""
            findings.append(
                kind.at(
                    sheet, cells[0], found=rare, places=places, usual=usual, why=why, advice=advice
                )
            )
    return findings


def near_persons(contents: BookContents) -> list[Finding]:
    """Return persons in lists who are nearly a teacher of 任课 (近似姓名), to check.

    Only names of three or more characters, one character apart; brothers and sisters exist, so
    this is never more than a doubt. A person with a school is compared with its teachers, one
    who stands in the column 单位 by himself (历次) with all of them.
    """
    teachers: dict[str, set[str]] = {}
    for row in contents.rows(TEACHING):
        names = {row.text("teacher"), row.text("head_teacher")} - {""}
        teachers.setdefault(row.text("school"), set()).update(names)
    everybody: set[str] = set().union(*teachers.values())
    findings: dict[tuple[str, str], Finding] = {}
    for name in dict.fromkeys(sheet.name for sheet in contents.lists if sheet.name != TEACHING):
        for row in contents.rows(name):
            unit = row.text("unit")
            alone = not row.text("name")
            field, colleagues = ("unit", everybody) if alone else ("name", teachers.get(unit, ()))
            said = row.text(field)
            if not said or is_school(said) or said in colleagues:
                continue
            if (row.sheet, said) not in findings:
                alike = (one for one in sorted(colleagues) if likely_same_person(said, one))
                if near := next(alike, ""):
                    finding = told_at(row, field, kinds.PERSON_SPELLING, teacher=near)
                    findings[row.sheet, said] = finding
    return list(findings.values())


def accounts_of(
    lines: Iterable[PayoutLine], rows: Iterable[Record]
) -> Mapping[tuple[str, str], Account]:
    """Return where the money of payees goes (账号), by `PayoutLine.whose`.

    A row is a payee's where name and unit are his. Where the row, or the line, has no unit, the
    name alone decides, as long as it is one payee's and names one account: money for a namesake
    is worse than an empty cell. Two accounts for one payee are none.
    """
    named: dict[str, dict[str, dict[Account, None]]] = {}  # by name and unit
    for row in rows:
        unit, number = row.text("unit"), row.text("account")
        if number:
            own = named.setdefault(row.text("name") or unit, {})
            own.setdefault(unit, {})[Account(number, row.text("bank"))] = None
    payees = {line.whose: line.name or line.payee for line in lines}
    times = Counter(payees.values())
    found = {}
    for (unit, payee), name in payees.items():
        units = named.get(name, {})
        theirs = units.get("" if unit == payee and unit not in units else unit, {})
        if not theirs and times[name] == 1:
            free = unit == payee  # of a person whose line names no unit
            theirs = {one: None for at, some in units.items() if free or not at for one in some}
        if len({one.number for one in theirs}) == 1:
            found[unit, payee] = next(iter(theirs))
    return found


def without_account(
    lines: Iterable[PayoutLine], accounts: Mapping[tuple[str, str], Account]
) -> list[Finding]:
    """Count the payees without an account, where others of their kind, person or unit, have one.

    An office that pays its teachers into accounts may settle with its schools otherwise.
    """
    payees = dict.fromkeys(line.whose for line in lines)
    kept = {unit == payee for unit, payee in accounts}
    lacking = [
        payee for unit, payee in payees if (unit, payee) not in accounts and (unit == payee) in kept
    ]
    if not lacking:
        return []
    more = "等" if len(lacking) > _SHOWN else ""
    named = "、".join(lacking[:_SHOWN]) + more
    return [kinds.ACCOUNTS_MISSING.at(payees=len(lacking), named=named)]


def _schools_of(scheme: Scheme) -> list[str]:
    """Return the schools that rules name in full."""
    named: list[str] = []
    for rule in (rule for clause in scheme.clauses for rule in clause.rules):
        named += [*rule.only_for.get("school", ()), *rule.not_for.get("school", ())]
        splits = (tariff for tariff in rule.tariffs.values() if isinstance(tariff, Split))
        named += [name for split in splits if split.judged == "school" for name, _ in split.shares]
    return [name for name in dict.fromkeys(named) if not set(name) & set("*?[")]


def _used_lists(contents: BookContents, scheme: Scheme) -> list[str]:
    """Return the lists that the scheme takes facts from, those behind derived ones included."""
    wanted = lists_used(scheme)
    names = dict.fromkeys(sheet.name for sheet in contents.lists)
    wanted |= {HAND} | ({HISTORY, TEACHING} if wanted - names.keys() else set())
    return [name for name in names if name in wanted]


def _pairs(used: Mapping[str, Seen], own: Mapping[str, Seen]) -> Iterator[tuple[str, str]]:
    """Yield each pair of a used name and another of the town's own once."""
    schools = [name for name in own if is_school(name)]
    done: set[frozenset[str]] = set()
    for one in used:
        for other in schools if not is_school(one) else own:
            pair = frozenset((one, other))
            if one != other and pair not in done:
                done.add(pair)
                yield one, other


def _weights(
    one: str, other: str, every: Mapping[str, Seen], named: Collection[str]
) -> tuple[int, int]:
    """Return how often two names are written, as far as that tells which of them is right.

    A name that only the scheme writes is as good as one often written; one that it writes, too,
    weighs more than the rows that have it.
    """
    first, second = every[one].times, every[other].times
    if not (first and second):
        first, second = (1, _IN_SCHEME) if first else (_IN_SCHEME, 1)
    if (one in named) == (other in named):
        return first, second
    return (first * _IN_SCHEME, second) if one in named else (first, second * _IN_SCHEME)


def _rarer(
    one: str, other: str, every: Mapping[str, Seen], named: Collection[str]
) -> tuple[str, str]:
    """Return the name to change first: never the scheme's own, then the rarer or later one.

    Whoever changed the scheme's own name into another would be asked back the other way.
    """
    if (one in named) != (other in named):
        return (other, one) if one in named else (one, other)
    counts = (every[one].times, every[other].times)
    first = not counts[1] or 0 < counts[0] < counts[1]
    return (one, other) if first else (other, one)


_MADE_OF_INDICATORS: Final = (INDICATORS, CLASS_TARGETS, COUNTY_LAST_YEAR)
"""The lists whose rows may be rows of 指标."""
_LAST_YEAR: Final = "上年*名次"
_FEW: Final = 6  # units or indicators that a message names
_ALIKE: Final = 0.5
"""Names that have at least this share of their characters in common may be one indicator."""


class _Wanted(NamedTuple):
    """One indicator that a scheme takes: its name or pattern, and the clauses that do."""

    pattern: str
    clauses: Sequence[str]
    pays: bool

    @property
    def use(self) -> str:
        """Return which clauses take it, and whether they pay by it."""
        return f"条款{'、'.join(self.clauses)}{'按它计奖惩' if self.pays else '要用它'}"


def unused_indicators(scheme: Scheme, lists: ListRows) -> list[Finding]:
    """Say which indicators the scheme does not use, and what it knows instead (没有用到的指标).

    Returns:
        A warning for each name that is close to one the scheme knows and no other scheme has, or
        that it knows but not on such a row: money may be lost by it; a note on all the others.
    """
    wanted = _indicators_wanted(scheme)
    findings: list[Finding] = []
    others: dict[str, Sequence[Record]] = {}
    for name, rows in (_unused_rows(scheme, lists) if wanted else {}).items():
        known = next((one for one in wanted if fnmatchcase(name, one.pattern)), None)
        near = None if known else _nearest(name, wanted, scheme.id)
        if known is not None:
            kind, facts = kinds.INDICATOR_OF_WRONG_ROW, {"use": known.use}
        elif near is not None:
            kind = kinds.INDICATOR_MISNAMED if near.pays else kinds.FACT_MISNAMED
            facts = {"use": near.use, "name": near.pattern.replace("*", "")}
        else:
            others[name] = rows
            continue
        units = list(dict.fromkeys(row.text("unit") for row in rows if row.text("unit")))
        facts["units"] = f"{first_of(units, _FEW, '个单位')}的"
        findings.append(told_at(rows[0], "indicator", kind, **facts))
    if others:
        names = [*others]
        facts = {"scheme": scheme.title, "names": first_of(names, _FEW, "种")}
        facts |= {"known": "、".join(one.pattern.replace("*", "…") for one in wanted)}
        facts["found"] = ""  # the sentence names them
        first = others[names[0]][0]
        findings.append(told_at(first, "indicator", kinds.INDICATORS_OF_OTHERS, **facts))
    return findings


def unused_targets(scheme: Scheme, rows: Iterable[Record]) -> list[Finding]:
    """Say which targets of 指标 no clause takes: agreements leave them out (责任书没有印的指标).

    One finding for all of them, with their cells; a warning where one may be an indicator of the
    scheme by another name.
    """
    wanted = _indicators_wanted(scheme)
    every = [*rows]
    # of lists that are made of 指标: which rows they take only a payout knows
    derived = {pattern for _, name, pattern in _patterns_taken(scheme) if name != INDICATORS}
    left = {
        name: own
        for name, own in _unused_rows(scheme, {INDICATORS: every}).items()
        if not any(fnmatchcase(name, pattern) for pattern in derived)
    }
    for name, own in grouped(every, lambda row: row.text("indicator")).items():
        foreign = [row for row in own if _is_of_others(scheme, row)]
        if name not in left and foreign:
            left = {**left, name: foreign}
    if not (wanted and left):
        return []
    told, near = [], False
    for name, own in left.items():
        known = any(fnmatchcase(name, one.pattern) for one in wanted)
        alike = None if known else _nearest(name, wanted, scheme.id)
        near = near or known or alike is not None
        meant = "，条款不管这一行的对象" if known else ""
        meant = f"，方案里叫“{alike.pattern.replace('*', '')}”" if alike else meant
        places = first_places([row.facts["indicator"].source for row in own], _SHOWN)
        told.append(f"“{name}”（{places}{meant}）")
    facts = {"scheme": scheme.title, "names": first_of(told, _FEW, "种"), "found": ""}
    facts |= {"known": "、".join(one.pattern.replace("*", "…") for one in wanted)}
    kind = kinds.TARGET_MISNAMED if near else kinds.TARGETS_OF_OTHERS
    return [told_at(next(iter(left.values()))[0], "indicator", kind, **facts)]


def _is_of_others(scheme: Scheme, row: Record) -> bool:
    """Tell whether the clauses that take a row of 指标 are all for schools of another kind."""
    unit, concerns = row.text("unit"), {clause.id: clause.concerns for clause in scheme.clauses}
    own = [
        concerns.get(feed.clause, ())
        for feed in scheme.feeds
        for take in feed.takes
        if take.list_name == INDICATORS and take.wants(row)
    ]
    return bool(own) and tells_its_kind(unit) and not any(not one or fits(unit, one) for one in own)


def _indicators_wanted(scheme: Scheme) -> list[_Wanted]:
    """Return the indicators that the scheme's feeds name."""
    clauses: dict[str, dict[str, None]] = {}
    for clause, _, pattern in _patterns_taken(scheme):
        clauses.setdefault(pattern, {})[clause] = None
    paying = {clause.id for clause in scheme.clauses if clause.pays}
    return [
        _Wanted(pattern, list(own), bool(paying & own.keys())) for pattern, own in clauses.items()
    ]


def _patterns_taken(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """Yield clause, list and name or pattern of each indicator that the scheme's feeds name."""
    for feed in scheme.feeds:
        for take in feed.takes:
            if take.list_name in _MADE_OF_INDICATORS:
                last_year = (_LAST_YEAR,) if take.list_name == COUNTY_LAST_YEAR else ()
                for pattern in take.where.get("indicator", last_year):
                    yield feed.clause, take.list_name, pattern


def _unused_rows(scheme: Scheme, lists: ListRows) -> dict[str, list[Record]]:
    """Return the rows of 指标 that no take wants, by the indicator they name."""
    used = {
        (row.sheet, row.row)
        for feed in scheme.feeds
        for take in feed.takes
        if take.list_name in _MADE_OF_INDICATORS
        for row in lists.get(take.list_name, ())
        if take.wants(row)
    }
    named = (row for row in lists.get(INDICATORS, ()) if row.text("indicator"))
    left = (row for row in named if (row.sheet, row.row) not in used)
    return grouped(left, lambda row: row.text("indicator"))


def _nearest(name: str, wanted: Sequence[_Wanted], scheme: str) -> _Wanted | None:
    """Return the indicator that a name may mean; none where another scheme has it of its own."""
    best = max(wanted, key=lambda one: _likeness(name, one.pattern))
    if _likeness(name, best.pattern) < _ALIKE:
        return None
    others = (one for one in scheme_ids() if one != scheme)
    foreign = any(fnmatchcase(name, pattern) for one in others for pattern in _patterns(one))
    return None if foreign else best


def _likeness(name: str, pattern: str) -> float:
    """Return the share of characters two names have in common, in whatever order."""
    one, other = Counter(name), Counter(pattern.replace("*", ""))
    return 2 * (one & other).total() / (one.total() + other.total())


@cache
def _patterns(scheme: str) -> tuple[str, ...]:
    """Return the indicators that a shipped scheme names."""
    takes = [take for feed in load_raw(scheme).get("feed", ()) for take in feed["take"]]
    return tuple(name for take in takes for name in take.get("where", {}).get("indicator", ()))


def units_of_no_clause(
    scheme: Scheme, lists: ListRows, terms: Terms, answers: Mapping[str, str]
) -> list[Finding]:
    """Say whose rows a clause leaves out only because the unit's name does not end as it says.

    九年一贯制学校 is neither …中学 nor …小学: whether a clause is meant for it nobody but the
    office can say, so its rows must not be lost without a word. Units of whose kind the office has
    spoken (*answers*) are not asked about again.
    """
    takes = [(feed.clause, take) for feed, take in terms.takes(scheme) if "unit" in take.where]
    named = {name for _, take in takes for name in take.where["unit"] if name}
    found: dict[str, list[tuple[str, Record, Sequence[str]]]] = {}
    for clause, take in takes:
        anybody = take.whoever
        for row in lists.get(take.list_name, ()):
            unit = row.text("unit")
            if not is_school(unit) or tells_its_kind(unit) or unit in answers or fits(unit, named):
                continue
            if anybody.wants(row):
                found.setdefault(unit, []).append((clause, row, take.where["unit"]))
    findings = []
    for unit, passed in found.items():
        clauses = "、".join(dict.fromkeys(clause for clause, _, _ in passed))
        endings = in_words(dict.fromkeys(one for *_, wanted in passed for one in wanted))
        rows = len({(row.sheet, row.row) for _, row, _ in passed})
        facts = {"clauses": clauses, "kinds": endings, "rows": rows}
        findings.append(told_at(passed[0][1], "unit", kinds.UNIT_OF_NO_CLAUSE, found=unit, **facts))
    return findings


def reviews_to_enter(
    judged: Iterable[tuple[Case, Evaluation]], staff: Sequence[Record]
) -> list[Finding]:
    """Say whom a clause makes 年度考核不合格 while 人员 has another grade (等次) for him, or none.

    The grade is the review board's to enter, and pay goes by it alone: nothing is withheld by what
    the clause says. Where 人员 has no grades at all nothing goes by them.
    """
    if not any(row.text("review") for row in staff):
        return []
    findings = []
    for case, evaluation in judged:
        unit = case.key.get("unit", "")
        for line in evaluation.lines:
            if not isinstance(line.effect, Consequence) or line.effect.name != _FAILED_REVIEW:
                continue
            for person in line.effect.persons or [*filter(None, [case.key.get("name")])]:
                homes = {"", unit} if unit else {row.text("unit") for row in staff}
                rows = [row for row in staff if row.text("name") == person]
                grades = {row.text("review") for row in rows if row.text("unit") in homes} - {""}
                if grades == {_FAILED}:
                    continue
                stated = f"写的是{'、'.join(sorted(grades))}" if grades else "没有填他的等次"
                cell = next((cell for source in line.sources for cell in source.cells), None)
                findings.append(
                    kinds.REVIEW_TO_ENTER.at(
                        cell.sheet if cell else "",
                        cell.address if cell else "",
                        whom=f"{unit}{person}",
                        clause=line.clause,
                        stated=stated,
                    )
                )
    return findings


def of_others(scheme: Scheme, office: str, exams: Iterable[str], on: date) -> list[Finding]:
    """Say that a scheme's title names another place than the office's name, or another year.

    A scheme of another town that was copied pays by its lines and names its schools; last year's
    agreement may have ended. Compared are places of one rank (镇 with 乡, 县 with 区), where both
    names begin with one; a year in brackets, （2008年详表）, is that of a version. Exams that name
    no year are of the year of *on* or the one before: a school year has both.
    """
    findings = []
    own = _places(office)
    for rank, (place, stem) in _places(_VERSION.sub("", scheme.title)).items():
        if rank in own and own[rank][1] != stem and stem not in office:
            told = kinds.OF_OTHER_PLACE.at(scheme=scheme.title, place=place, office=office)
            findings.append(told)
    named = set(YEAR.findall(_VERSION.sub("", scheme.title)))
    held = {year for exam in exams for year in YEAR.findall(exam)}
    meant = held or {str(on.year), str(on.year - 1)}
    if named and not named & meant:
        years, held_in = ("、".join(sorted(some)) for some in (named, held or {str(on.year)}))
        findings.append(kinds.OF_OTHER_YEAR.at(scheme=scheme.title, years=years, held=held_in))
    return findings


_VERSION: Final = re.compile(r"[（(][^（()）]*[)）]")
_PLACE: Final = re.compile(r"\s*([一-龥]{2,5}?)(?:(省|自治区)|(市|县|区|旗)|(镇|乡|街道))")
_NO_PLACE: Final = ("本校", "全市", "我们")
"""What stands before 县 or 区 and names none."""


def _places(text: str) -> dict[int, tuple[str, str]]:
    """Return the places that a name begins with, by their rank, each with its name alone.

    >>> _places("2026年罗田县骆驼坳镇教学质量方案"), _places("学区“双高”提升方案")
    ({2: ('罗田县', '罗田'), 3: ('骆驼坳镇', '骆驼坳')}, {})
    """
    found: dict[int, tuple[str, str]] = {}
    text = re.sub(r"^\s*20\d\d[^一-龥]*年?", "", text)
    while (match := _PLACE.match(text)) and match[1] not in _NO_PLACE:
        found.setdefault(match.lastindex or 0, (match[0].strip(), match[1]))
        text = text[match.end() :]
    return {rank - 1: place for rank, place in found.items()}


def without_unit(scheme: Scheme, lists: ListRows, terms: Terms) -> list[Finding]:
    """Return an error for each sheet with rows that would make a case and do not say whose.

    A row that only completes others may hold for all units.
    """
    rows_of: dict[str, dict[int, None]] = {}
    clauses: dict[str, dict[str, None]] = {}
    for feed, take in terms.takes(scheme):
        if take.only_adds or take.stated or take.list_name == HAND:  # HAND tells its own rows
            continue
        anybody = take.whoever
        for row in lists.get(take.list_name, ()):
            if row.row and not row.text("unit") and anybody.wants(row):
                rows_of.setdefault(row.sheet, {})[row.row] = None
                clauses.setdefault(row.sheet, {})[feed.clause] = None
    findings = []
    for sheet, rows in rows_of.items():
        where = first_of([f"第{row}行" for row in rows], _SHOWN, "行")
        named = "、".join(clauses[sheet])
        cell = f"A{next(iter(rows))}"
        findings.append(kinds.ROW_WITHOUT_UNIT.at(sheet, cell, rows=where, clauses=named))
    return findings
