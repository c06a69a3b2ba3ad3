"""``verify``: whether a workbook is still what its record of runs says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.cli import console
from xl_quality.cli.files import opened
from xl_quality.runs.record import exam_of
from xl_quality.runs.verify import State, verify

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from xl_quality.runs.verify import Part, Verified

_NO_RECORD: Final = 2
_SHOWN_CELLS: Final = 20


def run(arguments: argparse.Namespace) -> int:
    """Show what changed since each run; 0 nothing, 1 something, 2 there is no record."""
    with console.working("正在核对……"):
        book = opened(arguments.book)
        runs = verify(book)
    if arguments.json:
        console.say_json([_json(one) for one in runs])
    else:
        _show(runs, book.name)
    return int(any(one.changed for one in runs)) if runs else _NO_RECORD


def _show(runs: Sequence[Verified], name: str) -> None:
    if not runs:
        console.say(f"“{name}”里没有运行记录，旁边的结果工作簿里也没有，不能核对")
        return
    for one in runs:
        entry = one.entry
        about = "，".join(filter(None, [entry.scheme_title, exam_of(entry), entry.book]))
        title = f"{entry.moment} {entry.title or entry.command}（{about}）"
        console.table(title, ("项目", "名称", "情况", "说明"), _rows(one.parts))
        for part in one.parts:
            _show_cells(part)
    changed = sum(one.changed for one in runs)
    console.say(
        f"核对结果：{len(runs)} 次运行中有 {changed} 次与现在不一致"
        if changed
        else f"核对结果：{len(runs)} 次运行的数据、方案和结果都没有变"
    )


def _rows(parts: Sequence[Part]) -> list[tuple[str, str, str, str]]:
    """Return a row for each thing that changed, and one for all of a kind that did not."""
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for part in parts:
        alone = "" if part.state is State.SAME else part.name
        key = part.item, part.state.label, part.note, alone
        grouped.setdefault(key, []).append(part.name)
    return [
        (item, "、".join(names), state, note) for (item, state, note, _), names in grouped.items()
    ]


def _show_cells(part: Part) -> None:
    for change in part.cells[:_SHOWN_CELLS]:
        console.say(f"  {part.name}!{change}")
    if len(part.cells) > _SHOWN_CELLS:
        console.say(f"  {part.name}：……共 {len(part.cells)} 格，用 --json 看全部")


def _json(one: Verified) -> dict[str, object]:
    entry = one.entry
    return {
        "command": entry.command,
        "moment": entry.moment,
        "version": entry.version,
        "book": entry.book,
        "scheme": entry.scheme,
        "exam": exam_of(entry),
        "sheets": [one.sheet for one in entry.results],
        "paid": [one._asdict() for one in entry.paid],
        "changed": one.changed,
        "parts": [
            {
                "item": part.item,
                "name": part.name,
                "state": str(part.state),
                "note": part.note,
                "cells": [change._asdict() for change in part.cells],
            }
            for part in one.parts
        ],
    }
