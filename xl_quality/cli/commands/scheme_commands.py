"""Commands about a scheme, and sheets that are written to be filled in.

``schemes``, ``lint``, ``explain`` and ``whatif`` show, check, apply and try a scheme; ``settings``,
``lists`` and ``import`` write the sheets.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xl_quality.cli import console
from xl_quality.cli.commands.run_commands import order_of
from xl_quality.cli.values import (
    choices_of,
    day,
    fixed_of,
    opened,
    pairs,
    quoted,
    refuse_no_forms,
    tell_form,
)
from xl_quality.core.findings import BadInputError, Finding, Severity
from xl_quality.core.money import yuan_text
from xl_quality.runs.book_contents import scheme_sheets, take_in
from xl_quality.runs.choices import ChosenOptions
from xl_quality.runs.payout.list_forms import lists_for
from xl_quality.runs.payout.scheme_choice import choose, scheme_values, written_in
from xl_quality.runs.payout.scheme_import import import_table, lint_book
from xl_quality.runs.payout.whatif import PayeeChange, Trial, WhatIf, settable, what_if
from xl_quality.runs.settings_form import has_settings, settings_form
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.fact_checks import parse_facts
from xl_quality.schemes.lint import lint, lint_file
from xl_quality.schemes.loading import load, scheme_ids
from xl_quality.schemes.scheme_text import amount_value, json_text, scheme_text, to_json
from xl_quality.schemes.words import Unit
from xl_quality.sheets.settings import SETTINGS_SHEET

if TYPE_CHECKING:
    import argparse

    from xl_quality.schemes.results import Evaluation


def settings(arguments: argparse.Namespace) -> int:
    """Write the form; one that is there already is only named."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    refuse_no_forms(book)
    if has_settings(book):
        console.say(f"“{book.name}”里已有“{SETTINGS_SHEET}”表，没有覆盖。请直接在表里修改。")
        return 0
    table = settings_form(take_in(book, ChosenOptions(), scores_needed=False))
    path = tell_form(book, [table], arguments)
    console.say(f"改好黄色格里的值并保存；空着的行不起作用。再算：xl-quality rates {path}")
    return 0


def lists(arguments: argparse.Namespace) -> int:
    """Write the lists that are missing; those that are there stay, what they lack is named."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    refuse_no_forms(book)
    contents = take_in(book, ChosenOptions(), scores_needed=False)
    scheme = choose(contents.schemes, arguments.scheme, shipped=arguments.shipped).scheme
    found = lists_for(contents, scheme, day(arguments.on))
    for held in found.held:
        console.say(str(held))
    if not found.tables:
        console.say(f"方案“{scheme.title}”要用的名单表都有了，没有写入任何表。")
    path = tell_form(book, found.tables, arguments) if found.tables else quoted(book.path)
    console.say(
        f"填好黄色格并保存，再计奖：xl-quality payout {path} --scheme {arguments.scheme} --in-place"
    )
    return 0


def scheme(arguments: argparse.Namespace) -> int:
    """Write the 方案 sheet; one that was edited is only replaced with ``--replace``."""
    book = opened(arguments.book, despite_lock=arguments.despite_protection)
    table = import_table(book, arguments.scheme)
    path = tell_form(book, [table], arguments)
    console.say(
        f"改好“{table.name}”里黄色格的数并保存；检查：xl-quality lint {path}；"
        f"计奖：xl-quality payout {path} --scheme {arguments.scheme} --in-place"
    )
    return 0


def show(arguments: argparse.Namespace) -> int:
    """List the schemes, or show one."""
    if arguments.action == "show":
        if not arguments.scheme:
            raise BadInputError(f"请写明方案编号，现有：{'、'.join(scheme_ids())}")
        console.say(scheme_text(load(arguments.scheme)))
        return 0
    schemes = [load(scheme_id) for scheme_id in scheme_ids()]
    rows = [(scheme.id, scheme.title, len(scheme.clauses)) for scheme in schemes]
    console.table("方案", ("编号", "名称", "条款数"), rows)
    return 0


_BOOKS: Final = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".et", ".ods", ".xlsb"))


def check(arguments: argparse.Namespace) -> int:
    """Print every finding; the exit code is 1 where one is serious."""
    findings = _faults(arguments.file)
    console.findings(findings)
    console.say(f"{arguments.file}：{len(findings)} 条提示")
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _faults(name: str) -> list[Finding]:
    if name in scheme_ids():
        return lint(load(name))
    path = Path(name)
    if not path.is_file():
        message = f"没有文件“{name}”，也没有这个编号的方案；现有：{'、'.join(scheme_ids())}"
        raise BadInputError(message)
    if path.suffix.lower() not in _BOOKS:
        return lint_file(path)
    return lint_book(opened(name))


def explain(arguments: argparse.Namespace) -> int:
    """Evaluate the clause and show amount, lines and outcomes."""
    book = opened(arguments.book) if arguments.book else None
    chosen = choose(scheme_sheets(book) if book else (), arguments.scheme)
    scheme = chosen.scheme
    facts = parse_facts(arguments.facts, scheme.vocabulary)
    # what is not said here the workbook's 考核设置 may say
    parameters, doubts = scheme_values(written_in(book) if book else (), scheme, arguments.param)
    evaluation = evaluate(
        scheme,
        arguments.clause,
        facts,
        on=day(arguments.on),
        options=pairs(arguments.option, "--option"),
        parameters={name: fact for name, fact in parameters.items() if name not in facts},
    )
    evaluation = replace(evaluation, findings=(*chosen.findings, *doubts, *evaluation.findings))
    if arguments.json:
        console.say(json_text(to_json(evaluation)))
    else:
        _show(evaluation)
        console.findings(evaluation.findings, arguments.book)
    return 0


def _show(evaluation: Evaluation) -> None:
    unit = "元" if evaluation.unit is Unit.YUAN else "分"
    for line in evaluation.lines:
        console.say(f"{line.clause} {line.title}：{line.why}")
    if evaluation.outcomes:
        console.say(f"结果：{json_text(evaluation.outcomes)}")
    console.say(f"合计：{amount_value(evaluation.amount, evaluation.unit)} {unit}")


def try_out(arguments: argparse.Namespace) -> int:
    """Compare the scheme as it stands with what is tried, or list what can be set."""
    order = order_of(arguments)._replace(options={})
    trial = Trial(arguments.set, pairs(arguments.option, "--option"), arguments.sheet)
    if arguments.list is None and trial == Trial([], {}):
        raise BadInputError(
            "请写明试什么：--set B2.base=2000、--option 读法=取值 或 --sheet；--list 看能改的数"
        )
    with console.working("正在读取和试算……"):
        book = opened(arguments.book)
        contents = take_in(book, choices_of(arguments), fixed_of(arguments), scores_needed=False)
        if arguments.list is None:
            found = what_if(contents, order, trial)
    if arguments.list is not None:
        known = settable(contents.schemes, order, arguments.list)
        rows = [(one.address, one.value, one.rule) for one in known]
        if arguments.json:
            console.say_json(
                [dict(zip(("address", "value", "rule"), r, strict=True)) for r in rows]
            )
        else:
            console.table("能改的数", ("写法", "现在", "名称"), rows)
        return 0
    if arguments.json:
        console.say_json(_trial_json(found))
    else:
        _show_trial(found)
        console.findings(found.findings, arguments.book, most=20)
    return 0


def _trial_json(found: WhatIf) -> dict[str, object]:
    return {
        "basis": found.basis,
        "altered": list(found.altered),
        "payees": [{"payee": one.payee, **_amounts(one)} for one in found.payees],
        **_amounts(found),
        "lines": [line._asdict() for line in found.lines],
    }


def _amounts(of: PayeeChange | WhatIf) -> dict[str, str]:
    """Return what is paid before and after, and the difference, in yuan."""
    return {
        "before": yuan_text(of.before),
        "after": yuan_text(of.after),
        "difference": yuan_text(of.after - of.before),
    }


def _show_trial(found: WhatIf) -> None:
    console.say(f"试算（没有写入任何文件）　对照：{found.basis}")
    for one in found.altered:
        console.say(f"改动：{one}")
    rows = [
        (one.payee, yuan_text(one.before), yuan_text(one.after), _signed(one.difference))
        for one in found.payees
    ]
    totals = yuan_text(found.before), yuan_text(found.after), _signed(found.after - found.before)
    columns = ("兑现对象", "现在", "试算", "相差")
    console.table("净额有变化的对象（元）", columns, [*rows, ("合计（全部对象）", *totals)])
    if found.lines:
        changes = [
            (line.clause, line.about, line.title, line.before or "（无）", line.after or "（无）")
            for line in found.lines
        ]
        console.table("有变化的项目", ("条款", "对象", "名称", "现在", "试算"), changes)
    else:
        console.say("没有一项结果变化")


def _signed(fen: int) -> str:
    return f"+{yuan_text(fen)}" if fen > 0 else yuan_text(fen)
