"""``schemes``: which schemes there are, and what one of them says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.core.findings import BadInputError
from xl_quality.schemes.loading import load, scheme_ids

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """List the schemes, or show one."""
    if arguments.action == "show":
        if not arguments.scheme:
            message = f"请写明方案编号，现有：{'、'.join(scheme_ids())}"
            raise BadInputError(message)
        from xl_quality.schemes.text import scheme_text  # noqa: PLC0415 - only to show one

        console.say(scheme_text(load(arguments.scheme)))
        return 0
    schemes = [load(scheme_id) for scheme_id in scheme_ids()]
    rows = [(scheme.id, scheme.title, len(scheme.clauses)) for scheme in schemes]
    console.table("方案", ("编号", "名称", "条款数"), rows)
    return 0
