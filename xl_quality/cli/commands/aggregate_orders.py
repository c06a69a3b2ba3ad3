"""``aggregate``: figures of large data, counted by an engine, written into a file of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.api.said_options import StatedOptions
from xl_quality.cli import console
from xl_quality.cli.command_line import command_options
from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level
from xl_quality.scale.aggregates import AggregateResult, aggregate, refuse_output

if TYPE_CHECKING:
    import argparse


_SHOWN_ROWS = 20


def run(arguments: argparse.Namespace) -> int:
    """Aggregate large data, write the file, and show who is first."""
    output = Path(arguments.output)
    refuse_output(
        output, replace=arguments.replace, bands=arguments.bands
    )  # before hours of counting
    given = vars(arguments)
    with console.working("正在汇总……"):
        result = aggregate(
            arguments.sources or None,
            subjects=_subjects(arguments.subjects),
            exam=arguments.exam,
            school=arguments.school,
            grade=arguments.grade,
            class_=given["class"],
            student_id=arguments.student_id,
            by=_levels(arguments.by),
            engine=arguments.engine,
            table=arguments.table,
            memory=arguments.memory,
            median=arguments.median,
            bands=arguments.bands,
            options=_options(arguments),
        )
        rows = result.write(output, replace=arguments.replace)
    _show(result)
    console.say(f"已写入：{output}（{rows}行）")
    console.findings(result.findings)
    return 0


def _subjects(text: str) -> dict[str, str | None]:
    """Return columns of marks with their full marks: ``语文=120,数学``.

    Raises:
        BadInputError: one is written twice.
    """
    found: dict[str, str | None] = {}
    for part in filter(None, text.replace("，", ",").split(",")):
        name, _, full = part.partition("=")
        if name.strip() in found:
            raise BadInputError(f"--subjects：{name.strip()} 写了两次")
        found[name.strip()] = full.strip() or None
    return found


def _levels(text: str) -> list[str]:
    """Return the levels of ``--by``; 全体 is called subject by the other commands."""
    words = filter(None, text.replace("，", ",").split(","))
    return [str(Level.ALL) if word == "subject" else word for word in words]


def _options(arguments: argparse.Namespace) -> StatedOptions:
    texts = {option.id: getattr(arguments, option.id) for option in command_options()}
    return StatedOptions(**{name: text for name, text in texts.items() if text is not None})


def _show(result: AggregateResult) -> None:
    """Print the first places of the widest level that is ranked, over all subjects."""
    found = result.best(_SHOWN_ROWS)
    best = sorted(found, key=lambda one: (one.exam, one.group.grade, one.rank or 0))[:_SHOWN_ROWS]
    rows = [(one.rank, one.group.label, one.printed.composite) for one in best]
    console.table("总评", ("名次", "单位", "总评"), rows)
