"""Agreements from a workbook in one call (生成责任书); every host calls this."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.agreements.checking import check_against, elsewhere
from xl_quality.agreements.shipped import shipped, template_ids
from xl_quality.agreements.template import compile_template
from xl_quality.agreements.wording import Reading
from xl_quality.books.disk import read_file
from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Severity
from xl_quality.schemes.catalogue import scheme_ids
from xl_quality.schemes.fact_texts import parse_facts
from xl_quality.usecases.agreements.agreement_files import Delivery, Wanted, deliver, fill_all
from xl_quality.usecases.agreements.agreement_units import basis_of, only, others_of, units_of
from xl_quality.usecases.payouts.scheme_sheet import choose
from xl_quality.usecases.payouts.scheme_sheets import scheme_sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from xl_quality.agreements.data_sheet import DataSheet
    from xl_quality.agreements.structure import Structure
    from xl_quality.agreements.template import Template
    from xl_quality.agreements.values import Unit
    from xl_quality.books.ports import Book
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.model import Scheme
    from xl_quality.usecases.payouts.scheme_sheet import ChosenScheme


class AgreementOrder(NamedTuple):
    """
    What is to be made, as a person says it.

    Attributes:
        template: id of a template that ships, or the path of a Word file.
        on: the day of the agreements; it decides which clauses are in force, too.
        scheme: id of the scheme whose clauses are printed; ``""`` = the template's own.
        options: readings chosen by option id.
        parameters: ``name=value`` texts for what the scheme leaves open.
        common: fields said for all units, by name.
        only: name of the one unit wanted, ``""`` = all.
        data_sheet: the sheet that lists the units, ``""`` = 责任书数据.
        whose: 学校, 班级 or 教师 where no sheet lists them; ``""`` = as the template says.
        shipped: print the shipped scheme, even where the workbook has a sheet of it.
    """

    template: str
    on: date
    scheme: str = ""
    options: Mapping[str, str] = MappingProxyType({})
    parameters: tuple[str, ...] = ()
    common: Mapping[str, str] = MappingProxyType({})
    only: str = ""
    data_sheet: str = ""
    whose: str = ""
    shipped: bool = False


class Prepared(NamedTuple):
    """
    Everything that agreements are made of.

    Attributes:
        template: compiled.
        units: those wanted.
        of: how many there are in all.
        data: the clerk's list, where there is one.
        findings: what a person should look at; errors are raised instead.
        scheme_sheet: the workbook's own sheet of the scheme that is printed, ``""`` = as shipped.
    """

    template: Template
    units: Sequence[Unit]
    of: int
    data: DataSheet | None
    findings: Sequence[Finding]
    scheme_sheet: str = ""


def prepare(book: Book, order: AgreementOrder, scheme: Scheme | None = None) -> Prepared:
    """
    Compile the template and find everybody's fields (准备).

    Args:
        book: any host's workbook.
        order: which template, for whom.
        scheme: the scheme to print, where it is not one that ships.

    Raises:
        BadInputError: the template or the data cannot be used; all faults are in `findings`.
    """
    name, data, scheme_id, whose = template_of(order)
    template = compile_template(name, data)
    chosen_scheme = None if scheme else scheme_of(book, order, scheme_id)
    reading = reading_of(order, chosen_scheme.scheme if chosen_scheme else scheme)
    whose = order.whose or whose or whose_of(template.structure)
    basis = basis_of(book, reading, order.on, order.common, whose, data_sheet=order.data_sheet)
    units, others = units_of(basis), others_of(basis)
    used = {use.path[0] for use in template.structure.uses}
    findings = [*elsewhere(template.file), *check_against(template.structure, units, basis.data)]
    findings += [*(chosen_scheme.findings if chosen_scheme else ()), *others]
    findings += [fault for table in used for fault in basis.faults.get(table, ())]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        message = f"模板“{name}”有 {len(errors)} 处填不对，或和数据对不上，责任书没有生成"
        raise BadInputError(message, errors)
    chosen = only(units, order.only, others) if order.only else units
    sheet = chosen_scheme.sheet if chosen_scheme else ""
    return Prepared(template, chosen, len(units), basis.data, findings, sheet)


def scheme_of(book: Book, order: AgreementOrder, scheme: str) -> ChosenScheme | None:
    """
    Return the scheme to print: the workbook's own sheet of it (方案表) goes before the shipped.

    Args:
        book: any host's workbook.
        order: it may insist on the shipped one.
        scheme: its id, or the name of such a sheet; ``""`` = none is printed.

    Raises:
        BadInputError: there is no such scheme, its sheet has faults, or two sheets hold it.
    """
    return choose(scheme_sheets(book), scheme, shipped=order.shipped) if scheme else None


def make(
    prepared: Prepared, wanted: Wanted, progress: Callable[[int, int], None] | None = None
) -> Delivery:
    """Write the agreements; see `agreement_files.deliver`."""
    return deliver(prepared.template, prepared.units, wanted._replace(of=prepared.of), progress)


def try_out(prepared: Prepared, progress: Callable[[int, int], None] | None = None) -> int:
    """
    Fill everything in memory and write nothing (试运行); return how many agreements it would be.

    Raises:
        BadInputError: some value is missing or unfit.
    """
    return len(fill_all(prepared.template, prepared.units, progress))


def template_of(order: AgreementOrder) -> tuple[str, bytes, str, str]:
    """
    Return file name, bytes, scheme id and 学校/教师/班级 of the template ordered.

    Raises:
        BadInputError: there is neither a template of that id nor such a file.
    """
    if order.template in template_ids():
        one = shipped(order.template)
        return one.path.name, read_file(one.path), order.scheme or one.scheme, one.whose
    path = Path(order.template)
    if not path.is_file():
        known = "、".join(template_ids())
        message = f"没有文件“{order.template}”，也没有这个编号的模板；现有：{known}"
        raise BadInputError(message)
    scheme = order.scheme
    if not scheme and path.stem in scheme_ids():
        scheme = path.stem  # a template of ours that the office changed
    return path.name, read_file(path), scheme, ""


def reading_of(order: AgreementOrder, scheme: Scheme | None) -> Reading | None:
    """
    Return the scheme as agreements print it, None where none is printed.

    Raises:
        BadInputError: an option or a parameter does not exist.
    """
    if scheme is None:
        return None
    facts = parse_facts(order.parameters, scheme.vocabulary)
    said = {name: scheme.vocabulary[name].text(fact.value) for name, fact in facts.items()}
    return Reading(scheme, order.on, order.options, said)


def whose_of(structure: Structure) -> str:
    """Return whom a template is for, by the fields it uses: 教师, 班级 or 学校."""
    names = {use.path[0] for use in structure.uses if not use.optional}
    if names & {"教师", "教师姓名", "任课教师", "姓名"}:
        return "教师"
    return "班级" if names & {"班级", "班主任"} else "学校"
