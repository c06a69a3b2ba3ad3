"""All the lists that clauses may take their facts from: the workbook's own and the derived ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.core.findings import Severity
from xl_quality.usecases import history, standings
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.model import Scheme
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake


def clause_lists(intake: Intake, figures: Figures | None) -> Mapping[str, Sequence[Record]]:
    """Return rows by list name.

    Args:
        intake: the workbook as understood.
        figures: places of its own scores, None where it holds none.
    """
    names = dict.fromkeys(sheet.name for sheet in intake.lists)
    lists = {name: intake.rows(name) for name in names}
    lists |= history.streaks(intake.rows(history.HISTORY), intake.taught.values())
    return lists | standings.standings(figures) if figures else lists


_BEHIND = {
    history.DERIVED: history.HISTORY,
    history.TEACHERS: history.HISTORY,
    standings.TEACHERS: TEACHING,
}
"""The sheet that stands behind each derived list."""


def unreadable(intake: Intake, scheme: Scheme) -> list[Finding]:
    """Return the cells that could not be read of all lists that a scheme takes facts from."""
    used = {take.list_name for feed in scheme.feeds for take in feed.takes}
    wanted = used | {_BEHIND[name] for name in used if name in _BEHIND}
    return [
        finding
        for sheet in intake.lists
        if sheet.name in wanted
        for finding in sheet.findings
        if finding.severity is Severity.ERROR
    ]
