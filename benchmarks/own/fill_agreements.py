"""Fills, writes and reads back a hundred agreements; arguments: the template, a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.agreements import COUNT, values
from xl_quality.agreements.compiling import compile_template
from xl_quality.agreements.field_values import AgreementUnit, FieldRow
from xl_quality.runs.agreements.delivery import Wanted, deliver


def unit(number: int) -> AgreementUnit:
    """Return one school with its fields."""
    fields = values(number)
    rows = fields["目标表"]
    assert isinstance(rows, list)  # noqa: S101 - made by values()
    return AgreementUnit(
        str(fields["学校"]), number, FieldRow({**fields, "目标表": [FieldRow(row) for row in rows]})
    )


if __name__ == "__main__":
    path, folder = map(Path, sys.argv[1:])
    template = compile_template(path.name, path.read_bytes())
    deliver(template, [unit(number) for number in range(1, COUNT + 1)], Wanted(folder))
