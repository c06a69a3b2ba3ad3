"""The messages that buttons end with, short enough for a message box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Severity
from xl_quality.usecases.advice import Host, step_words, worded
from xl_quality.usecases.desk import Kind, Said
from xl_quality.usecases.gathering import by_severity, gathered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xl_quality.core.errors import BadInputError
    from xl_quality.core.findings import Finding

FEW: Final = 5
"""Findings that a message names."""
_REFUSED: Final = 8
"""Findings that a refusal names."""
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
    advice = for_buttons(finding).suggestion
    return f"［{finding.severity.label}］{where}{finding.message}{found}。{advice}"


def for_buttons(finding: Finding) -> Finding:
    """Return a finding whose advice is in the words of buttons."""
    return worded(finding, Host.BUTTON)


def to_look_at(findings: Iterable[Finding]) -> list[Finding]:
    """Return what a person should look at, the most serious first, each once."""
    return [one for one in by_severity(findings) if one.severity is not Severity.NOTE]


def attention(findings: Sequence[Finding], rest: str) -> list[str]:
    """
    Return the lines that say what needs attention, one a kind and sheet, the first few by name.

    Args:
        findings: those to look at.
        rest: where the others can be read.
    """
    if not findings:
        return ["没有需要留意的地方。"]
    lines = [f"有 {len(findings)} 处需要留意："]
    kinds = gathered(findings)
    lines += [line_of(finding) for finding in kinds[:FEW]]
    if len(kinds) > FEW:
        lines.append(f"其余 {len(kinds) - FEW} 类{rest}")
    return lines


def refused(error: BadInputError) -> Said:
    """Return why the input cannot be used, with the places at fault."""
    said = str(error)
    faults = gathered(one for one in error.findings if one.message not in said)
    lines = [said, *step_words(error.steps, Host.BUTTON), *map(line_of, faults[:_REFUSED])]
    if len(faults) > _REFUSED:
        lines.append(f"……共 {len(faults)} 类问题，点“数据体检”可以看到全部数据问题")
    return warning(*lines)
