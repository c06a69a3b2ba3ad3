"""The buttons of 奖惩: 导入方案, 补名单表, 试算, 生成兑现表, 警示名单."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xl_quality.agreements.shipped import SHIPPED
from xl_quality.buttons.figure_buttons import taken_in
from xl_quality.buttons.menu import Alternative, Desk, Said
from xl_quality.buttons.session import (
    EVERY_EXAM,
    Press,
    Session,
    attention,
    chosen,
    ended,
    information,
    to_look_at,
    typed,
)
from xl_quality.buttons.written_sheets import (
    named,
    told,
    wants_pdf,
    write,
    write_and_tell,
    write_sheets,
)
from xl_quality.core.findings import BadInputError, Step, Way
from xl_quality.core.money import yuan_text
from xl_quality.reports.payout import by_payee
from xl_quality.reports.run_record import payments_told
from xl_quality.runs.choices import ChosenOptions, Order, Request
from xl_quality.runs.payout.list_forms import lists_for
from xl_quality.runs.payout.scheme_choice import choose, scheme_values
from xl_quality.runs.payout.scheme_import import import_table
from xl_quality.runs.payout.whatif import Trial, WhatIf, what_if
from xl_quality.runs.publish import EarlierResults
from xl_quality.runs.record import recorded
from xl_quality.runs.run import Repeat, Run, carry_out, paid_before, settled, sheets_of
from xl_quality.schemes.fact_checks import parse_facts
from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.schemes.payout_lines import PayoutLine, sums
from xl_quality.schemes.sheet.codec import scheme_id

if TYPE_CHECKING:
    from datetime import date

    from xl_quality.runs.book_contents import BookContents
    from xl_quality.schemes.model import Scheme
    from xl_quality.sheets.cells import Grid


def shipped_choices(first: str = "") -> list[Alternative]:
    """Return the schemes that ship, *first* in front, the others as their templates stand."""
    known = [one.scheme for one in SHIPPED if one.scheme in scheme_ids()]
    ids = dict.fromkeys([first, *known, *scheme_ids()])
    return [Alternative(one, f"{load(one).title}（{one}）") for one in ids if one in scheme_ids()]


def ordered(press: Press, contents: BookContents) -> Order:
    """Return what is to be paid: a 方案 sheet of the workbook, else a scheme that ships.

    The clerk is asked where there are several, and for what 考核设置 does not say of the scheme's
    parameters; the session remembers the answers.

    Raises:
        CancelledError: the clerk cancelled.
        BadInputError: the 方案 sheet has faults.
    """
    desk, session = press.desk, press.session
    name = scheme_for(press, contents, "按哪个方案计算？")
    scheme = choose(contents.schemes, name).scheme
    known, _ = scheme_values(contents.recognised.settings.scheme_values, scheme)
    missing = [name for name in _needed(scheme, desk.today()) if name not in known]
    return Order(name, desk.today(), parameters=_parameters(desk, session, scheme, missing))


def scheme_for(press: Press, contents: BookContents, question: str) -> str:
    """Return the scheme that the clerk chooses, as a 方案 sheet or by its id; remembered.

    He is not asked where he picked one beforehand.
    """
    session = press.session
    choices = _schemes_of(session, contents)
    if session.picked.scheme in {choice.value for choice in choices}:
        session.scheme = session.picked.scheme
    else:
        session.scheme = chosen(press.desk, question, choices)
    return session.scheme


def _schemes_of(session: Session, contents: BookContents) -> list[Alternative]:
    """Return the 方案 sheets, else the schemes that ship; kept for the host's list."""
    choices = _sheet_choices(contents.schemes) or shipped_choices(session.scheme)
    session.schemes = tuple(choices)
    return choices


def refresh(press: Press) -> Said:
    """Read the workbook, so that the session knows its exams and schemes (刷新列表)."""
    _schemes_of(press.session, taken_in(press))
    return information()


def _sheet_choices(sheets: Sequence[Grid]) -> list[Alternative]:
    """Return the 方案 sheets, by the scheme's id where only one sheet holds it."""
    ids = [scheme_id(grid.rows) for grid in sheets]
    return [
        Alternative(
            own if own and ids.count(own) == 1 else grid.name, f"{grid.name}（本工作簿的方案表）"
        )
        for grid, own in zip(sheets, ids, strict=True)
    ]


def _parameters(
    desk: Desk, session: Session, scheme: Scheme, missing: Sequence[str]
) -> tuple[str, ...]:
    """Ask for parameters; one that is left empty is not known."""
    said = []
    for name in missing:
        key = f"{scheme.id}.{name}"
        value = _parameter_asked(desk, scheme, name, session.typed.get(key, ""))
        session.typed[key] = value
        if value:
            said.append(f"{name}={value}")
    return tuple(said)


def _needed(scheme: Scheme, on: date) -> list[str]:
    """Return the parameters that a clause in force cannot do without."""
    readings = scheme.choices()
    fed = {feed.clause for feed in scheme.feeds}
    needed = {
        name
        for clause in scheme.clauses
        if clause.id in fed and clause.in_force(on)
        for rule in clause.rules
        if rule.in_use(readings)
        for name in rule.needs(readings)
    }
    return [name for name in scheme.parameters if name in needed]


def _parameter_asked(desk: Desk, scheme: Scheme, name: str, default: str) -> str:
    """Ask for one value until it can be read."""
    label = scheme.vocabulary[name].label
    question = f"方案原文里“{label}”是空白，请按规定填写（不知道先空着，用到时会停下来）："
    value = default
    while True:
        value = typed(desk, question, value)
        try:
            parse_facts([f"{name}={value}"] if value else (), scheme.vocabulary)
        except BadInputError as fault:
            question = f"{fault}\n请重新填写“{label}”："
        else:
            return value


_PAYEES: Final = 10  # that a message box lists
_CHANGES: Final = 5  # that a message box lists


def trial_lines(run: Run) -> list[str]:
    """Return the sums by payee, and what the edited 方案 sheet changes in them."""
    payout, order = run.payout, run.request.order
    if payout is None or order is None:
        return []
    origin = payout.short_origin
    lines = [f"试算：{payout.scheme.title}，没有写入任何内容。", origin and f"{origin}。"]
    lines += _sums(payout.by_unit)
    if payout.chosen and payout.chosen.changes:
        lines += _compared(what_if(run.contents, order, Trial(sheet=True)))
    return lines


def _sums(lines: Sequence[PayoutLine]) -> list[str]:
    """Return the net amount of the first payees and of all together."""
    nets = {name: sum(one.net for one in own) for name, own in by_payee(lines).items()}
    if not nets:
        return ["按现有数据没有应兑现的金额。"]
    reward, penalty, net = map(yuan_text, sums(lines))
    said = [f"{name}：{yuan_text(own)} 元" for name, own in list(nets.items())[:_PAYEES]]
    if len(nets) > _PAYEES:
        said.append(f"……另有 {len(nets) - _PAYEES} 个对象")
    return [f"合计 {len(nets)} 个对象：奖励 {reward} 元，惩扣 {penalty} 元，净额 {net} 元。", *said]


def _compared(trial: WhatIf) -> list[str]:
    difference = yuan_text(trial.after - trial.before)
    head = f"与原方案相比：{yuan_text(trial.before)} → {yuan_text(trial.after)} 元（{difference}）"
    said = [
        f"{one.payee}：{yuan_text(one.before)} → {yuan_text(one.after)} 元"
        for one in trial.payees[:_CHANGES]
    ]
    if len(trial.payees) > _CHANGES:
        said.append(f"……共 {len(trial.payees)} 个对象有变化")
    return [f"{head}。", *said]


def import_scheme(press: Press) -> Said:
    """Write the 方案 sheet of a scheme that ships, to be edited there."""
    name = chosen(press.desk, "导入哪个方案？", shipped_choices(press.session.scheme))
    table = import_table(press.book, name)
    copy = write(press, [table])
    press.session.scheme = name
    return information(
        *told([table], copy),
        f"改好“{table.name}”表里黄色格的数，再点“试算”看结果，点“生成兑现表”正式计算。",
    )


def lists(press: Press) -> Said:
    """Write the list sheets that a scheme takes and the workbook lacks; what is there stays."""
    contents = taken_in(press)
    name = scheme_for(press, contents, "补哪个方案要用的名单表？")
    scheme = choose(contents.schemes, name).scheme
    found = lists_for(contents, scheme, press.desk.today())
    held = map(str, found.held)
    if not found.tables:
        return information(f"方案“{scheme.title}”要用的名单表都有了，没有写入任何表。", *held)
    return information(
        *told(found.tables, write(press, found.tables)),
        "填好黄色格，再点“试算”或“生成兑现表”；没有的行可以删。",
        *held,
    )


def trial(press: Press) -> Said:
    """Assess the workbook and tell the sums; nothing is written."""
    run = _carried_out(press, "payout")
    return ended(trial_lines(run), run.findings, "，生成兑现表时会写到“体检结果”表。")


def payout(press: Press) -> Said:
    """Write 奖惩兑现表, 计算依据 and what else the scheme yields, as a PDF, too, where asked."""
    run = named(press, _paid_once(press, _carried_out(press, press.action)))
    bound = wants_pdf(press, "兑现表")
    return write_sheets(press, run, sheets_of(run), bound=bound)


def warnings(press: Press) -> Said:
    """Write 警示名单 alone; where nobody is to be warned, nothing is written."""
    run = _carried_out(press, press.action)
    if sheets_of(run):
        return write_and_tell(press, run)
    lines = attention(to_look_at(run.findings), "，点“数据体检”可以看数据方面的。")
    return information("按方案没有应列入警示名单的单位或人员，没有写入任何表。", *lines)


def _paid_once(press: Press, run: Run) -> Run:
    """Ask what is to become of payments that an earlier payout of this workbook has made."""
    here = EarlierResults(recorded(press.book), press.book.own_sheets())
    found = paid_before(run, here)
    if not found:
        return run
    title = "".join(f"{words}。" for words in payments_told(found)) + "怎么办？（取消：什么都不写）"
    ways = [
        Alternative(Repeat.UNPAID, "只兑现还没有兑现过的"),
        Alternative(Repeat.AGAIN, "连同兑现过的，再兑现一次"),
    ]
    return settled(run, here, Repeat(chosen(press.desk, title, ways)))


def _carried_out(press: Press, command: str) -> Run:
    """Assess the workbook; where the scores are of several exams and one is needed, ask which."""
    book, desk, contents = press.book, press.desk, taken_in(press)
    order, exams = ordered(press, contents), press.session.exams
    desk.progress("正在计奖……")
    picked = press.session.picked.exam
    if picked in exams and len(exams) > 1:
        return _of_exam(press, command, contents, order._replace(exam=picked))
    run = carry_out(Request(command, order=order), book, contents)
    if picked == EVERY_EXAM or not any(Step(Way.EXAM) in f.steps for f in run.findings):
        return run
    choices = [Alternative(exam, f"{exam}（只算这一次，名单也一样）") for exam in exams]
    choices.append(Alternative("", "不指定（各次考试都算）"))
    exam = chosen(desk, "成绩表里有几次考试，按哪一次计算？", choices)
    return _of_exam(press, command, contents, order._replace(exam=exam)) if exam else run


def _of_exam(press: Press, command: str, contents: BookContents, order: Order) -> Run:
    options = ChosenOptions(exam=order.exam)
    return carry_out(Request(command, options, order=order), press.book, contents)
