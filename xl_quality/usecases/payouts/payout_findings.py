"""What is to be said of the cases of a payout (计奖提示): where each stands, said once for many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.facts import places_of
from xl_quality.core.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from xl_quality.schemes.feeds import FedCase
    from xl_quality.schemes.model import Scheme

TOO_FEW: Final = "too_few_facts"
NOT_APPLIED: Final = "rule_not_applied"
_SAID_ONCE: Final = {TOO_FEW, NOT_APPLIED}
_PARAMETER: Final = "missing_parameter"
_FILL_IN: Final = (
    "文件中此处为空白，请向发文单位问明后，在考核设置里写一行：项目“方案参数”，"
    "“列”写参数名，“值”写数；用命令的也可加 --param 参数名=数"
)
_SHOWN: Final = 5
_ROW: Final = re.compile(r"[A-Z]+(\d+)")


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """
    Return each finding once, those that say the same of many cases as one that names them.

    Args:
        findings: of all clauses; one fact may have been wrong for several of them.
    """
    groups: dict[Finding, list[Finding]] = {}
    for finding in dict.fromkeys(findings):
        same = finding.code in _SAID_ONCE
        key = finding._replace(sheet="", cell="", found="") if same else finding
        groups.setdefault(key, []).append(finding)
    return [group[0] if len(group) == 1 else _for_many(group) for group in groups.values()]


def _for_many(group: Sequence[Finding]) -> Finding:
    """Say for how many cases something holds, with the rows of the first ones' sheet."""
    first = group[0]
    rows = [one.cell for one in group if one.sheet == first.sheet and one.cell]
    names = list(dict.fromkeys(one.found for one in group))
    listed = "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
    more = "等" if len(rows) > _SHOWN else ""
    where = "、".join(dict.fromkeys(rows[:_SHOWN])) + more
    return first._replace(
        cell=rows[0] if rows else "",
        found=listed,
        message=f"{first.message}；共{len(names)}个考核对象" + (f"（{where}）" if where else ""),
    )


def case_finding(case: FedCase, code: str, severity: Severity, message: str) -> Finding:
    """Return a finding about a case, at the first row that it was taken from."""
    sheet, cell = _row(case)
    return Finding(code, severity, sheet, cell, case.about, message, "请在相应的表里补上或改正")


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
    needs = next((own for name, own in rules.items() if finding.message.startswith(name)), ())
    return any(
        one.clause == case.clause and one.facts.keys() >= set(needs) and _is_beside(case, one)
        for one in beside
    )


def _is_beside(case: FedCase, other: FedCase) -> bool:
    """Tell whether one of two different cases says more exactly what both are about."""
    pairs = [(case.key.get(name, ""), other.key.get(name, "")) for name in case.key]
    return case.key != other.key and all(not a or not b or a == b for a, b in pairs)


def about(case: FedCase, finding: Finding) -> Finding:
    """Return a finding of one evaluation with the case that it is about."""
    if finding.code in _SAID_ONCE:
        return case_finding(case, finding.code, finding.severity, finding.message)
    if finding.code == _PARAMETER:
        return finding._replace(suggestion=_FILL_IN)
    return finding._replace(message=f"{case.about}：{finding.message}")


def not_fed(scheme: Scheme, on: date) -> list[Finding]:
    """Say which clauses in force take no facts from a workbook."""
    fed = {feed.clause for feed in scheme.feeds}
    clauses = dict.fromkeys(clause.id for clause in scheme.clauses if clause.in_force(on))
    return [
        Finding(
            "clause_not_fed",
            Severity.WARNING,
            "",
            "",
            "",
            f"条款{clause}没有从工作簿自动取数，兑现表里没有这一条",
            f"请用 xl-quality explain 按条款{clause}单独计算",
        )
        for clause in clauses
        if clause not in fed
    ]


def out_of_force(clause: str, on: date) -> Finding:
    """Say that a clause does not hold on the day of the run."""
    return Finding(
        "clause_out_of_force",
        Severity.WARNING,
        "",
        "",
        "",
        f"条款{clause}在计算日期（{on}）没有生效，或已经失效，没有计算",
        "请核对方案里的生效日期，或用 --on 写明按哪一天计算",
    )


def without_data(clause: str) -> Finding:
    """Say that a clause found no rows to take its facts from."""
    return Finding(
        "clause_without_data",
        Severity.NOTE,
        "",
        "",
        "",
        f"条款{clause}：工作簿里没有可用的数据，未计算",
        "如需计算，请补上相应的表",
    )
