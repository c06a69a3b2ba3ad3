"""The scheme that is applied (方案), and the values that it leaves open (方案参数)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.facts import Fact, Source
from xl_quality.core.findings import BadInputError, Finding, Kind, Step, Way
from xl_quality.runs.book_contents import SHEET
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.schemes.fact_checks import parse_facts
from xl_quality.schemes.loading import load, load_raw, scheme_ids
from xl_quality.sheets.settings import SETTINGS_SHEET, is_settings_sheet
from xl_quality.sheets.settings_reader import SchemeValue, read_settings

if TYPE_CHECKING:
    from xl_quality.books.port import Book
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.sheet.changes import SchemeChange
    from xl_quality.schemes.toml_reader import Raw
    from xl_quality.sheets.cells import Grid

_SHOWN: Final = 5  # edits that are told one by one
_UNITS: Final = "元分名人"


class ChosenScheme(NamedTuple):
    """The scheme that is applied."""

    scheme: Scheme  # as loaded
    raw: Raw  # its values, before the scheme was built from them
    sheet: str = ""  # the workbook's sheet it was taken from, ``""`` = as shipped
    changes: Sequence[SchemeChange] = ()  # what the sheet says differently from the shipped scheme
    findings: Sequence[Finding] = ()  # what a person should know about it
    altered: Sequence[str] = ()  # what a program set differently, in words

    @property
    def origin(self) -> str:
        """Return in words what was applied, ``""`` for a shipped scheme."""
        if self.altered:
            return f"{self.short_origin}：{'，'.join(self.altered)}"
        if not self.sheet:
            return ""
        edits = "，".join(map(str, self.changes[:_SHOWN]))
        more = "等" if len(self.changes) > _SHOWN else ""
        return self.short_origin + (f"：{edits}{more}" if self.changes else "")

    @property
    def short_origin(self) -> str:
        """Return the same without the edits one by one."""
        if self.altered:
            return f"按另行改过的方案计算，改动 {len(self.altered)} 处"
        edited = f"已修改 {len(self.changes)} 处" if self.changes else "与原方案相同"
        return f"按工作簿里“{self.sheet}”表计算，{edited}" if self.sheet else ""


def choose(sheets: Sequence[Grid], name: str, *, shipped: bool = False) -> ChosenScheme:
    """Return the scheme that a person names: the workbook's own sheet of it before the shipped.

    *name* is the scheme's id, or the name of one of the workbook's 方案 sheets.

    Raises:
        BadInputError: there is no such scheme, the sheet has faults, or two sheets hold it.
    """
    ids = _ids(sheets)
    by_name = [grid for grid in sheets if grid.name == name]
    found = by_name or [grid for grid in sheets if ids[grid.name] == name]
    if shipped and by_name:
        name = ids[name]
    if shipped or not found:
        if not shipped and name.startswith(SHEET) and name not in scheme_ids():
            message = f"工作簿里没有方案表“{name}”；请写方案编号，或先导入方案"
            raise BadInputError(message, steps=[Step(Way.IMPORT)])
        return ChosenScheme(load(name), load_raw(name), findings=_passed_by(ids, name))
    if len(found) > 1:
        names = "、".join(grid.name for grid in found)
        raise BadInputError(f"有几张表都是方案“{name}”：{names}；请写明用哪一张表（写工作表名）")
    return _of_sheet(found[0])


def _ids(sheets: Sequence[Grid]) -> dict[str, str]:
    if not sheets:
        return {}
    from xl_quality.schemes.sheet.codec import scheme_id  # noqa: PLC0415 - few have such sheets

    return {grid.name: scheme_id(grid.rows) for grid in sheets}


def _of_sheet(grid: Grid) -> ChosenScheme:
    from xl_quality.runs.payout.scheme_import import scheme_on  # noqa: PLC0415 - as above

    chosen = scheme_on(grid)
    cells = "、".join(change.cell for change in chosen.changes if change.cell)
    steps = (Step(Way.SHIPPED),)
    note = kinds.SCHEME_SHEET_USED.at(grid.name, cells, steps=steps, origin=chosen.origin)
    return chosen._replace(findings=[note, *chosen.findings])


def _passed_by(ids: Mapping[str, str], name: str) -> list[Finding]:
    """Say that a 方案 sheet was not used, whose id is no scheme's: edits in it would be lost."""
    return [
        kinds.SCHEME_SHEET_PASSED_BY.at(sheet, found=own, sheet_name=sheet, scheme=name)
        for sheet, own in ids.items()
        if own not in scheme_ids()
    ]


def scheme_values(
    written: Sequence[SchemeValue], scheme: Scheme, said: Sequence[str] = ()
) -> tuple[dict[str, Fact], list[Finding]]:
    """Return the parameters of a scheme by name.

    The lines of 考核设置 (*written*) give what no ``name=value`` text of *said* does.

    Returns:
        The values, those of the form with their cell, and what is doubtful about the form's lines.

    Raises:
        BadInputError: a value cannot be read, or two lines of the form give different ones;
            `findings` has the cells.
    """
    explicit = parse_facts(said, scheme.vocabulary)
    found: dict[str, tuple[Fact, SchemeValue]] = {}
    for one in sorted(written, key=lambda one: not one.scheme):
        name = _name(one, scheme)
        if not name or name in explicit or one.scheme not in _names_of(scheme):
            continue
        fact = _fact(name, one, scheme)
        first, line = found.setdefault(name, (fact, one))
        if first.value != fact.value and bool(line.scheme) == bool(one.scheme):
            facts = {"name": one.name, "other": first.source}
            raise BadInputError.of([_at(one, kinds.SCHEME_VALUE_TWICE, **facts)])
    doubts = [doubt for one in written for doubt in _doubts(one, scheme)]
    return {**{name: fact for name, (fact, _) in found.items()}, **explicit}, doubts


def written_in(book: Book) -> Sequence[SchemeValue]:
    """Return the lines 方案参数 of a workbook's 考核设置, none where it has no such form."""
    names = sorted(book.sheet_names(), key=lambda name: name != SETTINGS_SHEET)
    form = next((grid for grid in map(book.read, names) if is_settings_sheet(grid)), None)
    return read_settings(form, names).scheme_values if form else ()


def values_in_words(scheme: Scheme, values: Mapping[str, Fact]) -> list[str]:
    """Return the parameters in use for a heading: 每个指标奖额300元."""
    vocabulary = scheme.vocabulary
    return [
        vocabulary[name].phrase.replace("{}", vocabulary[name].text(fact.value))
        for name, fact in values.items()
        if name in scheme.parameters
    ]


def _names_of(scheme: Scheme) -> set[str]:
    """Return what a line may say of the scheme that it is about; nothing means any."""
    return {"", scheme.id, scheme.title}


def _name(one: SchemeValue, scheme: Scheme) -> str:
    """Return the parameter that a line names in English or Chinese, ``""`` where there is none."""
    names = {scheme.vocabulary[name].label: name for name in scheme.parameters}
    return names.get(one.name, one.name if one.name in scheme.parameters else "")


def _fact(name: str, one: SchemeValue, scheme: Scheme) -> Fact:
    value = one.value.rstrip(_UNITS) or one.value
    try:
        fact = parse_facts([f"{name}={value}"], scheme.vocabulary)[name]
    except BadInputError as error:
        fault = _at(one, kinds.SCHEME_VALUE_BAD, problem=str(error))
        raise BadInputError.of([fault]) from error
    return fact._replace(source=Source.at(one.sheet, one.cell))


def _at(one: SchemeValue, kind: Kind, **facts: object) -> Finding:
    """Return a finding on the value of a line; its words name the place where they are all."""
    place = f"{one.sheet}!{one.cell}"
    return kind.at(one.sheet, one.cell, found=one.value, place=place, **facts)  # type: ignore[arg-type]


def _doubts(one: SchemeValue, scheme: Scheme) -> Iterator[Finding]:
    """Yield what is doubtful about a line.

    It names this scheme and no parameter of it, or a parameter and no scheme there is.
    """
    name = _name(one, scheme)
    ours = one.scheme in _names_of(scheme)
    if ours and (not one.name or (one.scheme and not name)):
        labels = "、".join(scheme.vocabulary[name].label for name in scheme.parameters) or "无"
        facts = {"scheme": scheme.title, "name": one.name or "（空白）", "parameters": labels}
        yield _at(one, kinds.PARAMETER_UNKNOWN, **facts)
    elif not ours and name and one.scheme not in scheme_ids():
        facts = {"other": one.scheme, "name": one.name, "scheme": scheme.id}
        yield _at(one, kinds.PARAMETER_OF_NO_SCHEME, **facts)
