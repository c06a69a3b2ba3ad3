"""The full marks (满分) that figures were computed with, and scores that speak against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Finding, Severity, Step, Way, settings_row
from xl_quality.sheets.cells import mark_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_quality.core.options import Options
    from xl_quality.core.scores import ScoreTable


def full_marks_text(tables: Iterable[ScoreTable], options: Options) -> str:
    """Return the full marks in words: 满分100分, or 满分：语文、数学120分，英语100分."""
    fulls: dict[str, dict[int, None]] = {}
    for table in tables:
        for subject, column in table.subjects.items():
            full = options.full_mark(subject, column.full_mark)
            fulls.setdefault(subject, {})[full] = None
    subjects: dict[str, list[str]] = {}
    for subject, own in fulls.items():
        subjects.setdefault("或".join(map(mark_text, own)), []).append(subject)
    if len(subjects) == 1:
        return f"满分{next(iter(subjects))}分"
    return "满分：" + "，".join(f"{'、'.join(names)}{full}分" for full, names in subjects.items())


def above_full(tables: Iterable[ScoreTable], options: Options) -> list[Finding]:
    """Return a finding for each subject in which somebody scores above the full mark."""
    return [
        finding
        for table in tables
        for subject in table.subjects
        for finding in _above(table, subject, options)
    ]


def _above(table: ScoreTable, subject: str, options: Options) -> list[Finding]:
    column = table.subjects[subject]
    full = options.full_mark(subject, column.full_mark)
    highest = max((mark for mark in set(column.marks) if type(mark) is int), default=0)
    if highest <= full:
        return []
    stated = subject in options.full_marks or column.full_mark is not None
    words = f"满分{mark_text(full)}分" if stated else f"满分（没有设置，按{mark_text(full)}分算）"
    return [
        Finding(
            "score_above_full",
            Severity.ERROR if stated else Severity.WARNING,
            table.sheet,
            table.address(subject, list(column.marks).index(highest)),
            mark_text(highest),
            f"“{subject}”的最高分超过{words}，各项比率会算错",
            "请核对分数；如果满分不对，" + settings_row("满分", "正确的满分", column=subject),
            steps=(Step(Way.FULL, subject),),
        )
    ]
