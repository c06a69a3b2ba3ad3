"""Agreements from a workbook (生成责任书): planned, made and listed, or their template checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality import __version__
from xl_quality.agreements.checking import Checked, check_against, check_template, elsewhere
from xl_quality.agreements.compiling import Template, compile_template, compiled
from xl_quality.agreements.data_sheet import DATA_SHEET, DataSheet, read_data
from xl_quality.agreements.shipped import SHIPPED, shipped, template_ids
from xl_quality.agreements.word import open_template
from xl_quality.agreements.wording import PrintedScheme
from xl_quality.books.fingerprints import grid_fingerprint
from xl_quality.books.saving import read_file
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.core.school_terms import in_time, school_year
from xl_quality.reports.run_record import RunEntry, Sealed
from xl_quality.runs.agreements.delivery import deliver, fill_all, list_sheet
from xl_quality.runs.agreements.units import (
    Basis,
    open_amounts,
    perhaps_unprinted,
    recipients,
    school_year_of,
    takes_in_use,
)
from xl_quality.runs.book_contents import BookContents, take_in, understood
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.facts.derived_lists import (
    CLASS_RATES,
    HISTORY,
    LAST_YEAR,
    SCHOOL_RATES,
    TEACHER_RATES,
)
from xl_quality.runs.payout.checks import unused_targets
from xl_quality.runs.payout.scheme_choice import choose, scheme_values
from xl_quality.schemes.loading import scheme_ids
from xl_quality.schemes.model import Scheme, with_units
from xl_quality.sheets.list_kinds import TEACHING

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.agreements.field_values import AgreementUnit
    from xl_quality.agreements.tags import Structure
    from xl_quality.books.port import Book
    from xl_quality.books.tables import Table
    from xl_quality.core.facts import Record
    from xl_quality.runs.agreements.delivery import Delivery, Progress, Wanted
    from xl_quality.runs.agreements.units import Recipients
    from xl_quality.sheets.cells import Grid

COMMAND: Final = "agreements"
_PREVIOUS_RATES: Final = {"previous_pass_rate", "previous_excellent_rate"}


class AgreementOrder(NamedTuple):
    """What is to be made, as a person says it."""

    template: str  # id of a template that ships, or the path of a Word file
    on: date  # the day of the agreements; it decides which clauses are in force, too
    scheme: str = ""  # id of the scheme whose clauses are printed; ``""`` = the template's own
    options: Mapping[str, str] = MappingProxyType({})  # readings chosen by option id
    parameters: tuple[str, ...] = ()  # ``name=value`` texts for what the scheme leaves open
    common: Mapping[str, str] = MappingProxyType({})  # fields said for all units, by name
    only: str = ""  # name of the one unit wanted, ``""`` = all
    data_sheet: str = ""  # the sheet that lists the units, ``""`` = 责任书数据
    whose: str = ""  # 学校, 班级 or 教师 where no sheet lists them; ``""`` = as the template says
    shipped: bool = False  # print the shipped scheme, even where the workbook has a sheet of it


class Plan(NamedTuple):
    """What agreements are to be made, and of what."""

    order: AgreementOrder  # what was ordered
    template: Template  # compiled
    title: str  # name of the template, part of the file names
    units: Sequence[AgreementUnit]  # those wanted, with their fields
    of: int  # how many there are in all
    findings: Sequence[Finding]  # what a person should look at; `plan` raises where one is an error
    scheme_sheet: str  # the workbook's own sheet of the scheme that is printed, ``""`` = as shipped
    book: str  # name of the workbook
    inputs: Sequence[Grid]  # its sheets as they were read, results of ours left out


class AgreementRun(NamedTuple):
    """Agreements that were made, 责任书清单 as a table, and what the record of runs says."""

    delivery: Delivery
    tables: Sequence[Table]
    entry: RunEntry
    findings: Sequence[Finding]


def plan(book: Book, order: AgreementOrder, scheme: Scheme | None = None) -> Plan:
    """Compile the template, take the workbook in and find everybody's fields (准备).

    *scheme* is the one to print, where it is not one that ships.

    Raises:
        BadInputError: the template or the data cannot be used; all faults are in `findings`.
    """
    ordered = _template_of(order)
    template = compile_template(ordered.name, ordered.data)
    made = _planned(book, order, ordered, template, scheme)
    findings = [*elsewhere(template.file), *made.findings]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        message = f"模板“{ordered.name}”有 {len(errors)} 处填不对，或和数据对不上，责任书没有生成"
        raise BadInputError(message, errors)
    return made._replace(findings=findings)


def run(planned: Plan, wanted: Wanted, progress: Progress | None = None) -> AgreementRun:
    """Make agreements (生成责任书): fill, write, read back; see `delivery.deliver`.

    Raises:
        BadInputError: something cannot be filled, a file exists, or a read-back failed.
        EnvironmentFaultError: it cannot be written.
    """
    template = planned.template
    delivery = deliver(
        template, planned.units, wanted._replace(of=planned.of, title=planned.title), progress
    )
    beside = wanted.beside or wanted.folder
    listed = list_sheet(delivery.files, planned.title, planned.order.on, beside)
    return AgreementRun(delivery, [listed], _entry(planned), planned.findings)


def try_out(planned: Plan) -> int:
    """Fill everything in memory and write nothing (试运行); return how many agreements it would be.

    Raises:
        BadInputError: some value is missing or unfit.
    """
    return len(fill_all(planned.template, planned.units))


def check(order: AgreementOrder, book: Book | None = None) -> Checked:
    """Check a template (模板体检); with a workbook, every agreement is filled in memory as a trial.

    Raises:
        BadInputError: the file is none that can be a template, or the workbook lists nobody.
    """
    ordered = _template_of(order)
    file = open_template(ordered.name, ordered.data)
    found = check_template(file)
    if book is None or not found.fit:
        return found
    made = _planned(book, order._replace(only=""), ordered, compiled(file))
    findings = [*found.findings, *made.findings]
    if not any(finding.severity is Severity.ERROR for finding in findings):
        try:
            fill_all(made.template, made.units)
        except BadInputError as error:
            findings += error.findings
    return Checked(found.fields, tuple(dict.fromkeys(findings)))


class _Ordered(NamedTuple):
    """The template ordered."""

    name: str  # of the file
    title: str  # as the files made of it are called; no own template has the title of a shipped one
    data: bytes  # its bytes
    # scheme, whose: id of the scheme, and 学校, 教师 or 班级; ``""`` = unknown
    scheme: str
    whose: str


def _template_of(order: AgreementOrder) -> _Ordered:
    """Return the template ordered.

    Raises:
        BadInputError: there is neither a template of that id nor such a file.
    """
    if order.template in template_ids():
        one = shipped(order.template)
        scheme = order.scheme or one.scheme
        whose = order.whose or one.whose
        return _Ordered(one.path.name, one.title, read_file(one.path), scheme, whose)
    path = Path(order.template)
    if not path.is_file():
        known = "、".join(template_ids())
        raise BadInputError(f"没有文件“{order.template}”，也没有这个编号的模板；现有：{known}")
    own = path.stem if path.stem in scheme_ids() else ""  # a template of ours that was changed
    titles = {one.title for one in SHIPPED}
    title = f"{path.stem}（自备模板）" if path.stem in titles else path.stem
    return _Ordered(path.name, title, read_file(path), order.scheme or own, order.whose)


def _planned(
    book: Book,
    order: AgreementOrder,
    ordered: _Ordered,
    template: Template,
    scheme: Scheme | None = None,
) -> Plan:
    """Return what is to be made; errors are among the findings."""
    contents = understood(book)
    chosen = None
    if scheme is None and ordered.scheme:
        chosen = choose(contents.schemes, ordered.scheme, shipped=order.shipped)
        scheme = chosen.scheme
    printed, doubts = _printed(order, contents, scheme) if scheme else (None, [])
    whose = ordered.whose or _whose(template.structure)
    basis = _basis(book, order, contents, printed, whose)
    found = recipients(basis)
    findings = [
        *check_against(template.structure, found.units, basis.data),
        *(chosen.findings if chosen else ()),
        *doubts,
        *_doubts(basis, found, template.structure),
    ]
    return Plan(
        order,
        template,
        ordered.title,
        found.only(order.only) if order.only else found.units,
        of=len(found.units),
        findings=findings,
        scheme_sheet=chosen.sheet if chosen else "",
        book=book.name,
        inputs=_inputs(book, contents),
    )


def _basis(
    book: Book,
    order: AgreementOrder,
    contents: BookContents,
    printed: PrintedScheme | None,
    whose: str,
) -> Basis:
    return Basis(
        contents,
        _data(book, contents, _data_sheet(book, order)),
        printed,
        order.on,
        order.common,
        whose,
        last_year=_last_year(book, contents, printed, order.on) if printed else (),
        last_rates=_last_rates(book, printed) if printed else (),
    )


def _doubts(basis: Basis, found: Recipients, structure: Structure) -> Iterator[Finding]:
    """Yield who gets no agreement, which targets none has, and cells that cannot be read."""
    tables = list(dict.fromkeys(use.path[0] for use in structure.uses))
    yield from found.others
    if basis.printed is not None:
        left = perhaps_unprinted(basis, found.units, tables)
        yield from unused_targets(basis.printed.scheme, left)
        if "方案" in tables:
            yield from open_amounts(basis.printed, found.units)
    yield from basis.faults(tables)


def _data_sheet(book: Book, order: AgreementOrder) -> str:
    """Return the sheet that lists the units, ``""`` where there is none.

    Raises:
        BadInputError: the one that was ordered is missing.
    """
    names = book.sheet_names()
    if order.data_sheet and order.data_sheet not in names:
        raise BadInputError(f"没有名为“{order.data_sheet}”的工作表，有：{'、'.join(names)}")
    return order.data_sheet or next((name for name in names if name.strip() == DATA_SHEET), "")


def _data(book: Book, contents: BookContents, sheet: str) -> DataSheet | None:
    if not sheet:
        return None
    grids = (grid for grid in (*contents.grids, *contents.schemes) if grid.name == sheet)
    return read_data(next(grids, None) or book.read(sheet))  # results of ours are not taken in


def _printed(
    order: AgreementOrder, contents: BookContents, scheme: Scheme
) -> tuple[PrintedScheme, list[Finding]]:
    """Return the scheme as agreements print it, with what 考核设置 says of it and of its units.

    Returns:
        The scheme, and what is doubtful about the lines 方案参数 of 考核设置.

    Raises:
        BadInputError: an option or a parameter does not exist, or a value cannot be read.
    """
    settings = contents.recognised.settings
    known = with_units(scheme, settings.unit_kinds)
    facts, doubts = scheme_values(settings.scheme_values, known, order.parameters)
    said = {name: fact.value for name, fact in facts.items()}
    return PrintedScheme(known, order.on, order.options, said), doubts


def _last_year(
    book: Book, contents: BookContents, printed: PrintedScheme, on: date
) -> list[Record]:
    """Return the places of the school year before the agreement's, where goals follow from them.

    They are those of 历次, else of the scores, as the scheme ranks; scores with open questions give
    none. Of the latest exam alone, where the reading chosen says so.
    """
    takes = [take for _, take in takes_in_use(printed)]
    if LAST_YEAR not in {take.list_name for take in takes}:
        return []
    ranked = {take.list_name for take in takes if take.facts.get("rank") == "rank"} & {
        SCHOOL_RATES,
        TEACHER_RATES,
    }
    found = [
        row
        for row in (*contents.rows(HISTORY), *_ranked(book, printed.scheme, ranked))
        if "rank" in row.facts and school_year(row.text("exam")) == school_year_of(on)
    ]
    listed = {row.text("exam") for row in found if row.sheet == HISTORY}
    found = [row for row in found if row.sheet == HISTORY or row.text("exam") not in listed]
    exams = in_time(dict.fromkeys(row.text("exam") for row in found)) or ()
    if exams and printed.choices.get("previous_by") == "last_exam":
        return [row for row in found if row.text("exam") == exams[-1]]
    return found


def _last_rates(book: Book, printed: PrintedScheme) -> list[Record]:
    """Return the rates of classes in the latest exam, where goals are set by those of last time.

    What is agreed upon is judged by an exam to come: the latest one is the last time then. Of
    several exams in no known order none is it.
    """
    takes = [take for _, take in takes_in_use(printed)]
    if not any(
        take.list_name == CLASS_RATES and _PREVIOUS_RATES & {*take.facts.values()} for take in takes
    ):
        return []
    from xl_quality.runs.facts.rates import OWN_SCHOOL  # noqa: PLC0415 - only for marks

    rows = _ranked(book, printed.scheme, {CLASS_RATES})
    exams = dict.fromkeys(row.text("exam") for row in rows)
    latest = [*exams] if len(exams) == 1 else in_time(exams) or ("",)
    known = [row for row in rows if row.text("exam") == latest[-1] and row.text("name")]
    # sheets that name no school are of everybody's own
    return [
        row._replace(facts={n: f for n, f in row.facts.items() if f.value != OWN_SCHOOL})
        for row in known
    ]


def _ranked(book: Book, scheme: Scheme, lists: Collection[str]) -> list[Record]:
    """Return the rows of lists of rates (学校率, 教师率, 班级率) that the scores give."""
    from xl_quality.runs.facts.all_lists import unsettled_scores  # noqa: PLC0415 - only for marks
    from xl_quality.runs.facts.exams import period_of, places_of_scores  # noqa: PLC0415 - as above
    from xl_quality.runs.facts.rates import group_rates  # noqa: PLC0415 - as above

    contents = take_in(book, ChosenOptions(), scores_needed=False)
    figures = places_of_scores(contents, period_of(contents, ""))
    if figures is None or unsettled_scores(contents, figures, scheme):
        return []
    rates = group_rates(figures, contents.tables, contents.rows(TEACHING))
    return [row for name in lists for row in rates.get(name, ())]


def _whose(structure: Structure) -> str:
    """Return whom a template is for, by the fields it uses: 教师, 班级 or 学校."""
    names = {use.path[0] for use in structure.uses if not use.optional}
    if names & {"教师", "教师姓名", "任课教师", "姓名"}:
        return "教师"
    return "班级" if names & {"班级", "班主任"} else "学校"


def _inputs(book: Book, contents: BookContents) -> list[Grid]:
    """Return every sheet that is not ours: lists, scores and the clerk's list all give fields."""
    own = book.own_sheets()
    grids = {grid.name: grid for grid in (*contents.grids, *contents.schemes)}
    return [grids[name] for name in book.sheet_names() if name not in own]


def _entry(planned: Plan) -> RunEntry:
    """Return what is to be recorded: the template, what was said, and every sheet as it stands."""
    return RunEntry(
        COMMAND,
        "生成责任书",
        "",
        __version__,
        planned.book,
        inside=False,
        settings=tuple(_words_of_order(planned)),
        inputs=tuple(Sealed(grid.name, grid_fingerprint(grid)) for grid in planned.inputs),
    )


def _words_of_order(planned: Plan) -> Iterator[tuple[str, str, str]]:
    order = planned.order
    yield "设置", "模板", planned.template.file.name
    yield "设置", "日期", order.on.isoformat()
    said = {"方案": order.scheme, "方案表": planned.scheme_sheet, "只生成": order.only}
    yield from (("设置", name, value) for name, value in said.items() if value)
    yield from (("读法", name, value) for name, value in order.options.items())
    for text in order.parameters:
        name, _, value = text.replace("＝", "=").partition("=")
        yield "参数", name.strip(), value.strip()
    yield from (("设置", name, value) for name, value in order.common.items())
