"""All the lists that clauses may take their facts from: the workbook's own and the derived ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.usecases.history import HISTORY, streaks
from xl_quality.usecases.standings import standings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.core.facts import Record
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
    lists |= streaks(intake.rows(HISTORY), intake.taught.values())
    return lists | standings(figures) if figures else lists
