"""``lint``: a scheme file checked for gaps, overlaps and rows that nothing can reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Severity
from xl_quality.schemes.catalogue import load, scheme_ids
from xl_quality.schemes.lint import lint, lint_file

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Print every finding; the exit code is 1 where one is serious."""
    named = arguments.file in scheme_ids()
    if not named and not Path(arguments.file).is_file():
        message = (
            f"没有文件“{arguments.file}”，也没有这个编号的方案；现有：{'、'.join(scheme_ids())}"
        )
        raise BadInputError(message)
    findings = lint(load(arguments.file)) if named else lint_file(Path(arguments.file))
    console.findings(findings)
    console.say(f"{arguments.file}：{len(findings)} 条提示")
    return int(any(finding.severity is Severity.ERROR for finding in findings))
