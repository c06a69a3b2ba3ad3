"""The full marks (满分) that figures were computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
