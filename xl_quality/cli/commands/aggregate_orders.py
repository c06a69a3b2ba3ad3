"""``aggregate``: figures of large data, counted by an engine, written into a file of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.api.said_options import StatedOptions
from xl_quality.cli import console
from xl_quality.cli.command_line import command_options
from xl_quality.core.findings import BadInputError
from xl_quality.core.groups import Level
from xl_quality.scale.aggregates import aggregate, refuse_output

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from xl_quality.core.figures import GroupResult
    from xl_quality.scale.aggregates import AggregateResult

_SHOWN_ROWS = 20
_WIDE_FIRST = (Level.SCHOOL, Level.GRADE, Level.ALL, Level.CLASS)


def run(arguments: argparse.Namespace) -> int:
    """Aggregate, write the file, and show who is first."""
    output = Path(arguments.output)
    refuse_output(output, replace=arguments.replace)  # before hours of counting
    given = vars(arguments)
    with console.working("正在汇总……"):
        result = aggregate(
            arguments.sources,
            subjects=_subjects(arguments.subjects),
            school=arguments.school,
            grade=arguments.grade,
            class_=given["class"],
            student_id=arguments.student_id,
            by=_levels(arguments.by),
            engine=arguments.engine,
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
    levels = {one.group.level for one in result.overall}
    level = next(level for level in _WIDE_FIRST if level in levels)
    ranked = [one for one in result.overall if one.group.level is level and one.rank is not None]
    best = sorted(ranked, key=lambda one: (one.group.grade, one.rank or 0))[:_SHOWN_ROWS]
    console.table("总评", ("名次", "单位", "总评"), list(_rows(best)))


def _rows(best: list[GroupResult]) -> Iterator[tuple[object, ...]]:
    for one in best:
        yield one.rank, one.group.label, one.printed.composite
