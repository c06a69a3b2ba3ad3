"""The data doctor on a whole workbook (数据体检), its 方案 sheets included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Severity
from xl_quality.sheets.doctor.examination import examine
from xl_quality.usecases.payouts.near_names import near_persons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.grid import Grid
    from xl_quality.usecases.intake import Intake


def examined(intake: Intake) -> list[Finding]:
    """Return every finding of reading, doctor and linter, the most serious first, each once."""
    recognised = intake.recognised
    # what was said explicitly goes before the 考核设置 sheet, here as everywhere
    settings = recognised.settings._replace(options=intake.options)
    patients = [
        patient._replace(table=patient.table._replace(subjects=table.subjects))
        for patient, table in zip(recognised.patients, intake.tables, strict=True)
    ]
    findings = [*intake.findings, *examine(patients, settings, intake.lists)]
    findings += near_persons(intake)
    findings += _of_schemes(intake.schemes)
    order = list(Severity)
    return sorted(dict.fromkeys(findings), key=lambda finding: order.index(finding.severity))


def _of_schemes(sheets: Sequence[Grid]) -> list[Finding]:
    """Check the 方案 sheets: a clerk who edited one looks for a single button to check it all."""
    if not sheets:
        return []
    from xl_quality.usecases.payouts.scheme_sheet import lint_grid  # noqa: PLC0415 - only with one

    return [finding for grid in sheets for finding in lint_grid(grid)]
