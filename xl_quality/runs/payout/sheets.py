"""What a payout looks like: its sheets, and the same for other programs (机读结果).

`sheets_of` has 奖惩兑现表, 兑现汇总表, 指标完成情况 (`indicator_sheet`), 计算依据 and 警示名单
(`warning_sheet`); `payout_json` the lines, indicators, consequences, points and totals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Severity, WordedFinding
from xl_quality.core.grouping import grouped
from xl_quality.core.money import yuan_text
from xl_quality.reports.frame import day_words, unit_line
from xl_quality.reports.judged_sheets import (
    Ground,
    Judged,
    Ruling,
    Sheaf,
    Warned,
    basis_table,
    gravest_first,
    indicators_table,
    warning_table,
)
from xl_quality.reports.payout import Heading, Withheld, by_payee, paid_for, payout_tables
from xl_quality.reports.run_record import payments_told
from xl_quality.runs.advice import Host, gathered, worded
from xl_quality.runs.facts.derived_lists import counts_others
from xl_quality.runs.facts.fact_findings import OF_STREAKS
from xl_quality.runs.group_figures import titled
from xl_quality.runs.names import role_with_name, teachers_of
from xl_quality.runs.payout import payout_findings as kinds
from xl_quality.runs.payout.scheme_choice import values_in_words
from xl_quality.runs.run_findings import FAR_FEWER
from xl_quality.schemes.model import CLASS_POT, NO_PAYEE
from xl_quality.schemes.payout_lines import PayoutLine, sums
from xl_quality.schemes.results import Consequence, Indicator, Line, Payment, Reason, Share
from xl_quality.schemes.tariffs.amounts import DueInFull
from xl_quality.schemes.words import (
    MINUS,
    Unit,
    agreed_name,
    number_text,
    per_cent_text,
    printed_title,
)

if TYPE_CHECKING:
    from xl_quality.books.tables import Table
    from xl_quality.core.facts import Fact
    from xl_quality.runs.payout.assessment import Assessed, Payout, Uncounted
    from xl_quality.schemes.cases import Case

_COMPUTED: Final = "出处写成绩表某表、没有写单元格的，是由那张表的成绩算出的数。"
_NAMED_IDLE: Final = 60
"""Payees without any amount that are named; a county's teachers would fill pages."""
_NAMING: Final = ("unit", "name", "class_teacher")
"""The fields of a case that name its object; the others say what it is about."""
_TEACHER: Final = "teacher"
_OF_SCHOOLS: Final = ("school", "subject")  # whom clauses are about that judge whole schools
_PRAISE: Final = ("表彰", "年级集体奖")
_BOTH: Final = (
    "各条款分别认定：同一对象既有表彰、又列入警示名单的，两项并列，是否都执行由负责人研究确定。"
)
_TO_SETTLE: Final = {
    kind.code
    for kind in (
        *(kinds.LIKELY_SLIP, kinds.PERSON_SPELLING, kinds.NOT_FED, kinds.TOO_FEW),
        *(kinds.INDICATOR_MISNAMED, kinds.UNIT_OF_NO_CLAUSE, kinds.CLAUSE_FOREIGN, FAR_FEWER),
        *(kinds.OF_OTHER_PLACE, kinds.OF_OTHER_YEAR, kinds.REVIEW_TO_ENTER, *OF_STREAKS),
    )
}
"""Findings that somebody who signs the sheet should know of."""
_OF_STREAKS: Final = {kind.code for kind in OF_STREAKS}
"""Those that decide who is warned: they stand under 警示名单, too."""
_TEACHERS: Final = ("教师本人", "任课教师")
"""How clauses call the teachers they name; the list calls all of them 教师."""

Json = dict[str, object]


def sheets_of(payout: Payout, office: str = "", *, slips: bool = False) -> list[Table]:
    """Return the payout sheet and that of payees, the reasons behind them, and who is warned.

    A scheme that pays nobody anything has no payout sheet; one that could pay and does not has
    one that says so. Where nobody is to be warned there is no 警示名单. *office* (单位名称) stands
    over the sheets; *slips*: with 兑现通知单.
    """
    origin = payout.short_origin if payout.origin else ""
    note = _note(payout, office or _only_unit(payout), origin)
    open_points = gathered(
        finding
        for finding in payout.findings
        if finding.code in _TO_SETTLE and finding.severity is Severity.WARNING
    )
    gaps = _gaps(payout)
    tables: list[Table | None] = []
    could_pay = any(c.pays for c in payout.scheme.clauses if c.in_force(payout.terms.on))
    if payout.lines or could_pay:
        withheld = _withheld(payout)
        told = [*gaps, *_idle(payout, {one.payee for one in withheld})]
        heading = Heading(
            _titled(payout, office, f"{paid_for(payout.lines)}表"),
            _note(payout, office, origin, payout.exams_paid),
            (*told, *_remarks(payout, len(open_points))),
            gaps=bool(payout.uncounted or payout.settled),
            summary=_titled(payout, office, f"{paid_for(payout.lines)}汇总表"),
            told=len(told),
            withheld=tuple(withheld),
        )
        tables += payout_tables(payout.by_unit, heading, payout.accounts)
        tables += slips_of(payout, office) if slips else ()
    tables.append(indicator_sheet(payout, office))
    remarks = [*gaps, *_as_applied(payout)]
    remarks += [_open_point(*one) for one in enumerate(open_points, start=1)]
    basis = _titled(payout, office, "奖惩计算依据")
    tables.append(_basis_sheet(payout, basis, note, remarks))
    return [table for table in (*tables, warning_sheet(payout, office)) if table is not None]


def _only_unit(payout: Payout) -> str:
    """Return the unit that all cases are of, ``""`` where there are several."""
    units = {one.case.key.get("unit", "") for one in payout.assessed}
    return units.pop() if len(units) == 1 else ""


def _titled(payout: Payout, office: str, name: str) -> str:
    """Return the title of a sheet: whose it is, the one exam or the school term, its name."""
    return titled(office, payout.school_terms, name)


def _withheld(payout: Payout) -> list[Withheld]:
    """Return who gets no pay that is due (应发), with the consequence that withholds it."""
    choices = payout.scheme.choices(payout.terms.options)
    due = {
        clause.id
        for clause in payout.scheme.clauses
        if any(isinstance(rule.tariff(choices), DueInFull) for rule in clause.rules)
    }
    idle = {*payout.idle}
    return [
        Withheld(payee, one.case.clause, each.reason.plain)
        for one in payout.assessed
        for payee in dict.fromkeys(one.case.payees.values())
        if one.case.clause in due and (one.case.key.get("unit", "") or payee, payee) in idle
        for each in one.evaluation.consequences
        if each.warns
    ]


def _basis_sheet(payout: Payout, title: str, note: str, remarks: Sequence[str]) -> Table:
    """Return the sheet 计算依据; *note* stands under its title, *remarks* at its end."""
    rulings = _rulings(payout)
    computed = any(not source.cells for one in rulings for source in one.sources)
    told = [_COMPUTED, *remarks] if computed else remarks
    return basis_table(rulings, title=title, note=note, remarks=told, clauses=_titles(payout))


def _titles(payout: Payout) -> dict[str, str]:
    """Return what each clause is called, by its id."""
    clauses = (clause for clause in payout.scheme.clauses if clause.in_force(payout.terms.on))
    return {clause.id: printed_title(clause.title) for clause in clauses}


def slips_of(payout: Payout, office: str = "") -> list[Table]:
    """Return 兑现通知单, a slip a payee; none where nobody is paid."""
    if not payout.lines:
        return []
    from xl_quality.reports.payout_slips import SlipHeading, slips_tables  # noqa: PLC0415 - if asked

    heading = SlipHeading(
        office, payout.scheme.title, day_words(str(payout.terms.on)), _titles(payout)
    )
    return slips_tables(payout.by_unit, heading)


def _note(payout: Payout, unit: str, origin: str = "", exams_paid: Sequence[str] = ()) -> str:
    """Return the line under a title: unit, scheme, day, and all exams by name, or those paid for.

    Who signs sees what is paid for.
    """
    day = f"计算日期：{day_words(str(payout.terms.on))}"
    named = exams_paid or payout.exams
    exams = f"考试：{'、'.join(named)}" if named else ""
    return unit_line(unit, f"依据：{payout.scheme.title}", day, origin, exams)


def _gaps(payout: Payout) -> list[str]:
    """Say on the sheet itself what was not assessed: who signs must not take it for nothing."""
    listed, left = "；".join(map(str, payout.uncounted)), str(payout.left_out)
    gaps = [f"未计算的条款：{listed}。"] if listed else []
    gaps += [f"{left}。"] if left else []
    return [*gaps, *(f"{words}；本次不再计入。" for words in payments_told(payout.settled))]


def _idle(payout: Payout, withheld: Collection[str]) -> Iterator[str]:
    """Yield who neither gets nor owes anything, and of which units no clause that pays judged any.

    None of them was forgotten. Those of *withheld* stand on the sheet with their reason.
    """
    names = [payee for _, payee in payout.idle if payee not in withheld]
    yield from _told("按有金额的条款考核、本次不奖不罚的", names)
    of_schools = {one.id: one for one in payout.scheme.clauses if one.applies_to in _OF_SCHOOLS}
    cases = [one.case for one in payout.assessed if one.case.clause in of_schools]
    paying = {one.key.get("unit", "") for one in cases if of_schools[one.clause].pays}
    examined = {one.key["unit"] for one in cases if one.key.get("subject") and one.key.get("unit")}
    rest = sorted(examined - paying, key=payout.unit_order()) if paying else []
    yield from _told("没有名次、指标可以按有金额的条款考核的", rest)


def _told(what: str, names: Sequence[str]) -> Iterator[str]:
    more = f"等 {len(names)} 个" if len(names) > _NAMED_IDLE else ""
    if names:
        yield f"{what}（{len(names)} 个）：{'、'.join(names[:_NAMED_IDLE])}{more}。"


def _as_applied(payout: Payout) -> Iterator[str]:
    """Yield what the office filled in, and where the scheme is from."""
    values = "；".join(values_in_words(payout.scheme, payout.terms.parameters))
    if values:
        yield f"方案参数（原文空白，由本单位填写）：{values}"
    if payout.origin:
        yield payout.origin


def _remarks(payout: Payout, to_settle: int) -> Iterator[str]:
    """Yield how the scheme was applied, and how much is still open."""
    yield from _as_applied(payout)
    if to_settle:
        what = "校名和姓名写法、没有取到数的条款、没有用上的行等"
        yield f"另有 {to_settle} 处提示（{what}）尚待核对，列在“计算依据”表的末尾。"


def _open_point(number: int, one: WordedFinding) -> str:
    """Return a point with its place and what to do, so that it can be read later."""
    found = f"（{one.found}）" if one.found else ""
    where = f"{one.where}：" if one.where else ""
    return f"尚待核对 {number}　{where}{one.text}{found}。{one.suggestion}"


class _Objects(NamedTuple):
    """What those are called whom the cases of a payout are about (对象), the same on all sheets."""

    units: Collection[str]  # all units of the payout
    several: bool  # the cases are of more than one
    teaching: Collection[str]  # the clauses that judge teachers
    scoring: Collection[str]  # those that give somebody points or money
    taught: Mapping[tuple[str, str, str, str], str]  # who teaches what, as 任课 says

    @classmethod
    def of(cls, payout: Payout) -> _Objects:
        """Return how the objects of a payout are called."""
        several = len({one.case.key.get("unit", "") for one in payout.assessed}) > 1
        teaching = {clause.id for clause in payout.scheme.clauses if clause.applies_to == _TEACHER}
        given = [(one.id, rule) for one in payout.scheme.clauses for rule in one.rules]
        scoring = {clause for clause, rule in given if rule.payee != NO_PAYEE}
        return cls({*payout.units}, several, teaching, scoring, payout.taught)

    def name(self, case: Case, person: str = "") -> str:
        """Return the person whom a case names, with the unit where there are several, or the unit.

        Where a clause judges a teacher whom the case does not name it is whoever teaches there by
        任课: of a class all of them; a place of a school by which several teachers are judged, or
        of whom no list says who they are, is that of the school's teachers.

        Args:
            case: what it is about.
            person: who gets a part of it, or an amount; ``""`` = whom the case names.
        """
        unit, name = case.key.get("unit", ""), person or case.key.get("name", "")
        if not name and case.clause in self.teaching and "name" in case.key:
            name = "、".join(self.teachers(case))
            if not name:
                return f"{unit}任课教师"
        if not name:
            return unit
        if name in self.units or not self.several:
            return name
        return f"{unit} {name}" if unit else name

    def teachers(self, case: Case) -> list[str]:
        """Return who is judged by a case that names no teacher; nobody where it is a school's."""
        key, clause = case.key, case.clause
        if key.get("name", "name") or clause not in self.teaching:
            return []
        shared = clause in self.scoring and bool(key.get("grade") and key.get("class_name"))
        found = teachers_of(key, self.taught, whole_class=shared)
        return found if len(found) == 1 or (shared and not key.get("subject")) else []

    def each(self, case: Case) -> list[str]:
        """Return all whom a case judges: each teacher of a class answers for it."""
        return [self.name(case, one) for one in self.teachers(case)] or [self.name(case)]


def _scope(case: Case) -> list[str]:
    """Return what a case is about beside its object: exam, grade, class, subject, indicator."""
    agreed = agreed_name(case.key.get("indicator", ""))
    known = {**case.key, "indicator": agreed} if agreed else case.key
    return [text for name, text in known.items() if text and name not in _NAMING]


def _rulings(payout: Payout) -> list[Ruling]:
    """Return what each line rests on: those of the cases, then those that a person entered."""
    objects = _Objects.of(payout)
    rulings = [
        ruling
        for number, one in enumerate(payout.assessed)
        for ruling in _rulings_of(one, number, objects)
    ]
    adjusted = [
        Ruling(
            clause=line.clause,
            title=line.title,
            about=(line.payee,),
            reasons=(Reason(outcome=line.why),),
            amount=line.net,
            outcome="手工填报",
            sources=line.sources,
            case=number,
        )
        for number, line in enumerate(payout.adjustments, len(payout.assessed))
    ]
    return [*rulings, *adjusted]


def _rulings_of(one: Assessed, number: int, objects: _Objects) -> Iterator[Ruling]:
    """Yield a line for each object of a case, and for each amount that it gets.

    What follows for an object besides an amount stands on the line of the amount.
    """
    whole = objects.name(one.case)
    groups: list[tuple[str, list[Line]]] = []
    for line in one.evaluation.lines:
        apart = _stands_apart(one, line)
        getting = line.receiver or one.case.payees.get(line.payee, "") if apart else ""
        whose = objects.name(one.case, getting) if getting else whole
        homes = (
            own
            for name, own in groups
            if name == whose and not (apart and any(_stands_apart(one, each) for each in own))
        )
        home = next(homes, None)
        if home is None:
            groups.append((whose, [line]))
        else:
            home.append(line)
    for whose, own in groups:
        yield _ruling(one, own, whose)._replace(case=number)


def _stands_apart(one: Assessed, line: Line) -> bool:
    """Tell whether a line gives somebody an amount, or a part of what is split."""
    return bool(line.receiver or (one.evaluation.unit is Unit.YUAN and line.amount))


def _ruling(one: Assessed, lines: Sequence[Line], whose: str) -> Ruling:
    """Return what some lines of a case yield for one object."""
    in_yuan = one.evaluation.unit is Unit.YUAN
    paid = [line for line in lines if in_yuan and line.payee not in {NO_PAYEE, CLASS_POT}]
    indicators = [line.effect for line in lines if isinstance(line.effect, Indicator)]
    scored = sum((Fraction(line.amount) for line in lines), Fraction())
    judged = not in_yuan and (scored or any(each.scored for each in indicators))
    beyond = any(isinstance(line.effect, Consequence | Share) for line in lines)
    names = [text for text in _scope(one.case) if text != whose]
    agreed = agreed_name(one.case.key.get("indicator", ""))
    return Ruling(
        clause=one.case.clause,
        title=agreed or "、".join(dict.fromkeys(line.title for line in lines)),
        about=(whose, *(text for text in names if text != agreed)),
        reasons=_reasons(lines, agreed),
        amount=sum(int(line.amount) for line in paid) if paid else None,
        outcome="；".join(dict.fromkeys(word for line in lines for word in _outcomes(one, line))),
        sources=tuple(dict.fromkeys(source for line in lines for source in line.sources)),
        follows=bool(scored) or beyond or not all(each.met for each in indicators),
        approval=one.approval,
        points=scored if judged else None,
    )


def _reasons(lines: Sequence[Line], agreed: str = "") -> list[Reason]:
    """Return the reasons of lines, without that of a target of which the points say all again.

    *agreed* is what an indicator that both sides agreed upon is about: the clause only says that
    there may be such, so its own label would say nothing.
    """
    scored = [(line.rule, line.effect.reason.facts) for line in lines if line.amount]
    reasons = [
        line.effect.reason
        for line in lines
        if not isinstance(line.effect, Indicator)
        or (line.rule, line.effect.reason.facts) not in scored
    ]
    return [one._replace(label=agreed) if agreed and one.label else one for one in reasons]


def _outcomes(one: Assessed, line: Line) -> Iterator[str]:
    """Yield what follows besides money: 达标, 诫勉谈话, 末位交流：名."""
    effect = line.effect
    if isinstance(effect, Consequence):
        persons = f"：{'、'.join(effect.persons)}" if effect.persons else ""
        yield f"{effect.name}{persons}"
    if isinstance(effect, Indicator):
        yield "达标" if effect.met else "未达标"
    if line.payee == CLASS_POT and line.amount:
        yield f"{yuan_text(int(line.amount))}元计入班级总额"
    if one.evaluation.barred:
        yield "一票否决"
    if one.approval:
        yield "手工填报"
    if line.conflict:
        yield "同一结果既奖又罚，请核定"


def indicator_sheet(payout: Payout, office: str = "") -> Table | None:
    """Return the sheet 指标完成情况, None where no indicator was judged and no points scored.

    Persons named make the sheet 内部资料. *office* (单位名称) stands over it.
    """
    cases = _cases_by_object(payout)
    sheaves = _sheaves(cases)
    if not sheaves:
        return None
    objects = _Objects.of(payout)
    persons = any(one.case.key.get("name") or objects.teachers(one.case) for one in payout.assessed)
    return indicators_table(
        sheaves,
        note=_note(payout, _only_unit(payout) or office),
        confidential=persons,
        title=_titled(payout, office, "指标完成情况"),
        remark=_BOTH if any(map(_praised_and_warned, cases.values())) else "",
    )


def _praised_and_warned(cases: Sequence[Assessed]) -> bool:
    """Tell whether an object is both praised and warned, each by a clause of its own."""
    found = [each for one in cases for each in one.evaluation.consequences]
    return any(each.name in _PRAISE for each in found) and any(each.warns for each in found)


def sheaves_of(payout: Payout) -> list[Sheaf]:
    """Return the indicators of each object (考核对象), unit by unit.

    An object is the person a case names, else its unit.
    """
    return _sheaves(_cases_by_object(payout))


def _sheaves(cases: Mapping[str, Sequence[Assessed]]) -> list[Sheaf]:
    sheaves = (
        Sheaf(name, [judged for one in own for judged in _judged(one)], _verdicts(own))
        for name, own in cases.items()
    )
    return [sheaf for sheaf in sheaves if sheaf.judged]


def _cases_by_object(payout: Payout) -> dict[str, list[Assessed]]:
    """Return the cases of each object, unit by unit; that of a class is each teacher's of it."""
    objects = _Objects.of(payout)
    place = payout.unit_order()
    found: dict[str, list[Assessed]] = {}
    for one in sorted(payout.assessed, key=lambda one: place(one.case.key.get("unit", ""))):
        for name in objects.each(one.case):
            found.setdefault(name, []).append(one)
    return found


def _judged(one: Assessed) -> Iterator[Judged]:
    """Yield the indicators of a case, and the lines that score points where there is none."""
    key, facts, lines = one.case.key, one.case.facts, one.evaluation.lines
    in_points = one.evaluation.unit is Unit.POINTS
    agreed = agreed_name(key.get("indicator", ""))
    post = ["班主任"] * bool(key.get("name") and "class_teacher" in [each.payee for each in lines])
    scope = " ".join(text for text in [*_scope(one.case), *post] if text != agreed)
    compared = in_points and {"rate", "line"} <= facts.keys()  # told where it costs nothing, too
    for line in lines:
        own = line.effect if isinstance(line.effect, Indicator) else None
        if own is None and line.payee == NO_PAYEE:
            continue  # it can give no points; what it may call for stands in the summary
        rule = [each for each in lines if (each.clause, each.rule) == (line.clause, line.rule)]
        scores = (in_points and line.amount) or compared
        if own is None and (not scores or any(isinstance(e.effect, Indicator) for e in rule)):
            continue
        shown = own or _against_line(line, facts)
        total = sum((Fraction(each.amount) for each in rule), Fraction())
        judged = own is not None and own.scored
        were_set = total or judged or "full_points" in facts or (compared and own is None)
        yield Judged(
            scope=scope,
            label=agreed or shown.label,
            target=shown.target,
            actual=shown.actual,
            gap=shown.gap,
            met=own.met if own else None,
            points=total if in_points and were_set else None,
            clause=line.clause,
            sources=line.sources,
            counts=own is not None and any(map(counts_others, line.sources)),
        )


def _against_line(line: Line, facts: Mapping[str, Fact]) -> Indicator:
    """Return a rate beside the line it was compared with, e.g. that of the whole grade."""
    rate, limit = (facts[name].number if name in facts else None for name in ("rate", "line"))
    if rate is None or limit is None:
        return Indicator(line.title, "", "", met=False, reason=line.effect.reason)
    gap, word = rate - limit, "低" if rate < limit else "高"
    parts = line.effect.left_out if isinstance(line.effect, Payment) else ""
    return Indicator(
        line.title,
        per_cent_text(rate),
        f"对照{per_cent_text(limit)}",
        met=False,
        reason=line.effect.reason,
        gap=f"{word}{number_text(100 * abs(gap))}个百分点{parts}" if gap else "持平",
    )


def _verdicts(cases: Sequence[Assessed]) -> list[str]:
    """Return what else was found for an object, where nothing is paid for it: 优秀, 表彰（F2）.

    Of a clause with several cases those are named for which it was: 三年级 年级集体奖（D3）.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    in_points = [case for case in cases if case.evaluation.unit is Unit.POINTS]
    for clause, own in grouped(in_points, lambda one: one.case.clause).items():
        scopes = [_scope(one.case) for one in own]
        for one, scope in zip(own, scopes, strict=True):
            where = " ".join(word for word in scope if any(word not in other for other in scopes))
            for each in one.evaluation.consequences:
                found.setdefault((where, each.name), {})[clause] = None
    return [
        f"{where} {name}（{'、'.join(clauses)}）".lstrip()
        for (where, name), clauses in found.items()
    ]


def warning_sheet(payout: Payout, office: str = "") -> Table | None:
    """Return the sheet 警示名单, None where nobody is to be warned; *office* stands over it."""
    warned = warned_by(payout)
    note = _note(payout, office or _only_unit(payout))
    title = _titled(payout, office, "警示名单")
    open_points = [
        f"尚待核对：{one.text}。{one.suggestion}。"
        for one in gathered(each for each in payout.findings if each.code in _OF_STREAKS)
    ]
    return warning_table(warned, title=title, note=note, remarks=open_points) if warned else None


def warned_by(payout: Payout) -> list[Warned]:
    """Return who is to be warned of what, with all reasons (警示名单): the gravest first, by unit.

    A person or unit stands once under each consequence, whatever the number of reasons. Where a
    clause names no persons, the unit stands for those whom the clause means (校长、主任); the list
    人员 says who they are.
    """
    at_home = _units_of_persons(payout)
    found: dict[tuple[str, str, str, str], list[Ground]] = {}
    for case in payout.assessed:
        key = case.case.key
        about = " ".join(key[name] for name in key if key[name] and name not in {"unit", "name"})
        for line in case.evaluation.lines:
            one = line.effect
            if not isinstance(one, Consequence) or not one.warns:
                continue
            for subject, unit, role in _subjects(case, one, payout):
                ground = Ground(line.clause, about, one.reason_for(subject), line.sources)
                place = unit or at_home.get(subject, "")
                own = found.setdefault((one.name, subject, place, role), [])
                if ground not in own:
                    own.append(ground)
    warned = [Warned(*key, tuple(grounds)) for key, grounds in found.items()]
    order = gravest_first(one.name for one in warned)
    unit_place = payout.unit_order()
    warned.sort(key=lambda one: (order.index(one.name), unit_place(one.unit or one.subject)))
    return [one._replace(also=_others(one, warned)) for one in warned]


def _subjects(case: Assessed, one: Consequence, payout: Payout) -> Iterator[tuple[str, str, str]]:
    """Yield person or unit, the person's unit, and who is meant.

    Teachers whom neither the consequence nor the case names are those of 任课.
    """
    key = case.case.key
    unit = key.get("unit", "")
    role = "、".join(role for role in one.roles if role not in _TEACHERS)
    if one.persons:
        for person in one.persons:
            yield person, "" if unit == person else unit, role or "教师"
    elif key.get("name"):
        yield key["name"], unit, role or "本人"
    elif role or not one.roles:
        roles = "、".join(role_with_name(each, unit, payout.staff) for each in one.roles)
        yield unit or case.case.about, "", roles
    elif teachers := teachers_of(key, payout.taught):
        yield from ((teacher, unit, "教师") for teacher in teachers)
    else:
        yield unit or case.case.about, "", "任课教师（任课表未载）"


def _units_of_persons(payout: Payout) -> dict[str, str]:
    """Return the unit of each person whom some case names with one, and only with one."""
    found: dict[str, set[str]] = {}
    for case in payout.assessed:
        for consequence in case.evaluation.consequences:
            for subject, unit, _ in _subjects(case, consequence, payout):
                found.setdefault(subject, set()).update({unit} - {""})
    return {subject: next(iter(units)) for subject, units in found.items() if len(units) == 1}


def _others(one: Warned, warned: Sequence[Warned]) -> tuple[str, ...]:
    """Return the other consequences for one: persons of one name at two schools are two."""
    same = [other for other in warned if other.subject == one.subject and other.name != one.name]
    near = [other for other in same if not one.unit or other.unit in ("", one.unit)]
    return tuple(dict.fromkeys(other.name for other in near))


def payout_json(payout: Payout) -> Json:
    """Return what a scheme pays, judges and warns of, as values for ``json.dumps``.

    Amounts are yuan as exact decimal texts (``"900"``, ``"666.67"``), points likewise.
    """
    sheaves = sheaves_of(payout)
    return {
        "scheme": {"id": payout.scheme.id, "title": payout.scheme.title},
        "on": payout.terms.on.isoformat(),
        "lines": [_line(line) for line in payout.lines],
        "indicators": [
            {"object": sheaf.name, **_indicator(one)} for sheaf in sheaves for one in sheaf.judged
        ],
        "consequences": warned_json(warned_by(payout)),
        "points": [
            {"object": sheaf.name, "points": _points_text(scored), "verdicts": list(sheaf.verdicts)}
            for sheaf in sheaves
            if (scored := [one.points for one in sheaf.judged if one.points is not None])
            or sheaf.verdicts
        ],
        "totals": {
            **_sums(payout.lines),
            "payees": [
                {"payee": payee, **_sums(own)} for payee, own in by_payee(payout.by_unit).items()
            ],
        },
        "already_paid": [{**one.paid._asdict(), "moment": one.moment} for one in payout.settled],
        "exams": list(payout.exams),
        "not_computed": [_uncounted(one) for one in payout.uncounted],
        "findings": [worded(finding, Host.COMMAND).to_json() for finding in payout.findings],
    }


def _line(line: PayoutLine) -> Json:
    return {
        "payee": line.payee,
        "clause": line.clause,
        "reward": yuan_text(line.reward),
        "penalty": yuan_text(line.penalty),
        "why": line.why,
        "sources": list(map(str, line.sources)),
        "conflict": line.conflict,
        "by_hand": line.by_hand,
    }


def _uncounted(one: Uncounted) -> Json:
    return {
        "clause": one.clause,
        "title": one.title,
        "why": str(one.why),
        "lists": [{"name": each.name, "columns": list(each.columns)} for each in one.lists],
    }


def _indicator(one: Judged) -> Json:
    return {
        "scope": one.scope,
        "clause": one.clause,
        "label": one.label,
        "target": one.target,
        "actual": one.actual,
        "gap": one.gap,
        "met": one.met,
        "points": None if one.points is None else _points_text([one.points]),
        "sources": list(map(str, one.sources)),
    }


def warned_json(warned: Sequence[Warned]) -> list[Json]:
    """Return who is warned of what, and why, as values for ``json.dumps``."""
    return [one.to_json() for one in warned]


def _points_text(scored: Sequence[Fraction]) -> str:
    return number_text(sum(scored, Fraction())).replace(MINUS, "-")


def _sums(lines: Sequence[PayoutLine]) -> Json:
    texts = map(yuan_text, sums(lines))
    return dict(zip(("reward", "penalty", "net"), texts, strict=True))
