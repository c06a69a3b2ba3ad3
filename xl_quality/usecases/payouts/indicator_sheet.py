"""指标完成情况 from a reckoned payout: what each school, class or teacher reached."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.reports.indicators import Judged, Sheaf, indicators_table
from xl_quality.schemes.effects import Indicator
from xl_quality.schemes.words import MINUS, Unit, number_text, per_cent_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xl_quality.books.tables import Table
    from xl_quality.core.facts import Fact
    from xl_quality.schemes.evaluation import Evaluation, Line
    from xl_quality.usecases.payouts.payout import Payout, Reckoned

_SCOPE: Final = ("exam", "grade", "class_name", "subject", "indicator")


def indicator_sheet(payout: Payout) -> Table | None:
    """
    Return the sheet 指标完成情况, None where the scheme judged no indicator and scored no points.

    Persons named make the sheet 内部资料.
    """
    sheaves = sheaves_of(payout)
    if not sheaves:
        return None
    units = _units(payout)
    persons = any(one.case.key.get("name") for one in payout.reckoned)
    note = f"依据：{payout.scheme.title}　　计算日期：{payout.terms.on.isoformat()}"
    if len(units) == 1:
        note = f"单位：{units.pop()}　　{note}"
    return indicators_table(sheaves, note=note, confidential=persons)


def sheaves_of(payout: Payout) -> list[Sheaf]:
    """
    Return the indicators of each object (考核对象), in order of first appearance.

    An object is the person a case names, else its unit.
    """
    several = len(_units(payout)) > 1
    cases: dict[str, list[Reckoned]] = {}
    for one in payout.reckoned:
        cases.setdefault(_object(one.case.key, several=several), []).append(one)
    sheaves = [Sheaf(name, _judged(own), _verdicts(own)) for name, own in cases.items()]
    return [sheaf for sheaf in sheaves if sheaf.judged]


def _units(payout: Payout) -> set[str]:
    return {one.case.key.get("unit", "") for one in payout.reckoned}


def _object(key: Mapping[str, str], *, several: bool) -> str:
    """Return the person or unit; the person's school beside it where there are several."""
    unit, name = key.get("unit", ""), key.get("name", "")
    if not name or name == unit:
        return unit
    return f"{unit} {name}" if several else name


def _judged(cases: list[Reckoned]) -> list[Judged]:
    return [judged for one in cases for judged in _of_case(one)]


def _of_case(one: Reckoned) -> Iterator[Judged]:
    key, evaluation = one.case.key, one.evaluation
    scope = " ".join(key[name] for name in _SCOPE if key.get(name))
    for line in evaluation.lines:
        own = line.effect if isinstance(line.effect, Indicator) else None
        if own is None and not _alone(evaluation, line):
            continue
        shown = own or _against_line(line, one.case.facts)
        yield Judged(
            scope=scope,
            label=shown.label,
            target=shown.target,
            actual=shown.actual,
            gap=shown.gap,
            met=own.met if own else None,
            points=_points(evaluation, line, one.case.facts),
            clause=line.clause,
            sources=line.sources,
        )


def _alone(evaluation: Evaluation, line: Line) -> bool:
    """Tell whether a line scores points without any indicator of its rule."""
    if evaluation.unit is not Unit.POINTS or not line.amount:
        return False
    return not any(
        isinstance(other.effect, Indicator)
        for other in evaluation.lines
        if (other.clause, other.rule) == (line.clause, line.rule)
    )


def _points(evaluation: Evaluation, line: Line, facts: Mapping[str, Fact]) -> Fraction | None:
    """Return what the line's rule scores; nothing where no points were set for it."""
    if evaluation.unit is not Unit.POINTS:
        return None
    own = [
        other.amount
        for other in evaluation.lines
        if (other.clause, other.rule) == (line.clause, line.rule)
    ]
    total = sum(map(Fraction, own), Fraction())
    return total if total or "full_points" in facts else None


def _against_line(line: Line, facts: Mapping[str, Fact]) -> Indicator:
    """Return a rate beside the line it was compared with, e.g. that of the whole grade."""
    rate, limit = _share(facts.get("rate")), _share(facts.get("line"))
    if rate is None or limit is None:
        return Indicator(line.title, "", "", met=False, why=line.why)
    gap, sign = rate - limit, MINUS if rate < limit else "＋"
    shown = f"{sign}{number_text(100 * abs(gap))}个百分点" if gap else "0"
    return Indicator(line.title, per_cent_text(rate), f"对照{per_cent_text(limit)}", met=False,
                     why=line.why, gap=shown)  # fmt: skip


def _share(fact: Fact | None) -> Fraction | None:
    value = fact.value if fact else None
    return Fraction(value) if isinstance(value, (int, Fraction)) else None


def _verdicts(cases: list[Reckoned]) -> list[str]:
    """Return what else was found for an object, where nothing is paid for it: 优秀, 表彰（F2）."""
    found: dict[str, dict[str, None]] = {}
    for one in cases:
        if one.evaluation.unit is Unit.POINTS:
            for each in one.evaluation.consequences:
                found.setdefault(each.name, {})[one.case.clause] = None
    return [f"{name}（{'、'.join(clauses)}）" for name, clauses in found.items()]
