"""What is to be said of the cases of a payout (计奖提示): where each stands, said once for many.

Who holds the post that a clause means (校长、主任), by the list 人员.

Rewards and penalties of a scheme from a workbook (奖惩兑现): all or nothing.

`pay` is the whole of it: a workbook as understood and an order give a `Payout`, a value that holds
everything that sheets, messages, JSON and the run record are made of. Every host calls it.

警示名单 from a reckoned payout: every consequence that warns, the gravest first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import BadInputError, Finding, Severity, Step, Way, settings_row
from xl_quality.core.money import yuan_text
from xl_quality.reports.judged import Ground, Warned, warning_table
from xl_quality.reports.run_record import Paid
from xl_quality.runs.facts.all import (
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
    STAFF,
    TEACHER_ORDER,
    TEACHER_STREAKS,
    lists_used,
    made_of,
)
from xl_quality.runs.facts.exams import (
    NOTHING_LEFT,
    ExamKinds,
    aliases_of,
    exams_asked,
    left_out,
    left_out_told,
    period_of,
    places_of_scores,
)
from xl_quality.runs.facts.history import (
    incomplete_exams,
    missing_in_history,
    out_of_order,
    ranked_twice,
)
from xl_quality.runs.facts.rates import several_exams
from xl_quality.runs.missing_marks import far_fewer
from xl_quality.runs.names import TEACHING
from xl_quality.runs.payout.checks import (
    near_persons,
    near_units,
    units_of_no_clause,
    unused_indicators,
    without_unit,
)
from xl_quality.runs.payout.hand_entered import hand_entered
from xl_quality.runs.payout.list_forms import places_of_facts
from xl_quality.runs.payout.scheme_choice import choose, scheme_values
from xl_quality.runs.payout.uncounted import (
    judging_others,
    refuse_without_data,
    said,
    uncounted,
    without_enough,
)
from xl_quality.schemes.cases import cases
from xl_quality.schemes.effects import Consequence
from xl_quality.schemes.engine import Terms, TooFewFactsError, rule_code
from xl_quality.schemes.payout_lines import payout_lines
from xl_quality.schemes.unit_kinds import with_units
from xl_quality.sheets.sheet_findings import PERHAPS_SCORES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.facts import Record
    from xl_quality.runs.choices import Order
    from xl_quality.runs.facts.exams import LeftOut, Period
    from xl_quality.runs.figures import Figures
    from xl_quality.runs.payout.paid_before import Before
    from xl_quality.runs.payout.scheme_choice import ChosenScheme
    from xl_quality.runs.payout.uncounted import Uncounted
    from xl_quality.runs.reading import Intake
    from xl_quality.schemes.cases import Case
    from xl_quality.schemes.engine import Evaluation
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.payout_lines import PayoutLine

TOO_FEW: Final = "too_few_facts"
NOT_APPLIED: Final = "rule_not_applied"
_SAID_ONCE: Final = {TOO_FEW, NOT_APPLIED}
_PARAMETER: Final = "missing_parameter"
_FILL_IN: Final = "文件中此处为空白，请向发文单位问明后，"
_ROW: Final = re.compile(r"[A-Z]+(\d+)")


def case_finding(
    case: Case, code: str, severity: Severity, message: str, places: str = ""
) -> Finding:
    """
    Return a finding about a case, at the first row that it was taken from.

    Args:
        case: a unit, person or exam that a clause is about.
        code: of the finding.
        severity: of the finding.
        message: what is wrong with it.
        places: in which list and column what is missing is to be written, see `places_of_facts`.
    """
    sheet, cell = _row(case)
    topic = message if code in _SAID_ONCE else ""  # the rule and what it lacks
    advice = f"要计算的，{places}" if places else "请在相应的表里补上或改正"
    return Finding(code, severity, sheet, cell, case.about, message, advice, topic=topic)


def _row(case: Case) -> tuple[str, str]:
    for fact in case.facts.values():
        for sheet, address in fact.source.cells:
            found = _ROW.match(address)
            return sheet, f"A{found[1]}" if found else ""
    return "", ""


def is_served(
    finding: Finding, case: Case, beside: Iterable[Case], rules: Mapping[str, Sequence[str]]
) -> bool:
    """
    Tell whether a finding only says that a rule lacks what a case beside it has.

    A unit's quota and its places in exams are cases of one clause: that the quota has no place
    is nothing to be said where the exams have theirs.

    Args:
        finding: of one case.
        case: that case.
        beside: all cases.
        rules: the facts each rule needs, by its `rule_code`.
    """
    if finding.code != NOT_APPLIED:
        return False
    needs = rules.get(finding.topic, ())
    return any(
        one.clause == case.clause and one.facts.keys() >= set(needs) and _is_beside(case, one)
        for one in beside
    )


def _is_beside(case: Case, other: Case) -> bool:
    """Tell whether one of two different cases says more exactly what both are about."""
    pairs = [(case.key.get(name, ""), other.key.get(name, "")) for name in case.key]
    return case.key != other.key and all(not a or not b or a == b for a, b in pairs)


def about(case: Case, finding: Finding, places: str = "") -> Finding:
    """Return a finding of one evaluation with the case that it is about."""
    if finding.code in _SAID_ONCE:
        return case_finding(case, finding.code, finding.severity, finding.message, places)
    if finding.code == _PARAMETER:
        advice = _FILL_IN + settings_row("方案参数", "按文件填的数", column=finding.found)
        return finding._replace(suggestion=advice, steps=(Step(Way.PARAMETER),))
    return finding._replace(message=f"{case.about}：{finding.message}")


_NOT_MEANT: Final = ("副", "班主任", "原", "退")
"""A deputy, a class teacher or a former holder is not who the post's name means."""


def named(role: str, unit: str, staff: Iterable[Record]) -> str:
    """
    Return a role with the person who holds it, the role alone where no list says who.

    Where several persons of the unit may be meant all are named: which of them is not ours to say.

    Args:
        role: as the clause says: 校长, 主任.
        unit: the school.
        staff: rows of 人员.

    >>> from xl_quality.core.facts import Fact, Record
    >>> row = {"unit": Fact("甲小学"), "name": Fact("程晓云"), "post": Fact("教导主任")}
    >>> named("主任", "甲小学", [Record("人员", 3, row)]), named("校长", "甲小学", [])
    ('教导主任程晓云', '校长')
    """
    holders = [
        f"{row.text('post')}{row.text('name')}"
        for row in staff
        if row.text("unit") == unit and row.text("name") and _holds(role, row.text("post"))
    ]
    if len(holders) > 1:
        return f"{role}（{'或'.join(dict.fromkeys(holders))}）"
    return holders[0] if holders else role


def _holds(role: str, post: str) -> bool:
    return post.endswith(role) and not any(word in post for word in _NOT_MEANT)


_STREAKS: Final = {SCHOOL_STREAKS, TEACHER_STREAKS}
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


class Reckoned(NamedTuple):
    """
    One case and what its clause yields for it.

    Attributes:
        case: the facts.
        evaluation: what follows from them.
        remark: what a person said of an amount entered by hand (手工填报), ``""`` = computed.
    """

    case: Case
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
    figures = known or places_of_scores(intake, period)
    values, doubts_of_values = scheme_values(
        intake.recognised.settings.scheme_values, scheme, order.parameters
    )
    terms = Terms(order.on, order.options, values)
    kinds = ExamKinds.of(intake.recognised.settings.exam_kinds, answers)
    lists, faults = all_lists(Given(scheme, intake, figures, terms, kinds, period))
    faults += exams_asked(scheme, lists, terms)
    used = lists_used(scheme)
    past = intake.rows(HISTORY) if used & _STREAKS else []
    twice = [*ranked_twice(past), *out_of_order(past)]
    faults += unsettled_scores(intake, figures, scheme)
    faults = [*doubts_of_values, *faults, *twice, *near_units(intake, scheme)]
    faults += without_unit(scheme, lists, terms)
    if figures is None:  # without any scores the open question may be the missing data
        faults += [one for one in intake.findings if one.code == PERHAPS_SCORES.code]
    faults = [*unreadable(intake, scheme), *faults]
    payout = reckon(scheme, lists, terms, faults, period.kinds(lists.values()))
    left, exams = _left_out(intake, used, period), aliases_of(intake)
    doubts = [
        *(far_fewer(intake.findings, figures.tables) if figures else []),
        *near_persons(intake),
        *unused_indicators(scheme, lists),
        *units_of_no_clause(scheme, lists, terms, answers),
        *left_out_told(left, period),
        *(several_exams(figures, scored_as(lists, exams)) if TEACHER_ORDER in used else []),
        *incomplete_exams(past),
        *missing_in_history(past, lists.get(COUNTY, ())),
    ]
    return payout._replace(findings=[*payout.findings, *doubts], left_out=left)


def _left_out(intake: Intake, used: Iterable[str], period: Period) -> LeftOut:
    """Return what a run for one exam passes by, of the sheets that the scheme takes facts from."""
    names = {HAND, *used} | {own for name in used for own, _ in made_of(name)}
    own = {sheet.name for sheet in intake.lists} & names - {TEACHING}
    return left_out(period, {name: intake.rows(name) for name in sorted(own)})


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

    cases: Sequence[Case]
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
    meant = terms.in_force(scheme).keys() - {*passed_by}
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


def _tried(scheme: Scheme, case: Case, terms: Terms) -> tuple[Evaluation | None, Sequence[Finding]]:
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
        rule_code(clause, rule): [
            name for name in rule.needs(choices) if name not in scheme.parameters
        ]
        for clause in scheme.clauses
        for rule in clause.rules
        if clause.in_force(terms.on) and rule.in_use(choices)
    }
    every = [one.case for one in reckoned]

    def where(case: Case, finding: Finding) -> str:
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


GRAVEST_FIRST: Final = (
    "免职建议",
    "调离岗位",
    "末位交流",
    "年度考核不合格",
    "不合格",
    "黄牌警告",
    "诫勉谈话",
    "通报批评",
    "不得评优晋级",
    "不享受全额基础性绩效工资",
    "书面检讨",
    "书面说明",
    "说明原因",
)
"""Consequences in order of weight; those of an office's own scheme that are not here come last."""
_TEACHERS: Final = ("教师本人", "任课教师")
"""How clauses call the teachers they name; the list calls all of them 教师."""


def warned_by(reckoned: Iterable[Reckoned], staff: Sequence[Record] = ()) -> list[Warned]:
    """
    Return who is to be warned of what, with all reasons (警示名单).

    A person or unit stands once under each consequence, whatever the number of reasons. Where a
    clause names no persons, the unit stands for those whom the clause means (校长、主任); the list
    人员 says who they are.

    Args:
        reckoned: cases with what their clauses yield.
        staff: rows of 人员.
    """
    reckoned = list(reckoned)
    at_home = _units_of_persons(reckoned)
    found: dict[tuple[str, str, str, str], list[Ground]] = {}
    for case in reckoned:
        for line in case.evaluation.lines:
            one = line.effect
            if not isinstance(one, Consequence) or not warns(one.name):
                continue
            for subject, unit, role in _subjects(case, one, staff):
                ground = Ground(line.clause, _why(case, one, subject), line.sources)
                place = unit or at_home.get(subject, "")
                own = found.setdefault((one.name, subject, place, role), [])
                if ground not in own:
                    own.append(ground)
    warned = [Warned(*key, tuple(grounds)) for key, grounds in found.items()]
    names = _in_order(warned)
    warned.sort(key=lambda one: names.index(one.name))
    return [one._replace(also=_others(one, warned)) for one in warned]


def warning_sheet(payout: Payout) -> Table | None:
    """Return the sheet 警示名单, None where nobody is to be warned."""
    warned = warned_by(payout.reckoned, payout.staff)
    if not warned:
        return None
    note = f"依据：{payout.scheme.title}　　计算日期：{payout.terms.on.isoformat()}"
    return warning_table(warned, title="警示名单", note=note)


def _why(case: Reckoned, one: Consequence, subject: str) -> str:
    """Return the reason as one subject may read it, with what the case is about."""
    about = " ".join(
        text for name, text in case.case.key.items() if text and name not in {"unit", "name"}
    )
    reason = one.why_of(subject)
    return f"{about}：{reason}" if about else reason


def _subjects(
    case: Reckoned, one: Consequence, staff: Sequence[Record] = ()
) -> Iterator[tuple[str, str, str]]:
    """Yield person or unit, the person's unit, and who is meant."""
    key = case.case.key
    unit = key.get("unit", "")
    role = "、".join(role for role in one.roles if role not in _TEACHERS)
    if one.persons:
        for person in one.persons:
            yield person, "" if unit == person else unit, role or "教师"
    elif key.get("name"):
        yield key["name"], unit, role or "本人"
    else:
        yield unit or case.case.about, "", "、".join(named(role, unit, staff) for role in one.roles)


def _units_of_persons(reckoned: Iterable[Reckoned]) -> dict[str, str]:
    """Return the unit of each person whom some case names with one, and only with one."""
    found: dict[str, set[str]] = {}
    for case in reckoned:
        for one in case.evaluation.consequences:
            for subject, unit, _ in _subjects(case, one):
                found.setdefault(subject, set()).update({unit} - {""})
    return {subject: next(iter(units)) for subject, units in found.items() if len(units) == 1}


def _in_order(warned: Sequence[Warned]) -> list[str]:
    """Return the consequences that occur, the gravest first."""
    names = dict.fromkeys(one.name for one in warned)
    return [*(name for name in GRAVEST_FIRST if name in names),
            *(name for name in names if name not in GRAVEST_FIRST)]  # fmt: skip


def _others(one: Warned, warned: Sequence[Warned]) -> tuple[str, ...]:
    own = [
        other.name
        for other in warned
        if other.subject == one.subject and other.name != one.name and _same_place(one, other)
    ]
    return tuple(dict.fromkeys(own))


def _same_place(one: Warned, other: Warned) -> bool:
    """Persons of one name at two schools are two persons; a blank fits every school."""
    return not one.unit or not other.unit or one.unit == other.unit
