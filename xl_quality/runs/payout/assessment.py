"""Rewards and penalties of a scheme from a workbook (奖惩兑现): all or nothing.

`pay` is the whole of it: a workbook as understood and an order give a `Payout`, a value that holds
everything that sheets, messages, JSON and the run record are made of. Every host calls it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import BadInputError, Finding, Severity, Step, Way
from xl_quality.core.money import yuan_text
from xl_quality.reports.frame import day_words
from xl_quality.reports.run_record import Paid, PaidBefore, RunEntry
from xl_quality.runs.facts.all_lists import (
    Given,
    all_lists,
    scored_as,
    unreadable,
    unsettled_scores,
)
from xl_quality.runs.facts.derived_lists import (
    COUNTY,
    HAND,
    HISTORY,
    SCHOOL_STREAKS,
    SCORES,
    STAFF,
    TEACHER_ORDER,
    TEACHER_STREAKS,
    ListRows,
    sheets_read,
)
from xl_quality.runs.facts.exams import (
    NOTHING_LEFT,
    ExamKinds,
    LeftOut,
    Period,
    aliases_of,
    exams_asked,
    left_out,
    left_out_told,
    not_in_history,
    period_of,
    places_of_scores,
)
from xl_quality.runs.facts.fact_findings import HISTORY_OF_OTHER_EXAMS
from xl_quality.runs.facts.history import gaps_of_history, out_of_order, ranked_twice, years_asked
from xl_quality.runs.facts.rates import several_exams
from xl_quality.runs.missing_marks import far_fewer
from xl_quality.runs.names import exam_key
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.runs.payout.checks import (
    accounts_of,
    near_persons,
    near_units,
    of_others,
    reviews_to_enter,
    units_of_no_clause,
    unused_indicators,
    without_account,
    without_unit,
)
from xl_quality.runs.payout.hand_entered import NOBODY, HandEntries, hand_entered
from xl_quality.runs.payout.list_forms import WantedList, places_of_facts, wanted_lists
from xl_quality.runs.payout.scheme_choice import ChosenScheme, choose, scheme_values
from xl_quality.schemes.cases import Case, cases, in_order
from xl_quality.schemes.engine import Judge, Terms, TooFewFactsError, judge_of, rule_code
from xl_quality.schemes.model import NO_PAYEE, Scheme, with_units
from xl_quality.schemes.payout_lines import Account, Approval, PayoutLine, payout_lines, told_apart
from xl_quality.schemes.scheme_findings import (
    MISSING_PARAMETER,
    NO_MATCH,
    NOT_COVERED,
    REWARD_AND_PENALTY,
    RULE_NOT_APPLIED,
)
from xl_quality.schemes.words import Unit
from xl_quality.sheets.list_kinds import ACCOUNTS, TEACHING
from xl_quality.sheets.sheet_findings import PERHAPS_SCORES

if TYPE_CHECKING:
    from xl_quality.core.facts import Record, Source
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.runs.choices import Order
    from xl_quality.runs.group_figures import Figures
    from xl_quality.schemes.results import Evaluation

_ROW: Final = re.compile(r"[A-Z]+(\d+)")
_STREAKS: Final = {SCHOOL_STREAKS, TEACHER_STREAKS}
"""The lists that cannot be derived where the last place of an exam is not known."""
_WORTH_SAYING: Final = {kind.code for kind in (REWARD_AND_PENALTY, NOT_COVERED, NO_MATCH)}
"""Of the notes on one case, those that a person paying many cases still has to see."""


class Why(StrEnum):
    """Why a clause was not assessed."""

    NO_DATA = "no_data"  # no row of any list, and nothing in the scores, is about it
    TOO_FEW = "too_few"  # there are rows, but they do not say enough
    OUT_OF_FORCE = "out_of_force"  # it does not hold on the day of the run
    OTHER_KIND = "other_kind"  # it judges other kinds of exams than the one that is paid
    NOT_FED = "not_fed"  # the scheme says of no list where its facts come from
    NOT_IN_HISTORY = "not_in_history"  # 历次 has rows, but none of the exam that is paid


_WHY: Final = {
    Why.NO_DATA: "没有数据",
    Why.TOO_FEW: "数据不全",
    Why.OUT_OF_FORCE: "计算日期没有生效",
    Why.OTHER_KIND: "不按这种考试计奖惩",
    Why.NOT_FED: "不从工作簿取数",
    Why.NOT_IN_HISTORY: "历次里没有这次考试",
}


class Uncounted(NamedTuple):
    """One clause that was not assessed, why, and the lists that would feed it."""

    clause: str
    title: str
    why: Why
    lists: tuple[WantedList, ...] = ()

    def __str__(self) -> str:
        """Return it for the payout sheet: A5 辍学率（没有数据，需要“指标”表）."""
        names = "、".join(
            f"{one.scored}“{one.name}”" if one.scored else f"“{one.name}”" for one in self.lists
        )
        need = f"，需要{names}" if names and self.why is Why.NO_DATA else ""
        return f"{self.clause} {self.title}（{_WHY[self.why]}{need}）"


class Assessed(NamedTuple):
    """One case, what its clause yields; approval of an amount entered by hand, None = computed."""

    case: Case
    evaluation: Evaluation
    approval: Approval | None = None


class Payout(NamedTuple):
    """What a scheme pays on a workbook."""

    # scheme, terms: what was applied, and how
    scheme: Scheme
    terms: Terms
    # rewards and penalties, in the order of the scheme's clauses, adjustments last
    lines: Sequence[PayoutLine]
    # every case with its reasons, those that pay nothing included, by clause, unit, exam, grade
    assessed: Sequence[Assessed]
    findings: Sequence[Finding]  # what a person should look at; errors are raised instead
    adjustments: Sequence[PayoutLine] = ()  # lines no clause pays but a person entered (手工调整)
    chosen: ChosenScheme | None = None  # where the scheme was taken from, None = given as it is
    staff: Sequence[Record] = ()  # rows of 人员: who holds the posts that consequences name
    uncounted: Sequence[Uncounted] = ()  # clauses that could not be assessed, why (未计算的条款)
    left_out: LeftOut = NOTHING_LEFT  # what a run for one exam did not take
    # what would have been paid, had an earlier payout not paid it (已兑现)
    settled: Sequence[PaidBefore] = ()
    # where money goes (账号), by `PayoutLine.whose`, as far as the workbook says it
    accounts: Mapping[tuple[str, str], Account] = MappingProxyType({})
    units: Sequence[str] = ()  # all units, as every sheet lists them: as the scores do, then others
    # who teaches what, as 任课 says: teacher by (school, grade, class, subject)
    taught: Mapping[tuple[str, str, str, str], str] = MappingProxyType({})
    school_terms: Mapping[str, str] = MappingProxyType({})  # 学年学期 of its exams

    @property
    def by_unit(self) -> list[PayoutLine]:
        """Return the lines as they are signed for: unit by unit, in the order of all sheets."""
        place = self.unit_order()
        return sorted(self.lines, key=lambda line: place(line.whose[0]))

    def unit_order(self) -> Callable[[str], int]:
        """Return what tells the place of a unit on every sheet; unknown ones stand last."""
        unit_at = {unit: place for place, unit in enumerate(self.units)}
        return lambda unit: unit_at.get(unit, len(unit_at))

    @property
    def idle(self) -> list[tuple[str, str]]:
        """Return unit and name of those whom a clause judges that could have paid them anything.

        Whoever was paid before is not among them.
        """
        roles: dict[str, dict[str, None]] = {}
        for clause in self.scheme.clauses:
            paid = (rule.payee for rule in clause.rules if clause.pays)
            roles.setdefault(clause.id, {}).update(dict.fromkeys(paid))
        judged = {
            (one.case.key.get("unit", "") or name, name): None
            for one in self.assessed
            if one.evaluation.unit is Unit.YUAN
            for role, name in one.case.payees.items()
            if name and role in roles[one.case.clause]
        }
        known = {(line.whose[0], line.name or line.payee) for line in self.lines}
        before = {one.paid.payee for one in self.settled}
        return [one for one in judged if one not in known and one[1] not in before]

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
        names = dict.fromkeys(one.case.key.get("exam", "") for one in self.assessed)
        return tuple(name for name in names if name)

    @property
    def exams_paid(self) -> tuple[str, ...]:
        """Return those of its exams for which anybody gets or owes money."""
        paid = {line.exam for line in self.lines}
        return tuple(name for name in self.exams if name in paid)

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

    def paid_before(
        self, runs: Iterable[RunEntry], decided: Iterable[RunEntry] = ()
    ) -> list[PaidBefore]:
        """Return what earlier payouts of the workbook have paid already (已兑现).

        A payment is known by scheme, clause, exam and payee. A run that replaces the sheets of an
        earlier one (same scheme, same exam asked for, no exam besides those covered then, the
        sheet still there) corrects it: that is no second payment. Everything else on record was
        paid and stays paid: a payout for another choice of exams, one whose sheet was put away,
        one that covered fewer exams.

        Args:
            runs: the payouts that count; the first that paid something is named.
            decided: runs that are replaced: what they paid beside others was decided then.
        """
        known: dict[tuple[str, str, str], PaidBefore] = {}
        for run in runs:
            for one in run.paid if run.scheme_title == self.scheme.title else ():
                known.setdefault(_payment(*one.key), PaidBefore(one, run.moment))
        settled = {_payment(*one.key) for run in decided for one in run.paid}
        keys = [_payment(*one.key) for one in self.paid]
        return [known[key] for key in keys if key in known and key not in settled]

    def without(self, paid: Sequence[PaidBefore]) -> Payout:
        """Return a payout of what was not paid before; its sheets name what was."""
        keys = {_payment(*one.paid.key) for one in paid}
        lines = [
            line for line in self.lines if _payment(line.clause, line.exam, line.payee) not in keys
        ]
        adjustments = [line for line in self.adjustments if line in lines]
        told = [finding for finding in self.findings if finding.code != kinds.ACCOUNTS_MISSING.code]
        told += without_account(lines, self.accounts)
        return self._replace(
            lines=lines, adjustments=adjustments, settled=tuple(paid), findings=told
        )


def _payment(clause: str, exam: str, payee: str) -> tuple[str, str, str]:
    """Return what tells payments apart: an exam written otherwise (2026中考) is the same exam."""
    return clause, exam_key(exam), payee


def pay(contents: BookContents, order: Order, known: Figures | None = None) -> Payout:
    """Apply a scheme to a workbook, with places from its own scores if it has any (计奖).

    *known* are figures at every level, where they have been computed already.

    Raises:
        BadInputError: the scheme, an option, a parameter or some cell cannot be used.
    """
    chosen = choose(contents.schemes, order.scheme, shipped=order.shipped)
    payout = _history_asked(pay_by(chosen.scheme, contents, order, known))
    accounts = accounts_of(payout.lines, [*contents.rows(STAFF), *contents.rows(ACCOUNTS)])
    findings = [*chosen.findings, *payout.findings, *without_account(payout.lines, accounts)]
    findings += of_others(chosen.scheme, contents.options.office, payout.exams, order.on)
    judged = ((one.case, one.evaluation) for one in payout.assessed)
    findings += reviews_to_enter(judged, payout.staff)
    return payout._replace(
        findings=findings,
        accounts=accounts,
        chosen=chosen,
        taught=contents.taught,
        school_terms=contents.terms(payout.exams or _exams_scored(contents, order)),
    )


def _exams_scored(contents: BookContents, order: Order) -> Sequence[str]:
    """Return what a payout whose cases name no exam is of: the exams whose scores it has.

    Without scores it is of none, and has the school year alone, where 考核设置 says it.
    """
    period = period_of(contents, order.exam)
    scored = dict.fromkeys(table.exam_or_sheet for table in contents.tables if table.exam)
    return [name for name in scored if period.covers(name)] or [""]


def pay_by(
    scheme: Scheme, contents: BookContents, order: Order, known: Figures | None = None
) -> Payout:
    """Apply a scheme that is already loaded; see `pay`."""
    settings = contents.recognised.settings
    scheme = with_units(scheme, settings.unit_kinds)
    period = period_of(contents, order.exam)
    figures = known or places_of_scores(contents, period)
    values, doubts_of_values = scheme_values(settings.scheme_values, scheme, order.parameters)
    terms = Terms(order.on, order.options, values)
    exams = ExamKinds.of(settings.exam_kinds, settings.unit_kinds)
    given = Given(scheme, contents, figures, terms, judge_of(scheme, terms), exams, period=period)
    lists, doubts_of_lists = all_lists(given)
    past = contents.rows(HISTORY) if given.used & _STREAKS else []
    faults = [
        *unreadable(contents, scheme),
        *(*doubts_of_values, *doubts_of_lists),
        *exams_asked(scheme, lists, terms),
        *unsettled_scores(contents, figures, scheme),
        *(*ranked_twice(past), *out_of_order(past), *not_in_history(past, contents, period)),
        *years_asked(period.until(past), contents.taught.values(), scheme, settings.year_kind),
        *near_units(contents, scheme),
        *without_unit(scheme, lists, terms),
    ]
    if figures is None:  # without any scores the open question may be the missing data
        faults += [finding for finding in contents.findings if finding.code == PERHAPS_SCORES.code]
    units = [unit[0] for table in contents.tables for unit in table.units if unit[0]]
    exam_kinds = period.kinds(lists.values())
    payout = assess(scheme, lists, terms, faults, exam_kinds, judge=given.judge, units=units)
    left = _left_out(scheme, contents, period)
    doubts = [
        *(far_fewer(contents.findings, figures.tables) if figures else []),
        *near_persons(contents),
        *unused_indicators(scheme, lists),
        *units_of_no_clause(scheme, lists, terms, settings.unit_kinds),
        *left_out_told(left, period),
        *gaps_of_history(past, lists.get(COUNTY, ()), figures, aliases_of(contents)),
    ]
    if TEACHER_ORDER in given.used:
        doubts += several_exams(figures, scored_as(lists, aliases_of(contents)))
    return payout._replace(findings=[*payout.findings, *doubts], left_out=left)


def _left_out(scheme: Scheme, contents: BookContents, period: Period) -> LeftOut:
    """Return what a run for one exam leaves out of the sheets that the scheme reads."""
    sheets = {sheet.name for sheet in contents.lists} & sheets_read(scheme) - {TEACHING}
    return left_out(period, {name: contents.rows(name) for name in sorted(sheets)})


def _history_asked(payout: Payout) -> Payout:
    """Return a payout whose clauses about 历次 lack the exam that is paid, not the list."""
    if not any(finding.code == HISTORY_OF_OTHER_EXAMS.code for finding in payout.findings):
        return payout
    about = {
        one.clause
        for one in payout.uncounted
        if one.why is Why.NO_DATA and {each.name for each in one.lists} == {HISTORY}
    }
    uncounted = [
        one._replace(why=Why.NOT_IN_HISTORY) if one.clause in about else one
        for one in payout.uncounted
    ]
    told = [
        finding
        for finding in payout.findings
        if finding.code != kinds.WITHOUT_DATA.code or dict(finding.facts).get("clause") not in about
    ]
    return payout._replace(uncounted=uncounted, findings=told)


def assess(
    scheme: Scheme,
    lists: ListRows,
    terms: Terms,
    faults: Sequence[Finding] = (),
    exam_kinds: Collection[str] = (),
    *,
    judge: Judge | None = None,
    units: Iterable[str] = (),
) -> Payout:
    """Apply every clause of a scheme to the cases that the lists hold (计奖).

    Args:
        scheme: as loaded, with its feeds.
        lists: rows by list name, derived lists included.
        terms: day, readings, parameters.
        faults: cells of these lists that could not be read; with any of them nothing is paid.
        exam_kinds: of the exam that the run is for; clauses about others are passed by.
        judge: of the run, None = nothing was judged before.
        units: in the order of all sheets; others follow as they first appear.

    Raises:
        BadInputError: some cell or fact cannot be used; all faults of all clauses are in
            `findings`, and nothing is paid.
    """
    fed, gaps, doubts = _fed(scheme, lists, terms, exam_kinds)
    units = tuple(dict.fromkeys([*units, *(case.key.get("unit", "") for case in fed)]))
    fed = in_order(fed, (clause.id for clause in scheme.clauses), units)
    findings = [*faults, *doubts]
    entered = _entered(scheme, lists, fed, findings)
    assessed, lacking = _assessed(
        scheme, fed, terms, entered.approvals, judge or judge_of(scheme, terms)
    )
    paid, unpayable = _paid(assessed)
    found = [*entered.findings, *lacking, *_worth_saying(scheme, assessed, terms), *unpayable]
    findings = list(dict.fromkeys([*findings, *found]))
    if errors := sum(finding.severity is Severity.ERROR for finding in findings):
        raise BadInputError(f"有 {errors} 处数据不能用来计奖，兑现表没有生成", findings)
    _refuse_without_data(scheme, terms, assessed, gaps, findings, there=lists)
    if not any(each.warns for one in assessed for each in one.evaluation.consequences):
        findings.append(kinds.NOBODY_WARNED.at())
    lines = told_apart([*paid, *entered.adjustments])
    known, titles = {one.case.clause for one in assessed}, {c.id: c.title for c in scheme.clauses}
    without = dict.fromkeys(case.clause for case in fed if case.clause not in known)
    return Payout(
        scheme,
        terms,
        lines,
        assessed,
        findings,
        adjustments=lines[len(lines) - len(entered.adjustments) :],
        staff=lists.get(STAFF, ()),
        units=units,
        uncounted=[*gaps, *(Uncounted(id_, titles[id_], Why.TOO_FEW) for id_ in without)],
    )


def _entered(
    scheme: Scheme, lists: ListRows, fed: Iterable[Case], told: Sequence[Finding]
) -> HandEntries:
    """Return the amounts that a person entered (手工金额); *told* are the faults known so far."""
    if not (by_hand := lists.get(HAND, ())):
        return NOBODY
    used = {fact.source for case in fed for fact in case.facts.values()}
    return hand_entered(scheme, by_hand, used, told)


def _refuse_without_data(
    scheme: Scheme,
    terms: Terms,
    assessed: Iterable[Assessed],
    gaps: Iterable[Uncounted],
    findings: Sequence[Finding],
    *,
    there: Collection[str],
) -> None:
    """Refuse a payout of which no rule that acts has any data: an empty sheet would look assessed.

    What the scores alone give (places in the town, gaps) judges nobody and pays nothing; as long
    as nothing of a list is there, too, the office has not given its data yet.

    Raises:
        BadInputError: with a finding for each clause that says which list it needs.
    """
    acting = _acting(scheme, terms)
    for one in assessed:
        from_a_list = any(fact.source.cells for fact in one.case.facts.values())
        if from_a_list or any((line.clause, line.rule) in acting for line in one.evaluation.lines):
            return
    wanted = {each.name for one in gaps for each in one.lists if each.name != SCORES}
    forms = bool(wanted) and wanted <= {*there}  # 补名单表 would write nothing
    listed = "名单表已经有了，请把下面列出的各栏填好再算" if forms else "各条要的名单列在下面"
    message = (
        f"工作簿里没有方案“{scheme.title}”能用的数据，"
        f"没有数据不等于没有奖惩，兑现表没有生成；{listed}"
    )
    topics = {_why_uncounted(gap, terms): gap.clause for gap in gaps}
    each = [finding._replace(topic=topics.get(finding, finding.topic)) for finding in findings]
    raise BadInputError(message, each, () if forms else (Step(Way.LISTS, scheme.id),))


def _acting(scheme: Scheme, terms: Terms) -> set[tuple[str, str]]:
    """Return the rules in force that pay or warn; all of them where the scheme only judges."""
    choices = scheme.choices(terms.options)
    acts = {
        (clause.id, rule.id): clause.unit is not Unit.YUAN
        or rule.payee != NO_PAYEE
        or rule.tariff(choices).warns
        for clause in scheme.clauses
        if clause.in_force(terms.on)
        for rule in clause.rules
    }
    return {rule for rule, does in acts.items() if does} or {*acts}


def _fed(
    scheme: Scheme, lists: ListRows, terms: Terms, exam_kinds: Collection[str]
) -> tuple[list[Case], list[Uncounted], list[Finding]]:
    """Return the cases of all clauses, the clauses without any, and what is to be said of both."""
    passed_by = _judging_others(scheme, exam_kinds)
    choices = scheme.choices(terms.options)
    labels = {name: kind.label for name, kind in scheme.vocabulary.items()}
    meant = terms.in_force(scheme).keys() - passed_by
    fed: list[Case] = []
    findings: list[Finding] = []
    known: set[str] = set()
    for feed in scheme.feeds:
        if feed.clause in meant:
            own, doubts = cases(feed, lists, choices, labels)
            fed += own
            findings += doubts
            if own or doubts:  # rows that contradict one another are told as what they are
                known.add(feed.clause)
    gaps = _uncounted(scheme, terms, known, passed_by)
    return fed, gaps, [*findings, *(_why_uncounted(gap, terms) for gap in gaps)]


def _judging_others(scheme: Scheme, exam_kinds: Collection[str]) -> set[str]:
    """Return the clauses that judge none of the kinds of exams that a run is for.

    What such a clause takes from lists without exams (重点高中指标) is of its own exam, too. A
    clause that a person enters amounts for is about more than exams.
    """
    by_clause: dict[str, set[str]] = {}
    by_hand = set()
    for feed in scheme.feeds:
        for take in feed.takes:
            by_clause.setdefault(feed.clause, set()).update(take.exam_kinds)
            by_hand.update([feed.clause] if take.list_name == HAND else [])
    return {
        clause
        for clause, own in by_clause.items()
        if exam_kinds and own and clause not in by_hand and not own & {*exam_kinds}
    }


def _uncounted(
    scheme: Scheme, terms: Terms, known: Collection[str], passed_by: Collection[str]
) -> list[Uncounted]:
    """Return the clauses that nothing is *known* of, in the scheme's order.

    Those that judge other kinds of exams than the run is for are *passed_by*.
    """
    feeds = {feed.clause for feed in scheme.feeds}
    choices, found = scheme.choices(terms.options), dict[str, Uncounted]()
    in_force = terms.in_force(scheme)
    for clause in scheme.clauses:
        if clause.id in known or (clause.id in in_force and not clause.in_force(terms.on)):
            continue
        lists: tuple[WantedList, ...] = ()
        if clause.id not in in_force:
            why = Why.OUT_OF_FORCE
        elif clause.id in passed_by:
            why = Why.OTHER_KIND
        elif clause.id not in feeds:
            why = Why.NOT_FED
        else:
            why, lists = Why.NO_DATA, tuple(wanted_lists(scheme, choices, [clause.id]))
        found.setdefault(clause.id, Uncounted(clause.id, clause.title, why, lists))
    return list(found.values())


def _why_uncounted(one: Uncounted, terms: Terms) -> Finding:
    """Return what is told of a clause that was not assessed, beside the sheets."""
    if one.why is Why.OUT_OF_FORCE:
        return kinds.OUT_OF_FORCE.at(
            steps=(Step(Way.DAY),), day=day_words(str(terms.on)), clause=one.clause
        )
    if one.why is Why.NOT_FED:
        return kinds.NOT_FED.at(steps=(Step(Way.CLAUSE, one.clause),), clause=one.clause)
    if one.why is Why.OTHER_KIND:
        return kinds.OF_OTHER_EXAMS.at(clause=one.clause, title=one.title)
    own = [each for each in one.lists if each.name != SCORES] or one.lists
    if not own:
        return kinds.WITHOUT_OTHERS.at(clause=one.clause, title=one.title)
    lists = "、".join(map(str, own))
    return kinds.WITHOUT_DATA.at(clause=one.clause, title=one.title, lists=lists)


def _assessed(
    scheme: Scheme,
    fed: Sequence[Case],
    terms: Terms,
    approvals: Mapping[Source, Approval],
    judge: Judge,
) -> tuple[list[Assessed], list[Finding]]:
    """Return what the cases yield, and what is wrong with those that cannot be evaluated."""
    choices = scheme.choices(terms.options)
    assessed: list[Assessed] = []
    findings: list[Finding] = []
    for case in fed:
        try:
            evaluation = judge(case)
        except TooFewFactsError as error:
            if not error.pointless:
                places = places_of_facts(scheme, choices, case.clause, error.missing)
                lacking = kinds.TOO_FEW.at(problem=str(error), topic=str(error))
                findings.append(_at_case(case, lacking, places))
        except BadInputError as error:
            other = kinds.NOT_EVALUATED.at(problem=str(error))
            findings += [_of_case(case, one) for one in error.findings] or [_at_case(case, other)]
        else:
            sources = (fact.source for fact in case.facts.values())
            given = (approvals[source] for source in sources if source in approvals)
            assessed.append(Assessed(case, evaluation, next(given, None)))
    return assessed, findings


def _at_case(case: Case, finding: Finding, places: str = "") -> Finding:
    """Return a finding at the first row that a case was taken from, with what to write where."""
    cells = (cell for fact in case.facts.values() for cell in fact.source.cells)
    sheet, address = next(cells, ("", ""))
    row = _ROW.match(address)
    told = finding.advised(kinds.WHERE_LACKING, places=places) if places else finding
    return told._replace(sheet=sheet, cell=f"A{row[1]}" if row else "", found=case.about)


def _of_case(case: Case, finding: Finding) -> Finding:
    """Return a finding of one evaluation with the case that it is about."""
    if finding.code == MISSING_PARAMETER.code:
        return finding.advised(kinds.FILL_IN)._replace(steps=(Step(Way.PARAMETER),))
    return finding._replace(about=case.about)


def _worth_saying(scheme: Scheme, assessed: Sequence[Assessed], terms: Terms) -> list[Finding]:
    """Return what a person paying many cases has to see of the notes on each.

    A unit's quota and its places in exams are cases of one clause: that the quota has no place
    is nothing to be said where the exams have theirs.
    """
    choices = scheme.choices(terms.options)
    needs = {
        rule_code(clause, rule): [
            name for name in rule.needs(choices) if name not in scheme.parameters
        ]
        for clause in scheme.clauses
        for rule in clause.rules
        if clause.in_force(terms.on) and rule.in_use(choices)
    }
    findings = []
    for one in assessed:
        for finding in one.evaluation.findings:
            if finding.code == RULE_NOT_APPLIED.code:
                wanted, case = needs.get(finding.topic, []), one.case
                if any(_serves(other.case, case, wanted) for other in assessed):
                    continue
                missing = [name for name in wanted if name not in case.facts]
                places = places_of_facts(scheme, choices, case.clause, missing)
                told = finding.advised(kinds.IN_SOME_LIST)
                topic = " ".join(str(fact) for _, fact in finding.facts)
                findings.append(_at_case(case, told._replace(topic=topic), places))
            elif finding.code in _WORTH_SAYING:
                findings.append(_of_case(one.case, finding))
    return findings


def _serves(other: Case, case: Case, needs: Collection[str]) -> bool:
    """Tell whether another case of the clause has the facts, and either is about the other."""
    pairs = [(case.key.get(name, ""), other.key.get(name, "")) for name in case.key]
    return (
        other.clause == case.clause
        and other.facts.keys() >= {*needs}
        and case.key != other.key
        and all(not one or not another or one == another for one, another in pairs)
    )


def _paid(assessed: Iterable[Assessed]) -> tuple[list[tuple[str, PayoutLine]], list[Finding]]:
    """Return unit and line of everything that is paid, and an error for each case without payee."""
    paid: list[tuple[str, PayoutLine]] = []
    findings = []
    for one in assessed:
        try:
            lines = payout_lines(one.evaluation, one.case.payees)
        except BadInputError as error:
            findings.append(_at_case(one.case, kinds.PAYEE_MISSING.at(problem=str(error))))
        else:
            paid += [(one.case.key.get("unit", ""), _with_case_named(one, line)) for line in lines]
    return paid, findings


def _with_case_named(one: Assessed, line: PayoutLine) -> PayoutLine:
    """Say in the reason which exam and subject it is about; the payee stands beside it.

    As he reads it himself the unit is left out, too: it stands over his lines.
    """
    unit = one.case.key.get("unit", "")
    abouts = [one.case.about_beside(line.payee), one.case.about_beside(line.payee, unit)]
    approved = f"{one.approval}；" if one.approval else ""
    told, plain = (approved + (f"{about}：" if about else "") for about in abouts)
    return line._replace(
        why=told + line.why,
        plain=plain + line.plain,
        by_hand=bool(one.approval),
        exam=one.case.key.get("exam", ""),
        unit=unit,
    )
