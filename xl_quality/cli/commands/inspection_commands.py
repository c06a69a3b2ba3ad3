"""``read``, ``check`` and ``verify``: what a workbook holds, what is wrong and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.cli import console
from xl_quality.cli.values import choices_of, fixed_of, opened
from xl_quality.core.findings import Severity, WordedFinding
from xl_quality.core.grouping import grouped
from xl_quality.runs.advice import counted
from xl_quality.runs.book_checkup import examined
from xl_quality.runs.book_contents import BookContents, take_in
from xl_quality.runs.record import exam_of
from xl_quality.runs.verify import ComparedPart, PartState, Verified, verify

if TYPE_CHECKING:
    import argparse

    from xl_quality.sheets.recognition import Recognition


def read(arguments: argparse.Namespace) -> int:
    """Show the sheets, or print them as JSON."""
    with console.working("正在读取……"):
        contents = _taken_in(arguments)
    if arguments.json:
        console.say_json(
            [entry for found in contents.recognised.sheets for entry in found.entries()]
        )
        return 0
    rows = [_sheet_row(found) for found in contents.recognised.sheets]
    name = Path(arguments.book).name
    console.table(name, ("工作表", "认作", "表头行", "数据行", "学科", "班级等", "缺考等"), rows)
    console.findings(contents.findings, arguments.book)
    return 0


def _taken_in(arguments: argparse.Namespace) -> BookContents:
    book = opened(arguments.book)
    return take_in(book, choices_of(arguments), fixed_of(arguments), scores_needed=False)


def _sheet_row(found: Recognition) -> tuple[str, ...]:
    keys = found.columns
    named = (
        ("学校", keys.school or found.school),
        ("年级", keys.grade or found.grade),
        ("班级", keys.class_name or found.class_name),
        ("姓名", keys.name),
        ("学号", keys.student_id),
    )
    return (
        found.sheet,
        found.kind.label + (f"：{found.list_name}" if found.list_name else ""),
        "、".join(map(str, found.header_rows)),
        f"{found.first_data_row}—{found.last_data_row}" if found.data_rows else "",
        " ".join(f"{subject}={letter}" for subject, letter in found.subjects.items()),
        " ".join(f"{title}={place}" for title, place in named if place),
        " ".join(f"{text}×{count}" for text, count in found.absent.items()),
    )


_FINDING_COLUMNS = ("程度", "位置", "问题", "看到的", "建议")


def check(arguments: argparse.Namespace) -> int:
    """Show every finding; the exit code is 1 where one is serious."""
    with console.working("正在体检……"):
        findings = examined(_taken_in(arguments))
    if arguments.json:
        console.say_json(console.findings_json(findings, arguments.book))
    else:
        _show_findings(console.told(findings, arguments.book), len(findings))
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _show_findings(findings: list[WordedFinding], places: int) -> None:
    rows = [
        (one.severity.label, one.where, one.text, one.found, one.suggestion) for one in findings
    ]
    if rows:
        console.table("数据体检", _FINDING_COLUMNS, rows)
    more = f"（共 {places} 处）" if places > len(findings) else ""
    console.say(f"体检结果：{counted(findings)}{more}")


_NO_RECORD: Final = 2
_SHOWN_CELLS: Final = 20  # changed cells of a sheet that are listed: a screen


def verified(arguments: argparse.Namespace) -> int:
    """Show what changed since each run; 0 nothing, 1 something, 2 there is no record."""
    with console.working("正在核对……"):
        book = opened(arguments.book)
        runs = verify(book)
    if arguments.json:
        console.say_json([_run_json(run) for run in runs])
    else:
        _show_runs(runs, book.name)
    return int(any(run.changed for run in runs)) if runs else _NO_RECORD


def _show_runs(runs: Sequence[Verified], name: str) -> None:
    if not runs:
        console.say(f"“{name}”里没有运行记录，旁边的结果工作簿里也没有，不能核对")
        return
    for one in runs:
        entry = one.entry
        about = "，".join(filter(None, [entry.scheme_title, exam_of(entry), entry.book]))
        title = f"{entry.moment} {entry.title or entry.command}（{about}）"
        console.table(title, ("项目", "名称", "情况", "说明"), _part_rows(one.parts))
        for part in one.parts:
            _show_cells(part)
    changed = sum(run.changed for run in runs)
    console.say(
        f"核对结果：{len(runs)} 次运行中有 {changed} 次与现在不一致"
        if changed
        else f"核对结果：{len(runs)} 次运行的数据、方案和结果都没有变"
    )


def _part_rows(parts: Sequence[ComparedPart]) -> list[tuple[str, str, str, str]]:
    """Return a row for each thing that changed, and one for all of a kind that did not."""

    def alike(part: ComparedPart) -> tuple[str, str, str, str]:
        alone = "" if part.state is PartState.SAME else part.name
        return part.item, part.state.label, part.note, alone

    return [
        (item, "、".join(part.name for part in own), state, note)
        for (item, state, note, _), own in grouped(parts, alike).items()
    ]


def _show_cells(part: ComparedPart) -> None:
    for change in part.cells[:_SHOWN_CELLS]:
        console.say(f"  {part.name}!{change}")
    if len(part.cells) > _SHOWN_CELLS:
        console.say(f"  {part.name}：……共 {len(part.cells)} 格，用 --json 看全部")


_TOLD: Final = ("command", "moment", "version", "book", "scheme")


def _run_json(one: Verified) -> dict[str, object]:
    entry = one.entry
    own = {name: getattr(entry, name) for name in _TOLD}
    return own | {
        "exam": exam_of(entry),
        "sheets": [result.sheet for result in entry.results],
        "paid": [one._asdict() for one in entry.paid],
        "changed": one.changed,
        "parts": [
            {
                **part._asdict(),
                "state": str(part.state),
                "cells": [change._asdict() for change in part.cells],
            }
            for part in one.parts
        ],
    }
