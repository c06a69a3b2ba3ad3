"""``whatif``: what other numbers or readings of a scheme would change; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_quality.cli import console
from xl_quality.cli.book_files import opened
from xl_quality.cli.commands.scheme_results import order_of
from xl_quality.cli.values import choices_of, fixed_of, pairs
from xl_quality.core.findings import BadInputError
from xl_quality.core.money import yuan_text
from xl_quality.runs.payout.whatif import Trial, settable, what_if
from xl_quality.runs.reading import take_in

if TYPE_CHECKING:
    import argparse

    from xl_quality.runs.payout.whatif import WhatIf


def run(arguments: argparse.Namespace) -> int:
    """Compare the scheme as it stands with what is tried, or list what can be set."""
    order = order_of(arguments)._replace(options={})
    trial = Trial(arguments.set, pairs(arguments.option, "--option"), arguments.sheet)
    if arguments.list is None and trial == Trial([], {}):
        message = (
            "请写明试什么：--set B2.base=2000、--option 读法=取值 或 --sheet；--list 看能改的数"
        )
        raise BadInputError(message)
    with console.working("正在读取和试算……"):
        book = opened(arguments.book)
        intake = take_in(book, choices_of(arguments), fixed_of(arguments), scores_needed=False)
        if arguments.list is None:
            found = what_if(intake, order, trial)
    if arguments.list is not None:
        known = settable(intake.schemes, order, arguments.list)
        rows = [(one.address, one.value, one.rule) for one in known]
        if arguments.json:
            console.say_json(
                [dict(zip(("address", "value", "rule"), r, strict=True)) for r in rows]
            )
        else:
            console.table("能改的数", ("写法", "现在", "名称"), rows)
        return 0
    if arguments.json:
        console.say_json(_json(found))
    else:
        _show(found)
        console.findings(found.findings, arguments.book, most=20)
    return 0


def _json(found: WhatIf) -> dict[str, object]:
    return {
        "basis": found.basis,
        "altered": list(found.altered),
        "payees": [
            {
                "payee": one.payee,
                "before": yuan_text(one.before),
                "after": yuan_text(one.after),
                "difference": yuan_text(one.difference),
            }
            for one in found.payees
        ],
        "before": yuan_text(found.before),
        "after": yuan_text(found.after),
        "difference": yuan_text(found.after - found.before),
        "lines": [one._asdict() for one in found.lines],
    }


def _show(found: WhatIf) -> None:
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
            (one.clause, one.about, one.title, one.before or "（无）", one.after or "（无）")
            for one in found.lines
        ]
        console.table("有变化的项目", ("条款", "对象", "名称", "现在", "试算"), changes)
    else:
        console.say("没有一项结果变化")


def _signed(fen: int) -> str:
    return f"+{yuan_text(fen)}" if fen > 0 else yuan_text(fen)
