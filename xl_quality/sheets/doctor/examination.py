"""The data doctor (数据体检): what is wrong in the tables, before anything is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.sheets.doctor.mark_checks import check_marks, tell_assumed
from xl_quality.sheets.doctor.pupil_checks import check_across_sheets, check_pupils
from xl_quality.sheets.doctor.unit_checks import check_enrolment, check_schools
from xl_quality.sheets.settings.reader import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.doctor.checkup import Checkup
    from xl_quality.sheets.lists.reader import ListSheet


def examine(
    patients: Sequence[Checkup],
    settings: Settings | None = None,
    lists: Sequence[ListSheet] = (),
) -> list[Finding]:
    """
    Examine recognised sheets (数据体检).

    Args:
        patients: every score table with its sheet, as `recognise_book` read them.
        settings: full marks and aliases; None = nothing set.
        lists: 应考 and 任课, if the workbook has them, to compare with.

    Returns:
        Findings on marks above the full mark, totals that are no sums, pupils that come twice,
        odd spellings of names and schools, classes of one pupil, missing pupils. What single
        cells hold (94+10, #N/A, negative) is in the findings of the recognition already.
    """
    chosen = settings or Settings()
    findings: list[Finding] = []
    for patient in patients:
        findings += check_marks(patient, chosen)
        findings += check_pupils(patient)
    findings += tell_assumed(patients, chosen)
    findings += check_across_sheets(patients)
    findings += check_schools(patients, lists, chosen)
    findings += check_enrolment(patients, lists)
    return findings
