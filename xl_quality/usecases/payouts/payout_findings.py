"""What is to be said of the cases of a payout (计奖提示): where each stands, said once for many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import places_of
from xl_quality.core.findings import Finding, Severity, Step, Way, settings_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xl_quality.schemes.feeds import FedCase

TOO_FEW: Final = "too_few_facts"
NOT_APPLIED: Final = "rule_not_applied"
_SAID_ONCE: Final = {TOO_FEW, NOT_APPLIED}
_PARAMETER: Final = "missing_parameter"
_FILL_IN: Final = "文件中此处为空白，请向发文单位问明后，"
_ROW: Final = re.compile(r"[A-Z]+(\d+)")


def case_finding(
    case: FedCase, code: str, severity: Severity, message: str, places: str = ""
) -> Finding:
    """
    Return a finding about a case, at the first row that it was taken from.

    Args:
        case: a unit, person or exam that a clause is about.
        code: of the finding.
        severity: of the finding.
        message: what is wrong with it.
        places: in which list and column what is missing is to be written, see `places_of_facts`.
    """
    sheet, cell = _row(case)
    topic = message if code in _SAID_ONCE else ""  # the rule and what it lacks
    advice = f"要计算的，{places}" if places else "请在相应的表里补上或改正"
    return Finding(code, severity, sheet, cell, case.about, message, advice, topic=topic)


def _row(case: FedCase) -> tuple[str, str]:
    for fact in case.facts.values():
        for sheet, cells in places_of(fact.source):
            found = _ROW.match(cells)
            return sheet, f"A{found[1]}" if found else ""
    return "", ""


def is_served(
    finding: Finding, case: FedCase, beside: Iterable[FedCase], rules: Mapping[str, Sequence[str]]
) -> bool:
    """
    Tell whether a finding only says that a rule lacks what a case beside it has.

    A unit's quota and its places in exams are cases of one clause: that the quota has no place
    is nothing to be said where the exams have theirs.

    Args:
        finding: of one case.
        case: that case.
        beside: all cases.
        rules: the facts each rule needs, by its `rule_name`.
    """
    if finding.code != NOT_APPLIED:
        return False
    needs = rules.get(finding.topic, ())
    return any(
        one.clause == case.clause and one.facts.keys() >= set(needs) and _is_beside(case, one)
        for one in beside
    )


def _is_beside(case: FedCase, other: FedCase) -> bool:
    """Tell whether one of two different cases says more exactly what both are about."""
    pairs = [(case.key.get(name, ""), other.key.get(name, "")) for name in case.key]
    return case.key != other.key and all(not a or not b or a == b for a, b in pairs)


def about(case: FedCase, finding: Finding, places: str = "") -> Finding:
    """Return a finding of one evaluation with the case that it is about."""
    if finding.code in _SAID_ONCE:
        return case_finding(case, finding.code, finding.severity, finding.message, places)
    if finding.code == _PARAMETER:
        advice = _FILL_IN + settings_row("方案参数", "按文件填的数", column=finding.found)
        return finding._replace(suggestion=advice, steps=(Step(Way.PARAMETER),))
    return finding._replace(message=f"{case.about}：{finding.message}")
