"""The values that a scheme leaves open (方案参数), as said with the order or in 考核设置."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity
from xl_quality.schemes.catalogue import scheme_ids
from xl_quality.schemes.fact_texts import parse_facts
from xl_quality.sheets.settings.form import SETTINGS_SHEET, is_settings_sheet
from xl_quality.sheets.settings.reader import read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xl_quality.books.ports import Book
    from xl_quality.core.facts import Fact
    from xl_quality.schemes.model import Scheme
    from xl_quality.sheets.settings.reader import SchemeValue

_UNITS: Final = "元分名人"


def scheme_values(
    written: Sequence[SchemeValue], scheme: Scheme, said: Sequence[str] = ()
) -> tuple[dict[str, Fact], list[Finding]]:
    """
    Return the parameters of a scheme by name.

    Args:
        written: the lines of 考核设置; they give what was not said explicitly.
        scheme: whose parameters count.
        said: ``name=value`` texts said explicitly; they go before the form.

    Returns:
        The values, those of the form with their cell, and what is doubtful about the form's lines.

    Raises:
        BadInputError: a value cannot be read, or two lines of the form give different ones;
            `findings` has the cells.
    """
    explicit = parse_facts(said, scheme.vocabulary)
    found: dict[str, tuple[Fact, SchemeValue]] = {}
    for one in sorted(_meant(written, scheme), key=lambda one: not one.scheme):
        name = _name(one, scheme)
        if name in explicit:
            continue
        fact = _fact(name, one, scheme)
        first, line = found.setdefault(name, (fact, one))
        if first.value != fact.value and bool(line.scheme) == bool(one.scheme):
            problem = f"方案参数“{one.name}”写了两个不同的值，另一个在 {first.source}"
            _refuse(one, problem, "请只保留一行")
    doubts = [_unknown(one, scheme) for one in written if _is_unknown(one, scheme)]
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


def _meant(written: Sequence[SchemeValue], scheme: Scheme) -> list[SchemeValue]:
    return [
        one for one in written if one.scheme in {"", scheme.id, scheme.title} and _name(one, scheme)
    ]


def _name(one: SchemeValue, scheme: Scheme) -> str:
    """Return the parameter that a line names in English or Chinese, ``""`` where there is none."""
    names = {scheme.vocabulary[name].label: name for name in scheme.parameters}
    return names.get(one.name, one.name if one.name in scheme.parameters else "")


def _fact(name: str, one: SchemeValue, scheme: Scheme) -> Fact:
    value = one.value.rstrip(_UNITS) or one.value
    try:
        fact = parse_facts([f"{name}={value}"], scheme.vocabulary)[name]
    except BadInputError as error:
        _refuse(one, str(error), "请改正“值”一栏")
    return fact._replace(source=f"{one.sheet}!{one.cell}")


def _refuse(one: SchemeValue, problem: str, advice: str) -> NoReturn:
    fault = Finding(
        "scheme_value_bad", Severity.ERROR, one.sheet, one.cell, one.value, problem, advice
    )
    message = f"{fault.where}：{problem}，{advice}"
    raise BadInputError(message, [fault._replace(message=message)])


def _is_unknown(one: SchemeValue, scheme: Scheme) -> bool:
    """Tell whether a line names this scheme and no parameter of it, or no scheme there is."""
    if not one.name:
        return one.scheme in {"", scheme.id, scheme.title}
    if one.scheme in {scheme.id, scheme.title}:
        return not _name(one, scheme)
    return bool(one.scheme) and one.scheme not in scheme_ids() and bool(_name(one, scheme))


def _unknown(one: SchemeValue, scheme: Scheme) -> Finding:
    if one.scheme in {"", scheme.id, scheme.title}:
        labels = [scheme.vocabulary[name].label for name in scheme.parameters]
        problem = f"“{scheme.title}”没有参数“{one.name or '（空白）'}”，这一行没有用上"
        advice = f"它的参数有：{'、'.join(labels) or '无'}"
    else:
        problem = f"“{one.scheme}”不是方案的编号或名称，“{one.name}”没有用在本方案上"
        advice = f"如果是本方案的，请在“工作表”一栏写“{scheme.id}”，或者空着"
    return Finding(
        "scheme_value_unknown", Severity.WARNING, one.sheet, one.cell, one.value, problem, advice
    )
