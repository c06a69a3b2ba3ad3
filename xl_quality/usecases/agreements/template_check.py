"""The check of a template, alone or against a workbook (模板体检); every host calls this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.agreements.checking import Checked, check_against, check_template
from xl_quality.agreements.package import open_template
from xl_quality.agreements.template import compiled
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Severity
from xl_quality.usecases.agreements.agreement_files import fill_all
from xl_quality.usecases.agreements.agreement_units import basis_of, others_of, units_of
from xl_quality.usecases.agreements.agreements import reading_of, scheme_of, template_of, whose_of

if TYPE_CHECKING:
    from xl_quality.books.ports import Book
    from xl_quality.usecases.agreements.agreements import AgreementOrder


def checked(order: AgreementOrder, book: Book | None = None) -> Checked:
    """
    Check a template (模板体检); with a workbook, every agreement is filled in memory as a trial.

    Args:
        order: the template; the rest as for filling.
        book: the workbook it is meant for, None = the template by itself.

    Raises:
        BadInputError: the file is none that can be a template, or the workbook lists nobody.
    """
    name, data, scheme_id, whose = template_of(order)
    file = open_template(name, data)
    found = check_template(file)
    if book is None or not found.fit:
        return found
    template = compiled(file)
    chosen = scheme_of(book, order, scheme_id)
    reading = reading_of(order, chosen.scheme if chosen else None)
    whose = order.whose or whose or whose_of(template.structure)
    basis = basis_of(book, reading, order.on, order.common, whose, data_sheet=order.data_sheet)
    units = units_of(basis)
    findings = [*found.findings, *(chosen.findings if chosen else ()), *others_of(basis)]
    findings += [*check_against(template.structure, units, basis.data)]
    used = {use.path[0] for use in template.structure.uses}
    findings += [fault for table in used for fault in basis.faults.get(table, ())]
    if not any(finding.severity is Severity.ERROR for finding in findings):
        try:
            fill_all(template, units)
        except BadInputError as error:
            findings += error.findings
    return Checked(found.fields, tuple(dict.fromkeys(findings)))
