"""Names that are nearly those of the town's own schools and teachers (近似名称), never merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.tariffs.splits import Split
from xl_quality.sheets.doctor.school_names import (
    Seen,
    alias_advice,
    complement,
    declared_apart,
    names_of_lists,
    names_of_scores,
    together,
    why_one_school,
)
from xl_quality.sheets.doctor.unit_checks import SCHOOL_SPELLING
from xl_quality.sheets.spelling import is_school, is_surely_a_slip, likely_same_person
from xl_quality.usecases.derived.history import HISTORY
from xl_quality.usecases.derived.sources import HAND
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from xl_quality.core.facts import Record
    from xl_quality.schemes.model import Scheme
    from xl_quality.usecases.intake import Intake

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
    told = {one.topic: one for one in intake.findings if one.code == SCHOOL_SPELLING}
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
