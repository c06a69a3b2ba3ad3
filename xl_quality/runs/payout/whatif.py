"""What if the scheme said otherwise (试算): totals and payees before and after; nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.findings import BadInputError, Finding
from xl_quality.runs.facts.exams import period_of, places_of_scores
from xl_quality.runs.payout.assessment import Assessed, Payout, pay_by
from xl_quality.runs.payout.scheme_choice import ChosenScheme, choose
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import scheme_from
from xl_quality.schemes.results import Consequence, Indicator, Share
from xl_quality.schemes.sheet.changes import Place, numbers_meant, places, with_numbers

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.runs.book_contents import BookContents
    from xl_quality.runs.choices import Order
    from xl_quality.sheets.cells import Grid


class Trial(NamedTuple):
    """What is tried."""

    settings: Sequence[str] = ()  # ``B2.base=2000``: by address, see `schemes.sheet.changes`
    options: Mapping[str, str] = MappingProxyType({})  # readings to try, by option id
    sheet: bool = False  # before: what ships; after: the workbook's 方案 sheet


class PayeeChange(NamedTuple):
    """What one payee gets before and after, net, in fen."""

    payee: str
    before: int
    after: int

    @property
    def difference(self) -> int:
        """Return how much more it is afterwards."""
        return self.after - self.before


class LineChange(NamedTuple):
    """One case of a rule that comes out differently: what it yields, in words, and why."""

    clause: str
    about: str
    title: str
    before: str
    after: str


class WhatIf(NamedTuple):
    """What a trial changes."""

    basis: str  # what it is compared with, in words
    altered: Sequence[str]  # what was altered, in words
    payees: Sequence[PayeeChange]  # those whose net changes, in order of appearance
    # before, after: net totals in fen
    before: int
    after: int
    lines: Sequence[LineChange]  # the cases that come out differently
    findings: Sequence[Finding]  # what the scheme afterwards should be looked at for


def what_if(contents: BookContents, order: Order, trial: Trial) -> WhatIf:
    """Pay a workbook by a scheme as it stands and by a changed one, and compare (试算).

    The options of *order* hold on both sides, those of *trial* only afterwards.

    Raises:
        BadInputError: an address means nothing or too much, the changed scheme has faults, or
            the workbook cannot be paid by it.
    """
    base = choose(contents.schemes, order.scheme, shipped=order.shipped or trial.sheet)
    then = choose(contents.schemes, order.scheme) if trial.sheet else base
    if trial.sheet and not then.sheet:
        message = f"工作簿里没有方案“{order.scheme}”的方案表，没有可比的；请先用 import 导入"
        raise BadInputError(message)
    settings = _settings(then, trial.settings, order.on)
    scheme = scheme_from(with_numbers(then.raw, settings), "试算") if settings else then.scheme
    scheme.choices(trial.options)  # refuses what does not exist before anything is computed
    known = places_of_scores(contents, period_of(contents, order.exam))
    later = order._replace(options={**order.options, **trial.options})
    before = pay_by(base.scheme, contents, order, known)
    after = pay_by(scheme, contents, later, known)
    doubts_before = lint(base.scheme)
    return WhatIf(
        basis=base.origin or f"按原方案“{base.scheme.title}”",
        altered=_altered(then, settings, trial, order),
        payees=payee_changes(before, after),
        before=sum(line.net for line in before.lines),
        after=sum(line.net for line in after.lines),
        lines=line_changes(before, after),
        findings=[*(one for one in lint(scheme) if one not in doubts_before), *after.findings],
    )


def settable(sheets: Sequence[Grid], order: Order, clause: str) -> list[Place]:
    """Return the numbers of a clause that a trial can set; ``""`` = of all clauses in force.

    Raises:
        BadInputError: there is no such scheme, or nothing to be set.
    """
    known = places(choose(sheets, order.scheme, shipped=order.shipped).raw, order.on)
    own = [place for place in known if clause in {"", place.address.split(".")[0]}]
    return own or numbers_meant(known, clause)


def _settings(chosen: ChosenScheme, settings: Iterable[str], on: date) -> list[tuple[Place, str]]:
    known = places(chosen.raw, on)
    found: dict[Place, str] = {}
    for said in settings:
        address, equals, value = said.replace("＝", "=").partition("=")
        if not equals or not value.strip():
            raise BadInputError(f"--set：要写成“条款.项目=数”，如 B2.base=2000：{said}")
        for place in numbers_meant(known, address):
            if place in found:
                raise BadInputError(f"--set：{place.address} 改了两次，请只改一次")
            found[place] = value.strip()
    return list(found.items())


def _altered(
    then: ChosenScheme, settings: Sequence[tuple[Place, str]], trial: Trial, order: Order
) -> list[str]:
    words = [str(change) for change in then.changes] if trial.sheet else []
    words += [
        f"{place.address}：{place.value} → {value}（{place.rule}）" for place, value in settings
    ]
    now = then.scheme.choices(order.options)
    for name, value in trial.options.items():
        option = then.scheme.options[name]
        old, new = option.choices[now[name]], option.choices[value]
        words.append(f"读法 {name}：{now[name]}（{old}）→ {value}（{new}）")
    return words


def payee_changes(before: Payout, after: Payout) -> list[PayeeChange]:
    """Return the payees whose net differs between two payouts, in order of appearance."""
    nets: dict[str, list[int]] = {}
    for place, payout in enumerate((before, after)):
        for line in payout.lines:
            nets.setdefault(line.payee, [0, 0])[place] += line.net
    changes = [PayeeChange(payee, *both) for payee, both in nets.items()]
    return [change for change in changes if change.difference]


def line_changes(before: Payout, after: Payout) -> list[LineChange]:
    """Return the cases of rules that come out differently in two payouts."""
    old, new = _yields(before.assessed), _yields(after.assessed)
    return [
        LineChange(*key, old.get(key, ""), new.get(key, ""))
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]


def _yields(assessed: Iterable[Assessed]) -> dict[tuple[str, str, str], str]:
    """Return what every rule says about every case; a rule that yields nothing says nothing."""
    found: dict[tuple[str, str, str], str] = {}
    for one in assessed:
        for line in one.evaluation.lines:
            key = line.clause, one.case.about, line.title
            if line.amount or isinstance(line.effect, Consequence | Indicator | Share):
                said = [found[key]] if key in found else []
                found[key] = "；".join([*said, line.why])
    return found
