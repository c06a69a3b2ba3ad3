"""指标完成情况 from a reckoned payout: what each school, class or teacher reached.

奖惩兑现表, 指标完成情况, 计算依据 and 警示名单 from a reckoned payout.

A payout for other programs (机读结果): lines, indicators, consequences, points, totals.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Severity
from xl_quality.core.money import yuan_text
from xl_quality.reports.judged import Judged, Sheaf, indicators_table
from xl_quality.reports.payout import Heading, Reason, basis_table, by_payee, payout_table
from xl_quality.runs.advice import Host, gathered, worded
from xl_quality.runs.payout.assessment import warned_by, warning_sheet
from xl_quality.runs.payout.paid_before import told
from xl_quality.runs.payout.scheme_choice import values_in_words
from xl_quality.runs.run_findings import FAR_FEWER
from xl_quality.schemes.effects import Consequence, Indicator, Share
from xl_quality.schemes.model import CLASS_POT, NO_PAYEE
from xl_quality.schemes.words import MINUS, Unit, number_text, per_cent_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.facts import Fact
    from xl_quality.core.findings import Finding
    from xl_quality.reports.judged import Warned
    from xl_quality.runs.payout.assessment import Payout, Reckoned
    from xl_quality.runs.payout.uncounted import Uncounted
    from xl_quality.schemes.engine import Evaluation, Line
    from xl_quality.schemes.payout_lines import PayoutLine

_SCOPE: Final = ("exam", "grade", "class_name", "subject", "indicator")


def indicator_sheet(payout: Payout) -> Table | None:
    """
    Return the sheet 指标完成情况, None where the scheme judged no indicator and scored no points.

    Persons named make the sheet 内部资料.
    """
    sheaves = sheaves_of(payout)
    if not sheaves:
        return None
    units = _units(payout)
    persons = any(one.case.key.get("name") for one in payout.reckoned)
    note = f"依据：{payout.scheme.title}　　计算日期：{payout.terms.on.isoformat()}"
    if len(units) == 1:
        note = f"单位：{units.pop()}　　{note}"
    return indicators_table(sheaves, note=note, confidential=persons)


def sheaves_of(payout: Payout) -> list[Sheaf]:
    """
    Return the indicators of each object (考核对象), in order of first appearance.

    An object is the person a case names, else its unit.
    """
    several = len(_units(payout)) > 1
    cases: dict[str, list[Reckoned]] = {}
    for one in payout.reckoned:
        cases.setdefault(_object(one.case.key, several=several), []).append(one)
    sheaves = [Sheaf(name, _judged(own), _verdicts(own)) for name, own in cases.items()]
    return [sheaf for sheaf in sheaves if sheaf.judged]


def _units(payout: Payout) -> set[str]:
    return {one.case.key.get("unit", "") for one in payout.reckoned}


def _object(key: Mapping[str, str], *, several: bool) -> str:
    """Return the person or unit; the person's school beside it where there are several."""
    unit, name = key.get("unit", ""), key.get("name", "")
    if not name or name == unit:
        return unit
    return f"{unit} {name}" if several else name


def _judged(cases: list[Reckoned]) -> list[Judged]:
    return [judged for one in cases for judged in _of_case(one)]


def _of_case(one: Reckoned) -> Iterator[Judged]:
    key, evaluation = one.case.key, one.evaluation
    scope = " ".join(key[name] for name in _SCOPE if key.get(name))
    for line in evaluation.lines:
        own = line.effect if isinstance(line.effect, Indicator) else None
        if own is None and not _alone(evaluation, line):
            continue
        shown = own or _against_line(line, one.case.facts)
        yield Judged(
            scope=scope,
            label=shown.label,
            target=shown.target,
            actual=shown.actual,
            gap=shown.gap,
            met=own.met if own else None,
            points=_points(evaluation, line, one.case.facts),
            clause=line.clause,
            sources=line.sources,
        )


def _alone(evaluation: Evaluation, line: Line) -> bool:
    """Tell whether a line scores points without any indicator of its rule."""
    if evaluation.unit is not Unit.POINTS or not line.amount:
        return False
    return not any(
        isinstance(other.effect, Indicator)
        for other in evaluation.lines
        if (other.clause, other.rule) == (line.clause, line.rule)
    )


def _points(evaluation: Evaluation, line: Line, facts: Mapping[str, Fact]) -> Fraction | None:
    """Return what the line's rule scores; nothing where no points were set for it."""
    if evaluation.unit is not Unit.POINTS:
        return None
    own = [
        other.amount
        for other in evaluation.lines
        if (other.clause, other.rule) == (line.clause, line.rule)
    ]
    total = sum(map(Fraction, own), Fraction())
    return total if total or "full_points" in facts else None


def _against_line(line: Line, facts: Mapping[str, Fact]) -> Indicator:
    """Return a rate beside the line it was compared with, e.g. that of the whole grade."""
    rate, limit = _share(facts.get("rate")), _share(facts.get("line"))
    if rate is None or limit is None:
        return Indicator(line.title, "", "", met=False, why=line.why)
    gap, sign = rate - limit, MINUS if rate < limit else "＋"
    shown = f"{sign}{number_text(100 * abs(gap))}个百分点" if gap else "0"
    return Indicator(line.title, per_cent_text(rate), f"对照{per_cent_text(limit)}", met=False,
                     why=line.why, gap=shown)  # fmt: skip


def _share(fact: Fact | None) -> Fraction | None:
    value = fact.value if fact else None
    return Fraction(value) if isinstance(value, (int, Fraction)) else None


def _verdicts(cases: list[Reckoned]) -> list[str]:
    """Return what else was found for an object, where nothing is paid for it: 优秀, 表彰（F2）."""
    found: dict[str, dict[str, None]] = {}
    for one in cases:
        if one.evaluation.unit is Unit.POINTS:
            for each in one.evaluation.consequences:
                found.setdefault(each.name, {})[one.case.clause] = None
    return [f"{name}（{'、'.join(clauses)}）" for name, clauses in found.items()]


TITLE: Final = "教学质量奖惩兑现表"
_TOLD: Final = (
    *("unit_spelling", "person_spelling", "clause_not_fed", "too_few_facts"),
    *("indicator_not_used", "unit_of_no_clause", FAR_FEWER.code),
)
"""Findings that somebody who signs the sheet should know of."""


def sheets_of(payout: Payout) -> list[Table]:
    """
    Return the payout sheet, the sheet of reasons behind it, and the list of warnings.

    A scheme that pays nobody anything has no payout sheet; one that could pay and does not has
    one that says so. Where nobody is to be warned there is no 警示名单.
    """
    note = f"依据：{payout.scheme.title}　　计算日期：{payout.terms.on.isoformat()}"
    note += f"　　{payout.short_origin}" if payout.origin else ""
    note += _exams(payout)
    tables: list[Table] = []
    if payout.lines or _could_pay(payout):
        remarks = (*_gaps(payout), *_values(payout), *filter(None, [payout.origin]))
        remarks += _remarks(payout.findings)
        heading = Heading(TITLE, note, remarks, gaps=bool(payout.uncounted or payout.settled))
        tables.append(payout_table(payout.lines, heading))
    indicators = indicator_sheet(payout)
    tables += [indicators] if indicators else []
    reasons = _reasons(payout)
    remarks = (*_gaps(payout), *_open_points(payout.findings))
    tables.append(basis_table(reasons, title="计算依据", note=note, remarks=remarks))
    warnings = warning_sheet(payout)
    return [*tables, *([warnings] if warnings else [])]


def _gaps(payout: Payout) -> tuple[str, ...]:
    """Say on the sheet itself what was not reckoned: who signs must not take it for nothing."""
    listed, left = "；".join(map(str, payout.uncounted)), str(payout.left_out)
    said = [f"未计算的条款：{listed}。"] if listed else []
    said += [f"{left}。"] if left else []
    return (*said, *(f"{words}；本次不再计入。" for words in told(payout.settled)))


def _values(payout: Payout) -> list[str]:
    """Return what the office filled in where the scheme is blank: 方案参数：每个指标奖额300元."""
    words = values_in_words(payout.scheme, payout.terms.parameters)
    return [f"方案参数（原文空白，由本单位填写）：{'；'.join(words)}"] if words else []


def _could_pay(payout: Payout) -> bool:
    """Tell whether any clause in force pays money to anybody."""
    return any(
        clause.unit is Unit.YUAN and any(rule.payee != NO_PAYEE for rule in clause.rules)
        for clause in payout.scheme.clauses
        if clause.in_force(payout.terms.on)
    )


def _exams(payout: Payout) -> str:
    """Return the exams that the sheet covers, all by name: who signs sees what is paid for."""
    names = payout.exams
    return f"　　考试：{'、'.join(names)}" if names else ""


def _remarks(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Say how much a person should still look at; 计算依据 says what."""
    count = len(_to_settle(findings))
    what = "校名和姓名写法、没有取到数的条款等"
    return (f"另有 {count} 处提示（{what}）尚待核对，列在“计算依据”表的末尾。",) if count else ()


def _open_points(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Tell each point with its place and what to do, so that it can be read later."""
    lines = []
    for number, one in enumerate(_to_settle(findings), start=1):
        found = f"（{one.found}）" if one.found else ""
        where = f"{one.where}：" if one.where else ""
        lines.append(f"尚待核对 {number}　{where}{one.text}{found}。{one.suggestion}")
    return tuple(lines)


def _to_settle(findings: Sequence[Finding]) -> list[Finding]:
    return gathered(
        one for one in findings if one.code in _TOLD and one.severity is Severity.WARNING
    )


def _reasons(payout: Payout) -> list[Reason]:
    reasons = [
        _reason(reckoned, line)
        for reckoned in payout.reckoned
        for line in reckoned.evaluation.lines
    ]
    return [*reasons, *map(_adjusted, payout.adjustments)]


def _adjusted(line: PayoutLine) -> Reason:
    return Reason(line.clause, line.title, line.payee, line.why, line.net, "手工填报", line.sources)


def _reason(reckoned: Reckoned, line: Line) -> Reason:
    evaluation = reckoned.evaluation
    paid = evaluation.unit is Unit.YUAN and line.payee not in {NO_PAYEE, CLASS_POT}
    missed = isinstance(line.effect, Indicator) and not line.effect.met
    beyond = isinstance(line.effect, Consequence | Share)
    return Reason(
        line.clause,
        line.title,
        reckoned.case.about,
        f"{reckoned.remark}；{line.why}" if reckoned.remark else line.why,
        int(line.amount) if paid else None,
        _outcome(reckoned, line),
        line.sources,
        follows=bool(line.amount) or missed or beyond,
    )


def _outcome(reckoned: Reckoned, line: Line) -> str:
    """Return what follows besides money: 达标, 诫勉谈话, 末位交流：名."""
    effect, words = line.effect, []
    if isinstance(effect, Consequence):
        persons = f"：{'、'.join(effect.persons)}" if effect.persons else ""
        words.append(f"{effect.name}{persons}")
    if isinstance(effect, Indicator):
        words.append("达标" if effect.met else "未达标")
    if line.payee == CLASS_POT and line.amount:
        words.append(f"{yuan_text(int(line.amount))}元计入班级总额")
    if reckoned.evaluation.barred:
        words.append("一票否决")
    if reckoned.remark:
        words.append("手工填报")
    if line.conflict:
        words.append("同一结果既奖又罚，请核定")
    return "；".join(words)


Json = dict[str, object]


def payout_json(payout: Payout) -> Json:
    """
    Return what a scheme pays, judges and warns of, as values for ``json.dumps``.

    Amounts are yuan as exact decimal texts (``"900"``, ``"666.67"``), points likewise.

    Args:
        payout: as reckoned; its lines, indicators and warnings stand in the order of the sheets.
    """
    sheaves = sheaves_of(payout)
    return {
        "scheme": {"id": payout.scheme.id, "title": payout.scheme.title},
        "on": payout.terms.on.isoformat(),
        "lines": [_line(line) for line in payout.lines],
        "indicators": [
            {"object": sheaf.name, **_indicator(one)} for sheaf in sheaves for one in sheaf.judged
        ],
        "consequences": warned_json(warned_by(payout.reckoned, payout.staff)),
        "points": [
            {
                "object": sheaf.name,
                "points": _payout_json_points(scored),
                "verdicts": list(sheaf.verdicts),
            }
            for sheaf in sheaves
            if (scored := [one.points for one in sheaf.judged if one.points is not None])
            or sheaf.verdicts
        ],
        "totals": {
            **_sums(payout.lines),
            "payees": [
                {"payee": payee, **_sums(own)} for payee, own in by_payee(payout.lines).items()
            ],
        },
        "already_paid": [
            {
                "clause": one.paid.clause,
                "exam": one.paid.exam,
                "payee": one.paid.payee,
                "yuan": one.paid.yuan,
                "moment": one.moment,
            }
            for one in payout.settled
        ],
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
        "points": None if one.points is None else _payout_json_points([one.points]),
        "sources": list(map(str, one.sources)),
    }


def warned_json(warned: Sequence[Warned]) -> list[Json]:
    """Return who is warned of what, and why, as values for ``json.dumps``."""
    return [
        {
            "consequence": one.name,
            "subject": one.subject,
            "unit": one.unit,
            "role": one.role,
            "grounds": [
                {
                    "clause": ground.clause,
                    "why": ground.why,
                    "sources": list(map(str, ground.sources)),
                }
                for ground in one.grounds
            ],
        }
        for one in warned
    ]


def _payout_json_points(scored: Sequence[Fraction]) -> str:
    return number_text(sum(scored, Fraction())).replace(MINUS, "-")


def _sums(lines: Sequence[PayoutLine]) -> Json:
    reward, penalty = sum(line.reward for line in lines), sum(line.penalty for line in lines)
    net = reward - penalty
    return {"reward": yuan_text(reward), "penalty": yuan_text(penalty), "net": yuan_text(net)}
