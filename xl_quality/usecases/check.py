"""The data doctor on a whole workbook (数据体检)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Severity
from xl_quality.sheets.doctor import examine
from xl_quality.usecases.payouts.near_names import near_persons

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding
    from xl_quality.usecases.intake import Intake


def examined(intake: Intake) -> list[Finding]:
    """Return every finding of reading and of the doctor, the most serious first, each once."""
    recognised = intake.recognised
    # what was said explicitly goes before the 考核设置 sheet, here as everywhere
    settings = recognised.settings._replace(options=intake.options)
    findings = [*intake.findings, *examine(recognised.patients, settings, intake.lists)]
    findings += near_persons(intake)
    order = list(Severity)
    return sorted(dict.fromkeys(findings), key=lambda finding: order.index(finding.severity))
