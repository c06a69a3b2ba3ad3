"""``check``: the data doctor (数据体检)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened
from xl_quality.cli.values import choices_of, fixed_of
from xl_quality.core.findings import Severity
from xl_quality.runs.checkup import examined
from xl_quality.runs.reading import take_in

if TYPE_CHECKING:
    import argparse

    from xl_quality.core.findings import Finding

_COLUMNS = ("程度", "位置", "问题", "看到的", "建议")


def run(arguments: argparse.Namespace) -> int:
    """Show every finding; the exit code is 1 where one is serious."""
    with console.working("正在体检……"):
        book = opened(arguments.book)
        intake = take_in(book, choices_of(arguments), fixed_of(arguments), scores_needed=False)
        findings = examined(intake)
    if arguments.json:
        console.say_json(console.findings_json(findings, arguments.book))
    else:
        _show(console.told(findings, arguments.book), len(findings))
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _show(findings: list[Finding], places: int) -> None:
    rows = [
        (one.severity.label, one.where, one.text, one.found, one.suggestion) for one in findings
    ]
    if rows:
        console.table("数据体检", _COLUMNS, rows)
    counts = [
        f"{severity.label} {sum(one.severity is severity for one in findings)} 条"
        for severity in Severity
    ]
    more = f"（共 {places} 处）" if places > len(findings) else ""
    console.say("体检结果：" + "，".join(counts) + more)
