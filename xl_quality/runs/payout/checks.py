"""Names that are nearly those of the town's own schools and teachers (近似名称), never merged.

Indicators of the 指标 sheet that no clause of a scheme takes: they must not vanish silently.

Schools that a scheme passes by because of how their names end (校名不在条款之列).

Rows of lists that do not say whose they are (缺单位): nothing is paid.
"""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Finding, Severity, settings_row
from xl_quality.runs.facts.derived_lists import (
    CLASS_TARGETS,
    COUNTY_LAST_YEAR,
    HAND,
    HISTORY,
    INDICATORS,
)
from xl_quality.runs.names import TEACHING
from xl_quality.schemes.loading import load_raw, scheme_ids
from xl_quality.schemes.model import NO_PAYEE
from xl_quality.schemes.tariffs.bands import Split
from xl_quality.schemes.unit_kinds import fits, in_words, tells_its_kind
from xl_quality.schemes.words import Unit
from xl_quality.sheets.checkup import (
    Seen,
    alias_advice,
    complement,
    declared_apart,
    names_of_lists,
    names_of_scores,
    together,
    why_one_school,
)
from xl_quality.sheets.sheet_findings import SCHOOL_SPELLING
from xl_quality.sheets.spelling import is_school, is_surely_a_slip, likely_same_person

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.runs.reading import Intake
    from xl_quality.schemes.engine import Terms
    from xl_quality.schemes.model import Scheme

_CONTESTS: Final = ("县名次", HISTORY)
"""Lists that may name every school of the county; the others name the town's own."""
_SHOWN: Final = 5
_IN_SCHEME: Final = 10
"""A name in the scheme's own text weighs as much as one often written."""


def near_units(intake: Intake, scheme: Scheme) -> list[Finding]:
    """
    Return the units of a payout that are written nearly like one of the town's own (近似校名).

    Two spellings would be two payees, or a rule for a named school would pass its own school by;
    so each is an error until the cells agree or 学校别名 in 考核设置 says what holds; a warning
    where two villages may be called so (`is_surely_a_slip`). Schools of other towns in 县名次 are
    only compared with the town's own.

    Args:
        intake: the workbook as understood.
        scheme: whose lists and school names count.
    """
    aliases = intake.recognised.settings.school_aliases
    scores = names_of_scores(intake.recognised.patients, aliases)
    rows = {name: intake.rows(name) for name in _used_lists(intake, scheme)}
    lists = {name: names_of_lists(some, aliases) for name, some in rows.items()}
    own_lists = [names for name, names in lists.items() if name not in _CONTESTS]
    own = together(scores, *own_lists) or together(*lists.values())
    named = _schools_of(scheme)
    own = together(own, {name: Seen(0, {}) for name in named})
    used = together(scores, *lists.values())
    every = together(used, own)
    records = [record for some in rows.values() for record in some]
    told = {one.topic: one for one in intake.findings if one.code == SCHOOL_SPELLING.code}
    findings: list[Finding] = []
    for one, other in _pairs(used, own):
        if declared_apart(one, other, aliases):
            continue
        counts = _weights(*(every[name].times for name in (one, other)))
        counts = _heavier(counts, one in named, other in named)
        apart = complement(every[one], every[other])
        why = why_one_school(one, other, counts, records, complementing=apart)
        if not why:
            continue
        rare, usual = _rarer(one, other, every, named)
        if is_surely_a_slip(one, other, why):
            findings += _near(rare, usual, every[rare], why, Severity.ERROR)
        elif f"{rare} {usual}" in told:
            findings.append(told[f"{rare} {usual}"])
        else:
            findings += _near(rare, usual, every[rare], why, Severity.WARNING)
    return findings


def near_persons(intake: Intake) -> list[Finding]:
    """
    Return persons in lists who are nearly a teacher of 任课 (近似姓名), to check.

    Only names of three or more characters, one character apart; brothers and sisters exist, so
    this is never more than a doubt. A person with a school is compared with its teachers, one
    who stands in the column 单位 by himself (历次) with all of them.
    """
    teachers: dict[str, set[str]] = {}
    for row in intake.rows(TEACHING):
        names = {row.text("teacher"), row.text("head_teacher")} - {""}
        teachers.setdefault(row.text("school"), set()).update(names)
    everybody: set[str] = set().union(*teachers.values())
    findings: dict[tuple[str, str], Finding] = {}
    for name in dict.fromkeys(sheet.name for sheet in intake.lists if sheet.name != TEACHING):
        for row in intake.rows(name):
            unit = row.text("unit")
            alone = not row.text("name")
            field, colleagues = ("unit", everybody) if alone else ("name", teachers.get(unit, ()))
            said = row.text(field)
            if not said or is_school(said) or said in colleagues:
                continue
            if (row.sheet, said) not in findings:
                alike = (one for one in sorted(colleagues) if likely_same_person(said, one))
                if near := next(alike, ""):
                    findings[row.sheet, said] = _person(row, field, near)
    return list(findings.values())


def _schools_of(scheme: Scheme) -> list[str]:
    """Return the schools that rules name in full."""
    named: list[str] = []
    for rule in (rule for clause in scheme.clauses for rule in clause.rules):
        named += [*rule.only_for.get("school", ()), *rule.not_for.get("school", ())]
        splits = (tariff for tariff in rule.tariffs.values() if isinstance(tariff, Split))
        named += [name for split in splits if split.judged == "school" for name, _ in split.shares]
    return [name for name in dict.fromkeys(named) if not set(name) & set("*?[")]


def _used_lists(intake: Intake, scheme: Scheme) -> list[str]:
    """Return the lists that the scheme takes facts from, those behind derived ones included."""
    wanted = {take.list_name for feed in scheme.feeds for take in feed.takes}
    names = dict.fromkeys(sheet.name for sheet in intake.lists)
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


def _weights(one: int, other: int) -> tuple[int, int]:
    """A name that only the scheme writes is as good as one often written."""
    if one and other:
        return one, other
    return (1, _IN_SCHEME) if one else (_IN_SCHEME, 1)


def _heavier(counts: tuple[int, int], *named: bool) -> tuple[int, int]:
    """A name that the scheme writes, too, weighs more than the rows that have it."""
    first, second = (
        count * _IN_SCHEME if own and named != (True, True) else count
        for count, own in zip(counts, named, strict=True)
    )
    return first, second


def _rarer(
    one: str, other: str, every: Mapping[str, Seen], named: Collection[str]
) -> tuple[str, str]:
    """
    Return the name to change first: never the scheme's own, then the rarer or later one.

    Whoever changed the scheme's own name into another would be asked back the other way.
    """
    if (one in named) != (other in named):
        return (other, one) if one in named else (one, other)
    counts = (every[one].times, every[other].times)
    first = not counts[1] or 0 < counts[0] < counts[1]
    return (one, other) if first else (other, one)


def _near(rare: str, usual: str, seen: Seen, why: str, severity: Severity) -> Iterator[Finding]:
    for sheet, cells in seen.cells.items():
        more = f"等 {len(cells)} 处" if len(cells) > _SHOWN else ""
        where = f"（{'、'.join(cells[:_SHOWN])}{more}）" if len(cells) > 1 else ""
        yield Finding(
            "unit_spelling",
            severity,
            sheet,
            cells[0],
            rare,
            f"写的是“{rare}”{where}，是不是“{usual}”？（{why}）",
            alias_advice(rare, usual),
        )


def _person(row: Record, field: str, teacher: str) -> Finding:
    said = row.text(field)
    cell = row.facts[field].cell
    message = f"写的是“{said}”，任课表里有“{teacher}”，只差一个字"
    return Finding(
        "person_spelling",
        Severity.WARNING,
        row.sheet,
        cell,
        said,
        message,
        "如果是同一人，请改成一致；不是同一人就不用改",
    )


_MADE_OF_INDICATORS: Final = (INDICATORS, CLASS_TARGETS, COUNTY_LAST_YEAR)
"""The lists whose rows may be rows of 指标."""
_LAST_YEAR: Final = "上年*名次"
_FEW: Final = 6
_ALIKE: Final = 0.5
"""Names that have at least this share of their characters in common may be one indicator."""


class _Wanted(NamedTuple):
    """One indicator that a scheme takes: its name or pattern, and the clauses that do."""

    pattern: str
    clauses: Sequence[str]
    pays: bool

    @property
    def shown(self) -> str:
        """Return the name as a clerk reads it."""
        return self.pattern.replace("*", "…")

    @property
    def name(self) -> str:
        """Return the shortest name that fits."""
        return self.pattern.replace("*", "")

    @property
    def use(self) -> str:
        """Return which clauses take it, and whether they pay by it."""
        return f"条款{'、'.join(self.clauses)}{'按它计奖惩' if self.pays else '要用它'}"


def unused_indicators(scheme: Scheme, lists: Mapping[str, Sequence[Record]]) -> list[Finding]:
    """
    Say which indicators the scheme does not use, and what it knows instead (没有用到的指标).

    Args:
        scheme: with its feeds; one that takes nothing from 指标 has nothing to say.
        lists: rows by list name, those derived from 指标 included.

    Returns:
        A warning for each name that is close to one the scheme knows and no other scheme has, or
        that it knows but not on such a row: money may be lost by it; a note on all the others.
    """
    wanted = _wanted(scheme)
    findings: list[Finding] = []
    others: dict[str, Sequence[Record]] = {}
    for name, rows in (_left(scheme, lists) if wanted else {}).items():
        known = next((one for one in wanted if fnmatchcase(name, one.pattern)), None)
        if known is not None:
            findings.append(_wrong_row(known, name, rows))
        elif (near := _nearest(name, wanted, scheme.id)) is not None:
            findings.append(_other_name(near, name, rows))
        else:
            others[name] = rows
    return [*findings, *([_foreign(scheme, wanted, others)] if others else [])]


def _wanted(scheme: Scheme) -> list[_Wanted]:
    """Return the indicators that the scheme's feeds name."""
    clauses: dict[str, dict[str, None]] = {}
    for feed in scheme.feeds:
        for take in feed.takes:
            if take.list_name in _MADE_OF_INDICATORS:
                last_year = (_LAST_YEAR,) if take.list_name == COUNTY_LAST_YEAR else ()
                for pattern in take.where.get("indicator", last_year):
                    clauses.setdefault(pattern, {})[feed.clause] = None
    paying = {
        clause.id
        for clause in scheme.clauses
        if clause.unit is Unit.YUAN and any(rule.payee != NO_PAYEE for rule in clause.rules)
    }
    return [
        _Wanted(pattern, list(own), bool(paying & own.keys())) for pattern, own in clauses.items()
    ]


def _left(scheme: Scheme, lists: Mapping[str, Sequence[Record]]) -> dict[str, list[Record]]:
    """Return the rows of 指标 that no take wants, by the indicator they name."""
    used = {
        (row.sheet, row.row)
        for feed in scheme.feeds
        for take in feed.takes
        if take.list_name in _MADE_OF_INDICATORS
        for row in lists.get(take.list_name, ())
        if take.wants(row)
    }
    left: dict[str, list[Record]] = {}
    for row in lists.get(INDICATORS, ()):
        if row.text("indicator") and (row.sheet, row.row) not in used:
            left.setdefault(row.text("indicator"), []).append(row)
    return left


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


def _finding(
    rows: Sequence[Record], severity: Severity, found: str, message: str, advice: str
) -> Finding:
    (sheet, cell), *_ = rows[0].facts["indicator"].source.by_sheet.items()
    return Finding("indicator_not_used", severity, sheet, cell, found, message, advice)


def _of(rows: Sequence[Record]) -> str:
    names = list(dict.fromkeys(row.text("unit") for row in rows if row.text("unit")))
    more = f"等{len(names)}个单位" if len(names) > _FEW else ""
    return f"{'、'.join(names[:_FEW])}{more}的"


def _other_name(near: _Wanted, name: str, rows: Sequence[Record]) -> Finding:
    message = f"{_of(rows)}指标“{name}”没有用上；方案里叫“{near.name}”（{near.use}）"
    message += "，这一项的奖惩没有算" if near.pays else ""
    advice = f"如果是同一个指标，请把名称改成“{near.name}”再算一次；不是就不用处理"
    return _finding(rows, Severity.WARNING, name, message, advice)


def _wrong_row(known: _Wanted, name: str, rows: Sequence[Record]) -> Finding:
    message = f"{_of(rows)}“{name}”没有用上：{known.use}，但这一行的对象不合它的要求"
    advice = "请核对单位（含班级）、年级、学科、姓名是否写全；本来就不考核的，不用处理"
    return _finding(rows, Severity.WARNING, name, message, advice)


def _foreign(
    scheme: Scheme, wanted: Sequence[_Wanted], others: Mapping[str, Sequence[Record]]
) -> Finding:
    names = "、".join([*others][:_FEW])
    more = f"等{len(others)}种" if len(others) > _FEW else ""
    known = "、".join(one.shown for one in wanted)
    return _finding(
        next(iter(others.values())),
        Severity.NOTE,
        names,
        f"方案“{scheme.title}”没有用到这些指标：{names}{more}",
        "如果是别的方案用的，不必处理；如果应当用到，请照本方案的写法改名称，"
        f"本方案用到的有：{known}",
    )


class _PassedBy(NamedTuple):
    """The clauses and rows by which one unit is passed over, and the names they want."""

    clauses: dict[str, None]
    rows: dict[tuple[str, int], Record]
    endings: dict[str, None]


def units_of_no_clause(
    scheme: Scheme,
    lists: Mapping[str, Sequence[Record]],
    terms: Terms,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """
    Say whose rows a clause leaves out only because the unit's name does not end as it says.

    九年一贯制学校 is neither …中学 nor …小学: whether a clause is meant for it nobody but the
    office can say, so its rows must not be lost without a word.

    Args:
        scheme: with its feeds.
        lists: rows by list name, derived lists included.
        terms: the day decides which clauses are in force, the readings which rows they take.
        answers: what the office has said of its units' kinds; these are not asked about again.
    """
    takes = [(feed.clause, take) for feed, take in terms.takes(scheme) if "unit" in take.where]
    named = {name for _, take in takes for name in take.where["unit"] if name}
    found: dict[str, _PassedBy] = {}
    for clause, take in takes:
        anybody = take.whoever
        for row in lists.get(take.list_name, ()):
            unit = row.text("unit")
            if not is_school(unit) or tells_its_kind(unit) or unit in answers or fits(unit, named):
                continue
            if anybody.wants(row):
                passed = found.setdefault(unit, _PassedBy({}, {}, {}))
                passed.clauses[clause] = None
                passed.rows[row.sheet, row.row] = row
                passed.endings.update(dict.fromkeys(take.where["unit"]))
    return [_units_of_no_clause_finding(unit, passed) for unit, passed in found.items()]


def _units_of_no_clause_finding(unit: str, passed: _PassedBy) -> Finding:
    first = next(iter(passed.rows.values()))
    sheet, cell = next(iter(first.facts["unit"].source.by_sheet.items()), (first.sheet, ""))
    clauses, kinds = "、".join(passed.clauses), in_words(passed.endings)
    row = settings_row("单位类别", "小学或初中或都不是", column=unit)
    return Finding(
        "unit_of_no_clause",
        Severity.WARNING,
        sheet,
        cell,
        unit,
        f"条款{clauses}只管{kinds}，从校名看不出“{unit}”是哪一类，它的{len(passed.rows)}行没有算",
        f"请{row}；两个学段都有的，请在各表里分开写成“{unit}小学部”“{unit}初中部”",
    )


def without_unit(
    scheme: Scheme, lists: Mapping[str, Sequence[Record]], terms: Terms
) -> list[Finding]:
    """
    Return an error for each sheet with rows that would make a case and do not say whose.

    A row that only completes others may hold for all units.

    Args:
        scheme: with its feeds.
        lists: rows by list name, derived lists included.
        terms: the day decides which clauses are in force, the readings which rows they take.
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
    return [_no_unit(sheet, list(rows), list(clauses[sheet])) for sheet, rows in rows_of.items()]


def _no_unit(sheet: str, rows: Sequence[int], clauses: Sequence[str]) -> Finding:
    more = f"等{len(rows)}行" if len(rows) > _SHOWN else ""
    where = "、".join(f"第{row}行" for row in rows[:_SHOWN]) + more
    return Finding(
        "row_without_unit",
        Severity.ERROR,
        sheet,
        f"A{rows[0]}",
        "",
        f"{where}没有写单位，不知道是哪个学校的，条款{'、'.join(clauses)}没法算",
        "请补上单位；表里没有“单位”一栏的，请加上这一栏",
    )
