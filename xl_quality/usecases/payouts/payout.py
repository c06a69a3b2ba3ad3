"""Rewards and penalties of a scheme from a workbook's lists (奖惩兑现): all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Severity
from xl_quality.schemes.feeds import cases
from xl_quality.schemes.payable import payout_lines
from xl_quality.schemes.selection import TooFewFactsError, rule_name
from xl_quality.usecases.derived.periods import NOTHING_LEFT
from xl_quality.usecases.derived.sources import HAND
from xl_quality.usecases.payouts.hand_entered import hand_entered
from xl_quality.usecases.payouts.payout_findings import (
    NOT_APPLIED,
    TOO_FEW,
    about,
    case_finding,
    is_served,
)
from xl_quality.usecases.payouts.staff import STAFF
from xl_quality.usecases.payouts.uncounted import (
    judging_others,
    refuse_without_data,
    said,
    uncounted,
    without_enough,
)
from xl_quality.usecases.payouts.wanted_lists import places_of_facts
from xl_quality.usecases.payouts.warning_sheet import nobody_warned

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from xl_quality.core.facts import Record
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.evaluation import Evaluation
    from xl_quality.schemes.feeds import FedCase
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.payable import PayoutLine
    from xl_quality.schemes.terms import Terms
    from xl_quality.usecases.derived.periods import LeftOut
    from xl_quality.usecases.payouts.already_paid import Before
    from xl_quality.usecases.payouts.uncounted import Uncounted


class Reckoned(NamedTuple):
    """
    One case and what its clause yields for it.

    Attributes:
        case: the facts.
        evaluation: what follows from them.
        remark: what a person said of an amount entered by hand (手工填报), ``""`` = computed.
    """

    case: FedCase
    evaluation: Evaluation
    remark: str = ""


class Payout(NamedTuple):
    """
    What a scheme pays on a workbook.

    Attributes:
        scheme, terms: what was applied, and how.
        lines: rewards and penalties, in the order of the scheme's clauses, adjustments last.
        reckoned: every case with its reasons, those that pay nothing included.
        findings: what a person should look at; errors are raised instead.
        adjustments: the lines that no clause pays but a person entered (手工调整).
        origin: which 方案 sheet of the workbook was applied, in words; ``""`` = as shipped.
        staff: rows of 人员: they tell who holds the posts that consequences name.
        uncounted: clauses that could not be reckoned, and why (未计算的条款).
        left_out: what a run for one exam did not take.
        settled: what would have been paid, had an earlier payout not paid it (已兑现).
    """

    scheme: Scheme
    terms: Terms
    lines: Sequence[PayoutLine]
    reckoned: Sequence[Reckoned]
    findings: Sequence[Finding]
    adjustments: Sequence[PayoutLine] = ()
    origin: str = ""
    staff: Sequence[Record] = ()
    uncounted: Sequence[Uncounted] = ()
    left_out: LeftOut = NOTHING_LEFT
    settled: Sequence[Before] = ()

    @property
    def exams(self) -> tuple[str, ...]:
        """Return the exams that its cases are of, in order of first appearance."""
        names = dict.fromkeys(one.case.key.get("exam", "") for one in self.reckoned)
        return tuple(name for name in names if name)


def reckon(
    scheme: Scheme,
    lists: Mapping[str, Sequence[Record]],
    terms: Terms,
    faults: Sequence[Finding] = (),
    kinds: Collection[str] = (),
) -> Payout:
    """
    Apply every clause of a scheme to the cases that the lists hold (计奖).

    Args:
        scheme: as loaded, with its feeds.
        lists: rows by list name, derived lists included.
        terms: day, readings, parameters.
        faults: cells of these lists that could not be read; with any of them nothing is paid.
        kinds: of the exam that the run is for; clauses about others are passed by.

    Raises:
        BadInputError: some cell or fact cannot be used; all faults of all clauses are in
            `findings`, and nothing is paid.
    """
    findings = [*faults]
    passed_by = judging_others(scheme, kinds)
    fed, gaps = _fed(scheme, lists, terms, findings, passed_by)
    used = {fact.source for case in fed for fact in case.facts.values()}
    entered = hand_entered(scheme, lists.get(HAND, ()), used, findings)
    findings += entered.findings
    reckoned: list[Reckoned] = []
    for case in fed:
        evaluation = _evaluated(scheme, case, terms, findings)
        if evaluation is not None:
            reckoned.append(Reckoned(case, evaluation, entered.remark(case)))
    findings += _worth_saying(scheme, reckoned, terms)
    paid = [
        (one.case.key.get("unit", ""), line) for one in reckoned for line in _lines(one, findings)
    ]
    paid += [(one.record.text("unit"), one.line) for one in entered.adjustments]
    findings = list(dict.fromkeys(findings))
    _refuse_errors(findings)
    refuse_without_data(scheme, terms, reckoned, gaps, findings, there=lists)
    gaps += without_enough(scheme, fed, {one.case.clause for one in reckoned})
    findings += nobody_warned(reckoned)
    lines = _told_apart(paid)
    adjustments = lines[len(lines) - len(entered.adjustments) :]
    staff = lists.get(STAFF, ())
    return Payout(
        scheme, terms, lines, reckoned, findings, adjustments, staff=staff, uncounted=gaps
    )


def _fed(
    scheme: Scheme,
    lists: Mapping[str, Sequence[Record]],
    terms: Terms,
    findings: list[Finding],
    passed_by: Collection[str],
) -> tuple[list[FedCase], list[Uncounted]]:
    """Return the cases of all clauses, and the clauses without any; findings are added to."""
    choices = scheme.choices(terms.options)
    labels = {name: kind.label for name, kind in scheme.vocabulary.items()}
    fed: list[FedCase] = []
    doubted: set[str] = set()
    meant = terms.in_force(scheme) - {*passed_by}
    for feed in (feed for feed in scheme.feeds if feed.clause in meant):
        found, doubts = cases(feed, lists, choices, labels)
        findings += doubts
        doubted.update([feed.clause] if doubts else [])
        fed += found
    gaps = uncounted(scheme, terms, fed, doubted, passed_by)
    findings += [said(one, terms) for one in gaps]
    return fed, gaps


def _refuse_errors(findings: Sequence[Finding]) -> None:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if errors:
        message = f"有 {errors} 处数据不能用来计奖，兑现表没有生成"
        raise BadInputError(message, findings)


def _lines(one: Reckoned, findings: list[Finding]) -> list[PayoutLine]:
    try:
        lines = payout_lines(one.evaluation, one.case.payees)
    except BadInputError as error:
        findings.append(case_finding(one.case, "payee_missing", Severity.ERROR, str(error)))
        return []
    return [_named(one, line) for line in lines]


def _told_apart(paid: Sequence[tuple[str, PayoutLine]]) -> list[PayoutLine]:
    """Name the school behind persons of one name at several schools: they are several payees."""
    units: dict[str, set[str]] = {}
    for unit, line in paid:
        units.setdefault(line.payee, set()).update({unit} - {""})
    return [
        line._replace(payee=f"{line.payee}（{unit}）")
        if len(units[line.payee]) > 1 and unit not in {"", line.payee}
        else line
        for unit, line in paid
    ]


def _evaluated(
    scheme: Scheme, case: FedCase, terms: Terms, findings: list[Finding]
) -> Evaluation | None:
    """Evaluate one case; what is wrong with it joins the findings, named after the case."""
    try:
        return terms.judged(scheme, case)
    except TooFewFactsError as error:
        if not error.pointless:
            choices = scheme.choices(terms.options)
            places = places_of_facts(scheme, choices, case.clause, error.missing)
            findings.append(case_finding(case, TOO_FEW, Severity.WARNING, str(error), places))
    except BadInputError as error:
        findings += [about(case, finding) for finding in error.findings] or [
            case_finding(case, "not_evaluated", Severity.ERROR, str(error))
        ]
    return None


def _worth_saying(scheme: Scheme, reckoned: Sequence[Reckoned], terms: Terms) -> list[Finding]:
    choices = scheme.choices(terms.options)
    rules = {
        rule_name(clause.id, rule.title): [
            name for name in rule.needs(choices) if name not in scheme.parameters
        ]
        for clause in scheme.clauses
        for rule in clause.rules
        if clause.in_force(terms.on) and rule.in_use(choices)
    }
    every = [one.case for one in reckoned]

    def places(case: FedCase, finding: Finding) -> str:
        missing = [name for name in rules.get(finding.topic, ()) if name not in case.facts]
        return places_of_facts(scheme, choices, case.clause, missing)

    return [
        about(one.case, finding, places(one.case, finding))
        for one in reckoned
        for finding in one.evaluation.findings
        if finding.code in _WORTH_SAYING and not is_served(finding, one.case, every, rules)
    ]


def _named(one: Reckoned, line: PayoutLine) -> PayoutLine:
    """Say in the reason which exam and subject it is about; the payee stands beside it."""
    about = one.case.about_beside(line.payee)
    why = f"{about}：{line.why}" if about else line.why
    if one.remark:
        line = line._replace(by_hand=True)
        why = f"{one.remark}；{why}"
    return line._replace(why=why, exam=one.case.key.get("exam", ""))


_WORTH_SAYING = {"reward_and_penalty", "not_covered", "no_match", NOT_APPLIED}
"""Of the notes on one case, those that a person paying many cases still has to see."""
