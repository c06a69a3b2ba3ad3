"""The messages that buttons end with, short enough for a message box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Severity
from xl_quality.usecases.desk import Kind, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.errors import BadInputError
    from xl_quality.core.findings import Finding

FEW: Final = 5
"""Findings that a message names."""
_REFUSED: Final = 8
"""Findings that a refusal names."""
_COMMAND: Final = re.compile(r"--[a-z]| -[a-z] |xl-quality ")
_LONGEST: Final = 960
"""Characters; Excel's message box cuts off at 1024."""


def information(*lines: str) -> Said:
    """Return a message that needs no attention; empty lines are left out."""
    return Said(Kind.INFORMATION, fitting(lines))


def warning(*lines: str) -> Said:
    """Return a message that needs attention."""
    return Said(Kind.WARNING, fitting(lines))


def fitting(lines: Iterable[str]) -> str:
    r"""
    Return lines as one text that a message box shows whole.

    >>> fitting(["已写入：四率统计", "", "备份：备份/成绩册.xlsx"])
    '已写入：四率统计\n备份：备份/成绩册.xlsx'
    """
    text = "\n".join(filter(None, lines))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"


def line_of(finding: Finding) -> str:
    """Return a finding as one line: how grave, where, what, what to do."""
    where = f"{finding.where} " if finding.where else ""
    found = f"（{finding.found}）" if finding.found else ""
    advice = without_commands(finding.suggestion)
    return f"［{finding.severity.label}］{where}{finding.message}{found}。{advice}"


def without_commands(advice: str) -> str:
    """
    Return what to do without what only the command line can do.

    >>> without_commands("请取消保护后重试，或加 --despite-protection 写入")
    '请取消保护后重试'
    """
    parts = re.split("([，；。])", advice)
    kept = [
        "".join(parts[i : i + 2]) for i in range(0, len(parts), 2) if not _COMMAND.search(parts[i])
    ]
    text = "".join(kept)
    return text if len(kept) == (len(parts) + 1) // 2 else text.rstrip("，；")


def for_buttons(finding: Finding) -> Finding:
    """Return a finding whose advice a person with buttons can follow."""
    return finding._replace(suggestion=without_commands(finding.suggestion))


def to_look_at(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a person should look at, the most serious first, each once."""
    own = [one for one in dict.fromkeys(findings) if one.severity is not Severity.NOTE]
    order = list(Severity)
    return sorted(own, key=lambda finding: order.index(finding.severity))


def attention(findings: Sequence[Finding], rest: str) -> list[str]:
    """
    Return the lines that say what needs attention, the first few by name.

    Args:
        findings: those to look at, the most serious first.
        rest: where the others can be read.
    """
    if not findings:
        return ["没有需要留意的地方。"]
    lines = [f"有 {len(findings)} 处需要留意："]
    lines += [line_of(finding) for finding in findings[:FEW]]
    if len(findings) > FEW:
        lines.append(f"其余 {len(findings) - FEW} 处{rest}")
    return lines


def refused(error: BadInputError) -> Said:
    """Return why the input cannot be used, with the places at fault."""
    said, order = str(error), list(Severity)
    faults = [one for one in error.findings if one.message not in said]
    faults.sort(key=lambda one: order.index(one.severity))
    lines = [without_commands(said), *map(line_of, faults[:_REFUSED])]
    if len(faults) > _REFUSED:
        lines.append(f"……共 {len(faults)} 处，点“数据体检”可以看到全部数据问题")
    return warning(*lines)
