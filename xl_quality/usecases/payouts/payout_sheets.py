"""奖惩兑现表, 指标完成情况, 计算依据 and 警示名单 from a reckoned payout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xl_quality.core.findings import Severity
from xl_quality.core.money import yuan_text
from xl_quality.reports.basis import Reason, basis_table
from xl_quality.reports.payout import Heading, payout_table
from xl_quality.schemes.effects import Consequence, Indicator, Share
from xl_quality.schemes.model import CLASS_POT, NO_PAYEE
from xl_quality.schemes.words import Unit
from xl_quality.usecases.gathering import gathered
from xl_quality.usecases.missing_marks import FEWER
from xl_quality.usecases.payouts.already_paid import told
from xl_quality.usecases.payouts.indicator_sheet import indicator_sheet
from xl_quality.usecases.payouts.scheme_values import values_in_words
from xl_quality.usecases.payouts.warning_sheet import warning_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.books.tables import Table
    from xl_quality.core.findings import Finding
    from xl_quality.schemes.evaluation import Line
    from xl_quality.schemes.payable import PayoutLine
    from xl_quality.usecases.payouts.payout import Payout, Reckoned

TITLE: Final = "教学质量奖惩兑现表"
_TOLD: Final = (
    *("unit_spelling", "person_spelling", "clause_not_fed", "too_few_facts"),
    *("indicator_not_used", "unit_of_no_clause", FEWER),
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
        lines.append(f"尚待核对 {number}　{where}{one.message}{found}。{one.suggestion}")
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
