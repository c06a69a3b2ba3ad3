"""``lint``: a scheme checked for gaps, overlaps and rows that nothing can reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.cli import console
from xl_quality.core.findings import BadInputError, Severity
from xl_quality.schemes.lint import lint, lint_file
from xl_quality.schemes.loading import load, scheme_ids

if TYPE_CHECKING:
    import argparse

    from xl_quality.core.findings import Finding

_BOOKS: Final = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".et", ".ods", ".xlsb"))


def run(arguments: argparse.Namespace) -> int:
    """Print every finding; the exit code is 1 where one is serious."""
    findings = _findings(arguments.file)
    console.findings(findings)
    console.say(f"{arguments.file}：{len(findings)} 条提示")
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _findings(name: str) -> list[Finding]:
    if name in scheme_ids():
        return lint(load(name))
    path = Path(name)
    if not path.is_file():
        message = f"没有文件“{name}”，也没有这个编号的方案；现有：{'、'.join(scheme_ids())}"
        raise BadInputError(message)
    if path.suffix.lower() not in _BOOKS:
        return lint_file(path)
    from xl_quality.books.files import open_book  # noqa: PLC0415 - only for a workbook
    from xl_quality.runs.payout.scheme_sheet import lint_book  # noqa: PLC0415 - as above

    return lint_book(open_book(path))
