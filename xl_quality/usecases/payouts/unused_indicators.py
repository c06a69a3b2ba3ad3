"""Indicators of the 指标 sheet that no clause of a scheme takes: they must not vanish silently."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import places_of
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.catalogue import load_raw, scheme_ids
from xl_quality.schemes.model import NO_PAYEE
from xl_quality.schemes.words import Unit
from xl_quality.usecases.derived.class_targets import DERIVED as CLASS_TARGETS
from xl_quality.usecases.derived.class_targets import INDICATORS
from xl_quality.usecases.derived.year_places import BEFORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.schemes.model import Scheme

_MADE_OF_INDICATORS: Final = (INDICATORS, CLASS_TARGETS, BEFORE)
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
                last_year = (_LAST_YEAR,) if take.list_name == BEFORE else ()
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
    (sheet, cell), *_ = places_of(rows[0].facts["indicator"].source)
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
