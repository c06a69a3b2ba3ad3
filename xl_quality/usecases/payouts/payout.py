"""
Rewards and penalties of a scheme from a workbook (奖惩兑现): all or nothing.

`pay` is the whole of it: a workbook as understood and an order give a `Payout`, a value that holds
everything that sheets, messages, JSON and the run record are made of. Every host calls it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.errors import BadInputError
from xl_quality.core.findings import Finding, Severity
from xl_quality.core.money import yuan_text
from xl_quality.reports.run_record import Paid
from xl_quality.schemes.feeds import cases
from xl_quality.schemes.payable import payout_lines
from xl_quality.schemes.selection import TooFewFactsError, rule_name
from xl_quality.schemes.terms import Terms
from xl_quality.schemes.unit_kinds import with_units
from xl_quality.sheets.reading.recognise import PERHAPS
from xl_quality.usecases.derived.county_lists import county_lists, scored_as
from xl_quality.usecases.derived.doubtful_places import missing_in_history, out_of_order
from xl_quality.usecases.derived.exam_kinds import ExamKinds, exams_asked
from xl_quality.usecases.derived.history import DERIVED, HISTORY, incomplete_exams, ranked_twice
from xl_quality.usecases.derived.history import TEACHERS as TEACHERS_LAST
from xl_quality.usecases.derived.periods import (
    NOTHING_LEFT,
    aliases_of,
    left_out,
    left_out_told,
    period_of,
    places,
)
from xl_quality.usecases.derived.sources import (
    HAND,
    clause_lists,
    lists_used,
    made_of,
    unreadable,
    unsettled_scores,
)
from xl_quality.usecases.derived.standings import TEACHERS, several_exams
from xl_quality.usecases.derived.tallies import tallies
from xl_quality.usecases.derived.teacher_places import COUNTY
from xl_quality.usecases.missing_marks import far_fewer
from xl_quality.usecases.payouts.hand_entered import hand_entered
from xl_quality.usecases.payouts.incomplete_rows import complete_rows
from xl_quality.usecases.payouts.near_names import near_persons, near_units
from xl_quality.usecases.payouts.payout_findings import (
    NOT_APPLIED,
    TOO_FEW,
    about,
    case_finding,
    is_served,
)
from xl_quality.usecases.payouts.scheme_sheet import choose
from xl_quality.usecases.payouts.scheme_values import scheme_values
from xl_quality.usecases.payouts.staff import STAFF
from xl_quality.usecases.payouts.uncounted import (
    judging_others,
    refuse_without_data,
    said,
    uncounted,
    without_enough,
)
from xl_quality.usecases.payouts.units_of_no_clause import units_of_no_clause
from xl_quality.usecases.payouts.unused_indicators import unused_indicators
from xl_quality.usecases.payouts.wanted_lists import places_of_facts
from xl_quality.usecases.teaching import TEACHING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from xl_quality.core.facts import Record
    from xl_quality.schemes.evaluation import Evaluation
    from xl_quality.schemes.feeds import FedCase
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.payable import PayoutLine
    from xl_quality.usecases.derived.periods import LeftOut, Period
    from xl_quality.usecases.figures import Figures
    from xl_quality.usecases.intake import Intake
    from xl_quality.usecases.payouts.already_paid import Before
    from xl_quality.usecases.payouts.scheme_sheet import ChosenScheme
    from xl_quality.usecases.payouts.uncounted import Uncounted

_STREAKS: Final = {DERIVED, TEACHERS_LAST}
"""The lists that cannot be derived where the last place of an exam is not known."""
_NO_WARNING: Final = frozenset(
    (
        *("表彰", "年级集体奖", "全额发放基础性绩效工资"),
        *("优秀", "良好", "合格", "基本合格", "不定等次"),
    )
)
_COUNTED: Final = "听课减去"
"""What something counts as (计为…) is no warning by itself."""
_WORTH_SAYING: Final = {"reward_and_penalty", "not_covered", "no_match", NOT_APPLIED}
"""Of the notes on one case, those that a person paying many cases still has to see."""


class Order(NamedTuple):
    """
    What is to be paid, as a person says it.

    Attributes:
        scheme: the scheme's id, or the name of a 方案 sheet of the workbook.
        on: the day that decides which clauses are in force.
        options: readings chosen by option id, the others at their default.
        parameters: ``name=value`` texts for what the scheme asks for; what is not said here is
            taken from 考核设置.
        exam: pay only what belongs to this exam, in lists and scores alike, empty = all.
        shipped: take the shipped scheme though the workbook has a 方案 sheet of it.
        unpaid: leave out what an earlier payout of the workbook has paid.
    """

    scheme: str
    on: date
    options: Mapping[str, str] = MappingProxyType({})
    parameters: tuple[str, ...] = ()
    exam: str = ""
    shipped: bool = False
    unpaid: bool = False


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
        chosen: where the scheme was taken from, None = it was given as it is.
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
    chosen: ChosenScheme | None = None
    staff: Sequence[Record] = ()
    uncounted: Sequence[Uncounted] = ()
    left_out: LeftOut = NOTHING_LEFT
    settled: Sequence[Before] = ()

    @property
    def origin(self) -> str:
        """Return in words which 方案 sheet was applied, ``""`` = the scheme as shipped."""
        return self.chosen.origin if self.chosen else ""

    @property
    def short_origin(self) -> str:
        """Return the same without the edits one by one."""
        return self.chosen.short_origin if self.chosen else ""

    @property
    def exams(self) -> tuple[str, ...]:
        """Return the exams that its cases are of, in order of first appearance."""
        names = dict.fromkeys(one.case.key.get("exam", "") for one in self.reckoned)
        return tuple(name for name in names if name)

    @property
    def paid(self) -> tuple[Paid, ...]:
        """Return what it pays: one value for each clause, exam and payee, exam by exam."""
        sums: dict[tuple[str, str, str], int] = {}
        for line in self.lines:
            key = line.clause, line.exam, line.payee
            sums[key] = sums.get(key, 0) + line.net
        order = {pair: place for place, pair in enumerate(dict.fromkeys(key[:2] for key in sums))}
        items = sorted(sums.items(), key=lambda item: order[item[0][:2]])
        return tuple(Paid(*key, yuan_text(fen)) for key, fen in items)


def pay(intake: Intake, order: Order, known: Figures | None = None) -> Payout:
    """
    Apply a scheme to a workbook, with places from its own scores if it has any (计奖).

    Args:
        intake: the workbook as understood.
        order: which scheme, when, and how.
        known: figures at every level, where they have been computed already.

    Raises:
        BadInputError: the scheme, an option, a parameter or some cell cannot be used.
    """
    chosen = choose(intake.schemes, order.scheme, shipped=order.shipped)
    payout = pay_by(chosen.scheme, intake, order, known)
    return payout._replace(findings=[*chosen.findings, *payout.findings], chosen=chosen)


def pay_by(scheme: Scheme, intake: Intake, order: Order, known: Figures | None = None) -> Payout:
    """Apply a scheme that is already loaded; see `pay`."""
    answers = intake.recognised.settings.unit_kinds
    scheme = with_units(scheme, answers)
    period = period_of(intake, order.exam)
    figures = known or places(intake, period)
    values, doubts_of_values = scheme_values(
        intake.recognised.settings.scheme_values, scheme, order.parameters
    )
    terms = Terms(order.on, order.options, values)
    kinds = ExamKinds.of(intake.recognised.settings.exam_kinds, answers)
    told = kinds.all_told(clause_lists(intake, figures, scheme, period))
    told |= tallies(scheme, told, terms)
    lists, faults = county_lists(
        scheme, intake, figures, told, terms=terms, kinds=kinds, period=period
    )
    faults += exams_asked(scheme, lists, terms)
    used = lists_used(scheme)
    past = intake.rows(HISTORY) if used & _STREAKS else []
    twice = [*ranked_twice(past), *out_of_order(past)]
    faults += unsettled_scores(intake, figures, scheme)
    faults = [*doubts_of_values, *faults, *twice, *near_units(intake, scheme)]
    complete, incomplete = complete_rows(scheme, lists, terms)
    faults += incomplete
    if figures is None:  # without any scores the open question may be the missing data
        faults += [one for one in intake.findings if one.code == PERHAPS]
    faults = [*unreadable(intake, scheme), *faults]
    payout = reckon(scheme, complete, terms, faults, period.kinds(complete.values()))
    left, exams = _left_out(intake, used, period), aliases_of(intake)
    doubts = [
        *(far_fewer(intake.findings, figures.tables) if figures else []),
        *near_persons(intake),
        *unused_indicators(scheme, complete),
        *units_of_no_clause(scheme, complete, terms, answers),
        *left_out_told(left, period),
        *(several_exams(figures, scored_as(lists, exams)) if TEACHERS in used else []),
        *incomplete_exams(past),
        *missing_in_history(past, lists.get(COUNTY, ())),
    ]
    return payout._replace(findings=[*payout.findings, *doubts], left_out=left)


def _left_out(intake: Intake, used: Iterable[str], period: Period) -> LeftOut:
    """Return what a run for one exam passes by, of the sheets that the scheme takes facts from."""
    names = {HAND, *used} | {own for name in used for own, _ in made_of(name)}
    own = {sheet.name for sheet in intake.lists} & names - {TEACHING}
    return left_out(period, {name: intake.rows(name) for name in sorted(own)}, HISTORY)


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
    fed = _fed(scheme, lists, terms, judging_others(scheme, kinds))
    used = {fact.source for case in fed.cases for fact in case.facts.values()}
    entered = hand_entered(scheme, lists.get(HAND, ()), used, [*faults, *fed.findings])
    tried = [(case, *_tried(scheme, case, terms)) for case in fed.cases]
    reckoned = [
        Reckoned(case, evaluation, entered.remark(case))
        for case, evaluation, _ in tried
        if evaluation is not None
    ]
    paid, unpayable = _paid(reckoned)
    paid += [(one.record.text("unit"), one.line) for one in entered.adjustments]
    findings = [*faults, *fed.findings, *entered.findings]
    findings += [finding for *_, own in tried for finding in own]
    findings += [*_worth_saying(scheme, reckoned, terms), *unpayable]
    findings = list(dict.fromkeys(findings))
    _refuse_errors(findings)
    refuse_without_data(scheme, terms, reckoned, fed.gaps, findings, there=lists)
    lines = _told_apart(paid)
    too_few = without_enough(scheme, fed.cases, {one.case.clause for one in reckoned})
    return Payout(
        scheme,
        terms,
        lines,
        reckoned,
        [*findings, *_nobody_warned(reckoned)],
        adjustments=lines[len(lines) - len(entered.adjustments) :],
        staff=lists.get(STAFF, ()),
        uncounted=[*fed.gaps, *too_few],
    )


def _refuse_errors(findings: Sequence[Finding]) -> None:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if errors:
        message = f"有 {errors} 处数据不能用来计奖，兑现表没有生成"
        raise BadInputError(message, findings)


class _Fed(NamedTuple):
    """The cases of all clauses, the clauses without any, and what is to be said of both."""

    cases: Sequence[FedCase]
    gaps: Sequence[Uncounted]
    findings: Sequence[Finding]


def _fed(
    scheme: Scheme,
    lists: Mapping[str, Sequence[Record]],
    terms: Terms,
    passed_by: Collection[str],
) -> _Fed:
    choices = scheme.choices(terms.options)
    labels = {name: kind.label for name, kind in scheme.vocabulary.items()}
    meant = terms.in_force(scheme) - {*passed_by}
    found = [
        (feed.clause, *cases(feed, lists, choices, labels))
        for feed in scheme.feeds
        if feed.clause in meant
    ]
    fed = [case for _, own, _ in found for case in own]
    doubted = {clause for clause, _, doubts in found if doubts}
    gaps = uncounted(scheme, terms, fed, doubted, passed_by)
    doubts = [doubt for *_, own in found for doubt in own]
    return _Fed(fed, gaps, [*doubts, *(said(one, terms) for one in gaps)])


def _tried(
    scheme: Scheme, case: FedCase, terms: Terms
) -> tuple[Evaluation | None, Sequence[Finding]]:
    """Evaluate one case: what its clause yields, or what is wrong with it, named after the case."""
    try:
        return terms.judged(scheme, case), ()
    except TooFewFactsError as error:
        if error.pointless:
            return None, ()
        choices = scheme.choices(terms.options)
        where = places_of_facts(scheme, choices, case.clause, error.missing)
        return None, [case_finding(case, TOO_FEW, Severity.WARNING, str(error), where)]
    except BadInputError as error:
        return None, [about(case, finding) for finding in error.findings] or [
            case_finding(case, "not_evaluated", Severity.ERROR, str(error))
        ]


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

    def where(case: FedCase, finding: Finding) -> str:
        missing = [name for name in rules.get(finding.topic, ()) if name not in case.facts]
        return places_of_facts(scheme, choices, case.clause, missing)

    return [
        about(one.case, finding, where(one.case, finding))
        for one in reckoned
        for finding in one.evaluation.findings
        if finding.code in _WORTH_SAYING and not is_served(finding, one.case, every, rules)
    ]


def _paid(
    reckoned: Iterable[Reckoned],
) -> tuple[list[tuple[str, PayoutLine]], list[Finding]]:
    """Return unit and line of everything that is paid, and an error for each case without payee."""
    paid: list[tuple[str, PayoutLine]] = []
    findings = []
    for one in reckoned:
        try:
            lines = payout_lines(one.evaluation, one.case.payees)
        except BadInputError as error:
            findings.append(case_finding(one.case, "payee_missing", Severity.ERROR, str(error)))
        else:
            paid += [(one.case.key.get("unit", ""), _named(one, line)) for line in lines]
    return paid, findings


def _named(one: Reckoned, line: PayoutLine) -> PayoutLine:
    """Say in the reason which exam and subject it is about; the payee stands beside it."""
    about = one.case.about_beside(line.payee)
    why = f"{about}：{line.why}" if about else line.why
    if one.remark:
        line = line._replace(by_hand=True)
        why = f"{one.remark}；{why}"
    return line._replace(why=why, exam=one.case.key.get("exam", ""))


def warns(name: str) -> bool:
    """
    Tell whether a consequence is a warning to those whom it hits.

    >>> warns("诫勉谈话"), warns("表彰"), warns("听课减去2节")
    (True, False, False)
    """
    return name not in _NO_WARNING and not name.startswith(_COUNTED)


def _nobody_warned(reckoned: Iterable[Reckoned]) -> list[Finding]:
    """Say that there is no 警示名单, where there is none."""
    if any(warns(each.name) for one in reckoned for each in one.evaluation.consequences):
        return []
    message = "没有单位或人员应列入警示名单，没有生成警示名单表"
    return [Finding("nobody_warned", Severity.NOTE, "", "", "", message, "不需要处理")]


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
