"""``read``: what every sheet was recognised as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.files import opened
from xl_quality.cli.values import choices_of, fixed_of
from xl_quality.runs.reading import take_in

if TYPE_CHECKING:
    import argparse

    from xl_quality.sheets.recognition import Recognition


def run(arguments: argparse.Namespace) -> int:
    """Show the sheets, or print them as JSON."""
    with console.working("正在读取……"):
        book = opened(arguments.book)
        intake = take_in(book, choices_of(arguments), fixed_of(arguments), scores_needed=False)
    if arguments.json:
        console.say_json([entry for found in intake.recognised.sheets for entry in found.entries()])
        return 0
    rows = [_row(found) for found in intake.recognised.sheets]
    console.table(
        book.name, ("工作表", "认作", "表头行", "数据行", "学科", "班级等", "缺考等"), rows
    )
    console.findings(intake.findings, arguments.book)
    return 0


def _row(found: Recognition) -> tuple[str, ...]:
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
